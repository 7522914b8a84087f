//! One level of a schema as data, for those who write schemas rather than types: what it is after `$ref` and `allOf` are
//! merged. Plans no type, and gives out no name.

use super::Planner;
use crate::model::{Schema, Union};

/// What a schema is at its own level.
#[derive(Debug)]
pub(crate) enum Level {
    /// Nothing but a reference to this pointer; annotations beside it aside.
    Reference(String),
    /// One of several alternatives.
    Union {
        /// `oneOf` or `anyOf`.
        keyword: Union,
        /// What stands around the alternatives.
        around: Schema,
        /// Whether each alternative has that in it already, so that only annotations of it are still to be said.
        is_joined: bool,
        /// The alternatives.
        items: Vec<Schema>,
    },
    /// Anything else.
    Plain(Schema),
}

impl Planner<'_> {
    /// The schema at a pointer into the document.
    pub(crate) fn target_of(&self, pointer: &str) -> Option<Schema> {
        self.model.at(pointer).cloned()
    }

    /// What a schema is at its own level, with references and `allOf` merged in.
    pub(crate) fn level(&mut self, schema: &Schema) -> Level {
        // Nothing to merge, which is no work.
        if !schema.is_joined() && !schema.has_union() {
            return Level::Plain(if schema.is_object() { schema.clone() } else { Schema::any(schema.span()) });
        }
        if let Some(target) = schema.pure_reference() {
            return Level::Reference(target.to_owned());
        }
        let effective = self.model.resolve(schema);
        let Some((keyword, items)) = effective.alternatives() else { return Level::Plain(effective) };
        let base = effective.around(keyword);
        let items = items.iter().map(|item| item.joined_with(base.as_ref())).collect();
        let is_joined = base.is_some();
        Level::Union { keyword, around: effective.without_union(keyword), is_joined, items }
    }
}
