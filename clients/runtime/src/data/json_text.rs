//! Strings that hold JSON (`contentMediaType` and `contentSchema`): the text stays as it came, its value is one call
//! away.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::{from_json, to_json};
use crate::data::json::DecodeError;

/// A string that holds a `T` as JSON text ([JSON Schema, validation](https://json-schema.org/draft/2020-12/json-schema-validation#section-8.5),
/// section 8.5).
pub struct JsonText<T> {
    text: String,
    value: PhantomData<fn() -> T>,
}

impl<T> JsonText<T> {
    /// The text as it is on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value that the text holds.
    ///
    /// # Errors
    ///
    /// When the text is not JSON or does not fit the type.
    pub fn value(&self) -> Result<T, DecodeError>
    where
        T: DeserializeOwned,
    {
        from_json(self.text.as_bytes())
    }

    /// The text that holds a value.
    ///
    /// # Errors
    ///
    /// When a number is not finite, which JSON cannot write: the message names the member.
    pub fn of(value: &T) -> Result<Self, String>
    where
        T: Serialize,
    {
        let text = String::from_utf8(to_json(value)?).map_err(|error| error.to_string())?;
        Ok(Self::from(text))
    }
}

impl<T> From<String> for JsonText<T> {
    fn from(text: String) -> Self {
        Self { text, value: PhantomData }
    }
}

impl<T> From<&str> for JsonText<T> {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl<T> AsRef<str> for JsonText<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<T> fmt::Display for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl<T> fmt::Debug for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonText").field(&self.text).finish()
    }
}

impl<T> Clone for JsonText<T> {
    fn clone(&self) -> Self {
        Self::from(self.text.as_str())
    }
}

impl<T> Default for JsonText<T> {
    fn default() -> Self {
        Self::from("")
    }
}

impl<T> PartialEq for JsonText<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for JsonText<T> {}

impl<T> PartialOrd for JsonText<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for JsonText<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> Hash for JsonText<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_holds_a_value() {
        let text: JsonText<Vec<u8>> = serde_json::from_str("\"[1, 2]\"").expect("any text decodes");
        assert_eq!(text.value().ok(), Some(vec![1, 2]));
        assert_eq!(serde_json::to_string(&text).ok().as_deref(), Some("\"[1, 2]\""));
        assert_eq!(JsonText::of(&vec![1u8, 2]).ok().as_ref().map(JsonText::as_str), Some("[1,2]"));
    }

    #[test]
    fn a_text_that_holds_something_else_comes_back_as_it_was() {
        let text: JsonText<Vec<u8>> = serde_json::from_str("\"<a/>\"").expect("any text decodes");
        assert!(text.value().is_err());
        assert_eq!(serde_json::to_string(&text).ok().as_deref(), Some("\"<a/>\""));
    }
}
