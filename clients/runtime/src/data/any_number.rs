//! [`Number`]: a JSON number of any kind and size that `serde_json` reads, as it came.

use std::fmt;
use std::ops::Deref;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Serialize, Serializer};

use super::content::{Content, number_in};
use super::correction;
use super::number::visit_other_types;

/// A JSON number, an integer or not. It can be used like [`serde_json::Number`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(serde_json::Number);

impl Number {
    /// The number that a float is; nothing for NaN and the infinities, which JSON has not.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        serde_json::Number::from_f64(value).map(Self)
    }

    /// The number of `serde_json`.
    #[must_use]
    pub fn into_inner(self) -> serde_json::Number {
        self.0
    }

    fn read(content: &Content<'_>) -> Option<Self> {
        match content {
            Content::I64(value) => Some((*value).into()),
            Content::U64(value) => Some((*value).into()),
            Content::F64(value) => Self::from_f64(*value),
            _ => None,
        }
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::from(0_u64)
    }
}

impl Deref for Number {
    type Target = serde_json::Number;

    fn deref(&self) -> &serde_json::Number {
        &self.0
    }
}

impl From<serde_json::Number> for Number {
    fn from(number: serde_json::Number) -> Self {
        Self(number)
    }
}

macro_rules! from_integer {
    ($($type:ty)*) => {
        $(impl From<$type> for Number {
            fn from(value: $type) -> Self {
                Self(value.into())
            }
        })*
    };
}

from_integer! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize }

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNumber)
    }
}

struct AnyNumber;

impl AnyNumber {
    /// A value of another type: an error. Where values are corrected, the number that a string holds, else zero.
    #[cold]
    fn visit_other<E: Error>(self, content: Content<'_>) -> Result<Number, E> {
        if !correction::is_on() {
            return Err(E::invalid_type(content.unexpected(), &self));
        }
        let read = number_in(&content).as_ref().and_then(Number::read);
        match read {
            Some(_) => correction::convert("number", &content)?,
            None => correction::replace("number", &content)?,
        }
        Ok(read.unwrap_or_default())
    }
}

impl<'de> Visitor<'de> for AnyNumber {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON number")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Number, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Number, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
        Number::from_f64(value).ok_or_else(|| E::custom("not a JSON number"))
    }

    visit_other_types! {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_kinds_come_back() {
        for json in ["1", "-1", "18446744073709551615", "0.5", "1e300"] {
            let number: Number = serde_json::from_str(json).expect("a number");
            let value: serde_json::Value = serde_json::from_str(json).expect("a number");
            assert_eq!(serde_json::to_value(&number).expect("encodes"), value);
        }
        assert_eq!(Number::from(5).as_i64(), Some(5));
        assert_eq!(Number::from_f64(0.5).map(|number| number.to_string()).as_deref(), Some("0.5"));
        let error = serde_json::from_str::<Number>("\"5\"").expect_err("strict").to_string();
        assert_eq!(error, "invalid type: string \"5\", expected a JSON number at line 1 column 3");
    }
}
