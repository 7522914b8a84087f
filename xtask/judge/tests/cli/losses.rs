//! Documents with a bad place: it alone is lost, and said, unless a run is strict.

use crate::sandbox::{DOCUMENT, Sandbox, settings};
use serde_json::Value;

/// The document with one member whose type nobody knows.
fn damaged() -> String {
    DOCUMENT.replace(r##""loud": {"type": "boolean"}"##, r##""loud": {"$ref": "#/components/schemas/Gone"}"##)
}

#[test]
fn a_bad_place_costs_one_place() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", damaged());
    let run = sandbox.run(&["generate", "bell.json", "--out", "made", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result: Value = serde_json::from_str(&run.stdout).unwrap();
    let open = &result["report"]["places_left_open"];
    assert_eq!(open[0]["pointer"], "#/components/schemas/Bell/properties/loud");
    assert_eq!(open[0]["code"], "reference-unresolved");
    assert!(open[0]["reason"].as_str().unwrap().ends_with("any value is taken there"), "{open}");
    assert_eq!(open.as_array().unwrap().len(), 1);
    assert_eq!(result["report"]["operations_emitted"], 1);
    assert!(sandbox.read("made/README.md").contains("`#/components/schemas/Bell/properties/loud`"));
    let run = sandbox.run(&["generate", "bell.json", "--out", "made"]);
    assert!(run.stderr.contains("what follows: any value is taken there"), "{}", run.stderr);
    assert!(run.stderr.contains("1 place left open"), "{}", run.stderr);
}

#[test]
fn a_strict_run_loses_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", damaged());
    let before = sandbox.snapshot();
    let run = sandbox.run(&["generate", "bell.json", "--out", "made", "--strict"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("error[reference-unresolved]"), "{}", run.stderr);
    assert!(sandbox.snapshot() == before);
    let run = sandbox.run(&["corpus", "bell.json", "--out", "made", "--strict"]);
    assert!(run.code == 1 && run.stdout.contains("0 of 1 documents generated"), "{}", run.stdout);
}

#[test]
fn an_operation_that_cannot_be_called_rightly_is_left_out_by_name() {
    let sandbox = Sandbox::new();
    let answer = "responses: {'204': {description: ''}}";
    let parameter = "{in: header, name: 'Odd Name', required: true, schema: {type: string}}";
    let form = "{application/x-www-form-urlencoded: {schema: {type: array, items: {type: string}}}}";
    sandbox.write(
        "api.yaml",
        format!(
            "openapi: 3.1.0\ninfo: {{title: Bell, version: '1'}}\nsecurity: [{{gone: []}}]\npaths:\n  \
             /sound: {{get: {{{answer}}}}}\n  \
             /header: {{get: {{parameters: [{parameter}], {answer}}}}}\n  \
             /form: {{put: {{requestBody: {{required: true, content: {form}}}, {answer}}}}}\n  \
             /name: {{put: {{requestBody: {{required: true, content: {{json: {{}}}}}}, {answer}}}}}\n  \
             /scheme: {{get: {{security: [{{gone: []}}], {answer}}}}}\n"
        ),
    );
    let run = sandbox.run(&["generate", "api.yaml", "--out", "made", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result: Value = serde_json::from_str(&run.stdout).unwrap();
    let left_out = result["report"]["operations_left_out"].as_array().unwrap();
    let names: Vec<&str> = left_out.iter().map(|one| one["operation"].as_str().unwrap_or_default()).collect();
    assert_eq!(names, ["GET /header", "PUT /form", "GET /scheme"], "{}", result["report"]);
    assert_eq!(result["report"]["operations_emitted"], 2);
    let client = sandbox.read("made/src/client.rs");
    assert!(client.contains("The document also asks for `gone`"), "{client}");
    assert!(client.contains("The document names no media type that the body could be of"), "{client}");
}

/// Whatever its code: what a run without `--strict` loses by name, a strict one refuses.
#[test]
fn a_strict_run_refuses_every_kind_of_loss() {
    let sandbox = Sandbox::new();
    let head = "openapi: 3.1.0\ninfo: {title: Bell, version: '1'}\n";
    let answer = "responses: {'200': {description: '', content: {application/json: {schema: {type: string}}}}}";
    let called = format!("paths: {{/bell: {{get: {{{answer}}}}}}}\n");
    for (code, document) in [
        ("operation-left-out", format!("{head}paths: {{'/un/{{a': {{get: {{{answer}}}}}}}\n")),
        ("operation-left-out", format!("{head}paths: {{/bell: {{gett: {{{answer}}}}}}}\n")),
        (
            "server-invalid",
            format!("{head}servers: [{{url: 'https://{{r}}.example', variables: {{r: {{}}}}}}]\n{called}"),
        ),
        ("schema-invalid", format!("{head}{called}components: {{schemas: {{Bell: {{type: 5}}}}}}\n")),
        (
            "media-type-invalid",
            format!("{head}paths: {{/bell: {{put: {{requestBody: {{content: {{json: {{}}}}}}, {answer}}}}}}}\n"),
        ),
        (
            "structure-invalid",
            format!(
                "{head}paths: {{/bell: {{get: {{parameters: [{{in: query, name: a, explode: 1}}], {answer}}}}}}}\n"
            ),
        ),
        (
            "parameter-invalid",
            format!(
                "{head}paths: {{/bell: {{get: {{parameters: [{{in: query, name: a, style: odd}}], {answer}}}}}}}\n"
            ),
        ),
        ("security-invalid", format!("{head}security: [{{gone: []}}]\n{called}")),
    ] {
        sandbox.write("api.yaml", &document);
        let run = sandbox.run(&["generate", "api.yaml", "--out", "made", "--replace"]);
        assert!(run.code == 0 && run.stderr.contains(&format!("warning[{code}]")), "{document}{}", run.stderr);
        let run = sandbox.run(&["generate", "api.yaml", "--out", "strict", "--strict"]);
        assert!(run.code == 1 && run.stderr.contains(&format!("error[{code}]")), "{document}{}", run.stderr);
        assert!(!sandbox.path("strict").exists());
    }
}

#[test]
fn a_vendor_says_whether_it_is_strict() {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.write("specs/bell/docs/openapi.json", damaged());
    let run = sandbox.run(&["regen"]);
    assert!(run.code == 0 && run.stderr.contains("1 place left open"), "{}", run.stderr);
    assert!(sandbox.read("specs/bell/COVERAGE.md").contains("## Places that are left open"));
    sandbox.write("specs/bell/vendor.toml", format!("strict = true\n{}", settings("bell")));
    let before = sandbox.snapshot();
    let run = sandbox.run(&["regen"]);
    assert!(run.code == 1 && run.stderr.contains("error[reference-unresolved]"), "{}", run.stderr);
    assert!(sandbox.snapshot() == before);
}

/// What cannot be read any more was there before: somebody has to look.
#[test]
fn a_loss_counts_as_shrinkage() {
    let sandbox = Sandbox::with_vendor("bell");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    sandbox.write("specs/bell/docs/openapi.json", damaged());
    let run = sandbox.run(&["regen"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("the client loses what the last one had: `#/components/schemas/Bell/properties/loud`"));
    assert_eq!(sandbox.run(&["regen", "--allow-shrink"]).code, 0);
    // It is known now.
    assert_eq!(sandbox.run(&["regen"]).code, 0);
}

#[test]
fn the_crate_of_another_document_is_not_replaced_unasked() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    sandbox.write("newer.json", DOCUMENT.replace("\"version\": \"2\"", "\"version\": \"3\""));
    sandbox.write("gong.json", DOCUMENT.replace("\"title\": \"Bell\"", "\"title\": \"Gong\""));
    sandbox.write("elsewhere.json", DOCUMENT.replace("api.bell.example", "api.other.example"));
    assert_eq!(sandbox.run(&["generate", "bell.json", "--out", "made"]).code, 0);
    assert_eq!(sandbox.run(&["generate", "newer.json", "--out", "made"]).code, 0);
    for other in ["gong.json", "elsewhere.json"] {
        let before = sandbox.snapshot();
        let run = sandbox.run(&["generate", other, "--out", "made"]);
        assert!(run.code == 1 && run.stderr.contains("error[output-blocked]"), "{}", run.stderr);
        assert!(run.stderr.contains("was made of the document `Bell` at `api.bell.example`"), "{}", run.stderr);
        assert!(sandbox.snapshot() == before);
    }
    assert_eq!(sandbox.run(&["generate", "gong.json", "--out", "made", "--replace"]).code, 0);
    assert_eq!(sandbox.run(&["generate", "gong.json", "--out", "made"]).code, 0);
}

#[test]
fn documents_of_a_framework_are_told_apart_without_a_server() {
    let sandbox = Sandbox::new();
    let document = |path: &str| {
        let operation = r#"{"get": {"responses": {"204": {"description": "done"}}}}"#;
        format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "FastAPI", "version": "1"}}, "paths": {{"{path}": {operation}}}}}"#
        )
    };
    sandbox.write("bells/openapi.json", document("/bells"));
    sandbox.write("cakes/openapi.json", document("/cakes"));
    let out = ["--out", "made", "--name", "made"];
    let generate = |spec: &str| sandbox.run(&[&["generate", spec], out.as_slice()].concat());
    assert_eq!(generate("bells/openapi.json").code, 0);
    assert_eq!(generate("bells/openapi.json").code, 0);
    let run = generate("cakes/openapi.json");
    assert!(run.code == 1 && run.stderr.contains("error[output-blocked]"), "{}", run.stderr);
    assert!(run.stderr.contains("was made of the document `FastAPI` with `/bells`"), "{}", run.stderr);
}

#[test]
fn the_crate_of_a_vendor_is_not_replaced_unasked() {
    let sandbox = Sandbox::with_vendor("bell");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    sandbox.write("gong.json", DOCUMENT);
    let run = sandbox.run(&["generate", "gong.json", "--out", "clients/bell"]);
    assert!(run.code == 1 && run.stderr.contains("was made of the vendor `bell`"), "{}", run.stderr);
}

/// Each fault costs its place, by name, and nothing else, in the miniature vendors of `tests/cases`.
#[test]
fn random_faults_cost_their_own_place() {
    let sandbox = Sandbox::new();
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases");
    for case in std::fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()) {
        // One that is damaged already says nothing new, and neither does one without its other files.
        let Ok(text) = std::fs::read_to_string(case.join("openapi.yaml")) else { continue };
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        if !matches!(name.as_str(), "lost-places" | "several-files") {
            sandbox.write(&format!("documents/{name}.yaml"), text);
        }
    }
    sandbox.write("documents/bell.json", DOCUMENT);
    let run = sandbox.run(&["corpus", "documents", "--out", "made", "--faults", "12", "--json", "report.json"]);
    assert_eq!(run.code, 0, "{}\n{}", run.stdout, run.stderr);
    let report: Value = serde_json::from_str(&sandbox.read("report.json")).unwrap();
    let faults = report.as_array().unwrap().iter().map(|one| &one["faults"]);
    let run: u64 = faults.map(|faults| faults["run"].as_u64().unwrap()).sum();
    assert!(run > 300, "{run}");
}
