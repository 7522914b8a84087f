//! C09: lists that end, and servers that would have them go on for ever.

use serde::Deserialize;
use serde_json::json;
use switchboard_runtime::{Core, Error, Failure, Pages};
use wiremock::matchers::{any, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::api::{GET, client};

#[derive(Debug, Deserialize)]
struct List {
    items: Vec<u32>,
    next: Option<String>,
}

/// Follows links, as a generated client would.
fn list(core: &Core) -> Pages<List, ()> {
    let core = core.clone();
    Pages::with_limit(&GET, None, 5, move |place| {
        let request = core.request(&GET);
        let request = match place {
            Some(link) => request.link(link),
            None => request,
        };
        async move {
            let list = request.send().await?.json::<List>().await?.into_inner();
            let next = list.next.clone();
            Ok((list, next))
        }
    })
}

async fn page(server: &MockServer, after: Option<&str>, items: &[u32], next: Option<String>) {
    let template = ResponseTemplate::new(200).set_body_json(json!({"items": items, "next": next}));
    let (mock, priority) = match after {
        Some(after) => (Mock::given(query_param("after", after)), 1),
        None => (Mock::given(any()), 2),
    };
    mock.respond_with(template).with_priority(priority).mount(server).await;
}

/// All items, and the error at the end if there is one.
async fn collect(server: &MockServer) -> (Vec<u32>, Option<Error<()>>) {
    let mut items = list(&client(&server.uri())).items(|list| list.items);
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => seen.push(item),
            Err(error) => {
                assert!(items.next().await.is_none(), "an error is the end");
                return (seen, Some(error));
            }
        }
    }
    (seen, None)
}

#[tokio::test]
async fn pages_are_followed_to_the_end_empty_ones_too() {
    let server = MockServer::start().await;
    page(&server, None, &[1, 2], Some("?after=2".to_owned())).await;
    page(&server, Some("2"), &[], Some(format!("{}/plain?after=3", server.uri()))).await;
    page(&server, Some("3"), &[3], None).await;
    let (items, error) = collect(&server).await;
    assert_eq!(items, [1, 2, 3]);
    assert!(error.is_none());
}

#[tokio::test]
async fn a_cursor_that_comes_again_is_an_error() {
    let server = MockServer::start().await;
    page(&server, None, &[1], Some("?after=2".to_owned())).await;
    page(&server, Some("2"), &[2], Some("?after=2".to_owned())).await;
    let (items, error) = collect(&server).await;
    assert_eq!(items, [1, 2]);
    assert_eq!(error.unwrap().to_string(), "plain: stopped following pages, the server named one of them twice");
}

#[tokio::test]
async fn pages_without_an_end_stop_at_the_limit() {
    let server = MockServer::start().await;
    for index in 1..10u32 {
        page(&server, Some(&index.to_string()), &[index], Some(format!("?after={}", index + 1))).await;
    }
    page(&server, None, &[0], Some("?after=1".to_owned())).await;
    let (items, error) = collect(&server).await;
    assert_eq!(items, [0, 1, 2, 3, 4]);
    assert_eq!(error.unwrap().to_string(), "plain: stopped following pages, there are more than 5");
}

#[tokio::test]
async fn a_next_page_elsewhere_is_not_asked_for() {
    let stranger = MockServer::start().await;
    let server = MockServer::start().await;
    page(&server, None, &[1], Some(format!("{}/plain?token=planted", stranger.uri()))).await;
    let (items, error) = collect(&server).await;
    assert_eq!(items, [1]);
    let error = error.unwrap();
    assert!(matches!(error, Error::Failure(Failure::InvalidRequest { .. })), "{error}");
    assert!(
        error.to_string().contains("credentials are not sent there") && !error.to_string().contains("planted"),
        "{error}"
    );
    assert!(stranger.received_requests().await.unwrap().is_empty());
}
