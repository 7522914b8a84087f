//! `diff`: what changed between two documents, or since a revision of a vendor's document, for programs that use the client
//! and for those that are deployed.

mod advice;
mod github;
mod json;
pub(crate) mod markdown;
pub(crate) mod sides;
mod text;

use crate::document::Maps;
use crate::report::Format as Output;
use crate::{Exit, Global, report, terminal};
use anyhow::Result;
use camino::Utf8Path;
use sides::Sides;
use switchboard_codegen::changes::{Axis, Changes, Level, Side, accept, compare, next_version};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// Show what changed for programs that use a client, and for those that are deployed.
///
/// Given two documents, compares the clients they become. Given a vendor, compares the crate that regen wrote at a
/// revision of git with what specs/ gives now: a change of the generator or the runtime shows as well. There are two
/// verdicts. The crate: major, minor or patch, by Cargo's guide to semantic versioning. The wire: breaking, where a deployed
/// program with the older client can fail; warning, where something of it is lost or not known; or fine. Changes that
/// somebody has looked at are accepted by `[[accept]]` in vendor.toml.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask diff old.yaml new.yaml
  cargo xtask diff old/openapi.yaml new/openapi.yaml --map https://acme.example/common.yaml=common.yaml
  cargo xtask diff revox                     what is not committed yet
  cargo xtask diff revox --base v1.2.0
  cargo xtask diff revox --format markdown   an entry for the changelog
  cargo xtask diff revox --format json --fail-on wire

Exits with 1 if the verdict is as grave as --fail-on says, with 0 if not.")]
pub(crate) struct Args {
    /// A vendor in specs/, or the path of the older document.
    #[arg(value_name = "VENDOR|OLD")]
    old: String,
    /// The path of the newer document.
    #[arg(value_name = "NEW", conflicts_with = "base")]
    new: Option<String>,
    /// The revision of git that a vendor is compared with.
    #[arg(long, value_name = "GIT-REV", default_value = "HEAD")]
    base: String,
    /// Which verdict fails: may be given several times, or as a list.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [FailOn::Major])]
    fail_on: Vec<FailOn>,
    #[command(flatten)]
    maps: Maps,
}

/// A verdict that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// A program that uses the client may not compile any more.
    Major,
    /// The client offers more, or does not compile as before.
    Minor,
    /// A deployed program may not work any more.
    Wire,
    /// Nothing fails.
    Never,
}

/// What was found, for those who print it.
pub(crate) struct Verdict<'v> {
    pub(crate) changes: &'v Changes,
    pub(crate) files: &'v SourceFiles,
    /// The version of the older.
    pub(crate) version: &'v str,
    /// The version of the newer.
    pub(crate) next: String,
}

impl Verdict<'_> {
    /// The word for an axis, `nothing` where nothing changed.
    pub(crate) fn word(&self, axis: Axis) -> &'static str {
        match (self.changes.level(axis), axis) {
            (Some(level), axis) => level.on(axis),
            // A change of the crate alone is none on the wire.
            (None, Axis::Wire) if !self.changes.changes.is_empty() => Level::Low.on(axis),
            (None, _) => "nothing",
        }
    }
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let sides = match &args.new {
        Some(new) => sides::documents([&args.old, new].map(Utf8Path::new), &args.maps, &mut files, &mut diagnostics),
        None => sides::vendor(&args.old, &args.base, &args.maps, global, &mut files, &mut diagnostics)?,
    };
    let Some(Sides { old, new, version, accepted, .. }) = sides else {
        report::print(global, &files, &diagnostics);
        return Ok(report::exit(&diagnostics).max(Exit::Findings));
    };
    let mut changes = compare(side(&old), side(&new));
    accept(&mut changes, &accepted, &mut diagnostics);
    let next = next_version(&version, changes.level(Axis::Crate));
    let verdict = Verdict { changes: &changes, files: &files, version: &version, next };
    match global.format {
        Output::Json => terminal::raw_result(&format!("{:#}", json::to_json(&verdict)))?,
        Output::Github => terminal::raw_result(&github::annotations(&verdict))?,
        Output::Markdown => terminal::result(&terminal::visible(&markdown::entry(&verdict)))?,
        Output::Text => terminal::result(&terminal::visible(&text::text(&verdict)))?,
    }
    if diagnostics.has_errors() {
        report::print(global, &files, &diagnostics);
        return Ok(Exit::Findings);
    }
    let is_at_least = |axis, least| changes.level(axis).is_some_and(|level| level >= least);
    let fails = |on: &FailOn| match on {
        FailOn::Major => is_at_least(Axis::Crate, Level::High),
        FailOn::Minor => is_at_least(Axis::Crate, Level::Middle),
        FailOn::Wire => is_at_least(Axis::Wire, Level::High),
        FailOn::Never => false,
    };
    Ok(if args.fail_on.iter().any(fails) { Exit::Findings } else { Exit::Fine })
}

pub(crate) fn side(one: &sides::One) -> Side<'_> {
    Side { planned: &one.planned, files: &one.files, runtime: one.runtime.as_ref() }
}
