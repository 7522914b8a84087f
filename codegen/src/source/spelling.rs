//! Numbers and booleans that are written where a schema wants a text keep their letters: version `1.10` is not `1.1`, and
//! `1e3` is not `1000.0`. Never changes one that stays what it is in the shortest spelling; later stages tell of those.

use super::{Data, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::text::visible;

/// Makes texts of the values that schemas of texts list, where their spelling would be lost otherwise. `text` is that of
/// the file which the tree was read from.
pub(super) fn keep(node: &mut Node, text: &str, diagnostics: &mut Diagnostics) {
    match &mut node.data {
        Data::Array(items) => items.iter_mut().for_each(|item| keep(item, text, diagnostics)),
        Data::Object(members) => {
            if members.get("type").is_some_and(is_of_texts) {
                for keyword in ["enum", "const", "default"] {
                    let Some(stated) = members.get_mut(keyword) else { continue };
                    let found = match &mut stated.data {
                        Data::Array(values) if keyword == "enum" => {
                            spell(keyword, &mut values.iter_mut().collect::<Vec<_>>(), text)
                        }
                        _ => spell(keyword, &mut [stated], text),
                    };
                    found.into_iter().for_each(|found| diagnostics.push(found));
                }
            }
            members.values_mut().for_each(|member| keep(member, text, diagnostics));
        }
        _ => {}
    }
}

/// Makes a text of the version that a document has of itself, where its spelling would be lost otherwise: `1.10`.
pub(super) fn keep_version(root: &mut Node, text: &str, diagnostics: &mut Diagnostics) {
    let Some(version) = root.get_mut("info").and_then(|info| info.get_mut("version")) else { return };
    let Some(found) = spell("version", &mut [version], text) else { return };
    let message = "`version` is a string, but this is a number".to_owned();
    diagnostics.push(Diagnostic { code: Code::StructureInvalid, message, ..found });
}

/// Whether a `type` allows texts and neither numbers nor booleans.
fn is_of_texts(stated: &Node) -> bool {
    let names = stated.as_array().map_or(std::slice::from_ref(stated), Vec::as_slice);
    let has = |name: &str| names.iter().any(|node| node.as_str() == Some(name));
    has("string") && !["number", "integer", "boolean"].into_iter().any(has)
}

/// Makes texts of the numbers and booleans of a list, where one of them is spelt as its value is not.
fn spell(keyword: &str, values: &mut [&mut Node], text: &str) -> Option<Diagnostic> {
    let spelling = |node: &Node| {
        let span = node.span;
        let written = text.get(span.start as usize..span.end as usize)?.trim();
        let shortest = match &node.data {
            Data::Number(number) if written.bytes().all(is_of_number) => number.to_string(),
            Data::Bool(flag) if written.eq_ignore_ascii_case(&flag.to_string()) => flag.to_string(),
            _ => return None,
        };
        Some((written.to_owned(), written != shortest))
    };
    let first = values.iter().find(|node| spelling(node).is_some_and(|(_, differs)| differs))?;
    let (written, _) = spelling(first)?;
    let shown = visible(&written);
    let message = format!("`{keyword}` has {} `{shown}`, and the type is `string`", first.kind());
    let found = Diagnostic::warning(Code::SchemaContradiction, message)
        .at(first.label_span())
        .help(format!("it is read as `\"{shown}\"`; put quotes around it, and around others like it"));
    for node in values {
        if let Some((written, _)) = spelling(node) {
            node.data = Data::String(written);
        }
    }
    Some(found)
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E')
}

#[cfg(test)]
mod tests {
    use super::super::{SourceFiles, read_document};
    use crate::diagnostic::Diagnostics;
    use serde_json::{Value, json};

    fn read(text: &str) -> (Value, Vec<String>) {
        let mut files = SourceFiles::new();
        let file = files.add("a.yaml", text);
        let mut found = Diagnostics::new();
        let node = read_document(&files, file, &mut found).expect("a document");
        (node.to_value(), found.iter().map(|one| one.message.clone()).collect())
    }

    #[test]
    fn numbers_among_texts_are_read_as_they_are_spelt() {
        let said = |what: &str| vec![format!("{what}, and the type is `string`")];
        for (text, value, found) in [
            (
                "{type: string, enum: [1, 1.10, 1e3, .5]}",
                json!(["1", "1.10", "1e3", ".5"]),
                "`enum` has a number `1.10`",
            ),
            (r#"{"type": "string", "enum": ["ä", 1.20]}"#, json!(["ä", "1.20"]), "`enum` has a number `1.20`"),
            (
                "type: [string, 'null']\nenum:\n  - null\n  - 2E1  # a rate\n",
                json!([null, "2E1"]),
                "`enum` has a number `2E1`",
            ),
            ("{enum: [True, off], type: string}", json!(["True", "off"]), "`enum` has a boolean `True`"),
        ] {
            let (read, messages) = read(text);
            assert_eq!((&read["enum"], messages), (&value, said(found)), "{text}");
        }
        let (whole, messages) = read("info: {version: 1.10}\nopenapi: 3.1.0\n");
        assert_eq!(whole["info"]["version"], "1.10");
        assert_eq!(messages, ["`version` is a string, but this is a number"]);
        let (whole, messages) = read("a: {type: string, const: 3.0, default: 1.50}\n");
        assert_eq!(whole["a"], json!({"type": "string", "const": 3.0, "default": "1.50"}));
        assert_eq!(messages, said("`default` has a number `1.50`"));
    }

    #[test]
    fn numbers_elsewhere_stay_numbers() {
        for text in [
            "{type: number, enum: [1.10]}",
            "{type: [string, number], enum: [1.10]}",
            "{enum: [1.10]}",
            "{type: string, maximum: 1.10}",
            "{type: string, enum: [!!float 1.10, 1.5]}",
        ] {
            let (read, messages) = read(text);
            let values = read["enum"].as_array().cloned().unwrap_or_else(|| vec![read["maximum"].clone()]);
            assert!(values.iter().all(Value::is_number) && messages.is_empty(), "{text}: {read}");
        }
    }
}
