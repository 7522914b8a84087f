//! Every flow of OAuth 2 against a real authorization server, `oidc-provider`, and an API that looks at its tokens. The app
//! is in `tests/live/oidc-provider/`.
#![allow(clippy::unwrap_used)]

mod browser;
mod server;

use browser::Browser;
use serde_json::Value;
use server::Server;
use std::time::Duration;
use switchboard_runtime::oauth::{App, OAuthError, Session};
use switchboard_runtime::secrecy::ExposeSecret as _;
use switchboard_runtime::{Api, Core, Operation, SecurityKind, SecurityScheme, reqwest};

static API: Api = Api {
    name: "Live",
    version: "1",
    servers: &[],
    security: &[SecurityScheme {
        id: "openid",
        kind: SecurityKind::OpenIdConnect { url: "/.well-known/openid-configuration" },
        env: &[],
    }],
};

static ME: Operation = Operation::new("me", "GET", "/api/me").security(&[&["openid"]]);
static CALLS: Operation = Operation::new("calls", "GET", "/api/me").security(&[&["openid"]]).scopes(&[&[&["calls"]]]);
static BOTH: Operation =
    Operation::new("both", "GET", "/api/me").security(&[&["openid"]]).scopes(&[&[&["voices", "calls"]]]);

/// Where the browser is led back to; nobody listens there.
const BACK: &str = "http://127.0.0.1:1/back";

fn app(server: &Server, client_id: &str) -> App {
    Core::builder(&API).base_url(&server.issuer).oauth_app("openid", client_id).unwrap()
}

fn client(server: &Server, session: &Session) -> Core {
    Core::builder(&API).base_url(&server.issuer).oauth("openid", session.clone()).retries(0).build().unwrap()
}

/// What the API knows of the token that a call came with.
async fn who(client: &Core, operation: &'static Operation) -> Value {
    client.request(operation).send().await.unwrap().json::<Value>().await.unwrap().into_inner()
}

/// Gives a token back behind the client's back.
async fn revoke(server: &Server, form: &[(&str, &str)]) {
    let request = reqwest::Client::new().post(format!("{}/token/revocation", server.issuer)).form(form);
    assert!(request.send().await.unwrap().status().is_success());
}

#[tokio::test]
async fn client_credentials_in_both_ways_and_with_scopes() {
    let Some(server) = Server::start() else { return };
    // The secret has what has to be encoded twice.
    let basic = app(&server, "basic").client_secret("planted: basic/+%").client_credentials();
    let post = app(&server, "post").client_secret("planted-post").client_secret_post().client_credentials();
    for (session, id) in [(basic, "basic"), (post, "post")] {
        let client = client(&server, &session);
        for (operation, scope) in [(&CALLS, "calls"), (&BOTH, "calls voices"), (&CALLS, "calls")] {
            let me = who(&client, operation).await;
            assert_eq!((me["client"].as_str(), me["scope"].as_str()), (Some(id), Some(scope)));
        }
    }
    let wrong = app(&server, "basic").client_secret("planted").client_credentials();
    let error = client(&server, &wrong).request(&CALLS).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "calls: no access token for `openid`, the token endpoint answered 401 Unauthorized: invalid_client"
    );
    let builder = Core::builder(&API).base_url(&server.issuer).basic("openid", "basic", "planted: basic/+%");
    assert_eq!(who(&builder.build().unwrap(), &CALLS).await["client"], "basic");
}

#[tokio::test]
async fn somebody_logs_in_with_a_browser_and_tokens_are_renewed() {
    let Some(server) = Server::start() else { return };
    let app = app(&server, "web").redirect_uri(BACK).scopes(["openid", "calls"]);
    let login = app.authorization().await.unwrap();
    let redirected = Browser::new().allow(login.url(), BACK).await;
    let session = login.finish(&redirected).await.unwrap();
    let client = client(&server, &session);
    let me = who(&client, &ME).await;
    assert_eq!((me["client"].as_str(), me["account"].as_str()), (Some("web"), Some("ann")));

    // A code is good once.
    let again = login.finish(&redirected).await.unwrap_err();
    assert_eq!(again.code(), Some("invalid_grant"), "{again}");
    // That ended what the code gave, too (RFC 6749, section 4.1.2); so begin anew.
    let login = app.authorization().await.unwrap();
    let session = login.finish(&Browser::new().allow(login.url(), BACK).await).await.unwrap();
    let first = (session.access_token().await.unwrap(), session.refresh_token().unwrap());
    tokio::time::sleep(Duration::from_millis(3200)).await;
    let second = (session.access_token().await.unwrap(), session.refresh_token().unwrap());
    assert_ne!(first.0.expose_secret(), second.0.expose_secret());
    assert_ne!(first.1.expose_secret(), second.1.expose_secret(), "refresh tokens are replaced");

    // What was kept goes on, in another program.
    let kept = app.refresh_token(second.1);
    assert_eq!(who(&self::client(&server, &kept), &ME).await["account"], "ann");
}

#[tokio::test]
async fn an_address_that_is_made_up_ends_no_login() {
    let Some(server) = Server::start() else { return };
    let app = app(&server, "web").redirect_uri(BACK).scopes(["openid"]);
    let (login, other) = (app.authorization().await.unwrap(), app.authorization().await.unwrap());
    let redirected = Browser::new().allow(other.url(), BACK).await;
    let error = login.finish(&redirected).await.unwrap_err();
    assert!(matches!(error, OAuthError::AnotherLogin("state")), "{error}");
    // With the right state, and the code of another login: the server holds it against the challenge.
    let state = reqwest::Url::parse(login.url()).unwrap();
    let (_, state) = state.query_pairs().find(|(name, _)| name == "state").unwrap();
    let redirected = reqwest::Url::parse(&redirected).unwrap();
    let (_, code) = redirected.query_pairs().find(|(name, _)| name == "code").unwrap();
    let error = login.finish(&format!("{BACK}?code={code}&state={state}")).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_grant"), "{error}");
}

#[tokio::test]
async fn somebody_allows_a_device() {
    let Some(server) = Server::start() else { return };
    let login = app(&server, "tv").scopes(["openid", "calls"]).device().await.unwrap();
    let address = login.verification_uri_complete().unwrap().to_owned();
    assert!(address.contains(login.user_code()));
    let waiting = tokio::spawn(login.wait());
    let page = Browser::new().allow(&address, BACK).await;
    assert!(page.to_lowercase().contains("sign-in success"), "{page}");
    let session = waiting.await.unwrap().unwrap();
    let me = who(&client(&server, &session), &ME).await;
    assert_eq!((me["client"].as_str(), me["account"].as_str()), (Some("tv"), Some("ann")));
}

#[tokio::test]
async fn a_token_that_is_revoked_is_replaced() {
    let Some(server) = Server::start() else { return };
    let session = app(&server, "post").client_secret("planted-post").client_secret_post().client_credentials();
    let client = client(&server, &session);
    assert_eq!(who(&client, &ME).await["client"], "post");
    let first = session.access_token().await.unwrap();
    let form = [("token", first.expose_secret()), ("client_id", "post"), ("client_secret", "planted-post")];
    revoke(&server, &form).await;

    // The API answers 401 now, and the call goes out again with another token.
    assert_eq!(who(&client, &ME).await["client"], "post");
    assert_ne!(session.access_token().await.unwrap().expose_secret(), first.expose_secret());
}

#[tokio::test]
async fn a_session_that_is_revoked_ends() {
    let Some(server) = Server::start() else { return };
    let login = app(&server, "tv").scopes(["openid"]).device().await.unwrap();
    let address = login.verification_uri_complete().unwrap().to_owned();
    let waiting = tokio::spawn(login.wait());
    Browser::new().allow(&address, BACK).await;
    let session = waiting.await.unwrap().unwrap();
    let client = client(&server, &session);
    assert_eq!(who(&client, &ME).await["account"], "ann");

    let (access, refresh) = (session.access_token().await.unwrap(), session.refresh_token().unwrap());
    session.revoke().await.unwrap();
    let error = client.request(&ME).send().await.unwrap_err();
    assert_eq!(error.to_string(), "me: no access token for `openid`, the session was revoked: log in again");
    // The server knows neither of them any more.
    let kept = app(&server, "tv").refresh_token(refresh).access_token().await.unwrap_err();
    assert_eq!(kept.code(), Some("invalid_grant"), "{kept}");
    let plain = Core::builder(&API).base_url(&server.issuer).credential("openid", access).build().unwrap();
    assert_eq!(plain.request(&ME).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_program_that_gave_its_token_back_gets_another() {
    let Some(server) = Server::start() else { return };
    let session = app(&server, "basic").client_secret("planted: basic/+%").client_credentials();
    let client = client(&server, &session);
    assert_eq!(who(&client, &ME).await["client"], "basic");
    let first = session.access_token().await.unwrap();
    session.revoke().await.unwrap();
    let plain = Core::builder(&API).base_url(&server.issuer).credential("openid", first.clone()).build().unwrap();
    assert_eq!(plain.request(&ME).send().await.unwrap().status(), 401, "the server knows it no more");
    assert_eq!(who(&client, &ME).await["client"], "basic");
    assert_ne!(session.access_token().await.unwrap().expose_secret(), first.expose_secret());
}

#[tokio::test]
async fn an_issuer_says_where_it_is_called() {
    let Some(server) = Server::start() else { return };
    let app = App::discovered(&server.issuer, "basic").unwrap().client_secret("planted: basic/+%");
    let client = client(&server, &app.client_credentials());
    assert_eq!(who(&client, &CALLS).await["scope"], "calls");
}
