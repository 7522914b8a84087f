//! Answers: what each documented status holds, and what type that makes of successes and of errors.

use super::bodies::{essence, is_json, is_json_lines, is_text, line};
use super::events::{self, EventData};
use super::plan::{Outcome, Payload, ResponsePlan, ResultPlan, Status};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::methods::Method;
use crate::names::{Scope, type_name, variant_name};
use crate::source::{Node, escape_pointer_token};
use crate::types::Planner;

/// The media types an operation can also answer in, apart from the preferred ones: streams and bytes beside JSON, one of
/// each kind. Which one comes is up to the `Accept` header, so each is a method of its own.
pub(super) fn alternates(operation: &Node) -> Vec<String> {
    let mut found: Vec<(u8, String)> = Vec::new();
    for (key, response) in operation.members("responses") {
        if !status(key).is_some_and(is_success) {
            continue;
        }
        let ranks: Vec<(u8, &String)> =
            response.members("content").map(|(media_type, _)| (rank(&essence(media_type)), media_type)).collect();
        let Some(preferred) = ranks.iter().map(|(rank, _)| *rank).min() else { continue };
        for (rank, media_type) in ranks {
            let is_other = matches!(rank, EVENTS | LINES | BYTES) && rank != preferred && !media_type.contains('*');
            if is_other && !found.iter().any(|(known, _)| *known == rank) {
                found.push((rank, media_type.clone()));
            }
        }
    }
    found.into_iter().map(|(_, media_type)| media_type).collect()
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
}

/// Plans the answers of an operation.
pub(super) fn result(
    operation: &Node,
    call: &Call<'_>,
    planner: &mut Planner<'_>,
    diagnostics: &mut Diagnostics,
) -> ResultPlan {
    let Call { method, subject, pointer, name, wanted } = *call;
    let mut responses = Vec::new();
    let mut accept: Vec<String> = Vec::new();
    for (key, response) in operation.members("responses") {
        if key.starts_with("x-") {
            continue;
        }
        let Some(status) = status(key) else {
            diagnostics.push(
                Diagnostic::warning(Code::Unsupported, format!("`{key}` is no HTTP status"))
                    .at(response.label_span())
                    .subject(subject)
                    .help("a status is 100 to 599, a range like `4XX`, or `default`; the answer was left out"),
            );
            continue;
        };
        let success = is_success(status);
        let pointer = format!("{pointer}/responses/{}", escape_pointer_token(key));
        let words = match status {
            _ if success => "response".to_owned(),
            Status::Default => "error".to_owned(),
            _ => format!("{key} error"),
        };
        let (payload, media_types) = match method.is_head() {
            true => (Payload::Empty, Vec::new()),
            false => payload(response, &pointer, name, &words, wanted, planner, diagnostics),
        };
        if success {
            accept.extend(media_types);
        }
        // A description need not be there since OpenAPI 3.2; a summary may.
        let texts = ["description", "summary"].into_iter().filter_map(|key| response.str(key));
        let description = texts.map(str::to_owned).find(|text| !text.trim().is_empty());
        responses.push(ResponsePlan { status, success, payload, variant: None, description });
    }
    // A document that only has `default` means the success by it.
    if !responses.iter().any(|response| response.success)
        && let Some(default) = responses.iter().find(|response| response.status == Status::Default).cloned()
    {
        responses.push(ResponsePlan { status: Status::Range(2), success: true, ..default });
        if accept.is_empty() {
            accept.push("application/json".to_owned());
        }
    }
    accept = match lead_elsewhere(&mut responses, method) {
        true => Vec::new(),
        false => accept,
    };
    // An error is read to its end before it is handed over, so none is a stream.
    for response in responses.iter_mut().filter(|response| !response.success) {
        let is_stream = match response.payload {
            Payload::Bytes | Payload::Multipart => true,
            Payload::Events(_) | Payload::TextEvents | Payload::JsonLines(_) => true,
            Payload::Empty | Payload::Json(_) | Payload::Form(_) | Payload::Text => false,
        };
        if is_stream {
            response.payload = Payload::Text;
        }
    }
    responses.sort_by_key(|response| response.status);
    accept.dedup();
    let accept = if accept.is_empty() { "*/*".to_owned() } else { accept.join(", ") };
    let success = outcome(&mut responses, true, &format!("{name} success"), planner);
    let error = outcome(&mut responses, false, &format!("{name} error"), planner);
    ResultPlan { responses, accept, success, error }
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
    responses.push(ResponsePlan { status: Status::Range(2), success: true, payload, variant: None, description: None });
    true
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Exact(100..=399) | Status::Range(1..=3))
}

fn status(key: &str) -> Option<Status> {
    match key {
        "default" => Some(Status::Default),
        _ => match (key.parse::<u16>(), key.as_bytes()) {
            (Ok(status @ 100..=599), _) => Some(Status::Exact(status)),
            (_, [digit @ b'1'..=b'5', b'X' | b'x', b'X' | b'x']) => Some(Status::Range(u16::from(digit - b'0'))),
            _ => None,
        },
    }
}

const JSON: u8 = 0;
const OTHER_JSON: u8 = 1;
const EVENTS: u8 = 2;
const LINES: u8 = 3;
const TEXT: u8 = 4;
const BYTES: u8 = 5;

/// The kind of a media type; the smaller, the more is known about what it holds.
fn rank(essence: &str) -> u8 {
    match essence {
        "application/json" => JSON,
        _ if is_json(essence) => OTHER_JSON,
        "text/event-stream" => EVENTS,
        _ if is_json_lines(essence) => LINES,
        _ if is_text(essence) => TEXT,
        _ => BYTES,
    }
}

/// What an answer holds, and the media types to ask for. JSON is preferred; an answer that offers it is asked for it.
fn payload(
    response: &Node,
    pointer: &str,
    name: &str,
    words: &str,
    wanted: Option<&str>,
    planner: &mut Planner<'_>,
    diagnostics: &mut Diagnostics,
) -> (Payload, Vec<String>) {
    let mut content: Vec<(&String, String, &Node)> =
        response.members("content").map(|(media_type, node)| (media_type, essence(media_type), node)).collect();
    content.sort_by_key(|(media_type, essence, _)| (Some(media_type.as_str()) != wanted, rank(essence)));
    let Some((media_type, essence, node)) = content.first() else { return (Payload::Empty, Vec::new()) };
    let content_pointer = format!("{pointer}/content/{}", escape_pointer_token(media_type));
    let key = if node.get("itemSchema").is_some() { "itemSchema" } else { "schema" };
    let schema = |planner: &mut Planner<'_>| match node.get(key) {
        Some(schema) => planner.schema(schema, &format!("{content_pointer}/{key}"), name, words),
        None => crate::types::TypeRef::Any,
    };
    let chosen = rank(essence);
    let asked = match chosen {
        JSON | OTHER_JSON if essence.contains('*') => vec!["application/json".to_owned()],
        // Whichever text or bytes come, they are handed over as they are.
        TEXT | BYTES => content
            .iter()
            .filter(|(_, essence, _)| rank(essence) == chosen)
            .map(|(media_type, ..)| (*media_type).clone())
            .collect(),
        _ => vec![(*media_type).clone()],
    };
    let payload = match chosen {
        JSON | OTHER_JSON => Payload::Json(schema(planner)),
        EVENTS => match events::data(node, &content_pointer, planner) {
            Some(EventData::Json(schema, pointer)) => Payload::Events(planner.schema(&schema, &pointer, name, words)),
            Some(EventData::AnyJson) => Payload::Events(crate::types::TypeRef::Any),
            Some(EventData::Text) => Payload::TextEvents,
            Some(EventData::Mixed) => {
                let message = "some of these events have JSON for data, and some have text";
                diagnostics.push(
                    Diagnostic::warning(Code::Unsupported, message)
                        .at(node.label_span())
                        .help("the data of all of them is given as text"),
                );
                Payload::TextEvents
            }
            None => Payload::Events(schema(planner)),
        },
        LINES => {
            let item = line(node, &content_pointer, name, words, planner);
            Payload::JsonLines(item.unwrap_or(crate::types::TypeRef::Any))
        }
        TEXT => Payload::Text,
        _ => Payload::Bytes,
    };
    (payload, asked)
}

/// The type of all successes or all errors; names the variants when there are several.
fn outcome(responses: &mut [ResponsePlan], success: bool, words: &str, planner: &mut Planner<'_>) -> Outcome {
    let mut payloads: Vec<Payload> = Vec::new();
    for response in responses.iter().filter(|response| response.success == success) {
        if !payloads.contains(&response.payload) {
            payloads.push(response.payload.clone());
        }
    }
    match payloads.len() {
        0 => Outcome::None,
        1 => Outcome::One(payloads.remove(0)),
        _ => {
            let mut scope = Scope::new();
            for response in responses.iter_mut().filter(|response| response.success == success) {
                response.variant = Some(scope.claim(&variant_name(&status_words(response.status))));
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
