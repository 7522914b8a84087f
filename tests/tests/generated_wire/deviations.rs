//! Answers that are not as their document says: the value, what is named, and the bytes at hand. What is traced is tested
//! in a process of its own, `traced_deviations.rs`.

use mini_deviations::types::{Call, Step};
use mini_deviations::{CallOptions, Client, Error, Failure, runtime, webhooks};

use crate::socket::Socket;

/// A call that lacks a required member and one that may be null, has a string for a number, a null among strings, a list
/// for an object, and a step without its text.
const CALL: &str = r#"{"minutes": "5", "tags": ["a", null], "recording": [], "steps": [{"type": "speech"}, {"type": "transfer", "to": "+1"}]}"#;

/// What deviates in it.
const DEVIATIONS: [&str; 6] = [
    "`minutes`: expected integer, found string",
    "`tags[1]`: expected string, found null",
    "`recording`: expected object, found array",
    "`steps[0].text`: required, but missing",
    "`id`: required, but missing",
    "`summary`: required, but missing",
];

fn client(socket: &Socket) -> Client {
    Client::builder().base_url(&socket.url).retries(0).build().unwrap()
}

fn named(deviations: &[runtime::Deviation]) -> Vec<String> {
    deviations.iter().map(ToString::to_string).collect()
}

fn check(call: &Call) {
    assert_eq!((call.id.as_str(), call.minutes, &call.summary), ("", 5, &None));
    assert_eq!((call.tags.len(), call.tags[0].as_str(), call.recording.is_none()), (2, "a", true));
    let [Step::Speech(speech), Step::Transfer(transfer)] = &call.steps[..] else { panic!("{call:?}") };
    assert_eq!((speech.text.as_str(), transfer.to.as_str()), ("", "+1"));
    let written: serde_json::Value = serde_json::to_value(call).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(CALL).unwrap());
}

#[tokio::test]
async fn a_success_is_read_named_and_written_back() {
    let socket = Socket::json("200 OK", CALL).await;
    let call = client(&socket).get_call("c1").await.unwrap();
    check(&call);
    assert_eq!(named(call.deviations()), DEVIATIONS);
    assert_eq!(call.raw().unwrap(), CALL, "the body of an answer that deviates is kept");
    let kept = client(&socket).with_options(CallOptions::new().keep_body()).get_call("c1").await.unwrap();
    assert_eq!(kept.raw().unwrap(), CALL);

    let as_documented = r#"{"id": "c1", "minutes": 5, "tags": [], "summary": null, "steps": []}"#;
    let socket = Socket::json("200 OK", as_documented).await;
    assert_eq!(client(&socket).get_call("c1").await.unwrap().deviations(), []);
}

#[tokio::test]
async fn a_strict_client_or_call_refuses_and_hands_out_the_bytes() {
    let socket = Socket::json("200 OK", CALL).await;
    let strict = Client::builder().base_url(&socket.url).strict(true).build().unwrap();
    let error = strict.get_call("c1").await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::Decode { .. })), "{error}");
    assert_eq!(error.raw().unwrap(), CALL);
    assert!(error.to_string().contains("`minutes`: invalid type: a string"), "{error}");
    let call = CallOptions::new().strict(true);
    assert!(client(&socket).with_options(call).get_call("c1").await.is_err());
    assert!(strict.with_options(CallOptions::new().strict(false)).get_call("c1").await.is_ok());
}

#[tokio::test]
async fn an_error_that_deviates_is_still_the_error_of_the_api() {
    let socket = Socket::json("404 Not Found", r#"{"code": "x7", "extra": 1}"#).await;
    let error = client(&socket).get_call("c1").await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!((api.body().code, api.body().message.as_str()), (0, ""));
    assert_eq!(named(api.deviations()), ["`code`: expected integer, found string", "`message`: required, but missing"]);
    // Another kind of JSON altogether.
    let socket = Socket::json("404 Not Found", "\"no such call\"").await;
    let error = client(&socket).get_call("c1").await.unwrap_err();
    assert_eq!(named(error.api().unwrap().deviations()), ["the value: expected object, found string"]);
    assert_eq!(serde_json::to_value(error.api().unwrap().body()).unwrap(), "no such call");
}

#[tokio::test]
async fn an_error_that_is_no_json_keeps_its_bytes() {
    let page = format!("<h1>Gone</h1>{}", "x".repeat(2_000));
    let socket = Socket::answering("404 Not Found", &["content-type: text/html"], page.as_bytes()).await;
    let error = client(&socket).get_call("c1").await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::UnexpectedStatus { .. })), "{error}");
    assert_eq!((error.status().unwrap().as_u16(), error.raw().unwrap().as_ref()), (404, page.as_bytes()));
    let socket = Socket::json("200 OK", "{\"id\": ").await;
    let error = client(&socket).get_call("c1").await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.raw().unwrap().as_ref()), (200, b"{\"id\": ".as_slice()));
}

#[tokio::test]
async fn an_undocumented_error_shows_the_words_of_the_api_and_no_more() {
    let body = r#"{"error": {"message": "No such\n account"}, "email": "ann@example.com"}"#;
    let socket = Socket::json("403 Forbidden", body).await;
    let error = client(&socket).get_status().await.unwrap_err();
    let expected =
        "getStatus: 403 Forbidden, application/json: not an answer the API documents; the API says \"No such account\"";
    assert_eq!(error.to_string(), expected);
    let shown = format!("{error:?}");
    assert!(!shown.contains("No such") && !shown.contains("ann@"), "{shown}");
    assert_eq!(error.raw().unwrap(), body);
}

#[tokio::test]
async fn a_success_that_is_not_listed_is_no_error_of_the_api() {
    let socket = Socket::json("202 Accepted", r#"{"queued": true}"#).await;
    client(&socket).delete_call("c1").await.unwrap();
    let error = client(&socket).replace_call("c1").await.unwrap_err();
    assert!(error.to_string().contains("the call succeeded, but"), "{error}");
    assert_eq!((error.api().is_none(), error.raw().unwrap().as_ref()), (true, br#"{"queued": true}"#.as_slice()));
    let socket = Socket::json("500 Internal Server Error", r#"{"code": 1, "message": "m"}"#).await;
    assert!(client(&socket).replace_call("c1").await.unwrap_err().api().is_some());
    assert!(client(&socket).delete_call("c1").await.unwrap_err().api().is_some());
}

#[tokio::test]
async fn pages_say_what_deviates_in_each() {
    let page = format!(r#"{{"calls": [{CALL}, "none"]}}"#);
    let socket = Socket::json("200 OK", &page).await;
    let mut pages = client(&socket).list_calls().pages();
    let first = pages.next().await.unwrap().unwrap();
    check(&first.calls[0]);
    assert_eq!(pages.deviations().len(), DEVIATIONS.len() + 1);
    assert_eq!(pages.deviations()[6].path(), "calls[1]");
    assert!(pages.next().await.is_none());
    let mut items = client(&socket).list_calls().items();
    check(&items.next().await.unwrap().unwrap());
    assert_eq!(items.deviations().len(), DEVIATIONS.len() + 1);
}

#[tokio::test]
async fn each_event_of_a_stream_stands_for_itself() {
    let fine = r#"{"id": "c2", "minutes": 1, "tags": [], "summary": null, "steps": []}"#;
    let body = format!("data: {CALL}\n\ndata: {fine}\n\ndata: not json\n\ndata: {fine}\n\n");
    let socket = Socket::answering("200 OK", &["content-type: text/event-stream"], body.as_bytes()).await;
    let mut events = client(&socket).watch_calls().await.unwrap().into_inner();
    let first = events.next().await.unwrap().unwrap();
    check(&first.data);
    assert_eq!(named(first.deviations()), DEVIATIONS);
    assert_eq!(events.next().await.unwrap().unwrap().deviations(), []);
    let failure = events.next().await.unwrap().unwrap_err();
    assert_eq!(failure.raw().unwrap(), "not json");
    assert_eq!(events.next().await.unwrap().unwrap().data.id, "c2");
}

#[tokio::test]
async fn each_line_of_a_stream_stands_for_itself() {
    let body = format!("{CALL}\n{{\"id\": 7}}\n");
    let socket = Socket::answering("200 OK", &["content-type: application/x-ndjson"], body.as_bytes()).await;
    let mut lines = client(&socket).export_calls().await.unwrap().into_inner();
    check(&lines.next().await.unwrap().unwrap());
    assert_eq!(named(lines.deviations()), DEVIATIONS);
    assert_eq!(lines.next().await.unwrap().unwrap().id, "7");
    assert_eq!(lines.deviations()[0].path(), "id");
    assert!(lines.next().await.is_none() && lines.deviations().is_empty());
}

#[test]
fn the_payload_of_a_webhook_is_read_in_the_same_way() {
    let call = runtime::from_json_corrected::<webhooks::CallEnded>(CALL.as_bytes()).unwrap();
    check(&call);
    assert_eq!(named(call.deviations()), DEVIATIONS);
    assert!(serde_json::from_str::<webhooks::CallEnded>(CALL).is_err(), "serde alone is strict");
}
