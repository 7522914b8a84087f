//! Operations of several pages below their paths.
//!
//! A path has one operation of each method, and pages may describe two: one of two versions of an API, say. Both stay,
//! the second one below the path with a fragment, which tells keys apart and is never sent.

use super::compare::same_but_for_prose;
use super::disagreement;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::{Data, Map, Node, escape_pointer_token};
use crate::spec::methods::METHODS;

/// Adds the paths of a further document.
pub(super) fn unite(paths: &mut Node, further: Node, diagnostics: &mut Diagnostics) {
    let (Data::Object(paths), Data::Object(further)) = (&mut paths.data, further.data) else { return };
    for (path, mut item) in further {
        // In the order of the page.
        let keys = item.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
        let methods: Vec<&'static str> =
            keys.filter_map(|key| METHODS.iter().find(|method| **method == key).copied()).collect();
        let mut taken = |method: &'static str| Some((method, item.as_object_mut()?.shift_remove(method)?));
        let operations: Vec<(&str, Node)> = methods.into_iter().filter_map(&mut taken).collect();
        if operations.is_empty() {
            match paths.get(&path) {
                Some(known) if !same(&without_operations(known), &item) => {
                    let subject = format!("#/paths/{}", escape_pointer_token(&path));
                    diagnostics.push(disagreement(known, &item, &subject));
                }
                Some(_) => {}
                None => drop(paths.insert(path, item)),
            }
            continue;
        }
        for (method, operation) in operations {
            add_operation(paths, &path, &item, (method, operation), diagnostics);
        }
    }
}

/// Adds an operation to the paths, of which `item` is what else its path item has. Where pages describe it in two ways,
/// both are kept and that is told; of two texts for people the first one counts.
pub(in crate::describe) fn add_operation(
    paths: &mut Map,
    path: &str,
    item: &Node,
    (method, mut operation): (&str, Node),
    diagnostics: &mut Diagnostics,
) {
    let subject = format!("#/paths/{}/{method}", escape_pointer_token(path));
    let mut found: Option<Diagnostic> = None;
    let mut key = path.to_owned();
    let mut number = 1_usize;
    operation.key_span = operation.key_span.or(Some(operation.span));
    while let Some(known) = paths.get(&key) {
        let is_one_item = known.as_object().is_some() && same(&without_operations(known), item);
        match known.get(method) {
            Some(other) if is_one_item && *other == operation => return,
            Some(other) if is_one_item && same(other, &operation) => {
                return diagnostics.push(disagreement(other, &operation, &subject));
            }
            Some(other) => found = found.or_else(|| Some(disagreement(other, &operation, &subject))),
            None if is_one_item => break,
            None => {}
        }
        number += 1;
        key = format!("{path}#{number}");
    }
    if let Some(found) = found {
        let help = format!(
            "both are there, this one as `{key}`, and both go to `{path}`; if one is out of date, remove its page or capture it again"
        );
        diagnostics.push(Diagnostic { severity: Severity::Warning, ..found.help(help) });
    }
    paths.entry(key).or_insert_with(|| item.clone()).set(method, operation);
}

fn same(first: &Node, second: &Node) -> bool {
    same_but_for_prose(first, second, &mut |old, new| old == new)
}

fn without_operations(item: &Node) -> Node {
    let members = item.as_object().into_iter().flatten().filter(|(key, _)| !METHODS.contains(&key.as_str()));
    Node::object(members.map(|(key, member)| (key.as_str(), member.clone())), item.span)
}
