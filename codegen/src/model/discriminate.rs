//! What tells the objects of a union apart: the values of a member, through references, `allOf` and nested unions. What
//! becomes of them is decided by who asks.
//!
//! See `codegen/docs/unions.md`.

use super::discriminator::{Tagged, Tags, leads_to, tags};
use super::resolve::Resolver;
use super::schema::{Discriminator, Schema, Schemas};
use crate::source::{Node, Span};
use std::collections::HashMap;

/// How deep unions within unions are searched for tags.
const MAX_NESTED_UNIONS: usize = 8;

/// The values of a tag, and whether all alternatives require it, by the places of these and of the discriminator, the
/// member, and how deep the union lies.
pub(super) type UnionTags = HashMap<(Option<Span>, Option<Span>, String, usize), Option<(Vec<String>, bool)>>;

/// An alternative that is an object, with what the tag search needs of it.
pub(crate) struct Candidate {
    /// Its index among the variants.
    pub(crate) variant: usize,
    /// Its effective schema.
    pub(crate) effective: Schema,
    /// The pointer of the component it refers to.
    pub(crate) target: Option<String>,
    /// The discriminator of the union it stands in.
    pub(crate) discriminator: Option<Discriminator>,
}

impl Candidate {
    /// The member by which its union is told apart, as far as the document says.
    pub(crate) fn declared(&self) -> Option<&str> {
        self.discriminator.as_ref()?.member()
    }

    /// Whether the discriminator names this alternative for all values that it does not map.
    pub(crate) fn is_default(&self) -> bool {
        let stated = self.discriminator.as_ref().and_then(Discriminator::default_mapping);
        stated.is_some_and(|stated| leads_to(stated, self.target.as_deref()))
    }
}

impl Resolver<'_> {
    /// The values of a declared discriminator, and the candidate that each stands for, by its index.
    pub(crate) fn declared_tags(&mut self, member: &str, candidates: &[Candidate], depth: usize) -> Option<Tags> {
        let mut alternatives = Vec::new();
        for Candidate { effective, target, discriminator, .. } in candidates {
            let stated = self.tag_values(effective, member, depth).map(|(values, _)| values);
            alternatives.push(Tagged::new(discriminator.as_ref(), target.as_deref(), stated.unwrap_or_default()));
        }
        tags(&alternatives)
    }

    /// The values that the schemas of an object, or of the objects of a nested union, state for a member.
    pub(crate) fn stated(&mut self, effective: &Schema, member: &str, depth: usize) -> Vec<Node> {
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
        let schema = self.resolve(schema);
        schema.all_constants().cloned().collect()
    }

    /// Whether an object, or each object of a nested union, must have a member.
    pub(crate) fn requires(&mut self, effective: &Schema, member: &str, depth: usize) -> bool {
        if effective.requires(member) {
            return true;
        }
        effective.alternatives().is_some_and(|(_, items)| self.all_require(items, member, depth))
    }

    fn all_require(&mut self, items: Schemas<'_>, member: &str, depth: usize) -> bool {
        depth < MAX_NESTED_UNIONS
            && items.iter().all(|item| {
                let item = self.resolve(item);
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
            let item = self.resolve(item);
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
            let effective = self.resolve(item);
            if !effective.is_null() {
                let target = item.pure_reference().map(str::to_owned);
                let discriminator = discriminator.clone();
                found.push(Candidate { variant, effective, target, discriminator });
            }
        }
        found
    }

    /// Members of an object, or of all objects of a nested union, that have constant values.
    pub(crate) fn constant_members(&mut self, effective: &Schema) -> Vec<String> {
        let names: Vec<String> = match effective.alternatives() {
            Some((_, items)) => {
                let declared = effective.tag();
                let first = items.first().map(|first| self.resolve(first));
                let members = first.iter().flat_map(|first| first.properties());
                declared.into_iter().map(str::to_owned).chain(members.map(|(name, _)| name.clone())).collect()
            }
            None => effective.properties().map(|(name, _)| name.clone()).collect(),
        };
        names.into_iter().filter(|name| self.tag_values(effective, name, 0).is_some()).collect()
    }

    /// The values a member can have, as text, and whether it must be there; nothing unless all values are listed.
    pub(crate) fn tag_values(&mut self, effective: &Schema, member: &str, depth: usize) -> Option<(Vec<String>, bool)> {
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
        let schema = self.resolve(effective.property(member)?);
        if let Some(value) = schema.constant().and_then(Node::as_bool) {
            return Some((vec![value.to_string()], required));
        }
        let booleans: Vec<String> =
            schema.listed().iter().filter_map(Node::as_bool).map(|value| value.to_string()).collect();
        if booleans.len() == 1 && schema.listed().len() == 1 {
            return Some((booleans, required));
        }
        let values = schema.values()?;
        Some((values.into_iter().map(tag_text).collect(), required))
    }
}

/// A tag as text: a string as it is, anything else as JSON writes it, `2.0` as `2`.
pub(crate) fn tag_text(value: &Node) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let integral = |number: &serde_json::Number| {
        number.as_f64().filter(|value| number.is_f64() && value.fract() == 0.0 && value.abs() < EXACT)
    };
    match value.as_number().and_then(integral) {
        Some(integer) => (integer as i64).to_string(),
        None => value.as_str().map_or_else(|| value.to_value().to_string(), str::to_owned),
    }
}
