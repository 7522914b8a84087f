//! Establishes: a schema has no keyword but those of OpenAPI 3.0, each of the type that 3.0 wants.

use super::loss::give_up;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::source::{Data, Node};

/// What every schema may have.
const ANNOTATIONS: &[&str] =
    &["title", "description", "default", "nullable", "readOnly", "writeOnly", "example", "deprecated"];

/// What says nothing that a client could use.
const SILENT: &[&str] = &[
    "$comment",
    "$id",
    "$anchor",
    "$schema",
    "$defs",
    "definitions",
    "xml",
    "externalDocs",
    "discriminator",
    "examples",
    "summary",
    "id",
];

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        examples(schema, diagnostics);
        let own = own(schema);
        let (span, stated) = (schema.span, schema.str("type").map(str::to_owned));
        let Some(members) = schema.as_object_mut() else { return };
        members.retain(|key, node| {
            if own.contains(&key.as_str()) {
                return is_well_formed(key, node);
            }
            let is_of_another = OF_A_TYPE.contains(&key.as_str())
                && stated.as_deref().is_some_and(|name| !own_of(name).contains(&key.as_str()) && !is_lost(name, key));
            let is_of_no_use = is_of_another
                || SILENT.contains(&key.as_str())
                || key.starts_with("x-")
                || key == "type"
                || is_idle(key, node);
            if !is_of_no_use {
                let of = stated
                    .as_deref()
                    .map_or("what may be any value".to_owned(), |name| format!("a schema of type `{name}`"));
                let place = if node.span == span { span } else { node.label_span() };
                let message = format!("progenitor knows no `{key}` in {of}");
                give_up(place, "", message, "it is not checked", diagnostics);
            }
            false
        });
    });
}

/// What a schema may have, by its type.
fn own(schema: &Node) -> Vec<&'static str> {
    let of_type: &[&str] = match schema.str("type") {
        _ if schema.get("$ref").is_some() => return vec!["$ref"],
        _ if schema.get("oneOf").is_some() => &["oneOf"],
        _ if schema.get("allOf").is_some() => &["allOf"],
        Some(name) => own_of(name),
        None => &["enum"],
    };
    of_type.iter().chain(ANNOTATIONS).copied().collect()
}

/// Whether a keyword says something of a type, and OpenAPI 3.0 lacks it.
fn is_lost(name: &str, keyword: &str) -> bool {
    matches!((name, keyword), ("array", "contains") | ("object", "propertyNames"))
}

fn own_of(name: &str) -> &'static [&'static str] {
    match name {
        "string" => &["type", "enum", "format", "pattern", "minLength", "maxLength", "contentEncoding"],
        "integer" | "number" => {
            &["type", "enum", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
        }
        "boolean" => &["type", "enum"],
        "array" => &["type", "items", "prefixItems", "minItems", "maxItems", "uniqueItems"],
        "object" => &[
            "type",
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "minProperties",
            "maxProperties",
        ],
        _ => &["enum"],
    }
}

/// The keywords that say something of values of one type alone, which those of other types need not mind.
const OF_A_TYPE: &[&str] = &[
    "pattern",
    "minLength",
    "maxLength",
    "contentEncoding",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "minProperties",
    "maxProperties",
    "propertyNames",
];

/// Whether a keyword asks for nothing.
fn is_idle(key: &str, node: &Node) -> bool {
    match key {
        "uniqueItems" => node.as_bool() == Some(false),
        "minItems" | "minLength" | "minProperties" | "minContains" => {
            node.as_number().and_then(serde_json::Number::as_u64) == Some(0)
        }
        "additionalProperties" | "unevaluatedProperties" | "additionalItems" | "unevaluatedItems" => {
            node.as_bool() == Some(true)
        }
        "required" => node.as_array().is_none_or(Vec::is_empty),
        "allOf" | "anyOf" | "oneOf" => node.as_array().is_none_or(Vec::is_empty),
        // A boolean with a format is a boolean, and so on: formats only say how texts and numbers are written.
        "format" => true,
        _ => false,
    }
}

fn is_well_formed(key: &str, node: &Node) -> bool {
    match key {
        "title" | "description" | "format" | "pattern" | "contentEncoding" => node.as_str().is_some(),
        "readOnly" | "writeOnly" | "deprecated" | "nullable" | "uniqueItems" => node.as_bool().is_some(),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            matches!(&node.data, Data::Number(number) if number.as_f64().is_some_and(|number| number >= 0.0 && number <= f64::from(u32::MAX)))
        }
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => node.as_number().is_some(),
        "properties" | "patternProperties" => node.as_object().is_some(),
        "required" => node.as_array().is_some_and(|all| !all.is_empty()),
        "items" => node.as_object().is_some(),
        "additionalProperties" => node.as_object().is_some() || node.as_bool().is_some(),
        _ => true,
    }
}

/// OpenAPI 3.0 has one example.
fn examples(schema: &mut Node, diagnostics: &mut Diagnostics) {
    let Some(examples) = schema.remove("examples") else { return };
    let Data::Array(all) = examples.data else { return };
    if schema.get("example").is_none()
        && let Some(first) = all.first()
    {
        schema.set("example", first.clone());
        if all.len() > 1 {
            let message = "OpenAPI 3.0 has one example of a schema";
            give_up(
                examples.key_span.unwrap_or(examples.span),
                "",
                message,
                "the others are not in the document",
                diagnostics,
            );
        }
    }
}
