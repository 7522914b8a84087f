//! The page of all keys.

use super::Edited;
use super::examples::value_of;
use crate::settings::keys::{Case, Key, Kind, Need, Table};
use crate::text::nearest::quoted;
use std::fmt::Write;

const BEGINNING: &str = "\
<!-- Written by the tests of switchboard-codegen from the tables that the readers go by; changes made here are lost. -->

# All keys of the files that people edit

Each file has a JSON Schema in [`codegen/schemas`](../schemas), which its first line names: editors with Taplo
(`#:schema …`) or the YAML language server (`# yaml-language-server: $schema=…`) complete keys and underline mistakes. In a
workspace of your own, `switchboard init` and `switchboard new` put the schemas into `specs/.schemas/`.

A key that is not here is an error. All examples are read by the tests.
";

/// What the page has of each file: the heading, and its keys.
const FILES: [(&str, Edited); 3] =
    [("vendor.toml", Edited::Vendor), ("switchboard.toml", Edited::Workspace), ("overlay.yaml", Edited::Overlay)];

pub(super) fn page() -> String {
    let mut text = BEGINNING.to_owned();
    for (name, edited) in FILES {
        let _ = write!(text, "\n## {name}\n\n{}\n", edited.table().doc);
        write_table(&mut text, edited, edited.table());
        let mut written: Vec<&str> = Vec::new();
        write_below(&mut text, edited, edited.table(), &mut written);
    }
    text
}

/// The tables in a table, each once.
fn write_below(text: &mut String, edited: Edited, table: &Table, written: &mut Vec<&str>) {
    for inner in table.keys.iter().filter_map(|key| key.kind.table()) {
        if written.contains(&inner.what) {
            continue;
        }
        written.push(inner.what);
        let _ = write!(text, "\n### {}\n\n{}\n", heading(inner), inner.doc);
        write_table(text, edited, inner);
        write_below(text, edited, inner, written);
    }
}

fn heading(table: &Table) -> String {
    match table.what.starts_with('[') {
        true => format!("`{}`", table.what),
        false => table.what.to_owned(),
    }
}

fn write_table(text: &mut String, edited: Edited, table: &Table) {
    let has_versions = table.keys.iter().any(|key| key.since > 0);
    text.push_str("\n| key | value | | what it is | example |\n|---|---|---|---|---|\n");
    for key in table.keys {
        let since = if has_versions && key.since > 0 { format!(" (1.{})", key.since) } else { String::new() };
        let example = key.kind.table().is_none().then(|| {
            let language = edited.language();
            value_of(language, edited.table(), table, key.name).map(|value| code(&shortened(&language.written(&value))))
        });
        let cells = [
            format!("`{}`{since}", key.name),
            kind(key.kind),
            need(table, key),
            key.doc.to_owned(),
            example.flatten().unwrap_or_default(),
        ];
        let _ = writeln!(text, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    for case in table.cases.iter().filter(|case| !case.refuses.is_empty()) {
        let _ = write!(text, "\n{}: {} are not there.\n", when(case), quoted(case.refuses.iter().copied()));
    }
    for example in table.examples {
        let _ = write!(text, "\n```{}\n{}```\n", edited.language().name(), example);
    }
}

fn when(case: &Case) -> String {
    match case.words {
        [] => format!("With `{}`", case.key),
        words => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("With `{}` {}", case.key, words.join(" or "))
        }
    }
}

fn need(table: &Table, key: &Key) -> String {
    match key.need {
        Need::Required => "required".to_owned(),
        Need::Default(text) => format!("else `{text}`"),
        Need::Optional => {
            let cases = table.cases.iter().filter(|case| case.needs.contains(&key.name));
            let cases: Vec<String> = cases.map(|case| when(case).replacen("With", "with", 1)).collect();
            if cases.is_empty() { String::new() } else { format!("required {}", cases.join(", ")) }
        }
    }
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::Checked(_) => "text".to_owned(),
        // The codes of warnings are many, and explained elsewhere.
        Kind::Word(words) if (words.all)().len() > 12 => "a code: `cargo xtask explain CODE`".to_owned(),
        Kind::Word(words) => quoted((words.all)()),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Number { .. } => "whole number".to_owned(),
        Kind::Character => "one character".to_owned(),
        Kind::Scalar => "text, number or boolean".to_owned(),
        Kind::Any => "anything".to_owned(),
        Kind::List(Kind::Text | Kind::Checked(_)) => "texts".to_owned(),
        Kind::List(_) => "list".to_owned(),
        Kind::Table(table) => format!("table {}", heading(table)),
        Kind::Tables(table) => format!("tables {}", heading(table)),
        Kind::Named(table) => format!("tables {} by name", heading(table)),
    }
}

/// A text in a table, with its beginning alone where it is long.
fn shortened(text: &str) -> String {
    const MOST: usize = 48;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// A text as code; one with backticks stands between two of them.
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
