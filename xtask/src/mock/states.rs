//! States that go on: a status that plainly is one of a life cycle begins where the document's list begins, and is one
//! further each time its resource is read. Knows words of states, and no vendor; what the words do not tell stays what
//! the document's example says.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many resources are remembered; all others stay at their beginning.
const LIMIT: usize = 10_000;

/// What a resource may be doing before its end.
const UNDER_WAY: &[&str] = &[
    "accepted",
    "active",
    "answered",
    "calling",
    "connected",
    "connecting",
    "created",
    "dialing",
    "initializing",
    "initiated",
    "initiating",
    "new",
    "ongoing",
    "pending",
    "processing",
    "progress",
    "progressing",
    "queued",
    "received",
    "requested",
    "ringing",
    "running",
    "scheduled",
    "sending",
    "sent",
    "started",
    "starting",
    "submitted",
    "talking",
    "terminating",
    "waiting",
    "working",
];
/// What it is when it ended as it was meant to.
const ENDED: &[&str] =
    &["complete", "completed", "done", "ended", "finished", "succeeded", "success", "successful", "terminated"];
/// What a resource is when it left the way that most take.
const ASIDE: &[&str] = &[
    "aborted",
    "busy",
    "canceled",
    "cancelled",
    "declined",
    "error",
    "errored",
    "expired",
    "failed",
    "failure",
    "held",
    "hold",
    "paused",
    "pausing",
    "refused",
    "rejected",
    "rescheduled",
    "resumed",
    "resuming",
    "retrying",
    "timeout",
    "transferred",
    "unanswered",
    "voicemail",
];

/// The states from the beginning to the end, in the order of the document's list: where each value up to the first that
/// is an end is known as one on the way or beside it. Anything else is no life cycle.
pub(super) fn life_cycle<'v>(values: &[&'v str]) -> Option<Vec<&'v str>> {
    let words: Vec<Vec<String>> = values.iter().map(|value| super::words::of(value)).collect();
    let is = |at: usize, known: &[&str]| words[at].iter().any(|word| known.contains(&word.as_str()));
    let end = (0..values.len()).find(|at| is(*at, ENDED) && !is(*at, ASIDE))?;
    let mut way = Vec::new();
    for (at, value) in values.iter().enumerate().take(end) {
        match (is(at, ASIDE), is(at, UNDER_WAY)) {
            (true, _) => {}
            (false, true) => way.push(*value),
            (false, false) => return None,
        }
    }
    if way.is_empty() {
        return None;
    }
    way.push(values[end]);
    Some(way)
}

/// How often each resource was read.
#[derive(Default)]
pub(super) struct Reads(Mutex<HashMap<String, usize>>);

impl Reads {
    /// How often it was read before this time.
    pub(super) fn before(&self, path: &str) -> usize {
        let mut reads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if reads.len() >= LIMIT && !reads.contains_key(path) {
            return 0;
        }
        let count = reads.entry(path.to_owned()).or_default();
        let before = *count;
        *count = count.saturating_add(1);
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_cycle_is_told_by_its_words_and_their_order() {
        let call = ["queued", "ringing", "in-progress", "no_answer_busy", "completed", "failed", "queued_again"];
        assert_eq!(life_cycle(&call), Some(vec!["queued", "ringing", "in-progress", "completed"]));
        let job = ["QUEUED", "TRANSFERRED", "inProgress", "DONE"];
        assert_eq!(life_cycle(&job), Some(vec!["QUEUED", "inProgress", "DONE"]));
    }

    #[test]
    fn all_else_is_none() {
        let lists: [&[&str]; 5] = [
            &["active", "inactive"],
            // By the alphabet, not by time.
            &["completed", "pending", "started"],
            &["queued", "mystery", "completed"],
            &["low", "high"],
            &[],
        ];
        for list in lists {
            assert_eq!(life_cycle(list), None, "{list:?}");
        }
    }

    #[test]
    fn reads_are_counted_by_resource() {
        let reads = Reads::default();
        assert_eq!([reads.before("/a"), reads.before("/a"), reads.before("/b")], [0, 1, 0]);
    }
}
