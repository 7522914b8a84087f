//! What was decided about types as XML, as data. `render` prints it for the runtime, which reads and writes by it.

use super::graph::Scalar;
use crate::names::Scope;
use crate::source::Span;
use serde::Serialize;
use std::collections::HashSet;

/// How the types of one client are XML.
#[derive(Clone, Debug, Default, Serialize)]
pub struct XmlGraph {
    /// The documents of XML that operations send and receive.
    pub roots: Vec<XmlRoot>,
    /// The shapes of schemas that are referred to.
    pub shapes: Vec<NamedXmlShape>,
    /// Shapes that are not planned yet.
    #[serde(skip)]
    pub(super) waiting: Vec<usize>,
    #[serde(skip)]
    scope: Scope,
}

impl XmlGraph {
    /// Forgets the documents that no operation sends or receives: those of operations that are left out.
    pub fn keep(&mut self, constants: &HashSet<&str>) {
        self.roots.retain(|root| constants.contains(root.constant.as_str()));
    }

    /// Gives out the Rust name of a shape or a root.
    pub(super) fn claim(&mut self, words: &str) -> String {
        self.scope.claim(words)
    }

    /// Makes room for a shape, which may contain itself.
    pub(super) fn reserve(&mut self, pointer: &str, constant: String) {
        self.waiting.push(self.shapes.len());
        self.shapes.push(NamedXmlShape { pointer: pointer.to_owned(), constant, shape: XmlShape::Any });
    }
}

/// A document of XML.
#[derive(Clone, Debug, Serialize)]
pub struct XmlRoot {
    /// The JSON pointer of its schema.
    pub pointer: String,
    /// The Rust name of its `static`.
    pub constant: String,
    /// The name of its root element; without a local name where any will do.
    pub name: XmlName,
    /// What the element holds.
    pub shape: XmlShape,
}

/// The shape of a schema that is referred to.
#[derive(Clone, Debug, Serialize)]
pub struct NamedXmlShape {
    /// The JSON pointer of the schema.
    pub pointer: String,
    /// The Rust name of its `static`.
    pub constant: String,
    /// The shape.
    pub shape: XmlShape,
}

/// The name of an element or an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct XmlName {
    /// The name itself.
    pub local: String,
    /// The prefix it is written with.
    pub prefix: String,
    /// What the prefix stands for.
    pub namespace: String,
}

/// How a value is XML.
#[derive(Clone, Debug, Serialize)]
pub enum XmlShape {
    /// Text that stands for a string, a number or a boolean.
    Scalar(Scalar),
    /// Attributes and elements.
    Object(Vec<XmlMember>),
    /// An element for each member.
    Map(Box<XmlShape>),
    /// An element for each item, of this name.
    List(XmlName, Box<XmlShape>),
    /// Anything.
    Any,
    /// That of a schema that is referred to; the index leads into [`XmlGraph::shapes`].
    Named(usize),
    /// None that could be told, and why.
    Untold(#[serde(skip)] Span, String),
}

/// A member of an object.
#[derive(Clone, Debug, Serialize)]
pub struct XmlMember {
    /// Its name in JSON.
    pub key: String,
    /// Its name in XML.
    pub name: XmlName,
    /// Where it is.
    pub place: XmlPlace,
    /// How its value is XML; that of an item for [`XmlPlace::Elements`].
    pub shape: XmlShape,
}

/// Where a member of an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum XmlPlace {
    /// An element of its own.
    Element,
    /// As many elements as there are items. Whether the list is there in any case.
    Elements(bool),
    /// An attribute.
    Attribute,
    /// The text of the element of the object.
    Text,
    /// No node of its own: what it holds stands in the element around it. Whether it is there in any case.
    Within(bool),
}
