//! Checks that hold on a page as a whole: the order of members, and that what is printed twice is the same twice.
//!
//! They find lines of prose that were taken for members where no sample shows the members. They only warn: neither
//! order nor repetition is promised by the format.

use super::document::{Content, Listing};
use super::page::{Constraint, SectionKind};
use super::shape::{Node, Shape};
use super::types::Type;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use indexmap::IndexMap;

/// Runs both checks over the sections of one page.
pub(super) fn check(sections: &[Listing], diagnostics: &mut Diagnostics) {
    let mut seen = Seen::default();
    for listing in sections {
        // Indentation leaves no doubt about what is a member. The order of path parameters is that of the path.
        if let Content::Counted(nodes) = &listing.content
            && listing.kind != SectionKind::Path
        {
            seen.members(nodes, listing.kind == SectionKind::Returns);
        }
    }
    order(&seen, diagnostics);
    copies(&seen, diagnostics);
}

/// The objects of a page.
#[derive(Default)]
struct Seen<'n> {
    /// Members, and whether a sample shows them.
    objects: Vec<(&'n [Node], bool)>,
    nodes: Vec<&'n Node>,
}

impl<'n> Seen<'n> {
    fn members(&mut self, nodes: &'n [Node], shown: bool) {
        self.objects.push((nodes, shown));
        for node in nodes {
            self.nodes.push(node);
            self.shape(&node.shape, shown);
        }
    }

    fn shape(&mut self, shape: &'n Shape, shown: bool) {
        match shape {
            Shape::Object(nodes) => self.members(nodes, shown),
            Shape::Array(inner) | Shape::Map(inner) | Shape::Nullable(inner) => self.shape(inner, shown),
            Shape::Union(nodes) => {
                for (at, node) in nodes.iter().enumerate() {
                    // A sample shows the first alternative only.
                    self.shape(&node.shape, shown && at == 0);
                }
            }
            Shape::Model(model) => {
                if let Some(definition) = &model.definition {
                    self.shape(&definition.shape, shown);
                }
            }
            Shape::Plain(_) | Shape::Open | Shape::Constant(_) | Shape::Values(_) => {}
        }
    }
}

/// Required members before optional ones, `id` first in each group, then by the alphabet.
///
/// Not every page keeps that order, so the objects that the sample proves decide whether this one does.
fn order(seen: &Seen<'_>, diagnostics: &mut Diagnostics) {
    let proven = || seen.objects.iter().filter(|(nodes, shown)| *shown && nodes.len() > 2);
    if proven().next().is_none() || proven().any(|(nodes, _)| out_of_order(nodes).is_some()) {
        return;
    }
    for (nodes, _) in seen.objects.iter().filter(|(_, shown)| !shown) {
        if let Some(node) = out_of_order(nodes) {
            let name = node.head.field().unwrap_or("a line without a name");
            diagnostics.push(
                Diagnostic::warning(
                    Code::PageInconsistent,
                    format!("`{name}` breaks the order this page keeps elsewhere"),
                )
                .at(node.head.span)
                .help("check that this line is a member and not a line of the description above it"),
            );
        }
    }
}

fn out_of_order(nodes: &[Node]) -> Option<&Node> {
    let rank = |node: &Node| node.head.field().map(|name| (node.head.optional, name != "id", name.to_owned()));
    nodes.iter().zip(nodes.iter().skip(1)).find(|(before, after)| rank(before) > rank(after)).map(|(_, after)| after)
}

/// Members with one name and one signature of several members, printed at several places, should hold the same.
fn copies(seen: &Seen<'_>, diagnostics: &mut Diagnostics) {
    let mut first: IndexMap<String, &Node> = IndexMap::new();
    for node in &seen.nodes {
        let Some(name) = node.head.field().filter(|_| announced(&node.head.r#type) > 2) else { continue };
        let original = *first.entry(format!("{name}: {:?}", node.head.r#type)).or_insert(node);
        if !same(&original.shape, &node.shape) {
            diagnostics.push(
                Diagnostic::warning(Code::PageInconsistent, format!("the two lists of the members of `{name}` differ"))
                    .at(node.head.span)
                    .label(original.head.span, "the other list")
                    .help("both announce the same members; if they are one type, correct the captured page"),
            );
        }
    }
}

fn announced(r#type: &Type) -> usize {
    match r#type {
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => announced(inner),
        Type::Object(signature) => signature.count(),
        _ => 0,
    }
}

fn same(left: &Shape, right: &Shape) -> bool {
    match (left, right) {
        (Shape::Plain(left), Shape::Plain(right)) => left == right,
        (Shape::Constant(left), Shape::Constant(right)) => left.value == right.value,
        (Shape::Values(left), Shape::Values(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.value == right.value)
        }
        (Shape::Array(left), Shape::Array(right))
        | (Shape::Map(left), Shape::Map(right))
        | (Shape::Nullable(left), Shape::Nullable(right)) => same(left, right),
        (Shape::Object(left), Shape::Object(right)) | (Shape::Union(left), Shape::Union(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_node(left, right))
        }
        // A model is printed with its members once, later by its name alone.
        (Shape::Model(left), Shape::Model(right)) => left.name == right.name,
        (Shape::Open, Shape::Open) => true,
        _ => false,
    }
}

fn same_node(left: &Node, right: &Node) -> bool {
    let bounds = |constraints: &[Constraint]| {
        constraints.iter().map(|found| (found.keyword, found.value.clone())).collect::<Vec<_>>()
    };
    left.head.name == right.head.name
        && left.head.optional == right.head.optional
        && bounds(&left.constraints) == bounds(&right.constraints)
        && same(&left.shape, &right.shape)
}
