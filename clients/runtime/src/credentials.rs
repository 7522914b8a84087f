//! Credentials: which of them a call needs, and where they go. The only module that reads secrets.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

use crate::api::{Api, ApiKeyLocation, SecurityKind, SecurityScheme};
use crate::error::{ConfigurationError, Failure};
use crate::oauth::TokenSource;
use crate::operation::Operation;
use crate::percent;

/// Shorter secrets are not blacked out in snippets: they would hit ordinary text.
const SHORTEST_REDACTED: usize = 6;

/// What a client was given for one scheme.
pub(crate) enum Credential {
    /// A key or token.
    Secret(SecretString),
    /// A user and a password.
    Pair(String, SecretString),
    /// Tokens fetched when needed.
    Token(TokenSource),
    /// Taken care of outside of this crate.
    External,
}

/// The credentials of a client.
pub(crate) struct Credentials {
    held: Vec<(&'static SecurityScheme, Credential)>,
}

/// What one attempt carries.
#[derive(Default)]
pub(crate) struct Carried {
    pub(crate) headers: HeaderMap,
    pub(crate) query: Vec<String>,
    pub(crate) cookies: Vec<String>,
}

impl Credentials {
    /// Checks that each credential suits its scheme and can be sent.
    pub(crate) fn new(held: Vec<(&'static SecurityScheme, Credential)>) -> Result<Self, ConfigurationError> {
        for (scheme, credential) in &held {
            if !matches!(credential, Credential::Token(_)) {
                Carried::default().put(scheme, credential, None).map_err(|problem| ConfigurationError::Credential {
                    scheme: scheme.id.to_owned(),
                    problem: problem.to_owned(),
                })?;
            }
        }
        Ok(Self { held })
    }

    /// The first alternative of the operation with everything there. One that needs a credential goes before one
    /// that needs none, so that a public operation shows who is calling.
    pub(crate) fn choose(&self, api: &Api, operation: &Operation) -> Result<Vec<usize>, Failure> {
        let find = |id: &&str| self.held.iter().position(|(scheme, _)| scheme.id == *id);
        let alternatives = operation.security;
        let complete = alternatives.iter().filter(|ids| !ids.is_empty()).find_map(|ids| ids.iter().map(find).collect());
        match complete {
            Some(indices) => Ok(indices),
            None if alternatives.is_empty() || alternatives.iter().any(|ids| ids.is_empty()) => Ok(Vec::new()),
            None => Err(Failure::MissingCredential {
                operation: operation.id,
                alternatives: alternatives.iter().map(|ids| describe(api, ids)).collect(),
            }),
        }
    }

    /// Puts the chosen credentials where they go; fetches a token if one is needed.
    pub(crate) async fn carry(
        &self,
        chosen: &[usize],
        http: &reqwest::Client,
        operation: &'static str,
    ) -> Result<Carried, Failure> {
        let mut carried = Carried::default();
        for (scheme, credential) in chosen.iter().filter_map(|index| self.held.get(*index)) {
            let failure = |problem: String| Failure::Authorization { operation, scheme: scheme.id, problem };
            let token = match credential {
                Credential::Token(source) => Some(source.token(http).await.map_err(failure)?),
                _ => None,
            };
            carried.put(scheme, credential, token.as_ref()).map_err(|problem| failure(problem.to_owned()))?;
        }
        Ok(carried)
    }

    /// Forgets fetched tokens, since the server refused one.
    pub(crate) async fn forget_tokens(&self, chosen: &[usize]) {
        for (_, credential) in chosen.iter().filter_map(|index| self.held.get(*index)) {
            if let Credential::Token(source) = credential {
                source.forget().await;
            }
        }
    }

    /// Blacks out the client's own secrets.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut redacted = text.to_owned();
        for (_, credential) in &self.held {
            let (Credential::Secret(secret) | Credential::Pair(_, secret)) = credential else { continue };
            let secret = secret.expose_secret();
            if secret.len() >= SHORTEST_REDACTED && redacted.contains(secret) {
                redacted = redacted.replace(secret, "***");
            }
        }
        redacted
    }
}

impl Carried {
    fn put(
        &mut self,
        scheme: &SecurityScheme,
        credential: &Credential,
        token: Option<&SecretString>,
    ) -> Result<(), &'static str> {
        match (scheme.kind, credential, token) {
            (_, Credential::External, _) => {}
            (SecurityKind::ApiKey { location, name }, Credential::Secret(key), _) => {
                self.put_key(location, name, key)?
            }
            (
                SecurityKind::OAuth2ClientCredentials { .. } | SecurityKind::OAuth2 { .. },
                Credential::Token(_),
                Some(token),
            )
            | (
                SecurityKind::Bearer | SecurityKind::OAuth2ClientCredentials { .. } | SecurityKind::OAuth2 { .. },
                Credential::Secret(token),
                _,
            ) => {
                let token = token.expose_secret().trim();
                if token.is_empty() {
                    return Err(EMPTY);
                }
                self.headers.insert(header::AUTHORIZATION, sensitive(&format!("Bearer {token}"))?);
            }
            (SecurityKind::Basic, Credential::Pair(user, password), _) => {
                self.headers.insert(header::AUTHORIZATION, basic(user, password)?);
            }
            (SecurityKind::Basic, _, _) => return Err("it needs a user and a password"),
            (SecurityKind::Unsupported(_), _, _) => {
                return Err("the scheme is not one this crate performs; declare it external and see to it yourself");
            }
            _ => return Err("it is not of the kind the scheme needs"),
        }
        Ok(())
    }

    fn put_key(&mut self, location: ApiKeyLocation, name: &str, key: &SecretString) -> Result<(), &'static str> {
        let key = key.expose_secret();
        match location {
            ApiKeyLocation::Header => {
                let name =
                    HeaderName::from_bytes(name.as_bytes()).map_err(|_| "its header name is not allowed in HTTP")?;
                self.headers.insert(name, sensitive(key)?);
            }
            ApiKeyLocation::Query if key.is_empty() => return Err(EMPTY),
            ApiKeyLocation::Query => self.query.push(format!("{}={}", percent::value(name), percent::value(key))),
            ApiKeyLocation::Cookie => self.cookies.push(format!("{name}={}", percent::cookie(key))),
        }
        Ok(())
    }
}

const EMPTY: &str = "it is empty";

/// `Basic …`, as in RFC 7617.
pub(crate) fn basic(user: &str, password: &SecretString) -> Result<HeaderValue, &'static str> {
    use base64::Engine as _;
    if user.contains(':') {
        return Err("the user name holds a colon, which would end it");
    }
    let pair = format!("{user}:{}", password.expose_secret());
    sensitive(&format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair)))
}

/// A header value that no `Debug` shows.
fn sensitive(text: &str) -> Result<HeaderValue, &'static str> {
    if text.trim().is_empty() {
        return Err(EMPTY);
    }
    let mut value = HeaderValue::from_str(text).map_err(|_| "it holds characters that no header can carry")?;
    value.set_sensitive(true);
    Ok(value)
}

/// `key (environment variable KEY) with user (…)`
fn describe(api: &Api, ids: &[&str]) -> String {
    let parts = ids.iter().map(|id| match api.scheme(id) {
        Some(SecurityScheme { kind: SecurityKind::Unsupported(kind), .. }) => {
            format!("`{id}` ({kind}, to be declared external)")
        }
        Some(scheme) if !scheme.env.is_empty() => format!("`{id}` (environment: {})", scheme.env.join(", ")),
        _ => format!("`{id}`"),
    });
    parts.collect::<Vec<_>>().join(" with ")
}
