//! Where an authorization server is called: by the document, and by what the server says of itself
//! ([OpenID Connect Discovery 1.0](https://openid.net/specs/openid-connect-discovery-1_0.html),
//! [RFC 8414](https://www.rfc-editor.org/rfc/rfc8414)). What the document says goes first.

use std::sync::OnceLock;

use reqwest::Url;
use serde::Deserialize;

use super::endpoint::{self, METADATA};
use super::error::OAuthError;
use crate::api::SecurityKind;

/// The place below an issuer where its metadata are.
const WELL_KNOWN: &str = ".well-known/openid-configuration";

/// Where an authorization server is called.
#[derive(Default)]
pub(crate) struct Provider {
    pub(super) stated: Endpoints,
    /// Where the rest is said.
    metadata: Option<Url>,
    found: OnceLock<Metadata>,
}

/// The addresses that are known of a server.
#[derive(Clone, Debug, Default)]
pub(super) struct Endpoints {
    /// Where programs get tokens for themselves, and all others, where it is not said otherwise.
    pub(super) token: Option<Url>,
    /// Where codes of a browser become tokens, and those of devices, and where tokens are renewed.
    #[cfg_attr(not(feature = "pkce"), allow(dead_code, reason = "only a browser gives codes"))]
    pub(super) code: Option<Url>,
    pub(super) device_code: Option<Url>,
    pub(super) refresh: Option<Url>,
    #[cfg_attr(not(feature = "pkce"), allow(dead_code, reason = "only a browser is led there"))]
    pub(super) authorization: Option<Url>,
    pub(super) device: Option<Url>,
    pub(super) revocation: Option<Url>,
}

/// What a server says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    endpoints: Endpoints,
    #[cfg_attr(not(feature = "pkce"), allow(dead_code, reason = "only the way back from a browser names one"))]
    pub(super) issuer: Option<String>,
    /// Whether ids and secrets have to be in the form.
    pub(super) wants_post: bool,
}

#[derive(Deserialize)]
struct Answer {
    issuer: Option<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

impl Provider {
    /// What a document says of a scheme; nothing where it says nowhere where tokens are got. Addresses may be relative
    /// to `base`.
    pub(crate) fn of(kind: SecurityKind, base: &Url) -> Result<Option<Self>, String> {
        let at = |address: Option<&str>| address.map(|address| resolved(base, address)).transpose();
        Ok(Some(match kind {
            SecurityKind::OAuth2ClientCredentials { token_url } => {
                let token = at(Some(token_url))?;
                Self { stated: Endpoints { token, ..Endpoints::default() }, ..Self::default() }
            }
            SecurityKind::OAuth2 { token_url, flows, metadata_url } => {
                let of = |name: &str| flows.iter().find(|flow| flow.name == name);
                let (browser, device) = (of("authorizationCode"), of("deviceAuthorization"));
                let main = [of("clientCredentials"), browser, device, of("password")].into_iter().flatten();
                let code = browser.and_then(|flow| flow.token_url);
                let device_code = device.and_then(|flow| flow.token_url);
                let stated = Endpoints {
                    token: at(token_url.or_else(|| main.into_iter().find_map(|flow| flow.token_url)))?,
                    code: at(code)?,
                    device_code: at(device_code)?,
                    // Where nothing is said of it, it is where the tokens came from (RFC 6749, section 6).
                    refresh: at(flows.iter().find_map(|flow| flow.refresh_url).or(code).or(device_code))?,
                    authorization: at(browser.and_then(|flow| flow.authorization_url))?,
                    device: at(device.and_then(|flow| flow.authorization_url))?,
                    revocation: None,
                };
                Self { stated, metadata: at(metadata_url)?, ..Self::default() }
            }
            SecurityKind::OpenIdConnect { url } => Self::discovered(&resolved(base, url)?),
            _ => return Ok(None),
        }))
    }

    /// A server that says all itself, at this address or, where it is that of an issuer, below it.
    pub(super) fn discovered(url: &Url) -> Self {
        let mut url = url.clone();
        if !url.path().contains("/.well-known/") {
            let path = format!("{}/{WELL_KNOWN}", url.path().trim_end_matches('/'));
            url.set_path(&path);
        }
        Self { metadata: Some(url), ..Self::default() }
    }

    /// One of its addresses; `what` is what it is called in a message.
    pub(super) async fn endpoint(
        &self,
        http: &reqwest::Client,
        what: &str,
        of: impl Fn(&Endpoints) -> Option<Url>,
    ) -> Result<Url, OAuthError> {
        if let Some(url) = of(&self.stated) {
            return Ok(url);
        }
        let found = self.metadata(http).await?.and_then(|metadata| of(&metadata.endpoints));
        found.ok_or_else(|| OAuthError::Configuration(format!("nothing says where the server's {what} is")))
    }

    /// What the server says of itself, if it is known where. It is asked once, or by each of those who ask at the same time:
    /// nobody waits for a request of another, which may never be carried on.
    pub(super) async fn metadata(&self, http: &reqwest::Client) -> Result<Option<&Metadata>, OAuthError> {
        let Some(url) = &self.metadata else { return Ok(None) };
        if let Some(found) = self.found.get() {
            return Ok(Some(found));
        }
        let found = read(url, &endpoint::get(http, METADATA, url).await?)?;
        Ok(Some(self.found.get_or_init(|| found)))
    }
}

/// An address of the document, which may be relative.
fn resolved(base: &Url, address: &str) -> Result<Url, String> {
    let url = base.join(address).map_err(|error| format!("its address `{address}` cannot be used: {error}"))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(format!("its address `{address}` is not an http or https one")),
    }
}

/// Holds what a server says of itself against where it says so.
fn read(url: &Url, body: &[u8]) -> Result<Metadata, OAuthError> {
    let unusable = |problem: String| OAuthError::Unusable { endpoint: METADATA, problem };
    let answer: Answer =
        serde_json::from_slice(body).map_err(|_| unusable("did not answer with metadata in JSON".to_owned()))?;
    if let Some(issuer) = &answer.issuer {
        // RFC 8414, section 3.3, wants the same text; issuers with a place for a tenant say another path for each.
        let is_there = Url::parse(issuer).is_ok_and(|issuer| issuer.origin() == url.origin());
        if !is_there {
            return Err(unusable("names an issuer that is elsewhere".to_owned()));
        }
    }
    let address = |name: &str, text: Option<String>| match text.map(|text| Url::parse(&text)) {
        None => Ok(None),
        Some(Ok(address)) if address.scheme() == "https" || address.scheme() == url.scheme() => Ok(Some(address)),
        Some(_) => Err(unusable(format!("names a `{name}` that cannot be used, or is not encrypted"))),
    };
    let endpoints = Endpoints {
        token: address("token_endpoint", answer.token_endpoint)?,
        code: None,
        device_code: None,
        refresh: None,
        authorization: address("authorization_endpoint", answer.authorization_endpoint)?,
        device: address("device_authorization_endpoint", answer.device_authorization_endpoint)?,
        revocation: address("revocation_endpoint", answer.revocation_endpoint)?,
    };
    // Without the list it is Basic (RFC 8414, section 2).
    let methods = answer.token_endpoint_auth_methods_supported.unwrap_or_default();
    let has = |method: &str| methods.iter().any(|known| known == method);
    let wants_post = has("client_secret_post") && !has("client_secret_basic");
    // An address with a placeholder for a tenant cannot equal what an answer says.
    let issuer = answer.issuer.filter(|issuer| !issuer.contains('{'));
    Ok(Metadata { endpoints, issuer, wants_post })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn of(url: &str, answer: Value) -> Result<Metadata, String> {
        let url = Url::parse(url).expect("an address");
        read(&url, answer.to_string().as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_issuer_is_an_address_too() {
        let at = |url: &str| Provider::discovered(&Url::parse(url).expect("an address")).metadata.map(String::from);
        let issuer = Some("https://id.example/a/.well-known/openid-configuration".to_owned());
        assert_eq!(at("https://id.example/a/"), issuer);
        assert_eq!(at("https://id.example/a"), issuer);
        let own = "https://id.example/.well-known/oauth-authorization-server/a";
        assert_eq!(at(own).as_deref(), Some(own));
    }

    #[test]
    fn metadata_cannot_lead_elsewhere_unencrypted() {
        let url = "https://id.example/.well-known/openid-configuration";
        let tenants = of(url, json!({"issuer": "https://id.example/{tenant}/v2.0"}));
        assert_eq!(tenants.expect("metadata").issuer, None);
        let own = of(url, json!({"issuer": "https://id.example/a"}));
        assert_eq!(own.expect("metadata").issuer.as_deref(), Some("https://id.example/a"));
        let elsewhere = of(url, json!({"issuer": "https://evil.example"}));
        assert_eq!(
            elsewhere.expect_err("another issuer"),
            "the address of the server's metadata names an issuer that is elsewhere"
        );
        let plain = of(url, json!({"token_endpoint": "http://id.example/token"}));
        assert_eq!(
            plain.expect_err("not encrypted"),
            "the address of the server's metadata names a `token_endpoint` that cannot be used, or is not encrypted"
        );
        let methods =
            |list: Value| of(url, json!({"token_endpoint_auth_methods_supported": list})).expect("metadata").wants_post;
        assert!(methods(json!(["client_secret_post", "none"])));
        assert!(!methods(json!(["client_secret_post", "client_secret_basic"])));
        assert!(!of(url, json!({})).expect("metadata").wants_post);
    }
}
