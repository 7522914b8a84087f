//! Flows of OAuth 2 that end in a session: devices, refresh tokens, revocation, and servers that say themselves where they
//! are called.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use switchboard_runtime::oauth::{App, OAuthError};
use switchboard_runtime::{Api, Core, OAuth2Flow, Operation, SecurityKind, SecurityScheme, secrecy};
use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::api::PLAIN;
use crate::oauth::seen;

static FLOWS: &[OAuth2Flow] = &[
    OAuth2Flow {
        name: "deviceAuthorization",
        authorization_url: Some("/device"),
        token_url: Some("/token"),
        refresh_url: None,
    },
    OAuth2Flow {
        name: "authorizationCode",
        authorization_url: Some("/authorize"),
        token_url: Some("/token"),
        refresh_url: None,
    },
];
pub(crate) static API: Api = Api {
    name: "Flows",
    version: "1",
    servers: &[],
    security: &[
        SecurityScheme {
            id: "oauth",
            kind: SecurityKind::OAuth2 { token_url: None, flows: FLOWS, metadata_url: None },
            env: &[],
        },
        SecurityScheme {
            id: "openid",
            kind: SecurityKind::OpenIdConnect { url: "/.well-known/openid-configuration" },
            env: &["SWITCHBOARD_TEST_OPENID"],
        },
    ],
};

static CALL: Operation = Operation { security: &[&["oauth"]], ..PLAIN };
static OPEN: Operation = Operation { security: &[&["openid"]], scopes: &[&[&["calls"]]], ..PLAIN };

/// Answers in their order; the last one again and again.
struct Script(Mutex<Vec<ResponseTemplate>>);

impl Script {
    fn new(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        let answers = answers.into_iter().map(|(status, body)| ResponseTemplate::new(status).set_body_json(body));
        let mut answers: Vec<ResponseTemplate> = answers.collect();
        answers.reverse();
        Self(Mutex::new(answers))
    }
}

impl Respond for Script {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let mut answers = self.0.lock().unwrap();
        if answers.len() > 1 { answers.pop().unwrap() } else { answers[0].clone() }
    }
}

async fn server(tokens: impl IntoIterator<Item = (u16, Value)>) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(path("/token")).respond_with(Script::new(tokens)).mount(&server).await;
    Mock::given(path("/plain")).respond_with(ResponseTemplate::new(200)).with_priority(9).mount(&server).await;
    server
}

fn app(server: &MockServer) -> App {
    Core::builder(&API).base_url(server.uri()).oauth_app("oauth", "tv").unwrap()
}

fn client(server: &MockServer, session: switchboard_runtime::oauth::Session) -> Core {
    Core::builder(&API).base_url(server.uri()).oauth("oauth", session).retries(0).build().unwrap()
}

fn tokens(number: u32) -> Value {
    json!({
        "access_token": format!("planted-a{number}"), "refresh_token": format!("planted-r{number}"),
        "token_type": "bearer", "expires_in": 3600,
    })
}

async fn offer_codes(server: &MockServer, interval: Value, expires_in: Value) {
    let answer = json!({
        "device_code": "planted-device", "user_code": "ABCD-EFGH", "verification_uri": "https://id.example/device",
        "verification_uri_complete": "https://id.example/device?user_code=ABCD-EFGH",
        "expires_in": expires_in, "interval": interval,
    });
    let codes = ResponseTemplate::new(200).set_body_json(answer);
    Mock::given(method("POST")).and(path("/device")).respond_with(codes).mount(server).await;
}

#[tokio::test]
async fn a_device_waits_until_somebody_allows_it() {
    let pending = || (400, json!({"error": "authorization_pending"}));
    let server = server([pending(), pending(), (200, tokens(1))]).await;
    offer_codes(&server, json!("0.05"), json!("60")).await;
    let login = app(&server).scopes(["calls", "voices"]).device().await.unwrap();
    assert_eq!(login.user_code(), "ABCD-EFGH");
    assert_eq!(login.verification_uri(), "https://id.example/device");
    assert_eq!(login.verification_uri_complete(), Some("https://id.example/device?user_code=ABCD-EFGH"));
    let shown = format!("{login:?}");
    assert!(!shown.contains("planted") && shown.starts_with("DeviceLogin {"), "{shown}");

    let session = login.wait().await.unwrap();
    assert_eq!(session.refresh_token().unwrap().expose_secret(), "planted-r1");
    let shown = format!("{session:?}");
    assert!(!shown.contains("planted") && shown.starts_with("Session { app: App {"), "{shown}");
    client(&server, session).request(&CALL).send().await.unwrap();

    let (bodies, calls) = seen(&server).await;
    let asked =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=planted-device&client_id=tv";
    assert_eq!(bodies, [asked; 3]);
    assert_eq!(calls, ["a1"]);
    let all = server.received_requests().await.unwrap();
    let began = all.iter().find(|request| request.url.path() == "/device").unwrap();
    assert!(String::from_utf8_lossy(&began.body).contains("scope=calls%20voices&client_id=tv"));
}

#[tokio::test]
async fn a_device_asks_less_often_where_the_server_says_so() {
    let server = server([(400, json!({"error": "slow_down"})), (200, tokens(1))]).await;
    offer_codes(&server, json!(0), json!(60)).await;
    let begin = Instant::now();
    app(&server).device().await.unwrap().wait().await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_device_that_is_not_allowed_says_so() {
    for (error, said) in [
        ("access_denied", "access was not allowed: access_denied"),
        ("expired_token", "nobody allowed the access in time: begin the login again"),
        ("invalid_client", "the token endpoint answered 400 Bad Request: invalid_client"),
    ] {
        let server = server([(400, json!({"error": error}))]).await;
        offer_codes(&server, json!(0), json!(60)).await;
        let refused = app(&server).device().await.unwrap().wait().await.unwrap_err();
        assert_eq!(refused.to_string(), said);
        assert!(!format!("{refused:?}").contains("planted"), "{refused:?}");
    }
    let late = server([(400, json!({"error": "authorization_pending"}))]).await;
    offer_codes(&late, json!(0.05), json!(0.2)).await;
    let error = app(&late).device().await.unwrap().wait().await.unwrap_err();
    assert!(matches!(error, OAuthError::TooLate), "{error}");
}

#[tokio::test]
async fn an_address_to_open_is_one_of_the_web() {
    let server = server([]).await;
    let answer = json!({"device_code": "d", "user_code": "u", "verification_uri": "javascript:planted"});
    let codes = ResponseTemplate::new(200).set_body_json(answer);
    Mock::given(path("/device")).respond_with(codes).mount(&server).await;
    assert_eq!(
        app(&server).device().await.unwrap_err().to_string(),
        "the device authorization endpoint names an address to open that is not an http or https address"
    );
}

#[tokio::test]
async fn a_refresh_token_that_is_replaced_is_kept() {
    let short = |number: u32| {
        let mut tokens = tokens(number);
        tokens["expires_in"] = json!(0);
        (200, tokens)
    };
    let lasting = (200, json!({"access_token": "planted-a3", "expires_in": "3600"}));
    let server = server([short(1), short(2), lasting]).await;
    let session = app(&server).resource("urn:calls").refresh_token("planted-r0");
    let client = client(&server, session.clone());
    for _ in 0..4 {
        client.request(&CALL).send().await.unwrap();
    }
    let (bodies, calls) = seen(&server).await;
    let renewed = |token: &str| {
        format!("grant_type=refresh_token&refresh_token=planted-{token}&resource=urn%3Acalls&client_id=tv")
    };
    assert_eq!(bodies, ["r0", "r1", "r2"].map(renewed));
    assert_eq!(calls, ["a1", "a2", "a3", "a3"]);
    // The last answer had none: the one before goes on.
    assert_eq!(session.refresh_token().unwrap().expose_secret(), "planted-r2");
}

#[tokio::test]
async fn a_refresh_token_is_replaced_though_its_call_was_dropped() {
    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(200).set_body_json(tokens(1)).set_delay(Duration::from_millis(200));
    Mock::given(path("/token")).respond_with(slow).mount(&server).await;
    let session = app(&server).refresh_token("planted-r0");
    let client = client(&server, session.clone());
    let dropped = tokio::time::timeout(Duration::from_millis(50), client.request(&CALL).send()).await;
    assert!(dropped.is_err());
    // Nobody asks again; the server has taken the old one all the same.
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(session.refresh_token().unwrap().expose_secret(), "planted-r1");
}

#[tokio::test]
async fn what_comes_after_a_revocation_is_not_kept() {
    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(200).set_body_json(tokens(1)).set_delay(Duration::from_millis(300));
    Mock::given(path("/token")).respond_with(slow).mount(&server).await;
    Mock::given(path("/revoke")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let url = format!("{}/revoke", server.uri());
    let session = app(&server).revocation_url(&url).unwrap().refresh_token("planted-r0");
    let renewing = tokio::spawn({
        let session = session.clone();
        async move { session.access_token().await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    session.revoke().await.unwrap();
    assert!(matches!(renewing.await.unwrap(), Err(OAuthError::Revoked)));
    assert!(session.refresh_token().is_none() && session.access_token().await.is_err());
}

#[tokio::test]
async fn clients_of_one_session_share_its_tokens() {
    let server = server([(200, tokens(1)), (400, json!({"error": "invalid_grant"}))]).await;
    let session = app(&server).refresh_token("planted-r0");
    let clients = [client(&server, session.clone()), client(&server, session.clone())];
    let calls: Vec<_> = clients.iter().map(|client| tokio::spawn(client.request(&CALL).send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(session.access_token().await.unwrap().expose_secret(), "planted-a1");
    assert_eq!(seen(&server).await.0.len(), 1);
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed() {
    let server = server([(200, tokens(1)), (200, tokens(2)), (400, json!({"error": "invalid_grant"}))]).await;
    let api = |request: &Request| {
        ResponseTemplate::new(if request.headers["authorization"] == "Bearer planted-a2" { 200 } else { 401 })
    };
    Mock::given(path("/plain")).respond_with(api).with_priority(1).mount(&server).await;
    let client = client(&server, app(&server).refresh_token("planted-r0"));
    assert_eq!(client.request(&CALL).send().await.unwrap().status(), 200);
    assert_eq!(seen(&server).await.1, ["a1", "a2"]);
}

#[tokio::test]
async fn a_session_that_cannot_be_renewed_says_so() {
    let server = server([(200, json!({"access_token": "planted-a1", "expires_in": 0}))]).await;
    offer_codes(&server, json!(0), json!(60)).await;
    let session = app(&server).device().await.unwrap().wait().await.unwrap();
    let error = client(&server, session).request(&CALL).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "plain: no access token for `oauth`, the token cannot be renewed without a refresh token: log in again"
    );
}

#[tokio::test]
async fn all_tokens_are_given_back() {
    let server = server([(200, tokens(1))]).await;
    let revocation = Mock::given(method("POST")).and(path("/revoke")).respond_with(ResponseTemplate::new(200));
    revocation.expect(2).mount(&server).await;
    let url = format!("{}/revoke", server.uri());
    let app = app(&server).client_secret("planted-secret").revocation_url(&url).unwrap();
    let session = app.refresh_token("planted-r0");
    let client = client(&server, session.clone());
    client.request(&CALL).send().await.unwrap();
    session.revoke().await.unwrap();

    let all = server.received_requests().await.unwrap();
    let revoked = all.iter().filter(|request| request.url.path() == "/revoke");
    let revoked: Vec<_> = revoked.map(|request| String::from_utf8_lossy(&request.body)).collect();
    assert_eq!(
        revoked,
        ["token=planted-r1&token_type_hint=refresh_token", "token=planted-a1&token_type_hint=access_token"]
    );
    assert!(session.refresh_token().is_none());
    let error = client.request(&CALL).send().await.unwrap_err();
    assert_eq!(error.to_string(), "plain: no access token for `oauth`, the session was revoked: log in again");
}

#[tokio::test]
async fn tokens_that_no_server_keeps_are_dropped_all_the_same() {
    let server =
        server([(200, json!({"access_token": "planted-a1"})), (200, json!({"access_token": "planted-a2"}))]).await;
    let refused = ResponseTemplate::new(400).set_body_json(json!({"error": "unsupported_token_type"}));
    Mock::given(path("/revoke")).respond_with(refused).expect(1).mount(&server).await;
    let url = format!("{}/revoke", server.uri());
    let session = app(&server).client_secret("s").revocation_url(&url).unwrap().client_credentials();
    let client = client(&server, session.clone());
    client.request(&CALL).send().await.unwrap();
    session.revoke().await.unwrap();
    // The program itself may have another one.
    client.request(&CALL).send().await.unwrap();
    assert_eq!(seen(&server).await.1, ["a1", "a2"]);
}

#[tokio::test]
async fn a_revocation_that_fails_drops_nothing() {
    let server = server([(200, tokens(1))]).await;
    Mock::given(path("/revoke")).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    let url = format!("{}/revoke", server.uri());
    let session = app(&server).revocation_url(&url).unwrap().refresh_token("planted-r0");
    session.access_token().await.unwrap();
    let error = session.revoke().await.unwrap_err();
    assert_eq!(error.to_string(), "the revocation endpoint answered 503 Service Unavailable");
    assert_eq!(session.refresh_token().unwrap().expose_secret(), "planted-r1");
    let nowhere = app(&server).refresh_token("planted-r0").revoke().await.unwrap_err();
    assert_eq!(nowhere.to_string(), "nothing says where the server's revocation endpoint is");
    assert!(app(&server).revocation_url("ftp://id.example").is_err());
}

async fn describe(server: &MockServer, methods: Value) {
    let uri = server.uri();
    let metadata = json!({
        "issuer": uri, "token_endpoint": format!("{uri}/token"), "revocation_endpoint": format!("{uri}/revoke"),
        "device_authorization_endpoint": format!("{uri}/device"), "authorization_endpoint": format!("{uri}/authorize"),
        "token_endpoint_auth_methods_supported": methods,
    });
    let metadata = ResponseTemplate::new(200).set_body_json(metadata);
    let asked = Mock::given(method("GET")).and(path("/.well-known/openid-configuration"));
    asked.respond_with(metadata).expect(1).mount(server).await;
}

#[tokio::test]
async fn a_server_says_itself_where_it_is_called() {
    for (methods, in_form) in
        [(json!(["client_secret_basic", "client_secret_post"]), false), (json!(["client_secret_post"]), true)]
    {
        let server = server([(200, json!({"access_token": "planted-a1", "expires_in": 0}))]).await;
        describe(&server, methods).await;
        let builder = Core::builder(&API).base_url(server.uri()).basic("openid", "ann", "planted-secret");
        let client = builder.build().unwrap();
        for _ in 0..2 {
            client.request(&OPEN).send().await.unwrap();
        }
        let (bodies, _) = seen(&server).await;
        let grant = "grant_type=client_credentials&scope=calls";
        let expected =
            if in_form { format!("{grant}&client_id=ann&client_secret=planted-secret") } else { grant.to_owned() };
        assert_eq!(bodies, [expected.as_str(); 2]);
    }
}

/// A document may say nothing of a scheme but where its server describes itself.
#[tokio::test]
async fn an_address_of_metadata_is_enough() {
    static DESCRIBED: Api = Api {
        name: "Described",
        version: "1",
        servers: &[],
        security: &[SecurityScheme {
            id: "oauth",
            kind: SecurityKind::OAuth2 {
                token_url: None,
                flows: &[],
                metadata_url: Some("/.well-known/openid-configuration"),
            },
            env: &[],
        }],
    };
    let server = server([(200, tokens(1))]).await;
    describe(&server, json!(["client_secret_post"])).await;
    let app = Core::builder(&DESCRIBED).base_url(server.uri()).oauth_app("oauth", "ann").unwrap();
    let session = app.client_secret("planted-secret").client_credentials();
    assert_eq!(session.access_token().await.unwrap().expose_secret(), "planted-a1");
    assert_eq!(seen(&server).await.0, ["grant_type=client_credentials&client_id=ann&client_secret=planted-secret"]);
}

#[tokio::test]
async fn an_issuer_is_enough() {
    let server = server([(200, tokens(1))]).await;
    describe(&server, json!(["client_secret_basic"])).await;
    Mock::given(path("/revoke"))
        .and(body_string_contains("planted"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    offer_codes(&server, json!(0), json!(60)).await;
    let app = App::discovered(&server.uri(), "tv").unwrap();
    let session = app.device().await.unwrap().wait().await.unwrap();
    session.revoke().await.unwrap();
    assert!(App::discovered("id.example", "tv").is_err());
}

#[tokio::test]
async fn what_a_server_does_not_say_is_named() {
    let server = MockServer::start().await;
    let metadata = ResponseTemplate::new(200).set_body_json(json!({"issuer": server.uri()}));
    Mock::given(path("/.well-known/openid-configuration")).respond_with(metadata).mount(&server).await;
    let app = Core::builder(&API).base_url(server.uri()).oauth_app("openid", "tv").unwrap();
    let error = app.device().await.unwrap_err();
    assert_eq!(error.to_string(), "nothing says where the server's device authorization endpoint is");
    let elsewhere = MockServer::start().await;
    let app = Core::builder(&API).base_url(elsewhere.uri()).oauth_app("openid", "tv").unwrap();
    let error = app.client_credentials().access_token().await.unwrap_err();
    assert_eq!(error.to_string(), "the address of the server's metadata answered 404 Not Found");
}
