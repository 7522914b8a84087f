//! Samples of one document through its types and back, in a process of its own as [`super::alone`] is.

use super::{Sampled, Spec, alone};
use crate::commands::roundtrip::samples_of;
use crate::samples::{Day, Mutation, Samples};
use anyhow::{Context, Result};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard::document::{Correction, Maps};
use switchboard::roundtrip::{self, Deviation, Job, Outcome};
use switchboard::workspace::Workspace;
use switchboard::{Exit, terminal};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// The program that decodes is compiled on the way, and may wait for others.
const LIMIT_SECONDS: u64 = 3600;

/// Why a union or an enum takes what the document does not allow.
const KEPT: &str = "what no alternative of a union explains, and no enum lists, is kept as it is";

/// Why `null` is taken where the document has none: a member that must be there refuses it.
const ABSENT: &str = "`null` in an optional member counts as absent";

/// Why anything is taken where the document says more than the types.
const UNTYPED: &str = "values that the generator leaves untyped are not checked";

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
pub(super) fn start(spec: &Spec, maps: &Maps, count: usize, workspace: &Workspace) -> Sampled {
    let count = count.to_string();
    let arguments = ["corpus", spec.path.as_str(), "--alone", &spec.package, "--samples", &count];
    match alone::talk(&arguments, maps, LIMIT_SECONDS, Some(workspace)) {
        Ok(Ok(sampled)) => sampled,
        Ok(Err(error)) => Sampled { error: Some(error), ..Sampled::default() },
        Err(error) => Sampled { error: Some(format!("{error:#}")), ..Sampled::default() },
    }
}

/// Samples one document and prints what came of it.
pub(super) fn run(spec: &Utf8Path, maps: &Maps, count: usize, workspace: Option<&Workspace>) -> Result<Exit> {
    let workspace = workspace.context("samples need the workspace: pass --root DIR")?;
    let sampled = alone::with_stack("samples", || sample(spec, maps, count, workspace))??;
    terminal::raw_result(&serde_json::to_string(&sampled)?)?;
    Ok(Exit::Fine)
}

fn sample(spec: &Utf8Path, maps: &Maps, count: usize, workspace: &Workspace) -> Result<Sampled> {
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let uncorrected = Correction { overlay: None, maps: maps.clone() };
    let Some(Samples { samples, without, as_meant }) =
        samples_of(spec, &uncorrected, count, &mut files, &mut diagnostics)?
    else {
        return Ok(Sampled { error: Some(alone::reason(&files, &diagnostics)), ..Sampled::default() });
    };
    let payloads = samples.iter().map(|sample| sample.payload.clone()).collect();
    let job = Job { spec: spec.to_owned(), correction: uncorrected, payloads };
    let outcomes = roundtrip::run(workspace, std::slice::from_ref(&job), &mut files, &mut diagnostics)?;
    let mut sampled = Sampled { excluded: excluded(without), as_meant: excluded(as_meant), ..Sampled::default() };
    for (sample, outcome) in samples.iter().zip(outcomes.into_iter().flatten()) {
        let finding = |error: String| Finding {
            pointer: sample.payload.schema.clone(),
            day: sample.day.name().to_owned(),
            error,
        };
        let Some(mutation) = &sample.mutation else {
            sampled.run += 1;
            let refused = outcome.refusal.map(|refusal| format!("it deviates: {}", refusal.0));
            match outcome.error.or(refused) {
                None => {
                    sampled.ok += 1;
                    if let Some(kept) = outcome.unknown.filter(|_| sample.day == Day::Today) {
                        let why = "no alternative of its union, or value of its enum, takes it";
                        sampled.unknown.push(finding(format!("`{kept}` is kept in a variant `Unknown`: {why}")));
                    }
                }
                Some(error) => sampled.unequal.push(finding(error)),
            }
            continue;
        };
        let invalid = &mut sampled.invalid;
        invalid.run += 1;
        let what = if mutation.wrong.is_some() { "of a wrong type" } else { "missing" };
        let taken = finding(format!("`{}` is {what}, and it decodes", mutation.path));
        let leniency = match &outcome {
            Outcome { unknown: Some(_), .. } => Some(KEPT),
            _ if mutation.wrong == Some(Value::Null) => Some(ABSENT),
            // No type but the one of any value can give back what is of a wrong type.
            Outcome { refusal: None, .. } if mutation.wrong.is_some() => mutation.leniency.or(Some(UNTYPED)),
            _ => mutation.leniency,
        };
        match correction(mutation, &outcome) {
            Ok(()) => invalid.corrected += 1,
            Err(error) => invalid.uncorrected.push(finding(error)),
        }
        match (refusal(mutation, &outcome, sample.payload.value.get()), leniency) {
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

/// Whether an invalid sample is read all the same, comes back equal, and has its deviation named where strict decoding
/// refuses it; else what is wrong.
fn correction(mutation: &Mutation, outcome: &Outcome) -> Result<(), String> {
    if let Some(error) = &outcome.error {
        return Err(format!("`{}` is wrong, and the value is lost: {error}", mutation.path));
    }
    let is_named = |deviation: &Deviation| deviation.0.starts_with(&mutation.path);
    match (&outcome.refusal, outcome.deviations.is_empty()) {
        (None, true) => Ok(()),
        (Some(_), false) if outcome.deviations.iter().all(is_named) => Ok(()),
        _ => Err(format!("`{}` is wrong, and named is: {:?}", mutation.path, outcome.deviations)),
    }
}

/// What became of an invalid sample that is decoded strictly.
enum Refusal {
    /// The error names the member that is wrong, with line and column.
    AtItsPlace,
    /// The error is about something else.
    Elsewhere(String),
    /// There was no error.
    None,
}

fn refusal(mutation: &Mutation, outcome: &Outcome, json: &str) -> Refusal {
    let Some(roundtrip::Refusal(error, path, line, column)) = &outcome.refusal else { return Refusal::None };
    let is_placed = *line == 1
        && match &mutation.wrong {
            // At the end of the object that lacks it.
            None => path == &mutation.path && json.get(..*column).is_some_and(|before| before.ends_with('}')),
            // At the wrong value, or inside of it: an object may be right there, but not this one.
            Some(wrong) => {
                let wrong = wrong.to_string();
                let mut places = json.match_indices(&wrong);
                path.starts_with(&mutation.path)
                    && places.any(|(at, wrong)| (at + 1..=at + wrong.len()).contains(column))
            }
        };
    if is_placed {
        Refusal::AtItsPlace
    } else {
        Refusal::Elsewhere(format!("`{}` is wrong, but: {error}", mutation.path))
    }
}
