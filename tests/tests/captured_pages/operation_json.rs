//! The reader of operation JSON on the captured pages, exactly as they are.

use crate::pages::{describe, describe_ours, facts};
use serde_json::{Value, json};
use switchboard_codegen::describe::Format;

/// The document of both pages, after checking that nothing was reported.
fn document() -> Option<Value> {
    let pages = ["000_fe5dba872b0f54f7.txt", "003_0ca38deb5d3f1663.txt"];
    let described = describe(&pages, Format::OperationJson)?;
    assert_eq!(described.problems, Vec::<String>::new());
    Some(described.document)
}

#[test]
fn both_operations_stand_under_one_server() {
    let Some(document) = document() else { return };
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"], json!([{"url": "https://api.revcent.com/v2"}]));
    let operations: Vec<_> = document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(path, item)| {
            let operations = item.as_object().into_iter().flatten();
            operations.map(move |(method, operation)| format!("{method} {path} {}", operation["operationId"]))
        })
        .collect();
    assert_eq!(
        operations,
        [
            "get /ai_voice_calls/{ai_voice_call_id} \"GetAIVoiceCall\"",
            "post /ai_voice_agents/{ai_voice_agent_id}/trigger \"TriggerAIVoiceAgent\"",
        ]
    );
}

#[test]
fn the_pointless_body_of_the_get_is_gone_and_the_real_one_stays() {
    let Some(document) = document() else { return };
    assert_eq!(document["paths"]["/ai_voice_calls/{ai_voice_call_id}"]["get"].get("requestBody"), None);
    let body = &document["paths"]["/ai_voice_agents/{ai_voice_agent_id}/trigger"]["post"]["requestBody"];
    let schema = &body["content"]["application/json"]["schema"];
    assert_eq!(
        (&body["required"], &schema["required"]),
        (&json!(true), &json!(["source_type", "item_type", "item_id"]))
    );
    assert_eq!(schema["properties"]["item_type"]["enum"].as_array().map(Vec::len), Some(10));
}

#[test]
fn the_answers_are_kept_as_they_are() {
    let Some(document) = document() else { return };
    let answers = &document["paths"]["/ai_voice_calls/{ai_voice_call_id}"]["get"]["responses"];
    let parts = &answers["200"]["content"]["application/json"]["schema"]["allOf"];
    assert_eq!(parts.as_array().map(Vec::len), Some(2));
    assert_eq!(parts[0]["title"], "APICallResponseInfo");
    assert_eq!(parts[0].get("description"), None);
    assert_eq!(parts[0]["properties"]["api_call_unix"]["format"], "unix-time");
    assert_eq!(parts[1]["additionalProperties"], false);
    assert_eq!(parts[1]["properties"].as_object().map(|properties| properties.len()), Some(23));
    assert_eq!(parts[1]["properties"]["trigger"]["properties"]["source"]["enum"].as_array().map(Vec::len), Some(3));
    assert_eq!(parts[1]["properties"]["customer"]["properties"].as_object().map(|customer| customer.len()), Some(18));
    let error = &answers["default"]["content"]["application/json"]["schema"];
    assert_eq!((&error["title"], &error["properties"]["code"]["enum"]), (&json!("APIStandardErrors"), &json!([0])));
}

#[test]
fn our_pages_state_the_same_facts() {
    let Some(theirs) = document() else { return };
    let ours = describe_ours("revcent", &["GetAIVoiceCall.json", "TriggerAIVoiceAgent.json"], Format::OperationJson);
    assert_eq!((facts(&ours.document), ours.problems), (facts(&theirs), vec![]));
}
