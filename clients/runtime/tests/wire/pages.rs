//! C09: lists that end, and servers that would have them go on for ever.

use serde::{Deserialize, Serialize};
use serde_json::json;
use switchboard_runtime::{
    Call, Core, Error, Failure, NextPage, Operation, PageParameter, Pages, Paging, Parameter, Read, Reply, Total,
    cursor, cursor_text,
};
use wiremock::matchers::{any, body_string, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::api::{GET, PLAIN, QUERY, client};

#[derive(Debug, Deserialize, Serialize)]
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
                for _ in 0..2 {
                    assert!(items.next().await.is_none(), "an error is the end");
                }
                return (seen, Some(error));
            }
        }
    }
    assert!(items.next().await.is_none(), "the end stays one");
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
    let pages = list(&client(&server.uri()));
    assert_eq!(format!("{pages:?}"), "Pages { .. }");
    assert_eq!(format!("{:?}", pages.items(|list| list.items)), "Items { .. }");
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

const AFTER: PageParameter = PageParameter::Query("after");

/// Pages as a generated client follows them.
fn follow(server: &MockServer, next: NextPage<List>) -> Pages<List, ()> {
    let counts = matches!(next, NextPage::Number { .. } | NextPage::Offset { .. });
    let request = client(&server.uri()).request(&COUNTED).parameter("size", &2);
    let request = if counts { request } else { request.parameter("after", &7) };
    Pages::follow(Call::new(request), Paging { next, count: |page| page.items.len(), more: None, total: None })
}

/// What all lists here answer.
const LISTED: &[Reply] = &[Reply::success(200, Read::Json)];

static COUNTED: Operation = Operation {
    id: "counted",
    parameters: &[Parameter { key: "size", name: "size", ..QUERY }, Parameter { key: "after", name: "after", ..QUERY }],
    replies: LISTED,
    ..PLAIN
};

async fn all(pages: Pages<List, ()>) -> (Vec<u32>, Option<String>) {
    let (mut items, mut seen) = (pages.items(|list| list.items), Vec::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => seen.push(item),
            Err(error) => return (seen, Some(error.to_string())),
        }
    }
    (seen, None)
}

#[tokio::test]
async fn numbers_and_offsets_count_up_to_the_first_empty_page() {
    for (from, places) in [(1, ["1", "2", "3"]), (0, ["0", "1", "2"])] {
        let server = MockServer::start().await;
        page(&server, Some(places[0]), &[1, 2], None).await;
        page(&server, Some(places[1]), &[3], None).await;
        page(&server, Some(places[2]), &[], None).await;
        let (items, error) = all(follow(&server, NextPage::Number { parameter: AFTER, first: from })).await;
        assert_eq!((items, error), (vec![1, 2, 3], None));
        let urls: Vec<_> = server
            .received_requests()
            .await
            .unwrap()
            .iter()
            .map(|r| r.url.query().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(urls, places.map(|place| format!("size=2&after={place}")));
    }
    let server = MockServer::start().await;
    page(&server, Some("4"), &[5, 6], None).await;
    page(&server, Some("6"), &[7], None).await;
    page(&server, Some("7"), &[], None).await;
    let request = client(&server.uri()).request(&COUNTED).parameter("after", &3).parameter("after", &4);
    let next = NextPage::Offset { parameter: AFTER };
    let paging = Paging { next, count: |page: &List| page.items.len(), more: None, total: None };
    assert_eq!(all(Pages::follow(Call::new(request), paging)).await, (vec![5, 6, 7], None));
}

#[tokio::test]
async fn a_cursor_replaces_the_parameter_and_a_repeated_one_is_an_error() {
    let cursor = || NextPage::Cursor { parameter: AFTER, next: |page: &List| cursor(&page.next) };
    let server = MockServer::start().await;
    page(&server, Some("7"), &[1], Some("a&b".to_owned())).await;
    page(&server, Some("a&b"), &[2], Some(String::new())).await;
    assert_eq!(all(follow(&server, cursor())).await, (vec![1, 2], None));

    let server = MockServer::start().await;
    page(&server, None, &[1], Some("again".to_owned())).await;
    let (items, error) = all(follow(&server, cursor())).await;
    assert_eq!(items, [1, 1]);
    assert_eq!(error.unwrap(), "counted: stopped following pages, the server named one of them twice");
}

/// Some servers give the whole address of the next page where others give its cursor.
#[tokio::test]
async fn a_cursor_that_is_an_address_is_followed_as_one() {
    let server = MockServer::start().await;
    page(&server, Some("7"), &[1], Some(format!("{}/plain?after=b&kept=1", server.uri()))).await;
    page(&server, Some("b"), &[2], None).await;
    let next = NextPage::Cursor { parameter: AFTER, next: |page: &List| cursor(&page.next) };
    assert_eq!(all(follow(&server, next)).await, (vec![1, 2], None));
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[1].url.query(), Some("after=b&kept=1"));
}

#[tokio::test]
async fn an_endless_run_of_empty_pages_is_an_error() {
    let server = MockServer::start().await;
    let count = std::sync::atomic::AtomicU32::new(0);
    Mock::given(any())
        .respond_with(move |_: &wiremock::Request| {
            let next = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed).to_string();
            ResponseTemplate::new(200).set_body_json(json!({"items": [], "next": next}))
        })
        .mount(&server)
        .await;
    let next = NextPage::Cursor { parameter: AFTER, next: |page: &List| cursor(&page.next) };
    let (items, error) = all(follow(&server, next)).await;
    assert!(items.is_empty());
    assert_eq!(error.unwrap(), "counted: stopped following pages, a hundred of them in a row were empty");
    assert_eq!(server.received_requests().await.unwrap().len(), 100);
}

#[tokio::test]
async fn a_server_that_does_not_know_the_parameter_is_noticed() {
    let server = MockServer::start().await;
    page(&server, None, &[1, 2], None).await;
    let (items, error) = all(follow(&server, NextPage::Number { parameter: AFTER, first: 1 })).await;
    assert_eq!(items, [1, 2]);
    assert_eq!(error.unwrap(), "counted: stopped following pages, the server sent the same page for two places");
}

#[tokio::test]
async fn links_in_headers_are_followed_on_their_origin_only() {
    let server = MockServer::start().await;
    let first = ResponseTemplate::new(200)
        .set_body_json(json!({"items": [1]}))
        .append_header("link", "</plain?after=2>; rel=\"next\"");
    let second = ResponseTemplate::new(200)
        .set_body_json(json!({"items": [2]}))
        .append_header("link", "<https://stranger.example/plain>; rel=next");
    Mock::given(query_param("after", "7")).respond_with(first).mount(&server).await;
    Mock::given(query_param("after", "2")).respond_with(second).mount(&server).await;
    let (items, error) = all(follow(&server, NextPage::LinkHeader)).await;
    assert_eq!(items, [1, 2]);
    let error = error.unwrap();
    assert!(error.contains("credentials are not sent there"), "{error}");
}

static SEARCH: Operation = Operation { id: "search", method: "POST", path: "/search", replies: LISTED, ..PLAIN };

/// Follows the pages of a search, which are asked for in its body; nothing is sent along when `body` is `None`.
fn search(server: &MockServer, next: NextPage<List>, body: Option<serde_json::Value>) -> Pages<List, ()> {
    let paging = Paging { next, count: |page| page.items.len(), more: None, total: None };
    let request = client(&server.uri()).request(&SEARCH);
    let request = match &body {
        Some(body) => request.json(body),
        None => request,
    };
    Pages::follow(Call::new(request), paging)
}

/// Answers the search with this body, as its bytes are.
async fn found(server: &MockServer, body: &str, items: &[u32], next: serde_json::Value) {
    Mock::given(body_string(body))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"items": items, "next": next})))
        .mount(server)
        .await;
}

async fn bodies(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| String::from_utf8(request.body.clone()).unwrap()).collect()
}

#[tokio::test]
async fn counters_in_the_body_replace_what_the_caller_says_there() {
    let server = MockServer::start().await;
    found(&server, r#"{"filter":{"id":18446744073709551615},"page":2,"size":2}"#, &[1, 2], json!(null)).await;
    found(&server, r#"{"filter":{"id":18446744073709551615},"page":3,"size":2}"#, &[3], json!(null)).await;
    found(&server, r#"{"filter":{"id":18446744073709551615},"page":4,"size":2}"#, &[], json!(null)).await;
    let body = json!({"filter": {"id": u64::MAX}, "page": 2, "size": 2});
    let next = NextPage::Number { parameter: PageParameter::Body(&["page"]), first: 1 };
    assert_eq!(all(search(&server, next, Some(body))).await, (vec![1, 2, 3], None));

    let server = MockServer::start().await;
    found(&server, r#"{"paging":{"skip":0}}"#, &[1, 2], json!(null)).await;
    found(&server, r#"{"paging":{"skip":2}}"#, &[], json!(null)).await;
    let next = NextPage::Offset { parameter: PageParameter::Body(&["paging", "skip"]) };
    assert_eq!(all(search(&server, next, None)).await, (vec![1, 2], None));
    assert_eq!(bodies(&server).await, [r#"{"paging":{"skip":0}}"#, r#"{"paging":{"skip":2}}"#]);
}

#[tokio::test]
async fn cursors_in_the_body_keep_their_type_and_cannot_come_again() {
    let cursor = |page: &Numbered| cursor(&page.next);
    let server = MockServer::start().await;
    found(&server, r#"{"query":"a","paging":null}"#, &[1], json!(7)).await;
    found(&server, r#"{"query":"a","paging":{"cursor":7}}"#, &[2], json!(7)).await;
    let paging = Paging {
        next: NextPage::Cursor { parameter: PageParameter::Body(&["paging", "cursor"]), next: cursor },
        count: |page: &Numbered| page.items.len(),
        more: None,
        total: None,
    };
    #[derive(Serialize)]
    struct Query {
        query: &'static str,
        paging: Option<()>,
    }
    let request = client(&server.uri()).request(&SEARCH).json(&Query { query: "a", paging: None });
    let pages = Pages::<_, ()>::follow(Call::new(request), paging);
    let (mut items, mut seen) = (pages.items(|page| page.items), Vec::new());
    let error = loop {
        match items.next().await.unwrap() {
            Ok(item) => seen.push(item),
            Err(error) => break error.to_string(),
        }
    };
    assert_eq!(seen, [1, 2]);
    assert_eq!(error, "search: stopped following pages, the server named one of them twice");
    assert_eq!(bodies(&server).await, [r#"{"query":"a","paging":null}"#, r#"{"query":"a","paging":{"cursor":7}}"#]);
}

#[derive(Debug, Deserialize, Serialize)]
struct Numbered {
    items: Vec<u32>,
    next: Option<u64>,
}

#[tokio::test]
async fn a_search_that_does_not_know_the_counter_is_noticed() {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"items": [1], "next": null})))
        .mount(&server)
        .await;
    let next = NextPage::Number { parameter: PageParameter::Body(&["page"]), first: 1 };
    let (items, error) = all(search(&server, next, Some(json!({"size": 1})))).await;
    assert_eq!(items, [1]);
    assert_eq!(error.unwrap(), "search: stopped following pages, the server sent the same page for two places");
}

#[tokio::test]
async fn a_body_without_room_for_the_counter_is_refused() {
    let server = MockServer::start().await;
    let next = || NextPage::Number { parameter: PageParameter::Body(&["paging", "page"]), first: 1 };
    let (_, error) = all(search(&server, next(), Some(json!({"paging": 5})))).await;
    let error = error.unwrap();
    assert!(error.ends_with("body: there is no object around `page`, which says what page to send"), "{error}");
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_next_url_in_the_body_of_an_answer_is_followed_on_its_origin_only() {
    let server = MockServer::start().await;
    page(&server, None, &[1], Some("?after=2".to_owned())).await;
    page(&server, Some("2"), &[2], Some("https://stranger.example/?key=planted".to_owned())).await;
    let paging = Paging {
        next: NextPage::Url(|page: &List| cursor_text(&page.next)),
        count: |page| page.items.len(),
        more: None,
        total: None,
    };
    let pages = Pages::follow(Call::new(client(&server.uri()).request(&PLAIN_GET)), paging);
    let (items, error) = all(pages).await;
    assert_eq!(items, [1, 2]);
    let error = error.unwrap();
    assert!(error.contains("credentials are not sent there") && !error.contains("planted"), "{error}");
}

static PLAIN_GET: Operation = Operation { replies: LISTED, ..PLAIN };

#[tokio::test]
async fn what_is_beyond_the_total_is_not_asked_for() {
    // Each server answers one page after the other, and nothing else.
    async fn serve(pages: &[&str], from: u64, next: NextPage<Counted>, total: Total<Counted>) -> Vec<u32> {
        let server = MockServer::start().await;
        for (at, body) in pages.iter().enumerate() {
            let reply = ResponseTemplate::new(200).set_body_raw(*body, "application/json");
            let mock = Mock::given(any()).respond_with(reply).up_to_n_times(1).expect(1);
            mock.with_priority(u8::try_from(at + 1).unwrap()).mount(&server).await;
        }
        let offset = matches!(next, NextPage::Offset { .. }).then_some(from);
        let paging = Paging { next, count: |page| page.items.len(), more: None, total: Some(total) };
        let request = client(&server.uri()).request(&COUNTED).parameter("after", &offset);
        let pages = Pages::<_, ()>::follow(Call::new(request), paging);
        let mut items = pages.items(|page| page.items);
        let mut seen = Vec::new();
        while let Some(item) = items.next().await {
            seen.push(item.unwrap());
        }
        seen
    }
    let pages = [r#"{"items":[1,2],"total":3}"#, r#"{"items":[3],"total":3}"#];
    let number = || NextPage::Number { parameter: AFTER, first: 1 };
    assert_eq!(serve(&pages, 1, number(), Total::Items(|page| page.total)).await, [1, 2, 3]);
    assert_eq!(serve(&pages[..1], 1, number(), Total::Pages { first: 1, number: |_| Some(1) }).await, [1, 2]);
    assert_eq!(serve(&pages, 1, number(), Total::Pages { first: 0, number: |_| Some(3) }).await, [1, 2, 3]);
    let offset = || NextPage::Offset { parameter: AFTER };
    assert_eq!(serve(&pages[1..], 2, offset(), Total::Items(|page| page.total)).await, [3]);
    // A total of 0 beside items is not one.
    let pages = [r#"{"items":[1],"total":0}"#, r#"{"items":[],"total":0}"#];
    assert_eq!(serve(&pages, 0, offset(), Total::Items(|page| page.total)).await, [1]);
}

#[derive(Debug, Deserialize, Serialize)]
struct Counted {
    items: Vec<u32>,
    total: Option<u64>,
}
