//! Establishes: the members of an object become fields of different names, and members beyond those have one schema.

use super::identifiers::snake;
use super::loss::give_up;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::source::{Data, Node};
use std::collections::HashMap;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        if schema.str("type") != Some("object") {
            return;
        }
        for count in ["minProperties", "maxProperties"] {
            super::numbers::whole(schema, count);
        }
        if let Some(patterns) = schema.remove("patternProperties") {
            by_pattern(schema, patterns, diagnostics);
        }
        fields(schema, diagnostics);
    });
}

/// OpenAPI 3.0 has no patterns for names: what they lead to is taken under any name.
fn by_pattern(schema: &mut Node, patterns: Node, diagnostics: &mut Diagnostics) {
    let (span, place) = (patterns.span, patterns.label_span());
    let Data::Object(patterns) = patterns.data else { return };
    let mut unique: Vec<Node> = Vec::new();
    let rest = schema.get("additionalProperties").cloned().filter(|rest| rest.as_object().is_some());
    let is_open = schema.get("additionalProperties").is_none_or(|rest| rest.as_bool() == Some(true));
    for value in patterns.into_values().chain(rest) {
        if !unique.contains(&value) {
            unique.push(value);
        }
    }
    if unique.is_empty() {
        return;
    }
    let consequence = match is_open {
        true => "members of any name and value are taken there",
        false => "members of any name are taken there, with the values of some pattern",
    };
    give_up(place, "", "OpenAPI 3.0 has no patterns for the names of members", consequence, diagnostics);
    let values = match unique.len() {
        _ if is_open => Node::bool(true, span),
        1 => unique.remove(0),
        _ => Node::object([("oneOf", Node::array(unique, span))], span),
    };
    schema.set("additionalProperties", values);
}

fn fields(schema: &mut Node, diagnostics: &mut Diagnostics) {
    let required: Vec<String> = schema.items("required").iter().filter_map(Node::as_str).map(str::to_owned).collect();
    let undeclared = required.iter().filter(|name| schema.get("properties").and_then(|all| all.get(name)).is_none());
    let declared = schema.members("properties").map(|(name, _)| name);
    // Those that must be there take their names first.
    let mut names: Vec<String> = declared.chain(undeclared).cloned().collect();
    names.sort_by_key(|name| !required.contains(name));
    let mut taken: HashMap<String, String> = HashMap::new();
    let mut lost: Vec<String> = Vec::new();
    for name in names {
        let field = snake(&name);
        match taken.get(&field) {
            None => drop(taken.insert(field, name)),
            Some(other) if *other == name => {}
            Some(other) => {
                let place =
                    schema.get("properties").and_then(|all| all.get(&name)).map_or(schema.span, Node::label_span);
                let message = format!("typify makes fields of one name of `{other}` and `{name}`");
                give_up(place, "", message, &format!("`{name}` is not a field"), diagnostics);
                lost.push(name);
            }
        }
    }
    if let Some(properties) = schema.get_mut("properties").and_then(Node::as_object_mut) {
        properties.retain(|name, _| !lost.contains(name));
    }
    if let Some(Data::Array(names)) = schema.get_mut("required").map(|node| &mut node.data) {
        let mut seen: Vec<String> = Vec::new();
        names.retain(|name| {
            name.as_str().is_some_and(|name| {
                let is_new = !lost.iter().any(|lost| lost == name) && !seen.iter().any(|seen| seen == name);
                seen.push(name.to_owned());
                is_new
            })
        });
        if names.is_empty() {
            schema.remove("required");
        }
    }
    let extra = schema.get("additionalProperties").filter(|extra| extra.as_object().is_some());
    if let Some(place) = extra.map(Node::label_span).filter(|_| taken.contains_key("extra")) {
        let message = "typify keeps further members in a field `extra`, and a member is called that";
        give_up(place, "", message, "further members are not kept", diagnostics);
        schema.remove("additionalProperties");
    }
}
