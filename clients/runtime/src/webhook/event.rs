//! Events that a header tells apart. Those that tell themselves apart are read like any other union.

use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::error::WebhookError;
use crate::data::corrected::{Corrected, from_json_corrected};

/// The text of a header that has to be there once.
///
/// # Errors
/// If it is not there, is there twice, or is not text.
pub fn name<'h>(headers: &'h HeaderMap, header: &'static str) -> Result<&'h str, WebhookError> {
    let mut values = headers.get_all(header).iter();
    let value = values.next().ok_or(WebhookError::MissingHeader(header))?;
    if values.next().is_some() {
        return Err(WebhookError::MalformedHeader { header, problem: "is there more than once" });
    }
    value.to_str().map(str::trim).map_err(|_| WebhookError::MalformedHeader { header, problem: "is not text" })
}

/// Reads an event that says itself which it is, tolerantly: see [`from_json_corrected`].
///
/// # Errors
/// If the body is not JSON.
pub fn read<E: DeserializeOwned>(body: &[u8]) -> Result<Corrected<E>, WebhookError> {
    from_json_corrected(body).map_err(WebhookError::Body)
}

/// Reads the payload of an event that is known by its name.
///
/// # Errors
/// If the body is not JSON.
pub fn event<T: DeserializeOwned, E>(body: &[u8], wrap: fn(T) -> E) -> Result<Corrected<E>, WebhookError> {
    read(body).map(|payload: Corrected<T>| payload.map(wrap))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_header_has_to_be_there_once() {
        let mut headers = HeaderMap::new();
        let said = |headers: &HeaderMap| name(headers, "x-event").map(str::to_owned).map_err(|error| error.to_string());
        assert_eq!(said(&headers), Err("the header `x-event` is missing".to_owned()));
        headers.insert("x-event", HeaderValue::from_static(" push "));
        assert_eq!(said(&headers), Ok("push".to_owned()));
        headers.append("x-event", HeaderValue::from_static("pull"));
        assert_eq!(said(&headers), Err("the header `x-event` is there more than once".to_owned()));
        headers.insert("x-event", HeaderValue::from_bytes(b"\xff").expect("a value"));
        assert_eq!(said(&headers), Err("the header `x-event` is not text".to_owned()));
    }

    #[test]
    fn an_event_is_read_or_kept() {
        #[derive(Debug, PartialEq)]
        enum Event {
            Number(u8),
            Unknown(serde_json::Value),
        }
        assert_eq!(*event(b"5", Event::Number).expect("JSON"), Event::Number(5));
        let kept = event(b"{\"a\": 1}", Event::Unknown).expect("JSON");
        assert_eq!(*kept, Event::Unknown(serde_json::json!({"a": 1})));
        assert!(matches!(event(b"{", Event::Number), Err(WebhookError::Body(_))));
    }
}
