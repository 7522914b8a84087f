//! Why a token could not be obtained. Never shows one: of what a server says, its error code alone is kept.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

/// Why a token could not be obtained.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// The server cannot be reached, or broke off.
    #[error("the {endpoint} cannot be reached: {problem}")]
    Unreachable {
        /// Which of the server's endpoints.
        endpoint: &'static str,
        /// What the connection reported, without the address.
        problem: String,
    },
    /// The server did not answer in time.
    #[error("the {endpoint} did not answer within {limit:?}")]
    Timeout {
        /// Which of the server's endpoints.
        endpoint: &'static str,
        /// The limit that passed.
        limit: Duration,
    },
    /// The server said no.
    #[error("the {endpoint} answered {status}{}", .code.as_ref().map_or_else(String::new, |code| format!(": {code}")))]
    Refused {
        /// Which of the server's endpoints.
        endpoint: &'static str,
        /// Its status.
        status: StatusCode,
        /// Why, as a code ([RFC 6749](https://www.rfc-editor.org/rfc/rfc6749), section 5.2), where it says so.
        code: Option<String>,
    },
    /// The server answered with what cannot be used.
    #[error("the {endpoint} {problem}")]
    Unusable {
        /// Which of the server's endpoints.
        endpoint: &'static str,
        /// What is wrong with its answer.
        problem: String,
    },
    /// The address that the browser was led to does not belong to this login: somebody may have made it up.
    #[error("the redirected address does not belong to this login: its `{0}` is another one")]
    AnotherLogin(&'static str),
    /// Access was not allowed.
    #[error("access was not allowed: {0}")]
    Denied(String),
    /// Nobody allowed the access in time.
    #[error("nobody allowed the access in time: begin the login again")]
    TooLate,
    /// The token ran out or was refused, and nothing is there to renew it with.
    #[error("the token cannot be renewed without a refresh token: log in again")]
    LoginNeeded,
    /// The session was ended by [`Session::revoke`](super::Session::revoke).
    #[error("the session was revoked: log in again")]
    Revoked,
    /// The app lacks what this takes.
    #[error("{0}")]
    Configuration(String),
    /// A source of your own failed.
    #[error("its source failed: {0}")]
    Source(Arc<dyn std::error::Error + Send + Sync>),
}

impl OAuthError {
    /// What a [`TokenSource`](super::TokenSource) of your own reports. Its text is shown, so it must not hold a secret.
    pub fn source(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Source(Arc::from(cause.into()))
    }

    /// The code by which the server said no, such as `invalid_grant`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => code.as_deref(),
            Self::Denied(code) => Some(code),
            _ => None,
        }
    }
}

/// A code as RFC 6749 has them, and nothing longer, so that no token is taken for one.
pub(super) fn code(text: &str) -> Option<String> {
    const LONGEST: usize = 48;
    let is_code = |text: &str| {
        (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    is_code(text).then(|| text.to_owned())
}
