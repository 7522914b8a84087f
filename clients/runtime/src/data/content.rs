//! A JSON value that was read before it was known what it is for. Strings borrow from the input where they can.

use super::number::{integral, is_exact};
use super::trail::{self, Step};
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The largest number of items that is allocated on the word of the input alone.
const TRUSTED_LENGTH: usize = 4096;

/// A buffered JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Content<'de> {
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer that fits `i64`.
    I64(i64),
    /// An integer above `i64::MAX`.
    U64(u64),
    /// Any other number.
    F64(f64),
    /// A string.
    String(Cow<'de, str>),
    /// An array.
    Array(Vec<Content<'de>>),
    /// An object: its members in the order in which they came.
    Object(Vec<(Key<'de>, Content<'de>)>),
}

impl<'de> Content<'de> {
    /// The value as a deserializer that can be used any number of times.
    pub fn deserializer<E>(&self) -> ContentDeserializer<'_, 'de, E> {
        ContentDeserializer { content: self, error: PhantomData }
    }

    /// How many values it is made of, itself included.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Array(items) => items.iter().map(Self::size).sum::<usize>() + 1,
            Self::Object(members) => members.iter().map(|(_, value)| value.size()).sum::<usize>() + 1,
            _ => 1,
        }
    }

    /// The value as messages of serde call it.
    pub(super) fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::I64(value) => Unexpected::Signed(*value),
            Self::U64(value) => Unexpected::Unsigned(*value),
            Self::F64(value) => Unexpected::Float(*value),
            Self::String(value) => Unexpected::Str(value),
            Self::Array(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        }
    }
}

impl<'de> Deserialize<'de> for Content<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut content = Content::Null;
        Put(&mut content).deserialize(deserializer)?;
        Ok(content)
    }
}

/// Where a value goes when it is read. Written in place: moving a [`Content`] out of a `Result` costs as much as reading it.
pub(super) trait Place<'de>: Sized {
    fn put(self, content: Content<'de>);
}

/// A place that holds nothing yet.
impl<'de> Place<'de> for &mut Content<'de> {
    #[inline]
    fn put(self, content: Content<'de>) {
        debug_assert_eq!(*self, Content::Null);
        // `null` needs no drop, and the compiler cannot know that it is one.
        std::mem::forget(std::mem::replace(self, content));
    }
}

impl<'de> Place<'de> for &mut Vec<Content<'de>> {
    #[inline]
    fn put(self, content: Content<'de>) {
        self.push(content);
    }
}

/// Reads any value to its place.
pub(super) struct Put<P>(pub(super) P);

impl<'de, P: Place<'de>> DeserializeSeed<'de> for Put<P> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, P: Place<'de>> Put<P> {
    #[inline]
    fn done<E>(self, content: Content<'de>) -> Result<(), E> {
        self.0.put(content);
        Ok(())
    }
}

impl<'de, P: Place<'de>> Visitor<'de> for Put<P> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.done(Content::Null)
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.done(Content::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.done(Content::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.done(Content::I64(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.done(i64::try_from(value).map_or(Content::U64(value), Content::I64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.done(Content::F64(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<(), E> {
        self.done(Content::String(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.done(Content::String(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<(), E> {
        self.done(Content::String(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<(), A::Error> {
        self.done(Content::Array(items(array)?))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<(), A::Error> {
        self.done(Content::Object(members(object)?))
    }
}

fn items<'de, A: SeqAccess<'de>>(mut array: A) -> Result<Vec<Content<'de>>, A::Error> {
    let mut items = Vec::with_capacity(array.size_hint().unwrap_or(0).min(TRUSTED_LENGTH));
    while array.next_element_seed(Put(&mut items))?.is_some() {}
    Ok(items)
}

fn members<'de, A: MapAccess<'de>>(mut object: A) -> Result<Vec<(Key<'de>, Content<'de>)>, A::Error> {
    let mut members = Vec::with_capacity(object.size_hint().unwrap_or(0).min(TRUSTED_LENGTH));
    while object.next_key_seed(PutKey(&mut members))?.is_some() {
        if let Some((_, value)) = members.last_mut() {
            object.next_value_seed(Put(value))?;
        }
    }
    Ok(members)
}

/// The name of a member; borrowed from the input where it has no escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key<'de>(pub Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyKey;

        impl<'de> Visitor<'de> for AnyKey {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // Names in JSON are always strings; values that are read by this need not be.
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(value.to_owned())))
            }

            fn visit_string<E>(self, value: String) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(value)))
            }
        }

        deserializer.deserialize_str(AnyKey)
    }
}

/// Reads the name of a member to the end of a list of members; its value is `null` until it is read as well.
pub(super) struct PutKey<'a, 'de>(pub(super) &'a mut Vec<(Key<'de>, Content<'de>)>);

impl<'de> PutKey<'_, 'de> {
    #[inline]
    fn put<E>(self, name: Cow<'de, str>) -> Result<(), E> {
        self.0.push((Key(name), Content::Null));
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for PutKey<'_, 'de> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for PutKey<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    #[inline]
    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<(), E> {
        self.put(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.put(Cow::Owned(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<(), E> {
        self.put(Cow::Owned(value))
    }
}

/// Gives a string to a seed, borrowed for as long as the input lives where possible.
pub(super) fn feed<'de, S: DeserializeSeed<'de>, E: Error>(seed: S, text: &Cow<'de, str>) -> Result<S::Value, E> {
    match text {
        Cow::Borrowed(text) => seed.deserialize(BorrowedStrDeserializer::new(text)),
        Cow::Owned(text) => seed.deserialize(StrDeserializer::new(text)),
    }
}

/// Reads a [`Content`] without consuming it.
#[derive(Debug)]
pub struct ContentDeserializer<'a, 'de, E> {
    content: &'a Content<'de>,
    error: PhantomData<E>,
}

impl<'de, E: Error> Deserializer<'de> for ContentDeserializer<'_, 'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::Null => visitor.visit_unit(),
            Content::Bool(value) => visitor.visit_bool(*value),
            Content::I64(value) => visitor.visit_i64(*value),
            Content::U64(value) => visitor.visit_u64(*value),
            Content::F64(value) => visitor.visit_f64(*value),
            Content::String(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Content::String(Cow::Owned(text)) => visitor.visit_str(text),
            Content::Array(items) => {
                let mut array = Items { rest: items.iter(), index: 0, error: PhantomData };
                let value = visitor.visit_seq(&mut array)?;
                match array.rest.len() {
                    0 => Ok(value),
                    left => Err(E::invalid_length(items.len(), &(items.len() - left).to_string().as_str())),
                }
            }
            Content::Object(members) => {
                visitor.visit_map(Members { rest: members.iter(), current: None, error: PhantomData })
            }
        }
    }

    /// Also an integer that is written as `3.0`.
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::F64(value) => match integral(*value) {
                Some(integer) => visitor.visit_i64(integer),
                None => visitor.visit_f64(*value),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_i64(visitor)
    }

    /// Not an integer that would be rounded.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::I64(value) if !is_exact((*value).into()) => {
                Err(E::invalid_type(self.content.unexpected(), &"f64"))
            }
            Content::U64(value) if !is_exact((*value).into()) => {
                Err(E::invalid_type(self.content.unexpected(), &"f64"))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        match self.content {
            Content::String(name) => visitor.visit_enum(Variant { name, payload: None, error: PhantomData }),
            Content::Object(members) if members.len() == 1 => {
                let (name, payload) = &members[0];
                visitor.visit_enum(Variant { name: &name.0, payload: Some(payload), error: PhantomData })
            }
            other => Err(E::invalid_type(other.unexpected(), &"a string")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u32 u128 f32 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

impl<'a, 'de, E: Error> IntoDeserializer<'de, E> for &'a Content<'de> {
    type Deserializer = ContentDeserializer<'a, 'de, E>;

    fn into_deserializer(self) -> Self::Deserializer {
        self.deserializer()
    }
}

struct Items<'a, 'de, E> {
    rest: std::slice::Iter<'a, Content<'de>>,
    index: usize,
    error: PhantomData<E>,
}

impl<'de, E: Error> SeqAccess<'de> for Items<'_, 'de, E> {
    type Error = E;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, E> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        let value = seed.deserialize(item.deserializer()).inspect_err(|_| trail::note(Step::Item(self.index)))?;
        self.index += 1;
        Ok(Some(value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Members<'a, 'de, E> {
    rest: std::slice::Iter<'a, (Key<'de>, Content<'de>)>,
    current: Option<&'a (Key<'de>, Content<'de>)>,
    error: PhantomData<E>,
}

impl<'de, E: Error> MapAccess<'de> for Members<'_, 'de, E> {
    type Error = E;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, E> {
        let Some(member) = self.rest.next() else { return Ok(None) };
        self.current = Some(member);
        feed(seed, &member.0.0).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, E> {
        let (key, value) = self.current.take().ok_or_else(|| E::custom("a value was asked for before its name"))?;
        seed.deserialize(value.deserializer()).inspect_err(|_| trail::note(Step::Member(key.0.to_string())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// A variant of an enum that serde derived: a string, or an object with its name as the only member.
struct Variant<'a, 'de, E> {
    name: &'a Cow<'de, str>,
    payload: Option<&'a Content<'de>>,
    error: PhantomData<E>,
}

impl<'a, 'de, E: Error> Variant<'a, 'de, E> {
    fn payload(self) -> Result<ContentDeserializer<'a, 'de, E>, E> {
        let payload =
            self.payload.ok_or_else(|| E::invalid_type(Unexpected::UnitVariant, &"a variant with a payload"))?;
        Ok(payload.deserializer())
    }
}

impl<'de, E: Error> EnumAccess<'de> for Variant<'_, 'de, E> {
    type Error = E;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), E> {
        Ok((feed(seed, self.name)?, self))
    }
}

impl<'de, E: Error> VariantAccess<'de> for Variant<'_, 'de, E> {
    type Error = E;

    fn unit_variant(self) -> Result<(), E> {
        match self.payload {
            None | Some(Content::Null) => Ok(()),
            Some(other) => Err(E::invalid_type(other.unexpected(), &"a variant without payload")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, E> {
        seed.deserialize(self.payload()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, E> {
        self.payload()?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, E> {
        self.payload()?.deserialize_any(visitor)
    }
}
