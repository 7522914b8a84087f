//! Puts one fault into a document: a reference cut, a type misspelt, a required key dropped, a scheme renamed, a part of
//! another kind. Never changes what is an example or an extension.

use fastrand::Rng;
use std::collections::BTreeSet;
use switchboard_codegen::source::{Data, Node, escape_pointer_token};

/// What was put into a document.
pub(super) struct Fault {
    /// The way to what was changed.
    pub(super) tokens: Vec<String>,
    /// What was done.
    pub(super) what: String,
    /// Whether the document may be none any more.
    pub(super) ends_document: bool,
    /// Whether nobody can tell any more which names an operation took.
    pub(super) hides_names: bool,
}

impl Fault {
    pub(super) fn pointer(&self) -> String {
        self.tokens.iter().fold("#".to_owned(), |pointer, token| format!("{pointer}/{}", escape_pointer_token(token)))
    }
}

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    CutReference,
    MisspellType,
    MisspellPlace,
    DropKey,
    RenameScheme,
    BreakServer,
    WrongType,
}

/// All kinds; each is as likely as any other, however many places it has.
const KINDS: &[Kind] = &[
    Kind::CutReference,
    Kind::MisspellType,
    Kind::MisspellPlace,
    Kind::DropKey,
    Kind::RenameScheme,
    Kind::BreakServer,
    Kind::WrongType,
];

const TYPES: &[&str] = &["string", "integer", "number", "boolean", "object", "array"];
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// A place where a kind of fault can be.
pub(super) type Site = (Kind, Vec<String>);

/// All places of a document where a fault can be.
pub(super) fn sites(document: &Node) -> Vec<Site> {
    let mut found = Vec::new();
    walk(document, &mut Vec::new(), false, &mut found);
    // Nobody misses a scheme that nobody names.
    let named = named_schemes(document);
    found
        .retain(|(kind, tokens)| *kind != Kind::RenameScheme || tokens.last().is_some_and(|name| named.contains(name)));
    found
}

/// The security schemes that the document or one of its operations asks for.
fn named_schemes(document: &Node) -> BTreeSet<String> {
    let items = document.members("paths").flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let holders = std::iter::once(document).chain(items.map(|(_, operation)| operation));
    let alternatives = holders.flat_map(|holder| holder.items("security"));
    alternatives.filter_map(Node::as_object).flat_map(|members| members.keys().cloned()).collect()
}

fn walk(node: &Node, path: &mut Vec<String>, is_map: bool, found: &mut Vec<Site>) {
    match &node.data {
        Data::Object(members) => {
            let words: Vec<&str> = path.iter().map(String::as_str).collect();
            structural(node, &words, found);
            for (key, member) in members {
                let is_free = matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const")
                    || key.starts_with("x-")
                    || key == "tags"
                    || key == "info";
                if is_free && !is_map {
                    continue;
                }
                path.push(key.clone());
                if !is_map {
                    keyword(key, member, path, found);
                }
                let holds_names = matches!(
                    key.as_str(),
                    "properties" | "patternProperties" | "schemas" | "definitions" | "mapping" | "variables" | "scopes"
                );
                walk(member, path, holds_names && !is_map, found);
                path.pop();
            }
        }
        Data::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(at.to_string());
                walk(item, path, false, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Faults of one member.
fn keyword(key: &str, member: &Node, path: &[String], found: &mut Vec<Site>) {
    let mut add = |kind| found.push((kind, path.to_vec()));
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let of_schemes = matches!(words.as_slice(), ["components", "securitySchemes", ..] | ["securityDefinitions", ..]);
    // Nobody calls back what was called back: the generator does not look there.
    let is_called_back = words.iter().filter(|word| **word == "callbacks").count() > 1;
    match (key, member.as_str()) {
        ("$ref", Some(_)) if is_called_back => {}
        ("$ref", Some(_)) => add(Kind::CutReference),
        ("type", Some(name)) if TYPES.contains(&name) && !of_schemes => add(Kind::MisspellType),
        ("in", Some("path" | "query" | "header")) if !of_schemes => add(Kind::MisspellPlace),
        ("url", Some(_)) if words.iter().rev().nth(2) == Some(&"servers") => add(Kind::BreakServer),
        _ => {}
    }
}

/// Faults of a part of the document by where it stands.
fn structural(node: &Node, words: &[&str], found: &mut Vec<Site>) {
    let here = |more: &[&str]| words.iter().chain(more).map(|word| (*word).to_owned()).collect::<Vec<String>>();
    match words {
        ["components", "securitySchemes", name] | ["securityDefinitions", name] if !name.starts_with("x-") => {
            found.push((Kind::RenameScheme, here(&[])));
            found.push((Kind::DropKey, here(&["type"])));
        }
        ["paths", path] if !path.starts_with("x-") => found.push((Kind::WrongType, here(&[]))),
        ["paths", path, method] | ["paths", path, "additionalOperations" | "x-oai-additionalOperations", method]
            if !path.starts_with("x-") && (words.len() == 4 || METHODS.contains(method)) =>
        {
            found.push((Kind::WrongType, here(&[])));
            for key in ["parameters", "responses", "requestBody"].into_iter().filter(|key| node.get(key).is_some()) {
                found.push((Kind::WrongType, here(&[key])));
            }
            if node.get("requestBody").is_some_and(|body| body.get("content").is_some()) {
                found.push((Kind::DropKey, here(&["requestBody", "content"])));
            }
            for (status, response) in node.members("responses").filter(|(status, _)| !status.starts_with("x-")) {
                if response.as_object().is_some() {
                    found.push((Kind::WrongType, here(&["responses", status])));
                }
            }
            for (at, parameter) in node.items("parameters").iter().enumerate() {
                let at = at.to_string();
                found.push((Kind::WrongType, here(&["parameters", &at])));
                // In Swagger 2.0 the name of a body is never sent.
                let is_named = parameter.str("in") != Some("body");
                let keys: &[&str] = if is_named { &["name", "in"] } else { &["in"] };
                for key in keys.iter().copied().filter(|key| parameter.get(key).is_some()) {
                    found.push((Kind::DropKey, here(&["parameters", &at, key])));
                }
            }
        }
        [] => {
            // A document may have webhooks alone.
            let keys: &[&str] =
                if node.get("webhooks").is_some() { &["openapi"] } else { &["openapi", "swagger", "paths"] };
            for key in keys.iter().copied().filter(|key| node.get(key).is_some()) {
                found.push((Kind::DropKey, here(&[key])));
            }
        }
        _ => {}
    }
}

/// Plants one fault; nothing where the document has no place for any.
pub(super) fn plant(document: &mut Node, sites: &[Site], rng: &mut Rng) -> Option<Fault> {
    let mut kinds = KINDS.to_vec();
    rng.shuffle(&mut kinds);
    for kind in kinds {
        let fitting: Vec<&Site> = sites.iter().filter(|(other, _)| *other == kind).collect();
        let Some((_, tokens)) = rng.choice(&fitting) else { continue };
        let what = change(document, kind, tokens, rng)?;
        let ends_document = tokens.len() == 1 && kind == Kind::DropKey;
        let hides_names = kind == Kind::WrongType && is_operation_or_more(tokens);
        return Some(Fault { tokens: tokens.clone(), what, ends_document, hides_names });
    }
    None
}

/// Whether these tokens lead to an operation, or to what holds operations.
fn is_operation_or_more(tokens: &[String]) -> bool {
    let is_additional = tokens.get(2).is_some_and(|key| key.ends_with("additionalOperations"));
    tokens.len() <= if is_additional { 4 } else { 3 }
}

fn change(document: &mut Node, kind: Kind, tokens: &[String], rng: &mut Rng) -> Option<String> {
    let (key, way) = tokens.split_last()?;
    let pointer = way.iter().fold(String::new(), |pointer, token| format!("{pointer}/{}", escape_pointer_token(token)));
    let root = document.clone();
    let holder = document.pointer_mut(&pointer)?;
    match kind {
        Kind::DropKey => {
            holder.remove(key)?;
            Some(format!("`{key}` dropped"))
        }
        Kind::RenameScheme => {
            let scheme = holder.remove(key)?;
            let name = format!("{key}Renamed");
            let what = format!("the scheme is called `{name}`");
            holder.set(name, scheme);
            Some(what)
        }
        _ => {
            let node = child(holder, key)?;
            let text = node.as_str().unwrap_or_default().to_owned();
            let new = match kind {
                Kind::CutReference => Data::String(cut(&root, &text)),
                Kind::MisspellType | Kind::MisspellPlace => Data::String(misspelt(&text, rng)),
                Kind::BreakServer => Data::String(broken(&text, rng)),
                _ => wrong_kind(rng),
            };
            let what = format!("{} in place of {}", shown(&new), if text.is_empty() { node.kind() } else { &text });
            node.data = new;
            Some(what)
        }
    }
}

fn child<'n>(holder: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    match &mut holder.data {
        Data::Object(members) => members.get_mut(key),
        Data::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    }
}

fn shown(data: &Data) -> String {
    match data {
        Data::String(text) => format!("`{text}`"),
        Data::Null => "null".to_owned(),
        Data::Array(_) => "a list".to_owned(),
        _ => "a number".to_owned(),
    }
}

/// A reference that leads nowhere: without its end, or with another one.
fn cut(root: &Node, reference: &str) -> String {
    let mut text: String = reference.to_owned();
    text.pop();
    match root.pointer(&text) {
        None if text.contains("/") => text,
        _ => format!("{reference}Gone"),
    }
}

/// A word with two letters exchanged.
fn misspelt(word: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = rng.usize(0..letters.len().saturating_sub(1).max(1));
    letters.swap(at, at + 1);
    let text: String = letters.into_iter().collect();
    if text == word { format!("{word}x") } else { text }
}

/// An address that nobody can call.
fn broken(url: &str, rng: &mut Rng) -> String {
    match rng.u8(0..3) {
        0 => url.replacen("http", "htp", 1) + " /",
        1 => "ftp://files.example.com".to_owned(),
        _ => "https://{nowhere}.example.com".to_owned(),
    }
}

/// What is neither an object, nor a list of some.
fn wrong_kind(rng: &mut Rng) -> Data {
    match rng.u8(0..3) {
        0 => Data::Null,
        1 => Data::Number(5.into()),
        _ => Data::String("what was meant".to_owned()),
    }
}
