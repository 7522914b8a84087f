//! C20: nothing the client knows or is told in confidence shows up where people look.
//!
//! A program of its own: which traces are wanted is decided per process, and other tests want none.

#![allow(clippy::unwrap_used)]

#[path = "wire/api.rs"]
#[allow(dead_code, reason = "the API of the other tests too")]
mod api;
#[path = "wire/canned.rs"]
#[allow(dead_code, reason = "the server of the other tests too")]
mod canned;

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use serde::Deserialize;
use serde_json::json;
use switchboard_runtime::{CallOptions, Core, Error, Operation};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::api::{API, KEY, PASSWORD, PLAIN, QUERY_KEY};
use crate::canned::{Canned, Step, answer, send};

static SECURED: Operation =
    Operation { id: "secured", method: "POST", security: &[&["header", "query", "cookie", "basic"]], ..PLAIN };

/// Parts of all planted secrets; each holds one of them, in one or the other encoding.
const PLANTED: [&str; 2] = ["planted", "cGxhbnRlZ"];

/// Writes down everything that is traced, at every level.
#[derive(Clone, Default)]
struct Scribe(Arc<Mutex<String>>);

impl Visit for Scribe {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Scribe {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Debug, Deserialize)]
struct Problem {
    #[allow(dead_code, reason = "its text is what must not show")]
    message: String,
}

fn assert_silent(what: &str, shown: &str) {
    for planted in PLANTED {
        assert!(!shown.contains(planted), "{what} shows a secret: {shown}");
    }
}

/// Everything a value says about itself, with what caused it.
fn show(error: &(impl std::error::Error + 'static)) -> String {
    let mut shown = format!("{error} {error:?} {error:#} {error:#?}");
    let mut next = error.source();
    while let Some(cause) = next {
        write!(shown, " {cause} {cause:?}").unwrap();
        next = cause.source();
    }
    shown
}

#[tokio::test]
async fn no_secret_is_shown() {
    let scribe = Scribe::default();
    let _guard = tracing::subscriber::set_default(scribe.clone());

    let headers = "set-cookie: session=planted-cookie\r\n";
    let login = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<p>planted-header-key</p>";
    let scripts = vec![
        answer("400 Bad Request", headers, r#"{"message": "planted-body"}"#),
        answer("418 Teapot", headers, r#"{"message": "no tea", "name": "planted-body"}"#),
        answer("200 OK", headers, r#"{"message": ["planted-header-key"]}"#),
        vec![send(login)],
        vec![Step::Reset],
    ];
    let server = Canned::start(scripts).await;
    let builder = Core::builder(&API)
        .base_url(server.url())
        .credential("header", KEY)
        .credential("query", QUERY_KEY)
        .credential("cookie", "planted-session")
        .basic("basic", "ann", PASSWORD)
        .default_header("x-tenant", "planted-tenant");
    assert_silent("the builder", &format!("{builder:?} {builder:#?}"));
    let client = builder.build().unwrap();
    assert_silent("the client", &format!("{client:?} {client:#?}"));

    let call = || {
        let options = CallOptions::new().header("x-own", "planted-own").strict(true);
        assert_silent("the options", &format!("{options:?}"));
        let request = client.request(&SECURED).json(&json!({"pin": "planted-pin"})).options(options);
        assert_silent("the request", &format!("{request:?} {request:#?}"));
        request.send()
    };

    let answer = call().await.unwrap();
    assert_silent("the answer", &format!("{answer:?} {:?}", answer.headers()));
    let error = answer.error(|problem: Problem| problem).await;
    assert_silent("an error of the API", &show(&error));
    assert_eq!(error.to_string(), "secured: the API answered 400 Bad Request");

    let error = call().await.unwrap().unexpected::<()>().await;
    assert_silent("an undocumented status", &show(&error));
    // The message of the API is there for people, and in nothing that logs by `Debug`.
    assert!(error.to_string().ends_with("the API says \"no tea\""), "{error}");
    assert!(!format!("{error:?}").contains("no tea"), "{error:?}");

    let error = call().await.unwrap().json::<Problem>().await.unwrap_err();
    assert_silent("a failure to decode", &show(&error));

    let error: Error<()> = call().await.unwrap().json::<Problem>().await.unwrap_err().into();
    assert_silent("a failure that quotes the body", &show(&error));
    assert!(error.to_string().ends_with("expected JSON; the body begins: \"<p>***</p>\""), "{error}");

    let error = call().await.unwrap_err();
    assert_silent("a failure of the connection", &show(&error));

    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nowhere = Core::builder(&API).base_url(format!("http://{closed}")).retries(0).credential("query", QUERY_KEY);
    static BY_QUERY: Operation = Operation { security: &[&["query"]], ..PLAIN };
    let error = nowhere.build().unwrap().request(&BY_QUERY).send().await.unwrap_err();
    assert_silent("a refused connection", &show(&error));

    let traced = scribe.0.lock().unwrap().clone();
    assert_silent("the trace", &traced);
    for expected in
        ["operation=\"secured\"", "method=\"POST\"", "path=\"/plain\"", "attempt=1", "status=418", "duration_ms="]
    {
        assert!(traced.contains(expected), "{expected} is not traced: {traced}");
    }
}

/// Tokens that the client fetches, and what it fetches them with.
#[tokio::test]
async fn no_token_is_shown() {
    let scribe = Scribe::default();
    let _guard = tracing::subscriber::set_default(scribe.clone());
    static BY_TOKEN: Operation = Operation { id: "byToken", security: &[&["oauth"]], ..PLAIN };
    let tokens = |number: u8| {
        let body = format!("{{\"access_token\": \"planted-a{number}\", \"refresh_token\": \"planted-r{number}\"}}");
        answer("200 OK", "", &body)
    };
    let refused = "{\"error\": \"invalid_grant\", \"error_description\": \"planted-r2 is used\"}";
    let scripts = vec![
        tokens(1),
        answer("401 Unauthorized", "", "{\"message\": \"planted-a1 is refused\"}"),
        tokens(2),
        answer("401 Unauthorized", "", "{\"message\": \"planted-a2 is refused\"}"),
        answer("401 Unauthorized", "", "{}"),
        answer("400 Bad Request", "", refused),
    ];
    let server = Canned::start(scripts).await;
    let builder = Core::builder(&API).base_url(server.url());
    let app = builder.oauth_app("oauth", "ann").unwrap().client_secret("planted-secret").client_secret_post();
    let session = app.refresh_token("planted-r0");
    assert_silent("the app", &format!("{app:?} {session:?} {app:#?} {session:#?}"));
    let builder = builder.oauth("oauth", session.clone()).retries(0);
    assert_silent("the builder", &format!("{builder:?}"));
    let client = builder.build().unwrap();

    let error = client.request(&BY_TOKEN).send().await.unwrap().unexpected::<()>().await;
    assert_silent("a token that is refused twice", &show(&error));
    assert!(error.to_string().contains("*** is refused"), "{error}");
    let error = client.request(&BY_TOKEN).send().await.unwrap_err();
    assert_silent("a refresh token that is refused", &show(&error));
    let error = session.access_token().await.unwrap_err();
    assert_silent("an error of the session", &show(&error));
    let traced = scribe.0.lock().unwrap().clone();
    assert_silent("the trace", &traced);
    assert!(traced.contains("operation=\"byToken\""), "{traced}");
    let sent = server.requests();
    assert!(sent[0].contains("client_secret=planted-secret") && sent[5].contains("planted-r2"), "{sent:?}");
}
