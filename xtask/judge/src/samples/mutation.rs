//! Invalid samples: a valid one with one value of a wrong type, or without one member. Whether the schema really refuses
//! what comes out is for the caller to ask a validator.

use fastrand::Rng;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};
use std::borrow::Borrow;
use std::fmt::Write;

/// What is wrong with a sample.
#[derive(Clone, Debug)]
pub(crate) struct Mutation {
    /// The path of the member that is wrong or missing, as errors of the runtime write it.
    pub(crate) path: String,
    /// What stands at that place; nothing when the member is missing.
    pub(crate) wrong: Option<Value>,
    /// Why a decoder may take the sample all the same; nothing when it must refuse it.
    pub(crate) leniency: Option<&'static str>,
}

/// A step from a value into a part of it.
#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Item(usize),
}

/// The value with one part of it, or all of it, replaced by something of another type.
pub(super) fn wrong_type(value: &Value, rng: &mut Rng) -> Option<(Value, Mutation)> {
    let mut places = vec![Vec::new()];
    list(value, &mut Vec::new(), &mut places);
    let place = rng.choice(&places)?;
    let mut changed = value.clone();
    let part = at(&mut changed, place)?;
    let wrongs =
        [json!(["wrong type"]), json!({"wrong": "type"}), json!("wrong type"), json!(918_273_645), json!(true)];
    let known = std::mem::discriminant(part);
    let wrongs = wrongs.iter().chain([&Value::Null]).filter(|wrong| std::mem::discriminant(*wrong) != known);
    let wrongs: Vec<&Value> = wrongs.collect();
    let wrong = (*rng.choice(&wrongs)?).clone();
    *part = wrong.clone();
    Some((changed, Mutation { path: text(place), wrong: Some(wrong), leniency: None }))
}

/// The value without one of its members.
pub(super) fn missing(value: &Value, rng: &mut Rng) -> Option<(Value, Mutation)> {
    let mut places = Vec::new();
    list(value, &mut Vec::new(), &mut places);
    places.retain(|place| matches!(place.last(), Some(Step::Member(_))));
    let place = rng.choice(&places)?;
    let (Step::Member(name), outer) = place.split_last()? else { return None };
    let mut changed = value.clone();
    at(&mut changed, outer)?.as_object_mut()?.remove(name)?;
    Some((changed, Mutation { path: text(place), wrong: None, leniency: None }))
}

/// Why a decoder may take what a validator refuses with these errors; nothing when one of them leaves no choice. What a
/// union or an enum keeps is for the decoder to tell.
pub(super) fn leniency<'e>(errors: impl IntoIterator<Item = impl Borrow<ValidationError<'e>>>) -> Option<&'static str> {
    let mut reason = None;
    for error in errors {
        reason = Some(match error.borrow().kind() {
            ValidationErrorKind::OneOfMultipleValid { .. } => "a value of several alternatives is one of them",
            ValidationErrorKind::Type { .. }
            | ValidationErrorKind::Enum { .. }
            | ValidationErrorKind::Required { .. }
            | ValidationErrorKind::Constant { .. }
            | ValidationErrorKind::FalseSchema => return None,
            ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context }
                if context.iter().any(|errors| leniency(errors).is_some()) =>
            {
                "it fits another alternative of a union"
            }
            ValidationErrorKind::OneOfNotValid { .. } | ValidationErrorKind::AnyOf { .. } => return None,
            ValidationErrorKind::AdditionalProperties { .. } | ValidationErrorKind::UnevaluatedProperties { .. } => {
                "members that the document does not name are kept"
            }
            _ => "bounds, patterns and formats are not checked when receiving",
        });
    }
    reason
}

/// The places of all parts of a value.
fn list(value: &Value, here: &mut Vec<Step>, places: &mut Vec<Vec<Step>>) {
    let mut inside = |step: Step, part: &Value| {
        here.push(step);
        places.push(here.clone());
        list(part, here, places);
        here.pop();
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| inside(Step::Item(at), item)),
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| inside(Step::Member(name.clone()), member));
        }
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, place: &[Step]) -> Option<&'v mut Value> {
    place.iter().try_fold(value, |value, step| match step {
        Step::Member(name) => value.get_mut(name),
        Step::Item(index) => value.get_mut(index),
    })
}

/// The path that a pointer into a value has, and further to a member, as errors of the runtime write it.
pub(super) fn path_of(value: &Value, pointer: &str, member: Option<&str>) -> String {
    let (mut here, mut steps) = (Some(value), Vec::new());
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let (next, step) = match (here, name.parse()) {
            (Some(Value::Array(items)), Ok(at)) => (items.get(at), Step::Item(at)),
            (here, _) => (here.and_then(|here| here.get(&name)), Step::Member(name)),
        };
        here = next;
        steps.push(step);
    }
    steps.extend(member.map(|name| Step::Member(name.to_owned())));
    text(&steps)
}

/// The path as errors of the runtime write it.
fn text(place: &[Step]) -> String {
    let mut path = String::new();
    for step in place {
        let _ = match step {
            Step::Item(index) => write!(path, "[{index}]"),
            Step::Member(name) => {
                let is_plain = !name.is_empty()
                    && name.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '$' | '@'));
                if is_plain { write!(path, ".{name}") } else { write!(path, "[{name:?}]") }
            }
        };
    }
    path.trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(schema: &Value, value: &Value) -> Option<Option<&'static str>> {
        let validator = jsonschema::validator_for(schema).expect("a schema");
        (!validator.is_valid(value)).then(|| leniency(validator.iter_errors(value)))
    }

    #[test]
    fn one_part_is_wrong_and_the_path_leads_to_it() {
        let value = json!({"a": [1, {"b.c": "x"}]});
        let mut paths: Vec<String> = (0..200)
            .filter_map(|seed| {
                let (changed, mutation) = wrong_type(&value, &mut Rng::with_seed(seed))?;
                assert_ne!(changed, value);
                Some(mutation.path)
            })
            .collect();
        paths.sort();
        paths.dedup();
        assert_eq!(paths, ["", "a", "a[0]", "a[1]", "a[1][\"b.c\"]"]);
        let (changed, mutation) = missing(&json!({"a": {}}), &mut Rng::with_seed(1)).expect("it has a member");
        assert_eq!((changed, mutation.path.as_str()), (json!({}), "a"));
        assert!(missing(&json!([1]), &mut Rng::with_seed(1)).is_none());
    }

    #[test]
    fn what_a_decoder_may_take_all_the_same_has_a_reason() {
        let schema = json!({"properties": {
            "count": {"type": "integer", "minimum": 0},
            "mode": {"enum": ["on", "off"]},
            "either": {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
        }, "required": ["count"]});
        let reason = |value: Value| refused(&schema, &value).map(Option::unwrap_or_default);
        assert_eq!(reason(json!({"count": 1, "mode": "on", "either": true})), None);
        assert_eq!(reason(json!({"count": "1", "mode": "later"})), Some(""));
        assert_eq!(reason(json!({})), Some(""));
        assert_eq!(reason(json!({"count": 1, "mode": "later"})), Some(""));
        assert_eq!(reason(json!({"count": 1, "either": 5})), Some(""));
        let union = json!({"oneOf": [
            {"required": ["a"], "properties": {"a": {}}, "additionalProperties": false},
            {"properties": {"b": {}}, "additionalProperties": false},
        ]});
        assert_eq!(refused(&union, &json!({"a": 1, "b": 1})), Some(Some("it fits another alternative of a union")));
        assert_eq!(reason(json!({"count": -1})), Some("bounds, patterns and formats are not checked when receiving"));
    }
}
