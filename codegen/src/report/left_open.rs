//! What of a document is lost or left open: each loss of a run as the place in the document, and what follows from it.
//!
//! Decides nothing: what a problem costs is said where it is found.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Loss};
use crate::model::pointer::{Root, root, without_reference};
use crate::operations::Collected;
use crate::source::{Data, FileId, Node, Span, escape_pointer_token, pointer_tokens};
use crate::text::visible;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A place of the document that is lost or left open.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct LeftOpen {
    /// The JSON pointer into the document as it was given.
    pub pointer: String,
    /// The stable name of the kind of problem.
    pub code: String,
    /// What is wrong, and what follows from it.
    pub reason: String,
}

/// The losses of a run, but for operations: these are listed by name where operations are.
pub(crate) fn left_open(document: &Node, operations: &Collected, diagnostics: &Diagnostics) -> Vec<LeftOpen> {
    let lost: Vec<(&Diagnostic, &Loss)> =
        diagnostics.iter().filter_map(|found| Some((found, found.loss.as_ref()?))).collect();
    let places = pointers(document, lost.iter().filter_map(|(found, _)| found.span).collect());
    let one = |(found, loss): (&Diagnostic, &Loss)| {
        let pointer = found.span.and_then(|span| places.get(&span).cloned()).unwrap_or_else(|| "#".to_owned());
        if is_within_left_out(&pointer, operations) {
            return None;
        }
        let consequence = match loss {
            Loss::Place(consequence) => consequence.as_str(),
            Loss::Operation if is_left_out(found, &pointer, operations) => return None,
            Loss::Operation => "what needs it is not in the client",
        };
        let (code, reason) = (found.code.to_string(), format!("{}; {consequence}", found.message));
        Some(LeftOpen { pointer, code, reason })
    };
    lost.into_iter().filter_map(one).collect()
}

/// Whether a place stands in an operation that is listed by name: nothing of it is in the client.
fn is_within_left_out(pointer: &str, operations: &Collected) -> bool {
    let tokens = pointer_tokens(pointer).unwrap_or_default();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let Root::Operation(method, path, _) = root(&tokens) else { return false };
    let subject = format!("{} {path}", visible(&method));
    operations.left_out.iter().any(|(operation, _)| *operation == subject)
}

/// Whether the operation that a problem costs is listed by name, or all that it costs are for this reason.
fn is_left_out(found: &Diagnostic, pointer: &str, operations: &Collected) -> bool {
    found.code == Code::OperationLeftOut
        || operations.left_out.iter().any(|(_, reason)| reason.contains(&found.message))
        || pointer.starts_with("#/paths/")
            && found
                .subject
                .as_ref()
                .is_some_and(|subject| operations.left_out.iter().any(|(operation, _)| operation == subject))
}

/// The pointers of places: the outermost part of the document that stands there, or whose key does; of what is not in the
/// document, the innermost part that it stood in.
fn pointers(document: &Node, wanted: HashSet<Span>) -> HashMap<Span, String> {
    let mut found: HashMap<Span, String> = HashMap::new();
    if wanted.is_empty() {
        return found;
    }
    let mut path: Vec<String> = Vec::new();
    search(document, &wanted, &mut path, &mut found);
    let gone: BTreeMap<(FileId, u32), Span> = wanted
        .into_iter()
        .filter(|span| !found.contains_key(span))
        .map(|span| ((span.file, span.start), span))
        .collect();
    if !gone.is_empty() {
        let mut around: HashMap<Span, (u32, String)> = HashMap::new();
        search_around(document, &gone, &mut path, &mut around);
        found.extend(around.into_iter().map(|(span, (_, pointer))| (span, pointer)));
    }
    found
}

/// Finds the parts that hold places, and keeps the smallest for each.
fn search_around(
    node: &Node,
    gone: &BTreeMap<(FileId, u32), Span>,
    path: &mut Vec<String>,
    around: &mut HashMap<Span, (u32, String)>,
) {
    let Span { file, start, end } = node.span;
    for span in gone.range((file, start)..(file, end.max(start))).map(|(_, span)| span).filter(|span| span.end <= end) {
        if around.get(span).is_none_or(|(length, _)| *length > end - start) {
            around.insert(*span, (end - start, pointer(path)));
        }
    }
    match &node.data {
        Data::Object(members) => {
            for (key, member) in members {
                path.push(key.clone());
                search_around(member, gone, path, around);
                path.pop();
            }
        }
        Data::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(at.to_string());
                search_around(item, gone, path, around);
                path.pop();
            }
        }
        _ => {}
    }
}

fn pointer(path: &[String]) -> String {
    let tokens = path.iter().map(|token| format!("/{}", escape_pointer_token(token)));
    format!("#{}", tokens.collect::<String>())
}

fn search(node: &Node, wanted: &HashSet<Span>, path: &mut Vec<String>, found: &mut HashMap<Span, String>) {
    for span in [node.span, node.label_span()] {
        if wanted.contains(&span) && !found.contains_key(&span) {
            // A reference is open where it stands for something.
            found.insert(span, pointer(without_reference(path)));
        }
    }
    match &node.data {
        Data::Object(members) => {
            for (key, member) in members {
                path.push(key.clone());
                search(member, wanted, path, found);
                path.pop();
            }
        }
        Data::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(at.to_string());
                search(item, wanted, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::source::{SourceFiles, read_json};
    use serde_json::json;

    #[test]
    fn what_is_not_in_the_document_is_lost_where_it_stood() {
        let text = r#"{"openapi": "3.1.0", "info": {"title": "t \ud800", "version": "1"}, "paths": {"/a": {"get": {}}},
            "components": {"schemas": {"A": {"maximum": 1e999}, "B": {"type": "null"}, "B": {"type": "string"}}},
            "paths": {"/b": {}}}"#;
        let mut files = SourceFiles::new();
        let file = files.add("a.json", text);
        let mut diagnostics = Diagnostics::new();
        let document = read_json(&files, file, &mut diagnostics).expect("JSON");
        let planned = crate::plan(&document, &mut diagnostics).expect("a plan");
        let lines = planned.left_open.iter().map(|open| format!("{} {}: {}", open.code, open.pointer, open.reason));
        insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
        json-syntax #/info/title: `\ud800` is half of a character; the replacement character U+FFFD is read there
        number-range #/components/schemas/A: the number 1e999 is out of range; the document is read as if it were not there
        duplicate-key #/components/schemas/B: the key `B` stands here twice; the last one is read, and what stands before is not
        duplicate-key #/paths: the key `paths` stands here twice; the members of both are read as those of one object
        ");
    }

    #[test]
    fn losses_are_told_by_their_place_and_consequence() {
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
            "paths": {
                "/a~b": {"get": {"responses": {"200": {"description": "", "content": {
                    "application/json": {"schema": {"properties": {"x": {"$ref": "#/gone"}, "y": {"type": "strng"}}}},
                }}}}},
                "/b": {"get": {"parameters": [{"$ref": "#/gone"}]}, "put": 5},
                "/c": {"post": {"requestBody": {"$ref": "#/components/requestBodies/C"}}, "put": {"requestBody": {"$ref": "#/gone"}}},
            },
            "components": {"requestBodies": {"C": {"$ref": "#/nowhere"}}},
        });
        let mut files = SourceFiles::new();
        let file = files.add("a.json", document.to_string());
        let mut diagnostics = Diagnostics::new();
        let document = read_json(&files, file, &mut diagnostics).expect("JSON");
        let planned = crate::plan(&document, &mut diagnostics).expect("a plan");
        let lines = planned.left_open.iter().map(|open| format!("{} {}: {}", open.code, open.pointer, open.reason));
        insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
        reference-unresolved #/paths/~1a~0b/get/responses/200/content/application~1json/schema/properties/x: `#/gone` leads nowhere; any value is taken there
        schema-invalid #/paths/~1a~0b/get/responses/200/content/application~1json/schema/properties/y/type: `strng` is not the name of a type; the schema is read as if it stated no type
        ");
        let left_out: Vec<String> =
            planned.operations.left_out.iter().map(|(operation, reason)| format!("{operation}: {reason}")).collect();
        assert_eq!(
            left_out,
            [
                "GET /b: a parameter that the call may need cannot be read",
                "PUT /b: an operation is an object, but this is a number",
                "PUT /c: its body cannot be read: `#/gone` leads nowhere",
                "POST /c: its body cannot be read: `#/nowhere` leads nowhere",
            ]
        );
        let mut strict = Diagnostics::for_run(true);
        assert!(crate::plan(&document, &mut strict).is_none() && strict.has_errors());
    }
}
