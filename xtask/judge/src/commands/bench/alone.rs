//! One generation in a process of its own: the side that starts it, and the side that does it and says what it cost.

use super::usage;
use crate::progenitor;
use anyhow::{Context, Result};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;
use std::process::{Command, Stdio};
use switchboard::document::Maps;
use switchboard::made_crate::{self, runtime};
use switchboard::sync::Lock;
use switchboard::workspace::Workspace;
use switchboard::{Exit, terminal};
use switchboard_codegen::diagnostic::{Diagnostics, Severity};
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateSettings, Home};

/// Who generates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(super) enum Generator {
    /// This workspace.
    Switchboard,
    /// progenitor as a library, given the document as it is.
    Progenitor,
}

impl std::fmt::Display for Generator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Generator::Switchboard => "switchboard",
            Generator::Progenitor => "progenitor",
        })
    }
}

/// What a generation cost and gave.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Generation {
    pub(super) cpu_seconds: f64,
    pub(super) peak_mib: f64,
    /// Lines of Rust.
    pub(super) lines: usize,
    /// Why nothing came out.
    pub(super) cannot: Option<String>,
}

/// The fastest of some runs.
pub(super) fn best_of(
    runs: NonZeroUsize,
    generator: Generator,
    spec: (&Utf8Path, &Maps),
    folder: &Utf8Path,
    workspace: Option<&Workspace>,
) -> Result<Generation> {
    let mut best = start(generator, spec, folder, workspace)?;
    for _ in 1..runs.get() {
        if best.cannot.is_some() {
            break;
        }
        let next = start(generator, spec, folder, workspace)?;
        if next.cpu_seconds < best.cpu_seconds {
            best = next;
        }
    }
    Ok(best)
}

fn start(
    generator: Generator,
    (spec, maps): (&Utf8Path, &Maps),
    folder: &Utf8Path,
    workspace: Option<&Workspace>,
) -> Result<Generation> {
    // Every run writes all files.
    if folder.exists() {
        fs_err::remove_dir_all(folder)?;
    }
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["bench", spec.as_str(), "--alone", &generator.to_string(), "--out", folder.as_str()]);
    command.args(maps.arguments());
    if let Some(workspace) = workspace {
        command.args(["--root", workspace.root.as_str()]);
    }
    let output = command.stdin(Stdio::null()).output().context("cannot start the generator")?;
    Ok(serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        let last_words = String::from_utf8_lossy(&output.stderr);
        let reason = format!("it stopped ({}): {}", output.status, last_words.trim());
        Generation { cannot: Some(reason), ..Generation::default() }
    }))
}

/// Generates once and prints what it cost.
pub(super) fn run(
    generator: Generator,
    spec: &Utf8Path,
    maps: &Maps,
    folder: &Utf8Path,
    workspace: Option<&Workspace>,
) -> Result<Exit> {
    let outcome = match generator {
        Generator::Switchboard => ours(spec, maps, folder, workspace)?,
        Generator::Progenitor => progenitor_alone(spec, folder)?,
    };
    let usage = usage::of_this_process()?;
    let mut generation = Generation {
        cpu_seconds: usage::rounded(usage.cpu_seconds),
        peak_mib: usage::rounded(usage.peak_mib),
        ..Generation::default()
    };
    match outcome {
        Ok(lines) => generation.lines = lines,
        Err(reason) => generation.cannot = Some(reason),
    }
    terminal::raw_result(&serde_json::to_string(&generation)?)?;
    Ok(Exit::Fine)
}

/// The lines of our crate, or why there is none.
fn ours(
    spec: &Utf8Path,
    maps: &Maps,
    folder: &Utf8Path,
    workspace: Option<&Workspace>,
) -> Result<Result<usize, String>> {
    let runtime = runtime(None, workspace, folder)?;
    let package = CrateSettings::name_from(folder.file_name().unwrap_or_default());
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let mut origin = String::new();
    let generated = made_crate::from_spec(spec, maps, &mut files, &mut diagnostics, |document| {
        origin = made_crate::origin_of(document, spec);
        CrateSettings::for_document(document, package, runtime, Home::Alone)
    });
    if let Some(generated) = generated {
        let lock = Lock::for_folder(folder)?;
        if made_crate::put(generated.files, origin, folder, folder.as_str(), &lock, &mut diagnostics)?.is_some() {
            return Ok(Ok(generated.report.lines));
        }
    }
    let first = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(Err(first.map_or("no crate came out".to_owned(), |first| format!("{}: {}", first.code, first.message))))
}

/// The lines progenitor gives for the document as it is, or why it gives none.
fn progenitor_alone(spec: &Utf8Path, folder: &Utf8Path) -> Result<Result<usize, String>> {
    let rendered = match progenitor::client(&fs_err::read_to_string(spec)?) {
        Ok(rendered) => rendered,
        Err(reason) => return Ok(Err(reason)),
    };
    fs_err::create_dir_all(folder.join("src"))?;
    fs_err::write(folder.join("src/lib.rs"), &rendered)?;
    Ok(Ok(rendered.lines().count()))
}
