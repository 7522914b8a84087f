//! Parameters of Swagger 2.0: their types move into schemas, their lists get a style, and those in the body become it.

use super::JSON;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Map, Node, Span};
use std::collections::HashMap;

const MULTIPART: &str = "multipart/form-data";
const FORM: &str = "application/x-www-form-urlencoded";

/// What a parameter says about its type in Swagger 2.0 (section "Parameter Object"), and `x-nullable` by custom.
const SCHEMA_KEYS: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
];

/// Whether a parameter is the body or a part of it.
pub(super) fn is_body(parameter: &Node) -> bool {
    matches!(parameter.str("in"), Some("body" | "formData"))
}

/// Moves the type of a parameter or header into its `schema`.
pub(super) fn with_schema(node: &mut Node) {
    let span = node.span;
    let Some(members) = node.as_object_mut() else { return };
    let moved: Map =
        SCHEMA_KEYS.iter().filter_map(|key| Some(((*key).to_owned(), members.shift_remove(*key)?))).collect();
    if !members.contains_key("schema") {
        members.insert("schema".to_owned(), Node::object(moved, span));
    }
}

/// `collectionFormat` becomes `style` and `explode`; lists are comma-separated where nothing is said.
pub(super) fn collection(parameter: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    let stated = parameter.remove("collectionFormat");
    inner_collections(parameter, subject, diagnostics);
    let is_list = parameter.str("type") == Some("array");
    if !is_list {
        return;
    }
    let span = stated.as_ref().map_or(parameter.span, |node| node.span);
    let place = parameter.str("in").unwrap_or_default().to_owned();
    let in_query = matches!(place.as_str(), "query" | "formData");
    let format = stated.as_ref().map_or("csv", |stated| stated.as_str().unwrap_or(stated.kind()));
    let (style, explode) = match (format, in_query) {
        ("multi", true) => ("form", true),
        ("ssv", true) => ("spaceDelimited", false),
        ("pipes", true) => ("pipeDelimited", false),
        ("tsv", true) => ("tabDelimited", false),
        ("csv", true) => ("form", false),
        ("csv", false) => ("simple", false),
        _ => {
            let message = format!("lists in a {place} parameter cannot be written as {}", code(format));
            diagnostics.push(
                Diagnostic::warning(Code::ParameterInvalid, message)
                    .at(span)
                    .subject(subject)
                    .help("the formats are `csv`, and in a query or form `ssv`, `tsv`, `pipes` and `multi`")
                    .costs("the items are separated by commas"),
            );
            (if in_query { "form" } else { "simple" }, false)
        }
    };
    parameter.set("style", Node::string(style, span));
    parameter.set("explode", Node::bool(explode, span));
}

/// OpenAPI 3 has no separators for lists in lists.
fn inner_collections(parameter: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    let mut list = parameter;
    while let Some(items) = list.get_mut("items").filter(|items| items.as_object().is_some()) {
        if let Some(stated) = items.remove("collectionFormat").filter(|_| items.str("type") == Some("array")) {
            let shown = stated.as_str().unwrap_or(stated.kind());
            let message = format!("a list in a list cannot be written as `{}`", shown.escape_debug());
            diagnostics.push(
                Diagnostic::error(Code::ParameterInvalid, message)
                    .at(stated.label_span())
                    .subject(subject)
                    .help("give the text of the list as the server wants it: make the parameter a string in an overlay")
                    .costs("the separator of the inner list is not used"),
            );
        }
        list = items;
    }
}

/// The request body that `body` and `formData` parameters make up.
pub(super) fn request_body(
    parameters: Vec<Node>,
    consumes: &[String],
    subject: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let (whole, fields): (Vec<Node>, Vec<Node>) =
        parameters.into_iter().partition(|parameter| parameter.str("in") == Some("body"));
    let ignored = if whole.is_empty() { &[] } else { fields.as_slice() };
    for extra in whole.iter().skip(1).chain(ignored) {
        diagnostics.push(
            Diagnostic::warning(Code::ParameterInvalid, "an operation has one body, and this is a second one")
                .at(extra.span)
                .subject(subject)
                .help("it was left out; combine `formData` parameters, or describe them in the schema of the body")
                .costs("calls are made without it"),
        );
    }
    match whole.into_iter().next() {
        Some(body) => Some(from_schema(body, consumes)),
        None => {
            let span = fields.first()?.span;
            Some(from_fields(fields, span, consumes, subject, diagnostics))
        }
    }
}

fn from_schema(mut body: Node, consumes: &[String]) -> Node {
    let span = body.span;
    with_schema(&mut body);
    let schema = body.remove("schema").unwrap_or_else(|| Node::object::<&str>([], span));
    let names = if consumes.is_empty() { vec![JSON.to_owned()] } else { consumes.to_vec() };
    let content = names.into_iter().map(|name| (name, Node::object([("schema", schema.clone())], span)));
    let mut made = Node::object([("content", Node::object(content, span))], span);
    for key in ["description", "required"] {
        if let Some(node) = body.remove(key) {
            made.set(key, node);
        }
    }
    made
}

/// Says once in a document that the default of lists is another one in forms of parts.
fn say_repeated(field: &Node, subject: &str, diagnostics: &mut Diagnostics) {
    const MESSAGE: &str = "lists in `multipart/form-data` state no `collectionFormat`";
    if diagnostics.iter().any(|known| known.message == MESSAGE) {
        return;
    }
    diagnostics.push(
        Diagnostic::warning(Code::ParameterInvalid, MESSAGE)
            .at(field.span)
            .subject(subject)
            .help("state `multi` where the server reads a part for each item, and `csv` where it reads one text with commas")
            .costs("each item is sent as a part of its own, as most servers read them, and not with commas"),
    );
}

/// A form has one field of a name; as among other parameters, the first one counts.
fn only_first_of_a_name(fields: &mut Vec<Node>, subject: &str, diagnostics: &mut Diagnostics) {
    let mut known: HashMap<String, Span> = HashMap::new();
    fields.retain(|field| {
        let Some(name) = field.str("name") else { return true };
        let Some(first) = known.get(name).copied() else {
            known.insert(name.to_owned(), field.span);
            return true;
        };
        diagnostics.push(
            Diagnostic::warning(Code::ParameterInvalid, format!("the formData parameter {} stands twice", code(name)))
                .at(field.span)
                .label(first, "this one is used")
                .subject(subject)
                .help("remove or rename one of them in an overlay")
                .costs("the second one is not in the client"),
        );
        false
    });
}

fn from_fields(
    mut fields: Vec<Node>,
    span: Span,
    consumes: &[String],
    subject: &str,
    diagnostics: &mut Diagnostics,
) -> Node {
    only_first_of_a_name(&mut fields, subject, diagnostics);
    let is_file = |field: &Node| field.str("type") == Some("file");
    let has_file = fields.iter().any(is_file);
    let stated = |name: &str| consumes.iter().any(|known| known.eq_ignore_ascii_case(name));
    let names: Vec<&str> = match (has_file, stated(FORM), stated(MULTIPART)) {
        (true, ..) | (false, false, true) => vec![MULTIPART],
        (false, true, true) => vec![FORM, MULTIPART],
        (false, _, false) => vec![FORM],
    };
    let mut properties = Map::default();
    let mut encoding = Map::default();
    // In a form of parts, each item of a list is a part unless something else is stated. The specification has commas there,
    // too; but swagger-core, with which most such documents were written and read, takes a list of a form for `multi` where
    // none is stated, and what reads parts takes those of one name for the items of a list.
    let mut stated_encoding = Map::default();
    let mut required = Vec::new();
    for field in &mut fields {
        let place = field.span;
        let Some(name) = field.str("name").map(str::to_owned) else {
            diagnostics.push(
                Diagnostic::warning(Code::ParameterInvalid, "a parameter needs `name` and `in`")
                    .at(place)
                    .subject(subject)
                    .help("it was left out")
                    .costs("calls are made without it"),
            );
            continue;
        };
        if field.flag("required") {
            required.push(Node::string(name.clone(), place));
        }
        let is_stated = field.get("collectionFormat").is_some();
        if !is_stated && field.str("type") == Some("array") && names.contains(&MULTIPART) {
            say_repeated(field, subject, diagnostics);
        }
        collection(field, subject, diagnostics);
        let written: Vec<(&str, Node)> =
            ["style", "explode"].into_iter().filter_map(|key| Some((key, field.remove(key)?))).collect();
        if !written.is_empty() {
            let written = Node::object(written, place);
            if is_stated {
                stated_encoding.insert(name.clone(), written.clone());
            }
            encoding.insert(name.clone(), written);
        }
        with_schema(field);
        let description = field.remove("description");
        let mut schema = field.remove("schema").unwrap_or_else(|| Node::object::<&str>([], place));
        if let Some(description) = description {
            schema.set("description", description);
        }
        properties.insert(name, schema);
    }
    let is_required = !required.is_empty();
    let mut schema =
        Node::object([("type", Node::string("object", span)), ("properties", Node::object(properties, span))], span);
    if is_required {
        schema.set("required", Node::array(required, span));
    }
    let content = names.into_iter().map(|name| {
        let mut media_type = Node::object([("schema", schema.clone())], span);
        let encoding = if name == FORM { &encoding } else { &stated_encoding };
        if !encoding.is_empty() {
            media_type.set("encoding", Node::object(encoding.clone(), span));
        }
        (name, media_type)
    });
    let content = Node::object(content, span);
    Node::object([("required", Node::bool(is_required, span)), ("content", content)], span)
}
