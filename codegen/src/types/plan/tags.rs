//! Discriminators: which member tells the objects of a union apart, by declaration or by constant values.

use super::super::graph::{Dispatch, TagPresence};
use super::merge::alternatives;
use super::{Place, Planner, enums, kind};
use crate::source::Node;

/// How deep unions within unions are searched for tags.
const MAX_NESTED_UNIONS: usize = 8;

/// An alternative that is an object, with what the tag search needs of it.
pub(super) struct Candidate {
    /// Its index among the variants.
    pub(super) variant: usize,
    /// Its effective schema.
    pub(super) effective: Node,
    /// The pointer of the component it refers to.
    pub(super) target: Option<String>,
}

impl Planner<'_> {
    /// How to tell objects apart by a tag, if a tag does it.
    pub(super) fn tag_dispatch(&mut self, union: &Node, candidates: &[Candidate]) -> Option<Dispatch> {
        let declared = union.get("discriminator").and_then(|node| node.str("propertyName"));
        if let Some(member) = declared
            && let Some(dispatch) = self.declared(union, member, candidates)
        {
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
    pub(super) fn sole_tag(&mut self, union: &Node, candidate: &Candidate) -> Option<Dispatch> {
        let declared = union.get("discriminator").and_then(|node| node.str("propertyName"));
        if let Some(member) = declared
            && let Some(dispatch) = self.declared(union, member, std::slice::from_ref(candidate))
        {
            return Some(dispatch);
        }
        let (effective, variant) = (&candidate.effective, candidate.variant);
        let place = Place { pointer: "#".to_owned(), parent: String::new(), words: String::new() };
        let required: Vec<&str> = effective.items("required").iter().filter_map(Node::as_str).collect();
        effective.members("properties").filter(|(name, _)| required.contains(&name.as_str())).find_map(
            |(name, schema)| {
                let schema = self.effective(schema, &place);
                let value = schema.get("const")?.as_str()?.to_owned();
                Some(self.by_tag(name, vec![(value, variant)], Vec::new(), std::slice::from_ref(candidate)))
            },
        )
    }

    /// A declared discriminator: mapped values, the constants the alternatives state themselves, and the names of the
    /// alternatives that have neither (OpenAPI 3.1.1, section 4.8.25).
    fn declared(&mut self, union: &Node, member: &str, candidates: &[Candidate]) -> Option<Dispatch> {
        let mapping: Vec<(String, String)> = union
            .get("discriminator")?
            .members("mapping")
            .filter_map(|(value, target)| {
                let target = target.as_str()?;
                let pointer =
                    if target.starts_with('#') { target.to_owned() } else { format!("#/components/schemas/{target}") };
                Some((value.clone(), pointer))
            })
            .collect();
        let (mut tags, mut untagged): (Vec<(String, usize)>, Vec<usize>) = (Vec::new(), Vec::new());
        for candidate in candidates {
            let mapped: Vec<&String> = mapping
                .iter()
                .filter(|(_, target)| Some(target) == candidate.target.as_ref())
                .map(|(value, _)| value)
                .collect();
            let stated = self.tag_values(&candidate.effective, member, 0).map(|(values, _)| values).unwrap_or_default();
            let implied = candidate.target.as_deref().and_then(|target| target.rsplit('/').next()).map(str::to_owned);
            let mut values: Vec<String> = mapped.into_iter().cloned().collect();
            values.extend(stated);
            if values.is_empty() {
                values.extend(implied);
            }
            if values.is_empty() {
                untagged.push(candidate.variant);
            }
            for value in values {
                match tags.iter().find(|(known, _)| *known == value) {
                    Some((_, variant)) if *variant == candidate.variant => {}
                    // Two alternatives with one value: the discriminator does not tell them apart.
                    Some(_) => return None,
                    None => tags.push((value, candidate.variant)),
                }
            }
        }
        (!tags.is_empty()).then(|| self.by_tag(member, tags, untagged, candidates))
    }

    /// A member whose constant values differ in all alternatives, but for at most one that lacks it.
    fn inferred(&mut self, member: &str, candidates: &[Candidate]) -> Option<Dispatch> {
        let (mut tags, mut untagged): (Vec<(String, usize)>, Vec<usize>) = (Vec::new(), Vec::new());
        for candidate in candidates {
            match self.tag_values(&candidate.effective, member, 0) {
                Some((values, required)) => {
                    for value in values {
                        if tags.iter().any(|(known, variant)| *known == value && *variant != candidate.variant) {
                            return None;
                        }
                        if !tags.contains(&(value.clone(), candidate.variant)) {
                            tags.push((value, candidate.variant));
                        }
                    }
                    if !required {
                        untagged.push(candidate.variant);
                    }
                }
                None => untagged.push(candidate.variant),
            }
        }
        let tagged =
            candidates.iter().filter(|candidate| tags.iter().any(|(_, variant)| *variant == candidate.variant)).count();
        let lacking = candidates.len() - tagged;
        (tagged >= 1 && lacking <= 1 && tagged + lacking == candidates.len() && (tagged > 1 || lacking == 1))
            .then(|| self.by_tag(member, tags, untagged, candidates))
    }

    fn by_tag(
        &mut self,
        member: &str,
        tags: Vec<(String, usize)>,
        untagged: Vec<usize>,
        candidates: &[Candidate],
    ) -> Dispatch {
        let is_required =
            untagged.is_empty() && candidates.iter().all(|candidate| self.requires(&candidate.effective, member, 0));
        // What reads as a number or a boolean may be one.
        let is_text = |(tag, _): &(String, usize)| tag.parse::<f64>().is_err() && tag.parse::<bool>().is_err();
        let presence = match is_required {
            false => TagPresence::Optional,
            true if tags.iter().all(is_text) => TagPresence::Text,
            true => TagPresence::Required,
        };
        Dispatch::Tag { member: member.to_owned(), tags, untagged, presence }
    }

    /// Whether an object, or each object of a nested union, must have a member.
    fn requires(&mut self, effective: &Node, member: &str, depth: usize) -> bool {
        if effective.items("required").iter().any(|name| name.as_str() == Some(member)) {
            return true;
        }
        let place = Place { pointer: "#".to_owned(), parent: String::new(), words: String::new() };
        let items = alternatives(effective).map(|(_, items)| items.to_vec()).unwrap_or_default();
        depth < MAX_NESTED_UNIONS
            && !items.is_empty()
            && items.iter().all(|item| {
                let item = self.effective(item, &place);
                kind(&item) == Some("null") || self.requires(&item, member, depth + 1)
            })
    }

    /// Members of an object, or of all objects of a nested union, that have constant values.
    fn constant_members(&mut self, effective: &Node) -> Vec<String> {
        let names: Vec<String> = match alternatives(effective) {
            Some((_, items)) => {
                let first = items.first().cloned();
                let place = Place { pointer: "#".to_owned(), parent: String::new(), words: String::new() };
                let first = first.map(|first| self.effective(&first, &place));
                first
                    .map(|first| first.members("properties").map(|(name, _)| name.clone()).collect())
                    .unwrap_or_default()
            }
            None => effective.members("properties").map(|(name, _)| name.clone()).collect(),
        };
        names.into_iter().filter(|name| self.tag_values(effective, name, 0).is_some()).collect()
    }

    /// The values a member can have, as text, and whether it must be there; nothing unless all values are listed.
    fn tag_values(&mut self, effective: &Node, member: &str, depth: usize) -> Option<(Vec<String>, bool)> {
        if depth > MAX_NESTED_UNIONS {
            return None;
        }
        let place = Place { pointer: "#".to_owned(), parent: String::new(), words: String::new() };
        if let Some((_, items)) = alternatives(effective) {
            let (mut all, mut required) = (Vec::new(), true);
            for item in items {
                let item = self.effective(item, &place);
                if kind(&item) == Some("null") {
                    continue;
                }
                let (values, must) = self.tag_values(&item, member, depth + 1)?;
                all.extend(values);
                required &= must;
            }
            return (!all.is_empty()).then_some((all, required));
        }
        let required = effective.items("required").iter().any(|name| name.as_str() == Some(member));
        let schema = effective.get("properties")?.get(member)?.clone();
        let schema = self.effective(&schema, &place);
        if let Some(value) = schema.get("const").and_then(Node::as_bool) {
            return Some((vec![value.to_string()], required));
        }
        let booleans: Vec<String> =
            schema.items("enum").iter().filter_map(Node::as_bool).map(|value| value.to_string()).collect();
        if booleans.len() == 1 && schema.items("enum").len() == 1 {
            return Some((booleans, required));
        }
        let values = enums::values(&schema)?;
        let text = |value: &&Node| value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_value().to_string());
        Some((values.iter().map(text).collect(), required))
    }
}
