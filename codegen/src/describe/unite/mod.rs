//! One document from the documents of several pages: paths and components united.
//!
//! What can hold for one page alone, holds for it alone: a component that another page declares differently, the security
//! of its operations, another server of the same host. Never decides between two pages that say different things: both
//! stay, or it is a `page-conflict`. Of two texts for people the first one counts, and that is said.
//!
//! See `codegen/docs/documentation-pages.md`.

mod apart;
mod compare;
mod own;
mod paths;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Data, Map, Node};
use apart::Apart;
use compare::{difference, same_but_for_prose};
use indexmap::map::Entry;
pub(super) use paths::add_operation;

/// Members of a document that are maps of maps: the inner members are united.
const TWO_LEVELS: &[&str] = &["webhooks", "components"];

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
/// Components that differ are kept apart, each under a name of its own. Other things that stand in two documents have to
/// be the same in both but for prose, or a `page-conflict` is reported and the first one stays. `info` may differ: one
/// that a page states replaces one that a reader made up, and of two that are stated the first one counts.
pub(super) fn unite(documents: Vec<Node>, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut documents = documents.into_iter();
    let mut united = documents.next()?;
    let mut apart = Apart::default();
    for mut document in documents {
        compare_versions(&united, &document, diagnostics);
        apart.rename(&united, &mut document, diagnostics);
        own::keep_security(&united, &mut document);
        own::keep_servers(&mut united, &mut document, diagnostics);
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
        Entry::Occupied(mut place) if place.key() == "paths" => paths::unite(place.get_mut(), node, diagnostics),
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
        (_, data) => {
            let second = Node { data, ..node };
            let found = disagreement(target, &second, subject);
            // Where many pages say it in other words, one place is enough.
            let is_told =
                |told: &Diagnostic| (told.code, &told.subject, &told.help) == (found.code, &found.subject, &found.help);
            if found.severity == Severity::Error || !diagnostics.iter().any(is_told) {
                diagnostics.push(found);
            }
        }
    }
}

/// What is said of two descriptions that are not equal: a warning where they differ in prose alone.
pub(super) fn disagreement(first: &Node, second: &Node, subject: &str) -> Diagnostic {
    let found = conflict(first, second, subject);
    if !same_but_for_prose(first, second, &mut |old, new| old == new) {
        return found;
    }
    let help =
        "no call depends on it: the first one counts; if the pages are of two versions, capture them again at one time";
    Diagnostic { severity: Severity::Warning, ..found.help(help) }
}

/// What is said of two descriptions that differ, of what `subject` points at.
fn conflict(first: &Node, second: &Node, subject: &str) -> Diagnostic {
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
    fn components_that_differ_are_kept_apart_with_all_that_refers_to_them() {
        let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let page = |path: &str, cat: Value| {
            json!({
                "paths": {path: {"get": {"schema": refer("Pet")}}},
                "components": {"schemas": {
                    "Cat": cat,
                    "Pet": {"oneOf": [refer("Cat")], "discriminator": {"propertyName": "kind"}},
                    "Cow": {"type": "object", "description": path},
                }},
            })
        };
        let (old, new) = (json!({"type": "object"}), json!({"type": "object", "required": ["kind"]}));
        let (document, problems) = united(vec![page("/a", old.clone()), page("/b", new.clone())]);
        let schemas = &document["components"]["schemas"];
        assert_eq!((&schemas["Cat"], &schemas["Cat2"]), (&old, &new));
        // What the name of the component said, a mapping says.
        assert_eq!(
            schemas["Pet2"],
            json!({"oneOf": [refer("Cat2")], "discriminator": {"propertyName": "kind", "mapping": {"Cat": "#/components/schemas/Cat2"}}})
        );
        assert_eq!(schemas.as_object().map(serde_json::Map::len), Some(5));
        let of = |path: &str| document["paths"][path]["get"]["schema"].clone();
        assert_eq!((of("/a"), of("/b")), (refer("Pet"), refer("Pet2")));
        assert_eq!(
            problems,
            [
                "two pages describe `Cat` differently: they part at `required`",
                "two pages describe `Pet` differently: they part at `oneOf/0/$ref`",
                "two pages describe `Cow` differently: they part at `description`",
            ]
        );
    }

    #[test]
    fn pages_of_one_version_share_what_was_kept_apart_for_the_first_of_them() {
        let refer = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let by_name = json!({"propertyName": "kind"});
        let by_tag = json!({"propertyName": "kind", "mapping": {"c": "#/components/schemas/Cat", "d": "Dog"}});
        for discriminator in [by_name, by_tag] {
            let page = |path: &str, cat: Value| {
                json!({
                    "paths": {path: {"get": {"schema": refer("Pet")}}},
                    "components": {"schemas": {
                        "Cat": cat,
                        "Dog": {"type": "object"},
                        "Pet": {"oneOf": [refer("Cat"), refer("Dog")], "discriminator": discriminator},
                    }},
                })
            };
            let (old, new) = (json!({"type": "object"}), json!({"type": "object", "required": ["kind"]}));
            let pages = [("/a", &old), ("/b", &new), ("/c", &new), ("/d", &old)];
            let (document, _) = united(pages.map(|(path, cat)| page(path, cat.clone())).to_vec());
            let names: Vec<&String> = document["components"]["schemas"].as_object().expect("schemas").keys().collect();
            assert_eq!(names, ["Cat", "Dog", "Pet", "Cat2", "Pet2"], "{discriminator}");
            let of = |path: &str| document["paths"][path]["get"]["schema"].clone();
            assert_eq!((of("/c"), of("/d")), (refer("Pet2"), refer("Pet")));
        }
        // Other tags are another type, whatever else is the same.
        let page = |path: &str, tag: &str| {
            let mut discriminator = json!({"propertyName": "kind", "mapping": {}});
            discriminator["mapping"][tag] = json!("#/components/schemas/Cat");
            let pet = json!({"oneOf": [refer("Cat")], "discriminator": discriminator});
            json!({
                "paths": {path: {"get": {"schema": refer("Pet")}}},
                "components": {"schemas": {"Cat": {"type": "object"}, "Pet": pet}},
            })
        };
        let (document, _) = united(vec![page("/a", "cat"), page("/b", "Cat")]);
        assert_eq!(document["paths"]["/b"]["get"]["schema"], refer("Pet2"));
    }

    #[test]
    fn two_descriptions_of_one_operation_are_both_there() {
        let page = |kind: &str| json!({"paths": {"/a": {"get": {"schema": {"type": kind}}}}});
        let (document, problems) = united(vec![page("string"), page("integer"), page("integer"), page("number")]);
        let paths: Vec<_> =
            document["paths"].as_object().into_iter().flatten().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["/a", "/a#2", "/a#3"]);
        assert_eq!(problems, ["two pages describe `GET /a` differently: they part at `schema/type`"; 2]);
    }

    #[test]
    fn what_holds_for_one_page_stays_with_its_operations() {
        let page = |path: &str, server: &str, scheme: &str| {
            json!({
                "servers": [{"url": server}],
                "security": [{scheme: []}],
                "paths": {path: {"get": {}}},
            })
        };
        let (document, problems) =
            united(vec![page("/a", "https://h.example/v1", "k"), page("/b", "https://h.example/v2", "t")]);
        assert_eq!(document["security"], json!([{"k": []}]));
        assert_eq!(
            document["paths"]["/b"]["get"],
            json!({"security": [{"t": []}], "servers": [{"url": "https://h.example/v2"}]})
        );
        assert_eq!(document["paths"]["/a"]["get"], json!({}));
        assert_eq!(
            problems,
            ["this page names the server `https://h.example/v2`, and another page `https://h.example/v1`"]
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
