//! `roundtrip`: payloads that deviate from their document come back equal, and each deviation is named.

use crate::sandbox::{Run, Sandbox};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Towers, version: '1'}
paths: {}
components:
  schemas:
    Tower:
      type: object
      required: [name, bells, height]
      properties:
        name: {type: string}
        bells: {type: array, items: {$ref: '#/components/schemas/Bell'}}
        height: {type: [number, 'null']}
    Bell:
      type: object
      required: [note]
      properties: {note: {type: string}, weight: {type: integer}}
";

/// Runs the program in the sandbox, with the runtime and the target folder of this workspace.
fn run(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    sandbox.run(&[&["--root", root.to_str().unwrap()], arguments].concat())
}

fn lines(run: &Run) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn payloads_that_deviate_come_back_and_are_named_unless_all_is_strict() {
    let sandbox = Sandbox::new();
    sandbox.write("towers.yaml", DOCUMENT);
    let tower = |value: Value| json!({"id": "t", "schema": "#/components/schemas/Tower", "value": value}).to_string();
    let fits = json!({"name": "north", "bells": [{"note": "c"}], "height": null});
    let deviates = json!({"name": 5, "bells": [{"weight": "12"}, null, {"note": "d"}]});
    sandbox.write("towers.jsonl", [tower(fits.clone()), tower(deviates.clone())].join("\n"));

    let tolerant = run(&sandbox, &["roundtrip", "towers.yaml", "--payloads", "towers.jsonl"]);
    assert_eq!(tolerant.code, 0, "{}", tolerant.stderr);
    assert!(tolerant.stderr.contains("2 of 2 payloads came back equal; 1 deviate"), "{}", tolerant.stderr);
    let judged = lines(&tolerant);
    assert_eq!((&judged[0]["value"], &judged[0]["deviations"]), (&fits, &json!([])));
    assert_eq!((&judged[1]["ok"], &judged[1]["value"]), (&json!(true), &deviates));
    let deviation =
        |path: &str, expected: &str, found: &str| json!({"path": path, "expected": expected, "found": found});
    assert_eq!(
        judged[1]["deviations"],
        json!([
            deviation("name", "string", "number"),
            deviation("bells[0].weight", "integer", "string"),
            deviation("bells[0].note", "required", "nothing"),
            deviation("bells[1]", "object", "null"),
            deviation("height", "required", "nothing"),
        ])
    );

    let strict = run(&sandbox, &["roundtrip", "towers.yaml", "--strict", "--payloads", "towers.jsonl"]);
    assert_eq!(strict.code, 1);
    let judged = lines(&strict);
    assert_eq!((&judged[0]["ok"], &judged[1]["ok"], &judged[1]["value"]), (&json!(true), &json!(false), &json!(null)));
    assert!(judged[1]["error"].as_str().unwrap().starts_with("`name`: invalid type"), "{}", judged[1]);
}

/// The smallest cases of each kind of deviation that was recorded.
#[test]
fn the_smallest_recorded_cases_come_back() {
    let named = std::env::var_os("SWITCHBOARD_SHARED").map(PathBuf::from);
    let folder =
        named.clone().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared")).join("traffic");
    if !folder.is_dir() {
        assert_eq!(named, None, "SWITCHBOARD_SHARED names a folder without traffic/");
        eprintln!("skipped: there are no recorded answers in {}", folder.display());
        return;
    }
    let (document, payloads) = (folder.join("minimal.json"), folder.join("minimal.jsonl"));
    let arguments = ["roundtrip", document.to_str().unwrap(), "--payloads", payloads.to_str().unwrap()];
    let run = run(&Sandbox::new(), &arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let judged = lines(&run);
    assert_eq!((judged.len(), judged.iter().filter(|line| line["ok"] == true).count()), (30, 30), "{}", run.stderr);
}
