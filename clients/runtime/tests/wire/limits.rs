//! Servers that break off, contradict themselves, send too much, or nothing at all.

use std::io::Write as _;
use std::time::{Duration, Instant};

use serde_json::json;
use switchboard_runtime::{CallOptions, Core, Failure, RawResponse, Stage, http::StatusCode};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::api::{API, Call, GET, GET_CALL, client};
use crate::canned::{Canned, Step, answer, send};

/// What a call of a server with this script gives.
async fn call(script: Vec<Step>) -> Result<RawResponse, Failure> {
    let server = Canned::start(vec![script]).await;
    client(server.url()).request(&GET).send().await
}

/// What decoding the answer of this script gives.
async fn decode(script: Vec<Step>) -> Result<Call, Failure> {
    Ok(call(script).await?.json::<Call>().await?.into_inner())
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

#[tokio::test]
async fn a_whole_answer_is_one() {
    assert_eq!(decode(answer("200 OK", "", r#"{"id": "c1"}"#)).await.unwrap().id, "c1");
    let chunked = format!("{HEAD}transfer-encoding: chunked\r\n\r\nc\r\n{{\"id\": \"c1\"}}\r\n0\r\n\r\n");
    assert_eq!(decode(vec![send(chunked)]).await.unwrap().id, "c1");
}

#[tokio::test]
async fn c10_a_small_download_cannot_become_a_large_one() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 200_000);
    let head = format!("{HEAD}content-encoding: gzip\r\ncontent-length: {}\r\n\r\n", bomb.len());
    let error = decode(vec![send(head), send(&bomb)]).await.unwrap_err();
    assert!(matches!(error, Failure::BodyTooLarge { limit: 67_108_864, .. }), "{error}");
    assert_eq!(error.status(), Some(StatusCode::OK));
}

#[tokio::test]
async fn c10_bodies_without_an_end_stop_at_the_limit() {
    let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
    let head = format!("{HEAD}transfer-encoding: chunked\r\n\r\n");
    let server = Canned::start(vec![vec![send(head), Step::Endless(chunk, Duration::ZERO)]]).await;
    let client = Core::builder(&API).base_url(server.url()).response_limit(1 << 20).build().unwrap();
    let error = client.request(&GET).send().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "plain: 200 OK, application/json: the body, or one piece of a stream, is larger than the limit of 1048576 bytes; \
         raise the client's response limit"
    );
}

#[tokio::test]
async fn c10_a_body_that_announces_too_much_is_not_read() {
    let head = format!("{HEAD}content-length: 1000000000\r\n\r\n");
    let error = decode(vec![send(head), Step::Hang]).await.unwrap_err();
    assert!(matches!(error, Failure::BodyTooLarge { .. }), "{error}");
}

#[tokio::test]
async fn c11_oversized_heads_are_errors_that_say_why() {
    let many: String = (0..200).map(|index| format!("x-{index}: y\r\n")).collect();
    let long = format!("x-long: {}\r\n", "y".repeat(600_000));
    for (headers, reason) in [(many, "message head is too large"), (long, "message head is too large")] {
        let error = call(answer("200 OK", &headers, "{}")).await.unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with("plain: no answer, ") && message.contains(reason), "{message}");
    }
}

#[tokio::test]
async fn c14_members_given_twice_are_errors() {
    let error = decode(answer("200 OK", "", r#"{"id": "c1", "id": "c2"}"#)).await.unwrap_err();
    assert!(error.to_string().contains("duplicate field `id`"), "{error}");
}

#[tokio::test]
async fn c19_answers_that_break_off_are_errors() {
    let cut_length = format!("{HEAD}content-length: 100\r\n\r\n{{\"id\": \"c1\"}}");
    let cut_chunk = format!("{HEAD}transfer-encoding: chunked\r\n\r\n40\r\n{{\"id\": \"c1\"}}");
    let no_last_chunk = format!("{HEAD}transfer-encoding: chunked\r\n\r\nc\r\n{{\"id\": \"c1\"}}\r\n");
    for script in [cut_length, cut_chunk, no_last_chunk] {
        let error = decode(vec![send(script)]).await.unwrap_err();
        let stage = Stage::Reading { status: StatusCode::OK };
        assert!(matches!(&error, Failure::Transport { stage: found, .. } if *found == stage), "{error}");
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn c19_what_is_no_answer_is_an_error() {
    for script in [vec![], vec![Step::Reset], vec![send("SSH-2.0-OpenSSH_9.9\r\n")], vec![send("HTTP/1.1 200 OK\r\nx")]]
    {
        let error = call(script.clone()).await.unwrap_err();
        assert!(matches!(error, Failure::Transport { stage: Stage::Waiting, .. }), "{script:?}: {error}");
    }
}

#[tokio::test]
async fn c19_answers_that_contradict_themselves_are_errors() {
    let body = r#"{"id": "c1"}"#;
    let two = format!("{HEAD}content-length: 12\r\ncontent-length: 5\r\n\r\n{body}");
    let both = format!("{HEAD}content-length: 12\r\ntransfer-encoding: chunked\r\n\r\nc\r\n{body}\r\n0\r\n\r\n");
    for script in [two, both] {
        let result = decode(vec![send(&script)]).await;
        assert!(result.is_err(), "{script:?} gave {result:?}");
    }
}

#[tokio::test]
async fn c21_a_server_that_never_answers() {
    let server = Canned::start(vec![vec![Step::Hang]]).await;
    let limit = Duration::from_millis(100);
    let client = Core::builder(&API).base_url(server.url()).retries(0).idle_timeout(limit).build().unwrap();
    let begin = Instant::now();
    let error = client.request(&GET).send().await.unwrap_err();
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(error.to_string(), "plain: no answer, no progress within the limit of 100ms");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn c21_a_server_that_stops_in_the_middle() {
    let head = format!("{HEAD}content-length: 100\r\n\r\n{{");
    let server = Canned::start(vec![vec![send(head), Step::Hang]]).await;
    let limit = Duration::from_millis(100);
    let client = Core::builder(&API).base_url(server.url()).retries(0).idle_timeout(limit).build().unwrap();
    let error = client.request(&GET).send().await.unwrap().bytes().await.unwrap_err();
    assert_eq!(error.to_string(), "plain: the answer (200 OK) broke off, no progress within the limit of 100ms");
    let mut stream = client.request(&GET).send().await.unwrap().stream().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap(), "{");
    assert!(matches!(stream.next().await, Some(Err(Failure::Timeout { .. }))));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn c21_a_server_that_sends_a_byte_at_a_time() {
    let head = format!("{HEAD}content-length: 1000000\r\n\r\n");
    let script = vec![send(head), Step::Endless(b" ".to_vec(), Duration::from_millis(20))];
    let server = Canned::start(vec![script]).await;
    let options = || CallOptions::new().timeout(Duration::from_millis(200)).idle_timeout(Duration::from_millis(150));
    let client = client(server.url());
    let answer = client.request(&GET).options(options()).send().await.unwrap();
    let error = answer.bytes().await.unwrap_err();
    assert_eq!(error.to_string(), "plain: the answer (200 OK) broke off, no progress within the limit of 200ms");

    // A stream goes on for as long as it makes progress.
    let mut stream = client.request(&GET).options(options()).send().await.unwrap().stream().into_inner();
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(400) {
        stream.next().await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn c21_a_server_that_resets_in_the_middle() {
    let head = format!("{HEAD}content-length: 100\r\n\r\n{{");
    let script = vec![send(head), Step::Pause(Duration::from_millis(50)), Step::Reset];
    let error = decode(script).await.unwrap_err();
    assert!(matches!(error, Failure::Transport { stage: Stage::Reading { .. }, .. }), "{error}");
}

#[tokio::test]
async fn c21_a_host_that_takes_no_connection() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = client(&format!("http://{closed}")).request(&GET).send().await.unwrap_err();
    assert!(
        error.to_string().starts_with("plain: no connection, ") && error.to_string().contains("refused"),
        "{error}"
    );

    // A queue that is full: the kernel drops what knocks.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for _ in 0..4 {
        let connection = tokio::net::TcpStream::connect(address);
        waiting.push(tokio::time::timeout(Duration::from_millis(100), connection).await);
    }
    let limit = Duration::from_millis(200);
    let client =
        Core::builder(&API).base_url(format!("http://{address}")).retries(0).connect_timeout(limit).build().unwrap();
    let begin = Instant::now();
    let error = client.request(&GET).send().await.unwrap_err();
    assert!(matches!(error, Failure::Transport { stage: Stage::Connecting, .. }), "{error}");
    assert!(begin.elapsed() < Duration::from_secs(5));
}

/// A future that is dropped at its n-th await leaves a client that works, and no answer of one call to another.
#[tokio::test]
async fn c25_calls_can_be_dropped_at_any_point() {
    let server = MockServer::start().await;
    for id in ["dropped", "kept"] {
        Mock::given(path(format!("/calls/{id}")))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({"id": id})))
            .mount(&server)
            .await;
    }
    let client = client(&server.uri());
    for polls in 0..12 {
        let call = async { client.request(&GET_CALL).path("id", "dropped").send().await?.json::<Call>().await };
        let mut call = Box::pin(call);
        for _ in 0..polls {
            let outcome = tokio::time::timeout(Duration::from_micros(200), &mut call).await;
            if outcome.is_ok() {
                break;
            }
        }
        drop(call);
        let kept = client.request(&GET_CALL).path("id", "kept").send().await.unwrap().json::<Call>().await.unwrap();
        assert_eq!(kept.id, "kept");
    }
}

#[tokio::test]
async fn c07_c08_keys_and_bodies_do_not_follow_redirects_to_strangers() {
    let stranger = MockServer::start().await;
    let server = MockServer::start().await;
    for status in [301, 302, 303, 307, 308] {
        server.reset().await;
        let template = ResponseTemplate::new(status).insert_header("location", format!("{}/x", stranger.uri()));
        Mock::given(any()).respond_with(template).mount(&server).await;
        let answer = client(&server.uri()).request(&GET).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
    }
    assert!(stranger.received_requests().await.unwrap().is_empty());

    server.reset().await;
    let template = ResponseTemplate::new(302).insert_header("location", "/plain?again");
    Mock::given(any()).respond_with(template).mount(&server).await;
    assert_eq!(client(&server.uri()).request(&GET).send().await.unwrap().status(), StatusCode::FOUND);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| !request.headers.contains_key("referer")));
}
