//! One table out of a payload of each vendor.

use call_log::{Row, Table};
use serde_json::{Value, from_value, json};

fn revcent() -> Row {
    let call = json!({
        "api_call_id": "AbCdEfGhIjKlMnOpQrSt",
        "api_call_unix": 1_763_600_000,
        "code": 1,
        "id": "aBcDeFgHiJkLmNoPqRsT",
        "created_date_unix": 1_763_596_800,
        "call_duration_ms": 61_500,
        "call_method": "outbound",
        "from": "+15550100",
        "to": "+15550101",
        "status": "Complete",
        "source_type": "item",
        "item_type": "subscription_renewal",
        "item_id": "00000000000000000001",
    });
    from_value::<revcent::types::AiVoiceCall>(call).expect("decodes").into()
}

fn attempt() -> Value {
    json!({
        "id": "attempt",
        "answered_at": "2025-11-20T01:00:05.250Z",
        "dial_error": null,
        "ended_at": "2025-11-20T01:02:05Z",
        "phone_number": "+15550103",
        "recording_url": null,
        "result": "human",
        "started_at": "2025-11-20T01:00:00Z",
        "status": "completed",
        "end_reason": "tool_end_call",
        "ended_by": "agent",
    })
}

fn revox() -> Row {
    let call = json!({
        "id": "order",
        "assistant": null,
        "call_attempts": [attempt()],
        "call_retry_config": null,
        "calls_count": 1,
        "campaign": null,
        "created_at": "2025-11-19T23:00:00Z",
        "direction": "outbound",
        "first_sentence_delay_ms": 400,
        "from_phone_number": "+15550102",
        "is_cancelled": false,
        "is_completed": true,
        "last_call_attempt": attempt(),
        "llm_model": {"type": "dedicated-instance", "name": "gpt-4.1"},
        "metadata": {},
        "organization_id": "org",
        "scheduled_at": null,
        "status": "completed",
        "to_phone_number": "+15550103",
    });
    from_value::<revox::types::Call>(call).expect("decodes").into()
}

fn revring() -> Row {
    let call = json!({
        "id": "cabcdefghijklmnopqrstuvwx",
        "direction": "INBOUND",
        "status": "COMPLETED",
        "fromNumber": "+15550104",
        "toNumber": "+15550105",
        "initiatedAt": "2025-11-20T02:00:00Z",
        "startedAt": null,
        "endedAt": null,
        "durationSeconds": 7,
        "summary": "Wants to be called back.",
    });
    from_value::<revring::types::Call>(call).expect("decodes").into()
}

fn voipbin() -> Row {
    let call = json!({
        "id": "c7f1e7a4-0c7c-4b52-9a36-5f2a7c1f0a10",
        "source": {"type": "tel", "target": "+15550106"},
        "destination": {"type": "tel", "target": "+15550107"},
        "status": "hangup",
        "direction": "incoming",
        "hangup_reason": "normal",
        "tm_create": "2025-11-20T03:00:00.000000Z",
        "tm_progressing": "2025-11-20T03:00:02.000000Z",
        "tm_hangup": "2025-11-20T03:11:02.000000Z",
    });
    from_value::<voipbin::types::Call>(call).expect("decodes").into()
}

#[test]
fn one_table_for_all_vendors() {
    let table: Table = [voipbin(), revring(), revox(), revcent()].into_iter().collect();
    insta::assert_snapshot!(table, @"
    time              vendor   dir  from       to         status     length  summary
    2025-11-20 00:00  RevCent  out  +15550100  +15550101  Complete   1:01    about a subscription renewal
    2025-11-20 01:00  Revox    out  +15550102  +15550103  completed  1:59    tool_end_call
    2025-11-20 02:00  RevRing  in   +15550104  +15550105  COMPLETED  0:07    Wants to be called back.
    2025-11-20 03:00  VoIPBin  in   +15550106  +15550107  hangup     11:00   normal
    ");
}

#[test]
fn a_call_that_has_just_begun_has_blanks() {
    let row = Row::from(from_value::<revring::types::Call>(json!({"status": "PARKED"})).expect("decodes"));
    insta::assert_snapshot!(Table::from_iter([row]), @"
    time  vendor   dir  from  to  status  length  summary
    -     RevRing  -    -     -   PARKED  -       -
    ");
}
