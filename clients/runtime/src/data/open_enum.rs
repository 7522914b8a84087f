//! Enums that stay open to values the vendor adds tomorrow: [`string_enum!`](crate::string_enum!),
//! [`integer_enum!`](crate::integer_enum!) and [`mixed_enum!`](crate::mixed_enum!).
//!
//! A value the document does not list decodes into the variant `Unknown` and is written back unchanged.

use super::constant_member::is_same;
use super::correction;
use super::fit;
use super::number::integral;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;

/// Notes that a value was read that the document does not list.
#[doc(hidden)]
pub fn note_unknown() {
    fit::note_unexplained();
}

/// Reads the name of a value; nothing where values are corrected and there is none.
///
/// # Errors
///
/// When the value is not a string.
#[doc(hidden)]
#[inline]
pub fn read_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    struct Name;

    impl<'de> Visitor<'de> for Name {
        type Value = Option<Cow<'de, str>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
            Ok(Some(Cow::Borrowed(value)))
        }

        fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
            Ok(Some(Cow::Owned(value.to_owned())))
        }

        fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
            Ok(Some(Cow::Owned(value)))
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            if correction::is_on() { Ok(None) } else { Err(E::invalid_type(Unexpected::Unit, &self)) }
        }
    }

    deserializer.deserialize_identifier(Name)
}

/// Whether an integer was read where there is none, so that it may not be taken for one that the document lists.
#[doc(hidden)]
#[must_use]
pub fn is_made_up(original: Option<&Value>) -> bool {
    correction::is_empty() || original.is_some_and(|original| !original.is_number())
}

/// Reads an integer, also one that is written as `3.0`.
#[doc(hidden)]
pub fn read_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    struct Integer;

    impl Visitor<'_> for Integer {
        type Value = i64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an integer")
        }

        fn visit_i64<E>(self, value: i64) -> Result<i64, E> {
            Ok(value)
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
            i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<i64, E> {
            integral(value).ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
        }
    }

    deserializer.deserialize_i64(Integer)
}

/// Whether a value is the one that some JSON text stands for, with numbers compared by value.
#[doc(hidden)]
pub fn is_value(value: &Value, json: &str) -> bool {
    serde_json::from_str(json).is_ok_and(|known| is_same(&known, value))
}

/// Makes an enum with the unit variants listed and a last variant `Unknown(String)` an open set of strings.
///
/// Gives `as_str`, `Display`, `FromStr` (which never fails), `From<&str>`, `From<String>` and the serde implementations.
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $wire:literal,)* } $unknown:ident) => {
        impl $name {
            /// The values the document lists.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The value as it is on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$unknown(value) => value,
                }
            }

            fn known(value: &str) -> ::std::option::Option<Self> {
                match value {
                    $($wire => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::known(value).unwrap_or_else(|| Self::$unknown(value.to_owned()))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self::known(&value).unwrap_or(Self::$unknown(value))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok(Self::from(value))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(deserializer: __D) -> ::std::result::Result<Self, __D::Error> {
                let Some(value) = $crate::data::read_name(deserializer)? else {
                    return Ok(Self::$unknown(::std::string::String::new()));
                };
                Ok(Self::known(&value).unwrap_or_else(|| {
                    $crate::data::note_unknown();
                    Self::$unknown(value.into_owned())
                }))
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(&self, serializer: __S) -> ::std::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// Makes an enum with the unit variants listed and a last variant `Unknown(i64)` an open set of integers.
///
/// Gives `value`, `Display`, `From<i64>`, `Numeric` and the serde implementations. As with every number, a value beyond
/// `i64` is read as the nearest, and kept beside it where there is a place for that.
#[macro_export]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $wire:literal,)* } $unknown:ident) => {
        impl $name {
            /// The values the document lists.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            /// The value as it is on the wire.
            #[must_use]
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$unknown(value) => *value,
                }
            }
        }

        impl ::std::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::$unknown(value),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(deserializer: __D) -> ::std::result::Result<Self, __D::Error> {
                let value = $crate::data::read_integer(deserializer)?;
                let value = if $crate::data::is_made_up(None) { Self::$unknown(value) } else { Self::from(value) };
                if let Self::$unknown(_) = value {
                    $crate::data::note_unknown();
                }
                Ok(value)
            }
        }

        impl $crate::data::Numeric for $name {
            fn read<'de, D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<$crate::data::Exact<Self>, D::Error> {
                let $crate::data::Exact { value, original } = <i64 as $crate::data::Numeric>::read(deserializer)?;
                let is_made_up = $crate::data::is_made_up(original.as_deref());
                let value = if is_made_up { Self::$unknown(value) } else { Self::from(value) };
                if let Self::$unknown(_) = value {
                    $crate::data::note_unknown();
                }
                Ok($crate::data::Exact { value, original })
            }

            fn to_value(&self) -> $crate::data::Value {
                $crate::data::Value::from(self.value())
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(&self, serializer: __S) -> ::std::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_i64(self.value())
            }
        }
    };
}

/// Makes an enum with the unit variants listed and a last variant `Unknown(Value)` an open set of JSON values.
#[macro_export]
macro_rules! mixed_enum {
    ($name:ident { $($variant:ident = $json:literal,)* } $unknown:ident) => {
        impl $name {
            /// The value as it is on the wire.
            #[must_use]
            pub fn value(&self) -> $crate::serde_json::Value {
                match self {
                    // The generator printed the literal from a value, so it always parses.
                    $(Self::$variant => $crate::serde_json::from_str($json).unwrap_or_default(),)*
                    Self::$unknown(value) => value.clone(),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(deserializer: __D) -> ::std::result::Result<Self, __D::Error> {
                let value: $crate::serde_json::Value = $crate::serde::Deserialize::deserialize(deserializer)?;
                $(if $crate::data::is_value(&value, $json) {
                    return Ok(Self::$variant);
                })*
                $crate::data::note_unknown();
                Ok(Self::$unknown(value))
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(&self, serializer: __S) -> ::std::result::Result<__S::Ok, __S::Error> {
                self.value().serialize(serializer)
            }
        }
    };
}

#[cfg(test)]
// The macros give every type all of its methods, and make them public.
#[allow(dead_code, unreachable_pub)]
mod tests {
    use crate::data::Exact;
    use serde_json::{Value, json};

    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    enum Status {
        Queued,
        UnknownValue,
        Unknown(String),
    }
    crate::string_enum! { Status { Queued = "queued", UnknownValue = "unknown", } Unknown }

    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    enum Permission {
        None,
        All,
        Unknown(i64),
    }
    crate::integer_enum! { Permission { None = 0, All = 65535, } Unknown }

    #[derive(Clone, Debug, PartialEq)]
    enum Mode {
        Off,
        One,
        Half,
        Auto,
        Large,
        Unknown(Value),
    }
    crate::mixed_enum! { Mode {
        Off = "false", One = "1", Half = "0.5", Auto = "\"auto\"", Large = "9007199254740993",
    } Unknown }

    #[test]
    fn values_of_tomorrow_survive() {
        let read: Vec<Status> = serde_json::from_value(json!(["queued", "unknown", "later"])).expect("decodes");
        assert_eq!(read, [Status::Queued, Status::UnknownValue, Status::Unknown("later".to_owned())]);
        assert_eq!(serde_json::to_value(&read).expect("encodes"), json!(["queued", "unknown", "later"]));
        let read: Vec<Permission> = serde_json::from_value(json!([0, 65535.0, 3])).expect("decodes");
        assert_eq!(read, [Permission::None, Permission::All, Permission::Unknown(3)]);
        let largest = json!([u64::MAX, i64::MIN, 1e30, 0]);
        let read: Exact<Vec<Permission>> = serde_json::from_value(largest.clone()).expect("decodes");
        assert_eq!((&read[0], &read[3]), (&Permission::Unknown(i64::MAX), &Permission::None));
        assert_eq!(serde_json::to_value(&read).expect("encodes"), largest);
        let read: Vec<Mode> = serde_json::from_value(json!([false, 1, "auto", {"a": 1}])).expect("decodes");
        assert_eq!(serde_json::to_value(&read).expect("encodes"), json!([false, 1, "auto", {"a": 1}]));
        assert_eq!(read[3], Mode::Unknown(json!({"a": 1})));
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let read: Vec<Mode> = serde_json::from_str(r#"[1.0, 1e0, 0.5, 0.50, "1", 1.5]"#).expect("decodes");
        let unknown = |value: Value| Mode::Unknown(value);
        let expected = [Mode::One, Mode::One, Mode::Half, Mode::Half, unknown(json!("1")), unknown(json!(1.5))];
        assert_eq!(read, expected);
        // The nearest float is another number.
        let large = "[9007199254740993,9007199254740992.0,9007199254740992]";
        let read: Vec<Mode> = serde_json::from_str(large).expect("decodes");
        assert_eq!((&read[0], serde_json::to_string(&read).ok().as_deref()), (&Mode::Large, Some(large)));
    }

    #[test]
    fn strings_convert_both_ways() {
        assert_eq!("queued".parse::<Status>(), Ok(Status::Queued));
        assert_eq!(Status::from("later".to_owned()).to_string(), "later");
        assert_eq!(Status::KNOWN.iter().map(Status::as_str).collect::<Vec<_>>(), ["queued", "unknown"]);
        let error = serde_json::from_value::<Status>(json!(1)).expect_err("a number");
        assert_eq!(error.to_string(), "invalid type: integer `1`, expected a string");
        assert!(serde_json::from_value::<Permission>(json!(1.5)).is_err());
    }
}
