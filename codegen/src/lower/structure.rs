//! Establishes: parameters are lists of objects, bodies, answers, headers and callbacks are objects, and what is sent
//! and received has a media type that HTTP knows.
//!
//! What is something else is lost: by itself where the call is right without it, else with its operation.

use super::losses::{add_note, leave_out, mark_unread, reason_left_out};
use super::paths::{make_empty, no_object};
use super::written;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, Map, Node};
use crate::spec::media_type::{is_media_type, likely_media_type, media_types};
use crate::spec::methods::operations_mut;
use crate::text::visible;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for (key, prefix) in [("paths", ""), ("webhooks", "#/webhooks/")] {
        for (name, item) in document.get_mut(key).and_then(Node::as_object_mut).into_iter().flatten() {
            let subject = format!("{prefix}{name}");
            if key == "webhooks" {
                received(item, &subject, diagnostics);
            } else if !name.starts_with("x-") {
                self::item(item, &subject, diagnostics);
            }
        }
    }
}

/// A request that the vendor sends: what is lost of it costs no operation of the client.
pub(super) const WITHOUT_TYPE: &str = "the client has no type for what is sent to it";

fn received(item: &mut Node, path: &str, diagnostics: &mut Diagnostics) {
    let mut found = diagnostics.of_same_run();
    self::item(item, path, &mut found);
    diagnostics.extend_received(found, WITHOUT_TYPE);
}

fn item(item: &mut Node, path: &str, diagnostics: &mut Diagnostics) {
    let unread = parameters(item, path, diagnostics);
    for (method, operation) in operations_mut(item) {
        if let Some(reason) = &unread {
            leave_out(operation, reason);
        }
        self::operation(operation, &format!("{} {path}", method.sent()), diagnostics);
    }
}

fn operation(operation: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    // Without what it refers to it would be another operation: one that sends nothing.
    if let Some(reference) = operation.get("$ref") {
        let message = "an operation is written out, but this is a reference";
        let found = Diagnostic::error(Code::StructureInvalid, message).at(reference.label_span()).subject(subject);
        diagnostics.push(found.help("write the operation out, or refer to its whole path item").costs_operation());
        leave_out(operation, message);
        return;
    }
    operation_id(operation, subject, diagnostics);
    let unread = parameters(operation, subject, diagnostics);
    let unsent = body(operation, subject, diagnostics);
    for reason in unread.iter().chain(&unsent) {
        leave_out(operation, reason);
    }
    let consequence = "answers are given as they come, as bytes or text";
    if let Some(responses) = members(operation, "responses", "`responses`", consequence, subject, diagnostics) {
        for (_, response) in responses.iter_mut().filter(|(status, _)| !status.starts_with("x-")) {
            self::response(response, subject, diagnostics);
        }
    }
    let consequence = "the client has no types for what is sent to them";
    if let Some(callbacks) = members(operation, "callbacks", "`callbacks`", consequence, subject, diagnostics) {
        keep_objects(callbacks, true, "a callback", WITHOUT_TYPE, subject, diagnostics);
        for callback in callbacks.values_mut().filter_map(Node::as_object_mut) {
            keep_objects(callback, true, "a path item", WITHOUT_TYPE, subject, diagnostics);
            for (expression, item) in callback.iter_mut().filter(|(expression, _)| !expression.starts_with("x-")) {
                received(item, &format!("{expression} of {subject}"), diagnostics);
            }
        }
    }
}

/// Removes an `operationId` that is no name.
fn operation_id(operation: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    let Some(id) = operation.get("operationId").filter(|id| !id.is_null()) else { return };
    let found = match id.as_str() {
        None => format!("`operationId` is a string, but this is {}", id.kind()),
        Some(text) if text.trim().is_empty() => "`operationId` is empty".to_owned(),
        Some(_) => return,
    };
    diagnostics.push(
        Diagnostic::warning(Code::StructureInvalid, found)
            .at(id.label_span())
            .subject(subject)
            .help("the method is called after the HTTP method and the path; give the operation a name in an overlay"),
    );
    operation.remove("operationId");
}

/// Looks at the body. Gives why the operation cannot be called where one is needed and nobody knows what it holds.
fn body(operation: &mut Node, subject: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    // Of one that is lost already, all is said.
    if reason_left_out(operation).is_some() {
        return None;
    }
    let body = operation.get_mut("requestBody")?;
    let required = body.flag("required");
    let is_read = body.as_object().is_some();
    let found = if !is_read {
        no_object(body, "a request body", subject)
    } else if body.get("content").is_none_or(|content| content.as_object().is_some_and(Map::is_empty)) {
        Diagnostic::error(Code::StructureInvalid, "this request body has no `content`")
            .at(body.label_span())
            .subject(subject)
            .help("say what is sent: `content: {application/json: {schema: …}}`; or remove `requestBody`")
    } else {
        let had_some = body.members("content").next().is_some();
        let consequence =
            if required { "the operation is not in the client" } else { "the call is made without a body" };
        if content(body, consequence, subject, diagnostics) {
            let reason = "nothing of what its body may hold can be read".to_owned();
            if required {
                diagnostics.push(
                    Diagnostic::warning(Code::OperationLeftOut, reason.clone())
                        .at(body.label_span())
                        .subject(subject)
                        .help("correct the media types of the body in an overlay")
                        .costs_operation(),
                );
            }
            operation.remove("requestBody");
            return required.then_some(reason);
        }
        if had_some && body.members("content").next().is_none() {
            // There is a body, and whoever calls may know of which type.
            let span = body.span;
            let text = |text: &str| Node::string(text, span);
            let bytes = Node::object([("type", text("string")), ("format", text("binary"))], span);
            let media = Node::object([("schema", bytes)], span);
            body.set("content", Node::object([("application/octet-stream", media)], span));
            add_note(
                operation,
                "The document names no media type that the body could be of: it is sent as bytes, and a header \
                 `content-type` in the options of a call says of which type.",
            );
        }
        return None;
    };
    let message = found.message.clone();
    let is_lost = required || !is_read;
    operation.remove("requestBody");
    diagnostics.push(if is_lost { found.costs_operation() } else { found.costs("the call is made without a body") });
    is_lost.then_some(message)
}

fn response(response: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    if response.as_object().is_none() {
        let found = no_object(response, "an answer", subject);
        diagnostics.push(found.costs("its body is given as it comes, as bytes or text"));
        make_empty(response);
        mark_unread(response);
    }
    let had_some = response.members("content").next().is_some();
    if content(response, "its body is given as it comes, as bytes or text", subject, diagnostics)
        || had_some && response.members("content").next().is_none()
    {
        mark_unread(response);
    }
    if let Some(headers) = members(response, "headers", "`headers`", "they are read by name", subject, diagnostics) {
        // Headers may be called like extensions.
        keep_objects(headers, false, "a header", "it is read by name", subject, diagnostics);
    }
}

/// The members of an object; what is no object is reported and removed.
fn members<'n>(
    holder: &'n mut Node,
    key: &str,
    what: &str,
    consequence: &str,
    subject: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'n mut Map> {
    let map = holder.get(key)?;
    if map.as_object().is_none() {
        diagnostics.push(no_object(map, what, subject).costs(consequence));
        holder.remove(key);
    }
    holder.get_mut(key)?.as_object_mut()
}

/// Reports and removes members that are no objects.
fn keep_objects(
    members: &mut Map,
    has_extensions: bool,
    what: &str,
    consequence: &str,
    subject: &str,
    diagnostics: &mut Diagnostics,
) {
    members.retain(|name, node| {
        let is_kept = has_extensions && name.starts_with("x-") || node.as_object().is_some();
        if !is_kept {
            diagnostics.push(no_object(node, what, subject).costs(consequence));
        }
        is_kept
    });
}

/// Looks at the parameters; those that are no objects are marked. Gives why no call can be right where they are no list.
fn parameters(holder: &mut Node, subject: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let list = holder.get_mut("parameters")?;
    let Data::Array(items) = &mut list.data else {
        let found = not_a_list("parameters", list, subject).costs_operation();
        let message = found.message.clone();
        diagnostics.push(found);
        holder.remove("parameters");
        return Some(message);
    };
    for item in items.iter_mut().filter(|item| item.as_object().is_none()) {
        let found = no_object(item, "a parameter", subject);
        diagnostics.push(found.costs("nobody knows what it is called and where it goes"));
        make_empty(item);
        mark_unread(item);
    }
    None
}

/// What is said of something else than a list.
pub(super) fn not_a_list(key: &str, node: &Node, subject: &str) -> Diagnostic {
    Diagnostic::error(Code::StructureInvalid, format!("`{key}` is a list, but this is {}", node.kind()))
        .at(node.label_span())
        .subject(subject)
        .help("write a list, also for a single one; in YAML, a dash stands before each")
}

/// What is said of a single value where a list of such values belongs: it is read, so nothing is lost.
pub(super) fn read_as_list(key: &str, node: &Node, subject: &str, help: &str) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..not_a_list(key, node, subject) }.help(help)
}

/// Looks at the media types. Returns whether nobody knows which there are.
fn content(holder: &mut Node, consequence: &str, subject: &str, diagnostics: &mut Diagnostics) -> bool {
    let Some(content) = holder.get_mut("content") else { return false };
    let found = no_object(content, "`content`", subject);
    let Some(members) = content.as_object_mut() else {
        diagnostics.push(found.costs(consequence));
        holder.remove("content");
        return true;
    };
    members.retain(|name, _| !name.starts_with("x-") || is_media_type(name));
    members.retain(|name, media| {
        // What is no media type can stand in no `Content-Type`, so that nothing is ever of it. Beside media types it is
        // something else that somebody put there: members of an example, mostly.
        if !is_media_type(name) {
            let message = format!("`{}` is not a valid media type", name.escape_debug());
            let help = match likely_media_type(name) {
                Some(near) => format!("did you mean `{near}`? A media type has two parts (RFC 9110, section 8.3.1)"),
                None => "a media type looks like `application/json` or `text/plain; charset=utf-8` (RFC 9110, section \
                         8.3.1)"
                    .to_owned(),
            };
            diagnostics.push(
                Diagnostic::error(Code::MediaTypeInvalid, message)
                    .at(media.label_span())
                    .subject(subject)
                    .help(help)
                    .costs("it is neither sent nor read"),
            );
        }
        is_media_type(name)
    });
    for media in members.values_mut() {
        if media.as_object().is_none() {
            let found = no_object(media, "what stands below a media type", subject);
            diagnostics.push(found.costs("any value is taken there"));
            make_empty(media);
        }
        encodings(media, subject, diagnostics);
        for encoding in media.get_mut("encoding").and_then(Node::as_object_mut).into_iter().flat_map(Map::values_mut) {
            written::style(encoding, Some(written::FORM_STYLES), "a member of a form", subject, diagnostics);
        }
        for (name, encoding) in media.members("encoding") {
            let Some(stated) = encoding.get("contentType") else { continue };
            if stated.as_str().and_then(media_types).is_none() {
                diagnostics.push(
                    Diagnostic::warning(
                        Code::MediaTypeInvalid,
                        format!("the `contentType` of `{}` is not a valid media type", visible(name)),
                    )
                    .at(stated.span)
                    .subject(subject)
                    .help("it is not used; write one like `image/png`, or several with commas between them"),
                );
            }
        }
    }
    false
}

/// Looks at what says how the members or parts of a form are written (OpenAPI 3.2.0, section 4.15).
fn encodings(media: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    const EACH: &str = "it is written as its schema says";
    let consequence = "they are written as their schemas say";
    if let Some(encodings) = members(media, "encoding", "`encoding`", consequence, subject, diagnostics) {
        keep_objects(encodings, true, "an encoding", EACH, subject, diagnostics);
    }
    if let Some(stated) = media.get("itemEncoding").filter(|stated| stated.as_object().is_none()) {
        diagnostics.push(no_object(stated, "`itemEncoding`", subject).costs(consequence));
        media.remove("itemEncoding");
    }
    let Some(list) = media.get_mut("prefixEncoding") else { return };
    let Data::Array(items) = &mut list.data else {
        diagnostics.push(not_a_list("prefixEncoding", list, subject).costs(consequence));
        media.remove("prefixEncoding");
        return;
    };
    for item in items.iter_mut().filter(|item| item.as_object().is_none()) {
        diagnostics.push(no_object(item, "an encoding", subject).costs(EACH));
        make_empty(item);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::diagnostic::{Diagnostics, Loss};
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    fn found(operation: Value) -> String {
        run(super::pass, json!({"paths": {"/a": {"post": operation}}})).1.join("\n")
    }

    #[test]
    fn what_stands_beside_media_types_is_left_out_by_name() {
        let json = json!({"schema": {"type": "object"}});
        let answer = json!({"description": "d", "content": {"application/json": json, "code": {}, "x-example-1": {}}});
        let (document, found) = run(super::pass, json!({"paths": {"/a": {"post": {"responses": {"200": answer}}}}}));
        let content = document.pointer("/paths/~1a/post/responses/200/content").and_then(Value::as_object);
        assert_eq!(
            content.map(|members| members.keys().cloned().collect::<Vec<_>>()),
            Some(vec!["application/json".to_owned()])
        );
        assert_eq!(found, ["media-type-invalid: `code` is not a valid media type"]);
    }

    #[test]
    fn names_of_operations_are_texts() {
        for (id, message) in [
            (json!([]), "structure-invalid: `operationId` is a string, but this is an array"),
            (json!(" "), "structure-invalid: `operationId` is empty"),
            (json!(null), ""),
            (json!("a"), ""),
        ] {
            assert_eq!(found(json!({"operationId": id, "responses": {"204": {"description": ""}}})), message);
        }
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
            json!({"requestBody": {"required": true, "content": {}}}),
            json!({"$ref": "#/paths/~1b/post"}),
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

        media-type-invalid: `application/json\r\nx: y` is not a valid media type
        structure-invalid: a path item is an object, but this is null

        structure-invalid: this request body has no `content`

        structure-invalid: an operation is written out, but this is a reference
        ");
    }

    #[test]
    fn encodings_are_objects() {
        let media = |media: Value| {
            let (document, found) = run(
                super::pass,
                json!({"paths": {"/a": {"post": {"requestBody": {"content": {"multipart/mixed": media}}}}}}),
            );
            let read = document.pointer("/paths/~1a/post/requestBody/content/multipart~1mixed").cloned();
            (read.unwrap_or_default(), found.join("\n"))
        };
        let (read, found) =
            media(json!({"encoding": {"a": 1, "b": {}}, "prefixEncoding": [1, {}], "itemEncoding": []}));
        assert_eq!(read, json!({"encoding": {"b": {}}, "prefixEncoding": [{}, {}]}));
        insta::assert_snapshot!(found, @"
        structure-invalid: an encoding is an object, but this is a number
        structure-invalid: `itemEncoding` is an object, but this is an array
        ");
        let (read, found) = media(json!({"encoding": 7, "prefixEncoding": {"a": {}}}));
        assert_eq!(read, json!({}));
        insta::assert_snapshot!(found, @"
        structure-invalid: `encoding` is an object, but this is a number
        structure-invalid: `prefixEncoding` is a list, but this is an object
        ");
    }

    #[test]
    fn what_is_lost_of_a_request_that_is_received_costs_its_type() {
        let document = json!({
            "webhooks": {"w": {"post": {"requestBody": 1}}},
            "paths": {"/a": {"post": {"callbacks": {"c": {"{$url}": {"post": {"requestBody": 1}}}}}}},
        });
        let span = Span::new(SourceFiles::new().add("a", ""), 0..0);
        let mut found = Diagnostics::new();
        super::pass(&mut Node::from_value(document, span), &mut found);
        let losses: Vec<_> = found.iter().map(|found| found.loss.clone()).collect();
        assert_eq!(losses, vec![Some(Loss::Place(super::WITHOUT_TYPE.to_owned())); losses.len()]);
        assert!(!losses.is_empty());
    }

    #[test]
    fn media_types_of_parts_are_checked() {
        let body = |stated: Value| {
            let media = json!({"encoding": {"file": {"contentType": stated}}});
            found(json!({"requestBody": {"content": {"multipart/form-data": media}}, "responses": {"200": {}}}))
        };
        assert_eq!(body(json!("image/png, image/*")), "");
        for wrong in [json!("png"), json!(["image/png"])] {
            assert_eq!(body(wrong), "media-type-invalid: the `contentType` of `file` is not a valid media type");
        }
    }
}
