//! Bodies that say themselves whether the call worked.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::operation::Envelope;

/// Whether the body is a JSON object whose member is there and is not a value that means success.
pub(crate) fn is_error(envelope: &Envelope, body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let Ok(Some(value)) = Member(envelope.member).deserialize(&mut deserializer) else { return false };
    let number = match &value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(flag) => Some((*flag).into()),
        _ => None,
    };
    number.is_none_or(|number| !envelope.success.contains(&number))
}

/// Reads one member of an object and builds nothing for the others.
struct Member(&'static str);

impl<'de> DeserializeSeed<'de> for Member {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == self.0 {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENVELOPE: Envelope = Envelope { member: "code", success: &[1] };

    #[test]
    fn the_member_decides() {
        for success in [r#"{"code": 1}"#, r#"{"a": [{"code": 0}], "code": "1"}"#, "\u{feff}{\"code\": 1}"] {
            assert!(!is_error(&ENVELOPE, success.as_bytes()), "{success}");
        }
        for failure in [r#"{"code": 0, "message": "no"}"#, r#"{"code": null}"#, r#"{"code": 1.5}"#] {
            assert!(is_error(&ENVELOPE, failure.as_bytes()), "{failure}");
        }
    }

    #[test]
    fn bodies_without_the_member_say_nothing() {
        for other in ["", "[]", "{}", "<html>", r#"{"code": "#] {
            assert!(!is_error(&ENVELOPE, other.as_bytes()), "{other}");
        }
    }
}
