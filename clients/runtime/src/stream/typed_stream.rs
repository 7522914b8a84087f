//! Bodies of many values: server-sent events and lines of JSON. Neither reconnects nor repeats anything.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use crate::data::Deviation;
use crate::error::Failure;
use crate::stream::lines::Lines;
use crate::stream::sse::Events;
use crate::stream::stream_signs::{self, Sign};
use crate::transport::raw_response::RawResponse;
use crate::transport::target::{BoxStream, MaybeSend};
use crate::{content, stream::named_event};

/// A value, and where it deviates from the document; or why there is none.
type Decoded<T> = Result<(T, Vec<Deviation>), Failure>;

/// Values as they arrive. Ends after the first failure of the connection; a value that does not decode is an error in
/// its place, and the ones after it still come. One that is an error by what the API says ends the stream with it
/// (`Failure::ErrorInStream`).
#[must_use = "a stream does nothing until it is polled"]
pub struct TypedStream<T> {
    values: BoxStream<Decoded<T>>,
    /// Those of the value that came last.
    deviations: Vec<Deviation>,
}

/// One server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its type; `None` stands for `message`.
    pub event: Option<String>,
    /// The id of this event, or of the last one before it that had one.
    pub id: Option<String>,
    /// How long the server asks to wait before a new connection.
    pub retry: Option<Duration>,
    /// What it brings.
    pub data: T,
    deviations: Vec<Deviation>,
}

impl<T> Event<T> {
    pub(crate) fn new(event: Option<String>, id: Option<String>, retry: Option<Duration>, data: T) -> Self {
        Self { event, id, retry, data, deviations: Vec::new() }
    }

    /// Where the data deviates from the document: what is there was corrected. Empty where nothing was.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }
}

impl<T: 'static> TypedStream<T> {
    /// The next value, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Failure>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Where the value that came last deviates from the document: what is there was corrected. Empty where nothing was.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    fn new(values: impl Stream<Item = Decoded<T>> + MaybeSend + 'static) -> Self {
        // Whoever asks once more behind the end is told the same.
        Self { values: Box::pin(values.fuse()), deviations: Vec::new() }
    }

    /// One value per line that is not blank.
    pub(crate) fn json_lines(lines: Lines) -> Self
    where
        T: DeserializeOwned,
    {
        Self::new(futures_util::stream::unfold(Some(lines), |lines| async {
            let mut lines = lines?;
            loop {
                return match lines.next().await {
                    Ok(Some(line)) if line.trim_ascii().is_empty() => continue,
                    Ok(Some(line)) => match stream_signs::of_line(lines.answer().operation(), &line) {
                        Some(Sign::End) => None,
                        Some(Sign::Error) => Some((Err(lines.answer().error_in_stream(&line)), None)),
                        None => {
                            let value = lines.answer().decode(&line);
                            Some((value, Some(lines)))
                        }
                    },
                    Ok(None) => None,
                    Err(failure) => Some((Err(failure), None)),
                };
            }
        }))
    }
}

impl<T: 'static> TypedStream<Event<T>> {
    /// One value per event, decoded from JSON; `[DONE]` ends the stream, or what is stated does.
    pub(crate) fn json_events(events: Events) -> Self
    where
        T: DeserializeOwned,
    {
        Self::events(events, true, |answer, event| answer.decode(&event.data))
    }

    /// One value per event, made of its name and its data.
    pub(crate) fn named_events(events: Events, texts: &'static [&'static str]) -> Self
    where
        T: DeserializeOwned,
    {
        Self::events(events, true, |answer, event| answer.decode(&named_event::value(event, texts)))
    }

    /// One text per event.
    pub(crate) fn text_events(events: Events) -> Self
    where
        T: DeserializeOwned,
    {
        Self::events(events, false, |answer, event| {
            let mut text = Some(String::from_utf8_lossy(&event.data).into_owned());
            match content::same(&mut text) {
                Some(text) => Ok((text, Vec::new())),
                None => answer.decode(&content::quoted(text)),
            }
        })
    }

    fn events(
        events: Events,
        is_json: bool,
        decode: impl Fn(&RawResponse, &Event<Bytes>) -> Decoded<T> + MaybeSend + 'static,
    ) -> TypedStream<Event<T>> {
        Self::new(futures_util::stream::unfold(Some((events, decode)), move |state| async move {
            let (mut events, decode) = state?;
            match events.next().await {
                Ok(Some(event)) => match stream_signs::of_event(events.answer().operation(), &event, is_json) {
                    Some(Sign::End) => None,
                    Some(Sign::Error) => Some((Err(events.answer().error_in_stream(&event.data)), None)),
                    None => {
                        let value = decode(events.answer(), &event);
                        let Event { event, id, retry, .. } = event;
                        let value = value.map(|(data, deviations)| {
                            (Event { event, id, retry, data, deviations: deviations.clone() }, deviations)
                        });
                        Some((value, Some((events, decode))))
                    }
                },
                Ok(None) => None,
                Err(failure) => Some((Err(failure), None)),
            }
        }))
    }
}

impl<T> TypedStream<T> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Failure>>> {
        let next = std::task::ready!(self.values.as_mut().poll_next(context));
        self.deviations.clear();
        Poll::Ready(next.map(|value| {
            let (value, deviations) = value?;
            self.deviations = deviations;
            Ok(value)
        }))
    }
}

impl<T: Unpin> Stream for TypedStream<T> {
    type Item = Result<T, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T> fmt::Debug for TypedStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedStream").finish_non_exhaustive()
    }
}
