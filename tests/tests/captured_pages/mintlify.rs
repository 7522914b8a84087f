//! The Mintlify reader on a captured page, exactly as it is. Descriptions are compared by their line on the page, so
//! that no sentence of the page stands here.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use switchboard_codegen::describe::mintlify;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{Node, SourceFiles};

fn page() -> Option<String> {
    crate::pages::captured("002_0af9063c21e32b87.txt")
}

fn read(text: &str) -> (Option<Node>, SourceFiles, Diagnostics) {
    let mut files = SourceFiles::new();
    let page = files.add("page.txt", text);
    let mut diagnostics = Diagnostics::new();
    let document = mintlify::read(&files, &[page], &mut diagnostics);
    (document, files, diagnostics)
}

const CALL: &str = "/paths/~1calls~1{id}/get/responses/200/content/application~1json/schema/properties/data";

#[test]
fn all_members_and_only_the_right_descriptions() {
    let Some(text) = page() else { return };
    let (document, files, diagnostics) = read(&text);
    assert_eq!(diagnostics, Diagnostics::new());
    let document = document.expect("a document");
    let call = document.pointer(CALL).expect("the record");

    // Line of the page on which the description of each member stands.
    let line = |member: &Node| {
        let description = member.get("description")?;
        Some(files[description.span.file].location(description.span.start as usize).line)
    };
    let lines: Vec<_> = call.members("properties").map(|(name, member)| (name.as_str(), line(member))).collect();
    let expected = [
        ("id", None),
        ("organizationId", None),
        ("direction", Some(71)),
        ("status", Some(72)),
        ("fromNumber", Some(73)),
        ("toNumber", Some(74)),
        ("initiatedAt", Some(75)),
        ("createdAt", None),
        ("updatedAt", None),
        ("agentId", None),
        ("sipTrunkId", None),
        ("agentCallerIdName", Some(76)),
        ("agentName", Some(77)),
        ("variables", Some(78)),
        ("recordingUrl", Some(79)),
        ("hangupCause", Some(80)),
        ("errorMessage", Some(81)),
        ("transcript", Some(82)),
        ("summary", Some(83)),
        ("metrics", Some(84)),
        ("startedAt", Some(85)),
        ("endedAt", Some(86)),
        ("durationSeconds", Some(87)),
        ("postCallWebhookStatus", Some(88)),
        ("preCallWebhookStatus", Some(89)),
    ];
    assert_eq!(lines, expected);
    assert_eq!(line(call), Some(69));
}

#[test]
fn types_enumerations_and_null() {
    let Some(text) = page() else { return };
    let document = read(&text).0.expect("a document");
    let call = document.pointer(CALL).expect("the record");
    let facts: Vec<_> = call
        .members("properties")
        .map(|(name, member)| {
            let mut facts = member.to_value();
            facts.as_object_mut().expect("a schema").remove("description");
            format!("{name}: {facts}")
        })
        .collect();
    insta::assert_snapshot!(facts.join("\n"), @r#"
    id: {"type":"string","format":"uuid"}
    organizationId: {"type":"string","format":"uuid"}
    direction: {"type":"string","enum":["INBOUND","OUTBOUND"]}
    status: {"type":"string","enum":["INITIATED","ONGOING","TRANSFERRED","COMPLETED","FAILED","CANCELED"]}
    fromNumber: {"type":"string"}
    toNumber: {"type":"string"}
    initiatedAt: {"type":"string","format":"date-time"}
    createdAt: {"type":"string","format":"date-time"}
    updatedAt: {"type":"string","format":"date-time"}
    agentId: {"type":"string","format":"uuid"}
    sipTrunkId: {"type":"string","format":"uuid"}
    agentCallerIdName: {"type":"string"}
    agentName: {"type":"string"}
    variables: {"type":"object","additionalProperties":true}
    recordingUrl: {"type":"string"}
    hangupCause: {"type":"string","x-known-values":["USER_ENDED","END_CALL_TOOL","SILENCE_TIMEOUT","MAX_DURATION","VOICEMAIL_DETECTED"]}
    errorMessage: {"type":"string"}
    transcript: {"type":"array","items":{"type":"object","additionalProperties":true}}
    summary: {"type":"string"}
    metrics: {"type":"object","additionalProperties":true}
    startedAt: {"type":["string","null"],"format":"date-time","x-nullability-hint":true}
    endedAt: {"type":["string","null"],"format":"date-time","x-nullability-hint":true}
    durationSeconds: {"type":["integer","null"],"x-nullability-hint":true}
    postCallWebhookStatus: {"type":"string"}
    preCallWebhookStatus: {"type":"string"}
    "#);
}

#[test]
fn the_operation_around_the_record() {
    let Some(text) = page() else { return };
    let document = read(&text).0.expect("a document");
    let at = |pointer: &str| document.pointer(pointer).map_or(Value::Null, Node::to_value);
    assert_eq!(at("/openapi"), json!("3.1.0"));
    assert_eq!(at("/info"), json!({"title": "api.revring.ai", "version": "unversioned"}));
    assert_eq!(at("/servers"), json!([{"url": "https://api.revring.ai/v1"}]));
    let operation = document.pointer("/paths/~1calls~1{id}/get").expect("the operation");
    assert_eq!(operation.get("security").map(Node::to_value), Some(json!([{"apiKey": []}])));
    let scheme = document.pointer("/components/securitySchemes/apiKey").expect("the scheme");
    let facts = ["type", "in", "name"].map(|key| scheme.str(key).unwrap_or_default());
    assert_eq!(facts, ["apiKey", "header", "x-api-key"]);
    assert!(scheme.str("description").is_some_and(|text| text.contains("dashboard")));
    let id = &operation.items("parameters")[0];
    assert_eq!((id.str("name"), id.str("in"), id.flag("required")), (Some("id"), Some("path"), true));
    assert!(id.str("description").is_some() && operation.str("summary").is_some());
    let response = operation.pointer("/responses/200").expect("an answer");
    assert!(response.flag("x-inferred") && response.str("description").is_some_and(|text| !text.is_empty()));
    let example = operation.pointer("/responses/200/content/application~1json/example/data").expect("the sample");
    assert_eq!(example.as_object().map(|members| members.len()), Some(25));
}

#[test]
fn a_page_cut_at_any_byte_is_read_or_refused_without_panic() {
    let Some(text) = page() else { return };
    let announcement = "Show child attributes";
    let announced = text.find(announcement).expect("announced") + announcement.len();
    for at in 0..text.len() {
        let Some(start) = text.get(..at) else { continue };
        let (document, _, diagnostics) = read(start);
        assert_eq!(document.is_none(), diagnostics.has_errors(), "cut at byte {at}");
        // Behind the announcement stands a line break, which is not yet a member.
        assert!(at > announced + 1 || document.is_none(), "cut at byte {at}");
    }
}

/// The description of each member, by name.
fn descriptions(text: &str) -> BTreeMap<String, String> {
    let document = read(text).0.expect("a document");
    let call = document.pointer(CALL).expect("the record");
    let described = |(name, member): (&String, &Node)| Some((name.clone(), member.str("description")?.to_owned()));
    call.members("properties").filter_map(described).collect()
}

#[test]
fn a_missing_description_never_moves_another_one() {
    let Some(text) = page() else { return };
    let expected = descriptions(&text);
    let lines: Vec<&str> = text.trim_end().split('\n').collect();
    let first = lines.iter().position(|line| *line == "Show child attributes").expect("announced") + 1;
    for gone in first..lines.len() {
        let rest: Vec<_> = lines.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| *line).collect();
        for (name, found) in descriptions(&rest.join("\n")) {
            assert_eq!(expected.get(&name), Some(&found), "without line {}", gone + 1);
        }
    }
}

#[test]
fn the_reworded_page_says_the_same_as_the_captured_one() {
    let Some(text) = page() else { return };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs/revring/docs/get_call.txt");
    let reworded = std::fs::read_to_string(folder).expect("the page of the vendor folder");
    let facts = |text: &str| {
        let (document, _, diagnostics) = read(text);
        assert_eq!(diagnostics, Diagnostics::new());
        let mut document = document.expect("a document").to_value();
        mask_prose(&mut document);
        document
    };
    assert_eq!(facts(&reworded), facts(&text));
}

/// Replaces every description and summary by a mark that says that there is one. Placeholders such as `<string>` are
/// sample values of members that happen to have such a name.
fn mask_prose(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if matches!(key.as_str(), "description" | "summary") && !text.contains('<') => {
                        *text = "some words".to_owned();
                    }
                    _ => mask_prose(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_prose),
        _ => {}
    }
}
