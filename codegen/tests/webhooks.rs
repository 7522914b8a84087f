//! What tells the events of a document apart, and what is said where nothing does or nothing is sent.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{Node, SourceFiles, Span};
use switchboard_codegen::{Beside, CrateSettings, Home, complete, generate};

/// The module of the webhooks and the types of a document, with what is stated beside it; or what is wrong.
fn made(webhooks: Value, stated: &str) -> Result<(String, String), String> {
    let mut files = SourceFiles::new();
    let span = Span::new(files.add("openapi.json", ""), 0..0);
    let document = json!({"openapi": "3.1.0", "info": {"title": "Bells", "version": "1"}, "webhooks": webhooks,
        "paths": {"/": {"get": {"responses": {"204": {"description": "."}}}}}});
    let mut document = Node::from_value(document, span);
    let alone = CrateSettings::for_document(&document, "bells".to_owned(), "../runtime".to_owned(), Home::Alone);
    let settings = (!stated.is_empty()).then(|| files.add("acme.toml", stated));
    let mut found = Diagnostics::new();
    let beside = Beside { settings, overlay: None };
    let made = complete(&files, beside, &mut document, &alone, &mut found).and_then(|settings| {
        let settings = settings.map_or(alone.clone(), |settings| alone.with(&settings));
        generate(&document, &settings, &mut found)
    });
    let problems: Vec<String> = found.iter().map(|found| found.message.clone()).collect();
    let text = |name: &str| made.as_ref().and_then(|made| made.files.get(name).cloned()).unwrap_or_default();
    match made {
        Some(_) => Ok((text("src/webhooks.rs"), text("src/codec.rs"))),
        None => Err(problems.join("\n")),
    }
}

fn webhook(schema: Value) -> Value {
    let body = json!({"content": {"application/json": {"schema": schema}}});
    json!({"post": {"requestBody": body, "responses": {"204": {"description": "."}}}})
}

fn with(member: &str, schema: Value) -> Value {
    webhook(json!({"type": "object", "required": [member], "properties": {member: schema, "bell": {"type": "string"}}}))
}

/// By which member the union of all events is decoded.
fn tag(codec: &str) -> Option<&str> {
    let (_, rest) = codec.split_once("for WebhookEvent {")?;
    let (_, rest) = rest.split_once("data::tag(object, \"")?;
    rest.split('"').next()
}

#[test]
fn constants_tell_events_apart() {
    let webhooks = json!({"rung": with("kind", json!({"const": "bell.rung"})), "cast": with("kind", json!({"const": "bell.cast"}))});
    let (module, codec) = made(webhooks, "").unwrap();
    assert_eq!(tag(&codec), Some("kind"));
    assert!(codec.contains("Some(\"bell.rung\") => object.read(Self::Rung)"), "{codec}");
    assert!(module.contains("pub type Event = types::WebhookEvent;"), "{module}");
    assert!(!module.contains("SIGNATURE"), "{module}");
}

/// Each payload lists all events, as generators of documents write it: the name of the webhook is the value.
#[test]
fn names_tell_events_apart_where_a_list_has_them() {
    let list = || with("event", json!({"type": "string", "enum": ["rung", "cast", "melted"]}));
    let (_, codec) = made(json!({"rung": list(), "cast": list()}), "").unwrap();
    assert_eq!(tag(&codec), Some("event"));
    assert!(codec.contains("Some(\"rung\") => object.read(Self::Rung)"), "{codec}");
    assert!(!codec.contains("Some(\"melted\")"), "{codec}");
}

#[test]
fn settings_say_the_tag_where_the_document_does_not() {
    let webhooks = || json!({"bell.rung": with("type", json!({"type": "string"})), "bell.cast": with("type", json!({"type": "string"}))});
    let (_, codec) = made(webhooks(), "").unwrap();
    assert_eq!(tag(&codec), None);
    let (_, codec) = made(webhooks(), "[webhooks]\ntag = \"type\"\nsource = \"s\"\n").unwrap();
    assert_eq!(tag(&codec), Some("type"));
    assert!(codec.contains("Some(\"bell.cast\") => object.read(Self::BellCast)"), "{codec}");
}

#[test]
fn the_only_event_is_a_union_where_a_constant_says_what_it_is() {
    let (module, _) = made(json!({"rung": with("kind", json!({"type": "string", "enum": ["a", "b"]}))}), "").unwrap();
    assert!(!module.contains("WebhookEvent"), "{module}");
    let (module, codec) = made(json!({"rung": with("kind", json!({"const": "bell.rung"}))}), "").unwrap();
    assert!(module.contains("pub type Event = types::WebhookEvent;"), "{module}");
    assert_eq!(tag(&codec), Some("kind"));
}

#[test]
fn names_that_are_taken_stay_what_they_are() {
    let webhooks = json!({"event": with("kind", json!({"const": "a"})), "result": with("kind", json!({"const": "b"}))});
    let (module, _) = made(webhooks, "").unwrap();
    assert!(module.contains("pub type Event = types::EventWebhook;"), "{module}");
    assert!(module.contains("pub type AnyEvent = types::WebhookEvent;"), "{module}");
    assert!(module.contains("pub type ResultSchema = "), "{module}");
}

#[test]
fn settings_about_nothing_are_errors() {
    let signature = "[webhooks.signature]\nscheme = \"standard-webhooks\"\nsource = \"s\"\n";
    let error = made(json!({}), signature).unwrap_err();
    assert_eq!(error, "the document has no webhook whose payload is JSON, so that this is about nothing");
    let event = "[webhooks]\nsource = \"s\"\n[[webhooks.event]]\nname = \"a\"\nschema = \"None\"\n";
    let error = made(json!({"own": with("a", json!({}))}), event).unwrap_err();
    assert_eq!(error, "the document says itself which events there are");
}

/// What is said of a document, where a client is made all the same.
fn said(webhooks: Value, stated: &str) -> Vec<String> {
    let mut files = SourceFiles::new();
    let span = Span::new(files.add("openapi.json", ""), 0..0);
    let document = json!({"openapi": "3.1.0", "info": {"title": "Bells", "version": "1"}, "webhooks": webhooks});
    let mut document = Node::from_value(document, span);
    let alone = CrateSettings::for_document(&document, "bells".to_owned(), "../runtime".to_owned(), Home::Alone);
    let settings = (!stated.is_empty()).then(|| files.add("acme.toml", stated));
    let mut found = Diagnostics::new();
    let settings = complete(&files, Beside { settings, overlay: None }, &mut document, &alone, &mut found).unwrap();
    let settings = settings.map_or(alone.clone(), |settings| alone.with(&settings));
    generate(&document, &settings, &mut found).unwrap();
    found.iter().map(|found| found.message.clone()).collect()
}

#[test]
fn what_is_not_in_the_union_is_said() {
    let other = webhook(json!({"type": "integer"}));
    let mut twice = with("kind", json!({"const": "rung"}));
    twice["put"] = other["post"].clone();
    let mut form = with("kind", json!({"const": "cast"}));
    let content = form["post"]["requestBody"]["content"]["application/json"].clone();
    form["post"]["requestBody"]["content"] = json!({"application/x-www-form-urlencoded": content});
    let found = said(json!({"rung": twice, "cast": form}), "");
    assert_eq!(
        found,
        [
            "the webhook `rung` is sent by several methods, with other payloads",
            "the webhook `cast` is sent as a form, and the others as JSON",
        ]
    );
}
