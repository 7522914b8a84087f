//! Whether the best match among alternatives is certain: whether every two of them differ in what they require, list or
//! hold.
//!
//! See `codegen/docs/unions.md`.

use super::kind::JsonKind;
use super::resolve::Resolver;
use super::schema::Schema;
use std::collections::BTreeSet;

/// How deep members are looked into for a difference.
const MAX_DEPTH: usize = 3;

impl Resolver<'_> {
    /// The first two alternatives of a kind that one value may fit alike; nothing where there are none.
    pub(crate) fn clash(&mut self, kind: JsonKind, alternatives: &[&Schema]) -> Option<(usize, usize)> {
        let count = alternatives.len();
        let pairs = (0..count).flat_map(|left| (left + 1..count).map(move |right| (left, right)));
        pairs.into_iter().find(|(left, right)| !self.differ(kind, alternatives[*left], alternatives[*right], 0))
    }

    fn differ(&mut self, kind: JsonKind, left: &Schema, right: &Schema, depth: usize) -> bool {
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
            JsonKind::String => match (left.values(), right.values()) {
                (Some(left), Some(right)) => !left.iter().any(|value| right.contains(value)),
                (None, None) => match (format(left), format(right)) {
                    (Some(left), Some(right)) => left != right,
                    _ => false,
                },
                _ => true,
            },
            JsonKind::Number => match (left.values(), right.values()) {
                (Some(left), Some(right)) => !left.iter().any(|value| right.contains(value)),
                _ => true,
            },
            JsonKind::Boolean | JsonKind::Null => true,
        }
    }

    /// A member that both objects require, and that cannot be the same in both.
    pub(crate) fn differ_in_a_member(&mut self, left: &Schema, right: &Schema, depth: usize) -> Option<String> {
        let required: Vec<&str> = left.required().collect();
        let by_both = right.required().filter(|name| required.contains(name));
        by_both.map(str::to_owned).find(|name| {
            let member = |schema: &Schema| schema.property(name).cloned();
            let (Some(left), Some(right)) = (member(left), member(right)) else { return false };
            self.are_disjoint(&left, &right, depth + 1)
        })
    }

    /// Whether no value can be both; a constant that some object requires inside of it counts.
    fn are_disjoint(&mut self, left: &Schema, right: &Schema, depth: usize) -> bool {
        let (left, right) = (self.resolve(left), self.resolve(right));
        if left.is_union() || right.is_union() {
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
    pub(crate) fn excludes(&mut self, left: &Schema, right: &Schema, depth: usize) -> bool {
        let is_open = |schema: &Schema| schema.is_typed_by_format_alone() && !schema.is_union();
        if is_open(left) || is_open(right) {
            return false;
        }
        let kinds = self.kinds(left, 0);
        let common: Vec<JsonKind> = kinds.intersection(&self.kinds(right, 0)).copied().collect();
        if common.is_empty() {
            return true;
        }
        if left.is_union() || depth > MAX_DEPTH {
            return false;
        }
        if let Some((_, items)) = right.alternatives() {
            return items.iter().all(|item| {
                let item = self.resolve(item);
                self.excludes(left, &item, depth + 1)
            });
        }
        if let (Some(left), Some(right)) = (constants(left), constants(right)) {
            return left.is_disjoint(&right);
        }
        common == [JsonKind::Object] && self.exclude_in_a_member(left, right, depth)
    }

    /// Whether one of two objects requires a member that cannot satisfy both.
    fn exclude_in_a_member(&mut self, left: &Schema, right: &Schema, depth: usize) -> bool {
        let names: BTreeSet<&str> = left.required().chain(right.required()).collect();
        names.into_iter().any(|name| {
            let member = |schema: &Schema| schema.property(name).cloned();
            let (Some(left), Some(right)) = (member(left), member(right)) else { return false };
            let (left, right) = (self.resolve(&left), self.resolve(&right));
            self.excludes(&left, &right, depth + 1)
        })
    }

    fn differ_in_items(&mut self, left: &Schema, right: &Schema, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let place = |schema: &Schema, at: usize| -> Option<Schema> {
            let items = || schema.items().filter(|items| items.is_object());
            schema.prefix_items().get(at).or_else(items).cloned()
        };
        let places = left.prefix_items().len().max(right.prefix_items().len()).max(1);
        (0..places).any(|at| match (place(left, at), place(right, at)) {
            (Some(left), Some(right)) => self.are_disjoint(&left, &right, depth + 1),
            _ => false,
        })
    }
}

/// The values that a schema lists, as JSON.
fn constants(schema: &Schema) -> Option<BTreeSet<String>> {
    Some(schema.constants()?.into_iter().map(|value| value.to_value().to_string()).collect())
}

/// The format of texts that the runtime tells from others.
fn format(schema: &Schema) -> Option<&str> {
    (schema.kind() == Some("string"))
        .then(|| schema.format())?
        .filter(|format| matches!(*format, "date-time" | "date" | "uuid"))
}

/// Whether an object must have a member that another does not name. Names that it requires and does not declare are not
/// asked for.
fn requires_other(this: &Schema, other: &Schema) -> bool {
    let mut required = this.required().filter(|name| this.property(name).is_some());
    required.any(|name| other.property(name).is_none())
}
