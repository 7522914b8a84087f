//! RevRing: one operation, an API key in a header, errors without a documented body.

use crate::examples::assert_same;
use crate::vendor::Vendor;
use revring::data::Nullable;
use revring::types::{CallDirection, CallStatus};
use revring::{Client, Error, Failure};
use serde_json::json;

const KEY: &str = "rr-very-secret";

fn client(vendor: &Vendor) -> Client {
    Client::builder().base_url(vendor.url()).credential("apiKey", KEY).retries(0).build().unwrap()
}

#[tokio::test]
async fn get_call() {
    let answer = json!({"data": {
        "id": "cm5x2", "direction": "OUTBOUND", "status": "COMPLETED", "initiatedAt": "2025-01-01T00:00:00Z",
        "agentId": null, "durationSeconds": 61, "variables": {"name": "Ada"},
        "transcript": [{"role": "agent", "text": "Hello"}], "summary": null,
    }});
    let vendor = Vendor::answering(200, answer.clone()).await;
    let call = client(&vendor).get_call("cm5x2").await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    GET /calls/cm5x2
    accept: application/json
    x-api-key: rr-very-secret
    ");
    assert_eq!(call.data.direction, Some(CallDirection::Outbound));
    assert_eq!(call.data.status, Some(CallStatus::Completed));
    assert_eq!(call.data.duration_seconds, Nullable::Value(61));
    assert_eq!(
        (&call.data.agent_id, &call.data.agent_name),
        (&Nullable::Null, &Nullable::Absent),
        "null and absent are told apart"
    );
    assert_same(&call.into_inner(), &answer);
}

#[tokio::test]
async fn values_and_members_of_tomorrow_survive() {
    let answer = json!({"data": {"status": "PARKED", "direction": "SIDEWAYS", "mood": {"score": 0.5}}, "meta": [1]});
    let vendor = Vendor::answering(200, answer.clone()).await;
    let call = client(&vendor).get_call("cm5x2").await.unwrap();
    assert_eq!(call.data.status, Some(CallStatus::Unknown("PARKED".to_owned())));
    assert_eq!(call.data.extra["mood"], json!({"score": 0.5}));
    assert_same(&call.into_inner(), &answer);
}

#[tokio::test]
async fn errors_are_failures_that_quote_the_answer() {
    for status in [400, 401, 404, 429, 500] {
        let vendor = Vendor::answering(status, json!({"error": "no such call"})).await;
        let error = client(&vendor).get_call("cm5x2").await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        let Error::Failure(Failure::UnexpectedStatus { answer }) = &error else { panic!("{error}") };
        assert!(error.to_string().contains("getCall"), "{error}");
        assert_eq!(answer.status().as_u16(), status);
    }
}

#[tokio::test]
async fn a_body_of_another_shape_names_the_member() {
    let vendor = Vendor::answering(200, json!({"data": {"durationSeconds": "long"}})).await;
    let response = client(&vendor).get_call("cm5x2").await.unwrap();
    assert_eq!(response.deviations()[0].to_string(), "`data.durationSeconds`: expected integer, found string");
    let strict = client(&vendor).with_options(revring::CallOptions::new().strict(true));
    let error = strict.get_call("cm5x2").await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::Decode { .. })), "{error}");
    insta::assert_snapshot!(error, @"getCall: 200 OK, application/json: cannot decode the body, `data.durationSeconds`: invalid type: a string, expected i64 (line 1, column 33)");
}

#[tokio::test]
async fn the_key_is_never_printed() {
    let vendor = Vendor::answering(401, json!({"error": "bad key"})).await;
    let builder = Client::builder().base_url(vendor.url()).credential("apiKey", KEY);
    let mut printed = format!("{builder:?}\n");
    let client = client(&vendor);
    let error = client.get_call("cm5x2").await.unwrap_err();
    printed += &format!("{client:?}\n{client:#?}\n{error}\n{error:?}\n{error:#?}\n");
    let gone = Client::builder().base_url("http://127.0.0.1:1").credential("apiKey", KEY).retries(0).build().unwrap();
    let error = gone.get_call("cm5x2").await.unwrap_err();
    printed += &format!("{error}\n{error:?}\n{error:#?}");
    assert!(!printed.contains(KEY), "{printed}");
    assert!(vendor.request().await.contains(KEY));
}
