//! Enumerations: `enum`, `const`, and unions of nothing but strings or nothing but numbers.
//!
//! See `codegen/docs/unions.md`.

use super::super::graph::{Docs, EnumPlan, Scalar, ValuePlan};
use super::structure::names_a_type;
use super::{Place, Planner, constraints, integer_scalar, number_scalar, string_scalar};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Schema, Schemas, descriptions, mismatch, names};
use crate::names::{Scope, variant_name};
use serde_json::Value;
use std::collections::HashSet;

impl Planner<'_> {
    /// The enum an effective schema is, if it is one.
    pub(super) fn enumeration(&mut self, effective: &Schema) -> Option<EnumPlan> {
        self.look(|planner| planner.enumeration_within(effective))
    }

    /// The enum that an alternative is, if it is one.
    fn enumeration_of(&mut self, schema: &Schema) -> Option<EnumPlan> {
        self.ask(schema, |answers| &mut answers.enumerations, Self::enumeration)
    }

    fn enumeration_within(&mut self, effective: &Schema) -> Option<EnumPlan> {
        if let Some(values) = effective.values() {
            let (names, texts) = (names(effective, &values), descriptions(effective, &values));
            let listed = values.into_iter().zip(names).zip(texts).map(|((value, name), text)| Listed {
                value: value.to_value(),
                name,
                docs: Docs { text, ..Docs::default() },
            });
            return Some(plan(listed.collect()));
        }
        let (_, members) = effective.alternatives()?;
        let mut listed: Vec<Listed> = Vec::new();
        let mut any = false;
        for member in members.iter() {
            let Some(inner) = self.enumeration_of(member) else { continue };
            let member = self.model.resolve(member);
            any = true;
            // A union of constants names and documents each of them on its own.
            let own = match inner.values.as_slice() {
                [_] => Some((member.title().filter(|title| names_a_type(title)), constraints::docs(&member))),
                _ => None,
            };
            listed.extend(inner.values.into_iter().map(|value| {
                let (title, docs) = own.clone().unwrap_or_default();
                let text = value.docs.text.or(docs.text);
                let docs = Docs { text, notes: Vec::new(), deprecated: docs.deprecated };
                Listed { name: title.map(str::to_owned).or(value.given), value: value.value, docs }
            }));
        }
        let plan = any.then(|| plan(listed)).filter(|plan| plan.scalar.is_some() && self.same_kind(members))?;
        // Beside a number of any kind, whole numbers are not all that there may be.
        let takes_fractions = plan.scalar == Some(Scalar::I64)
            && members.iter().any(|member| {
                let member = self.model.resolve(member);
                member.kind() == Some("number") && member.values().is_none()
            });
        (!takes_fractions).then_some(plan)
    }

    /// Says so if names or descriptions stand beside values, and are not as many.
    pub(super) fn check_names(&mut self, effective: &Schema, place: &Place) {
        let Some(values) = effective.values() else { return };
        let Some((key, node, length)) = mismatch(effective, &values) else { return };
        let message = format!("the schema has {} values, and `{key}` has entries for {length}", values.len());
        self.model.diagnostics.push(
            Diagnostic::warning(Code::EnumNamesUnmatched, message)
                .at(node.label_span())
                .subject(place.pointer.clone())
                .help("the variants are named after their values; give one entry for each value, in their order"),
        );
    }

    /// The scalar that a union of nothing but strings or nothing but numbers is, when no member lists values.
    pub(super) fn collapses(&mut self, effective: &Schema) -> Option<Scalar> {
        self.look(|planner| planner.collapses_within(effective))
    }

    fn collapses_within(&mut self, effective: &Schema) -> Option<Scalar> {
        let listed = effective.types();
        if listed.len() > 1 && effective.alternatives().is_none() {
            return (listed.iter().all(|name| matches!(*name, "integer" | "number"))).then_some(Scalar::Number);
        }
        let (_, members) = effective.alternatives()?;
        if !self.same_kind(members) {
            return None;
        }
        let mut scalars = Vec::new();
        for member in members.iter() {
            let effective = self.model.resolve(member);
            if effective.is_union() {
                scalars.push(self.ask(member, |answers| &mut answers.scalars, Self::collapses)?);
                continue;
            }
            let member = effective;
            if member.values().is_some() {
                return None;
            }
            match member.kind() {
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
    fn same_kind(&mut self, members: Schemas<'_>) -> bool {
        self.look(|planner| planner.same_kind_within(members))
    }

    fn same_kind_inside(&mut self, effective: &Schema) -> bool {
        effective.alternatives().is_some_and(|(_, members)| self.same_kind(members))
    }

    fn same_kind_within(&mut self, members: Schemas<'_>) -> bool {
        let mut seen: Vec<&'static str> = Vec::new();
        for member in members.iter() {
            let effective = self.model.resolve(member);
            if effective.is_union() {
                if !self.ask(member, |answers| &mut answers.same_kind, Self::same_kind_inside) {
                    return false;
                }
                seen.push("nested");
                continue;
            }
            let member = effective;
            if member.types().len() > 1 {
                return false;
            }
            let kind = match member.values() {
                Some(values) if values.iter().all(|value| value.as_str().is_some()) => "string",
                Some(values)
                    if values.iter().all(|value| value.as_number().is_some_and(|value| value.as_i64().is_some())) =>
                {
                    "integer"
                }
                Some(_) => return false,
                None => match member.kind() {
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
