//! A vendor that always gives the same answer and remembers what it was sent.

use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Headers that say nothing about the API.
const TRANSPORT: &[&str] = &["accept-encoding", "content-length", "host", "user-agent"];

pub(crate) struct Vendor(MockServer);

impl Vendor {
    /// Answers everything with this status and JSON body.
    pub(crate) async fn answering(status: u16, body: Value) -> Self {
        Self::responding(ResponseTemplate::new(status).set_body_json(body)).await
    }

    pub(crate) async fn responding(answer: ResponseTemplate) -> Self {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Self(server)
    }

    pub(crate) fn url(&self) -> String {
        self.0.uri()
    }

    /// The requests as they came: first line, headers in order of their names, body.
    pub(crate) async fn requests(&self) -> Vec<String> {
        let requests = self.0.received_requests().await.unwrap_or_default();
        requests.iter().map(text).collect()
    }

    /// The one request that came.
    pub(crate) async fn request(&self) -> String {
        let mut requests = self.requests().await;
        assert_eq!(requests.len(), 1, "{requests:#?}");
        requests.remove(0)
    }
}

fn text(request: &wiremock::Request) -> String {
    let query = request.url.query().map_or_else(String::new, |query| format!("?{query}"));
    let mut headers: Vec<String> = request
        .headers
        .iter()
        .filter(|(name, _)| !TRANSPORT.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or("(no text)")))
        .collect();
    headers.sort();
    let body = String::from_utf8_lossy(&request.body);
    format!("{} {}{query}\n{}\n{body}", request.method, request.url.path(), headers.concat())
}
