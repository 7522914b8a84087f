//! Redirects: which are followed, and what is sent then. A method other than GET and HEAD never becomes another one, and
//! what belongs to an API never goes to another origin. A browser's `fetch` and an HTTP client of the caller's own follow
//! redirects by their own rules.

use http::{HeaderMap, Method, StatusCode, header};
use reqwest::{Request, Response, Url};

/// Redirects followed in a row.
const LIMIT: usize = 3;

/// Where redirects may lead.
///
/// Within the origin of a call they are always followed: GET and HEAD whatever the status, other methods with 307 and
/// 308, which keep method and body. This is about those that leave it, as a download does whose address is signed for a
/// store elsewhere. They are followed with GET and HEAD alone, and carry no credential, no cookie, no header of the API
/// and no `Referer`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects(Elsewhere);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Elsewhere {
    #[default]
    Nowhere,
    AnyHttps,
    Origins(Vec<String>),
}

impl Redirects {
    /// Within the origin of the call alone; this is the default. Any other is given back as it came.
    #[must_use]
    pub const fn within_origin() -> Self {
        Self(Elsewhere::Nowhere)
    }

    /// To any origin with `https`.
    #[must_use]
    pub const fn to_any_https() -> Self {
        Self(Elsewhere::AnyHttps)
    }

    /// To these origins, such as `https://files.example.com`.
    #[must_use]
    pub fn to<S: Into<String>>(origins: impl IntoIterator<Item = S>) -> Self {
        Self(Elsewhere::Origins(origins.into_iter().map(Into::into).collect()))
    }

    fn allows(&self, url: &Url) -> bool {
        match &self.0 {
            Elsewhere::Nowhere => false,
            Elsewhere::AnyHttps => url.scheme() == "https",
            Elsewhere::Origins(origins) => {
                let origin = |known: &String| Url::parse(known).is_ok_and(|known| known.origin() == url.origin());
                origins.iter().any(origin)
            }
        }
    }
}

/// A request that may be redirected.
pub(crate) struct Redirectable {
    url: Url,
    method: Method,
    accept: HeaderMap,
    /// The same once more; none of a body that is gone.
    again: Option<Request>,
    followed: usize,
}

impl Redirectable {
    pub(crate) fn new(request: &Request) -> Self {
        let accept =
            [header::ACCEPT].into_iter().filter_map(|name| Some((name.clone(), request.headers().get(name)?.clone())));
        Self {
            url: request.url().clone(),
            method: request.method().clone(),
            accept: accept.collect(),
            again: request.try_clone(),
            followed: 0,
        }
    }

    /// What to send after this answer; nothing where it is the last one.
    pub(crate) fn next(&mut self, answer: &Response, redirects: &Redirects) -> Option<Request> {
        let is_read = matches!(self.method, Method::GET | Method::HEAD);
        let keeps_method = match answer.status() {
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => false,
            _ => return None,
        };
        if self.followed >= LIMIT || !is_read && !keeps_method {
            return None;
        }
        let location = answer.headers().get(header::LOCATION)?.to_str().ok()?;
        let mut url = self.url.join(location).ok()?;
        url.set_fragment(None);
        let request = if url.origin() == self.url.origin() {
            let mut request = self.again.as_ref()?.try_clone()?;
            request.url_mut().clone_from(&url);
            request
        } else {
            let is_plain = url.username().is_empty() && url.password().is_none();
            if !is_read || !is_plain || !redirects.allows(&url) {
                return None;
            }
            let mut request = Request::new(self.method.clone(), url.clone());
            request.headers_mut().clone_from(&self.accept);
            // What comes after it, on whatever origin, goes without what is left behind here.
            self.again = request.try_clone();
            request
        };
        self.url = url;
        self.followed += 1;
        Some(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_origins_are_those_that_were_named() {
        let allows = |redirects: &Redirects, url: &str| redirects.allows(&Url::parse(url).expect("an address"));
        let any = Redirects::to_any_https();
        assert!(allows(&any, "https://files.example.com/a") && !allows(&any, "http://files.example.com/a"));
        let named = Redirects::to(["https://files.example.com", "no address"]);
        assert!(allows(&named, "https://files.example.com/a?b"));
        for other in ["http://files.example.com/", "https://files.example.com:444/", "https://example.com/"] {
            assert!(!allows(&named, other), "{other}");
        }
        assert!(!allows(&Redirects::within_origin(), "https://files.example.com/"));
    }
}
