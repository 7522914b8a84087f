//! JSON to send and JSON received. Knows nothing of HTTP.
//!
//! Sending is strict: JSON has no NaN and no infinity, and `serde_json` would send `null` in their place, so they are
//! refused with the path of the member. Receiving tells where it failed: the path as well as line and column.

use crate::data::position::end_of;
use crate::data::{self, Step};
use serde::de::DeserializeOwned;
use serde::{Serialize, ser};
use serde_json::Value;

/// Most characters of a decoder's message; longer ones quote the body.
const MESSAGE_LIMIT: usize = 200;

/// A body could not be decoded into the type it was expected to have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}{}", self.prefix(), self.place())]
pub struct DecodeError {
    path: String,
    variant: Option<&'static str>,
    line: usize,
    column: usize,
    message: String,
}

impl DecodeError {
    /// The member that failed or is missing, for example `call.transcript[3].tool_arguments`; empty for the body as a
    /// whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The alternative of a union that the body was read as, for example `Turn::ToolCall`: the innermost one around the
    /// member.
    pub fn variant(&self) -> Option<&str> {
        self.variant
    }

    /// Line in the body, from 1; 0 for XML, in which only the path is known.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Column in the body, from 1; 0 for XML.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What was expected and what was found.
    pub fn message(&self) -> &str {
        &self.message
    }

    fn new(path: Vec<Step>, body: &[u8], error: &serde_json::Error) -> Self {
        let (line, column) = match error.line() {
            0 => end_of(body, &path).unwrap_or((1, 1)),
            line => (line, error.column()),
        };
        let mut message = error.to_string();
        if let Some(end) = message.rfind(" at line ") {
            message.truncate(end);
        }
        // Which text stood there is for the snippet to tell: texts are names, numbers to call, and tokens.
        if let Some((before, rest)) = message.split_once(" string \"")
            && let Some((_, expected)) = rest.rsplit_once("\", expected ")
        {
            message = format!("{before} a string, expected {expected}");
        }
        if let Some((end, _)) = message.char_indices().nth(MESSAGE_LIMIT) {
            message.truncate(end);
            message.push('…');
        }
        let variant = path.iter().rev().find_map(|step| match step {
            Step::Variant(name) => Some(*name),
            _ => None,
        });
        let path: String = path.iter().map(Step::to_string).collect();
        Self { path: path.trim_start_matches('.').to_owned(), variant, line, column, message }
    }

    /// The same with texts from the body passed through `redact`.
    pub(crate) fn redacted(self, redact: impl Fn(&str) -> String) -> Self {
        Self { path: redact(&self.path), message: redact(&self.message), ..self }
    }

    /// That a body is not even in the language it is read in.
    pub(crate) fn of_text(message: String) -> Self {
        let message = message.chars().take(MESSAGE_LIMIT).collect();
        Self { path: String::new(), variant: None, line: 0, column: 0, message }
    }

    /// The same of a body in which lines and columns are others.
    #[cfg(feature = "xml")]
    pub(crate) fn elsewhere(self) -> Self {
        Self { line: 0, column: 0, ..self }
    }

    fn place(&self) -> String {
        match self.line {
            0 => String::new(),
            line => format!(" (line {line}, column {})", self.column),
        }
    }

    fn prefix(&self) -> String {
        match (self.path.as_str(), self.variant) {
            ("", None) => String::new(),
            ("", Some(variant)) => format!("{variant}: "),
            (path, None) => format!("`{path}`: "),
            (path, Some(variant)) => format!("`{path}` of {variant}: "),
        }
    }
}

/// JSON text as a value.
///
/// # Errors
///
/// When the text is not JSON or does not fit the type: the error names the member, line and column.
pub fn from_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    decode(json)
}

/// A value as JSON text.
///
/// # Errors
///
/// When a number is not finite, which JSON cannot write: the message names the member.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, String> {
    encode(value)
}

/// A value as JSON text. The error says which member cannot be sent, and why.
pub(crate) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, String> {
    value.serialize(Sendable).map_err(|refusal| refusal.to_string())?;
    serde_json::to_vec(value).map_err(|error| error.to_string())
}

/// A value as a JSON tree; read from the text, so that an `f32` is the number people wrote.
pub(crate) fn encode_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, String> {
    serde_json::from_slice(&encode(value)?).map_err(|error| error.to_string())
}

/// A body as a value. A byte order mark is skipped; anything but UTF-8 is an error.
pub(crate) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    read(body).or_else(|error| decode_again(body, &buffer(body, &error)?, error))
}

/// A body as a value, with an error that does not know where it is about.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(without_mark(body))
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// Whether a body may be JSON by how it begins.
pub(crate) fn may_begin(body: &[u8]) -> bool {
    let body = without_mark(body).trim_ascii_start();
    matches!(body.first(), Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'))
}

/// Whether a body that is JSON is an object or an array.
pub(crate) fn begins_structure(body: &[u8]) -> bool {
    let body = without_mark(body).trim_ascii_start();
    matches!(body.first(), Some(b'{' | b'['))
}

/// Whether a body is JSON, whatever it says.
pub(crate) fn is_json(body: &[u8]) -> bool {
    read::<serde::de::IgnoredAny>(body).is_ok()
}

/// A body that could not be read as what it was expected to be, as any JSON.
///
/// # Errors
///
/// When it is none: the first error says where.
#[cold]
pub(crate) fn buffer<'a>(body: &'a [u8], error: &serde_json::Error) -> Result<data::Content<'a>, DecodeError> {
    let body = without_mark(body);
    if body.iter().all(u8::is_ascii_whitespace) {
        let message = "the body is empty".to_owned();
        return Err(DecodeError { path: String::new(), variant: None, line: 1, column: 1, message });
    }
    // Where the rest of the body is not valid JSON, that is the error, whatever did not fit before.
    let reported = |second| DecodeError::new(Vec::new(), body, if error.is_data() { &second } else { error });
    serde_json::from_slice(body).map_err(reported)
}

/// Decodes again, slower, to learn which member failed. Here `3.0` is an integer even where no field says so.
#[cold]
pub(crate) fn decode_again<T: DeserializeOwned>(
    body: &[u8],
    content: &data::Content<'_>,
    error: serde_json::Error,
) -> Result<T, DecodeError> {
    data::take_decode_path();
    T::deserialize(content.deserializer()).map_err(|traced: serde_json::Error| {
        DecodeError::new(data::take_decode_path(), without_mark(body), if traced.is_data() { &traced } else { &error })
    })
}

/// Why a value cannot be sent: the path, innermost part first, and the reason.
#[derive(Debug)]
struct Refusal {
    path: Vec<String>,
    reason: String,
}

impl Refusal {
    fn new(reason: impl Into<String>) -> Self {
        Self { path: Vec::new(), reason: reason.into() }
    }

    fn inside(mut self, part: impl Into<String>) -> Self {
        self.path.push(part.into());
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            let path: String = self.path.iter().rev().map(String::as_str).collect();
            write!(f, "`{}`: ", path.trim_start_matches('.'))?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Refusal {}

impl ser::Error for Refusal {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

/// A serializer that writes nothing and refuses what JSON cannot hold.
struct Sendable;

/// The items of a list, with the index of the next one.
struct Items(usize);

/// The members of an object.
struct Members;

fn finite(value: f64) -> Result<(), Refusal> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(Refusal::new(format!("{value} cannot be sent: JSON has finite numbers only")))
    }
}

macro_rules! accept {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, _: $type) -> Result<(), Refusal> { Ok(()) })*
    };
}

impl ser::Serializer for Sendable {
    type Ok = ();
    type Error = Refusal;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    accept! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_f32(self, value: f32) -> Result<(), Refusal> {
        finite(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Refusal> {
        finite(value)
    }

    fn serialize_none(self) -> Result<(), Refusal> {
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), Refusal> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refusal> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Refusal> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Refusal> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Refusal> {
        value.serialize(self).map_err(|refusal| refusal.inside(format!(".{variant}")))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, Refusal> {
        Ok(Items(0))
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, Refusal> {
        Ok(Items(0))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, Refusal> {
        Ok(Items(0))
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Items, Refusal> {
        Ok(Items(0))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members, Refusal> {
        Ok(Members)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members, Refusal> {
        Ok(Members)
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Members, Refusal> {
        Ok(Members)
    }
}

macro_rules! items {
    ($($trait:ident::$method:ident,)*) => {
        $(impl ser::$trait for Items {
            type Ok = ();
            type Error = Refusal;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Refusal> {
                let index = self.0;
                self.0 += 1;
                item.serialize(Sendable).map_err(|refusal| refusal.inside(format!("[{index}]")))
            }

            fn end(self) -> Result<(), Refusal> {
                Ok(())
            }
        })*
    };
}

items! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

macro_rules! members {
    ($($trait:ident,)*) => {
        $(impl ser::$trait for Members {
            type Ok = ();
            type Error = Refusal;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Refusal> {
                value.serialize(Sendable).map_err(|refusal| refusal.inside(format!(".{key}")))
            }

            fn end(self) -> Result<(), Refusal> {
                Ok(())
            }
        })*
    };
}

members! { SerializeStruct, SerializeStructVariant, }

impl ser::SerializeMap for Members {
    type Ok = ();
    type Error = Refusal;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Refusal> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refusal> {
        value.serialize(Sendable).map_err(|refusal| refusal.inside(".*"))
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), Refusal> {
        value.serialize(Sendable).map_err(|refusal| {
            let key = serde_json::to_string(key).unwrap_or_default();
            refusal.inside(format!(".{}", key.trim_matches('"')))
        })
    }

    fn end(self) -> Result<(), Refusal> {
        Ok(())
    }
}

#[cfg(test)]
// The macros give every type all of its methods, and make them public.
#[allow(dead_code, unreachable_pub)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[test]
    fn c13_numbers_json_cannot_hold_are_refused_with_their_place() {
        let value = BTreeMap::from([("rates", vec![1.0, f64::NAN])]);
        let refusal = "`rates[1]`: NaN cannot be sent: JSON has finite numbers only";
        assert_eq!(encode(&value), Err(refusal.to_owned()));
        assert_eq!(encode(&f32::NEG_INFINITY), Err("-inf cannot be sent: JSON has finite numbers only".to_owned()));
    }

    #[test]
    fn c13_numbers_are_exact() {
        assert_eq!(encode_value(&0.1f32), Ok(json!(0.1)));
        assert_eq!(
            encode_value(&9_007_199_254_740_993i64).map(|value| value.to_string()),
            Ok("9007199254740993".into())
        );
        assert_eq!(encode_value(&u64::MAX).map(|value| value.to_string()), Ok("18446744073709551615".into()));
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Call {
        transcript: Vec<Turn>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Turn {
        at: u64,
    }

    #[test]
    fn a_failure_names_the_member_and_the_place() {
        let error = decode::<Call>(b"{\"transcript\": [{\"at\": 1},\n {\"at\": \"2\"}]}")
            .expect_err("a string is not a number");
        assert_eq!(error.path(), "transcript[1].at");
        assert_eq!((error.line(), error.column()), (2, 11));
        let message = "`transcript[1].at`: invalid type: a string, expected u64 (line 2, column 11)";
        assert_eq!(error.to_string(), message);
    }

    #[derive(Clone, Debug, PartialEq)]
    struct ToolCall {
        tool_arguments: Vec<String>,
        extra: data::Extra,
    }

    crate::object! { ToolCall
        required { tool_arguments: Vec<String> = "tool_arguments", }
        constant { strict role = "tool", "role", }
        extra { extra: data::Extra }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Entry {
        ToolCall(ToolCall),
        Unknown(Value),
    }

    impl<'de> data::Union<'de> for Entry {
        const EXPECTED: &'static str = "an entry";

        fn object<A: serde::de::MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
            let object = data::tag(object, "role")?;
            match object.tag().as_deref() {
                Some("tool") => object.read(Self::ToolCall),
                _ => object.unknown(),
            }
        }
    }
    crate::union! { Entry { ToolCall, Unknown, } from { ToolCall: ToolCall, } }

    #[derive(Debug, Deserialize)]
    struct Answer {
        #[allow(dead_code)]
        call: Transcript,
    }

    #[derive(Debug, Deserialize)]
    struct Transcript {
        #[allow(dead_code)]
        transcript: Vec<Entry>,
    }

    #[test]
    fn a_failure_inside_a_union_names_the_member_wherever_the_tag_stands() {
        for (entry, path, at) in [
            ("{\"role\": \"tool\",\n\"tool_arguments\": 5}", "call.transcript[1].tool_arguments", (2, 19)),
            ("{\"tool_arguments\": 5,\n\"role\": \"tool\"}", "call.transcript[1].tool_arguments", (1, 49)),
            ("{\"tool_arguments\": [\"a\",\n5], \"role\": \"tool\"}", "call.transcript[1].tool_arguments[1]", (2, 1)),
            ("{\"role\": \"tool\",\n\"tool_arguments\": [\"a\", {}]}", "call.transcript[1].tool_arguments[1]", (2, 26)),
            ("{\"role\": \"tool\"}", "call.transcript[1].tool_arguments", (1, 45)),
        ] {
            let body = format!("{{\"call\": {{\"transcript\": [{{}}, {entry}]}}}}");
            let error = decode::<Answer>(body.as_bytes()).expect_err(&body);
            assert_eq!((error.path(), (error.line(), error.column())), (path, at), "{error}");
        }
    }

    #[test]
    fn a_failure_does_not_quote_the_body() {
        let body = format!("{{\"transcript\": \"{}\"}}", "x".repeat(10_000));
        let error = decode::<Call>(body.as_bytes()).expect_err("a string is not a list");
        assert_eq!(error.message(), "invalid type: a string, expected a sequence");
        let error = decode::<bool>(b"\"a\\\", expected b\"").expect_err("a string is not a flag");
        assert_eq!(error.message(), "invalid type: a string, expected a boolean");
    }

    #[test]
    fn c15_byte_order_marks_are_skipped_and_other_encodings_are_errors() {
        assert_eq!(decode::<Vec<u8>>(b"\xEF\xBB\xBF[1]"), Ok(vec![1]));
        let cases: [&[u8]; 5] = [b"\xFF\xFE[\x001\x00]\x00", b"[\"\xFF\"]", b"[\"\\ud800\"]", b")]}'\n[1]", b"  "];
        for body in cases {
            assert!(decode::<Value>(body).is_err(), "{body:?}");
        }
    }

    #[test]
    fn c12_deep_nesting_is_an_error_and_not_the_end_of_the_stack() {
        assert!(decode::<Value>("[".repeat(100_000).as_bytes()).is_err());
        assert!(decode::<Call>(format!("{{\"x\": {}", "[".repeat(100_000)).as_bytes()).is_err());
    }
}
