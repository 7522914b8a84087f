#![allow(clippy::unwrap_used)]

use crate::Planned;
use crate::diagnostic::Diagnostics;
use crate::source::{SourceFiles, read_json};
use serde_json::{Value, json};

/// The plans of a document with these paths, and what is said about it.
fn plan(version: &str, paths: Value) -> (Option<Planned>, Vec<String>) {
    let document = json!({"openapi": version, "info": {"title": "t", "version": "1"}, "paths": paths});
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("a.json", document.to_string());
    let document = read_json(&files, file, &mut diagnostics).unwrap();
    let planned = crate::plan(&document, &mut diagnostics);
    (planned, diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect())
}

#[test]
fn facts_of_operations_keep_off_those_of_the_api() {
    let operation = |id: &str| json!({"get": {"operationId": id, "responses": {"204": {"description": "done"}}}});
    let (planned, _) = plan(
        "3.1.0",
        json!({"/a": operation("api"), "/b": operation("API"), "/c": operation("envelope"), "/d": operation("into")}),
    );
    let plans = planned.unwrap().operations.plans;
    let names: Vec<_> = plans.iter().map(|plan| (plan.name.as_str(), plan.facts.as_str())).collect();
    assert_eq!(names, [("api", "API2"), ("api_2", "API_2"), ("envelope", "ENVELOPE2"), ("into_", "INTO")]);
}

#[test]
fn operations_with_unknown_methods_are_listed() {
    let operation = json!({"responses": {"204": {"description": "done"}}});
    let item = json!({
        "get": operation, "query": operation, "fetch": operation, "additionalOperations": {"COPY": operation},
        "x-old-get": operation,
    });
    for (version, in_document) in [("3.1.0", 1), ("3.2.0", 3)] {
        let (planned, found) = plan(version, json!({"/a": item}));
        let operations = planned.unwrap().operations;
        assert_eq!((operations.in_document, operations.emitted), (in_document, 1));
        let left_out: Vec<_> = operations.left_out.iter().map(|(subject, _)| subject.as_str()).collect();
        assert_eq!(left_out, ["QUERY /a", "FETCH /a", "COPY /a"]);
        assert_eq!(found.len(), 3);
        let message = "the method `FETCH` is none of those that clients are generated for";
        assert_eq!(found[1], format!("operation-left-out: {message}"));
    }
}

#[test]
fn paths_that_no_client_would_send_are_left_out() {
    let item = json!({"get": {"responses": {"204": {"description": "done"}}}});
    let (planned, found) = plan("3.1.0", json!({"/%2e%2E/a": item, "/%zz": item, "/a%2fb": item, "/%": item}));
    let operations = planned.unwrap().operations;
    assert_eq!(operations.plans.iter().map(|plan| plan.path.as_str()).collect::<Vec<_>>(), ["/a%2fb"]);
    assert_eq!(
        found,
        [
            "operation-left-out: the path `/%2e%2E/a` leads out of itself",
            "operation-left-out: a `%` in the path `/%zz` begins no escape",
            "operation-left-out: a `%` in the path `/%` begins no escape",
        ]
    );
}
