//! Tokens that a generated client fetches: where the document says that they are, with the scopes of each operation.

use mini_oauth_flows::{Client, runtime::secrecy::ExposeSecret as _};
use serde_json::json;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn server() -> MockServer {
    let server = MockServer::start().await;
    let token = json!({"access_token": "a1", "refresh_token": "r2", "expires_in": "3600"});
    for endpoint in ["/token", "/refresh"] {
        let answer = ResponseTemplate::new(200).set_body_json(&token);
        Mock::given(path(endpoint)).respond_with(answer).mount(&server).await;
    }
    let codes =
        json!({"device_code": "d", "user_code": "u", "verification_uri": "https://id.example.com", "interval": 0});
    Mock::given(path("/device")).respond_with(ResponseTemplate::new(200).set_body_json(codes)).mount(&server).await;
    Mock::given(path("/calls")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    server
}

async fn sent(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    let line = |request: &wiremock::Request| {
        let token = request.headers.get("authorization").map_or("-", |value| value.to_str().unwrap());
        format!("{} {} {token} {}", request.method, request.url.path(), String::from_utf8_lossy(&request.body))
    };
    requests.iter().map(line).collect()
}

#[tokio::test]
async fn each_operation_asks_for_its_scopes() {
    let server = server().await;
    let client = Client::builder().base_url(server.uri()).basic("oauth", "id", "secret").build().unwrap();
    client.list_calls().await.unwrap();
    client.create_call().await.unwrap();
    client.list_calls().await.unwrap();
    let basic = "Basic aWQ6c2VjcmV0";
    assert_eq!(
        sent(&server).await,
        [
            &format!("POST /token {basic} grant_type=client_credentials&scope=calls.read"),
            "GET /calls Bearer a1 ",
            &format!("POST /token {basic} grant_type=client_credentials&scope=calls.read%20calls.write"),
            "POST /calls Bearer a1 ",
            "GET /calls Bearer a1 ",
        ]
    );
}

#[tokio::test]
async fn logins_begin_where_the_document_says() {
    let server = server().await;
    let builder = Client::builder().base_url(server.uri());
    let app = builder.oauth_app("oauth", "id").unwrap();
    let session = app.device().await.unwrap().wait().await.unwrap();
    builder.oauth("oauth", session).build().unwrap().list_calls().await.unwrap();
    let login = app.redirect_uri("http://127.0.0.1/back").authorization().await.unwrap();
    assert!(login.url().starts_with("https://id.example.com/authorize?response_type=code&client_id=id&"));
    let requests = sent(&server).await;
    assert_eq!(requests[0], "POST /device - response_type=device_code&client_id=id");
    assert_eq!(requests[2], "GET /calls Bearer a1 ");
}

#[tokio::test]
async fn tokens_are_renewed_where_the_document_says() {
    let server = server().await;
    let builder = Client::builder().base_url(server.uri());
    let session = builder.oauth_app("oauth", "id").unwrap().refresh_token("r1");
    builder.oauth("oauth", session.clone()).build().unwrap().list_calls().await.unwrap();
    let requests = sent(&server).await;
    assert_eq!(requests[0], "POST /refresh - grant_type=refresh_token&refresh_token=r1&client_id=id");
    assert_eq!(session.refresh_token().unwrap().expose_secret(), "r2");
}
