//! Establishes: parameters are lists of objects, bodies, answers, headers and callbacks are objects, and what is sent
//! and received has a media type that HTTP knows.
//!
//! What is missing where it has to be is an error: a body that nobody finds would not be sent.

use super::media_type::{is_media_type, media_types};
use super::paths::is_object;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::methods::operations;
use crate::source::Node;
use crate::text::visible;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for (path, item) in document.members("paths").filter(|(path, _)| !path.starts_with("x-")) {
        self::item(item, path, diagnostics);
    }
    for (name, item) in document.members("webhooks") {
        self::item(item, &format!("#/webhooks/{name}"), diagnostics);
    }
}

fn item(item: &Node, path: &str, diagnostics: &mut Diagnostics) {
    parameters(item, path, diagnostics);
    for (method, operation) in operations(item) {
        self::operation(operation, &format!("{} {path}", method.sent()), diagnostics);
    }
}

fn operation(operation: &Node, subject: &str, diagnostics: &mut Diagnostics) {
    parameters(operation, subject, diagnostics);
    if let Some(body) =
        operation.get("requestBody").filter(|body| is_object(body, "a request body", subject, diagnostics))
    {
        if body.get("content").is_none() {
            diagnostics.push(
                Diagnostic::error(Code::StructureInvalid, "this request body has no `content`")
                    .at(body.label_span())
                    .subject(subject)
                    .help("say what is sent: `content: {application/json: {schema: …}}`; or remove `requestBody`"),
            );
        }
        content(body, subject, diagnostics);
    }
    for response in members(operation, "responses", "an answer", subject, diagnostics) {
        content(response, subject, diagnostics);
        members(response, "headers", "a header", subject, diagnostics);
    }
    for callback in members(operation, "callbacks", "a callback", subject, diagnostics) {
        for (expression, item) in callback.as_object().into_iter().flatten() {
            if !expression.starts_with("x-") && is_object(item, "a path item", subject, diagnostics) {
                self::item(item, &format!("{expression} of {subject}"), diagnostics);
            }
        }
    }
}

/// The objects in an object, apart from extensions; what is none is reported.
fn members<'n>(holder: &'n Node, key: &str, what: &str, subject: &str, diagnostics: &mut Diagnostics) -> Vec<&'n Node> {
    let Some(map) = holder.get(key).filter(|map| is_object(map, &format!("`{key}`"), subject, diagnostics)) else {
        return Vec::new();
    };
    // Headers may be called so.
    let is_extension = |name: &str| name.starts_with("x-") && key != "headers";
    let members = map.as_object().into_iter().flatten().filter(|(name, _)| !is_extension(name));
    let members = members.map(|(_, node)| node);
    members.filter(|node| is_object(node, what, subject, diagnostics)).collect()
}

fn parameters(holder: &Node, subject: &str, diagnostics: &mut Diagnostics) {
    let Some(list) = holder.get("parameters") else { return };
    match list.as_array() {
        Some(items) => {
            for item in items {
                is_object(item, "a parameter", subject, diagnostics);
            }
        }
        None => diagnostics.push(not_a_list("parameters", list, subject)),
    }
}

/// What is said of something else than a list.
pub(super) fn not_a_list(key: &str, node: &Node, subject: &str) -> Diagnostic {
    Diagnostic::error(Code::StructureInvalid, format!("`{key}` is a list, but this is {}", node.kind()))
        .at(node.label_span())
        .subject(subject)
        .help("write a list, also for a single one; in YAML, a dash stands before each")
}

fn content(holder: &Node, subject: &str, diagnostics: &mut Diagnostics) {
    let Some(content) = holder.get("content").filter(|map| is_object(map, "`content`", subject, diagnostics)) else {
        return;
    };
    for (name, media) in content.as_object().into_iter().flatten() {
        if !is_media_type(name) {
            // A header can hold any visible text, and some servers want just that.
            let can_be_sent = name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
            let message = format!("`{}` is no media type", name.escape_debug());
            diagnostics.push(
                Diagnostic {
                    severity: if can_be_sent { Severity::Warning } else { Severity::Error },
                    ..Diagnostic::error(Code::MediaTypeInvalid, message)
                }
                .at(media.label_span())
                .subject(subject)
                .help("a media type looks like `application/json` or `text/plain; charset=utf-8` (RFC 9110, section 8.3.1)"),
            );
        }
        is_object(media, "what stands below a media type", subject, diagnostics);
        for (name, encoding) in media.members("encoding") {
            let Some(stated) = encoding.get("contentType") else { continue };
            if stated.as_str().and_then(media_types).is_none() {
                diagnostics.push(
                    Diagnostic::warning(
                        Code::MediaTypeInvalid,
                        format!("the `contentType` of `{}` is no media type", visible(name)),
                    )
                    .at(stated.span)
                    .subject(subject)
                    .help("it is not used; write one like `image/png`, or several with commas between them"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    fn found(operation: Value) -> String {
        run(super::pass, json!({"paths": {"/a": {"post": operation}}})).1.join("\n")
    }

    #[test]
    fn sound_operations_pass() {
        let body = json!({"content": {"application/json": {}}});
        let sound = json!({
            "parameters": [{}],
            "requestBody": body,
            "responses": {"200": {"content": {"text/*": {}}, "headers": {"x-rate": {}}}, "x-note": 1},
            "callbacks": {"done": {"{$url}": {"post": {"requestBody": body}}}},
        });
        assert_eq!(found(sound), "");
        assert_eq!(found(json!({})), "");
    }

    #[test]
    fn parts_of_the_wrong_kind_are_errors() {
        let wrong = [
            json!({"parameters": {"name": "q"}, "requestBody": "x", "responses": [], "callbacks": null}),
            json!({"parameters": ["q"], "requestBody": {"required": true}, "responses": {"200": null}, "callbacks": {"a": 1}}),
            json!({"requestBody": {"content": []}, "responses": {"200": {"headers": {"x-a": "text"}, "content": null}}}),
            json!({"requestBody": {"content": {"application/json\r\nx: y": null}}, "callbacks": {"a": {"b": null}}}),
        ];
        insta::assert_snapshot!(wrong.map(found).join("\n\n"), @r"
        structure-invalid: `parameters` is a list, but this is an object
        structure-invalid: a request body is an object, but this is a string
        structure-invalid: `responses` is an object, but this is an array
        structure-invalid: `callbacks` is an object, but this is null

        structure-invalid: a parameter is an object, but this is a string
        structure-invalid: this request body has no `content`
        structure-invalid: an answer is an object, but this is null
        structure-invalid: a callback is an object, but this is a number

        structure-invalid: `content` is an object, but this is an array
        structure-invalid: `content` is an object, but this is null
        structure-invalid: a header is an object, but this is a string

        media-type-invalid: `application/json\r\nx: y` is no media type
        structure-invalid: what stands below a media type is an object, but this is null
        structure-invalid: a path item is an object, but this is null
        ");
    }

    #[test]
    fn media_types_of_parts_are_checked() {
        let body = |stated: Value| {
            let media = json!({"encoding": {"file": {"contentType": stated}}});
            found(json!({"requestBody": {"content": {"multipart/form-data": media}}, "responses": {"200": {}}}))
        };
        assert_eq!(body(json!("image/png, image/*")), "");
        for wrong in [json!("png"), json!(["image/png"])] {
            assert_eq!(body(wrong), "media-type-invalid: the `contentType` of `file` is no media type");
        }
    }
}
