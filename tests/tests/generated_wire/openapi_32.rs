//! What OpenAPI 3.2 brought: methods of any name, whole queries, events described as a whole, defaults of discriminators.

use crate::socket::{Sent, Socket};
use futures_util::StreamExt;
use mini_openapi_32::{Client, types};

fn client(socket: &Socket) -> Client {
    Client::builder().base_url(&socket.url).credential("device", "token").retries(0).build().unwrap()
}

/// The data of the events of a body, and their types.
async fn stream(body: &str) -> Socket {
    Socket::answering("200 OK", &["content-type: text/event-stream"], body.as_bytes()).await
}

async fn no_content(call: impl AsyncFnOnce(Client)) -> Sent {
    let socket = Socket::no_content().await;
    call(client(&socket)).await;
    socket.sent()
}

#[tokio::test]
async fn query_is_a_method_with_a_body() {
    let socket =
        Socket::json("200 OK", r#"[{"kind":"tower","height":30},{"kind":"raft","depth":2},{"depth":3}]"#).await;
    let lights = client(&socket).find_lights(&types::Wanted::new().minimum_height(20)).await.unwrap();
    let sent = socket.sent();
    assert_eq!((sent.line.as_str(), sent.body.as_str()), ("QUERY /lights", r#"{"minimum_height":20}"#));
    assert_eq!(sent.header("authorization"), Some("Bearer token"));
    // A kind that nobody mapped, and none at all, are those of the default.
    let [types::Light::Tower(tower), types::Light::Buoy(raft), types::Light::Buoy(other)] = &lights[..] else {
        panic!("{:?}", *lights)
    };
    assert_eq!((tower.height, raft.depth, other.depth), (Some(30), Some(2), Some(3)));
}

#[tokio::test]
async fn a_failed_query_is_repeated() {
    let socket = Socket::answering("503 Service Unavailable", &["retry-after: 0"], b"").await;
    let client = Client::builder().base_url(&socket.url).credential("device", "token").retries(1).build().unwrap();
    client.find_lights(&types::Wanted::new()).await.unwrap_err();
    assert_eq!(socket.count(), 2, "QUERY is safe and idempotent");
}

#[tokio::test]
async fn methods_have_any_name() {
    let sent = no_content(async |client| drop(client.link_lights().await.unwrap())).await;
    assert_eq!(sent.line, "LINK /lights");
}

#[tokio::test]
async fn the_whole_query_is_a_form_json_or_text() {
    let socket = Socket::json("200 OK", "[]").await;
    let area = types::SearchLightsParametersFilterArea::new().north(54.5);
    let filter = types::SearchLightsParametersFilter::new().colour("red & white").heights(vec![1, 2]).area(area);
    client(&socket).search_lights().filter(filter).await.unwrap();
    let line = "GET /lights/search?colour=red%20%26%20white&heights=1,2&area[north]=54.5";
    assert_eq!(socket.sent().line, line);

    let sent = no_content(async |client| {
        drop(client.tree_of_lights().tree(types::Wanted::new().minimum_height(1)).await.unwrap())
    })
    .await;
    assert_eq!(sent.line, "GET /lights/tree?%7B%22minimum_height%22%3A1%7D");

    let mood = vec!["calm".to_owned(), "a%2Fb".to_owned()];
    let sent = no_content(async |client| drop(client.raw_lights("$.a[0]").mood(mood).await.unwrap())).await;
    assert_eq!(sent.line, "GET /lights/raw?%24.a%5B0%5D");
    assert_eq!(sent.header("cookie"), Some("mood=calm; mood=a%2Fb"));
    let socket = Socket::no_content().await;
    let error = client(&socket).raw_lights("x").mood(["a; role=admin".to_owned()]).await.unwrap_err();
    assert!(error.to_string().contains("mood") && socket.count() == 0, "{error}");
}

#[tokio::test]
async fn events_are_described_as_a_whole_or_by_their_data() {
    let body = "event: flash\nid: 7\ndata: {\"at\": 1, \"text\": \"a\"}\n\ndata: {\"at\": 2}\n\n";
    let socket = stream(body).await;
    let events: Vec<_> =
        client(&socket).watch_signals().await.unwrap().into_inner().map(Result::unwrap).collect().await;
    assert_eq!(
        events.iter().map(|event| (event.event.as_deref(), event.data.at)).collect::<Vec<_>>(),
        [(Some("flash"), 1), (None, 2)]
    );
    assert_eq!(events[0].id.as_deref(), Some("7"));
    let socket = stream(body).await;
    let bare: Vec<_> = client(&socket).watch_bare().await.unwrap().into_inner().map(Result::unwrap).collect().await;
    assert_eq!(bare.iter().map(|event| event.data.at).collect::<Vec<_>>(), [1, 2]);
    let socket = stream("event: text\ndata: {not json\ndata: two lines\n\n").await;
    let texts: Vec<_> = client(&socket).watch_texts().await.unwrap().into_inner().map(Result::unwrap).collect().await;
    assert_eq!(texts.iter().map(|event| event.data.as_str()).collect::<Vec<_>>(), ["{not json\ntwo lines"]);
}

#[tokio::test]
async fn sequences_are_read_and_sent_item_by_item() {
    let records = b"\x1e{\"at\": 1}\n\x1e{\"at\": 2}\n";
    let socket = Socket::answering("200 OK", &["content-type: application/json-seq"], records).await;
    let read: Vec<_> = client(&socket).read_records().await.unwrap().into_inner().map(Result::unwrap).collect().await;
    assert_eq!(read.iter().map(|signal| signal.at).collect::<Vec<_>>(), [1, 2]);
    let lines = [types::Signal::new(1), types::Signal::new(2)];
    let sent = no_content(async |client| drop(client.send_lines(lines.iter().collect()).await.unwrap())).await;
    assert_eq!(sent.body, "{\"at\":1}\n{\"at\":2}\n");
    assert_eq!(sent.header("content-type"), Some("application/jsonl"));
}

#[tokio::test]
async fn another_name_for_a_sequence_is_asked_for_by_a_header() {
    let socket = Socket::answering("200 OK", &["content-type: application/json-seq"], b"\x1e1\n\x1e2\n").await;
    let call = client(&socket).read_numbers().from_parameter(5.0).header("accept", "application/json-seq");
    let read: Vec<_> = call.await.unwrap().into_inner().map(Result::unwrap).collect().await;
    assert_eq!(read.iter().map(|number| **number).collect::<Vec<i64>>(), [1, 2]);
    let sent = socket.sent();
    assert_eq!(sent.header("accept"), Some("application/json-seq"));
    // A whole number is no fraction, whatever its type.
    assert_eq!(sent.line, "GET /signals/numbers?from=5");
}

#[tokio::test]
async fn a_body_is_encoded_on_its_way_and_its_fixed_query_gives_way() {
    let socket = Socket::answering("200 OK", &["content-type: image/png"], b"+/8=").await;
    let answer = client(&socket).keep_scan(vec![0xFB, 0xFF].into()).side("back").await.unwrap();
    assert_eq!(answer.into_inner().bytes().await.unwrap().as_ref(), [0xFB, 0xFF]);
    let sent = socket.sent();
    assert_eq!((sent.line.as_str(), sent.body.as_str()), ("PUT /scans?side=back", "+/8="));
    assert_eq!(sent.header("content-type"), Some("image/png"));
}

#[tokio::test]
async fn an_object_of_a_form_is_json_unless_it_has_a_style() {
    let note = types::AddNoteForm::new("a")
        .place(types::AddNoteFormPlace::new().b("1"))
        .r#where(types::AddNoteFormWhere::new().c("2"));
    let sent = no_content(async |client| drop(client.add_note(&note).await.unwrap())).await;
    assert_eq!(sent.body, "text=a&place=%7B%22b%22%3A%221%22%7D&where[c]=2");
    let sent = no_content(async |client| drop(client.add_note_as_text("a").await.unwrap())).await;
    assert_eq!(sent.header("content-type"), Some("text/plain; charset=iso-8859-1"));
}
