//! Bodies that are not what their headers promise, or are promised in an unusual way: JSON under other types and in
//! other charsets, encodings that nobody asked for, and multipart bodies of every kind.

use serde::Deserialize;
use switchboard_runtime::{
    ByteStream, Call, ContentEncoding, Error, Failure, FromAnswer, Multipart, Operation, Part, RawResponse, Read,
    Reply, Response, reqwest, serde_json,
};

use crate::api::{self, CREATE_CALL, GET, IN_ENVELOPE, client};
use crate::canned::{Canned, answer as canned, send};

/// An operation that promises a text in JSON.
static TEXT: Operation =
    Operation::new("getText", "GET", "/text").accept("application/json").replies(&[Reply::success(200, Read::Json)]);

/// The answer with this status, these header lines and this body.
async fn to(operation: &'static Operation, status: &str, headers: &str, body: &[u8]) -> Result<RawResponse, Failure> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    let server = Canned::start(vec![vec![send(head), send(body)]]).await;
    client(server.url()).request(operation).send().await
}

async fn get(content_type: &str, body: &[u8]) -> RawResponse {
    to(&GET, "200 OK", &format!("content-type: {content_type}\r\n"), body).await.unwrap()
}

#[tokio::test]
async fn json_is_read_under_types_that_are_not_json() {
    for content_type in
        ["text/plain", "application/octet-stream", "text/javascript; charset=utf-8", "text/html", "binary/x-own"]
    {
        let call = get(content_type, b"\n {\"id\": \"c1\"}").await.json::<api::Call>().await.unwrap();
        assert_eq!(call.id, "c1", "{content_type}");
    }
    assert_eq!(*get("text/plain", b"\"up\"").await.json::<String>().await.unwrap(), "up");
}

/// Neither a text, nor what only begins like JSON, nor a page that is a number.
#[tokio::test]
async fn what_is_no_json_under_such_a_type_is_told_as_before() {
    for (content_type, body) in [
        ("text/plain", "all is well"),
        ("text/plain", "{id}: not found"),
        ("text/html", "404"),
        ("application/octet-stream", ""),
    ] {
        let error = get(content_type, body.as_bytes()).await.json::<api::Call>().await.unwrap_err();
        assert!(matches!(error, Failure::UnexpectedContentType { expected: "JSON", .. }), "{error}");
        assert_eq!(error.answer().unwrap().snippet(), body);
    }
    // What is JSON and does not fit says which member.
    let call = get("text/plain", b"{\"id\": 1}").await.json::<api::Call>().await.unwrap();
    assert_eq!((call.id.as_str(), call.deviations()[0].path()), ("1", "id"));
    // Without being told to, since it deviates.
    assert_eq!(call.raw().unwrap().as_ref(), b"{\"id\": 1}");
    assert_eq!(get("text/plain", b"{\"id\": \"1\"}").await.json::<api::Call>().await.unwrap().raw(), None);
}

/// Many servers send a text as it is where their documents promise a text in JSON.
#[tokio::test]
async fn a_text_is_one_where_a_text_was_promised() {
    async fn got<T: FromAnswer>(content_type: &str, body: &[u8]) -> Result<T, Failure> {
        let headers = format!("content-type: {content_type}\r\n");
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
        let server = Canned::start(vec![vec![send(head), send(body)]]).await;
        let result = Call::<T>::new(client(server.url()).request(&TEXT)).await;
        result.map(Response::into_inner).map_err(|error| match error {
            Error::Failure(failure) => failure,
            other => panic!("{other}"),
        })
    }
    for (body, text) in
        [("all is well", "all is well"), ("12", "12"), ("\"up\"", "up"), ("", ""), ("{id}", "{id}"), ("null", "null")]
    {
        assert_eq!(got::<String>("text/plain; charset=utf-8", body.as_bytes()).await.unwrap(), text);
    }
    assert_eq!(got::<String>("text/plain; charset=iso-8859-1", b"caf\xE9").await.unwrap(), "café");
    assert_eq!(got::<u64>("text/plain", b"12").await.unwrap(), 12);
    // Some servers call every text a page; what begins as one is one.
    assert_eq!(got::<String>("text/html; charset=utf-8", b"all is well").await.unwrap(), "all is well");
    assert_eq!(got::<u64>("text/html", b"12").await.unwrap(), 12);
    for page in [&b"<!doctype html>"[..], b" \n<p>all is well</p>"] {
        let error = got::<String>("text/html", page).await.unwrap_err();
        assert!(matches!(error, Failure::UnexpectedContentType { .. }), "{error}");
    }
    let error = got::<Problem>("text/html", b"404").await.unwrap_err();
    assert!(matches!(error, Failure::UnexpectedContentType { .. }), "{error}");
    // What is no text, or may be anything, is not made of one.
    for wrong in [
        got::<u64>("text/plain", b"all is well").await.map(|_| ()),
        got::<Problem>("text/plain", b"all is well").await.map(|_| ()),
        got::<serde_json::Value>("text/plain", b"all is well").await.map(|_| ()),
    ] {
        let error = wrong.unwrap_err();
        assert!(matches!(error, Failure::UnexpectedContentType { expected: "JSON", .. }), "{error}");
        assert_eq!(error.answer().unwrap().snippet(), "all is well");
    }
    assert_eq!(got::<serde_json::Value>("text/plain", b"[1]").await.unwrap(), serde_json::json!([1]));
}

#[tokio::test]
async fn bytes_come_out_of_the_encoding_they_are_in() {
    static IMAGE: Operation =
        Operation::new("image", "GET", "/").replies(&[Reply::success(200, Read::Encoded(ContentEncoding::Base64))]);
    let get = |body: &'static str| async move {
        let server = Canned::start(vec![canned("200 OK", "", body)]).await;
        let call = Call::<ByteStream>::new(client(server.url()).request(&IMAGE));
        match call.await {
            Ok(answer) => answer.into_inner().bytes().await,
            Err(Error::Failure(failure)) => Err(failure),
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(get("+/8=\r\n").await.unwrap().as_ref(), [0xFB, 0xFF]);
    let error = get("+/8*").await.unwrap_err();
    assert!(matches!(error, Failure::Decode { .. }), "{error}");
}

#[tokio::test]
async fn bytes_go_into_the_encoding_they_are_sent_in() {
    let server = Canned::start(vec![canned("200 OK", "", "{}")]).await;
    let call = || client(server.url()).request(&CREATE_CALL);
    call().encoded_bytes("image/png", ContentEncoding::Base64, vec![0xFB, 0xFF]).send().await.unwrap();
    let sent = server.requests().pop().unwrap();
    assert!(sent.contains("content-type: image/png\r\n") && sent.ends_with("\r\n\r\n+/8="), "{sent}");
}

#[derive(Debug, Deserialize, PartialEq)]
struct Problem {
    message: String,
}

#[tokio::test]
async fn an_error_keeps_its_place_under_such_a_type() {
    let wrong = |body: &'static [u8]| to(&GET, "400 Bad Request", "content-type: text/plain\r\n", body);
    let error = wrong(b"{\"message\": \"no\"}").await.unwrap().error(|problem: Problem| problem).await;
    assert_eq!(error.api().map(|error| error.body().message.as_str()), Some("no"));
    let error = wrong(b"try later").await.unwrap().error(|problem: Problem| problem).await;
    assert!(matches!(error, Error::Failure(Failure::UnexpectedStatus { .. })), "{error}");
}

#[tokio::test]
async fn an_envelope_counts_under_such_a_type() {
    let answer = to(&IN_ENVELOPE, "200 OK", "content-type: text/plain\r\n", b"{\"code\": 0}").await.unwrap();
    assert!(answer.is_error());
    let answer = to(&IN_ENVELOPE, "200 OK", "content-type: text/plain\r\n", b"a text").await.unwrap();
    assert!(!answer.is_error());
    assert_eq!(*answer.text().await.unwrap(), "a text");
}

#[tokio::test]
async fn json_is_decoded_by_its_charset() {
    for (charset, body) in [
        ("ISO-8859-1", b"{\"id\": \"caf\xE9\"}".as_slice()),
        ("\"windows-1252\"", b"{\"id\": \"caf\xE9\"}"),
        ("utf-8", "{\"id\": \"café\"}".as_bytes()),
        ("of-tomorrow", "{\"id\": \"café\"}".as_bytes()),
    ] {
        let call = get(&format!("application/json; charset={charset}"), body).await.json::<api::Call>().await.unwrap();
        assert_eq!(call.id, "café", "{charset}");
    }
    let wide: Vec<u8> = "{\"id\": \"日本\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let call = get("application/json; charset=utf-16le", &wide).await.json::<api::Call>().await.unwrap();
    assert_eq!(call.id, "日本");
    // What is in no charset stays an error with a place.
    let error = get("application/json", b"{\"id\": \"caf\xE9\"}").await.json::<api::Call>().await.unwrap_err();
    assert!(matches!(error, Failure::Decode { .. }), "{error}");
}

#[tokio::test]
async fn an_error_is_decoded_by_its_charset() {
    let head = "content-type: application/json; charset=iso-8859-1\r\n";
    let answer = to(&GET, "400 Bad Request", head, b"{\"message\": \"tr\xE8s mal\"}").await.unwrap();
    let error = answer.error(|problem: Problem| problem).await;
    assert_eq!(error.api().map(|error| error.body().message.as_str()), Some("très mal"));
}

#[tokio::test]
async fn an_encoding_that_nobody_asked_for_is_named() {
    let coded = |status: &'static str, encoding: &'static str| async move {
        let head = format!("content-type: application/json\r\ncontent-encoding: {encoding}\r\n");
        to(&GET, status, &head, b"\x0b\x02\x80{}\x03").await.unwrap()
    };
    let named = |failure: &Failure| match failure {
        Failure::UnexpectedEncoding { encoding, .. } => encoding.clone(),
        other => panic!("{other}"),
    };
    for encoding in ["x-own", "gzip, x-own", "br, gzip"] {
        let failure = coded("200 OK", encoding).await.json::<api::Call>().await.unwrap_err();
        assert_eq!(named(&failure), encoding);
        assert!(failure.to_string().contains(&format!("encoded as `{encoding}`")), "{failure}");
        assert_eq!(failure.answer().unwrap().snippet(), "");
        assert_eq!(named(&coded("200 OK", encoding).await.text().await.unwrap_err()), encoding);
        let stream: Response<ByteStream> = coded("200 OK", encoding).await.stream();
        let first = stream.into_inner().next().await.unwrap();
        assert_eq!(named(&first.unwrap_err()), encoding);
    }
    let error = coded("404 Not Found", "x-own").await.error(|problem: Problem| problem).await;
    assert!(matches!(&error, Error::Failure(Failure::UnexpectedEncoding { .. })), "{error}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    // Nothing is encoded in the end.
    let plain = to(&GET, "200 OK", "content-encoding: identity\r\n", b"{\"id\": \"c1\"}").await.unwrap();
    assert_eq!(plain.json::<api::Call>().await.unwrap().id, "c1");
}

/// What one call sends.
async fn sent(call: impl AsyncFnOnce(&switchboard_runtime::Core)) -> String {
    let server = Canned::start(vec![canned("200 OK", "", "{}")]).await;
    call(&client(server.url())).await;
    server.requests().remove(0)
}

/// The value of a header field.
fn header<'r>(request: &'r str, name: &str) -> Option<&'r str> {
    let mut fields = request.lines().skip(1).take_while(|line| !line.is_empty());
    fields
        .find_map(|line| line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)))
        .map(|(_, value)| value)
}

fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").unwrap().1
}

#[tokio::test]
async fn bytes_in_a_form_have_a_name_and_a_type() {
    let parts = Multipart::new()
        .part("photo", Part::bytes(b"P6".as_slice()))
        .part("named", Part::bytes(b"P7".as_slice()).file_name("a.ppm").content_type("image/x-portable-pixmap"))
        .part("live", Part::stream(reqwest::Body::from("LIVE")))
        .part("note", Part::text("hi"))
        .value("count", &2);
    let request = sent(async |client| drop(client.request(&CREATE_CALL).multipart(parts).send().await)).await;
    for part in [
        "name=\"photo\"; filename=\"photo\"\r\nContent-Type: application/octet-stream\r\n\r\nP6\r\n",
        "name=\"named\"; filename=\"a.ppm\"\r\nContent-Type: image/x-portable-pixmap\r\n\r\nP7\r\n",
        "name=\"live\"; filename=\"live\"\r\nContent-Type: application/octet-stream\r\n\r\nLIVE\r\n",
        "name=\"note\"\r\n\r\nhi\r\n",
        "name=\"count\"\r\n\r\n2\r\n",
    ] {
        assert!(request.contains(part), "{part:?} is not in {request:?}");
    }
}

/// Fields of a part's own go along, but for the one that says its name.
#[tokio::test]
async fn parts_of_a_form_have_their_own_headers() {
    let shown = format!("{:?}", Part::text("planted").content_type("text/csv"));
    assert_eq!(shown, "Part { source: \"text\", content_type: Some(\"text/csv\"), .. }");
    let part = Part::text("hi").header("X-Batch", "7").header("Content-Disposition", "attachment; name=\"other\"");
    let parts = Multipart::new().part("note", part);
    let request = sent(async |client| drop(client.request(&CREATE_CALL).multipart(parts).send().await)).await;
    let (head, _) = request.split_once("\r\n\r\nhi\r\n").expect("the part");
    assert!(head.contains("form-data; name=\"note\"") && head.to_lowercase().contains("x-batch: 7"), "{request:?}");
    assert!(!request.contains("attachment"), "{request:?}");
}

/// Servers find a part by its name as browsers write it, and know no `name*`.
#[tokio::test]
async fn parts_of_a_form_have_names_as_browsers_write_them() {
    let parts = Multipart::new()
        .value("second part", "a")
        .value("über[0]", "b")
        .part("50%", Part::bytes(b"P6".as_slice()).file_name("ü.ppm"))
        .value("a\"b\r\nX-Own: 1", "c");
    let request = sent(async |client| drop(client.request(&CREATE_CALL).multipart(parts).send().await)).await;
    for part in [
        "form-data; name=\"second part\"\r\n\r\na\r\n",
        "form-data; name=\"über[0]\"\r\n\r\nb\r\n",
        "form-data; name=\"50%\"; filename=\"ü.ppm\"\r\nContent-Type: application/octet-stream\r\n\r\nP6\r\n",
        "form-data; name=\"a%22b%0D%0AX-Own: 1\"\r\n\r\nc\r\n",
    ] {
        assert!(request.contains(part), "{part:?} is not in {request:?}");
    }
}

#[tokio::test]
async fn multipart_bodies_are_of_the_kind_that_is_asked_for() {
    let parts = || {
        Multipart::new()
            .value("meta", &serde_json::json!({"name": "a"}))
            .part("media", Part::bytes(b"GIF".as_slice()).content_type("image/gif").file_name("a\"\r\n.gif"))
            .part("media", Part::bytes(b"raw".as_slice()))
            .value("naïve", "é")
    };
    let request = sent(async |client| {
        drop(client.request(&CREATE_CALL).multipart_as("multipart/related", parts()).send().await);
    })
    .await;
    let content_type = header(&request, "content-type").unwrap();
    let boundary = content_type
        .strip_prefix("multipart/related; type=\"application/json\"; boundary=")
        .unwrap_or_else(|| panic!("{content_type}"));
    let expected = format!(
        "--{boundary}\r\nContent-Type: application/json\r\nContent-ID: <meta>\r\n\r\n{{\"name\":\"a\"}}\r\n\
         --{boundary}\r\nContent-Type: image/gif\r\nContent-ID: <media>\r\n\
         Content-Disposition: attachment; filename=\"a\\\"  .gif\"\r\n\r\nGIF\r\n\
         --{boundary}\r\nContent-Type: application/octet-stream\r\nContent-ID: <media.2>\r\n\r\nraw\r\n\
         --{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-ID: <na%C3%AFve>\r\n\r\né\r\n\
         --{boundary}--\r\n"
    );
    assert_eq!(body(&request), expected);
    assert_eq!(header(&request, "content-length"), Some(expected.len().to_string().as_str()));

    let request = sent(async |client| {
        let media_type = "multipart/mixed; charset=utf-8; boundary=mine";
        drop(client.request(&CREATE_CALL).multipart_as(media_type, parts()).send().await);
    })
    .await;
    let content_type = header(&request, "content-type").unwrap();
    assert!(content_type.starts_with("multipart/mixed; charset=utf-8; boundary="), "{content_type}");
    assert!(!content_type.contains("mine"), "{content_type}");
}

/// A file is read while it is sent, and its length is known; that of a stream is not.
#[tokio::test]
async fn files_and_streams_go_into_any_kind() {
    let folder = std::env::temp_dir().join(format!("switchboard-related-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("greeting.wav");
    std::fs::write(&path, b"RIFF").unwrap();
    let of = |part: Part| Multipart::new().value("meta", "m").part("media", part);
    let related = "multipart/related";
    let request = sent(async |client| {
        drop(client.request(&CREATE_CALL).multipart_as(related, of(Part::file(&path))).send().await);
    })
    .await;
    assert_eq!(header(&request, "content-length"), Some(body(&request).len().to_string().as_str()));
    assert!(
        request.contains("Content-Disposition: attachment; filename=\"greeting.wav\"\r\n\r\nRIFF\r\n"),
        "{request}"
    );

    let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>("LI"), Ok("VE")]);
    let stream = Part::stream(reqwest::Body::wrap_stream(pieces));
    let request = sent(async |client| {
        drop(client.request(&CREATE_CALL).multipart_as(related, of(stream)).send().await);
    })
    .await;
    assert_eq!(header(&request, "transfer-encoding"), Some("chunked"));
    assert!(request.contains("LI") && request.contains("VE"), "{request}");

    let error = client("http://127.0.0.1:9")
        .request(&CREATE_CALL)
        .multipart_as(related, of(Part::file(folder.join("missing"))))
        .send()
        .await
        .unwrap_err();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(error.to_string().starts_with("createCall: nothing was sent, part `media`: cannot read "), "{error}");
}

#[tokio::test]
async fn a_part_cannot_end_its_header() {
    let parts = Multipart::new().part("a", Part::text("x").content_type("text/plain\r\nx-own: 1"));
    let request = client("http://127.0.0.1:9").request(&CREATE_CALL).multipart_as("multipart/mixed", parts);
    let error = request.send().await.unwrap_err();
    assert!(error.to_string().contains("is not a media type"), "{error}");
}
