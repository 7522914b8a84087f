//! Whether a call carries the credentials of the way to authenticate that is its own, where the document says so, and no
//! others; and whether each way is used. A server that does not look at them would not say.

use crate::driver::Record;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::collections::BTreeMap;

/// The security schemes of a document with their secrets.
#[derive(Debug, Default)]
pub(super) struct Schemes {
    document: Value,
    secrets: BTreeMap<String, String>,
}

impl Schemes {
    pub(super) fn new(document: &Value, secrets: &BTreeMap<String, String>) -> Self {
        Self { document: document["components"]["securitySchemes"].clone(), secrets: secrets.clone() }
    }

    /// What is wrong with the credentials of a request that is to have those of some schemes.
    pub(super) fn fault(&self, wanted: &[String], record: &Record) -> Option<String> {
        let all = self.document.as_object().into_iter().flatten();
        all.filter_map(|(id, scheme)| Some((id, self.carrier(id, scheme)?))).find_map(|(id, carrier)| {
            let is_there = carrier.is_in(record);
            match (wanted.contains(id), is_there) {
                (true, false) => Some(format!("the credential of `{id}` was not sent as {}", carrier.shown())),
                // Two schemes may be one on the wire.
                (false, true) if !self.is_of_another(&carrier, wanted) => {
                    Some(format!("the credential of `{id}` was sent, which is not asked for"))
                }
                _ => None,
            }
        })
    }

    fn is_of_another(&self, carrier: &Carrier, wanted: &[String]) -> bool {
        wanted.iter().any(|id| self.carrier(id, &self.document[id]).as_ref() == Some(carrier))
    }

    /// Where the credential of a scheme is, and how it is written; nothing where the request has none.
    fn carrier(&self, id: &str, scheme: &Value) -> Option<Carrier> {
        let secret = self.secrets.get(id).map(String::as_str);
        let text = |key: &str| scheme[key].as_str().unwrap_or_default().to_lowercase();
        let secret_or_key = || secret.unwrap_or("key").to_owned();
        match (text("type").as_str(), text("scheme").as_str(), text("in").as_str()) {
            ("mutualtls", ..) => None,
            ("http", "basic", _) => {
                let pair = secret.filter(|secret| secret.contains(':')).unwrap_or("user:password");
                Some(Carrier::header("authorization", format!("Basic {}", STANDARD.encode(pair))))
            }
            ("apikey", _, place) => {
                let name = scheme["name"].as_str()?.to_owned();
                Some(match place {
                    "query" => Carrier { place: Place::Query, name, value: secret_or_key() },
                    "cookie" => Carrier { place: Place::Cookie, name, value: secret_or_key() },
                    _ => Carrier::header(&name, secret_or_key()),
                })
            }
            ("http", "bearer", _) | ("oauth2" | "openidconnect", ..) => {
                Some(Carrier::header("authorization", format!("Bearer {}", secret_or_key())))
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Header,
    Query,
    Cookie,
}

/// A credential on the wire.
#[derive(Debug, PartialEq)]
struct Carrier {
    place: Place,
    name: String,
    value: String,
}

impl Carrier {
    fn header(name: &str, value: String) -> Self {
        Self { place: Place::Header, name: name.to_lowercase(), value }
    }

    fn is_in(&self, record: &Record) -> bool {
        let headers = |name: &str| {
            let all = record.request_headers.iter().flatten();
            all.filter(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str())
                .collect::<Vec<_>>()
        };
        // Both are percent-encoded where they go into an address or a cookie.
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let is_own = |pair: &str| {
            pair.split_once('=').is_some_and(|(name, value)| decoded(name) == self.name && decoded(value) == self.value)
        };
        match self.place {
            Place::Header => headers(&self.name).contains(&self.value.as_str()),
            Place::Query => {
                let query = record.url.as_deref().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
                query.split('&').any(is_own)
            }
            Place::Cookie => {
                headers("cookie").iter().flat_map(|line| line.split(';')).any(|cookie| is_own(cookie.trim()))
            }
        }
    }

    fn shown(&self) -> String {
        let place = match self.place {
            Place::Header => "the header",
            Place::Query => "a member of the query,",
            Place::Cookie => "a cookie,",
        };
        format!("{place} `{}`", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(url: &str, headers: Value) -> Record {
        let record = json!({
            "call": 0, "outcome": "success", "shown": "json", "values": [], "events": [], "ids": [], "deviations": [],
            "exchanges": 1, "pages": [], "typed": [], "redirected": false, "url": url, "request_headers": headers,
        });
        serde_json::from_value(record).expect("a record")
    }

    #[test]
    fn credentials_are_where_the_document_says_and_nowhere_else() {
        let document = json!({"components": {"securitySchemes": {
            "token": {"type": "http", "scheme": "Bearer"},
            "same": {"type": "oauth2", "flows": {}},
            "pair": {"type": "http", "scheme": "basic"},
            "head": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "query": {"type": "apiKey", "in": "query", "name": "key"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "key"},
            "odd": {"type": "apiKey", "in": "query", "name": "api[key]"},
        }}});
        let secrets = [("token", "t"), ("same", "t"), ("odd", "a+/=")];
        let secrets = secrets.map(|(id, secret)| (id.to_owned(), secret.to_owned())).into_iter().collect();
        let schemes = Schemes::new(&document, &secrets);
        let fault = |wanted: &[&str], url: &str, headers: Value| {
            let wanted: Vec<String> = wanted.iter().map(|id| (*id).to_owned()).collect();
            schemes.fault(&wanted, &record(url, headers))
        };
        for (wanted, url, headers) in [
            ("token", "/", json!([["authorization", "Bearer t"]])),
            ("same", "/", json!([["authorization", "Bearer t"]])),
            ("pair", "/", json!([["authorization", "Basic dXNlcjpwYXNzd29yZA=="]])),
            ("head", "/", json!([["x-key", "key"]])),
            ("query", "/?a=b&key=key", json!([])),
            ("odd", "/?api%5Bkey%5D=a%2B%2F%3D", json!([])),
            ("cookie", "/", json!([["cookie", "a=b; key=key"]])),
        ] {
            assert_eq!(fault(&[wanted], url, headers.clone()), None, "{wanted}");
            assert!(fault(&[wanted], "/", json!([["authorization", "Bearer key"]])).is_some(), "{wanted}");
            let said = fault(&[], url, headers).unwrap_or_default();
            assert!(said.ends_with("was sent, which is not asked for"), "{said}");
        }
    }
}
