//! Establishes: every operation has a method that progenitor calls, and an `operationId` that makes a method name of its
//! own. Servers, callbacks and credentials of single operations are given up: progenitor knows one address for all.

use super::identifiers::snake;
use super::loss::{give_up, leave_out};
use super::walk::for_each_operation;
use crate::diagnostic::Diagnostics;
use crate::source::Node;
use crate::spec::methods::{ADDITIONAL, METHODS, is_operation, operations_mut};
use std::collections::HashSet;

/// The methods that reqwest's client has a function for.
const CALLED: &[&str] = &["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"];

/// The names that progenitor's client has already: functions of its own, and those it calls on itself.
const TAKEN: &[&str] =
    &["new", "new_with_client", "api_version", "baseurl", "client", "inner", "pre", "post", "exec", "clone", "into"];

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for (path, item) in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        for (method, operation) in operations_mut(item) {
            let (sent, span) = (method.sent(), operation.label_span());
            if !CALLED.contains(&sent.as_str()) && crate::lower::reason_left_out(operation).is_none() {
                let reason = format!("progenitor has no call for the method {sent}");
                leave_out(operation, span, &format!("{sent} {path}"), &reason, diagnostics);
            }
        }
        others(path, item, diagnostics);
        let of_item = item.remove("servers");
        let rest = item.as_object_mut().into_iter().flatten();
        for (_, operation) in rest.filter(|(key, _)| *key != ADDITIONAL && *key != "parameters") {
            if let Some(servers) = of_item.as_ref().filter(|_| operation.as_object().is_some())
                && operation.get("servers").is_none()
            {
                operation.set("servers", servers.clone());
            }
        }
    }
    let mut taken: HashSet<String> = TAKEN.iter().map(ToString::to_string).collect();
    for_each_operation(document, &mut |operation, subject| {
        parts(operation, subject, diagnostics);
        name(operation, subject, &mut taken, diagnostics);
    });
}

/// What looks like an operation, and stands at a key that is no method.
fn others(path: &str, item: &Node, diagnostics: &mut Diagnostics) {
    for (key, node) in item.as_object().into_iter().flatten() {
        if !METHODS.contains(&key.as_str()) && !key.starts_with("x-") && is_operation(node) {
            let message = format!("`{}` is not one of the methods that a path item has", key.escape_debug());
            give_up(node.label_span(), path, message, "what stands there is not in the document", diagnostics);
        }
    }
}

fn parts(operation: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    if let Some(servers) =
        operation.remove("servers").filter(|servers| servers.as_array().is_some_and(|all| !all.is_empty()))
    {
        let message = "the operation has a server of its own, and progenitor has one address for all operations";
        let consequence = "it is sent to the address that the client was made with";
        give_up(servers.label_span(), subject, message, consequence, diagnostics);
    }
    if let Some(callbacks) =
        operation.remove("callbacks").filter(|all| all.as_object().is_some_and(|all| !all.is_empty()))
    {
        let message = "progenitor makes nothing of callbacks";
        let consequence = "there are no types for what is sent to them";
        give_up(callbacks.label_span(), subject, message, consequence, diagnostics);
    }
}

fn name(operation: &mut Node, subject: &str, taken: &mut HashSet<String>, diagnostics: &mut Diagnostics) {
    let stated = operation.str("operationId").map(str::to_owned);
    let wanted = stated.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| snake(subject));
    let mut id = wanted.clone();
    for number in 2_usize.. {
        if taken.insert(snake(&id)) {
            break;
        }
        id = format!("{wanted}_{number}");
    }
    let span = operation.get("operationId").map_or(operation.label_span(), |node| node.span);
    if stated.as_ref().is_some_and(|stated| *stated != id) {
        let message = format!("the name `{}` is taken where progenitor makes methods", snake(&wanted));
        give_up(span, subject, message, &format!("the method is called `{}`", snake(&id)), diagnostics);
    }
    operation.set("operationId", Node::string(id, span));
}
