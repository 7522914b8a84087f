//! Random faults in one document, in a process of its own as [`super::alone`] is.

use super::{Spec, alone};
use crate::faults::{self, Faults};
use anyhow::Result;
use camino::Utf8Path;
use switchboard::document::{self, Maps};
use switchboard::workspace::Workspace;
use switchboard::{Exit, terminal};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// Some hundred runs of the generator over a large document.
const LIMIT_SECONDS: u64 = 6 * 3600;

/// Starts the process for a document and waits for what it says.
pub(super) fn start(spec: &Spec, maps: &Maps, count: usize, workspace: Option<&Workspace>) -> Faults {
    let count = count.to_string();
    let arguments = ["corpus", spec.path.as_str(), "--alone", &spec.package, "--faults", &count];
    match alone::talk(&arguments, maps, LIMIT_SECONDS, workspace) {
        Ok(Ok(faults)) => faults,
        Ok(Err(error)) => Faults { error: Some(error), ..Faults::default() },
        Err(error) => Faults { error: Some(format!("{error:#}")), ..Faults::default() },
    }
}

/// Puts faults into one document and prints what came of them.
pub(super) fn run(spec: &Utf8Path, maps: &Maps, count: usize) -> Result<Exit> {
    let faults = alone::with_stack("faults", || {
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        match document::read(spec, maps, &mut files, &mut diagnostics) {
            Some(document) => faults::run(&document, spec, count),
            None => Faults { error: Some(alone::reason(&files, &diagnostics)), ..Faults::default() },
        }
    })?;
    terminal::raw_result(&serde_json::to_string(&faults)?)?;
    Ok(Exit::Fine)
}
