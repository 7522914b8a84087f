//! Samples of one document through its types and back, in a process of its own as [`super::alone`] is.

use super::{Sampled, Spec, alone};
use crate::commands::roundtrip::samples_of;
use crate::roundtrip::{self, Job};
use crate::samples::Samples;
use crate::workspace::Workspace;
use crate::{Exit, terminal};
use anyhow::{Context, Result};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// The program that decodes is compiled on the way, and may wait for others.
const LIMIT_SECONDS: u64 = 3600;

/// A schema without samples.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Excluded {
    pub(super) pointer: String,
    pub(super) reason: String,
}

/// A sample that did not come back equal.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Unequal {
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
    let Some(Samples { samples, without }) = samples_of(spec, count, &mut files, &mut diagnostics)? else {
        return Ok(Sampled { error: Some(alone::reason(&files, &diagnostics)), ..Sampled::default() });
    };
    let job = Job { spec: spec.to_owned(), payloads: samples.iter().map(|sample| sample.payload.clone()).collect() };
    let outcomes = roundtrip::run(workspace, std::slice::from_ref(&job), &mut files, &mut diagnostics)?;
    let unequal = samples.iter().zip(outcomes.into_iter().flatten()).filter_map(|(sample, outcome)| {
        let error = outcome.error?;
        Some(Unequal { pointer: sample.payload.schema.clone(), day: sample.day.name().to_owned(), error })
    });
    let unequal: Vec<Unequal> = unequal.collect();
    Ok(Sampled {
        run: samples.len(),
        ok: samples.len() - unequal.len(),
        excluded: without.into_iter().map(|(pointer, reason)| Excluded { pointer, reason }).collect(),
        unequal,
        error: None,
    })
}
