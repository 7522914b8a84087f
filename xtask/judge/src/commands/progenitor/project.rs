//! A client that progenitor printed as a Cargo project, and whether it compiles. Its dependencies are those that progenitor
//! asks its users for.

use super::Spec;
use crate::commands::corpus::verdict;
use anyhow::{Context, Result};
use camino::Utf8Path;
use std::process::Command;
use std::time::Instant;

const MANIFEST: &str = r#"[package]
name = "NAME"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
base64 = "0.22"
bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde"] }
futures = "0.3"
progenitor-client = "=0.15.1"
rand = "0.10"
regress = "0.12"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
uuid = { version = "1", features = ["serde"] }

[workspace]
"#;

/// The seconds that `cargo check` takes, or its first error. All projects share one folder of compiled dependencies.
pub(super) fn check(spec: &Spec, out: &Utf8Path) -> Result<Result<f64, String>> {
    let (own, shared) = (spec.folder.join("Cargo.lock"), out.join("Cargo.lock"));
    // In one folder of compiled crates, cargo tells projects apart by their names.
    let name = format!("lowered-{}", spec.package);
    fs_err::write(spec.folder.join("Cargo.toml"), MANIFEST.replace("NAME", &name))?;
    if shared.is_file() {
        let lock = fs_err::read_to_string(&shared)?;
        fs_err::write(&own, lock.replace("\"lowered-any\"", &format!("\"{name}\"")))?;
    }
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(&program);
    command.args(["check", "--quiet", "--message-format", "json"]).current_dir(&spec.folder);
    command
        .env("CARGO_TARGET_DIR", out.join(".target"))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    let start = Instant::now();
    let output = command.output().with_context(|| format!("cannot run {program}"))?;
    let seconds = start.elapsed().as_secs_f64();
    if own.is_file() {
        let lock = fs_err::read_to_string(&own)?;
        fs_err::write(&shared, lock.replace(&format!("\"{name}\""), "\"lowered-any\""))?;
    }
    Ok(match verdict(&output) {
        (0, ..) => Ok(seconds),
        (errors, _, message) => Err(format!("{errors} errors; {}", message.unwrap_or_default().trim())),
    })
}
