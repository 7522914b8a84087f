//! Pages as vendors published them, from a folder beside the checkout.

use serde_json::Value;
use std::path::{Path, PathBuf};
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

/// Describes captured pages, whose format has to be recognised as `expected`.
///
/// `None` when the captured pages are not here; the test has nothing to do then.
pub(crate) fn describe(pages: &[&str], expected: Format) -> Option<Described> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let shared = std::env::var("SWITCHBOARD_SHARED").map_or_else(|_| PathBuf::from(beside), PathBuf::from);
    let folder = shared.join("vendor-pages");
    if !folder.is_dir() {
        eprintln!("skipped: ../shared is not here");
        return None;
    }
    Some(describe_in(&folder, pages, expected))
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
