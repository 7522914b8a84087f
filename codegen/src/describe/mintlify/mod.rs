//! Mintlify documentation pages: the compact text form, the long text form and the `.md` form, in any mixture.
//!
//! Each page becomes a document of its own, and the documents are united. No form is tied to a vendor.

mod address;
mod alignment;
mod authorization;
mod bodies;
mod collapsed;
mod compact;
mod constraint;
mod curl;
mod document;
mod examples;
mod field;
mod headings;
mod kind;
mod line;
mod long;
mod markdown;
mod marks;
mod mdx;
mod nesting;
mod older;
mod parameters;
mod places;
mod prose;
mod route;
mod rows;
mod sample;
mod structure;
mod title;

use super::unite::unite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, FileId, Node, SourceFiles, Span};

/// Whether a text is a Mintlify page in one of the three forms.
pub fn recognises(text: &str) -> bool {
    form(text).is_some()
}

/// Reads pages and gives one OpenAPI document for all of them.
///
/// Returns `None` after reporting at least one error; problems of all pages are collected first. It is `None` as well
/// where all pages are sources that point into OpenAPI documents among the other files: these say everything.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    let before = diagnostics.count(Severity::Error);
    let mut documents = Vec::new();
    for page in pages {
        documents.extend(read_page(files, *page, diagnostics));
    }
    if diagnostics.count(Severity::Error) > before {
        return None;
    }
    let document = complete(unite(documents, diagnostics)?, pages, diagnostics);
    (diagnostics.count(Severity::Error) == before).then_some(document)
}

fn read_page(files: &SourceFiles, page: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = files[page].text();
    let first_line = Span::new(page, 0..text.lines().next().map_or(0, str::len));
    let (message, at, help) = match form(text) {
        Some(Form::Compact) => return compact::read(files, page, diagnostics),
        Some(Form::Long) => return long::read(files, page, diagnostics),
        Some(Form::Structure) => return structure::read(files, page, diagnostics),
        Some(Form::Markdown) => return markdown::read(files, page, diagnostics),
        Some(Form::Source) => {
            return match mdx::read(files, page, diagnostics)? {
                mdx::Found::Document(document) => Some(document),
                mdx::Found::Pointer => None,
            };
        }
        Some(Form::Nameless(at)) => (
            "the page has sections, but neither a method and path nor the names of its fields",
            Span::new(page, at..at),
            "they were lost while it was saved; capture it again, or save its .md form",
        ),
        Some(Form::Damaged(at)) => (
            "the page has no-break spaces or lone carriage returns where blanks and line ends belong",
            Span::new(page, at..at),
            "save the page as plain text again, with ordinary blanks and line feeds",
        ),
        None => (
            "this is not a Mintlify page in any known form",
            first_line,
            "capture the page as text (it begins with its curl sample) or in its .md form",
        ),
    };
    diagnostics.push(Diagnostic::error(Code::UnknownFormat, message).at(at).help(help));
    None
}

/// Adds the version of OpenAPI where no page states one, and reports that no page says where requests go.
fn complete(mut document: Node, pages: &[FileId], diagnostics: &mut Diagnostics) -> Node {
    if document.get("openapi").is_none() && document.get("swagger").is_none() {
        let version = if has_key(&document, "nullable") { "3.0.3" } else { "3.1.0" };
        let mut whole = Node::object([("openapi", Node::string(version, document.span))], document.span);
        if let Data::Object(members) = document.data {
            members.into_iter().for_each(|(key, node)| whole.set(key, node));
        }
        document = whole;
    }
    let is_open = document.get("servers").is_none() && document.get("host").is_none();
    if let Some(page) = pages.first().filter(|_| is_open && document.members("paths").next().is_some()) {
        diagnostics.push(
            Diagnostic::warning(Code::TextUnread, "no page says where requests go, which a curl sample would")
                .at(Span::new(*page, 0..0))
                .help("state it as `[server]` in vendor.toml"),
        );
    }
    document
}

fn has_key(node: &Node, wanted: &str) -> bool {
    match &node.data {
        Data::Object(members) => members.iter().any(|(key, node)| key == wanted || has_key(node, wanted)),
        Data::Array(items) => items.iter().any(|item| has_key(item, wanted)),
        _ => false,
    }
}

enum Form {
    Compact,
    Long,
    Markdown,
    /// The fields of one structure, and no operation.
    Structure,
    /// An MDX source.
    Source,
    /// The long form after it lost method, path and names; the first heading begins at this byte.
    Nameless(usize),
    /// One of the others with strange blanks, from this byte on.
    Damaged(usize),
}

fn form(text: &str) -> Option<Form> {
    // A sample in which blanks are none cannot be read, whatever stands around it.
    let sound = sound_form(text).filter(|_| !text.contains("curl\u{a0}--"));
    sound.or_else(|| {
        let at = text.find(['\u{a0}', '\r'])?;
        sound_form(&text.replace('\u{a0}', " ").replace('\r', "\n")).map(|_| Form::Damaged(at))
    })
}

fn sound_form(text: &str) -> Option<Form> {
    if compact::recognises(text) {
        Some(Form::Compact)
    } else if mdx::recognises(text) {
        Some(Form::Source)
    } else if long::recognises(text) {
        Some(Form::Long)
    } else if markdown::recognises(text) {
        Some(Form::Markdown)
    } else if structure::recognises(text) {
        Some(Form::Structure)
    } else {
        headings::without_names(text).map(Form::Nameless)
    }
}

#[cfg(test)]
mod kinds;

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
