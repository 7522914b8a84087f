//! `lower`: any document to OpenAPI 3.0.

use crate::sandbox::{DOCUMENT, Sandbox};
use std::io::Write;
use std::process::Stdio;

const DOCUMENT_OF_TWO_FILES: &str = "\
openapi: 3.1.0
info: {title: Bell, version: '2'}
paths:
  /bells:
    get:
      operationId: list
      responses:
        '200': {description: all, content: {application/json: {schema: {$ref: 'https://bells.example/parts.yaml#/Bell'}}}}
";

#[test]
fn a_document_is_printed_or_written_as_the_file_is_called() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    let printed = sandbox.run(&["lower", "bell.json", "--to", "3.0"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    assert!(printed.stdout.starts_with("openapi: 3.0.3\n"), "{}", printed.stdout);
    assert!(printed.stderr.contains("bell.json: 1 of 1 operations, 0 losses"), "{}", printed.stderr);
    for (name, begin) in [("made.json", "{\n  \"openapi\": \"3.0.3\""), ("made.yaml", "openapi: 3.0.3\n")] {
        let run = sandbox.run(&["lower", "bell.json", "--to", "3.0", "--out", name]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
        assert!(sandbox.read(name).starts_with(begin), "{}", sandbox.read(name));
    }
    let json = sandbox.run(&["lower", "bell.json", "--to", "3.0", "--as", "json"]).stdout;
    assert_eq!(json, sandbox.read("made.json"));
    assert_eq!(sandbox.run(&["lower", "bell.json"]).code, 2, "the version has to be named");
}

#[test]
fn standard_input_other_files_and_overlays_are_read() {
    let sandbox = Sandbox::new();
    sandbox.write("parts.yaml", "Bell: {type: object, properties: {tone: {type: [string, 'null']}}}\n");
    sandbox.write(
        "overlay.yaml",
        "overlay: 1.0.0\ninfo: {title: Bell, version: '1'}\nactions:\n- {target: $.info, update: {version: '3'}, description: it is}\n",
    );
    let map = "https://bells.example/parts.yaml=parts.yaml";
    let mut command = sandbox.command(&["lower", "-", "--to", "3.0", "--map", map, "--overlay", "overlay.yaml"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(DOCUMENT_OF_TWO_FILES.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("version: '3'") && text.contains("nullable: true"), "{text}");
}

#[test]
fn what_is_given_up_is_told_and_refused_where_nothing_may_be() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "a.yaml",
        "openapi: 3.2.0\ninfo: {title: Bell, version: '2'}\npaths:\n  /bells:\n    query: {operationId: find, responses: {'200': {description: all}}}\n    get:\n      operationId: list\n      parameters: [{name: s, in: cookie, schema: {type: string}}]\n      responses: {'200': {description: all}}\n",
    );
    let run = sandbox.run(&["lower", "a.yaml", "--to", "3.0", "--out", "made.yaml", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(result["operations"]["in_spec"], 2);
    assert_eq!(result["operations"]["left_out"][0]["operation"], "QUERY /bells");
    assert_eq!(result["operations"]["losses"], 2);
    let made = sandbox.read("made.yaml");
    assert!(made.contains("operationId: list") && !made.contains("operationId: find"), "{made}");
    let strict = sandbox.run(&["lower", "a.yaml", "--to", "3.0", "--strict", "--out", "strict.yaml"]);
    assert_eq!(strict.code, 1, "{}", strict.stderr);
    assert!(strict.stderr.contains("error[operation-left-out]: progenitor has no call for the method QUERY"));
    assert!(!sandbox.path("strict.yaml").exists());
}
