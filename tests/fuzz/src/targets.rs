//! What is fuzzed: each reader of a documentation format, the reader of JSON and YAML, and the whole pipeline.

use crate::{pages, wire};
use std::fmt;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::source::{SourceFiles, read_document};
use switchboard_codegen::{CrateSettings, Home};

/// One thing that is fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// JSON and YAML to a tree with places.
    Document,
    /// Pages of one format to a document; of the format `openapi`, too.
    Reader(Format),
    /// Pages that are made up, described and compared with what they say; the input is a number.
    Pages(Format),
    /// An OpenAPI document to the files of a crate.
    Pipeline,
    /// What a server sends to the runtime.
    Wire(wire::Reader),
}

impl Target {
    /// Every target.
    pub const ALL: &[Target] = &[
        Self::Document,
        Self::Reader(Format::OperationJson),
        Self::Reader(Format::Stainless),
        Self::Reader(Format::Mintlify),
        Self::Reader(Format::Sphinx),
        Self::Reader(Format::HttpDomain),
        Self::Reader(Format::Postman),
        Self::Reader(Format::Fern),
        Self::Reader(Format::Markdown),
        Self::Reader(Format::OpenApi),
        Self::Pages(Format::Stainless),
        Self::Pages(Format::Mintlify),
        Self::Pages(Format::Sphinx),
        Self::Pages(Format::HttpDomain),
        Self::Pages(Format::Markdown),
        Self::Pages(Format::Postman),
        Self::Pages(Format::Fern),
        Self::Pipeline,
        Self::Wire(wire::Reader::Sse),
        Self::Wire(wire::Reader::Lines),
        Self::Wire(wire::Reader::Multipart),
        Self::Wire(wire::Reader::Links),
        Self::Wire(wire::Reader::Headers),
        Self::Wire(wire::Reader::Json),
        Self::Wire(wire::Reader::Xml),
        Self::Wire(wire::Reader::Cookies),
        Self::Wire(wire::Reader::Retry),
        Self::Wire(wire::Reader::Charset),
    ];

    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Reader(format) => format.as_str(),
            Self::Pages(Format::Stainless) => "stainless-pages",
            Self::Pages(Format::Mintlify) => "mintlify-pages",
            Self::Pages(Format::Sphinx) => "sphinx-pages",
            Self::Pages(Format::HttpDomain) => "http-domain-pages",
            Self::Pages(Format::Markdown) => "markdown-pages",
            Self::Pages(Format::Postman) => "postman-pages",
            Self::Pages(Format::Fern) => "fern-pages",
            Self::Pages(_) => "pages",
            Self::Pipeline => "pipeline",
            Self::Wire(reader) => reader.as_str(),
        }
    }

    /// The target with this name; `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|target| target.as_str() == name)
    }

    /// Whether its inputs are trees rather than lines of text.
    pub(crate) fn reads_trees(self) -> bool {
        matches!(self, Self::Document | Self::Reader(Format::OpenApi) | Self::Pipeline)
    }

    /// What its mutations put in, where that is something of its own.
    pub(crate) fn tokens(self) -> Option<&'static [&'static str]> {
        if let Self::Wire(reader) = self { Some(reader.tokens()) } else { None }
    }

    /// Whether its inputs are numbers of pages that are made up, so that none has to be mutated.
    pub(crate) fn makes_pages_up(self) -> bool {
        matches!(self, Self::Pages(_))
    }

    /// Runs it once and gives what was said. Panics where a rule is broken: an error without a result or a result
    /// with an error, a message without help, a defect of the engine, Rust that does not parse.
    pub(crate) fn execute(self, text: &str) -> Diagnostics {
        if let Self::Pages(format) = self {
            let (page, diagnostics) = pages::check(format, text.trim().parse().unwrap_or_default());
            check_places(&page, &diagnostics);
            return diagnostics;
        }
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        if let Self::Wire(reader) = self {
            // What came of it, so that the run sees what is new.
            reader
                .execute(text)
                .into_iter()
                .for_each(|kind| diagnostics.push(Diagnostic::warning(Code::Unsupported, kind)));
            return diagnostics;
        }
        let file = files.add("fuzz", text);
        let is_made = match self {
            Self::Document => read_document(&files, file, &mut diagnostics).is_some(),
            Self::Reader(format) => describe(&files, &[file], Some(format), &mut diagnostics).is_some(),
            Self::Pages(_) | Self::Wire(_) => unreachable!("they were checked above"),
            Self::Pipeline => {
                let document = describe(&files, &[file], Some(Format::OpenApi), &mut diagnostics);
                let made = document.and_then(|document| {
                    let settings =
                        CrateSettings::for_document(&document, "fuzz".into(), "../runtime".to_owned(), Home::Alone);
                    switchboard_codegen::generate(&document, &settings, &mut diagnostics)
                });
                for (path, text) in made.iter().flat_map(|made| &made.files).filter(|(path, _)| path.ends_with(".rs")) {
                    if let Err(error) = syn::parse_file(text) {
                        panic!("{path} does not parse: {error}");
                    }
                }
                made.is_some()
            }
        };
        assert_ne!(is_made, diagnostics.has_errors(), "a result goes with no error, an error with no result");
        check_places(text, &diagnostics);
        diagnostics
    }
}

/// Panics where a message has no place in the text, or no help.
fn check_places(text: &str, diagnostics: &Diagnostics) {
    for found in diagnostics.iter() {
        assert_ne!(found.code, Code::EngineFailed, "{}", found.message);
        let is_inside =
            |span: switchboard_codegen::source::Span| text.get(span.start as usize..span.end as usize).is_some();
        assert!(found.span.is_some_and(is_inside), "no place: {}", found.message);
        assert!(found.labels.iter().all(|label| is_inside(label.span)), "a label is nowhere: {}", found.message);
        assert!(found.help.is_some(), "no help: {}", found.message);
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
