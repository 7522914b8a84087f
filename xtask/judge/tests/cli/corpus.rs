//! `corpus`: a folder of documents, some of them broken.

use crate::sandbox::{DOCUMENT, Sandbox};
use serde_json::{Value, json};

#[test]
fn a_broken_document_is_a_line_in_the_table_and_the_others_go_on() {
    let sandbox = Sandbox::new();
    sandbox.write("documents/bell.json", DOCUMENT);
    sandbox.write("documents/broken.yaml", "openapi: 3.1.0\npaths: [\n");
    sandbox.write("documents/deep.json", "[".repeat(1_000_000));
    sandbox.write("documents/old.yml", "swagger: 2.0\npaths: {/a: {get: {responses: {}}, put: {responses: {}}}}\n");
    sandbox.write("documents/index.tsv", "name\n");
    let run = sandbox.run(&["corpus", "documents", "--out", "made", "--json", "report.json", "--jobs", "2"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.contains("2 of 4 documents generated, 3 of 3 operations"), "{}", run.stdout);
    let report: Value = serde_json::from_str(&sandbox.read("report.json")).unwrap();
    let part = |member: &str| report.as_array().unwrap().iter().map(|one| one[member].clone()).collect::<Value>();
    assert_eq!(part("name"), json!(["bell", "broken", "deep", "old"]));
    assert_eq!(part("status"), json!(["ok", "failed", "failed", "ok"]));
    assert_eq!(part("operations_emitted"), json!([1, 0, 0, 2]));
    assert_eq!(part("openapi_version"), json!(["3.1.0", null, null, "2.0"]));
    assert!(report[1]["error"].as_str().unwrap().starts_with("yaml-syntax: "), "{report:#}");
    let members: Vec<&String> = report[0].as_object().unwrap().keys().collect();
    let contracted = [
        "compile",
        "diagnostics",
        "error",
        "faults",
        "generate_ms",
        "lines",
        "name",
        "openapi_version",
        "operations_emitted",
        "operations_in_spec",
        "operations_left_out",
        "places_left_open",
        "samples",
        "schemas",
        "status",
        "unions",
        "untyped_fields",
    ];
    let mut sorted = members.clone();
    sorted.sort();
    assert_eq!(sorted, contracted);
    assert_eq!(report[0]["unions"], json!({"kind": 0, "tag": 0, "presence": 0, "ambiguous": 0}));
    assert!(sandbox.read("made/old/Cargo.toml").contains("name = \"old\""));
}

#[test]
fn wrong_use_is_told_from_findings() {
    let sandbox = Sandbox::new();
    for arguments in [&["corpus", "gone"][..], &["corpus", "specs"], &["corpus", "specs", "--jobs", "0"]] {
        let run = sandbox.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty());
    }
}
