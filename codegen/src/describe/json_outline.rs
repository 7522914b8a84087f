//! The keys of the outermost object of a JSON text, found without reading the rest.
//!
//! For recognising a page only: it accepts text that is cut or not JSON at all, and reports nothing.

/// The keys of the object that a text begins with, in order; none when the text begins with something else.
///
/// A text that is cut gives the keys before the cut. Keys come as written, escapes included.
pub(super) fn top_level_keys(text: &str) -> impl Iterator<Item = &str> {
    let body = text.trim_start_matches('\u{feff}').trim_start();
    let mut rest = body.strip_prefix('{').unwrap_or_default();
    let (mut depth, mut key_is_next) = (0usize, true);
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(['"', '{', '[', '}', ']', ','])?;
            let (token, after) = rest[at..].split_at(1);
            rest = after;
            match token {
                "\"" => {
                    let text = &rest[..string_end(rest)?];
                    rest = &rest[text.len() + 1..];
                    if depth == 0 && std::mem::take(&mut key_is_next) {
                        return Some(text);
                    }
                }
                "{" | "[" => depth += 1,
                "," => key_is_next = depth == 0,
                _ if depth == 0 => {
                    rest = "";
                    return None;
                }
                _ => depth -= 1,
            }
        }
    })
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

    fn keys(text: &str) -> Vec<&str> {
        top_level_keys(text).collect()
    }

    #[test]
    fn only_the_outermost_keys_count() {
        assert_eq!(keys(r#" {"a": {"b": 1}, "c": ["d", {"e": "}"}], "f": "g, \"h\""}"#), ["a", "c", "f"]);
        assert_eq!(keys(r#"{"a": 1, "b": {"c"#), ["a", "b"]);
        assert_eq!(keys("[{\"a\": 1}]"), Vec::<&str>::new());
        assert_eq!(keys("a: {\"b\": 1}"), Vec::<&str>::new());
    }
}
