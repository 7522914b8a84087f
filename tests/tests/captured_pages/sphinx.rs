//! The Sphinx reader on the captured page, exactly as it is.

use crate::pages::{describe, describe_ours, facts};
use serde_json::{Value, json};
use switchboard_codegen::describe::Format;

/// The schema of the page, after checking that nothing was reported.
fn aicall() -> Option<Value> {
    let described = describe(&["004_02286449f3b58c3a.txt"], Format::Sphinx)?;
    assert_eq!(described.problems, Vec::<String>::new());
    assert_eq!(described.document["paths"], json!({}));
    Some(described.document["components"]["schemas"]["AIcall"].clone())
}

#[test]
fn every_member_has_its_type_and_its_text() {
    let Some(schema) = aicall() else { return };
    let properties = schema["properties"].as_object().expect("properties");
    let types: String = properties
        .iter()
        .map(|(name, property)| {
            assert!(property["description"].as_str().is_some_and(|text| text.ends_with('.')), "{name}");
            let format = property["format"].as_str().unwrap_or_default();
            format!("{name}: {} {format}", property["type"]).trim_end().to_owned() + "\n"
        })
        .collect();
    insta::assert_snapshot!(types, @r#"
    id: "string" uuid
    customer_id: "string" uuid
    assistance_type: "string"
    assistance_id: "string" uuid
    ai_engine_model: "string"
    ai_tts_type: "string"
    ai_tts_voice_id: "string"
    ai_stt_type: "string"
    ai_vad_config: ["object","null"]
    ai_smart_turn_enabled: "boolean"
    parameter: "object"
    activeflow_id: "string" uuid
    reference_type: "string"
    reference_id: "string" uuid
    confbridge_id: "string" uuid
    current_member_id: "string" uuid
    status: "string"
    stt_language: "string"
    tm_end: "string" date-time
    tm_create: "string" date-time
    tm_update: "string" date-time
    tm_delete: "string" date-time
    "#);
}

#[test]
fn enums_have_the_meaning_of_each_value() {
    let Some(schema) = aicall() else { return };
    let enums: Vec<_> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, property)| Some((name.as_str(), property, property["enum"].as_array()?)))
        .map(|(name, property, values)| {
            let meanings = property["x-enum-descriptions"].as_object().expect("meanings");
            assert_eq!(meanings.len(), values.len(), "{name}");
            let meanings = values.iter().filter_map(Value::as_str).map(|value| &meanings[value]);
            assert!(meanings.clone().all(|meaning| meaning.as_str().is_some_and(|text| text.contains("A"))), "{name}");
            (name, json!(values))
        })
        .collect();
    assert_eq!(
        enums,
        [
            ("assistance_type", json!(["ai", "team"])),
            ("reference_type", json!(["call", "conversation", "task"])),
            ("status", json!(["initiating", "progressing", "pausing", "resuming", "terminating", "terminated"])),
        ]
    );
}

#[test]
fn values_that_stand_for_unset_are_known_in_every_spelling_of_the_page() {
    let Some(schema) = aicall() else { return };
    let unset: Vec<_> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, property)| Some((name.as_str(), property.get("x-unset-values")?.clone())))
        .collect();
    let never = json!(["9999-01-01 00:00:00.000000", "9999-01-01T00:00:00.000000Z"]);
    assert_eq!(
        unset,
        [
            ("activeflow_id", json!(["00000000-0000-0000-0000-000000000000"])),
            ("tm_end", never.clone()),
            ("tm_delete", never),
        ]
    );
}

#[test]
fn blanks_lost_around_code_are_back_and_mentions_are_told_apart() {
    let Some(schema) = aicall() else { return };
    let text = |name: &str| schema["properties"][name]["description"].as_str().unwrap_or_default().to_owned();
    assert!(text("assistance_id").ends_with(" the `id` field of `GET /ais` or `GET /ai-teams`."));
    assert!(text("activeflow_id").contains(" to `00000000-0000-0000-0000-000000000000` if "));
    assert!(text("ai_engine_model").ends_with("(e.g., `openai.gpt-4o`, `anthropic.claude-3-5-sonnet`)."));
    assert_eq!(
        schema["x-mentioned-operations"],
        json!(["GET /aicalls", "GET /customers", "GET /ais", "GET /ai-teams", "GET /activeflows", "GET /conferences"])
    );
}

#[test]
fn the_example_is_kept_and_satisfies_the_schema_but_for_what_formats_leave_open() {
    let Some(schema) = aicall() else { return };
    assert_eq!(schema["example"].as_object().map(|example| example.len()), Some(22));
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let errors: Vec<_> = validator.iter_errors(&schema["example"]).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn our_page_states_the_same_facts() {
    let Some(theirs) = describe(&["004_02286449f3b58c3a.txt"], Format::Sphinx) else { return };
    let ours = describe_ours("voipbin", &["aicall.txt"], Format::Sphinx);
    assert_eq!((facts(&ours.document), ours.problems), (facts(&theirs.document), theirs.problems));
}
