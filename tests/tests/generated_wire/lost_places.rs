//! A document with bad places: what is left of its operations is called as the document says, and what is lost is not
//! made up.

use crate::socket::Socket;
use mini_lost_places::Client;

#[tokio::test]
async fn a_server_with_an_open_variable_is_called_where_the_caller_says() {
    let client = Client::builder().credential("key", "k").build().unwrap();
    let found = client.region().await.unwrap_err().to_string();
    assert!(found.contains("give `region` to the builder of the client, with `server_variable`"), "{found}");
    for value in ["", "a/b", "a@b", "..", "a.example#"] {
        assert!(Client::builder().server_variable("region", value).build().is_err(), "{value}");
    }
    // The address of a test server stands for all.
    let socket = Socket::no_content().await;
    Client::builder().base_url(&socket.url).build().unwrap().region().await.unwrap();
    assert_eq!(socket.sent().line, "GET /region");
}

#[tokio::test]
async fn a_known_scheme_is_sent_where_an_unknown_one_is_lost() {
    let socket = Socket::no_content().await;
    let client = Client::builder().base_url(&socket.url).credential("key", "planted").build().unwrap();
    client.one_known_scheme().await.unwrap();
    assert_eq!(socket.sent().header("x-key"), Some("planted"));
}

#[tokio::test]
async fn a_parameter_of_the_path_is_there_though_nobody_describes_it() {
    let socket = Socket::no_content().await;
    let client = Client::builder().base_url(&socket.url).build().unwrap();
    client.parameter_of_the_path("lamp 1").await.unwrap();
    assert_eq!(socket.sent().line, "GET /lamps/lamp%201/parameter-of-the-path");
}
