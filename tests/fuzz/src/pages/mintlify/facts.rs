//! What a page says and what a document says, in the same words, and how the two differ.

use super::model::{Bound, Kind, Member, Operation};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is said about each member: `query size`, `body toy.size`, `200 id`, `200 meta.{key}`.
pub(crate) type Facts = BTreeMap<String, BTreeMap<&'static str, Value>>;

/// The facts of an operation.
pub(crate) fn of_operation(operation: &Operation) -> Facts {
    let mut facts = Facts::new();
    facts.insert(format!("{} /{}", operation.method.to_lowercase(), operation.path.join("/")), BTreeMap::new());
    for (location, members) in &operation.parameters {
        add(location, members, &mut facts);
    }
    add("body", &operation.body, &mut facts);
    for (status, members) in &operation.answers {
        add(status, members, &mut facts);
    }
    facts
}

fn add(place: &str, members: &[Member], facts: &mut Facts) {
    for member in members {
        let separator = if place.contains(' ') { "." } else { " " };
        let path = format!("{place}{separator}{}", member.name);
        let mut said = of_kind(member.kind);
        said.insert("required", json!(member.required));
        said.extend(member.deprecated.then(|| ("deprecated", json!(true))));
        said.extend(member.text.as_ref().map(|text| ("description", json!(text))));
        match &member.bound {
            Some(Bound::Values(values)) => drop(said.insert("enum", json!(values))),
            Some(Bound::Length(low, high)) => said.extend([("minLength", json!(low)), ("maxLength", json!(high))]),
            Some(Bound::Range(low, high)) => said.extend([("minimum", json!(low)), ("maximum", json!(high))]),
            Some(Bound::Default(value)) => drop(said.insert("default", json!(*value == "true"))),
            None => {}
        }
        facts.insert(path.clone(), said);
        add(&path, &member.children, facts);
        if let Some(base) = member.any_key {
            let kind = Kind { base, format: None, lists: 0, nullable: false };
            facts.insert(format!("{path}.{{key}}"), of_kind(kind));
        }
    }
}

fn of_kind(kind: Kind) -> BTreeMap<&'static str, Value> {
    let mut said = BTreeMap::new();
    if kind.base != "any" {
        said.insert("type", json!(kind.base));
    }
    said.extend(kind.format.map(|format| ("format", json!(format))));
    said.insert("lists", json!(kind.lists));
    said.insert("nullable", json!(kind.nullable));
    said
}

/// The facts of a document.
pub(crate) fn of_document(document: &Value) -> Facts {
    let mut facts = Facts::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            facts.insert(format!("{method} {path}"), BTreeMap::new());
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let place = format!("{} {}", text(&parameter["in"]), text(&parameter["name"]));
                let mut said = members(&place, &parameter["schema"], &mut facts);
                said.insert("required", json!(parameter["required"] == json!(true)));
                for key in ["description", "deprecated"] {
                    said.extend(parameter.get(key).map(|value| (key, value.clone())));
                }
                facts.insert(place, said);
            }
            content("body", &operation["requestBody"], &mut facts);
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                content(status, response, &mut facts);
            }
        }
    }
    facts
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn content(place: &str, holder: &Value, facts: &mut Facts) {
    for media in holder["content"].as_object().into_iter().flat_map(|content| content.values()) {
        members(place, &media["schema"], facts);
    }
}

/// Notes the members of a schema; gives what is said about the schema itself.
fn members(place: &str, schema: &Value, facts: &mut Facts) -> BTreeMap<&'static str, Value> {
    let mut said = BTreeMap::new();
    let kinds = |schema: &Value| match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(|kind| text(kind).to_owned()).collect(),
        kind => vec![text(kind).to_owned()],
    };
    let (mut inner, mut lists) = (schema, 0);
    let outer = kinds(schema);
    // Members are wrapped where a reader keeps them as the page has them.
    while kinds(inner).iter().any(|kind| kind == "array") {
        (inner, lists) = (&inner["items"], lists + 1);
    }
    let nullable = outer.iter().any(|kind| kind == "null") || schema["nullable"] == json!(true);
    said.insert("lists", json!(lists));
    said.insert("nullable", json!(nullable));
    said.extend(
        kinds(inner).into_iter().find(|kind| kind != "null" && !kind.is_empty()).map(|kind| ("type", json!(kind))),
    );
    for key in ["format", "enum"] {
        said.extend(inner.get(key).map(|value| (key, value.clone())));
    }
    for key in ["description", "deprecated", "minLength", "maxLength", "minimum", "maximum", "default"] {
        said.extend(schema.get(key).map(|value| (key, value.clone())));
    }
    if let Some(Value::Array(values)) = said.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    let separator = if place.contains(' ') { "." } else { " " };
    for (name, member) in inner["properties"].as_object().into_iter().flatten() {
        let path = format!("{place}{separator}{name}");
        let mut said = members(&path, member, facts);
        let required = inner["required"].as_array().is_some_and(|all| all.contains(&json!(name)));
        said.insert("required", json!(required));
        facts.insert(path, said);
    }
    if inner["additionalProperties"].is_object() {
        let path = format!("{place}{separator}{{key}}");
        let said = members(&path, &inner["additionalProperties"], facts);
        facts.insert(path, said);
    }
    said
}

/// How the facts of a document differ from those of its page: what was lost although no message names the member,
/// and what was not on the page.
pub(crate) fn compare(page: &Facts, document: &Facts, said: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    let is_named = |path: &str| {
        let name = path.rsplit(['.', ' ']).next().unwrap_or(path);
        said.iter().any(|text| text.contains(name))
    };
    for (path, stated) in page {
        match document.get(path) {
            None if is_named(path) => {}
            None => problems.push(format!("lost: {path}")),
            Some(found) => {
                // Where words were read as text although they may be a field, it was said.
                let doubtful =
                    |name: &str| said.iter().any(|text| text.contains("may be a field") && text.contains(name));
                if doubtful(path.rsplit(['.', ' ']).next().unwrap_or(path)) {
                    continue;
                }
                let goes_on = |key: &str, value: &Value| {
                    let longer = found.get(key).is_some_and(|found| text(found).starts_with(text(value)));
                    key == "description" && longer && doubtful("")
                };
                let differs = |(key, value): &(&&str, &Value)| found.get(**key) != Some(*value) && !goes_on(key, value);
                for (key, value) in stated.iter().filter(differs) {
                    let shown = found.get(key).map_or("nothing".to_owned(), Value::to_string);
                    problems.push(format!("{path}: {key} is {value} on the page, and {shown} in the document"));
                }
                let more = found.iter().filter(|(key, _)| !stated.contains_key(*key));
                problems.extend(more.map(|(key, value)| format!("{path}: {key} {value} is not on the page")));
            }
        }
    }
    problems.extend(document.keys().filter(|path| !page.contains_key(*path)).map(|path| format!("invented: {path}")));
    problems
}
