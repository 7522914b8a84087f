//! What alternatives demand of a value: only where it is certain which of them it is.

use super::rule::{Rule, all, rule};
use crate::model::{Api, Schema, Schemas, Tagged, tags};
use std::collections::BTreeSet;

/// How deep members of an object are searched for in references and `allOf`.
const MAX_DEPTH: usize = 8;

/// What alternatives demand of a value that is certainly one of them.
pub(super) fn alternatives(schema: &Schema, alternatives: Schemas<'_>, api: &Api) -> Option<Rule> {
    let alternatives: Vec<&Schema> =
        alternatives.iter().filter(|alternative| alternative.only_type() != Some("null")).collect();
    if let [only] = alternatives.as_slice() {
        return rule(only, api);
    }
    let target = |schema: &&'_ Schema| schema.reference().and_then(|target| api.schema_at(target));
    let resolved: Vec<&Schema> = alternatives.iter().map(|schema| target(schema).unwrap_or(schema)).collect();
    let discriminator = schema.discriminator();
    if let Some(member) = schema.tag() {
        let of = |schema: &&Schema| Tagged::new(discriminator, schema.reference(), listed(schema, member, api, 0));
        if let Some(tags) = tags(&alternatives.iter().map(of).collect::<Vec<_>>()) {
            let tagged = tags.by_value.into_iter().filter_map(|(tag, at)| Some((tag, rule(alternatives[at], api)?)));
            let tagged: Vec<(String, Rule)> = tagged.collect();
            return (!tagged.is_empty()).then(|| Rule::Tagged(member.to_owned(), tagged));
        }
    }
    let constant = |schema: &Schema, member: &str| -> Option<String> {
        schema.property(member)?.only_constant()?.as_str().map(str::to_owned)
    };
    let names: Vec<&String> =
        resolved.iter().take(1).flat_map(|schema| schema.properties()).map(|(name, _)| name).collect();
    for name in names {
        let tags: BTreeSet<String> = resolved.iter().filter_map(|node| constant(node, name)).collect();
        if tags.len() == alternatives.len() {
            let tagged = alternatives
                .iter()
                .zip(&resolved)
                .filter_map(|(node, resolved)| Some((constant(resolved, name)?, rule(node, api)?)));
            let tagged: Vec<(String, Rule)> = tagged.collect();
            return (!tagged.is_empty()).then(|| Rule::Tagged(name.clone(), tagged));
        }
    }
    // Limits are for one JSON type; where only one alternative has that type, they hold.
    let kinds: Vec<&str> = resolved.iter().map(|schema| kind(schema)).collect::<Option<_>>()?;
    let alone = |at: usize| kinds.iter().filter(|kind| **kind == kinds[at]).count() == 1;
    let own = alternatives.iter().enumerate().filter(|(at, _)| alone(*at));
    let mut rules: Vec<Rule> = own.filter_map(|(_, node)| rule(node, api)).collect();
    let objects: Vec<&Schema> =
        alternatives.iter().zip(&kinds).filter(|(_, kind)| **kind == "object").map(|(node, _)| *node).collect();
    rules.extend(having(&objects, api));
    all(rules)
}

/// The texts that an object lists for a member: in its own schema, or else in the parts of which it is made.
fn listed(schema: &Schema, member: &str, api: &Api, depth: usize) -> Vec<String> {
    if depth > MAX_DEPTH {
        return Vec::new();
    }
    let own = schema.property(member).into_iter().flat_map(Schema::all_constants);
    let own: Vec<String> = own.filter_map(|value| value.as_str()).map(str::to_owned).collect();
    if !own.is_empty() {
        return own;
    }
    let target = schema.reference().and_then(|target| api.schema_at(target));
    let parts = target.into_iter().chain(schema.all_of().iter());
    parts.map(|part| listed(part, member, api, depth + 1)).find(|found| !found.is_empty()).unwrap_or_default()
}

fn kind(schema: &Schema) -> Option<&str> {
    match schema.only_type() {
        Some("integer") => Some("number"),
        None if schema.states_properties() => Some("object"),
        kind => kind,
    }
}

/// What objects demand that are told apart by members: each must have one that no other names.
fn having(objects: &[&Schema], api: &Api) -> Option<Rule> {
    if objects.len() < 2 {
        return None;
    }
    let members: Vec<Members> = objects
        .iter()
        .map(|node| {
            let mut members = Members::default();
            members.add(node, api, 0).then_some(members)
        })
        .collect::<Option<_>>()?;
    let own = |at: usize| -> Vec<String> {
        let others = |name: &&String| {
            !members.iter().enumerate().any(|(other, members)| other != at && members.named.contains(*name))
        };
        members[at].required.iter().filter(others).cloned().collect()
    };
    let alternatives: Vec<(Vec<String>, Option<Rule>)> =
        objects.iter().enumerate().map(|(at, node)| (own(at), rule(node, api))).collect();
    let are_apart = alternatives.iter().all(|(names, _)| !names.is_empty());
    (are_apart && alternatives.iter().any(|(_, rule)| rule.is_some())).then_some(Rule::Having(alternatives))
}

/// The members of an object that a schema names, and those that it requires.
#[derive(Default)]
struct Members {
    named: BTreeSet<String>,
    required: BTreeSet<String>,
}

impl Members {
    /// Adds those of a schema, its references and its `allOf`; whether no other schema adds to them.
    fn add(&mut self, schema: &Schema, api: &Api, depth: usize) -> bool {
        let open = schema.has_union() || schema.states_pattern_properties();
        let is_map = schema.additional_properties().is_some_and(Schema::is_object);
        if open || is_map || depth > MAX_DEPTH {
            return false;
        }
        self.required.extend(schema.required().map(str::to_owned));
        self.named.extend(schema.properties().map(|(name, _)| name.clone()));
        self.named.extend(self.required.iter().cloned());
        let target = schema.reference().map(|target| api.schema_at(target));
        target
            .into_iter()
            .chain(schema.all_of().iter().map(Some))
            .all(|part| part.is_some_and(|part| self.add(part, api, depth + 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::alternatives;
    use crate::model::{Api, Schema, Union};
    use crate::operations::bounds::rule::Rule;
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    /// The member that tells the alternatives `Cat` and `D~g` apart, and its values.
    fn told(cat: Value, dog: Value, discriminator: Value) -> Option<(String, Vec<String>)> {
        let alive = json!({"properties": {"name": {"type": "string", "maxLength": 3}}});
        let schemas = json!({"Cat": {"allOf": [cat, alive]}, "D~g": {"allOf": [alive, dog]}});
        let one_of = json!([{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/D~0g"}]);
        let document = json!({"components": {"schemas": schemas}, "oneOf": one_of, "discriminator": discriminator});
        let document = Node::from_value(document, Span::new(SourceFiles::new().add("a.json", ""), 0..0));
        let schema = Schema::of(&document);
        match alternatives(schema, schema.union_of(Union::OneOf), Api::of(&document))? {
            Rule::Tagged(member, rules) => Some((member, rules.into_iter().map(|(tag, _)| tag).collect())),
            _ => None,
        }
    }

    #[test]
    fn a_discriminator_is_read_as_the_types_read_it() {
        let of = |kind: Value| json!({"properties": {"kind": kind}});
        let by_kind = |tags: [&str; 2]| Some(("kind".to_owned(), tags.map(str::to_owned).to_vec()));
        let plain = json!({"propertyName": "kind"});
        let (cat, dog) = (of(json!({"const": "cat"})), of(json!({"enum": ["dog"]})));
        assert_eq!(told(cat, dog, plain.clone()), by_kind(["cat", "dog"]));
        let open = of(json!({"type": "string"}));
        assert_eq!(told(open.clone(), open.clone(), plain.clone()), by_kind(["Cat", "D~g"]));
        let mapped = json!({"propertyName": "kind", "mapping": {"c": "Cat", "d": "#/components/schemas/D~0g"}});
        assert_eq!(told(open.clone(), open, mapped), by_kind(["c", "d"]));
        let shared = of(json!({"enum": ["a", "b"]}));
        // The names are those of the specification, whatever else is listed.
        assert_eq!(told(shared.clone(), shared, plain), by_kind(["Cat", "D~g"]));
    }
}
