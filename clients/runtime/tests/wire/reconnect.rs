//! Streams of events that go on over a new connection.

use std::time::Duration;

use http::StatusCode;
use switchboard_runtime::{CallOptions, Core, Failure, Operation, Reconnect};

use crate::api::{API, GET, PLAIN};
use crate::canned::{Canned, Step, send};

/// An answer of chunks; without the last one it breaks off.
fn events(body: &str, is_whole: bool) -> Vec<Step> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let end = if is_whole { "0\r\n\r\n" } else { "" };
    vec![send(format!("{head}{:x}\r\n{body}\r\n{end}", body.len()))]
}

fn status(line: &str) -> Vec<Step> {
    vec![send(format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"))]
}

fn quick(limit: u32) -> Reconnect {
    Reconnect::new(limit).pauses(Duration::from_millis(1), Duration::from_millis(5))
}

/// The texts that a server gives who answers so, one connection after the other, and how it ends.
async fn all(server: &Canned, operation: &'static Operation, reconnect: Reconnect) -> (Vec<String>, Option<Failure>) {
    let client = Core::builder(&API).base_url(server.url()).retries(0).build().unwrap();
    let request = client.request(operation).options(CallOptions::new().reconnect(reconnect));
    let mut stream = request.send().await.unwrap().text_events().await.unwrap().into_inner();
    let mut texts = Vec::new();
    while let Some(event) = stream.next().await {
        match event {
            Ok(event) => texts.push(event.data),
            Err(failure) => return (texts, Some(failure)),
        }
    }
    (texts, None)
}

/// What each connection said came last.
fn last_ids(server: &Canned) -> Vec<Option<String>> {
    let id = |request: &String| {
        let line = request.lines().find(|line| line.to_ascii_lowercase().starts_with("last-event-id:"));
        line.and_then(|line| line.split_once(": ")).map(|(_, id)| id.to_owned())
    };
    server.requests().iter().map(id).collect()
}

#[tokio::test]
async fn no_event_is_lost_and_none_comes_twice() {
    let server = Canned::start(vec![
        events("retry: 2\n\nid: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: cut", false),
        status("503 Service Unavailable"),
        events("id: 3\ndata: c\n\n: still here\n", false),
        events("id: 4\ndata: d\n\n", true),
    ])
    .await;
    let (texts, failure) = all(&server, &GET, quick(2)).await;
    assert_eq!((texts, failure.is_none()), (["a", "b", "c", "d"].map(str::to_owned).to_vec(), true));
    assert_eq!(last_ids(&server), [None, Some("2"), Some("2"), Some("3")].map(|id| id.map(str::to_owned)));
}

#[tokio::test]
async fn there_is_a_limit_of_connections_that_bring_nothing() {
    let mut script = vec![events("id: 1\ndata: a\n\n", false)];
    script.extend((0..5).map(|_| events(": nothing\n", false)));
    let server = Canned::start(script).await;
    let (texts, failure) = all(&server, &GET, quick(2)).await;
    assert_eq!(texts, ["a"]);
    assert!(matches!(failure, Some(Failure::Transport { .. })), "{failure:?}");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn events_without_ids_are_not_begun_anew() {
    let server = Canned::start(vec![events("data: a\n\n", false), events("data: a\n\n", true)]).await;
    let (texts, failure) = all(&server, &GET, quick(3)).await;
    assert_eq!((texts.len(), failure.is_some(), server.requests().len()), (1, true, 1));
    // Before the first one there is nothing to lose.
    let server = Canned::start(vec![events(": hello\n", false), events("data: a\n\n", true)]).await;
    assert_eq!(all(&server, &GET, quick(3)).await.0, ["a"]);
}

#[tokio::test]
async fn calls_that_change_something_are_not_made_again() {
    static CHANGE: Operation = Operation { method: "POST", ..PLAIN };
    let server = Canned::start(vec![events("id: 1\ndata: a\n\n", false), events("id: 2\ndata: b\n\n", true)]).await;
    let (texts, failure) = all(&server, &CHANGE, quick(3)).await;
    assert_eq!((texts.len(), failure.is_some(), server.requests().len()), (1, true, 1));
}

#[tokio::test]
async fn a_refusal_ends_the_stream() {
    let server = Canned::start(vec![events("id: 1\ndata: a\n\n", false), status("403 Forbidden")]).await;
    let (_, failure) = all(&server, &GET, quick(5)).await;
    assert_eq!(failure.and_then(|failure| failure.status()), Some(StatusCode::FORBIDDEN));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_stream_that_ends_goes_on_where_that_is_asked_for() {
    let script =
        || vec![events("id: 1\ndata: a\n\n", true), events("id: 2\ndata: b\n\n", true), status("204 No Content")];
    let server = Canned::start(script()).await;
    assert_eq!(all(&server, &GET, quick(3)).await.0, ["a"]);
    let server = Canned::start(script()).await;
    let (texts, failure) = all(&server, &GET, quick(3).at_end()).await;
    assert_eq!((texts.len(), failure.is_none()), (2, true));
    assert_eq!(last_ids(&server).last().unwrap().as_deref(), Some("2"));
}
