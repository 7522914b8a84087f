//! Documentation pages in, an OpenAPI 3.1 document out. One module per documentation format.
//!
//! A reader takes pages of its format and gives a [`Node`] tree that is an OpenAPI 3.1 document; every node's span
//! points at the text on the page that says so. A reader reports what it could not read and never guesses.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles, Span, read_document};

/// Reads pages of one format. Returns `None` after reporting at least one error.
pub type Reader = fn(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node>;

/// A documentation format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An OpenAPI or Swagger document.
    OpenApi,
}

impl Format {
    /// Every format.
    pub const ALL: &[Format] = &[Format::OpenApi];

    /// The name as users write it.
    pub fn as_str(self) -> &'static str {
        "openapi"
    }
}

/// Reads pages in a given format, or in the one they are recognised as.
pub fn describe(
    files: &SourceFiles,
    pages: &[FileId],
    format: Option<Format>,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let _ = format;
    let page = *pages.first()?;
    let document = read_document(files, page, diagnostics)?;
    if document.get("openapi").is_none() && document.get("swagger").is_none() {
        let message = "this is not an OpenAPI document: it has neither `openapi` nor `swagger`";
        diagnostics.push(Diagnostic::error(Code::UnknownFormat, message).at(Span::new(page, 0..0)));
        return None;
    }
    Some(document)
}
