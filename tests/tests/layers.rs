//! The floors of ARCHITECTURE.md hold: no module of a crate uses one that stands above it.
//!
//! Reads `use` lines and paths as text; what is only in tests, comments or quoted code of clients is not looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use switchboard_tests::sources;

/// The crates that have floors, and the heading of their list in ARCHITECTURE.md.
const CRATES: &[(&str, &str)] = &[("codegen/src", "### Floors of codegen")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// The floor of each module, counted from the ground, as the list says it: one line a floor, the highest first.
fn floors(architecture: &str, heading: &str) -> BTreeMap<String, usize> {
    let section = architecture.split_once(heading).unwrap_or_else(|| panic!("ARCHITECTURE.md lacks `{heading}`")).1;
    let list = section.split("```").nth(1).expect("a list of floors").trim_start_matches("text\n");
    let lines: Vec<&str> = list.lines().filter(|line| !line.trim().is_empty()).collect();
    let modules = lines.iter().rev().enumerate().flat_map(|(floor, line)| {
        let names = line.split('·').next().unwrap_or_default();
        names.split_whitespace().map(move |name| (name.to_owned(), floor)).collect::<Vec<_>>()
    });
    modules.collect()
}

/// The modules at the root of the crate that a text uses by `crate::`.
fn used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(list) => found.extend(outermost(list).split(',').map(|name| word(name.trim()))),
            None => found.push(word(after)),
        }
    }
    found
}

/// What stands in a list up to its closing brace, without the lists in it: of `a::{B, C}, d}` that is `a::, d`.
fn outermost(list: &str) -> String {
    let mut depth = 1;
    let mut shown = String::new();
    for letter in list.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 1 => shown.push(letter),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    shown
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[test]
fn no_module_uses_one_above_it() {
    let architecture = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut violations = Vec::new();
    for (folder, heading) in CRATES {
        let floors = floors(&architecture, heading);
        let folder = root().join(folder);
        for path in sources(&folder) {
            let inside = path.strip_prefix(&folder).expect("below").with_extension("");
            let module = inside.iter().next().and_then(|part| part.to_str()).expect("a module").to_owned();
            if matches!(module.as_str(), "lib" | "main") {
                continue;
            }
            let Some(own) = floors.get(&module) else {
                violations.push(format!("`{module}` is on no floor of \"{heading}\""));
                continue;
            };
            let text = std::fs::read_to_string(&path).expect("a file");
            for name in used(&text) {
                if name != module && floors.get(&name).is_some_and(|other| other >= own) {
                    violations.push(format!("{} uses `{name}`, which is not below `{module}`", path.display()));
                }
            }
        }
    }
    violations.dedup();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn what_a_file_uses_is_seen() {
    let text = "use crate::a::B;\nuse crate::{b::{C, d::E}, f};\n// crate::comment\nfn g() { crate::h() }\n#[cfg(test)]\nmod tests {\nuse crate::t;";
    assert_eq!(used(text), ["a", "b", "f", "h"]);
}
