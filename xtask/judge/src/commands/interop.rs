//! `interop`: every operation of the generated clients, called on an independent server.

use crate::driver::{Call, Record, Target, driver, run as run_driver};
use crate::interop::{Own, Prism, VERSION, sampled, servable, violations};
use crate::processes::end_with_this_program;
use anyhow::Result;
use camino::Utf8Path;
use serde_json::json;
use std::collections::BTreeMap;
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, report, terminal};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{self as codegen, CrateSettings, Planned};

/// Call every operation of the generated clients on Prism, an independent mock server.
///
/// Prism mocks specs/VENDOR/openapi.yaml; it has to accept each request without a violation, and each answer has to
/// decode. The programs that make the calls, and Prism itself, live under target/interop. Without npm nothing is done.
/// With --own the server is that of `cargo xtask mock`, and npm is not needed.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Vendors in specs/; all of them when none is named.
    #[arg(value_name = "VENDOR")]
    vendors: Vec<String>,
    /// Call our own mock server instead of Prism.
    #[arg(long)]
    own: bool,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    end_with_this_program()?;
    let workspace = Workspace::find(global)?;
    let known = workspace.vendors()?;
    for vendor in &args.vendors {
        workspace.check_vendor(vendor, &known)?;
    }
    let vendors = if args.vendors.is_empty() { &known } else { &args.vendors };
    let folder = workspace.root.join("target/interop");
    let prism = match args.own {
        true => None,
        false => Prism::install(&folder.join(format!("prism-{VERSION}")))?,
    };
    if prism.is_none() && !args.own {
        terminal::note(&format!("skipped: Prism {VERSION} comes from npm, and npm is not here or reaches no registry"));
        return Ok(Exit::Fine);
    }
    let mut exit = Exit::Fine;
    let mut results = Vec::new();
    for vendor in vendors {
        let Some((calls, failures)) = one(vendor, &workspace, prism.as_deref(), &folder.join(vendor), global)? else {
            exit = Exit::Findings;
            continue;
        };
        let verdict = if failures.is_empty() { "all accepted" } else { "NOT all accepted" };
        terminal::note(&format!("{vendor}: {calls} calls, {verdict}"));
        if !failures.is_empty() {
            exit = Exit::Findings;
        }
        results.push((vendor, calls, failures));
    }
    if global.format == report::Format::Json {
        let line = |(vendor, calls, failures): &(&String, usize, Vec<String>)| json!({"vendor": vendor, "calls": calls, "failures": failures});
        terminal::raw_result(&format!("{:#}", json!(results.iter().map(line).collect::<Vec<_>>())))?;
    } else {
        let lines = results.iter().flat_map(|(vendor, _, failures)| failures.iter().map(move |line| (vendor, line)));
        terminal::result(
            &lines.map(|(vendor, line)| terminal::visible(&format!("{vendor}: {line}\n"))).collect::<String>(),
        )?;
    }
    Ok(exit)
}

/// The number of calls and those that failed; nothing when the vendor's document cannot be derived.
fn one(
    vendor: &str,
    workspace: &Workspace,
    prism: Option<&Utf8Path>,
    folder: &Utf8Path,
    global: &Global,
) -> Result<Option<(usize, Vec<String>)>> {
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let derived = workspace
        .read_vendor(vendor, &mut files, &mut diagnostics)
        .and_then(|sources| codegen::derive(&files, &sources, &mut diagnostics));
    let planned = derived.and_then(|(document, settings)| {
        Some((codegen::plan(&document, &mut diagnostics)?, CrateSettings::for_vendor(&settings)))
    });
    let Some((planned, settings)) = planned else {
        report::print(global, &files, &diagnostics);
        return Ok(None);
    };
    let client = workspace.client(&settings.name);
    let driver = driver(&planned, &settings, &client, &BTreeMap::new());
    let calls = sampled(&planned);
    fs_err::create_dir_all(folder)?;
    // Held until the calls were made: a server ends when it is dropped.
    let (_prism, _own, url);
    match prism {
        Some(program) => {
            let document = folder.join("openapi.json");
            let text = fs_err::read_to_string(workspace.root.join("specs").join(vendor).join("openapi.yaml"))?;
            fs_err::write(&document, servable(serde_yaml::from_str(&text)?).to_string())?;
            let server = Prism::start(program, &document, &folder.join("prism.log"))?;
            url = server.url.clone();
            _prism = server;
        }
        None => {
            let server = Own::start(&workspace.root, vendor)?;
            url = server.url.clone();
            _own = server;
        }
    }
    let target = Target { folder, url: &url, received: None, many: None };
    let failures = match run_driver(workspace, &driver, &target, &calls) {
        Ok(records) => records.iter().filter_map(|record| failure(&planned, &calls, record)).collect(),
        Err(error) => vec![format!("{error:#}")],
    };
    Ok(Some((calls.len(), failures)))
}

/// What is wrong with a call, as a line.
fn failure(planned: &Planned, calls: &[Call], record: &Record) -> Option<String> {
    let message = match record.outcome.as_str() {
        "success" => violations(record.headers.as_deref().unwrap_or_default())?,
        _ => record.message.clone().unwrap_or_default(),
    };
    let plan = &planned.operations.plans[calls[record.call].method];
    Some(format!("{}: {message}", plan.subject()))
}
