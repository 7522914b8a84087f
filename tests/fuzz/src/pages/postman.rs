//! Postman collections with bodies and saved answers of any shape.

use super::facts::{name, sentence, word};
use super::{described, said_only, same};
use fastrand::Rng;
use serde_json::{Map, Value, json};
use switchboard_codegen::describe::Format;
use switchboard_codegen::diagnostic::Diagnostics;

pub(super) fn check(rng: &mut Rng) -> (String, Diagnostics) {
    let mut items = Vec::new();
    let mut wanted: Vec<(String, Value)> = Vec::new();
    for _ in 0..rng.usize(1..5) {
        let path = format!("/{}/{{{}}}", name(rng), word(rng));
        if wanted.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let (item, operation) = request(rng, &path);
        items.push(item);
        wanted.push((path, operation));
    }
    let collection = json!({
        "info": {"name": sentence(rng), "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "Folder", "item": items}],
    });
    let page = serde_json::to_string_pretty(&collection).unwrap_or_default();
    let (document, diagnostics) = described(Format::Postman, &page);
    assert_eq!(document["paths"].as_object().map_or(0, Map::len), wanted.len(), "{page}");
    for (path, operation) in wanted {
        same(&path, &document["paths"][&path]["post"], &operation, &page);
    }
    said_only(&diagnostics, &[], &page);
    (page, diagnostics)
}

/// A request, and what the document has to say of it.
fn request(rng: &mut Rng, path: &str) -> (Value, Value) {
    let (title, query) = (sentence(rng), name(rng));
    let (body, answer) = (value(rng, 3), value(rng, 3));
    let parts: Vec<String> = path
        .split('/')
        .skip(1)
        .map(|part| part.strip_prefix('{').map_or(part.to_owned(), |part| format!(":{}", part.trim_end_matches('}'))))
        .collect();
    let raw = format!("https://h.example/{}?{query}=1", parts.join("/"));
    let item = json!({
        "name": title,
        "request": {
            "method": "POST",
            "url": {"raw": raw, "path": parts, "query": [{"key": query, "value": "1"}]},
            "body": {"mode": "raw", "raw": body.to_string()},
        },
        "response": [{"name": "Saved", "code": 201, "body": answer.to_string()}],
    });
    let text = json!({"type": "string", "x-inferred": "example"});
    let shown = |value: &Value| {
        let mut schema = schema(value);
        schema.insert("x-inferred".to_owned(), json!("example"));
        json!({"application/json": {"schema": schema}})
    };
    let parameter = path.split(['{', '}']).nth(1).unwrap_or_default();
    let operation = json!({
        "summary": title,
        "tags": ["Folder"],
        "parameters": [
            {"name": parameter, "in": "path", "required": true, "schema": text},
            {"name": query, "in": "query", "required": false, "schema": text},
        ],
        "requestBody": {"content": shown(&body), "required": true},
        "responses": {"201": {"description": "Saved", "content": shown(&answer)}},
    });
    (item, operation)
}

fn value(rng: &mut Rng, depth: usize) -> Value {
    match rng.u8(..if depth == 0 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => json!(rng.bool()),
        2 => json!(rng.i32(..)),
        3 => json!(f64::from(rng.i32(..1000)) / 16.0),
        4 => json!(sentence(rng)),
        5 => json!([value(rng, depth - 1)]),
        _ => Value::Object((0..rng.usize(1..5)).map(|_| (name(rng), value(rng, depth - 1))).collect()),
    }
}

/// What a value shows of its type: no more than its kind.
fn schema(value: &Value) -> Map<String, Value> {
    let schema = match value {
        Value::Null => json!({}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(_) => json!({"type": "number"}),
        Value::String(_) => json!({"type": "string"}),
        Value::Array(items) => json!({"type": "array", "items": items.first().map(schema).unwrap_or_default()}),
        Value::Object(members) => {
            let properties: Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), Value::Object(schema(value)))).collect();
            json!({"type": "object", "properties": properties})
        }
    };
    schema.as_object().cloned().unwrap_or_default()
}
