//! Establishes: an `enum` lists texts, integers or booleans of one type, of which typify can make different variants.
//! `const` is an `enum` of one value.

use super::identifiers::are_variants_unique;
use super::loss::give_up;
use crate::diagnostic::Diagnostics;
use crate::lower::for_each_schema;
use crate::source::{Data, Node};

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        if let Some(value) = schema.remove("const")
            && schema.get("enum").is_none()
        {
            let span = value.span;
            schema.set("enum", Node::array(vec![value], span));
        }
        if schema.items("enum").iter().all(Node::is_null) && schema.get("enum").is_some() {
            null_alone(schema, diagnostics);
        } else if schema.get("enum").is_some() {
            values(schema, diagnostics);
        }
    });
}

/// `null` alone is how OpenAPI 3.0 says the type of it; a list without values says nothing.
fn null_alone(schema: &mut Node, diagnostics: &mut Diagnostics) {
    if schema.items("enum").is_empty() {
        let Some(list) = schema.remove("enum") else { return };
        give_up(list.label_span(), "", "no value is listed", "any value of the type is taken there", diagnostics);
        return;
    }
    let span = schema.span;
    schema.remove("type");
    schema.set("nullable", Node::bool(true, span));
    schema.set("enum", Node::array(vec![Node::new(Data::Null, span)], span));
}

fn values(schema: &mut Node, diagnostics: &mut Diagnostics) {
    let (span, list_span) = (schema.span, schema.get("enum").map_or(schema.span, Node::label_span));
    let mut all: Vec<Node> = Vec::new();
    let mut is_nullable = false;
    for value in schema.items("enum") {
        if value.is_null() {
            is_nullable = true;
        } else if !all.contains(value) {
            all.push(value.clone());
        }
    }
    let of = |wanted: &str| -> Vec<Node> { all.iter().filter(|value| kind(value) == wanted).cloned().collect() };
    let stated = schema.str("type").map(str::to_owned);
    let lists: Vec<(&str, Vec<Node>)> = ["string", "integer", "number", "boolean"]
        .into_iter()
        .map(|name| (name, of(name)))
        .filter(|(name, list)| {
            let is_meant = match stated.as_deref() {
                None => true,
                Some("number") => matches!(*name, "integer" | "number"),
                Some(stated) => stated == *name,
            };
            is_meant && !list.is_empty()
        })
        .collect();
    let count: usize = lists.iter().map(|(_, list)| list.len()).sum();
    if count < all.len() {
        let message = "values are listed that are no texts, integers or booleans of one type";
        let consequence =
            if lists.is_empty() { "any value of the type is taken there" } else { "these are not listed" };
        give_up(list_span, "", message, consequence, diagnostics);
    }
    schema.remove("enum");
    if is_nullable && stated.as_deref() != Some("null") {
        super::levels::set_nullable(schema, span);
        schema.set("nullable", Node::bool(true, span));
    }
    match lists.as_slice() {
        [] => {}
        [(name, list)] => {
            let is_fraction = matches!(*name, "number") || stated.as_deref() == Some("number");
            let name = if stated.as_deref() == Some("number") { "number" } else { name };
            one_type(schema, name, list.clone(), is_fraction, list_span, diagnostics);
        }
        several => {
            let items = several.iter().map(|(name, list)| {
                let mut item = Node::object::<&str>([], span);
                one_type(&mut item, name, list.clone(), *name == "number", list_span, diagnostics);
                item
            });
            let items: Vec<Node> = items.collect();
            if stated.is_none() {
                schema.set("oneOf", Node::array(items, span));
            }
        }
    }
}

fn one_type(
    schema: &mut Node,
    name: &str,
    list: Vec<Node>,
    is_fraction: bool,
    place: crate::source::Span,
    diagnostics: &mut Diagnostics,
) {
    let span = schema.span;
    schema.set("type", Node::string(name, span));
    let texts: Vec<&str> = list.iter().filter_map(Node::as_str).collect();
    if name == "string" && !are_variants_unique(&texts) {
        let message = "typify makes variants of one name of different values";
        give_up(place, "", message, "any text is taken there", diagnostics);
        return;
    }
    if is_fraction {
        give_up(place, "", "typify lists no numbers with fractions", "any number is taken there", diagnostics);
        return;
    }
    // What is listed needs no further rules, and typify leaves out values that break them.
    for rule in [
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ] {
        schema.remove(rule);
    }
    schema.set("enum", Node::array(list, span));
}

fn kind(value: &Node) -> &'static str {
    match &value.data {
        Data::String(_) => "string",
        Data::Bool(_) => "boolean",
        Data::Number(number) if number.as_i64().is_some() => "integer",
        Data::Number(_) => "number",
        _ => "other",
    }
}
