//! What a double answers, as data, and how values become the bodies of answers. Never looks at requests.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::data::json;
use crate::operation::Operation;
use crate::reply::{Read, Reply};

/// One answer that was set.
#[derive(Clone)]
pub(super) enum Canned {
    Answer(Answer),
    /// The connection is refused.
    Refused,
    /// No answer comes in time.
    TimedOut,
    /// The test asked for what cannot be.
    Invalid(String),
}

#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether the connection breaks behind the body.
    pub(super) breaks_off: bool,
}

impl Canned {
    /// A success of the operation with this value.
    pub(super) fn success<T: Serialize + ?Sized>(operation: &Operation, value: &T) -> Self {
        let reply = operation.replies.iter().find(|reply| reply.is_success());
        let status = reply.map_or(StatusCode::OK, Reply::status);
        Self::of(operation, reply, status, value)
    }

    /// An error of the operation with this status and value.
    pub(super) fn error<E: Serialize + ?Sized>(operation: &Operation, status: u16, value: &E) -> Self {
        let Ok(status) = StatusCode::from_u16(status) else {
            return Self::Invalid(format!("{status} is not a valid HTTP status"));
        };
        let reply = operation.replies.iter().find(|reply| reply.is_error_of(status));
        Self::of(operation, reply, status, value)
    }

    /// Values of a stream, one after the other.
    pub(super) fn stream<'v, T: Serialize + 'v>(
        operation: &Operation,
        values: impl IntoIterator<Item = &'v T>,
    ) -> Self {
        let reply = operation.replies.iter().find(|reply| reply.is_success());
        let read = reply.map_or(Read::Events, Reply::read);
        let mut body = String::new();
        for value in values {
            match written(read, value) {
                Ok(text) => body.push_str(&text),
                Err(problem) => return Self::Invalid(problem),
            }
        }
        if let Some(end) = operation.end.filter(|_| !matches!(read, Read::JsonLines)) {
            body.push_str(&event(None, end));
        }
        let media_type = match read {
            Read::JsonLines => "application/jsonl",
            _ => "text/event-stream",
        };
        Self::answer(reply.map_or(StatusCode::OK, Reply::status), Some(media_type_of(reply, media_type)), body.into())
    }

    pub(super) fn answer(status: StatusCode, media_type: Option<&str>, body: Bytes) -> Self {
        let mut headers = HeaderMap::new();
        if let Some(value) = media_type.and_then(|media_type| HeaderValue::from_str(media_type).ok()) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        Self::Answer(Answer { status, headers, body, breaks_off: false })
    }

    fn of<T: Serialize + ?Sized>(operation: &Operation, reply: Option<&Reply>, status: StatusCode, value: &T) -> Self {
        let (media_type, body) = match reply.map_or(Read::Json, Reply::read) {
            Read::Nothing => return Self::answer(status, None, Bytes::new()),
            Read::Json => ("application/json", json::encode(value).map(Bytes::from)),
            Read::Text => ("text/plain; charset=utf-8", text(value).map(Bytes::from)),
            #[cfg(feature = "xml")]
            Read::Xml(root) => {
                let xml = json::encode_value(value).and_then(|value| crate::xml::encode(&value, root));
                ("application/xml", xml.map(Bytes::from))
            }
            _ => (
                "",
                Err("its answers are not single values: set the body with `body`, or values with `events` or `lines`"
                    .to_owned()),
            ),
        };
        match body {
            Ok(body) => Self::answer(status, Some(media_type_of(reply, media_type)), body),
            Err(problem) => Self::Invalid(format!("an answer of `{}` cannot be written: {problem}", operation.id)),
        }
    }
}

/// The media type of an answer: the one that the document has for it, where it is one and not a range.
fn media_type_of<'m>(reply: Option<&'m Reply>, usual: &'m str) -> &'m str {
    let stated = reply.and_then(|reply| reply.media_types().first().copied());
    stated.filter(|stated| !stated.contains('*')).unwrap_or(usual)
}

/// A value as text: a string as it is, everything else as JSON.
fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, String> {
    Ok(match json::encode_value(value)? {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    })
}

/// A value as a line or an event of a stream.
fn written<T: Serialize>(read: Read, value: &T) -> Result<String, String> {
    let value = json::encode_value(value)?;
    let data = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(match read {
        Read::JsonLines => format!("{value}\n"),
        Read::TextEvents => event(None, &data(&value)),
        // The name of the event is beside its data: see `named_event`.
        Read::NamedEvents(texts) => {
            let name = value.get("event").and_then(serde_json::Value::as_str).map(str::to_owned);
            let is_text = |name: &str| texts.contains(&name) || texts.contains(&"");
            let inner = value.get("data").unwrap_or(&serde_json::Value::Null);
            match &name {
                Some(name) if is_text(name) => event(Some(name), &data(inner)),
                _ => event(name.as_deref(), &inner.to_string()),
            }
        }
        _ => event(None, &value.to_string()),
    })
}

/// A server-sent event (HTML, section 9.2.5).
fn event(name: Option<&str>, data: &str) -> String {
    let mut text = name.map_or_else(String::new, |name| format!("event: {name}\n"));
    for line in data.split('\n') {
        text.push_str(&format!("data: {line}\n"));
    }
    text.push('\n');
    text
}
