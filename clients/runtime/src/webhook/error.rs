//! Why a request is not taken for an event. Shows neither secrets nor what was sent.

use std::time::Duration;

use crate::data::json::DecodeError;

/// Why a request is not taken for an event.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// A header is not there: the request comes from somebody else, or something on the way took it out.
    #[error("the header `{0}` is missing")]
    MissingHeader(&'static str),
    /// A header says something else than it should.
    #[error("the header `{header}` {problem}")]
    MalformedHeader {
        /// Its name.
        header: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// No signature is that of the secret: the request comes from somebody else, the secret is another one, or the body is
    /// not the bytes that were sent.
    #[error("no signature is right: the secret is another one, or the body is not what was signed, byte for byte")]
    WrongSignature,
    /// The request was signed too long ago: it may be one that somebody kept.
    #[error("it was signed {} seconds ago, and {} are allowed", .age.as_secs(), .tolerance.as_secs())]
    TooOld {
        /// How long ago.
        age: Duration,
        /// How long ago it may be.
        tolerance: Duration,
    },
    /// The request was signed in the future: a clock is wrong.
    #[error("it was signed {} seconds in the future, and {} are allowed", .ahead.as_secs(), .tolerance.as_secs())]
    TooNew {
        /// How far ahead.
        ahead: Duration,
        /// How far ahead it may be.
        tolerance: Duration,
    },
    /// The secret is not written as this API writes its secrets.
    #[error("the secret cannot be used: {0}")]
    Secret(&'static str),
    /// The body is not JSON.
    #[error("the body cannot be read, {0}")]
    Body(#[source] DecodeError),
}
