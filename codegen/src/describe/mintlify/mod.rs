//! Mintlify documentation pages: the compact text form, the long text form and the `.md` form, in any mixture.
//!
//! Each page becomes a document of its own, and the documents are united. No form is tied to a vendor.

mod address;
mod alignment;
mod bodies;
mod compact;
mod constraint;
mod curl;
mod document;
mod examples;
mod field;
mod kind;
mod line;
mod long;
mod markdown;
mod nesting;
mod places;
mod prose;
mod rows;
mod sample;

use super::unite::unite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
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
            Some(Form::Damaged(at)) => {
                let message = "the page has no-break spaces or lone carriage returns where blanks and line ends belong";
                diagnostics.push(
                    Diagnostic::error(Code::UnknownFormat, message)
                        .at(Span::new(*page, at..at))
                        .help("save the page as plain text again, with ordinary blanks and line feeds"),
                );
                None
            }
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
    let before = diagnostics.count(Severity::Error);
    let united = unite(documents.into_iter().collect::<Option<Vec<_>>>()?, diagnostics);
    united.filter(|_| diagnostics.count(Severity::Error) == before)
}

enum Form {
    Compact,
    Long,
    Markdown,
    /// One of them with strange blanks, from this byte on.
    Damaged(usize),
}

fn form(text: &str) -> Option<Form> {
    sound_form(text).or_else(|| {
        let at = text.find(['\u{a0}', '\r'])?;
        sound_form(&text.replace('\u{a0}', " ").replace('\r', "\n")).map(|_| Form::Damaged(at))
    })
}

fn sound_form(text: &str) -> Option<Form> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const COMPACT: &str = "curl --request GET --url https://h.example/v1/cats{\"name\": \"<string>\"}Gets a cat\n\
        curl --request GET --url https://h.example/v1/cats{\"name\": \"<string>\"}The cat\nName of it";
    const LONG: &str = "Skip to main content\nGet a dog\nGET\n/\ndogs\n\
        curl --request GET --url https://h.example/v1/dogs\n200\n{\"name\": \"<string>\"}\nResponse\n200\nThe dog\nname\nstring\n";
    const MARKDOWN: &str = "# Get a cow\n\n````yaml get /cows\nopenapi: 3.1.1\ninfo: {title: Farm, version: '2'}\n\
        servers: [{url: 'https://h.example/v1'}]\npaths: {/cows: {get: {summary: Get a cow}}}\n````\n";

    fn run(pages: &[&str]) -> (Option<Node>, Vec<Code>) {
        let mut files = SourceFiles::new();
        let pages: Vec<_> = pages.iter().map(|text| files.add("page", *text)).collect();
        let mut diagnostics = Diagnostics::new();
        let document = read(&files, &pages, &mut diagnostics);
        (document, diagnostics.iter().map(|found| found.code).collect())
    }

    #[test]
    fn pages_of_all_forms_become_one_document() {
        let (document, found) = run(&[COMPACT, LONG, MARKDOWN]);
        assert_eq!(found, []);
        let document = document.expect("reads");
        let paths: Vec<_> = document.members("paths").map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["/cats", "/dogs", "/cows"]);
        assert_eq!(document.get("info").and_then(|info| info.str("title")), Some("Farm"));
    }

    #[test]
    fn other_pages_are_refused_and_all_problems_are_collected() {
        for text in ["", "Skip to content\nGet started\n", "<html>", "{\"method\": \"GET\"}", "openapi: 3.1.0"] {
            assert!(!recognises(text), "{text}");
        }
        assert!([COMPACT, LONG, MARKDOWN].into_iter().all(recognises));
        let cut = COMPACT.get(..60).unwrap_or_default();
        let (document, found) = run(&["", cut, LONG]);
        assert!(document.is_none());
        assert_eq!(found, [Code::UnknownFormat, Code::JsonSyntax]);
        assert_eq!(run(&[LONG, &LONG.replace("The dog", "A dog")]).1, [Code::PageConflict]);
    }

    #[test]
    fn strange_blanks_are_named() {
        for text in [LONG.replace(' ', "\u{a0}"), LONG.replace('\n', "\r"), COMPACT.replace(' ', "\u{a0}")] {
            assert!(recognises(&text));
            assert_eq!(run(&[&text]).1, [Code::UnknownFormat], "{text}");
        }
    }

    #[test]
    fn damaged_pages_never_panic() {
        for page in [COMPACT, LONG, MARKDOWN] {
            for at in 0..page.len() {
                let (before, after) = page.split_at(at);
                for damage in ["", "\n", "{", "'", "é", "````", "Show child attributes\n", "Response\n", "\\"] {
                    let text = [before, damage, after.get(1..).unwrap_or_default()].concat();
                    let (document, found) = run(&[&text]);
                    assert!(document.is_some() || !found.is_empty(), "{text}");
                }
            }
        }
    }
}
