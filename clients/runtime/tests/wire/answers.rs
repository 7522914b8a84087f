//! What becomes of answers: typed values, typed errors, and failures that say what came instead.

use serde::Deserialize;
use serde_json::json;
use switchboard_runtime::{CallOptions, Core, Error, Failure, RawResponse, http::StatusCode};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::api::{API, Call, GET, IN_ENVELOPE, client};

/// The error body of the example API.
#[derive(Debug, Deserialize, PartialEq)]
struct Problem {
    message: String,
}

/// What a generated error enum looks like.
#[derive(Debug, PartialEq)]
enum GetError {
    NotFound(Problem),
    Text(String),
}

/// The answer to a call of a server that always answers the same.
async fn answer(template: ResponseTemplate) -> RawResponse {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    client(&server.uri()).request(&GET).send().await.unwrap()
}

fn raw(status: u16, body: impl Into<Vec<u8>>, content_type: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body, content_type)
}

#[tokio::test]
async fn a_value_comes_with_status_and_headers() {
    let template = ResponseTemplate::new(201).set_body_json(json!({"id": "c1"})).insert_header("x-request-id", "r1");
    let call = answer(template).await.json::<Call>().await.unwrap();
    assert_eq!(call.id, "c1");
    assert_eq!(call.status(), StatusCode::CREATED);
    assert_eq!(call.request_id(), Some("r1"));
    assert_eq!(call.map(|call| call.id).into_inner(), "c1");
}

#[tokio::test]
async fn json_comes_under_several_types() {
    for content_type in ["application/json", "application/hal+json; charset=utf-8", "text/json", ""] {
        let template = raw(200, r#"{"id": "c1"}"#, content_type);
        assert!(answer(template).await.json::<Call>().await.is_ok(), "{content_type}");
    }
}

#[tokio::test]
async fn texts_and_bytes() {
    let text = answer(raw(200, b"caf\xE9".as_slice(), "text/plain; charset=iso-8859-1")).await;
    assert!(text.is_media("text/*") && !text.is_media("application/json"));
    assert_eq!(*text.text().await.unwrap(), "café");
    assert_eq!(answer(raw(200, vec![0, 255], "audio/mpeg")).await.bytes().await.unwrap().as_ref(), [0, 255]);
    assert_eq!(answer(ResponseTemplate::new(204)).await.empty().unwrap().status(), StatusCode::NO_CONTENT);
    let mut stream = answer(raw(200, "abc", "text/plain")).await.stream().into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap(), "abc");
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn c18_a_login_page_is_an_error_that_says_so() {
    let page = format!("<html>Please log in{}", "x".repeat(10_000));
    let template = raw(200, page, "text/html; charset=utf-8").insert_header("x-request-id", "r1");
    let error = answer(template).await.json::<Call>().await.unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with(
            "plain: 200 OK, text/html; charset=utf-8 (request id r1): expected JSON; the body begins: \"<html>Please log in"
        ),
        "{message}"
    );
    assert!(message.len() < 700, "{message}");
    assert_eq!(error.answer().unwrap().snippet().len(), 512);
    assert_eq!((error.status(), error.request_id()), (Some(StatusCode::OK), Some("r1")));
}

#[tokio::test]
async fn c18_bodies_of_another_shape_keep_their_status() {
    for (body, message) in [
        ("{}", "plain: 200 OK, application/json: cannot decode the body, missing field `id` (line 1, column 2)"),
        ("", "plain: 200 OK, application/json: cannot decode the body, the body is empty (line 1, column 1)"),
        (
            r#"{"id": "c1", "minutes": [1, "two"]}"#,
            "plain: 200 OK, application/json: cannot decode the body, \
             `minutes[1]`: invalid type: a string, expected u32 (line 1, column 33)",
        ),
    ] {
        let error = answer(raw(200, body, "application/json")).await.json::<Call>().await.unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.status(), Some(StatusCode::OK));
    }
    let error = answer(ResponseTemplate::new(204)).await.json::<Call>().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NO_CONTENT));
}

#[tokio::test]
async fn documented_errors_are_typed() {
    let template =
        ResponseTemplate::new(404).set_body_json(json!({"message": "gone"})).insert_header("x-request-id", "r1");
    let error = answer(template).await.error(GetError::NotFound).await;
    assert_eq!(error.to_string(), "plain: the API answered 404 Not Found (request id r1)");
    assert_eq!((error.status(), error.request_id()), (Some(StatusCode::NOT_FOUND), Some("r1")));
    assert!(!error.is_retryable());
    assert_eq!(error.api().unwrap().body(), &GetError::NotFound(Problem { message: "gone".to_owned() }));

    let error = answer(raw(503, "busy", "text/plain")).await.error_text(GetError::Text).await;
    assert!(error.is_retryable());
    let Error::Api(error) = error else { panic!("it is documented") };
    assert_eq!(error.into_body(), GetError::Text("busy".to_owned()));
}

#[tokio::test]
async fn errors_of_proxies_are_not_errors_of_the_api() {
    let error = answer(raw(502, "<h1>Bad gateway</h1>", "text/html")).await.error(GetError::NotFound).await;
    assert_eq!(
        error.to_string(),
        "plain: 502 Bad Gateway, text/html: not an answer the API documents; the body begins: \"<h1>Bad gateway</h1>\""
    );
    assert!(error.is_retryable() && error.api().is_none());

    let error = answer(raw(404, r#"{"detail": "gone"}"#, "application/json")).await.error(GetError::NotFound).await;
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(matches!(error, Error::Failure(Failure::Decode { .. })));

    let body = r#"{"detail": "no tea", "name": "planted"}"#;
    let error = answer(raw(418, body, "application/json")).await.unexpected::<GetError>().await;
    let (shown, debug) = (error.to_string(), format!("{error:?}"));
    assert_eq!(
        shown,
        "plain: 418 I'm a teapot, application/json: not an answer the API documents; the API says \"no tea\""
    );
    assert!(debug.contains("418") && !debug.contains("planted") && !debug.contains("no tea"), "{debug}");
    assert_eq!(error.raw().unwrap(), body);
    let error = answer(raw(418, r#"{"name": "planted"}"#, "application/json")).await.unexpected::<GetError>().await;
    let shown = error.to_string();
    assert!(shown.ends_with("; how the body begins is in the answer's snippet"), "{shown}");
}

#[tokio::test]
async fn an_envelope_can_make_an_error_of_a_success() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"code": 0, "message": "no"})))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"code": 1, "id": "c1"})))
        .mount(&server)
        .await;
    let client = client(&server.uri());

    let answer = client.request(&IN_ENVELOPE).send().await.unwrap();
    assert!(answer.is_error());
    let error = answer.error(GetError::NotFound).await;
    assert_eq!(error.to_string(), "inEnvelope: the API reported an error with 200 OK");
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert_eq!(error.api().unwrap().body(), &GetError::NotFound(Problem { message: "no".to_owned() }));

    let answer = client.request(&IN_ENVELOPE).send().await.unwrap();
    assert!(!answer.is_error());
    assert_eq!(answer.json::<Call>().await.unwrap().id, "c1");
}

#[tokio::test]
async fn redirects_within_the_origin_are_followed_and_others_are_told() {
    let server = MockServer::start().await;
    let redirect = |to: &str| ResponseTemplate::new(302).insert_header("location", to);
    Mock::given(wiremock::matchers::path("/plain")).respond_with(redirect("/moved")).mount(&server).await;
    Mock::given(wiremock::matchers::path("/moved"))
        .respond_with(redirect("https://other.example/?t=planted"))
        .mount(&server)
        .await;
    let answer = Core::builder(&API).base_url(server.uri()).build().unwrap().request(&GET).send().await.unwrap();
    let error = answer.unexpected::<GetError>().await;
    assert_eq!(
        error.to_string(),
        "plain: 302 Found: not an answer the API documents (redirect to https://other.example, which was not followed)"
    );
}

#[tokio::test]
async fn headers_are_read_by_their_types_from_answers_and_errors() {
    use switchboard_runtime::{HeaderForm, TypedHeaders};
    let template = |status| {
        let template = raw(status, r#"{"message":"slow down"}"#, "application/json");
        template.append_header("X-Left", "7").append_header("Allow", "GET").append_header("Allow", "PUT, HEAD")
    };
    let fine = answer(template(200)).await;
    assert_eq!(fine.headers().typed("X-Left", HeaderForm::Scalar), Some(Ok(7_u64)));
    let allow = fine.headers().typed::<Vec<String>>("Allow", HeaderForm::Texts).unwrap().unwrap();
    assert_eq!(allow, ["GET", "PUT", "HEAD"]);

    let documented: Error<serde_json::Value> = answer(template(429)).await.error(std::convert::identity).await;
    let unexpected: Error<()> = answer(template(503)).await.unexpected().await;
    for headers in [documented.headers(), unexpected.headers()] {
        assert_eq!(headers.unwrap().typed("X-Left", HeaderForm::Scalar), Some(Ok(7_u64)));
    }
}

#[tokio::test]
async fn bytes_stay_beside_the_value_when_asked_for() {
    let server = MockServer::start().await;
    let text = r#"{ "id":"1", "code": 0, "unknown": 1e0 }"#;
    Mock::given(any()).respond_with(raw(200, text, "application/json")).mount(&server).await;
    let client = client(&server.uri());
    let call = client.request(&GET).send().await.unwrap().json::<Call>().await.unwrap();
    assert_eq!(call.raw(), None);

    let keeping = client.with_options(CallOptions::new().keep_body());
    let call = keeping.request(&GET).send().await.unwrap().json::<Call>().await.unwrap().map(|call| call.id);
    assert_eq!((call.as_str(), call.raw().unwrap().as_ref()), ("1", text.as_bytes()));
    let enveloped = keeping.request(&IN_ENVELOPE).send().await.unwrap();
    assert!(enveloped.is_error());
    let error: Error<serde_json::Value> = enveloped.error(std::convert::identity).await;
    assert_eq!(error.api().unwrap().raw().unwrap().as_ref(), text.as_bytes());
    assert!(!format!("{error:?}{:?}", keeping.request(&GET).send().await).contains("unknown"));
}

/// What a program that logs or reports a failure finds of the answer behind it.
#[tokio::test]
async fn a_failure_tells_of_its_answer() {
    let template = raw(418, r#"{"message": "no tea"}"#, "application/json");
    let template = template.insert_header("request-id", "r-7").insert_header("x-left", "3");
    let failure = answer(template).await.unexpected::<()>().await;
    let Error::Failure(failure) = failure else { panic!("{failure}") };
    let told = failure.answer().unwrap();
    assert_eq!(
        (told.operation(), told.status().as_u16(), told.content_type()),
        ("plain", 418, Some("application/json"))
    );
    assert_eq!((told.request_id(), failure.request_id()), (Some("r-7"), Some("r-7")));
    assert_eq!(told.headers()["x-left"], "3");
    assert_eq!(told.snippet(), r#"{"message": "no tea"}"#);
    assert_eq!(told.raw().map(|raw| raw.as_ref()), Some(br#"{"message": "no tea"}"#.as_slice()));
    assert_eq!(told.to_string(), "plain: 418 I'm a teapot, application/json (request id r-7)");
    let shown = format!("{told:?}");
    assert!(shown.starts_with("Answer { operation: \"plain\", status: 418") && shown.contains("r-7"), "{shown}");
    assert!(!shown.contains("no tea") && !shown.contains("x-left"), "{shown}");
}
