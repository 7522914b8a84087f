//! What Windows and macOS have otherwise, as far as it can be tried from here: names of files, and the ends of lines.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use switchboard_codegen::text::portable;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["init", "--runtime-version", "0.1"]).0, 0);
    fs::write(folder.path().join("bell.json"), include_str!("bell.json")).unwrap();
    folder
}

/// The files below a folder, by their paths inside of it.
fn files(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, found);
        } else {
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

fn check(paths: &[String]) {
    for path in paths {
        assert_eq!(portable::fault(path), None, "{path}");
    }
    assert_eq!(portable::twins(paths.iter().map(String::as_str)), None);
}

#[test]
fn every_file_of_this_repository_has_a_name_that_every_system_can_have() {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(repository()).output().unwrap();
    if !output.status.success() {
        eprintln!("skipped: this is no checkout of git, which would know the files");
        return;
    }
    let text = String::from_utf8(output.stdout).unwrap();
    let paths: Vec<String> = text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    // Golden crates are among them: all that crates are made of.
    assert!(paths.iter().any(|path| path.ends_with("expected/src/client.rs")) && paths.len() > 1000, "{}", paths.len());
    check(&paths);
}

#[test]
fn everything_that_is_written_has_a_name_that_every_system_can_have() {
    let folder = workspace();
    let root = folder.path();
    for arguments in [
        ["new", "bell", "bell.json"].as_slice(),
        &["regen"],
        &["site", "--out", "site"],
        &["generate", "bell.json", "--out", "alone", "--runtime-version", "0.1"],
        &["call", "bell", "--program", "bell-cli"],
    ] {
        let (code, text) = run(root, arguments);
        assert_eq!(code, 0, "{arguments:?}: {text}");
    }
    let mut paths = Vec::new();
    files(root, root, &mut paths);
    assert!(paths.iter().any(|path| path == "bell-cli/src/main.rs"), "{paths:?}");
    check(&paths);
}

#[test]
fn names_that_some_system_refuses_are_refused_before_anything_is_written() {
    let folder = workspace();
    let root = folder.path();
    for name in ["nul.json", "Bell.json", "pages/bell.json", "trailing.", "common:1.json"] {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // The system that runs this may be one that has no such name.
        let _ = fs::write(path, include_str!("bell.json"));
    }
    let mut before = Vec::new();
    files(root, root, &mut before);
    let refused: [(&[&str], &str); 6] = [
        (&["new", "con", "bell.json"], "Windows has a device of this name"),
        (&["new", "acme", "nul.json"], "`nul.json` is the name of a device on Windows"),
        (&["new", "acme", "trailing."], "ends with a dot or a blank"),
        (&["new", "acme", "common:1.json"], "has a character that no file of Windows has"),
        (&["new", "acme", "Bell.json", "pages/bell.json"], "are one where case does not count"),
        (&["generate", "bell.json", "--out", "aux"], "`aux` is the name of a device on Windows"),
    ];
    for (arguments, message) in refused {
        let (code, text) = run(root, arguments);
        assert_eq!(code, 2, "{arguments:?}: {text}");
        assert!(text.contains(message) && text.contains("help: "), "{arguments:?}: {text}");
    }
    let mut after = Vec::new();
    files(root, root, &mut after);
    after.retain(|path| !path.starts_with("target/"));
    before.retain(|path| !path.starts_with("target/"));
    assert_eq!(before, after);
    // A crate that is named after its folder gets a name that its own folder can have.
    assert_eq!(run(root, &["new", "bell", "bell.json"]).0, 0);
    if fs::create_dir(root.join("specs/Bell")).is_ok() {
        let (code, text) = run(root, &["regen"]);
        assert_eq!(code, 2, "{text}");
        assert!(text.contains("specs/Bell and specs/bell are one") && text.contains("help: "), "{text}");
    }
}

/// Copies what lies in a folder, with the ends of lines that a checkout on Windows may have.
fn with_carriage_returns(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        match (path.is_dir(), fs::read_to_string(&path)) {
            (true, _) => with_carriage_returns(&path, &to.join(name)),
            (false, Ok(text)) => fs::write(to.join(name), text.replace("\r\n", "\n").replace('\n', "\r\n")).unwrap(),
            (false, Err(_)) => drop(fs::copy(&path, to.join(name)).unwrap()),
        }
    }
}

#[test]
fn a_checkout_with_line_ends_of_windows_is_up_to_date_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for vendor in ["revcent", "revox", "revring", "voipbin"] {
        for place in ["specs", "clients"] {
            let inside = Path::new(place).join(vendor);
            with_carriage_returns(&repository().join(&inside), &root.join(&inside));
        }
    }
    fs::create_dir_all(root.join("clients/runtime")).unwrap();
    fs::write(root.join("clients/runtime/Cargo.toml"), "[package]\r\nname = \"switchboard-runtime\"\r\n").unwrap();
    fs::write(root.join("Cargo.toml"), "[workspace]\r\nmembers = [\"clients/*\"]\r\n").unwrap();
    let lock = root.join("specs/revox/source.lock");
    assert!(fs::read_to_string(&lock).unwrap().contains("\r\n"));
    let (code, text) = run(root, &["regen", "--check"]);
    assert_eq!(code, 0, "{text}");
    let (code, text) = run(root, &["regen"]);
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains("written"), "{text}");
    assert!(fs::read_to_string(&lock).unwrap().contains("\r\n"));
    // All other commands that read it take it as it is.
    for arguments in [
        ["site", "--out", "site"].as_slice(),
        &["call", "revox", "get_call", "--param", "id=1", "--dry-run"],
        &["inspect", "revox", "--stage", "types"],
        &["describe", "auto", "specs/revox/docs/get_call.txt"],
        &["lower", "specs/revox/openapi.yaml", "--to", "3.0"],
    ] {
        let (code, text) = run(root, arguments);
        assert_eq!(code, 0, "{arguments:?}: {text}");
    }
}
