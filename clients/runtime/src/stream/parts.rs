//! Answers of several parts (RFC 2046, section 5.1): each part with its header fields, as it arrives. Holds one part at a
//! time, and not one larger than it may be. Knows nothing of what a part means.

use std::fmt;

use bytes::{Buf, Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::de::DeserializeOwned;

use crate::data::json::{self, DecodeError};
use crate::error::Failure;
use crate::response::Response;
use crate::stream::ByteStream;
use crate::transport::{charset, media};

/// The most bytes of a part, unless somebody says otherwise.
const LIMIT: usize = 64 * 1024 * 1024;

/// The most header fields of a part.
const MAX_HEADERS: usize = 64;

/// The parts of an answer, as they arrive. Ends after the first error.
#[derive(Debug)]
#[must_use = "nothing is read until a part is asked for"]
pub struct Parts {
    source: ByteStream,
    /// What ends a part: a line break, two dashes and the boundary.
    delimiter: Vec<u8>,
    /// What has come and was not given. Begins with a line break, so that a delimiter at the beginning is one, too.
    buffer: BytesMut,
    /// Bytes of the buffer known to hold no delimiter.
    scanned: usize,
    limit: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// What stands before the first part is for nobody.
    Preamble,
    Part,
    End,
}

/// One part of an answer.
#[derive(Clone)]
pub struct ReceivedPart {
    headers: HeaderMap,
    body: Bytes,
}

/// Why parts cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum PartsError {
    /// The answer is of another media type, or names no boundary.
    NotMultipart(Option<String>),
    /// What came is not made as multipart bodies are.
    Malformed(&'static str),
    /// A part is larger than it may be; see [`Parts::limit`].
    TooLarge(usize),
    /// The connection failed.
    Failure(Failure),
}

impl Response<ByteStream> {
    /// The parts of a `multipart` answer, one by one.
    ///
    /// # Errors
    /// If `Content-Type` is not a `multipart` type, or has no `boundary`.
    pub fn parts(self) -> Result<Parts, PartsError> {
        let content_type = self.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.map(str::to_owned);
        let is_multipart = |content_type: &&str| media::essence(content_type).starts_with("multipart/");
        let boundary = content_type.as_deref().filter(is_multipart).and_then(|own| media::parameter(own, "boundary"));
        match boundary.filter(|boundary| !boundary.is_empty()) {
            Some(boundary) => Ok(Parts::new(self.into_inner(), &boundary)),
            None => Err(PartsError::NotMultipart(content_type)),
        }
    }
}

impl Parts {
    fn new(source: ByteStream, boundary: &str) -> Self {
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        let buffer = BytesMut::from(b"\r\n".as_slice());
        Self { source, delimiter, buffer, scanned: 0, limit: LIMIT, state: State::Preamble }
    }

    /// The most bytes that a part may have, with its header fields; 64 MiB where nothing is said.
    pub fn limit(self, bytes: usize) -> Self {
        Self { limit: bytes, ..self }
    }

    /// The next part, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<ReceivedPart, PartsError>> {
        let next = self.read().await.transpose();
        if !matches!(next, Some(Ok(_))) {
            self.state = State::End;
        }
        next
    }

    async fn read(&mut self) -> Result<Option<ReceivedPart>, PartsError> {
        if self.state == State::Preamble {
            self.until_delimiter().await?;
            self.state = State::Part;
        }
        if self.state == State::End || self.is_last().await? {
            return Ok(None);
        }
        // The line break that ends the delimiter begins what may be the next one: a part without anything in it.
        let whole = self.until_delimiter().await?;
        part(whole).map(Some)
    }

    /// Whether the delimiter that was just read is the last one; takes what else stands in its line.
    async fn is_last(&mut self) -> Result<bool, PartsError> {
        loop {
            if self.buffer.starts_with(b"--") {
                return Ok(true);
            }
            let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
            let end = self.buffer.iter().skip(self.scanned).position(|byte| !is_blank(byte));
            match end.map(|end| (self.scanned + end, &self.buffer[self.scanned + end..])) {
                None => self.scanned = self.buffer.len(),
                // What it is the next piece says.
                Some((end, b"\r")) => self.scanned = end,
                Some((0, b"-")) => {}
                Some((end, [b'\r', b'\n', ..])) => {
                    self.buffer.advance(end);
                    self.scanned = 0;
                    return Ok(false);
                }
                Some(_) => return Err(PartsError::Malformed("there is more than the boundary in its line")),
            }
            if self.buffer.len() > self.limit {
                return Err(PartsError::TooLarge(self.limit));
            }
            self.more().await?;
        }
    }

    /// Everything before the next delimiter, which is taken as well.
    async fn until_delimiter(&mut self) -> Result<Bytes, PartsError> {
        loop {
            let rest = self.buffer.get(self.scanned..).unwrap_or_default();
            if let Some(at) = rest.windows(self.delimiter.len()).position(|window| window == self.delimiter) {
                let before = self.buffer.split_to(self.scanned + at).freeze();
                self.buffer.advance(self.delimiter.len());
                self.scanned = 0;
                return Ok(before);
            }
            // The begin of one may be there already.
            self.scanned = self.buffer.len().saturating_sub(self.delimiter.len() - 1).max(self.scanned);
            if self.state == State::Preamble {
                self.buffer.advance(self.scanned);
                self.scanned = 0;
            }
            if self.buffer.len() > self.limit {
                return Err(PartsError::TooLarge(self.limit));
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> Result<(), PartsError> {
        match self.source.next().await {
            Some(Ok(chunk)) => {
                self.buffer.extend_from_slice(&chunk);
                Ok(())
            }
            Some(Err(failure)) => Err(PartsError::Failure(failure)),
            None => Err(PartsError::Malformed("the last boundary is missing")),
        }
    }
}

/// Takes a part apart: the line break of the delimiter, header fields, a blank line, and the body.
fn part(whole: Bytes) -> Result<ReceivedPart, PartsError> {
    let whole = whole.slice(whole.len().min(2)..);
    // No field at all is a blank line at once.
    let blank = |at: usize| whole[at..].starts_with(b"\r\n\r\n");
    let (head, body) = match whole.starts_with(b"\r\n") {
        true => (Bytes::new(), whole.slice(2..)),
        false => match (0..whole.len()).find(|at| blank(*at)) {
            Some(at) => (whole.slice(..at + 4), whole.slice(at + 4..)),
            // The line break before the boundary is that of the blank line.
            None if whole.ends_with(b"\r\n") => ([whole.as_ref(), b"\r\n"].concat().into(), Bytes::new()),
            None => return Err(PartsError::Malformed("a part has no blank line after its header fields")),
        },
    };
    let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut headers = HeaderMap::new();
    if !head.is_empty() {
        let parsed = httparse::parse_headers(&head, &mut fields);
        let Ok(httparse::Status::Complete((_, fields))) = parsed else {
            return Err(PartsError::Malformed("the header fields of a part cannot be read"));
        };
        for field in fields {
            let name = HeaderName::from_bytes(field.name.as_bytes());
            let value = HeaderValue::from_bytes(field.value);
            let (Ok(name), Ok(value)) = (name, value) else {
                return Err(PartsError::Malformed("the header fields of a part cannot be read"));
            };
            headers.append(name, value);
        }
    }
    Ok(ReceivedPart { headers, body })
}

impl ReceivedPart {
    /// Its header fields.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What it is called: the `name` of its `Content-Disposition`, or its `Content-ID` without the angle brackets.
    pub fn name(&self) -> Option<String> {
        let text = |name: HeaderName| self.headers.get(name)?.to_str().ok();
        let stated = text(header::CONTENT_DISPOSITION).and_then(|own| media::parameter(own, "name"));
        let id = || Some(text(HeaderName::from_static("content-id"))?.trim().trim_matches(['<', '>']).to_owned());
        stated.or_else(id)
    }

    /// Its media type; `text/plain` where it says none (RFC 2046, section 5.1).
    pub fn content_type(&self) -> &str {
        self.headers.get(header::CONTENT_TYPE).and_then(|own| own.to_str().ok()).unwrap_or("text/plain")
    }

    /// Its bytes.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Its bytes, without all else.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// Its body, decoded from JSON in the charset that it says.
    ///
    /// # Errors
    /// What the decoder says, with the place.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        json::decode(&charset::utf8(self.body.clone(), Some(self.content_type())))
    }
}

impl fmt::Debug for ReceivedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it holds may be anybody's secret.
        f.debug_struct("ReceivedPart").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

impl fmt::Display for PartsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMultipart(Some(content_type)) => {
                write!(
                    f,
                    "the answer is not `multipart` with a boundary: its type is `{}`",
                    content_type.escape_debug()
                )
            }
            Self::NotMultipart(None) => f.write_str("the answer is not `multipart`: it has no `Content-Type`"),
            Self::Malformed(what) => write!(f, "the answer is not a valid multipart body: {what}"),
            Self::TooLarge(limit) => write!(f, "a part of the answer is larger than {limit} bytes"),
            Self::Failure(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for PartsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failure(failure) => failure.source(),
            _ => None,
        }
    }
}

#[cfg(test)]
#[cfg(not(target_family = "wasm"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use http::StatusCode;

    /// All parts of a body that comes in pieces of this size, by name and text; or the first error.
    async fn read(body: &str, size: usize) -> Result<Vec<(Option<String>, String)>, String> {
        let pieces: Vec<_> = body.as_bytes().chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let stream = ByteStream::new(futures_util::stream::iter(pieces));
        let headers = HeaderMap::from_iter([(
            header::CONTENT_TYPE,
            HeaderValue::from_static("Multipart/Mixed; boundary=\"a b\""),
        )]);
        let mut parts = Response::new(StatusCode::OK, headers, None, stream).parts().unwrap().limit(200);
        let mut read = Vec::new();
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| error.to_string())?;
            read.push((part.name(), String::from_utf8(part.into_body().to_vec()).unwrap()));
        }
        assert!(parts.next().await.is_none());
        Ok(read)
    }

    #[tokio::test]
    async fn parts_are_read_in_whatever_pieces_they_come() {
        let body = "for nobody\r\n--a b\r\nContent-Disposition: form-data; name=\"one\"\r\n\r\n1\r\n--a\r\n\r\n--a b  \r\n\
                    content-id: <two@x>\r\nX-A: b\r\n\r\n\r\n--a b\r\nX-A: b\r\n\r\n--a b\r\n\r\nplain\r\n--a b--\r\nfor nobody";
        let expected = [
            (Some("one".to_owned()), "1\r\n--a\r\n".to_owned()),
            (Some("two@x".to_owned()), String::new()),
            (None, String::new()),
            (None, "plain".to_owned()),
        ];
        for size in [1, 2, 3, 7, 1000] {
            assert_eq!(read(body, size).await.unwrap(), expected, "{size}");
        }
        assert_eq!(read("--a b--", 4).await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_is_not_multipart_is_an_error() {
        for (body, problem) in [
            ("", "the last boundary is missing"),
            ("--a b\r\n\r\ncut off", "the last boundary is missing"),
            ("--a b and more\r\n\r\n\r\n--a b--", "there is more than the boundary in its line"),
            ("--a b\r\nno blank line\r\n--a b--", "a part has no blank line after its header fields"),
            ("--a b\r\n: x\r\n\r\n\r\n--a b--", "the header fields of a part cannot be read"),
        ] {
            assert_eq!(
                read(body, 5).await,
                Err(format!("the answer is not a valid multipart body: {problem}")),
                "{body}"
            );
        }
        let large = format!("--a b\r\n\r\n{}\r\n--a b--", "x".repeat(300));
        assert_eq!(read(&large, 50).await, Err("a part of the answer is larger than 200 bytes".to_owned()));
        let plain =
            Response::new(StatusCode::OK, HeaderMap::new(), None, ByteStream::new(futures_util::stream::empty()));
        assert!(matches!(plain.parts(), Err(PartsError::NotMultipart(None))));
    }
}
