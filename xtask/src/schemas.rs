//! The JSON Schemas of the files that people edit, where a workspace has them. Editors find them by the first line of these
//! files; no command reads them.

use anyhow::Result;
use camino::Utf8Path;
use fs_err as fs;
use switchboard_codegen::reference::Edited;

/// Where a workspace has them.
pub(crate) const FOLDER: &str = "specs/.schemas";

/// Where the sources of the generator have them, which are a workspace too.
const PUBLISHED: &str = "codegen/schemas";

/// The folder of a workspace that has them, from its root.
fn folder(root: &Utf8Path) -> &'static str {
    if root.join(PUBLISHED).is_dir() { PUBLISHED } else { FOLDER }
}

/// The first line of a file of a workspace that lies so many folders below its root.
pub(crate) fn first_line(root: &Utf8Path, edited: Edited, depth: usize) -> String {
    edited.first_line(&format!("{}{}/{}", "../".repeat(depth), folder(root), edited.schema_name()))
}

/// Writes those that are not there, or are of another version of this program. Says whether there was one.
pub(crate) fn write(root: &Utf8Path) -> Result<bool> {
    if folder(root) == PUBLISHED {
        return Ok(false);
    }
    let mut has_changed = false;
    for edited in Edited::ALL {
        let (path, text) = (root.join(FOLDER).join(edited.schema_name()), edited.schema_text());
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        fs::create_dir_all(root.join(FOLDER))?;
        fs::write(&path, text)?;
        has_changed = true;
    }
    Ok(has_changed)
}
