//! Passes from a document as people write it to one in which every rule is kept: OpenAPI 3.1, references resolved but
//! for schemas, nothing missing. Each pass takes a document and gives a document; each bend of the rules is reported.

mod alternatives;
mod composition;
mod conditions;
mod dialect;
mod flags;
mod inheritance;
mod keys;
mod keywords;
mod limits;
mod lint;
mod losses;
mod mappings;
mod outside;
mod parameters;
mod paths;
mod pointers;
mod references;
mod schemas;
mod security;
mod selection;
mod servers;
mod shared_maps;
mod shared_schemas;
mod siblings;
mod structure;
mod swagger2;
mod unknown;
mod values;
mod version;
mod written;

pub(crate) use limits::{MAX_ALTERNATIVES, MAX_COMBINATIONS};
pub(crate) use losses::{LOST_PARAMETERS, is_unread, leave_out, notes, reason_left_out};
pub(crate) use parameters::{variables, wire_path, without_rules};
pub(crate) use pointers::Pointers;
pub(crate) use schemas::{for_each_outermost_schema, for_each_schema};
pub use selection::{Choice, Selection};
pub(crate) use swagger2::as_it_stands;

use crate::diagnostic::Diagnostics;
use crate::source::Node;

/// One pass: changes the document in place and reports what it met.
type Pass = fn(&mut Node, &mut Diagnostics);

/// The passes, in order, with the name of what each establishes.
pub const PASSES: &[(&str, Pass)] = &[
    ("shared maps", shared_maps::pass),
    ("paths", paths::pass),
    ("unknown members", unknown::pass),
    ("flags", flags::pass),
    ("swagger 2.0", swagger2::pass),
    ("version", version::pass),
    ("keywords", keywords::pass),
    ("siblings", siblings::pass),
    ("limits", limits::pass),
    ("references", references::pass),
    ("structure", structure::pass),
    ("security", security::pass),
    ("servers", servers::pass),
    ("composition", composition::pass),
    ("dialect", dialect::pass),
    ("values", values::pass),
    ("mappings", mappings::pass),
    ("inheritance", inheritance::pass),
    ("conditions", conditions::pass),
    ("alternatives", alternatives::pass),
    ("lint", lint::pass),
    ("parameters", parameters::pass),
    ("keys", keys::pass),
];

/// Runs all passes. The document may be used further only if no pass reported an error.
pub fn lower(mut document: Node, diagnostics: &mut Diagnostics) -> Node {
    for (_, pass) in PASSES {
        pass(&mut document, diagnostics);
        if diagnostics.cannot_go_on() {
            break;
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
    use serde_json::{Value, json};

    pub(super) fn run(pass: Pass, document: Value) -> (Value, Vec<String>) {
        let mut files = SourceFiles::new();
        let span = Span::new(files.add("a.json", ""), 0..0);
        let mut node = Node::from_value(document, span);
        let mut diagnostics = Diagnostics::new();
        pass(&mut node, &mut diagnostics);
        (node.to_value(), diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect())
    }

    #[test]
    fn passes_run_in_order_and_stop_at_an_error() {
        let mut files = SourceFiles::new();
        let span = Span::new(files.add("a.json", ""), 0..0);
        let mut diagnostics = Diagnostics::new();
        lower(
            Node::from_value(json!({"openapi": "99.0", "paths": {"/a": {"$ref": "#/nowhere"}}}), span),
            &mut diagnostics,
        );
        assert_eq!(diagnostics.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(), ["version-unsupported"]);
    }
}
