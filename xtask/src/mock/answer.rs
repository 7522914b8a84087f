//! The answer to a request that fits: the documented example, or a value made from the schema.

use super::route::Route;
use super::{Reply, Sampler, stream};
use serde_json::Value;

/// The first documented success. `enliven` is given the schema and the value of JSON, to make it that of the request.
pub(super) fn success(sampler: &Sampler, route: &Route<'_>, enliven: impl FnOnce(&Value, &mut Value)) -> Reply {
    let responses = route.operation.get("responses").and_then(Value::as_object);
    let mut known: Vec<(u16, bool, &Value)> = responses
        .into_iter()
        .flatten()
        .filter_map(|(key, answer)| Some((status(key)?, key == "default", answer)))
        .collect();
    // Where a success is documented, `default` stands for the errors.
    known.sort_by_key(|(status, is_default, _)| (rank(*status), *is_default, *status));
    let id = route.operation.get("operationId").and_then(Value::as_str);
    let mut note = id.map_or_else(|| route.subject.clone(), str::to_owned);
    let Some((status, _, answer)) = known.first() else {
        note.push_str(", for which no answer is documented");
        return Reply { status: 200, media_type: None, body: Vec::new(), note };
    };
    let empty = Reply { status: *status, media_type: None, body: Vec::new(), note };
    let Some((media_type, media)) = preferred(answer) else { return empty };
    let mut value = sampler.media(media);
    if media_type.contains("json") {
        enliven(&media["schema"], &mut value);
    }
    let body = match &value {
        _ if media_type.contains("json") => value.to_string().into_bytes(),
        Value::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    };
    let body = match media_type.split(';').next().unwrap_or_default().trim() {
        "text/event-stream" => stream::event(&stream::item(sampler, media, value)),
        kind if stream::is_lines(kind) => stream::line(kind, &stream::item(sampler, media, value)),
        _ => body,
    };
    let media_type = if media_type.contains('*') { "application/json".to_owned() } else { media_type };
    Reply { media_type: Some(media_type), body, ..empty }
}

/// `2XX` and `default` stand for 200.
fn status(key: &str) -> Option<u16> {
    match key {
        "default" | "2XX" | "2xx" => Some(200),
        _ => key.parse().ok().filter(|status| (200..600).contains(status)),
    }
}

/// Successes first, then redirects, then errors.
fn rank(status: u16) -> u16 {
    status / 100
}

/// JSON, if it is offered.
fn preferred(answer: &Value) -> Option<(String, &Value)> {
    let content = answer["content"].as_object()?;
    let found = content.iter().find(|(name, _)| name.contains("json")).or_else(|| content.iter().next());
    found.map(|(name, media)| (name.clone(), media))
}
