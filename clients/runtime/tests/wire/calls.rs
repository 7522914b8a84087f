//! Calls as values: what each option changes of a call, what its statuses give, and what it shows of itself.

use std::time::{Duration, Instant};

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use switchboard_runtime::{
    Bounds, ByteStream, Call, CallOptions, Content, Core, Error, Event, Failure, FromAnswer, Limit, Operation, Read,
    Reconnect, Redirects, Reply, Response, TypedStream, Undocumented, data,
};

use crate::api::{API, KEY, PLAIN, client};
use crate::canned::{Canned, Step, answer, send};

static STATUS: Operation = Operation {
    id: "status",
    replies: &[
        Reply::success(200, Read::Json),
        Reply::success(202, Read::Nothing).variant(1),
        // More variants than a byte counts: a document may give each status a type of its own.
        Reply::success(203, Read::Bytes).variant(256),
        Reply::error(404, Read::Nothing).variant(2),
        Reply::unexpected(401),
        Reply::error(400, Read::Json).to(499).of(&["application/json"]),
        Reply::error(400, Read::Text).to(499).variant(1),
        Reply::error(0, Read::Json).any_status().of(&["application/problem+json"]),
    ],
    ..PLAIN
};

#[derive(Debug)]
enum Given {
    Ready(Vec<u32>),
    Accepted(()),
    File(ByteStream),
}

#[derive(Debug, PartialEq)]
enum Wrong {
    Coded(Coded),
    Text(String),
    Missing(()),
}

#[derive(Debug, Deserialize, PartialEq)]
struct Coded {
    code: u32,
}

impl FromAnswer for Given {
    fn from_answer(content: Content, variant: u16) -> Result<Response<Self>, Failure> {
        match variant {
            0 => content.read(Self::Ready),
            1 => content.read(Self::Accepted),
            256 => content.read(Self::File),
            other => panic!("no answer is the variant {other}"),
        }
    }
}

impl FromAnswer for Wrong {
    fn from_answer(content: Content, variant: u16) -> Result<Response<Self>, Failure> {
        match variant {
            0 => content.read(Self::Coded),
            1 => content.read(Self::Text),
            _ => content.read(Self::Missing),
        }
    }
}

fn typed(status: &str, content_type: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    vec![send(format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    ))]
}

/// What a call gives for one answer.
async fn given(status: &str, content_type: &str, body: &str) -> Result<Response<Given>, Error<Wrong>> {
    let server = Canned::start(vec![typed(status, content_type, body)]).await;
    Call::new(client(server.url()).request(&STATUS)).await
}

#[tokio::test]
async fn statuses_and_media_types_say_what_comes() {
    let ready = given("200 OK", "application/json", "[1,2]").await.unwrap();
    assert!(matches!(ready.into_inner(), Given::Ready(list) if list == [1, 2]));
    let accepted = given("202 Accepted", "text/html", "<p>").await.unwrap();
    assert!(matches!(accepted.into_inner(), Given::Accepted(())));
    let Given::File(file) = given("203 Other", "image/png", "\u{1}\u{2}").await.unwrap().into_inner() else {
        panic!("a file")
    };
    assert_eq!(file.bytes().await.unwrap(), [1, 2].as_slice());

    let wrong = async |status, content_type, body| match given(status, content_type, body).await.unwrap_err() {
        Error::Api(error) => error.into_body(),
        other => panic!("{other}"),
    };
    assert_eq!(wrong("404 Not Found", "application/json", "{}").await, Wrong::Missing(()));
    assert_eq!(wrong("400 Bad", "application/json", r#"{"code":7}"#).await, Wrong::Coded(Coded { code: 7 }));
    assert_eq!(wrong("422 Bad", "text/plain", "no").await, Wrong::Text("no".to_owned()));
    assert_eq!(wrong("503 Busy", "application/problem+json", r#"{"code":8}"#).await, Wrong::Coded(Coded { code: 8 }));

    for (status, content_type) in [("401 No", "application/json"), ("500 Oh", "text/plain"), ("201 Made", "text/plain")]
    {
        let error = given(status, content_type, "{}").await.unwrap_err();
        assert!(matches!(error, Error::Failure(Failure::UnexpectedStatus { .. })), "{error}");
    }
}

static STREAMS: Operation = Operation {
    id: "streams",
    accept: "*/*",
    replies: &[
        Reply::success(200, Read::Events),
        Reply::success(201, Read::TextEvents),
        Reply::success(202, Read::NamedEvents(&["note"])),
        Reply::success(203, Read::JsonLines),
        Reply::success(206, Read::Text),
    ],
    ..PLAIN
};

#[tokio::test]
async fn streams_and_texts_are_read_as_the_table_says() {
    let events = "text/event-stream";
    let server = Canned::start(vec![
        typed("200 OK", events, "data: {\"code\":1}\n\n"),
        typed("201 OK", events, "data: a b\n\n"),
        typed("202 OK", events, "event: note\ndata: c\n\n"),
        typed("203 OK", "application/x-ndjson", "{\"code\":2}\n{\"code\":3}\n"),
        typed("206 OK", "text/plain; charset=latin1", "d"),
        typed("206 OK", "text/plain", "e"),
    ])
    .await;
    let request = || client(server.url()).request(&STREAMS);
    let mut coded = Call::<TypedStream<Event<Coded>>>::new(request()).await.unwrap().into_inner();
    assert_eq!(coded.next().await.unwrap().unwrap().data, Coded { code: 1 });
    let mut texts = Call::<TypedStream<Event<String>>>::new(request()).await.unwrap().into_inner();
    assert_eq!(texts.next().await.unwrap().unwrap().data, "a b");
    let mut named = Call::<TypedStream<Event<data::Value>>>::new(request()).await.unwrap().into_inner();
    assert_eq!(named.next().await.unwrap().unwrap().data, json!({"event": "note", "data": "c"}));
    let mut lines = Call::<TypedStream<Coded>>::new(request()).await.unwrap().into_inner();
    assert_eq!(lines.next().await.unwrap().unwrap(), Coded { code: 2 });
    assert_eq!(lines.next().await.unwrap().unwrap(), Coded { code: 3 });
    assert_eq!(Call::<String>::new(request()).await.unwrap().into_inner(), "d");
    // A text that is wanted as something else is a string of JSON.
    assert_eq!(Call::<data::Value>::new(request()).await.unwrap().into_inner(), json!("e"));
}

#[tokio::test]
async fn a_type_that_the_table_does_not_mean_is_a_failure() {
    let server = Canned::start(vec![typed("200 OK", "text/event-stream", "data: 1\n\n")]).await;
    let error = Call::<Coded>::new(client(server.url()).request(&STREAMS)).await.unwrap_err();
    assert!(error.to_string().ends_with("expected a value"), "{error}");
    static ERRING: Operation = Operation { replies: &[Reply::error(400, Read::Json)], ..PLAIN };
    let server = Canned::start(vec![answer("400 Bad", "", "{}")]).await;
    let error = Call::<(), Undocumented>::new(client(server.url()).request(&ERRING)).await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::UnexpectedContentType { .. })), "{error}");
}

const LISTING: Operation = Operation { id: "list", replies: &[Reply::success(200, Read::Json)], ..PLAIN };

static LIST: Operation = LISTING;

fn list(server: &Canned) -> Call<Vec<u32>> {
    Call::new(client(server.url()).request(&LIST))
}

fn header(request: &str, name: &str) -> Option<String> {
    let mut lines = request.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
}

#[tokio::test]
async fn time_limits_of_a_call_go_before_those_of_its_client() {
    let server = Canned::start(vec![vec![Step::Hang]]).await;
    let begin = Instant::now();
    let error = list(&server).timeout(Duration::from_millis(40)).await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::Timeout { limit, .. }) if limit == Duration::from_millis(40)));
    let error = list(&server).idle_timeout(Duration::from_millis(30)).await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::Timeout { limit, .. }) if limit == Duration::from_millis(30)));
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn headers_and_members_of_the_query_are_added() {
    let server = Canned::start(vec![answer("200 OK", "", "[]")]).await;
    list(&server).header("x-trace", "7").extra_query("beta", &["a", "b"]).await.unwrap();
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(header(&request, "x-trace").as_deref(), Some("7"));
    assert!(request.starts_with("GET /plain?beta=a&beta=b HTTP/1.1\r\n"), "{request}");
}

#[tokio::test]
async fn retries_and_keys_are_those_of_the_call() {
    let busy = || answer("503 Busy", "connection: close\r\n", "{}");
    let server = Canned::start(vec![busy(), busy(), answer("200 OK", "", "[1]")]).await;
    assert_eq!(*list(&server).retries(2).await.unwrap(), [1]);
    assert_eq!(server.requests().len(), 3);

    static CHANGE: Operation = Operation { method: "POST", ..LISTING };
    let server = Canned::start(vec![busy(), answer("200 OK", "", "[1]")]).await;
    let change = || Call::<Vec<u32>>::new(client(server.url()).request(&CHANGE)).retries(1);
    change().idempotency_key("once").await.unwrap();
    let keys: Vec<_> = server.requests().iter().map(|request| header(request, "idempotency-key")).collect();
    assert_eq!(keys, [Some("once".to_owned()), Some("once".to_owned())]);
    let server = Canned::start(vec![busy(), answer("200 OK", "", "[1]")]).await;
    let change = Call::<Vec<u32>>::new(client(server.url()).request(&CHANGE)).retries(1);
    assert_eq!(change.await.unwrap_err().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn strictness_and_the_body_that_is_kept_are_those_of_the_call() {
    let server = Canned::start(vec![answer("200 OK", "", r#"[1,"2"]"#)]).await;
    let numbers = || Call::<Vec<i64>>::new(client(server.url()).request(&LIST));
    let kept = Call::<Vec<data::Value>>::new(client(server.url()).request(&LIST)).keep_body().await.unwrap();
    assert_eq!(kept.raw().unwrap().as_ref(), br#"[1,"2"]"#);
    assert!(numbers().strict(true).await.is_err());
    let client = Core::builder(&API).base_url(server.url()).retries(0).strict(true).build().unwrap();
    let strict = Call::<Vec<data::Value>>::new(client.request(&LIST));
    assert!(strict.options(CallOptions::new().strict(false)).await.unwrap().raw().is_none());
}

#[tokio::test]
async fn bounds_are_checked_unless_the_call_says_no() {
    static BOUNDED: Operation =
        Operation { method: "POST", bounds: Some(&Bounds::Limits(&[Limit::AtMost(5.0)])), ..LISTING };
    let server = Canned::start(vec![answer("200 OK", "", "[]")]).await;
    let call = || Call::<Vec<u32>>::new(client(server.url()).request(&BOUNDED).json(&9));
    assert!(matches!(call().await.unwrap_err(), Error::Failure(Failure::OutOfBounds { .. })));
    assert_eq!(server.requests().len(), 0);
    call().check_bounds(false).await.unwrap();
}

#[tokio::test]
async fn a_stream_goes_on_where_the_call_lets_it() {
    static EVENTS: Operation = Operation { replies: &[Reply::success(200, Read::TextEvents)], ..PLAIN };
    let cut = |body: &str| {
        vec![send(format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n",
            body.len()
        ))]
    };
    let scripts = || vec![cut("id: 1\ndata: a\n\n"), typed("200 OK", "text/event-stream", "id: 2\ndata: b\n\n")];
    let quick = Reconnect::new(1).pauses(Duration::from_millis(1), Duration::from_millis(1));
    let events = async |server: &Canned, reconnect: bool| {
        let call = Call::<TypedStream<Event<String>>>::new(client(server.url()).request(&EVENTS));
        let call = if reconnect { call.reconnect(quick) } else { call };
        let (mut stream, mut seen) = (call.await.unwrap().into_inner(), Vec::new());
        while let Some(event) = stream.next().await {
            seen.push(event.map(|event| event.data).unwrap_or_else(|_| "broken".to_owned()));
        }
        seen
    };
    let server = Canned::start(scripts()).await;
    assert_eq!(events(&server, true).await, ["a", "b"]);
    let server = Canned::start(scripts()).await;
    assert_eq!(events(&server, false).await, ["a", "broken"]);
}

#[tokio::test]
async fn redirects_are_those_of_the_call() {
    let elsewhere = Canned::start(vec![answer("200 OK", "", "[5]")]).await;
    let moved = format!("location: {}/there\r\nconnection: close\r\n", elsewhere.url());
    let server = Canned::start(vec![answer("302 Found", &moved, "")]).await;
    assert_eq!(list(&server).await.unwrap_err().status(), Some(StatusCode::FOUND));
    assert_eq!(*list(&server).redirects(Redirects::to([elsewhere.url()])).await.unwrap(), [5]);
}

#[tokio::test]
async fn the_raw_answer_comes_whatever_its_status() {
    let server = Canned::start(vec![answer("409 Conflict", "x-own: 1\r\n", r#"{"why":"so"}"#)]).await;
    let raw = list(&server).send_raw().await.unwrap();
    assert_eq!((raw.status(), raw.headers()["x-own"].to_str().unwrap()), (StatusCode::CONFLICT, "1"));
    assert_eq!(raw.text().await.unwrap().into_inner(), r#"{"why":"so"}"#);
}

#[tokio::test]
async fn a_parameter_that_is_set_again_or_to_null_is_not_what_it_was() {
    static SORTED: Operation = Operation {
        parameters: &[switchboard_runtime::Parameter::query("a"), switchboard_runtime::Parameter::query("b")],
        ..LISTING
    };
    let server = Canned::start(vec![answer("200 OK", "", "[]")]).await;
    let request = || client(server.url()).request(&SORTED);
    // In the order of the operation, whatever the order in which they are set.
    Call::<Vec<u32>>::new(request().parameter("b", &1).parameter("a", &2).parameter("b", &3)).await.unwrap();
    Call::<Vec<u32>>::new(request().parameter("b", &1).parameter("b", &None::<u32>)).await.unwrap();
    let lines: Vec<String> =
        server.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    assert_eq!(lines, ["GET /plain?a=2&b=3 HTTP/1.1", "GET /plain HTTP/1.1"]);
    let error = request().parameter("c", &1).send().await.unwrap_err();
    assert_eq!(error.to_string(), "list: nothing was sent, the operation has no parameter `c`");
}

#[tokio::test]
async fn a_call_can_go_to_another_thread_and_shows_no_secret() {
    static NOTED: Operation =
        Operation { method: "POST", parameters: &[switchboard_runtime::Parameter::query("q")], ..LISTING };
    let server = Canned::start(vec![answer("200 OK", "", "[3]")]).await;
    let client = Core::builder(&API).base_url(server.url()).credential("header", KEY).build().unwrap();
    let request = client.request(&NOTED).parameter("q", "planted-value").json(&json!({"pin": "planted-pin"}));
    let call = Call::<Vec<u32>>::new(request)
        .header("x-own", "planted-own")
        .idempotency_key("planted-key")
        .extra_query("x", "planted-query");
    let shown = format!("{call:?} {call:#?}");
    assert!(shown.contains("list") && !shown.contains("planted"), "{shown}");
    let given = tokio::spawn(async move { call.await.unwrap().into_inner() }).await.unwrap();
    assert_eq!(given, [3]);
}
