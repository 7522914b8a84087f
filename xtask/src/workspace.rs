//! Where things lie in a workspace: specs/VENDOR/{vendor.toml, docs/, overlay.yaml} and clients/CRATE/.

use crate::workspace_settings::FILE;
use crate::{Global, input, report};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::io::ErrorKind;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use switchboard_codegen::nearest::{nearest, quoted};
use switchboard_codegen::source::{FileId, Node, SourceFiles, read_document};
use switchboard_codegen::text::portable;
use switchboard_codegen::{Planned, VendorSettings, VendorSources};

/// Where `fetch` keeps pages that their reader does not take, in the folder of a vendor.
pub(crate) const REFUSED: &str = "docs/refused";

/// A workspace on disk.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its absolute path.
    pub root: Utf8PathBuf,
}

impl Workspace {
    /// The folder given with `--root`, or the nearest one from here upwards that holds `switchboard.toml`, or `Cargo.toml`
    /// and `clients/` or `specs/`; else the one this program was started from by cargo.
    pub fn find(global: &Global) -> Result<Self> {
        let is_root = |dir: &&Utf8Path| {
            dir.join(FILE).is_file()
                || dir.join("Cargo.toml").is_file() && (dir.join("clients").is_dir() || dir.join("specs").is_dir())
        };
        if let Some(root) = &global.root {
            let opened = root.canonicalize_utf8().map_err(|error| {
                let message = format!("cannot open the workspace {root}: {}", input::describe(&error));
                report::refusal(
                    Code::InputUnreadable,
                    message,
                    "name the folder that holds switchboard.toml with `--root`",
                )
            })?;
            return Ok(Self { root: opened });
        }
        let here = current_dir()?;
        let by_cargo = std::env::var("CARGO_MANIFEST_DIR").ok().map(Utf8PathBuf::from);
        let above_cargo = by_cargo.as_deref().into_iter().flat_map(Utf8Path::ancestors);
        match here.ancestors().chain(above_cargo).find(is_root) {
            Some(root) => Ok(Self { root: root.to_owned() }),
            None => bail!(
                "{here} lies in no Switchboard workspace; name one with --root DIR, or make one with `{} init`",
                crate::name::name()
            ),
        }
    }

    /// The names of all vendors, sorted. An error where there is no folder for them.
    pub fn vendors(&self) -> Result<Vec<String>> {
        let specs = self.root.join("specs");
        if !specs.is_dir() {
            bail!(
                "{} has no folder specs/: name the workspace with --root DIR, or add a vendor with `cargo xtask new`",
                self.root
            );
        }
        let mut names = Vec::new();
        for entry in specs.read_dir_utf8().with_context(|| format!("cannot list {specs}"))? {
            let entry = entry.with_context(|| format!("cannot list {specs}"))?;
            if entry.path().is_dir() && !entry.file_name().starts_with('.') {
                names.push(entry.file_name().to_owned());
            }
        }
        names.sort();
        if let Some((first, second)) = portable::twins(names.iter().map(String::as_str)) {
            let message =
                format!("specs/{first} and specs/{second} are one where case does not count, as on Windows and macOS");
            return Err(report::refusal(Code::InputUnreadable, message, "rename one of the folders"));
        }
        Ok(names)
    }

    /// Refuses a vendor that is not there, and says which name may have been meant.
    pub fn check_vendor(&self, name: &str, vendors: &[String]) -> Result<()> {
        if vendors.iter().any(|vendor| vendor == name) {
            return Ok(());
        }
        match nearest(name, vendors.iter().map(String::as_str), 3).as_slice() {
            [] => bail!("there is no vendor `{name}`: specs/ is empty; `cargo xtask new` adds one"),
            near => {
                bail!("there is no vendor `{name}` in specs/; the nearest names are {}", quoted(near.iter().copied()))
            }
        }
    }

    /// Reads a file of a vendor, or a file that a link of the vendor leads to within its folder. Returns `None` after
    /// reporting why it cannot be read.
    pub fn read_own(
        &self,
        vendor: &str,
        path: &Utf8Path,
        files: &mut SourceFiles,
        diagnostics: &mut Diagnostics,
    ) -> Option<FileId> {
        self.stays_inside(vendor, path, diagnostics)
            .then(|| input::read(path, &self.shown(path), files, diagnostics))?
    }

    /// Whether a path of a vendor leads to something in its folder; else reports the link. Where it leads to nothing,
    /// reading says so.
    fn stays_inside(&self, vendor: &str, path: &Utf8Path, diagnostics: &mut Diagnostics) -> bool {
        let specs = self.root.join("specs");
        let Ok(own) = specs.canonicalize().map(|specs| specs.join(vendor)) else { return true };
        let outside = |path: &Utf8Path| path.canonicalize().ok().filter(|target| !target.starts_with(&own));
        let here = path.ancestors().take_while(|above| above.starts_with(specs.join(vendor)));
        // The link may be the file, or a folder above it.
        let Some((link, target)) = here.filter_map(|at| Some((at, outside(at)?))).last() else { return true };
        let message = format!(
            "{} is a symbolic link that leads out of specs/{vendor}, to {}",
            self.shown(link),
            target.display()
        );
        diagnostics.push(
            Diagnostic::error(Code::InputUnreadable, message)
                .help("copy what it names in its place: nothing outside of the vendor's folder is read"),
        );
        false
    }

    /// Reads all files of a vendor. Returns `None` after reporting those that cannot be read.
    pub fn read_vendor(
        &self,
        vendor: &str,
        files: &mut SourceFiles,
        diagnostics: &mut Diagnostics,
    ) -> Option<VendorSources> {
        let folder = self.root.join("specs").join(vendor);
        let mut found = Diagnostics::new();
        let docs = folder.join("docs");
        let mut names = Vec::new();
        let listed = match self.stays_inside(vendor, &docs, &mut found) {
            true => list_pages(&docs, &mut names, 0),
            false => Ok(()),
        };
        let refused = folder.join(REFUSED);
        names.retain(|path| !path.starts_with(&refused));
        names.sort();
        let mut read = |path: &Utf8Path| self.read_own(vendor, path, files, &mut found);
        let settings = folder.join("vendor.toml");
        let settings = if settings.symlink_metadata().is_ok() { read(&settings) } else { None };
        let pages = names.iter().filter_map(|path| read(path)).collect();
        let overlay = folder.join("overlay.yaml");
        let overlay = if overlay.symlink_metadata().is_ok() { read(&overlay) } else { None };
        if settings.is_none() && !found.has_errors() {
            let help =
                "every folder in specs/ is a vendor and needs one; `cargo xtask new` writes one, or remove the folder";
            let message = format!("specs/{vendor} has no vendor.toml");
            found.push(Diagnostic::error(Code::InputUnreadable, message).help(help));
        }
        if let Err(error) = listed {
            let message = format!("cannot list specs/{vendor}/docs: {error}");
            found.push(
                Diagnostic::error(Code::InputUnreadable, message)
                    .help("make it a folder that may be read, with files in it"),
            );
        }
        let sound = !found.has_errors();
        diagnostics.extend(found);
        settings.filter(|_| sound).map(|settings| VendorSources { settings, pages, overlay })
    }

    /// What a vendor's last run made of its document, planned anew; nothing when there was none. Returns what is wrong with
    /// a document that is there and cannot be planned.
    pub fn last_plan(&self, vendor: &str) -> Result<Option<Planned>, Box<Diagnostic>> {
        let path = self.root.join("specs").join(vendor).join("openapi.yaml");
        if path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return Ok(None);
        }
        let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
        let shown = self.shown(&path);
        let file = self.read_own(vendor, &path, &mut files, &mut found);
        let document = file.and_then(|file| read_document(&files, file, &mut found));
        let is_whole = |document: &Node| document.get("info").is_some_and(|node| node.as_object().is_some());
        let planned = document.filter(is_whole).and_then(|document| switchboard_codegen::plan(&document, &mut found));
        if let Some(planned) = planned {
            return Ok(Some(planned));
        }
        let reason = match found.iter().find(|found| found.severity == Severity::Error) {
            Some(Diagnostic { message, span: Some(span), .. }) => {
                let at = files[span.file].location(span.range().start);
                format!("{message} ({}:{})", at.line, at.column)
            }
            Some(Diagnostic { message, .. }) => message.clone(),
            None => "it is not an OpenAPI document".to_owned(),
        };
        let message = format!("{shown} is the document of the last run, and cannot be compared with: {reason}");
        let help = "bring it back from version control; or look at the new document, and run it with --allow-shrink";
        Err(Box::new(Diagnostic::error(Code::BaselineUnreadable, message).help(help)))
    }

    /// Warns of examples that the README of a crate names and that are not there.
    pub fn check_examples(&self, settings: &VendorSettings, diagnostics: &mut Diagnostics) {
        let folder = self.client(&settings.package.value).join("examples");
        for example in &settings.examples {
            let path = folder.join(format!("{}.rs", example.name.value));
            if !path.is_file() {
                let message = format!("{} is not there, and the README would lead to it", self.shown(&path));
                diagnostics.push(
                    Diagnostic::warning(Code::SettingsInvalid, message)
                        .at(example.name.span)
                        .help("write it, or remove this `[[example]]` entry"),
                );
            }
        }
    }

    /// The folder of a crate.
    pub fn client(&self, package: &str) -> Utf8PathBuf {
        self.root.join("clients").join(package)
    }

    /// A path as messages show it: from the root of the workspace where it lies inside.
    pub fn shown(&self, path: &Utf8Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).as_str().replace('\\', "/")
    }
}

/// The folder the command was started in.
pub fn current_dir() -> Result<Utf8PathBuf> {
    let here = std::env::current_dir().context("the current folder is gone")?;
    match Utf8PathBuf::from_path_buf(here) {
        Ok(here) => Ok(here),
        Err(path) => bail!("the path of the current folder is not UTF-8: {}", path.display()),
    }
}

/// All files below a folder but hidden ones; no folder, no pages.
fn list_pages(folder: &Utf8Path, pages: &mut Vec<Utf8PathBuf>, depth: usize) -> Result<()> {
    if depth > 16 {
        bail!("{folder} is nested too deeply");
    }
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in folder.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_name().starts_with('.') {
            continue;
        }
        // A linked folder could lead back here: it is read as a file, which it is not.
        if entry.file_type()?.is_dir() {
            list_pages(entry.path(), pages, depth + 1)?;
        } else {
            pages.push(entry.path().to_owned());
        }
    }
    Ok(())
}
