//! The document that a command is given: read with the files that it refers to, completed and corrected as its options say.
//! Never writes anything.

use crate::input;
use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use switchboard_codegen::bundle::{Location, Unread, bundle};
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use switchboard_codegen::source::{FileId, Node, SourceFiles};
use switchboard_codegen::{self as codegen, Beside, CrateSettings, Home, VendorSettings};

/// The options that say what a document is made of.
#[cfg_attr(feature = "program", derive(clap::Args))]
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// An OpenAPI Overlay (1.0, 1.1 or 1.2) that corrects the document first.
    #[cfg_attr(feature = "program", arg(long, value_name = "FILE"))]
    pub overlay: Option<Utf8PathBuf>,
    /// What addresses hold.
    #[cfg_attr(feature = "program", command(flatten))]
    pub maps: Maps,
}

/// What addresses hold that documents refer to. Every command that reads a document has it.
#[cfg_attr(feature = "program", derive(clap::Args))]
#[derive(Clone, Debug, Default)]
pub struct Maps {
    /// What an address that is referred to holds, as a file; may be given several times. Nothing is ever fetched.
    #[cfg_attr(feature = "program", arg(long = "map", value_name = "ADDRESS=FILE", value_parser = mapping))]
    maps: Vec<(String, Utf8PathBuf)>,
}

impl Maps {
    /// Whether no address is mapped.
    pub fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// The options that say the same to another process.
    pub fn arguments(&self) -> impl Iterator<Item = String> {
        self.maps.iter().flat_map(|(address, file)| ["--map".to_owned(), format!("{address}={file}")])
    }

    fn by_address(&self) -> BTreeMap<String, Utf8PathBuf> {
        self.maps.iter().cloned().collect()
    }
}

/// Refuses `--map` where a vendor is meant, which says in its settings what addresses hold.
pub fn refuse_for_vendor(maps: &Maps) -> anyhow::Result<()> {
    match maps.is_empty() {
        true => Ok(()),
        false => bail!("a vendor says what addresses hold in `[[map]]` of its vendor.toml; `--map` is for documents"),
    }
}

#[cfg(any(feature = "program", test))]
fn mapping(text: &str) -> Result<(String, Utf8PathBuf), String> {
    // An address may have `=` in its query; a path seldom has.
    match text.rsplit_once('=') {
        Some((address, file)) if !address.is_empty() && !file.is_empty() => Ok((address.to_owned(), file.into())),
        _ => Err("write it as ADDRESS=FILE, for instance https://acme.example/common.yaml=common.yaml".to_owned()),
    }
}

/// Reads a document with the files below its folder that it refers to; `-` is standard input. Returns `None` after
/// reporting at least one error.
pub fn read(spec: &Utf8Path, maps: &Maps, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<Node> {
    with_maps(spec, &maps.by_address(), &mut Opened::default(), files, diagnostics)
}

/// A file that a document refers to.
#[derive(Clone, Debug)]
pub struct Part {
    /// Below the folder of the document, or the address that stands for it.
    pub location: Location,
    /// The file on disk.
    pub path: Utf8PathBuf,
    /// What it holds.
    pub file: FileId,
}

/// Reads a document and gives the files that it refers to, too. Returns `None` after reporting at least one error.
pub fn read_with_parts(
    spec: &Utf8Path,
    maps: &Maps,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Option<(Node, Vec<Part>)> {
    let mut opened = Opened::default();
    let document = with_maps(spec, &maps.by_address(), &mut opened, files, diagnostics)?;
    Some((document, opened.parts))
}

/// Reads a document and corrects it. Returns `None` after reporting at least one error.
pub fn corrected(
    spec: &Utf8Path,
    correction: &Correction,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let mut document = read(spec, &correction.maps, files, diagnostics)?;
    let overlay = beside(correction.overlay.as_deref(), files, diagnostics)?;
    let alone = CrateSettings::for_document(&document, String::new(), String::new(), Home::Alone);
    codegen::complete(files, Beside { settings: None, overlay }, &mut document, &alone, diagnostics)?;
    Some(document)
}

/// Reads a document, completes it from settings and corrects it; gives what the crate is to be, too. `alone` says that of
/// the document alone. Returns `None` after reporting at least one error.
pub fn completed(
    spec: &Utf8Path,
    correction: &Correction,
    settings: Option<&Utf8Path>,
    alone: impl FnOnce(&Node) -> CrateSettings,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Option<(Node, CrateSettings, Option<VendorSettings>)> {
    // All files are read, so that what is wrong with any is said at once.
    let settings_file = beside(settings, files, diagnostics);
    let mut maps = BTreeMap::new();
    if let (Some(Some(file)), Some(path)) = (settings_file, settings) {
        let folder = path.parent().unwrap_or(Utf8Path::new(""));
        // What is wrong with the file is said below.
        if codegen::is_strict(files, file) {
            diagnostics.refuse_losses();
        }
        let stated = codegen::maps(files, file);
        maps.extend(stated.into_iter().map(|(address, path)| (address, folder.join(path))));
    }
    maps.extend(correction.maps.by_address());
    let mut opened = Opened::default();
    let document = with_maps(spec, &maps, &mut opened, files, diagnostics);
    if document.is_some() {
        report_unused(&maps, &opened, diagnostics);
    }
    let overlay = beside(correction.overlay.as_deref(), files, diagnostics);
    let mut document = document?;
    let alone = alone(&document);
    let beside = Beside { settings: settings_file?, overlay: overlay? };
    let settings = codegen::complete(files, beside, &mut document, &alone, diagnostics)?;
    let package = match &settings {
        Some(settings) => alone.with(settings),
        None => alone,
    };
    Some((document, package, settings))
}

/// What was opened for a document.
#[derive(Default)]
struct Opened {
    /// The files that were there.
    parts: Vec<Part>,
    /// Everything that was asked for, whether it was there or not.
    asked: Vec<Location>,
}

/// Reports the addresses that are mapped and that nothing refers to.
fn report_unused(maps: &BTreeMap<String, Utf8PathBuf>, opened: &Opened, diagnostics: &mut Diagnostics) {
    let is_asked = |known: &String| {
        let mut asked = opened.asked.iter();
        asked.any(|location| matches!(location, Location::Address(address) if mapped(maps, address) == Some(known)))
    };
    for (address, path) in maps.iter().filter(|(address, _)| !is_asked(address)) {
        let message = format!("nothing in the document refers to `{address}`, which is mapped to {path}");
        let help = "write the address as the document has it, up to the `#`, or leave the map out";
        diagnostics.push(Diagnostic::warning(Code::MapUnused, message).help(help));
    }
}

/// The mapped address that stands for another one: itself, or itself without a slash at its end.
fn mapped<'m>(maps: &'m BTreeMap<String, Utf8PathBuf>, address: &str) -> Option<&'m String> {
    let found = maps.get_key_value(address).or_else(|| maps.get_key_value(address.trim_end_matches('/')));
    found.map(|(known, _)| known)
}

fn with_maps(
    spec: &Utf8Path,
    maps: &BTreeMap<String, Utf8PathBuf>,
    opened: &mut Opened,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let file = input::read_document(spec, files, diagnostics)?;
    let document = describe(files, &[file], Some(Format::OpenApi), diagnostics)?;
    let name = spec.file_name().filter(|_| spec != input::STDIN);
    let folder = Folder::of(spec);
    let mut open = |location: &Location, files: &mut SourceFiles| {
        opened.asked.push(location.clone());
        let (path, file) = folder.open(location, maps, files)?;
        opened.parts.push(Part { location: location.clone(), path, file });
        Ok(file)
    };
    let errors = diagnostics.count(Severity::Error);
    let document = bundle(document, name, files, &mut open, diagnostics);
    (diagnostics.count(Severity::Error) == errors).then_some(document)
}

/// The folder of a document. Nothing outside of it is read, unless somebody maps an address to it.
struct Folder {
    path: Utf8PathBuf,
}

impl Folder {
    fn of(spec: &Utf8Path) -> Self {
        Self { path: spec.parent().unwrap_or(Utf8Path::new("")).to_owned() }
    }

    fn open(
        &self,
        location: &Location,
        maps: &BTreeMap<String, Utf8PathBuf>,
        files: &mut SourceFiles,
    ) -> Result<(Utf8PathBuf, FileId), Unread> {
        let path = match location {
            Location::Address(address) => {
                let path = mapped(maps, address).and_then(|known| maps.get(known));
                path.cloned().ok_or_else(|| Unread::NotMapped(address.clone()))?
            }
            Location::Below(below) => {
                let path = self.path.join(below);
                self.check_inside(&path)?;
                path
            }
        };
        let mut found = Diagnostics::new();
        let file = input::read(&path, &path.as_str().replace('\\', "/"), files, &mut found);
        file.map(|file| (path.clone(), file)).ok_or_else(|| {
            let problem = found.iter().next();
            let message = problem.map_or_else(|| format!("cannot read {path}"), |problem| problem.message.clone());
            let help = match location {
                Location::Below(_) if !path.exists() => {
                    "check the reference; its path begins at the file that it stands in".to_owned()
                }
                _ => problem.and_then(|problem| problem.help.clone()).unwrap_or_default(),
            };
            Unread::Other(message, help)
        })
    }

    /// Refuses what a link leads out of the folder. What is not there leads nowhere.
    fn check_inside(&self, path: &Utf8Path) -> Result<(), Unread> {
        let own = match self.path.as_str() {
            "" => Utf8Path::new("."),
            _ => &self.path,
        };
        match (own.canonicalize(), path.canonicalize()) {
            (Ok(own), Ok(target)) if !target.starts_with(&own) => Err(Unread::Outside),
            _ => Ok(()),
        }
    }
}

/// Reads a file that may be left out. Returns `None` after reporting why it cannot be read.
fn beside(path: Option<&Utf8Path>, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<Option<FileId>> {
    match path {
        Some(path) => input::read(path, &path.as_str().replace('\\', "/"), files, diagnostics).map(Some),
        None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_an_equals_sign() {
        let map = |text: &str| mapping(text).map(|(address, file)| (address, file.into_string()));
        let both = ("https://a.example/s?v=1".to_owned(), "s.yaml".to_owned());
        assert_eq!(map("https://a.example/s?v=1=s.yaml"), Ok(both));
        assert!(map("https://a.example/s").is_err() && map("=s.yaml").is_err() && map("a=").is_err());
    }
}
