//! The kinds of JSON values, and the types of schemas that are of them.

use serde::Serialize;

/// The kinds of JSON values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` and `false`
    Boolean,
    /// Integers and other numbers.
    Number,
    /// Strings.
    String,
    /// Arrays.
    Array,
    /// Objects.
    Object,
}

impl JsonKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [Self::Null, Self::Boolean, Self::Number, Self::String, Self::Array, Self::Object];

    /// The kind that values of a `type` have.
    pub fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" | "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }
}

/// The type that a format alone implies.
pub(super) fn type_of_format(format: &str) -> Option<&'static str> {
    match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => Some("integer"),
        "float" | "double" => Some("number"),
        "date" | "date-time" | "uuid" | "uri" | "email" | "byte" | "binary" | "hostname" | "ipv4" | "ipv6"
        | "password" => Some("string"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Schema;
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
            assert_eq!(Schema::of(&Node::from_value(schema.clone(), span)).kind(), expected, "{schema}");
        }
    }
}
