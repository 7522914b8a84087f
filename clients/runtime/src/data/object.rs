//! Structs as JSON objects: the [`object!`](crate::object!) macro and what it calls.
//!
//! A member can be required, optional, or nullable (absent, `null` and a value told apart). Members the document does
//! not name are kept in the struct's [`ExtraMembers`](super::ExtraMembers) and written back; so are values that a field
//! cannot hold exactly, and `null` where the document has none.

/// Makes a struct a JSON object: `new` with an argument for each required member (with `new { A }` one argument, the struct
/// `A` of these members; with `new { none }` no function `new` is made), setters, `Default` where nothing is required, and the serde implementations.
///
/// `a: T = "a"` among the `required` stands for a field `a: T`, among the `optional` for `Option<T>`, among the `nullable`
/// for a [`Nullable<T>`](crate::data::Nullable), and among the `untyped`, whose type has `null` among its values, for an
/// `Option<T>` that says whether the member is there at all.
/// A `constant` is a member without a field, written always; `strict` ones are checked when read, an unexpected value of
/// an `open` one is kept among the extra members. An `optional_constant` has a field that says whether it is there,
/// which is `Present` or `Absent` in what is built. `extra` names the field that keeps all other members, and its type, an
/// [`ExtraMembers`](crate::data::ExtraMembers).
#[macro_export]
macro_rules! object {
    ($name:ident
        $(new { $how:ident })?
        $(required { $($required:ident: $required_type:ty = $required_wire:literal,)* })?
        $(optional { $($optional:ident: $optional_type:ty = $optional_wire:literal,)* })?
        $(nullable { $($nullable:ident: $nullable_type:ty = $nullable_wire:literal,)* })?
        $(untyped { $($untyped:ident: $untyped_type:ty = $untyped_wire:literal,)* })?
        $(constant { $($strictness:ident $constant:ident = $value:expr, $constant_wire:literal,)* })?
        $(optional_constant {
            $($choice_strictness:ident $choice:ident: $initially:ident = $choice_value:expr, $choice_wire:literal,)*
        })?
        extra { $extra:ident: $extra_type:ty }
    ) => {
        impl $name {
            $crate::__new! { [$($how)?] { $($($required: $required_type,)*)? } {
                $($($optional: ::std::option::Option::None,)*)?
                $($($nullable: $crate::data::Nullable::Absent,)*)?
                $($($untyped: ::std::option::Option::None,)*)?
                $($($choice: $crate::data::Presence::$initially,)*)?
                $extra: ::std::default::Default::default(),
            } }

            $($(
                #[doc = concat!("Sets `", stringify!($optional), "`.")]
                #[must_use]
                pub fn $optional(mut self, value: impl ::std::convert::Into<$optional_type>) -> Self {
                    self.$optional = ::std::option::Option::Some(value.into());
                    self
                }
            )*)?

            $($(
                #[doc = concat!("Sets `", stringify!($nullable), "`: to a value, or to `data::Null`.")]
                #[must_use]
                pub fn $nullable<__How>(mut self, value: impl $crate::data::IntoNullable<$nullable_type, __How>) -> Self {
                    self.$nullable = $crate::data::IntoNullable::into_nullable(value);
                    self
                }
            )*)?

            $($(
                #[doc = concat!("Sets `", stringify!($untyped), "`.")]
                #[must_use]
                pub fn $untyped(mut self, value: impl ::std::convert::Into<$untyped_type>) -> Self {
                    self.$untyped = ::std::option::Option::Some(value.into());
                    self
                }
            )*)?

            $($(
                #[doc = concat!("Says whether `", stringify!($choice), "` is there.")]
                #[must_use]
                pub fn $choice(mut self, presence: $crate::data::Presence) -> Self {
                    self.$choice = presence;
                    self
                }
            )*)?
        }

        $crate::__default!($name $($($required)*)?);

        impl $name {
            const __MEMBERS: &'static [&'static str] =
                &[$($($optional_wire,)*)? $($($choice_wire,)*)? $($($required_wire,)*)? $($($nullable_wire,)*)? $($($untyped_wire,)*)? $($($constant_wire,)*)?];
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(deserializer: __D) -> ::std::result::Result<Self, __D::Error> {
                #[allow(unused_imports)]
                use $crate::data::PlainMember as _;
                // Macros do not hide items and type parameters: no type of a document has a name like these.
                struct __Object;

                impl<'de> $crate::serde::de::Visitor<'de> for __Object {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(concat!("an object (", stringify!($name), ")"))
                    }

                    fn visit_map<__A: $crate::serde::de::MapAccess<'de>>(
                        self,
                        object: __A,
                    ) -> ::std::result::Result<$name, __A::Error> {
                        $($(let mut $required = ::std::option::Option::None;)*)?
                        $($(let mut $optional = ::std::option::Option::None;)*)?
                        $($(let mut $nullable = ::std::option::Option::None;)*)?
                        $($(let mut $untyped = ::std::option::Option::None;)*)?
                        $($(let mut $constant = false;)*)?
                        $($(let mut $choice = $crate::data::Presence::Absent;)*)?
                        let mut object = $crate::data::ObjectReader::<$extra_type, __A>::new(object);
                        while let Some(key) = object.key()? {
                            (match &*key.0 {
                                $($($required_wire => $crate::data::Member::<$required_type>::read(&mut $required, $required_wire, &mut object),)*)?
                                $($($optional_wire => $crate::data::Member::<$optional_type>::read_optional(&mut $optional, $optional_wire, &mut object),)*)?
                                $($($nullable_wire => $crate::data::Member::<::std::option::Option<$nullable_type>>::read(&mut $nullable, $nullable_wire, &mut object),)*)?
                                $($($untyped_wire => $crate::data::Member::<$untyped_type>::read(&mut $untyped, $untyped_wire, &mut object),)*)?
                                $($($constant_wire => {
                                    $crate::data::constant::$strictness(&mut $constant, $constant_wire, &$value, &mut object.extra, &mut object.map)
                                })*)?
                                $($($choice_wire => {
                                    $crate::data::constant::optional::$choice_strictness(&mut $choice, $choice_wire, &$choice_value, &mut object.extra, &mut object.map)
                                })*)?
                                other => object.keep(other),
                            })?
                        }
                        $($($crate::data::constant::finish($constant, $constant_wire, &mut object.extra)?;)*)?
                        Ok($name {
                            $($($required: object.finish($required, $required_wire)?,)*)?
                            $($($optional,)*)?
                            $($($nullable: $crate::data::nullable($nullable),)*)?
                            $($($untyped,)*)?
                            $($($choice,)*)?
                            $extra: object.extra,
                        })
                    }
                }

                deserializer.deserialize_struct(stringify!($name), Self::__MEMBERS, __Object)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<__S: $crate::serde::Serializer>(&self, serializer: __S) -> ::std::result::Result<__S::Ok, __S::Error> {
                #[allow(unused_imports)]
                use $crate::data::PlainMember as _;
                if let ::std::option::Option::Some(whole) = $crate::data::ExtraMembers::unchanged(&self.$extra, self) {
                    return $crate::serde::Serialize::serialize(whole, serializer);
                }
                let mut object = $crate::data::ObjectWriter::new(&self.$extra, serializer);
                $($($crate::data::constant::write($constant_wire, &$value, &mut object);)*)?
                $($($crate::data::constant::write_optional(self.$choice, $choice_wire, &$choice_value, &mut object);)*)?
                $($($crate::data::Member::<$required_type>::write(&self.$required, $required_wire, &mut object);)*)?
                $($($crate::data::Member::<$optional_type>::write_optional(&self.$optional, $optional_wire, &mut object);)*)?
                $($($crate::data::write_nullable(&self.$nullable, $nullable_wire, &mut object, $crate::data::Member::<$nullable_type>::write);)*)?
                $($(if let ::std::option::Option::Some(value) = &self.$untyped {
                    $crate::data::Member::<$untyped_type>::write(value, $untyped_wire, &mut object);
                })*)?
                object.end(Self::__MEMBERS)
            }
        }
    };
}

/// The function that makes a struct: of its required members one by one, or of a struct of these, or none.
#[doc(hidden)]
#[macro_export]
macro_rules! __new {
    ([] { $($required:ident: $type:ty,)* } { $($rest:tt)* }) => {
        /// The value with what it cannot be without; everything else is left out.
        #[must_use]
        #[allow(clippy::new_without_default, clippy::too_many_arguments)]
        pub fn new($($required: impl ::std::convert::Into<$type>,)*) -> Self {
            Self { $($required: $required.into(),)* $($rest)* }
        }
    };
    ([none] $required:tt $rest:tt) => {};
    ([$whole:ident] { $($required:ident: $type:ty,)* } { $($rest:tt)* }) => {
        /// The value with what it cannot be without; everything else is left out.
        #[must_use]
        pub fn new(required: $whole) -> Self {
            Self { $($required: required.$required,)* $($rest)* }
        }
    };
}

/// `Default` for a struct without required members.
#[doc(hidden)]
#[macro_export]
macro_rules! __default {
    ($name:ident) => {
        impl ::std::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    ($name:ident $($required:ident)+) => {};
}

#[cfg(test)]
// The macros give every type all of its methods, and make them public.
#[allow(dead_code, unreachable_pub)]
mod tests {
    use crate::data::{Extra, Null, Nullable};
    use serde_json::{Value, json};

    #[derive(Clone, Debug, PartialEq)]
    struct Window {
        start: String,
        limit: Option<i64>,
        zone: Nullable<String>,
        extra: Extra,
    }

    crate::object! { Window
        required { start: String = "calling_window_start", }
        optional { limit: i64 = "limit", }
        nullable { zone: String = "zone", }
        constant { strict kind = "window", "kind", open unit = "day", "unit", }
        extra { extra: Extra }
    }

    fn read(value: Value) -> Result<Window, String> {
        serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_member_survives_a_round_trip() {
        for payload in [
            json!({"kind": "window", "unit": "day", "calling_window_start": "10:00"}),
            json!({"kind": "window", "unit": "day", "calling_window_start": "", "zone": null, "limit": 3}),
            json!({"kind": "window", "unit": "week", "calling_window_start": ""}),
            json!({"kind": "window", "unit": "day", "calling_window_start": "", "zone": "UTC", "tomorrow": {"a": [1, null]}}),
        ] {
            let window = read(payload.clone()).expect("decodes");
            assert_eq!(serde_json::to_value(&window).expect("encodes"), payload);
        }
    }

    #[test]
    fn a_number_that_its_field_cannot_hold_comes_back_until_it_is_changed() {
        let payload = json!({"kind": "window", "unit": "day", "calling_window_start": "", "limit": u64::MAX});
        let mut window = read(payload.clone()).expect("decodes");
        assert_eq!(window.limit, Some(i64::MAX));
        assert_eq!(serde_json::to_value(&window).expect("encodes"), payload);
        window.limit = Some(5);
        assert_eq!(serde_json::to_value(&window).expect("encodes")["limit"], 5);
        window.limit = None;
        assert_eq!(serde_json::to_value(&window).expect("encodes").get("limit"), None);
        let float = read(json!({"kind": "window", "unit": "day", "calling_window_start": "", "limit": 3.0}));
        assert_eq!(float.map(|window| (window.limit, window.extra.len())), Ok((Some(3), 0)));
    }

    #[test]
    fn an_optional_null_counts_as_absent() {
        let window =
            read(json!({"kind": "window", "unit": "day", "calling_window_start": "", "limit": null})).expect("decodes");
        assert_eq!((window.limit, window.zone), (None, Nullable::Absent));
    }

    #[test]
    fn an_optional_null_goes_back_until_the_field_is_set() {
        let payload = json!({"kind": "window", "unit": "day", "calling_window_start": "", "limit": null});
        let mut window = read(payload.clone()).expect("decodes");
        assert_eq!(serde_json::to_value(&window).expect("encodes"), payload);
        window.limit = Some(5);
        assert_eq!(serde_json::to_value(&window).expect("encodes")["limit"], 5);
    }

    #[test]
    fn errors_name_the_member() {
        let error = |value| read(value).expect_err("must not decode");
        assert_eq!(
            error(json!({"kind": "window", "unit": "day"})),
            "missing field `calling_window_start` at line 1 column 30"
        );
        assert!(error(json!({"calling_window_start": ""})).starts_with("missing field `kind`"));
        assert!(
            error(json!({"kind": "door", "calling_window_start": ""}))
                .starts_with("invalid value: string \"door\", expected \"window\"")
        );
        assert!(
            error(json!({"kind": "window", "unit": 1, "calling_window_start": ""}))
                .starts_with("invalid value: integer `1`, expected \"day\"")
        );
        let twice = serde_json::from_str::<Window>(r#"{"limit": 1, "limit": 2}"#).expect_err("must not decode");
        assert!(twice.to_string().starts_with("duplicate field `limit`"));
    }

    #[test]
    fn setters_chain() {
        let window = Window::new("10:00").limit(3).zone(Null);
        assert_eq!(
            serde_json::to_value(&window).expect("encodes"),
            json!({"kind": "window", "unit": "day", "calling_window_start": "10:00", "limit": 3, "zone": null})
        );
        assert_eq!(Window::new("").zone("UTC").zone, Nullable::Value("UTC".to_owned()));
    }

    #[derive(Clone, Debug, PartialEq)]
    struct Door {
        height: i64,
        name: String,
        extra: Extra,
    }

    struct DoorRequired {
        height: i64,
        name: String,
    }

    crate::object! { Door
        new { DoorRequired }
        required { height: i64 = "height", name: String = "name", }
        extra { extra: Extra }
    }

    #[test]
    fn many_required_members_are_one_argument() {
        let door = Door::new(DoorRequired { height: 2, name: "front".to_owned() });
        assert_eq!(serde_json::to_value(&door).expect("encodes"), json!({"height": 2, "name": "front"}));
    }
}
