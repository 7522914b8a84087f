//! What the documentation of a type or member says: the document's text, and its constraints as sentences.

use super::super::graph::Docs;
use super::merge::alternatives;
use crate::markdown::code;
use crate::source::Node;
use crate::spec::keywords::is_annotation;

/// The documentation of a schema.
pub(super) fn docs(schema: &Node) -> Docs {
    let text = schema.str("description").filter(|text| !text.trim().is_empty());
    let title = schema.str("title").filter(|title| title.contains(' ') && text.is_none());
    Docs { text: text.or(title).map(str::to_owned), notes: notes(schema), deprecated: schema.flag("deprecated") }
}

fn notes(schema: &Node) -> Vec<String> {
    let mut notes = limits(schema);
    let only = schema.get("const").or(match schema.items("enum") {
        [only] => Some(only),
        _ => None,
    });
    if let Some(default) = schema.get("default").filter(|default| !default.is_null() && only != Some(*default)) {
        notes.push(format!("Default: {}", code(&default.to_value().to_string())));
    }
    if let Some(constant) = only {
        notes.push(format!("Always {}.", code(&constant.to_value().to_string())));
    }
    notes.extend(of_values(schema));
    for keyword in ["oneOf", "anyOf"] {
        notes.extend(of_presence(schema, keyword));
    }
    for keyword in
        ["not", "if", "dependentRequired", "dependentSchemas", "propertyNames", "contains", "unevaluatedProperties"]
    {
        if schema.get(keyword).is_some_and(|node| node.as_bool() != Some(true)) {
            notes.push(format!("The document constrains this further (`{keyword}`); the server checks it."));
        }
    }
    notes
}

/// What is said of values beside their limits, and of values inside of them that have no type with a documentation.
fn of_values(schema: &Node) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(format) = schema.str("format").filter(|format| !KNOWN_FORMATS.contains(format)) {
        notes.push(format!("Format: {}", code(format)));
    }
    notes.extend(of_content(schema));
    if schema.flag("uniqueItems") {
        notes.push("The items are unique.".to_owned());
    }
    // `anyOf: [A, {type: null}]`
    let mut values = ["oneOf", "anyOf"]
        .into_iter()
        .flat_map(|keyword| schema.items(keyword))
        .filter(|item| item.str("type") != Some("null"));
    if let (Some(only), None) = (values.next(), values.next()) {
        notes.extend(of_inner(only));
    }
    for (keyword, each) in [("items", "Each item"), ("additionalProperties", "Each value")] {
        let inner = schema.get(keyword).map(of_inner).unwrap_or_default();
        notes.extend(inner.into_iter().map(|note| {
            let mut letters = note.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
            format!("{each}: {first}{}", letters.as_str())
        }));
    }
    notes
}

/// What a text holds, where its type does not say it (JSON Schema 2020-12, validation, section 8).
fn of_content(schema: &Node) -> Option<String> {
    const TYPED: &[&str] = &["base64", "base64url", "base32", "base16", "quoted-printable"];
    let encoding = schema.str("contentEncoding");
    let encoding = encoding.filter(|encoding| !TYPED.contains(&encoding.to_ascii_lowercase().as_str()));
    match (schema.str("contentMediaType"), encoding) {
        (Some(media_type), Some(encoding)) => Some(format!("Holds {} as {}.", code(media_type), code(encoding))),
        (Some(media_type), None) => Some(format!("Holds {}.", code(media_type))),
        (None, Some(encoding)) => Some(format!("Encoded as {}.", code(encoding))),
        (None, None) => None,
    }
}

/// What is said of a value inside of another. A reference leads to a type that says it itself.
fn of_inner(schema: &Node) -> Vec<String> {
    if schema.get("$ref").is_some() {
        return Vec::new();
    }
    let mut notes = limits(schema);
    notes.extend(of_values(schema));
    notes
}

/// Which members must be there, where alternatives say nothing else.
fn of_presence(schema: &Node, keyword: &str) -> Option<String> {
    let items = schema.items(keyword);
    if items.is_empty() || alternatives(schema).is_some() {
        return None;
    }
    let mut sets: Vec<String> = Vec::new();
    for item in items {
        let is_plain = item.as_object().is_some_and(|members| {
            members.keys().all(|key| key == "required" || is_annotation(key)) && members.contains_key("required")
        });
        if !is_plain {
            return Some(format!("The document constrains this further (`{keyword}`); the server checks it."));
        }
        let names: Vec<String> = item.items("required").iter().filter_map(Node::as_str).map(code).collect();
        sets.push(names.join(" and "));
    }
    sets.retain(|set| !set.is_empty());
    match (sets.as_slice(), keyword) {
        ([], _) => None,
        ([only], _) => Some(format!("Must have {only}.")),
        (sets, "oneOf") => Some(format!("Must have exactly one of these: {}.", sets.join("; "))),
        (sets, _) => Some(format!("Must have at least one of these: {}.", sets.join("; "))),
    }
}

/// The limits of a value itself.
fn limits(schema: &Node) -> Vec<String> {
    let text = |key: &str| schema.get(key)?.as_number().map(ToString::to_string);
    let mut notes = Vec::new();
    let mut range = |low: Option<String>,
                     high: Option<String>,
                     exact: &dyn Fn(&str) -> String,
                     between: &dyn Fn(&str, &str) -> String,
                     least: &dyn Fn(&str) -> String,
                     most: &dyn Fn(&str) -> String| {
        match (low, high) {
            (Some(low), Some(high)) if low == high => notes.push(exact(&low)),
            (Some(low), Some(high)) => notes.push(between(&low, &high)),
            (Some(low), None) => notes.push(least(&low)),
            (None, Some(high)) => notes.push(most(&high)),
            (None, None) => {}
        }
    };
    for (low, high, unit) in [
        ("minLength", "maxLength", "characters"),
        ("minItems", "maxItems", "items"),
        ("minProperties", "maxProperties", "members"),
    ] {
        range(
            text(low),
            text(high),
            &|count| format!("Exactly {count} {}.", counted(count, unit)),
            &|low, high| format!("{low} to {high} {unit}."),
            &|low| format!("At least {low} {}.", counted(low, unit)),
            &|high| format!("At most {high} {}.", counted(high, unit)),
        );
    }
    let low = text("minimum")
        .map(|bound| format!("at least {bound}"))
        .or(text("exclusiveMinimum").map(|bound| format!("more than {bound}")));
    let high = text("maximum")
        .map(|bound| format!("at most {bound}"))
        .or(text("exclusiveMaximum").map(|bound| format!("less than {bound}")));
    match (low, high) {
        (Some(low), Some(high)) => notes.push(format!("Must be {low} and {high}.")),
        (Some(bound), None) | (None, Some(bound)) => notes.push(format!("Must be {bound}.")),
        (None, None) => {}
    }
    if let Some(step) = text("multipleOf") {
        notes.push(format!("Must be a multiple of {step}."));
    }
    if let Some(pattern) = schema.str("pattern") {
        notes.push(format!("Pattern: {}", code(pattern)));
    }
    let patterns: Vec<String> = schema
        .members("patternProperties")
        .map(|(pattern, schema)| match schema.str("type") {
            Some(kind) => format!("{} ({kind})", code(pattern)),
            None => code(pattern),
        })
        .collect();
    if !patterns.is_empty() {
        notes.push(format!("Patterns of member names: {}.", patterns.join(", ")));
    }
    notes
}

/// A plural, or its singular beside the number one.
fn counted<'u>(number: &str, unit: &'u str) -> &'u str {
    if number == "1" { unit.trim_end_matches('s') } else { unit }
}

/// Formats that have a type of their own or say nothing beyond the type.
const KNOWN_FORMATS: &[&str] = &[
    "date-time",
    "date",
    "uuid",
    "byte",
    "unix-time",
    "int32",
    "int64",
    "float",
    "double",
    "uint64",
    "binary",
    "base64",
    "base64url",
    "string",
];

#[cfg(test)]
mod tests {
    use super::notes;
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    fn said(schema: Value) -> Vec<String> {
        let mut files = SourceFiles::new();
        notes(&Node::from_value(schema, Span::new(files.add("a.json", ""), 0..0)))
    }

    #[test]
    fn what_is_said_inside_is_said_of_the_member() {
        let nullable = json!({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 5}, {"type": "null"}]});
        assert_eq!(said(nullable), ["Must be at least 1 and at most 5."]);
        let list =
            json!({"type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 10, "pattern": "^A"}});
        assert_eq!(said(list), ["At most 3 items.", "Each item: at most 10 characters.", "Each item: pattern: `^A`"]);
        let map = json!({"additionalProperties": {"anyOf": [{"minLength": 2}, {"type": "null"}]}});
        assert_eq!(said(map), ["Each value: at least 2 characters."]);
        assert_eq!(said(json!({"items": {"$ref": "#/x", "maxLength": 1}})), [""; 0]);
    }

    #[test]
    fn alternatives_of_presence_are_said() {
        let either = json!([{"required": ["a"]}, {"required": ["b", "c"]}]);
        assert_eq!(said(json!({"oneOf": either})), ["Must have exactly one of these: `a`; `b` and `c`."]);
        assert_eq!(said(json!({"anyOf": either})), ["Must have at least one of these: `a`; `b` and `c`."]);
        let other = json!({"oneOf": [{"required": ["a"]}, {"not": {"required": ["a"]}}]});
        assert_eq!(said(other), ["The document constrains this further (`oneOf`); the server checks it."]);
        assert_eq!(said(json!({"oneOf": [{"type": "string"}, {"type": "integer"}]})), [""; 0]);
    }
}
