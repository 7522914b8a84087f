//! Answers of every shape: by status, in ranges, none at all, text, bytes and streams.

use crate::socket::Socket;
use futures_util::StreamExt;
use mini_statuses::{Client, Error, ResponseHeaders, results, types};

async fn client(socket: &Socket) -> Client {
    Client::builder().base_url(&socket.url).retries(0).build().unwrap()
}

/// What the API itself says of the error.
fn body<E>(error: &Error<E>) -> Option<&E> {
    Some(error.api()?.body())
}

/// `POST /jobs` with this answer.
async fn start(
    status: &str,
    content_type: &str,
    body: &str,
) -> Result<results::StartJobSuccess, Error<results::StartJobError>> {
    let content_type = format!("content-type: {content_type}");
    let socket = Socket::answering(status, &[&content_type], body.as_bytes()).await;
    client(&socket).await.start_job().await.map(|answer| answer.into_inner())
}

#[tokio::test]
async fn each_success_has_its_variant() {
    let done = start("200 OK", "application/json", r#"{"result":"a"}"#).await.unwrap();
    assert!(matches!(done, results::StartJobSuccess::Ok(types::Job { result, .. }) if result == "a"));
    let accepted = start("202 Accepted", "application/json", r#"{"ticket":"b"}"#).await.unwrap();
    assert!(matches!(accepted, results::StartJobSuccess::Accepted(types::Ticket { ticket, .. }) if ticket == "b"));
}

#[tokio::test]
async fn each_error_has_its_variant() {
    let error = start("400 Bad Request", "application/json", r#"{"message":"no"}"#).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
    let expected = results::StartJobError::BadRequest(types::Invalid::new("no"));
    assert_eq!(body(&error), Some(&expected));
    let error = start("404 Not Found", "text/plain", "").await.unwrap_err();
    assert_eq!(body(&error), Some(&results::StartJobError::NotFound(())));
    // The document has the range `5XX`.
    let error = start("507 Insufficient Storage", "text/plain", "full").await.unwrap_err();
    assert_eq!(body(&error), Some(&results::StartJobError::ServerError("full".to_owned())));
}

/// An exact status goes before the range it is in, whatever else has the type of the range.
#[tokio::test]
async fn a_range_means_the_statuses_that_are_not_named() {
    for (status, expected) in [("404", "NotFound"), ("409", "Conflict"), ("410", "Gone"), ("422", "ClientError")] {
        let text = if status == "410" { "text/plain" } else { "application/json" };
        let content_type = format!("content-type: {text}");
        let answer = br#"{"message":"m","ticket":"t"}"#;
        let socket = Socket::answering(&format!("{status} No"), &[&content_type], answer).await;
        let error = client(&socket).await.mixed().await.unwrap_err();
        let variant = format!("{:?}", body(&error).unwrap());
        assert!(variant.starts_with(expected), "{status}: {variant}");
    }
}

#[tokio::test]
async fn a_status_that_is_not_documented_is_an_error_that_keeps_the_answer() {
    let error = start("418 I'm a teapot", "text/plain", "short and stout").await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(418));
    assert!(body(&error).is_none());
    assert!(error.to_string().contains("short and stout"), "{error}");
}

#[tokio::test]
async fn default_is_the_error_of_all_others() {
    let socket = Socket::json("409 Conflict", r#"{"message":"later"}"#).await;
    let error = client(&socket).await.drop_jobs().await.unwrap_err();
    assert_eq!(body(&error), Some(&types::Invalid::new("later")));
    assert_eq!(socket.sent().line, "DELETE /jobs");
}

#[tokio::test]
async fn nothing_is_a_result_too() {
    let socket = Socket::no_content().await;
    client(&socket).await.drop_jobs().await.unwrap();
    let socket = Socket::answering("200 OK", &["content-length: 12"], b"").await;
    client(&socket).await.peek().await.unwrap();
    assert_eq!(socket.sent().line, "HEAD /jobs");
}

/// A redirect that the document describes is an answer, not a way to go.
#[tokio::test]
async fn a_documented_redirect_is_given() {
    let socket =
        Socket::answering("302 Found", &["location: https://elsewhere.example/x", "content-length: 0"], b"").await;
    let answer = client(&socket).await.where_to().await.unwrap();
    assert_eq!(answer.status().as_u16(), 302);
    assert_eq!(answer.headers()["location"], "https://elsewhere.example/x");
    assert_eq!(answer.headers().location(), Some(Ok("https://elsewhere.example/x".to_owned())));
}

#[tokio::test]
async fn events_and_lines_are_streams_of_values() {
    let events = b": hello\n\nevent: note\nid: 7\ndata: {\"text\":\ndata: \"a\"}\n\ndata: {\"text\":\"b\"}\n\n";
    let socket = Socket::answering("200 OK", &["content-type: text/event-stream"], events).await;
    let client = mini_media_types::Client::builder().base_url(&socket.url).build().unwrap();
    let stream = client.follow().await.unwrap().into_inner();
    let texts: Vec<String> = stream.map(|event| event.unwrap().data.text).collect().await;
    assert_eq!(texts, ["a", "b"]);
    assert_eq!(socket.sent().header("accept"), Some("text/event-stream"));

    let lines = b"{\"text\":\"a\"}\n\n{\"text\":\"b\"}";
    let socket = Socket::answering("200 OK", &["content-type: application/x-ndjson"], lines).await;
    let client = mini_media_types::Client::builder().base_url(&socket.url).build().unwrap();
    let stream = client.lines().await.unwrap().into_inner();
    let texts: Vec<String> = stream.map(|note| note.unwrap().text).collect().await;
    assert_eq!(texts, ["a", "b"]);
}
