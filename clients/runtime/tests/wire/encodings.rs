//! Compressed answers: each encoding is asked for and decoded with its feature, and named without it.

use std::io::Write;
use std::time::Duration;

use serde::Deserialize;
use switchboard_runtime::{Core, Error, Event, Failure, Operation, RawResponse, Read, Reply, TypedStream};

use crate::api::{API, GET_CALL, PLAIN, client};
use crate::canned::{Canned, Step, send};

/// Pieces of a body, each of which can be read before the next one comes.
type Compress = fn(&[&[u8]]) -> Vec<Vec<u8>>;

/// Name of the header, feature, whether that is there, and what servers do.
const ENCODINGS: [(&str, &str, bool, Compress); 4] = [
    ("br", "brotli", cfg!(feature = "brotli"), brotli),
    ("deflate", "deflate", cfg!(feature = "deflate"), deflate),
    ("gzip", "gzip", cfg!(feature = "gzip"), gzip),
    ("zstd", "zstd", cfg!(feature = "zstd"), zstd),
];

fn encodings(has_feature: bool) -> impl Iterator<Item = (&'static str, &'static str, Compress)> {
    let known = ENCODINGS.into_iter().filter(move |(_, _, has, _)| *has == has_feature);
    known.map(|(encoding, feature, _, compress)| (encoding, feature, compress))
}

fn brotli(pieces: &[&[u8]]) -> Vec<Vec<u8>> {
    compressed(
        brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22),
        pieces,
        |writer| writer.get_mut(),
        |writer| writer.into_inner(),
    )
}

fn deflate(pieces: &[&[u8]]) -> Vec<Vec<u8>> {
    let writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    compressed(writer, pieces, |writer| writer.get_mut(), |writer| writer.finish().unwrap())
}

fn gzip(pieces: &[&[u8]]) -> Vec<Vec<u8>> {
    let writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    compressed(writer, pieces, |writer| writer.get_mut(), |writer| writer.finish().unwrap())
}

fn zstd(pieces: &[&[u8]]) -> Vec<Vec<u8>> {
    let writer = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    compressed(writer, pieces, |writer| writer.get_mut(), |writer| writer.finish().unwrap())
}

fn compressed<W: Write>(
    mut writer: W,
    pieces: &[&[u8]],
    written: fn(&mut W) -> &mut Vec<u8>,
    finish: fn(W) -> Vec<u8>,
) -> Vec<Vec<u8>> {
    let flushed = pieces.iter().map(|piece| {
        writer.write_all(piece).unwrap();
        writer.flush().unwrap();
        std::mem::take(written(&mut writer))
    });
    let mut all: Vec<Vec<u8>> = flushed.collect();
    all.push(finish(writer));
    all
}

#[derive(Deserialize)]
struct Problem {
    message: String,
}

/// The script of an answer with a compressed body, whose end is that of the connection.
fn answer(status: &str, content_type: &str, encoding: &str, pieces: Vec<Vec<u8>>) -> Vec<Step> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-encoding: {encoding}\r\n\r\n");
    std::iter::once(send(head)).chain(pieces.into_iter().map(send)).collect()
}

async fn call(script: Vec<Step>) -> RawResponse {
    let server = Canned::start(vec![script]).await;
    client(server.url()).request(&GET_CALL).path("id", "c1").send().await.unwrap()
}

#[tokio::test]
async fn an_answer_is_decoded_with_the_feature() {
    for (encoding, _, compress) in encodings(true) {
        let answered = |status: &'static str, body: &'static [u8]| {
            call(answer(status, "application/json", encoding, compress(&[body])))
        };
        let json = answered("200 OK", br#"{"id": "c1"}"#).await.json::<crate::api::Call>().await.unwrap();
        assert_eq!(json.id, "c1", "{encoding}");
        assert!(!json.headers().contains_key("content-encoding"), "{encoding}: it is not encoded any more");
        let error = answered("404 Not Found", br#"{"message": "gone"}"#).await.error(|problem: Problem| problem).await;
        assert_eq!(error.api().map(|error| error.body().message.as_str()), Some("gone"), "{encoding}");
        let bytes = answered("200 OK", b"a\0b").await.stream().into_inner().bytes().await.unwrap();
        assert_eq!(bytes, b"a\0b".as_slice(), "{encoding}");
    }
}

#[tokio::test]
async fn the_encodings_of_the_features_are_asked_for() {
    let server = Canned::start(vec![crate::canned::answer("200 OK", "", "{}")]).await;
    client(server.url()).request(&PLAIN).send().await.unwrap();
    let request = server.requests().remove(0);
    let asked = request.lines().find_map(|line| line.strip_prefix("accept-encoding: ")).unwrap_or_default();
    let mut asked: Vec<&str> = asked.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    asked.sort_unstable();
    let with_features: Vec<&str> = encodings(true).map(|(encoding, ..)| encoding).collect();
    assert_eq!(asked, with_features);
}

#[tokio::test]
async fn without_the_feature_the_error_names_both() {
    for (encoding, feature, compress) in encodings(false) {
        let script = answer("200 OK", "application/json", encoding, compress(&[br#"{"id": "c1"}"#]));
        let failure = call(script).await.json::<crate::api::Call>().await.unwrap_err();
        assert!(
            matches!(&failure, Failure::UnexpectedEncoding { encoding: named, .. } if named == encoding),
            "{failure}"
        );
        let end = format!("which the client did not ask for; the feature `{feature}` decodes it");
        assert!(failure.to_string().ends_with(&end), "{failure}");
    }
}

#[derive(Debug, Deserialize)]
struct Tick {
    n: u32,
}

/// What was flushed is there, though the server says nothing more.
#[tokio::test]
async fn events_and_lines_come_as_they_are_sent() {
    static EVENTS: Operation = Operation { replies: &[Reply::success(200, Read::Events)], ..PLAIN };
    static LINES: Operation = Operation { replies: &[Reply::success(200, Read::JsonLines)], ..PLAIN };
    for (encoding, _, compress) in encodings(true) {
        let held = |content_type: &str, pieces: &[&[u8]]| {
            let mut script = answer("200 OK", content_type, encoding, compress(pieces));
            // Everything but the end of the stream.
            script.truncate(script.len() - 1);
            script.push(Step::Hang);
            script
        };
        let events = held("text/event-stream", &[b"data: {\"n\": 1}\n\n", b"data: {\"n\"", b": 2}\n\n"]);
        let server = Canned::start(vec![events]).await;
        let call = switchboard_runtime::Call::<TypedStream<Event<Tick>>>::new(client(server.url()).request(&EVENTS));
        let mut events = call.await.unwrap().into_inner();
        for expected in [1, 2] {
            let event = tokio::time::timeout(Duration::from_secs(5), events.next()).await.expect(encoding);
            assert_eq!(event.unwrap().unwrap().data.n, expected, "{encoding}");
        }
        let server = Canned::start(vec![held("application/jsonl", &[b"{\"n\": 1}\n{\"n\"", b": 2}\n"])]).await;
        let call = switchboard_runtime::Call::<TypedStream<Tick>>::new(client(server.url()).request(&LINES));
        let mut lines = call.await.unwrap().into_inner();
        for expected in [1, 2] {
            let line = tokio::time::timeout(Duration::from_secs(5), lines.next()).await.expect(encoding);
            assert_eq!(line.unwrap().unwrap().n, expected, "{encoding}");
        }
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_or_is_damaged_is_an_error() {
    let body: Vec<u8> = format!("[{}]", (0..2000).map(|n| n.to_string()).collect::<Vec<_>>().join(",")).into_bytes();
    for (encoding, _, compress) in encodings(true) {
        let whole = compress(&[&body]).concat();
        let cut = call(answer("200 OK", "application/json", encoding, vec![whole[..whole.len() / 2].to_vec()])).await;
        let failure = cut.json::<Vec<u32>>().await.unwrap_err();
        assert!(matches!(failure, Failure::Transport { .. }), "{encoding}: {failure}");
        let garbled = call(answer("200 OK", "application/json", encoding, vec![b"\xFF\xFF\xFF\xFF".repeat(100)])).await;
        let failure = garbled.bytes().await.unwrap_err();
        assert!(matches!(failure, Failure::Transport { .. }), "{encoding}: {failure}");
    }
}

#[tokio::test]
async fn c10_no_encoding_makes_a_large_body_of_a_small_one() {
    let piece = vec![b' '; 1 << 20];
    for (encoding, _, compress) in encodings(true) {
        let bomb = compress(&vec![piece.as_slice(); 20]).concat();
        assert!(bomb.len() < 1 << 19, "{encoding}: {}", bomb.len());
        let server = Canned::start(vec![answer("200 OK", "application/json", encoding, vec![bomb])]).await;
        let client = Core::builder(&API).base_url(server.url()).response_limit(8 << 20).build().unwrap();
        let answer = client.request(&PLAIN).send().await.unwrap();
        let error: Error = answer.json::<serde_json::Value>().await.unwrap_err().into();
        let is_limited = matches!(&error, Error::Failure(Failure::BodyTooLarge { limit, .. }) if *limit == 8 << 20);
        assert!(is_limited, "{encoding}: {error}");
    }
}
