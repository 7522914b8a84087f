//! The keys of the outermost object of a JSON text, found without reading the rest.
//!
//! For recognising a page only: it accepts text that is cut or not JSON at all, and reports nothing.

/// The keys of the object that a text begins with, in order; none when the text begins with something else.
///
/// A text that is cut gives the keys before the cut. Keys come as written, escapes included.
pub(super) fn top_level_keys(text: &str) -> Vec<&str> {
    let body = text.trim_start_matches('\u{feff}').trim_start();
    let (mut keys, mut depth, mut key_is_next) = (Vec::new(), 0usize, false);
    let mut rest = body.strip_prefix('{').unwrap_or_default();
    let outermost = 0;
    if !rest.is_empty() {
        key_is_next = true;
    }
    while let Some(at) = rest.find(['"', '{', '[', '}', ']', ',']) {
        let (token, after) = rest[at..].split_at(1);
        rest = after;
        match token {
            "\"" => {
                let Some(end) = string_end(rest) else { break };
                if depth == outermost && key_is_next {
                    keys.push(&rest[..end]);
                    key_is_next = false;
                }
                rest = &rest[end + 1..];
            }
            "{" | "[" => depth += 1,
            "," => key_is_next = depth == outermost,
            _ if depth == outermost => break,
            _ => depth -= 1,
        }
    }
    keys
}

/// The offset of the quote that ends a string whose content begins the text.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_outermost_keys_count() {
        assert_eq!(top_level_keys(r#" {"a": {"b": 1}, "c": ["d", {"e": "}"}], "f": "g, \"h\""}"#), ["a", "c", "f"]);
        assert_eq!(top_level_keys(r#"{"a": 1, "b": {"c"#), ["a", "b"]);
        assert_eq!(top_level_keys("[{\"a\": 1}]"), Vec::<&str>::new());
        assert_eq!(top_level_keys("a: {\"b\": 1}"), Vec::<&str>::new());
    }
}
