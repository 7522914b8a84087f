//! Samples of one document through its types and back, in a process of its own as [`super::alone`] is.

use super::{Sampled, Spec, alone};
use crate::commands::roundtrip::samples_of;
use crate::roundtrip::{self, Job, Outcome, Place};
use crate::samples::{Flaw, Samples};
use crate::workspace::Workspace;
use crate::{Exit, terminal};
use anyhow::{Context, Result};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// The program that decodes is compiled on the way, and may wait for others.
const LIMIT_SECONDS: u64 = 3600;

/// A schema without samples, or with samples that are valid only as its author meant it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Excluded {
    pub(super) pointer: String,
    pub(super) reason: String,
}

/// A sample with which something is not as it should be.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Finding {
    pub(super) pointer: String,
    /// What is special about the sample.
    pub(super) day: String,
    pub(super) error: String,
}

/// Starts the process for a document and waits for what it says.
pub(super) fn start(spec: &Spec, count: usize, workspace: &Workspace) -> Sampled {
    let count = count.to_string();
    let arguments = ["corpus", spec.path.as_str(), "--alone", &spec.package, "--samples", &count];
    match alone::talk(&arguments, LIMIT_SECONDS, Some(workspace)) {
        Ok(Ok(sampled)) => sampled,
        Ok(Err(error)) => Sampled { error: Some(error), ..Sampled::default() },
        Err(error) => Sampled { error: Some(format!("{error:#}")), ..Sampled::default() },
    }
}

/// Samples one document and prints what came of it.
pub(super) fn run(spec: &Utf8Path, count: usize, workspace: Option<&Workspace>) -> Result<Exit> {
    let workspace = workspace.context("samples need the workspace: pass --root DIR")?;
    let sampled = alone::with_stack("samples", || sample(spec, count, workspace))??;
    terminal::raw_result(&serde_json::to_string(&sampled)?)?;
    Ok(Exit::Fine)
}

fn sample(spec: &Utf8Path, count: usize, workspace: &Workspace) -> Result<Sampled> {
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let Some(Samples { samples, without, as_meant }) = samples_of(spec, count, &mut files, &mut diagnostics)? else {
        return Ok(Sampled { error: Some(alone::reason(&files, &diagnostics)), ..Sampled::default() });
    };
    let job = Job { spec: spec.to_owned(), payloads: samples.iter().map(|sample| sample.payload.clone()).collect() };
    let outcomes = roundtrip::run(workspace, std::slice::from_ref(&job), &mut files, &mut diagnostics)?;
    let mut sampled = Sampled { excluded: excluded(without), as_meant: excluded(as_meant), ..Sampled::default() };
    for (sample, outcome) in samples.iter().zip(outcomes.into_iter().flatten()) {
        let finding = |error: String| Finding {
            pointer: sample.payload.schema.clone(),
            day: sample.day.name().to_owned(),
            error,
        };
        let Some(flaw) = &sample.flaw else {
            sampled.run += 1;
            match outcome.error {
                None => sampled.ok += 1,
                Some(error) => sampled.unequal.push(finding(error)),
            }
            continue;
        };
        let invalid = &mut sampled.invalid;
        invalid.run += 1;
        let what = if flaw.wrong.is_some() { "of a wrong type" } else { "missing" };
        let taken = finding(format!("`{}` is {what}, and it decodes", flaw.path));
        match (refusal(flaw, &outcome, sample.payload.value.get()), flaw.leniency) {
            (Refusal::AtItsPlace, _) => invalid.placed += 1,
            (Refusal::Elsewhere(error), _) => invalid.elsewhere.push(finding(error)),
            (Refusal::None, Some(reason)) => invalid.lenient.entry(reason.to_owned()).or_default().push(taken),
            (Refusal::None, None) => invalid.accepted.push(taken),
        }
    }
    Ok(sampled)
}

fn excluded(schemas: Vec<(String, String)>) -> Vec<Excluded> {
    schemas.into_iter().map(|(pointer, reason)| Excluded { pointer, reason }).collect()
}

/// What became of an invalid sample.
enum Refusal {
    /// The error names the member that is wrong, with line and column.
    AtItsPlace,
    /// The error is about something else.
    Elsewhere(String),
    /// There was no error.
    None,
}

fn refusal(flaw: &Flaw, outcome: &Outcome, json: &str) -> Refusal {
    let Some(error) = outcome.error.clone().filter(|_| outcome.value.is_none()) else { return Refusal::None };
    let Some(Place(path, line, column)) = &outcome.place else { return Refusal::Elsewhere(error) };
    let before = json.get(..*column).filter(|_| *line == 1).unwrap_or_default();
    // An error about a value points at its end, one about a missing member at the end of the object.
    let at_its_end = |wrong: &Value| before.ends_with(&wrong.to_string());
    let is_placed = match &flaw.wrong {
        None => path == &flaw.path && before.ends_with('}'),
        // An object may be right there, but not this one.
        Some(wrong @ Value::Object(_)) => {
            path.starts_with(&flaw.path) && (at_its_end(wrong) || before.ends_with("\"type\""))
        }
        Some(wrong) => path == &flaw.path && at_its_end(wrong),
    };
    if is_placed { Refusal::AtItsPlace } else { Refusal::Elsewhere(format!("`{}` is wrong, but: {error}", flaw.path)) }
}
