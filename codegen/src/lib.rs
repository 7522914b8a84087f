//! From API documents to finished Rust client crates. This page shows the pipeline and the types between its stages.
//!
//! Everything here is a pure function of its arguments: no files, clock, environment or network.

pub mod describe;
pub mod diagnostic;
mod document;
mod fields;
pub mod nearest;
pub mod overlay;
pub mod settings;
pub mod source;

pub use document::render_document;
pub use settings::{CrateSettings, VendorSettings};

use diagnostic::{Code, Diagnostic, Diagnostics};
use serde::Serialize;
use source::{FileId, Node, SourceFiles, Span};
use std::collections::BTreeMap;

/// The files of one vendor folder.
#[derive(Clone, Debug)]
pub struct VendorSources {
    /// `vendor.toml`.
    pub settings: FileId,
    /// Everything under `docs/`, sorted by name.
    pub pages: Vec<FileId>,
    /// `overlay.yaml`, where there is one.
    pub overlay: Option<FileId>,
}

/// The files of a crate: path inside the crate (with `/` between folders) to text.
pub type CrateFiles = BTreeMap<String, String>;

/// What [`generate`] gives.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The crate.
    pub files: CrateFiles,
    /// What is in it.
    pub report: Report,
}

/// Counts about one generated crate.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Operations the document has.
    pub operations_in_spec: usize,
    /// Operations that can be called.
    pub operations_emitted: usize,
    /// Operations that cannot, each with the reason.
    pub operations_left_out: Vec<LeftOut>,
    /// Named schemas.
    pub schemas: usize,
    /// Unions by the rule that tells their alternatives apart.
    pub unions: BTreeMap<String, usize>,
    /// Members whose type is any JSON value.
    pub untyped_fields: usize,
    /// Lines of Rust.
    pub lines: usize,
}

/// An operation that did not become callable.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// Method and path.
    pub operation: String,
    /// Why.
    pub reason: String,
}

/// A stage of the pipeline after the document, for [`inspect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The document after the lowering passes.
    Lowered,
    /// The planned Rust types, with the reason of each decision.
    Types,
    /// The Rust text.
    Tokens,
}

/// A vendor folder to its OpenAPI 3.1 document: described from the pages, completed from the settings, corrected by
/// the overlay. Returns `None` after reporting at least one error.
pub fn derive(
    files: &SourceFiles,
    sources: &VendorSources,
    diagnostics: &mut Diagnostics,
) -> Option<(Node, VendorSettings)> {
    let described = describe_vendor(files, sources, diagnostics);
    let overlay = match sources.overlay {
        Some(file) => Some(overlay::Overlay::read(files, file, diagnostics)?),
        None => None,
    };
    let (mut document, settings) = described?;
    if let Some(overlay) = overlay {
        overlay.apply(&mut document, diagnostics);
    }
    (!diagnostics.has_errors()).then_some((document, settings))
}

/// The first half of [`derive()`]: the document before the overlay corrects it.
pub fn describe_vendor(
    files: &SourceFiles,
    sources: &VendorSources,
    diagnostics: &mut Diagnostics,
) -> Option<(Node, VendorSettings)> {
    let settings = VendorSettings::read(files, sources.settings, diagnostics)?;
    settings.check_pages(files, &sources.pages, diagnostics);
    let mut document = describe::describe(files, &sources.pages, settings.format, diagnostics)?;
    settings.apply(&mut document, diagnostics);
    Some((document, settings))
}

/// A document to the files of a crate. Returns `None` after reporting at least one error.
pub fn generate(document: &Node, settings: &CrateSettings, diagnostics: &mut Diagnostics) -> Option<Generated> {
    let Some(paths) = document.get("paths") else {
        let message = "the document has no `paths`, so there is nothing to call";
        diagnostics.push(Diagnostic::error(Code::UnknownFormat, message).at(start_of(document)));
        return None;
    };
    let operations = paths.as_object().map_or(0, |paths| paths.len());
    let library = format!("//! {}\n// @generated\n", settings.description.replace('\n', " "));
    let manifest = format!("[package]\nname = \"{}\"\n", settings.name);
    let files = CrateFiles::from([("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), library)]);
    let report = Report { operations_in_spec: operations, ..Report::default() };
    Some(Generated { files, report })
}

/// What a stage holds, as text: everything, or the part that comes from the node at `pointer`.
///
/// Returns `None` after reporting at least one error.
pub fn inspect(
    document: &Node,
    settings: &CrateSettings,
    stage: Stage,
    pointer: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let _ = (stage, pointer);
    generate(document, settings, diagnostics).map(|generated| generated.files.into_values().collect())
}

fn start_of(node: &Node) -> Span {
    Span { end: node.span.start, ..node.span }
}
