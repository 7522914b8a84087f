//! The commands that make nothing or little: `describe`, `inspect`, `new`, `explain`, help.

use crate::sandbox::{DOCUMENT, Sandbox};

#[test]
fn describe_prints_the_document_and_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    let run = sandbox.run(&["describe", "auto", "bell.json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("operationId: getBell"));
    assert_eq!(sandbox.run(&["describe", "openapi", "bell.json", "--out", "out.yaml"]).code, 0);
    assert_eq!(sandbox.read("out.yaml"), run.stdout);
    assert_eq!(sandbox.run(&["describe", "word", "bell.json"]).code, 2);
    assert_eq!(sandbox.run(&["describe", "auto", "gone.txt"]).code, 2);
}

#[test]
fn inspect_says_where_a_node_comes_from() {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.write(
        "specs/bell/overlay.yaml",
        "overlay: 1.0.0\ninfo: {title: t, version: 1.0.0}\nactions:\n  - target: $.components.schemas.Bell.properties\n    description: Bells have a pitch\n    update:\n      pitch: {type: integer}\n",
    );
    let at = |stage: &str, pointer: &str| {
        let run = sandbox.run(&["inspect", "bell", "--stage", stage, "--at", pointer]);
        format!("{}\n{}{}", run.code, run.stdout, run.stderr)
    };
    insta::assert_snapshot!(at("corrected", "#/components/schemas/Bell/properties/pitch"), @"
    0
    # specs/bell/overlay.yaml:7:7
    type: integer
    ");
    insta::assert_snapshot!(at("described", "#/components/schemas/Bell/properties/pitch"), @"
    2
    error: there is nothing at `#/components/schemas/Bell/properties/pitch`; the nearest keys in `#/components/schemas/Bell/properties` are `id`, `loud`
    ");
    insta::assert_snapshot!(at("source", "/info"), @"
    0
    # specs/bell/docs/openapi.json:3:3
    title: Bell
    version: '2'
    ");
    insta::assert_snapshot!(at("corrected", "/info/title"), @"
    0
    # specs/bell/vendor.toml:1:9
    Bell
    ");
    insta::assert_snapshot!(at("corrected", "info"), @"
    2
    error: `info` is not a valid JSON pointer; one looks like `#/paths/~1call~1{id}/get`, with `/` in names as `~1`
    ");
}

#[test]
fn new_makes_a_vendor_that_regenerates_at_once() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    let run = sandbox.run(&["new", "bell", "bell.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = sandbox.read("specs/bell/vendor.toml");
    let day = text.lines().find(|line| line.starts_with("seen")).unwrap().to_owned();
    insta::assert_snapshot!(text.replace(&day, "seen = [today]"), @r#"
    #:schema ../../specs/.schemas/vendor.json
    title = "Bell"
    crate = "bell"
    # The version of the crate, not of the API.
    version = "0.1.0"
    description = "Client for the Bell API"
    # Where the vendor's documentation starts.
    # documentation = "https://example.com/docs"
    format = "auto"

    [server]
    url = "https://api.bell.example/v1"
    source = "docs/bell.json"

    [auth.key]
    type = "api-key"
    in = "header"
    name = "X-Key"
    env = "BELL_API_KEY"
    source = "docs/bell.json"

    # Where answers say in their body that they are errors, whatever their HTTP status:
    # [errors.envelope]
    # member = "code"
    # success = [1]
    # source = "docs/errors.txt"

    # Where the page came from (fill in its address), and the day it was captured.
    [[page]]
    file = "docs/bell.json"
    # url = "https://…"
    seen = [today]
    "#);
    let run = sandbox.run(&["regen"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let before = sandbox.snapshot();
    let run = sandbox.run(&["new", "bell", "bell.json"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (2, "error: specs/bell is there already, and is not overwritten; choose another name, or remove it first\n")
    );
    assert!(sandbox.snapshot() == before);
}

#[test]
fn a_hostile_title_stays_a_string() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT.replace("\"Bell\"", r#""x\"\n[build-dependencies]\npwned = \"1""#));
    assert_eq!(sandbox.run(&["new", "bell", "bell.json"]).code, 0);
    let settings: toml::Table = sandbox.read("specs/bell/vendor.toml").parse().unwrap();
    assert!(settings.get("build-dependencies").is_none());
    assert_eq!(settings["title"].as_str(), Some("x\" [build-dependencies] pwned = \"1"));
    assert_eq!(sandbox.run(&["new", "../bell", "bell.json"]).code, 2);
}

#[test]
fn explain_and_help() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["explain", "page-missing"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.stdout, @r#"
    `vendor.toml` names a page that is not there.

    The document would be made from fewer pages than you think.

    What to do: add the file under `docs/`, or remove its `[[page]]` entry.

    Example: `file = "docs/more.json"` without that file.
    "#);
    assert_eq!(
        sandbox.run(&["explain", "page-mising"]).stderr,
        "error: there is no code `page-mising`; the nearest are `page-missing`, `page-login`, `page-shrunk`\n"
    );
    assert_eq!(sandbox.run(&["explain"]).code, 0);
    assert_eq!(sandbox.run(&[]).code, 2);
    for command in ["regen", "generate", "describe", "inspect", "new", "explain", "ci"] {
        assert_eq!(sandbox.run(&[command, "--help"]).code, 0);
    }
}
