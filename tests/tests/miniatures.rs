//! Vendors in miniature: each folder of `tests/cases/` holds a small document on one topic, the findings it gives
//! (`findings.txt`, where there are any), and the whole crate it becomes (`expected/`). All crates are compiled, and a
//! warning of the compiler counts as an error.
//!
//! `UPDATE_GOLDEN=1 cargo test -p switchboard-tests --test miniatures` writes what the generator gives now.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::{Diagnostics, Severity};
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::{CrateFiles, CrateSettings};

const UPDATE: &str = "UPDATE_GOLDEN=1 cargo test -p switchboard-tests --test miniatures";

/// What one case gives: paths below its folder, and texts.
struct Case {
    name: String,
    folder: PathBuf,
    files: CrateFiles,
}

/// All cases by name, with `runtime` as the path of the runtime crate.
fn cases(runtime: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Other tests keep cases of other kinds beside these.
    folders.retain(|folder| folder.join("openapi.yaml").is_file());
    folders.sort();
    folders.into_iter().map(|folder| case(folder, runtime)).collect()
}

fn case(folder: PathBuf, runtime: &str) -> Case {
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files = SourceFiles::new();
    let document = files.add("openapi.yaml", fs::read_to_string(folder.join("openapi.yaml")).unwrap());
    let mut found = Diagnostics::new();
    let generated = describe(&files, &[document], Some(Format::OpenApi), &mut found).and_then(|document| {
        let settings = CrateSettings::for_document(&document, format!("mini-{name}"), runtime.to_owned(), true);
        switchboard_codegen::generate(&document, &settings, &mut found)
    });
    let findings = findings(&files, &found);
    let generated = generated.unwrap_or_else(|| panic!("{name} gives no crate:\n{findings}"));
    let mut files: CrateFiles =
        generated.files.into_iter().map(|(path, text)| (format!("expected/{path}"), text)).collect();
    if !findings.is_empty() {
        files.insert("findings.txt".to_owned(), findings);
    }
    Case { name, folder, files }
}

fn findings(files: &SourceFiles, found: &Diagnostics) -> String {
    let line = |finding: &switchboard_codegen::diagnostic::Diagnostic| {
        let place = finding.span.map_or_else(String::new, |span| {
            let at = files[span.file].location(span.start as usize);
            format!(" {}:{}", at.line, at.column)
        });
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        format!("{severity}[{}]{place}: {}\n", finding.code, finding.message)
    };
    found.iter().map(line).collect()
}

/// The golden files of a case as they are on disk.
fn golden(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    files.remove("openapi.yaml");
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_case_gives_the_files_that_are_expected() {
    let is_update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut differences = Vec::new();
    for case in cases("../../../../clients/runtime") {
        let golden = golden(&case.folder);
        let paths: std::collections::BTreeSet<&String> = golden.keys().chain(case.files.keys()).collect();
        for path in paths {
            let (old, new) = (golden.get(path), case.files.get(path));
            let on_disk = case.folder.join(path);
            match new {
                _ if old == new => {}
                Some(text) if is_update => {
                    fs::create_dir_all(on_disk.parent().unwrap()).unwrap();
                    fs::write(on_disk, text).unwrap();
                }
                None if is_update => fs::remove_file(on_disk).unwrap(),
                _ => differences.push(difference(&format!("cases/{}/{path}", case.name), old, new)),
            }
        }
    }
    let number = differences.len();
    assert!(
        differences.is_empty(),
        "{number} files are not as expected:\n{}\nif the new ones are right: {UPDATE}",
        differences.concat()
    );
}

/// The first line that is different.
fn difference(path: &str, old: Option<&String>, new: Option<&String>) -> String {
    let (Some(old), Some(new)) = (old, new) else {
        return format!("{path}: {}\n", if old.is_some() { "is not written any more" } else { "is new" });
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
    let at = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let line = |lines: &[&str]| lines.get(at).map_or("(end of the file)".to_owned(), |line| (*line).to_owned());
    format!("{path}:{}\n  - {}\n  + {}\n", at + 1, line(&old), line(&new))
}

/// One workspace of all crates, checked by the compiler that runs this test. The target folder is the one this test
/// was built into, so that what the crates stand on is mostly there already.
#[test]
fn every_crate_compiles_without_a_warning() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("miniatures");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let runtime = workspace.join("clients/runtime");
    for case in cases(runtime.to_str().unwrap()) {
        for (path, text) in &case.files {
            if let Some(path) = path.strip_prefix("expected/") {
                write_if_changed(&root.join(&case.name).join(path), text);
            }
        }
    }
    // The profile is that of the workspace, so that dependencies are shared.
    let ours = fs::read_to_string(workspace.join("Cargo.toml")).unwrap();
    let profile = ours.find("[profile.dev]").map_or("", |start| &ours[start..]);
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[workspace.dependencies]\ntokio = \"1\"\n\n{profile}"
    );
    write_if_changed(&root.join("Cargo.toml"), &manifest);
    fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    remove_stale(&root);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--workspace", "--keep-going", "--message-format=json"])
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stdout).unwrap();
    let complaints: String = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-message" && !message["message"]["code"].is_null())
        .filter_map(|message| message["message"]["rendered"].as_str().map(str::to_owned))
        .collect();
    assert!(complaints.is_empty(), "{complaints}");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Keeps the time of files that are as they were, so that nothing is compiled twice.
fn write_if_changed(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Removes crates of cases that are no more.
fn remove_stale(root: &Path) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !folder.join(path.file_name().unwrap()).is_dir() {
            fs::remove_dir_all(path).unwrap();
        }
    }
}
