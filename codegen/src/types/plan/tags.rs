//! Discriminators: which member tells the objects of a union apart, by declaration or by constant values.

use super::super::graph::{Dispatch, TagPresence};
use super::merge::alternatives;
use super::{Place, Planner, enums, is_null};
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
    /// The discriminator of the union it stands in.
    pub(super) discriminator: Option<Node>,
}

impl Candidate {
    /// The member by which its union is told apart, as far as the document says.
    fn declared(&self) -> Option<&str> {
        self.discriminator.as_ref()?.str("propertyName")
    }

    /// The values that the discriminator maps to it (OpenAPI 3.1.1, section 4.8.25).
    fn mapped(&self) -> Vec<String> {
        let mapping = self.discriminator.iter().flat_map(|discriminator| discriminator.members("mapping"));
        let leads_here = |target: &Node| {
            let target = target.as_str()?;
            let is_name = || self.target.as_deref() == Some(&format!("#/components/schemas/{target}"));
            Some(self.target.as_deref() == Some(target) || is_name())
        };
        mapping.filter(|(_, target)| leads_here(target) == Some(true)).map(|(value, _)| value.clone()).collect()
    }

    /// The name of its component, which stands for it where nothing else does.
    fn implied(&self) -> Option<String> {
        self.target.as_deref()?.rsplit('/').next().map(|name| name.replace("~1", "/").replace("~0", "~"))
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
        let required: Vec<&str> = effective.items("required").iter().filter_map(Node::as_str).collect();
        effective.members("properties").filter(|(name, _)| required.contains(&name.as_str())).find_map(
            |(name, schema)| {
                let schema = self.effective(schema, &nowhere());
                let (value, _) = enums::constant(&schema)?;
                let tag = (value.as_str()?.to_owned(), variant);
                Some(self.by_tag(name, vec![tag], [Vec::new(), Vec::new()], std::slice::from_ref(candidate)))
            },
        )
    }

    /// The dispatch by the discriminator that all alternatives have by declaration.
    fn declared(&mut self, candidates: &[Candidate]) -> Option<Dispatch> {
        let member = candidates.first()?.declared()?.to_owned();
        if !candidates.iter().all(|candidate| candidate.declared() == Some(&member)) {
            return None;
        }
        let tags = self.declared_tags(&member, candidates, 0)?;
        let tagged = |candidate: &Candidate| tags.iter().any(|(_, variant)| *variant == candidate.variant);
        let untagged = candidates.iter().filter(|candidate| !tagged(candidate) || !self.names(candidate, &member));
        let untagged = untagged.map(|candidate| candidate.variant).collect();
        (!tags.is_empty()).then(|| self.by_tag(&member, tags, [untagged, Vec::new()], candidates))
    }

    /// The values of a declared discriminator: those the mapping gives, else those the alternatives state themselves, else
    /// their names (OpenAPI 3.1.1, section 4.8.25). Values that several state, as members of a shared enum do, say nothing.
    fn declared_tags(&mut self, member: &str, candidates: &[Candidate], depth: usize) -> Option<Vec<(String, usize)>> {
        let mapped: Vec<Vec<String>> = candidates.iter().map(Candidate::mapped).collect();
        let stated: Vec<Vec<String>> = candidates
            .iter()
            .map(|candidate| self.tag_values(&candidate.effective, member, depth))
            .map(|found| found.map(|(values, _)| values).unwrap_or_default())
            .collect();
        let mut tags: Vec<(String, usize)> = Vec::new();
        for (at, candidate) in candidates.iter().enumerate() {
            let others = |lists: &[Vec<String>], value: &String| {
                lists.iter().enumerate().any(|(other, values)| other != at && values.contains(value))
            };
            let own = stated[at].iter().filter(|value| !others(&mapped, value) && !others(&stated, value)).cloned();
            let mut values = mapped[at].clone();
            values.extend(own);
            if values.is_empty() {
                // A name that the schema itself rules out is not meant.
                let possible = |name: &String| stated[at].is_empty() || stated[at].contains(name);
                match candidate.implied() {
                    Some(name) if possible(&name) => values.push(name),
                    _ if stated[at].is_empty() => {}
                    _ => return None,
                }
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
        Some(tags)
    }

    /// Whether the schema of an alternative has a member by name; of a union, whether one of its alternatives has.
    fn names(&mut self, candidate: &Candidate, member: &str) -> bool {
        alternatives(&candidate.effective).is_some()
            || candidate.effective.get("properties").is_some_and(|members| members.get(member).is_some())
    }

    /// A member whose constant values differ in all alternatives, but for at most one that lacks it.
    fn inferred(&mut self, member: &str, candidates: &[Candidate]) -> Option<Dispatch> {
        let mut tags: Vec<(String, usize)> = Vec::new();
        let (mut untagged, mut unlisted) = (Vec::new(), Vec::new());
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
                None => {
                    untagged.push(candidate.variant);
                    unlisted.push(candidate.variant);
                }
            }
        }
        let tagged =
            candidates.iter().filter(|candidate| tags.iter().any(|(_, variant)| *variant == candidate.variant)).count();
        let lacking = candidates.len() - tagged;
        (tagged >= 1 && lacking <= 1 && tagged + lacking == candidates.len() && (tagged > 1 || lacking == 1))
            .then(|| self.by_tag(member, tags, [untagged, unlisted], candidates))
    }

    fn by_tag(
        &mut self,
        member: &str,
        tags: Vec<(String, usize)>,
        [untagged, unlisted]: [Vec<usize>; 2],
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
        let stated: Vec<Node> = match tags.iter().all(is_text) {
            true => Vec::new(),
            false => candidates.iter().flat_map(|candidate| self.stated(&candidate.effective, member, 0)).collect(),
        };
        let stands = |tag: &str, as_text: bool| {
            stated.iter().any(|value| value.as_str().is_some() == as_text && text(value) == tag)
        };
        let literals = tags.iter().map(|(tag, _)| tag).filter(|tag| stands(tag, false) && !stands(tag, true));
        let literals = literals.cloned().collect();
        Dispatch::Tag { member: member.to_owned(), tags, literals, untagged, unlisted, presence }
    }

    /// The values that the schemas of an object, or of the objects of a nested union, state for a member.
    fn stated(&mut self, effective: &Node, member: &str, depth: usize) -> Vec<Node> {
        if depth > MAX_NESTED_UNIONS {
            return Vec::new();
        }
        if let Some((_, items)) = alternatives(effective) {
            let nested = self.candidates(effective, items);
            return nested.iter().flat_map(|candidate| self.stated(&candidate.effective, member, depth + 1)).collect();
        }
        let Some(schema) = effective.get("properties").and_then(|members| members.get(member)) else {
            return Vec::new();
        };
        let schema = self.effective(&schema.clone(), &nowhere());
        schema.get("const").into_iter().chain(schema.items("enum")).cloned().collect()
    }

    /// Whether an object, or each object of a nested union, must have a member.
    fn requires(&mut self, effective: &Node, member: &str, depth: usize) -> bool {
        if effective.items("required").iter().any(|name| name.as_str() == Some(member)) {
            return true;
        }
        let items = alternatives(effective).map(|(_, items)| items.to_vec()).unwrap_or_default();
        depth < MAX_NESTED_UNIONS
            && !items.is_empty()
            && items.iter().all(|item| {
                let item = self.effective(item, &nowhere());
                is_null(&item) || self.requires(&item, member, depth + 1)
            })
    }

    /// The values of all alternatives of a nested union, and whether all must have the member.
    fn tags_of_union(
        &mut self,
        union: &Node,
        items: &[Node],
        member: &str,
        depth: usize,
    ) -> Option<(Vec<String>, bool)> {
        let declared = union.get("discriminator").and_then(|node| node.str("propertyName"));
        if declared == Some(member) {
            let nested = self.candidates(union, items);
            if let Some(tags) = self.declared_tags(member, &nested, depth + 1) {
                let required = self.requires(union, member, depth);
                return (!tags.is_empty()).then(|| (tags.into_iter().map(|(value, _)| value).collect(), required));
            }
        }
        let (mut all, mut required) = (Vec::new(), true);
        for item in items {
            let item = self.effective(item, &nowhere());
            if !is_null(&item) {
                let (values, must) = self.tag_values(&item, member, depth + 1)?;
                all.extend(values);
                required &= must;
            }
        }
        (!all.is_empty()).then_some((all, required))
    }

    /// The alternatives of a nested union, but for `null`.
    fn candidates(&mut self, union: &Node, items: &[Node]) -> Vec<Candidate> {
        let discriminator = union.get("discriminator").cloned();
        let mut found = Vec::new();
        for (variant, item) in items.iter().enumerate() {
            let effective = self.effective(item, &nowhere());
            if !is_null(&effective) {
                let (target, discriminator) = (self.pure_reference(item), discriminator.clone());
                found.push(Candidate { variant, effective, target, discriminator });
            }
        }
        found
    }

    /// Members of an object, or of all objects of a nested union, that have constant values.
    fn constant_members(&mut self, effective: &Node) -> Vec<String> {
        let names: Vec<String> = match alternatives(effective) {
            Some((_, items)) => {
                let declared = effective.get("discriminator").and_then(|node| node.str("propertyName"));
                let first = items.first().map(|first| self.effective(first, &nowhere()));
                let members = first.iter().flat_map(|first| first.members("properties"));
                declared.into_iter().map(str::to_owned).chain(members.map(|(name, _)| name.clone())).collect()
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
        if let Some((keyword, items)) = alternatives(effective) {
            // Many schemas refer to one large union.
            let key = (effective.get(keyword).map(|node| node.span), member.to_owned());
            if let Some(known) = self.union_tags.get(&key) {
                return known.clone();
            }
            let found = self.tags_of_union(effective, items, member, depth);
            self.union_tags.insert(key, found.clone());
            return found;
        }
        let required = effective.items("required").iter().any(|name| name.as_str() == Some(member));
        let schema = effective.get("properties")?.get(member)?.clone();
        let schema = self.effective(&schema, &nowhere());
        if let Some(value) = schema.get("const").and_then(Node::as_bool) {
            return Some((vec![value.to_string()], required));
        }
        let booleans: Vec<String> =
            schema.items("enum").iter().filter_map(Node::as_bool).map(|value| value.to_string()).collect();
        if booleans.len() == 1 && schema.items("enum").len() == 1 {
            return Some((booleans, required));
        }
        let values = enums::values(&schema)?;
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

/// A place for schemas that are only looked at.
fn nowhere() -> Place {
    Place { pointer: "#".to_owned(), parent: String::new(), words: String::new() }
}
