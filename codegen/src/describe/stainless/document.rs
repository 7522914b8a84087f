//! From operations with their trees to one OpenAPI 3.1 document.
//!
//! A page states neither status codes nor an `operationId` nor how to authenticate. The success status is assumed
//! and marked `x-inferred`; the others are left to the vendor's settings and corrections.

use super::super::unite::{UNVERSIONED, conflict};
use super::curl;
use super::page::{Page, SectionKind, Text};
use super::schema::{self, Models};
use super::tree::Node;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Map, Node as Json, Span, escape_pointer_token};

/// A page and the trees of its sections.
pub(super) struct Operation {
    pub(super) page: Page,
    pub(super) sections: Vec<Listing>,
}

/// The tree of one section.
pub(super) struct Listing {
    pub(super) kind: SectionKind,
    pub(super) qualifier: String,
    pub(super) heading: Span,
    pub(super) nodes: Vec<Node>,
}

impl Operation {
    /// The operation as people write it.
    pub(super) fn subject(&self) -> String {
        self.page.subject()
    }

    /// Whether the page has such a section, and no tree could be made of it.
    fn is_unread(&self, kind: SectionKind) -> bool {
        self.listing(kind).is_none() && self.page.sections.iter().any(|section| section.kind == kind)
    }

    /// Whether a section lists a name; headers have no case.
    fn lists(&self, kind: SectionKind, name: &str) -> bool {
        let nodes = self.listing(kind).map(|listing| listing.nodes.as_slice()).unwrap_or_default();
        nodes.iter().filter_map(|node| node.head.field()).any(|listed| match kind {
            SectionKind::Header => listed.eq_ignore_ascii_case(name),
            _ => listed.split('[').next() == Some(name),
        })
    }

    fn listing(&self, kind: SectionKind) -> Option<&Listing> {
        self.sections.iter().find(|listing| listing.kind == kind)
    }
}

impl Page {
    /// The operation as people write it.
    pub(super) fn subject(&self) -> String {
        format!("{} {}", self.method.text.to_ascii_uppercase(), self.path.text)
    }
}

/// Puts the operations together; reports where they disagree.
pub(super) fn document(operations: &[Operation], models: &Models<'_>, diagnostics: &mut Diagnostics) -> Option<Json> {
    let first = operations.first()?;
    let whole = first.page.title.span;
    let server = server(operations, diagnostics)?;
    let host = server.text.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(&server.text);
    let info = Json::object(
        [
            ("title", Json::string(host, server.span)),
            // No page of this format states a version.
            ("version", Json::string(UNVERSIONED, server.span)),
        ],
        server.span,
    );
    let url = Json::object([("url", Json::string(server.text.as_str(), server.span))], server.span);
    let mut paths = Map::new();
    for operation in operations {
        let page = &operation.page;
        let mut built = build(operation, diagnostics);
        built.key_span = Some(page.method.span);
        let item = paths.entry(page.path.text.clone()).or_insert_with(|| {
            let mut item = Json::object([] as [(&str, Json); 0], page.path.span);
            item.key_span = Some(page.path.span);
            item
        });
        match item.get(&page.method.text) {
            Some(other) if *other == built => {}
            Some(other) => {
                let path = escape_pointer_token(&page.path.text);
                diagnostics.push(conflict(other, &built, &format!("#/paths/{path}/{}", page.method.text)));
            }
            None => item.set(page.method.text.as_str(), built),
        }
    }
    let components = models.components(diagnostics);
    let mut members = vec![
        ("openapi", Json::string("3.1.0", whole)),
        ("info", info),
        ("servers", Json::array(vec![url], server.span)),
        ("paths", Json::object(paths, whole)),
    ];
    if !components.is_empty() {
        members.push(("components", Json::object([("schemas", Json::object(components, whole))], whole)));
    }
    Some(Json::object(members, whole))
}

/// Reports where the sample request does something else than the operation.
fn check_request(operation: &Operation, diagnostics: &mut Diagnostics) {
    let page = &operation.page;
    let Some(request) = &page.request else { return };
    if !request.method.text.eq_ignore_ascii_case(&page.method.text) {
        let (sent, described) = (&request.method.text, page.method.text.to_ascii_uppercase());
        diagnostics.push(
            Diagnostic::error(
                Code::PageInconsistent,
                format!("the sample request is a {sent}, and the page describes a {described}"),
            )
            .at(request.method.span)
            .label(page.method.span, "the method of the operation")
            .subject(operation.subject())
            .help("find out which of the two is right, and correct the captured page"),
        );
    }
    let shown = [(SectionKind::Body, request.body.as_ref()), (SectionKind::Returns, page.answer.as_ref())];
    for (kind, sample) in shown {
        let Some(sample) = sample.filter(|sample| sample.as_object().is_none_or(|members| !members.is_empty())) else {
            continue;
        };
        // A section that is unknown or could not be read may be the one.
        let is_whole = !page.has_unknown && page.sections.len() == operation.sections.len();
        if is_whole && operation.listing(kind).is_none() {
            let message = format!("this sample is shown, and no section `{}` lists what it is made of", kind.name());
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, message)
                    .at(sample.span)
                    .subject(operation.subject())
                    .help("the heading of the section may be lost; capture the page again"),
            );
        }
    }
    let query = request.url.text.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    let queried = query.split('&').map(|pair| pair.split(['=', '[']).next().unwrap_or_default());
    let queried = queried.filter(|name| !name.is_empty()).map(|name| (SectionKind::Query, name, request.url.span));
    let fields = request.fields.iter().map(|field| (SectionKind::Body, field.text.as_str(), field.span));
    for (kind, name, span) in queried.chain(fields) {
        if operation.is_unread(kind) || operation.lists(kind, name) {
            continue;
        }
        diagnostics.push(
            Diagnostic::error(
                Code::PageInconsistent,
                format!("the sample request sends `{name}`, which is not listed"),
            )
            .at(span)
            .subject(operation.subject())
            .help(format!("`{}` should list it; correct the captured page", kind.name())),
        );
    }
}

/// The server on which all sample requests agree.
fn server(operations: &[Operation], diagnostics: &mut Diagnostics) -> Option<Text> {
    let mut agreed: Option<Text> = None;
    for operation in operations {
        let Some(request) = &operation.page.request else { continue };
        let Some(found) = curl::server(&request.url.text, &operation.page.path.text) else {
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, "the sample request goes to another path than the operation")
                    .at(request.url.span)
                    .label(operation.page.path.span, "the path of the operation")
                    .subject(operation.subject())
                    .help("the server is what the path leaves of the address; correct the captured page"),
            );
            continue;
        };
        match &agreed {
            None => agreed = Some(Text { text: found.to_owned(), span: request.url.span }),
            Some(first) if first.text == found => {}
            Some(first) => diagnostics.push(
                Diagnostic::error(Code::PageConflict, format!("this page names the server {found}"))
                    .at(request.url.span)
                    .label(first.span, format!("another page names {}", first.text))
                    .help("describe the pages of each server as a vendor of its own"),
            ),
        }
    }
    agreed
}

fn build(operation: &Operation, diagnostics: &mut Diagnostics) -> Json {
    check_request(operation, diagnostics);
    let page = &operation.page;
    let span = page.title.span;
    let mut members = vec![("summary", Json::string(page.title.text.as_str(), span))];
    members.extend(page.description.iter().flat_map(schema::text_members));
    let parameters = parameters(operation, diagnostics);
    if !parameters.is_empty() {
        members.push(("parameters", Json::array(parameters, span)));
    }
    if let Some(body) = operation.listing(SectionKind::Body) {
        members.extend(request_body(operation, body, diagnostics).map(|body| ("requestBody", body)));
    }
    members.push(("responses", Json::object([("200", response(operation))], span)));
    Json::object(members, span)
}

fn parameters(operation: &Operation, diagnostics: &mut Diagnostics) -> Vec<Json> {
    let mut parameters = Vec::new();
    let places = [(SectionKind::Path, "path"), (SectionKind::Query, "query"), (SectionKind::Header, "header")];
    for (kind, place) in places {
        let nodes = operation.listing(kind).map(|listing| listing.nodes.as_slice()).unwrap_or_default();
        for node in nodes {
            let Some(name) = node.head.field() else {
                diagnostics.push(
                    Diagnostic::error(Code::PageInconsistent, "a parameter needs a name")
                        .at(node.head.span)
                        .subject(operation.subject())
                        .help("this section should list `name: type` lines; capture the page again"),
                );
                continue;
            };
            let required = kind == SectionKind::Path || !node.head.optional;
            let mut members = vec![
                ("in", Json::string(place, node.head.span)),
                ("name", Json::string(name, node.head.name_span)),
                ("required", Json::bool(required, node.head.span)),
            ];
            members.extend(node.description.iter().flat_map(schema::text_members));
            members.push(("schema", schema::bare(node)));
            parameters.push(Json::object(members, node.head.span));
        }
    }
    check_path(operation, diagnostics);
    // Headers that only the sample shows: whether they may be left out is not known.
    let headers = operation.page.request.iter().flat_map(|request| &request.headers);
    for (name, value) in headers.filter(|(name, _)| !operation.lists(SectionKind::Header, &name.text)) {
        let schema = [("type", Json::string("string", value.span)), ("example", Json::string(&value.text, value.span))];
        let members = [
            ("in", Json::string("header", name.span)),
            ("name", Json::string(&name.text, name.span)),
            ("required", Json::bool(false, name.span)),
            ("x-inferred", Json::bool(true, name.span)),
            ("schema", Json::object(schema, value.span)),
        ];
        parameters.push(Json::object(members, name.span));
    }
    parameters
}

/// The variables of the path and the path parameters must be the same.
fn check_path(operation: &Operation, diagnostics: &mut Diagnostics) {
    if operation.is_unread(SectionKind::Path) {
        return;
    }
    let path = &operation.page.path;
    let nodes = operation.listing(SectionKind::Path).map(|listing| listing.nodes.as_slice()).unwrap_or_default();
    let variables: Vec<&str> = path.text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
    for variable in variables.iter().filter(|name| !nodes.iter().any(|node| node.head.field() == Some(**name))) {
        diagnostics.push(
            Diagnostic::error(Code::PageInconsistent, format!("the path variable `{variable}` is not described"))
                .at(path.span)
                .subject(operation.subject())
                .help("the section Path Parameters should list it; capture the page again"),
        );
    }
    for node in nodes {
        if let Some(name) = node.head.field().filter(|name| !variables.contains(name)) {
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, format!("`{name}` does not occur in the path"))
                    .at(node.head.span)
                    .label(path.span, "the path")
                    .subject(operation.subject())
                    .help("path parameters and path variables have to be the same; capture the page again"),
            );
        }
    }
}

fn request_body(operation: &Operation, body: &Listing, diagnostics: &mut Diagnostics) -> Option<Json> {
    let request = operation.page.request.as_ref();
    let declared = request.and_then(|request| request.media_type.as_ref());
    let media_type = match (declared, body.qualifier.as_str()) {
        (Some(declared), _) => declared.text.as_str(),
        (None, "JSON") => "application/json",
        _ if request.is_some_and(|request| request.body.is_some()) => "application/json",
        _ => {
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, "the page does not say what the body is made of")
                    .at(body.heading)
                    .subject(operation.subject())
                    .help("neither the heading nor the sample request names a media type; capture the page again"),
            );
            return None;
        }
    };
    let mut content = vec![("schema", schema::section_schema(&body.nodes, body.heading))];
    content.extend(request.and_then(|request| request.body.clone()).map(|sample| ("example", sample)));
    let content = Json::object([(media_type, Json::object(content, body.heading))], body.heading);
    let required = body.nodes.iter().any(|node| !node.head.optional);
    Some(Json::object([("required", Json::bool(required, body.heading)), ("content", content)], body.heading))
}

fn response(operation: &Operation) -> Json {
    let page = &operation.page;
    let returns = operation.listing(SectionKind::Returns);
    let span = returns.map_or(page.title.span, |returns| returns.heading);
    let mut members = vec![
        ("description", Json::string("Success. The page names no status code; 200 is assumed.", span)),
        ("x-inferred", Json::bool(true, span)),
    ];
    let content = match returns {
        Some(returns) => {
            let mut content = vec![("schema", schema::section_schema(&returns.nodes, span))];
            content.extend(page.answer.clone().map(|sample| ("example", sample)));
            Some(("application/json", content))
        }
        // A place for samples that stays empty: the answer is no JSON.
        None if page.shows_answer => Some(("application/octet-stream", Vec::new())),
        None => None,
    };
    if let Some((media_type, content)) = content {
        members.push(("content", Json::object([(media_type, Json::object(content, span))], span)));
    }
    Json::object(members, span)
}
