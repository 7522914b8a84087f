//! Establishes: paths, webhooks, shared path items and those of callbacks are objects of objects, and whatever has to do
//! with a call is written as the specification writes it: `get` for `GET`, `requestBody` for `requestbody`.
//!
//! A key that is no method and holds an operation stays; what becomes of it is decided where operations are collected.

use super::losses::{leave_out, remove_marks};
use super::structure::WITHOUT_TYPE;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node};
use crate::spec::kinds::{Kind, Place, step};
use crate::spec::methods::{ADDITIONAL, ADDITIONAL_BEFORE, METHODS, is_operation};
use crate::text::nearest::likely;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    version_as_text(document, diagnostics);
    let is_read =
        document.get("swagger").is_some() || document.str("openapi").is_some_and(|version| version.starts_with("3."));
    // What another version means by `paths` nobody knows; the version is reported.
    if !is_read {
        return;
    }
    respell(document, Place::Root, "the whole document", diagnostics);
    for (key, node) in document.as_object_mut().into_iter().flatten() {
        let (place, pointer) = (step(Place::Root, key), format!("#/{key}"));
        if !matches!(place, Place::Components) {
            section(node, place, &pointer, diagnostics);
            continue;
        }
        if node.as_object().is_none() {
            let found = no_object(node, "`components`", &pointer);
            diagnostics.push(found.costs("the document is read as if it had no components"));
            make_empty(node);
        }
        respell(node, place, &pointer, diagnostics);
        for (key, node) in node.as_object_mut().into_iter().flatten() {
            section(node, step(place, key), &format!("{pointer}/{key}"), diagnostics);
        }
    }
}

/// `openapi: 3.1` without quotes is a number in YAML.
fn version_as_text(document: &mut Node, diagnostics: &mut Diagnostics) {
    let Some(version) = document.get_mut("openapi") else { return };
    let Some(text) = version.as_number().map(ToString::to_string).filter(|text| text.starts_with("3.")) else { return };
    diagnostics.push(
        Diagnostic::warning(Code::StructureInvalid, "the version of OpenAPI is a string, but this is a number")
            .at(version.span)
            .help(format!("it is read as {text:?}; write it in quotes, with three numbers")),
    );
    version.data = Data::String(text);
}

/// What has a name of its own in the document: paths, webhooks and components.
fn section(node: &mut Node, place: Place, pointer: &str, diagnostics: &mut Diagnostics) {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    if matches!(place, Place::Many(_)) && node.as_object().is_none() {
        diagnostics.push(no_object(node, &format!("`{name}`"), pointer).costs("nothing of it is in the client"));
        make_empty(node);
    }
    for (name, node) in node.as_object_mut().into_iter().flatten() {
        let (inner, subject) = (step(place, name), format!("{pointer}/{name}"));
        match pointer {
            "#/paths" => walk(node, inner, name, diagnostics),
            "#/webhooks" | "#/components/callbacks" => received(node, inner, &subject, diagnostics),
            _ => walk(node, inner, &subject, diagnostics),
        }
    }
}

/// [`walk`] where no operation of the client is: what is lost there is the type of what the vendor sends.
fn received(node: &mut Node, place: Place, subject: &str, diagnostics: &mut Diagnostics) {
    let mut found = diagnostics.of_same_run();
    walk(node, place, subject, &mut found);
    diagnostics.extend_received(found, WITHOUT_TYPE);
}

/// Follows everything that leads to an operation, or says what it sends and receives. Schemas are not looked at.
fn walk(node: &mut Node, place: Place, subject: &str, diagnostics: &mut Diagnostics) {
    use Kind::{Callback, Header, MediaType, Operation, Parameter, PathItem, RequestBody, Response};
    use Place::{Many, One};
    match place {
        One(PathItem) if node.as_object().is_none() => {
            let found = no_object(node, "a path item", subject);
            diagnostics.push(found.costs("the operations of this path are not in the client"));
            make_empty(node);
        }
        Many(Operation) if node.as_object().is_none() => {
            let found = no_object(node, "`additionalOperations`", subject);
            diagnostics.push(found.costs("the operations in it are not in the client"));
            make_empty(node);
        }
        One(Operation) if node.as_object().is_none() => {
            let found = no_object(node, "an operation", subject);
            leave_out(node, &found.message);
            diagnostics.push(found.costs_operation());
            return;
        }
        One(Callback | Header | MediaType | Operation | Parameter | PathItem | RequestBody | Response) | Many(_) => {}
        _ => return,
    }
    remove_marks(node);
    respell(node, place, subject, diagnostics);
    remove_blank(node, place, subject, diagnostics);
    if matches!(place, One(PathItem)) {
        additional(node, subject, diagnostics);
        unknown(node, subject, diagnostics);
    }
    if let Data::Array(items) = &mut node.data {
        items.iter_mut().for_each(|item| walk(item, step(place, ""), subject, diagnostics));
    }
    for (key, node) in node.as_object_mut().into_iter().flatten().filter(|(key, _)| *key != "$ref") {
        let inner = step(place, key);
        match (place, inner) {
            (One(PathItem), One(Operation)) => {
                walk(node, inner, &format!("{} {subject}", key.to_uppercase()), diagnostics);
            }
            (Many(Operation), _) => walk(node, inner, &format!("{key} {subject}"), diagnostics),
            (One(Callback), _) => received(node, inner, &format!("{key} of {subject}"), diagnostics),
            _ => walk(node, inner, subject, diagnostics),
        }
    }
}

/// Removes keys with nothing behind them, as people leave them in YAML where there is nothing to say.
fn remove_blank(node: &mut Node, place: Place, subject: &str, diagnostics: &mut Diagnostics) {
    let keys: &[&str] = match place {
        Place::One(Kind::Operation) => &["parameters", "requestBody", "security", "servers", "callbacks", "tags"],
        Place::One(Kind::PathItem) => &["parameters", "servers"],
        _ => return,
    };
    for key in keys {
        let Some(blank) = node.get(key).filter(|value| value.is_null()) else { continue };
        let found = Diagnostic::warning(Code::StructureInvalid, format!("nothing stands behind `{key}`"))
            .at(blank.label_span())
            .subject(subject)
            .help("it is read as if it were not there; remove the key, or write what belongs there");
        diagnostics.push(match *key {
            "requestBody" => found.costs("the call is made without a body"),
            _ => found,
        });
        node.remove(key);
    }
}

/// Gives the operations of other methods the name they have since OpenAPI 3.2. One of a method that has a member of its
/// own moves there, and is told; so is one that is there already, and left out.
fn additional(item: &mut Node, subject: &str, diagnostics: &mut Diagnostics) {
    if let Some(before) = item.remove(ADDITIONAL_BEFORE) {
        match item.get_mut(ADDITIONAL).and_then(Node::as_object_mut) {
            Some(members) => {
                for (key, node) in before.as_object().into_iter().flatten() {
                    let used = members.entry(key.clone()).or_insert_with(|| node.clone());
                    // Two that say the same lose nothing, and neither does an extension.
                    if key.starts_with("x-") || used.to_value() == node.to_value() {
                        continue;
                    }
                    let message = format!("`{key}` stands in `{ADDITIONAL}` and in `{ADDITIONAL_BEFORE}`");
                    diagnostics.push(
                        Diagnostic::warning(Code::StructureInvalid, message)
                            .at(node.label_span())
                            .subject(subject)
                            .label(used.label_span(), "this one is used")
                            .help("remove one of the two")
                            .costs("the second one is not in the client"),
                    );
                }
            }
            None => item.set(ADDITIONAL, before),
        }
    }
    let own = |key: &str| METHODS.iter().copied().find(|method| method.to_uppercase() == key);
    let additional = item.get(ADDITIONAL).and_then(Node::as_object).into_iter().flatten();
    let misplaced: Vec<(String, &str)> = additional.filter_map(|(key, _)| Some((key.clone(), own(key)?))).collect();
    for (key, method) in misplaced {
        let Some(node) = item.get_mut(ADDITIONAL).and_then(|all| all.remove(&key)) else { continue };
        let message = format!("`{key}` in `{ADDITIONAL}` has a member of its own, `{method}`");
        let found = Diagnostic::warning(Code::StructureInvalid, message).at(node.label_span()).subject(subject);
        let first = item.get(method).map(Node::label_span);
        diagnostics.push(match first {
            Some(first) => {
                let found = found.label(first, "this one is used").help("remove one of the two");
                found.costs("the second one is not in the client")
            }
            None => found.help("it is read as such"),
        });
        if first.is_none() {
            item.set(method, node);
        }
    }
}

/// Writes members as the specification does where only capitals and blanks differ, and says so. Of one that is there in
/// both spellings the right one counts.
fn respell(node: &mut Node, place: Place, subject: &str, diagnostics: &mut Diagnostics) {
    let known = place.members();
    let meant = |key: &str| known.iter().copied().find(|known| known.eq_ignore_ascii_case(key.trim()));
    let differs = |key: &String| meant(key).is_some_and(|name| name != key);
    let Some(members) = node.as_object_mut().filter(|members| members.keys().any(differs)) else { return };
    let all = std::mem::take(members);
    let right: Map =
        all.iter().filter(|(key, _)| !differs(key)).map(|(key, node)| (key.clone(), node.clone())).collect();
    let mut kept = Map::default();
    for (key, node) in all {
        let (name, shown) = (meant(&key).unwrap_or(&key), key.escape_debug());
        let found = match kept.get(name).or_else(|| right.get(name).filter(|_| name != key)) {
            Some(first) => Diagnostic::error(Code::StructureInvalid, format!("`{shown}` is a second `{name}`"))
                .label(Node::label_span(first), "the other one")
                .help("capitals do not make two of it: remove one of the two")
                .costs("the other one is used, and this one is not"),
            None if name != key => {
                let message = format!("`{shown}` is not written as `{name}`");
                Diagnostic::warning(Code::StructureInvalid, message)
                    .help("it is read as such; capitals and blanks count")
            }
            None => {
                kept.insert(key, node);
                continue;
            }
        };
        diagnostics.push(found.at(node.label_span()).subject(subject));
        if !right.contains_key(name) {
            kept.entry(name.to_owned()).or_insert(node);
        }
    }
    *members = kept;
}

/// What is said of something that has to be an object and is none.
pub(super) fn no_object(node: &Node, what: &str, subject: &str) -> Diagnostic {
    let message = format!("{what} is an object, but this is {}", node.kind());
    let help = match node.is_null() {
        true => "nothing stands behind the key: the document may be cut here; write what belongs there, or remove it",
        false => "write what belongs there, or remove the key; look at the indentation, too, if this is YAML",
    };
    Diagnostic::error(Code::StructureInvalid, message).at(node.label_span()).subject(subject).help(help)
}

/// Puts an empty object in the place of something else.
pub(super) fn make_empty(node: &mut Node) {
    *node = Node { key_span: node.key_span, ..Node::object::<&str>([], node.span) };
}

/// Reports members of a path item that are neither known nor operations.
fn unknown(item: &Node, subject: &str, diagnostics: &mut Diagnostics) {
    let known = Place::One(Kind::PathItem).members();
    for (key, node) in item.as_object().into_iter().flatten() {
        if known.contains(&key.as_str()) || key.starts_with("x-") || is_operation(node) {
            continue;
        }
        let help = match likely(key, known.iter().copied()) {
            Some(near) => format!("it is ignored; did you mean `{near}`?"),
            None => "it is ignored; remove it, or let its name begin with `x-`".to_owned(),
        };
        let message = format!("`{}` is not a member of a path item", key.escape_debug());
        diagnostics.push(
            Diagnostic::warning(Code::StructureInvalid, message).at(node.label_span()).subject(subject).help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::diagnostic::Diagnostics;
    use crate::source::{Node, SourceFiles, Span};
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
                "structure-invalid: `GET` is not written as `get`",
                "structure-invalid: `put ` is not written as `put`",
                "structure-invalid: `gte` is not a member of a path item",
            ]
        );
        let twice = self::found(json!({"/a": {"get": {}, "Get": {}}})).1;
        assert_eq!(twice, ["structure-invalid: `Get` is a second `get`"]);
    }

    #[test]
    fn a_method_that_both_maps_of_other_methods_have_is_told() {
        let both = |second: Value| {
            json!({"/a": {
                "additionalOperations": {"COPY": {"summary": "first"}},
                "x-oai-additionalOperations": {"COPY": second, "LINK": {}},
            }})
        };
        let (after, found) = found(both(json!({"summary": "second"})));
        let left = json!({"/a": {"additionalOperations": {"COPY": {"summary": "first"}, "LINK": {}}}});
        assert_eq!(after, left);
        let message = "`COPY` stands in `additionalOperations` and in `x-oai-additionalOperations`";
        assert_eq!(found, [format!("structure-invalid: {message}")]);
        assert_eq!(self::found(both(json!({"summary": "first"}))), (left, Vec::new()));
    }

    #[test]
    fn members_are_read_as_they_are_meant() {
        let given = json!({
            "openapi": "3.1.0",
            "Paths": {"/a": {"post": {
                "Parameters": [{"In": "query", "name": "Name"}],
                "requestbody": {"Content": {"application/json": {"Schema": {"Type": "string"}}}},
                "responses": {"200": {"headers": {"Content": {"Schema": {}}}}},
                "callbacks": {"done": {"{$url}": {"POST": {}, "x-GET": {}}}, "other": {"$ref": "#/x"}},
            }}},
            "components": {"Parameters": {"Required": {"Required": true}}},
            "x-Paths": {},
        });
        let (after, found) = run(super::pass, given);
        assert_eq!(
            after,
            json!({
                "openapi": "3.1.0",
                "paths": {"/a": {"post": {
                    "parameters": [{"in": "query", "name": "Name"}],
                    "requestBody": {"content": {"application/json": {"schema": {"Type": "string"}}}},
                    "responses": {"200": {"headers": {"Content": {"schema": {}}}}},
                    "callbacks": {"done": {"{$url}": {"post": {}, "x-GET": {}}}, "other": {"$ref": "#/x"}},
                }}},
                "components": {"parameters": {"Required": {"required": true}}},
                "x-Paths": {},
            })
        );
        assert_eq!(found.len(), 8, "each spelling is told once where all have one place: {found:#?}");
        assert_eq!(found[0], "structure-invalid: `Paths` is not written as `paths`");
        let twice = json!({"swagger": "2.0", "host": "a.example", "Host": "b.example", "BasePath": "/v1"});
        let (after, found) = run(super::pass, twice);
        assert_eq!(after, json!({"swagger": "2.0", "host": "a.example", "basePath": "/v1"}));
        assert_eq!(
            found,
            [
                "structure-invalid: `Host` is a second `host`",
                "structure-invalid: `BasePath` is not written as `basePath`",
            ]
        );
    }

    #[test]
    fn a_version_without_quotes_is_read() {
        for (number, text) in [(3.0, "3.0"), (3.1, "3.1"), (3.2, "3.2")] {
            let (after, found) = run(super::pass, json!({"openapi": number, "paths": {"/a": {"GET": {}}}}));
            assert_eq!((&after["openapi"], &after["paths"]), (&json!(text), &json!({"/a": {"get": {}}})));
            assert_eq!(found[0], "structure-invalid: the version of OpenAPI is a string, but this is a number");
        }
        assert_eq!(run(super::pass, json!({"openapi": 4.1})), (json!({"openapi": 4.1}), vec![]));
    }

    #[test]
    fn sections_without_anything_are_lost_alone() {
        let given = |paths: Value, components: Value| {
            let document = json!({"openapi": "3.1.0", "paths": paths, "components": components});
            let document = Node::from_value(document, Span::new(SourceFiles::new().add("a", ""), 0..0));
            let mut found = Diagnostics::new();
            super::pass(&mut document.clone(), &mut found);
            let said: Vec<String> = found.iter().map(|found| found.message.clone()).collect();
            (found.has_errors(), said.join("\n"))
        };
        let empty = || json!({});
        assert_eq!(given(json!(null), empty()), (false, "`paths` is an object, but this is null".to_owned()));
        assert_eq!(given(json!([]), empty()), (false, "`paths` is an object, but this is an array".to_owned()));
        assert_eq!(given(json!("x"), empty()), (false, "`paths` is an object, but this is a string".to_owned()));
        let schemas = given(empty(), json!({"schemas": []}));
        assert_eq!(schemas, (false, "`schemas` is an object, but this is an array".to_owned()));
        for (wrong, kind) in [(json!([]), "an array"), (json!(null), "null"), (json!(1), "a number")] {
            assert_eq!(given(empty(), wrong), (false, format!("`components` is an object, but this is {kind}")));
        }
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
