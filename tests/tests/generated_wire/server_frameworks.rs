//! What frameworks of servers document, and what their servers send and read.

use crate::socket::{Sent, Socket};
use futures_util::StreamExt;
use mini_server_frameworks::data::Nullable;
use mini_server_frameworks::runtime::{Event, TypedStream};
use mini_server_frameworks::types::{ListenToRadioResponse, Ship};
use mini_server_frameworks::{Client, Part, forms, types};

fn client(socket: &Socket) -> Client {
    Client::builder().base_url(&socket.url).retries(0).build().unwrap()
}

async fn stream(body: &str) -> (Socket, Client) {
    let socket = Socket::answering("200 OK", &["content-type: text/event-stream"], body.as_bytes()).await;
    let client = client(&socket);
    (socket, client)
}

async fn all<T: Unpin + 'static>(events: TypedStream<Event<T>>) -> Vec<T> {
    events.map(|event| event.unwrap().data).collect().await
}

#[tokio::test]
async fn text_is_no_json() {
    let (_socket, client) = stream("data: 42\n\ndata: read more\n\ndata: [DONE]\n\n").await;
    let expected = ["42", "read more", "[DONE]"];
    assert_eq!(all(client.read_log().await.unwrap().into_inner()).await, expected);
    assert_eq!(all(client.read_bare_log().await.unwrap().into_inner()).await, expected);
    assert_eq!(all(client.read_byte_log().await.unwrap().into_inner()).await, expected);
}

#[tokio::test]
async fn each_item_of_a_list_and_the_data_of_whole_events() {
    let (_socket, client) =
        stream("event: in\nid: 7\ndata: {\"name\": \"Anna\"}\n\ndata: {\"name\": \"Berta\"}\n\n").await;
    let names = |ships: Vec<Ship>| ships.into_iter().map(|ship| ship.name).collect::<Vec<_>>();
    for events in [
        client.watch_arrivals().await.unwrap().into_inner(),
        client.watch_whole_arrivals().await.unwrap().into_inner(),
        client.watch_arrival_items().await.unwrap().into_inner(),
    ] {
        assert_eq!(names(all(events).await), ["Anna", "Berta"]);
    }
}

#[tokio::test]
async fn the_name_of_an_event_says_what_its_data_is() {
    let body = "event: ship\ndata: {\"name\": \"Anna\"}\n\nevent: word\ndata: 42\n\nevent: depth\ndata: 4.5\n\n\
                event: fog\ndata: thick\n\ndata: [over]\n\nevent: word\ndata: never\n\n";
    let (_socket, client) = stream(body).await;
    let said = all(client.listen_to_radio().await.unwrap().into_inner()).await;
    let [
        ListenToRadioResponse::Ship(ship),
        ListenToRadioResponse::Word(word),
        ListenToRadioResponse::Depth(depth),
        ListenToRadioResponse::Unknown(fog),
    ] = said.as_slice()
    else {
        panic!("{said:?}")
    };
    assert_eq!((ship.data.name.as_str(), word.data.as_str(), depth.data), ("Anna", "42", 4.5));
    assert!(format!("{fog:?}").contains("thick"));
}

#[tokio::test]
async fn a_name_and_data_are_read_wherever_they_stand() {
    let body =
        "event: in\ndata: {\"name\": \"Anna\"}\n\ndata: {\"event\": \"out\", \"data\": {\"name\": \"Berta\"}}\n\n";
    let (_socket, client) = stream(body).await;
    let pairs = all(client.listen_to_pair().await.unwrap().into_inner()).await;
    let read: Vec<_> = pairs.iter().map(|pair| (pair.event.as_str(), pair.data.name.as_str())).collect();
    assert_eq!(read, [("in", "Anna"), ("out", "Berta")]);
    let (_socket, client) = stream("data: {\"name\": \"Anna\"}\n\ndata: {\"data\": {\"name\": \"Berta\"}}\n\n").await;
    let bare = all(client.listen_to_bare().await.unwrap().into_inner()).await;
    assert_eq!(bare.iter().map(|event| event.data.name.as_str()).collect::<Vec<_>>(), ["Anna", "Berta"]);
}

async fn sent(call: impl AsyncFnOnce(Client)) -> Sent {
    let socket = Socket::no_content().await;
    call(client(&socket)).await;
    socket.sent()
}

#[tokio::test]
async fn files_are_files_however_they_are_described() {
    let form = forms::FileFromForm::new(Part::bytes("a"))
        .photo(Part::bytes("b"))
        .drawings([Part::bytes("c"), Part::bytes("d").file_name("d.svg")])
        .remark("fine");
    let request = sent(async |client| drop(client.file_from(form).await.unwrap())).await;
    let boundary = request.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let file = |name: &str, file: &str, kind: &str, bytes: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: {kind}\r\n\r\n{bytes}\r\n"
        )
    };
    let bytes = "application/octet-stream";
    let expected = [
        file("manifest", "manifest", bytes, "a"),
        file("photo", "photo", "image/png", "b"),
        file("drawings", "drawings", bytes, "c"),
        file("drawings", "d.svg", bytes, "d"),
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"remark\"\r\n\r\nfine\r\n"),
    ];
    assert_eq!(request.body, format!("{}--{boundary}--\r\n", expected.concat()));
}

#[tokio::test]
async fn a_path_of_several_segments_keeps_its_slashes() {
    let path = "2026/spring tide?.csv";
    let request = sent(async |client| {
        drop(
            client
                .get_file(path)
                .r#where(types::GetFileParametersWhere::new().pier(3))
                .x_flags(vec!["a".to_owned(), "b".to_owned()])
                .await,
        )
    })
    .await;
    assert_eq!(request.line, "GET /files/2026/spring%20tide%3F.csv?where[pier]=3");
    assert_eq!(request.header("x-flags"), Some("a,b"));
    let socket = Socket::no_content().await;
    let error = client(&socket).get_file("a/../../b").await.unwrap_err();
    assert!(error.to_string().contains("path") && socket.count() == 0, "{error}");
}

#[tokio::test]
async fn whatever_comes_is_read_as_its_type_says() {
    for (content_type, body) in [("application/json", "\"B 42\""), ("text/plain; charset=utf-8", "B 42")] {
        let socket = Socket::answering("200 OK", &[&format!("content-type: {content_type}")], body.as_bytes()).await;
        let plate: &str = "b/42";
        assert_eq!(*client(&socket).get_plate(plate).await.unwrap(), "B 42");
        let request = socket.sent();
        assert_eq!((request.line.as_str(), request.header("accept")), ("GET /plates/b%2F42", Some("*/*")));
    }
}

#[tokio::test]
async fn each_of_two_texts_can_be_had() {
    let socket = Socket::answering("200 OK", &["content-type: text/html"], b"<p>").await;
    assert_eq!(*client(&socket).get_tides_receiving_html().await.unwrap(), "<p>");
    assert_eq!(socket.sent().header("accept"), Some("text/html"));
}

#[tokio::test]
async fn no_page_is_asked_for_beyond_the_total() {
    let socket =
        Socket::json("200 OK", r#"{"items":[{"name":"Anna","berth":null,"heading":["n",1.5]}],"total":1}"#).await;
    let ships: Vec<_> = client(&socket).list_ships().size(5).items().map(Result::unwrap).collect().await;
    assert_eq!((ships.len(), socket.count()), (1, 1));
    assert_eq!(ships[0].berth, Nullable::Null);
}
