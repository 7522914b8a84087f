//! `mock`: a server on loopback that answers as a document says.

use crate::document::{self, Correction};
use crate::mock::{Faults, Mock, serve};
use crate::workspace::Workspace;
use crate::{Exit, Global, report, terminal};
use anyhow::{Result, bail};
use camino::Utf8Path;
use std::time::Duration;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{Node, SourceFiles};
use switchboard_codegen::{self as codegen, CrateSettings, Home};

/// Serve a vendor's documented examples on loopback, to try a client without an account.
///
/// Where the document has no example, the answer is made from the schema. Placeholders give way to values of their kind:
/// addresses lead to files of this server, ids have the documented length. What is read by its id has that id, and a status
/// that is plainly one of a life cycle (`queued`, `ringing`, `completed`) is one further each time. A request that does not fit the document is
/// answered with the reason: 404 or 405 for an unknown path or method, 401 without a credential (any will do), 400 for
/// parameters or a body that do not fit. Ctrl-C ends it.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask mock revox --port 4010
  REVOX_BASE_URL=http://127.0.0.1:4010 REVOX_API_KEY=any cargo run -p revox --example NAME
  cargo xtask mock petstore.yaml --fail 503:2 --slow 200
  cargo xtask mock api/openapi.yaml --map https://acme.example/common.yaml=saved/common.yaml")]
pub(crate) struct Args {
    /// A vendor in specs/, or the path of an OpenAPI document.
    #[arg(value_name = "VENDOR-OR-SPEC")]
    subject: String,
    #[command(flatten)]
    correction: Correction,
    /// The port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 4010)]
    port: u16,
    /// What values are made up from: ids differ where this does.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Fail with this status: the first COUNT requests, or all.
    #[arg(long, value_name = "STATUS[:COUNT]", value_parser = failure)]
    fail: Option<(u16, u32)>,
    /// Wait so many milliseconds before each answer.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    slow: u64,
    /// Break every answer off in the middle of its body.
    #[arg(long)]
    cut: bool,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let document = read(args, global, &mut files, &mut diagnostics)?
        .map(|(variable, document)| (variable, codegen::lower::lower(document, &mut diagnostics)));
    report::print(global, &files, &diagnostics);
    let Some((variable, document)) = document.filter(|_| !diagnostics.has_errors()) else {
        return Ok(report::exit(&diagnostics));
    };
    let mock = Mock::new(document.to_value(), args.seed);
    let count = mock.operations();
    let faults = Faults { fail: args.fail, slow: Duration::from_millis(args.slow), cut: args.cut };
    match serve(mock, args.port, faults, |address| {
        terminal::result(&format!("{variable}=http://{address}\n"))?;
        terminal::note(&format!("{count} operations of {}; Ctrl-C ends the server", args.subject));
        Ok(())
    })? {}
}

/// The variable that leads its client to the server, and the document to serve.
fn read(
    args: &Args,
    global: &Global,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Option<(String, Node)>> {
    let (subject, correction) = (args.subject.as_str(), &args.correction);
    let path = Utf8Path::new(subject);
    if subject.contains(['/', '\\', '.']) || path.is_file() {
        let document = document::corrected(path, correction, files, diagnostics);
        let name = CrateSettings::name_from(path.file_stem().unwrap_or_default());
        return Ok(document.map(|document| {
            let settings = CrateSettings::for_document(&document, name, String::new(), Home::Alone);
            (settings.base_url_variable(), document)
        }));
    }
    document::refuse_for_vendor(&correction.maps)?;
    if correction.overlay.is_some() {
        bail!("a vendor has its own overlay.yaml; `--overlay` is for documents");
    }
    let workspace = Workspace::find(global)?;
    workspace.check_vendor(subject, &workspace.vendors()?)?;
    let Some(sources) = workspace.read_vendor(subject, files, diagnostics) else { return Ok(None) };
    let derived = codegen::derive(files, &sources, diagnostics);
    Ok(derived.map(|(document, settings)| (CrateSettings::for_vendor(&settings).base_url_variable(), document)))
}

/// `503` or `503:2`.
fn failure(text: &str) -> Result<(u16, u32), String> {
    let (status, count) = text.split_once(':').map_or((text, None), |(status, count)| (status, Some(count)));
    let status = status.parse().ok().filter(|status| (400..600).contains(status));
    let count = count.map_or(Ok(u32::MAX), |count| count.parse::<u32>());
    match (status, count) {
        (Some(status), Ok(count)) => Ok((status, count)),
        _ => Err("write a status from 400 to 599, and after a colon how often: 503:2".to_owned()),
    }
}
