//! The OpenAPI document of one page. Puts facts in their place; never reads page text.

use super::super::unite::UNVERSIONED;
use super::address::{Address, Credentials};
use super::curl::Curl;
use super::line::Line;
use super::sample;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node, Span, escape_pointer_token};
use serde_json::json;

/// What a page says about its operation.
pub(super) struct Facts<'t> {
    /// The method.
    pub(super) method: Line<'t>,
    /// The curl sample, if the page has one.
    pub(super) curl: Option<&'t Curl<'t>>,
    /// Where it goes.
    pub(super) address: &'t Address<'t>,
    /// Security schemes and header parameters.
    pub(super) credentials: Credentials,
    /// The heading or first sentence.
    pub(super) summary: Option<Line<'t>>,
    /// Longer text.
    pub(super) description: Option<Line<'t>>,
    /// The sample answer.
    pub(super) answer: Option<&'t Node>,
}

/// Where the operation of a document stands, as a JSON pointer.
pub(super) fn operation_pointer(method: Line<'_>, path: &str) -> String {
    format!("/paths/{}/{}", escape_pointer_token(path), method.text.to_ascii_lowercase())
}

/// How a diagnostic names the operation.
pub(super) fn subject(method: Line<'_>, path: &str) -> String {
    format!("{} {path}", method.text)
}

/// Where the readers of a page put what they find, each with the operation it concerns.
pub(super) struct Report<'d> {
    diagnostics: &'d mut Diagnostics,
    subject: String,
}

impl<'d> Report<'d> {
    /// A report about the operation that `subject` names.
    pub(super) fn new(subject: String, diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, subject }
    }

    /// Adds a finding.
    pub(super) fn push(&mut self, found: Diagnostic) {
        self.diagnostics.push(found.subject(self.subject.as_str()));
    }

    /// Adds an error about a page that contradicts its form or itself.
    pub(super) fn inconsistent(&mut self, message: String, at: Span, other: (Span, &str), help: &str) {
        let found = Diagnostic::error(Code::PageInconsistent, message).at(at).label(other.0, other.1);
        self.push(found.help(help));
    }

    /// Adds a warning about a contradiction of which one side was left out.
    pub(super) fn doubtful(&mut self, message: String, at: Span, other: (Span, &str), help: &str) {
        let found = Diagnostic::warning(Code::PageInconsistent, message).at(at).label(other.0, other.1);
        self.push(found.help(help));
    }

    /// Adds a warning about text that does not reach the document as it should.
    pub(super) fn unread(&mut self, message: String, at: Span, help: &str) {
        self.push(Diagnostic::warning(Code::TextUnread, message).at(at).help(help));
    }
}

/// The document: no status is stated in samples, so the answer is `200` with `x-inferred`.
pub(super) fn document(facts: Facts<'_>) -> Node {
    let (address, method) = (facts.address, facts.method);
    let span = facts.curl.map_or(method.span, |curl| curl.span);
    let schemes = facts.credentials.schemes.clone();
    let operation = keyed(Node::new(Data::Object(operation(facts, span)), span), method.span);
    let item = Node::object([(method.text.to_ascii_lowercase(), operation)], span);
    let paths = Node::object([(address.path.text, keyed(item, address.path.span))], span);
    let mut members = vec![("openapi", Node::string("3.1.0", span)), ("info", info(address.host, span))];
    if let Some(server) = address.server {
        let url = Node::object([("url", server.node())], server.span);
        members.push(("servers", Node::array(vec![url], server.span)));
    }
    members.push(("paths", paths));
    if !schemes.is_empty() {
        let schemes = Node::new(Data::Object(schemes), span);
        members.push(("components", Node::object([("securitySchemes", schemes)], span)));
    }
    Node::object(members, span)
}

/// The `info` of a page, which states none.
pub(super) fn info(host: Option<Line<'_>>, span: Span) -> Node {
    let span = host.map_or(span, |host| host.span);
    let title = host.map_or("API", |host| host.text);
    Node::object([("title", Node::string(title, span)), ("version", Node::string(UNVERSIONED, span))], span)
}

fn operation(facts: Facts<'_>, span: Span) -> Map {
    let Facts { curl, address, credentials, summary, description, answer, .. } = facts;
    let Credentials { schemes, parameters: headers, content_type } = credentials;
    let mut operation = Map::default();
    summary.map(|text| operation.insert("summary".to_owned(), text.node()));
    description.map(|text| operation.insert("description".to_owned(), text.node()));
    let mut parameters = address.parameters();
    parameters.extend(headers);
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Node::array(parameters, address.path.span));
    }
    if let Some((curl, body)) = curl.and_then(|curl| Some((curl, curl.body.as_ref()?))) {
        let stated = content_type.as_ref().and_then(Node::as_str).map(|text| text.split(';').next().unwrap_or(text));
        let media = stated.unwrap_or(if curl.multipart { "multipart/form-data" } else { "application/json" });
        let content = Node::object([(media.trim(), media_type(body))], body.span);
        operation.insert("requestBody".to_owned(), Node::object([("content", content)], body.span));
    }
    let place = answer.map_or(span, |answer| answer.span);
    let mut response = Node::object([("description", Node::string("", place)), inferred(place)], place);
    if let Some(answer) = answer {
        response.set("content", Node::object([("application/json", media_type(answer))], answer.span));
    }
    operation.insert("responses".to_owned(), Node::object([("200", response)], place));
    if !schemes.is_empty() {
        // All credentials of a sample are sent together.
        operation.insert("security".to_owned(), Node::array(vec![requirement(&schemes, span)], span));
    }
    operation
}

/// What a request needs where all of these schemes are sent together.
fn requirement(schemes: &Map, span: Span) -> Node {
    Node::object(schemes.iter().map(|(name, scheme)| (name.clone(), Node::array(Vec::new(), scheme.span))), span)
}

/// The mark of something the page does not state.
pub(super) fn inferred(span: Span) -> (&'static str, Node) {
    ("x-inferred", Node::from_value(json!(true), span))
}

fn media_type(sample: &Node) -> Node {
    Node::object([("schema", sample::schema(sample)), ("example", sample.clone())], sample.span)
}

fn keyed(mut node: Node, key: Span) -> Node {
    node.key_span = Some(key);
    node
}
