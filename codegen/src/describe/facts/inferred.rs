//! Schemas from examples. What a value shows is little: no member is known to be required, no number to be whole.

use crate::describe::reading::stated::{Kind, Stated};
use crate::source::{Data, Map, Node, Span};

/// What several examples of one thing show, as a schema; where they differ in kind, any value is accepted.
pub(in crate::describe) fn schema(examples: &[&Node], span: Span) -> Node {
    let mut words = Vec::new();
    let all_say_types = examples.iter().all(|example| says_types(example, &mut words));
    let says_types = all_say_types && (words.len() > 1 || words.iter().any(|word| word.ends_with(')')));
    shown(examples, says_types, span)
}

/// Whether all values are words for types: `{"age": "number (optional)", "name": "string"}`. Collects these words.
fn says_types<'n>(example: &'n Node, words: &mut Vec<&'n str>) -> bool {
    match &example.data {
        Data::String(word) => {
            words.push(word);
            stated(word).is_some()
        }
        Data::Array(items) => items.iter().all(|item| says_types(item, words)),
        Data::Object(members) => members.values().all(|member| says_types(member, words)),
        _ => false,
    }
}

/// The type that a word names.
fn stated(word: &str) -> Option<Kind> {
    let stated = Stated::read(&word.replace(" (", ", ").replace(')', ""));
    stated.kind.filter(|_| stated.unread.is_empty())
}

fn shown(examples: &[&Node], says_types: bool, span: Span) -> Node {
    let kinds: Vec<&str> = examples.iter().filter_map(|example| kind(example, says_types)).collect();
    let mut node = Node::object::<&str>([], span);
    let Some(first) = kinds.first().filter(|first| kinds.iter().all(|kind| kind == *first)) else { return node };
    let has_null = examples.iter().any(|example| example.is_null());
    let name = Node::string(*first, span);
    node.set("type", if has_null { Node::array(vec![name, Node::string("null", span)], span) } else { name });
    match *first {
        "object" => {
            let properties = properties(examples, says_types);
            node.set("properties", Node::new(Data::Object(properties), span));
        }
        "array" => {
            let items: Vec<&Node> = examples.iter().filter_map(|example| example.as_array()).flatten().collect();
            let place = items.first().map_or(span, |item| item.span);
            node.set("items", shown(&items, says_types, place));
        }
        _ => {}
    }
    node
}

fn kind(example: &Node, says_types: bool) -> Option<&'static str> {
    match &example.data {
        Data::String(word) if says_types => stated(word).map(Kind::as_str),
        Data::Null => None,
        Data::Bool(_) => Some("boolean"),
        Data::Number(_) => Some("number"),
        Data::String(_) => Some("string"),
        Data::Array(_) => Some("array"),
        Data::Object(_) => Some("object"),
    }
}

fn properties(examples: &[&Node], says_types: bool) -> Map {
    let mut properties = Map::default();
    for (name, member) in examples.iter().filter_map(|example| example.as_object()).flatten() {
        if properties.contains_key(name) {
            continue;
        }
        let values: Vec<&Node> = examples.iter().filter_map(|example| example.get(name)).collect();
        let mut node = shown(&values, says_types, member.span);
        node.key_span = member.key_span;
        properties.insert(name.clone(), node);
    }
    properties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;
    use serde_json::{Value, json};

    fn inferred(examples: &[Value]) -> Value {
        let mut files = SourceFiles::new();
        let span = Span::new(files.add("a", ""), 0..0);
        let examples: Vec<Node> = examples.iter().map(|value| Node::from_value(value.clone(), span)).collect();
        schema(&examples.iter().collect::<Vec<_>>(), span).to_value()
    }

    #[test]
    fn examples_show_kinds_and_nothing_else() {
        assert_eq!(
            inferred(&[json!({"a": 1, "b": null, "c": [true]}), json!({"a": 1.5, "b": "x", "d": {}})]),
            json!({"type": "object", "properties": {
                "a": {"type": "number"},
                "b": {"type": ["string", "null"]},
                "c": {"type": "array", "items": {"type": "boolean"}},
                "d": {"type": "object", "properties": {}},
            }})
        );
        let words = json!({"age": "number (optional)", "name": "string", "old": ["boolean"]});
        assert_eq!(
            inferred(&[words]),
            json!({"type": "object", "properties": {
                "age": {"type": "number"},
                "name": {"type": "string"},
                "old": {"type": "array", "items": {"type": "boolean"}},
            }})
        );
        // One word alone, or a word among values, is a value.
        let kind = json!({"type": "object", "properties": {"kind": {"type": "string"}}});
        assert_eq!(inferred(&[json!({"kind": "number"})]), kind);
        assert_eq!(
            inferred(&[json!({"kind": "number", "name": "Tom"})]).pointer("/properties/kind"),
            kind.pointer("/properties/kind")
        );
        assert_eq!(inferred(&[json!("x"), json!(1)]), json!({}));
        assert_eq!(inferred(&[json!([]), json!(null)]), json!({"type": ["array", "null"], "items": {}}));
    }
}
