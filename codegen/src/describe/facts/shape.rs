//! Members and bodies to schemas. What an example contradicts is left open and told.

use super::{Body, Member, Shape, inferred};
use crate::describe::reading::stated::{Kind, Stated};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node, Span};

/// The media type object of a body.
pub(super) fn media(body: &Body, subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let span = body.media_type.span;
    let schema = match &body.shape {
        Shape::Members { members, is_list } => {
            let shown = body.example.as_ref().map(|example| match (is_list, example.as_array()) {
                (true, Some(items)) => items.iter().collect(),
                _ => vec![example],
            });
            let object = object(members, &shown.unwrap_or_default(), span, subject, diagnostics);
            if *is_list {
                Node::object([("type", Node::string("array", span)), ("items", object)], span)
            } else {
                object
            }
        }
        Shape::Shown(examples) => {
            let mut schema = inferred::schema(&examples.iter().collect::<Vec<_>>(), span);
            schema.set("x-inferred", Node::string("example", span));
            schema
        }
        Shape::Open => Node::object::<&str>([], span),
        Shape::File => {
            Node::object([("type", Node::string("string", span)), ("format", Node::string("binary", span))], span)
        }
    };
    let mut media = Node::object([("schema", schema)], span);
    if let Some(example) = &body.example {
        media.set("example", example.clone());
    }
    media
}

fn object(members: &[Member], shown: &[&Node], span: Span, subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let mut properties = Map::default();
    for member in members {
        let shown: Vec<&Node> = shown.iter().filter_map(|shown| shown.get(&member.name.text)).collect();
        let mut node = schema(member, &shown, subject, diagnostics);
        node.key_span = Some(member.name.span);
        properties.insert(member.name.text.clone(), node);
    }
    let required: Vec<Node> =
        members.iter().filter(|member| member.is_required).map(|member| member.name.node()).collect();
    let mut node = Node::object([("type", Node::string("object", span))], span);
    node.set("properties", Node::new(Data::Object(properties), span));
    if !required.is_empty() {
        node.set("required", Node::array(required, span));
    }
    node
}

/// The schema of a member.
pub(super) fn schema(member: &Member, shown: &[&Node], subject: &str, diagnostics: &mut Diagnostics) -> Node {
    let stated = &member.stated;
    let mut node = Node::object::<&str>([], member.kind_span);
    if member.is_shown_only {
        node = inferred::schema(shown, member.kind_span);
        words(&mut node, stated, member.kind_span);
        node.set("x-inferred", Node::string("example", member.kind_span));
    } else {
        tell(member, subject, diagnostics);
        let contradiction = stated.kind.and_then(|kind| shown.iter().find(|shown| contradicts(kind, shown)));
        match contradiction {
            Some(shown) => {
                let message = format!(
                    "the type of `{}` is stated as `{}`, but an example shows {}",
                    member.name.text,
                    stated.kind.map_or("", Kind::as_str),
                    shown.kind()
                );
                let help =
                    "find out which of the two is right and say it with an overlay; until then any value is accepted";
                let diagnostic = Diagnostic::warning(Code::PageInconsistent, message).at(shown.span).subject(subject);
                diagnostics.push(diagnostic.label(member.kind_span, "stated here").help(help));
            }
            None => typed(&mut node, member, shown, subject, diagnostics),
        }
    }
    if let Some(description) = &member.description {
        node.set("description", description.node());
    }
    if stated.is_deprecated {
        node.set("deprecated", Node::bool(true, member.kind_span));
    }
    node
}

/// Fills in type, format, values, members and items.
fn typed(node: &mut Node, member: &Member, shown: &[&Node], subject: &str, diagnostics: &mut Diagnostics) {
    let (stated, span) = (&member.stated, member.kind_span);
    let items: Vec<&Node> = shown.iter().filter_map(|shown| shown.as_array()).flatten().collect();
    let of_list = stated.kind == Some(Kind::Array);
    match (stated.kind, member.members.is_empty()) {
        (Some(Kind::Array), false) => {
            let items = object(&member.members, &items, span, subject, diagnostics);
            *node = Node::object([("type", Node::string("array", span)), ("items", items)], span);
        }
        (Some(Kind::Object) | None, false) => *node = object(&member.members, shown, span, subject, diagnostics),
        _ => words(node, stated, span),
    }
    if stated.is_nullable
        && let Some(kind) = node.str("type").map(str::to_owned)
    {
        node.set("type", Node::array(vec![Node::string(kind, span), Node::string("null", span)], span));
    }
    if member.values.is_empty() {
        return;
    }
    let target = if of_list { node.get_mut("items") } else { Some(node) };
    let Some(target) = target else { return };
    let is_integer = target.str("type") == Some("integer");
    let value = |value: &super::Text| match value.text.parse::<i64>().ok().filter(|_| is_integer) {
        Some(number) => Node::new(Data::Number(number.into()), value.span),
        None => value.node(),
    };
    let mut values: Vec<Node> = member.values.iter().map(value).collect();
    if stated.is_nullable && !of_list {
        values.push(Node::new(Data::Null, span));
    }
    target.set("enum", Node::array(values, span));
}

/// Type, format and items that words state.
fn words(node: &mut Node, stated: &Stated, span: Span) {
    if let Some(kind) = stated.kind {
        node.set("type", Node::string(kind.as_str(), span));
    }
    if let Some(format) = stated.format {
        node.set("format", Node::string(format, span));
    }
    if stated.kind == Some(Kind::Array) {
        let mut items = Node::object::<&str>([], span);
        if let Some(stated) = &stated.items {
            words(&mut items, stated, span);
        }
        node.set("items", items);
    }
}

fn contradicts(kind: Kind, shown: &Node) -> bool {
    !match (kind, &shown.data) {
        (_, Data::Null) => true,
        (Kind::String, Data::String(_)) | (Kind::Boolean, Data::Bool(_)) | (Kind::Number, Data::Number(_)) => true,
        (Kind::Integer, Data::Number(number)) => !number.is_f64(),
        (Kind::Array, Data::Array(_)) | (Kind::Object, Data::Object(_)) => true,
        _ => false,
    }
}

/// Reports what is not understood of a type.
fn tell(member: &Member, subject: &str, diagnostics: &mut Diagnostics) {
    for words in &member.stated.unread {
        let message = format!("the type of `{}` has words that no rule understands: {words}", member.name.text);
        let help = if member.stated.kind.is_some() {
            "if it matters, say it with an overlay"
        } else {
            "any value is accepted; add the type with an overlay"
        };
        let diagnostic = Diagnostic::warning(Code::TextUnread, message).at(member.kind_span).subject(subject);
        diagnostics.push(diagnostic.help(help));
    }
    if member.stated.kind.is_none() && member.stated.unread.is_empty() && member.members.is_empty() {
        let message = format!("no type of `{}` is stated, so every value is accepted", member.name.text);
        let diagnostic = Diagnostic::warning(Code::TextUnread, message).at(member.name.span).subject(subject);
        diagnostics.push(diagnostic.help("add the type with an overlay"));
    }
}
