//! Reads media types (RFC 9110, section 8.3).

/// `type/subtype` in lower case, without parameters.
pub(crate) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The value of a parameter such as `charset`, without its quotes.
pub(crate) fn parameter(content_type: &str, name: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (own, value) = parameter.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The media type without a parameter.
pub(crate) fn without_parameter(content_type: &str, name: &str) -> String {
    let mut parts = content_type.split(';');
    let essence = parts.next().unwrap_or_default().trim_end();
    let is_kept = |part: &&str| !part.split('=').next().unwrap_or_default().trim().eq_ignore_ascii_case(name);
    let kept: Vec<&str> = std::iter::once(essence).chain(parts.filter(is_kept)).collect();
    kept.join(";")
}

/// Whether a body of this type is one JSON text.
pub(crate) fn is_json(content_type: &str) -> bool {
    let essence = essence(content_type);
    // Its lines are texts of JSON each.
    essence != "application/stream+json"
        && (essence == "application/json" || essence == "text/json" || essence.ends_with("+json"))
}

/// Whether a body of this type is a sequence of JSON texts (RFC 7464 and RFC 8091).
pub(crate) fn is_json_sequence(content_type: &str) -> bool {
    let essence = essence(content_type);
    essence == "application/json-seq" || essence.ends_with("+json-seq")
}

/// Whether a type falls into a range such as `text/*`. Parameters of the range have to be there, with the same values.
pub(crate) fn matches(content_type: &str, range: &str) -> bool {
    let (own, name) = (essence(content_type), essence(range));
    let is_named = match name.strip_suffix('*') {
        Some("*/") => true,
        Some(kind) => own.starts_with(kind),
        None => own == name,
    };
    let mut wanted = range.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    is_named && wanted.all(|(name, _)| parameter(content_type, name.trim()) == parameter(range, name.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_types() {
        for json in ["application/json", "Application/JSON; charset=utf-8", "application/problem+json", "text/json"] {
            assert!(is_json(json), "{json}");
        }
        for other in
            ["text/html", "application/jsonl", "application/x-ndjson", "application/stream+json", "text/plain", ""]
        {
            assert!(!is_json(other), "{other}");
        }
    }

    #[test]
    fn parameters() {
        assert_eq!(parameter("a/b; q=1; Charset = \"UTF-8\"", "charset").as_deref(), Some("UTF-8"));
        assert_eq!(parameter("a/charset", "charset"), None);
        assert_eq!(without_parameter("a/b; q=1; Charset = \"UTF-8\"; c=d", "charset"), "a/b; q=1; c=d");
        assert_eq!(without_parameter("a/b ;charset=x", "charset"), "a/b");
    }

    #[test]
    fn ranges() {
        assert!(matches("text/csv; header=present", "text/csv"));
        assert!(matches("audio/mpeg", "audio/*"));
        assert!(matches("audio/mpeg", "*/*"));
        assert!(!matches("audio/mpeg", "text/*"));
        assert!(matches("application/json; charset=utf-8; V=2", "application/json; v=\"2\""));
        assert!(!matches("application/json; v=1", "application/json; v=2"));
        assert!(!matches("application/json", "application/json; v=2"));
    }
}
