//! Collections with one thing to say each.

use super::*;
use serde_json::{Value, json};

fn described(collection: Value) -> (Value, Vec<String>) {
    let mut files = SourceFiles::new();
    let text = serde_json::to_string_pretty(&collection).unwrap_or_default();
    assert!(recognises(&text));
    let page = files.add("cats.json", text);
    let mut diagnostics = Diagnostics::new();
    let document = read(&files, &[page], &mut diagnostics);
    let said = diagnostics.iter().map(|found| found.message.clone()).collect();
    (document.map_or(Value::Null, |document| document.to_value()), said)
}

fn of(items: Value) -> Value {
    json!({
        "info": {"name": "Cats", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": items,
        "variable": [{"key": "host", "value": "https://h.example/v1/"}],
    })
}

#[test]
fn requests_become_operations_with_what_they_show() {
    let (document, said) = described(of(json!([{"name": "Pets", "item": [{
        "name": "Feed a cat",
        "request": {
            "method": "POST",
            "header": [{"key": "Content-Type", "value": "application/json"}, {"key": "X-Farm", "value": "7"}],
            "url": {"raw": "{{host}}/cats/:id/meals?loud=1", "path": ["cats", ":id", "meals"],
                "query": [{"key": "loud", "value": "1", "description": "Ring a bell"}]},
            "body": {"mode": "raw", "raw": "{\"grams\": 20, \"food\": {{food}}}"},
        },
        "response": [{"name": "Fed", "code": 201, "body": "{\"left\": 1.5}"}],
    }]}])));
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(document["servers"], json!([{"url": "https://h.example/v1"}]));
    let operation = &document["paths"]["/cats/{id}/meals"]["post"];
    assert_eq!(operation["summary"], "Feed a cat");
    assert_eq!(operation["tags"], json!(["Pets"]));
    let shown = json!({"type": "string", "x-inferred": "example"});
    assert_eq!(
        operation["parameters"],
        json!([
            {"name": "id", "in": "path", "required": true, "schema": shown},
            {"name": "loud", "in": "query", "description": "Ring a bell", "required": false, "schema": shown},
            {"name": "X-Farm", "in": "header", "required": false, "schema": shown},
        ])
    );
    assert_eq!(
        operation["requestBody"]["content"]["application/json"]["schema"],
        json!({"type": "object", "properties": {"grams": {"type": "number"}, "food": {}}, "x-inferred": "example"})
    );
    assert_eq!(
        operation["responses"]["201"],
        json!({"description": "Fed", "content": {"application/json": {"schema":
            {"type": "object", "properties": {"left": {"type": "number"}}, "x-inferred": "example"}}}})
    );
}

#[test]
fn requests_of_one_operation_are_put_together() {
    let one = |body: &str| {
        json!({"name": body, "request": {"method": "PUT", "url": "https://h.example/cats", "body":
            {"mode": "raw", "raw": body}}, "response": [{"code": 200, "body": ""}]})
    };
    let (document, _) = described(of(json!([one("{\"a\": 1}"), one("{\"a\": \"x\", \"b\": true}")])));
    let schema = &document["paths"]["/cats"]["put"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["properties"], json!({"a": {}, "b": {"type": "boolean"}}));
}

#[test]
fn what_is_not_shown_stays_open_and_is_told() {
    let (document, said) = described(of(json!([
        {"name": "a", "request": {"method": "GET", "url": "{{other}}/cats", "auth": {"type": "hawk"}}},
        {"name": "b", "request": {"method": "LINK", "url": "/cats"}},
        {"name": "c"},
    ])));
    assert!(document.get("servers").is_none());
    assert_eq!(
        document["paths"]["/cats"]["get"]["responses"]["200"]["content"]["application/json"]["schema"],
        json!({})
    );
    assert_eq!(
        said,
        [
            "this item has neither a request nor items",
            "OpenAPI has no word for the authentication `hawk`",
            "OpenAPI has no method `link`; the request was left out",
            "the page describes no answer, so any JSON value is accepted with status 200",
        ]
    );
}

#[test]
fn each_request_has_its_own_authentication() {
    let mut collection = of(json!([
        {"name": "a", "request": {"method": "GET", "url": "/cats"}},
        {"name": "b", "request": {"method": "GET", "url": "/health", "auth": {"type": "noauth"}}},
        {"name": "c", "request": {"method": "GET", "url": "/dogs", "auth": {"type": "basic"}}},
        {"name": "d", "request": {"method": "GET", "url": "/dogs", "auth": {"type": "inherit"}}},
    ]));
    collection["auth"] = json!({"type": "bearer", "bearer": []});
    let (document, _) = described(collection);
    let security = |path: &str| document["paths"][path]["get"]["security"].clone();
    assert_eq!(security("/cats"), json!([{"bearer": []}]));
    assert_eq!(security("/health"), Value::Null);
    assert_eq!(security("/dogs"), json!([{"basic": []}, {"bearer": []}]));
    assert_eq!(document.get("security"), None);
}

#[test]
fn authentication_that_all_requests_share_is_stated() {
    let mut collection = of(json!([{"name": "a", "request": {"method": "GET", "url": "https://h.example/cats"}}]));
    collection["auth"] =
        json!({"type": "apikey", "apikey": [{"key": "key", "value": "X-Cat"}, {"key": "in", "value": "header"}]});
    let (document, _) = described(collection);
    assert_eq!(
        document["components"]["securitySchemes"]["apikey"],
        json!({"type": "apiKey", "in": "header", "name": "X-Cat"})
    );
    assert_eq!(document["security"], json!([{"apikey": []}]));
}

#[test]
fn collections_that_are_cut_are_refused() {
    let whole = serde_json::to_string(&of(json!([{"name": "a", "request": {"method": "GET", "url": "/cats"}}])))
        .unwrap_or_default();
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let mut files = SourceFiles::new();
        let page = files.add("cats.json", &whole[..end]);
        let mut diagnostics = Diagnostics::new();
        assert!(read(&files, &[page], &mut diagnostics).is_none() && diagnostics.has_errors(), "{end}");
    }
}
