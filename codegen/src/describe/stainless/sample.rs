//! The comparison with the samples of a page: which members they show, and whether their values fit the types.
//!
//! A sample proves nothing about a type, and one written by hand may be old, short, or show another value. So nothing
//! is refused or repaired here: what differs is given back as data, and said.

use super::models::Models;
use super::shape::{Model, Node, Shape};
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Data, Map, Node as Sample, Span};
use std::cell::Cell;

/// How many unions may stand directly in each other before the comparison gives up on them.
const MAX_UNIONS: usize = 16;
/// How many alternatives are looked at for one sample. Pages have some thousands; without an end, models that name each
/// other could be looked at for ever.
const BUDGET: usize = 100_000;

/// Which members a sample shows.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shows {
    /// All of them, as samples of answers do.
    All,
    /// The required ones, as samples of requests do.
    Required,
}

/// One way in which a sample differs from the list of members.
pub(super) struct Difference {
    kind: Kind,
    at: Span,
    stated: Span,
}

enum Kind {
    /// The sample shows a member that is not listed, with these members in it.
    Unlisted(String, Vec<String>),
    /// The sample lacks a member that is listed as required.
    Lacks(String),
    /// The sample lacks a member that may be left out.
    LeavesOut(String),
    /// A value that does not fit the type.
    Unfit(String),
}

impl Difference {
    /// The difference as a problem of the page; none where the sample leaves out what it may.
    pub(super) fn problem(&self) -> Option<Diagnostic> {
        let message = match &self.kind {
            Kind::Unlisted(name, _) => format!("the sample shows `{name}`, which is not listed"),
            Kind::Lacks(name) => format!("the sample lacks the member `{name}`"),
            Kind::LeavesOut(_) => return None,
            Kind::Unfit(message) => message.clone(),
        };
        Some(
            Diagnostic::warning(Code::PageInconsistent, message)
                .at(self.at)
                .label(self.stated, "stated here")
                .help("the list of members is read, the sample is not; find out which of the two is old"),
        )
    }
}

/// The name of a member that the sample shows at another place than the list, or around what is listed: then the counts
/// nest wrongly.
pub(super) fn misplaced(differences: &[Difference]) -> Option<(&str, Span)> {
    let lacks = |wanted: &str| {
        differences
            .iter()
            .any(|found| matches!(&found.kind, Kind::Lacks(name) | Kind::LeavesOut(name) if name == wanted))
    };
    differences.iter().find_map(|found| match &found.kind {
        Kind::Unlisted(name, inside) if lacks(name) || inside.iter().any(|name| lacks(name)) => {
            Some((name.as_str(), found.at))
        }
        _ => None,
    })
}

/// Compares a section, whose heading stands at `heading`, with its sample.
pub(super) fn compare(
    nodes: &[Node],
    heading: Span,
    sample: &Sample,
    shows: Shows,
    models: &Models<'_>,
) -> Vec<Difference> {
    let mut check = Check { shows, models, inside: Vec::new(), found: Vec::new(), budget: Cell::new(BUDGET) };
    match nodes {
        [node] if node.head.field().is_none() => check.shape(&node.shape, sample, node.head.span),
        [first, ..] if first.head.field().is_none() => check.union(nodes, sample, first.head.span),
        _ => check.members(nodes, sample, nodes.first().map_or(heading, |first| first.head.span)),
    }
    check.found
}

struct Check<'m, 'p> {
    shows: Shows,
    models: &'m Models<'p>,
    /// The models around the value: one that comes round to itself is not followed again.
    inside: Vec<&'m str>,
    found: Vec<Difference>,
    /// How many alternatives may still be looked at.
    budget: Cell<usize>,
}

impl<'m> Check<'m, '_> {
    fn differs(&mut self, kind: Kind, at: Span, stated: Span) {
        self.found.push(Difference { kind, at, stated });
    }

    fn members(&mut self, nodes: &'m [Node], sample: &Sample, stated: Span) {
        let Some(members) = sample.as_object() else {
            let message = format!("the sample is {} where an object is listed", sample.kind());
            return self.differs(Kind::Unfit(message), sample.span, stated);
        };
        for node in nodes {
            let Some(name) = node.head.field() else { continue };
            match members.get(name) {
                Some(value) => self.shape(&node.shape, value, node.head.span),
                None if !node.head.optional => self.differs(Kind::Lacks(name.to_owned()), sample.span, node.head.span),
                None if self.shows == Shows::All => {
                    self.differs(Kind::LeavesOut(name.to_owned()), sample.span, node.head.span);
                }
                None => {}
            }
        }
        for (key, value) in members.iter().filter(|(key, _)| !lists(nodes, key)) {
            let inside = value.as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default();
            self.differs(Kind::Unlisted(key.clone(), inside), value.label_span(), stated);
        }
    }

    fn shape(&mut self, shape: &'m Shape, sample: &Sample, stated: Span) {
        let fits = match shape {
            Shape::Object(nodes) => return self.members(nodes, sample, stated),
            Shape::Array(inner) => match sample.as_array() {
                Some(items) => return items.iter().for_each(|item| self.shape(inner, item, stated)),
                None => false,
            },
            Shape::Map(inner) => match sample.as_object() {
                Some(members) => return members.values().for_each(|value| self.shape(inner, value, stated)),
                None => false,
            },
            Shape::Union(nodes) => return self.union(nodes, sample, stated),
            Shape::Nullable(_) if sample.is_null() => true,
            Shape::Nullable(inner) => return self.shape(inner, sample, stated),
            Shape::Model(model) => return self.model(model, sample, stated),
            Shape::Values(values) => {
                if !values.iter().any(|listed| listed.value == sample.to_value()) {
                    let message = format!("the sample shows {}, which is not one of the listed values", shown(sample));
                    self.differs(Kind::Unfit(message), sample.span, stated);
                }
                true
            }
            plain => may_be(plain, sample),
        };
        if !fits {
            let message = format!("the sample shows {}, which does not fit the type", sample.kind());
            self.differs(Kind::Unfit(message), sample.span, stated);
        }
    }

    fn model(&mut self, model: &'m Model, sample: &Sample, stated: Span) {
        let own = model.definition.as_ref().map(|definition| &definition.shape);
        let Some(definition) = own.or_else(|| self.models.definition(model)) else { return };
        if !self.inside.contains(&model.name.as_str()) {
            self.inside.push(&model.name);
            self.shape(definition, sample, stated);
            self.inside.pop();
        }
    }

    /// Compares with the alternative that lists most of what the sample shows.
    fn union(&mut self, nodes: &'m [Node], sample: &Sample, stated: Span) {
        let rank = |node: &&Node| self.likeness(&node.shape, sample, 0);
        // Of equals, the first: samples that are made by a program show it.
        match nodes.iter().rev().max_by_key(rank).filter(|node| rank(node) > 0) {
            Some(node) => self.shape(&node.shape, sample, stated),
            None => {
                let message = format!("the sample shows {}, which is not one of the alternatives", shown(sample));
                self.differs(Kind::Unfit(message), sample.span, stated);
            }
        }
    }

    /// How much of a sample a type explains, by its kind and the names of its members; nothing where it cannot be one.
    fn likeness(&self, shape: &Shape, sample: &Sample, depth: usize) -> usize {
        // Models that are nothing but names of each other have no end.
        let left = self.budget.get().saturating_sub(1);
        self.budget.set(left);
        if left == 0 || depth > MAX_UNIONS {
            return 1;
        }
        match (shape, sample.as_object()) {
            (Shape::Object(nodes), Some(members)) => likeness_of_members(nodes, members),
            (Shape::Nullable(_), _) if sample.is_null() => 1,
            (Shape::Nullable(inner), _) => self.likeness(inner, sample, depth + 1),
            (Shape::Union(nodes), _) => {
                nodes.iter().map(|node| self.likeness(&node.shape, sample, depth + 1)).max().unwrap_or_default()
            }
            (Shape::Model(model), _) => {
                let own = model.definition.as_ref().map(|definition| &definition.shape);
                own.or_else(|| self.models.definition(model)).map_or(1, |shape| self.likeness(shape, sample, depth + 1))
            }
            (Shape::Values(values), _) => {
                usize::from(values.iter().any(|listed| listed.value == sample.to_value())) * 2
            }
            (Shape::Constant(literal), _) => usize::from(literal.value == sample.to_value()) * 2,
            (plain, _) => usize::from(may_be(plain, sample)),
        }
    }
}

/// How many members of a sample an object lists; nothing where a member has another value than the only one it may.
fn likeness_of_members(nodes: &[Node], members: &Map) -> usize {
    let differs = |node: &Node| {
        let shown = node.head.field().and_then(|name| members.get(name));
        shown.is_some_and(|shown| matches!(&node.shape, Shape::Constant(literal) if literal.value != shown.to_value()))
    };
    if nodes.iter().any(differs) { 0 } else { 1 + members.keys().filter(|key| lists(nodes, key)).count() }
}

fn lists(nodes: &[Node], name: &str) -> bool {
    nodes.iter().any(|node| node.head.field() == Some(name))
}

/// Whether a sample is of the kind of JSON that a type is of; of what stands inside nothing is asked.
fn may_be(shape: &Shape, sample: &Sample) -> bool {
    match shape {
        Shape::Plain(Type::String) => matches!(sample.data, Data::String(_)),
        Shape::Plain(Type::Number) => matches!(sample.data, Data::Number(_)),
        Shape::Plain(Type::Boolean) => matches!(sample.data, Data::Bool(_)),
        Shape::Plain(Type::Null) => sample.is_null(),
        Shape::Constant(literal) => literal.value == sample.to_value(),
        Shape::Array(_) => sample.as_array().is_some(),
        Shape::Map(_) | Shape::Object(_) => sample.as_object().is_some(),
        _ => true,
    }
}

/// A scalar as it is printed, anything else by its kind.
fn shown(sample: &Sample) -> String {
    match sample.data {
        Data::Array(_) | Data::Object(_) => sample.kind().to_owned(),
        _ => sample.to_value().to_string(),
    }
}
