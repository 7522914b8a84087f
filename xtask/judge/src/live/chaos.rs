//! Judges calls that went through a proxy which breaks some exchanges: each ends, and says how; none is sent twice that may
//! not be; what was not broken is as without the proxy; nothing is left open.

use super::judged::Judge;
use super::proxy::{Arrival, Arrivals, CALL, Fault, Place, What};
use super::walks::Walk;
use crate::driver::{Call, Level, Many, Record};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use switchboard_codegen::Planned;
use switchboard_codegen::operations::{OperationPlan, Payload};
use switchboard_codegen::text::beginning;

/// How many findings are shown.
const SHOWN: usize = 20;
/// What memory may grow by, in hundredths and in KiB, after a fifth of all calls.
const GROWTH: (u64, u64) = (20, 8 * 1024);
/// Kinds of failures that say what went wrong.
const SAYING: &[&str] =
    &["timeout", "connection", "cut", "decode", "status", "content", "malformed", "too large", "pages"];

/// What came of all calls.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Chaos {
    pub(crate) app: String,
    pub(crate) seed: u64,
    pub(crate) calls: usize,
    /// How the calls ended.
    pub(crate) ends: BTreeMap<String, usize>,
    /// What went wrong with exchanges.
    pub(crate) faults: BTreeMap<String, usize>,
    /// Requests that were sent again.
    pub(crate) again: usize,
    pub(crate) sockets: Vec<usize>,
    pub(crate) memory: Vec<u64>,
    pub(crate) findings: Vec<String>,
}

/// Whom the calls of a run were made of.
pub(crate) struct Run<'r> {
    pub(crate) app: &'r str,
    pub(crate) seed: u64,
    pub(crate) planned: &'r Planned,
    pub(crate) calls: &'r [Call],
    pub(crate) many: Many,
}

impl Chaos {
    pub(crate) fn judge(
        run: &Run<'_>,
        judge: &Judge<'_>,
        records: &[Record],
        arrivals: &Arrivals,
        levels: &[Level],
    ) -> Self {
        let mut found = Self { app: run.app.to_owned(), seed: run.seed, calls: records.len(), ..Self::default() };
        let none = Vec::new();
        for record in records {
            let call = &run.calls[record.call % run.calls.len()];
            let plan = &run.planned.operations.plans[call.method];
            let arrivals = arrivals.get(&(record.call as u64)).unwrap_or(&none);
            *found.ends.entry(end(record).unwrap_or("nothing").to_owned()).or_default() += 1;
            for fault in arrivals.iter().filter_map(|arrival| arrival.fault) {
                *found.faults.entry(fault.to_string()).or_default() += 1;
            }
            found.again += by_request(arrivals).values().map(|sent| sent.len() - 1).sum::<usize>();
            let one = One { plan, call, record, arrivals, attempts: run.many.retries as usize + 1 };
            let mut faults = one.faults();
            if faults.is_empty() && one.is_unharmed() {
                let verdict = judge.judge_answer(call, record);
                faults.extend(verdict.faults.iter().map(|fault| format!("nothing went wrong, and yet: {fault}")));
            }
            let at = record.call;
            let told = |fault: String| format!("call {at} ({}): {fault}\n      {}", plan.subject(), one.told());
            found.findings.extend(faults.into_iter().map(told));
        }
        let clients: BTreeSet<_> = run.calls.iter().map(|call| &call.schemes).collect();
        found.sockets = levels.iter().filter_map(|level| level.sockets).collect();
        found.memory = levels.iter().filter_map(|level| level.memory).collect();
        found.findings.extend(leaks(levels, run.many.side_by_side * clients.len()));
        found
    }

    pub(crate) fn is_fine(&self) -> bool {
        self.findings.is_empty()
    }

    pub(crate) fn summary(&self, seconds: f64) -> String {
        let listed = |counts: &BTreeMap<String, usize>| {
            counts.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
        };
        let verdict = if self.is_fine() { "all is well" } else { "NOT all is well" };
        let sockets = match self.sockets.as_slice() {
            [first, during @ .., last] => {
                format!("sockets {first}, at most {}, then {last}", during.iter().max().unwrap_or(first))
            }
            _ => "sockets not known".to_owned(),
        };
        let memory = match self.memory.as_slice() {
            [_, early, .., late, _] => format!("memory {:.1} MiB, then {:.1}", mebibytes(*early), mebibytes(*late)),
            _ => "memory not known".to_owned(),
        };
        format!(
            "{}, chaos with seed {}: {} calls, {}; {} exchanges went wrong, {} requests were sent again; {sockets}; {memory}; \
             {seconds:.0} s: {verdict}",
            self.app,
            self.seed,
            self.calls,
            listed(&self.ends),
            self.faults.values().sum::<usize>(),
            self.again
        )
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}\n", self.app);
        for (fault, count) in &self.faults {
            let _ = writeln!(text, "{count:>6}  {fault}");
        }
        for finding in self.findings.iter().take(SHOWN) {
            let _ = writeln!(text, "  <- {finding}");
        }
        if self.findings.len() > SHOWN {
            let _ = writeln!(text, "  and {} more", self.findings.len() - SHOWN);
        }
        text
    }
}

fn mebibytes(kibibytes: u64) -> f64 {
    kibibytes as f64 / 1024.0
}

/// How a call ended: well, with an error that its document names, or with a failure of some kind; nothing where it does not say.
fn end(record: &Record) -> Option<&str> {
    let failure = record.failure.as_deref().filter(|kind| SAYING.contains(kind));
    match record.outcome.as_str() {
        "success" | "error" if record.error.is_some() => failure,
        "success" => Some("ok"),
        "error" => Some("error answers"),
        "failure" => failure,
        _ => None,
    }
}

fn by_request(arrivals: &[Arrival]) -> BTreeMap<u64, Vec<&Arrival>> {
    arrivals.iter().fold(BTreeMap::new(), |mut found: BTreeMap<_, Vec<_>>, arrival| {
        found.entry(arrival.request).or_default().push(arrival);
        found
    })
}

/// One call with what is known of it.
struct One<'o> {
    plan: &'o OperationPlan,
    call: &'o Call,
    record: &'o Record,
    arrivals: &'o [Arrival],
    /// How often a request may be sent.
    attempts: usize,
}

impl One<'_> {
    fn is_walk(&self) -> bool {
        Walk::of(&self.call.values).is_some()
    }

    /// Whether a second request does no harm (RFC 9110, section 9.2.2), or the document or its settings say so.
    fn may_repeat(&self) -> bool {
        let has_key = self.call.values["header"]
            .as_object()
            .is_some_and(|headers| headers.keys().any(|name| name.eq_ignore_ascii_case("idempotency-key")));
        self.plan.idempotent
            || has_key
            || matches!(self.plan.method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "QUERY")
    }

    /// Whether its body is there for a second request.
    fn is_kept(&self) -> bool {
        let body = self.plan.body.as_ref().filter(|_| self.call.values.get("body").is_some());
        body.is_none_or(|body| matches!(body.payload, Payload::Json(_) | Payload::Form(_) | Payload::Text))
    }

    fn last(&self) -> Option<Fault> {
        self.arrivals.last().and_then(|arrival| arrival.fault)
    }

    /// Whether nothing happened that could be seen, so that the answer has to be as ever.
    fn is_unharmed(&self) -> bool {
        let is_harmless = |arrival: &Arrival| {
            arrival.fault.is_none_or(|fault| matches!(fault.what, What::Delay | What::Twice))
                && arrival.server.is_none()
        };
        // A connection may end before a request is on it.
        self.arrivals.iter().all(is_harmless)
            && !(self.record.exchanges > self.arrivals.len() && self.record.failure.as_deref() == Some("connection"))
    }

    fn faults(&self) -> Vec<String> {
        let record = self.record;
        let mut faults = Vec::new();
        let message = record.message.as_ref().or(record.error.as_ref()).map_or("", String::as_str);
        match end(record) {
            None => faults.push(format!("it ended without an error that says what went wrong: {message}")),
            Some("ok") => {}
            Some(_) if message.is_empty() => faults.push("its error says nothing".to_owned()),
            Some(_) => {}
        }
        for sent in by_request(self.arrivals).into_values() {
            let handed_on = sent.iter().filter(|arrival| arrival.was_handed_on).count();
            if handed_on > 1 && !self.may_repeat() {
                faults.push(format!("the server was asked {handed_on} times, and it may not be asked again"));
            }
            if sent.len() > self.attempts {
                faults.push(format!("it was sent {} times, and {} are allowed", sent.len(), self.attempts));
            }
            if sent.len() > record.exchanges {
                faults.push(format!("{} requests arrived of {} that were made", sent.len(), record.exchanges));
            }
        }
        let server = self.arrivals.iter().filter_map(|arrival| arrival.server.as_ref());
        faults.extend(server.map(|error| format!("the server itself failed: {error}")));
        let answers = record.headers.iter().flatten().find(|(name, _)| name == CALL).map(|(_, value)| value.as_str());
        let is_own = answers.is_none_or(|call| call == record.call.to_string());
        let is_garbled = self.last().is_some_and(|fault| fault.what == What::Garble);
        if !is_own && !is_garbled {
            faults.push(format!("it was given the answer of call {}", answers.unwrap_or_default()));
        }
        if !self.is_walk() {
            faults.extend(self.wrong_end());
        }
        faults
    }

    /// Whether it ended in another way than that in which its last exchange went wrong, or was given up too early.
    fn wrong_end(&self) -> Option<String> {
        let fault = self.last()?;
        let wanted: &[&str] = match (fault.what, fault.place) {
            (What::Delay | What::Twice | What::Garble, _) => return None,
            (What::Refuse, _) => &["status", "content", "error answers"],
            (What::Stall, Place::Body) => &["timeout", "status", "content"],
            (What::Stall, _) => &["timeout"],
            (_, Place::Body) => &["cut", "connection", "status", "content"],
            _ => &["connection"],
        };
        let end = end(self.record)?;
        // What is of no interest is not read to its end.
        let is_unread = fault.place == Place::Body && matches!(self.record.shown.as_str(), "nothing" | "");
        if !wanted.contains(&end) && !is_unread {
            return Some(format!("`{fault}` ended as `{end}`, not as {}", wanted.join(" or ")));
        }
        let is_transient = fault.what == What::Refuse || fault.place != Place::Body;
        let is_given_up = self.record.exchanges < self.attempts && !self.record.redirected;
        (is_transient
            && is_given_up
            && self.may_repeat()
            && self.is_kept()
            && self.arrivals.len() == self.record.exchanges)
            .then(|| {
                format!("`{fault}`: it was given up after {} requests, and may be sent again", self.record.exchanges)
            })
    }

    fn told(&self) -> String {
        let arrivals = self.arrivals.iter().map(|arrival| match arrival.fault {
            Some(fault) => fault.to_string(),
            None => "as it was".to_owned(),
        });
        format!(
            "exchanges: {}; it ended as {}: {}",
            arrivals.collect::<Vec<_>>().join(", "),
            self.record.failure.as_deref().unwrap_or(&self.record.outcome),
            beginning(
                self.record.message.as_ref().or(self.record.error.as_ref()).map_or("no error", String::as_str),
                300
            )
        )
    }
}

/// What was left open, or grew: levels before the first call, five while calls were made, and one without clients.
fn leaks(levels: &[Level], connections: usize) -> Vec<String> {
    let mut found = Vec::new();
    let [before, early, .., late, after] = levels else { return vec!["the levels were not written down".to_owned()] };
    if let (Some(before), Some(after)) = (before.sockets, after.sockets)
        && after > before
    {
        found.push(format!("{} sockets are open without any client", after - before));
    }
    if let (Some(before), Some(late)) = (before.sockets, late.sockets)
        && late > before + connections
    {
        found.push(format!("{} sockets are open, and {connections} calls were made at a time at most", late - before));
    }
    if let (Some(early), Some(late)) = (early.memory, late.memory)
        && late > early + early * GROWTH.0 / 100 + GROWTH.1
    {
        found.push(format!("memory grew from {:.1} to {:.1} MiB", mebibytes(early), mebibytes(late)));
    }
    found
}

#[cfg(test)]
mod tests;
