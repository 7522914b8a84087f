//! Reading and writing the members of an object, each as its type wants it: [`Member`].
//!
//! Members of numbers are read by [`Numeric`], so that a value the field cannot hold exactly is kept in the struct's
//! extra members under its own name. All others are read by serde. Which it is, is decided by the path
//! `Member::<T>::read`: the inherent functions are there for numbers only, and win over those of [`PlainMember`].
//!
//! A `null` where the document has none counts as absent, and is kept among the extra members, too. So is what came as
//! the value of a member that was corrected: it is written back as long as the field is what was made of it.

use super::correction::{self, Missing};
use super::decode_path::{self, Step};
use super::extra::{ExtraMembers, is_unchanged};
use super::number::{Exact, Numeric};
use super::object_access::{ObjectReader, ObjectWriter};
use serde::de::value::Error as ValueError;
use serde::de::{DeserializeOwned, Error, MapAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::marker::PhantomData;

/// How a member of the type `T` is read and written.
#[derive(Debug)]
pub struct Member<T>(PhantomData<T>);

/// Where a value goes while an object is read.
type Slot<T> = Option<T>;

#[inline]
fn once<T, E: Error>(slot: &Slot<T>, name: &'static str) -> Result<(), E> {
    if slot.is_some() { repeated(name) } else { Ok(()) }
}

/// A second member of the same name is an error, or wins where values are corrected.
#[cold]
pub(super) fn repeated<E: Error>(name: &'static str) -> Result<(), E> {
    if correction::is_repetition_allowed(name) { Ok(()) } else { Err(at_member(name, E::duplicate_field)) }
}

#[doc(hidden)]
impl<T: Numeric + Serialize> Member<T> {
    /// Reads a member that is there; a second one of the same name is an error.
    #[inline]
    pub fn read<'de, X: ExtraMembers, A: MapAccess<'de>>(
        slot: &mut Slot<T>,
        name: &'static str,
        object: &mut ObjectReader<X, A>,
    ) -> Result<(), A::Error> {
        once(slot, name)?;
        let Exact { value, original } = match object.map.next_value() {
            Ok(exact) => exact,
            Err(error) => correction::declined(error)?,
        };
        *slot = Some(value);
        if let Some(original) = original {
            object.extra.keep_original(name, *original);
        }
        Ok(())
    }

    /// As [`Self::read`], but `null` counts as absent, and is kept.
    #[inline]
    pub fn read_optional<'de, X: ExtraMembers, A: MapAccess<'de>>(
        slot: &mut Slot<T>,
        name: &'static str,
        object: &mut ObjectReader<X, A>,
    ) -> Result<(), A::Error> {
        once(slot, name)?;
        let Exact { value, original } = match object.map.next_value::<Exact<Option<T>>>() {
            Ok(exact) => exact,
            Err(error) => return correction::declined::<Exact<Option<T>>, _>(error).map(|_| ()),
        };
        if value.is_none() {
            object.extra.keep_original(name, Value::Null);
        }
        *slot = value;
        if let Some(original) = original {
            object.extra.keep_original(name, *original);
        }
        Ok(())
    }

    /// Writes a member; as it was read, if it is still the nearest value to that.
    #[inline]
    pub fn write<X: ExtraMembers, M: SerializeMap>(value: &T, name: &str, object: &mut ObjectWriter<'_, X, M>) {
        let reads = |original: &Value| {
            correction::corrected_member::<Exact<T>>(original).is_some_and(|nearest| nearest.value == *value)
        };
        match object.extra.original(name) {
            Some(original) if reads(original) => object.entry(name, original),
            _ if object.extra.is_missing(name) && is_empty::<Exact<T>>(|empty| empty.value == *value) => {}
            _ => object.entry(name, value),
        }
    }

    /// Writes a member that may be left out.
    #[inline]
    pub fn write_optional<X: ExtraMembers, M: SerializeMap>(
        value: &Option<T>,
        name: &str,
        object: &mut ObjectWriter<'_, X, M>,
    ) {
        let leaves_empty = |original: &Value| {
            correction::corrected_member::<Exact<Option<T>>>(original).is_some_and(|read| read.value.is_none())
        };
        match (value, object.extra.original(name)) {
            (Some(value), _) => Self::write(value, name, object),
            (None, Some(original)) if leaves_empty(original) => object.entry(name, original),
            (None, _) => {}
        }
    }
}

/// Whether a required member that was missing is still empty.
#[cold]
fn is_empty<T: DeserializeOwned>(is_equal: impl FnOnce(T) -> bool) -> bool {
    correction::empty::<T, ValueError>().is_ok_and(is_equal)
}

/// Members that serde reads and writes.
#[doc(hidden)]
pub trait PlainMember<T> {
    /// Reads a member that is there; a second one of the same name is an error.
    #[inline]
    fn read<'de, X, A: MapAccess<'de>>(
        slot: &mut Slot<T>,
        name: &'static str,
        object: &mut ObjectReader<X, A>,
    ) -> Result<(), A::Error>
    where
        T: Deserialize<'de>,
    {
        once(slot, name)?;
        *slot = Some(match object.map.next_value() {
            Ok(value) => value,
            Err(error) => correction::declined(error)?,
        });
        Ok(())
    }

    /// As [`Self::read`], but `null` counts as absent, and is kept.
    #[inline]
    fn read_optional<'de, X: ExtraMembers, A: MapAccess<'de>>(
        slot: &mut Slot<T>,
        name: &'static str,
        object: &mut ObjectReader<X, A>,
    ) -> Result<(), A::Error>
    where
        T: Deserialize<'de>,
    {
        once(slot, name)?;
        *slot = match object.map.next_value() {
            Ok(value) => value,
            Err(error) => return correction::declined::<Option<T>, _>(error).map(|_| ()),
        };
        if slot.is_none() {
            object.extra.keep_original(name, Value::Null);
        }
        Ok(())
    }

    /// Writes a member.
    #[inline]
    fn write<X: ExtraMembers, M: SerializeMap>(value: &T, name: &str, object: &mut ObjectWriter<'_, X, M>)
    where
        T: DeserializeOwned + Serialize + PartialEq,
    {
        match object.extra.original(name) {
            Some(original) if is_unchanged(value, original) => object.entry(name, original),
            _ if object.extra.is_missing(name) && is_empty::<T>(|empty| empty == *value) => {}
            _ => object.entry(name, value),
        }
    }

    /// Writes a member that may be left out.
    #[inline]
    fn write_optional<X: ExtraMembers, M: SerializeMap>(
        value: &Option<T>,
        name: &str,
        object: &mut ObjectWriter<'_, X, M>,
    ) where
        T: DeserializeOwned + Serialize + PartialEq,
    {
        match (value, object.extra.original(name)) {
            (Some(value), _) => Self::write(value, name, object),
            (None, Some(original)) if is_unchanged(&None::<T>, original) => object.entry(name, original),
            (None, _) => {}
        }
    }
}

impl<T> PlainMember<T> for Member<T> {}

/// The value; where it is missing the error, or the empty value.
#[doc(hidden)]
#[inline]
pub(super) fn finish<'de, T: Deserialize<'de>, X: ExtraMembers, E: Error>(
    slot: Option<T>,
    name: &'static str,
    extra: &mut X,
) -> Result<T, E> {
    match slot {
        Some(value) => Ok(value),
        None => missing(name, extra),
    }
}

#[cold]
fn missing<'de, T: Deserialize<'de>, X: ExtraMembers, E: Error>(name: &'static str, extra: &mut X) -> Result<T, E> {
    match correction::missing(name) {
        Missing::Refuse => return Err(at_member(name, E::missing_field)),
        Missing::Keep => extra.keep_missing(name),
        Missing::Fill => {}
    }
    correction::empty()
}

/// An error that is about a member as a whole rather than a value inside of it.
#[cold]
pub(super) fn at_member<E>(name: &'static str, error: fn(&'static str) -> E) -> E {
    decode_path::note(Step::Member(name.to_owned()));
    error(name)
}
