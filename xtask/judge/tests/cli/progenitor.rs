//! `progenitor`: what progenitor makes of a folder of documents.

use crate::sandbox::{DOCUMENT, Sandbox};
use serde_json::Value;

#[test]
fn progenitor_takes_what_is_lowered() {
    let sandbox = Sandbox::new();
    sandbox.write("documents/bell.json", DOCUMENT);
    sandbox.write("documents/broken.yaml", "openapi: 3.1.0\npaths: [\n");
    let run = sandbox.run(&["progenitor", "documents", "--out", "made", "--json", "report.json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let last = "of 2 documents, progenitor takes 0 as they are and 1 lowered; 0 of these clients compile";
    assert!(run.stdout.contains(last), "{}", run.stdout);
    let report: Value = serde_json::from_str(&sandbox.read("report.json")).unwrap();
    // OpenAPI 3.1 is what progenitor does not read.
    assert!(report[0]["given"]["cannot"].as_str().unwrap().contains("3.1"), "{report:#}");
    assert_eq!(report[0]["lowered"]["cannot"], Value::Null);
    assert!(report[1]["lowered"]["cannot"].as_str().unwrap().starts_with("yaml-syntax"), "{report:#}");
    assert!(sandbox.read("made/bell/src/lib.rs").contains("pub struct Client"));
}
