//! Pages of one structure: fields as the long text form prints them, without an operation. Never invents members.

use super::compact::FURNITURE;
use super::document::{Report, info};
use super::examples::LABELS;
use super::field::{add_members, fields, text_of};
use super::line::lines;
use super::rows::begins;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles};

/// Whether a text is such a page: below the line that begins the pages, or a title, there are fields at once.
pub(super) fn recognises(text: &str) -> bool {
    let mut files = SourceFiles::new();
    let file = files.add("page", text);
    let all = lines(file, text, 0..text.len());
    let starts: Vec<_> = (0..all.len()).filter(|at| all.get(*at..).is_some_and(begins)).collect();
    let is_below = text.trim_start_matches('\u{feff}').trim_start().starts_with("Skip to main content");
    starts.len() >= 2 && is_below && starts.first().is_some_and(|first| *first <= 4)
}

/// Reads one page. The schema has the title of the page as its name, or the name of the file where there is none.
///
/// Returns `None` after reporting that no field is there.
pub(super) fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[file].text();
    let all: Vec<_> = lines(file, text, 0..text.len())
        .into_iter()
        .filter(|line| !FURNITURE.contains(&line.text) && !LABELS.contains(&line.text))
        .collect();
    let first = *all.first()?;
    let stem = files[file].name().rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default();
    let mut report = Report::new(stem.to_owned(), diagnostics);
    let (intro, found) = fields(&all, None, &mut report);
    let title = intro.first();
    if title.is_none() {
        report.push(
            Diagnostic::warning(
                Code::TextUnread,
                format!("the page does not name its structure, which is called `{stem}` after the file"),
            )
            .at(first.span)
            .help("give it another title in the overlay if that is not a good name"),
        );
    }
    let span = title.map_or(first.span, |title| title.span);
    let mut schema = Node::object([("type", Node::string("object", span))], span);
    if let Some(text) = intro.get(1..).and_then(text_of) {
        schema.set("description", text);
    }
    add_members(&mut schema, &found, None);
    let name = component_name(title.map_or(stem, |title| title.text));
    schema.key_span = Some(span);
    let schemas = Node::object([(name, schema)], span);
    Some(Node::object(
        [
            ("openapi", Node::string("3.1.0", span)),
            ("info", info(None, span)),
            ("paths", Node::object::<&str>([], span)),
            ("components", Node::object([("schemas", schemas)], span)),
        ],
        span,
    ))
}

/// A name as components may have it: letters, digits, dots, dashes and low lines.
pub(super) fn component_name(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'));
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    let name: String = words.map(capital).collect();
    if name.is_empty() { "Structure".to_owned() } else { name }
}
