//! Members that always have the same value: what [`object!`](crate::object!) calls for them, and [`Presence`], the
//! field of those that may be left out.
//!
//! A value that was read and is another is an error where the document says `const`, and kept and written back where it
//! lists a single value: that list may grow.

use super::content::{Content, Put};
use super::correction::{self, Missing};
use super::decode_path::{self, Step};
use super::deviation::Found;
use super::extra::ExtraMembers;
use super::member::{at_member, repeated};
use super::number::is_exact;
use super::object_access::ObjectWriter;
use serde::de::{Error, MapAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Number, Value};

/// Whether a member is there that has the same value whenever it is.
///
/// What is built has it, so there is nothing to fill in; what was read without it is written without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Presence {
    /// It is there, and has the one value that it can have.
    #[default]
    Present,
    /// It is left out.
    Absent,
}

impl Presence {
    /// Whether the member is there.
    #[must_use]
    pub fn is_present(self) -> bool {
        self == Self::Present
    }
}

/// A value that a member always has.
pub trait Constant: Serialize {
    /// Whether a value that was read is this one; numbers are compared by value.
    fn is(&self, value: &Content<'_>) -> bool;

    /// Whether a value that was read is of the same JSON type, so that it may be a constant of tomorrow.
    fn is_like(&self, value: &Content<'_>) -> bool;
}

impl Constant for &str {
    fn is(&self, value: &Content<'_>) -> bool {
        matches!(value, Content::String(text) if text == self)
    }

    fn is_like(&self, value: &Content<'_>) -> bool {
        matches!(value, Content::String(_))
    }
}

impl Constant for bool {
    fn is(&self, value: &Content<'_>) -> bool {
        matches!(value, Content::Bool(other) if other == self)
    }

    fn is_like(&self, value: &Content<'_>) -> bool {
        matches!(value, Content::Bool(_))
    }
}

impl Constant for i64 {
    fn is(&self, value: &Content<'_>) -> bool {
        match value {
            Content::I64(other) => other == self,
            Content::F64(other) => *other == *self as f64 && is_exact((*self).into()),
            _ => false,
        }
    }

    fn is_like(&self, value: &Content<'_>) -> bool {
        matches!(value, Content::I64(_) | Content::U64(_) | Content::F64(_))
    }
}

/// A constant of any type, as JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Json(pub &'static str);

impl Json {
    fn value(self) -> Value {
        // The generator printed the text from a value, so it always parses.
        serde_json::from_str(self.0).unwrap_or_default()
    }
}

impl Constant for Json {
    fn is(&self, value: &Content<'_>) -> bool {
        Value::deserialize(value.deserializer::<serde_json::Error>()).is_ok_and(|value| is_same(&self.value(), &value))
    }

    fn is_like(&self, value: &Content<'_>) -> bool {
        match self.value() {
            Value::Null => matches!(value, Content::Null),
            Value::Bool(constant) => constant.is_like(value),
            Value::Number(_) => 0_i64.is_like(value),
            Value::String(_) => "".is_like(value),
            Value::Array(_) => matches!(value, Content::Array(_)),
            Value::Object(_) => matches!(value, Content::Object(_)),
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// Whether two values are equal, with numbers compared by value.
pub(super) fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => is_same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| is_same(left, right)))
        }
        (left, right) => left == right,
    }
}

fn is_same_number(left: &Number, right: &Number) -> bool {
    let integer = |number: &Number| number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    let is = |integer: i128, float: Option<f64>| is_exact(integer) && float == Some(integer as f64);
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => left == right,
        (Some(left), None) => is(left, right.as_f64()),
        (None, Some(right)) => is(right, left.as_f64()),
        (None, None) => left.as_f64() == right.as_f64(),
    }
}

/// Reading and writing constants.
#[doc(hidden)]
pub mod constant {
    use super::*;

    /// Reads the value; any other than the constant is an error.
    pub fn strict<'de, C: Constant, X: ExtraMembers, A: MapAccess<'de>>(
        seen: &mut bool,
        name: &'static str,
        constant: &C,
        extra: &mut X,
        object: &mut A,
    ) -> Result<(), A::Error> {
        let value = value(*seen, name, object)?;
        *seen = true;
        if constant.is(&value) { Ok(()) } else { unlike(name, constant, &value, extra) }
    }

    /// Reads the value; another of the same JSON type is kept among the extra members.
    pub fn open<'de, C: Constant, X: ExtraMembers, A: MapAccess<'de>>(
        seen: &mut bool,
        name: &'static str,
        constant: &C,
        extra: &mut X,
        object: &mut A,
    ) -> Result<(), A::Error> {
        let value = value(*seen, name, object)?;
        *seen = true;
        if constant.is(&value) { Ok(()) } else { keep(name, constant, &value, extra) }
    }

    /// Members that may be left out; `null` counts as that, and is kept.
    pub mod optional {
        use super::*;

        /// Reads the value; any other than the constant is an error.
        pub fn strict<'de, C: Constant, X: ExtraMembers, A: MapAccess<'de>>(
            presence: &mut Presence,
            name: &'static str,
            constant: &C,
            extra: &mut X,
            object: &mut A,
        ) -> Result<(), A::Error> {
            match read(presence, name, constant, extra, object)? {
                Some(other) => unlike(name, constant, &other, extra),
                None => Ok(()),
            }
        }

        /// Reads the value; another of the same JSON type is kept among the extra members.
        pub fn open<'de, C: Constant, X: ExtraMembers, A: MapAccess<'de>>(
            presence: &mut Presence,
            name: &'static str,
            constant: &C,
            extra: &mut X,
            object: &mut A,
        ) -> Result<(), A::Error> {
            match read(presence, name, constant, extra, object)? {
                Some(other) => keep(name, constant, &other, extra),
                None => Ok(()),
            }
        }

        /// Reads the value, and gives it back if it is neither the constant nor `null`.
        fn read<'de, C: Constant, X: ExtraMembers, A: MapAccess<'de>>(
            presence: &mut Presence,
            name: &'static str,
            constant: &C,
            extra: &mut X,
            object: &mut A,
        ) -> Result<Option<Content<'de>>, A::Error> {
            let value = value(presence.is_present(), name, object)?;
            let is_constant = constant.is(&value);
            if !is_constant && value == Content::Null {
                extra.keep_original(name, Value::Null);
                return Ok(None);
            }
            *presence = Presence::Present;
            Ok((!is_constant).then_some(value))
        }
    }

    /// The value of a member that may be there once.
    fn value<'de, A: MapAccess<'de>>(
        is_second: bool,
        name: &'static str,
        object: &mut A,
    ) -> Result<Content<'de>, A::Error> {
        if is_second {
            repeated(name)?;
        }
        let mut value = Content::Null;
        object.next_value_seed(Put(&mut value))?;
        Ok(value)
    }

    fn keep<C: Constant, X: ExtraMembers, E: Error>(
        name: &'static str,
        constant: &C,
        value: &Content<'_>,
        extra: &mut X,
    ) -> Result<(), E> {
        if !constant.is_like(value) {
            return unlike(name, constant, value, extra);
        }
        extra.keep_original(name, Value::deserialize(value.deserializer::<E>())?);
        Ok(())
    }

    /// The error that a value is not the constant; where values are corrected, it is kept instead.
    #[cold]
    fn unlike<C: Constant, X: ExtraMembers, E: Error>(
        name: &'static str,
        constant: &C,
        value: &Content<'_>,
        extra: &mut X,
    ) -> Result<(), E> {
        let expected = serde_json::to_string(constant).unwrap_or_default();
        let step = Step::Member(name.to_owned());
        if correction::is_on() {
            correction::note_below(Some(step), expected, Found::from(value));
            extra.keep_original(name, correction::value(value));
            return Ok(());
        }
        decode_path::note(step);
        Err(E::invalid_value(value.unexpected(), &expected.as_str()))
    }

    /// The error that the member is missing, if it is; where values are corrected, that is kept instead.
    pub fn finish<X: ExtraMembers, E: Error>(seen: bool, name: &'static str, extra: &mut X) -> Result<(), E> {
        if seen { Ok(()) } else { missing(name, extra) }
    }

    #[cold]
    fn missing<X: ExtraMembers, E: Error>(name: &'static str, extra: &mut X) -> Result<(), E> {
        match correction::missing(name) {
            Missing::Refuse => return Err(at_member(name, E::missing_field)),
            Missing::Keep => extra.keep_missing(name),
            Missing::Fill => {}
        }
        Ok(())
    }

    /// Writes the constant of a member that is always there, or what was kept instead.
    pub fn write<C: Constant, X: ExtraMembers, M: SerializeMap>(
        name: &'static str,
        constant: &C,
        object: &mut ObjectWriter<'_, X, M>,
    ) {
        match object.extra.original(name) {
            Some(kept) => object.entry(name, kept),
            None if object.extra.is_missing(name) => {}
            None => object.entry(name, constant),
        }
    }

    /// Writes the constant of a member that may be left out: it, or the value that was kept instead, or a `null` that
    /// counted as left out.
    pub fn write_optional<C: Constant, X: ExtraMembers, M: SerializeMap>(
        presence: Presence,
        name: &'static str,
        constant: &C,
        object: &mut ObjectWriter<'_, X, M>,
    ) {
        match (presence, object.extra.original(name)) {
            (Presence::Present, Some(kept)) if !kept.is_null() => object.entry(name, kept),
            (Presence::Present, _) => object.entry(name, constant),
            (Presence::Absent, Some(Value::Null)) => object.entry(name, &Value::Null),
            (Presence::Absent, _) => {}
        }
    }
}

#[cfg(test)]
// The macros give every type all of its methods, and make them public.
#[allow(dead_code, unreachable_pub)]
mod tests {
    use super::Presence;
    use crate::data::{Extra, Json, from_json};
    use serde_json::{Value, json};

    #[derive(Clone, Debug, PartialEq)]
    struct Dog {
        name: Option<String>,
        kind: Presence,
        unit: Presence,
        muzzled: Presence,
        extra: Extra,
    }

    crate::object! { Dog
        optional { name: String = "name", }
        optional_constant {
            strict kind: Present = "dog", "kind", open unit: Present = 5i64, "unit", strict muzzled: Absent = true, "muzzled",
        }
        extra { extra: Extra }
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Fixed {
        extra: Extra,
    }

    crate::object! { Fixed
        constant {
            strict constant0 = Json("1.5"), "ratio",
            strict constant1 = Json("null"), "nothing",
            strict constant2 = Json("[1,2]"), "pair",
            strict constant3 = Json("18446744073709551615"), "most",
            open constant4 = Json("{\"a\":[1]}"), "object",
        }
        extra { extra: Extra }
    }

    fn written(value: &impl serde::Serialize) -> Value {
        serde_json::to_value(value).expect("encodes")
    }

    fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
        from_json(value.to_string().as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_built_has_its_constants() {
        assert_eq!(written(&Dog::new()), json!({"kind": "dog", "unit": 5}));
        assert_eq!(Dog::default(), Dog::new());
        let chosen = Dog::new().unit(Presence::Absent).muzzled(Presence::Present);
        assert_eq!(written(&chosen), json!({"kind": "dog", "muzzled": true}));
        assert_eq!(read::<Dog>(&written(&chosen)), Ok(chosen));
    }

    #[test]
    fn what_was_read_goes_back_as_it_came() {
        for payload in [
            json!({}),
            json!({"kind": "dog"}),
            json!({"unit": 6, "muzzled": true}),
            json!({"kind": null, "unit": null}),
            json!({"name": "Rex", "tomorrow": 1}),
        ] {
            assert_eq!(read::<Dog>(&payload).map(|dog| written(&dog)), Ok(payload));
        }
        let mut dog = read::<Dog>(&json!({"kind": null, "unit": 6})).expect("decodes");
        dog.unit = Presence::Absent;
        assert_eq!(written(&dog), json!({"kind": null}));
    }

    #[test]
    fn a_null_that_was_read_gives_way_to_the_constant() {
        let mut dog = read::<Dog>(&json!({"kind": null})).expect("decodes");
        dog.kind = Presence::Present;
        assert_eq!(written(&dog), json!({"kind": "dog"}));
    }

    #[test]
    fn another_value_is_an_error_at_its_member() {
        let error = |text: &str| {
            from_json::<Dog>(text.as_bytes()).map_err(|error| (error.path().to_owned(), error.to_string()))
        };
        let (path, message) = error(r#"{"kind": "cat"}"#).expect_err("must not decode");
        assert_eq!(path, "kind");
        assert_eq!(message, "`kind`: invalid value: a string, expected \"dog\" (line 1, column 14)");
        assert!(error(r#"{"muzzled": false}"#).is_err());
        assert!(error(r#"{"unit": "five"}"#).is_err());
        assert!(error(r#"{"kind": "dog", "kind": "dog"}"#).is_err());
    }

    #[test]
    fn constants_of_all_types_are_written_and_checked() {
        let payload = json!({
            "ratio": 1.5, "nothing": null, "pair": [1, 2], "most": u64::MAX, "object": {"a": [1]},
        });
        assert_eq!(written(&Fixed::new()), payload);
        assert_eq!(read::<Fixed>(&payload), Ok(Fixed::new()));
        let with = |name: &str, value: Value| {
            let mut payload = payload.clone();
            payload[name] = value;
            read::<Fixed>(&payload).map(|fixed| written(&fixed)[name].clone())
        };
        assert_eq!(with("pair", json!([1.0, 2])), Ok(json!([1, 2])));
        assert_eq!(with("object", json!({"a": [2]})), Ok(json!({"a": [2]})));
        for (name, value) in [
            ("ratio", json!(1)),
            ("nothing", json!(5)),
            ("pair", json!([3])),
            ("most", json!(5)),
            ("most", json!(18446744073709551616.0)),
            ("object", json!([])),
        ] {
            assert!(with(name, value.clone()).is_err(), "{name}: {value}");
        }
    }
}
