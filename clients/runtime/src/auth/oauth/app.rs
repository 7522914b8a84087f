//! What an authorization server knows a program as, and the ways in which it gets tokens.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;

use super::answer;
use super::device::{self, DeviceLogin};
use super::endpoint::{self, Form, Proof, TOKEN};
use super::error::OAuthError;
use super::provider::{Endpoints, Provider};
use super::session::Session;
use super::token::AccessToken;
use crate::error::ConfigurationError;
use crate::transport::target;

/// A program, as an authorization server knows it. [`Builder::oauth_app`](crate::Builder::oauth_app) makes one with the
/// addresses of the document.
#[derive(Clone)]
#[must_use]
pub struct App {
    pub(super) http: reqwest::Client,
    pub(super) provider: Arc<Provider>,
    pub(super) client_id: String,
    secret: Option<SecretString>,
    proof: Option<Proof>,
    pub(super) scopes: Option<Vec<String>>,
    pub(super) parameters: Vec<(String, String)>,
    #[cfg_attr(not(feature = "pkce"), allow(dead_code, reason = "only a browser is given them"))]
    pub(super) login_parameters: Vec<(String, String)>,
    #[cfg_attr(not(feature = "pkce"), allow(dead_code, reason = "only a browser is led there"))]
    pub(super) redirect_uri: Option<String>,
    pub(super) revocation: Option<Url>,
}

impl App {
    pub(crate) fn new(http: reqwest::Client, provider: Provider, client_id: String) -> Self {
        Self {
            http,
            provider: Arc::new(provider),
            client_id,
            secret: None,
            proof: None,
            scopes: None,
            parameters: Vec::new(),
            login_parameters: Vec::new(),
            redirect_uri: None,
            revocation: None,
        }
    }

    /// An app of a server that says itself where it is called, whatever the document says: `url` is the address of the
    /// issuer, or that of its metadata. They are read when they are needed.
    ///
    /// # Errors
    /// If this is not a valid address, or no HTTP client can be made.
    pub fn discovered(url: &str, client_id: impl Into<String>) -> Result<Self, ConfigurationError> {
        let url = web_address(url)?;
        // As long as a client of an API waits for a connection.
        let http = target::http_client(Duration::from_secs(10))
            .map_err(|error| ConfigurationError::HttpClient(error.to_string()))?;
        Ok(Self::new(http, Provider::discovered(&url), client_id.into()))
    }

    /// The secret of the app, where it has one. It is sent as Basic credentials (`client_secret_basic`), unless the server
    /// says in its metadata that it does not take these.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Sends id and secret in the form (`client_secret_post`).
    pub fn client_secret_post(mut self) -> Self {
        self.proof = Some(Proof::Post);
        self
    }

    /// Sends id and secret as Basic credentials (`client_secret_basic`), whatever the server says of itself.
    pub fn client_secret_basic(mut self) -> Self {
        self.proof = Some(Proof::Basic);
        self
    }

    /// The scopes that are asked for. Without them a login asks for none, and client credentials for those of the operation
    /// that is called.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// For which API tokens are, as some servers want to know it (`audience`).
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.parameter("audience", audience)
    }

    /// For which API tokens are, by its address ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)). There may be several.
    pub fn resource(self, resource: impl Into<String>) -> Self {
        self.parameter("resource", resource)
    }

    /// Something else that this server wants to be told, whenever a token is asked for.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Where tokens are revoked ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)), where the server does not say so
    /// itself: a document has no place for it.
    ///
    /// # Errors
    /// If this is not a valid address.
    pub fn revocation_url(mut self, url: &str) -> Result<Self, ConfigurationError> {
        self.revocation = Some(web_address(url)?);
        Ok(self)
    }

    /// Tokens for the program itself. The first one is fetched when it is needed.
    pub fn client_credentials(&self) -> Session {
        Session::of_app(self.clone())
    }

    /// Tokens for a refresh token that was kept, see [`Session::refresh_token`].
    pub fn refresh_token(&self, token: impl Into<SecretString>) -> Session {
        Session::of_person(self.clone(), None, Some(token.into()))
    }

    /// Begins a login on a device without a browser: somebody opens an address elsewhere, and types a code in.
    ///
    /// # Errors
    /// If the server gives no code.
    pub async fn device(&self) -> Result<DeviceLogin, OAuthError> {
        device::begin(self).await
    }

    /// Adds what every request for a token has.
    pub(super) fn complete(&self, form: Form, scopes: &[String]) -> Form {
        let scopes = self.scopes.as_deref().unwrap_or(scopes);
        self.with_parameters(if scopes.is_empty() { form } else { form.with("scope", &scopes.join(" ")) })
    }

    /// Adds what this server wants to know whenever a token is asked for.
    pub(super) fn with_parameters(&self, form: Form) -> Form {
        self.parameters.iter().fold(form, |form, (name, value)| form.with(name, value))
    }

    /// Sends a form to the token endpoint: to that of its flow, where there is one.
    pub(super) async fn tokens(
        &self,
        form: Form,
        own: impl Fn(&Endpoints) -> Option<&Url>,
    ) -> Result<(AccessToken, Option<SecretString>), OAuthError> {
        let of = |known: &Endpoints| own(known).or(known.token.as_ref()).cloned();
        let url = self.provider.endpoint(&self.http, TOKEN, of).await?;
        answer::tokens(&self.post(TOKEN, &url, form).await?)
    }

    /// Sends a form to one of the server's endpoints.
    pub(super) async fn post(&self, name: &'static str, url: &Url, form: Form) -> Result<Vec<u8>, OAuthError> {
        let proof = (self.client_id.as_str(), self.secret.as_ref(), self.proof().await);
        endpoint::post(&self.http, name, url, form, proof).await
    }

    async fn proof(&self) -> Proof {
        match (self.proof, &self.secret) {
            (_, None) => Proof::Public,
            (Some(proof), _) => proof,
            // Metadata are not asked for that alone.
            (None, _) if self.provider.stated.token.is_some() => Proof::Basic,
            (None, _) => match self.provider.metadata(&self.http).await {
                Ok(Some(metadata)) if metadata.wants_post => Proof::Post,
                _ => Proof::Basic,
            },
        }
    }

    /// The secret, for blacking it out.
    pub(super) fn secret(&self) -> Option<&SecretString> {
        self.secret.as_ref()
    }
}

#[cfg(feature = "pkce")]
impl App {
    /// Where the server leads the browser back to, exactly as it was registered there.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// Something that this server wants to be told when somebody logs in, such as `prompt`; see [`App::parameter`] for
    /// what it is told at all times.
    pub fn login_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.login_parameters.push((name.into(), value.into()));
        self
    }

    /// Begins a login in a browser, by the flow of the authorization code with PKCE.
    ///
    /// # Errors
    /// If it is not known where the server is called.
    pub async fn authorization(&self) -> Result<super::Authorization, OAuthError> {
        super::Authorization::begin(self).await
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("client_id", &self.client_id)
            .field("has_secret", &self.secret.is_some())
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

fn web_address(text: &str) -> Result<Url, ConfigurationError> {
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
    Url::parse(text).ok().filter(is_web).ok_or_else(|| {
        ConfigurationError::OAuth("an address of the authorization server is not an http or https address".to_owned())
    })
}
