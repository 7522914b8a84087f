#![allow(clippy::unwrap_used)]

use super::*;
use crate::source::{Node, SourceFiles, Span};
use serde_json::{Value, json};

/// What the headers of these answers, of `GET /a` and of `GET /b`, become.
fn read(a: Value, b: Value) -> (String, Vec<String>) {
    let operation = |headers: Value| json!({"get": {"responses": {"200": {"description": "ok", "headers": headers}, "429": {"description": "no"}}}});
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": operation(a), "/b": operation(b)},
    });
    let mut diagnostics = Diagnostics::new();
    let document = Node::from_value(document, Span::new(SourceFiles::new().add("a.json", ""), 0..0));
    let planned = crate::plan(&document, &mut diagnostics).unwrap();
    let tokens = headers(&planned.graph, &planned.operations.headers);
    let file: syn::File = syn::parse2(tokens).unwrap();
    let text = prettyplease::unparse(&file);
    let methods = text.lines().map(str::trim).filter(|line| line.starts_with("fn ") || line.starts_with("self.typed"));
    let messages = diagnostics.iter().map(|found| found.message.clone()).collect();
    (methods.collect::<Vec<_>>().join("\n"), messages)
}

#[test]
fn each_header_is_one_method_of_its_type() {
    let ty = |ty: &str| json!({"schema": {"type": ty}});
    let (methods, messages) = read(
        json!({
            "X-RateLimit-Remaining": ty("integer"), "ETag": ty("string"), "Content-Type": ty("string"),
            "X-Reset": {"schema": {"type": "string", "format": "date-time"}},
            "X-Tier": {"schema": {"type": "string", "enum": ["free", "paid"]}},
            "Allow": {"schema": {"type": "array", "items": {"type": "string"}}},
            "X-Ids": {"schema": {"type": ["array", "null"], "items": {"type": "integer"}}},
            "X-Cost": {"content": {"application/json": {"schema": {"type": "object", "additionalProperties": {"type": "number"}}}}},
            "X-Untyped": {}, "X-Shape": {"schema": {"type": "object"}},
        }),
        json!({"x-ratelimit-remaining": ty("integer"), "etag": ty("boolean")}),
    );
    assert_eq!(messages, [""; 0]);
    insta::assert_snapshot!(methods, @r#"
    fn x_rate_limit_remaining(&self) -> Option<Result<i64, HeaderError>> {
    self.typed("X-RateLimit-Remaining", HeaderForm::Scalar)
    fn e_tag(&self) -> Option<Result<String, HeaderError>> {
    self.typed("ETag", HeaderForm::Text)
    fn x_reset(&self) -> Option<Result<data::DateTime, HeaderError>> {
    self.typed("X-Reset", HeaderForm::Text)
    fn x_tier(&self) -> Option<Result<types::XTier, HeaderError>> {
    self.typed("X-Tier", HeaderForm::Text)
    fn allow(&self) -> Option<Result<Vec<String>, HeaderError>> {
    self.typed("Allow", HeaderForm::Texts)
    fn x_ids(&self) -> Option<Result<Vec<i64>, HeaderError>> {
    self.typed("X-Ids", HeaderForm::Scalars)
    fn x_cost(&self) -> Option<Result<data::Map<f64>, HeaderError>> {
    self.typed("X-Cost", HeaderForm::Json)
    fn x_untyped(&self) -> Option<Result<String, HeaderError>> {
    self.typed("X-Untyped", HeaderForm::Text)
    fn x_shape(&self) -> Option<Result<String, HeaderError>> {
    self.typed("X-Shape", HeaderForm::Text)
    "#);
}

#[test]
fn names_keep_off_the_methods_of_a_map_and_what_is_no_name_is_told() {
    let text = || json!({"schema": {"type": "string"}});
    let (methods, messages) =
        read(json!({"Get": text(), "X A": text(), "type": text()}), json!({"x_a": text(), "X-A": text()}));
    assert_eq!(messages, ["`X A` is not a valid name of a header"]);
    insta::assert_snapshot!(methods, @r#"
    fn get_(&self) -> Option<Result<String, HeaderError>> {
    self.typed("Get", HeaderForm::Text)
    fn r#type(&self) -> Option<Result<String, HeaderError>> {
    self.typed("type", HeaderForm::Text)
    fn x_a(&self) -> Option<Result<String, HeaderError>> {
    self.typed("x_a", HeaderForm::Text)
    fn x_a_2(&self) -> Option<Result<String, HeaderError>> {
    self.typed("X-A", HeaderForm::Text)
    "#);
}

#[test]
fn an_operation_that_is_left_out_has_no_headers_and_leaves_the_names_as_they_were() {
    let response = |names: &[&str]| {
        let headers: Value = names.iter().map(|name| (*name, json!({"schema": {"type": "string"}}))).collect();
        json!({"200": {"description": "ok", "headers": headers}})
    };
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {"post": {"requestBody": {"$ref": "#/gone"}, "responses": response(&["x_a", "x-both"])}},
            "/b": {"get": {"responses": response(&["X-A", "X-Both"])}},
        },
    });
    let mut diagnostics = Diagnostics::new();
    let document = Node::from_value(document, Span::new(SourceFiles::new().add("a.json", ""), 0..0));
    let planned = crate::plan(&document, &mut diagnostics).unwrap();
    let known: Vec<_> = planned.operations.headers.iter().map(|plan| (plan.name.as_str(), &plan.operations)).collect();
    assert_eq!(known, [("x_both", &vec!["GET /b".to_owned()]), ("x_a_2", &vec!["GET /b".to_owned()])]);
}
