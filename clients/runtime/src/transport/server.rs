//! Base URLs, checked and normalised once, so that joining a path to one cannot go elsewhere.

use std::collections::BTreeMap;

use reqwest::Url;

/// A base URL without query, fragment, credentials and trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// `https://host/base`
    url: String,
    /// `/base`, or empty.
    path: String,
}

impl Server {
    /// Reads a base URL; the error says what is wrong without repeating a URL that may hold a password.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '{' | '}')) {
            return Err("it holds blanks, control characters, a backslash or braces".to_owned());
        }
        let url = Url::parse(text).map_err(|error| format!("{error}; it must look like https://api.example.com/v1"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err("it must begin with https:// or http:// and name a host".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it holds credentials; give them to the builder instead".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(format!(
                "`{}` has a query or a fragment; a path is joined to it",
                url.origin().ascii_serialization()
            ));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        if path.contains("//") {
            return Err(format!("`{url}` has an empty path segment"));
        }
        Ok(Self { url: format!("{}{path}", url.origin().ascii_serialization()), path })
    }

    /// Reads the server of a document, which may be relative to another one.
    pub(crate) fn join(&self, text: &str) -> Result<Self, String> {
        let base = Url::parse(&format!("{}/", self.url)).map_err(|error| error.to_string())?;
        let joined = base.join(text).map_err(|error| format!("`{text}`: {error}"))?;
        Self::parse(joined.as_str())
    }

    /// The URL of a path below the server. `path` is percent-encoded and begins with a slash, `query` has no
    /// question mark. Fails if reading the URL would change the route, as dot segments do.
    pub(crate) fn url(&self, path: &str, query: &str) -> Result<Url, String> {
        let separator = if query.is_empty() { "" } else { "?" };
        let url = Url::parse(&format!("{}{path}{separator}{query}", self.url)).map_err(|error| error.to_string())?;
        let expected = format!("{}{path}", self.path);
        if url.path() == expected || (expected.is_empty() && url.path() == "/") {
            Ok(url)
        } else {
            Err("a path argument would change the route".to_owned())
        }
    }

    /// A URL that an answer gave, absolute or relative to a path below the server, if it is on this origin. The error shows no more of it than
    /// its origin, since links hold tokens.
    pub(crate) fn link(&self, path: &str, text: &str) -> Result<Url, String> {
        let base = self.url(if path.is_empty() { "/" } else { path }, "")?;
        let mut url = base.join(text).map_err(|error| format!("the link cannot be followed: {error}"))?;
        let (own, origin) = (base.origin(), url.origin());
        if own != origin || !url.username().is_empty() || url.password().is_some() {
            let (own, origin) = (own.ascii_serialization(), origin.ascii_serialization());
            return Err(format!("the link leads from {own} to {origin}, and credentials are not sent there"));
        }
        url.set_fragment(None);
        Ok(url)
    }

    /// The base URL as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.url
    }
}

/// The address of a server with its variables filled in. Fails where the client was given no value for one.
pub(crate) fn filled(template: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, tail)) = rest.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else { break };
        let value = variables.get(name).ok_or_else(|| {
            format!("its server is `{template}`: give `{name}` to the builder of the client, with `server_variable`")
        })?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    Ok(filled + rest)
}

/// Whether a text can be the value of a variable: it cannot lead to another part of the address than the one it is in.
pub(crate) fn is_value(text: &str) -> bool {
    !text.is_empty()
        && !matches!(text, "." | "..")
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c05_base_urls_are_normalised() {
        for (text, expected) in [
            ("https://api.example.com", "https://api.example.com"),
            ("HTTPS://API.example.com:443/", "https://api.example.com"),
            ("http://localhost:8080/v1//", "http://localhost:8080/v1"),
            ("https://api.example.com/a/../v1/", "https://api.example.com/v1"),
        ] {
            assert_eq!(Server::parse(text).map(|server| server.url), Ok(expected.to_owned()));
        }
    }

    #[test]
    fn c05_base_urls_that_would_lead_elsewhere_are_refused() {
        for text in [
            "",
            "api.example.com",
            "/v1",
            "ftp://api.example.com",
            "https://",
            "https://u:p4ss@api.example.com",
            "https://api.example.com?",
            "https://api.example.com/v1?k=v",
            "https://api.example.com/v1#f",
            " https://api.example.com",
            "https://api.example.com/a b",
            r"https://api.example.com\v1",
            "https://{region}.example.com",
            "https://api.example.com//v1",
        ] {
            let error = Server::parse(text).expect_err(text);
            assert!(!error.contains("p4ss"), "{error}");
        }
    }

    #[test]
    fn a_server_of_an_operation_may_be_relative() {
        let base = Server::parse("https://api.example.com/v1").expect("a base URL");
        let joined = |text| base.join(text).map(|server| server.url);
        assert_eq!(joined("/v2"), Ok("https://api.example.com/v2".to_owned()));
        assert_eq!(joined("https://files.example.com/"), Ok("https://files.example.com".to_owned()));
    }

    #[test]
    fn c09_links_stay_on_their_origin() {
        let base = Server::parse("https://api.example.com/v1").expect("a base URL");
        let link = |text| base.link("/calls", text).map(String::from);
        assert_eq!(
            link("https://api.example.com/v1/calls?after=2#x"),
            Ok("https://api.example.com/v1/calls?after=2".into())
        );
        assert_eq!(link("/v1/calls?after=2"), Ok("https://api.example.com/v1/calls?after=2".into()));
        assert_eq!(link("?after=2"), Ok("https://api.example.com/v1/calls?after=2".into()));
        for text in [
            "https://evil.example/v1?t=planted",
            "http://api.example.com/v1",
            "https://api.example.com:8443/v1",
            "//evil.example/",
            r"\\evil.example\x",
            "https://u:planted@api.example.com/",
            "file:///etc/passwd",
            "https://",
        ] {
            let error = link(text).expect_err(text);
            assert!(!error.contains("planted"), "{error}");
        }
    }

    #[test]
    fn routes_do_not_change() {
        let base = Server::parse("https://api.example.com/v1").expect("a base URL");
        assert!(base.url("/calls/a%2F..", "x=1").is_ok());
        for path in ["/calls/..", "/calls/./a", "/calls/%2e%2E/a", "/calls/.%2e"] {
            assert!(base.url(path, "").is_err(), "{path}");
        }
    }
}
