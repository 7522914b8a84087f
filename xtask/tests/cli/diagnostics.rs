//! Every code once, as a user meets it: what was given, and what is said about it.
//!
//! The messages are read as a stranger would: what is wrong, where, and what to do. A code that is missing here fails
//! the test.

use crate::sandbox::{DOCUMENT, Sandbox, settings};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Codes that no input brings about, and why.
const WITHOUT_INPUT: &[(&str, &str)] =
    &[("engine-failed", "a defect of the generator; codegen/src/engine.rs makes sure that no plan leads to it")];

/// A way to meet a code.
struct Case {
    code: &'static str,
    /// Files of the workspace, which has the sound vendor `bell` already.
    files: Vec<(&'static str, String)>,
    /// Runs before these files are there.
    before: &'static [&'static str],
    run: &'static [&'static str],
}

fn case<const N: usize>(code: &'static str, files: [(&'static str, &str); N], run: &'static [&'static str]) -> Case {
    let files = files.map(|(path, text)| (path, text.to_owned())).into();
    Case { code, files, before: &[], run }
}

/// An OpenAPI document with one operation and these schemas, given to `generate`.
fn schemas(code: &'static str, schemas: &str) -> Case {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: Bell, version: '2'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}\n"
    );
    case(code, [("a.yaml", &text)], GENERATE)
}

fn paths(code: &'static str, paths: &str) -> Case {
    let text = format!("openapi: 3.1.0\ninfo: {{title: Bell, version: '2'}}\npaths:\n{paths}\n");
    case(code, [("a.yaml", &text)], GENERATE)
}

const GENERATE: &[&str] = &["generate", "a.yaml", "--out", "made"];

/// A page in the compact form of Mintlify, with this answer and these lines behind it.
fn page(answer: &str, tail: &str) -> String {
    let head = "curl --request GET \\\n--url https://h.example/v1/cats/{id} \\\n--header 'x-api-key: <api-key>'";
    format!("{head}{answer}Gets a cat\n{head}{answer}{tail}")
}

fn cases() -> Vec<Case> {
    let flat = r#"{"alpha": "<string>", "beta": "<string>"}"#;
    let union = |at: usize| {
        format!(
            "{{oneOf: [{{required: [a{at}], properties: {{a{at}: {{}}}}}}, {{required: [b{at}], properties: {{b{at}: {{}}}}}}, {{required: [c{at}], properties: {{c{at}: {{}}}}}}]}}"
        )
    };
    let many: Vec<String> = (0..6).map(union).collect();
    let overlay = |action: &str| format!("overlay: 1.0.0\ninfo: {{title: Bell, version: '1'}}\nactions:\n{action}\n");
    let with = |text: &str| format!("{}\n{text}", settings("bell"));
    let mut cases = vec![
        case(
            "json-syntax",
            [("a.json", "{\n  \"openapi\": \"3.1.0\",\n}\n")],
            &["generate", "a.json", "--out", "made"],
        ),
        case("yaml-syntax", [("a.yaml", "openapi: 3.1.0\ninfo:\n  title: Bell: the API\n")], GENERATE),
        case("duplicate-key", [("a.yaml", "openapi: 3.1.0\npaths: {}\ninfo: {}\npaths: {}\n")], GENERATE),
        case("too-deep", [("a.yaml", &format!("openapi: {}", "[".repeat(200)))], GENERATE),
        schemas("number-range", "    Bell: {type: number, maximum: 1e400}"),
        case("unknown-format", [("a.txt", "Dear reader,\n")], &["describe", "auto", "a.txt"]),
        case(
            "page-cut",
            [(
                "a.txt",
                &page(
                    r#"{"data": {"name": "<string>"}}"#,
                    "API key\nCat ID\nThe cat\nThe data\nShow child attributes\n",
                ),
            )],
            &["describe", "mintlify", "a.txt"],
        ),
        case(
            "page-inconsistent",
            [("a.txt", &page(flat, "API key\nCat ID\nThe cat").replacen("beta", "gamma", 1))],
            &["describe", "mintlify", "a.txt"],
        ),
        case(
            "text-unread",
            [("a.txt", &page(&format!("{flat}{{\"error\": \"<string>\"}}"), "API key\nCat ID\nThe cat"))],
            &["describe", "mintlify", "a.txt"],
        ),
        case(
            "alignment-ambiguous",
            [("a.txt", &page(flat, "API key\nCat ID\nThe cat\nSomething"))],
            &["describe", "mintlify", "a.txt"],
        ),
        case(
            "page-conflict",
            [
                ("a.yaml", "openapi: 3.1.0\npaths: {/a: {get: {summary: One}}}"),
                ("b.yaml", "openapi: 3.1.0\npaths: {/a: {get: {summary: Another}}}"),
            ],
            &["describe", "openapi", "a.yaml", "b.yaml"],
        ),
        schemas(
            "reference-unresolved",
            "    Bell: {type: object}\n    Tower: {properties: {bell: {$ref: '#/components/schemas/bell'}}}",
        ),
        schemas("reference-external", "    Bell: {$ref: 'common.yaml#/Bell'}"),
        schemas(
            "reference-cycle",
            "    Bell:\n      allOf: [{$ref: '#/components/schemas/Tower'}]\n    Tower:\n      $ref: '#/components/schemas/Bell'",
        ),
        schemas("schema-contradiction", "    Bell:\n      allOf:\n        - type: string\n        - type: integer"),
        schemas("too-many-combinations", &format!("    Bell: {{allOf: [{}]}}", many.join(", "))),
        schemas(
            "union-ambiguous",
            "    Bell:\n      oneOf:\n        - {type: object, properties: {a: {type: string}}}\n        - {type: object, properties: {b: {type: string}}}",
        ),
        schemas("schema-invalid", "    Bell: {type: strng}"),
        schemas("limit-exceeded", &{
            let mut chain: String =
                (0..120).map(|at| format!("    S{at}: {{$ref: '#/components/schemas/S{}'}}\n", at + 1)).collect();
            chain.push_str("    S120: {type: string}");
            chain
        }),
        case(
            "not-openapi",
            [("specs/bell/overlay.yaml", &overlay("- {target: $.openapi, remove: true, description: try}"))],
            &["regen"],
        ),
        case(
            "version-unsupported",
            [("specs/bell/overlay.yaml", &overlay("- {target: $, update: {openapi: 4.0.0}, description: try}"))],
            &["regen"],
        ),
        paths("parameter-invalid", "  /bells/{id}:\n    get:\n      responses: {'200': {description: OK}}"),
        paths("operation-left-out", "  bells:\n    get:\n      responses: {'200': {description: OK}}"),
        paths("unsupported", "  /bells:\n    get:\n      responses:\n        '999': {description: OK}"),
        case(
            "settings-invalid",
            [("specs/bell/vendor.toml", &settings("bell").replace("title =", "titel ="))],
            &["regen"],
        ),
        case(
            "page-missing",
            [("specs/bell/vendor.toml", &with("[[page]]\nfile = \"docs/more.json\"\nseen = \"2026-11-20\"\n"))],
            &["regen"],
        ),
        case("page-unlisted", [("specs/bell/docs/more.json", "{}")], &["regen"]),
        case(
            "allowance-unused",
            [("specs/bell/vendor.toml", &with("[[allow]]\ncode = \"text-unread\"\nreason = \"a footnote\"\n"))],
            &["regen"],
        ),
        case(
            "overlay-invalid",
            [("specs/bell/overlay.yaml", &overlay("- {target: $.info, update: {version: '3'}}"))],
            &["regen"],
        ),
        case(
            "overlay-target-invalid",
            [("specs/bell/overlay.yaml", &overlay("- {target: 'paths[', remove: true, description: try}"))],
            &["regen"],
        ),
        case(
            "overlay-no-match",
            [("specs/bell/overlay.yaml", &overlay("- {target: \"$.paths['/bell']\", remove: true, description: try}"))],
            &["regen"],
        ),
        case("input-unreadable", [], &["generate", "gone.yaml", "--out", "made"]),
        case(
            "output-blocked",
            [("made/Cargo.toml", "[package]\n"), ("bell.json", DOCUMENT)],
            &["generate", "bell.json", "--out", "made"],
        ),
        case(
            "crate-name-taken",
            [("specs/gong/vendor.toml", &settings("bell")), ("specs/gong/docs/openapi.json", DOCUMENT)],
            &["regen"],
        ),
    ];
    let after_a_run =
        |code, path, text: String| Case { code, files: vec![(path, text)], before: &["regen"], run: &["regen"] };
    cases.push(after_a_run("generated-file-edited", "clients/bell/src/client.rs", "// @generated\n".to_owned()));
    cases.push(after_a_run("client-orphaned", "specs/bell/vendor.toml", settings("gong")));
    cases.push(after_a_run(
        "document-shrunk",
        "specs/bell/docs/openapi.json",
        DOCUMENT.replace("https://api.bell", "http://api.bell"),
    ));
    cases
}

/// The findings of a run with this code, as they are printed.
fn findings(stderr: &str, code: &str) -> String {
    let is_start = |block: &&str| block.lines().next().is_some_and(|line| line.contains(&format!("[{code}]")));
    let mut blocks: Vec<&str> = stderr.split("\n\n").map(|block| block.trim_start_matches('\n')).collect();
    // A line about the run may stand before the first finding.
    if let Some(first) = blocks.first_mut()
        && let Some(at) = first.find("error[").into_iter().chain(first.find("warning[")).min()
    {
        *first = &first[at..];
    }
    blocks.into_iter().filter(is_start).take(1).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn every_code_has_a_message_that_helps() {
    let (mut rendered, mut not_met) = (String::new(), String::new());
    let mut met: BTreeSet<String> = WITHOUT_INPUT.iter().map(|(code, _)| (*code).to_owned()).collect();
    for Case { code, files, before, run } in cases() {
        let sandbox = Sandbox::with_vendor("bell");
        if !before.is_empty() {
            sandbox.run(before);
        }
        for (path, text) in files {
            sandbox.write(path, text);
        }
        let found = sandbox.run(run).stderr;
        let finding = findings(&found, code);
        if finding.is_empty() {
            let _ = write!(not_met, "{code} was not met:\n{found}");
            continue;
        }
        met.insert(code.to_owned());
        let _ = write!(rendered, "{finding}\n\n");
    }
    #[cfg(target_os = "linux")]
    {
        let _ = write!(rendered, "{}\n\n", a_full_disk());
        met.insert("write-failed".to_owned());
    }
    assert_eq!(not_met, "");
    let listed = Sandbox::new().run(&["explain"]).stdout;
    let all: BTreeSet<String> =
        listed.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()).map(str::to_owned).collect();
    let missing: Vec<_> =
        all.difference(&met).filter(|code| cfg!(target_os = "linux") || *code != "write-failed").collect();
    assert_eq!(missing, [] as [&String; 0], "codes without a case");
    insta::assert_snapshot!(rendered, @"");
}

/// What is said when nothing can be written: files may have no bytes.
#[cfg(target_os = "linux")]
fn a_full_disk() -> String {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    let before = sandbox.snapshot();
    let program = env!("CARGO_BIN_EXE_xtask");
    let script = format!("trap '' XFSZ; ulimit -f 0; exec {program} generate bell.json --out made 2>&1 | cat");
    let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(sandbox.path("")).output().unwrap();
    assert!(sandbox.snapshot() == before);
    let here = sandbox.path("").canonicalize().unwrap();
    let text = String::from_utf8(output.stdout).unwrap().replace(here.to_str().unwrap(), "[here]");
    findings(&text, "write-failed")
}

#[test]
fn every_code_is_explained_at_length() {
    let sandbox = Sandbox::new();
    for code in sandbox.run(&["explain"]).stdout.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()) {
        let essay = sandbox.run(&["explain", code]).stdout;
        assert!(essay.lines().count() >= 4, "{code} deserves more than\n{essay}");
        assert!(essay.contains("What to do: "), "{code} does not say what to do");
    }
}
