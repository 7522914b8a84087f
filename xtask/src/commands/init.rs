//! `init`: a workspace for clients, or a place for them in one that is there.

mod cargo;

use crate::name::name;
use crate::workspace::current_dir;
use crate::workspace_settings::FILE;
use crate::{Exit, Global, report, schemas, terminal};
use anyhow::{Context, Result};
use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use serde_json::json;
use std::io::{ErrorKind, Write};
use switchboard_codegen::diagnostic::{Code, Diagnostics};
use switchboard_codegen::reference::Edited;
use switchboard_codegen::source::SourceFiles;

/// Make a workspace for clients, or make room for them in one that is there.
///
/// Writes switchboard.toml, which says where clients find the runtime crate, .gitattributes, a workflow that keeps generated
/// files up to date, and the JSON Schemas by which editors complete settings (specs/.schemas), and adds clients/* to the
/// members of the workspace of cargo. What is there already stays as
/// it is. Then `cargo xtask new` adds a vendor, and `cargo xtask regen` makes its client.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  cargo xtask init                                    the folder you are in
  cargo xtask init acme-clients                       another one
  cargo xtask init --runtime-path ../switchboard/clients/runtime

Cargo reads a workspace once it has a member: run `cargo xtask new` and `cargo xtask regen` first.")]
pub(crate) struct Args {
    /// The folder; made if it is not there.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: Utf8PathBuf,
    /// Take the runtime crate from the registry: the version that cargo is to ask for; else that of this program.
    #[arg(long, value_name = "VERSION")]
    runtime_version: Option<String>,
    /// Take the runtime crate from a git repository.
    #[arg(long, value_name = "URL", conflicts_with = "runtime_version")]
    runtime_git: Option<String>,
    /// The commit, tag or branch of that repository.
    #[arg(long, value_name = "REV", requires = "runtime_git")]
    runtime_rev: Option<String>,
    /// Take the runtime crate from a folder; switchboard.toml names it relative to the workspace.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["runtime_version", "runtime_git"])]
    runtime_path: Option<Utf8PathBuf>,
}

/// What became of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Made,
    Changed,
    Kept,
}

impl Change {
    fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Kept => "kept as it is",
        }
    }
}

const GITATTRIBUTES: &str = "\
# Generated files: collapsed in reviews, and with the same line ends everywhere.
clients/*/src/** linguist-generated=true text eol=lf
specs/.schemas/* linguist-generated=true text eol=lf
specs/*/openapi.yaml linguist-generated=true text eol=lf
";

/// A workflow that fails where generated files are not up to date.
fn workflow() -> String {
    format!(
        "\
# Generated files have to be what the documents make of them, and to compile.
name: clients
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: cargo install --locked switchboard --version {version}
      - run: switchboard regen --check --format github
      - run: cargo check --workspace
",
        version = env!("CARGO_PKG_VERSION")
    )
}

pub(crate) fn run(args: &Args, global: &Global) -> Result<Exit> {
    if let Some(version) = args.runtime_version.as_deref()
        && let Err(error) = semver::VersionReq::parse(version)
    {
        let message = format!("`{version}` is not a valid version requirement: {error}");
        return Err(report::refusal(Code::ArgumentInvalid, message, "a requirement looks like 0.1 or =0.1.3"));
    }
    let folder = current_dir()?.join(&args.folder);
    if let Some(file) = folder.ancestors().find(|above| above.is_file()) {
        let message = format!("{file} is a file where a folder belongs");
        return Err(report::refusal(Code::OutputBlocked, message, "name another folder, or move the file away"));
    }
    // Everything is looked at before anything is written.
    let manifest = cargo::with_clients(&folder)?;
    let settings = settings(args, &folder)?;
    fs::create_dir_all(&folder)?;
    let root = folder.canonicalize_utf8().with_context(|| format!("cannot open {folder}"))?;
    for folder in ["specs", "clients"] {
        fs::create_dir_all(root.join(folder))?;
    }
    let mut changes = vec![match manifest {
        cargo::Manifest::New(text) => ("Cargo.toml", new_file(&root.join("Cargo.toml"), &text)?),
        cargo::Manifest::Changed(text) => {
            fs::write(root.join("Cargo.toml"), text)?;
            ("Cargo.toml", Change::Changed)
        }
        cargo::Manifest::AsItIs => ("Cargo.toml", Change::Kept),
    }];
    let files = [
        (FILE, settings),
        (".gitattributes", GITATTRIBUTES.to_owned()),
        (".gitignore", "/target\n".to_owned()),
        (".github/workflows/clients.yml", workflow()),
    ];
    for (path, text) in files {
        changes.push((path, new_file(&root.join(path), &text)?));
    }
    let had_schemas = root.join(schemas::FOLDER).is_dir();
    let schemas = match (schemas::write(&root)?, had_schemas) {
        (true, true) => Change::Changed,
        (true, false) => Change::Made,
        (false, _) => Change::Kept,
    };
    changes.push((schemas::FOLDER, schemas));
    if global.format == report::Format::Json {
        let files: Vec<_> =
            changes.iter().map(|(path, change)| json!({"path": path, "status": change.as_str()})).collect();
        let findings = report::to_json(&SourceFiles::new(), &Diagnostics::new());
        let result = json!({"root": root.as_str(), "files": files, "diagnostics": findings});
        terminal::raw_result(&format!("{result:#}"))?;
        return Ok(Exit::Fine);
    }
    for (path, change) in changes {
        terminal::note(&format!("{path}: {}", change.as_str()));
    }
    let program = name();
    terminal::note(&format!(
        "next: `{program} new NAME SPEC-OR-PAGE` adds a vendor, and `{program} regen` makes its client"
    ));
    Ok(Exit::Fine)
}

/// The text of switchboard.toml.
fn settings(args: &Args, folder: &Utf8Path) -> Result<String> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut text = schemas::first_line(folder, Edited::Workspace, 0);
    text.push_str(
        "# What holds for all clients of this workspace.\n\n\
                    # Where they find the runtime crate: `version`, `git` (and `rev`), or `path` from this folder.\n\
                    [runtime]\n",
    );
    match (&args.runtime_git, &args.runtime_path) {
        (Some(url), _) => {
            text.push_str(&format!("git = {}\n", quoted(url)));
            if let Some(rev) = &args.runtime_rev {
                text.push_str(&format!("rev = {}\n", quoted(rev)));
            }
        }
        (_, Some(path)) => {
            let runtime = crate::made_crate::runtime(Some(path), None, &crate::made_crate::absolute(folder)?)?;
            text.push_str(&format!("path = {}\n", quoted(&runtime)));
        }
        _ => {
            let version = args.runtime_version.as_deref().unwrap_or(env!("CARGO_PKG_VERSION"));
            text.push_str(&format!("version = {}\n", quoted(version)));
        }
    }
    Ok(text)
}

/// Writes a file that is not there; one that is there stays.
fn new_file(path: &Utf8Path, text: &str) -> Result<Change> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes())?;
            Ok(Change::Made)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Change::Kept),
        Err(error) => Err(error.into()),
    }
}
