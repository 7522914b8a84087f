//! Whether a generated crate compiles without a warning.

use super::Spec;
use anyhow::{Context, Result};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::process::{Command, Output};
use std::time::Instant;

/// What `cargo check` said of a crate.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Compile {
    /// It compiles, and nothing is to be warned of.
    pub(super) ok: bool,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Wall time for the crate alone, with its dependencies compiled before.
    pub(super) seconds: f64,
    /// The first error, else the first warning.
    pub(super) message: Option<String>,
}

/// Checks a crate. Its dependencies have the versions of the lock file `lock`, and are compiled once in `target`.
///
/// Warnings are counted rather than denied: denied, the first one would hide those after it.
pub(super) fn check(spec: &Spec, lock: Option<&Utf8Path>, target: &Utf8Path) -> Compile {
    run(spec, lock, target).unwrap_or_else(|error| Compile {
        errors: 1,
        message: Some(format!("{error:#}")),
        ..Compile::default()
    })
}

fn run(spec: &Spec, lock: Option<&Utf8Path>, target: &Utf8Path) -> Result<Compile> {
    if let Some(lock) = lock.filter(|lock| lock.is_file()) {
        fs_err::copy(lock, spec.folder.join("Cargo.lock"))?;
    }
    let dependencies = cargo(spec, target, &["--package", "switchboard-runtime"])?;
    if !dependencies.status.success() {
        let (_, _, message) = findings(&dependencies);
        return Ok(Compile { errors: 1, message: message.or(last_words(&dependencies)), ..Compile::default() });
    }
    let start = Instant::now();
    let output = cargo(spec, target, &["--package", &spec.package])?;
    let seconds = (start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
    let (errors, warnings, message) = verdict(&output);
    Ok(Compile { ok: errors + warnings == 0, errors, warnings, seconds, message })
}

/// Runs `cargo check` in the folder of a crate; its messages are JSON on stdout.
pub(crate) fn cargo(spec: &Spec, target: &Utf8Path, arguments: &[&str]) -> Result<Output> {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(&program);
    // The versions are those of our own lock file, which are on this machine already.
    command.args(["check", "--quiet", "--offline", "--message-format", "json"]).args(arguments);
    // Nothing here is compiled twice but to measure it, and then in full.
    command.current_dir(&spec.folder).env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0");
    command.output().with_context(|| format!("cannot run {program}"))
}

/// Errors, warnings and the message to show; a run that failed for another reason has one error.
pub(crate) fn verdict(output: &Output) -> (usize, usize, Option<String>) {
    match findings(output) {
        (0, warnings, _) if !output.status.success() => (1, warnings, last_words(output)),
        found => found,
    }
}

/// Errors, warnings and the message to show.
fn findings(output: &Output) -> (usize, usize, Option<String>) {
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for line in output.stdout.split(|byte| *byte == b'\n') {
        let Ok(line) = serde_json::from_slice::<Value>(line) else { continue };
        let message = &line["message"];
        // Messages without a place only sum up the others.
        if line["reason"] != "compiler-message" || message["spans"].as_array().is_none_or(Vec::is_empty) {
            continue;
        }
        let text = message["rendered"].as_str().unwrap_or_default().to_owned();
        match message["level"].as_str() {
            Some("error") => errors.push(text),
            Some("warning") => warnings.push(text),
            _ => {}
        }
    }
    (errors.len(), warnings.len(), errors.into_iter().chain(warnings).next())
}

fn last_words(output: &Output) -> Option<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    Some(text.trim().chars().take(2000).collect())
}
