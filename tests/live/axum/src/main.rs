//! A lighthouse: each handler shows something that axum and utoipa document, and answers with what it was handed where that
//! says most.

mod record;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Form, Multipart, Path};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::{CookieJar, Query};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use futures_util::stream::{self, Stream};
use record::{handed, told};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoParams, IntoResponses, Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

// What is sent.

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
    Green,
    #[serde(rename = "white and red")]
    Both,
}

/// What all signals have.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Base {
    id: Uuid,
    #[schema(min_length = 1, max_length = 40)]
    name: String,
    lit_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Flash {
    #[serde(flatten)]
    base: Base,
    colour: Colour,
    #[schema(minimum = 1, maximum = 3600)]
    seconds: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Horn {
    #[serde(flatten)]
    base: Base,
    is_loud: bool,
    half_tone: Option<i8>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Radio {
    channels: Vec<u16>,
    words: BTreeSet<String>,
}

/// A signal, told by its kind.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Signal {
    Flash(Flash),
    Horn(Horn),
    Radio(Radio),
}

/// Told by the only member.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Weather {
    Calm,
    Wind { knots: f64, from: u16 },
    Fog(u32),
    Waves(Vec<f32>),
}

/// Told by one member, held by another.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "t", content = "c")]
enum Report {
    Seen(Base),
    Count(i64),
    Nothing,
}

/// Told by what it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
enum Either {
    Text(String),
    Number(i64),
    Place { latitude: f64, longitude: f64 },
    Many(Vec<bool>),
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Numbers {
    byte: u8,
    short: i16,
    word: u32,
    long: i64,
    longer: u64,
    single: f32,
    double: f64,
    exact: Decimal,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Moments {
    day: NaiveDate,
    clock: Option<NaiveTime>,
    point: DateTime<Utc>,
    local: Option<NaiveDateTime>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Shapes {
    pair: (f64, String),
    triple: [i32; 3],
    map: BTreeMap<String, Base>,
    maps: BTreeMap<String, BTreeMap<String, u64>>,
    colours: BTreeMap<String, Colour>,
    #[serde(default)]
    list: Vec<Option<String>>,
    anything: Value,
    #[schema(no_recursion)]
    next: Option<Box<Shapes>>,
}

/// What may be changed: what is absent stays, what is null is removed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
struct Change {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colours: Option<Vec<Colour>>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Page<T> {
    items: Vec<T>,
    total: u64,
    page: u32,
    per_page: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Trouble {
    code: u16,
    message: String,
}

/// How far a beam is seen.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
struct Range {
    #[schema(xml(attribute))]
    weather: Colour,
    miles: f64,
}

/// A beam, sent as XML alone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(xml(name = "beam"))]
struct Beam {
    #[schema(xml(attribute))]
    number: u32,
    #[schema(xml(name = "is-lit", attribute))]
    is_lit: Option<bool>,
    #[schema(min_length = 1)]
    name: String,
    #[schema(xml(wrapped(name = "ranges"), name = "range"))]
    ranges: Vec<Range>,
    #[schema(xml(name = "note"))]
    notes: Vec<String>,
    colour: Option<Colour>,
}

/// A beam as the crate quick-xml has it, whose names say what is an attribute.
#[derive(Serialize, Deserialize)]
#[serde(rename = "beam")]
struct BeamXml {
    #[serde(rename = "@number")]
    number: u32,
    #[serde(rename = "@is-lit", default, skip_serializing_if = "Option::is_none")]
    is_lit: Option<bool>,
    name: String,
    #[serde(default)]
    ranges: RangesXml,
    #[serde(default)]
    note: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    colour: Option<Colour>,
}

#[derive(Default, Serialize, Deserialize)]
struct RangesXml {
    #[serde(default)]
    range: Vec<RangeXml>,
}

#[derive(Serialize, Deserialize)]
struct RangeXml {
    #[serde(rename = "@weather")]
    weather: Colour,
    miles: f64,
}

fn base(number: u128) -> Base {
    let lit_at = DateTime::from_timestamp(1_760_000_000 + i64::try_from(number).unwrap_or(0), 5_000_000).unwrap();
    Base { id: Uuid::from_u128(number), name: format!("Leuchte {number} ✓"), lit_at }
}

fn signal(number: u128) -> Signal {
    match number % 3 {
        0 => Signal::Flash(Flash { base: base(number), colour: Colour::Both, seconds: 3 }),
        1 => Signal::Horn(Horn { base: base(number), is_loud: true, half_tone: None }),
        _ => Signal::Radio(Radio { channels: vec![9, 16], words: BTreeSet::from(["über".to_owned()]) }),
    }
}

// Bodies.

#[utoipa::path(post, path = "/signals", request_body = Signal, responses((status = 201, body = Signal)))]
async fn add_signal(Json(body): Json<Signal>) -> (StatusCode, Json<Signal>) {
    handed("add_signal").with("body", &body).keep();
    (StatusCode::CREATED, Json(body))
}

#[utoipa::path(post, path = "/weather", request_body = Weather, responses((status = 200, body = Weather)))]
async fn tell_weather(Json(body): Json<Weather>) -> Json<Weather> {
    handed("tell_weather").with("body", &body).keep();
    Json(body)
}

#[utoipa::path(post, path = "/reports", request_body = Report, responses((status = 200, body = Report)))]
async fn add_report(Json(body): Json<Report>) -> Json<Report> {
    handed("add_report").with("body", &body).keep();
    Json(body)
}

#[utoipa::path(post, path = "/either", request_body = Either, responses((status = 200, body = Either)))]
async fn send_either(Json(body): Json<Either>) -> Json<Either> {
    handed("send_either").with("body", &body).keep();
    Json(body)
}

#[utoipa::path(post, path = "/numbers", request_body = Numbers, responses((status = 200, body = Numbers)))]
async fn send_numbers(Json(body): Json<Numbers>) -> Json<Numbers> {
    handed("send_numbers").with("body", &body).keep();
    Json(body)
}

#[utoipa::path(post, path = "/moments", request_body = Moments, responses((status = 200, body = Moments)))]
async fn send_moments(Json(body): Json<Moments>) -> Json<Moments> {
    handed("send_moments").with("body", &body).keep();
    Json(body)
}

#[utoipa::path(post, path = "/shapes", request_body = Shapes, responses((status = 200, body = Shapes)))]
async fn send_shapes(Json(body): Json<Shapes>) -> Json<Shapes> {
    handed("send_shapes").with("body", &body).keep();
    Json(body)
}

#[utoipa::path(post, path = "/batch", request_body = Vec<Signal>, responses((status = 200, body = Vec<Signal>)))]
async fn send_batch(Json(body): Json<Vec<Signal>>) -> Json<Vec<Signal>> {
    handed("send_batch").with("body", &body).keep();
    Json(body)
}

#[utoipa::path(post, path = "/maybe", request_body = Option<Base>, responses((status = 200, body = Option<Base>)))]
async fn send_maybe(body: Option<Json<Base>>) -> Json<Option<Base>> {
    let body = body.map(|Json(body)| body);
    handed("send_maybe").with("body", &body).keep();
    Json(body)
}

#[utoipa::path(post, path = "/beams", request_body(content = Beam, content_type = "application/xml"), responses(
    (status = 200, body = Beam, content_type = "application/xml"), (status = 422, body = String, content_type = "text/plain"),
))]
async fn send_beam(body: String) -> Response {
    let xml: BeamXml = match quick_xml::de::from_str(&body) {
        Ok(xml) => xml,
        Err(error) => return (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response(),
    };
    let ranges = xml.ranges.range.iter().map(|range| Range { weather: range.weather, miles: range.miles }).collect();
    let (name, notes) = (xml.name.clone(), xml.note.clone());
    let beam = Beam { number: xml.number, is_lit: xml.is_lit, name, ranges, notes, colour: xml.colour };
    handed("send_beam").with("body", &beam).keep();
    let text = quick_xml::se::to_string(&xml).expect("what was XML is XML");
    ([(header::CONTENT_TYPE, "application/xml")], text).into_response()
}

#[utoipa::path(patch, path = "/lights/{id}", params(("id" = Uuid, Path)), request_body = Change, responses((status = 200, body = Change)))]
async fn change_light(Path(id): Path<Uuid>, Json(body): Json<Change>) -> Json<Change> {
    handed("change_light").with("path", json!({"id": id})).with("body", &body).keep();
    Json(body)
}

#[utoipa::path(delete, path = "/lights/{id}", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Trouble)))]
async fn remove_light(Path(id): Path<Uuid>) -> StatusCode {
    handed("remove_light").with("path", json!({"id": id})).keep();
    StatusCode::NO_CONTENT
}

// Parameters.

#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Search {
    q: Option<String>,
    /// Any of these.
    #[serde(default)]
    colour: Vec<Colour>,
    #[serde(default)]
    ids: Vec<u32>,
    since: Option<DateTime<Utc>>,
    on: Option<NaiveDate>,
    ratio: Option<f64>,
    #[param(minimum = 0)]
    most: Option<i64>,
    exact: bool,
}

#[utoipa::path(get, path = "/search", params(Search), responses((status = 200, body = Vec<String>)))]
async fn search(Query(query): Query<Search>) -> Json<Vec<String>> {
    handed("search").with("query", &query).keep();
    Json(query.q.into_iter().collect())
}

#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Paging {
    #[param(minimum = 1, maximum = 50)]
    page: Option<u32>,
    #[param(minimum = 1, maximum = 100)]
    per_page: Option<u32>,
}

#[utoipa::path(get, path = "/lights", params(Paging), responses((status = 200, body = Page<Signal>)))]
async fn list_lights(Query(query): Query<Paging>) -> Json<Page<Signal>> {
    handed("list_lights").with("query", &query).keep();
    let (page, per_page) = (query.page.unwrap_or(1), query.per_page.unwrap_or(10));
    let first = u128::from((page - 1) * per_page);
    // A radio has no id: it would be there twice.
    let items = (first..(first + u128::from(per_page)).min(35)).map(|number| signal(number * 3)).collect();
    Json(Page { items, total: 35, page, per_page })
}

#[utoipa::path(get, path = "/lights/{id}/at/{level}/{colour}", params(
    ("id" = Uuid, Path), ("level" = i32, Path, minimum = -5, maximum = 5), ("colour" = Colour, Path),
), responses((status = 200, body = Base)))]
async fn get_light(Path((id, level, colour)): Path<(Uuid, i32, Colour)>) -> Json<Base> {
    handed("get_light").with("path", json!({"id": id, "level": level, "colour": colour})).keep();
    Json(base(7))
}

#[utoipa::path(get, path = "/charts/{*rest}", params(("rest" = String, Path)), responses((status = 200, body = String)))]
async fn get_chart(Path(rest): Path<String>) -> String {
    handed("get_chart").with("path", json!({"rest": rest})).keep();
    format!("The chart at {rest}")
}

#[utoipa::path(get, path = "/headers", params(
    ("X-Keeper" = String, Header), ("X-Count" = Option<i64>, Header), ("X-Day" = Option<NaiveDate>, Header),
), responses((status = 200, body = String, headers(("X-Left" = i32, description = "What is left")))))]
async fn read_headers(headers: HeaderMap) -> impl IntoResponse {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let count: Option<i64> = text("x-count").and_then(|text| text.parse().ok());
    let day: Option<NaiveDate> = text("x-day").and_then(|text| text.parse().ok());
    handed("read_headers")
        .with("headers", json!({"X-Keeper": text("x-keeper"), "X-Count": count, "X-Day": day}))
        .keep();
    ([("x-left", "7")], "read".to_owned())
}

#[utoipa::path(get, path = "/cookies", params(("session" = String, Cookie), ("visits" = Option<i32>, Cookie)), responses((status = 200, body = String)))]
async fn read_cookies(jar: CookieJar) -> String {
    let visits: Option<i32> = jar.get("visits").and_then(|cookie| cookie.value().parse().ok());
    handed("read_cookies")
        .with("cookies", json!({"session": jar.get("session").map(|cookie| cookie.value()), "visits": visits}))
        .keep();
    "read".to_owned()
}

// Forms, files and bytes.

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Keeper {
    name: String,
    age: u8,
    since: Option<NaiveDate>,
    colour: Option<Colour>,
    #[serde(default)]
    agrees: bool,
}

#[utoipa::path(post, path = "/keepers", request_body(content = Keeper, content_type = "application/x-www-form-urlencoded"), responses((status = 200, body = Keeper)))]
async fn add_keeper(Form(body): Form<Keeper>) -> Json<Keeper> {
    handed("add_keeper").with("body", &body).keep();
    Json(body)
}

/// A drawing with notes.
#[derive(Debug, ToSchema)]
#[allow(dead_code)]
struct Drawing {
    title: String,
    #[schema(value_type = String, format = Binary)]
    drawing: Vec<u8>,
    #[schema(value_type = Vec<String>, format = Binary)]
    notes: Option<Vec<Vec<u8>>>,
    copies: Option<i32>,
}

#[utoipa::path(post, path = "/drawings", request_body(content = Drawing, content_type = "multipart/form-data"), responses((status = 200, body = u64)))]
async fn add_drawing(mut parts: Multipart) -> Json<u64> {
    let mut body = serde_json::Map::new();
    let mut size = 0;
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let (file, kind) = (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned));
        let bytes = part.bytes().await.unwrap_or_default();
        size += bytes.len() as u64;
        match name.as_str() {
            "drawing" => drop(body.insert(name, told(file.as_deref(), kind.as_deref(), &bytes))),
            "notes" => match body.entry(name).or_insert_with(|| json!([])) {
                Value::Array(list) => list.push(told(file.as_deref(), kind.as_deref(), &bytes)),
                _ => {}
            },
            _ => drop(body.insert(name, String::from_utf8_lossy(&bytes).into())),
        }
    }
    handed("add_drawing").with("body", body).keep();
    Json(size)
}

#[utoipa::path(put, path = "/raw", request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = u64)))]
async fn send_raw(body: Bytes) -> Json<u64> {
    handed("send_raw").with("body", told(None, None, &body)).keep();
    Json(body.len() as u64)
}

#[utoipa::path(put, path = "/text", request_body(content = String, content_type = "text/plain"), responses((status = 200, body = String)))]
async fn send_text(body: String) -> String {
    handed("send_text").with("body", &body).keep();
    body
}

// Answers.

#[derive(IntoResponses)]
#[allow(dead_code)]
enum Answers {
    #[response(status = 200)]
    Done(#[to_schema] Base),
    #[response(status = 202)]
    Later(#[to_schema] Trouble),
    #[response(status = 204)]
    Nothing,
    #[response(status = 409)]
    Busy(#[to_schema] Trouble),
    #[response(status = 410)]
    Gone,
}

#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    #[param(minimum = 0, maximum = 4)]
    number: u8,
}

#[utoipa::path(post, path = "/answers", params(Wanted), responses(Answers))]
async fn answers(Query(wanted): Query<Wanted>) -> Response {
    handed("answers").with("query", &wanted).keep();
    let trouble = || Json(Trouble { code: 7, message: "Der Turm ist besetzt".to_owned() });
    match wanted.number {
        0 => Json(base(1)).into_response(),
        1 => (StatusCode::ACCEPTED, trouble()).into_response(),
        2 => StatusCode::NO_CONTENT.into_response(),
        3 => (StatusCode::CONFLICT, trouble()).into_response(),
        _ => StatusCode::GONE.into_response(),
    }
}

#[utoipa::path(get, path = "/moved", responses((status = 200, body = String)))]
async fn moved() -> Redirect {
    Redirect::temporary("/arrived")
}

#[utoipa::path(get, path = "/arrived", responses((status = 200, body = String)))]
async fn arrived() -> &'static str {
    handed("arrived").keep();
    "here"
}

#[utoipa::path(get, path = "/picture", responses((status = 200, body = Vec<u8>, content_type = "image/png")))]
async fn picture() -> impl IntoResponse {
    handed("picture").keep();
    ([(header::CONTENT_TYPE, "image/png")], [&b"\x89PNG\r\n"[..], &[0, 255]].concat())
}

#[utoipa::path(get, path = "/either-type", responses((status = 200, content((Base = "application/json"), (String = "text/csv")))))]
async fn either_type(headers: HeaderMap) -> Response {
    handed("either_type").keep();
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.starts_with("text/csv") {
        return ([(header::CONTENT_TYPE, "text/csv")], "id,name\r\n1,ä\r\n").into_response();
    }
    Json(base(2)).into_response()
}

#[utoipa::path(get, path = "/untyped", responses((status = 200, body = Value)))]
async fn untyped() -> Json<Value> {
    handed("untyped").keep();
    Json(json!({"a": [1, 2.5, null], "big": u64::MAX}))
}

// Streams.

#[utoipa::path(get, path = "/watch", responses((status = 200, body = Signal, content_type = "text/event-stream")))]
async fn watch() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    handed("watch").keep();
    let events = (0..5).map(|number| Ok(Event::default().id(number.to_string()).json_data(signal(number)).unwrap()));
    Sse::new(stream::iter(events))
}

#[utoipa::path(get, path = "/log", responses((status = 200, body = String, content_type = "text/event-stream")))]
async fn read_log() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    handed("read_log").keep();
    let lines = ["first", "42", "two\nlines", "{\"a\": 1}"];
    Sse::new(stream::iter(lines.map(|line| Ok(Event::default().event("line").data(line)))))
}

#[utoipa::path(get, path = "/lines", responses((status = 200, body = Signal, content_type = "application/jsonl")))]
async fn read_lines() -> impl IntoResponse {
    handed("read_lines").keep();
    let lines: String = (0..40).map(|number| serde_json::to_string(&signal(number)).unwrap() + "\n").collect();
    ([(header::CONTENT_TYPE, "application/jsonl")], lines)
}

// Credentials.

fn checked(operation: &str, headers: &HeaderMap, name: &str, wanted: &str) -> Response {
    handed(operation).keep();
    match headers.get(name).is_some_and(|value| value == wanted) {
        true => Json("ok").into_response(),
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}

#[utoipa::path(get, path = "/safe/bearer", responses((status = 200, body = String, content_type = "application/json"), (status = 401)), security(("bearer" = [])))]
async fn with_bearer(headers: HeaderMap) -> Response {
    checked("with_bearer", &headers, "authorization", "Bearer lamp-oil")
}

#[utoipa::path(get, path = "/safe/any", responses((status = 200, body = String, content_type = "application/json"), (status = 401)), security(("basic" = []), ("key" = [])))]
async fn with_any(headers: HeaderMap) -> Response {
    match headers.contains_key("x-key") {
        true => checked("with_any", &headers, "x-key", "key-7"),
        false => checked("with_any", &headers, "authorization", "Basic YWRhOmZyZXNuZWw="),
    }
}

/// Use the search.
#[utoipa::path(get, path = "/old", responses((status = 200, body = String)))]
#[deprecated]
async fn old() -> &'static str {
    handed("old").keep();
    "old"
}

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let http = |scheme| SecurityScheme::Http(HttpBuilder::new().scheme(scheme).build());
        components.add_security_scheme("bearer", http(HttpAuthScheme::Bearer));
        components.add_security_scheme("basic", http(HttpAuthScheme::Basic));
        components.add_security_scheme("key", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-Key"))));
    }
}

#[derive(OpenApi)]
#[openapi(info(title = "Lighthouse", version = "1.4.0"), modifiers(&Schemes))]
struct Document;

#[tokio::main]
async fn main() {
    let port: u16 = std::env::args().nth(1).and_then(|port| port.parse().ok()).expect("a port");
    #[allow(deprecated)]
    let (router, document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(add_signal))
        .routes(routes!(tell_weather))
        .routes(routes!(add_report))
        .routes(routes!(send_either))
        .routes(routes!(send_numbers))
        .routes(routes!(send_moments))
        .routes(routes!(send_shapes))
        .routes(routes!(send_batch))
        .routes(routes!(send_maybe))
        .routes(routes!(send_beam))
        .routes(routes!(change_light, remove_light))
        .routes(routes!(search))
        .routes(routes!(list_lights))
        .routes(routes!(get_light))
        .routes(routes!(get_chart))
        .routes(routes!(read_headers))
        .routes(routes!(read_cookies))
        .routes(routes!(add_keeper))
        .routes(routes!(add_drawing))
        .routes(routes!(send_raw))
        .routes(routes!(send_text))
        .routes(routes!(answers))
        .routes(routes!(moved))
        .routes(routes!(arrived))
        .routes(routes!(picture))
        .routes(routes!(either_type))
        .routes(routes!(untyped))
        .routes(routes!(watch))
        .routes(routes!(read_log))
        .routes(routes!(read_lines))
        .routes(routes!(with_bearer))
        .routes(routes!(with_any))
        .routes(routes!(old))
        .split_for_parts();
    let text = document.to_json().expect("a document is JSON");
    let mut router = router
        .route("/openapi.json", axum::routing::get(async move || ([(header::CONTENT_TYPE, "application/json")], text)))
        .route("/-/ready", axum::routing::get(async || "ready"))
        .route("/-/received", axum::routing::get(async || Json(record::last())));
    if std::env::var_os("LIVE_TOMORROW").is_some() {
        router = router.layer(axum::middleware::from_fn(record::tomorrow));
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a free port");
    axum::serve(listener, router).await.expect("a server");
}
