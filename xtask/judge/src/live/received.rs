//! What a server says its handler was handed, read to the last digit: numbers that Rust's own do not hold keep their text.
//! Never rounds, and compares nothing.

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use switchboard::roundtrip;

/// The key of a number that is more than 64 bits of any kind hold.
const NUMBER: &str = "$number";

/// A number by its value: sign, digits, exponent.
pub(super) type Decimal = (bool, String, i128);

/// JSON as a value, in which such numbers are objects with their text; nothing where it is not JSON.
pub(super) fn read(json: &str) -> Option<Value> {
    let text = json.trim();
    match text.bytes().next()? {
        b'{' => {
            let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).ok()?;
            let read = members.into_iter().map(|(name, value)| Some((name, read(value.get())?)));
            read.collect::<Option<Map<String, Value>>>().map(Value::Object)
        }
        b'[' => {
            let items: Vec<Box<RawValue>> = serde_json::from_str(text).ok()?;
            items.iter().map(|item| read(item.get())).collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        b'-' | b'0'..=b'9' => match serde_json::from_str::<Value>(text) {
            Ok(number) if roundtrip::decimal(&number.to_string()) == roundtrip::decimal(text) => Some(number),
            _ => is_number(text).then(|| json!({ NUMBER: text })),
        },
        _ => serde_json::from_str(text).ok(),
    }
}

/// The value of what is a number, or a text that spells one.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(roundtrip::decimal(&number.to_string())),
        Value::String(text) => spelt(text),
        Value::Object(members) if members.len() == 1 => members.get(NUMBER)?.as_str().and_then(spelt),
        _ => None,
    }
}

/// Whether it is a number, and not a text that spells one.
pub(super) fn is_a_number(value: &Value) -> bool {
    value.is_number() || (value.is_object() && decimal(value).is_some())
}

/// The value of a text that spells a number as JSON would, or with zeros before it.
pub(super) fn spelt(text: &str) -> Option<Decimal> {
    is_number(text).then(|| roundtrip::decimal(text))
}

fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole.strip_prefix('-').unwrap_or(whole))
        && digits(fraction)
        && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_all_their_digits() {
        let long = "2.000000000000000001";
        assert_eq!(read(&format!("[1, {long}, 1e400]")), Some(json!([1, {"$number": long}, {"$number": "1e400"}])));
        assert_eq!(read(r#"{"a": 9223372036854775807, "b": 0.1}"#), Some(json!({"a": i64::MAX, "b": 0.1})));
        assert_eq!(read("[1, ]"), None);
        assert_eq!(decimal(&json!({"$number": long})), decimal(&json!("2.0000000000000000010")));
        assert_ne!(decimal(&json!({"$number": long})), decimal(&json!(2)));
        assert_eq!(decimal(&json!("1e3")), decimal(&json!(1000)));
        for none in ["", "-", "1.", ".5", "1e", "NaN", "inf", "0x1", "1 "] {
            assert_eq!(decimal(&json!(none)), None, "{none}");
        }
    }
}
