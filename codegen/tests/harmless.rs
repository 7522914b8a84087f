//! Text of a document, wherever it comes to stand in a crate, does nothing: its pages are rendered and looked through.
#![allow(clippy::unwrap_used)]

use proc_macro2::{TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use serde_json::{Value, json};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{Node, SourceFiles, Span};
use switchboard_codegen::{CrateFiles, CrateSettings, Home, generate};

/// What tries to become more than text, in the forms that hide it.
fn attempts() -> Vec<String> {
    let active =
        "<script>alert(1)</script> <img src=x onerror=alert(1)> [c](javascript:alert(1)) ![p](https://h.example/p)";
    let mut texts: Vec<String> =
        ["~~~\n@\n~~~", "x\n~~~\n@\n~~~", "```\n@\n```\n@", "~~~ @", "@", "- ~~~\n  @\n  ~~~", "`\n@\n`"]
            .iter()
            .chain(&[
                "x|`|@",
                "x\u{2028}~~~\u{2028}@",
                "# x\n\n    @",
                "x\n\n    @",
                "a\\\n@",
                "[r]: javascript:alert(1)\n\n[r] @",
                "<!--\n@",
            ])
            .chain(&[
                "``\n@ ``",
                "| a |\n|---|\n| `|`@` |",
                "x\r~~~\r@\r~~~",
                "> ~~~\n> @",
                "\\`@\\`",
                "&lt; &#60; @",
                "</details>\n\n@",
                "~~~\n~~~\n@",
            ])
            .map(|form| form.replace('@', active))
            .collect();
    texts.push("~~~rust\nstd::process::exit(1)\n~~~".to_owned());
    texts.push("\tstd::process::exit(1)\n\n\n        std::process::exit(1)".to_owned());
    texts.push("a\0b\u{202e}c\u{2066}d\u{200b}e\u{e0041}f\u{ad}g\u{61c}h\u{180e}i\u{85}j\u{1b}[31m".to_owned());
    texts
}

/// A document that holds the text wherever one may stand.
fn document(text: &str) -> Value {
    let schema = json!({
        "title": text, "description": text, "type": "object", "required": ["id"],
        "externalDocs": {"url": text, "description": text},
        "properties": {
            "id": {"type": "string", "description": text, "default": text, "example": text},
            "kind": {"type": "string", "enum": ["a", text], "description": text, "x-enum-descriptions": [text, text]},
            "word": {"type": "string", "pattern": text, "format": text, "title": text},
            "fixed": {"const": text, "description": text},
            text: {"type": "string"},
            "size": {"type": "string", "minLength": text, "maxLength": text},
            "level": {"type": "number", "minimum": text, "exclusiveMaximum": text, "multipleOf": text},
            "named": {"enum": ["a", text], "x-enum-varnames": ["A", "B"], "x-enum-descriptions": ["a", "b"]},
            "unset": {"type": "string", "x-unset-values": [text]},
            "rest": {"type": "object", "patternProperties": {"^x": {"type": text}, text: {"type": "string"}}},
            "members": {"type": "object", "required": [text], "properties": {text: {"type": "string"}},
                        "oneOf": [{"required": [text]}, {"required": ["b"]}]},
            "tagged": {"oneOf": [{"type": "object", "required": ["t"], "properties": {"t": {"const": text}}},
                                 {"type": "object", "required": ["t"], "properties": {"t": {"const": "b"}}}]},
            "either": {"oneOf": [{"type": "string", "title": text}, {"type": "integer", "description": text}]},
        },
    });
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Bell"}}});
    let answer = json!({"description": text, "headers": {"X-Count": {"description": text, "schema": {"type": "integer"}}}, "content": content});
    let operation = |id: &str| {
        json!({
            "operationId": id, "summary": text, "description": text, "tags": [text],
            "externalDocs": {"url": text, "description": text},
            "parameters": [
                {"name": "id", "in": "path", "required": true, "description": text, "schema": {"type": "string", "default": text}},
                {"name": "limit", "in": "query", "description": text, "schema": {"type": "string", "enum": [text, "b"]}},
                {"name": text, "in": "query", "description": text, "schema": {"type": "string"}},
            ],
            "requestBody": {"description": text, "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Bell"}},
                "multipart/form-data": {"schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary", "description": text}, text: {"type": "string"}}}},
            }},
            "responses": {"200": answer, "201": {"description": text}, "404": answer, "500": {"description": text}},
        })
    };
    let mut described = operation("described");
    described.as_object_mut().unwrap().remove("summary");
    json!({
        "openapi": "3.1.0",
        "info": {"title": text, "version": "1", "description": text, "summary": text, "termsOfService": text,
                 "contact": {"name": text, "url": text}, "license": {"name": text, "url": text}},
        "externalDocs": {"url": text, "description": text},
        "servers": [
            {"url": "https://{region}.h.example/v1", "description": text, "variables": {"region": {"default": "eu", "enum": ["eu", "us"], "description": text}}},
            {"url": "https://b.h.example", "description": text},
        ],
        "tags": [{"name": text, "description": text, "externalDocs": {"url": text}}, {"name": "other", "description": text}],
        "security": [{text: []}],
        "paths": {"/bells/{id}": {"get": described, "post": operation("made"), "summary": text, "description": text},
                  "/other": {"get": {"tags": ["other"], "description": text, "responses": {"204": {"description": text}}}},
                  format!("/{text}"): {"get": {"responses": {"204": {"description": text}}}}},
        "webhooks": {"rung": {"post": {"summary": text, "description": text, "requestBody": {"description": text, "content": content}, "responses": {"200": answer}}},
                     text: {"post": {"requestBody": {"content": content}, "responses": {"204": {"description": text}}}}},
        "components": {"schemas": {"Bell": schema, "Alias": {"type": "string", "description": text}},
                       "securitySchemes": {text: {"type": "apiKey", "in": "header", "name": "x-key", "description": text}, "o": {"type": text, "description": text}}},
    })
}

/// The crate, and the document, which is made smaller while parts of it are refused.
fn crate_of(mut document: Value) -> CrateFiles {
    // What a document may not hold at all is somebody else's to refuse: it is taken out, and the rest is looked at.
    let removals: [&dyn Fn(&mut Value); 4] = [
        &|_| {},
        &|document| {
            let paths = document["paths"].as_object_mut().unwrap();
            paths.retain(|path, _| path.len() < 20);
        },
        &|document| {
            document["components"]["securitySchemes"] = json!({});
            document["security"] = json!([]);
        },
        &|document| document["components"]["schemas"]["Bell"]["properties"] = json!({"id": {"type": "string"}}),
    ];
    let mut said = String::new();
    for remove in removals {
        remove(&mut document);
        let mut files = SourceFiles::new();
        let node = Node::from_value(document.clone(), Span::new(files.add("openapi.json", ""), 0..0));
        let settings = CrateSettings::for_document(&node, "example".to_owned(), "../runtime".to_owned(), Home::Alone);
        let mut diagnostics = Diagnostics::new();
        if let Some(generated) = generate(&node, &settings, &mut diagnostics) {
            return generated.files;
        }
        said = diagnostics.iter().map(|found| format!("{found:?}\n")).collect();
    }
    panic!("{said}");
}

/// The documentation in Rust code, one text per item.
fn documentation(tokens: TokenStream, texts: &mut Vec<String>) {
    let mut lines: Vec<String> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => match doc_line(group.stream()) {
                Some(line) => lines.push(line),
                None => {
                    texts.push(std::mem::take(&mut lines).join("\n"));
                    documentation(group.stream(), texts);
                }
            },
            TokenTree::Punct(mark) if matches!(mark.as_char(), '#' | '!') => {}
            _ => texts.push(std::mem::take(&mut lines).join("\n")),
        }
    }
    texts.push(lines.join("\n"));
    texts.retain(|text| !text.is_empty());
}

fn doc_line(attribute: TokenStream) -> Option<String> {
    let syn::MetaNameValue { path, value, .. } = syn::parse2(attribute).ok()?;
    match value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) if path.is_ident("doc") => {
            let text = text.value();
            Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
        }
        _ => None,
    }
}

/// What of a page is more than text.
fn active(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for event in Parser::new_ext(page, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) if !text.contains("<!-- @generated") => {
                found.push(format!("HTML {text}"))
            }
            Event::Start(Tag::Image { dest_url, .. }) => found.push(format!("image {dest_url}")),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let scheme =
                    dest_url.split_once(':').filter(|(_, rest)| !rest.starts_with(':')).map(|(scheme, _)| scheme);
                if !scheme.is_none_or(|scheme| matches!(scheme, "http" | "https" | "mailto")) {
                    found.push(format!("link {dest_url}"));
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => found.push("indented code".to_owned()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language)))
                if !matches!(&*language, "text" | "no_run" | "rust" | "toml") =>
            {
                found.push(format!("code `{language}`"));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn no_text_becomes_more_than_text() {
    for attempt in attempts() {
        let files = crate_of(document(&attempt));
        for (path, text) in &files {
            let mut pages = Vec::new();
            match path.rsplit_once('.') {
                Some((_, "md")) => pages.push(text.clone()),
                Some((_, "rs")) => documentation(text.parse().unwrap(), &mut pages),
                _ => {}
            }
            // Texts of licences are ours.
            let is_plain = path == "Cargo.toml" || path.starts_with("LICENSE-");
            assert!(is_plain || !pages.is_empty(), "{path} has no documentation");
            for page in &pages {
                assert_eq!(active(page), Vec::<String>::new(), "{attempt:?} in {path}:\n{page}");
            }
            let hidden = |c: char| c != '\n' && switchboard_codegen::text::is_hidden(c);
            assert!(!text.contains(hidden), "{attempt:?} is hidden in {path}");
            // The quick start is the only Rust that documentation holds.
            let ours = |page: &&String| page.contains("```no_run") && page.contains("# async fn run()");
            let runs: Vec<_> = pages
                .iter()
                .filter(|page| page.contains("```no_run") || path.ends_with(".rs") && page.contains("```rust"))
                .collect();
            assert!(runs.iter().all(ours), "{runs:?}");
        }
        let manifest: toml::Table = toml::from_str(&files["Cargo.toml"]).unwrap();
        let keys: Vec<&String> = manifest.keys().collect();
        assert_eq!(keys, ["dependencies", "features", "lib", "lints", "package", "workspace"]);
        assert_eq!(manifest["lib"]["doctest"].as_bool(), Some(false));
        assert!(!manifest["package"]["description"].as_str().unwrap().contains(char::is_control));
    }
}

#[test]
fn what_renders_is_seen_by_this_test() {
    let texts = [
        "<script>",
        "a <b>",
        "[a](javascript:b)",
        "![a](https://b)",
        "    code",
        "~~~\ncode\n~~~",
        "[a]: data:x\n\n[a]",
    ];
    for text in texts {
        assert_eq!(active(text).len(), 1, "{text}");
    }
    assert_eq!(active("[a](https://b) [`c`](crate::c) `<b>` \\<b>"), Vec::<String>::new());
}
