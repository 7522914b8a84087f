//! Answers as they came. How to read one is up to the caller, who knows the expected type.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use reqwest::Url;
use serde::de::DeserializeOwned;

use crate::client::Core;
use crate::data::Deviation;
use crate::data::corrected::{self, Corrected};
use crate::data::json::{self, DecodeError};
use crate::error::{ApiError, Error, Failure};
use crate::operation::Operation;
use crate::response::Response;
use crate::stream::lines::{LineEnd, Lines};
use crate::stream::reconnect::Resume;
use crate::stream::sse::Events;
use crate::stream::typed_stream::{Event, TypedStream};
use crate::stream::{ByteStream, Reader};
use crate::transport::answer::{Answer, SNIPPET_LIMIT, request_id};
use crate::transport::api_message::api_message;
use crate::transport::options::CallOptions;
use crate::transport::target;
use crate::transport::{charset, content_coding, envelope, media};

/// Longest time spent on a body that is only to be quoted.
const QUOTE_PATIENCE: Duration = Duration::from_secs(5);

/// An answer whose body was not decoded yet.
pub struct RawResponse {
    core: Core,
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    is_error: bool,
    /// Whether bytes that were read stay beside the value.
    keeps_body: bool,
    /// Whether an answer that deviates from the document is an error.
    is_strict: bool,
    kept: Option<Bytes>,
    /// The call, where a stream may go on over a new connection.
    resume: Option<Box<Resume>>,
}

enum Body {
    Live(Box<Reader>),
    Whole(Bytes),
}

impl RawResponse {
    pub(crate) fn new(
        core: Core,
        operation: &'static Operation,
        status: StatusCode,
        mut headers: HeaderMap,
        reader: Reader,
        options: &CallOptions,
    ) -> Result<Self, Failure> {
        for (name, value) in &mut headers {
            if name == header::SET_COOKIE {
                value.set_sensitive(true);
            }
        }
        let is_strict = options.strict.unwrap_or(core.inner().strict);
        let answer = Self {
            core,
            operation,
            status,
            headers,
            body: Body::Live(Box::new(reader)),
            is_error: false,
            keeps_body: options.keep_body,
            is_strict,
            kept: None,
            resume: None,
        };
        match answer.contradiction() {
            Some(problem) => Err(Failure::MalformedResponse { problem, answer: Box::new(answer.describe(&[])) }),
            None => Ok(answer),
        }
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Its `Content-Type`.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// Whether its body is of a media type, or in a range such as `audio/*`. An answer that does not say has none.
    pub fn is_media(&self, range: &str) -> bool {
        self.content_type().is_some_and(|content_type| media::matches(content_type, range))
    }

    /// The id the server gave the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Whether the body itself says that the call failed, whatever the status: the operation has an
    /// [`Envelope`](crate::Envelope), the body is JSON, and its member is not a value that means success.
    pub fn is_error(&self) -> bool {
        self.is_error
    }

    /// The body, decoded from JSON in the encoding that its content type names. Where the operation answers in any media
    /// type (`*/*`), a text that is not valid JSON is read as a string. Under a type that is not JSON (servers
    /// name `text/plain`, `application/octet-stream`, `text/javascript`) the body is read if it is JSON all the same.
    ///
    /// # Errors
    /// If the body is not JSON, is too large, breaks off, or does not decode.
    pub async fn json<T: DeserializeOwned>(self) -> Result<Response<T>, Failure> {
        let (answer, body) = self.open_json().await?;
        let (value, deviations) = answer.decode::<T>(&body)?;
        Ok(answer.keeping(body, &deviations).with(value).with_deviations(deviations))
    }

    /// The body as text, from the encoding its content type names, UTF-8 by default.
    ///
    /// # Errors
    /// If the body is too large or breaks off.
    pub async fn text(self) -> Result<Response<String>, Failure> {
        self.open_text().await.map(|(answer, text)| answer.with(text))
    }

    /// The body as bytes.
    ///
    /// # Errors
    /// If the body is too large or breaks off.
    pub async fn bytes(self) -> Result<Response<Bytes>, Failure> {
        let (answer, body) = self.whole_body().await?;
        Ok(answer.with(body))
    }

    /// No body; what there is of one is not read.
    ///
    /// # Errors
    /// None today.
    pub fn empty(self) -> Result<Response<()>, Failure> {
        Ok(self.with(()))
    }

    /// The body piece by piece. It has no size limit, and no time limit as long as it makes progress.
    pub fn stream(self) -> Response<ByteStream> {
        let (answer, body) = self.into_parts();
        answer.with(body)
    }

    /// The body as server-sent events with JSON data, in UTF-8 whatever its type says. An event with the data `[DONE]` ends
    /// the stream.
    ///
    /// # Errors
    /// If the content type is not that of an event stream.
    pub async fn events<T: DeserializeOwned + 'static>(self) -> Result<Response<TypedStream<Event<T>>>, Failure> {
        self.event_source().await.map(|events| events.map(TypedStream::json_events))
    }

    /// The body as server-sent events with texts for data.
    ///
    /// # Errors
    /// If the content type is not that of an event stream.
    pub async fn text_events(self) -> Result<Response<TypedStream<Event<String>>>, Failure> {
        self.event_source().await.map(|events| events.map(TypedStream::text_events))
    }

    /// The body as server-sent events whose names say what their data is: each is read as an object of `event` and `data`.
    /// The data of events with the names `texts` is text, that of all others JSON; with an empty name among them, the data
    /// of all events is text. An event without a name whose data is such an object itself is read as that.
    ///
    /// # Errors
    /// If the content type is not that of an event stream.
    pub async fn named_events<T: DeserializeOwned + 'static>(
        self,
        texts: &'static [&'static str],
    ) -> Result<Response<TypedStream<Event<T>>>, Failure> {
        self.event_source().await.map(|events| events.map(|events| TypedStream::named_events(events, texts)))
    }

    /// The body as lines of JSON, under whatever type (`application/x-ndjson`, `application/jsonl`, …) but HTML; as
    /// records under `application/json-seq` ([RFC 7464](https://www.rfc-editor.org/rfc/rfc7464)). They are in the charset
    /// that the type names, or in UTF-8.
    ///
    /// # Errors
    /// If the body is HTML by its type.
    pub async fn json_lines<T: DeserializeOwned + 'static>(self) -> Result<Response<TypedStream<T>>, Failure> {
        self.open_lines().await.map(|lines| lines.map(TypedStream::json_lines))
    }

    /// The error the API documents for this status, decoded from JSON. A body that is no JSON becomes a [`Failure`] which
    /// keeps status and bytes.
    pub async fn error<T: DeserializeOwned, E>(self, wrap: fn(T) -> E) -> Error<E> {
        let (answer, body) = match self.error_body().await {
            Ok(whole) => whole,
            Err(failure) => return failure.into(),
        };
        match answer.decode::<T>(&body) {
            Ok((value, deviations)) => answer.keeping(body, &deviations).api_error(wrap(value), deviations),
            Err(failure) => failure.into(),
        }
    }

    /// The error the API documents for this status, as text.
    pub async fn error_text<E>(self, wrap: fn(String) -> E) -> Error<E> {
        match self.open_text().await {
            Ok((answer, text)) => answer.api_error(wrap(text), Vec::new()),
            Err(failure) => failure.into(),
        }
    }

    /// The error the API documents for this status, without a body.
    pub fn error_empty<E>(self, wrap: fn(()) -> E) -> Error<E> {
        self.api_error(wrap(()), Vec::new())
    }

    /// A status the API does not document for this operation.
    pub async fn unexpected<E>(self) -> Error<E> {
        self.unexpected_failure().await.into()
    }

    /// The failure of a status that is not documented.
    pub(crate) async fn unexpected_failure(self) -> Failure {
        Failure::UnexpectedStatus { answer: Box::new(self.quote().await) }
    }

    /// The operation it is the answer of.
    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The body as JSON, or as a text where the document leaves open what it is.
    pub(crate) async fn open_json(self) -> Result<(Self, Bytes), Failure> {
        match self.may_be_anything() {
            true => self.json_or_text().await,
            false => self.json_body().await,
        }
    }

    /// Whether it is a text by its type, where the document promises something else.
    pub(crate) fn is_plain(&self) -> bool {
        let is_text = self.is_media("text/plain") || self.is_media("text/html");
        is_text && !self.has_json() && !self.may_be_anything()
    }

    /// The body of a text, as UTF-8 and as a text.
    pub(crate) async fn open_plain(self) -> Result<(Self, Bytes, String), Failure> {
        let (answer, body) = self.whole_body().await?;
        let utf8 = charset::utf8(body.clone(), answer.content_type());
        let text = answer.decode_text(body).await;
        Ok((answer, utf8, text))
    }

    /// The failure of a text where JSON was promised.
    pub(crate) fn no_json(self, text: String) -> Failure {
        let answer = Box::new(self.describe_whole(text.into()));
        Failure::UnexpectedContentType { expected: "JSON", answer }
    }

    /// The body as text.
    pub(crate) async fn open_text(self) -> Result<(Self, String), Failure> {
        let (answer, body) = self.whole_body().await?;
        let text = answer.decode_text(body).await;
        Ok((answer, text))
    }

    /// The body as lines of JSON.
    pub(crate) async fn open_lines(self) -> Result<Response<Lines>, Failure> {
        if self.is_media("text/html") {
            let answer = Box::new(self.quote().await);
            return Err(Failure::UnexpectedContentType { expected: "lines of JSON", answer });
        }
        let is_sequence = self.content_type().is_some_and(media::is_json_sequence);
        let end = if is_sequence { LineEnd::Record } else { LineEnd::Lf };
        Ok(self.lines(end))
    }

    /// Reads the body if it takes that to know whether the call worked.
    pub(crate) async fn check_envelope(mut self) -> Result<Self, Failure> {
        let Some(envelope) = self.operation.envelope else { return Ok(self) };
        let may_be_json = self.has_json() || self.promises_json() && self.begins_like_json().await;
        if !may_be_json {
            return Ok(self);
        }
        let (mut answer, body) = self.whole_body().await?;
        answer.is_error = envelope::is_error(envelope, &charset::utf8(body.clone(), answer.content_type()));
        answer.body = Body::Whole(body);
        Ok(answer)
    }

    /// Whether the document leaves open what the answer is.
    fn may_be_anything(&self) -> bool {
        self.operation.accept.split(',').any(|own| media::essence(own) == "*/*")
    }

    /// The whole body as JSON: what is text, by its type or by itself, is a string.
    async fn json_or_text(self) -> Result<(Self, Bytes), Failure> {
        let is_text = self.content_type().is_none_or(|own| media::matches(own, "text/*"));
        let is_json = self.content_type().is_some_and(media::is_json);
        if is_json || !is_text {
            return self.json_body().await;
        }
        let (answer, body) = self.whole_body().await?;
        let utf8 = charset::utf8(body.clone(), answer.content_type());
        if json::begins_structure(&utf8) && json::is_json(&utf8) {
            return Ok((answer, utf8));
        }
        let text = answer.decode_text(body).await;
        Ok((answer, serde_json::Value::from(text).to_string().into()))
    }

    /// The whole body, which has to be JSON.
    async fn json_body(self) -> Result<(Self, Bytes), Failure> {
        self.promised_json().await?.map_err(|answer| Failure::UnexpectedContentType { expected: "JSON", answer })
    }

    /// The whole body, which has to be JSON by its type or by itself; what came instead, where it is not.
    async fn promised_json(mut self) -> Result<Result<(Self, Bytes), Box<Answer>>, Failure> {
        let is_stated = self.has_json();
        if !is_stated && !self.begins_like_json().await {
            return Ok(Err(Box::new(self.quote().await)));
        }
        let (answer, body) = self.whole_body().await?;
        let body = charset::utf8(body, answer.content_type());
        match is_stated || json::is_json(&body) {
            true => Ok(Ok((answer, body))),
            false => Ok(Err(Box::new(answer.describe(&body)))),
        }
    }

    /// Whether the call asked for JSON.
    fn promises_json(&self) -> bool {
        self.operation.accept.split(',').any(media::is_json)
    }

    /// Whether the body may be JSON by its first piece, which stays to be read. An answer that breaks off says so when
    /// it is read. A page that happens to be a number is no JSON.
    async fn begins_like_json(&mut self) -> bool {
        let is_page = self.is_media("text/html");
        let is_coded = self.coding().is_some();
        let begin = match &mut self.body {
            Body::Whole(bytes) => Some(&*bytes),
            Body::Live(reader) => reader.peek().await.ok().flatten(),
        };
        let begins = |begin: &Bytes| json::may_begin(begin) && (!is_page || json::begins_structure(begin));
        !is_coded && begin.is_some_and(begins)
    }

    /// The failure that a piece of a stream tells of.
    pub(crate) fn error_in_stream(&self, piece: &Bytes) -> Failure {
        let message = api_message(piece).map(|message| self.core.inner().credentials.redact(&message));
        Failure::ErrorInStream {
            answer: Box::new(Answer { message, raw: Some(piece.clone()), ..self.describe(piece) }),
        }
    }

    /// The answer with the call that its stream may go on by.
    pub(crate) fn resumed_by(mut self, resume: Option<Resume>) -> Self {
        self.resume = resume.map(Box::new);
        self
    }

    /// Whether the body is an event stream, as far as the answer says.
    pub(crate) fn is_event_stream(&self) -> bool {
        self.content_type().is_none() || self.is_media("text/event-stream")
    }

    /// The failure of an answer that is not an event stream.
    pub(crate) async fn no_stream(self) -> Failure {
        let is_success = self.status.is_success();
        let answer = Box::new(self.quote().await);
        match is_success {
            true => Failure::UnexpectedContentType { expected: "server-sent events", answer },
            false => Failure::UnexpectedStatus { answer },
        }
    }

    /// The events of the body.
    pub(crate) async fn event_source(mut self) -> Result<Response<Events>, Failure> {
        if !self.is_event_stream() {
            return Err(self.no_stream().await);
        }
        let limit = self.core.inner().limits.response;
        let resume = self.resume.take();
        Ok(self.event_lines().map(|lines| Events::new(lines, limit, resume)))
    }

    /// The lines of an event stream.
    pub(crate) fn event_lines(self) -> Response<Lines> {
        self.lines(LineEnd::Any)
    }

    /// The body line by line.
    fn lines(self, end: LineEnd) -> Response<Lines> {
        let limit = self.core.inner().limits.response;
        let (status, headers) = (self.status, self.headers.clone());
        let (answer, body) = self.into_parts();
        let body = match end {
            // Events are in UTF-8 by their standard.
            LineEnd::Any => body,
            LineEnd::Lf | LineEnd::Record => charset::utf8_stream(body, answer.content_type()),
        };
        Response::new(status, headers, None, Lines::new(answer, body, end, limit))
    }

    /// The whole body of an error; what is not JSON is not the API speaking.
    pub(crate) async fn error_body(self) -> Result<(Self, Bytes), Failure> {
        self.promised_json().await?.map_err(|answer| Failure::UnexpectedStatus { answer })
    }

    /// Whether the body may be JSON: it says so, it says nothing, or the document lists its type.
    fn has_json(&self) -> bool {
        self.content_type().is_none_or(|content_type| {
            let listed =
                || self.operation.accept.split(',').any(|own| media::essence(own) == media::essence(content_type));
            media::is_json(content_type) || (!media::matches(content_type, "text/html") && listed())
        })
    }

    /// The whole body, within the limit.
    pub(crate) async fn whole_body(self) -> Result<(Self, Bytes), Failure> {
        let (mut answer, body) = self.read_body().await?;
        answer.kept = answer.keeps_body.then(|| body.clone());
        Ok((answer, body))
    }

    async fn read_body(self) -> Result<(Self, Bytes), Failure> {
        let limit = self.core.inner().limits.response;
        let (answer, body) = self.split();
        let mut reader = match body {
            Body::Whole(bytes) => return Ok((answer, bytes)),
            Body::Live(reader) => reader,
        };
        let announced = reader.length.unwrap_or(0);
        if let Some(failure) = answer.undecoded(&reader) {
            return Err(failure);
        }
        let mut body = Vec::with_capacity(usize::try_from(announced.min(limit).min(1 << 20)).unwrap_or(0));
        let mut is_too_large = announced > limit;
        while !is_too_large && let Some(chunk) = reader.chunk().await? {
            is_too_large = (body.len() as u64).saturating_add(chunk.len() as u64) > limit;
            if !is_too_large {
                body.extend_from_slice(&chunk);
            }
        }
        if is_too_large {
            return Err(answer.too_large(limit, &body));
        }
        Ok((answer, body.into()))
    }

    /// The answer with its body, as far as it comes within the limit and in time.
    pub(crate) async fn quote(self) -> Answer {
        let limit = self.core.inner().limits.response;
        let (answer, body) = self.split();
        let mut reader = match body {
            Body::Whole(bytes) => return answer.describe_whole(bytes),
            // Nobody can read it.
            Body::Live(_) if answer.coding().is_some() => return answer.describe(&[]),
            Body::Live(reader) => reader,
        };
        let mut begin = Vec::new();
        let read = async {
            while let Ok(Some(chunk)) = reader.chunk().await
                && (begin.len() as u64).saturating_add(chunk.len() as u64) <= limit
            {
                begin.extend_from_slice(&chunk);
            }
        };
        // What came in time is enough.
        let _ = target::timeout(QUOTE_PATIENCE, read).await;
        answer.describe_whole(begin.into())
    }

    /// The answer with its body, and with what the API says in it of an error.
    fn describe_whole(&self, body: Bytes) -> Answer {
        let is_refused = self.status.is_client_error() || self.status.is_server_error();
        let message = if is_refused { api_message(&body) } else { None };
        let message = message.map(|message| self.core.inner().credentials.redact(&message));
        Answer { message, raw: Some(body.clone()).filter(|body| !body.is_empty()), ..self.describe(&body) }
    }

    pub(crate) fn describe(&self, body: &[u8]) -> Answer {
        let begin = String::from_utf8_lossy(body.get(..2 * SNIPPET_LIMIT).unwrap_or(body));
        let credentials = &self.core.inner().credentials;
        let mut snippet = credentials.redact(&begin);
        while snippet.len() > SNIPPET_LIMIT {
            snippet.pop();
        }
        let redirect = self.headers.get(header::LOCATION).filter(|_| self.status.is_redirection());
        Answer {
            operation: self.operation.id,
            status: self.status,
            headers: self.headers.clone(),
            content_type: self.content_type().map(|text| text.chars().take(100).collect()),
            request_id: self.request_id().map(|text| credentials.redact(text).chars().take(100).collect()),
            // Without the path and the query, which may hold tokens.
            redirect: redirect.and_then(|location| {
                let url = Url::parse(self.core.base_url()).ok()?.join(location.to_str().ok()?).ok()?;
                Some(url.origin().ascii_serialization())
            }),
            snippet,
            raw: None,
            message: None,
        }
    }

    pub(crate) fn too_large(&self, limit: u64, begin: &[u8]) -> Failure {
        Failure::BodyTooLarge { limit, answer: Box::new(self.describe(begin)) }
    }

    pub(crate) fn undecodable(&self, error: DecodeError, body: &Bytes) -> Failure {
        let error = error.redacted(|text| self.core.inner().credentials.redact(text));
        Failure::Decode { error, answer: Box::new(self.describe_whole(body.clone())) }
    }

    /// A part of the body, decoded from JSON; what deviates from the document is named, and reported.
    pub(crate) fn decode<T: DeserializeOwned>(&self, json: &Bytes) -> Result<(T, Vec<Deviation>), Failure> {
        let inner = self.core.inner();
        let decoded = if self.is_strict {
            json::decode(json).map(|value| (value, Vec::new()))
        } else {
            corrected::decode(json).map(Corrected::into_parts)
        };
        let (value, deviations) = decoded.map_err(|error| self.undecodable(error, json))?;
        let redacted = deviations.into_iter().map(|found| found.redacted(|text| inner.credentials.redact(text)));
        let deviations: Vec<Deviation> = redacted.collect();
        inner.deviations.report(self.operation.id, &deviations);
        Ok((value, deviations))
    }

    pub(crate) fn api_error<E>(self, body: E, deviations: Vec<Deviation>) -> Error<E> {
        Error::Api(ApiError::new(self.operation.id, self.status, self.headers, self.kept, deviations, body))
    }

    /// Keeps a body that deviates from the document: not every value has a place for what was corrected.
    pub(crate) fn keeping(mut self, body: Bytes, deviations: &[Deviation]) -> Self {
        if !deviations.is_empty() {
            self.kept.get_or_insert(body);
        }
        self
    }

    pub(crate) fn with<T>(self, body: T) -> Response<T> {
        Response::new(self.status, self.headers, self.kept, body)
    }

    /// The encodings that the body is still in.
    fn coding(&self) -> Option<String> {
        content_coding::left(&self.headers)
    }

    /// The failure of a body that is encoded in a way nobody asked for.
    fn undecoded(&self, reader: &Reader) -> Option<Failure> {
        let encoding = self.coding().filter(|_| reader.length != Some(0))?;
        Some(Failure::UnexpectedEncoding { encoding, answer: Box::new(self.describe(&[])) })
    }

    /// The body as a stream, and the rest.
    fn into_parts(self) -> (Self, ByteStream) {
        let (answer, body) = self.split();
        let stream = match body {
            Body::Whole(bytes) => ByteStream::new(futures_util::stream::iter([Ok(bytes)])),
            Body::Live(reader) => match answer.undecoded(&reader) {
                Some(failure) => ByteStream::new(futures_util::stream::iter([Err(failure)])),
                None => reader.into_stream(),
            },
        };
        (answer, stream)
    }

    /// The body apart from the rest.
    fn split(mut self) -> (Self, Body) {
        let body = std::mem::replace(&mut self.body, Body::Whole(Bytes::new()));
        (self, body)
    }

    async fn decode_text(&self, body: Bytes) -> String {
        target::text(body, self.headers.get(header::CONTENT_TYPE)).await
    }

    /// Two statements about where the body ends; a proxy on the way may believe the other one (RFC 9112, section
    /// 6.3).
    fn contradiction(&self) -> Option<String> {
        let lengths = self.headers.get_all(header::CONTENT_LENGTH).iter().count();
        if lengths > 0 && self.headers.contains_key(header::TRANSFER_ENCODING) {
            return Some("it has both Content-Length and Transfer-Encoding".to_owned());
        }
        (lengths > 1).then(|| "it has more than one Content-Length".to_owned())
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("content_type", &self.content_type())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}
