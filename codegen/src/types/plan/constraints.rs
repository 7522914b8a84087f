//! What the documentation of a type or member says: the document's text, and its constraints as sentences.

use super::super::graph::Docs;
use crate::source::Node;

/// The documentation of a schema.
pub(super) fn docs(schema: &Node) -> Docs {
    let text = schema.str("description").filter(|text| !text.trim().is_empty());
    let title = schema.str("title").filter(|title| title.contains(' ') && text.is_none());
    Docs { text: text.or(title).map(str::to_owned), notes: notes(schema), deprecated: schema.flag("deprecated") }
}

fn notes(schema: &Node) -> Vec<String> {
    let text = |key: &str| schema.get(key).map(|node| node.to_value().to_string());
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
    if let Some(format) = schema.str("format").filter(|format| !KNOWN_FORMATS.contains(format)) {
        notes.push(format!("Format: {}", code(format)));
    }
    if schema.flag("uniqueItems") {
        notes.push("The items are unique.".to_owned());
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
    "string",
];

/// Text as inline code, whatever backticks it holds (CommonMark 0.31, section 6.1).
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    if !text.contains('`') {
        return format!("`{text}`");
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn inline_code_ends_where_it_should() {
        assert_eq!(["a", "a`b", "```<b>"].map(code), ["`a`", "`` a`b ``", "```` ```<b> ````"]);
    }
}
