//! `switchboard.toml` at the root of a workspace: what holds for all of its clients. Nothing here is carried out.

use super::fields::{Fields, Place};
use super::keys::{Case, Key, Kind, Table};
use super::package::Runtime;
use super::tables::VERSION_REQUIREMENT;
use super::toml::read_toml;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Node, SourceFiles};

/// All of `switchboard.toml`.
pub static WORKSPACE: Table = Table {
    what: "switchboard.toml",
    path: &[],
    doc: "What holds for all clients of a workspace; it stands at its root, and `init` writes it.",
    keys: &[Key::optional(
        "runtime",
        Kind::Table(&RUNTIME),
        "Where the clients find the runtime crate; else in clients/runtime.",
    )],
    cases: &[],
    examples: &["[runtime]\nversion = \"0.1\"\n"],
};

static RUNTIME: Table = Table {
    what: "[runtime]",
    path: &["runtime"],
    doc: "Where clients find the runtime crate: exactly one of `version`, `git` and `path`.",
    keys: &[
        Key::optional("version", Kind::Checked(&VERSION_REQUIREMENT), "What cargo asks the registry for."),
        Key::optional("git", Kind::Text, "The address of a git repository."),
        Key::optional("rev", Kind::Text, "The commit, tag or branch of that repository; else its newest commit."),
        Key::optional("path", Kind::Text, "A folder, relative to the workspace."),
    ],
    cases: &[Case { key: "rev", words: &[], needs: &["git"], refuses: &[] }],
    examples: &[
        "[runtime]\nversion = \"0.1\"\n",
        "[runtime]\ngit = \"https://git.example/switchboard\"\nrev = \"v0.1.0\"\n",
        "[runtime]\npath = \"clients/runtime\"\n",
    ],
};

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkspaceSettings {
    /// Where the clients find the runtime crate; a path is relative to the workspace.
    pub runtime: Option<Runtime>,
}

impl WorkspaceSettings {
    /// Reads the file. Returns `None` after reporting everything that is wrong with it.
    pub fn read(files: &SourceFiles, file: FileId, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut found = Diagnostics::new();
        let root = read_toml(files, file, &mut found);
        let settings = root.and_then(|root| from_node(&root, &mut found));
        let sound = !found.has_errors();
        diagnostics.extend(found);
        settings.filter(|_| sound)
    }
}

fn from_node(root: &Node, found: &mut Diagnostics) -> Option<WorkspaceSettings> {
    let top = Fields::open_as(root, WORKSPACE.what, &WORKSPACE, Place::Settings, u8::MAX, found)?;
    let runtime = match top.get("runtime", found) {
        Some(node) => Some(read_runtime(node, found)?),
        None => None,
    };
    Some(WorkspaceSettings { runtime })
}

fn read_runtime(node: &Node, found: &mut Diagnostics) -> Option<Runtime> {
    let fields = Fields::open(node, &RUNTIME, found)?;
    let mut text = |key: &str| fields.text(key, found).and_then(Node::as_str).map(str::to_owned);
    let (version, rev, path) = (text("version"), text("rev"), text("path"));
    // Said to be missing where `rev` is there.
    let git = text("git");
    let ways = ["version", "git", "path"].iter().filter(|key| fields.has(key)).count();
    let problem = match ways {
        0 if !fields.has("rev") => "[runtime] does not say where the runtime crate is",
        2.. => "[runtime] says in two ways where the runtime crate is",
        _ => {
            return match (version, git, path) {
                (Some(version), ..) => Some(Runtime::Version(version)),
                (_, Some(url), _) => Some(Runtime::Git { url, rev }),
                (_, _, Some(path)) => Some(Runtime::Path(path)),
                (None, None, None) => None,
            };
        }
    };
    let help = "[runtime] has `version`, `git` (and `rev`) or `path`: `version = \"0.1\"` takes it from the registry";
    found.push(Diagnostic::error(Code::SettingsInvalid, problem).at(node.label_span()).help(help));
    None
}
