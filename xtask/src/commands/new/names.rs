//! Names for operations whose pages give none: proposed from their titles, as corrections that people can read and change.
//!
//! Never renames what has a name, and gives no name twice. An operation whose title makes no name keeps the one that the
//! generator makes of its method and path.

use serde_json::Value;
use std::collections::BTreeSet;
use switchboard_codegen::source::Node;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The most words of a title that still is a name; longer ones are sentences.
const MAX_WORDS: usize = 8;

/// The actions of an overlay that names the operations of a document, as YAML; `None` where none needs a name.
pub(super) fn actions(document: &Node) -> Option<String> {
    let operations: Vec<(&str, &str, &Node)> = document
        .members("paths")
        .flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| Some((path.as_str(), *method, item.get(method)?)))
        })
        .collect();
    let mut taken: BTreeSet<String> = operations
        .iter()
        .filter_map(|(.., operation)| operation.str("operationId"))
        .map(str::to_ascii_lowercase)
        .collect();
    let mut text = String::new();
    for (path, method, operation) in operations {
        if operation.get("operationId").is_some() {
            continue;
        }
        let Some(name) = operation.str("summary").and_then(name) else { continue };
        let mut numbered = std::iter::once(name.clone()).chain((2_usize..).map(|number| format!("{name}{number}")));
        let Some(name) = numbered.find(|name| taken.insert(name.to_ascii_lowercase())) else { continue };
        let quoted = path.replace('\\', "\\\\").replace('\'', "\\'");
        // A text of JSON is one of YAML, whatever is in it.
        let target = Value::from(format!("$.paths['{quoted}'].{method}"));
        text += &format!(
            "\n  - target: {target}\n    description: The page names no operation. The name follows its title.\n    update:\n      operationId: {name}\n"
        );
    }
    (!text.is_empty()).then(|| format!("actions:{text}"))
}

/// `Get a user's calls` as a name: getUsersCalls.
fn name(title: &str) -> Option<String> {
    if title.chars().any(|c| !c.is_ascii() && c != '’' || c.is_control()) {
        return None;
    }
    let plain = title.replace(['\'', '’'], "").to_ascii_lowercase();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !matches!(*word, "" | "a" | "an" | "the"))
        .collect();
    // One word (`Create`) says less than method and path do.
    let is_name = (2..=MAX_WORDS).contains(&words.len()) && plain.starts_with(|c: char| c.is_ascii_alphabetic());
    let capitalised = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    let joined =
        words.iter().enumerate().map(|(at, word)| if at == 0 { (*word).to_owned() } else { capitalised(word) });
    is_name.then(|| joined.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_names() {
        let cases = [
            ("List Spend Limits", Some("listSpendLimits")),
            ("Get a user's calls.", Some("getUsersCalls")),
            ("Create an MCP tunnel (v2)", Some("createMcpTunnelV2")),
            ("Create", None),
            ("404 not found", None),
            ("Ruf abbrechen, später", None),
            ("This operation gives you all of the calls that were ever made", None),
        ];
        for (title, expected) in cases {
            assert_eq!(name(title).as_deref(), expected, "{title}");
        }
    }
}
