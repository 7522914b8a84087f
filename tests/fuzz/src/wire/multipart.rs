//! Answers of several parts: the same in whatever pieces, and the same once they are written again.

use super::answers::same;
use super::server::{Script, head_and_body, splits, step, with};
use switchboard_runtime::Operation;

pub(super) const SEEDS: &[&str] = &[
    "b\nfor nobody\r\n--b\r\nContent-Disposition: form-data; name=\"one\"\r\n\r\n1\r\n--a\r\n\r\n--b  \r\ncontent-id: <two@x>\r\nX-A: b\r\n\r\n\r\n--b\r\nX-A: b\r\n\r\n--b\r\n\r\nplain\r\n--b--\r\nfor nobody",
    "a b\n--a b\r\n\r\n\r\n--a b\r\nA: é\r\n\r\n{\"a\": 1}\r\n--a b--",
    "--\n----\r\n\r\nx\r\n------",
];

static PARTS: Operation = Operation::new("parts", "GET", "/parts");

/// The header fields of a part, and its body.
type Part = (Vec<(String, Vec<u8>)>, Vec<u8>);

pub(super) fn read(boundary: &str, pieces: Vec<Vec<u8>>) -> Vec<Result<Part, String>> {
    let boundary = boundary.replace(['"', '\\'], "");
    let read = async |client: &switchboard_runtime::Core| {
        let Ok(answer) = client.request(&PARTS).send().await else { return Vec::new() };
        let mut parts = match answer.stream().parts() {
            Ok(parts) => parts,
            Err(error) => return vec![Err(error.to_string())],
        };
        let mut all = Vec::new();
        while let Some(part) = parts.next().await {
            all.push(part.map_err(|error| error.to_string()).map(|part| {
                let _ = (part.name(), part.content_type().len(), part.json::<serde_json::Value>().is_ok());
                let fields = part.headers().iter();
                (
                    fields.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect(),
                    part.body().to_vec(),
                )
            }));
        }
        all
    };
    with(|server| server.run(vec![Script::of(&format!("multipart/mixed; boundary=\"{boundary}\""), pieces)], read)).0
}

pub(super) fn execute(text: &str) -> Vec<String> {
    let (boundary, body) = head_and_body(text);
    let all = same("parts", splits(body.as_bytes()).into_iter().map(|pieces| read(&boundary, pieces)).collect());
    if let Ok(parts) = all.iter().cloned().collect::<Result<Vec<Part>, String>>() {
        let new = "a-boundary-that-no-part-has";
        if !body.contains(new) {
            let again = read(new, vec![written(&parts, new)]);
            let again: Vec<Part> = again.into_iter().collect::<Result<_, _>>().expect("parts that were written");
            assert!(again == parts, "parts are others once they are written again\nread: {parts:?}\nagain: {again:?}");
        }
    }
    let last = all.last().and_then(|part| part.as_ref().err()).map_or("fine", String::as_str);
    vec![format!("{} parts, {last}", step(all.len()))]
}

fn written(parts: &[Part], boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (fields, content) in parts {
        body.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
        for (name, value) in fields {
            body.extend_from_slice(format!("{name}: ").as_bytes());
            body.extend_from_slice(value);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(content);
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    body
}
