//! From the JSON of a type to XML.

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::writer::Writer;
use serde_json::Value;

use super::{ATTRIBUTE, Member, Name, Place, Root, Shape, TEXT, XSI};

/// The document of XML that some JSON stands for.
///
/// # Errors
/// If a key is no name of XML, if a text has characters that no XML can hold, or if a value does not fit its place.
pub(crate) fn encode(value: &Value, root: &Root) -> Result<String, String> {
    let mut writer = Xml { writer: Writer::new(Vec::new()), declared: Vec::new() };
    writer.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.element(&Tag::of(&root.name), value, root.shape)?;
    String::from_utf8(writer.writer.into_inner()).map_err(|error| error.to_string())
}

/// A name as it is written, and the namespace that it needs.
struct Tag<'t> {
    written: String,
    prefix: &'t str,
    namespace: &'t str,
}

impl<'t> Tag<'t> {
    fn of(name: &Name) -> Tag<'static> {
        let Name { local, prefix, namespace } = *name;
        let written = if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") };
        Tag { written, prefix, namespace }
    }

    fn plain(name: &'t str) -> Result<Self, String> {
        if !is_name(name) {
            return Err(format!("`{}` is not a valid name of XML", name.escape_debug()));
        }
        Ok(Self { written: name.to_owned(), prefix: "", namespace: "" })
    }
}

struct Xml {
    writer: Writer<Vec<u8>>,
    /// The prefixes and namespaces of the elements that are open.
    declared: Vec<(String, String)>,
}

impl Xml {
    fn event(&mut self, event: Event<'_>) -> Result<(), String> {
        self.writer.write_event(event).map_err(|error| error.to_string())
    }

    fn element(&mut self, tag: &Tag<'_>, value: &Value, shape: &Shape) -> Result<(), String> {
        let shape = shape.resolved();
        let before = self.declared.len();
        let mut start = BytesStart::new(tag.written.clone());
        self.declare(&mut start, tag.prefix, tag.namespace);
        if value.is_null() {
            start.push_attribute(("xmlns:xsi", XSI));
            start.push_attribute(("xsi:nil", "true"));
            self.event(Event::Empty(start))?;
        } else {
            self.attributes(&mut start, value, shape)?;
            self.event(Event::Start(start))?;
            self.content(value, shape)?;
            self.event(Event::End(BytesEnd::new(tag.written.as_str())))?;
        }
        self.declared.truncate(before);
        Ok(())
    }

    /// Says what a prefix stands for, where an element around has not done so.
    fn declare(&mut self, start: &mut BytesStart<'_>, prefix: &str, namespace: &str) {
        let known = self.declared.iter().rev().find(|(known, _)| known == prefix).map(|(_, namespace)| namespace);
        // Without one, a name is in the namespace of the elements around it, as documents mean it.
        if namespace.is_empty() || known.is_some_and(|known| known == namespace) {
            return;
        }
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        start.push_attribute((name.as_str(), namespace));
        self.declared.push((prefix.to_owned(), namespace.to_owned()));
    }

    fn attributes(&mut self, start: &mut BytesStart<'_>, value: &Value, shape: &Shape) -> Result<(), String> {
        for (key, value) in value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
            let member = member(shape, key);
            let name = match member {
                Some(member) if member.place == Place::Attribute => {
                    // The default namespace is none of attributes.
                    let namespace = if member.name.prefix.is_empty() { "" } else { member.name.namespace };
                    self.declare(start, member.name.prefix, namespace);
                    Tag::of(&member.name)
                }
                Some(member) if matches!(member.place, Place::Within(_)) => {
                    self.attributes(start, value, member.shape.resolved())?;
                    continue;
                }
                None => match key.strip_prefix(ATTRIBUTE) {
                    Some(name) => Tag::plain(name)?,
                    None => continue,
                },
                Some(_) => continue,
            };
            let text = match value {
                Value::Array(items) => {
                    items.iter().map(|item| text(item, key)).collect::<Result<Vec<_>, _>>()?.join(" ")
                }
                value => text(value, key)?,
            };
            start.push_attribute((name.written.as_str(), text.as_str()));
        }
        Ok(())
    }

    fn content(&mut self, value: &Value, shape: &Shape) -> Result<(), String> {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    self.member(key, value, shape)?;
                }
                Ok(())
            }
            Value::Array(items) => {
                let (name, shape) = match shape {
                    Shape::List(name, shape) => (*name, *shape),
                    _ => (Name { local: "", prefix: "", namespace: "" }, &Shape::Any),
                };
                let tag = if name.local.is_empty() { Tag::plain("item")? } else { Tag::of(&name) };
                items.iter().try_for_each(|item| self.element(&tag, item, shape))
            }
            scalar => {
                let text = text(scalar, "")?;
                self.event(Event::Text(BytesText::new(&text)))
            }
        }
    }

    fn member(&mut self, key: &str, value: &Value, shape: &Shape) -> Result<(), String> {
        let inside = |problem: String| format!("`{key}`: {problem}");
        match (member(shape, key), value) {
            (Some(Member { place: Place::Attribute, .. }), _) => Ok(()),
            (Some(Member { place: Place::Within(_), shape, .. }), Value::Object(_)) => {
                self.content(value, shape.resolved()).map_err(inside)
            }
            (Some(Member { place: Place::Within(_), .. }), Value::Null) => Ok(()),
            (Some(Member { place: Place::Within(_), .. }), _) => {
                Err(format!("`{key}` has to be an object, and is not"))
            }
            (Some(Member { place: Place::Text, .. }), Value::Null) => Ok(()),
            (Some(Member { place: Place::Text, .. }), value) => {
                self.event(Event::Text(BytesText::new(&text(value, key)?)))
            }
            (Some(Member { place: Place::Elements(_), name, shape, .. }), Value::Array(items)) => {
                items.iter().try_for_each(|item| self.element(&Tag::of(name), item, shape)).map_err(inside)
            }
            (Some(Member { place: Place::Elements(_), .. }), Value::Null) => Ok(()),
            (Some(Member { name, shape, .. }), value) => self.element(&Tag::of(name), value, shape).map_err(inside),
            (None, _) if key.starts_with(ATTRIBUTE) => Ok(()),
            (None, value) if key == TEXT => self.event(Event::Text(BytesText::new(&text(value, key)?))),
            (None, value) => {
                let item = if let Shape::Map(shape) = shape { *shape } else { &Shape::Any };
                let tag = Tag::plain(key)?;
                match (value, item) {
                    // Several elements of a name, as they are read.
                    (Value::Array(items), Shape::Any) => {
                        items.iter().try_for_each(|value| self.element(&tag, value, item)).map_err(inside)
                    }
                    _ => self.element(&tag, value, item).map_err(inside),
                }
            }
        }
    }
}

/// The member of an object with this key, as a shape has it.
fn member<'s>(shape: &'s Shape, key: &str) -> Option<&'s Member> {
    match shape {
        Shape::Object(members) => members.iter().find(|member| member.key == key),
        _ => None,
    }
}

/// The text of a scalar.
fn text(value: &Value, key: &str) -> Result<String, String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => crate::body::style::number(number),
        Value::Array(_) | Value::Object(_) => return Err(format!("`{key}` has to be text, and is not")),
    };
    match text.chars().find(|character| !is_allowed(*character)) {
        Some(character) => Err(format!("no XML can hold the character {character:?}")),
        None => Ok(text),
    }
}

/// Characters of XML 1.0 (section 2.2).
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Names of XML without colons (Namespaces in XML 1.0, section 3), of which letters and digits are those of Unicode.
fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|other| other.is_alphanumeric() || matches!(other, '_' | '-' | '.' | '\u{B7}'))
}
