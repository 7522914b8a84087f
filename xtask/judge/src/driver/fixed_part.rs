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
    ApiError, ByteStream, Deviation, Error, Event, Failure, Items, Multipart, Next, Part, Response, TypedStream,
};
use base::{Client, types};
use std::collections::BTreeMap;
use std::io::Write;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

/// What went over the wire in the current call.
static WIRE: Mutex<Vec<Exchange>> = Mutex::new(Vec::new());

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

fn wire() -> std::sync::MutexGuard<'static, Vec<Exchange>> {
    WIRE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn listed(headers: &http::HeaderMap) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

/// A middleware that copies what passes.
async fn observe(request: reqwest::Request, next: Next) -> Result<reqwest::Response, Failure> {
    wire().push(Exchange {
        method: request.method().to_string(),
        url: request.url().to_string(),
        request_headers: listed(request.headers()),
        request_body: request.body().and_then(|body| body.as_bytes()).map(<[u8]>::to_vec),
        ..Exchange::default()
    });
    let failed = next.clone();
    let answer = next.run(request).await?;
    if let Some(exchange) = wire().last_mut() {
        exchange.status = answer.status().as_u16();
        exchange.answered_by = answer.url().to_string();
        exchange.headers = listed(answer.headers());
    }
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
        if let (Poll::Ready(Some(Ok(bytes))), Some(exchange)) = (&polled, wire().last_mut()) {
            exchange.body.extend_from_slice(bytes.as_ref());
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
    deviations: Vec<String>,
    error: Option<String>,
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

/// Something that has a type and no encoding that could be compared.
fn show_value<T>(_: T) -> Shown {
    Shown { kind: "value", ..Shown::default() }
}

async fn show_bytes(stream: ByteStream) -> Shown {
    match stream.bytes().await {
        Ok(bytes) => Shown { kind: "bytes", values: vec![summary(&bytes)], ..Shown::default() },
        Err(failure) => Shown { kind: "bytes", error: Some(chain(&failure)), ..Shown::default() },
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
            }
            Err(failure) => shown.error = shown.error.or(Some(format!("event {}: {}", shown.values.len(), chain(&failure)))),
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
            Err(failure) => shown.error = shown.error.or(Some(format!("line {}: {}", shown.values.len(), chain(&failure)))),
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

/// What came of a call.
struct Outcome {
    kind: &'static str,
    message: Option<String>,
    shown: Shown,
}

async fn finish<T, E>(
    result: Result<Response<T>, Error<E>>,
    success: impl AsyncFnOnce(T) -> Shown,
    error: impl AsyncFnOnce(E) -> Shown,
) -> Outcome {
    match result {
        Ok(response) => {
            let deviations = all(response.deviations());
            let mut shown = success(response.into_inner()).await;
            shown.deviations.splice(0..0, deviations);
            Outcome { kind: "success", message: None, shown }
        }
        Err(Error::Api(answer)) => {
            let (message, deviations) = (format!("answered {}", answer.status()), all(answer.deviations()));
            let mut shown = error(answer.into_body()).await;
            shown.deviations.splice(0..0, deviations);
            Outcome { kind: "error", message: Some(message), shown }
        }
        Err(Error::Failure(failure)) => {
            let message = match failure.answer().map(|answer| answer.snippet().to_owned()) {
                Some(snippet) => format!("{}: {snippet}", chain(&failure)),
                None => chain(&failure),
            };
            Outcome { kind: "failure", message: Some(message), shown: Shown::default() }
        }
        Err(_) => Outcome { kind: "failure", message: Some("another error".to_owned()), shown: Shown::default() },
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
        match item {
            Ok(item) => {
                let item = show_json(&item);
                shown.error = shown.error.or(item.error);
                shown.values.extend(item.values);
            }
            Err(error) => return Outcome { kind: "failure", message: Some(format!("{error}")), shown },
        }
        if shown.values.len() == 1000 {
            break;
        }
    }
    Outcome { kind: "success", message: None, shown }
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

fn written(call: &Value, result: Result<Outcome, String>, received: Option<String>) -> Value {
    let exchanges = std::mem::take(&mut *wire());
    let last = exchanges.last();
    let outcome = result.unwrap_or_else(|message| Outcome { kind: "unsent", message: Some(message), shown: Shown::default() });
    json!({
        "call": call["call"],
        "outcome": outcome.kind,
        "message": outcome.message,
        "shown": outcome.shown.kind,
        "values": outcome.shown.values,
        "events": outcome.shown.events,
        "deviations": outcome.shown.deviations,
        "error": outcome.shown.error,
        "exchanges": exchanges.len(),
        "method": last.map(|exchange| &exchange.method),
        "url": last.map(|exchange| &exchange.url),
        "request_headers": last.map(|exchange| &exchange.request_headers),
        "request_body": last.and_then(|exchange| exchange.request_body.as_deref()).map(shown_bytes),
        "redirected": last.is_some_and(|exchange| exchange.status > 0 && exchange.answered_by != exchange.url),
        "status": last.map(|exchange| exchange.status),
        "headers": last.map(|exchange| &exchange.headers),
        "body": last.map(|exchange| shown_bytes(&exchange.body)),
        "received": received,
    })
}

/// How long a call may take, with its whole answer.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("BASE_URL")?;
    let calls = std::fs::read_to_string(std::env::var("CALLS")?)?;
    let mut records = std::fs::File::create(std::env::var("RECORDS")?)?;
    let received = std::env::var("RECEIVED").ok();
    let plain = reqwest::Client::builder().no_proxy().build()?;
    let mut clients: BTreeMap<String, Client> = BTreeMap::new();
    for line in calls.lines() {
        let call: Value = serde_json::from_str(line)?;
        let key = call["schemes"].to_string();
        if !clients.contains_key(&key) {
            clients.insert(key.clone(), client(&url, &call["schemes"])?);
        }
        let client = &clients[&key];
        let method = call["method"].as_u64().unwrap_or(u64::MAX);
        let result = tokio::time::timeout(LIMIT, made(client, method, &call["values"])).await;
        let result = result.unwrap_or_else(|_| Err(format!("it did not end within {} seconds", LIMIT.as_secs())));
        let answer = match (&received, result.is_ok()) {
            (Some(address), true) => Some(plain.get(address).timeout(LIMIT).send().await?.text().await?),
            _ => None,
        };
        writeln!(records, "{}", written(&call, result, answer))?;
    }
    Ok(())
}
