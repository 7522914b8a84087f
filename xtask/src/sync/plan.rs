//! What would change on disk. Reads only.

use super::manifest::{self, MANIFEST, is_inside, sha256};
use super::{Ownership, Tree};
use camino::Utf8Path;
use similar::TextDiff;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::time::Duration;
use switchboard_codegen::diagnostic::{Code, Diagnostic, Diagnostics};
use switchboard_codegen::text::portable;

/// One file that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path inside the folder.
    pub path: String,
    /// What is there; `None` for a new file.
    pub old: Option<Vec<u8>>,
    /// What should be there; `None` for a file to remove.
    pub new: Option<String>,
}

impl Change {
    /// The lines of what is there at which changes begin, counted from 1; the first one where there is nothing yet.
    pub fn lines(&self) -> Vec<usize> {
        let old = String::from_utf8_lossy(self.old.as_deref().unwrap_or_default());
        let new = self.new.as_deref().unwrap_or_default();
        let count = old.lines().count().max(1);
        let diff = TextDiff::configure().timeout(Duration::from_secs(5)).diff_lines(old.as_ref(), new);
        let groups = diff.grouped_ops(0);
        let begins = groups.iter().filter_map(|group| group.first()).map(|op| (op.old_range().start + 1).min(count));
        begins.collect()
    }

    /// `added`, `changed` or `removed`.
    pub fn kind(&self) -> &'static str {
        match (&self.old, &self.new) {
            (None, _) => "added",
            (Some(_), Some(_)) => "changed",
            (Some(_), None) => "removed",
        }
    }
}

/// Everything that would change in one folder.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The folder and its files.
    pub tree: Tree,
    /// What would change, by path.
    pub changes: Vec<Change>,
}

impl Plan {
    /// The changes as a unified diff.
    pub fn diff(&self) -> String {
        self.changes.iter().map(|change| self.diff_of(change)).collect()
    }

    fn diff_of(&self, change: &Change) -> String {
        let path = format!("{}/{}", self.tree.shown, change.path);
        let name = |side: char, exists: bool| if exists { format!("{side}/{path}") } else { "/dev/null".to_owned() };
        let old = String::from_utf8_lossy(change.old.as_deref().unwrap_or_default());
        let new = change.new.as_deref().unwrap_or_default();
        // Beyond this time the diff gets coarser; it stays right.
        let diff = TextDiff::configure().timeout(Duration::from_secs(5)).diff_lines(old.as_ref(), new);
        let (from, to) = (name('a', change.old.is_some()), name('b', change.new.is_some()));
        diff.unified_diff().header(&from, &to).to_string()
    }
}

/// Compares a tree with the disk. Returns `None` after reporting what stands in the way (`output-blocked`).
pub fn plan(mut tree: Tree, diagnostics: &mut Diagnostics) -> Option<Plan> {
    let mut survey = Survey { tree: &tree, owned: BTreeMap::new(), found: Diagnostics::new() };
    let mut changes = Vec::new();
    if survey.check_folder() {
        survey.read_manifest();
        let with_manifest = match tree.ownership {
            Ownership::Manifest => Some((MANIFEST.to_owned(), manifest::render(&tree.files, &tree.origin))),
            Ownership::Named => None,
        };
        let files = tree.files.iter().map(|(path, text)| (path.clone(), text.clone()));
        for (path, text) in files.chain(with_manifest) {
            changes.extend(survey.compare(path, text));
        }
        if let Some((first, second)) = portable::twins(tree.files.keys().map(String::as_str)) {
            let message = format!("would be {first}, too, where case does not count, as on Windows and macOS");
            survey.block(second, &message, "give one of them another name");
        }
        changes.extend(survey.stale());
    }
    let found = std::mem::take(&mut survey.found);
    let sound = !found.has_errors();
    diagnostics.extend(found);
    if tree.ownership == Ownership::Manifest {
        tree.files.insert(MANIFEST.to_owned(), manifest::render(&tree.files, &tree.origin));
    }
    changes.sort_by(|left, right| left.path.cmp(&right.path));
    sound.then_some(Plan { tree, changes })
}

/// Whether a file has this text, but for `\r` at the ends of its lines.
fn is_same_text(old: &[u8], text: &str) -> bool {
    old.len() > text.len() && std::str::from_utf8(old).is_ok_and(|old| old.replace("\r\n", "\n") == text)
}

/// What stands somewhere, in words.
fn kind(meta: &std::fs::Metadata) -> &'static str {
    match meta.file_type() {
        kind if kind.is_symlink() => "a symbolic link",
        kind if kind.is_dir() => "a folder",
        kind if kind.is_file() => "a file",
        _ => "neither a file nor a folder",
    }
}

struct Survey<'t> {
    tree: &'t Tree,
    owned: BTreeMap<String, String>,
    found: Diagnostics,
}

impl Survey<'_> {
    fn block(&mut self, path: &str, message: &str, help: &str) {
        let place = if path.is_empty() { self.tree.shown.clone() } else { format!("{}/{path}", self.tree.shown) };
        self.found.push(Diagnostic::error(Code::OutputBlocked, format!("{place} {message}")).help(help));
    }

    /// Whether the folder is one, or is not there yet.
    fn check_folder(&mut self) -> bool {
        match self.tree.folder.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return true,
            Err(error) => self.block("", &format!("cannot be opened: {}", error.kind()), "make it readable"),
            Ok(meta) if meta.is_symlink() => {
                self.block("", "is a symbolic link, and is not followed", "put a folder in its place")
            }
            Ok(meta) if !meta.is_dir() => {
                self.block("", &format!("is {} where a folder belongs", kind(&meta)), "move it away")
            }
            Ok(_) => return true,
        }
        false
    }

    fn read_manifest(&mut self) {
        let path = self.tree.folder.join(MANIFEST);
        // What else may stand there is reported when it is compared; a pipe would be waited for.
        let is_file = path.symlink_metadata().is_ok_and(|meta| meta.is_file());
        if self.tree.ownership != Ownership::Manifest || !is_file {
            return;
        }
        let Ok(bytes) = fs_err::read(path) else { return };
        let manifest = manifest::parse(&String::from_utf8_lossy(&bytes));
        if !manifest.is_ours {
            self.block(
                MANIFEST,
                "is not the list of generated files that belongs there",
                "bring it back from version control, or remove it if the folder may be generated anew",
            );
        } else if manifest.unread > 0 {
            let place = format!("{}/{MANIFEST}", self.tree.shown);
            let message = format!("{} lines of {place} are no entries, and are not read", manifest.unread);
            self.found.push(
                Diagnostic::warning(Code::GeneratedFileEdited, message)
                    .help("it is written anew; see whether a file that is generated no more was left behind"),
            );
        }
        self.owned = manifest.files;
    }

    fn compare(&mut self, path: String, text: String) -> Option<Change> {
        if !is_inside(&path) {
            self.block(&path, "would lie outside of its folder", "this is a fault of the generator; please report it");
            return None;
        }
        if let Some(fault) = portable::fault(&path) {
            self.block(&path, &format!("cannot be there on every system: {fault}"), "give it another name");
            return None;
        }
        if !self.check_parents(&path) {
            return None;
        }
        let full = self.tree.folder.join(&path);
        let old = match full.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Some(Change { path, old: None, new: Some(text) });
            }
            Err(error) => {
                self.block(&path, &format!("cannot be opened: {}", error.kind()), "make it readable");
                return None;
            }
            Ok(meta) if !meta.is_file() => {
                self.block(&path, &format!("is {} where a file belongs", kind(&meta)), "move it away");
                return None;
            }
            Ok(meta) => self.read(&path, &full).map(|old| (old, meta.permissions().readonly()))?,
        };
        let (old, readonly) = old;
        // A checkout on Windows may have other line ends; git takes them off again.
        if old == text.as_bytes() || is_same_text(&old, &text) {
            return None;
        }
        if readonly {
            self.block(&path, "is read-only, and its content is not up to date", "make it writable");
            return None;
        }
        let is_ours = self.tree.ownership == Ownership::Named || path == MANIFEST || self.is_owned(&path, &old);
        if !is_ours {
            self.block(
                &path,
                "was written by hand, and a generated file belongs there",
                "move it, or delete it if it is not needed",
            );
            return None;
        }
        self.warn_if_edited(&path, &old);
        Some(Change { path, old: Some(old), new: Some(text) })
    }

    /// Files of an earlier run that are not generated any more.
    fn stale(&mut self) -> Vec<Change> {
        let stale: Vec<String> =
            self.owned.keys().filter(|path| !self.tree.files.contains_key(*path)).cloned().collect();
        let mut changes = Vec::new();
        for path in stale {
            let full = self.tree.folder.join(&path);
            // What is no file any more was put there by somebody else.
            if !full.symlink_metadata().is_ok_and(|meta| meta.is_file()) || !self.check_parents(&path) {
                continue;
            }
            if let Some(old) = self.read(&path, &full) {
                self.warn_if_edited(&path, &old);
                changes.push(Change { path, old: Some(old), new: None });
            }
        }
        changes
    }

    /// Whether every folder on the way to a file is a folder, or is not there yet.
    fn check_parents(&mut self, path: &str) -> bool {
        for (at, _) in path.match_indices('/') {
            let parent = &path[..at];
            match self.tree.folder.join(parent).symlink_metadata() {
                Ok(meta) if meta.is_dir() => {}
                Ok(meta) => {
                    self.block(parent, &format!("is {} where a folder belongs", kind(&meta)), "move it away");
                    return false;
                }
                Err(_) => return true,
            }
        }
        true
    }

    fn read(&mut self, path: &str, full: &Utf8Path) -> Option<Vec<u8>> {
        match fs_err::read(full) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.block(path, &format!("cannot be read: {}", error.kind()), "make it readable");
                None
            }
        }
    }

    fn is_owned(&self, path: &str, old: &[u8]) -> bool {
        let head = String::from_utf8_lossy(&old[..old.len().min(1024)])
            .lines()
            .take(5)
            .any(|line| line.contains("@generated"));
        self.owned.contains_key(path) || head
    }

    fn warn_if_edited(&mut self, path: &str, old: &[u8]) {
        let plain = String::from_utf8_lossy(old).replace("\r\n", "\n");
        if self.owned.get(path).is_some_and(|hash| *hash != sha256(old) && *hash != sha256(plain.as_bytes())) {
            let message = format!("{}/{path} was changed by hand, and the change is lost", self.tree.shown);
            self.found.push(
                Diagnostic::warning(Code::GeneratedFileEdited, message)
                    .help("say it in the vendor's overlay.yaml, or in a file of your own beside the generated ones"),
            );
        }
    }
}
