//! `live` with applications of these tests: what it says of an `app.toml` and of a server that are not right, and that it
//! sees where a server is handed, or answers, something else. They need Python 3 and nothing of a registry.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const RIGHT: &str = "install = ''\nserve = 'python3 server.py {port}'\ndocument = '/openapi.json'\nready = '/ready'\n\
                     received = '/received'\n";

/// A server that writes down what it is handed. `CHANGE` alters what it is handed, `ANSWER` what it answers, `PAGE` a page of
/// its list, and `KILOS` is a header of its answers.
const SERVER: &str = r##"
import json, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit, parse_qsl

DOCUMENT = {"openapi": "3.1.0", "info": {"title": "Bell", "version": "1"}, "paths": {"/bells": {"post": {
    "operationId": "addBell",
    "parameters": [{"name": "loud", "in": "query", "schema": {"type": "boolean"}}],
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Bell"}}}},
    "responses": {"200": {"description": "ok", "headers": {"X-Kilos": {"schema": {"type": "integer"}}},
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Bell"}}}}}},
    "get": {"operationId": "listBells", "parameters": [
        {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9}}],
    "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object", "required": ["items", "total"],
        "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Bell"}}, "total": {"type": "integer"}}}}}}}}}},
    "components": {"schemas": {"Bell": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string", "minLength": 1}, "kilos": {"type": "integer", "minimum": 0, "maximum": 9}, "note": {"type": ["string", "null"]}}}}}}
LAST = {}

class Bells(BaseHTTPRequestHandler):
    def answer(self, value, status=200):
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.send_header("x-kilos", KILOS)
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        if self.path.startswith("/bells"):
            query = dict(parse_qsl(urlsplit(self.path).query))
            page, limit = int(query.get("page", 1)), int(query.get("limit", 2))
            LAST.clear()
            LAST.update({"operation": "listBells", "path": {}, "query": query, "headers": {}, "cookies": {}, "body": None})
            items = [{"name": f"bell {number}", "kilos": number} for number in range(5)]
            items = items[(page - 1) * limit:page * limit]
            PAGE
            return self.answer({"items": items, "total": 5})
        known = {"/openapi.json": DOCUMENT, "/ready": True, "/received": LAST}
        self.answer(known.get(self.path), 200 if self.path in known else 404)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        query = dict(parse_qsl(urlsplit(self.path).query))
        LAST.clear()
        LAST.update({"operation": "addBell", "path": {}, "query": query, "headers": {}, "cookies": {}, "body": dict(body)})
        if "kilos" in body: CHANGE
        ANSWER
        self.answer(body)

    def log_message(self, *args):
        pass

HTTPServer(("127.0.0.1", int(sys.argv[1])), Bells).serve_forever()
"##;

/// What the command does with an application of these files, which stand below `folder`: the same in each run, so that
/// nothing piles up in `target`.
fn live(folder: &str, files: &[(&str, &str)], options: &[&str]) -> Output {
    command(folder, files, options).output().unwrap()
}

fn command(folder: &str, files: &[(&str, &str)], options: &[&str]) -> Command {
    let app = Path::new(env!("CARGO_TARGET_TMPDIR")).join("live").join(folder).join("bell");
    let _ = fs::remove_dir_all(&app);
    fs::create_dir_all(&app).unwrap();
    for (name, text) in files {
        fs::write(app.join(name), text).unwrap();
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .arg("--root")
        .arg(workspace)
        .args(["live", "--app"])
        .arg(app)
        .args(options)
        .env("CARGO_TARGET_DIR", program.ancestors().nth(3).unwrap())
        .env("LIVE_PATIENCE", if folder == "impatient" { "1" } else { "60" });
    command
}

fn told(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn an_application_that_is_not_right_is_told_what_to_do() {
    let none = told(&live("lacking", &[], &[]));
    assert!(
        none.contains("is not an application: it has no file app.toml; `live --help` says what it holds"),
        "{none}"
    );
    for (text, wanted) in [
        (RIGHT.replace("received", "recieved"), "; the key `recieved` means nothing, there are install, serve"),
        (RIGHT.replace("ready = '/ready'\n", ""), "it lacks `ready` (an address that answers once it serves)"),
        (RIGHT.replace("{port}", "80"), "`serve` says nowhere `{port}`"),
    ] {
        let said = told(&live("lacking", &[("app.toml", &text)], &[]));
        assert!(said.contains("app.toml cannot be used") && said.contains(wanted), "{said}");
    }
}

#[test]
fn commands_that_fail_show_what_they_said() {
    let install = RIGHT.replace("install = ''", "install = 'echo no such bell >&2; exit 3'");
    let said = told(&live("failing", &[("app.toml", &install)], &[]));
    assert!(said.contains("`install` of bell failed (exit status: 3): echo no such bell >&2; exit 3"), "{said}");
    assert!(said.contains("  | no such bell"), "{said}");
    let serve = RIGHT.replace("python3 server.py {port}", "echo {port} is taken; exit 4");
    let said = told(&live("failing", &[("app.toml", &serve)], &[]));
    assert!(said.contains("`serve` of bell: it ended (exit status: 4)") && said.contains(" is taken"), "{said}");
}

#[test]
fn servers_that_do_not_serve_are_given_up() {
    let silent = RIGHT.replace("python3 server.py {port}", "echo waiting; sleep 60 # {port}");
    let said = told(&live("impatient", &[("app.toml", &silent)], &[]));
    assert!(
        said.contains("`serve` of bell: it is not ready after 1 seconds: it does not listen at http://127.0.0.1:"),
        "{said}"
    );
    assert!(said.contains("/ready (`ready`): ") && said.contains("  | waiting"), "{said}");
    if !has_python() {
        return;
    }
    let server = &right_server();
    let elsewhere = RIGHT.replace("'/ready'", "'/nowhere'");
    let said = told(&live("impatient", &[("app.toml", &elsewhere), ("server.py", server)], &[]));
    assert!(said.contains("it is not ready after 1 seconds: it answered 404 at"), "{said}");
    let lost = RIGHT.replace("'/openapi.json'", "'/nowhere'");
    let said = told(&live("elsewhere", &[("app.toml", &lost), ("server.py", server)], &[]));
    assert!(said.contains("bell answered 404 at http://127.0.0.1:"), "{said}");
    let other = RIGHT.replace("'/openapi.json'", "'/received'");
    let output = live("elsewhere", &[("app.toml", &other), ("server.py", server)], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("bell: what it serves at /received makes no client"), "{said}");
}

/// What was started hears no keyboard, and has to end with the program all the same.
#[cfg(unix)]
#[test]
fn servers_end_when_the_program_is_told_to_end() {
    let place = tempfile::tempdir().unwrap().path().join("server");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    let serve = format!("echo $$ > {}; exec sleep 60 # {{port}}", place.display());
    let app = RIGHT.replace("python3 server.py {port}", &serve);
    let mut program = command("interrupted", &[("app.toml", &app)], &[]).stderr(Stdio::null()).spawn().unwrap();
    let runs = |id: &str| Command::new("kill").args(["-0", id]).stderr(Stdio::null()).status().unwrap().success();
    let until = |what: &mut dyn FnMut() -> bool| {
        let begin = Instant::now();
        while !what() {
            assert!(begin.elapsed() < Duration::from_secs(60), "it takes too long");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let mut server = String::new();
    until(&mut || {
        server = fs::read_to_string(&place).unwrap_or_default().trim().to_owned();
        !server.is_empty()
    });
    assert!(runs(&server));
    assert!(Command::new("kill").args(["-TERM", &program.id().to_string()]).status().unwrap().success());
    assert_eq!(program.wait().unwrap().code(), Some(128 + 15));
    until(&mut || !runs(&server));
}

#[test]
fn a_right_server_is_fine_and_each_difference_is_seen() {
    if !has_python() {
        return;
    }
    let app = ("app.toml", RIGHT);
    let output = live("right", &[app, ("server.py", &right_server())], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stdout));
    assert!(said.contains("accepted") && said.contains("all is well"), "{said}");
    for (change, answer, wanted) in [
        ("LAST['body']['kilos'] += 1", "pass", "handed something else: body: `kilos`: sent "),
        ("LAST['query']['quiet'] = 'yes'", "pass", "handed something else: query: `quiet`: not sent, received \"yes\""),
        ("body['kilos'] = 'many'", "pass", "the answer deviates: `kilos`: expected integer, found string"),
        ("return self.answer({'no': 1}, 422)", "pass", "refused: "),
        ("pass", "self.wfile = open('/dev/null', 'wb')", "refused: "),
    ] {
        is_seen(&altered(&[("CHANGE", change), ("ANSWER", answer)]), wanted, "sent     POST /bells");
    }
    let page = altered(&[("PAGE", "items = items[:1]")]);
    is_seen(&page, "of 5 items in all came 3", "sent     GET /bells?page=");
    let small = altered(&[("PAGE", "items = items if limit == 2 else [{'name': str(page)}] if page < 9 else []")]);
    is_seen(&small, "another walk through the list", "sent     GET /bells?limit=3");
    let kilos = altered(&[("KILOS", "'many'")]);
    is_seen(&kilos, "a header of the answer: `X-Kilos`: ", "sent     POST /bells");
    // Of a server of tomorrow a deviation is expected.
    let deviating = altered(&[("CHANGE", "body['kilos'] = 'many'")]);
    let deviating = deviating.replace("self.answer(body)", "self.answer({**body, 'member_of_tomorrow': 1})");
    let deviating = deviating.replace("\"total\": 5}", "\"total\": 5, \"member_of_tomorrow\": 1}");
    let output = live("right", &[app, ("server.py", &deviating)], &["--tomorrow"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let output = live("right", &[app, ("server.py", &right_server())], &["--tomorrow"]);
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(1) && shown.contains("no answer had a member of tomorrow"), "{shown}");
}

fn right_server() -> String {
    altered(&[])
}

/// The server with some of its places filled, and the others right.
fn altered(places: &[(&str, &str)]) -> String {
    let right = [("CHANGE", "pass"), ("ANSWER", "pass"), ("PAGE", "pass"), ("KILOS", "'12'")];
    let filled =
        places.iter().chain(&right).fold(SERVER.to_owned(), |server, (place, text)| server.replace(place, text));
    assert!(!filled.contains("CHANGE"), "{filled}");
    filled
}

/// Has a server judged that is not right, and looks for what is said of it.
fn is_seen(server: &str, wanted: &str, sent: &str) {
    let output = live("right", &[("app.toml", RIGHT), ("server.py", server)], &[]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{wanted}: {shown}");
    assert!(shown.contains(wanted) && shown.contains(sent), "{wanted}: {shown}");
}

fn has_python() -> bool {
    let is_here = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !is_here {
        eprintln!("skipped: there is no python3");
    }
    is_here
}
