//! Everything that can go wrong with a call. Says what happened and what to do, and never shows a secret: request
//! URLs, request headers and whole bodies are in no `Display` and no `Debug` of this crate.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::content::Undocumented;
use crate::data::Deviation;
use crate::data::bounds::OutOfBounds;
use crate::data::json::DecodeError;
use crate::response::Response;
use crate::transport::answer::{Answer, request_id, write_request_id};
use crate::transport::content_coding::advice;

/// Why a call gave no result: the API said no in a documented way, or something else went wrong.
///
/// Neither `Display` nor `Debug` shows the body of an API error, since bodies hold personal data and tokens; it is in
/// [`ApiError::body`].
#[non_exhaustive]
pub enum Error<E = Undocumented> {
    /// The API answered with an error it documents.
    Api(ApiError<E>),
    /// Anything else.
    Failure(Failure),
}

impl<E> Error<E> {
    /// Status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Failure(failure) => failure.status(),
        }
    }

    /// The id the server gave the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Failure(failure) => failure.request_id(),
        }
    }

    /// The body as it came, if there is one at hand: see [`ApiError::raw`] and [`Failure::raw`].
    pub fn raw(&self) -> Option<&Bytes> {
        match self {
            Self::Api(error) => error.raw(),
            Self::Failure(failure) => failure.raw(),
        }
    }

    /// Headers of the answer, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.headers()),
            Self::Failure(failure) => failure.answer().map(Answer::headers),
        }
    }

    /// The error the API documents, if it is one.
    pub fn api(&self) -> Option<&ApiError<E>> {
        match self {
            Self::Api(error) => Some(error),
            Self::Failure(_) => None,
        }
    }

    /// Whether the same call may work later: the cause is the network, the load or an outage. Retries were already
    /// made; whether a repeated call does harm is for the caller to know.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(error) => crate::transport::retry::is_transient(error.status()),
            Self::Failure(failure) => failure.is_retryable(),
        }
    }

    /// The error with another body, for wrapping.
    pub fn map<F>(self, convert: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Api(ApiError(inner)) => {
                let ApiErrorInner { operation, status, headers, raw, deviations, body } = *inner;
                let body = convert(body);
                Error::Api(ApiError(Box::new(ApiErrorInner { operation, status, headers, raw, deviations, body })))
            }
            Self::Failure(failure) => Error::Failure(failure),
        }
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Failure(failure) => failure.fmt(f),
        }
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Failure(failure) => failure.fmt(f),
        }
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api(_) => None,
            Self::Failure(failure) => failure.source(),
        }
    }
}

/// An error answer whose body the API documents.
pub struct ApiError<E>(Box<ApiErrorInner<E>>);

struct ApiErrorInner<E> {
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    raw: Option<Bytes>,
    deviations: Vec<Deviation>,
    body: E,
}

impl<E> ApiError<E> {
    /// The error that an answer was read as.
    pub(crate) fn of(operation: &'static str, answer: Response<E>) -> Self {
        let (status, headers, raw, deviations, body) = answer.into_parts();
        Self::new(operation, status, headers, raw, deviations, body)
    }

    pub(crate) fn new(
        operation: &'static str,
        status: StatusCode,
        headers: HeaderMap,
        raw: Option<Bytes>,
        deviations: Vec<Deviation>,
        body: E,
    ) -> Self {
        Self(Box::new(ApiErrorInner { operation, status, headers, raw, deviations, body }))
    }

    /// Id of the operation that was called.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// Status of the answer. It can be a success where the API reports errors in the body alone.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The id the server gave the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.0.headers)
    }

    /// The body as it came, if the call was told to [keep it](crate::CallOptions::keep_body).
    pub fn raw(&self) -> Option<&Bytes> {
        self.0.raw.as_ref()
    }

    /// Where the body deviates from the document: what is there was corrected. Empty where nothing was.
    pub fn deviations(&self) -> &[Deviation] {
        &self.0.deviations
    }

    /// What the API said.
    pub fn body(&self) -> &E {
        &self.0.body
    }

    /// What the API said, by value.
    pub fn into_body(self) -> E {
        self.0.body
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Some APIs report errors with the status of a success.
        let verb = if self.0.status.is_success() { "reported an error with" } else { "answered" };
        write!(f, "{}: the API {verb} {}", self.0.operation, self.0.status)?;
        write_request_id(f, self.request_id())
    }
}

impl<E> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.0.operation)
            .field("status", &self.0.status)
            .field("request_id", &self.request_id())
            .field("body", &format_args!("<{}>", std::any::type_name::<E>()))
            .finish_non_exhaustive()
    }
}

impl<E> std::error::Error for ApiError<E> {}

/// Everything that can go wrong with a call but an error the API documents.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The call cannot be sent as it was asked for. Nothing was sent.
    #[error("{operation}: nothing was sent, {}", .problems.join("; "))]
    InvalidRequest {
        /// Id of the operation.
        operation: &'static str,
        /// What is wrong, each with the parameter or member it is about.
        problems: Vec<String>,
    },
    /// Values that the document does not allow. Nothing was sent; see
    /// [`Builder::check_bounds`](crate::Builder::check_bounds) where the document is wrong.
    #[error("{operation}: nothing was sent, {}", list(.violations))]
    OutOfBounds {
        /// Id of the operation.
        operation: &'static str,
        /// Each with its path, the bound, and the value.
        violations: Vec<OutOfBounds>,
    },
    /// No alternative the API accepts has all its credentials. Nothing was sent.
    #[error("{operation}: nothing was sent, a credential is missing: {}", .alternatives.join(", or "))]
    MissingCredential {
        /// Id of the operation.
        operation: &'static str,
        /// What would do, each with scheme ids and environment variables.
        alternatives: Vec<String>,
    },
    /// No access token could be had.
    #[error("{operation}: no access token for `{scheme}`, {problem}")]
    Authorization {
        /// Id of the operation.
        operation: &'static str,
        /// Id of the security scheme.
        scheme: &'static str,
        /// What the token endpoint did.
        problem: String,
    },
    /// The connection failed, or broke before the whole answer was there.
    #[error("{operation}: {stage}, {}", causes(.source))]
    Transport {
        /// Id of the operation.
        operation: &'static str,
        /// How far the call got.
        stage: Stage,
        /// What the connection reported, without the URL.
        source: reqwest::Error,
    },
    /// A time limit passed.
    #[error("{operation}: {stage}, no progress within the limit of {limit:?}")]
    Timeout {
        /// Id of the operation.
        operation: &'static str,
        /// How far the call got.
        stage: Stage,
        /// The limit that passed.
        limit: Duration,
    },
    /// The body is larger than the client accepts (see [`Builder::response_limit`](crate::Builder::response_limit)).
    #[error(
        "{answer}: the body, or one piece of a stream, is larger than the limit of {limit} bytes; raise the client's response limit"
    )]
    BodyTooLarge {
        /// The limit in bytes, counted after decompression.
        limit: u64,
        /// The answer.
        answer: Box<Answer>,
    },
    /// A status the API does not document for this operation, or an error body that is not of the documented kind. The
    /// call may have succeeded: see [`Failure::status`]. The message has the API's own words where the body has some in an
    /// obvious place.
    #[error("{answer}: {}{}", answer.verdict(), answer.excerpt())]
    UnexpectedStatus {
        /// The answer.
        answer: Box<Answer>,
    },
    /// The body is not of the kind the API documents, such as a login page in place of JSON.
    #[error("{answer}: expected {expected}{}", answer.excerpt())]
    UnexpectedContentType {
        /// What was expected.
        expected: &'static str,
        /// The answer.
        answer: Box<Answer>,
    },
    /// The body is compressed, or otherwise encoded, in a way that the client did not ask for and cannot undo.
    #[error(
        "{answer}: the body is encoded as `{encoding}` (Content-Encoding), which the client did not ask for{}",
        advice(.encoding)
    )]
    UnexpectedEncoding {
        /// The encodings, in the order in which they were applied.
        encoding: String,
        /// The answer.
        answer: Box<Answer>,
    },
    /// The body does not have the documented shape.
    #[error("{answer}: cannot decode the body, {error}")]
    Decode {
        /// Which member, where and why.
        #[source]
        error: DecodeError,
        /// The answer.
        answer: Box<Answer>,
    },
    /// An event or a line that is an error, by what the API says of its streams. It is in the answer's `raw`, and the stream
    /// ends with it. The message has the API's own words where it has some in an obvious place.
    #[error("{answer}: the stream reported an error{}", answer.excerpt())]
    ErrorInStream {
        /// The answer, with the data of the event or the line in place of its body.
        answer: Box<Answer>,
    },
    /// The answer contradicts itself, so that where it ends is open to dispute.
    #[error("{answer}: {problem}")]
    MalformedResponse {
        /// What contradicts what.
        problem: String,
        /// The answer.
        answer: Box<Answer>,
    },
    /// A [`Middleware`](crate::Middleware) failed.
    #[error("{operation}: a middleware failed, {}", causes(&**.source))]
    Middleware {
        /// Id of the operation.
        operation: &'static str,
        /// What it reported.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Following the pages of a list would not have come to an end.
    #[error("{operation}: stopped following pages, {problem}")]
    Pagination {
        /// Id of the operation.
        operation: &'static str,
        /// What was wrong.
        problem: String,
    },
}

impl Failure {
    /// The answer it is about, if there was one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::BodyTooLarge { answer, .. }
            | Self::UnexpectedStatus { answer }
            | Self::UnexpectedContentType { answer, .. }
            | Self::UnexpectedEncoding { answer, .. }
            | Self::Decode { answer, .. }
            | Self::ErrorInStream { answer }
            | Self::MalformedResponse { answer, .. } => Some(answer),
            Self::InvalidRequest { .. }
            | Self::OutOfBounds { .. }
            | Self::MissingCredential { .. }
            | Self::Authorization { .. }
            | Self::Transport { .. }
            | Self::Timeout { .. }
            | Self::Middleware { .. }
            | Self::Pagination { .. } => None,
        }
    }

    /// The body of the answer as it came, decompressed, as far as it was read: within the limit for answers, and, of an
    /// answer that is not what was expected, within some seconds. Handle it like any answer of the API.
    pub fn raw(&self) -> Option<&Bytes> {
        self.answer().and_then(Answer::raw)
    }

    /// Status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Transport { stage: Stage::Reading { status }, .. }
            | Self::Timeout { stage: Stage::Reading { status }, .. } => Some(*status),
            other => other.answer().map(|answer| answer.status),
        }
    }

    /// The id the server gave the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.answer().and_then(Answer::request_id)
    }

    /// Whether the same call may work later: the cause is the network, the load or an outage.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport { .. } | Self::Timeout { .. } => true,
            Self::UnexpectedStatus { answer } | Self::UnexpectedContentType { answer, .. } => {
                crate::transport::retry::is_transient(answer.status)
            }
            _ => false,
        }
    }
}

/// How far a call got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Stage {
    /// No connection was made.
    #[error("no connection")]
    Connecting,
    /// The request was on its way, and no answer had come. The server may have acted on it.
    #[error("no answer")]
    Waiting,
    /// The answer had begun.
    #[error("the answer ({status}) broke off")]
    Reading {
        /// Its status.
        status: StatusCode,
    },
}

fn list(violations: &[OutOfBounds]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// The chain of causes in one line; without it the reason of a failed connection stays hidden.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    text
}

/// The client cannot be built as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// The base URL cannot be used. The URL itself is left out where it may hold a password.
    #[error("the base URL cannot be used: {0}")]
    BaseUrl(String),
    /// The API has no security scheme of that id.
    #[error("the API has no security scheme `{scheme}`; it has: {known}")]
    UnknownScheme {
        /// The id that was asked for.
        scheme: String,
        /// The ids there are.
        known: String,
    },
    /// A credential of the wrong kind, or one that no header can hold.
    #[error("the credential for `{scheme}` cannot be used: {problem}")]
    Credential {
        /// Id of the security scheme.
        scheme: String,
        /// What is wrong with it.
        problem: String,
    },
    /// An app of OAuth 2 that cannot be made.
    #[error("{0}")]
    OAuth(String),
    /// A default header that HTTP does not allow.
    #[error("the default header {0:?} is not allowed in HTTP")]
    Header(String),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made: {0}")]
    HttpClient(String),
}
