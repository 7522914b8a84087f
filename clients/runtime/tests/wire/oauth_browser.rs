//! Logins in a browser: what the browser is led to, and which way back ends the login.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret as _;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use switchboard_runtime::oauth::{App, Authorization, OAuthError};
use switchboard_runtime::{Core, Operation, reqwest::Url, secrecy};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::api::PLAIN;
use crate::oauth::seen;
use crate::oauth_flows::API;

static CALL: Operation = Operation { security: &[&["oauth"]], ..PLAIN };

async fn server() -> MockServer {
    let server = MockServer::start().await;
    let tokens = json!({"access_token": "planted-a1", "refresh_token": "planted-r1", "expires_in": 3600});
    Mock::given(path("/token")).respond_with(ResponseTemplate::new(200).set_body_json(tokens)).mount(&server).await;
    Mock::given(path("/plain")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    server
}

fn app(server: &MockServer) -> App {
    let app = Core::builder(&API).base_url(server.uri()).oauth_app("oauth", "web").unwrap();
    app.redirect_uri("http://127.0.0.1:7/back?a=1").scopes(["calls", "voices"])
}

fn query(login: &Authorization) -> BTreeMap<String, String> {
    Url::parse(login.url()).unwrap().query_pairs().into_owned().collect()
}

#[tokio::test]
async fn a_login_begins_in_the_browser_and_ends_here() {
    let server = server().await;
    let app = app(&server).audience("calls").login_parameter("prompt", "consent");
    let login = app.authorization().await.unwrap();
    assert!(login.url().starts_with(&format!("{}/authorize?response_type=code&client_id=web&", server.uri())));
    let query = query(&login);
    let expected = [
        ("audience", "calls"),
        ("code_challenge_method", "S256"),
        ("prompt", "consent"),
        ("redirect_uri", "http://127.0.0.1:7/back?a=1"),
        ("scope", "calls voices"),
    ];
    for (name, value) in expected {
        assert_eq!(query[name], value, "{name}");
    }

    // What came to a server of one's own, without its origin.
    let back = format!("/back?a=1&code=planted%2Fcode&state={}#", query["state"]);
    let session = login.finish(&back).await.unwrap();
    let client = Core::builder(&API).base_url(server.uri()).oauth("oauth", session.clone()).build().unwrap();
    client.request(&CALL).send().await.unwrap();
    assert_eq!(session.refresh_token().unwrap().expose_secret(), "planted-r1");

    let (bodies, calls) = seen(&server).await;
    let sent: BTreeMap<String, String> =
        Url::parse(&format!("http://a/?{}", bodies[0])).unwrap().query_pairs().into_owned().collect();
    assert_eq!(sent["grant_type"], "authorization_code");
    assert_eq!(sent["code"], "planted/code");
    assert_eq!(sent["redirect_uri"], "http://127.0.0.1:7/back?a=1");
    assert_eq!(sent["client_id"], "web");
    assert_eq!(sent["audience"], "calls");
    assert!(!sent.contains_key("prompt"));
    assert_eq!(query["code_challenge"], URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"])));
    assert_eq!(calls, ["a1"]);
    let shown = format!("{login:?} {app:?}");
    assert!(!shown.contains(&sent["code_verifier"]), "{shown}");
    assert!(shown.starts_with("Authorization { app: App { client_id: \"web\""), "{shown}");
}

#[tokio::test]
async fn an_address_of_another_login_is_refused() {
    let server = server().await;
    let (login, other) = (app(&server).authorization().await.unwrap(), app(&server).authorization().await.unwrap());
    let (own, others) = (query(&login), query(&other));
    assert_ne!(own["state"], others["state"]);
    assert_ne!(own["code_challenge"], others["code_challenge"]);
    let stray =
        ["/favicon.ico".to_owned(), "/back?code=c".to_owned(), format!("/back?code=c&state={}", others["state"])];
    for back in stray {
        let error = login.finish(&back).await.unwrap_err();
        assert!(matches!(error, OAuthError::AnotherLogin("state")), "{error}");
    }
    assert_eq!(seen(&server).await.0.len(), 0);
    // None of these ended it.
    login.finish(&format!("http://127.0.0.1:7/back?state={}&code=c", own["state"])).await.unwrap();
}

#[tokio::test]
async fn access_that_is_denied_is_an_error() {
    let server = server().await;
    let login = app(&server).authorization().await.unwrap();
    let state = &query(&login)["state"];
    let error = login.finish(&format!("/back?error=access_denied&state={state}")).await.unwrap_err();
    assert_eq!(
        (error.to_string().as_str(), error.code()),
        ("access was not allowed: access_denied", Some("access_denied"))
    );
    let error = login.finish(&format!("/back?error=%3Cb%3E&state={state}")).await.unwrap_err();
    assert_eq!(error.to_string(), "access was not allowed: an unknown reason");
    let error = login.finish(&format!("/back?state={state}")).await.unwrap_err();
    assert_eq!(error.to_string(), "the authorization endpoint led the browser back without a code");
}

#[tokio::test]
async fn a_code_can_be_copied_by_hand() {
    let server = server().await;
    let session = app(&server).authorization().await.unwrap().finish_with_code("planted").await.unwrap();
    assert_eq!(session.access_token().await.unwrap().expose_secret(), "planted-a1");
}

/// RFC 9207: the server that leads back is the one that was asked.
#[tokio::test]
async fn an_issuer_that_is_another_is_refused() {
    let server = server().await;
    let metadata = json!({
        "issuer": server.uri(), "token_endpoint": format!("{}/token", server.uri()),
        "authorization_endpoint": format!("{}/authorize", server.uri()),
    });
    let metadata = ResponseTemplate::new(200).set_body_json(metadata);
    Mock::given(path("/.well-known/openid-configuration")).respond_with(metadata).expect(1).mount(&server).await;
    let login = App::discovered(&server.uri(), "web").unwrap().authorization().await.unwrap();
    let state = &query(&login)["state"];
    let back = |issuer: &str| format!("/back?code=c&state={state}&iss={issuer}");
    let error = login.finish(&back("https://evil.example")).await.unwrap_err();
    assert!(matches!(error, OAuthError::AnotherLogin("iss")), "{error}");
    login.finish(&back(&server.uri())).await.unwrap();
}
