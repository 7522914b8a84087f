//! The document that a command is given: read, completed and corrected as its options say. Never writes anything.

use crate::input;
use camino::{Utf8Path, Utf8PathBuf};
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{FileId, Node, SourceFiles};
use switchboard_codegen::{self as codegen, Beside, CrateSettings, VendorSettings};

/// The option that corrects a document on the way.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct Correction {
    /// An OpenAPI Overlay (1.0, 1.1 or 1.2) that corrects the document first.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<Utf8PathBuf>,
}

/// Reads a document; `-` is standard input. Returns `None` after reporting at least one error.
pub(crate) fn read(spec: &Utf8Path, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<Node> {
    let file = input::read_document(spec, files, diagnostics)?;
    describe(files, &[file], Some(Format::OpenApi), diagnostics)
}

/// Reads a document and corrects it. Returns `None` after reporting at least one error.
pub(crate) fn corrected(
    spec: &Utf8Path,
    correction: &Correction,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let mut document = read(spec, files, diagnostics)?;
    let overlay = beside(correction.overlay.as_deref(), files, diagnostics)?;
    let alone = CrateSettings::for_document(&document, String::new(), String::new(), false);
    codegen::complete(files, Beside { settings: None, overlay }, &mut document, &alone, diagnostics)?;
    Some(document)
}

/// Reads a document, completes it from settings and corrects it; gives what the crate is to be, too. `alone` says that of
/// the document alone. Returns `None` after reporting at least one error.
pub(crate) fn completed(
    spec: &Utf8Path,
    correction: &Correction,
    settings: Option<&Utf8Path>,
    alone: impl FnOnce(&Node) -> CrateSettings,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Option<(Node, CrateSettings, Option<VendorSettings>)> {
    let document = read(spec, files, diagnostics);
    // All files are read, so that what is wrong with any is said at once.
    let settings = beside(settings, files, diagnostics);
    let overlay = beside(correction.overlay.as_deref(), files, diagnostics);
    let mut document = document?;
    let alone = alone(&document);
    let beside = Beside { settings: settings?, overlay: overlay? };
    let settings = codegen::complete(files, beside, &mut document, &alone, diagnostics)?;
    let package = match &settings {
        Some(settings) => alone.with(settings),
        None => alone,
    };
    Some((document, package, settings))
}

/// Reads a file that may be left out. Returns `None` after reporting why it cannot be read.
fn beside(path: Option<&Utf8Path>, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<Option<FileId>> {
    match path {
        Some(path) => input::read(path, &path.as_str().replace('\\', "/"), files, diagnostics).map(Some),
        None => Some(None),
    }
}
