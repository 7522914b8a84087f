//! Which charset of a media type a client writes, and what it sends where it writes none. Never encodes anything.

use super::media_type::{essence, is_json, is_json_lines};
use encoding_rs::{Encoding, UTF_8};

/// Why a charset is not sent, and the media type that is sent in its place.
#[derive(Debug, PartialEq)]
pub(crate) struct Unwritten {
    /// The charset, as it is stated.
    pub(crate) charset: String,
    /// The reason, for people.
    pub(crate) reason: &'static str,
    /// The media type without it.
    pub(crate) sent: String,
}

/// What becomes of the charset of a media type of which texts are sent; nothing where it is sent as it is, or there is none.
pub(crate) fn unwritten(media_type: &str) -> Option<Unwritten> {
    let charset = stated(media_type)?;
    let encoding = Encoding::for_label(charset.as_bytes());
    if encoding == Some(UTF_8) {
        return None;
    }
    let essence = essence(media_type);
    let reason = match encoding {
        _ if is_json(&essence) || is_json_lines(&essence) => {
            "JSON is sent in UTF-8, whatever its charset is said to be"
        }
        _ if essence == "application/x-www-form-urlencoded" => "names and values of a form are sent in UTF-8",
        // Browsers, whose tables these are, write neither of UTF-16.
        Some(encoding) if encoding.output_encoding() == encoding => return None,
        Some(_) => "the client does not write this charset",
        None => "the client does not know this charset",
    };
    let parts = media_type.split(';').filter(|part| name(part) != "charset");
    let sent = parts.collect::<Vec<_>>().join(";").trim_end().to_owned();
    Some(Unwritten { charset, reason, sent })
}

/// The charset that a media type states.
fn stated(media_type: &str) -> Option<String> {
    let part = media_type.split(';').skip(1).find(|part| name(part) == "charset")?;
    let (_, value) = part.split_once('=')?;
    Some(value.trim().trim_matches('"').to_owned())
}

fn name(parameter: &str) -> String {
    parameter.split('=').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charset_is_sent_where_the_client_writes_it() {
        let sent = |media_type: &str| unwritten(media_type).map(|unwritten| unwritten.sent);
        for written in [
            "text/plain",
            "text/plain; charset=ISO-8859-1",
            "application/json; Charset=\"utf-8\"",
            "application/x-www-form-urlencoded;charset=UTF8",
        ] {
            assert_eq!(sent(written), None, "{written}");
        }
        for (stated, expected) in [
            ("text/plain ; charset=utf-16; a=b", "text/plain ; a=b"),
            ("application/xml; charset=of-tomorrow", "application/xml"),
            ("application/vnd.a+json; charset=iso-8859-1", "application/vnd.a+json"),
            ("application/x-www-form-urlencoded; charset=shift_jis", "application/x-www-form-urlencoded"),
        ] {
            assert_eq!(sent(stated).as_deref(), Some(expected), "{stated}");
        }
    }
}
