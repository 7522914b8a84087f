//! Documents in several files: what is read, what is not, and where problems are.

use crate::sandbox::{Sandbox, settings};

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Towers, version: '1'}
servers: [{url: https://towers.example}]
paths:
  /towers: {$ref: paths/towers.yaml}
components:
  schemas: {Tower: {$ref: schemas/Tower.yaml}}
";
const TOWERS: &str = "get:
  operationId: listTowers
  responses:
    '200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: ../schemas/Tower.yaml}}}}}
";
const TOWER: &str = "type: object
required: [height]
properties:
  height: {type: integer}
  bell: {$ref: https://bells.example/bell.json}
";
const BELL: &str = r#"{"type": "object", "properties": {"tone": {"type": "number"}}}"#;

fn towers() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("api/openapi.yaml", DOCUMENT);
    sandbox.write("api/paths/towers.yaml", TOWERS);
    sandbox.write("api/schemas/Tower.yaml", TOWER);
    sandbox.write("saved/bell.json", BELL);
    sandbox
}

#[test]
fn files_below_the_folder_and_mapped_addresses_make_one_crate() {
    let sandbox = towers();
    let map = "https://bells.example/bell.json=saved/bell.json";
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--out", "made", "--map", map]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.starts_with("made: 11 files written (1 of 1 operations)\n"), "{}", run.stderr);
    let types = sandbox.read("made/src/types.rs");
    assert!(types.contains("pub struct Tower") && types.contains("pub struct Bell"), "{types}");
    // The settings say the same, with paths from where they are.
    sandbox
        .write("saved/towers.toml", "[[map]]\naddress = \"https://bells.example/bell.json\"\nfile = \"bell.json\"\n");
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--out", "made", "--settings", "saved/towers.toml"]);
    assert!(run.stderr.contains("up to date"), "{}", run.stderr);
}

#[test]
fn the_one_document_can_be_printed() {
    let sandbox = towers();
    let map = "https://bells.example/bell.json=saved/bell.json";
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--print-bundled", "--map", map]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(run.stdout, @"
    openapi: 3.0.3
    info:
      title: Towers
      version: '1'
    servers:
    - url: https://towers.example
    paths:
      /towers:
        get:
          operationId: listTowers
          responses:
            '200':
              description: ok
              content:
                application/json:
                  schema:
                    type: array
                    items:
                      $ref: '#/components/schemas/Tower'
    components:
      schemas:
        Tower:
          type: object
          required:
          - height
          properties:
            height:
              type: integer
            bell:
              $ref: '#/components/schemas/bell'
        bell:
          type: object
          properties:
            tone:
              type: number
    ");
    sandbox.write("whole.yaml", &run.stdout);
    assert_eq!(sandbox.run(&["generate", "whole.yaml", "--out", "one"]).code, 0);
    let all = ["generate", "api/openapi.yaml", "--out", "several", "--name", "one", "--map", map];
    assert_eq!(sandbox.run(&all).code, 0);
    for file in ["src/types.rs", "src/client.rs", "src/codec.rs", "src/operations.rs"] {
        assert_eq!(sandbox.read(&format!("one/{file}")), sandbox.read(&format!("several/{file}")), "{file}");
    }
}

#[test]
fn the_one_document_says_what_it_loses() {
    let sandbox = towers();
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--print-bundled"]);
    assert!(run.code == 0 && run.stderr.contains("1 warning"), "{}", run.stderr);
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--print-bundled", "--strict"]);
    assert!(run.code == 1 && run.stdout.is_empty(), "{}", run.stdout);
    assert!(run.stderr.contains("error[reference-external]"), "{}", run.stderr);
}

#[test]
fn a_map_that_nothing_refers_to_is_said() {
    let sandbox = towers();
    let generate = |map: &str| sandbox.run(&["generate", "api/openapi.yaml", "--print-bundled", "--map", map]).stderr;
    assert_eq!(generate("https://bells.example/bell.json=saved/bell.json"), "");
    let said = generate("https://bells.example/bel.json=saved/bell.json");
    let message =
        "nothing in the document refers to `https://bells.example/bel.json`, which is mapped to saved/bell.json";
    assert!(said.contains(&format!("warning[map-unused]: {message}\n")), "{said}");
}

#[test]
fn what_cannot_be_read_is_lost_where_it_is_referred_to() {
    let sandbox = towers();
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--out", "made"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = "`https://bells.example/bell.json` is an address, and nothing is fetched from the network";
    assert_eq!(run.stderr.matches("reference-external").count(), 1, "{}", run.stderr);
    assert!(run.stderr.contains(&format!("warning[reference-external]: {text}\n")), "{}", run.stderr);
    assert!(run.stderr.contains("--map 'https://bells.example/bell.json=FILE'"), "{}", run.stderr);
    assert!(run.stderr.contains("(1 of 1 operations, 1 place left open)"), "{}", run.stderr);
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--out", "strict", "--strict"]);
    assert!(run.code != 0 && run.stderr.contains(&format!("error[reference-external]: {text}\n")), "{}", run.stderr);
    assert!(!sandbox.path("strict").exists());
    // A call without its body would be another one.
    sandbox.write(
        "api/paths/towers.yaml",
        TOWERS.replace("  responses:", "  requestBody: {$ref: ../Body.yaml}\n  responses:"),
    );
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--out", "made"]);
    assert!(run.stderr.contains("0 of 1 operations"), "{}", run.stderr);
    assert!(sandbox.read("made/README.md").contains("cannot read api/Body.yaml: it is not there"));
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    let sandbox = towers();
    sandbox.write("secret.yaml", "type: string\nenum: [top-secret]\n");
    sandbox.write("api/schemas/Tower.yaml", "properties: {a: {$ref: ../../secret.yaml}, b: {$ref: /etc/passwd}}");
    let mut messages = sandbox.run(&["generate", "api/openapi.yaml", "--out", "made"]).stderr;
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../../secret.yaml", sandbox.path("api/schemas/Link.yaml")).unwrap();
        std::os::unix::fs::symlink("..", sandbox.path("api/up")).unwrap();
        sandbox.write("api/schemas/Tower.yaml", "properties: {a: {$ref: Link.yaml}, b: {$ref: ../up/secret.yaml}}");
        messages += &sandbox.run(&["generate", "api/openapi.yaml", "--out", "made"]).stderr;
    }
    assert_eq!(messages.matches("leads out of the folder of the document").count(), 4, "{messages}");
    assert!(!messages.contains("top-secret") && !sandbox.path("made").exists());
}

#[test]
fn problems_are_told_in_the_file_they_are_in() {
    let sandbox = towers();
    sandbox.write(
        "api/schemas/Tower.yaml",
        TOWER.replace("integer", "integr").replace("https://bells.example/bell.json", "Bell.yaml"),
    );
    let run = sandbox.run(&["generate", "api/openapi.yaml", "--out", "made"]);
    let lines: Vec<&str> =
        run.stderr.lines().filter(|line| line.contains("-->") || line.starts_with(['e', 'w'])).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    warning[reference-external]: cannot read api/schemas/Bell.yaml: it is not there
     --> api/schemas/Tower.yaml:5:16
    warning[schema-invalid]: `integr` is not the name of a type
     --> api/schemas/Tower.yaml:4:18
    ");
    let run = sandbox.run(&["inspect", "api/openapi.yaml", "--at", "#/components/schemas/Tower/properties/height"]);
    assert!(run.stdout.starts_with("# api/schemas/Tower.yaml:4:3\n"), "{}", run.stdout);
}

#[test]
fn a_vendor_may_have_a_document_in_several_files() {
    let sandbox = Sandbox::new();
    let document = r##"{"openapi": "3.1.0", "info": {"title": "Bell", "version": "2"}, "servers": [{"url": "https://bell.example"}],
"paths": {"/bells": {"get": {"operationId": "listBells", "responses": {"200": {"description": "All", "content": {"application/json": {"schema": {"$ref": "parts/bell.json"}}}}}}}}}"##;
    let tower = r#"{"type": "object", "properties": {"height": {"type": "integer"}}}"#;
    sandbox.write("specs/bell/docs/openapi.json", document);
    sandbox.write(
        "specs/bell/docs/parts/bell.json",
        BELL.replace("{\"type\": \"number\"}", "{\"$ref\": \"https://towers.example/tower.json\"}"),
    );
    sandbox.write("specs/bell/docs/tower.json", tower);
    let page = |file: &str| format!("[[page]]\nfile = \"{file}\"\nseen = \"2026-11-20\"\n");
    let map = "[[map]]\naddress = \"https://towers.example/tower.json\"\nfile = \"docs/tower.json\"\n";
    let pages = page("docs/parts/bell.json") + &page("docs/tower.json");
    sandbox.write("specs/bell/vendor.toml", settings("bell") + &pages + map);
    let run = sandbox.run(&["regen"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let derived = sandbox.read("specs/bell/openapi.yaml");
    assert!(derived.contains("$ref: '#/components/schemas/tower'") && !derived.contains("tower.json"), "{derived}");
    sandbox.write("specs/bell/docs/stray.json", tower);
    sandbox.write("specs/bell/vendor.toml", settings("bell") + &pages + &page("docs/stray.json") + map);
    let run = sandbox.run(&["regen"]);
    assert!(run.code != 0 && run.stderr.contains("specs/bell/docs/stray.json:1:1"), "{}", run.stderr);
    sandbox.write("specs/bell/vendor.toml", settings("bell") + &page("docs/parts/bell.json") + map);
    let run = sandbox.run(&["regen"]);
    assert!(run.stderr.contains("no `[[page]]` entry names the page `docs/tower.json`"), "{}", run.stderr);
}
