//! Reports alternatives that are of another type than the schema around them allows.
//!
//! Changes nothing: the alternatives count, since frameworks write `type: object` beside alternatives of every kind.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::model::{Schema, Union};
use crate::source::Node;

/// How many references are followed to the type of an alternative.
const MAX_HOPS: usize = 8;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let mut unions = Vec::new();
    for_each_schema(document, &mut |schema| {
        let schema = Schema::of(schema);
        if schema.has_union() && schema.has_type() {
            unions.push(schema.clone());
        }
    });
    for union in &unions {
        check(union, document, diagnostics);
    }
}

/// Reports the first alternative of another type.
fn check(union: &Schema, document: &Node, diagnostics: &mut Diagnostics) {
    let allowed = union.types();
    for keyword in Union::ALL {
        for alternative in union.union_of(keyword).iter() {
            let own = target(alternative, document).types();
            let is_possible = |own: &&str| *own == "null" || allowed.iter().any(|allowed| overlap(own, allowed));
            if own.is_empty() || own.iter().any(is_possible) {
                continue;
            }
            let list = |names: &[&str]| names.iter().map(|name| code(name)).collect::<Vec<_>>().join(" or ");
            let (keyword, own, allowed) = (keyword.keyword(), list(&own), list(&allowed));
            let message = format!("an alternative of `{keyword}` is {own}, and the type beside it is {allowed}");
            let place = union.type_node().map_or(union.span(), |stated| stated.span);
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
fn target<'n>(mut schema: &'n Schema, document: &'n Node) -> &'n Schema {
    for _ in 0..MAX_HOPS {
        let Some(next) = schema.reference().and_then(|pointer| document.pointer(pointer)) else { break };
        schema = Schema::of(next);
    }
    schema
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
