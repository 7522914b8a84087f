//! JSON to types: what a strict reader takes is taken without a deviation, and whatever is taken goes back as it came.

use super::server::{head_and_body, step};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use switchboard_runtime::data::{from_json, from_json_corrected};

/// The first line says which type.
pub(super) const SEEDS: &[&str] = &[
    "call\n{\"id\": \"c1\", \"minutes\": 2, \"tags\": [\"a\"], \"summary\": null, \"steps\": [{\"type\": \"speech\", \"text\": \"é\"}, {\"type\": \"transfer\", \"to\": \"x\"}, {\"type\": \"new\"}], \"recording\": {\"url\": \"u\"}, \"more\": [1.50, 1e5]}",
    "call\n{\"id\": 5, \"minutes\": \"2\", \"tags\": null, \"steps\": {}}",
    "list\n{\"calls\": [{\"id\": \"c1\"}, 5, null], \"next\": \"n\"}",
    "all\n{\"fish\": {\"kind\": \"salmon\", \"weight\": 1}, \"shark\": {\"kind\": \"saw\"}, \"two\": {\"x\": 1, \"y\": 2}, \"versions\": {\"version\": 1}, \"dates\": \"2026-11-20\", \"status\": \"new\"}",
    "shark\n{\"kind\": \"saw-shark\", \"saw\": 5}",
];

pub(super) fn execute(text: &str) -> Vec<String> {
    let (name, body) = head_and_body(text);
    match name.trim() {
        "list" => check::<mini_deviations::types::ListCallsResponse>(body),
        "all" => check::<mini_unions_declared::types::All>(body),
        "shark" => check::<mini_unions_declared::types::Shark>(body),
        _ => check::<mini_deviations::types::Call>(body),
    }
}

fn check<T: DeserializeOwned + Serialize + PartialEq>(body: &str) -> Vec<String> {
    let came: Option<Value> = serde_json::from_str(body).ok();
    let strict = from_json::<T>(body.as_bytes());
    let read = from_json_corrected::<T>(body.as_bytes());
    let read = match (read, &strict) {
        (Ok(read), _) => read,
        (Err(error), Ok(_)) => panic!("a strict reader takes it, and this one does not: {error}"),
        (Err(error), Err(_)) => return vec![error.to_string()],
    };
    let deviations = read.deviations().len();
    assert_eq!(strict.is_ok(), deviations == 0, "strict: {:?}, deviations: {:?}", strict.err(), read.deviations());
    let back = serde_json::to_value(&read).unwrap_or_else(|error| panic!("it cannot be written: {error}"));
    let came = came.unwrap_or_else(|| panic!("it is not JSON, and was taken"));
    let (back, came) = (numbers(back), numbers(came));
    assert!(back == came, "it goes back as another\ncame: {came}\nback: {back}");
    if let Ok(strict) = strict {
        assert!(strict == read.into_inner(), "two values of one text");
    }
    vec![format!("taken with {} deviations", step(deviations))]
}

/// The same with whole numbers written as such: for JSON Schema `21.0` is 21.
fn numbers(value: Value) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => {
            match number.as_f64().filter(|own| number.is_f64() && own.fract() == 0.0 && own.abs() < EXACT) {
                Some(whole) => Value::from(whole as i64),
                None => Value::Number(number),
            }
        }
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, numbers(value))).collect(),
        other => other,
    }
}
