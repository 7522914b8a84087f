//! `interop`: every operation of the generated clients, called on an independent server.

use crate::interop::{Own, Prism, VERSION, harness, servable};
use anyhow::{Context, Result};
use camino::Utf8Path;
use serde_json::json;
use std::process::Command;
use switchboard::workspace::Workspace;
use switchboard::{Exit, Global, report, terminal};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{self as codegen, CrateSettings};

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
    let harness = harness(&planned, &settings, &client);
    fs_err::create_dir_all(folder.join("src"))?;
    fs_err::write(folder.join("Cargo.toml"), &harness.manifest)?;
    fs_err::write(folder.join("src/main.rs"), &harness.program)?;
    // The same versions as in the workspace.
    let lock = workspace.root.join("Cargo.lock");
    if lock.is_file() {
        fs_err::copy(lock, folder.join("Cargo.lock"))?;
    }
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
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| workspace.root.join("target").into_string());
    let output = Command::new(&cargo)
        .args(["run", "--quiet", "--manifest-path", folder.join("Cargo.toml").as_str()])
        .env("BASE_URL", url)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .with_context(|| format!("cannot run {cargo}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut failures: Vec<String> = text.lines().map(str::to_owned).collect();
    if !output.status.success() && failures.is_empty() {
        failures.push(format!("the calls were not made:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(Some((harness.calls, failures)))
}
