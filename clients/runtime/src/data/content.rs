//! A JSON value that was read before it was known what it is for. Strings borrow from the input where they can.
//!
//! It is also what is read again where a value deviates from its document: while corrections are switched on, a value of
//! another kind than is asked for is read as the empty one.

use super::correction;
use super::decode_path::{self, Step};
use super::number::{integral, is_exact};
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

impl<'de, E: Error> ContentDeserializer<'_, 'de, E> {
    /// Reads an array, of which so many items are asked for.
    fn array<V: Visitor<'de>>(items: &[Content<'de>], wanted: usize, visitor: V) -> Result<V::Value, E> {
        let mut array = Items { rest: items.iter(), index: 0, wanted, error: PhantomData };
        let value = visitor.visit_seq(&mut array)?;
        match array.rest.len() {
            0 => Ok(value),
            left if correction::is_on() => {
                correction::note_length(items.len() - left);
                Ok(value)
            }
            left => Err(E::invalid_length(items.len(), &(items.len() - left).to_string().as_str())),
        }
    }

    fn object<V: Visitor<'de>>(members: &[(Key<'de>, Content<'de>)], visitor: V) -> Result<V::Value, E> {
        visitor.visit_map(Members { rest: members.iter(), current: None, error: PhantomData })
    }

    /// A value of another kind than a boolean.
    #[cold]
    fn corrected_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        if !correction::is_on() {
            return self.deserialize_any(visitor);
        }
        let read = match self.content {
            Content::String(text) => text.parse().ok(),
            _ => None,
        };
        match read {
            Some(_) => correction::convert("boolean", self.content)?,
            None => correction::replace("boolean", self.content)?,
        }
        visitor.visit_bool(read.unwrap_or_default())
    }

    /// A value that is none of the numbers asked for.
    #[cold]
    fn corrected_number<V: Visitor<'de>>(self, expected: &'static str, visitor: V) -> Result<V::Value, E> {
        let is_integer = expected == INTEGER;
        match number_in(self.content) {
            Some(Content::I64(value)) => {
                correction::convert(expected, self.content)?;
                visitor.visit_i64(value)
            }
            Some(Content::F64(value)) if !is_integer => {
                correction::convert(expected, self.content)?;
                visitor.visit_f64(value)
            }
            _ => {
                correction::replace(expected, self.content)?;
                if is_integer { visitor.visit_i64(0) } else { visitor.visit_f64(0.0) }
            }
        }
    }

    /// A value of another kind than a string; nothing where it has no text.
    #[cold]
    fn corrected_text(&self) -> Result<Option<String>, E> {
        let text = match self.content {
            Content::Bool(_) | Content::I64(_) | Content::U64(_) | Content::F64(_) => {
                Some(correction::value(self.content).to_string())
            }
            _ => None,
        };
        match text {
            Some(_) => correction::convert("string", self.content)?,
            None => correction::replace("string", self.content)?,
        }
        Ok(text)
    }
}

/// What integers are called in deviations.
pub(super) const INTEGER: &str = "integer";

/// The longest text that is read as a number.
const LONGEST_NUMBER: usize = 40;

/// The number that a value is, or that it has as its text.
pub(super) fn number_in<'a>(content: &Content<'_>) -> Option<Content<'a>> {
    let number = match content {
        Content::I64(value) => Content::I64(*value),
        Content::U64(value) => Content::U64(*value),
        Content::F64(value) => Content::F64(*value),
        Content::String(text) if text.len() <= LONGEST_NUMBER => match serde_json::from_str(text).ok()? {
            Content::<'_>::I64(value) => Content::I64(value),
            Content::U64(value) => Content::U64(value),
            Content::F64(value) => Content::F64(value),
            _ => return None,
        },
        _ => return None,
    };
    Some(match number {
        Content::F64(value) => integral(value).map_or(Content::F64(value), Content::I64),
        other => other,
    })
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
            Content::Array(items) => Self::array(items, 0, visitor),
            Content::Object(members) => {
                let value = Self::object(members, visitor)?;
                if correction::is_on() {
                    correction::end_of_object();
                }
                Ok(value)
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::Bool(value) => visitor.visit_bool(*value),
            _ => self.corrected_bool(visitor),
        }
    }

    /// `null`, the only value of its type.
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::Null => visitor.visit_unit(),
            other if correction::is_on() => {
                correction::replace("null", other)?;
                visitor.visit_unit()
            }
            _ => self.deserialize_any(visitor),
        }
    }

    /// Also an integer that is written as `3.0`.
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::I64(value) => visitor.visit_i64(*value),
            Content::F64(value) if let Some(integer) = integral(*value) => visitor.visit_i64(integer),
            _ if correction::is_on() => self.corrected_number(INTEGER, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::U64(value) => visitor.visit_u64(*value),
            Content::I64(value) if *value < 0 && correction::is_on() => {
                correction::replace(INTEGER, self.content)?;
                visitor.visit_u64(0)
            }
            _ => self.deserialize_i64(visitor),
        }
    }

    /// Not an integer that would be rounded.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::F64(value) => visitor.visit_f64(*value),
            Content::I64(value) if is_exact((*value).into()) => visitor.visit_i64(*value),
            Content::U64(value) if is_exact((*value).into()) => visitor.visit_u64(*value),
            _ if correction::is_on() => self.corrected_number("number", visitor),
            Content::I64(_) | Content::U64(_) => Err(E::invalid_type(self.content.unexpected(), &"f64")),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::String(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Content::String(Cow::Owned(text)) => visitor.visit_str(text),
            _ if correction::is_on() => visitor.visit_string(self.corrected_text()?.unwrap_or_default()),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_str(visitor)
    }

    /// A name out of an open list: nothing (`visit_unit`) where there is none.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::String(_) => self.deserialize_str(visitor),
            _ if correction::is_on() => match self.corrected_text()? {
                Some(text) => visitor.visit_string(text),
                None => visitor.visit_unit(),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_tuple(0, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::Array(items) => Self::array(items, length, visitor),
            _ if correction::is_on() => {
                correction::replace("array", self.content)?;
                let _empty = correction::begin_empty();
                Self::array(&[], length, visitor)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let members = match self.content {
            Content::Object(members) => members.as_slice(),
            other if correction::is_on() => {
                correction::replace(correction::OBJECT, other)?;
                &[]
            }
            other => return Err(E::invalid_type(other.unexpected(), &visitor)),
        };
        let value = Self::object(members, visitor)?;
        if correction::is_on() {
            correction::end_of_object();
        }
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        // One place that reads the members, so that the compiler puts the reading of the struct there.
        let (members, _guard) = match self.content {
            Content::Object(members) => (members.as_slice(), correction::is_on().then(correction::begin_struct)),
            other if correction::is_on() => ([].as_slice(), Some(correction::begin_empty_struct(other)?)),
            Content::Array(items) => return Self::array(items, 0, visitor),
            other => return Err(E::invalid_type(other.unexpected(), &visitor)),
        };
        Self::object(members, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.content {
            Content::Null => visitor.visit_none(),
            _ => {
                if correction::is_on() {
                    correction::optional();
                }
                visitor.visit_some(self)
            }
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
        i8 i16 i32 i128 u8 u16 u32 u128 f32 char bytes byte_buf unit_struct tuple_struct
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
    /// How many items a tuple has; missing ones are empty where values are corrected.
    wanted: usize,
    error: PhantomData<E>,
}

impl<'de, E: Error> SeqAccess<'de> for Items<'_, 'de, E> {
    type Error = E;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, E> {
        let Some(item) = self.rest.next() else {
            if self.index >= self.wanted || !correction::is_on() {
                return Ok(None);
            }
            let _empty = correction::missing_item(self.index);
            self.index += 1;
            return seed.deserialize(Content::Null.deserializer()).map(Some);
        };
        let value = if correction::is_on() {
            correction::item(self.index, || seed.deserialize(item.deserializer()))
        } else {
            seed.deserialize(item.deserializer())
        };
        let value = value.inspect_err(|_| decode_path::note(Step::Item(self.index)))?;
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
        let Some(member) = self.rest.next() else {
            let is_due = correction::is_on() && correction::hand_over();
            return is_due.then(|| feed(seed, &Cow::Borrowed(correction::HANDED_OVER))).transpose();
        };
        self.current = Some(member);
        feed(seed, &member.0.0).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, E> {
        let Some((key, value)) = self.current.take() else {
            // What is handed over is for structs that keep it; others read past it.
            return seed.deserialize(Content::Null.deserializer());
        };
        let value = if correction::is_on() {
            correction::member(&key.0, value, || seed.deserialize(value.deserializer()))
        } else {
            seed.deserialize(value.deserializer())
        };
        value.inspect_err(|_| decode_path::note(Step::Member(key.0.to_string())))
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
