//! The examples that stand on the vendors' pages: each client reads its own and writes it back equal.

use serde_json::{Value, json};
use std::path::Path;

/// A value of a vendor's derived document, by JSON pointer.
pub(crate) fn example(vendor: &str, pointer: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(vendor).join("openapi.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_yaml::from_str(&text).unwrap();
    document.pointer(pointer).cloned().unwrap_or_else(|| panic!("{vendor} has no {pointer}"))
}

/// Compares what a client wrote with what it read: members in any order, numbers by value (`0` is `0.0`).
pub(crate) fn assert_same(written: &impl serde::Serialize, read: &Value) {
    assert_eq!(by_value(&serde_json::to_value(written).unwrap()), by_value(read));
}

fn by_value(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.as_i64().is_none() => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => json!(float as i64),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(by_value).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), by_value(member))).collect(),
        other => other.clone(),
    }
}

/// An AI voice call with every member that the page of RevCent names; the page itself shows no example.
pub(crate) fn revcent_call() -> Value {
    json!({
        "api_call_id": "ac000000000000000001", "api_call_unix": 1_760_000_000, "code": 1,
        "created_date_unix": 1_760_000_000, "updated_date_unix": 1_760_000_061,
        "id": "vc000000000000000001", "ai_model": "gpt-4o", "ai_source": "openai", "ai_source_session_id": "sess_1",
        "call_duration_ms": 61_000, "call_method": "outbound", "call_source": "twilio",
        "call_source_account_id": "AC1", "call_source_call_id": "CA1", "call_source_number": "+15550100",
        "call_source_session_id": "S1", "from": "+15550100", "to": "+15550101",
        "customer": {
            "address_line_1": "1 Main St", "address_line_2": "", "blocked": false, "city": "Austin", "company": "",
            "country": "USA", "email": "ada@example.com", "first_name": "Ada", "internal_id": "42", "last_name": "L",
            "phone": "+15550101", "state": "TX", "zip": "78701", "created_date_unix": 1_750_000_000,
            "id": "cu000000000000000001", "enabled": true, "metadata": [{"name": "tier", "value": "gold"}],
            "updated_date_unix": 1_750_000_000,
        },
        "source_type": "item", "item_type": "sale", "item_id": "sa000000000000000001", "status": "Complete",
        "trigger": {
            "source": "api", "notation": "sale.created",
            "api_call": {"id": "ac000000000000000001", "api_account": {"id": "aa000000000000000001", "name": "Shop"}},
        },
        "third_party_integration_ai": {
            "id": "ti000000000000000001", "name": "Speech",
            "third_party": {"id": "si000000000000000001", "name": "OpenAI"},
        },
        "third_party_integration_voice": {
            "id": "ti000000000000000002", "name": "Phone",
            "third_party": {"id": "si000000000000000002", "name": "Twilio"},
        },
    })
}

#[test]
fn revcent_reads_every_member_of_its_page_and_writes_it_back() {
    let payload = revcent_call();
    let call: revcent::types::AiVoiceCall = serde_json::from_value(payload.clone()).unwrap();
    assert!(call.extra.is_empty(), "{:?}", call.extra);
    assert_same(&call, &payload);
}

#[test]
fn revox_reads_the_sample_of_its_page_and_writes_it_back() {
    let payload = example("revox", "/paths/~1call~1{id}/get/responses/200/content/application~1json/example");
    let response: revox::types::CallResponse = serde_json::from_value(payload.clone()).unwrap();
    assert!(response.extra.is_empty() && response.call.extra.is_empty());
    assert_same(&response, &payload);
}

#[test]
fn revring_reads_the_sample_of_its_page_and_writes_it_back() {
    let payload = example("revring", "/paths/~1calls~1{id}/get/responses/200/content/application~1json/example");
    let response: revring::types::CallResponse = serde_json::from_value(payload.clone()).unwrap();
    assert!(response.extra.is_empty() && response.data.extra.is_empty());
    assert_same(&response, &payload);
}

#[test]
fn voipbin_reads_the_example_of_its_page_and_writes_it_back() {
    let payload = example("voipbin", "/components/schemas/AIcall/example");
    let call: voipbin::types::AIcall = serde_json::from_value(payload.clone()).unwrap();
    assert!(call.extra.is_empty(), "{:?}", call.extra);
    assert_same(&call, &payload);
}
