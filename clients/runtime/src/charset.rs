//! JSON in other encodings than UTF-8, which some servers still name in `charset`. What the encoding does not explain
//! stays as it came, so that the decoder says where.

use bytes::Bytes;

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

    #[test]
    fn what_the_charset_does_not_explain_stays_as_it_came() {
        assert_eq!(read(b"\"\xFF\xFF\"", "application/json; charset=shift_jis"), b"\"\xFF\xFF\"");
    }
}
