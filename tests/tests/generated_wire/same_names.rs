//! Parameters of one name in several places: each goes where it belongs, and takes nothing from the others.

use crate::socket::{Sent, Socket};
use mini_same_names::Client;
use std::future::Future;

/// What one call sends.
async fn sent<F: Future<Output = ()>>(call: impl FnOnce(Client) -> F) -> Sent {
    let socket = Socket::no_content().await;
    call(Client::builder().base_url(&socket.url).build().unwrap()).await;
    socket.sent()
}

/// The value in the query must never say which resource is deleted.
#[tokio::test]
async fn a_path_and_a_query_of_one_name_are_two_values() {
    let request = sent(async |client| drop(client.close_room("by-path", "by-query").await.unwrap())).await;
    assert_eq!(request.line, "DELETE /rooms/by-path?id=by-query");
}

#[tokio::test]
async fn a_header_and_a_cookie_do_not_change_the_path() {
    let request = sent(async |client| drop(client.get_room(7).id(700).cookie_id("crumb").await.unwrap())).await;
    assert_eq!(request.line, "GET /rooms/7");
    assert_eq!((request.header("id"), request.header("cookie")), (Some("700"), Some("id=crumb")));
}

/// Each place has bounds of its own, too.
#[tokio::test]
async fn bounds_are_those_of_the_place() {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().unwrap();
    let found = client.get_room(70).await.unwrap_err().to_string();
    assert!(found.contains("10"), "{found}");
    let found = client.get_room(7).id(7_000).await.unwrap_err().to_string();
    assert!(found.contains("1000"), "{found}");
}

#[tokio::test]
async fn three_places_of_one_name_are_three_members() {
    let request = sent(async |client| {
        drop(
            client
                .search()
                .version("q")
                .header_version("h")
                .cookie_version("c")
                .query_header_version("other")
                .await
                .unwrap(),
        )
    })
    .await;
    assert_eq!(request.line, "GET /search?version=q&header%20version=other");
    assert_eq!((request.header("version"), request.header("cookie")), (Some("h"), Some("version=c")));
}
