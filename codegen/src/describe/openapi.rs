//! OpenAPI 3 and Swagger 2.0 documents, JSON or YAML: passed through unchanged.
//!
//! Knows the outermost members only; what the document means is the business of later stages.

use super::json_outline::top_level_keys;
use super::unite::unite;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, FileId, Node, SourceFiles, read_document};

/// Reads OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0 documents; several are united into one.
///
/// Returns `None` after reporting what [`read_document`] reports, `unknown-format` for a document of another kind,
/// `version-unsupported` for one of another version, or `page-conflict` for documents that contradict each other.
pub fn read(files: &SourceFiles, pages: &[FileId], diagnostics: &mut Diagnostics) -> Option<Node> {
    let before = diagnostics.count(Severity::Error);
    let mut documents = Vec::new();
    for &page in pages {
        let Some(document) = read_document(files, page, diagnostics) else { continue };
        match unsupported(&document) {
            None => documents.push(document),
            Some(problem) if problem.span.is_some() => diagnostics.push(problem),
            Some(problem) => diagnostics.push(problem.at(super::start_of(files, page))),
        }
    }
    let united = unite(documents, diagnostics);
    united.filter(|_| diagnostics.count(Severity::Error) == before)
}

/// Whether a text is an OpenAPI or Swagger document, as far as its outermost members tell.
pub fn recognises(text: &str) -> bool {
    let says_so = |key: &str| matches!(key, "openapi" | "swagger");
    let body = text.trim_start_matches('\u{feff}');
    if body.trim_start().starts_with('{') {
        return top_level_keys(body).any(says_so);
    }
    // In YAML every line that is not indented is a key, a comment, a marker, an item or a closing bracket. A page
    // that merely holds a document also has other lines.
    // `openapi: get /cats` in the front matter of a page names an operation, and no version.
    let is_version = |line: &str| {
        let value = line.split_once(':').map_or("", |(_, value)| value).trim().trim_start_matches(['"', '\'']);
        value.is_empty() || value.starts_with(|c: char| c.is_ascii_digit())
    };
    let names_operation = |line: &str| line.starts_with("openapi:") && !is_version(line);
    if body.trim_start().starts_with("---") && body.lines().any(names_operation) {
        return false;
    }
    let outer = body.lines().filter(|line| !line.is_empty() && !line.starts_with([' ', '\t', '#', '-', '}', ']', '%']));
    let keys: Option<Vec<_>> = outer
        .filter(|line| *line != "...")
        .map(|line| line.split_once(':').map(|(key, _)| key.trim().trim_matches(['"', '\''])))
        .collect();
    keys.is_some_and(|keys| keys.into_iter().any(says_so))
}

fn unsupported(document: &Node) -> Option<Diagnostic> {
    let version = document.get("openapi").or_else(|| document.get("swagger"));
    let Some(version) = version else {
        let message = match &document.data {
            Data::Object(_) => "this document has neither a member `openapi` nor a member `swagger`".to_owned(),
            Data::Array(_) => "this is a list, not an OpenAPI document".to_owned(),
            Data::String(_) => "this is a line of text, not an OpenAPI document".to_owned(),
            _ => format!("this is {}, not an OpenAPI document", document.kind()),
        };
        return Some(Diagnostic::error(Code::UnknownFormat, message).help("only whole OpenAPI documents are read"));
    };
    // `swagger: 2.0` without quotes is a number in YAML.
    let text = match version.as_number() {
        Some(number) => number.to_string(),
        None => version.as_str().unwrap_or_default().to_owned(),
    };
    let message = match version.as_str() {
        None if text.is_empty() => format!("the version must be a string, and is {}", version.kind()),
        _ => format!("OpenAPI version `{text}` cannot be read"),
    };
    let known = ["2.0", "3.0", "3.1", "3.2"].iter().any(|known| {
        text.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('-'))
    });
    (!known).then(|| {
        Diagnostic::error(Code::VersionUnsupported, message)
            .at(version.span)
            .help("the versions that can be read are Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read_texts(texts: &[&str]) -> (Option<Value>, Vec<String>) {
        let mut files = SourceFiles::new();
        let pages: Vec<_> = texts.iter().map(|text| files.add("api.yaml", *text)).collect();
        let mut diagnostics = Diagnostics::new();
        let node = read(&files, &pages, &mut diagnostics);
        (node.map(|node| node.to_value()), diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    #[test]
    fn one_document_passes_through_unchanged() {
        let (document, problems) = read_texts(&["swagger: '2.0'\nx-odd: [1, ~]\npaths: {}\n"]);
        assert_eq!(document, Some(json!({"swagger": "2.0", "x-odd": [1, null], "paths": {}})));
        assert_eq!(problems, Vec::<String>::new());
    }

    #[test]
    fn several_documents_are_united() {
        let (document, _) = read_texts(&[
            "openapi: 3.1.0\npaths: {/a: {get: {operationId: a}}}",
            "{\"openapi\": \"3.1.0\", \"paths\": {\"/b\": {}}}",
        ]);
        let want = json!({"openapi": "3.1.0", "paths": {"/a": {"get": {"operationId": "a"}}, "/b": {}}});
        assert_eq!(document, Some(want));
        let (document, problems) = read_texts(&["openapi: 3.1.0", "openapi: 3.0.0"]);
        assert_eq!((document, problems.len()), (None, 1));
    }

    #[test]
    fn other_documents_are_refused() {
        assert_eq!(read_texts(&["a: 1"]).1, ["this document has neither a member `openapi` nor a member `swagger`"]);
        assert_eq!(read_texts(&["[]"]).1, ["this is a list, not an OpenAPI document"]);
        assert_eq!(read_texts(&["Not Found"]).1, ["this is a line of text, not an OpenAPI document"]);
        assert_eq!(read_texts(&["null"]).1, ["this is null, not an OpenAPI document"]);
        assert_eq!(read_texts(&["openapi: 4.0.0"]).1, ["OpenAPI version `4.0.0` cannot be read"]);
        assert_eq!(read_texts(&["swagger: 2.0\npaths: {}"]).1, Vec::<String>::new());
        assert_eq!(read_texts(&["openapi: ["]).1.len(), 1);
    }

    #[test]
    fn documents_are_told_from_pages_that_hold_one() {
        assert!(recognises("# comment\n---\n'openapi': 3.0.0\nservers:\n- url: /\n"));
        assert!(recognises("\u{feff}{\"info\": {}, \"swagger\": \"2.0\"}"));
        assert!(!recognises("# Title\n> text\n````yaml\nopenapi: 3.1.0\n````\n"));
        assert!(!recognises("{\"paths\": {\"openapi\": 1}}"));
        assert!(!recognises("key: value"));
    }
}
