//! Tokens of OAuth 2 that the client fetches by itself: for what, how often, and what follows when they are refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use switchboard_runtime::oauth::{AccessToken, OAuthError, TokenNeed, TokenSource};
use switchboard_runtime::{Api, CallOptions, ConfigurationError, Core, Error, Operation, SecurityKind, SecurityScheme};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::api::PLAIN;

pub(crate) static API: Api = Api {
    name: "Oauth",
    version: "1",
    servers: &[],
    security: &[
        SecurityScheme {
            id: "oauth",
            kind: SecurityKind::OAuth2ClientCredentials { token_url: "/token" },
            env: &["SWITCHBOARD_TEST_OAUTH_ID", "SWITCHBOARD_TEST_OAUTH_SECRET"],
        },
        SecurityScheme { id: "bearer", kind: SecurityKind::Bearer, env: &[] },
        SecurityScheme { id: "basic", kind: SecurityKind::Basic, env: &[] },
    ],
};

pub(crate) static CALL: Operation = Operation { security: &[&["oauth"]], ..PLAIN };
static READ: Operation = Operation { scopes: &[&[&["read"]]], ..CALL };
static WRITE: Operation = Operation { scopes: &[&[&["write", "read"]]], ..CALL };
static WRITE_AGAIN: Operation = Operation { scopes: &[&[&["read", "write"]]], ..CALL };
static CREATE: Operation = Operation { method: "POST", ..CALL };
static BEARER: Operation = Operation { security: &[&["bearer"]], ..PLAIN };

/// A token endpoint whose tokens are numbered, and are worth what the test says.
struct Tokens {
    answer: Value,
    delay: Duration,
    given: AtomicUsize,
}

impl Respond for Tokens {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
        let mut answer = self.answer.clone();
        answer["access_token"] = format!("planted-token-{number}").into();
        ResponseTemplate::new(200).set_body_json(answer).set_delay(self.delay)
    }
}

/// A server with a token endpoint, and an API that takes every token.
async fn server(answer: Value) -> MockServer {
    slow_server(answer, Duration::ZERO).await
}

async fn slow_server(answer: Value, delay: Duration) -> MockServer {
    let server = MockServer::start().await;
    let tokens = Tokens { answer, delay, given: AtomicUsize::new(0) };
    Mock::given(path("/token")).respond_with(tokens).with_priority(1).mount(&server).await;
    Mock::given(path("/plain")).respond_with(ResponseTemplate::new(200)).with_priority(9).mount(&server).await;
    server
}

/// A server that refuses some tokens, by their numbers.
async fn refusing(refused: &'static [usize]) -> MockServer {
    let server = server(json!({"expires_in": 3600})).await;
    let api = move |request: &Request| {
        let token = request.headers["authorization"].to_str().unwrap();
        let is_refused = refused.iter().any(|number| token == format!("Bearer planted-token-{number}"));
        ResponseTemplate::new(if is_refused { 401 } else { 200 })
    };
    Mock::given(path("/plain")).respond_with(api).with_priority(2).mount(&server).await;
    server
}

fn client(server: &MockServer) -> Core {
    Core::builder(&API).base_url(server.uri()).basic("oauth", "ann", "planted-secret").retries(0).build().unwrap()
}

/// The bodies of the requests for tokens, and the tokens that calls came with.
pub(crate) async fn seen(server: &MockServer) -> (Vec<String>, Vec<String>) {
    let all = server.received_requests().await.unwrap();
    let bodies = all.iter().filter(|request| request.url.path() == "/token");
    let bodies = bodies.map(|request| String::from_utf8(request.body.clone()).unwrap()).collect();
    let calls = all.iter().filter(|request| request.url.path() == "/plain");
    let token = |request: &Request| {
        request.headers["authorization"].to_str().unwrap().trim_start_matches("Bearer planted-").to_owned()
    };
    (bodies, calls.map(token).collect())
}

#[tokio::test]
async fn each_set_of_scopes_has_a_token() {
    let server = server(json!({"expires_in": 3600})).await;
    let client = client(&server);
    for operation in [&READ, &WRITE, &WRITE_AGAIN, &READ, &CALL] {
        client.request(operation).send().await.unwrap();
    }
    let (bodies, calls) = seen(&server).await;
    let grant = "grant_type=client_credentials";
    assert_eq!(bodies, [&format!("{grant}&scope=read"), &format!("{grant}&scope=read%20write"), grant]);
    assert_eq!(calls, ["token-1", "token-2", "token-2", "token-1", "token-3"]);
}

#[tokio::test]
async fn an_app_says_what_else_is_asked_for() {
    let server = server(json!({})).await;
    let builder = Core::builder(&API).base_url(server.uri());
    let app = builder.oauth_app("oauth", "ann").unwrap().client_secret("planted-secret").client_secret_post();
    let app = app.scopes(["all"]).audience("https://api.example.com").resource("urn:a").resource("urn:b");
    let client = builder.oauth("oauth", app.client_credentials()).build().unwrap();
    client.request(&READ).send().await.unwrap();
    client.request(&WRITE).send().await.unwrap();

    let (bodies, calls) = seen(&server).await;
    assert_eq!(
        bodies,
        ["grant_type=client_credentials&scope=all&audience=https%3A%2F%2Fapi.example.com&resource=urn%3Aa&\
          resource=urn%3Ab&client_id=ann&client_secret=planted-secret"]
    );
    assert_eq!(calls, ["token-1", "token-1"]);
    let all = server.received_requests().await.unwrap();
    let token = all.iter().find(|request| request.url.path() == "/token").unwrap();
    assert!(!token.headers.contains_key("authorization"));
}

/// RFC 6749, section 2.3.1: id and secret are form-encoded before they go into Basic.
#[tokio::test]
async fn id_and_secret_are_encoded_twice() {
    let server = server(json!({})).await;
    let client = Core::builder(&API).base_url(server.uri()).basic("oauth", "a:b", "p%:+ q").build().unwrap();
    client.request(&CALL).send().await.unwrap();
    let all = server.received_requests().await.unwrap();
    let token = all.iter().find(|request| request.url.path() == "/token").unwrap();
    // a%3Ab:p%25%3A%2B%20q
    assert_eq!(token.headers["authorization"], "Basic YSUzQWI6cCUyNSUzQSUyQiUyMHE=");
}

#[tokio::test]
async fn a_lifetime_may_be_text() {
    for (lifetime, fetched) in [(json!(3600), 1), (json!("3600"), 1), (json!(0), 3), (json!("0"), 3)] {
        let server = server(json!({"expires_in": lifetime})).await;
        let client = client(&server);
        for _ in 0..3 {
            client.request(&CALL).send().await.unwrap();
        }
        assert_eq!(seen(&server).await.0.len(), fetched, "{lifetime}");
    }
}

#[tokio::test]
async fn a_token_is_replaced_before_it_runs_out() {
    let server = server(json!({"expires_in": 0.8})).await;
    let client = client(&server);
    client.request(&CALL).send().await.unwrap();
    client.request(&CALL).send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    client.request(&CALL).send().await.unwrap();
    assert_eq!(seen(&server).await.1, ["token-1", "token-1", "token-2"]);
}

#[tokio::test]
async fn calls_that_wait_share_one_request() {
    let server = slow_server(json!({"expires_in": 3600}), Duration::from_millis(200)).await;
    let client = client(&server);
    let calls = (0..20).map(|_| tokio::spawn(client.request(&CALL).send()));
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let (bodies, calls) = seen(&server).await;
    assert_eq!((bodies.len(), calls.len()), (1, 20));
}

/// Whoever asked for a token uses it once, however short its life is, and so do those who waited for one without any.
#[tokio::test]
async fn a_token_that_ran_out_on_its_way_is_used_once() {
    let server = slow_server(json!({"expires_in": 0.1}), Duration::from_millis(200)).await;
    client(&server).request(&CALL).send().await.unwrap();
    assert_eq!(seen(&server).await.1, ["token-1"]);

    let server = slow_server(json!({"expires_in": 0}), Duration::from_millis(200)).await;
    let client = client(&server);
    let calls = (0..5).map(|_| tokio::spawn(client.request(&CALL).send()));
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let (bodies, calls) = seen(&server).await;
    assert_eq!((bodies.len(), calls), (1, vec!["token-1".to_owned(); 5]));
}

#[tokio::test]
async fn a_request_for_a_token_outlives_its_call() {
    let server = slow_server(json!({"expires_in": 3600}), Duration::from_millis(300)).await;
    let client = client(&server);
    let dropped = tokio::time::timeout(Duration::from_millis(100), client.request(&CALL).send()).await;
    assert!(dropped.is_err());
    client.request(&CALL).send().await.unwrap();
    let (bodies, calls) = seen(&server).await;
    assert_eq!((bodies.len(), calls), (1, vec!["token-1".to_owned()]));
}

/// A request for a token that failed while nobody waited for it does not fail the next call.
#[tokio::test]
async fn a_failure_that_nobody_waited_for_is_forgotten() {
    let server = server(json!({})).await;
    let asked = AtomicUsize::new(0);
    let vault = move |_: TokenNeed| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_millis(100)).await;
            match number {
                0 => Err(OAuthError::source("the vault is closed")),
                _ => Ok(AccessToken::new("planted-own")),
            }
        }
    };
    let shared: Arc<dyn TokenSource> = Arc::new(vault);
    let client = Core::builder(&API).base_url(server.uri()).token_source("oauth", shared).build().unwrap();
    let dropped = tokio::time::timeout(Duration::from_millis(20), client.request(&CALL).send()).await;
    assert!(dropped.is_err());
    tokio::time::sleep(Duration::from_millis(300)).await;
    client.request(&CALL).send().await.unwrap();
    assert_eq!(seen(&server).await.1, ["own"]);
}

/// The timers and connections of a request end with their runtime; a call that was dropped there must not take others along.
#[test]
fn a_request_ends_with_its_runtime() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (servers, first, second) = (runtime(), runtime(), runtime());
    let server = servers.block_on(slow_server(json!({"expires_in": 3600}), Duration::from_millis(300)));
    let client = client(&server);
    let dropped =
        first.block_on(async { tokio::time::timeout(Duration::from_millis(100), client.request(&CALL).send()).await });
    assert!(dropped.is_err());
    drop(first);
    second.block_on(client.request(&CALL).send()).unwrap();
    assert_eq!(servers.block_on(seen(&server)).1.len(), 1);
}

#[tokio::test]
async fn a_source_that_panics_fails_its_call_alone() {
    let server = server(json!({})).await;
    let asked = AtomicUsize::new(0);
    let vault = move |_: TokenNeed| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        async move {
            assert!(number > 0, "this panic belongs to the test");
            Ok(AccessToken::new("planted-own"))
        }
    };
    let shared: Arc<dyn TokenSource> = Arc::new(vault);
    let client = Core::builder(&API).base_url(server.uri()).token_source("oauth", shared).build().unwrap();
    let error = client.request(&CALL).send().await.unwrap_err().to_string();
    assert!(error.contains("its source failed: it panicked"), "{error}");
    client.request(&CALL).send().await.unwrap();
    assert_eq!(seen(&server).await.1, ["own"]);
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_the_call_sent_once_more() {
    let server = refusing(&[1]).await;
    let client = client(&server);
    // A POST, too: it was refused before anything was done.
    let answer = client.request(&CREATE).json(&json!({"a": 1})).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    client.request(&CALL).send().await.unwrap();
    assert_eq!(seen(&server).await.1, ["token-1", "token-2", "token-2"]);
    let all = server.received_requests().await.unwrap();
    let sent: Vec<_> =
        all.iter().filter(|request| request.method == "POST" && request.url.path() == "/plain").collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|request| request.body == b"{\"a\":1}"));
}

/// A middleware that changes the address makes no redirect of it.
#[tokio::test]
async fn a_refused_token_is_replaced_behind_a_middleware() {
    let server = refusing(&[1]).await;
    let sign = |request: &mut reqwest::Request| {
        request.url_mut().query_pairs_mut().append_pair("signature", "s");
    };
    let builder = Core::builder(&API).base_url(server.uri()).basic("oauth", "ann", "planted-secret").retries(0);
    let client = builder.on_request(sign).build().unwrap();
    assert_eq!(client.request(&CALL).send().await.unwrap().status(), 200);
    assert_eq!(seen(&server).await.1, ["token-1", "token-2"]);
}

#[tokio::test]
async fn a_call_is_repeated_once_and_no_more() {
    let server = refusing(&[1, 2, 3, 4]).await;
    let client = client(&server);
    assert_eq!(client.request(&CALL).send().await.unwrap().status(), 401);
    assert_eq!(seen(&server).await.1, ["token-1", "token-2"]);
}

#[tokio::test]
async fn many_calls_that_are_refused_fetch_one_token() {
    let server = refusing(&[1]).await;
    let client = client(&server);
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(client.request(&CALL).send())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(seen(&server).await.0.len(), 2);
}

#[tokio::test]
async fn a_stream_is_not_sent_twice() {
    let server = refusing(&[1]).await;
    let client = client(&server);
    let piece = futures_util::stream::iter([Ok::<_, std::io::Error>("a")]);
    let body = reqwest::Body::wrap_stream(piece);
    let answer = client.request(&CREATE).bytes("text/plain", body).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    client.request(&CALL).send().await.unwrap();
    assert_eq!(seen(&server).await.1, ["token-1", "token-2"]);
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_not_replaced() {
    let server = refusing(&[1]).await;
    let given = Core::builder(&API).base_url(server.uri()).credential("oauth", "planted-token-1").retries(0);
    assert_eq!(given.build().unwrap().request(&CALL).send().await.unwrap().status(), 401);
    assert_eq!(seen(&server).await.0.len(), 0);

    let own = CallOptions::new().header("authorization", "Bearer planted-token-1");
    let answer = client(&server).request(&CALL).options(own).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(seen(&server).await.1, ["token-1", "token-1"]);
}

/// A server may say a lot around its token, and not without end.
#[tokio::test]
async fn an_answer_with_a_token_has_a_limit_of_its_size() {
    const LIMIT: usize = 256 * 1024;
    for (length, is_taken) in [(10_000, true), (LIMIT, true), (LIMIT + 1, false)] {
        let server = MockServer::start().await;
        let token = r#"{"access_token": "planted-token-1"}"#;
        let body = format!("{token}{}", " ".repeat(length - token.len()));
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        Mock::given(path("/token")).respond_with(answer).mount(&server).await;
        Mock::given(path("/plain")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
        assert_eq!(client(&server).request(&CALL).send().await.is_ok(), is_taken, "{length}");
    }
}

#[tokio::test]
async fn a_token_shows_how_long_it_lives_and_not_itself() {
    let token = AccessToken::new("planted").expires_in(Duration::from_secs(90));
    let shown = format!("{token:?}");
    assert!(shown.starts_with("AccessToken {") && shown.contains("90s") && !shown.contains("planted"), "{shown}");
}

#[tokio::test]
async fn an_endpoint_that_says_no_says_why() {
    for (status, body, said) in [
        (
            400,
            json!({"error": "invalid_client", "error_description": "planted"}),
            "answered 400 Bad Request: invalid_client",
        ),
        (401, json!({"error": "Planted Text"}), "answered 401 Unauthorized"),
        (200, json!({"error": "invalid_scope"}), "answered 200 OK: invalid_scope"),
        (302, json!({}), "answered 302 Found"),
        (200, json!({}), "did not answer with an access token in JSON"),
        (200, json!({"access_token": "planted", "token_type": "mac"}), "issued a token that is not of type Bearer"),
        (200, json!({"pad": "x".repeat(300_000)}), "sent more than 262144 bytes"),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).insert_header("location", "/plain").set_body_json(body);
        Mock::given(method("POST")).and(path("/token")).respond_with(answer).expect(1).mount(&server).await;
        let error = client(&server).request(&CALL).send().await.unwrap_err();
        assert_eq!(error.to_string(), format!("plain: no access token for `oauth`, the token endpoint {said}"));
        assert!(!format!("{error:?}").contains("planted"), "{error:?}");
    }
    let nobody = Core::builder(&API).base_url("http://127.0.0.1:9").basic("oauth", "ann", "planted").build().unwrap();
    let error = nobody.request(&CALL).send().await.unwrap_err().to_string();
    assert!(error.starts_with("plain: no access token for `oauth`, the token endpoint cannot be reached"), "{error}");
}

#[tokio::test]
async fn tokens_come_from_a_source_of_ones_own() {
    let server = refusing(&[1]).await;
    let (asked, needs) = (Arc::new(AtomicUsize::new(0)), Arc::new(std::sync::Mutex::new(Vec::new())));
    let (count, noted) = (Arc::clone(&asked), Arc::clone(&needs));
    let vault = move |need: TokenNeed| {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        noted.lock().unwrap().push(need.scopes);
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            match number {
                1 | 2 => Ok(AccessToken::new(format!("planted-token-{number}")).expires_in(Duration::from_secs(60))),
                _ => Err(OAuthError::source("the vault is sealed")),
            }
        }
    };
    let client = Core::builder(&API).base_url(server.uri()).token_source("oauth", vault).build().unwrap();
    for _ in 0..2 {
        client.request(&READ).send().await.unwrap();
    }
    assert_eq!(seen(&server).await.1, ["token-1", "token-2", "token-2"]);
    assert_eq!(*needs.lock().unwrap(), [["read"], ["read"]]);
    let error = client.request(&CALL).send().await.unwrap_err();
    assert_eq!(error.to_string(), "plain: no access token for `oauth`, its source failed: the vault is sealed");
}

#[tokio::test]
async fn a_bearer_scheme_takes_a_source_and_others_do_not() {
    let server = server(json!({})).await;
    let vault = |_: TokenNeed| async { Ok(AccessToken::new("planted-own")) };
    let client = Core::builder(&API).base_url(server.uri()).token_source("bearer", vault).build().unwrap();
    client.request(&BEARER).send().await.unwrap();
    assert_eq!(seen(&server).await.1, ["own"]);
    let refused = Core::builder(&API).base_url(server.uri()).token_source("basic", vault).build().unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the credential for `basic` cannot be used: the scheme is not one of OAuth 2, OpenID Connect or bearer tokens"
    );
    let builder = Core::builder(&API).base_url(server.uri());
    let no_app = builder.oauth_app("bearer", "ann").unwrap_err();
    assert!(matches!(no_app, ConfigurationError::Credential { .. }), "{no_app}");
    assert!(matches!(builder.oauth_app("other", "ann").unwrap_err(), ConfigurationError::UnknownScheme { .. }));
}

#[tokio::test]
async fn fetched_tokens_and_secrets_are_blacked_out() {
    let server = server(json!({"expires_in": 3600})).await;
    let echo = |request: &Request| {
        let token = request.headers["authorization"].to_str().unwrap().to_owned();
        ResponseTemplate::new(418).set_body_string(format!("{token} and planted-secret"))
    };
    Mock::given(path("/plain")).respond_with(echo).with_priority(2).mount(&server).await;
    let client = client(&server);
    let answer = client.request(&CALL).send().await.unwrap();
    let Error::Failure(error) = answer.unexpected::<()>().await else { panic!("the status is documented") };
    assert_eq!(error.answer().unwrap().snippet(), "Bearer *** and ***");
    assert!(!format!("{error:?} {error} {client:?}").contains("planted"), "{error:?}");

    // Of a refused token, too, which is dropped by then.
    let refused = |request: &Request| {
        let token = request.headers["authorization"].to_str().unwrap().to_owned();
        ResponseTemplate::new(401).set_body_string(format!("{token} is refused"))
    };
    Mock::given(path("/plain")).and(method("POST")).respond_with(refused).with_priority(1).mount(&server).await;
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter([Ok::<_, std::io::Error>("a")]));
    let answer = client.request(&CREATE).bytes("text/plain", body).send().await.unwrap();
    let Error::Failure(error) = answer.unexpected::<()>().await else { panic!("the status is documented") };
    assert_eq!(error.answer().unwrap().snippet(), "Bearer *** is refused");
}
