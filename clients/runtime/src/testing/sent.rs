//! What a client sent. `Debug` shows no values: paths hold ids, and headers and bodies secrets.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use reqwest::{Request, Url};
use serde::de::DeserializeOwned;

use crate::data::json::{self, DecodeError};
use crate::operation::Operation;

/// A request that a double was handed.
#[derive(Clone)]
pub struct Sent {
    pub(super) operation: &'static Operation,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
}

impl Sent {
    /// Reads a request whole; the problem with its body where that has one.
    pub(super) async fn of(operation: &'static Operation, mut request: Request) -> Result<Self, reqwest::Error> {
        let body = match request.body_mut().take() {
            Some(body) => body.collect().await?.to_bytes(),
            None => Bytes::new(),
        };
        let (method, url) = (request.method().clone(), request.url().clone());
        Ok(Self { operation, method, url, headers: std::mem::take(request.headers_mut()), body })
    }

    /// Id of the operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path as it was sent, with its percent-encoding.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The decoded values of a member of the query, in the order in which they were sent.
    pub fn query(&self, name: &str) -> Vec<String> {
        let members = self.url.query_pairs().filter(|(key, _)| key == name);
        members.map(|(_, value)| value.into_owned()).collect()
    }

    /// A header, if it was sent and is text; the first where it was sent several times.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers, credentials included.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body; empty where there was none.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as a value.
    ///
    /// # Errors
    /// If it is not JSON, or does not decode.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        json::decode(&self.body)
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent")
            .field("operation", &self.operation.id)
            .field("method", &self.method)
            .field("path", &self.operation.path)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
