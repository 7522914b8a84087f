//! Splits an arriving body into lines. Holds one line at a time, and not one longer than the client accepts.

use bytes::{Buf, Bytes, BytesMut};

use crate::body::json_lines::RECORD_SEPARATOR;
use crate::error::Failure;
use crate::stream::ByteStream;
use crate::transport::raw_response::RawResponse;

/// What ends a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineEnd {
    /// LF; a CR before it belongs to the end too.
    Lf,
    /// CR, LF, or both.
    Any,
    /// The beginning of the next record of a JSON text sequence; line feeds may be in a record.
    Record,
}

/// The lines of a body, without their ends.
pub(crate) struct Lines {
    /// The answer without its body, for errors.
    answer: RawResponse,
    source: ByteStream,
    end: LineEnd,
    limit: usize,
    buffer: BytesMut,
    /// Bytes of the buffer known to hold no end.
    scanned: usize,
    /// Whether the last line ended in a CR, so that a LF coming next is part of that end.
    after_cr: bool,
    is_finished: bool,
}

impl Lines {
    pub(crate) fn new(answer: RawResponse, source: ByteStream, end: LineEnd, limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let buffer = BytesMut::new();
        Self { answer, source, end, limit, buffer, scanned: 0, after_cr: false, is_finished: false }
    }

    /// The answer the lines are from.
    pub(crate) fn answer(&self) -> &RawResponse {
        &self.answer
    }

    /// The next line; the last one needs no end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        loop {
            if let Some(line) = self.take_line() {
                return Ok(Some(line));
            }
            if self.is_finished {
                let rest = self.buffer.split().freeze();
                self.scanned = 0;
                return Ok((!rest.is_empty()).then_some(rest));
            }
            if self.buffer.len() > self.limit {
                self.is_finished = true;
                let begin = self.buffer.split();
                return Err(self.answer.too_large(self.limit as u64, &begin));
            }
            match self.source.next().await {
                Some(Ok(chunk)) => self.buffer.extend_from_slice(&chunk),
                Some(Err(failure)) => {
                    self.is_finished = true;
                    self.buffer.clear();
                    return Err(failure);
                }
                None => self.is_finished = true,
            }
        }
    }

    fn take_line(&mut self) -> Option<Bytes> {
        if self.after_cr && !self.buffer.is_empty() {
            self.after_cr = false;
            if self.buffer.starts_with(b"\n") {
                self.buffer.advance(1);
            }
        }
        let end = self.end;
        let is_end = |byte: &u8| match end {
            LineEnd::Lf => *byte == b'\n',
            LineEnd::Any => matches!(byte, b'\n' | b'\r'),
            LineEnd::Record => *byte == RECORD_SEPARATOR,
        };
        let Some(offset) = self.buffer.iter().skip(self.scanned).position(is_end) else {
            self.scanned = self.buffer.len();
            return None;
        };
        let mut line = self.buffer.split_to(self.scanned + offset);
        self.scanned = 0;
        self.after_cr = self.buffer.starts_with(b"\r");
        self.buffer.advance(1);
        if self.end == LineEnd::Lf && line.ends_with(b"\r") {
            line.truncate(line.len() - 1);
        }
        Some(line.freeze())
    }
}
