//! Calls operations of a generated client with values from a file, and writes down what came of each call. Written
//! anew by each run; judges nothing.
#![allow(deprecated, reason = "operations that are on their way out are called, too")]
#![allow(dead_code, unused_imports, reason = "not every client has everything")]

use base::runtime::data;
use base::runtime::http;
use base::runtime::reqwest::{self, ResponseBuilderExt};
use base::runtime::serde::{Serialize, de::DeserializeOwned};
use base::runtime::serde_json::{self, Value, json};
use base::runtime::{
    ApiError, Builder, ByteStream, Deviation, Error, Event, Failure, HeaderError, Items, Multipart, Next, Pages, Part, Reconnect, Response, RetryPolicy, Stage, TypedStream,
};
use base::{Client, types};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::Write;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

tokio::task_local! {
    /// The current call.
    static CURRENT: Current;
}

/// A call, and what went over the wire in it. A proxy is told its number.
struct Current {
    number: Option<u64>,
    exchanges: RefCell<Vec<Exchange>>,
}

#[derive(Default)]
struct Exchange {
    method: String,
    url: String,
    request_headers: Vec<(String, String)>,
    request_body: Option<Vec<u8>>,
    /// Where the answer came from, which is elsewhere after a redirect.
    answered_by: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn with_last(change: impl FnOnce(&mut Exchange)) {
    // What is read after its call is over is nobody's.
    let _ = CURRENT.try_with(|current| current.exchanges.borrow_mut().last_mut().map(change));
}

fn listed(headers: &http::HeaderMap) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

/// A middleware that copies what passes.
async fn observe(mut request: reqwest::Request, next: Next) -> Result<reqwest::Response, Failure> {
    let exchange = Exchange {
        method: request.method().to_string(),
        url: request.url().to_string(),
        request_headers: listed(request.headers()),
        request_body: request.body().and_then(|body| body.as_bytes()).map(<[u8]>::to_vec),
        ..Exchange::default()
    };
    let number = CURRENT.try_with(|current| {
        current.exchanges.borrow_mut().push(exchange);
        current.number
    });
    if let Ok(Some(number)) = number {
        request.headers_mut().insert("x-switchboard-call", number.into());
    }
    let failed = next.clone();
    let answer = next.run(request).await?;
    with_last(|exchange| {
        exchange.status = answer.status().as_u16();
        exchange.answered_by = answer.url().to_string();
        exchange.headers = listed(answer.headers());
    });
    let (status, url, headers) = (answer.status(), answer.url().clone(), answer.headers().clone());
    let body = reqwest::Body::wrap_stream(Copied(Box::pin(answer.bytes_stream())));
    let mut copy = http::Response::builder().status(status).url(url).body(body).map_err(|error| failed.failure(error))?;
    *copy.headers_mut() = headers;
    Ok(copy.into())
}

/// The bytes of an answer, each piece written down as it passes.
struct Copied<S>(Pin<Box<S>>);

impl<S, B: AsRef<[u8]>> base::runtime::futures_core::Stream for Copied<S>
where
    S: base::runtime::futures_core::Stream<Item = Result<B, reqwest::Error>>,
{
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.0.as_mut().poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            with_last(|exchange| exchange.body.extend_from_slice(bytes.as_ref()));
        }
        polled
    }
}

/// A value as the type that the client has for it.
fn decode<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    let json = value.to_string();
    serde_json::from_str(&json).map_err(|error| format!("the client cannot hold the value to send, {json}: {error}"))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn at<'v>(sample: &'v Value, place: &str, name: &str) -> &'v Value {
    given(sample, place, name).unwrap_or(&Value::Null)
}

fn given<'v>(sample: &'v Value, place: &str, name: &str) -> Option<&'v Value> {
    sample[place].get(name)
}

/// The bytes of a file, or of a body that is one.
fn bytes(value: &Value) -> Vec<u8> {
    match value["$file"]["bytes"].as_array() {
        Some(bytes) => bytes.iter().map(|byte| byte.as_u64().unwrap_or(0) as u8).collect(),
        None => text(value).into_bytes(),
    }
}

fn part(value: &Value) -> Part {
    let mut part = Part::bytes(bytes(value));
    if let Some(name) = value["$file"]["name"].as_str() {
        part = part.file_name(name);
    }
    if let Some(kind) = value["$file"]["type"].as_str() {
        part = part.content_type(kind);
    }
    part
}

fn parts(value: &Value) -> Vec<Part> {
    value.as_array().into_iter().flatten().map(part).collect()
}

fn open_multipart(value: &Value) -> Multipart {
    let members = value.as_object().into_iter().flatten();
    members.fold(Multipart::new(), |parts, (name, member)| match member.get("$file") {
        Some(_) => parts.part(name, part(member)),
        None => parts.value(name, &text(member)),
    })
}

/// An answer as the program can write it down.
#[derive(Default)]
struct Shown {
    kind: &'static str,
    /// JSON texts, or texts.
    values: Vec<String>,
    events: Vec<Option<String>>,
    ids: Vec<Option<String>>,
    deviations: Vec<String>,
    error: Option<String>,
    /// What kind of failure the error is.
    failure: Option<&'static str>,
    /// The documented headers that came.
    typed: Vec<Value>,
}

/// A documented header as it is written down; nothing where it did not come.
fn typed<T: Serialize>(method: &str, header: Option<Result<T, HeaderError>>) -> Option<Value> {
    let (value, error) = match header? {
        Ok(value) => match serde_json::to_value(&value) {
            Ok(value) => (Some(value), None),
            Err(error) => (None, Some(error.to_string())),
        },
        Err(error) => (None, Some(error.to_string())),
    };
    Some(json!({"method": method, "value": value, "error": error}))
}

fn all(deviations: &[Deviation]) -> Vec<String> {
    deviations.iter().map(|deviation| deviation.to_string()).collect()
}

fn show_json<T: Serialize>(value: T) -> Shown {
    match serde_json::to_string(&value) {
        Ok(text) => Shown { kind: "json", values: vec![text], ..Shown::default() },
        Err(error) => Shown { kind: "json", error: Some(format!("the answer cannot be written again: {error}")), ..Shown::default() },
    }
}

fn show_text(value: String) -> Shown {
    Shown { kind: "text", values: vec![value], ..Shown::default() }
}

fn show_nothing<T>(_: T) -> Shown {
    Shown { kind: "nothing", ..Shown::default() }
}

async fn show_bytes(stream: ByteStream) -> Shown {
    match stream.bytes().await {
        Ok(bytes) => Shown { kind: "bytes", values: vec![summary(&bytes)], ..Shown::default() },
        Err(failure) => Shown {
            kind: "bytes",
            error: Some(chain(&failure)),
            failure: Some(kind(&failure)),
            ..Shown::default()
        },
    }
}

async fn show_events<T: Serialize + 'static>(mut stream: TypedStream<Event<T>>) -> Shown {
    let mut shown = Shown { kind: "events", ..Shown::default() };
    while let Some(event) = stream.next().await {
        match event {
            Ok(event) => {
                shown.deviations.extend(all(event.deviations()));
                let data = show_json(&event.data);
                shown.error = shown.error.or(data.error);
                shown.values.extend(data.values);
                shown.events.push(event.event);
                shown.ids.push(event.id);
            }
            Err(failure) => {
                shown.failure = shown.failure.or(Some(kind(&failure)));
                shown.error = shown.error.or(Some(format!("event {}: {}", shown.values.len(), chain(&failure))));
            }
        }
    }
    shown
}

async fn show_lines<T: Serialize + 'static>(mut stream: TypedStream<T>) -> Shown {
    let mut shown = Shown { kind: "lines", ..Shown::default() };
    while let Some(line) = stream.next().await {
        shown.deviations.extend(all(stream.deviations()));
        match line {
            Ok(line) => {
                let data = show_json(&line);
                shown.error = shown.error.or(data.error);
                shown.values.extend(data.values);
            }
            Err(failure) => {
                shown.failure = shown.failure.or(Some(kind(&failure)));
                shown.error = shown.error.or(Some(format!("line {}: {}", shown.values.len(), chain(&failure))));
            }
        }
    }
    shown
}

fn chain(error: &dyn std::error::Error) -> String {
    let (mut line, mut cause) = (error.to_string(), error.source());
    while let Some(next) = cause {
        line += &format!(": {next}");
        cause = next.source();
    }
    line
}

/// What kind of failure it is.
fn kind(failure: &Failure) -> &'static str {
    match failure {
        Failure::Timeout { .. } => "timeout",
        Failure::Transport { stage: Stage::Reading { .. }, .. } => "cut",
        Failure::Transport { .. } => "connection",
        Failure::UnexpectedStatus { .. } => "status",
        Failure::UnexpectedContentType { .. } | Failure::UnexpectedEncoding { .. } => "content",
        Failure::Decode { .. } => "decode",
        Failure::MalformedResponse { .. } => "malformed",
        Failure::BodyTooLarge { .. } => "too large",
        Failure::Pagination { .. } => "pages",
        Failure::Middleware { .. } => "middleware",
        _ => "unsent",
    }
}

/// What came of a call.
struct Outcome {
    kind: &'static str,
    failure: Option<&'static str>,
    message: Option<String>,
    shown: Shown,
}

async fn finish<T, E>(
    result: Result<Response<T>, Error<E>>,
    success: impl AsyncFnOnce(T) -> Shown,
    error: impl AsyncFnOnce(E) -> Shown,
    headers: impl FnOnce(&http::HeaderMap) -> Vec<Value>,
) -> Outcome {
    match result {
        Ok(response) => {
            let (deviations, typed) = (all(response.deviations()), headers(response.headers()));
            let mut shown = success(response.into_inner()).await;
            shown.typed = typed;
            shown.deviations.splice(0..0, deviations);
            Outcome { kind: "success", failure: None, message: None, shown }
        }
        Err(Error::Api(answer)) => {
            let (message, deviations) = (format!("answered {}", answer.status()), all(answer.deviations()));
            let typed = headers(answer.headers());
            let mut shown = error(answer.into_body()).await;
            shown.typed = typed;
            shown.deviations.splice(0..0, deviations);
            Outcome { kind: "error", failure: None, message: Some(message), shown }
        }
        Err(Error::Failure(failure)) => {
            let message = match failure.answer().map(|answer| answer.snippet().to_owned()) {
                Some(snippet) => format!("{}: {snippet}", chain(&failure)),
                None => chain(&failure),
            };
            Outcome { kind: "failure", failure: Some(kind(&failure)), message: Some(message), shown: Shown::default() }
        }
        Err(_) => Outcome {
            kind: "failure",
            failure: None,
            message: Some("another error".to_owned()),
            shown: Shown::default(),
        },
    }
}

/// The items of all pages, up to a thousand.
async fn walk<T, P, E>(mut items: Items<T, P, E>) -> Outcome
where
    T: Serialize,
    P: Send + 'static,
    E: Send + 'static,
{
    let mut shown = Shown { kind: "items", ..Shown::default() };
    while let Some(item) = items.next().await {
        shown.deviations.extend(all(items.deviations()));
        if let Some(lost) = shown.walked(item) {
            return lost;
        }
        if shown.values.len() == 1000 {
            break;
        }
    }
    Outcome { kind: "success", failure: None, message: None, shown }
}

/// All pages, up to a thousand.
async fn walk_pages<P, E>(mut pages: Pages<P, E>) -> Outcome
where
    P: Serialize + Send + 'static,
    E: Send + 'static,
{
    let mut shown = Shown { kind: "pages", ..Shown::default() };
    while let Some(page) = pages.next().await {
        shown.deviations.extend(all(pages.deviations()));
        if let Some(lost) = shown.walked(page) {
            return lost;
        }
        if shown.values.len() == 1000 {
            break;
        }
    }
    Outcome { kind: "success", failure: None, message: None, shown }
}

impl Shown {
    /// Adds what a walk came to; the outcome where that is its end.
    fn walked<T: Serialize, E>(&mut self, found: Result<T, Error<E>>) -> Option<Outcome> {
        match found {
            Ok(value) => {
                let value = show_json(&value);
                self.error = self.error.take().or(value.error);
                self.values.extend(value.values);
                None
            }
            Err(error) => {
                let failure = match &error {
                    Error::Failure(failure) => kind(failure),
                    _ => "status",
                };
                let shown = std::mem::take(self);
                Some(Outcome { kind: "failure", failure: Some(failure), message: Some(format!("{error}")), shown })
            }
        }
    }
}

/// How many bytes, and a hash of them.
fn summary(bytes: &[u8]) -> String {
    let mut hasher = std::hash::DefaultHasher::new();
    std::hash::Hasher::write(&mut hasher, bytes);
    format!("{} bytes with the hash {:x}", bytes.len(), std::hash::Hasher::finish(&hasher))
}

fn shown_bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "bytes": summary(bytes) }),
    }
}

fn page(exchange: &Exchange) -> Value {
    json!({
        "url": exchange.url,
        "request_body": exchange.request_body.as_deref().map(shown_bytes),
        "headers": exchange.headers,
        "body": shown_bytes(&exchange.body),
    })
}

fn written(number: usize, result: Result<Outcome, String>, received: Option<String>, exchanges: &[Exchange]) -> Value {
    let last = exchanges.last();
    let outcome = result.unwrap_or_else(|message| Outcome {
        kind: "unsent",
        failure: None,
        message: Some(message),
        shown: Shown::default(),
    });
    json!({
        "call": number,
        "outcome": outcome.kind,
        "failure": outcome.failure.or(outcome.shown.failure),
        "message": outcome.message,
        "shown": outcome.shown.kind,
        "values": outcome.shown.values,
        "events": outcome.shown.events,
        "ids": outcome.shown.ids,
        "deviations": outcome.shown.deviations,
        "error": outcome.shown.error,
        "exchanges": exchanges.len(),
        "pages": match outcome.shown.kind {
            "items" | "pages" => exchanges.iter().map(page).collect::<Vec<Value>>(),
            _ => Vec::new(),
        },
        "method": last.map(|exchange| &exchange.method),
        "url": last.map(|exchange| &exchange.url),
        "request_headers": last.map(|exchange| &exchange.request_headers),
        "request_body": last.and_then(|exchange| exchange.request_body.as_deref()).map(shown_bytes),
        "redirected": last.is_some_and(|exchange| exchange.status > 0 && exchange.answered_by != exchange.url),
        "status": last.map(|exchange| exchange.status),
        "headers": last.map(|exchange| &exchange.headers),
        "body": last.map(|exchange| shown_bytes(&exchange.body)),
        "typed": outcome.shown.typed,
        "received": received,
    })
}

/// How long a call may take, with its whole answer and all repetitions.
const LIMIT: Duration = Duration::from_secs(60);

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Whether streams go on over a new connection.
fn reconnects() -> bool {
    std::env::var_os("RECONNECTS").is_some()
}

/// Sends nothing twice, unless there are many calls.
fn tuned(builder: Builder<Client>) -> Builder<Client> {
    let Some(patience) = number("LIVE_TIMEOUT_MS").map(Duration::from_millis) else { return builder.retries(0) };
    let retries = number("RETRIES").unwrap_or(0) as u32;
    let policy = RetryPolicy::default().retries(retries).pauses(Duration::from_millis(10), Duration::from_millis(50));
    builder.retry_policy(policy).idle_timeout(patience).timeout(patience * 2)
}

/// What all workers share.
struct Work {
    url: String,
    received: Option<String>,
    plain: reqwest::Client,
    calls: Vec<Value>,
    total: usize,
    /// Whether a proxy is told the number of each call.
    numbered: bool,
    next: Cell<usize>,
    done: Cell<usize>,
    clients: RefCell<BTreeMap<String, Rc<Client>>>,
    records: RefCell<std::fs::File>,
    levels: RefCell<std::fs::File>,
}

impl Work {
    /// Makes calls until there are none left.
    async fn run(&self) -> Result<(), Box<dyn std::error::Error>> {
        loop {
            let at = self.next.get();
            if at >= self.total {
                return Ok(());
            }
            self.next.set(at + 1);
            let call = &self.calls[at % self.calls.len()];
            let key = call["schemes"].to_string();
            let known = self.clients.borrow().get(&key).cloned();
            let client = match known {
                Some(client) => client,
                None => {
                    let made = Rc::new(client(&self.url, &call["schemes"])?);
                    self.clients.borrow_mut().insert(key, made.clone());
                    made
                }
            };
            let method = call["method"].as_u64().unwrap_or(u64::MAX);
            let current = Current { number: self.numbered.then_some(at as u64), exchanges: RefCell::default() };
            let (result, exchanges) = CURRENT
                .scope(current, async {
                    let result = tokio::time::timeout(LIMIT, made(&client, method, &call["values"])).await;
                    (result, CURRENT.with(|current| current.exchanges.take()))
                })
                .await;
            let result = result.unwrap_or_else(|_| Err(format!("it did not end within {} seconds", LIMIT.as_secs())));
            let answer = match (&self.received, result.is_ok()) {
                (Some(address), true) => Some(self.plain.get(address).timeout(LIMIT).send().await?.text().await?),
                _ => None,
            };
            writeln!(self.records.borrow_mut(), "{}", written(at, result, answer, &exchanges))?;
            self.done.set(self.done.get() + 1);
            if self.done.get().is_multiple_of((self.total / 5).max(1)) {
                self.level()?;
            }
        }
    }

    /// Writes down what this program holds of the system, where that says it.
    fn level(&self) -> Result<(), Box<dyn std::error::Error>> {
        let sockets = std::fs::read_dir("/proc/self/fd").ok().map(|open| {
            let targets = open.flatten().filter_map(|entry| std::fs::read_link(entry.path()).ok());
            targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
        });
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = memory.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
        let level = json!({"calls": self.done.get(), "sockets": sockets, "memory": memory});
        Ok(writeln!(self.levels.borrow_mut(), "{level}")?)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let calls = std::fs::read_to_string(std::env::var("CALLS")?)?;
    let calls = calls.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let many = number("MANY");
    let work: &'static Work = Box::leak(Box::new(Work {
        url: std::env::var("BASE_URL")?,
        received: std::env::var("RECEIVED").ok(),
        plain: reqwest::Client::builder().no_proxy().build()?,
        total: many.map_or(calls.len(), |many| many as usize),
        calls,
        numbered: many.is_some(),
        next: Cell::new(0),
        done: Cell::new(0),
        clients: RefCell::default(),
        records: RefCell::new(std::fs::File::create(std::env::var("RECORDS")?)?),
        levels: RefCell::new(std::fs::File::create(std::env::var("LEVELS")?)?),
    }));
    work.level()?;
    let local = tokio::task::LocalSet::new();
    let workers = (0..number("SIDE_BY_SIDE").unwrap_or(1)).map(|_| {
        local.spawn_local(async move { work.run().await.map_err(|error| error.to_string()) })
    });
    let workers: Vec<_> = workers.collect();
    local
        .run_until(async {
            for worker in workers {
                worker.await.map_err(|error| error.to_string())??;
            }
            Ok::<(), String>(())
        })
        .await?;
    // Connections end once nobody has their client.
    work.clients.borrow_mut().clear();
    tokio::time::sleep(Duration::from_millis(500)).await;
    work.level()
}
