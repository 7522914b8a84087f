//! The types of a document without its operations, and which of them stands for which schema: what a round trip of
//! payloads needs. Never part of a client.

use crate::diagnostic::Diagnostics;
use crate::model::Api;
use crate::source::Node;
use crate::types::{Planner, render, type_tokens};
use crate::{CrateFiles, emit, lower, operations};
use proc_macro2::{Ident, Span};
use std::collections::BTreeMap;

/// What [`types_at`] gives.
#[derive(Clone, Debug)]
pub struct TypesAt {
    /// `src/types.rs` and `src/codec.rs`, as the client has them.
    pub files: CrateFiles,
    /// The type at each pointer that leads to a schema: as the client writes it, and as seen from beside the module
    /// `types`.
    pub types: BTreeMap<String, (String, String)>,
}

/// The types of a document, and those of the schemas at some JSON pointers into it, which may lack the leading `#` or
/// have percent escapes.
///
/// Schemas that no operation uses get a type, too. Returns `None` after reporting at least one error.
pub fn types_at<'p>(
    document: &Node,
    pointers: impl IntoIterator<Item = &'p str>,
    diagnostics: &mut Diagnostics,
) -> Option<TypesAt> {
    let given = document;
    let document = lower::lower(given.clone(), diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let places = lower::Pointers::new(given, &document);
    let mut found = Diagnostics::new();
    let mut planner = Planner::new(&document, diagnostics);
    let operations = operations::collect(Api::of(&document), &mut planner, &mut found);
    let mut type_at = |pointer: &'p str| Some((pointer, planner.at(&places.find(pointer)?)?));
    let planned: Vec<_> = pointers.into_iter().filter_map(&mut type_at).collect();
    let graph = planner.finish(&operations.sent(), &operations.received());
    diagnostics.extend(found);
    let files = emit::type_files(&render(&graph), diagnostics);
    let module = Ident::new("types", Span::call_site());
    let types = planned.into_iter().map(|(pointer, ty)| {
        let written = type_tokens(&graph, &ty, None).to_string().replace(' ', "");
        let seen = type_tokens(&graph, &ty, Some(&module)).to_string();
        // As the body of an answer, which is what a payload is.
        let seen = if graph.is_numeric(&ty) { format!("data::Exact<{seen}>") } else { seen };
        (pointer.to_owned(), (written, seen))
    });
    let types = types.collect();
    (!diagnostics.has_errors()).then_some(TypesAt { files, types })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFiles, Span};
    use serde_json::json;

    #[test]
    fn every_schema_has_a_type_also_where_no_operation_uses_it() {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {},
            "components": {
                "schemas": {
                    "Maybe": {"type": ["object", "null"], "properties": {"a": {"type": "string"}}},
                    "Either": {"type": ["string", "integer"]},
                    "List": {"type": "array", "items": {"$ref": "#/components/schemas/Either"}},
                },
                "responses": {"R": {"content": {"application/json": {"schema": {"type": "integer"}}}}},
            },
        });
        let mut files = SourceFiles::new();
        let document = Node::from_value(document, Span::new(files.add("a.json", ""), 0..0));
        let pointers = [
            "#/components/schemas/Maybe",
            "#/components/schemas/Maybe/properties/a",
            "#/components/schemas/Either",
            "#/components/schemas/List",
            "#/components/responses/R/content/application~1json/schema",
            "#/components/schemas/Nowhere",
            "#/info/title",
        ];
        let typed = types_at(&document, pointers, &mut Diagnostics::new()).expect("no errors");
        let written: Vec<(&str, &str)> =
            typed.types.iter().map(|(pointer, (written, _))| (pointer.as_str(), written.as_str())).collect();
        assert_eq!(
            written,
            [
                ("#/components/responses/R/content/application~1json/schema", "i64"),
                ("#/components/schemas/Either", "Either"),
                ("#/components/schemas/List", "List"),
                ("#/components/schemas/Maybe", "Option<Maybe>"),
                ("#/components/schemas/Maybe/properties/a", "String"),
            ]
        );
        assert_eq!(typed.files.keys().collect::<Vec<_>>(), ["src/codec.rs", "src/types.rs"]);
    }
}
