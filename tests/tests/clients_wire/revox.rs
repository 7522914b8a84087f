//! Revox: a bearer token, and one large answer with both kinds of unions.

use crate::examples::{assert_same, example};
use crate::vendor::Vendor;
use revox::types::{
    Call, CallAttemptStatus, CallResponse, CallResult, CallStatus, DedicatedModel, LlmModel, ToolArguments,
};
use revox::{Client, Error, Failure};
use serde_json::{Value, json};

fn client(vendor: &Vendor) -> Client {
    Client::builder().base_url(vendor.url()).credential("bearer", "rx-secret").retries(0).build().unwrap()
}

/// The sample of the page with one change.
fn sample(change: impl FnOnce(&mut Value)) -> Value {
    let mut sample = example("revox", "/paths/~1call~1{id}/get/responses/200/content/application~1json/example");
    change(&mut sample["call"]);
    sample
}

/// What the client makes of an answer; it has to write the same again.
async fn received(answer: Value) -> Call {
    let vendor = Vendor::answering(200, answer.clone()).await;
    let response: CallResponse = client(&vendor).get_call("call-1").await.unwrap().into_inner();
    assert_same(&response, &answer);
    response.call
}

#[tokio::test]
async fn get_call() {
    let vendor = Vendor::answering(200, sample(|_| {})).await;
    let response = client(&vendor).get_call("call-1").await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    GET /call/call-1
    accept: application/json
    authorization: Bearer rx-secret
    ");
    assert_eq!(response.call.status, CallStatus::Completed);
    assert_eq!(response.call.call_attempts.len(), 1);
}

#[tokio::test]
async fn the_model_is_an_enum_with_named_variants() {
    let call =
        received(sample(|call| call["llm_model"] = json!({"type": "dedicated-instance", "name": "gpt-4.1"}))).await;
    let LlmModel::DedicatedInstance(model) = &call.llm_model else { panic!("{:?}", call.llm_model) };
    assert_eq!(model.name, DedicatedModel::Gpt41);

    let router = json!({"type": "openrouter", "openrouter_model_id": "openai/gpt-4.1", "openrouter_provider": "azure"});
    let call = received(sample(|call| call["llm_model"] = router)).await;
    let LlmModel::OpenRouter(model) = &call.llm_model else { panic!("{:?}", call.llm_model) };
    assert_eq!((model.openrouter_model_id.as_str(), model.openrouter_provider.as_str()), ("openai/gpt-4.1", "azure"));

    let tomorrow = json!({"type": "quantum", "qubits": 7});
    let call = received(sample(|call| call["llm_model"] = tomorrow.clone())).await;
    assert_eq!(call.llm_model, LlmModel::Unknown(tomorrow));
}

#[tokio::test]
async fn a_known_model_with_a_wrong_body_names_the_member() {
    let answer = sample(|call| call["llm_model"] = json!({"type": "openrouter", "openrouter_provider": "azure"}));
    let vendor = Vendor::answering(200, answer).await;
    let response = client(&vendor).get_call("call-1").await.unwrap();
    let LlmModel::OpenRouter(model) = &response.call.llm_model else { panic!("{:?}", response.call.llm_model) };
    assert_eq!((model.openrouter_model_id.as_str(), model.openrouter_provider.as_str()), ("", "azure"));
    assert_eq!(response.deviations()[0].path(), "call.llm_model.openrouter_model_id");
    let strict = client(&vendor).with_options(revox::CallOptions::new().strict(true));
    let error = strict.get_call("call-1").await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::Decode { .. })), "{error}");
    let message = error.to_string();
    for part in ["call.llm_model", "openrouter_model_id"] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[tokio::test]
async fn tool_arguments_are_a_map_or_a_string() {
    let transcript = json!([
        {"role": "tool", "content": "", "tool_arguments": {"city": "Paris", "days": [1, 2]}},
        {"role": "tool", "content": "", "tool_arguments": "{\"city\": \"Par"},
        {"role": "tool", "content": "", "tool_arguments": 7},
        {"role": "user", "content": "Hello"},
    ]);
    let call = received(sample(|call| call["call_attempts"][0]["transcript"] = transcript)).await;
    let attempt = &call.call_attempts[0];
    let turns = attempt.transcript.as_ref().unwrap();
    let Some(ToolArguments::Map(map)) = &turns[0].tool_arguments else { panic!("{:?}", turns[0]) };
    assert_eq!(map["city"], "Paris");
    assert_eq!(turns[1].tool_arguments, Some(ToolArguments::String("{\"city\": \"Par".to_owned())));
    assert_eq!(turns[2].tool_arguments, Some(ToolArguments::Unknown(json!(7))));
    assert_eq!(turns[3].tool_arguments, None);
}

#[tokio::test]
async fn unknown_values_survive_and_the_value_unknown_is_a_known_one() {
    let call = received(sample(|call| {
        call["status"] = json!("paused");
        call["call_attempts"][0]["status"] = json!("beamed");
        call["call_attempts"][0]["result"] = json!("unknown");
    }))
    .await;
    assert_eq!(call.status, CallStatus::Unknown("paused".to_owned()));
    assert_eq!(call.call_attempts[0].status, CallAttemptStatus::Unknown("beamed".to_owned()));
    assert_eq!(call.call_attempts[0].result, Some(CallResult::UnknownValue));
}

#[tokio::test]
async fn times_keep_their_digits_and_offset() {
    let call = received(sample(|call| {
        call["scheduled_at"] = json!("2025-06-01T09:30:00.123456789+02:00");
        call["created_at"] = json!("2025-06-01 07:30:00");
    }))
    .await;
    assert!(call.scheduled_at.is_some() && call.created_at.is_some());
}

#[tokio::test]
async fn errors_are_failures_that_name_the_operation() {
    for status in [400, 401, 404, 500] {
        let vendor = Vendor::answering(status, json!({"message": "no"})).await;
        let error = client(&vendor).get_call("call-1").await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert!(matches!(error, Error::Failure(Failure::UnexpectedStatus { .. })), "{error}");
        assert!(error.to_string().starts_with("getCall: "), "{error}");
    }
}
