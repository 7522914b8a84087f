//! `diff`: what changed for the users of a client between two documents, or since a revision of a vendor's document.

use crate::document::{self, Maps};
use crate::report::Format as Output;
use crate::workspace::Workspace;
use crate::{Exit, Global, report, terminal};
use anyhow::{Context, Result, bail};
use camino::Utf8Path;
use serde_json::json;
use std::fmt::Write;
use std::process::{Command, Stdio};
use switchboard_codegen::changes::{Changes, Impact, compare, next_version};
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{FileId, Node, SourceFiles};
use switchboard_codegen::{self as codegen, CrateSettings, Planned, VendorSettings};

/// Show what changed for the users of a client: methods, types, members, values.
///
/// Given two documents, compares the clients they become. Given a vendor, compares the document that regen wrote at a
/// revision of git with what specs/ gives now. A change is breaking when a program that uses the client may not compile
/// any more or would call something else; new methods, optional members, values and alternatives are compatible. Says
/// which version the client needs.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask diff old.yaml new.yaml
  cargo xtask diff old/openapi.yaml new/openapi.yaml --map https://acme.example/common.yaml=common.yaml
  cargo xtask diff revox                     what is not committed yet
  cargo xtask diff revox --base v1.2.0
  cargo xtask diff revox --format json

Exits with 1 if a change is breaking, and with 0 if there is none or all are compatible.")]
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
    #[command(flatten)]
    maps: Maps,
}

/// The two sides, planned, and the version of the older client.
struct Sides {
    old: Planned,
    new: Planned,
    version: String,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let sides = match &args.new {
        Some(new) => documents([&args.old, new].map(Utf8Path::new), &args.maps, &mut files, &mut diagnostics),
        None => vendor(args, global, &mut files, &mut diagnostics)?,
    };
    let Some(Sides { old, new, version }) = sides else {
        report::print(global, &files, &diagnostics);
        return Ok(report::exit(&diagnostics).max(Exit::Findings));
    };
    let changes = compare(&old, &new);
    if global.format == Output::Json {
        let next = next_version(&version, changes.impact());
        let result = json!({
            "breaking": changes.count(Impact::Breaking),
            "compatible": changes.count(Impact::Compatible),
            "version": {"from": version, "to": next},
            "changes": changes.changes,
        });
        terminal::raw_result(&format!("{result:#}"))?;
    } else {
        terminal::result(&terminal::visible(&text(&changes, &version)))?;
    }
    Ok(if changes.count(Impact::Breaking) > 0 { Exit::Findings } else { Exit::Fine })
}

fn text(changes: &Changes, version: &str) -> String {
    let mut text = String::new();
    for (impact, title) in [(Impact::Breaking, "breaking"), (Impact::Compatible, "compatible")] {
        let of_impact: Vec<_> = changes.changes.iter().filter(|change| change.impact == impact).collect();
        if !of_impact.is_empty() {
            let _ = writeln!(text, "{title}:");
            for change in of_impact {
                let _ = writeln!(text, "  {} {}", change.subject, change.what);
            }
        }
    }
    let (breaking, compatible) = (changes.count(Impact::Breaking), changes.count(Impact::Compatible));
    let _ = match changes.impact() {
        None => writeln!(text, "nothing changed for users of the client"),
        impact => {
            let next = next_version(version, impact);
            writeln!(text, "{breaking} breaking, {compatible} compatible: version {version} becomes {next}")
        }
    };
    text
}

fn documents(
    [old, new]: [&Utf8Path; 2],
    maps: &Maps,
    files: &mut SourceFiles,
    found: &mut Diagnostics,
) -> Option<Sides> {
    let mut side = |path: &Utf8Path| {
        let document = document::read(path, maps, files, found)?;
        let settings = CrateSettings::for_document(&document, "client".to_owned(), "../runtime".to_owned(), false);
        Some((planned(&document, &settings, found)?, settings.version))
    };
    // Both are read, so that what is wrong with either is said at once.
    let (old, new) = (side(old), side(new));
    let ((old, version), (new, _)) = old.zip(new)?;
    Some(Sides { old, new, version })
}

fn vendor(args: &Args, global: &Global, files: &mut SourceFiles, found: &mut Diagnostics) -> Result<Option<Sides>> {
    let name = &args.old;
    if name.contains(['/', '\\', '.']) {
        bail!("name the newer document as well: cargo xtask diff {name} NEW");
    }
    document::refuse_for_vendor(&args.maps)?;
    let workspace = Workspace::find(global)?;
    workspace.check_vendor(name, &workspace.vendors()?)?;
    let mut at_base = |file: &str| -> Result<FileId> {
        let path = format!("specs/{name}/{file}");
        let text = show(&workspace.root, &args.base, &path)?;
        Ok(files.add(format!("{}:{path}", args.base), text))
    };
    let (document, settings) = (at_base("openapi.yaml")?, at_base("vendor.toml")?);
    let before = describe(files, &[document], Some(Format::OpenApi), found);
    // Settings of old may have keys that are no more; then the version is not known, and all else is as it is now.
    let settings = VendorSettings::read(files, settings, &mut Diagnostics::new());
    let Some(sources) = workspace.read_vendor(name, files, found) else { return Ok(None) };
    let now = codegen::derive(files, &sources, found);
    let (Some(before), Some((now, current))) = (before, now) else { return Ok(None) };
    let crate_settings = CrateSettings::for_vendor(&current);
    let base_settings = settings.as_ref().map_or(crate_settings.clone(), CrateSettings::for_vendor);
    let (old, new) = (planned(&before, &base_settings, found), planned(&now, &crate_settings, found));
    Ok(old.zip(new).map(|(old, new)| Sides { old, new, version: base_settings.version }))
}

/// Plans a document. Its warnings are for `regen` and `generate`; here only errors count.
fn planned(document: &Node, settings: &CrateSettings, found: &mut Diagnostics) -> Option<Planned> {
    let mut own = Diagnostics::new();
    let planned = codegen::plan_client(document, settings, &mut own);
    let sound = planned.is_some() && !own.has_errors();
    if !sound {
        found.extend(own);
    }
    planned.filter(|_| sound)
}

/// A file as it was at a revision of git.
fn show(root: &Utf8Path, revision: &str, path: &str) -> Result<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["show", "--end-of-options", &format!("{revision}:./{path}")])
        .stdin(Stdio::null())
        .output()
        .context("cannot run git, which knows the older document")?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        let reason = reason.lines().next().unwrap_or("it says no reason").trim_start_matches("fatal: ");
        bail!("git has no {path} at `{revision}`: {}", terminal::visible(reason));
    }
    String::from_utf8(output.stdout).with_context(|| format!("{path} at `{revision}` is not UTF-8"))
}
