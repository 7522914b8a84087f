//! What a server may send although its document says otherwise, received by a generated client over a socket: rows C16
//! and C17 of the list of hostile answers. The other rows concern the runtime alone and are tested there.

use crate::examples::{assert_same, example};
use crate::vendor::Vendor;
use revox::types::{CallResponse, CallStatus, LlmModel};
use revox::{Client, Error, Failure};
use serde_json::{Value, json};

/// The documented answer with these members of its call replaced; a member that becomes `None` is left out.
fn answer(changes: &[(&str, Option<Value>)]) -> Value {
    let mut answer = example("revox", "/paths/~1call~1{id}/get/responses/200/content/application~1json/example");
    let call = answer["call"].as_object_mut().unwrap();
    for (member, value) in changes {
        match value {
            Some(value) => call.insert((*member).to_owned(), value.clone()),
            None => call.remove(*member),
        };
    }
    answer
}

async fn receive(answer: &Value) -> Result<CallResponse, Error> {
    call(answer, false).await.map(revox::Response::into_inner)
}

async fn call(answer: &Value, strict: bool) -> Result<revox::Response<CallResponse>, Error> {
    let vendor = Vendor::answering(200, answer.clone()).await;
    let builder = Client::builder().base_url(vendor.url()).credential("bearer", "key");
    builder.strict(strict).build().unwrap().get_call("call-1").await
}

#[tokio::test]
async fn c16_what_the_document_does_not_know_is_kept() {
    let model = json!({"type": "quantum", "qubits": 7});
    let answer = answer(&[
        ("status", Some(json!("paused"))),
        ("llm_model", Some(model.clone())),
        ("mood", Some(json!({"level": 1e3}))),
        ("assistant", Some(Value::Null)),
    ]);
    let response = receive(&answer).await.unwrap();
    assert_eq!(response.call.status, CallStatus::Unknown("paused".to_owned()));
    assert_eq!(response.call.llm_model, LlmModel::Unknown(model));
    assert!(response.call.assistant.is_none());
    assert!(response.call.extra.contains_key("mood"));
    assert_same(&response, &answer);
}

#[tokio::test]
async fn c16_a_member_that_must_be_there_is_named_with_the_status() {
    for (change, what) in [(None, "missing"), (Some(Value::Null), "null"), (Some(json!({})), "of another type")] {
        let answer = answer(&[("to_phone_number", change)]);
        let response = call(&answer, false).await.unwrap();
        assert_eq!((response.call.to_phone_number.as_str(), response.deviations().len()), ("", 1), "{what}");
        assert_eq!(response.deviations()[0].path(), "call.to_phone_number");
        assert_same(&*response, &answer);
        let error = call(&answer, true).await.expect_err(what);
        assert!(matches!(&error, Error::Failure(Failure::Decode { .. })), "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert!(error.to_string().contains("to_phone_number"), "{error}");
    }
}

#[tokio::test]
async fn c17_dates_in_any_spelling_neither_lose_the_answer_nor_change() {
    for date in [
        "2026-01-02T03:04:05",
        "2026-01-02 03:04:05",
        "2026-01-02T03:04:05+0000",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05.123456789012Z",
        "1760000000",
        "",
        "soon",
    ] {
        let answer = answer(&[("created_at", Some(json!(date)))]);
        let response = receive(&answer).await.unwrap_or_else(|error| panic!("{date}: {error}"));
        assert_same(&response, &answer);
        assert_eq!(response.call.created_at.unwrap().as_str(), date);
    }
}

/// A number is no spelling of a text: it is read as one, named, and refused where that is asked for.
#[tokio::test]
async fn c17_a_number_in_place_of_a_date_is_named() {
    let answer = answer(&[("created_at", Some(json!(1_760_000_000)))]);
    let response = call(&answer, false).await.unwrap();
    assert_eq!(response.call.created_at.as_ref().unwrap().as_str(), "1760000000");
    assert_eq!(response.deviations()[0].to_string(), "`call.created_at`: expected string, found number");
    assert_same(&*response, &answer);
    let error = call(&answer, true).await.unwrap_err();
    let message = error.to_string();
    assert!(message.contains("`call.created_at`: invalid type: integer") && message.contains("200 OK"), "{message}");
}
