//! `inspect`: what a stage of the pipeline holds, and where it comes from.

use crate::document::{self, Correction};
use crate::workspace::Workspace;
use crate::{Exit, Global, input, report, terminal};
use anyhow::{Result, bail};
use camino::Utf8Path;
use clap::ValueEnum;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::nearest::{nearest, quoted};
use switchboard_codegen::source::{Node, SourceFiles, escape_pointer_token};
use switchboard_codegen::{self as codegen, CrateSettings, Home, VendorSources};

/// Show what a stage of the pipeline holds: all of it, or the part at a JSON pointer and the line it comes from.
///
/// Of the later stages this also says why a union or a name was decided so.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask inspect revox --at '#/components/schemas/Weekday'
  cargo xtask inspect revox --stage types --at '#/components/schemas/Weekday'
  cargo xtask inspect petstore.yaml --stage lowered
  cargo xtask inspect petstore.yaml --overlay corrections.yaml")]
pub(crate) struct Args {
    /// A vendor in specs/, or the path of an OpenAPI document; `-` reads one from stdin.
    #[arg(value_name = "SPEC-OR-VENDOR")]
    subject: String,
    #[command(flatten)]
    correction: Correction,
    /// The stage to show.
    #[arg(long, value_enum, default_value_t = Stage::Corrected)]
    stage: Stage,
    /// A JSON pointer into the document, for instance `#/paths/~1call~1{id}/get`.
    #[arg(long, value_name = "POINTER")]
    at: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// The pages as they are
    Source,
    /// The document read from the pages, with title, server and authentication from vendor.toml
    Described,
    /// The document after the overlay
    Corrected,
    /// The document after the lowering passes
    Lowered,
    /// The planned Rust types
    Types,
    /// The Rust text
    Tokens,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let text = show(args, global, &mut files, &mut diagnostics);
    report::print(global, &files, &diagnostics);
    if let Some(text) = text? {
        terminal::raw_result(&text)?;
    }
    Ok(report::exit(&diagnostics))
}

fn show(
    args: &Args,
    global: &Global,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Option<String>> {
    let subject = Utf8Path::new(&args.subject);
    let Some((document, settings)) = (if is_path(subject) {
        let document = match args.stage {
            Stage::Source | Stage::Described => document::read(subject, &args.correction.maps, files, diagnostics),
            _ => document::corrected(subject, &args.correction, files, diagnostics),
        };
        document.map(|document| {
            let name = CrateSettings::name_from(subject.file_stem().unwrap_or_default());
            let settings = CrateSettings::for_document(&document, name, "../runtime".to_owned(), Home::Alone);
            (document, settings)
        })
    } else {
        document::refuse_for_vendor(&args.correction.maps)?;
        if args.correction.overlay.is_some() {
            bail!("a vendor has its own overlay.yaml; `--overlay` is for documents");
        }
        let workspace = Workspace::find(global)?;
        workspace.check_vendor(&args.subject, &workspace.vendors()?)?;
        let Some(sources) = workspace.read_vendor(&args.subject, files, diagnostics) else { return Ok(None) };
        if args.stage == Stage::Source {
            return source(args, files, &sources).map(Some);
        }
        let derived = match args.stage {
            Stage::Described => codegen::describe_vendor(files, &sources, diagnostics),
            _ => codegen::derive(files, &sources, diagnostics),
        };
        derived.map(|(document, settings)| {
            let settings = CrateSettings::for_vendor(&settings);
            (document, settings)
        })
    }) else {
        return Ok(None);
    };
    let later = match args.stage {
        Stage::Source | Stage::Described | Stage::Corrected => return yaml(args, files, &document).map(Some),
        Stage::Lowered => codegen::Stage::Lowered,
        Stage::Types => codegen::Stage::Types,
        Stage::Tokens => codegen::Stage::Tokens,
    };
    if let Some(pointer) = &args.at {
        node_at(&document, pointer)?;
    }
    Ok(codegen::inspect(&document, &settings, later, args.at.as_deref(), diagnostics))
}

/// A vendor's name has no dot and no slash; everything that has, or that is a file, is a path.
fn is_path(subject: &Utf8Path) -> bool {
    subject == input::STDIN || subject.as_str().contains(['/', '\\', '.']) || subject.is_file()
}

/// The pages of a vendor: as a document where they are one, else as text under their names.
fn source(args: &Args, files: &SourceFiles, sources: &VendorSources) -> Result<String> {
    if let Some(document) = describe(files, &sources.pages, Some(Format::OpenApi), &mut Diagnostics::new()) {
        return yaml(args, files, &document);
    }
    if let Some(pointer) = &args.at {
        bail!("pages of text have no JSON pointers; try --stage described --at '{pointer}'");
    }
    let page = |page: &_| format!("# {}\n{}\n", files[*page].name(), files[*page].text());
    Ok(sources.pages.iter().map(page).collect())
}

/// The document or the part at the pointer, under a line that says where it stands.
fn yaml(args: &Args, files: &SourceFiles, document: &Node) -> Result<String> {
    let node = match &args.at {
        Some(pointer) => node_at(document, pointer)?,
        None => document,
    };
    let span = node.label_span();
    let at = files[span.file].location(span.start as usize);
    let body = switchboard_codegen::render_yaml(node);
    Ok(format!("# {}:{}:{}\n{body}", files[span.file].name(), at.line, at.column))
}

/// The node at a pointer; else an error with the longest part of the pointer that is there and the nearest keys.
fn node_at<'n>(document: &'n Node, pointer: &str) -> Result<&'n Node> {
    if let Some(node) = document.pointer(pointer) {
        return Ok(node);
    }
    let path = pointer.strip_prefix('#').unwrap_or(pointer);
    if !path.starts_with('/') {
        bail!(
            "`{pointer}` is not a valid JSON pointer; one looks like `#/paths/~1call~1{{id}}/get`, with `/` in names as `~1`"
        );
    }
    let parents = path.match_indices('/').map(|(at, _)| (&path[..at], &path[at + 1..]));
    let found = parents.rev().find_map(|(parent, rest)| Some((parent, document.pointer(parent)?, rest)));
    let Some((parent, node, rest)) = found else { bail!("there is nothing at `{pointer}`") };
    let wanted = rest.split('/').next().unwrap_or_default();
    let keys: Vec<String> = match (node.as_object(), node.as_array()) {
        (Some(members), _) => members.keys().map(|key| escape_pointer_token(key)).collect(),
        (_, Some(items)) => bail!("there is nothing at `{pointer}`; `#{parent}` is a list of {} items", items.len()),
        _ => bail!("there is nothing at `{pointer}`; `#{parent}` is {}", node.kind()),
    };
    let near = nearest(wanted, keys.iter().map(String::as_str), 3);
    bail!("there is nothing at `{pointer}`; the nearest keys in `#{parent}` are {}", quoted(near))
}
