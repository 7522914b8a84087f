//! What an answer tells of the resource in the path of its request: its id, and the state that it is in. Changes members
//! that are there, and adds none.

use super::route::Route;
use super::{Call, Sampler, states, words};
use serde_json::{Map, Value};

/// What a request does with a resource, as far as states are concerned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    /// Looks at one.
    Read,
    /// Makes one.
    Made,
    /// Anything else.
    Other,
}

/// A `GET` of a path that ends in a parameter reads; a `POST` to a path that such a one lies below makes.
pub(super) fn role(document: &Value, route: &Route<'_>, call: &Call) -> Role {
    let path = route.subject.split_once(' ').map_or("", |(_, path)| path);
    match call.method.as_str() {
        "GET" if last_parameter(path).is_some() => Role::Read,
        "POST" => {
            let below = |(key, item): (&String, &Value)| {
                let rest = key.strip_prefix(path.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
                rest.is_some_and(is_parameter) && item.get("get").is_some()
            };
            match document["paths"].as_object().into_iter().flatten().any(below) {
                true => Role::Made,
                false => Role::Other,
            }
        }
        _ => Role::Other,
    }
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}') && !segment.contains('/')
}

/// The name of the parameter that a path ends in.
fn last_parameter(path: &str) -> Option<&str> {
    let last = path.rsplit('/').next().filter(|last| is_parameter(last))?;
    Some(&last[1..last.len() - 1])
}

/// Gives the resource the id by which it was asked for: `id` or a member of the parameter's name.
pub(super) fn name(route: &Route<'_>, value: &mut Value) {
    let path = route.subject.split_once(' ').map_or("", |(_, path)| path);
    let Some(parameter) = last_parameter(path) else { return };
    let Some((_, given)) = route.arguments.iter().find(|(name, _)| name == parameter) else { return };
    let words = words::of(parameter);
    let is_id = words.last().is_some_and(|word| matches!(word.as_str(), "id" | "uuid" | "guid"));
    let names: &[&str] = if is_id { &[parameter, "id"] } else { &[parameter] };
    let is_named = |members: &Map<String, Value>| names.iter().any(|name| members.contains_key(*name));
    let Some(members) = resource(value, is_named) else { return };
    let Some(name) = names.iter().find(|name| members.contains_key(**name)) else { return };
    let Some(member) = members.get_mut(*name) else { return };
    match member {
        Value::String(text) => given.clone_into(text),
        Value::Number(number) => {
            if let Ok(given) = given.parse::<i64>() {
                *number = given.into();
            }
        }
        _ => {}
    }
}

/// The object itself, or else the only one within it that is it: answers wrap what they tell of.
fn resource(value: &mut Value, is_it: impl Fn(&Map<String, Value>) -> bool) -> Option<&mut Map<String, Value>> {
    let members = value.as_object_mut()?;
    if is_it(members) {
        return Some(members);
    }
    let mut inner = members.values_mut().filter_map(Value::as_object_mut).filter(|inner| is_it(inner));
    let found = inner.next()?;
    if inner.next().is_some() { None } else { Some(found) }
}

/// Moves the state of a resource on, if its values are a life cycle and the documented one is on the way.
pub(super) fn advance(sampler: &Sampler, schema: &Value, value: &mut Value, reads: usize) {
    const NAMES: [&str; 2] = ["status", "state"];
    let mut members = value.as_object_mut();
    let mut schema = sampler.resolved(schema);
    // The object itself, then what it wraps.
    for _ in 0..2 {
        let Some(found) = members.take() else { return };
        if let Some(name) = NAMES.into_iter().find(|name| found.get(*name).is_some_and(Value::is_string)) {
            let values = known_values(sampler, schema, name);
            let Some(way) = states::life_cycle(&values) else { return };
            let documented = found.get(name).and_then(Value::as_str).unwrap_or_default();
            if way.contains(&documented)
                && let Some(due) = way.get(reads.min(way.len() - 1))
            {
                found.insert(name.to_owned(), (*due).into());
            }
            return;
        }
        let has_state = |inner: &Value| NAMES.iter().any(|name| inner.get(*name).is_some_and(Value::is_string));
        let mut wrapped = found.iter_mut().filter(|(_, inner)| has_state(inner));
        let (Some((name, inner)), None) = (wrapped.next(), wrapped.next()) else { return };
        let Some(below) = property(sampler, schema, name) else { return };
        (members, schema) = (inner.as_object_mut(), below);
    }
}

/// The values that a member has by the document, `null` aside.
fn known_values<'s>(sampler: &'s Sampler, schema: &'s Value, name: &str) -> Vec<&'s str> {
    let member = property(sampler, schema, name);
    let values = member.and_then(|member| member["enum"].as_array());
    values.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The schema of a member, also of one that a part of `allOf` declares.
fn property<'s>(sampler: &'s Sampler, schema: &'s Value, name: &str) -> Option<&'s Value> {
    let own = schema["properties"].get(name);
    let parts = || schema["allOf"].as_array().into_iter().flatten().map(|part| sampler.resolved(part));
    let found = own.or_else(|| parts().find_map(|part| part["properties"].get(name)))?;
    Some(sampler.resolved(found))
}
