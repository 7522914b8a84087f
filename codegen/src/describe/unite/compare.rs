//! Whether two pages say the same: where descriptions part, and whether they differ in prose alone.
//!
//! Only compares; what follows from a difference is decided by who asks.

use crate::source::{Data, Map, Node};
use std::collections::{BTreeMap, BTreeSet};

/// Members that are prose or examples wherever they stand in an object of the specification: no call depends on them.
const PROSE: &[&str] = &["description", "summary", "example", "examples", "externalDocs", "$comment"];

/// Extensions that say something of values; the others are notes for the tools of a vendor.
const MEANT: &[&str] = &[
    "x-nullable",
    "x-enum-varnames",
    "x-enumNames",
    "x-known-values",
    "x-unset-values",
    "x-inferred",
    "x-oai-additionalOperations",
];

/// Members whose own members are names that the document chose, so that `description` is one of them.
const NAMES: &[&str] = &[
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "schemas",
    "parameters",
    "responses",
    "headers",
    "requestBodies",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "content",
    "encoding",
    "variables",
    "mapping",
    "scopes",
    "paths",
];

/// Members that hold a value of the API, in which every word counts.
const VALUES: &[&str] = &["default", "const", "enum"];

/// How the members of an object are to be understood.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// The words of the specification.
    Specified,
    /// Names that the document chose.
    Named,
    /// A value.
    Value,
}

impl Kind {
    fn of_member(self, key: &str) -> Self {
        match self {
            Self::Specified if NAMES.contains(&key) => Self::Named,
            Self::Specified if VALUES.contains(&key) => Self::Value,
            Self::Specified | Self::Named => Self::Specified,
            Self::Value => Self::Value,
        }
    }

    fn is_prose(self, key: &str) -> bool {
        let is_note = || key.starts_with("x-") && !MEANT.contains(&key);
        self == Self::Specified && (PROSE.contains(&key) || is_note())
    }
}

/// Whether two objects of the specification differ at most in prose and examples. `same_reference` says whether two
/// references lead to the same; texts of references that are equal are not asked for.
pub(super) fn same_but_for_prose(
    first: &Node,
    second: &Node,
    same_reference: &mut dyn FnMut(&str, &str) -> bool,
) -> bool {
    same(first, second, Kind::Specified, same_reference)
}

fn same(first: &Node, second: &Node, kind: Kind, same_reference: &mut dyn FnMut(&str, &str) -> bool) -> bool {
    match (&first.data, &second.data) {
        (Data::Object(old), Data::Object(new)) => {
            let counts = |members: &Map| members.keys().filter(|key| !kind.is_prose(key)).count();
            counts(old) == counts(new)
                && old.iter().filter(|(key, _)| !kind.is_prose(key)).all(|(key, old)| {
                    let Some(member) = new.get(key) else { return false };
                    match (old.as_str(), member.as_str()) {
                        (Some(old), Some(new)) if key == "$ref" && kind == Kind::Specified => same_reference(old, new),
                        _ if key == "discriminator" && kind == Kind::Specified && member.as_object().is_some() => {
                            same_tags((first, old), (second, member), same_reference)
                        }
                        _ => same(old, member, kind.of_member(key), same_reference),
                    }
                })
        }
        (Data::Array(old), Data::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new, kind, same_reference))
        }
        _ => first == second,
    }
}

/// Whether two discriminators, each of its schema, tell the same alternatives by the same tags, whether a mapping says so
/// or the names of the alternatives do.
fn same_tags(
    first: (&Node, &Node),
    second: (&Node, &Node),
    same_reference: &mut dyn FnMut(&str, &str) -> bool,
) -> bool {
    let (old, new) = (tags(first.0, first.1), tags(second.0, second.1));
    let rest = |discriminator: &Node| {
        let mut rest = discriminator.clone();
        rest.remove("mapping");
        rest
    };
    same(&rest(first.1), &rest(second.1), Kind::Specified, same_reference)
        && old.len() == new.len()
        && old.iter().all(|(tag, old)| new.get(tag).is_some_and(|new| old == new || same_reference(old, new)))
}

/// The tags of a discriminator and the references that they stand for.
fn tags(schema: &Node, discriminator: &Node) -> BTreeMap<String, String> {
    const SCHEMAS: &str = "#/components/schemas/";
    let full = |target: &str| if target.contains(['/', '#']) { target.to_owned() } else { SCHEMAS.to_owned() + target };
    let stated =
        discriminator.members("mapping").filter_map(|(tag, target)| Some((tag.clone(), full(target.as_str()?))));
    let mut tags: BTreeMap<String, String> = stated.collect();
    let mapped: BTreeSet<String> = tags.values().cloned().collect();
    let alternatives = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    for reference in alternatives.filter_map(|alternative| alternative.str("$ref")) {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        if !mapped.contains(reference) {
            tags.entry(name.to_owned()).or_insert_with(|| reference.to_owned());
        }
    }
    tags
}

/// The first member, as deep as can be said, that differs between two nodes; its way is added to `within`. Where only one
/// has it, the other is the object that lacks it.
pub(super) fn difference<'n>(first: &'n Node, second: &'n Node, within: &mut String) -> (&'n Node, &'n Node) {
    let step = |key: &str, within: &mut String| {
        within.push_str(if within.is_empty() { "" } else { "/" });
        within.push_str(key);
    };
    match (&first.data, &second.data) {
        (Data::Object(old), Data::Object(new)) => {
            let mut keys = old.keys().chain(new.keys());
            let Some(key) = keys.find(|key| old.get(*key) != new.get(*key)) else { return (first, second) };
            step(key, within);
            match (old.get(key), new.get(key)) {
                (Some(old), Some(new)) => difference(old, new, within),
                (old, new) => (old.unwrap_or(first), new.unwrap_or(second)),
            }
        }
        (Data::Array(old), Data::Array(new)) if old.len() == new.len() => {
            let Some(at) = (0..old.len()).find(|at| old.get(*at) != new.get(*at)) else { return (first, second) };
            step(&at.to_string(), within);
            old.get(at).zip(new.get(at)).map_or((first, second), |(old, new)| difference(old, new, within))
        }
        _ => (first, second),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
    use serde_json::{Value, json};

    #[test]
    fn prose_is_what_no_call_depends_on() {
        let span = Span::new(SourceFiles::new().add("page", "x"), 0..1);
        let same = |first: Value, second: Value| {
            let (first, second) = (Node::from_value(first, span), Node::from_value(second, span));
            same_but_for_prose(&first, &second, &mut |old, new| old == new)
        };
        assert!(same(json!({"type": "string", "description": "a"}), json!({"type": "string", "example": 1})));
        assert!(same(json!({"properties": {"a": {"description": "a"}}}), json!({"properties": {"a": {}}})));
        assert!(!same(json!({"properties": {"description": {}}}), json!({"properties": {}})));
        assert!(!same(json!({"default": {"summary": 1}}), json!({"default": {"summary": 2}})));
        assert!(!same(json!({"type": "string"}), json!({"type": "string", "format": "uuid"})));
        assert!(same(json!([{"name": "a", "description": "a"}]), json!([{"name": "a", "description": "b"}])));
    }
}
