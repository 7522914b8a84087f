//! The sections of parameters of the long text form. Never reads the curl sample.

use super::address::parameter;
use super::authorization;
use super::document::Report;
use super::field::{Field, fields};
use super::line::Line;
use super::title::report_unread;
use crate::source::Node;
use std::collections::BTreeMap;

/// Adds the parameters of a section to the operation at a place of a page: those that the curl sample shows get their
/// description, others are new. What is a credential is none of them.
pub(super) fn read(
    page: &mut Node,
    place: &str,
    (location, lines): (&str, &[Line<'_>]),
    is_shown: bool,
    report: &mut Report<'_>,
) {
    let (intro, found) = fields(lines, None, report);
    report_unread(intro, report);
    let (credentials, found): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|field| location != "path" && authorization::is_credential(page, location, field.name.text));
    authorization::add(page, place, &credentials, is_shown, report);
    let Some(operation) = page.pointer_mut(place) else { return };
    let mut all = operation.items("parameters").to_vec();
    let here = all.iter().enumerate().filter(|(_, known)| known.str("in") == Some(location));
    let shown: BTreeMap<_, _> = here.filter_map(|(at, known)| Some((known.str("name")?.to_owned(), at))).collect();
    for field in &found {
        let node = stated_parameter(field, location);
        match shown.get(field.name.text).and_then(|at| all.get_mut(*at)) {
            Some(known) => *known = node,
            None => all.push(node),
        }
    }
    if let Some(first) = all.first() {
        let span = first.span;
        operation.set("parameters", Node::array(all, span));
    }
}

/// A parameter object of a field.
pub(super) fn stated_parameter(field: &Field<'_>, location: &str) -> Node {
    let mut schema = field.schema(None);
    schema.remove("description");
    schema.remove("deprecated");
    let mut node = parameter(field.name.node(), location, schema);
    node.set("required", Node::bool(field.required || location == "path", field.name.span));
    for (key, value) in [("description", field.description()), ("deprecated", field.deprecated())] {
        value.into_iter().for_each(|value| node.set(key, value));
    }
    node
}
