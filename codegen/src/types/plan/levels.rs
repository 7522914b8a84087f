//! One level of a schema as data, for those who write schemas rather than types: what it is after `$ref` and `allOf` are
//! merged. Plans no type, and gives out no name.

use super::alternatives::restricted;
use super::merge::{FURTHER_UNIONS, alternatives};
use super::{Place, Planner};
use crate::source::Node;

/// What a schema is at its own level.
#[derive(Debug)]
pub(crate) enum Level {
    /// Nothing but a reference to this pointer; annotations beside it aside.
    Reference(String),
    /// One of several alternatives.
    Union {
        /// `oneOf` or `anyOf`.
        keyword: &'static str,
        /// What stands around the alternatives.
        around: Node,
        /// Whether each alternative has that in it already, so that only annotations of it are still to be said.
        is_joined: bool,
        /// The alternatives.
        items: Vec<Node>,
    },
    /// Anything else.
    Plain(Node),
}

impl Planner<'_> {
    /// The schema at a pointer into the document.
    pub(crate) fn target_of(&self, pointer: &str) -> Option<Node> {
        self.root.pointer(pointer).cloned()
    }

    /// What a schema is at its own level, with references and `allOf` merged in.
    pub(crate) fn level(&mut self, schema: &Node) -> Level {
        // Nothing to merge, which is no work.
        if !["$ref", "allOf", "oneOf", "anyOf"].iter().any(|keyword| schema.get(keyword).is_some()) {
            let is_object = schema.as_object().is_some();
            return Level::Plain(if is_object { schema.clone() } else { Node::object::<&str>([], schema.span) });
        }
        if let Some(target) = self.pure_reference(schema) {
            return Level::Reference(target);
        }
        let effective = self.effective(schema, &Place::nowhere());
        let Some((keyword, items)) = alternatives(&effective) else { return Level::Plain(effective) };
        let base = self.base(&effective, keyword);
        let is_joined = base.is_some();
        let join = |item: &Node| match &base {
            None => item.clone(),
            Some(base) => {
                let parts = Node::array(vec![item.clone(), base.clone()], item.span);
                let title = item.get("title").map(|title| ("title", title.clone()));
                Node::object([("allOf", parts)].into_iter().chain(title), item.span)
            }
        };
        let items = items.iter().map(join).collect();
        let mut around = effective;
        around.remove(keyword);
        around.remove(FURTHER_UNIONS);
        Level::Union { keyword, around, is_joined, items }
    }
}

/// What a schema of several types says of one of them.
pub(crate) fn of_one_type(effective: &Node, name: &str) -> Node {
    restricted(effective, name, String::new()).schema
}
