//! `generate`: one document, one crate.

use crate::sandbox::{DOCUMENT, Sandbox};
use std::fs;

#[test]
fn a_document_becomes_a_crate_and_nothing_lies_beside_it() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    let run = sandbox.run(&["generate", "bell.json", "--out", "made/bell"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(sandbox.read("made/bell/Cargo.toml").contains("name = \"bell\""));
    let beside: Vec<_> = fs::read_dir(sandbox.path("made")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside, ["bell"]);
    let before = sandbox.snapshot();
    assert!(sandbox.run(&["generate", "bell.json", "--out", "made/bell"]).stderr.contains("up to date"));
    assert!(sandbox.snapshot() == before);
}

#[test]
fn the_crate_can_be_named() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    let run = sandbox.run(&["generate", "bell.json", "--out", "made", "--name", "ding-dong", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let result: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(result["crate"], "ding-dong");
    assert!(sandbox.read("made/Cargo.toml").contains("name = \"ding-dong\""));
    assert_eq!(sandbox.run(&["generate", "bell.json", "--out", "made", "--name", "Fn"]).code, 2);
}

#[test]
fn unreadable_input_is_named_and_nothing_is_made() {
    let sandbox = Sandbox::new();
    let utf16: Vec<u8> = DOCUMENT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    sandbox.write("utf16.json", &utf16);
    sandbox.write("utf16-marked.json", [&[0xff, 0xfe], utf16.as_slice()].concat());
    sandbox.write("latin1.yaml", b"openapi: 3.1.0\ninfo: {title: Caf\xe9}\n");
    sandbox.write("login.html", "\n<html><head></head></html>");
    sandbox.write("cut.json", &DOCUMENT[..200]);
    sandbox.write("empty.yaml", "");
    sandbox.write("list.json", "[]");
    fs::create_dir(sandbox.path("folder")).unwrap();
    let mut messages = String::new();
    for name in [
        "utf16.json",
        "utf16-marked.json",
        "latin1.yaml",
        "login.html",
        "cut.json",
        "empty.yaml",
        "list.json",
        "folder",
        "gone.json",
    ] {
        let before = sandbox.snapshot();
        let run = sandbox.run(&["generate", name, "--out", "made"]);
        assert_eq!(run.code, 2, "{name}: {}", run.stderr);
        assert!(sandbox.snapshot() == before && !sandbox.path("made").exists(), "{name}");
        messages += &run
            .stderr
            .lines()
            .filter(|line| !line.contains("`cargo xtask explain"))
            .map(|line| format!("{line}\n"))
            .collect::<String>();
    }
    insta::assert_snapshot!(messages, @r#"
    error[input-unreadable]: cannot read utf16.json: it is UTF-16LE, and must be UTF-8
     |
     = help: convert it: iconv -f UTF-16LE -t UTF-8 utf16.json > utf16.json.utf8

    error[input-unreadable]: cannot read utf16-marked.json: it is UTF-16LE, and must be UTF-8
     |
     = help: convert it: iconv -f UTF-16LE -t UTF-8 utf16-marked.json > utf16-marked.json.utf8

    error[input-unreadable]: cannot read latin1.yaml: it is not UTF-8 text: line 2, byte 32 begins no character
     |
     = help: if it is Latin-1, convert it: iconv -f LATIN1 -t UTF-8 latin1.yaml > latin1.yaml.utf8

    error[unknown-format]: this is an HTML page, not a document or the text of a page
     --> login.html:2:1
      |
    2 | <html><head></head></html>
      | ^^^^^^
      |
      = help: it may be a login or an error page: open the address in a browser, and save the raw document or the plain text

    error[json-syntax]: a value is missing after this colon
     --> cut.json:8:14
      |
    8 |       "get": 
      |              ^
      |
      = help: the file may have been cut: fetch it again, and look at its last line

    error[unknown-format]: this page is empty
     --> empty.yaml:1:1
      |
    1 |
      | ^
      |
      = help: the known formats are `operation-json`, `stainless`, `mintlify`, `sphinx`, `openapi`; a page has to be the text as it was published, not the HTML around it

    error[unknown-format]: this document has neither a member `openapi` nor a member `swagger`
     --> list.json:1:1
      |
    1 | []
      | ^^
      |
      = help: only whole OpenAPI documents are read

    error[input-unreadable]: cannot read folder: it is a folder
     |
     = help: name a file in it

    error[input-unreadable]: cannot read gone.json: it is not there
     |
     = help: check the path; it begins at the folder the command is run in
    "#);
}

#[test]
fn a_marked_document_is_read() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", format!("\u{feff}{DOCUMENT}"));
    assert_eq!(sandbox.run(&["generate", "bell.json", "--out", "made"]).code, 0);
}

#[test]
fn a_folder_with_something_else_in_it_is_not_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    sandbox.write("mine/Cargo.toml", "[package]\nname = \"mine\" # by hand\n");
    let before = sandbox.snapshot();
    let run = sandbox.run(&["generate", "bell.json", "--out", "mine"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("mine/Cargo.toml was written by hand"), "{}", run.stderr);
    assert!(sandbox.snapshot() == before);
}
