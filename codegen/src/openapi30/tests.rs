//! Documents through all passes: what each form of a schema, a parameter, a body and an answer becomes, and what is said.

use super::to_openapi30;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Node, SourceFiles, Span};
use serde_json::{Value, json};

/// The lowered document, and what was given up.
fn lowered(document: Value) -> (Value, Vec<String>) {
    let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
    let mut found = Diagnostics::new();
    let made = to_openapi30(&Node::from_value(document, span), &mut found).expect("a document");
    let lost = found.iter().filter(|one| matches!(one.code, Code::LoweringLoss | Code::OperationLeftOut));
    (made.document.to_value(), lost.map(|one| one.message.clone()).collect())
}

/// The components that one becomes, together with those that are beside it.
fn schemas(schemas: Value) -> (Value, Vec<String>) {
    let document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": schemas}});
    let (made, lost) = lowered(document);
    (made["components"]["schemas"].clone(), lost)
}

fn operation(operation: Value) -> (Value, Vec<String>) {
    let document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": operation}},
        "components": {"schemas": {"A": {"type": "object", "properties": {"a": {"type": "string"}}}, "B": {"type": "integer"}}}});
    let (made, lost) = lowered(document);
    (made["paths"]["/a"]["post"].clone(), lost)
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

#[test]
fn schemas_of_one_type_keep_what_they_say() {
    for (given, wanted) in [
        (json!({"const": "a"}), json!({"type": "string", "enum": ["a"]})),
        (json!({"type": "string", "contentEncoding": "base64"}), json!({"type": "string", "format": "byte"})),
        (
            json!({"type": "integer", "exclusiveMinimum": 2}),
            json!({"type": "integer", "minimum": 2, "exclusiveMinimum": true}),
        ),
        (json!({"type": "number", "minimum": 1, "exclusiveMinimum": 0}), json!({"type": "number", "minimum": 1})),
        (json!({"type": "integer", "minimum": 0.5}), json!({"type": "integer", "minimum": 1})),
        (json!({"minLength": 2}), json!({"minLength": 2, "type": "string"})),
        (json!({"type": "string", "examples": ["a"]}), json!({"type": "string", "example": "a"})),
        (json!({"type": "integer", "items": {}}), json!({"type": "integer"})),
        (json!({"type": "array"}), json!({"type": "array", "items": {}})),
        (
            json!({"oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}),
            json!({"enum": ["a", "b"], "type": "string"}),
        ),
        (json!(true), json!({})),
    ] {
        assert_eq!(schemas(json!({"X": given})), (json!({"X": wanted}), vec![]));
    }
}

#[test]
fn null_stands_where_a_schema_is_used() {
    let (made, lost) = schemas(json!({
        "N": {"type": ["object", "null"], "properties": {"a": {"type": ["string", "null"]}}},
        "Other": {"$ref": "#/components/schemas/N"},
        "User": {"type": "object", "properties": {
            "n": {"$ref": "#/components/schemas/N"},
            "list": {"type": "array", "items": {"$ref": "#/components/schemas/Other"}},
            "either": {"anyOf": [{"type": "boolean"}, {"$ref": "#/components/schemas/N"}, {"type": "null"}]},
            "none": {"type": "null"},
        }},
    }));
    assert_eq!(lost, Vec::<String>::new());
    let nullable = |name: &str| json!({"allOf": [reference(name)], "nullable": true});
    assert_eq!(made["N"]["properties"]["a"], json!({"type": "string", "nullable": true}));
    assert_eq!((&made["N"]["nullable"], &made["Other"]), (&Value::Null, &reference("N")));
    assert_eq!(made["User"]["properties"]["n"], nullable("N"));
    assert_eq!(made["User"]["properties"]["list"]["items"], nullable("Other"));
    assert_eq!(made["User"]["properties"]["either"], nullable("UserEither"));
    assert_eq!(made["UserEither"], json!({"oneOf": [{"type": "boolean"}, reference("N")]}));
    assert_eq!(made["User"]["properties"]["none"], json!({"nullable": true, "enum": [null]}));
}

#[test]
fn several_types_are_alternatives_and_all_of_is_one_object() {
    let (made, lost) = schemas(json!({
        "T": {"type": ["string", "integer", "null"], "minLength": 1, "minimum": 0},
        "Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
        "Child": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"of": {"$ref": "#/components/schemas/Child"}}}]},
    }));
    assert_eq!(lost, Vec::<String>::new());
    assert_eq!(made["T"]["oneOf"], json!([{"type": "integer", "minimum": 0}, reference("TVariant2")]));
    assert_eq!(made["TVariant2"], json!({"type": "string", "minLength": 1}));
    assert_eq!(made["Child"]["properties"], json!({"id": {"type": "string"}, "of": reference("Child")}));
    assert_eq!(made["Child"]["required"], json!(["id"]));
}

/// typify reads no discriminator: each alternative requires its own value.
#[test]
fn a_discriminator_is_what_alternatives_require() {
    let (made, lost) = schemas(json!({
        "U": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "kind"}},
        "Cat": {"type": "object", "properties": {"kind": {"type": "string"}}},
        "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "Dog"}}},
    }));
    assert_eq!(lost, Vec::<String>::new());
    let alternatives = made["U"]["oneOf"].as_array().expect("alternatives");
    assert!(alternatives.contains(&reference("TaggedCat")) && alternatives.contains(&reference("Dog")), "{made:#}");
    assert_eq!(made["TaggedCat"]["required"], json!(["kind"]));
    assert_eq!(made["TaggedCatKind"]["enum"], json!(["Cat"]));
}

#[test]
fn what_has_no_form_is_given_up_by_name() {
    for (given, wanted, message) in [
        (
            json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "boolean"}]}),
            "items",
            "OpenAPI 3.0 has no tuples",
        ),
        (
            json!({"type": "object", "patternProperties": {"^x": {"type": "string"}}}),
            "additionalProperties",
            "OpenAPI 3.0 has no patterns for the names of members",
        ),
        (json!({"enum": ["a b", "a-b", "aXb"]}), "type", "typify makes variants of one name of different values"),
        (
            json!({"type": "string", "not": {"const": "a"}}),
            "type",
            "progenitor knows no `not` in a schema of type `string`",
        ),
        (
            json!({"type": "string", "contentEncoding": "base32"}),
            "type",
            "OpenAPI 3.0 has no format for the encoding `base32`",
        ),
        (
            json!({"type": "integer", "format": "int32", "default": 3_000_000_000_u64}),
            "type",
            "typify cannot write this `default` as a value of its type",
        ),
        (
            json!({"type": "object", "required": ["a_b"], "properties": {"aB": {}, "a_b": {}}}),
            "properties",
            "typify makes fields of one name of `a_b` and `aB`",
        ),
        (
            json!({"type": "array", "minItems": 40, "maxItems": 40}),
            "items",
            "typify makes arrays of 40 items that serde cannot read",
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "string", "format": "uri"}]}),
            "oneOf",
            "a value may fit several alternatives of `anyOf`",
        ),
    ] {
        let (made, lost) = schemas(json!({"X": given}));
        assert_eq!(lost, [message]);
        assert!(made["X"].get(wanted).is_some(), "{made:#}");
    }
    let (made, lost) = schemas(json!({"X": {"type": "string", "pattern": "(?<=a"}}));
    assert!(made["X"] == json!({"type": "string"}) && lost[0].starts_with("typify reads no such pattern"), "{lost:?}");
}

#[test]
fn names_that_would_be_one_type_become_two() {
    let (made, lost) = schemas(json!({
        "a-b": {"type": "object", "properties": {"c": {"type": "object", "properties": {"x": {}}}}},
        "a_b": {"type": "string"},
        "ABC": {"type": "string"},
        "User": {"type": "object", "properties": {"it": {"$ref": "#/components/schemas/a_b"}}},
    }));
    assert_eq!(lost, ["the name of the component `a_b` cannot be that of a type"]);
    let names: Vec<&String> = made.as_object().expect("schemas").keys().collect();
    assert_eq!(names, ["a-b", "Ab", "ABC", "User", "Abc2"]);
    assert_eq!(made["User"]["properties"]["it"], reference("Ab"));
}

#[test]
fn parameters_are_written_as_progenitor_writes_them() {
    let query = |style: &str, schema: Value| json!({"operationId": "a", "responses": {}, "parameters": [{"name": "q", "in": "query", "style": style, "explode": false, "schema": schema}]});
    let (made, lost) = operation(query(
        "deepObject",
        json!({"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "array"}}}),
    ));
    let names: Vec<&str> =
        made["parameters"].as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["q[x]", "q[y]"]);
    assert_eq!(made["parameters"][1]["schema"], json!({"type": "string"}));
    assert_eq!(lost, ["progenitor writes no such value as `q[y]`"]);
    let (made, lost) = operation(query("form", json!({"type": "array", "items": {"type": "string"}})));
    assert_eq!(made["parameters"][0]["schema"], json!({"type": "string"}));
    assert_eq!(lost, ["progenitor writes each item of a list by itself, and joins none"]);
    for location in ["cookie", "header", "query"] {
        let (made, lost) = operation(
            json!({"operationId": "a", "responses": {}, "parameters": [{"name": "p", "in": location, "schema": {"type": ["integer", "null"]}}]}),
        );
        assert_eq!(made["parameters"].as_array().expect("a list").len(), usize::from(location != "cookie"));
        assert_eq!(lost.len(), usize::from(location == "cookie"));
    }
    let (made, lost) = operation(
        json!({"operationId": "a", "responses": {}, "parameters": [{"name": "p", "in": "cookie", "required": true, "schema": {}}]}),
    );
    assert_eq!((made, lost), (Value::Null, vec!["progenitor sends no parameter in `cookie`".to_owned()]));
}

#[test]
fn a_body_has_one_media_type() {
    let body = |required: bool, content: Value| json!({"operationId": "a", "responses": {}, "requestBody": {"required": required, "content": content}});
    let (made, lost) = operation(body(
        true,
        json!({"application/xml": {"schema": reference("A")}, "application/json": {"schema": reference("A")}}),
    ));
    assert_eq!(made["requestBody"]["content"], json!({"application/json": {"schema": reference("A")}}));
    assert_eq!(lost, ["a body can also be `application/xml`, and progenitor sends one media type"]);
    let (made, lost) = operation(body(true, json!({"multipart/form-data": {"schema": reference("A")}})));
    assert_eq!(
        (made, lost),
        (Value::Null, vec!["progenitor sends no body of the media type `multipart/form-data`".to_owned()])
    );
    let (made, lost) = operation(body(false, json!({"multipart/form-data": {"schema": reference("A")}})));
    assert!(made.get("requestBody").is_none() && lost.len() == 1, "{made:#} {lost:?}");
    let (made, _) = operation(body(true, json!({"application/octet-stream": {}})));
    assert_eq!(
        made["requestBody"]["content"]["application/octet-stream"]["schema"],
        json!({"type": "string", "format": "binary"})
    );
}

#[test]
fn successes_have_one_type_and_errors_one() {
    let json = |schema: Value| json!({"description": "d", "content": {"application/json": {"schema": schema}}});
    let (made, lost) = operation(
        json!({"operationId": "a", "responses": {"200": json(reference("A")), "201": json(reference("B")), "204": {"description": "d"}, "404": {"description": "d"}}}),
    );
    assert_eq!(made["responses"]["200"], made["responses"]["201"]);
    assert_eq!(made["responses"]["200"]["content"]["application/json"]["schema"], reference("AResponse"));
    assert_eq!(lost, ["progenitor returns one type, and an answer of the status 204 is not JSON as others are"]);
    let (made, lost) = operation(
        json!({"operationId": "a", "responses": {"201": json(reference("A")), "default": json(reference("B"))}}),
    );
    let statuses: Vec<&String> = made["responses"].as_object().expect("answers").keys().collect();
    assert_eq!((statuses, lost), (vec![&"2XX".to_owned(), &"default".to_owned()], vec![]));
}

#[test]
fn operations_are_called_by_names_of_their_own() {
    let paths = json!({"/a": {
        "get": {"operationId": "new", "responses": {}},
        "put": {"operationId": "do-it", "responses": {}},
        "post": {"operationId": "doIt", "responses": {}},
        "delete": {"responses": {}},
        "options": {"responses": {}},
    }, "/a#b": {"get": {"operationId": "b", "responses": {}}}});
    let (made, lost) = lowered(json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}));
    let id = |method: &str| made["paths"]["/a"][method]["operationId"].as_str().unwrap_or_default();
    assert_eq!(["get", "put", "post", "delete", "options"].map(id), ["new_2", "do-it", "doIt_2", "delete_a", ""]);
    assert_eq!(
        lost,
        [
            "progenitor has no call for the method OPTIONS",
            "the name `new` is taken where progenitor makes methods",
            "the name `do_it` is taken where progenitor makes methods",
            "OpenAPI 3.0 has each path once, and another operation is called with the same",
        ]
    );
}
