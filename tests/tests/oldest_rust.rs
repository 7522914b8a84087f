//! The oldest Rust that is stated is one that the dependencies take, too: none of those that programs are built with states a
//! newer one. Whether our own code compiles with it, a job of the workflow tries.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// What people depend on or install.
const CRATES: [&str; 3] = ["switchboard-runtime", "switchboard-codegen", "switchboard"];

fn version(text: &str) -> (u64, u64) {
    let mut parts = text.split('.').map(|part| part.parse().expect("a number"));
    (parts.next().expect("a major version"), parts.next().unwrap_or(0))
}

#[test]
fn no_dependency_states_a_newer_rust() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--all-features"])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    let packages: BTreeMap<String, &Value> =
        metadata["packages"].as_array().expect("packages").iter().map(|package| (id(package), package)).collect();
    let nodes: BTreeMap<String, &Value> =
        metadata["resolve"]["nodes"].as_array().expect("nodes").iter().map(|node| (id(node), node)).collect();
    for name in CRATES {
        let own = packages.values().find(|package| package["name"] == name).expect("a crate of the workspace");
        let stated = version(own["rust_version"].as_str().expect("a version of Rust"));
        let mut seen = BTreeSet::new();
        let mut open = vec![id(own)];
        while let Some(next) = open.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            for dependency in nodes[&next]["deps"].as_array().expect("dependencies") {
                // Tests may need a newer one.
                let is_built = |kind: &Value| kind["kind"].is_null() || kind["kind"] == "build";
                if dependency["dep_kinds"].as_array().expect("kinds").iter().any(is_built) {
                    open.push(dependency["pkg"].as_str().expect("an id").to_owned());
                }
            }
        }
        assert!(seen.len() > 20, "{name} has {} dependencies", seen.len());
        for found in seen {
            let package = packages[&found];
            let Some(needed) = package["rust_version"].as_str() else { continue };
            assert!(
                version(needed) <= stated,
                "{name} states {stated:?}, and {} {} needs {needed}",
                package["name"],
                package["version"]
            );
        }
    }
}
