//! Copies an application below `target/live` and installs it there, unless the same one is installed already. Nothing is
//! written into the application's own folder.

use super::app::App;
use crate::processes::Group;
use anyhow::{Context, Result, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::time::Duration;
use switchboard::sync::sha256;

/// How much of what a failed command says is shown, in lines.
const SHOWN: usize = 30;
/// How long it may take to install.
const PATIENCE: Duration = Duration::from_secs(1800);
/// Folders that hold what was installed or built in place.
const BUILT: &[&str] = &["node_modules", "target", "venv", ".venv", "__pycache__", ".git", "dist", "build"];

/// Gives the folder in which the application is installed.
///
/// # Errors
///
/// When it cannot be copied, or its command fails.
pub(crate) fn install(app: &App, home: &Utf8Path) -> Result<Utf8PathBuf> {
    let folder = home.join("app");
    let stamp = home.join("installed");
    let files = files(&app.folder)?;
    let mut listed = format!("{}\n", app.install);
    for (path, bytes) in &files {
        let _ = writeln!(listed, "{} {path}", sha256(bytes));
    }
    let known = fs_err::read_to_string(&stamp).unwrap_or_default();
    let is_installed = known == listed && folder.is_dir();
    if is_installed {
        return Ok(folder);
    }
    for stale in known.lines().skip(1).filter_map(|line| line.split_once(' ')).map(|(_, path)| path) {
        if !files.contains_key(Utf8Path::new(stale)) {
            let _ = fs_err::remove_file(folder.join(stale));
        }
    }
    let _ = fs_err::remove_file(&stamp);
    for (path, bytes) in &files {
        let path = folder.join(path);
        if fs_err::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        fs_err::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs_err::write(&path, bytes)?;
    }
    fs_err::create_dir_all(&folder)?;
    if !app.install.is_empty() {
        let log = home.join("install.log");
        let output = File::create(&log).with_context(|| format!("cannot write {log}"))?;
        let mut command = app.install.command(None);
        command.current_dir(&folder).stdin(std::process::Stdio::null()).stderr(output.try_clone()?).stdout(output);
        let group = Group::start(&mut command)
            .with_context(|| format!("`install` of {} cannot be run: {}", app.name, app.install))?;
        let status = group
            .wait(PATIENCE)
            .map_err(|error| anyhow!("`install` of {}: {error}: {}\n{}", app.name, app.install, tail(&log)))?;
        if !status.success() {
            bail!("`install` of {} failed ({status}): {}\n{}", app.name, app.install, tail(&log));
        }
    }
    fs_err::write(&stamp, listed)?;
    Ok(folder)
}

/// The last lines of a log.
pub(super) fn tail(log: &Utf8Path) -> String {
    let bytes = fs_err::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let shown = &lines[lines.len().saturating_sub(SHOWN)..];
    if shown.is_empty() {
        return "  it said nothing".to_owned();
    }
    shown.iter().map(|line| format!("  | {line}")).collect::<Vec<_>>().join("\n")
}

/// The files of an application, without what was installed in place.
fn files(folder: &Utf8Path) -> Result<BTreeMap<Utf8PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open = vec![Utf8PathBuf::new()];
    while let Some(below) = open.pop() {
        for entry in folder.join(&below).read_dir_utf8()? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() && !BUILT.contains(&entry.file_name()) {
                open.push(path);
            } else if kind.is_file() {
                found.insert(path.clone(), fs_err::read(folder.join(&path))?);
            }
        }
    }
    Ok(found)
}
