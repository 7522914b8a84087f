//! An API that is made up: members, types, models, and the document that describes them.

use fastrand::Rng;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What is printed about a member or a parameter.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) optional: bool,
    pub(super) kind: Kind,
    pub(super) description: Option<String>,
}

/// A type.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    String,
    Number,
    Boolean,
    Unknown,
    Constant(Value),
    Values(Vec<Value>),
    Array(Box<Kind>),
    Map(Box<Kind>),
    Nullable(Box<Kind>),
    Object(Vec<Member>),
    /// At least two alternatives, not all of them constants, none of them a union.
    Union(Vec<Kind>),
    /// A model by its index.
    Model(usize),
}

/// An object with a name.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) members: Vec<Member>,
}

/// One operation and its models.
#[derive(Clone, Debug)]
pub(super) struct Api {
    pub(super) path: Vec<Member>,
    pub(super) query: Vec<Member>,
    pub(super) header: Vec<Member>,
    pub(super) body: Vec<Member>,
    pub(super) returns: Vec<Member>,
    pub(super) models: Vec<Model>,
}

pub(super) const TITLE: &str = "Move a cat";
pub(super) const DESCRIPTION: &str = "Moves it, wherever it is.";

const NAMES: [&str; 14] = [
    "age",
    "born_at",
    "coat",
    "dish",
    "x-fur",
    "gait",
    "home.street",
    "id",
    "kind",
    "Label",
    "$mood",
    "name",
    "size",
    "type",
];
const TEXTS: [&str; 9] = [
    "What it is called.",
    "In grams, as of today.",
    "kind: string",
    "Null where nobody knows.",
    "Deprecated: use the other one.",
    "First this.\n\nThen: that, as well.",
    "One of these:\n\n- first\n- second",
    "Ends with a colon:",
    "A text (with brackets), `code` and \"quotes\".",
];

impl Api {
    /// An API; the same for the same state of the generator.
    pub(super) fn generate(rng: &mut Rng) -> Self {
        let mut maker = Maker { rng, objects: 0, models: 0 };
        let count = maker.rng.usize(0..4);
        maker.models = count;
        let models = (0..count)
            .map(|nth| Model { name: format!("Model{}", ["A", "B", "C"][nth]), members: maker.members(1, 1) });
        let models: Vec<Model> = models.collect();
        let (query, header) = (maker.parameters(3), maker.parameters(2));
        let body = if maker.rng.bool() { maker.members(0, 1) } else { Vec::new() };
        let returns = maker.members(0, 1);
        let path = Member { name: "id".to_owned(), optional: false, kind: Kind::String, description: None };
        Self { path: vec![path], query, header, body, returns, models }
    }

    /// The document that describes it.
    pub(super) fn document(&self) -> Value {
        let used = RefCell::new(BTreeSet::new());
        let schemas = Schemas { api: self, used: &used };
        let places = [("path", &self.path), ("query", &self.query), ("header", &self.header)];
        let parameters =
            places.iter().flat_map(|(place, members)| members.iter().map(|member| schemas.parameter(place, member)));
        let mut operation = json!({
            "summary": TITLE,
            "description": DESCRIPTION,
            "parameters": parameters.collect::<Vec<_>>(),
            "responses": {"200": {
                "description": "Success. The page names no status code; 200 is assumed.",
                "x-inferred": true,
                "content": {"application/json": {"schema": schemas.object(&self.returns), "example": self.sample(&self.returns)}}
            }}
        });
        if !self.body.is_empty() {
            let required = self.body.iter().any(|member| !member.optional);
            let content = json!({"schema": schemas.object(&self.body), "example": self.sample(&self.body)});
            operation["requestBody"] = json!({"required": required, "content": {"application/json": content}});
        }
        let mut document = json!({
            "openapi": "3.1.0",
            "info": {"title": "h.example", "version": "unversioned"},
            "servers": [{"url": "https://h.example/v1"}],
            "paths": {"/cats/{id}": {(self.method()): operation}}
        });
        let components = self.components(&schemas);
        if !components.is_empty() {
            document["components"] = json!({"schemas": components});
        }
        document
    }

    /// The models that something uses, and those that they use.
    fn components(&self, schemas: &Schemas<'_>) -> Map<String, Value> {
        let mut components = Map::new();
        loop {
            let next =
                schemas.used.borrow().iter().copied().find(|nth| !components.contains_key(&self.models[*nth].name));
            let Some(nth) = next else { return components };
            components.insert(self.models[nth].name.clone(), schemas.object(&self.models[nth].members));
        }
    }

    pub(super) fn method(&self) -> &'static str {
        if self.body.is_empty() { "get" } else { "post" }
    }

    /// A value in which every member is shown, of a union the first alternative.
    pub(super) fn sample(&self, members: &[Member]) -> Value {
        self.sample_of_members(members, &mut Vec::new())
    }

    fn sample_of_members(&self, members: &[Member], inside: &mut Vec<usize>) -> Value {
        members
            .iter()
            .map(|member| (member.name.clone(), self.sample_of(&member.kind, inside)))
            .collect::<Map<_, _>>()
            .into()
    }

    fn sample_of(&self, kind: &Kind, inside: &mut Vec<usize>) -> Value {
        match kind {
            Kind::String => json!("text"),
            Kind::Number => json!(7),
            Kind::Boolean => json!(true),
            Kind::Unknown => json!({}),
            Kind::Constant(value) => value.clone(),
            Kind::Values(values) => values[values.len() - 1].clone(),
            Kind::Array(inner) => json!([self.sample_of(inner, inside)]),
            Kind::Map(inner) => json!({"foo": self.sample_of(inner, inside)}),
            Kind::Nullable(inner) => self.sample_of(inner, inside),
            Kind::Object(members) => self.sample_of_members(members, inside),
            Kind::Union(alternatives) => self.sample_of(&alternatives[0], inside),
            // A model that comes round to itself ends somewhere.
            Kind::Model(nth) if inside.contains(nth) => json!({}),
            Kind::Model(nth) => {
                inside.push(*nth);
                let sample = self.sample_of_members(&self.models[*nth].members, inside);
                inside.pop();
                sample
            }
        }
    }
}

struct Maker<'r> {
    rng: &'r mut Rng,
    /// How many objects were made: each has a name of its own.
    objects: usize,
    /// How many models there are.
    models: usize,
}

impl Maker<'_> {
    /// Members in the order in which pages print them.
    fn members(&mut self, depth: usize, least: usize) -> Vec<Member> {
        let count = self.rng.usize(least..=5);
        let mut members: Vec<Member> = (0..count).map(|_| self.member(depth)).collect();
        members.sort_by(|left, right| left.name.cmp(&right.name));
        members.dedup_by(|left, right| left.name == right.name);
        members.sort_by_key(|member| (member.optional, member.name != "id", member.name.clone()));
        members
    }

    fn member(&mut self, depth: usize) -> Member {
        let kind = self.kind(depth);
        let mut name = self.rng.choice(NAMES).unwrap_or("id").to_owned();
        if holds_object(&kind) {
            self.objects += 1;
            name = format!("{name}{}", self.objects);
        }
        Member { name, optional: self.rng.bool(), kind, description: self.text() }
    }

    /// Parameters of the query or of the header.
    fn parameters(&mut self, most: usize) -> Vec<Member> {
        let names = ["after", "page", "sort"].into_iter().take(self.rng.usize(0..=most));
        let mut parameters = Vec::new();
        for name in names {
            let (kind, description) = (self.scalar(), self.text());
            parameters.push(Member { name: name.to_owned(), optional: self.rng.bool(), kind, description });
        }
        parameters.sort_by_key(|parameter| parameter.optional);
        parameters
    }

    fn text(&mut self) -> Option<String> {
        if self.rng.bool() { self.rng.choice(TEXTS).map(str::to_owned) } else { None }
    }

    fn scalar(&mut self) -> Kind {
        match self.rng.usize(0..8) {
            0 | 1 => Kind::String,
            2 => Kind::Number,
            3 => Kind::Boolean,
            4 => Kind::Unknown,
            5 => Kind::Constant(self.value()),
            _ => Kind::Values(self.values()),
        }
    }

    fn kind(&mut self, depth: usize) -> Kind {
        if depth > 3 {
            return self.scalar();
        }
        match self.rng.usize(0..14) {
            0..=4 => self.scalar(),
            5 | 6 => Kind::Object(self.members(depth + 1, 0)),
            7 => Kind::Array(Box::new(self.plain(depth + 1))),
            8 => Kind::Map(Box::new(self.kind(depth + 1))),
            9 | 10 => Kind::Union(self.alternatives(depth + 1)),
            11 => Kind::Nullable(Box::new(self.plain(depth + 1))),
            _ if self.models > 0 => Kind::Model(self.rng.usize(0..self.models)),
            _ => Kind::Array(Box::new(Kind::Union(self.alternatives(depth + 1)))),
        }
    }

    /// A type around which a page can print an array or the null mark: not null itself, and not any value.
    fn plain(&mut self, depth: usize) -> Kind {
        match self.kind(depth) {
            Kind::Nullable(_) | Kind::Unknown => Kind::String,
            kind => kind,
        }
    }

    fn value(&mut self) -> Value {
        match self.rng.usize(0..6) {
            0 => json!(self.rng.usize(0..9)),
            1 => json!(self.rng.bool()),
            _ => json!(self.rng.choice(["calm", "wild", "a b", "x-1", "say \"hi\"", "A"])),
        }
    }

    fn values(&mut self) -> Vec<Value> {
        let all: &[Value] = &match self.rng.usize(0..5) {
            0 => vec![json!(true), json!(false)],
            1 => vec![json!(1), json!(2), json!(3)],
            _ => ["calm", "wild", "a or b", "x-1", "e", "f"].map(|value| json!(value)).to_vec(),
        };
        all.iter().take(self.rng.usize(2..=all.len())).cloned().collect()
    }

    fn alternatives(&mut self, depth: usize) -> Vec<Kind> {
        let first = self.alternative(depth);
        let mut found = vec![if matches!(first, Kind::Constant(_)) { Kind::String } else { first }];
        for _ in 0..self.rng.usize(1..4) {
            let next = self.alternative(depth);
            if !found.iter().any(|known| format!("{known:?}") == format!("{next:?}")) {
                found.push(next);
            }
        }
        if found.len() == 1 {
            found.push(Kind::Map(Box::new(Kind::Number)));
        }
        found
    }

    fn alternative(&mut self, depth: usize) -> Kind {
        match self.rng.usize(0..8) {
            0 => Kind::String,
            1 => Kind::Number,
            // The only value of a member is another one: below it, a page may list it again.
            2 => Kind::Constant(json!(self.rng.choice(["auto", "none"]))),
            3 => Kind::Array(Box::new(Kind::String)),
            4 => Kind::Map(Box::new(Kind::Boolean)),
            5 if self.models > 0 => Kind::Model(self.rng.usize(0..self.models)),
            _ => Kind::Object(self.members(depth + 1, 1)),
        }
    }
}

fn holds_object(kind: &Kind) -> bool {
    match kind {
        Kind::Object(_) => true,
        Kind::Array(inner) | Kind::Map(inner) | Kind::Nullable(inner) => holds_object(inner),
        Kind::Union(alternatives) => alternatives.iter().any(holds_object),
        _ => false,
    }
}

/// Schemas, and which models they use.
struct Schemas<'a> {
    api: &'a Api,
    used: &'a RefCell<BTreeSet<usize>>,
}

impl Schemas<'_> {
    fn parameter(&self, place: &str, member: &Member) -> Value {
        let mut parameter =
            json!({"in": place, "name": member.name, "required": !member.optional, "schema": self.of(&member.kind)});
        describe(&mut parameter, member.description.as_deref());
        parameter
    }

    fn object(&self, members: &[Member]) -> Value {
        let properties: Map<String, Value> = members
            .iter()
            .map(|member| {
                let mut schema = self.of(&member.kind);
                describe(&mut schema, member.description.as_deref());
                (member.name.clone(), schema)
            })
            .collect();
        let required: Vec<&str> =
            members.iter().filter(|member| !member.optional).map(|member| member.name.as_str()).collect();
        let mut object = json!({"type": "object", "properties": properties});
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        object
    }

    fn of(&self, kind: &Kind) -> Value {
        match kind {
            Kind::String => json!({"type": "string"}),
            Kind::Number => json!({"type": "number"}),
            Kind::Boolean => json!({"type": "boolean"}),
            Kind::Unknown => json!({}),
            Kind::Constant(value) => json!({"type": type_of(value), "enum": [value]}),
            Kind::Values(values) if values[0].is_boolean() => json!({"type": "boolean"}),
            Kind::Values(values) => json!({"type": type_of(&values[0]), "enum": values}),
            Kind::Array(inner) => json!({"type": "array", "items": self.of(inner)}),
            Kind::Map(inner) => json!({"type": "object", "additionalProperties": self.of(inner)}),
            Kind::Nullable(inner) => nullable(self.of(inner)),
            Kind::Object(members) => self.object(members),
            Kind::Union(alternatives) => self.union(alternatives),
            Kind::Model(nth) => {
                self.used.borrow_mut().insert(*nth);
                json!({"$ref": format!("#/components/schemas/{}", self.api.models[*nth].name)})
            }
        }
    }

    fn union(&self, alternatives: &[Kind]) -> Value {
        let schemas: Vec<Value> = alternatives
            .iter()
            .map(|kind| match kind {
                Kind::Constant(value) => json!({"const": value}),
                other => self.of(other),
            })
            .collect();
        json!({"oneOf": schemas})
    }
}

fn nullable(mut schema: Value) -> Value {
    let absent = || json!({"type": "null"});
    if let Some(alternatives) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        alternatives.push(absent());
        return schema;
    }
    if schema.get("$ref").is_some() {
        return json!({"oneOf": [schema, absent()]});
    }
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.push(Value::Null);
    }
    schema["type"] = json!([schema["type"], "null"]);
    schema
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        _ => "string",
    }
}

fn describe(schema: &mut Value, text: Option<&str>) {
    let Some(text) = text else { return };
    schema["description"] = json!(text);
    if text.starts_with("Deprecated:") {
        schema["deprecated"] = json!(true);
    }
    if text.contains("Null") {
        schema["x-nullability-hint"] = json!(true);
    }
}
