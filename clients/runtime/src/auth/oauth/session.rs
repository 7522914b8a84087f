//! What a flow ends in: tokens that renew themselves. Renews with a refresh token, or by client credentials, and gives all
//! back in the end.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::app::App;
use super::cache::Cache;
use super::endpoint::{Form, REVOCATION};
use super::error::OAuthError;
use super::token::{AccessToken, TokenFuture, TokenNeed, TokenSource};
use crate::transport::target::Instant;

/// Tokens that renew themselves. Clones share them, and so do all clients that are given one.
#[derive(Clone)]
pub struct Session {
    grant: Arc<Grant>,
    cache: Arc<Cache>,
}

/// What new tokens are asked for with.
struct Grant {
    app: App,
    /// The refresh token as it is now; nothing for client credentials.
    refresh: Option<Mutex<Option<SecretString>>>,
    is_revoked: AtomicBool,
}

impl Session {
    /// Tokens for a program itself.
    pub(super) fn of_app(app: App) -> Self {
        // With scopes of the app's choice, one token is good for all calls.
        let by_scopes = app.scopes.is_none();
        Self::new(Grant { app, refresh: None, is_revoked: AtomicBool::new(false) }, by_scopes)
    }

    /// Tokens that a person allowed; the first one came with the login, which was asked for then.
    pub(super) fn of_person(app: App, first: Option<(AccessToken, Instant)>, refresh: Option<SecretString>) -> Self {
        let refresh = Some(Mutex::new(refresh));
        let session = Self::new(Grant { app, refresh, is_revoked: AtomicBool::new(false) }, false);
        if let Some((token, asked)) = first {
            session.cache.put(&token, asked);
        }
        session
    }

    fn new(grant: Grant, by_scopes: bool) -> Self {
        let grant = Arc::new(grant);
        let source: Arc<dyn TokenSource> = Arc::clone(&grant) as Arc<dyn TokenSource>;
        Self { grant, cache: Arc::new(Cache::new(source, by_scopes)) }
    }

    /// A token that is good for a while, for a call that no client makes.
    ///
    /// # Errors
    /// If none can be had.
    pub async fn access_token(&self) -> Result<SecretString, OAuthError> {
        self.cache.token(&[]).await
    }

    /// The refresh token as it is now, to be kept where secrets are: [`App::refresh_token`] goes on with it. Servers that
    /// replace it with each renewal take no earlier one.
    pub fn refresh_token(&self) -> Option<SecretString> {
        self.grant.refresh_token()
    }

    /// Gives all tokens back ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)): the refresh token first, then the access
    /// tokens that are kept here. Calls of a session that a person allowed fail from then on; one of client credentials
    /// fetches another token.
    ///
    /// # Errors
    /// If nothing says where tokens are revoked, or if the server cannot do it; nothing is dropped then.
    pub async fn revoke(&self) -> Result<(), OAuthError> {
        let app = &self.grant.app;
        let url = match &app.revocation {
            Some(url) => url.clone(),
            None => app.provider.endpoint(&app.http, REVOCATION, |known| known.revocation.clone()).await?,
        };
        let form =
            |token: &SecretString, hint: &str| Form::new("token", token.expose_secret()).with("token_type_hint", hint);
        if let Some(token) = self.refresh_token() {
            app.post(REVOCATION, &url, form(&token, "refresh_token")).await?;
        }
        for token in self.cache.held() {
            match app.post(REVOCATION, &url, form(&token, "access_token")).await {
                // Tokens that no server keeps run out by themselves.
                Err(error) if error.code() == Some("unsupported_token_type") => {}
                result => drop(result?),
            }
        }
        self.grant.forget();
        self.cache.clear();
        Ok(())
    }

    pub(crate) fn cache(&self) -> Arc<Cache> {
        Arc::clone(&self.cache)
    }

    /// What must not be shown, beside the tokens that the cache keeps.
    pub(crate) fn secrets(&self) -> Vec<SecretString> {
        self.grant.app.secret().cloned().into_iter().chain(self.refresh_token()).collect()
    }
}

impl Grant {
    fn refresh_token(&self) -> Option<SecretString> {
        self.refresh.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget(&self) {
        if let Some(refresh) = &self.refresh {
            let mut refresh = refresh.lock().unwrap_or_else(PoisonError::into_inner);
            *refresh = None;
            self.is_revoked.store(true, Ordering::Release);
        }
    }

    async fn renew(&self) -> Result<AccessToken, OAuthError> {
        if self.is_revoked.load(Ordering::Acquire) {
            return Err(OAuthError::Revoked);
        }
        let token = self.refresh_token().ok_or(OAuthError::LoginNeeded)?;
        let app = &self.app;
        let form = Form::new("grant_type", "refresh_token").with("refresh_token", token.expose_secret());
        // The scopes are those that were allowed; asking again can only lose some.
        let form = app.with_parameters(form);
        let (token, next) = app.tokens(form, |known| known.refresh.as_ref()).await?;
        if let Some(refresh) = &self.refresh {
            let mut refresh = refresh.lock().unwrap_or_else(PoisonError::into_inner);
            // What comes after all was given back is not kept.
            if self.is_revoked.load(Ordering::Acquire) {
                return Err(OAuthError::Revoked);
            }
            *refresh = next.or_else(|| refresh.take());
        }
        Ok(token)
    }
}

impl TokenSource for Grant {
    fn token(&self, need: TokenNeed) -> TokenFuture<'_> {
        Box::pin(async move {
            if self.refresh.is_some() {
                return self.renew().await;
            }
            let form = self.app.complete(Form::new("grant_type", "client_credentials"), &need.scopes);
            // A refresh token has no business here (RFC 6749, section 4.4.3).
            self.app.tokens(form, |_| None).await.map(|(token, _)| token)
        })
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("app", &self.grant.app).finish_non_exhaustive()
    }
}
