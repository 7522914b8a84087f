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

/// How many values are brought in; a document that includes itself again and again is no document.
const MAX_SIZE: usize = 1_000_000;

pub(super) fn pass(document: &mut Node, _: &mut Diagnostics) {
    let mut left = MAX_SIZE;
    // What is brought in may have such maps itself.
    for _ in 0..MAX_HOPS {
        let mut found = Vec::new();
        find(document, Place::Root, &mut String::new(), 0, &mut found);
        let mut has_changed = false;
        for (pointer, kind) in found {
            let Some(members) = shared(document, &pointer, kind, &mut left) else { continue };
            let Some(own) = document.pointer_mut(&pointer).and_then(Node::as_object_mut) else { continue };
            has_changed = true;
            own.shift_remove("$ref");
            for (key, member) in members {
                own.entry(key).or_insert(member);
            }
        }
        if !has_changed {
            return;
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

/// The members that a map refers to, through any others; nothing where one of them is no map of the same kind, and where they
/// are more than may be brought in. Takes what they are from `left`.
fn shared(root: &Node, pointer: &str, kind: Kind, left: &mut usize) -> Option<Vec<(String, Node)>> {
    let mut map = root.pointer(pointer)?;
    let mut members: Vec<(&String, &Node)> = Vec::new();
    for _ in 0..MAX_HOPS {
        let Some(target) = map.str("$ref") else {
            let size: usize = members.iter().map(|(_, node)| node.size()).sum();
            *left = left.checked_sub(size)?;
            return Some(members.into_iter().map(|(key, node)| (key.clone(), node.clone())).collect());
        };
        let place = pointer_tokens(target)?.iter().fold(Place::Root, |place, token| step(place, token));
        if place != Place::Many(kind) && place != Place::Unknown {
            return None;
        }
        map = root.pointer(target)?;
        members.extend(map.as_object()?.iter().filter(|(key, _)| *key != "$ref"));
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
                    "D": {"properties": {"$ref": "#/components/schemas/E/properties"}},
                    "E": {"properties": {"inner": {"properties": {"$ref": "#/components/schemas/A/properties"}}}},
                },
            },
        });
        let (after, found) = run(super::pass, before);
        let schemas = &after["components"]["schemas"];
        let members = json!({"b": {"type": "integer"}, "a": {"type": "string"}});
        assert_eq!((&schemas["B"]["properties"], &schemas["C"]["properties"]), (&members, &members));
        let inner = json!({"a": {"type": "string"}, "b": {"type": "string"}});
        assert_eq!(schemas["D"]["properties"]["inner"]["properties"], inner);
        assert_eq!(after["paths"]["/a"]["get"]["responses"]["200"]["content"], content);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn only_so_much_is_brought_in() {
        let shared = json!({"$ref": "#/components/schemas/Large/properties"});
        let large: Vec<u32> = (0..600_000).collect();
        let schemas = json!({
            "Large": {"properties": {"a": {"enum": large}}}, "B": {"properties": shared}, "C": {"properties": shared},
        });
        let (after, _) = run(super::pass, json!({"components": {"schemas": schemas}}));
        let has_ref = |name: &str| after["components"]["schemas"][name]["properties"].get("$ref").is_some();
        assert_eq!((has_ref("B"), has_ref("C")), (false, true));
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
