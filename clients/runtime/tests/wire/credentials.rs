//! Which credentials a call carries, and that nothing shows them.

use serde_json::json;
use switchboard_runtime::{Api, ConfigurationError, Core, OAuth2Flow, Operation, SecurityKind, SecurityScheme};
use wiremock::matchers::{any, body_string, header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::api::{API, KEY, PASSWORD, PLAIN, QUERY_KEY};

static HEADER: Operation = Operation { security: &[&["header"]], ..PLAIN };
static ANY: Operation = Operation { security: &[&[], &["basic"], &["header", "query"], &["bearer"]], ..PLAIN };
static ALL: Operation = Operation { security: &[&["header", "query", "cookie", "basic"]], ..PLAIN };
static OAUTH: Operation = Operation { security: &[&["oauth"]], ..PLAIN };
static TLS: Operation = Operation { security: &[&["tls"]], ..PLAIN };
static NEEDY: Operation = Operation { id: "needy", security: &[&["header", "query"], &["basic"], &["tls"]], ..PLAIN };

async fn yes() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(json!({}))).mount(&server).await;
    server
}

async fn only(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

#[tokio::test]
async fn every_kind_goes_to_its_place() {
    let server = yes().await;
    let client = Core::builder(&API)
        .base_url(server.uri())
        .credential("header", KEY)
        .credential("query", QUERY_KEY)
        .credential("cookie", "abc=")
        .basic("basic", "ann", PASSWORD)
        .build()
        .unwrap();
    client.request(&ALL).send().await.unwrap();

    let request = only(&server).await;
    assert_eq!(request.headers["x-api-key"], KEY);
    assert_eq!(request.headers["cookie"], "session=abc=");
    assert_eq!(request.headers["authorization"], "Basic YW5uOnBsYW50ZWQtcGFzc3dvcmQ=");
    assert_eq!(request.url.query(), Some("api_key=planted%20query%2Bkey"));
}

#[tokio::test]
async fn the_first_complete_alternative_is_taken() {
    let server = yes().await;
    let client = Core::builder(&API).base_url(server.uri()).credential("header", KEY).credential("bearer", "t0ken");
    client.build().unwrap().request(&ANY).send().await.unwrap();

    let request = only(&server).await;
    assert_eq!(request.headers["authorization"], "Bearer t0ken");
    assert!(!request.headers.contains_key("x-api-key"));
}

#[tokio::test]
async fn a_call_that_needs_none_goes_out_without() {
    let server = yes().await;
    Core::builder(&API).base_url(server.uri()).build().unwrap().request(&ANY).send().await.unwrap();
    assert!(!only(&server).await.headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_missing_credential_is_named_with_its_variables() {
    let client = Core::builder(&API).base_url("http://127.0.0.1:9").credential("header", KEY).build().unwrap();
    let error = client.request(&NEEDY).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "needy: nothing was sent, a credential is missing: \
         `header` (environment: SWITCHBOARD_TEST_HEADER_KEY) with `query` (environment: SWITCHBOARD_TEST_QUERY_KEY), \
         or `basic` (environment: SWITCHBOARD_TEST_USER, SWITCHBOARD_TEST_PASSWORD), \
         or `tls` (mutualTLS, to be declared external)"
    );
}

#[tokio::test]
async fn a_scheme_can_be_external() {
    let server = yes().await;
    let client = Core::builder(&API).base_url(server.uri()).external("tls").build().unwrap();
    client.request(&TLS).send().await.unwrap();
}

#[test]
fn credentials_that_cannot_be_sent_are_errors_of_the_builder() {
    let build = |scheme: &str, secret: &str| Core::builder(&API).credential(scheme, secret).build().map(drop);
    let unknown = build("heather", KEY).unwrap_err().to_string();
    assert_eq!(
        unknown,
        "the API has no security scheme `heather`; it has: header, query, cookie, bearer, basic, oauth, tls"
    );
    for (scheme, secret) in [
        ("header", ""),
        ("query", ""),
        ("cookie", ""),
        ("bearer", " "),
        ("header", "planted\r\n"),
        ("basic", "planted"),
        ("tls", "planted"),
    ] {
        let error = build(scheme, secret).unwrap_err();
        assert!(matches!(error, ConfigurationError::Credential { .. }), "{error}");
        assert!(!format!("{error:?} {error}").contains("planted"), "{error}");
    }
}

#[tokio::test]
async fn tokens_are_fetched_once_and_again_after_a_refusal() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/oauth/token"))
        .and(header("authorization", "Basic YW5uOnBsYW50ZWQtcGFzc3dvcmQ="))
        .and(body_string("grant_type=client_credentials"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"access_token": "t1", "expires_in": 3600})))
        .expect(2)
        .mount(&server)
        .await;
    let plain = || Mock::given(path("/plain")).and(header("authorization", "Bearer t1"));
    plain().respond_with(ResponseTemplate::new(200)).up_to_n_times(2).mount(&server).await;
    plain().respond_with(ResponseTemplate::new(401)).up_to_n_times(1).mount(&server).await;
    plain().respond_with(ResponseTemplate::new(200)).mount(&server).await;

    let client = Core::builder(&API).base_url(server.uri()).basic("oauth", "ann", PASSWORD).build().unwrap();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.request(&OAUTH).send().await.unwrap().status().as_u16());
    }
    // The refused one was sent once more, with the next token.
    assert_eq!(statuses, [200, 200, 200, 200]);
}

#[tokio::test]
async fn a_token_endpoint_that_refuses_is_told_from_the_api() {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/token")).respond_with(ResponseTemplate::new(400)).mount(&server).await;
    let client = Core::builder(&API).base_url(server.uri()).basic("oauth", "ann", PASSWORD).build().unwrap();
    let error = client.request(&OAUTH).send().await.unwrap_err();
    assert_eq!(error.to_string(), "plain: no access token for `oauth`, the token endpoint answered 400 Bad Request");
}

#[tokio::test]
async fn a_header_of_the_call_goes_before_the_credential() {
    let server = yes().await;
    let client = Core::builder(&API).base_url(server.uri()).credential("header", KEY).build().unwrap();
    let options = switchboard_runtime::CallOptions::new().header("x-api-key", "own");
    client.request(&HEADER).options(options).send().await.unwrap();
    assert_eq!(only(&server).await.headers["x-api-key"], "own");
}

/// A scheme whose token can be got in several ways: a token that somebody got, or an id and a secret that get one.
#[tokio::test]
async fn a_token_of_any_flow_is_sent() {
    static FLOWS: &[OAuth2Flow] = &[OAuth2Flow {
        name: "deviceAuthorization",
        authorization_url: Some("/device"),
        token_url: Some("/oauth/token"),
        refresh_url: None,
    }];
    const fn of(token_url: Option<&'static str>) -> SecurityScheme {
        let kind = SecurityKind::OAuth2 { token_url, flows: FLOWS, metadata_url: Some("/metadata") };
        SecurityScheme { id: "oauth", kind, env: &[] }
    }
    static GIVEN: Api = Api { name: "given", version: "1", servers: &[], security: &[of(None)] };
    static FETCHED: Api = Api { name: "fetched", version: "1", servers: &[], security: &[of(Some("/oauth/token"))] };

    let server = yes().await;
    for api in [&GIVEN, &FETCHED] {
        let client = Core::builder(api).base_url(server.uri()).credential("oauth", "t0ken").build().unwrap();
        client.request(&OAUTH).send().await.unwrap();
    }
    let requests = server.received_requests().await.unwrap();
    let sent: Vec<_> = requests.iter().map(|request| request.headers["authorization"].to_str().unwrap()).collect();
    assert_eq!(sent, ["Bearer t0ken", "Bearer t0ken"]);

    let server = MockServer::start().await;
    let token = ResponseTemplate::new(200).set_body_json(json!({"access_token": "t1"}));
    Mock::given(path("/oauth/token")).respond_with(token).expect(1).mount(&server).await;
    let called = Mock::given(path("/plain")).and(header("authorization", "Bearer t1"));
    called.respond_with(ResponseTemplate::new(200)).expect(1).mount(&server).await;
    let client = Core::builder(&FETCHED).base_url(server.uri()).basic("oauth", "ann", PASSWORD).build().unwrap();
    client.request(&OAUTH).send().await.unwrap();
    let refused =
        Core::builder(&GIVEN).base_url(server.uri()).basic("oauth", "ann", PASSWORD).build().map(drop).unwrap_err();
    assert!(matches!(refused, ConfigurationError::Credential { .. }), "{refused}");
}
