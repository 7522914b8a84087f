//! Request bodies: which media types an operation accepts, and what each holds. What media types mean is here for
//! answers too.

use super::plan::{BodyPlan, FormFieldPlan, MultipartPlan, Payload, Style};
use crate::source::Node;
use crate::types::{Planner, Scalar, TypeRef};

/// The bodies an operation accepts, the most useful first: JSON before forms before everything else.
pub(super) fn bodies(operation: &Node, pointer: &str, name: &str, planner: &mut Planner<'_>) -> Vec<BodyPlan> {
    let Some(body) = operation.get("requestBody") else { return Vec::new() };
    let required = body.flag("required");
    let mut plans: Vec<BodyPlan> = Vec::new();
    for (media_type, content) in body.members("content") {
        let essence = essence(media_type);
        let schema = content.get("schema");
        let content_pointer =
            format!("{pointer}/requestBody/content/{}", crate::source::escape_pointer_token(media_type));
        let pointer = format!("{content_pointer}/schema");
        let payload = match schema {
            Some(schema) if essence.contains('*') && is_binary(schema) => Payload::Bytes,
            Some(schema) if is_json(&essence) => Payload::Json(planner.schema(schema, &pointer, name, "body")),
            Some(schema) if essence == "application/x-www-form-urlencoded" => {
                Payload::Form(planner.schema(schema, &pointer, name, "form"))
            }
            None if is_json(&essence) => Payload::Json(TypeRef::Any),
            _ if is_json_lines(&essence) => match line(content, &content_pointer, name, "line", planner) {
                Some(line) => Payload::JsonLines(line),
                // Text of which only the syntax is known.
                None => Payload::Bytes,
            },
            _ if essence.starts_with("multipart/") => Payload::Multipart,
            _ if is_text(&essence) => Payload::Text,
            _ => Payload::Bytes,
        };
        let media_type = if essence.contains('*') { concrete(&payload) } else { media_type.clone() };
        // `application/json` and `application/json; charset=utf-8` are one.
        if !plans
            .iter()
            .any(|known| known.payload == payload && self::essence(&known.media_type) == self::essence(&media_type))
        {
            let fields = if matches!(payload, Payload::Form(_)) { form_fields(content) } else { Vec::new() };
            let parts = match (&payload, schema) {
                (Payload::Multipart, Some(schema)) => planner.parts(schema, content.get("encoding"), &pointer, name),
                _ => None,
            };
            let form = parts.map(|parts| MultipartPlan { name: planner.claim(&format!("{name} form")), parts });
            plans.push(BodyPlan { media_type, payload, required, fields, form });
        }
    }
    plans.sort_by_key(|plan| match plan.payload {
        Payload::Json(_) if essence(&plan.media_type) == "application/json" => 0,
        Payload::Json(_) => 1,
        Payload::Form(_) => 2,
        Payload::Multipart => 3,
        Payload::JsonLines(_) => 4,
        Payload::Text => 5,
        _ => 6,
    });
    plans
}

fn is_binary(schema: &Node) -> bool {
    schema.str("type") == Some("string") && matches!(schema.str("format"), Some("binary" | "byte"))
}

/// The `encoding` of a form: how its members are written where they say so themselves.
pub(super) fn form_fields(content: &Node) -> Vec<FormFieldPlan> {
    let fields = content.members("encoding").map(|(name, encoding)| {
        let style = encoding.str("style").and_then(Style::named).unwrap_or(Style::Form);
        let explode = encoding.get("explode").and_then(Node::as_bool).unwrap_or(style.explodes());
        let content_type = encoding.str("contentType").map(str::to_owned);
        FormFieldPlan { name: name.clone(), style, explode, content_type }
    });
    fields.collect()
}

/// What to send where the document only gives a range of media types.
fn concrete(payload: &Payload) -> String {
    match payload {
        Payload::Json(_) => "application/json",
        Payload::Text => "text/plain",
        Payload::Multipart => "multipart/form-data",
        _ => "application/octet-stream",
    }
    .to_owned()
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// JSON by itself or as the syntax of something else (RFC 6839, section 3.1).
pub(super) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence == "*/*" || essence == "text/json" || essence.ends_with("+json")
}

/// Many JSON values: lines of them, or a JSON text sequence (RFC 7464).
pub(super) fn is_json_lines(essence: &str) -> bool {
    matches!(
        essence,
        "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/json-lines"
            | "application/json-seq"
    ) || essence.ends_with("+json-seq")
}

/// The type of one of many JSON values: `itemSchema` (OpenAPI 3.2), the items of an array, or the schema itself.
/// Nothing when the schema takes all of them for one text, or when there is none. `pointer` leads to the media type.
pub(super) fn line(
    content: &Node,
    pointer: &str,
    name: &str,
    words: &str,
    planner: &mut Planner<'_>,
) -> Option<TypeRef> {
    if let Some(item) = content.get("itemSchema") {
        return Some(planner.schema(item, &format!("{pointer}/itemSchema"), name, words));
    }
    let schema = content.get("schema")?;
    if let Some(items) = schema.get("items").filter(|items| items.as_object().is_some()) {
        return Some(planner.schema(items, &format!("{pointer}/schema/items"), name, words));
    }
    match planner.schema(schema, &format!("{pointer}/schema"), name, words) {
        TypeRef::Scalar(Scalar::String | Scalar::Base64) => None,
        ty => Some(planner.item(&ty).unwrap_or(ty)),
    }
}

/// Text that a string holds: also XML, which is handed over as it is.
pub(super) fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml") || essence.ends_with("yaml")
}
