//! Tuples whose document allows other lengths: [`OpenTuple`].

use super::content::Content;
use super::decode_path;
use super::fit;
use super::number::{integral, is_exact};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;

/// An array whose first items have a type each, and which may have fewer items than those, or more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OpenTuple<T> {
    /// All items that the document describes, and no others.
    Whole(T),
    /// Fewer or more items, or numbers that the tuple cannot hold exactly, as they came.
    Other(Vec<Value>),
}

impl<T> OpenTuple<T> {
    /// The tuple, if all items are there and no others.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Whole(tuple) => Some(tuple),
            Self::Other(_) => None,
        }
    }

    /// The tuple, if all items are there and no others; gives it away.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        match self {
            Self::Whole(tuple) => Some(tuple),
            Self::Other(_) => None,
        }
    }
}

impl<T> From<T> for OpenTuple<T> {
    fn from(tuple: T) -> Self {
        Self::Whole(tuple)
    }
}

/// A type with a number of items.
pub trait Length {
    /// The number.
    const LENGTH: usize;
}

macro_rules! length {
    ($($item:ident)*) => {
        impl<$($item),*> Length for ($($item,)*) {
            const LENGTH: usize = [$(stringify!($item)),*].len();
        }
    };
}

length! { A }
length! { A B }
length! { A B C }
length! { A B C D }
length! { A B C D E }
length! { A B C D E F }
length! { A B C D E F G }
length! { A B C D E F G H }
length! { A B C D E F G H I }
length! { A B C D E F G H I J }
length! { A B C D E F G H I J K }
length! { A B C D E F G H I J K L }

impl<T: Serialize> Serialize for OpenTuple<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(tuple) => tuple.serialize(serializer),
            Self::Other(items) => items.serialize(serializer),
        }
    }
}

impl<'de, T: Length + Deserialize<'de>> Deserialize<'de> for OpenTuple<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<T>);

        impl<'de, T: Length + Deserialize<'de>> Visitor<'de> for Items<T> {
            type Value = OpenTuple<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<OpenTuple<T>, A::Error> {
                let content = Content::deserialize(SeqAccessDeserializer::new(array))?;
                if matches!(&content, Content::Array(items) if items.len() == T::LENGTH) {
                    match T::deserialize(content.deserializer()) {
                        Ok(tuple) => return Ok(OpenTuple::Whole(tuple)),
                        Err(error) if !holds_large_number(&content) => return Err(error),
                        Err(_) => decode_path::forget(),
                    }
                }
                fit::note_unexplained();
                Deserialize::deserialize(content.deserializer()).map(OpenTuple::Other)
            }
        }

        deserializer.deserialize_seq(Items(PhantomData))
    }
}

/// Whether a number is among some values that a type of Rust may be unable to hold.
fn holds_large_number(content: &Content<'_>) -> bool {
    match content {
        Content::I64(value) => !is_exact((*value).into()),
        Content::U64(_) => true,
        Content::F64(value) => value.fract() == 0.0 && integral(*value).is_none(),
        Content::Array(items) => items.iter().any(holds_large_number),
        Content::Object(members) => members.iter().any(|(_, value)| holds_large_number(value)),
        Content::Null | Content::Bool(_) | Content::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    type Point = OpenTuple<(f64, i64)>;

    #[test]
    fn an_array_of_any_length_comes_back() {
        for (json, is_whole) in [
            (json!([0.5, 1]), true),
            (json!([]), false),
            (json!([0.5]), false),
            (json!([0.5, 1, "more", null]), false),
            (json!([9_007_199_254_740_993_i64, 1]), false),
            (json!([0.5, u64::MAX]), false),
        ] {
            let point: Point = serde_json::from_str(&json.to_string()).expect("decodes");
            assert_eq!((point.get().is_some(), serde_json::to_value(&point).expect("encodes")), (is_whole, json));
        }
        assert_eq!(Point::from((0.5, 1)).into_inner(), Some((0.5, 1)));
    }

    #[test]
    fn an_item_of_another_type_is_an_error_that_names_it() {
        let error = |json: &str| crate::data::json::from_json::<Point>(json.as_bytes()).expect_err("wrong").to_string();
        assert_eq!(error("[0.5, \"1\"]"), "`[1]`: invalid type: a string, expected i64 (line 1, column 9)");
        assert_eq!(error("5"), "invalid type: integer `5`, expected an array (line 1, column 1)");
    }
}
