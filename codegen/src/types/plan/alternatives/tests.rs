use crate::diagnostic::Diagnostics;
use crate::source::{SourceFiles, read_json};
use crate::types::graph::Shape;
use serde_json::{Value, json};

/// How many variants the union of a body has, and what is said of it, with the text that it is said of.
fn planned(schema: &Value, schemas: &Value) -> (usize, Vec<String>) {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas},
        "paths": {"/a": {"put": {
            "operationId": "make",
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {"204": {"description": ""}},
        }}},
    });
    let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("a.json", document.to_string());
    let document = read_json(&files, file, &mut found).expect("JSON");
    let planned = crate::plan(&document, &mut found).expect("a plan");
    let said = found.iter().map(|one| {
        let span = one.span.expect("a place");
        format!("{}: {}", one.message, &files[file].text()[span.start as usize..span.end as usize])
    });
    let variants = planned.graph.types.iter().filter_map(|plan| match &plan.shape {
        Shape::Union(union) => Some(union.variants.len()),
        _ => None,
    });
    (variants.max().unwrap_or(0), said.collect())
}

fn kind(value: &str, more: &str) -> Value {
    json!({"type": "object", "required": ["kind"], "properties": {"kind": {"const": value}, more: {"type": "string"}}})
}

#[test]
fn an_alternative_that_its_siblings_exclude_is_named() {
    let mut union = kind("bell", "tone");
    union["oneOf"] = json!([kind("bell", "weight"), kind("gong", "width")]);
    let (_, said) = planned(&union, &json!({}));
    let gong = kind("gong", "width");
    assert_eq!(said, [format!("no value of this alternative is one that the schema around it allows: {gong}")]);
}

#[test]
fn what_narrows_or_combines_unions_excludes_without_a_word() {
    let instrument = json!({"oneOf": [kind("bell", "weight"), kind("gong", "width")]});
    let narrowed = json!({"allOf": [{"$ref": "#/components/schemas/Instrument"}, kind("bell", "tone")]});
    assert_eq!(planned(&narrowed, &json!({ "Instrument": instrument })).1, [""; 0]);
    let combined = json!({"allOf": [instrument, {"anyOf": [kind("bell", "made"), kind("gong", "cast")]}]});
    let (_, said) = planned(&combined, &json!({}));
    assert_eq!(said.iter().filter(|said| said.starts_with("no value")).count(), 0, "{said:?}");
}

#[test]
fn unions_of_unions_of_unions_are_made() {
    let level = |inner: &mut dyn FnMut(usize) -> Value| json!({"oneOf": (0..12).map(inner).collect::<Vec<_>>()});
    let union = level(&mut |first| {
        level(&mut |second| level(&mut |third| kind(&format!("k{first}-{second}-{third}"), "more")))
    });
    assert_eq!(planned(&union, &json!({})), (1728, vec![]));
}
