//! `switchboard.toml` at the root of a workspace: what holds for all of its clients. Reads it, and writes nothing.

use crate::made_crate::relative;
use crate::workspace::Workspace;
use camino::Utf8Path;
use serde::Deserialize;
use std::io::ErrorKind;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::source::{SourceFiles, Span};
use switchboard_codegen::{CrateSettings, Home, Runtime};

/// The name of the file.
pub(crate) const FILE: &str = "switchboard.toml";

/// What the file says.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkspaceSettings {
    /// Where the clients find the runtime crate; else in `clients/runtime`.
    pub(crate) runtime: Option<RuntimeSettings>,
}

/// Where clients find the runtime crate: exactly one of `version`, `git` and `path`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuntimeSettings {
    /// What cargo asks the registry for.
    version: Option<String>,
    /// The address of a git repository.
    git: Option<String>,
    /// The commit, tag or branch of the repository.
    rev: Option<String>,
    /// A folder, relative to the workspace.
    path: Option<String>,
}

impl WorkspaceSettings {
    /// Reads the settings of a workspace, which need not have any. Returns `None` after reporting an error.
    pub(crate) fn read(workspace: &Workspace, files: &mut SourceFiles, diagnostics: &mut Diagnostics) -> Option<Self> {
        let path = workspace.root.join(FILE);
        if path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return Some(Self::default());
        }
        let file = crate::input::read(&path, FILE, files, diagnostics)?;
        let read: Result<Self, toml::de::Error> = toml::from_str(files[file].text());
        let found = match read {
            Ok(settings) => match settings.runtime.as_ref().and_then(RuntimeSettings::problem) {
                None => return Some(settings),
                Some(problem) => (problem.to_owned(), Span::new(file, 0..0)),
            },
            Err(error) => (error.message().to_owned(), Span::new(file, error.span().unwrap_or(0..0))),
        };
        let (message, at) = found;
        let help =
            "[runtime] has `version`, `git` (and `rev`) or `path`: `version = \"0.1\"` takes it from the registry";
        diagnostics.push(Diagnostic::error(Code::SettingsInvalid, message).at(at).help(help));
        None
    }

    /// Says in the settings of a crate in `folder` where it finds the runtime, and what is around it.
    pub(crate) fn apply(&self, workspace: &Workspace, folder: &Utf8Path, settings: &mut CrateSettings) {
        let Some(runtime) = &self.runtime else { return };
        settings.home = Home::Workspace;
        settings.runtime = match (&runtime.version, &runtime.git, &runtime.path) {
            (Some(version), ..) => Runtime::Version(version.clone()),
            (_, Some(url), _) => Runtime::Git { url: url.clone(), rev: runtime.rev.clone() },
            (_, _, path) => {
                let path = workspace.root.join(path.as_deref().unwrap_or("clients/runtime"));
                let path = path.canonicalize_utf8().unwrap_or(path);
                Runtime::Path(relative(folder, &path).replace('\\', "/"))
            }
        };
    }
}

impl RuntimeSettings {
    fn problem(&self) -> Option<&'static str> {
        let stated = [&self.version, &self.git, &self.path].into_iter().filter(|value| value.is_some()).count();
        match (stated, &self.version, &self.rev) {
            (0, ..) => Some("[runtime] does not say where the runtime crate is"),
            (2.., ..) => Some("[runtime] says in two ways where the runtime crate is"),
            (1, None, Some(_)) if self.git.is_none() => Some("`rev` is for a git repository"),
            (1, Some(_), Some(_)) => Some("`rev` is for a git repository"),
            (1, Some(version), None) if semver::VersionReq::parse(version).is_err() => {
                Some("`version` is not a valid version requirement; one looks like 0.1 or =0.1.3")
            }
            _ => None,
        }
    }
}
