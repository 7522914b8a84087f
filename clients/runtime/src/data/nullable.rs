//! Members of which it matters whether they are absent or `null`: [`Nullable`], and what setters of them take.
//!
//! With `PATCH` (RFC 7396, for one) an absent member stays as it is, and `null` removes it.

use super::Member;
use super::extra::ExtraMembers;
use super::member::PlainMember as _;
use super::object_access::ObjectWriter;
use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that is absent, `null`, or has a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Nullable<T> {
    /// It is not there.
    #[default]
    Absent,
    /// It is there, and is `null`.
    Null,
    /// It has this value.
    Value(T),
}

/// What sets a member to `null`: `changes.webhook_url(Null)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Null;

impl<T> Nullable<T> {
    /// Whether the member is not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is there, and is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub const fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// What the value dereferences to, if there is one: `Option<&str>` of a `Nullable<String>`.
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: std::ops::Deref,
    {
        self.as_ref().map(T::deref)
    }

    /// The value, if there is one, to be changed.
    pub const fn as_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The member with its value changed by a function.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(change(value)),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is `null`.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

/// What is absent has no form of its own: it is written as `null`. Leave the member out with
/// `#[serde(default, skip_serializing_if = "Nullable::is_absent")]`.
impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

/// What a member that may be `null` can be set to: a value of its type, or what becomes one; [`Null`]; an `Option`, of which
/// `None` is `null`; or a [`Nullable`].
///
/// `How` is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "a member of the type `{T}` cannot be set to `{Self}`",
    label = "give a `{T}`, something that becomes one with `into()`, or `data::Null`"
)]
pub trait IntoNullable<T, How> {
    /// What the member becomes.
    fn into_nullable(self) -> Nullable<T>;
}

/// By a value.
#[derive(Debug)]
pub struct ByValue;
/// By [`Null`].
#[derive(Debug)]
pub struct ByNull;
/// By an `Option`, of which `None` is `null`.
#[derive(Debug)]
pub struct ByOption;
/// By a [`Nullable`].
#[derive(Debug)]
pub struct AsItIs;

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> IntoNullable<T, ByValue> for V {
    fn into_nullable(self) -> Nullable<T> {
        Nullable::Value(self.into())
    }
}

impl<T> IntoNullable<T, ByNull> for Null {
    fn into_nullable(self) -> Nullable<T> {
        Nullable::Null
    }
}

impl<T> IntoNullable<T, ByOption> for Option<T> {
    fn into_nullable(self) -> Nullable<T> {
        self.into()
    }
}

impl<T> IntoNullable<T, AsItIs> for Nullable<T> {
    fn into_nullable(self) -> Nullable<T> {
        self
    }
}

/// What was read of a member.
#[doc(hidden)]
#[inline]
pub fn nullable<T>(read: Option<Option<T>>) -> Nullable<T> {
    read.map_or(Nullable::Absent, Nullable::from)
}

/// Writes a member as its type wants it; `by_value` writes a value.
#[doc(hidden)]
#[inline]
pub fn write_nullable<T, X: ExtraMembers, M: SerializeMap>(
    member: &Nullable<T>,
    name: &str,
    object: &mut ObjectWriter<'_, X, M>,
    by_value: impl FnOnce(&T, &str, &mut ObjectWriter<'_, X, M>),
) where
    T: DeserializeOwned + Serialize + PartialEq,
{
    match member {
        Nullable::Absent => {}
        Nullable::Null => <Member<Option<T>>>::write(&None, name, object),
        Nullable::Value(value) => by_value(value, name, object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set<How>(value: impl IntoNullable<String, How>) -> Nullable<String> {
        value.into_nullable()
    }

    #[test]
    fn members_are_set_by_values_and_by_null() {
        assert_eq!(set("text"), Nullable::Value("text".to_owned()));
        assert_eq!(set("text".to_owned()), Nullable::Value("text".to_owned()));
        assert_eq!(set(Null), Nullable::Null);
        assert_eq!(set(None::<String>), Nullable::Null);
        assert_eq!(set(Some("text".to_owned())), Nullable::Value("text".to_owned()));
        assert_eq!(set(Nullable::Absent), Nullable::Absent);
        assert_eq!(Nullable::<i64>::from(None), Nullable::Null);
    }

    #[test]
    fn a_member_says_what_it_is() {
        let value = Nullable::Value(5);
        assert_eq!((value.as_ref(), value.is_null(), value.is_absent()), (Some(&5), false, false));
        assert_eq!(value.map(|value| value + 1).into_option(), Some(6));
        assert_eq!(set("text").as_deref(), Some("text"));
        assert!(Nullable::<i64>::Null.is_null() && Nullable::<i64>::default().is_absent());
        let mut value = value;
        *value.as_mut().expect("a value") = 7;
        assert_eq!(value, Nullable::Value(7));
    }

    #[test]
    fn serde_has_null_for_what_has_no_value() {
        for (json, read) in [("5", Nullable::Value(5)), ("null", Nullable::Null)] {
            assert_eq!(serde_json::from_str::<Nullable<i64>>(json).expect("JSON"), read);
            assert_eq!(serde_json::to_string(&read).expect("JSON"), json);
        }
        assert_eq!(serde_json::to_string(&Nullable::<i64>::Absent).expect("JSON"), "null");
    }
}
