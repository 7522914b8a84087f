//! Decides the calls: for each method of the client as few as show every parameter, every form of a body, every alternative,
//! each way to authenticate, and what may be absent; at least ten where so many differ.

use super::features::chosen;
use super::presence::missing;
use super::walks::{WALK, Walk, size_name, small_size, start};
use crate::driver::Call;
use crate::samples::{Place, Senders};
use anyhow::Result;
use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use switchboard_codegen::Planned;
use switchboard_codegen::operations::{BodyPlan, Location, NextPagePlan, OperationPlan, PageParameterPlan, Payload};
use switchboard_codegen::source::escape_pointer_token;
use switchboard_codegen::types::PartContent;

/// How many values of each part are tried.
const TRIED: usize = 80;
/// Calls of one method: at least, where so many differ, and at most.
const LEAST: usize = 10;
const MOST: usize = 30;

/// The calls of a document.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    /// In the order of the plans.
    pub(crate) calls: Vec<Call>,
    /// Methods that cannot be called, and why.
    pub(crate) without: Vec<(usize, String)>,
}

/// The calls of all methods.
///
/// # Errors
///
/// When the validator cannot take the document.
pub(crate) fn calls(planned: &Planned) -> Result<Calls> {
    let senders = Senders::new(&planned.document)?;
    let mut calls = Calls::default();
    for (method, plan) in planned.operations.plans.iter().enumerate() {
        let source = Source { senders: &senders, plan, seed: (method as u64 + 1) << 32 };
        match source.values() {
            Ok(mut values) => {
                let security = if plan.security.is_empty() { vec![Vec::new()] } else { plan.security.clone() };
                let picked = chosen(&values, LEAST.max(security.len()), MOST.max(security.len()));
                let mut picked: Vec<Value> = picked.into_iter().map(|at| values[at].clone()).collect();
                source.complete(&mut picked);
                // Each way to authenticate is used, also where all calls are equal.
                for at in 0..picked.len().max(security.len()) {
                    let values = picked[at % picked.len()].clone();
                    calls.calls.push(Call { method, schemes: security[at % security.len()].clone(), values });
                }
                // All pages from the first, with what has to be there alone: item by item, page by page, and in small pages.
                if plan.pagination.is_some() {
                    let sizes = sizes(&senders, plan);
                    let mut least = values.swap_remove(1);
                    let begin = plan.pagination.as_ref().and_then(|paging| start(&paging.next));
                    let begin = begin.map(|(name, first)| (name.to_owned(), json!(first)));
                    for (name, value) in begin.into_iter().chain(sizes.iter().cloned()) {
                        if let Some(required) = least["query"].get_mut(&name) {
                            *required = value;
                        }
                    }
                    let plain = [Walk::Items, Walk::Pages].map(|walk| (walk, None));
                    for (walk, size) in plain.into_iter().chain(sizes.into_iter().map(|size| (Walk::Items, Some(size))))
                    {
                        let mut values = least.clone();
                        values[WALK] = walk.value();
                        if let Some((name, size)) = size {
                            values["query"][name] = size;
                        }
                        calls.calls.push(Call { method, schemes: security[0].clone(), values });
                    }
                }
            }
            Err(reason) => calls.without.push((method, reason)),
        }
    }
    Ok(calls)
}

/// The parameters of a query that say how many items a page has, each with a size that makes pages small.
pub(super) fn sizes(senders: &Senders, plan: &OperationPlan) -> Vec<(String, Value)> {
    let parameters = senders.document().pointer(&format!("{}/parameters", plan.pointer.trim_start_matches('#')));
    let of = |(at, parameter): (usize, &Value)| {
        let name = size_name(parameter)?;
        let schema = format!("{}/parameters/{at}/schema", plan.pointer);
        let takes = senders.acceptable(&schema, &[]);
        Some((name.to_owned(), small_size(takes)?))
    };
    parameters.and_then(Value::as_array).into_iter().flatten().enumerate().filter_map(of).collect()
}

/// What the values of one method are made of.
struct Source<'s> {
    senders: &'s Senders,
    plan: &'s OperationPlan,
    seed: u64,
}

/// The values of one part of a call.
struct Part {
    place: String,
    name: String,
    required: bool,
    values: Vec<Value>,
}

impl Source<'_> {
    /// Values of whole calls, equal ones among them.
    fn values(&self) -> Result<Vec<Value>, String> {
        let operation = self.node(&self.plan.pointer);
        let mut parts = Vec::new();
        for (at, parameter) in operation["parameters"].as_array().into_iter().flatten().enumerate() {
            parts.extend(self.parameter(at, parameter)?);
        }
        let body = self.plan.body.as_ref().map(|body| self.body(body)).transpose()?;
        let mut rng = Rng::with_seed(self.seed);
        let made = |number: usize| {
            let mut values = Map::new();
            for part in &parts {
                // The first call has all there is, the second what has to be there.
                let wanted = part.required || number == 0 || (number > 1 && rng.bool());
                if let Some(value) = part.values.get(number % part.values.len().max(1)).filter(|_| wanted) {
                    values.entry(part.place.clone()).or_insert_with(|| json!({}))[&part.name] = value.clone();
                }
            }
            if let (Some(body), Some(plan)) = (&body, &self.plan.body)
                && (plan.required || number == 0 || (number > 1 && rng.u8(0..4) > 0))
            {
                values.insert("body".to_owned(), body[number % body.len()].clone());
            }
            Value::Object(values)
        };
        Ok((0..TRIED).map(made).collect())
    }

    /// Adds calls until each member of a JSON body that may be absent and null was both, and had a value.
    fn complete(&self, picked: &mut Vec<Value>) {
        let Some(body) = self.plan.body.as_ref().filter(|body| matches!(body.payload, Payload::Json(_))) else {
            return;
        };
        let (pointer, pool) = self.json(body);
        let sent: Vec<Value> = picked.iter().filter_map(|values| values.get("body").cloned()).collect();
        let Some(one) = picked.iter().find(|values| values.get("body").is_some()).cloned() else { return };
        for body in missing(&sent, &pool, self.senders.acceptable(&pointer, &pool)) {
            let mut values = one.clone();
            values["body"] = body;
            picked.push(values);
        }
    }

    /// The values of a JSON body, with the pointer to their schema.
    fn json(&self, body: &BodyPlan) -> (String, Vec<Value>) {
        let range = body.range.as_deref().unwrap_or(&body.media_type);
        let schema = format!("{}/requestBody/content/{}/schema", self.plan.pointer, escape_pointer_token(range));
        let values = self.senders.values(&schema, Place::Json, TRIED, self.seed);
        (schema, values)
    }

    fn node(&self, pointer: &str) -> &Value {
        self.senders.document().pointer(pointer.trim_start_matches('#')).unwrap_or(&Value::Null)
    }

    /// The values of a parameter; nothing for one that the client does not have.
    fn parameter(&self, at: usize, parameter: &Value) -> Result<Option<Part>, String> {
        let (Some(place), Some(name)) = (parameter["in"].as_str(), parameter["name"].as_str()) else { return Ok(None) };
        let arguments = self.plan.call.arguments.iter().map(|argument| &argument.parameter);
        let entries = self.plan.parameters.iter().flat_map(|parameters| &parameters.entries);
        let Some(plan) = arguments.chain(entries).find(|plan| {
            plan.location.as_str() == place && (plan.name == name || plan.location == Location::QueryString)
        }) else {
            return Ok(None);
        };
        // Only a server knows what leads to the next page; that is tried by following it.
        let next = self.plan.pagination.as_ref().map(|paging| &paging.next);
        if let Some(NextPagePlan::Cursor { parameter: PageParameterPlan::Query(cursor), .. }) = next
            && place == "query"
            && cursor == name
            && parameter["required"] != true
        {
            return Ok(None);
        }
        let content = parameter["content"].as_object().and_then(|content| content.keys().next());
        let schema = match content {
            Some(media_type) => format!("content/{}/schema", escape_pointer_token(media_type)),
            None => "schema".to_owned(),
        };
        let pointer = format!("{}/parameters/{at}/{schema}", self.plan.pointer);
        let kind = match plan.location {
            _ if content.is_some() && plan.json => Place::Json,
            Location::Path => Place::Path,
            Location::Query | Location::QueryString => Place::Query,
            Location::Header => Place::Header,
            Location::Cookie => Place::Cookie,
        };
        let mut values = self.senders.values(&pointer, kind, TRIED, self.seed ^ (at as u64 + 1) << 40);
        if plan.location == Location::Path {
            values.retain(|value| value != "");
            // A path of its own, whose slashes stay.
            if plan.allow_reserved && values.iter().any(Value::is_string) {
                values.insert(1, json!("a/b c/ä.txt"));
            }
        }
        let required = parameter["required"] == true || plan.location == Location::Path;
        match values.is_empty() {
            true if required => Err(format!("no value of `{name}` was found that its schema allows")),
            true => Ok(None),
            false => Ok(Some(Part { place: place.to_owned(), name: plan.name.clone(), required, values })),
        }
    }

    /// The values of the body.
    fn body(&self, body: &BodyPlan) -> Result<Vec<Value>, String> {
        let range = body.range.as_deref().unwrap_or(&body.media_type);
        let media = format!("{}/requestBody/content/{}", self.plan.pointer, escape_pointer_token(range));
        let media_node = self.node(&media);
        let schema = format!("{media}/schema");
        let values = match &body.payload {
            Payload::Bytes
            | Payload::Encoded(_)
            | Payload::Empty
            | Payload::Events(_)
            | Payload::TextEvents
            | Payload::NamedEvents(..) => {
                return Ok(files(None));
            }
            Payload::Text if media_node["schema"].is_null() => vec![json!("text"), json!("äöü ✓\nsecond line")],
            Payload::Text => {
                let mut texts = self.senders.values(&schema, Place::Json, TRIED, self.seed);
                texts.retain(|text| text != "");
                texts
            }
            Payload::JsonLines(_) => {
                let items = match media_node["itemSchema"].is_null() {
                    true => schema,
                    false => format!("{media}/itemSchema"),
                };
                let items = self.senders.values(&items, Place::Json, TRIED, self.seed);
                // A schema of the whole body is one of lists.
                match items.iter().all(Value::is_array) {
                    true => items,
                    false => (1..=items.len()).map(|to| json!(items[to.saturating_sub(3)..to])).collect(),
                }
            }
            Payload::Json(_) | Payload::Xml(..) => self.json(body).1,
            Payload::Form(_) => self.senders.values(&schema, Place::Form, TRIED, self.seed),
            Payload::Multipart => {
                let mut values = self.senders.values(&schema, Place::Form, TRIED, self.seed);
                values.iter_mut().enumerate().for_each(|(at, value)| self.fill(body, at, value));
                values
            }
        };
        match values.is_empty() {
            true => Err("no body was found that its schema allows".to_owned()),
            false => Ok(values),
        }
    }

    /// Puts files in the places of parts that are files.
    fn fill(&self, body: &BodyPlan, at: usize, value: &mut Value) {
        // Of parts that the document says nothing of, anything is one.
        if body.form.is_none() && !value.is_object() {
            let known = files(None);
            *value = json!({"first": known[at % known.len()], "second part": known[(at + 1) % known.len()]});
        }
        for part in body.form.iter().flat_map(|form| &form.parts) {
            let key = if part.wire.is_empty() { &part.name } else { &part.wire };
            let Some(members) = value.as_object_mut() else { return };
            let is_there = part.required || members.contains_key(key) || at.is_multiple_of(2);
            let known = files(part.sent.as_deref());
            match part.content {
                PartContent::File if is_there => drop(members.insert(key.clone(), known[at % known.len()].clone())),
                PartContent::Files if is_there => {
                    let many = (0..=at % 3).map(|more| known[(at + more) % known.len()].clone());
                    members.insert(key.clone(), many.collect());
                }
                PartContent::File | PartContent::Files => drop(members.remove(key)),
                PartContent::Value(_) | PartContent::Values(_) => {}
            }
        }
    }
}

/// Files as the program takes them: text, bytes that are no text, one with a name of other letters, and a larger one.
fn files(media_type: Option<&str>) -> Vec<Value> {
    let file = |name: &str, own: &str, bytes: &[u8]| json!({"$file": {"name": name, "type": media_type.unwrap_or(own), "bytes": bytes}});
    let large: Vec<u8> = (0..40_000_u32).map(|at| (at % 251) as u8).collect();
    vec![
        file("notes.txt", "text/plain", b"one\ntwo\n"),
        file("raw.bin", "application/octet-stream", &[0, 255, 13, 10, 45, 45]),
        file("Übersicht ✓.png", "image/png", b"\x89PNG"),
        file("large.bin", "application/octet-stream", &large),
    ]
}

/// The names of parameters of a place that carry a credential of a document, in small letters.
pub(super) fn credentials(document: &Value, place: &str) -> BTreeSet<String> {
    let schemes = document["components"]["securitySchemes"].as_object().into_iter().flatten();
    schemes
        .filter(|(_, scheme)| scheme["in"] == place)
        .filter_map(|(_, scheme)| Some(scheme["name"].as_str()?.to_lowercase()))
        .collect()
}
