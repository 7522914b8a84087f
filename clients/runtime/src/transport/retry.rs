//! When a call is sent again, and after how long. Decides; sending and sleeping are elsewhere.

use std::sync::Mutex;
use std::time::Duration;

use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;

/// How often and how patiently a call is sent again after a failure that may pass: a broken connection, or an answer
/// 408, 429, 500, 502, 503 or 504.
///
/// Only calls that do no harm twice are sent again: those of safe and idempotent methods (RFC 9110, section 9.2),
/// those the vendor calls idempotent, and those with an idempotency key. Whatever the policy, a budget keeps the extra
/// load in proportion to what works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) retries: u32,
    first_pause: Duration,
    longest_pause: Duration,
    longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    /// Two retries, after up to 0.5 s and 1 s, or when the server asks for them if that is within 120 s.
    fn default() -> Self {
        Self {
            retries: 2,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(8),
            longest_retry_after: Duration::from_secs(120),
        }
    }
}

impl RetryPolicy {
    /// Most retries of a call; 2 by default, 0 for none.
    #[must_use]
    pub const fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Upper bounds of the pauses: of the first one, which each further one doubles, and of all; 0.5 s and 8 s by
    /// default. Each pause is a random part of its bound (full jitter).
    #[must_use]
    pub const fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// The longest pause that a server may ask for (`Retry-After`, `retry-after-ms`); 120 s by default. One that asks
    /// for more gets no retry: the caller decides.
    #[must_use]
    pub const fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }

    /// How long to wait before a retry; `None` if the server asks for more patience than a call should have.
    ///
    /// `made` is the number of retries made so far. What the server asks for (`Retry-After`, RFC 9110, section
    /// 10.2.3, or `retry-after-ms`) goes before backoff with full jitter.
    pub(crate) fn pause(&self, made: u32, answer: Option<&HeaderMap>, now: Timestamp) -> Option<Duration> {
        if let Some(asked) = answer.and_then(|headers| retry_after(headers, now)) {
            return (asked <= self.longest_retry_after).then_some(asked);
        }
        let bound = self.first_pause.saturating_mul(1 << made.min(10)).min(self.longest_pause);
        Some(bound.mul_f64(fastrand::f64()))
    }
}

/// Whether an answer of this status may be another one later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// What the server asks for; a date in the past is no pause, and what cannot be read asks for nothing.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| *number >= 0.0);
    if let Some(milliseconds) = text("retry-after-ms").and_then(number) {
        return Some(Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or(Duration::MAX));
    }
    let text = text(header::RETRY_AFTER.as_str())?;
    if let Some(seconds) = number(text) {
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// Keeps the extra load of retries in proportion to what works, so that a failing server is not pushed further down.
///
/// Every call pays in a share of a retry, every answer that is no failure a larger one, and every retry takes out one.
/// So a server that answers most of the time gets all the retries its failures need, and one that is down gets few
/// more requests than there are calls. A reserve lets single calls, and bursts of them, be retried.
#[derive(Debug)]
pub(crate) struct Budget(Mutex<f64>);

/// What a call pays in: one retry in ten calls.
const DEPOSIT: f64 = 0.1;
/// What a success pays in. Enough for a third of all answers to fail: each call then takes half a retry.
const REWARD: f64 = 0.5;
/// Most retries that can be saved up.
const RESERVE: f64 = 50.0;

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(RESERVE))
    }
}

impl Budget {
    /// A call begins.
    pub(crate) fn pay_in(&self) {
        self.change(|tokens| *tokens = (*tokens + DEPOSIT).min(RESERVE));
    }

    /// A call was answered without a failure.
    pub(crate) fn reward(&self) {
        self.change(|tokens| *tokens = (*tokens + REWARD).min(RESERVE));
    }

    /// Takes one retry out, if one is left.
    pub(crate) fn take(&self) -> bool {
        self.change(|tokens| {
            let is_enough = *tokens >= 1.0;
            if is_enough {
                *tokens -= 1.0;
            }
            is_enough
        })
    }

    fn change<T>(&self, change: impl FnOnce(&mut f64) -> T) -> T {
        // A poisoned number is still a number.
        change(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &'static str, value: &'static str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(name, http::HeaderValue::from_static(value));
        let now = "2026-11-20T12:00:00Z".parse().expect("a timestamp");
        retry_after(&headers, now)
    }

    #[test]
    fn c22_what_servers_ask_for() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(asked("retry-after", "0"), seconds(0));
        assert_eq!(asked("retry-after", " 5 "), seconds(5));
        assert_eq!(asked("retry-after", "1000000000"), seconds(1_000_000_000));
        assert_eq!(asked("retry-after", "Fri, 20 Nov 2026 12:00:30 GMT"), seconds(30));
        assert_eq!(asked("retry-after", "Fri, 20 Nov 2026 11:00:00 GMT"), seconds(0));
        assert_eq!(asked("retry-after-ms", "250"), Some(Duration::from_millis(250)));
        for unreadable in ["-1", "abc", "", "NaN", "Fri, 99 Nov 2026 12:00:30 GMT"] {
            assert_eq!(asked("retry-after", unreadable), None, "{unreadable}");
        }
        assert_eq!(asked("retry-after", "inf"), Some(Duration::MAX));
    }

    #[test]
    fn pauses_grow_up_to_a_bound_and_are_spread() {
        let policy = RetryPolicy::default();
        for (retries, bound) in [(0, 500), (1, 1_000), (2, 2_000), (3, 4_000), (4, 8_000), (40, 8_000)] {
            let pauses: Vec<_> = (0..100).filter_map(|_| policy.pause(retries, None, Timestamp::now())).collect();
            assert_eq!(pauses.len(), 100);
            assert!(pauses.iter().all(|pause| *pause <= Duration::from_millis(bound)));
            assert!(pauses.iter().any(|pause| *pause > Duration::from_millis(bound / 2)));
            assert!(pauses.iter().any(|pause| *pause < Duration::from_millis(bound / 2)));
        }
    }

    #[test]
    fn pauses_are_those_of_the_policy() {
        let policy = RetryPolicy::default().pauses(Duration::from_millis(2), Duration::from_millis(3));
        let longest = (0..200).filter_map(|_| policy.pause(5, None, Timestamp::now())).max();
        assert!(longest.is_some_and(|longest| longest <= Duration::from_millis(3)), "{longest:?}");
    }

    #[test]
    fn too_long_a_pause_is_none() {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", http::HeaderValue::from_static("121"));
        assert_eq!(RetryPolicy::default().pause(0, Some(&headers), Timestamp::now()), None);
        let patient = RetryPolicy::default().longest_retry_after(Duration::from_secs(121));
        assert_eq!(patient.pause(0, Some(&headers), Timestamp::now()), Some(Duration::from_secs(121)));
    }

    #[test]
    fn c24_a_thousand_failing_calls_cause_few_retries() {
        let budget = Budget::default();
        let mut retries = 0;
        for _ in 0..1_000 {
            budget.pay_in();
            while budget.take() {
                retries += 1;
            }
        }
        assert!((100..=150).contains(&retries), "{retries}");
    }
}
