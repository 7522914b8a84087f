//! Where a struct keeps what has no field: members that the document does not name, values that a field cannot hold
//! exactly, and `null` where the document has none.
//!
//! [`Extra`] is for members of any type. Where the document says of which type they are, [`Members`] gives them as such,
//! and keeps everything else beside them. Nothing here decides which members those are.

use super::content::{Content, Key};
use super::correction;
use super::decode_path;
use super::fit;
use serde::de::value::Error as ValueError;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// A map of members, by wire name.
pub type Map<T> = BTreeMap<String, T>;

/// Members that a struct has no field for, by wire name.
///
/// It can be used like the [`BTreeMap`] of its members. Beside them it remembers how what was read deviated from the
/// document, so that it is written back as it came; see [`Extra::is_missing`] and [`Extra::whole`].
#[derive(Clone, Default)]
pub struct Extra {
    /// Boxed: most structs have none, and all of them are moved with it.
    kept: Option<Box<Kept>>,
}

#[derive(Clone, Debug, Default)]
struct Kept {
    members: Map<Value>,
    /// Required members that were missing.
    missing: Vec<&'static str>,
    /// What came instead of the object.
    whole: Option<Value>,
}

impl Extra {
    const EMPTY: &'static Map<Value> = &Map::new();

    /// No members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a member that the document requires was missing in what was read, and has the empty value of its type for
    /// this reason.
    #[must_use]
    pub fn is_missing(&self, name: &str) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.missing.contains(&name))
    }

    /// What was read in the place of an object: all members are empty for this reason.
    #[must_use]
    pub fn whole(&self) -> Option<&Value> {
        self.kept.as_ref()?.whole.as_ref()
    }

    /// All that counts: what is kept may be there, and empty.
    fn parts(&self) -> (&Map<Value>, &[&'static str], Option<&Value>) {
        let missing = self.kept.as_ref().map_or(&[][..], |kept| &kept.missing);
        (self, missing, self.whole())
    }

    fn kept(&mut self) -> &mut Kept {
        self.kept.get_or_insert_default()
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Extra {}

impl Hash for Extra {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

impl Deref for Extra {
    type Target = Map<Value>;

    #[inline]
    fn deref(&self) -> &Map<Value> {
        self.kept.as_ref().map_or(Self::EMPTY, |kept| &kept.members)
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut Map<Value> {
        &mut self.kept().members
    }
}

impl From<Map<Value>> for Extra {
    fn from(members: Map<Value>) -> Self {
        let kept = Kept { members, ..Kept::default() };
        Self { kept: (!kept.members.is_empty()).then(|| Box::new(kept)) }
    }
}

impl From<Extra> for Map<Value> {
    fn from(extra: Extra) -> Self {
        extra.kept.map(|kept| kept.members).unwrap_or_default()
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Extra {
    fn from(members: [(K, V); N]) -> Self {
        Self::from_iter(members)
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Extra {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let members = members.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self::from(members.collect::<Map<_>>())
    }
}

impl<K: Into<String>, V: Into<Value>> Extend<(K, V)> for Extra {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, members: I) {
        self.deref_mut().extend(members.into_iter().map(|(name, value)| (name.into(), value.into())));
    }
}

impl IntoIterator for Extra {
    type Item = (String, Value);
    type IntoIter = btree_map::IntoIter<String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        Map::from(self).into_iter()
    }
}

impl<'a> IntoIterator for &'a Extra {
    type Item = (&'a String, &'a Value);
    type IntoIter = btree_map::Iter<'a, String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.deref().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::from)
    }
}

/// Whether the value of a member is still the one that was read from another by correcting it.
#[cold]
pub(super) fn is_unchanged<T: DeserializeOwned + PartialEq>(value: &T, original: &Value) -> bool {
    correction::corrected_member::<T>(original).is_some_and(|corrected| corrected == *value)
}

/// Where a struct keeps what has no field.
pub trait ExtraMembers: Default {
    /// Reads the value of a member that has no field, and keeps it.
    ///
    /// # Errors
    ///
    /// When the value does not fit the type of additional members.
    fn keep<'de, A: MapAccess<'de>>(&mut self, name: &str, object: &mut A) -> Result<(), A::Error>;

    /// The members of any type.
    fn others(&self) -> &Extra;

    /// The members of any type, to be changed.
    fn others_mut(&mut self) -> &mut Extra;

    /// Writes what is kept, but not what has a field, which was written with it: `members` are the names of all fields.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write<M: SerializeMap>(&self, members: &[&str], object: &mut M) -> Result<(), M::Error>;

    /// Keeps what was read for a member that has a field.
    #[cold]
    fn keep_original(&mut self, name: &str, value: Value) {
        if value.is_null() {
            fit::note_null()
        } else {
            fit::note_unexplained()
        }
        self.others_mut().insert(name.to_owned(), value);
    }

    /// Keeps that a required member was missing.
    #[cold]
    fn keep_missing(&mut self, name: &'static str) {
        self.others_mut().kept().missing.push(name);
    }

    /// What was kept for a member that has a field.
    #[inline]
    fn original(&self, name: &str) -> Option<&Value> {
        self.others().get(name)
    }

    /// Whether a required member was missing.
    #[inline]
    fn is_missing(&self, name: &str) -> bool {
        self.others().is_missing(name)
    }

    /// What came instead of the object, if `object` is still what was made of it.
    #[inline]
    fn unchanged<T: DeserializeOwned + PartialEq>(&self, object: &T) -> Option<&Value> {
        self.others().whole().filter(|whole| is_unchanged(object, whole))
    }
}

impl<X: ExtraMembers> correction::Keeper for X {
    fn keep_original(&mut self, name: &str, value: Value) {
        ExtraMembers::keep_original(self, name, value);
    }

    fn keep_whole(&mut self, value: Value) {
        self.others_mut().kept().whole = Some(value);
    }
}

impl ExtraMembers for Extra {
    #[cold]
    fn keep<'de, A: MapAccess<'de>>(&mut self, name: &str, object: &mut A) -> Result<(), A::Error> {
        if correction::is_on() && correction::receive(self) {
            return Ok(());
        }
        fit::note_unexplained();
        self.insert(name.to_owned(), object.next_value()?);
        Ok(())
    }

    fn others(&self) -> &Extra {
        self
    }

    fn others_mut(&mut self) -> &mut Extra {
        self
    }

    fn write<M: SerializeMap>(&self, members: &[&str], object: &mut M) -> Result<(), M::Error> {
        for (name, value) in self.iter().filter(|(name, _)| !members.contains(&name.as_str())) {
            object.serialize_entry(name, value)?;
        }
        Ok(())
    }
}

/// Members of one type, by wire name, and beside them what is of no such type.
///
/// It can be used like the map of the typed members. What is beside them is written back: what was read for a member
/// that has a field of its own, and, of [`PatternMembers`], members of other types.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Members<T, const PATTERNS: bool = false> {
    members: BTreeMap<String, T>,
    others: Extra,
}

/// [`Members`] whose names match patterns of the document: a member that is not of the type is taken for one that no
/// pattern means, and kept among the others.
pub type PatternMembers<T> = Members<T, true>;

impl<T, const PATTERNS: bool> Members<T, PATTERNS> {
    /// No members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is not of the type.
    #[must_use]
    pub fn others(&self) -> &Extra {
        &self.others
    }

    /// What is not of the type, to be changed.
    pub fn others_mut(&mut self) -> &mut Extra {
        &mut self.others
    }
}

impl<T, const PATTERNS: bool> Default for Members<T, PATTERNS> {
    fn default() -> Self {
        Self { members: BTreeMap::new(), others: Extra::new() }
    }
}

impl<T, const PATTERNS: bool> Deref for Members<T, PATTERNS> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &Self::Target {
        &self.members
    }
}

impl<T, const PATTERNS: bool> DerefMut for Members<T, PATTERNS> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.members
    }
}

impl<T, const PATTERNS: bool> From<BTreeMap<String, T>> for Members<T, PATTERNS> {
    fn from(members: BTreeMap<String, T>) -> Self {
        Self { members, others: Extra::new() }
    }
}

impl<K: Into<String>, V: Into<T>, T, const PATTERNS: bool> FromIterator<(K, V)> for Members<T, PATTERNS> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let members = members.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self::from(members.collect::<BTreeMap<_, _>>())
    }
}

impl<T, const PATTERNS: bool> IntoIterator for Members<T, PATTERNS> {
    type Item = (String, T);
    type IntoIter = btree_map::IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<'a, T, const PATTERNS: bool> IntoIterator for &'a Members<T, PATTERNS> {
    type Item = (&'a String, &'a T);
    type IntoIter = btree_map::Iter<'a, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.iter()
    }
}

impl<T: DeserializeOwned + Serialize + PartialEq, const PATTERNS: bool> ExtraMembers for Members<T, PATTERNS> {
    fn keep<'de, A: MapAccess<'de>>(&mut self, name: &str, object: &mut A) -> Result<(), A::Error> {
        if correction::is_on() && correction::receive(self) {
            return Ok(());
        }
        fit::note_unexplained();
        if !PATTERNS {
            let value = match object.next_value() {
                Ok(value) => value,
                Err(error) => correction::declined(error)?,
            };
            self.members.insert(name.to_owned(), value);
            return Ok(());
        }
        let content: Content<'de> = object.next_value()?;
        let read = || correction::strictly(|| T::deserialize(content.deserializer::<ValueError>()));
        let (typed, unexplained) = fit::measure(read);
        match typed {
            Ok(value) => {
                fit::carry(unexplained);
                self.members.insert(name.to_owned(), value);
                self.others.remove(name);
            }
            Err(_) => {
                decode_path::forget();
                self.others.insert(name.to_owned(), Value::deserialize(content.deserializer::<A::Error>())?);
                self.members.remove(name);
            }
        }
        Ok(())
    }

    fn others(&self) -> &Extra {
        &self.others
    }

    fn others_mut(&mut self) -> &mut Extra {
        &mut self.others
    }

    fn write<M: SerializeMap>(&self, members: &[&str], object: &mut M) -> Result<(), M::Error> {
        for (name, value) in self.members.iter().filter(|(name, _)| !members.contains(&name.as_str())) {
            match self.others.get(name).filter(|original| is_unchanged(value, original)) {
                Some(original) => object.serialize_entry(name, original)?,
                None => object.serialize_entry(name, value)?,
            }
        }
        let is_due = |name: &str| !members.contains(&name) && !self.members.contains_key(name);
        for (name, value) in self.others.iter().filter(|(name, _)| is_due(name)) {
            object.serialize_entry(name, value)?;
        }
        Ok(())
    }
}

impl<T: DeserializeOwned + Serialize + PartialEq, const PATTERNS: bool> Serialize for Members<T, PATTERNS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(whole) = self.unchanged(self) {
            return whole.serialize(serializer);
        }
        let mut object = serializer.serialize_map(None)?;
        self.write(&[], &mut object)?;
        object.end()
    }
}

impl<'de, T: DeserializeOwned + Serialize + PartialEq, const PATTERNS: bool> Deserialize<'de> for Members<T, PATTERNS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<T>(PhantomData<T>);

        impl<'de, M: ExtraMembers> Visitor<'de> for Object<M> {
            type Value = M;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<M, A::Error> {
                let mut members = M::default();
                while let Some(Key(name)) = object.next_key()? {
                    members.keep(&name, &mut object)?;
                }
                Ok(members)
            }
        }

        deserializer.deserialize_struct("", &[], Object(PhantomData))
    }
}

#[cfg(test)]
// The macros give every type all of its methods, and make them public.
#[allow(dead_code, unreachable_pub)]
mod tests {
    use super::*;
    use crate::data::Exact;
    use serde_json::json;

    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    struct Counted {
        total: i64,
        list: Option<Vec<i64>>,
        unit: Option<String>,
        extra: Members<Exact<i64>>,
    }

    crate::object! { Counted
        required { total: i64 = "total", }
        optional { list: Vec<i64> = "list", unit: String = "unit", }
        constant { open kind = "count", "kind", }
        extra { extra: Members<Exact<i64>> }
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Tagged {
        id: f64,
        extra: PatternMembers<String>,
    }

    crate::object! { Tagged required { id: f64 = "id", } extra { extra: PatternMembers<String> } }

    fn round_trip<T: DeserializeOwned + Serialize>(value: Value) -> T {
        let read: T = serde_json::from_str(&value.to_string()).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(serde_json::to_value(&read).expect("encodes"), value);
        read
    }

    #[test]
    fn what_a_field_cannot_hold_comes_back_whatever_the_type_of_additional_members() {
        let all =
            json!({"total": u64::MAX, "list": [1, u64::MAX], "unit": null, "kind": "other", "a": 1, "b": u64::MAX});
        let mut counted: Counted = round_trip(all);
        assert_eq!((counted.total, counted.extra.len()), (i64::MAX, 2));
        assert_eq!((*counted.extra["a"], *counted.extra["b"]), (1, i64::MAX));
        counted.total = 5;
        counted.extra.insert("b".to_owned(), 2.into());
        let written = serde_json::to_value(&counted).expect("encodes");
        assert_eq!((&written["total"], &written["b"], &written["unit"]), (&json!(5), &json!(2), &json!(null)));
    }

    #[test]
    fn a_wrong_type_of_an_additional_member_is_an_error_that_names_it() {
        let json = br#"{"kind": "count", "total": 1, "a": 1.5}"#;
        let error = crate::data::json::from_json::<Counted>(json).expect_err("no integer").to_string();
        assert_eq!(error, "`a`: invalid type: floating point `1.5`, expected i64 (line 1, column 38)");
    }

    #[test]
    fn members_that_no_pattern_means_are_kept() {
        let tagged: Tagged =
            round_trip(json!({"id": 9_007_199_254_740_993_i64, "S_a": "x", "other": {"b": [5, null]}}));
        assert_eq!(
            (&tagged.extra["S_a"], &tagged.extra.others()["other"]),
            (&"x".to_owned(), &json!({"b": [5, null]}))
        );
        let mut map: PatternMembers<f64> = round_trip(json!({"x-a": 0.5, "x-b": 9_007_199_254_740_993_i64, "c": "C"}));
        assert_eq!((map.len(), map.others().len()), (1, 2));
        // A member of the type replaces one that was not.
        map.insert("c".to_owned(), 1.5);
        assert_eq!(serde_json::to_value(&map).expect("encodes")["c"], 1.5);
        let new = PatternMembers::<String>::from_iter([("a", "A")]);
        assert_eq!(serde_json::to_value(&new).expect("encodes"), json!({"a": "A"}));
        assert_eq!(new.into_iter().collect::<Vec<_>>(), [("a".to_owned(), "A".to_owned())]);
    }
}
