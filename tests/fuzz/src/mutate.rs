//! Mutations: of text, by lines and characters, and of documents, by their tree. Nothing here runs a target.

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

/// What is mutated.
pub(crate) struct Pool {
    texts: Vec<String>,
    /// The texts that are JSON, as trees; what is not is mutated as text only.
    trees: Vec<Value>,
    reads_trees: bool,
    tokens: &'static [&'static str],
    /// How many of each were there first. What was added since is often broken, and one half of all mutations begin
    /// with something sound.
    first: (usize, usize),
}

impl Pool {
    /// The first seeds.
    pub(crate) fn new(seeds: Vec<String>, reads_trees: bool, tokens: Option<&'static [&'static str]>) -> Self {
        let mut pool =
            Self { texts: Vec::new(), trees: Vec::new(), reads_trees, tokens: tokens.unwrap_or(TOKENS), first: (0, 0) };
        seeds.into_iter().for_each(|seed| pool.add(seed));
        pool.first = (pool.texts.len(), pool.trees.len());
        pool
    }

    /// One more seed.
    pub(crate) fn add(&mut self, seed: String) {
        if self.reads_trees {
            // The cases are JSON behind comments, or YAML.
            let body: String = seed.lines().filter(|line| !line.starts_with('#')).collect();
            self.trees.extend(serde_json::from_str::<Value>(&body).ok());
        }
        self.texts.push(seed);
    }

    /// An input made from one or two seeds.
    pub(crate) fn mutate(&self, rng: &mut Rng) -> String {
        let is_sound = rng.bool();
        let (texts, trees) = match is_sound {
            true => (&self.texts[..self.first.0], &self.trees[..self.first.1]),
            false => (&*self.texts, &*self.trees),
        };
        match rng.choice(trees) {
            Some(tree) if rng.u8(..8) != 0 => document(rng, tree.clone()),
            _ => text(rng, texts, self.tokens),
        }
    }
}

/// A seed with a few of its lines, characters and parts removed, doubled, moved, or mixed with another seed.
fn text(rng: &mut Rng, seeds: &[String], tokens: &[&str]) -> String {
    let mut text = seeds[rng.usize(..seeds.len())].clone();
    for _ in 0..1 << rng.u8(..4) {
        let (mut from, mut to) = (position(rng, &text), position(rng, &text));
        if from > to {
            std::mem::swap(&mut from, &mut to);
        }
        if rng.bool() {
            to = floor(&text, to.min(from + rng.usize(..20))).max(from);
        }
        match rng.u8(..9) {
            0 => drop(text.drain(from..to)),
            1 => text.truncate(from),
            2 => {
                let copy: String = text[from..to].chars().take(2_000).collect();
                text.insert_str(to, &copy);
            }
            3 => {
                let other = &seeds[rng.usize(..seeds.len())];
                let piece: String = other[position(rng, other)..].chars().take(rng.usize(..500)).collect();
                text.insert_str(from, &piece);
            }
            4 | 5 => text.insert_str(from, tokens[rng.usize(..tokens.len())]),
            6 => {
                let mut lines: Vec<&str> = text.lines().collect();
                if lines.len() > 1 {
                    let (left, right) = (rng.usize(..lines.len()), rng.usize(..lines.len()));
                    lines.swap(left, right);
                }
                text = lines.join("\n");
            }
            // Deep nesting, and long runs of one thing.
            7 if rng.u8(..8) == 0 => text.insert_str(from, &tokens[rng.usize(..tokens.len())].repeat(rng.usize(..400))),
            _ => text.insert(from, char::from(rng.u8(0x09..0x7f))),
        }
    }
    text
}

/// Somewhere between two characters.
fn position(rng: &mut Rng, text: &str) -> usize {
    floor(text, rng.usize(..=text.len()))
}

/// The start of the character at a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// A document with parts of its tree replaced, removed, copied elsewhere or referred to.
fn document(rng: &mut Rng, mut root: Value) -> String {
    for _ in 0..1 << rng.u8(..4) {
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
            _ if copy.to_string().len() < 2_000 => copy,
            _ => schema(rng, &pointers),
        };
        match (rng.u8(..5), root.pointer_mut(&pointer)) {
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
            // A member of another name: names of schemas, paths, properties, statuses.
            (2, Some(Value::Object(members))) => {
                let keys: Vec<String> = members.keys().cloned().collect();
                if let Some(value) = rng.choice(&keys).and_then(|key| members.remove(key)) {
                    members.insert(TOKENS[rng.usize(..TOKENS.len())].to_owned(), value);
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
