//! Enums that say by their title that they are one are one type, wherever they stand.

use serde_json::{Value, json};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::plan;
use switchboard_codegen::source::{Node, SourceFiles, Span};

/// The names of the types of a document with a filter and an answer.
fn types(filter: Value, answer: Value) -> Vec<String> {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/calls": {"get": {
            "operationId": "listCalls",
            "parameters": [{"in": "query", "name": "status_filter", "schema": filter}],
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": {
                "type": "object", "title": "Call Page", "properties": {"state": answer},
            }}}}},
        }}},
    });
    let mut files = SourceFiles::new();
    let span = Span::new(files.add("a.json", ""), 0..0);
    let planned = plan(&Node::from_value(document, span), &mut Diagnostics::new()).expect("a sound document");
    planned.graph.types.into_iter().map(|def| def.name).collect()
}

fn values(title: &str, values: &[&str]) -> Value {
    json!({"type": "string", "title": title, "enum": values})
}

#[test]
fn one_title_of_several_words_is_one_type() {
    let same = values("CallStatus", &["open", "done"]);
    assert_eq!(types(same.clone(), same), ["ListCallsParameters", "CallStatus", "CallPage"]);
}

#[test]
fn a_single_word_or_other_values_make_two() {
    let vague = values("Status", &["open", "done"]);
    assert_eq!(types(vague.clone(), vague).len(), 4);
    assert_eq!(types(values("CallStatus", &["open"]), values("CallStatus", &["open", "done"])).len(), 4);
}
