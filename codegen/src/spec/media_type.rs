//! Which texts are media types, and which of them are JSON. Never says what else a media type means.

/// Whether this is a media type or a range of them (RFC 9110, sections 8.3.1 and 12.5.1).
pub(crate) fn is_media_type(text: &str) -> bool {
    let (essence, mut rest) = text.split_at(text.find([';', ' ', '\t']).unwrap_or(text.len()));
    if !essence.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype)) {
        return false;
    }
    loop {
        let Some(tail) = rest.trim_start_matches([' ', '\t']).strip_prefix(';') else { return rest.is_empty() };
        let tail = tail.trim_start_matches([' ', '\t']);
        // Parameters may be empty.
        if tail.is_empty() || tail.starts_with(';') {
            rest = tail;
            continue;
        }
        let Some((name, value)) = tail.split_once('=') else { return false };
        let after = match value.strip_prefix('"') {
            Some(quoted) => end_of_quotes(quoted),
            None => {
                let (value, after) = value.split_at(value.find([';', ' ', '\t']).unwrap_or(value.len()));
                is_token(value).then_some(after)
            }
        };
        match after {
            Some(after) if is_token(name) => rest = after,
            _ => return false,
        }
    }
}

/// The media types in a list of them, as `contentType` has one (OpenAPI 3.1.1, section 4.8.15); nothing where one of
/// them is none.
pub(crate) fn media_types(list: &str) -> Option<Vec<String>> {
    // A comma within quotes is part of a parameter; nobody lists several such.
    if is_media_type(list.trim()) {
        return Some(vec![list.trim().to_owned()]);
    }
    let each = list.split(',').map(str::trim);
    each.map(|media_type| is_media_type(media_type).then(|| media_type.to_owned())).collect()
}

/// What follows the closing quotes.
fn end_of_quotes(text: &str) -> Option<&str> {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if !(byte == b'\t' || (b' '..=b'~').contains(&byte)) => return None,
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return text.get(at + 1..),
            _ => {}
        }
    }
    None
}

/// Whether this is a token (RFC 9110, section 5.6.2): the name of a header, of a cookie, of a scheme.
pub(crate) fn is_token(text: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token)
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// JSON by itself or as the syntax of something else (RFC 6839, section 3.1).
pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json"
        || essence == "*/*"
        || essence == "text/json"
        || essence.ends_with("+json") && !is_json_lines(essence)
}

/// Many JSON values: lines of them, or a JSON text sequence (RFC 7464).
pub(crate) fn is_json_lines(essence: &str) -> bool {
    matches!(
        essence,
        "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/json-lines"
            | "application/json-seq"
            | "application/stream+json"
            | "application/x-json-stream"
    ) || essence.ends_with("+json-seq")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_told_from_other_texts() {
        for text in [
            "application/json",
            "*/*",
            "text/*",
            "application/vnd.x+json; v=1",
            "text/plain;charset=utf-8",
            "a/b; c=\"d;\\\"e\" ; f=g;",
        ] {
            assert!(is_media_type(text), "{text}");
        }
        for text in [
            "",
            "json",
            "/json",
            "application/",
            "a/b/c",
            " a/b",
            "a/b ",
            "a /b",
            "a/b\r\nx: y",
            "a/b; c",
            "a/b; c=",
            "a/b; c=\"d",
            "a/b; c=\"d\n\"",
            "a/b, c/d",
            "a/b\0",
            "é/b",
        ] {
            assert!(!is_media_type(text), "{text:?}");
        }
    }

    #[test]
    fn lists_of_media_types_are_taken_apart() {
        assert_eq!(media_types("image/png, image/*"), Some(vec!["image/png".to_owned(), "image/*".to_owned()]));
        assert_eq!(media_types(" text/plain; a=\"b,c\" "), Some(vec!["text/plain; a=\"b,c\"".to_owned()]));
        assert_eq!([media_types("image/png, png"), media_types(""), media_types(",")], [None, None, None]);
    }
}
