//! JSONPath expressions (RFC 9535) of an overlay, and the places that they select. Never changes what stands there.

use super::Step;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Span};
use crate::text::nearest::{nearest, quoted};
use serde_json::Value;
use serde_json_path::{JsonPath, NormalizedPath, PathElement};

/// A JSONPath longer or more nested than this is nobody's correction.
const MAX_LENGTH: usize = 2_000;
const MAX_NESTING: usize = 32;

/// A JSONPath with its text and its place.
#[derive(Clone, Debug)]
pub(super) struct Target {
    path: JsonPath,
    pub(super) text: String,
    pub(super) span: Span,
}

impl Target {
    /// The places it selects, in document order of objects and lists, each once.
    pub(super) fn places(&self, document: &Value) -> Vec<Vec<Step>> {
        let mut places: Vec<Vec<Step>> = self.path.query_located(document).locations().map(steps).collect();
        places.sort();
        places.dedup();
        places
    }

    /// The longest beginning of the path that selects something, and the names there that are nearest to what is missing.
    pub(super) fn nearest_existing(&self, document: &Value) -> Option<String> {
        nearest_existing(&self.text, document)
    }
}

/// Reads the text of `key`; what is wrong with it is reported.
pub(super) fn parse(node: &Node, key: &str, found: &mut Diagnostics) -> Option<Target> {
    let text = node.as_str().unwrap_or_default().to_owned();
    let mut nesting = 0usize;
    let deepest = text.chars().fold(0, |deepest, character| {
        match character {
            '(' | '[' | '!' => nesting += 1,
            ')' | ']' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        deepest.max(nesting)
    });
    let problem = if text.len() > MAX_LENGTH || deepest > MAX_NESTING {
        "it is too long or too deeply nested".to_owned()
    } else {
        match JsonPath::parse(&text) {
            Ok(path) => return Some(Target { path, text, span: node.span }),
            Err(error) => format!("{} at character {}", error.message(), error.position() + 1),
        }
    };
    let what = if key == "target" { "the target".to_owned() } else { format!("`{key}`") };
    found.push(
        Diagnostic::error(Code::OverlayTargetInvalid, format!("{what} is not a valid JSONPath: {problem}"))
            .at(node.span)
            .help("a path begins with `$`; names with other characters than letters go into brackets: `$.paths['/call/{id}'].get`"),
    );
    None
}

fn steps(path: &NormalizedPath<'_>) -> Vec<Step> {
    path.iter()
        .map(|element| match element {
            PathElement::Name(name) => Step::Member((*name).to_owned()),
            PathElement::Index(index) => Step::Item(*index),
        })
        .collect()
}

/// The longest beginning of a path that selects something, and the names there that are nearest to what is missing.
fn nearest_existing(text: &str, document: &Value) -> Option<String> {
    let starts = segment_starts(text);
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    let segments: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    segments.iter().rev().find_map(|(start, end)| {
        let parent = text.get(..*start)?;
        let path = JsonPath::parse(parent).ok()?;
        let found = path.query(document).first()?;
        let wanted = text.get(*start..*end)?.trim_matches(['.', '[', ']', '\'', '"']);
        Some(match found {
            Value::Object(members) if !members.is_empty() => {
                let names = nearest(wanted, members.keys().map(String::as_str), 3);
                format!("`{parent}` is there; its nearest keys are {}", quoted(names))
            }
            Value::Array(items) => format!("`{parent}` is there, a list of {} items", items.len()),
            _ => format!("`{parent}` is there, and has no members"),
        })
    })
}

/// Where each segment of a JSONPath begins: a dot or a bracket outside of brackets and quotes.
fn segment_starts(text: &str) -> Vec<usize> {
    let (mut starts, mut depth, mut quote, mut previous) = (Vec::new(), 0usize, None, ' ');
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open && previous != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '.') if depth == 0 && previous != '.' => starts.push(at),
            (None, '[') => {
                if depth == 0 && previous != '.' {
                    starts.push(at);
                }
                depth += 1;
            }
            (None, ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        previous = character;
    }
    starts
}
