//! `generate`: any OpenAPI document to one crate.

use crate::document::{self, Correction};
use crate::made_crate::{absolute, check_name, is_same_origin, origin_of, put, runtime};
use crate::surroundings::{self, Surroundings};
use crate::sync::{self, Lock, MANIFEST};
use crate::workspace::Workspace;
use crate::{Exit, Global, report, terminal, workspace_settings};
use anyhow::{Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::source::{Node, SourceFiles};
use switchboard_codegen::{Choice, CrateSettings, Generated, Home, Runtime, Selection};

/// Generate one client crate from any OpenAPI 3 or Swagger 2.0 document.
///
/// The crate compiles on its own against the runtime crate. Run again, only what changed is written; files of your own
/// beside the generated ones stay.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask generate petstore.yaml --out ../petstore-client
  cargo xtask generate api.json --out /tmp/acme --name acme-api --runtime ../vendored/runtime
  cargo xtask generate api.json --out ../app/crates/acme --runtime-version 0.1
  cargo xtask generate api.json --out /tmp/acme --overlay corrections.yaml --settings acme.toml
  cargo xtask generate api/openapi.yaml --out ../acme --map https://acme.example/common.yaml=saved/common.yaml
  cargo xtask generate stripe.json --out ../stripe --only Customers --only 'GET /v1/charges/*'
  cargo xtask generate api/openapi.yaml --print-bundled > whole.yaml
  curl -fL https://api.example/openapi.json | cargo xtask generate - --out /tmp/acme

In another workspace of cargo the crate becomes a part of that; elsewhere it is a workspace of its own.

The overlay is OpenAPI Overlay 1.0, 1.1 or 1.2; an action that selects or changes nothing is an error. The settings have
the keys of a vendor.toml, of which none has to be there: what they leave out is as the document has it.

A document may refer to files in its folder and below. Nothing else is read, and nothing is fetched: what an address
holds is given with --map, or with [[map]] in the settings.")]
pub(crate) struct Args {
    /// The document, JSON or YAML; `-` reads it from stdin.
    spec: Utf8PathBuf,
    #[command(flatten)]
    correction: Correction,
    /// What the document leaves out, in a TOML file with the keys of vendor.toml: server, authentication, pagination…
    #[arg(long, value_name = "FILE")]
    settings: Option<Utf8PathBuf>,
    /// The folder of the crate; made if it is not there.
    #[arg(long, value_name = "DIR", required_unless_present = "print_bundled")]
    out: Option<Utf8PathBuf>,
    /// Only these operations, by id, by method and path (`GET /calls/{id}`), by path (`/calls`, or `/calls/*` for all below),
    /// or by tag; may be given several times. Types that these do not lead to are left out.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Not these operations.
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,
    /// Print the one document that the crate would be made of, as YAML: with all that it refers to in other files, the
    /// settings and the corrections. Makes no crate.
    #[arg(long, conflicts_with = "out")]
    print_bundled: bool,
    /// Name of the crate; else that of the settings, else the folder's.
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,
    #[command(flatten)]
    runtime: RuntimeArgs,
    /// Refuse a document of which a place or an operation would be lost. Without this the place alone is lost, and said.
    #[arg(long)]
    strict: bool,
    /// Put the crate in the place of one that was made of another document or vendor.
    #[arg(long)]
    replace: bool,
}

/// Where the crate finds the runtime crate; else where switchboard.toml says, or in clients/runtime of the workspace.
#[derive(clap::Args)]
struct RuntimeArgs {
    /// The folder of the runtime crate; else where switchboard.toml says, or clients/runtime of the workspace.
    #[arg(long, value_name = "PATH")]
    runtime: Option<Utf8PathBuf>,
    /// Take the runtime crate from the registry: the version that cargo is to ask for.
    #[arg(long, value_name = "VERSION", value_parser = version_requirement, conflicts_with = "runtime")]
    runtime_version: Option<String>,
    /// Take the runtime crate from a git repository.
    #[arg(long, value_name = "URL", conflicts_with_all = ["runtime", "runtime_version"])]
    runtime_git: Option<String>,
    /// The commit, tag or branch of that repository; else its newest commit.
    #[arg(long, value_name = "REV", requires = "runtime_git")]
    runtime_rev: Option<String>,
}

impl RuntimeArgs {
    /// The runtime as the manifest of a crate in `folder` names it.
    fn dependency(&self, workspace: Option<&Workspace>, stated: Option<Runtime>, folder: &Utf8Path) -> Result<Runtime> {
        Ok(match (&self.runtime_version, &self.runtime_git, stated) {
            (Some(version), ..) => Runtime::Version(version.clone()),
            (_, Some(url), _) => Runtime::Git { url: url.clone(), rev: self.runtime_rev.clone() },
            (_, _, Some(stated)) if self.runtime.is_none() => stated,
            _ => Runtime::Path(runtime(self.runtime.as_deref(), workspace, folder)?),
        })
    }
}

fn version_requirement(text: &str) -> Result<String, String> {
    match semver::VersionReq::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("{error}; a requirement looks like 0.1 or =0.1.3")),
    }
}

impl Args {
    fn selection(&self) -> Selection {
        let choices = |names: &[String]| names.iter().map(|name| Choice { name: name.clone(), span: None }).collect();
        Selection { only: choices(&self.only), without: choices(&self.without) }
    }
}

/// Where a workspace says that its crates find the runtime.
pub(crate) fn stated(workspace: &Workspace, folder: &Utf8Path, global: &Global) -> Result<Option<Runtime>> {
    let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
    match workspace_settings::read(workspace, &mut files, &mut found) {
        Some(stated) => Ok(workspace_settings::runtime(&stated, workspace, folder)),
        None => {
            report::print(global, &files, &found);
            bail!("{} cannot be read", workspace_settings::FILE)
        }
    }
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    let Some(out) = &args.out else { return print_bundled(args, global) };
    let workspace = Workspace::find(global).ok();
    if out.as_str().is_empty() {
        return Err(report::refusal(Code::ArgumentInvalid, "`--out` is empty", "name the folder of the crate"));
    }
    let folder = absolute(out)?;
    let mut name = crate_name(args, &folder)?;
    let stated = match &workspace {
        Some(workspace) => stated(workspace, &folder, global)?,
        None => None,
    };
    let has_own_runtime = stated.is_some();
    let runtime = args.runtime.dependency(workspace.as_ref(), stated, &folder)?;
    let clients = workspace.as_ref().and_then(|workspace| workspace.root.canonicalize_utf8().ok());
    let is_client = clients.is_some_and(|root| folder.parent() == Some(&root.join("clients")));
    let around = if is_client { None } else { surroundings::around(&folder) };
    let home = match &around {
        // What clients share in the repository of Switchboard is not there in other workspaces.
        _ if is_client && has_own_runtime => Home::Workspace,
        _ if is_client => Home::Clients,
        Some(_) => Home::Workspace,
        None => Home::Alone,
    };

    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::for_run(args.strict);
    let mut origin = String::new();
    let generated = made(args, &mut files, &mut diagnostics, |document| {
        origin = origin_of(document, &args.spec);
        CrateSettings::for_document(document, name.clone(), runtime, home)
    });
    let generated = generated.map(|(generated, package)| {
        name = package;
        generated
    });
    let mut report_of_crate = None;
    let mut changed = Vec::new();
    if let Some(Generated { files: crate_files, report }) = generated
        && may_be_replaced(&folder, &shown(out), &mut diagnostics)
        && (args.replace || is_of_same_document(&folder, &shown(out), &origin, &mut diagnostics))
    {
        let lock = match &workspace {
            Some(workspace) if is_client => Lock::for_workspace(&workspace.root)?,
            _ => Lock::for_folder(&folder)?,
        };
        if let Some(paths) = put(crate_files, origin, &folder, &shown(out), &lock, &mut diagnostics)? {
            changed = paths;
            report_of_crate = Some(report);
        }
    }
    if global.format == report::Format::Json {
        let findings = report::to_json(&files, &diagnostics);
        let result = json!({"crate": name, "out": out.as_str(), "changed": changed, "report": report_of_crate, "diagnostics": findings});
        terminal::raw_result(&format!("{result:#}"))?;
    } else {
        report::print(global, &files, &diagnostics);
        if let Some(report) = report_of_crate {
            let open = match report.places_left_open.len() {
                0 => String::new(),
                1 => ", 1 place left open".to_owned(),
                number => format!(", {number} places left open"),
            };
            let counts = format!("{} of {} operations{open}", report.operations_emitted, report.operations_in_spec);
            terminal::note(&match changed.len() {
                0 => format!("{out}: up to date ({counts})"),
                1 => format!("{out}: 1 file written ({counts})"),
                number => format!("{out}: {number} files written ({counts})"),
            });
            if let Some(Surroundings { root, is_listed: false }) = &around {
                terminal::note(&format!(
                    "{root}/Cargo.toml does not list the crate: add {:?} to `members`, unless a member depends on it",
                    shown(folder.strip_prefix(root).unwrap_or(&folder))
                ));
            }
        }
    }
    Ok(report::exit(&diagnostics))
}

fn print_bundled(args: &Args, global: &Global) -> Result<Exit> {
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::for_run(args.strict));
    let name = args.name.clone().unwrap_or_default();
    let alone = |document: &Node| CrateSettings::for_document(document, name, String::new(), Home::Alone);
    let settings = args.settings.as_deref();
    let made = document::completed(&args.spec, &args.correction, settings, alone, &mut files, &mut diagnostics);
    let made = made.map(|(mut document, ..)| {
        args.selection().apply(&mut document, &mut diagnostics);
        // What a client would lose of the document is said here as well.
        switchboard_codegen::lower::lower(document.clone(), &mut diagnostics);
        document
    });
    report::print(global, &files, &diagnostics);
    if let Some(document) = made.filter(|_| !diagnostics.has_errors()) {
        terminal::raw_result(&switchboard_codegen::render_yaml(&document))?;
    }
    Ok(report::exit(&diagnostics))
}

/// Whether a folder is not there, is empty or holds a crate that was generated; else reports `output-blocked`.
///
/// A folder is replaced as a whole, so that the working directory, a repository or a home would be as well.
pub(crate) fn may_be_replaced(folder: &Utf8Path, shown: &str, diagnostics: &mut Diagnostics) -> bool {
    let Ok(mut entries) = folder.read_dir_utf8() else { return true };
    if entries.next().is_none() || folder.join(MANIFEST).symlink_metadata().is_ok() {
        return true;
    }
    let message = format!("{shown} holds other things, and no crate that was generated: there is no {MANIFEST} in it");
    let help = "name a folder that is not there yet, one that is empty, or that of an earlier run";
    diagnostics.push(Diagnostic::error(Code::OutputBlocked, message).help(help));
    false
}

/// Reads what the arguments name and makes the crate; gives its name, too. Returns `None` after reporting at least one
/// error.
fn made(
    args: &Args,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
    alone: impl FnOnce(&Node) -> CrateSettings,
) -> Option<(Generated, String)> {
    let settings = args.settings.as_deref();
    let (mut document, mut package, settings) =
        document::completed(&args.spec, &args.correction, settings, alone, files, diagnostics)?;
    args.selection().apply(&mut document, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    if let Some(name) = &args.name {
        package.name.clone_from(name);
    }
    let generated = switchboard_codegen::generate(&document, &package, diagnostics);
    if let Some(settings) = settings {
        *diagnostics = settings.settle(std::mem::take(diagnostics));
    }
    generated.filter(|_| !diagnostics.has_errors()).map(|generated| (generated, package.name))
}

/// Whether the crate in a folder was made of this document, as far as it says; else reports `output-blocked`.
pub(crate) fn is_of_same_document(folder: &Utf8Path, shown: &str, origin: &str, diagnostics: &mut Diagnostics) -> bool {
    let Some(other) = sync::origin(folder).filter(|known| !is_same_origin(known, origin)) else { return true };
    let message = format!("{shown} holds a crate that was made of {other}, and this one is of {origin}");
    let help = "name another folder; or, if the one is to take the place of the other, add --replace";
    diagnostics.push(Diagnostic::error(Code::OutputBlocked, message).help(help));
    false
}

fn crate_name(args: &Args, folder: &Utf8Path) -> Result<String> {
    let Some(name) = &args.name else {
        return Ok(CrateSettings::name_from(folder.file_name().unwrap_or_default()));
    };
    check_name(name)?;
    Ok(name.clone())
}

fn shown(path: &Utf8Path) -> String {
    path.as_str().replace('\\', "/")
}
