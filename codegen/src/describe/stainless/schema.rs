//! From trees of members to JSON Schema (2020-12, as OpenAPI 3.1 uses it), every value with its place on the page.
//!
//! Only what a page prints becomes a constraint. Null in particular is never printed by the HTTP rendering; prose
//! that mentions it is marked `x-nullability-hint` for whoever writes the corrections.

use super::page::{Constraint, HeadName, Literal, Text};
use super::tree::{Alternative, Node, Shape};
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Map, Node as Json, Span};
use indexmap::IndexMap;
use serde_json::Value;

/// The largest integer that JavaScript numbers hold exactly; as a bound it betrays an integer.
const SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// The models whose definitions are printed on the pages of a run.
#[derive(Default)]
pub(super) struct Models<'p> {
    found: IndexMap<&'p str, Vec<Definition<'p>>>,
    mentioned: IndexMap<&'p str, Span>,
}

struct Definition<'p> {
    shape: &'p Shape,
    description: Option<&'p Text>,
    constraints: &'p [Constraint],
    span: Span,
}

impl<'p> Models<'p> {
    /// Collects the definitions and the mentions in a tree.
    pub(super) fn collect(&mut self, node: &'p Node) {
        if let HeadName::Model(name) = &node.head.name {
            self.mentioned.entry(name).or_insert(node.head.span);
            let repeats_itself = matches!(&node.shape, Shape::Model(inner, _) if inner == name);
            if !repeats_itself {
                self.found.entry(name).or_default().push(Definition {
                    shape: &node.shape,
                    description: node.description.as_ref(),
                    constraints: &node.constraints,
                    span: node.head.span,
                });
            }
        }
        self.collect_shape(&node.shape, node.head.span);
    }

    fn collect_shape(&mut self, shape: &'p Shape, span: Span) {
        match shape {
            Shape::Plain(_) | Shape::Constant(_) | Shape::Values(_) => {}
            Shape::Array(inner) | Shape::Map(inner) => self.collect_shape(inner, span),
            Shape::Object(members) => members.iter().for_each(|member| self.collect(member)),
            Shape::Union(alternatives) => alternatives.iter().for_each(|alternative| {
                if let Alternative::Node(node) = alternative {
                    self.collect(node);
                }
            }),
            Shape::Model(name, definition) => {
                self.mentioned.entry(name).or_insert(span);
                if let Some(shape) = definition {
                    self.found.entry(name).or_default().push(Definition {
                        shape,
                        description: None,
                        constraints: &[],
                        span,
                    });
                    self.collect_shape(shape, span);
                }
            }
        }
    }

    /// The definition of a model, as far as any page prints it.
    pub(super) fn definition(&self, name: &str) -> Option<&'p Shape> {
        self.found.get(name)?.first().map(|definition| definition.shape)
    }

    /// `components/schemas`, in the order in which the models are first defined.
    ///
    /// Reports models that are mentioned but defined nowhere (`page-inconsistent`) and models that are defined in two
    /// ways (`page-conflict`).
    pub(super) fn components(&self, diagnostics: &mut Diagnostics) -> Map {
        for (name, span) in self.mentioned.iter().filter(|(name, _)| !self.found.contains_key(*name)) {
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, format!("no page prints the members of `{name}`"))
                    .at(*span)
                    .subject(format!("#/components/schemas/{name}"))
                    .help("capture the page that defines this model as well"),
            );
        }
        let mut components = Map::new();
        for (name, definitions) in &self.found {
            let mut schemas = definitions.iter().map(|definition| {
                let schema = shape_schema(definition.shape, definition.span, definition.constraints);
                (described(schema, definition.description, definition.span), definition.span)
            });
            let Some((mut first, first_span)) = schemas.next() else { continue };
            for (schema, span) in schemas.filter(|(schema, _)| without_text(schema) != without_text(&first)) {
                drop(schema);
                diagnostics.push(
                    Diagnostic::error(Code::PageConflict, format!("the model `{name}` is defined in two ways"))
                        .at(span)
                        .label(first_span, "first here")
                        .subject(format!("#/components/schemas/{name}"))
                        .help("capture the pages again at one time, so that they are of one version"),
                );
            }
            first.key_span = Some(first_span);
            components.insert((*name).to_owned(), first);
        }
        components
    }
}

/// The schema without its own description, which is printed at one of its places only.
fn without_text(schema: &Json) -> Json {
    let mut schema = schema.clone();
    for key in ["description", "deprecated", "x-nullability-hint"] {
        schema.remove(key);
    }
    schema
}

/// The schema of a node, its description included.
pub(super) fn schema(node: &Node) -> Json {
    if let HeadName::Model(name) = &node.head.name {
        return reference(name, node.head.name_span);
    }
    described(bare(node), node.description.as_ref(), node.head.type_span)
}

/// The schema of a node without its description.
pub(super) fn bare(node: &Node) -> Json {
    if let HeadName::Model(name) = &node.head.name {
        return reference(name, node.head.name_span);
    }
    shape_schema(&node.shape, node.head.type_span, &node.constraints)
}

/// The schema of all that a section lists: an object of its members, or the one type it names.
pub(super) fn section_schema(nodes: &[Node], span: Span) -> Json {
    match nodes {
        [node] if node.head.field().is_none() => schema(node),
        [first, ..] if first.head.field().is_none() => {
            Json::object([("oneOf", Json::array(nodes.iter().map(schema).collect(), span))], span)
        }
        _ => object(nodes, span),
    }
}

/// Description, deprecation and the null mark of a text, as members of a schema or parameter.
pub(super) fn text_members(text: &Text) -> Vec<(&'static str, Json)> {
    let mut members = vec![("description", Json::string(text.text.as_str(), text.span))];
    let words = || text.text.split(|next: char| !next.is_alphanumeric());
    if text.text.starts_with("DEPRECATED") || text.text.starts_with("Deprecated:") {
        members.push(("deprecated", Json::bool(true, text.span)));
    }
    if words().any(|word| word.eq_ignore_ascii_case("null")) {
        members.push(("x-nullability-hint", Json::bool(true, text.span)));
    }
    members
}

fn reference(name: &str, span: Span) -> Json {
    Json::object([("$ref", Json::string(format!("#/components/schemas/{name}"), span))], span)
}

/// Puts a description behind `type` or `$ref`, before everything else.
fn described(schema: Json, description: Option<&Text>, span: Span) -> Json {
    let Some(description) = description else { return schema };
    let mut members = schema.as_object().cloned().unwrap_or_default();
    let mut ordered = Map::new();
    for key in ["$ref", "type"] {
        ordered.extend(members.shift_remove(key).map(|value| (key.to_owned(), value)));
    }
    ordered.extend(text_members(description).into_iter().map(|(key, value)| (key.to_owned(), value)));
    ordered.extend(members);
    Json::object(ordered, span)
}

fn shape_schema(shape: &Shape, span: Span, constraints: &[Constraint]) -> Json {
    let mut members: Vec<(&str, Json)> = Vec::new();
    let text = |value: &str| Json::string(value, span);
    // In a list of texts, `minLength` speaks of the texts and `minItems` of the list.
    let (own, inner): (Vec<Constraint>, Vec<Constraint>) = match shape {
        Shape::Array(_) => constraints.iter().cloned().partition(|found| found.keyword.ends_with("Items")),
        Shape::Map(_) => constraints.iter().cloned().partition(|found| found.keyword.ends_with("Properties")),
        _ => (constraints.to_vec(), Vec::new()),
    };
    let bounds = || own.iter().map(|found| (found.keyword, Json::from_value(found.value.clone(), found.span)));
    match shape {
        Shape::Plain(Type::Unknown) => members.extend(bounds()),
        Shape::Plain(Type::Number) => {
            members.push(("type", text(if is_integer(&own) { "integer" } else { "number" })));
            members.extend(bounds());
        }
        Shape::Plain(plain) => {
            members.extend(plain_name(plain).map(|name| ("type", text(name))));
            members.extend(bounds());
        }
        Shape::Constant(literal) => {
            members.extend(literal_type(std::slice::from_ref(literal)).map(|name| ("type", text(name))));
            // A list of one value is printed like a constant; the weaker of the two is stated.
            members.push(("enum", Json::array(vec![value(literal)], literal.span)));
        }
        Shape::Values(values) => {
            members.extend(literal_type(values).map(|name| ("type", text(name))));
            members.extend(bounds());
            members.push(("enum", Json::array(values.iter().map(value).collect(), span)));
        }
        Shape::Array(item) => {
            members.push(("type", text("array")));
            members.extend(bounds());
            members.push(("items", shape_schema(item, span, &inner)));
        }
        Shape::Map(item) => {
            members.push(("type", text("object")));
            members.extend(bounds());
            members.push(("additionalProperties", shape_schema(item, span, &inner)));
        }
        Shape::Object(nodes) => {
            let mut object = object(nodes, span);
            bounds().for_each(|(key, bound)| object.set(key, bound));
            return object;
        }
        Shape::Union(alternatives) => {
            members.extend(bounds());
            let alternatives = alternatives.iter().map(|alternative| match alternative {
                Alternative::Literal(literal) => Json::object([("const", value(literal))], literal.span),
                Alternative::Node(node) => schema(node),
            });
            members.push(("oneOf", Json::array(alternatives.collect(), span)));
        }
        Shape::Model(name, _) => {
            members.push(("$ref", text(&format!("#/components/schemas/{name}"))));
            members.extend(bounds());
        }
    }
    Json::object(members, span)
}

fn object(nodes: &[Node], span: Span) -> Json {
    let named = || nodes.iter().filter_map(|node| Some((node.head.field()?, node)));
    let properties = named().map(|(name, node)| {
        let mut schema = schema(node);
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

fn is_integer(constraints: &[Constraint]) -> bool {
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
