//! Every example of every help text is run as it stands there, in a folder that has what the examples name. One that nobody can
//! run here says why.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Examples that are not run: how they begin, and why.
const NOT_RUN: [(&str, &str); 2] = [
    ("switchboard fetch", "it asks the vendors' servers; other tests have one of their own"),
    ("switchboard observe", "it compiles the types with the runtime, which takes minutes; other tests do"),
];

/// Examples that end with 1, since they find something in this folder.
const FINDINGS: [&str; 2] = ["switchboard regen --check", "switchboard regen --check --compile"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder with a workspace `w`, and beside it what examples refer to.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        let bell = include_str!("bell.json");
        let referring = bell.replacen(
            "\"paths\": {",
            "\"paths\": {\"/common\": {\"get\": {\"operationId\": \"getCommon\", \"responses\": {\"200\": {\"description\": \"ok\", \"content\": \
             {\"application/json\": {\"schema\": {\"$ref\": \"https://acme.example/common.yaml#/Common\"}}}}}}},",
            1,
        );
        assert_ne!(bell, referring, "bell.json has paths");
        let stripe = r#"{"openapi": "3.1.0", "info": {"title": "Stripe", "version": "1"}, "paths": {
            "/v1/customers": {"get": {"tags": ["Customers"], "operationId": "listCustomers", "responses": {"204": {"description": "ok"}}}},
            "/v1/charges/{id}": {"get": {"operationId": "getCharge", "parameters": [{"name": "id", "in": "path", "required": true,
                "schema": {"type": "string"}}], "responses": {"204": {"description": "ok"}}}}}}"#;
        let postman = r#"{"info": {"name": "Acme", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
            "item": [{"name": "Get a bell", "request": {"method": "GET", "url": {"raw": "https://api.acme.example/bells/1",
            "protocol": "https", "host": ["api", "acme", "example"], "path": ["bells", "1"]}}}]}"#;
        let corrections = "overlay: 1.0.0\ninfo: {title: Corrections, version: 1.0.0}\nactions:\n  - target: $.info\n    \
                           description: A better title.\n    update: {title: Chimes}\n";
        for name in ["petstore.yaml", "api.json", "api.yaml", "bell.json", "openapi.json", "old.yaml", "new.yaml"] {
            world.write(&format!("w/{name}"), bell);
        }
        for name in ["api/openapi.yaml", "old/openapi.yaml", "new/openapi.yaml"] {
            world.write(&format!("w/{name}"), &referring);
        }
        for name in ["saved/common.yaml", "common.yaml"] {
            world.write(&format!("w/{name}"), "Common: {type: string}\n");
        }
        world.write("w/stripe.json", stripe);
        world.write("w/acme.postman_collection.json", postman);
        world.write("w/corrections.yaml", corrections);
        world.write("w/acme.toml", "title = \"Acme\"\n");
        world.write("vendored/runtime/Cargo.toml", "[package]\nname = \"switchboard-runtime\"\nversion = \"0.1.0\"\n");
        world.write(
            "switchboard/clients/runtime/Cargo.toml",
            "[package]\nname = \"switchboard-runtime\"\nversion = \"0.1.0\"\n",
        );
        fs::create_dir_all(world.path("tmp")).unwrap();
        // A vendor, as it is in the repository.
        world.write("w/switchboard.toml", "[runtime]\nversion = \"0.1\"\n");
        world.write("w/Cargo.toml", "[workspace]\nmembers = [\"clients/*\"]\n");
        copy(&repository().join("specs/revox"), &world.path("w/specs/revox"));
        for (name, page) in
            [("call", "get_call"), ("voices", "list_voices"), ("errors", "create_call"), ("page", "get_call")]
        {
            let text = fs::read_to_string(repository().join(format!("specs/revox/docs/{page}.txt"))).unwrap();
            world.write(&format!("w/{name}.txt"), &text);
        }
        world.write("w/docs/get_call.txt", &fs::read_to_string(world.path("w/call.txt")).unwrap());
        // What examples pipe from and into.
        world.program("curl", "cat openapi.json");
        world.program("man", "cat");
        world
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    fn write(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn program(&self, name: &str, script: &str) {
        self.write(&format!("bin/{name}"), &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(self.path(&format!("bin/{name}")), fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn command(&self, line: &str) -> Command {
        let own = Path::new(env!("CARGO_BIN_EXE_switchboard")).parent().unwrap().to_owned();
        let path = format!("{}:{}:{}", self.path("bin").display(), own.display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("sh");
        let line = line.replace("/tmp/", &format!("{}/", self.path("tmp").display()));
        command.args(["-c", &line]).current_dir(self.path("w")).env("PATH", path).env("HOME", self.path("home"));
        command.env_remove("CARGO_MANIFEST_DIR").stdin(Stdio::null());
        command
    }

    /// What the program has written already, as a revision of git.
    fn commit(&self) {
        let identity = "git -c user.name=Bell -c user.email=bell@example.com -c commit.gpgsign=false";
        let line = format!(
            "switchboard regen && git init -q -b main . && git add -A && {identity} commit -qm first && git tag v1.2.0 && git checkout -q -b topic"
        );
        let output = self.command(&line).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        match path.is_dir() {
            true => copy(&path, &to.join(name)),
            false => drop(fs::copy(&path, to.join(name)).unwrap()),
        }
    }
}

fn help(arguments: &[&str]) -> String {
    // Wide enough that no example is wrapped.
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
    let output = command.args(arguments).arg("--help").env("COLUMNS", "1000").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The examples of a help text, without what is said of them.
fn examples(help: &str) -> Vec<String> {
    let Some((_, after)) = help.split_once("Examples:\n") else { return Vec::new() };
    let lines = after.lines().take_while(|line| !line.is_empty()).map(str::trim_start);
    lines
        .filter(|line| line.contains("switchboard "))
        .map(|line| line.split("   ").next().unwrap().trim().to_owned())
        .collect()
}

#[test]
fn every_example_of_a_help_text_runs() {
    let overview = help(&[]);
    let commands: Vec<&str> = overview
        .split_once("Commands:\n")
        .unwrap()
        .1
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let mut count = 0;
    let mut failures = Vec::new();
    for command in commands {
        let all = examples(&help(&[command]));
        assert!(!all.is_empty() || matches!(command, "help" | "explain"), "`{command}` has no example");
        for example in all {
            if NOT_RUN.iter().any(|(begin, _)| example.starts_with(begin)) {
                continue;
            }
            count += 1;
            let world = World::new();
            if ["diff revox", "regen", "inspect revox"].iter().any(|of| example.contains(of)) {
                world.commit();
                // Something is to be found.
                let path = world.path("w/specs/revox/vendor.toml");
                let text = fs::read_to_string(&path).unwrap().replace("title = \"Revox\"", "title = \"Revox 2\"");
                fs::write(path, text).unwrap();
            }
            if command == "init" {
                ["w/Cargo.toml", "w/switchboard.toml"]
                    .iter()
                    .for_each(|path| fs::remove_file(world.path(path)).unwrap());
            }
            for folder in
                ["home/.local/share/bash-completion/completions", "home/.zfunc", "home/.config/fish/completions"]
            {
                fs::create_dir_all(world.path(folder)).unwrap();
            }
            if let Err(said) = runs(&world, &example) {
                failures.push(format!("{example}\n{said}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count > 35, "{count}");
}

/// Whether an example ends as it should; a server need only begin to serve.
fn runs(world: &World, example: &str) -> Result<(), String> {
    if example.contains("switchboard mock") {
        // Another port than that of the other test programs, which run beside this one.
        let line = format!("exec {}", example.replace(" --port 4010", "")) + " --port 0";
        let mut child = world.command(&line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        return match first.contains("_BASE_URL=http://127.0.0.1:") {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        };
    }
    let output = world.command(example).output().unwrap();
    let expected = i32::from(FINDINGS.contains(&example));
    match output.status.code() == Some(expected) {
        true => Ok(()),
        false => Err(format!(
            "{:?} in place of {expected}: {}{}",
            output.status.code(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}
