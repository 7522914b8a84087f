//! XML as a tree of elements, read by `quick-xml`. Knows nothing of shapes.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// How deep elements may be nested: as deep as `serde_json` reads JSON.
const MAX_DEPTH: usize = 128;

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// Its name without the prefix.
    pub(super) name: String,
    /// Its attributes but for declarations of namespaces, by their names without prefixes.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// Its text, in one.
    pub(super) text: String,
    /// Whether it says that it stands for nothing (`xsi:nil`).
    pub(super) is_nil: bool,
}

/// The root element of a document.
pub(super) fn parse(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    // The elements that are open, the document first.
    let mut open = vec![Element::default()];
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| format!("{error} (byte {})", reader.error_position()))?;
        match event {
            Event::Start(_) if open.len() > MAX_DEPTH => {
                return Err(format!("elements are nested more than {MAX_DEPTH} deep (byte {at})"));
            }
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => {
                let element = element(&start)?;
                add(&mut open, |parent| parent.children.push(element));
            }
            Event::End(_) => {
                let Some(element) = open.pop().filter(|_| !open.is_empty()) else { break };
                add(&mut open, |parent| parent.children.push(element));
            }
            Event::Text(text) => add(&mut open, |parent| parent.text.push_str(&text.xml10_content())),
            Event::CData(text) => add(&mut open, |parent| parent.text.push_str(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                let text = resolved(&reference).ok_or_else(|| format!("an entity nobody defined (byte {at})"))?;
                add(&mut open, |parent| parent.text.push_str(&text));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    if let [document] = open.as_mut_slice() {
        let mut roots = std::mem::take(&mut document.children).into_iter();
        match (roots.next(), roots.next(), document.text.trim().is_empty()) {
            (Some(root), None, true) => return Ok(root),
            (Some(_), ..) => return Err("there is more than one root element".to_owned()),
            (None, ..) => return Err("there is no element".to_owned()),
        }
    }
    let name = open.pop().map(|element| element.name).unwrap_or_default();
    Err(format!("the element `{}` does not end", name.escape_debug()))
}

fn add(open: &mut [Element], change: impl FnOnce(&mut Element)) {
    if let Some(parent) = open.last_mut() {
        change(parent);
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element { name: start.local_name().as_ref().to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let (name, local) = (attribute.key.as_ref(), attribute.key.local_name());
        if name == "xmlns" || name.starts_with("xmlns:") {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        if local.as_ref() == "nil" && name.contains(':') {
            element.is_nil = matches!(value.as_ref(), "true" | "1");
        } else {
            element.attributes.push((local.as_ref().to_owned(), value.into_owned()));
        }
    }
    Ok(element)
}

/// What a reference stands for: a character, or one of the five entities that XML has by itself. Those that a document
/// defines could grow without bound.
fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned)
}
