//! The members and items of a schema. Follows no reference.

use super::{Schema, Schemas};
use crate::source::Node;

/// Its members and items.
impl Schema {
    /// The members that it names.
    pub fn properties(&self) -> impl Iterator<Item = (&String, &Self)> {
        self.0.members("properties").map(|(name, schema)| (name, Self::of(schema)))
    }

    /// A member by its name.
    pub fn property(&self, name: &str) -> Option<&Self> {
        self.0.get("properties")?.get(name).map(Self::of)
    }

    /// Whether it states `properties`, be it of none.
    pub fn states_properties(&self) -> bool {
        self.has("properties")
    }

    /// Whether it names a member.
    pub fn has_properties(&self) -> bool {
        self.properties().next().is_some()
    }

    /// The names of members that have to be there.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.required_nodes().iter().filter_map(Node::as_str)
    }

    /// The names of members that have to be there, with their places.
    pub fn required_nodes(&self) -> &[Node] {
        self.0.items("required")
    }

    /// Whether a member has to be there.
    pub fn requires(&self, name: &str) -> bool {
        self.required().any(|required| required == name)
    }

    /// The schema of members that nothing names.
    pub fn additional_properties(&self) -> Option<&Self> {
        self.schema("additionalProperties")
    }

    /// The schemas of members by patterns of their names.
    pub fn pattern_properties(&self) -> impl Iterator<Item = (&String, &Self)> {
        self.0.members("patternProperties").map(|(pattern, schema)| (pattern, Self::of(schema)))
    }

    /// Whether it has patterns of names of members.
    pub fn has_pattern_properties(&self) -> bool {
        self.pattern_properties().next().is_some()
    }

    /// Whether it states `patternProperties`, be it of none.
    pub fn states_pattern_properties(&self) -> bool {
        self.has("patternProperties")
    }

    /// The schema of items.
    pub fn items(&self) -> Option<&Self> {
        self.schema("items")
    }

    /// The schemas of the first items.
    pub fn prefix_items(&self) -> Schemas<'_> {
        self.schemas("prefixItems")
    }

    /// Whether it has schemas of the first items, be it none.
    pub fn states_prefix_items(&self) -> bool {
        self.has("prefixItems")
    }
}
