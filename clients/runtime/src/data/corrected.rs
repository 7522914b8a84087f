//! JSON that is read although it deviates from its document: a value, and what deviates. Knows nothing of HTTP.
//!
//! See `codegen/docs/tolerant-decoding.md`.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::data::json::{self, DecodeError};
use crate::data::{self, Deviation};

/// A value, and where what it was read from deviates from the document. Use it like the value.
///
/// It is written as it came, until the value is changed.
#[derive(Clone, PartialEq)]
pub struct Corrected<T> {
    value: T,
    deviations: Vec<Deviation>,
    /// What came, where something was corrected that the value has no place to keep it in.
    original: Option<Value>,
}

impl<T> Corrected<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value, deviations: Vec::new(), original: None }
    }

    /// Where what came deviates from the document: the first 10 000 places; empty where nothing was corrected.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    /// The same with another value around it. It is written as that writes itself.
    pub(crate) fn map<U>(self, wrap: impl FnOnce(T) -> U) -> Corrected<U> {
        Corrected { value: wrap(self.value), deviations: self.deviations, original: self.original }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The value, and where what came deviates from the document.
    pub fn into_parts(self) -> (T, Vec<Deviation>) {
        (self.value, self.deviations)
    }
}

impl<T> Deref for Corrected<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Corrected<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Corrected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without what came, which may be any text of the answer.
        f.debug_struct("Corrected").field("value", &self.value).field("deviations", &self.deviations).finish()
    }
}

impl<T: DeserializeOwned + Serialize + PartialEq> Serialize for Corrected<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.original {
            Some(original) if data::corrected::<T>(original).is_some_and(|value| value == self.value) => {
                original.serialize(serializer)
            }
            _ => self.value.serialize(serializer),
        }
    }
}

/// Reads JSON text that may deviate from the document, as clients read answers: for the bodies of webhooks, and for what
/// was stored.
///
/// Each deviation is confined to the smallest place. A required member that is missing, and a member with a value of
/// another kind, has the empty value of its type (`false`, `0`, `""`, no items, no members, `Unknown`), or `None` where
/// it may be left out or `null`; a value that can be read without loss is read (`"5"` as 5). What came is kept and
/// written back until the member is changed.
///
/// # Errors
///
/// When the text is not JSON, or the type has no empty value.
pub fn from_json_corrected<T: DeserializeOwned>(json: &[u8]) -> Result<Corrected<T>, DecodeError> {
    decode(json)
}

/// As [`from_json_corrected`]. The tolerant pass runs only if the strict one fails.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Corrected<T>, DecodeError> {
    json::read(body).map(Corrected::new).or_else(|error| decode_tolerantly(body, error))
}

/// Decodes again, and corrects what deviates.
#[cold]
fn decode_tolerantly<T: DeserializeOwned>(body: &[u8], error: serde_json::Error) -> Result<Corrected<T>, DecodeError> {
    let content = json::buffer(body, &error)?;
    let outcome = data::tolerantly(|| T::deserialize(content.deserializer::<serde_json::Error>()));
    match outcome.result {
        Ok(value) => {
            let original = outcome.is_unkept.then(|| data::value(&content));
            Ok(Corrected { value, deviations: outcome.deviations, original })
        }
        Err(_) => json::decode_again(body, &content, error).map(Corrected::new),
    }
}
