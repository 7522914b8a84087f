//! `lower`: any document to one of an older version, for other generators.

use crate::document::{self, Correction};
use crate::{Exit, Global, report, terminal};
use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::openapi30::{Openapi30, to_openapi30};
use switchboard_codegen::source::{Node, SourceFiles};
use switchboard_codegen::{CrateSettings, Home, VendorSettings, render_yaml};

/// Print any document as OpenAPI 3.0 that progenitor takes.
///
/// Documents of OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are read as `generate` reads them. Each place that OpenAPI 3.0 or
/// progenitor has no form for is named with what follows from it; an operation that progenitor cannot call is left out.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask lower api.yaml --to 3.0 --out api-3.0.json
  cargo xtask lower api.yaml --to 3.0 --overlay corrections.yaml > api-3.0.yaml
  curl -fL https://api.example/openapi.json | cargo xtask lower - --to 3.0 --as json

In a build script or in `generate_api!`, progenitor 0.15 takes the document as it is.")]
pub(crate) struct Args {
    /// The document, JSON or YAML; `-` reads it from stdin.
    spec: Utf8PathBuf,
    /// The version to print.
    #[arg(long, value_enum)]
    to: Version,
    #[command(flatten)]
    correction: Correction,
    /// What the document leaves out, in a TOML file with the keys of vendor.toml.
    #[arg(long, value_name = "FILE")]
    settings: Option<Utf8PathBuf>,
    /// The file to write; else the document is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<Utf8PathBuf>,
    /// How the document is written; else as the name of the file says, else YAML.
    #[arg(long = "as", value_enum, value_name = "SYNTAX")]
    syntax: Option<Syntax>,
    /// Refuse a document of which a place or an operation would be lost.
    #[arg(long)]
    strict: bool,
}

/// A version that documents are lowered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Version {
    /// OpenAPI 3.0.
    #[value(name = "3.0")]
    Openapi30,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Syntax {
    Json,
    Yaml,
}

impl Syntax {
    fn of(args: &Args) -> Self {
        let is_json =
            args.out.as_deref().and_then(Utf8Path::extension).is_some_and(|end| end.eq_ignore_ascii_case("json"));
        args.syntax.unwrap_or(if is_json { Self::Json } else { Self::Yaml })
    }

    fn write(self, document: &Node) -> Result<String> {
        Ok(match self {
            Self::Json => format!("{}\n", serde_json::to_string_pretty(document)?),
            Self::Yaml => render_yaml(document),
        })
    }
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let Version::Openapi30 = args.to;
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::for_run(args.strict));
    let made = made(args, &mut files, &mut diagnostics);
    // With a file the report of a program is the result; without one the document is.
    let is_report = global.format == report::Format::Json && args.out.is_some();
    if !is_report {
        report::print(global, &files, &diagnostics);
    }
    let mut operations = None;
    if let Some(Openapi30 { document, operations_in_spec, operations_left_out }) = made {
        let text = Syntax::of(args).write(&document)?;
        match &args.out {
            Some(out) => fs_err::write(out, text)?,
            None => terminal::raw_result(&text)?,
        }
        let lost = diagnostics.iter().filter(|found| found.loss.is_some()).count();
        let kept = operations_in_spec - operations_left_out.len().min(operations_in_spec);
        if !is_report {
            let shown = args.out.as_deref().unwrap_or(&args.spec);
            terminal::note(&format!("{shown}: {kept} of {operations_in_spec} operations, {lost} losses"));
        }
        operations = Some(json!({"in_spec": operations_in_spec, "left_out": operations_left_out, "losses": lost}));
    }
    if is_report {
        let findings = report::to_json(&files, &diagnostics);
        let result = json!({"out": args.out.as_ref().map(|out| out.as_str()), "operations": operations, "diagnostics": findings});
        terminal::raw_result(&format!("{result:#}"))?;
    }
    Ok(report::exit(&diagnostics))
}

fn made(args: &Args, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<Openapi30> {
    let alone = |document: &Node| CrateSettings::for_document(document, String::new(), String::new(), Home::Alone);
    let settings = args.settings.as_deref();
    let (document, _, settings): (_, _, Option<VendorSettings>) =
        document::completed(&args.spec, &args.correction, settings, alone, files, diagnostics)?;
    let lowered = to_openapi30(&document, diagnostics);
    if let Some(settings) = settings {
        *diagnostics = settings.settle(std::mem::take(diagnostics));
    }
    lowered.filter(|_| !diagnostics.has_errors())
}
