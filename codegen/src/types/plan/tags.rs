//! Discriminators: which member tells the objects of a union apart, by declaration or by constant values.
//!
//! See `codegen/docs/unions.md`.

use super::super::graph::{Dispatch, TagPresence, may_be_literal};
use super::Planner;
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::code;
use crate::model::{Candidate, Tags, tag_text};
use crate::source::Node;
use crate::text::nearest::{likely, quoted};
use indexmap::IndexMap;
use std::collections::HashSet;

/// The most values that a message names.
const MAX_NAMES: usize = 4;

impl Planner<'_> {
    /// How to tell objects apart by a tag, if a tag does it.
    pub(super) fn tag_dispatch(&mut self, candidates: &[Candidate]) -> Option<Dispatch> {
        if let Some(dispatch) = self.declared(candidates) {
            return Some(dispatch);
        }
        let mut members: Vec<String> = Vec::new();
        for candidate in candidates {
            for member in self.model.constant_members(&candidate.effective) {
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
        let Tags { by_value, is_contradicted } = self.model.declared_tags(&member, candidates, 0)?;
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
            candidate.target.is_none() && self.model.tag_values(&candidate.effective, member, 0).is_none()
        };
        candidates.iter().filter(is_open).map(|candidate| candidate.variant).collect()
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
            let Some((values, required)) = self.model.tag_values(effective, member, 0) else {
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
            && candidates.iter().all(|candidate| self.model.requires(&candidate.effective, member, 0));
        let are_texts = !tags.iter().any(|(tag, _)| may_be_literal(tag));
        let presence = match is_required {
            false => TagPresence::Optional,
            true if are_texts => TagPresence::Text,
            true => TagPresence::Required,
        };
        let stated: Vec<Node> = match are_texts {
            true => Vec::new(),
            false => {
                candidates.iter().flat_map(|candidate| self.model.stated(&candidate.effective, member, 0)).collect()
            }
        };
        let (texts, others): (Vec<&Node>, Vec<&Node>) = stated.iter().partition(|value| value.as_str().is_some());
        let [texts, others] =
            [texts, others].map(|values| values.into_iter().map(tag_text).collect::<HashSet<String>>());
        let literals = tags.iter().map(|(tag, _)| tag).filter(|tag| others.contains(*tag) && !texts.contains(*tag));
        let literals = literals.cloned().collect();
        Dispatch::Tag { member: member.to_owned(), tags, literals, untagged, unlisted, presence }
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
