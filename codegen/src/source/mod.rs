//! Reading: bytes become [`Node`] trees in which every value knows where it stands in its file.
//!
//! Nothing here knows OpenAPI, and nothing here opens a file: the caller hands the text in.

mod files;
mod json;
mod node;
mod yaml;

pub use files::{FileId, Location, SourceFile, SourceFiles, Span};
pub use json::{read_json, read_json_prefix};
pub use node::{Data, Map, Node, escape_pointer_token, pointer_tokens};
pub use yaml::read_yaml;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The deepest nesting of arrays and objects that is read; deeper input is refused, so that no later
/// stage can run out of stack.
pub const MAX_DEPTH: usize = 128;

/// The most values that one file may hold, those that aliases copy counted again. A tree of that size takes some
/// hundred megabytes, and there are several of it in a run; the largest real documents have a third of it.
pub const MAX_VALUES: usize = 2_000_000;

/// That a file holds more than [`MAX_VALUES`], seen at a place.
fn too_many_values(span: Span) -> Diagnostic {
    Diagnostic::error(Code::LimitExceeded, format!("the file holds more than {MAX_VALUES} values, up to here"))
        .at(span)
        .help("no API document is that large: check what it is, or make several documents of it")
}

/// Reads a whole file as JSON or YAML, whichever its first significant character announces.
///
/// A leading byte order mark is accepted. Returns `None` after reporting why the text cannot be read.
pub fn read_document(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    match files[file].text().trim_start_matches('\u{feff}').trim_start().chars().next() {
        Some('{' | '[') => read_json(files, file, diagnostics),
        _ => read_yaml(files, file, diagnostics),
    }
}
