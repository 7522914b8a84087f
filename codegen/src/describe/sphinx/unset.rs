//! Values that stand for "not set", such as the zero UUID or a day in the year 9999.

use super::literal;
use super::schema::Builder;
use crate::source::{Map, Node};
use std::ops::Range;

impl Builder<'_, '_, '_> {
    /// Marks the members whose text states such a value with `x-unset-values`: every spelling the page has for it.
    pub(super) fn unset_values(&self, properties: &mut Map) {
        let mut known: Vec<(&'static str, Vec<Node>)> = Vec::new();
        let described = self.described.members.iter().filter_map(|member| Some((&member.name, member.line.as_ref()?)));
        for (name, line) in described {
            let text = self.page.slice(line.text.clone());
            let mut values: Vec<Node> = Vec::new();
            for literal in literal::find(text).into_iter().filter(|literal| stands_for_unset(text, &literal.range)) {
                let span = self.page.span(line.text.start + literal.range.start..line.text.start + literal.range.end);
                let value = text.get(literal.range).unwrap_or_default();
                let mut spellings = vec![Node::string(value, span)];
                spellings.extend(self.shown(name).filter(|shown| is_other_spelling(shown, value)).map(copy));
                values.extend(spellings.iter().cloned());
                known.push((literal.format, spellings));
            }
            if let Some(property) = properties.get_mut(name).filter(|_| !values.is_empty()) {
                property.set("x-unset-values", Node::array(values, line.span));
            }
        }
        // A sibling whose example is such a value means the same by it.
        for (name, property) in properties.iter_mut().filter(|(_, property)| property.get("x-unset-values").is_none()) {
            let Some((shown, value)) = self.shown(name).and_then(|shown| Some((shown, shown.as_str()?))) else {
                continue;
            };
            let same = |format: &str, values: &[Node]| {
                property.str("format") == Some(format)
                    && values.iter().any(|node| node.as_str().is_some_and(|other| literal::same(other, value)))
            };
            let Some((_, values)) = known.iter().find(|(format, values)| same(format, values)) else { continue };
            let mut values = values.clone();
            if !values.iter().any(|node| node.as_str() == Some(value)) {
                values.push(copy(shown));
            }
            property.set("x-unset-values", Node::array(values, shown.span));
        }
    }
}

/// A value of the example, to stand elsewhere.
fn copy(node: &Node) -> Node {
    Node { key_span: None, ..node.clone() }
}

fn is_other_spelling(shown: &Node, value: &str) -> bool {
    shown.as_str().is_some_and(|shown| shown != value && literal::same(shown, value))
}

/// Whether the words around a literal say that it stands for something that is not there: "Set to … if …".
fn stands_for_unset(text: &str, range: &Range<usize>) -> bool {
    let before =
        text.get(..range.start).unwrap_or_default().trim_end_matches(['`', '"', '\'', ' ']).to_ascii_lowercase();
    let after =
        text.get(range.end..).unwrap_or_default().trim_start_matches(['`', '"', '\'', ' ']).to_ascii_lowercase();
    ["set to", "set as", " is", " be", "equals"].iter().any(|words| before.ends_with(words))
        && ["if", "when", "while", "until"].iter().any(|word| after.starts_with(word))
}
