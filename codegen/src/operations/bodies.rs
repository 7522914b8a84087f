//! Request bodies: which media types an operation accepts, and what each holds.

use super::plan::{BodyPlan, FormFieldPlan, MultipartPlan, Payload, Style};
use crate::source::Node;
use crate::types::Planner;

/// The bodies an operation accepts, the most useful first: JSON before forms before everything else.
pub(super) fn bodies(operation: &Node, pointer: &str, name: &str, planner: &mut Planner<'_>) -> Vec<BodyPlan> {
    let Some(body) = operation.get("requestBody") else { return Vec::new() };
    let required = body.flag("required");
    let mut plans: Vec<BodyPlan> = Vec::new();
    for (media_type, content) in body.members("content") {
        let essence = essence(media_type);
        let schema = content.get("schema");
        let pointer =
            format!("{pointer}/requestBody/content/{}/schema", crate::source::escape_pointer_token(media_type));
        let payload = match schema {
            Some(schema) if essence.contains('*') && is_binary(schema) => Payload::Bytes,
            Some(schema) if is_json(&essence) => Payload::Json(planner.schema(schema, &pointer, name, "body")),
            Some(schema) if essence == "application/x-www-form-urlencoded" => {
                Payload::Form(planner.schema(schema, &pointer, name, "form"))
            }
            None if is_json(&essence) => Payload::Json(crate::types::TypeRef::Any),
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
                (Payload::Multipart, Some(schema)) => planner.parts(schema, &pointer, name),
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
        Payload::Text => 4,
        _ => 5,
    });
    plans
}

fn is_binary(schema: &Node) -> bool {
    schema.str("type") == Some("string") && matches!(schema.str("format"), Some("binary" | "byte"))
}

/// The `encoding` of a form: how its members are written where they say so themselves.
fn form_fields(content: &Node) -> Vec<FormFieldPlan> {
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

/// Text that a string holds: also XML, which is handed over as it is.
pub(super) fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml") || essence.ends_with("yaml")
}
