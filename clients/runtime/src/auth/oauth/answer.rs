//! What the token endpoint answers (RFC 6749, section 5.1). Reads what servers make of it; keeps no text of an answer.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::endpoint::TOKEN;
use super::error::OAuthError;
use super::token::AccessToken;

/// Lifetime of a token whose answer states none (RFC 6749, section 5.1, leaves it to the documentation).
const DEFAULT_LIFETIME: Duration = Duration::from_secs(300);

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    token_type: Option<Value>,
    expires_in: Option<Value>,
    refresh_token: Option<String>,
}

/// The tokens of an answer: the one to call with, and the one to renew it with.
pub(super) fn tokens(body: &[u8]) -> Result<(AccessToken, Option<SecretString>), OAuthError> {
    let unusable = |problem: &str| OAuthError::Unusable { endpoint: TOKEN, problem: problem.to_owned() };
    // The decoder's message could quote the token.
    let answer: Answer =
        serde_json::from_slice(body).map_err(|_| unusable("did not answer with an access token in JSON"))?;
    if answer.access_token.trim().is_empty() {
        return Err(unusable("answered with an empty access token"));
    }
    let kind = answer.token_type.as_ref().and_then(Value::as_str).unwrap_or_default();
    if !kind.is_empty() && !kind.eq_ignore_ascii_case("bearer") {
        return Err(unusable("issued a token that is not of type Bearer"));
    }
    let lifetime = answer.expires_in.as_ref().and_then(seconds).unwrap_or(DEFAULT_LIFETIME);
    let refresh = answer.refresh_token.filter(|token| !token.is_empty()).map(SecretString::from);
    Ok((AccessToken::new(answer.access_token).expires_in(lifetime), refresh))
}

/// Seconds as a number, or as text with one in it, as some servers write them.
pub(super) fn seconds(value: &Value) -> Option<Duration> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;
    use serde_json::json;

    #[test]
    fn a_lifetime_is_a_number_or_text() {
        let lifetime = |expires: Value| {
            let body = json!({"access_token": "t", "expires_in": expires}).to_string();
            tokens(body.as_bytes()).map(|(token, _)| token.lifetime.map_or(0, |lifetime| lifetime.as_secs()))
        };
        let all =
            [json!(60), json!(60.9), json!("60"), json!(" 60 "), json!(null), json!("soon"), json!(-1), json!({})];
        let lifetimes: Vec<u64> = all.into_iter().map(|expires| lifetime(expires).expect("a token")).collect();
        assert_eq!(lifetimes, [60, 60, 60, 60, 300, 300, 300, 300]);
    }

    #[test]
    fn what_is_no_token_is_said_without_its_text() {
        let error = |body: &str| tokens(body.as_bytes()).expect_err("no token").to_string();
        assert_eq!(error("planted"), "the token endpoint did not answer with an access token in JSON");
        assert_eq!(error(r#"{"access_token": 5}"#), "the token endpoint did not answer with an access token in JSON");
        assert_eq!(error(r#"{"access_token": " "}"#), "the token endpoint answered with an empty access token");
        let error = error(r#"{"access_token": "planted", "token_type": "mac"}"#);
        assert_eq!(error, "the token endpoint issued a token that is not of type Bearer");
        let (token, refresh) =
            tokens(br#"{"access_token": "a", "token_type": "BEARER", "refresh_token": "r"}"#).expect("a token");
        assert_eq!(token.secret().expose_secret(), "a");
        assert_eq!(refresh.map(|token| token.expose_secret().to_owned()).as_deref(), Some("r"));
    }
}
