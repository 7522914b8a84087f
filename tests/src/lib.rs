//! What several tests across crates need: compiling many generated crates at once, and the sources of a crate. The programs of the README are
//! compiled with it.
#![cfg_attr(doctest, doc = include_str!("../../README.md"))]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use switchboard_codegen::CrateFiles;

/// The files of Rust below a folder, in order, but for those that hold tests alone. Panics where the folder cannot be read.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

/// Has the compiler look at generated crates, all in one workspace below `folder`, which is in the folder for temporary
/// files of a target folder: dependencies are taken from that. Panics with everything the compiler complains of;
/// warnings count, whatever lints the crates allow themselves.
pub fn check(folder: &Path, crates: BTreeMap<String, CrateFiles>) {
    let target = folder.ancestors().nth(2).expect("the folder is in target/tmp");
    for (name, files) in &crates {
        files.iter().for_each(|(path, text)| write_if_changed(&folder.join(name).join(path), text));
    }
    // The profile is that of the workspace, so that dependencies are shared.
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the workspace");
    let ours = fs::read_to_string(workspace.join("Cargo.toml")).expect("the workspace has a manifest");
    let profile = ours.find("[profile.dev]").map_or("", |start| &ours[start..]);
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[workspace.dependencies]\ntokio = \"1\"\n\n{profile}"
    );
    write_if_changed(&folder.join("Cargo.toml"), &manifest);
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    remove_stale(folder, &crates);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--workspace", "--keep-going", "--all-features", "--message-format=json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs");
    let messages = String::from_utf8_lossy(&output.stdout);
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
    let folder = path.parent().expect("a file is in a folder");
    fs::create_dir_all(folder).and_then(|()| fs::write(path, text)).expect("the target folder can be written");
}

/// Removes crates that are no more.
fn remove_stale(folder: &Path, crates: &BTreeMap<String, CrateFiles>) {
    for entry in fs::read_dir(folder).expect("it was just written").flatten() {
        let is_known = entry.file_name().to_str().is_some_and(|name| crates.contains_key(name));
        if entry.path().is_dir() && !is_known {
            fs::remove_dir_all(entry.path()).expect("the target folder can be written");
        }
    }
}
