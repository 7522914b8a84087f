//! The documents of several pages as one. What two of them say about the same thing must be equal.

use super::super::unite::{is_inferred_info, same_minor};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node};

/// Merges the documents of all pages, in page order.
///
/// Returns `None` after reporting `page-conflict` for each difference, and when there are no documents
/// (`unknown-format`).
pub(super) fn merge(documents: Vec<Node>, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut documents = documents.into_iter();
    let Some(mut merged) = documents.next() else {
        diagnostics
            .push(Diagnostic::error(Code::UnknownFormat, "there are no pages to read").help("list at least one page"));
        return None;
    };
    let mut conflicts = Diagnostics::new();
    for document in documents {
        add(&mut merged, document, &mut conflicts);
    }
    let sound = !conflicts.has_errors();
    diagnostics.extend(conflicts);
    sound.then_some(merged)
}

fn add(merged: &mut Node, document: Node, conflicts: &mut Diagnostics) {
    let Data::Object(members) = document.data else { return };
    for (key, node) in members {
        let Some(known) = merged.get_mut(&key) else {
            merged.set(key, node);
            continue;
        };
        match key.as_str() {
            "openapi" if same_minor(known, &node) => {}
            "info" if is_inferred_info(&node) => {}
            "info" if is_inferred_info(known) => *known = node,
            // Path → method → operation, and kind → name → component.
            "paths" | "webhooks" | "components" => unite(known, node, 2, &key, conflicts),
            "tags" => unite_tags(known, node, conflicts),
            _ => must_equal(known, &node, &key, conflicts),
        }
    }
}

/// Unites objects down to a depth; what stands deeper must be equal.
fn unite(known: &mut Node, other: Node, depth: usize, name: &str, conflicts: &mut Diagnostics) {
    match (&mut known.data, other.data) {
        (Data::Object(members), Data::Object(others)) if depth > 0 => {
            for (key, node) in others {
                let name = format!("{name}/{}", crate::source::escape_pointer_token(&key));
                match members.get_mut(&key) {
                    Some(known) => unite(known, node, depth - 1, &name, conflicts),
                    None => {
                        members.insert(key, node);
                    }
                }
            }
        }
        (_, data) => {
            let other = Node { data, span: other.span, key_span: other.key_span };
            must_equal(known, &other, name, conflicts);
        }
    }
}

fn unite_tags(known: &mut Node, other: Node, conflicts: &mut Diagnostics) {
    let (Data::Array(tags), Data::Array(others)) = (&mut known.data, other.data) else { return };
    for tag in others {
        match tags.iter().find(|known| known.str("name").is_some() && known.str("name") == tag.str("name")) {
            Some(known) => must_equal(known, &tag, "tags", conflicts),
            None => tags.push(tag),
        }
    }
}

fn must_equal(known: &Node, other: &Node, name: &str, conflicts: &mut Diagnostics) {
    if known != other {
        conflicts.push(
            Diagnostic::error(Code::PageConflict, format!("two pages disagree about `#/{name}`"))
                .at(other.label_span())
                .label(known.label_span(), "said otherwise here")
                .help("the pages may be of different ages; capture both again, or leave one of them out"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
    use serde_json::{Value, json};

    fn merged(documents: &[Value]) -> Result<Value, Vec<String>> {
        let mut files = SourceFiles::new();
        let mut node = |value: &Value| Node::from_value(value.clone(), Span::new(files.add("page", ""), 0..0));
        let documents = documents.iter().map(&mut node).collect();
        let mut diagnostics = Diagnostics::new();
        let found = merge(documents, &mut diagnostics).map(|node| node.to_value());
        found.ok_or_else(|| diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    #[test]
    fn operations_and_components_are_collected() {
        let one = json!({"paths": {"/a": {"get": {}}}, "components": {"schemas": {"A": {"type": "object"}}}});
        let two = json!({"paths": {"/a": {"put": {}}, "/b": {"get": {}}}, "components": {"schemas": {"A": {"type": "object"}, "B": {}}}});
        insta::assert_snapshot!(merged(&[one, two]).expect("merges"), @r#"{"paths":{"/a":{"get":{},"put":{}},"/b":{"get":{}}},"components":{"schemas":{"A":{"type":"object"},"B":{}}}}"#);
    }

    #[test]
    fn differences_are_conflicts() {
        let one = json!({"servers": [{"url": "https://a"}], "paths": {"/a": {"get": {"summary": "A"}}}});
        let two = json!({"servers": [{"url": "https://b"}], "paths": {"/a": {"get": {"summary": "B"}}}});
        let found = merged(&[one, two]).expect_err("conflicts");
        assert_eq!(found, ["two pages disagree about `#/servers`", "two pages disagree about `#/paths/~1a/get`"]);
        assert_eq!(merged(&[]), Err(vec!["there are no pages to read".to_owned()]));
    }

    #[test]
    fn a_stated_title_wins_over_an_inferred_one() {
        let inferred = json!({"info": {"title": "h.example", "version": "unversioned"}});
        let stated = json!({"info": {"title": "Cats", "version": "2"}});
        for order in [[inferred.clone(), stated.clone()], [stated.clone(), inferred]] {
            assert_eq!(merged(&order), Ok(stated.clone()));
        }
    }
}
