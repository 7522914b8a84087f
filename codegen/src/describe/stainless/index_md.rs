//! The layout of `index.md`: all operations of one resource, members as bullets in backticks.
//!
//! Copies exist whose line breaks were turned into blanks; then the indentation is lost and the counts alone nest.

use super::page::Page;
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, SourceFiles};

/// Whether a text is such a file.
pub(super) fn recognises(_text: &str) -> bool {
    false
}

/// Reads all operations of a file.
pub(super) fn read(_files: &SourceFiles, _file: FileId, _diagnostics: &mut Diagnostics) -> Vec<Page> {
    Vec::new()
}
