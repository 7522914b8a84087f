//! Reports alternatives that are of another type than the schema around them allows.
//!
//! Changes nothing: the alternatives count, since frameworks write `type: object` beside alternatives of every kind.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::model::{Schema, Union};
use crate::source::{Node, Span};

/// How many references are followed to the type of an alternative.
const MAX_HOPS: usize = 8;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let mut unions = Vec::new();
    for_each_schema(document, &mut |schema| unions.extend(Typed::of(Schema::of(schema))));
    for union in &unions {
        check(union, document, diagnostics);
    }
}

/// A union beside a type.
struct Typed {
    allowed: Vec<String>,
    /// Where the type stands.
    place: Span,
    alternatives: Vec<Alternative>,
}

struct Alternative {
    keyword: Union,
    types: Vec<String>,
    reference: Option<String>,
    place: Span,
}

impl Typed {
    fn of(schema: &Schema) -> Option<Self> {
        let place = schema.type_node().filter(|_| schema.has_union())?.span;
        let alternatives = Union::ALL.into_iter().flat_map(|keyword| {
            schema.union_of(keyword).iter().map(move |alternative| Alternative {
                keyword,
                types: types(alternative),
                reference: alternative.reference().map(str::to_owned),
                place: alternative.label_span(),
            })
        });
        Some(Self { allowed: types(schema), place, alternatives: alternatives.collect() })
    }
}

fn types(schema: &Schema) -> Vec<String> {
    schema.types().into_iter().map(str::to_owned).collect()
}

/// Reports the first alternative of another type.
fn check(union: &Typed, document: &Node, diagnostics: &mut Diagnostics) {
    let Typed { allowed, place, alternatives } = union;
    for Alternative { keyword, types: own, reference, place: at } in alternatives {
        let own = match reference {
            Some(reference) => behind(reference, document),
            None => own.clone(),
        };
        let is_possible = |own: &String| own == "null" || allowed.iter().any(|allowed| overlap(own, allowed));
        if own.is_empty() || allowed.is_empty() || own.iter().any(is_possible) {
            continue;
        }
        let list = |names: &[String]| names.iter().map(|name| code(name)).collect::<Vec<_>>().join(" or ");
        let (keyword, own, allowed) = (keyword.keyword(), list(&own), list(allowed));
        let message = format!("an alternative of `{keyword}` is {own}, and the type beside it is {allowed}");
        diagnostics.push(
            Diagnostic::warning(Code::SchemaContradiction, message)
                .at(*at)
                .label(*place, "the type beside it")
                .help("the alternatives count; remove the type, or the alternative, in an overlay"),
        );
        return;
    }
}

/// The types of what a reference leads to, through a few others.
fn behind(reference: &str, document: &Node) -> Vec<String> {
    let mut target = document.pointer(reference).map(Schema::of);
    for _ in 0..MAX_HOPS {
        let Some(next) = target.and_then(Schema::reference) else { break };
        target = document.pointer(next).map(Schema::of);
    }
    target.map(types).unwrap_or_default()
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
