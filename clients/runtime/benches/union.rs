//! What decoding a union costs: ours against one flat struct, against what serde derives, and against decoding and encoding
//! over `Value` until something comes back equal.
//!
//! `cargo bench -p switchboard-runtime --bench union` times each alone. With `-- --ratios` ours and the peers take turns, so
//! that each meets the heap, the caches and the clock of the machine as the others leave them, and medians of ratios are
//! printed. Of two such runs on one machine: with the tag first, second and last, ours takes 0.95, 0.98 and 1.06 × the time
//! of one flat struct, and `#[serde(tag)]` 1.25, 1.20 and 1.07 × that of ours; `#[serde(untagged)]` takes 2.4 to 2.5 × ours,
//! comparing over `Value` 6.7 to 7.5 ×. By JSON kind, `untagged` takes 2.5 × ours. Keeping two unknown members of ten costs
//! 1.3 × dropping them; `#[serde(flatten)]` takes 1.1 × ours, and 1.04 × where there is none to keep.
//!
//! With `-- --repeat NAME`, one payload (`first`, `second`, `last`: the place of the tag; `kind`; `large`: one flat object
//! of thirty members) is decoded a thousand times, with no clock: to count instructions,
//! `valgrind --tool=callgrind target/release/deps/union-… --repeat large`.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::too_many_arguments
)]

use divan::{Bencher, black_box};
use serde::{Deserialize, Serialize, de};
use serde_json::Value;
use std::collections::BTreeMap;
use switchboard_runtime::data::{self, Extra, Union};
use switchboard_runtime::{object, union};

fn main() {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--repeat").skip(1);
    match arguments.next() {
        Some(name) => repeat(&name),
        None if std::env::args().any(|argument| argument == "--ratios") => ratios(),
        None => divan::main(),
    }
}

/// How often `--repeat` decodes.
const REPETITIONS: usize = 1_000;

/// Decodes one payload many times.
fn repeat(name: &str) {
    fn decode<T: for<'de> Deserialize<'de>>(json: &str) {
        for _ in 0..REPETITIONS {
            let _ = black_box(serde_json::from_str::<T>(black_box(json)).unwrap());
        }
    }
    match name {
        "first" => decode::<Call<ours::Turn>>(&call(Tag::First)),
        "second" => decode::<Call<ours::Turn>>(&call(Tag::Second)),
        "last" => decode::<Call<ours::Turn>>(&call(Tag::Last)),
        "kind" => decode::<Vec<Metadata>>(&metadata()),
        "large" => decode::<Vec<Large>>(&large()),
        other => panic!("there is no payload `{other}`"),
    }
}

/// Defines a flat object of many members: required, optional and nullable ones.
macro_rules! large {
    ($($text:ident $text_wire:literal $number:ident $number_wire:literal $flag:ident $flag_wire:literal
        $list:ident $list_wire:literal $note:ident $note_wire:literal $maybe:ident $maybe_wire:literal,)*) => {
        #[derive(Clone, Debug, PartialEq)]
        struct Large {
            $(
                $text: String,
                $number: i64,
                $flag: bool,
                $list: Vec<String>,
                $note: Option<String>,
                $maybe: data::Nullable<f64>,
            )*
            extra: Extra,
        }

        object! { Large
            required { $(
                $text: String = $text_wire,
                $number: i64 = $number_wire,
                $flag: bool = $flag_wire,
                $list: Vec<String> = $list_wire,
            )* }
            optional { $($note: String = $note_wire,)* }
            nullable { $($maybe: f64 = $maybe_wire,)* }
            extra { extra: data::Extra }
        }

        /// Twenty objects of many members.
        fn large() -> String {
            let mut members: Vec<String> = Vec::new();
            $(
                members.push(format!("{:?}:\"a text of some length\",{:?}:1234567", $text_wire, $number_wire));
                members.push(format!("{:?}:true,{:?}:[\"one\",\"two\"]", $flag_wire, $list_wire));
                members.push(format!("{:?}:\"a note\",{:?}:0.5", $note_wire, $maybe_wire));
            )*
            let one = format!("{{{}}}", members.join(","));
            format!("[{}]", vec![one; 20].join(","))
        }
    };
}

large! {
    text_a "text_a" number_a "number_a" flag_a "flag_a" list_a "list_a" note_a "note_a" maybe_a "maybe_a",
    text_b "text_b" number_b "number_b" flag_b "flag_b" list_b "list_b" note_b "note_b" maybe_b "maybe_b",
    text_c "text_c" number_c "number_c" flag_c "flag_c" list_c "list_c" note_c "note_c" maybe_c "maybe_c",
    text_d "text_d" number_d "number_d" flag_d "flag_d" list_d "list_d" note_d "note_d" maybe_d "maybe_d",
    text_e "text_e" number_e "number_e" flag_e "flag_e" list_e "list_e" note_e "note_e" maybe_e "maybe_e",
}

/// How often `--ratios` alternates.
const ROUNDS: usize = 600;

/// The time of each peer as a multiple of ours, and ours as one of the flat struct.
fn ratios() {
    println!("tag     ours/flat  serde(tag)/ours  untagged/ours  compare/ours");
    for tag in TAGS {
        let json = call(tag);
        let mut rounds = [const { Vec::new() }; 4];
        for _ in 0..ROUNDS {
            let ours = seconds::<Call<ours::Turn>>(&json);
            rounds[0].push(ours / seconds::<Call<Flat>>(&json));
            rounds[1].push(seconds::<Call<tagged::Turn>>(&json) / ours);
            rounds[2].push(seconds::<Call<untagged::Turn>>(&json) / ours);
            rounds[3].push(seconds::<Call<Compared>>(&json) / ours);
        }
        let [flat, tagged, untagged, compared] = rounds.map(median);
        println!("{:<7} {flat:9.2}  {tagged:15.2}  {untagged:13.2}  {compared:12.2}", format!("{tag:?}"));
    }
    let json = metadata();
    let kinds = (0..ROUNDS).map(|_| seconds::<Vec<UntaggedMetadata>>(&json) / seconds::<Vec<Metadata>>(&json));
    println!("union by JSON kind: untagged/ours {:.2}", median(kinds.collect()));
    for unknown in [0, 2] {
        let json = contacts(unknown);
        let round = |_| {
            let ours = seconds::<Vec<Kept>>(&json);
            (ours / seconds::<Vec<Dropped>>(&json), seconds::<Vec<Flattened>>(&json) / ours)
        };
        let (dropped, flattened) = (0..ROUNDS).map(round).unzip();
        let (dropped, flattened) = (median(dropped), median(flattened));
        println!("{unknown} unknown members of ten: ours/dropped {dropped:.2}, flatten/ours {flattened:.2}");
    }
}

/// How long decoding takes, a few times over.
fn seconds<T: for<'de> Deserialize<'de>>(json: &str) -> f64 {
    let begin = std::time::Instant::now();
    for _ in 0..10 {
        let _ = black_box(serde_json::from_str::<T>(black_box(json)).unwrap());
    }
    begin.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Turns of a call.
const TURNS: usize = 200;

/// Where the tag stands among the members of a turn.
#[derive(Clone, Copy, Debug)]
enum Tag {
    First,
    Second,
    Last,
}

const TAGS: [Tag; 3] = [Tag::First, Tag::Second, Tag::Last];

/// A call with turns of all six kinds.
fn call(tag: Tag) -> String {
    let turn = |at: usize| {
        let (kind, rest) = match at % 6 {
            0 => ("user", format!(r#""text":"Good morning, I call about order {at}","confidence":0.9{at}"#)),
            1 => ("agent", format!(r#""text":"Let me look at order {at} for you","interrupted":false"#)),
            2 => ("tool_call", format!(r#""tool_call_id":"call_{at}","name":"find_order","tool_arguments":["{at}"]"#)),
            3 => ("tool_result", format!(r#""tool_call_id":"call_{at}","content":"shipped","successful":true"#)),
            4 => ("transfer", format!(r#""number":"+4930{at}","reason":"asked for a person""#)),
            _ => ("digits", format!(r#""digits":"{at}","terminated":true"#)),
        };
        let (role, id, at) = (format!(r#""role":"{kind}""#), format!(r#""id":"turn_{at}""#), format!(r#""at":{at}.5"#));
        match tag {
            Tag::First => format!("{{{role},{id},{at},{rest}}}"),
            Tag::Second => format!("{{{id},{role},{at},{rest}}}"),
            Tag::Last => format!("{{{id},{at},{rest},{role}}}"),
        }
    };
    let turns: Vec<String> = (0..TURNS).map(turn).collect();
    format!(r#"{{"id":"call_1","transcript":[{}]}}"#, turns.join(","))
}

#[derive(Deserialize, Serialize)]
struct Call<T> {
    id: String,
    transcript: Vec<T>,
}

fn decode<T: for<'de> Deserialize<'de>>(bencher: Bencher<'_, '_>, json: &str) {
    bencher.bench_local(|| serde_json::from_str::<T>(black_box(json)).unwrap());
}

/// The types of both sides from one list: ours with `object!` and `union!`, serde's with derive.
macro_rules! turns {
    ($($variant:ident = $tag:literal { $($field:ident: $type:ty = $wire:literal,)* })*) => {
        mod ours {
            use super::*;

            $(
                #[derive(Clone, Debug, PartialEq)]
                pub struct $variant {
                    pub id: String,
                    pub at: f64,
                    $(pub $field: $type,)*
                    pub extra: Extra,
                }

                object! { $variant
                    required { id: String = "id", at: f64 = "at", $($field: $type = $wire,)* }
                    constant { strict role = $tag, "role", }
                    extra { extra: data::Extra }
                }
            )*

            #[derive(Clone, Debug, PartialEq)]
            pub enum Turn {
                $($variant($variant),)*
                Unknown(Value),
            }

            impl<'de> Union<'de> for Turn {
                const EXPECTED: &'static str = "a turn";

                fn object<A: de::MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
                    let object = data::tag(object, "role")?;
                    match object.tag().as_deref() {
                        $(Some($tag) => object.read(Self::$variant),)*
                        _ => object.unknown(),
                    }
                }
            }

            union! { Turn { $($variant,)* Unknown, } from { $($variant: $variant,)* } }
        }

        mod tagged {
            use super::*;

            $(
                #[derive(Deserialize, Serialize)]
                pub struct $variant {
                    pub id: String,
                    pub at: f64,
                    $(pub $field: $type,)*
                }
            )*

            #[derive(Deserialize, Serialize)]
            #[serde(tag = "role")]
            pub enum Turn {
                $(#[serde(rename = $tag)] $variant($variant),)*
            }
        }

        mod untagged {
            use super::*;

            $(
                #[derive(Deserialize, Serialize)]
                pub struct $variant {
                    pub role: roles::$variant,
                    pub id: String,
                    pub at: f64,
                    $(pub $field: $type,)*
                }
            )*

            mod roles {
                use super::*;

                $(
                    #[derive(Deserialize, Serialize)]
                    pub enum $variant {
                        #[serde(rename = $tag)]
                        Only,
                    }
                )*
            }

            #[derive(Deserialize, Serialize)]
            #[serde(untagged)]
            pub enum Turn {
                $($variant($variant),)*
            }
        }

        /// The alternative that comes back equal, as one generator decides it.
        struct Compared(untagged::Turn);

        impl<'de> Deserialize<'de> for Compared {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                $(
                    if let Ok(turn) = serde_json::from_value::<untagged::$variant>(value.clone())
                        && serde_json::to_value(&turn).is_ok_and(|back| back == value)
                    {
                        return Ok(Self(untagged::Turn::$variant(turn)));
                    }
                )*
                Err(de::Error::custom("no alternative fits"))
            }
        }
    };
}

turns! {
    User = "user" { text: String = "text", confidence: f64 = "confidence", }
    Agent = "agent" { text: String = "text", interrupted: bool = "interrupted", }
    ToolCall = "tool_call" { tool_call_id: String = "tool_call_id", name: String = "name", tool_arguments: Vec<String> = "tool_arguments", }
    ToolResult = "tool_result" { tool_call_id: String = "tool_call_id", content: String = "content", successful: bool = "successful", }
    Transfer = "transfer" { number: String = "number", reason: String = "reason", }
    Digits = "digits" { digits: String = "digits", terminated: bool = "terminated", }
}

/// All members of all turns in one struct: no union at all.
#[derive(Deserialize)]
struct Flat {
    role: String,
    id: String,
    at: f64,
    text: Option<String>,
    confidence: Option<f64>,
    interrupted: Option<bool>,
    tool_call_id: Option<String>,
    name: Option<String>,
    tool_arguments: Option<Vec<String>>,
    content: Option<String>,
    successful: Option<bool>,
    number: Option<String>,
    reason: Option<String>,
    digits: Option<String>,
    terminated: Option<bool>,
}

#[divan::bench(args = TAGS)]
fn transcript_1_ours(bencher: Bencher<'_, '_>, tag: Tag) {
    decode::<Call<ours::Turn>>(bencher, &call(tag));
}

#[divan::bench(args = TAGS)]
fn transcript_2_flat_struct(bencher: Bencher<'_, '_>, tag: Tag) {
    decode::<Call<Flat>>(bencher, &call(tag));
}

#[divan::bench(args = TAGS)]
fn transcript_3_serde_tag(bencher: Bencher<'_, '_>, tag: Tag) {
    decode::<Call<tagged::Turn>>(bencher, &call(tag));
}

#[divan::bench(args = TAGS)]
fn transcript_4_serde_untagged(bencher: Bencher<'_, '_>, tag: Tag) {
    decode::<Call<untagged::Turn>>(bencher, &call(tag));
}

#[divan::bench(args = TAGS)]
fn transcript_5_compare_values(bencher: Bencher<'_, '_>, tag: Tag) {
    decode::<Call<Compared>>(bencher, &call(tag));
}

/// A union by JSON kind.
#[derive(Clone, Debug, PartialEq)]
enum Metadata {
    Text(String),
    Count(i64),
    List(Vec<String>),
    Map(BTreeMap<String, String>),
    Unknown(Value),
}

impl<'de> Union<'de> for Metadata {
    const EXPECTED: &'static str = "metadata";

    fn string<E: de::Error>(value: data::Content<'de>) -> Result<Self, E> {
        data::read(&value, Self::Text)
    }

    fn number<E: de::Error>(value: data::Content<'de>) -> Result<Self, E> {
        data::read_number(&value, Self::Count)
    }

    fn array<A: de::SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
        data::read_array(array, Self::List)
    }

    fn object<A: de::MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        data::read_object(object, Self::Map)
    }
}

union! { Metadata { Text, Count, List, Map, Unknown, } from { Text: String, Count: i64, } }

#[derive(Deserialize)]
#[serde(untagged)]
enum UntaggedMetadata {
    Text(String),
    Count(i64),
    List(Vec<String>),
    Map(BTreeMap<String, String>),
}

fn metadata() -> String {
    let value = |at: usize| match at % 4 {
        0 => format!("\"a text of some length, number {at}\""),
        1 => at.to_string(),
        2 => format!("[\"item {at}\", \"another item\"]"),
        _ => format!("{{\"key\": \"value {at}\", \"other\": \"value\"}}"),
    };
    format!("[{}]", (0..TURNS).map(value).collect::<Vec<_>>().join(","))
}

#[divan::bench]
fn kinds_1_ours(bencher: Bencher<'_, '_>) {
    decode::<Vec<Metadata>>(bencher, &metadata());
}

#[divan::bench]
fn kinds_2_serde_untagged(bencher: Bencher<'_, '_>) {
    decode::<Vec<UntaggedMetadata>>(bencher, &metadata());
}

macro_rules! contact {
    ($name:ident $(#[$derive:meta])? { $($extra:tt)* }) => {
        $(#[$derive])?
        pub struct $name {
            pub id: String,
            pub name: String,
            pub email: String,
            pub phone: Option<String>,
            pub age: Option<i64>,
            pub active: bool,
            pub tags: Vec<String>,
            pub notes: Option<String>,
            $($extra)*
        }
    };
}

contact! { Kept #[derive(PartialEq)] { pub extra: Extra, } }
contact! { Dropped #[derive(Deserialize)] {} }
contact! { Flattened #[derive(Deserialize)] { #[serde(flatten)] extra: BTreeMap<String, Value>, } }

object! { Kept
    required { id: String = "id", name: String = "name", email: String = "email", active: bool = "active", tags: Vec<String> = "tags", }
    optional { phone: String = "phone", age: i64 = "age", notes: String = "notes", }
    extra { extra: Extra }
}

/// Contacts with a number of members that the types do not name.
fn contacts(unknown: usize) -> String {
    let contact = |at: usize| {
        let more: String = (0..unknown).map(|more| format!(r#","unknown_{more}":"value {at}""#)).collect();
        format!(
            r#"{{"id":"contact_{at}","name":"Ada Lovelace","email":"ada@example.com","phone":"+4930{at}","age":{at},"active":true,"tags":["a","b"],"notes":"none"{more}}}"#
        )
    };
    format!("[{}]", (0..TURNS).map(contact).collect::<Vec<_>>().join(","))
}

#[divan::bench(args = [0, 2])]
fn unknown_members_1_ours(bencher: Bencher<'_, '_>, unknown: usize) {
    decode::<Vec<Kept>>(bencher, &contacts(unknown));
}

#[divan::bench(args = [0, 2])]
fn unknown_members_2_dropped(bencher: Bencher<'_, '_>, unknown: usize) {
    decode::<Vec<Dropped>>(bencher, &contacts(unknown));
}

#[divan::bench(args = [0, 2])]
fn unknown_members_3_serde_flatten(bencher: Bencher<'_, '_>, unknown: usize) {
    decode::<Vec<Flattened>>(bencher, &contacts(unknown));
}
