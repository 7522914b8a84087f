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
mod prose;
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
    ("prose", prose::pass),
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

    #[test]
    fn a_place_that_leads_to_a_missing_file_is_told_once() {
        const TEXT: &str = "openapi: 3.2.0
security: [{basic: []}, {key: []}, {'gone.yaml#/other': []}]
paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/U'}}}}}}}}
components:
  securitySchemes: {basic: {type: http, scheme: basic}, key: {$ref: 'gone.yaml#/key'}}
  schemas: {U: {oneOf: [{type: object}], discriminator: {propertyName: k, mapping: {b: 'gone.yaml#/B'}}}}
";
        let mut files = SourceFiles::new();
        let file = files.add("a.yaml", TEXT);
        let mut found = Diagnostics::new();
        let document = crate::source::read_document(&files, file, &mut found).expect("YAML");
        let gone = || crate::bundle::Unread::Other("there is no such file".to_owned(), "look".to_owned());
        let document = crate::bundle::bundle(document, Some("a.yaml"), &mut files, &mut |_, _| Err(gone()), &mut found);
        lower(document, &mut found);
        let mut said: Vec<String> = found
            .iter()
            .map(|one| {
                let span = one.span.expect("a place");
                let Some(crate::diagnostic::Loss::Place(loss)) = &one.loss else { panic!("{one:?}") };
                format!("{} {}: {loss}", one.code, &TEXT[span.start as usize..span.end as usize])
            })
            .collect();
        said.sort_unstable();
        insta::assert_snapshot!(said.join("\n"), @r"
        reference-external 'gone.yaml#/B': an object with this value has the type of none of the alternatives, and is kept as it is
        reference-external 'gone.yaml#/key': operations are called without it; those that ask for nothing else themselves are left out
        reference-external 'gone.yaml#/other': operations are called without it; those that ask for nothing else themselves are left out
        ");
    }
}
