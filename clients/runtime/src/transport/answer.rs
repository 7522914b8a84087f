//! What an error keeps of an answer: enough to understand and to report it, and little of its body.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// Most bytes of a body that an error keeps.
pub const SNIPPET_LIMIT: usize = 512;

/// What an error keeps of an answer.
pub struct Answer {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) content_type: Option<String>,
    pub(crate) request_id: Option<String>,
    /// Scheme and host of a redirect that was not followed.
    pub(crate) redirect: Option<String>,
    pub(crate) snippet: String,
    /// What was read of the body.
    pub(crate) raw: Option<Bytes>,
    /// The API's own words in the body of an error.
    pub(crate) message: Option<String>,
}

impl Answer {
    /// Id of the operation that was called.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its headers. `Debug` of an error does not show them.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Its `Content-Type`.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The id the server gave the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The first [`SNIPPET_LIMIT`] bytes of the body as text, credentials of the client blacked out. Handle it like
    /// the body: the API may have put anything into it.
    pub fn snippet(&self) -> &str {
        &self.snippet
    }

    /// The body as it came, as far as it was read. Handle it like any answer of the API: it may hold anything.
    pub fn raw(&self) -> Option<&Bytes> {
        self.raw.as_ref()
    }

    /// What an answer that the document does not describe says of the call.
    pub(crate) fn verdict(&self) -> &'static str {
        if self.status.is_success() {
            "the call succeeded, but with an answer that the API does not document; the body is in the answer's `raw`"
        } else {
            "not an answer the API documents"
        }
    }

    /// The beginning of a body for display. JSON is data of the API's users and is left out; what is not JSON is
    /// mostly a proxy that introduces itself, and the only hint there is.
    pub(crate) fn excerpt(&self) -> String {
        let is_json = self.content_type().is_some_and(crate::transport::media::is_json)
            || self.snippet.trim_start().starts_with(['{', '[']);
        if let Some(origin) = &self.redirect {
            format!(" (redirect to {origin}, which was not followed)")
        } else if let Some(message) = &self.message {
            format!("; the API says {message:?}")
        } else if self.snippet.is_empty() || self.status.is_success() && is_json {
            String::new()
        } else if is_json {
            "; how the body begins is in the answer's snippet".to_owned()
        } else {
            format!("; the body begins: {:?}", self.snippet)
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.status)?;
        if let Some(content_type) = &self.content_type {
            write!(f, ", {content_type}")?;
        }
        write_request_id(f, self.request_id())
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

/// Adds the id of a request to a message.
pub(crate) fn write_request_id(f: &mut fmt::Formatter<'_>, request_id: Option<&str>) -> fmt::Result {
    request_id.map_or(Ok(()), |id| write!(f, " (request id {id})"))
}

/// Headers in which servers name a request, the common ones first.
const REQUEST_ID_HEADERS: [&str; 7] =
    ["x-request-id", "request-id", "x-amzn-requestid", "x-ms-request-id", "x-correlation-id", "x-trace-id", "cf-ray"];

/// The id the server gave the request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}
