//! Sphinx pages that describe structures: title, template, a line per member, tables of values, an example.
//!
//! A page gives a schema under `components.schemas` per structure, and no operation. Template, member lines, tables and
//! example say the same thing four times; what they disagree about is left open and told, and never decided.

mod attach;
mod blocks;
mod bullets;
mod example;
mod literal;
mod prose;
mod references;
mod schema;
mod structures;
mod tables;
mod template;
mod unset;
mod values;
mod whole;

use self::attach::Described;
use self::blocks::Block;
use self::references::References;
use super::openapi;
use super::reading::{Page, united, unread};
use super::unite::UNVERSIONED;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Node, SourceFiles};
use std::collections::BTreeSet;

/// Reads pages of structures into one document without paths.
///
/// Returns `None` after reporting `page-cut`, `page-conflict` (two pages of one title that differ), or that a page names
/// no structure. What pages contradict themselves about is a warning at its place, and so is text that no rule consumes.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    let shared = shared_names(files, pages);
    united(files, pages, diagnostics, |page, diagnostics| {
        schemas(files, page, &shared, diagnostics).map(|schemas| document(page, schemas))
    })
}

/// Whether a text looks like a page of this format: code with placeholders, and lines of members.
pub fn recognises(text: &str) -> bool {
    let body = text.trim_start_matches('\u{feff}').trim_start();
    if body.starts_with(['{', '[', '<', '>', '#', '-'])
        || body.contains("curl --request")
        || !body.contains('{')
        || openapi::recognises(text)
    {
        return false;
    }
    let page = Page { file: SourceFiles::new().add("", ""), text };
    let blocks = blocks::blocks(&page);
    let is_template =
        |block: &Block| matches!(block, Block::Code(range) if template::has_placeholders(page.slice(range.clone())));
    let has_members = blocks.iter().any(|block| matches!(block, Block::Members(_)));
    let begins_named = matches!(blocks.first(), Some(Block::Heading(_) | Block::Label(_)));
    let is_listed = body.contains("All possible values for the");
    begins_named
        && (has_members || is_listed)
        && (blocks.iter().any(is_template) || body.contains("(UUID)") || is_listed)
}

/// The names that structures of several pages have.
fn shared_names(files: &SourceFiles, pages: &[FileId]) -> BTreeSet<String> {
    let (mut known, mut shared) = (BTreeSet::new(), BTreeSet::new());
    for &file in pages.iter().filter(|_| pages.len() > 1) {
        let page = Page { file, text: files[file].text() };
        let outline = structures::outline(&page, blocks::blocks(&page));
        let titles = outline.structures.iter().map(|structure| title(&page, structure));
        let names: BTreeSet<String> = titles.filter_map(schema::component_name).collect();
        shared.extend(names.intersection(&known).cloned());
        known.extend(names);
    }
    shared
}

fn title<'t>(page: &Page<'t>, structure: &structures::Structure) -> &'t str {
    page.slice(structure.title.clone()).trim_matches(['\u{b6}', '\u{f0c1}', '#', ' '])
}

/// The schemas of a page by their names; `None` after reporting an error. `shared` are names of several pages.
fn schemas(
    files: &SourceFiles,
    page: &Page<'_>,
    shared: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<(String, Node)>> {
    let before = diagnostics.count(Severity::Error);
    let outline = structures::outline(page, blocks::blocks(page));
    if outline.structures.is_empty() {
        let what =
            if page.text.trim().is_empty() { "the page has no title" } else { "the page ends before its template" };
        diagnostics.push(page.cut(what));
        return None;
    }
    let mut described: Vec<Described> = Vec::new();
    for structure in &outline.structures {
        let name = name(page, structure, &described, shared, diagnostics)?;
        described.push(attach::describe(files, page, structure, name, diagnostics));
    }
    tables::attach(page, &outline.structures, &mut described, diagnostics);
    whole::check(page, &outline, &described, diagnostics);
    if diagnostics.count(Severity::Error) > before {
        return None;
    }
    let references = References { structures: &outline.structures, described: &described };
    let schemas = outline.structures.iter().zip(&described).map(|(structure, described)| {
        (described.name.clone(), schema::schema(page, structure, described, &references, diagnostics))
    });
    // What a structure is made of stands on the page after it, and in the document before it.
    let schemas: Vec<_> = schemas.collect();
    let schemas = schemas.into_iter().rev().collect();
    unread(page, [outline.unread, outline.trailing].concat(), diagnostics);
    Some(schemas)
}

/// The name of the schema of a structure: its title. Where another structure has it, be it on another page, that of the
/// first structure of its page stands in front.
fn name(
    page: &Page<'_>,
    structure: &structures::Structure,
    before: &[Described],
    shared: &BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let title = title(page, structure);
    let Some(name) = schema::component_name(title) else {
        let message = format!("no name for a component can be made of the title `{title}`");
        let help = "the title has to name the structure in Latin letters, for instance `Call`";
        let place = page.span(structure.title.clone());
        diagnostics.push(Diagnostic::error(Code::PageInconsistent, message).at(place).help(help));
        return None;
    };
    let is_taken = |name: &str| before.iter().any(|other| other.name == name);
    let Some(first) = before.first().map(|first| first.name.as_str()) else { return Some(name) };
    if !is_taken(&name) && !shared.contains(&name) {
        return Some(name);
    }
    let longer =
        (2usize..).map(|number| if number == 2 { format!("{first}{name}") } else { format!("{first}{name}{number}") });
    longer.into_iter().find(|name| !is_taken(name))
}

fn document(page: &Page<'_>, schemas: Vec<(String, Node)>) -> Node {
    let span = page.span(0..0);
    let at = |text: &str| Node::string(text, span);
    let schemas = Node::object(schemas, span);
    Node::object(
        [
            ("openapi", at("3.1.0")),
            ("info", Node::object([("title", at("API")), ("version", at(UNVERSIONED))], span)),
            ("paths", Node::object::<&str>([], span)),
            ("components", Node::object([("schemas", schemas)], span)),
        ],
        span,
    )
}

#[cfg(test)]
mod tests;
