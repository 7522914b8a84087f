//! What a schema says of its values at first sight, before it becomes a type: operations decide by it how a body is read.

use super::super::graph::{JsonKind, Scalar};
use super::kinds::string_scalar;
use super::merge::alternatives;
use super::{Place, Planner, json_kind, kind};
use crate::source::Node;

/// What a schema says of its values at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// The kind of JSON value, where it is one.
    pub kind: Option<JsonKind>,
    /// Whether the values are raw bytes, whatever the media type around them (OpenAPI 3.0.4, section 4.7.14.3;
    /// `type: file` of Swagger 2.0 is lowered to it).
    pub is_binary: bool,
    /// Whether the values are objects or arrays, or one of several alternatives.
    pub is_structured: bool,
    /// The encoding in which the values are texts that stand for bytes, where `contentEncoding` names one that is known.
    /// `format: byte` does not count: many documents of OpenAPI 3.0 mean raw bytes by it.
    pub encoding: Option<Scalar>,
}

impl Planner<'_> {
    /// What a schema says of its values at first sight.
    pub fn nature(&mut self, schema: &Node) -> Nature {
        let Some(target) = self.pure_reference(schema) else {
            let is_whole = schema.get("$ref").is_none() && schema.get("allOf").is_none();
            return if is_whole { of(schema) } else { of(&self.effective(schema, &Place::nowhere())) };
        };
        if let Some(known) = self.natures.get(&target) {
            return *known;
        }
        let nature = of(&self.effective(schema, &Place::nowhere()));
        self.natures.insert(target, nature);
        nature
    }
}

fn is_encoded(scalar: Scalar) -> bool {
    use Scalar::{Base16, Base32, Base64, Base64Url, QuotedPrintable};
    matches!(scalar, Base64 | Base64Url | Base32 | Base16 | QuotedPrintable)
}

fn of(effective: &Node) -> Nature {
    let stated = kind(effective);
    Nature {
        kind: stated.and_then(json_kind),
        is_binary: matches!(stated, None | Some("string")) && effective.str("format") == Some("binary"),
        encoding: match string_scalar(effective) {
            scalar if effective.get("contentEncoding").is_some() && is_encoded(scalar) => Some(scalar),
            _ => None,
        },
        is_structured: matches!(stated, Some("object" | "array")) || alternatives(effective).is_some(),
    }
}
