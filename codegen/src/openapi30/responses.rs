//! Establishes: the successes of an operation come as one type, and its errors as one, which is what progenitor can
//! return. Several JSON types become one of alternatives; where some statuses have JSON and others do not, JSON is kept.
//!
//! Beside `default`, successes are `2XX`: progenitor takes a `default` for a success, too, unless a range is there.

use super::loss::give_up;
use super::places::insert;
use super::walk::{SCHEMAS, for_each_operation};
use crate::diagnostic::Diagnostics;
use crate::lower::is_unread;
use crate::names::{Scope, type_name};
use crate::operations::{essence, is_json};
use crate::source::{Data, Map, Node, escape_pointer_token};

/// What progenitor makes of an answer.
#[derive(Clone, Debug, PartialEq)]
enum Body {
    Json(Node),
    /// A stream of bytes, with the media type of the document.
    Bytes(String),
    None,
}

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let mut scope = Scope::new();
    for (name, _) in document.get("components").into_iter().flat_map(|components| components.members("schemas")) {
        scope.claim(name);
    }
    let mut unions: Vec<(String, Node)> = Vec::new();
    for_each_operation(document, &mut |operation, subject| {
        let name = operation.str("operationId").unwrap_or_default().to_owned();
        let mut share = |role: &str, union: Node| {
            let name = scope.claim(&type_name(&format!("{name} {role}")));
            let span = union.span;
            let reference = Node::string(format!("{SCHEMAS}{}", escape_pointer_token(&name)), span);
            unions.push((name, union));
            Node::object([("$ref", reference)], span)
        };
        responses(operation, subject, &mut share, diagnostics);
    });
    unions.into_iter().for_each(|(name, union)| insert(document, &name, union));
}

/// An answer: its status, what is said of it, and its body.
struct Answer {
    status: String,
    node: Node,
    body: Body,
}

fn responses(
    operation: &mut Node,
    subject: &str,
    share: &mut impl FnMut(&str, Node) -> Node,
    diagnostics: &mut Diagnostics,
) {
    let span = operation.get("responses").map_or(operation.span, |responses| responses.span);
    let (mut successes, mut errors, mut others, mut default) = (Vec::new(), Vec::new(), Vec::new(), None);
    let is_head = subject.starts_with("HEAD ");
    let is_websocket = operation.get("x-dropshot-websocket").is_some();
    for (status, node) in operation.members("responses").filter(|(status, _)| !status.starts_with("x-")) {
        let body = match is_head {
            true => Body::None,
            false => body(node, subject, diagnostics),
        };
        let answer = Answer { status: status.to_ascii_uppercase(), node: node.clone(), body };
        match (status.as_bytes(), answer.status.as_str()) {
            // An older Dropshot says `default` of it.
            (_, "101" | "DEFAULT") if is_websocket => {
                others.push(Answer { status: "101".to_owned(), body: Body::None, ..answer });
            }
            ([b'2', ..], _) if is_websocket => {}
            (_, "101") => {
                let message = "progenitor changes protocols for Dropshot alone";
                give_up(node.label_span(), subject, message, "the operation is called as any other", diagnostics);
            }
            (_, "DEFAULT") => default = Some(answer),
            ([b'2', ..], _) if is_status(&answer.status) => successes.push(answer),
            ([b'4' | b'5', ..], _) if is_status(&answer.status) => errors.push(answer),
            (_, _) if is_status(&answer.status) => others.push(answer),
            _ => give_up(
                node.label_span(),
                subject,
                format!("`{}` is not a status that an answer can have", status.escape_debug()),
                "the answer is not in the document",
                diagnostics,
            ),
        }
    }
    let (mut successes, of_success) = unified(successes, "response", subject, share, diagnostics);
    let mut errors = errors;
    errors.extend(default);
    let (errors, of_error) = unified(errors, "error", subject, share, diagnostics);
    let has_default = errors.iter().any(|error| error.status == "DEFAULT");
    if has_default && of_success.is_some() && of_success != of_error && !successes.is_empty() {
        successes.truncate(1);
        successes[0].status = "2XX".to_owned();
    }
    let mut kept = Map::default();
    for answer in successes.into_iter().chain(others).chain(errors) {
        let status = if answer.status == "DEFAULT" { "default".to_owned() } else { answer.status.clone() };
        kept.insert(status, written(answer));
    }
    operation.set("responses", Node::new(Data::Object(kept), span));
}

/// Whether OpenAPI has this key for a status or a range of them.
fn is_status(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'5', b'X', b'X'] | [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'])
}

/// Answers that all have one body, and that body; those whose body is another one are given up.
fn unified(
    mut answers: Vec<Answer>,
    role: &str,
    subject: &str,
    share: &mut impl FnMut(&str, Node) -> Node,
    diagnostics: &mut Diagnostics,
) -> (Vec<Answer>, Option<Body>) {
    let mut schemas: Vec<Node> = Vec::new();
    for answer in &answers {
        if let Body::Json(schema) = &answer.body
            && !schemas.contains(schema)
        {
            schemas.push(schema.clone());
        }
    }
    let bytes = answers.iter().find_map(|answer| matches!(answer.body, Body::Bytes(_)).then(|| answer.body.clone()));
    let body = match (schemas.len(), bytes) {
        (0, Some(bytes)) => bytes,
        (0, None) => return (answers, Some(Body::None)),
        (1, _) => Body::Json(schemas.remove(0)),
        _ => {
            let span = schemas[0].span;
            let union = Node::object([("oneOf", Node::array(schemas, span))], span);
            Body::Json(share(role, union))
        }
    };
    if matches!(body, Body::Json(_)) {
        answers.retain(|answer| {
            let is_json = matches!(answer.body, Body::Json(_));
            if !is_json {
                let status = if answer.status == "DEFAULT" { "another" } else { &answer.status };
                let message = format!(
                    "progenitor returns one type, and an answer of the status {status} is not JSON as others are"
                );
                let consequence = "it comes as `Error::UnexpectedResponse`";
                give_up(answer.node.label_span(), subject, message, consequence, diagnostics);
            }
            is_json
        });
    }
    answers.iter_mut().for_each(|answer| answer.body = body.clone());
    let body = (!answers.is_empty()).then_some(body);
    (answers, body)
}

/// What progenitor makes of an answer; media types beside the one it knows are given up.
fn body(response: &Node, subject: &str, diagnostics: &mut Diagnostics) -> Body {
    if is_unread(response) {
        return Body::Bytes("application/octet-stream".to_owned());
    }
    let is_binary = |media: &Node| media.get("schema").is_some_and(|schema| schema.str("format") == Some("binary"));
    let json = |name: &str, media: &Node| is_json(&essence(name)) && !is_binary(media);
    let all: Vec<(&String, &Node)> = response.members("content").collect();
    let plain = all.iter().find(|(name, media)| essence(name) == "application/json" && json(name, media));
    let Some((name, media)) = plain.or_else(|| all.iter().find(|(name, media)| json(name, media))).copied() else {
        let Some((name, media)) = all.first().copied() else { return Body::None };
        let schema = media.get("itemSchema").or(media.get("schema"));
        let is_typed = |schema: &&Node| {
            schema.as_object().is_some_and(|members| !members.is_empty()) && schema.str("type") != Some("string")
        };
        if let Some(schema) = schema.filter(is_typed) {
            let message = format!("progenitor reads no `{name}`");
            give_up(schema.label_span(), subject, message, "it comes as a stream of bytes", diagnostics);
        }
        // What is JSON by its media type, and bytes by its schema, must not look like JSON.
        let is_json = is_json(&essence(name));
        return Body::Bytes(if is_json { "application/octet-stream".to_owned() } else { name.clone() });
    };
    for (other, lost) in all.iter().filter(|(other, _)| *other != name) {
        let message = format!("an answer can also be `{other}`, and progenitor reads one media type");
        give_up(lost.label_span(), subject, message, "answers of this media type cannot be read", diagnostics);
    }
    if essence(name) != "application/json" {
        let message = format!("progenitor does not ask for the media type `{name}`");
        give_up(
            media.label_span(),
            subject,
            message,
            "it asks for `application/json`, and reads what comes as JSON",
            diagnostics,
        );
    }
    Body::Json(media.get("schema").cloned().unwrap_or_else(|| Node::object::<&str>([], media.span)))
}

/// An answer with nothing but what progenitor reads. Headers come as they are.
fn written(answer: Answer) -> Node {
    let Answer { node, body, .. } = answer;
    let span = node.span;
    let text = |text: &str| Node::string(text, span);
    let description = node.str("description").unwrap_or_default();
    let content = match body {
        Body::Json(schema) => Some(("application/json".to_owned(), schema)),
        Body::Bytes(name) => Some((name, Node::object([("type", text("string")), ("format", text("binary"))], span))),
        Body::None => None,
    };
    let content = content.map(|(name, schema)| {
        let media = Node::object([("schema", schema)], span);
        ("content", Node::object([(name, media)], span))
    });
    let mut written = Node::object([("description", text(description))].into_iter().chain(content), span);
    written.key_span = node.key_span;
    written
}
