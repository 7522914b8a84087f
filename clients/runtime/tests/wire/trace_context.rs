//! Traces that go over several programs: what is sent on, and what the spans of a call say.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use switchboard_runtime::{CallOptions, Core, Location, Operation, Parameter, Redirects, TraceContext};
use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber as _;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::api::{API, GET_CALL, PLAIN};
use crate::canned::{Canned, Step, answer};

const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

fn context(tracestate: &str) -> TraceContext {
    TraceContext::new(TRACE).unwrap().tracestate(tracestate).unwrap()
}

/// The two headers of a request, `-` for one that is missing.
fn sent(request: &str) -> (String, String) {
    let value = |name: &str| {
        let mut lines = request.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(own, _)| *own == name).map_or("-".to_owned(), |(_, value)| value.to_owned())
    };
    (value("traceparent"), value("tracestate"))
}

fn pair(parent: &str, state: &str) -> (String, String) {
    (parent.to_owned(), state.to_owned())
}

#[tokio::test]
async fn a_context_is_that_of_the_call_or_of_the_client() {
    static STATED: Operation = Operation {
        parameters: &[Parameter { location: Location::Header, ..Parameter::header("traceparent") }],
        ..PLAIN
    };
    let server = Canned::start(vec![answer("200 OK", "", "{}")]).await;
    let builder = || Core::builder(&API).base_url(server.url()).retries(0);
    let (none, client) = (builder().build().unwrap(), builder().trace_context(|| Some(context("of=client"))));
    let client = client.build().unwrap();
    none.request(&PLAIN).send().await.unwrap();
    client.request(&PLAIN).send().await.unwrap();
    client.request(&PLAIN).trace_context(context("")).send().await.unwrap();
    none.with_options(CallOptions::new().trace_context(context("a=1"))).request(&PLAIN).send().await.unwrap();
    // What the call says itself stays, and is not given the state of another parent.
    client.request(&PLAIN).header("traceparent", "own").send().await.unwrap();
    client.request(&STATED).parameter("traceparent", "own").send().await.unwrap();
    builder().trace_context(|| None).build().unwrap().request(&PLAIN).send().await.unwrap();
    let sent: Vec<_> = server.requests().iter().map(|request| sent(request)).collect();
    let expected = [
        pair("-", "-"),
        pair(TRACE, "of=client"),
        pair(TRACE, "-"),
        pair(TRACE, "a=1"),
        pair("own", "-"),
        pair("own", "-"),
        pair("-", "-"),
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn each_attempt_asks_anew_and_other_origins_are_told_nothing() {
    let scripts = vec![answer("503 Service Unavailable", "retry-after: 0\r\n", ""), answer("200 OK", "", "{}")];
    let server = Canned::start(scripts).await;
    let count = Arc::new(AtomicU64::new(0));
    let source = move || {
        let parent = (count.fetch_add(1, Ordering::SeqCst) + 1).to_be_bytes();
        TraceContext::from_ids([7; 16], parent, false).ok()
    };
    let client = Core::builder(&API).base_url(server.url()).trace_context(source).build().unwrap();
    client.request(&PLAIN).send().await.unwrap();
    let parents: Vec<String> = server.requests().iter().map(|request| sent(request).0).collect();
    let trace = "07".repeat(16);
    assert_eq!(parents, [1, 2].map(|parent| format!("00-{trace}-{parent:016x}-00")));

    let store = Canned::start(vec![answer("200 OK", "", "{}")]).await;
    let headers = format!("location: {}/file\r\n", store.url());
    let server = Canned::start(vec![answer("302 Found", &headers, "")]).await;
    let client = Core::builder(&API).base_url(server.url()).redirects(Redirects::to([store.url()]));
    let client = client.trace_context(|| Some(context("a=1"))).build().unwrap();
    client.request(&PLAIN).send().await.unwrap();
    assert_eq!(sent(&server.requests()[0]), pair(TRACE, "a=1"));
    assert_eq!(sent(&store.requests()[0]), pair("-", "-"));
}

/// The fields of spans, in the order in which these began.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Fields>>>);

type Fields = BTreeMap<String, String>;

struct Visitor<'f>(&'f mut Fields);

impl Visit for Visitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("switchboard_runtime")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut spans = self.0.lock().unwrap();
        let mut fields = Fields::from([("span".to_owned(), attributes.metadata().name().to_owned())]);
        attributes.record(&mut Visitor(&mut fields));
        spans.push(fields);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let at = usize::try_from(id.into_u64()).unwrap() - 1;
        values.record(&mut Visitor(&mut self.0.lock().unwrap()[at]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What is written down while a future runs.
async fn spans<T>(future: impl Future<Output = T>) -> (T, Vec<Fields>) {
    let spans = Spans::default();
    let result = future.with_subscriber(spans.clone()).await;
    let spans = spans.0.lock().unwrap().clone();
    (result, spans)
}

#[tokio::test]
async fn the_spans_of_attempts_have_the_names_of_opentelemetry() {
    let scripts = vec![
        vec![Step::Reset],
        answer("503 Service Unavailable", "retry-after: 0\r\n", ""),
        answer("200 OK", "", r#"{"id": "c1"}"#),
    ];
    let server = Canned::start(scripts).await;
    let base = format!("{}/v1", server.url());
    let client = Core::builder(&API).base_url(&base).retries(2).build().unwrap();
    let call = client.request(&GET_CALL).path("id", "planted").extra_query("key", "planted");
    let (answer, spans) = spans(call.send()).await;
    answer.unwrap();
    assert_eq!(
        spans.iter().map(|span| span["span"].as_str()).collect::<Vec<_>>(),
        ["call", "request", "request", "request"]
    );
    let port = server.url().rsplit_once(':').unwrap().1;
    let full = format!("{base}/calls/REDACTED?REDACTED");
    let common = [
        ("span", "request"),
        ("http.request.method", "GET"),
        ("server.address", "127.0.0.1"),
        ("server.port", port),
        ("url.full", &full),
        ("url.scheme", "http"),
        ("url.template", "/calls/{id}"),
        ("otel.kind", "client"),
        ("otel.name", "GET /calls/{id}"),
    ];
    let expected = |own: &[(&str, &str)]| -> Fields {
        let all = common.iter().chain(own);
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    assert_eq!(spans[1], expected(&[("error.type", "transport"), ("otel.status_code", "ERROR")]));
    let unavailable = [
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "503"),
        ("network.protocol.version", "1.1"),
        ("error.type", "503"),
        ("otel.status_code", "ERROR"),
    ];
    assert_eq!(spans[2], expected(&unavailable));
    let fine =
        [("http.request.resend_count", "2"), ("http.response.status_code", "200"), ("network.protocol.version", "1.1")];
    assert_eq!(spans[3], expected(&fine));
    let whole = &spans[0];
    assert_eq!((whole["operation"].as_str(), whole["otel.kind"].as_str()), ("getCall", "internal"));
    assert_eq!((whole["status"].as_str(), whole.get("error.type")), ("200", None));
}

#[tokio::test]
async fn a_span_says_why_there_is_no_answer() {
    static ODD: Operation = Operation { id: "odd", method: "PRUNE", ..PLAIN };
    let server = Canned::start(vec![vec![Step::Hang]]).await;
    let client = Core::builder(&API).base_url(server.url()).retries(0).build().unwrap();
    let call = client.request(&ODD).timeout(std::time::Duration::from_millis(50));
    let (result, all) = spans(call.send()).await;
    result.unwrap_err();
    let names = ["http.request.method", "http.request.method_original", "otel.name", "error.type", "otel.status_code"];
    assert_eq!(names.map(|name| all[1][name].as_str()), ["_OTHER", "PRUNE", "HTTP /plain", "timeout", "ERROR"]);
    assert_eq!((all[0]["error.type"].as_str(), all[0]["otel.status_code"].as_str()), ("timeout", "ERROR"));

    let nowhere = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = Core::builder(&API).base_url(format!("http://{nowhere}")).retries(0).build().unwrap();
    let (result, all) = spans(client.request(&PLAIN).send()).await;
    result.unwrap_err();
    assert_eq!(all[1]["error.type"], "connect");

    // The path of a link is not known, and may hold what the API signed.
    let server = Canned::start(vec![answer("200 OK", "", "{}")]).await;
    let client = Core::builder(&API).base_url(server.url()).retries(0).build().unwrap();
    let (result, all) = spans(client.request(&PLAIN).link("/planted?after=planted").send()).await;
    result.unwrap();
    assert_eq!(all[1]["url.full"], format!("{}/REDACTED?REDACTED", server.url()));
    assert_eq!((all[1]["otel.name"].as_str(), all[1].get("url.template")), ("GET", None));
}
