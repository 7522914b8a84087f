//! Establishes: whatever typify makes a type with a name of is a component, and no two of these names are one. typify itself
//! names inline schemas after what is around them, and does not look whether a name is taken.

use super::identifiers::pascal;
use super::loss::give_up;
use super::places::insert;
use super::walk::{SCHEMAS, component, for_each_operation, parts};
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::source::{Data, Map, Node, escape_pointer_token};
use std::collections::{HashMap, HashSet};

/// The names that typify's code uses without saying where they are from.
const TAKEN: &[&str] = &["Box", "Default", "Err", "None", "Ok", "Option", "Result", "Self", "Some", "String", "Vec"];

/// The longest name before the next level begins anew.
const MAX_NAME: usize = 80;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let mut names =
        Names { taken: TAKEN.iter().map(ToString::to_string).collect(), known: HashMap::new(), made: Vec::new() };
    rename(document, &mut names, diagnostics);
    let mut schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Node::as_object_mut)
        .map(std::mem::take)
        .unwrap_or_default();
    for (name, schema) in &mut schemas {
        names.known.clear();
        names.parts(schema, name);
    }
    for_each_operation(document, &mut |operation, _| {
        names.known.clear();
        let id = operation.str("operationId").unwrap_or_default().to_owned();
        if let Some(Data::Array(parameters)) = operation.get_mut("parameters").map(|node| &mut node.data) {
            for parameter in parameters {
                let words = format!("{id} {}", parameter.str("name").unwrap_or_default());
                if let Some(schema) = parameter.get_mut("schema") {
                    names.schema(schema, &words);
                }
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            names.content(body, &format!("{id} body"));
        }
        for (status, response) in operation.get_mut("responses").and_then(Node::as_object_mut).into_iter().flatten() {
            let role = if status.starts_with('2') { "response" } else { "error" };
            names.content(response, &format!("{id} {role}"));
        }
    });
    schemas.extend(names.made);
    let span = document.span;
    for (name, schema) in schemas {
        insert(document, &name, schema);
    }
    if document.get("components").is_none() {
        document.set("components", Node::new(Data::Object(Map::default()), span));
    }
}

/// Gives components names that can be referred to, and that become types of different names.
fn rename(document: &mut Node, names: &mut Names, diagnostics: &mut Diagnostics) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Node::as_object_mut) else { return };
    let mut renamed: HashMap<String, String> = HashMap::new();
    let mut kept = Map::default();
    for (name, schema) in std::mem::take(schemas) {
        let is_plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        let new = if is_plain && names.taken.insert(pascal(&name)) {
            name.clone()
        } else {
            let new = names.claim(&name);
            let message = format!("the name of the component `{name}` cannot be that of a type");
            give_up(schema.label_span(), "", message, &format!("the type is called `{new}`"), diagnostics);
            new
        };
        if new != name {
            renamed.insert(name, new.clone());
        }
        kept.insert(new, schema);
    }
    *schemas = kept;
    if renamed.is_empty() {
        return;
    }
    for_each_schema(document, &mut |schema| {
        if schema.get("$ref").is_some()
            && let Some(new) = component(schema).and_then(|name| renamed.get(&name))
            && let Some(reference) = schema.get_mut("$ref")
        {
            reference.data = Data::String(format!("{SCHEMAS}{new}"));
        }
    });
}

struct Names {
    /// The names of types, as typify writes them.
    taken: HashSet<String>,
    /// What became a component in the part of the document that is being looked at, by its text.
    known: HashMap<String, String>,
    made: Vec<(String, Node)>,
}

impl Names {
    fn claim(&mut self, words: &str) -> String {
        // What is a name already is written once more: `AB` becomes `Ab`.
        let wanted = pascal(&pascal(words));
        let mut name = wanted.clone();
        for number in 2_usize.. {
            if self.taken.insert(pascal(&name)) {
                break;
            }
            name = format!("{wanted}{number}");
        }
        name
    }

    fn content(&mut self, holder: &mut Node, words: &str) {
        for media in holder.get_mut("content").and_then(Node::as_object_mut).into_iter().flat_map(Map::values_mut) {
            if let Some(schema) = media.get_mut("schema") {
                self.schema(schema, words);
            }
        }
    }

    /// The parts of a schema that is called `name`.
    fn parts(&mut self, schema: &mut Node, name: &str) {
        let short: String = name.chars().take(if name.len() > MAX_NAME { MAX_NAME / 2 } else { MAX_NAME }).collect();
        let prefix = short.as_str();
        let mut number = 0;
        for (key, part) in parts(schema) {
            let words = match key {
                "items" => format!("{prefix} item"),
                "additionalProperties" => format!("{prefix} value"),
                "oneOf" => {
                    number += 1;
                    part.str("title")
                        .filter(|title| title.len() <= MAX_NAME / 2)
                        .map_or_else(|| format!("{prefix} variant {number}"), |title| format!("{prefix} {title}"))
                }
                "allOf" => short.clone(),
                member => format!("{prefix} {member}"),
            };
            self.schema(part, &words);
        }
    }

    /// Makes a component of a schema, where typify would make a type with a name of it; else looks at its parts.
    fn schema(&mut self, schema: &mut Node, words: &str) {
        if !has_name(schema) {
            return self.parts(schema, words);
        }
        let span = schema.span;
        // These are said where it is used.
        let (nullable, default) = (schema.remove("nullable"), schema.remove("default"));
        let text = schema.to_value().to_string();
        let name = match self.known.get(&text) {
            Some(known) => known.clone(),
            None => {
                let name = self.claim(words);
                self.known.insert(text, name.clone());
                let mut made = schema.clone();
                made.remove("title");
                self.parts(&mut made, &name);
                self.made.push((name.clone(), made));
                name
            }
        };
        let key_span = schema.key_span;
        let target = Node::string(format!("{SCHEMAS}{}", escape_pointer_token(&name)), span);
        let reference = Node::object([("$ref", target)], span);
        let beside: Vec<(&str, Node)> =
            nullable.map(|node| ("nullable", node)).into_iter().chain(default.map(|node| ("default", node))).collect();
        *schema = match beside.is_empty() {
            true => reference,
            false => Node::object([("allOf", Node::array(vec![reference], span))].into_iter().chain(beside), span),
        };
        schema.key_span = key_span;
    }
}

/// Whether typify makes a type with a name of an inline schema.
fn has_name(schema: &Node) -> bool {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| schema.get(keyword).is_some());
    match schema.str("type") {
        _ if has(&["$ref", "allOf"]) => false,
        _ if has(&["oneOf"]) => true,
        Some("object") => {
            has(&["properties", "required"])
                || schema.get("additionalProperties").and_then(Node::as_bool) == Some(false)
        }
        Some("string") => has(&["enum", "pattern", "minLength", "maxLength"]),
        Some("integer" | "number") => has(&["enum"]),
        _ => false,
    }
}
