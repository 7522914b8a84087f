//! The versions of a run: what `--bump` writes beside documents and crates, and what `--check` finds wrong with them.

use super::{Args, Outcome, regenerate};
use crate::commands::diff::sides::SINCE_NEXT;
use crate::settings_edit;
use crate::sync::{Ownership, Tree};
use crate::versions::{self, CHANGELOG, Since, Standing, Step};
use crate::workspace::Workspace;
use crate::{Global, report, terminal};
use anyhow::Result;
use semver::Version;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::settings::WorkspaceSettings;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateFiles, VendorSettings};

/// What is said of the version of each vendor, by its name.
pub(super) type Said = BTreeMap<String, Value>;

/// What the versions of this run are compared with; nothing where nobody asks for versions, or nobody can tell.
pub(super) fn since(workspace: &Workspace, args: &Args, global: &Global) -> Result<Option<Since>> {
    if !args.bump && !args.check {
        return Ok(None);
    }
    Ok(match Since::find(workspace, args.base.as_deref())? {
        Ok(since) => Some(since),
        Err(_) if args.bump => Some(Since::disk()),
        Err(reason) => {
            if global.format != report::Format::Json {
                terminal::note(&format!("versions are not checked: {reason}; --base names a revision"));
            }
            None
        }
    })
}

/// Compares each vendor with the base: reports versions that are too low, or raises them.
pub(super) fn versions(
    (workspace, shared): (&Workspace, &WorkspaceSettings),
    outcomes: &mut [Outcome],
    since: &Since,
    args: &Args,
    global: &Global,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Said {
    let day = match &args.date {
        Some(day) => day.clone(),
        None => jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
    };
    let mut said = Said::new();
    for outcome in outcomes {
        let is_sound = !outcome.diagnostics.has_errors() && !outcome.losses.has_errors();
        let emitted = outcome.trees.iter().find(|tree| tree.ownership == Ownership::Manifest).map(|tree| &tree.files);
        let (Some(settings), Some(emitted), true) = (outcome.settings.clone(), emitted, is_sound) else { continue };
        let mut found = Diagnostics::new();
        let standing = versions::standing(
            workspace,
            &outcome.vendor,
            (&settings, emitted),
            (&since.base, args.bump),
            files,
            &mut found,
        );
        let has_failed = found.has_errors();
        if args.bump || standing.is_none() {
            outcome.diagnostics.extend(found);
        }
        match standing {
            Some(Standing::Changed(step)) if args.check => too_low(&step, &settings, since, diagnostics),
            Some(Standing::Changed(step)) if !has_failed => {
                let version = raise((workspace, shared), outcome, &settings, &step, &day, args, files);
                if global.format == report::Format::Text && version != step.from {
                    let what = format!("{} since {}", step.level, since.shown);
                    terminal::note(&format!("{}: version {} after {} ({what})", outcome.vendor, version, step.from));
                }
                let value = json!({"from": step.from, "to": version, "crate": step.level, "wire": step.wire});
                said.insert(outcome.vendor.clone(), value);
            }
            Some(Standing::New) if args.bump => {
                let version = settings.version.value.clone();
                let entry = "### Added\n\n- The first version.\n";
                add_entry(workspace, outcome, &settings, ("0.0.0", &version), &day, entry);
            }
            Some(Standing::Unknown(reason)) if global.format != report::Format::Json => {
                terminal::note(&format!("{}: nobody can tell which version it needs: {reason}", outcome.vendor));
            }
            _ => {}
        }
    }
    said
}

/// Reports a version that is below what a change asks for.
fn too_low(step: &Step, settings: &VendorSettings, since: &Since, diagnostics: &mut Diagnostics) {
    let version = &settings.version;
    if step.allows(&version.value) {
        return;
    }
    let message = format!(
        "the crate changed since {} ({}), and its version is {}: it has to be {} or higher",
        since.shown, step.level, version.value, step.least
    );
    let help = "run `cargo xtask regen --bump`, and read what it writes into the changelog";
    diagnostics.push(Diagnostic::error(Code::VersionTooLow, message).at(version.span).help(help));
}

/// Makes the crate again under the version that it needs, with the entry of its changelog. Returns the version.
fn raise(
    (workspace, shared): (&Workspace, &WorkspaceSettings),
    outcome: &mut Outcome,
    settings: &VendorSettings,
    step: &Step,
    day: &str,
    args: &Args,
    files: &mut SourceFiles,
) -> String {
    let version = &settings.version;
    let is_enough = step.allows(&version.value) && (step.proposed == step.least || version.value == step.proposed);
    let wanted = if is_enough { version.value.clone() } else { step.proposed.clone() };
    let renamed = step.renamed.as_ref().map(|renamed| settings_edit::since(renamed, SINCE_NEXT, &wanted));
    let renamed = renamed.filter(|renamed| !settings_edit::is_same(renamed, &settings.renamed));
    if wanted != version.value || renamed.is_some() {
        let mut text = settings_edit::with_values(files[settings.file].text(), &[(version, &wanted)]);
        if let Some(renamed) = &renamed {
            text = settings_edit::with_renamed(&text, renamed).unwrap_or(text);
        }
        let name = files[settings.file].name().to_owned();
        let mut found = Diagnostics::new();
        let sources = workspace.read_vendor(&outcome.vendor, files, &mut found).map(|mut sources| {
            sources.settings = files.add(name, text.as_str());
            sources
        });
        *outcome = regenerate((workspace, shared), files, outcome.vendor.clone(), sources, found, args);
        if let Some(spec) = outcome.trees.first_mut() {
            spec.files.insert("vendor.toml".to_owned(), text);
        }
    }
    add_entry(workspace, outcome, settings, (&step.from, &wanted), day, &step.entry);
    wanted
}

/// Adds the changelog with an entry to what is written for a vendor.
fn add_entry(
    workspace: &Workspace,
    outcome: &mut Outcome,
    settings: &VendorSettings,
    (from, version): (&str, &str),
    day: &str,
    entry: &str,
) {
    if outcome.trees.is_empty() {
        return;
    }
    let package = &settings.package.value;
    let folder = workspace.client(package);
    let here = std::fs::read_to_string(folder.join(CHANGELOG)).ok();
    let text = versions::changelog_with_entry(here.as_deref(), from, version, day, entry);
    let tree = Tree {
        folder,
        shown: format!("clients/{package}"),
        files: CrateFiles::from([(CHANGELOG.to_owned(), text)]),
        origin: String::new(),
        ownership: Ownership::Named,
    };
    outcome.trees.push(tree);
}

/// The files of the workspace that say versions of crates: Cargo.lock, and the dependency lines of README.md.
pub(super) fn workspace_files(workspace: &Workspace, versions: &[(String, String)]) -> Tree {
    let mut files = CrateFiles::new();
    let mut edit = |name: &str, with: fn(&str, &str, &str) -> String| {
        let Ok(text) = std::fs::read_to_string(workspace.root.join(name)) else { return };
        let edited = versions.iter().fold(text, |text, (package, version)| with(&text, package, version));
        files.insert(name.to_owned(), edited);
    };
    edit("Cargo.lock", versions::cargo_lock_with_version);
    edit("README.md", |text, package, version| match Version::parse(version) {
        Ok(version) => versions::requirement_with_version(text, package, &version),
        Err(_) => text.to_owned(),
    });
    Tree {
        folder: workspace.root.clone(),
        shown: ".".to_owned(),
        files,
        origin: String::new(),
        ownership: Ownership::Named,
    }
}
