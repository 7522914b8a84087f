//! Establishes: what is left out is not in the document any more, neither an operation nor a path without one.

use crate::diagnostic::Diagnostics;
use crate::lower::reason_left_out;
use crate::report::LeftOut;
use crate::source::Node;
use crate::spec::methods::{ADDITIONAL, METHODS, operations};

/// The operations that are marked, with their reasons.
pub(super) fn marked(document: &Node) -> Vec<LeftOut> {
    let items = document.members("paths").filter(|(path, _)| !path.starts_with("x-"));
    let of_item = |(path, item): (&String, &Node)| -> Vec<LeftOut> {
        let marked = operations(item).filter_map(|(method, operation)| {
            let reason = reason_left_out(operation)?.to_owned();
            Some(LeftOut { operation: format!("{} {path}", method.sent()), reason })
        });
        marked.collect()
    };
    items.flat_map(of_item).collect()
}

pub(super) fn pass(document: &mut Node, _: &mut Diagnostics) {
    let Some(paths) = document.get_mut("paths").and_then(Node::as_object_mut) else { return };
    for item in paths.values_mut().filter_map(Node::as_object_mut) {
        item.shift_remove(ADDITIONAL);
        item.retain(|key, node| METHODS.contains(&key.as_str()) && reason_left_out(node).is_none());
    }
    paths.retain(|path, item| !path.starts_with("x-") && item.as_object().is_some_and(|item| !item.is_empty()));
}
