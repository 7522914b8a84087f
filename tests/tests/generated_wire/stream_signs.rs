//! Streams whose ends and errors `vendor.toml` states.

use mini_stream_signs::Client;
use mini_stream_signs::runtime::Failure;

use crate::socket::Socket;

async fn client(content_type: &str, body: &str) -> (Socket, Client) {
    let socket = Socket::answering("200 OK", &[&format!("content-type: {content_type}")], body.as_bytes()).await;
    let client = Client::builder().base_url(&socket.url).retries(0).build().unwrap();
    (socket, client)
}

#[tokio::test]
async fn what_is_stated_of_an_operation_is_added_to_what_is_stated_of_all() {
    let body = "data: {\"text\": \"a\"}\n\ndata: <end>\n\ndata: {\"text\": \"b\"}\n\n";
    let (_socket, client) = client("text/event-stream", body).await;
    let mut words = client.chat().await.unwrap().into_inner();
    assert_eq!(words.next().await.unwrap().unwrap().data.text, "a");
    assert!(words.next().await.is_none());

    let (_socket, client) = self::client("text/event-stream", "data: {\"error\": \"no words\"}\n\ndata: x\n\n").await;
    let mut words = client.chat().await.unwrap().into_inner();
    let failure = words.next().await.unwrap().unwrap_err();
    assert!(matches!(failure, Failure::ErrorInStream { .. }), "{failure}");
    assert!(failure.to_string().ends_with("the stream reported an error; the API says \"no words\""), "{failure}");
    assert!(words.next().await.is_none());
}

#[tokio::test]
async fn events_are_known_by_their_names() {
    let ship = "data: {\"name\": \"Anna\"}\n\n";
    for (end, fails) in [("event: over\n\n", false), ("event: failed\ndata: fog\n\n", true)] {
        let (_socket, client) = client("text/event-stream", &format!("{ship}{end}{ship}")).await;
        let mut ships = client.watch_ships().await.unwrap().into_inner();
        assert_eq!(ships.next().await.unwrap().unwrap().data.name, "Anna");
        let last = ships.next().await;
        assert_eq!(last.is_some_and(|last| last.unwrap_err().raw().unwrap() == "fog"), fails);
        assert!(ships.next().await.is_none());
    }
}

#[tokio::test]
async fn lines_are_errors_by_a_member() {
    let body = "{\"name\": \"Anna\"}\n{\"error\": {\"message\": \"fog\"}}\n{\"name\": \"Berta\"}\n";
    let (_socket, client) = client("application/jsonl", body).await;
    let mut lines = client.read_log().await.unwrap().into_inner();
    assert_eq!(lines.next().await.unwrap().unwrap().name, "Anna");
    assert!(matches!(lines.next().await, Some(Err(Failure::ErrorInStream { .. }))));
    assert!(lines.next().await.is_none());
}
