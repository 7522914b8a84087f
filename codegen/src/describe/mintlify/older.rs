//! The document inside of older `.md` exports, which is no OpenAPI document: one operation with `request`, `response`
//! and `schemaArray`, and the schemas that it refers to. Never reads the text around it.

use super::address::scheme_name;
use super::document::{Report, info};
use super::line::Line;
use crate::source::{Data, Map, Node, Span};

/// What the page says around its document, which repeats neither.
pub(super) struct Around<'t> {
    /// The heading.
    pub(super) title: Option<Line<'t>>,
    /// The quotation below it.
    pub(super) text: Option<Node>,
}

/// The media type under which an answer without content stands.
const NO_CONTENT: &str = "_mintlify/placeholder";

/// Whether a document is one of an older export.
pub(super) fn is_older(document: &Node) -> bool {
    let said = |key: &str| document.get("paths").and_then(|paths| paths.str(key)).is_some();
    said("path") && said("method")
}

/// The OpenAPI document that says the same. What it has no place for is reported.
pub(super) fn convert(document: &Node, around: Around<'_>, report: &mut Report<'_>) -> Option<Node> {
    let stated = document.get("paths")?;
    let (path, method) = (stated.get("path")?, stated.get("method")?);
    let mut components = document.get("components").cloned().unwrap_or_else(|| Node::object::<&str>([], stated.span));
    let mut operation = Node::object::<&str>([], stated.span);
    around.title.into_iter().for_each(|title| operation.set("summary", title.node()));
    around.text.into_iter().for_each(|text| operation.set("description", text));
    let place = |key: &str| stated.get("request").and_then(|request| request.get(key));
    if let Some(node) = place("parameters").and_then(|node| parameters(node, report)) {
        operation.set("parameters", node);
    }
    if let Some(node) = place("body").and_then(|node| body(node, report)) {
        operation.set("requestBody", node);
    }
    if let Some(responses) = stated.get("response") {
        let codes = stated.members("response").map(|(code, node)| (code.clone(), keyed(response(node, report), node)));
        operation.set("responses", Node::object(codes.collect::<Vec<_>>(), responses.span));
    }
    if let Some(node) = place("security") {
        operation.set("security", security(node, &mut components, report));
    }
    if stated.flag("deprecated") {
        operation.set("deprecated", Node::bool(true, stated.span));
    }
    report_others(stated, &["path", "method", "servers", "request", "response", "deprecated", "type"], report);
    stated.get("request").into_iter().for_each(|request| {
        report_others(request, &["parameters", "body", "security", "codeSamples"], report);
    });
    report_others(document, &["paths", "components"], report);

    let item = Node::object([(method.as_str()?.to_ascii_lowercase(), keyed(operation, method))], stated.span);
    let item = Node::object([(path.as_str()?, keyed(item, path))], stated.span);
    let mut whole = Node::object([("info", info(None, stated.span))], document.span);
    stated.get("servers").into_iter().for_each(|servers| whole.set("servers", servers.clone()));
    whole.set(if stated.str("type") == Some("webhook") { "webhooks" } else { "paths" }, item);
    if components.as_object().is_some_and(|members| !members.is_empty()) {
        whole.set("components", components);
    }
    Some(whole)
}

fn keyed(node: Node, key: &Node) -> Node {
    Node { key_span: Some(key.label_span()), ..node }
}

fn report_others(node: &Node, known: &[&str], report: &mut Report<'_>) {
    let others = node.as_object().into_iter().flatten().filter(|(key, _)| !known.contains(&key.as_str()));
    for (key, node) in others {
        report.unread(
            format!("`{key}` has no place in an OpenAPI document and was left out"),
            node.label_span(),
            "state what it says in the overlay if a client needs it",
        );
    }
}

fn parameters(node: &Node, report: &mut Report<'_>) -> Option<Node> {
    let mut all = Vec::new();
    for location in ["path", "query", "header", "cookie"] {
        for (name, stated) in node.members(location) {
            let name = Node::string(name.as_str(), stated.label_span());
            let (mut schema, required) = schemas(stated.items("schema"), stated.span);
            let mut one = Node::object([("name", name), ("in", Node::string(location, stated.span))], stated.span);
            one.set("required", Node::bool(required || location == "path", stated.span));
            for key in ["description", "deprecated"] {
                let said = schema.remove(key).or_else(|| stated.get(key).cloned());
                said.into_iter().for_each(|said| one.set(key, said));
            }
            one.set("schema", schema);
            let kept = ["style", "explode", "allowReserved", "example"];
            kept.iter()
                .filter_map(|key| Some((*key, stated.get(key)?)))
                .for_each(|(key, node)| one.set(key, node.clone()));
            report_others(
                stated,
                &["schema", "description", "deprecated", "style", "explode", "allowReserved", "example"],
                report,
            );
            all.push(one);
        }
    }
    report_others(node, &["path", "query", "header", "cookie"], report);
    (!all.is_empty()).then(|| Node::array(all, node.span))
}

fn body(node: &Node, report: &mut Report<'_>) -> Option<Node> {
    let (content, description, required) = content(node, report)?;
    let mut body = Node::object([("content", content)], node.span);
    description.into_iter().for_each(|text| body.set("description", text));
    if required {
        body.set("required", Node::bool(true, node.span));
    }
    Some(body)
}

fn response(node: &Node, report: &mut Report<'_>) -> Node {
    let found = content(node, report);
    let placeholder = node.get(NO_CONTENT).and_then(|node| node.get("description")).cloned();
    let (content, description) = found.map_or((None, None), |(content, text, _)| (Some(content), text));
    let text = description.or(placeholder).unwrap_or_else(|| Node::string("", node.span));
    let mut response = Node::object([("description", text)], node.span);
    content.into_iter().for_each(|content| response.set("content", content));
    response
}

/// The `content` of a body or an answer, its description, and whether it is required.
fn content(node: &Node, report: &mut Report<'_>) -> Option<(Node, Option<Node>, bool)> {
    let (mut all, mut description, mut required) = (Map::default(), None, false);
    for (media, stated) in node.as_object()?.iter().filter(|(media, _)| *media != NO_CONTENT) {
        let (schema, is_required) = schemas(stated.items("schemaArray"), stated.span);
        let mut one = Node::object([("schema", schema)], stated.span);
        let mut values = stated.members("examples").filter_map(|(name, example)| Some((name, example.get("value")?)));
        match (values.next(), values.next()) {
            (Some((_, value)), None) => one.set("example", value.clone()),
            (Some(_), Some(_)) => one.set(
                "examples",
                stated.get("examples").cloned().unwrap_or_else(|| Node::object::<&str>([], stated.span)),
            ),
            (None, _) => {}
        }
        required |= is_required;
        description = description.or_else(|| stated.get("description").cloned());
        report_others(stated, &["schemaArray", "examples", "description"], report);
        all.insert(media.clone(), keyed(one, stated));
    }
    (!all.is_empty()).then(|| (Node::new(Data::Object(all), node.span), description, required))
}

/// One schema, or alternatives, and whether what they describe is required.
fn schemas(all: &[Node], span: Span) -> (Node, bool) {
    let required = all.iter().any(|schema| schema.flag("required"));
    let mut found: Vec<Node> = all.iter().map(|node| schema(node, 0)).collect();
    let one = match (found.pop(), found.is_empty()) {
        (None, _) => Node::object::<&str>([], span),
        (Some(one), true) => one,
        (Some(last), false) => {
            found.push(last);
            Node::object([("anyOf", Node::array(found, span))], span)
        }
    };
    (one, required)
}

/// No schema is as deep as this; what is deeper stays as it is.
const MAX_DEPTH: usize = 64;

/// A schema in OpenAPI's words. Members are wrapped in an `allOf` of one, types are those that the page prints, and
/// the name of the schema stands in `refIdentifier`.
fn schema(node: &Node, depth: usize) -> Node {
    let Some(members) = node.as_object().filter(|_| depth < MAX_DEPTH) else { return node.clone() };
    if let (1, [one]) = (members.len(), node.items("allOf")) {
        return Node { key_span: node.key_span, ..schema(one, depth + 1) };
    }
    let mut made = Node { data: Data::Object(Map::default()), ..node.clone() };
    for (key, value) in members {
        match key.as_str() {
            "requiredProperties" => made.set("required", value.clone()),
            "required" if value.as_bool().is_some() => {}
            "refIdentifier" => {
                let name = value.as_str().and_then(|pointer| pointer.rsplit('/').next()).unwrap_or_default();
                if !name.is_empty() && node.get("title").is_none() {
                    made.set("title", Node::string(name, value.span));
                }
            }
            "type" => set_type(&mut made, value),
            "properties" | "patternProperties" => made.set(key.as_str(), each(value, depth)),
            "items" | "additionalProperties" | "not" => made.set(key.as_str(), schema(value, depth + 1)),
            "allOf" | "anyOf" | "oneOf" => made.set(key.as_str(), each(value, depth)),
            _ => made.set(key.as_str(), value.clone()),
        }
    }
    made
}

fn each(node: &Node, depth: usize) -> Node {
    let mut made = node.clone();
    match &mut made.data {
        Data::Object(members) => members.values_mut().for_each(|member| *member = schema(member, depth + 1)),
        Data::Array(items) => items.iter_mut().for_each(|item| *item = schema(item, depth + 1)),
        _ => {}
    }
    made
}

/// Sets the type, which may be one that only pages have: `enum<string>`, `any`, `file`.
fn set_type(made: &mut Node, kind: &Node) {
    let text = kind.as_str().unwrap_or_default();
    let inner = text.strip_prefix("enum<").and_then(|inner| inner.strip_suffix('>'));
    match (text, inner) {
        ("any", _) => {}
        ("file", _) => {
            made.set("type", Node::string("string", kind.span));
            made.set("format", Node::string("binary", kind.span));
        }
        (_, Some(inner)) => made.set("type", Node::string(inner, kind.span)),
        _ => made.set("type", kind.clone()),
    }
}

/// The alternatives of authentication; their schemes go into the components.
fn security(node: &Node, components: &mut Node, report: &mut Report<'_>) -> Node {
    let mut alternatives = Vec::new();
    for stated in node.as_array().into_iter().flatten() {
        let sent: Vec<_> = ["query", "header", "cookie"]
            .into_iter()
            .flat_map(|location| {
                let parameters = stated.get("parameters").into_iter().flat_map(move |all| all.members(location));
                parameters.map(move |(name, scheme)| (location, name.as_str(), scheme))
            })
            .collect();
        // The title names the schemes in the order of what they send, if each sends one thing.
        let titles: Vec<&str> = stated.str("title").unwrap_or_default().split(" & ").collect();
        let mut requirement = Map::default();
        for (at, (location, name, stated)) in sent.iter().enumerate() {
            let key = match titles.get(at).filter(|title| titles.len() == sent.len() && !title.is_empty()) {
                Some(title) => (*title).to_owned(),
                None => scheme_name(name),
            };
            let Some(scheme) = scheme(location, name, stated, report) else { continue };
            requirement.insert(key.clone(), Node::array(Vec::new(), stated.span));
            if components.get("securitySchemes").is_none() {
                components.set("securitySchemes", Node::object::<&str>([], stated.span));
            }
            components.get_mut("securitySchemes").into_iter().for_each(|all| all.set(key.as_str(), scheme.clone()));
        }
        alternatives.push(Node::new(Data::Object(requirement), stated.span));
    }
    Node::array(alternatives, node.span)
}

fn scheme(location: &str, name: &str, stated: &Node, report: &mut Report<'_>) -> Option<Node> {
    let text = |text: &str| Node::string(text, stated.label_span());
    let mut scheme = match stated.str("type") {
        Some("apiKey") => {
            Node::object([("type", text("apiKey")), ("in", text(location)), ("name", text(name))], stated.span)
        }
        Some("http") if stated.str("scheme").is_some() => Node::object([("type", text("http"))], stated.span),
        _ => {
            report.unread(
                format!("how `{name}` authenticates is not clear, and was left out"),
                stated.label_span(),
                "state the authentication in the settings of the vendor",
            );
            return None;
        }
    };
    for key in ["scheme", "bearerFormat", "description"] {
        stated.get(key).into_iter().for_each(|value| scheme.set(key, value.clone()));
    }
    Some(scheme)
}
