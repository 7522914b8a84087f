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
    object_within(element, members, MAX_WITHIN)
}

/// [`object`], with so many levels of required members without nodes of their own made up: one may be within itself.
fn object_within(element: &Element, members: &[Member], depth: usize) -> Value {
    let mut found = Map::new();
    // Where a document names an element after its type, many servers name it after the member, and the other way round.
    let named = |is_place: fn(Place) -> bool, name: &str| {
        let mut of_place = members.iter().filter(|member| is_place(member.place));
        let by_key = || members.iter().find(|member| is_place(member.place) && member.key == name);
        of_place.find(|member| member.name.local == name).or_else(by_key)
    };
    let mut within = Within::of(members);
    for (name, text) in &element.attributes {
        match named(|place| place == Place::Attribute, name) {
            // An attribute cannot be null: an empty one that should be a number is none, as it is when it is written.
            Some(member) => match attribute(text, member.shape) {
                Value::Null => {}
                value => drop(found.insert(member.key.to_owned(), value)),
            },
            None if within.takes_attribute(name, text) => {}
            None => drop(found.insert(format!("{ATTRIBUTE}{name}"), Value::String(text.clone()))),
        }
    }
    for child in &element.children {
        if let Some(member) = named(|place| place == Place::Element, &child.name) {
            found.insert(member.key.to_owned(), value(child, member.shape));
        } else if let Some(member) = named(|place| matches!(place, Place::Elements(_)), &child.name) {
            let items = found.entry(member.key).or_insert_with(|| Value::Array(Vec::new()));
            items.as_array_mut().into_iter().for_each(|items| items.push(value(child, member.shape)));
        } else if !within.takes_element(child) {
            further(&mut found, child);
        }
    }
    for member in members.iter().filter(|member| member.place == Place::Elements(true)) {
        found.entry(member.key).or_insert_with(|| Value::Array(Vec::new()));
    }
    match members.iter().find(|member| member.place == Place::Text) {
        Some(member) => {
            found.insert(member.key.to_owned(), attribute(&element.text, member.shape));
        }
        None if element.text.trim().is_empty() || within.takes_text(&element.text) => {}
        None => {
            found.insert(TEXT.to_owned(), Value::String(element.text.clone()));
        }
    }
    within.read(&mut found, depth);
    Value::Object(found)
}

/// How deep members without nodes of their own are looked into; a shape may be within itself.
const MAX_WITHIN: usize = 8;

/// The members of an object that have no nodes of their own, each with what of the element is theirs.
struct Within<'m>(Vec<(&'m Member, Element)>);

impl<'m> Within<'m> {
    fn of(members: &'m [Member]) -> Self {
        let own = members.iter().filter(|member| matches!(member.place, Place::Within(_)));
        Self(own.map(|member| (member, Element::default())).collect())
    }

    /// The first member that names it, or else the first one that takes whatever comes.
    fn owner(&mut self, has: impl Fn(&Member) -> bool + Copy, is_open: bool) -> Option<&mut Element> {
        let named = self.0.iter().position(|(member, _)| holds(member.shape, has, MAX_WITHIN));
        let open = || {
            let is_any = |shape: &Shape| matches!(shape.resolved(), Shape::Map(_) | Shape::Any);
            self.0.iter().position(|(member, _)| is_open && is_any(member.shape))
        };
        let at = named.or_else(open)?;
        self.0.get_mut(at).map(|(_, element)| element)
    }

    fn takes_attribute(&mut self, name: &str, text: &str) -> bool {
        let has =
            |member: &Member| member.place == Place::Attribute && (member.name.local == name || member.key == name);
        let owner = self.owner(has, false);
        owner.map(|element| element.attributes.push((name.to_owned(), text.to_owned()))).is_some()
    }

    fn takes_element(&mut self, child: &Element) -> bool {
        let has = |member: &Member| {
            matches!(member.place, Place::Element | Place::Elements(_))
                && (member.name.local == child.name || member.key == child.name)
        };
        self.owner(has, true).map(|element| element.children.push(child.clone())).is_some()
    }

    fn takes_text(&mut self, text: &str) -> bool {
        self.owner(|member| member.place == Place::Text, false).map(|element| element.text.push_str(text)).is_some()
    }

    /// Adds the values of these members that have something, or have to be there.
    fn read(self, found: &mut Map<String, Value>, depth: usize) {
        for (member, element) in self.0 {
            let is_empty = element.attributes.is_empty() && element.children.is_empty() && element.text.is_empty();
            let is_made_up = is_empty && member.place == Place::Within(true) && depth > 0;
            if is_empty && !is_made_up {
                continue;
            }
            let value = match member.shape.resolved() {
                Shape::Any => object(&element, &[]),
                Shape::Object(members) if is_made_up => object_within(&element, members, depth - 1),
                shape => value(&element, shape),
            };
            found.insert(member.key.to_owned(), value);
        }
    }
}

/// Whether a member of an object, or of what stands within it, is like this.
fn holds(shape: &Shape, has: impl Fn(&Member) -> bool + Copy, depth: usize) -> bool {
    let Shape::Object(members) = shape.resolved() else { return false };
    let inner = |member: &Member| matches!(member.place, Place::Within(_)) && holds(member.shape, has, depth - 1);
    members.iter().any(|member| has(member) || depth > 0 && inner(member))
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
