//! Whether a request fits its operation: credentials, parameters, body. The first thing that does not fit is the
//! answer.

use super::route::Route;
use super::{Call, Refusal};
use serde_json::{Value, json};

/// How many faults of one body are named.
const FAULT_LIMIT: usize = 8;

pub(super) fn check(document: &Value, route: &Route<'_>, call: &Call) -> Result<(), Refusal> {
    credentials(document, route, call)?;
    for parameter in route.operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        check_parameter(document, parameter, route, call)?;
    }
    match route.operation.get("requestBody") {
        Some(body) => check_body(document, body, route, call),
        None if call.body.is_empty() => Ok(()),
        None => Err(Refusal::new(400, format!("{} takes no body, and one was sent", route.subject))),
    }
}

/// One of the alternatives has to be there; whether the secret is right cannot be known.
fn credentials(document: &Value, route: &Route<'_>, call: &Call) -> Result<(), Refusal> {
    let stated = route.operation.get("security").or_else(|| document.get("security")).and_then(Value::as_array);
    let Some(alternatives) = stated.filter(|alternatives| !alternatives.is_empty()) else { return Ok(()) };
    let mut missing = Vec::new();
    for alternative in alternatives {
        let names = alternative.as_object().into_iter().flat_map(|schemes| schemes.keys());
        let absent: Vec<String> = names
            .filter_map(|name| absent_credential(&document["components"]["securitySchemes"][name.as_str()], name, call))
            .collect();
        if absent.is_empty() {
            return Ok(());
        }
        missing.push(absent.join(" and "));
    }
    let reason = format!("{} needs a credential: {}", route.subject, missing.join("; or "));
    Err(Refusal::new(401, reason))
}

/// What a scheme misses in the request; nothing when it is there, or when it is no part of requests.
fn absent_credential(scheme: &Value, name: &str, call: &Call) -> Option<String> {
    let member = scheme["name"].as_str().unwrap_or_default();
    let begins = |kind: &str| {
        let mut values = call.headers("authorization").filter_map(|value| value.split_once(' '));
        values.any(|(known, secret)| known.eq_ignore_ascii_case(kind) && !secret.trim().is_empty())
    };
    let (there, what) = match (scheme["type"].as_str(), scheme["in"].as_str(), scheme["scheme"].as_str()) {
        (Some("apiKey"), Some("query"), _) => {
            (call.query(member).any(|value| !value.is_empty()), format!("the query parameter `{member}`"))
        }
        (Some("apiKey"), Some("cookie"), _) => (call.cookie(member).is_some(), format!("the cookie `{member}`")),
        (Some("apiKey"), ..) => (call.headers(member).any(|value| !value.is_empty()), format!("the header `{member}`")),
        (Some("http"), _, Some(kind)) => (begins(kind), format!("the header `Authorization: {kind} …`")),
        (Some("oauth2" | "openIdConnect"), ..) => (begins("bearer"), "the header `Authorization: Bearer …`".to_owned()),
        _ => (true, String::new()),
    };
    (!there).then(|| format!("{what} (scheme `{name}`)"))
}

fn check_parameter(document: &Value, parameter: &Value, route: &Route<'_>, call: &Call) -> Result<(), Refusal> {
    let (name, place) = (parameter["name"].as_str().unwrap_or_default(), parameter["in"].as_str().unwrap_or_default());
    let values: Vec<&str> = match place {
        "path" => route.arguments.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect(),
        "query" => call.query(name).collect(),
        "header" => call.headers(name).collect(),
        "cookie" => call.cookie(name).into_iter().collect(),
        _ => return Ok(()),
    };
    let Some(first) = values.first() else {
        // Objects are spread over members with names of their own.
        let spread = || call.query.iter().any(|(known, _)| known.starts_with(&format!("{name}[")));
        let is_object = type_names(document, &parameter["schema"]).contains(&"object");
        if parameter["required"] == true && !is_object && !spread() {
            return Err(Refusal::new(400, format!("the {place} parameter `{name}` is missing; it is required")));
        }
        return Ok(());
    };
    let schema = &parameter["schema"];
    let value = match type_names(document, schema).as_slice() {
        types if types.contains(&"object") => return Ok(()),
        types if types.contains(&"array") => {
            let items = if values.len() > 1 { values.clone() } else { first.split([',', '|']).collect() };
            let types = type_names(document, &resolve(document, schema)["items"]);
            Value::Array(items.into_iter().map(|item| scalar(item, &types)).collect())
        }
        types => scalar(first, types),
    };
    let faults = faults(document, schema, &value, false);
    if faults.is_empty() {
        return Ok(());
    }
    let reason = format!("the {place} parameter `{name}` does not fit its schema");
    Err(Refusal { details: faults, ..Refusal::new(400, reason) })
}

fn check_body(document: &Value, body: &Value, route: &Route<'_>, call: &Call) -> Result<(), Refusal> {
    if call.body.is_empty() {
        return match body["required"] == true {
            true => Err(Refusal::new(400, format!("{} needs a body, and none was sent", route.subject))),
            false => Ok(()),
        };
    }
    let Some(content) = body["content"].as_object().filter(|content| !content.is_empty()) else { return Ok(()) };
    let sent = call.media_type().unwrap_or_default();
    let essence = |known: &str| known.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fits = |known: &str| {
        let known = essence(known);
        known == sent || known == "*/*" || known.strip_suffix('*').is_some_and(|start| sent.starts_with(start))
    };
    let Some((_, media)) = content.iter().find(|(known, _)| fits(known)) else {
        let known: Vec<String> = content.keys().map(|known| format!("`{known}`")).collect();
        let shown = if sent.is_empty() { "no content type".to_owned() } else { format!("`{sent}`") };
        return Err(Refusal::new(415, format!("the body has {shown}; {} takes {}", route.subject, known.join(", "))));
    };
    if sent != "application/json" && !sent.ends_with("+json") {
        return Ok(());
    }
    let value: Value = serde_json::from_slice(&call.body)
        .map_err(|error| Refusal::new(400, format!("the body is not JSON: {error}")))?;
    let faults = media.get("schema").map(|schema| faults(document, schema, &value, false)).unwrap_or_default();
    if faults.is_empty() {
        return Ok(());
    }
    Err(Refusal { details: faults, ..Refusal::new(400, "the body does not fit its schema") })
}

/// What is wrong with a value, each with its place in it.
///
/// Formats count only when asked for: they are annotations (JSON Schema 2020-12, validation, section 7.2.1).
/// A schema that no validator can be made of, for instance because of its `pattern`, finds no fault.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value, formats: bool) -> Vec<String> {
    if schema.is_null() {
        return Vec::new();
    }
    let root = json!({ "components": document["components"], "allOf": [schema] });
    let Ok(validator) = jsonschema::draft202012::options().should_validate_formats(formats).build(&root) else {
        return Vec::new();
    };
    let fault = |error: jsonschema::ValidationError<'_>| match error.instance_path().to_string() {
        place if place.is_empty() => error.to_string(),
        place => format!("{place}: {error}"),
    };
    validator.iter_errors(value).take(FAULT_LIMIT).map(fault).collect()
}

/// Follows references to schemas, a bounded number of them.
pub(crate) fn resolve<'d>(document: &'d Value, mut schema: &'d Value) -> &'d Value {
    for _ in 0..64 {
        let target = schema["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
        match target {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

fn type_names<'d>(document: &'d Value, schema: &'d Value) -> Vec<&'d str> {
    match &resolve(document, schema)["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Text as the value it stands for in a schema of these types; what stands for none stays text.
fn scalar(text: &str, types: &[&str]) -> Value {
    let is = |name| types.contains(&name);
    match serde_json::from_str::<Value>(text) {
        Ok(value @ Value::Number(_)) if is("integer") || is("number") => value,
        Ok(value @ Value::Bool(_)) if is("boolean") => value,
        Ok(value @ Value::Null) if is("null") => value,
        _ => Value::from(text),
    }
}
