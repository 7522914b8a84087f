//! JSON in other encodings than UTF-8, which some servers still name in `charset`. What the encoding does not explain
//! stays as it came, so that the decoder says where; in a stream, it becomes U+FFFD.
//!
//! Server-sent events are none of its business: they are in UTF-8 whatever is said
//! ([HTML, section 9.2.6](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation)).

use bytes::Bytes;

use crate::stream::ByteStream;
use crate::{media, target};

/// A body of JSON in UTF-8, from the encoding that its byte order mark or else its content type names. UTF-8 is what
/// JSON is in where nothing is said ([RFC 8259, section 8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1)).
pub(crate) fn utf8(body: Bytes, content_type: Option<&str>) -> Bytes {
    let label = match body.as_ref() {
        [0xEF, 0xBB, 0xBF, ..] => return body,
        [0xFF, 0xFE, ..] => Some("utf-16le".to_owned()),
        [0xFE, 0xFF, ..] => Some("utf-16be".to_owned()),
        _ => content_type.and_then(|content_type| media::parameter(content_type, "charset")),
    };
    match label.and_then(|label| target::transcode(&label, &body)) {
        Some(text) => Bytes::from(text),
        None => body,
    }
}

/// Lines of JSON in UTF-8 as they arrive, from the encoding that the content type names.
pub(crate) fn utf8_stream(source: ByteStream, content_type: Option<&str>) -> ByteStream {
    let label = content_type.and_then(|content_type| media::parameter(content_type, "charset"));
    let Some(transcoder) = label.and_then(|label| target::Transcoder::new(&label)) else { return source };
    ByteStream::new(futures_util::stream::unfold(Some((source, transcoder)), |state| async {
        let (mut source, mut transcoder) = state?;
        match source.next().await {
            Some(Ok(piece)) => {
                let text = transcoder.piece(&piece, false);
                Some((Ok(Bytes::from(text)), Some((source, transcoder))))
            }
            Some(Err(failure)) => Some((Err(failure), None)),
            None => {
                let rest = transcoder.piece(&[], true);
                (!rest.is_empty()).then(|| (Ok(Bytes::from(rest)), None))
            }
        }
    }))
}

/// A body of XML in UTF-8, from the encoding that its byte order mark, its content type or else its declaration names
/// ([RFC 7303, section 3](https://www.rfc-editor.org/rfc/rfc7303#section-3)).
#[cfg(feature = "xml")]
pub(crate) fn xml(body: Bytes, content_type: Option<&str>) -> Bytes {
    let stated = content_type.and_then(|content_type| media::parameter(content_type, "charset"));
    let declared = || {
        let begin = body.get(..200).unwrap_or(&body);
        let begin = begin.iter().take_while(|byte| **byte != b'>').map(|byte| char::from(*byte)).collect::<String>();
        let (_, after) = begin.strip_prefix("<?xml")?.split_once("encoding")?;
        let name = after.trim_start().strip_prefix('=')?.trim_start();
        name.get(1..)?.split(['"', '\'']).next().map(|name| format!("application/xml; charset={name}"))
    };
    let content_type = if stated.is_some() { content_type.map(str::to_owned) } else { declared() };
    let text = utf8(body, content_type.as_deref());
    text.strip_prefix(b"\xEF\xBB\xBF").map(|text| text.to_vec().into()).unwrap_or(text)
}

#[cfg(test)]
#[cfg(not(target_family = "wasm"))]
mod tests {
    use super::*;

    fn read(body: &[u8], content_type: &str) -> Vec<u8> {
        utf8(Bytes::copy_from_slice(body), Some(content_type)).to_vec()
    }

    #[test]
    fn the_charset_says_how_json_is_written() {
        for (charset, body) in [
            ("iso-8859-1", b"\"caf\xE9\"".as_slice()),
            ("\"Windows-1252\"", b"\"caf\xE9\""),
            ("UTF-8", "\"café\"".as_bytes()),
            ("utf-16be", b"\0\"\0c\0a\0f\0\xE9\0\""),
            // A byte order mark goes before what the header says.
            ("us-ascii", b"\xFF\xFE\"\0c\0a\0f\0\xE9\0\"\0"),
            ("of-tomorrow", "\"café\"".as_bytes()),
        ] {
            let read = read(body, &format!("application/json; charset={charset}"));
            assert_eq!(read, "\"café\"".as_bytes(), "{charset}");
        }
    }

    #[tokio::test]
    async fn lines_are_decoded_while_they_arrive() {
        for (charset, body) in [
            ("iso-8859-1", b"\"caf\xE9\"\n\"\xE9\"".as_slice()),
            ("utf-8", "\"café\"\n\"é\"".as_bytes()),
            ("utf-16le", b"\"\0c\0a\0f\0\xE9\0\"\0\n\0\"\0\xE9\0\"\0"),
            ("of-tomorrow", "\"café\"\n\"é\"".as_bytes()),
        ] {
            // Byte by byte, so that characters come in pieces.
            let pieces: Vec<_> = body.iter().map(|byte| Ok(Bytes::copy_from_slice(&[*byte]))).collect();
            let source = ByteStream::new(futures_util::stream::iter(pieces));
            let read = utf8_stream(source, Some(&format!("application/jsonl; charset={charset}"))).bytes().await;
            assert_eq!(read.expect("bytes"), "\"café\"\n\"é\"".as_bytes(), "{charset}");
        }
    }

    #[test]
    fn what_the_charset_does_not_explain_stays_as_it_came() {
        assert_eq!(read(b"\"\xFF\xFF\"", "application/json; charset=shift_jis"), b"\"\xFF\xFF\"");
    }
}
