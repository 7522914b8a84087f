//! Establishes: a path is what is called, with its parameters between braces, and each is there once.

use super::loss::{give_up, leave_out};
use crate::diagnostic::Diagnostics;
use crate::lower::reason_left_out;
use crate::model::Operation;
use crate::operations;
use crate::source::{Map, Node};
use crate::spec::methods::operations_mut;
use std::collections::HashSet;

/// Leaves out the operations whose path cannot be called, and those that nothing that is sent tells apart.
pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let mut taken: HashSet<(String, String)> = HashSet::new();
    for (path, item) in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        if path.starts_with("x-") {
            continue;
        }
        for (method, operation) in operations_mut(item).filter(|(_, operation)| reason_left_out(operation).is_none()) {
            let (sent, span) = (method.sent(), operation.label_span());
            let subject = format!("{sent} {path}");
            match operations::called(path, Operation::of(operation)) {
                Err(reason) => leave_out(operation, span, &subject, &reason, diagnostics),
                Ok((_, called)) if !taken.insert((called.clone(), sent.clone())) => {
                    let reason = "OpenAPI 3.0 has each path once, and another operation is called with the same";
                    leave_out(operation, span, &subject, reason, diagnostics);
                }
                Ok((Some(server), _)) => {
                    let message = format!("the path names the server {server}, and progenitor has one address");
                    let consequence = "it is sent to the address that the client was made with";
                    give_up(span, &subject, message, consequence, diagnostics);
                }
                Ok(_) => {}
            }
        }
    }
}

/// Writes paths as they are called. Nothing but what can be called is left by then.
pub(super) fn rename(document: &mut Node, _: &mut Diagnostics) {
    let Some(paths) = document.get_mut("paths").and_then(Node::as_object_mut) else { return };
    let mut renamed = Map::default();
    for (path, item) in std::mem::take(paths) {
        let span = item.span;
        for (key, operation) in item.as_object().cloned().unwrap_or_default() {
            let Ok((_, called)) = operations::called(&path, Operation::of(&operation)) else { continue };
            // progenitor wants a path to begin somewhere.
            let called = if called.starts_with('/') { called } else { format!("/{called}") };
            renamed.entry(called).or_insert_with(|| Node::object::<&str>([], span)).set(key, operation);
        }
    }
    *paths = renamed;
}
