//! The tree every stage before the type graph works on: JSON data in which each value carries its place.
//!
//! Stages move subtrees around (merge, hoist, overlay), and the spans move with them.

use super::Span;
use foldhash::fast::RandomState;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::{Number, Value};
use std::borrow::Cow;

/// The members of an object, in document order.
pub type Map = IndexMap<String, Node, RandomState>;

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Map),
}

/// A JSON value with its place. Two nodes are equal when their data are: places do not count.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub data: Data,
    /// Where the value stands, or what it was derived from.
    pub span: Span,
    /// Where its key stands, for a value that is a member of an object.
    pub key_span: Option<Span>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

impl Node {
    /// How many values it holds, itself included.
    pub fn size(&self) -> usize {
        match &self.data {
            Data::Array(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Data::Object(members) => 1 + members.values().map(Self::size).sum::<usize>(),
            _ => 1,
        }
    }

    /// A node from its parts.
    pub fn new(data: Data, span: Span) -> Self {
        Self { data, span, key_span: None }
    }

    /// A string node.
    pub fn string(text: impl Into<String>, span: Span) -> Self {
        Self::new(Data::String(text.into()), span)
    }

    /// A boolean node.
    pub fn bool(value: bool, span: Span) -> Self {
        Self::new(Data::Bool(value), span)
    }

    /// An array node.
    pub fn array(items: Vec<Node>, span: Span) -> Self {
        Self::new(Data::Array(items), span)
    }

    /// An object node.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Node)>, span: Span) -> Self {
        Self::new(Data::Object(members.into_iter().map(|(key, node)| (key.into(), node)).collect()), span)
    }

    /// A tree whose every node has the same place.
    pub fn from_value(value: Value, span: Span) -> Self {
        let data = match value {
            Value::Null => Data::Null,
            Value::Bool(value) => Data::Bool(value),
            Value::Number(value) => Data::Number(value),
            Value::String(value) => Data::String(value),
            Value::Array(items) => Data::Array(items.into_iter().map(|item| Self::from_value(item, span)).collect()),
            Value::Object(members) => {
                Data::Object(members.into_iter().map(|(key, value)| (key, Self::from_value(value, span))).collect())
            }
        };
        Self::new(data, span)
    }

    /// The tree without its places.
    pub fn to_value(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(*value),
            Data::Number(value) => Value::Number(value.clone()),
            Data::String(value) => Value::String(value.clone()),
            Data::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Data::Object(members) => {
                Value::Object(members.iter().map(|(key, node)| (key.clone(), node.to_value())).collect())
            }
        }
    }

    /// The place to underline for this node: its key where it has one, else the value.
    pub fn label_span(&self) -> Span {
        self.key_span.unwrap_or(self.span)
    }

    /// A member of an object; `None` for a missing member and for anything that is not an object.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// A member of an object, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.as_object_mut()?.get_mut(key)
    }

    /// The string member `key`.
    pub fn str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The boolean member `key`, `false` when it is missing or something else.
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Node { data: Data::Bool(true), .. }))
    }

    /// The members of the object member `key`, nothing when it is missing or something else.
    pub fn members(&self, key: &str) -> impl Iterator<Item = (&String, &Node)> {
        self.get(key).and_then(Node::as_object).into_iter().flatten()
    }

    /// The items of the array member `key`, nothing when it is missing or something else.
    pub fn items(&self, key: &str) -> &[Node] {
        self.get(key).and_then(Node::as_array).map_or(&[], Vec::as_slice)
    }

    /// Sets a member of an object, keeping the position of a member that is already there.
    ///
    /// Anything that is not an object is left as it is.
    pub fn set(&mut self, key: impl Into<String>, node: Node) {
        if let Data::Object(members) = &mut self.data {
            members.insert(key.into(), node);
        }
    }

    /// Removes a member of an object, keeping the order of the others.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        self.as_object_mut()?.shift_remove(key)
    }

    /// The node under a JSON pointer (RFC 6901), with or without a leading `#`; the empty pointer is the node itself.
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        tokens(pointer)?.try_fold(self, |node, token| match &node.data {
            Data::Object(members) => members.get(&*token),
            Data::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The node under a JSON pointer, to change it.
    pub fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Node> {
        tokens(pointer)?.try_fold(self, |node, token| match &mut node.data {
            Data::Object(members) => members.get_mut(&*token),
            Data::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Data::String(text) = &self.data { Some(text) } else { None }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Data::Bool(value) = self.data { Some(value) } else { None }
    }

    /// The value of a number.
    pub fn as_number(&self) -> Option<&Number> {
        if let Data::Number(value) = &self.data { Some(value) } else { None }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&Vec<Node>> {
        if let Data::Array(items) = &self.data { Some(items) } else { None }
    }

    /// The members of an object.
    pub fn as_object(&self) -> Option<&Map> {
        if let Data::Object(members) = &self.data { Some(members) } else { None }
    }

    /// The members of an object, to change them.
    pub fn as_object_mut(&mut self) -> Option<&mut Map> {
        if let Data::Object(members) = &mut self.data { Some(members) } else { None }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// What kind of JSON value this is, as an error message calls it.
    pub fn kind(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "a boolean",
            Data::Number(_) => "a number",
            Data::String(_) => "a string",
            Data::Array(_) => "an array",
            Data::Object(_) => "an object",
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.data {
            Data::Null => serializer.serialize_unit(),
            Data::Bool(value) => serializer.serialize_bool(*value),
            Data::Number(value) => value.serialize(serializer),
            Data::String(value) => serializer.serialize_str(value),
            Data::Array(items) => items.serialize(serializer),
            Data::Object(members) => serializer.collect_map(members),
        }
    }
}

/// One reference token of a JSON pointer with `~` and `/` escaped (RFC 6901, section 3).
pub fn escape_pointer_token(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The reference tokens of a JSON pointer, with or without a leading `#`; nothing for what is none.
pub fn pointer_tokens(pointer: &str) -> Option<Vec<String>> {
    Some(tokens(pointer)?.map(Cow::into_owned).collect())
}

fn tokens(pointer: &str) -> Option<impl Iterator<Item = Cow<'_, str>>> {
    let path = match pointer.strip_prefix('#').unwrap_or(pointer) {
        "" => None,
        path => Some(path.strip_prefix('/')?),
    };
    let unescaped = |token: &str| token.replace("~1", "/").replace("~0", "~");
    let token =
        move |token| if str::contains(token, '~') { Cow::Owned(unescaped(token)) } else { Cow::Borrowed(token) };
    Some(path.into_iter().flat_map(|path| path.split('/')).map(token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;
    use serde_json::json;

    #[test]
    fn pointers_follow_rfc_6901() {
        let mut files = SourceFiles::new();
        let span = Span::new(files.add("a", ""), 0..0);
        let node = Node::from_value(json!({"paths": {"/a/{id}": {"x~y": [1, 2]}}}), span);
        assert_eq!(node.pointer("#/paths/~1a~1{id}/x~0y/1").map(Node::to_value), Some(json!(2)));
        assert_eq!(node.pointer("").map(Node::to_value), Some(node.to_value()));
        assert!(node.pointer("paths").is_none() && node.pointer("/paths/0").is_none());
    }
}
