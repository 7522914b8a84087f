//! `observe`: where recordings of an API deviate from its document, and the overlay that corrects it.

use crate::document::{self, Maps};
use crate::observe::{self, Finding, Observed, Recordings, Violation};
use crate::report::Format;
use crate::workspace::Workspace;
use crate::{Exit, Global, report, terminal};
use anyhow::{Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::fmt::Write;
use switchboard_codegen::diagnostic::{Code, Diagnostics};
use switchboard_codegen::source::SourceFiles;

/// Say where recordings of an API deviate from its document, and write the corrections that make them fit.
///
/// Each place of the document is listed with how many of how many recordings deviate there, and the ids of the first and
/// the last. The exit code is 0 when nothing deviates and 1 when something does. Of what was recorded, nothing is printed
/// or written but ids, kinds and counts, and values of enums that look like identifiers; no header, query or body is.
#[derive(clap::Args)]
#[command(after_long_help = "\
Recordings are JSON lines, as `roundtrip` takes them:
  {\"id\": …, \"schema\": \"#/components/schemas/Call\", \"value\": …}
or an HTTP archive (HAR 1.2), as browsers and proxies save it: method, address, status and media type give the place in \
the document.

Examples:
  cargo xtask observe revox --payloads session.har
  cargo xtask observe api.yaml --payloads recordings.jsonl --overlay corrections.yaml
  cargo xtask generate api.yaml --overlay corrections.yaml --out clients/api")]
pub(crate) struct Args {
    /// A vendor in specs/, or the path of an OpenAPI document.
    #[arg(value_name = "VENDOR-OR-SPEC")]
    subject: String,
    /// The recordings: JSON lines, or a HAR file.
    #[arg(long, value_name = "FILE")]
    payloads: Utf8PathBuf,
    #[command(flatten)]
    maps: Maps,
    /// Where the corrections go, an OpenAPI Overlay 1.0. They are tried on the recordings first.
    #[arg(long, value_name = "FILE")]
    overlay: Option<Utf8PathBuf>,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global)?;
    let spec = spec(args, &workspace)?;
    let text = fs_err::read_to_string(&args.payloads).map_err(|error| {
        let message = format!("cannot read {}: {}", args.payloads, crate::input::describe(&error));
        report::refusal(Code::InputUnreadable, message, "name a file with recordings, as UTF-8 text")
    })?;
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let Some(document) = document::read(&spec, &args.maps, &mut files, &mut diagnostics) else {
        report::print(global, &files, &diagnostics);
        return Ok(report::exit(&diagnostics));
    };
    let recordings = observe::read(&text, args.payloads.as_str(), &document)?;
    if recordings.taken.is_empty() {
        let reasons: Vec<String> =
            recordings.left_out.iter().map(|(reason, count)| format!("{count} × {reason}")).collect();
        let message = match reasons.as_slice() {
            [] => format!("{} has no recording of an answer or a request", args.payloads),
            _ => format!("no recording of {} is of this document: {}", args.payloads, reasons.join(", ")),
        };
        let help =
            "record calls to a server that the document names, or give JSON lines with `schema` pointers into it";
        return Err(report::refusal(Code::InputUnreadable, terminal::visible(&message), help));
    }
    let is_correcting = args.overlay.is_some();
    let source = observe::Source { workspace: &workspace, spec: &spec, maps: &args.maps };
    let observed = observe::observe(source, &recordings.taken, is_correcting, &mut files, &mut diagnostics)?;
    report::print(global, &files, &diagnostics);
    let Some(observed) = observed else { return Ok(report::exit(&diagnostics)) };
    if let Some(path) = args.overlay.as_ref().filter(|_| !observed.actions.is_empty()) {
        let title = format!("Corrections of {} by recordings", spec.file_name().unwrap_or_default());
        fs_err::write(path, observe::overlay(&title, &observed.actions)?)?;
    }
    match global.format {
        Format::Json => terminal::raw_result(&format!("{:#}", as_json(&files, &recordings, &observed, is_correcting)))?,
        Format::Text | Format::Github | Format::Markdown => {
            let text =
                if global.format == Format::Text { as_text(&files, &observed) } else { as_github(&files, &observed) };
            terminal::result(&terminal::visible(&text))?;
            summarise(args, &recordings, &observed);
        }
    }
    Ok(if observed.findings.is_empty() { Exit::Fine } else { Exit::Findings })
}

/// The document of a vendor, or the one that is named.
fn spec(args: &Args, workspace: &Workspace) -> Result<Utf8PathBuf> {
    let subject = args.subject.as_str();
    let path = Utf8Path::new(subject);
    if subject == "-" {
        bail!("the document is read more than once: name a file");
    }
    if subject.contains(['/', '\\', '.']) || path.is_file() {
        return Ok(path.to_owned());
    }
    document::refuse_for_vendor(&args.maps)?;
    workspace.check_vendor(subject, &workspace.vendors()?)?;
    Ok(workspace.root.join("specs").join(subject).join("openapi.yaml"))
}

fn as_text(files: &SourceFiles, observed: &Observed) -> String {
    let mut text = String::new();
    for finding in &observed.findings {
        let file = &files[finding.span.file];
        let at = file.location(finding.span.start as usize);
        let Finding { pointer, first, last, .. } = finding;
        let said = observe::evidence(finding);
        let ids = if first == last { format!("in {first}") } else { format!("first in {first}, last in {last}") };
        let _ = writeln!(text, "{}:{}:{}: {pointer}\n    {said}\n    {ids}", file.name(), at.line, at.column);
    }
    text
}

/// A workflow command for each finding.
fn as_github(files: &SourceFiles, observed: &Observed) -> String {
    let annotation = |finding: &Finding| {
        let said = format!("{}: {}", finding.pointer, observe::evidence(finding));
        report::annotation(files, Some(finding.span), "warning", "deviation", &said) + "\n"
    };
    observed.findings.iter().map(annotation).collect()
}

fn as_json(files: &SourceFiles, recordings: &Recordings, observed: &Observed, is_correcting: bool) -> Value {
    let all = |findings: &[Finding]| findings.iter().map(|finding| one(files, finding)).collect::<Vec<_>>();
    let left_out: Vec<Value> =
        recordings.left_out.iter().map(|(reason, count)| json!({"reason": reason, "count": count})).collect();
    let mut result = json!({
        "recordings": recordings.taken.len(),
        "left_out": left_out,
        "deviations": all(&observed.findings),
    });
    if is_correcting {
        result["corrections"] = json!(observed.actions.len());
        result["remaining"] = json!(all(&observed.remaining));
    }
    result
}

fn one(files: &SourceFiles, finding: &Finding) -> Value {
    let file = &files[finding.span.file];
    let at = file.location(finding.span.start as usize);
    let (sort, member) = match &finding.violation {
        Violation::Missing(name) => ("missing", Some(name)),
        Violation::Kind => ("kind", None),
        Violation::Constant => ("constant", None),
        Violation::Length => ("length", None),
        Violation::Repeated(name) => ("repeated", Some(name)),
        Violation::Unlisted => ("unlisted", None),
        Violation::Unreadable => ("unreadable", None),
    };
    let values = finding.values.iter().filter(|(value, _)| !value.is_empty());
    json!({
        "pointer": finding.pointer,
        "place": {"file": file.name(), "line": at.line, "column": at.column},
        "deviation": sort,
        "member": member,
        "expected": finding.expected,
        "found": finding.kinds,
        "values": values.collect::<std::collections::BTreeMap<_, _>>(),
        "count": finding.count,
        "of": finding.of,
        "first": finding.first,
        "last": finding.last,
        "message": observe::evidence(finding),
    })
}

fn summarise(args: &Args, recordings: &Recordings, observed: &Observed) {
    for (reason, count) in &recordings.left_out {
        terminal::note(&terminal::visible(&format!("left out: {count} × {reason}")));
    }
    let places = observed.findings.len();
    terminal::note(&format!("{} recordings; they deviate in {places} places of the document", recordings.taken.len()));
    let Some(path) = &args.overlay else { return };
    match (observed.actions.len(), observed.remaining.len()) {
        (0, 0) => terminal::note("there is nothing to correct, and no overlay was written"),
        (0, left) => terminal::note(&format!("none of {left} places can be corrected, and no overlay was written")),
        (count, 0) => terminal::note(&format!("{path}: {count} corrections; with them no recording deviates")),
        (count, left) => {
            terminal::note(&format!("{path}: {count} corrections; with them, recordings deviate in {left} places:"));
            for finding in &observed.remaining {
                let said = format!("  {}: {}", finding.pointer, observe::evidence(finding));
                terminal::note(&terminal::visible(&said));
            }
        }
    }
}
