//! Calls of programs without async code.

use secrecy::ExposeSecret as _;
use switchboard_runtime::oauth::OAuthError;
use switchboard_runtime::secrecy;
use switchboard_runtime::{ByteStream, Call, Core, Error, Failure, Operation, Read, Reply, TypedStream};

use crate::api::{PLAIN, client};
use crate::canned::{Canned, answer};

static LIST: Operation = Operation { id: "list", replies: &[Reply::success(200, Read::Json)], ..PLAIN };

#[test]
fn a_call_needs_no_runtime_of_the_caller() {
    // The server has one; the thread that calls has none.
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(vec![answer("200 OK", "connection: close\r\n", "[1]")]));
    let client = client(server.url());
    let call = || Call::<Vec<u32>>::new(client.request(&LIST));
    assert_eq!(*call().send_blocking().unwrap(), [1]);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let call = call();
            std::thread::spawn(move || call.send_blocking().unwrap().into_inner())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), [1]);
    }
    assert_eq!(server.requests().len(), 5);
}

#[test]
fn a_connection_that_the_server_closed_between_two_calls_is_not_used_again() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(vec![answer("200 OK", "", "[1]")]));
    let client = client(server.url());
    for _ in 0..20 {
        assert_eq!(*Call::<Vec<u32>>::new(client.request(&LIST)).send_blocking().unwrap(), [1]);
        // The server has closed the connection by now.
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(server.requests().len(), 20);
}

#[test]
fn streams_need_none_either() {
    static BYTES: Operation = Operation { id: "bytes", replies: &[Reply::success(200, Read::Bytes)], ..PLAIN };
    static LINES: Operation = Operation { id: "lines", replies: &[Reply::success(200, Read::JsonLines)], ..PLAIN };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(vec![answer("200 OK", "", "1\n2\n")]));
    let client = client(server.url());
    let bytes = || Call::<ByteStream>::new(client.request(&BYTES)).send_blocking().unwrap().into_inner();
    assert_eq!(bytes().bytes_blocking().unwrap(), "1\n2\n");
    let mut pieces = bytes();
    assert_eq!(pieces.next_blocking().unwrap().unwrap(), "1\n2\n");
    assert!(pieces.next_blocking().is_none());
    let mut lines = Call::<TypedStream<u32>>::new(client.request(&LINES)).send_blocking().unwrap().into_inner();
    assert_eq!((lines.next_blocking().unwrap().unwrap(), lines.next_blocking().unwrap().unwrap()), (1, 2));
    assert!(lines.next_blocking().is_none());
}

#[tokio::test]
async fn inside_of_a_runtime_it_is_an_error() {
    let error = Call::<Vec<u32>>::new(client("http://127.0.0.1:9").request(&LIST)).send_blocking().unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::InvalidRequest { .. })), "{error}");
    assert!(error.to_string().ends_with("await the call"), "{error}");
}

fn app(server: &Canned) -> switchboard_runtime::oauth::App {
    let builder = Core::builder(&crate::oauth_flows::API).base_url(server.url());
    builder.oauth_app("oauth", "tv").unwrap().revocation_url(&format!("{}/revoke", server.url())).unwrap()
}

/// From the code on the screen to the end of the session, without a line of async code.
#[test]
fn a_device_logs_in_and_gives_its_tokens_back() {
    static CALL: Operation = Operation { security: &[&["oauth"]], replies: LIST.replies, ..PLAIN };
    let code =
        r#"{"device_code": "d1", "user_code": "WDJB", "verification_uri": "https://example.com/tv", "interval": 0.01}"#;
    let scripts = [
        ("200 OK", code),
        ("400 Bad Request", r#"{"error": "authorization_pending"}"#),
        ("200 OK", r#"{"access_token": "a1", "refresh_token": "r1", "expires_in": 3600}"#),
        ("200 OK", "[1]"),
        ("200 OK", ""),
        ("200 OK", ""),
    ];
    let scripts = scripts.map(|(status, body)| answer(status, "connection: close\r\n", body));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(scripts.to_vec()));
    let login = app(&server).device_blocking().unwrap();
    assert_eq!((login.user_code(), login.verification_uri()), ("WDJB", "https://example.com/tv"));
    let session = login.wait_blocking().unwrap();
    assert_eq!(session.access_token_blocking().unwrap().expose_secret(), "a1");
    let client = Core::builder(&crate::oauth_flows::API).base_url(server.url()).oauth("oauth", session.clone());
    assert_eq!(*Call::<Vec<u32>>::new(client.build().unwrap().request(&CALL)).send_blocking().unwrap(), [1]);
    session.revoke_blocking().unwrap();
    assert!(matches!(session.access_token_blocking(), Err(OAuthError::Revoked)));
    let requests = server.requests();
    let paths: Vec<&str> = requests.iter().map(|request| request.split(' ').nth(1).unwrap()).collect();
    assert_eq!(paths, ["/device", "/token", "/token", "/plain", "/revoke", "/revoke"]);
    assert!(requests[3].contains("authorization: Bearer a1"), "{}", requests[3]);
    assert!(requests[4].ends_with("token=r1&token_type_hint=refresh_token&client_id=tv"), "{}", requests[4]);
}

#[cfg(feature = "pkce")]
#[test]
fn somebody_with_a_browser_logs_in() {
    let token = |number: u8| format!(r#"{{"access_token": "a{number}", "expires_in": 3600}}"#);
    let scripts = vec![answer("200 OK", "connection: close\r\n", &token(1)), answer("200 OK", "", &token(2))];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Canned::start(scripts));
    let login = app(&server).redirect_uri("http://127.0.0.1/back").authorization_blocking().unwrap();
    let state = login.url().split('&').find_map(|pair| pair.strip_prefix("state=")).unwrap();
    assert!(matches!(login.finish_blocking("/back?code=c&state=x"), Err(OAuthError::AnotherLogin("state"))));
    let session = login.finish_blocking(&format!("/back?code=c1&state={state}")).unwrap();
    assert_eq!(session.access_token_blocking().unwrap().expose_secret(), "a1");
    let session = login.finish_with_code_blocking("c2").unwrap();
    assert_eq!(session.access_token_blocking().unwrap().expose_secret(), "a2");
    let codes: Vec<bool> = (1..=2).map(|at| server.requests()[at - 1].contains(&format!("&code=c{at}&"))).collect();
    assert_eq!(codes, [true, true]);
}

#[tokio::test]
async fn inside_of_a_runtime_a_login_is_an_error() {
    let server = Canned::start(vec![answer("200 OK", "", "{}")]).await;
    let error = app(&server).device_blocking().unwrap_err();
    assert!(matches!(&error, OAuthError::Configuration(problem) if problem.ends_with("await the call")), "{error}");
    assert!(server.requests().is_empty());
}
