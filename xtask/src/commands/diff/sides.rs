//! The two clients that are compared: of documents as they would be emitted, of a vendor as its crate stands at a revision
//! and as it would be emitted now.

use crate::document::{self, Maps};
use crate::workspace::Workspace;
use crate::{Global, git, terminal};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::settings::Acceptance;
use switchboard_codegen::source::{FileId, Node, SourceFiles};
use switchboard_codegen::{self as codegen, CrateFiles, CrateSettings, Home, Planned, VendorSettings};

/// One of two clients.
pub(crate) struct One {
    pub(crate) planned: Planned,
    pub(crate) files: CrateFiles,
    pub(crate) runtime: Option<CrateFiles>,
}

/// Two clients, and the changes that are accepted.
pub(crate) struct Sides {
    pub(crate) old: One,
    pub(crate) new: One,
    /// The version of the older.
    pub(crate) version: String,
    /// The version that the newer document says of itself.
    pub(crate) vendors_version: Option<String>,
    pub(crate) accepted: Vec<Acceptance>,
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
    Some(Sides { old, new, version, vendors_version: None, accepted: Vec::new() })
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
    since(&workspace, name, &Base::Revision(base.to_owned()), files, found)
}

/// With what a vendor is compared.
#[derive(Clone, Debug)]
pub(crate) enum Base {
    /// Its crate and its document at a revision of git.
    Revision(String),
    /// Both as they are on disk, before anything is written.
    Disk,
}

/// A vendor as it was, and as `specs/` gives it now. The new crate is emitted under the version of the old one: the version is
/// what the comparison proposes, and explains nothing.
pub(crate) fn since(
    workspace: &Workspace,
    name: &str,
    base: &Base,
    files: &mut SourceFiles,
    found: &mut Diagnostics,
) -> Result<Option<Sides>> {
    let root = &workspace.root;
    let mut at_base = |file: &str| -> Result<FileId> {
        let path = format!("specs/{name}/{file}");
        Ok(match base {
            Base::Revision(revision) => files.add(format!("{revision}:{path}"), git::show(root, revision, &path)?),
            Base::Disk => files.add(path.clone(), fs_err::read_to_string(root.join(path))?),
        })
    };
    let (document, settings) = (at_base("openapi.yaml")?, at_base("vendor.toml")?);
    let before = describe(files, &[document], Some(Format::OpenApi), found);
    // Settings of old may have keys that are no more; then the version is not known, and all else is as it is now.
    let settings = VendorSettings::read(files, settings, &mut Diagnostics::new());
    let Some(sources) = workspace.read_vendor(name, files, found) else { return Ok(None) };
    let now = codegen::derive(files, &sources, found);
    let (Some(before), Some((now, current))) = (before, now) else { return Ok(None) };
    let vendors_version = now.get("info").and_then(|info| info.str("version")).map(str::to_owned);
    let mut crate_settings = CrateSettings::for_vendor(&current);
    let base_settings = settings.as_ref().map_or(crate_settings.clone(), CrateSettings::for_vendor);
    let package = settings.as_ref().map_or(&current.package.value, |settings| &settings.package.value);
    let was_emitted = was_emitted(workspace, package, base)?;
    let version = version_of(&was_emitted).unwrap_or(base_settings.version.clone());
    crate_settings.version = version.clone();
    let old = planned(&before, &base_settings, found);
    let new = planned(&now, &crate_settings, found).and_then(|planned| emitted(planned, &crate_settings, found));
    let (Some(old), Some(mut new)) = (old, new) else { return Ok(None) };
    let mut old = One { planned: old, files: was_emitted, runtime: None };
    let runtime = root.join("clients/runtime");
    if let Base::Revision(revision) = base
        && runtime.is_dir()
    {
        old.runtime = crate_at(root, revision, "clients/runtime").ok();
        new.runtime = Some(crate_on_disk(&runtime)?);
    }
    Ok(Some(Sides { old, new, version, vendors_version, accepted: current.accept }))
}

/// The files of a crate as they were.
pub(crate) fn was_emitted(workspace: &Workspace, package: &str, base: &Base) -> Result<CrateFiles> {
    match base {
        Base::Revision(revision) => crate_at(&workspace.root, revision, &format!("clients/{package}")),
        Base::Disk => crate_on_disk(&workspace.client(package)),
    }
}

/// The version that the manifest of a crate says.
fn version_of(files: &CrateFiles) -> Option<String> {
    let manifest: toml::Table = files.get("Cargo.toml")?.parse().ok()?;
    Some(manifest.get("package")?.get("version")?.as_str()?.to_owned())
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
pub(crate) fn is_compared(path: &str) -> bool {
    matches!(path, "Cargo.toml" | "README.md" | "LICENSE-APACHE" | "LICENSE-MIT")
        || (path.starts_with("src/") && path.ends_with(".rs"))
}

/// The files of a crate as they were at a revision of git.
fn crate_at(root: &Utf8Path, revision: &str, folder: &str) -> Result<CrateFiles> {
    let files = git::files_at(root, revision, folder, is_compared)?;
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
