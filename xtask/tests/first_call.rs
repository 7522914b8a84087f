//! From nothing to a first call that is typed, by the commands of the README; clients whose examples compile no more; and the
//! program of one API. Cargo runs here, without network and with what is built already.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn target() -> PathBuf {
    std::env::var("CARGO_TARGET_DIR").map_or_else(|_| repository().join("target"), PathBuf::from)
}

fn program() -> &'static str {
    env!("CARGO_BIN_EXE_switchboard")
}

/// A command that finds everything on this machine.
fn command(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(name);
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", target())
        .env_remove("CARGO_MANIFEST_DIR");
    command
}

fn outcome(command: &mut Command) -> (i32, String) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

/// A server of documented answers; ends with the test.
struct Mock {
    child: Child,
    port: u16,
}

impl Mock {
    fn of(spec: &str, folder: &Path) -> Self {
        let mut child =
            command(program(), folder).args(["mock", spec, "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let port = first.split("127.0.0.1:").nth(1).unwrap_or_else(|| panic!("{first}"));
        let digits: String = port.chars().take_while(char::is_ascii_digit).collect();
        Self { child, port: digits.parse().unwrap() }
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The blocks of a section of the README.
fn section(title: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join("README.md")).unwrap();
    let section = text.split_once(&format!("### {title}\n")).unwrap().1;
    let section = section.split("\n## ").next().unwrap().split("\n### ").next().unwrap();
    let blocks = section.split("```").skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').unwrap().1.to_owned()).collect()
}

#[test]
fn the_commands_of_the_readme_lead_to_a_first_call() {
    let blocks = section("The first call");
    let [commands, main] = blocks.as_slice() else { panic!("{blocks:?}") };
    let commands: Vec<&str> = commands.lines().filter(|line| !line.starts_with("cd ")).collect();
    assert!(commands.len() <= 6, "{commands:?}");
    let folder = tempfile::tempdir().unwrap();
    let mut here = folder.path().to_owned();
    std::os::unix::fs::symlink(repository(), here.join("switchboard")).unwrap();
    fs::write(here.join("acme-openapi.json"), include_str!("bell.json")).unwrap();
    let path = format!("{}:{}", Path::new(program()).parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mock = Mock::of("acme-openapi.json", &here);
    for line in commands {
        if line.starts_with("cargo install ") {
            // What it would install is what these tests are built with; the outsider's run installs it.
            assert_eq!(line.split_whitespace().nth(2), Some("--locked"), "{line}");
            assert!(here.join(line.split_whitespace().last().unwrap()).join("Cargo.toml").is_file(), "{line}");
            continue;
        }
        if line.starts_with("switchboard mock ") {
            let spec = line.trim_end_matches('&').split_whitespace().nth(2).unwrap();
            assert!(here.join(spec).is_file(), "{line}");
            continue;
        }
        // Another port than that of the other test programs.
        let line = line.replace("127.0.0.1:4010", &format!("127.0.0.1:{}", mock.port));
        let (code, text) = outcome(command("sh", &here).args(["-c", &line]).env("PATH", &path));
        assert_eq!(code, 0, "{line}: {text}");
        if line.starts_with("cargo new ") {
            here = here.join("app");
            // The versions that this repository has are those that are here without network.
            fs::copy(repository().join("Cargo.lock"), here.join("Cargo.lock")).unwrap();
            fs::write(here.join("src/main.rs"), main).unwrap();
        }
        if line.contains("cargo run") {
            assert!(text.contains("Bell {"), "{text}");
        }
    }
}

#[test]
fn the_commands_of_the_readme_make_a_workspace_of_ones_own() {
    let text = fs::read_to_string(repository().join("README.md")).unwrap();
    let section = text.split_once("\n## In a workspace of your own\n").unwrap().1;
    let block = section.split_once("```sh\n").unwrap().1.split("```").next().unwrap();
    // A checkout as far as the commands see it, so that nothing is made beside this one.
    let folder = tempfile::tempdir().unwrap();
    let checkout = folder.path().join("switchboard");
    fs::create_dir_all(checkout.join("xtask")).unwrap();
    fs::write(checkout.join("xtask/Cargo.toml"), "").unwrap();
    fs::write(folder.path().join("acme-openapi.json"), include_str!("bell.json")).unwrap();
    let lines: Vec<&str> = block.lines().map(|line| line.split(" #").next().unwrap().trim_end()).collect();
    assert_eq!(lines.first(), Some(&"cargo install --locked --path xtask"), "{lines:?}");
    let script = lines.join("\n").replace("cargo install --locked --path xtask", "test -f xtask/Cargo.toml");
    let path = format!("{}:{}", Path::new(program()).parent().unwrap().display(), std::env::var("PATH").unwrap());
    let (code, text) = outcome(command("sh", &checkout).args(["-ec", &script]).env("PATH", path));
    assert_eq!(code, 0, "{text}");
    let made = folder.path().join("acme-clients");
    assert!(made.join("clients/acme/src/lib.rs").is_file() && made.join("switchboard.toml").is_file(), "{text}");
    let (code, text) = outcome(command(program(), &made).args(["regen", "--check"]));
    assert_eq!(code, 0, "{text}");
}

#[test]
fn own_examples_that_compile_no_more_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let runtime = repository().join("clients/runtime");
    let run = |arguments: &[&str]| outcome(command(program(), root).args(arguments));
    assert_eq!(run(&["init", "--runtime-path", runtime.to_str().unwrap()]).0, 0);
    fs::write(root.join("bell.json"), include_str!("bell.json")).unwrap();
    assert_eq!(run(&["new", "bell", "bell.json"]).0, 0);
    assert_eq!(run(&["regen"]).0, 0);
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    fs::create_dir_all(root.join("clients/bell/examples")).unwrap();
    let example = "fn main() {\n    let bell = bell::types::Bell::new(\"1\").loud(true);\n    println!(\"{:?}\", bell.loud);\n}\n";
    fs::write(root.join("clients/bell/examples/ring.rs"), example).unwrap();
    let (code, text) = run(&["regen", "--check", "--compile"]);
    assert_eq!(code, 0, "{text}");

    let page = root.join("specs/bell/docs/bell.json");
    let changed = fs::read_to_string(&page).unwrap().replace("\"loud\"", "\"noisy\"");
    fs::write(&page, changed).unwrap();
    // What is not written yet is not compiled.
    let (code, text) = run(&["regen", "--check", "--compile"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("nothing was compiled") && !text.contains("not-compiling"), "{text}");
    let (code, text) = run(&["regen", "--compile"]);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("error[not-compiling]: `bell` does not compile") && text.contains("examples/ring.rs:2:"),
        "{text}"
    );
    assert!(text.contains("help: "), "{text}");
    let (code, text) = run(&["regen", "--check", "--compile", "--format", "json"]);
    let result: serde_json::Value =
        serde_json::from_str(text.split("\n{").next().unwrap()).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!((code, &result["diagnostics"][0]["code"]), (1, &serde_json::json!("not-compiling")), "{text}");
    let fixed = example.replace("loud", "noisy");
    fs::write(root.join("clients/bell/examples/ring.rs"), fixed).unwrap();
    let (code, text) = run(&["regen", "--check", "--compile"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn the_program_of_one_api_calls_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("towers.yaml"), include_str!("towers.yaml")).unwrap();
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    // The profile is that of the repository, so that what both stand on is built once.
    let profile = manifest.split_once("[profile.dev]").unwrap().1;
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [\"belfry\"]\n\n[profile.dev]{profile}");
    fs::write(root.join("Cargo.toml"), workspace).unwrap();
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    let settings = format!("[runtime]\npath = {:?}\n", repository().join("clients/runtime"));
    fs::write(root.join("switchboard.toml"), settings).unwrap();
    let make = || outcome(command(program(), root).args(["call", "towers.yaml", "--program", "belfry"]));
    let (code, text) = make();
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("`cargo install --path belfry` installs `belfry`"), "{text}");
    // Made again, nothing changes, and what is about operations is in the document alone.
    assert!(make().1.contains("0 files written"));
    let main = fs::read_to_string(root.join("belfry/src/main.rs")).unwrap();
    assert!(main.lines().count() < 20 && !main.contains("tower"), "{main}");

    let (code, text) =
        outcome(command(env!("CARGO"), root).args(["build", "--package", "belfry"]).env("CARGO_TARGET_DIR", target()));
    assert_eq!(code, 0, "{text}");
    let belfry = target().join("debug/belfry");
    // It needs no document, no workspace, and no network but that of its calls.
    let elsewhere = tempfile::tempdir().unwrap();
    let mock = Mock::of("towers.yaml", root);
    let base = format!("http://127.0.0.1:{}", mock.port);
    let run = |arguments: &[&str]| {
        let mut command = command(belfry.to_str().unwrap(), elsewhere.path());
        outcome(
            command
                .args(arguments)
                .env("BELFRY_KEY", "sesame-0123")
                .env("BELFRY_API_KEY", "sesame-0123")
                .env("BELFRY_BASE_URL", &base),
        )
    };
    let (code, listed) = run(&[]);
    assert_eq!(code, 0, "{listed}");
    let (code, text) = outcome(command(program(), root).args(["call", "towers.yaml"]));
    assert_eq!((code, &text), (0, &listed), "the same as by `call`");
    let (code, text) = run(&["--help"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("--takes") && text.contains("--dry-run"), "{text}");
    assert!(!text.contains("VENDOR") && !text.contains("--overlay") && !text.contains("xtask"), "{text}");
    let (code, text) = run(&["--version"]);
    assert!(code == 0 && text.starts_with("belfry 0.1.0"), "{text}");
    let name = listed.split_whitespace().next().unwrap().to_owned();
    let slip = &name[..name.len() - 1];
    let (code, text) = run(&[slip]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains(&format!("`{name}`")) && text.contains("`belfry OPERATION --takes`"), "{text}");
    let (code, text) = run(&["--overlay", "x.yaml"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("has its document inside"), "{text}");
    let (code, text) = run(&[&name, "--takes"]);
    assert_eq!(code, 0, "{text}");
    // A read that needs nothing but what is in its path.
    let (code, text) = run(&READ);
    assert_eq!(code, 0, "{text}");
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert!(answer.is_object() || answer.is_array(), "{text}");
    // Shells complete operations, without a word for the API.
    let completed = outcome(
        command(belfry.to_str().unwrap(), elsewhere.path())
            .args(["--", "belfry", ""])
            .env("COMPLETE", "bash")
            .env("_CLAP_COMPLETE_INDEX", "1"),
    );
    assert!(completed.1.contains(&name), "{completed:?}");
}

/// A call of a documented operation.
const READ: [&str; 3] = ["list_bells", "--param", "tower=1"];
