//! Answers of many values: one event or one line, made of what the document says of each.

use super::Sampler;
use serde_json::Value;

/// Whether a media type holds one value of JSON after the other.
pub(super) fn is_lines(media_type: &str) -> bool {
    let names = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];
    names.contains(&media_type) || media_type == "application/stream+json" || is_sequence(media_type)
}

fn is_sequence(media_type: &str) -> bool {
    media_type == "application/json-seq" || media_type.ends_with("+json-seq")
}

/// One of the values: that of `itemSchema`, else the first of a list.
pub(super) fn item(sampler: &Sampler, media: &Value, whole: Value) -> Value {
    match (media.get("itemSchema"), whole) {
        (Some(schema), _) => sampler.value(schema),
        (None, Value::Array(mut items)) if !items.is_empty() => items.swap_remove(0),
        (None, whole) => whole,
    }
}

/// An event whose data is a value, or that is described as a whole.
pub(super) fn event(value: &Value) -> Vec<u8> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let field =
        |name: &str, value: &Value| -> String { text(value).lines().map(|line| format!("{name}: {line}\n")).collect() };
    let names = [("event", "event"), ("eventType", "event"), ("id", "id"), ("eventId", "id"), ("retry", "retry")];
    let known = |name: &String| name == "data" || names.iter().any(|(own, _)| own == name);
    let fields = match value.as_object() {
        Some(members) if members.len() > 1 && members.contains_key("data") && members.keys().all(known) => {
            let stated = names.iter().filter_map(|(own, name)| Some((*name, members.get(*own)?)));
            stated.chain([("data", &members["data"])]).filter(|(_, value)| !value.is_null()).collect()
        }
        _ => vec![("data", value)],
    };
    let fields: String = fields.into_iter().map(|(name, value)| field(name, value)).collect();
    format!("{fields}\n").into_bytes()
}

/// A value on a line of its own, or in a record.
pub(super) fn line(media_type: &str, value: &Value) -> Vec<u8> {
    let mark = if is_sequence(media_type) { "\u{1e}" } else { "" };
    format!("{mark}{value}\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn events_and_lines() {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        assert_eq!(text(event(&json!({"at": 1}))), "data: {\"at\":1}\n\n");
        assert_eq!(text(event(&json!("a\nb"))), "data: a\ndata: b\n\n");
        let whole = json!({"data": {"at": 1}, "event": "tick", "id": null, "retry": 5});
        assert_eq!(text(event(&whole)), "event: tick\nretry: 5\ndata: {\"at\":1}\n\n");
        assert_eq!(text(line("application/jsonl", &json!({"at": 1}))), "{\"at\":1}\n");
        assert_eq!(text(line("application/json-seq", &json!(1))), "\u{1e}1\n");
    }
}
