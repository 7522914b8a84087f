//! Mutations: of text, by lines and characters, and of documents, by their tree.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// What readers look out for, and what breaks them.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "`",
    "```",
    "````",
    "\n",
    "\r\n",
    "\t",
    ":",
    ",",
    "#",
    "|",
    "<",
    ">",
    "(",
    ")",
    "\\",
    "-",
    "- ",
    "* ",
    "&a",
    "*a",
    "<<",
    "!!str",
    "---",
    "...",
    "null",
    "true",
    "1e400",
    "-0",
    "18446744073709551616",
    "\u{0}",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "é",
    "🦀",
    "</",
    "curl",
    "--header",
    "https://",
    "required",
    "optional",
    "string",
    "integer",
    "Example:",
    "Default:",
    "enum",
    "$ref",
    "200",
];

/// A seed with a few of its lines, characters and parts removed, doubled, moved, or mixed with another seed.
pub(crate) fn text(rng: &mut Rng, seeds: &[String]) -> String {
    let mut text: Vec<char> = seeds[rng.usize(..seeds.len())].chars().collect();
    for _ in 0..rng.usize(1..8) {
        let (mut from, mut to) = (rng.usize(..=text.len()), rng.usize(..=text.len()));
        if from > to {
            std::mem::swap(&mut from, &mut to);
        }
        if rng.bool() {
            to = text.len().min(from + rng.usize(..20));
        }
        match rng.u8(..8) {
            0 => drop(text.drain(from..to)),
            1 => text.truncate(from.max(1)),
            2 => {
                let copy: Vec<char> = text[from..to].iter().copied().take(2_000).collect();
                text.splice(to..to, copy);
            }
            3 => {
                let other: Vec<char> = seeds[rng.usize(..seeds.len())].chars().collect();
                let start = rng.usize(..=other.len());
                let piece = other[start..].iter().copied().take(rng.usize(..500));
                text.splice(from..from, piece.collect::<Vec<_>>());
            }
            4 | 5 => drop(text.splice(from..from, TOKENS[rng.usize(..TOKENS.len())].chars().collect::<Vec<_>>())),
            6 => {
                let mut lines: Vec<String> = text.iter().collect::<String>().lines().map(str::to_owned).collect();
                if lines.len() > 1 {
                    let (left, right) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
                    lines.swap(left, right);
                }
                text = lines.join("\n").chars().collect();
            }
            _ => {
                if let Some(character) = text.get_mut(from) {
                    *character = char::from(rng.u8(0x09..0x7f));
                }
            }
        }
    }
    text.into_iter().collect()
}

/// A document with parts of its tree replaced, removed, copied elsewhere or referred to.
pub(crate) fn document(rng: &mut Rng, seeds: &[String]) -> String {
    // The cases are JSON behind comments, or YAML; what is not JSON is mutated as text.
    let seed = &seeds[rng.usize(..seeds.len())];
    let body: String = seed.lines().filter(|line| !line.starts_with('#')).collect();
    let Ok(mut root) = serde_json::from_str::<Value>(&body) else { return text(rng, seeds) };
    for _ in 0..rng.usize(1..6) {
        let mut pointers = Vec::new();
        collect(&root, String::new(), &mut pointers);
        let pointer = pointers[rng.usize(..pointers.len())].clone();
        let other = pointers[rng.usize(..pointers.len())].clone();
        let copy = root.pointer(&other).cloned().unwrap_or_default();
        let new = match rng.u8(..7) {
            0 => json!({"$ref": format!("#{other}")}),
            1 => schema(rng, &pointers),
            2 => Value::from(TOKENS[rng.usize(..TOKENS.len())]),
            3 => [json!(null), json!(true), json!(-1), json!(1e300), json!([]), json!({}), json!(u64::MAX)]
                [rng.usize(..7)]
            .clone(),
            // Copies of large parts into small ones would grow without end.
            _ if copy.to_string().len() < 5_000 => copy,
            _ => schema(rng, &pointers),
        };
        match (rng.u8(..4), root.pointer_mut(&pointer)) {
            (0, Some(Value::Object(members))) => {
                drop(members.insert(KEYWORDS[rng.usize(..KEYWORDS.len())].to_owned(), new))
            }
            (0, Some(Value::Array(items))) => items.push(new),
            (1, Some(Value::Object(members))) => {
                let keys: Vec<String> = members.keys().cloned().collect();
                if let Some(key) = rng.choice(&keys) {
                    members.remove(key);
                }
            }
            (_, Some(place)) => *place = new,
            (_, None) => {}
        }
    }
    root.to_string()
}

const KEYWORDS: &[&str] = &[
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "properties",
    "items",
    "additionalProperties",
    "required",
    "enum",
    "const",
    "type",
    "nullable",
    "discriminator",
    "prefixItems",
    "patternProperties",
    "$ref",
    "default",
    "format",
    "title",
    "description",
    "parameters",
    "requestBody",
    "responses",
    "content",
    "security",
    "servers",
    "deprecated",
    "minItems",
    "maxItems",
    "readOnly",
    "x-enum-descriptions",
    "x-unset-values",
    "$defs",
    "schema",
    "style",
    "explode",
    "in",
    "name",
];

fn schema(rng: &mut Rng, pointers: &[String]) -> Value {
    let mut members = Map::new();
    for _ in 0..rng.usize(..4) {
        let target = json!({"$ref": format!("#{}", pointers[rng.usize(..pointers.len())])});
        let (keyword, value) = match rng.u8(..9) {
            0 => ("allOf", json!([target, {"type": "object"}])),
            1 => ("oneOf", json!([target, {"type": "string"}])),
            2 => ("anyOf", json!([{"type": "null"}, target])),
            3 => ("properties", json!({TOKENS[rng.usize(..TOKENS.len())]: target, "a": {"type": "string"}})),
            4 => ("items", target),
            5 => ("additionalProperties", target),
            6 => ("type", json!(["string", "integer", "object", "array", "null"][rng.usize(..5)])),
            7 => ("enum", json!([TOKENS[rng.usize(..TOKENS.len())], TOKENS[rng.usize(..TOKENS.len())], rng.i8(..)])),
            _ => ("discriminator", json!({"propertyName": TOKENS[rng.usize(..TOKENS.len())]})),
        };
        members.insert(keyword.to_owned(), value);
    }
    Value::Object(members)
}

fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    let token = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| collect(value, format!("{at}/{}", token(key)), pointers))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(key, value)| collect(value, format!("{at}/{key}"), pointers))
        }
        _ => {}
    }
    pointers.push(at);
}
