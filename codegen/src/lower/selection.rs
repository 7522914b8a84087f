//! A part of a document: some of its operations, and the components that these lead to. Goes before all passes, and is asked
//! for by people alone.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Map, Node, Span, escape_pointer_token, pointer_tokens};
use crate::spec::methods::operations_mut;
use crate::text::nearest::{nearest, quoted};
use std::collections::HashSet;

/// Which operations a client has. Each is named by its id, by method and path (`GET /calls/{id}`), by its path (`/calls`, or
/// `/calls/*` for all below), or by one of its tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Those that it has; all where none is named.
    pub only: Vec<Choice>,
    /// Those that it has not, of these.
    pub without: Vec<Choice>,
}

/// What somebody named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The name.
    pub name: String,
    /// Where it stands, if it stands in a file.
    pub span: Option<Span>,
}

impl Selection {
    /// Whether a document stays as it is.
    pub fn is_empty(&self) -> bool {
        self.only.is_empty() && self.without.is_empty()
    }

    /// Takes all else out of a document. A name that means nothing is an error, and the document stays as it is.
    pub fn apply(&self, document: &mut Node, diagnostics: &mut Diagnostics) {
        if self.is_empty() {
            return;
        }
        let mut names = HashSet::new();
        for (path, item) in members(document, "paths") {
            for (method, operation) in operations_mut(item) {
                names.extend(own_names(path, &method.sent(), operation));
            }
        }
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        let means = |choice: &&Choice| !names.iter().any(|name| choice.means(name));
        let mut unknown = self.only.iter().chain(&self.without).filter(means).peekable();
        if unknown.peek().is_some() {
            unknown.for_each(|choice| diagnostics.push(choice.unknown(&all)));
            return;
        }
        let is_selected = |own: &[String]| {
            let is_named = |choices: &[Choice]| choices.iter().any(|choice| own.iter().any(|name| choice.means(name)));
            (self.only.is_empty() || is_named(&self.only)) && !is_named(&self.without)
        };
        for (path, item) in members(document, "paths") {
            let others: Vec<String> = operations_mut(item)
                .filter(|(method, operation)| !is_selected(&own_names(path, &method.sent(), operation)))
                .map(|(method, _)| format!("/{}", method.pointer()))
                .collect();
            others.iter().for_each(|pointer| remove(item, pointer));
        }
        if let Some(paths) = document.get_mut("paths").and_then(Node::as_object_mut) {
            paths.retain(|name, item| name.starts_with("x-") || operations_mut(item).next().is_some());
        }
        if !self.only.is_empty() {
            document.remove("webhooks");
        }
        keep_what_is_reached(document);
    }
}

impl Choice {
    fn means(&self, name: &str) -> bool {
        match self.name.strip_suffix("/*") {
            Some(above) => name.strip_prefix(above).is_some_and(|below| below.is_empty() || below.starts_with('/')),
            None => self.name == name,
        }
    }

    fn unknown(&self, all: &[&str]) -> Diagnostic {
        let mut sorted = all.to_vec();
        sorted.sort_unstable();
        let near = nearest(&self.name, sorted, 3);
        let help = match near.as_slice() {
            [] => "name operations by id, by method and path, by path, or by tag".to_owned(),
            near => format!("the nearest names are {}", quoted(near.iter().copied())),
        };
        let message = format!("`{}` is the name of no operation, path or tag", self.name.escape_debug());
        let code = if self.span.is_some() { Code::SettingsInvalid } else { Code::ArgumentInvalid };
        let found = Diagnostic::error(code, message).help(help);
        self.span.into_iter().fold(found, Diagnostic::at)
    }
}

/// The names that an operation goes by.
fn own_names(path: &str, method: &str, operation: &Node) -> Vec<String> {
    let tags = operation.items("tags").iter().filter_map(Node::as_str).map(str::to_owned);
    let id = operation.str("operationId").map(str::to_owned);
    [path.to_owned(), format!("{method} {path}")].into_iter().chain(id).chain(tags).collect()
}

fn members<'n>(document: &'n mut Node, key: &str) -> impl Iterator<Item = (&'n str, &'n mut Node)> {
    let members = document.get_mut(key).and_then(Node::as_object_mut).into_iter().flatten();
    members.filter(|(name, _)| !name.starts_with("x-")).map(|(name, node)| (name.as_str(), node))
}

fn remove(item: &mut Node, pointer: &str) {
    let Some((above, key)) = pointer.rsplit_once('/') else { return };
    let Some(key) = pointer_tokens(&format!("#/{key}")).and_then(|mut tokens| tokens.pop()) else { return };
    if let Some(holder) = item.pointer_mut(&format!("#{above}")) {
        holder.remove(&key);
    }
}

/// Where components stand: each kind with a prefix of their pointers. Security schemes are said in all operations at once.
const KINDS: &[&str] = &[
    "/components/schemas",
    "/components/responses",
    "/components/parameters",
    "/components/examples",
    "/components/requestBodies",
    "/components/headers",
    "/components/links",
    "/components/callbacks",
    "/components/pathItems",
    "/components/mediaTypes",
    "/definitions",
    "/parameters",
    "/responses",
];

/// Takes out components that nothing leads to.
fn keep_what_is_reached(document: &mut Node) {
    let mut reached: HashSet<String> = HashSet::new();
    let mut waiting: Vec<String> = Vec::new();
    for (key, node) in document.as_object().into_iter().flatten() {
        if !matches!(key.as_str(), "components" | "definitions" | "parameters" | "responses") {
            references(node, &mut waiting);
        }
    }
    loop {
        while let Some(reference) = waiting.pop() {
            let Some(component) = component(&reference) else { continue };
            if reached.insert(component.clone())
                && let Some(node) = document.pointer(&component)
            {
                references(node, &mut waiting);
            }
        }
        // What extends a schema that is told apart by a discriminator is one of its alternatives.
        waiting.extend(children(document, &reached));
        if waiting.is_empty() {
            break;
        }
    }
    for kind in KINDS {
        let Some(members) = document.pointer_mut(&format!("#{kind}")).and_then(Node::as_object_mut) else { continue };
        members.retain(|name, _| {
            name.starts_with("x-") || reached.contains(&format!("#{kind}/{}", escape_pointer_token(name)))
        });
    }
}

/// The schemas that build on one of those with a discriminator, and are not reached yet.
fn children(document: &Node, reached: &HashSet<String>) -> Vec<String> {
    let is_base = |pointer: &str| {
        reached.contains(pointer) && document.pointer(pointer).is_some_and(|base| base.get("discriminator").is_some())
    };
    let mut found = Vec::new();
    for kind in ["/components/schemas", "/definitions"] {
        let schemas: Option<&Map> = document.pointer(&format!("#{kind}")).and_then(Node::as_object);
        for (name, schema) in schemas.into_iter().flatten() {
            let own = format!("#{kind}/{}", escape_pointer_token(name));
            let mut bases = schema.items("allOf").iter().filter_map(|part| part.str("$ref"));
            if !reached.contains(&own) && bases.any(is_base) {
                found.push(own);
            }
        }
    }
    found
}

/// All references in a node: those of `$ref`, and those by which a discriminator names schemas.
fn references(node: &Node, found: &mut Vec<String>) {
    node.as_array().into_iter().flatten().for_each(|item| references(item, found));
    for (key, member) in node.as_object().into_iter().flatten() {
        match (key.as_str(), member.as_str()) {
            ("$ref" | "$dynamicRef" | "operationRef", Some(target)) => found.push(target.to_owned()),
            ("discriminator", _) => {
                let named = member.members("mapping").map(|(_, to)| to).chain(member.get("defaultMapping"));
                for to in named.filter_map(Node::as_str) {
                    found.push(to.to_owned());
                    found.push(format!("#/components/schemas/{}", escape_pointer_token(to)));
                }
            }
            _ => references(member, found),
        }
    }
}

/// The pointer of the component that a reference leads into.
fn component(reference: &str) -> Option<String> {
    let inside = reference.strip_prefix('#')?;
    let kind = KINDS.iter().find(|kind| inside.strip_prefix(**kind).is_some_and(|rest| rest.starts_with('/')))?;
    let name = inside[kind.len() + 1..].split('/').next()?;
    Some(format!("#{kind}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;
    use serde_json::{Value, json};

    fn document() -> Value {
        let answer = |name: &str| {
            let schema = json!({"$ref": format!("#/components/schemas/{name}")});
            json!({"200": {"description": "d", "content": {"application/json": {"schema": schema}}}})
        };
        json!({
            "openapi": "3.1.0",
            "paths": {
                "/calls": {
                    "get": {"operationId": "listCalls", "tags": ["calls"], "responses": answer("Call")},
                    "post": {"operationId": "createCall", "tags": ["calls", "write"], "responses": answer("Call")},
                },
                "/calls/{id}": {"get": {"operationId": "getCall", "responses": answer("Call")}},
                "/pets": {"get": {"operationId": "listPets", "tags": ["pets"], "responses": answer("Pet")}},
            },
            "webhooks": {"rung": {"post": {"responses": answer("Call")}}},
            "components": {"schemas": {
                "Call": {"properties": {"from": {"$ref": "#/components/schemas/Number/properties/text"}}},
                "Number": {"properties": {"text": {"type": "string"}}},
                "Pet": {"discriminator": {"propertyName": "kind", "mapping": {"d": "Dog"}}},
                "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
                "Dog": {"properties": {"toy": {"$ref": "#/components/schemas/Toy"}}},
                "Toy": {},
                "Lost": {},
            }},
        })
    }

    fn select(only: &[&str], without: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
        let mut files = SourceFiles::new();
        let mut node = Node::from_value(document(), Span::new(files.add("a.json", ""), 0..0));
        let choices =
            |names: &[&str]| names.iter().map(|name| Choice { name: (*name).to_owned(), span: None }).collect();
        let mut found = Diagnostics::new();
        Selection { only: choices(only), without: choices(without) }.apply(&mut node, &mut found);
        let mut ids: Vec<String> = Vec::new();
        for (_, item) in members(&mut node, "paths") {
            ids.extend(
                operations_mut(item).filter_map(|(_, operation)| operation.str("operationId").map(str::to_owned)),
            );
        }
        let schemas =
            node.pointer("#/components/schemas").and_then(Node::as_object).map(|all| all.keys().cloned().collect());
        (
            ids,
            schemas.unwrap_or_default(),
            found.iter().map(|found| format!("{}: {}", found.code, found.message)).collect(),
        )
    }

    #[test]
    fn operations_are_named_in_four_ways() {
        let ids = |only: &[&str], without: &[&str]| select(only, without).0;
        assert_eq!(ids(&["getCall"], &[]), ["getCall"]);
        assert_eq!(ids(&["POST /calls"], &[]), ["createCall"]);
        assert_eq!(ids(&["/calls"], &[]), ["listCalls", "createCall"]);
        assert_eq!(ids(&["/calls/*"], &[]), ["listCalls", "createCall", "getCall"]);
        assert_eq!(ids(&["GET /calls/*"], &[]), ["listCalls", "getCall"]);
        assert_eq!(ids(&["calls"], &["write"]), ["listCalls"]);
        assert_eq!(ids(&[], &["pets", "getCall"]), ["listCalls", "createCall"]);
    }

    #[test]
    fn what_is_reached_stays() {
        assert_eq!(select(&["getCall"], &[]).1, ["Call", "Number"]);
        assert_eq!(select(&["pets"], &[]).1, ["Pet", "Cat", "Dog", "Toy"]);
        assert_eq!(select(&[], &["pets"]).1, ["Call", "Number"]);
    }

    #[test]
    fn a_name_that_means_nothing_is_an_error_and_changes_nothing() {
        let (ids, schemas, found) = select(&["getCal", "calls"], &["/dogs"]);
        assert_eq!((ids.len(), schemas.len()), (4, 7));
        assert_eq!(
            found,
            [
                "argument-invalid: `getCal` is the name of no operation, path or tag",
                "argument-invalid: `/dogs` is the name of no operation, path or tag",
            ]
        );
    }
}
