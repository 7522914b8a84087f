//! What strangers get wrong on a command line: each is answered with what is wrong, with what to do, and with the exit code that
//! help texts state; and nothing is written.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .env("BELL_API_KEY", "sesame")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

/// Everything in a folder, but for what the program keeps below target/.
fn snapshot(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let inside = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && inside != "w/target" {
            found.insert(format!("{inside}/"), Vec::new());
            snapshot(root, &path, found);
        } else if path.is_file() {
            found.insert(inside, fs::read(&path).unwrap());
        }
    }
}

/// The wrong lines: what is typed in the workspace, how it ends, what is said, and what to do about it.
const WRONG: &[(&str, i32, &str, &str)] = &[
    // Vendors, operations, parameters and codes that are not there.
    ("regen bel", 2, "there is no vendor `bel`", "`bell`"),
    ("site bel", 2, "there is no vendor `bel`", "`bell`"),
    ("fetch bel", 2, "there is no vendor `bel`", "`bell`"),
    ("mock bel", 2, "there is no vendor `bel`", "`bell`"),
    ("diff bel", 2, "there is no vendor `bel`", "`bell`"),
    ("inspect bel", 2, "there is no vendor `bel`", "`bell`"),
    ("call bel get_bell", 2, "there is no vendor `bel`", "`bell`"),
    ("call bell get_bel", 2, "there is no operation `get_bel`", "`get_bell`"),
    ("call bell get_bell --param idd=1", 2, "has no parameter `idd`", "`id`"),
    ("call bell get_bell", 2, "needs the parameter `id`", "--param id=…"),
    ("call bell get_bell --param id", 2, "write it as NAME=VALUE", "--help"),
    ("call bell get_bell --param id=1 --all-pages", 2, "gives no list in pages", "`[[pagination]]`"),
    ("explain union-ambigous", 2, "there is no code `union-ambigous`", "`union-ambiguous`"),
    (
        "generate bell.json --out made --runtime-version 0.1 --only getBel",
        1,
        "is the name of no operation",
        "`getBell`",
    ),
    // Options and commands that are misspelt.
    ("regne", 2, "unrecognized subcommand", "'regen'"),
    ("regen --chek", 2, "unexpected argument '--chek'", "'--check'"),
    ("call bell get_bell --outptu table", 2, "unexpected argument '--outptu'", "'--output'"),
    ("inspect bell --stage planned", 2, "invalid value 'planned'", "possible values"),
    ("describe automatic bell.json", 2, "`auto`", "--help"),
    // Files that are not there, or are no files.
    ("new acme missing.json", 2, "cannot read missing.json: it is not there", "check the path"),
    ("new acme .", 2, "`.` names no file", "name a page or a document"),
    ("generate missing.json --out made --runtime-version 0.1", 2, "it is not there", "check the path"),
    ("generate specs --out made --runtime-version 0.1", 2, "it is a folder", "name a file in it"),
    ("generate Cargo.toml --out made --runtime-version 0.1", 2, "error[", "help: "),
    ("generate https://bell.example/a.json --out made --runtime-version 0.1", 2, "nothing is fetched", "curl -fLo"),
    (
        "generate bell.json --out made --runtime-version 0.1 --overlay missing.yaml",
        2,
        "it is not there",
        "check the path",
    ),
    ("lower missing.json --to 3.0", 2, "it is not there", "check the path"),
    ("describe auto missing.txt", 2, "it is not there", "check the path"),
    ("observe bell --payloads missing.jsonl", 2, "it is not there", "name a file with recordings"),
    ("call missing.yaml get", 2, "it is not there", "check the path"),
    (
        "call bell get_bell --param id=1 --body missing.json",
        2,
        "cannot read the body from missing.json: it is not there",
        "check the path",
    ),
    // Files in the place of folders, and folders of others.
    ("site --out Cargo.toml", 2, "is there, and no site", "--out"),
    ("site --out specs", 2, "is there, and no site", "--out"),
    (
        "generate bell.json --out Cargo.toml --runtime-version 0.1",
        1,
        "is a file where a folder belongs",
        "move it away",
    ),
    (
        "generate bell.json --out specs --runtime-version 0.1",
        1,
        "holds other things",
        "name a folder that is not there yet",
    ),
    ("call bell --program specs", 1, "holds other things", "name a folder that is not there yet"),
    ("call bell --program Cargo.toml", 1, "is a file where a folder belongs", "move it away"),
    ("init bell.json", 2, "is a file where a folder belongs", "name another folder"),
    ("init inner", 2, "is inside of the workspace", "run `init` there"),
    // Names and versions that are none.
    ("new Bell bell.json", 2, "is not a valid name for a crate", "use lower-case letters"),
    ("new ../up bell.json", 2, "is not a valid name for a crate", "use lower-case letters"),
    ("new bell bell.json", 2, "is there already, and is not overwritten", "choose another name"),
    ("generate bell.json --out made --runtime-version new", 2, "a requirement looks like 0.1", "--help"),
    ("call bell --program switchboard", 2, "cannot be called `switchboard`", "name the folder"),
    // What is not there to be asked.
    ("diff bell", 2, "is in no git repository", "`git init`"),
    ("--root missing regen", 2, "cannot open the workspace missing: it is not there", "switchboard.toml"),
    ("call bell get_bell --param id=1 --server http://127.0.0.1:1 --timeout 5", 2, "no connection", "`--server URL`"),
];

#[test]
fn what_strangers_get_wrong_is_said_with_what_to_do_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("w");
    fs::create_dir_all(&root).unwrap();
    assert_eq!(run(&root, &["init", "--runtime-version", "0.1"]).0, 0);
    fs::write(root.join("bell.json"), include_str!("bell.json")).unwrap();
    assert_eq!(run(&root, &["new", "bell", "bell.json"]).0, 0);
    assert_eq!(run(&root, &["regen"]).0, 0);
    let mut before = BTreeMap::new();
    snapshot(folder.path(), folder.path(), &mut before);
    let mut failures = String::new();
    for (line, expected, message, help) in WRONG {
        let (code, text) = run(&root, &line.split(' ').collect::<Vec<_>>());
        if code != *expected || !text.contains(message) || !text.contains(help) {
            failures += &format!("── {line} [{code} in place of {expected}]: {message:?}, {help:?}\n{text}\n");
        }
        let mut after = BTreeMap::new();
        snapshot(folder.path(), folder.path(), &mut after);
        if before != after {
            let new: Vec<&String> = after.keys().filter(|path| !before.contains_key(*path)).collect();
            failures += &format!("── {line} changed something: {new:?}\n");
            before = after;
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(WRONG.len() > 40);
}

#[test]
fn outside_of_a_workspace_each_command_that_needs_one_says_how_to_get_one() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["regen", "fetch", "site", "new acme a.json", "call bell", "diff bell"] {
        let (code, text) = run(folder.path(), &command.split(' ').collect::<Vec<_>>());
        assert_eq!(code, 2, "{command}: {text}");
        assert!(text.contains("switchboard init"), "{command}: {text}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
