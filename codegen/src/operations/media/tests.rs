#![allow(clippy::unwrap_used)]

use crate::diagnostic::Diagnostics;
use crate::source::{SourceFiles, read_json};
use serde_json::{Value, json};

/// The methods of an operation with these answers: what each asks for, and what it makes of what comes.
fn received(responses: Value) -> String {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "get", "responses": responses}}},
    });
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("a.json", document.to_string());
    let document = read_json(&files, file, &mut diagnostics).unwrap();
    let planned = crate::plan(&document, &mut diagnostics).unwrap();
    let methods = planned.operations.plans.iter().map(|plan| {
        let answers = plan.result.responses.iter().map(|response| {
            let names = response.media_types.join(", ");
            format!("\n  {:?} [{names}] {:?}", response.status, response.payload)
        });
        format!("{} asks for {}:{}", plan.name, plan.result.accept, answers.collect::<String>())
    });
    let said = diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message));
    methods.chain(said).collect::<Vec<_>>().join("\n")
}

fn of(kind: &str) -> Value {
    json!({"schema": {"type": "array", "items": {"type": kind}}})
}

#[test]
fn types_that_differ_by_a_parameter_are_two() {
    let content = json!({
        "application/json; v=1": of("string"), "application/json;v=\"2\"": of("integer"),
        "application/json; charset=utf-8; v=1": of("string"),
    });
    let responses =
        json!({"200": {"description": "", "content": content}, "400": {"description": "", "content": content}});
    insta::assert_snapshot!(received(responses), @r#"
    get asks for application/json; v=1:
      Exact(200) [] Json(List(Scalar(String)))
      Exact(400) [application/json; v="2"] Json(List(Scalar(I64)))
      Exact(400) [] Json(List(Scalar(String)))
    get_receiving_json_v_2 asks for application/json;v="2":
      Exact(200) [] Json(List(Scalar(I64)))
      Exact(400) [application/json; v="2"] Json(List(Scalar(I64)))
      Exact(400) [] Json(List(Scalar(String)))
    "#);
}

#[test]
fn a_type_with_a_parameter_is_looked_at_before_the_one_without() {
    let content = json!({
        "*/*": of("boolean"), "application/json": of("string"), "application/json; v=2": of("integer"),
    });
    let responses = json!({"204": {"description": ""}, "400": {"description": "", "content": content}});
    insta::assert_snapshot!(received(responses), @r#"
    get asks for */*:
      Exact(204) [] Empty
      Exact(400) [application/json; v="2"] Json(List(Scalar(I64)))
      Exact(400) [application/json] Json(List(Scalar(String)))
      Exact(400) [] Json(List(Scalar(Bool)))
    "#);
}

#[test]
fn a_range_of_applications_is_what_its_schema_says() {
    let content = json!({"application/*": of("string"), "text/*": of("string")});
    let responses = json!({"200": {"description": "", "content": content}});
    insta::assert_snapshot!(received(responses), @"
    get asks for application/json, application/*;q=0.5:
      Exact(200) [] Json(List(Scalar(String)))
    get_receiving_text asks for text/*:
      Exact(200) [] Text
    unsupported: values of `text/*` have no types in the client
    ");
    let beside = json!({"application/*": {}, "application/json": of("string")});
    insta::assert_snapshot!(received(json!({"200": {"description": "", "content": beside}})), @"
    get asks for application/json:
      Exact(200) [] Json(List(Scalar(String)))
    get_receiving_application asks for application/*:
      Exact(200) [] Bytes
    ");
}

#[test]
fn an_error_in_xml_that_nobody_asks_for_is_text_and_said() {
    let xml = json!({"schema": {"type": "object", "xml": {"name": "e"}, "properties": {"a": {"type": "string"}}}});
    let error = json!({"application/json": of("string"), "application/xml": xml});
    let responses = json!({
        "200": {"description": "", "content": {"application/json": of("string")}},
        "400": {"description": "", "content": error},
    });
    insta::assert_snapshot!(received(responses), @"
    get asks for application/json:
      Exact(200) [] Json(List(Scalar(String)))
      Exact(400) [application/xml] Text
      Exact(400) [] Json(List(Scalar(String)))
    xml-untyped: an error may come as XML, which the call does not ask for
    ");
}

#[test]
fn what_has_no_types_in_a_client_is_said() {
    let object = json!({"schema": {"type": "object", "properties": {"a": {"type": "string"}}}});
    let responses = json!({"200": {"description": "", "content": {"application/yaml": object}}});
    insta::assert_snapshot!(received(responses), @"
    get asks for application/yaml:
      Exact(200) [] Text
    unsupported: values of `application/yaml` have no types in the client
    ");
    let responses = json!({"200": {"description": "", "content": {"application/cbor": object}}});
    insta::assert_snapshot!(received(responses), @"
    get asks for application/cbor:
      Exact(200) [] Bytes
    unsupported: values of `application/cbor` have no types in the client
    ");
    let rows = json!({"200": {"description": "", "content": {"text/csv": {"itemSchema": {"type": "array"}}}}});
    insta::assert_snapshot!(received(rows), @"
    get asks for text/csv:
      Exact(200) [] Text
    unsupported: values of `text/csv` have no types in the client
    ");
    let text = json!({"200": {"description": "", "content": {"text/csv": {"schema": {"type": "string"}}}}});
    insta::assert_snapshot!(received(text), @"
    get asks for text/csv:
      Exact(200) [] Text
    ");
}

#[test]
fn items_are_those_of_a_sequence() {
    let media = json!({"itemSchema": {"type": "string"}});
    let responses = json!({"200": {"description": "", "content": {"application/json": media}}});
    insta::assert_snapshot!(received(responses), @"
    get asks for application/json:
      Exact(200) [] Json(Any)
    schema-invalid: `itemSchema` describes the values of a sequence, and `application/json` is one value
    ");
}

#[test]
fn a_charset_makes_no_other_type() {
    let content = json!({"application/json; charset=utf-8": of("string"), "application/json": of("integer")});
    insta::assert_snapshot!(received(json!({"200": {"description": "", "content": content}})), @"
    get asks for application/json; charset=utf-8:
      Exact(200) [] Json(List(Scalar(String)))
    media-type-invalid: `application/json` and `application/json; charset=utf-8` are one media type, and have two schemas
    ");
}

#[test]
fn another_name_for_an_answer_can_be_asked_for() {
    let line = json!({"itemSchema": {"type": "integer"}});
    let content = json!({
        "application/json": of("string"), "application/vnd.a+json": of("string"), "application/vnd.b+json": of("string"),
        "application/*": of("string"), "application/jsonl": line, "application/json-seq": line, "text/csv": {},
    });
    let document = json!({
        "openapi": "3.2.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "get", "responses": {"200": {"description": "", "content": content}}}}},
    });
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("a.json", document.to_string());
    let document = read_json(&files, file, &mut diagnostics).unwrap();
    let planned = crate::plan(&document, &mut diagnostics).unwrap();
    let notes = planned.operations.plans.iter().map(|plan| format!("{}: {}", plan.name, plan.docs.notes.join(" ")));
    insta::assert_snapshot!(notes.collect::<Vec<_>>().join("\n"), @"
    get: An answer of type `application/vnd.a+json` or `application/vnd.b+json` is read alike: a header `accept` in the options of the call asks for it.
    get_receiving_jsonl: Asks for an answer of type `application/jsonl`. An answer of type `application/json-seq` is read alike: a header `accept` in the options of the call asks for it.
    get_receiving_csv: Asks for an answer of type `text/csv`.
    ");
}
