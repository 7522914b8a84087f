//! `corpus`: every document of a folder to a crate, and a table of what came of it.
//!
//! Each document is generated in a process of its own: what one of them does to the generator (a panic, an endless
//! loop, a stack or memory that does not suffice) is a line in the table and nothing more.

mod alone;
mod compile;
mod faulty;
mod sampled;
mod table;

use crate::faults::Faults;
pub(crate) use alone::{reason, talk, with_stack};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use compile::Compile;
pub(crate) use compile::{cargo as cargo_check, verdict};
use sampled::{Excluded, Finding};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use switchboard::document::Maps;
use switchboard::made_crate::{absolute, runtime};
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, report, terminal};
use switchboard_codegen::{CrateSettings, LeftOpen, LeftOut};

/// Generate a crate from every OpenAPI document of a folder, and say how each went.
///
/// Every .json, .yaml and .yml file below DIR is one document, but for those that others are made of. A document that cannot be generated, or whose crate does
/// not compile, never ends the run.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask corpus ../documents
  cargo xtask corpus ../documents --compile --json report.json
  cargo xtask corpus ../documents --samples 20
  cargo xtask corpus ../documents --out /tmp/clients --jobs 1")]
pub(crate) struct Args {
    /// The folder of the documents, or one document.
    dir: Utf8PathBuf,
    #[command(flatten)]
    maps: Maps,
    /// The folder the crates are written to, one folder each; else target/corpus of the workspace.
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
    /// Also run `cargo check` on every crate. A warning counts as a failure.
    #[arg(long)]
    compile: bool,
    /// Also make N valid samples of each component and body, and as many of tomorrow's server, and send them through the
    /// generated types and back, as `roundtrip --samples` does. One that comes back different counts as a failure.
    ///
    /// From each valid sample two invalid ones are made: with a value of a wrong type, and without a member. They must be
    /// refused with the path, line and column of what is wrong, unless the types are lenient there by design.
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
    /// Also put N random faults into each document, one at a time: a reference cut, a type misspelt, a required key dropped,
    /// a scheme renamed and the like. Each may cost its own place, which has to be named, and nothing else: the text of all
    /// operations that have nothing to do with it has to be what it was. The same document gets the same faults.
    #[arg(long, value_name = "N")]
    faults: Option<usize>,
    /// How many documents or crates are worked on at a time; else the number of processors, at most 4.
    ///
    /// With --compile each job keeps a folder of compiled dependencies, so that the jobs need not wait for each other.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Write the results to this file as a JSON array.
    #[arg(long, value_name = "FILE")]
    json: Option<Utf8PathBuf>,
    /// Stop generating from a document after this many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    timeout: u64,
    /// Take a document of which a place or an operation would be lost for one that cannot be generated.
    #[arg(long)]
    strict: bool,
    /// Generate one crate of this name to the folder --out and print the outcome: one job of a run.
    #[arg(long, value_name = "CRATE", hide = true)]
    alone: Option<String>,
}

/// What came of one document.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Outcome {
    /// The file's name without its ending, with the folders between it and DIR.
    name: String,
    status: Status,
    /// Why there is no crate.
    error: Option<String>,
    openapi_version: Option<String>,
    operations_in_spec: usize,
    operations_emitted: usize,
    operations_left_out: Vec<LeftOut>,
    /// What of the document is lost or left open.
    places_left_open: Vec<LeftOpen>,
    schemas: usize,
    /// How many unions there are by the rule that tells their alternatives apart.
    unions: BTreeMap<String, usize>,
    untyped_fields: usize,
    diagnostics: Counts,
    generate_ms: u64,
    /// Lines of Rust.
    lines: usize,
    compile: Option<Compile>,
    samples: Option<Sampled>,
    faults: Option<Faults>,
    /// The files that the document refers to, as they are read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parts: Vec<String>,
}

/// What came of the samples of one document.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Sampled {
    /// How many samples were sent through the types.
    run: usize,
    /// How many of them came back equal.
    ok: usize,
    /// Schemas without samples.
    excluded: Vec<Excluded>,
    /// Schemas that no value satisfies as they stand, sampled with overlapping alternatives and open objects.
    as_meant: Vec<Excluded>,
    /// Samples that did not come back equal.
    unequal: Vec<Finding>,
    /// Valid samples that came back equal because a union or an enum did not know them.
    unknown: Vec<Finding>,
    /// Samples that the document does not allow.
    invalid: Invalid,
    /// Why there are no samples at all.
    error: Option<String>,
}

/// What came of the invalid samples of one document.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Invalid {
    run: usize,
    /// How many were refused with the path, line and column of what is wrong.
    placed: usize,
    /// Those that were refused with another place.
    elsewhere: Vec<Finding>,
    /// Those that were taken on purpose, by reason.
    lenient: BTreeMap<String, Vec<Finding>>,
    /// Those that were taken and should not have been.
    accepted: Vec<Finding>,
    /// How many are read all the same where clients correct what deviates, each with its deviation named, and come back
    /// equal.
    corrected: usize,
    /// Those that are lost, come back different, or are named at another place.
    uncorrected: Vec<Finding>,
}

impl Sampled {
    fn is_fine(&self) -> bool {
        self.error.is_none()
            && self.run == self.ok
            && self.invalid.accepted.is_empty()
            && self.invalid.uncorrected.is_empty()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    #[default]
    Failed,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
struct Counts {
    error: usize,
    warning: usize,
}

impl Outcome {
    fn is_fine(&self) -> bool {
        self.status == Status::Ok
            && self.compile.as_ref().is_none_or(|compile| compile.ok)
            && self.samples.as_ref().is_none_or(Sampled::is_fine)
            && self.faults.as_ref().is_none_or(Faults::is_fine)
    }
}

/// One document, and the crate it becomes.
pub(crate) struct Spec {
    pub(crate) path: Utf8PathBuf,
    pub(crate) name: String,
    pub(crate) package: String,
    pub(crate) folder: Utf8PathBuf,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global).ok();
    if let (Some(_), Some(count)) = (&args.alone, args.samples) {
        return sampled::run(&args.dir, &args.maps, count, workspace.as_ref());
    }
    if let (Some(_), Some(count)) = (&args.alone, args.faults) {
        return faulty::run(&args.dir, &args.maps, count);
    }
    if let Some(package) = &args.alone {
        let folder = args.out.as_ref().context("--alone needs --out")?;
        return alone::run(&args.dir, &args.maps, package, folder, args.strict, workspace.as_ref());
    }
    let out = match (&args.out, &workspace) {
        (Some(out), _) => absolute(out)?,
        (None, Some(workspace)) => workspace.root.join("target/corpus"),
        (None, None) => bail!("say where the crates are to be written: --out DIR"),
    };
    runtime(None, workspace.as_ref(), &out.join("one"))?;
    let specs = specs(&args.dir, &out)?;
    fs_err::create_dir_all(&out)?;
    let jobs = args.jobs.map_or_else(default_jobs, NonZeroUsize::get);

    let bar = terminal::progress(specs.len(), "generating");
    let outcomes = in_parallel(&specs, jobs, |_, spec| {
        let outcome = alone::start(spec, &args.maps, args.timeout, args.strict, workspace.as_ref());
        bar.inc(1);
        outcome
    });
    bar.finish_and_clear();
    let (specs, mut outcomes) = without_parts(specs, outcomes);
    if args.compile {
        let lock = workspace.as_ref().map(|workspace| workspace.root.join("Cargo.lock"));
        let made: Vec<usize> = (0..specs.len()).filter(|at| outcomes[*at].status == Status::Ok).collect();
        let bar = terminal::progress(made.len(), "compiling");
        let compiled = in_parallel(&made, jobs, |job, at| {
            let done = compile::check(&specs[*at], lock.as_deref(), &out.join(format!(".target/{job}")));
            bar.inc(1);
            done
        });
        bar.finish_and_clear();
        for (at, compiled) in made.into_iter().zip(compiled) {
            outcomes[at].compile = Some(compiled);
        }
    }
    if let Some(count) = args.samples {
        let workspace = workspace.as_ref().context("samples need the workspace: pass --root DIR")?;
        let made: Vec<usize> = (0..specs.len()).filter(|at| outcomes[*at].status == Status::Ok).collect();
        let bar = terminal::progress(made.len(), "sampling");
        let sampled = in_parallel(&made, jobs, |_, at| {
            let done = sampled::start(&specs[*at], &args.maps, count, workspace);
            bar.inc(1);
            done
        });
        bar.finish_and_clear();
        for (at, sampled) in made.into_iter().zip(sampled) {
            outcomes[at].samples = Some(sampled);
        }
    }
    if let Some(count) = args.faults {
        let made: Vec<usize> = (0..specs.len()).filter(|at| outcomes[*at].status == Status::Ok).collect();
        let bar = terminal::progress(made.len(), "faults");
        let planted = in_parallel(&made, jobs, |_, at| {
            let done = faulty::start(&specs[*at], &args.maps, count, workspace.as_ref());
            bar.inc(1);
            done
        });
        bar.finish_and_clear();
        for (at, planted) in made.into_iter().zip(planted) {
            outcomes[at].faults = Some(planted);
        }
    }
    let text = serde_json::to_string_pretty(&outcomes)?;
    if let Some(path) = &args.json {
        fs_err::write(path, format!("{text}\n"))?;
    }
    if global.format == report::Format::Json {
        terminal::raw_result(&text)?;
    } else {
        terminal::result(&terminal::visible(&table::table(&outcomes, args.compile, args.samples.is_some())))?;
    }
    Ok(if outcomes.iter().all(Outcome::is_fine) { Exit::Fine } else { Exit::Findings })
}

/// Leaves out files that are no documents, and that others of the folder are made of.
fn without_parts(specs: Vec<Spec>, outcomes: Vec<Outcome>) -> (Vec<Spec>, Vec<Outcome>) {
    let whole = |path: &Utf8Path| path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    let parts: BTreeSet<Utf8PathBuf> =
        outcomes.iter().flat_map(|outcome| &outcome.parts).map(|path| whole(Utf8Path::new(path))).collect();
    let is_document = |(spec, outcome): &(Spec, Outcome)| {
        outcome.status == Status::Ok || outcome.openapi_version.is_some() || !parts.contains(&whole(&spec.path))
    };
    specs.into_iter().zip(outcomes).filter(is_document).unzip()
}

fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(4)
}

/// Calls `work` for all items, at most `jobs` at a time, with the number of the job; results in the order of the items.
fn in_parallel<T: Sync, R: Send>(items: &[T], jobs: usize, work: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for job in 0..jobs.min(items.len()) {
            let (next, done, work) = (&next, &done, &work);
            scope.spawn(move || {
                while let Some((at, item)) = take(next, items) {
                    let result = work(job, item);
                    done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn take<'i, T>(next: &AtomicUsize, items: &'i [T]) -> Option<(usize, &'i T)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    items.get(at).map(|item| (at, item))
}

/// The documents below a folder, sorted by name, each with a crate name of its own.
pub(crate) fn specs(dir: &Utf8Path, out: &Utf8Path) -> Result<Vec<Spec>> {
    let mut paths = Vec::new();
    if dir.is_file() {
        paths.push(dir.to_owned());
    } else {
        list(dir, out, &mut paths, 0)?;
    }
    if paths.is_empty() {
        bail!("{dir} holds no .json, .yaml or .yml file");
    }
    paths.sort();
    let mut taken = BTreeSet::new();
    let specs = paths.into_iter().map(|path| {
        let inside = path.strip_prefix(dir).ok().filter(|inside| !inside.as_str().is_empty()).unwrap_or(&path);
        let name = if dir.is_file() { Utf8Path::new(inside.file_name().unwrap_or_default()) } else { inside };
        let name = name.with_extension("").into_string().replace('\\', "/");
        let wanted = CrateSettings::name_from(&name);
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let package = std::iter::once(wanted.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
        let package = package.unwrap_or(wanted);
        Spec { folder: out.join(&package), path, name, package }
    });
    Ok(specs.collect())
}

fn list(dir: &Utf8Path, out: &Utf8Path, paths: &mut Vec<Utf8PathBuf>, depth: usize) -> Result<()> {
    if depth > 16 {
        bail!("{dir} is nested too deeply");
    }
    for entry in dir.read_dir_utf8().with_context(|| format!("cannot list {dir}"))? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().starts_with('.') || path == out {
            continue;
        }
        if entry.file_type()?.is_dir() {
            list(path, out, paths, depth + 1)?;
        } else if matches!(path.extension(), Some("json" | "yaml" | "yml")) {
            paths.push(path.to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<usize> = (0..100).collect();
        let doubled = in_parallel(&items, 7, |job, item| {
            assert!(job < 7);
            item * 2
        });
        assert_eq!(doubled, items.iter().map(|item| item * 2).collect::<Vec<_>>());
    }

    #[test]
    fn documents_of_one_name_become_crates_of_different_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = Utf8Path::from_path(folder.path()).expect("UTF-8");
        for name in ["a.json", "a.yaml", "A.yml", "index.tsv", "examples.jsonl", ".hidden.json"] {
            fs_err::write(dir.join(name), "").expect("written");
        }
        fs_err::create_dir(dir.join("sub")).expect("made");
        fs_err::write(dir.join("sub/a.json"), "").expect("written");
        let found = specs(dir, Utf8Path::new("out")).expect("listed");
        let found: Vec<_> = found.iter().map(|spec| (spec.name.as_str(), spec.package.as_str())).collect();
        assert_eq!(found, [("A", "a"), ("a", "a-2"), ("a", "a-3"), ("sub/a", "sub-a")]);
    }
}
