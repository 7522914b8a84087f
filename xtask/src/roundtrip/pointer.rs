//! Where a schema of the original document stands in the lowered one: the same place, unless the document is Swagger 2.0
//! or the pointer is written in another of its legal ways.

use switchboard_codegen::source::{Node, escape_pointer_token};

/// The pointers at which the schema may stand, best first.
pub(super) fn candidates(document: &Node, pointer: &str) -> Vec<String> {
    let pointer = if pointer.starts_with('#') { pointer.to_owned() } else { format!("#{pointer}") };
    let mut found = vec![pointer.clone()];
    let decoded = decoded(&pointer);
    if decoded != pointer {
        found.push(decoded.clone());
    }
    if document.get("swagger").is_some() {
        found.extend(swagger(document, &decoded));
    }
    found
}

/// Swagger 2.0 to OpenAPI 3: definitions are components, and bodies have media types.
fn swagger(document: &Node, pointer: &str) -> Vec<String> {
    if let Some(rest) = pointer.strip_prefix("#/definitions/") {
        return vec![format!("#/components/schemas/{rest}")];
    }
    let tokens: Vec<&str> = pointer.trim_start_matches("#/").split('/').collect();
    let media_types = |operation: &str, key: &str| {
        let own = document.pointer(&format!("{operation}/{key}")).or_else(|| document.get(key));
        let listed = own.and_then(Node::as_array).into_iter().flatten().filter_map(Node::as_str);
        let mut all: Vec<String> = listed.map(escape_pointer_token).collect();
        all.push("application~1json".to_owned());
        all
    };
    match tokens.as_slice() {
        ["paths", path, method, "responses", status, "schema", rest @ ..] => {
            let operation = format!("#/paths/{path}/{method}");
            let rest: String = rest.iter().map(|token| format!("/{token}")).collect();
            let media_types = media_types(&operation, "produces").into_iter();
            media_types
                .map(|media_type| format!("{operation}/responses/{status}/content/{media_type}/schema{rest}"))
                .collect()
        }
        ["paths", path, method, "parameters", _, "schema", rest @ ..] => {
            let operation = format!("#/paths/{path}/{method}");
            let rest: String = rest.iter().map(|token| format!("/{token}")).collect();
            let media_types = media_types(&operation, "consumes").into_iter();
            media_types.map(|media_type| format!("{operation}/requestBody/content/{media_type}/schema{rest}")).collect()
        }
        ["responses", name, "schema", rest @ ..] => {
            let rest: String = rest.iter().map(|token| format!("/{token}")).collect();
            let media_types = media_types("#", "produces").into_iter();
            media_types
                .map(|media_type| format!("#/components/responses/{name}/content/{media_type}/schema{rest}"))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Percent escapes decoded (RFC 6901, section 6); those that are not UTF-8 stay as they are.
fn decoded(pointer: &str) -> String {
    let mut bytes = Vec::with_capacity(pointer.len());
    let mut rest = pointer.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escape = (*first == b'%').then(|| tail.get(..2)).flatten();
        let escape = escape.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(escape.unwrap_or(*first));
        rest = if escape.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| pointer.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use switchboard_codegen::source::{SourceFiles, Span};

    fn found(document: Value, pointer: &str) -> Vec<String> {
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        candidates(&Node::from_value(document, span), pointer)
    }

    #[test]
    fn pointers_may_be_escaped_twice() {
        let pointer = "#/paths/~1call~1%7Bid%7D/get/responses/200";
        assert_eq!(found(json!({}), pointer), [pointer, "#/paths/~1call~1{id}/get/responses/200"]);
        assert_eq!(found(json!({}), "/components/schemas/A"), ["#/components/schemas/A"]);
    }

    #[test]
    fn schemas_of_swagger_stand_elsewhere_in_openapi() {
        let document = json!({"swagger": "2.0", "consumes": ["application/vnd.api+json"]});
        assert_eq!(found(document.clone(), "#/definitions/Call"), ["#/definitions/Call", "#/components/schemas/Call"]);
        assert_eq!(
            found(document, "#/paths/~1a/post/parameters/0/schema/properties/b")[1..],
            [
                "#/paths/~1a/post/requestBody/content/application~1vnd.api+json/schema/properties/b",
                "#/paths/~1a/post/requestBody/content/application~1json/schema/properties/b",
            ]
        );
    }
}
