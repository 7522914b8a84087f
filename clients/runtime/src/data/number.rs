//! Numbers that come back as they were, whatever the type of their field.
//!
//! JSON has one kind of number: `3.0` is an integer, and an integer may be larger than any type of Rust. A field of type
//! `i64` or `f64` takes the nearest value it can hold; where that is not the value that was read, the original is kept
//! beside it and written back as long as the field is not changed.

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use super::content::{Content, INTEGER, number_in};
use super::correction;
use super::extra::Map;
use super::scalar::UnixTime;

/// The most items that are allocated on the word of the input alone.
const TRUSTED_LENGTH: usize = 4096;

/// A number, or a list, tuple or map of numbers.
pub trait Numeric: Sized + PartialEq {
    /// Reads the nearest value, and the original where that is another.
    ///
    /// # Errors
    ///
    /// When the input is no number, or a fraction where only integers are.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exact<Self>, D::Error>;

    /// The value as JSON.
    fn to_value(&self) -> Value;
}

/// A value and, where it is only the nearest to what was read, the original: what a body that is nothing but numbers is
/// read as. It can be used like the value itself, and is written as it was read unless the value is changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exact<T> {
    /// The value, or the nearest to it.
    pub value: T,
    /// What was read, if it is another value. Boxed: it is rare, and every number is moved together with it.
    pub original: Option<Box<Value>>,
}

impl<T> Exact<T> {
    fn new(value: T) -> Self {
        Self { value, original: None }
    }

    fn nearest(value: T, original: impl Into<Value>) -> Self {
        Self { value, original: Some(Box::new(original.into())) }
    }

    fn map<U>(self, change: impl FnOnce(T) -> U) -> Exact<U> {
        Exact { value: change(self.value), original: self.original }
    }
}

impl<T> Exact<T> {
    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> Deref for Exact<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Exact<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> From<T> for Exact<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Numeric + Serialize> Serialize for Exact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reads =
            |original| correction::corrected::<Self>(original).is_some_and(|nearest| nearest.value == self.value);
        match &self.original {
            Some(original) if reads(original) => original.serialize(serializer),
            _ => self.value.serialize(serializer),
        }
    }
}

impl<'de, T: Numeric> Deserialize<'de> for Exact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer)
    }
}

/// The integer that a float without fraction is; nothing where the float may stand for another integer: beyond 2⁵³ a
/// float has many spellings, and only as a float it comes back in the one that was read.
pub(super) fn integral(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then_some(value as i64)
}

/// Whether an integer is one of those that `f64` has.
pub(super) fn is_exact(value: i128) -> bool {
    value as f64 as i128 == value
}

struct Nearest<T>(PhantomData<T>);

/// The visitor methods for values of another type than number. Each calls `visit_other` of the visitor.
macro_rules! visit_other_types {
    () => {
        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            self.visit_other(Content::Bool(value))
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            self.visit_other(Content::String(value.into()))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            self.visit_other(Content::Null)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Self::Value, A::Error> {
            if !correction::is_on() {
                return Err(A::Error::invalid_type(Unexpected::Seq, &self));
            }
            self.visit_other(Content::deserialize(SeqAccessDeserializer::new(array))?)
        }

        fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
            if !correction::is_on() {
                return Err(A::Error::invalid_type(Unexpected::Map, &self));
            }
            self.visit_other(Content::deserialize(MapAccessDeserializer::new(object))?)
        }
    };
}

pub(super) use visit_other_types;

/// A number that is read where there is none, and what came instead.
trait Corrected<T>: Sized {
    /// What is expected, as deviations call it.
    const EXPECTED: &'static str;

    /// The value of a number of another kind, if it is the same.
    fn read(number: &Content<'_>) -> Option<T>;
}

impl Corrected<i64> for Nearest<i64> {
    const EXPECTED: &'static str = INTEGER;

    fn read(number: &Content<'_>) -> Option<i64> {
        if let Content::I64(value) = number { Some(*value) } else { None }
    }
}

impl Corrected<u64> for Nearest<u64> {
    const EXPECTED: &'static str = INTEGER;

    fn read(number: &Content<'_>) -> Option<u64> {
        match number {
            Content::I64(value) => u64::try_from(*value).ok(),
            Content::U64(value) => Some(*value),
            _ => None,
        }
    }
}

impl Corrected<f64> for Nearest<f64> {
    const EXPECTED: &'static str = "number";

    fn read(number: &Content<'_>) -> Option<f64> {
        match number {
            Content::F64(value) => Some(*value),
            Content::I64(value) => is_exact((*value).into()).then_some(*value as f64),
            _ => None,
        }
    }
}

impl<T: Default> Nearest<T>
where
    Self: Corrected<T> + Expected,
{
    #[cold]
    fn visit_other<E: Error>(self, content: Content<'_>) -> Result<Exact<T>, E> {
        if !correction::is_on() {
            return Err(E::invalid_type(content.unexpected(), &self));
        }
        let read = number_in(&content).as_ref().and_then(Self::read);
        correction::replace_number(Self::EXPECTED, &content, read.is_some())?;
        let original = (!correction::is_empty()).then(|| Box::new(correction::value(&content)));
        Ok(Exact { value: read.unwrap_or_default(), original })
    }
}

impl<'de> Visitor<'de> for Nearest<i64> {
    type Value = Exact<i64>;

    visit_other_types! {}

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("i64")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Exact<i64>, E> {
        Ok(Exact::new(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Exact<i64>, E> {
        Ok(i64::try_from(value).map_or_else(|_| Exact::nearest(i64::MAX, value), Exact::new))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Exact<i64>, E> {
        match integral(value) {
            Some(integer) => Ok(Exact::new(integer)),
            // The cast takes the bound that is nearest.
            None if value.fract() == 0.0 => Ok(Exact::nearest(value as i64, value)),
            None => self.visit_other(Content::F64(value)),
        }
    }
}

impl<'de> Visitor<'de> for Nearest<u64> {
    type Value = Exact<u64>;

    visit_other_types! {}

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("u64")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Exact<u64>, E> {
        Ok(u64::try_from(value).map_or_else(|_| Exact::nearest(0, value), Exact::new))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Exact<u64>, E> {
        Ok(Exact::new(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Exact<u64>, E> {
        match integral(value) {
            Some(integer) => self.visit_i64(integer),
            None if value.fract() == 0.0 => Ok(Exact::nearest(value as u64, value)),
            None => self.visit_other(Content::F64(value)),
        }
    }
}

impl<'de> Visitor<'de> for Nearest<f64> {
    type Value = Exact<f64>;

    visit_other_types! {}

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("f64")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Exact<f64>, E> {
        let nearest = value as f64;
        Ok(if is_exact(value.into()) { Exact::new(nearest) } else { Exact::nearest(nearest, value) })
    }

    fn visit_u64<E>(self, value: u64) -> Result<Exact<f64>, E> {
        let nearest = value as f64;
        Ok(if is_exact(value.into()) { Exact::new(nearest) } else { Exact::nearest(nearest, value) })
    }

    fn visit_f64<E>(self, value: f64) -> Result<Exact<f64>, E> {
        Ok(Exact::new(value))
    }
}

macro_rules! scalar {
    ($($type:ty,)*) => {
        $(impl Numeric for $type {
            #[inline]
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exact<Self>, D::Error> {
                deserializer.deserialize_any(Nearest::<$type>(PhantomData))
            }

            fn to_value(&self) -> Value {
                Value::from(*self)
            }
        })*
    };
}

scalar! { i64, u64, f64, }

impl Numeric for UnixTime {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exact<Self>, D::Error> {
        i64::read(deserializer).map(|exact| exact.map(Self))
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}

impl<T: Numeric> Numeric for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exact<Self>, D::Error> {
        Ok(match Option::<Exact<T>>::deserialize(deserializer)? {
            Some(exact) => exact.map(Some),
            None => Exact::new(None),
        })
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Numeric::to_value)
    }
}

macro_rules! tuple {
    ($($type:ident $item:ident $at:tt),*) => {
        impl<$($type: Numeric),*> Numeric for ($($type,)*) {
            fn read<'de, __D: Deserializer<'de>>(deserializer: __D) -> Result<Exact<Self>, __D::Error> {
                let ($($item,)*): ($(Exact<$type>,)*) = Deserialize::deserialize(deserializer)?;
                let value = ($($item.value,)*);
                let mut all = [$($item.original,)*];
                if all.iter().all(Option::is_none) {
                    return Ok(Exact::new(value));
                }
                let read = [$(all[$at].take().map_or_else(|| value.$at.to_value(), |original| *original),)*];
                Ok(Exact::nearest(value, read.to_vec()))
            }

            fn to_value(&self) -> Value {
                Value::Array(vec![$(self.$at.to_value(),)*])
            }
        }
    };
}

tuple! { A a 0 }
tuple! { A a 0, B b 1 }
tuple! { A a 0, B b 1, C c 2 }
tuple! { A a 0, B b 1, C c 2, D d 3 }

impl<T: Numeric> Numeric for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exact<Self>, D::Error> {
        struct List<T>(PhantomData<T>);

        impl<'de, T: Numeric> Visitor<'de> for List<T> {
            type Value = Exact<Vec<T>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Exact<Vec<T>>, A::Error> {
                let mut items = Vec::with_capacity(array.size_hint().unwrap_or(0).min(TRUSTED_LENGTH));
                let mut originals: Vec<(usize, Value)> = Vec::new();
                while let Some(Exact { value, original }) = array.next_element::<Exact<T>>()? {
                    originals.extend(original.map(|original| (items.len(), *original)));
                    items.push(value);
                }
                if originals.is_empty() {
                    return Ok(Exact::new(items));
                }
                let mut all: Vec<Value> = items.iter().map(Numeric::to_value).collect();
                originals.into_iter().for_each(|(at, original)| all[at] = original);
                Ok(Exact::nearest(items, all))
            }
        }

        deserializer.deserialize_seq(List(PhantomData))
    }

    fn to_value(&self) -> Value {
        self.iter().map(Numeric::to_value).collect()
    }
}

impl<T: Numeric> Numeric for Map<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exact<Self>, D::Error> {
        struct Object<T>(PhantomData<T>);

        impl<'de, T: Numeric> Visitor<'de> for Object<T> {
            type Value = Exact<Map<T>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
                let mut members = Map::new();
                let mut originals: Vec<(String, Value)> = Vec::new();
                while let Some((name, Exact { value, original })) = object.next_entry::<String, Exact<T>>()? {
                    originals.extend(original.map(|original| (name.clone(), *original)));
                    members.insert(name, value);
                }
                if originals.is_empty() {
                    return Ok(Exact::new(members));
                }
                let mut all: serde_json::Map<String, Value> =
                    members.iter().map(|(name, value)| (name.clone(), value.to_value())).collect();
                all.extend(originals);
                Ok(Exact::nearest(members, all))
            }
        }

        deserializer.deserialize_map(Object(PhantomData))
    }

    fn to_value(&self) -> Value {
        Value::Object(self.iter().map(|(name, value)| (name.clone(), value.to_value())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read<T: Numeric>(json: &str) -> Result<(T, Option<Value>), String> {
        let exact: Exact<T> = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Ok((exact.value, exact.original.map(|original| *original)))
    }

    #[test]
    fn what_a_type_cannot_hold_is_kept_beside_the_nearest_value() {
        assert_eq!(read("3.0"), Ok((3_i64, None)));
        assert_eq!(read("-9223372036854775808"), Ok((i64::MIN, None)));
        assert_eq!(read("18446744073709551615"), Ok((i64::MAX, Some(json!(u64::MAX)))));
        assert_eq!(read("-1e30"), Ok((i64::MIN, Some(json!(-1e30)))));
        assert_eq!(read("-1"), Ok((0_u64, Some(json!(-1)))));
        assert_eq!(read("1e19"), Ok((10_000_000_000_000_000_000_u64, Some(json!(1e19)))));
        assert_eq!(read("9007199254740992"), Ok((9_007_199_254_740_992.0, None)));
        assert_eq!(read("9007199254740993"), Ok((9_007_199_254_740_992.0, Some(json!(9_007_199_254_740_993_i64)))));
        assert_eq!(read::<i64>("1.5").map_err(|error| error.contains("expected i64")), Err(true));
    }

    #[test]
    fn a_body_of_numbers_is_written_as_it_was_read_until_it_is_changed() {
        let written = |value: &Exact<Vec<f64>>| serde_json::to_string(value).expect("encodes");
        let mut body: Exact<Vec<f64>> = serde_json::from_str("[9007199254740993, 0.5]").expect("decodes");
        assert_eq!((body.len(), written(&body)), (2, "[9007199254740993,0.5]".to_owned()));
        body[1] = 1.5;
        assert_eq!(written(&body), "[9007199254740992.0,1.5]");
        assert_eq!(body.into_value(), [9_007_199_254_740_992.0, 1.5]);
        let largest: Exact<i64> = serde_json::from_str("18446744073709551615").expect("decodes");
        assert_eq!((*largest, serde_json::to_string(&largest).ok()), (i64::MAX, Some("18446744073709551615".into())));
        assert_eq!(serde_json::to_string(&Exact::from(5_i64)).ok().as_deref(), Some("5"));
    }

    #[test]
    fn lists_and_maps_are_kept_whole() {
        assert_eq!(read("[1, 2.0]"), Ok((vec![1_i64, 2], None)));
        assert_eq!(read("[1, null]"), Ok((vec![Some(1_i64), None], None)));
        let (nearest, original) = read::<Vec<Vec<i64>>>("[[1], [18446744073709551615, 2]]").expect("decodes");
        assert_eq!((nearest, original), (vec![vec![1], vec![i64::MAX, 2]], Some(json!([[1], [u64::MAX, 2]]))));
        let (nearest, original) = read::<(i64, f64)>("[18446744073709551615, 0.5]").expect("decodes");
        assert_eq!((nearest, original), ((i64::MAX, 0.5), Some(json!([u64::MAX, 0.5]))));
        assert_eq!(read("[1, 2.0]"), Ok(((1_i64, 2_i64), None)));
        let (_, original) = read::<Map<f64>>(r#"{"a": 0.5, "b": 9007199254740993}"#).expect("decodes");
        assert_eq!(original, Some(json!({"a": 0.5, "b": 9_007_199_254_740_993_i64})));
    }
}
