//! The step from an answer to a value of its type. What takes time and knows no type is done first, once for all
//! operations: an answer is opened as [`Read`] says. What is left is to make a value of what is there.

use std::any::Any;
use std::fmt;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::data::json::{self, DecodeError};
use crate::error::Failure;
use crate::reply::Read;
use crate::response::Response;
use crate::stream::ByteStream;
use crate::stream::lines::Lines;
use crate::stream::sse::Events;
use crate::stream::typed_stream::{Event, TypedStream};
use crate::transport::raw_response::RawResponse;

/// The error type of an operation whose errors the document does not describe. It has no values: every answer that is not
/// a success is a [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undocumented {}

/// An answer that was opened, and not decoded yet.
pub struct Content(Held);

enum Held {
    Nothing(RawResponse),
    Json(RawResponse, Bytes),
    /// A text where JSON was promised: its bytes as UTF-8, and the text.
    Plain(RawResponse, Bytes, String),
    Text(RawResponse, String),
    Bytes(RawResponse),
    Decoded(RawResponse, Bytes),
    Events(Response<Events>),
    TextEvents(Response<Events>),
    NamedEvents(Response<Events>, &'static [&'static str]),
    JsonLines(Response<Lines>),
    #[cfg(feature = "xml")]
    Xml(RawResponse, crate::xml::Opened),
}

/// What a call can give: everything that can be decoded, the streams of this crate, and enums of these.
pub trait FromAnswer: Sized {
    /// The value, as the variant that [`Reply::variant`](crate::Reply::variant) names where it is an enum.
    ///
    /// # Errors
    /// If the content does not decode, or is not of the kind that this type is made of.
    fn from_answer(content: Content, variant: u16) -> Result<Response<Self>, Failure>;
}

impl<T: DeserializeOwned + 'static> FromAnswer for T {
    fn from_answer(content: Content, _: u16) -> Result<Response<Self>, Failure> {
        let (answer, json) = match content.0 {
            Held::Json(answer, json) => (answer, json),
            // A text is not sent through JSON, where it is wanted as it is.
            Held::Text(answer, text) => {
                let mut text = Some(text);
                match same(&mut text) {
                    Some(text) => return Ok(answer.with(text)),
                    None => (answer, quoted(text)),
                }
            }
            Held::Plain(answer, json, text) => match plain(&json, text, answer.is_media("text/html")) {
                Ok(Some(value)) => return Ok(answer.with(value)),
                Ok(None) => (answer, json),
                Err(text) => return Err(answer.no_json(text)),
            },
            Held::Nothing(answer) => match same(&mut Some(())) {
                Some(nothing) => return Ok(answer.with(nothing)),
                None => (answer, Bytes::from_static(b"null")),
            },
            #[cfg(feature = "xml")]
            Held::Xml(answer, opened) => return answer.decode_xml(opened),
            other => return Err(other.mismatch("a value")),
        };
        let (value, deviations) = answer.decode::<T>(&json)?;
        Ok(answer.keeping(json, &deviations).with(value).with_deviations(deviations))
    }
}

impl FromAnswer for ByteStream {
    fn from_answer(content: Content, _: u16) -> Result<Response<Self>, Failure> {
        match content.0 {
            Held::Bytes(answer) => Ok(answer.stream()),
            Held::Decoded(answer, bytes) => Ok(answer.with(ByteStream::new(futures_util::stream::iter([Ok(bytes)])))),
            other => Err(other.mismatch("bytes")),
        }
    }
}

impl<T: DeserializeOwned + 'static> FromAnswer for TypedStream<T> {
    fn from_answer(content: Content, _: u16) -> Result<Response<Self>, Failure> {
        match content.0 {
            Held::JsonLines(lines) => Ok(lines.map(TypedStream::json_lines)),
            other => Err(other.mismatch("lines of JSON")),
        }
    }
}

impl<T: DeserializeOwned + 'static> FromAnswer for TypedStream<Event<T>> {
    fn from_answer(content: Content, _: u16) -> Result<Response<Self>, Failure> {
        match content.0 {
            Held::Events(events) => Ok(events.map(TypedStream::json_events)),
            Held::NamedEvents(events, texts) => Ok(events.map(|events| TypedStream::named_events(events, texts))),
            Held::TextEvents(events) => Ok(events.map(TypedStream::text_events)),
            other => Err(other.mismatch("server-sent events")),
        }
    }
}

impl FromAnswer for Undocumented {
    fn from_answer(content: Content, _: u16) -> Result<Response<Self>, Failure> {
        Err(content.0.mismatch("an answer that the document has no error for"))
    }
}

impl Content {
    /// The content as a value that `wrap` makes of another, as enums do of what their variants hold.
    ///
    /// # Errors
    /// If it does not decode.
    pub fn read<T: FromAnswer, U>(self, wrap: fn(T) -> U) -> Result<Response<U>, Failure> {
        T::from_answer(self, 0).map(|answer| answer.map(wrap))
    }

    /// A success, read as far as that takes time.
    pub(crate) async fn of_success(answer: RawResponse, read: Read) -> Result<Self, Failure> {
        Ok(Self(match read {
            Read::Nothing => Held::Nothing(answer),
            Read::Json if answer.is_plain() => {
                let (answer, json, text) = answer.open_plain().await?;
                Held::Plain(answer, json, text)
            }
            Read::Json => {
                let (answer, json) = answer.open_json().await?;
                Held::Json(answer, json)
            }
            Read::Text => {
                let (answer, text) = answer.open_text().await?;
                Held::Text(answer, text)
            }
            Read::Bytes => Held::Bytes(answer),
            Read::Encoded(encoding) => {
                let (answer, body) = answer.whole_body().await?;
                match encoding.decode(&body) {
                    Ok(bytes) => Held::Decoded(answer, bytes),
                    Err(problem) => return Err(answer.undecodable(DecodeError::of_text(problem), &body)),
                }
            }
            Read::Events => Held::Events(answer.event_source().await?),
            Read::TextEvents => Held::TextEvents(answer.event_source().await?),
            Read::NamedEvents(texts) => Held::NamedEvents(answer.event_source().await?, texts),
            Read::JsonLines => Held::JsonLines(answer.open_lines().await?),
            #[cfg(feature = "xml")]
            Read::Xml(root) => {
                let (answer, opened) = answer.open_xml(root).await?;
                Held::Xml(answer, opened)
            }
        }))
    }

    /// An error, read as far as that takes time. Where the document says JSON, a body that is not JSON is not an error of the
    /// API; all other errors are read as text.
    pub(crate) async fn of_error(answer: RawResponse, read: Read) -> Result<Self, Failure> {
        Ok(Self(match read {
            Read::Nothing => Held::Nothing(answer),
            Read::Json => {
                let (answer, json) = answer.error_body().await?;
                Held::Json(answer, json)
            }
            #[cfg(feature = "xml")]
            Read::Xml(root) => {
                let (answer, opened) = answer.open_error_xml(root).await?;
                Held::Xml(answer, opened)
            }
            _ => {
                let (answer, text) = answer.open_text().await?;
                Held::Text(answer, text)
            }
        }))
    }
}

impl Held {
    fn answer(&self) -> &RawResponse {
        match self {
            Self::Nothing(answer) | Self::Bytes(answer) | Self::Decoded(answer, _) => answer,
            Self::Json(answer, _) | Self::Plain(answer, ..) | Self::Text(answer, _) => answer,
            Self::Events(events) | Self::TextEvents(events) | Self::NamedEvents(events, _) => events.answer(),
            Self::JsonLines(lines) => lines.answer(),
            #[cfg(feature = "xml")]
            Self::Xml(answer, _) => answer,
        }
    }

    /// The failure of an operation whose table of replies and whose type do not go together.
    fn mismatch(&self, expected: &'static str) -> Failure {
        Failure::UnexpectedContentType { expected, answer: Box::new(self.answer().describe(&[])) }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Content").field(self.0.answer()).finish()
    }
}

/// Takes a value as one of another type, where that is the same.
pub(crate) fn same<A: 'static, B: 'static>(value: &mut Option<A>) -> Option<B> {
    (value as &mut dyn Any).downcast_mut::<Option<B>>()?.take()
}

/// What a text is where JSON was promised: JSON, if it is some and fits; or itself, if a text was promised, which many
/// servers send as it is. Nothing where it is JSON that deviates; the text where it is none at all.
///
/// Some servers call every text a page. What begins as one is one.
fn plain<T: DeserializeOwned>(json: &Bytes, text: String, may_be_page: bool) -> Result<Option<T>, String> {
    if may_be_page && text.trim_start().starts_with('<') {
        return Err(text);
    }
    if let Ok(value) = json::read(json) {
        return Ok(Some(value));
    }
    // What takes any object, too, holds whatever comes, and says nothing of a text.
    if json::read::<T>(b"{}").is_err()
        && let Ok(value) = json::read(&quoted(Some(text.clone())))
    {
        return Ok(Some(value));
    }
    let is_json = json::is_json(json) && (!may_be_page || json::begins_structure(json));
    if is_json { Ok(None) } else { Err(text) }
}

/// A text as JSON.
pub(crate) fn quoted(text: Option<String>) -> Bytes {
    serde_json::Value::String(text.unwrap_or_default()).to_string().into()
}
