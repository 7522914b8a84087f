#![allow(clippy::unwrap_used)]

use crate::Planned;
use crate::diagnostic::Diagnostics;
use crate::source::{SourceFiles, read_json};
use crate::types::{Shape, TypeRef};
use serde_json::{Value, json};

/// The plans of a document with these paths, and what is said about it.
fn plan(version: &str, paths: Value) -> (Option<Planned>, Vec<String>) {
    let document = json!({"openapi": version, "info": {"title": "t", "version": "1"}, "paths": paths});
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("a.json", document.to_string());
    let document = read_json(&files, file, &mut diagnostics).unwrap();
    let planned = crate::plan(&document, &mut diagnostics);
    (planned, diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect())
}

#[test]
fn facts_of_operations_keep_off_those_of_the_api() {
    let operation = |id: &str| json!({"get": {"operationId": id, "responses": {"204": {"description": "done"}}}});
    let (planned, _) = plan(
        "3.1.0",
        json!({"/a": operation("api"), "/b": operation("API"), "/c": operation("envelope"), "/d": operation("into")}),
    );
    let plans = planned.unwrap().operations.plans;
    let names: Vec<_> = plans.iter().map(|plan| (plan.name.as_str(), plan.facts.as_str())).collect();
    assert_eq!(names, [("api", "API2"), ("api_2", "API_2"), ("envelope", "ENVELOPE2"), ("into_", "INTO")]);
}

#[test]
fn operations_of_every_method_are_called() {
    let operation = |id: &str| json!({"operationId": id, "responses": {"204": {"description": "done"}}});
    let item = json!({
        "get": operation("get"), "query": operation("query"), "fetch": operation("fetch"), "x-old-get": operation("old"),
        "additionalOperations": {
            "COPY": operation("copy"), "PUT": operation("put"), "GET": operation("again"), "a b": operation("odd"),
            "CONNECT": operation("connect"), "x-note": 1,
        },
        "x-oai-additionalOperations": {"LINK": operation("link")},
    });
    let mut said = Vec::new();
    for version in ["3.1.0", "3.2.0"] {
        let (planned, found) = plan(version, json!({"/a": item}));
        let operations = planned.unwrap().operations;
        let called: Vec<_> = operations.plans.iter().map(|plan| (plan.id.as_str(), plan.method.as_str())).collect();
        assert_eq!(called, [("get", "GET"), ("put", "PUT"), ("query", "QUERY"), ("copy", "COPY"), ("link", "LINK")]);
        assert_eq!(operations.plans[3].pointer, "#/paths/~1a/additionalOperations/COPY");
        let left_out: Vec<_> = operations.left_out.iter().map(|(subject, _)| subject.as_str()).collect();
        assert_eq!(left_out, ["a b /a", "CONNECT /a", "FETCH /a"]);
        assert_eq!((operations.in_document, operations.emitted), (7, 5));
        said.push(found.join("\n"));
    }
    assert_eq!(said[0], said[1], "documents of 3.1 have these methods, too");
    insta::assert_snapshot!(said[0], @"
    structure-invalid: `PUT` in `additionalOperations` has a member of its own, `put`
    structure-invalid: `GET` in `additionalOperations` has a member of its own, `get`
    operation-left-out: `a b` is not an HTTP method that can be sent
    operation-left-out: `CONNECT` is not an HTTP method that can be sent
    operation-left-out: the method `FETCH` is not one of those that a path item has
    ");
}

/// The names of enums go by the first operation that has them; one that lost its parameter still counts.
#[test]
fn types_keep_their_names_where_a_parameter_is_lost() {
    let operation = |id: &str, values: Value, place: &str| {
        let schema = json!({"type": "string", "title": "Item Type", "enum": values});
        let parameter = json!({"in": place, "name": "type", "required": true, "schema": schema});
        json!({"operationId": id, "parameters": [parameter], "responses": {"204": {"description": "done"}}})
    };
    let type_of = |place: &str, id: &str| {
        let (planned, _) = plan(
            "3.1.0",
            json!({"/a": {
                "get": operation("listItems", json!(["artist"]), place),
                "put": operation("addItem", json!(["artist", "user"]), "query"),
                "delete": operation("removeItem", json!(["artist", "user"]), "query"),
            }}),
        );
        let planned = planned.unwrap();
        let plan = planned.operations.plans.iter().find(|plan| plan.name == id).unwrap();
        let Shape::Struct(parameters) = &planned.graph.get(plan.parameters.as_ref().unwrap().ty).shape else {
            panic!()
        };
        let TypeRef::Named(ty) = parameters.fields[0].ty else { panic!() };
        planned.graph.get(ty).name.clone()
    };
    for id in ["add_item", "remove_item"] {
        assert_eq!(type_of("qeury", id), type_of("query", id));
    }
}

#[test]
fn paths_that_no_client_would_send_are_left_out() {
    let item = json!({"get": {"responses": {"204": {"description": "done"}}}});
    let (planned, found) = plan("3.1.0", json!({"/%2e%2E/a": item, "/%zz": item, "/a%2fb": item, "/%": item}));
    let operations = planned.unwrap().operations;
    assert_eq!(operations.plans.iter().map(|plan| plan.path.as_str()).collect::<Vec<_>>(), ["/a%2fb"]);
    assert_eq!(
        found,
        [
            "operation-left-out: the path `/%2e%2E/a` leads out of itself",
            "operation-left-out: a `%` in the path `/%zz` begins no escape",
            "operation-left-out: a `%` in the path `/%` begins no escape",
        ]
    );
}

#[test]
fn a_parameter_replaces_the_query_of_the_path() {
    let parameter = |name: &str, place: &str| json!({"name": name, "in": place, "schema": {"type": "string"}});
    let parameters = [parameter("y", "query"), parameter("v[]", "query"), parameter("z", "header")];
    let item = json!({"get": {"parameters": parameters, "responses": {"204": {"description": "done"}}}});
    let (planned, _) = plan("3.1.0", json!({"/w?y=1&v%5B%5D=2&z=3": item}));
    let notes = &planned.unwrap().operations.plans[0].docs.notes;
    assert_eq!(
        *notes,
        [
            "The path has the query `y=1`, which is not sent beside a value of the parameter `y`.",
            "The path has the query `v%5B%5D=2`, which is not sent beside a value of the parameter `v[]`.",
        ]
    );
}

#[test]
fn the_whole_query_has_names_of_its_own() {
    let content = json!({"application/json": {"schema": {"type": "object"}}});
    let parameters = json!([
        {"in": "path", "name": "q", "required": true, "schema": {"type": "string"}},
        {"in": "header", "name": "q", "schema": {"type": "string"}},
        {"in": "querystring", "name": "q", "content": content},
    ]);
    let operation = json!({"parameters": parameters, "responses": {"204": {"description": "done"}}});
    let (planned, found) = plan("3.2.0", json!({"/a/{q}": {"get": operation}}));
    let plan = &planned.unwrap().operations.plans[0];
    let entries = plan.parameters.iter().flat_map(|parameters| &parameters.entries);
    let keys: Vec<_> =
        entries.map(|entry| (entry.location.as_str(), entry.name.as_str(), entry.key.as_str())).collect();
    assert_eq!(keys, [("header", "q", "q"), ("querystring", "q", "querystring q")]);
    assert_eq!((plan.arguments[0].name.as_str(), plan.arguments[0].parameter.key.as_str()), ("q", "q"));
    assert_eq!(found, [] as [String; 0]);
}

#[test]
fn types_of_a_lone_default_are_called_after_the_success_it_means() {
    let media = json!({"application/json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}});
    let answer = json!({"description": "an answer", "content": media});
    let operation = |responses: Value| json!({"get": {"operationId": "ring", "responses": responses}});
    for (responses, name) in [
        (json!({"default": answer}), "RingResponse"),
        (json!({"404": {"description": "gone"}, "default": answer}), "RingResponse"),
        (json!({"204": {"description": "done"}, "default": answer}), "RingError"),
    ] {
        let planned = plan("3.1.0", json!({"/a": operation(responses)})).0.unwrap();
        let names: Vec<&str> = planned.graph.types.iter().map(|def| def.name.as_str()).collect();
        assert!(names.contains(&name), "{names:?}");
    }
}

#[test]
fn xml_of_operations_that_are_left_out_is_not_printed() {
    let schema = json!({"type": "object", "xml": {"name": "bell"}, "properties": {"tone": {"type": "string"}}});
    let answers = json!({"200": {"description": "a bell", "content": {"application/xml": {"schema": schema}}}});
    let paths = json!({
        "/a": {"get": {"operationId": "kept", "responses": answers}},
        "/b": {"get": {"operationId": "lost", "responses": answers, "security": [{"gone": []}]}},
    });
    let planned = plan("3.1.0", paths).0.unwrap();
    let roots: Vec<&str> = planned.graph.xml.roots.iter().map(|root| root.constant.as_str()).collect();
    assert_eq!((roots, planned.operations.plans.len()), (vec!["KEPT_RESPONSE_ROOT"], 1));
}

#[test]
fn operations_with_one_id_are_named_after_their_paths_whatever_becomes_of_the_others() {
    let operation = || json!({"operationId": "list", "responses": {"204": {"description": "done"}}});
    let names = |paths: Value| {
        let (planned, said) = plan("3.1.0", paths);
        let names: Vec<_> = planned.unwrap().operations.plans.into_iter().map(|plan| plan.name).collect();
        (names, said)
    };
    let (all, said) = names(
        json!({"/bells": {"get": operation()}, "/gongs": {"get": operation()}, "/gongs/{id}": {"get": operation()}}),
    );
    assert_eq!(all, ["get_bells", "get_gongs", "get_gongs_by_id"]);
    let repeated = "operation-id-repeated: `list` is the `operationId` of 3 operations";
    assert_eq!(said.iter().filter(|message| *message == repeated).count(), 3);
    let (rest, _) = names(
        json!({"/bells": {"gt": operation()}, "/gongs": {"get": operation()}, "/gongs/{id}": {"get": operation()}}),
    );
    assert_eq!(rest, ["get_gongs", "get_gongs_by_id"]);
    let (rest, _) = names(json!({"/bells": {"gt": operation()}, "/gongs": {"get": operation()}}));
    assert_eq!(rest, ["get_gongs"], "also where one of two cannot be called");
}

#[test]
fn a_type_is_called_after_the_operation_that_has_it() {
    let answer =
        |schema: Value| json!({"200": {"description": "done", "content": {"application/json": {"schema": schema}}}});
    let owner = json!({"get": {"operationId": "ring", "responses": answer(
        json!({"type": "object", "properties": {"loud": {"type": "boolean"}}}))}});
    let pointer = "#/paths/~1b/get/responses/200/content/application~1json/schema";
    let other = json!({"get": {"operationId": "first", "responses": answer(json!({"$ref": pointer}))}});
    let names = |paths: Value| {
        let (planned, _) = plan("3.1.0", paths);
        planned.unwrap().graph.types.iter().map(|ty| ty.name.clone()).collect::<Vec<_>>()
    };
    let (with, without) = (names(json!({"/a": other, "/b": owner})), names(json!({"/b": owner})));
    assert_eq!((with, without), (vec!["RingResponse".to_owned()], vec!["RingResponse".to_owned()]));
}

#[test]
fn the_whole_of_an_answer_is_what_schema_says_and_no_content_has_none() {
    let text = json!({"type": "string"});
    let (planned, said) = plan(
        "3.2.0",
        json!({"/a": {"get": {"responses": {"200": {"description": "", "content": {
            "application/json": {"schema": {"type": "array", "items": text}, "itemSchema": text}}}}},
            "delete": {"responses": {"204": {"description": "", "content": {"application/json": {"schema": text}}}}}}}),
    );
    let planned = planned.unwrap();
    let payloads: Vec<_> =
        planned.operations.plans.iter().map(|plan| format!("{:?}", plan.result.responses[0].payload)).collect();
    assert_eq!(payloads, ["Json(List(Scalar(String)))", "Empty"]);
    assert!(said.contains(&"unsupported: an answer of status 204 has no body".to_owned()), "{said:?}");
}

/// What a base says of objects with a tag that nobody knows, or with none, holds for its children.
#[test]
fn a_default_mapping_of_a_base_is_one_of_its_children() {
    use crate::types::{Dispatch, JsonKind, Shape};
    let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let child = || json!({"allOf": [refer("Pet"), {"type": "object", "properties": {"own": {"type": "string"}}}]});
    let base = json!({
        "type": "object", "properties": {"kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind", "mapping": {"dog": "Dog"}, "defaultMapping": "Cat"},
    });
    let answer = json!({"200": {"description": "", "content": {"application/json": {"schema": refer("Pet")}}}});
    let document = json!({
        "openapi": "3.2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": {"responses": answer}}},
        "components": {"schemas": {"Pet": base, "Dog": child(), "Cat": child()}},
    });
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("a.json", document.to_string());
    let document = read_json(&files, file, &mut diagnostics).unwrap();
    let planned = crate::plan(&document, &mut diagnostics).unwrap();
    let pet = planned.graph.types.iter().find(|def| def.name == "Pet").unwrap();
    let Shape::Union(plan) = &pet.shape else { panic!("{:?}", pet.shape) };
    let Some(Dispatch::Tag { untagged, unlisted, .. }) = plan.dispatch.get(&JsonKind::Object) else {
        panic!("{:?}", plan.dispatch)
    };
    let cat = plan.variants.iter().position(|variant| variant.name == "Cat").unwrap();
    assert_eq!([untagged, unlisted], [&[cat], &[cat]]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn a_list_may_have_null_beside_it() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let parameter = |name: &str, schema: Value| json!({"name": name, "in": "header", "schema": schema});
    let operation = json!({"operationId": "send", "responses": {"204": {"description": "done"}}, "parameters": [
        parameter("X-List", list.clone()),
        parameter("X-Maybe", json!({"anyOf": [list, {"type": "null"}]})),
        parameter("X-Either", json!({"oneOf": [{"type": "integer"}, list]})),
        parameter("X-Text", json!({"anyOf": [{"type": "string"}, {"type": "null"}]})),
    ]});
    let (planned, _) = plan("3.1.0", json!({"/a": {"get": operation}}));
    let plans = planned.unwrap().operations.plans;
    let entries = &plans[0].parameters.as_ref().unwrap().entries;
    let lists: Vec<_> = entries.iter().map(|entry| (entry.name.as_str(), entry.is_list)).collect();
    assert_eq!(lists, [("X-List", true), ("X-Maybe", true), ("X-Either", true), ("X-Text", false)]);
}
