//! `--map` and documents in several files, by every command that reads a document.

use crate::sandbox::Sandbox;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Towers, version: '1'}
servers: [{url: https://towers.example}]
paths:
  /towers/{name}:
    get:
      operationId: getTower
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: schemas/Tower.yaml}}}}
";
const TOWER: &str = "type: object
required: [bell]
properties:
  bell: {$ref: https://bells.example/bell.json}
";
const BELL: &str =
    r#"{"type": "object", "required": ["tone"], "properties": {"tone": {"type": "integer", "minimum": 3}}}"#;
const MAP: &str = "https://bells.example/bell.json=saved/bell.json";

fn towers() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("api/openapi.yaml", DOCUMENT);
    sandbox.write("api/schemas/Tower.yaml", TOWER);
    sandbox.write("saved/bell.json", BELL);
    sandbox
}

#[test]
fn diff_sees_what_changed_in_another_file() {
    let sandbox = towers();
    sandbox.write("next/openapi.yaml", DOCUMENT);
    sandbox
        .write("next/schemas/Tower.yaml", TOWER.replace("properties:\n", "properties:\n  height: {type: integer}\n"));
    let run = sandbox.run(&["diff", "api/openapi.yaml", "next/openapi.yaml", "--map", MAP]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("height") && run.stdout.contains("crate: minor; wire: fine"), "{}", run.stdout);
    // Where the address holds something else, the types differ.
    let same = sandbox.run(&["diff", "api/openapi.yaml", "api/openapi.yaml", "--map", MAP]);
    assert_eq!(same.stdout, "nothing changed for users of the client\n", "{}", same.stderr);
    let run = sandbox.run(&["diff", "bell", "--map", MAP]);
    assert!(run.code == 2 && run.stderr.contains("[[map]]"), "{}", run.stderr);
}

#[test]
fn mock_serves_what_other_files_describe() {
    let sandbox = towers();
    let mut command = sandbox.command(&["mock", "api/openapi.yaml", "--port", "0", "--map", MAP]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /towers/a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"tone\":3"), "{answer}");
}

#[test]
fn inspect_observe_and_roundtrip_read_other_files() {
    let sandbox = towers();
    let run = sandbox.run(&["inspect", "api/openapi.yaml", "--map", MAP, "--stage", "types"]);
    assert!(run.code == 0 && run.stdout.contains("Bell"), "{}", run.stderr);
    let described = sandbox.run(&["inspect", "api/openapi.yaml", "--map", MAP, "--stage", "described"]);
    assert!(described.stdout.contains("minimum: 3") && described.stderr.is_empty(), "{}", described.stderr);
    for command in ["observe", "roundtrip"] {
        let run = sandbox.run(&[command, "api/openapi.yaml", "--map", MAP, "--payloads", "gone.jsonl"]);
        assert!(run.code == 2 && run.stderr.contains("gone.jsonl"), "{command}: {}", run.stderr);
    }
}

#[test]
fn corpus_and_bench_take_files_of_a_document_for_parts_of_it() {
    let sandbox = towers();
    let arguments = ["corpus", "api", "--map", MAP, "--out", "made", "--json", "report.json"];
    let run = sandbox.run(&arguments);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("1 of 1 documents generated, 1 of 1 operations"), "{}", run.stdout);
    assert!(sandbox.read("report.json").contains("\"places_left_open\": []"));
    assert!(sandbox.read("made/openapi/src/types.rs").contains("pub struct Bell"));
    // A file that nobody refers to is a document, and a broken one.
    sandbox.write("api/schemas/stray.yaml", TOWER);
    let run = sandbox.run(&arguments);
    assert!(run.code == 1 && run.stdout.contains("1 of 2 documents generated"), "{}", run.stdout);
    let run = sandbox.run(&["corpus", "api/openapi.yaml", "--map", MAP, "--out", "faulty", "--faults", "3"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let run = sandbox.run(&["bench", "api/openapi.yaml", "--map", MAP, "--runs", "1", "--out", "benched"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(sandbox.read("benched/switchboard/openapi/src/types.rs").contains("pub struct Bell"));
}

#[test]
fn describe_prints_one_document() {
    let sandbox = towers();
    for format in ["auto", "openapi"] {
        let run = sandbox.run(&["describe", format, "api/openapi.yaml", "--map", MAP]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        let text = run.stdout;
        assert!(text.contains("$ref: '#/components/schemas/Tower'") && text.contains("minimum: 3"), "{text}");
        assert!(!text.contains("Tower.yaml") && !text.contains("bells.example"), "{text}");
    }
    sandbox.write("page.md", "# A page\n");
    let run = sandbox.run(&["describe", "auto", "page.md", "--map", MAP]);
    assert!(run.code == 2 && run.stderr.contains("`--map` is for an OpenAPI document"), "{}", run.stderr);
}

#[test]
fn new_keeps_all_files_of_a_document_and_regenerates() {
    let sandbox = towers();
    // The folder of what is mapped must not be in the way of one of the document.
    sandbox.write("api/mapped/Tower.yaml", TOWER);
    sandbox.write("api/openapi.yaml", DOCUMENT.replace("schemas/Tower.yaml", "mapped/Tower.yaml"));
    let run = sandbox.run(&["new", "towers", "api/openapi.yaml", "--map", MAP]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for file in ["openapi.yaml", "mapped/Tower.yaml", "mapped-2/bell.json"] {
        let kept = sandbox.read(&format!("specs/towers/docs/{file}"));
        assert!(!kept.is_empty());
    }
    let run = sandbox.run(&["regen", "towers"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(sandbox.read("clients/towers/src/types.rs").contains("pub struct Bell"));
    // What it refers to is a whole document: such are united, not referred to, so all becomes one file.
    sandbox.write(
        "other/common.yaml",
        "openapi: 3.1.0\ninfo: {title: Common, version: '1'}\ncomponents: {schemas: {Tower: {type: object, properties: {height: {type: integer}}}}}\n",
    );
    sandbox.write("other/main.yaml", DOCUMENT.replace("schemas/Tower.yaml", "'common.yaml#/components/schemas/Tower'"));
    let run = sandbox.run(&["new", "other", "other/main.yaml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = sandbox.run(&["regen", "other"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(sandbox.read("clients/other/src/types.rs").contains("height"));
    assert!(!sandbox.path("specs/other/docs/common.yaml").exists());
}
