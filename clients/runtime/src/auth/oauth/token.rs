//! What a token is, and where tokens come from. Knows nothing of how they are kept.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use secrecy::SecretString;

use super::error::OAuthError;
use crate::transport::target::MaybeSend;

/// A token that calls are made with.
#[derive(Clone)]
pub struct AccessToken {
    pub(super) secret: SecretString,
    pub(super) lifetime: Option<Duration>,
}

impl AccessToken {
    /// A token that is good until the API refuses it.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self { secret: secret.into(), lifetime: None }
    }

    /// How long it is good for, from now.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// The token itself.
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

/// What a token is needed for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenNeed {
    /// The scopes that the operation requires; empty where the document names none.
    pub scopes: Vec<String>,
}

/// A token to be.
#[cfg(not(target_family = "wasm"))]
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, OAuthError>> + Send + 'a>>;
/// A token to be. In a browser nothing is sent between threads.
#[cfg(target_family = "wasm")]
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, OAuthError>> + 'a>>;

/// Where tokens come from: a vault, a sidecar, a command. It need not keep them: it is asked for a token once for each
/// set of scopes, again shortly before that runs out, and where the API refused it; calls that need one meanwhile wait.
///
/// A function is a source too:
///
/// ```
/// # use switchboard_runtime::{Api, Core, SecurityKind, SecurityScheme, oauth::{AccessToken, OAuthError, TokenNeed}};
/// # use std::time::Duration;
/// # const SCHEME: SecurityScheme = SecurityScheme { id: "oauth", kind: SecurityKind::Bearer, env: &[] };
/// # static API: Api = Api { name: "", version: "", servers: &["https://api.example.com"], security: &[SCHEME] };
/// # async fn read_vault() -> std::io::Result<String> { Ok(String::new()) }
/// let core = Core::builder(&API).token_source("oauth", |_: TokenNeed| async move {
///     let token = read_vault().await.map_err(OAuthError::source)?;
///     Ok(AccessToken::new(token).expires_in(Duration::from_secs(600)))
/// });
/// # core.build().unwrap();
/// ```
pub trait TokenSource: Send + Sync {
    /// A token that is new: not one that was given before and may have been refused.
    fn token(&self, need: TokenNeed) -> TokenFuture<'_>;
}

impl<S: TokenSource + ?Sized> TokenSource for std::sync::Arc<S> {
    fn token(&self, need: TokenNeed) -> TokenFuture<'_> {
        (**self).token(need)
    }
}

impl<F, R> TokenSource for F
where
    F: Fn(TokenNeed) -> R + Send + Sync,
    R: Future<Output = Result<AccessToken, OAuthError>> + MaybeSend + 'static,
{
    fn token(&self, need: TokenNeed) -> TokenFuture<'_> {
        Box::pin(self(need))
    }
}
