//! A ferry: each endpoint shows something that dropshot documents, and answers with what it was handed where that says most.

mod record;

use chrono::{DateTime, NaiveDate, Utc};
use dropshot::{
    ApiDescription, Body, ConfigDropshot, ConfigLogging, ConfigLoggingLevel, EmptyScanParams, HandlerTaskMode,
    HttpError, HttpResponseAccepted, HttpResponseCreated, HttpResponseDeleted, HttpResponseFound, HttpResponseHeaders,
    HttpResponseOk, HttpResponseUpdatedNoContent, MultipartBody, PaginationParams, Path, Query, RequestContext,
    ResultsPage, ServerBuilder, TypedBody, UntypedBody, WhichPage, endpoint, http_response_found,
};
use http::{Response, StatusCode};
use record::{handed, last, told, tomorrow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

type Context = RequestContext<()>;

/// What an endpoint answers, as it is or as tomorrow's server has it.
#[derive(Serialize)]
#[serde(transparent)]
struct Answer<T>(Value, #[serde(skip)] std::marker::PhantomData<T>);

impl<T: Serialize> Answer<T> {
    fn of(value: &T) -> Self {
        Self(tomorrow(serde_json::to_value(value).unwrap()), std::marker::PhantomData)
    }
}

impl<T: JsonSchema> JsonSchema for Answer<T> {
    fn schema_name() -> String {
        T::schema_name()
    }

    fn is_referenceable() -> bool {
        T::is_referenceable()
    }

    fn json_schema(generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        T::json_schema(generator)
    }
}

// What is sent.

#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
enum Vehicle {
    /// With four wheels.
    Car,
    /// With two.
    Bike,
    OnFoot,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Passenger {
    id: Uuid,
    name: String,
    born: Option<NaiveDate>,
    boarded_at: DateTime<Utc>,
    vehicle: Vehicle,
    #[serde(default)]
    bags: u8,
}

/// A ticket, told by its kind.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Ticket {
    Single { from: String, price: f64 },
    Season { holder: Passenger, until: Option<NaiveDate> },
    Group { names: BTreeSet<String>, leader: Option<Box<Passenger>> },
}

/// Told by the only member.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Event {
    Docked,
    Left { at: DateTime<Utc> },
    Delayed(u32),
}

/// Told by one member, held by another.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
enum Report {
    Count(i64),
    Seen(Passenger),
    Nothing,
}

/// Told by what it is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Either {
    Number(i64),
    Text(String),
    Many(Vec<bool>),
    Place { pier: u16 },
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Shapes {
    byte: u8,
    short: i16,
    long: i64,
    unsigned: u64,
    single: f32,
    double: f64,
    pair: [f64; 2],
    triple: [i32; 3],
    map: BTreeMap<String, Vehicle>,
    nested: BTreeMap<String, Vec<Option<String>>>,
    set: BTreeSet<u32>,
    anything: Value,
    #[serde(default)]
    next: Option<Box<Shapes>>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Change {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vehicles: Option<Vec<Vehicle>>,
}

fn passenger(number: u32) -> Passenger {
    Passenger {
        id: Uuid::from_u128(u128::from(number)),
        name: format!("Gast {number} ⛴"),
        born: NaiveDate::from_ymd_opt(1990, 5, 1 + number % 28),
        boarded_at: DateTime::from_timestamp(1_790_000_000 + i64::from(number), 250_000_000).unwrap(),
        vehicle: Vehicle::Bike,
        bags: 2,
    }
}

// Bodies.

#[endpoint { method = POST, path = "/tickets" }]
async fn add_ticket(_: Context, body: TypedBody<Ticket>) -> Result<HttpResponseCreated<Answer<Ticket>>, HttpError> {
    let body = body.into_inner();
    handed("add_ticket").with("body", &body).keep();
    Ok(HttpResponseCreated(Answer::of(&body)))
}

#[endpoint { method = POST, path = "/events" }]
async fn add_event(_: Context, body: TypedBody<Event>) -> Result<HttpResponseOk<Answer<Event>>, HttpError> {
    let body = body.into_inner();
    handed("add_event").with("body", &body).keep();
    Ok(HttpResponseOk(Answer::of(&body)))
}

#[endpoint { method = POST, path = "/reports" }]
async fn add_report(_: Context, body: TypedBody<Report>) -> Result<HttpResponseAccepted<Answer<Report>>, HttpError> {
    let body = body.into_inner();
    handed("add_report").with("body", &body).keep();
    Ok(HttpResponseAccepted(Answer::of(&body)))
}

#[endpoint { method = POST, path = "/either" }]
async fn send_either(_: Context, body: TypedBody<Either>) -> Result<HttpResponseOk<Answer<Either>>, HttpError> {
    let body = body.into_inner();
    handed("send_either").with("body", &body).keep();
    Ok(HttpResponseOk(Answer::of(&body)))
}

#[endpoint { method = POST, path = "/shapes" }]
async fn send_shapes(_: Context, body: TypedBody<Shapes>) -> Result<HttpResponseOk<Answer<Shapes>>, HttpError> {
    let body = body.into_inner();
    handed("send_shapes").with("body", &body).keep();
    Ok(HttpResponseOk(Answer::of(&body)))
}

#[endpoint { method = POST, path = "/batches" }]
async fn add_batch(
    _: Context,
    body: TypedBody<Vec<Passenger>>,
) -> Result<HttpResponseOk<Answer<Vec<Passenger>>>, HttpError> {
    let body = body.into_inner();
    handed("add_batch").with("body", &body).keep();
    Ok(HttpResponseOk(Answer::of(&body)))
}

// Parameters.

#[derive(Serialize, Deserialize, JsonSchema)]
struct PassengerPath {
    id: Uuid,
}

#[endpoint { method = PUT, path = "/passengers/{id}" }]
async fn put_passenger(
    _: Context,
    path: Path<PassengerPath>,
    body: TypedBody<Passenger>,
) -> Result<HttpResponseUpdatedNoContent, HttpError> {
    handed("put_passenger").with("path", path.into_inner()).with("body", body.into_inner()).keep();
    Ok(HttpResponseUpdatedNoContent())
}

#[endpoint { method = PATCH, path = "/passengers/{id}" }]
async fn change_passenger(
    _: Context,
    path: Path<PassengerPath>,
    body: TypedBody<Change>,
) -> Result<HttpResponseOk<Answer<Change>>, HttpError> {
    let body = body.into_inner();
    handed("change_passenger").with("path", path.into_inner()).with("body", &body).keep();
    Ok(HttpResponseOk(Answer::of(&body)))
}

#[endpoint { method = DELETE, path = "/passengers/{id}" }]
async fn remove_passenger(_: Context, path: Path<PassengerPath>) -> Result<HttpResponseDeleted, HttpError> {
    handed("remove_passenger").with("path", path.into_inner()).keep();
    Ok(HttpResponseDeleted())
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct BoardingPath {
    pier: String,
    deck: i32,
    vehicle: Vehicle,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct BoardingQuery {
    q: String,
    with: Option<Vehicle>,
    since: Option<DateTime<Utc>>,
    on: Option<NaiveDate>,
    ratio: Option<f64>,
    exact: Option<bool>,
    most: Option<u32>,
}

#[endpoint { method = GET, path = "/piers/{pier}/{deck}/{vehicle}" }]
async fn get_boarding(
    _: Context,
    path: Path<BoardingPath>,
    query: Query<BoardingQuery>,
) -> Result<HttpResponseOk<Answer<Vec<String>>>, HttpError> {
    let query = query.into_inner();
    handed("get_boarding").with("path", path.into_inner()).with("query", &query).keep();
    Ok(HttpResponseOk(Answer::of(&vec![query.q])))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct After {
    after: u32,
}

/// All passengers, page by page.
#[endpoint { method = GET, path = "/passengers" }]
async fn list_passengers(
    context: Context,
    query: Query<PaginationParams<EmptyScanParams, After>>,
) -> Result<HttpResponseOk<ResultsPage<Answer<Passenger>>>, HttpError> {
    let query = query.into_inner();
    let limit = context.page_limit(&query)?.get();
    let first = match &query.page {
        WhichPage::First(_) => 0,
        WhichPage::Next(After { after }) => after + 1,
    };
    // The library keeps what it was asked for to itself.
    let asked =
        context.request.uri().query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("limit=")));
    handed("list_passengers").with("query", json!({"limit": asked})).keep();
    let all: Vec<u32> = (first..(first + limit).min(47)).collect();
    let page = ResultsPage::new(all, &EmptyScanParams {}, |number, _| After { after: *number })?;
    let items = page.items.into_iter().map(|number| Answer::of(&passenger(number))).collect();
    Ok(HttpResponseOk(ResultsPage { next_page: page.next_page, items }))
}

// Forms, files and bytes.

#[derive(Serialize, Deserialize, JsonSchema)]
struct Crew {
    name: String,
    age: u8,
    vehicle: Option<Vehicle>,
    since: Option<NaiveDate>,
}

#[endpoint { method = POST, path = "/crew", content_type = "application/x-www-form-urlencoded" }]
async fn add_crew(_: Context, body: TypedBody<Crew>) -> Result<HttpResponseOk<Answer<Crew>>, HttpError> {
    let body = body.into_inner();
    handed("add_crew").with("body", &body).keep();
    Ok(HttpResponseOk(Answer::of(&body)))
}

#[endpoint { method = PUT, path = "/raw" }]
async fn send_raw(_: Context, body: UntypedBody) -> Result<HttpResponseOk<u64>, HttpError> {
    handed("send_raw").with("body", told(None, None, body.as_bytes())).keep();
    Ok(HttpResponseOk(body.as_bytes().len() as u64))
}

#[endpoint { method = POST, path = "/parts" }]
async fn send_parts(_: Context, body: MultipartBody) -> Result<HttpResponseOk<u64>, HttpError> {
    let (mut parts, mut found, mut size) = (body.content, serde_json::Map::new(), 0);
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let (file, kind) = (part.file_name().map(str::to_owned), part.content_type().map(ToString::to_string));
        let bytes = part.bytes().await.unwrap_or_default();
        size += bytes.len() as u64;
        found.insert(name, told(file.as_deref(), kind.as_deref(), &bytes));
    }
    handed("send_parts").with("body", found).keep();
    Ok(HttpResponseOk(size))
}

// Answers.

#[derive(Serialize, JsonSchema)]
struct Left {
    /// What is left.
    x_left: String,
    x_pier: String,
}

#[endpoint { method = GET, path = "/with-headers" }]
async fn with_headers(_: Context) -> Result<HttpResponseHeaders<HttpResponseOk<Answer<Passenger>>, Left>, HttpError> {
    handed("with_headers").keep();
    let left = Left { x_left: "7".to_owned(), x_pier: "east".to_owned() };
    Ok(HttpResponseHeaders::new(HttpResponseOk(Answer::of(&passenger(1))), left))
}

#[endpoint { method = GET, path = "/bytes" }]
async fn get_bytes(_: Context) -> Result<Response<Body>, HttpError> {
    handed("get_bytes").keep();
    let bytes: Vec<u8> = (0..=255).collect();
    Ok(Response::builder().header("content-type", "application/octet-stream").body(bytes.into())?)
}

#[endpoint { method = GET, path = "/moved" }]
async fn moved(_: Context) -> Result<HttpResponseFound, HttpError> {
    handed("moved").keep();
    http_response_found("/with-headers".to_owned())
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Wanted {
    full: bool,
}

/// Fails where the ferry is full.
#[endpoint { method = GET, path = "/seat" }]
async fn get_seat(_: Context, query: Query<Wanted>) -> Result<HttpResponseOk<u32>, HttpError> {
    let query = query.into_inner();
    handed("get_seat").with("query", &query).keep();
    match query.full {
        true => Err(HttpError::for_client_error(
            Some("full".to_owned()),
            dropshot::ClientErrorStatusCode::CONFLICT,
            "the ferry is full".to_owned(),
        )),
        false => Ok(HttpResponseOk(12)),
    }
}

#[endpoint { method = GET, path = "/old", deprecated = true, tags = ["old"] }]
async fn old(_: Context) -> Result<HttpResponseOk<String>, HttpError> {
    handed("old").keep();
    Ok(HttpResponseOk("old".to_owned()))
}

// What is outside of the document.

#[endpoint { method = GET, path = "/-/ready", unpublished = true }]
async fn ready(_: Context) -> Result<HttpResponseOk<String>, HttpError> {
    Ok(HttpResponseOk("ready".to_owned()))
}

#[endpoint { method = GET, path = "/-/received", unpublished = true }]
async fn received(_: Context) -> Result<HttpResponseOk<Value>, HttpError> {
    Ok(HttpResponseOk(last()))
}

#[endpoint { method = GET, path = "/openapi.json", unpublished = true }]
async fn openapi(_: Context) -> Result<Response<Body>, HttpError> {
    let document = api()
        .openapi("Ferry", "2.0.0".parse().expect("a version"))
        .json()
        .map_err(|error| HttpError::for_internal_error(error.to_string()))?;
    Ok(Response::builder().status(StatusCode::OK).body(document.to_string().into())?)
}

fn api() -> ApiDescription<()> {
    let mut api = ApiDescription::new();
    macro_rules! register {
        ($($endpoint:ident)*) => { $(api.register($endpoint).expect("it can be registered");)* };
    }
    register!(add_ticket add_event add_report send_either send_shapes add_batch put_passenger change_passenger remove_passenger);
    register!(get_boarding list_passengers add_crew send_raw send_parts with_headers get_bytes moved get_seat old);
    register!(ready received openapi);
    api
}

#[tokio::main]
async fn main() -> Result<(), String> {
    let port: u16 = std::env::args().nth(1).and_then(|port| port.parse().ok()).ok_or("a port is needed")?;
    let log = ConfigLogging::StderrTerminal { level: ConfigLoggingLevel::Warn }.to_logger("ferry");
    let log = log.map_err(|error| error.to_string())?;
    let config = ConfigDropshot {
        bind_address: ([127, 0, 0, 1], port).into(),
        default_request_body_max_bytes: 10_000_000,
        default_handler_task_mode: HandlerTaskMode::Detached,
        ..ConfigDropshot::default()
    };
    let server = ServerBuilder::new(api(), (), log).config(config).start().map_err(|error| error.to_string())?;
    server.await
}
