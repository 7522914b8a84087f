//! Vendors in miniature: each folder of `tests/cases/` holds a small document on one topic, in one file or several, what
//! is stated beside it (`vendor.toml`, where anything is), the findings it gives (`findings.txt`, where there are any), and the whole crate it becomes (`expected/`). All crates are compiled, and a
//! warning of the compiler counts as an error.
//!
//! `UPDATE_GOLDEN=1 cargo test -p switchboard-tests --test miniatures` writes what the generator gives now.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use switchboard_codegen::bundle::{Location, Unread, bundle};
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::{Diagnostics, Severity};
use switchboard_codegen::operations::{example, match_example};
use switchboard_codegen::source::SourceFiles;
use switchboard_codegen::types::Shape;
use switchboard_codegen::{Beside, CrateFiles, CrateSettings, Home, Planned, complete};

const UPDATE: &str = "UPDATE_GOLDEN=1 cargo test -p switchboard-tests --test miniatures";

/// What one case gives: paths below its folder, and texts.
struct Case {
    name: String,
    folder: PathBuf,
    files: CrateFiles,
    /// The name of its crate.
    package: String,
    /// How each operation is called, and each union is looked into, as functions.
    examples: String,
}

/// All cases by name, with `runtime` as the path of the runtime crate.
fn cases(runtime: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Other tests keep cases of other kinds beside these.
    folders.retain(|folder| folder.join("openapi.yaml").is_file());
    folders.sort();
    folders.into_iter().map(|folder| case(folder, runtime)).collect()
}

fn case(folder: PathBuf, runtime: &str) -> Case {
    let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files = SourceFiles::new();
    let document = files.add("openapi.yaml", fs::read_to_string(folder.join("openapi.yaml")).unwrap());
    let mut found = Diagnostics::new();
    let (mut examples, mut package) = (String::new(), String::new());
    let generated = describe(&files, &[document], Some(Format::OpenApi), &mut found).and_then(|document| {
        let mut open = |location: &Location, files: &mut SourceFiles| match location {
            Location::Below(path) => Ok(files.add(path, fs::read_to_string(folder.join(path)).unwrap())),
            Location::Address(address) => Err(Unread::NotMapped(address.clone())),
        };
        let mut document = bundle(document, Some("openapi.yaml"), &mut files, &mut open, &mut found);
        let alone = CrateSettings::for_document(&document, format!("mini-{name}"), runtime.to_owned(), Home::Clients);
        let stated = fs::read_to_string(folder.join("vendor.toml")).ok().map(|text| files.add("vendor.toml", text));
        let beside = Beside { settings: stated, overlay: None };
        let stated = complete(&files, beside, &mut document, &alone, &mut found)?;
        let settings = stated.map_or(alone.clone(), |stated| alone.with(&stated));
        let planned = switchboard_codegen::plan_client(&document, &settings, &mut found)?;
        package.clone_from(&settings.name);
        examples = functions(&planned, &settings.name.replace('-', "_"));
        switchboard_codegen::print(planned, &settings, &mut found)
    });
    let findings = findings(&files, &found);
    let generated = generated.unwrap_or_else(|| panic!("{name} gives no crate:\n{findings}"));
    let mut generated = generated.files;
    // The same in all crates, and kept in none: `a_crate_has_the_texts_of_its_licences_and_says_which_it_lacks`.
    for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(generated.remove(license).is_some(), "{name} has no {license}");
    }
    let mut files: CrateFiles = generated.into_iter().map(|(path, text)| (format!("expected/{path}"), text)).collect();
    if !findings.is_empty() {
        files.insert("findings.txt".to_owned(), findings);
    }
    Case { name, folder, files, package, examples }
}

/// The examples of a crate, each in a function.
fn functions(planned: &Planned, package: &str) -> String {
    let mut text = String::from("#![allow(deprecated, missing_docs, unused_variables)]\n");
    for (at, plan) in planned.operations.plans.iter().enumerate() {
        let lines = example(&planned.graph, plan, package).join("\n");
        assert!(!lines.is_empty(), "{package}: {} has no example", plan.subject());
        let result = "Result<(), Box<dyn std::error::Error>>";
        text += &format!("pub async fn call_{at}(client: {package}::Client) -> {result} {{\n{lines}\nOk(())\n}}\n");
    }
    for (at, def) in planned.graph.types.iter().enumerate() {
        if let Shape::Union(plan) = &def.shape {
            let path = format!("{package}::types::{}", def.name);
            let lines = match_example(&path, plan, usize::MAX).join("\n");
            text += &format!("pub fn match_{at}(value: &{path}) {{\n{lines}\n}}\n");
        }
    }
    text
}

fn findings(files: &SourceFiles, found: &Diagnostics) -> String {
    let line = |finding: &switchboard_codegen::diagnostic::Diagnostic| {
        let place = finding.span.map_or_else(String::new, |span| {
            let at = files[span.file].location(span.start as usize);
            format!(" {}:{}", at.line, at.column)
        });
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        format!("{severity}[{}]{place}: {}\n", finding.code, finding.message)
    };
    found.iter().map(line).collect()
}

/// The golden files of a case as they are on disk; everything else is its document.
fn golden(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    files.retain(|path, _| path == "findings.txt" || path.starts_with("expected/"));
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_case_gives_the_files_that_are_expected() {
    let is_update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut differences = Vec::new();
    for case in cases("../../../../clients/runtime") {
        let golden = golden(&case.folder);
        let paths: std::collections::BTreeSet<&String> = golden.keys().chain(case.files.keys()).collect();
        for path in paths {
            let (old, new) = (golden.get(path), case.files.get(path));
            let on_disk = case.folder.join(path);
            match new {
                _ if old == new => {}
                Some(text) if is_update => {
                    fs::create_dir_all(on_disk.parent().unwrap()).unwrap();
                    fs::write(on_disk, text).unwrap();
                }
                None if is_update => fs::remove_file(on_disk).unwrap(),
                _ => differences.push(difference(&format!("cases/{}/{path}", case.name), old, new)),
            }
        }
    }
    let number = differences.len();
    assert!(
        differences.is_empty(),
        "{number} files are not as expected:\n{}\nif the new ones are right: {UPDATE}",
        differences.concat()
    );
}

/// The first line that is different.
fn difference(path: &str, old: Option<&String>, new: Option<&String>) -> String {
    let (Some(old), Some(new)) = (old, new) else {
        return format!("{path}: {}\n", if old.is_some() { "is not written any more" } else { "is new" });
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
    let at = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let line = |lines: &[&str]| lines.get(at).map_or("(end of the file)".to_owned(), |line| (*line).to_owned());
    format!("{path}:{}\n  - {}\n  + {}\n", at + 1, line(&old), line(&new))
}

/// One workspace of all crates. The target folder is the one this test was built into, so that what the crates stand on
/// is mostly there already.
#[test]
fn every_crate_compiles_without_a_warning() {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("clients/runtime");
    let own = |files: CrateFiles| -> CrateFiles {
        let inside = |(path, text): (String, String)| Some((path.strip_prefix("expected/")?.to_owned(), text));
        files.into_iter().filter_map(inside).collect()
    };
    let mut crates = BTreeMap::new();
    // The examples that sites show, of all crates in one.
    let mut manifest =
        "[package]\nname = \"all-examples\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n".to_owned();
    let mut library = "//! Examples.\n".to_owned();
    let mut examples = CrateFiles::new();
    for case in cases(runtime.to_str().unwrap()) {
        let module = format!("of_{}", case.name.replace('-', "_"));
        manifest += &format!("{} = {{ path = \"../{}\" }}\n", case.package, case.name);
        library += &format!("pub mod {module};\n");
        examples.insert(format!("src/{module}.rs"), case.examples);
        crates.insert(case.name, own(case.files));
    }
    examples.extend([("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), library)]);
    crates.insert("all-examples".to_owned(), examples);
    switchboard_tests::check(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("miniatures"), crates);
}
