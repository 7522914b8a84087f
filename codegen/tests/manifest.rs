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
    assert!(
        kept["package"].get("authors").is_none()
            && kept["dependencies"]["switchboard-runtime"].get("version").is_none()
    );

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
