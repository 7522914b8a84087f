//! `regen`: every vendor's pages to its document and its crate, or the proof that both are up to date.

mod bump;
mod cache;
mod compile;

use crate::name::named;
use crate::source_lock::{SOURCE_LOCK, SourceLock};
use crate::sync::{self, Change, Lock, MANIFEST, Ownership, Plan, Tree};
use crate::workspace::Workspace;
use crate::{Exit, Global, report, shrink, terminal};
use anyhow::Result;
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::settings::WorkspaceSettings;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateFiles, CrateSettings, Report, VendorSettings, VendorSources};

/// Regenerate documents and crates from what lies in specs/.
///
/// Reads specs/VENDOR/{vendor.toml, docs/, overlay.yaml}; writes specs/VENDOR/{openapi.yaml, COVERAGE.md, source.lock} and
/// the crate under clients/. Only what changed is written. What is wrong with a part of a document is lost with that part,
/// and said; a vendor with errors that are none of a part is left as it was, and the others go on.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask regen                 all vendors
  cargo xtask regen revox           one
  cargo xtask regen --check         write nothing; print what would change, and exit with 1 if anything would
  cargo xtask regen --check --compile   and compile the clients, with the examples and tests of your own in them
  cargo xtask regen --bump          raise the versions of crates that changed since the branch left the main one

With --check a crate that changed since --base, and whose version did not rise by as much, is an error.")]
pub(crate) struct Args {
    /// Folders under specs/; all of them when none is named.
    #[arg(value_name = "VENDOR")]
    vendors: Vec<String>,
    /// Write nothing: print a unified diff of what would change, and exit with 1 if anything would.
    #[arg(long)]
    check: bool,
    /// Compile the clients, with the examples and tests of your own in them, and say what does not compile any more. With
    /// --check that is done where nothing would change.
    #[arg(long)]
    compile: bool,
    /// Accept a document that lost more than half of its operations or a security scheme, or whose operations are called
    /// on another host, unencrypted, or with other credentials. Without this such a document is taken for a cut page.
    #[arg(long)]
    allow_shrink: bool,
    /// Refuse a document of which a place or an operation would be lost, as `strict = true` in vendor.toml does for one
    /// vendor. Without this the place alone is lost, and said.
    #[arg(long)]
    strict: bool,
    /// Raise the version of each crate that changed by as much as the change asks for: in vendor.toml, Cargo.lock and
    /// README.md, with an entry in the CHANGELOG.md of the crate.
    #[arg(long, conflicts_with = "check")]
    bump: bool,
    /// The revision of git that versions are compared with. Without it that where this branch left the main one; and for
    /// --bump, where there is no git, the files on disk.
    #[arg(long, value_name = "GIT-REV")]
    base: Option<String>,
    /// The day of new entries in changelogs, as YYYY-MM-DD; without it today.
    #[arg(long, value_name = "DAY", requires = "bump", value_parser = day)]
    date: Option<String>,
}

fn day(text: &str) -> Result<String, String> {
    let date: jiff::civil::Date = text.parse().map_err(|_| "write a day as YYYY-MM-DD".to_owned())?;
    Ok(date.to_string())
}

/// What became of one vendor before anything is written.
struct Outcome {
    vendor: String,
    settings: Option<VendorSettings>,
    trees: Vec<Tree>,
    report: Option<Report>,
    diagnostics: Diagnostics,
    /// What the document lost against that of the last run; nothing is written then.
    losses: Diagnostics,
}

/// What a run says of one vendor.
struct Planned {
    vendor: String,
    package: Option<String>,
    version: Option<String>,
    failed: bool,
    changes: Vec<serde_json::Value>,
    report: Option<Report>,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global)?;
    let all = workspace.vendors()?;
    for vendor in &args.vendors {
        workspace.check_vendor(vendor, &all)?;
    }
    if all.is_empty() && global.format == report::Format::Text {
        terminal::note("specs/ holds no vendor yet: `cargo xtask new NAME SPEC-OR-PAGE` adds one");
    }
    let is_wanted = |vendor: &&String| args.vendors.is_empty() || args.vendors.contains(*vendor);
    let wanted: Vec<String> = all.iter().filter(is_wanted).cloned().collect();
    let lock = if args.check { None } else { Some(Lock::for_workspace(&workspace.root)?) };

    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let Some(shared) = crate::workspace_settings::read(&workspace, &mut files, &mut diagnostics) else {
        report::print(global, &files, &diagnostics);
        return Ok(report::exit(&diagnostics));
    };
    let mut outcomes = regenerate_all(&workspace, &shared, wanted, &mut files, args);
    refuse_shared_names(&workspace, &mut files, &all, &mut outcomes);
    let versions = match bump::since(&workspace, args, global)? {
        Some(since) => {
            bump::versions((&workspace, &shared), &mut outcomes, &since, args, global, &mut files, &mut diagnostics)
        }
        None => bump::Said::new(),
    };
    let mut plans: Vec<Plan> = Vec::new();
    let mut refused = false;
    let mut planned = Vec::new();
    for mut outcome in outcomes {
        if let Some(settings) = &outcome.settings {
            workspace.check_examples(settings, &mut outcome.diagnostics);
        }
        refused |= outcome.losses.has_errors();
        planned.push(plan(outcome, args.check, &mut plans, &mut diagnostics)?);
    }
    if args.bump {
        let sound = planned.iter().filter(|planned| !planned.failed);
        let versions = sound.filter_map(|planned| Some((planned.package.clone()?, planned.version.clone()?)));
        let tree = bump::workspace_files(&workspace, &versions.collect::<Vec<_>>());
        plans.extend(sync::plan(tree, &mut diagnostics));
    }
    let stale = plans.iter().any(|plan| !plan.changes.is_empty());
    let written = match &lock {
        Some(lock) => sync::write(&plans.iter().collect::<Vec<_>>(), lock.staging()),
        None => Ok(()),
    };
    let mut vendors = Vec::new();
    for Planned { vendor, package, failed, changes, report, .. } in planned {
        let status = match (failed, changes.is_empty(), args.check) {
            (true, ..) => "failed",
            (_, true, _) => "unchanged",
            (_, _, true) => "stale",
            (_, _, false) if written.is_err() => "failed",
            (_, _, false) => "written",
        };
        let made = if status == "failed" { &[] } else { changes.as_slice() };
        let mut one = json!({"vendor": vendor, "crate": package, "status": status, "changes": made, "report": report});
        if let Some(version) = versions.get(&vendor) {
            one["version"] = version.clone();
        }
        vendors.push(one);
        if global.format == report::Format::Text {
            terminal::note(&summary(&vendor, status, changes.len(), report.as_ref()));
        }
    }
    if args.vendors.is_empty() {
        warn_of_orphans(&workspace, &vendors, &mut diagnostics)?;
    }
    if let Err(error) = &written {
        diagnostics.push(report::write_failed(error));
    }
    if args.compile && !(args.check && stale) && !diagnostics.has_errors() {
        for package in vendors.iter().filter_map(|vendor| vendor["crate"].as_str()) {
            compile::check(&workspace, package, &mut diagnostics)?;
        }
    }
    if global.format == report::Format::Json {
        let result = json!({"vendors": vendors, "diagnostics": report::to_json(&files, &diagnostics)});
        terminal::raw_result(&format!("{result:#}"))?;
    } else {
        if args.check {
            let diff: String = plans.iter().map(Plan::diff).collect();
            terminal::result(&terminal::visible(&diff))?;
        }
        if args.check && global.format == report::Format::Github {
            plans.iter().flat_map(|plan| annotations(plan, global.limit)).for_each(|line| terminal::show(&line));
        }
        report::print(global, &files, &diagnostics);
        if args.check && refused {
            terminal::note("`cargo xtask regen` would refuse this: see the errors above");
        } else if args.check && stale {
            terminal::note("generated files are not up to date: run `cargo xtask regen` and commit what it writes");
            if args.compile {
                terminal::note("nothing was compiled: `cargo xtask regen --compile` writes the clients first");
            }
        }
    }
    let findings = if args.check && stale { Exit::Findings } else { Exit::Fine };
    Ok(report::exit(&diagnostics).max(findings))
}

/// What is not up to date, beside the lines that would change: each place of a document, and of a crate its first one.
fn annotations(plan: &Plan, limit: usize) -> Vec<String> {
    const TITLE: &str = "not up to date";
    let limit = if limit == 0 { usize::MAX } else { limit };
    let path = |change: &Change| format!("{}/{}", plan.tree.shown, change.path);
    let at = |change: &Change, line: usize, text: &str| {
        report::at_line(
            &path(change),
            line,
            TITLE,
            &named(&format!("{text}: run `cargo xtask regen`, and commit what it writes")),
        )
    };
    match plan.changes.iter().find(|change| change.path == "openapi.yaml") {
        Some(document) => {
            let lines = document.lines();
            lines.iter().take(limit).map(|line| at(document, *line, "the document would change here")).collect()
        }
        None => {
            // The manifest changes whenever something else does.
            let is_own = |change: &&Change| change.path != MANIFEST;
            let first = plan.changes.iter().find(is_own).or(plan.changes.first());
            let text = match plan.changes.len() {
                0 | 1 => "this file would change".to_owned(),
                count => format!("this file and {} others would change", count - 1),
            };
            first.map(|change| at(change, change.lines().first().copied().unwrap_or(1), &text)).into_iter().collect()
        }
    }
}

/// Reads the files of vendors, and makes of them what needs no disk.
fn regenerate_all(
    workspace: &Workspace,
    shared: &WorkspaceSettings,
    vendors: Vec<String>,
    files: &mut SourceFiles,
    args: &Args,
) -> Vec<Outcome> {
    let read: Vec<(String, Option<VendorSources>, Diagnostics)> = vendors
        .into_iter()
        .map(|vendor| {
            let mut found = Diagnostics::new();
            let sources = workspace.read_vendor(&vendor, files, &mut found);
            (vendor, sources, found)
        })
        .collect();
    let bar = terminal::progress(read.len(), "generating");
    let outcomes = read
        .into_par_iter()
        .map(|(vendor, sources, found)| {
            let outcome = regenerate((workspace, shared), files, vendor, sources, found, args);
            bar.inc(1);
            outcome
        })
        .collect();
    bar.finish_and_clear();
    outcomes
}

/// Everything of one vendor that needs no disk.
fn regenerate(
    (workspace, shared): (&Workspace, &WorkspaceSettings),
    files: &SourceFiles,
    vendor: String,
    sources: Option<VendorSources>,
    mut found: Diagnostics,
    args: &Args,
) -> Outcome {
    let failed = |vendor, settings, diagnostics| Outcome {
        vendor,
        settings,
        trees: Vec::new(),
        report: None,
        diagnostics,
        losses: Diagnostics::new(),
    };
    let Some(sources) = sources else { return failed(vendor, None, found) };
    // Only a run that may write trusts the last one; and what it found is not kept, so there must have been nothing.
    let questions_losses = !args.allow_shrink;
    let locked = SourceLock::read(&workspace.root.join("specs").join(&vendor));
    let key = (questions_losses && !args.check && !args.strict && found.is_empty())
        .then(|| cache::key(files, &sources, shared, &locked))
        .flatten();
    if let Some(made) = key.as_ref().and_then(|key| cache::load(workspace, &vendor, key))
        && let Some(settings) = VendorSettings::read(files, sources.settings, &mut found)
    {
        let trees = trees(workspace, &vendor, &settings, made.spec, made.client);
        let report = Some(made.report);
        return Outcome { trees, report, ..failed(vendor, Some(settings), found) };
    }
    let Some((document, settings)) = switchboard_codegen::derive(files, &sources, &mut found) else {
        // The name is needed all the same, to tell whether another vendor uses it.
        let settings = VendorSettings::read(files, sources.settings, &mut Diagnostics::new());
        let found = settings.as_ref().map_or(found.clone(), |settings| settings.settle(found));
        return failed(vendor, settings, found);
    };
    if settings.strict || args.strict {
        found.refuse_losses();
    }
    let mut crate_settings = CrateSettings::for_vendor(&settings);
    let folder = workspace.client(&crate_settings.name);
    crate::workspace_settings::apply(shared, workspace, &folder, &mut crate_settings);
    let planned = switchboard_codegen::plan_client(&document, &crate_settings, &mut found);
    let mut losses = Diagnostics::new();
    if questions_losses {
        match (workspace.last_plan(&vendor), &planned) {
            (Ok(Some(last)), Some(planned)) => shrink::check(&last, planned, sources.settings, &mut losses),
            (Ok(_), _) => {}
            (Err(problem), _) => losses.push(*problem),
        }
    }
    let generated = planned.and_then(|planned| switchboard_codegen::print(planned, &crate_settings, &mut found));
    let found = settings.settle(found);
    let Some(generated) = generated else {
        return Outcome { losses, ..failed(vendor, Some(settings), found) };
    };
    let spec = CrateFiles::from([
        ("openapi.yaml".to_owned(), switchboard_codegen::render_document(&document)),
        ("COVERAGE.md".to_owned(), switchboard_codegen::render_coverage(&document, &settings, &generated.report)),
        (SOURCE_LOCK.to_owned(), SourceLock::of(files, &sources, &settings, |_| None).keeping(&locked).render()),
    ]);
    if let Some(key) = key.filter(|_| found.is_empty() && losses.is_empty()) {
        cache::store(workspace, &vendor, key, &spec, &generated.files, &generated.report);
    }
    let trees = trees(workspace, &vendor, &settings, spec, generated.files);
    Outcome { trees, report: Some(generated.report), losses, ..failed(vendor, Some(settings), found) }
}

/// Where the files of a vendor belong.
fn trees(
    workspace: &Workspace,
    vendor: &str,
    settings: &VendorSettings,
    spec: CrateFiles,
    client: CrateFiles,
) -> Vec<Tree> {
    let package = &settings.package.value;
    vec![
        Tree {
            folder: workspace.root.join("specs").join(vendor),
            shown: format!("specs/{vendor}"),
            files: spec,
            origin: String::new(),
            ownership: Ownership::Named,
        },
        Tree {
            folder: workspace.client(package),
            shown: format!("clients/{package}"),
            files: client,
            origin: format!("the vendor `{vendor}`"),
            ownership: Ownership::Manifest,
        },
    ]
}

/// Compares what became of a vendor with the disk: adds to the plans what is to be written, and to the diagnostics what
/// was found.
fn plan(outcome: Outcome, is_check: bool, plans: &mut Vec<Plan>, diagnostics: &mut Diagnostics) -> Result<Planned> {
    let Outcome { vendor, settings, trees, report, diagnostics: mut found, losses } = outcome;
    let mut own = Vec::new();
    if !found.has_errors() {
        for tree in trees {
            if !is_check && tree.ownership == Ownership::Manifest {
                sync::recover(&tree.folder)?;
            }
            own.extend(sync::plan(tree, &mut found));
        }
    }
    // What a check shows is what would be written if it were accepted.
    if found.has_errors() || losses.has_errors() && !is_check {
        own.clear();
    }
    let failed = found.has_errors() || losses.has_errors();
    let changes = own.iter().flat_map(changes).collect();
    plans.extend(own);
    diagnostics.extend(found);
    diagnostics.extend(losses);
    let (package, version) = settings.map(|settings| (settings.package.value, settings.version.value)).unzip();
    Ok(Planned { vendor, package, version, failed, changes, report })
}

fn changes(plan: &Plan) -> impl Iterator<Item = serde_json::Value> {
    plan.changes
        .iter()
        .map(|change| json!({"path": format!("{}/{}", plan.tree.shown, change.path), "kind": change.kind()}))
}

fn summary(vendor: &str, status: &str, changes: usize, report: Option<&Report>) -> String {
    let files = if changes == 1 { "1 file".to_owned() } else { format!("{changes} files") };
    let counts = report.map_or(String::new(), |report| {
        let left_out = match report.operations_left_out.len() {
            0 => String::new(),
            number => format!(", {number} left out"),
        };
        let open = match report.places_left_open.len() {
            0 => String::new(),
            1 => ", 1 place left open".to_owned(),
            number => format!(", {number} places left open"),
        };
        format!(" ({} of {} operations{left_out}{open})", report.operations_emitted, report.operations_in_spec)
    });
    match status {
        "failed" => format!("{vendor}: has errors, left as it was"),
        "unchanged" => format!("{vendor}: up to date{counts}"),
        "stale" => format!("{vendor}: {files} would change{counts}"),
        _ => format!("{vendor}: {files} written{counts}"),
    }
}

/// Two vendors with one crate name: an error for both, with both places.
fn refuse_shared_names(workspace: &Workspace, files: &mut SourceFiles, all: &[String], outcomes: &mut [Outcome]) {
    let mut names = BTreeMap::new();
    for outcome in outcomes.iter() {
        if let Some(settings) = &outcome.settings {
            names
                .entry(settings.package.value.clone())
                .or_insert_with(Vec::new)
                .push((outcome.vendor.clone(), settings.package.span));
        }
    }
    // Vendors that were not asked for keep their names too.
    for vendor in all.iter().filter(|vendor| !outcomes.iter().any(|outcome| outcome.vendor == **vendor)) {
        let path = workspace.root.join("specs").join(vendor).join("vendor.toml");
        let mut ignored = Diagnostics::new();
        let settings = workspace
            .read_own(vendor, &path, files, &mut ignored)
            .and_then(|file| VendorSettings::read(files, file, &mut ignored));
        if let Some(settings) = settings {
            names.entry(settings.package.value).or_insert_with(Vec::new).push((vendor.clone(), settings.package.span));
        }
    }
    for (name, users) in names.iter().filter(|(_, users)| users.len() > 1) {
        for outcome in outcomes.iter_mut() {
            let Some((_, own)) = users.iter().find(|(vendor, _)| *vendor == outcome.vendor) else { continue };
            let others = users.iter().filter(|(vendor, _)| *vendor != outcome.vendor);
            let message = format!("the crate name `{name}` is used by another vendor");
            let diagnostic = Diagnostic::error(Code::CrateNameTaken, message)
                .at(*own)
                .help("give one of them another `crate`: each crate has a folder of its own under clients/");
            let label =
                |found: Diagnostic, (vendor, span): &(String, _)| found.label(*span, format!("and by {vendor} here"));
            outcome.diagnostics.push(others.fold(diagnostic, label));
        }
    }
}

/// Crates in clients/ that were generated for a vendor that is not there any more.
fn warn_of_orphans(workspace: &Workspace, vendors: &[serde_json::Value], found: &mut Diagnostics) -> Result<()> {
    // While a vendor cannot be read, nobody knows which crate is its.
    if vendors.iter().any(|vendor| vendor["crate"].is_null()) {
        return Ok(());
    }
    let clients = workspace.root.join("clients");
    if !clients.is_dir() {
        return Ok(());
    }
    let mut names: Vec<String> =
        clients.read_dir_utf8()?.filter_map(|entry| Some(entry.ok()?.file_name().to_owned())).collect();
    names.sort();
    for name in names.iter().filter(|name| !name.starts_with('.') && clients.join(name).join(MANIFEST).is_file()) {
        if !vendors.iter().any(|vendor| vendor["crate"].as_str() == Some(name)) {
            let message = format!("clients/{name} was generated, and no vendor in specs/ has a crate of that name");
            let help = "remove the folder, or bring the vendor back";
            found.push(Diagnostic::warning(Code::ClientOrphaned, message).help(help));
        }
    }
    Ok(())
}
