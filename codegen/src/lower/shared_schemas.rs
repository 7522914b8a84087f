//! Schemas inside a shared response, body, parameter or header: what is put in the place of a reference to such a
//! component refers to its schemas, so that their types are those of the component, by its name, and not those of the
//! operation that stands first. Never moves a schema, and leaves alone what needs no type with a name.
//!
//! See `codegen/docs/names.md`.

use crate::source::{Node, escape_pointer_token};
use crate::spec::keywords::is_annotation;

/// Makes the schemas of a component, which stands at `pointer`, references to their places in it. Tools that bundle a
/// document refer to the first place where a part was met, which then is the component of the others.
pub(super) fn share_schemas(component: &mut Node, pointer: &str) {
    if let Some(schema) = component.get_mut("schema") {
        refer(schema, &format!("{pointer}/schema"));
    }
    for (media_type, media) in component.get_mut("content").and_then(Node::as_object_mut).into_iter().flatten() {
        // The name of a schema is that of the root element of its XML, so the schema has to stay where it is.
        if media_type.contains("xml") {
            continue;
        }
        for key in ["schema", "itemSchema"] {
            if let Some(schema) = media.get_mut(key) {
                refer(schema, &format!("{pointer}/content/{}/{key}", escape_pointer_token(media_type)));
            }
        }
    }
}

fn refer(schema: &mut Node, pointer: &str) {
    if schema.get("$ref").is_some() {
        return;
    }
    if schema.str("type") == Some("array") {
        if let Some(items) = schema.get_mut("items") {
            refer(items, &format!("{pointer}/items"));
        }
        return;
    }
    if !is_named(schema) {
        return;
    }
    let said = schema
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| is_annotation(key) && *key != "title" && !key.starts_with("x-"));
    let mut reference = Node::object(said.map(|(key, node)| (key.clone(), node.clone())), schema.span);
    reference.set("$ref", Node::string(pointer, schema.span));
    reference.key_span = schema.key_span;
    *schema = reference;
}

/// Whether a schema becomes a struct, an enum or a union.
fn is_named(schema: &Node) -> bool {
    let is_reference = |part: &Node| part.get("$ref").is_some();
    let parts = schema.items("allOf");
    ["enum", "oneOf", "anyOf"].iter().any(|key| schema.get(key).is_some())
        || schema.members("properties").next().is_some()
        || parts.len() > 1
        || parts.first().is_some_and(|part| !is_reference(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
    use serde_json::{Value, json};

    fn shared(component: Value, pointer: &str) -> Value {
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        let mut node = Node::from_value(component, span);
        share_schemas(&mut node, pointer);
        node.to_value()
    }

    #[test]
    fn what_needs_a_name_refers_to_its_place() {
        let object = json!({"type": "object", "description": "Why.", "properties": {"code": {"type": "integer"}}});
        let component = json!({"description": "", "content": {
            "application/json": {"schema": object},
            "application/xml": {"schema": object},
            "text/plain": {"schema": {"type": "string"}},
            "application/vnd.a+json": {"schema": {"type": "array", "items": object}},
            "application/b+json": {"schema": {"$ref": "#/components/schemas/B"}},
        }});
        let pointer = "#/components/responses/Broken";
        let refer = |end: &str| json!({"description": "Why.", "$ref": format!("{pointer}/content/{end}")});
        let expected = json!({"description": "", "content": {
            "application/json": {"schema": refer("application~1json/schema")},
            "application/xml": {"schema": object},
            "text/plain": {"schema": {"type": "string"}},
            "application/vnd.a+json": {
                "schema": {"type": "array", "items": refer("application~1vnd.a+json/schema/items")}
            },
            "application/b+json": {"schema": {"$ref": "#/components/schemas/B"}},
        }});
        assert_eq!(shared(component, pointer), expected);
    }

    #[test]
    fn a_parameter_of_few_values_refers_to_them() {
        let parameter =
            json!({"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["up"], "default": "up"}});
        let pointer = "#/components/parameters/Sort";
        let expected =
            json!({"name": "sort", "in": "query", "schema": {"default": "up", "$ref": format!("{pointer}/schema")}});
        assert_eq!(shared(parameter, pointer), expected);
        let plain = json!({"name": "page", "in": "query", "schema": {"type": "integer"}});
        assert_eq!(shared(plain.clone(), "#/components/parameters/Page"), plain);
    }
}
