//! `progenitor`: what progenitor makes of every document of a folder, as it is and lowered by `lower --to 3.0`, and whether
//! the clients compile.
//!
//! Each generation runs in a process of its own, since progenitor panics on what it does not know.

mod project;

use crate::commands::corpus::{self, Spec, talk};
use crate::progenitor;
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use switchboard::document::Maps;
use switchboard::made_crate::absolute;
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, document, report, terminal};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::openapi30::to_openapi30;
use switchboard_codegen::source::SourceFiles;

/// Run progenitor alone on every document of a folder: as it is, and as `lower --to 3.0` gives it.
///
/// A document of which progenitor makes no client, or one that does not compile, counts as a finding.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo run --release -p xtask -- progenitor ../documents
  cargo run --release -p xtask -- progenitor ../documents --check --json report.json")]
pub(crate) struct Args {
    /// The folder of the documents, or one document.
    dir: Utf8PathBuf,
    /// The folder the clients are written to; else target/progenitor of the workspace.
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
    /// Also run `cargo check` on each client of a lowered document. Fetches what progenitor's clients depend on.
    #[arg(long)]
    check: bool,
    /// Write the results to this file as a JSON array.
    #[arg(long, value_name = "FILE")]
    json: Option<Utf8PathBuf>,
    /// Stop generating from a document after this many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    timeout: u64,
    /// Generate once, from the document of this form, to the folder --out.
    #[arg(long, value_name = "FORM", hide = true)]
    alone: Option<Form>,
    #[command(flatten)]
    maps: Maps,
}

/// What progenitor is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// The document as it is.
    Given,
    /// What `lower --to 3.0` makes of it.
    Lowered,
}

/// What came of one form of a document.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Made {
    /// Why there is no client.
    cannot: Option<String>,
    /// Lines of Rust.
    lines: usize,
    operations_in_spec: usize,
    operations_left_out: usize,
    /// How many places are given up.
    losses: usize,
}

/// What came of one document.
#[derive(Debug, Serialize)]
struct Outcome {
    name: String,
    given: Made,
    lowered: Made,
    /// Whether the client of the lowered document compiles; the first error where it does not.
    check: Option<Result<f64, String>>,
}

impl Outcome {
    fn is_fine(&self) -> bool {
        self.lowered.cannot.is_none() && self.check.as_ref().is_none_or(Result::is_ok)
    }
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global).ok();
    if let Some(form) = args.alone {
        let folder = args.out.as_ref().context("--alone needs --out")?;
        let made = corpus::with_stack("progenitor", || alone(form, &args.dir, &args.maps, folder))??;
        terminal::raw_result(&serde_json::to_string(&made)?)?;
        return Ok(Exit::Fine);
    }
    let out = match (&args.out, &workspace) {
        (Some(out), _) => absolute(out)?,
        (None, Some(workspace)) => workspace.root.join("target/progenitor"),
        (None, None) => bail!("say where the clients are to be written: --out DIR"),
    };
    let specs = corpus::specs(&args.dir, &out)?;
    let bar = terminal::progress(specs.len(), "generating");
    let mut outcomes = Vec::new();
    for spec in &specs {
        let made = |form: &str, folder: &Utf8Path| -> Result<Made> {
            let arguments = ["progenitor", spec.path.as_str(), "--alone", form, "--out", folder.as_str()];
            let made = talk(&arguments, &args.maps, args.timeout, workspace.as_ref())?;
            Ok(made.unwrap_or_else(|reason| Made { cannot: Some(reason), ..Made::default() }))
        };
        let given = made("given", &out.join(".given").join(&spec.package))?;
        let lowered = made("lowered", &spec.folder)?;
        let check = match args.check && lowered.cannot.is_none() {
            true => Some(project::check(spec, &out)?),
            false => None,
        };
        outcomes.push(Outcome { name: spec.name.clone(), given, lowered, check });
        bar.inc(1);
    }
    bar.finish_and_clear();
    let text = serde_json::to_string_pretty(&outcomes)?;
    if let Some(path) = &args.json {
        fs_err::write(path, format!("{text}\n"))?;
    }
    if global.format == report::Format::Json {
        terminal::raw_result(&text)?;
    } else {
        terminal::result(&terminal::visible(&table(&outcomes)))?;
    }
    Ok(if outcomes.iter().all(Outcome::is_fine) { Exit::Fine } else { Exit::Findings })
}

/// One generation, in this process.
fn alone(form: Form, spec: &Utf8Path, maps: &Maps, folder: &Utf8Path) -> Result<Made> {
    let mut made = Made::default();
    let text = match form {
        Form::Given => fs_err::read_to_string(spec)?,
        Form::Lowered => {
            let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
            let document = document::read(spec, maps, &mut files, &mut diagnostics);
            let Some(lowered) = document.and_then(|document| to_openapi30(&document, &mut diagnostics)) else {
                made.cannot = Some(corpus::reason(&files, &diagnostics));
                return Ok(made);
            };
            made.operations_in_spec = lowered.operations_in_spec;
            made.operations_left_out = lowered.operations_left_out.len();
            made.losses = diagnostics.iter().filter(|found| found.loss.is_some()).count();
            serde_json::to_string_pretty(&lowered.document)?
        }
    };
    fs_err::create_dir_all(folder.join("src"))?;
    fs_err::write(folder.join("openapi.json"), &text)?;
    match progenitor::client(&text) {
        Ok(client) => {
            made.lines = client.lines().count();
            fs_err::write(folder.join("src/lib.rs"), client)?;
        }
        Err(reason) => made.cannot = Some(reason),
    }
    Ok(made)
}

fn table(outcomes: &[Outcome]) -> String {
    let width = outcomes.iter().map(|one| one.name.chars().count()).max().unwrap_or(0).clamp(8, 40);
    let mut text = format!(
        "{:<width$}  {:>5} {:>7} {:>11} {:>7} {:>8}  check\n",
        "document", "given", "lowered", "operations", "losses", "lines"
    );
    let word = |made: &Made| if made.cannot.is_none() { "yes" } else { "no" };
    for Outcome { name, given, lowered, check } in outcomes {
        let kept = lowered.operations_in_spec.saturating_sub(lowered.operations_left_out);
        let operations = format!("{kept}/{}", lowered.operations_in_spec);
        let check = match check {
            None => "-".to_owned(),
            Some(Ok(seconds)) => format!("ok {seconds:.1} s"),
            Some(Err(_)) => "FAILED".to_owned(),
        };
        let (given, as_lowered) = (word(given), word(lowered));
        let _ = writeln!(
            text,
            "{name:<width$}  {given:>5} {as_lowered:>7} {operations:>11} {:>7} {:>8}  {check}",
            lowered.losses, lowered.lines
        );
    }
    text.push('\n');
    for Outcome { name, lowered, check, .. } in outcomes {
        let short = |reason: &str| reason.chars().take(600).collect::<String>();
        if let Some(reason) = &lowered.cannot {
            let _ = writeln!(text, "{name}: {}", short(reason));
        }
        if let Some(Err(reason)) = check {
            let _ = writeln!(text, "{name}: {}", short(reason));
        }
    }
    let count = |is: fn(&Outcome) -> bool| outcomes.iter().filter(|one| is(one)).count();
    let _ = writeln!(
        text,
        "of {} documents, progenitor takes {} as they are and {} lowered; {} of these clients compile",
        outcomes.len(),
        count(|one| one.given.cannot.is_none()),
        count(|one| one.lowered.cannot.is_none()),
        count(|one| matches!(one.check, Some(Ok(_))))
    );
    text
}
