//! `regen --compile`: whether clients compile as they lie on disk, with the examples and tests that people keep in them. Runs cargo,
//! and changes nothing but what cargo builds.

use crate::workspace::Workspace;
use crate::{report, terminal};
use anyhow::Result;
use serde_json::Value;
use std::process::{Command, Stdio};
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};

/// The most complaints of the compiler that are said of one crate.
const MOST: usize = 10;

/// Compiles a crate with all targets and features, and reports what the compiler says against it.
pub(super) fn check(workspace: &Workspace, package: &str, diagnostics: &mut Diagnostics) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = workspace.client(package).join("Cargo.toml");
    let arguments =
        ["check", "--all-targets", "--all-features", "--keep-going", "--message-format=json", "--manifest-path"];
    let output = Command::new(&cargo)
        .args(arguments)
        .arg(&manifest)
        .current_dir(&workspace.root)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            let message = format!("cannot run {}: {error}", cargo.to_string_lossy());
            report::refusal(Code::NotCompiling, message, "install Rust (https://rustup.rs), or leave `--compile` out")
        })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let complaints: Vec<Diagnostic> = said.lines().filter_map(|line| complaint(package, line)).collect();
    let hidden = complaints.len().saturating_sub(MOST);
    if complaints.is_empty() {
        // Cargo did not get as far as the compiler.
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("; ");
        let message = format!("cargo cannot compile `{package}`: {}", terminal::visible(&said));
        let help = format!("see what it says: cargo check --all-targets --manifest-path {manifest}");
        diagnostics.push(Diagnostic::error(Code::NotCompiling, message).help(help));
    }
    complaints.into_iter().take(MOST).for_each(|complaint| diagnostics.push(complaint));
    if hidden > 0 {
        terminal::note(&format!("{package}: {hidden} more complaints of the compiler are not shown"));
    }
    Ok(())
}

/// An error of the compiler, by a line of what cargo prints for programs.
fn complaint(package: &str, line: &str) -> Option<Diagnostic> {
    let said: Value = serde_json::from_str(line).ok()?;
    let message = &said["message"];
    if said["reason"] != "compiler-message" || message["level"] != "error" {
        return None;
    }
    // The last one counts the others.
    let at = message["spans"].as_array()?.iter().find(|span| span["is_primary"] == true)?;
    let place = format!("{}:{}:{}", at["file_name"].as_str()?, at["line_start"], at["column_start"]);
    let text = format!("`{package}` does not compile: {} ({place})", message["message"].as_str()?);
    let label = at["label"].as_str().map_or(String::new(), |label| format!("the compiler says there: {label}; "));
    let help = format!("{label}`cargo xtask diff VENDOR` lists what changed for who uses the client");
    Some(Diagnostic::error(Code::NotCompiling, terminal::visible(&text)).help(terminal::visible(&help)))
}
