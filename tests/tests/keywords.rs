//! The words of the specifications stand in what reads and writes documents, and nowhere else: all other modules read a
//! document through `codegen/src/model/`.
//!
//! Reads the sources as text, without tests and comments. A word that is written like a keyword alone (`allOf`, `$ref`) may
//! not be a string at all; one that is a word of Rust or English, too (`items`, `required`), may not be looked up in a node.

use std::path::Path;
use switchboard_tests::sources;

/// The modules of codegen that may know keywords, and why.
const MAY_KNOW: &[(&str, &str)] = &[
    ("bundle", "puts documents together"),
    ("changes", "compares two documents keyword by keyword"),
    ("describe", "makes documents of pages"),
    ("engine", "makes the document that progenitor is handed, and checks it"),
    ("lower", "changes documents"),
    ("model", "reads documents for all others"),
    ("openapi30", "makes documents for progenitor"),
    ("overlay", "changes documents"),
    ("reference", "writes the JSON Schemas of settings"),
    ("settings", "puts into documents what vendor.toml says"),
    ("source", "reads texts"),
    ("spec", "lists the words"),
];

/// The members of the objects of OpenAPI, and the keywords of JSON Schema.
const KEYWORDS: &str = "$ref $defs $id $anchor $schema $comment additionalItems additionalOperations \
    additionalProperties allOf allowEmptyValue allowReserved anyOf authorizationUrl bearerFormat callbacks collectionFormat \
    components const contains content contentEncoding contentMediaType contentSchema default defaultMapping definitions \
    dependentRequired dependentSchemas deprecated description deviceAuthorizationUrl discriminator else encoding enum \
    example examples exclusiveMaximum exclusiveMinimum explode externalDocs flows format headers if in info \
    itemEncoding itemSchema items mapping maxContains maxItems maxLength maxProperties maximum mediaTypes minContains \
    minItems minLength minProperties minimum multipleOf name namespace nodeType not nullable oauth2MetadataUrl oneOf openapi \
    openIdConnectUrl operationId parameters parent paths pathItems pattern patternProperties prefix prefixEncoding \
    prefixItems properties propertyName propertyNames readOnly refreshUrl requestBodies requestBody required responses \
    schema schemas scheme scopes security securitySchemes servers style summary tags then title tokenUrl type \
    unevaluatedItems unevaluatedProperties uniqueItems url variables version webhooks writeOnly xml";

/// The methods by which a node is asked for a member.
const LOOKUPS: &[&str] = &["get", "str", "flag", "members", "items", "set", "remove", "get_mut", "pointer", "part"];

/// The words in a text of Rust that only what reads documents may know, each with the number of its line.
fn found(text: &str) -> Vec<(usize, String)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        // Every second piece is inside of quotes; an escaped quote is in prose, where keywords stand between backticks.
        let pieces: Vec<&str> = line.split('"').collect();
        for (before, literal) in pieces.iter().zip(pieces.iter().skip(1)).step_by(2) {
            let is_keyword = KEYWORDS.split_whitespace().any(|keyword| keyword == *literal);
            let is_of_documents_alone = literal.starts_with('$') || literal.chars().any(char::is_uppercase);
            let is_looked_up = || LOOKUPS.iter().any(|method| before.ends_with(&format!(".{method}(")));
            if is_keyword && (is_of_documents_alone || is_looked_up()) {
                found.push((number + 1, (*literal).to_owned()));
            }
        }
    }
    found
}

#[test]
fn only_what_reads_documents_knows_their_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/src");
    let (mut violations, mut known) = (Vec::new(), 0);
    for path in sources(&folder) {
        let inside = path.strip_prefix(&folder).expect("below").with_extension("");
        let module = inside.iter().next().and_then(|part| part.to_str()).expect("a module").to_owned();
        let words = found(&std::fs::read_to_string(&path).expect("a file"));
        match MAY_KNOW.iter().any(|(name, _)| *name == module) {
            true => known += words.len(),
            false => violations
                .extend(words.into_iter().map(|(line, word)| format!("{}:{line} knows `{word}`", path.display()))),
        }
    }
    assert!(violations.is_empty(), "read these through `model`:\n{}", violations.join("\n"));
    assert!(known > 500, "what reads documents knows their words, and the test sees only {known} of them");
}

#[test]
fn keywords_are_seen() {
    let text = "let a = schema.get(\"items\"); let b = \"items\";\nlet c = [\"allOf\", \"x\"];\n// \"oneOf\"\nlet d = \"`anyOf` of it\";\n#[cfg(test)]\nlet e = \"oneOf\";";
    assert_eq!(found(text), [(1, "items".to_owned()), (2, "allOf".to_owned())]);
}
