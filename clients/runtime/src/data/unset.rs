//! Values that mean "not set": a sentinel date in the far future, a UUID of zeros.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// The spellings by which one vendor says that a value is not set; generated crates implement it on marker types.
pub trait Unset {
    /// The spellings, as they are on the wire.
    const SPELLINGS: &'static [&'static str];
}

/// A value that is set, or one of the vendor's spellings of "not set", which is written back as it came.
pub struct MaybeSet<T, U> {
    value: Result<T, String>,
    unset: PhantomData<fn() -> U>,
}

impl<T, U: Unset> MaybeSet<T, U> {
    /// A value that is set.
    pub fn set(value: T) -> Self {
        Self { value: Ok(value), unset: PhantomData }
    }

    /// "Not set", in the vendor's first spelling.
    #[must_use]
    pub fn unset() -> Self {
        let spelling = U::SPELLINGS.first().copied().unwrap_or_default();
        Self { value: Err(spelling.to_owned()), unset: PhantomData }
    }

    /// The value, if it is set.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }

    /// The value, if it is set.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        self.value.ok()
    }

    /// Whether the value is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.value.is_ok()
    }
}

impl<T, U: Unset> From<T> for MaybeSet<T, U> {
    fn from(value: T) -> Self {
        Self::set(value)
    }
}

impl<'de, T: From<String>, U: Unset> Deserialize<'de> for MaybeSet<T, U> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let value = if U::SPELLINGS.contains(&text.as_str()) { Err(text) } else { Ok(T::from(text)) };
        Ok(Self { value, unset: PhantomData })
    }
}

impl<T: Serialize, U: Unset> Serialize for MaybeSet<T, U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Ok(value) => value.serialize(serializer),
            Err(spelling) => serializer.serialize_str(spelling),
        }
    }
}

impl<T: Clone, U> Clone for MaybeSet<T, U> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), unset: PhantomData }
    }
}

impl<T: PartialEq, U> PartialEq for MaybeSet<T, U> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq, U> Eq for MaybeSet<T, U> {}

impl<T: Hash, U> Hash for MaybeSet<T, U> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: fmt::Debug, U> fmt::Debug for MaybeSet<T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Ok(value) => f.debug_tuple("Set").field(value).finish(),
            Err(spelling) => f.debug_tuple("Unset").field(spelling).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::DateTime;

    struct Never;
    impl Unset for Never {
        const SPELLINGS: &'static [&'static str] = &["9999-01-01 00:00:00.000000", "9999-01-01T00:00:00.000000Z"];
    }

    #[test]
    fn every_spelling_is_not_set_and_goes_back_as_it_came() {
        for (text, is_set) in [
            ("9999-01-01 00:00:00.000000", false),
            ("9999-01-01T00:00:00.000000Z", false),
            ("2024-03-01T10:00:00Z", true),
        ] {
            let json = format!("{text:?}");
            let value: MaybeSet<DateTime, Never> = serde_json::from_str(&json).expect("decodes");
            assert_eq!((value.is_set(), serde_json::to_string(&value).ok()), (is_set, Some(json)));
        }
        assert_eq!(MaybeSet::<DateTime, Never>::unset().get(), None);
    }
}
