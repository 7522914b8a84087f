//! Establishes: no map of a document is a reference. `properties: {$ref: '#/components/schemas/A/properties'}` becomes the
//! members that are there, beside its own, which win.
//!
//! The specification has references in place of one part and never of a map of them, and many documents have both. A
//! reference to something that is no map of the same kind stays, and is reported where its place is read. Maps in other
//! files come in where files are joined.

use crate::diagnostic::Diagnostics;
use crate::source::{Data, MAX_DEPTH, Node, pointer_tokens};
use crate::spec::kinds::{Kind, Place, step};

/// How many maps that refer to another are followed into each other.
const MAX_HOPS: usize = 16;

/// How many members are brought in; a document that includes itself again and again is no document.
const MAX_MEMBERS: usize = 100_000;

pub(super) fn pass(document: &mut Node, _: &mut Diagnostics) {
    let mut found = Vec::new();
    find(document, Place::Root, &mut String::new(), 0, &mut found);
    if found.is_empty() {
        return;
    }
    let root = document.clone();
    let mut left = MAX_MEMBERS;
    for (pointer, kind) in found {
        let Some(members) = shared(&root, &pointer, kind).filter(|members| members.len() <= left) else { continue };
        left -= members.len();
        let Some(own) = document.pointer_mut(&pointer).and_then(Node::as_object_mut) else { continue };
        own.shift_remove("$ref");
        for (key, member) in members {
            own.entry(key).or_insert(member);
        }
    }
}

/// The maps that refer to something in this document, with what they are maps of.
fn find(node: &Node, place: Place, pointer: &mut String, depth: usize, found: &mut Vec<(String, Kind)>) {
    if depth > MAX_DEPTH || matches!(place, Place::Unknown | Place::One(Kind::Other)) {
        return;
    }
    if let Place::Many(kind) = place
        && node.str("$ref").is_some_and(|text| text.starts_with('#'))
    {
        found.push((format!("#{pointer}"), kind));
    }
    let length = pointer.len();
    let mut enter = |token: &str, inner: &Node| {
        pointer.push('/');
        pointer.push_str(&crate::source::escape_pointer_token(token));
        find(inner, step(place, token), pointer, depth + 1, found);
        pointer.truncate(length);
    };
    match &node.data {
        Data::Object(members) => members.iter().for_each(|(key, member)| enter(key, member)),
        Data::Array(items) => items.iter().enumerate().for_each(|(at, item)| enter(&at.to_string(), item)),
        _ => {}
    }
}

/// The members that a map refers to, through any others; nothing where one of them is no map of the same kind.
fn shared(root: &Node, pointer: &str, kind: Kind) -> Option<Vec<(String, Node)>> {
    let mut map = root.pointer(pointer)?;
    let mut members: Vec<(String, Node)> = Vec::new();
    for _ in 0..MAX_HOPS {
        let Some(target) = map.str("$ref") else { return Some(members) };
        let place = pointer_tokens(target)?.iter().fold(Place::Root, |place, token| step(place, token));
        if place != Place::Many(kind) && place != Place::Unknown {
            return None;
        }
        map = root.pointer(target)?;
        let others = map.as_object()?.iter().filter(|(key, _)| *key != "$ref");
        members.extend(others.map(|(key, node)| (key.clone(), node.clone())));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::json;

    #[test]
    fn a_reference_for_a_map_is_its_members() {
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/A"}}});
        let before = json!({
            "paths": {"/a": {"get": {"responses": {"200": {"content": {"$ref": "#/components/x-content"}}}}}},
            "components": {
                "x-content": content,
                "schemas": {
                    "A": {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
                    "B": {"properties": {"$ref": "#/components/schemas/A/properties", "b": {"type": "integer"}}},
                    "C": {"properties": {"$ref": "#/components/schemas/B/properties"}},
                },
            },
        });
        let (after, found) = run(super::pass, before);
        let schemas = &after["components"]["schemas"];
        let members = json!({"b": {"type": "integer"}, "a": {"type": "string"}});
        assert_eq!((&schemas["B"]["properties"], &schemas["C"]["properties"]), (&members, &members));
        assert_eq!(after["paths"]["/a"]["get"]["responses"]["200"]["content"], content);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn what_is_no_map_of_the_kind_stays() {
        let schemas = json!({
            "A": {"properties": {"$ref": "#/components/schemas/B"}},
            "B": {"properties": {"$ref": "#/components/schemas/B/properties"}},
            "C": {"properties": {"$ref": "#/components/schemas/Gone/properties"}},
            "D": {"properties": {"$ref": {"type": "string"}}},
            "E": {"example": {"properties": {"$ref": "#/components/schemas/A/properties"}}},
        });
        let before = json!({"components": {"schemas": schemas}});
        assert_eq!(run(super::pass, before.clone()).0, before);
    }
}
