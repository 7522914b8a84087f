//! Request bodies: which media types an operation accepts, and what each holds. What media types mean is here for
//! answers too.

use super::plan::{BodyPlan, FormFieldPlan, MultipartPlan, Payload, Style};
use crate::source::Node;
pub(crate) use crate::spec::media_type::{essence, is_json, is_json_lines};
use crate::types::{PartContent, PartPlan, Parts, Planner, Scalar, TypeRef};

/// The bodies an operation accepts, the most useful first: JSON before forms before everything else.
///
/// `name` is the prefix of the names of their types, `subject` whose bodies they are.
pub(super) fn bodies(
    operation: &Node,
    pointer: &str,
    name: &str,
    subject: &str,
    planner: &mut Planner<'_>,
) -> Vec<BodyPlan> {
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
            // The schema's word goes before that of the media type. Parts are looked at one by one.
            Some(schema) if !is_form(&essence) && (is_bytes(schema, &essence) || planner.nature(schema).is_binary) => {
                Payload::Bytes
            }
            Some(schema) if is_json(&essence) => Payload::Json(planner.schema(schema, &pointer, name, "body")),
            Some(schema) if essence == "application/x-www-form-urlencoded" => {
                Payload::Form(planner.schema(schema, &pointer, name, "form"))
            }
            // What the other media types are not, nobody knows.
            None if essence == "*/*" && body.members("content").count() > 1 => Payload::Bytes,
            None if is_json(&essence) => Payload::Json(TypeRef::Any),
            _ if is_json_lines(&essence) => match line(content, &content_pointer, name, "line", planner) {
                Some(line) => Payload::JsonLines(line),
                // Text of which only the syntax is known.
                None => Payload::Bytes,
            },
            _ if essence.starts_with("multipart/") => Payload::Multipart,
            Some(schema) if is_xml(&essence) && planner.nature(schema).is_structured => {
                match planner.xml(schema, &pointer, &format!("{name} body"), true, subject) {
                    Some(root) => Payload::Xml(planner.schema(schema, &pointer, name, "body"), root),
                    None => Payload::Text,
                }
            }
            _ if is_text(&essence) => Payload::Text,
            _ => Payload::Bytes,
        };
        let media_type = match essence.split_once('*') {
            Some((kind, _)) => {
                let sent = concrete(&payload);
                if !sent.starts_with(kind.trim_start_matches('*')) {
                    planner.left_open(content, subject, &sent);
                }
                sent
            }
            None => media_type.clone(),
        };
        // `application/json` and `application/json; charset=utf-8` are one.
        if !plans
            .iter()
            .any(|known| known.payload == payload && self::essence(&known.media_type) == self::essence(&media_type))
        {
            let fields = if matches!(payload, Payload::Form(_)) { form_fields(content) } else { Vec::new() };
            let parts = match &payload {
                Payload::Multipart => {
                    let is_form_data = self::essence(&media_type) == "multipart/form-data";
                    planner.parts(content, is_form_data, &content_pointer, name, subject)
                }
                _ => None,
            };
            let form = parts.map(|Parts { parts, is_ordered }| MultipartPlan {
                name: planner.claim(&format!("{name} form")),
                parts,
                is_ordered,
            });
            plans.push(BodyPlan { media_type, payload, required, fields, form });
        }
    }
    // Of two forms the one comes first that can carry what has to be there.
    let is_file = |part: &PartPlan| part.required && matches!(part.content, PartContent::File | PartContent::Files);
    let needs_files = plans.iter().filter_map(|plan| plan.form.as_ref()).any(|form| form.parts.iter().any(is_file));
    plans.sort_by_key(|plan| match plan.payload {
        Payload::Json(_) if essence(&plan.media_type) == "application/json" => 0,
        Payload::Json(_) => 1,
        Payload::Form(_) if needs_files => 4,
        Payload::Form(_) => 2,
        Payload::Multipart => 3,
        Payload::JsonLines(_) => 5,
        Payload::Xml(..) => 6,
        Payload::Text => 7,
        _ => 8,
    });
    plans
}

/// Whether any media type will do for bytes, which a schema then has as text.
fn is_bytes(schema: &Node, essence: &str) -> bool {
    essence.contains('*') && schema.str("type") == Some("string") && schema.str("format") == Some("byte")
}

/// Whether a body is made of named members or parts.
fn is_form(essence: &str) -> bool {
    essence == "application/x-www-form-urlencoded" || essence.starts_with("multipart/")
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

/// What people call a media type.
pub(super) fn subtype(media_type: &str) -> String {
    match essence(media_type).as_str() {
        "multipart/form-data" => "multipart".to_owned(),
        "text/plain" => "text".to_owned(),
        "text/event-stream" => "events".to_owned(),
        "application/octet-stream" => "bytes".to_owned(),
        other => {
            let (kind, subtype) = other.rsplit_once('/').unwrap_or(("", other));
            let subtype = match (kind, subtype) {
                ("*", _) => "anything",
                (kind, "*") => kind,
                (_, subtype) => subtype,
            };
            subtype.strip_prefix("x-").unwrap_or(subtype).to_owned()
        }
    }
}

/// XML by itself or as the syntax of something else (RFC 7303, section 4.2).
pub(super) fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// Text that a string holds: also XML, which is handed over as it is.
pub(super) fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") || essence.ends_with("/xml") || essence.ends_with("+xml") || essence.ends_with("yaml")
}
