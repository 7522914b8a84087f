//! RevCent: an API key in a header, and answers whose member `code` says whether the call worked.

use crate::examples::assert_same;
use crate::vendor::Vendor;
use revcent::types::{
    AiVoiceCallStatus, CallMethod, ErrorResponse, ItemType, TriggerAiVoiceAgentRequest, TriggerSource,
};
use revcent::{CallOptions, Client, Error, Failure};
use serde_json::json;
use wiremock::ResponseTemplate;

fn client(vendor: &Vendor) -> Client {
    Client::builder().base_url(vendor.url()).credential("apiKey", "rc-secret").retries(0).build().unwrap()
}

fn trigger() -> TriggerAiVoiceAgentRequest {
    TriggerAiVoiceAgentRequest::new(ItemType::ProductSale, "ps000000000000000001")
}

#[tokio::test]
async fn get_ai_voice_call() {
    let payload = crate::examples::revcent_call();
    let vendor = Vendor::answering(200, payload.clone()).await;
    let call = client(&vendor).get_ai_voice_call("vc000000000000000001").await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @"
    GET /ai_voice_calls/vc000000000000000001
    accept: application/json
    x-api-key: rc-secret
    ");
    assert_eq!(call.status, Some(AiVoiceCallStatus::Complete));
    assert_eq!(call.call_method, Some(CallMethod::Outbound));
    assert_eq!(call.customer.as_ref().unwrap().metadata.as_ref().unwrap()[0].value, "gold");
    assert_eq!(call.trigger.as_ref().unwrap().source, Some(TriggerSource::Api));
    assert_same(&call.into_inner(), &payload);
}

#[tokio::test]
async fn trigger_ai_voice_agent() {
    let answer = json!({
        "api_call_id": "ac000000000000000001", "api_call_unix": 1_760_000_000, "code": 1,
        "ai_voice_call_id": "vc000000000000000001", "result": "AI voice agent triggered",
    });
    let vendor = Vendor::answering(200, answer.clone()).await;
    let started = client(&vendor).trigger_ai_voice_agent("va000000000000000001", &trigger()).await.unwrap();
    insta::assert_snapshot!(vendor.request().await, @r#"
    POST /ai_voice_agents/va000000000000000001/trigger
    accept: application/json
    content-type: application/json
    x-api-key: rc-secret

    {"source_type":"item","item_type":"product_sale","item_id":"ps000000000000000001"}
    "#);
    assert_eq!(started.ai_voice_call_id.as_deref(), Some("vc000000000000000001"));
    assert_same(&started.into_inner(), &answer);
}

#[tokio::test]
async fn code_0_is_an_error_whatever_the_status() {
    let problem = json!({
        "api_call_id": "ac000000000000000002", "code": 0, "error_code": "invalid_item",
        "message": "No such item", "result": "failed",
    });
    for status in [200, 201, 400, 401, 404, 500] {
        let vendor = Vendor::answering(status, problem.clone()).await;
        let client = client(&vendor);
        let errors = [
            client.get_ai_voice_call("vc000000000000000001").await.map(drop).unwrap_err(),
            client.trigger_ai_voice_agent("va000000000000000001", &trigger()).await.map(drop).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            let body: &ErrorResponse = error.api().unwrap().body();
            assert!(body.code.is_present(), "the code of an error is 0");
            assert_eq!(body.error_code.as_deref(), Some("invalid_item"));
            assert_eq!(body.message.as_deref(), Some("No such item"));
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_says_so() {
    let page = ResponseTemplate::new(502).set_body_raw("<h1>Bad gateway</h1>", "text/html");
    let vendor = Vendor::responding(page).await;
    let error = client(&vendor).get_ai_voice_call("vc000000000000000001").await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::UnexpectedStatus { .. })), "{error}");
    insta::assert_snapshot!(error, @r#"GetAIVoiceCall: 502 Bad Gateway, text/html: not an answer the API documents; the body begins: "<h1>Bad gateway</h1>""#);
}

#[tokio::test]
async fn without_a_key_nothing_is_sent() {
    let vendor = Vendor::answering(200, json!({"code": 1})).await;
    let client = Client::builder().base_url(vendor.url()).build().unwrap();
    let error = client.get_ai_voice_call("vc000000000000000001").await.unwrap_err();
    insta::assert_snapshot!(error, @"GetAIVoiceCall: nothing was sent, a credential is missing: `apiKey` (environment: REVCENT_API_KEY)");
    assert_eq!(vendor.requests().await, Vec::<String>::new());
}

#[tokio::test]
async fn ids_cannot_leave_their_segment() {
    let vendor = Vendor::answering(200, json!({"code": 1})).await;
    // Shorter than ids are by the vendor's pages, which is refused otherwise.
    let short = client(&vendor).with_options(CallOptions::new().check_bounds(false));
    let error = client(&vendor).get_ai_voice_call("short").await.unwrap_err();
    insta::assert_snapshot!(error, @"GetAIVoiceCall: nothing was sent, `ai_voice_call_id` must have at least 20 characters, but has 5");
    short.get_ai_voice_call("a/b?c#d é").await.unwrap();
    assert!(vendor.request().await.starts_with("GET /ai_voice_calls/a%2Fb%3Fc%23d%20%C3%A9\n"));
    let error = client(&vendor).get_ai_voice_call("..").await.unwrap_err();
    assert!(matches!(error, Error::Failure(Failure::InvalidRequest { .. })), "{error}");
}
