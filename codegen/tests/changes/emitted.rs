//! What is emitted decides: where a file differs, something is said, whatever the documents say.

use super::{client, document, line};
use switchboard_codegen::changes::{Axis, Changes, Level, Side, compare};

/// The changes where the emitted files of one side are edited, as a change of the generator would.
fn edited(file: &str, from: &str, to: &str) -> Changes {
    let (planned, files) = client(&document().to_string());
    let mut other = files.clone();
    let text = other.get_mut(file).expect("a file");
    assert!(text.contains(from), "no `{from}` in {file}: {text}");
    *text = text.replace(from, to);
    compare(
        Side { planned: &planned, files: &files, runtime: None },
        Side { planned: &planned, files: &other, runtime: None },
    )
}

#[track_caller]
fn says(changes: &Changes, expected: &str) {
    let lines: Vec<String> = changes.changes.iter().map(line).collect();
    assert!(lines.iter().any(|line| line == expected), "no `{expected}` in {lines:#?}");
}

#[test]
fn a_change_of_the_generator_shows() {
    says(
        &edited("src/types.rs", "pub loud: String", "pub loud: Box<str>"),
        "field-type-changed major types::Ring.loud",
    );
    says(
        &edited("src/types.rs", "#[non_exhaustive]\npub struct Ring {", "pub struct Ring {"),
        "became-exhaustive minor types::Ring",
    );
    says(
        &edited("src/types.rs", "pub struct Ring {", "#[deprecated]\npub struct Ring {"),
        "deprecated minor types::Ring",
    );
    says(
        &edited("src/client.rs", "pub fn list_bells", "pub async fn list_bells"),
        "signature-changed major Client::list_bells",
    );
    says(&edited("src/client.rs", "pub fn builder()", "fn builder()"), "method-removed major Client::builder");
    says(&edited("src/codec.rs", "= \"loud\"", "= \"LOUD\""), "inside-changed patch codec::types::Ring");
    says(
        &edited("Cargo.toml", "edition = \"2024\"", "edition = \"2021\""),
        "inside-changed patch Cargo.toml package.edition",
    );
    says(&edited("src/lib.rs", "pub use client::Client;", ""), "alias-removed major use Client");
}

#[test]
fn documentation_alone_is_patch() {
    let changes = edited("README.md", "Bells", "Bell towers");
    assert_eq!(changes.level(Axis::Crate), Some(Level::Low));
    says(&changes, "documentation-changed patch the crate");
}

#[test]
fn the_runtime_is_part_of_what_is_offered() {
    let (planned, files) = client(&document().to_string());
    let runtime = |text: &str| {
        let lib = "pub use call::CallOptions;\n".to_owned();
        switchboard_codegen::CrateFiles::from([
            ("src/lib.rs".to_owned(), lib),
            ("src/call.rs".to_owned(), text.to_owned()),
        ])
    };
    let old = runtime("pub struct CallOptions {\n    pub tries: u32,\n}\n\npub struct Hidden {\n    pub a: u8,\n}\n");
    let new = runtime("pub struct CallOptions {\n    pub tries: u64,\n}\n\npub struct Hidden {\n    pub a: u16,\n}\n");
    let side = |runtime| Side { planned: &planned, files: &files, runtime: Some(runtime) };
    let changes = compare(side(&old), side(&new));
    says(&changes, "field-type-changed major runtime::call::CallOptions.tries");
    assert!(
        !changes.changes.iter().any(|change| change.rust.as_deref().is_some_and(|rust| rust.contains("Hidden"))),
        "{changes:#?}"
    );
}
