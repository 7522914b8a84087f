//! What the handler of the last call was handed, after dropshot's own parsing, and the answers of tomorrow.

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

const ENUMS: &[&str] = &["car", "bike", "on_foot"];
const TAGS: &[&str] = &["single", "season", "group"];

/// Adds an unknown member to each object; every third answer has an unknown value of an enum, every third an unknown tag of a
/// union. Only where the environment says so.
pub fn tomorrow(value: Value) -> Value {
    match std::env::var_os("LIVE_TOMORROW") {
        Some(_) => changed(value, COUNT.fetch_add(1, Ordering::Relaxed) % 3),
        None => value,
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
