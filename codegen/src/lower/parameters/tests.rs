//! Which parameters a call has, and what is said of the others.

use super::super::tests::run;
use crate::source::{Node, SourceFiles, Span};
use serde_json::json;

#[test]
fn query_variables_of_a_path_become_parameters() {
    let (after, found) = run(
        super::pass,
        json!({"paths": {"/a{?q,r*}": {"get": {"parameters": [{"in": "query", "name": "q", "schema": {}}]}}}}),
    );
    let names: Vec<_> = after["paths"]["/a{?q,r*}"]["get"]["parameters"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|parameter| (parameter["in"].clone(), parameter["name"].clone()))
        .collect();
    assert_eq!(names, [(json!("query"), json!("q")), (json!("query"), json!("r"))]);
    assert_eq!(found, ["parameter-invalid: `r` in the query of the path is not declared as a parameter"]);
}

#[test]
fn what_is_not_written_as_json_is_a_text() {
    let read = |media_type: &str, schema: serde_json::Value| {
        let parameter = json!({"in": "query", "name": "q", "content": {media_type: {"schema": schema}}});
        let (after, found) = run(super::pass, json!({"paths": {"/a": {"get": {"parameters": [parameter]}}}}));
        (after["paths"]["/a"]["get"]["parameters"][0]["schema"].clone(), found.len())
    };
    assert_eq!(read("application/xml", json!({"type": "object"})), (json!({"type": "string"}), 1));
    assert_eq!(read("application/json", json!({"type": "object"})), (json!(null), 0));
    assert_eq!(read("text/plain", json!({"type": "integer"})), (json!(null), 0));
}

#[test]
fn keys_become_the_paths_that_are_called() {
    let span = Span::new(SourceFiles::new().add("a", ""), 0..0);
    let parameters = [Node::from_value(json!({"in": "query", "name": "q"}), span)];
    for (key, called) in [
        ("/a/{id}.json", "/a/{id}.json"),
        ("/a#one", "/a"),
        ("/a?beta=true#one", "/a?beta=true"),
        ("/a?beta=true&q={q}", "/a?beta=true"),
        ("/a?q={q}", "/a"),
        ("/a?id={id}&", "/a?id={id}"),
        ("/a?", "/a"),
        ("/a{?q,r}", "/a"),
        ("/a{?q", "/a"),
        ("/a/{id:[0-9]{2,3}}/{b:[^/?#]+}", "/a/{id}/{b}"),
        ("/a/{id}:do", "/a/{id}:do"),
        ("/{:?}/{a b:c}/{x", "/{:?}/{a b:c}/{x"),
        ("/a/{**path}/b/{*c}", "/a/{path}/b/{c}"),
        ("/{+name}/{path...}/{rest:path}/{all:.*}", "/{name}/{path}/{rest}/{all}"),
        ("/v1/{name=shelves/*/books/*}:read", "/v1/{name}:read"),
    ] {
        assert_eq!(super::wire_path(key, &parameters), called, "{key}");
    }
}

#[test]
fn an_operation_has_no_more_parameters_than_rustc_can_take() {
    let with = |count: usize| {
        let parameters: Vec<_> = (0..count).map(|at| json!({"in": "query", "name": format!("q{at}")})).collect();
        run(super::pass, json!({"paths": {"/a": {"get": {"parameters": parameters}}}})).1
    };
    assert_eq!(with(5_000), [] as [String; 0]);
    let message = "limit-exceeded: the operation has 5001 parameters; at most 5000 become a struct";
    assert_eq!(with(5_001), [message]);
}

#[test]
fn parameters_that_stand_twice_are_named() {
    let query = |name: &str| json!({"in": "query", "name": name});
    let header = |name: &str| json!({"in": "header", "name": name});
    let (after, found) = run(
        super::pass,
        json!({"paths": {"/a": {
            "parameters": [query("p"), query("q"), header("x-a")],
            "get": {"parameters": [query("q"), query("q"), header("X-A"), header("X-B"), header("x-b"),
                {"in": "cookie", "name": "a;b"}]},
        }}}),
    );
    let names: Vec<_> = after["paths"]["/a"]["get"]["parameters"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    assert_eq!(names, ["q", "X-A", "X-B", "p"]);
    assert_eq!(
        found,
        [
            "parameter-invalid: the query parameter `q` stands twice",
            "parameter-invalid: the header parameter `x-b` stands twice",
            "parameter-invalid: `a;b` is not a valid name of a cookie",
        ]
    );
}

#[test]
fn a_whole_query_of_which_nobody_knows_how_it_is_written_costs_its_operation_where_it_is_needed() {
    let query =
        |required: bool| json!({"get": {"parameters": [{"in": "querystring", "name": "q", "required": required}]}});
    let (after, found) = run(super::pass, json!({"paths": {"/a": query(false), "/b": query(true)}}));
    let is_left_out = |path: &str| after["paths"][path]["get"]["x-switchboard-left-out"].is_string();
    assert!(!is_left_out("/a") && is_left_out("/b"), "{after}");
    insta::assert_snapshot!(found.join("\n"), @"
    parameter-invalid: `q` is the whole query, and has no `content`
    operation-left-out: a parameter that the call needs cannot be sent
    ");
}

#[test]
fn a_header_or_cookie_of_an_impossible_name_costs_its_operation_where_it_is_needed() {
    for location in ["header", "cookie"] {
        let get = |required: bool| json!({"parameters": [{"in": location, "name": "Odd Name", "required": required, "schema": {}}]});
        // A variable of the path that is not declared is not this one.
        let (after, _) = run(super::pass, json!({"paths": {"/{a}": {"get": get(false), "put": get(true)}}}));
        let is_left_out = |method: &str| after["paths"]["/{a}"][method]["x-switchboard-left-out"].is_string();
        assert!(!is_left_out("get") && is_left_out("put"), "{after}");
    }
    // The client sends this one itself.
    let accept = json!({"in": "header", "name": "Accept", "required": true});
    let (after, _) = run(super::pass, json!({"paths": {"/a": {"get": {"parameters": [accept]}}}}));
    assert!(after["paths"]["/a"]["get"]["x-switchboard-left-out"].is_null());
}

#[test]
fn one_parameter_is_the_whole_query() {
    let whole = |name: &str, required: bool| {
        let content = json!({"application/x-www-form-urlencoded": {"schema": {"type": "object"}}});
        json!({"in": "querystring", "name": name, "required": required, "content": content})
    };
    let part = json!({"in": "query", "name": "q", "schema": {}});
    let (after, found) = run(
        super::pass,
        json!({"paths": {"/a": {
            "get": {"parameters": [whole("a", true), whole("b", false)]},
            "put": {"parameters": [whole("a", false), whole("b", true)]},
            "post": {"parameters": [part, whole("a", false)]},
        }}}),
    );
    let of = |method: &str| &after["paths"]["/a"][method];
    assert_eq!(of("get")["parameters"].as_array().map(Vec::len), Some(1));
    assert!(of("get")["x-switchboard-left-out"].is_null() && of("put")["x-switchboard-left-out"].is_string());
    assert_eq!(of("post")["parameters"].as_array().map(Vec::len), Some(2));
    insta::assert_snapshot!(found.join("\n"), @"
    parameter-invalid: an operation has one parameter that is the whole query, and this is another one
    operation-left-out: a parameter that the call needs cannot be sent
    parameter-invalid: a parameter is the whole query, and others are parts of it
    ");
}

#[test]
fn a_whole_query_needs_no_name() {
    let parameter = json!({"in": "querystring", "content": {"text/plain": {}}});
    let (after, found) = run(super::pass, json!({"paths": {"/a": {"get": {"parameters": [parameter]}}}}));
    assert_eq!(after["paths"]["/a"]["get"]["parameters"][0]["name"], "querystring");
    assert_eq!(found, ["parameter-invalid: this parameter is the whole query, and has no `name`"]);
}

#[test]
fn credentials_are_a_parameter_where_nothing_else_says_how_to_authenticate() {
    let with = |schemes: serde_json::Value| {
        let paths = json!({"/a": {"get": {"parameters": [{"in": "header", "name": "authorization"}]}}});
        let document = json!({"paths": paths, "components": {"securitySchemes": schemes}});
        let (after, found) = run(super::pass, document);
        (after["paths"]["/a"]["get"]["parameters"].as_array().map(Vec::len), found.join("\n"))
    };
    let kept =
        "parameter-invalid: the header `authorization` holds credentials, and the document has no security scheme";
    assert_eq!(with(json!({"x-a": {}})), (Some(1), kept.to_owned()));
    let left_out = "parameter-invalid: the header `authorization` holds credentials, which are no parameter";
    assert_eq!(with(json!({"key": {"type": "http"}})), (Some(0), left_out.to_owned()));
}

#[test]
fn what_of_a_path_is_not_sent_is_said() {
    let get = json!({"get": {}});
    let paths = json!({"/a#x": get, "/b#x": get, "/b#y": get, "/c/{id:[0-9]+}": {
        "get": {"parameters": [{"in": "path", "name": "id", "required": true}]},
    }});
    assert_eq!(
        run(super::pass, json!({"paths": paths})).1,
        ["path-invalid: the path `/a#x` has a fragment", "path-invalid: `/c/{id:[0-9]+}` has rules in its parameters",]
    );
}

#[test]
fn variables_of_several_segments_keep_their_slashes() {
    let parameter = |name: &str| json!({"in": "path", "name": name, "required": true, "schema": {}});
    for (path, name) in [
        ("/a/{**path}", "path"),
        ("/a/{*path}", "*path"),
        ("/a/{path:path}", "path"),
        ("/a/{path...}", "path..."),
        ("/a/{+path}", "path"),
        ("/a/{path=x/**}", "path"),
    ] {
        let (after, found) = run(super::pass, json!({"paths": {path: {"get": {"parameters": [parameter(name)]}}}}));
        let read = &after["paths"][path]["get"]["parameters"];
        assert_eq!((&read[0]["name"], &read[0]["allowReserved"]), (&json!("path"), &json!(true)), "{path}");
        assert_eq!((read.as_array().map(Vec::len), found), (Some(1), vec![]), "{path}");
    }
    let (after, _) = run(super::pass, json!({"paths": {"/a/{id:[0-9]+}": {"get": {"parameters": [parameter("id")]}}}}));
    assert_eq!(after["paths"]["/a/{id:[0-9]+}"]["get"]["parameters"][0]["allowReserved"], json!(null));
}

#[test]
fn operations_list_all_their_parameters() {
    let (after, found) = run(
        super::pass,
        json!({"paths": {"/a/{id}/{x}": {
            "parameters": [{"in": "path", "name": "id", "required": true}, {"in": "query", "name": "q", "description": "of the path"}],
            "get": {"parameters": [
                {"in": "query", "name": "q", "description": "of the operation"},
                {"in": "path", "name": "gone"},
                {"in": "header", "name": "Accept"},
                {"in": "body", "name": "b"},
            ]},
        }}}),
    );
    let names: Vec<&str> = after["paths"]["/a/{id}/{x}"]["get"]["parameters"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    assert_eq!(names, ["q", "id", "x"]);
    assert_eq!(after["paths"]["/a/{id}/{x}"]["get"]["parameters"][0]["description"], "of the operation");
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn parameters_that_no_operation_has_are_looked_at_too() {
    let odd = |name: &str| json!({"name": name, "in": "hedaer", "schema": {"type": "string"}});
    let hook = json!({"post": {"parameters": [odd("b")]}});
    let used = json!({"get": {"parameters": [{"name": "c", "in": "query"}]}});
    let (_, found) = run(
        super::pass,
        json!({
            "paths": {"/a": used}, "webhooks": {"hook": hook},
            "components": {"parameters": {"a": odd("a"), "sound": {"name": "d", "in": "query"}}},
        }),
    );
    assert_eq!(found, ["parameter-invalid: `hedaer` is not a valid place for a parameter"]);
}
