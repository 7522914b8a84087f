//! Where a value leaves its schema, as a validator of others says. Judges no decoder.

use super::mutation::path_of;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

/// A place at which a value is not as its schema says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Departure {
    /// The path, as the runtime writes it.
    pub(crate) path: String,
    pub(crate) what: String,
    /// Whether a decoder has to say so. Where alternatives are tried, and of what may be left out, it need not.
    pub(crate) is_certain: bool,
}

/// The departures that a decoder may name. Unknown members and values of enums are none, and neither are bounds and formats.
pub(super) fn departures(validator: &Validator, value: &Value) -> Vec<Departure> {
    validator.iter_errors(value).filter_map(|error| departure(value, &error)).collect()
}

fn departure(value: &Value, error: &ValidationError<'_>) -> Option<Departure> {
    let mut path = path_of(value, error.instance_path().as_str(), None);
    let (what, is_certain) = match error.kind() {
        ValidationErrorKind::Type { .. } => ("of another type", !error.instance().is_null()),
        ValidationErrorKind::Constant { .. } => ("another value than the only one", true),
        ValidationErrorKind::Required { property } => {
            path = path_of(value, error.instance_path().as_str(), property.as_str());
            ("missing", true)
        }
        ValidationErrorKind::OneOfNotValid { .. }
        | ValidationErrorKind::OneOfMultipleValid { .. }
        | ValidationErrorKind::AnyOf { .. } => ("none of the alternatives", false),
        ValidationErrorKind::MinItems { .. }
        | ValidationErrorKind::MaxItems { .. }
        | ValidationErrorKind::AdditionalItems { .. }
        | ValidationErrorKind::FalseSchema => ("of another length", false),
        _ => return None,
    };
    Some(Departure { path, what: what.to_owned(), is_certain })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_decoder_has_to_name_is_told_from_what_it_may() {
        let schema = json!({"type": "object", "required": ["id", "b.c"], "properties": {
            "id": {"type": "string"}, "kilos": {"type": "integer", "maximum": 5}, "kind": {"const": "bell"}, "mode": {"enum": ["on"]},
            "12": {"properties": {"a": {"type": "string"}}}, "either": {"oneOf": [{"type": "string"}, {"type": "boolean"}]}, "pair": {"prefixItems": [{"type": "integer"}], "minItems": 1},
        }, "additionalProperties": false});
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let value =
            json!({"kilos": "5", "kind": "bells", "mode": "off", "either": 5, "pair": [], "more": 1, "12": {"a": 1}});
        let mut found: Vec<(String, bool)> = departures(&validator, &value)
            .into_iter()
            .map(|departure| (departure.path, departure.is_certain))
            .collect();
        found.sort();
        let expected = [
            ("12.a", true),
            ("[\"b.c\"]", true),
            ("either", false),
            ("id", true),
            ("kilos", true),
            ("kind", true),
            ("pair", false),
        ];
        assert_eq!(found, expected.map(|(path, is_certain)| (path.to_owned(), is_certain)));
        let fine = json!({"id": "a", "b.c": null, "kilos": 9, "kind": "bell", "mode": "later"});
        assert_eq!(departures(&validator, &fine), []);
    }
}
