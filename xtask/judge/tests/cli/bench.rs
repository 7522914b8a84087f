//! `bench`: that it measures and says so; what it measures is nothing to test.

use crate::sandbox::{DOCUMENT, Sandbox};
use serde_json::Value;

#[test]
fn both_generators_are_measured_on_each_document() {
    let sandbox = Sandbox::new();
    sandbox.write("documents/bell.json", DOCUMENT.replace("3.1.0", "3.0.3"));
    // Two media types of a body are more than progenitor alone can do.
    let media_types = "{application/json: {schema: {type: string}}, text/plain: {schema: {type: string}}}";
    sandbox.write(
        "documents/two.yaml",
        format!(
            "openapi: 3.0.3\ninfo: {{title: Two, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
             requestBody: {{content: {media_types}}}\n      responses: {{'200': {{description: fine}}}}\n"
        ),
    );
    let run = sandbox.run(&["bench", "documents", "--runs", "1", "--json", "bench.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let shape: Vec<String> = run.stdout.lines().map(shape_of).collect();
    assert_eq!(
        shape,
        [
            "document generator generate CPU peak lines check CPU",
            "bell switchboard N s N MiB N -",
            "bell progenitor N s N MiB N -",
            "two switchboard N s N MiB N -",
            "two progenitor cannot:",
        ],
        "{}",
        run.stdout
    );
    let report: Value = serde_json::from_str(&sandbox.read("bench.json")).unwrap();
    let first = &report[0];
    assert_eq!(first["generator"], "switchboard");
    assert!(first["lines"].as_u64().unwrap() > 0 && first["peak_mib"].as_f64().unwrap() > 0.0, "{first}");
    assert_eq!(first["cannot"], Value::Null);
    assert!(report[3]["cannot"].as_str().unwrap().len() > 5, "{report:#}");
}

/// A line with single spaces, numbers as `N`, and without the reason after `cannot:`.
fn shape_of(line: &str) -> String {
    let line = line.find("cannot:").map_or(line, |at| &line[..at + "cannot:".len()]);
    let words = line.split_whitespace().map(|word| if word.parse::<f64>().is_ok() { "N" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_document_of_ours_that_fails_is_a_finding() {
    let sandbox = Sandbox::new();
    sandbox.write("broken.yaml", "openapi: 3.1.0\npaths: [\n");
    let run = sandbox.run(&["bench", "broken.yaml", "--runs", "1"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.contains("cannot: yaml-syntax: "), "{}", run.stdout);
    assert_eq!(sandbox.run(&["bench", "gone.yaml"]).code, 2);
}
