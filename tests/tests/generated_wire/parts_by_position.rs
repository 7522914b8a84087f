//! Bodies of several parts that their places tell apart (OpenAPI 3.2): the order, what each part says of itself, and what
//! is refused.

use crate::socket::{Sent, Socket};
use mini_multipart_by_position::types::Address;
use mini_multipart_by_position::{Client, Multipart, Part, forms, types};
use std::future::Future;

async fn sent<F: Future<Output = ()>>(call: impl FnOnce(Client) -> F) -> Sent {
    let socket = Socket::no_content().await;
    call(Client::builder().base_url(&socket.url).build().unwrap()).await;
    socket.sent()
}

/// The body as it was sent, with `BOUNDARY` for its boundary.
fn body(request: &Sent, kind: &str) -> String {
    let content_type = request.header("content-type").unwrap();
    let boundary = content_type.strip_prefix(kind).and_then(|rest| rest.strip_prefix("; boundary=")).unwrap();
    request.body.replace(boundary, "BOUNDARY")
}

#[tokio::test]
async fn each_place_has_its_media_type_and_its_headers() {
    let request = sent(async |client| {
        let form = forms::SendParcelForm::new(Address::new("Kai 1"), "hello")
            .customs_form(types::CustomsForm::new().value(7))
            .others([Part::bytes(b"1".as_slice()), Part::bytes(b"2".as_slice()).content_type("image/jpeg")]);
        client.send_parcel(form).await.unwrap();
    })
    .await;
    assert_eq!(
        body(&request, "multipart/mixed"),
        "--BOUNDARY\r\nContent-Type: application/vnd.address+json\r\nX-Kind: address\r\n\r\n{\"street\":\"Kai 1\"}\r\n\
         --BOUNDARY\r\nContent-Type: application/json\r\n\r\n\"hello\"\r\n\
         --BOUNDARY\r\nContent-Type: application/json\r\n\r\n{\"value\":7}\r\n\
         --BOUNDARY\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\n1\r\n\
         --BOUNDARY\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment\r\n\r\n2\r\n--BOUNDARY--\r\n"
    );
}

#[tokio::test]
async fn a_part_is_not_taken_for_the_one_before_it() {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().unwrap();
    let form = forms::SendParcelForm::new(Address::new("Kai 1"), "hello").others([Part::text("1")]);
    let error = client.send_parcel(form).await.unwrap_err().to_string();
    assert!(error.contains("part `customs_form` is left out, and `others`, which stands behind it, is not"), "{error}");
}

#[tokio::test]
async fn any_number_of_parts_of_one_schema() {
    let request = sent(async |client| {
        let mut form = forms::SendFeedForm::new().parts([Address::new("a"), Address::new("b")]);
        form.extra = Multipart::new().item(Part::value(&5));
        client.send_feed(form).await.unwrap();
    })
    .await;
    assert_eq!(
        body(&request, "multipart/mixed"),
        "--BOUNDARY\r\nContent-Type: application/json\r\n\r\n{\"street\":\"a\"}\r\n\
         --BOUNDARY\r\nContent-Type: application/json\r\n\r\n{\"street\":\"b\"}\r\n\
         --BOUNDARY\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n5\r\n--BOUNDARY--\r\n"
    );
}

#[tokio::test]
async fn a_root_may_be_named_by_its_header() {
    let request = sent(async |client| {
        let form = forms::SendAlbumForm::new()
            .first(types::SendAlbumFirst::new().pages(2))
            .others([Part::bytes(b"1".as_slice()).header("Content-ID", "<one>")]);
        client.send_album(form).await.unwrap();
    })
    .await;
    assert_eq!(
        body(&request, "multipart/related; type=\"application/json\""),
        "--BOUNDARY\r\nContent-Type: application/json\r\nContent-ID: <root@post.example.com>\r\n\r\n{\"pages\":2}\r\n\
         --BOUNDARY\r\nContent-Type: application/octet-stream\r\nContent-ID: <one>\r\n\r\n1\r\n--BOUNDARY--\r\n"
    );
}

#[tokio::test]
async fn items_of_a_form_are_names_with_their_values() {
    let request = sent(async |client| {
        let form = forms::SendFormForm::new("signed", types::SendFormKey::new().id(3))
            .others([Part::bytes(b"1".as_slice()).file_name("1.bin")]);
        client.send_form(form).await.unwrap();
    })
    .await;
    assert_eq!(
        body(&request, "multipart/form-data"),
        "--BOUNDARY\r\nContent-Disposition: form-data; name=\"policy\"\r\n\r\nsigned\r\n\
         --BOUNDARY\r\nContent-Disposition: form-data; name=\"key\"\r\nContent-Type: application/json\r\n\r\n{\"id\":3}\r\n\
         --BOUNDARY\r\nContent-Disposition: form-data; name=\"file\"; filename=\"1.bin\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n1\r\n--BOUNDARY--\r\n"
    );
}

#[tokio::test]
async fn named_parts_are_of_the_media_types_that_are_stated() {
    let request = sent(async |client| {
        let form = forms::SendLetterForm::new("hi", Address::new("a"), Part::text("<Address/>"));
        client.send_letter(form).await.unwrap();
    })
    .await;
    let body = body(&request, "multipart/form-data");
    for part in [
        "name=\"note\"\r\nContent-Type: application/json\r\n\r\n\"hi\"\r\n",
        "name=\"data\"\r\nContent-Type: application/vnd.address+json\r\nx-kind: address\r\n\r\n{\"street\":\"a\"}\r\n",
        "name=\"sheet\"\r\nContent-Type: application/xml\r\n\r\n<Address/>\r\n",
    ] {
        assert!(body.contains(part), "{body}");
    }
}

#[tokio::test]
async fn the_parts_of_an_answer_are_read_one_by_one() {
    let body = "--b\r\nContent-Type: application/json\r\n\r\n{\"street\":\"a\"}\r\n--b\r\n\
                Content-Type: application/json; charset=iso-8859-1\r\n\r\n{\"street\":\"caf\u{e9}\"}\r\n--b--";
    // Latin-1 has one byte for each of these characters.
    let bytes: Vec<u8> = body.chars().map(|one| u8::try_from(u32::from(one)).unwrap()).collect();
    let socket = Socket::answering("200 OK", &["content-type: multipart/mixed; boundary=b"], &bytes).await;
    let client = Client::builder().base_url(&socket.url).build().unwrap();
    let answer = client.send_set(forms::SendSetForm::new().note("n")).await.unwrap();
    let mut parts = answer.parts().unwrap();
    let mut streets = Vec::new();
    while let Some(part) = parts.next().await {
        streets.push(part.unwrap().json::<Address>().unwrap().street);
    }
    assert_eq!(streets, ["a", "café"]);
}
