//! What cargo packages of the crates that people depend on or install, and of generated ones: all that a registry wants is
//! there, the texts of the licences too. Nothing is compiled here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{SourceFiles, read_json};
use switchboard_codegen::{CrateSettings, Home};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// The files that cargo packages of a crate.
fn packaged(folder: &Path, name: &str) -> BTreeSet<String> {
    let target = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO"))
        .args(["package", "--offline", "--no-verify", "--allow-dirty", "--exclude-lockfile", "--package", name])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target.path())
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {said}");
    // Where a crate has its source is up to those who publish it: `repository` of `[package]` in vendor.toml.
    let said = said.replace("warning: manifest has no documentation, homepage or repository", "");
    assert!(!said.contains("warning"), "{name}: {said}");
    let made = fs::read_dir(target.path().join("package")).expect("packages");
    let made: Vec<PathBuf> = made.filter_map(|entry| Some(entry.ok()?.path())).collect();
    assert!(made.iter().any(|path| path.extension().is_some_and(|end| end == "crate")), "{name}: {made:?}");
    let listed = Command::new(env!("CARGO"))
        .args(["package", "--offline", "--list", "--allow-dirty", "--exclude-lockfile", "--package", name])
        .current_dir(folder)
        .output()
        .expect("cargo runs");
    String::from_utf8_lossy(&listed.stdout).lines().map(|line| line.replace('\\', "/")).collect()
}

#[test]
fn every_crate_is_packaged_with_its_licences_and_changelog() {
    let clients = ["revcent", "revox", "revring", "voipbin"];
    for name in ["switchboard-runtime", "switchboard-codegen", "switchboard"].iter().chain(&clients) {
        let files = packaged(&root(), name);
        for wanted in ["Cargo.toml", "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "src/lib.rs"] {
            assert!(files.contains(wanted), "{name} has no {wanted}: {files:?}");
        }
    }
}

#[test]
fn a_crate_of_a_document_is_packaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut files, mut found) = (SourceFiles::new(), Diagnostics::new());
    let text = r#"{"openapi": "3.1.0", "info": {"title": "Bells", "version": "1.2.3"}, "paths": {}}"#;
    let file = files.add("bells.json", text);
    let document = read_json(&files, file, &mut found).expect("JSON");
    let runtime = root().join("clients/runtime").to_str().expect("UTF-8").to_owned();
    let settings = CrateSettings::for_document(&document, "bells".to_owned(), runtime, Home::Alone);
    let generated = switchboard_codegen::generate(&document, &settings, &mut found).expect("a crate");
    for (path, text) in &generated.files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }
    fs::copy(root().join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("a lock file");
    let files = packaged(folder.path(), "bells");
    for wanted in ["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "src/lib.rs", "src/types.rs"] {
        assert!(files.contains(wanted), "no {wanted}: {files:?}");
    }
}

/// What a registry would hand out: the crates as cargo packages them, unpacked in a workspace of their own in which they find
/// nothing but each other. Whatever a crate includes has to be in its package.
#[test]
fn the_packaged_crates_compile_with_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("packing");
    let names = ["switchboard-runtime", "switchboard-codegen", "switchboard", "revox"];
    for name in names {
        let output = Command::new(env!("CARGO"))
            .args(["package", "--offline", "--no-verify", "--allow-dirty", "--exclude-lockfile", "--package", name])
            .current_dir(root())
            .env("CARGO_TARGET_DIR", &target)
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let alone = folder.path().join("alone");
    fs::create_dir_all(&alone).expect("writable");
    let mut packed = BTreeSet::new();
    let mut manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n\n[patch.crates-io]\n".to_owned();
    for entry in fs::read_dir(target.join("package")).expect("packages") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|end| end != "crate") {
            continue;
        }
        let unpacked = Command::new("tar").arg("-xzf").arg(&path).current_dir(&alone).status().expect("tar runs");
        assert!(unpacked.success(), "{}", path.display());
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("UTF-8");
        let (name, _) = stem.rsplit_once('-').expect("a version");
        manifest += &format!("{name} = {{ path = {stem:?} }}\n");
        packed.insert(name.to_owned());
    }
    let ours = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace has a manifest");
    // The profile is that of the workspace, so that dependencies are shared.
    manifest += ours.find("[profile.dev]").map_or("", |start| &ours[start..]);
    fs::write(alone.join("Cargo.toml"), manifest).expect("writable");
    fs::copy(root().join("Cargo.lock"), alone.join("Cargo.lock")).expect("a lock file");
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--workspace"])
        .current_dir(&alone)
        .env("CARGO_TARGET_DIR", shared)
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(packed, names.map(str::to_owned).into(), "all were packaged, and nothing else");
}
