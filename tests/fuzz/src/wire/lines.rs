//! Lines and records of JSON: the same in whatever pieces, and each what it is by itself.

use super::answers::same;
use super::server::{Script, bytes, head_and_body, splits, step, with};
use serde_json::Value;
use switchboard_runtime::Operation;

pub(super) const SEEDS: &[&str] = &[
    "application/jsonl\n{\"a\": 1}\r\n\n[2, \"é\"]\nno json\n\"x\"",
    "application/json-seq\n\u{1e}{\"a\":\n 1}\n\u{1e}\"cut\n\u{1e}3\n",
    "application/x-ndjson; charset=iso-8859-1\n\"caf\u{e9}\"\n1\n",
    "application/x-ndjson; charset=utf-16le\n\u{22}\u{0}a\u{0}\u{22}\u{0}\n\u{0}1\u{0}",
];

static LINES: Operation = Operation::new("lines", "GET", "/lines");

pub(super) fn read(content_type: &str, pieces: Vec<Vec<u8>>) -> Vec<Result<Value, String>> {
    let read = async |client: &switchboard_runtime::Core| {
        let Ok(answer) = client.request(&LINES).send().await else { return Vec::new() };
        let mut lines = match answer.json_lines::<Value>().await {
            Ok(lines) => lines.into_inner(),
            Err(failure) => return vec![Err(failure.to_string())],
        };
        let mut all = Vec::new();
        while let Some(line) = lines.next().await {
            all.push(line.map_err(|failure| failure.to_string()));
        }
        all
    };
    with(|server| server.run(vec![Script::of(content_type, pieces)], read)).0
}

pub(super) fn execute(text: &str) -> Vec<String> {
    let (content_type, body) = head_and_body(text);
    let is_utf8 = !content_type.contains("charset");
    let body = if is_utf8 { body.as_bytes().to_vec() } else { bytes(body) };
    let all = same("lines", splits(&body).into_iter().map(|pieces| read(&content_type, pieces)).collect());
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if is_utf8 && matches!(essence.as_str(), "application/jsonl" | "application/json-seq") {
        let end = if essence == "application/jsonl" { '\n' } else { '\u{1e}' };
        let body = String::from_utf8_lossy(&body);
        let alone = body.split(end).filter(|line| !line.trim_ascii().is_empty());
        // Some writers begin each text with a mark of its encoding.
        let alone = alone.map(|line| line.strip_prefix('\u{feff}').unwrap_or(line));
        let alone: Vec<Option<Value>> = alone.map(|line| serde_json::from_str(line).ok()).collect();
        let values: Vec<Option<Value>> = all.iter().map(|line| line.clone().ok()).collect();
        assert!(values == alone, "lines are not what they are alone\nread: {all:?}\nalone: {alone:?}");
    }
    let errors = all.iter().filter(|line| line.is_err()).count();
    vec![format!("{} lines, {} errors in {essence}, utf-8 {is_utf8}", step(all.len()), step(errors))]
}
