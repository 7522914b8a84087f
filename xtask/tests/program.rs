//! The program as somebody uses it who has nothing of this repository but the runtime crate: in an empty folder, and in a
//! workspace of their own.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DOCUMENT: &str = include_str!("bell.json");

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Runs the program in a folder; gives its exit code and all that it printed.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text)
}

/// Runs cargo in a folder, without network and with what the repository has built already.
fn cargo(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| repository().join("target"), PathBuf::from);
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--offline")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target.join("outsider"))
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// A workspace with one client, in a folder below which nothing is known of this repository.
fn with_client(folder: &Path) {
    let runtime = repository().join("clients/runtime");
    assert_eq!(run(folder, &["init", "--runtime-path", runtime.to_str().unwrap()]).0, 0);
    fs::write(folder.join("bell.json"), DOCUMENT).unwrap();
    let (code, text) = run(folder, &["new", "bell", "bell.json"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("`switchboard regen bell`"), "{text}");
    let (code, text) = run(folder, &["regen"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn from_an_empty_folder_to_a_client_that_compiles() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    with_client(root);
    let manifest = fs::read_to_string(root.join("clients/bell/Cargo.toml")).unwrap();
    assert!(!manifest.contains("workspace"), "{manifest}");
    let settings = fs::read_to_string(root.join("switchboard.toml")).unwrap();
    assert!(settings.contains("[runtime]\npath = \""), "{settings}");
    // Editors find the schemas of what people edit.
    for (file, mark) in [
        ("switchboard.toml", "#:schema "),
        ("specs/bell/vendor.toml", "#:schema "),
        ("specs/bell/overlay.yaml", "# yaml-language-server: $schema="),
    ] {
        let text = fs::read_to_string(root.join(file)).unwrap();
        let schema = text.lines().next().unwrap().strip_prefix(mark).unwrap_or_else(|| panic!("{file}: {text}"));
        let schema = root.join(file).parent().unwrap().join(schema);
        let schema = fs::read_to_string(&schema).unwrap_or_else(|error| panic!("{}: {error}", schema.display()));
        assert!(schema.contains("http://json-schema.org/draft-07/schema#"), "{schema}");
    }
    let mut all = Vec::new();
    files(root, &mut all);
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("cargo xtask"), "{}: {text}", path.display());
    }
    assert_eq!(run(root, &["regen", "--check"]).0, 0);
    // A program of one's own beside it.
    fs::create_dir_all(root.join("clients/app/src")).unwrap();
    let app = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nbell = { path = \"../bell\" }\n";
    fs::write(root.join("clients/app/Cargo.toml"), app).unwrap();
    let main = "fn main() {\n    let client = bell::Client::builder().base_url(\"http://localhost:1\").build();\n    println!(\"{client:?}\");\n}\n";
    fs::write(root.join("clients/app/src/main.rs"), main).unwrap();
    // The versions that this repository has are those that are here without network.
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    let (is_fine, text) = cargo(root, &["check", "--workspace"]);
    assert!(is_fine, "{text}");
}

#[test]
fn a_workspace_that_is_there_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("Cargo.toml"), "# mine\n[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\n").unwrap();
    fs::write(root.join(".gitignore"), "/mine\n").unwrap();
    let (code, text) = run(root, &["init", "--runtime-version", "0.1"]);
    assert_eq!(code, 0, "{text}");
    for line in ["Cargo.toml: changed", "switchboard.toml: made", ".gitignore: kept as it is"] {
        assert!(text.contains(line), "{text}");
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert_eq!(manifest, "# mine\n[workspace]\nresolver = \"3\"\nmembers = [\"app\",\"clients/*\"]\n");
    assert_eq!(fs::read_to_string(root.join(".gitignore")).unwrap(), "/mine\n");
    // Again: nothing is left to do.
    let (code, text) = run(root, &["init"]);
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains("made") && !text.contains("changed"), "{text}");
    let (code, text) = run(&root.join("clients"), &["init"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("run `init` there"), "{text}");
}

#[test]
fn the_runtime_is_where_the_workspace_says() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    with_client(root);
    let with = |settings: &str| {
        fs::write(root.join("switchboard.toml"), settings).unwrap();
        let (code, text) = run(root, &["regen"]);
        let manifest = fs::read_to_string(root.join("clients/bell/Cargo.toml")).unwrap();
        let table = manifest.split_once("[dependencies.switchboard-runtime]\n");
        (code, text, table.map(|(_, table)| table.to_owned()).unwrap_or_default())
    };
    let (code, _, dependency) = with("[runtime]\nversion = \"0.7\"\n");
    assert_eq!(code, 0);
    assert!(dependency.starts_with("version = \"0.7\"\ndefault-features = false\n"), "{dependency}");
    let (code, _, dependency) = with("[runtime]\ngit = \"https://git.example/s.git\"\nrev = \"v1\"\n");
    assert_eq!(code, 0);
    assert!(
        dependency.contains("git = \"https://git.example/s.git\"") && dependency.contains("rev = \"v1\""),
        "{dependency}"
    );
    for (wrong, message) in [
        ("[runtime]\n", "does not say where the runtime crate is"),
        ("[runtime]\nversion = \"0.1\"\npath = \"x\"\n", "in two ways"),
        ("[runtime]\nversion = \"new\"\n", "is not a valid version requirement"),
        ("[runtime]\nversoin = \"0.1\"\n", "[runtime] has no key `versoin`"),
        ("[runtime\n", "switchboard.toml:1"),
    ] {
        let (code, text, _) = with(wrong);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains(message) && text.contains("settings-invalid"), "{text}");
    }
}

#[test]
fn help_calls_the_program_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let (_, overview) = run(folder.path(), &["--help"]);
    let commands: Vec<&str> = overview
        .split_once("Commands:\n")
        .unwrap()
        .1
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    for needed in ["init", "new", "regen", "generate", "diff", "mock", "describe", "lower", "explain", "completions"] {
        assert!(commands.contains(&needed), "{commands:?}");
    }
    for judge in ["corpus", "bench", "interop", "ci"] {
        assert!(!commands.contains(&judge), "{judge} judges the generator");
    }
    for command in commands {
        let (code, text) = run(folder.path(), &[command, "--help"]);
        assert_eq!(code, 0, "{text}");
        assert!(!text.contains("cargo xtask"), "{command}: {text}");
    }
    let (code, text) = run(folder.path(), &["regen"]);
    assert_eq!(code, 2);
    assert!(text.contains("make one with `switchboard init`"), "{text}");
}

#[test]
fn shells_and_manual_pages_know_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, text) = run(folder.path(), &["completions", shell]);
        assert_eq!(code, 0);
        assert!(text.contains("regen") && text.contains("allow-shrink") && text.contains("switchboard"), "{shell}");
    }
    let (code, text) = run(folder.path(), &["man", "regen"]);
    assert_eq!(code, 0);
    assert!(text.contains(".TH switchboard-regen") && text.contains("allow"), "{text}");
    assert!(run(folder.path(), &["man"]).1.contains("switchboard"));
    assert_eq!(run(folder.path(), &["man", "regne"]).0, 2);
}

#[test]
fn a_build_script_makes_a_client() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let of = |path: &str| repository().join(path).to_str().unwrap().to_owned();
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             switchboard-runtime = {{ path = {:?} }}\n\n[build-dependencies]\n\
             switchboard = {{ path = {:?}, default-features = false }}\n",
            of("clients/runtime"),
            of("xtask")
        ),
    );
    write(
        "build.rs",
        "fn main() {\n    switchboard::build_script::Client::new(\"api/bell.json\").module(\"vendors::bell\").generate();\n}\n",
    );
    write(
        "src/lib.rs",
        "pub mod vendors {\n    pub mod bell {\n        include!(concat!(env!(\"OUT_DIR\"), \"/bell.rs\"));\n    }\n}\n\n\
         pub fn client() -> Result<vendors::bell::Client, vendors::bell::ConfigurationError> {\n    vendors::bell::Client::new(\"key\")\n}\n",
    );
    write("api/bell.json", DOCUMENT);
    fs::copy(repository().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    let (is_fine, text) = cargo(root, &["check"]);
    assert!(is_fine, "{text}");
    // A place that is lost is a warning of cargo, a file that is no document its error: both with their place.
    write("api/bell.json", &DOCUMENT.replace("\"type\": \"boolean\"", "\"type\": \"bool\""));
    let (is_fine, text) = cargo(root, &["check"]);
    assert!(
        is_fine && text.contains("api/bell.json:17:") && text.contains("`bool` is not the name of a type"),
        "{text}"
    );
    write("api/bell.json", "{");
    let (is_fine, text) = cargo(root, &["check"]);
    assert!(!is_fine && text.contains("api/bell.json:1:") && text.contains("[json-syntax]"), "{text}");
}
