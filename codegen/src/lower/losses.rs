//! The marks that passes leave in a document where something is lost, for those who plan its operations. Never decides
//! what is lost.

use crate::source::{Data, Node};

/// In an operation: why it is not in the client.
const LEFT_OUT: &str = "x-switchboard-left-out";
/// In a parameter or an answer: nobody knows what it holds.
const UNREAD: &str = "x-switchboard-unread";
/// In an operation: the parameters that cannot be sent. Their types are planned for the names they take, so that all other
/// types keep theirs.
pub(crate) const LOST_PARAMETERS: &str = "x-switchboard-lost-parameters";
/// In an operation: what its documentation says of what is lost.
const NOTES: &str = "x-switchboard-notes";

/// Leaves an operation out of the client. What it holds stays, since others may refer to it; the first reason counts.
pub(crate) fn leave_out(operation: &mut Node, reason: &str) {
    let span = operation.span;
    if operation.as_object().is_none() {
        *operation = Node { key_span: operation.key_span, ..Node::object::<&str>([], span) };
    }
    if operation.get(LEFT_OUT).is_none() {
        operation.set(LEFT_OUT, Node::string(reason, span));
    }
}

/// Why an operation is not in the client, if it is not.
pub(crate) fn reason_left_out(operation: &Node) -> Option<&str> {
    operation.str(LEFT_OUT)
}

/// Marks what could not be read.
pub(super) fn mark_unread(node: &mut Node) {
    let span = node.span;
    node.set(UNREAD, Node::bool(true, span));
}

/// Whether something could not be read.
pub(crate) fn is_unread(node: &Node) -> bool {
    node.flag(UNREAD)
}

/// Keeps the parameters that cannot be sent beside those that can.
pub(super) fn keep_lost_parameters(operation: &mut Node, lost: Vec<Node>) {
    if !lost.is_empty() {
        operation.set(LOST_PARAMETERS, Node::array(lost, operation.span));
    }
}

/// Adds a sentence to the documentation of an operation.
pub(super) fn add_note(operation: &mut Node, note: &str) {
    let span = operation.span;
    let note = Node::string(note, span);
    match operation.get_mut(NOTES).map(|notes| &mut notes.data) {
        Some(Data::Array(notes)) if notes.contains(&note) => {}
        Some(Data::Array(notes)) => notes.push(note),
        _ => operation.set(NOTES, Node::array(vec![note], span)),
    }
}

/// What the documentation of an operation says of what is lost.
pub(crate) fn notes(operation: &Node) -> Vec<String> {
    operation.items(NOTES).iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

/// Removes marks that the document brought along: only passes say what is lost.
pub(super) fn remove_marks(node: &mut Node) {
    for mark in [LEFT_OUT, UNREAD, LOST_PARAMETERS, NOTES] {
        node.remove(mark);
    }
}
