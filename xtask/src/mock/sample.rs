//! Values that fit a schema: the documented example where there is one, else the smallest thing that says something.

use super::check::faults;
use super::pattern;
use serde_json::{Map, Value, json};

/// A text of which nothing is said.
pub(super) const TEXT: &str = "text";
/// An address of which nothing is said.
pub(super) const ADDRESS: &str = "https://example.com/";
/// A UUID of which nothing is said.
pub(super) const UUID: &str = "3f2a6c1e-8b7d-4c55-9a41-0d5e2b7c9f10";
/// Deeper than this nothing optional is made.
const OPTIONAL_DEPTH: usize = 6;
/// Deeper than this nothing is made.
const DEPTH: usize = 24;

/// Makes values of the schemas of one document.
#[derive(Clone)]
pub struct Sampler {
    components: Value,
    /// Whether documented examples are taken.
    examples: bool,
}

impl Sampler {
    /// `document` has no references but to schemas among its components.
    pub fn new(document: &Value) -> Self {
        Self { components: json!({ "components": document["components"] }), examples: true }
    }

    /// The value of a media type or parameter: its example, or one made from its schema.
    pub fn media(&self, media: &Value) -> Value {
        let first = media["examples"].as_object().and_then(|examples| examples.values().next());
        // The value as data has a name of its own since OpenAPI 3.2.
        if let Some(example) = media.get("example").or_else(|| first?.get("value").or_else(|| first?.get("dataValue")))
        {
            return example.clone();
        }
        // As it goes over the wire (OpenAPI 3.2): the text of a JSON value, or another text.
        match first.and_then(|first| first["serializedValue"].as_str()) {
            Some(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
            None => self.value(&media["schema"]),
        }
    }

    /// A value to send: the example if it fits the schema, else one that is made from the schema.
    pub fn fitting(&self, media: &Value) -> Value {
        let schema = &media["schema"];
        let plain = Self { examples: false, ..self.clone() };
        let candidates = [self.media(media), self.value(schema)];
        let fits = |value: &Value| faults(&self.components, schema, value, true).is_empty();
        candidates.into_iter().find(fits).unwrap_or_else(|| plain.value(schema))
    }

    /// A value of a schema.
    pub fn value(&self, schema: &Value) -> Value {
        self.at(schema, 0)
    }

    /// The schema that another refers to, or itself.
    pub(super) fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let mut schema = schema;
        for _ in 0..DEPTH {
            let Some(target) = self.target(schema) else { break };
            schema = target;
        }
        schema
    }

    fn target(&self, schema: &Value) -> Option<&Value> {
        schema["$ref"].as_str().and_then(|text| self.components.pointer(text.strip_prefix('#')?))
    }

    fn at(&self, schema: &Value, depth: usize) -> Value {
        if depth > DEPTH {
            return Value::Null;
        }
        if let Some(target) = self.target(schema) {
            return self.at(target, depth + 1);
        }
        let example = schema.get("example").or_else(|| schema["examples"].get(0)).filter(|_| self.examples);
        if let Some(value) =
            example.or_else(|| schema.get("const")).or_else(|| schema.get("default")).or_else(|| schema["enum"].get(0))
        {
            return value.clone();
        }
        let own = || self.typed(schema, depth);
        let merged = schema["allOf"]
            .as_array()
            .map(|parts| parts.iter().map(|part| self.at(part, depth + 1)).fold(own(), together));
        if let Some(value) = merged {
            return value;
        }
        let first = schema["oneOf"].get(0).or_else(|| schema["anyOf"].get(0));
        match first {
            Some(first) => together(own(), self.at(first, depth + 1)),
            None => own(),
        }
    }

    /// A value of the schema's own type; null when it states none.
    fn typed(&self, schema: &Value, depth: usize) -> Value {
        let stated = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
            one => one.as_str(),
        };
        let implied = || {
            let has = |key| schema.get(key).is_some();
            if has("properties") || has("additionalProperties") {
                Some("object")
            } else {
                has("items").then_some("array")
            }
        };
        match stated.or_else(implied) {
            Some("object") => self.object(schema, depth),
            Some("array") => {
                let least = schema["minItems"].as_u64().unwrap_or(0);
                match depth < OPTIONAL_DEPTH || least > 0 {
                    true => {
                        vec![self.at(&schema["items"], depth + 1); usize::try_from(least).unwrap_or(1).clamp(1, 16)]
                            .into()
                    }
                    false => json!([]),
                }
            }
            // JSON within a string, where the document says what is in it.
            Some("string") if schema.get("contentSchema").is_some() => {
                self.at(&schema["contentSchema"], depth + 1).to_string().into()
            }
            Some("string") => text(schema).into(),
            Some("integer") => number(schema, true),
            Some("number") => number(schema, false),
            Some("boolean") => json!(true),
            _ => Value::Null,
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let members = schema["properties"].as_object().into_iter().flatten();
        let wanted = members.filter(|(name, _)| depth < OPTIONAL_DEPTH || required.contains(&name.as_str()));
        let mut made: Map<String, Value> =
            wanted.map(|(name, member)| (name.clone(), self.at(member, depth + 1))).collect();
        for name in required {
            made.entry(name).or_insert_with(|| json!("text"));
        }
        Value::Object(made)
    }
}

/// Objects united; of anything else, the one that says more.
fn together(left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Object(mut left), Value::Object(right)) => {
            left.extend(right);
            Value::Object(left)
        }
        (Value::Null, right) => right,
        (left, _) => left,
    }
}

fn text(schema: &Value) -> String {
    let plain = match schema["format"].as_str() {
        Some("date-time") => "2026-01-15T09:30:00Z",
        Some("date") => "2026-01-15",
        Some("time") => "09:30:00Z",
        Some("uuid") => UUID,
        Some("email") => "someone@example.com",
        Some("uri" | "url") => ADDRESS,
        Some("hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("byte") => "dGV4dA==",
        _ => match schema["pattern"].as_str() {
            Some(pattern) => return of_pattern(pattern),
            None => TEXT,
        },
    };
    let bound = |key: &str| schema[key].as_u64().and_then(|bound| usize::try_from(bound).ok());
    let mut text = plain.to_owned();
    while text.len() < bound("minLength").unwrap_or(0).min(1024) {
        text.push('x');
    }
    text.truncate(bound("maxLength").unwrap_or(usize::MAX));
    text
}

/// A number to call where the pattern allows one, else a text made from it, always the same.
fn of_pattern(pattern: &str) -> String {
    let plain = if pattern.contains("\\+") { "+12025550123" } else { "text" };
    let schema = json!({ "type": "string", "pattern": pattern });
    match faults(&Value::Null, &schema, &plain.into(), false).is_empty() {
        true => plain.to_owned(),
        false => pattern::text(pattern, 0, &mut fastrand::Rng::with_seed(0)).unwrap_or_else(|| plain.to_owned()),
    }
}

/// 1, or the number nearest to it that the bounds allow.
fn number(schema: &Value, whole: bool) -> Value {
    let step = if whole { 1.0 } else { 0.5 };
    let lower = schema["minimum"].as_f64().or(schema["exclusiveMinimum"].as_f64().map(|bound| bound + step));
    let upper = schema["maximum"].as_f64().or(schema["exclusiveMaximum"].as_f64().map(|bound| bound - step));
    let value = 1.0_f64.max(lower.unwrap_or(f64::MIN)).min(upper.unwrap_or(f64::MAX));
    if whole { json!(value as i64) } else { json!(value) }
}
