//! Establishes: the keywords of parameters, bodies, operations and parts that are `true` or `false` are one of both.
//!
//! A text that says so is read as meant; anything else is read as if it were not there. Never looks into schemas.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node};
use crate::spec::kinds::{Kind, Place, step};

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    walk(document, Place::Root, diagnostics);
}

/// The keywords that are `true` or `false`, in all versions.
fn keywords(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Parameter | Kind::Header => &["required", "deprecated", "explode", "allowReserved", "allowEmptyValue"],
        Kind::RequestBody => &["required"],
        Kind::Operation | Kind::SecurityScheme => &["deprecated"],
        _ => &[],
    }
}

fn walk(node: &mut Node, place: Place, diagnostics: &mut Diagnostics) {
    if let Place::One(kind) = place {
        check(node, keywords(kind), diagnostics);
        if kind == Kind::MediaType {
            encodings(node, diagnostics);
        }
    }
    let is_looked_into =
        |place| !matches!(place, Place::Unknown | Place::One(Kind::Schema | Kind::Other | Kind::Example));
    match &mut node.data {
        Data::Object(members) => {
            for (key, member) in members {
                let inner = step(place, key);
                if is_looked_into(inner) && inner != Place::Many(Kind::Schema) {
                    walk(member, inner, diagnostics);
                }
            }
        }
        Data::Array(items) => {
            let inner = step(place, "0");
            if is_looked_into(inner) {
                items.iter_mut().for_each(|item| walk(item, inner, diagnostics));
            }
        }
        _ => {}
    }
}

/// How the members or parts of a form are written.
fn encodings(media: &mut Node, diagnostics: &mut Diagnostics) {
    const KEYWORDS: &[&str] = &["explode", "allowReserved"];
    if let Some(members) = media.get_mut("encoding").and_then(Node::as_object_mut) {
        members.values_mut().for_each(|encoding| check(encoding, KEYWORDS, diagnostics));
    }
    if let Some(Data::Array(items)) = media.get_mut("prefixEncoding").map(|node| &mut node.data) {
        items.iter_mut().for_each(|encoding| check(encoding, KEYWORDS, diagnostics));
    }
    if let Some(encoding) = media.get_mut("itemEncoding") {
        check(encoding, KEYWORDS, diagnostics);
    }
}

fn check(holder: &mut Node, keywords: &[&str], diagnostics: &mut Diagnostics) {
    for keyword in keywords {
        let Some(node) = holder.get_mut(keyword).filter(|node| node.as_bool().is_none()) else { continue };
        let message = format!("`{keyword}` is `true` or `false`, but this is {}", node.kind());
        let found = Diagnostic::warning(Code::StructureInvalid, message).at(node.label_span());
        let meant = match node.as_str().map(str::trim) {
            Some(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Some(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        };
        match meant {
            Some(meant) => {
                node.data = Data::Bool(meant);
                diagnostics.push(found.help(format!("it is read as `{meant}`; write it without quotes")));
            }
            None => {
                let found = found.help("write `true` or `false`, or leave it out");
                // Nothing is not another thing.
                diagnostics.push(match node.is_null() {
                    true => found,
                    false => found.costs(format!("`{keyword}` is read as if it were not there")),
                });
                holder.remove(keyword);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::json;

    #[test]
    fn texts_are_read_as_meant_and_all_else_as_nothing() {
        let parameter = json!({
            "in": "query", "name": "a", "required": "true", "explode": "False", "allowReserved": 1, "deprecated": null,
            "schema": {"deprecated": "true"},
        });
        let media = json!({"encoding": {"a": {"explode": "false"}}, "schema": {}});
        let document = json!({
            "paths": {"/a": {"parameters": [parameter], "post": {
                "deprecated": [],
                "requestBody": {"required": "yes", "content": {"multipart/form-data": media}},
            }}},
            "components": {"parameters": {"P": {"required": "true"}}},
        });
        let (after, found) = run(super::pass, document);
        assert_eq!(
            after["paths"]["/a"],
            json!({
                "parameters": [{
                    "in": "query", "name": "a", "required": true, "explode": false, "schema": {"deprecated": "true"},
                }],
                "post": {"requestBody": {"content": {"multipart/form-data": {
                    "encoding": {"a": {"explode": false}}, "schema": {},
                }}}},
            })
        );
        assert_eq!(after["components"]["parameters"]["P"]["required"], true);
        insta::assert_snapshot!(found.join("\n"), @"
        structure-invalid: `required` is `true` or `false`, but this is a string
        structure-invalid: `deprecated` is `true` or `false`, but this is null
        structure-invalid: `explode` is `true` or `false`, but this is a string
        structure-invalid: `allowReserved` is `true` or `false`, but this is a number
        structure-invalid: `deprecated` is `true` or `false`, but this is an array
        ");
    }

    #[test]
    fn sound_keywords_pass() {
        let parameter = json!({"in": "query", "name": "required", "required": true, "explode": false});
        let document = json!({"paths": {"/a": {"get": {"parameters": [parameter], "deprecated": false}}}});
        assert_eq!(run(super::pass, document.clone()), (document, vec![]));
    }
}
