//! One document from the documents of several pages: paths and components united, everything else has to agree.
//!
//! Never decides between two pages that say different things: that is a `page-conflict`.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node};
use indexmap::map::Entry;

/// Members of a document that are maps of maps: the inner members are united.
const TWO_LEVELS: &[&str] = &["paths", "webhooks", "components"];

/// Members of a Swagger 2.0 document that are maps of definitions.
const ONE_LEVEL: &[&str] = &["definitions", "parameters", "responses", "securityDefinitions"];

/// The members that say which version of OpenAPI a document is written for.
const VERSION: &[&str] = &["openapi", "swagger"];

/// The version of an API whose pages state none.
pub(super) const UNVERSIONED: &str = "unversioned";

/// Whether an `info` object was made up by a reader, since its page states none.
fn is_inferred_info(info: &Node) -> bool {
    info.str("version") == Some(UNVERSIONED)
}

/// Whether two versions differ in their last number at most: 3.1.0 and 3.1.1 say the same, 3.0 says null otherwise.
fn same_minor(known: &Node, other: &Node) -> bool {
    let minor = |node: &Node| Some(node.as_str()?.splitn(3, '.').take(2).map(str::to_owned).collect::<Vec<_>>());
    minor(known).is_some() && minor(known) == minor(other)
}

/// Unites documents, in order; `None` when there are none.
///
/// What stands in two documents has to be the same in both, wherever it stands (places do not count), or a
/// `page-conflict` is reported and the first one stays. Only `info` may differ: one that a page states replaces one that
/// a reader made up, and of two that are stated the first one counts, with a warning.
pub(super) fn unite(documents: Vec<Node>, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut documents = documents.into_iter();
    let mut united = documents.next()?;
    for document in documents {
        compare_versions(&united, &document, diagnostics);
        let Data::Object(members) = document.data else { continue };
        let Some(target) = united.as_object_mut() else { continue };
        for (key, node) in members.into_iter().filter(|(key, _)| !VERSION.contains(&key.as_str())) {
            unite_member(target, key, node, diagnostics);
        }
    }
    Some(united)
}

/// What the versions mean differs too much for members of one to stand in the other.
fn compare_versions(united: &Node, document: &Node, diagnostics: &mut Diagnostics) {
    let version = |node: &Node| VERSION.iter().find_map(|key| node.get(key).cloned());
    let (Some(first), Some(second)) = (version(united), version(document)) else { return };
    if first == second || same_minor(&first, &second) {
        return;
    }
    let shown = |node: &Node| node.as_number().map_or(node.as_str().unwrap_or_default().to_owned(), |n| n.to_string());
    let (known, other) = (shown(&first), shown(&second));
    let message = format!("two pages are written for different versions of OpenAPI: `{known}` and `{other}`");
    diagnostics.push(
        Diagnostic::error(Code::PageConflict, message)
            .at(second.label_span())
            .label(first.label_span(), "the other page")
            .help("write them for one version; pages of documentation are read as OpenAPI 3.1"),
    );
}

fn unite_member(target: &mut Map, key: String, node: Node, diagnostics: &mut Diagnostics) {
    let levels = match key.as_str() {
        key if TWO_LEVELS.contains(&key) => 2,
        key if ONE_LEVEL.contains(&key) => 1,
        _ => 0,
    };
    match target.entry(key) {
        Entry::Vacant(place) => {
            place.insert(node);
        }
        Entry::Occupied(mut place) if levels > 0 => {
            let subject = format!("#/{}", place.key());
            unite_maps(place.get_mut(), node, levels, &subject, diagnostics);
        }
        Entry::Occupied(mut place) if place.key() == "tags" => unite_tags(place.get_mut(), node, diagnostics),
        Entry::Occupied(place) if *place.get() == node => {}
        Entry::Occupied(mut place) if place.key() == "info" && is_inferred_info(place.get()) => *place.get_mut() = node,
        Entry::Occupied(place) if place.key() == "info" && is_inferred_info(&node) => {}
        Entry::Occupied(place) => {
            let (key, first) = (place.key(), place.get());
            let diagnostic = match key.as_str() {
                "info" => Diagnostic::warning(Code::PageConflict, "two pages differ in `info`; the first one counts"),
                "servers" => Diagnostic::error(
                    Code::PageConflict,
                    format!("two pages disagree about the server: {} and {}", addresses(first), addresses(&node)),
                )
                .help("put the pages of each server into a vendor folder of their own, or correct the pages"),
                key => Diagnostic::error(Code::PageConflict, format!("two pages say different things about `{key}`"))
                    .help("find out which page is right and correct the other"),
            };
            diagnostics.push(diagnostic.at(node.label_span()).label(first.label_span(), "the other page"));
        }
    }
}

fn unite_maps(target: &mut Node, node: Node, levels: usize, subject: &str, diagnostics: &mut Diagnostics) {
    match (&mut target.data, node.data) {
        (Data::Object(target), Data::Object(members)) if levels > 0 => {
            for (key, mut node) in members {
                match target.entry(key) {
                    Entry::Vacant(place) => {
                        place.insert(node);
                    }
                    Entry::Occupied(mut place) => {
                        let subject = format!("{subject}/{}", crate::source::escape_pointer_token(place.key()));
                        node.key_span = node.key_span.or(Some(node.span));
                        unite_maps(place.get_mut(), node, levels - 1, &subject, diagnostics);
                    }
                }
            }
        }
        (first, second) if *first == second => {}
        (_, data) => diagnostics.push(conflict(target, &Node { data, ..node }, subject)),
    }
}

/// What is said of two descriptions that differ, of what `subject` points at.
pub(super) fn conflict(first: &Node, second: &Node, subject: &str) -> Diagnostic {
    let mut within = String::new();
    let (first, second) = difference(first, second, &mut within);
    let message = match within.as_str() {
        "" => format!("two pages describe {} differently", spoken(subject)),
        within => format!("two pages describe {} differently: they part at `{within}`", spoken(subject)),
    };
    Diagnostic::error(Code::PageConflict, message)
        .at(second.label_span())
        .label(first.label_span(), "the other description")
        .subject(subject)
        .help("find out which page is right and correct or remove the other")
}

/// The first member, as deep as can be said, that differs between two nodes; its way is added to `within`. Where only one
/// has it, the other is the object that lacks it.
fn difference<'n>(first: &'n Node, second: &'n Node, within: &mut String) -> (&'n Node, &'n Node) {
    let step = |key: &str, within: &mut String| {
        within.push_str(if within.is_empty() { "" } else { "/" });
        within.push_str(key);
    };
    match (&first.data, &second.data) {
        (Data::Object(old), Data::Object(new)) => {
            let mut keys = old.keys().chain(new.keys());
            let Some(key) = keys.find(|key| old.get(*key) != new.get(*key)) else { return (first, second) };
            step(key, within);
            match (old.get(key), new.get(key)) {
                (Some(old), Some(new)) => difference(old, new, within),
                (old, new) => (old.unwrap_or(first), new.unwrap_or(second)),
            }
        }
        (Data::Array(old), Data::Array(new)) if old.len() == new.len() => {
            let Some(at) = (0..old.len()).find(|at| old.get(*at) != new.get(*at)) else { return (first, second) };
            step(&at.to_string(), within);
            old.get(at).zip(new.get(at)).map_or((first, second), |(old, new)| difference(old, new, within))
        }
        _ => (first, second),
    }
}

/// `#/paths/~1cats/get` as people call it: GET /cats.
fn spoken(subject: &str) -> String {
    let tokens: Vec<_> = subject.split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
    match tokens.as_slice() {
        [_, section, path, method] if section == "paths" => format!("`{} {path}`", method.to_ascii_uppercase()),
        [.., name] => format!("`{name}`"),
        [] => "it".to_owned(),
    }
}

fn unite_tags(target: &mut Node, node: Node, diagnostics: &mut Diagnostics) {
    let (Data::Array(target), Data::Array(tags)) = (&mut target.data, node.data) else { return };
    for tag in tags {
        match target.iter().find(|known| known.str("name") == tag.str("name")) {
            None => target.push(tag),
            Some(known) if *known == tag => {}
            Some(known) => diagnostics.push(
                Diagnostic::warning(Code::PageConflict, "two pages describe a tag differently; the first one counts")
                    .at(tag.span)
                    .label(known.span, "the other description")
                    .help("make the two equal, or remove the one that is out of date"),
            ),
        }
    }
}

fn addresses(servers: &Node) -> String {
    let urls: Vec<_> = servers.as_array().into_iter().flatten().filter_map(|server| server.str("url")).collect();
    if urls.is_empty() { "none".to_owned() } else { format!("`{}`", urls.join("`, `")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
    use serde_json::{Value, json};

    fn united(documents: Vec<Value>) -> (Value, Vec<String>) {
        let mut files = SourceFiles::new();
        let mut diagnostics = Diagnostics::new();
        let documents = documents
            .into_iter()
            .map(|document| Node::from_value(document, Span::new(files.add("page", "x"), 0..1)))
            .collect();
        let node = unite(documents, &mut diagnostics).expect("documents");
        (node.to_value(), diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    #[test]
    fn paths_and_components_are_united() {
        let (document, problems) = united(vec![
            json!({"paths": {"/a": {"get": 1}}, "components": {"schemas": {"A": 1}}, "tags": [{"name": "x"}]}),
            json!({"paths": {"/a": {"get": 1, "post": 2}, "/b": {}}, "components": {"schemas": {"A": 1, "B": 2}}}),
            json!({"components": {"responses": {"R": 3}}, "tags": [{"name": "x"}, {"name": "y"}]}),
        ]);
        assert_eq!(
            document,
            json!({
                "paths": {"/a": {"get": 1, "post": 2}, "/b": {}},
                "components": {"schemas": {"A": 1, "B": 2}, "responses": {"R": 3}},
                "tags": [{"name": "x"}, {"name": "y"}],
            })
        );
        assert_eq!(problems, Vec::<String>::new());
    }

    #[test]
    fn a_conflict_names_what_differs() {
        let operation = |kind: &str| json!({"parameters": [{"name": "a"}, {"name": "b", "schema": {"type": kind}}]});
        let page = |operation: Value, schema: Value| json!({"paths": {"/a~b": {"get": operation}}, "components": {"schemas": {"A": schema}}});
        let (_, problems) = united(vec![
            page(operation("string"), json!({"type": "object"})),
            page(operation("integer"), json!({"type": "object", "required": ["b"]})),
        ]);
        assert_eq!(
            problems,
            [
                "two pages describe `GET /a~b` differently: they part at `parameters/1/schema/type`",
                "two pages describe `A` differently: they part at `required`",
            ]
        );
    }

    #[test]
    fn a_stated_title_wins_over_an_inferred_one() {
        let inferred = json!({"info": {"title": "h.example", "version": "unversioned"}});
        let stated = json!({"info": {"title": "Cats", "version": "2"}});
        for order in [[inferred.clone(), stated.clone()], [stated.clone(), inferred]] {
            assert_eq!(united(order.to_vec()), (stated.clone(), Vec::new()));
        }
    }

    #[test]
    fn what_differs_is_reported_and_the_first_stays() {
        let (document, problems) = united(vec![
            json!({"paths": {"/a": {"get": 1}}, "servers": [{"url": "https://a"}], "definitions": {"A": 1}}),
            json!({"paths": {"/a": {"get": 2}}, "servers": [{"url": "https://b"}], "definitions": {"A": 2}}),
        ]);
        assert_eq!(document["paths"]["/a"]["get"], 1);
        assert_eq!(
            problems,
            [
                "two pages describe `GET /a` differently",
                "two pages disagree about the server: `https://a` and `https://b`",
                "two pages describe `A` differently",
            ]
        );
    }
}
