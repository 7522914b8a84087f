//! What the README of a crate says, and what text of a document cannot do in it.

use serde_json::json;
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{Node, SourceFiles, Span};
use switchboard_codegen::{CrateSettings, Home, generate};

fn readme(document: serde_json::Value) -> String {
    let mut files = SourceFiles::new();
    let document = Node::from_value(document, Span::new(files.add("openapi.json", ""), 0..0));
    let settings = CrateSettings::for_document(&document, "example".to_owned(), "../runtime".to_owned(), Home::Alone);
    let generated = generate(&document, &settings, &mut Diagnostics::new()).expect("generates");
    generated.files["README.md"].clone()
}

fn operation(page: &str) -> serde_json::Value {
    json!({"summary": "a | b", "externalDocs": {"url": page}, "responses": {"204": {"description": "Done."}}})
}

#[test]
fn operations_lead_to_the_web_and_nowhere_else() {
    let text = readme(json!({
        "openapi": "3.1.0",
        "info": {"title": "Example", "version": "1"},
        "paths": {
            "/breaks-out": {"get": operation("https://example.com/>)<img src=x>")},
            "/lines": {"get": operation("https://example.com/\n\n# Mine")},
            "/script": {"get": operation("javascript:alert(1)")},
            "/web": {"get": operation("https://example.com/reference?a=(b)#get")},
        },
    }));
    insta::assert_snapshot!(text.split_once("## Operations").expect("a list").1.trim(), @r"
    Each is a method of `example::Client`. Its name leads to the vendor's documentation.

    | call | request | what it does |
    |---|---|---|
    | `get_breaks_out` | `GET /breaks-out` | a \| b |
    | `get_lines` | `GET /lines` | a \| b |
    | `get_script` | `GET /script` | a \| b |
    | [`get_web`](<https://example.com/reference?a=(b)#get>) | `GET /web` | a \| b |

    ## Coverage

    4 of 4 documented operations can be called.
    ");
}

#[test]
fn names_of_security_schemes_are_text() {
    let text = readme(json!({
        "openapi": "3.1.0",
        "info": {"title": "Example", "version": "1"},
        "paths": {},
        "components": {"securitySchemes": {
            "<b>|[x](http://y)": {"type": "apiKey", "in": "header", "name": "x`|b"},
            "token": {"type": "http", "scheme": "bearer"},
        }},
    }));
    let (_, table) = text.split_once("## Credentials").expect("a list");
    let (table, _) = table.split_once("##").expect("an end");
    insta::assert_snapshot!(table.trim(), @r"
    | scheme | how it is sent | variable that `Client::from_env` reads |
    |---|---|---|
    | `<b>\|[x](http://y)` | header `` x`\|b `` |  |
    | `token` | `Authorization: Bearer …` |  |
    ");
}

#[test]
fn what_is_left_out_is_said_with_the_reason() {
    let text = readme(json!({
        "openapi": "3.1.0",
        "info": {"title": "Example", "version": "1", "description": "Rings bells.\n\nOften.\n\n# Manual\n\nLong."},
        "paths": {
            "/a": {"get": operation("https://example.com")},
            "/b|{}": {"get": operation("https://example.com")},
        },
    }));
    assert!(text.contains("\nRings bells.\n\nOften.\n") && !text.contains("Manual"), "{text}");
    let (_, coverage) = text.split_once("## Coverage").expect("a section");
    insta::assert_snapshot!(coverage.trim(), @r"
    1 of 2 documented operations can be called.

    | left out | why |
    |---|---|
    | `GET /b\|{}` | the path `/b\|{}` has a parameter without a name |
    ");
}
