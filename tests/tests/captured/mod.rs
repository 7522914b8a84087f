//! Pages as vendors published them, from a folder beside the checkout.

use serde_json::Value;
use std::path::PathBuf;
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
        println!("skipped: ../shared is not here");
        return None;
    }
    let mut files = SourceFiles::new();
    let mut ids = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(folder.join(page)).expect("a captured page");
        assert_eq!(describe::recognise(&text), Some(expected), "{page}");
        ids.push(files.add(*page, text));
    }
    let mut diagnostics = Diagnostics::new();
    let document = describe::describe(&files, &ids, None, &mut diagnostics);
    Some(Described {
        document: document.map_or(Value::Null, |node| node.to_value()),
        problems: diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect(),
    })
}
