//! One call of each method, with the documented examples where there are any.

use crate::driver::Call;
use serde_json::{Map, Value, json};
use switchboard::mock::Sampler;
use switchboard_codegen::Planned;
use switchboard_codegen::operations::{OperationPlan, Payload};
use switchboard_codegen::types::PartContent;

/// The calls, in the order of the plans. The client has all credentials.
pub(crate) fn sampled(planned: &Planned) -> Vec<Call> {
    let document = planned.document.to_value();
    let sampler = Sampler::new(&document);
    let schemes = document["components"]["securitySchemes"].as_object().into_iter().flatten();
    let schemes: Vec<String> = schemes.map(|(id, _)| id.clone()).collect();
    let plans = planned.operations.plans.iter().enumerate();
    plans
        .map(|(method, plan)| Call { method, schemes: schemes.clone(), values: values(&document, &sampler, plan) })
        .collect()
}

fn values(document: &Value, sampler: &Sampler, plan: &OperationPlan) -> Value {
    let operation = document.pointer(plan.pointer.trim_start_matches('#')).unwrap_or(&Value::Null);
    let mut values = Map::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (Some(place), Some(name)) = (parameter["in"].as_str(), parameter["name"].as_str()) else { continue };
        let value = match parameter["content"].as_object().and_then(|content| content.values().next()) {
            Some(media) => sampler.media(media),
            None => sampler.media(parameter),
        };
        let is_argument = plan
            .call
            .arguments
            .iter()
            .any(|argument| argument.parameter.location.as_str() == place && argument.parameter.name == name);
        if is_argument || !value.is_null() {
            values.entry(place).or_insert_with(|| json!({}))[name] = value;
        }
    }
    if let Some(body) = &plan.body {
        let content = operation["requestBody"]["content"].as_object();
        let media = content.and_then(|content| content.get(&body.media_type));
        let mut value = media.map_or(Value::Null, |media| sampler.fitting(media));
        if body.form.is_some() && !value.is_object() {
            value = json!({});
        }
        let files = |value: &Value| json!({"$file": {"bytes": value.as_str().unwrap_or("text").as_bytes()}});
        for part in body.form.iter().flat_map(|form| &form.parts) {
            let key = if part.wire.is_empty() { &part.name } else { &part.wire };
            match part.content {
                PartContent::File if part.required || !value[key].is_null() => value[key] = files(&value[key]),
                PartContent::Files if part.required || !value[key].is_null() => {
                    value[key] = json!([files(&Value::Null)])
                }
                _ => {}
            }
        }
        if matches!(body.payload, Payload::JsonLines(_)) && !value.is_array() {
            value = json!([value]);
        }
        values.insert("body".to_owned(), value);
    }
    Value::Object(values)
}
