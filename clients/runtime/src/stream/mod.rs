//! Bodies piece by piece, within the time limits of their call.

pub(crate) mod lines;
pub(crate) mod named_event;
pub(crate) mod parts;
pub(crate) mod reconnect;
pub(crate) mod sse;
pub(crate) mod stream_signs;
pub(crate) mod typed_stream;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::StreamExt as _;
use http::StatusCode;

use crate::error::{Failure, Stage};
use crate::transport::target::{self, BoxStream, Chunks, Instant, MaybeSend};

/// An answer whose body is still arriving.
pub(crate) struct Reader {
    chunks: Chunks,
    /// A piece that was looked at and not yet given.
    peeked: Option<Bytes>,
    /// How long the body is, if the answer says so.
    pub(crate) length: Option<u64>,
    operation: &'static str,
    status: StatusCode,
    idle: Duration,
    deadline: Option<Instant>,
    total: Duration,
}

impl Reader {
    pub(crate) fn new(
        response: reqwest::Response,
        operation: &'static str,
        idle: Duration,
        deadline: Option<Instant>,
        total: Duration,
    ) -> Self {
        let (status, length) = (response.status(), response.content_length());
        Self { chunks: target::chunks(response), peeked: None, length, operation, status, idle, deadline, total }
    }

    /// The piece that the next call of [`Self::chunk`] gives.
    pub(crate) async fn peek(&mut self) -> Result<Option<&Bytes>, Failure> {
        if self.peeked.is_none() {
            self.peeked = self.chunk().await?;
        }
        Ok(self.peeked.as_ref())
    }

    /// The next piece, or `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        if let Some(peeked) = self.peeked.take() {
            return Ok(Some(peeked));
        }
        let stage = Stage::Reading { status: self.status };
        let remaining = self.deadline.map_or(Duration::MAX, |deadline| deadline.duration_since(Instant::now()));
        let (limit, reported) = if remaining < self.idle { (remaining, self.total) } else { (self.idle, self.idle) };
        match target::timeout(limit, self.chunks.next()).await {
            Some(Ok(chunk)) => Ok(chunk),
            Some(Err(error)) => {
                Err(Failure::Transport { operation: self.operation, stage, source: error.without_url() })
            }
            None => Err(Failure::Timeout { operation: self.operation, stage, limit: reported }),
        }
    }

    /// The body as a stream, which may go on for as long as it makes progress.
    pub(crate) fn into_stream(mut self) -> ByteStream {
        self.deadline = None;
        ByteStream::new(futures_util::stream::unfold(Some(self), |reader| async {
            let mut reader = reader?;
            match reader.chunk().await {
                Ok(Some(chunk)) => Some((Ok(chunk), Some(reader))),
                Ok(None) => None,
                Err(failure) => Some((Err(failure), None)),
            }
        }))
    }
}

/// The bytes of a body as they arrive. Ends after the first failure.
pub struct ByteStream(BoxStream<Result<Bytes, Failure>>);

impl ByteStream {
    pub(crate) fn new(stream: impl Stream<Item = Result<Bytes, Failure>> + MaybeSend + 'static) -> Self {
        // Whoever asks once more behind the end is told the same.
        Self(Box::pin(stream.fuse()))
    }

    /// The next piece, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, Failure>> {
        std::future::poll_fn(|context| self.0.as_mut().poll_next(context)).await
    }

    /// The rest of the body in one piece. It is kept in memory, and a stream has no limit of its size.
    ///
    /// # Errors
    /// The first failure; what came before it is gone.
    pub async fn bytes(mut self) -> Result<Bytes, Failure> {
        let mut whole = BytesMut::new();
        while let Some(piece) = self.next().await {
            whole.extend_from_slice(&piece?);
        }
        Ok(whole.freeze())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").finish_non_exhaustive()
    }
}
