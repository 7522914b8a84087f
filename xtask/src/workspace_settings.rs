//! `switchboard.toml` of a workspace on disk, and what follows from it for the crates of its clients. Writes nothing.

use crate::made_crate::relative;
use crate::workspace::Workspace;
use camino::Utf8Path;
use std::io::ErrorKind;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::settings::WorkspaceSettings;
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateSettings, Home, Runtime};

/// The name of the file.
pub(crate) const FILE: &str = "switchboard.toml";

/// Reads the settings of a workspace, which need not have any. Returns `None` after reporting an error.
pub(crate) fn read(
    workspace: &Workspace,
    files: &mut SourceFiles,
    diagnostics: &mut Diagnostics,
) -> Option<WorkspaceSettings> {
    let path = workspace.root.join(FILE);
    if path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Some(WorkspaceSettings::default());
    }
    let file = crate::input::read(&path, FILE, files, diagnostics)?;
    WorkspaceSettings::read(files, file, diagnostics)
}

/// Says in the settings of a client where it finds the runtime, and what is around it.
pub(crate) fn apply(
    stated: &WorkspaceSettings,
    workspace: &Workspace,
    folder: &Utf8Path,
    settings: &mut CrateSettings,
) {
    let Some(runtime) = runtime(stated, workspace, folder) else { return };
    settings.home = Home::Workspace;
    settings.runtime = runtime;
}

/// Where a crate in `folder` finds the runtime, if the workspace says it.
pub(crate) fn runtime(stated: &WorkspaceSettings, workspace: &Workspace, folder: &Utf8Path) -> Option<Runtime> {
    Some(match stated.runtime.as_ref()? {
        Runtime::Path(path) => {
            let path = workspace.root.join(path);
            let path = path.canonicalize_utf8().unwrap_or(path);
            Runtime::Path(relative(folder, &path).replace('\\', "/"))
        }
        elsewhere => elsewhere.clone(),
    })
}
