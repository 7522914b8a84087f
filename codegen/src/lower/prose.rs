//! Establishes: what a document says to people, and under which tags, is of the kind that the specification gives it: texts,
//! lists and objects. What is something else is lost by itself, since no call depends on it.
//!
//! A number or a boolean is read as its text, and one text as a list of it. Never looks into schemas, and never at `null`, which some
//! tools write for what nobody wrote.

use super::paths::no_object;
use super::structure::{not_a_list, read_as_list};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node};
use crate::spec::vocabulary::{Object, Shape};

const UNDOCUMENTED: &str = "it is not in the documentation";

/// The members that are texts.
fn texts(object: Object) -> &'static [&'static str] {
    use Object::{Header, Info, Operation, Parameter, PathItem, RequestBody, Response, SecurityScheme, Server, Tag};
    match object {
        Info => &["title", "summary", "description", "version", "termsOfService"],
        Operation | PathItem | Response => &["summary", "description"],
        Tag => &["name", "summary", "description", "parent", "kind"],
        Header | Parameter | RequestBody | SecurityScheme | Server => &["description"],
        _ => &[],
    }
}

/// The members that are objects, and that no other pass looks at.
fn objects(object: Object) -> &'static [&'static str] {
    use Object::{Document, Header, Info, MediaType, Operation, Parameter, Response, Tag};
    match object {
        Document => &["info", "externalDocs"],
        Operation | Tag => &["externalDocs"],
        Info => &["contact", "license"],
        Header | MediaType | Parameter => &["examples"],
        Response => &["links"],
        _ => &[],
    }
}

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    visit(document, Shape::Of(Object::Document), document.get("swagger").is_some(), diagnostics);
}

fn visit(node: &mut Node, shape: Shape, is_swagger: bool, diagnostics: &mut Diagnostics) {
    if let Shape::Of(Object::Schema) | Shape::Map(Object::Schema) | Shape::Free = shape {
        return;
    }
    if let (Shape::Of(object), true) = (shape, node.as_object().is_some()) {
        own(node, object, is_swagger, diagnostics);
    }
    match &mut node.data {
        Data::Array(items) => items.iter_mut().for_each(|item| visit(item, shape, is_swagger, diagnostics)),
        Data::Object(members) => {
            for (key, member) in members {
                if let Some(inner) = shape.step(Some(key)) {
                    visit(member, inner, is_swagger, diagnostics);
                }
            }
        }
        _ => {}
    }
}

/// Looks at what an object says itself.
fn own(node: &mut Node, object: Object, is_swagger: bool, diagnostics: &mut Diagnostics) {
    for key in texts(object) {
        text(node, key, diagnostics);
    }
    // In Swagger 2.0, examples are values.
    for key in objects(object).iter().filter(|key| !is_swagger || **key != "examples") {
        let Some(stated) = node.get(key).filter(|stated| stated.as_object().is_none() && !stated.is_null()) else {
            continue;
        };
        // PHP has one form for an empty list and an empty object.
        if stated.as_array().is_none_or(|items| !items.is_empty()) {
            diagnostics.push(no_object(stated, &format!("`{key}`"), object.words()).costs(UNDOCUMENTED));
        }
        node.remove(key);
    }
    if matches!(object, Object::Document | Object::Operation) {
        tags(node, object, diagnostics);
    }
}

/// A member that is a text.
fn text(node: &mut Node, key: &str, diagnostics: &mut Diagnostics) {
    let Some(stated) = node.get_mut(key) else { return };
    let found = |stated: &Node| {
        let message = format!("`{key}` is a string, but this is {}", stated.kind());
        Diagnostic::warning(Code::StructureInvalid, message).at(stated.label_span())
    };
    match &stated.data {
        Data::String(_) | Data::Null => {}
        Data::Number(_) | Data::Bool(_) => {
            let text = stated.to_value().to_string();
            diagnostics.push(found(stated).help(format!("it is read as `\"{text}\"`; put quotes around it")));
            stated.data = Data::String(text);
        }
        _ => {
            diagnostics.push(found(stated).help("write a text, or leave it out").costs(UNDOCUMENTED));
            node.remove(key);
        }
    }
}

/// The tags of the document, which are objects, or those of an operation, which are names.
fn tags(node: &mut Node, object: Object, diagnostics: &mut Diagnostics) {
    const KEY: &str = "tags";
    let is_named = object == Object::Operation;
    let consequence = match is_named {
        true => "the operation stands under no such tag in the documentation",
        false => "the tag has no description in the documentation",
    };
    let Some(stated) = node.get_mut(KEY).filter(|stated| !stated.is_null()) else { return };
    let span = stated.span;
    let is_one = |item: &Node| if is_named { item.as_str().is_some() } else { item.as_object().is_some() };
    let found = not_a_list(KEY, stated, object.words());
    let read = read_as_list(KEY, stated, object.words(), "it is read as a list of this alone; write a list");
    let Data::Array(items) = &mut stated.data else {
        let is_tag = is_one(stated) && (is_named || stated.get("name").is_some());
        if is_tag {
            diagnostics.push(read);
            let only = std::mem::replace(stated, Node::array(Vec::new(), span));
            *stated = Node { key_span: only.key_span, ..Node::array(vec![Node { key_span: None, ..only }], span) };
        } else {
            diagnostics.push(found.costs(consequence));
            node.remove(KEY);
        }
        return;
    };
    items.retain(|item| {
        if !is_one(item) {
            let what = if is_named { "the name of a tag is a string" } else { "a tag is an object with a name" };
            diagnostics.push(
                Diagnostic::warning(Code::StructureInvalid, format!("{what}, but this is {}", item.kind()))
                    .at(item.span)
                    .help("an operation lists the names of its tags, and the document says more of each by `name`")
                    .costs(consequence),
            );
        }
        is_one(item)
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::diagnostic::{Diagnostics, Severity};
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::json;

    #[test]
    fn what_is_said_to_people_is_lost_by_itself() {
        let (after, found) = run(
            super::pass,
            json!({
                "info": {"title": ["a"], "version": 1.5, "contact": "me", "license": null},
                "tags": ["bells", {"name": "towers"}],
                "externalDocs": "here",
                "paths": {"/a": {"summary": 5, "get": {
                    "tags": "bells", "description": {}, "summary": null,
                    "responses": {"200": {"description": true, "links": ["a"], "content": {"a/b": {"examples": "x", "schema": {"title": 5}}}}},
                }, "put": {"tags": [5, "towers"]}, "post": {"tags": {}}}},
            }),
        );
        assert_eq!(
            after,
            json!({
                "info": {"version": "1.5", "license": null},
                "tags": [{"name": "towers"}],
                "paths": {"/a": {"summary": "5", "get": {
                    "tags": ["bells"], "summary": null,
                    "responses": {"200": {"description": "true", "content": {"a/b": {"schema": {"title": 5}}}}},
                }, "put": {"tags": ["towers"]}, "post": {}}},
            })
        );
        insta::assert_snapshot!(found.join("\n"), @"
        structure-invalid: `externalDocs` is an object, but this is a string
        structure-invalid: a tag is an object with a name, but this is a string
        structure-invalid: `title` is a string, but this is an array
        structure-invalid: `version` is a string, but this is a number
        structure-invalid: `contact` is an object, but this is a string
        structure-invalid: `summary` is a string, but this is a number
        structure-invalid: `description` is a string, but this is an object
        structure-invalid: `tags` is a list, but this is a string
        structure-invalid: `description` is a string, but this is a boolean
        structure-invalid: `links` is an object, but this is an array
        structure-invalid: `examples` is an object, but this is a string
        structure-invalid: the name of a tag is a string, but this is a number
        structure-invalid: `tags` is a list, but this is an object
        ");
    }

    #[test]
    fn the_single_tag_of_an_operation_is_read_with_a_warning() {
        let mut files = SourceFiles::new();
        let document = json!({"paths": {"/a": {"get": {"tags": "bells"}}}});
        let mut node = Node::from_value(document, Span::new(files.add("a.json", ""), 0..0));
        let mut diagnostics = Diagnostics::new();
        super::pass(&mut node, &mut diagnostics);
        assert_eq!(node.to_value()["paths"]["/a"]["get"]["tags"], json!(["bells"]));
        assert_eq!((diagnostics.count(Severity::Warning), diagnostics.count(Severity::Error)), (1, 0));
    }

    #[test]
    fn empty_lists_and_single_tags_are_read() {
        let (after, found) = run(super::pass, json!({"info": [], "tags": {"name": "a"}, "externalDocs": []}));
        assert_eq!(after, json!({"tags": [{"name": "a"}]}));
        assert_eq!(found, ["structure-invalid: `tags` is a list, but this is an object"]);
    }
}
