//! Reports members that are not read though they look as if they were: misspelt ones, and those of another version of
//! OpenAPI. Changes nothing, and says nothing of members that are like no other: tools have members of their own.
//!
//! Members of path items are looked at where these are read.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Loss, Severity};
use crate::markdown::code;
use crate::source::{Data, Node};
use crate::spec::vocabulary::{Object, Shape};
use crate::text::nearest::slip;
use std::collections::HashMap;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let is_swagger = document.get("swagger").is_some();
    let mut walk = Walk { is_swagger, known: HashMap::new(), diagnostics };
    walk.visit(document, Shape::Of(Object::Document));
}

struct Walk<'d> {
    is_swagger: bool,
    /// The members of each object that was met.
    known: HashMap<Object, HashMap<&'static str, Shape>>,
    diagnostics: &'d mut Diagnostics,
}

impl Walk<'_> {
    fn visit(&mut self, node: &Node, shape: Shape) {
        match (&node.data, shape) {
            (_, Shape::Free) => {}
            (Data::Array(items), _) => items.iter().for_each(|item| self.visit(item, shape)),
            (Data::Object(members), Shape::Map(_)) => {
                for (key, member) in members {
                    if let Some(inner) = shape.step(Some(key)) {
                        self.visit(member, inner);
                    }
                }
            }
            (Data::Object(members), Shape::Of(object)) => {
                for (key, member) in members {
                    self.member(node, object, key, member);
                }
            }
            _ => {}
        }
    }

    fn member(&mut self, holder: &Node, object: Object, key: &str, member: &Node) {
        let known = self.known.entry(object).or_insert_with(|| object.members().collect());
        if let Some(inner) = known.get(key).copied() {
            if let Some(instead) = of_another_version(self.is_swagger, object, key, holder) {
                let version = if self.is_swagger { "OpenAPI 3" } else { "Swagger 2.0" };
                let message = format!("{} of {} is of {version}, and this document is not", code(key), object.words());
                self.diagnostics.push(
                    Diagnostic::warning(Code::StructureInvalid, message)
                        .at(member.label_span())
                        .help(instead)
                        .costs("what it says is not in the client"),
                );
                return;
            }
            return self.visit(member, inner);
        }
        if let Some(inner) = object.behind(key) {
            return self.visit(member, inner);
        }
        if object == Object::PathItem {
            return;
        }
        if let Some(meant) = slip(key, known.keys().copied()).filter(|meant| holder.get(meant).is_none()) {
            let message = format!("{} is not a member of {}", code(key), object.words());
            let (place, consequence) = (member.label_span(), "it is not read");
            let loss = Loss::Place(consequence.to_owned());
            if self.diagnostics.lose_told(Code::OverlayMemberUnknown, place, Severity::Error, loss) {
                return;
            }
            self.diagnostics.push(
                Diagnostic::warning(Code::StructureInvalid, message)
                    .at(place)
                    .help(format!("did you mean `{meant}`? An extension begins with `x-`"))
                    .costs(consequence),
            );
        }
    }
}

/// Where a member that only the other version has would stand in this one.
fn of_another_version(is_swagger: bool, object: Object, key: &str, holder: &Node) -> Option<&'static str> {
    if is_swagger {
        return Some(match (object, key) {
            (Object::Document, "components") => "schemas stand in `definitions`, and others in members of the document",
            (Object::Document | Object::Operation | Object::PathItem, "servers") => {
                "write `host`, `basePath` and `schemes` of the document"
            }
            (Object::Operation, "requestBody") => "write a parameter with `in: body`, or some with `in: formData`",
            (Object::Response, "content") => "write `schema`, and the media types in `produces`",
            (Object::Parameter, "content") => "write the `type` of the parameter",
            (Object::Parameter, "style" | "explode") => "write `collectionFormat`",
            _ => return None,
        });
    }
    let says_type = holder.get("schema").is_some() || holder.get("content").is_some() || holder.get("$ref").is_some();
    Some(match (object, key) {
        (Object::Document, "host" | "basePath" | "schemes") | (Object::Operation, "schemes") => "write `servers`",
        (Object::Document, "securityDefinitions") => "write `components.securitySchemes`",
        (Object::Document | Object::Operation, "produces") => "write the media types in `content` of each answer",
        (Object::Document | Object::Operation, "consumes") => "write the media types in `content` of `requestBody`",
        (Object::Response, "schema") => "write `content: {application/json: {schema: …}}`",
        (Object::Parameter | Object::Header, "collectionFormat") => "write `style` and `explode`",
        (Object::Parameter | Object::Header, "type" | "format" | "items" | "enum") if !says_type => {
            "write it in the `schema` of the parameter"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::diagnostic::{Code, Diagnostic, Diagnostics, Loss};
    use crate::source::{Node, SourceFiles, read_json};
    use serde_json::{Value, json};

    fn found(document: Value) -> String {
        let (after, found) = run(super::pass, document.clone());
        assert_eq!(after, document);
        found.join("\n")
    }

    #[test]
    fn what_an_overlay_adds_is_told_once() {
        const TEXT: &str = r#"{"info": {"titl": "a"}}"#;
        let mut files = SourceFiles::new();
        let file = files.add("a.json", TEXT);
        let mut found = Diagnostics::new();
        let mut document = read_json(&files, file, &mut found).expect("JSON");
        let place = document.pointer("/info/titl").map(Node::label_span).expect("a place");
        let told = Diagnostic::warning(Code::OverlayMemberUnknown, "`titl` is not a member of `info`").at(place);
        found.push(told);
        super::pass(&mut document, &mut found);
        let losses: Vec<Option<Loss>> = found.iter().map(|one| one.loss.clone()).collect();
        assert_eq!(losses, [Some(Loss::Place("it is not read".to_owned()))]);
    }

    #[test]
    fn slips_are_said() {
        insta::assert_snapshot!(found(json!({
            "openapi": "3.1.0", "tag": [],
            "paths": {"/a": {"post": {
                "paramters": [], "requestBdy": {}, "foo": 1, "x-parameter": 1,
                "responses": {"200": {"contents": {}, "content": {"application/json": {"schem": {}, "example": {"typ": 1}}}}},
            }}},
            "components": {"schemas": {
                "A": {"propertes": {}, "properties": {"typ": {"typ": "string", "enumNames": []}}, "item": {}, "$reff": "x"},
            }},
        })), @"
        structure-invalid: `tag` is not a member of the document
        structure-invalid: `paramters` is not a member of an operation
        structure-invalid: `requestBdy` is not a member of an operation
        structure-invalid: `schem` is not a member of a media type
        structure-invalid: `typ` is not a member of a schema
        structure-invalid: `item` is not a member of a schema
        structure-invalid: `$reff` is not a member of a schema
        ");
    }

    #[test]
    fn members_of_another_version_are_said() {
        insta::assert_snapshot!(found(json!({
            "openapi": "3.0.0", "host": "a.example", "definitions": {},
            "paths": {"/a": {"get": {
                "produces": [],
                "parameters": [
                    {"name": "q", "in": "query", "type": "array", "items": {}, "collectionFormat": "csv"},
                    {"name": "p", "in": "query", "schema": {"type": "string", "format": "date"}},
                ],
                "responses": {"200": {"description": "", "schema": {}}},
            }}},
        })), @"
        structure-invalid: `host` of the document is of Swagger 2.0, and this document is not
        structure-invalid: `produces` of an operation is of Swagger 2.0, and this document is not
        structure-invalid: `type` of a parameter is of Swagger 2.0, and this document is not
        structure-invalid: `items` of a parameter is of Swagger 2.0, and this document is not
        structure-invalid: `collectionFormat` of a parameter is of Swagger 2.0, and this document is not
        structure-invalid: `schema` of a response is of Swagger 2.0, and this document is not
        ");
        insta::assert_snapshot!(found(json!({
            "swagger": "2.0", "components": {}, "host": "a.example",
            "paths": {"/a": {"post": {"requestBody": {}, "produces": [], "responses": {"200": {"content": {}}}}}},
        })), @"
        structure-invalid: `components` of the document is of OpenAPI 3, and this document is not
        structure-invalid: `requestBody` of an operation is of OpenAPI 3, and this document is not
        structure-invalid: `content` of a response is of OpenAPI 3, and this document is not
        ");
    }
}
