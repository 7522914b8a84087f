//! Ranges of media types: what is asked for, what is sent, and what comes back.

use crate::socket::Socket;
use mini_media_ranges::types::Picture;
use mini_media_ranges::{CallOptions, Client};

fn client(socket: &Socket) -> Client {
    Client::builder().base_url(&socket.url).build().unwrap()
}

#[tokio::test]
async fn anything_beside_json_is_bytes() {
    let socket = Socket::answering("200 OK", &["content-type: image/png"], b"\x89PNG").await;
    let answer = client(&socket).get_picture_receiving_anything().await.unwrap();
    assert_eq!(answer.into_inner().bytes().await.unwrap(), b"\x89PNG".as_slice());
    assert_eq!(socket.sent().header("accept"), Some("*/*"));
    let socket = Socket::json("200 OK", r#"{"title":"a"}"#).await;
    assert_eq!(client(&socket).get_picture().await.unwrap().title, "a");
    assert_eq!(socket.sent().header("accept"), Some("application/json"));
}

#[tokio::test]
async fn a_range_alone_or_of_the_same_schema_is_json() {
    let socket = Socket::json("200 OK", r#"{"title":"a"}"#).await;
    assert_eq!(client(&socket).get_same().await.unwrap().title, "a");
    assert_eq!(client(&socket).get_alone().await.unwrap().title, "a");
}

#[tokio::test]
async fn ranges_of_one_kind_are_methods_of_their_own() {
    let socket = Socket::answering("200 OK", &["content-type: text/csv"], b"a,b").await;
    assert_eq!(client(&socket).get_kinds_receiving_text().await.unwrap().into_inner(), "a,b");
    assert_eq!(socket.sent().header("accept"), Some("text/*"));
    let socket = Socket::answering("200 OK", &["content-type: application/pdf"], b"%PDF").await;
    let answer = client(&socket).get_kinds_receiving_application().await.unwrap();
    assert_eq!(answer.into_inner().bytes().await.unwrap(), b"%PDF".as_slice());
}

#[tokio::test]
async fn a_body_of_any_type_is_bytes() {
    let socket = Socket::no_content().await;
    client(&socket).put_picture(&Picture::new("a")).await.unwrap();
    assert_eq!(socket.sent().header("content-type"), Some("application/json"));
    let socket = Socket::no_content().await;
    client(&socket).put_picture_as_bytes("1".into()).await.unwrap();
    let sent = socket.sent();
    assert_eq!((sent.header("content-type"), sent.body.as_str()), (Some("application/octet-stream"), "1"));
}

#[tokio::test]
async fn a_range_is_asked_for_and_never_sent() {
    let socket = Socket::json("200 OK", r#"{"title":"a"}"#).await;
    let answer = client(&socket).post_application(&Picture::new("b")).await.unwrap();
    assert_eq!(answer.title, "a");
    let sent = socket.sent();
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.header("accept"), Some("application/json, application/*;q=0.5"));
    let socket = Socket::json("200 OK", r#"{"title":"a"}"#).await;
    let typed = CallOptions::new().header("content-type", "text/markdown");
    client(&socket).with_options(typed).post_application_as_text("# b").await.unwrap();
    assert_eq!(socket.sent().header("content-type"), Some("text/markdown"));
}
