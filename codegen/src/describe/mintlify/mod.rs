//! Mintlify documentation pages: the compact text form, the long text form and the `.md` form, in any mixture.
//!
//! Each page becomes a document of its own, and the documents are merged. No form is tied to a vendor.

mod address;
mod alignment;
mod compact;
mod constraint;
mod curl;
mod document;
mod field;
mod line;
mod long;
mod markdown;
mod merge;
mod places;
mod prose;
mod sample;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, Span};

/// Whether a text is a Mintlify page in one of the three forms.
pub fn recognises(text: &str) -> bool {
    form(text).is_some()
}

/// Reads pages and gives one OpenAPI document for all of them.
///
/// Returns `None` after reporting at least one error; problems of all pages are collected first.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    let documents: Vec<Option<Node>> = pages
        .iter()
        .map(|page| match form(files[*page].text()) {
            Some(Form::Compact) => compact::read(files, *page, diagnostics),
            Some(Form::Long) => long::read(files, *page, diagnostics),
            Some(Form::Markdown) => markdown::read(files, *page, diagnostics),
            None => {
                diagnostics.push(
                    Diagnostic::error(Code::UnknownFormat, "this is not a Mintlify page in any known form")
                        .at(Span::new(*page, 0..files[*page].text().lines().next().map_or(0, str::len)))
                        .help("capture the page as text (it begins with its curl sample) or in its .md form"),
                );
                None
            }
        })
        .collect();
    merge::merge(documents.into_iter().collect::<Option<Vec<_>>>()?, diagnostics)
}

enum Form {
    Compact,
    Long,
    Markdown,
}

fn form(text: &str) -> Option<Form> {
    if compact::recognises(text) {
        Some(Form::Compact)
    } else if long::recognises(text) {
        Some(Form::Long)
    } else if markdown::recognises(text) {
        Some(Form::Markdown)
    } else {
        None
    }
}
