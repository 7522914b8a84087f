//! Calls that a test double answers.

use std::time::Duration;

use serde_json::json;
use switchboard_runtime::testing::{Answers, Double};
use switchboard_runtime::{
    Api, Call, Core, Event, Failure, Operation, Parameter, Read, Reply, SecurityKind, SecurityScheme, Stage,
    TypedStream, Undocumented,
};

static API: Api = Api {
    name: "Example",
    version: "1",
    servers: &["https://{region}.example.com/v1"],
    security: &[SecurityScheme { id: "token", kind: SecurityKind::Bearer, env: &["EXAMPLE_TOKEN"] }],
};

static PLACE: Operation = Operation::new("placeCall", "POST", "/calls/{id}")
    .parameters(&[Parameter::path("id"), Parameter::query("trace")])
    .security(&[&["token"]])
    .replies(&[
        Reply::success(201, Read::Json).of(&["application/vnd.example+json"]),
        Reply::error(404, Read::Json),
        Reply::error(500, Read::Text).to(599),
    ]);
static WATCH: Operation = Operation::new("watch", "GET", "/events").replies(&[Reply::success(200, Read::Events)]);
static NAMED: Operation =
    Operation::new("named", "GET", "/named").replies(&[Reply::success(200, Read::NamedEvents(&["note"]))]);
static LINES: Operation = Operation::new("lines", "GET", "/lines").replies(&[Reply::success(200, Read::JsonLines)]);
static DELETE: Operation = Operation::new("delete", "DELETE", "/calls").replies(&[Reply::success(204, Read::Nothing)]);

fn core(double: &Double) -> Core {
    double.client(Core::builder(&API)).expect("a client")
}

fn place(core: &Core) -> Call<serde_json::Value, String> {
    Call::new(core.request(&PLACE).path("id", "a b").parameter("trace", &true).json(&json!({"to": "+4930"})))
}

fn answers(double: &Double) -> Answers<serde_json::Value, String> {
    double.on(&PLACE)
}

#[tokio::test]
async fn answers_come_in_order_and_the_last_one_stays() {
    let double = Double::new();
    answers(&double).answer(&json!({"state": "ringing"})).answer(&json!({"state": "done"}));
    let core = core(&double);
    let mut states = Vec::new();
    for _ in 0..3 {
        let answer = place(&core).await.expect("an answer");
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["content-type"].as_bytes()),
            (201, b"application/vnd.example+json".as_slice())
        );
        states.push(answer["state"].as_str().map(str::to_owned));
    }
    assert_eq!(states, [Some("ringing".to_owned()), Some("done".to_owned()), Some("done".to_owned())]);
}

#[tokio::test]
async fn what_was_sent_is_kept() {
    let double = Double::new();
    answers(&double).answer(&json!(null));
    place(&core(&double)).await.expect("an answer");
    let with_token = double.client(Core::builder(&API).credential("token", "hush")).expect("a client");
    place(&with_token).await.expect("an answer");

    let sent = answers(&double).requests();
    let [first, second] = sent.as_slice() else { panic!("two requests, not {sent:?}") };
    assert_eq!((first.operation(), first.method().as_str(), first.path()), ("placeCall", "POST", "/calls/a%20b"));
    assert_eq!((first.query("trace"), first.query("other")), (vec!["true".to_owned()], Vec::new()));
    assert_eq!(first.json::<serde_json::Value>().expect("JSON"), json!({"to": "+4930"}));
    assert_eq!((first.header("authorization"), second.header("authorization")), (None, Some("Bearer hush")));
    assert!(!format!("{second:?}{double:?}").contains("hush"), "{second:?}");
    assert_eq!(double.on::<(), Undocumented>(&DELETE).requests().len(), 0);
}

#[tokio::test]
async fn documented_errors_and_any_other_answer() {
    let double = Double::new();
    answers(&double).error(404, &"no such call".to_owned());
    let error = place(&core(&double)).await.expect_err("an error");
    assert_eq!(error.api().map(|error| (error.status().as_u16(), error.body().as_str())), Some((404, "no such call")));

    let double = Double::new();
    answers(&double).error(503, &"busy".to_owned()).header("retry-after", "0");
    let error = place(&core(&double)).await.expect_err("an error");
    assert_eq!(error.api().map(|error| error.body().as_str()), Some("busy"));

    let double = Double::new();
    answers(&double).body(418, "text/html", "<p>no</p>").header("x-request-id", "r1");
    let error = place(&core(&double)).await.expect_err("an error");
    assert_eq!((error.status().map(|status| status.as_u16()), error.request_id()), (Some(418), Some("r1")));
}

#[tokio::test]
async fn a_call_that_may_be_repeated_gets_the_next_answer() {
    let double = Double::new();
    double.on::<(), Undocumented>(&DELETE).body(503, "", "").refuse().answer(&());
    let call: Call<()> = Call::new(core(&double).request(&DELETE));
    assert_eq!(call.await.expect("the third answer").status().as_u16(), 204);
    assert_eq!(double.requests().len(), 3);
}

#[tokio::test]
async fn faults_are_those_of_a_connection() {
    let double = Double::new();
    answers(&double).refuse().time_out().answer(&json!({"a": 1})).break_off();
    let core = core(&double);
    let call = || place(&core).timeout(Duration::from_secs(7)).retries(0);
    let mut failures = Vec::new();
    for _ in 0..3 {
        match call().await.expect_err("a failure") {
            switchboard_runtime::Error::Failure(failure) => failures.push(failure),
            other => panic!("{other}"),
        }
    }
    assert!(matches!(failures[0], Failure::Transport { stage: Stage::Connecting, .. }), "{:?}", failures[0]);
    assert!(
        matches!(failures[1], Failure::Timeout { limit, .. } if limit == Duration::from_secs(7)),
        "{:?}",
        failures[1]
    );
    assert!(matches!(failures[2], Failure::Transport { stage: Stage::Reading { .. }, .. }), "{:?}", failures[2]);
}

#[tokio::test]
async fn what_was_not_set_is_an_error_that_says_so() {
    let double = Double::new();
    let error = place(&core(&double)).await.expect_err("an error");
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    assert!(format!("{error} {cause:?}").contains("the test has set no answer of `placeCall`"), "{error} {cause:?}");
    let error = {
        answers(&double).body(1, "", "");
        place(&core(&double)).await.expect_err("an error")
    };
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    assert!(format!("{error} {cause:?}").contains("1 is not a valid HTTP status"), "{error} {cause:?}");
}

#[tokio::test]
async fn what_changes_no_answer_is_said() {
    for set in [
        |answers: Answers<serde_json::Value, String>| answers.refuse().header("a", "b"),
        |answers: Answers<serde_json::Value, String>| answers.time_out().break_off(),
        |answers: Answers<serde_json::Value, String>| answers.break_off(),
    ] {
        let double = Double::new();
        set(answers(&double));
        let error = place(&core(&double)).retries(0).await.expect_err("an error");
        assert!(matches!(&error, switchboard_runtime::Error::Failure(Failure::Middleware { .. })), "{error}");
    }
}

#[tokio::test]
async fn streams_are_written_as_the_document_says() {
    let double = Double::new();
    let core = core(&double);
    double.on::<TypedStream<Event<u32>>, Undocumented>(&WATCH).events(&[1, 2]);
    let mut events = Call::<TypedStream<Event<u32>>>::new(core.request(&WATCH)).await.expect("events").into_inner();
    let mut values = Vec::new();
    while let Some(event) = events.next().await {
        values.push(event.expect("an event").data);
    }
    assert_eq!(values, [1, 2]);

    let named = [json!({"event": "note", "data": "two\nlines"}), json!({"event": "count", "data": 3})];
    double.on::<TypedStream<Event<serde_json::Value>>, Undocumented>(&NAMED).events(&named);
    let call = Call::<TypedStream<Event<serde_json::Value>>>::new(core.request(&NAMED));
    let mut events = call.await.expect("events").into_inner();
    for value in named {
        assert_eq!(events.next().await.expect("an event").expect("its data").data, value);
    }

    double.on::<TypedStream<String>, Undocumented>(&LINES).lines(&["a".to_owned(), "b".to_owned()]);
    let mut lines = Call::<TypedStream<String>>::new(core.request(&LINES)).await.expect("lines").into_inner();
    assert_eq!(lines.next().await.expect("a line").expect("its text"), "a");
    assert_eq!(lines.next().await.expect("a line").expect("its text"), "b");
    assert!(lines.next().await.is_none());
}
