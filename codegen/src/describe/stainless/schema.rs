//! From trees of members to JSON Schema (2020-12, as OpenAPI 3.1 uses it), every value with its place on the page.
//!
//! Only what a page prints becomes a constraint. Null is one where a type says `or null`; prose that mentions it is
//! marked `x-nullability-hint` for whoever writes the corrections.

use super::page::{Constraint, HeadName, Literal, Text};
use super::shape::{Definition, Model, Node, Shape};
use super::types::Type;
use crate::source::{Data, Map, Node as Json, Span};
use serde_json::Value;

/// The largest integer that JavaScript numbers hold exactly; as a bound it betrays an integer.
const SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// What models are called below `components/schemas`.
pub(super) trait Names {
    /// The key of a model; `None` where nothing defines it.
    fn key<'m>(&'m self, model: &'m Model) -> Option<&'m str>;

    /// The definition of a model that stands itself wherever the model is named; `None` for all that are referred to.
    fn inline<'m>(&'m self, model: &'m Model) -> Option<&'m Definition>;
}

/// The schema of a node, its description included.
pub(super) fn schema(node: &Node, names: &dyn Names) -> Json {
    let mut schema = described(bare(node, names), node.description.as_ref(), node.head.type_span);
    if node.head.deprecated && schema.get("deprecated").is_none() {
        schema.set("deprecated", Json::bool(true, node.head.span));
    }
    schema
}

/// The schema of a node without its description.
pub(super) fn bare(node: &Node, names: &dyn Names) -> Json {
    shape_schema(&node.shape, node.head.type_span, &node.constraints, names)
}

/// The schema of all that a section lists: an object of its members, or the one type it names.
pub(super) fn section_schema(nodes: &[Node], span: Span, names: &dyn Names) -> Json {
    match nodes {
        [node] if node.head.field().is_none() => schema(node, names),
        [first, ..] if first.head.field().is_none() => union(nodes, span, names),
        _ => object(nodes, span, names),
    }
}

/// Description, deprecation and the null mark of a text, as members of a schema or parameter.
pub(super) fn text_members(text: &Text) -> Vec<(&'static str, Json)> {
    let mut members = vec![("description", Json::string(text.text.as_str(), text.span))];
    let words = || text.text.split(|next: char| !next.is_alphanumeric());
    if is_deprecated(&text.text) {
        members.push(("deprecated", Json::bool(true, text.span)));
    }
    if words().any(|word| word.eq_ignore_ascii_case("null")) {
        members.push(("x-nullability-hint", Json::bool(true, text.span)));
    }
    members
}

/// Whether a text begins by saying that what it describes is deprecated.
fn is_deprecated(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '_']);
    let named = text.strip_prefix("Deprecated").is_some_and(|rest| rest.starts_with([':', '.', '*', '_']));
    named || text.starts_with("DEPRECATED")
}

/// Puts a description behind `type` or `$ref`, before everything else.
pub(super) fn described(schema: Json, description: Option<&Text>, span: Span) -> Json {
    let Some(description) = description else { return schema };
    let mut members = schema.as_object().cloned().unwrap_or_default();
    let mut ordered = Map::default();
    for key in ["$ref", "type"] {
        ordered.extend(members.shift_remove(key).map(|value| (key.to_owned(), value)));
    }
    ordered.extend(text_members(description).into_iter().map(|(key, value)| (key.to_owned(), value)));
    ordered.extend(members);
    Json::object(ordered, span)
}

/// A schema without its texts and what follows from them.
pub(super) fn without_text(mut schema: Json) -> Json {
    for key in ["description", "deprecated", "x-nullability-hint", "x-enum-descriptions"] {
        schema.remove(key);
    }
    let strip = |node: &mut Json| *node = without_text(std::mem::replace(node, Json::new(Data::Null, node.span)));
    for key in ["items", "additionalProperties"] {
        schema.get_mut(key).into_iter().for_each(strip);
    }
    if let Some(members) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        members.values_mut().for_each(strip);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(Json { data: Data::Array(alternatives), .. }) = schema.get_mut(key) {
            alternatives.iter_mut().for_each(strip);
        }
    }
    schema
}

/// The schema of a type with the bounds that stand below it.
pub(super) fn shape_schema(shape: &Shape, span: Span, constraints: &[Constraint], names: &dyn Names) -> Json {
    // In a list of texts, `minLength` speaks of the texts and `minItems` of the list.
    let is_own = |found: &&Constraint| match shape {
        Shape::Array(_) => found.keyword.ends_with("Items"),
        Shape::Map(_) => found.keyword.ends_with("Properties"),
        Shape::Nullable(_) => false,
        _ => true,
    };
    let (own, inner): (Vec<&Constraint>, Vec<&Constraint>) = constraints.iter().partition(is_own);
    let inner: Vec<Constraint> = inner.into_iter().cloned().collect();
    let bounds = own.iter().map(|found| (found.keyword, Json::from_value(found.value.clone(), found.span)));
    let text = |value: &str| Json::string(value, span);
    let (kind, rest): (Option<&str>, Vec<(&str, Json)>) = match shape {
        Shape::Nullable(of) => return nullable(shape_schema(of, span, &inner, names), span),
        Shape::Object(nodes) => {
            let mut object = object(nodes, span, names);
            bounds.for_each(|(key, bound)| object.set(key, bound));
            return object;
        }
        Shape::Union(nodes) => {
            let mut members: Vec<(&str, Json)> = bounds.collect();
            members.push(alternatives(nodes, span, names));
            return Json::object(members, span);
        }
        Shape::Model(model) => return self::model(model, span, bounds.collect(), names),
        Shape::Open | Shape::Plain(Type::Unknown) => (None, Vec::new()),
        Shape::Plain(Type::Number) => (Some(if is_integer(&own) { "integer" } else { "number" }), Vec::new()),
        Shape::Plain(plain) => (plain_name(plain), Vec::new()),
        Shape::Constant(literal) => {
            // A list of one value is printed like a constant; the weaker of the two is stated.
            let values = Json::array(vec![value(literal)], literal.span);
            (literal_type(std::slice::from_ref(literal)), vec![("enum", values)])
        }
        Shape::Values(values) => (literal_type(values), listed(values, span)),
        Shape::Array(item) => (Some("array"), vec![("items", shape_schema(item, span, &inner, names))]),
        Shape::Map(item) => (Some("object"), vec![("additionalProperties", shape_schema(item, span, &inner, names))]),
    };
    Json::object(kind.map(|kind| ("type", text(kind))).into_iter().chain(bounds).chain(rest), span)
}

/// A reference to a model with the bounds beside it, or its definition where that stands wherever it is named.
fn model(model: &Model, span: Span, bounds: Vec<(&str, Json)>, names: &dyn Names) -> Json {
    let text = |value: &str| Json::string(value, span);
    let Some(definition) = names.inline(model) else {
        let reference = names.key(model).map(|key| ("$ref", text(&format!("#/components/schemas/{key}"))));
        return Json::object(reference.into_iter().chain(bounds), span);
    };
    let mut schema = shape_schema(&definition.shape, span, &definition.constraints, names);
    bounds.into_iter().for_each(|(key, bound)| schema.set(key, bound));
    schema.set("title", text(&model.name));
    match &model.definition {
        Some(own) => described(schema, own.description.as_ref(), span),
        None => schema,
    }
}

/// The keywords of a list of values.
fn listed(values: &[Literal], span: Span) -> Vec<(&'static str, Json)> {
    let is = |wanted: bool| values.iter().any(|literal| literal.value == Value::Bool(wanted));
    if values.len() == 2 && is(true) && is(false) {
        return Vec::new();
    }
    let mut members = vec![("enum", Json::array(values.iter().map(value).collect(), span))];
    let texts = values.iter().filter_map(|literal| {
        let name = literal.value.as_str().map_or_else(|| literal.value.to_string(), str::to_owned);
        literal.description.as_ref().map(|text| (name, Json::string(text.text.as_str(), text.span)))
    });
    let texts: Vec<_> = texts.collect();
    if !texts.is_empty() {
        members.push(("x-enum-descriptions", Json::object(texts, span)));
    }
    members
}

/// What may be null beside what a schema says.
fn nullable(mut schema: Json, span: Span) -> Json {
    let null = || Json::object([("type", Json::string("null", span))], span);
    if schema.as_object().is_none_or(Map::is_empty) {
        return schema;
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(Json { data: Data::Array(alternatives), .. }) = schema.get_mut(key) {
            alternatives.push(null());
            return schema;
        }
    }
    if let Some(Json { data: Data::Array(values), .. }) = schema.get_mut("enum") {
        values.push(Json::new(Data::Null, span));
    }
    match schema.get("type").cloned() {
        Some(kind) => {
            schema.set("type", Json::array(vec![kind, Json::string("null", span)], span));
            schema
        }
        // A list of values of several kinds says null by itself.
        None if schema.get("enum").is_some() => schema,
        None => Json::object([("oneOf", Json::array(vec![schema, null()], span))], span),
    }
}

fn union(nodes: &[Node], span: Span, names: &dyn Names) -> Json {
    Json::object([alternatives(nodes, span, names)], span)
}

/// The alternatives of a union: exactly one of them holds, unless one of them is a type of which another lists values.
fn alternatives(nodes: &[Node], span: Span, names: &dyn Names) -> (&'static str, Json) {
    let schemas = nodes.iter().map(|node| match &node.shape {
        Shape::Constant(literal) if node.head.name == HeadName::Bare => {
            described(Json::object([("const", value(literal))], literal.span), node.description.as_ref(), literal.span)
        }
        _ => schema(node, names),
    });
    let schemas: Vec<Json> = schemas.collect();
    let has = |is: fn(&Shape) -> bool| nodes.iter().any(|node| is(&node.shape));
    let overlap = has(|shape| matches!(shape, Shape::Plain(_))) && has(|shape| matches!(shape, Shape::Values(_)));
    (if overlap { "anyOf" } else { "oneOf" }, Json::array(schemas, span))
}

fn object(nodes: &[Node], span: Span, names: &dyn Names) -> Json {
    let named = || nodes.iter().filter_map(|node| Some((node.head.field()?, node)));
    let properties = named().map(|(name, node)| {
        let mut schema = schema(node, names);
        schema.key_span = Some(node.head.name_span);
        (name, schema)
    });
    let required = named()
        .filter(|(_, node)| !node.head.optional)
        .map(|(name, node)| Json::string(name, node.head.name_span))
        .collect::<Vec<_>>();
    let mut members = vec![("type", Json::string("object", span)), ("properties", Json::object(properties, span))];
    if !required.is_empty() {
        members.push(("required", Json::array(required, span)));
    }
    Json::object(members, span)
}

fn value(literal: &Literal) -> Json {
    Json::from_value(literal.value.clone(), literal.span)
}

fn is_integer(constraints: &[&Constraint]) -> bool {
    constraints.iter().any(|found| {
        matches!(found.keyword, "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum")
            && found.value.as_i64().is_some_and(|bound| bound.unsigned_abs() == SAFE_INTEGER)
    })
}

fn plain_name(plain: &Type) -> Option<&'static str> {
    match plain {
        Type::String => Some("string"),
        Type::Number => Some("number"),
        Type::Boolean => Some("boolean"),
        Type::Null => Some("null"),
        _ => None,
    }
}

/// The type that all values of a list share.
fn literal_type(values: &[Literal]) -> Option<&'static str> {
    let kinds = [
        ("string", Value::is_string as fn(&Value) -> bool),
        ("integer", |value| value.is_i64() || value.is_u64()),
        ("number", Value::is_number),
        ("boolean", Value::is_boolean),
    ];
    kinds.into_iter().find(|(_, is)| values.iter().all(|literal| is(&literal.value))).map(|(name, _)| name)
}
