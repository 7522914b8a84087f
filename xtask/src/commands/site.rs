//! `site`: the pages that people read of the clients of a workspace.

use crate::site::{self, Vendor};
use crate::sync::is_inside;
use crate::workspace::Workspace;
use crate::{Exit, Global, report, terminal, workspace_settings};
use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use switchboard_codegen::diagnostic::{Diagnostics, Severity};
use switchboard_codegen::source::{SourceFiles, read_document};
use switchboard_codegen::{self as codegen, CrateSettings};

/// Write a site of the workspace's clients: static HTML that opens from a disk.
///
/// Of each vendor it has the README of its crate, the operations by tag with parameters, bounds and signatures, the types with
/// how unions are told apart, the changelog, what is covered, and where the document was corrected. `/` on any page finds an
/// operation or a type. Pages load nothing from elsewhere, and the same input gives the same bytes.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask site                       all vendors, to target/site
  cargo xtask site revox --out ../site   one")]
pub(crate) struct Args {
    /// Folders under specs/; all of them when none is named.
    #[arg(value_name = "VENDOR")]
    vendors: Vec<String>,
    /// The folder that the site is written to; else target/site in the workspace.
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global)?;
    let all = workspace.vendors()?;
    for name in &args.vendors {
        workspace.check_vendor(name, &all)?;
    }
    let wanted = all.iter().filter(|name| args.vendors.is_empty() || args.vendors.contains(name));
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let mut vendors = Vec::new();
    for name in wanted {
        let mut found = Diagnostics::new();
        vendors.extend(vendor(&workspace, name, &mut files, &mut found));
        // Warnings are said where the client is made.
        found
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .for_each(|found| diagnostics.push(found.clone()));
    }
    if !diagnostics.has_errors() && vendors.is_empty() {
        bail!("specs/ has no vendor to write of: `cargo xtask new` adds one");
    }
    if diagnostics.has_errors() {
        report::print(global, &files, &diagnostics);
        return Ok(report::exit(&diagnostics));
    }
    let out = args.out.clone().unwrap_or_else(|| workspace.root.join("target/site"));
    let pages = site::files(&vendors);
    write(&out, &pages)?;
    let (shown, count) = (workspace.shown(&out), pages.len());
    if global.format == report::Format::Json {
        let names: Vec<&str> = vendors.iter().map(|vendor| vendor.name.as_str()).collect();
        let result =
            json!({"out": shown, "files": pages.keys().collect::<Vec<_>>(), "vendors": names, "diagnostics": []});
        terminal::raw_result(&format!("{result:#}"))?;
    } else {
        terminal::note(&format!("{shown}/index.html: {} vendors, {count} files", vendors.len()));
    }
    Ok(Exit::Fine)
}

/// All that the pages of a vendor say. Returns `None` after reporting at least one error.
fn vendor(workspace: &Workspace, name: &str, files: &mut SourceFiles, found: &mut Diagnostics) -> Option<Vendor> {
    let shared = workspace_settings::read(workspace, files, found)?;
    let sources = workspace.read_vendor(name, files, found)?;
    let overlay = sources.overlay.map(|file| read_document(files, file, &mut Diagnostics::new()));
    let (document, settings) = codegen::derive(files, &sources, found)?;
    let mut made = CrateSettings::for_vendor(&settings);
    let folder = workspace.client(&made.name);
    workspace_settings::apply(&shared, workspace, &folder, &mut made);
    let planned = codegen::plan_client(&document, &made, found)?;
    let crate_files = codegen::print_files(&planned, &made, found)?;
    let text = |path: Utf8PathBuf| fs::read_to_string(path).ok();
    Some(Vendor {
        name: name.to_owned(),
        title: settings.title.value.clone(),
        description: made.description.clone(),
        package: made.name.clone(),
        version: made.version.clone(),
        planned,
        files: crate_files,
        changelog: text(folder.join("CHANGELOG.md")),
        coverage: text(workspace.root.join("specs").join(name).join("COVERAGE.md")),
        corrections: overlay.flatten().map(|overlay| corrections(&overlay.to_value())).unwrap_or_default(),
    })
}

/// Place and reason of each action of an overlay.
fn corrections(overlay: &Value) -> Vec<(String, String)> {
    let text = |action: &Value, key: &str| action[key].as_str().unwrap_or_default().trim().to_owned();
    let actions = overlay["actions"].as_array().into_iter().flatten();
    actions.map(|action| (text(action, "target"), text(action, "description"))).collect()
}

/// The list of a site's files. It has another name than that of a crate, whose files are replaced by other rules.
const LIST: &str = ".switchboard-site";

/// Writes the files, and removes those that an older site had. A folder that is no site stays as it is.
fn write(out: &Utf8Path, pages: &BTreeMap<String, String>) -> Result<()> {
    let list = out.join(LIST);
    let is_empty = !out.exists() || out.read_dir_utf8().is_ok_and(|mut entries| entries.next().is_none());
    let old = match fs::read_to_string(&list) {
        Ok(text) => text,
        Err(_) if is_empty => String::new(),
        Err(_) => bail!("{out} is there, and no site: name another folder with --out, or remove it"),
    };
    for path in old.lines().filter(|path| !pages.contains_key(*path) && is_inside(path)) {
        let _ = fs::remove_file(out.join(path));
    }
    for (path, text) in pages {
        let path = out.join(path);
        if fs::read_to_string(&path).is_ok_and(|there| there == *text) {
            continue;
        }
        fs::create_dir_all(path.parent().context("a page is in a folder")?)?;
        fs::write(&path, text)?;
    }
    let lines: String = pages.keys().map(|path| format!("{path}\n")).collect();
    Ok(fs::write(&list, lines)?)
}
