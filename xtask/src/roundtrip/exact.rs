//! Whether two JSON texts say the same: numbers compared by value and exactly, the order of members ignored, nothing
//! else forgiven.

use serde_json::value::RawValue;
use std::collections::BTreeMap;
use switchboard_codegen::text::beginning;

/// The first place at which two JSON texts differ, as a path with both texts; nothing when they say the same.
pub fn difference(left: &RawValue, right: &RawValue) -> Option<String> {
    let (place, message) = compare(left.get(), right.get())?;
    let path: String = place.into_iter().rev().collect();
    Some(if path.is_empty() { message } else { format!("`{}`: {message}", path.trim_start_matches('.')) })
}

/// The place, innermost part first, and what differs there.
type Difference = (Vec<String>, String);

fn compare(left: &str, right: &str) -> Option<Difference> {
    let here = |message: String| Some((Vec::new(), message));
    let became = || format!("{} became {}", excerpt(left), excerpt(right));
    let inside = |found: Option<Difference>, part: String| {
        found.map(|(mut place, message)| {
            place.push(part);
            (place, message)
        })
    };
    match (kind(left), kind(right)) {
        ('{', '{') => {
            let (Some(left), Some(right)) = (object(left), object(right)) else { return here(became()) };
            for (name, value) in &left {
                let found = match right.get(name) {
                    Some(other) => compare(value.get(), other.get()),
                    None => Some((Vec::new(), format!("{} is lost", excerpt(value.get())))),
                };
                if found.is_some() {
                    return inside(found, format!(".{name}"));
                }
            }
            let added = right.iter().find(|(name, _)| !left.contains_key(*name));
            added.and_then(|(name, value)| {
                inside(here(format!("{} appeared", excerpt(value.get()))), format!(".{name}"))
            })
        }
        ('[', '[') => {
            let (Some(left), Some(right)) = (array(left), array(right)) else { return here(became()) };
            if left.len() != right.len() {
                return here(format!("{} items became {}", left.len(), right.len()));
            }
            let mut pairs = left.iter().zip(&right).enumerate();
            pairs.find_map(|(at, (left, right))| inside(compare(left.get(), right.get()), format!("[{at}]")))
        }
        ('"', '"') => (string(left) != string(right)).then(|| (Vec::new(), became())),
        ('0', '0') => (decimal(left) != decimal(right)).then(|| (Vec::new(), became())),
        _ => (left.trim() != right.trim()).then(|| (Vec::new(), became())),
    }
}

/// The first character of a value; `0` for every number.
fn kind(json: &str) -> char {
    match json.trim_start().chars().next() {
        Some('-' | '0'..='9') => '0',
        Some(first) => first,
        None => ' ',
    }
}

fn object(json: &str) -> Option<BTreeMap<String, Box<RawValue>>> {
    serde_json::from_str(json).ok()
}

fn array(json: &str) -> Option<Vec<Box<RawValue>>> {
    serde_json::from_str(json).ok()
}

fn string(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

/// A number as sign, digits without zeros at either end, and the exponent of the last digit: equal for equal values.
pub fn decimal(json: &str) -> (bool, String, i128) {
    let text = json.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return (false, String::new(), 0);
    }
    let stated: i128 = exponent.trim_start_matches('+').parse().unwrap_or(i128::MAX / 2);
    let zeros = (digits.len() - significant.len()) as i128;
    (negative, significant.to_owned(), stated - fraction.len() as i128 + zeros)
}

fn excerpt(json: &str) -> String {
    beginning(json.trim(), 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(left: &str, right: &str) -> Option<String> {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).expect("JSON");
        difference(&raw(left), &raw(right))
    }

    #[test]
    fn numbers_are_compared_by_value_and_exactly() {
        for (left, right) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("-0", "0.0"),
            ("1.50", "0.15E+1"),
            ("12345678901234567890123", "12345678901234567890123.0"),
        ] {
            assert_eq!(found(left, right), None, "{left} {right}");
        }
        for (left, right) in [
            ("1", "-1"),
            ("9007199254740993", "9007199254740992"),
            ("0.1", "0.10000000000000001"),
            ("1", "10"),
            ("1", "\"1\""),
            ("1e1", "1e2"),
        ] {
            assert!(found(left, right).is_some(), "{left} {right}");
        }
    }

    #[test]
    fn the_first_difference_is_named_with_its_place() {
        assert_eq!(found(r#"{"a": [1, {"b": "\u0041"}]}"#, r#"{"a":[1,{"b":"A"}]}"#), None);
        assert_eq!(found(r#"{"a": 1, "b": 2}"#, r#"{"b": 2, "a": 1}"#), None);
        for (left, right, message) in [
            (r#"{"a": [1, {"b": "x"}]}"#, r#"{"a": [1, {"b": "y"}]}"#, "`a[1].b`: \"x\" became \"y\""),
            (r#"{"a": null}"#, "{}", "`a`: null is lost"),
            ("{}", r#"{"a": null}"#, "`a`: null appeared"),
            ("[1]", "[1, 2]", "1 items became 2"),
            ("true", "false", "true became false"),
        ] {
            assert_eq!(found(left, right).as_deref(), Some(message));
        }
    }
}
