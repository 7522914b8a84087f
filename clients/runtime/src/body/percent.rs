//! Percent-encoding of what goes into URLs and cookies. Never decodes.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_encode_byte, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986, section 2.3. Nothing a value holds can end its place.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What `allowReserved` leaves to be encoded in a query value. `&`, `#` and `+` would end or change the value, so
/// they are encoded although RFC 6570, section 3.2.3, would let them through.
const RESERVED: &AsciiSet = &VALUE
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// What may not stand in the path, slashes included; `%` is encoded, so that decoding gives the value back.
const SEGMENTS: &AsciiSet = &VALUE
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// What is no cookie-octet (RFC 6265, section 4.1.1), and `%`, so that decoding gives the value back.
const COOKIE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

/// What a literal piece of a path may not hold; `%` stays, since documents write such pieces encoded.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A literal piece of a path, slashes included.
pub(crate) fn path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// A value of several segments of a path: slashes stay, and what RFC 3986, section 3.3, lets stand in a segment.
pub(crate) fn segments(text: &str) -> String {
    utf8_percent_encode(text, SEGMENTS).to_string()
}

/// A value, or a name, in a path or a query.
pub(crate) fn value(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

/// A query value whose reserved characters stay. A `%` followed by two hex digits counts as encoded already.
pub(crate) fn reserved(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, tail) = rest.split_at(at);
        encoded.extend(utf8_percent_encode(before, RESERVED));
        let is_triplet = tail.as_bytes().get(1..3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        encoded.push_str(if is_triplet { "%" } else { percent_encode_byte(b'%') });
        rest = tail.strip_prefix('%').unwrap_or_default();
    }
    encoded.extend(utf8_percent_encode(rest, RESERVED));
    encoded
}

/// A cookie value.
pub(crate) fn cookie(text: &str) -> String {
    utf8_percent_encode(text, COOKIE).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_place() {
        assert_eq!(value(r"a/b\c?d#e&f=g+h %2F~é"), "a%2Fb%5Cc%3Fd%23e%26f%3Dg%2Bh%20%252F~%C3%A9");
    }

    #[test]
    fn a_value_of_several_segments_stays_in_the_path() {
        assert_eq!(segments("a/b c?d#e%2F[g]:h@i"), "a/b%20c%3Fd%23e%252F%5Bg%5D:h@i");
    }

    #[test]
    fn reserved_characters_stay_and_triplets_too() {
        assert_eq!(reserved("a/b?c=d,e;100%&%26%2"), "a/b?c=d,e;100%25%26%26%252");
    }

    #[test]
    fn a_cookie_value_cannot_start_another_cookie() {
        assert_eq!(cookie("a=b; c\r\n"), "a=b%3B%20c%0D%0A");
    }
}
