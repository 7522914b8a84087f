//! Reports values of a discriminator that are mapped to a schema which is none of the alternatives beside it. Changes
//! nothing: such a value is one that the document does not list.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::Node;
use std::collections::HashSet;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let components = document.pointer("/components/schemas").and_then(Node::as_object);
    let components: HashSet<String> = components.into_iter().flat_map(|all| all.keys().cloned()).collect();
    // What leads nowhere is reported where references are followed.
    let is_there = |to: &str| components.contains(to.strip_prefix("#/components/schemas/").unwrap_or(to));
    for_each_schema(document, &mut |schema| {
        let Some(discriminator) = schema.get("discriminator") else { return };
        let lists = ["oneOf", "anyOf"].map(|keyword| schema.items(keyword));
        let items: Vec<&Node> = lists.into_iter().flatten().collect();
        // Alternatives of alternatives are told apart by the same value.
        let Some(named) = items.iter().map(|item| reference(item)).collect::<Option<Vec<&str>>>() else { return };
        if named.is_empty() {
            return;
        }
        let names: HashSet<&str> =
            named.iter().flat_map(|name| [Some(*name), name.rsplit('/').next()]).flatten().collect();
        for (value, target) in discriminator.members("mapping") {
            let is_named = |to: &str| names.contains(to);
            if target.as_str().is_some_and(|to| is_there(to) && !is_named(to)) {
                diagnostics.push(not_an_alternative(value, target));
            }
        }
    });
}

/// What an alternative refers to; nothing where it is written out.
fn reference(item: &Node) -> Option<&str> {
    item.str("$ref").or_else(|| match item.items("allOf") {
        [only] => only.str("$ref"),
        _ => None,
    })
}

/// Reports one value.
pub(super) fn not_an_alternative(value: &str, target: &Node) -> Diagnostic {
    let to = code(target.as_str().unwrap_or_default());
    let message = format!("the value {} is mapped to {to}, which is not one of the alternatives", code(value));
    Diagnostic::warning(Code::UnionAmbiguous, message)
        .at(target.label_span())
        .help("list the schema in `oneOf`, or let it extend the base by `allOf`; or remove the value")
        .costs(format!("an object with the value {} is kept as it is, and has no type", code(value)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::json;

    #[test]
    fn values_lead_to_alternatives() {
        let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let union = |mapping: serde_json::Value| {
            json!({"components": {"schemas": {
                "U": {
                    "oneOf": [refer("A"), {"allOf": [refer("B")]}],
                    "discriminator": {"propertyName": "kind", "mapping": mapping},
                },
                "A": {}, "B": {}, "C": {},
            }}})
        };
        let sound = union(json!({"a": "A", "b": "#/components/schemas/B"}));
        assert_eq!(run(super::pass, sound.clone()), (sound, vec![]));
        let stray = union(json!({"a": "A", "c": "#/components/schemas/C", "d": "#/components/schemas/Gone"}));
        let (after, found) = run(super::pass, stray.clone());
        assert_eq!(after, stray);
        assert_eq!(
            found,
            [
                "union-ambiguous: the value `c` is mapped to `#/components/schemas/C`, which is not one of the alternatives"
            ]
        );
    }
}
