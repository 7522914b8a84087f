//! Request bodies of every media type, and what the client asks for.

use crate::socket::{Sent, Socket};
use mini_media_types::{Part, forms, types::Note};
use mini_several_media_types::runtime::JsonLines;
use mini_several_media_types::{Client, results::NoteError, types::Message};
use std::collections::BTreeMap;
use std::future::Future;

/// What one call sends to the operation with ten media types.
async fn sent<F: Future<Output = ()>>(call: impl FnOnce(Client) -> F) -> Sent {
    let socket = Socket::json("200 OK", r#"{"text":"fine"}"#).await;
    call(Client::builder().base_url(&socket.url).build().unwrap()).await;
    socket.sent()
}

fn message() -> Message {
    let meta = BTreeMap::from([("a".to_owned(), "1&2".to_owned())]);
    Message::new("é & b").tags(["x".to_owned(), "y z".to_owned()]).meta(meta)
}

#[tokio::test]
async fn json() {
    let request = sent(async |client| drop(client.send().body(&message()).await.unwrap())).await;
    assert_eq!(request.line, "POST /messages");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, r#"{"text":"é & b","tags":["x","y z"],"meta":{"a":"1&2"}}"#);
}

#[tokio::test]
async fn json_of_a_vendor() {
    let list = ["a".to_owned()];
    let request = sent(async |client| drop(client.send_as_vnd_a_v2_json().body(&list).await.unwrap())).await;
    assert_eq!(request.header("content-type"), Some("application/vnd.a.v2+json"));
    assert_eq!(request.body, r#"["a"]"#);
}

#[tokio::test]
async fn no_body_where_it_may_be_left_out() {
    let request = sent(async |client| drop(client.send().await.unwrap())).await;
    assert_eq!(request.header("content-type"), None);
    assert_eq!(request.header("content-length"), Some("0"));
    assert_eq!(request.body, "");
}

/// `encoding`: `tags` is space delimited, `meta` is JSON.
#[tokio::test]
async fn form_with_encoding() {
    let request = sent(async |client| drop(client.send_as_form().body(&message()).await.unwrap())).await;
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.body, "text=%C3%A9%20%26%20b&tags=x%20y%20z&meta=%7B%22a%22%3A%221%262%22%7D");
}

#[tokio::test]
async fn text_and_xml() {
    let request = sent(async |client| drop(client.send_as_text().body("é\n").await.unwrap())).await;
    assert_eq!((request.header("content-type"), request.body.as_str()), (Some("text/plain"), "é\n"));
    let request = sent(async |client| drop(client.send_as_xml().body(&message()).await.unwrap())).await;
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
        <Message><text>é &amp; b</text><tags>x</tags><tags>y z</tags><meta><a>1&amp;2</a></meta></Message>";
    assert_eq!((request.header("content-type"), request.body.as_str()), (Some("application/xml"), expected));
}

#[tokio::test]
async fn multipart_of_all_members() {
    let form = mini_several_media_types::forms::SendForm::new("é\r\nb").tags(["x".to_owned(), "y".to_owned()]);
    let request = sent(async |client| drop(client.send_as_multipart().body(form).await.unwrap())).await;
    let boundary = boundary(&request);
    let part = |name: &str, text: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let expected = [part("text", "é\r\nb"), part("tags", "x"), part("tags", "y")].concat();
    assert_eq!(request.body, format!("{expected}--{boundary}--\r\n"));
}

#[tokio::test]
async fn multipart_with_a_file() {
    let socket = Socket::no_content().await;
    let client = mini_media_types::Client::builder().base_url(&socket.url).build().unwrap();
    let file = Part::bytes("RIFF".as_bytes().to_vec()).file_name("a \"b\".wav").content_type("audio/wav");
    client.send_file(forms::SendFileForm::new(file).note("hi").table("a,b")).await.unwrap();
    let request = socket.sent();
    let boundary = boundary(&request);
    // A quoted string of RFC 2183, to which RFC 7578, section 4.2, refers.
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".wav\"\r\n\
         Content-Type: audio/wav\r\n\r\nRIFF\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"table\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n\
         --{boundary}--\r\n"
    );
    assert_eq!(request.body, expected);
}

fn boundary(request: &Sent) -> String {
    let content_type = request.header("content-type").unwrap();
    content_type.strip_prefix("multipart/form-data; boundary=").unwrap().to_owned()
}

#[tokio::test]
async fn bytes_as_a_whole() {
    let socket = Socket::answering("200 OK", &["content-type: application/octet-stream"], b"back").await;
    let client = mini_media_types::Client::builder().base_url(&socket.url).build().unwrap();
    let answer = client.put_bytes().body("raw".into()).await.unwrap();
    assert_eq!(answer.into_inner().bytes().await.unwrap(), "back");
    let request = socket.sent();
    assert_eq!(request.line, "PUT /bytes");
    assert_eq!(request.header("content-type"), Some("application/octet-stream"));
    assert_eq!(request.body, "raw");
}

#[tokio::test]
async fn many_values_on_lines_of_their_own() {
    let expected = "{\"text\":\"a\"}\n{\"text\":\"b\"}\n";
    let messages = || ["a", "b"].map(Message::new);
    let whole = messages().into_iter().collect();
    let request = sent(async |client| drop(client.send_as_ndjson().body(whole).await.unwrap())).await;
    assert_eq!(request.header("content-type"), Some("application/x-ndjson"));
    assert_eq!((request.header("content-length"), request.body.as_str()), (Some("26"), expected));
    let stream = JsonLines::stream(futures_util::stream::iter(messages()));
    let request = sent(async |client| drop(client.send_as_ndjson().body(stream).await.unwrap())).await;
    assert_eq!((request.header("transfer-encoding"), request.body.as_str()), (Some("chunked"), expected));
}

/// Each method asks for the media types it can decode, and for no other.
#[tokio::test]
async fn the_media_types_asked_for() {
    let request = sent(async |client| drop(client.send().await)).await;
    assert_eq!(request.header("accept"), Some("application/json"));
    let request = sent(async |client| drop(client.send_receiving_events().await)).await;
    assert_eq!(request.header("accept"), Some("text/event-stream"));
    let request = sent(async |client| drop(client.photo().await)).await;
    assert_eq!(request.header("accept"), Some("image/png, image/jpeg"));
}

#[tokio::test]
async fn a_whole_note_as_form() {
    let socket = Socket::answering("200 OK", &["content-type: text/plain; charset=utf-8"], "gut é".as_bytes()).await;
    let client = mini_media_types::Client::builder().base_url(&socket.url).build().unwrap();
    let answer = client.send_form(&Note::new("a+b c").stars(5)).await.unwrap();
    assert_eq!(*answer, "gut é");
    assert_eq!(socket.sent().body, "text=a%2Bb%20c&stars=5");
}

/// A success is asked for by its parameter, and an error is told by the one that it comes with.
#[tokio::test]
async fn parameters_tell_media_types_apart() {
    let client = |socket: &Socket| Client::builder().base_url(&socket.url).build().unwrap();
    let socket = Socket::answering("200 OK", &["content-type: application/json; v=2"], br#"["a"]"#).await;
    assert_eq!(*client(&socket).note_receiving_json_v_2().await.unwrap(), ["a"]);
    assert_eq!(socket.sent().header("accept"), Some("application/json; v=2"));
    let error = async |content_type: &str, body: &str| {
        let socket =
            Socket::answering("409 Conflict", &[&format!("content-type: {content_type}")], body.as_bytes()).await;
        client(&socket).note().await.unwrap_err().api().unwrap().body().clone()
    };
    let second = error("application/json; charset=utf-8; v=\"2\"", r#"["a"]"#).await;
    assert_eq!(second, NoteError::ConflictJson(vec!["a".to_owned()]));
    for content_type in ["application/json;v=1", "application/json"] {
        assert_eq!(error(content_type, "[1]").await, NoteError::Conflict(vec![1].into()));
    }
}
