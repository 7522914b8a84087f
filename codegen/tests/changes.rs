//! What a change of a document means for programs that use the client.

use serde_json::{Value, json};
use switchboard_codegen::changes::{Changes, Impact, compare};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{Node, SourceFiles, Span, read_json};
use switchboard_codegen::{CrateSettings, Planned, plan_client};

fn planned(document: &Value) -> Planned {
    let mut files = SourceFiles::new();
    let document = Node::from_value(document.clone(), Span::new(files.add("openapi.json", ""), 0..0));
    let settings = CrateSettings::for_document(&document, "example".to_owned(), "../runtime".to_owned(), false);
    plan_client(&document, &settings, &mut Diagnostics::new()).expect("a sound document")
}

/// A document with one thing of each kind.
fn document() -> Value {
    let answer = |schema: Value| json!({"description": "", "content": {"application/json": {"schema": schema}}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Bells", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": {"/bells/{id}": {"post": {
            "operationId": "ringBell",
            "parameters": [
                {"in": "path", "name": "id", "required": true, "schema": {"type": "string"}},
                {"in": "query", "name": "times", "schema": {"type": "integer"}},
            ],
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ring"}}}},
            "responses": {"200": answer(json!({"$ref": "#/components/schemas/Bell"}))},
        }}},
        "components": {"schemas": {
            "Ring": {"type": "object", "required": ["loud", "long"], "properties": {
                "loud": {"type": "string"}, "long": {"type": "string"}, "by": {"type": "string"},
            }},
            "Bell": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string"}, "state": {"$ref": "#/components/schemas/State"},
                "sound": {"$ref": "#/components/schemas/Sound"},
            }},
            "State": {"type": "string", "enum": ["silent", "ringing"]},
            "Sound": {"oneOf": [{"$ref": "#/components/schemas/Tone"}, {"$ref": "#/components/schemas/Noise"}]},
            "Tone": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "tone"}, "hertz": {"type": "integer"}}},
            "Noise": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "noise"}}},
        }},
    })
}

/// The changes between the document and itself with a value put at a pointer (`null` removes it).
fn after(edits: &[(&str, Value)]) -> Changes {
    let (old, mut new) = (document(), document());
    for (pointer, value) in edits {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = new.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
        match (parent, value) {
            (Value::Array(items), value) => items.push(value.clone()),
            (parent, Value::Null) => drop(parent.as_object_mut().expect("an object").remove(&key.replace("~1", "/"))),
            (parent, value) => parent[key.replace("~1", "/")] = value.clone(),
        }
    }
    compare(&planned(&old), &planned(&new))
}

fn said(changes: &Changes) -> String {
    let line = |change: &switchboard_codegen::changes::Change| {
        let impact = if change.impact == Impact::Breaking { "breaking" } else { "compatible" };
        format!("{impact}: {} {}", change.subject, change.what)
    };
    // Whether the members of a JSON value keep their order depends on what else is built.
    let mut lines: Vec<String> = changes.changes.iter().map(line).collect();
    lines.sort();
    lines.join("\n")
}

const RING: &str = "/paths/~1bells~1{id}/post";

fn at(rest: &str) -> String {
    format!("{RING}{rest}")
}

#[test]
fn nothing_changed_says_nothing() {
    let changes = after(&[]);
    assert_eq!((changes.impact(), said(&changes).as_str()), (None, ""));
}

#[test]
fn what_is_added_and_optional_is_compatible() {
    let changes = after(&[
        ("/paths/~1bells", json!({"get": {"operationId": "listBells", "responses": {"204": {"description": ""}}}})),
        (&at("/parameters/-"), json!({"in": "query", "name": "soon", "schema": {"type": "boolean"}})),
        ("/components/schemas/Ring/properties/why", json!({"type": "string"})),
        ("/components/schemas/Bell/properties/weight", json!({"type": "number"})),
        ("/components/schemas/Bell/required/-", json!("weight")),
        ("/components/schemas/State/enum/-", json!("cracked")),
        (
            "/components/schemas/Hum",
            json!({"type": "object", "required": ["kind"], "properties": {"kind": {"const": "hum"}}}),
        ),
        ("/components/schemas/Sound/oneOf/-", json!({"$ref": "#/components/schemas/Hum"})),
        (&at("/deprecated"), json!(true)),
    ]);
    assert_eq!(changes.impact(), Some(Impact::Compatible));
    insta::assert_snapshot!(said(&changes), @r#"
    compatible: Bell.weight is new: `f64`
    compatible: GET /bells is new, as `list_bells`
    compatible: Hum is new: a struct
    compatible: POST /bells/{id} is deprecated
    compatible: Ring.why is new: `Option<String>`
    compatible: RingBellParameters.soon is new: `Option<bool>`
    compatible: Sound::Hum is new: `Hum`
    compatible: State::Cracked is new: "cracked"
    "#);
}

#[test]
fn constants_are_said_as_callers_send_them() {
    let changes = after(&[
        ("/components/schemas/Ring/properties/unit", json!({"const": "s"})),
        ("/components/schemas/Ring/properties/version", json!({"const": 2})),
        ("/components/schemas/Ring/required/-", json!("version")),
    ]);
    insta::assert_snapshot!(said(&changes), @r#"
    compatible: Ring always sends `version` as 2
    compatible: Ring sends, unless told otherwise, `unit` as "s"
    compatible: Ring.unit is new: `data::Presence`
    "#);
}

#[test]
fn what_a_caller_writes_is_breaking() {
    let changes = after(&[
        (&at("/operationId"), json!("strikeBell")),
        (&at("/requestBody/required"), json!(false)),
        (&at("/responses/200"), json!({"description": "", "content": {"text/plain": {"schema": {"type": "string"}}}})),
    ]);
    insta::assert_snapshot!(said(&changes), @"
    breaking: POST /bells/{id} `ring_bell` is called `strike_bell` now
    breaking: POST /bells/{id} gives `String` instead of `Bell`
    breaking: POST /bells/{id} takes (id: String, &StrikeBellParameters, Option<Ring>) instead of (id: String, &RingBellParameters, Ring)
    breaking: RingBellParameters is called `StrikeBellParameters` now
    ");
}

#[test]
fn operations_and_members_that_go_are_breaking() {
    let changes = after(&[(RING, Value::Null)]);
    assert!(
        said(&changes).starts_with("breaking: POST /bells/{id} is gone, and with it `ring_bell`\n"),
        "{}",
        said(&changes)
    );

    let changes = after(&[
        ("/components/schemas/Ring/properties/by", Value::Null),
        ("/components/schemas/Ring/properties/loud/type", json!("integer")),
        ("/components/schemas/Bell/properties/state", json!({"type": "string"})),
        ("/components/schemas/Bell/required", Value::Null),
        ("/components/schemas/Sound/oneOf", json!([{"$ref": "#/components/schemas/Tone"}, {"type": "string"}])),
    ]);
    insta::assert_snapshot!(said(&changes), @"
    breaking: Bell.id is `Option<String>` instead of `String`
    breaking: Bell.state is `Option<String>` instead of `Option<State>`
    breaking: Ring.by is gone
    breaking: Ring.loud is `i64` instead of `String`
    breaking: Sound::Noise is gone
    compatible: Sound::String is new: `String`
    ");
}

#[test]
fn a_new_required_member_is_breaking_where_it_is_sent() {
    let member = |schema: &str| {
        let (name, required) = (
            format!("/components/schemas/{schema}/properties/why"),
            format!("/components/schemas/{schema}/required/-"),
        );
        said(&after(&[(&name, json!({"type": "string"})), (&required, json!("why"))]))
    };
    assert_eq!(member("Ring"), "breaking: Ring.why is new and required: `String` is another argument of `new`");
    assert_eq!(member("Bell"), "compatible: Bell.why is new: `String`");
}

#[test]
fn arguments_of_new_that_change_places_are_breaking() {
    let text = document().to_string();
    let properties = document()["components"]["schemas"]["Ring"]["properties"].to_string();
    let with = |order: [&str; 2]| {
        let members = order.map(|name| format!(r#""{name}":{{"type":"string"}}"#)).join(",");
        let mut files = SourceFiles::new();
        let file = files.add("openapi.json", text.replace(&properties, &format!("{{{members}}}")));
        let document = read_json(&files, file, &mut Diagnostics::new()).expect("JSON");
        let settings = CrateSettings::for_document(&document, "example".to_owned(), "../runtime".to_owned(), false);
        plan_client(&document, &settings, &mut Diagnostics::new()).expect("a sound document")
    };
    let changes = compare(&with(["long", "loud"]), &with(["loud", "long"]));
    assert_eq!(said(&changes), "breaking: Ring `new` takes loud, long in this order, and took long, loud");
}
