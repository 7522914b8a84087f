//! Establishes: a `default` is one that typify can write as a value of its type. It refuses the document for any other.

use super::loss::give_up;
use super::walk::resolved;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::source::{Data, Node};
use serde_json::Number;

/// The formats of texts that become a type of their own.
const TYPED: &[&str] = &["uuid", "date", "date-time", "ip", "ipv4", "ipv6"];

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    if !has_default(document) {
        return;
    }
    let components = document.get("components").cloned();
    let root = Node::object(components.map(|components| ("components", components)), document.span);
    for_each_schema(document, &mut |schema| {
        let Some(default) = schema.get("default").cloned() else { return };
        if default.is_null() {
            // What may be left out is `None` anyway.
            schema.remove("default");
        } else if !resolved(&root, schema).is_some_and(|target| fits(target, &default)) {
            let message = "typify cannot write this `default` as a value of its type";
            give_up(default.label_span(), "", message, "what is left out is not filled in", diagnostics);
            schema.remove("default");
        }
    });
}

fn has_default(node: &Node) -> bool {
    match &node.data {
        Data::Object(members) => members.iter().any(|(key, member)| key == "default" || has_default(member)),
        Data::Array(items) => items.iter().any(has_default),
        _ => false,
    }
}

fn fits(schema: &Node, default: &Node) -> bool {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| schema.get(keyword).is_some());
    match (schema.str("type"), &default.data) {
        (Some("string"), Data::String(_)) if schema.get("enum").is_some() => schema.items("enum").contains(default),
        (Some("string"), Data::String(_)) => {
            !has(&["pattern", "minLength", "maxLength"])
                && !schema.str("format").is_some_and(|format| TYPED.contains(&format))
        }
        (Some("integer"), Data::Number(number)) => !has(&["enum", "multipleOf"]) && is_in_range(schema, number),
        (Some("number"), Data::Number(_)) => schema.str("format") != Some("float"),
        (Some("boolean"), Data::Bool(_)) => true,
        (Some("array"), Data::Array(items)) => items.is_empty() && !has(&["minItems"]),
        (Some("object"), Data::Object(members)) => members.is_empty() && !has(&["properties", "required"]),
        _ => false,
    }
}

/// Whether an integer is one of the type that typify chooses.
fn is_in_range(schema: &Node, number: &Number) -> bool {
    let Some(value) = number.as_i64() else { return false };
    let (least, most) = match schema.str("format") {
        Some("int8") => (i64::from(i8::MIN), i64::from(i8::MAX)),
        Some("uint8") => (0, i64::from(u8::MAX)),
        Some("int16") => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some("uint16") => (0, i64::from(u16::MAX)),
        Some("int" | "int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("uint" | "uint32") => (0, i64::from(u32::MAX)),
        Some("uint64") => (0, i64::MAX),
        _ => (i64::MIN, i64::MAX),
    };
    let bound = |key: &str| schema.get(key).and_then(Node::as_number).and_then(Number::as_i64);
    let is_above = bound("minimum")
        .is_none_or(|bound| if schema.flag("exclusiveMinimum") { value > bound } else { value >= bound });
    let is_below = bound("maximum")
        .is_none_or(|bound| if schema.flag("exclusiveMaximum") { value < bound } else { value <= bound });
    is_above && is_below && (least..=most).contains(&value)
}
