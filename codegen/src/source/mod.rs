//! Reading: bytes become [`Node`] trees in which every value knows where it stands in its file.
//!
//! Nothing here knows OpenAPI, but that what a schema of texts lists are texts (`spelling.rs`), and nothing here opens a
//! file: the caller hands the text in.

mod json;
mod node;
mod recovered;
mod spelling;
mod yaml;

pub use crate::files::{FileId, Location, SourceFile, SourceFiles, Span};
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

/// The text of a file without the byte order mark that may begin it. Returns `None` after reporting a second one: what
/// reads on from there differs from tool to tool.
fn without_mark<'f>(files: &'f SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<&'f str> {
    const MARK: char = '\u{feff}';
    let text = files[file].text();
    let body = text.strip_prefix(MARK).unwrap_or(text);
    if body.starts_with(MARK) {
        let at = text.len() - body.len();
        diagnostics.push(
            Diagnostic::error(Code::UnknownFormat, "a second byte order mark begins the text")
                .at(Span::new(file, at..at + MARK.len_utf8()))
                .help("a file has one at most: remove it, and look at the tool that wrote the file"),
        );
        return None;
    }
    Some(body)
}

/// Reads a whole file as JSON or YAML, whichever its first significant character announces.
///
/// A leading byte order mark is accepted. One bad value costs that value; returns `None` after reporting why the text as a
/// whole cannot be read.
///
/// What a schema of texts lists without quotes is read as it is spelt.
pub fn read_document(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut root = read_either(files, file, diagnostics)?;
    spelling::keep_version(&mut root, files[file].text(), diagnostics);
    spelling::keep(&mut root, files[file].text(), diagnostics);
    Some(root)
}

fn read_either(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let body = files[file].text().trim_start_matches('\u{feff}').trim_start();
    // What begins with a comment of this kind is meant as JSON, and is told that JSON has none.
    if body.starts_with(['{', '[']) || body.starts_with("//") || body.starts_with("/*") {
        // A file of YAML may begin like that, too: its objects have a form with braces.
        let is_yaml = [".yaml", ".yml"].iter().any(|end| files[file].name().ends_with(end));
        let mut found = diagnostics.of_same_run();
        match read_json(files, file, &mut found) {
            None if is_yaml && body.starts_with(['{', '[']) => read_yaml(files, file, diagnostics),
            read => {
                diagnostics.extend(found);
                read
            }
        }
    } else {
        read_yaml(files, file, diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let mut files = SourceFiles::new();
        let file = files.add("a", text);
        let mut diagnostics = Diagnostics::new();
        let node = read_document(&files, file, &mut diagnostics);
        assert_eq!(node.is_none(), diagnostics.has_errors());
        diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect()
    }

    #[test]
    fn yaml_may_begin_with_a_brace() {
        let mut files = SourceFiles::new();
        let mut diagnostics = Diagnostics::new();
        let file = files.add("a.yaml", "{openapi: 3.1.0, paths: {}} # all\n");
        let node = read_document(&files, file, &mut diagnostics).expect("it is YAML");
        assert_eq!((node.str("openapi"), diagnostics.iter().count()), (Some("3.1.0"), 0));
        assert_eq!(said("{openapi: 3.1.0}").len(), 1, "a file without a name is what it looks like");
    }

    #[test]
    fn one_byte_order_mark_is_accepted() {
        for body in ["{\"a\": 1}", "a: 1\n"] {
            assert_eq!(said(&format!("\u{feff}{body}")), Vec::<String>::new());
            let found = said(&format!("\u{feff}\u{feff}{body}"));
            assert_eq!(found, ["unknown-format: a second byte order mark begins the text"]);
        }
    }

    #[test]
    fn comments_are_not_json() {
        for text in ["// x\n{\"a\": 1}", "/* x */ {\"a\": 1}", "{\"a\": 1 // x\n}"] {
            assert_eq!(said(text), ["json-syntax: JSON has no comments"], "{text}");
        }
    }
}
