//! The ways through a document whose schemas are levels: operations that are in the client, and schemas from the inside
//! out. Changes nothing by itself.

use crate::lower::reason_left_out;
use crate::source::{Data, Node};
use crate::spec::methods::operations_mut;

/// Where schemas that are no part of another one have their components.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// Calls `visit` with every operation that is not left out, and what it is called in reports.
pub(super) fn for_each_operation(document: &mut Node, visit: &mut impl FnMut(&mut Node, &str)) {
    for (path, item) in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        if path.starts_with("x-") {
            continue;
        }
        for (method, operation) in operations_mut(item) {
            if reason_left_out(operation).is_none() {
                visit(operation, &format!("{} {path}", method.sent()));
            }
        }
    }
}

/// The schemas that are parts of a schema.
pub(super) fn parts(schema: &mut Node) -> impl Iterator<Item = (&str, &mut Node)> {
    schema.as_object_mut().into_iter().flatten().flat_map(|(key, node)| {
        let (mut one, mut list, mut map) = (None, None, None);
        match key.as_str() {
            "items" | "additionalProperties" if node.as_object().is_some() => one = Some((key.as_str(), node)),
            "oneOf" | "allOf" | "prefixItems" => {
                if let Data::Array(items) = &mut node.data {
                    list = Some(items.iter_mut().map(|item| (key.as_str(), item)));
                }
            }
            "properties" | "patternProperties" => {
                map = node
                    .as_object_mut()
                    .map(|members| members.iter_mut().map(|(name, member)| (name.as_str(), member)));
            }
            _ => {}
        }
        one.into_iter().chain(list.into_iter().flatten()).chain(map.into_iter().flatten())
    })
}

/// Calls `visit` for a schema and all of its parts, parts first.
pub(super) fn inside_out(schema: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    parts(schema).for_each(|(_, part)| inside_out(part, visit));
    visit(schema);
}

/// The name of the component that a schema refers to, whatever it says beside that.
pub(super) fn component(schema: &Node) -> Option<String> {
    let only = |parts: &[Node]| match parts {
        [only] => only.str("$ref").map(str::to_owned),
        _ => None,
    };
    let reference = schema.str("$ref").map(str::to_owned).or_else(|| only(schema.items("allOf")))?;
    Some(reference.strip_prefix(SCHEMAS)?.replace("~1", "/").replace("~0", "~"))
}

/// The schema behind any number of references; nothing where one leads nowhere or in a circle.
pub(super) fn resolved<'d>(document: &'d Node, schema: &'d Node) -> Option<&'d Node> {
    let mut found = schema;
    for _ in 0..100 {
        let Some(name) = component(found) else { return Some(found) };
        found = document.get("components")?.get("schemas")?.get(&name)?;
    }
    None
}
