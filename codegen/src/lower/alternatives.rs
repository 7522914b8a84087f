//! Reports alternatives that are of another type than the schema around them allows.
//!
//! Changes nothing: the alternatives count, since frameworks write `type: object` beside alternatives of every kind.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Data, Node};

/// How many references are followed to the type of an alternative.
const MAX_HOPS: usize = 8;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let mut unions = Vec::new();
    for_each_schema(document, &mut |schema| {
        let has_alternatives = ["oneOf", "anyOf"].iter().any(|keyword| !schema.items(keyword).is_empty());
        if has_alternatives && !types(schema).is_empty() {
            unions.push(schema.clone());
        }
    });
    for union in &unions {
        check(union, document, diagnostics);
    }
}

/// Reports the first alternative of another type.
fn check(union: &Node, document: &Node, diagnostics: &mut Diagnostics) {
    let allowed = types(union);
    for keyword in ["oneOf", "anyOf"] {
        for alternative in union.items(keyword) {
            let own = types(target(alternative, document));
            if own.is_empty()
                || own.iter().any(|own| *own == "null" || allowed.iter().any(|allowed| overlap(own, allowed)))
            {
                continue;
            }
            let list = |names: &[&str]| names.iter().map(|name| code(name)).collect::<Vec<_>>().join(" or ");
            let message = format!(
                "an alternative of `{keyword}` is {}, and the type beside it is {}",
                list(&own),
                list(&allowed)
            );
            let place = union.get("type").map_or(union.span, |stated| stated.span);
            diagnostics.push(
                Diagnostic::warning(Code::SchemaContradiction, message)
                    .at(alternative.label_span())
                    .label(place, "the type beside it")
                    .help("the alternatives count; remove the type, or the alternative, in an overlay"),
            );
            return;
        }
    }
}

/// What a schema refers to, through a few references.
fn target<'n>(mut schema: &'n Node, document: &'n Node) -> &'n Node {
    for _ in 0..MAX_HOPS {
        let Some(next) = schema.str("$ref").and_then(|pointer| document.pointer(pointer)) else { break };
        schema = next;
    }
    schema
}

/// The types that a schema states.
fn types(schema: &Node) -> Vec<&str> {
    match schema.get("type").map(|stated| &stated.data) {
        Some(Data::String(one)) => vec![one],
        Some(Data::Array(many)) => many.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether there are values of both types: each integer is a number.
fn overlap(one: &str, other: &str) -> bool {
    one == other || matches!((one, other), ("integer", "number") | ("number", "integer"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    fn found(schema: Value) -> Vec<String> {
        let schemas = json!({"A": schema, "Text": {"type": "string"}, "Name": {"$ref": "#/components/schemas/Text"}});
        run(super::pass, json!({"components": {"schemas": schemas}})).1
    }

    #[test]
    fn alternatives_of_another_type_are_reported() {
        let integer =
            json!({"type": "string", "oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]});
        let message =
            "schema-contradiction: an alternative of `oneOf` is `integer`, and the type beside it is `string`";
        assert_eq!(found(integer), [message]);
        let behind = json!({"type": ["object", "array"], "anyOf": [{"$ref": "#/components/schemas/Name"}]});
        let message = "schema-contradiction: an alternative of `anyOf` is `string`, and the type beside it is `object` or `array`";
        assert_eq!(found(behind), [message]);
    }

    #[test]
    fn alternatives_of_the_type_and_null_pass() {
        for sound in [
            json!({"type": "number", "oneOf": [{"type": "integer"}, {"type": "null"}, {"minimum": 1}]}),
            json!({"type": "string", "anyOf": [{"$ref": "#/components/schemas/Name"}, {"enum": ["a"]}]}),
            json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
            json!({"type": "object", "oneOf": [{"required": ["a"]}, {"type": ["object", "string"]}]}),
        ] {
            assert_eq!(found(sound.clone()), [""; 0], "{sound}");
        }
    }
}
