//! Judges streams that went through a proxy which drops every third connection: with `Last-Event-ID` no event may be lost, and
//! none come twice.

use super::chaos::Run;
use super::proxy::Arrivals;
use crate::driver::{Call, Record};
use serde::Serialize;
use std::fmt::Write;
use switchboard_codegen::Planned;
use switchboard_codegen::operations::{Location, OperationPlan, Payload};

/// How many findings are shown.
const SHOWN: usize = 20;

/// What came of the streams.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Dropping {
    pub(crate) app: String,
    pub(crate) seed: u64,
    pub(crate) streams: usize,
    pub(crate) events: usize,
    pub(crate) connections: usize,
    pub(crate) dropped: usize,
    /// Connections that said which event came last.
    pub(crate) resumed: usize,
    pub(crate) findings: Vec<String>,
}

/// The calls of streams whose document says that they go on after an event: what has to be sent alone, and no event named.
pub(crate) fn resumable(planned: &Planned, calls: &[Call]) -> Vec<Call> {
    let is_meant = |call: &&Call| is_resumable(&planned.operations.plans[call.method]);
    let mut found: Vec<Call> = Vec::new();
    for call in calls.iter().filter(is_meant) {
        let mut call = call.clone();
        if let Some(headers) = call.values.get_mut("header").and_then(|headers| headers.as_object_mut()) {
            headers.retain(|name, _| !is_last_event_id(name));
        }
        if !found.contains(&call) {
            found.push(call);
        }
    }
    found
}

fn is_resumable(plan: &OperationPlan) -> bool {
    let is_stream =
        |payload: &Payload| matches!(payload, Payload::Events(_) | Payload::NamedEvents(..) | Payload::TextEvents);
    let mut parameters = plan.parameters.iter().flat_map(|parameters| &parameters.entries);
    (plan.method == "GET" || plan.idempotent)
        && plan.result.responses.iter().any(|response| response.success && is_stream(&response.payload))
        && parameters.any(|entry| entry.location == Location::Header && is_last_event_id(&entry.name))
}

fn is_last_event_id(name: &str) -> bool {
    name.eq_ignore_ascii_case("last-event-id")
}

impl Dropping {
    /// Of an application without such streams.
    pub(crate) fn none(app: &str) -> Self {
        Self { app: app.to_owned(), ..Self::default() }
    }

    /// `whole` are the same calls without a proxy.
    pub(crate) fn judge(run: &Run<'_>, whole: &[Record], records: &[Record], arrivals: &Arrivals) -> Self {
        let all = || arrivals.values().flatten();
        let mut found = Self {
            app: run.app.to_owned(),
            seed: run.seed,
            streams: records.len(),
            connections: all().count(),
            dropped: all().filter(|arrival| arrival.fault.is_some()).count(),
            resumed: all().filter(|arrival| arrival.resumes).count(),
            ..Self::default()
        };
        for record in records {
            let at = record.call % run.calls.len();
            let subject = run.planned.operations.plans[run.calls[at].method].subject();
            found.events += record.values.len();
            found.findings.extend(difference(&whole[at], record).map(|what| format!("{subject}: {what}")));
        }
        if found.dropped == 0 || found.resumed == 0 {
            found.findings.push("no connection was dropped and taken up again, so that nothing was tried".to_owned());
        }
        found
    }

    pub(crate) fn is_fine(&self) -> bool {
        self.findings.is_empty()
    }

    pub(crate) fn summary(&self, seconds: f64) -> String {
        let verdict = if self.is_fine() { "all is well" } else { "NOT all is well" };
        format!(
            "{}, every third connection dropped, seed {}: {} streams, {} events over {} connections, {} of them dropped, {} \
             after an event; {seconds:.0} s: {verdict}",
            self.app, self.seed, self.streams, self.events, self.connections, self.dropped, self.resumed
        )
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}\n", self.app);
        for finding in self.findings.iter().take(SHOWN) {
            let _ = writeln!(text, "  <- {finding}");
        }
        if self.findings.len() > SHOWN {
            let _ = writeln!(text, "  and {} more", self.findings.len() - SHOWN);
        }
        text
    }
}

/// What is lost, doubled or another than without the proxy.
fn difference(whole: &Record, record: &Record) -> Option<String> {
    if whole.outcome != "success" || whole.error.is_some() {
        let why = whole.message.as_ref().or(whole.error.as_ref());
        return Some(format!("it fails without a proxy, too: {}", why.map_or("", String::as_str)));
    }
    if record.outcome != "success" || record.error.is_some() {
        let why = record.message.as_ref().or(record.error.as_ref());
        return Some(format!("stream {} ended with an error: {}", record.call, why.map_or("", String::as_str)));
    }
    let events = |record: &Record| -> Vec<_> {
        let names = record.events.iter().zip(&record.ids);
        record.values.iter().cloned().zip(names.map(|(name, id)| (name.clone(), id.clone()))).collect()
    };
    let (wanted, came) = (events(whole), events(record));
    let first = wanted.iter().zip(&came).position(|(wanted, came)| wanted != came);
    let at = first.or_else(|| (wanted.len() != came.len()).then_some(wanted.len().min(came.len())))?;
    Some(format!(
        "stream {}: of {} events came {}; event {at} is {:?} in place of {:?}",
        record.call,
        wanted.len(),
        came.len(),
        came.get(at),
        wanted.get(at)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(ids: &[&str]) -> Record {
        let values: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
        serde_json::from_value(json!({
            "call": 0, "outcome": "success", "shown": "events", "values": values, "ids": ids,
            "events": vec![Option::<&str>::None; ids.len()],
            "deviations": [], "exchanges": 1, "redirected": false, "pages": [], "typed": [],
        }))
        .expect("a record")
    }

    #[test]
    fn lost_and_doubled_events_are_seen() {
        let whole = record(&["1", "2", "3"]);
        assert_eq!(difference(&whole, &record(&["1", "2", "3"])), None);
        let lost = difference(&whole, &record(&["1", "3"])).expect("one is lost");
        assert!(lost.contains("of 3 events came 2; event 1 is Some((\"\\\"3\\\"\""), "{lost}");
        let doubled = difference(&whole, &record(&["1", "2", "2", "3"])).expect("one is doubled");
        assert!(doubled.contains("of 3 events came 4; event 2 is"), "{doubled}");
        assert!(difference(&whole, &record(&["1", "2"])).expect("the end is lost").contains("event 2 is None"));
        let mut failed = record(&["1"]);
        failed.error = Some("no".to_owned());
        assert_eq!(difference(&whole, &failed).as_deref(), Some("stream 0 ended with an error: no"));
    }
}
