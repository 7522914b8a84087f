//! Whether a server was handed what was sent: not the same text, but the same values. Forgives what a framework may do to a
//! value it has understood, and nothing else.
//!
//! A point in time in another zone, a date as its first moment, a duration in other units, a number as text or text as a number (a decimal, a query
//! without types), an address with the `/` that it lacked, the items of a set in another order, `null` or the documented
//! default in place of what was not sent. Numbers are compared to the last digit, be they numbers or texts, but for numbers of
//! JSON in languages that have doubles alone; what was on the wire is compared elsewhere.

use super::received::{Decimal, decimal, is_a_number, spelt};
use crate::samples::Place;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use switchboard_codegen::text::beginning;

/// What the document says that comparing needs.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// The defaults of members and parameters, by name.
    pub(super) defaults: BTreeMap<String, Vec<Value>>,
    /// Whether the order of items may change: the document has sets.
    pub(super) has_sets: bool,
}

impl Rules {
    pub(super) fn of(document: &Value) -> Self {
        let mut rules = Self::default();
        rules.learn(None, document);
        rules
    }

    fn learn(&mut self, name: Option<&str>, node: &Value) {
        match node {
            Value::Array(items) => items.iter().for_each(|item| self.learn(None, item)),
            Value::Object(members) => {
                self.has_sets |= members.get("uniqueItems") == Some(&Value::Bool(true));
                let stated = members.get("default").or_else(|| members.get("const"));
                let own = members.get("name").and_then(Value::as_str).filter(|_| members.contains_key("in"));
                let schema = members.get("schema").and_then(|schema| schema.get("default"));
                for (name, default) in [(name, stated), (own, schema)] {
                    if let (Some(name), Some(default)) = (name, default) {
                        self.defaults.entry(plain(name)).or_default().push(default.clone());
                    }
                }
                members.iter().for_each(|(name, member)| self.learn(Some(name), member));
            }
            _ => {}
        }
    }

    /// Whether a value that was not sent may be there.
    fn may_appear(&self, name: &str, value: &Value) -> bool {
        let is_default =
            self.defaults.get(&plain(name)).is_some_and(|known| known.iter().any(|known| equal(known, value)));
        // What a language has where nothing was said.
        let is_zero = *value == false || value.as_f64() == Some(0.0);
        is_default || is_zero || is_nothing(value)
    }
}

/// A name in the spelling that is compared: languages have `_` and small letters where headers have others.
pub(super) fn plain(name: &str) -> String {
    // A segment that takes slashes has a mark in some documents and in some frameworks.
    let name = name.trim_matches(['*', '+', '.']);
    name.to_lowercase().replace('-', "_")
}

/// The first difference, as a path with both values.
pub(super) fn difference(sent: &Value, received: &Value, place: Place, rules: &Rules) -> Option<String> {
    let (path, message) = compare(sent, received, place, rules)?;
    Some(format!("`{}`: {message}", path.trim_start_matches('.')))
}

type Difference = (String, String);

fn compare(sent: &Value, received: &Value, place: Place, rules: &Rules) -> Option<Difference> {
    let differ = || Some((String::new(), format!("sent {}, received {}", excerpt(sent), excerpt(received))));
    match (sent, received) {
        (Value::Object(file), _) if file.contains_key("$file") => {
            same_file(&file["$file"], received, place).err().map(|message| (String::new(), message))
        }
        _ if is_a_number(received) && equal(sent, received) => None,
        (Value::Number(sent), Value::Number(received))
            if place == Place::Json && sent.as_f64() == received.as_f64() =>
        {
            None
        }
        (Value::Object(sent), Value::Object(received)) => members(sent, received, place, rules),
        (Value::Array(sent), Value::Array(received)) => {
            let found = items(sent, received, place, rules);
            if found.is_some() && rules.has_sets && is_reordered(sent, received, place, rules) { None } else { found }
        }
        // One item of a list in a place without lists.
        (Value::Array(sent), other) if place.is_text() && sent.len() == 1 => compare(&sent[0], other, place, rules),
        // A text in a place of texts may hold the JSON of what was sent.
        (Value::Object(_) | Value::Array(_), Value::String(text)) if place.is_text() => {
            match serde_json::from_str::<Value>(text) {
                Ok(parsed) if !parsed.is_string() => compare(sent, &parsed, place, rules),
                _ => differ(),
            }
        }
        _ if equal(sent, received) => None,
        _ if place.is_text() && is_nothing(sent) && is_nothing(received) => None,
        _ => differ(),
    }
}

fn members(
    sent: &Map<String, Value>,
    received: &Map<String, Value>,
    place: Place,
    rules: &Rules,
) -> Option<Difference> {
    for (name, value) in sent {
        let other = received.get(name).or_else(|| {
            let wanted = plain(name);
            received.iter().find(|(known, _)| plain(known) == wanted).map(|(_, value)| value)
        });
        let found = match other {
            // Some languages have no `null`, and what stands for it is what stands for nothing.
            Some(other) if value.is_null() && rules.may_appear(name, other) => None,
            Some(other) => compare(value, other, place, rules),
            None if value.is_null() || (place.is_text() && is_nothing(value)) => None,
            None => Some((String::new(), format!("sent {}, and it is not there", excerpt(value)))),
        };
        if let Some((path, message)) = found {
            return Some((format!(".{name}{path}"), message));
        }
    }
    let wanted: Vec<String> = sent.keys().map(|name| plain(name)).collect();
    let added = received.iter().find(|(name, value)| !wanted.contains(&plain(name)) && !rules.may_appear(name, value));
    added.map(|(name, value)| (format!(".{name}"), format!("not sent, received {}", excerpt(value))))
}

fn items(sent: &[Value], received: &[Value], place: Place, rules: &Rules) -> Option<Difference> {
    if sent.len() != received.len() {
        return Some((String::new(), format!("sent {} items, received {}", sent.len(), received.len())));
    }
    let mut pairs = sent.iter().zip(received).enumerate();
    pairs.find_map(|(at, (sent, received))| {
        compare(sent, received, place, rules).map(|(path, message)| (format!("[{at}]{path}"), message))
    })
}

/// Whether each item that was sent is there, somewhere, and nothing else.
fn is_reordered(sent: &[Value], received: &[Value], place: Place, rules: &Rules) -> bool {
    let mut open: Vec<&Value> = received.iter().collect();
    sent.len() == received.len()
        && sent.iter().all(|item| {
            let found = open.iter().position(|other| compare(item, other, place, rules).is_none());
            found.map(|at| open.remove(at)).is_some()
        })
}

/// A file by what a server can say of it: a handler that takes bytes has neither name nor type.
fn same_file(file: &Value, received: &Value, place: Place) -> Result<(), String> {
    let bytes: Vec<u8> =
        file["bytes"].as_array().into_iter().flatten().map(|byte| byte.as_u64().unwrap_or(0) as u8).collect();
    if let Value::String(text) = received {
        return match text.as_bytes() == bytes {
            true => Ok(()),
            false => Err(format!("sent a file of {} bytes, received the text {}", bytes.len(), excerpt(received))),
        };
    }
    // A list in which there is one.
    if let [only] = received.as_array().map_or(&[][..], Vec::as_slice) {
        return same_file(file, only, place);
    }
    let differs = |what: &str, sent: &Value| {
        Err(format!("sent a file whose {what} is {sent}, received {}", excerpt(&received[what])))
    };
    if received["size"] != bytes.len() {
        return differs("size", &bytes.len().into());
    }
    let hash = Value::from(switchboard::sync::sha256(&bytes));
    if received["sha256"] != hash {
        return differs("sha256", &hash);
    }
    let is_told = |what: &str| place == Place::Form && !received[what].is_null();
    if is_told("name") && received["name"] != file["name"] {
        return differs("name", &file["name"]);
    }
    // Frameworks add parameters to a type, such as a charset.
    let essence = |value: &Value| value.as_str().and_then(|text| text.split(';').next()).map(str::to_lowercase);
    if is_told("type") && essence(&received["type"]) != essence(&file["type"]) {
        return differs("type", &file["type"]);
    }
    Ok(())
}

/// What is like something that is not there, where values are texts.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(Value::is_null),
        _ => false,
    }
}

fn equal(sent: &Value, received: &Value) -> bool {
    match (sent, received) {
        (Value::String(sent), Value::String(received)) => sent == received || meaning(sent) == meaning(received),
        (Value::Bool(value), Value::String(text)) | (Value::String(text), Value::Bool(value)) => {
            text.eq_ignore_ascii_case(&value.to_string())
        }
        _ if is_a_number(sent) || is_a_number(received) => {
            decimal(sent).is_some_and(|sent| Some(sent) == decimal(received))
        }
        (sent, received) => sent == received,
    }
}

/// What a text of a known form says.
#[derive(Debug, PartialEq)]
enum Meaning<'t> {
    Instant(jiff::Timestamp),
    /// Of a clock, without a date.
    Time(jiff::civil::Time),
    /// A duration, in nanoseconds.
    Lasting(i128),
    Number(Decimal),
    Other(&'t str),
    Address(String),
}

fn meaning(text: &str) -> Meaning<'_> {
    if let Ok(instant) = text.parse() {
        return Meaning::Instant(instant);
    }
    // Some languages have no dates without a time.
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
        && let Ok(begin) = date.to_zoned(jiff::tz::TimeZone::UTC)
    {
        return Meaning::Instant(begin.timestamp());
    }
    let clock = text.trim_end_matches('Z').trim_end_matches("+00:00");
    if text.contains(':')
        && let Ok(time) = clock.parse()
    {
        return Meaning::Time(time);
    }
    if let Some(lasting) = nanoseconds(text) {
        return Meaning::Lasting(lasting);
    }
    if text.contains("://") {
        return Meaning::Address(text.trim_end_matches('/').to_owned());
    }
    spelt(text).map_or(Meaning::Other(text), Meaning::Number)
}

/// A second, in nanoseconds.
const SECOND: i128 = 1_000_000_000;

/// The length of a duration as ISO 8601 writes it, where no unit is of unknown length; or as clocks do (`1 02:00:00`).
fn nanoseconds(text: &str) -> Option<i128> {
    if let Some((days, clock)) = text.split_once(' ') {
        let days: i128 = days.parse().ok()?;
        let time: jiff::civil::Time = clock.parse().ok()?;
        let seconds = i128::from(time.hour()) * 3600 + i128::from(time.minute()) * 60 + i128::from(time.second());
        return Some((days.checked_mul(86_400)? + seconds).checked_mul(SECOND)? + i128::from(time.subsec_nanosecond()));
    }
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let rest = text.strip_prefix('P')?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    let sum = |text: &str, units: &[(char, i128)]| {
        let (mut total, mut digits) = (0_i128, String::new());
        for char in text.chars() {
            match units.iter().find(|(unit, _)| *unit == char) {
                Some((_, weight)) => {
                    let nanoseconds = scaled(&std::mem::take(&mut digits))?;
                    total = total.checked_add(nanoseconds.checked_mul(*weight)?)?;
                }
                None => digits.push(char),
            }
        }
        digits.is_empty().then_some(total)
    };
    let days = sum(date, &[('W', 604_800), ('D', 86_400)])?;
    Some(sign * days.checked_add(sum(time, &[('H', 3600), ('M', 60), ('S', 1)])?)?)
}

/// A number of seconds in nanoseconds, where it is a whole number of these.
fn scaled(text: &str) -> Option<i128> {
    let (negative, digits, exponent) = spelt(text)?;
    if digits.is_empty() {
        return Some(0);
    }
    let exponent = u32::try_from(exponent + 9).ok().filter(|exponent| *exponent < 30)?;
    let value = digits.parse::<i128>().ok()?.checked_mul(10_i128.pow(exponent))?;
    Some(if negative { -value } else { value })
}

fn excerpt(value: &Value) -> String {
    beginning(&value.to_string(), 200)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(sent: Value, received: Value, place: Place) -> Option<String> {
        let document = json!({"properties": {"size": {"default": 10}, "tags": {"uniqueItems": true}}});
        difference(&sent, &received, place, &Rules::of(&document))
    }

    #[test]
    fn values_are_compared_by_what_they_mean() {
        for (sent, received) in [
            ("2024-03-01T10:00:05.120+02:00", "2024-03-01T08:00:05.12Z"),
            ("P1DT2H", "PT26H"),
            ("P1DT2H", "1 02:00:00"),
            ("10:20:30Z", "10:20:30"),
            ("2024-02-29", "2024-02-29T00:00:00.000Z"),
            ("https://example.com", "https://example.com/"),
            ("12.50", "12.5"),
            ("PT0.5S", "PT0.500000000S"),
            ("79228162514264337593543950335", "79228162514264337593543950335.0"),
        ] {
            assert_eq!(found(json!({"a": sent}), json!({"a": received}), Place::Json), None, "{sent}");
        }
        for (sent, received) in [
            (json!({"a": "2024-03-01T10:00:05Z"}), json!({"a": "2024-03-01T10:00:06Z"})),
            (json!({"a": "x"}), json!({"a": "y"})),
            (json!({"a": "2024-02-29"}), json!({"a": "2024-03-01"})),
            (json!({"a": "x"}), json!({})),
            (json!({}), json!({"a": "x"})),
            (json!({}), json!({"size": 11})),
            (json!({}), json!({"wide": true})),
            (json!([1, 2]), json!([2, 2])),
            (json!({"a": ""}), json!({})),
            (json!(true), json!(false)),
            // Equal as doubles.
            (json!("2.000000000000000001"), json!("2")),
            (json!("2.000000000000000001"), json!(2.0)),
            (json!(2), json!({"$number": "2.000000000000000001"})),
            (json!("PT0.000000001S"), json!("PT0S")),
        ] {
            assert!(found(sent.clone(), received.clone(), Place::Json).is_some(), "{sent} {received}");
        }
        assert_eq!(found(json!({"X-Id": 5}), json!({"x_id": "5", "size": 10, "other": null}), Place::Header), None);
        assert_eq!(found(json!([1, 2]), json!([2, 1]), Place::Json), None, "there are sets");
        let long = "2.000000000000000001";
        assert_eq!(found(json!({"a": long}), json!({"a": {"$number": long}}), Place::Json), None);
        assert_eq!(found(json!(5), json!(5.0), Place::Json), None);
        let largest = json!({"a": i64::MAX});
        assert_eq!(found(largest.clone(), json!({"a": 9_223_372_036_854_775_808_u64}), Place::Json), None, "doubles");
        assert!(found(largest, json!({"a": "9223372036854775808"}), Place::Json).is_some());
        assert_eq!(found(json!({"size": null}), json!({"size": 10}), Place::Json), None, "the default");
        assert!(found(json!({"size": null}), json!({"size": 11}), Place::Json).is_some());
        assert_eq!(found(json!({"a": ""}), json!({}), Place::Form), None);
        assert_eq!(found(json!({"a": {"b": [1]}}), json!({"a": "{\"b\":[1]}"}), Place::Form), None);
        assert_eq!(
            found(json!({"a": [{"b": 1}]}), json!({"a": [{"b": 2}]}), Place::Json).as_deref(),
            Some("`a[0].b`: sent 1, received 2")
        );
    }

    #[test]
    fn files_are_compared_by_hash() {
        let sent = json!({"$file": {"name": "a.txt", "type": "text/plain", "bytes": [97]}});
        let hash = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
        let told = json!({"name": "a.txt", "type": "text/plain; charset=utf-8", "size": 1, "sha256": hash});
        assert_eq!(found(sent.clone(), told.clone(), Place::Form), None);
        for (key, other) in
            [("name", json!("b")), ("type", json!("image/png")), ("size", json!(2)), ("sha256", json!(""))]
        {
            let mut wrong = told.clone();
            wrong[key] = other;
            assert!(found(sent.clone(), wrong.clone(), Place::Form).is_some(), "{key}");
            // What a handler has not got is left out, and that is the name and the type alone.
            wrong.as_object_mut().map(|told| told.remove(key));
            assert_eq!(found(sent.clone(), wrong, Place::Form).is_some(), matches!(key, "size" | "sha256"), "{key}");
        }
        let bytes = json!({"size": 1, "sha256": hash});
        assert_eq!(found(sent.clone(), bytes.clone(), Place::Json), None, "the whole body has no name");
        assert_eq!(found(sent.clone(), json!([told.clone()]), Place::Form), None);
        assert!(found(sent.clone(), json!([told.clone(), told]), Place::Form).is_some());
        assert_eq!(found(sent.clone(), json!("a"), Place::Form), None);
        assert!(found(sent, json!("b"), Place::Form).is_some());
    }
}
