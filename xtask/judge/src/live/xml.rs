//! Whether a value is what an answer of XML says, read here once more by the document alone and independently of the runtime:
//! names, attributes and wrapped lists as the XML object of OpenAPI 3.1 has them. Knows no namespaces beyond that their
//! prefixes are the sender's.

use super::documented::own;
use super::received::spelt;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value};

/// An element with what is in it.
#[derive(Debug, Default, PartialEq)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

/// The first difference between a value and the XML that it was decoded from.
pub(super) fn difference(document: &Value, schema: &Value, xml: &str, value: &Value) -> Option<String> {
    let Some(root) = parse(xml) else { return Some("it is not XML".to_owned()) };
    let by = By { document };
    let own = by.own(schema);
    let wanted = own.pointer("/xml/name");
    match wanted.and_then(Value::as_str).filter(|name| *name != root.name) {
        Some(name) => Some(format!("its root is `{}`, and `{name}` by the document", root.name)),
        None => {
            by.compare(schema, &root, value).map(|(path, what)| format!("`{}`: {what}", path.trim_start_matches('.')))
        }
    }
}

impl Element {
    /// Whether it says nothing, which is how some write `null`.
    fn is_empty(&self) -> bool {
        self.children.is_empty() && self.text.trim().is_empty()
    }
}

struct By<'d> {
    document: &'d Value,
}

type Difference = (String, String);

impl By<'_> {
    fn own(&self, schema: &Value) -> Value {
        own(self.document, schema)
    }

    fn compare(&self, schema: &Value, element: &Element, value: &Value) -> Option<Difference> {
        match value {
            Value::Object(members) => self.members(&self.own(schema), element, members),
            // A list at the root, or in a list.
            Value::Array(items) => {
                let found: Vec<&Element> = element.children.iter().collect();
                self.items(&self.own(schema)["items"], &found, items)
            }
            Value::Null if element.is_empty() => None,
            value => is_spelt(value, &element.text).err().map(|what| (String::new(), what)),
        }
    }

    fn items(&self, schema: &Value, found: &[&Element], items: &[Value]) -> Option<Difference> {
        if found.len() != items.len() {
            return Some((String::new(), format!("{} elements became {} items", found.len(), items.len())));
        }
        let mut pairs = found.iter().zip(items).enumerate();
        pairs.find_map(|(at, (element, item))| {
            self.compare(schema, element, item).map(|(path, what)| (format!("[{at}]{path}"), what))
        })
    }

    fn members(&self, schema: &Value, element: &Element, members: &Map<String, Value>) -> Option<Difference> {
        let (mut attributes, mut children) = (0, 0);
        for (key, value) in members {
            let Some(property) = schema["properties"].get(key) else {
                // What the document does not name: an attribute behind `@`, or elements of the name.
                match key.strip_prefix('@') {
                    Some(_) => attributes += 1,
                    // Text beside elements.
                    None if key == "$text" => {}
                    None => children += value.as_array().map_or(1, Vec::len),
                }
                continue;
            };
            let own = self.own(property);
            let xml = &own["xml"];
            let name = xml["name"].as_str().unwrap_or(key);
            let inside = |found: Option<Difference>| found.map(|(path, what)| (format!(".{key}{path}"), what));
            let lost = |what: &str| {
                Some((format!(".{key}"), format!("{what} `{name}` is not there, and the value is {value}")))
            };
            let is_named = |child: &&Element| child.name == name || child.name == *key;
            if value.is_null() {
                children += element.children.iter().filter(is_named).filter(|child| child.is_empty()).count();
                continue;
            }
            if xml["attribute"] == true {
                let Some((_, text)) = element.attributes.iter().find(|(known, _)| known == name) else {
                    return lost("the attribute");
                };
                attributes += 1;
                if let Err(what) = is_spelt(value, text) {
                    return inside(Some((String::new(), what)));
                }
                continue;
            }
            let Value::Array(items) = value else {
                let Some(child) = element.children.iter().find(is_named) else {
                    return lost("the element");
                };
                children += 1;
                match inside(self.compare(property, child, value)) {
                    Some(found) => return Some(found),
                    None => continue,
                }
            };
            let item_schema = &own["items"];
            let of_items = self.own(item_schema)["xml"]["name"].as_str().map(str::to_owned);
            let of_items = of_items.as_deref().unwrap_or(name);
            let found: Vec<&Element> = if xml["wrapped"] == true {
                let Some(wrapper) = element.children.iter().find(is_named) else {
                    return lost("the element");
                };
                children += 1;
                wrapper.children.iter().filter(|child| child.name == of_items).collect()
            } else {
                let found: Vec<&Element> = element.children.iter().filter(|child| child.name == of_items).collect();
                children += found.len();
                found
            };
            if let Some(found) = inside(self.items(item_schema, &found, items)) {
                return Some(found);
            }
        }
        let there = (element.attributes.len(), element.children.len());
        (there != (attributes, children)).then(|| {
            let what = format!("of {} attributes and {} elements came {attributes} and {children}", there.0, there.1);
            (String::new(), what)
        })
    }
}

/// Whether a text is how a scalar is written.
fn is_spelt(value: &Value, text: &str) -> Result<(), String> {
    let is_same = match value {
        Value::String(value) => value == text,
        Value::Bool(value) => text.trim() == value.to_string() || text.trim() == if *value { "1" } else { "0" },
        Value::Number(number) => spelt(text.trim()).is_some_and(|text| Some(text) == spelt(&number.to_string())),
        _ => false,
    };
    if is_same { Ok(()) } else { Err(format!("{text:?} became {value}")) }
}

fn parse(xml: &str) -> Option<Element> {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => open.last_mut()?.children.push(element(&start)?),
            Event::End(_) => {
                let closed = open.pop()?;
                open.last_mut()?.children.push(closed);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let text = match reference.resolve_char_ref().ok()? {
                    Some(char) => char.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())?.to_owned(),
                };
                open.last_mut()?.text.push_str(&text);
            }
            Event::Eof => {
                let [document] = <[Element; 1]>::try_from(open).ok()?;
                return <[Element; 1]>::try_from(document.children).ok().map(|[root]| root);
            }
            _ => {}
        }
    }
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = attribute.key.as_ref();
        // `xsi:nil` and the like are not of the document.
        if name != "xmlns" && !name.starts_with("xmlns:") && !name.starts_with("xsi:") {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
    }
    Some(Element { name: start.local_name().as_ref().to_owned(), attributes, ..Element::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_what_the_elements_say() {
        let document = json!({"components": {"schemas": {"Range": {"type": "object", "properties": {
            "miles": {"type": "number"}, "kind": {"type": "string", "xml": {"attribute": true}},
        }}}}});
        let schema = json!({"type": "object", "xml": {"name": "beam"}, "properties": {
            "number": {"type": "integer", "xml": {"attribute": true}},
            "name": {"type": "string"},
            "ranges": {"type": "array", "items": {"$ref": "#/components/schemas/Range", "xml": {"name": "range"}}, "xml": {"wrapped": true}},
            "notes": {"type": "array", "items": {"type": "string"}, "xml": {"name": "note"}},
            "nearest": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Range"}]},
        }});
        let xml = "<beam number=\"7\" of=\"x\"><name>a &amp; &#98;</name><ranges><range kind=\"k\"><miles>2.50</miles></range></ranges>\
                   <note/><note>b</note><nearest/><new><er/></new></beam>";
        let right = json!({"number": 7, "name": "a & b", "ranges": [{"miles": 2.5, "kind": "k"}], "notes": ["", "b"],
            "nearest": {}, "@of": "x", "new": {"er": ""}});
        assert_eq!(difference(&document, &schema, xml, &right), None);
        for (member, wrong, said) in [
            ("number", json!(8), "`number`: \"7\" became 8"),
            ("name", json!("a"), "`name`: \"a & b\" became \"a\""),
            ("ranges", json!([]), "`ranges`: 1 elements became 0 items"),
            ("ranges", json!([{"miles": 2.5}]), "`ranges[0]`: of 1 attributes and 1 elements came 0 and 1"),
            ("notes", json!(["", "c"]), "`notes[1]`: \"b\" became \"c\""),
            ("@of", Value::Null, "``: of 2 attributes and 6 elements came 1 and 6"),
        ] {
            let mut value = right.clone();
            match wrong {
                Value::Null => drop(value.as_object_mut().map(|value| value.shift_remove(member))),
                wrong => value[member] = wrong,
            }
            assert_eq!(difference(&document, &schema, xml, &value).as_deref(), Some(said));
        }
        let list = json!({"type": "array", "items": {"type": "integer"}});
        assert_eq!(difference(&document, &list, "<a><b>1</b><b>2</b></a>", &json!([1, 2])), None);
        assert!(difference(&document, &list, "<a><b>1</b></a>", &json!([2])).is_some());
        let of_nothing = json!({"nearest": null, "name": "x"});
        let nil = "<beam><name>x</name><nearest xsi:nil=\"true\"/></beam>";
        assert_eq!(difference(&document, &schema, nil, &of_nothing), None);
        assert!(
            difference(&document, &schema, "<bean/>", &right).is_some_and(|said| said.contains("its root is `bean`"))
        );
        assert_eq!(difference(&document, &schema, "<beam>", &right).as_deref(), Some("it is not XML"));
    }
}
