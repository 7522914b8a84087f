//! Documentation pages in, an OpenAPI 3.1 document out. One module per documentation format.
//!
//! A reader takes pages of its format and gives a [`Node`] tree that is an OpenAPI 3.1 document; every node's span
//! points at the text on the page that says so. A reader reports what it could not read and never guesses.
//!
//! See `codegen/docs/documentation-pages.md`.

mod derived;
mod facts;
pub mod fern;
mod html;
pub mod http_domain;
mod json_outline;
mod known_forms;
pub mod markdown;
pub mod mintlify;
pub mod openapi;
pub mod operation_json;
pub mod postman;
mod reading;
pub mod sphinx;
pub mod stainless;
mod unite;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Node, SourceFiles, Span};
use indexmap::IndexMap;
use std::fmt;

/// Reads pages of one format. Returns `None` after reporting at least one error.
pub type Reader = fn(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node>;

/// Tells whether a text looks like a page of one format.
type Recogniser = fn(text: &str) -> bool;

/// A documentation format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One JSON object per operation: an OpenAPI operation with `method` and an absolute `path` beside it.
    OperationJson,
    /// The text, the Markdown or the HTML of a reference page that Stainless rendered.
    Stainless,
    /// The text, the Markdown or the HTML of a reference page that Mintlify rendered.
    Mintlify,
    /// A Sphinx page that describes structures: its source, its text, or its HTML.
    Sphinx,
    /// reStructuredText with the directives of `sphinxcontrib-httpdomain`.
    HttpDomain,
    /// A Postman collection of version 2.1.
    Postman,
    /// The text of a reference page that Fern rendered.
    Fern,
    /// Markdown with a method and a path, and tables or lists of parameters below headings: Slate and its relatives.
    Markdown,
    /// An OpenAPI 3 or Swagger 2.0 document.
    OpenApi,
}

impl Format {
    /// Every format.
    pub const ALL: &[Format] = &[
        Self::OperationJson,
        Self::Stainless,
        Self::Mintlify,
        Self::Sphinx,
        Self::HttpDomain,
        Self::Postman,
        Self::Fern,
        Self::Markdown,
        Self::OpenApi,
    ];

    /// The name as users write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OperationJson => "operation-json",
            Self::Stainless => "stainless",
            Self::Mintlify => "mintlify",
            Self::Sphinx => "sphinx",
            Self::HttpDomain => "http-domain",
            Self::Postman => "postman",
            Self::Fern => "fern",
            Self::Markdown => "markdown",
            Self::OpenApi => "openapi",
        }
    }

    /// The format with this name; `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The formats that can be read, in the order in which a page is tried against them.
///
/// OpenAPI comes last: pages of other formats may have an OpenAPI document inside them. Pages of Fern have the headings of
/// Mintlify's, and sentences that those have not.
const READERS: &[(Format, Recogniser, Reader)] = &[
    (Format::OperationJson, operation_json::recognises, operation_json::read),
    (Format::Stainless, stainless::recognises, stainless::read),
    (Format::Fern, fern::recognises, fern::read),
    (Format::Mintlify, mintlify::recognises, mintlify::read),
    (Format::HttpDomain, http_domain::recognises, http_domain::read),
    (Format::Sphinx, sphinx::recognises, sphinx::read),
    (Format::Postman, postman::recognises, postman::read),
    (Format::Markdown, markdown::recognises, markdown::read),
    (Format::OpenApi, openapi::recognises, openapi::read),
];

/// The format of a page; `None` when it looks like no known one.
pub fn recognise(text: &str) -> Option<Format> {
    READERS.iter().find(|(_, recognises, _)| recognises(text)).map(|(format, ..)| *format)
}

/// The format of a page, also inside of HTML or as a crawler wrote it down; `None` when it looks like no known one.
pub fn recognise_page(text: &str) -> Option<Format> {
    let inside = || recognise(&derived::text_of_html(text)?);
    let crawled = || recognise(&derived::text_of_crawled(text)?);
    recognise(text).filter(|_| !derived::is_html(text)).or_else(inside).or_else(crawled)
}

/// Whether an HTML page is one of documentation: it can be read, or is of a kind that is known by name.
pub fn is_documentation_in_html(text: &str) -> bool {
    recognise_page(text).is_some() || known_forms::recognise(text).is_some_and(|known| !known.what.contains("login"))
}

fn recognises(format: Format, text: &str) -> bool {
    READERS.iter().any(|(known, recognises, _)| *known == format && recognises(text))
}

/// Reads pages into one OpenAPI document: with the reader of `format`, or each with that of the format it is
/// recognised as.
///
/// A file may hold several pages, or the text of one inside of HTML; places are those of the file. The documents of
/// several formats are united, in the order of their first pages; a page may refer to what a page of another format
/// defines. Returns `None` after reporting `unknown-format` (a page in no known format), `page-conflict` (what formats
/// disagree about), or what the readers report.
pub fn describe(
    files: &SourceFiles,
    pages: &[FileId],
    format: Option<Format>,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let is_known = |text: &str| match format {
        Some(format) => recognises(format, text),
        None => recognise(text).is_some(),
    };
    let Some(unfolded) = derived::unfold(files, pages, &is_known, diagnostics) else {
        return describe_plain(files, pages, format, diagnostics);
    };
    let mut found = Diagnostics::new();
    let mut document = describe_plain(&unfolded.files, &unfolded.pages, format, &mut found);
    if let Some(document) = &mut document {
        unfolded.relocate(document);
    }
    unfolded.relocate_all(&found, diagnostics);
    document
}

/// Reads pages that hold nothing but themselves.
fn describe_plain(
    files: &SourceFiles,
    pages: &[FileId],
    format: Option<Format>,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let before = diagnostics.count(Severity::Error);
    let groups = by_format(files, pages, format, diagnostics);
    // Pages that are listed and are not there were reported already.
    if pages.is_empty() && !diagnostics.has_errors() {
        let message = "no page was given, so there is nothing to describe";
        let help = "put at least one page into docs/, and list it in vendor.toml as a `[[page]]`";
        diagnostics.push(Diagnostic::error(Code::UnknownFormat, message).help(help));
    }
    if diagnostics.count(Severity::Error) > before {
        return None;
    }
    let mut documents = Vec::new();
    for (format, pages) in groups {
        let Some((.., read)) = READERS.iter().find(|(candidate, ..)| *candidate == format) else {
            let message = format!("pages in the format `{format}` cannot be read");
            diagnostics.push(Diagnostic::error(Code::UnknownFormat, message).help(known_formats()));
            continue;
        };
        documents.extend(read(files, &pages, diagnostics));
    }
    // Half of the pages would give a document that lacks operations without saying so.
    if diagnostics.count(Severity::Error) > before {
        return None;
    }
    let united = unite::unite(documents, diagnostics);
    united.filter(|_| diagnostics.count(Severity::Error) == before)
}

/// The pages by the format they are read in; reports those that are in none.
fn by_format(
    files: &SourceFiles,
    pages: &[FileId],
    format: Option<Format>,
    diagnostics: &mut Diagnostics,
) -> IndexMap<Format, Vec<FileId>> {
    let mut groups: IndexMap<Format, Vec<FileId>> = IndexMap::new();
    let mut others: Vec<(FileId, Format)> = Vec::new();
    for &page in pages {
        let text = files[page].text();
        if let Some(problem) = damaged(page, text).or_else(|| not_a_page(files, page)) {
            diagnostics.push(problem);
            continue;
        }
        // What all formats make of a text is asked only where the stated one does not have it: of large documents that costs more
        // than to read them.
        let recognised = format.filter(|format| recognises(*format, text)).or_else(|| recognise(text));
        let is_other = |other: &Format| format.is_some_and(|format| format != *other && !recognises(format, text));
        if let Some(other) = recognised.filter(is_other) {
            others.push((page, other));
            continue;
        }
        match format.or(recognised) {
            Some(found) => groups.entry(found).or_default().push(page),
            None => diagnostics.push(odd_blanks(files, page).unwrap_or_else(|| unrecognised(files, page))),
        }
    }
    if let (Some(stated), Some((page, found))) = (format, others.first()) {
        let more = match others.len() - 1 {
            0 => String::new(),
            1 => ", and so is another page".to_owned(),
            more => format!(", and so are {more} other pages"),
        };
        let message = format!("this page is not a `{stated}`, it looks like `{found}`{more}");
        let help =
            format!("correct the format (`{stated}` was given), or leave it out: pages are recognised by themselves");
        diagnostics.push(Diagnostic::error(Code::UnknownFormat, message).at(start_of(files, *page)).help(help));
    }
    groups
}

/// The problem of a text with a byte that text does not have.
fn damaged(page: FileId, text: &str) -> Option<Diagnostic> {
    let at = text.find('\0').filter(|_| is_mostly_text(&text.chars().take(2_000).collect::<String>()))?;
    Some(
        Diagnostic::error(Code::UnknownFormat, "a NUL byte stands here, and text has none")
            .at(Span::new(page, at..at + 1))
            .help("the file may be damaged: fetch it again, or remove the byte"),
    )
}

fn unknown(files: &SourceFiles, page: FileId, what: &str) -> Diagnostic {
    Diagnostic::error(Code::UnknownFormat, what).at(start_of(files, page)).help(known_formats())
}

fn known_formats() -> String {
    let names: Vec<_> = Format::ALL.iter().map(|format| format!("`{format}`")).collect();
    let names = names.join(", ");
    format!(
        "the known formats are {names}; a page has to be the text as it was published; HTML is read of Mintlify, Sphinx and Stainless alone"
    )
}

/// The first line of a page, as the place of a problem that concerns all of it.
fn start_of(files: &SourceFiles, page: FileId) -> Span {
    Span::new(page, 0..files[page].text().find('\n').unwrap_or(files[page].text().len()))
}

/// The problem of a text that cannot be a documentation page of any format.
fn not_a_page(files: &SourceFiles, page: FileId) -> Option<Diagnostic> {
    let text = files[page].text();
    let body = text.trim_start_matches('\u{feff}').trim_start();
    let head: String = body.chars().take(2_000).collect::<String>().to_ascii_lowercase();
    if body.is_empty() {
        Some(unknown(files, page, "this page is empty"))
    } else if text.contains('\0') || head.starts_with("%pdf") || text.contains('\u{fffd}') && !is_mostly_text(&head) {
        Some(unknown(files, page, "this is binary data, not a documentation page in a known format"))
    } else if ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| head.starts_with(tag)) {
        Some(unrecognised(files, page))
    } else {
        None
    }
}

/// The problem of a text that no reader recognises: what it is, and what to do.
fn unrecognised(files: &SourceFiles, page: FileId) -> Diagnostic {
    let text = files[page].text();
    if let Some(known) = known_forms::recognise(text) {
        return Diagnostic::error(Code::UnknownFormat, known.what).at(start_of(files, page)).help(known.help);
    }
    let problem = unknown(files, page, what_it_looks_like(text));
    match known_forms::nearest(text) {
        Some(nearest) => problem.help(format!("{nearest}; {}", known_formats())),
        None => problem,
    }
}

fn is_mostly_text(head: &str) -> bool {
    let strange = head.chars().filter(|c| *c == '\u{fffd}' || c.is_control() && !c.is_whitespace()).count();
    strange * 10 < head.chars().count()
}

/// The problem of a page that would be recognised if its blanks and line breaks were ordinary ones.
fn odd_blanks(files: &SourceFiles, page: FileId) -> Option<Diagnostic> {
    let text = files[page].text();
    let ordinary = |c: char| match c {
        '\r' | '\u{2028}' | '\u{2029}' => '\n',
        c if c.is_whitespace() && !c.is_ascii_whitespace() => ' ',
        c => c,
    };
    let found = recognise(&text.chars().map(ordinary).collect::<String>())?;
    let (at, blank) = text.char_indices().find(|(_, c)| ordinary(*c) != *c)?;
    let what = match blank {
        '\r' | '\u{2028}' | '\u{2029}' => "line break",
        _ => "blank",
    };
    let code = u32::from(blank);
    let message = format!("a {what} that is none of this format stands here (U+{code:04X}), the first of its kind");
    let help =
        format!("with ordinary blanks and line breaks this would be read as `{found}`: replace them on the page");
    Some(Diagnostic::error(Code::UnknownFormat, message).at(Span::new(page, at..at + blank.len_utf8())).help(help))
}

/// What a text looks like that no reader recognises.
fn what_it_looks_like(text: &str) -> &'static str {
    match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
        Some('{' | '[') => "this is JSON, but neither a documented operation nor an OpenAPI document",
        Some('<')
            if text.to_ascii_lowercase().contains("<html") || text.to_ascii_lowercase().contains("<!doctype html") =>
        {
            "this is HTML, not a documentation page in a known format"
        }
        Some('<') => "this is XML or a piece of HTML, not a documentation page in a known format",
        _ => "this is text, but not a documentation page in a known format",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATION: &str = r#"{"method":"GET","path":"https://h.example/v2/cats","operationId":"GetCats"}"#;

    fn problems(texts: &[&str], format: Option<Format>) -> Vec<String> {
        let mut files = SourceFiles::new();
        let pages: Vec<_> = texts.iter().map(|text| files.add("page.txt", *text)).collect();
        let mut diagnostics = Diagnostics::new();
        let document = describe(&files, &pages, format, &mut diagnostics);
        assert_eq!(document.is_none(), diagnostics.has_errors());
        diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect()
    }

    #[test]
    fn names_of_formats_are_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(*format));
        }
        assert_eq!(Format::parse("auto"), None);
    }

    #[test]
    fn formats_are_recognised_by_their_first_significant_text() {
        assert_eq!(recognise(OPERATION), Some(Format::OperationJson));
        assert_eq!(recognise("openapi: 3.1.0\ninfo: {}\n"), Some(Format::OpenApi));
        assert_eq!(recognise("Cat\nCat\n{\n\"id\": \"<string>\"\n}\nid(UUID): It."), Some(Format::Sphinx));
        assert_eq!(recognise("A page about cats"), None);
    }

    #[test]
    fn what_is_no_page_is_called_by_its_name() {
        let said = |text| problems(&[text], None);
        assert_eq!(said(" \n"), ["unknown-format: this page is empty"]);
        assert_eq!(
            said("<!DOCTYPE html><p>x"),
            ["unknown-format: this is HTML, not a documentation page in a known format"]
        );
        assert_eq!(
            said("<html><input type=\"password\">"),
            ["unknown-format: this is an HTML login page, not a documentation page in a known format"]
        );
        assert_eq!(
            said("\u{1}\0\u{2}"),
            ["unknown-format: this is binary data, not a documentation page in a known format"]
        );
        assert_eq!(
            said("{\"openapi\": \"3.1.0\", \"info\": \"\0\"}"),
            ["unknown-format: a NUL byte stands here, and text has none"]
        );
        assert_eq!(
            said("{\"cat\": 1}"),
            ["unknown-format: this is JSON, but neither a documented operation nor an OpenAPI document"]
        );
        assert_eq!(
            said("Nothing here"),
            ["unknown-format: this is text, but not a documentation page in a known format"]
        );
        assert_eq!(
            problems(&["<html>"], Some(Format::Sphinx)),
            ["unknown-format: this is HTML, not a documentation page in a known format"]
        );
        assert_eq!(
            problems(&[OPERATION, OPERATION, OPERATION], Some(Format::Stainless)),
            [
                "unknown-format: this page is not a `stainless`, it looks like `operation-json`, and so are 2 other pages"
            ]
        );
        assert_eq!(problems(&[], None), ["unknown-format: no page was given, so there is nothing to describe"]);
    }

    #[test]
    fn odd_blanks_are_named() {
        let odd = STRUCTURE.replace('\n', "\r");
        assert_eq!(
            problems(&[&odd], None),
            ["unknown-format: a line break that is none of this format stands here (U+000D), the first of its kind"]
        );
        let page = "Skip to content\nGET/cats\nReturnsExpand Collapse\na: string\n".replace(' ', "\u{a0}");
        assert_eq!(
            problems(&[&page], None),
            ["unknown-format: a blank that is none of this format stands here (U+00A0), the first of its kind"]
        );
    }

    const STRUCTURE: &str = "Cat\nCat\n{\n\"id\": \"<string>\"\n}\nid(UUID): It.\nExample\n{\n\
        \"id\": \"5e4a0680-804e-11ec-8477-2fea5968d85b\"\n}\n";
    const OPERATIONS: &str = "\
openapi: 3.1.0
info: {title: Cats, version: '2'}
paths:
  /cats/{id}:
    get:
      responses: {'200': {description: A cat, content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}}
";

    fn described(texts: &[&str]) -> (serde_json::Value, Vec<String>) {
        let mut files = SourceFiles::new();
        let pages: Vec<_> = texts.iter().map(|text| files.add("page.txt", *text)).collect();
        let mut diagnostics = Diagnostics::new();
        let document = describe(&files, &pages, None, &mut diagnostics);
        let said = diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect();
        (document.map_or(serde_json::Value::Null, |node| node.to_value()), said)
    }

    #[test]
    fn pages_of_several_formats_make_one_document() {
        // In either order: an `info` that a page states counts more than one that was made up.
        for texts in [[STRUCTURE, OPERATIONS], [OPERATIONS, STRUCTURE]] {
            let (document, said) = described(&texts);
            assert_eq!(said, Vec::<String>::new());
            assert_eq!(document["info"], serde_json::json!({"title": "Cats", "version": "2"}));
            assert_eq!(document["components"]["schemas"]["Cat"]["properties"]["id"]["format"], "uuid");
            let answer = &document["paths"]["/cats/{id}"]["get"]["responses"]["200"]["content"]["application/json"];
            assert_eq!(answer["schema"]["$ref"], "#/components/schemas/Cat");
        }
    }

    #[test]
    fn pages_inside_of_files_are_read_with_places_of_the_file() {
        let html = "<!DOCTYPE html>\n<html><body><main><h1>Cat</h1><pre>{\n&quot;id&quot;: &quot;&lt;string&gt;&quot;\n}</pre>\
            <ul><li><p><code>id</code> (UUID): It.</p></li></ul></main></body></html>";
        assert_eq!(recognise_page(html), Some(Format::Sphinx));
        let mut files = SourceFiles::new();
        let page = files.add("cat.html", html);
        let document = describe(&files, &[page], None, &mut Diagnostics::new()).expect("reads");
        let id = document.pointer("/components/schemas/Cat/properties/id/description").expect("a text");
        assert_eq!((id.as_str(), files.slice(id.span)), (Some("It."), "It."));

        let page = |name: &str| {
            format!(
                "# Get a {name}\nSource: https://h.example/{name}\n\nGET /{name}\n\n## Query parameters\n\nName | Type\n---|---\nmood | string\n\n"
            )
        };
        let bundle = format!("{}# Guide\nSource: https://h.example/guide\n\nWords.\n\n{}", page("cat"), page("dog"));
        let (document, said) = described(&[&bundle]);
        let paths: Vec<_> =
            document["paths"].as_object().into_iter().flatten().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["/cat", "/dog"]);
        assert!(
            said.iter().any(|said| said.contains("1 page of the bundle is in no known format: `Guide`")),
            "{said:?}"
        );
    }

    #[test]
    fn front_matter_that_names_an_operation_is_no_openapi_document() {
        let said = problems(&["---\ntitle: Cats\nopenapi: get /cats\n---\n"], None);
        assert!(said[0].contains("points at `get /cats` in an OpenAPI document"), "{said:?}");
    }

    #[test]
    fn formats_that_contradict_each_other_are_reported() {
        let other = "openapi: 3.1.1\ncomponents: {schemas: {Cat: {type: string}}}\n";
        assert_eq!(
            described(&[STRUCTURE, other]).1,
            ["page-conflict: two pages describe `Cat` differently: they part at `type`"]
        );
        assert_eq!(
            described(&[STRUCTURE, "openapi: 3.0.3\npaths: {}\n"]).1,
            ["page-conflict: two pages are written for different versions of OpenAPI: `3.1.0` and `3.0.3`"]
        );
        assert_eq!(
            described(&[STRUCTURE, "swagger: '2.0'\npaths: {}\n"]).1,
            ["page-conflict: two pages are written for different versions of OpenAPI: `3.1.0` and `2.0`"]
        );
    }

    #[test]
    fn one_page_with_problems_spoils_the_whole() {
        let (document, said) = described(&[OPERATIONS, "Nothing here"]);
        assert_eq!(document, serde_json::Value::Null);
        assert_eq!(said, ["unknown-format: this is text, but not a documentation page in a known format"]);
    }
}
