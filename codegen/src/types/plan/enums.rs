//! Enumerations: `enum`, `const`, and unions of nothing but strings or nothing but numbers.
//!
//! See `codegen/docs/unions.md`.

use super::super::graph::{Docs, EnumPlan, Scalar, ValuePlan};
use super::merge::alternatives;
use super::structure::names_a_type;
use super::{Place, Planner, constraints, enum_names, integer_scalar, kind, number_scalar, string_scalar, types};
use crate::diagnostic::{Code, Diagnostic};
use crate::names::{Scope, variant_name};
use crate::source::{Data, Node};
use serde_json::Value;
use std::collections::HashSet;

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

    /// The enum that an alternative is, if it is one.
    fn enumeration_of(&mut self, schema: &Node) -> Option<EnumPlan> {
        self.ask(schema, |answers| &mut answers.enumerations, Self::enumeration)
    }

    fn enumeration_within(&mut self, effective: &Node) -> Option<EnumPlan> {
        if let Some(values) = values(effective) {
            let (names, texts) = (enum_names::names(effective, &values), enum_names::descriptions(effective, &values));
            let listed = values.into_iter().zip(names).zip(texts).map(|((value, name), text)| Listed {
                value: value.to_value(),
                name,
                docs: Docs { text, ..Docs::default() },
            });
            return Some(plan(listed.collect()));
        }
        let (_, members) = alternatives(effective)?;
        let members = members.to_vec();
        let mut listed: Vec<Listed> = Vec::new();
        let mut any = false;
        for member in &members {
            let Some(inner) = self.enumeration_of(member) else { continue };
            let member = self.effective(member, &Place::nowhere());
            any = true;
            // A union of constants names and documents each of them on its own.
            let own = match inner.values.as_slice() {
                [_] => Some((member.str("title").filter(|title| names_a_type(title)), constraints::docs(&member))),
                _ => None,
            };
            listed.extend(inner.values.into_iter().map(|value| {
                let (title, docs) = own.clone().unwrap_or_default();
                let text = value.docs.text.or(docs.text);
                let docs = Docs { text, notes: Vec::new(), deprecated: docs.deprecated };
                Listed { name: title.map(str::to_owned).or(value.given), value: value.value, docs }
            }));
        }
        let plan = any.then(|| plan(listed)).filter(|plan| plan.scalar.is_some() && self.same_kind(&members))?;
        // Beside a number of any kind, whole numbers are not all that there may be.
        let takes_fractions = plan.scalar == Some(Scalar::I64)
            && members.iter().any(|member| {
                let member = self.effective(member, &Place::nowhere());
                kind(&member) == Some("number") && values(&member).is_none()
            });
        (!takes_fractions).then_some(plan)
    }

    /// Says so if names or descriptions stand beside values, and are not as many.
    pub(super) fn check_names(&mut self, effective: &Node, place: &Place) {
        let Some(values) = values(effective) else { return };
        let Some((key, node, length)) = enum_names::mismatch(effective, &values) else { return };
        let message = format!("the schema has {} values, and `{key}` has entries for {length}", values.len());
        self.diagnostics.push(
            Diagnostic::warning(Code::EnumNamesUnmatched, message)
                .at(node.label_span())
                .subject(place.pointer.clone())
                .help("the variants are named after their values; give one entry for each value, in their order"),
        );
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
        for member in &members {
            let effective = self.effective(member, &Place::nowhere());
            if alternatives(&effective).is_some() {
                scalars.push(self.ask(member, |answers| &mut answers.scalars, Self::collapses)?);
                continue;
            }
            let member = effective;
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
        let text = |scalar: &Scalar| scalar.is_text();
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

    fn same_kind_inside(&mut self, effective: &Node) -> bool {
        let members = alternatives(effective).map(|(_, members)| members.to_vec()).unwrap_or_default();
        self.same_kind(&members)
    }

    fn same_kind_within(&mut self, members: &[Node]) -> bool {
        let mut seen: Vec<&'static str> = Vec::new();
        for member in members {
            let effective = self.effective(member, &Place::nowhere());
            if alternatives(&effective).is_some() {
                if !self.ask(member, |answers| &mut answers.same_kind, Self::same_kind_inside) {
                    return false;
                }
                seen.push("nested");
                continue;
            }
            let member = effective;
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

/// A value before it has a name of its own.
struct Listed {
    value: Value,
    /// What the document calls it.
    name: Option<String>,
    docs: Docs,
}

/// Names the values; equal values are kept once. The document's own names are used where no two of them are equal.
fn plan(listed: Vec<Listed>) -> EnumPlan {
    let scalar = match () {
        () if listed.iter().all(|listed| listed.value.is_string()) => Some(Scalar::String),
        () if listed.iter().all(|listed| listed.value.as_i64().is_some()) => Some(Scalar::I64),
        () => None,
    };
    let mut distinct: Vec<Listed> = Vec::new();
    for listed in listed {
        if !distinct.iter().any(|known| known.value == listed.value) {
            distinct.push(listed);
        }
    }
    let mut given: HashSet<String> = HashSet::new();
    let names_tell_apart =
        distinct.iter().filter_map(|listed| listed.name.as_deref()).all(|name| given.insert(variant_name(name)));
    let mut scope = Scope::new();
    scope.claim("Unknown");
    let values = distinct.into_iter().map(|Listed { value, name, docs }| {
        let given = name.filter(|_| names_tell_apart);
        let words = given.clone().unwrap_or_else(|| match &value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        ValuePlan { name: scope.claim(&variant_name(&words)), given, value, docs }
    });
    EnumPlan { scalar, values: values.collect() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::source::{SourceFiles, read_json};
    use crate::types::{Scalar, Shape, TypeRef};
    use serde_json::{Value, json};

    /// The shape of a component with this schema.
    fn shape(schema: Value) -> Shape {
        let info = json!({"title": "t", "version": "1"});
        let document =
            json!({"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": {"Size": schema}}});
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("a.json", document.to_string());
        let document = read_json(&files, file, &mut diagnostics).unwrap();
        let planned = crate::plan(&document, &mut diagnostics).unwrap();
        planned.graph.types.into_iter().find(|ty| ty.name == "Size").unwrap().shape
    }

    #[test]
    fn listed_numbers_beside_any_number_are_no_enum() {
        let listed = json!({"enum": [1, 2]});
        assert!(matches!(shape(json!({"anyOf": [listed, {"type": "integer"}]})), Shape::Enum(_)));
        assert!(!matches!(shape(json!({"anyOf": [listed, {"type": "number"}]})), Shape::Enum(_)));
    }

    #[test]
    fn too_many_values_are_those_of_their_type() {
        let values: Vec<String> = (0..6_000).map(|at| at.to_string()).collect();
        for schema in [json!({"type": "string", "enum": values}), json!({"enum": values})] {
            assert!(matches!(shape(schema), Shape::Alias(TypeRef::Scalar(Scalar::String))));
        }
    }
}
