//! What a call sends, filled in step by step. Problems are kept and come out of [`Request::send`], all at once.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;

use crate::body::Body;
use crate::body::json_lines::{Framed, JsonLines};
use crate::body::multipart::Multipart;
use crate::client::Core;
use crate::data::bounds::OutOfBounds;
use crate::data::content_encoding::ContentEncoding;
use crate::error::Failure;
use crate::operation::{Field, Location, Operation, Parameter, Style};
use crate::pages::paging::PageParameter;
use crate::stream::reconnect::Reconnect;
use crate::transport::options::CallOptions;
use crate::transport::raw_response::RawResponse;
use crate::transport::redirect::Redirects;
use crate::transport::send::Ready;
use crate::transport::server::filled;
use crate::transport::trace_context::TraceContext;
use crate::{
    body::{form, percent, style},
    data::json,
    transport::{charset, target},
};

/// Under which name servers expect the key that makes a repeated call harmless.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Headers the connection sees to; a second opinion splits one request into two.
const CONNECTION_HEADERS: [HeaderName; 3] = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION];

/// A call of one operation, whatever comes back. Made by [`Core::request`]; [`Call`](crate::Call) is the same with types.
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    core: Core,
    operation: &'static Operation,
    /// What was set of the operation's parameters, by their place among them: it is written in their order.
    values: BTreeMap<usize, Value>,
    /// By wire name; `None` for a value that was refused.
    path: BTreeMap<&'static str, Option<String>>,
    query: Vec<String>,
    headers: HeaderMap,
    cookies: Vec<String>,
    body: Body,
    options: CallOptions,
    place: Option<Place>,
    problems: Vec<String>,
    out_of_bounds: Vec<OutOfBounds>,
}

/// Where in a list a call goes on.
#[derive(Clone)]
pub(crate) enum Place {
    /// A value in place of what the caller sets there.
    At(PageParameter, Value),
    /// A URL that an answer gave.
    Link(String),
}

impl Request {
    pub(crate) fn new(core: Core, operation: &'static Operation) -> Self {
        Self {
            options: core.options(),
            core,
            operation,
            values: BTreeMap::new(),
            path: BTreeMap::new(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            body: Body::Empty,
            place: None,
            problems: Vec::new(),
            out_of_bounds: Vec::new(),
        }
    }

    /// Sets the path parameter with this key.
    ///
    /// An empty value, `.`, `..` and control characters are refused, since they would call another operation;
    /// everything else arrives at the server as it is.
    pub fn path(mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.put(key, true, json::encode_value(value));
        self
    }

    /// Sets the parameter with this key, one of the query, the headers or the cookies; `null` takes back what was set.
    pub fn parameter(mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> Self {
        self.put(key, false, json::encode_value(value));
        self
    }

    /// Sets all parameters of a struct or map whose members are named by [`Parameter::key`], but for those of the path,
    /// which have names of their own. Members that are null are skipped. A member that the operation does not list goes
    /// into the query, in the default style: that is how to send a parameter the document does not name.
    pub fn parameters(mut self, parameters: &impl Serialize) -> Self {
        match json::encode_value(parameters) {
            Ok(Value::Object(members)) => {
                for (key, value) in members.into_iter().filter(|(_, value)| !value.is_null()) {
                    match self.position(&key, false) {
                        Some(at) => drop(self.values.insert(at, value)),
                        None => self.query.extend(style::further(&key, &value)),
                    }
                }
            }
            Ok(Value::Null) => {}
            Ok(_) => self.problems.push("the parameters are no struct and no map".to_owned()),
            Err(problem) => self.problems.push(format!("parameters: {problem}")),
        }
        self
    }

    /// Adds a member to the query that the document does not name, in the default style.
    pub fn extra_query(mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        match json::encode_value(value) {
            Ok(value) => self.query.extend(style::further(name, &value)),
            Err(problem) => self.problems.push(format!("parameter `{}`: {problem}", name.escape_debug())),
        }
        self
    }

    fn put(&mut self, key: &str, is_in_path: bool, value: Result<Value, String>) {
        let what = if is_in_path { "path parameter" } else { "parameter" };
        match (self.position(key, is_in_path), value) {
            (Some(at), Ok(Value::Null)) => drop(self.values.remove(&at)),
            (Some(at), Ok(value)) => drop(self.values.insert(at, value)),
            (None, _) => self.problems.push(match is_in_path {
                true => format!("the path has no parameter `{key}`"),
                false => format!("the operation has no parameter `{key}`"),
            }),
            (_, Err(problem)) => self.problems.push(format!("{what} `{key}`: {problem}")),
        }
    }

    /// A JSON body.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.json_as("application/json", body)
    }

    /// A JSON body of another media type, such as `application/merge-patch+json`.
    pub fn json_as(mut self, content_type: &str, body: &(impl Serialize + ?Sized)) -> Self {
        let body = json::encode(body);
        if let (Some(bounds), Ok(body)) = (self.operation.bounds, &body)
            && let Ok(value) = serde_json::from_slice(body)
        {
            self.out_of_bounds.extend(bounds.check(&value, ""));
        }
        self.whole(&charset::of_json(content_type), body.map(Bytes::from))
    }

    /// A form body (`application/x-www-form-urlencoded`). Members that are null are left out; those without a field
    /// are written in the default way.
    pub fn form(self, body: &(impl Serialize + ?Sized), fields: &'static [Field]) -> Self {
        self.form_as("application/x-www-form-urlencoded", body, fields)
    }

    /// A form body whose media type is spelt in another way, or has parameters.
    pub fn form_as(mut self, content_type: &str, body: &(impl Serialize + ?Sized), fields: &'static [Field]) -> Self {
        let value = json::encode_value(body);
        if let (Some(bounds), Ok(value)) = (self.operation.bounds, &value) {
            self.out_of_bounds.extend(bounds.check(value, ""));
        }
        let body = value.and_then(|value| form::encode(&value, fields)).map(Bytes::from);
        self.whole(content_type, body)
    }

    /// A body of XML, in the shape that the document gives it.
    #[cfg(feature = "xml")]
    pub fn xml(mut self, content_type: &str, body: &(impl Serialize + ?Sized), root: &crate::xml::Root) -> Self {
        let value = json::encode_value(body);
        if let (Some(bounds), Ok(value)) = (self.operation.bounds, &value) {
            self.out_of_bounds.extend(bounds.check(value, ""));
        }
        let text = value.and_then(|value| crate::xml::encode(&value, root));
        self.encoded(text.and_then(|text| charset::encoded_xml(content_type, text)))
    }

    /// A multipart body (`multipart/form-data`).
    pub fn multipart(mut self, mut body: Multipart) -> Self {
        self.problems.append(&mut body.finish());
        self.body = Body::Form(body);
        self
    }

    /// A multipart body of another kind, such as `multipart/related` or `multipart/mixed`. Its parts go in their order,
    /// each with its name as `Content-ID`; the first is the root
    /// ([RFC 2387](https://www.rfc-editor.org/rfc/rfc2387)).
    pub fn multipart_as(mut self, content_type: &str, mut parts: Multipart) -> Self {
        self.problems.append(&mut parts.finish());
        if let Some(content_type) = self.content_type(content_type) {
            self.body = Body::Parts { content_type, parts };
        }
        self
    }

    /// A body of bytes or a stream. A call with a stream is never repeated, since the stream is gone.
    pub fn bytes(mut self, content_type: &str, body: impl Into<reqwest::Body>) -> Self {
        match self.content_type(content_type) {
            Some(content_type) => self.body = Body::new(content_type, body.into()),
            None => self.body = Body::Empty,
        }
        self
    }

    /// A body of bytes that is sent as text in an encoding. They are given as they are, and in memory: a stream is refused.
    pub fn encoded_bytes(
        mut self,
        content_type: &str,
        encoding: ContentEncoding,
        body: impl Into<reqwest::Body>,
    ) -> Self {
        match body.into().as_bytes() {
            Some(bytes) => {
                let text = encoding.encode(bytes);
                self.whole(content_type, Ok(text.into()))
            }
            None => {
                self.problems.push(format!("body: a stream is not written as {encoding:?}; collect it first"));
                self
            }
        }
    }

    /// A body of many JSON values, in lines or records as the media type says.
    pub fn json_lines<T>(mut self, content_type: &str, body: JsonLines<T>) -> Self {
        let content_type = &charset::of_json(content_type);
        let stream = match body.framed(content_type) {
            Ok(Framed::Whole(bytes)) => return self.whole(content_type, Ok(bytes)),
            Ok(Framed::Stream(stream)) => target::streamed(stream),
            Err(problem) => Err(problem),
        };
        match stream {
            Ok(body) => self.bytes(content_type, body),
            Err(problem) => {
                self.problems.push(format!("body: {problem}"));
                self
            }
        }
    }

    /// A body of text, in the charset that its media type names. A charset that cannot be written is not sent, and the text
    /// is UTF-8.
    pub fn text(self, content_type: &str, body: impl Into<String>) -> Self {
        self.encoded(charset::encoded(content_type, Bytes::from(body.into())))
    }

    /// Calls a URL that an answer gave, such as that of the next page, in place of the operation's own path and query.
    /// It may be relative, and has to be on the same origin: credentials are not sent to where an answer points.
    pub fn link(mut self, url: impl Into<String>) -> Self {
        self.place = Some(Place::Link(url.into()));
        self
    }

    /// What this call does differently from its client; in place of the options of [`Core::with_options`], and of those that
    /// were set before.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// [`CallOptions::timeout`].
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|options| options.timeout(limit))
    }

    /// [`CallOptions::idle_timeout`].
    pub fn idle_timeout(self, limit: Duration) -> Self {
        self.with(|options| options.idle_timeout(limit))
    }

    /// [`CallOptions::header`].
    pub fn header(self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.with(|options| options.header(name, value))
    }

    /// [`CallOptions::retries`].
    pub fn retries(self, retries: u32) -> Self {
        self.with(|options| options.retries(retries))
    }

    /// [`CallOptions::idempotency_key`].
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        self.with(|options| options.idempotency_key(key))
    }

    /// [`CallOptions::strict`].
    pub fn strict(self, strict: bool) -> Self {
        self.with(|options| options.strict(strict))
    }

    /// [`CallOptions::keep_body`].
    pub fn keep_body(self) -> Self {
        self.with(CallOptions::keep_body)
    }

    /// [`CallOptions::check_bounds`].
    pub fn check_bounds(self, check: bool) -> Self {
        self.with(|options| options.check_bounds(check))
    }

    /// [`CallOptions::reconnect`].
    pub fn reconnect(self, reconnect: Reconnect) -> Self {
        self.with(|options| options.reconnect(reconnect))
    }

    /// [`CallOptions::redirects`].
    pub fn redirects(self, redirects: Redirects) -> Self {
        self.with(|options| options.redirects(redirects))
    }

    /// [`CallOptions::trace_context`].
    pub fn trace_context(self, context: TraceContext) -> Self {
        self.with(|options| options.trace_context(context))
    }

    fn with(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.options = change(self.options);
        self
    }

    /// The operation that is called.
    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The same request at a place in a list. Nothing where its body is gone once it was sent.
    pub(crate) fn at(&self, place: Option<Place>) -> Option<Self> {
        Some(Self {
            core: self.core.clone(),
            operation: self.operation,
            values: self.values.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            cookies: self.cookies.clone(),
            body: self.body.again()?,
            options: self.options.clone(),
            place: place.or_else(|| self.place.clone()),
            problems: self.problems.clone(),
            out_of_bounds: self.out_of_bounds.clone(),
        })
    }

    /// What the caller says of the parameter that counts pages, as far as it is a number.
    pub(crate) fn counter(&self, parameter: PageParameter) -> Option<u64> {
        match parameter {
            PageParameter::Query(name) => {
                let is_meant = |own: &Parameter| own.name == name && own.location == Location::Query;
                self.values.get(&self.operation.parameters.iter().position(is_meant)?)?.as_u64()
            }
            PageParameter::Body(path) => {
                let Body::Whole { bytes, .. } = &self.body else { return None };
                let whole: Value = serde_json::from_slice(bytes).ok()?;
                path.iter().try_fold(&whole, |value, name| value.get(name))?.as_u64()
            }
        }
    }

    /// Sends the call, again where that is harmless and may help, and gives the answer whatever its status.
    ///
    /// # Errors
    /// If the call cannot be sent as asked for, if a credential is missing, or if no answer came.
    pub async fn send(self) -> Result<RawResponse, Failure> {
        self.finish()?.send().await
    }

    /// Checks the whole and gives what is to be sent.
    fn finish(mut self) -> Result<Ready, Failure> {
        self.write_parameters();
        // A link needs no parameters; those that are there make the path that a relative one starts from.
        let link = match &self.place {
            Some(Place::Link(url)) => Some(url.clone()),
            _ => None,
        };
        let (path, fixed) =
            if link.is_some() && !self.is_path_complete() { (String::new(), String::new()) } else { self.fill_path() };
        let fixed = self.unreplaced(&fixed);
        if !fixed.is_empty() {
            self.query.insert(0, fixed);
        }
        self.add_headers();
        match self.place.clone() {
            Some(Place::At(PageParameter::Query(name), value)) => {
                let value = style::text(&value).unwrap_or_default();
                self.query.push(format!("{}={}", percent::value(name), percent::value(&value)));
            }
            Some(Place::At(PageParameter::Body(path), value)) => self.put_into_body(path, &value),
            _ => {}
        }
        let method = Method::from_bytes(self.operation.method.as_bytes()).unwrap_or_else(|_| {
            self.problems.push(format!("`{}` is not a valid HTTP method", self.operation.method.escape_debug()));
            Method::GET
        });
        let inner = self.core.inner();
        let server = match self.operation.server {
            Some(own) if !inner.replaces_all_servers => {
                filled(own, &inner.server_variables).and_then(|own| inner.server.join(&own))
            }
            _ => Ok(inner.server.clone()),
        };
        let base = server.as_ref().map(|server| server.as_str().to_owned()).unwrap_or_default();
        let url = server.and_then(|server| match &link {
            Some(link) => server.link(&path, link),
            None => server.url(&path, &self.query.join("&")),
        });
        let operation = self.operation.id;
        let check_bounds = self.options.check_bounds.unwrap_or(inner.check_bounds);
        match url {
            Ok(_) if self.problems.is_empty() && check_bounds && !self.out_of_bounds.is_empty() => {
                Err(Failure::OutOfBounds { operation, violations: self.out_of_bounds })
            }
            Ok(url) if self.problems.is_empty() => {
                let credentials = inner.credentials.choose(inner.api, self.operation)?;
                let may_repeat = self.operation.idempotent
                    || matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "QUERY")
                    || self.headers.contains_key(IDEMPOTENCY_KEY);
                Ok(Ready {
                    operation: self.operation,
                    method,
                    url,
                    headers: self.headers,
                    cookies: self.cookies,
                    body: self.body,
                    credentials,
                    may_repeat,
                    options: self.options,
                    base,
                    is_linked: link.is_some(),
                    sent: 0,
                    core: self.core,
                })
            }
            Ok(_) => Err(Failure::InvalidRequest { operation, problems: self.problems }),
            Err(problem) => {
                self.problems.push(problem);
                Err(Failure::InvalidRequest { operation, problems: self.problems })
            }
        }
    }

    /// The place of the parameter with a key: one of the path, or one of all others. A path may name what the query
    /// names, too.
    fn position(&self, key: &str, is_in_path: bool) -> Option<usize> {
        let is_meant =
            |parameter: &Parameter| parameter.key == key && (parameter.location == Location::Path) == is_in_path;
        self.operation.parameters.iter().position(is_meant)
    }

    /// Says in the body which page is meant. It need not be there on the first page; on all others it is.
    fn put_into_body(&mut self, path: &[&str], value: &Value) {
        let (content_type, whole) = match &self.body {
            Body::Whole { content_type, bytes } => (content_type.clone(), serde_json::from_slice(bytes)),
            _ => (HeaderValue::from_static("application/json"), Ok(Value::Object(serde_json::Map::new()))),
        };
        let whole = whole.map_err(|error| error.to_string());
        let put = whole.and_then(|mut whole| put(&mut whole, path, value).and_then(|()| json::encode(&whole)));
        match put {
            Ok(bytes) => self.body = Body::Whole { content_type, bytes: bytes.into() },
            Err(problem) => self.problems.push(format!("body: {problem}")),
        }
    }

    /// Writes all parameters to their places, before what was noted of anything else.
    fn write_parameters(&mut self) {
        let problems = std::mem::take(&mut self.problems);
        let out_of_bounds = std::mem::take(&mut self.out_of_bounds);
        let further = std::mem::take(&mut self.query);
        for (at, value) in std::mem::take(&mut self.values) {
            if let Some(parameter) = self.operation.parameters.get(at) {
                self.set(parameter, &value);
            }
        }
        self.query.extend(further);
        self.problems.extend(problems);
        self.out_of_bounds.extend(out_of_bounds);
    }

    /// Writes one parameter to its place.
    fn set(&mut self, parameter: &'static Parameter, value: &Value) {
        if value.is_null() {
            return;
        }
        if let Some(bounds) = parameter.bounds {
            self.out_of_bounds.extend(bounds.check(value, parameter.name));
        }
        match parameter.location {
            Location::Path => self.set_path(parameter, value),
            Location::Query if self.is_replaced(parameter) => {}
            Location::Query => self.query.extend(style::query(parameter, value)),
            Location::Cookie => {
                let pairs = style::cookie(parameter, value);
                match parameter.style == Style::Cookie && pairs.iter().any(|pair| !style::is_cookie(pair)) {
                    true => self.problems.push(format!("cookie `{}`: it holds what no cookie can", parameter.name)),
                    false => self.cookies.extend(pairs),
                }
            }
            Location::QueryString => match style::query_string(parameter, value) {
                Ok(query) => self.query.extend(Some(query).filter(|query| !query.is_empty())),
                Err(problem) => self.problems.push(format!("parameter `{}`: {problem}", parameter.name)),
            },
            Location::Header => {
                for (at, text) in style::header_lines(parameter, value).iter().enumerate() {
                    self.put_header(parameter.name, text, false, at > 0);
                }
            }
        }
    }

    /// Whether a place in a list stands for this parameter.
    fn is_replaced(&self, parameter: &Parameter) -> bool {
        matches!(&self.place, Some(Place::At(PageParameter::Query(name), _)) if *name == parameter.name)
    }

    fn set_path(&mut self, parameter: &'static Parameter, value: &Value) {
        let written = style::path(parameter, value);
        let problem = match written.as_str() {
            "" => "is empty, which would call another operation",
            // Slashes may be in the value, too.
            several if several.split('/').any(|segment| matches!(segment, "." | "..")) => {
                "is a step in the path, which would call another operation"
            }
            _ if has_control(value) => "holds control characters",
            _ => {
                self.path.insert(parameter.name, Some(written));
                return;
            }
        };
        self.path.insert(parameter.name, None);
        self.problems.push(format!("path parameter `{}` {problem}", parameter.name));
    }

    /// Sets a header, or notes why not; values are not repeated in problems, since they may be secrets.
    fn set_header(&mut self, name: &str, text: &str, is_secret: bool) {
        self.put_header(name, text, is_secret, false);
    }

    /// Sets a header, or adds a line to it.
    fn put_header(&mut self, name: &str, text: &str, is_secret: bool, is_further: bool) {
        let shown = name.escape_debug();
        let Ok(header_name) = HeaderName::from_bytes(name.as_bytes()) else {
            self.problems.push(format!("header `{shown}`: the name is not allowed in HTTP"));
            return;
        };
        if CONNECTION_HEADERS.contains(&header_name) {
            self.problems.push(format!("header `{shown}`: it is set by the connection"));
            return;
        }
        match HeaderValue::from_bytes(text.as_bytes()) {
            Ok(mut value) => {
                value.set_sensitive(is_secret || header_name == header::AUTHORIZATION || header_name == header::COOKIE);
                match is_further {
                    true => drop(self.headers.append(header_name, value)),
                    false => drop(self.headers.insert(header_name, value)),
                }
            }
            Err(_) => self.problems.push(format!("header `{shown}`: the value holds control characters")),
        }
    }

    fn is_path_complete(&self) -> bool {
        let parameters = self.operation.parameters.iter().filter(|parameter| parameter.location == Location::Path);
        parameters.into_iter().all(|parameter| self.path.contains_key(parameter.name))
    }

    /// The path with all its parameters and the query that every call sends, percent-encoded.
    fn fill_path(&mut self) -> (String, String) {
        match self.operation.path.split_once('?') {
            Some((path, query)) => (self.fill(path), self.fill(query)),
            None => (self.fill(self.operation.path), String::new()),
        }
    }

    /// What is left of the query that every call sends: a member that this call has a value for is not sent twice.
    fn unreplaced(&self, fixed: &str) -> String {
        let name = |pair: &str| {
            let name = pair.split('=').next().unwrap_or_default();
            percent_encoding::percent_decode_str(name).collect::<Vec<u8>>()
        };
        let page = match &self.place {
            Some(Place::At(PageParameter::Query(name), _)) => Some(name.as_bytes().to_vec()),
            _ => None,
        };
        let own = self.query.iter().flat_map(|part| part.split('&')).map(name).chain(page).collect::<Vec<_>>();
        let kept = fixed.split('&').filter(|pair| !own.contains(&name(pair)));
        kept.collect::<Vec<_>>().join("&")
    }

    fn fill(&mut self, template: &'static str) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, tail)) = rest.split_once('{') {
            let Some((name, after)) = tail.split_once('}') else { break };
            filled.push_str(&percent::path(before));
            match self.path.get(name) {
                Some(Some(written)) => filled.push_str(written),
                // The problem is noted already; the placeholder keeps the route whole until it is reported.
                Some(None) => filled.push('-'),
                None => {
                    filled.push('-');
                    self.problems.push(format!("path parameter `{name}` has no value"));
                }
            }
            rest = after;
        }
        filled.push_str(&percent::path(rest));
        filled
    }

    /// Adds what the options, the operation and the client have to say, each where nothing is said yet.
    fn add_headers(&mut self) {
        let options = std::mem::take(&mut self.options.headers);
        for (name, value) in &options {
            self.set_header(name, value.expose_secret(), true);
        }
        if let Some(key) = self.options.idempotency_key.take() {
            self.set_header(IDEMPOTENCY_KEY.as_str(), &key, false);
        }
        let takes_key = |parameter: &Parameter| {
            parameter.location == Location::Header && parameter.name.eq_ignore_ascii_case(IDEMPOTENCY_KEY.as_str())
        };
        if self.operation.parameters.iter().any(takes_key) && !self.headers.contains_key(IDEMPOTENCY_KEY) {
            self.set_header(IDEMPOTENCY_KEY.as_str(), &uuid::Uuid::new_v4().to_string(), false);
        }
        if !self.operation.accept.is_empty() && !self.headers.contains_key(header::ACCEPT) {
            self.set_header(header::ACCEPT.as_str(), self.operation.accept, false);
        }
        for (name, value) in &self.core.inner().headers {
            self.headers.entry(name).or_insert_with(|| value.clone());
        }
    }

    fn whole(mut self, content_type: &str, body: Result<Bytes, String>) -> Self {
        let content_type = self.content_type(content_type);
        match (content_type, body) {
            (Some(content_type), Ok(bytes)) => self.body = Body::Whole { content_type, bytes },
            (_, Err(problem)) => self.problems.push(format!("body: {problem}")),
            (None, Ok(_)) => {}
        }
        self
    }

    /// A body that was written in the charset of its media type.
    fn encoded(self, written: Result<(String, Bytes), String>) -> Self {
        match written {
            Ok((content_type, bytes)) => self.whole(&content_type, Ok(bytes)),
            Err(problem) => self.whole("text/plain", Err(problem)),
        }
    }

    fn content_type(&mut self, text: &str) -> Option<HeaderValue> {
        let value = HeaderValue::from_str(text).ok();
        if value.is_none() {
            self.problems.push(format!("body: `{}` is not a valid media type", text.escape_debug()));
        }
        value
    }
}

/// Sets the member at the end of a path, and the objects on the way where there are none.
fn put(whole: &mut Value, path: &[&str], value: &Value) -> Result<(), String> {
    let mut place = whole;
    for name in path {
        if place.is_null() {
            *place = Value::Object(serde_json::Map::new());
        }
        let Value::Object(members) = place else {
            return Err(format!("there is no object around `{name}`, which says what page to send"));
        };
        place = members.entry(*name).or_insert(Value::Null);
    }
    *place = value.clone();
    Ok(())
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method)
            .field("path", &self.operation.path)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

/// Whether any text in the value has a control character.
fn has_control(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().any(char::is_control),
        Value::Array(items) => items.iter().any(has_control),
        Value::Object(members) => {
            members.iter().any(|(key, value)| key.chars().any(char::is_control) || has_control(value))
        }
        _ => false,
    }
}
