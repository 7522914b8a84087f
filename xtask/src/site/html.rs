//! The frame of a page, and text that is nothing but text in HTML.

use super::{PAGES, Vendor};

/// A text between tags.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // What reorders or hides text would show another page than there is.
            hidden if switchboard_codegen::text::is_hidden(hidden) && hidden != '\n' => {
                escaped.push_str(&format!("\\u{{{:x}}}", u32::from(hidden)));
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A text as the value of an attribute, which stands in double quotes.
pub(super) fn attribute(value: &str) -> String {
    text(value)
}

/// The part of an address behind `#` that leads to a name.
pub(super) fn anchor(kind: &str, name: &str) -> String {
    let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    format!("{kind}-{safe}")
}

/// One page.
pub(super) struct Page<'p> {
    pub(super) title: &'p str,
    pub(super) vendor: Option<&'p Vendor>,
    pub(super) here: &'p str,
    /// What the page consists of: parts of its address, and titles.
    pub(super) sections: &'p [(String, String)],
    pub(super) body: &'p str,
}

/// Scripts and styles are those of the site alone; a page asks nobody for anything.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'";

/// The whole of a page.
pub(super) fn page(page: &Page<'_>) -> String {
    let root = if page.vendor.is_some() { "../" } else { "" };
    let title = match page.vendor {
        Some(vendor) => format!("{} · {}", vendor.title, page.title),
        None => page.title.to_owned(),
    };
    let mut parts = String::new();
    if let Some(vendor) = page.vendor {
        parts += &format!(
            "<p class=\"vendor\">{} <span class=\"quiet\">{}</span></p>\n<ul>\n",
            text(&vendor.title),
            text(&vendor.version)
        );
        for (name, title) in PAGES {
            let current = if name == page.here { " aria-current=\"page\"" } else { "" };
            parts += &format!("<li><a href=\"{name}.html\"{current}>{title}</a></li>\n");
        }
        parts += "</ul>\n";
    }
    if !page.sections.is_empty() {
        parts += "<details class=\"sections\">\n<summary>On this page</summary>\n<ul>\n";
        for (anchor, title) in page.sections {
            parts += &format!("<li><a href=\"#{}\">{}</a></li>\n", attribute(anchor), text(title));
        }
        parts += "</ul>\n</details>\n";
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<link rel=\"stylesheet\" href=\"{root}style.css\">\n\
         <script src=\"{root}index.js\" defer></script>\n<script src=\"{root}search.js\" defer></script>\n</head>\n\
         <body data-root=\"{root}\">\n<a class=\"skip\" href=\"#main\">To the page</a>\n<header>\n\
         <a class=\"home\" href=\"{root}index.html\">Clients</a>\n\
         <div class=\"search\" role=\"search\"><input id=\"search\" type=\"search\" placeholder=\"Find an operation or a type\" \
         aria-label=\"Find an operation or a type\" aria-controls=\"found\" autocomplete=\"off\" spellcheck=\"false\"><kbd>/</kbd>\
         <ul id=\"found\" hidden></ul></div>\n</header>\n<div class=\"columns\">\n<nav>\n{parts}</nav>\n<main id=\"main\">\n{}</main>\n</div>\n\
         </body>\n</html>\n",
        text(&title),
        page.body
    )
}
