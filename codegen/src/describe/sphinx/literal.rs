//! UUIDs and timestamps inside text, and whether two spellings mean the same.

use std::ops::Range;

/// A literal found in text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    pub(super) range: Range<usize>,
    /// The format of OpenAPI it is written in.
    pub(super) format: &'static str,
}

/// The UUIDs and timestamps in a text, in order.
pub(super) fn find(text: &str) -> Vec<Literal> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(rest) = text.get(at..) {
        let is_inside = text[..at].ends_with(|c: char| c.is_ascii_digit() || c == '-');
        let literal = [("uuid", uuid_len(rest)), ("date-time", timestamp_len(rest))];
        match literal.into_iter().find_map(|(format, len)| Some((format, len?))).filter(|_| !is_inside) {
            Some((format, len)) => {
                found.push(Literal { range: at..at + len, format });
                at += len;
            }
            None => match rest.chars().next() {
                Some(c) => at += c.len_utf8(),
                None => break,
            },
        }
    }
    found
}

/// The format of a text that is a literal as a whole.
pub(super) fn format(text: &str) -> Option<&'static str> {
    if uuid_len(text) == Some(text.len()) {
        Some("uuid")
    } else if timestamp_len(text) == Some(text.len()) {
        Some("date-time")
    } else {
        None
    }
}

/// Whether two literals mean the same: the same instant, the same UUID. A timestamp without zone is UTC.
pub(super) fn same(one: &str, other: &str) -> bool {
    let canonical = |text: &str| match format(text) {
        Some("date-time") => {
            let text = text.replace(['t', ' '], "T").to_ascii_uppercase();
            let text =
                ["Z", "+00:00", "-00:00"].iter().find_map(|zone| text.strip_suffix(zone)).unwrap_or(&text).to_owned();
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        }
        _ => text.to_ascii_lowercase(),
    };
    format(one).is_some() && format(one) == format(other) && canonical(one) == canonical(other)
}

fn uuid_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes().get(..36)?;
    let matches = bytes.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    matches.then_some(36)
}

/// `YYYY-MM-DD`, `T` or a blank, `hh:mm:ss`, a fraction and a zone where they are there.
fn timestamp_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let matches = bytes.get(..19)?.iter().zip(b"dddd-dd-ddTdd:dd:dd").all(|(byte, wanted)| match wanted {
        b'd' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        _ => byte == wanted,
    });
    if !matches {
        return None;
    }
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = 19;
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    match bytes.get(end) {
        Some(b'Z' | b'z') => end += 1,
        Some(b'+' | b'-') if digits(end + 1) == 2 && bytes.get(end + 3) == Some(&b':') && digits(end + 4) == 2 => {
            end += 6
        }
        _ => {}
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_found_in_glued_text() {
        let text =
            "to00000000-0000-0000-0000-000000000000if or9999-01-01 00:00:00.000000if é 2024-01-01T00:00:00+02:00.";
        let found: Vec<_> = find(text).into_iter().map(|literal| (&text[literal.range], literal.format)).collect();
        assert_eq!(
            found,
            [
                ("00000000-0000-0000-0000-000000000000", "uuid"),
                ("9999-01-01 00:00:00.000000", "date-time"),
                ("2024-01-01T00:00:00+02:00", "date-time")
            ]
        );
    }

    #[test]
    fn spellings_of_one_instant_are_the_same() {
        assert!(same("9999-01-01 00:00:00.000000", "9999-01-01T00:00:00.000000Z"));
        assert!(same("9999-01-01 00:00:00", "9999-01-01T00:00:00.000Z"));
        assert!(same("2024-01-01T10:00:00+00:00", "2024-01-01t10:00:00z"));
        assert!(!same("2024-01-01T10:00:00+02:00", "2024-01-01T10:00:00Z"));
        assert!(!same("9999-01-01 00:00:10", "9999-01-01 00:00:1"));
        assert!(!same("cat", "cat"));
    }
}
