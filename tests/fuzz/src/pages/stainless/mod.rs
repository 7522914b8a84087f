//! The reader of Stainless pages on pages that are made up: an API is generated, rendered in all forms, described,
//! and compared with the document that it should be.
//!
//! What a page says has to be in the document and nothing else; where a line of it is lost, that has to be said.

mod api;
mod html;
mod index_md;
mod text;

use api::Api;
use fastrand::Rng;
use serde_json::Value;
use switchboard_codegen::describe::{Format, describe};
use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::SourceFiles;

/// A page that is described otherwise than it should be.
#[derive(Debug)]
struct Mismatch {
    page: String,
    /// What is wrong with its document.
    reason: String,
}

/// How many ways to show an API, and to damage what is shown, there are: each case checks one of them.
pub(super) const WAYS: u64 = 8;

/// Makes an API up, and checks the document of one of its pages. Nothing is said of them.
pub(super) fn check(rng: &mut Rng) -> (String, Diagnostics) {
    let api = Api::generate(rng);
    let expected = api.document();
    let checked = match rng.u64(..WAYS) {
        0 => check_whole(&index_md::render(&api, rng), &expected, Layout::Indented),
        1 => {
            let bullet = if rng.bool() { "* `" } else { "+ `" };
            check_whole(&index_md::render(&api, rng).replace("- `", bullet), &expected, Layout::Indented)
        }
        2 => check_facts(&html::of(&index_md::render(&api, rng), rng), &expected),
        3 => check_whole(&text::render(&api, rng), &expected, Layout::Flat),
        4 => check_damaged(&index_md::render(&api, rng), &expected, Layout::Indented, rng),
        5 => check_damaged(&text::render(&api, rng), &expected, Layout::Flat, rng),
        6 => {
            let (page, expected) = resource(&api, &Api::generate(rng), rng, index_md::render);
            check_whole(&page, &expected, Layout::Indented)
        }
        _ => {
            let (page, expected) = resource(&api, &Api::generate(rng), rng, text::render);
            check_whole(&page, &expected, Layout::Flat)
        }
    };
    if let Err(found) = checked {
        panic!("{}\n{}", found.reason, found.page);
    }
    (String::new(), Diagnostics::new())
}

/// A page of two operations, and its document.
fn resource(first: &Api, second: &Api, rng: &mut Rng, render: fn(&Api, &mut Rng) -> String) -> (String, Value) {
    let other =
        |text: String| text.replace("/cats/", "/dogs/").replace(api::TITLE, "Move a dog").replace("Model", "Other");
    let (page, below) = (render(first, rng), other(render(second, rng)));
    let below = below.strip_prefix(text::NAVIGATION).unwrap_or(&below);
    let mut document = first.document();
    let parts = serde_json::from_str(&other(second.document().to_string())).unwrap_or(Value::Null);
    for pointer in ["/paths", "/components/schemas"] {
        if let Some(Value::Object(more)) = parts.pointer(pointer).cloned() {
            if document.pointer(pointer).is_none() {
                document["components"] = serde_json::json!({"schemas": {}});
            }
            let here = document.pointer_mut(pointer).and_then(Value::as_object_mut);
            here.into_iter().for_each(|here| here.extend(more.clone()));
        }
    }
    (format!("{page}\n{below}"), document)
}

/// How lines show what stands below what.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    /// By their indentation.
    Indented,
    /// By nothing but the names that signatures announce.
    Flat,
}

/// A whole page is described as the API is, and there is nothing to say about it. Without indentation a line may be a
/// member or a text by all that the page shows; then it is told which it was taken for.
fn check_whole(page: &str, expected: &Value, layout: Layout) -> Result<(), Box<Mismatch>> {
    let (document, said) = read(page);
    let wrong = |reason| Err(Box::new(Mismatch { page: page.to_owned(), reason }));
    let Some(document) = document else { return wrong(format!("refused: {said:?}")) };
    let is_told = said.iter().any(|said| said.contains("looks like the member"));
    if layout == Layout::Flat && is_told {
        return Ok(());
    }
    if let Some(place) = difference(expected, &document, "#") {
        return wrong(format!("{place}; said: {said:?}"));
    }
    if said.is_empty() { Ok(()) } else { wrong(format!("said about a whole page: {said:?}")) }
}

/// A whole page in HTML, whose texts lose their lines, has the facts of the API.
fn check_facts(page: &str, expected: &Value) -> Result<(), Box<Mismatch>> {
    let (document, said) = read(page);
    let place = document.as_ref().map(|document| difference(&facts(expected), &facts(document), "#"));
    match place {
        Some(None) if said.is_empty() => Ok(()),
        place => Err(Box::new(Mismatch { page: page.to_owned(), reason: format!("{place:?}; said: {said:?}") })),
    }
}

/// A page that lacks a line of what is returned is described as before, or something is said.
fn check_damaged(page: &str, expected: &Value, layout: Layout, rng: &mut Rng) -> Result<(), Box<Mismatch>> {
    let lines: Vec<&str> = page.lines().collect();
    let begin = lines.iter().position(|line| line.trim_start_matches("### ").starts_with("Returns"));
    let end = lines.iter().rposition(|line| line.starts_with("curl ")).unwrap_or(lines.len());
    let begin = begin.unwrap_or(end) + 1;
    let is_one = |line: &&str| (line.contains(": ") || line.contains('"')) && !line.ends_with('.');
    let is_structure = |at: &usize| lines.get(*at).is_some_and(is_one);
    let places: Vec<usize> = (begin..end).filter(is_structure).collect();
    let Some(lost) = rng.choice(&places) else { return Ok(()) };
    if layout == Layout::Flat && has_a_stand_in(&lines, *lost) {
        return Ok(());
    }
    let kept: Vec<&str> = lines.iter().enumerate().filter(|(at, _)| at != lost).map(|(_, line)| *line).collect();
    let page = kept.join("\n");
    let (document, said) = read(&page);
    let place = document.as_ref().and_then(|document| difference(&facts(expected), &facts(document), "#"));
    match place.filter(|_| said.is_empty()) {
        Some(place) => {
            let line = lines.get(*lost).copied().unwrap_or_default();
            Err(Box::new(Mismatch { page, reason: format!("lost `{line}`, and nothing was said: {place}") }))
        }
        None => Ok(()),
    }
}

/// Whether other lines may take the place of a lost one where nothing but the order nests, so that no reader can tell:
/// one that is the same member or looks like it, or any where neither a signature nor the sample names what is lost.
fn has_a_stand_in(lines: &[&str], lost: usize) -> bool {
    let name = |line: &str| line.split_once(": ").map(|(name, _)| name.to_owned());
    let Some(lost_name) = lines.get(lost).and_then(|line| name(line)) else { return false };
    let names_it = |line: &&str| {
        let signatures = line.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let is_named = signatures.flat_map(|names| names.split(',')).any(|name| name.trim() == lost_name);
        is_named || line.trim_start().starts_with(&format!("\"{lost_name}\":"))
    };
    !lines.iter().any(names_it) || lines.iter().skip(lost + 1).any(|line| name(line).as_ref() == Some(&lost_name))
}

fn read(page: &str) -> (Option<Value>, Vec<String>) {
    let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
    let file = files.add("page", page);
    let document = describe(&files, &[file], Some(Format::Stainless), &mut diagnostics).map(|node| node.to_value());
    let said = diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect();
    (document, said)
}

/// A document without its texts: nothing shows that a line of prose is lost.
fn facts(document: &Value) -> Value {
    match document {
        Value::Object(members) => {
            let is_fact = |key: &str, value: &Value| {
                !(value.is_string() && key == "description" || matches!(key, "deprecated" | "x-nullability-hint"))
            };
            let kept = members.iter().filter(|(key, value)| is_fact(key, value));
            kept.map(|(key, value)| (key.clone(), facts(value))).collect()
        }
        Value::Array(items) => items.iter().map(facts).collect(),
        other => other.clone(),
    }
}

/// Where two values differ first, and how.
fn difference(expected: &Value, found: &Value, at: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(left), Value::Object(right)) => {
            let below = left.iter().find_map(|(key, value)| match right.get(key) {
                Some(other) => difference(value, other, &format!("{at}/{key}")),
                None => Some(format!("{at}/{key} is lost")),
            });
            let invented = || right.keys().find(|key| !left.contains_key(*key));
            below.or_else(|| invented().map(|key| format!("{at}/{key} is invented: {}", right[key])))
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let pairs = left.iter().zip(right).enumerate();
            pairs.into_iter().find_map(|(nth, (left, right))| difference(left, right, &format!("{at}/{nth}")))
        }
        _ if expected == found => None,
        _ => Some(format!("{at} is {found} and should be {expected}")),
    }
}
