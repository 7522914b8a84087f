//! Judges one call: whether the server took it, was handed what was sent, and whether its answer came back whole.

use super::calls::{credentials, sizes};
use super::credentials::Schemes;
use super::documented::{are_kept, departures, has_news, headers, misnamed, schema_of};
use super::received;
use super::same::{Rules, difference, plain};
use super::streams;
use super::walks::{Walk, Walks, differ, walked};
use crate::driver::{Call, Record};
use crate::samples::{Place, Senders};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher};
use switchboard_codegen::Planned;
use switchboard_codegen::operations::{OperationPlan, Payload};

/// Statuses by which frameworks refuse what does not fit, before a handler sees it.
const REFUSALS: &[u16] = &[400, 401, 403, 405, 406, 411, 413, 415, 422, 431];

/// What came of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Verdict {
    /// The framework took it.
    pub(crate) accepted: bool,
    /// The handler was handed what was sent.
    pub(crate) handed: bool,
    /// The answer decoded, without a deviation where that is asked for, and is written back as it came.
    pub(crate) answered: bool,
    /// What is wrong, a line each.
    pub(crate) faults: Vec<String>,
}

impl Verdict {
    pub(crate) fn is_fine(&self) -> bool {
        self.accepted && self.handed && self.answered
    }
}

/// Judges the calls of one document.
pub(crate) struct Judge<'p> {
    planned: &'p Planned,
    rules: Rules,
    /// Names in the query and among the cookies that carry a credential.
    credentials: [BTreeSet<String>; 2],
    /// Whether the server is that of tomorrow, whose answers deviate.
    tomorrow: bool,
    walks: Walks,
    senders: Senders,
    schemes: Schemes,
    /// Whether an answer of tomorrow had a member of which the document knows nothing, by the place of the method.
    news: BTreeMap<usize, bool>,
    /// The ways to authenticate that were used, by the place of the method.
    used: BTreeMap<usize, BTreeSet<Vec<String>>>,
}

impl<'p> Judge<'p> {
    /// # Errors
    ///
    /// When the validator cannot take the document.
    pub(crate) fn new(planned: &'p Planned, secrets: &BTreeMap<String, String>, tomorrow: bool) -> Result<Self> {
        let document = planned.document.to_value();
        Ok(Self {
            planned,
            rules: Rules::of(&document),
            credentials: ["query", "cookie"].map(|place| credentials(&document, place)),
            tomorrow,
            walks: Walks::default(),
            senders: Senders::new(&planned.document)?,
            schemes: Schemes::new(&document, secrets),
            news: BTreeMap::new(),
            used: BTreeMap::new(),
        })
    }

    /// The methods of which something was not tried by any call that was judged: a way to authenticate, or an answer of
    /// tomorrow.
    pub(crate) fn untried(&self) -> Vec<(usize, String)> {
        let plans = self.planned.operations.plans.iter().enumerate();
        let ways = plans.flat_map(|(method, plan)| plan.security.iter().map(move |way| (method, way)));
        let unused = ways.filter(|(method, way)| !self.used.get(method).is_some_and(|used| used.contains(*way)));
        let unused = unused.map(|(method, way)| (method, format!("no call authenticated by {way:?}")));
        let old = self.news.iter().filter(|(_, has_news)| self.tomorrow && !**has_news);
        unused.chain(old.map(|(method, _)| (*method, "no answer had a member of tomorrow".to_owned()))).collect()
    }

    /// Judges a call, the calls before it being judged.
    pub(crate) fn judge(&mut self, call: &Call, record: &Record) -> Verdict {
        let mut verdict = self.judged(call, record, true);
        if verdict.accepted {
            self.used.entry(call.method).or_default().insert(call.schemes.clone());
            let plan = &self.planned.operations.plans[call.method];
            // Errors and pages are often the framework's own, and not those of the application.
            if record.outcome == "success"
                && plan.pagination.is_none()
                && record.shown == "json"
                && let Some(has_news) = has_news(self.senders.document(), plan, record)
            {
                *self.news.entry(call.method).or_default() |= has_news;
            }
        }
        if Walk::of(&call.values).is_some() && verdict.is_fine() {
            let plan = &self.planned.operations.plans[call.method];
            let is_sized = sizes(&self.senders, plan).iter().any(|(name, size)| call.values["query"][name] == *size);
            let fault = self.walks.judge(call.method, plan, record, self.tomorrow, is_sized);
            verdict.answered = fault.is_none();
            verdict.faults.extend(fault);
        }
        verdict
    }

    /// Judges all but what the handler was handed, where nobody asked for that.
    pub(crate) fn judge_answer(&self, call: &Call, record: &Record) -> Verdict {
        self.judged(call, record, false)
    }

    fn judged(&self, call: &Call, record: &Record, handed: bool) -> Verdict {
        let plan = &self.planned.operations.plans[call.method];
        let mut verdict = Verdict::default();
        let message = || record.message.clone().unwrap_or_default();
        let status = record.status.unwrap_or(0);
        verdict.accepted = match record.outcome.as_str() {
            "success" => true,
            "error" => !REFUSALS.contains(&status) && status < 500,
            "failure" => (200..300).contains(&status),
            _ => false,
        };
        if !verdict.accepted {
            verdict.faults.push(format!("refused: {}", message()));
            return verdict;
        }
        if !handed {
            verdict.handed = true;
        } else if Walk::of(&call.values).is_some() {
            // The handler that was called last was asked for the last page.
            verdict.handed = true;
        } else {
            self.judge_handed(plan, call, record, &mut verdict);
        }
        if record.outcome == "failure" {
            verdict.faults.push(format!("the answer is lost: {}", message()));
            return verdict;
        }
        let mut faults: Vec<String> = Vec::new();
        if !self.tomorrow {
            faults.extend(record.deviations.iter().map(|deviation| format!("the answer deviates: {deviation}")));
        } else if record.shown == "json"
            && let Some(departures) = departures(&self.senders, plan, record)
        {
            faults.extend(misnamed(&departures, &record.deviations));
        }
        faults.extend(record.error.iter().map(|error| format!("the answer is not whole: {error}")));
        // What deviates outside of any struct is kept in the bytes alone.
        let is_kept = are_kept(self.senders.document(), plan, record);
        faults.extend(
            back(plan, record, handed)
                .filter(|_| is_kept)
                .map(|difference| format!("the answer is another on the way back: {difference}")),
        );
        let document = self.senders.document();
        faults.extend(xml(document, plan, record).map(|fault| format!("the answer is another than its XML: {fault}")));
        // A walk has many answers, and gives what is in them alone.
        if Walk::of(&call.values).is_none() {
            let fault = headers(self.planned, document, plan, record);
            faults.extend(fault.map(|fault| format!("a header of the answer: {fault}")));
        }
        verdict.answered = faults.is_empty();
        verdict.faults.extend(faults);
        verdict
    }

    fn judge_handed(&self, plan: &OperationPlan, call: &Call, record: &Record, verdict: &mut Verdict) {
        if record.redirected {
            // The handler that was called last is another one, and says nothing of this call.
            verdict.handed = true;
            return;
        }
        let handed = match record.received.as_deref().and_then(received::read) {
            Some(handed) if handed.is_object() => handed,
            _ => {
                let told = record.received.as_deref().unwrap_or("nothing");
                let told: String = told.chars().take(200).collect();
                verdict.faults.push(format!("what the handler was handed cannot be read: {told}"));
                return;
            }
        };
        let mut faults = Vec::new();
        if let Some(other) = self.other_operation(plan, &handed["operation"]) {
            faults.push(format!("another operation was called: {other}"));
        }
        let places = [
            ("path", "path", Place::Path),
            ("query", "query", Place::Query),
            ("header", "headers", Place::Header),
            ("cookie", "cookies", Place::Cookie),
        ];
        for (ours, theirs, place) in places {
            let empty = json!({});
            let sent = call.values.get(ours).unwrap_or(&empty);
            let mut received = handed.get(theirs).filter(|members| members.is_object()).cloned().unwrap_or(json!({}));
            self.leave_out(ours, sent, &mut received);
            faults.extend(difference(sent, &received, place, &self.rules).map(|found| format!("{ours}: {found}")));
        }
        if let Some(sent) = call.values.get("body") {
            let place = match plan.body.as_ref().map(|body| &body.payload) {
                Some(Payload::Form(_) | Payload::Multipart) => Place::Form,
                _ => Place::Json,
            };
            faults.extend(difference(sent, &handed["body"], place, &self.rules).map(|found| format!("body: {found}")));
        } else if plan.body.is_some()
            && let Some(appeared) = difference(&json!({}), &json!({"body": handed["body"]}), Place::Form, &self.rules)
        {
            faults.push(appeared);
        }
        faults.extend(sent_exactly(plan, call, record));
        faults.extend(self.schemes.fault(&call.schemes, record));
        verdict.handed = faults.is_empty();
        verdict.faults.extend(faults.into_iter().map(|fault| format!("handed something else: {fault}")));
    }

    /// The operation that the server names, if that is another one of the document.
    fn other_operation(&self, plan: &OperationPlan, named: &Value) -> Option<String> {
        let named = named.as_str()?;
        let plans = &self.planned.operations.plans;
        let is_other = plans.iter().any(|other| other.is_called(named) && other.pointer != plan.pointer);
        (is_other && !plan.is_called(named)).then(|| named.to_owned())
    }

    /// Takes what every call has out of what was received: headers that HTTP has, and credentials.
    fn leave_out(&self, place: &str, sent: &Value, received: &mut Value) {
        let Some(members) = received.as_object_mut() else { return };
        let sent: Vec<String> =
            sent.as_object().into_iter().flat_map(|sent| sent.keys()).map(|name| plain(name)).collect();
        match place {
            "header" => members.retain(|name, _| sent.contains(&plain(name))),
            "query" => members
                .retain(|name, _| !self.credentials[0].contains(&name.to_lowercase()) || sent.contains(&plain(name))),
            "cookie" => members
                .retain(|name, _| !self.credentials[1].contains(&name.to_lowercase()) || sent.contains(&plain(name))),
            _ => {}
        }
    }
}

/// Where JSON on the wire is not that which was to be sent, to the last digit.
fn sent_exactly(plan: &OperationPlan, call: &Call, record: &Record) -> Option<String> {
    let body = plan.body.as_ref().filter(|body| matches!(body.payload, Payload::Json(_)))?;
    let (wanted, wire) = (call.values.get("body")?, record.request_body.as_ref()?.as_str()?);
    let found = differ(&wanted.to_string(), wire)?;
    Some(format!("{} on the wire: {found}", body.media_type))
}

/// The first difference between an answer and what the client would write. `alone` says that nobody else calls the server.
fn back(plan: &OperationPlan, record: &Record, alone: bool) -> Option<String> {
    let body = record.body.as_ref()?;
    match record.shown.as_str() {
        "json" => {
            let (came, back) = (body.as_str()?, record.values.first()?);
            // A text may come as it is where a text in JSON was promised.
            let kind = header(record, "content-type");
            let is_plain = kind.starts_with("text/plain") || kind.starts_with("text/html");
            let is_text = is_plain && serde_json::from_str::<String>(back).is_ok_and(|back| back == came);
            if is_text { None } else { differ(came, back) }
        }
        "text" => {
            let (came, back) = (body.as_str()?, record.values.first()?);
            (came != back).then(|| format!("{came:?} became {back:?}"))
        }
        "bytes" => {
            let came =
                body["bytes"].as_str().map(str::to_owned).or_else(|| Some(summary(body.as_str()?.as_bytes())))?;
            let back = record.values.first()?;
            (*back != came).then(|| format!("{came} became {back}"))
        }
        "events" => events(plan, body.as_str()?, record),
        "items" | "pages" => walked(plan, record, alone).err(),
        "lines" => {
            let lines = streams::lines(body.as_str()?);
            if lines.len() != record.values.len() {
                return Some(format!("of {} lines came {}", lines.len(), record.values.len()));
            }
            lines.iter().zip(&record.values).find_map(|(came, back)| differ(came, back))
        }
        _ => None,
    }
}

/// What of an answer of XML is otherwise in the value of the client.
fn xml(document: &Value, plan: &OperationPlan, record: &Record) -> Option<String> {
    let text = record.body.as_ref().filter(|_| record.shown == "xml")?.as_str()?;
    let value = received::read(record.values.first()?)?;
    let pointer = schema_of(document, plan, record)?;
    super::xml::difference(document, document.pointer(pointer.trim_start_matches('#'))?, text, &value)
}

/// Bytes as the program writes them down: how many, and a hash of them.
fn summary(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{} bytes with the hash {:x}", bytes.len(), hasher.finish())
}

/// The value of a header of the answer.
fn header<'r>(record: &'r Record, wanted: &str) -> &'r str {
    let mut headers = record.headers.iter().flatten();
    headers.find(|(name, _)| name == wanted).map_or("", |(_, value)| value.as_str())
}

fn events(plan: &OperationPlan, body: &str, record: &Record) -> Option<String> {
    let events = streams::events(body);
    if events.len() != record.values.len() {
        return Some(format!("of {} events came {}", events.len(), record.values.len()));
    }
    let is_named = plan.result.responses.iter().any(|response| matches!(response.payload, Payload::NamedEvents(..)));
    events.iter().zip(&record.values).zip(&record.events).enumerate().find_map(|(at, ((came, back), name))| {
        let back: Value = serde_json::from_str(back).ok()?;
        let back = if is_named { &back["data"] } else { &back };
        let is_text = back.as_str() == Some(&came.data);
        let found = if is_text { None } else { differ(&came.data, &back.to_string()) };
        let renamed = came.name != *name && !(came.name.as_deref() == Some("message") && name.is_none());
        found
            .or(renamed.then(|| format!("its name was {:?} and is {name:?}", came.name)))
            .map(|found| format!("event {at}: {found}"))
    })
}
