//! progenitor, as its users run it, on what `lower --to 3.0` makes of our small documents: it takes each, and what it prints
//! is Rust. One of these clients is kept here, compiled, and calls a server.
//!
//! `UPDATE_GOLDEN=1 cargo test -p switchboard-codegen --test progenitor` writes what comes out now.
#![allow(clippy::unwrap_used)]
// The generator opens no file; this test does.
#![allow(clippy::disallowed_methods)]

#[allow(warnings, clippy::all)]
#[rustfmt::skip]
mod client;
mod wire;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use switchboard_codegen::bundle::{Location, Unread, bundle};
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::{Code, Diagnostics};
use switchboard_codegen::openapi30::{Openapi30, to_openapi30};
use switchboard_codegen::render_yaml;
use switchboard_codegen::source::SourceFiles;

const UPDATE: &str = "UPDATE_GOLDEN=1 cargo test -p switchboard-codegen --test progenitor";

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The documents of the miniature vendors and of the vendors, by their folders.
fn documents() -> Vec<PathBuf> {
    let folders = [here().join("../tests/cases"), here().join("../specs")];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|folder| folder.join("openapi.yaml").is_file());
    found.sort();
    found.push(here().join("tests/progenitor"));
    found
}

/// The document of a folder, lowered, and what was found.
fn lowered(folder: &Path) -> (Openapi30, SourceFiles, Diagnostics) {
    let mut files = SourceFiles::new();
    let document = files.add("openapi.yaml", fs::read_to_string(folder.join("openapi.yaml")).unwrap());
    let mut found = Diagnostics::new();
    let document = describe(&files, &[document], Some(Format::OpenApi), &mut found).unwrap();
    let mut open = |location: &Location, files: &mut SourceFiles| match location {
        Location::Below(path) => Ok(files.add(path, fs::read_to_string(folder.join(path)).unwrap())),
        Location::Address(address) => Err(Unread::NotMapped(address.clone())),
    };
    let document = bundle(document, Some("openapi.yaml"), &mut files, &mut open, &mut found);
    let lowered = to_openapi30(&document, &mut found).unwrap_or_else(|| panic!("{}: {found:?}", folder.display()));
    (lowered, files, found)
}

/// The client that progenitor prints.
fn client(lowered: &Openapi30, folder: &Path) -> String {
    let document: openapiv3::OpenAPI = serde_json::from_value(lowered.document.to_value())
        .unwrap_or_else(|error| panic!("{} is not OpenAPI 3.0: {error}", folder.display()));
    let run = || progenitor::Generator::default().generate_tokens(&document).map_err(|error| error.to_string());
    let tokens = catch_unwind(AssertUnwindSafe(run));
    let tokens = tokens.unwrap_or_else(|_| panic!("progenitor panics on {}", folder.display()));
    let tokens = tokens.unwrap_or_else(|error| panic!("progenitor refuses {}: {error}", folder.display()));
    let file = syn::parse2(tokens).unwrap_or_else(|error| panic!("{} gives no Rust: {error}", folder.display()));
    prettyplease::unparse(&file)
}

#[test]
fn progenitor_takes_every_document_that_is_lowered() {
    let all = documents();
    assert!(all.len() > 40, "{all:?}");
    let mut operations = 0;
    for folder in &all {
        let (lowered, _, _) = lowered(folder);
        let client = client(&lowered, folder);
        let kept = lowered.operations_in_spec - lowered.operations_left_out.len();
        let methods = client.matches("    pub async fn ").count();
        assert_eq!(methods, kept, "{}: one method for each operation that is kept", folder.display());
        operations += kept;
    }
    assert!(operations > 300, "{operations}");
}

#[test]
fn the_same_document_is_lowered_to_the_same_bytes() {
    for folder in documents() {
        let once = render_yaml(&lowered(&folder).0.document);
        assert_eq!(once, render_yaml(&lowered(&folder).0.document), "{}", folder.display());
    }
}

/// Nothing is given up without a place, what follows from it, and what to do.
#[test]
fn whatever_is_given_up_is_named() {
    for folder in documents() {
        let (lowered, _, found) = lowered(&folder);
        for one in found.iter().filter(|one| one.code == Code::LoweringLoss) {
            assert!(one.span.is_some() && one.help.is_some() && one.loss.is_some(), "{one:?}");
        }
        for left_out in &lowered.operations_left_out {
            assert!(!left_out.reason.is_empty(), "{left_out:?}");
        }
    }
}

#[test]
fn one_document_is_kept_with_its_client() {
    let folder = here().join("tests/progenitor");
    let (lowered, files, found) = lowered(&folder);
    let line = |one: &switchboard_codegen::diagnostic::Diagnostic| {
        let place = one.span.map(|span| files[span.file].location(span.start as usize));
        let place = place.map_or_else(String::new, |place| format!("{}:{} ", place.line, place.column));
        format!("{place}{}: {}\n", one.code, one.message)
    };
    let made = [
        (folder.join("openapi-3.0.yaml"), render_yaml(&lowered.document)),
        (folder.join("findings.txt"), found.iter().map(line).collect()),
        (folder.join("client.rs"), client(&lowered, &folder)),
    ];
    for (path, text) in made {
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(path, text).unwrap();
        } else {
            let kept = fs::read_to_string(&path).unwrap_or_default();
            assert!(kept == text, "{} is not what comes out now: {UPDATE}", path.display());
        }
    }
}
