//! Recordings of calls, as payloads of schemas: JSON lines that say which schema each is of, or an HTTP archive (HAR 1.2),
//! where method, address, status and media type say it. What can belong to no schema is counted with the reason.

use super::har;
use super::schemas::Schemas;
use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use switchboard_codegen::source::Node;

/// A payload that was recorded.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    /// How it is called in the recording.
    pub(crate) id: String,
    /// The pointer of its schema in the document.
    pub(crate) schema: String,
    /// The payload.
    pub(crate) value: Box<RawValue>,
}

/// The payloads of a file.
#[derive(Debug, Default)]
pub(crate) struct Recordings {
    /// Those of a schema.
    pub(crate) taken: Vec<Recording>,
    /// Why others are not looked at, and how many.
    pub(crate) left_out: BTreeMap<String, usize>,
}

impl Recordings {
    pub(super) fn leave_out(&mut self, reason: impl Into<String>) {
        *self.left_out.entry(reason.into()).or_default() += 1;
    }
}

/// A line of `roundtrip`'s payloads.
#[derive(Deserialize)]
struct Line {
    id: Value,
    schema: String,
    value: Box<RawValue>,
}

/// The recordings that a text holds.
///
/// # Errors
///
/// When it is neither.
pub(crate) fn read(text: &str, name: &str, document: &Node) -> Result<Recordings> {
    match har::read(text) {
        Some(archive) => Ok(har::recordings(&archive?, document)),
        None => lines(text, name, document),
    }
}

fn lines(text: &str, name: &str, document: &Node) -> Result<Recordings> {
    let schemas = Schemas::new(document);
    let mut found = Recordings::default();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        // Without the cause, which may quote what stands there.
        let Ok(Line { id, schema, value }) = serde_json::from_str(line) else {
            bail!("line {} of {name} is not an object with `id`, `schema` and `value`, and no HAR file", number + 1);
        };
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        match schemas.find(&schema) {
            Some(_) => found.taken.push(Recording { id, schema, value }),
            None => found.leave_out(format!("`{schema}` leads to no schema of the document")),
        }
    }
    if found.taken.is_empty() && found.left_out.is_empty() {
        bail!("{name} holds no recordings: neither a HAR file nor lines with `id`, `schema` and `value`");
    }
    Ok(found)
}
