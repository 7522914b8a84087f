//! Where the pages are: as vendors published them, and as they stand in this repository.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Once;
use switchboard_codegen::describe::{self, Format};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// What a reader made of captured pages.
pub(crate) struct Described {
    /// The document; `null` when the reader refused the pages.
    pub(crate) document: Value,
    /// What the reader reported.
    pub(crate) problems: Vec<String>,
}

/// The folder of the captured pages.
///
/// `None`, after one line that says so, where there is none; but a folder named by `SWITCHBOARD_SHARED` has to be
/// there.
fn folder() -> Option<PathBuf> {
    static SAID: Once = Once::new();
    let named = std::env::var_os("SWITCHBOARD_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let pages = named.clone().unwrap_or_else(beside).join("vendor-pages");
    if pages.is_dir() {
        return Some(pages);
    }
    assert_eq!(named, None, "SWITCHBOARD_SHARED names a folder without vendor-pages/");
    // Not `eprintln!`, which the test harness keeps to itself.
    SAID.call_once(|| drop(writeln!(std::io::stderr(), "skipped: ../shared is not here")));
    None
}

/// The text of a captured page, where the captured pages are at hand.
pub(crate) fn captured(page: &str) -> Option<String> {
    Some(std::fs::read_to_string(folder()?.join(page)).unwrap())
}

/// Describes captured pages, whose format has to be recognised as `expected`.
///
/// `None` where the captured pages are not at hand; the test has nothing to do then.
pub(crate) fn describe(pages: &[&str], expected: Format) -> Option<Described> {
    Some(describe_in(&folder()?, pages, expected))
}

/// Describes the pages of a vendor folder of this repository.
pub(crate) fn describe_ours(vendor: &str, pages: &[&str], expected: Format) -> Described {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(vendor).join("docs");
    describe_in(&folder, pages, expected)
}

fn describe_in(folder: &Path, pages: &[&str], expected: Format) -> Described {
    let mut files = SourceFiles::new();
    let mut ids = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(folder.join(page)).expect("a page");
        assert_eq!(describe::recognise(&text), Some(expected), "{page}");
        ids.push(files.add(*page, text));
    }
    let mut diagnostics = Diagnostics::new();
    let document = describe::describe(&files, &ids, None, &mut diagnostics);
    Described {
        document: document.map_or(Value::Null, |node| node.to_value()),
        problems: diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect(),
    }
}

/// A document without its prose: what has to be the same on the vendor's page and on ours.
pub(crate) fn facts(document: &Value) -> Value {
    match document {
        Value::Array(items) => items.iter().map(facts).collect(),
        Value::Object(members) => {
            let is_prose = |key: &str, value: &Value| matches!(key, "description" | "summary") && value.is_string();
            let kept = members.iter().filter(|(key, value)| !is_prose(key, value));
            let meaning = |key: &str, value: &Value| match value {
                Value::Object(meanings) if key == "x-enum-descriptions" => meanings.keys().cloned().collect(),
                value => facts(value),
            };
            kept.map(|(key, value)| (key.clone(), meaning(key, value))).collect()
        }
        value => value.clone(),
    }
}
