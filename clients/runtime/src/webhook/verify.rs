//! Checks who signed a request, and when. Compares in constant time; says nothing of what would have been right.

use std::time::Duration;

use data_encoding::HEXLOWER_PERMISSIVE;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::error::WebhookError;
use super::event::name;
use super::signature::{Algorithm, Encoding, Form, SecretForm, Signature, Signed, Stamp};

/// What marks a secret of Standard Webhooks.
const MARK: &str = "whsec_";

impl Signature {
    /// Checks that a request was signed with this secret, and not long ago. `body` is the bytes that came: what was
    /// parsed and written again is not what was signed.
    ///
    /// # Errors
    /// If a header is missing or malformed, no signature is right, or it is too old.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8], secret: &SecretString) -> Result<(), WebhookError> {
        self.verify_at(headers, body, secret, Timestamp::now())
    }

    /// As [`Signature::verify`], by a clock of your own.
    ///
    /// # Errors
    /// If a header is missing or malformed, no signature is right, or it is too old.
    pub fn verify_at(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        secret: &SecretString,
        now: Timestamp,
    ) -> Result<(), WebhookError> {
        let key = self.key(secret)?;
        let texts = self.texts(headers)?;
        let id = self.id.map(|header| name(headers, header)).transpose()?.unwrap_or_default();
        let stamp = self.stamped(headers, &texts)?;
        let signatures = self.signatures(&texts)?;
        let message = Message { id, stamp: stamp.unwrap_or_default(), body };
        let is_right = match self.algorithm {
            Algorithm::Sha1 => message.is_signed::<Hmac<Sha1>>(&key, self.signed, &signatures),
            Algorithm::Sha256 => message.is_signed::<Hmac<Sha256>>(&key, self.signed, &signatures),
            Algorithm::Sha512 => message.is_signed::<Hmac<Sha512>>(&key, self.signed, &signatures),
        };
        if !is_right {
            return Err(WebhookError::WrongSignature);
        }
        // Only of what is genuine it is worth saying that it is old.
        stamp.map_or(Ok(()), |stamp| self.check_age(stamp, now))
    }

    fn key(&self, secret: &SecretString) -> Result<Vec<u8>, WebhookError> {
        let text = secret.expose_secret().trim();
        let key = match self.secret {
            SecretForm::Text => Some(text.as_bytes().to_vec()),
            SecretForm::Base64 => base64(text.strip_prefix(MARK).unwrap_or(text)),
            SecretForm::Hex => HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok(),
        };
        let form = match self.secret {
            SecretForm::Text => "",
            SecretForm::Base64 => "it is not written in base64",
            SecretForm::Hex => "it is not written in hexadecimal digits",
        };
        match key {
            Some(key) if key.is_empty() => Err(WebhookError::Secret("it is empty")),
            Some(key) => Ok(key),
            None => Err(WebhookError::Secret(form)),
        }
    }

    /// The lines of the header with the signature.
    fn texts<'h>(&self, headers: &'h HeaderMap) -> Result<Vec<&'h str>, WebhookError> {
        let lines = headers.get_all(self.header).iter().map(|value| value.to_str().map(str::trim));
        let texts: Vec<&str> = lines.collect::<Result<_, _>>().map_err(|_| self.malformed("is not text"))?;
        if texts.is_empty() { Err(WebhookError::MissingHeader(self.header)) } else { Ok(texts) }
    }

    /// The time, as it stands there.
    fn stamped<'h>(&self, headers: &'h HeaderMap, texts: &[&'h str]) -> Result<Option<&'h str>, WebhookError> {
        match (self.stamp, self.form) {
            (None, _) => Ok(None),
            (Some(Stamp::Header(header)), _) => name(headers, header).map(Some),
            (Some(Stamp::Member(member)), Form::Members { separator, .. }) => {
                let mut found =
                    texts.iter().flat_map(|text| members(text, separator)).filter(|(name, _)| *name == member);
                match (found.next(), found.next()) {
                    (Some((_, stamp)), None) => Ok(Some(stamp)),
                    (None, _) => Err(self.malformed("does not say when it was signed")),
                    (Some(_), Some(_)) => Err(self.malformed("says twice when it was signed")),
                }
            }
            (Some(Stamp::Member(_)), Form::Prefixed { .. }) => Err(self.malformed("does not say when it was signed")),
        }
    }

    /// All signatures that are of the right kind; others are left out, so that an API can add them.
    fn signatures(&self, texts: &[&str]) -> Result<Vec<Vec<u8>>, WebhookError> {
        let found: Vec<&str> = match self.form {
            Form::Members { name, separator } => {
                let all = texts.iter().flat_map(|text| members(text, separator));
                all.filter(|(key, _)| *key == name).map(|(_, value)| value).collect()
            }
            Form::Prefixed { prefix, separator } => {
                let pieces = texts.iter().flat_map(|text| match separator {
                    Some(separator) => text.split(separator).collect::<Vec<_>>(),
                    None => vec![*text],
                });
                pieces.filter_map(|piece| piece.trim().strip_prefix(prefix)).collect()
            }
        };
        let decode = |text: &&str| match self.encoding {
            Encoding::Hex => HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok(),
            Encoding::Base64 => base64(text),
        };
        let signatures: Vec<Vec<u8>> = found.iter().filter_map(decode).filter(|bytes| !bytes.is_empty()).collect();
        match signatures.is_empty() {
            true => Err(self.malformed("has no signature of the kind that is expected")),
            false => Ok(signatures),
        }
    }

    fn check_age(&self, stamp: &str, now: Timestamp) -> Result<(), WebhookError> {
        let header = match self.stamp {
            Some(Stamp::Header(header)) => header,
            _ => self.header,
        };
        let malformed = WebhookError::MalformedHeader { header, problem: "says no time in seconds since 1970" };
        let number: i64 = stamp.parse().map_err(|_| malformed)?;
        let milliseconds = if self.is_milliseconds { number } else { number.saturating_mul(1000) };
        let apart = now.as_millisecond().saturating_sub(milliseconds);
        let (distance, tolerance) = (Duration::from_millis(apart.unsigned_abs()), self.allowed());
        match apart {
            _ if distance <= tolerance => Ok(()),
            0.. => Err(WebhookError::TooOld { age: distance, tolerance }),
            _ => Err(WebhookError::TooNew { ahead: distance, tolerance }),
        }
    }

    fn malformed(&self, problem: &'static str) -> WebhookError {
        WebhookError::MalformedHeader { header: self.header, problem }
    }
}

/// What a signature may be about.
struct Message<'m> {
    id: &'m str,
    stamp: &'m str,
    body: &'m [u8],
}

impl Message<'_> {
    /// Whether one of the signatures is right. All are looked at, each in constant time.
    fn is_signed<M: Mac + KeyInit + Clone>(&self, key: &[u8], signed: &[Signed], signatures: &[Vec<u8>]) -> bool {
        // An HMAC takes keys of any length.
        let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { return false };
        for piece in signed {
            mac.update(match piece {
                Signed::Text(text) => text.as_bytes(),
                Signed::Id => self.id.as_bytes(),
                Signed::Timestamp => self.stamp.as_bytes(),
                Signed::Body => self.body,
            });
        }
        let is_right = |signature: &&Vec<u8>| mac.clone().verify_slice(signature).is_ok();
        signatures.iter().filter(is_right).count() > 0
    }
}

/// `name=value` members.
fn members(text: &str, separator: char) -> impl Iterator<Item = (&str, &str)> {
    text.split(separator).filter_map(|member| member.trim().split_once('='))
}

/// Bytes of base64 in either alphabet, with padding or without.
fn base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.trim_end_matches('=').replace('-', "+").replace('_', "/");
    data_encoding::BASE64_NOPAD.decode(text.as_bytes()).ok()
}
