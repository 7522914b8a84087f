//! From API documents to finished Rust client crates. This page shows the pipeline and the types between its stages.
//!
//! Everything here is a pure function of its arguments: no files, clock, environment or network.

pub mod bundle;
pub mod changes;
pub mod describe;
pub mod diagnostic;
pub mod emit;
mod engine;
pub mod files;
pub mod lower;
mod markdown;
pub mod model;
pub mod names;
pub mod openapi30;
pub mod operations;
pub mod overlay;
pub mod reference;
mod report;
pub mod settings;
pub mod source;
mod spec;
pub mod text;
pub mod types;

mod inspect;
mod types_at;

pub use engine::is_running as engine_is_running;
pub use files::CrateFiles;
pub use lower::{Choice, Selection};
pub use report::{LeftOpen, LeftOut, Report, render_coverage};
pub use settings::{CrateSettings, Home, Publishing, Runtime, VendorSettings, is_strict, maps};
pub use spec::methods::{Method, count_operations, operations};
pub use spec::write::{render_document, render_yaml};
pub use text::nearest;
pub use types_at::{TypesAt, types_at};

use diagnostic::Diagnostics;
use model::Api;
use operations::Collected;
use source::{FileId, Node, SourceFiles};
use types::{Planner, TypeGraph};

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

/// What [`generate`] gives.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The crate.
    pub files: CrateFiles,
    /// What is in it.
    pub report: Report,
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
        Some(file) => Some(overlay::Overlay::read(files, file, overlay::Origin::Vendor, diagnostics)?),
        None => None,
    };
    let (mut document, settings) = described?;
    // Of a document that lacks something it would say what is not true.
    if let Some(overlay) = overlay.filter(|_| !diagnostics.has_errors()) {
        overlay.apply(&mut document, diagnostics);
    }
    if !diagnostics.has_errors() {
        selection(&settings).apply(&mut document, diagnostics);
    }
    (!diagnostics.has_errors()).then_some((document, settings))
}

/// Which operations settings name.
fn selection(settings: &VendorSettings) -> Selection {
    let choices = |names: &[settings::Text]| {
        let choice = |name: &settings::Text| Choice { name: name.value.clone(), span: Some(name.span) };
        names.iter().map(choice).collect()
    };
    Selection { only: choices(&settings.operations.only), without: choices(&settings.operations.without) }
}

/// The first half of [`derive()`]: the document before the overlay corrects it.
pub fn describe_vendor(
    files: &SourceFiles,
    sources: &VendorSources,
    diagnostics: &mut Diagnostics,
) -> Option<(Node, VendorSettings)> {
    let settings = VendorSettings::read(files, sources.settings, diagnostics)?;
    let pages = settings.check_pages(files, &sources.pages, diagnostics);
    let mut document = describe_pages(files, &pages, &settings, diagnostics)?;
    settings.apply(&mut document, diagnostics);
    settings.link_operations(files, &mut document);
    Some((document, settings))
}

/// The document that the pages are. Where they are one OpenAPI document and the files that it refers to, it is made one.
fn describe_pages(
    files: &SourceFiles,
    pages: &[FileId],
    settings: &VendorSettings,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let is_document = |page: &FileId| describe::openapi::recognises(files[*page].text());
    let (documents, parts): (Vec<FileId>, Vec<FileId>) = pages.iter().partition(|page| is_document(page));
    let ([main], Some(describe::Format::OpenApi)) = (documents.as_slice(), settings.format) else {
        return describe::describe(files, pages, settings.format, diagnostics);
    };
    let document = describe::describe(files, &[*main], settings.format, diagnostics)?;
    let (folder, name) = files[*main].name().rsplit_once('/').unwrap_or(("", files[*main].name()));
    let mut open =
        |location: &bundle::Location, files: &mut SourceFiles| settings.page_at(location, folder, &parts, files);
    // Everything is in it already; a copy of the texts is what this costs.
    let bundled = bundle::bundle(document, Some(name), &mut files.clone(), &mut open, diagnostics);
    for part in parts.iter().filter(|part| !refers_into(&bundled, **part)) {
        let message = "this file is not an OpenAPI document, and none refers to it";
        let help = "remove it and its `[[page]]` entry, or refer to it";
        let start = source::Span::new(*part, 0..0);
        diagnostics.push(diagnostic::Diagnostic::error(diagnostic::Code::UnknownFormat, message).at(start).help(help));
    }
    (!diagnostics.has_errors()).then_some(bundled)
}

/// Whether anything in a tree is from a file.
fn refers_into(node: &Node, file: FileId) -> bool {
    node.span.file == file
        || node.as_array().is_some_and(|items| items.iter().any(|item| refers_into(item, file)))
        || node.as_object().is_some_and(|members| members.values().any(|member| refers_into(member, file)))
}

/// What a person says about a document that is not in a vendor's folder: settings with the keys of `vendor.toml`, and an
/// overlay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside {
    /// The settings.
    pub settings: Option<FileId>,
    /// The overlay.
    pub overlay: Option<FileId>,
}

/// A document with what stands beside it: completed from the settings, corrected by the overlay. Returns the settings, or
/// nothing after reporting at least one error.
///
/// `alone` says what the crate of the document alone is called, and what the settings may leave out therefore.
pub fn complete(
    files: &SourceFiles,
    beside: Beside,
    document: &mut Node,
    alone: &CrateSettings,
    diagnostics: &mut Diagnostics,
) -> Option<Option<VendorSettings>> {
    let mut found = Diagnostics::new();
    let settings =
        beside.settings.and_then(|file| VendorSettings::read_beside(files, file, document, alone, &mut found));
    if let Some(settings) = &settings {
        settings.apply(document, &mut found);
        settings.link_operations(files, document);
    }
    let overlay = beside.overlay;
    let overlay = overlay.and_then(|file| overlay::Overlay::read(files, file, overlay::Origin::Given, &mut found));
    if let Some(overlay) = overlay.filter(|_| !found.has_errors()) {
        overlay.apply(document, &mut found);
    }
    if let Some(settings) = settings.as_ref().filter(|_| !found.has_errors()) {
        selection(settings).apply(document, &mut found);
    }
    let sound = !found.has_errors();
    diagnostics.extend(found);
    sound.then_some(settings)
}

/// What the middle of the pipeline decided: the lowered document, the types and the operations.
#[derive(Debug)]
pub struct Planned {
    /// The document after the lowering passes.
    pub document: Node,
    /// The types.
    pub graph: TypeGraph,
    /// The operations.
    pub operations: Collected,
    /// What of the document is lost or left open, in the order in which it was found.
    pub left_open: Vec<LeftOpen>,
}

/// A document to its plans: lowered, its operations and types decided. What is wrong with a part of it is lost with that
/// part. Returns `None` after reporting at least one error.
pub fn plan(given: &Node, diagnostics: &mut Diagnostics) -> Option<Planned> {
    let reword = |text: &str| lower::as_it_stands(given, text);
    let document = lower::lower(given.clone(), diagnostics);
    if diagnostics.cannot_go_on() {
        diagnostics.reword(reword);
        return None;
    }
    let mut found = diagnostics.of_same_run();
    let mut planner = Planner::new(&document, diagnostics);
    let mut operations = operations::collect(Api::of(&document), &mut planner, &mut found);
    let mut graph = planner.finish(&operations.sent(), &operations.received());
    graph.xml.keep(&operations.xml_roots());
    operations::decide_calls(&graph, &mut operations.plans);
    diagnostics.extend(found);
    let mut left_open = report::left_open(given, &operations, diagnostics);
    diagnostics.reword(reword);
    let reasons = operations.left_out.iter_mut().map(|(_, reason)| reason);
    reasons.chain(left_open.iter_mut().map(|left| &mut left.reason)).for_each(|reason| *reason = reword(reason));
    (!diagnostics.has_errors()).then_some(Planned { document, graph, operations, left_open })
}

/// [`plan()`], with what the settings and the rules of pagination say about operations.
pub fn plan_client(document: &Node, settings: &CrateSettings, diagnostics: &mut Diagnostics) -> Option<Planned> {
    let mut planned = plan(document, diagnostics)?;
    let Planned { document, graph, operations, .. } = &mut planned;
    operations::decide_events(Api::of(document), settings, graph, operations, diagnostics);
    operations::state(Api::of(&planned.document), settings, &planned.graph, &mut planned.operations.plans, diagnostics);
    Some(planned)
}

/// A document to the files of a crate. Returns `None` after reporting at least one error.
pub fn generate(document: &Node, settings: &CrateSettings, diagnostics: &mut Diagnostics) -> Option<Generated> {
    print(plan_client(document, settings, diagnostics)?, settings, diagnostics)
}

/// The second half of [`generate()`]: what was planned as the files of a crate.
pub fn print(planned: Planned, settings: &CrateSettings, diagnostics: &mut Diagnostics) -> Option<Generated> {
    let files = print_files(&planned, settings, diagnostics)?;
    let Planned { document, graph, operations, left_open } = planned;
    let report = Report::new(&document, &graph, &operations, left_open, &files);
    (!diagnostics.has_errors()).then_some(Generated { files, report })
}

/// [`print()`] without the report, for who goes on with the plans.
pub fn print_files(planned: &Planned, settings: &CrateSettings, diagnostics: &mut Diagnostics) -> Option<CrateFiles> {
    let Planned { document, graph, operations, left_open } = planned;
    let api = Api::of(document);
    let rendered = engine::client(graph, &operations.plans, diagnostics)?;
    let bounds = operations::Bounds::new(api, &operations.plans);
    let engine::Methods { methods, calls, answers } = engine::rewrite(graph, &operations.plans, rendered, diagnostics)?;
    let parts = emit::Parts {
        api,
        settings,
        graph,
        operations,
        left_open,
        types: types::render(graph),
        facts: operations::facts(api, settings, &operations.plans, &bounds),
        bounds: bounds.render(),
        results: operations::results(graph, &operations.plans),
        forms: operations::forms(graph, &operations.plans),
        headers: operations::headers(graph, &operations.headers),
        servers: operations::servers(api),
        webhooks: operations::webhook_types(graph, operations, &settings.webhooks),
        xml: types::xml(graph),
        methods,
        calls,
        answers,
    };
    let files = emit::files(parts, diagnostics);
    (!diagnostics.has_errors()).then_some(files)
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
    inspect::inspect(document, settings, stage, pointer, diagnostics)
}
