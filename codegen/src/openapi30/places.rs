//! Establishes: every reference leads to a component, by its name. What another place of the document holds becomes a
//! component of its own.

use super::walk::SCHEMAS;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::names::{Scope, type_name};
use crate::source::{Data, Map, Node, escape_pointer_token, pointer_tokens};
use indexmap::IndexMap;

pub(super) fn pass(document: &mut Node, _: &mut Diagnostics) {
    let mut scope = Scope::new();
    for (name, _) in document.get("components").into_iter().flat_map(|components| components.members("schemas")) {
        scope.claim(name);
    }
    // What was made a component refers to further places in turn; there are no more than the document has references.
    let mut moved: IndexMap<String, String> = IndexMap::new();
    loop {
        let mut wanted: Vec<String> = Vec::new();
        for_each_schema(document, &mut |schema| {
            let elsewhere = schema.str("$ref").filter(|target| !is_component(target) && !moved.contains_key(*target));
            wanted.extend(elsewhere.map(str::to_owned));
        });
        if wanted.is_empty() {
            break;
        }
        for pointer in wanted {
            if moved.contains_key(&pointer) {
                continue;
            }
            let schema = document.pointer(&pointer).cloned().unwrap_or_else(|| Node::object::<&str>([], document.span));
            let name = scope.claim(&type_name(&words(&pointer)));
            insert(document, &name, schema);
            moved.insert(pointer, format!("{SCHEMAS}{name}"));
        }
    }
    for_each_schema(document, &mut |schema| {
        if let Some(reference) = schema.get_mut("$ref")
            && let Some(target) = reference.as_str().and_then(|target| moved.get(target))
        {
            reference.data = Data::String(target.clone());
        }
    });
}

/// Adds a schema to the components.
pub(super) fn insert(document: &mut Node, name: &str, schema: Node) {
    let span = document.span;
    for (holder, key) in [("", "components"), ("/components", "schemas")] {
        if let Some(holder) = document.pointer_mut(holder).filter(|holder| holder.get(key).is_none()) {
            holder.set(key, Node::new(Data::Object(Map::default()), span));
        }
    }
    if let Some(schemas) = document.pointer_mut("/components/schemas") {
        schemas.set(name, schema);
    }
}

fn is_component(target: &str) -> bool {
    target.strip_prefix(SCHEMAS).is_some_and(|name| !name.contains('/'))
}

/// What a schema at a pointer is called: by the last names on the way that somebody chose.
fn words(pointer: &str) -> String {
    let tokens = pointer_tokens(pointer).unwrap_or_default();
    let chosen = tokens.iter().filter(|token| {
        !matches!(
            token.as_str(),
            "components" | "schemas" | "properties" | "paths" | "content" | "schema" | "x-switchboard-bases"
        )
    });
    let chosen: Vec<String> = chosen.map(|token| escape_pointer_token(token)).collect();
    let from = chosen.len().saturating_sub(3);
    chosen[from..].join(" ")
}
