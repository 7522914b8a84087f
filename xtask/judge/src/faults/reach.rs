//! Which operations of a document have to do with a place of it: those it stands in, and those that refer to it by
//! whatever way. Reads a document as it is, without what the generator makes of it.

use std::collections::{HashMap, HashSet};
use switchboard_codegen::source::{Data, Node, escape_pointer_token, pointer_tokens};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Where a path item has its operations of all other methods: since OpenAPI 3.2, and before.
const ADDITIONAL: &[&str] = &["additionalOperations", "x-oai-additionalOperations"];

/// What is referred to as a whole: a component, an operation, or the rest of a path item.
pub(super) struct Reach {
    /// By the pointer of an operation: everything it leads to.
    of_operations: HashMap<String, HashSet<String>>,
    /// The security schemes that operations name, or that the document names for them.
    schemes: HashMap<String, HashSet<String>>,
    /// Operations that leave security to the document.
    without_security: HashSet<String>,
}

impl Reach {
    pub(super) fn new(document: &Node) -> Self {
        let mut edges: HashMap<String, HashSet<String>> = HashMap::new();
        collect(document, &mut Vec::new(), &mut edges);
        inherit(document, &mut edges);
        let mut reach =
            Self { of_operations: HashMap::new(), schemes: HashMap::new(), without_security: HashSet::new() };
        for (path, item) in document.members("paths") {
            let place = format!("#/paths/{}", escape_pointer_token(path));
            let own = item.as_object().into_iter().flatten();
            let own =
                own.map(|(method, operation)| (method.to_ascii_lowercase(), escape_pointer_token(method), operation));
            let additional = ADDITIONAL.iter().flat_map(|key| item.members(key).map(move |member| (*key, member)));
            let additional = additional.map(|(key, (method, operation))| {
                let method = escape_pointer_token(method);
                (format!("additionalOperations/{method}"), format!("{key}/{method}"), operation)
            });
            for (planned, written, operation) in own.chain(additional) {
                let (pointer, own) = (format!("{place}/{planned}"), format!("{place}/{written}"));
                let mut met = HashSet::new();
                let mut open = vec![own, place.clone()];
                while let Some(unit) = open.pop() {
                    if met.insert(unit.clone()) {
                        open.extend(edges.get(&unit).into_iter().flatten().cloned());
                    }
                }
                reach.of_operations.insert(pointer.clone(), met);
                if operation.get("security").is_none() {
                    reach.without_security.insert(pointer.clone());
                }
                let security = operation.get("security").or_else(|| document.get("security"));
                let alternatives = security.and_then(Node::as_array).into_iter().flatten();
                let names = alternatives.filter_map(Node::as_object).flat_map(|members| members.keys().cloned());
                reach.schemes.insert(pointer, names.collect());
            }
        }
        reach
    }

    /// Whether an operation has to do with the place of these tokens.
    pub(super) fn concerns(&self, operation: &str, tokens: &[String]) -> bool {
        let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["components", "securitySchemes", name, ..] | ["securityDefinitions", name, ..] => {
                self.schemes.get(operation).is_none_or(|schemes| schemes.contains(*name))
            }
            ["security", ..] => self.without_security.contains(operation),
            ["paths"] => true,
            ["servers" | "host" | "schemes" | "basePath" | "tags" | "info", ..] => false,
            _ => {
                let unit = unit(&words);
                // A fault in a whole path item is one in each of its operations, and concerns all that refer to them.
                let (is_item, below) = (matches!(words.as_slice(), ["paths", _]), format!("{unit}/"));
                let concerned = |units: &HashSet<String>| {
                    units.contains(&unit) || is_item && units.iter().any(|other| other.starts_with(&below))
                };
                self.of_operations.get(operation).is_none_or(concerned)
            }
        }
    }
}

/// The pointer of the whole that a place belongs to.
fn unit(tokens: &[&str]) -> String {
    let length = match tokens {
        ["components", ..] => 3,
        ["paths", _, additional, _, ..] if ADDITIONAL.contains(additional) => 4,
        ["paths", _, method, ..] if METHODS.contains(&method.to_ascii_lowercase().as_str()) => 3,
        _ => 2,
    };
    let taken = tokens.iter().take(length);
    taken.fold("#".to_owned(), |pointer, token| format!("{pointer}/{}", escape_pointer_token(token)))
}

/// The references of each whole, as the wholes they lead to.
fn collect(node: &Node, path: &mut Vec<String>, edges: &mut HashMap<String, HashSet<String>>) {
    match &node.data {
        Data::Object(members) => {
            let is_mapping = path.last().is_some_and(|key| key == "mapping");
            for (key, member) in members {
                if let Some(text) = member.as_str().filter(|_| key == "$ref" || is_mapping) {
                    let words: Vec<&str> = path.iter().map(String::as_str).collect();
                    let name = format!("#/components/schemas/{text}");
                    let target = if text.starts_with('#') { text } else { &name };
                    let tokens = pointer_tokens(&target.replace("%7B", "{").replace("%7D", "}")).unwrap_or_default();
                    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
                    edges.entry(unit(&words)).or_default().insert(unit(&tokens));
                }
                path.push(key.clone());
                collect(member, path, edges);
                path.pop();
            }
        }
        Data::Array(items) => {
            for item in items {
                path.push(String::new());
                collect(item, path, edges);
                path.pop();
            }
        }
        _ => {}
    }
}

/// A schema with a discriminator stands for the schemas that extend it.
fn inherit(document: &Node, edges: &mut HashMap<String, HashSet<String>>) {
    for (section, prefix) in [("components", "#/components/schemas"), ("definitions", "#/definitions")] {
        let schemas = document.get(section).and_then(|node| match section {
            "components" => node.get("schemas"),
            _ => Some(node),
        });
        for (name, schema) in schemas.and_then(Node::as_object).into_iter().flatten() {
            let own = format!("{prefix}/{}", escape_pointer_token(name));
            for base in schema.items("allOf").iter().filter_map(|part| part.str("$ref")) {
                let tokens = pointer_tokens(base).unwrap_or_default();
                let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
                edges.entry(unit(&tokens)).or_default().insert(own.clone());
            }
        }
    }
}
