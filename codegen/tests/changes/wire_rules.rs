//! The axis of the wire: one small edit for each rule.

use super::{after, ring, says, schema};
use serde_json::{Value, json};
use switchboard_codegen::changes::Axis;

#[track_caller]
fn check(edits: &[(&str, Value)], expected: &str) {
    says(&after(edits), Axis::Wire, expected);
}

#[test]
fn operations() {
    check(&[("/paths/~1bells", Value::Null)], "operation-removed breaking Client::list_bells");
    let moved = super::document()["paths"]["/bells"].clone();
    check(&[("/paths/~1all", moved), ("/paths/~1bells", Value::Null)], "operation-moved breaking Client::list_bells");
    check(&[("/paths/~1bells/get/operationId", json!("allBells"))], "operation-id-changed fine Client::all_bells");
    check(&[("/paths/~1bells/get/tags", json!(["bells"]))], "tags-changed fine Client::list_bells");
    check(&[("/paths/~1bells/get/deprecated", json!(true))], "deprecated-on-wire fine Client::list_bells");
    check(
        &[("/paths/~1bells/get/servers", json!([{"url": "https://other.example.com"}]))],
        "server-changed breaking Client::list_bells",
    );
    check(&[("/webhooks", Value::Null)], "webhook-removed breaking webhook rung");
}

#[test]
fn parameters() {
    let field = |name: &str| format!("calls::RingBell::{name}");
    check(&[(&ring("/parameters/2"), Value::Null)], &format!("parameter-removed warning {}", field("times")));
    check(&[(&ring("/parameters/2/in"), json!("header"))], &format!("parameter-moved warning {}", field("times")));
    check(&[(&ring("/parameters/2/name"), json!("Times"))], &format!("parameter-renamed warning {}", field("times")));
    // What is required is an argument.
    check(&[(&ring("/parameters/2/required"), json!(true))], "parameter-required breaking Client::ring_bell");
    check(&[(&ring("/parameters/2/schema/maximum"), json!(3))], &format!("bound-changed breaking {}", field("times")));
    check(&[(&ring("/parameters/2/schema/maximum"), json!(30))], &format!("bound-changed fine {}", field("times")));
    check(&[(&ring("/parameters/3/explode"), json!(false))], &format!("parameter-writing breaking {}", field("tags")));
    let new =
        |required: bool| json!({"in": "query", "name": "soon", "required": required, "schema": {"type": "boolean"}});
    check(&[(&ring("/parameters/-"), new(true))], "parameter-added breaking Client::ring_bell");
    check(&[(&ring("/parameters/-"), new(false))], &format!("parameter-added fine {}", field("soon")));
    // In a path every scalar is text.
    check(&[(&ring("/parameters/0/schema/type"), json!("integer"))], "type-changed breaking Client::ring_bell");
}

#[test]
fn bodies_and_answers() {
    let body =
        super::document()["paths"]["/bells/{id}/towers/{tower}"]["post"]["requestBody"]["content"]["application/json"]
            .clone();
    check(
        &[(&ring("/requestBody/content"), json!({"application/x-www-form-urlencoded": body}))],
        "media-type-removed breaking Client::ring_bell",
    );
    check(&[(&ring("/requestBody/required"), json!(false))], "body-required fine Client::ring_bell");
    check(&[(&ring("/requestBody"), Value::Null)], "body-removed warning Client::ring_bell");
    let answer = super::document()["paths"]["/bells/{id}/towers/{tower}"]["post"]["responses"]["200"].clone();
    check(&[(&ring("/responses/202"), answer.clone())], "status-added breaking Client::ring_bell");
    check(&[(&ring("/responses/409"), answer)], "status-added fine Client::ring_bell");
    check(&[(&ring("/responses/404"), Value::Null)], "status-removed fine Client::ring_bell");
    check(&[("/paths/~1bells/get/responses/200/headers", Value::Null)], "header-removed warning Client::list_bells");
    let form = "/paths/~1sounds/put/requestBody/content/multipart~1form-data";
    check(
        &[(&format!("{form}/encoding"), json!({"file": {"contentType": "audio/ogg"}}))],
        "encoding-changed breaking Client::keep_sound",
    );
    // What reads nothing takes any success.
    check(&[("/paths/~1sounds/put/responses/200", json!({"description": ""}))], "status-added fine Client::keep_sound");
}

#[test]
fn what_is_sent_may_widen_and_what_is_received_may_narrow() {
    check(&[(&schema("Ring/properties/by"), Value::Null)], "member-removed warning types::Ring.by");
    check(&[(&schema("Bell/properties/weight"), Value::Null)], "member-removed warning types::Bell.weight");
    check(&[(&schema("Bell/required/0"), Value::Null)], "member-required breaking types::Bell.id");
    check(&[(&schema("Ring/required/-"), json!("by"))], "member-required breaking types::Ring.by");
    check(&[(&schema("Bell/required/-"), json!("weight"))], "member-required fine types::Bell.weight");
    check(
        &[(&schema("Bell/properties/id/type"), json!(["string", "null"]))],
        "nullable-changed breaking types::Bell.id",
    );
    check(&[(&schema("Ring/properties/by/type"), json!(["string", "null"]))], "nullable-changed fine types::Ring.by");
    check(&[(&schema("Bell/properties/weight/type"), json!("number"))], "type-changed breaking types::Bell.weight");
    check(&[(&schema("Ring/properties/loud/maxLength"), json!(3))], "bound-changed breaking types::Ring.loud");
    check(&[(&schema("Ring/properties/loud/pattern"), json!("^a"))], "pattern-changed warning types::Ring.loud");
    check(&[(&schema("Ring/properties/by/default"), json!("foot"))], "default-changed warning types::Ring.by");
    check(&[(&schema("Ring/properties/by/format"), json!("uuid"))], "format-changed breaking types::Ring.by");
    check(&[(&schema("Ring/additionalProperties"), json!(false))], "additional-members warning types::Ring");
    check(&[(&schema("Bell/properties/weight/writeOnly"), json!(true))], "member-one-way warning types::Bell.weight");
    check(&[(&schema("State/enum/-"), json!("cracked"))], "enum-value-added warning types::State");
    check(&[(&schema("State/enum/0"), Value::Null)], "enum-value-removed fine types::State");
}

#[test]
fn alternatives_and_their_tags() {
    let hum = json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}});
    let added = [(schema("Hum"), hum), (schema("Sound/oneOf/-"), json!({"$ref": "#/components/schemas/Hum"}))];
    let added: Vec<(&str, Value)> = added.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
    check(&added, "alternative-added breaking types::Sound");
    check(&[(&schema("Sound/oneOf/1"), Value::Null)], "alternative-removed fine types::Sound");
    let mapping = json!({"tone": "#/components/schemas/Tone", "hiss": "#/components/schemas/Noise"});
    check(&[(&schema("Sound/discriminator/mapping"), mapping)], "tag-value-changed breaking types::Sound");
    check(
        &[(&schema("Sound/discriminator/propertyName"), json!("hertz"))],
        "discriminator-changed breaking types::Sound",
    );
    check(&[(&schema("Sound/discriminator"), Value::Null)], "discriminator-removed warning types::Sound");
}

#[test]
fn security_and_servers() {
    check(&[("/components/securitySchemes/key/name", json!("X-Other"))], "scheme-changed breaking the API");
    check(
        &[("/components/securitySchemes/key", json!({"type": "http", "scheme": "basic"}))],
        "scheme-kind-changed breaking the API",
    );
    check(&[("/paths/~1bells/get/security", json!([]))], "security-removed fine Client::list_bells");
    let both = json!([{"key": []}, {"token": []}]);
    let token = json!({"type": "http", "scheme": "bearer"});
    check(
        &[("/components/securitySchemes/token", token.clone()), ("/security", both)],
        "security-alternative fine the API",
    );
    check(
        &[("/components/securitySchemes/token", token), ("/security", json!([{"token": []}]))],
        "security-changed breaking the API",
    );
    check(&[("/servers/0/url", json!("https://new.example.com"))], "server-changed breaking the API");
    check(
        &[("/servers", json!([{"url": "https://test.example.com"}, {"url": "https://example.com"}]))],
        "server-changed warning the API",
    );
    check(&[("/servers/1", Value::Null)], "server-removed warning the API");
    let flow = |url: &str| json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": url, "scopes": {"ring": ""}}}});
    let mut old = super::document();
    old["components"]["securitySchemes"]["key"] = flow("https://example.com/token");
    let mut new = old.clone();
    new["components"]["securitySchemes"]["key"] = flow("https://other.example.com/token");
    says(&super::between(&old.to_string(), &new.to_string()), Axis::Wire, "token-address-changed breaking the API");
    new = old.clone();
    new["security"] = json!([{"key": ["ring"]}]);
    says(&super::between(&old.to_string(), &new.to_string()), Axis::Wire, "scope-needed warning the API");
}

#[test]
fn what_only_people_read_is_one_line() {
    check(
        &[("/paths/~1bells/get/summary", json!("All bells")), (&schema("Bell/description"), json!("A bell"))],
        "documentation fine the API",
    );
    check(&[("/info/version", json!("2"))], "document-version fine the API");
}

#[test]
fn one_cause_is_one_line_with_what_it_shows_in() {
    let changes = after(&[(&schema("Fault/properties/code"), json!({"type": "integer"}))]);
    let wire: Vec<_> = changes.changes.iter().filter(|change| change.axis == Axis::Wire).collect();
    let [change] = wire.as_slice() else { panic!("{wire:#?}") };
    assert_eq!(change.affects, ["GET /bells", "POST /bells/{id}/towers/{tower}"]);
    assert_eq!(
        change.new.as_ref().map(|place| place.pointer.as_str()),
        Some("/components/schemas/Fault/properties/code")
    );
    // Another schema in the place of one: one line, as grave as what they differ in.
    let other =
        after(&[(&ring("/responses/200/content/application~1json/schema/$ref"), json!("#/components/schemas/Fault"))]);
    says(&other, Axis::Wire, "schema-exchanged breaking Client::ring_bell");
}
