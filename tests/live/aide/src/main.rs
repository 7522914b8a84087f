//! An orchard: each handler shows something that aide documents, and answers with what it was handed where that says most.

mod record;

use aide::axum::routing::{delete_with, get, get_with, patch, post, post_with, put};
use aide::axum::{ApiRouter, IntoApiResponse};
use aide::openapi::{ApiKeyLocation, Info, OpenApi, ReferenceOr, SecurityScheme};
use aide::transform::TransformOperation;
use axum::body::Bytes;
use axum::extract::{Form, Multipart, Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Json};
use chrono::{DateTime, NaiveDate, Utc};
use indexmap::IndexMap;
use record::{handed, last, told};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Fruit {
    /// Keeps long.
    Apple,
    /// Does not.
    Pear,
    #[serde(rename = "sour cherry")]
    Cherry,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Tree {
    id: Uuid,
    #[schemars(length(min = 1, max = 40))]
    name: String,
    fruit: Fruit,
    planted_on: NaiveDate,
    seen_at: Option<DateTime<Utc>>,
    #[schemars(range(min = 0, max = 90))]
    lean: Option<u8>,
}

/// What is sold, told by its kind.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Sale {
    Basket { fruits: BTreeMap<String, u32>, tied: bool },
    Crate(Crate),
    Tree(Tree),
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Crate {
    kilos: f64,
    labels: BTreeSet<String>,
}

/// Told by the only member.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Weather {
    Dry,
    Rain { litres: u32 },
    Frost(i8),
}

/// Told by one member, held by another.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Report {
    Seen(Tree),
    Count(i64),
    Nothing,
}

/// Told by what it is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Either {
    Number(i64),
    Text(String),
    Many(Vec<bool>),
    Row { row: u16 },
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Shapes {
    byte: u8,
    short: i16,
    long: i64,
    unsigned: u64,
    single: f32,
    pair: (f64, String),
    triple: [i32; 3],
    nested: BTreeMap<String, Vec<Option<Fruit>>>,
    anything: Value,
    #[serde(default)]
    inner: Option<Box<Shapes>>,
    #[serde(flatten)]
    part: Crate,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fruits: Option<Vec<Fruit>>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Page<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Trouble {
    code: String,
    detail: String,
}

fn tree(number: u32) -> Tree {
    Tree {
        id: Uuid::from_u128(u128::from(number)),
        name: format!("Baum {number} ✿"),
        fruit: Fruit::Cherry,
        planted_on: NaiveDate::from_ymd_opt(1990, 5, 1 + number % 28).unwrap_or_default(),
        seen_at: DateTime::from_timestamp(1_790_000_000, 250_000_000),
        lean: None,
    }
}

// Bodies.

macro_rules! echo {
    ($($name:ident: $body:ty),* $(,)?) => { $(
        async fn $name(Json(body): Json<$body>) -> Json<$body> {
            handed(stringify!($name)).with("body", &body).keep();
            Json(body)
        }
    )* };
}

echo! {
    add_sale: Sale, tell_weather: Weather, add_report: Report, send_either: Either, send_shapes: Shapes, add_batch: Vec<Sale>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct TreePath {
    id: Uuid,
}

async fn put_tree(Path(path): Path<TreePath>, Json(body): Json<Tree>) -> Json<Tree> {
    handed("put_tree").with("path", path).with("body", &body).keep();
    Json(body)
}

async fn change_tree(Path(path): Path<TreePath>, Json(body): Json<Change>) -> Json<Change> {
    handed("change_tree").with("path", path).with("body", &body).keep();
    Json(body)
}

async fn remove_tree(Path(path): Path<TreePath>) -> impl IntoApiResponse {
    handed("remove_tree").with("path", path).keep();
    StatusCode::NO_CONTENT
}

// Parameters.

#[derive(Serialize, Deserialize, JsonSchema)]
struct Search {
    q: String,
    fruit: Option<Fruit>,
    since: Option<DateTime<Utc>>,
    on: Option<NaiveDate>,
    ratio: Option<f64>,
    exact: Option<bool>,
    most: Option<u16>,
}

async fn search(Query(query): Query<Search>) -> Json<Vec<String>> {
    handed("search").with("query", &query).keep();
    Json(vec![query.q])
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Paging {
    cursor: Option<String>,
    #[schemars(range(min = 1, max = 20))]
    limit: Option<u32>,
}

async fn list_trees(Query(query): Query<Paging>) -> Json<Page<Tree>> {
    handed("list_trees").with("query", &query).keep();
    let first: u32 = query.cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let last = (first + query.limit.unwrap_or(8)).min(29);
    let next_cursor = (last < 29).then(|| last.to_string());
    Json(Page { items: (first..last).map(tree).collect(), next_cursor })
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct RowPath {
    row: String,
    place: i32,
    fruit: Fruit,
}

async fn get_row(Path(path): Path<RowPath>) -> Json<Tree> {
    handed("get_row").with("path", path).keep();
    Json(tree(1))
}

// Forms, files and bytes.

#[derive(Serialize, Deserialize, JsonSchema)]
struct Helper {
    name: String,
    age: u8,
    since: Option<NaiveDate>,
    #[serde(default)]
    agrees: bool,
}

async fn add_helper(Form(body): Form<Helper>) -> Json<Helper> {
    handed("add_helper").with("body", &body).keep();
    Json(body)
}

async fn add_parts(mut parts: Multipart) -> Json<u64> {
    let (mut found, mut size) = (serde_json::Map::new(), 0);
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let (file, kind) = (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned));
        let bytes = part.bytes().await.unwrap_or_default();
        size += bytes.len() as u64;
        found.insert(name, told(file.as_deref(), kind.as_deref(), &bytes));
    }
    handed("add_parts").with("body", found).keep();
    Json(size)
}

async fn send_raw(body: Bytes) -> Json<u64> {
    handed("send_raw").with("body", told(None, None, &body)).keep();
    Json(body.len() as u64)
}

async fn send_text(body: String) -> String {
    handed("send_text").with("body", &body).keep();
    body
}

// Answers.

#[derive(Serialize, Deserialize, JsonSchema)]
struct Wanted {
    #[schemars(range(max = 2))]
    number: u8,
}

async fn answers(Query(query): Query<Wanted>) -> impl IntoApiResponse {
    handed("answers").with("query", &query).keep();
    let trouble = Trouble { code: "busy".to_owned(), detail: "Es ist Ernte".to_owned() };
    match query.number {
        0 => Json(tree(1)).into_response(),
        1 => (StatusCode::ACCEPTED, Json(trouble)).into_response(),
        _ => (StatusCode::CONFLICT, Json(trouble)).into_response(),
    }
}

fn answers_docs(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("answers")
        .response::<200, Json<Tree>>()
        .response::<202, Json<Trouble>>()
        .response_with::<409, Json<Trouble>, _>(|response| response.description("Busy"))
}

async fn moved() -> impl IntoApiResponse {
    handed("moved").keep();
    Redirect::to("/text")
}

async fn get_text() -> String {
    handed("get_text").keep();
    "Obst".to_owned()
}

async fn get_bytes() -> Vec<u8> {
    handed("get_bytes").keep();
    (0..=255).collect()
}

// Credentials.

async fn with_bearer(headers: HeaderMap) -> impl IntoApiResponse {
    handed("with_bearer").keep();
    let is_right = headers.get(header::AUTHORIZATION).is_some_and(|given| given == "Bearer ripe");
    if is_right { Json(tree(1)).into_response() } else { StatusCode::UNAUTHORIZED.into_response() }
}

async fn with_key(headers: HeaderMap) -> impl IntoApiResponse {
    handed("with_key").keep();
    let is_right = headers.get("x-key").is_some_and(|given| given == "key-7");
    if is_right { Json(tree(1)).into_response() } else { StatusCode::UNAUTHORIZED.into_response() }
}

async fn old() -> Json<Tree> {
    handed("old").keep();
    Json(tree(1))
}

async fn document(Extension(document): Extension<Arc<OpenApi>>) -> impl IntoApiResponse {
    Json(&*document).into_response()
}

#[tokio::main]
async fn main() {
    let port: u16 = std::env::args().nth(1).and_then(|port| port.parse().ok()).expect("a port");
    aide::generate::extract_schemas(true);
    let mut openapi = OpenApi {
        info: Info { title: "Orchard".to_owned(), version: "3.1.0".to_owned(), ..Info::default() },
        ..OpenApi::default()
    };
    let bearer = SecurityScheme::Http {
        scheme: "bearer".to_owned(),
        bearer_format: None,
        description: None,
        extensions: IndexMap::default(),
    };
    let key = SecurityScheme::ApiKey {
        location: ApiKeyLocation::Header,
        name: "X-Key".to_owned(),
        description: None,
        extensions: IndexMap::default(),
    };
    let schemes = &mut openapi.components.get_or_insert_default().security_schemes;
    schemes.insert("bearer".to_owned(), ReferenceOr::Item(bearer));
    schemes.insert("key".to_owned(), ReferenceOr::Item(key));
    let router = ApiRouter::new()
        .api_route("/sales", post_with(add_sale, |operation| operation.id("add_sale")))
        .api_route("/weather", post(tell_weather))
        .api_route("/reports", post(add_report))
        .api_route("/either", post(send_either))
        .api_route("/shapes", post(send_shapes))
        .api_route("/batches", post(add_batch))
        .api_route(
            "/trees/{id}",
            put(put_tree)
                .patch(change_tree)
                .merge(delete_with(remove_tree, |operation| operation.id("remove_tree").response::<204, ()>())),
        )
        .api_route("/trees", get(list_trees))
        .api_route("/search", get(search))
        .api_route("/rows/{row}/{place}/{fruit}", get(get_row))
        .api_route("/helpers", post(add_helper))
        .api_route("/parts", post(add_parts))
        .api_route("/raw", put(send_raw))
        .api_route("/text", put(send_text).get(get_text))
        .api_route("/answers", post_with(answers, answers_docs))
        .api_route("/moved", get_with(moved, |operation| operation.id("moved").response::<200, String>()))
        .api_route("/bytes", get(get_bytes))
        .api_route(
            "/safe/bearer",
            get_with(with_bearer, |operation| {
                operation.id("with_bearer").security_requirement("bearer").response::<200, Json<Tree>>()
            }),
        )
        .api_route(
            "/safe/key",
            get_with(with_key, |operation| {
                operation.id("with_key").security_requirement("key").response::<200, Json<Tree>>()
            }),
        )
        .api_route("/old", patch(old))
        .route("/openapi.json", axum::routing::get(document))
        .route("/-/ready", axum::routing::get(async || "ready"))
        .route("/-/received", axum::routing::get(async || Json(last())))
        .finish_api(&mut openapi);
    let mut router = router.layer(Extension(Arc::new(openapi)));
    if std::env::var_os("LIVE_TOMORROW").is_some() {
        router = router.layer(axum::middleware::from_fn(record::tomorrow));
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    axum::serve(listener, router).await.expect("a server");
}
