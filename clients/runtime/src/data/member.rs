//! Reading and writing the members of an object, each as its type wants it: [`Member`].
//!
//! Members of numbers are read by [`Numeric`], so that a value the field cannot hold exactly is kept in the struct's
//! extra members under its own name. All others are read by serde. Which it is, is decided by the path
//! `Member::<T>::read`: the inherent functions are there for numbers only, and win over those of [`PlainMember`].
//!
//! A `null` where the document has none counts as absent, and is kept among the extra members, too.

use super::extra::ExtraMembers;
use super::number::{Exact, Numeric};
use super::trail::{self, Step};
use serde::de::{Error, MapAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::marker::PhantomData;

/// How a member of the type `T` is read and written.
#[derive(Debug)]
pub struct Member<T>(PhantomData<T>);

/// Where a value goes while an object is read.
type Slot<T> = Option<T>;

fn once<T, E: Error>(slot: &Slot<T>, name: &'static str) -> Result<(), E> {
    if slot.is_some() { Err(at_member(name, E::duplicate_field)) } else { Ok(()) }
}

#[doc(hidden)]
impl<T: Numeric + Serialize> Member<T> {
    /// Reads a member that is there; a second one of the same name is an error.
    #[inline]
    pub fn read<'de, X: ExtraMembers, A: MapAccess<'de>>(
        slot: &mut Slot<T>,
        name: &'static str,
        extra: &mut X,
        object: &mut A,
    ) -> Result<(), A::Error> {
        once(slot, name)?;
        let Exact { value, original } = object.next_value()?;
        *slot = Some(value);
        if let Some(original) = original {
            extra.keep_original(name, *original);
        }
        Ok(())
    }

    /// As [`Self::read`], but `null` counts as absent, and is kept.
    #[inline]
    pub fn read_optional<'de, X: ExtraMembers, A: MapAccess<'de>>(
        slot: &mut Slot<T>,
        name: &'static str,
        extra: &mut X,
        object: &mut A,
    ) -> Result<(), A::Error> {
        once(slot, name)?;
        let Exact { value, original } = object.next_value::<Exact<Option<T>>>()?;
        if value.is_none() {
            extra.keep_original(name, Value::Null);
        }
        *slot = value;
        if let Some(original) = original {
            extra.keep_original(name, *original);
        }
        Ok(())
    }

    /// Writes a member; as it was read, if it is still the nearest value to that.
    #[inline]
    pub fn write<X: ExtraMembers, M: SerializeMap>(
        value: &T,
        extra: &X,
        name: &str,
        object: &mut M,
    ) -> Result<(), M::Error> {
        match extra.original(name) {
            Some(original) if T::read(original).is_ok_and(|nearest| nearest.value == *value) => {
                object.serialize_entry(name, original)
            }
            _ => object.serialize_entry(name, value),
        }
    }
}

/// Members that serde reads and writes.
#[doc(hidden)]
pub trait PlainMember<T> {
    /// Reads a member that is there; a second one of the same name is an error.
    #[inline]
    fn read<'de, X, A: MapAccess<'de>>(
        slot: &mut Slot<T>,
        name: &'static str,
        _: &mut X,
        object: &mut A,
    ) -> Result<(), A::Error>
    where
        T: Deserialize<'de>,
    {
        once(slot, name)?;
        *slot = Some(object.next_value()?);
        Ok(())
    }

    /// As [`Self::read`], but `null` counts as absent, and is kept.
    #[inline]
    fn read_optional<'de, X: ExtraMembers, A: MapAccess<'de>>(
        slot: &mut Slot<T>,
        name: &'static str,
        extra: &mut X,
        object: &mut A,
    ) -> Result<(), A::Error>
    where
        T: Deserialize<'de>,
    {
        once(slot, name)?;
        *slot = object.next_value()?;
        if slot.is_none() {
            extra.keep_original(name, Value::Null);
        }
        Ok(())
    }

    /// Writes a member.
    #[inline]
    fn write<X, M: SerializeMap>(value: &T, _: &X, name: &str, object: &mut M) -> Result<(), M::Error>
    where
        T: Serialize,
    {
        object.serialize_entry(name, value)
    }
}

impl<T> PlainMember<T> for Member<T> {}

/// The value, or the error that it is missing.
#[doc(hidden)]
#[inline]
pub fn finish<T, E: Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.ok_or_else(|| at_member(name, E::missing_field))
}

/// An error that is about a member as a whole rather than a value inside of it.
#[cold]
pub(super) fn at_member<E>(name: &'static str, error: fn(&'static str) -> E) -> E {
    trail::note(Step::Member(name.to_owned()));
    error(name)
}
