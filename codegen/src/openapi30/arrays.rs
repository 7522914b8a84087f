//! Establishes: an array has one schema for all of its items, and no length that Rust's arrays cannot have.

use super::loss::give_up;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::source::{Data, Node};
use serde_json::Number;

/// The longest array that serde reads as `[T; N]`.
const MAX_FIXED: u64 = 32;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        if schema.str("type") != Some("array") {
            return;
        }
        if let Some(prefix) = schema.remove("prefixItems") {
            tuple(schema, prefix, diagnostics);
        }
        if schema.get("items").is_none() {
            let span = schema.span;
            schema.set("items", Node::object::<&str>([], span));
        }
        for count in ["minItems", "maxItems"] {
            super::numbers::whole(schema, count);
        }
        let count = |key: &str| schema.get(key).and_then(Node::as_number).and_then(Number::as_u64);
        if let (Some(least), Some(most)) = (count("minItems"), count("maxItems"))
            && least == most
            && most > MAX_FIXED
            && !schema.flag("uniqueItems")
        {
            let place = schema.get("maxItems").map_or(schema.span, Node::label_span);
            let message = format!("typify makes arrays of {most} items that serde cannot read");
            give_up(place, "", message, "the number of items is not checked", diagnostics);
            schema.remove("minItems");
            schema.remove("maxItems");
        }
    });
}

/// OpenAPI 3.0 has no tuples: an item is one of what they are made of.
fn tuple(schema: &mut Node, prefix: Node, diagnostics: &mut Diagnostics) {
    let (span, place) = (prefix.span, prefix.label_span());
    let Data::Array(items) = prefix.data else { return };
    let mut unique: Vec<Node> = Vec::new();
    let rest = schema.get("items").cloned().filter(|rest| rest.as_object().is_some());
    for item in items.into_iter().chain(rest) {
        if !unique.contains(&item) {
            unique.push(item);
        }
    }
    if unique.len() > 1 {
        let message = "OpenAPI 3.0 has no tuples";
        give_up(place, "", message, "each item is one of what they are made of, in whatever order", diagnostics);
    }
    match unique.len() {
        0 => {}
        1 => schema.set("items", unique.remove(0)),
        _ => {
            // What is any value leaves nothing to the others.
            let is_any = unique.iter().any(|item| item.as_object().is_some_and(|all| all.is_empty()));
            let is_nullable = unique.iter().any(|item| item.flag("nullable"));
            unique.iter_mut().for_each(|item| drop(item.remove("nullable")));
            let mut union = match is_any {
                true => Node::object::<&str>([], span),
                false => Node::object([("oneOf", Node::array(unique, span))], span),
            };
            if is_nullable && !is_any {
                union.set("nullable", Node::bool(true, span));
            }
            schema.set("items", union);
        }
    }
}
