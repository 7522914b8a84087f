//! What generated crates make of requests that an API sends by itself: which event it is, and whether it is taken.

use mini_webhooks_signed::runtime::http::{HeaderMap, HeaderValue};
use mini_webhooks_signed::runtime::jiff::Timestamp;
use mini_webhooks_signed::runtime::secrecy::SecretString;
use mini_webhooks_signed::runtime::webhook::WebhookError;
use mini_webhooks_signed::webhooks::{self, Event};
use serde_json::json;

/// The key is `planted key of 24 bytes!`, and the signature is that of `m1.1700000000.{body}`, by another program.
const SECRET: &str = "whsec_cGxhbnRlZCBrZXkgb2YgMjQgYnl0ZXMh";
const BODY: &str = r#"{"type":"call.ended","call":"c1","minutes":"5","tomorrow":true}"#;
const SIGNATURE: &str = "v1,2dD5eE05TEIJ6UJ1gTrIJlaMHnXYbi6xx/MjAmDaE2g=";
const NOW: i64 = 1_700_000_000;

fn headers(signature: &'static str) -> HeaderMap {
    let lines = [("webhook-id", "m1"), ("webhook-timestamp", "1700000000"), ("webhook-signature", signature)];
    lines.into_iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn a_signed_event_is_checked_and_read() {
    let secret = SecretString::from(SECRET);
    let read = webhooks::receive_at(&headers(SIGNATURE), BODY.as_bytes(), &secret, at(NOW)).unwrap();
    let Event::CallEnded(event) = &*read else { panic!("{read:?}") };
    assert_eq!((event.call.as_str(), event.minutes), ("c1", 5));
    let deviations: Vec<String> = read.deviations().iter().map(ToString::to_string).collect();
    assert_eq!(deviations, ["`minutes`: expected integer, found string"]);
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(BODY).unwrap());

    // The settings allow a minute.
    let late = webhooks::receive_at(&headers(SIGNATURE), BODY.as_bytes(), &secret, at(NOW + 61)).unwrap_err();
    assert!(matches!(late, WebhookError::TooOld { .. }), "{late}");
    let changed = BODY.replace("c1", "c2");
    let error = webhooks::receive_at(&headers(SIGNATURE), changed.as_bytes(), &secret, at(NOW)).unwrap_err();
    assert!(matches!(error, WebhookError::WrongSignature), "{error}");
    let now = webhooks::receive(&headers(SIGNATURE), BODY.as_bytes(), &secret).unwrap_err();
    assert!(matches!(now, WebhookError::TooOld { .. }), "{now}");
    let none = webhooks::receive(&HeaderMap::new(), BODY.as_bytes(), &secret).unwrap_err();
    assert!(matches!(none, WebhookError::MissingHeader("webhook-signature")), "{none}");
}

#[test]
fn events_are_told_apart_by_their_constants() {
    let read = |body: serde_json::Value| webhooks::read(body.to_string().as_bytes()).map(|read| read.into_inner());
    let started = read(json!({"type": "call.started", "call": "c1"})).unwrap();
    assert!(matches!(started, Event::CallStarted(_)), "{started:?}");
    for kind in ["voice.cloned", "voice.removed"] {
        let voice = read(json!({"type": kind, "voice": "v1"})).unwrap();
        assert!(matches!(voice, Event::VoiceChanged(_)), "{voice:?}");
    }
    for unknown in [json!({"type": "voice.sold", "price": 5}), json!({"call": "c1"}), json!([1]), json!("ping")] {
        let event = read(unknown.clone()).unwrap();
        assert!(matches!(event, Event::Unknown(_)), "{event:?}");
        assert_eq!(serde_json::to_value(&event).unwrap(), unknown);
    }
    assert!(matches!(webhooks::read(b"{").unwrap_err(), WebhookError::Body(_)));
}

#[test]
fn events_are_told_apart_by_a_header() {
    use mini_webhooks_by_header::webhooks::{Event, read, receive_at};
    let named =
        |name: &'static str| HeaderMap::from_iter([("x-event".parse().unwrap(), HeaderValue::from_static(name))]);
    let body = br#"{"id": "c1"}"#;
    let event = |name: &'static str| read(&named(name), body).unwrap().into_inner();
    assert!(matches!(event("call.ended"), Event::CallEnded(_)));
    assert!(matches!(event("call.started"), Event::CallStarted(_)));
    assert!(matches!(event("voice.cloned"), Event::VoiceCloned(_)));
    assert_eq!(event("voice.sold"), Event::Unknown(json!({"id": "c1"})));
    let none = read(&HeaderMap::new(), body).unwrap_err();
    assert_eq!(none.to_string(), "the header `x-event` is missing");

    // HMAC-SHA-512 of `1700000000.{"id": "c1"}`, with the key `planted`.
    let signature = HeaderValue::from_static(
        "t=1700000000,v1=5b3d4c4352bfba45711bb9b01986b4e399710a24aaff7a7bc56faaaae74b7548a99684af4880d57cd0ff4e7be59f714404dbb9f8341993f4c25ba12102f40c67",
    );
    let mut headers = named("call.ended");
    headers.insert("x-signature", signature);
    let secret = SecretString::from("planted");
    let read = receive_at(&headers, body, &secret, at(NOW)).unwrap();
    assert!(matches!(&*read, Event::CallEnded(_)), "{read:?}");
    let other = receive_at(&headers, body, &SecretString::from("other"), at(NOW)).unwrap_err();
    assert!(matches!(other, WebhookError::WrongSignature), "{other}");
}

/// Nothing tells these apart but what they are made of.
#[test]
fn events_without_a_tag_are_what_explains_most() {
    use mini_webhooks::webhooks::{Event, read};
    let event = |body: &str| read(body.as_bytes()).unwrap().into_inner();
    assert!(matches!(event(r#"{"id": "c1"}"#), Event::CallEnded(_)));
    assert!(matches!(event(r#"{"kind": "started", "call": {"id": "c1"}}"#), Event::CallStarted(_)));
}
