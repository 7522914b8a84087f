//! Establishes: the paths, webhooks and shared path items of a document are objects of objects, and their methods are
//! written in lower case.
//!
//! A key that is no method and holds an operation stays; what becomes of it is decided where operations are collected.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::methods::{ITEM_MEMBERS, METHODS, is_operation};
use crate::nearest::likely;
use crate::source::{Map, Node};

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let is_read =
        document.get("swagger").is_some() || document.str("openapi").is_some_and(|version| version.starts_with("3."));
    // What another version means by `paths` nobody knows; the version is reported.
    if !is_read {
        return;
    }
    misspelled(document, diagnostics);
    for pointer in ["#/paths", "#/webhooks", "#/components/pathItems"] {
        let Some(items) = document.pointer_mut(pointer) else { continue };
        let name = pointer.rsplit('/').next().unwrap_or_default();
        if !is_object(items, &format!("`{name}`"), pointer, diagnostics) {
            continue;
        }
        for (path, item) in items.as_object_mut().into_iter().flatten() {
            if path.starts_with("x-") {
                continue;
            }
            let subject = if name == "paths" { path.clone() } else { format!("{pointer}/{path}") };
            if is_object(item, "a path item", &subject, diagnostics) {
                self::item(item, &subject, diagnostics);
            }
        }
    }
}

/// Reports members of the document that differ from known ones in case only: `Paths` would be no paths at all.
fn misspelled(document: &Node, diagnostics: &mut Diagnostics) {
    const MEMBERS: &[&str] = &["info", "servers", "paths", "webhooks", "components", "security", "definitions"];
    for (key, node) in document.as_object().into_iter().flatten() {
        let known = MEMBERS.iter().find(|known| known.eq_ignore_ascii_case(key)).filter(|known| *known != key);
        if let Some(known) = known {
            let message = format!("`{key}` is not written as `{known}`");
            let help = "capitals count: correct it in an overlay, or remove it";
            diagnostics.push(Diagnostic::error(Code::StructureInvalid, message).at(node.label_span()).help(help));
        }
    }
}

/// Whether this is an object; an error where it is not.
pub(super) fn is_object(node: &Node, what: &str, subject: &str, diagnostics: &mut Diagnostics) -> bool {
    if node.as_object().is_some() {
        return true;
    }
    let message = format!("{what} is an object, but this is {}", node.kind());
    let help = match node.is_null() {
        true => "nothing stands behind the key: the document may be cut here; write what belongs there, or remove it",
        false => "write what belongs there, or remove the key; look at the indentation, too, if this is YAML",
    };
    diagnostics
        .push(Diagnostic::error(Code::StructureInvalid, message).at(node.label_span()).subject(subject).help(help));
    false
}

fn item(item: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    let Some(members) = item.as_object_mut() else { return };
    let mut kept = Map::new();
    for (key, node) in std::mem::take(members) {
        let method = key.trim().to_ascii_lowercase();
        if METHODS.contains(&method.as_str()) {
            let subject = format!("{} {subject}", method.to_uppercase());
            is_object(&node, "an operation", &subject, diagnostics);
            spelled(&key, &method, &node, kept.get(&method), &subject, diagnostics);
            kept.entry(method).or_insert(node);
            continue;
        }
        if !(ITEM_MEMBERS.contains(&key.as_str()) || key.starts_with("x-") || is_operation(&node)) {
            let help = match likely(&key, METHODS.iter().chain(ITEM_MEMBERS).copied()) {
                Some(near) => format!("it is ignored; did you mean `{near}`?"),
                None => "it is ignored; remove it, or let its name begin with `x-`".to_owned(),
            };
            let message = format!("`{}` is no member of a path item", key.escape_debug());
            diagnostics.push(
                Diagnostic::warning(Code::StructureInvalid, message).at(node.label_span()).subject(subject).help(help),
            );
        }
        kept.insert(key, node);
    }
    *members = kept;
}

/// Says so where a method is not written as it has to be, or stands there already in another spelling.
fn spelled(key: &str, method: &str, node: &Node, known: Option<&Node>, subject: &str, diagnostics: &mut Diagnostics) {
    let key = key.escape_debug();
    let found = match known {
        Some(known) => Diagnostic::error(Code::StructureInvalid, format!("`{key}` is a second `{method}`"))
            .label(known.label_span(), "first here")
            .help("a method stands once in a path item, in lower case: remove one of the two"),
        None if key.to_string() != method => {
            Diagnostic::warning(Code::StructureInvalid, format!("the method `{key}` is not written as `{method}`"))
                .help("it is read as such; methods are written in lower case and without blanks")
        }
        None => return,
    };
    diagnostics.push(found.at(node.label_span()).subject(subject));
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    fn found(paths: Value) -> (Value, Vec<String>) {
        let (after, found) = run(super::pass, json!({"openapi": "3.1.0", "paths": paths}));
        (after["paths"].clone(), found)
    }

    #[test]
    fn methods_are_read_as_they_are_meant() {
        let (after, found) =
            found(json!({"/a": {"GET": {"x": 1}, "put ": {}, "fetch": {"responses": {}}, "gte": 1, "x-a": 1}}));
        assert_eq!(after, json!({"/a": {"get": {"x": 1}, "put": {}, "fetch": {"responses": {}}, "gte": 1, "x-a": 1}}));
        assert_eq!(
            found,
            [
                "structure-invalid: the method `GET` is not written as `get`",
                "structure-invalid: the method `put ` is not written as `put`",
                "structure-invalid: `gte` is no member of a path item",
            ]
        );
        let twice = self::found(json!({"/a": {"get": {}, "Get": {}}})).1;
        assert_eq!(twice, ["structure-invalid: `Get` is a second `get`"]);
    }

    #[test]
    fn capitals_count() {
        let document = json!({"openapi": "3.1.0", "Paths": {"/a": {"get": {}}}, "x-Paths": {}});
        assert_eq!(run(super::pass, document).1, ["structure-invalid: `Paths` is not written as `paths`"]);
    }

    #[test]
    fn what_is_cut_is_an_error() {
        for (paths, message) in [
            (json!(null), "`paths` is an object, but this is null"),
            (json!([]), "`paths` is an object, but this is an array"),
            (json!({"/a": null}), "a path item is an object, but this is null"),
            (json!({"/a": "x"}), "a path item is an object, but this is a string"),
            (json!({"/a": {"get": null}}), "an operation is an object, but this is null"),
            (json!({"/a": {"get": []}}), "an operation is an object, but this is an array"),
            (json!({"/a": {"get": "operation"}}), "an operation is an object, but this is a string"),
        ] {
            assert_eq!(found(paths).1, [format!("structure-invalid: {message}")]);
        }
        assert_eq!(found(json!({"/a": {"get": {}}, "x-a": null})).1, [] as [String; 0]);
    }
}
