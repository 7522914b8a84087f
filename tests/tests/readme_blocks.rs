//! The programs that the READMEs of generated crates show for tests, tokens and webhooks, compiled as they stand there: each is
//! the body of a function.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use switchboard_codegen::CrateFiles;

/// The cases, and the sections whose blocks are whole programs.
const CASES: &[&str] = &["oauth-flows", "webhooks", "webhooks-by-header", "webhooks-signed"];
const SECTIONS: &[&str] = &["## Tests", "## Tokens", "## Webhooks"];

/// What the blocks are given by the text around them.
const GIVEN: &str =
    "headers: switchboard_runtime::http::HeaderMap, body: Vec<u8>, secret: switchboard_runtime::secrecy::SecretString";

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The crate of a case, with the path of the runtime as it is from anywhere.
fn golden(folder: &Path, within: &Path, files: &mut CrateFiles) {
    for entry in fs::read_dir(within).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            golden(folder, &path, files);
        } else {
            let runtime = workspace().join("clients/runtime");
            let text =
                fs::read_to_string(&path).unwrap().replace("../../../../clients/runtime", runtime.to_str().unwrap());
            files.insert(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), text);
        }
    }
}

/// The blocks of Rust in the sections that are looked at.
fn blocks(readme: &str) -> Vec<String> {
    let (mut found, mut block, mut is_meant) = (Vec::new(), None::<String>, false);
    for line in readme.lines() {
        match (&mut block, line) {
            (None, "```rust") if is_meant => block = Some(String::new()),
            (None, line) if line.starts_with("## ") => is_meant = SECTIONS.contains(&line),
            (Some(_), "```") => found.extend(block.take()),
            (Some(text), line) => writeln!(text, "{line}").unwrap(),
            _ => {}
        }
    }
    found
}

#[test]
fn what_readmes_show_of_tests_tokens_and_webhooks_compiles() {
    let mut crates: BTreeMap<String, CrateFiles> = BTreeMap::new();
    let mut program = String::from("//! Blocks of READMEs.\n#![allow(unused, missing_docs)]\n");
    let mut manifest =
        "[package]\nname = \"readme-blocks\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n".to_owned();
    let runtime = workspace().join("clients/runtime");
    writeln!(manifest, "switchboard-runtime = {{ path = {:?} }}", runtime.to_str().unwrap()).unwrap();
    let mut numbers = Vec::new();
    for case in CASES {
        let folder = workspace().join(format!("tests/cases/{case}/expected"));
        let mut files = CrateFiles::new();
        golden(&folder, &folder, &mut files);
        let found = blocks(&files["README.md"]);
        for (at, block) in found.iter().enumerate() {
            let name = format!("{}_{at}", case.replace('-', "_"));
            let result = "Result<(), Box<dyn std::error::Error>>";
            writeln!(program, "pub async fn {name}({GIVEN}) -> {result} {{\n{block}\nOk(())\n}}").unwrap();
        }
        numbers.push((*case, found.len()));
        writeln!(manifest, "mini-{case} = {{ path = \"../{case}\", features = [\"testing\"] }}").unwrap();
        crates.insert((*case).to_owned(), files);
    }
    assert_eq!(numbers, [("oauth-flows", 7), ("webhooks", 2), ("webhooks-by-header", 2), ("webhooks-signed", 2)]);
    let own = [("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), program)];
    crates.insert("readme-blocks".to_owned(), own.into_iter().collect());
    switchboard_tests::check(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("readmes"), crates);
}
