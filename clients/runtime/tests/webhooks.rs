//! Signatures of webhooks: published examples of several APIs, and what is refused.

#![cfg(feature = "webhooks")]
#![allow(clippy::unwrap_used)]

use switchboard_runtime::http::{HeaderMap, HeaderName, HeaderValue};
use switchboard_runtime::jiff::Timestamp;
use switchboard_runtime::secrecy::SecretString;
use switchboard_runtime::webhook::{Algorithm, Encoding, Form, SecretForm, Signature, Signed, Stamp};

const KEY: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const STAMP: i64 = 1_614_265_330;
const RIGHT: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const WRONG: &str = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const MEMBERS: Signature = Signature::hmac("x-signature")
    .form(Form::Members { name: "v1", separator: ',' })
    .stamp(Stamp::Member("t"))
    .signed(&[Signed::Timestamp, Signed::Text("."), Signed::Body]);

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    headers
}

/// What a check says at a second since 1970; nothing where all is well.
fn check(signature: &Signature, lines: &[(&str, &str)], body: &str, secret: &str, second: i64) -> String {
    let now = Timestamp::from_second(second).unwrap();
    let result = signature.verify_at(&headers(lines), body.as_bytes(), &SecretString::from(secret), now);
    result.map_or_else(|error| error.to_string(), |()| String::new())
}

fn standard(signatures: &str, second: i64) -> String {
    let lines = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", signatures),
    ];
    check(&Signature::STANDARD, &lines, "{\"test\": 2432232314}", &format!("whsec_{KEY}"), second)
}

const WRONG_SIGNATURE: &str =
    "no signature is right: the secret is another one, or the body is not what was signed, byte for byte";

#[test]
fn standard_webhooks_are_checked() {
    assert_eq!(standard(RIGHT, STAMP), "");
    // While a secret is replaced there are several, and other versions are for others.
    assert_eq!(standard(&format!("{WRONG} v1a,c2lnbmF0dXJl {RIGHT}"), STAMP), "");
    assert_eq!(standard(WRONG, STAMP), WRONG_SIGNATURE);
    assert_eq!(
        standard("v1a,c2lnbmF0dXJl", STAMP),
        "the header `webhook-signature` has no signature of the kind that is expected"
    );
    assert_eq!(standard("v1,?", STAMP), "the header `webhook-signature` has no signature of the kind that is expected");
}

#[test]
fn the_time_is_within_the_tolerance() {
    for within in [-300, -299, 0, 299, 300] {
        assert_eq!(standard(RIGHT, STAMP + within), "", "{within}");
    }
    assert_eq!(standard(RIGHT, STAMP + 301), "it was signed 301 seconds ago, and 300 are allowed");
    assert_eq!(standard(RIGHT, STAMP - 301), "it was signed 301 seconds in the future, and 300 are allowed");
    // Of one that nobody signed nothing more is said.
    assert_eq!(standard(WRONG, STAMP + 301), WRONG_SIGNATURE);
    // By the clock of this machine it is old, too.
    let lines = headers(&[
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", RIGHT),
    ]);
    let error = Signature::STANDARD.verify(&lines, b"{\"test\": 2432232314}", &SecretString::from(KEY)).unwrap_err();
    assert!(error.to_string().starts_with("it was signed "), "{error}");
}

#[test]
fn what_is_missing_is_named() {
    let all = [("webhook-id", "m"), ("webhook-timestamp", "1"), ("webhook-signature", RIGHT)];
    for at in 0..3 {
        let mut lines = all.to_vec();
        let (name, _) = lines.remove(at);
        let said = check(&Signature::STANDARD, &lines, "", KEY, STAMP);
        assert_eq!(said, format!("the header `{name}` is missing"));
    }
    let twice = [all.as_slice(), &[("webhook-timestamp", "2")]].concat();
    assert_eq!(
        check(&Signature::STANDARD, &twice, "", KEY, STAMP),
        "the header `webhook-timestamp` is there more than once"
    );
}

#[test]
fn everything_that_is_signed_counts() {
    let original = ["msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"];
    for (at, other) in [(0, "msg_p"), (1, "1614265331"), (2, "{\"test\":2432232314}")] {
        let mut parts = original;
        parts[at] = other;
        let lines = [("webhook-id", parts[0]), ("webhook-timestamp", parts[1]), ("webhook-signature", RIGHT)];
        assert_eq!(check(&Signature::STANDARD, &lines, parts[2], KEY, STAMP), WRONG_SIGNATURE, "{other}");
    }
    // The mark of the secret is none of it.
    let lines = [("webhook-id", original[0]), ("webhook-timestamp", original[1]), ("webhook-signature", RIGHT)];
    assert_eq!(check(&Signature::STANDARD, &lines, original[2], KEY, STAMP), "");
    let others = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx";
    assert_eq!(check(&Signature::STANDARD, &lines, original[2], others, STAMP), WRONG_SIGNATURE);
}

#[test]
fn secrets_that_are_none_are_named_and_not_shown() {
    let said = |signature: Signature, secret: &str| {
        let said = check(&signature, &[("x-signature", "00")], "", secret, 0);
        assert!(!said.contains("planted"), "{said}");
        said
    };
    let hmac = Signature::hmac("x-signature");
    assert_eq!(
        said(hmac.secret(SecretForm::Base64), "planted!"),
        "the secret cannot be used: it is not written in base64"
    );
    assert_eq!(
        said(hmac.secret(SecretForm::Hex), "planted"),
        "the secret cannot be used: it is not written in hexadecimal digits"
    );
    assert_eq!(said(hmac, " "), "the secret cannot be used: it is empty");
    assert_eq!(said(hmac, "planted"), WRONG_SIGNATURE);
}

/// The example of GitHub's documentation.
#[test]
fn a_prefix_says_the_algorithm() {
    let signature = Signature::hmac("X-Hub-Signature-256").form(Form::Prefixed { prefix: "sha256=", separator: None });
    let signed = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let secret = "It's a Secret to Everybody";
    let said = |text: &str| check(&signature, &[("x-hub-signature-256", text)], "Hello, World!", secret, 0);
    assert_eq!(said(&format!("sha256={signed}")), "");
    assert_eq!(said(&format!("sha256={}", signed.to_uppercase())), "");
    assert_eq!(said(signed), "the header `X-Hub-Signature-256` has no signature of the kind that is expected");
    assert_eq!(said(&format!("sha256={}", &signed[..62])), WRONG_SIGNATURE);
    assert_eq!(said(&format!("sha256={}", signed.replace('7', "8"))), WRONG_SIGNATURE);
}

/// The example of Slack's documentation.
#[test]
fn time_and_body_are_signed_in_any_order() {
    let signature = Signature::hmac("X-Slack-Signature")
        .form(Form::Prefixed { prefix: "v0=", separator: None })
        .stamp(Stamp::Header("X-Slack-Request-Timestamp"))
        .signed(&[Signed::Text("v0:"), Signed::Timestamp, Signed::Text(":"), Signed::Body]);
    let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&\
                channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=\
                https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=\
                398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    let lines = [
        ("x-slack-signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
        ("x-slack-request-timestamp", "1531420618"),
    ];
    assert_eq!(check(&signature, &lines, body, "8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_700), "");
}

#[test]
fn members_hold_time_and_signatures() {
    let (body, right) = ("{\"type\":\"ring\"}", "c28ff5a098dd8433ea59246477571431821a937a5ddcfa95c13fa66fd0cfe2c6");
    let said = |text: &str| check(&MEMBERS, &[("x-signature", text)], body, "planted-secret", 1_700_000_000);
    assert_eq!(said(&format!("t=1700000000,v1={right}")), "");
    assert_eq!(said(&format!("t=1700000000, v1=00,v0=11, v1={right}")), "");
    assert_eq!(said(&format!("t=1700000001,v1={right}")), WRONG_SIGNATURE);
    let malformed = |problem: &str| format!("the header `x-signature` {problem}");
    assert_eq!(said(&format!("v1={right}")), malformed("does not say when it was signed"));
    assert_eq!(said(&format!("t=1700000000,t=1,v1={right}")), malformed("says twice when it was signed"));
    assert_eq!(said(&format!("t=1700000000,v0={right}")), malformed("has no signature of the kind that is expected"));
}

#[test]
fn hashes_encodings_and_forms_of_secrets_are_data() {
    let fox = "The quick brown fox jumps over the lazy dog";
    let hmac = Signature::hmac("s");
    for (signature, text, body, secret) in [
        (hmac.algorithm(Algorithm::Sha1), "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", fox, "key"),
        (
            hmac.algorithm(Algorithm::Sha512),
            "b42af09057bac1e2d41708e48a902e09b5ff7f12ab428a4fe86653c73dd248fb82f948a549f7b791a5b41915ee4d1ec3935357e4e2317250d0372afa2ebeeb3a",
            fox,
            "key",
        ),
        (hmac.encoding(Encoding::Base64), "UVquEztDXUAAlWcx9orlz164XU8NxqVG0r/NNZXsGuE=", "body", "key"),
        (hmac.encoding(Encoding::Base64), "UVquEztDXUAAlWcx9orlz164XU8NxqVG0r_NNZXsGuE", "body", "key"),
        (
            hmac.encoding(Encoding::Base64).secret(SecretForm::Base64),
            "UVquEztDXUAAlWcx9orlz164XU8NxqVG0r/NNZXsGuE=",
            "body",
            "a2V5",
        ),
    ] {
        assert_eq!(check(&signature, &[("s", text)], body, secret, 0), "", "{signature:?}");
        assert_eq!(check(&signature, &[("s", text)], "other", secret, 0), WRONG_SIGNATURE);
    }
    let milliseconds = hmac.secret(SecretForm::Hex).stamp(Stamp::Header("time")).milliseconds().tolerance(1).signed(&[
        Signed::Timestamp,
        Signed::Text(":"),
        Signed::Body,
    ]);
    let lines = [("time", "1700000000000"), ("s", "db343031dbdeb4aecde9dde094b0fb4b73edc23a61b64541c49065d17a31ac04")];
    assert_eq!(check(&milliseconds, &lines, "body", "00FF10", 1_700_000_001), "");
    let old = check(&milliseconds, &lines, "body", "00ff10", 1_700_000_002);
    assert_eq!(old, "it was signed 2 seconds ago, and 1 are allowed");
}

#[test]
fn a_time_that_is_none_is_malformed() {
    let signature = Signature::hmac("s").stamp(Stamp::Header("time")).secret(SecretForm::Text);
    let hex = "515aae133b435d4000956731f68ae5cf5eb85d4f0dc6a546d2bfcd3595ec1ae1";
    let lines = [("time", "yesterday"), ("s", hex)];
    assert_eq!(check(&signature, &lines, "body", "key", 0), "the header `time` says no time in seconds since 1970");
}
