//! Finds the operation that a request is meant for; where there is none, says what is near.

use super::{Call, Refusal};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use std::cmp::Reverse;
use switchboard_codegen::nearest::nearest;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// An operation, and what its path says.
pub(super) struct Route<'d> {
    /// Its node in the document.
    pub(super) operation: &'d Map<String, Value>,
    /// Method and path.
    pub(super) subject: String,
    /// The path parameters, decoded.
    pub(super) arguments: Vec<(String, String)>,
}

/// All operations: method as it is sent, path, node.
pub(super) fn operations(document: &Value) -> impl Iterator<Item = (String, &String, &Map<String, Value>)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let own = METHODS.iter().filter_map(|method| Some((method.to_uppercase(), item.get(method)?)));
        let additional = item["additionalOperations"].as_object().into_iter().flatten();
        let all = own.chain(additional.map(|(method, node)| (method.clone(), node)));
        all.filter_map(move |(method, node)| Some((method, path, node.as_object()?)))
    })
}

/// The operation of a request. A literal path goes before one with parameters (OpenAPI 3.1.1, section 4.8.8.2), and one
/// with a query before one without.
pub(super) fn find<'d>(document: &'d Value, call: &Call) -> Result<Route<'d>, Refusal> {
    let matching: Vec<_> = operations(document)
        .filter_map(|(method, path, operation)| Some((method, path, operation, fits(path, call)?)))
        .collect();
    let fitting = matching
        .iter()
        .filter(|(known, ..)| *known == call.method)
        .min_by_key(|(_, path, _, found)| (found.len(), Reverse(key_parts(path).1.len())));
    if let Some((method, path, operation, arguments)) = fitting {
        let subject = format!("{method} {path}");
        return Ok(Route { operation, subject, arguments: arguments.clone() });
    }
    let subject = |method: &str, path: &str| format!("{method} {path}");
    if let Some((_, path, ..)) = matching.first() {
        let allowed: Vec<String> = matching.iter().map(|(method, ..)| method.clone()).collect();
        let reason = format!("{path} has no {}; it has {}", call.method, allowed.join(", "));
        return Err(Refusal {
            details: matching.iter().map(|(m, p, ..)| subject(m, p)).collect(),
            ..Refusal::new(405, reason)
        });
    }
    let mut known: Vec<&str> = operations(document).map(|(_, path, _)| path.as_str()).collect();
    known.dedup();
    let near = nearest(&call.path, known, 3).into_iter().map(str::to_owned).collect();
    let reason = format!("the document has no path like {}; `details` has the nearest", call.path);
    Err(Refusal { details: near, ..Refusal::new(404, reason) })
}

/// A key of the document as its path and the query that is part of it. Keys may end in a query (`/bells?beta=true`),
/// in one by RFC 6570, section 3.2.8 (`{?names}`), or in a fragment that only tells them apart.
fn key_parts(key: &str) -> (&str, Vec<(&str, &str)>) {
    let (path, query) = key.split_once(['?', '#']).unwrap_or((key, ""));
    let members = query.split(['&', '#']).filter_map(|member| member.split_once('='));
    (path.trim_end_matches('{'), members.filter(|(_, value)| !value.contains('{')).collect())
}

/// The path parameters, if the path fits the key and the query has what the key says of it.
fn fits(key: &str, call: &Call) -> Option<Vec<(String, String)>> {
    let (template, members) = key_parts(key);
    let has = |(name, value): &(&str, &str)| call.query(name).any(|given| given == *value);
    if members.iter().all(has) { arguments(template, &call.path) } else { None }
}

/// The path parameters, if the path fits the template.
fn arguments(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    let mut found = Vec::new();
    for (wanted, given) in wanted.iter().zip(given) {
        segment(wanted, given, &mut found)?;
    }
    Some(found)
}

/// Matches one segment, which may have several parameters with text around them.
fn segment(mut template: &str, mut given: &str, found: &mut Vec<(String, String)>) -> Option<()> {
    while let Some((before, rest)) = template.split_once('{') {
        let (name, after) = rest.split_once('}')?;
        given = given.strip_prefix(before)?;
        let literal = after.split('{').next().unwrap_or_default();
        let end = if literal.is_empty() { given.len() } else { given.find(literal)? };
        let (value, tail) = given.split_at(end);
        if value.is_empty() {
            return None;
        }
        found.push((name.to_owned(), percent_decode_str(value).decode_utf8_lossy().into_owned()));
        (template, given) = (after, tail);
    }
    (percent_decode_str(given).decode_utf8_lossy() == percent_decode_str(template).decode_utf8_lossy()).then_some(())
}
