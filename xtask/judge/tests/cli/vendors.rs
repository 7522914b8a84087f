//! `regen --check` on the vendors of this repository: what is committed is what the pages give, and a change of one
//! value on a page shows in the document and in the Rust code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Runs `regen` with these arguments on a workspace.
fn regen(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(root)
        .arg("regen")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A copy of what `regen` reads and writes.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(workspace().join("Cargo.toml"), folder.path().join("Cargo.toml")).unwrap();
    for part in ["specs", "clients"] {
        copy_folder(&workspace().join(part), &folder.path().join(part));
    }
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn what_is_committed_is_up_to_date() {
    // Which versions a branch needs is for `cargo xtask ci`; here everything is committed, or differs from what is.
    let base: &[&str] = if workspace().join(".git").exists() { &["--base", "HEAD"] } else { &[] };
    let check = regen(&workspace(), &[&["--check"], base].concat());
    let (diff, messages) = (text(&check.stdout), text(&check.stderr));
    assert!(check.status.success(), "run `cargo xtask regen` and commit what it writes\n{diff}\n{messages}");
    assert_eq!(diff, "");
}

#[test]
fn one_changed_value_shows_in_the_document_and_in_the_code() {
    for (vendor, page, old, new, document, code) in [
        ("revcent", "GetAIVoiceCall.json", "\"Timer\"", "\"Stopwatch\"", "- Stopwatch", "+    Stopwatch,"),
        ("revox", "get_assistant.txt", "audio/office.ogg", "audio/cafe.ogg", "- audio/cafe.ogg", "+    AudioCafeOgg,"),
        ("revring", "get_call.txt", "TRANSFERRED", "FORWARDED", "- FORWARDED", "+    Forwarded,"),
        ("voipbin", "aicall.txt", "pausing |", "halting |", "- halting", "+    Halting,"),
    ] {
        let root = copy();
        let page = root.path().join("specs").join(vendor).join("docs").join(page);
        let before = fs::read_to_string(&page).unwrap();
        assert!(before.contains(old), "{vendor}");
        fs::write(&page, before.replace(old, new)).unwrap();
        let check = regen(root.path(), &["--check"]);
        let diff = text(&check.stdout);
        assert_eq!(check.status.code(), Some(1), "{vendor}: {}", text(&check.stderr));
        let document_diff = part(&diff, &format!("+++ b/specs/{vendor}/openapi.yaml"));
        assert!(document_diff.lines().any(|line| line.starts_with('+') && line.ends_with(document)), "{diff}");
        let code_diff = part(&diff, &format!("+++ b/clients/{vendor}/src/types.rs"));
        assert!(code_diff.lines().any(|line| line == code), "{diff}");
        assert!(text(&check.stderr).contains("run `cargo xtask regen`"));
    }
}

/// The part of a diff that belongs to one file.
fn part<'d>(diff: &'d str, header: &str) -> &'d str {
    let start = diff.find(header).unwrap_or_else(|| panic!("no {header} in:\n{diff}"));
    let rest = &diff[start + header.len()..];
    rest.find("\n--- ").map_or(rest, |end| &rest[..end])
}

#[test]
fn a_second_run_writes_nothing() {
    let root = copy();
    assert!(regen(root.path(), &[]).status.success());
    let times = |folder: &Path| {
        let mut times = Vec::new();
        modified(folder, &mut times);
        times.sort();
        times
    };
    let before = (times(&root.path().join("specs")), times(&root.path().join("clients")));
    let run = regen(root.path(), &[]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    assert_eq!((times(&root.path().join("specs")), times(&root.path().join("clients"))), before);
}

fn modified(folder: &Path, times: &mut Vec<(PathBuf, std::time::SystemTime)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            modified(&path, times);
        } else {
            let time = path.metadata().unwrap().modified().unwrap();
            times.push((path, time));
        }
    }
}
