//! Establishes: a request body has one media type, one that progenitor sends, with the schema that progenitor wants for
//! it. A body that has none such is given up with its operation, or alone where calls may be made without it.

use super::loss::{give_up, leave_out};
use super::walk::for_each_operation;
use crate::diagnostic::Diagnostics;
use crate::operations::{essence, is_json};
use crate::source::Node;

/// How progenitor sends a body; the first, the more is kept of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Json,
    OtherJson,
    Urlencoded,
    Text,
    Bytes,
}

impl Form {
    fn of(media_type: &str, schema: Option<&Node>) -> Option<Self> {
        let essence = essence(media_type);
        let is_binary = schema.is_some_and(|schema| schema.str("format") == Some("binary"));
        match essence.as_str() {
            "application/octet-stream" => Some(Form::Bytes),
            range if range.ends_with("/*") && (is_binary || schema.is_none()) => Some(Form::Bytes),
            _ if is_binary => None,
            "application/json" => Some(Form::Json),
            "application/x-www-form-urlencoded" => Some(Form::Urlencoded),
            "text/plain" | "text/x-markdown" => Some(Form::Text),
            essence if is_json(essence) => Some(Form::OtherJson),
            _ => None,
        }
    }

    fn media_type(self, stated: &str) -> String {
        match self {
            Form::Json | Form::OtherJson => "application/json".to_owned(),
            Form::Urlencoded => "application/x-www-form-urlencoded".to_owned(),
            Form::Text => essence(stated),
            Form::Bytes => "application/octet-stream".to_owned(),
        }
    }
}

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_operation(document, &mut |operation, subject| body(operation, subject, diagnostics));
}

fn body(operation: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    let Some(body) = operation.get("requestBody").cloned() else { return };
    let (span, is_required) = (body.label_span(), body.flag("required"));
    let mut known: Vec<(Form, &String, &Node)> = body
        .members("content")
        .filter_map(|(name, media)| Some((Form::of(name, media.get("schema"))?, name, media)))
        .collect();
    known.sort_by_key(|(form, ..)| *form);
    let Some((form, name, media)) = known.first().copied() else {
        let names: Vec<String> = body.members("content").map(|(name, _)| format!("`{name}`")).collect();
        if names.is_empty() {
            operation.remove("requestBody");
            return;
        }
        let message = format!("progenitor sends no body of the media type {}", names.join(" or "));
        if is_required {
            leave_out(operation, span, subject, &message, diagnostics);
        } else {
            give_up(span, subject, message, "calls are made without a body", diagnostics);
            operation.remove("requestBody");
        }
        return;
    };
    // What may be left out and has no members is nothing to send.
    let is_empty = media.get("schema").is_none_or(|schema| {
        schema.str("type") == Some("object")
            && ["properties", "additionalProperties", "required", "allOf", "oneOf", "anyOf"].iter().all(|key| {
                schema.get(key).is_none_or(|node| {
                    node.as_bool() == Some(false) || node.as_object().is_some_and(|all| all.is_empty())
                })
            })
    });
    if !is_required && is_empty && form != Form::Bytes {
        operation.remove("requestBody");
        return;
    }
    for (other, lost) in body.members("content").filter(|(other, _)| *other != name) {
        let message = format!("a body can also be `{other}`, and progenitor sends one media type");
        give_up(
            lost.label_span(),
            subject,
            message,
            &format!("it is sent as `{}`", form.media_type(name)),
            diagnostics,
        );
    }
    if form == Form::OtherJson || form == Form::Bytes && essence(name) != "application/octet-stream" {
        let message = format!("progenitor does not send the media type `{name}`");
        give_up(
            media.label_span(),
            subject,
            message,
            &format!("it is sent as `{}`", form.media_type(name)),
            diagnostics,
        );
    }
    if !is_required {
        let message = "the body may be left out, and progenitor always sends one";
        give_up(span, subject, message, "every call has to give a body", diagnostics);
    }
    if let Some(encoding) = media.get("encoding").filter(|encoding| form == Form::Urlencoded && !is_plain(encoding)) {
        let message = "progenitor writes forms in one way, whatever `encoding` says";
        give_up(
            encoding.label_span(),
            subject,
            message,
            "members that are lists or objects cannot be sent",
            diagnostics,
        );
    }
    let (name, schema) = (form.media_type(name), schema(form, media, subject, diagnostics));
    let content = Node::object([(name, Node::object([("schema", schema)], media.span))], span);
    let description = body.get("description").cloned().map(|text| ("description", text));
    let required = ("required", Node::bool(true, span));
    let members = description.into_iter().chain([required, ("content", content)]);
    operation.set("requestBody", Node::object(members, body.span));
}

/// Whether an `encoding` says nothing.
fn is_plain(encoding: &Node) -> bool {
    encoding
        .as_object()
        .is_none_or(|members| members.values().all(|one| one.as_object().is_none_or(|one| one.is_empty())))
}

/// The schema that progenitor wants: of bytes and texts none but the plain one.
fn schema(form: Form, media: &Node, subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let stated = media.get("schema");
    let text = |text: &str| Node::string(text, media.span);
    let plain = match form {
        Form::Json | Form::OtherJson | Form::Urlencoded => {
            return stated.cloned().unwrap_or_else(|| Node::object::<&str>([], media.span));
        }
        Form::Text => Node::object([("type", text("string"))], media.span),
        Form::Bytes => Node::object([("type", text("string")), ("format", text("binary"))], media.span),
    };
    let says_more = |stated: &&Node| {
        let rules =
            |key: &String| !crate::spec::keywords::is_annotation(key) && !matches!(key.as_str(), "type" | "format");
        stated.as_object().is_some_and(|members| members.keys().any(rules))
            || !matches!(stated.str("type"), None | Some("string"))
    };
    if let Some(stated) = stated.filter(says_more) {
        let message = "progenitor takes a body of this media type as it is";
        give_up(stated.label_span(), subject, message, "it is not typed, and its rules are not checked", diagnostics);
    }
    plain
}
