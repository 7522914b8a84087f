//! One request to an authorization server: a form that is sent, JSON that comes back. Follows no redirect, unless an HTTP client
//! of the caller's own or a browser does, and says nothing of an answer but its error code.

use std::time::Duration;

use http::header;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::error::{OAuthError, code};
use crate::body::percent;
use crate::transport::target::{chunks, timeout};

/// Time limit of a request.
const LIMIT: Duration = Duration::from_secs(30);
/// Most bytes of an answer.
const RESPONSE_LIMIT: usize = 256 * 1024;

/// What endpoints are called in messages.
pub(super) const TOKEN: &str = "token endpoint";
pub(super) const REVOCATION: &str = "revocation endpoint";
pub(super) const DEVICE: &str = "device authorization endpoint";
pub(super) const METADATA: &str = "address of the server's metadata";

/// How an app proves which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Id and secret as Basic credentials.
    Basic,
    /// Id and secret in the form.
    Post,
    /// It has no secret; the id stands in the form.
    Public,
}

/// A form to be sent.
pub(super) struct Form(String);

impl Form {
    pub(super) fn new(name: &str, value: &str) -> Self {
        Self(format!("{}={}", percent::value(name), percent::value(value)))
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push('&');
        self.0.push_str(&format!("{}={}", percent::value(name), percent::value(value)));
        self
    }
}

/// Sends a form, and gives the body of a success.
pub(super) async fn post(
    http: &reqwest::Client,
    endpoint: &'static str,
    url: &Url,
    form: Form,
    (client_id, secret, proof): (&str, Option<&SecretString>, Proof),
) -> Result<Vec<u8>, OAuthError> {
    let mut request = http.post(url.clone());
    let form = match (proof, secret) {
        (Proof::Basic, Some(secret)) => {
            // RFC 6749, section 2.3.1: id and secret are form-encoded before they go into Basic.
            let secret = SecretString::from(percent::value(secret.expose_secret()));
            let authorization = crate::auth::credentials::basic(&percent::value(client_id), &secret)
                .map_err(|problem| OAuthError::Configuration(format!("the client secret cannot be sent: {problem}")))?;
            request = request.header(header::AUTHORIZATION, authorization);
            form
        }
        (Proof::Post, Some(secret)) => form.with("client_id", client_id).with("client_secret", secret.expose_secret()),
        _ => form.with("client_id", client_id),
    };
    let request = request
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form.0);
    send(endpoint, request).await
}

/// Reads JSON from an address.
pub(super) async fn get(http: &reqwest::Client, endpoint: &'static str, url: &Url) -> Result<Vec<u8>, OAuthError> {
    send(endpoint, http.get(url.clone()).header(header::ACCEPT, "application/json")).await
}

async fn send(endpoint: &'static str, request: reqwest::RequestBuilder) -> Result<Vec<u8>, OAuthError> {
    let exchange = async {
        let unreachable =
            |error: reqwest::Error| OAuthError::Unreachable { endpoint, problem: error.without_url().to_string() };
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let (mut chunks, mut body) = (chunks(response), Vec::new());
        while let Some(chunk) = chunks.next().await.map_err(unreachable)? {
            if body.len() + chunk.len() > RESPONSE_LIMIT {
                let problem = format!("sent more than {RESPONSE_LIMIT} bytes");
                return Err(OAuthError::Unusable { endpoint, problem });
            }
            body.extend_from_slice(&chunk);
        }
        let error = error_code(&body);
        // Some servers say no with 200.
        if !status.is_success() || error.is_some() {
            return Err(OAuthError::Refused { endpoint, status, code: error });
        }
        Ok(body)
    };
    timeout(LIMIT, exchange).await.ok_or(OAuthError::Timeout { endpoint, limit: LIMIT })?
}

fn error_code(body: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    code(answer.get("error")?.as_str()?)
}
