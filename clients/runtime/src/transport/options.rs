//! What a single call does differently from its client.

use std::time::Duration;

use secrecy::SecretString;

use crate::stream::reconnect::Reconnect;
use crate::transport::redirect::Redirects;
use crate::transport::trace_context::TraceContext;

/// Options of one call. Everything left out is as the client has it.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CallOptions {
    pub(crate) headers: Vec<(String, SecretString)>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) retries: Option<u32>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) check_bounds: Option<bool>,
    pub(crate) keep_body: bool,
    pub(crate) strict: Option<bool>,
    pub(crate) reconnect: Option<Reconnect>,
    pub(crate) redirects: Option<Redirects>,
    pub(crate) trace_context: Option<TraceContext>,
}

impl CallOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// A further header; it replaces one that the client or the operation would send. Treated as a secret.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Longest time of one attempt, reading the body included.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Longest time without progress.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = Some(limit);
        self
    }

    /// How often the call is repeated after a failure that may pass.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Keeps the bytes of the body beside the value that is read from them: see [`Response::raw`](crate::Response::raw)
    /// and [`ApiError::raw`](crate::ApiError::raw).
    pub fn keep_body(mut self) -> Self {
        self.keep_body = true;
        self
    }

    /// Whether an answer that deviates from the document is an error; see [`Builder::strict`](crate::Builder::strict).
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }

    /// Lets a stream of events go on over a new connection when one breaks, with the id of the last event that came
    /// (`Last-Event-ID`): no event is lost or comes twice, if the server knows its ids. Only calls that may be repeated do
    /// so, and no stream of which events came without an id; these end with the failure.
    pub fn reconnect(mut self, reconnect: Reconnect) -> Self {
        self.reconnect = Some(reconnect);
        self
    }

    /// Which redirects that leave the origin of the call are followed; see [`Redirects`].
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = Some(redirects);
        self
    }

    /// Where the call stands in a trace, in place of what [`Builder::trace_context`](crate::Builder::trace_context) says:
    /// sent as `traceparent` and `tracestate` on every attempt. A call whose parameters or headers have a `traceparent` keeps
    /// that.
    pub fn trace_context(mut self, context: TraceContext) -> Self {
        self.trace_context = Some(context);
        self
    }

    /// Sends this as `Idempotency-Key`, the same on every attempt, and lets a call that changes something be
    /// repeated. Use it only with an API that honours the header.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Whether values that the document does not allow are refused before anything is sent; see
    /// [`Builder::check_bounds`](crate::Builder::check_bounds).
    pub fn check_bounds(mut self, check: bool) -> Self {
        self.check_bounds = Some(check);
        self
    }
}
