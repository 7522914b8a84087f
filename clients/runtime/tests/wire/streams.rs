//! Bodies of many values.

use std::time::Duration;

use serde_json::json;
use switchboard_runtime::{Core, Failure, Operation, RawResponse};

use crate::api::{API, Call, GET, PLAIN};
use crate::canned::{Canned, Step, send};

/// The answer of a server that sends these pieces with pauses between them.
async fn answer(content_type: &str, pieces: &[&[u8]]) -> RawResponse {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n\r\n");
    let mut script = vec![send(head)];
    for piece in pieces {
        script.push(send(piece));
        script.push(Step::Pause(Duration::from_millis(10)));
    }
    let server = Canned::start(vec![script]).await;
    let client = Core::builder(&API).base_url(server.url()).response_limit(1_000).build().unwrap();
    client.request(&GET).send().await.unwrap()
}

#[tokio::test]
async fn events_arrive_one_by_one_wherever_the_pieces_end() {
    let pieces: [&[u8]; 4] = [
        b"event: made\r\nid: 1\r\nda",
        b"ta: {\"id\": \"c1\"}\r",
        b"\n\r\n: still here\n\ndata: {\"id\":\rdata: \"c2\"}\r\r",
        b"data: [DONE]\n\nd",
    ];
    let mut events =
        answer("text/event-stream; charset=utf-8", &pieces).await.events::<Call>().await.unwrap().into_inner();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!((first.event.as_deref(), first.id.as_deref(), first.data.id.as_str()), (Some("made"), Some("1"), "c1"));
    let second = events.next().await.unwrap().unwrap();
    assert_eq!((second.event, second.data.id.as_str()), (None, "c2"));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn an_event_that_does_not_decode_is_an_error_in_its_place() {
    let body = b"data: {\"id\": \n\ndata: {\"id\": \"c2\"}\n\n";
    let mut events = answer("text/event-stream", &[body]).await.events::<Call>().await.unwrap().into_inner();
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("EOF while parsing"), "{error}");
    assert_eq!(error.raw().unwrap(), "{\"id\": ");
    assert_eq!(events.next().await.unwrap().unwrap().data.id, "c2");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn events_can_be_texts() {
    let mut events =
        answer("text/event-stream", &[b"data: [DONE]\n\ndata: b"]).await.text_events().await.unwrap().into_inner();
    assert_eq!(events.next().await.unwrap().unwrap().data, "[DONE]");
    assert_eq!(events.next().await.unwrap().unwrap().data, "b");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn what_is_no_event_stream_is_an_error() {
    let error = answer("text/html", &[b"<html>"]).await.events::<Call>().await.unwrap_err();
    assert_eq!(error.to_string(), "plain: 200 OK, text/html: expected server-sent events; the body begins: \"<html>\"");
}

#[tokio::test]
async fn lines_of_json_with_or_without_a_last_line_feed() {
    let pieces: [&[u8]; 3] = [b"{\"id\": \"c1\"}\r\n\n{\"id\"", b": \"c2\"}\nno json\n", b"{\"id\":\r\"c3\"}"];
    let mut lines = answer("application/x-ndjson", &pieces).await.json_lines::<Call>().await.unwrap().into_inner();
    assert_eq!(lines.next().await.unwrap().unwrap().id, "c1");
    assert_eq!(lines.next().await.unwrap().unwrap().id, "c2");
    assert!(matches!(lines.next().await, Some(Err(Failure::Decode { .. }))));
    assert_eq!(lines.next().await.unwrap().unwrap().id, "c3");
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn records_of_json_may_have_lines_of_their_own() {
    let pieces: [&[u8]; 2] = [b"\x1E{\"id\":\n \"c1\"}\n\x1E{\"id\"", b": \"c2\"}\n"];
    let mut records = answer("application/json-seq", &pieces).await.json_lines::<Call>().await.unwrap().into_inner();
    assert_eq!(records.next().await.unwrap().unwrap().id, "c1");
    assert_eq!(records.next().await.unwrap().unwrap().id, "c2");
    assert!(records.next().await.is_none());
}

#[tokio::test]
async fn a_line_or_an_event_without_an_end_stops_at_the_limit() {
    let long = vec![b'x'; 3_000];
    let mut lines = answer("application/jsonl", &[&long]).await.json_lines::<Call>().await.unwrap().into_inner();
    assert!(matches!(lines.next().await, Some(Err(Failure::BodyTooLarge { limit: 1_000, .. }))));
    assert!(lines.next().await.is_none());

    let event = b"data: 0123456789\n".repeat(200);
    let mut events = answer("text/event-stream", &[&event]).await.text_events().await.unwrap().into_inner();
    assert!(matches!(events.next().await, Some(Err(Failure::BodyTooLarge { limit: 1_000, .. }))));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_stream_that_breaks_off_says_so() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\ncontent-length: 100\r\n\r\n";
    let script = vec![send(head), send(format!("{}\n", json!({"id": "c1"})))];
    let server = Canned::start(vec![script]).await;
    let client = Core::builder(&API).base_url(server.url()).build().unwrap();
    let mut lines = client.request(&GET).send().await.unwrap().json_lines::<Call>().await.unwrap().into_inner();
    assert_eq!(lines.next().await.unwrap().unwrap().id, "c1");
    assert!(matches!(lines.next().await, Some(Err(Failure::Transport { .. }))));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn the_name_of_an_event_is_the_tag_of_its_data() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(tag = "event", content = "data", rename_all = "lowercase")]
    enum Said {
        Call(Call),
        Note(String),
        Message(u32),
    }
    let body = b"event: call\ndata: {\"id\": \"c1\"}\n\nevent: note\ndata: 42\n\ndata: 7\n\n\
        data: {\"event\": \"note\", \"data\": \"x\"}\n\nevent: call\ndata: no\n\n";
    let answer = answer("text/event-stream", &[body]).await;
    let mut events = answer.named_events::<Said>(&["note"]).await.unwrap().into_inner();
    assert!(matches!(events.next().await.unwrap().unwrap().data, Said::Call(call) if call.id == "c1"));
    assert_eq!(events.next().await.unwrap().unwrap().data, Said::Note("42".to_owned()));
    assert_eq!(events.next().await.unwrap().unwrap().data, Said::Message(7));
    assert_eq!(events.next().await.unwrap().unwrap().data, Said::Note("x".to_owned()));
    assert!(events.next().await.unwrap().is_err());
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn the_document_may_say_what_ends_a_stream() {
    static UNTIL: Operation = Operation { end: Some("over"), ..PLAIN };
    let script = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: [DONE]\n\ndata: over\n\ndata: x\n\n";
    let server = Canned::start(vec![vec![send(script)]]).await;
    let client = Core::builder(&API).base_url(server.url()).build().unwrap();
    let mut events = client.request(&UNTIL).send().await.unwrap().text_events().await.unwrap().into_inner();
    assert_eq!(events.next().await.unwrap().unwrap().data, "[DONE]");
    assert!(events.next().await.is_none());
}

/// What the operation gives of this body: the values, and the failure at its end.
async fn stated(operation: &'static Operation, content_type: &str, body: &str) -> (Vec<String>, Option<Failure>) {
    let script = vec![send(format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n\r\n{body}")), Step::Hang];
    let server = Canned::start(vec![script]).await;
    let client = Core::builder(&API).base_url(server.url()).credential("header", "planted-key").build().unwrap();
    let answer = client.request(operation).send().await.unwrap();
    let mut values = Vec::new();
    let failure = if content_type.starts_with("text/") {
        let mut events = answer.events::<Call>().await.unwrap().into_inner();
        loop {
            match events.next().await {
                Some(Ok(event)) => values.push(event.data.id),
                Some(Err(failure)) => {
                    assert!(events.next().await.is_none(), "it ends with the error");
                    break Some(failure);
                }
                None => break None,
            }
        }
    } else {
        let mut lines = answer.json_lines::<Call>().await.unwrap().into_inner();
        loop {
            match lines.next().await {
                Some(Ok(line)) => values.push(line.id),
                Some(Err(failure)) => {
                    assert!(lines.next().await.is_none(), "it ends with the error");
                    break Some(failure);
                }
                None => break None,
            }
        }
    };
    (values, failure)
}

/// The server keeps the connection open, so that whatever ends the stream is what it says.
#[tokio::test]
async fn the_end_of_a_stream_may_be_an_event_or_a_line() {
    static OVER: Operation = Operation { end_event: Some("over"), end: Some("stop"), ..PLAIN };
    let call = "data: {\"id\": \"c1\"}\n\n";
    for end in ["event: over\ndata: {}\n\n", "event: over\n\n", "data: stop\n\n"] {
        let (values, failure) = stated(&OVER, "text/event-stream", &format!("{call}{end}{call}")).await;
        assert_eq!((values.as_slice(), failure.is_none()), (["c1".to_owned()].as_slice(), true), "{end}");
    }
    let lines = "{\"id\": \"c1\"}\nstop\n{\"id\": \"c2\"}\n";
    for content_type in ["application/jsonl", "application/x-ndjson; charset=iso-8859-1"] {
        let (values, failure) = stated(&OVER, content_type, lines).await;
        assert_eq!((values.as_slice(), failure.is_none()), (["c1".to_owned()].as_slice(), true));
    }
    let records = "\u{1E}{\"id\": \"c1\"}\n\u{1E}stop\n\u{1E}";
    assert_eq!(stated(&OVER, "application/json-seq", records).await.0, ["c1"]);
}

#[tokio::test]
async fn an_error_in_a_stream_is_one() {
    static FAILING: Operation = Operation { error_event: Some("error"), error_member: Some("error"), ..PLAIN };
    let call = "{\"id\": \"c1\"}";
    let errors = [
        ("text/event-stream", format!("data: {call}\n\nevent: error\ndata: {{\"message\": \"too busy\"}}\n\n")),
        ("text/event-stream", format!("data: {call}\n\ndata: {{\"error\": {{\"message\": \"too busy\"}}}}\n\n")),
        ("application/jsonl", format!("{call}\n{{\"error\": \"too busy\"}}\n")),
        ("application/json-seq", format!("\u{1E}{call}\n\u{1E}{{\"error\": \"too busy\"}}\n\u{1E}")),
    ];
    for (content_type, body) in errors {
        let (values, failure) = stated(&FAILING, content_type, &body).await;
        assert_eq!(values, ["c1"]);
        let failure = failure.expect(content_type);
        let message = format!("plain: 200 OK, {content_type}: the stream reported an error; the API says \"too busy\"");
        assert_eq!(failure.to_string(), message);
        assert!(matches!(failure, Failure::ErrorInStream { .. }) && !failure.is_retryable());
        let raw: serde_json::Value = serde_json::from_slice(failure.raw().unwrap()).unwrap();
        assert!(raw.to_string().contains("too busy"), "{raw}");
    }
    // `null` is how some say that there is none; without the setting a member is one like all others.
    let fine = "data: {\"id\": \"c1\", \"error\": null}\n\nevent: error\n\n";
    let (values, failure) = stated(&FAILING, "text/event-stream", fine).await;
    assert_eq!(
        (values.as_slice(), failure.map(|failure| failure.raw().is_some())),
        (["c1".to_owned()].as_slice(), Some(true))
    );
    let own = "data: {\"id\": \"c1\", \"error\": 1}\n\ndata: [DONE]\n\n";
    let (values, failure) = stated(&GET, "text/event-stream", own).await;
    assert_eq!((values.as_slice(), failure.is_none()), (["c1".to_owned()].as_slice(), true));
    // A secret that the API quotes is blacked out.
    let quoted = "data: {\"error\": \"planted-key is not a good\"}\n\n";
    let failure = stated(&FAILING, "text/event-stream", quoted).await.1.unwrap();
    assert!(failure.to_string().ends_with("the API says \"*** is not a good\""), "{failure}");
}

#[tokio::test]
async fn whoever_asks_behind_the_end_is_told_the_same() {
    let call = b"data: {\"id\": \"c1\"}\n\ndata: [DONE]\n\n";
    let mut events = answer("text/event-stream", &[call]).await.events::<Call>().await.unwrap().into_inner();
    assert!(events.next().await.is_some());
    let mut lines =
        answer("application/jsonl", &[b"{\"id\": \"c1\"}"]).await.json_lines::<Call>().await.unwrap().into_inner();
    assert!(lines.next().await.is_some());
    let mut bytes = answer("text/plain", &[b"x"]).await.stream().into_inner();
    assert!(bytes.next().await.is_some());
    for _ in 0..3 {
        assert!(events.next().await.is_none());
        assert!(lines.next().await.is_none());
        assert!(bytes.next().await.is_none());
    }
}
