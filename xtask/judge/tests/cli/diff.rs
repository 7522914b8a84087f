//! `diff`: two documents, and a vendor since a commit.

use crate::sandbox::{DOCUMENT, Sandbox};
use serde_json::{Value, json};

/// The document with one operation more and, if asked for, its own operation under another name.
fn changed(renamed: bool) -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    document["paths"]["/extra"]["get"] =
        json!({"operationId": "getExtra", "responses": {"204": {"description": "Done."}}});
    let text = document.to_string();
    if renamed { text.replace("\"operationId\":\"", "\"operationId\":\"other_") } else { text }
}

#[test]
fn two_documents_are_compared_and_the_exit_code_says_whether_anything_breaks() {
    let sandbox = Sandbox::new();
    sandbox.write("old.json", DOCUMENT);
    sandbox.write("same.json", DOCUMENT);
    sandbox.write("more.json", changed(false));
    sandbox.write("other.json", changed(true));

    let run = sandbox.run(&["diff", "old.json", "same.json"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "nothing changed for users of the client\n"), "{}", run.stderr);

    let run = sandbox.run(&["diff", "old.json", "more.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("GET /extra\n  crate minor: `Client::get_extra` is new [method-added]\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("more.json:"), "the line of the document: {}", run.stdout);
    let code = |fail: &str| sandbox.run(&["diff", "old.json", "more.json", "--fail-on", fail]).code;
    assert_eq!(["major", "minor", "wire", "never", "wire,minor"].map(code), [0, 1, 0, 0, 1]);

    let run = sandbox.run(&["diff", "old.json", "other.json", "--format", "json"]);
    let result: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!((&result["crate"]["level"], &result["wire"]["level"]), (&json!("major"), &json!("fine")), "{result}");
    let renamed =
        result["changes"].as_array().unwrap().iter().find(|change| change["rule"] == "method-renamed").unwrap();
    assert_eq!((&renamed["axis"], &renamed["level"]), (&json!("crate"), &json!("major")));
    assert!(
        renamed["new"]["line"].as_u64() > Some(0) && renamed["pointer"].as_str().unwrap().starts_with("#/paths/"),
        "{renamed}"
    );

    let run = sandbox.run(&["diff", "old.json", "other.json", "--format", "github"]);
    assert!(run.stdout.starts_with("::error file=other.json,line="), "{}", run.stdout);
    assert!(run.stdout.contains("title=crate major%3A method-renamed::"), "{}", run.stdout);

    let run = sandbox.run(&["diff", "old.json", "other.json", "--format", "markdown"]);
    assert!(run.stdout.starts_with("## "), "{}", run.stdout);
    let renamed = "- `GET /bells/{id}`: **breaking:** `Client::get_bell` is called `Client::other_get_bell` now; \
                   `client.get_bell(…)` → `client.other_get_bell(…)`\n";
    assert!(run.stdout.contains("### Changed\n\n") && run.stdout.contains(renamed), "{}", run.stdout);
    assert!(run.stdout.contains("### Added\n\n- `GET /extra`: "), "{}", run.stdout);
    assert_ne!(result["version"]["from"], result["version"]["to"]);
}

#[test]
fn a_vendor_is_compared_with_a_revision() {
    let sandbox = Sandbox::with_vendor("bell");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    sandbox.git(&["init", "-q"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "First"]);
    let run = sandbox.run(&["diff", "bell"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "nothing changed for users of the client\n"), "{}", run.stderr);

    sandbox.write("specs/bell/docs/openapi.json", changed(true));
    let run = sandbox.run(&["diff", "bell", "--base", "HEAD"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.contains("`Client::other_get_extra` is new"), "{}", run.stdout);
    assert!(run.stdout.ends_with("version 0.1.0 becomes 0.2.0\n"), "{}", run.stdout);
}

/// A vendor whose first version is committed, with one operation less since.
fn with_a_removed_operation(settings: &str) -> Sandbox {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.write("specs/bell/docs/openapi.json", changed(false));
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    sandbox.git(&["init", "-q"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "First"]);
    sandbox.write("specs/bell/docs/openapi.json", DOCUMENT);
    sandbox.write("specs/bell/vendor.toml", sandbox.read("specs/bell/vendor.toml") + settings);
    sandbox
}

#[test]
fn an_accepted_change_does_not_fail_and_has_to_be_there() {
    let accept =
        |rule: &str, at: &str| format!("\n[[accept]]\nrule = \"{rule}\"\nat = \"{at}\"\nreason = \"never used\"\n");
    let sandbox = with_a_removed_operation("");
    let run = sandbox.run(&["diff", "bell"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("crate: major; wire: breaking"), "{}", run.stdout);

    let both = accept("method-removed", "GET /extra") + &accept("operation-removed", "Client::get_extra");
    let sandbox = with_a_removed_operation(&both);
    let run = sandbox.run(&["diff", "bell", "--fail-on", "major,wire"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("crate major, accepted: `Client::get_extra` is gone"), "{}", run.stdout);
    assert!(run.stdout.contains("accepted: never used"), "{}", run.stdout);

    let sandbox = with_a_removed_operation(&(both + &accept("field-removed", "types::Bell.note")));
    let run = sandbox.run(&["diff", "bell", "--fail-on", "never"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        run.stderr.contains("error[allowance-unused]: no change is found by `field-removed` at `types::Bell.note`"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_change_of_the_emitted_crate_shows_where_the_document_is_the_same() {
    let sandbox = Sandbox::with_vendor("bell");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    // What another generator would have emitted.
    let client = sandbox.read("clients/bell/src/client.rs");
    sandbox.write("clients/bell/src/client.rs", client.replace("pub fn builder()", "pub fn setup()"));
    sandbox.git(&["init", "-q"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "First"]);
    let run = sandbox.run(&["diff", "bell"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("crate major: is gone [method-removed]"), "{}", run.stdout);
    assert!(run.stdout.contains("crate: major; wire: fine"), "{}", run.stdout);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let sandbox = Sandbox::with_vendor("bell");
    let run = sandbox.run(&["diff", "old.json"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("name the newer document as well"), "{}", run.stderr);

    let run = sandbox.run(&["diff", "bel"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`bell`"), "{}", run.stderr);

    sandbox.git(&["init", "-q"]);
    let run = sandbox.run(&["diff", "bell", "--base=--output=x"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("git has no specs/bell/openapi.yaml at `--output=x`"), "{}", run.stderr);

    sandbox.write("old.json", DOCUMENT);
    let run = sandbox.run(&["diff", "old.json", "gone.json"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("gone.json"), "{}", run.stderr);
}
