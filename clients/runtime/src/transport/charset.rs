//! Texts in other encodings than UTF-8, which `charset` of a media type names.
//!
//! Of JSON that is received, what the encoding does not explain stays as it came, so that the decoder says where; in a
//! stream, it becomes U+FFFD. What is sent is in the encoding that its media type names, or says nothing of one: never in
//! another one than it says.
//!
//! Server-sent events are none of its business: they are in UTF-8 whatever is said
//! ([HTML, section 9.2.6](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation)).

use bytes::Bytes;

use crate::stream::ByteStream;
use crate::transport::{media, target};

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

/// A text in the encoding that its media type names, and the media type it is sent with: without a `charset` that is not
/// written.
///
/// # Errors
/// If the encoding lacks a character of the text.
pub(crate) fn encoded(content_type: &str, text: Bytes) -> Result<(String, Bytes), String> {
    if media::is_json(content_type) {
        return Ok((of_json(content_type), text));
    }
    let Some(label) = media::parameter(content_type, "charset") else { return Ok((content_type.to_owned(), text)) };
    let written = std::str::from_utf8(&text).ok().and_then(|text| target::encode(&label, text));
    match written {
        Some(Ok(bytes)) => Ok((content_type.to_owned(), bytes.into())),
        Some(Err(character)) => Err(format!("the charset `{}` has no character {character:?}", label.escape_debug())),
        None => Ok((media::without_parameter(content_type, "charset"), text)),
    }
}

/// The media type of JSON that is sent: in UTF-8, whatever its `charset` says
/// ([RFC 8259, section 8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1)).
pub(crate) fn of_json(content_type: &str) -> String {
    match media::parameter(content_type, "charset") {
        Some(label) if !matches!(label.trim().to_ascii_lowercase().as_str(), "utf-8" | "utf8") => {
            media::without_parameter(content_type, "charset")
        }
        _ => content_type.to_owned(),
    }
}

/// A document of XML in the encoding that its media type names, which its declaration then names, too.
///
/// # Errors
/// If the encoding lacks a character of the document.
#[cfg(feature = "xml")]
pub(crate) fn encoded_xml(content_type: &str, text: String) -> Result<(String, Bytes), String> {
    let (sent, bytes) = encoded(content_type, Bytes::from(text.clone()))?;
    match media::parameter(&sent, "charset") {
        Some(label) if !label.eq_ignore_ascii_case("utf-8") => {
            let is_name = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
            let declared = if is_name { format!(" encoding=\"{label}\"") } else { String::new() };
            encoded(content_type, Bytes::from(text.replacen(" encoding=\"UTF-8\"", &declared, 1)))
        }
        _ => Ok((sent, bytes)),
    }
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

    fn sent(content_type: &str, text: &str) -> Result<(String, Vec<u8>), String> {
        encoded(content_type, Bytes::from(text.to_owned())).map(|(content_type, bytes)| (content_type, bytes.to_vec()))
    }

    #[test]
    fn a_text_is_sent_in_the_charset_that_is_said() {
        let utf8 = "Ж café".as_bytes();
        for (content_type, text, kept, bytes) in [
            ("text/plain", "Ж café", "text/plain", utf8),
            ("text/plain; charset=UTF-8", "Ж café", "text/plain; charset=UTF-8", utf8),
            ("text/plain; charset=iso-8859-1", "café", "text/plain; charset=iso-8859-1", b"caf\xE9"),
            ("a/b;charset=\"koi8-r\";c=d", "Ж", "a/b;charset=\"koi8-r\";c=d", b"\xF6"),
            ("a/b; charset=ibm866", "Ж", "a/b; charset=ibm866", b"\x86"),
            ("a/b; charset=shift_jis", "本", "a/b; charset=shift_jis", b"\x96{"),
            ("a/b; charset=windows-1252", "€", "a/b; charset=windows-1252", b"\x80"),
            // What cannot be written is not said.
            ("text/plain; charset=utf-16; c=d", "Ж café", "text/plain; c=d", utf8),
            ("text/plain; charset=of-tomorrow", "Ж café", "text/plain", utf8),
            ("application/json; charset=iso-8859-1", "Ж café", "application/json", utf8),
            ("application/json; charset=UTF8", "Ж café", "application/json; charset=UTF8", utf8),
        ] {
            assert_eq!(sent(content_type, text), Ok((kept.to_owned(), bytes.to_vec())), "{content_type}");
        }
    }

    #[test]
    fn a_character_that_the_charset_has_not_is_named() {
        for (charset, character) in [("iso-8859-1", '€'), ("us-ascii", 'é'), ("koi8-r", 'é'), ("iso-8859-9", '€')]
        {
            let problem = format!("the charset `{charset}` has no character {character:?}");
            assert_eq!(sent(&format!("text/plain; charset={charset}"), &format!("a{character}")), Err(problem));
        }
    }

    #[cfg(feature = "xml")]
    #[test]
    fn the_declaration_of_xml_names_the_charset() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>é</a>".to_owned();
        let (_, bytes) = encoded_xml("application/xml; charset=iso-8859-1", text.clone()).expect("it has all of them");
        assert_eq!(bytes.as_ref(), b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a>\xE9</a>");
        let (content_type, bytes) = encoded_xml("application/xml; charset=utf-16", text.clone()).expect("UTF-8");
        assert_eq!((content_type.as_str(), bytes.as_ref()), ("application/xml", text.as_bytes()));
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
