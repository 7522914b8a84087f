//! From operations with their trees to one OpenAPI 3.1 document.
//!
//! A page states neither status codes nor an `operationId` nor how to authenticate. The success status is assumed
//! and marked `x-inferred`; the others are left to the vendor's settings and corrections.

use super::super::unite::{UNVERSIONED, add_operation};
use super::curl;
use super::models::Models;
use super::page::{End, Page, SectionKind, Text};
use super::schema;
use super::shape::Node;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Map, Node as Json, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A page and the trees of its sections.
pub(super) struct Operation {
    pub(super) page: Page,
    pub(super) sections: Vec<Listing>,
}

/// What one section lists.
pub(super) struct Listing {
    pub(super) kind: SectionKind,
    pub(super) qualifier: String,
    pub(super) heading: Span,
    pub(super) content: Content,
}

/// The tree of a section.
pub(super) enum Content {
    /// As the indentation gives it.
    Indented(Vec<Node>),
    /// As the announced counts give it.
    Counted(Vec<Node>),
    /// Not clear, and reported: any value.
    Open,
}

impl Listing {
    /// The nodes; none where they are not clear.
    pub(super) fn nodes(&self) -> &[Node] {
        match &self.content {
            Content::Indented(nodes) | Content::Counted(nodes) => nodes,
            Content::Open => &[],
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.content, Content::Open)
    }

    fn schema(&self, models: &Models<'_>) -> Json {
        match self.content {
            Content::Open => open(self.heading),
            _ => schema::section_schema(self.nodes(), self.heading, models),
        }
    }
}

impl Operation {
    /// The operation as people write it.
    pub(super) fn subject(&self) -> String {
        self.page.subject()
    }

    /// Whether a section lists a name, or may do so where it is not clear; headers have no case.
    fn may_list(&self, kind: SectionKind, name: &str) -> bool {
        let Some(listing) = self.listing(kind) else { return false };
        let is_listed = |listed: &str| match kind {
            SectionKind::Header => listed.eq_ignore_ascii_case(name),
            _ => listed.split('[').next() == Some(name),
        };
        listing.is_open() || listing.nodes().iter().filter_map(|node| node.head.field()).any(is_listed)
    }

    fn listing(&self, kind: SectionKind) -> Option<&Listing> {
        self.sections.iter().find(|listing| listing.kind == kind)
    }

    fn warning(&self, message: impl Into<String>, at: Span, help: impl Into<String>) -> Diagnostic {
        Diagnostic::warning(Code::PageInconsistent, message).at(at).subject(self.subject()).help(help)
    }
}

/// Puts the operations together; reports where they disagree. `whole` is where the first page begins.
pub(super) fn document(
    operations: &[Operation],
    models: &Models<'_>,
    whole: Span,
    diagnostics: &mut Diagnostics,
) -> Json {
    let server = server(operations, diagnostics);
    let host =
        |server: &Text| server.text.split("://").nth(1).and_then(|rest| rest.split('/').next()).map(str::to_owned);
    let title = server.as_ref().and_then(host).unwrap_or_else(|| "API".to_owned());
    let span = server.as_ref().map_or(whole, |server| server.span);
    // No page of this format states a version.
    let info = [("title", Json::string(title, span)), ("version", Json::string(UNVERSIONED, span))];
    let mut members = vec![("openapi", Json::string("3.1.0", whole)), ("info", Json::object(info, span))];
    members.extend(server.map(|server| {
        let url = Json::object([("url", Json::string(server.text, server.span))], server.span);
        ("servers", Json::array(vec![url], server.span))
    }));
    members.push(("paths", Json::object(paths(operations, models, diagnostics), whole)));
    let components = models.components();
    if !components.is_empty() {
        members.push(("components", Json::object([("schemas", Json::object(components, whole))], whole)));
    }
    Json::object(members, whole)
}

fn paths(operations: &[Operation], models: &Models<'_>, diagnostics: &mut Diagnostics) -> Map {
    let queries = Queries::of(operations);
    let mut paths = Map::default();
    for operation in operations {
        let page = &operation.page;
        let mut built = build(operation, models, queries.tell_apart(page), diagnostics);
        built.key_span = Some(page.method.span);
        let mut item = Json::object([] as [(&str, Json); 0], page.path.span);
        item.key_span = Some(page.path.span);
        add_operation(&mut paths, queries.key(page), &item, (&page.method.text, built), diagnostics);
    }
    paths
}

/// The path of an operation, and the query that some pages print behind it.
fn address(page: &Page) -> (&str, &str) {
    page.path.text.split_once('?').unwrap_or((&page.path.text, ""))
}

/// Paths of several operations that only the query tells apart, `/cats` and `/cats?beta=true`, by method.
struct Queries<'p>(BTreeMap<(&'p str, &'p str), BTreeSet<&'p str>>);

impl<'p> Queries<'p> {
    fn of(operations: &'p [Operation]) -> Self {
        let mut found: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for page in operations.iter().map(|operation| &operation.page) {
            let (path, query) = address(page);
            found.entry((path, page.method.text.as_str())).or_default().insert(query);
        }
        Self(found)
    }

    fn tell_apart(&self, page: &Page) -> bool {
        self.0.get(&(address(page).0, page.method.text.as_str())).is_some_and(|queries| queries.len() > 1)
    }

    /// The path as the document has it: with the query where that makes the difference. It is then a part of the
    /// address, and no parameter.
    fn key<'t>(&self, page: &'t Page) -> &'t str {
        if self.tell_apart(page) { &page.path.text } else { address(page).0 }
    }
}

/// The server on which all sample requests agree; `None` where none names one.
fn server(operations: &[Operation], diagnostics: &mut Diagnostics) -> Option<Text> {
    let mut agreed: Option<Text> = None;
    let requests = operations.iter().filter_map(|operation| Some((operation, operation.page.request.as_ref()?)));
    for (operation, request) in requests.clone() {
        let Some(found) = curl::server(&request.url.text, address(&operation.page).0) else {
            let message = "the sample request goes to another path than the operation";
            let help =
                "the server is what the path leaves of the address, and is not read here; correct the captured page";
            diagnostics.push(
                operation
                    .warning(message, request.url.span, help)
                    .label(operation.page.path.span, "the path of the operation"),
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
    if requests.count() == 0
        && let Some(first) = operations.iter().find(|operation| !matches!(operation.page.end, End::Cut(_)))
    {
        let help = "state the server in vendor.toml";
        diagnostics.push(first.warning(
            "no sample request on these pages names the server",
            first.page.title.span,
            help,
        ));
    }
    agreed
}

fn build(operation: &Operation, models: &Models<'_>, is_query_in_key: bool, diagnostics: &mut Diagnostics) -> Json {
    check_request(operation, diagnostics);
    let page = &operation.page;
    let span = page.title.span;
    let mut built = Json::object([("summary", Json::string(page.title.text.as_str(), span))], span);
    page.description.iter().flat_map(schema::text_members).for_each(|(key, value)| built.set(key, value));
    if let Some(badge) = page.deprecated {
        built.set("deprecated", Json::bool(true, badge));
    }
    let parameters = parameters(operation, models, is_query_in_key, diagnostics);
    if !parameters.is_empty() {
        built.set("parameters", Json::array(parameters, span));
    }
    if let Some(body) = request_body(operation, models, diagnostics) {
        built.set("requestBody", body);
    }
    built.set("responses", Json::object([("200", response(operation, models, diagnostics))], span));
    built
}

/// Reports where the sample request does something else than the operation.
fn check_request(operation: &Operation, diagnostics: &mut Diagnostics) {
    let page = &operation.page;
    let Some(request) = &page.request else { return };
    if !request.method.text.eq_ignore_ascii_case(&page.method.text) {
        let (sent, described) = (&request.method.text, page.method.text.to_ascii_uppercase());
        let message = format!("the sample request is a {sent}, and the page describes a {described}");
        let help = "the page is believed; find out which of the two is right";
        let found = operation.warning(message, request.method.span, help);
        diagnostics.push(found.label(page.method.span, "the method of the operation"));
    }
    let query = request.url.text.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
    let queried = query.split('&').map(|pair| pair.split(['=', '[']).next().unwrap_or_default());
    let is_stated = |name: &str| address(page).1.split('&').any(|pair| pair.split('=').next() == Some(name));
    let queried = queried.filter(|name| !name.is_empty() && !is_stated(name));
    let queried = queried.map(|name| (SectionKind::Query, name, request.url.span));
    let fields = request.fields.iter().map(|field| (SectionKind::Body, field.text.as_str(), field.span));
    let headers = request.headers.iter().map(|(name, _)| (SectionKind::Header, name.text.as_str(), name.span));
    for (kind, name, span) in queried.chain(fields).chain(headers) {
        if !operation.may_list(kind, name) {
            let message = format!("the sample request sends `{name}`, which is not listed");
            let help = format!("`{}` should list it: it is left out; add it in the overlay", kind.name());
            diagnostics.push(operation.warning(message, span, help));
        }
    }
}

fn parameters(
    operation: &Operation,
    models: &Models<'_>,
    is_query_in_key: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Json> {
    let mut parameters = Vec::new();
    let places = [(SectionKind::Path, "path"), (SectionKind::Query, "query"), (SectionKind::Header, "header")];
    for (kind, place) in places {
        for node in operation.listing(kind).map(Listing::nodes).unwrap_or_default() {
            let Some(name) = node.head.field() else {
                let message = "a parameter needs a name, and this line is left out";
                let help = "this section should list `name: type` lines; capture the page again";
                diagnostics.push(operation.warning(message, node.head.span, help));
                continue;
            };
            if kind != SectionKind::Path || is_in_path(operation, node, name, diagnostics) {
                parameters.push(parameter(node, name, place, models));
            }
        }
    }
    parameters.extend(undescribed(operation, diagnostics));
    if !is_query_in_key {
        parameters.extend(constant_query(operation));
    }
    parameters
}

fn parameter(node: &Node, name: &str, place: &str, models: &Models<'_>) -> Json {
    let required = place == "path" || !node.head.optional;
    let span = node.head.span;
    let mut parameter = Json::object(
        [
            ("in", Json::string(place, span)),
            ("name", Json::string(name, node.head.name_span)),
            ("required", Json::bool(required, span)),
        ],
        span,
    );
    node.description.iter().flat_map(schema::text_members).for_each(|(key, value)| parameter.set(key, value));
    if node.head.deprecated {
        parameter.set("deprecated", Json::bool(true, span));
    }
    parameter.set("schema", schema::bare(node, models));
    parameter
}

/// The names of the variables of a path.
fn variables(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// Whether the path has the variable of a path parameter; one without it is left out.
fn is_in_path(operation: &Operation, node: &Node, name: &str, diagnostics: &mut Diagnostics) -> bool {
    let path = &operation.page.path;
    let found = variables(&path.text).contains(&name);
    if !found {
        let message = format!("`{name}` does not occur in the path, and is left out");
        let help = "path parameters and path variables have to be the same; capture the page again";
        diagnostics.push(operation.warning(message, node.head.span, help).label(path.span, "the path"));
    }
    found
}

/// The variables of the path that no section describes: they have to be sent, and what they may be is left open.
fn undescribed(operation: &Operation, diagnostics: &mut Diagnostics) -> Vec<Json> {
    let path = &operation.page.path;
    let nodes = operation.listing(SectionKind::Path).map(Listing::nodes).unwrap_or_default();
    let is_described = |name: &&str| nodes.iter().any(|node| node.head.field() == Some(*name));
    let mut parameters = Vec::new();
    for name in variables(&path.text).into_iter().filter(|name| !is_described(name)) {
        let message = format!("the path variable `{name}` is not described, and is left open (any value)");
        let help = "the section Path Parameters should list it; capture the page again";
        diagnostics.push(operation.warning(message, path.span, help));
        let members = [
            ("in", Json::string("path", path.span)),
            ("name", Json::string(name, path.span)),
            ("required", Json::bool(true, path.span)),
            ("schema", open(path.span)),
        ];
        parameters.push(Json::object(members, path.span));
    }
    parameters
}

/// The query that the page prints as a part of the path: it is sent always, and as it is printed.
fn constant_query(operation: &Operation) -> Vec<Json> {
    let path = &operation.page.path;
    let pairs = address(&operation.page).1.split('&').filter_map(|pair| pair.split_once('='));
    let parameters = pairs.filter(|(name, _)| !operation.may_list(SectionKind::Query, name)).map(|(name, value)| {
        let text = |value: &str| Json::string(value, path.span);
        let schema = [("type", text("string")), ("enum", Json::array(vec![text(value)], path.span))];
        let members = [
            ("in", text("query")),
            ("name", text(name)),
            ("required", Json::bool(true, path.span)),
            ("schema", Json::object(schema, path.span)),
        ];
        Json::object(members, path.span)
    });
    parameters.collect()
}

/// Any value.
fn open(span: Span) -> Json {
    Json::object([] as [(&str, Json); 0], span)
}

/// Tells of a sample that is all there is about what it shows.
fn unlisted(operation: &Operation, kind: SectionKind, at: Span) -> Diagnostic {
    let name = kind.name();
    let message = format!("no section `{name}` lists what this sample is made of: it is left open (any value)");
    operation.warning(message, at, "the heading of the section may be lost; capture the page again")
}

fn request_body(operation: &Operation, models: &Models<'_>, diagnostics: &mut Diagnostics) -> Option<Json> {
    let request = operation.page.request.as_ref();
    let sample = request.and_then(|request| request.body.as_ref());
    let shown = sample.map(|sample| sample.span).or_else(|| request?.fields.first().map(|field| field.span));
    let Some(body) = operation.listing(SectionKind::Body) else {
        // What a section shows that is not known may be the body.
        let shown = shown.filter(|_| !operation.page.has_unknown)?;
        diagnostics.push(unlisted(operation, SectionKind::Body, shown));
        let media_type = media_type(operation, "").unwrap_or("application/json");
        return Some(media(media_type, open(shown), sample, false, shown));
    };
    let media_type = media_type(operation, &body.qualifier).unwrap_or_else(|| {
        let message = "the page does not say what the body is made of: JSON is assumed";
        let help = "neither the heading nor the sample request names a media type; state it in the overlay";
        diagnostics.push(operation.warning(message, body.heading, help));
        "application/json"
    });
    let required = body.nodes().iter().any(|node| !node.head.optional);
    Some(media(media_type, body.schema(models), sample, required, body.heading))
}

/// The media type of the body, as the sample request, the heading or the sample itself says.
fn media_type<'o>(operation: &'o Operation, qualifier: &str) -> Option<&'o str> {
    let request = operation.page.request.as_ref();
    let declared = request.and_then(|request| Some(request.media_type.as_ref()?.text.as_str()));
    let is_json = qualifier == "JSON" || request.is_some_and(|request| request.body.is_some());
    declared.or_else(|| is_json.then_some("application/json"))
}

fn media(media_type: &str, schema: Json, sample: Option<&Json>, required: bool, span: Span) -> Json {
    let content = content(media_type, Some(schema), sample, span);
    Json::object([("required", Json::bool(required, span)), ("content", content)], span)
}

fn content(media_type: &str, schema: Option<Json>, sample: Option<&Json>, span: Span) -> Json {
    let example = sample.map(|sample| ("example", sample.clone()));
    let members = schema.map(|schema| ("schema", schema)).into_iter().chain(example);
    Json::object([(media_type, Json::object(members, span))], span)
}

fn response(operation: &Operation, models: &Models<'_>, diagnostics: &mut Diagnostics) -> Json {
    let page = &operation.page;
    let returns = operation.listing(SectionKind::Returns);
    let span = returns.map_or(page.title.span, |returns| returns.heading);
    let mut members = vec![
        ("description", Json::string("Success. The page names no status code; 200 is assumed.", span)),
        ("x-inferred", Json::bool(true, span)),
    ];
    let sample = page.answer.as_ref();
    let content = match (returns, sample) {
        (Some(returns), _) => Some(content("application/json", Some(returns.schema(models)), sample, span)),
        (None, Some(sample)) if !page.has_unknown => {
            let is_empty = sample.as_object().is_some_and(Map::is_empty);
            if !is_empty {
                diagnostics.push(unlisted(operation, SectionKind::Returns, sample.span));
            }
            Some(content("application/json", Some(open(span)), Some(sample), span))
        }
        // A place for samples that stays empty: the answer is no JSON.
        (None, _) if page.shows_answer => Some(content("application/octet-stream", None, None, span)),
        (None, _) => None,
    };
    members.extend(content.map(|content| ("content", content)));
    Json::object(members, span)
}
