//! Sphinx pages that describe one structure: title, template, a line per member, tables of values, an example.
//!
//! A page gives one schema under `components.schemas` and no operation. Template, member lines, tables and example say
//! the same thing four times; what they disagree about is an error here and never decided.

mod bullets;
mod enum_table;
mod example;
mod join;
mod layout;
mod literal;
mod prose;
mod schema;
mod stated;
mod template;
mod unset;

use super::unite::{UNVERSIONED, unite};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Node, SourceFiles, Span};
use std::ops::Range;

/// One page.
#[derive(Clone, Copy)]
struct Page<'t> {
    file: FileId,
    text: &'t str,
}

impl<'t> Page<'t> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// The text of a range; empty when the range does not lie on character boundaries.
    fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    /// A page that ends early, with the last character as the place.
    fn cut(&self, message: impl Into<String>) -> Diagnostic {
        let end = self.text.trim_end();
        let last = end.chars().next_back().map_or(0, char::len_utf8);
        Diagnostic::error(Code::PageCut, message)
            .at(self.span(end.len() - last..end.len()))
            .help("capture the whole page again")
    }
}

/// Reads pages of one structure each into one document without paths.
///
/// Returns `None` after reporting `page-cut`, `page-inconsistent`, `page-conflict` (two pages of one title that differ)
/// or what is wrong with the JSON of an example. Text that no rule consumes is reported as `text-unread`.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    let before = diagnostics.count(Severity::Error);
    let documents = pages
        .iter()
        .filter_map(|&file| {
            let page = Page { file, text: files[file].text() };
            let (name, schema) = schema::read(files, &page, diagnostics)?;
            Some(document(&page, name, schema))
        })
        .collect();
    let united = unite(documents, diagnostics);
    united.filter(|_| diagnostics.count(Severity::Error) == before)
}

/// Whether a text looks like a page of this format.
pub fn recognises(text: &str) -> bool {
    let body = text.trim_start_matches('\u{feff}');
    if body.trim_start().starts_with(['{', '[', '<', '>']) || body.contains("curl --request") {
        return false;
    }
    let titled = layout::title(body).is_some_and(|title| title.is_announced);
    let placeholders = ["<string>", "<uuid>", "<integer>", "<number>", "<boolean>", "<object>"];
    titled
        && (placeholders.iter().any(|placeholder| body.contains(placeholder))
            || body.contains(layout::TABLE_SENTENCE)
            || body.contains("(UUID)"))
}

fn document(page: &Page<'_>, name: String, schema: Node) -> Node {
    let span = page.span(0..0);
    let at = |text: &str| Node::string(text, span);
    let schemas = Node::object([(name, schema)], span);
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
