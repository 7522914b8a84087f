//! Streams of events that go on over a new connection when one breaks. Says when and how long to wait; the events are read
//! in `sse`. Never repeats a call that may not be repeated, and never begins a stream anew of which events came already
//! and none had an id: what was given is not given twice.

use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};

use crate::error::Failure;
use crate::transport::raw_response::RawResponse;
use crate::transport::retry;
use crate::transport::send::Ready;
use crate::transport::target::sleep;

/// The header that says which event came last (HTML, section 9.2.4).
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// How a stream of events goes on when its connection breaks; see [`CallOptions::reconnect`](crate::CallOptions::reconnect).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconnect {
    limit: u32,
    pause: Duration,
    longest_pause: Duration,
    at_end: bool,
}

impl Reconnect {
    /// With so many new connections in a row that bring no event. The first comes after up to a second, or after the time
    /// that the server asks for (`retry`); each further one after up to twice as long, and 30 seconds at most.
    #[must_use]
    pub const fn new(limit: u32) -> Self {
        let (pause, longest_pause) = (Duration::from_secs(1), Duration::from_secs(30));
        Self { limit, pause, longest_pause, at_end: false }
    }

    /// Upper bounds of the pauses: of the first one, where the server asks for none, and of all.
    #[must_use]
    pub const fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.pause = first;
        self.longest_pause = longest;
        self
    }

    /// Goes on also where the server ends the stream in good order, as browsers do: it then ends with an answer 204, or
    /// with the event that the document names as the end.
    #[must_use]
    pub const fn at_end(mut self) -> Self {
        self.at_end = true;
        self
    }
}

/// A call whose events may go on over a new connection.
pub(crate) struct Resume {
    call: Ready,
    rule: Reconnect,
    /// New connections in a row that brought no event.
    made: u32,
    /// What the server asks for.
    asked: Option<Duration>,
}

impl Resume {
    /// The call of an answer, where its options let it go on.
    pub(crate) fn of(call: Ready) -> Option<Self> {
        let rule = call.options.reconnect.filter(|_| call.may_repeat && call.body.is_repeatable())?;
        Some(Self { call, rule, made: 0, asked: None })
    }

    /// Notes that an event came, or how long the server asks to wait.
    pub(crate) fn came(&mut self, asked: Option<Duration>) {
        self.made = 0;
        self.asked = asked.or(self.asked);
    }

    /// Whether it goes on where a stream ends in good order.
    pub(crate) fn goes_on_at_end(&self) -> bool {
        self.rule.at_end
    }

    /// The answer over a new connection; `None` where the server says that the stream has ended. `why` is the failure that
    /// broke the last connection, if one did; it is the error where no further connection may be made.
    pub(crate) async fn connect(
        &mut self,
        last_id: Option<&str>,
        mut why: Option<Failure>,
    ) -> Result<Option<RawResponse>, Failure> {
        while self.made < self.rule.limit && why.as_ref().is_none_or(Failure::is_retryable) {
            let first = self.asked.unwrap_or(self.rule.pause);
            let bound = first.saturating_mul(1 << self.made.min(16)).min(self.rule.longest_pause.max(first));
            // What the server asks for is the least.
            let pause = if self.asked.is_some() { bound } else { bound.mul_f64(fastrand::f64()) };
            self.made += 1;
            sleep(pause).await;
            match last_id.and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok()) {
                Some(id) => drop(self.call.headers.insert(LAST_EVENT_ID, id)),
                None => drop(self.call.headers.remove(LAST_EVENT_ID)),
            }
            tracing::debug!(operation = self.call.operation.id, attempt = self.made, "connecting anew");
            match self.call.attempt(self.made + 1).await {
                Ok(answer) if answer.status() == StatusCode::NO_CONTENT => return Ok(None),
                Ok(answer) if answer.status().is_success() && answer.is_event_stream() => return Ok(Some(answer)),
                Ok(answer) => {
                    let is_transient = retry::is_transient(answer.status());
                    why = Some(answer.no_stream().await);
                    if !is_transient {
                        break;
                    }
                }
                Err(failure) => why = Some(failure),
            }
        }
        why.map_or(Ok(None), Err)
    }
}
