//! Documents that are too large, too deep or too entangled, made here because files of that size say nothing.

use crate::generated::{Outcome, generate};
use serde_json::{Map, Value, json};

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

/// What refuses a document, "lost" where it costs its place alone, or "ok". Work that grows with the power of a document would
/// not end here.
fn ended(text: &str) -> String {
    match generate("made.json", text) {
        Outcome::Made(_, warnings) => {
            let is_loss =
                |code: &String| matches!(code.as_str(), "limit-exceeded" | "too-many-combinations" | "reference-cycle");
            if warnings.iter().any(is_loss) { "lost" } else { "ok" }.to_owned()
        }
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
    assert_eq!(ended(&parts(3_000, all_of)), "lost");
    assert_eq!(ended(&parts(900, member)), "ok");
    assert_eq!(ended(&parts(5_000, member)), "limit-exceeded");
    assert_eq!(ended(&parts(40_000, |at| refer(&format!("S{}", at + 1)))), "lost");
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
    assert_eq!([ended(&members(2_000)), ended(&members(20_000))], ["ok", "lost"]);
    assert_eq!([ended(&values(2_000)), ended(&values(20_000))], ["ok", "lost"]);
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
    // Too many combinations cost their place, where any value is taken.
    assert_eq!([3, 8, 40].map(|count| ended(&product(count))), ["ok", "lost", "lost"]);
    let layer = |at: usize| json!({"oneOf": [{"allOf": [refer(&format!("S{}", at + 1)), {"title": "l"}]}, {"allOf": [refer(&format!("S{}", at + 1)), {"title": "r"}]}]});
    let layers = document(
        (0..12).map(|at| (format!("S{at}"), layer(at))).chain([("S12".to_owned(), json!({"type": "string"}))]),
    );
    assert_ne!(ended(&layers), "");
    let ten: Vec<Value> = (0..10).map(|at| json!({"allOf": [refer("S0"), {"title": format!("t{at}")}]})).collect();
    assert_eq!(ended(&document([("S0".to_owned(), json!({"oneOf": ten}))])), "lost");
}

#[test]
fn webs_of_unions_are_linear() {
    let own = |at: usize| json!({"type": "object", "properties": {format!("p{at}"): {"type": "string"}}});
    // Each a union of all that follow.
    let web = |count: usize, own: fn(usize) -> Value| {
        let union = |at: usize| {
            let others = (at + 1..count).map(|other| refer(&format!("S{other}")));
            (format!("S{at}"), json!({"anyOf": others.chain([own(at)]).collect::<Vec<_>>()}))
        };
        document((0..count).map(union))
    };
    assert_eq!([16, 60].map(|count| ended(&web(count, own))), ["ok", "ok"]);
    assert_eq!(ended(&web(60, |at| json!({"type": "string", "maxLength": at}))), "ok");
    assert_eq!(ended(&web(60, |at| json!({"enum": [format!("v{at}")]}))), "ok");
    // Each a union of two unions of the next level.
    let levels = |count: usize| {
        let sides = |at: usize| ["a", "b"].map(|side| (at, side));
        let name =
            |(at, side): (usize, &str)| if (at, side) == (0, "a") { "S0".to_owned() } else { format!("S{at}{side}") };
        let union = |place: (usize, &'static str)| {
            let below = sides(place.0 + 1).map(name).map(|name| refer(&name));
            let own = json!({"type": "object", "properties": {format!("p{}{}", place.0, place.1): {"type": "string"}}});
            (name(place), json!({"oneOf": below.into_iter().chain([own]).collect::<Vec<_>>()}))
        };
        let last = sides(count).map(|place| (name(place), json!({"type": "object"})));
        document((0..count).flat_map(sides).map(union).chain(last))
    };
    assert_eq!([10, 30].map(|count| ended(&levels(count))), ["ok", "ok"]);
}

#[test]
fn what_multiplies_costs_itself_alone() {
    // Parts of an `allOf` that double with each level, beside a schema that has nothing to do with them.
    let doubled = |at: usize| {
        let next = refer(&format!("S{}", at + 1));
        let member =
            json!({"type": "object", "properties": {format!("m{at}"): {"allOf": [next.clone(), {"title": "t"}]}}});
        (
            format!("S{at}"),
            json!({"allOf": [member, {"properties": {format!("n{at}"): {"allOf": [next, {"title": "u"}]}}}]}),
        )
    };
    let plain = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}});
    let schemas =
        (0..40).map(doubled).chain([("S40".to_owned(), json!({"type": "string"})), ("Plain".to_owned(), plain)]);
    let Outcome::Made(files, _) = generate("made.json", &document(schemas)) else { panic!("it is not refused") };
    let types = files.iter().find(|(path, _)| path.ends_with("types.rs")).expect("types").1;
    assert!(types.contains("pub struct Plain {"), "the other schema is as it is");
}
