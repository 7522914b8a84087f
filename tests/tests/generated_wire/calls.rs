//! Calls of generated clients as values: arguments, methods for what is optional, and what every call can do.

use crate::socket::Socket;
use mini_calls::calls::ForecastRequired;
use mini_calls::types::{Mark, Moon, Problem};
use mini_calls::{Call, CallOptions, Client, Error};
use std::time::Duration;

fn client(socket: &Socket) -> Client {
    Client::builder().base_url(&socket.url).retries(0).build().unwrap()
}

#[tokio::test]
async fn optional_parameters_are_methods_in_any_order() {
    let socket = Socket::json("200 OK", r#"{"tides": [1.5]}"#).await;
    let call = client(&socket).list_tides("Port Ellen").send_parameter(true).moon(Moon::Full).moon("new").page(2);
    let tides = call.timeout_parameter(7).timeout(Duration::from_secs(9)).header("x-trace", "t").await.unwrap();
    assert_eq!(tides.tides, [1.5]);
    let sent = socket.sent();
    assert_eq!(sent.line, "GET /tides?harbour=Port%20Ellen&page=2&timeout=7&send=true&moon=new");
    assert_eq!(sent.header("x-trace"), Some("t"));
}

#[tokio::test]
async fn pages_go_on_from_where_the_call_is() {
    let socket = Socket::json("200 OK", r#"{"tides": []}"#).await;
    let call = client(&socket).list_tides("a").page(3).limit(10).extra_query("beta", "1");
    assert!(call.items().next().await.is_none());
    assert_eq!(socket.sent().line, "GET /tides?harbour=a&limit=10&beta=1&page=3");
    let socket = Socket::json("200 OK", r#"{"tides": []}"#).await;
    let mut pages = client(&socket).list_tides("a").pages();
    assert_eq!(pages.next().await.unwrap().unwrap().tides, [0.0; 0]);
    assert!(pages.next().await.is_none());
    assert_eq!(socket.sent().line, "GET /tides?harbour=a&page=1");
}

#[tokio::test]
async fn pages_go_on_behind_the_last_item() {
    let socket = Socket::json("200 OK", r#"{"data": [{"id": "b1"}, {"id": "b2"}], "has_more": true}"#).await;
    let mut pages = client(&socket).list_buoys().pages();
    assert_eq!(pages.next().await.unwrap().unwrap().data.unwrap().len(), 2);
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(
        socket.sent_all().iter().map(|sent| sent.line.as_str()).collect::<Vec<_>>(),
        ["GET /buoys", "GET /buoys?starting_after=b2"]
    );
    let socket = Socket::json("200 OK", r#"{"data": [{"id": "b1"}], "has_more": false}"#).await;
    let mut pages = client(&socket).list_buoys().pages();
    assert!(pages.next().await.is_some());
    assert!(pages.next().await.is_none(), "the page says that it is the last");
    let socket = Socket::json("200 OK", r#"[{"number": 7}]"#).await;
    let mut ships = client(&socket).list_ships().items();
    assert_eq!(ships.next().await.unwrap().unwrap().number, 7);
    assert!(ships.next().await.unwrap().is_ok(), "the next page");
    assert!(ships.next().await.unwrap().is_err(), "the same place twice");
    assert_eq!(socket.sent_all()[1].line, "GET /ships?starting_after=7");
    let socket = Socket::json("200 OK", "[]").await;
    assert!(client(&socket).list_ships().items().next().await.is_none());
}

#[tokio::test]
async fn many_required_parameters_are_one_struct() {
    let socket = Socket::json("200 OK", r#"{"tides": []}"#).await;
    let required = ForecastRequired {
        harbour: "Oban".to_owned(),
        year: 2031,
        month: 4,
        unit: "feet".to_owned(),
        x_client: "me".to_owned(),
    };
    client(&socket).forecast(&required).moon(Moon::New).send().await.unwrap();
    let sent = socket.sent();
    assert_eq!(sent.line, "GET /tides/Oban/2031/4?unit=feet&moon=new");
    assert_eq!(sent.header("x-client"), Some("me"));
}

#[tokio::test]
async fn a_body_that_need_not_be_there_is_a_method() {
    let socket = Socket::no_content().await;
    client(&socket).call("m1", 5).await.unwrap();
    assert_eq!((socket.sent().line.as_str(), socket.sent().body.as_str()), ("PATCH /marks/m1?id=5", ""));
    let socket = Socket::no_content().await;
    client(&socket).call("m1", 5).body(&Mark::new().height(2.5)).await.unwrap();
    assert_eq!(socket.sent().body, r#"{"height":2.5}"#);
}

#[tokio::test]
async fn every_call_has_the_options_of_calls() {
    let socket = Socket::json("500 Internal Server Error", r#"{"why": "fog"}"#).await;
    let call = || client(&socket).list_tides("a");
    let raw = call().send_raw().await.unwrap();
    assert_eq!(raw.status().as_u16(), 500);
    let options = CallOptions::new().keep_body();
    for call in [call().keep_body(), call().options(options).strict(true).check_bounds(true).retries(0)] {
        let Error::Api(error) = call.idempotency_key("k").await.unwrap_err() else { panic!("it is documented") };
        assert_eq!(error.body(), &Problem::new("fog"));
        assert_eq!(error.raw().unwrap(), r#"{"why": "fog"}"#);
    }
    let shown = format!("{:?}", call().header("x", "planted").moon("planted"));
    assert!(shown.contains("listTides") && !shown.contains("planted"), "{shown}");
}

#[tokio::test]
async fn a_call_can_be_kept_and_sent_by_another_task() {
    let socket = Socket::json("200 OK", r#"{"tides": [1]}"#).await;
    let call = { client(&socket).list_tides("a").limit(1) };
    let tides = tokio::spawn(async move { call.await.unwrap().into_inner() }).await.unwrap();
    assert_eq!(tides.tides, [1.0]);
    // A call without methods of its own is one of the runtime.
    let _: fn(&mini_statuses::Client) -> Call<(), mini_statuses::types::Invalid> = |client| client.drop_jobs();
}

#[test]
fn without_async_code() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let socket = runtime.block_on(Socket::json("200 OK", r#"{"tides": []}"#));
    assert_eq!(client(&socket).list_tides("a").send_blocking().unwrap().tides, [0.0; 0]);
    let mut items = client(&socket).list_tides("a").items();
    assert!(items.next_blocking().is_none());
    let inside = runtime.block_on(async { client(&socket).list_tides("a").send_blocking() });
    assert!(inside.unwrap_err().to_string().ends_with("await the call"));
}
