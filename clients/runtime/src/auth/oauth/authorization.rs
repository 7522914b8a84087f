//! Logins in a browser: the authorization code with PKCE ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)). Opens no
//! browser and listens to no port; that is up to the caller.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::app::App;
use super::endpoint::Form;
use super::error::{OAuthError, code};
use super::session::Session;
use crate::transport::target::Instant;

/// What the endpoint is called in messages.
const AUTHORIZATION: &str = "authorization endpoint";

/// A login that waits for a person. The browser is led from [`Authorization::url`] to the redirect URI of the app, and the
/// address that it comes to there ends the login.
#[must_use = "a login ends in a session once the browser came back"]
pub struct Authorization {
    app: App,
    url: Url,
    state: String,
    verifier: SecretString,
    issuer: Option<String>,
}

impl Authorization {
    pub(super) async fn begin(app: &App) -> Result<Self, OAuthError> {
        let mut url = app.provider.endpoint(&app.http, AUTHORIZATION, |known| known.authorization.clone()).await?;
        let found = app.provider.stated.authorization.is_none();
        let metadata = if found { app.provider.metadata(&app.http).await? } else { None };
        let (state, verifier) = (random(), random());
        let challenge = challenge(&verifier);
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("response_type", "code").append_pair("client_id", &app.client_id);
            if let Some(uri) = &app.redirect_uri {
                query.append_pair("redirect_uri", uri);
            }
            if let Some(scopes) = app.scopes.as_ref().filter(|scopes| !scopes.is_empty()) {
                query.append_pair("scope", &scopes.join(" "));
            }
            query.append_pair("state", &state);
            query.append_pair("code_challenge", &challenge).append_pair("code_challenge_method", "S256");
            for (name, value) in app.parameters.iter().chain(&app.login_parameters) {
                query.append_pair(name, value);
            }
        }
        let issuer = metadata.and_then(|metadata| metadata.issuer.clone());
        Ok(Self { app: app.clone(), url, state, verifier: verifier.into(), issuer })
    }

    /// The address to open in the browser of the person.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Ends the login with the address that the browser was led to: the whole, or what of it came to a server of your own,
    /// such as `/callback?code=…&state=…`. One that does not belong to this login leaves it as it was.
    ///
    /// # Errors
    /// If the address belongs to another login, access was denied, or the server gives no token for its code.
    pub async fn finish(&self, redirected: &str) -> Result<Session, OAuthError> {
        let query = redirected.split('#').next().unwrap_or_default();
        let query = query.split_once('?').map_or(query, |(_, query)| query);
        // Any address will do: it is there to read the query.
        let mut read = self.url.clone();
        read.set_query(Some(query));
        let find = |name: &str| read.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        if find("state").as_deref() != Some(self.state.as_str()) {
            return Err(OAuthError::AnotherLogin("state"));
        }
        // RFC 9207, where both are known.
        if let (Some(issuer), Some(stated)) = (&self.issuer, find("iss"))
            && *issuer != stated
        {
            return Err(OAuthError::AnotherLogin("iss"));
        }
        if let Some(error) = find("error") {
            return Err(OAuthError::Denied(code(&error).unwrap_or_else(|| "an unknown reason".to_owned())));
        }
        let unusable = || OAuthError::Unusable {
            endpoint: AUTHORIZATION,
            problem: "led the browser back without a code".to_owned(),
        };
        self.finish_with_code(&find("code").ok_or_else(unusable)?).await
    }

    /// Ends the login with the code alone, where a person copied it by hand. Nothing says then that it belongs to this
    /// login, but that the server gives no token to others for it.
    ///
    /// # Errors
    /// If the server gives no token for it.
    pub async fn finish_with_code(&self, code: &str) -> Result<Session, OAuthError> {
        let form = Form::new("grant_type", "authorization_code").with("code", code);
        let form = match &self.app.redirect_uri {
            Some(uri) => form.with("redirect_uri", uri),
            None => form,
        };
        let form = form.with("code_verifier", self.verifier.expose_secret());
        let form = self.app.with_parameters(form);
        let asked = Instant::now();
        let (token, refresh) = self.app.tokens(form, |known| known.code.as_ref()).await?;
        Ok(Session::of_person(self.app.clone(), Some((token, asked)), refresh))
    }
}

/// 43 characters that nobody can guess: as many as RFC 7636, section 4.1, asks for. The random numbers are those of the
/// operating system, 122 bits in each id.
fn random() -> String {
    let mut hash = Sha256::new();
    for _ in 0..3 {
        hash.update(Uuid::new_v4().as_bytes());
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// What is shown of a verifier before it is (RFC 7636, section 4.2).
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization").field("app", &self.app).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_random_is_long_enough_and_never_twice() {
        let (first, second) = (random(), random());
        assert_eq!((first.len(), second.len()), (43, 43));
        assert_ne!(first, second);
        assert!(first.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{first}");
    }

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_specification() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
