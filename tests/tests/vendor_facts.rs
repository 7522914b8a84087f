//! What is known of the vendors beyond the shape of their pages: every value of a list has a name in the client, and
//! every sample on a page is one of the client's types, there and back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json, to_value};
use std::collections::BTreeSet;

/// Each value is a variant of its own, and none is unknown.
macro_rules! named {
    ($($kind:ident: $($value:literal)+;)+) => {$($({
        let read = $kind::from($value);
        assert!(!matches!(read, $kind::Unknown(_)), "{} has no variant for {}", stringify!($kind), $value);
        assert_eq!(read.as_str(), $value);
    })+)+};
}

#[test]
fn every_value_of_revcent_has_a_name() {
    use revcent::types::*;
    named! {
        CallMethod: "inbound" "outbound";
        ItemType: "sale" "customer" "product_sale" "shipping" "subscription" "subscription_renewal"
            "salvage_transaction" "transaction" "chargeback" "fraud_detection";
        NoteItemType: "sale" "customer" "product_sale" "shipping" "subscription" "subscription_renewal";
        AiVoiceCallStatus: "Active" "Complete" "Timer" "Cancelled" "Error";
        AiThreadStatus: "Running" "Complete" "Timer" "Cancelled" "Error";
        AiThreadTriggerSource: "api" "web_app" "account_event";
        TriggerSource: "api" "account_event" "inbound_call";
        MessageRole: "user" "assistant" "system";
        AiMemoStatus: "unread" "read";
        PaymentType: "credit_card" "paypal" "offline_payment" "check_direct";
        ProductType: "basic" "subscription" "subscription_only" "trial" "trial_only";
    }
}

#[test]
fn every_value_of_revox_has_a_name() {
    use revox::types::*;
    named! {
        CallStatus: "initializing" "queued_for_calling" "calling" "scheduled" "completed" "cancelled" "errored";
        CallDirection: "inbound" "outbound";
        CallAttemptStatus: "queued" "ringing" "ongoing" "completed" "error";
        CallResult: "IVR" "voicemail" "human" "unknown" "ios-screening-filter";
        CallResultFilter: "IVR" "voicemail" "human" "unknown" "ios-screening-filter" "all" "none";
        CampaignStatus: "draft" "running" "paused" "completed";
        DedicatedModel: "gpt-4.1" "ministral-3-8b-instruct";
        DialError: "number_non_attributed" "too_many_calls" "busy" "temporarily_unavailable" "no_answer"
            "no_international_permission" "precondition_failed" "non_classified_error";
        EndedBy: "agent" "user" "system";
        FaqSource: "human" "ai";
        FirstSentenceMode: "generated" "static" "none";
        StructuredFieldType: "string" "number" "boolean" "enum" "date" "datetime";
        TranscriptRole: "user" "assistant" "tool";
        VoiceProvider: "cartesia" "elevenlabs";
        Weekday: "monday" "tuesday" "wednesday" "thursday" "friday" "saturday" "sunday";
    }
}

#[test]
fn every_value_of_revring_has_a_name() {
    use revring::types::*;
    named! {
        AgentMode: "single_prompt" "conversation_flow";
        AgentStatus: "active" "disabled";
        CallDirection: "INBOUND" "OUTBOUND";
        CallStatus: "INITIATED" "ONGOING" "TRANSFERRED" "COMPLETED" "FAILED" "CANCELED" "QUEUED";
        FinalCallStatus: "COMPLETED" "TRANSFERRED" "FAILED" "CANCELED";
        HangupCause: "USER_ENDED" "END_CALL_TOOL" "SILENCE_TIMEOUT" "MAX_DURATION" "VOICEMAIL_DETECTED";
        HttpMethod: "GET" "POST" "PUT" "PATCH" "DELETE";
        ReasoningEffort: "low" "medium" "high";
        SourceStatus: "queued" "processing" "ready" "failed";
        SourceType: "text" "url" "file";
        TransferMode: "cold" "warm";
        VoicemailAction: "hangup" "leave_message";
    }
}

#[test]
fn every_value_of_voipbin_has_a_name() {
    use voipbin::types::*;
    named! {
        AIcallAssistanceType: "" "ai" "team";
        AIcallReferenceType: "" "call" "conversation" "task" "contact_case";
        AIcallStatus: "initiating" "progressing" "pausing" "resuming" "terminating" "terminated";
        AiAuditError: "invalid_call_metadata" "prompt_snapshot_not_found" "prompt_snapshot_has_no_history_id"
            "invalid_evaluator_response" "evaluator_unavailable" "cancelled";
        AiPromptProposalError: "invalid_audit_set" "audit_prompt_version_mismatch" "prompt_version_drifted"
            "evaluator_unavailable" "invalid_evaluator_response" "cancelled";
        CallOwnerType: "" "agent";
        ErrorStatus: "INVALID_ARGUMENT" "UNAUTHENTICATED" "PAYMENT_REQUIRED" "PERMISSION_DENIED" "NOT_FOUND"
            "ALREADY_EXISTS" "FAILED_PRECONDITION" "RESOURCE_EXHAUSTED" "UNAVAILABLE" "INTERNAL";
        ErrorReason: "INVALID_JSON_BODY" "INSUFFICIENT_BALANCE" "CALL_NOT_FOUND" "CALL_ALREADY_HANGUP"
            "RATE_LIMIT_EXCEEDED" "INTERNAL" "REQUEST_TIMEOUT" "SIGNING_NOT_CONFIGURED";
        SpeakingProvider: "elevenlabs" "gcp" "aws";
        WebhookEventType: "call_hangup" "agent_status_updated" "webchat_session_ended" "transcribe_progressing"
            "confbridge_updated";
    }
}

/// What the documentation of a field says in the Rust text of a client.
fn documentation(types: &str, name: &str, field: &str) -> String {
    let (_, body) = types.split_once(&format!("pub struct {name} {{\n")).unwrap_or_else(|| panic!("no struct {name}"));
    let body = body.split("\n}\n").next().unwrap_or_default();
    let (above, _) = body.split_once(&format!("    pub {field}: ")).unwrap_or_else(|| panic!("no {name}.{field}"));
    let own = above.lines().rev().take_while(|line| line.trim_start().starts_with("///"));
    own.map(|line| line.trim_start().trim_start_matches("///").trim()).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_bound_is_on_its_member() {
    for (vendor, facts) in [
        (
            "revcent",
            &[
                ("TriggerAiVoiceAgentRequest", "item_id", "Exactly 20 characters."),
                ("EditAiVoiceAgentBody", "pre_agent_function", "0 to 20 characters."),
                ("CreateNoteBody", "text", "1 to 255 characters."),
                ("CreateProjectNoteBody", "title", "1 to 100 characters."),
                ("CreateProjectNoteBody", "content", "1 to 5000 characters."),
                ("Metadata", "name", "1 to 100 characters."),
                ("Metadata", "value", "1 to 255 characters."),
                ("CreateSaleBody", "iso_currency", "Exactly 3 characters."),
            ][..],
        ),
        (
            "revox",
            &[
                ("CallingWindow", "retry_delay_seconds", "Must be more than 0 and at most 9007199254740991."),
                ("CallRetryConfig", "max_retry_attempts", "Must be more than 0 and at most 9007199254740991."),
                ("StructuredField", "name", "At least 1 character."),
                ("Voice", "id", "At least 1 character."),
                ("Voice", "speed", "Must be at least 0.6 and at most 1.5."),
                ("VoicePreview", "text", "At most 2000 characters."),
                ("VoicePreview", "volume", "Must be at least 0.5 and at most 2."),
                ("NewCampaign", "name", "At least 1 character."),
                ("Assistant", "background_sound_volume", "Must be at least 0 and at most 1."),
                ("Assistant", "thinking_sound_probability", "Must be at least 0 and at most 1."),
            ],
        ),
        (
            "revring",
            &[
                ("NewCall", "to_number", r"Pattern: `^\+[1-9]\d{1,14}$`"),
                ("NewCall", "caller_id_name", "1 to 15 characters."),
                ("BatchGetCallsBody", "ids", "1 to 100 items."),
                ("NewAgent", "name", "At most 128 characters."),
                ("NewAgent", "first_message", "At most 4000 characters."),
                ("NewAgent", "turn_timeout_seconds", "Must be at least -1."),
                ("NewAgent", "max_conversation_duration_seconds", "Must be at least 1."),
                ("NewAgent", "llm_temperature", "Must be at least 0 and at most 2."),
                ("NewAgent", "voice_speed", "Must be at least 0.5 and at most 1.5."),
                ("AgentChanges", "play_keypad_touch_tone_description_override", "At most 2000 characters."),
                ("NewCustomTool", "name", "At most 64 characters."),
                ("NewKnowledgeBaseSource", "display_name", "At most 256 characters."),
                ("NewKnowledgeBaseSource", "content", "At most 100000 characters."),
                ("NewMessage", "body", "1 to 1600 characters."),
            ],
        ),
        (
            "voipbin",
            &[
                ("VadConfig", "confidence", "Must be at least 0.0 and at most 1.0."),
                ("VadConfig", "stop_secs", "Must be at least 0.0 and at most 30.0."),
                ("AiAudit", "overall_score", "Must be at least 1 and at most 5."),
                ("AuthPasswordResetRequest", "token", "Exactly 64 characters."),
                ("AuthPasswordResetRequest", "password", "At least 8 characters."),
                ("CallCreate", "actions", "At least 1 item."),
            ],
        ),
    ] {
        let path = format!("{}/../clients/{vendor}/src/types.rs", env!("CARGO_MANIFEST_DIR"));
        let types = std::fs::read_to_string(path).expect("the types are there");
        for (name, field, said) in facts {
            let found = documentation(&types, name, field);
            assert!(found.lines().any(|line| line == *said), "{vendor}: {name}.{field} says:\n{found}");
        }
    }
}

#[test]
fn every_bound_is_on_its_argument() {
    let path = format!("{}/../clients/revcent/src/client.rs", env!("CARGO_MANIFEST_DIR"));
    let client = std::fs::read_to_string(path).expect("the client is there");
    let (above, _) = client.split_once("    pub fn get_customers(").expect("the method");
    let own: Vec<&str> = above.lines().rev().take_while(|line| line.trim_start().starts_with("///")).collect();
    assert!(
        own.iter().any(|line| line.contains("* `limit`: ") && line.ends_with("Must be at least 1 and at most 25.")),
        "{own:#?}"
    );
}

/// Reads a value as `T` and writes it back.
fn there_and_back<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, serde_json::Error> {
    to_value(from_value::<T>(value.clone())?)
}

/// Numbers by their value: 123 and 123.0 are one number.
fn by_value(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Number(number), Value::from),
        Value::Array(items) => items.into_iter().map(by_value).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, by_value(value))).collect(),
        other => other,
    }
}

type Trip = fn(&Value) -> Result<Value, serde_json::Error>;

/// Every sample in the document of a vendor goes through the type that its operation uses for it.
fn check_samples(vendor: &str, requests: &[(&str, Trip)], answers: &[(&str, Trip)]) {
    let path = format!("{}/../specs/{vendor}/openapi.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the document is there");
    let document: Value = serde_yaml::from_str(&text).expect("the document is YAML");
    let operations = document["paths"].as_object().expect("paths").values();
    let operations = operations.flat_map(|item| item.as_object().expect("operations").values());
    // Beside operations a path has parameters that all of them share.
    let operations = operations.filter(|operation| operation.is_object());
    let mut checked = BTreeSet::new();
    for operation in operations {
        let id = operation["operationId"].as_str().expect("an id");
        for (what, parent, trips) in
            [("request", &operation["requestBody"], requests), ("answer", &operation["responses"]["200"], answers)]
        {
            let example = &parent["content"]["application/json"]["example"];
            if example.is_null() {
                continue;
            }
            let (_, trip) = trips.iter().find(|(name, _)| *name == id).unwrap_or_else(|| panic!("{id} has a {what}"));
            match trip(example) {
                Ok(back) => assert_eq!(by_value(back), by_value(example.clone()), "{what} of {id}"),
                Err(error) => panic!("{what} of {id}: {error}"),
            }
            checked.insert((what, id));
        }
    }
    assert_eq!(checked.len(), requests.len() + answers.len(), "a sample is missing: {checked:?}");
}

#[test]
fn every_sample_of_revox_goes_there_and_back() {
    use revox::types::*;
    check_samples(
        "revox",
        &[
            ("createCall", there_and_back::<NewCall>),
            ("createAssistant", there_and_back::<NewAssistant>),
            ("updateAssistant", there_and_back::<AssistantChanges>),
            ("createCampaign", there_and_back::<NewCampaign>),
            ("cloneVoice", there_and_back::<NewVoice>),
            ("previewVoice", there_and_back::<VoicePreview>),
            ("updatePhoneNumber", there_and_back::<PhoneNumberChanges>),
        ],
        &[
            ("listCalls", there_and_back::<CallPage>),
            ("createCall", there_and_back::<CallResponse>),
            ("getCall", there_and_back::<CallResponse>),
            ("listAssistants", there_and_back::<AssistantList>),
            ("createAssistant", there_and_back::<AssistantResponse>),
            ("updateAssistant", there_and_back::<AssistantResponse>),
            ("getAssistant", there_and_back::<Assistant>),
            ("getCampaign", there_and_back::<CampaignResponse>),
            ("listCampaignRows", there_and_back::<CampaignRowPage>),
            ("listVoices", there_and_back::<VoiceList>),
        ],
    );
}

#[test]
fn every_sample_of_revring_goes_there_and_back() {
    use revring::types::*;
    check_samples(
        "revring",
        &[
            ("createCall", there_and_back::<NewCall>),
            ("batchGetCalls", there_and_back::<BatchGetCallsBody>),
            ("createAgent", there_and_back::<NewAgent>),
            ("updateAgent", there_and_back::<AgentChanges>),
            ("createCustomTool", there_and_back::<NewCustomTool>),
            ("updateCustomTool", there_and_back::<CustomToolChanges>),
            ("linkKnowledgeBase", there_and_back::<LinkKnowledgeBaseBody>),
            ("createKnowledgeBase", there_and_back::<NewKnowledgeBase>),
            ("addKnowledgeBaseSource", there_and_back::<NewKnowledgeBaseSource>),
            ("sendMessage", there_and_back::<NewMessage>),
        ],
        &[
            ("getCall", there_and_back::<CallResponse>),
            ("createCall", there_and_back::<CallResponse>),
            ("cancelCall", there_and_back::<CallResponse>),
            ("batchGetCalls", there_and_back::<CallList>),
            ("listAgents", there_and_back::<AgentList>),
            ("createAgent", there_and_back::<AgentResponse>),
            ("updateAgent", there_and_back::<AgentResponse>),
            ("duplicateAgent", there_and_back::<AgentResponse>),
            ("createCustomTool", there_and_back::<FreeResponse>),
            ("updateCustomTool", there_and_back::<FreeResponse>),
            ("linkKnowledgeBase", there_and_back::<LinkKnowledgeBaseResponse>),
            ("createKnowledgeBase", there_and_back::<FreeResponse>),
            ("addKnowledgeBaseSource", there_and_back::<AddKnowledgeBaseSourceResponse>),
            ("sendMessage", there_and_back::<SendMessageResponse>),
        ],
    );
}

#[test]
fn every_sample_of_voipbin_goes_there_and_back() {
    use voipbin::types::AIcall;
    check_samples("voipbin", &[], &[("getAicall", there_and_back::<AIcall>)]);
    // The sample of the page, with days in the year 9999 and an object that is null.
    let path = format!("{}/../specs/voipbin/openapi.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the document is there");
    let document: Value = serde_yaml::from_str(&text).expect("the document is YAML");
    let sample = &document["components"]["schemas"]["AIcall"]["example"];
    let call: AIcall = from_value(sample.clone()).expect("decodes");
    assert!(call.tm_end.clone().into_option().is_some_and(|end| !end.is_set()));
    assert_eq!(to_value(call).expect("encodes"), *sample);
}

#[test]
fn webhooks_decode() {
    let post_call = json!({
        "id": "c1", "direction": "INBOUND", "status": "FAILED", "fromNumber": "+15550100", "toNumber": "+15550101",
        "organizationId": "o1", "agentId": "agent_456def", "recordingUrl": null, "hangupCause": null,
        "errorMessage": "no route", "transcript": null, "summary": null, "metrics": {},
        "initiatedAt": "2023-11-07T05:31:56Z", "startedAt": null, "endedAt": null, "durationSeconds": null,
        "agentName": null, "sipTrunkId": null, "agentCallerIdName": null, "variables": {},
    });
    let event: revring::types::PostCallEvent = from_value(post_call.clone()).expect("decodes");
    assert_eq!(event.status, revring::types::FinalCallStatus::Failed);
    assert_eq!(to_value(event).expect("encodes"), post_call);

    let pre_call = json!({"event": "pre_call", "agentId": null, "fromNumber": "+15550100", "toNumber": "+15550101"});
    assert_eq!(there_and_back::<revring::types::PreCallEvent>(&pre_call).expect("decodes"), pre_call);

    let completed = json!({
        "call_order_id": "o1", "call_id": "c1", "status": "completed", "result": "human", "annotation": {"mood": "good"},
        "transcript": "Hello!", "recording_url": "https://example.com/r.wav", "started_at": "2026-11-20T09:30:00Z",
        "ended_at": "2026-11-20T09:31:00Z", "calls_count": 1,
    });
    assert_eq!(there_and_back::<revox::types::CallCompletedEvent>(&completed).expect("decodes"), completed);

    let reply = json!({"variables": {"name": "Ada"}});
    assert_eq!(there_and_back::<revring::webhooks::PreCallReply>(&reply).expect("decodes"), reply);

    let hangup = json!({"type": "call_hangup", "data": {"id": "c7f1e7a4-0c7c-4b52-9a36-5f2a7c1f0a10"}});
    assert_eq!(there_and_back::<voipbin::webhooks::Event>(&hangup).expect("decodes"), hangup);
}

#[test]
fn records_survive_what_the_pages_do_not_promise() {
    // An order that nobody has called yet.
    let attempt = json!({
        "id": "a1", "answered_at": null, "dial_error": null, "ended_at": null, "phone_number": "+1234567890",
        "recording_url": null, "result": null, "started_at": null, "status": "queued", "end_reason": null,
    });
    let read: revox::types::CallAttempt = from_value(attempt).expect("decodes");
    assert_eq!(read.result, None);

    // The newest kind of model, a kind that comes after it, and arguments of a tool in both shapes.
    for model in
        [json!({"type": "realtime", "provider": "x", "realtime_model_id": "m"}), json!({"type": "tomorrow", "size": 3})]
    {
        assert_eq!(there_and_back::<revox::types::LlmModel>(&model).expect("decodes"), model);
    }
    for arguments in [json!({"city": "Paris"}), json!("{\"city\"")] {
        let item = json!({"content": "", "role": "tool", "tool_arguments": arguments});
        assert_eq!(there_and_back::<revox::types::TranscriptItem>(&item).expect("decodes"), item);
    }

    // A call from a web page goes to an agent, not to a number.
    let call = json!({"id": "c1", "toNumber": "cabcdefghijklmnopqrstuvwx", "source": "web_widget", "agentId": null});
    assert_eq!(there_and_back::<revring::types::Call>(&call).expect("decodes"), call);

    // RevCent's closed objects stay open.
    let call = json!({"id": "aBcDeFgHiJkLmNoPqRsT", "ai_voice_agent_id": "aBcDeFgHiJkLmNoPqRsT"});
    assert_eq!(there_and_back::<revcent::types::AiVoiceCall>(&call).expect("decodes"), call);
}
