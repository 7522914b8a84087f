//! Establishes: a path is what is called, with its parameters between braces, and each is there once.

use super::loss::leave_out;
use crate::diagnostic::Diagnostics;
use crate::lower::{reason_left_out, wire_path};
use crate::methods::operations_mut;
use crate::source::{Map, Node};
use std::collections::HashSet;

/// Leaves out the operations that are told apart by nothing that is sent.
pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let mut taken: HashSet<(String, String)> = HashSet::new();
    for (path, item) in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        for (method, operation) in operations_mut(item).filter(|(_, operation)| reason_left_out(operation).is_none()) {
            let (sent, span) = (method.sent(), operation.label_span());
            if !taken.insert((called(path, operation), sent.clone())) {
                let reason = "OpenAPI 3.0 has each path once, and another operation is called with the same";
                leave_out(operation, span, &format!("{sent} {path}"), reason, diagnostics);
            }
        }
    }
}

/// Writes paths as they are called. Nothing but what can be called is left by then.
pub(super) fn rename(document: &mut Node, _: &mut Diagnostics) {
    let Some(paths) = document.get_mut("paths").and_then(Node::as_object_mut) else { return };
    let mut renamed = Map::new();
    for (path, item) in std::mem::take(paths) {
        let span = item.span;
        for (key, operation) in item.as_object().cloned().unwrap_or_default() {
            let place = renamed.entry(called(&path, &operation)).or_insert_with(|| Node::object::<&str>([], span));
            place.set(key, operation);
        }
    }
    *paths = renamed;
}

fn called(path: &str, operation: &Node) -> String {
    wire_path(path, operation.items("parameters"))
}
