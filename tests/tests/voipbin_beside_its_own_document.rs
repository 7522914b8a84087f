//! VoIPBin as this repository describes it beside the vendor's own OpenAPI document, which lies beside the checkout.
//!
//! What may differ is listed in `specs/voipbin/DIFFERENCES.md`; anything else that differs fails here.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The two documents; `None` when the vendor's is not here.
fn documents() -> Option<(Value, Value)> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared");
    let shared = std::env::var("SWITCHBOARD_SHARED").map_or_else(|_| PathBuf::from(beside), PathBuf::from);
    let Ok(theirs) = std::fs::read_to_string(shared.join("corpus/voipbin.json")) else {
        eprintln!("skipped: ../shared is not here");
        return None;
    };
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs/voipbin/openapi.yaml");
    let ours = std::fs::read_to_string(ours).expect("openapi.yaml");
    Some((
        serde_yaml::from_str(&ours).expect("our document is YAML"),
        serde_json::from_str(&theirs).expect("their document is JSON"),
    ))
}

/// The operations of a document by method and path.
fn operations(document: &Value) -> BTreeMap<String, &Value> {
    let methods = ["get", "put", "post", "delete", "patch"];
    let items = document["paths"].as_object().expect("paths");
    let of_item = |(path, item): (&String, &'_ Value)| {
        let found = methods.iter().filter(|method| !item[**method].is_null());
        found.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    let names = items.iter().flat_map(of_item);
    names
        .map(|name| {
            let (method, path) = name.split_once(' ').expect("method and path");
            let operation = &document["paths"][path][method.to_lowercase()];
            (name, operation)
        })
        .collect()
}

/// What a reference stands for, as often as one leads to another.
fn resolved<'d>(document: &'d Value, mut node: &'d Value) -> &'d Value {
    while let Some(reference) = node["$ref"].as_str() {
        node = document.pointer(reference.trim_start_matches('#')).expect("a reference that leads somewhere");
    }
    node
}

/// The members of a schema, its `allOf` and the one alternative beside null.
fn members<'d>(document: &'d Value, schema: &'d Value, into: &mut BTreeMap<&'d str, &'d Value>) {
    let schema = resolved(document, schema);
    into.extend(schema["properties"].as_object().into_iter().flatten().map(|(name, member)| (name.as_str(), member)));
    for keyword in ["allOf", "anyOf", "oneOf"] {
        schema[keyword].as_array().into_iter().flatten().for_each(|part| members(document, part, into));
    }
}

struct Comparison<'d> {
    ours: &'d Value,
    theirs: &'d Value,
    differences: BTreeSet<String>,
    /// Members that were compared.
    compared: usize,
}

impl<'d> Comparison<'d> {
    /// Compares two schemas member by member, as deep as ours says anything.
    fn schemas(&mut self, place: &str, ours: &'d Value, theirs: &'d Value, depth: usize) {
        let (left, right) = (resolved(self.ours, ours), resolved(self.theirs, theirs));
        let (mut mine, mut others) = (BTreeMap::new(), BTreeMap::new());
        members(self.ours, left, &mut mine);
        members(self.theirs, right, &mut others);
        if depth == 0 || mine.is_empty() && left["items"].is_null() {
            return;
        }
        for name in mine.keys().filter(|name| !others.contains_key(*name)) {
            self.differences.insert(format!("{place}.{name} is only here"));
        }
        for (name, member) in others {
            match mine.get(name) {
                Some(mine) => {
                    self.compared += 1;
                    self.schemas(&format!("{place}.{name}"), mine, member, depth - 1);
                }
                None => drop(self.differences.insert(format!("{place}.{name} is only there"))),
            }
        }
        if !left["items"].is_null() && !right["items"].is_null() {
            self.schemas(&format!("{place}[]"), &left["items"], &right["items"], depth - 1);
        }
    }

    fn content(&mut self, place: &str, ours: &'d Value, theirs: &'d Value) {
        let (ours, theirs) = (resolved(self.ours, ours), resolved(self.theirs, theirs));
        let media = |holder: &'d Value| holder["content"].as_object().into_iter().flatten();
        let names = |holder| media(holder).map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        if names(ours) != names(theirs) {
            self.differences.insert(format!("{place} is {:?} here and {:?} there", names(ours), names(theirs)));
        }
        for ((_, mine), (_, other)) in media(ours).zip(media(theirs)) {
            self.schemas(place, &mine["schema"], &other["schema"], 6);
        }
    }

    fn parameters(&mut self, subject: &str, ours: &'d Value, theirs: &'d Value) {
        let named = |document: &'d Value, operation: &'d Value| -> BTreeSet<String> {
            let all = operation["parameters"].as_array().into_iter().flatten();
            let all = all.map(|parameter| resolved(document, parameter)).filter(|parameter| !parameter.is_null());
            all.map(|parameter| format!("{} {}", parameter["in"].as_str().unwrap_or(""), parameter["name"])).collect()
        };
        let (mine, others) = (named(self.ours, ours), named(self.theirs, theirs));
        for parameter in mine.symmetric_difference(&others) {
            self.differences.insert(format!("{subject}: parameter {parameter} is in one document only"));
        }
    }
}

#[test]
fn both_documents_have_the_same_operations_and_members() {
    let Some((ours, theirs)) = documents() else { return };
    let (mine, others) = (operations(&ours), operations(&theirs));
    assert_eq!(mine.keys().collect::<Vec<_>>(), others.keys().collect::<Vec<_>>());
    assert_eq!(mine.len(), 410);

    let mut comparison = Comparison { ours: &ours, theirs: &theirs, differences: BTreeSet::new(), compared: 0 };
    for (name, operation) in &mine {
        let other = others[name];
        comparison.parameters(name, operation, other);
        comparison.content(&format!("{name} body"), &operation["requestBody"], &other["requestBody"]);
        let successes = |operation: &Value| -> Vec<String> {
            let all = operation["responses"].as_object().into_iter().flatten();
            all.map(|(status, _)| status.clone()).filter(|status| status.starts_with(['1', '2', '3'])).collect()
        };
        assert_eq!(successes(operation), successes(other), "{name}");
        for status in successes(operation) {
            let (answer, other) = (&operation["responses"][&status], &other["responses"][&status]);
            comparison.content(&format!("{name} answer {status}"), answer, other);
        }
    }
    let listed = [
        "DELETE /auth/unregister: parameter query \"accesskey\" is in one document only",
        "POST /auth/unregister: parameter query \"accesskey\" is in one document only",
    ];
    assert_eq!(comparison.differences.iter().map(String::as_str).collect::<Vec<_>>(), listed);
    assert!(comparison.compared > 2_000, "only {} members were compared", comparison.compared);
}
