//! Establishes: `nullable` stands where a schema is used, never in an alternative nor on a component: typify makes an
//! `Option` of the former, and types nobody would want of the latter.

use super::levels::set_nullable;
use super::walk::{component, inside_out, parts};
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_outermost_schema;
use crate::source::{Data, Map, Node};
use std::collections::HashSet;

pub(super) fn pass(document: &mut Node, _: &mut Diagnostics) {
    let nullable = nullable_components(document);
    for_each_outermost_schema(document, &mut |schema| {
        inside_out(schema, &mut |schema| {
            for (key, part) in parts(schema) {
                // In a reference that says more, the reference itself stays.
                if key != "allOf" && key != "oneOf" && component(part).is_some_and(|name| nullable.contains(&name)) {
                    let span = part.span;
                    set_nullable(part, span);
                }
            }
            lift(schema, &nullable);
        });
    });
    for (_, schema) in document.pointer_mut("/components/schemas").and_then(Node::as_object_mut).into_iter().flatten() {
        if !is_null(schema) {
            schema.remove("nullable");
        }
    }
    // What an operation refers to stands in no other schema.
    let components = document.get_mut("components").and_then(|components| components.remove("schemas"));
    for_each_outermost_schema(document, &mut |schema| {
        if component(schema).is_some_and(|name| nullable.contains(&name)) {
            let span = schema.span;
            set_nullable(schema, span);
        }
    });
    if let (Some(holder), Some(schemas)) = (document.get_mut("components"), components) {
        holder.set("schemas", schemas);
    }
}

/// The components of which `null` is a value.
fn nullable_components(document: &Node) -> HashSet<String> {
    let empty = Map::default();
    let schemas = document.pointer("/components/schemas").and_then(Node::as_object).unwrap_or(&empty);
    let mut found: HashSet<String> = HashSet::new();
    loop {
        let before = found.len();
        for (name, schema) in schemas {
            if is_nullable(schema, &found) && !is_null(schema) {
                found.insert(name.clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn is_nullable(schema: &Node, known: &HashSet<String>) -> bool {
    schema.flag("nullable")
        || component(schema).is_some_and(|name| known.contains(&name))
        || schema.items("oneOf").iter().any(|item| is_nullable(item, known))
}

/// `null` and nothing else.
fn is_null(schema: &Node) -> bool {
    !schema.items("enum").is_empty() && schema.items("enum").iter().all(Node::is_null)
}

/// What makes an alternative nullable makes the whole so.
fn lift(schema: &mut Node, nullable: &HashSet<String>) {
    let span = schema.span;
    let Some(Data::Array(items)) = schema.get_mut("oneOf").map(|node| &mut node.data) else { return };
    let mut is_lifted = false;
    for item in items.iter_mut() {
        is_lifted |= is_nullable(item, nullable);
        if !is_null(item) {
            item.remove("nullable");
        }
    }
    items.retain(|item| !is_null(item));
    for item in items.iter_mut() {
        // What said no more than that is the reference again.
        let inside =
            item.items("allOf").first().cloned().filter(|_| item.as_object().is_some_and(|all| all.len() == 1));
        if let Some(inside) = inside {
            *item = inside;
        }
    }
    if is_lifted {
        schema.set("nullable", Node::bool(true, span));
    }
}
