//! Enumerations: `enum`, `const`, and unions of nothing but strings or nothing but numbers.

use super::super::graph::{Docs, EnumPlan, Scalar, ValuePlan};
use super::merge::alternatives;
use super::{Place, Planner, constraints, integer_scalar, kind, number_scalar, string_scalar, types};
use crate::names::{Scope, variant_name};
use crate::source::{Data, Node};
use serde_json::Value;

/// The values a schema lists, `null` aside; nothing for a schema without `enum` and `const`, for a list of `null` alone
/// and for one of booleans.
pub(super) fn values(effective: &Node) -> Option<Vec<&Node>> {
    let listed: Vec<&Node> = match (effective.get("const"), effective.get("enum")) {
        (Some(constant), _) => vec![constant],
        (None, Some(Node { data: Data::Array(values), .. })) => values.iter().collect(),
        _ => return None,
    };
    let listed: Vec<&Node> = listed.into_iter().filter(|value| !value.is_null()).collect();
    let booleans = listed.iter().all(|value| value.as_bool().is_some());
    // An `enum` beside `type: array` or `object` is meant for the items, or lists whole values; neither names variants.
    let scalars = listed.iter().all(|value| !matches!(value.data, Data::Array(_) | Data::Object(_)));
    let misplaced = matches!(kind(effective), Some("array" | "object"));
    (!listed.is_empty() && !booleans && scalars && !misplaced).then_some(listed)
}

/// The only value a schema allows, and whether it is `const`.
pub(super) fn only_value(effective: &Node) -> Option<(Value, bool)> {
    let (value, strict) = match (effective.get("const"), effective.items("enum")) {
        (Some(constant), _) => (constant, true),
        (None, [only]) => (only, false),
        _ => return None,
    };
    (value.is_null() || !types(effective).contains(&"null")).then(|| (value.to_value(), strict))
}

/// As [`only_value`], where the value can name an alternative.
pub(super) fn constant(effective: &Node) -> Option<(Value, bool)> {
    only_value(effective).filter(|(value, _)| match value {
        Value::String(_) | Value::Bool(_) => true,
        Value::Number(number) => number.as_i64().is_some(),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    })
}

impl Planner<'_> {
    /// The enum an effective schema is, if it is one.
    pub(super) fn enumeration(&mut self, effective: &Node) -> Option<EnumPlan> {
        self.look(|planner| planner.enumeration_within(effective))
    }

    fn enumeration_within(&mut self, effective: &Node) -> Option<EnumPlan> {
        if let Some(values) = values(effective) {
            let described = effective.get("x-enum-descriptions").or_else(|| effective.get("x-enumDescriptions"));
            let docs = |at: usize, value: &Node| {
                let text = match described.map(|node| &node.data) {
                    Some(Data::Object(texts)) => value.as_str().and_then(|value| texts.get(value)),
                    Some(Data::Array(texts)) => texts.get(at),
                    _ => None,
                };
                Docs { text: text.and_then(Node::as_str).map(str::to_owned), ..Docs::default() }
            };
            let values =
                values.into_iter().enumerate().map(|(at, value)| (value.to_value(), docs(at, value))).collect();
            return Some(plan(values));
        }
        let (_, members) = alternatives(effective)?;
        let members = members.to_vec();
        let mut values = Vec::new();
        let mut any = false;
        for (at, member) in members.iter().enumerate() {
            let place = Place { pointer: format!("#{at}"), parent: String::new(), words: String::new() };
            let member = self.effective(member, &place);
            any |= self
                .enumeration(&member)
                .map(|plan| {
                    let only = plan.values.len() == 1;
                    let docs = constraints::docs(&member);
                    values.extend(plan.values.into_iter().map(|value| {
                        // A union of constants documents each constant on its own.
                        let text = value.docs.text.clone().or_else(|| docs.text.clone().filter(|_| only));
                        (value.value, Docs { text, ..Docs::default() })
                    }));
                })
                .is_some();
        }
        any.then(|| plan(values)).filter(|plan| plan.scalar.is_some() && self.same_kind(&members))
    }

    /// The scalar that a union of nothing but strings or nothing but numbers is, when no member lists values.
    pub(super) fn collapses(&mut self, effective: &Node) -> Option<Scalar> {
        self.look(|planner| planner.collapses_within(effective))
    }

    fn collapses_within(&mut self, effective: &Node) -> Option<Scalar> {
        let listed = types(effective);
        if listed.len() > 1 && alternatives(effective).is_none() {
            return (listed.iter().all(|name| matches!(*name, "integer" | "number"))).then_some(Scalar::Number);
        }
        let (_, members) = alternatives(effective)?;
        let members = members.to_vec();
        if !self.same_kind(&members) {
            return None;
        }
        let mut scalars = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let place = Place { pointer: format!("#{at}"), parent: String::new(), words: String::new() };
            let member = self.effective(member, &place);
            if alternatives(&member).is_some() {
                match self.collapses(&member) {
                    Some(scalar) => scalars.push(scalar),
                    None => return None,
                }
                continue;
            }
            if values(&member).is_some() {
                return None;
            }
            match kind(&member) {
                Some("string") => scalars.push(string_scalar(&member)),
                Some("integer") => scalars.push(integer_scalar(&member)),
                Some("number") => scalars.push(number_scalar(&member)),
                Some("boolean") => scalars.push(Scalar::Bool),
                Some("null") => {}
                _ => return None,
            }
        }
        let first = *scalars.first()?;
        let text = |scalar: &Scalar| {
            matches!(scalar, Scalar::String | Scalar::DateTime | Scalar::Date | Scalar::Uuid | Scalar::Base64)
        };
        match () {
            () if scalars.iter().all(|scalar| *scalar == first) => Some(first),
            () if scalars.iter().all(text) => Some(Scalar::String),
            () if scalars.iter().any(text) || scalars.contains(&Scalar::Bool) => None,
            () => Some(Scalar::Number),
        }
    }

    /// Whether all members, `null` aside, are strings, or all are integers, or all are numbers without listed values.
    fn same_kind(&mut self, members: &[Node]) -> bool {
        self.look(|planner| planner.same_kind_within(members))
    }

    fn same_kind_within(&mut self, members: &[Node]) -> bool {
        let mut seen: Vec<&'static str> = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let place = Place { pointer: format!("#{at}"), parent: String::new(), words: String::new() };
            let member = self.effective(member, &place);
            if let Some((_, inner)) = alternatives(&member) {
                let inner = inner.to_vec();
                if !self.same_kind(&inner) {
                    return false;
                }
                seen.push("nested");
                continue;
            }
            if types(&member).len() > 1 {
                return false;
            }
            let kind = match values(&member) {
                Some(values) if values.iter().all(|value| value.as_str().is_some()) => "string",
                Some(values)
                    if values.iter().all(|value| value.as_number().is_some_and(|value| value.as_i64().is_some())) =>
                {
                    "integer"
                }
                Some(_) => return false,
                None => match kind(&member) {
                    Some("string") => "string",
                    Some("integer") => "integer",
                    Some("number") => "number",
                    Some("boolean") => "boolean",
                    Some("null") => continue,
                    _ => return false,
                },
            };
            seen.push(kind);
        }
        let is = |kind: &str| seen.contains(&kind);
        // A nested union was compared with itself only; with others beside it, it stays a union.
        !seen.is_empty()
            && (!is("nested") || seen.len() == 1)
            && (seen.iter().all(|kind| *kind == seen[0]) || !is("string") && !is("boolean"))
    }
}

/// Names the values; equal values are kept once.
fn plan(listed: Vec<(Value, Docs)>) -> EnumPlan {
    let scalar = match () {
        () if listed.iter().all(|(value, _)| value.is_string()) => Some(Scalar::String),
        () if listed.iter().all(|(value, _)| value.as_i64().is_some()) => Some(Scalar::I64),
        () => None,
    };
    let mut scope = Scope::new();
    scope.claim("Unknown");
    let mut values: Vec<ValuePlan> = Vec::new();
    for (value, docs) in listed {
        if values.iter().any(|known| known.value == value) {
            continue;
        }
        let words = match &value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        values.push(ValuePlan { name: scope.claim(&variant_name(&words)), value, docs });
    }
    EnumPlan { scalar, values }
}
