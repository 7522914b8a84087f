//! What arrives at the server, and what is refused before anything is sent.

use std::collections::BTreeMap;

use serde_json::json;
use switchboard_runtime::{
    Bounds, CallOptions, Core, Failure, Field, Limit, Location, Multipart, Operation, Parameter, Part, Style, bytes,
    reqwest,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::api::{API, CREATE_CALL, GET, GET_CALL, PLAIN, QUERY, client};
use crate::canned::{Canned, answer};

/// A server that says yes to everything.
async fn yes() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(json!({}))).mount(&server).await;
    server
}

/// The only request a server got.
async fn only(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name).map(|value| value.to_str().unwrap())
}

static SEARCH: Operation = Operation {
    id: "search",
    path: "/teams/{team}/calls",
    parameters: &[
        Parameter { key: "team", name: "team", location: Location::Path, style: Style::Simple, ..QUERY },
        Parameter { key: "sort_by", name: "sort-by", ..QUERY },
        Parameter { key: "ids", name: "ids[]", ..QUERY },
        Parameter { key: "filter", name: "filter", style: Style::DeepObject, ..QUERY },
        Parameter { key: "range", name: "range", json: true, ..QUERY },
        Parameter { key: "to", name: "to", allow_reserved: true, ..QUERY },
        Parameter { key: "trace", name: "X-Trace", location: Location::Header, style: Style::Simple, ..QUERY },
        Parameter { key: "lang", name: "lang", location: Location::Cookie, ..QUERY },
        Parameter { key: "unset", name: "unset", ..QUERY },
    ],
    ..PLAIN
};

#[tokio::test]
async fn a_path_may_bring_query_members_of_its_own() {
    static FIXED: Operation = Operation { path: "/teams/{team}/calls?beta=true&q={team}", ..SEARCH };
    let server = yes().await;
    let parameters = json!({"sort_by": "date"});
    client(&server.uri()).request(&FIXED).path("team", "a&b").parameters(&parameters).send().await.unwrap();
    assert_eq!(only(&server).await.url.path(), "/teams/a%26b/calls");
    assert_eq!(only(&server).await.url.query(), Some("beta=true&q=a%26b&sort-by=date"));
}

#[tokio::test]
async fn a_query_of_the_path_gives_way_to_what_the_caller_sets() {
    static FIXED: Operation = Operation { path: "/teams/{team}/calls?sort-by=1&ids%5B%5D=7&beta=true", ..SEARCH };
    let server = yes().await;
    let client = client(&server.uri());
    let call = || client.request(&FIXED).path("team", "a");
    call().send().await.unwrap();
    call().parameters(&json!({"sort_by": 2.0, "ids": [8, 9]})).send().await.unwrap();
    call().extra_query("beta", "false").send().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let queries: Vec<_> = requests.iter().map(|request| request.url.query().unwrap()).collect();
    assert_eq!(
        queries,
        [
            "sort-by=1&ids%5B%5D=7&beta=true",
            "beta=true&sort-by=2&ids%5B%5D=8&ids%5B%5D=9",
            "sort-by=1&ids%5B%5D=7&beta=false",
        ]
    );
}

#[tokio::test]
async fn texts_go_in_the_charset_that_their_media_type_names() {
    let server = yes().await;
    let client = client(&server.uri());
    let call = || client.request(&CREATE_CALL);
    call().text("text/plain; charset=iso-8859-1", "caf\u{e9}").send().await.unwrap();
    call().text("text/plain; charset=utf-16", "caf\u{e9}").send().await.unwrap();
    call().json_as("application/json; charset=iso-8859-1", "caf\u{e9}").send().await.unwrap();
    call()
        .form_as("application/x-www-form-urlencoded; charset=UTF-8", &json!({"a": "\u{e9}"}), &[])
        .send()
        .await
        .unwrap();
    let requests = server.received_requests().await.unwrap();
    let sent: Vec<_> =
        requests.iter().map(|request| (header(request, "content-type").unwrap(), request.body.as_slice())).collect();
    let utf8 = "caf\u{e9}".as_bytes();
    assert_eq!(sent[0], ("text/plain; charset=iso-8859-1", b"caf\xE9".as_slice()));
    assert_eq!(sent[1], ("text/plain", utf8));
    assert_eq!(sent[2], ("application/json", "\"caf\u{e9}\"".as_bytes()));
    assert_eq!(sent[3], ("application/x-www-form-urlencoded; charset=UTF-8", b"a=%C3%A9".as_slice()));

    let error = call().text("text/plain; charset=iso-8859-1", "5 \u{20ac}").send().await.unwrap_err();
    let problem = "nothing was sent, body: the charset `iso-8859-1` has no character '\u{20ac}'";
    assert!(error.to_string().ends_with(problem), "{error}");

    let part = |text: &str| Part::text(text).content_type("text/plain; charset=iso-8859-1");
    for kind in ["multipart/form-data", "multipart/mixed"] {
        let parts = Multipart::new().part("a", part("\u{e9}")).json("b", "application/json; charset=utf-16", "\u{e9}");
        match kind {
            "multipart/form-data" => call().multipart(parts),
            other => call().multipart_as(other, parts),
        }
        .send()
        .await
        .unwrap();
        let request = server.received_requests().await.unwrap().pop().unwrap();
        let body = String::from_utf8_lossy(&request.body).into_owned();
        assert!(request.body.windows(5).any(|bytes| bytes == b"\n\xE9\r\n-"), "{body}");
        assert!(body.contains("\r\n\r\n\"\u{e9}\"\r\n") && !body.contains("utf-16"), "{body}");
    }
    let error = call().multipart(Multipart::new().part("a", part("\u{20ac}"))).send().await.unwrap_err();
    assert!(error.to_string().contains("part `a`: the charset `iso-8859-1` has no character"), "{error}");
}

#[tokio::test]
async fn parameters_go_where_the_operation_says() {
    let server = yes().await;
    let parameters = json!({
        "sort_by": "date", "ids": [1, 2], "filter": {"made": {"gte": 5}}, "range": [0.5, null],
        "to": "a/b?c", "trace": ["x", "y"], "lang": "de; x", "unset": null,
    });
    client(&server.uri()).request(&SEARCH).path("team", "a b/c").parameters(&parameters).send().await.unwrap();

    let request = only(&server).await;
    assert_eq!(request.url.path(), "/teams/a%20b%2Fc/calls");
    let mut query: Vec<&str> = request.url.query().unwrap().split('&').collect();
    query.sort_unstable();
    assert_eq!(
        query,
        ["filter[made][gte]=5", "ids%5B%5D=1", "ids%5B%5D=2", "range=%5B0.5%2Cnull%5D", "sort-by=date", "to=a/b?c"]
    );
    assert_eq!(header(&request, "x-trace"), Some("x,y"));
    assert_eq!(header(&request, "cookie"), Some("lang=de%3B%20x"));
    assert_eq!(header(&request, "accept"), Some("application/json"));
    let agent = format!("Example-Calls/1.0 switchboard/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(header(&request, "user-agent"), Some(agent.as_str()));
}

#[tokio::test]
async fn c01_c02_path_arguments_that_would_call_another_operation_are_refused() {
    let server = yes().await;
    let client = client(&server.uri());
    for (argument, problem) in [
        ("", "path parameter `id` is empty, which would call another operation"),
        (".", "path parameter `id` is a step in the path, which would call another operation"),
        ("..", "path parameter `id` is a step in the path, which would call another operation"),
        ("a\r\nb", "path parameter `id` holds control characters"),
        ("a\0", "path parameter `id` holds control characters"),
    ] {
        let error = client.request(&GET_CALL).path("id", argument).send().await.unwrap_err();
        assert_eq!(error.to_string(), format!("getCall: nothing was sent, {problem}"));
    }
    let error = client.request(&GET_CALL).send().await.unwrap_err();
    assert_eq!(error.to_string(), "getCall: nothing was sent, path parameter `id` has no value");
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn c03_c04_path_arguments_stay_in_their_segment() {
    for (argument, path) in [
        (r"..\..\admin", "/v1/calls/..%5C..%5Cadmin"),
        ("a/b", "/v1/calls/a%2Fb"),
        ("%2F", "/v1/calls/%252F"),
        ("%2e%2e", "/v1/calls/%252e%252e"),
        ("a?b#c", "/v1/calls/a%3Fb%23c"),
        ("...", "/v1/calls/..."),
        ("é", "/v1/calls/%C3%A9"),
    ] {
        let server = yes().await;
        client(&format!("{}/v1/", server.uri())).request(&GET_CALL).path("id", argument).send().await.unwrap();
        assert_eq!(only(&server).await.url.path(), path);
    }
}

#[test]
fn c05_base_urls_that_lead_elsewhere_are_errors_of_the_builder() {
    for url in ["https://x.example?k=v", "https://x.example#f", "https://u:p@x.example", "https://x.example/a b", "x"] {
        assert!(Core::builder(&API).base_url(url).build().is_err(), "{url}");
    }
}

#[tokio::test]
async fn c06_header_values_cannot_start_another_header() {
    let client = client("http://127.0.0.1:9");
    for value in ["a\r\nX-Other: b", "a\nb", "a\0b"] {
        let error = client.request(&SEARCH).path("team", "t").parameters(&json!({"trace": value})).send().await;
        let message = error.unwrap_err().to_string();
        assert_eq!(message, "search: nothing was sent, header `X-Trace`: the value holds control characters");
        let options = CallOptions::new().header("X-Own", value);
        assert!(matches!(client.request(&GET).options(options).send().await, Err(Failure::InvalidRequest { .. })));
    }
}

#[tokio::test]
async fn parameters_the_document_does_not_name_go_into_the_query() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let further = json!({"tomorrow": ["x", "y z"], "none": null});
    client(&server.uri()).request(&SEARCH).path("team", "a").parameters(&further).send().await.expect("is sent");
    let requests = server.received_requests().await.expect("recorded");
    assert_eq!(requests[0].url.query(), Some("tomorrow=x&tomorrow=y%20z"));
}

#[tokio::test]
async fn problems_are_reported_together_and_name_their_place() {
    let request = client("http://127.0.0.1:9")
        .request(&SEARCH)
        .path("team", "..")
        .path("colour", "red")
        .json(&BTreeMap::from([("rate", f64::NAN)]))
        .options(CallOptions::new().header("Content-Length", "0"));
    let Err(Failure::InvalidRequest { problems, .. }) = request.send().await else { panic!("it is invalid") };
    assert_eq!(
        problems,
        [
            "path parameter `team` is a step in the path, which would call another operation",
            "the path has no parameter `colour`",
            "body: `rate`: NaN cannot be sent: JSON has finite numbers only",
            "header `Content-Length`: it is set by the connection",
        ]
    );
}

#[tokio::test]
async fn values_out_of_bounds_are_not_sent_unless_the_caller_knows_better() {
    static BOUNDED: Operation = Operation {
        id: "bounded",
        method: "POST",
        parameters: &[Parameter { bounds: Some(&Bounds::Limits(&[Limit::AtMost(100.0)])), ..QUERY }],
        bounds: Some(&Bounds::Members(&[("name", Bounds::Limits(&[Limit::MaxLength(3)]))])),
        ..PLAIN
    };
    let server = yes().await;
    let call = |core: &Core| core.request(&BOUNDED).parameters(&json!({"q": 101})).json(&json!({"name": "Anna"}));
    let client = client(&server.uri());
    let Err(error) = call(&client).send().await else { panic!("it is out of bounds") };
    assert_eq!(
        error.to_string(),
        "bounded: nothing was sent, `q` must be at most 100; `name` must have at most 3 characters, but has 4"
    );
    let Failure::OutOfBounds { violations, .. } = error else { panic!("it is out of bounds") };
    assert_eq!(
        (violations[1].path(), violations[1].limit(), violations[1].value()),
        ("name", Limit::MaxLength(3), &json!("Anna"))
    );
    let form = client.request(&BOUNDED).form(&json!({"name": "Anna"}), &[]);
    assert!(matches!(form.send().await, Err(Failure::OutOfBounds { .. })));
    assert!(server.received_requests().await.unwrap().is_empty());

    call(&client.with_options(CallOptions::new().check_bounds(false))).send().await.expect("is sent");
    let lenient = Core::builder(&API).base_url(server.uri()).check_bounds(false).build().expect("a client");
    call(&lenient).send().await.expect("is sent");
    let strict = lenient.with_options(CallOptions::new().check_bounds(true));
    assert!(matches!(call(&strict).send().await, Err(Failure::OutOfBounds { .. })));
}

#[tokio::test]
async fn bodies_and_their_types() {
    let server = yes().await;
    let client = client(&server.uri());
    static FIELDS: [Field; 1] = [Field { name: "to", style: Style::Form, explode: false, content_type: None }];
    let form = json!({"text": "x y", "to": ["a", "b"]});
    client.request(&CREATE_CALL).json(&json!({"to": 1})).send().await.unwrap();
    client.request(&CREATE_CALL).json_as("application/merge-patch+json", &json!(null)).send().await.unwrap();
    client.request(&CREATE_CALL).form(&form, &FIELDS).send().await.unwrap();
    client.request(&CREATE_CALL).text("text/plain; charset=utf-8", "hé").send().await.unwrap();
    client.request(&CREATE_CALL).bytes("application/octet-stream", vec![0, 255]).send().await.unwrap();
    client.request(&CREATE_CALL).send().await.unwrap();

    let requests = server.received_requests().await.unwrap();
    let sent: Vec<(Option<&str>, &[u8])> =
        requests.iter().map(|request| (header(request, "content-type"), request.body.as_slice())).collect();
    assert_eq!(
        sent,
        [
            (Some("application/json"), br#"{"to":1}"#.as_slice()),
            (Some("application/merge-patch+json"), b"null"),
            (Some("application/x-www-form-urlencoded"), b"text=x%20y&to=a,b"),
            (Some("text/plain; charset=utf-8"), "hé".as_bytes()),
            (Some("application/octet-stream"), b"\x00\xFF"),
            (None, b""),
        ]
    );
}

#[tokio::test]
async fn multipart_bodies_take_values_files_and_streams() {
    let folder = std::env::temp_dir().join(format!("switchboard-runtime-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("greeting.wav");
    std::fs::write(&path, b"RIFF").unwrap();
    let server = yes().await;
    let body = Multipart::new()
        .value("name", "Ann")
        .value("count", &2)
        .value("nothing", &None::<u8>)
        .value("tags", &["a"])
        .part("audio", Part::file(&path).content_type("audio/wav"))
        .part("live", Part::stream(reqwest::Body::from(bytes::Bytes::from_static(b"LIVE"))).file_name("a\"b\r\n.bin"))
        .value("table", "a,b")
        .content_type("table", "text/csv")
        .content_type("audio", "audio/ogg");
    client(&server.uri()).request(&CREATE_CALL).multipart(body).send().await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();

    let request = only(&server).await;
    assert!(header(&request, "content-type").unwrap().starts_with("multipart/form-data; boundary="));
    let body = String::from_utf8(request.body.clone()).unwrap();
    for part in [
        "name=\"name\"\r\n\r\nAnn\r\n",
        "name=\"count\"\r\n\r\n2\r\n",
        "name=\"table\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n",
        "name=\"tags\"\r\nContent-Type: application/json\r\n\r\n[\"a\"]\r\n",
        "name=\"audio\"; filename=\"greeting.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF\r\n",
        "LIVE",
    ] {
        assert!(body.contains(part), "{part:?} is not in {body:?}");
    }
    assert!(!body.contains("nothing") && !body.contains("a\"b\r\n"), "{body:?}");
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let body = Multipart::new().part("audio", Part::file("/nowhere/greeting.wav"));
    let error = client("http://127.0.0.1:9").request(&CREATE_CALL).multipart(body).send().await.unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with("createCall: nothing was sent, part `audio`: cannot read /nowhere/greeting.wav: "),
        "{message}"
    );
}

#[tokio::test]
async fn options_go_before_the_client_and_the_operation() {
    let server = yes().await;
    let client = Core::builder(&API).base_url(server.uri()).default_header("X-Tenant", "one").build().unwrap();
    let options = CallOptions::new().header("X-Tenant", "two").header("Accept", "text/csv").idempotency_key("key-1");
    client.request(&GET).options(options).send().await.unwrap();
    client.request(&GET).send().await.unwrap();

    let requests = server.received_requests().await.unwrap();
    assert_eq!(header(&requests[0], "x-tenant"), Some("two"));
    assert_eq!(header(&requests[0], "accept"), Some("text/csv"));
    assert_eq!(header(&requests[0], "idempotency-key"), Some("key-1"));
    assert_eq!(header(&requests[1], "x-tenant"), Some("one"));
    assert_eq!(header(&requests[1], "idempotency-key"), None);
}

#[tokio::test]
async fn a_request_can_be_changed_before_it_is_sent() {
    let server = yes().await;
    let sign = |request: &mut reqwest::Request| {
        let length = request.body().and_then(|body| body.as_bytes()).map_or(0, <[u8]>::len);
        request.headers_mut().insert("x-signature", length.into());
    };
    let client = Core::builder(&API).base_url(server.uri()).on_request(sign).build().unwrap();
    client.request(&CREATE_CALL).json(&json!([1])).send().await.unwrap();
    assert_eq!(header(&only(&server).await, "x-signature"), Some("3"));
}

#[tokio::test]
async fn a_call_without_a_body_says_so() {
    let server = Canned::start(vec![answer("200 OK", "", "{}")]).await;
    client(server.url()).request(&CREATE_CALL).send().await.unwrap();
    assert!(server.requests()[0].contains("\r\ncontent-length: 0\r\n"), "{:?}", server.requests());
}

#[tokio::test]
async fn a_base_url_of_the_user_stands_for_all_servers() {
    static ELSEWHERE: Operation = Operation { server: Some("https://files.example.com"), ..PLAIN };
    let server = yes().await;
    client(&server.uri()).request(&ELSEWHERE).send().await.unwrap();
    assert_eq!(only(&server).await.url.path(), "/plain");
}

#[test]
fn a_program_without_async_code_calls_through_a_runtime_of_its_own() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(Canned::start(vec![answer("200 OK", "", r#"{"id":"1"}"#)]));
    let client = client(server.url());
    let call = runtime.block_on(async { client.request(&GET).send().await?.json::<crate::api::Call>().await }).unwrap();
    assert_eq!(call.id, "1");
}
