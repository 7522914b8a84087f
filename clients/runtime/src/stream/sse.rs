//! Reads server-sent events, as the HTML standard defines the format
//! ([9.2.6](https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation)).
//! An event stream is in UTF-8, whatever `charset` its media type names: the standard knows no other.
//!
//! One difference: an event at the end of the body counts also without the blank line after it. A server that forgot
//! the line loses nothing; an event that was cut off fails to decode instead of vanishing.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::error::Failure;
use crate::stream::lines::Lines;
use crate::stream::reconnect::Resume;
use crate::stream::typed_stream::Event;
use crate::transport::raw_response::RawResponse;

/// The events of a body.
pub(crate) struct Events {
    lines: Lines,
    limit: usize,
    parser: Parser,
    resume: Option<Box<Resume>>,
    /// The id of the last event that was given, and whether there was any.
    last_id: Option<String>,
    is_begun: bool,
}

impl Events {
    pub(crate) fn new(lines: Lines, limit: u64, resume: Option<Box<Resume>>) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let operation = lines.answer().operation();
        let parser = Parser { signs: [operation.end_event, operation.error_event], ..Parser::default() };
        Self { lines, limit, parser, resume, last_id: None, is_begun: false }
    }

    /// The answer the events are from.
    pub(crate) fn answer(&self) -> &RawResponse {
        self.lines.answer()
    }

    /// The next event with data.
    pub(crate) async fn next(&mut self) -> Result<Option<Event<Bytes>>, Failure> {
        loop {
            let why = match self.read().await {
                Ok(Some(event)) => return Ok(Some(self.given(event))),
                // One that is cut off comes again, whole.
                Ok(None) if self.may_go_on() && self.resume.as_ref().is_some_and(|own| own.goes_on_at_end()) => None,
                Ok(None) => return Ok(self.parser.dispatch()),
                Err(failure) => Some(failure),
            };
            let may_go_on = self.may_go_on();
            let Some(resume) = self.resume.as_mut().filter(|_| may_go_on) else { return why.map_or(Ok(None), Err) };
            match resume.connect(self.last_id.as_deref(), why).await? {
                Some(answer) => self.lines = answer.event_lines().into_inner(),
                None => return Ok(None),
            }
            let Parser { reconnection, signs, .. } = self.parser;
            self.parser = Parser { last_id: self.last_id.clone(), reconnection, signs, ..Parser::default() };
        }
    }

    /// The next event of this connection.
    async fn read(&mut self) -> Result<Option<Event<Bytes>>, Failure> {
        while let Some(line) = self.lines.next().await? {
            if let Some(event) = self.parser.line(&line) {
                return Ok(Some(event));
            }
            if self.parser.data.len() > self.limit {
                return Err(self.answer().too_large(self.limit as u64, &self.parser.data));
            }
        }
        Ok(None)
    }

    /// Whether the server can know where to go on: it was told an id, or has to begin anew.
    fn may_go_on(&self) -> bool {
        self.last_id.is_some() || !self.is_begun
    }

    fn given(&mut self, event: Event<Bytes>) -> Event<Bytes> {
        self.is_begun = true;
        self.last_id.clone_from(&event.id);
        if let Some(resume) = &mut self.resume {
            resume.came(self.parser.reconnection);
        }
        event
    }
}

/// The event being read.
#[derive(Default)]
struct Parser {
    is_begun: bool,
    event: Option<String>,
    last_id: Option<String>,
    retry: Option<Duration>,
    /// What the server asked for last.
    reconnection: Option<Duration>,
    /// Each line of data with a line feed after it.
    data: BytesMut,
    /// Names of events that say something of the stream, with or without data.
    signs: [Option<&'static str>; 2],
}

impl Parser {
    /// Takes one line in; a blank one ends the event.
    fn line(&mut self, line: &[u8]) -> Option<Event<Bytes>> {
        let line = if self.is_begun { line } else { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) };
        self.is_begun = true;
        if line.is_empty() {
            return self.dispatch();
        }
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (field, value) = line.split_at(colon);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || String::from_utf8_lossy(value).into_owned();
        match field {
            b"data" => {
                self.data.extend_from_slice(value);
                self.data.extend_from_slice(b"\n");
            }
            b"event" => self.event = Some(text()).filter(|event| !event.is_empty()),
            b"id" if !value.contains(&0) => self.last_id = Some(text()).filter(|id| !id.is_empty()),
            b"retry" if value.iter().all(u8::is_ascii_digit) => {
                self.retry = text().parse().ok().map(Duration::from_millis);
                self.reconnection = self.retry.or(self.reconnection);
            }
            // Comments and fields to come.
            _ => {}
        }
        None
    }

    /// Ends the event; one without data is none, unless its name says something of the stream.
    fn dispatch(&mut self) -> Option<Event<Bytes>> {
        let event = self.event.take();
        let retry = self.retry.take();
        let mut data = self.data.split();
        let is_sign = || event.is_some() && self.signs.contains(&event.as_deref());
        if data.is_empty() && !is_sign() {
            return None;
        }
        data.truncate(data.len().saturating_sub(1));
        Some(Event::new(event, self.last_id.clone(), retry, data.freeze()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<(Option<String>, Option<String>, String)> {
        let mut parser = Parser::default();
        let mut events: Vec<_> = text.split('\n').filter_map(|line| parser.line(line.as_bytes())).collect();
        events.extend(parser.dispatch());
        let text = |data: Bytes| String::from_utf8(data.into()).expect("text");
        events.into_iter().map(|event| (event.event, event.id, text(event.data))).collect()
    }

    fn event(event: &str, id: &str, data: &str) -> (Option<String>, Option<String>, String) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (some(event), some(id), data.to_owned())
    }

    /// The examples of the standard.
    #[test]
    fn examples_of_the_standard() {
        assert_eq!(events("data: YHOO\ndata: +2\ndata: 10\n\n"), [event("", "", "YHOO\n+2\n10")]);
        assert_eq!(
            events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"),
            [event("", "1", "first event"), event("", "", "second event"), event("", "", " third event")]
        );
        assert_eq!(events("data\n\ndata\ndata\n\n"), [event("", "", ""), event("", "", "\n")]);
        assert_eq!(events("data:test\n\ndata: test\n\n"), [event("", "", "test"), event("", "", "test")]);
    }

    #[test]
    fn types_ids_and_what_is_not_known() {
        assert_eq!(
            events("\u{feff}event: add\nid: 7\ndata: a: b\nfuture: x\n\nevent: gone\n\ndata: c"),
            [event("add", "7", "a: b"), event("", "7", "c")]
        );
    }

    #[test]
    fn an_event_that_says_something_of_the_stream_needs_no_data() {
        let mut parser = Parser { signs: [Some("over"), None], ..Parser::default() };
        let lines = ["event: other", "", "event: over", "", "", "event: other", ""];
        let all: Vec<_> = lines.iter().filter_map(|line| parser.line(line.as_bytes())).collect();
        assert_eq!(all, [Event::new(Some("over".to_owned()), None, None, Bytes::new())]);
    }

    #[test]
    fn reconnection_times() {
        let mut parser = Parser::default();
        for line in ["retry: 1500", "retry: soon", "data: x"] {
            assert_eq!(parser.line(line.as_bytes()), None);
        }
        assert_eq!(parser.dispatch().and_then(|event| event.retry), Some(Duration::from_millis(1500)));
    }
}
