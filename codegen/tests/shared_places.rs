//! References into the middle of a schema: the place and what refers to it are one type.

use switchboard_codegen::diagnostic::Diagnostics;
use switchboard_codegen::source::{SourceFiles, read_document};
use switchboard_codegen::types::TypeRef;

/// `first` and `second` are schemas of one document; which of them is planned first must not matter.
fn types(first: &str, second: &str) -> (Vec<String>, bool) {
    let document = format!(
        "{{\"openapi\": \"3.1.0\", \"info\": {{\"title\": \"x\", \"version\": \"1\"}}, \"paths\": {{}}, \
         \"components\": {{\"schemas\": {{{first}, {second}}}}}}}"
    );
    let mut files = SourceFiles::new();
    let mut diagnostics = Diagnostics::new();
    let file = files.add("openapi.json", document);
    let document = read_document(&files, file, &mut diagnostics).expect("a document");
    let planned = switchboard_codegen::plan(&document, &mut diagnostics).expect("a plan");
    let at = |pointer: &str| planned.graph.by_pointer.get(pointer).cloned();
    let place = at("#/components/schemas/Cat/properties/mood");
    let is_shared =
        matches!(place, Some(TypeRef::Named(_))) && place == at("#/components/schemas/Wish/properties/mood");
    let mut names: Vec<String> = planned.graph.types.iter().map(|def| def.name.clone()).collect();
    names.sort();
    (names, is_shared)
}

#[test]
fn a_place_and_the_references_into_it_are_one_type() {
    let cat = r#""Cat": {"type": "object", "properties": {"mood": {"type": "string", "enum": ["calm", "wild"]}}}"#;
    let wish =
        r##""Wish": {"type": "object", "properties": {"mood": {"$ref": "#/components/schemas/Cat/properties/mood"}}}"##;
    let want = (vec!["Cat".to_owned(), "CatMood".to_owned(), "Wish".to_owned()], true);
    assert_eq!(types(cat, wish), want);
    assert_eq!(types(wish, cat), want);
}
