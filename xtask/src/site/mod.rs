//! The pages that people read of a workspace's clients: `switchboard site`. They are static HTML, printed from the plans that the
//! crates are printed from, and from the texts of the crates: the same input gives the same bytes. Nothing in a page is from
//! elsewhere, and no text of a document becomes more than text. Writes nothing.

mod html;
mod index;
mod markdown;
mod operations;
mod types;

use std::collections::BTreeMap;
use switchboard_codegen::{CrateFiles, Planned};

/// What the pages of one vendor are made of.
pub(crate) struct Vendor {
    /// Its folder in specs/, and on the site.
    pub(crate) name: String,
    /// What people call the API.
    pub(crate) title: String,
    /// What the client is, in a sentence.
    pub(crate) description: String,
    /// The name of the crate.
    pub(crate) package: String,
    /// Its version.
    pub(crate) version: String,
    /// What was decided of its document.
    pub(crate) planned: Planned,
    /// The crate as it is generated.
    pub(crate) files: CrateFiles,
    /// CHANGELOG.md of the crate.
    pub(crate) changelog: Option<String>,
    /// COVERAGE.md of the vendor.
    pub(crate) coverage: Option<String>,
    /// Where the document was corrected: the place, and the reason.
    pub(crate) corrections: Vec<(String, String)>,
}

/// All files of a site, by path.
pub(crate) fn files(vendors: &[Vendor]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("style.css".to_owned(), include_str!("assets/style.css").to_owned()),
        ("search.js".to_owned(), include_str!("assets/search.js").to_owned()),
        ("index.js".to_owned(), index::script(vendors)),
        ("index.html".to_owned(), overview(vendors)),
    ]);
    for vendor in vendors {
        for (page, title, body) in pages(vendor) {
            let sections = if page == "operations" { operations::tags(vendor) } else { Vec::new() };
            let text =
                html::page(&html::Page { title, vendor: Some(vendor), here: page, sections: &sections, body: &body });
            files.insert(format!("{}/{page}.html", vendor.name), text);
        }
    }
    files
}

/// The pages of a vendor: name, title, and what is on them.
const PAGES: [(&str, &str); 6] = [
    ("index", "Overview"),
    ("operations", "Operations"),
    ("types", "Types"),
    ("changelog", "Changelog"),
    ("coverage", "Coverage"),
    ("corrections", "Corrections"),
];

fn pages(vendor: &Vendor) -> Vec<(&'static str, &'static str, String)> {
    let readme = vendor.files.get("README.md").map(String::as_str).unwrap_or_default();
    let missing = |what: &str| format!("<p>There is no {what} yet.</p>\n");
    let text = |text: &Option<String>, what: &str| text.as_deref().map_or_else(|| missing(what), markdown::to_html);
    let bodies = [
        markdown::to_html(readme),
        operations::section(vendor),
        types::section(vendor),
        text(&vendor.changelog, "changelog"),
        text(&vendor.coverage, "list of what is covered"),
        corrections(vendor),
    ];
    PAGES.iter().zip(bodies).map(|((name, title), body)| (*name, *title, body)).collect()
}

fn corrections(vendor: &Vendor) -> String {
    let mut body = "<h1>Corrections</h1>\n".to_owned();
    if vendor.corrections.is_empty() {
        body += "<p>No deviation of the document from its API is known: nothing of it is corrected.</p>\n";
        return body;
    }
    body += "<p>Where the vendor's pages deviate from the API, or from each other, the document is corrected. Each place gives its \
             reason.</p>\n<table>\n<thead><tr><th>place</th><th>why</th></tr></thead>\n<tbody>\n";
    for (place, reason) in &vendor.corrections {
        body += &format!("<tr><td><code>{}</code></td><td>{}</td></tr>\n", html::text(place), html::text(reason));
    }
    body + "</tbody>\n</table>\n"
}

fn overview(vendors: &[Vendor]) -> String {
    let mut body = "<h1>Clients</h1>\n<ul class=\"vendors\">\n".to_owned();
    for vendor in vendors {
        let count = vendor.planned.operations.plans.len();
        body += &format!(
            "<li><a href=\"{}/index.html\"><b>{}</b></a> <span class=\"quiet\">{} {} · {count} operations</span><p>{}</p></li>\n",
            html::attribute(&vendor.name),
            html::text(&vendor.title),
            html::text(&vendor.package),
            html::text(&vendor.version),
            html::text(&vendor.description),
        );
    }
    body += "</ul>\n";
    html::page(&html::Page { title: "Clients", vendor: None, here: "index", sections: &[], body: &body })
}

#[cfg(test)]
mod tests;
