//! What a change of a document means: for programs that are compiled against the new crate, and for those that are
//! deployed with the old one.

mod crate_rules;
mod emitted;
mod shared_edits;
mod wire_levels;
mod wire_rules;

use serde_json::{Value, json};
use switchboard_codegen::changes::{Axis, Change, Changes, Side, compare, renamed, rule};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::settings::{Renamed, Text};
use switchboard_codegen::source::{Node, SourceFiles, read_json};
use switchboard_codegen::{CrateFiles, CrateSettings, Home, Planned, plan_client, print_files};

/// A document as its plan and its crate.
fn client(text: &str) -> (Planned, CrateFiles) {
    client_with(text, &[])
}

/// A document as its plan and its crate, in which some things stay under old names.
fn client_with(text: &str, renamed: &[(String, String)]) -> (Planned, CrateFiles) {
    let mut files = SourceFiles::new();
    let file = files.add("openapi.json", text);
    let mut found = Diagnostics::new();
    let document: Node = read_json(&files, file, &mut found).expect("JSON");
    let mut settings =
        CrateSettings::for_document(&document, "example".to_owned(), "../runtime".to_owned(), Home::Alone);
    let name = |value: &str| Text { value: value.to_owned(), span: document.span };
    let entry = |(old, new): &(String, String)| Renamed { old: name(old), new: name(new), since: name("0.2.0") };
    settings.renamed = renamed.iter().map(entry).collect();
    let planned = plan_client(&document, &settings, &mut found).expect("a sound document");
    let files = print_files(&planned, &settings, &mut found).expect("a crate");
    (planned, files)
}

fn between(old: &str, new: &str) -> Changes {
    changes(&client(old), &client(new))
}

/// What of the old document is called otherwise in the new one and could stay, and the changes once it does.
fn with_old_names(old: &str, new: &str) -> (Vec<(String, String)>, Changes) {
    let (old, plain) = (client(old), client(new));
    let found = renamed(
        Side { planned: &old.0, files: &old.1, runtime: None },
        Side { planned: &plain.0, files: &plain.1, runtime: None },
    );
    let after = changes(&old, &client_with(new, &found));
    (found, after)
}

fn changes(old: &(Planned, CrateFiles), new: &(Planned, CrateFiles)) -> Changes {
    let changes = compare(
        Side { planned: &old.0, files: &old.1, runtime: None },
        Side { planned: &new.0, files: &new.1, runtime: None },
    );
    for change in &changes.changes {
        let known = rule(change.rule).unwrap_or_else(|| panic!("`{}` is in no table", change.rule));
        assert_eq!(known.axis, change.axis, "{}", change.rule);
    }
    changes
}

/// A document with one thing of each kind.
fn document() -> Value {
    let answer = |schema: Value| json!({"description": "", "content": {"application/json": {"schema": schema}}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Bells", "version": "1"},
        "servers": [{"url": "https://example.com"}, {"url": "https://test.example.com"}],
        "security": [{"key": []}],
        "paths": {
            "/bells/{id}/towers/{tower}": {"post": {
                "operationId": "ringBell",
                "parameters": [
                    {"in": "path", "name": "id", "required": true, "schema": {"type": "string"}},
                    {"in": "path", "name": "tower", "required": true, "schema": {"type": "string"}},
                    {"in": "query", "name": "times", "schema": {"type": "integer", "maximum": 9}},
                    {"in": "query", "name": "tags", "schema": {"type": "array", "items": {"type": "string"}}},
                ],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ring"}}}},
                "responses": {
                    "200": answer(json!({"$ref": "#/components/schemas/Bell"})),
                    "404": answer(json!({"$ref": "#/components/schemas/Fault"})),
                },
            }},
            "/bells": {"get": {
                "operationId": "listBells",
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"X-Left": {"schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Bell"}}}},
                    },
                    "404": answer(json!({"$ref": "#/components/schemas/Fault"})),
                },
            }},
            "/sounds": {"put": {
                "operationId": "keepSound",
                "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {
                    "type": "object", "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}, "note": {"type": "string"}},
                }}}},
                "responses": {"204": {"description": ""}},
            }},
        },
        "webhooks": {"rung": {"post": {
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Bell"}}}},
            "responses": {"200": {"description": ""}},
        }}},
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
            "schemas": {
                "Fault": {"type": "object", "required": ["why"], "properties": {"why": {"type": "string"}}},
                "Ring": {"type": "object", "required": ["loud", "long"], "properties": {
                    "loud": {"type": "string", "maxLength": 9}, "long": {"type": "string"}, "by": {"type": "string", "default": "hand"},
                }},
                "Bell": {"type": "object", "required": ["id"], "properties": {
                    "id": {"type": "string"}, "state": {"$ref": "#/components/schemas/State"},
                    "sound": {"$ref": "#/components/schemas/Sound"}, "weight": {"type": "integer"},
                }},
                "State": {"type": "string", "enum": ["silent", "ringing"]},
                "Sound": {
                    "oneOf": [{"$ref": "#/components/schemas/Tone"}, {"$ref": "#/components/schemas/Noise"}],
                    "discriminator": {"propertyName": "kind", "mapping": {"tone": "#/components/schemas/Tone", "noise": "#/components/schemas/Noise"}},
                },
                "Tone": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "hertz": {"type": "integer"}}},
                "Noise": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
            },
        },
    })
}

/// The changes between the document and itself with values put at pointers; `null` removes one, `-` appends.
fn after(edits: &[(&str, Value)]) -> Changes {
    between(&document().to_string(), &edited(document(), edits).to_string())
}

/// A document with values put at pointers.
fn edited(mut new: Value, edits: &[(&str, Value)]) -> Value {
    for (pointer, value) in edits {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let key = key.replace("~1", "/");
        let parent = new.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
        match (parent, value) {
            (Value::Array(items), Value::Null) => drop(items.remove(key.parse().expect("an index"))),
            (Value::Array(items), value) if key == "-" => items.push(value.clone()),
            (Value::Array(items), value) => items[key.parse::<usize>().expect("an index")] = value.clone(),
            (parent, Value::Null) => drop(parent.as_object_mut().expect("an object").remove(&key)),
            (parent, value) => parent[key] = value.clone(),
        }
    }
    new
}

/// A change as `rule level rust`.
fn line(change: &Change) -> String {
    let rust = change.rust.as_deref().unwrap_or(&change.subject);
    format!("{} {} {rust}", change.rule, change.level.on(change.axis))
}

fn lines(changes: &Changes, axis: Axis) -> Vec<String> {
    changes.changes.iter().filter(|change| change.axis == axis).map(line).collect()
}

/// Asserts that a line is among those of an axis.
#[track_caller]
fn says(changes: &Changes, axis: Axis, expected: &str) {
    let lines = lines(changes, axis);
    assert!(lines.iter().any(|line| line == expected), "no `{expected}` in {lines:#?}");
}

const RING: &str = "/paths/~1bells~1{id}~1towers~1{tower}/post";
const SCHEMAS: &str = "/components/schemas";

fn ring(rest: &str) -> String {
    format!("{RING}{rest}")
}

fn schema(rest: &str) -> String {
    format!("{SCHEMAS}/{rest}")
}
