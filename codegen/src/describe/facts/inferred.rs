//! Schemas from examples. What a value shows is little: no member is known to be required, no number to be whole.

use crate::source::{Data, Map, Node, Span};

/// What several examples of one thing show, as a schema; where they differ in kind, any value is accepted.
pub(in crate::describe) fn schema(examples: &[&Node], span: Span) -> Node {
    let kinds: Vec<&str> = examples.iter().filter_map(|example| kind(example)).collect();
    let mut node = Node::object::<&str>([], span);
    let Some(first) = kinds.first().filter(|first| kinds.iter().all(|kind| kind == *first)) else { return node };
    let has_null = examples.iter().any(|example| example.is_null());
    let name = Node::string(*first, span);
    node.set("type", if has_null { Node::array(vec![name, Node::string("null", span)], span) } else { name });
    match *first {
        "object" => {
            let properties = properties(examples);
            node.set("properties", Node::new(Data::Object(properties), span));
        }
        "array" => {
            let items: Vec<&Node> = examples.iter().filter_map(|example| example.as_array()).flatten().collect();
            let place = items.first().map_or(span, |item| item.span);
            node.set("items", schema(&items, place));
        }
        _ => {}
    }
    node
}

fn kind(example: &Node) -> Option<&'static str> {
    match &example.data {
        Data::Null => None,
        Data::Bool(_) => Some("boolean"),
        Data::Number(_) => Some("number"),
        Data::String(_) => Some("string"),
        Data::Array(_) => Some("array"),
        Data::Object(_) => Some("object"),
    }
}

fn properties(examples: &[&Node]) -> Map {
    let mut properties = Map::default();
    for (name, member) in examples.iter().filter_map(|example| example.as_object()).flatten() {
        if properties.contains_key(name) {
            continue;
        }
        let shown: Vec<&Node> = examples.iter().filter_map(|example| example.get(name)).collect();
        let mut node = schema(&shown, member.span);
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
        assert_eq!(inferred(&[json!("x"), json!(1)]), json!({}));
        assert_eq!(inferred(&[json!([]), json!(null)]), json!({"type": ["array", "null"], "items": {}}));
    }
}
