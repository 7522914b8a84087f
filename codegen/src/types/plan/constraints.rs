//! What the documentation of a type or member says: the document's text, and its constraints as sentences.

use super::super::graph::Docs;
use crate::markdown::code;
use crate::model::{Limit, Schema, Union};

/// The documentation of a schema.
pub(super) fn docs(schema: &Schema) -> Docs {
    let text = schema.description();
    let title = schema.title().filter(|title| title.contains(' ') && text.is_none());
    Docs { text: text.or(title).map(str::to_owned), notes: notes(schema), deprecated: schema.is_deprecated() }
}

fn notes(schema: &Schema) -> Vec<String> {
    let mut notes = limits(schema);
    let only = schema.only_constant();
    if let Some(default) = schema.default().filter(|default| !default.is_null() && only != Some(*default)) {
        notes.push(format!("Default: {}", code(&default.to_value().to_string())));
    }
    if let Some(constant) = only {
        notes.push(format!("Always {}.", code(&constant.to_value().to_string())));
    }
    notes.extend(of_values(schema));
    notes.extend(Union::ALL.into_iter().filter_map(|union| of_presence(schema, union)));
    notes.extend(schema.further_demands().map(further));
    notes
}

/// What is said of a keyword that no type holds.
fn further(keyword: &str) -> String {
    format!("The document constrains this further (`{keyword}`); the server checks it.")
}

/// What is said of values beside their limits, and of values inside of them that have no type with a documentation.
fn of_values(schema: &Schema) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(format) = schema.format().filter(|format| !KNOWN_FORMATS.contains(format)) {
        notes.push(format!("Format: {}", code(format)));
    }
    notes.extend(of_content(schema));
    if schema.has_unique_items() {
        notes.push("The items are unique.".to_owned());
    }
    // `anyOf: [A, {type: null}]`
    let mut values = schema.all_alternatives().filter(|item| item.only_type() != Some("null"));
    if let (Some(only), None) = (values.next(), values.next()) {
        notes.extend(of_inner(only));
    }
    for (inner, each) in [(schema.items(), "Each item"), (schema.additional_properties(), "Each value")] {
        let inner = inner.map(of_inner).unwrap_or_default();
        notes.extend(inner.into_iter().map(|note| {
            let mut letters = note.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
            format!("{each}: {first}{}", letters.as_str())
        }));
    }
    notes
}

/// What a text holds, where its type does not say it (JSON Schema 2020-12, validation, section 8).
fn of_content(schema: &Schema) -> Option<String> {
    const TYPED: &[&str] = &["base64", "base64url", "base32", "base16", "quoted-printable"];
    let encoding = schema.content_encoding();
    let encoding = encoding.filter(|encoding| !TYPED.contains(&encoding.to_ascii_lowercase().as_str()));
    match (schema.content_media_type(), encoding) {
        (Some(media_type), Some(encoding)) => Some(format!("Holds {} as {}.", code(media_type), code(encoding))),
        (Some(media_type), None) => Some(format!("Holds {}.", code(media_type))),
        (None, Some(encoding)) => Some(format!("Encoded as {}.", code(encoding))),
        (None, None) => None,
    }
}

/// What is said of a value inside of another. A reference leads to a type that says it itself.
fn of_inner(schema: &Schema) -> Vec<String> {
    if schema.states_reference() {
        return Vec::new();
    }
    let mut notes = limits(schema);
    notes.extend(of_values(schema));
    notes
}

/// Which members must be there, where alternatives say nothing else.
fn of_presence(schema: &Schema, union: Union) -> Option<String> {
    let items = schema.union_of(union);
    if items.is_empty() || schema.is_union() {
        return None;
    }
    let mut sets: Vec<String> = Vec::new();
    for item in items.iter() {
        if !item.only_requires() {
            return Some(further(union.keyword()));
        }
        let names: Vec<String> = item.required().map(code).collect();
        sets.push(names.join(" and "));
    }
    sets.retain(|set| !set.is_empty());
    match (sets.as_slice(), union) {
        ([], _) => None,
        ([only], _) => Some(format!("Must have {only}.")),
        (sets, Union::OneOf) => Some(format!("Must have exactly one of these: {}.", sets.join("; "))),
        (sets, _) => Some(format!("Must have at least one of these: {}.", sets.join("; "))),
    }
}

/// The limits of a value itself.
fn limits(schema: &Schema) -> Vec<String> {
    let text = |limit: Limit| schema.limit(limit).map(ToString::to_string);
    let mut notes: Vec<String> = [
        (Limit::MinLength, Limit::MaxLength, "characters"),
        (Limit::MinItems, Limit::MaxItems, "items"),
        (Limit::MinProperties, Limit::MaxProperties, "members"),
    ]
    .into_iter()
    .filter_map(|(low, high, unit)| range(text(low), text(high), unit))
    .collect();
    let low = text(Limit::Minimum)
        .map(|bound| format!("at least {bound}"))
        .or(text(Limit::ExclusiveMinimum).map(|bound| format!("more than {bound}")));
    let high = text(Limit::Maximum)
        .map(|bound| format!("at most {bound}"))
        .or(text(Limit::ExclusiveMaximum).map(|bound| format!("less than {bound}")));
    match (low, high) {
        (Some(low), Some(high)) => notes.push(format!("Must be {low} and {high}.")),
        (Some(bound), None) | (None, Some(bound)) => notes.push(format!("Must be {bound}.")),
        (None, None) => {}
    }
    if let Some(step) = text(Limit::MultipleOf) {
        notes.push(format!("Must be a multiple of {step}."));
    }
    if let Some(pattern) = schema.pattern() {
        notes.push(format!("Pattern: {}", code(pattern)));
    }
    let patterns: Vec<String> = schema
        .pattern_properties()
        .map(|(pattern, schema)| match schema.only_type() {
            Some(kind) => format!("{} ({kind})", code(pattern)),
            None => code(pattern),
        })
        .collect();
    if !patterns.is_empty() {
        notes.push(format!("Patterns of member names: {}.", patterns.join(", ")));
    }
    notes
}

/// How many of something there may be.
fn range(low: Option<String>, high: Option<String>, unit: &str) -> Option<String> {
    Some(match (low, high) {
        (Some(low), Some(high)) if low == high => format!("Exactly {low} {}.", counted(&low, unit)),
        (Some(low), Some(high)) => format!("{low} to {high} {unit}."),
        (Some(low), None) => format!("At least {low} {}.", counted(&low, unit)),
        (None, Some(high)) => format!("At most {high} {}.", counted(&high, unit)),
        (None, None) => return None,
    })
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
    use super::{Schema, notes};
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    fn said(schema: Value) -> Vec<String> {
        let mut files = SourceFiles::new();
        notes(Schema::of(&Node::from_value(schema, Span::new(files.add("a.json", ""), 0..0))))
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
