//! What `Cargo.toml` of a crate says of it, where it finds the runtime, and what it stands in.
#![allow(clippy::unwrap_used)]

use serde_json::json;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{SourceFiles, read_json};
use switchboard_codegen::{CrateSettings, Home, Publishing, Runtime};

/// The manifest of a crate without operations.
fn manifest(runtime: Runtime, home: Home, publishing: Publishing) -> toml::Table {
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let text = json!({"openapi": "3.1.0", "info": {"title": "Bells", "version": "1.2.3"}, "paths": {}}).to_string();
    let file = files.add("a.json", text);
    let document = read_json(&files, file, &mut diagnostics).unwrap();
    let settings = CrateSettings::for_document(&document, "bells".to_owned(), runtime, home);
    let settings = CrateSettings { publishing, ..settings };
    let generated = switchboard_codegen::generate(&document, &settings, &mut diagnostics).unwrap();
    generated.files["Cargo.toml"].parse().unwrap()
}

#[test]
fn a_crate_is_published_only_where_that_is_stated() {
    let beside = || Runtime::Path("../runtime".to_owned());
    let kept = manifest(beside(), Home::Alone, Publishing::default());
    assert_eq!(kept["package"]["publish"].as_bool(), Some(false));
    assert_eq!(kept["package"]["license"].as_str(), Some("MIT OR Apache-2.0"));
    assert!(kept["package"].get("authors").is_none());
    assert_eq!(kept["package"]["metadata"]["docs.rs"]["all-features"].as_bool(), Some(true));

    let publishing = Publishing {
        license: "MIT".to_owned(),
        publish: true,
        authors: vec!["A <a@example.com>".to_owned()],
        repository: Some("https://example.com/bells".to_owned()),
        homepage: Some("https://example.com".to_owned()),
        keywords: vec!["bells".to_owned()],
        categories: vec!["api-bindings".to_owned()],
    };
    let package = manifest(beside(), Home::Alone, publishing.clone());
    let stated = &package["package"];
    for (key, value) in
        [("license", "MIT"), ("repository", "https://example.com/bells"), ("homepage", "https://example.com")]
    {
        assert_eq!(stated[key].as_str(), Some(value));
    }
    for (key, value) in [("authors", "A <a@example.com>"), ("keywords", "bells"), ("categories", "api-bindings")] {
        assert_eq!(stated[key].as_array().unwrap().as_slice(), [toml::Value::from(value)]);
    }
    // A path alone is nothing that a registry takes.
    assert_eq!(package["dependencies"]["switchboard-runtime"]["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_crate_has_the_texts_of_its_licences_and_says_which_it_lacks() {
    let generated = |license: &str, authors: &[&str]| {
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let text = json!({"openapi": "3.1.0", "info": {"title": "Bells", "version": "1.2.3"}, "paths": {}}).to_string();
        let file = files.add("a.json", text);
        let document = read_json(&files, file, &mut diagnostics).unwrap();
        let settings = CrateSettings::for_document(&document, "bells".to_owned(), "../runtime".to_owned(), Home::Alone);
        let authors = authors.iter().map(|author| (*author).to_owned()).collect();
        let publishing = Publishing { license: license.to_owned(), authors, ..Publishing::default() };
        let settings = CrateSettings { publishing, ..settings };
        switchboard_codegen::generate(&document, &settings, &mut diagnostics).unwrap().files
    };
    let names = |license: &str| {
        let files = generated(license, &[]);
        let is_said = files["README.md"].contains("## Licence");
        (files.keys().filter(|path| path.starts_with("LICENSE")).cloned().collect::<Vec<_>>(), is_said)
    };
    let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(names("MIT OR Apache-2.0"), (files(&["LICENSE-APACHE", "LICENSE-MIT"]), false));
    assert_eq!(names("mit"), (files(&["LICENSE-MIT"]), false));
    assert_eq!(names("(MIT AND BSD-3-Clause)"), (files(&["LICENSE-MIT"]), true));
    assert_eq!(names("Apache-2.0 WITH LLVM-exception"), (files(&[]), true));
    assert!(generated("ISC", &[])["README.md"].contains("has no text of `ISC`"));
    assert!(generated("MIT", &[])["LICENSE-MIT"].starts_with("Copyright (c) The authors of bells\n\nPermission is"));
    assert!(generated("MIT", &["Ada <a@b.example>"])["LICENSE-MIT"].starts_with("Copyright (c) Ada <a@b.example>\n"));
    assert!(generated("Apache-2.0", &[])["LICENSE-APACHE"].contains("Version 2.0, January 2004"));
}

#[test]
fn the_address_of_the_vendor_is_that_of_no_documentation() {
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let text = json!({"openapi": "3.1.0", "info": {"title": "Bells", "version": "1.2.3"}, "paths": {},
        "externalDocs": {"url": "https://bell.example/docs"}});
    let file = files.add("a.json", text.to_string());
    let document = read_json(&files, file, &mut diagnostics).unwrap();
    let settings = CrateSettings::for_document(&document, "bells".to_owned(), "../runtime".to_owned(), Home::Alone);
    let generated = switchboard_codegen::generate(&document, &settings, &mut diagnostics).unwrap();
    let manifest: toml::Table = generated.files["Cargo.toml"].parse().unwrap();
    assert_eq!(manifest["package"]["homepage"].as_str(), Some("https://bell.example/docs"));
    assert!(manifest["package"].get("documentation").is_none(), "docs.rs is the default");
    assert_eq!(manifest["package"]["rust-version"].as_str(), Some(env!("CARGO_PKG_RUST_VERSION")));
}

#[test]
fn the_runtime_is_found_where_it_is_said_to_be() {
    let runtime = |runtime| {
        let manifest = manifest(runtime, Home::Workspace, Publishing::default());
        assert!(!manifest.contains_key("workspace"), "it stands in one");
        manifest["dependencies"]["switchboard-runtime"].to_string()
    };
    assert_eq!(runtime(Runtime::Version("0.1".to_owned())), r#"{ default-features = false, version = "0.1" }"#);
    let git = |rev: Option<&str>| Runtime::Git { url: "https://git.example".to_owned(), rev: rev.map(str::to_owned) };
    assert_eq!(runtime(git(None)), r#"{ default-features = false, git = "https://git.example" }"#);
    assert_eq!(runtime(git(Some("v1"))), r#"{ default-features = false, git = "https://git.example", rev = "v1" }"#);
    assert!(manifest(git(None), Home::Alone, Publishing::default()).contains_key("workspace"));
}

/// What signatures and logins stand on is asked for by those crates alone that have them.
#[test]
fn features_of_the_runtime_are_those_that_the_crate_needs() {
    let features = |runtime: Runtime, schemes: serde_json::Value| {
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let text = json!({"openapi": "3.1.0", "info": {"title": "Bells", "version": "1.2.3"}, "paths": {},
            "components": {"securitySchemes": schemes}});
        let file = files.add("a.json", text.to_string());
        let document = read_json(&files, file, &mut diagnostics).unwrap();
        let settings = CrateSettings::for_document(&document, "bells".to_owned(), runtime, Home::Workspace);
        let generated = switchboard_codegen::generate(&document, &settings, &mut diagnostics).unwrap();
        let manifest: toml::Table = generated.files["Cargo.toml"].parse().unwrap();
        manifest["dependencies"]["switchboard-runtime"].to_string()
    };
    let version = || Runtime::Version("0.1".to_owned());
    let flow = json!({"authorizationUrl": "https://a.example", "tokenUrl": "https://a.example/t", "scopes": {}});
    let login = || json!({"a": {"type": "oauth2", "flows": {"authorizationCode": flow}}});
    assert_eq!(features(version(), json!({})), r#"{ default-features = false, version = "0.1" }"#);
    assert_eq!(features(version(), login()), r#"{ default-features = false, features = ["pkce"], version = "0.1" }"#);
    let git = Runtime::Git { url: "https://git.example/s".to_owned(), rev: None };
    assert_eq!(
        features(git, login()),
        r#"{ default-features = false, features = ["pkce"], git = "https://git.example/s" }"#
    );
}

/// Which encodings answers are asked for in is up to those who use the crate.
#[test]
fn encodings_of_answers_are_features_of_the_crate() {
    let manifest = manifest(Runtime::Version("0.1".to_owned()), Home::Workspace, Publishing::default());
    let features = manifest["features"].as_table().unwrap();
    assert_eq!(features["default"].to_string(), r#"["gzip"]"#);
    for encoding in ["brotli", "deflate", "gzip", "zstd"] {
        assert_eq!(features[encoding].to_string(), format!("[\"switchboard-runtime/{encoding}\"]"));
    }
}
