//! Fuzzing on the stable toolchain: mutated pages and documents through every reader and through the whole pipeline.
//!
//! A normal test run is short. `SWITCHBOARD_FUZZ=100000 cargo test -p switchboard-tests --test fuzz` is a long one; with
//! `SWITCHBOARD_FUZZ_SEED` it begins elsewhere. What panics, takes a minute or succeeds with an error is written to
//! `target/fuzz-findings/` and fails the test; make it a case in `cases/hostile` or a unit test when you mend it.
#![allow(clippy::unwrap_used)]

mod mutate;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use switchboard_codegen::CrateSettings;
use switchboard_codegen::describe::{Format, describe, recognise};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{SourceFiles, read_document};

#[test]
fn json_and_yaml() {
    fuzz("document", documents(), mutate::text, |text| {
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("fuzz", text);
        let read = read_document(&files, file, &mut diagnostics).is_some();
        assert_ne!(read, diagnostics.has_errors());
    });
}

#[test]
fn mintlify() {
    reader(Format::Mintlify);
}

#[test]
fn operation_json() {
    reader(Format::OperationJson);
}

#[test]
fn sphinx() {
    reader(Format::Sphinx);
}

#[test]
fn stainless() {
    reader(Format::Stainless);
}

#[test]
fn whole_pipeline() {
    fuzz("pipeline", documents(), mutate::document, |text| {
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("fuzz.json", text);
        let made = describe(&files, &[file], Some(Format::OpenApi), &mut diagnostics).and_then(|document| {
            let settings = CrateSettings::for_document(&document, "fuzz".to_owned(), "../runtime".to_owned(), false);
            switchboard_codegen::generate(&document, &settings, &mut diagnostics)
        });
        assert_ne!(made.is_some(), diagnostics.has_errors());
        assert!(!diagnostics.iter().any(|found| found.code.as_str() == "engine-failed"), "{diagnostics:?}");
        for (_, text) in made.iter().flat_map(|made| &made.files).filter(|(path, _)| path.ends_with(".rs")) {
            syn::parse_file(text).unwrap();
        }
    });
}

fn reader(format: Format) {
    let pages = pages(format);
    if pages.is_empty() {
        eprintln!("skipped: there is no page in the format {format}");
        return;
    }
    fuzz(format.as_str(), pages, mutate::text, move |text| {
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("fuzz", text);
        let read = describe(&files, &[file], Some(format), &mut diagnostics).is_some();
        assert_ne!(read, diagnostics.has_errors());
    });
}

/// Runs a target on mutated seeds, on a stack as large as that of the commands.
fn fuzz(
    target: &'static str,
    seeds: Vec<String>,
    mutate: fn(&mut fastrand::Rng, &[String]) -> String,
    run: impl Fn(&str) + Send + 'static,
) {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (executions, first) = (number("SWITCHBOARD_FUZZ", 100), number("SWITCHBOARD_FUZZ_SEED", 1));
    let work = move || {
        let start = Instant::now();
        let mut findings = Vec::new();
        for seed in first..first + executions {
            let text = mutate(&mut fastrand::Rng::with_seed(seed), &seeds);
            let before = Instant::now();
            let outcome = catch_unwind(AssertUnwindSafe(|| run(&text)));
            if outcome.is_err() || before.elapsed() > Duration::from_secs(60) {
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz-findings");
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join(format!("{target}-{seed}.txt")), &text).unwrap();
                findings.push(seed);
            }
        }
        eprintln!("{target}: {executions} executions in {:?}", start.elapsed());
        assert_eq!(findings, [] as [u64; 0], "seeds of {target}; the inputs are in target/fuzz-findings");
    };
    std::thread::Builder::new().stack_size(512 * 1024 * 1024).spawn(work).unwrap().join().unwrap();
}

/// Small OpenAPI documents: the hostile cases.
fn documents() -> Vec<String> {
    let small = |text: &String| text.len() < 20_000;
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/hostile")).into_iter().filter(small).collect()
}

/// The pages of our vendors in one format.
fn pages(format: Format) -> Vec<String> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut vendors: Vec<PathBuf> =
        fs::read_dir(specs).unwrap().map(|entry| entry.unwrap().path().join("docs")).collect();
    vendors.sort();
    vendors.iter().flat_map(|docs| files(docs)).filter(|text| recognise(text) == Some(format)).take(40).collect()
}

fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
}
