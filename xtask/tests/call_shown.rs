//! `switchboard call --curl` and `--dry-run`: what a shell makes of a command, and what is not shown.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

const KEYS: &str = r#"
openapi: 3.1.0
info: {title: Keys, version: "1"}
servers: [{url: "https://keys.example"}]
paths:
  /cookie:
    get:
      operationId: byCookie
      security: [{sid: []}]
      parameters:
        - {name: of, in: cookie, schema: {type: string}}
        - {name: q, in: query, schema: {type: string}}
      responses: {"204": {description: Done}}
  /query:
    post:
      operationId: byQuery
      security: [{asked: []}]
      parameters:
        - {name: q, in: query, schema: {type: string}}
        - {name: "in[x]", in: query, schema: {type: string}}
        - {name: X-Empty, in: header, schema: {type: string}}
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"204": {description: Done}}
    head:
      operationId: isThere
      security: [{login: []}]
      responses: {"204": {description: Done}}
  /token:
    get:
      operationId: byToken
      security: [{oa: []}]
      responses: {"204": {description: Done}}
    put:
      operationId: putBytes
      security: []
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {"204": {description: Done}}
    post:
      operationId: addParts
      security: []
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {a: {type: string}}}}}}
      responses: {"204": {description: Done}}
  /digest:
    get:
      operationId: byDigest
      security: [{digest: []}]
      responses: {"204": {description: Done}}
components:
  securitySchemes:
    sid: {type: apiKey, in: cookie, name: sid}
    asked: {type: apiKey, in: query, name: "api key"}
    login: {type: http, scheme: basic}
    digest: {type: http, scheme: digest}
    oa: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://keys.example/token", scopes: {}}}}
"#;

/// A folder with the document, in which commands run.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("k.yaml"), KEYS).unwrap();
    folder
}

fn call(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .args(["call", "k.yaml"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn shown(folder: &Path, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = call(folder, arguments);
    assert_eq!(code, 0, "{arguments:?}: {stderr}");
    stdout
}

/// What a shell hands to curl, in which the variables are `<name>`.
#[cfg(unix)]
fn handed(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let command = shown(folder, &[arguments, &["--curl"]].concat());
    let printing = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{command}");
    let mut shell = Command::new("bash");
    for name in ["K_SID", "K_ASKED", "K_LOGIN_USER", "K_LOGIN_PASSWORD", "K_OA_TOKEN"] {
        shell.env(name, format!("<{name}>"));
    }
    let output = shell.args(["-c", &printing]).env("HOME", "gone home").current_dir(folder).output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success() && stderr.is_empty(), "{command}: {stderr}");
    let words = stdout.trim_end_matches('\0').split('\0').map(str::to_owned);
    words.filter(|word| !word.starts_with("user-agent")).collect()
}

#[cfg(unix)]
#[test]
fn a_shell_acts_on_nothing_of_a_command_but_on_the_variables_of_secrets() {
    let folder = folder();
    let root = folder.path();
    let words = handed(root, &["byCookie", "-p", "of=$(id>&2)`id`\\'$K_SIDE$K_SID", "-p", "q=$HOME"]);
    assert!(words.contains(&"https://keys.example/cookie?q=%24HOME".to_owned()), "{words:?}");
    let cookie = words.iter().find(|word| word.starts_with("cookie: ")).unwrap();
    assert!(cookie.contains("$(id>&2)`id`") && cookie.contains("$K_SIDE$K_SID; sid=<K_SID>"), "{cookie}");

    let words = handed(root, &["byQuery", "-p", "q=$HOME$K_ASKED", "-p", "in[x]={a,b}", "-s", "a=$(id) $K_ASKED 'b'"]);
    let address = words.iter().find(|word| word.starts_with("https:")).unwrap();
    assert!(address.contains("?q=%24HOME%24K_ASKED&") && address.ends_with("&api%20key=<K_ASKED>"), "{address}");
    assert!(words.contains(&r#"{"a":"$(id) $K_ASKED 'b'"}"#.to_owned()), "{words:?}");
    let words = handed(root, &["isThere", "--header", "X-Mine: $HOME"]);
    assert!(words.contains(&"<K_LOGIN_USER>:<K_LOGIN_PASSWORD>".to_owned()), "{words:?}");
    // The line for people reads what is foreign as it is sent, too.
    let text = shown(root, &["byQuery", "-p", "q=$HOME", "--dry-run"]);
    assert!(text.starts_with("POST /query?q=%24HOME&api%20key=$K_ASKED HTTP/1.1\n"), "{text}");
}

#[test]
fn a_scheme_that_is_not_performed_stands_in_the_way_of_no_operation() {
    let folder = folder();
    for operation in ["byCookie", "byDigest"] {
        for way in ["--dry-run", "--curl"] {
            let text = shown(folder.path(), &[operation, way]);
            assert!(!text.contains("DIGEST"), "{text}");
        }
    }
}

#[test]
fn the_token_of_client_credentials_has_a_variable_of_its_own() {
    let text = shown(folder().path(), &["byToken", "--dry-run"]);
    assert!(text.contains("authorization: Bearer $K_OA_TOKEN\n"), "{text}");
}

#[test]
fn cookies_and_headers_that_somebody_gives_are_not_shown() {
    let folder = folder();
    let given = ["--header", "Cookie: session=SECRET; SECRET2; SECRET3=="];
    for way in ["--dry-run", "--curl"] {
        let text = shown(folder.path(), &[&["byCookie", "-p", "of=seen", way], &given[..]].concat());
        assert!(!text.contains("SECRET"), "{text}");
        assert!(text.contains("cookie: session=***; ***; ***; of=seen; sid="), "{text}");
        let text = shown(folder.path(), &[&["byDigest", way], &given[..]].concat());
        assert!(text.contains("cookie: session=***; ***; ***") && !text.contains("SECRET"), "{text}");
        let basic = ["--header", "Authorization: Basic JFNFQ1JFVDp4"];
        let text = shown(folder.path(), &[&["isThere", way], &basic[..]].concat());
        assert!(!text.contains("SECRET") && !text.contains("JFNFQ1JFVDp4"), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn a_command_sends_the_request() {
    let folder = folder();
    let root = folder.path();
    let sent = "x\u{200d}y'\\\u{1b}[0m\n";
    let json = serde_json::json!({ "a": sent.trim_end_matches('\n') });
    let words = handed(root, &["byQuery", "-p", "X-Empty=", "-s", &format!("a:={}", json["a"])]);
    assert_eq!(words[..3], ["--globoff", "-X", "POST"]);
    assert!(words.contains(&"x-empty;".to_owned()), "curl drops a header whose colon nothing follows: {words:?}");
    let body = words.iter().position(|word| word == "--data-raw").map(|at| &words[at + 1]).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(body).unwrap(), json);
    assert!(body.contains('\u{200d}'), "{body:?}");
    assert!(!shown(root, &["byQuery", "-s", "a=\u{200d}", "--curl"]).contains('\u{200d}'));
    assert_eq!(handed(root, &["isThere"])[..2], ["--globoff", "--head"]);

    std::fs::write(root.join("it's a.bin"), b"\xff\x00").unwrap();
    let words = handed(root, &["putBytes", "--body", "it's a.bin"]);
    let at = words.iter().position(|word| word == "--data-binary").unwrap();
    assert_eq!(words[at + 1], "@it's a.bin");
    std::fs::write(root.join("text"), sent).unwrap();
    let words = handed(root, &["putBytes", "--body", "text"]);
    assert_eq!(words.last().unwrap(), sent);
    let (code, stdout, stderr) = call(root, &["addParts", "-s", "a=b", "--curl"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("argument-invalid") && stderr.contains("in parts"), "{stderr}");
    assert_eq!(call(root, &["addParts", "-s", "a=b", "--dry-run"]).0, 0);
}

#[test]
fn errors_of_settings_are_said_and_nothing_is_listed() {
    let folder = folder();
    let settings = "title = \"Keys\"\n[webhooks]\ntag = \"type\"\nsource = \"docs\"\n";
    std::fs::write(folder.path().join("k.toml"), settings).unwrap();
    let (code, stdout, stderr) = call(folder.path(), &["--settings", "k.toml"]);
    assert_eq!((code, stdout.as_str()), (1, ""), "{stderr}");
    assert!(stderr.contains("settings-invalid"), "{stderr}");
}
