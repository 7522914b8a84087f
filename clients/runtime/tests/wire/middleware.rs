//! Middlewares stand around each attempt: they see it, change it, answer it, or fail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use switchboard_runtime::reqwest::{Request, Response};
use switchboard_runtime::{Attempt, Core, Failure, Middleware, Next, http};

use crate::api::{API, CREATE_CALL, GET, KEY};
use crate::canned::{Canned, Step, answer};

/// Notes what passes by.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Middleware for Log {
    fn handle(&self, request: Request, next: Next) -> Attempt<'_> {
        Box::pin(async move {
            let (operation, attempt) = (next.operation().id, next.attempt());
            let result = next.run(request).await;
            let outcome = match &result {
                Ok(answer) => answer.status().to_string(),
                Err(failure) => failure.to_string().chars().take(16).collect(),
            };
            self.note(format!("{operation} {attempt}: {outcome}"));
            result
        })
    }
}

fn builder(url: &str) -> switchboard_runtime::Builder {
    Core::builder(&API).base_url(url)
}

fn busy() -> Vec<Step> {
    answer("503 Service Unavailable", "retry-after-ms: 1\r\nconnection: close\r\n", "{}")
}

fn fine() -> Vec<Step> {
    answer("200 OK", "connection: close\r\n", r#"{"id":"1"}"#)
}

#[tokio::test]
async fn every_attempt_passes_with_its_answer_or_its_failure() {
    let server = Canned::start(vec![busy(), vec![Step::Reset], fine()]).await;
    let log = Log::default();
    let client = builder(server.url()).middleware(log.clone()).build().unwrap();
    client.request(&GET).send().await.unwrap();
    assert_eq!(log.lines(), ["plain 1: 503 Service Unavailable", "plain 2: plain: no answer", "plain 3: 200 OK"]);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn the_first_one_added_is_the_outermost_and_functions_are_middlewares() {
    let server = Canned::start(vec![fine()]).await;
    let log = Log::default();
    let step = |name: &'static str| {
        let log = log.clone();
        move |mut request: Request, next: Next| {
            let log = log.clone();
            async move {
                log.note(format!("> {name}"));
                request.headers_mut().append("x-step", http::HeaderValue::from_static(name));
                let result = next.run(request).await;
                log.note(format!("< {name}"));
                result
            }
        }
    };
    let client = builder(server.url()).middleware(step("outer")).middleware(step("inner")).build().unwrap();
    client.request(&GET).send().await.unwrap();
    assert_eq!(log.lines(), ["> outer", "> inner", "< inner", "< outer"]);
    let request = &server.requests()[0];
    assert!(request.contains("x-step: outer\r\nx-step: inner\r\n"), "{request}");
}

#[tokio::test]
async fn what_a_signature_is_made_of_is_what_is_sent() {
    let server = Canned::start(vec![busy(), fine()]).await;
    let sign = |mut request: Request, next: Next| async move {
        let key = request.headers()["x-api-key"].len();
        let body = request.body().and_then(|body| body.as_bytes()).map_or(0, <[u8]>::len);
        let signature = format!("{}-{key}-{body}-{}", request.method(), next.attempt());
        request.headers_mut().insert("x-signature", signature.parse().unwrap());
        next.run(request).await
    };
    let client = builder(server.url()).credential("header", KEY).middleware(sign).build().unwrap();
    static KEYED: switchboard_runtime::Operation =
        switchboard_runtime::Operation { security: &[&["header"]], idempotent: true, ..CREATE_CALL };
    client.request(&KEYED).json(&[1, 2]).send().await.unwrap();
    let requests = server.requests();
    for (request, signature) in requests.iter().zip(["POST-18-5-1", "POST-18-5-2"]) {
        assert!(request.contains(&format!("x-signature: {signature}\r\n")), "{request}");
    }
    assert_eq!(requests.len(), 2);
}

/// A cache of one's own: answers that were bytes once are bytes again.
#[tokio::test]
async fn a_middleware_can_answer_by_itself() {
    let server = Canned::start(vec![fine()]).await;
    let known: Arc<Mutex<HashMap<String, bytes::Bytes>>> = Arc::default();
    let cache = move |request: Request, next: Next| {
        let known = Arc::clone(&known);
        async move {
            let key = request.url().to_string();
            let held = known.lock().unwrap().get(&key).cloned();
            let body = match held {
                Some(body) => body,
                None => {
                    let answer = next.clone().run(request).await?;
                    let body = answer.bytes().await.map_err(|error| next.failure(error))?;
                    known.lock().unwrap().insert(key, body.clone());
                    body
                }
            };
            let answer = http::Response::builder().header("content-type", "application/json").body(body);
            answer.map(Response::from).map_err(|error| next.failure(error))
        }
    };
    let client = builder(server.url()).middleware(cache).build().unwrap();
    for _ in 0..3 {
        let call = client.request(&GET).send().await.unwrap().json::<crate::api::Call>().await.unwrap();
        assert_eq!(call.id, "1");
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_double_needs_no_server_and_takes_part_in_retries() {
    let log = Log::default();
    let double = |_: Request, next: Next| async move {
        let status = if next.attempt() < 3 { 500 } else { 204 };
        let answer = http::Response::builder().status(status).header("retry-after-ms", "1").body("");
        answer.map(Response::from).map_err(|error| next.failure(error))
    };
    let client = builder("http://127.0.0.1:9").middleware(log.clone()).middleware(double).build().unwrap();
    let answer = client.request(&GET).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(log.lines().len(), 3);
}

#[tokio::test]
async fn a_middleware_that_fails_ends_the_call_and_says_why() {
    let server = Canned::start(vec![fine()]).await;
    let refuse = |_: Request, next: Next| async move { Err::<Response, _>(next.failure("no key to sign with")) };
    let client = builder(server.url()).middleware(refuse).build().unwrap();
    let failure = client.request(&GET).send().await.unwrap_err();
    assert_eq!(failure.to_string(), "plain: a middleware failed, no key to sign with");
    assert!(matches!(failure, Failure::Middleware { .. }) && !failure.is_retryable() && failure.status().is_none());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_time_limit_of_an_attempt_holds_for_middlewares() {
    let wait = |_: Request, _: Next| std::future::pending::<Result<Response, Failure>>();
    let client =
        builder("http://127.0.0.1:9").middleware(wait).timeout(Duration::from_millis(50)).retries(0).build().unwrap();
    let failure = client.request(&GET).send().await.unwrap_err();
    assert_eq!(failure.to_string(), "plain: no answer, no progress within the limit of 50ms");
}

#[tokio::test]
async fn what_a_middleware_holds_is_in_no_debug() {
    struct Planted(&'static str);
    impl Middleware for Planted {
        fn handle(&self, request: Request, next: Next) -> Attempt<'_> {
            let shown = format!("{next:?}");
            assert!(!shown.contains(self.0) && !shown.contains(KEY), "{shown}");
            Box::pin(next.run(request))
        }
    }
    let server = Canned::start(vec![fine()]).await;
    let builder = builder(server.url()).credential("header", KEY).middleware(Planted("planted-in-middleware"));
    let mut shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    shown.push_str(&format!("{client:?}"));
    client.request(&GET).send().await.unwrap();
    assert!(!shown.contains("planted") && shown.contains("middleware: 1"), "{shown}");
}
