//! Bodies that a server encoded in a way nobody asked for. What the HTTP client decodes has no `Content-Encoding` any
//! more when it comes here, so what is left of that header is what the body still is.

use http::{HeaderMap, header};

/// The encodings that a body is still in, as the header has them; nothing for a body that can be read.
pub(crate) fn left(headers: &HeaderMap) -> Option<String> {
    // `fetch` decodes and keeps the header.
    if cfg!(target_family = "wasm") {
        return None;
    }
    let stated = headers.get_all(header::CONTENT_ENCODING).iter();
    let names = stated.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    let names = names.map(|name| String::from_utf8_lossy(name).trim().escape_default().to_string());
    let names: Vec<String> = names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity")).collect();
    // A header may be of any length.
    (!names.is_empty()).then(|| names.join(", ").chars().take(100).collect())
}

/// How an error says that a feature of this crate decodes an encoding. Where several were applied, none does.
pub(crate) fn advice(encodings: &str) -> String {
    let feature = match encodings.to_ascii_lowercase().as_str() {
        "br" => "brotli",
        "deflate" => "deflate",
        "gzip" | "x-gzip" => "gzip",
        "zstd" => "zstd",
        _ => return String::new(),
    };
    format!("; the feature `{feature}` decodes it")
}

#[cfg(test)]
#[cfg(not(target_family = "wasm"))]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn encodings_are_named_in_their_order() {
        let headers = |values: &[&'static str]| {
            let values = values.iter().map(|value| (header::CONTENT_ENCODING, HeaderValue::from_static(value)));
            values.collect::<HeaderMap>()
        };
        assert_eq!(left(&headers(&[])), None);
        assert_eq!(left(&headers(&["identity", ""])), None);
        assert_eq!(left(&headers(&["br"])).as_deref(), Some("br"));
        assert_eq!(left(&headers(&["deflate, Identity,x-own"])).as_deref(), Some("deflate, x-own"));
    }
}
