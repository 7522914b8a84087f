//! The Stainless reader on a page as it was captured: everything on it is read, and nothing that is wrong passes.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::path::PathBuf;
use switchboard_codegen::describe::stainless;
use switchboard_codegen::diagnostic::{Code, Diagnostics, Severity};
use switchboard_codegen::source::{Data, Node, SourceFiles};

/// The captured page, or nothing where the captured pages are not at hand.
fn page() -> Option<String> {
    let shared = std::env::var_os("SWITCHBOARD_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")), PathBuf::from);
    let page = std::fs::read_to_string(shared.join("vendor-pages/001_f99e254d6988f215.txt")).ok();
    if page.is_none() {
        eprintln!("skipped: ../shared is not here");
    }
    page
}

fn read(page: &str) -> (Option<Node>, Diagnostics, SourceFiles) {
    let mut files = SourceFiles::new();
    let file = files.add("page.txt", page);
    let mut diagnostics = Diagnostics::new();
    let document = stainless::read(&files, &[file], &mut diagnostics);
    (document, diagnostics, files)
}

fn codes(diagnostics: &Diagnostics) -> Vec<Code> {
    diagnostics.iter().map(|found| found.code).collect()
}

const SCHEMA: &str = "/paths/~1call~1{id}/get/responses/200/content/application~1json/schema";
const EXAMPLE: &str = "/paths/~1call~1{id}/get/responses/200/content/application~1json/example";

/// Counts members, alternatives of unions, and values in lists.
fn count(schema: &Node, counts: &mut [usize; 3]) {
    for (_, member) in schema.members("properties") {
        counts[0] += 1;
        count(member, counts);
    }
    for alternative in schema.items("oneOf") {
        counts[1] += 1;
        count(alternative, counts);
    }
    counts[2] += schema.items("enum").len();
    for key in ["items", "additionalProperties"] {
        schema.get(key).into_iter().for_each(|inner| count(inner, counts));
    }
}

#[test]
fn the_whole_page_is_read() {
    let Some(page) = page() else { return };
    assert!(stainless::recognises(&page));
    let (document, diagnostics, _) = read(&page);
    assert_eq!(diagnostics, Diagnostics::new(), "no leftover text, no contradiction");
    let document = document.unwrap();
    let mut counts = [0; 3];
    count(document.pointer(SCHEMA).unwrap(), &mut counts);
    assert_eq!(counts, [118, 8, 74]);
    let value = document.to_value();
    assert_eq!(
        (&value["openapi"], &value["info"], &value["servers"]),
        (
            &json!("3.1.0"),
            &json!({"title": "www.getrevox.com", "version": "unversioned"}),
            &json!([{"url": "https://www.getrevox.com/api"}])
        )
    );
    let operation = &value["paths"]["/call/{id}"]["get"];
    assert_eq!(operation["summary"], "Get call by ID");
    assert_eq!(
        operation["parameters"],
        json!([{"in": "path", "name": "id", "required": true, "schema": {"type": "string"}}])
    );
    assert_eq!(operation["responses"]["200"]["x-inferred"], true);
}
