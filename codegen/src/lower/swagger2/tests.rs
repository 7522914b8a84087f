use super::super::tests::run;
use super::moved;
use crate::source::{Node, SourceFiles, Span};
use serde_json::{Value, json};

fn lowered(document: Value) -> Value {
    let (after, found) = run(super::pass, document);
    assert_eq!(found, [] as [String; 0]);
    after
}

#[test]
fn host_and_base_path_become_servers() {
    let urls = |document: Value| {
        let mut whole = json!({"swagger": "2.0", "paths": {}});
        whole.as_object_mut().expect("an object").extend(document.as_object().expect("an object").clone());
        let servers = lowered(whole)["servers"].clone();
        servers.as_array().into_iter().flatten().map(|server| server["url"].clone()).collect::<Value>()
    };
    assert_eq!(urls(json!({"host": "a.example", "basePath": "/v1/"})), json!(["https://a.example/v1"]));
    assert_eq!(
        urls(json!({"host": "a.example", "basePath": "v1", "schemes": ["http", "https", "ws"]})),
        json!(["https://a.example/v1", "http://a.example/v1"])
    );
    assert_eq!(urls(json!({"host": "https://a.example/", "basePath": "/"})), json!(["https://a.example"]));
    assert_eq!(urls(json!({"basePath": "/v1"})), json!(["/v1"]));
    assert_eq!(urls(json!({})), json!([]));
}

#[test]
fn schemes_that_a_client_cannot_speak_are_refused() {
    let found = |schemes: Value| {
        run(super::pass, json!({"swagger": "2.0", "host": "a.example", "schemes": schemes, "paths": {}})).1
    };
    assert_eq!(found(json!(["wss", "HTTPS"])), [] as [String; 0]);
    let message = "server-invalid: `schemes` names neither `https` nor `http`";
    assert_eq!(found(json!(["ftp", "wss"])), [message]);
    assert_eq!(found(json!("ftp")), ["structure-invalid: `schemes` is a list, but this is a string", message]);
}

#[test]
fn a_shared_parameter_that_refers_to_itself_is_said_to() {
    let get = json!({"get": {"parameters": [{"$ref": "#/parameters/P"}, {"$ref": "#/parameters/Q"}]}});
    let (_, found) = run(
        super::pass,
        json!({"swagger": "2.0", "parameters": {"P": {"$ref": "#/parameters/P"}}, "paths": {"/a": get}}),
    );
    let cycle = "reference-cycle: `#/parameters/P` leads back to itself";
    assert_eq!(found, [cycle, "reference-unresolved: `#/parameters/Q` leads nowhere"]);
}

#[test]
fn parameters_get_a_schema_and_a_style() {
    let after = lowered(json!({
        "swagger": "2.0",
        "parameters": {"Page": {"in": "query", "name": "page", "type": "integer", "minimum": 1}},
        "paths": {"/a": {"get": {"parameters": [
            {"$ref": "#/parameters/Page"},
            {"in": "query", "name": "csv", "type": "array", "items": {"type": "string"}},
            {"in": "query", "name": "multi", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
            {"in": "query", "name": "pipes", "type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"},
            {"in": "query", "name": "ssv", "type": "array", "items": {"type": "string"}, "collectionFormat": "ssv"},
            {"in": "query", "name": "tsv", "type": "array", "items": {"type": "string"}, "collectionFormat": "tsv"},
            {"in": "header", "name": "X-List", "type": "array", "items": {"type": "string"}},
        ]}}},
    }));
    let parameters = after["paths"]["/a"]["get"]["parameters"].as_array().expect("a list");
    assert_eq!(parameters[0], json!({"in": "query", "name": "page", "schema": {"type": "integer", "minimum": 1}}));
    let styles: Vec<String> = parameters[1..]
        .iter()
        .map(|parameter| format!("{} {} {}", parameter["name"], parameter["style"], parameter["explode"]))
        .collect();
    insta::assert_snapshot!(styles.join("\n"), @r#"
    "csv" "form" false
    "multi" "form" true
    "pipes" "pipeDelimited" false
    "ssv" "spaceDelimited" false
    "tsv" "tabDelimited" false
    "X-List" "simple" false
    "#);
    assert_eq!(parameters[1]["schema"], json!({"type": "array", "items": {"type": "string"}}));
    assert_eq!(after["parameters"], Value::Null);
}

#[test]
fn bodies_become_request_bodies() {
    let after = lowered(json!({
        "swagger": "2.0",
        "consumes": ["application/vnd.acme+json"],
        "paths": {
            "/whole": {"post": {"parameters": [{"in": "body", "name": "b", "required": true, "schema": {"$ref": "#/definitions/A"}}]}},
            "/form": {"post": {"consumes": [], "parameters": [
                {"in": "formData", "name": "to", "type": "string", "required": true, "description": "Whom"},
                {"in": "formData", "name": "tags", "type": "array", "items": {"type": "string"}},
            ]}},
            "/file": {"parameters": [{"in": "formData", "name": "file", "type": "file"}], "post": {}, "put": {}},
        },
        "definitions": {"A": {"type": "object", "properties": {"next": {"$ref": "#/definitions/A"}}}},
    }));
    assert_eq!(
        after["paths"]["/whole"]["post"]["requestBody"],
        json!({"required": true, "content": {"application/vnd.acme+json": {"schema": {"$ref": "#/components/schemas/A"}}}})
    );
    assert_eq!(after["components"]["schemas"]["A"]["properties"]["next"]["$ref"], "#/components/schemas/A");
    assert_eq!(
        after["paths"]["/form"]["post"]["requestBody"],
        json!({"required": true, "content": {"application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "properties": {"to": {"type": "string", "description": "Whom"}, "tags": {"type": "array", "items": {"type": "string"}}},
                "required": ["to"],
            },
            "encoding": {"tags": {"style": "form", "explode": false}},
        }}})
    );
    for method in ["post", "put"] {
        let content = &after["paths"]["/file"][method]["requestBody"]["content"];
        assert_eq!(content["multipart/form-data"]["schema"]["properties"]["file"]["type"], "file");
    }
}

#[test]
fn answers_get_a_content_and_their_pointers_are_known() {
    let document = json!({
        "swagger": 2.0,
        "produces": ["application/xml", "application/json"],
        "responses": {"Gone": {"description": "gone", "schema": {"$ref": "#/definitions/E"}}},
        "paths": {"/a": {"get": {"responses": {
            "200": {"description": "ok", "schema": {"type": "array", "items": {"$ref": "#/paths/~1a/get/responses/201/schema"}},
                "headers": {"X-Left": {"type": "integer", "description": "d"}}, "examples": {"application/json": []}},
            "201": {"description": "made", "schema": {"type": "object"}},
            "204": {"description": "none"},
            "404": {"$ref": "#/responses/Gone"},
        }}}},
        "definitions": {"E": {}},
    });
    let after = lowered(document.clone());
    let responses = &after["paths"]["/a"]["get"]["responses"];
    let schema =
        json!({"type": "array", "items": {"$ref": "#/paths/~1a/get/responses/201/content/application~1json/schema"}});
    assert_eq!(
        responses["200"],
        json!({
            "description": "ok",
            "headers": {"X-Left": {"description": "d", "schema": {"type": "integer"}}},
            "content": {"application/xml": {"schema": schema}, "application/json": {"schema": schema}},
        })
    );
    assert_eq!(responses["204"], json!({"description": "none"}));
    assert_eq!(responses["404"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/E");

    let mut files = SourceFiles::new();
    let node = Node::from_value(document, Span::new(files.add("a", ""), 0..0));
    assert_eq!(moved(&node, "#/definitions/E"), "#/components/schemas/E");
    let pointer = moved(&node, "#/paths/~1a/get/responses/200/schema/items");
    assert!(after.pointer(pointer.trim_start_matches('#')).is_some(), "{pointer}");
}

#[test]
fn security_schemes_are_those_of_openapi_3() {
    let after = lowered(json!({"swagger": "2.0", "paths": {}, "securityDefinitions": {
        "basic": {"type": "basic"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "app": {"type": "oauth2", "flow": "application", "tokenUrl": "https://a.example/t", "scopes": {"a": "b"}},
    }}));
    assert_eq!(
        after["components"]["securitySchemes"],
        json!({
            "basic": {"type": "http", "scheme": "basic"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "app": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {"a": "b"}}}},
        })
    );
}

#[test]
fn a_second_body_is_reported() {
    let (_, found) = run(
        super::pass,
        json!({"swagger": "2.0", "paths": {"/a": {"post": {"parameters": [
            {"in": "body", "name": "a", "schema": {}},
            {"in": "formData", "name": "b", "type": "string"},
            {"in": "query", "name": "c", "type": "array", "items": {}, "collectionFormat": "dots"},
        ]}}}}),
    );
    assert_eq!(
        found,
        [
            "parameter-invalid: lists in a query parameter cannot be written as `dots`",
            "parameter-invalid: an operation has one body, and this is a second one",
        ]
    );
}

#[test]
fn lists_in_forms_of_parts_are_parts_each_and_that_is_said_once() {
    let list = |name: &str| json!({"in": "formData", "name": name, "type": "array", "items": {"type": "string"}});
    let mut stated = list("c");
    stated["collectionFormat"] = json!("csv");
    let post = json!({"post": {"consumes": ["multipart/form-data"], "parameters": [list("a"), list("b"), stated]}});
    let (after, found) = run(super::pass, json!({"swagger": "2.0", "paths": {"/a": post, "/b": post}}));
    assert_eq!(found, ["parameter-invalid: lists in `multipart/form-data` state no `collectionFormat`"]);
    let media = &after["paths"]["/a"]["post"]["requestBody"]["content"]["multipart/form-data"];
    assert_eq!(media["encoding"], json!({"c": {"style": "form", "explode": false}}));
}

#[test]
fn documents_of_openapi_3_pass_unchanged() {
    let document = json!({"openapi": "3.0.0", "definitions": {}, "host": "a", "paths": {}});
    assert_eq!(lowered(document.clone()), document);
}

#[test]
fn references_in_tuples_are_moved_too() {
    let given = json!({
        "swagger": "2.0",
        "definitions": {
            "Pair": {"items": [{"$ref": "#/definitions/A"}], "additionalItems": {"$ref": "#/definitions/A"}},
            "A": {"type": "string"},
        },
    });
    let moved = json!({"$ref": "#/components/schemas/A"});
    let (after, found) = run(super::pass, given);
    assert_eq!(found, [] as [String; 0]);
    assert_eq!(after["components"]["schemas"]["Pair"], json!({"items": [moved], "additionalItems": moved}));
}

#[test]
fn what_has_no_place_in_the_successor_is_lost_by_name() {
    let inner = json!({"type": "array", "collectionFormat": "pipes", "items": {"type": "string"}});
    let list = json!({"in": "query", "name": "list", "type": "array", "items": inner});
    let (after, found) = run(
        super::pass,
        json!({"swagger": "2.0", "paths": {"/a": {"put": {"parameters": [
            list,
            {"in": "body", "name": "whole", "schema": {"type": "string"}},
            {"in": "formData", "name": "part", "type": "string"},
        ]}}}}),
    );
    assert_eq!(
        after["paths"]["/a"]["put"]["parameters"][0]["schema"],
        json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}})
    );
    assert_eq!(
        found,
        [
            "parameter-invalid: a list in a list cannot be written as `pipes`",
            "parameter-invalid: an operation has one body, and this is a second one",
        ]
    );
}

#[test]
fn the_first_field_of_a_name_counts() {
    let field = |name: &str, kind: &str| json!({"in": "formData", "name": name, "type": kind, "required": true});
    let (after, found) = run(
        super::pass,
        json!({"swagger": "2.0", "paths": {"/a": {"put": {"parameters": [
            field("bell", "string"), field("tower", "string"), field("bell", "file"),
        ]}}}}),
    );
    let content = &after["paths"]["/a"]["put"]["requestBody"]["content"];
    let schema = &content["application/x-www-form-urlencoded"]["schema"];
    assert_eq!(schema["properties"], json!({"bell": {"type": "string"}, "tower": {"type": "string"}}));
    assert_eq!(schema["required"], json!(["bell", "tower"]));
    assert_eq!(found, ["parameter-invalid: the formData parameter `bell` stands twice"]);
}

#[test]
fn the_separator_of_a_list_is_said_where_it_is_not_used() {
    let list = |format: Value| json!({"type": "array", "items": {"type": "string"}, "collectionFormat": format});
    let mut query = list(json!(5));
    query["in"] = json!("query");
    query["name"] = json!("q");
    let headers = json!({"X-Csv": list(json!("csv")), "X-Pipes": list(json!("pipes"))});
    let (_, found) = run(
        super::pass,
        json!({"swagger": "2.0", "paths": {"/a": {"get": {
            "parameters": [query], "responses": {"200": {"headers": headers}},
        }}}}),
    );
    assert_eq!(
        found,
        [
            "parameter-invalid: lists in a query parameter cannot be written as `a number`",
            "unsupported: lists in a header are not read as `pipes`",
        ]
    );
}

#[test]
fn a_form_of_parts_has_lists_as_stated() {
    let list = |name: &str| json!({"in": "formData", "name": name, "type": "array", "items": {"type": "string"}});
    let mut bars = list("bars");
    bars["collectionFormat"] = json!("pipes");
    let file = json!({"in": "formData", "name": "file", "type": "file"});
    let post = json!({"post": {"parameters": [list("each"), bars, file]}});
    let (after, _) = run(super::pass, json!({"swagger": "2.0", "paths": {"/a": post}}));
    let media = &after["paths"]["/a"]["post"]["requestBody"]["content"]["multipart/form-data"];
    assert_eq!(media["encoding"], json!({"bars": {"style": "pipeDelimited", "explode": false}}));
}

#[test]
fn what_says_where_calls_go_is_of_its_kind() {
    let read = |document: Value| run(super::pass, document);
    let wrong = json!({
        "swagger": "2.0", "host": 7, "basePath": ["/v1"], "schemes": "https", "paths": {"/a": {"get": {
            "produces": 5, "consumes": "text/csv", "responses": {},
        }}},
    });
    let (after, found) = read(wrong);
    assert_eq!(after["servers"], Value::Null);
    assert_eq!(
        found,
        [
            "structure-invalid: `host` is a string, but this is a number",
            "structure-invalid: `basePath` is a string, but this is an array",
            "structure-invalid: `schemes` is a list, but this is a string",
            "structure-invalid: `consumes` is a list, but this is a string",
            "structure-invalid: `produces` is a list, but this is a number",
        ]
    );
    let (after, found) =
        read(json!({"swagger": "2.0", "host": "a.example", "basePath": "/v1", "schemes": "http", "paths": {}}));
    assert_eq!((&after["servers"][0]["url"], found.len()), (&json!("http://a.example/v1"), 1));
    let scheme = json!({"type": "oauth2", "flow": "wat", "tokenUrl": "https://a.example/token"});
    let (after, _) = read(json!({"swagger": "2.0", "paths": {}, "securityDefinitions": {"o": scheme}}));
    assert_eq!(
        after["components"]["securitySchemes"]["o"]["flows"],
        json!({"wat": {"tokenUrl": "https://a.example/token"}})
    );
}

#[test]
fn texts_name_places_as_the_document_does() {
    let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
    let said = |version: Value| {
        let document = Node::from_value(version, span);
        super::as_it_stands(
            &document,
            "`#/components/schemas/Gone` leads nowhere, and neither does #/components/responses/A",
        )
    };
    assert_eq!(said(json!({"swagger": "2.0"})), "`#/definitions/Gone` leads nowhere, and neither does #/responses/A");
    assert!(said(json!({"openapi": "3.0.3"})).contains("#/components/schemas/Gone"));
}
