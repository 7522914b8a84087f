//! `diff`: two documents, and a vendor since a commit.

use crate::sandbox::{DOCUMENT, Sandbox};
use serde_json::{Value, json};
use std::process::Command;

/// The document with one operation more and, if asked for, its own operation under another name.
fn changed(renamed: bool) -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    document["paths"]["/extra"]["get"] =
        json!({"operationId": "getExtra", "responses": {"204": {"description": "Done."}}});
    let text = document.to_string();
    if renamed { text.replace("\"operationId\":\"", "\"operationId\":\"other_") } else { text }
}

fn git(sandbox: &Sandbox, arguments: &[&str]) {
    let identity = ["-c", "user.name=Bell", "-c", "user.email=bell@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(sandbox.path(".")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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
    assert!(run.stdout.contains("compatible:\n  GET /extra is new, as `get_extra`\n"), "{}", run.stdout);

    let run = sandbox.run(&["diff", "old.json", "other.json", "--format", "json"]);
    let result: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(result["breaking"].as_u64() > Some(0), "{result}");
    assert_ne!(result["version"]["from"], result["version"]["to"]);
}

#[test]
fn a_vendor_is_compared_with_a_revision() {
    let sandbox = Sandbox::with_vendor("bell");
    assert_eq!(sandbox.run(&["regen"]).code, 0);
    git(&sandbox, &["init", "-q"]);
    git(&sandbox, &["add", "-A"]);
    git(&sandbox, &["commit", "-qm", "First"]);
    let run = sandbox.run(&["diff", "bell"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "nothing changed for users of the client\n"), "{}", run.stderr);

    sandbox.write("specs/bell/docs/openapi.json", changed(true));
    let run = sandbox.run(&["diff", "bell", "--base", "HEAD"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stdout.contains("GET /extra is new"), "{}", run.stdout);
    assert!(run.stdout.ends_with("version 0.1.0 becomes 0.2.0\n"), "{}", run.stdout);
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

    git(&sandbox, &["init", "-q"]);
    let run = sandbox.run(&["diff", "bell", "--base=--output=x"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("git has no specs/bell/openapi.yaml at `--output=x`"), "{}", run.stderr);

    sandbox.write("old.json", DOCUMENT);
    let run = sandbox.run(&["diff", "old.json", "gone.json"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("gone.json"), "{}", run.stderr);
}
