//! Reports, once for a document, that keywords stand beside `$ref` in OpenAPI 3.0, which ignores them (3.0.4, section
//! 4.8.23). They are read as in OpenAPI 3.1, which is what people mean by them. Changes nothing.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Node, Span};

/// Keywords that change no type.
const ANNOTATIONS: &[&str] = &[
    "$ref",
    "title",
    "description",
    "summary",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "$comment",
];

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    if !document.str("openapi").is_some_and(|version| version.starts_with("3.0")) {
        return;
    }
    let (mut first, mut count): (Option<(String, Span)>, usize) = (None, 0);
    for_each_schema(document, &mut |schema| {
        if schema.str("$ref").is_none() {
            return;
        }
        let members = schema.as_object().into_iter().flatten();
        let mut others = members.filter(|(key, _)| !ANNOTATIONS.contains(&key.as_str()) && !key.starts_with("x-"));
        if let Some((key, node)) = others.next() {
            count += 1;
            first.get_or_insert_with(|| (key.clone(), node.label_span()));
        }
    });
    let Some((key, at)) = first else { return };
    let more = match count {
        1 => String::new(),
        2 => ", and so does another at one more place".to_owned(),
        count => format!(", and so do others at {} more places", count - 1),
    };
    let message = format!("{} stands beside a `$ref`, where OpenAPI 3.0 ignores it{more}", code(&key));
    let help = "it is read as in OpenAPI 3.1, where it counts; write `allOf: [{$ref: …}]` beside it in 3.0";
    diagnostics.push(Diagnostic::warning(Code::SchemaInvalid, message).at(at).help(help));
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::json;

    #[test]
    fn what_stands_beside_references_is_said_once_and_stays() {
        let with = |version: &str| {
            json!({"openapi": version, "components": {"schemas": {
                "A": {"properties": {
                    "plain": {"$ref": "#/components/schemas/B", "description": "d", "x-a": 1},
                    "first": {"$ref": "#/components/schemas/B", "nullable": true},
                    "second": {"$ref": "#/components/schemas/B", "maxLength": 3},
                    "third": {"type": "string", "nullable": true},
                }},
                "B": {"type": "string"},
            }}})
        };
        let said = "schema-invalid: `nullable` stands beside a `$ref`, where OpenAPI 3.0 ignores it, and so does \
                    another at one more place";
        assert_eq!(run(super::pass, with("3.0.3")), (with("3.0.3"), vec![said.to_owned()]));
        assert_eq!(run(super::pass, with("3.1.0")), (with("3.1.0"), vec![]));
    }
}
