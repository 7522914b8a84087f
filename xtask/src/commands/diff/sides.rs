//! The two clients that are compared: of documents as they would be emitted, of a vendor as its crate stands at a revision
//! and as it would be emitted now.

use crate::document::{self, Maps};
use crate::workspace::Workspace;
use crate::{Global, terminal};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::process::{Command, Stdio};
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::settings::Acceptance;
use switchboard_codegen::source::{FileId, Node, SourceFiles};
use switchboard_codegen::{self as codegen, CrateFiles, CrateSettings, Home, Planned, VendorSettings};

/// One of two clients.
pub(super) struct One {
    pub(super) planned: Planned,
    pub(super) files: CrateFiles,
    pub(super) runtime: Option<CrateFiles>,
}

/// Two clients, the version of the older, and the changes that are accepted.
pub(super) struct Sides {
    pub(super) old: One,
    pub(super) new: One,
    pub(super) version: String,
    pub(super) accepted: Vec<Acceptance>,
}

pub(super) fn documents(
    [old, new]: [&Utf8Path; 2],
    maps: &Maps,
    files: &mut SourceFiles,
    found: &mut Diagnostics,
) -> Option<Sides> {
    let mut side = |path: &Utf8Path| {
        let document = document::read(path, maps, files, found)?;
        let settings =
            CrateSettings::for_document(&document, "client".to_owned(), "../runtime".to_owned(), Home::Alone);
        let planned = planned(&document, &settings, found)?;
        Some((emitted(planned, &settings, found)?, settings.version))
    };
    // Both are read, so that what is wrong with either is said at once.
    let (old, new) = (side(old), side(new));
    let ((old, version), (new, _)) = old.zip(new)?;
    Some(Sides { old, new, version, accepted: Vec::new() })
}

pub(super) fn vendor(
    name: &str,
    base: &str,
    maps: &Maps,
    global: &Global,
    files: &mut SourceFiles,
    found: &mut Diagnostics,
) -> Result<Option<Sides>> {
    if name.contains(['/', '\\', '.']) {
        bail!("name the newer document as well: cargo xtask diff {name} NEW");
    }
    document::refuse_for_vendor(maps)?;
    let workspace = Workspace::find(global)?;
    workspace.check_vendor(name, &workspace.vendors()?)?;
    let root = &workspace.root;
    let mut at_base = |file: &str| -> Result<FileId> {
        let path = format!("specs/{name}/{file}");
        let text = show(root, base, &path)?;
        Ok(files.add(format!("{base}:{path}"), text))
    };
    let (document, settings) = (at_base("openapi.yaml")?, at_base("vendor.toml")?);
    let before = describe(files, &[document], Some(Format::OpenApi), found);
    // Settings of old may have keys that are no more; then the version is not known, and all else is as it is now.
    let settings = VendorSettings::read(files, settings, &mut Diagnostics::new());
    let Some(sources) = workspace.read_vendor(name, files, found) else { return Ok(None) };
    let now = codegen::derive(files, &sources, found);
    let (Some(before), Some((now, current))) = (before, now) else { return Ok(None) };
    let crate_settings = CrateSettings::for_vendor(&current);
    let base_settings = settings.as_ref().map_or(crate_settings.clone(), CrateSettings::for_vendor);
    let package = settings.as_ref().map_or(&current.package.value, |settings| &settings.package.value);
    let was_emitted = crate_at(root, base, &format!("clients/{package}"))?;
    let old = planned(&before, &base_settings, found);
    let new = planned(&now, &crate_settings, found).and_then(|planned| emitted(planned, &crate_settings, found));
    let (Some(old), Some(mut new)) = (old, new) else { return Ok(None) };
    let mut old = One { planned: old, files: was_emitted, runtime: None };
    let runtime = root.join("clients/runtime");
    if runtime.is_dir() {
        old.runtime = crate_at(root, base, "clients/runtime").ok();
        new.runtime = Some(crate_on_disk(&runtime)?);
    }
    Ok(Some(Sides { old, new, version: base_settings.version, accepted: current.accept }))
}

/// Plans a document. Its warnings are for `regen` and `generate`; here only errors count.
fn planned(document: &Node, settings: &CrateSettings, found: &mut Diagnostics) -> Option<Planned> {
    let mut own = Diagnostics::new();
    let planned = codegen::plan_client(document, settings, &mut own);
    let sound = planned.is_some() && !own.has_errors();
    if !sound {
        found.extend(own);
    }
    planned.filter(|_| sound)
}

fn emitted(planned: Planned, settings: &CrateSettings, found: &mut Diagnostics) -> Option<One> {
    let mut own = Diagnostics::new();
    let files = codegen::print_files(&planned, settings, &mut own);
    if files.is_none() {
        found.extend(own);
    }
    Some(One { files: files?, planned, runtime: None })
}

/// Whether a file of a crate is compared: what is emitted, and the code of the runtime.
fn is_compared(path: &str) -> bool {
    matches!(path, "Cargo.toml" | "README.md") || (path.starts_with("src/") && path.ends_with(".rs"))
}

/// The files of a crate as they were at a revision of git.
fn crate_at(root: &Utf8Path, revision: &str, folder: &str) -> Result<CrateFiles> {
    let listed =
        git(root, &["ls-tree", "-r", "-z", "--name-only", "--end-of-options", revision, &format!("{folder}/")])?;
    let paths = listed.split('\0').filter_map(|path| Some((path, path.strip_prefix(folder)?.strip_prefix('/')?)));
    let mut files = CrateFiles::new();
    for (path, inside) in paths.filter(|(_, inside)| is_compared(inside)) {
        files.insert(inside.to_owned(), show(root, revision, path)?);
    }
    if files.is_empty() {
        bail!("git has no {folder} at `{}`: the crate was not emitted yet", terminal::visible(revision));
    }
    Ok(files)
}

/// The files of a crate as they are.
fn crate_on_disk(folder: &Utf8Path) -> Result<CrateFiles> {
    let mut files = CrateFiles::new();
    let mut waiting: Vec<Utf8PathBuf> = vec![folder.to_owned()];
    while let Some(at) = waiting.pop() {
        for entry in at.read_dir_utf8().with_context(|| format!("cannot list {at}"))? {
            let path = entry?.into_path();
            let Ok(inside) = path.strip_prefix(folder) else { continue };
            let inside = inside.as_str().replace('\\', "/");
            if path.is_dir() && (inside == "src" || inside.starts_with("src/")) {
                waiting.push(path);
            } else if is_compared(&inside) && path.is_file() {
                files.insert(inside, fs_err::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}

/// A file as it was at a revision of git.
fn show(root: &Utf8Path, revision: &str, path: &str) -> Result<String> {
    git(root, &["show", "--end-of-options", &format!("{revision}:./{path}")])
        .with_context(|| format!("git has no {path} at `{}`", terminal::visible(revision)))
}

fn git(root: &Utf8Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .context("cannot run git, which knows the older document")?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        let reason = reason.lines().next().unwrap_or("it says no reason").trim_start_matches("fatal: ");
        bail!("{}", terminal::visible(reason));
    }
    String::from_utf8(output.stdout).context("it is not UTF-8")
}
