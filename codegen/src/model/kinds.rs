//! Which kinds of JSON values a schema allows, through its references and alternatives.

use super::kind::JsonKind;
use super::resolve::Resolver;
use super::schema::Schema;
use crate::source::Data;
use std::collections::BTreeSet;

/// How deep unions within unions are asked for the kinds of their values.
const MAX_DEPTH: usize = 64;

impl Resolver<'_> {
    /// The kinds of JSON values that a schema allows.
    pub(crate) fn kinds_of(&mut self, schema: &Schema, depth: usize) -> BTreeSet<JsonKind> {
        let Some(target) = schema.pure_reference() else {
            let effective = self.resolve(schema);
            return self.kinds(&effective, depth);
        };
        if let Some(known) = self.kinds.get(target) {
            return known.clone();
        }
        let Some(outside) = self.questions.begin(target) else { return BTreeSet::new() };
        let effective = self.resolve(schema);
        let kinds = self.kinds(&effective, 0);
        if self.questions.end(outside) {
            self.kinds.insert(target.to_owned(), kinds.clone());
        }
        kinds
    }

    /// The kinds of JSON values that an effective schema allows.
    pub(crate) fn kinds(&mut self, effective: &Schema, depth: usize) -> BTreeSet<JsonKind> {
        if let Some((_, items)) = effective.alternatives() {
            if depth < MAX_DEPTH {
                return items.iter().flat_map(|item| self.kinds_of(item, depth + 1)).collect();
            }
            self.questions.cut();
        }
        if let Some(values) = effective.values() {
            let kind = |data: &Data| match data {
                Data::String(_) => Some(JsonKind::String),
                Data::Number(_) => Some(JsonKind::Number),
                Data::Bool(_) => Some(JsonKind::Boolean),
                _ => None,
            };
            return values.into_iter().filter_map(|value| kind(&value.data)).collect();
        }
        let stated: BTreeSet<JsonKind> = effective.types().into_iter().filter_map(JsonKind::of_type).collect();
        match effective.kind().and_then(JsonKind::of_type) {
            _ if !stated.is_empty() => stated,
            Some(kind) => BTreeSet::from([kind]),
            None => JsonKind::ALL.into_iter().collect(),
        }
    }

    /// Whether values of a schema may be of one of these kinds. Most schemas say so by their `type`, which needs no merging.
    pub(super) fn has_one_of(&mut self, schema: &Schema, demanded: &BTreeSet<JsonKind>) -> bool {
        let target = schema.reference().and_then(|target| self.at(target)).unwrap_or(schema);
        if target.is_open()
            && target.types().into_iter().filter_map(JsonKind::of_type).any(|kind| demanded.contains(&kind))
        {
            return true;
        }
        if !self.questions.look() {
            return true;
        }
        let kinds = self.kinds_of(schema, 0);
        self.questions.looked();
        !kinds.is_disjoint(demanded)
    }
}
