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
