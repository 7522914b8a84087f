//! Bodies of XML: the types of a client are those of JSON, and a [`Shape`] says how their JSON is written as XML
//! ([OpenAPI 3.1, XML object](https://spec.openapis.org/oas/v3.1.1.html#xml-object)). Generated crates state shapes as
//! data.
//!
//! What the document does not name is kept as well as JSON can: a further element is a member of its name, a further
//! attribute one of its name behind `@`, and text beside elements is `$text`. Comments, processing instructions and
//! document types are not kept; entities that a document type defines are refused.

mod answer;
mod read;
mod tree;
mod write;

pub(crate) use answer::Opened;
pub(crate) use read::decode;
pub(crate) use write::encode;

/// A document of XML.
#[derive(Clone, Copy, Debug)]
pub struct Root {
    /// The name of its root element; empty where the document of the API says none, so that any will do.
    pub name: Name,
    /// What it holds.
    pub shape: &'static Shape,
}

/// The name of an element or an attribute. Names are compared without their prefix, which is up to who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name itself.
    pub local: &'static str,
    /// The prefix it is written with; empty for none.
    pub prefix: &'static str,
    /// The namespace that the prefix stands for, or the default one where there is no prefix; empty for none.
    pub namespace: &'static str,
}

impl Name {
    /// A name without a prefix and a namespace.
    pub const fn plain(local: &'static str) -> Self {
        Self { local, prefix: "", namespace: "" }
    }
}

/// How a JSON value is XML.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A scalar: text.
    Scalar(Scalar),
    /// An object: attributes and elements.
    Object(&'static [Member]),
    /// An object without named members: an element for each.
    Map(&'static Shape),
    /// An array: the elements of the element that it is. Each is named like this, unless the name is empty.
    List(Name, &'static Shape),
    /// Anything.
    Any,
    /// As another one.
    Same(&'static Shape),
}

impl Shape {
    /// The shape without steps to another one; as many as any document has.
    fn resolved(&self) -> &Self {
        let mut shape = self;
        for _ in 0..100 {
            match shape {
                Self::Same(other) => shape = other,
                _ => return shape,
            }
        }
        &Self::Any
    }
}

/// What the text of a scalar stands for in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in JSON.
    pub key: &'static str,
    /// Its name in XML.
    pub name: Name,
    /// Where it is.
    pub place: Place,
    /// How its value is XML; that of an item for [`Place::Elements`].
    pub shape: &'static Shape,
}

/// Where a member of an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An element of its own.
    Element,
    /// As many elements as the array has items. Whether the array is there even if no element is: XML has nothing else that
    /// an empty one could be.
    Elements(bool),
    /// An attribute.
    Attribute,
    /// The text of the element of the object.
    Text,
    /// No node of its own: what it holds stands in the element around it
    /// ([OpenAPI 3.2, `nodeType: none`](https://spec.openapis.org/oas/v3.2.0.html#xml-node-types)). Whether the value is
    /// there even if nothing of it is.
    Within(bool),
}

/// The namespace of `xsi:nil` (XML Schema, part 1, section 2.6.2).
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What stands before the key of an attribute that the document does not name.
const ATTRIBUTE: char = '@';

/// The key of text beside elements.
const TEXT: &str = "$text";

#[cfg(test)]
mod tests;
