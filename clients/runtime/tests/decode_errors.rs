//! What a body that does not fit its type is answered with: the path of the member, line and column, and the variant
//! where it lies in a union.
#![allow(missing_docs, unreachable_pub, dead_code, clippy::unwrap_used)]

use insta::assert_snapshot;
use std::collections::BTreeMap;
use switchboard_runtime::DecodeError;
use switchboard_runtime::data::{self, Extra, Union, Value};
use switchboard_runtime::serde::{Deserialize, de};
use switchboard_runtime::{object, union};

macro_rules! object_type {
    ($name:ident { $($field:ident: $type:ty = $wire:literal,)* } $($tag:literal)?) => {
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            pub $($field: $type,)*
            pub extra: Extra,
        }
        object! { $name
            required { $($field: $type = $wire,)* }
            constant { $(strict kind = $tag, "kind",)? }
            extra { extra: Extra }
        }
    };
}

object_type! { Answer { call: Call = "call", } }
object_type! { Call { transcript: Vec<Turn> = "transcript", labels: BTreeMap<String, Label> = "labels", input: Input = "input", } }
object_type! { Label { weight: i64 = "weight", } }
object_type! { Speech { text: String = "text", at: f64 = "at", } "speech" }
object_type! { Tool { arguments: Vec<Turn> = "arguments", target: Target = "target", } "tool" }
object_type! { Phone { number: String = "number", } }
object_type! { Address { sip: String = "sip", } }

macro_rules! union_type {
    ($name:ident { $($variant:ident($payload:ty),)* } $($body:tt)*) => {
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($variant($payload),)*
            Unknown(Value),
        }
        impl<'de> Union<'de> for $name {
            const EXPECTED: &'static str = concat!("a value of the union ", stringify!($name));
            $($body)*
        }
        union! { $name { $($variant,)* Unknown, } from {} }
    };
}

union_type! { Turn { Speech(Speech), Tool(Box<Tool>), }
    fn object<A: de::MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let object = data::tag(object, "kind")?;
        match object.tag().as_deref() {
            Some("speech") => object.read(Self::Speech),
            Some("tool") => object.read(Self::Tool),
            _ => object.unknown(),
        }
    }
}

union_type! { Input { Text(String), Label(Label), Labels(Vec<Label>), }
    fn object<A: de::MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        data::read_object(object, Self::Label)
    }
    fn array<A: de::SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        data::read_array(array, Self::Labels)
    }
    fn string<E: de::Error>(value: data::Content<'de>) -> Result<Self, E> {
        data::read(&value, Self::Text)
    }
}

union_type! { Target { Phone(Phone), Address(Address), }
    fn object<A: de::MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let content = data::buffer_object(object)?;
        data::best(&content, &[
            |value| Deserialize::deserialize(value).map(Self::Phone),
            |value| Deserialize::deserialize(value).map(Self::Address),
        ])
    }
}

fn error(body: &str) -> DecodeError {
    data::from_json::<Answer>(body.as_bytes()).map(|answer| format!("{answer:?}")).expect_err(body)
}

/// An answer with one of its three parts, the others sound.
fn with(part: &str, value: &str) -> String {
    let mut parts = BTreeMap::from([("transcript", "[]"), ("labels", "{}"), ("input", "\"x\"")]);
    parts.insert(part, value);
    let parts: Vec<String> = parts.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{\"call\": {{\n{}\n}}}}", parts.join(",\n"))
}

fn turn(value: &str) -> String {
    with("transcript", &format!("[{{\"kind\": \"later\"}}, {value}]"))
}

#[test]
fn objects_lists_and_maps() {
    assert_snapshot!(error("[]"), @"invalid type: sequence, expected an object (Answer) (line 1, column 2)");
    assert_snapshot!(error("{\"call\": 5}"), @"`call`: invalid type: integer `5`, expected an object (Call) (line 1, column 10)");
    assert_snapshot!(error("{\"call\": null}"), @"`call`: invalid type: null, expected an object (Call) (line 1, column 13)");
    assert_snapshot!(error("{\n}"), @"`call`: missing field `call` (line 2, column 1)");
    assert_snapshot!(error("{\"call\": {\"labels\": {}}}"), @"`call.transcript`: missing field `transcript` (line 1, column 23)");
    assert_snapshot!(error(&with("transcript", "{}")), @"`call.transcript`: invalid type: map, expected a sequence (line 4, column 16)");
    assert_snapshot!(error(&with("labels", "{\"a\": {\"weight\": 1}, \"some label\": {\"weight\": \"2\"}}")), @r#"`call.labels["some label"].weight`: invalid type: a string, expected i64 (line 3, column 59)"#);
    assert_snapshot!(error(&with("labels", "{\"a.b\": {}}")), @r#"`call.labels["a.b"].weight`: missing field `weight` (line 3, column 20)"#);
    assert_snapshot!(error(&with("labels", "{\"a\": {\"weight\": 1, \"weight\": 2}}")), @"`call.labels.a.weight`: duplicate field `weight` (line 3, column 28)");
}

#[test]
fn a_tag_first_or_last() {
    assert_snapshot!(error(&turn(r#"{"kind": "speech", "text": "a", "at": "1"}"#)), @"`call.transcript[1].at` of Turn::Speech: invalid type: a string, expected f64 (line 4, column 75)");
    assert_snapshot!(error(&turn(r#"{"at": "1", "text": "a", "kind": "speech"}"#)), @"`call.transcript[1].at` of Turn::Speech: invalid type: a string, expected f64 (line 4, column 44)");
    assert_snapshot!(error(&turn(r#"{"kind": "speech", "text": "a"}"#)), @"`call.transcript[1].at` of Turn::Speech: missing field `at` (line 4, column 65)");
    assert_snapshot!(error(&turn(r#"{"text": "a", "kind": "speech"}"#)), @"`call.transcript[1].at` of Turn::Speech: missing field `at` (line 4, column 65)");
}

#[test]
fn a_union_inside_of_a_union_is_the_one_that_is_named() {
    let speech = r#"{"kind": "speech", "text": [], "at": 1}"#;
    assert_snapshot!(error(&turn(&format!(r#"{{"kind": "tool", "arguments": [{speech}], "target": {{}}}}"#))), @"`call.transcript[1].arguments[0].text` of Turn::Speech: invalid type: sequence, expected a string (line 4, column 94)");
    assert_snapshot!(error(&turn(&format!(r#"{{"arguments": [{speech}], "target": {{}}, "kind": "tool"}}"#))), @"`call.transcript[1].arguments[0].text` of Turn::Speech: invalid type: sequence, expected a string (line 4, column 78)");
    assert_snapshot!(error(&turn(r#"{"kind": "tool", "arguments": [], "target": {}, "arguments": []}"#)), @"`call.transcript[1].arguments` of Turn::Tool: duplicate field `arguments` (line 4, column 66)");
}

#[test]
fn a_union_by_kind() {
    assert_snapshot!(error(&with("input", "{\"weight\": true}")), @"`call.input.weight` of Input::Label: invalid type: boolean `true`, expected i64 (line 2, column 24)");
    assert_snapshot!(error(&with("input", "[{\"weight\": 1},\n {\"weight\": 1.5}]")), @"`call.input[1].weight` of Input::Labels: invalid type: floating point `1.5`, expected i64 (line 3, column 15)");
    assert_snapshot!(error(&with("input", "[{\"weight\": 1}, 2]")), @"`call.input[1]` of Input::Labels: invalid type: integer `2`, expected an object (Label) (line 2, column 26)");
}

/// A union without a tag says no, and the failed attempts of its alternatives are not taken for the place.
#[test]
fn what_no_alternative_of_a_best_match_fits_is_kept() {
    let tool = |target: &str| turn(&format!(r#"{{"kind": "tool", "arguments": [], "target": {target}}}"#));
    let answer: Answer = data::from_json(tool("{\"number\": 5}").as_bytes()).unwrap();
    let Turn::Tool(kept) = &answer.call.transcript[1] else { unreachable!("{answer:?}") };
    assert!(matches!(&kept.target, Target::Unknown(value) if value["number"] == 5));
    let broken = tool("{\"number\": 5}").replace("\"input\": \"x\"", "\"input\": {}");
    assert_snapshot!(error(&broken), @"`call.input.weight` of Input::Label: missing field `weight` (line 2, column 11)");
    let broken = turn(r#"{"target": {"number": 5}, "arguments": 7, "kind": "tool"}"#);
    assert_snapshot!(error(&broken), @"`call.transcript[1].arguments` of Turn::Tool: invalid type: integer `7`, expected a sequence (line 4, column 74)");
}

#[test]
fn the_parts_of_an_error_are_there_for_programs() {
    let error = error(&turn(r#"{"kind": "speech", "text": "a", "at": "1"}"#));
    assert_eq!(error.path(), "call.transcript[1].at");
    assert_eq!(error.variant(), Some("Turn::Speech"));
    assert_eq!((error.line(), error.column()), (4, 75));
    assert_eq!(error.message(), "invalid type: a string, expected f64");
}
