//! Markdown pages: tables in several dialects, or lists, below headings with a method and a path.

use super::facts::{Kind, Member, capital, members, name, object, plain, sentence, values, word};
use super::{described, said_only, same};
use fastrand::Rng;
use serde_json::{Value, json};
use std::fmt::Write;
use switchboard_codegen::describe::Format;
use switchboard_codegen::diagnostic::Diagnostics;

/// What heads the columns, in the dialect of a page.
struct Dialect {
    has_lists: bool,
    has_outer_bars: bool,
    names: &'static str,
    required: &'static str,
    yes: &'static str,
    no: &'static str,
}

/// A page alone, or several of them in one file.
pub(super) const WAYS: u64 = 2;

/// What a page says: for each operation its path, its method and what the document has of it.
type Wanted = Vec<(String, String, Value)>;

pub(super) fn check(rng: &mut Rng) -> (String, Diagnostics) {
    let mut expected = Vec::new();
    let (page, wanted) = if rng.bool() { single(rng, "/v1", &mut expected) } else { bundle(rng, &mut expected) };
    let (document, diagnostics) = described(Format::Markdown, &page);
    assert_eq!(document["paths"].as_object().map_or(0, |paths| paths.len()), wanted.len(), "{page}");
    for (path, method, operation) in wanted {
        same(&path, &document["paths"][&path][&method], &operation, &page);
    }
    said_only(&diagnostics, &expected, &page);
    (page, diagnostics)
}

/// `llms-full.txt`: pages with their titles and addresses, one after the other.
fn bundle(rng: &mut Rng, expected: &mut Vec<String>) -> (String, Wanted) {
    let (mut text, mut wanted) = (String::new(), Vec::new());
    for number in 0..rng.usize(2..5) {
        let (page, more) = single(rng, &format!("/v{number}"), expected);
        let head = format!("# Farm\nSource: https://h.example/farm-{number}\n");
        text += &page.replacen("# Farm\n", &head, 1);
        text += "\n";
        wanted.extend(more);
    }
    (text, wanted)
}

fn single(rng: &mut Rng, base: &str, expected: &mut Vec<String>) -> (String, Wanted) {
    let dialect = Dialect {
        has_lists: rng.u8(..3) == 0,
        has_outer_bars: rng.bool(),
        names: ["Parameter", "Name", "Field", "Parameters"][rng.usize(..4)],
        required: ["Required", "Mandatory"][rng.usize(..2)],
        yes: ["Y", "yes", "true", "Required"][rng.usize(..4)],
        no: ["N", "no", "false", "Optional"][rng.usize(..4)],
    };
    let mut page = "# Farm\n\nWords about it.\n\n".to_owned();
    let (mut paths, mut wanted) = (Vec::new(), Vec::new());
    // What stands before the first operation belongs to none.
    expected.push("this text did not reach the document: Words about it.".to_owned());
    for _ in 0..rng.usize(1..4) {
        let path = format!("{base}/{}/{}", name(rng), word(rng));
        if paths.contains(&path) {
            continue;
        }
        paths.push(path.clone());
        wanted.push(operation(rng, &dialect, &path, &mut page, expected));
    }
    (page, wanted)
}

/// Writes an operation, and gives its path, its method and what the document has to say of it.
fn operation(
    rng: &mut Rng,
    dialect: &Dialect,
    base: &str,
    page: &mut String,
    expected: &mut Vec<String>,
) -> (String, String, Value) {
    let (method, has_body) = [("get", false), ("delete", false), ("post", true), ("put", true)][rng.usize(..4)];
    let mut taken = Vec::new();
    let kind = |rng: &mut Rng| if rng.u8(..6) == 0 { Kind::Array(Box::new(plain(rng))) } else { plain(rng) };
    let in_path = members(rng, 1, &mut taken, &plain).into_iter().map(|member| Member {
        is_required: true,
        is_nullable: false,
        ..member
    });
    let in_path: Vec<Member> = in_path.collect();
    let path = format!("{base}/{{{}}}", in_path[0].name);
    let count = rng.usize(1..5);
    let query = members(rng, count, &mut taken, &kind);
    let body = if has_body { some_members(rng, &mut taken, &kind) } else { Vec::new() };
    let answer = if rng.bool() { some_members(rng, &mut taken, &kind) } else { Vec::new() };
    let (title, text) = (capital(&word(rng)) + " it " + &word(rng), sentence(rng));
    let upper = method.to_uppercase();
    let shown = ["`METHOD PATH`", "METHOD `PATH`", "**METHOD** `PATH`"][rng.usize(..3)]
        .replace("METHOD", &upper)
        .replace("PATH", &path);
    let _ = write!(page, "## {title}\n\n{text}\n\n### HTTP Request\n\n{shown}\n\n");
    list(page, dialect, "Path Parameters", &in_path);
    list(page, dialect, "Query Parameters", &query);
    let mut wanted = json!({"summary": title, "description": text});
    let parameters: Vec<Value> = in_path
        .iter()
        .map(|member| parameter("path", member))
        .chain(query.iter().map(|member| parameter("query", member)))
        .collect();
    wanted["parameters"] = json!(parameters);
    if has_body {
        list(page, dialect, "Body Parameters", &body);
        let mut media = json!({"schema": object(&body)});
        if rng.bool() {
            let example = values(&body, rng);
            let _ = write!(page, "> Request example:\n\n```json\n{example}\n```\n\n");
            media["example"] = example;
        }
        wanted["requestBody"] = json!({"content": {"application/json": media}, "required": true});
    }
    if answer.is_empty() {
        expected.push("the page describes no answer".to_owned());
        wanted["responses"] = json!({"200": {"description": "The answer, which is not described.", "x-inferred": true,
            "content": {"application/json": {"schema": {}}}}});
    } else {
        list(page, dialect, "Response Parameters", &answer);
        wanted["responses"] = json!({"200": {"description": "The answer.", "x-inferred": true,
            "content": {"application/json": {"schema": object(&answer)}}}});
    }
    (path, method.to_owned(), wanted)
}

/// Members, one of them perhaps an object with members of its own.
fn some_members(rng: &mut Rng, taken: &mut Vec<String>, kind: &dyn Fn(&mut Rng) -> Kind) -> Vec<Member> {
    let count = rng.usize(1..5);
    let mut all = members(rng, count, taken, kind);
    if rng.bool() {
        let inner = members(rng, 2, &mut Vec::new(), &plain);
        let mut holder = members(rng, 1, taken, &|_| Kind::Boolean);
        holder[0].kind = Kind::Object(inner);
        all.extend(holder);
    }
    all
}

fn parameter(place: &str, member: &Member) -> Value {
    let mut schema = member.schema();
    if let Some(members) = schema.as_object_mut() {
        members.remove("description");
    }
    json!({"name": member.name, "in": place, "description": member.text, "required": member.is_required, "schema": schema})
}

fn words(member: &Member) -> String {
    fn kind(of: &Kind) -> String {
        match of {
            Kind::String => "String".to_owned(),
            Kind::Uuid => "uuid".to_owned(),
            Kind::Time => "date-time".to_owned(),
            Kind::Integer => "Int".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::Boolean => "Boolean".to_owned(),
            Kind::Object(_) => "Object".to_owned(),
            Kind::Array(items) => format!("array of {}", kind(items)),
        }
    }
    kind(&member.kind) + if member.is_nullable { ", nullable" } else { "" }
}

fn list(page: &mut String, dialect: &Dialect, heading: &str, members: &[Member]) {
    let _ = write!(page, "### {heading}\n\n");
    if dialect.has_lists {
        entries(page, members, 0);
        page.push('\n');
        return;
    }
    let line = |cells: [&str; 4]| {
        let inner = cells.join(" | ");
        if dialect.has_outer_bars { format!("| {inner} |\n") } else { format!("{inner}\n") }
    };
    *page += &line([dialect.names, "Type", dialect.required, "Description"]);
    *page += &line(["---", "---", "---", "---"]);
    rows(page, dialect, &line, "", members);
    page.push('\n');
}

fn rows(page: &mut String, dialect: &Dialect, line: &dyn Fn([&str; 4]) -> String, before: &str, members: &[Member]) {
    for member in members {
        let name = format!("{before}{}", member.name);
        *page +=
            &line([&name, &words(member), if member.is_required { dialect.yes } else { dialect.no }, &member.text]);
        if let Kind::Object(inner) = &member.kind {
            rows(page, dialect, line, &format!("{name}."), inner);
        }
    }
}

fn entries(page: &mut String, members: &[Member], depth: usize) {
    for member in members {
        let required = if member.is_required { ", required" } else { "" };
        let _ =
            writeln!(page, "{}- `{}` ({}{required}) - {}", "  ".repeat(depth), member.name, words(member), member.text);
        if let Kind::Object(inner) = &member.kind {
            entries(page, inner, depth + 1);
        }
    }
}
