//! The manifest at the root of a workspace, with a place for clients. Keeps everything else in it, comments too.

use crate::surroundings::{self, Surroundings};
use anyhow::{Context, Result, bail};
use camino::Utf8Path;
use std::io::ErrorKind;
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// What becomes of the manifest.
#[derive(Debug, PartialEq)]
pub(super) enum Manifest {
    /// There is none yet.
    New(String),
    /// It gets a place for clients.
    Changed(String),
    /// It has one.
    AsItIs,
}

/// What the pattern of clients is.
const CLIENTS: &str = "clients/*";

const NEW: &str = "\
[workspace]
resolver = \"3\"
members = [\"clients/*\"]
";

/// The manifest in a folder, with clients among the members.
///
/// # Errors
///
/// When it cannot be read, or when the folder is inside of another workspace, whose members clients would have to be.
pub(super) fn with_clients(folder: &Utf8Path) -> Result<Manifest> {
    let path = folder.join("Cargo.toml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if let Some(Surroundings { root, .. }) = surroundings::around(folder) {
                bail!(
                    "{folder} is inside of the workspace {root}: run `init` there, so that clients are members of it"
                );
            }
            return Ok(Manifest::New(NEW.to_owned()));
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read {path}")),
    };
    // A client in this folder would be a member.
    let listed = surroundings::around(&folder.join("clients/any"));
    if listed.is_some_and(|found| found.root == folder && found.is_listed) {
        return Ok(Manifest::AsItIs);
    }
    let mut manifest: DocumentMut = text.parse().with_context(|| format!("{path} is not valid TOML"))?;
    let workspace = manifest.entry("workspace").or_insert_with(|| Item::Table(Table::new()));
    let Some(workspace) = workspace.as_table_like_mut() else { bail!("`workspace` in {path} is not a table") };
    match workspace.get_mut("members").map(Item::as_array_mut) {
        None => drop(workspace.insert("members", value(Array::from_iter([CLIENTS])))),
        Some(Some(members)) => add(members),
        Some(None) => bail!("`members` in {path} is not a list"),
    }
    Ok(Manifest::Changed(manifest.to_string()))
}

/// Adds the pattern at the end of a list, laid out as its last entry is.
fn add(members: &mut Array) {
    let layout = members.iter().last().map(|last| last.decor().clone());
    members.push(CLIENTS);
    if let (Some(layout), Some(new)) = (layout, members.iter_mut().last()) {
        *new.decor_mut() = layout;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn with(manifest: &str) -> Manifest {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::write(root.join("Cargo.toml"), manifest).unwrap();
        with_clients(root).unwrap()
    }

    #[test]
    fn clients_become_members_and_all_else_stays() {
        let one = "# ours\n[workspace]\nmembers = [\"app\"] # all\n";
        assert_eq!(
            with(one),
            Manifest::Changed("# ours\n[workspace]\nmembers = [\"app\",\"clients/*\"] # all\n".to_owned())
        );
        let lines = "[workspace]\nmembers = [\n    \"app\",\n    \"lib\",\n]\n";
        assert_eq!(
            with(lines),
            Manifest::Changed(
                "[workspace]\nmembers = [\n    \"app\",\n    \"lib\",\n    \"clients/*\",\n]\n".to_owned()
            )
        );
        let package = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n";
        assert_eq!(with(package), Manifest::Changed(format!("{package}\n[workspace]\nmembers = [\"clients/*\"]\n")));
        assert_eq!(with("[workspace]\nmembers = ['clients/*']\n"), Manifest::AsItIs);
    }

    #[test]
    fn a_folder_inside_of_a_workspace_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::write(root.join("Cargo.toml"), "[workspace]\nmembers = []\n").unwrap();
        assert!(with_clients(&root.join("inner")).is_err());
        assert_eq!(with_clients(&root.join("target/free")).unwrap(), Manifest::New(NEW.to_owned()));
    }
}
