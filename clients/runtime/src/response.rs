//! Answers that were read: a value, and what it came with.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::data::Deviation;
use crate::transport::answer::request_id;

/// What a call gave: the value, and the status and headers it came with. Use it like the value.
#[derive(Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    raw: Option<Bytes>,
    deviations: Vec<Deviation>,
    body: T,
}

impl<T> Response<T> {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, raw: Option<Bytes>, body: T) -> Self {
        Self { status, headers, raw, deviations: Vec::new(), body }
    }

    pub(crate) fn with_deviations(self, deviations: Vec<Deviation>) -> Self {
        Self { deviations, ..self }
    }

    /// Everything there is.
    pub(crate) fn into_parts(self) -> (StatusCode, HeaderMap, Option<Bytes>, Vec<Deviation>, T) {
        (self.status, self.headers, self.raw, self.deviations, self.body)
    }

    /// The value, and where the body deviates from the document.
    pub(crate) fn into_page(self) -> (T, Vec<Deviation>) {
        (self.body, self.deviations)
    }

    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id the server gave the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The body as it came, decompressed, if it was read as a whole, and the call was told to
    /// [keep it](crate::CallOptions::keep_body) or it deviates from the document.
    pub fn raw(&self) -> Option<&Bytes> {
        self.raw.as_ref()
    }

    /// Where the body deviates from the document: what is there was corrected, and kept. Empty where nothing was.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.body
    }

    /// The answer with another value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Response<U> {
        let Self { status, headers, raw, deviations, body } = self;
        Response { status, headers, raw, deviations, body: convert(body) }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No headers: they hold cookies and tokens.
        f.debug_struct("Response").field("status", &self.status).field("body", &self.body).finish_non_exhaustive()
    }
}
