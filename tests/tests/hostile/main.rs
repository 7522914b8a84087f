//! Documents that mean harm: each is refused with a place, or becomes a crate that holds nothing but what it should.
//!
//! The files of `cases/hostile` say in their first line what is expected of them. Whether generated crates compile is
//! the business of `cargo xtask corpus --compile`.
#![allow(clippy::unwrap_used)]

mod generated;
mod sizes;
mod text;

use generated::{Outcome, generate, skeleton};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[test]
fn our_own_cases_end_as_they_say() {
    let mut wrong = Vec::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/hostile")) {
        let text = fs::read_to_string(&path).unwrap();
        let expected = text.lines().next().and_then(|line| line.strip_prefix("# expect: ")).expect("a first line");
        let name = path.file_name().unwrap().to_str().unwrap();
        let outcome = generate(name, &text);
        let ended = match (&outcome, expected.strip_prefix("warning ")) {
            (Outcome::Refused(codes), _) => codes.first().cloned().unwrap_or_default(),
            (Outcome::Made(_, warnings), Some(code)) if warnings.iter().any(|warning| warning == code) => {
                expected.to_owned()
            }
            (Outcome::Made(..), None) => "ok".to_owned(),
            (Outcome::Made(_, warnings), _) => format!("ok, with {warnings:?}"),
        };
        if ended != expected {
            wrong.push(format!("{name}: expected {expected}, got {ended}"));
        }
        harmless(name, &outcome);
    }
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn the_shared_documents_end_well() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let shared = std::env::var("SWITCHBOARD_SHARED").map_or_else(|_| PathBuf::from(beside), PathBuf::from);
    let folder = shared.join("hostile/specs");
    if !folder.is_dir() {
        eprintln!("skipped: ../shared is not here");
        return;
    }
    for path in files(&folder) {
        // What is no UTF-8 is refused before it is a text.
        let Ok(text) = String::from_utf8(fs::read(&path).unwrap()) else { continue };
        let name = path.file_name().unwrap().to_str().unwrap();
        let start = Instant::now();
        let outcome = generate(name, &text);
        // Types nested a hundred deep are parsed here, too.
        let work = move |name: String| {
            std::thread::Builder::new().stack_size(64 << 20).spawn(move || harmless(&name, &outcome))
        };
        work(name.to_owned()).unwrap().join().unwrap();
        assert!(start.elapsed().as_secs() < 60, "{name} took {:?}", start.elapsed());
    }
}

/// What holds of every outcome; that errors have a place is checked where they are found.
fn harmless(name: &str, outcome: &Outcome) {
    let Outcome::Made(crate_files, _) = outcome else { return };
    for (path, text) in crate_files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let skeleton = skeleton(text).unwrap_or_else(|error| panic!("{name}: {path} does not parse: {error}"));
        assert!(!skeleton.names.iter().any(|found| found == "pwned"), "{name}: {path} has an item named pwned");
    }
    let manifest: toml::Table = crate_files["Cargo.toml"].parse().unwrap();
    let keys: Vec<&str> = manifest.keys().map(String::as_str).collect();
    assert_eq!(keys, ["dependencies", "lints", "package", "workspace"], "{name}");
    assert!(manifest["package"].get("build").is_none(), "{name}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}
