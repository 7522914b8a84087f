//! Which calls are sent again, how often, and what stays the same about them.

use std::time::{Duration, Instant};

use serde_json::json;
use switchboard_runtime::{
    CallOptions, Core, Location, Multipart, Operation, Parameter, Part, RetryPolicy, Style, bytes, reqwest,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::api::{API, CREATE_CALL, GET, PLAIN, QUERY};
use crate::canned::{Canned, Step, answer, send};

fn client(url: &str) -> Core {
    Core::builder(&API).base_url(url).build().unwrap()
}

/// A failure that asks for no pause.
fn busy(status: &str) -> Vec<Step> {
    answer(status, "retry-after: 0\r\n", "{}")
}

fn fine() -> Vec<Step> {
    answer("200 OK", "", "{}")
}

/// The values of a header over all requests.
fn values(server: &Canned, name: &str) -> Vec<String> {
    let value = |request: &String| Some(request.lines().find_map(|line| line.strip_prefix(name))?.trim().to_owned());
    server.requests().iter().filter_map(value).collect()
}

#[tokio::test]
async fn failures_that_may_pass_are_tried_again() {
    for status in ["408 Request Timeout", "429 Too Many", "500 Oops", "502 Bad", "503 Busy", "504 Late"] {
        let server = Canned::start(vec![busy(status), busy(status), fine()]).await;
        assert_eq!(client(server.url()).request(&GET).send().await.unwrap().status().as_u16(), 200, "{status}");
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn the_policy_says_how_often_and_how_patiently() {
    let policy = RetryPolicy::default()
        .retries(3)
        .pauses(Duration::from_millis(1), Duration::from_millis(2))
        .longest_retry_after(Duration::from_millis(5));
    let core = |url: &str| Core::builder(&API).base_url(url).retry_policy(policy).build().unwrap();
    let server = Canned::start(vec![busy("503 Busy")]).await;
    let begin = Instant::now();
    core(server.url()).request(&GET).send().await.unwrap();
    assert_eq!(server.requests().len(), 4);
    assert!(begin.elapsed() < Duration::from_secs(2));
    let server = Canned::start(vec![answer("503 Busy", "retry-after-ms: 6\r\n", "{}"), fine()]).await;
    assert_eq!(core(server.url()).request(&GET).send().await.unwrap().status().as_u16(), 503);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn failures_that_stay_are_not() {
    for status in ["400 Bad", "401 Who", "403 No", "404 Gone", "409 Conflict", "501 Never"] {
        let server = Canned::start(vec![busy(status), fine()]).await;
        client(server.url()).request(&GET).send().await.unwrap();
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn the_last_answer_is_given_when_all_fail() {
    let server = Canned::start(vec![busy("503 Busy")]).await;
    assert_eq!(client(server.url()).request(&GET).send().await.unwrap().status().as_u16(), 503);
    assert_eq!(server.requests().len(), 3);
    client(server.url()).request(&GET).options(CallOptions::new().retries(0)).send().await.unwrap();
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn broken_connections_are_tried_again_after_a_pause() {
    let server = Canned::start(vec![vec![Step::Reset], vec![send("garbage\r\n")], fine()]).await;
    assert!(client(server.url()).request(&GET).send().await.is_ok());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn c22_a_server_that_asks_for_more_than_two_minutes_is_not_waited_for() {
    for asked in ["121", "1000000000", "Fri, 31 Dec 2100 23:59:59 GMT"] {
        let server =
            Canned::start(vec![answer("429 Too Many", &format!("retry-after: {asked}\r\n"), "{}"), fine()]).await;
        let begin = Instant::now();
        assert_eq!(client(server.url()).request(&GET).send().await.unwrap().status().as_u16(), 429);
        assert!(begin.elapsed() < Duration::from_secs(5), "{asked}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn c22_a_server_that_asks_for_a_pause_gets_it() {
    let server = Canned::start(vec![answer("503 Busy", "retry-after-ms: 300\r\n", "{}"), fine()]).await;
    let begin = Instant::now();
    client(server.url()).request(&GET).send().await.unwrap();
    assert!(begin.elapsed() >= Duration::from_millis(300));
    for asked in ["-1", "abc", "Fri, 31 Dec 1999 23:59:59 GMT"] {
        let server = Canned::start(vec![answer("503 Busy", &format!("retry-after: {asked}\r\n"), "{}"), fine()]).await;
        assert_eq!(client(server.url()).request(&GET).send().await.unwrap().status().as_u16(), 200, "{asked}");
    }
}

#[tokio::test]
async fn c23_calls_that_change_something_are_sent_once() {
    for first in [vec![Step::Reset], busy("503 Busy"), vec![]] {
        let server = Canned::start(vec![first, fine()]).await;
        let _ = client(server.url()).request(&CREATE_CALL).json(&json!({"to": 1})).send().await;
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn c23_with_an_idempotency_key_they_are_sent_again_under_the_same_key() {
    let server = Canned::start(vec![vec![Step::Reset], busy("503 Busy"), fine()]).await;
    let options = CallOptions::new().idempotency_key("key-1");
    let request = client(server.url()).request(&CREATE_CALL).json(&json!({"to": 1})).options(options);
    assert_eq!(request.send().await.unwrap().status().as_u16(), 200);
    assert_eq!(values(&server, "idempotency-key:"), ["key-1", "key-1", "key-1"]);
    assert!(server.requests().iter().all(|request| request.ends_with(r#"{"to":1}"#)));
}

#[tokio::test]
async fn c23_an_operation_with_a_key_parameter_gets_a_key_of_its_own() {
    static WITH_KEY: Operation = Operation {
        method: "POST",
        parameters: &[Parameter {
            key: "idempotency_key",
            name: "Idempotency-Key",
            location: Location::Header,
            style: Style::Simple,
            ..QUERY
        }],
        ..PLAIN
    };
    let server = Canned::start(vec![busy("503 Busy"), fine(), fine(), fine()]).await;
    let client = client(server.url());
    client.request(&WITH_KEY).send().await.unwrap();
    client.request(&WITH_KEY).send().await.unwrap();
    client.request(&WITH_KEY).parameters(&json!({"idempotency_key": "own"})).send().await.unwrap();
    let keys = values(&server, "idempotency-key:");
    assert_eq!(keys.len(), 4);
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
    assert_eq!(keys[3], "own");
}

#[tokio::test]
async fn operations_the_vendor_calls_harmless_are_sent_again() {
    static HARMLESS: Operation = Operation { method: "POST", idempotent: true, ..PLAIN };
    let server = Canned::start(vec![busy("503 Busy"), fine()]).await;
    assert_eq!(client(server.url()).request(&HARMLESS).send().await.unwrap().status().as_u16(), 200);
}

#[tokio::test]
async fn streams_are_sent_once_and_files_again() {
    static PUT: Operation = Operation { method: "PUT", ..PLAIN };
    let stream = || {
        let chunks = [Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"a"))];
        reqwest::Body::wrap_stream(futures_util::stream::iter(chunks))
    };
    let server = Canned::start(vec![busy("503 Busy")]).await;
    let client = client(server.url());
    client.request(&PUT).bytes("audio/wav", stream()).send().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    client.request(&PUT).multipart(Multipart::new().part("a", Part::stream(stream()))).send().await.unwrap();
    assert_eq!(server.requests().len(), 2);

    let path = std::env::temp_dir().join(format!("switchboard-runtime-retry-{}", std::process::id()));
    std::fs::write(&path, b"RIFF").unwrap();
    client.request(&PUT).multipart(Multipart::new().part("a", Part::file(&path))).send().await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 5);
    assert!(requests[2..].iter().all(|request| request.contains("RIFF")));
}

#[tokio::test]
async fn c24_a_server_that_fails_now_and_then_gets_all_the_retries_it_needs() {
    let server = MockServer::start().await;
    let count = std::sync::atomic::AtomicUsize::new(0);
    Mock::given(any())
        .respond_with(move |_: &wiremock::Request| {
            let is_third = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed).is_multiple_of(3);
            ResponseTemplate::new(if is_third { 503 } else { 200 }).insert_header("retry-after", "0")
        })
        .mount(&server)
        .await;
    let client = client(&server.uri());
    for call in 0..300 {
        assert_eq!(client.request(&GET).send().await.unwrap().status().as_u16(), 200, "call {call}");
    }
}

#[tokio::test]
async fn c24_a_server_that_is_down_gets_little_extra_load() {
    let server = MockServer::start().await;
    let template = ResponseTemplate::new(503).insert_header("retry-after", "0");
    Mock::given(any()).respond_with(template).mount(&server).await;
    let client = client(&server.uri());
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    client.request(&GET).send().await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let requests = server.received_requests().await.unwrap().len();
    assert!((1_050..=1_200).contains(&requests), "{requests}");
}
