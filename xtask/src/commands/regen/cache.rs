//! What the last run made of a vendor, so that an unchanged vendor is not generated again.
//!
//! A file under `target/`, keyed by the texts that went in and by this program. It only saves time: what it holds is
//! still compared with what is on disk, and `--check` never reads it.

use crate::source_lock::SourceLock;
use crate::sync;
use crate::workspace::Workspace;
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::time::UNIX_EPOCH;
use switchboard_codegen::settings::WorkspaceSettings;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateFiles, Report, VendorSources};

/// The files of one vendor.
#[derive(Deserialize, Serialize)]
pub(super) struct Made {
    /// Hash of what went in.
    key: String,
    /// Below `specs/VENDOR`.
    pub(super) spec: CrateFiles,
    /// The crate.
    pub(super) client: CrateFiles,
    pub(super) report: Report,
}

/// The key of a vendor's sources; `None` where this program cannot tell which one it is.
pub(super) fn key(
    files: &SourceFiles,
    sources: &VendorSources,
    shared: &WorkspaceSettings,
    locked: &SourceLock,
) -> Option<String> {
    let program = std::env::current_exe().ok()?;
    let facts = std::fs::metadata(&program).ok()?;
    let built = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let mut text = format!("{} {} {}\n{shared:?}\n", program.display(), facts.len(), built.as_nanos());
    for file in std::iter::once(&sources.settings).chain(&sources.pages).chain(&sources.overlay) {
        let file = &files[*file];
        text.push_str(&format!("{} {}\n{}", file.name(), file.text().len(), file.text()));
    }
    text.push_str(&locked.render());
    Some(sync::sha256(text.as_bytes()))
}

/// What the last run made of the same sources, if the document on disk is still the one it made.
pub(super) fn load(workspace: &Workspace, vendor: &str, key: &str) -> Option<Made> {
    let text = std::fs::read(path(workspace, vendor)).ok()?;
    let made: Made = serde_json::from_slice(&text).ok()?;
    let document = std::fs::read_to_string(workspace.root.join("specs").join(vendor).join("openapi.yaml")).ok()?;
    (made.key == key && made.spec.get("openapi.yaml") == Some(&document)).then_some(made)
}

/// Keeps what was made. A cache that cannot be written is none.
pub(super) fn store(
    workspace: &Workspace,
    vendor: &str,
    key: String,
    spec: &CrateFiles,
    client: &CrateFiles,
    report: &Report,
) {
    let path = path(workspace, vendor);
    let made = Made { key, spec: spec.clone(), client: client.clone(), report: report.clone() };
    if let (Some(folder), Ok(text)) = (path.parent(), serde_json::to_vec(&made)) {
        let staged = path.with_extension("new");
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&staged, text));
        let _ = written.and_then(|()| std::fs::rename(&staged, &path));
    }
}

fn path(workspace: &Workspace, vendor: &str) -> Utf8PathBuf {
    workspace.root.join("target/regen").join(format!("{vendor}.json"))
}
