//! The text of each operation in a crate: its methods, and the facts that the runtime reads.

use std::collections::{BTreeMap, HashMap};
use switchboard_codegen::CrateFiles;
use switchboard_codegen::operations::OperationPlan;

/// By the pointer of the operation.
pub(super) type Texts = BTreeMap<String, Text>;

/// The text of an operation.
#[derive(Default)]
pub(super) struct Text {
    pub(super) whole: String,
    /// Without the names of its methods and facts, which it may owe to what other operations are called.
    pub(super) nameless: String,
}

/// The texts of all operations.
pub(super) fn texts(files: &CrateFiles, plans: &[OperationPlan]) -> Texts {
    let mut methods: HashMap<&str, String> = HashMap::new();
    let mut facts: HashMap<&str, String> = HashMap::new();
    for (_, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let method = line.strip_prefix("    pub async fn ").or_else(|| line.strip_prefix("    pub fn "));
            if let Some(name) = method.map(word) {
                methods.entry(name).or_insert_with(|| item(&lines, at, "    }"));
            }
            if let Some(name) = line.strip_prefix("pub(crate) static ").map(word) {
                facts.entry(name).or_insert_with(|| item(&lines, at, ";"));
            }
        }
    }
    let mut found = Texts::new();
    for plan in plans {
        let text = found.entry(plan.pointer.clone()).or_default();
        for part in [methods.get(plan.name.as_str()), facts.get(plan.facts.as_str())].into_iter().flatten() {
            text.whole.push_str(part);
            text.nameless.push_str(&part.replace(&plan.name, "…").replace(&plan.facts, "…"));
        }
    }
    found
}

fn word(text: &str) -> &str {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '#'))).next().unwrap_or_default()
}

/// The item that begins in a line, with what stands above it, up to the first line that ends so.
fn item(lines: &[&str], at: usize, end: &str) -> String {
    let is_above = |line: &&&str| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("#[")
    };
    let above = lines[..at].iter().rev().take_while(is_above).count();
    let length = lines[at..].iter().position(|line| line.ends_with(end)).unwrap_or_default();
    lines[at - above..=at + length].iter().map(|line| format!("{line}\n")).collect()
}
