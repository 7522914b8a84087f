//! The sections of parameters of the long text form. Never reads the curl sample.

use super::address::parameter;
use super::document::Report;
use super::field::{Field, fields};
use super::line::Line;
use super::title::report_unread;
use crate::source::Node;
use std::collections::BTreeMap;

/// Adds the parameters of a section to an operation: those that the curl sample shows get their description, others
/// are new.
pub(super) fn read(operation: &mut Node, location: &str, lines: &[Line<'_>], report: &mut Report<'_>) {
    let (intro, found) = fields(lines, None, report);
    report_unread(intro, report);
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
