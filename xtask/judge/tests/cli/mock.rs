//! `mock`: the server as a client meets it.

use crate::sandbox::Sandbox;
use revring::runtime::reqwest::{Client, Response, StatusCode};
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const DOCUMENT: &str = r##"{
  "openapi": "3.1.0", "info": {"title": "Bells", "version": "1"},
  "components": {
    "securitySchemes": {
      "key": {"type": "apiKey", "in": "query", "name": "key"},
      "bearer": {"type": "http", "scheme": "bearer"}
    },
    "schemas": {"Bell": {"type": "object", "required": ["tone"], "properties": {
      "tone": {"type": "string", "enum": ["low", "high"]}, "weight": {"type": "number", "minimum": 5}
    }}}
  },
  "security": [{"key": []}, {"bearer": []}],
  "paths": {
    "/bells": {
      "get": {"operationId": "listBells", "parameters": [
        {"name": "limit", "in": "query", "required": true, "schema": {"type": "integer", "maximum": 10}}
      ], "responses": {"200": {"description": "ok", "content": {"application/json": {
        "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Bell"}}}}}}},
      "post": {"operationId": "hangBell", "requestBody": {"required": true, "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Bell"}}}}, "responses": {"204": {"description": "hung"}}}
    },
    "/bells/{id}": {"get": {"operationId": "getBell", "security": [], "parameters": [
        {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}
      ], "responses": {"404": {"description": "no"}, "200": {"description": "ok", "content": {"application/json": {
        "example": {"tone": "high", "weight": 12.5}}}}}}}
  }
}"##;

/// A running server; it ends with the test.
struct Server {
    child: Child,
    url: String,
    _sandbox: Sandbox,
}

impl Server {
    fn start(document: &str, options: &[&str]) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("bells.json", document);
        let mut command = sandbox.command(&["mock", "bells.json", "--port", "0"]);
        let mut child = command.args(options).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("BELLS_BASE_URL=").unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, url, _sandbox: sandbox }
    }

    async fn get(&self, path: &str) -> Response {
        Client::new().get(format!("{}{path}", self.url)).send().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status, and what the server says is wrong.
async fn refusal(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(body["status"], status);
    let details =
        body["details"].as_array().into_iter().flatten().map(|detail| format!("; {}", detail.as_str().unwrap()));
    (status, body["detail"].as_str().unwrap().to_owned() + &details.collect::<String>())
}

#[tokio::test]
async fn documented_examples_are_served_and_else_values_of_the_schema() {
    let server = Server::start(DOCUMENT, &[]);
    assert_eq!(server.get("/bells/7").await.text().await.unwrap(), r#"{"tone":"high","weight":12.5}"#);
    assert_eq!(server.get("/bells?limit=3&key=k").await.text().await.unwrap(), r#"[{"tone":"low","weight":5.0}]"#);
    let hung =
        Client::new().post(format!("{}/bells", server.url)).bearer_auth("t").json(&serde_json::json!({"tone": "low"}));
    assert_eq!(hung.send().await.unwrap().status(), StatusCode::NO_CONTENT);
}

/// A call that rings and ends, and the recording of it.
const CALLS: &str = r##"{
  "openapi": "3.1.0", "info": {"title": "Bells", "version": "1"},
  "components": {"schemas": {"Call": {"type": "object", "properties": {
    "id": {"type": "string", "description": "The 12 character id."},
    "status": {"type": "string", "enum": ["queued", "ringing", "failed", "in_progress", "completed", "cancelled"]},
    "kind": {"type": "string", "enum": ["queued", "completed"]},
    "recordingUrl": {"type": "string"}
  }}}},
  "paths": {
    "/calls": {"post": {"operationId": "placeCall", "responses": {"201": {"description": "ok", "content": {
      "application/json": {"schema": {"$ref": "#/components/schemas/Call"},
        "example": {"id": "<string>", "status": "in_progress", "recordingUrl": "<string>"}}}}}}},
    "/calls/{call_id}": {
      "parameters": [{"name": "call_id", "in": "path", "required": true, "schema": {"type": "string"}}],
      "get": {"operationId": "getCall", "responses": {"200": {"description": "ok", "content": {"application/json": {
        "schema": {"type": "object", "properties": {"call": {"$ref": "#/components/schemas/Call"}}}}}}}},
      "delete": {"operationId": "endCall", "responses": {"200": {"description": "ok", "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Call"}}}}}}
    },
    "/lost/{id}": {
      "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
      "get": {"operationId": "getLost", "responses": {"200": {"description": "ok", "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Call"}, "example": {"id": "a", "status": "failed"}}}}}}
    }
  }
}"##;

async fn json(answer: Response) -> serde_json::Value {
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_call_goes_on_each_time_it_is_read() {
    let server = Server::start(CALLS, &[]);
    let placed = json(Client::new().post(format!("{}/calls", server.url)).send().await.unwrap()).await;
    assert_eq!((&placed["status"], placed["id"].as_str().unwrap().len()), (&"queued".into(), 12));

    let mut states = Vec::new();
    for _ in 0..5 {
        let call = json(server.get("/calls/seven").await).await["call"].take();
        assert_eq!((&call["id"], &call["kind"]), (&"seven".into(), &"queued".into()));
        states.push(call["status"].as_str().unwrap().to_owned());
    }
    assert_eq!(states, ["queued", "ringing", "in_progress", "completed", "completed"]);
    // Each has a way of its own; what does not read leaves it where it is, and one that the example says failed stays so.
    assert_eq!(json(server.get("/calls/eight").await).await["call"]["status"], "queued");
    Client::new().delete(format!("{}/calls/eight", server.url)).send().await.unwrap();
    assert_eq!(json(server.get("/calls/eight").await).await["call"]["status"], "ringing");
    for _ in 0..2 {
        assert_eq!(json(server.get("/lost/a").await).await["status"], "failed");
    }
}

#[tokio::test]
async fn addresses_in_answers_lead_to_files_and_ids_follow_the_seed() {
    let servers =
        [Server::start(CALLS, &[]), Server::start(CALLS, &["--seed", "5"]), Server::start(CALLS, &["--seed", "5"])];
    let mut ids = Vec::new();
    for server in &servers {
        let placed = json(Client::new().post(format!("{}/calls", server.url)).send().await.unwrap()).await;
        let address = placed["recordingUrl"].as_str().unwrap();
        assert!(address.starts_with(&server.url), "{address}");
        let recording = Client::new().get(address).send().await.unwrap();
        assert_eq!(recording.headers()["content-type"], "audio/wav");
        assert_eq!(&recording.bytes().await.unwrap()[..4], b"RIFF");
        ids.push(placed["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
    assert_eq!(ids[1], ids[2]);
}

#[tokio::test]
async fn requests_that_do_not_fit_are_answered_with_the_reason() {
    let server = Server::start(DOCUMENT, &[]);
    let post = |body: &'static str| {
        let request = Client::new().post(format!("{}/bells?key=k", server.url));
        async move { refusal(request.header("content-type", "application/json").body(body).send().await.unwrap()).await }
    };
    let expected = [
        (
            server.get("/bell").await,
            404,
            "the document has no path like /bell; `details` has the nearest; /bells; /bells/{id}",
        ),
        (
            server.get("/bells?limit=3").await,
            401,
            "GET /bells needs a credential: the query parameter `key` (scheme `key`); or the header `Authorization: bearer …` (scheme `bearer`)",
        ),
        (server.get("/bells?key=k").await, 400, "the query parameter `limit` is missing; it is required"),
        (
            server.get("/bells?key=k&limit=11").await,
            400,
            "the query parameter `limit` does not fit its schema; 11 is greater than the maximum of 10",
        ),
        (
            server.get("/bells/seven").await,
            400,
            "the path parameter `id` does not fit its schema; \"seven\" is not of type \"integer\"",
        ),
    ];
    for (answer, status, reason) in expected {
        assert_eq!(refusal(answer).await, (status, reason.to_owned()));
    }
    let deleted = Client::new().delete(format!("{}/bells/7", server.url)).send().await.unwrap();
    assert_eq!(refusal(deleted).await, (405, "/bells/{id} has no DELETE; it has GET; GET /bells/{id}".to_owned()));
    assert_eq!(post("").await, (400, "POST /bells needs a body, and none was sent".to_owned()));
    assert!(post("{").await.1.starts_with("the body is not JSON: "));
    assert_eq!(
        post(r#"{"weight": 1}"#).await,
        (400, "the body does not fit its schema; \"tone\" is a required property; /weight: 1 is less than the minimum of 5".to_owned())
    );
    let text = Client::new().post(format!("{}/bells?key=k", server.url)).header("content-type", "text/plain").body("x");
    assert_eq!(
        refusal(text.send().await.unwrap()).await,
        (415, "the body has `text/plain`; POST /bells takes `application/json`".to_owned())
    );
}

#[tokio::test]
async fn it_fails_as_often_as_it_is_told_to() {
    let server = Server::start(DOCUMENT, &["--fail", "503:2"]);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(server.get("/bells/7").await.status().as_u16());
    }
    assert_eq!(statuses, [503, 503, 200, 200]);
}

#[tokio::test]
async fn it_is_slow_and_cuts_as_it_is_told_to() {
    let server = Server::start(DOCUMENT, &["--slow", "150", "--cut"]);
    let begin = Instant::now();
    let answer = server.get("/bells/7").await;
    assert!(begin.elapsed() >= Duration::from_millis(150));
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await.is_err(), "the body is whole");
}

#[tokio::test]
async fn queries_in_the_keys_of_paths_tell_operations_apart() {
    let answer = |text: &str| {
        let media = serde_json::json!({"text/plain": {"example": text}});
        serde_json::json!({"get": {"responses": {"200": {"description": "", "content": media}}}})
    };
    let document = serde_json::json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {
            "/bells": answer("plain"), "/bells?beta=true": answer("beta"),
            "/tones{?high,low}": answer("tones"),
        },
    });
    let server = Server::start(&document.to_string(), &[]);
    for (path, expected) in [
        ("/bells", "plain"),
        ("/bells?beta=false", "plain"),
        ("/bells?beta=true", "beta"),
        ("/bells?a=b&beta=true", "beta"),
        ("/tones?low=1", "tones"),
    ] {
        assert_eq!(server.get(path).await.text().await.unwrap(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_pattern_without_an_example_is_observed() {
    let schema = serde_json::json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    let media = serde_json::json!({"text/plain": {"schema": schema}});
    let document = serde_json::json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/key": {"get": {"responses": {"200": {"description": "", "content": media}}}}},
    });
    let server = Server::start(&document.to_string(), &[]);
    let text = server.get("/key").await.text().await.unwrap();
    assert!(text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()), "{text}");
}

#[tokio::test]
async fn a_generated_client_works_against_it_through_failures() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../specs/revring/openapi.yaml");
    let server = Server::start(&std::fs::read_to_string(document).unwrap(), &["--fail", "503:1"]);
    let client = revring::Client::builder().base_url(&server.url).credential("apiKey", "any").build().unwrap();
    let answer = client.get_call("an id").await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.data.id.is_some());
}

#[test]
fn wrong_use_is_said() {
    let sandbox = Sandbox::new();
    sandbox.write("bells.json", DOCUMENT);
    assert_eq!(sandbox.run(&["mock", "gone.json"]).code, 2);
    let run = sandbox.run(&["mock", "bells.json", "--fail", "200"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("write a status from 400 to 599"), "{}", run.stderr);
}
