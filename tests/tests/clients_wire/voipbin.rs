//! VoIPBin: six operations, two ways to authenticate, and values that stand for "not set".

use crate::examples::{assert_same, example};
use crate::vendor::Vendor;
use serde_json::{Value, json};
use voipbin::data::Nullable;
use voipbin::types::{AIcall, AIcallAssistanceType, AIcallCreate, AIcallReferenceType, AIcallStatus, ErrorStatus};
use voipbin::{Client, Error};

const ID: &str = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";

fn client(vendor: &Vendor) -> Client {
    Client::builder().base_url(vendor.url()).credential("accesskey", "vb secret&1").retries(0).build().unwrap()
}

fn sample() -> Value {
    example("voipbin", "/components/schemas/AIcall/example")
}

fn create() -> AIcallCreate {
    AIcallCreate::new(AIcallAssistanceType::Ai, ID, AIcallReferenceType::Task, "d4e5f6a7-b8c9-0123-defa-234567890123")
}

#[tokio::test]
async fn list_aicalls() {
    let answer = json!({"result": [sample()], "next_page_token": "2024-03-01 10:00:00.000000"});
    let vendor = Vendor::answering(200, answer.clone()).await;
    let page = client(&vendor).list_aicalls().page_size(10).page_token("2024-03-02 09:00:00.000000").await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    GET /aicalls?page_size=10&page_token=2024-03-02%2009%3A00%3A00.000000&accesskey=vb%20secret%261
    accept: application/json
    ");
    assert_eq!(page.result.as_ref().unwrap()[0].status, Some(AIcallStatus::Progressing));
    assert_same(&page.into_inner(), &answer);
}

#[tokio::test]
async fn create_aicall() {
    let vendor = Vendor::answering(200, sample()).await;
    let call = client(&vendor).create_aicall(&create()).await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @r#"
    POST /aicalls?accesskey=vb%20secret%261
    accept: application/json
    content-type: application/json

    {"assistance_type":"ai","assistance_id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","reference_type":"task","reference_id":"d4e5f6a7-b8c9-0123-defa-234567890123"}
    "#);
    assert_eq!(call.ai_engine_model.as_deref(), Some("openai.gpt-4o"));
}

#[tokio::test]
async fn get_aicall() {
    let vendor = Vendor::answering(200, sample()).await;
    let call = client(&vendor).get_aicall(ID).await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    GET /aicalls/a1b2c3d4-e5f6-7890-abcd-ef1234567890?accesskey=vb%20secret%261
    accept: application/json
    ");
    assert_eq!(call.reference_type, Some(AIcallReferenceType::Call));
    assert_same(&call.into_inner(), &sample());
}

#[tokio::test]
async fn delete_aicall() {
    let vendor = Vendor::answering(200, sample()).await;
    let call = client(&vendor).delete_aicall(ID).await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    DELETE /aicalls/a1b2c3d4-e5f6-7890-abcd-ef1234567890?accesskey=vb%20secret%261
    accept: application/json
    ");
    assert_eq!(call.id.as_ref().map(ToString::to_string).as_deref(), Some(ID));
}

#[tokio::test]
async fn terminate_aicall() {
    let mut answer = sample();
    answer["status"] = json!("terminated");
    let vendor = Vendor::answering(200, answer).await;
    let call = client(&vendor).terminate_aicall(ID).await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    POST /aicalls/a1b2c3d4-e5f6-7890-abcd-ef1234567890/terminate?accesskey=vb%20secret%261
    accept: application/json
    ");
    assert_eq!(call.status, Some(AIcallStatus::Terminated));
}

#[tokio::test]
async fn list_aicall_participants() {
    let answer = json!({"result": [{"ai_id": ID, "aicall_id": ID, "tm_create": "2024-03-01T10:00:00.000000Z"}]});
    let vendor = Vendor::answering(200, answer.clone()).await;
    let page = client(&vendor).list_aicall_participants(ID).page_size(5).await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    GET /aicalls/a1b2c3d4-e5f6-7890-abcd-ef1234567890/participants?page_size=5&accesskey=vb%20secret%261
    accept: application/json
    ");
    assert_eq!(page.next_page_token, None);
    assert_same(&page.into_inner(), &answer);
}

#[tokio::test]
async fn a_token_goes_into_the_authorization_header() {
    let vendor = Vendor::answering(200, sample()).await;
    let client = Client::builder().base_url(vendor.url()).credential("bearer", "vb-token").build().unwrap();
    client.get_aicall(ID).await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    GET /aicalls/a1b2c3d4-e5f6-7890-abcd-ef1234567890
    accept: application/json
    authorization: Bearer vb-token
    ");
}

#[tokio::test]
async fn every_operation_gives_the_documented_error() {
    let problem = json!({"error": {
        "status": "NOT_FOUND", "reason": "AICALL_NOT_FOUND", "message": "no such AI call", "request_id": "req_1",
    }});
    for status in [400, 404, 500] {
        let vendor = Vendor::answering(status, problem.clone()).await;
        let client = client(&vendor);
        let errors: [Error<_>; 6] = [
            client.list_aicalls().await.map(drop).unwrap_err(),
            client.create_aicall(&create()).await.map(drop).unwrap_err(),
            client.get_aicall(ID).await.map(drop).unwrap_err(),
            client.delete_aicall(ID).await.map(drop).unwrap_err(),
            client.terminate_aicall(ID).await.map(drop).unwrap_err(),
            client.list_aicall_participants(ID).await.map(drop).unwrap_err(),
        ];
        for error in errors {
            let body = error.api().unwrap_or_else(|| panic!("{error}")).body();
            assert_eq!(body.error.status, ErrorStatus::NotFound);
            assert_eq!(body.error.reason, voipbin::types::ErrorReason::AicallNotFound);
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        }
        assert_eq!(vendor.requests().await.len(), 6);
    }
}

#[test]
fn sentinels_are_not_set_in_every_spelling_and_go_back_as_they_came() {
    for (spelling, is_set) in [
        ("9999-01-01 00:00:00.000000", false),
        ("9999-01-01T00:00:00.000000Z", false),
        ("2024-03-01T10:00:05.000000Z", true),
        ("2024-03-01 10:00:05.000000", true),
    ] {
        let payload = json!({"tm_end": spelling, "tm_delete": spelling});
        let call: AIcall = serde_json::from_value(payload.clone()).unwrap();
        for time in [&call.tm_end, &call.tm_delete] {
            let time = time.as_ref().unwrap();
            assert_eq!((time.is_set(), time.get().is_some()), (is_set, is_set), "{spelling}");
        }
        assert_same(&call, &payload);
    }
    let payload = json!({"activeflow_id": "00000000-0000-0000-0000-000000000000", "tm_end": null});
    let call: AIcall = serde_json::from_value(payload.clone()).unwrap();
    assert!(!call.activeflow_id.as_ref().unwrap().is_set());
    assert_eq!(call.tm_end, Nullable::Null);
    assert_same(&call, &payload);
}
