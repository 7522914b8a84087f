//! From XML to the JSON of a type.

use serde_json::{Map, Number, Value};

use super::tree::{Element, parse};
use super::{ATTRIBUTE, Member, Place, Root, Scalar, Shape, TEXT};

/// The JSON that a document of XML stands for.
///
/// # Errors
/// If the text is no XML, or its root element is another one.
pub(crate) fn decode(text: &str, root: &Root) -> Result<Value, String> {
    let element = parse(text)?;
    let expected = root.name.local;
    if !expected.is_empty() && element.name != expected {
        return Err(format!("the root element is `{}`, and not `{expected}`", element.name.escape_debug()));
    }
    Ok(value(&element, root.shape))
}

fn value(element: &Element, shape: &Shape) -> Value {
    if element.is_nil {
        return Value::Null;
    }
    match shape.resolved() {
        Shape::Scalar(scalar) if element.children.is_empty() => self::scalar(&element.text, *scalar),
        // No text of theirs: the type says that it wanted one.
        Shape::Scalar(_) => any(element),
        Shape::Object(members) => object(element, members),
        Shape::Map(shape) => {
            let members = element.children.iter().map(|child| (child.name.clone(), value(child, shape)));
            Value::Object(members.collect())
        }
        Shape::List(name, shape) => {
            let items = element.children.iter().filter(|child| name.local.is_empty() || child.name == name.local);
            Value::Array(items.map(|item| value(item, shape)).collect())
        }
        Shape::Any | Shape::Same(_) => any(element),
    }
}

fn object(element: &Element, members: &[Member]) -> Value {
    let mut found = Map::new();
    // Where a document names an element after its type, many servers name it after the member, and the other way round.
    let named = |place: Place, name: &str| {
        let mut of_place = members.iter().filter(|member| member.place == place);
        let by_key = || members.iter().find(|member| member.place == place && member.key == name);
        of_place.find(|member| member.name.local == name).or_else(by_key)
    };
    for (name, text) in &element.attributes {
        match named(Place::Attribute, name) {
            Some(member) => found.insert(member.key.to_owned(), attribute(text, member.shape)),
            None => found.insert(format!("{ATTRIBUTE}{name}"), Value::String(text.clone())),
        };
    }
    for child in &element.children {
        if let Some(member) = named(Place::Element, &child.name) {
            found.insert(member.key.to_owned(), value(child, member.shape));
        } else if let Some(member) = named(Place::Elements, &child.name) {
            let items = found.entry(member.key).or_insert_with(|| Value::Array(Vec::new()));
            items.as_array_mut().into_iter().for_each(|items| items.push(value(child, member.shape)));
        } else {
            further(&mut found, child);
        }
    }
    match members.iter().find(|member| member.place == Place::Text) {
        Some(member) => {
            found.insert(member.key.to_owned(), attribute(&element.text, member.shape));
        }
        None if element.text.trim().is_empty() => {}
        None => {
            found.insert(TEXT.to_owned(), Value::String(element.text.clone()));
        }
    }
    Value::Object(found)
}

/// An element that no shape names: text, or an object.
fn any(element: &Element) -> Value {
    if element.attributes.is_empty() && element.children.is_empty() {
        return Value::String(element.text.clone());
    }
    object(element, &[])
}

/// Adds such an element; several of a name are an array.
fn further(found: &mut Map<String, Value>, child: &Element) {
    let value = any(child);
    match found.get_mut(&child.name) {
        None => drop(found.insert(child.name.clone(), value)),
        Some(Value::Array(items)) => items.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

fn attribute(text: &str, shape: &Shape) -> Value {
    match shape.resolved() {
        Shape::Scalar(scalar) => self::scalar(text, *scalar),
        // A list of XML Schema (part 2, section 2.5.1.2).
        Shape::List(_, item) => Value::Array(text.split_ascii_whitespace().map(|text| attribute(text, item)).collect()),
        _ => Value::String(text.to_owned()),
    }
}

/// The value of a text; a text that is none of the kind stays one, so that the type can say so.
fn scalar(text: &str, scalar: Scalar) -> Value {
    let trimmed = text.trim();
    match scalar {
        Scalar::Text => Value::String(text.to_owned()),
        Scalar::Number | Scalar::Boolean if trimmed.is_empty() => Value::Null,
        Scalar::Number => trimmed
            .strip_prefix('+')
            .unwrap_or(trimmed)
            .parse::<Number>()
            .map_or_else(|_| Value::String(text.to_owned()), Value::Number),
        Scalar::Boolean => match trimmed {
            "true" | "1" => Value::Bool(true),
            "false" | "0" => Value::Bool(false),
            _ => Value::String(text.to_owned()),
        },
    }
}
