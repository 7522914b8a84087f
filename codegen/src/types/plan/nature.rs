//! What a schema says of its values at first sight, before it becomes a type: operations decide by it how a body is read.

use super::super::graph::{JsonKind, Scalar};
use super::Planner;
use super::scalars::string_scalar;
use crate::model::Schema;

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
    /// Whether the values are some of all texts, or one of several alternatives: more than a text says.
    pub is_narrowed: bool,
    /// The encoding in which the values are texts that stand for bytes, where `contentEncoding` names one that is known.
    /// `format: byte` does not count: many documents of OpenAPI 3.0 mean raw bytes by it.
    pub encoding: Option<Scalar>,
}

impl Planner<'_> {
    /// What a schema says of its values at first sight.
    pub fn nature(&mut self, schema: &Schema) -> Nature {
        let Some(target) = schema.pure_reference() else {
            return if schema.is_joined() { of(&self.model.resolve(schema)) } else { of(schema) };
        };
        if let Some(known) = self.natures.get(target) {
            return *known;
        }
        let nature = of(&self.model.resolve(schema));
        self.natures.insert(target.to_owned(), nature);
        nature
    }
}

fn is_encoded(scalar: Scalar) -> bool {
    use Scalar::{Base16, Base32, Base64, Base64Url, QuotedPrintable};
    matches!(scalar, Base64 | Base64Url | Base32 | Base16 | QuotedPrintable)
}

fn of(effective: &Schema) -> Nature {
    let stated = effective.kind();
    Nature {
        kind: stated.and_then(JsonKind::of_type),
        is_binary: matches!(stated, None | Some("string")) && effective.format() == Some("binary"),
        encoding: match string_scalar(effective) {
            scalar if effective.has_content_encoding() && is_encoded(scalar) => Some(scalar),
            _ => None,
        },
        is_narrowed: effective.is_union() || effective.constants().is_some(),
        is_structured: matches!(stated, Some("object" | "array")) || effective.is_union(),
    }
}
