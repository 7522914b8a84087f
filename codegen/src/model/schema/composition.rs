//! What a schema is made of: references, parts and alternatives, as they are stated. Follows no reference.

use super::{Discriminator, Schema, Schemas, Union};
use crate::source::Span;
use crate::spec::keywords::is_annotation;

/// What it is made of.
impl Schema {
    /// The pointer that it refers to.
    pub fn reference(&self) -> Option<&str> {
        self.0.str("$ref")
    }

    /// Whether it states a reference, be it none that can be followed.
    pub fn states_reference(&self) -> bool {
        self.has("$ref")
    }

    /// Where its reference stands.
    pub fn reference_span(&self) -> Span {
        self.0.get("$ref").map_or(self.span(), |reference| reference.span)
    }

    /// The schemas of which its values are of all.
    pub fn all_of(&self) -> Schemas<'_> {
        self.schemas("allOf")
    }

    /// Whether merging has to follow a reference or parts.
    pub fn is_joined(&self) -> bool {
        self.has_any(&["$ref", "allOf"])
    }

    /// The alternatives of a keyword, whatever they say.
    pub fn union_of(&self, keyword: Union) -> Schemas<'_> {
        self.schemas(keyword.keyword())
    }

    /// Where its alternatives by a keyword stand.
    pub fn union_span(&self, keyword: Union) -> Option<Span> {
        self.0.get(keyword.keyword()).map(|node| node.span)
    }

    /// Whether it states alternatives by a keyword.
    pub fn has_union_of(&self, keyword: Union) -> bool {
        self.has(keyword.keyword())
    }

    /// Whether it states alternatives.
    pub fn has_union(&self) -> bool {
        Union::ALL.into_iter().any(|keyword| self.has_union_of(keyword))
    }

    /// All alternatives, those of one keyword after those of the other.
    pub fn all_alternatives(&self) -> impl Iterator<Item = &Self> + Clone {
        Union::ALL.into_iter().flat_map(|keyword| self.union_of(keyword).iter())
    }

    /// The keyword of the alternatives, and they; nothing when they only constrain the schema around them
    /// (`oneOf: [{required: [a]}, {required: [b]}]`).
    pub fn alternatives(&self) -> Option<(Union, Schemas<'_>)> {
        Union::ALL.into_iter().find_map(|keyword| match self.union_of(keyword) {
            items if items.is_empty() || items.iter().all(Self::only_constrains) => None,
            items => Some((keyword, items)),
        })
    }

    /// Whether there are alternatives that say what a value is.
    pub fn is_union(&self) -> bool {
        self.alternatives().is_some()
    }

    /// Whether it says nothing about what a value is, only which members it must have.
    fn only_constrains(&self) -> bool {
        const CONSTRAINTS: [&str; 5] = ["required", "not", "minProperties", "maxProperties", "pattern"];
        self.keywords().is_some_and(|keywords| {
            keywords.keys().all(|keyword| is_annotation(keyword) || CONSTRAINTS.contains(&keyword.as_str()))
                && keywords.keys().any(|keyword| !is_annotation(keyword))
        })
    }

    /// Whether it only says which members have to be there.
    pub fn only_requires(&self) -> bool {
        self.keywords().is_some_and(|keywords| {
            keywords.contains_key("required")
                && keywords.keys().all(|keyword| keyword == "required" || is_annotation(keyword))
        })
    }

    /// What tells the alternatives apart.
    pub fn discriminator(&self) -> Option<&Discriminator> {
        self.0.get("discriminator").map(Discriminator::of)
    }

    /// The member that its discriminator names.
    pub fn tag(&self) -> Option<&str> {
        self.discriminator()?.member()
    }

    /// The pointer of another schema, if this is nothing but a reference to it (annotations beside it aside).
    pub fn pure_reference(&self) -> Option<&str> {
        let keywords = self.keywords()?;
        let describes_beside = |of: &str| keywords.keys().all(|keyword| keyword == of || is_annotation(keyword));
        if let Some(target) = self.reference() {
            return describes_beside("$ref").then_some(target);
        }
        let mut parts = self.all_of().iter().filter(|part| !part.only_describes());
        match (parts.next(), parts.next()) {
            (Some(only), None) if describes_beside("allOf") => only.pure_reference(),
            _ => None,
        }
    }

    /// The pointer of another schema, if this is nothing but a reference to it or `null`, and whether `null` is named.
    pub fn sole_reference(&self) -> Option<(&str, bool)> {
        if let Some(target) = self.pure_reference() {
            return Some((target, false));
        }
        let keyword = ["oneOf", "anyOf", "allOf"].into_iter().find(|keyword| self.has(keyword))?;
        let is_said = |key: &String| key != keyword && (!is_annotation(key) || key == "x-unset-values");
        if self.keywords()?.keys().any(is_said) {
            return None;
        }
        let is_null =
            |item: &&Self| item.types() == ["null"] || item.only_value().is_some_and(|(value, _)| value.is_null());
        let (nulls, others): (Vec<&Self>, Vec<&Self>) = self.schemas(keyword).iter().partition(is_null);
        let [only] = others.as_slice() else { return None };
        let (target, inner) = only.sole_reference()?;
        Some((target, inner || !nulls.is_empty() && keyword != "allOf"))
    }

    /// Whether it says nothing of what its values are: no alternatives, parts, values or reference.
    pub fn is_open(&self) -> bool {
        !self.has_any(&["oneOf", "anyOf", "allOf", "enum", "const", "$ref"])
    }

    /// Whether it has no name, and neither refers to other schemas nor is made of them.
    pub fn is_nameless(&self) -> bool {
        !self.has_any(&["$ref", "title", "allOf", "oneOf", "anyOf"])
    }

    /// Whether it names members, or may by what it is made of.
    pub fn has_named_members(&self) -> bool {
        self.has_any(&["properties", "patternProperties", "allOf", "$ref", "oneOf", "anyOf"])
    }
}
