//! The last step before progenitor: proof that the document made for it holds only what version 0.15.1 can render.
//!
//! It changes nothing and never looks at the vendor's document. Whatever is not named here is refused, so a form that
//! nobody thought of cannot reach progenitor.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Something progenitor must not meet.
#[derive(Debug, PartialEq)]
pub(super) struct Violation {
    /// The path of the operation; none for what belongs to the document as a whole.
    pub(super) path: Option<String>,
    /// What is wrong.
    pub(super) reason: String,
}

/// Everything in `document` that progenitor cannot be trusted with. `replaced` are the components it is told to replace.
pub(super) fn check_supported(document: &Value, replaced: &BTreeSet<String>) -> Vec<Violation> {
    let mut check = Check { replaced, ids: BTreeSet::new(), path: None, found: Vec::new() };
    check.components(&document["components"]["schemas"]);
    check.only(document, &["openapi", "info", "paths", "components"], "the document");
    if let Some(paths) = check.object(&document["paths"], "`paths`") {
        for (path, item) in paths {
            check.path = Some(path);
            check.only(item, &["post"], "the path");
            check.operation(path, &item["post"]);
        }
    }
    check.found
}

struct Check<'d> {
    replaced: &'d BTreeSet<String>,
    ids: BTreeSet<&'d str>,
    path: Option<&'d str>,
    found: Vec<Violation>,
}

impl<'d> Check<'d> {
    fn refuse(&mut self, reason: impl Into<String>) {
        self.found.push(Violation { path: self.path.map(str::to_owned), reason: reason.into() });
    }

    /// progenitor makes types of its own for components that nobody replaces; plain objects never get that far.
    fn components(&mut self, schemas: &'d Value) {
        let plain = serde_json::json!({"type": "object"});
        let Some(schemas) = self.object(schemas, "`components`") else { return };
        for (name, schema) in schemas {
            if *schema != plain {
                self.refuse(format!("the component `{name}` is not a plain object"));
            }
            if !self.replaced.contains(name) {
                self.refuse(format!("the component `{name}` is not replaced"));
            }
        }
    }

    fn operation(&mut self, path: &'d str, operation: &'d Value) {
        self.only(operation, &["operationId", "parameters", "responses", "requestBody"], "the operation");
        match operation["operationId"].as_str() {
            Some(id) if !is_plain(id) => self.refuse(format!("the operationId `{id}` is not a plain identifier")),
            Some(id) if !self.ids.insert(id) => self.refuse(format!("the operationId `{id}` is used twice")),
            Some(_) => {}
            None => self.refuse("there is no operationId"),
        }
        self.parameters(path, &operation["parameters"]);
        if let Some(body) = operation.get("requestBody") {
            self.only(body, &["required", "content"], "the body");
            self.required(body, "the body");
            self.body(&body["content"]);
        }
        self.responses(&operation["responses"]);
    }

    /// A path argument that is not declared, or a declared one that is not in the path, makes progenitor panic.
    fn parameters(&mut self, path: &'d str, parameters: &'d Value) {
        let mut declared = BTreeSet::new();
        for parameter in parameters.as_array().into_iter().flatten() {
            self.only(parameter, &["in", "name", "required", "schema"], "a parameter");
            let name = parameter["name"].as_str().unwrap_or_default();
            let what = format!("the parameter `{name}`");
            self.required(parameter, &what);
            if !is_plain(name) || !declared.insert(name) {
                self.refuse(format!("{what} has no plain name of its own"));
            }
            match parameter["in"].as_str() {
                Some("path") => {
                    if parameter["schema"] != serde_json::json!({"type": "string"}) {
                        self.refuse(format!("{what} is not a string"));
                    }
                    if !arguments(path).any(|argument| argument == name) {
                        self.refuse(format!("{what} is not in the path"));
                    }
                }
                Some("query") => self.reference(&parameter["schema"], &what),
                _ => self.refuse(format!("{what} is in neither path nor query")),
            }
        }
        for argument in arguments(path) {
            if !declared.contains(argument) {
                self.refuse(format!("the path argument `{argument}` is not declared"));
            }
        }
    }

    fn body(&mut self, content: &'d Value) {
        let Some(content) = self.object(content, "the content of the body") else { return };
        if content.len() != 1 {
            self.refuse(format!("the body has {} media types", content.len()));
        }
        for (media_type, content) in content {
            match media_type.as_str() {
                "application/json" => self.reference(&content["schema"], "the body"),
                "application/octet-stream" => {
                    if content["schema"] != serde_json::json!({"type": "string", "format": "binary"}) {
                        self.refuse("the body of bytes is not declared as such");
                    }
                }
                other => self.refuse(format!("the body has the media type `{other}`")),
            }
        }
    }

    /// One type for success and one for failure: with more, progenitor panics.
    fn responses(&mut self, responses: &'d Value) {
        self.only(responses, &["2XX", "4XX"], "the set of responses");
        for status in ["2XX", "4XX"] {
            let what = format!("the response {status}");
            let response = &responses[status];
            self.only(response, &["description", "content"], &what);
            self.only(&response["content"], &["application/json"], &what);
            self.reference(&response["content"]["application/json"]["schema"], &what);
        }
    }

    fn reference(&mut self, schema: &'d Value, what: &str) {
        let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/"));
        self.only(schema, &["$ref"], what);
        if !target.is_some_and(|name| self.replaced.contains(name)) {
            self.refuse(format!("{what} is not a reference to a component that is replaced"));
        }
    }

    fn required(&mut self, value: &Value, what: &str) {
        if value["required"] != Value::Bool(true) {
            self.refuse(format!("{what} is not required"));
        }
    }

    fn object(&mut self, value: &'d Value, what: &str) -> Option<&'d Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.refuse(format!("{what} is not an object"));
        }
        object
    }

    /// Refuses what is no object, and members that are not known.
    fn only(&mut self, value: &'d Value, known: &[&str], what: &str) {
        let Some(object) = self.object(value, what) else { return };
        for member in object.keys().filter(|member| !known.contains(&member.as_str())) {
            self.refuse(format!("{what} has `{member}`, which is not provided for"));
        }
    }
}

/// Names that progenitor takes over as they are, and that are no keywords.
fn is_plain(name: &str) -> bool {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let letters = name.len() - digits.len();
    let is_spelled = letters > 0 && digits.chars().all(|c| c.is_ascii_digit());
    is_spelled && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// The names between braces in a path.
fn arguments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sound() -> Value {
        let answer =
            json!({"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}});
        json!({
            "openapi": "3.0.3",
            "info": {"title": "client", "version": "1"},
            "paths": {"/0/{argument0}": {"post": {
                "operationId": "method0",
                "parameters": [
                    {"in": "path", "name": "argument0", "required": true, "schema": {"type": "string"}},
                    {"in": "query", "name": "parameters", "required": true, "schema": {"$ref": "#/components/schemas/A"}},
                ],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
                "responses": {"2XX": answer, "4XX": answer},
            }}},
            "components": {"schemas": {"A": {"type": "object"}}},
        })
    }

    fn reasons(document: &Value) -> Vec<String> {
        let found = check_supported(document, &BTreeSet::from(["A".to_owned()]));
        found.into_iter().map(|violation| violation.reason).collect()
    }

    #[test]
    fn what_the_engine_makes_is_accepted() {
        assert_eq!(reasons(&sound()), [""; 0]);
        let mut bytes = sound();
        let post = "/paths/~10~1{argument0}/post";
        *bytes.pointer_mut(&format!("{post}/requestBody/content")).expect("the place is there") =
            json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}});
        assert_eq!(reasons(&bytes), [""; 0]);
    }

    /// Puts a value into the operation and gives the reasons it is refused for.
    #[track_caller]
    fn refused(at: &str, value: Value, expected: &[&str]) {
        let mut document = sound();
        let place = document.pointer_mut(&format!("/paths/~10~1{{argument0}}/post{at}"));
        *place.expect("the place is there") = value;
        assert_eq!(reasons(&document), expected);
    }

    #[test]
    fn names_are_plain() {
        for id in ["a b", "", "fn", "0a", "α", "method_0"] {
            refused("/operationId", json!(id), &[&format!("the operationId `{id}` is not a plain identifier")]);
        }
        refused("/operationId", json!(null), &["there is no operationId"]);
    }

    #[test]
    fn ids_are_unique() {
        let mut document = sound();
        let mut second = document["paths"]["/0/{argument0}"].clone();
        second["post"]["parameters"] = json!([]);
        document["paths"]["/1"] = second;
        assert_eq!(
            check_supported(&document, &BTreeSet::from(["A".to_owned()])),
            [Violation { path: Some("/1".to_owned()), reason: "the operationId `method0` is used twice".to_owned() }]
        );
    }

    #[test]
    fn arguments_are_declared_once_and_are_strings() {
        refused("/parameters", json!([]), &["the path argument `argument0` is not declared"]);
        refused("/parameters/0/schema", json!({"type": "integer"}), &["the parameter `argument0` is not a string"]);
        refused("/parameters/0/required", json!(false), &["the parameter `argument0` is not required"]);
        refused("/parameters/1/in", json!("cookie"), &["the parameter `parameters` is in neither path nor query"]);
        refused(
            "/parameters/0/name",
            json!("other"),
            &["the parameter `other` is not in the path", "the path argument `argument0` is not declared"],
        );
        refused("/parameters/1/name", json!("argument0"), &["the parameter `argument0` has no plain name of its own"]);
    }

    #[test]
    fn a_body_has_one_media_type() {
        refused("/requestBody/content", json!({}), &["the body has 0 media types"]);
        refused("/requestBody/content", json!({"text/csv": {}}), &["the body has the media type `text/csv`"]);
        refused(
            "/requestBody/content/application~1json/schema",
            json!({"type": "array"}),
            &[
                "the body has `type`, which is not provided for",
                "the body is not a reference to a component that is replaced",
            ],
        );
    }

    #[test]
    fn responses_are_one_success_and_one_failure() {
        refused(
            "/responses/2XX/content/application~1json/schema",
            json!({"$ref": "#/components/schemas/Gone"}),
            &["the response 2XX is not a reference to a component that is replaced"],
        );
        let mut document = sound();
        let post = document.pointer_mut("/paths/~10~1{argument0}/post").expect("the place is there");
        post["responses"]["default"] = json!({});
        post["callbacks"] = json!({});
        assert_eq!(
            reasons(&document),
            [
                "the operation has `callbacks`, which is not provided for",
                "the set of responses has `default`, which is not provided for",
            ]
        );
    }

    #[test]
    fn components_are_plain_and_replaced() {
        let mut document = sound();
        document["components"]["schemas"]["A"]["properties"] = json!({});
        document["components"]["schemas"]["B"] = json!({"type": "object"});
        assert_eq!(
            reasons(&document),
            ["the component `A` is not a plain object", "the component `B` is not replaced"]
        );
    }
}
