//! Schemas from sample values, by the placeholders Mintlify prints. Never invents `required`.

use crate::source::{Data, Node, Span};

/// The schema a sample value shows.
///
/// Placeholders give their type and format; any other value gives the type it has. `{}` hides its members and becomes
/// an object with free members. Every node's place is the sample value it was derived from.
pub(super) fn schema(sample: &Node) -> Node {
    let span = sample.span;
    match &sample.data {
        Data::Null => any(span),
        Data::Bool(_) => typed("boolean", None, span),
        Data::Number(number) => {
            let mut schema = typed("number", None, span);
            // `123` stands for any number: it is no proof that fractions are not sent.
            if !number.is_f64() {
                schema.set("x-inferred", Node::bool(true, span));
            }
            schema
        }
        Data::String(text) => string(text, span),
        Data::Array(items) => {
            let items = items.iter().map(schema).reduce(join).unwrap_or_else(|| any(span));
            Node::object([("type", Node::string("array", span)), ("items", items)], span)
        }
        Data::Object(members) if members.is_empty() => {
            let mut free = typed("object", None, span);
            free.set("additionalProperties", Node::bool(true, span));
            free
        }
        Data::Object(members) => {
            let member = |(name, value): (&String, &Node)| {
                let mut node = schema(value);
                node.key_span = value.key_span;
                (name.clone(), node)
            };
            let properties = Node::object(members.iter().map(member), span);
            Node::object([("type", Node::string("object", span)), ("properties", properties)], span)
        }
    }
}

fn string(text: &str, span: Span) -> Node {
    let format = match text {
        "<unknown>" | "<any>" => return any(span),
        "3c90c3cc-0d44-4b50-8888-8dd25736052a" => "uuid",
        "2023-11-07T05:31:56Z" => "date-time",
        "2023-12-25" => "date",
        "jsmith@example.com" => "email",
        // The text is "I love Mintlify" with a heart, which stands for any base64 text.
        "aSDinaTvuI8gbWludGxpZnk=" => "byte",
        "@example-file" => "binary",
        _ => return typed("string", None, span),
    };
    typed("string", Some(format), span)
}

/// A schema that admits anything.
pub(super) fn any(span: Span) -> Node {
    Node::object::<&str>([], span)
}

/// A schema of one type, and format if there is one.
pub(super) fn typed(kind: &str, format: Option<&str>, span: Span) -> Node {
    let format = format.map(|format| ("format", Node::string(format, span)));
    Node::object([("type", Node::string(kind, span))].into_iter().chain(format), span)
}

/// What two samples of the same thing have in common: members of both objects, any value when the types differ.
fn join(first: Node, second: Node) -> Node {
    if first == second {
        return first;
    }
    if first.str("type") != second.str("type") {
        return any(first.span);
    }
    let span = first.span;
    let properties = |node: &Node| node.get("properties").and_then(Node::as_object).cloned();
    match (properties(&first), properties(&second)) {
        (Some(mut members), Some(two)) => {
            for (name, node) in two {
                let joined = match members.get(&name) {
                    Some(known) => Node { key_span: known.key_span, ..join(known.clone(), node) },
                    None => node,
                };
                members.insert(name, joined);
            }
            let properties = Node::new(Data::Object(members), span);
            Node::object([("type", Node::string("object", span)), ("properties", properties)], span)
        }
        (Some(_), None) => first,
        (None, Some(_)) => second,
        (None, None) => match (first.get("items"), second.get("items")) {
            (Some(one), Some(two)) => {
                Node::object([("type", Node::string("array", span)), ("items", join(one.clone(), two.clone()))], span)
            }
            // Two formats of one type: the type is what is known.
            _ => Node::object(first.get("type").cloned().map(|node| ("type", node)), span),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;
    use serde_json::{Value, json};

    fn of(sample: Value) -> Value {
        let mut files = SourceFiles::new();
        let span = Span::new(files.add("a", ""), 0..0);
        schema(&Node::from_value(sample, span)).to_value()
    }

    #[test]
    fn placeholders_tell_type_and_format() {
        let format = |format: &str| json!({"type": "string", "format": format});
        assert_eq!(of(json!("<string>")), json!({"type": "string"}));
        assert_eq!(of(json!("3c90c3cc-0d44-4b50-8888-8dd25736052a")), format("uuid"));
        assert_eq!(of(json!("2023-11-07T05:31:56Z")), format("date-time"));
        assert_eq!(of(json!("2023-12-25")), format("date"));
        assert_eq!(of(json!("jsmith@example.com")), format("email"));
        assert_eq!(of(json!(123)), json!({"type": "number", "x-inferred": true}));
        assert_eq!(of(json!(0.5)), json!({"type": "number"}));
        assert_eq!(of(json!(true)), json!({"type": "boolean"}));
        assert_eq!(of(json!("RED")), json!({"type": "string"}));
        assert_eq!(of(json!("<unknown>")), json!({}));
        assert_eq!(of(json!(null)), json!({}));
    }

    #[test]
    fn empty_objects_and_arrays_hide_what_they_hold() {
        let free = json!({"type": "object", "additionalProperties": true});
        assert_eq!(of(json!({})), free);
        assert_eq!(of(json!([{}])), json!({"type": "array", "items": free}));
        assert_eq!(of(json!([])), json!({"type": "array", "items": {}}));
    }

    #[test]
    fn several_items_are_joined() {
        let items = of(json!([{"a": 1}, {"a": 2, "b": "x"}]))["items"].clone();
        assert_eq!(items["properties"], json!({"a": {"type": "number", "x-inferred": true}, "b": {"type": "string"}}));
        assert_eq!(of(json!([1, "x"]))["items"], json!({}));
        assert_eq!(of(json!(["2023-12-25", "x"]))["items"], json!({"type": "string"}));
        assert_eq!(of(json!([[1], ["x"]]))["items"], json!({"type": "array", "items": {}}));
    }
}
