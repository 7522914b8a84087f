//! Establishes: a Swagger 2.0 document is one of OpenAPI 3.1. Documents of OpenAPI 3 pass unchanged.
//!
//! Only what moved between the two is moved; what the schemas hold is the business of the later passes.

mod parameters;
mod security;

use super::losses::leave_out;
use super::references::{self, MAX_HOPS};
use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Data, Map, Node, Span, escape_pointer_token};
use crate::spec::kinds::Kind;
use crate::spec::methods::operations_mut;
use parameters::{collection, is_body, request_body, with_schema};

const JSON: &str = "application/json";

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    if !is_swagger2(document) {
        return;
    }
    kinds(document, "the whole document", diagnostics);
    for (path, item) in document.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        for (method, operation) in operations_mut(item) {
            kinds(operation, &format!("{} {path}", method.sent()), diagnostics);
        }
    }
    let original = document.clone();
    let span = document.span;
    let mut context = Context { original: &original, diagnostics };
    let Some(members) = document.as_object_mut() else { return };
    let version = members.shift_remove("swagger").map_or(span, |node| node.span);
    members.insert("openapi".to_owned(), Node::string("3.1.0", version));
    servers(members, span, "the whole document", context.diagnostics);
    let mut components = Map::default();
    if let Some(definitions) = members.shift_remove("definitions") {
        components.insert("schemas".to_owned(), definitions);
    }
    if let Some(mut schemes) = members.shift_remove("securityDefinitions") {
        schemes.as_object_mut().into_iter().flat_map(Map::values_mut).for_each(security::scheme);
        components.insert("securitySchemes".to_owned(), schemes);
    }
    if !components.is_empty() {
        members.insert("components".to_owned(), Node::new(Data::Object(components), span));
    }
    for key in ["parameters", "responses", "consumes", "produces"] {
        members.shift_remove(key);
    }
    for (path, item) in members.get_mut("paths").and_then(Node::as_object_mut).into_iter().flatten() {
        if !path.starts_with("x-") {
            context.path_item(path, item);
        }
    }
    for_each_schema(document, &mut |schema| {
        let Some(reference) = schema.get("$ref") else { return };
        if let Some(text) = reference.as_str().filter(|text| text.starts_with("#/")) {
            let moved = Node::string(moved(&original, text), reference.span);
            schema.set("$ref", moved);
        }
    });
}

fn is_swagger2(document: &Node) -> bool {
    let Some(version) = document.get("swagger") else { return false };
    // Without quotes the version is a number in YAML.
    let text = version.as_number().map(ToString::to_string);
    let text = text.as_deref().or(version.as_str()).unwrap_or_default();
    document.get("openapi").is_none() && (text == "2" || text == "2.0")
}

/// A text about a document with the pointers that the document itself has, and not those of the lowered one.
pub(crate) fn as_it_stands(original: &Node, text: &str) -> String {
    const SECTIONS: &[(&str, &str)] = &[
        ("#/components/schemas", "#/definitions"),
        ("#/components/securitySchemes", "#/securityDefinitions"),
        ("#/components/responses", "#/responses"),
        ("#/components/parameters", "#/parameters"),
        ("#/components/requestBodies", "#/parameters"),
    ];
    match is_swagger2(original) {
        true => SECTIONS.iter().fold(text.to_owned(), |text, (lowered, stated)| text.replace(lowered, stated)),
        false => text.to_owned(),
    }
}

/// Where that which a pointer finds in a Swagger 2.0 document stands after the pass; other documents keep their
/// pointers.
fn moved(original: &Node, pointer: &str) -> String {
    if !is_swagger2(original) {
        return pointer.to_owned();
    }
    if let Some(rest) = pointer.strip_prefix("#/definitions/") {
        return format!("#/components/schemas/{rest}");
    }
    let tokens: Vec<&str> = pointer.split('/').collect();
    match tokens.as_slice() {
        ["#", "paths", path, method, "responses", status, "schema", rest @ ..] => {
            let operation = format!("#/paths/{path}/{method}");
            let produces = original.pointer(&operation).map(|node| media_types(original, node, "produces"));
            let media_type = produces.and_then(|all| preferred(&all)).unwrap_or_else(|| JSON.to_owned());
            let content = format!("{operation}/responses/{status}/content/{}", escape_pointer_token(&media_type));
            ["schema"].iter().chain(rest).fold(content, |pointer, token| format!("{pointer}/{token}"))
        }
        ["#", "paths", path, method, "parameters", _, "schema", rest @ ..] => {
            let operation = format!("#/paths/{path}/{method}");
            let consumes = original.pointer(&operation).map(|node| media_types(original, node, "consumes"));
            let media_type = consumes.and_then(|all| preferred(&all)).unwrap_or_else(|| JSON.to_owned());
            let content = format!("{operation}/requestBody/content/{}", escape_pointer_token(&media_type));
            ["schema"].iter().chain(rest).fold(content, |pointer, token| format!("{pointer}/{token}"))
        }
        _ => pointer.to_owned(),
    }
}

/// Establishes: what says where and how calls are sent is of the kind that Swagger 2.0 gives it ("Swagger Object", "Operation
/// Object"). One text where a list belongs is read as a list of it; anything else is lost by itself.
fn kinds(holder: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    const KINDS: &[(&str, bool, &str)] = &[
        ("host", false, "the address of the server is not known"),
        ("basePath", false, "calls are made without it, to another address"),
        ("schemes", true, "calls are made by `https`"),
        ("consumes", true, "bodies are sent as JSON, or as forms where they are such"),
        ("produces", true, "answers are read as JSON"),
    ];
    for (key, is_list, consequence) in KINDS {
        let Some(value) = holder.get(key) else { continue };
        let is_right = if *is_list { value.as_array().is_some() } else { value.as_str().is_some() };
        if is_right {
            continue;
        }
        let wanted = if *is_list { "a list" } else { "a string" };
        let found =
            Diagnostic::warning(Code::StructureInvalid, format!("`{key}` is {wanted}, but this is {}", value.kind()))
                .at(value.label_span())
                .subject(subject);
        if *is_list && value.as_str().is_some() {
            let list = Node {
                key_span: value.key_span,
                ..Node::array(vec![Node { key_span: None, ..value.clone() }], value.span)
            };
            diagnostics.push(found.help("it is read as a list of this alone"));
            holder.set(*key, list);
        } else {
            diagnostics
                .push(found.help("it is read as if it were not there; correct it in an overlay").costs(*consequence));
            holder.remove(key);
        }
    }
}

/// The media types of an operation: its own, else those of the document.
fn media_types(original: &Node, operation: &Node, key: &str) -> Vec<String> {
    let list = operation.get(key).or_else(|| original.get(key)).and_then(Node::as_array);
    let mut names: Vec<String> = Vec::new();
    for name in list.into_iter().flatten().filter_map(Node::as_str).map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn preferred(media_types: &[String]) -> Option<String> {
    let json = media_types.iter().find(|name| name.to_ascii_lowercase().contains("json"));
    json.or(media_types.first()).cloned()
}

/// How a scheme is called that a client can speak.
fn known_scheme(name: &str) -> Option<&'static str> {
    ["http", "https"].into_iter().find(|known| known.eq_ignore_ascii_case(name))
}

/// `schemes`, `host` and `basePath` become `servers`; an encrypted one comes first.
fn servers(members: &mut Map, span: Span, subject: &str, diagnostics: &mut Diagnostics) {
    let schemes = members.shift_remove("schemes");
    let host = members.shift_remove("host");
    let base = members.shift_remove("basePath");
    if members.contains_key("servers") {
        return;
    }
    let base_text = base.as_ref().and_then(Node::as_str).unwrap_or_default().trim_end_matches('/');
    let base_text =
        if base_text.is_empty() || base_text.starts_with('/') { base_text.to_owned() } else { format!("/{base_text}") };
    let host_text = host.as_ref().and_then(Node::as_str).unwrap_or_default();
    // Some write a whole address where the host belongs.
    let host_text = host_text.rsplit_once("://").map_or(host_text, |(_, host)| host).trim_end_matches('/');
    let urls: Vec<String> = if host_text.is_empty() {
        if base_text.is_empty() { Vec::new() } else { vec![base_text] }
    } else {
        let mut names: Vec<&str> = schemes
            .as_ref()
            .and_then(Node::as_array)
            .map_or(Vec::new(), |all| all.iter().filter_map(Node::as_str).filter_map(known_scheme).collect());
        names.sort_by_key(|name| *name != "https");
        if let Some(stated) =
            schemes.as_ref().filter(|node| names.is_empty() && node.as_array().is_none_or(|all| !all.is_empty()))
        {
            diagnostics.push(
                Diagnostic::error(Code::ServerInvalid, "`schemes` names neither `https` nor `http`")
                    .at(stated.label_span())
                    .subject(subject)
                    .help("the client speaks HTTP; add `https` in an overlay, or remove `schemes`")
                    .costs("whoever uses the client gives the address"),
            );
            return;
        }
        if names.is_empty() {
            names.push("https");
        }
        names.iter().map(|scheme| format!("{scheme}://{host_text}{base_text}")).collect()
    };
    let place = host.as_ref().or(base.as_ref()).map_or(span, |node| node.span);
    if !urls.is_empty() {
        let servers = urls.into_iter().map(|url| Node::object([("url", Node::string(url, place))], place)).collect();
        members.insert("servers".to_owned(), Node::array(servers, place));
    }
}

struct Context<'c> {
    original: &'c Node,
    diagnostics: &'c mut Diagnostics,
}

impl Context<'_> {
    fn path_item(&mut self, path: &str, item: &mut Node) {
        let (shared_bodies, shared) = self.take_parameters(item);
        if !shared.is_empty() {
            let span = item.span;
            let subject = path.to_owned();
            let shared = shared.into_iter().map(|node| self.parameter(node, &subject)).collect();
            item.set("parameters", Node::array(shared, span));
        }
        for (method, operation) in operations_mut(item).filter(|(_, operation)| operation.as_object().is_some()) {
            self.operation(&format!("{} {path}", method.sent()), operation, &shared_bodies);
        }
    }

    fn operation(&mut self, subject: &str, operation: &mut Node, shared_bodies: &[Node]) {
        let consumes = media_types(self.original, operation, "consumes");
        let produces = media_types(self.original, operation, "produces");
        let (mut bodies, others) = self.take_parameters(operation);
        let same = |one: &Node, other: &Node| {
            one.str("in") == other.str("in") && (one.str("in") == Some("body") || one.str("name") == other.str("name"))
        };
        for shared in shared_bodies {
            if !bodies.iter().any(|own| same(own, shared)) {
                bodies.push(shared.clone());
            }
        }
        let span = operation.span;
        if !others.is_empty() {
            let others = others.into_iter().map(|node| self.parameter(node, subject)).collect();
            operation.set("parameters", Node::array(others, span));
        }
        if let Some(body) = request_body(bodies, &consumes, subject, self.diagnostics) {
            operation.set("requestBody", body);
        }
        operation.remove("consumes");
        operation.remove("produces");
        self.schemes(operation, subject);
        for response in
            operation.get_mut("responses").and_then(Node::as_object_mut).into_iter().flat_map(Map::values_mut)
        {
            self.resolve(response, "#/responses/");
            response_content(response, &produces, subject, self.diagnostics);
        }
    }

    /// `schemes` of one operation become its `servers`.
    fn schemes(&mut self, operation: &mut Node, subject: &str) {
        let Some(schemes) = operation.remove("schemes") else { return };
        let span = schemes.span;
        let mut members = Map::default();
        members.insert("schemes".to_owned(), schemes);
        for key in ["host", "basePath"] {
            if let Some(node) = self.original.get(key) {
                members.insert(key.to_owned(), node.clone());
            }
        }
        let stated = |node: &Node| node.get("schemes").map(|node| node.to_value());
        let as_everywhere = stated(self.original) == members.get("schemes").map(Node::to_value);
        if self.original.get("host").is_some() && !as_everywhere {
            servers(&mut members, span, subject, self.diagnostics);
            match members.shift_remove("servers") {
                Some(servers) => operation.set("servers", servers),
                // The servers of the document are others, and speak another protocol.
                None => leave_out(operation, "`schemes` names neither `https` nor `http`"),
            }
        }
    }

    /// The parameters of a path or an operation: those that make up the body, and the others.
    fn take_parameters(&mut self, node: &mut Node) -> (Vec<Node>, Vec<Node>) {
        let parameters = match node.remove("parameters") {
            Some(Node { data: Data::Array(items), .. }) => items,
            // What that costs is said where the structure is looked at.
            Some(other) => {
                node.set("parameters", other);
                Vec::new()
            }
            None => Vec::new(),
        };
        let resolved = parameters.into_iter().map(|mut parameter| {
            self.resolve(&mut parameter, "#/parameters/");
            parameter
        });
        resolved.partition(is_body)
    }

    /// Puts a shared parameter or response where it is referred to. Other references are reported where all are.
    fn resolve(&mut self, node: &mut Node, prefix: &str) {
        let kind = if prefix == "#/parameters/" { Kind::Parameter } else { Kind::Response };
        for _ in 0..MAX_HOPS {
            let Some(reference) =
                node.get("$ref").filter(|node| node.as_str().is_some_and(|text| text.starts_with(prefix)))
            else {
                return;
            };
            match references::pointer(self.original, reference) {
                Ok(pointer) => *node = self.original.pointer(&pointer).cloned().unwrap_or_else(|| node.clone()),
                Err(problem) => {
                    self.diagnostics.push(problem.costs(references::consequence(kind)));
                    return;
                }
            }
        }
        if let Some(reference) = node.get("$ref") {
            self.diagnostics.push(references::circular(reference).costs(references::consequence(kind)));
        }
    }

    fn parameter(&mut self, mut parameter: Node, subject: &str) -> Node {
        if parameter.get("$ref").is_none() {
            collection(&mut parameter, subject, self.diagnostics);
            with_schema(&mut parameter);
        }
        parameter
    }
}

/// `schema`, `examples` and `headers` of a response become `content` and headers with a schema.
fn response_content(response: &mut Node, produces: &[String], subject: &str, diagnostics: &mut Diagnostics) {
    let span = response.span;
    response.remove("examples");
    for header in response.get_mut("headers").and_then(Node::as_object_mut).into_iter().flat_map(Map::values_mut) {
        // A header is a list between commas, and nothing else (OpenAPI 3.1.1, section 4.8.21).
        if let Some(stated) = header.remove("collectionFormat").filter(|stated| stated.as_str() != Some("csv")) {
            let format = stated.as_str().unwrap_or(stated.kind());
            diagnostics.push(
                Diagnostic::warning(Code::Unsupported, format!("lists in a header are not read as {}", code(format)))
                    .at(stated.label_span())
                    .subject(subject)
                    .help("read the header by its name, and take it apart as the server writes it")
                    .costs("the header is read as a list between commas"),
            );
        }
        with_schema(header);
    }
    let Some(schema) = response.remove("schema") else { return };
    let names = match produces {
        [] if schema.str("type") == Some("file") => vec!["application/octet-stream".to_owned()],
        [] => vec![JSON.to_owned()],
        some => some.to_vec(),
    };
    let media_type = |name: String| (name, Node::object([("schema", schema.clone())], span));
    response.set("content", Node::object(names.into_iter().map(media_type), span));
}

#[cfg(test)]
mod tests;
