//! Line and column of a value in JSON text, by the path that leads to it.

use crate::data::Step;
use serde::de::IgnoredAny;
use serde_json::Deserializer;

/// Line and column, from 1, of the last character of the value that a path leads to; where the last step leads to a
/// member that is missing, of the object without it.
pub(crate) fn end_of(body: &[u8], path: &[Step]) -> Option<(usize, usize)> {
    let mut at = 0;
    for (number, step) in path.iter().enumerate() {
        at = match step {
            Step::Member(name) => match member(body, at, name) {
                Some(at) => at,
                None if number + 1 == path.len() => at,
                None => return None,
            },
            Step::Item(index) => item(body, at, *index)?,
            Step::Variant(_) => at,
        };
    }
    let end = value::<IgnoredAny>(body, at)?.1;
    let before = body.get(..end)?;
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    Some((line, end - start))
}

/// A value that begins at an offset, blanks aside, and where it ends.
fn value<'b, T: serde::Deserialize<'b>>(body: &'b [u8], at: usize) -> Option<(T, usize)> {
    let mut values = Deserializer::from_slice(body.get(at..)?).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, at + values.byte_offset()))
}

/// The offset behind a character that must come next, blanks aside.
fn behind(body: &[u8], at: usize, wanted: u8) -> Option<usize> {
    let rest = body.get(at..)?;
    let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    (rest.get(blanks) == Some(&wanted)).then_some(at + blanks + 1)
}

/// Where the value of a member begins, in the object at an offset.
fn member(body: &[u8], at: usize, name: &str) -> Option<usize> {
    let mut at = behind(body, at, b'{')?;
    loop {
        // A number or literal would swallow what follows it; a name ends with its quote.
        let (found, end) = value::<String>(body, at)?;
        at = behind(body, end, b':')?;
        if found == name {
            return Some(at);
        }
        at = behind(body, value::<IgnoredAny>(body, at)?.1, b',')?;
    }
}

/// Where an item begins, in the array at an offset.
fn item(body: &[u8], at: usize, index: usize) -> Option<usize> {
    let mut at = behind(body, at, b'[')?;
    for _ in 0..index {
        at = behind(body, value::<IgnoredAny>(body, at)?.1, b',')?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_line_and_column() {
        let body = b"{\"a\": 1, \"b\": [true,\n {\"c\": \"x\"}, 22]}";
        let path = |steps: &[Step]| end_of(body, steps);
        let (b, c) = (Step::Member("b".to_owned()), Step::Member("c".to_owned()));
        assert_eq!(path(&[Step::Member("a".to_owned())]), Some((1, 7)));
        assert_eq!(path(&[b.clone(), Step::Item(0)]), Some((1, 19)));
        assert_eq!(path(&[b.clone(), Step::Item(1), c.clone()]), Some((2, 10)));
        assert_eq!(path(&[b.clone(), Step::Item(2)]), Some((2, 15)));
        assert_eq!(path(&[]), Some((2, 17)));
        assert_eq!(path(&[b.clone(), Step::Item(1), Step::Member("d".to_owned())]), Some((2, 11)));
        for nowhere in [&[c.clone(), b.clone()][..], &[b, Step::Item(3)]] {
            assert_eq!(path(nowhere), None);
        }
        assert_eq!(end_of(b"", &[]), None);
    }
}
