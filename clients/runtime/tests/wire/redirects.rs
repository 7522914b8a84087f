//! Which redirects are followed, and what goes along.

use http::StatusCode;
use switchboard_runtime::{CallOptions, Core, Operation, Redirects};
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::api::{API, GET, PLAIN};

static POST: Operation = Operation { id: "change", method: "POST", ..PLAIN };
static SECURED: Operation = Operation { id: "secured", security: &[&["header"]], ..PLAIN };

async fn redirecting(status: u16, to: &str) -> MockServer {
    let server = MockServer::start().await;
    let reply = ResponseTemplate::new(status).insert_header("location", to);
    Mock::given(path("/plain")).respond_with(reply).mount(&server).await;
    Mock::given(path("/moved")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    server
}

#[tokio::test]
async fn a_post_never_becomes_a_get() {
    for status in [301, 302, 303] {
        let server = redirecting(status, "/moved").await;
        let client = Core::builder(&API).base_url(server.uri()).build().unwrap();
        let answer = client.request(&POST).json(&1).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
        let error = answer.unexpected::<()>().await.to_string();
        assert!(error.contains("redirect to http://127.0.0.1") && error.contains("not followed"), "{error}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
        // GET follows all of them.
        assert_eq!(client.request(&GET).send().await.unwrap().status(), StatusCode::OK);
    }
    for status in [307, 308] {
        let server = redirecting(status, "/moved").await;
        let client = Core::builder(&API).base_url(server.uri()).build().unwrap();
        assert_eq!(client.request(&POST).json(&1).send().await.unwrap().status(), StatusCode::OK);
        let requests = server.received_requests().await.unwrap();
        assert_eq!((requests[1].method.as_str(), requests[1].body.as_slice()), ("POST", b"1".as_slice()));
    }
}

#[tokio::test]
async fn a_signed_address_is_called_without_what_is_the_apis() {
    let store = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_string("bytes")).mount(&store).await;
    let signed = format!("{}/file?signature=s%2B1#part", store.uri());
    let server = redirecting(302, &signed).await;
    let builder =
        || Core::builder(&API).base_url(server.uri()).credential("header", "key").default_header("x-own", "1");
    let plain = builder().build().unwrap();
    assert_eq!(plain.request(&SECURED).send().await.unwrap().status(), StatusCode::FOUND);
    // It is not encrypted, and not named.
    let https = builder().redirects(Redirects::to_any_https()).build().unwrap();
    assert_eq!(https.request(&SECURED).send().await.unwrap().status(), StatusCode::FOUND);
    let other = CallOptions::new().redirects(Redirects::to(["https://files.example.com"]));
    assert_eq!(plain.request(&SECURED).options(other).send().await.unwrap().status(), StatusCode::FOUND);
    assert!(store.received_requests().await.unwrap().is_empty());

    let named = CallOptions::new().redirects(Redirects::to([store.uri()]));
    let answer = plain.request(&SECURED).options(named).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap().into_inner(), "bytes");
    let by_client = builder().redirects(Redirects::to([store.uri()])).build().unwrap();
    assert_eq!(by_client.request(&SECURED).send().await.unwrap().status(), StatusCode::OK);
    let requests = store.received_requests().await.unwrap();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_eq!(request.url.query(), Some("signature=s%2B1"));
        let names: Vec<&str> = request.headers.keys().map(|name| name.as_str()).collect();
        for own in ["x-own", "x-api-key", "authorization", "cookie", "referer", "user-agent"] {
            assert!(!names.contains(&own), "{names:?}");
        }
        assert_eq!(request.headers.get("accept").unwrap(), "application/json");
    }
}

/// Names and passwords in an address are for whoever wrote it, and no part of a signed one.
#[tokio::test]
async fn addresses_with_a_name_or_a_password_are_not_followed() {
    let store = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).mount(&store).await;
    for user in ["ann", "ann:secret", ":secret"] {
        let address = store.uri().replace("http://", &format!("http://{user}@"));
        let server = redirecting(302, &address).await;
        let client =
            Core::builder(&API).base_url(server.uri()).redirects(Redirects::to([store.uri()])).build().unwrap();
        assert_eq!(client.request(&GET).send().await.unwrap().status(), StatusCode::FOUND, "{user}");
    }
    assert!(store.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_that_sends_around_in_circles_is_left() {
    let server = redirecting(302, "/plain").await;
    let client = Core::builder(&API).base_url(server.uri()).build().unwrap();
    let ended = tokio::time::timeout(std::time::Duration::from_secs(20), client.request(&GET).send()).await;
    assert_eq!(ended.expect("it ends").unwrap().status(), StatusCode::FOUND);
    // Three redirects are followed in a row.
    assert_eq!(server.received_requests().await.unwrap().len(), 4);
}

#[tokio::test]
async fn bodies_do_not_go_elsewhere() {
    let store = MockServer::start().await;
    let server = MockServer::start().await;
    let reply = ResponseTemplate::new(307).insert_header("location", format!("{}/x", store.uri()));
    Mock::given(method("POST")).respond_with(reply).mount(&server).await;
    let client = Core::builder(&API).base_url(server.uri()).redirects(Redirects::to([store.uri()])).build().unwrap();
    let answer = client.request(&POST).json(&1).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::TEMPORARY_REDIRECT);
    assert!(store.received_requests().await.unwrap().is_empty());
}
