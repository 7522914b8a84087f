//! What a run says: a line for each operation, and below it what differs, with what went over the wire.

use super::judged::Verdict;
use crate::driver::{Call, Record};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;
use switchboard_codegen::Planned;
use switchboard_codegen::text::beginning;

/// How many faulty calls of an operation are shown.
const SHOWN: usize = 3;
/// How much of a body is shown, in characters.
const LONG: usize = 600;

/// The calls of one method, counted.
#[derive(Debug, Default, Serialize)]
struct Line {
    operation: String,
    method: String,
    calls: usize,
    accepted: usize,
    equal: usize,
    answered: usize,
    /// Why it was not called.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<String>,
    /// What no call of it tried.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lacks: Vec<String>,
    faults: Vec<Fault>,
}

impl Line {
    fn is_fine(&self) -> bool {
        self.left_out.is_none() && self.lacks.is_empty() && self.faults.is_empty()
    }
}

/// What is wrong with a call.
#[derive(Debug, Serialize)]
struct Fault {
    call: usize,
    what: Vec<String>,
    sent: String,
    answered: String,
}

/// The report of one application.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    app: String,
    tomorrow: bool,
    seconds: f64,
    operations: Vec<Line>,
    /// The operations of the document that the client does not have.
    lost: Vec<String>,
}

/// The sums.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Total {
    pub(crate) operations: usize,
    pub(crate) calls: usize,
    pub(crate) accepted: usize,
    pub(crate) equal: usize,
    pub(crate) answered: usize,
}

impl Report {
    pub(crate) fn new(app: &str, tomorrow: bool, planned: &Planned, lost: Vec<String>) -> Self {
        let plans = planned.operations.plans.iter();
        let line = plans.map(|plan| Line { operation: plan.subject(), method: plan.name.clone(), ..Line::default() });
        Self { app: app.to_owned(), tomorrow, seconds: 0.0, operations: line.collect(), lost }
    }

    pub(crate) fn leave_out(&mut self, method: usize, reason: String) {
        self.operations[method].left_out = Some(reason);
    }

    pub(crate) fn lack(&mut self, method: usize, what: String) {
        self.operations[method].lacks.push(what);
    }

    pub(crate) fn add(&mut self, call: &Call, record: &Record, verdict: &Verdict) {
        let line = &mut self.operations[call.method];
        line.calls += 1;
        line.accepted += usize::from(verdict.accepted);
        line.equal += usize::from(verdict.handed);
        line.answered += usize::from(verdict.answered);
        if !verdict.is_fine() {
            line.faults.push(Fault {
                call: record.call,
                what: verdict.faults.clone(),
                sent: sent(record),
                answered: answered(record),
            });
        }
    }

    pub(crate) fn took(&mut self, seconds: f64) {
        self.seconds = seconds;
    }

    pub(crate) fn total(&self) -> Total {
        self.operations.iter().fold(Total::default(), |total, line| Total {
            operations: total.operations + 1,
            calls: total.calls + line.calls,
            accepted: total.accepted + line.accepted,
            equal: total.equal + line.equal,
            answered: total.answered + line.answered,
        })
    }

    /// Whether every operation was called, and nothing differed.
    pub(crate) fn is_fine(&self) -> bool {
        self.lost.is_empty() && self.operations.iter().all(Line::is_fine)
    }

    /// One line that says how it went.
    pub(crate) fn summary(&self) -> String {
        let Total { operations, calls, accepted, equal, answered } = self.total();
        let day = if self.tomorrow { ", a server of tomorrow" } else { "" };
        let verdict = if self.is_fine() { "all is well" } else { "NOT all is well" };
        format!(
            "{}{day}: {operations} methods, {calls} calls, {accepted} accepted, {equal} handed over equal, {answered} \
             answers whole, {:.0} s: {verdict}",
            self.app, self.seconds
        )
    }

    /// The lines for people.
    pub(crate) fn text(&self) -> String {
        let width = self.operations.iter().map(|line| line.operation.chars().count()).max().unwrap_or(0).min(60);
        let names = self.operations.iter().map(|line| line.method.chars().count()).max().unwrap_or(0).min(50);
        let mut text =
            format!("{}\n{:<width$}  {:<names$}  calls  accepted  equal  answers\n", self.app, "operation", "method");
        for line in &self.operations {
            let mark = if line.is_fine() { "" } else { "  <-" };
            let _ = writeln!(
                text,
                "{:<width$}  {:<names$}  {:>5}  {:>8}  {:>5}  {:>7}{mark}",
                line.operation, line.method, line.calls, line.accepted, line.equal, line.answered
            );
            if let Some(reason) = &line.left_out {
                let _ = writeln!(text, "    not called: {reason}");
            }
            for what in &line.lacks {
                let _ = writeln!(text, "    not tried: {what}");
            }
            for fault in line.faults.iter().take(SHOWN) {
                for what in &fault.what {
                    let _ = writeln!(text, "    call {}: {}", fault.call, what.trim_end());
                }
                let _ = writeln!(text, "      sent     {}\n      answered {}", fault.sent, fault.answered);
            }
            if line.faults.len() > SHOWN {
                let _ = writeln!(text, "    and {} more", line.faults.len() - SHOWN);
            }
        }
        for lost in &self.lost {
            let _ = writeln!(text, "left out: {lost}");
        }
        text
    }
}

fn sent(record: &Record) -> String {
    let (Some(method), Some(url)) = (&record.method, &record.url) else { return "nothing".to_owned() };
    // The port is another one each time.
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or(url);
    let headers = record.request_headers.iter().flatten();
    let plain = |name: &str| matches!(name, "accept" | "user-agent" | "content-length" | "authorization");
    let mut headers: Vec<String> =
        headers.filter(|(name, _)| !plain(name)).map(|(name, value)| format!("{name}: {value}")).collect();
    headers.sort();
    let headers = if headers.is_empty() { String::new() } else { format!(" ({})", headers.join("; ")) };
    let body = record.request_body.as_ref().map(|body| format!(" {}", short(body))).unwrap_or_default();
    format!("{method} {path}{headers}{body}")
}

fn answered(record: &Record) -> String {
    match (record.status.filter(|status| *status > 0), &record.body) {
        (Some(status), Some(body)) => {
            let headers = record.headers.iter().flatten();
            let kind = headers.filter(|(name, _)| name == "content-type").map(|(_, value)| format!(" {value}"));
            format!("{status}{} {}", kind.collect::<String>(), short(body))
        }
        _ => "nothing".to_owned(),
    }
}

fn short(body: &Value) -> String {
    let text =
        body.as_str().map_or_else(|| body.to_string(), |text| text.escape_debug().to_string().replace("\\\"", "\""));
    beginning(&text, LONG)
}
