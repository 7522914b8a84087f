//! Every derived document is an OpenAPI 3.1 document by the official JSON schema, and each schema in it is one by the
//! rules of JSON Schema 2020-12.
//!
//! The official schema is others' text, so it is not in this repository: `.ci/run` fetches it into `target/`, and
//! `OPENAPI_SCHEMA_DIR` names another folder that holds `openapi-3.1.json`.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const FILE: &str = "openapi-3.1.json";

/// The derived documents by vendor.
fn documents() -> Vec<(String, Value)> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut documents: Vec<(String, Value)> = fs::read_dir(specs)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(path.join("openapi.yaml")).unwrap();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), serde_yaml::from_str(&text).unwrap())
        })
        .collect();
    documents.sort_by(|left, right| left.0.cmp(&right.0));
    assert!(documents.len() >= 4);
    documents
}

/// The official schema, or `None` after one line that says that it is not here. A folder that was named has to have it.
fn official_schema() -> Option<Value> {
    let named = std::env::var_os("OPENAPI_SCHEMA_DIR").map(PathBuf::from);
    let fetched = || Path::new(env!("CARGO_TARGET_TMPDIR")).join("../openapi-schema");
    let path = named.clone().unwrap_or_else(fetched).join(FILE);
    match fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap()),
        Err(error) => {
            assert_eq!(named, None, "OPENAPI_SCHEMA_DIR has no {FILE}: {error}");
            // Not `eprintln!`, which the test harness keeps to itself.
            let line = "skipped: the official OpenAPI 3.1 schema is not here; `.ci/run` fetches it";
            drop(writeln!(std::io::stderr(), "{line}"));
            None
        }
    }
}

fn problems(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_document_is_valid_by_the_official_schema() {
    let Some(schema) = official_schema() else { return };
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (vendor, document) in documents() {
        assert_eq!(problems(&validator, &document), Vec::<String>::new(), "{vendor}");
    }
    let broken = json!({"openapi": "3.1.0", "info": {"title": "No version"}, "paths": {}});
    assert_ne!(problems(&validator, &broken), Vec::<String>::new(), "the schema has to refuse something");
}

#[test]
fn every_schema_is_valid_by_json_schema_2020_12() {
    let meta = json!({"$ref": "https://json-schema.org/draft/2020-12/schema"});
    let validator = jsonschema::validator_for(&meta).unwrap();
    for (vendor, document) in documents() {
        let mut schemas = Vec::new();
        collect(&document, &mut schemas);
        assert!(!schemas.is_empty(), "{vendor}");
        for schema in schemas {
            assert_eq!(problems(&validator, schema), Vec::<String>::new(), "{vendor}: {schema}");
        }
    }
    assert_ne!(problems(&validator, &json!({"type": "text"})), Vec::<String>::new());
}

#[test]
fn every_example_is_valid_by_its_schema() {
    let mut compared = 0;
    for (vendor, document) in documents() {
        let mut pairs = Vec::new();
        examples(&document, &mut pairs);
        for (schema, example) in pairs {
            // References lead into the components of the document.
            let mut schema = schema.clone();
            schema["components"] = document["components"].clone();
            remove_bounds(&mut schema);
            let validator = jsonschema::validator_for(&schema).unwrap();
            assert_eq!(problems(&validator, example), Vec::<String>::new(), "{vendor}");
            compared += 1;
        }
    }
    assert!(compared >= 3, "Revox, RevRing and VoIPBin have examples");
}

/// Samples are made by the vendors' documentation tools, which print `123` for every number and `<string>` for every
/// text, whatever the bounds and the listed values.
fn remove_bounds(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, bound| !BOUNDS.contains(&key.as_str()) || bound.is_object());
            members.values_mut().for_each(remove_bounds);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_bounds),
        _ => {}
    }
}

const BOUNDS: &[&str] = &[
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
];

/// The schemas that stand in media types, parameters and components; schemas within them are checked with them.
fn collect<'d>(value: &'d Value, schemas: &mut Vec<&'d Value>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match (key.as_str(), member) {
                    ("example" | "examples", _) => {}
                    ("schema", schema) => schemas.push(schema),
                    ("schemas", Value::Object(all)) => schemas.extend(all.values()),
                    _ => collect(member, schemas),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, schemas)),
        _ => {}
    }
}

/// Pairs of schema and example: of media types, and of schemas of the components.
fn examples<'d>(value: &'d Value, pairs: &mut Vec<(&'d Value, &'d Value)>) {
    match value {
        Value::Object(members) => {
            if let (Some(schema), Some(example)) = (members.get("schema"), members.get("example")) {
                pairs.push((schema, example));
            }
            if let Some(Value::Object(schemas)) = members.get("schemas") {
                pairs.extend(schemas.values().filter_map(|schema| Some((schema, schema.get("example")?))));
            }
            members.values().for_each(|member| examples(member, pairs));
        }
        Value::Array(items) => items.iter().for_each(|item| examples(item, pairs)),
        _ => {}
    }
}
