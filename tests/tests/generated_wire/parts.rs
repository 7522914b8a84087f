//! Bodies of several parts that are no forms: their kind, their order, and what each part says of itself.

use crate::socket::{Sent, Socket};
use mini_multipart_kinds::types::{About, AddStampSize, SendLetterOrder};
use mini_multipart_kinds::{Client, Multipart, Part, forms};
use std::future::Future;

async fn sent<F: Future<Output = ()>>(call: impl FnOnce(Client) -> F) -> Sent {
    let socket = Socket::no_content().await;
    call(Client::builder().base_url(&socket.url).build().unwrap()).await;
    socket.sent()
}

/// What stands behind the content type of this kind.
fn boundary<'s>(request: &'s Sent, kind: &str) -> &'s str {
    let content_type = request.header("content-type").unwrap();
    content_type
        .strip_prefix(kind)
        .and_then(|rest| rest.strip_prefix("; boundary="))
        .unwrap_or_else(|| panic!("{content_type}"))
}

#[tokio::test]
async fn related_parts_begin_with_their_root() {
    let request = sent(async |client| {
        let mut form = forms::AddDrawingForm::new(About::new("a fox"), Part::bytes(b"<svg/>".as_slice()))
            .layers([Part::text("one"), Part::bytes(b"two".as_slice())]);
        form.extra = Multipart::new().value("further", "more");
        client.add_drawing(form).await.unwrap();
    })
    .await;
    let boundary = boundary(&request, "multipart/related; type=\"application/json\"");
    let expected = format!(
        "--{boundary}\r\nContent-Type: application/json\r\nContent-ID: <about>\r\n\r\n{{\"name\":\"a fox\"}}\r\n\
         --{boundary}\r\nContent-Type: image/svg+xml\r\nContent-ID: <drawing>\r\n\r\n<svg/>\r\n\
         --{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-ID: <layers>\r\n\r\none\r\n\
         --{boundary}\r\nContent-Type: application/octet-stream\r\nContent-ID: <layers.2>\r\n\r\ntwo\r\n\
         --{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-ID: <further>\r\n\r\nmore\r\n\
         --{boundary}--\r\n"
    );
    assert_eq!(request.body, expected);
    assert_eq!(request.header("content-length"), Some(expected.len().to_string().as_str()));
}

#[tokio::test]
async fn mixed_parts_are_whatever_is_put_in() {
    let request = sent(async |client| {
        let batch =
            Multipart::new().part("first", Part::text("GET / HTTP/1.1\r\n\r\n").content_type("application/http"));
        client.send_batch(batch).await.unwrap();
    })
    .await;
    let boundary = boundary(&request, "multipart/mixed");
    let expected = format!(
        "--{boundary}\r\nContent-Type: application/http\r\nContent-ID: <first>\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\n\
         --{boundary}--\r\n"
    );
    assert_eq!(request.body, expected);
}

/// Each method sends the kind that it is called after; bytes in a form have a name and a type.
#[tokio::test]
async fn the_same_parts_as_a_form_and_as_another_kind() {
    let socket = Socket::json("200 OK", "{}").await;
    let client = Client::builder().base_url(&socket.url).build().unwrap();
    let form = forms::SendLetterForm::new("hi")
        .stamp(Part::bytes(b"1d".as_slice()))
        .seal(Part::bytes(b"wax".as_slice()).file_name("seal.png"))
        .order(SendLetterOrder::new().copies(2));
    client.send_letter(form).await.unwrap();
    let request = socket.sent();
    let boundary = boundary(&request, "multipart/form-data");
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhi\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"stamp\"; filename=\"stamp\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n1d\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"seal\"; filename=\"seal.png\"\r\n\
         Content-Type: image/png\r\n\r\nwax\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"order\"\r\n\
         Content-Type: application/json\r\n\r\n{{\"copies\":2}}\r\n--{boundary}--\r\n"
    );
    assert_eq!(request.body, expected);
}

#[tokio::test]
async fn parts_of_a_form_are_written_as_their_encoding_says() {
    let request = sent(async |client| {
        let form = forms::AddStampForm::new(Part::bytes(b"GIF".as_slice()).content_type("image/gif"), About::new("a"))
            .rows("a,b")
            .colours(["red".to_owned(), "blue".to_owned()])
            .places(["x y".to_owned(), "z".to_owned()])
            .size(AddStampSize::new().width(2));
        client.add_stamp(form).await.unwrap();
    })
    .await;
    let boundary = boundary(&request, "multipart/form-data");
    let part =
        |name: &str, rest: &str| format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{rest}\r\n");
    for expected in [
        part("image", "; filename=\"image\"\r\nContent-Type: image/gif\r\n\r\nGIF"),
        part("about", "\r\nContent-Type: text/plain\r\n\r\n{\"name\":\"a\"}"),
        part("rows", "\r\nContent-Type: text/csv\r\n\r\na,b"),
        part("colours", "\r\n\r\nred|blue"),
        part("places", "\r\n\r\nx y,z"),
        part("size[width]", "\r\n\r\n2"),
    ] {
        assert!(request.body.contains(&expected), "{expected:?} is not in {:?}", request.body);
    }
    assert_eq!(request.body.matches("Content-Disposition").count(), 6);
}
