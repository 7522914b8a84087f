//! What the mutations begin with: the hostile cases, the pages of our vendors, and single operations cut out of real
//! documents with the schemas they need.

use crate::pages;
use crate::targets::Target;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use switchboard_codegen::describe::{Format, recognise};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{SourceFiles, read_document};

/// Small inputs run fast, and a mutation more often hits what matters.
const MAX_SIZE: usize = 4_000;
const MAX_PAGES: usize = 40;
const MAX_PIECES_OF_A_DOCUMENT: usize = 12;

/// The seeds of a target: of this repository, and of the documents in `corpus`, where it is given.
pub fn seeds(target: Target, corpus: Option<&Path>) -> Vec<String> {
    if target.makes_pages_up() {
        return vec!["1".to_owned()];
    }
    if let Target::Wire(reader) = target {
        return reader.seeds().iter().map(|seed| (*seed).to_owned()).collect();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let own = |folder: &str| files(&root.join(folder)).into_iter().map(|(_, text)| text);
    let format = match target {
        Target::Reader(format) if format != Format::OpenApi => format,
        _ => {
            let mut seeds: Vec<String> = own("tests/cases/hostile").filter(|text| text.len() < MAX_SIZE).collect();
            let documents = vendors(&root).into_iter().map(|vendor| vendor.join("openapi.yaml"));
            let corpus = corpus.map(files).unwrap_or_default().into_iter().map(|(path, _)| path);
            documents.chain(corpus).for_each(|path| seeds.extend(pieces(&path)));
            return seeds;
        }
    };
    let docs = vendors(&root).into_iter().flat_map(|vendor| files(&vendor.join("docs")));
    let mut pages: Vec<String> = docs.map(|(_, text)| text).filter(|text| recognise(text) == Some(format)).collect();
    pages.sort_by_key(String::len);
    pages.truncate(MAX_PAGES);
    // A format that no vendor here has is begun with pages that are made up.
    if pages.is_empty() && pages::FORMATS.contains(&format) {
        pages.extend((0..10).map(|number| pages::check(format, number).0));
    }
    pages
}

fn vendors(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join("specs")).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The text files of a folder, by name.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths.into_iter().filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text))).collect()
}

/// Operations of a document, each as a document of its own, spread over the whole of it.
fn pieces(path: &Path) -> Vec<String> {
    let mut files = SourceFiles::new();
    let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
    let file = files.add("seed", text);
    let Some(document) = read_document(&files, file, &mut Diagnostics::new()).map(|node| node.to_value()) else {
        return Vec::new();
    };
    let Some(paths) = document.get("paths").and_then(Value::as_object) else { return Vec::new() };
    let pieces: Vec<String> = paths.iter().filter_map(|(path, item)| piece(&document, path, item)).collect();
    let step = pieces.len().div_ceil(MAX_PIECES_OF_A_DOCUMENT).max(1);
    pieces.into_iter().step_by(step).collect()
}

/// A document with one path and what it refers to; nothing if that is large.
fn piece(document: &Value, path: &str, item: &Value) -> Option<String> {
    let mut piece = Map::new();
    for key in ["openapi", "swagger", "info", "servers", "security"] {
        piece.extend(document.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    piece.insert("info".to_owned(), json!({"title": "t", "version": "1"}));
    piece.insert("paths".to_owned(), json!({path: item}));
    let (mut waiting, mut done) = (Vec::new(), BTreeSet::new());
    references(item, &mut waiting);
    let mut piece = Value::Object(piece);
    while let Some(pointer) = waiting.pop() {
        if !done.insert(pointer.clone()) {
            continue;
        }
        let target = document.pointer(&pointer)?;
        references(target, &mut waiting);
        let mut tokens: Vec<String> =
            pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
        let last = tokens.pop()?;
        let mut place = &mut piece;
        for token in tokens {
            place = place.as_object_mut()?.entry(token).or_insert_with(|| json!({}));
        }
        place.as_object_mut()?.insert(last, target.clone());
        if done.len() > 20 {
            return None;
        }
    }
    Some(piece.to_string()).filter(|text| text.len() < MAX_SIZE)
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(
                members.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#')).map(str::to_owned),
            );
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}
