//! `roundtrip`: payloads through the generated types and back.

use crate::samples::{self, Samples};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use switchboard::document::{self, Correction};
use switchboard::roundtrip::{self, Deviation, Job, Outcome, Payload};
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, report, terminal};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// Decode payloads into the generated types, encode them again, and say which came back equal.
///
/// Payloads are decoded as clients decode answers: what deviates from the document is corrected, and named.
///
/// Equal means: numbers have the same value, members may come in another order, nothing else differs. The exit code is
/// 0 when all payloads came back equal and 1 when one did not.
#[derive(clap::Args)]
#[command(after_long_help = "\
Each line of the payloads is one JSON object:
  {\"id\": …, \"schema\": \"#/components/schemas/Call\", \"value\": …}
`schema` is a JSON pointer into the document as it is given, or as the overlay left it. Where SPEC is a folder, `spec` names the document in it.
Each line of the output is {\"id\", \"ok\", \"type\", \"error\", \"deviations\", \"value\"}, in the same order; \
`deviations` lists {\"path\", \"expected\", \"found\"}.

Examples:
  cargo xtask roundtrip api.yaml --payloads payloads.jsonl
  cargo xtask roundtrip api.yaml --overlay corrections.yaml --payloads payloads.jsonl
  cargo xtask roundtrip ../corpus --payloads ../corpus/examples.jsonl --out result.jsonl")]
pub(crate) struct Args {
    /// An OpenAPI document, or a folder of documents.
    spec: Utf8PathBuf,
    #[command(flatten)]
    correction: Correction,
    /// The payloads, one JSON object per line; `-` reads them from stdin.
    #[arg(long, value_name = "FILE", required_unless_present = "samples")]
    payloads: Option<Utf8PathBuf>,
    /// Instead of payloads, make N valid samples of each component and body, and as many of tomorrow's server: with an
    /// unknown member in each object, an unknown value in each enum, an unknown tag in each union.
    #[arg(long, value_name = "N", conflicts_with = "payloads")]
    samples: Option<usize>,
    /// Refuse payloads that deviate from the document.
    #[arg(long)]
    strict: bool,
    /// Where the results go; else to stdout.
    #[arg(long, value_name = "FILE")]
    out: Option<Utf8PathBuf>,
}

#[derive(Deserialize)]
struct Line {
    id: Value,
    schema: String,
    #[serde(default)]
    spec: Option<String>,
    value: Box<RawValue>,
}

#[derive(Serialize)]
struct Judged<'r> {
    id: &'r Value,
    ok: bool,
    #[serde(rename = "type")]
    ty: &'r Option<String>,
    error: &'r Option<String>,
    deviations: &'r [Deviation],
    value: &'r Option<Box<RawValue>>,
}

/// A line of the output before it is known: its id, and which payload of which job it is.
type Place = (Value, usize, usize);

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global)?;
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let (jobs, order) = match (&args.payloads, args.samples) {
        (Some(payloads), _) => payload_jobs(args, payloads)?,
        (None, count) => sample_jobs(args, count.unwrap_or(0), &mut files, &mut diagnostics)?,
    };
    let outcomes = roundtrip::run(&workspace, &jobs, &mut files, &mut diagnostics)?;
    report::print(global, &files, &diagnostics);
    let mut text = String::new();
    let (mut failed, mut deviating) = (0, 0);
    for (id, job, at) in &order {
        let Outcome { ty, error, value, deviations, refusal, .. } = &outcomes[*job][*at];
        let refused = refusal.as_ref().filter(|_| args.strict).map(|refusal| refusal.0.clone());
        let value = if refused.is_some() { &None } else { value };
        let error = if refused.is_some() { &refused } else { error };
        failed += usize::from(error.is_some());
        deviating += usize::from(!deviations.is_empty());
        text += &serde_json::to_string(&Judged { id, ok: error.is_none(), ty, error, deviations, value })?;
        text.push('\n');
    }
    match &args.out {
        Some(path) => fs_err::write(path, text)?,
        None => terminal::raw_result(&text)?,
    }
    let deviate = if deviating > 0 { format!("; {deviating} deviate from the document") } else { String::new() };
    terminal::note(&format!("{} of {} payloads came back equal{deviate}", order.len() - failed, order.len()));
    let exit = report::exit(&diagnostics);
    Ok(if failed > 0 { exit.max(Exit::Findings) } else { exit })
}

/// Samples of one document, or of all in a folder.
fn sample_jobs(
    args: &Args,
    count: usize,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<(Vec<Job>, Vec<Place>)> {
    let (mut jobs, mut order) = (Vec::new(), Vec::new());
    for spec in documents(&args.spec)? {
        let correction = args.correction.clone();
        let samples = samples_of(&spec, &correction, count, files, diagnostics)?;
        let Some(Samples { samples, without, .. }) = samples else { continue };
        for (pointer, reason) in without {
            terminal::note(&format!("{spec}: {pointer}: {reason}"));
        }
        let mut payloads = Vec::new();
        // What comes back equal is asked here; invalid samples are for `corpus`.
        for (at, sample) in samples.into_iter().filter(|sample| sample.mutation.is_none()).enumerate() {
            let pointer = &sample.payload.schema;
            let id = format!("{}#{at} {} {pointer}", spec.file_name().unwrap_or_default(), sample.day.name());
            order.push((Value::from(id), jobs.len(), at));
            payloads.push(sample.payload);
        }
        jobs.push(Job { spec, correction, payloads });
    }
    Ok((jobs, order))
}

/// Samples of one document; nothing after reporting at least one error.
pub(crate) fn samples_of(
    spec: &Utf8Path,
    correction: &Correction,
    count: usize,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Samples>> {
    let mut found = Diagnostics::new();
    let lowered = document::corrected(spec, correction, files, &mut found)
        .and_then(|document| Some(switchboard_codegen::plan(&document, &mut found)?.document));
    match lowered {
        Some(lowered) => samples::samples(&lowered, count).map(Some),
        None => {
            diagnostics.extend(found);
            Ok(None)
        }
    }
}

/// The document, or the JSON and YAML files of a folder, by name.
fn documents(spec: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    if !fs_err::metadata(spec)?.is_dir() {
        return Ok(vec![spec.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in spec.read_dir_utf8()? {
        let path = entry?.into_path();
        if matches!(path.extension(), Some("json" | "yaml" | "yml")) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The payloads of a file, by document.
fn payload_jobs(args: &Args, payloads: &Utf8Path) -> Result<(Vec<Job>, Vec<Place>)> {
    let lines = read_lines(payloads)?;
    let is_folder = fs_err::metadata(&args.spec)?.is_dir();
    let mut order: Vec<Place> = Vec::new();
    let mut jobs: Vec<Job> = Vec::new();
    let mut by_spec: BTreeMap<Utf8PathBuf, usize> = BTreeMap::new();
    for (number, line) in lines.into_iter().enumerate() {
        let spec = match (is_folder, line.spec) {
            (false, _) => args.spec.clone(),
            (true, Some(name)) => document_in(&args.spec, &name)?,
            (true, None) => {
                bail!("line {} of {} names no `spec`, and {} is a folder", number + 1, payloads, args.spec)
            }
        };
        let job = *by_spec.entry(spec.clone()).or_insert_with(|| {
            jobs.push(Job { spec, correction: args.correction.clone(), payloads: Vec::new() });
            jobs.len() - 1
        });
        order.push((line.id, job, jobs[job].payloads.len()));
        jobs[job].payloads.push(Payload { schema: line.schema, value: line.value });
    }
    Ok((jobs, order))
}

/// A document by its name in a folder; it cannot lead out of it.
fn document_in(folder: &Utf8Path, name: &str) -> Result<Utf8PathBuf> {
    let plain = Utf8Path::new(name).components().all(|part| matches!(part, camino::Utf8Component::Normal(_)));
    if !plain || name.is_empty() {
        bail!("`{name}` is not a valid name of a document in {folder}");
    }
    Ok(folder.join(name))
}

fn read_lines(path: &Utf8Path) -> Result<Vec<Line>> {
    let text = if path == "-" {
        std::io::read_to_string(std::io::stdin()).context("cannot read stdin")?
    } else {
        fs_err::read_to_string(path)?
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| {
                format!("line {} of {path} is not an object with `id`, `schema` and `value`", number + 1)
            })
        })
        .collect()
}
