//! Hostile documents through the program itself: it ends with a documented status, within its memory, and on an error
//! nothing on disk is different and the message has a place.
#![cfg(target_os = "linux")]

use crate::sandbox::Sandbox;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What a run may reserve, in KiB: two GiB to work with, and the stacks of its two threads, which are reserved at once
/// and hardly used.
const MEMORY: usize = 3 * 1024 * 1024;

/// What a run may take of the processor, in seconds.
const TIME: usize = 60;

/// The least stack that a thread anywhere has by default, in KiB.
const STACK: usize = 2 * 1024;

struct Ended {
    status: Option<i32>,
    stderr: String,
}

/// Generates in a process whose address space, time and stack are limited; one that needs more is ended by the system.
fn generate(sandbox: &Sandbox, document: &Path) -> Ended {
    let limits = format!("ulimit -v {MEMORY}; ulimit -t {TIME}; ulimit -s {STACK}");
    let script = format!("{limits}; exec '{}' generate \"$0\" --out made --replace", env!("CARGO_BIN_EXE_xtask"));
    let output = Command::new("sh")
        .args(["-c", &script, document.to_str().unwrap()])
        .current_dir(sandbox.path(""))
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .unwrap();
    Ended { status: output.status.code(), stderr: String::from_utf8_lossy(&output.stderr).into_owned() }
}

/// What holds of every run. Gives the status.
fn check(name: &str, ended: &Ended, is_unchanged: bool) -> i32 {
    let Ended { status, stderr } = ended;
    let status = status.unwrap_or_else(|| panic!("{name} was killed: {stderr}"));
    assert!(matches!(status, 0..=2), "{name} ended with {status}: {stderr}");
    assert!(!stderr.contains("panicked"), "{name}: {stderr}");
    if status != 0 {
        assert!(is_unchanged, "{name}: something was written");
        assert!(stderr.contains("error["), "{name} has no code: {stderr}");
        let has_place = stderr.contains("--> ") || stderr.contains("error[input-unreadable]: cannot read ");
        assert!(has_place, "{name} has no place: {stderr}");
    }
    status
}

#[test]
fn every_case_ends_with_a_documented_status() {
    let mut cases: Vec<_> = ["../../tests/cases/hostile", "../../../shared/hostile/specs"]
        .iter()
        .map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .collect();
    cases.sort();
    assert!(cases.len() > 50);
    // One sound client for all runs: a failed one must leave it as it is.
    let sandbox = Sandbox::new();
    let mut before = sandbox.snapshot();
    let mut statuses = [0; 3];
    for path in cases {
        let ended = generate(&sandbox, &path.canonicalize().unwrap());
        let after = sandbox.snapshot();
        let status = check(&path.display().to_string(), &ended, before == after);
        statuses[usize::try_from(status).unwrap()] += 1;
        before = after;
    }
    assert!(statuses.iter().all(|count| *count > 0), "{statuses:?}");
}

#[test]
fn documents_without_measure_stay_within_their_memory() {
    let head = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"#;
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<Vec<_>>().join(",");
    let operation = |at| format!(r#""/p{at}": {{"get": {{"responses": {{"204": {{"description": "x"}}}}}}}}"#);
    let documents = [
        ("values", format!("{head}}}, \"x\": [{}]}}", "1,".repeat(20_000_000) + "1"), "limit-exceeded"),
        ("lists", format!("{head}}}, \"x\": [{}]}}", "[],".repeat(8_000_000) + "1"), "limit-exceeded"),
        ("flow", format!("openapi: 3.1.0\npaths: {{}}\nx: [{}1]\n", "1,".repeat(4_000_000)), "limit-exceeded"),
        ("operations", format!("{head}{}}}}}", many(40_000, &operation)), "limit-exceeded"),
        ("brackets", "[".repeat(30_000_000), "limit-exceeded"),
        ("string", format!("{head}}}, \"x\": \"{}\"}}", "x".repeat(50_000_000)), ""),
        ("too-large", format!("{head}}}, \"x\": \"{}\"}}", "x".repeat(70_000_000)), "input-unreadable"),
    ];
    let sandbox = Sandbox::new();
    for (name, text, code) in documents {
        sandbox.write("document.json", &text);
        let before = sandbox.snapshot();
        let ended = generate(&sandbox, Path::new("document.json"));
        let status = check(name, &ended, before == sandbox.snapshot());
        assert_eq!(status == 0, code.is_empty(), "{name}: {}", ended.stderr);
        assert!(ended.stderr.contains(&format!("error[{code}")) || code.is_empty(), "{name}: {}", ended.stderr);
    }
}

/// What compares each value of a tag with all others takes far longer than a process may.
#[test]
fn unions_of_many_tags_stay_within_their_time() {
    let sandbox = Sandbox::new();
    for discriminator in ["", r#", "discriminator": {"propertyName": "kind"}"#] {
        let many = |one: &dyn Fn(usize) -> String| (0..100).map(one).collect::<Vec<_>>().join(",");
        let refer = |at| format!(r##"{{"$ref": "#/components/schemas/A{at}"}}"##);
        let alternative = |at| {
            let values = (0..1_000).map(|value| format!("\"a{at} {value}\"")).collect::<Vec<_>>().join(",");
            format!(
                r#""A{at}": {{"type": "object", "required": ["kind"], "properties": {{"kind": {{"enum": [{values}]}}}}}}"#
            )
        };
        let text = format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}}, "paths": {{}}, "components": {{"schemas": {{
            "All": {{"oneOf": [{}]{discriminator}}}, {}}}}}}}"#,
            many(&refer),
            many(&alternative)
        );
        sandbox.write("document.json", &text);
        let before = sandbox.snapshot();
        let ended = generate(&sandbox, Path::new("document.json"));
        assert_eq!(check("tags", &ended, before == sandbox.snapshot()), 0, "{}", ended.stderr);
    }
}
