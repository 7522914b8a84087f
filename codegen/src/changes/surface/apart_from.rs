//! The surfaces of two crates, as far as these differ.

use super::{Surface, manifest, read};
use crate::changes::apart::{apart, only_heads};
use crate::files::CrateFiles;
use std::collections::BTreeSet;

/// What two crates have that the other has not word by word.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    pub(crate) old: Surface,
    pub(crate) new: Surface,
    /// All files that differ.
    pub(crate) files: Vec<String>,
}

/// Reads what differs in two crates.
pub(crate) fn difference(old: &CrateFiles, new: &CrateFiles) -> Difference {
    let mut found = Difference::default();
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for path in paths {
        let [before, after] = [old, new].map(|files| files.get(path).map_or("", String::as_str));
        if before == after {
            continue;
        }
        found.files.push(path.clone());
        let Some(module) = module(path) else {
            if path == "Cargo.toml" {
                manifest::read(before, &mut found.old);
                manifest::read(after, &mut found.new);
            }
            continue;
        };
        for (text, surface) in apart(before, after).iter().zip([&mut found.old, &mut found.new]) {
            if !only_heads(text) {
                read::read(&module, text, surface);
            }
        }
    }
    found
}

/// The module that a file is. Nothing for files that are not Rust of the library, and for the test double, whose methods repeat
/// those of the client.
fn module(path: &str) -> Option<String> {
    let name = path.strip_prefix("src/")?.strip_suffix(".rs").filter(|name| *name != "testing")?;
    Some(match name {
        "lib" => "lib::".to_owned(),
        name => name.trim_end_matches("/mod").replace('/', "::") + "::",
    })
}
