//! What reads and writes the members of an object one by one, for [`object!`](crate::object!): the rest of the input or
//! output, and the extra members beside it. Never knows what the members are.
//!
//! A writer remembers the first error, so that the code of a type asks for it once, and not behind each member: generated
//! code is compiled far more often than it runs into one.

use super::content::Key;
use super::extra::ExtraMembers;
use serde::de::MapAccess;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

/// An object that is read.
#[derive(Debug)]
pub struct ObjectReader<X, A> {
    /// What no field holds.
    pub extra: X,
    /// What was not read yet.
    pub map: A,
}

impl<'de, X: ExtraMembers + Default, A: MapAccess<'de>> ObjectReader<X, A> {
    /// The reader of an object of which nothing was read.
    #[inline]
    pub fn new(map: A) -> Self {
        Self { extra: X::default(), map }
    }

    /// The name of the next member.
    ///
    /// # Errors
    /// What the input has instead of one.
    #[inline]
    pub fn key(&mut self) -> Result<Option<Key<'de>>, A::Error> {
        self.map.next_key()
    }

    /// Keeps a member without a field.
    ///
    /// # Errors
    /// What is wrong with its value.
    #[inline]
    pub fn keep(&mut self, name: &str) -> Result<(), A::Error> {
        self.extra.keep(name, &mut self.map)
    }

    /// The value of a required member; one that was missing is an error, or made up and kept as missing.
    ///
    /// # Errors
    /// That it is missing.
    #[inline]
    pub fn finish<T: Deserialize<'de>>(&mut self, slot: Option<T>, name: &'static str) -> Result<T, A::Error> {
        super::member::finish(slot, name, &mut self.extra)
    }
}

/// An object that is written.
#[derive(Debug)]
pub struct ObjectWriter<'x, X, M: SerializeMap> {
    /// What no field holds.
    pub extra: &'x X,
    map: Result<M, M::Error>,
}

impl<'x, X: ExtraMembers, M: SerializeMap> ObjectWriter<'x, X, M> {
    /// The writer of an object of which nothing is written.
    #[inline]
    pub fn new<S: Serializer<SerializeMap = M, Error = M::Error>>(extra: &'x X, serializer: S) -> Self {
        Self { extra, map: serializer.serialize_map(None) }
    }

    /// Writes a member.
    #[inline]
    pub fn entry<V: Serialize + ?Sized>(&mut self, name: &str, value: &V) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.map = Err(error);
        }
    }

    /// Writes what no field holds, but for these, and ends the object.
    ///
    /// # Errors
    /// The first one since the beginning.
    #[inline]
    pub fn end(self, members: &[&str]) -> Result<M::Ok, M::Error> {
        let mut map = self.map?;
        self.extra.write(members, &mut map)?;
        map.end()
    }
}
