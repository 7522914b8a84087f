//! Credentials: which of them a call needs, and where they go. The only module that reads secrets.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

use crate::api::{Api, ApiKeyLocation, SecurityKind, SecurityScheme};
use crate::auth::oauth::{Cache, Session};
use crate::body::percent;
use crate::error::{ConfigurationError, Failure};
use crate::operation::Operation;

/// Shorter secrets are not blacked out in snippets: they would hit ordinary text.
const SHORTEST_REDACTED: usize = 6;

/// What a client was given for one scheme.
pub(crate) enum Credential {
    /// A key or token.
    Secret(SecretString),
    /// A user and a password.
    Pair(String, SecretString),
    /// Tokens of OAuth 2 that are fetched when needed; the session they belong to, where there is one.
    Token(Arc<Cache>, Option<Session>),
    /// Taken care of outside of this crate.
    External,
}

/// The credentials of a client.
pub(crate) struct Credentials {
    held: Vec<(&'static SecurityScheme, Credential)>,
}

/// One of the credentials of a client, and what a call needs it for.
#[derive(Clone, Copy)]
pub(crate) struct Needed {
    at: usize,
    scopes: &'static [&'static str],
}

/// A token of ours that an attempt was sent with.
pub(crate) struct SentToken {
    needed: Needed,
    token: SecretString,
}

/// What one attempt carries.
#[derive(Default)]
pub(crate) struct Carried {
    pub(crate) tokens: Vec<SentToken>,
    pub(crate) headers: HeaderMap,
    pub(crate) query: Vec<String>,
    pub(crate) cookies: Vec<String>,
}

impl Credentials {
    /// Checks that each credential suits its scheme and can be sent.
    pub(crate) fn new(held: Vec<(&'static SecurityScheme, Credential)>) -> Result<Self, ConfigurationError> {
        for (scheme, credential) in &held {
            if !matches!(credential, Credential::Token(..)) {
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
    pub(crate) fn choose(&self, api: &Api, operation: &Operation) -> Result<Vec<Needed>, Failure> {
        let alternatives = operation.security;
        let all_of = |(at, ids): (usize, &&[&str])| -> Option<Vec<Needed>> {
            let scopes = operation.scopes.get(at).copied().unwrap_or_default();
            let find = |(place, id): (usize, &&str)| {
                let at = self.held.iter().position(|(scheme, _)| scheme.id == *id)?;
                Some(Needed { at, scopes: scopes.get(place).copied().unwrap_or_default() })
            };
            ids.iter().enumerate().map(find).collect()
        };
        let complete = alternatives.iter().enumerate().filter(|(_, ids)| !ids.is_empty()).find_map(all_of);
        match complete {
            Some(needed) => Ok(needed),
            None if alternatives.is_empty() || alternatives.iter().any(|ids| ids.is_empty()) => Ok(Vec::new()),
            None => Err(Failure::MissingCredential {
                operation: operation.id,
                alternatives: alternatives.iter().map(|ids| describe(api, ids)).collect(),
            }),
        }
    }

    /// Puts the chosen credentials where they go; fetches a token if one is needed.
    pub(crate) async fn carry(&self, chosen: &[Needed], operation: &'static str) -> Result<Carried, Failure> {
        let mut carried = Carried::default();
        for needed in chosen {
            let Some((scheme, credential)) = self.held.get(needed.at) else { continue };
            let failure = |problem: String| Failure::Authorization { operation, scheme: scheme.id, problem };
            let token = match credential {
                Credential::Token(cache, _) => {
                    Some(cache.token(needed.scopes).await.map_err(|error| failure(error.to_string()))?)
                }
                _ => None,
            };
            carried.put(scheme, credential, token.as_ref()).map_err(|problem| failure(problem.to_owned()))?;
            carried.tokens.extend(token.map(|token| SentToken { needed: *needed, token }));
        }
        Ok(carried)
    }

    /// Drops tokens that the API refused.
    pub(crate) fn drop_refused(&self, sent: &[SentToken]) {
        for SentToken { needed, token } in sent {
            if let Some((_, Credential::Token(cache, _))) = self.held.get(needed.at) {
                cache.drop_refused(needed.scopes, token);
            }
        }
    }

    /// Blacks out the client's own secrets.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut redacted = text.to_owned();
        for (_, credential) in &self.held {
            let secrets = match credential {
                Credential::Secret(secret) | Credential::Pair(_, secret) => vec![secret.clone()],
                Credential::Token(cache, session) => {
                    let mut secrets = cache.secrets();
                    secrets.extend(session.iter().flat_map(Session::secrets));
                    secrets
                }
                Credential::External => Vec::new(),
            };
            for secret in &secrets {
                let secret = secret.expose_secret();
                if secret.len() >= SHORTEST_REDACTED && redacted.contains(secret) {
                    redacted = redacted.replace(secret, "***");
                }
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
            (kind, Credential::Token(..), Some(token)) | (kind, Credential::Secret(token), _) if is_bearer(kind) => {
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
            ApiKeyLocation::Query | ApiKeyLocation::Cookie if key.is_empty() => return Err(EMPTY),
            ApiKeyLocation::Query => self.query.push(format!("{}={}", percent::value(name), percent::value(key))),
            ApiKeyLocation::Cookie => self.cookies.push(format!("{name}={}", percent::cookie(key))),
        }
        Ok(())
    }
}

const EMPTY: &str = "it is empty";

/// Whether a scheme is served with a bearer token.
pub(crate) fn is_bearer(kind: SecurityKind) -> bool {
    matches!(
        kind,
        SecurityKind::Bearer
            | SecurityKind::OAuth2ClientCredentials { .. }
            | SecurityKind::OAuth2 { .. }
            | SecurityKind::OpenIdConnect { .. }
    )
}

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
