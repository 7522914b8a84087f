//! Samples of schemas: values that are valid by the document, values a server may send tomorrow, and invalid values.
//!
//! Valid and invalid samples are checked with an independent validator, so that a mistake here cannot excuse one of the
//! generator.
//! The same document and number give the same samples.

mod departure;
mod exact;
mod generate;
mod mutation;
mod tag;

use anyhow::{Context, Result};
pub(crate) use departure::Departure;
pub(crate) use exact::Place;
use fastrand::Rng;
use generate::Generator;
use jsonschema::{Registry, Validator};
pub(crate) use mutation::Mutation;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use switchboard::roundtrip::Payload;
use switchboard_codegen::source::{Node, escape_pointer_token};

/// How many values are tried for each sample wanted.
const TRIES: usize = 20;

/// What is special about a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Day {
    /// Valid by the document.
    Today,
    /// An unknown member in each object.
    Member,
    /// An unknown value in each enum.
    Value,
    /// An unknown tag in each union.
    Tag,
    /// Invalid: a value of a wrong type.
    WrongType,
    /// Invalid: a member is missing.
    Missing,
}

impl Day {
    /// Its name in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Today => "valid",
            Self::Member => "unknown-member",
            Self::Value => "unknown-value",
            Self::Tag => "unknown-tag",
            Self::WrongType => "wrong-type",
            Self::Missing => "missing-member",
        }
    }
}

/// A sample of a schema.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// What is special about it.
    pub(crate) day: Day,
    /// The schema and the value.
    pub(crate) payload: Payload,
    /// What is wrong with it, if it is invalid.
    pub(crate) mutation: Option<Mutation>,
}

/// The samples of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples {
    /// Up to the wanted number of each kind, schema by schema.
    pub(crate) samples: Vec<Sample>,
    /// Schemas without any valid sample, and why.
    pub(crate) without: Vec<(String, String)>,
    /// Schemas whose samples are valid only as the author meant it, and what is wrong with them as they stand.
    pub(crate) as_meant: Vec<(String, String)>,
}

/// Samples of every component and of every JSON body of a document that the lowering passes have gone over.
///
/// A schema that no value satisfies as it stands (alternatives of a `oneOf` that every value of one is of another, too;
/// closed objects that another one adds members to) is read as its author meant it: any of the alternatives, open objects.
///
/// # Errors
///
/// When the validator cannot take the document at all.
pub(crate) fn samples(lowered: &Node, count: usize) -> Result<Samples> {
    let document = modern(lowered.to_value());
    let (strict, meant) = (Checker::new(&document, "https://strict.invalid/")?, meant(document.clone()));
    let meant = Checker::new(&meant, "https://meant.invalid/")?;
    let mut all = Samples::default();
    for (at, pointer) in pointers(&document).into_iter().enumerate() {
        let Some(schema) = document.pointer(pointer.trim_start_matches('#')) else { continue };
        let from = Source { document: &document, schema, pointer: &pointer, seed: (at as u64) << 32 };
        let found = match strict.validator(&pointer) {
            Ok(validator) => from.samples(&validator, count)?,
            Err(error) => Err(format!("the validator refuses the schema: {error}")),
        };
        let reason = match found {
            Ok(samples) => {
                all.samples.extend(samples);
                continue;
            }
            Err(reason) => reason,
        };
        let found = match meant.validator(&pointer) {
            Ok(validator) => from.samples(&validator, count)?,
            Err(error) => Err(error),
        };
        match found {
            Ok(samples) => {
                all.samples.extend(samples);
                all.as_meant.push((pointer, reason));
            }
            Err(_) => all.without.push((pointer, reason)),
        }
    }
    Ok(all)
}

/// Values to send, of any schema of one document.
pub(crate) struct Senders {
    document: Value,
    strict: Checker,
    meant: Checker,
}

impl Senders {
    /// # Errors
    ///
    /// When the validator cannot take the document at all.
    pub(crate) fn new(lowered: &Node) -> Result<Self> {
        let document = modern(lowered.to_value());
        let strict = Checker::new(&document, "https://strict.invalid/")?;
        let meant = Checker::new(&meant(document.clone()), "https://meant.invalid/")?;
        Ok(Self { document, strict, meant })
    }

    /// Up to `count` values of the schema at a pointer that a server has to accept, different or not.
    pub(crate) fn values(&self, pointer: &str, place: Place, count: usize, seed: u64) -> Vec<Value> {
        let Some(schema) = self.document.pointer(pointer.trim_start_matches('#')) else { return Vec::new() };
        let made = |number: usize| Generator::exact(&self.document, place, seed ^ (number as u64) << 8).value(schema);
        let valid = |checker: &Checker| {
            let Ok(validator) = checker.validator(pointer) else { return Vec::new() };
            let values = (1..=count * TRIES).filter_map(made);
            values.filter(|value| validator.is_valid(value)).take(count).collect()
        };
        let values = valid(&self.strict);
        if values.is_empty() { valid(&self.meant) } else { values }
    }

    /// Where a value is not as the schema at a pointer says; nothing where nobody can tell.
    pub(crate) fn departures(&self, pointer: &str, value: &Value) -> Option<Vec<Departure>> {
        Some(departure::departures(&self.strict.validator(pointer).ok()?, value))
    }

    /// Whether a server has to accept a value by the schema at a pointer, of which some values are known.
    pub(crate) fn acceptable(&self, pointer: &str, known: &[Value]) -> impl Fn(&Value) -> bool {
        // What is valid only as its author meant it is judged so.
        let validators = [&self.strict, &self.meant].into_iter().filter_map(|checker| checker.validator(pointer).ok());
        let validator = validators.into_iter().find(|validator| known.iter().all(|value| validator.is_valid(value)));
        move |value| validator.as_ref().is_some_and(|validator| validator.is_valid(value))
    }

    /// The document that pointers lead into.
    pub(crate) fn document(&self) -> &Value {
        &self.document
    }
}

/// An independent validator of the schemas of a document.
struct Checker {
    base: &'static str,
    document: Value,
    registry: Registry<'static>,
}

impl Checker {
    fn new(document: &Value, base: &'static str) -> Result<Self> {
        let registry = Registry::new()
            .add(base, absolute(document.clone(), base))
            .and_then(|registry| registry.prepare())
            .context("the validator refuses the document")?;
        Ok(Self { base, document: document.clone(), registry })
    }

    fn validator(&self, pointer: &str) -> Result<Validator, String> {
        let schema = self.document.pointer(pointer.trim_start_matches('#'));
        let schema = schema.ok_or_else(|| format!("{}{pointer} leads nowhere", self.base))?;
        let options = jsonschema::options().offline().with_registry(&self.registry);
        options.build(&absolute(schema.clone(), self.base)).map_err(|error| error.to_string())
    }
}

/// A schema to take samples of.
struct Source<'d> {
    document: &'d Value,
    schema: &'d Value,
    pointer: &'d str,
    seed: u64,
}

impl Source<'_> {
    /// Samples of all kinds that a validator agrees with, or why there are none.
    fn samples(&self, validator: &Validator, count: usize) -> Result<Result<Vec<Sample>, String>> {
        let mut samples = Vec::new();
        let (mut found, mut refused) = (0, None);
        for number in 1..=count * TRIES {
            let seed = self.seed | number as u64;
            let Some(value) = Generator::new(self.document, Day::Today, seed).value(self.schema) else { continue };
            if let Err(error) = validator.validate(&value) {
                refused = Some(format!("{} at `{}`", error.masked(), error.instance_path()));
                continue;
            }
            found += 1;
            samples.push(sample(self.pointer, Day::Today, &value)?);
            for day in [Day::WrongType, Day::Missing] {
                if let Some((value, mutation)) = invalid(&value, day, validator, seed) {
                    samples.push(Sample { mutation: Some(mutation), ..sample(self.pointer, day, &value)? });
                }
            }
            for day in [Day::Member, Day::Value, Day::Tag] {
                // The same seed makes the same value, but for what is special about it.
                let tomorrow = Generator::new(self.document, day, seed).value(self.schema);
                if let Some(tomorrow) = tomorrow.filter(|tomorrow| *tomorrow != value) {
                    samples.push(sample(self.pointer, day, &tomorrow)?);
                }
            }
            if found == count {
                break;
            }
        }
        if found > 0 || count == 0 {
            return Ok(Ok(samples));
        }
        let last = refused.map_or_else(
            || "every value of it has no end, or a pattern that cannot be read".to_owned(),
            |refused| format!("the last was refused: {refused}"),
        );
        Ok(Err(format!("no valid value was found in {} tries; {last}", count * TRIES)))
    }
}

/// The document with what older drafts of JSON Schema say, and the lowering passes leave, in the words of the newest:
/// what the validator knows.
fn modern(mut node: Value) -> Value {
    match &mut node {
        Value::Array(items) => items.iter_mut().for_each(|item| *item = modern(item.take())),
        Value::Object(members) => {
            if let Some(items @ Value::Array(_)) = members.get_mut("items") {
                let items = items.take();
                members.remove("items");
                members.insert("prefixItems".to_owned(), items);
            }
            for (key, value) in members.iter_mut() {
                match value {
                    Value::String(target) if key == "$ref" => {
                        *value = json!(target.replacen("#/definitions/", "#/components/schemas/", 1));
                    }
                    other if is_data(key, other) => {}
                    other => *other = modern(other.take()),
                }
            }
        }
        _ => {}
    }
    node
}

/// The document as its author meant it where nothing is valid otherwise.
fn meant(mut node: Value) -> Value {
    match &mut node {
        Value::Array(items) => items.iter_mut().for_each(|item| *item = meant(item.take())),
        Value::Object(members) => {
            for keyword in ["additionalProperties", "unevaluatedProperties"] {
                if members.get(keyword) == Some(&Value::Bool(false)) {
                    members.remove(keyword);
                }
            }
            match (members.remove("oneOf"), members.remove("anyOf")) {
                (Some(one), None) | (None, Some(one)) => drop(members.insert("anyOf".to_owned(), one)),
                (Some(one), Some(any)) => {
                    drop(members.insert("allOf".to_owned(), json!([{"anyOf": one}, {"anyOf": any}])))
                }
                (None, None) => {}
            }
            for (key, value) in members.iter_mut() {
                if !is_data(key, value) {
                    *value = meant(value.take());
                }
            }
        }
        _ => {}
    }
    node
}

/// Whether the value of a keyword is data: what looks like a schema there is none.
fn is_data(keyword: &str, value: &Value) -> bool {
    match keyword {
        // Also the response for all other statuses has this name.
        "default" => value.get("content").is_none(),
        _ => matches!(keyword, "example" | "examples" | "enum" | "const"),
    }
}

/// A value that the validator refuses, made of one that it accepts.
fn invalid(value: &Value, day: Day, validator: &Validator, seed: u64) -> Option<(Value, Mutation)> {
    let mut rng = Rng::with_seed(seed);
    (0..TRIES).find_map(|_| {
        let (value, mutation) = match day {
            Day::WrongType => mutation::wrong_type(value, &mut rng)?,
            _ => mutation::missing(value, &mut rng)?,
        };
        let is_refused = !validator.is_valid(&value);
        is_refused.then(|| {
            let leniency = mutation::leniency(validator.iter_errors(&value));
            (value, Mutation { leniency, ..mutation })
        })
    })
}

fn sample(pointer: &str, day: Day, value: &Value) -> Result<Sample> {
    let value: Box<RawValue> = to_raw_value(value)?;
    Ok(Sample { day, payload: Payload { schema: pointer.to_owned(), value }, mutation: None })
}

/// References into the document as absolute addresses, so that each schema can be checked on its own.
fn absolute(mut schema: Value, base: &str) -> Value {
    match &mut schema {
        Value::Array(items) => items.iter_mut().for_each(|item| *item = absolute(item.take(), base)),
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                match value {
                    Value::String(target) if key == "$ref" && target.starts_with('#') => {
                        *value = json!(format!(
                            "{base}{}",
                            target.replace('{', "%7B").replace('}', "%7D").replace(' ', "%20")
                        ));
                    }
                    other if is_data(key, other) => {}
                    other => *other = absolute(other.take(), base),
                }
            }
        }
        _ => {}
    }
    schema
}

/// Where the components and the JSON bodies of a document stand.
fn pointers(document: &Value) -> Vec<String> {
    let members = |node: Option<&Value>| -> Vec<(String, Value)> {
        node.and_then(Value::as_object).map(|members| members.clone().into_iter().collect()).unwrap_or_default()
    };
    let mut found: Vec<String> = members(document.pointer("/components/schemas"))
        .into_iter()
        .map(|(name, _)| format!("#/components/schemas/{}", escape_pointer_token(&name)))
        .collect();
    let mut content = |place: String, holder: &Value| {
        for (media_type, node) in members(holder.get("content")) {
            let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            if (essence == "application/json" || essence.ends_with("+json")) && node.get("schema").is_some() {
                found.push(format!("{place}/content/{}/schema", escape_pointer_token(&media_type)));
            }
        }
    };
    for (path, item) in members(document.get("paths")) {
        for (method, operation) in members(Some(&item)) {
            let place = format!("#/paths/{}/{method}", escape_pointer_token(&path));
            if let Some(body) = operation.get("requestBody") {
                content(format!("{place}/requestBody"), body);
            }
            for (status, response) in members(operation.get("responses")) {
                content(format!("{place}/responses/{}", escape_pointer_token(&status)), &response);
            }
        }
    }
    found
}
