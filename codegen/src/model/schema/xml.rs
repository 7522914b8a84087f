//! How the values of a schema are XML (OpenAPI 3.2.0, section 4.26).

use super::Xml;
use crate::source::{Node, Span};

impl Xml {
    /// One that says nothing.
    pub fn none(span: Span) -> Self {
        Self(Node::object::<&str>([], span))
    }

    /// The name of the element or attribute.
    pub fn name(&self) -> Option<&str> {
        self.0.str("name")
    }

    /// The prefix of the name.
    pub fn prefix(&self) -> Option<&str> {
        self.0.str("prefix")
    }

    /// The namespace of the name.
    pub fn namespace(&self) -> Option<&str> {
        self.0.str("namespace")
    }

    /// What kind of node of XML it is (OpenAPI 3.2).
    pub fn node_type(&self) -> Option<&str> {
        self.0.str("nodeType")
    }

    /// Whether it is an attribute.
    pub fn is_attribute(&self) -> bool {
        self.0.flag("attribute")
    }

    /// Whether an element stands around a list.
    pub fn is_wrapped(&self) -> bool {
        self.0.flag("wrapped")
    }

    /// The older keywords that a kind of node contradicts, with their names (OpenAPI 3.2.0, section 4.26.1).
    pub fn contradicted_by(&self, node_type: &str) -> impl Iterator<Item = (&'static str, &Node)> {
        [("attribute", "attribute"), ("wrapped", "element")].into_iter().filter_map(move |(keyword, same)| {
            let stated = self.0.get(keyword)?;
            ((stated.as_bool() == Some(true)) != (node_type == same)).then_some((keyword, stated))
        })
    }
}
