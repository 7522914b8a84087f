//! Bodies of requests and saved answers.

use super::{parameter, text_of};
use crate::describe::facts::{Body, Member, Shape, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Node;
use serde_json::Value;

/// The body of a request; `None` where it has none.
pub(super) fn read(request: &Node, body: &Node, diagnostics: &mut Diagnostics) -> Option<Body> {
    let mode = body.str("mode")?;
    let part = body.get(mode);
    match mode {
        "raw" => {
            let raw = part.filter(|raw| raw.as_str().is_some_and(|raw| !raw.trim().is_empty()))?;
            let language = body.pointer("/options/raw/language").and_then(Node::as_str);
            Some(raw_body(raw, media_type(request.items("header")).or(language), diagnostics))
        }
        "urlencoded" => form(body, "urlencoded", "application/x-www-form-urlencoded"),
        "formdata" => form(body, "formdata", "multipart/form-data"),
        "file" => {
            let media_type = Text::new("application/octet-stream", body.span);
            Some(Body { media_type, shape: Shape::File, example: None })
        }
        "graphql" => {
            let message = "the request is GraphQL; its body takes any JSON value";
            let help = "describe `query` and `variables` with an overlay";
            diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(body.span).help(help));
            Some(Body { media_type: Text::new("application/json", body.span), shape: Shape::Open, example: None })
        }
        _ => {
            let message = format!("bodies of the kind `{mode}` are unknown; it was left out");
            let help = "describe the body with an overlay";
            diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(body.span).help(help));
            None
        }
    }
}

/// The body of a saved answer; `None` for an empty one.
pub(super) fn answer(response: &Node, body: &Node, diagnostics: &mut Diagnostics) -> Option<Body> {
    body.as_str().filter(|text| !text.trim().is_empty())?;
    let language = response.str("_postman_previewlanguage");
    Some(raw_body(body, media_type(response.items("header")).or(language), diagnostics))
}

fn media_type(headers: &[Node]) -> Option<&str> {
    let header =
        headers.iter().find(|header| header.str("key").is_some_and(|key| key.eq_ignore_ascii_case("content-type")));
    header?.str("value")?.split(';').next().map(str::trim)
}

/// A body as text: JSON is read, anything else stays open.
fn raw_body(raw: &Node, stated: Option<&str>, diagnostics: &mut Diagnostics) -> Body {
    let text = raw.as_str().unwrap_or_default();
    let is_json = stated.is_none_or(|stated| stated.contains("json") || stated == "text");
    let value = is_json.then(|| value(text)).flatten();
    let media_type = match stated {
        Some(stated) if stated.contains('/') && !stated.contains("{{") => stated.to_ascii_lowercase(),
        Some("xml") => "application/xml".to_owned(),
        Some("html") => "text/html".to_owned(),
        Some("json") | None => "application/json".to_owned(),
        Some(_) if value.is_some() => "application/json".to_owned(),
        Some(_) => "text/plain".to_owned(),
    };
    if value.is_none() {
        let message = "the body is not JSON, and shows no members: any value is accepted";
        let help = "describe the body with an overlay";
        diagnostics.push(Diagnostic::warning(Code::TextUnread, message).at(raw.span).help(help));
    }
    let shape = value.map_or(Shape::Open, |value| Shape::Shown(vec![Node::from_value(value, raw.span)]));
    Body { media_type: Text::new(media_type, raw.span), shape, example: None }
}

/// A JSON text; variables in it (`"id": {{id}}`) count as null, which says nothing about the type.
fn value(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}")?;
        filled.push_str(before);
        let is_quoted = before.matches('"').count() % 2 == 1;
        filled.push_str(if is_quoted { name } else { "null" });
        rest = after;
    }
    serde_json::from_str(&(filled + rest)).ok()
}

fn form(body: &Node, key: &str, media_type: &str) -> Option<Body> {
    let field = |field: &Node| -> Option<Member> {
        let mut member = parameter(field)?;
        member.is_shown_only = false;
        member.stated.format = (field.str("type") == Some("file")).then_some("binary");
        member.description = field.get("description").and_then(text_of);
        Some(member)
    };
    let mut members: Vec<Member> = Vec::new();
    for member in body.items(key).iter().filter_map(field) {
        if !members.iter().any(|known| known.name.text == member.name.text) {
            members.push(member);
        }
    }
    let shape = Shape::Members { members, is_list: false };
    (!body.items(key).is_empty()).then(|| Body { media_type: Text::new(media_type, body.span), shape, example: None })
}
