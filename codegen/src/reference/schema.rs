//! JSON Schemas (draft 07) of the files that people edit. They let through what the readers take, and refuse keys that these do
//! not know; what a schema cannot say, the readers say.

use super::Edited;
use super::examples::value_of;
use crate::settings::keys::{Case, Key, Kind, Need, Table};
use serde_json::{Map, Value, json};

/// The minor versions of the overlay format.
const OVERLAYS: [u8; 3] = [0, 1, 2];

/// The schema of a file.
pub(super) fn schema(edited: Edited) -> Value {
    let table = edited.table();
    let writer = |minor| Writer { edited, minor };
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!(table.what));
    schema.insert("description".to_owned(), json!(table.doc));
    if edited == Edited::Overlay {
        // What there may be is up to the version that the file names.
        let newest = writer(u8::MAX);
        let version = table.key("overlay").map(|key| newest.key(table, key));
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("required".to_owned(), json!(["overlay"]));
        schema.insert("properties".to_owned(), json!({ "overlay": version }));
        let of = |minor: u8| {
            let is_meant =
                json!({"required": ["overlay"], "properties": {"overlay": {"pattern": format!(r"^1\.{minor}(\.|$)")}}});
            json!({"if": is_meant, "then": {"$ref": format!("#/definitions/1.{minor}")}})
        };
        schema.insert("allOf".to_owned(), OVERLAYS.map(of).into());
        let definitions = OVERLAYS.map(|minor| (format!("1.{minor}"), writer(minor).table(table)));
        schema.insert("definitions".to_owned(), Value::Object(definitions.into_iter().collect()));
    } else if let Value::Object(body) = writer(u8::MAX).table(table) {
        schema.extend(body);
        if edited == Edited::Beside {
            schema.remove("required");
        }
    }
    Value::Object(schema)
}

struct Writer {
    edited: Edited,
    minor: u8,
}

impl Writer {
    fn table(&self, table: &Table) -> Value {
        let keys = || table.keys.iter().filter(|key| key.since <= self.minor);
        let properties: Map<String, Value> = keys().map(|key| (key.name.to_owned(), self.key(table, key))).collect();
        let required: Vec<&str> = keys().filter(|key| key.need == Need::Required).map(|key| key.name).collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        schema.insert("additionalProperties".to_owned(), json!(false));
        if self.edited == Edited::Overlay {
            schema.insert("patternProperties".to_owned(), json!({"^x-": {}}));
        }
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        let knows = |case: &&Case| keys().any(|key| key.name == case.key);
        let cases: Vec<Value> = table.cases.iter().filter(knows).map(case).collect();
        if !cases.is_empty() {
            schema.insert("allOf".to_owned(), json!(cases));
        }
        Value::Object(schema)
    }

    fn key(&self, table: &Table, key: &Key) -> Value {
        let Value::Object(body) = self.kind(key.kind) else { return Value::Bool(true) };
        let mut schema = Map::from_iter([("description".to_owned(), json!(key.doc))]);
        schema.extend(body);
        if let Need::Default(text) = key.need {
            let default = match key.kind {
                Kind::Flag => json!(text == "true"),
                Kind::Number { .. } => text.parse::<u64>().map_or(Value::Null, |number| json!(number)),
                _ => json!(text),
            };
            schema.insert("default".to_owned(), default);
        }
        if key.kind.table().is_none()
            && let Some(example) = value_of(self.edited.language(), self.edited.table(), table, key.name)
        {
            schema.insert("examples".to_owned(), json!([example]));
        }
        Value::Object(schema)
    }

    fn kind(&self, kind: Kind) -> Value {
        match kind {
            Kind::Text => json!({"type": "string", "pattern": r"\S"}),
            Kind::Checked(rule) => json!({"type": "string", "pattern": rule.pattern}),
            Kind::Word(words) => json!({"type": "string", "enum": (words.all)()}),
            Kind::Flag => json!({"type": "boolean"}),
            Kind::Number { most, .. } if most < u64::from(u32::MAX) + 1 => {
                json!({"type": "integer", "minimum": 0, "maximum": most})
            }
            Kind::Number { .. } => json!({"type": "integer", "minimum": 0}),
            Kind::Character => json!({"type": "string", "minLength": 1, "maxLength": 1}),
            Kind::Scalar => json!({"type": ["string", "number", "boolean"]}),
            Kind::Any => json!({}),
            Kind::List(item) => json!({"type": "array", "items": self.kind(*item)}),
            Kind::Table(table) => self.table(table),
            Kind::Tables(table) => json!({"type": "array", "items": self.table(table)}),
            Kind::Named(table) => json!({"type": "object", "additionalProperties": self.table(table)}),
        }
    }
}

/// What a key means for the others.
fn case(case: &Case) -> Value {
    let mut when = Map::from_iter([("required".to_owned(), json!([case.key]))]);
    if !case.words.is_empty() {
        when.insert("properties".to_owned(), json!({ case.key: {"enum": case.words} }));
    }
    let mut then = Map::new();
    if !case.needs.is_empty() {
        then.insert("required".to_owned(), json!(case.needs));
    }
    if !case.refuses.is_empty() {
        let refused = case.refuses.iter().map(|key| ((*key).to_owned(), Value::Bool(false)));
        then.insert("properties".to_owned(), Value::Object(refused.collect()));
    }
    json!({"if": when, "then": then})
}
