//! Which schemas progenitor can write as text: it calls `to_string` on what stands in a path or a header. Changes nothing.

use super::walk::resolved;
use crate::source::Node;

/// The schema of something that is written as text, or nothing where its type has no `to_string`.
pub(super) fn as_text(document: &Node, schema: &Node) -> Option<Node> {
    let target = resolved(document, schema)?;
    if let [_, _, ..] = target.items("oneOf")
        && target.items("oneOf").iter().all(|item| as_text(document, item).is_some())
    {
        let mut whole = schema.clone();
        whole.remove("nullable");
        return Some(whole);
    }
    if !matches!(target.str("type"), Some("string" | "integer" | "number" | "boolean")) {
        return None;
    }
    // A type of its own keeps its name.
    let mut text = match schema.items("allOf") {
        [only] => only.clone(),
        _ => schema.clone(),
    };
    text.remove("nullable");
    Some(text)
}

/// A plain text.
pub(super) fn text(node: &Node) -> Node {
    Node::object([("type", Node::string("string", node.span))], node.span)
}
