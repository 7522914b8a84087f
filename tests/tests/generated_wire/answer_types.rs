//! Answers under each of the media types that a document lists, errors under those of theirs, and bodies of which it
//! says nothing.

use crate::socket::{Sent, Socket};
use mini_answer_types::{Client, Error, results::GetBookError};

async fn answering(status: &str, content_type: &str, body: &[u8]) -> (Socket, Client) {
    let socket = Socket::answering(status, &[&format!("content-type: {content_type}")], body).await;
    let client = Client::builder().base_url(&socket.url).retries(0).build().unwrap();
    (socket, client)
}

fn accepted(socket: &Socket) -> String {
    let sent: Sent = socket.sent();
    sent.header("accept").unwrap().to_owned()
}

#[tokio::test]
async fn each_media_type_is_asked_for_by_a_method_of_its_own() {
    let (socket, client) = answering("200 OK", "application/json", br#"{"title":"Emma"}"#).await;
    assert_eq!(client.get_book("1").await.unwrap().title, "Emma");
    assert_eq!(accepted(&socket), "application/json");

    let (socket, client) = answering("200 OK", "application/vnd.library.v2+json", br#"{"heading":"Emma"}"#).await;
    assert_eq!(client.get_book_receiving_vnd_library_v2_json("1").await.unwrap().heading, "Emma");
    assert_eq!(accepted(&socket), "application/vnd.library.v2+json");

    let (socket, client) = answering("200 OK", "text/csv", b"title\nEmma").await;
    assert_eq!(*client.get_book_receiving_csv("1").await.unwrap(), "title\nEmma");
    assert_eq!(accepted(&socket), "text/csv");

    let (socket, client) = answering("200 OK", "application/pdf", b"%PDF").await;
    let pdf = client.get_book_receiving_pdf("1").await.unwrap().into_inner();
    assert_eq!(pdf.bytes().await.unwrap(), "%PDF");
    assert_eq!(accepted(&socket), "application/pdf");

    let (socket, client) = answering("200 OK", "image/png", b"\x89PNG").await;
    let image = client.get_book_receiving_image("1").await.unwrap().into_inner();
    assert_eq!(image.bytes().await.unwrap(), b"\x89PNG".as_slice());
    assert_eq!(accepted(&socket), "image/*");
}

#[tokio::test]
async fn a_stream_of_json_is_read_value_by_value() {
    let lines = b"{\"title\":\"Emma\"}\n{\"title\":\"Persuasion\"}\n";
    let (socket, client) = answering("200 OK", "application/stream+json", lines).await;
    let mut books = client.list_books_receiving_stream_json().await.unwrap().into_inner();
    assert_eq!(books.next().await.unwrap().unwrap().title, "Emma");
    assert_eq!(books.next().await.unwrap().unwrap().title, "Persuasion");
    assert!(books.next().await.is_none());
    assert_eq!(accepted(&socket), "application/stream+json");
}

#[tokio::test]
async fn texts_are_handed_over_whichever_comes() {
    let (socket, client) = answering("200 OK", "text/plain", b"all of it").await;
    assert_eq!(*client.get_shelf().await.unwrap(), "all of it");
    assert_eq!(accepted(&socket), "text/csv, text/plain");
}

/// The error of a call whose server answers this.
async fn error(status: &str, content_type: &str, body: &str) -> GetBookError {
    let (_, client) = answering(status, content_type, body.as_bytes()).await;
    match client.get_book("1").await.unwrap_err() {
        Error::Api(error) => error.into_body(),
        Error::Failure(failure) => panic!("{failure}"),
        _ => unreachable!(),
    }
}

#[tokio::test]
async fn an_error_is_what_its_media_type_says() {
    let gone = error("404 Not Found", "application/json", r#"{"since":"May"}"#).await;
    assert!(matches!(gone, GetBookError::NotFound(gone) if gone.since == "May"));
    let problem = error("404 Not Found", "application/problem+json; charset=utf-8", r#"{"detail":"no"}"#).await;
    assert!(matches!(problem, GetBookError::NotFoundProblemJson(problem) if problem.detail == "no"));
    let page = error("404 Not Found", "text/html", "<p>no</p>").await;
    assert!(matches!(page, GetBookError::NotFoundHtml(page) if page == "<p>no</p>"));
    // Two names for one thing.
    for content_type in ["application/json", "text/json"] {
        let problem = error("409 Conflict", content_type, r#"{"detail":"lent"}"#).await;
        assert!(matches!(problem, GetBookError::ClientError(problem) if problem.detail == "lent"));
    }
    let closed = error("503 Service Unavailable", "application/vnd.own+json", r#"{"detail":"closed"}"#).await;
    assert!(matches!(closed, GetBookError::Default(problem) if problem.detail == "closed"));
}

/// `format: binary` says more than `application/json` around it.
#[tokio::test]
async fn bytes_are_bytes_under_any_media_type() {
    let (socket, client) = answering("200 OK", "application/json", b"\x00\x01").await;
    let scan = client.get_scan("1").await.unwrap().into_inner();
    assert_eq!(scan.bytes().await.unwrap(), [0, 1].as_slice());
    assert_eq!(accepted(&socket), "application/json");

    let (socket, client) = answering("200 OK", "text/plain", b"kept").await;
    let answer = client.put_scan("1", "raw".into()).await.unwrap();
    // Nothing is said of the body, and it is there.
    assert_eq!(answer.into_inner().bytes().await.unwrap(), "kept");
    let sent = socket.sent();
    assert_eq!((sent.header("content-type"), sent.body.as_str()), (Some("application/json"), "raw"));
}

#[tokio::test]
async fn a_success_without_a_content_has_its_body_and_an_empty_one_has_none() {
    let (_, client) = answering("202 Accepted", "text/plain", b"job 7").await;
    let later = client.check_scan("1").await.unwrap().into_inner();
    let mini_answer_types::results::CheckScanSuccess::Accepted(body) = later else { panic!("{later:?}") };
    assert_eq!(body.bytes().await.unwrap(), "job 7");

    let socket = Socket::no_content().await;
    let client = Client::builder().base_url(&socket.url).build().unwrap();
    assert_eq!(client.put_scan("1", "raw".into()).await.unwrap().into_inner().bytes().await.unwrap(), "");
    let () = client.delete_scan("1").await.unwrap().into_inner();
}
