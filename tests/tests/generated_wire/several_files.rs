//! A client from a document in several files, with `$id`, `$anchor` and `$dynamicRef`.

use crate::socket::Socket;
use mini_several_files::{Client, types};

fn client(socket: &Socket) -> Client {
    Client::builder().base_url(&socket.url).retries(0).build().unwrap()
}

#[tokio::test]
async fn parameters_and_pages_come_from_other_files() {
    let body = r#"{"items":[{"title":"A","state":"there","place":{"places":[{"number":7}]},"volumes":[{"title":"B","state":"lent","lent_to":{"name":"Ada","state":"guest"}}]}],"next":"2"}"#;
    let socket = Socket::json("200 OK", body).await;
    let page = client(&socket).list_books().page(2).await.unwrap();
    assert_eq!(socket.sent().line, "GET /books?page=2");
    // What `$dynamicRef` means in the page is a book.
    let book: &types::Book = &page.items[0];
    assert_eq!((book.title.as_str(), &book.state), ("A", &types::BookState::There));
    let place = book.place.as_ref().unwrap();
    assert_eq!(place.places[0].number, 7);
    let lent: &types::Person = book.volumes.as_ref().unwrap()[0].lent_to.as_ref().unwrap();
    assert_eq!(lent.state, Some(types::PersonState::Guest));
}

#[tokio::test]
async fn an_error_that_two_files_lead_to_is_typed() {
    let socket =
        Socket::answering("400 Bad Request", &["content-type: application/problem+json"], br#"{"title":"No"}"#).await;
    let error = client(&socket).list_books().await.unwrap_err();
    assert_eq!(error.api().unwrap().body().title, "No");
}

#[tokio::test]
async fn what_is_sent_has_the_same_types() {
    let socket = Socket::json("201 Created", r#"{"title":"A","state":"there"}"#).await;
    let book = types::Book::new("A", types::BookState::There);
    let added = client(&socket).add_book(&book).await.unwrap();
    assert_eq!(socket.sent().body, r#"{"title":"A","state":"there"}"#);
    assert_eq!(added.title, "A");
    let socket = Socket::json("200 OK", r#"{"name":"Ada","books":[]}"#).await;
    assert_eq!(client(&socket).get_person("7").await.unwrap().name, "Ada");
    assert_eq!(socket.sent().line, "GET /people/7");
}
