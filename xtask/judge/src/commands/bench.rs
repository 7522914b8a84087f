//! `bench`: what generating and checking a crate costs, beside progenitor alone and crates of other programs for the same
//! documents.
//!
//! It reports and never judges: no time makes it fail. Each generation runs in a process of its own, one at a time, so
//! that its CPU time and memory are nobody else's.

mod alone;
mod derives;
mod peers;
mod usage;

use crate::commands::corpus::{self, Spec};
use alone::{Generation, Generator};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use std::fmt::Write;
use std::num::NonZeroUsize;
use switchboard::document::Maps;
use switchboard::made_crate::absolute;
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, report, terminal};

/// Measured when nothing is named: small, middle, with many unions, large.
const DOCUMENTS: [&str; 4] = ["petstore.yaml", "oxide-nexus.json", "voipbin.json", "stripe.json"];

/// Measure what it costs to generate a crate and to check it, beside progenitor alone.
///
/// For every document: CPU seconds of the generation (the best of some runs, start of the process and writing included),
/// its peak memory, and the lines of Rust that came out. Times of a debug build say little: use
/// `cargo run --release -p xtask -- bench`, which builds the commands in release mode first.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo run --release -p xtask -- bench
  cargo run --release -p xtask -- bench petstore.yaml --check --json bench.json
  cargo run --release -p xtask -- bench ../documents --runs 1
  cargo run --release -p xtask -- bench stripe.json --check --peers ../peers")]
pub(crate) struct Args {
    /// Documents, or folders of documents; else four of ../shared/corpus, from petstore to stripe.
    #[arg(value_name = "SPEC|DIR")]
    specs: Vec<Utf8PathBuf>,
    #[command(flatten)]
    maps: Maps,
    /// The folder the crates are written to; else target/bench of the workspace.
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
    /// Generate this many times and keep the best.
    #[arg(long, value_name = "N", default_value = "3")]
    runs: NonZeroUsize,
    /// Also measure the CPU seconds of `cargo check` on our crate, with its dependencies built before.
    #[arg(long)]
    check: bool,
    /// Also measure what the derives of the types cost, on copies that lack some of them; takes --check, and a quiet
    /// machine: most are worth one or two percent.
    #[arg(long, requires = "check")]
    derives: bool,
    /// Also measure the check of crates that other programs made of the same documents, in pairs with ours: of `bell.json`,
    /// that of `acme` lies in DIR/acme/bell, and its dependencies are on this machine; takes --check.
    #[arg(long, value_name = "DIR", requires = "check")]
    peers: Option<Utf8PathBuf>,
    /// Write the results to this file as a JSON array.
    #[arg(long, value_name = "FILE")]
    json: Option<Utf8PathBuf>,
    /// Generate once to the folder --out and print what it cost: one measurement of a run.
    #[arg(long, value_name = "GENERATOR", hide = true)]
    alone: Option<Generator>,
}

/// One line of the table.
#[derive(Debug, Serialize)]
struct Measurement {
    document: String,
    generator: Generator,
    /// What generating cost, or why it cannot be done.
    #[serde(flatten)]
    generation: Generation,
    /// CPU seconds of `cargo check`; only with `--check`, and only of our crate.
    check_cpu_seconds: Option<f64>,
    /// What derives cost; only with `--derives`, and only in our crate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    derives: Vec<derives::Cost>,
    /// What the crates of other programs cost beside ours; only with `--peers`, and only of our crate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    peers: Vec<peers::Pair>,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global).ok();
    if let Some(generator) = args.alone {
        let (spec, folder) = args.specs.first().zip(args.out.as_ref()).context("--alone needs a document and --out")?;
        return alone::run(generator, spec, &args.maps, folder, workspace.as_ref());
    }
    let out = match (&args.out, &workspace) {
        (Some(out), _) => absolute(out)?,
        (None, Some(workspace)) => workspace.root.join("target/bench"),
        (None, None) => bail!("say where the crates are to be written: --out DIR"),
    };
    if cfg!(debug_assertions) {
        terminal::note("note: this is a debug build; for times that count: cargo run --release -p xtask -- bench");
    }
    let specs = specs(args, workspace.as_ref(), &out)?;
    let target = out.join(".target");
    let bar = terminal::progress(specs.len(), "measuring");
    let mut measured = Vec::new();
    for spec in &specs {
        for generator in [Generator::Switchboard, Generator::Progenitor] {
            let folder = out.join(generator.to_string()).join(&spec.package);
            let generation =
                alone::best_of(args.runs, generator, (&spec.path, &args.maps), &folder, workspace.as_ref())?;
            let is_checked = args.check && generator == Generator::Switchboard && generation.cannot.is_none();
            let check_cpu_seconds = match is_checked {
                true => Some(check(&spec.package, folder.clone(), workspace.as_ref(), &target)?),
                false => None,
            };
            let derives = match is_checked && args.derives {
                true => {
                    let copy = out.join("derives").join(&spec.package);
                    alone::best_of(NonZeroUsize::MIN, generator, (&spec.path, &args.maps), &copy, workspace.as_ref())?;
                    derives::measure(&spec.package, &copy, args.runs.get(), workspace.as_ref(), &target)?
                }
                false => Vec::new(),
            };
            let peers = match &args.peers {
                Some(peers) if is_checked => peers::of(peers, &spec.package)?
                    .into_iter()
                    .map(|(peer, theirs)| {
                        let ours = || check(&spec.package, folder.clone(), workspace.as_ref(), &target);
                        peers::measure(ours, (peer, &theirs), args.runs.get(), &target)
                    })
                    .collect(),
                _ => Vec::new(),
            };
            let document = spec.name.clone();
            measured.push(Measurement { document, generator, generation, check_cpu_seconds, derives, peers });
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let text = serde_json::to_string_pretty(&measured)?;
    if let Some(path) = &args.json {
        fs_err::write(path, format!("{text}\n"))?;
    }
    if global.format == report::Format::Json {
        terminal::raw_result(&text)?;
    } else {
        terminal::result(&terminal::visible(&table(&measured)))?;
    }
    let ours = measured.iter().filter(|one| one.generator == Generator::Switchboard);
    Ok(if ours.clone().all(|one| one.generation.cannot.is_none()) { Exit::Fine } else { Exit::Findings })
}

fn specs(args: &Args, workspace: Option<&Workspace>, out: &Utf8Path) -> Result<Vec<Spec>> {
    let named = match (args.specs.as_slice(), workspace) {
        ([], Some(workspace)) => {
            let corpus = workspace.root.join("../shared/corpus");
            let here: Vec<_> = DOCUMENTS.iter().map(|name| corpus.join(name)).filter(|path| path.is_file()).collect();
            if here.is_empty() {
                bail!("../shared/corpus is not here: name the documents to measure");
            }
            here
        }
        ([], None) => bail!("name the documents to measure"),
        (named, _) => named.to_vec(),
    };
    let found: Vec<Vec<Spec>> = named.iter().map(|path| corpus::specs(path, out)).collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// CPU seconds of cargo and rustc for the crate alone.
fn check(package: &str, folder: Utf8PathBuf, workspace: Option<&Workspace>, target: &Utf8Path) -> Result<f64> {
    let lock = workspace.map(|workspace| workspace.root.join("Cargo.lock"));
    if let Some(lock) = lock.filter(|lock| lock.is_file()) {
        fs_err::copy(lock, folder.join("Cargo.lock"))?;
    }
    let spec = Spec { path: folder.join("Cargo.toml"), name: package.to_owned(), package: package.to_owned(), folder };
    timed(&spec, &["--package", "switchboard-runtime"], target)
}

/// CPU seconds of cargo and rustc for a crate, with what `dependencies` chooses checked before.
fn timed(spec: &Spec, dependencies: &[&str], target: &Utf8Path) -> Result<f64> {
    let cargo = |arguments: &[&str]| -> Result<()> {
        let output = corpus::cargo_check(spec, target, arguments)?;
        if !output.status.success() {
            let reason = corpus::verdict(&output).2.unwrap_or_default();
            bail!("{} does not compile: {}", spec.package, reason.trim());
        }
        Ok(())
    };
    cargo(dependencies)?;
    // What an earlier run left of the crate would make this one free.
    let manifest = fs_err::File::options().append(true).open(spec.folder.join("src/lib.rs"))?;
    manifest.set_modified(std::time::SystemTime::now())?;
    let before = usage::of_children()?;
    cargo(&["--package", &spec.package])?;
    Ok(usage::rounded(usage::of_children()?.cpu_seconds - before.cpu_seconds))
}

fn table(measured: &[Measurement]) -> String {
    let width = measured.iter().map(|one| one.document.chars().count()).max().unwrap_or(0).clamp(8, 40);
    let mut text = format!(
        "{:<width$}  {:<11} {:>12} {:>9} {:>8} {:>13}\n",
        "document", "generator", "generate CPU", "peak", "lines", "check CPU"
    );
    for one in measured {
        let _ = write!(text, "{:<width$}  {:<11} ", one.document, one.generator.to_string());
        let Generation { cpu_seconds, peak_mib, lines, cannot } = &one.generation;
        let _ = match cannot {
            Some(reason) => writeln!(text, "cannot: {}", reason.lines().next().unwrap_or_default()),
            None => {
                let check = one.check_cpu_seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.2} s"));
                writeln!(text, "{cpu_seconds:>10.3} s {peak_mib:>5.0} MiB {lines:>8} {check:>13}")
            }
        };
        for derives::Cost { without, share } in &one.derives {
            let _ = writeln!(text, "{:<width$}  the check without {without}: {:.1} %", "", 100.0 * share);
        }
        for peers::Pair { peer, check_cpu_seconds, ours, cannot } in &one.peers {
            let _ = match (check_cpu_seconds, ours, cannot) {
                (Some(seconds), Some(ours), None) => {
                    writeln!(text, "{:<width$}  the check of {peer}: {seconds:.2} s, ours is {ours:.3} of it", "")
                }
                (_, _, reason) => {
                    let reason = reason.as_deref().and_then(|reason| reason.lines().next()).unwrap_or_default();
                    writeln!(text, "{:<width$}  the check of {peer}: cannot: {reason}", "")
                }
            };
        }
    }
    text
}
