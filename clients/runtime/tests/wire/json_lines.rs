//! Bodies of many JSON values, compared byte by byte.

use futures_util::stream;
use serde::Serialize;
use switchboard_runtime::{Failure, JsonLines};

use crate::api::{CREATE_CALL, client};
use crate::canned::{Canned, answer};

#[derive(Clone, Debug, Serialize)]
struct Row {
    name: &'static str,
    cost: f64,
}

const ROWS: [Row; 2] = [Row { name: "a\nb", cost: 0.5 }, Row { name: "ü", cost: 2.0 }];
const LINES: &str = "{\"name\":\"a\\nb\",\"cost\":0.5}\n{\"name\":\"ü\",\"cost\":2.0}\n";

/// The head and the body of the only request that was sent.
async fn send(content_type: &str, body: JsonLines<Row>) -> (String, String) {
    let server = Canned::start(vec![answer("200 OK", "", "{}")]).await;
    client(server.url()).request(&CREATE_CALL).json_lines(content_type, body).send().await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), body.to_owned())
}

#[tokio::test]
async fn collected_values_are_lines_of_a_known_length() {
    let collected: JsonLines<Row> = ROWS.iter().collect();
    for body in [collected, ROWS.into_iter().collect(), ROWS.to_vec().into(), ROWS.as_slice().into()] {
        let (head, body) = send("application/x-ndjson", body).await;
        assert_eq!(body, LINES);
        assert!(head.contains("\r\ncontent-type: application/x-ndjson"), "{head}");
        assert!(head.contains(&format!("\r\ncontent-length: {}", LINES.len())), "{head}");
    }
    let (head, body) = send("application/jsonl; charset=utf-8", Vec::new().into()).await;
    assert_eq!(body, "");
    assert!(head.contains("\r\ncontent-type: application/jsonl; charset=utf-8"), "{head}");
}

#[tokio::test]
async fn a_json_text_sequence_has_a_separator_before_each_value() {
    let records: String = LINES.lines().map(|line| format!("\u{1E}{line}\n")).collect();
    assert_eq!(send("application/json-seq", ROWS.to_vec().into()).await.1, records);
    let (_, body) = send("application/geo+json-seq", JsonLines::stream(stream::iter(ROWS))).await;
    assert_eq!(unchunked(&body), records);
}

#[tokio::test]
async fn a_stream_is_encoded_while_it_is_sent() {
    let (head, body) = send("application/x-ndjson", JsonLines::stream(stream::iter(ROWS))).await;
    assert!(head.contains("\r\ntransfer-encoding: chunked") && !head.contains("content-length"), "{head}");
    assert_eq!(unchunked(&body), LINES);
}

#[tokio::test]
async fn what_json_cannot_hold_is_refused_with_its_place() {
    let server = Canned::start(vec![answer("200 OK", "", "{}")]).await;
    let body = JsonLines::from(vec![ROWS[0].clone(), Row { name: "", cost: f64::NAN }]);
    let request = client(server.url()).request(&CREATE_CALL).json_lines("application/x-ndjson", body);
    let failure = request.send().await.unwrap_err();
    assert_eq!(
        failure.to_string(),
        "createCall: nothing was sent, body: value 1: `cost`: NaN cannot be sent: JSON has finite numbers only"
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_stream_that_fails_ends_the_call() {
    let server = Canned::start(vec![answer("200 OK", "", "{}")]).await;
    let values = stream::iter([Ok(ROWS[0].clone()), Err("the file ended early")]);
    let body = JsonLines::try_stream(values);
    let request = client(server.url()).request(&CREATE_CALL).json_lines("application/x-ndjson", body);
    let failure = request.send().await.unwrap_err();
    assert!(matches!(failure, Failure::Transport { .. }), "{failure}");
    assert!(failure.to_string().contains("the file ended early"), "{failure}");
}

/// The data of a chunked body (RFC 9112, section 7.1).
fn unchunked(body: &str) -> String {
    let (mut data, mut rest) = (String::new(), body);
    while let Some((size, tail)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        data.push_str(&tail[..size]);
        rest = &tail[size + 2..];
    }
    data
}
