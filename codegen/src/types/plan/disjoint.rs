//! Whether the best match among alternatives is certain: whether every two of them differ in what they require, list or
//! hold.
//!
//! See `codegen/docs/unions.md`.

use super::merge::alternatives;
use super::{Place, Planner, enums, kind};
use crate::source::{Data, Node};
use crate::types::JsonKind;
use std::collections::BTreeSet;

/// How deep members are looked into for a difference.
const MAX_DEPTH: usize = 3;

impl Planner<'_> {
    /// The first two alternatives of a kind that one value may fit alike; nothing where there are none.
    pub(super) fn clash(&mut self, kind: JsonKind, alternatives: &[&Node]) -> Option<(usize, usize)> {
        let count = alternatives.len();
        let pairs = (0..count).flat_map(|left| (left + 1..count).map(move |right| (left, right)));
        pairs.into_iter().find(|(left, right)| !self.differ(kind, alternatives[*left], alternatives[*right], 0))
    }

    fn differ(&mut self, kind: JsonKind, left: &Node, right: &Node, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        match kind {
            JsonKind::Object => {
                requires_other(left, right)
                    || requires_other(right, left)
                    || self.differ_in_a_member(left, right, depth).is_some()
            }
            JsonKind::Array => self.differ_in_items(left, right, depth),
            // Listed values come first, then formats, then anything: what is listed is certain.
            JsonKind::String => match (enums::values(left), enums::values(right)) {
                (Some(left), Some(right)) => !left.iter().any(|value| right.contains(value)),
                (None, None) => match (format(left), format(right)) {
                    (Some(left), Some(right)) => left != right,
                    _ => false,
                },
                _ => true,
            },
            JsonKind::Number => match (enums::values(left), enums::values(right)) {
                (Some(left), Some(right)) => !left.iter().any(|value| right.contains(value)),
                _ => true,
            },
            JsonKind::Boolean | JsonKind::Null => true,
        }
    }

    /// A member that both objects require, and that cannot be the same in both.
    pub(super) fn differ_in_a_member(&mut self, left: &Node, right: &Node, depth: usize) -> Option<String> {
        let required: Vec<&str> = left.items("required").iter().filter_map(Node::as_str).collect();
        let by_both = right.items("required").iter().filter_map(Node::as_str).filter(|name| required.contains(name));
        by_both.map(str::to_owned).find(|name| {
            let member = |schema: &Node| schema.get("properties")?.get(name).cloned();
            let (Some(left), Some(right)) = (member(left), member(right)) else { return false };
            self.are_disjoint(&left, &right, depth + 1)
        })
    }

    /// Whether no value can be both; a constant that some object requires inside of it counts.
    fn are_disjoint(&mut self, left: &Node, right: &Node, depth: usize) -> bool {
        let (left, right) = (self.effective(left, &Place::nowhere()), self.effective(right, &Place::nowhere()));
        if alternatives(&left).is_some() || alternatives(&right).is_some() {
            return self.kinds(&left, 0).is_disjoint(&self.kinds(&right, 0));
        }
        if let (Some(left), Some(right)) = (constants(&left), constants(&right)) {
            return left.is_disjoint(&right);
        }
        let kinds: Vec<JsonKind> = self.kinds(&left, 0).intersection(&self.kinds(&right, 0)).copied().collect();
        kinds.into_iter().all(|kind| match kind {
            JsonKind::Object => self.differ_in_a_member(&left, &right, depth).is_some(),
            JsonKind::Array => self.differ_in_items(&left, &right, depth),
            JsonKind::String => self.differ(JsonKind::String, &left, &right, depth),
            JsonKind::Number | JsonKind::Boolean | JsonKind::Null => false,
        })
    }

    /// Whether no value satisfies both of two effective schemas, as far as their types, lists of values and required members
    /// say. Stricter than what tells alternatives apart: a listed value is a text, too.
    pub(super) fn excludes(&mut self, left: &Node, right: &Node, depth: usize) -> bool {
        let kinds = self.kinds(left, 0);
        let common: Vec<JsonKind> = kinds.intersection(&self.kinds(right, 0)).copied().collect();
        if common.is_empty() {
            return true;
        }
        if alternatives(left).is_some() || depth > MAX_DEPTH {
            return false;
        }
        if let Some((_, items)) = alternatives(right) {
            let items = items.to_vec();
            return items.iter().all(|item| {
                let item = self.effective(item, &Place::nowhere());
                self.excludes(left, &item, depth + 1)
            });
        }
        if let (Some(left), Some(right)) = (constants(left), constants(right)) {
            return left.is_disjoint(&right);
        }
        common == [JsonKind::Object] && self.exclude_in_a_member(left, right, depth)
    }

    /// Whether one of two objects requires a member that cannot satisfy both.
    fn exclude_in_a_member(&mut self, left: &Node, right: &Node, depth: usize) -> bool {
        let required = [left, right].into_iter().flat_map(|node| node.items("required")).filter_map(Node::as_str);
        let names: BTreeSet<&str> = required.collect();
        names.into_iter().any(|name| {
            let member = |schema: &Node| schema.get("properties")?.get(name).cloned();
            let (Some(left), Some(right)) = (member(left), member(right)) else { return false };
            let (left, right) = (self.effective(&left, &Place::nowhere()), self.effective(&right, &Place::nowhere()));
            self.excludes(&left, &right, depth + 1)
        })
    }

    fn differ_in_items(&mut self, left: &Node, right: &Node, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let place = |schema: &Node, at: usize| match schema.items("prefixItems").get(at) {
            Some(item) => Some(item.clone()),
            None => schema.get("items").filter(|items| items.as_object().is_some()).cloned(),
        };
        let places = left.items("prefixItems").len().max(right.items("prefixItems").len()).max(1);
        (0..places).any(|at| match (place(left, at), place(right, at)) {
            (Some(left), Some(right)) => self.are_disjoint(&left, &right, depth + 1),
            _ => false,
        })
    }
}

/// The values that a schema lists, as JSON.
fn constants(schema: &Node) -> Option<BTreeSet<String>> {
    let listed = match (schema.get("const"), schema.get("enum")) {
        (Some(constant), _) => vec![constant],
        (None, Some(Node { data: Data::Array(values), .. })) => values.iter().collect(),
        _ => return None,
    };
    Some(listed.into_iter().map(|value| value.to_value().to_string()).collect())
}

/// The format of texts that the runtime tells from others.
fn format(schema: &Node) -> Option<&str> {
    (kind(schema) == Some("string"))
        .then(|| schema.str("format"))?
        .filter(|format| matches!(*format, "date-time" | "date" | "uuid"))
}

/// Whether an object must have a member that another does not name. Names that it requires and does not declare are not
/// asked for.
fn requires_other(this: &Node, other: &Node) -> bool {
    let named = |schema: &Node, name: &str| schema.get("properties").is_some_and(|members| members.get(name).is_some());
    let mut required = this.items("required").iter().filter_map(Node::as_str).filter(|name| named(this, name));
    required.any(|name| !named(other, name))
}
