//! Answers: what each documented status holds, and what type that makes of successes and of errors.

use super::bodies::{essence, line, subtype};
use super::events::{self, EventData, Events};
use super::media::{self, Case, Kind};
use super::plan::{Outcome, Payload, ResponsePlan, ResultPlan, Status, StreamSignsPlan};
use super::shared_errors::SharedErrors;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::is_unread;
use crate::markdown::code;
use crate::model::pointer::{Part, below};
use crate::model::{Operation, Response, is_extension};
use crate::names::{Scope, type_name, variant_name};
use crate::spec::methods::Method;
use crate::types::{Planner, TypeRef};
use std::collections::HashSet;

/// The media types an operation can also answer in, apart from the preferred ones.
pub(super) fn alternates<'d>(operation: &'d Operation, planner: &mut Planner<'_>) -> Vec<(&'d str, String)> {
    media::alternates(successes(operation), planner)
}

/// What is said of the other media types of a success that are read as the one that a call asks for.
pub(super) fn alike(
    operation: &Operation,
    wanted: Option<&str>,
    accept: &str,
    planner: &mut Planner<'_>,
) -> Option<String> {
    let names: Vec<String> =
        media::alike(successes(operation), wanted, accept, planner).into_iter().map(code).collect();
    let (last, others) = names.split_last()?;
    let names = if others.is_empty() { last.clone() } else { format!("{} or {last}", others.join(", ")) };
    Some(format!("An answer of type {names} is read alike: a header `accept` in the options of the call asks for it."))
}

/// The documented successes.
fn successes(operation: &Operation) -> impl Iterator<Item = &Response> {
    let responses = operation.responses();
    responses.filter(|(key, _)| status(key).is_some_and(is_success)).map(|(_, response)| response)
}

/// Of which call the answers are planned.
pub(super) struct Call<'c> {
    /// The HTTP method.
    pub(super) method: Method<'c>,
    /// Method and path, for findings.
    pub(super) subject: &'c str,
    /// The JSON pointer of the operation.
    pub(super) pointer: &'c str,
    /// The prefix of the names of its types.
    pub(super) name: &'c str,
    /// The media type to ask for where an answer has it.
    pub(super) wanted: Option<&'c str>,
    /// The answers of another call of the operation, with which it shares the type of errors where these are the same.
    pub(super) beside: Option<&'c ResultPlan>,
    /// The errors that operations share.
    pub(super) shared: &'c SharedErrors,
}

/// Plans the answers of an operation.
pub(super) fn result(
    operation: &Operation,
    call: &Call<'_>,
    planner: &mut Planner<'_>,
    diagnostics: &mut Diagnostics,
) -> ResultPlan {
    // A document that only has `default` means the success by it, too.
    let has_success = operation.responses().any(|(key, _)| status(key).is_some_and(is_success));
    let mut answers = Answers {
        operation,
        call,
        default_words: if has_success { "error" } else { "response" },
        negotiated: Negotiated::new(operation, call.wanted, planner),
        responses: Vec::new(),
        accept: Vec::new(),
    };
    for (key, response) in operation.responses().filter(|(key, _)| !is_extension(key)) {
        match status(key) {
            Some(status) => answers.add(key, status, response, planner, diagnostics),
            None => diagnostics.push(
                Diagnostic::warning(Code::Unsupported, format!("`{key}` is not a valid HTTP status"))
                    .at(response.label_span())
                    .subject(call.subject)
                    .help("a status is 100 to 599, a range like `4XX`, or `default`")
                    .costs("the answer is in no type, and no status is read as it"),
            ),
        }
    }
    if !answers.responses.iter().any(|response| response.success) {
        answers.add_default_as_success(planner, diagnostics);
    }
    answers.finish(planner)
}

/// The answers of one call, as they are planned.
struct Answers<'c> {
    operation: &'c Operation,
    call: &'c Call<'c>,
    /// What types of `default` are called.
    default_words: &'static str,
    negotiated: Negotiated,
    responses: Vec<ResponsePlan>,
    /// What the call asks for.
    accept: Vec<String>,
}

impl Answers<'_> {
    /// Adds what a status holds.
    fn add(
        &mut self,
        key: &str,
        status: Status,
        response: &Response,
        planner: &mut Planner<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        let Call { method, subject, pointer, name, wanted, shared, .. } = *self.call;
        let success = is_success(status);
        let pointer = below(pointer, Part::Response(key));
        let words = match status {
            _ if success => "response".to_owned(),
            Status::Default => self.default_words.to_owned(),
            _ => format!("{key} error"),
        };
        let place = Place { pointer: &pointer, name, words: &words, subject, shared: (!success).then_some(shared) };
        let payloads = match success {
            // The answer to HEAD has no body (RFC 9110, section 9.3.2).
            _ if method.is_head() => vec![(Payload::Empty, Vec::new())],
            _ if is_unread(response.node()) => {
                self.accept.extend(success.then(|| "*/*".to_owned()));
                // An error is read to its end before it is handed over.
                let payload = if success { Payload::Bytes } else { Payload::Text };
                vec![(payload, Vec::new())]
            }
            // It has no body, whatever the document says of one (RFC 9110, sections 15.3.5 and 15.3.6).
            true if matches!(status, Status::Exact(204 | 205)) && response.has_content() => {
                diagnostics.push(
                    Diagnostic::warning(Code::Unsupported, format!("an answer of status {key} has no body"))
                        .at(response.content_span())
                        .subject(subject)
                        .help("remove its `content`, or state the status that the answer with this body has")
                        .costs("the answer is given without a body"),
                );
                vec![(Payload::Empty, Vec::new())]
            }
            true => {
                let cases = media::cases(response, wanted, planner);
                media::report_repeated(&cases, subject, diagnostics);
                self.accept.extend(media::asked(&cases, wanted));
                let payload = match cases.first() {
                    Some(case) => payload(case, &place, planner, diagnostics),
                    None if says_nothing(status) => Payload::Bytes,
                    None => Payload::Empty,
                };
                vec![(payload, Vec::new())]
            }
            false => error_payloads(&self.negotiated, response, &place, planner, diagnostics),
        };
        let description = response.description();
        self.responses.extend(payloads.into_iter().map(|(payload, media_types)| ResponsePlan {
            status,
            success,
            payload,
            media_types,
            variant: None,
            description: description.map(str::to_owned),
        }));
    }

    /// Adds `default` as the success that it is where the document has no other.
    fn add_default_as_success(&mut self, planner: &mut Planner<'_>, diagnostics: &mut Diagnostics) {
        let Call { method, subject, pointer, name, wanted, .. } = *self.call;
        let default = self.responses.iter().find(|response| response.status == Status::Default).cloned();
        let (Some(default), Some(response)) = (default, self.operation.response("default")) else { return };
        let pointer = below(pointer, Part::Response("default"));
        let cases = media::cases(response, wanted, planner);
        self.accept = media::asked(&cases, wanted);
        let place = Place { pointer: &pointer, name, words: self.default_words, subject, shared: None };
        let payload = match cases.first() {
            _ if method.is_head() => Payload::Empty,
            Some(case) => payload(case, &place, planner, diagnostics),
            None => Payload::Bytes,
        };
        let status = Status::Range(2);
        self.responses.push(ResponsePlan { status, success: true, payload, media_types: Vec::new(), ..default });
    }

    /// What all of them are together.
    fn finish(self, planner: &mut Planner<'_>) -> ResultPlan {
        let Self { operation, call, mut responses, mut accept, .. } = self;
        let Call { method, pointer, name, wanted, beside, .. } = *call;
        if lead_elsewhere(&mut responses, method) {
            accept.clear();
        }
        if !successes(operation).any(Response::has_content) {
            without_types(&mut responses);
        }
        responses.sort_by_key(|response| response.status);
        let mut known = HashSet::new();
        accept.retain(|media_type| known.insert(media_type.clone()));
        let accept = if accept.is_empty() { "*/*".to_owned() } else { accept.join(", ") };
        let success = outcome(&mut responses, true, &format!("{name} success"), planner);
        let error = match beside.filter(|other| errors(&other.responses).eq(errors(&responses))) {
            Some(other) => {
                let variants =
                    other.responses.iter().filter(|response| !response.success).map(|known| known.variant.clone());
                let own = responses.iter_mut().filter(|response| !response.success);
                own.zip(variants.collect::<Vec<_>>()).for_each(|(response, variant)| response.variant = variant);
                other.error.clone()
            }
            None => outcome(&mut responses, false, &format!("{name} error"), planner),
        };
        let signs = StreamSignsPlan { end: end(operation, pointer, wanted, planner), ..StreamSignsPlan::default() };
        ResultPlan { responses, accept, signs, success, error }
    }
}

/// What the errors among some answers are.
fn errors(responses: &[ResponsePlan]) -> impl Iterator<Item = (Status, &Payload, &[String])> {
    let errors = responses.iter().filter(|response| !response.success);
    errors.map(|response| (response.status, &response.payload, response.media_types.as_slice()))
}

/// Where no success is documented, one may come all the same, and gives bytes. Where the only documented successes are redirects (3xx) or switches of the protocol (1xx), what comes in the end is
/// documented nowhere. A redirect is followed within the origin, and gives what the document does not describe: bytes.
/// One that is not followed gives its own bytes, with the address in the header `Location`. A plain 2xx instead of a
/// switch says no more than its status. Returns whether the operation is such a one.
fn lead_elsewhere(responses: &mut Vec<ResponsePlan>, method: Method<'_>) -> bool {
    let hundreds = |status| match status {
        Status::Exact(code) => code / 100,
        Status::Range(hundreds) => hundreds,
        Status::Default => 0,
    };
    let known: Vec<u16> =
        responses.iter().filter(|response| response.success).map(|response| hundreds(response.status)).collect();
    if known.contains(&2) {
        return false;
    }
    let payload = match (known.is_empty() || known.contains(&3)) && !method.is_head() {
        true => Payload::Bytes,
        false => Payload::Empty,
    };
    for response in responses.iter_mut().filter(|response| response.success) {
        response.payload = payload.clone();
    }
    responses.push(ResponsePlan {
        status: Status::Range(2),
        success: true,
        payload,
        media_types: Vec::new(),
        variant: None,
        description: None,
    });
    true
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Exact(100..=399) | Status::Range(1..=3))
}

pub(super) fn status(key: &str) -> Option<Status> {
    match key {
        "default" => Some(Status::Default),
        _ => match (key.parse::<u16>(), key.as_bytes()) {
            (Ok(status @ 100..=599), _) => Some(Status::Exact(status)),
            (_, [digit @ b'1'..=b'5', b'X' | b'x', b'X' | b'x']) => Some(Status::Range(u16::from(digit - b'0'))),
            _ => None,
        },
    }
}

/// Whether a success of which no content is documented may have one all the same: nothing says that there is none, as
/// the statuses 204 and 205 do (RFC 9110, section 15.3).
fn says_nothing(status: Status) -> bool {
    matches!(status, Status::Exact(200..=203 | 206..=299) | Status::Range(2))
}

/// Where no success has a documented content, those that cannot have one are handed over like those that may.
fn without_types(responses: &mut [ResponsePlan]) {
    let mut successes = responses.iter().filter(|response| response.success);
    if successes.any(|response| response.payload == Payload::Bytes) {
        let empty = |response: &&mut ResponsePlan| response.success && response.payload == Payload::Empty;
        responses.iter_mut().filter(empty).for_each(|response| response.payload = Payload::Bytes);
    }
}

/// Where the types of an answer stand, and what they are called.
struct Place<'p> {
    pointer: &'p str,
    name: &'p str,
    words: &'p str,
    /// Method and path, for findings.
    subject: &'p str,
    /// The errors that operations share, where it is one.
    shared: Option<&'p SharedErrors>,
}

/// What one media type of an answer holds.
fn payload(case: &Case<'_>, place: &Place<'_>, planner: &mut Planner<'_>, diagnostics: &mut Diagnostics) -> Payload {
    let pointer = below(place.pointer, Part::Content(case.media_type));
    match case.kind {
        Kind::Json | Kind::OtherJson => Payload::Json(match case.node.schema() {
            Some(schema) => {
                let titled = place.shared.and_then(|shared| shared.titled(schema, planner));
                let schema = titled.as_ref().unwrap_or(schema);
                planner.schema(schema, &below(&pointer, Part::Schema), place.name, place.words)
            }
            None => {
                let misplaced = media::misplaced_items(case.media_type, case.node, place.subject);
                misplaced.into_iter().for_each(|found| diagnostics.push(found));
                TypeRef::Any
            }
        }),
        Kind::Events => match events::read(case.node, &pointer, planner).data {
            EventData::Json(schema, pointer) => {
                Payload::Events(planner.schema(&schema, &pointer, place.name, place.words))
            }
            EventData::Named(schema, pointer, texts) => {
                Payload::NamedEvents(planner.schema(&schema, &pointer, place.name, place.words), texts)
            }
            EventData::AnyJson => Payload::Events(TypeRef::Any),
            EventData::Text => Payload::TextEvents,
            EventData::Mixed => {
                let message = "some of these events have JSON for data, and some have text";
                diagnostics.push(
                    Diagnostic::warning(Code::Unsupported, message)
                        .at(case.node.label_span())
                        .subject(place.subject)
                        .costs("the data of all of them is given as text"),
                );
                Payload::TextEvents
            }
        },
        Kind::Lines => {
            let item = line(case.node, &pointer, place.name, place.words, planner);
            Payload::JsonLines(item.unwrap_or(TypeRef::Any))
        }
        // A document has one schema there.
        Kind::Xml => match case.node.schema() {
            Some(schema) => {
                let words = format!("{} {}", place.name, place.words);
                let pointer = below(&pointer, Part::Schema);
                match planner.xml(schema, &pointer, &words, false, place.subject) {
                    Some(root) => Payload::Xml(planner.schema(schema, &pointer, place.name, place.words), root),
                    None => Payload::Text,
                }
            }
            None => Payload::Text,
        },
        Kind::Text => {
            untyped(case, "text", place, diagnostics);
            Payload::Text
        }
        Kind::Bytes if let Some(encoding) = case.encoding => Payload::Encoded(encoding),
        Kind::Bytes => {
            let is_described = case.node.schema().is_some() || case.node.item_schema().is_some();
            if case.essence.starts_with("multipart/") && is_described {
                diagnostics.push(
                    Diagnostic::warning(Code::Unsupported, "the parts of an answer have no types of their own")
                        .at(case.node.label_span())
                        .subject(place.subject)
                        .help("read them with `Response::parts`, and decode each as the document says")
                        .costs("the body is given as bytes, from which `Response::parts` reads the parts one by one"),
                );
            } else {
                untyped(case, "bytes", place, diagnostics);
            }
            Payload::Bytes
        }
    }
}

/// Says that what a schema describes is given as it comes, since the client does not read its media type.
fn untyped(case: &Case<'_>, given: &str, place: &Place<'_>, diagnostics: &mut Diagnostics) {
    if case.has_types || case.node.item_schema().is_some() {
        let found = media::without_types(case.media_type, case.node, place.subject);
        diagnostics.push(found.costs(format!("the answer is given as {given}")));
    }
}

/// The data of the event that ends a stream, where the document states it.
fn end(operation: &Operation, pointer: &str, wanted: Option<&str>, planner: &mut Planner<'_>) -> Option<String> {
    for response in successes(operation) {
        let cases = media::cases(response, wanted, planner);
        let Some(case) = cases.first().filter(|case| case.kind == Kind::Events) else { continue };
        if let Events { end: Some(end), .. } = events::read(case.node, pointer, planner) {
            return Some(end);
        }
    }
    None
}

/// What the client and the server agree on by `Accept`.
struct Negotiated {
    /// What successes come as.
    offered: Vec<String>,
    /// What the call asks for.
    asked: Vec<String>,
    /// Whether that is XML, so that errors are too.
    is_xml: bool,
}

impl Negotiated {
    fn new(operation: &Operation, wanted: Option<&str>, planner: &mut Planner<'_>) -> Self {
        let (mut offered, mut asked, mut is_xml) = (Vec::new(), Vec::new(), false);
        for response in successes(operation) {
            let cases = media::cases(response, wanted, planner);
            is_xml |= cases.first().is_some_and(|case| case.kind == Kind::Xml);
            asked.extend(media::asked(&cases, wanted).iter().map(|media_type| essence(media_type)));
            offered.extend(cases.into_iter().map(|case| case.essence));
        }
        Self { offered, asked, is_xml }
    }

    /// The media types that an error may come as: not those that the call could have asked for and did not, but for
    /// JSON, which many servers write their errors in whatever they were asked for.
    fn errors<'d>(&self, response: &'d Response, planner: &mut Planner<'_>) -> Vec<Case<'d>> {
        let all = media::cases_of_error(response, planner);
        let is_possible = |case: &&Case<'_>| {
            matches!(case.kind, Kind::Json | Kind::OtherJson)
                || self.asked.contains(&case.essence)
                || !self.offered.contains(&case.essence)
        };
        let possible: Vec<Case<'_>> = all.iter().filter(is_possible).cloned().collect();
        if possible.is_empty() { all } else { possible }
    }
}

/// What an error holds under each of its media types; one that is under no media type is what all others hold. An error
/// is read to its end before it is handed over, so none is a stream.
fn error_payloads(
    negotiated: &Negotiated,
    response: &Response,
    place: &Place<'_>,
    planner: &mut Planner<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<(Payload, Vec<String>)> {
    let mut distinct: Vec<(Case<'_>, Payload, Vec<String>)> = Vec::new();
    let errors = negotiated.errors(response, planner);
    for case in &errors {
        let name = case.name_among(errors.iter());
        if let Some((.., names)) = distinct.iter_mut().find(|(known, ..)| case.is_same_as(known)) {
            names.push(name);
            continue;
        }
        let payload = match case.kind {
            Kind::Json | Kind::OtherJson => payload(case, place, planner, diagnostics),
            Kind::Xml if negotiated.is_xml => payload(case, place, planner, diagnostics),
            Kind::Xml => {
                let message = "an error may come as XML, which the call does not ask for";
                diagnostics.push(
                    Diagnostic::warning(Code::XmlUntyped, message)
                        .at(case.node.label_span())
                        .subject(place.subject)
                        .help("where the answer is documented as XML, too, the method that asks for it has the type")
                        .costs("such an error is given as text"),
                );
                Payload::Text
            }
            _ => Payload::Text,
        };
        match distinct.iter_mut().find(|(_, known, _)| *known == payload) {
            Some((.., names)) => names.push(name),
            None => distinct.push((case.clone(), payload, vec![name])),
        }
    }
    let any = distinct.iter().position(|(.., names)| names.iter().any(|name| name.starts_with('*'))).unwrap_or(0);
    let each = distinct.into_iter().enumerate();
    let mut payloads: Vec<(Payload, Vec<String>)> =
        each.map(|(at, (_, payload, names))| (payload, if at == any { Vec::new() } else { names })).collect();
    if payloads.is_empty() {
        payloads.push((Payload::Empty, Vec::new()));
    }
    // What is left over comes last, and a name alone after one with parameters.
    payloads.sort_by_key(|(_, names)| (names.is_empty(), !names.iter().any(|name| name.contains(';'))));
    payloads
}

/// A payload whose type is not a name that only stands for another.
fn resolved(payload: &Payload, planner: &Planner<'_>) -> Payload {
    match payload {
        Payload::Json(ty) => Payload::Json(planner.resolved(ty)),
        Payload::Xml(ty, root) => Payload::Xml(planner.resolved(ty), root.clone()),
        Payload::Events(ty) => Payload::Events(planner.resolved(ty)),
        Payload::NamedEvents(ty, texts) => Payload::NamedEvents(planner.resolved(ty), texts.clone()),
        Payload::JsonLines(ty) => Payload::JsonLines(planner.resolved(ty)),
        other => other.clone(),
    }
}

/// The type of all successes or all errors; names the variants when there are several.
fn outcome(responses: &mut [ResponsePlan], success: bool, words: &str, planner: &mut Planner<'_>) -> Outcome {
    let mut payloads: Vec<Payload> = Vec::new();
    for response in responses.iter().filter(|response| response.success == success) {
        // One type may have several names; the first is that of the answer.
        let own = resolved(&response.payload, planner);
        if !payloads.iter().any(|payload| resolved(payload, planner) == own) {
            payloads.push(response.payload.clone());
        }
    }
    match payloads.len() {
        0 => Outcome::None,
        1 => Outcome::One(payloads.remove(0)),
        _ => {
            let mut scope = Scope::new();
            for response in responses.iter_mut().filter(|response| response.success == success) {
                let kind = response.media_types.first().map(|media_type| format!(" {}", subtype(media_type)));
                let words = format!("{}{}", status_words(response.status), kind.unwrap_or_default());
                response.variant = Some(scope.claim(&variant_name(&words)));
            }
            Outcome::Enum(planner.claim(&type_name(words)))
        }
    }
}

/// A status by its name (RFC 9110, section 15).
fn status_words(status: Status) -> String {
    match status {
        Status::Default => "default".to_owned(),
        Status::Range(hundreds) => ["informational", "success", "redirect", "client error", "server error"]
            .get(usize::from(hundreds) - 1)
            .map_or_else(|| format!("status {hundreds}XX"), |words| (*words).to_owned()),
        Status::Exact(code) => REASONS
            .iter()
            .find(|(known, _)| *known == code)
            .map_or_else(|| format!("status {code}"), |(_, words)| (*words).to_owned()),
    }
}

const REASONS: &[(u16, &str)] = &[
    (200, "ok"),
    (201, "created"),
    (202, "accepted"),
    (203, "non authoritative information"),
    (204, "no content"),
    (205, "reset content"),
    (206, "partial content"),
    (207, "multi status"),
    (301, "moved permanently"),
    (302, "found"),
    (303, "see other"),
    (304, "not modified"),
    (307, "temporary redirect"),
    (308, "permanent redirect"),
    (400, "bad request"),
    (401, "unauthorized"),
    (402, "payment required"),
    (403, "forbidden"),
    (404, "not found"),
    (405, "method not allowed"),
    (406, "not acceptable"),
    (408, "request timeout"),
    (409, "conflict"),
    (410, "gone"),
    (411, "length required"),
    (412, "precondition failed"),
    (413, "content too large"),
    (415, "unsupported media type"),
    (416, "range not satisfiable"),
    (422, "unprocessable content"),
    (423, "locked"),
    (424, "failed dependency"),
    (425, "too early"),
    (428, "precondition required"),
    (429, "too many requests"),
    (451, "unavailable for legal reasons"),
    (500, "internal server error"),
    (501, "not implemented"),
    (502, "bad gateway"),
    (503, "service unavailable"),
    (504, "gateway timeout"),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, read_json};
    use serde_json::json;

    /// What an operation with these answers succeeds with, by status, and what it asks for.
    fn successes(method: &str, responses: serde_json::Value) -> (Vec<(Status, Payload)>, String) {
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
            "paths": {"/file": {method: {"operationId": "file", "responses": responses}}},
        });
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("file.json", document.to_string());
        let document = read_json(&files, file, &mut diagnostics).unwrap();
        let planned = crate::plan(&document, &mut diagnostics).unwrap();
        let result = planned.operations.plans.into_iter().next().unwrap().result;
        let known = result.responses.into_iter().filter(|response| response.success);
        (known.map(|response| (response.status, response.payload)).collect(), result.accept)
    }

    #[test]
    fn what_a_redirect_leads_to_is_bytes() {
        let text = json!({"content": {"application/json": {"schema": {"type": "string"}}}, "description": ""});
        let error = json!({"content": {"application/json": {"schema": {}}}, "description": ""});
        assert_eq!(
            successes("get", json!({"307": text, "default": error})),
            (vec![(Status::Exact(307), Payload::Bytes), (Status::Range(2), Payload::Bytes)], "*/*".to_owned())
        );
        assert_eq!(
            successes("head", json!({"302": text})).0,
            [(Status::Exact(302), Payload::Empty), (Status::Range(2), Payload::Empty)]
        );
    }

    #[test]
    fn a_success_nobody_documented_is_bytes() {
        let error = json!({"description": "gone"});
        assert_eq!(successes("get", json!({})), (vec![(Status::Range(2), Payload::Bytes)], "*/*".to_owned()));
        assert_eq!(successes("get", json!({"404": error})).0, [(Status::Range(2), Payload::Bytes)]);
        assert_eq!(successes("head", json!({})).0, [(Status::Range(2), Payload::Empty)]);
    }

    #[test]
    fn a_plain_success_instead_of_a_web_socket_is_empty() {
        let (known, _) = successes("get", json!({"101": {"description": "a web socket"}}));
        assert_eq!(known, [(Status::Exact(101), Payload::Empty), (Status::Range(2), Payload::Empty)]);
    }

    #[test]
    fn a_redirect_beside_a_success_stays_as_it_is_documented() {
        let (known, _) = successes("get", json!({"204": {"description": ""}, "302": {"description": ""}}));
        assert_eq!(known, [(Status::Exact(204), Payload::Empty), (Status::Exact(302), Payload::Empty)]);
    }
}
