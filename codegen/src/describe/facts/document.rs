//! Operations to one OpenAPI 3.1 document.
//!
//! A status that no page states is assumed to be `200` and marked `x-inferred`. Servers and authentication that no page
//! states are left to `vendor.toml`.

use super::credentials::{Schemes, is_credential};
use super::shape::{media, schema};
use super::{Answer, Body, Operation, Place, path_parameters};
use crate::describe::unite::{UNVERSIONED, add_operation};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node, Span};

/// The document of operations, in order; reports operations that are described twice and differ.
pub(in crate::describe) fn document(
    title: &str,
    operations: &[Operation],
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Node {
    let at = |text: &str| Node::string(text, span);
    let mut paths = Map::default();
    let schemes = Schemes::new(operations);
    for (number, operation) in operations.iter().enumerate() {
        let mut built = build(operation, diagnostics);
        schemes.write_to(number, &mut built);
        let mut item = Node::object::<&str>([], operation.path.span);
        item.key_span = Some(operation.path.span);
        add_operation(&mut paths, &operation.path.text, &item, (&operation.method.text, built), diagnostics);
    }
    let info = Node::object([("title", at(title)), ("version", at(UNVERSIONED))], span);
    let mut document = Node::object([("openapi", at("3.1.0")), ("info", info)], span);
    if let Some(server) = server(operations, diagnostics) {
        document.set("servers", server);
    }
    document.set("paths", Node::new(Data::Object(paths), span));
    schemes.finish(&mut document);
    document
}

/// The schema of a body alone.
pub(in crate::describe) fn schema_of(body: &Body, subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let mut media = media(body, subject, diagnostics);
    media.remove("schema").unwrap_or(media)
}

/// The server that all operations with an absolute address have; where they differ, none is written and that is told.
fn server(operations: &[Operation], diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut servers = operations.iter().filter_map(|operation| operation.server.as_ref());
    let first = servers.next()?;
    if let Some(other) = servers.find(|other| other.text != first.text) {
        let message = format!("the page names two servers: `{}` and `{}`; none was taken", first.text, other.text);
        let help = "state the server in vendor.toml";
        let diagnostic = Diagnostic::warning(Code::PageInconsistent, message).at(other.span).help(help);
        diagnostics.push(diagnostic.label(first.span, "the first one"));
        return None;
    }
    let url = Node::object([("url", first.node())], first.span);
    Some(Node::array(vec![url], first.span))
}

fn build(operation: &Operation, diagnostics: &mut Diagnostics) -> Node {
    let subject = operation.subject();
    let span = operation.method.span;
    let mut node = Node::object::<&str>([], span);
    node.key_span = Some(span);
    let texts =
        [("operationId", &operation.id), ("summary", &operation.summary), ("description", &operation.description)];
    for (key, text) in texts {
        if let Some(text) = text {
            node.set(key, text.node());
        }
    }
    if let Some(tag) = &operation.tag {
        node.set("tags", Node::array(vec![tag.node()], tag.span));
    }
    let parameters = parameters(operation, &subject, diagnostics);
    if !parameters.is_empty() {
        node.set("parameters", Node::array(parameters, span));
    }
    if let Some(body) = &operation.body {
        let mut request = Node::object([("content", content(body, &subject, diagnostics))], body.media_type.span);
        request.set("required", Node::bool(true, body.media_type.span));
        node.set("requestBody", request);
    }
    node.set("responses", responses(operation, &subject, diagnostics));
    node
}

fn parameters(operation: &Operation, subject: &str, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let named = path_parameters(&operation.path.text);
    let mut nodes = Vec::new();
    for (place, member) in operation.parameters.iter().filter(|parameter| !is_credential(parameter)) {
        if *place == Place::Path && !named.contains(&member.name.text.as_str()) {
            let message = format!("the path has no parameter `{}`; it was left out", member.name.text);
            let help = "correct its name on the page, or add it with an overlay";
            let diagnostic = Diagnostic::warning(Code::PageInconsistent, message).at(member.name.span).help(help);
            diagnostics.push(diagnostic.subject(subject));
            continue;
        }
        let span = member.name.span;
        let mut schema = schema(member, &[], subject, diagnostics);
        let mut node = Node::object([("name", member.name.node()), ("in", Node::string(place.as_str(), span))], span);
        if let Some(description) = schema.remove("description") {
            node.set("description", description);
        }
        node.set("required", Node::bool(*place == Place::Path || member.is_required, span));
        node.set("schema", schema);
        nodes.push(node);
    }
    for name in named {
        let is_this = |(place, member): &(Place, super::Member)| *place == Place::Path && member.name.text == name;
        if !operation.parameters.iter().any(is_this) {
            nodes.push(undescribed(operation, name, subject, diagnostics));
        }
    }
    nodes
}

/// A parameter that the path alone shows.
fn undescribed(operation: &Operation, name: &str, subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let span = operation.path.span;
    let message = format!("the page does not describe the parameter `{name}` of the path, so every value is accepted");
    let help = "add its type with an overlay";
    diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(span).subject(subject).help(help));
    Node::object(
        [
            ("name", Node::string(name, span)),
            ("in", Node::string(Place::Path.as_str(), span)),
            ("required", Node::bool(true, span)),
            ("schema", Node::object::<&str>([], span)),
        ],
        span,
    )
}

fn content(body: &Body, subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let span = body.media_type.span;
    Node::object([(body.media_type.text.clone(), media(body, subject, diagnostics))], span)
}

fn responses(operation: &Operation, subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let span = operation.method.span;
    let mut responses = Map::default();
    for answer in &operation.answers {
        let status = answer.status.as_ref().map_or("200", |status| status.text.as_str());
        if responses.contains_key(status) {
            let message = format!("the answer with status `{status}` is described twice; the first counts");
            let place = answer.status.as_ref().map_or(span, |status| status.span);
            let help = "find out which of the two is right, and remove the other from the page";
            diagnostics
                .push(Diagnostic::warning(Code::PageInconsistent, message).at(place).subject(subject).help(help));
            continue;
        }
        responses.insert(status.to_owned(), response(answer, span, subject, diagnostics));
    }
    if responses.is_empty() {
        let message = "the page describes no answer, so any JSON value is accepted with status 200";
        let help = "add the answer with an overlay";
        diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(span).subject(subject).help(help));
        let open = Node::object([("schema", Node::object::<&str>([], span))], span);
        let content = Node::object([("application/json", open)], span);
        let members = [
            ("description", Node::string("The answer, which is not described.", span)),
            ("x-inferred", Node::bool(true, span)),
            ("content", content),
        ];
        responses.insert("200".to_owned(), Node::object(members, span));
    }
    Node::new(Data::Object(responses), span)
}

fn response(answer: &Answer, span: Span, subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let span = answer.status.as_ref().map_or(span, |status| status.span);
    let description = answer.description.as_ref().map_or_else(|| Node::string("The answer.", span), super::Text::node);
    let mut node = Node::object([("description", description)], span);
    if answer.status.is_none() {
        node.set("x-inferred", Node::bool(true, span));
    }
    if let Some(body) = &answer.body {
        node.set("content", content(body, subject, diagnostics));
    }
    node.key_span = Some(span);
    node
}
