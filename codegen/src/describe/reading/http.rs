//! What readers share of HTTP: methods as pages print them, addresses, media types.

/// The methods of operations in large letters.
pub(in crate::describe) const METHODS: [&str; 8] =
    ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

/// The same in small letters.
pub(in crate::describe) const SMALL_METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The server of an address, where it has one, and its path; the path begins with a slash, unless the address has none.
pub(in crate::describe) fn split_server(address: &str) -> (Option<&str>, &str) {
    let Some(host) = address.find("://").map(|at| at + 3) else { return (None, address) };
    match address[host..].find('/') {
        Some(end) => (Some(&address[..host + end]), &address[host + end..]),
        None => (Some(address), "/"),
    }
}

/// Whether a text is a media type.
pub(in crate::describe) fn is_media_type(text: &str) -> bool {
    let known = ["application/", "multipart/", "text/", "image/", "audio/", "video/"];
    known.iter().any(|start| text.starts_with(start)) && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        assert_eq!(split_server("https://h.example/v1/cats"), (Some("https://h.example"), "/v1/cats"));
        assert_eq!(split_server("https://h.example"), (Some("https://h.example"), "/"));
        assert_eq!(split_server("/cats"), (None, "/cats"));
        assert!(is_media_type("text/csv") && !is_media_type("text/csv or so") && !is_media_type("cats/dogs"));
    }
}
