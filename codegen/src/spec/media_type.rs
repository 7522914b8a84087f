//! Which texts are media types, and which of them are JSON. Never says what else a media type means.

use crate::text::nearest::likely;

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

/// The parameters that make a media type another one: all but those that only say how its text is written, by name, in
/// one order. Names know no case (RFC 9110, section 5.6.6).
pub(crate) fn parameters(media_type: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for parameter in outside_quotes(media_type).into_iter().skip(1) {
        let Some((name, value)) = parameter.split_once('=') else { continue };
        let name = name.trim().to_ascii_lowercase();
        if !matches!(name.as_str(), "" | "charset" | "boundary" | "q") {
            found.push((name, value.trim().trim_matches('"').to_owned()));
        }
    }
    found.sort();
    found
}

/// The parts between semicolons that stand in no quotes.
fn outside_quotes(text: &str) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(|character| {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = is_quoted,
            '"' => is_quoted = !is_quoted,
            ';' => return !is_quoted,
            _ => {}
        }
        false
    })
    .collect()
}

/// The media type that a name which is none probably stands for: that of this subtype, or one that is written alike.
pub(crate) fn likely_media_type(name: &str) -> Option<&'static str> {
    const KNOWN: &[&str] = &[
        "application/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/octet-stream",
        "application/pdf",
        "application/zip",
        "application/x-ndjson",
        "application/yaml",
        "application/vnd.ms-excel",
        "text/plain",
        "text/html",
        "text/csv",
        "text/event-stream",
        "image/png",
        "image/jpeg",
        "image/svg+xml",
    ];
    const CALLED: &[(&str, &str)] = &[
        ("text", "text/plain"),
        ("txt", "text/plain"),
        ("string", "text/plain"),
        ("form", "application/x-www-form-urlencoded"),
        ("urlencoded", "application/x-www-form-urlencoded"),
        ("multipart", "multipart/form-data"),
        ("binary", "application/octet-stream"),
        ("bytes", "application/octet-stream"),
        ("file", "application/octet-stream"),
        ("xls", "application/vnd.ms-excel"),
        ("ndjson", "application/x-ndjson"),
        ("yml", "application/yaml"),
        ("jpg", "image/jpeg"),
        ("svg", "image/svg+xml"),
        ("*", "*/*"),
    ];
    let name = name.trim().trim_matches(['/', '.', ';']).to_ascii_lowercase();
    let called = CALLED.iter().find(|(called, _)| *called == name).map(|(_, media_type)| *media_type);
    let known = || KNOWN.iter().copied();
    called
        .or_else(|| known().find(|known| known.split_once('/').is_some_and(|(_, subtype)| subtype == name)))
        .or_else(|| likely(&name, known()).filter(|_| !name.is_empty()))
}

/// JSON by itself or as the syntax of something else (RFC 6839, section 3.1), or a range with JSON in it.
pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json"
        || is_open_range(essence)
        || essence == "text/json"
        || essence.ends_with("+json") && !is_json_lines(essence)
}

/// A range that says nothing of what there is, but for what its schema says: JSON, as many write it.
pub(crate) fn is_open_range(essence: &str) -> bool {
    matches!(essence, "*/*" | "application/*")
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
    fn parameters_tell_media_types_apart_but_for_those_of_their_text() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(parameters("application/json; Charset=utf-8"), []);
        assert_eq!(parameters("application/json;V=\"1;2\" ; profile=a; "), [pair("profile", "a"), pair("v", "1;2")]);
    }

    #[test]
    fn the_nearest_media_type_is_found() {
        let found = ["json", "JSON", "aplication/json", "text", "pdf", "", "links"].map(likely_media_type);
        let (json, none) = (Some("application/json"), None);
        assert_eq!(found, [json, json, json, Some("text/plain"), Some("application/pdf"), none, none]);
    }

    #[test]
    fn lists_of_media_types_are_taken_apart() {
        assert_eq!(media_types("image/png, image/*"), Some(vec!["image/png".to_owned(), "image/*".to_owned()]));
        assert_eq!(media_types(" text/plain; a=\"b,c\" "), Some(vec!["text/plain; a=\"b,c\"".to_owned()]));
        assert_eq!([media_types("image/png, png"), media_types(""), media_types(",")], [None, None, None]);
    }
}
