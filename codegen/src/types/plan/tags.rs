//! Discriminators: which member tells the objects of a union apart, by declaration or by constant values.
//!
//! See `codegen/docs/unions.md`.

use super::super::graph::{Dispatch, TagPresence, may_be_literal};
use super::Planner;
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::code;
use crate::model::{Discriminator, Schema, Schemas, Tagged, Tags, leads_to, tags};
use crate::source::Node;
use crate::text::nearest::{likely, quoted};
use indexmap::IndexMap;
use std::collections::HashSet;

/// The most values that a message names.
const MAX_NAMES: usize = 4;

/// How deep unions within unions are searched for tags.
const MAX_NESTED_UNIONS: usize = 8;

/// An alternative that is an object, with what the tag search needs of it.
pub(super) struct Candidate {
    /// Its index among the variants.
    pub(super) variant: usize,
    /// Its effective schema.
    pub(super) effective: Schema,
    /// The pointer of the component it refers to.
    pub(super) target: Option<String>,
    /// The discriminator of the union it stands in.
    pub(super) discriminator: Option<Discriminator>,
}

impl Candidate {
    /// The member by which its union is told apart, as far as the document says.
    fn declared(&self) -> Option<&str> {
        self.discriminator.as_ref()?.member()
    }

    /// Whether the discriminator names this alternative for all values that it does not map.
    fn is_default(&self) -> bool {
        let stated = self.discriminator.as_ref().and_then(Discriminator::default_mapping);
        stated.is_some_and(|stated| leads_to(stated, self.target.as_deref()))
    }
}

impl Planner<'_> {
    /// How to tell objects apart by a tag, if a tag does it.
    pub(super) fn tag_dispatch(&mut self, candidates: &[Candidate]) -> Option<Dispatch> {
        if let Some(dispatch) = self.declared(candidates) {
            return Some(dispatch);
        }
        let mut members: Vec<String> = Vec::new();
        for candidate in candidates {
            for member in self.constant_members(&candidate.effective) {
                if !members.contains(&member) {
                    members.push(member);
                }
            }
        }
        members.into_iter().filter_map(|member| self.inferred(&member, candidates)).min_by_key(
            |dispatch| match dispatch {
                Dispatch::Tag { untagged, .. } => untagged.len(),
                Dispatch::One(_) | Dispatch::Best(_) => usize::MAX,
            },
        )
    }

    /// The declared discriminator or else the required constant of the only object of a union: an object with another
    /// value is none the document knows.
    pub(super) fn sole_tag(&mut self, candidate: &Candidate) -> Option<Dispatch> {
        if let Some(dispatch) = self.declared(std::slice::from_ref(candidate)) {
            return Some(dispatch);
        }
        let (effective, variant) = (&candidate.effective, candidate.variant);
        effective.properties().filter(|(name, _)| effective.requires(name)).find_map(|(name, schema)| {
            let schema = self.model.resolve(schema);
            let (value, _) = schema.naming_constant()?;
            let tag = (value.as_str()?.to_owned(), variant);
            Some(self.by_tag(name, vec![tag], [Vec::new(), Vec::new()], std::slice::from_ref(candidate)))
        })
    }

    /// The dispatch by the discriminator that all alternatives have by declaration.
    fn declared(&mut self, candidates: &[Candidate]) -> Option<Dispatch> {
        let member = candidates.first()?.declared()?.to_owned();
        if !candidates.iter().all(|candidate| candidate.declared() == Some(&member)) {
            return None;
        }
        let Tags { by_value, is_contradicted } = self.declared_tags(&member, candidates, 0)?;
        if !candidates.iter().any(|candidate| self.names(candidate, &member)) {
            self.report_unnamed(&member, candidates);
        }
        let tags: Vec<(String, usize)> =
            by_value.into_iter().map(|(value, at)| (value, candidates[at].variant)).collect();
        let tagged: HashSet<usize> = tags.iter().map(|(_, variant)| *variant).collect();
        let is_tagged = |candidate: &Candidate| tagged.contains(&candidate.variant);
        let untagged = candidates.iter().filter(|candidate| !is_tagged(candidate) || !self.names(candidate, &member));
        let untagged = untagged.map(|candidate| candidate.variant).collect();
        let unlisted = match is_contradicted {
            true => {
                self.report_contradicted(&member, &tags, candidates);
                candidates.iter().map(|candidate| candidate.variant).collect()
            }
            false => self.open(&member, candidates),
        };
        // An object with another value, or with none, is the default's (OpenAPI 3.2.0, section 4.25).
        let others = match candidates.iter().find(|candidate| candidate.is_default()) {
            Some(default) => [vec![default.variant], vec![default.variant]],
            None => [untagged, unlisted],
        };
        (!tags.is_empty()).then(|| self.by_tag(&member, tags, others, candidates))
    }

    /// Reports that no alternative has the member of the discriminator (OpenAPI 3.1.1, section 4.8.25.1).
    fn report_unnamed(&mut self, member: &str, candidates: &[Candidate]) {
        let Some(discriminator) = candidates.first().and_then(|candidate| candidate.discriminator.as_ref()) else {
            return;
        };
        let names = candidates.iter().flat_map(|candidate| candidate.effective.properties());
        let near = likely(member, names.map(|(name, _)| name.as_str()));
        let help = match near {
            Some(near) => format!("did you mean {}?", code(near)),
            None => "declare it in the alternatives, with the value that each has".to_owned(),
        };
        let message =
            format!("no alternative has the member {}, by which the discriminator tells them apart", code(member));
        self.model.diagnostics.push(
            Diagnostic::warning(Code::UnionAmbiguous, message)
                .at(discriminator.label_span())
                .help(help)
                .costs("an object without it is read as the schema that explains most of it"),
        );
    }

    /// Reports that the values which a member may have are not those that the discriminator gives.
    fn report_contradicted(&mut self, member: &str, tags: &[(String, usize)], candidates: &[Candidate]) {
        let Some(discriminator) = candidates.first().and_then(|candidate| candidate.discriminator.as_ref()) else {
            return;
        };
        let names = quoted(tags.iter().take(MAX_NAMES).map(|(value, _)| value.as_str()));
        let member = code(member);
        let message = format!("{member} lists other values than those that the discriminator has for it, {names}");
        self.model.diagnostics.push(
            Diagnostic::warning(Code::UnionAmbiguous, message)
                .at(discriminator.label_span())
                .help("say in the `mapping` of the discriminator which value stands for which schema")
                .costs("an object with another value is read as the schema that explains most of it"),
        );
    }

    /// The alternatives that take any value of the member and have no name that could be one: an object of another kind is
    /// theirs. A component is meant by its own name alone (OpenAPI 3.1.1, section 4.8.25).
    fn open(&mut self, member: &str, candidates: &[Candidate]) -> Vec<usize> {
        let is_open = |candidate: &&Candidate| {
            candidate.target.is_none() && self.tag_values(&candidate.effective, member, 0).is_none()
        };
        candidates.iter().filter(is_open).map(|candidate| candidate.variant).collect()
    }

    /// The values of a declared discriminator, and the candidate that each stands for, by its index.
    fn declared_tags(&mut self, member: &str, candidates: &[Candidate], depth: usize) -> Option<Tags> {
        let mut alternatives = Vec::new();
        for Candidate { effective, target, discriminator, .. } in candidates {
            let stated = self.tag_values(effective, member, depth).map(|(values, _)| values);
            alternatives.push(Tagged::new(discriminator.as_ref(), target.as_deref(), stated.unwrap_or_default()));
        }
        tags(&alternatives)
    }

    /// Whether the schema of an alternative has a member by name; of a union, whether one of its alternatives has.
    fn names(&mut self, candidate: &Candidate, member: &str) -> bool {
        candidate.effective.is_union() || candidate.effective.property(member).is_some()
    }

    /// A member whose constant values differ in all alternatives, but for at most one that lacks it.
    fn inferred(&mut self, member: &str, candidates: &[Candidate]) -> Option<Dispatch> {
        let mut tags: IndexMap<String, usize> = IndexMap::new();
        let (mut untagged, mut unlisted) = (Vec::new(), Vec::new());
        for Candidate { variant, effective, .. } in candidates {
            let Some((values, required)) = self.tag_values(effective, member, 0) else {
                untagged.push(*variant);
                unlisted.push(*variant);
                continue;
            };
            for value in values {
                if *tags.entry(value).or_insert(*variant) != *variant {
                    return None;
                }
            }
            if !required {
                untagged.push(*variant);
            }
        }
        (candidates.len() > 1 && unlisted.len() <= 1)
            .then(|| self.by_tag(member, tags.into_iter().collect(), [untagged, unlisted], candidates))
    }

    fn by_tag(
        &mut self,
        member: &str,
        tags: Vec<(String, usize)>,
        [untagged, unlisted]: [Vec<usize>; 2],
        candidates: &[Candidate],
    ) -> Dispatch {
        let is_required = untagged.is_empty()
            && unlisted.is_empty()
            && candidates.iter().all(|candidate| self.requires(&candidate.effective, member, 0));
        let are_texts = !tags.iter().any(|(tag, _)| may_be_literal(tag));
        let presence = match is_required {
            false => TagPresence::Optional,
            true if are_texts => TagPresence::Text,
            true => TagPresence::Required,
        };
        let stated: Vec<Node> = match are_texts {
            true => Vec::new(),
            false => candidates.iter().flat_map(|candidate| self.stated(&candidate.effective, member, 0)).collect(),
        };
        let (texts, others): (Vec<&Node>, Vec<&Node>) = stated.iter().partition(|value| value.as_str().is_some());
        let [texts, others] = [texts, others].map(|values| values.into_iter().map(text).collect::<HashSet<String>>());
        let literals = tags.iter().map(|(tag, _)| tag).filter(|tag| others.contains(*tag) && !texts.contains(*tag));
        let literals = literals.cloned().collect();
        Dispatch::Tag { member: member.to_owned(), tags, literals, untagged, unlisted, presence }
    }

    /// The values that the schemas of an object, or of the objects of a nested union, state for a member.
    fn stated(&mut self, effective: &Schema, member: &str, depth: usize) -> Vec<Node> {
        if depth > MAX_NESTED_UNIONS {
            return Vec::new();
        }
        if let Some((_, items)) = effective.alternatives() {
            let nested = self.candidates(effective, items);
            return nested.iter().flat_map(|candidate| self.stated(&candidate.effective, member, depth + 1)).collect();
        }
        let Some(schema) = effective.property(member) else {
            return Vec::new();
        };
        let schema = self.model.resolve(schema);
        schema.all_constants().cloned().collect()
    }

    /// Whether an object, or each object of a nested union, must have a member.
    fn requires(&mut self, effective: &Schema, member: &str, depth: usize) -> bool {
        if effective.requires(member) {
            return true;
        }
        effective.alternatives().is_some_and(|(_, items)| self.all_require(items, member, depth))
    }

    fn all_require(&mut self, items: Schemas<'_>, member: &str, depth: usize) -> bool {
        depth < MAX_NESTED_UNIONS
            && items.iter().all(|item| {
                let item = self.model.resolve(item);
                item.is_null() || self.requires(&item, member, depth + 1)
            })
    }

    /// The values of all alternatives of a nested union, and whether each of these requires the member.
    fn tags_of_union(
        &mut self,
        union: &Schema,
        items: Schemas<'_>,
        member: &str,
        depth: usize,
    ) -> Option<(Vec<String>, bool)> {
        if union.tag() == Some(member) {
            let nested = self.candidates(union, items);
            if let Some(Tags { by_value, .. }) = self.declared_tags(member, &nested, depth + 1) {
                let required = self.all_require(items, member, depth);
                return (!by_value.is_empty()).then(|| (by_value.into_keys().collect(), required));
            }
        }
        let (mut all, mut required) = (Vec::new(), true);
        for item in items.iter() {
            let item = self.model.resolve(item);
            if !item.is_null() {
                let (values, must) = self.tag_values(&item, member, depth + 1)?;
                all.extend(values);
                required &= must;
            }
        }
        (!all.is_empty()).then_some((all, required))
    }

    /// The alternatives of a nested union, but for `null`.
    fn candidates(&mut self, union: &Schema, items: Schemas<'_>) -> Vec<Candidate> {
        let discriminator = union.discriminator().cloned();
        let mut found = Vec::new();
        for (variant, item) in items.iter().enumerate() {
            let effective = self.model.resolve(item);
            if !effective.is_null() {
                let target = item.pure_reference().map(str::to_owned);
                let discriminator = discriminator.clone();
                found.push(Candidate { variant, effective, target, discriminator });
            }
        }
        found
    }

    /// Members of an object, or of all objects of a nested union, that have constant values.
    fn constant_members(&mut self, effective: &Schema) -> Vec<String> {
        let names: Vec<String> = match effective.alternatives() {
            Some((_, items)) => {
                let declared = effective.tag();
                let first = items.first().map(|first| self.model.resolve(first));
                let members = first.iter().flat_map(|first| first.properties());
                declared.into_iter().map(str::to_owned).chain(members.map(|(name, _)| name.clone())).collect()
            }
            None => effective.properties().map(|(name, _)| name.clone()).collect(),
        };
        names.into_iter().filter(|name| self.tag_values(effective, name, 0).is_some()).collect()
    }

    /// The values a member can have, as text, and whether it must be there; nothing unless all values are listed.
    fn tag_values(&mut self, effective: &Schema, member: &str, depth: usize) -> Option<(Vec<String>, bool)> {
        if depth > MAX_NESTED_UNIONS {
            return None;
        }
        let required = effective.requires(member);
        if let Some((keyword, items)) = effective.alternatives() {
            // Many schemas refer to one large union. How deep it lies says how far it is looked through.
            let discriminator = effective.discriminator().map(Discriminator::span);
            let key = (effective.union_span(keyword), discriminator, member.to_owned(), depth);
            let found = match self.union_tags.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let found = self.tags_of_union(effective, items, member, depth);
                    self.union_tags.insert(key, found.clone());
                    found
                }
            };
            return found.map(|(values, all_require)| (values, required || all_require));
        }
        let schema = self.model.resolve(effective.property(member)?);
        if let Some(value) = schema.constant().and_then(Node::as_bool) {
            return Some((vec![value.to_string()], required));
        }
        let booleans: Vec<String> =
            schema.listed().iter().filter_map(Node::as_bool).map(|value| value.to_string()).collect();
        if booleans.len() == 1 && schema.listed().len() == 1 {
            return Some((booleans, required));
        }
        let values = schema.values()?;
        Some((values.into_iter().map(text).collect(), required))
    }
}

/// A tag as text: a string as it is, anything else as JSON writes it, `2.0` as `2`.
fn text(value: &Node) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let integral = |number: &serde_json::Number| {
        number.as_f64().filter(|value| number.is_f64() && value.fract() == 0.0 && value.abs() < EXACT)
    };
    match value.as_number().and_then(integral) {
        Some(integer) => (integer as i64).to_string(),
        None => value.as_str().map_or_else(|| value.to_value().to_string(), str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::Dispatch;
    use crate::diagnostic::Diagnostics;
    use crate::source::{Node, SourceFiles};
    use crate::types::{Shape, reasons};
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    /// A document that answers with all of its schemas, which stand in the order given.
    fn document(schemas: &[(String, Value)]) -> Node {
        let members: Value = schemas.iter().map(|(name, _)| (name.clone(), refer(name))).collect();
        let content = json!({"application/json": {"schema": {"type": "object", "properties": members}}});
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"responses": {"200": {"description": "d", "content": content}}}}},
            "components": {"schemas": "SCHEMAS"},
        });
        // `Value` would sort them.
        let schemas: Vec<String> = schemas.iter().map(|(name, schema)| format!("\"{name}\": {schema}")).collect();
        let text = document.to_string().replace("\"SCHEMAS\"", &format!("{{{}}}", schemas.join(",")));
        let mut files = SourceFiles::new();
        let file = files.add("openapi.json", text);
        crate::source::read_json(&files, file, &mut Diagnostics::new()).expect("JSON")
    }

    fn refer(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    /// How the unions of a document tell objects apart, by name.
    fn decisions(document: &Node) -> BTreeMap<String, Vec<String>> {
        let mut diagnostics = Diagnostics::new();
        let planned = crate::plan(document, &mut diagnostics).expect("no errors");
        let unions = planned.graph.types.into_iter().filter_map(|def| match def.shape {
            Shape::Union(plan) => Some((def.name, reasons(&plan))),
            _ => None,
        });
        unions.collect()
    }

    fn tagged(values: Value) -> Value {
        json!({"type": "object", "required": ["kind"], "properties": {"kind": values}})
    }

    #[test]
    fn what_a_nested_union_says_depends_on_its_own_discriminator_alone() {
        let open = tagged(json!({"type": "string"}));
        let mapping = json!({"p": "#/components/schemas/P", "q": "#/components/schemas/Q"});
        let mut schemas = [
            ("P", open.clone()),
            ("Q", open),
            ("X", tagged(json!({"const": "x"}))),
            ("Plain", json!({"oneOf": [refer("P"), refer("Q")]})),
            (
                "Mapped",
                json!({"allOf": [refer("Plain")], "discriminator": {"propertyName": "kind", "mapping": mapping}}),
            ),
            ("O1", json!({"oneOf": [refer("Plain"), refer("X")]})),
            ("O2", json!({"oneOf": [refer("Mapped"), refer("X")]})),
        ]
        .map(|(name, schema)| (name.to_owned(), schema));
        let one = decisions(&document(&schemas));
        schemas.reverse();
        assert_eq!(one, decisions(&document(&schemas)));
        assert!(one["O2"][0].contains("by the member `kind`: `p` or `q` is `Mapped`"), "{}", one["O2"][0]);
    }

    #[test]
    fn an_unknown_tag_is_that_of_an_alternative_that_takes_any() {
        let of = |name: &str, schema: Value| (name.to_owned(), schema);
        let union = |last: Value| json!({"oneOf": [refer("Cat"), refer("Dog"), last], "discriminator": {"propertyName": "kind"}});
        let schemas = [
            of("Cat", tagged(json!({"const": "cat"}))),
            of("Dog", tagged(json!({"const": "dog"}))),
            of("Loose", tagged(json!({"type": "string"}))),
            of("Other", tagged(json!({"type": "string"}))),
            of("Inline", union(json!({"type": "object"}))),
            of("Named", union(refer("Loose"))),
            of("Names", json!({"oneOf": [refer("Loose"), refer("Other")], "discriminator": {"propertyName": "kind"}})),
        ];
        let document = document(&schemas);
        let planned = crate::plan(&document, &mut Diagnostics::new()).expect("no errors");
        let unlisted: BTreeMap<String, Vec<usize>> = planned
            .graph
            .types
            .into_iter()
            .filter_map(|def| match def.shape {
                Shape::Union(plan) => plan.dispatch.into_values().find_map(|dispatch| match dispatch {
                    Dispatch::Tag { unlisted, .. } => Some((def.name.clone(), unlisted)),
                    Dispatch::One(_) | Dispatch::Best(_) => None,
                }),
                _ => None,
            })
            .collect();
        assert_eq!(unlisted["Inline"], [2]);
        for name in ["Named", "Names"] {
            assert_eq!(
                unlisted[name], [0_usize; 0],
                "{name}: a component goes by its name, and another name is unknown"
            );
        }
    }

    #[test]
    fn tags_are_found_wherever_a_union_was_met_first() {
        // A chain of unions so long that its end is too deep for its beginning.
        let mut schemas = vec![("U0".to_owned(), tagged(json!({"const": "0"})))];
        for at in 1..=12 {
            let one_of = [refer(&format!("U{}", at - 1)), refer(&format!("T{at}"))];
            schemas.push((format!("T{at}"), tagged(json!({"const": at.to_string()}))));
            schemas.push((format!("U{at}"), json!({"oneOf": one_of})));
        }
        let up = decisions(&document(&schemas));
        schemas.reverse();
        assert_eq!(up, decisions(&document(&schemas)));
        assert!(up["U9"][0].contains("by the member `kind`: `0` or"), "{up:#?}");
    }

    #[test]
    fn many_tags_tell_alternatives_apart() {
        let names: Vec<String> = (0..50).map(|at| format!("A{at}")).collect();
        for declared in [false, true] {
            let mut union = json!({"oneOf": names.iter().map(|name| refer(name)).collect::<Vec<_>>()});
            if declared {
                union["discriminator"] = json!({"propertyName": "kind"});
            }
            let mut schemas = vec![("All".to_owned(), union)];
            for name in &names {
                let values: Vec<String> = (0..20).map(|value| format!("{name} {value}")).collect();
                schemas.push((name.clone(), tagged(json!({"type": "string", "enum": values}))));
            }
            let all = decisions(&document(&schemas));
            assert!(
                all["All"][0].starts_with("an object: by the member `kind`: `A0 0` or `A0 1`"),
                "{}",
                all["All"][0]
            );
        }
    }

    /// Events as vendors write them: what all have around a list of what each is.
    fn events(count: usize) -> Value {
        let event = |at: usize| {
            json!({"type": "object", "required": ["topic"], "properties": {
                "topic": {"const": format!("lamp.{at}")},
                "body": {"type": "object", "properties": {format!("m{at}"): {"type": "string"}}},
            }})
        };
        let base = json!({"type": "object", "required": ["id", "topic"], "properties": {
            "id": {"type": "string"}, "topic": {"type": "string"}, "body": {"type": "object", "additionalProperties": {}},
        }});
        json!({"allOf": [base, {"oneOf": (0..count).map(event).collect::<Vec<_>>()}]})
    }

    #[test]
    fn wide_unions_in_all_of_are_told_apart_by_their_tag() {
        for count in [111, 2_000] {
            let all = decisions(&document(&[("Event".to_owned(), events(count))]));
            assert!(all["Event"][0].starts_with("an object: by the member `topic`: `lamp.0`"), "{}", all["Event"][0]);
            assert!(all["Event"][0].contains(&format!("`lamp.{}`", count - 1)), "{}", all["Event"][0]);
        }
    }

    #[test]
    fn wide_unions_of_three_levels_are_told_apart_by_their_tag() {
        let level = |level: usize| {
            let mut events = events(40);
            let text = events.to_string().replace("lamp.", &format!("lamp{level}."));
            events = serde_json::from_str(&text).expect("JSON");
            events
        };
        let (mut outer, mut middle, inner) = (level(0), level(1), level(2));
        let list = |node: &mut Value, more: Value| {
            node["allOf"][1]["oneOf"].as_array_mut().expect("a list").push(more);
        };
        list(&mut middle, inner);
        list(&mut outer, middle);
        let all = decisions(&document(&[("Event".to_owned(), outer)]));
        for level in 0..3 {
            assert!(all["Event"][0].contains(&format!("`lamp{level}.39`")), "{}", all["Event"][0]);
        }
    }

    #[test]
    fn words_that_are_no_numbers_of_json_are_texts() {
        let one_of = ["inf", "nan"].map(|word| tagged(json!({"const": word})));
        let document = document(&[("U".to_owned(), json!({"oneOf": one_of}))]);
        let planned = crate::plan(&document, &mut Diagnostics::new()).expect("no errors");
        let codec = crate::types::render(&planned.graph).codec.to_string();
        assert!(codec.contains("unlisted_text"), "{codec}");
    }
}
