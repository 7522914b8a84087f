//! Documents that are too large, too deep or too entangled, made here because files of that size say nothing.

use crate::generated::{Outcome, generate};
use serde_json::{Map, Value, json};
use std::time::Instant;

fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn document(schemas: impl IntoIterator<Item = (String, Value)>) -> String {
    let schemas: Map<String, Value> = schemas.into_iter().collect();
    let body = json!({"description": "ok", "content": {"application/json": {"schema": refer("S0")}}});
    let paths = json!({"/a": {"get": {"responses": {"200": body}}}});
    json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
        .to_string()
}

/// The first error of a document, or "ok"; everything is over within half a minute.
fn ended(text: &str) -> String {
    let start = Instant::now();
    let outcome = generate("made.json", text);
    assert!(start.elapsed().as_secs() < 30, "took {:?}", start.elapsed());
    match outcome {
        Outcome::Made(..) => "ok".to_owned(),
        Outcome::Refused(codes) => codes.join(", "),
    }
}

#[test]
fn nesting_is_limited() {
    assert_eq!(ended(&format!("{}{}", "[".repeat(20_000), "]".repeat(20_000))), "too-deep");
    assert_eq!(ended(&format!("a: {}", "[".repeat(20_000))), "too-deep");
    let deep = (0..55).fold(
        json!({"type": "string"}),
        |inner, _| json!({"type": "array", "items": {"type": "array", "items": inner}}),
    );
    assert_eq!(ended(&document([("S0".to_owned(), deep)])), "ok");
}

#[test]
fn chains_are_limited() {
    let parts = |length: usize, link: fn(usize) -> Value| {
        document(
            (0..length)
                .map(|at| (format!("S{at}"), link(at)))
                .chain([(format!("S{length}"), json!({"type": "string"}))]),
        )
    };
    let all_of = |at: usize| json!({"allOf": [refer(&format!("S{}", at + 1)), {"properties": {format!("p{at}"): {}}}]});
    let member = |at: usize| json!({"type": "object", "properties": {"next": refer(&format!("S{}", at + 1))}});
    assert_eq!(ended(&parts(90, all_of)), "ok");
    assert_eq!(ended(&parts(3_000, all_of)), "limit-exceeded");
    assert_eq!(ended(&parts(900, member)), "ok");
    assert_eq!(ended(&parts(5_000, member)), "limit-exceeded");
    assert_eq!(ended(&parts(50_000, |at| refer(&format!("S{}", at + 1)))), "limit-exceeded");
}

#[test]
fn sizes_of_types_are_limited() {
    let members = |count: usize| {
        let members: Map<String, Value> = (0..count).map(|at| (format!("m{at}"), json!({"type": "string"}))).collect();
        document([("S0".to_owned(), json!({"type": "object", "properties": members}))])
    };
    let values = |count: usize| {
        let values: Vec<String> = (0..count).map(|at| format!("v{at}")).collect();
        document([("S0".to_owned(), json!({"type": "string", "enum": values}))])
    };
    assert_eq!([ended(&members(2_000)), ended(&members(20_000))], ["ok", "limit-exceeded"]);
    assert_eq!([ended(&values(2_000)), ended(&values(20_000))], ["ok", "limit-exceeded"]);
    let described = |count: usize| document([("S0".to_owned(), json!({"description": "<[`".repeat(count)}))]);
    assert_eq!([ended(&described(300_000)), ended(&described(1_000_000))], ["ok", "limit-exceeded"]);
}

#[test]
fn products_of_unions_are_limited() {
    let union = |at: usize| {
        let alternative = |of: usize| json!({"type": "object", "required": [format!("k{at}_{of}")], "properties": {format!("k{at}_{of}"): {"type": "string"}}});
        json!({"oneOf": (0..3).map(alternative).collect::<Vec<_>>()})
    };
    let product =
        |count: usize| document([("S0".to_owned(), json!({"allOf": (0..count).map(union).collect::<Vec<_>>()}))]);
    // Too many combinations cost their place, where any value is taken; without end they cost the document.
    assert_eq!([3, 8, 40].map(|count| ended(&product(count))), ["ok", "ok", "limit-exceeded"]);
    let layer = |at: usize| json!({"oneOf": [{"allOf": [refer(&format!("S{}", at + 1)), {"title": "l"}]}, {"allOf": [refer(&format!("S{}", at + 1)), {"title": "r"}]}]});
    let layers = document(
        (0..12).map(|at| (format!("S{at}"), layer(at))).chain([("S12".to_owned(), json!({"type": "string"}))]),
    );
    assert_ne!(ended(&layers), "");
    let ten: Vec<Value> = (0..10).map(|at| json!({"allOf": [refer("S0"), {"title": format!("t{at}")}]})).collect();
    assert_ne!(ended(&document([("S0".to_owned(), json!({"oneOf": ten}))])), "ok");
}
