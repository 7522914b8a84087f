//! `generate`: one document, one crate.

use crate::sandbox::{DOCUMENT, Sandbox};
use std::fs;
use std::io::Write;
use std::process::Stdio;

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
      = help: the known formats are `operation-json`, `stainless`, `mintlify`, `sphinx`, `http-domain`, `postman`, `fern`, `markdown`, `openapi`; a page has to be the text as it was published; HTML is read of Mintlify, Sphinx and Stainless alone

    error[unknown-format]: this is a list, not an OpenAPI document
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
    assert!(run.stderr.contains("error[output-blocked]: mine holds other things"), "{}", run.stderr);
    assert!(sandbox.snapshot() == before);
}

#[test]
fn only_a_folder_of_its_own_is_replaced() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    sandbox.write("repository/.git/HEAD", "ref: refs/heads/main\n");
    sandbox.write("made/Cargo.toml", "# @generated, it says\n");
    fs::create_dir_all(sandbox.path("empty")).unwrap();
    let before = sandbox.snapshot();
    let unusable = [("", "`--out` is empty"), ("/", "/ cannot be a crate"), ("..", "holds other things")];
    let foreign = [".", "clients", "repository", "repository/.git", "made", "./repository/../"];
    for (out, message) in unusable.into_iter().chain(foreign.map(|out| (out, "holds other things"))) {
        let run = sandbox.run(&["generate", "bell.json", "--out", out]);
        assert!(run.code != 0 && run.stderr.contains(message), "{out}: {}", run.stderr);
        assert!(run.stderr.contains("error[") && run.stderr.contains("= help: "), "{out}: {}", run.stderr);
        assert!(sandbox.snapshot() == before, "{out}");
    }
    for out in ["empty", "new/one", "empty"] {
        let run = sandbox.run(&["generate", "bell.json", "--out", out]);
        assert_eq!(run.code, 0, "{out}: {}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn nothing_waits_for_a_pipe() {
    let sandbox = Sandbox::with_vendor("bell");
    sandbox.write("bell.json", DOCUMENT);
    sandbox.pipe("pipe.json");
    let said = |arguments: &[&str]| sandbox.run(arguments).stderr;
    let pipe = "error[input-unreadable]: cannot read pipe.json: it is a pipe, a socket or a device, not a file";
    for command in [&["generate", "pipe.json", "--out", "made"][..], &["describe", "auto", "pipe.json"]] {
        assert!(said(command).contains(pipe), "{}", said(command));
    }
    assert!(said(&["generate", "/dev/zero", "--out", "made"]).contains("it is a pipe, a socket or a device"));
    sandbox.pipe("specs/bell/docs/pipe.json");
    assert!(said(&["regen"]).contains("cannot read specs/bell/docs/pipe.json: it is a pipe"));
    assert_eq!(sandbox.run(&["generate", "bell.json", "--out", "made"]).code, 0);
    for path in ["Cargo.toml", ".switchboard-manifest"] {
        fs::remove_file(sandbox.path("made").join(path)).unwrap();
        sandbox.pipe(&format!("made/{path}"));
        let message = format!("made/{path} is neither a file nor a folder where a file belongs");
        let run = said(&["generate", "bell.json", "--out", "made"]);
        assert!(run.contains(&message), "{run}");
        fs::remove_file(sandbox.path("made").join(path)).unwrap();
        assert_eq!(
            sandbox.run(&["generate", "bell.json", "--out", "made"]).code,
            if path == "Cargo.toml" { 0 } else { 1 }
        );
    }
}

#[test]
fn files_of_other_kinds_are_called_by_their_name() {
    let sandbox = Sandbox::new();
    for (bytes, what) in [
        (&b"\x1f\x8b\x08\0"[..], "it is gzip"),
        (b"PK\x03\x04", "it is a zip archive"),
        (b"\x89PNG\r\n\x1a\n", "it is a picture (PNG)"),
        (b"%PDF-1.7\n", "it is a PDF"),
    ] {
        sandbox.write("api.json", bytes);
        let run = sandbox.run(&["generate", "api.json", "--out", "made"]);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(&format!("cannot read api.json: {what}\n")), "{}", run.stderr);
    }
}

const CORRECTION: &str = "overlay: 1.1.0
info: {title: Corrections, version: '1'}
actions:
- target: $.paths['/bells/{id}'].get
  update: {operationId: fetchBell}
";

#[test]
fn a_document_is_corrected_and_completed_on_the_way() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    sandbox.write("fix.yaml", CORRECTION);
    sandbox.write(
        "bell.toml",
        "crate = \"chime\"\nversion = \"3.1.4\"\n[server]\nurl = \"https://chime.example/v9\"\nsource = \"a letter\"\n
[auth.key]\ntype = \"api-key\"\nin = \"header\"\nname = \"X-Chime\"\nenv = \"CHIME_KEY\"\nsource = \"a letter\"\n",
    );
    let arguments = ["generate", "bell.json", "--out", "made", "--overlay", "fix.yaml", "--settings", "bell.toml"];
    let run = sandbox.run(&arguments);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (manifest, client) = (sandbox.read("made/Cargo.toml"), sandbox.read("made/src/client.rs"));
    assert!(manifest.contains("name = \"chime\"") && manifest.contains("version = \"3.1.4\""), "{manifest}");
    assert!(client.contains("fn fetch_bell("), "{client}");
    let all: String = ["src/client.rs", "src/lib.rs", "src/operations.rs", "README.md"]
        .map(|file| sandbox.read(&format!("made/{file}")))
        .concat();
    assert!(all.contains("https://chime.example/v9") && all.contains("X-Chime") && all.contains("CHIME_KEY"));
    let named = [arguments.as_slice(), &["--name", "ding"]].concat();
    assert_eq!(sandbox.run(&named).code, 0);
    assert!(sandbox.read("made/Cargo.toml").contains("name = \"ding\""), "the command line counts before the settings");
}

#[test]
fn what_is_wrong_beside_a_document_is_said_in_its_file() {
    let sandbox = Sandbox::new();
    sandbox.write("bell.json", DOCUMENT);
    sandbox.write("fix.yaml", CORRECTION.replace("bells", "bell").replace("update", "updaet"));
    sandbox.write("none.yaml", CORRECTION.replace("bells", "gongs"));
    sandbox.write(
        "bell.toml",
        "crat = \"chime\"\nformat = \"sphinx\"\n[[allow]]\ncode = \"path-invalid\"\nreason = \"try\"\n",
    );
    sandbox.write("allow.toml", "[[allow]]\ncode = \"path-invalid\"\nreason = \"try\"\n");
    let mut messages = String::new();
    for (arguments, code) in [
        (["--overlay", "fix.yaml", "--settings", "bell.toml"].as_slice(), 1),
        (&["--overlay", "none.yaml"], 1),
        (&["--settings", "allow.toml"], 1),
        (&["--settings", "gone.toml"], 2),
    ] {
        let run = sandbox.run(&[&["generate", "bell.json", "--out", "made"], arguments].concat());
        assert_eq!(run.code, code, "{arguments:?}: {}", run.stderr);
        assert!(!sandbox.path("made").exists());
        messages += &run
            .stderr
            .lines()
            .filter(|line| !line.contains("`cargo xtask explain"))
            .map(|line| format!("{line}\n"))
            .collect::<String>();
    }
    insta::assert_snapshot!(messages, @r#"
    error[settings-invalid]: bell.toml has no key `crat`
     --> bell.toml:1:1
      |
    1 | crat = "chime"
      | ^^^^
      |
      = help: known keys: `title`, `crate`, `version`, `description`, `about`, `documentation`, `format`, `strict`, `operation-pages`, `operations`, `package`, `fetch`, `versioning`, `server`, `auth`, `errors`, `parameters`, `pagination`, `idempotent`, `stream`, `webhooks`, `allow`, `accept`, `renamed`, `open`, `example`, `map`, `page`

    error[overlay-invalid]: an action has no key `updaet`
     --> fix.yaml:5:3
      |
    5 |   updaet: {operationId: fetchBell}
      |   ^^^^^^
      |
      = help: did you mean `update`? known keys: `target`, `description`, `update`, `copy`, `remove`

    error[overlay-no-match]: `$.paths['/gongs/{id}'].get` selects nothing in the document
     --> none.yaml:4:11
      |
    4 | - target: $.paths['/gongs/{id}'].get
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `$.paths` is there; its nearest keys are `/bells/{id}`

    error[allowance-unused]: no `path-invalid` warning occurred, and one is allowed here
     --> allow.toml:2:8
      |
    2 | code = "path-invalid"
      |        ^^^^^^^^^^^^^^
      |
      = help: remove this `[[allow]]` entry: it would hide the next warning of that kind

    error[input-unreadable]: cannot read gone.toml: it is not there
     |
     = help: check the path; it begins at the folder the command is run in
    "#);
}

#[test]
fn a_document_comes_from_standard_input() {
    let sandbox = Sandbox::new();
    let run = |arguments: &[&str], input: &[u8]| {
        let mut command = sandbox.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, stderr) = run(&["generate", "-", "--out", "made/bell"], DOCUMENT.as_bytes());
    assert_eq!(code, 0, "{stderr}");
    assert!(sandbox.read("made/bell/Cargo.toml").contains("name = \"bell\""));
    let (code, stderr) = run(&["generate", "-", "--out", "other"], b"{\"openapi\": \"3.1.0\", ");
    assert!(code == 2 && stderr.contains("<stdin>:1:"), "{code} {stderr}");
    let (code, stderr) = run(&["inspect", "-", "--at", "#/openapi"], DOCUMENT.as_bytes());
    assert_eq!(code, 0, "{stderr}");
    let (code, stderr) = run(&["generate", "-", "--out", "other"], b"caf\xe9");
    assert!(code == 2 && stderr.contains("cannot read <stdin>: it is not UTF-8"), "{stderr}");
}

#[test]
fn a_crate_is_at_home_in_the_workspace_around_it() {
    let sandbox = Sandbox::new();
    sandbox.write("other/Cargo.toml", "[workspace]\nmembers = ['crates/*']\n");
    sandbox.write("api.json", DOCUMENT);
    let manifest = |folder: &str, runtime: &[&str]| {
        let run = sandbox.run(&[&["generate", "api.json", "--out", folder], runtime].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        let text = fs::read_to_string(sandbox.path(&format!("{folder}/Cargo.toml"))).unwrap();
        let manifest: toml::Table = text.parse().unwrap();
        let runtime = manifest["dependencies"]["switchboard-runtime"].to_string();
        (manifest.contains_key("workspace"), runtime, run.stderr)
    };
    let (is_workspace, runtime, said) = manifest("other/crates/bell", &[]);
    assert_eq!(
        (is_workspace, runtime.as_str()),
        (false, r#"{ default-features = false, path = "../../../clients/runtime", version = "0.1.0" }"#)
    );
    assert!(!said.contains("members"), "{said}");
    let (is_workspace, runtime, said) = manifest("other/bell", &["--runtime-version", "0.1"]);
    assert_eq!((is_workspace, runtime.as_str()), (false, r#"{ default-features = false, version = "0.1" }"#));
    assert!(said.contains(r#"does not list the crate: add "bell" to `members`"#), "{said}");
    let git = ["--runtime-git", "https://git.example/switchboard", "--runtime-rev", "v1"];
    let (_, runtime, _) = manifest("other/crates/gong", &git);
    assert_eq!(runtime, r#"{ default-features = false, git = "https://git.example/switchboard", rev = "v1" }"#);
    let (is_workspace, ..) = manifest("target/bell", &[]);
    assert!(is_workspace, "what is built stands alone");
    let run = sandbox.run(&["generate", "api.json", "--out", "made", "--runtime-version", "newest"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("a requirement looks like"), "{}", run.stderr);
}

#[test]
fn a_crate_can_have_some_operations_alone() {
    let sandbox = Sandbox::new();
    let get = |id: &str, tag: &str, schema: &str| {
        format!(
            "    get:\n      operationId: {id}\n      tags: [{tag}]\n      responses:\n        '200': {{description: ok, content: \
             {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}\n"
        )
    };
    let document = format!(
        "openapi: 3.1.0\ninfo: {{title: Bell, version: '2'}}\npaths:\n  /bells:\n{}  /towers:\n{}components:\n  schemas:\n    \
         Bell: {{type: object, properties: {{id: {{type: string}}}}}}\n    Tower: {{type: object, properties: {{id: {{type: string}}}}}}\n",
        get("listBells", "bells", "Bell"),
        get("listTowers", "towers", "Tower")
    );
    sandbox.write("api.yaml", &document);
    let made = |arguments: &[&str]| {
        let run = sandbox.run(&[&["generate", "api.yaml", "--out", "made"], arguments].concat());
        (run.code, run.stderr)
    };
    let (code, said) = made(&["--only", "bells"]);
    assert!(code == 0 && said.contains("(1 of 1 operations)"), "{said}");
    let types = sandbox.read("made/src/types.rs");
    assert!(types.contains("struct Bell ") && !types.contains("Tower"), "{types}");
    sandbox.write("bell.toml", "[operations]\nwithout = ['/bells']\n");
    let (code, said) = made(&["--settings", "bell.toml"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        sandbox.read("made/src/client.rs").contains("fn list_towers")
            && !sandbox.read("made/src/types.rs").contains("Bell")
    );
    let (code, said) = made(&["--only", "listBell"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("`listBell` is the name of no operation, path or tag") && said.contains("`listBells`"),
        "{said}"
    );
    sandbox.write("bell.toml", "[operations]\nonly = ['gongs', 5]\n");
    let (code, said) = made(&["--settings", "bell.toml"]);
    assert!(code == 1 && said.contains("an entry of `only` is a number"), "{said}");
}
