//! The two clients that are compared: of documents as they would be emitted, of a vendor as its crate stands at a revision
//! and as it would be emitted now.

use crate::document::{self, Maps};
use crate::workspace::Workspace;
use crate::{Global, git, terminal};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use switchboard_codegen::changes::renamed;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::settings::{Acceptance, Renamed, Text};
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
    /// What stays under an old name in the newer: what `vendor.toml` says, or what is proposed in its place.
    pub(crate) renamed: Vec<Renamed>,
}

/// Which old names stay in the newer crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aliases {
    /// Those that `vendor.toml` says.
    Stated,
    /// Those that the older has, and what is called otherwise since, where the settings ask for that.
    Proposed,
    /// The latter alone: the next version breaks anyway.
    ProposedAnew,
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
    Some(Sides { old, new, version, vendors_version: None, accepted: Vec::new(), renamed: Vec::new() })
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
    since(&workspace, name, &Base::Revision(base.to_owned()), Aliases::Stated, files, found)
}

/// What a proposed entry of `[[renamed]]` says of its version, until that is known.
pub(crate) const SINCE_NEXT: &str = "0.0.0";

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
    aliases: Aliases,
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
    let new = planned(&now, &crate_settings, found);
    let (Some(old), Some(new)) = (old, new) else { return Ok(None) };
    let mut old = One { planned: old, files: was_emitted, runtime: None };
    let (new, renamed) = match aliases {
        Aliases::Stated => (emitted(new, &crate_settings, found), crate_settings.renamed.clone()),
        proposed => {
            crate_settings.renamed.clear();
            let Some(plain) = emitted(new, &crate_settings, found) else { return Ok(None) };
            let had = if proposed == Aliases::Proposed { base_settings.renamed } else { Vec::new() };
            let renamed = proposal(&current, had, &old, &plain);
            crate_settings.renamed.clone_from(&renamed);
            let new = if renamed.is_empty() { Some(plain) } else { emitted(plain.planned, &crate_settings, found) };
            (new, renamed)
        }
    };
    let Some(mut new) = new else { return Ok(None) };
    let runtime = root.join("clients/runtime");
    if let Base::Revision(revision) = base
        && runtime.is_dir()
    {
        old.runtime = crate_at(root, revision, "clients/runtime").ok();
        new.runtime = Some(crate_on_disk(&runtime)?);
    }
    Ok(Some(Sides { old, new, version, vendors_version, accepted: current.accept, renamed }))
}

/// Which old names the newer crate can have: those that the older has, of what is there still, and what is called otherwise
/// since, where the settings ask for that. `since` is the version that they state, and is another one once it is known.
fn proposal(settings: &VendorSettings, had: Vec<Renamed>, old: &One, new: &One) -> Vec<Renamed> {
    let fresh = renamed(super::side(old), super::side(new));
    let text = |value: &str| Text { value: value.to_owned(), span: settings.version.span };
    let today = |path: String| fresh.iter().find(|(old, _)| *old == path).map_or(path, |(_, new)| new.clone());
    let is_there = |path: &str| {
        let (module, name) = path.split_once("::").unwrap_or((path, ""));
        let file = if module == "Client" { "client" } else { module };
        let code = new.files.get(&format!("src/{file}.rs")).map_or("", String::as_str);
        let name = name.split([':', '.']).next().unwrap_or(name);
        ["fn", "struct", "enum", "type"].iter().any(|word| {
            let declared = format!("pub {word} {name}");
            code.match_indices(&declared).any(|(at, _)| {
                !code[at + declared.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
            })
        })
    };
    // A member or a setter, whose owner is there.
    let is_part = |path: &str| path.contains('.') || path.matches("::").count() > 1;
    let mut kept: Vec<Renamed> = had
        .into_iter()
        .map(|entry| Renamed { new: text(&today(entry.new.value)), ..entry })
        .filter(|entry| is_there(&entry.new.value) && (is_part(&entry.old.value) || !is_there(&entry.old.value)))
        .collect();
    if settings.aliases {
        let is_known = |path: &str| kept.iter().any(|entry| entry.old.value == path);
        let fresh: Vec<&(String, String)> = fresh.iter().filter(|(old, _)| !is_known(old)).collect();
        let entry =
            |(old, new): &&(String, String)| Renamed { old: text(old), new: text(new), since: text(SINCE_NEXT) };
        kept.extend(fresh.iter().map(entry));
    }
    kept.sort_by(|one, other| one.old.value.cmp(&other.old.value));
    kept
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
