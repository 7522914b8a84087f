//! Sphinx pages: as source, as joined text, and as HTML.

use super::facts::{Kind, Member, capital, members, name, object, plain, sentence, values, word};
use super::{described, said_only, same};
use fastrand::Rng;
use serde_json::Value;
use std::fmt::Write;
use switchboard_codegen::describe::Format;
use switchboard_codegen::diagnostic::Diagnostics;

/// How a page is printed.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Source,
    Joined,
    Html,
}

/// How many forms there are; each case is one of them.
pub(super) const WAYS: u64 = 3;

/// One structure of a page.
struct Structure {
    title: String,
    members: Vec<Member>,
    /// Members that the template leaves out.
    left_out: Vec<usize>,
    has_example: bool,
    /// Whether tables are named by a sentence; else by "See …".
    has_sentences: bool,
}

pub(super) fn check(rng: &mut Rng) -> (String, Diagnostics) {
    let form = [Form::Source, Form::Joined, Form::Html][rng.usize(..3)];
    let mut titles: Vec<String> = Vec::new();
    let mut structures = Vec::new();
    for _ in 0..rng.usize(1..4) {
        let title = capital(&word(rng)) + &capital(&word(rng));
        if !titles.contains(&title) {
            titles.push(title.clone());
            structures.push(structure(rng, title));
        }
    }
    let page = page(rng, form, &structures);
    let (document, diagnostics) = described(Format::Sphinx, &page);
    let mut expected = Vec::new();
    for structure in &structures {
        let mut schema = document["components"]["schemas"][&structure.title].clone();
        strip(&mut schema);
        same(&structure.title, &schema, &Value::Object(object(&structure.members)), &page);
        let lacking = structure.left_out.iter().map(|at| &structure.members[*at].name);
        expected.extend(lacking.map(|name| format!("the page describes a member `{name}` that the template lacks")));
    }
    let count = document["components"]["schemas"].as_object().map_or(0, |schemas| schemas.len());
    assert_eq!(count, structures.len(), "{page}");
    said_only(&diagnostics, &expected, &page);
    (page, diagnostics)
}

fn structure(rng: &mut Rng, title: String) -> Structure {
    let kind = |rng: &mut Rng| match rng.u8(..10) {
        0 => Kind::Array(Box::new(plain(rng))),
        1 => Kind::Object(Vec::new()),
        _ => plain(rng),
    };
    let count = rng.usize(2..8);
    let mut members = members(rng, count, &mut Vec::new(), &kind);
    for member in members.iter_mut().filter(|member| member.kind == Kind::String) {
        if rng.bool() {
            let mut values: Vec<String> = (0..rng.usize(1..5)).map(|_| name(rng)).collect();
            values.sort();
            values.dedup();
            member.values = values.into_iter().map(|value| (value, sentence(rng))).collect();
        }
    }
    // A member that the template leaves out is added after the others.
    let left_out: Vec<usize> = if rng.u8(..4) == 0 { vec![members.len() - 1] } else { Vec::new() };
    let has_sentences = rng.bool();
    for member in members.iter_mut().filter(|member| !member.values.is_empty() && !has_sentences) {
        member.text = format!("{} See {}.", member.text, heading(&member.name));
    }
    Structure { title, members, left_out, has_example: rng.bool(), has_sentences }
}

/// What heads the table of the values of a member.
fn heading(name: &str) -> String {
    capital(&name.replace('_', " "))
}

/// The type as a line of a member states it.
fn words(member: &Member) -> String {
    let kind = |kind: &Kind| match kind {
        Kind::String => "string",
        Kind::Uuid => "UUID",
        Kind::Time => "string, ISO 8601",
        Kind::Integer => "Integer",
        Kind::Number => "Number",
        Kind::Boolean => "Boolean",
        Kind::Object(_) => "Object",
        Kind::Array(_) => "Array",
    };
    let mut words = match &member.kind {
        _ if !member.values.is_empty() => "enum string".to_owned(),
        Kind::Array(items) if matches!(**items, Kind::Time) => "Array of timestamp".to_owned(),
        Kind::Array(items) => format!("Array of {}", kind(items)),
        other => kind(other).to_owned(),
    };
    if member.is_required {
        words += ", Required";
    }
    if member.is_nullable {
        words += ", nullable";
    }
    words
}

fn template(structure: &Structure) -> String {
    let place = |member: &Member| match &member.kind {
        Kind::Object(_) => "{\n        ...\n    }".to_owned(),
        Kind::Array(_) => "[\n        \"<string>\",\n        ...\n    ]".to_owned(),
        Kind::Boolean => "<boolean>".to_owned(),
        Kind::Integer | Kind::Number => "<number>".to_owned(),
        _ => "\"<string>\"".to_owned(),
    };
    let members = structure.members.iter().enumerate().filter(|(at, _)| !structure.left_out.contains(at));
    let lines: Vec<String> = members.map(|(_, member)| format!("    \"{}\": {}", member.name, place(member))).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

fn example(structure: &Structure, rng: &mut Rng) -> String {
    let shown: Vec<Member> = structure
        .members
        .iter()
        .enumerate()
        .filter(|(at, _)| !structure.left_out.contains(at))
        .map(|(_, member)| member.clone())
        .collect();
    serde_json::to_string_pretty(&values(&shown, rng)).unwrap_or_default()
}

fn page(rng: &mut Rng, form: Form, structures: &[Structure]) -> String {
    let mut page = String::new();
    let first = &structures[0].title;
    match form {
        Form::Source => {
            let _ = write!(page, ".. _{first}-struct:\n\n{first}\n{}\n\n", "=".repeat(first.len()));
        }
        Form::Joined => {
            let _ = writeln!(page, "{first}");
        }
        Form::Html => {
            let _ = write!(
                page,
                "<!DOCTYPE html>\n<html><body><nav><a href=\"/\">Home</a></nav><div role=\"main\">\n<section id=\"top\"><h1>{first}<a class=\"headerlink\" href=\"#top\">¶</a></h1>\n"
            );
        }
    }
    for structure in structures {
        match form {
            Form::Source => source(&mut page, structure, rng),
            Form::Joined => joined(&mut page, structure, rng),
            Form::Html => html(&mut page, structure, rng),
        }
    }
    if form == Form::Html {
        page += "</section></div><footer>All rights</footer></body></html>\n";
    }
    page
}

fn source(page: &mut String, structure: &Structure, rng: &mut Rng) {
    let indented = |code: &str| code.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let title = &structure.title;
    let _ = write!(
        page,
        ".. _{title}-label:\n\n{title}\n{}\n\n.. code::\n\n{}\n",
        "-".repeat(title.len()),
        indented(&template(structure))
    );
    for member in &structure.members {
        let _ = writeln!(page, "* ``{}`` ({}): {}", member.name, words(member), member.text);
    }
    page.push('\n');
    if structure.has_example {
        let _ = write!(page, "Example\n+++++++\n\n.. code::\n\n{}\n", indented(&example(structure, rng)));
    }
    for member in structure.members.iter().filter(|member| !member.values.is_empty()) {
        let heading = heading(&member.name);
        let _ = write!(page, "{heading}\n{}\n\n", "^".repeat(heading.len()));
        if structure.has_sentences {
            let _ = write!(page, "All possible values for the ``{}`` field:\n\n", member.name);
        }
        let width = member.values.iter().map(|(value, _)| value.len()).max().unwrap_or(0).max(5);
        let rule = format!("{} {}\n", "=".repeat(width), "=".repeat(20));
        let _ = write!(page, "{rule}{:width$} Description\n{rule}", "Value");
        for (value, meaning) in &member.values {
            let _ = writeln!(page, "{value:width$} {meaning}");
        }
        let _ = writeln!(page, "{rule}");
    }
}

fn joined(page: &mut String, structure: &Structure, rng: &mut Rng) {
    let flat = |code: &str| code.lines().map(|line| line.trim().to_owned() + "\n").collect::<String>();
    let _ = write!(page, "{}\n{}", structure.title, flat(&template(structure)));
    for member in &structure.members {
        let _ = write!(page, "{}({}): {}", member.name, words(member), member.text);
    }
    page.push('\n');
    if structure.has_example {
        let _ = write!(page, "Example\n{}", flat(&example(structure, rng)));
    }
    for member in structure.members.iter().filter(|member| !member.values.is_empty()) {
        let _ = writeln!(page, "{}", heading(&member.name));
        if structure.has_sentences {
            let _ = writeln!(page, "All possible values for the {} field:", member.name);
        }
        *page += "Type |\nDescription |\n|---|---|\n";
        for (value, meaning) in &member.values {
            let _ = write!(page, "{value} |\n{meaning} |\n");
        }
    }
}

fn html(page: &mut String, structure: &Structure, rng: &mut Rng) {
    let escape =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let title = &structure.title;
    let _ = write!(
        page,
        "<section id=\"{title}\"><h2>{title}<a class=\"headerlink\" href=\"#{title}\">¶</a></h2>\n<div class=\"highlight\"><pre><span></span>{}\n</pre></div>\n<ul class=\"simple\">\n",
        escape(&template(structure))
    );
    for member in &structure.members {
        let _ = writeln!(
            page,
            "<li><p><code class=\"docutils\"><span class=\"pre\">{}</span></code> ({}): {}</p></li>",
            member.name,
            words(member),
            member.text
        );
    }
    *page += "</ul>\n";
    if structure.has_example {
        let _ = writeln!(
            page,
            "<section id=\"{title}-e\"><h3>Example</h3><pre>{}</pre></section>",
            escape(&example(structure, rng))
        );
    }
    for member in structure.members.iter().filter(|member| !member.values.is_empty()) {
        let _ = writeln!(page, "<section id=\"{title}-{}\"><h3>{}</h3>", member.name, heading(&member.name));
        if structure.has_sentences {
            let _ = writeln!(page, "<p>All possible values for the <code>{}</code> field:</p>", member.name);
        }
        *page += "<table><thead><tr><th><p>Type</p></th><th><p>Description</p></th></tr></thead>\n<tbody>";
        for (value, meaning) in &member.values {
            let _ = writeln!(page, "<tr><td><p>{value}</p></td>\n<td><p>{meaning}</p></td></tr>");
        }
        *page += "</tbody></table></section>\n";
    }
    *page += "</section>\n";
}

/// Removes what the facts do not have a word for.
fn strip(schema: &mut Value) {
    if let Value::Object(members) = schema {
        for key in ["example", "x-mentioned-operations", "x-enum-descriptions", "x-unset-values"] {
            members.remove(key);
        }
        members.values_mut().for_each(strip);
    }
}
