//! What the types of generated crates make of JSON: which variant a value becomes, that it comes back as it was, and what
//! errors say, on the crates of the miniature vendors in `tests/cases/`.
#![allow(clippy::unwrap_used)]

mod content_encodings;
mod unions;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;
use switchboard_runtime::data;

/// The value, which must come back as it was.
pub(crate) fn round_trip<T: DeserializeOwned + Serialize>(json: &str) -> T {
    let value: T = data::from_json(json.as_bytes()).unwrap_or_else(|error| panic!("{json}: {error}"));
    let back: Value = serde_json::from_slice(&data::to_json(&value).unwrap()).unwrap();
    assert_eq!(back, serde_json::from_str::<Value>(json).unwrap(), "{json}");
    value
}

/// The name of the variant that a value becomes.
pub(crate) fn variant<T: DeserializeOwned + Serialize + Debug>(json: &str) -> String {
    let text = format!("{:?}", round_trip::<T>(json));
    text.split(['(', ' ', '{']).next().unwrap().to_owned()
}

/// What is said of a value that is refused.
pub(crate) fn error<T: DeserializeOwned + Debug>(json: &str) -> String {
    data::from_json::<T>(json.as_bytes()).unwrap_err().to_string()
}
