//! Documentation pages in, an OpenAPI 3.1 document out. One module per documentation format.
//!
//! A reader takes pages of its format and gives a [`Node`] tree that is an OpenAPI 3.1 document; every node's span
//! points at the text on the page that says so. A reader reports what it could not read and never guesses.

pub mod mintlify;

use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Node, SourceFiles};

/// Reads pages of one format. Returns `None` after reporting at least one error.
pub type Reader = fn(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node>;
