//! What pages are made of: names, sentences, types, members. Everything comes from the generator of numbers.

use fastrand::Rng;
use serde_json::{Map, Value, json};

const WORDS: &[&str] = &[
    "barn", "bell", "cat", "cow", "dog", "egg", "farm", "goat", "hay", "hen", "horn", "lamb", "loft", "meal", "milk",
    "mood", "nest", "owl", "pond", "shed", "toy", "weight", "wool", "yard", "zone", "color", "height", "owner",
    "place", "region",
];

/// The type of a member.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    String,
    Uuid,
    Time,
    Integer,
    Number,
    Boolean,
    Object(Vec<Member>),
    Array(Box<Kind>),
}

impl Kind {
    /// What JSON Schema says of it, members of objects aside.
    pub(super) fn schema(&self) -> Map<String, Value> {
        let value = match self {
            Self::String => json!({"type": "string"}),
            Self::Uuid => json!({"type": "string", "format": "uuid"}),
            Self::Time => json!({"type": "string", "format": "date-time"}),
            Self::Integer => json!({"type": "integer"}),
            Self::Number => json!({"type": "number"}),
            Self::Boolean => json!({"type": "boolean"}),
            Self::Object(members) if members.is_empty() => json!({"type": "object"}),
            Self::Object(members) => return object(members),
            Self::Array(items) => json!({"type": "array", "items": items.schema()}),
        };
        value.as_object().cloned().unwrap_or_default()
    }

    /// A value of it.
    pub(super) fn value(&self, rng: &mut Rng) -> Value {
        match self {
            Self::String => json!(word(rng)),
            Self::Uuid => json!("0b8f0b9e-7f8e-4f6a-9d3f-0a4bb4cf2f10"),
            Self::Time => json!("2026-01-02T03:04:05Z"),
            Self::Integer => json!(rng.u32(0..1000)),
            Self::Number => json!(f64::from(rng.u32(0..1000)) / 8.0),
            Self::Boolean => json!(rng.bool()),
            Self::Object(members) => values(members, rng),
            Self::Array(items) => json!([items.value(rng)]),
        }
    }
}

/// A member with everything that is said of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) is_required: bool,
    pub(super) is_nullable: bool,
    pub(super) text: String,
    /// Values and their meanings.
    pub(super) values: Vec<(String, String)>,
}

impl Member {
    /// What JSON Schema says of it, its text included.
    pub(super) fn schema(&self) -> Value {
        let mut schema = self.kind.schema();
        if self.is_nullable
            && let Some(kind) = schema.get("type").cloned()
        {
            schema.insert("type".to_owned(), json!([kind, "null"]));
        }
        if !self.text.is_empty() {
            schema.insert("description".to_owned(), json!(self.text));
        }
        if !self.values.is_empty() {
            let mut values: Vec<Value> = self.values.iter().map(|(value, _)| json!(value)).collect();
            values.extend(self.is_nullable.then_some(Value::Null));
            schema.insert("enum".to_owned(), json!(values));
        }
        Value::Object(schema)
    }
}

/// The schema of an object.
pub(super) fn object(members: &[Member]) -> Map<String, Value> {
    let properties: Map<String, Value> = members.iter().map(|member| (member.name.clone(), member.schema())).collect();
    let required: Vec<&str> =
        members.iter().filter(|member| member.is_required).map(|member| member.name.as_str()).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

/// A value of an object.
pub(super) fn values(members: &[Member], rng: &mut Rng) -> Value {
    let value = |member: &Member, rng: &mut Rng| match member.values.first() {
        Some((value, _)) => json!(value),
        None => member.kind.value(rng),
    };
    Value::Object(members.iter().map(|member| (member.name.clone(), value(member, rng))).collect())
}

pub(super) fn word(rng: &mut Rng) -> String {
    WORDS[rng.usize(..WORDS.len())].to_owned()
}

/// A name of one to three words.
pub(super) fn name(rng: &mut Rng) -> String {
    (0..rng.usize(1..4)).map(|_| word(rng)).collect::<Vec<_>>().join("_")
}

/// A sentence with a capital and a full stop.
pub(super) fn sentence(rng: &mut Rng) -> String {
    let words: Vec<String> = (0..rng.usize(2..9)).map(|_| word(rng)).collect();
    capital(&words.join(" ")) + "."
}

pub(super) fn capital(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// Some members with names of their own; `taken` has those that are used already.
pub(super) fn members(
    rng: &mut Rng,
    count: usize,
    taken: &mut Vec<String>,
    kind: &dyn Fn(&mut Rng) -> Kind,
) -> Vec<Member> {
    let mut members = Vec::new();
    while members.len() < count {
        let name = name(rng);
        if taken.contains(&name) {
            continue;
        }
        taken.push(name.clone());
        let (kind, is_required, is_nullable) = (kind(rng), rng.bool(), rng.u8(..8) == 0);
        members.push(Member { name, kind, is_required, is_nullable, text: sentence(rng), values: Vec::new() });
    }
    members
}

/// A type without parts.
pub(super) fn plain(rng: &mut Rng) -> Kind {
    match rng.u8(..6) {
        0 => Kind::Uuid,
        1 => Kind::Time,
        2 => Kind::Integer,
        3 => Kind::Number,
        4 => Kind::Boolean,
        _ => Kind::String,
    }
}
