//! The check against the sample: same members, same order, one element per array, the first alternative of a union,
//! the first value of a list.
//!
//! A mismatch means that the tree was put together wrongly or that the page contradicts itself; nothing is repaired.

use super::page::HeadName;
use super::schema::Models;
use super::tree::{Alternative, Node, Shape};
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Node as Sample, Span};
use serde_json::Value;

/// Which members a sample shows.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shows {
    /// All of them, as samples of answers do.
    All,
    /// The required ones, as samples of requests do.
    Required,
}

/// Compares a section with its sample and reports the first difference of every subtree.
pub(super) fn compare(
    nodes: &[Node],
    sample: &Sample,
    shows: Shows,
    models: &Models<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut check = Check { shows, models, inside: Vec::new(), diagnostics };
    match nodes {
        [] => {}
        [node] if node.head.field().is_none() => check.node(node, sample),
        [first, ..] if first.head.field().is_none() => check.node(first, sample),
        _ => check.members(nodes, sample, None),
    }
}

struct Check<'m, 'd> {
    shows: Shows,
    models: &'m Models<'m>,
    /// The models around the value: one that comes round to itself is not followed again.
    inside: Vec<String>,
    diagnostics: &'d mut Diagnostics,
}

impl Check<'_, '_> {
    fn node(&mut self, node: &Node, sample: &Sample) {
        match &node.head.name {
            HeadName::Model(name) => self.model(name, &node.shape, sample, node.head.span),
            _ => self.shape(&node.shape, sample, node.head.span),
        }
    }

    fn model(&mut self, name: &str, definition: &Shape, sample: &Sample, stated: Span) {
        if self.inside.iter().any(|around| around == name) {
            return;
        }
        self.inside.push(name.to_owned());
        self.shape(definition, sample, stated);
        self.inside.pop();
    }

    fn differs(&mut self, message: String, sample: Span, stated: Option<Span>) {
        let mut diagnostic = Diagnostic::error(Code::PageInconsistent, message).at(sample).help(
            "the sample and the list of members must agree; if only the sample is old, correct the captured page",
        );
        if let Some(stated) = stated {
            diagnostic = diagnostic.label(stated, "stated here");
        }
        self.diagnostics.push(diagnostic);
    }

    fn members(&mut self, nodes: &[Node], sample: &Sample, stated: Option<Span>) {
        let Some(members) = sample.as_object() else {
            return self.differs(
                format!("the sample is {} where an object is listed", sample.kind()),
                sample.span,
                stated,
            );
        };
        let mut keys = members.iter();
        let mut next = keys.next();
        for node in nodes {
            let Some(name) = node.head.field() else { continue };
            match next {
                Some((key, value)) if key == name => {
                    self.node(node, value);
                    next = keys.next();
                }
                _ if self.shows == Shows::Required && (node.head.optional || members.contains_key(name)) => {
                    // Bodies are samples by hand: their order is not that of the list.
                    if let Some(value) = members.get(name) {
                        self.node(node, value);
                    }
                }
                Some((key, value)) if self.shows == Shows::All => {
                    let message = format!("the sample shows `{key}` where `{name}` is listed");
                    return self.differs(message, value.label_span(), Some(node.head.span));
                }
                _ => {
                    let message = format!("the sample lacks the member `{name}`");
                    return self.differs(message, sample.span, Some(node.head.span));
                }
            }
        }
        let unlisted = members.iter().find(|(key, _)| !nodes.iter().any(|node| node.head.field() == Some(key)));
        if let Some((key, value)) = unlisted {
            self.differs(format!("the sample shows `{key}`, which is not listed"), value.label_span(), stated);
        }
    }

    fn shape(&mut self, shape: &Shape, sample: &Sample, stated: Span) {
        let fits = match shape {
            Shape::Object(nodes) => return self.members(nodes, sample, Some(stated)),
            Shape::Array(inner) => match sample.as_array().map(Vec::as_slice) {
                Some([item]) => return self.shape(inner, item, stated),
                // A body is a sample by hand: it may show more elements, or none.
                Some(items) if self.shows == Shows::Required => {
                    return items.iter().for_each(|item| self.shape(inner, item, stated));
                }
                Some(items) => {
                    let message = format!("the sample shows {} elements where one is due", items.len());
                    return self.differs(message, sample.span, Some(stated));
                }
                None => false,
            },
            Shape::Map(inner) => match sample.as_object() {
                Some(members) => {
                    return members.values().for_each(|value| self.shape(inner, value, stated));
                }
                None => false,
            },
            Shape::Union(alternatives) => match alternatives.first() {
                Some(Alternative::Node(node)) => return self.node(node, sample),
                Some(Alternative::Literal(literal)) => {
                    self.shows == Shows::Required || literal.value == sample.to_value()
                }
                None => true,
            },
            Shape::Values(values) => {
                let value = sample.to_value();
                let shown = match self.shows {
                    Shows::All => values.first().is_some_and(|first| first.value == value),
                    Shows::Required => values.iter().any(|listed| listed.value == value),
                };
                if !shown {
                    let due = values.first().map_or(&Value::Null, |first| &first.value);
                    let message = format!("the sample shows {value} where the first listed value is {due}");
                    return self.differs(message, sample.span, Some(stated));
                }
                true
            }
            Shape::Constant(literal) => literal.value == sample.to_value(),
            Shape::Plain(Type::String) => matches!(sample.data, Data::String(_)),
            Shape::Plain(Type::Number) => matches!(sample.data, Data::Number(_)),
            Shape::Plain(Type::Boolean) => matches!(sample.data, Data::Bool(_)),
            Shape::Plain(Type::Null) => sample.is_null(),
            Shape::Plain(_) => true,
            Shape::Model(name, own) => match own.as_deref().or_else(|| self.models.definition(name)) {
                Some(definition) => return self.model(name, definition, sample, stated),
                None => true,
            },
        };
        if !fits {
            let message = format!("the sample shows {}, which does not fit the type", sample.kind());
            self.differs(message, sample.span, Some(stated));
        }
    }
}
