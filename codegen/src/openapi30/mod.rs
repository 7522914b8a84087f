//! Passes from a lowered document down to OpenAPI 3.0 as progenitor 0.15 and typify take it. They begin where `lower`
//! ends, and each file establishes one thing. What 3.0 or progenitor has no form for is given up by name, never silently.
//!
//! No pass prints Rust, and none runs progenitor: the result is a document like any other.

mod arrays;
mod bodies;
mod components;
mod defaults;
mod envelope;
mod identifiers;
mod keywords;
mod left_out;
mod levels;
mod loss;
mod null;
mod numbers;
mod objects;
mod operations;
mod parameters;
mod paths;
mod places;
mod responses;
mod scalars;
mod strings;
mod tags;
mod values;
mod walk;

use crate::diagnostic::Diagnostics;
use crate::report::LeftOut;
use crate::source::Node;

/// One pass: changes the document in place and reports what it gives up.
type Pass = fn(&mut Node, &mut Diagnostics);

/// The passes, in order, with the name of what each establishes.
pub const PASSES: &[(&str, Pass)] = &[
    ("places", places::pass),
    ("operations", operations::pass),
    ("bodies", bodies::pass),
    ("responses", responses::pass),
    ("levels", levels::pass),
    ("values", values::pass),
    ("null", null::pass),
    ("keywords", keywords::pass),
    ("strings", strings::pass),
    ("numbers", numbers::pass),
    ("arrays", arrays::pass),
    ("objects", objects::pass),
    ("parameters", parameters::pass),
    ("defaults", defaults::pass),
    ("paths", paths::pass),
    ("left out", left_out::pass),
    ("called", paths::rename),
    ("components", components::pass),
    ("envelope", envelope::pass),
];

/// A document for progenitor.
#[derive(Clone, Debug)]
pub struct Openapi30 {
    /// The document: OpenAPI 3.0.3.
    pub document: Node,
    /// How many operations the document had that it was made of.
    pub operations_in_spec: usize,
    /// Those that are not in it, each with the reason.
    pub operations_left_out: Vec<LeftOut>,
}

/// A document of any version to OpenAPI 3.0. Returns `None` after reporting at least one error.
pub fn to_openapi30(given: &Node, diagnostics: &mut Diagnostics) -> Option<Openapi30> {
    let mut document = crate::lower::lower(given.clone(), diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let operations_in_spec = crate::count_operations(&document);
    let mut operations_left_out = Vec::new();
    // What is given up is an error of a strict run, and no reason not to say what else is.
    for (_, pass) in PASSES {
        // The pass that removes them knows all that others marked.
        if std::ptr::fn_addr_eq(*pass, left_out::pass as Pass) {
            operations_left_out = left_out::marked(&document);
        }
        pass(&mut document, diagnostics);
    }
    (!diagnostics.has_errors()).then_some(Openapi30 { document, operations_in_spec, operations_left_out })
}

#[cfg(test)]
mod tests;
