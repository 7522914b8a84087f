//! Documents that mean harm: each is refused with a place, or becomes a crate that holds nothing but what it should.
//!
//! The files of `cases/hostile` say in their first line what is expected of them.
#![allow(clippy::unwrap_used)]

mod generated;
mod kinds;
mod sizes;
mod text;

use generated::{Outcome, generate, skeleton};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use switchboard_codegen::CrateFiles;

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

/// The documents beside this repository; nothing, with a line that says so, where there are none.
fn shared() -> Vec<(String, String)> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let shared = std::env::var("SWITCHBOARD_SHARED").map_or_else(|_| PathBuf::from(beside), PathBuf::from);
    let folder = shared.join("hostile/specs");
    if !folder.is_dir() {
        eprintln!("skipped: ../shared is not here");
        return Vec::new();
    }
    // What is no UTF-8 is refused before it is a text.
    let text = |path: PathBuf| Some((name(&path), String::from_utf8(fs::read(&path).unwrap()).ok()?));
    files(&folder).into_iter().filter_map(text).collect()
}

#[test]
fn the_shared_documents_end_well() {
    for (name, text) in shared() {
        harmless(&name, &generate(&name, &text));
    }
}

/// Everything that is generated compiles, without a warning; crates with the same code once.
#[test]
fn what_is_generated_compiles() {
    let own = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/hostile"));
    let own = own.into_iter().map(|path| (name(&path), fs::read_to_string(&path).unwrap()));
    let mut seen = BTreeSet::new();
    let mut crates = BTreeMap::new();
    for (name, text) in own.chain(shared()) {
        let Outcome::Made(files, _) = generate(&name, &text) else { continue };
        let code = |(path, text): (&String, &String)| path.ends_with(".rs").then(|| without_comments(text));
        if seen.insert(files.iter().filter_map(code).collect::<Vec<String>>()) {
            crates.insert(generated::package(&name), files);
        }
    }
    assert!(crates.len() > 30, "{}", crates.len());
    switchboard_tests::check(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile"), crates);
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| line.to_owned() + "\n").collect()
}

/// The kinds of things that golden crates are made of.
static CONTROL: LazyLock<BTreeSet<String>> = LazyLock::new(kinds::control);

/// What holds of every outcome; that errors have a place is checked where they are found.
fn harmless(name: &str, outcome: &Outcome) {
    let Outcome::Made(files, _) = outcome else { return };
    // Types nested a hundred deep are parsed here, too.
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(64 << 20);
        worker.spawn_scoped(scope, || check_files(name, files)).unwrap().join().unwrap();
    });
}

fn check_files(name: &str, crate_files: &CrateFiles) {
    for (path, text) in crate_files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let skeleton = skeleton(text).unwrap_or_else(|error| panic!("{name}: {path} does not parse: {error}"));
        assert!(!skeleton.names.iter().any(|found| found == "pwned"), "{name}: {path} has an item named pwned");
        let foreign: Vec<String> = kinds::kinds(text).difference(&CONTROL).cloned().collect();
        assert_eq!(foreign, [] as [String; 0], "{name}: {path} holds what no golden crate does");
    }
    let manifest: toml::Table = crate_files["Cargo.toml"].parse().unwrap();
    let keys: Vec<&str> = manifest.keys().map(String::as_str).collect();
    assert_eq!(keys, ["dependencies", "dev-dependencies", "features", "lints", "package"], "{name}");
    assert!(manifest["package"].get("build").is_none(), "{name}");
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}
