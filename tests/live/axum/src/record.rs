//! What the handler of the last call was handed, after axum's own parsing, and the answers of tomorrow.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

static LAST: Mutex<Value> = Mutex::new(Value::Null);
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// What a handler is handed, written down part by part.
pub struct Handed(Value);

pub fn handed(operation: &str) -> Handed {
    Handed(json!({"operation": operation, "path": {}, "query": {}, "headers": {}, "cookies": {}, "body": null}))
}

impl Handed {
    pub fn with(mut self, place: &str, value: impl Serialize) -> Self {
        self.0[place] = serde_json::to_value(value).unwrap_or_default();
        self
    }

    pub fn keep(self) {
        *LAST.lock().unwrap() = self.0;
    }
}

pub fn last() -> Value {
    LAST.lock().unwrap().clone()
}

/// A file by what can be said of it.
pub fn told(name: Option<&str>, kind: Option<&str>, bytes: &[u8]) -> Value {
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({"name": name, "type": kind, "size": bytes.len(), "sha256": hash})
}

const ENUMS: &[&str] = &["red", "green", "white and red"];
const TAGS: &[&str] = &["flash", "horn", "radio"];

/// A middleware that adds an unknown member to each object; every third answer has an unknown value of an enum, every third
/// an unknown tag of a union.
pub async fn tomorrow(request: Request, next: Next) -> Response {
    let is_outside = request.uri().path().starts_with("/-/") || request.uri().path() == "/openapi.json";
    let answer = next.run(request).await;
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_lines = kind.starts_with("application/jsonl") || kind.starts_with("text/event-stream");
    if kind.starts_with("application/xml") {
        let (mut parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).replace("</beam>", "<tomorrow><nested>x</nested></tomorrow></beam>");
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::from(text.replacen("<beam ", "<beam of=\"tomorrow\" ", 1)));
    }
    if is_outside || !(kind.starts_with("application/json") || is_lines) {
        return answer;
    }
    let turn = COUNT.fetch_add(1, Ordering::Relaxed) % 3;
    let (mut parts, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let text = if is_lines {
        let line = |line: &str| {
            let (mark, json) = match line.strip_prefix("data: ") {
                Some(json) => ("data: ", json),
                None => ("", line),
            };
            format!("{mark}{}", changed_text(json, turn))
        };
        text.split('\n').map(line).collect::<Vec<_>>().join("\n")
    } else {
        changed_text(&text, turn)
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(text))
}

fn changed_text(text: &str, turn: usize) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => changed(value, turn).to_string(),
        Err(_) => text.to_owned(),
    }
}

fn changed(value: Value, turn: usize) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| changed(item, turn)).collect(),
        Value::Object(members) => {
            let mut object: serde_json::Map<String, Value> =
                members.into_iter().map(|(name, member)| (name, changed(member, turn))).collect();
            if turn == 2 && object.get("kind").and_then(Value::as_str).is_some_and(|tag| TAGS.contains(&tag)) {
                object.insert("kind".to_owned(), json!("tag_of_tomorrow"));
            }
            object.insert("member_of_tomorrow".to_owned(), json!({"nested": [1, 2.5, "x", null, {}]}));
            Value::Object(object)
        }
        Value::String(text) if turn == 1 && ENUMS.contains(&text.as_str()) => json!("of_tomorrow"),
        other => other,
    }
}
