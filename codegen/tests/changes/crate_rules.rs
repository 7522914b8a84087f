//! The axis of the crate: one small edit for each rule.

use super::{after, between, document, edited, lines, ring, says, schema, with_old_names};
use serde_json::{Value, json};
use switchboard_codegen::changes::{Axis, Level};

/// Edits, and the line that the crate's axis has to have.
#[track_caller]
fn check(edits: &[(&str, Value)], expected: &str) {
    says(&after(edits), Axis::Crate, expected);
}

#[test]
fn nothing_changed_says_nothing() {
    assert!(after(&[]).changes.is_empty());
}

#[test]
fn what_was_offered_and_is_gone_is_major() {
    check(&[("/paths/~1bells", Value::Null)], "method-removed major Client::list_bells");
    check(&[(&schema("Ring/properties/by"), Value::Null)], "field-removed major types::Ring.by");
    check(
        &[(&schema("State/enum/1"), Value::Null), (&schema("State/enum/-"), json!("cracked"))],
        "variant-removed major types::State::Ringing",
    );
    check(&[("/webhooks", Value::Null)], "alias-removed major webhooks::Rung");
    check(&[("/paths/~1sounds", Value::Null)], "type-removed major forms::KeepSoundForm");
    check(&[("/paths/~1bells/get/responses/200/headers", Value::Null)], "trait-removed major headers::ResponseHeaders");
    check(
        &[
            ("/components/securitySchemes/token", json!({"type": "apiKey", "in": "header", "name": "X-Key"})),
            ("/components/securitySchemes/key", Value::Null),
            ("/security/0", json!({"token": []})),
        ],
        "credential-removed major Builder::credential",
    );
}

#[test]
fn what_is_of_another_type_is_major() {
    check(&[(&schema("Bell/properties/weight/type"), json!("string"))], "field-type-changed major types::Bell.weight");
    check(
        &[(&schema("Bell/properties/id/type"), json!(["string", "null"]))],
        "field-type-changed major types::Bell.id",
    );
    check(&[(&ring("/parameters/0/schema/type"), json!("integer"))], "arguments-changed major Client::ring_bell");
    check(&[(&ring("/requestBody/required"), json!(false))], "arguments-changed major Client::ring_bell");
    check(&[(&ring("/responses/404"), Value::Null)], "result-changed major calls::RingBell::send");
    check(
        &[("/paths/~1bells/get/responses/200/headers/X-Left/schema/type", json!("string"))],
        "result-changed major headers::ResponseHeaders::x_left",
    );
    check(
        &[(
            "/paths/~1sounds/put/requestBody/content/multipart~1form-data/schema/properties/file",
            json!({"type": "string"}),
        )],
        "field-type-changed major forms::KeepSoundForm.file",
    );
    check(
        &[(&schema("State"), json!({"type": "object", "properties": {"on": {"type": "boolean"}}}))],
        "type-kind-changed major types::State",
    );
}

#[test]
fn what_a_caller_has_to_give_besides_is_major() {
    let required =
        [(schema("Ring/properties/why"), json!({"type": "string"})), (schema("Ring/required/-"), json!("why"))];
    let required: Vec<(&str, Value)> =
        required.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
    let changes = after(&required);
    says(&changes, Axis::Crate, "field-added major types::Ring.why");
    assert_eq!(lines(&changes, Axis::Crate).len(), 1, "`new` is not said again: {changes:#?}");
    check(
        &[("/paths/~1bells/get/parameters", json!([{"in": "query", "name": "near", "schema": {"type": "string"}}]))],
        // A call with something to set is of a type of its own.
        "result-changed major Client::list_bells",
    );
}

#[test]
fn values_that_change_places_are_major() {
    let swapped = json!({"long": {"type": "string"}, "loud": {"type": "string", "maxLength": 9}, "by": {"type": "string", "default": "hand"}});
    let mut new = document().to_string();
    // Members of JSON values are sorted or not, as the build has it: the text decides here.
    let ring = document()["components"]["schemas"]["Ring"]["properties"].to_string();
    let loud =
        r#"{"long":{"type":"string"},"loud":{"maxLength":9,"type":"string"},"by":{"default":"hand","type":"string"}}"#;
    let other =
        r#"{"loud":{"maxLength":9,"type":"string"},"long":{"type":"string"},"by":{"default":"hand","type":"string"}}"#;
    assert_eq!(serde_json::from_str::<Value>(loud).expect("JSON"), swapped);
    new = new.replace(&ring, loud);
    let old = document().to_string().replace(&ring, other);
    says(&between(&old, &new), Axis::Crate, "arguments-reordered major types::Ring::new");
    let moved = document()["paths"]["/bells/{id}/towers/{tower}"].clone();
    check(
        &[("/paths/~1bells~1{tower}~1towers~1{id}", moved), ("/paths/~1bells~1{id}~1towers~1{tower}", Value::Null)],
        "arguments-reordered major Client::ring_bell",
    );
}

#[test]
fn a_method_that_calls_what_another_called_is_major() {
    let other = json!({"get": {"operationId": "countBells", "responses": {"204": {"description": ""}}}});
    let mut old = document();
    old["paths"]["/count"] = other.clone();
    old["paths"]["/weigh"] = json!({"get": {"operationId": "weighBells", "responses": {"204": {"description": ""}}}});
    let mut new = old.clone();
    new["paths"]["/count"]["get"]["operationId"] = json!("weighBells");
    new["paths"]["/weigh"]["get"]["operationId"] = json!("countBells");
    says(&between(&old.to_string(), &new.to_string()), Axis::Crate, "method-exchanged major Client::count_bells");
}

#[test]
fn traits_that_are_lost_are_major_and_shown_where_they_come_from() {
    let changes = after(&[(&schema("Bell/properties/height"), json!({"type": "number"}))]);
    says(&changes, Axis::Crate, "trait-lost major types::Bell");
    says(&changes, Axis::Crate, "field-added minor types::Bell.height");
}

#[test]
fn what_is_called_otherwise_is_one_line() {
    let changes = after(&[("/paths/~1bells/get/operationId", json!("allBells"))]);
    assert_eq!(lines(&changes, Axis::Crate), ["method-renamed major Client::all_bells"]);
    let mut old = document().to_string();
    let new = old.replace("schemas/Fault", "schemas/Failure").replace("\"Fault\":", "\"Failure\":");
    let changes = between(&old, &new);
    assert_eq!(lines(&changes, Axis::Crate), ["type-renamed major types::Failure"]);
    assert_eq!(changes.level(Axis::Wire), Some(Level::Low));
    old = document().to_string();
    assert!(between(&old, &old).changes.is_empty());
}

#[test]
fn what_stays_under_its_old_name_is_minor() {
    let new = edited(document(), &[("/paths/~1bells/get/operationId", json!("allBells"))]).to_string();
    let new = new.replace("schemas/Fault", "schemas/Failure").replace("\"Fault\":", "\"Failure\":");
    let (found, changes) = with_old_names(&document().to_string(), &new);
    let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    assert_eq!(found, [pair("types::Fault", "types::Failure"), pair("Client::list_bells", "Client::all_bells")]);
    assert_eq!(
        lines(&changes, Axis::Crate),
        ["method-renamed minor Client::all_bells", "type-renamed minor types::Failure"]
    );
    // A call of its own goes with its method.
    let new = edited(document(), &[(&ring("/operationId"), json!("soundBell"))]).to_string();
    let (found, changes) = with_old_names(&document().to_string(), &new);
    assert_eq!(found, [pair("calls::RingBell", "calls::SoundBell"), pair("Client::ring_bell", "Client::sound_bell")]);
    assert_eq!(lines(&changes, Axis::Crate), ["method-renamed minor Client::sound_bell"]);
    // A method that takes something else as well does not stay, and an alias that could not be used is none.
    let edits = [(ring("/operationId"), json!("soundBell")), (ring("/parameters/0/schema/type"), json!("integer"))];
    let edits: Vec<(&str, Value)> = edits.iter().map(|(at, value)| (at.as_str(), value.clone())).collect();
    let (found, changes) = with_old_names(&document().to_string(), &edited(document(), &edits).to_string());
    assert_eq!(found, [pair("calls::RingBell", "calls::SoundBell")]);
    assert_eq!(changes.level(Axis::Crate), Some(Level::High));
}

#[test]
fn what_is_new_is_minor() {
    let more = json!({"get": {"operationId": "countBells", "responses": {"204": {"description": ""}}}});
    check(&[("/paths/~1count", more)], "method-added minor Client::count_bells");
    check(
        &[(&ring("/parameters/-"), json!({"in": "query", "name": "soon", "schema": {"type": "boolean"}}))],
        "function-added minor calls::RingBell::soon",
    );
    check(&[(&schema("State/enum/-"), json!("cracked"))], "variant-added minor types::State::Cracked");
    check(&[("/webhooks/hung", document()["webhooks"]["rung"].clone())], "alias-added minor webhooks::Hung");
}

#[test]
fn what_is_called_as_before_is_patch() {
    let patch = |edits: &[(&str, Value)]| {
        let changes = after(edits);
        assert_eq!(changes.level(Axis::Crate), Some(Level::Low), "{changes:#?}");
    };
    // Another verb, another place, another header, no credential, another path: the same call in Rust.
    let moved = document()["paths"]["/bells"]["get"].clone();
    patch(&[("/paths/~1bells/post", moved), ("/paths/~1bells/get", Value::Null)]);
    patch(&[(&ring("/parameters/2/in"), json!("header"))]);
    patch(&[("/components/securitySchemes/key/name", json!("X-Other"))]);
    patch(&[("/paths/~1bells/get/security", json!([]))]);
    patch(&[("/paths/~1bells/get/summary", json!("All bells"))]);
    let renamed = document()["paths"]["/bells/{id}/towers/{tower}"].to_string().replace("\"id\"", "\"bell\"");
    let renamed: Value = serde_json::from_str(&renamed).expect("JSON");
    check(
        &[("/paths/~1bells~1{bell}~1towers~1{tower}", renamed), ("/paths/~1bells~1{id}~1towers~1{tower}", Value::Null)],
        "argument-renamed patch Client::ring_bell",
    );
}

#[test]
fn a_first_method_with_xml_is_minor_and_what_is_made_of_an_answer_has_its_place() {
    let answer = ring("/responses/200/content/application~1xml");
    let changes = after(&[(&answer, json!({"schema": {"$ref": "#/components/schemas/Bell"}}))]);
    assert_eq!(changes.level(Axis::Crate), Some(Level::Middle), "{:#?}", lines(&changes, Axis::Crate));
    let changes = after(&[(
        &ring("/responses/202"),
        json!({"description": "", "content": {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}}}),
    )]);
    let made = changes.changes.iter().find(|change| change.rust.as_deref() == Some("results::RingBellSuccess"));
    let place = made.and_then(|change| change.new.as_ref()).expect("a place");
    assert_eq!(place.pointer, super::RING);
    assert!(place.span.is_some());
}
