//! The compiled client of a lowered document against a server: what is sent, and what is read.

use crate::client::{Client, Error, types};
use serde_json::json;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn server(mock: Mock) -> (MockServer, Client) {
    let server = MockServer::start().await;
    mock.mount(&server).await;
    let client = Client::new_with_client(&server.uri(), reqwest::Client::new());
    (server, client)
}

#[tokio::test]
async fn a_call_is_sent_as_the_document_says() {
    let bell = json!({"id": "b-1", "kind": "bell", "label": 7, "material": null, "place": [1.0, 2.0], "weight": 2.5});
    let call = Mock::given(method("GET"))
        .and(path("/bells/b-1"))
        .and(query_param("filter[kind]", "tower"))
        .and(query_param("tags", "old"))
        .and(header("X-Tone", "deep"))
        .respond_with(ResponseTemplate::new(200).set_body_json(&bell));
    let (_server, client) = server(call).await;
    let id: types::Id = "b-1".parse().unwrap();
    let tags = vec!["old".to_owned()];
    let answer = client.get_bell(&id, Some("tower"), None, Some(&tags), Some("deep")).await.unwrap();
    let types::GetBellResponse::Bell(read) = answer.into_inner() else { panic!("it is a bell") };
    assert!(read.weight > 2.4 && read.material.is_none(), "{read:?}");
    assert_eq!(serde_json::to_value(&read).unwrap(), bell);
    assert!("B 1".parse::<types::Id>().is_err(), "the pattern is checked");
}

#[tokio::test]
async fn successes_and_errors_have_their_types() {
    let body = ResponseTemplate::new(203).set_body_json(json!({"copy_of": "b-2"}));
    let (_server, client) = server(Mock::given(method("GET")).respond_with(body)).await;
    let id: types::Id = "b-1".parse().unwrap();
    let answer = client.get_bell(&id, None, None, None, None).await.unwrap();
    assert_eq!(serde_json::to_value(answer.into_inner()).unwrap(), json!({"copy_of": "b-2"}));

    let body = ResponseTemplate::new(404).set_body_json(json!({"title": "gone"}));
    let (_server, client) = server(Mock::given(method("GET")).respond_with(body)).await;
    match client.get_bell(&id, None, None, None, None).await {
        Err(Error::ErrorResponse(error)) => assert_eq!(error.into_inner().title.as_deref(), Some("gone")),
        other => panic!("it is an error of the document, not {other:?}"),
    }
}

/// typify knows no discriminators; each alternative requires its own value of the tag.
#[tokio::test]
async fn alternatives_are_told_apart_by_their_tag() {
    let rings = json!([{"type": "toll", "strokes": 3}, {"type": "peal", "bells": ["b-1"]}]);
    let call = Mock::given(path("/rings")).respond_with(ResponseTemplate::new(200).set_body_json(&rings));
    let (_server, client) = server(call).await;
    let read = client.get_rings().await.unwrap().into_inner();
    assert!(matches!(read.as_slice(), [types::Ring::Toll(_), types::Ring::Peal(_)]), "{read:?}");
    assert_eq!(serde_json::to_value(&read).unwrap(), rings);
}
