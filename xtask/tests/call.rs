//! `switchboard call`, against a socket: what it sends, what it prints, and what it refuses to send.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

fn document() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/towers.yaml")
}

/// What a run gave.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

fn call(arguments: &[&str]) -> Run {
    run_with(arguments, &[("TOWERS_KEY", "sesame-0123")], "")
}

fn run_with(arguments: &[&str], variables: &[(&str, &str)], stdin: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .arg("call")
        .arg(document())
        .args(arguments)
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A server that gives these answers, one after the other; it keeps what it was sent.
struct Server {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn answering(answers: &[(&str, &str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        let answers: Vec<String> = answers
            .iter()
            .map(|(status, kind, body)| {
                format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n{body}")
            })
            .collect();
        std::thread::spawn(move || {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                kept.lock().unwrap().push(request(&mut stream));
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { url, seen }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_ascii_lowercase();
            let length = length.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let read = stream.read(&mut buffer).unwrap();
        if read == 0 {
            return text;
        }
        bytes.extend_from_slice(&buffer[..read]);
    }
}

#[test]
fn a_request_is_shown_without_secrets() {
    let run = call(&[
        "listBells",
        "--param",
        "tower=St. Giles/2",
        "--param",
        "limit=5",
        "--param",
        "tags=a",
        "--param",
        "tags=b c",
        "--param",
        "filter.tone=c",
        "--param",
        "filter.cracked=true",
        "--param",
        "X-Trace=7",
        "--header",
        "X-Mine: hidden-7",
        "--dry-run",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines: Vec<&str> = run.stdout.lines().filter(|line| !line.starts_with("user-agent")).collect();
    assert_eq!(
        lines,
        [
            "GET /v1/towers/St.%20Giles%2F2/bells?limit=5&tags=a&tags=b%20c&filter[tone]=c&filter[cracked]=true HTTP/1.1",
            "host: towers.example",
            "x-trace: 7",
            "x-mine: ***",
            "accept: application/json",
            "authorization: Bearer $TOWERS_KEY",
            "",
        ]
    );
    assert!(!run.stdout.contains("sesame") && !run.stdout.contains("hidden-7"));
    // The same without any variable.
    assert_eq!(run_with(&["followRings", "--dry-run"], &[], "").code, 0);
}

#[test]
fn a_request_is_a_command_of_curl() {
    let run =
        call(&["add_bell", "-p", "tower=a", "-s", "name=Big 'Ben'", "-s", "weight=13.5", "-s", "cast.by=A", "--curl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.starts_with("curl --globoff -X POST 'https://towers.example/v1/towers/a/bells' \\\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("-H 'authorization: Bearer '\"$TOWERS_KEY\""), "{}", run.stdout);
    let body = r#"--data-raw '{"name":"Big '\''Ben'\''","weight":13.5,"cast":{"by":["A"]}}'"#;
    assert!(run.stdout.contains(body), "{}", run.stdout);
    let run = call(&["readLog", "--curl"]);
    assert!(run.stdout.contains("-u \"$TOWERS_LOGIN_USER\"':'\"$TOWERS_LOGIN_PASSWORD\""), "{}", run.stdout);
    let run = call(&["addSound", "--dry-run"]);
    assert!(run.stdout.starts_with("POST /v1/sounds?api%20key=$TOWERS_ASKED HTTP/1.1\n"), "{}", run.stdout);
}

#[test]
fn an_answer_is_json_or_a_table_and_an_error_says_so() {
    let bells = r#"{"bells": [{"name": "Ben", "weight": 13.5}, {"name": "Tom"}], "next_cursor": "x"}"#;
    let server = Server::answering(&[
        ("200 OK", "application/json", bells),
        ("200 OK", "application/json", bells),
        ("404 Not Found", "application/problem+json", r#"{"title": "no such tower"}"#),
    ]);
    let get = |more: &[&str]| {
        let arguments = [&["GET /towers/{tower}/bells", "-p", "tower=a", "--server", &server.url], more].concat();
        call(&arguments)
    };
    let run = get(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()["bells"][1]["name"], "Tom");
    let run = get(&["--output", "table"]);
    assert_eq!(run.stdout, "name  weight\nBen   13.5\nTom\n");
    let run = get(&[]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("no such tower") && run.stderr.contains("404"), "{}{}", run.stdout, run.stderr);
    let seen = server.seen();
    assert!(seen[0].starts_with("GET /v1/towers/a/bells HTTP/1.1\r\n"), "{}", seen[0]);
    assert!(seen[0].to_ascii_lowercase().contains("authorization: bearer sesame-0123\r\n"), "{}", seen[0]);
}

#[test]
fn of_an_answer_without_a_body_nothing_is_printed() {
    let server = Server::answering(&[
        ("204 No Content", "application/json", ""),
        ("200 OK", "application/json", ""),
        ("200 OK", "application/json", "\n"),
        ("404 Not Found", "application/json", ""),
    ]);
    for code in [0, 0, 0, 1] {
        let run = call(&["listBells", "-p", "tower=a", "--server", &server.url]);
        assert_eq!((run.code, run.stdout.as_str()), (code, ""), "{}", run.stderr);
    }
    let server = Server::answering(&[("200 OK", "application/json", "{\"a\":")]);
    let run = call(&["listBells", "-p", "tower=a", "--server", &server.url]);
    assert_eq!(run.code, 2, "half a body is none: {}", run.stdout);
}

#[test]
fn an_error_among_pages_is_printed_behind_the_items() {
    let first = ("200 OK", "application/json", r#"{"bells": [{"name": "Ben"}], "next_cursor": "n2"}"#);
    let gone = ("404 Not Found", "application/problem+json", r#"{"title": "no such tower"}"#);
    let plain = ("403 Forbidden", "text/plain", "not you");
    let server = Server::answering(&[gone, first, plain, first, plain]);
    let list =
        |more: &[&str]| call(&[&["listBells", "-p", "tower=a", "--all-pages", "--server", &server.url], more].concat());
    let run = list(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (1, "{\n  \"title\": \"no such tower\"\n}\n"), "{}", run.stderr);
    assert!(run.stderr.contains("the answer is an error: 404"), "{}", run.stderr);
    let run = list(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (1, "{\"name\":\"Ben\"}\nnot you\n"), "{}", run.stderr);
    let run = list(&["--output", "table"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, "name\nBen\nnot you\n"), "{}", run.stderr);

    let run = list(&["--output", "raw"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("argument-invalid"), "{}", run.stderr);
    let run = run_with(&["listBells", "-p", "tower=a", "--all-pages"], &[], "");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("set the variable"), "{}", run.stderr);
    // An error may be told by the body alone.
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("towers.toml");
    let stated = "title = \"Towers\"\n[errors]\nenvelope = {member = \"code\", success = [0], source = \"docs\"}\n";
    std::fs::write(&settings, stated).unwrap();
    let server = Server::answering(&[("200 OK", "application/json", r#"{"code": 7}"#)]);
    let settings = ["--settings", settings.to_str().unwrap(), "--server", &server.url];
    let run = call(&[&["listBells", "-p", "tower=a", "--all-pages"], &settings[..]].concat());
    assert_eq!((run.code, run.stdout.as_str()), (1, "{\n  \"code\": 7\n}\n"), "{}", run.stderr);
    let empty = Server::answering(&[first, ("204 No Content", "application/json", "")]);
    let run = call(&["listBells", "-p", "tower=a", "--all-pages", "--server", &empty.url]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "{\"name\":\"Ben\"}\n"), "{}", run.stderr);
}

#[test]
fn pages_events_and_lines_are_followed() {
    let server = Server::answering(&[
        ("200 OK", "application/json", r#"{"bells": [{"name": "Ben"}, {"name": "Tom"}], "next_cursor": "n2"}"#),
        ("200 OK", "application/json", r#"{"bells": [{"name": "Gabriel"}]}"#),
    ]);
    let run = call(&["listBells", "-p", "tower=a", "-p", "limit=2", "--all-pages", "--server", &server.url]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "{\"name\":\"Ben\"}\n{\"name\":\"Tom\"}\n{\"name\":\"Gabriel\"}\n"),
        "{}",
        run.stderr
    );
    let lines: Vec<String> = server.seen().iter().map(|seen| seen.lines().next().unwrap().to_owned()).collect();
    assert_eq!(lines, ["GET /v1/towers/a/bells?limit=2 HTTP/1.1", "GET /v1/towers/a/bells?limit=2&after=n2 HTTP/1.1"]);

    let server = Server::answering(&[
        ("200 OK", "text/event-stream", "event: ring\nid: 1\ndata: {\"bell\": \"Ben\"}\n\ndata: over\n\n"),
        ("200 OK", "application/x-ndjson", "{\"a\":1}\n{\"a\":2}\n"),
        ("200 OK", "audio/wav", "RIFF"),
    ]);
    let run = run_with(&["followRings", "--server", &server.url], &[], "");
    assert_eq!(
        run.stdout, "{\"event\":\"ring\",\"id\":\"1\",\"data\":{\"bell\":\"Ben\"}}\n{\"id\":\"1\",\"data\":\"over\"}\n",
        "{}",
        run.stderr
    );
    let login = [("TOWERS_LOGIN_USER", "u"), ("TOWERS_LOGIN_PASSWORD", "p")];
    let run = run_with(&["readLog", "--server", &server.url], &login, "");
    assert_eq!(run.stdout, "{\"a\":1}\n{\"a\":2}\n", "{}", run.stderr);
    assert!(server.seen()[1].contains("Basic dTpw"), "{}", server.seen()[1]);

    let folder = tempfile::tempdir().unwrap();
    let (sound, out) = (folder.path().join("a.wav"), folder.path().join("out.wav"));
    std::fs::write(&sound, "RIFF sound").unwrap();
    let sound = format!("sound=@{}", sound.display());
    let arguments =
        ["addSound", "-s", "name=Ben", "-s", &sound, "--out", out.to_str().unwrap(), "--server", &server.url];
    let run = run_with(&arguments, &[("TOWERS_ASKED", "k y")], "");
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(out).unwrap(), "RIFF");
    let seen = &server.seen()[2];
    assert!(seen.starts_with("POST /v1/sounds?api%20key=k%20y HTTP/1.1"), "{seen}");
    assert!(
        seen.contains("name=\"name\"") && seen.contains("filename=\"a.wav\"") && seen.contains("RIFF sound"),
        "{seen}"
    );
}

#[test]
fn a_body_comes_from_members_a_file_or_standard_input() {
    let server = Server::answering(&[
        ("201 Created", "application/json", "{}"),
        ("201 Created", "application/json", "{}"),
        ("200 OK", "text/plain", "two"),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bell.json");
    std::fs::write(&file, r#"{"name": "Ben"}"#).unwrap();
    let run = call(&["addBell", "-p", "tower=a", "--body", file.to_str().unwrap(), "--server", &server.url]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let key = [("TOWERS_KEY", "k")];
    let run = run_with(
        &["addBell", "-p", "tower=a", "--body", "-", "--server", &server.url],
        &key,
        r#"{"name": "Tom", "tone": "c"}"#,
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = call(&["search", "-s", "q=a b", "-s", "size=2", "--server", &server.url]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "two\n"), "{}", run.stderr);
    let bodies: Vec<String> =
        server.seen().iter().map(|seen| seen.split_once("\r\n\r\n").unwrap().1.to_owned()).collect();
    assert_eq!(bodies, [r#"{"name":"Ben"}"#, r#"{"name":"Tom","tone":"c"}"#, "q=a%20b&size=2"]);
}

#[test]
fn what_does_not_fit_the_document_is_not_sent() {
    for (arguments, said) in [
        (&["listBels"][..], "there is no operation `listBels`; the nearest names are `listBells`"),
        (&["listBells"], "`list_bells` needs the parameter `tower` (path): --param tower=…"),
        (&["listBells", "-p", "towre=a"], "`list_bells` has no parameter `towre`; the nearest names are `tower`"),
        (
            &["listBells", "-p", "tower=a", "-p", "limit=many"],
            "the parameter `limit`: \"many\" is not of type \"integer\"",
        ),
        (
            &["listBells", "-p", "tower=a", "-p", "limit=200"],
            "the parameter `limit`: 200 is greater than the maximum of 100",
        ),
        (&["listBells", "-p", "tower=a", "-p", "filter.tnoe=c"], "`filter` has no member `tnoe`; did you mean `tone`?"),
        (&["addBell", "-p", "tower=a"], "the operation needs a body (application/json)"),
        (&["addBell", "-p", "tower=a", "-s", "name=B"], "/name: \"B\" is shorter than 2 characters"),
        (&["addBell", "-p", "tower=a", "-s", "name=Ben", "-s", "tone=x"], "/tone: \"x\" is not one of"),
        (&["addBell", "-p", "tower=a", "-s", "naem=Ben"], "the body has no member `naem`; did you mean `name`?"),
        (&["followRings", "-s", "a=1"], "the operation takes no body, and one is given"),
        (&["followRings", "--all-pages"], "gives no list in pages"),
    ] {
        let run = call(&[arguments, &["--server", "http://127.0.0.1:9/"]].concat());
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("argument-invalid"), "{}", run.stderr);
    }
    // All of them at once.
    let run = call(&["listBells", "-p", "limit=0", "-p", "x=1"]);
    assert!(["limit", "`x`", "tower"].iter().all(|name| run.stderr.contains(name)), "{}", run.stderr);
    // It is sent all the same where somebody wants it.
    let run = call(&["listBells", "-p", "tower=a", "-p", "limit=200", "--unchecked", "--dry-run"]);
    assert!(run.stdout.contains("limit=200"), "{}{}", run.stdout, run.stderr);
    let run = run_with(&["listBells", "-p", "tower=a"], &[], "");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("TOWERS_KEY"), "{}", run.stderr);
}

#[test]
fn operations_and_what_they_take_are_listed() {
    let run = call(&[]);
    assert!(run.stdout.contains("list_bells    GET /towers/{tower}/bells  The bells of a tower\n"), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 6);
    let run = call(&["addBell", "--takes"]);
    for line in [
        "--param tower=…  (path, required)  string",
        "--set name=…  (required)  string, minLength 2",
        "--set tone=…  c | d | e",
    ] {
        assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
    }
    assert!(call(&["listBells", "--takes"]).stdout.contains("--all-pages"));
}

#[test]
fn shells_complete_operations_parameters_and_members() {
    let completed = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(["--", "switchboard", "call"])
            .args(words)
            .env("COMPLETE", "bash")
            .env("_CLAP_COMPLETE_INDEX", (words.len() + 1).to_string())
            .env("_CLAP_IFS", "\n")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    };
    let document = document();
    let document = document.to_str().unwrap();
    assert_eq!(completed(&[document, "list"]), ["list_bells"]);
    assert_eq!(completed(&[document, "add_"]), ["add_bell", "add_sound"]);
    assert_eq!(completed(&[document, "list_bells", "-p", "ta"]), ["tags="]);
    assert_eq!(completed(&[document, "--output", "table", "add_bell", "--set", "c"]), ["cast="]);
    assert_eq!(completed(&["no-such.yaml", "x"]), [""; 0]);
    // Every option that takes a value is passed over with it, and those that say which document is meant are read.
    for option in [["--format", "json"], ["--limit", "3"], ["--timeout", "3"], ["-p", "tower=a"]] {
        assert_eq!(completed(&[option[0], option[1], document, "list"]), ["list_bells"], "{option:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let overlay = folder.path().join("overlay.yaml");
    let text = "overlay: 1.0.0\ninfo: {title: t, version: v}\nactions:\n  - target: $.paths['/rings'].get\n    \
                description: d\n    update: {operationId: listRings}\n";
    std::fs::write(&overlay, text).unwrap();
    let overlay = overlay.to_str().unwrap();
    assert_eq!(completed(&[document, "--overlay", overlay, "list"]), ["list_bells", "list_rings"]);
    assert_eq!(completed(&[document, &format!("--overlay={overlay}"), "list_r"]), ["list_rings"]);
    let specs = folder.path().join("specs/chimes");
    std::fs::create_dir_all(&specs).unwrap();
    std::fs::write(folder.path().join("switchboard.toml"), "[runtime]\nversion = \"0.1\"\n").unwrap();
    std::fs::write(specs.join("vendor.toml"), "title = \"Chimes\"\n").unwrap();
    assert_eq!(completed(&["--root", folder.path().to_str().unwrap(), "chi"]), ["chimes"]);
}
