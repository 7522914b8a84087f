//! OAuth 2 client credentials: fetches a token, shares it between calls, fetches the next before it runs out.

use std::time::Duration;

use http::header;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::target::{Instant, chunks, timeout};

/// A token is not used any more this long before it runs out: it has to be valid when it arrives.
const MARGIN: Duration = Duration::from_secs(30);
/// Lifetime of a token whose answer states none (RFC 6749, section 5.1, leaves it to the documentation).
const DEFAULT_LIFETIME: Duration = Duration::from_secs(300);
/// Time limit of a token request.
const LIMIT: Duration = Duration::from_secs(30);
/// Most bytes of a token answer.
const RESPONSE_LIMIT: usize = 64 * 1024;

/// Where tokens come from. One request at a time; those who wait take its token.
pub(crate) struct TokenSource {
    url: Url,
    client_id: String,
    client_secret: SecretString,
    current: Mutex<Option<(SecretString, Instant)>>,
}

/// RFC 6749, section 5.1.
#[derive(Deserialize)]
struct Answer {
    access_token: String,
    #[serde(default)]
    token_type: String,
    expires_in: Option<f64>,
}

impl TokenSource {
    pub(crate) fn new(url: Url, client_id: String, client_secret: SecretString) -> Self {
        Self { url, client_id, client_secret, current: Mutex::new(None) }
    }

    /// A token that is valid for a while.
    pub(crate) async fn token(&self, http: &reqwest::Client) -> Result<SecretString, String> {
        let mut current = self.current.lock().await;
        if let Some((token, until)) = &*current
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let (token, lifetime) = timeout(LIMIT, self.fetch(http))
            .await
            .ok_or_else(|| format!("the token endpoint did not answer within {LIMIT:?}"))??;
        let until = Instant::now().checked_add(lifetime).unwrap_or_else(Instant::now);
        *current = Some((token.clone(), until));
        Ok(token)
    }

    /// The server refused the token: the next call fetches another.
    pub(crate) async fn forget(&self) {
        *self.current.lock().await = None;
    }

    async fn fetch(&self, http: &reqwest::Client) -> Result<(SecretString, Duration), String> {
        // RFC 6749, section 2.3.1: id and secret are form-encoded before they go into Basic.
        let secret = SecretString::from(crate::percent::value(self.client_secret.expose_secret()));
        let authorization = crate::credentials::basic(&crate::percent::value(&self.client_id), &secret)?;
        let request = http
            .post(self.url.clone())
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials");
        let unreachable =
            |error: reqwest::Error| format!("the token endpoint cannot be reached: {}", error.without_url());
        let response = request.send().await.map_err(unreachable)?;
        if !response.status().is_success() {
            return Err(format!("the token endpoint answered {}", response.status()));
        }
        let (mut chunks, mut body) = (chunks(response), Vec::new());
        while let Some(chunk) = chunks.next().await.map_err(unreachable)? {
            if body.len() + chunk.len() > RESPONSE_LIMIT {
                return Err(format!("the token endpoint sent more than {RESPONSE_LIMIT} bytes"));
            }
            body.extend_from_slice(&chunk);
        }
        // The decoder's message could quote the token.
        let answer: Answer = serde_json::from_slice(&body)
            .map_err(|_| "the token endpoint did not answer with an access token in JSON".to_owned())?;
        if !answer.token_type.is_empty() && !answer.token_type.eq_ignore_ascii_case("bearer") {
            return Err("the token endpoint issued a token that is not of type Bearer".to_owned());
        }
        let lifetime = answer.expires_in.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        Ok((answer.access_token.into(), lifetime.unwrap_or(DEFAULT_LIFETIME).saturating_sub(MARGIN)))
    }
}
