//! Unions: Rust enums of which each variant is one alternative of a `oneOf`, `anyOf` or type array.
//!
//! How the alternatives are told apart was decided when the client was generated; here is what carries it out. Decoding
//! streams: a tagged object is read up to its tag, only what came before the tag is kept, and the chosen variant reads
//! the rest in place. Nothing is decoded into a `serde_json::Value` on the way.
//!
//! See `codegen/docs/unions.md`.

use super::budget::Budget;
use super::content::{Content, ContentDeserializer, Key, Put, PutKey, feed};
use super::correction;
use super::decode_path::{self, Step};
use super::deviation::Found;
use super::fit;
use super::member::at_member;
use super::number::{Exact, Numeric, integral};
use serde::de::value::{Error as ValueError, MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A type with a place for values that nothing in the document explains.
pub trait Keep: Sized {
    /// Keeps such a value.
    fn unknown(value: Value) -> Self;

    /// Whether this is such a value.
    fn is_unknown(&self) -> bool;
}

/// A union: one function per kind of JSON value. A kind that no alternative has is kept as it is.
pub trait Union<'de>: Keep {
    /// What a value must be, for error messages.
    const EXPECTED: &'static str;

    /// Reads an object.
    ///
    /// # Errors
    ///
    /// When the chosen alternative does not fit.
    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        keep(MapAccessDeserializer::new(object))
    }

    /// Reads an array.
    ///
    /// # Errors
    ///
    /// When the chosen alternative does not fit.
    fn array<A: SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        keep(SeqAccessDeserializer::new(array))
    }

    /// Reads a string.
    ///
    /// # Errors
    ///
    /// When the chosen alternative does not fit.
    fn string<E: Error>(string: Content<'de>) -> Result<Self, E> {
        keep(string.deserializer())
    }

    /// Reads a number.
    ///
    /// # Errors
    ///
    /// When the chosen alternative does not fit.
    fn number<E: Error>(number: Content<'de>) -> Result<Self, E> {
        keep(number.deserializer())
    }

    /// Reads a boolean.
    ///
    /// # Errors
    ///
    /// When the chosen alternative does not fit.
    fn boolean<E: Error>(boolean: Content<'de>) -> Result<Self, E> {
        keep(boolean.deserializer())
    }

    /// Reads `null`.
    ///
    /// # Errors
    ///
    /// When the chosen alternative does not fit.
    fn null<E: Error>(null: Content<'de>) -> Result<Self, E> {
        keep(null.deserializer())
    }
}

/// Keeps a value as it is.
fn keep<'de, U: Union<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    fit::note_unexplained();
    Value::deserialize(deserializer).map(U::unknown)
}

/// Decodes a union; what its `Deserialize` does.
///
/// # Errors
///
/// When the alternative that the value belongs to does not fit.
pub fn decode<'de, U: Union<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    struct Kinds<U>(PhantomData<U>);

    impl<'de, U: Union<'de>> Visitor<'de> for Kinds<U> {
        type Value = U;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(U::EXPECTED)
        }

        fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<U, A::Error> {
            U::object(object)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<U, A::Error> {
            U::array(array)
        }

        fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<U, E> {
            U::string(Content::String(Cow::Borrowed(text)))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<U, E> {
            U::string(Content::String(Cow::Owned(text.to_owned())))
        }

        fn visit_string<E: Error>(self, text: String) -> Result<U, E> {
            U::string(Content::String(Cow::Owned(text)))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<U, E> {
            U::number(Content::I64(value))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<U, E> {
            U::number(i64::try_from(value).map_or(Content::U64(value), Content::I64))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<U, E> {
            U::number(Content::F64(value))
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<U, E> {
            U::boolean(Content::Bool(value))
        }

        fn visit_unit<E: Error>(self) -> Result<U, E> {
            U::null(Content::Null)
        }

        fn visit_none<E: Error>(self) -> Result<U, E> {
            U::null(Content::Null)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<U, D::Error> {
            decode(deserializer)
        }
    }

    deserializer.deserialize_any(Kinds(PhantomData))
}

/// Room for the members up to the tag that is made at once.
const USUAL_MEMBERS: usize = 8;

/// An object that was read up to its tag: what came before it, the tag, and the rest still to be read.
#[derive(Debug)]
pub struct Tagged<'de, A> {
    /// The members before the tag and the tag itself. They stay where they are while they are read: moving them costs
    /// more than all else here.
    buffered: Vec<(Key<'de>, Content<'de>)>,
    /// How many of them were read.
    given: usize,
    /// Whether the value of the last of those is still to be read.
    value_is_due: bool,
    is_tagged: bool,
    rest: A,
}

/// Reads an object up to the member `name`. Without such a member the whole object has been read.
///
/// # Errors
///
/// When the input is not JSON.
#[inline]
pub fn tag<'de, A: MapAccess<'de>>(mut object: A, name: &'static str) -> Result<Tagged<'de, A>, A::Error> {
    let mut buffered = Vec::with_capacity(USUAL_MEMBERS);
    let mut is_tagged = false;
    while !is_tagged && object.next_key_seed(PutKey(&mut buffered))?.is_some() {
        if let Some((key, value)) = buffered.last_mut() {
            is_tagged = key.0 == name;
            object.next_value_seed(Put(value))?;
        }
    }
    Ok(Tagged { buffered, given: 0, value_is_due: false, is_tagged, rest: object })
}

impl<'de, A: MapAccess<'de>> Tagged<'de, A> {
    /// The tag as text: a string as it is, a number or a boolean as JSON writes it, `2.0` as `2`. `None` when there is none.
    pub fn tag(&self) -> Option<Cow<'de, str>> {
        match self.buffered.last().filter(|_| self.is_tagged)? {
            (_, Content::String(text)) => Some(text.clone()),
            (_, other) => scalar_text(other),
        }
    }

    /// As [`Self::tag`], but a string in quotes, for unions in which `"1"` is another tag than `1`.
    pub fn json_tag(&self) -> Option<Cow<'de, str>> {
        match self.buffered.last().filter(|_| self.is_tagged) {
            Some((_, Content::String(text))) => Some(Cow::Owned(Value::from(text.as_ref()).to_string())),
            _ => self.tag(),
        }
    }

    /// Reads the whole object, the tag included, as one variant.
    ///
    /// # Errors
    ///
    /// When the object does not fit the variant.
    pub fn read<T: Deserialize<'de>, U, F: FnOnce(T) -> U>(self, variant: F) -> Result<U, A::Error> {
        read_object(self, variant)
    }

    /// Keeps the object as it is: its tag is none the document lists, or it has none.
    ///
    /// # Errors
    ///
    /// When the input is not JSON.
    pub fn unknown<U: Union<'de>>(self) -> Result<U, A::Error> {
        keep(MapAccessDeserializer::new(self))
    }

    /// As [`Self::unknown`], for a tag that all alternatives require.
    ///
    /// # Errors
    ///
    /// When the tag is missing, or none of string, number and boolean.
    pub fn unlisted<U: Union<'de>>(self, name: &'static str) -> Result<U, A::Error> {
        self.required(name, "a string, a number or a boolean", |tag| {
            !matches!(tag, Content::Null | Content::Array(_) | Content::Object(_))
        })
    }

    /// As [`Self::unlisted`], for a tag whose values are all strings.
    ///
    /// # Errors
    ///
    /// When the tag is missing, or no string.
    pub fn unlisted_text<U: Union<'de>>(self, name: &'static str) -> Result<U, A::Error> {
        self.required(name, "a string", |tag| matches!(tag, Content::String(_)))
    }

    fn required<U: Union<'de>>(
        self,
        name: &'static str,
        expected: &str,
        is_expected: fn(&Content<'de>) -> bool,
    ) -> Result<U, A::Error> {
        let tag = self.buffered.last().filter(|_| self.is_tagged).map(|(_, tag)| tag);
        match tag {
            Some(tag) if is_expected(tag) => {}
            _ if correction::is_on() => {
                let (expected, found) = match tag {
                    None => ("required".to_owned(), Found::Nothing),
                    Some(tag) => (expected.replace("a ", ""), Found::from(tag)),
                };
                correction::note_below(Some(Step::Member(name.to_owned())), expected, found);
            }
            None => return Err(at_member(name, A::Error::missing_field)),
            Some(tag) => {
                decode_path::note(Step::Member(name.to_owned()));
                return Err(A::Error::invalid_type(tag.unexpected(), &expected));
            }
        }
        self.unknown()
    }

    /// The whole object buffered, for alternatives the tag does not tell apart.
    ///
    /// # Errors
    ///
    /// When the input is not JSON.
    pub fn buffer(self) -> Result<Content<'de>, A::Error> {
        buffer_object(self)
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Tagged<'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        match self.buffered.get(self.given) {
            Some((key, _)) => {
                self.given += 1;
                self.value_is_due = true;
                feed(seed, &key.0).map(Some)
            }
            None => self.rest.next_key_seed(seed),
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        if !std::mem::take(&mut self.value_is_due) {
            return self.rest.next_value_seed(seed);
        }
        match self.buffered.get(self.given.wrapping_sub(1)) {
            Some((key, value)) => {
                let value = if correction::is_on() {
                    correction::member(&key.0, value, || seed.deserialize(value.deserializer()))
                } else {
                    seed.deserialize(value.deserializer())
                };
                value.inspect_err(|_| decode_path::note(Step::Member(key.0.clone().into_owned())))
            }
            None => self.rest.next_value_seed(seed),
        }
    }
}

/// A number or a boolean as JSON writes it. Apart from the tags that are strings, which are read far more often.
#[cold]
#[inline(never)]
fn scalar_text<'de>(value: &Content<'_>) -> Option<Cow<'de, str>> {
    match value {
        Content::I64(value) => Some(Cow::Owned(value.to_string())),
        Content::U64(value) => Some(Cow::Owned(value.to_string())),
        Content::F64(value) => Some(Cow::Owned(match integral(*value) {
            Some(integer) => integer.to_string(),
            None => Value::from(*value).to_string(),
        })),
        Content::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        _ => None,
    }
}

/// Reads a whole object without knowing what it is.
///
/// # Errors
///
/// When the input is not JSON.
pub fn buffer_object<'de, A: MapAccess<'de>>(object: A) -> Result<Content<'de>, A::Error> {
    Content::deserialize(MapAccessDeserializer::new(object))
}

/// Reads a whole array without knowing what it is.
///
/// # Errors
///
/// When the input is not JSON.
pub fn buffer_array<'de, A: SeqAccess<'de>>(array: A) -> Result<Content<'de>, A::Error> {
    Content::deserialize(SeqAccessDeserializer::new(array))
}

/// Reads a value as one variant, which an error names.
fn read_as<'de, T: Deserialize<'de>, U, F: FnOnce(T) -> U, D: Deserializer<'de>>(
    deserializer: D,
    variant: F,
) -> Result<U, D::Error> {
    T::deserialize(deserializer).map(variant).inspect_err(|_| decode_path::note_variant::<F>())
}

/// Reads an object as one variant.
///
/// # Errors
///
/// When the object does not fit the variant.
pub fn read_object<'de, T: Deserialize<'de>, U, F: FnOnce(T) -> U, A: MapAccess<'de>>(
    object: A,
    variant: F,
) -> Result<U, A::Error> {
    read_as(Object(object), variant)
}

/// An object of which some members may have been read before. As a struct, it keeps what deviates.
struct Object<A>(A);

impl<'de, A: MapAccess<'de>> Deserializer<'de> for Object<A> {
    type Error = A::Error;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_map(self.0)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let _guard = correction::is_on().then(correction::begin_struct);
        visitor.visit_map(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Reads an array as one variant.
///
/// # Errors
///
/// When the array does not fit the variant.
pub fn read_array<'de, T: Deserialize<'de>, U, F: FnOnce(T) -> U, A: SeqAccess<'de>>(
    array: A,
    variant: F,
) -> Result<U, A::Error> {
    read_as(SeqAccessDeserializer::new(array), variant)
}

/// Reads a list or map of numbers as one variant, or keeps it: where one of them is not what Rust makes of it, the variant
/// cannot hold what was read.
///
/// # Errors
///
/// When something in it is no number.
pub fn read_numbers<'de, T: Numeric, U: Union<'de>, F: FnOnce(T) -> U, D: Deserializer<'de>>(
    numbers: D,
    variant: F,
) -> Result<U, D::Error> {
    let Exact { value, original } = T::read(numbers).inspect_err(|_| decode_path::note_variant::<F>())?;
    Ok(match original {
        None => variant(value),
        Some(original) => {
            fit::note_unexplained();
            U::unknown(*original)
        }
    })
}

/// Reads a number as one type, or keeps it: no type of Rust holds every number.
///
/// # Errors
///
/// When the value cannot be kept either.
pub fn read_number<'de, T: Deserialize<'de>, U: Union<'de>, E: Error>(
    number: &Content<'de>,
    variant: fn(T) -> U,
) -> Result<U, E> {
    match correction::strictly(|| T::deserialize(number.deserializer::<ValueError>())) {
        Ok(value) => Ok(variant(value)),
        Err(_) => keep(number.deserializer()),
    }
}

/// Reads a buffered value as one variant.
///
/// # Errors
///
/// When the value does not fit the variant.
pub fn read<'de, T: Deserialize<'de>, U, F: FnOnce(T) -> U, E: Error>(
    content: &Content<'de>,
    variant: F,
) -> Result<U, E> {
    read_as(content.deserializer(), variant)
}

/// Reads a value as a union that is an alternative of another: what is unknown to it may be known to the next one.
///
/// # Errors
///
/// When the value does not fit, or none of its alternatives has it.
pub fn read_nested<'de, T: Union<'de> + Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = T::deserialize(deserializer)?;
    if value.is_unknown() { Err(D::Error::custom("no alternative explains the value")) } else { Ok(value) }
}

/// How one alternative of a union reads a buffered value.
pub type Alternative<'de, U> = fn(ContentDeserializer<'_, 'de, ValueError>) -> Result<U, ValueError>;

/// Chooses the alternative that explains most of a value: the one that fits and leaves the fewest members and values
/// unnamed; among equals the one the document lists first. A value that none fits is kept as it is.
///
/// Unions within unions multiply what there is to try. So that no input takes for ever, a value deep inside is kept as it
/// is once too much was tried.
///
/// # Errors
///
/// When the value cannot be kept either.
pub fn best<'de, U: Union<'de>, E: Error>(
    content: &Content<'de>,
    alternatives: &[Alternative<'de, U>],
) -> Result<U, E> {
    let mut budget = Budget::on(content.size(), alternatives.len());
    let mut best: Option<(U, usize)> = None;
    for alternative in alternatives {
        let trial = || correction::strictly(|| fit::measure(|| alternative(content.deserializer())));
        let Some((result, unexplained)) = budget.spend(trial) else { continue };
        let Ok(value) = result else {
            decode_path::forget();
            continue;
        };
        if unexplained == 0 {
            return Ok(value);
        }
        if best.as_ref().is_none_or(|(_, least)| unexplained < *least) {
            best = Some((value, unexplained));
        }
    }
    match best {
        Some((value, unexplained)) => {
            fit::carry(unexplained);
            Ok(value)
        }
        None => keep(content.deserializer()),
    }
}

/// A payload without the box that a recursive type needs.
#[doc(hidden)]
pub trait Unboxed<T> {
    /// The payload itself.
    fn unboxed(self) -> T;
}

impl<T> Unboxed<T> for T {
    fn unboxed(self) -> T {
        self
    }
}

impl<T> Unboxed<T> for Box<T> {
    fn unboxed(self) -> T {
        *self
    }
}

/// The serde implementations of a [`Union`], `From` for the variants named after `from`, and the functions
/// that give the payloads of those named after `access`; `Display` for a union of nothing but scalars, named after
/// `display`.
#[macro_export]
macro_rules! union {
    (
        $name:ident { $($variant:ident,)* }
        from { $($from:ident: $payload:ty,)* }
        $(access { $($access:ident: $as:ident $into:ident $target:ty,)* })?
        $(display { $($shown:ident,)* })?
    ) => {
        $(
            /// Scalars as text.
            impl ::std::fmt::Display for $name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    match self {
                        $(Self::$shown(value) => ::std::fmt::Display::fmt(value, f),)*
                        Self::Unknown($crate::data::Value::String(text)) => f.pad(text),
                        Self::Unknown(value) => ::std::fmt::Display::fmt(value, f),
                    }
                }
            }
        )?

        $(impl $name {
            $(
                #[doc = concat!("The payload, if this is `", stringify!($access), "`.")]
                #[must_use]
                pub fn $as(&self) -> ::std::option::Option<&$target> {
                    match self {
                        Self::$access(value) => Some(value),
                        _ => None,
                    }
                }

                #[doc = concat!("The payload, if this is `", stringify!($access), "`; gives it away.")]
                ///
                /// # Errors
                ///
                /// The value as it was, if it is another variant.
                pub fn $into(self) -> ::std::result::Result<$target, Self> {
                    match self {
                        Self::$access(value) => Ok($crate::data::Unboxed::<$target>::unboxed(value)),
                        other => Err(other),
                    }
                }
            )*
        })?

        impl $crate::data::Keep for $name {
            fn unknown(value: $crate::data::Value) -> Self {
                Self::Unknown(value)
            }

            fn is_unknown(&self) -> bool {
                ::std::matches!(self, Self::Unknown(_))
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(deserializer: __D) -> ::std::result::Result<Self, __D::Error> {
                $crate::data::decode(deserializer)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(&self, serializer: __S) -> ::std::result::Result<__S::Ok, __S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::serde::Serialize::serialize(value, serializer),)*
                }
            }
        }

        $(
            impl ::std::convert::From<$payload> for $name {
                fn from(value: $payload) -> Self {
                    Self::$from(value.into())
                }
            }
        )*
    };
}

#[cfg(test)]
// The macros give every type all of its methods, and make them public.
#[allow(dead_code, unreachable_pub)]
mod tests {
    use super::*;
    use crate::data::Extra;

    macro_rules! member {
        ($name:ident required { $($required:tt)* } optional { $($optional:tt)* } constant { $($constant:tt)* } $($field:ident: $type:ty,)*) => {
            #[derive(Clone, Debug, PartialEq)]
            struct $name {
                $($field: $type,)*
                extra: Extra,
            }
            crate::object! { $name required { $($required)* } optional { $($optional)* } nullable {} constant { $($constant)* } extra { extra: Extra } }
        };
    }
    member! { Started required { at: i64 = "at", } optional {} constant { strict event = "started", "event", } at: i64, }
    member! { Ended required {} optional { reason: String = "reason", } constant { strict event = "ended", "event", } reason: Option<String>, }
    member! { Cat required {} optional { name: String = "name", lives: i64 = "lives", } constant {} name: Option<String>, lives: Option<i64>, }
    member! { Dog required {} optional { name: String = "name", bark: bool = "bark", } constant {} name: Option<String>, bark: Option<bool>, }

    #[derive(Clone, Debug, PartialEq)]
    enum Event {
        Started(Started),
        Ended(Box<Ended>),
        Unknown(Value),
    }

    impl<'de> Union<'de> for Event {
        const EXPECTED: &'static str = "an event";

        fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
            let object = tag(object, "event")?;
            match object.tag().as_deref() {
                Some("started") => object.read(Self::Started),
                Some("ended") => object.read(Self::Ended),
                _ => object.unknown(),
            }
        }
    }
    crate::union! { Event { Started, Ended, Unknown, }
        from { Started: Started, Ended: Ended, }
        access { Started: as_started into_started Started, Ended: as_ended into_ended Ended, }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Pet {
        Cat(Cat),
        Dog(Dog),
        Name(String),
        Number(i64),
        Weights(Vec<f64>),
        Unknown(Value),
    }

    impl<'de> Union<'de> for Pet {
        const EXPECTED: &'static str = "a pet";

        fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
            let content = buffer_object(object)?;
            best(&content, &[|pet| Cat::deserialize(pet).map(Self::Cat), |pet| Dog::deserialize(pet).map(Self::Dog)])
        }

        fn array<A: SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
            read_numbers(SeqAccessDeserializer::new(array), Self::Weights)
        }

        fn string<E: Error>(string: Content<'de>) -> Result<Self, E> {
            read(&string, Self::Name)
        }

        fn number<E: Error>(number: Content<'de>) -> Result<Self, E> {
            read(&number, Self::Number)
        }
    }
    crate::union! { Pet { Cat, Dog, Name, Number, Weights, Unknown, } from { Cat: Cat, Dog: Dog, Name: String, Number: i64, } }

    fn round_trip<T: for<'de> Deserialize<'de> + serde::Serialize>(json: &str) -> T {
        let value: T = serde_json::from_str(json).expect("decodes");
        let back: Value = serde_json::to_value(&value).expect("encodes");
        assert_eq!(back, serde_json::from_str::<Value>(json).expect("JSON"));
        value
    }

    #[test]
    fn the_tag_decides_wherever_it_stands() {
        let started = Event::from(Started::new(5));
        assert_eq!(round_trip::<Event>(r#"{"event": "started", "at": 5}"#), started);
        assert_eq!(round_trip::<Event>(r#"{"at": 5, "event": "started"}"#), started);
        assert_eq!(round_trip::<Event>(r#"{"event": "ended"}"#), Event::from(Ended::new()));
        assert!(matches!(
            round_trip::<Event>(r#"{"a": "\u00e9\"", "event": "ended", "b": {"c": [1.5]}}"#),
            Event::Ended(_)
        ));
    }

    #[test]
    fn payloads_are_one_call_away() {
        let (started, ended) = (Event::from(Started::new(5)), Event::from(Ended::new().reason("busy")));
        assert_eq!((started.as_started(), started.as_ended()), (Some(&Started::new(5)), None));
        assert_eq!(ended.clone().into_started(), Err(ended.clone()));
        assert_eq!(ended.into_ended(), Ok(Ended::new().reason("busy")));
    }

    #[test]
    fn what_no_alternative_has_is_kept() {
        for json in [r#"{"event": "paused", "at": 5}"#, "{}", "[1]", "true", "null", "12345678901234567890", "\"x\""] {
            assert!(matches!(round_trip::<Event>(json), Event::Unknown(_)), "{json}");
        }
    }

    #[test]
    fn a_required_tag_is_a_member_like_any_other() {
        /// A union whose alternatives all require the tag.
        #[derive(Debug, PartialEq)]
        enum Call<const TEXT: bool> {
            Ended(Ended),
            Unknown(Value),
        }

        impl<const TEXT: bool> Keep for Call<TEXT> {
            fn unknown(value: Value) -> Self {
                Self::Unknown(value)
            }

            fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown(_))
            }
        }

        impl<'de, const TEXT: bool> Union<'de> for Call<TEXT> {
            const EXPECTED: &'static str = "a call";

            fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
                let object = tag(object, "event")?;
                match object.tag().as_deref() {
                    Some("ended") => object.read(Self::Ended),
                    _ if TEXT => object.unlisted_text("event"),
                    _ => object.unlisted("event"),
                }
            }
        }

        impl<'de, const TEXT: bool> Deserialize<'de> for Call<TEXT> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                decode(deserializer)
            }
        }

        fn read<const TEXT: bool>(json: &str) -> String {
            match crate::data::json::from_json::<Call<TEXT>>(json.as_bytes()) {
                Ok(Call::Ended(_)) => "ended".to_owned(),
                Ok(Call::Unknown(_)) => "unknown".to_owned(),
                Err(error) => error.to_string(),
            }
        }

        assert_eq!([read::<true>, read::<false>].map(|read| read(r#"{"event": "ended"}"#)), ["ended"; 2]);
        assert_eq!([read::<true>, read::<false>].map(|read| read(r#"{"event": "paused"}"#)), ["unknown"; 2]);
        assert_eq!(read::<false>(r#"{"event": 7}"#), "unknown");
        let missing = "`event`: missing field `event` (line 1, column 9)";
        assert_eq!([read::<true>, read::<false>].map(|read| read(r#"{"at": 5}"#)), [missing; 2]);
        let number = "`event`: invalid type: integer `7`, expected a string (line 1, column 11)";
        assert_eq!(read::<true>(r#"{"event": 7}"#), number);
        let null = "`event`: invalid type: null, expected a string, a number or a boolean (line 1, column 14)";
        assert_eq!(read::<false>(r#"{"event": null}"#), null);
    }

    #[test]
    fn a_tag_is_compared_by_value() {
        let tags = |json: &str| {
            let mut read = serde_json::Deserializer::from_str(json);
            let object = Entries::deserialize(&mut read).expect("decodes");
            object.0
        };
        /// The tag `v` in both spellings.
        struct Entries([Option<String>; 2]);

        impl<'de> Deserialize<'de> for Entries {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Object;

                impl<'de> Visitor<'de> for Object {
                    type Value = Entries;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Entries, A::Error> {
                        let object = tag(object, "v")?;
                        let tags = [object.tag(), object.json_tag()].map(|tag| tag.map(Cow::into_owned));
                        object.buffer().map(|_| Entries(tags))
                    }
                }

                deserializer.deserialize_map(Object)
            }
        }

        for (json, text, literal) in [
            (r#"{"v": 2}"#, "2", "2"),
            (r#"{"v": 2.0}"#, "2", "2"),
            (r#"{"v": 2.5}"#, "2.5", "2.5"),
            (r#"{"v": true}"#, "true", "true"),
            (r#"{"v": "2"}"#, "2", "\"2\""),
            (r#"{"v": "\""}"#, "\"", r#""\"""#),
        ] {
            assert_eq!(tags(json), [text, literal].map(|tag| Some(tag.to_owned())), "{json}");
        }
        assert_eq!([tags("{}"), tags(r#"{"v": null}"#)], [[None, None], [None, None]]);
    }

    #[test]
    fn a_known_tag_with_a_wrong_body_is_an_error_at_its_place() {
        let error = serde_json::from_str::<Event>("{\"event\": \"started\",\n \"at\": \"five\"}").expect_err("wrong");
        assert_eq!(error.to_string(), "invalid type: string \"five\", expected i64 at line 2 column 13");
    }

    #[test]
    fn the_alternative_that_explains_most_wins() {
        assert!(matches!(round_trip(r#"{"name": "Rex", "bark": true}"#), Pet::Dog(_)));
        assert!(matches!(round_trip(r#"{"name": "Rex", "bark": true, "tomorrow": 1}"#), Pet::Dog(_)));
        assert!(matches!(round_trip(r#"{"name": "Tom"}"#), Pet::Cat(_)));
        assert!(matches!(round_trip(r#"{"name": "Rex", "bark": null}"#), Pet::Dog(_)));
        assert!(matches!(round_trip(r#"{"name": 5}"#), Pet::Unknown(_)));
        assert!(matches!(round_trip("\"Tom\""), Pet::Name(_)));
        assert!(matches!(round_trip("7"), Pet::Number(7)));
    }

    #[test]
    fn unions_within_unions_are_not_tried_for_ever() {
        /// Two alternatives that nothing tells apart, each with another such value inside.
        #[derive(Debug, PartialEq)]
        enum Tree {
            Left(Branch),
            Right(Branch),
            Unknown(Value),
        }

        #[derive(Debug, PartialEq)]
        #[non_exhaustive]
        struct Branch {
            inner: Option<Box<Tree>>,
            extra: Extra,
        }

        crate::object! { Branch optional { inner: Box<Tree> = "inner", } extra { extra: Extra } }

        impl<'de> Union<'de> for Tree {
            const EXPECTED: &'static str = "a tree";

            fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
                let content = buffer_object(object)?;
                best(
                    &content,
                    &[
                        |tree| Branch::deserialize(tree).map(Self::Left),
                        |tree| Branch::deserialize(tree).map(Self::Right),
                    ],
                )
            }
        }
        crate::union! { Tree { Left, Right, Unknown, } from { } }

        let nested = |levels: usize, leaf: &str| r#"{"inner": "#.repeat(levels) + leaf + &"}".repeat(levels);
        assert!(matches!(round_trip(&nested(10, r#"{"tomorrow": 1}"#)), Tree::Left(_)));
        assert!(matches!(round_trip(&nested(100, "{}")), Tree::Left(_)));
        // What is tried twice on every level, two to the power of a hundred times.
        assert!(matches!(round_trip(&nested(100, r#"{"tomorrow": 1}"#)), Tree::Left(_)));
    }

    #[test]
    fn a_list_of_numbers_that_its_variant_cannot_hold_is_kept() {
        assert_eq!(round_trip::<Pet>("[0.5, 1.5]"), Pet::Weights(vec![0.5, 1.5]));
        assert!(matches!(round_trip("[0.5, 9007199254740993]"), Pet::Unknown(_)));
        assert!(serde_json::from_str::<Pet>("[0.5, \"heavy\"]").is_err());
    }
}
