//! Flow collections (JSON inside YAML) put on one line, so that their indentation cannot matter.

/// The text with every flow collection that spans lines on one, or `None` when there is none or one never closes.
///
/// Line breaks and comments inside become blanks: every other byte stays where it is, and so do all places.
pub(super) fn on_one_line(text: &str) -> Option<String> {
    let mut out = text.as_bytes().to_vec();
    let mut changed = false;
    let mut at = 0;
    // The last byte that is no blank, on this line: a collection can only begin a value.
    let mut before = b'\n';
    while at < out.len() {
        match out[at] {
            b'{' | b'[' if matches!(before, b'\n' | b':' | b'-') => {
                let end = closing(&out, at)?;
                changed |= blank_breaks(&mut out[at..end]);
                before = b'}';
                at = end;
                continue;
            }
            b' ' | b'\t' => {}
            byte => before = byte,
        }
        at += 1;
    }
    // Only ASCII bytes were replaced by ASCII bytes, but for comments, which become blanks as a whole.
    if changed { String::from_utf8(out).ok() } else { None }
}

/// The offset after the bracket that closes the one at `start`.
fn closing(text: &[u8], start: usize) -> Option<usize> {
    let (mut depth, mut quote, mut at) = (0usize, None, start);
    while let Some(byte) = text.get(at) {
        match (quote, byte) {
            (Some(b'"'), b'\\') => at += 1,
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'#') if is_comment(text, at) => at = line_end(text, at) - 1,
            (None, b'{' | b'[') => depth += 1,
            (None, b'}' | b']') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
        at += 1;
    }
    None
}

/// Replaces line breaks and comments outside of quotes by blanks; says whether there were any.
fn blank_breaks(text: &mut [u8]) -> bool {
    let (mut quote, mut at, mut changed) = (None, 0, false);
    while at < text.len() {
        match (quote, text[at]) {
            (Some(b'"'), b'\\') => at += 1,
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
            (None, b'#') if is_comment(text, at) => {
                let end = line_end(text, at);
                text[at..end].fill(b' ');
            }
            (None, b'\n' | b'\r') => {
                text[at] = b' ';
                changed = true;
            }
            (None, _) => {}
        }
        at += 1;
    }
    changed
}

/// A `#` begins a comment where white space stands before it.
fn is_comment(text: &[u8], at: usize) -> bool {
    at == 0 || text[at - 1].is_ascii_whitespace()
}

fn line_end(text: &[u8], at: usize) -> usize {
    text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |length| at + length)
}
