//! Bodies of many JSON values, one after the other, made from a collection or from a stream while it is sent.
//! Receiving them is in `typed_stream`.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use serde::Serialize;

use crate::transport::target::{BoxStream, MaybeSend};
use crate::{data::json, transport::media};

/// What stands before each value of a JSON text sequence (RFC 7464, section 2.2).
pub(crate) const RECORD_SEPARATOR: u8 = 0x1E;

/// A body of many values, each on a line of its own (`application/x-ndjson`, `application/jsonl`) or a record of its
/// own (`application/json-seq`), as the media type says.
///
/// Collect values, owned or lent, to send them from memory:
///
/// ```
/// # use switchboard_runtime::JsonLines;
/// let numbers = [1, 2];
/// let body: JsonLines<i32> = numbers.iter().collect();
/// let same = JsonLines::from(vec![1, 2]);
/// ```
///
/// [`JsonLines::stream`] encodes them while they are sent; such a call is never repeated, since the stream is gone.
#[must_use]
pub struct JsonLines<T> {
    source: Source,
    values: PhantomData<fn(T)>,
}

enum Source {
    Whole { lines: Vec<u8>, problems: Vec<String> },
    Stream(BoxStream<Result<Vec<u8>, String>>),
}

/// A body whose framing was decided.
pub(crate) enum Framed {
    Whole(Bytes),
    Stream(BoxStream<Result<Bytes, String>>),
}

impl<T: Serialize + 'static> JsonLines<T> {
    /// Values as they arrive.
    pub fn stream(values: impl Stream<Item = T> + MaybeSend + 'static) -> Self {
        Self::try_stream(values.map(Ok::<_, std::convert::Infallible>))
    }

    /// Values as they arrive. An error among them ends the call; what was sent before it has been sent.
    pub fn try_stream<E: fmt::Display>(values: impl Stream<Item = Result<T, E>> + MaybeSend + 'static) -> Self {
        let lines = values.map(|value| value.map_err(|error| error.to_string()).and_then(|value| line(&value)));
        Self { source: Source::Stream(Box::pin(lines)), values: PhantomData }
    }
}

impl<T> JsonLines<T> {
    fn collected<V: Serialize>(values: impl IntoIterator<Item = V>) -> Self {
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        for (at, value) in values.into_iter().enumerate() {
            match line(&value) {
                Ok(line) => lines.extend(line),
                Err(problem) => problems.push(format!("value {at}: {problem}")),
            }
        }
        Self { source: Source::Whole { lines, problems }, values: PhantomData }
    }

    /// The body as it is sent under a media type, or what of it cannot be sent.
    pub(crate) fn framed(self, content_type: &str) -> Result<Framed, String> {
        let is_sequence = media::is_json_sequence(content_type);
        match self.source {
            Source::Whole { problems, .. } if !problems.is_empty() => Err(problems.join("; ")),
            // Encoded JSON has no line feed but the one after each value.
            Source::Whole { lines, .. } if is_sequence => {
                let records = lines.split_inclusive(|byte| *byte == b'\n').flat_map(record);
                Ok(Framed::Whole(records.collect::<Vec<u8>>().into()))
            }
            Source::Whole { lines, .. } => Ok(Framed::Whole(lines.into())),
            Source::Stream(lines) => {
                Ok(Framed::Stream(Box::pin(lines.map(move |line| {
                    line.map(|line| if is_sequence { record(&line).collect() } else { line.into() })
                }))))
            }
        }
    }
}

/// A value and the end of its line.
fn line(value: &impl Serialize) -> Result<Vec<u8>, String> {
    let mut line = json::encode(value)?;
    line.push(b'\n');
    Ok(line)
}

fn record(line: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::once(RECORD_SEPARATOR).chain(line.iter().copied())
}

impl<T: Serialize> FromIterator<T> for JsonLines<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::collected(values)
    }
}

impl<'a, T: Serialize + 'a> FromIterator<&'a T> for JsonLines<T> {
    fn from_iter<I: IntoIterator<Item = &'a T>>(values: I) -> Self {
        Self::collected(values)
    }
}

impl<T: Serialize> From<Vec<T>> for JsonLines<T> {
    fn from(values: Vec<T>) -> Self {
        Self::collected(values)
    }
}

impl<T: Serialize> From<&[T]> for JsonLines<T> {
    fn from(values: &[T]) -> Self {
        Self::collected(values)
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").finish_non_exhaustive()
    }
}
