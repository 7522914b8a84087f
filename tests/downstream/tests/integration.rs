//! The program of somebody who integrates a vendor, tested without the vendor: each test sets what the API answers, and looks
//! at what was sent.

use revox::testing::Double;
use revox::types::{CallResponse, CallStatus};
use serde_json::{from_value, json};
use std::time::Duration;

/// The code under test: waits until a call is over.
async fn wait_for_end(client: &revox::Client, id: &str) -> Result<CallStatus, revox::Error> {
    loop {
        let call = client.get_call(id).timeout(Duration::from_secs(5)).await?.into_inner().call;
        match call.status {
            CallStatus::Completed | CallStatus::Cancelled | CallStatus::Errored => return Ok(call.status),
            _ => tokio::task::yield_now().await,
        }
    }
}

fn call(status: &str) -> CallResponse {
    from_value(json!({"call": {
        "id": "order",
        "assistant": null,
        "call_attempts": [],
        "call_retry_config": null,
        "calls_count": 0,
        "campaign": null,
        "created_at": "2025-11-19T23:00:00Z",
        "direction": "outbound",
        "first_sentence_delay_ms": 400,
        "from_phone_number": "+15550102",
        "is_cancelled": false,
        "is_completed": status == "completed",
        "last_call_attempt": null,
        "llm_model": {"type": "dedicated-instance", "name": "gpt-4.1"},
        "metadata": {},
        "organization_id": "org",
        "scheduled_at": null,
        "status": status,
        "to_phone_number": "+15550103",
    }}))
    .expect("an answer of the document")
}

#[tokio::test]
async fn a_call_is_asked_for_until_it_is_over() {
    let double = Double::new();
    let answers = double.on().get_call();
    answers.clone().answer(&call("calling")).answer(&call("calling")).answer(&call("completed"));
    let client = double.client().expect("a client");
    assert_eq!(wait_for_end(&client, "order").await.expect("the end"), CallStatus::Completed);
    let paths: Vec<String> = answers.requests().iter().map(|sent| sent.path().to_owned()).collect();
    assert_eq!(paths, ["/call/order"; 3]);
}

#[tokio::test]
async fn an_error_ends_the_wait() {
    let double = Double::new();
    double.on().get_call().answer(&call("calling")).body(404, "application/json", r#"{"error": "no such call"}"#);
    let error = wait_for_end(&double.client().expect("a client"), "order").await.expect_err("an error");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
}
