//! A hundred edits with the verdicts of others: what the compiler says of a program that uses everything, what
//! cargo-semver-checks says of the crates, and what oasdiff says of the documents. They lie beside the workspace.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use super::between;
use std::path::PathBuf;
use switchboard_codegen::changes::{Axis, Level};

/// Where the crate's verdict is another than that of the compiler and of cargo-semver-checks, and why.
const CRATE_REASONS: &[(&str, Level, &str)] = &[
    ("req-member-order", Level::High, "two arguments of one type change places: it compiles, and means something else"),
    ("sec-scheme-renamed", Level::High, "`credential(\"bearer\", …)` compiles, and fails when the client is built"),
    (
        "b2-answer-media-removed",
        Level::High,
        "an operation has had a method for each media type of its answer since the edits were judged",
    ),
    (
        "c-optional-body-added",
        Level::Middle,
        "a body that may be left out has been a method of the call since the edits were judged, and not an argument",
    ),
    (
        "b2-union-scalar-object",
        Level::High,
        "unions of scalars have had `Display` since the edits were judged, and this is none any more",
    ),
];

/// Where the wire's verdict is another than oasdiff's level, and why.
const WIRE_REASONS: &[(&str, Level, &str)] = &[
    ("param-style-changed", Level::High, "the server reads another value, and oasdiff has no rule"),
    ("req-default-changed", Level::Middle, "what is left out means something else"),
    ("res-status-added-success", Level::High, "an old client takes the answer for a failure"),
    ("res-status-added-same", Level::High, "an old client takes the answer for a failure"),
    ("union-tag-value", Level::High, "what is sent is refused, what is received is not known"),
    ("sec-scheme-header", Level::High, "401, and oasdiff has no rule"),
    ("d-bearer-to-basic", Level::High, "401"),
    ("server-op", Level::High, "another host, and oasdiff has no rule"),
    ("c-server-default", Level::High, "another host, and oasdiff has no rule"),
    ("c-server-first", Level::Middle, "another host by default; the old one is still listed"),
    ("additional-props-closed", Level::Middle, "who sends more than the document names is refused"),
    ("b2-oauth-token-url", Level::High, "no token any more"),
    ("b2-oauth-scope", Level::Middle, "403 for a token without the scope"),
    ("b2-writeonly-added", Level::Middle, "the member never comes any more"),
    (
        "b2-page-cursor-renamed",
        Level::High,
        "pages are followed by this parameter: an old client reads the first for ever",
    ),
];

fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("SWITCHBOARD_SHARED").map(PathBuf::from);
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let folder = named.clone().unwrap_or_else(|| PathBuf::from(beside)).join("drift");
    if folder.is_dir() {
        return Some(folder);
    }
    assert_eq!(named, None, "SWITCHBOARD_SHARED names a folder without drift/");
    None
}

#[test]
fn a_hundred_edits_are_judged_as_others_judge_them() {
    let Some(folder) = shared() else {
        println!("skipped: there is no drift/ in ../shared or in the folder SWITCHBOARD_SHARED");
        return;
    };
    let table = std::fs::read_to_string(folder.join("edits.tsv")).expect("edits.tsv");
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in table.lines().skip(1).filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [edit, _, errors, semver, level, ..] = cells.as_slice() else { panic!("{row}") };
        let read =
            |side: &str| std::fs::read_to_string(folder.join("edits").join(edit).join(side)).expect("a document");
        let changes = between(&read("old.json"), &read("new.json"));
        count += 1;
        if changes.changes.is_empty() {
            wrong.push(format!("{edit}: silent"));
        }
        let is_major = changes.level(Axis::Crate) == Some(Level::High);
        let expected = match CRATE_REASONS.iter().find(|(name, ..)| name == edit) {
            Some((_, level, _)) => *level == Level::High,
            None => *errors != "0" || semver.starts_with("major"),
        };
        if is_major != expected {
            wrong.push(format!("{edit}: the crate is {:?}", changes.level(Axis::Crate)));
        }
        let wire = changes.level(Axis::Wire).unwrap_or(Level::Low);
        let expected = match (WIRE_REASONS.iter().find(|(name, ..)| name == edit), *level) {
            (Some((_, level, _)), _) => *level,
            (None, "ERR") => Level::High,
            (None, "WARN") => Level::Middle,
            (None, _) => Level::Low,
        };
        if wire != expected {
            wrong.push(format!("{edit}: the wire is {wire:?}, not {expected:?}"));
        }
    }
    assert!(count >= 100, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
