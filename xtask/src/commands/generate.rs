//! `generate`: any OpenAPI document to one crate.

use crate::commands::regen::write_failed;
use crate::sync::{self, Lock, Ownership, Tree};
use crate::workspace::{Workspace, current_dir};
use crate::{Exit, Global, input, report, terminal};
use anyhow::{Context, Result, bail};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use serde_json::json;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateSettings, Generated};

/// Generate one client crate from any OpenAPI 3.0, 3.1 or Swagger 2.0 document.
///
/// The crate compiles on its own against the runtime crate. Run again, only what changed is written; files of your own
/// beside the generated ones stay.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask generate petstore.yaml --out ../petstore-client
  cargo xtask generate api.json --out /tmp/acme --name acme-api --runtime ../vendored/runtime")]
pub(crate) struct Args {
    /// The document, JSON or YAML.
    spec: Utf8PathBuf,
    /// The folder of the crate; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: Utf8PathBuf,
    /// Name of the crate; else the folder's.
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    /// The folder of the runtime crate; else clients/runtime of the workspace.
    #[arg(long, value_name = "PATH")]
    runtime: Option<Utf8PathBuf>,
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let workspace = Workspace::find(global).ok();
    let folder = absolute(&args.out)?;
    let name = crate_name(args, &folder)?;
    let (runtime, is_member) = runtime(args, workspace.as_ref(), &folder)?;

    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let generated = input::read(&args.spec, &shown(&args.spec), &mut files, &mut diagnostics)
        .and_then(|file| describe(&files, &[file], Some(Format::OpenApi), &mut diagnostics))
        .and_then(|document| {
            let settings = CrateSettings::for_document(&document, name.clone(), runtime, is_member);
            switchboard_codegen::generate(&document, &settings, &mut diagnostics)
        })
        .filter(|_| !diagnostics.has_errors());
    let mut report_of_crate = None;
    let mut changed = Vec::new();
    if let Some(Generated { files: crate_files, report }) = generated {
        let tree = Tree {
            folder: folder.clone(),
            shown: shown(&args.out),
            files: crate_files,
            ownership: Ownership::Manifest,
        };
        let lock = match &workspace {
            Some(workspace) if is_member => Lock::for_workspace(&workspace.root)?,
            _ => Lock::for_folder(&folder)?,
        };
        sync::recover(&folder)?;
        if let Some(plan) = sync::plan(tree, &mut diagnostics) {
            match sync::write(&[&plan], lock.staging()) {
                Ok(()) => {
                    changed = plan.changes.iter().map(|change| change.path.clone()).collect();
                    report_of_crate = Some(report);
                }
                Err(error) => diagnostics.push(write_failed(&error)),
            }
        }
    }
    if global.format == report::Format::Json {
        let findings = report::to_json(&files, &diagnostics);
        let result = json!({"crate": name, "out": args.out.as_str(), "changed": changed, "report": report_of_crate, "diagnostics": findings});
        terminal::raw_result(&format!("{result:#}"))?;
    } else {
        report::print(global, &files, &diagnostics);
        if let Some(report) = report_of_crate {
            let counts = format!("{} of {} operations", report.operations_emitted, report.operations_in_spec);
            terminal::note(&match changed.len() {
                0 => format!("{}: up to date ({counts})", args.out),
                1 => format!("{}: 1 file written ({counts})", args.out),
                number => format!("{}: {number} files written ({counts})", args.out),
            });
        }
    }
    Ok(report::exit(&diagnostics))
}

fn crate_name(args: &Args, folder: &Utf8Path) -> Result<String> {
    let Some(name) = &args.name else {
        return Ok(CrateSettings::name_from(folder.file_name().unwrap_or_default()));
    };
    if !CrateSettings::is_name(name) {
        bail!(
            "`{name}` is no name for a crate: use lower-case letters, digits, `-` and `_`, a letter first, and no Rust keyword"
        );
    }
    Ok(name.clone())
}

/// The path of the runtime as the crate's manifest says it, and whether the crate is a member of the workspace.
///
/// Inside the workspace the path is relative, so that the workspace can be moved; elsewhere it is absolute.
fn runtime(args: &Args, workspace: Option<&Workspace>, folder: &Utf8Path) -> Result<(String, bool)> {
    let path = match (&args.runtime, workspace) {
        (Some(path), _) => path.clone(),
        (None, Some(workspace)) => workspace.root.join("clients/runtime"),
        (None, None) => bail!("say where the runtime crate is: --runtime PATH"),
    };
    let path = path.canonicalize_utf8().with_context(|| format!("cannot open the runtime crate {path}"))?;
    if !path.join("Cargo.toml").is_file() {
        bail!("{path} holds no Cargo.toml, so it is not the runtime crate");
    }
    let root = workspace.and_then(|workspace| workspace.root.canonicalize_utf8().ok());
    let is_member = root.as_ref().is_some_and(|root| folder.parent() == Some(&root.join("clients")));
    let text = match root {
        Some(root) if folder.starts_with(&root) && path.starts_with(&root) => relative(folder, &path),
        _ => path.into_string(),
    };
    Ok((text.replace('\\', "/"), is_member))
}

/// The absolute path of something that need not be there yet; symbolic links in the existing part are resolved.
fn absolute(path: &Utf8Path) -> Result<Utf8PathBuf> {
    let joined = current_dir()?.join(path);
    let mut plain = Utf8PathBuf::new();
    for component in joined.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    let (Some(parent), Some(name)) = (plain.parent(), plain.file_name()) else {
        bail!("{path} cannot be a crate; name a folder inside of another");
    };
    // The folder itself stays unresolved: a link in its place is not followed.
    let Some(above) = parent.ancestors().find(|above| above.exists()) else { return Ok(plain) };
    let rest = parent.strip_prefix(above).unwrap_or(Utf8Path::new(""));
    Ok(above.canonicalize_utf8()?.join(rest).join(name))
}

fn relative(from: &Utf8Path, to: &Utf8Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = from.iter().skip(common).map(|_| "..");
    let down = to.iter().skip(common).map(|component| component.as_str());
    up.chain(down).collect::<Vec<_>>().join("/")
}

fn shown(path: &Utf8Path) -> String {
    path.as_str().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths() {
        let path = |from: &str, to: &str| relative(Utf8Path::new(from), Utf8Path::new(to));
        assert_eq!(path("/w/clients/a", "/w/clients/runtime"), "../runtime");
        assert_eq!(path("/w/target/x/y", "/w/clients/runtime"), "../../../clients/runtime");
        assert_eq!(path("/w/a", "/w/a/runtime"), "runtime");
    }
}
