//! What kind of JSON value a schema is of, and which Rust scalar holds it. Looks at one effective schema, and follows no
//! references.

use super::super::graph::{JsonKind, Scalar};
use super::enum_names;
use crate::source::{Data, Node};
use serde_json::Number;

/// The `type` keyword as a list.
pub(crate) fn types(schema: &Node) -> Vec<&str> {
    match schema.get("type") {
        Some(Node { data: Data::String(one), .. }) => vec![one],
        Some(Node { data: Data::Array(many), .. }) => many.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The one type of an effective schema: as stated, or as the other keywords imply.
pub(crate) fn kind(schema: &Node) -> Option<&str> {
    let implied =
        |kind: &'static str, keywords: &[&str]| keywords.iter().any(|key| constrains(schema, key)).then_some(kind);
    types(schema)
        .first()
        .copied()
        .or_else(|| {
            implied(
                "object",
                &["properties", "additionalProperties", "patternProperties", "minProperties", "maxProperties"],
            )
        })
        .or_else(|| implied("array", &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]))
        .or_else(|| implied("string", &["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"]))
        .or_else(|| schema.str("format").and_then(kind_of_format))
        .or_else(|| implied("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]))
}

/// Whether a keyword is there and asks for something: tools write `uniqueItems: false` on every schema.
fn constrains(schema: &Node, keyword: &str) -> bool {
    let Some(value) = schema.get(keyword) else { return false };
    match keyword {
        "uniqueItems" => value.as_bool() != Some(false),
        "minItems" | "minLength" | "minProperties" => value.as_number().and_then(Number::as_u64) != Some(0),
        _ => true,
    }
}

fn kind_of_format(format: &str) -> Option<&'static str> {
    match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => Some("integer"),
        "float" | "double" => Some("number"),
        "date" | "date-time" | "uuid" | "uri" | "email" | "byte" | "binary" | "hostname" | "ipv4" | "ipv6"
        | "password" => Some("string"),
        _ => None,
    }
}

/// The JSON kinds that values of a `type` have.
pub(super) fn json_kind(name: &str) -> Option<JsonKind> {
    Some(match name {
        "null" => JsonKind::Null,
        "boolean" => JsonKind::Boolean,
        "integer" | "number" => JsonKind::Number,
        "string" => JsonKind::String,
        "array" => JsonKind::Array,
        "object" => JsonKind::Object,
        _ => return None,
    })
}

/// The scalar of a string, by its format and encoding.
pub(super) fn string_scalar(schema: &Node) -> Scalar {
    // Names of encodings are those of MIME, in any case (RFC 2045, section 6.1).
    match schema.str("contentEncoding").map(str::to_ascii_lowercase).as_deref() {
        Some("base64") => return Scalar::Base64,
        Some("base64url") => return Scalar::Base64Url,
        Some("base32") => return Scalar::Base32,
        Some("base16") => return Scalar::Base16,
        Some("quoted-printable") => return Scalar::QuotedPrintable,
        _ => {}
    }
    match schema.str("format") {
        Some("date-time") => Scalar::DateTime,
        Some("date") => Scalar::Date,
        Some("uuid") => Scalar::Uuid,
        Some("byte" | "base64") => Scalar::Base64,
        Some("base64url") => Scalar::Base64Url,
        _ => Scalar::String,
    }
}

/// The scalar of an integer, by its format and bounds.
pub(super) fn integer_scalar(schema: &Node) -> Scalar {
    let bound = |key: &str| schema.get(key).and_then(Node::as_number);
    let beyond = |key: &str| {
        bound(key).is_some_and(|bound| bound.as_i64().is_none() && bound.as_f64().is_some_and(|bound| bound > 9.3e18))
    };
    match schema.str("format") {
        Some("unix-time" | "unixtime" | "timestamp" | "unix-timestamp") => Scalar::UnixTime,
        Some("uint64" | "uint") => Scalar::U64,
        _ if beyond("maximum") || beyond("exclusiveMaximum") => Scalar::U64,
        _ => Scalar::I64,
    }
}

/// The scalar of a number, by its format.
pub(super) fn number_scalar(schema: &Node) -> Scalar {
    match schema.str("format") {
        Some("float" | "double") | None => Scalar::F64,
        Some("int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" | "unix-time") => {
            integer_scalar(schema)
        }
        Some(_) => Scalar::F64,
    }
}

/// Whether an effective schema allows `null` and nothing else.
pub(crate) fn is_null(effective: &Node) -> bool {
    let values = effective.items("enum");
    types(effective) == ["null"]
        || effective.get("const").is_some_and(Node::is_null)
        || !values.is_empty() && values.iter().all(Node::is_null)
}

/// The schema without the part that only says `null`.
pub(super) fn without_null(mut effective: Node) -> Node {
    let Some(members) = effective.as_object_mut() else { return effective };
    if let Some(Node { data: Data::Array(types), .. }) = members.get_mut("type")
        && types.len() > 1
    {
        types.retain(|name| name.as_str() != Some("null"));
        if let [only] = types.as_slice() {
            let only = only.clone();
            members.insert("type".to_owned(), only);
        }
    }
    if let Some(Node { data: Data::Array(values), .. }) = members.get_mut("enum")
        && values.iter().any(|value| !value.is_null())
        && let Some(at) = values.iter().position(Node::is_null)
    {
        let length = values.len();
        values.retain(|value| !value.is_null());
        enum_names::forget(&mut effective, at, length);
    }
    effective
}

#[cfg(test)]
mod tests {
    use super::kind;
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::json;

    #[test]
    fn keywords_that_ask_for_nothing_imply_no_type() {
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        for (schema, expected) in [
            (json!({"uniqueItems": true}), Some("array")),
            (json!({"uniqueItems": false}), None),
            (json!({"uniqueItems": false, "maxLength": 3}), Some("string")),
            (json!({"minItems": 1}), Some("array")),
            (json!({"minItems": 0, "minLength": 0, "minProperties": 0}), None),
        ] {
            assert_eq!(kind(&Node::from_value(schema.clone(), span)), expected, "{schema}");
        }
    }
}
