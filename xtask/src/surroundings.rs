//! The workspace of cargo that a folder for a crate lies in, whatever else that workspace is.
//!
//! Looks at the manifests above the folder as cargo does, and never changes one.

use camino::{Utf8Path, Utf8PathBuf};
use glob::{MatchOptions, Pattern};
use toml::{Table, Value};

/// A workspace of cargo around a folder.
#[derive(Debug, PartialEq)]
pub(crate) struct Surroundings {
    /// Its folder.
    pub(crate) root: Utf8PathBuf,
    /// Whether the folder is one of those that `members` lists.
    pub(crate) is_listed: bool,
}

/// The workspace that a folder is in, by the rules of cargo; nothing where there is none, where `exclude` names the
/// folder, or where it lies among what the workspace builds.
///
/// A manifest that cannot be read is passed over: cargo reports it itself.
pub(crate) fn around(folder: &Utf8Path) -> Option<Surroundings> {
    let (root, workspace) = folder.ancestors().skip(1).find_map(|above| {
        let manifest: Table = std::fs::read_to_string(above.join("Cargo.toml")).ok()?.parse().ok()?;
        match manifest.get("workspace") {
            Some(Value::Table(workspace)) => Some((above, workspace.clone())),
            _ => None,
        }
    })?;
    let inside = folder.strip_prefix(root).ok()?;
    let is_excluded = texts(&workspace, "exclude").any(|excluded| inside.starts_with(excluded));
    if is_excluded || inside.starts_with("target") {
        return None;
    }
    let is_listed = texts(&workspace, "members").any(|member| is_match(member, inside));
    Some(Surroundings { root: root.to_owned(), is_listed })
}

fn texts<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn is_match(member: &str, inside: &Utf8Path) -> bool {
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
    let member = member.trim_start_matches("./").trim_end_matches('/');
    Pattern::new(member).is_ok_and(|pattern| pattern.matches_with(&inside.as_str().replace('\\', "/"), options))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_workspace_counts_as_cargo_counts_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let write = |inside: &str, text: &str| {
            let path = root.join(inside);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("Cargo.toml", "[workspace]\nmembers = ['app', 'crates/*', './one/']\nexclude = ['apart']\n");
        write("app/Cargo.toml", "[package]\nname = 'app'\n");
        write("broken/Cargo.toml", "[package");
        let found = |inside: &str| around(&root.join(inside)).map(|found| (found.root == root, found.is_listed));
        assert_eq!(found("crates/acme"), Some((true, true)));
        assert_eq!(found("one"), Some((true, true)));
        assert_eq!(found("crates/deep/acme"), Some((true, false)), "a star is one folder");
        assert_eq!(found("app/acme"), Some((true, false)), "a package is not a workspace");
        assert_eq!(found("broken/acme"), Some((true, false)));
        assert_eq!(found("apart/acme"), None);
        assert_eq!(found("target/acme"), None);
        write("inner/Cargo.toml", "[workspace]\n");
        assert_eq!(found("inner/acme"), Some((false, false)));
    }
}
