//! Samples of schemas: values that are valid by the document, values a server may send tomorrow, and invalid values.
//!
//! Valid and invalid samples are checked with an independent validator, so that a mistake here cannot excuse one of the
//! generator.
//! The same document and number give the same samples.

mod flaws;
mod generate;
pub(crate) mod pattern;

use crate::roundtrip::Payload;
use anyhow::{Context, Result};
use fastrand::Rng;
pub(crate) use flaws::Flaw;
use generate::Generator;
use jsonschema::{Registry, Validator};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
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
    pub(crate) flaw: Option<Flaw>,
}

/// The samples of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples {
    /// Up to the wanted number of each kind, schema by schema.
    pub(crate) samples: Vec<Sample>,
    /// Schemas without any valid sample, and why.
    pub(crate) without: Vec<(String, String)>,
}

/// Samples of every component and of every JSON body of a document that the lowering passes have gone over.
///
/// # Errors
///
/// When the validator cannot take the document at all.
pub(crate) fn samples(lowered: &Node, count: usize) -> Result<Samples> {
    const BASE: &str = "https://document.invalid/";
    let document = lowered.to_value();
    let registry = Registry::new()
        .add(BASE, absolute(document.clone(), BASE))
        .and_then(|registry| registry.prepare())
        .context("the validator refuses the document")?;
    let mut all = Samples::default();
    for (at, pointer) in pointers(&document).into_iter().enumerate() {
        let Some(schema) = document.pointer(pointer.trim_start_matches('#')) else { continue };
        let checked = absolute(schema.clone(), BASE);
        let validator = match jsonschema::options().offline().with_registry(&registry).build(&checked) {
            Ok(validator) => validator,
            Err(error) => {
                all.without.push((pointer, format!("the validator refuses the schema: {error}")));
                continue;
            }
        };
        let mut found = 0;
        let mut tries = 0;
        let mut refused = None;
        while found < count && tries < count * TRIES {
            tries += 1;
            let seed = (at as u64) << 32 | tries as u64;
            let Some(value) = Generator::new(&document, Day::Today, seed).value(schema) else { continue };
            if let Err(error) = validator.validate(&value) {
                refused = Some(format!("{} at `{}`", error.masked(), error.instance_path()));
                continue;
            }
            found += 1;
            all.samples.push(sample(&pointer, Day::Today, &value)?);
            for day in [Day::WrongType, Day::Missing] {
                if let Some((value, flaw)) = invalid(&value, day, &validator, seed) {
                    all.samples.push(Sample { flaw: Some(flaw), ..sample(&pointer, day, &value)? });
                }
            }
            for day in [Day::Member, Day::Value, Day::Tag] {
                // The same seed makes the same value, but for what is special about it.
                let tomorrow = Generator::new(&document, day, seed).value(schema);
                if let Some(tomorrow) = tomorrow.filter(|tomorrow| *tomorrow != value) {
                    all.samples.push(sample(&pointer, day, &tomorrow)?);
                }
            }
        }
        if found == 0 {
            let last = refused.map_or_else(
                || "every value of it has no end, or a pattern that cannot be read".to_owned(),
                |refused| format!("the last was refused: {refused}"),
            );
            all.without.push((pointer, format!("no valid value was found in {tries} tries; {last}")));
        }
    }
    Ok(all)
}

/// A value that the validator refuses, made of one that it accepts.
fn invalid(value: &Value, day: Day, validator: &Validator, seed: u64) -> Option<(Value, Flaw)> {
    let mut rng = Rng::with_seed(seed);
    (0..TRIES).find_map(|_| {
        let (value, flaw) = match day {
            Day::WrongType => flaws::wrong_type(value, &mut rng)?,
            _ => flaws::missing(value, &mut rng)?,
        };
        let is_refused = !validator.is_valid(&value);
        is_refused.then(|| {
            let leniency = flaws::leniency(validator.iter_errors(&value));
            (value, Flaw { leniency, ..flaw })
        })
    })
}

fn sample(pointer: &str, day: Day, value: &Value) -> Result<Sample> {
    let value: Box<RawValue> = to_raw_value(value)?;
    Ok(Sample { day, payload: Payload { schema: pointer.to_owned(), value }, flaw: None })
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
                    // What looks like a reference in an example is none.
                    _ if matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const") => {}
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
