//! How the types of a document are XML (OpenAPI 3.1.1, section 4.8.26, and 3.2.0, section 4.25): names, attributes, and
//! lists with and without an element around them. Types stay those of JSON; what is planned here is how their JSON is
//! written.

use super::super::graph::Scalar;
use super::super::xml::{XmlMember, XmlName, XmlPlace, XmlRoot, XmlShape};
use super::{Place, Planner};
use crate::diagnostic::{Code, Diagnostic};
use crate::markdown::code;
use crate::model::pointer::{Part, pointer_words, schema_name};
use crate::model::{Schema, Xml};
use crate::names::constant_name;
use crate::source::Span;

/// Why a schema has no XML that could be told.
struct Untold {
    span: Span,
    reason: String,
}

impl Planner<'_> {
    /// The name of the `XmlRoot` of the schema of a body; nothing after a warning that the body stays text.
    ///
    /// `pointer` says where the schema stands, `words` what its root is called in Rust, `subject` whose body it is. What
    /// is sent needs a name in the document.
    pub fn xml(&mut self, schema: &Schema, pointer: &str, words: &str, is_sent: bool, subject: &str) -> Option<String> {
        if let Some(known) = self.graph.xml.roots.iter().find(|root| root.pointer == pointer) {
            return Some(known.constant.clone());
        }
        let place =
            Place { pointer: pointer.to_owned(), parent: words.to_owned(), words: "xml".to_owned(), operation: None };
        let planned = self.xml_root(schema, &place, is_sent);
        self.plan_waiting_shapes();
        let planned = planned.and_then(|(name, shape)| match self.untold_within(&shape) {
            Some(untold) => Err(untold),
            None => Ok((name, shape)),
        });
        match planned {
            Ok((name, shape)) => {
                let constant = self.graph.xml.claim(&constant_name(&format!("{words} root")));
                let pointer = pointer.to_owned();
                self.graph.xml.roots.push(XmlRoot { pointer, constant: constant.clone(), name, shape });
                Some(constant)
            }
            Err(Untold { span, reason }) => {
                self.model.diagnostics.push(
                    Diagnostic::warning(Code::XmlUntyped, reason)
                        .at(span)
                        .subject(subject)
                        .help("the XML of the body is handed over as text; everything else of the operation is typed")
                        .costs(format!("the XML of a body of `{subject}` is handed over as text")),
                );
                None
            }
        }
    }

    fn xml_root(&mut self, schema: &Schema, place: &Place, is_sent: bool) -> Result<(XmlName, XmlShape), Untold> {
        let target = schema.sole_reference().map(|(target, _)| target);
        let own = self.xml_object(schema);
        let component = target.and_then(schema_name).unwrap_or_default();
        let name = self.xml_name(&own, &component, schema)?;
        if name.local.is_empty() && is_sent {
            return Err(untold(schema, "the root element of the XML has no name".to_owned()));
        }
        let effective = self.model.resolve_at(schema, &place.pointer);
        let shape = match effective.kind() {
            Some("array") => self.xml_items(&effective, "", place)?,
            _ => self.xml_element(schema, place)?,
        };
        Ok((name, shape))
    }

    /// How the values of a schema are an element.
    fn xml_element(&mut self, schema: &Schema, place: &Place) -> Result<XmlShape, Untold> {
        if let Some((target, _)) = schema.sole_reference() {
            return Ok(XmlShape::Named(self.named_shape(target)));
        }
        if self.nesting >= super::MAX_NESTING {
            return Err(untold(schema, "XML is nested too deep here".to_owned()));
        }
        self.nesting += 1;
        let shape = self.own_xml_element(schema, place);
        self.nesting -= 1;
        shape
    }

    fn own_xml_element(&mut self, schema: &Schema, place: &Place) -> Result<XmlShape, Untold> {
        let effective = self.model.resolve_at(schema, &place.pointer).without_null();
        if effective.is_union() || effective.types().len() > 1 {
            return match self.collapses(&effective) {
                Some(scalar) => Ok(XmlShape::Scalar(scalar_of(scalar))),
                None => Err(untold(schema, "XML does not say which of several alternatives it is".to_owned())),
            };
        }
        Ok(match effective.kind() {
            Some("object") if effective.has_properties() => XmlShape::Object(self.xml_members(&effective, place)?),
            Some("object") => match effective.additional_properties().filter(|schema| schema.as_bool().is_none()) {
                Some(value) => {
                    let place = place.part(Part::AdditionalProperties, &place.parent, "value");
                    XmlShape::Map(Box::new(self.xml_element(value, &place)?))
                }
                None => XmlShape::Any,
            },
            Some("array") => self.xml_items(&effective, "", place)?,
            Some("string" | "null") => XmlShape::Scalar(Scalar::String),
            Some("integer" | "number") => XmlShape::Scalar(Scalar::Number),
            Some("boolean") => XmlShape::Scalar(Scalar::Bool),
            _ => XmlShape::Any,
        })
    }

    fn xml_members(&mut self, effective: &Schema, place: &Place) -> Result<Vec<XmlMember>, Untold> {
        let mut members = Vec::new();
        let inferred = self.inferred_names(effective);
        for ((key, schema), inferred) in effective.properties().zip(&inferred) {
            let place = place.part(Part::Property(key), &place.parent, key);
            members.extend(self.xml_member((key, inferred), schema, effective.requires(key), &place)?);
        }
        Ok(members)
    }

    /// The names that the members of an object have in XML where they state none: their own, or those of the components
    /// which they refer to. Members that would have one name keep their own, since nothing would tell them apart.
    fn inferred_names(&mut self, effective: &Schema) -> Vec<String> {
        let by_target: Vec<Option<String>> =
            effective.properties().map(|(_, schema)| self.name_of_target(schema)).collect();
        let mut names = Vec::new();
        for ((key, schema), target) in effective.properties().zip(&by_target) {
            let is_shared = by_target.iter().filter(|other| *other == target).count() > 1
                || target.as_ref().is_some_and(|target| target != key && effective.property(target).is_some());
            match target {
                Some(target) if is_shared => {
                    self.say_of_xml(
                        schema.label_span(),
                        format!(
                            "the element of {} would be called {}, like that of another member",
                            code(key),
                            code(target)
                        ),
                        "state `nodeType: element` in its `xml`, and a `name` where it has another one than the member",
                        format!("it is written and read as {}", code(key)),
                    );
                    names.push(key.clone());
                }
                Some(target) => names.push(target.clone()),
                None => names.push(key.clone()),
            }
        }
        names
    }

    /// The component that gives the node of a member its name, since a reference is none, and a list is none (OpenAPI 3.2).
    fn name_of_target(&mut self, schema: &Schema) -> Option<String> {
        if !self.model.names_xml_by_target() {
            return None;
        }
        let (target, found) = match self.xml_target(schema) {
            Some((target, found)) => (Some(target), found),
            None => (None, schema.clone()),
        };
        let effective = self.model.resolve(&found).without_null();
        let is_node = || found.xml().is_some_and(|xml| xml.is_wrapped() || xml.node_type() == Some("element"));
        let (target, found) = match effective.kind() {
            Some("array") if !is_node() => {
                let (target, item) = self.xml_target(effective.items()?)?;
                let is_list = self.model.resolve(&item).without_null().kind() == Some("array");
                (Some(target).filter(|_| !is_list), item)
            }
            _ => (target, found),
        };
        let own = found.xml().and_then(Xml::name).map(str::to_owned);
        let target = target?;
        let name = own.or_else(|| schema_name(&target));
        name.filter(|name| is_name(name))
    }

    /// What a reference that says nothing else leads to in the end.
    fn xml_target(&self, schema: &Schema) -> Option<(String, Schema)> {
        let mut target = schema.pure_reference().filter(|_| schema.xml().is_none())?;
        for _ in 0..super::MAX_NESTING {
            let next = self.model.at(target).filter(|schema| schema.xml().is_none());
            let Some(next) = next.and_then(Schema::pure_reference) else { break };
            target = next;
        }
        Some((target.to_owned(), self.model.at(target)?.clone()))
    }

    /// A member of an object; nothing where no name of XML stands for it, and it need not be there.
    fn xml_member(
        &mut self,
        (key, inferred): (&str, &str),
        schema: &Schema,
        is_required: bool,
        place: &Place,
    ) -> Result<Option<XmlMember>, Untold> {
        let own = self.xml_object(schema);
        self.say_both_kinds(&own);
        let name = match self.xml_name(&own, inferred, schema) {
            Ok(name) => name,
            Err(Untold { span, reason }) if !is_required => {
                let consequence = format!(
                    "no XML has the member {}: it is never read, and a call that sets it is refused",
                    code(key)
                );
                self.say_of_xml(span, reason, "state a `name` in its `xml` that XML can have", consequence);
                return Ok(None);
            }
            Err(untold) => return Err(untold),
        };
        let effective = self.model.resolve_at(schema, &place.pointer);
        let not_null = effective.clone().without_null();
        let place_of = self.xml_place(key, schema, &own, not_null.kind(), is_required);
        let is_list = not_null.kind() == Some("array");
        let key = key.to_owned();
        if place_of != XmlPlace::Elements {
            let shape = if is_list {
                let items = effective.items().cloned();
                let item = items.and_then(|items| self.name_of_target(&items));
                self.xml_items(&effective, item.as_deref().unwrap_or(&name.local), place)?
            } else {
                self.xml_element(schema, place)?
            };
            return Ok(Some(XmlMember { key, name, place: place_of, shape }));
        }
        Ok(Some(match self.xml_items(&effective, &name.local, place)? {
            XmlShape::List(item, shape) => XmlMember { key, name: item, place: place_of, shape: *shape },
            shape => XmlMember { key, name, place: place_of, shape },
        }))
    }

    /// Where a member of a kind stands in the XML of its object.
    fn xml_place(&mut self, key: &str, schema: &Schema, own: &Xml, kind: Option<&str>, is_required: bool) -> XmlPlace {
        let node = own.node_type();
        let (is_list, is_object) = (kind == Some("array"), kind == Some("object"));
        let is_within = node == Some("none") && is_object;
        if node == Some("none") && !is_list && !is_object {
            self.say_of_xml(
                schema.label_span(),
                format!("{} has no elements that could stand in the one around it (`nodeType: none`)", code(key)),
                "`none` is for objects and lists; the text of the element around it is `nodeType: text`",
                "it is written and read as an element".to_owned(),
            );
        }
        let is_attribute = node.map_or_else(|| own.is_attribute(), |node| node == "attribute");
        if is_attribute && (is_list || is_object) {
            let what = if is_list { "a list" } else { "an object" };
            let message = format!("an attribute of XML is a text, and {} is {what}", code(key));
            self.model.diagnostics.push(
                Diagnostic::warning(Code::SchemaInvalid, message)
                    .at(schema.label_span())
                    .help("remove `attribute` from its `xml`, or describe the text that the attribute holds")
                    .costs("it is written and read as an element"),
            );
        }
        match () {
            () if is_within => XmlPlace::Within(is_required),
            () if is_attribute && !is_list && !is_object => XmlPlace::Attribute,
            () if matches!(node, Some("text" | "cdata")) => XmlPlace::Text,
            () if is_list && node.map_or_else(|| !own.is_wrapped(), |node| node != "element") => XmlPlace::Elements,
            () => XmlPlace::Element,
        }
    }

    /// A list, whose items are called as they say themselves, or `otherwise`.
    fn xml_items(&mut self, effective: &Schema, otherwise: &str, place: &Place) -> Result<XmlShape, Untold> {
        if !effective.prefix_items().is_empty() {
            return Err(untold(effective, "XML does not say which item of an array it is".to_owned()));
        }
        let Some(item) = effective.items().filter(|item| item.is_object()) else {
            let name = XmlName { local: otherwise.to_owned(), ..XmlName::default() };
            return Ok(XmlShape::List(name, Box::new(XmlShape::Any)));
        };
        let place = place.part(Part::Items, &place.parent, "item");
        let own = self.xml_object(item);
        let component = match otherwise {
            "" => item.sole_reference().and_then(|(target, _)| schema_name(target)),
            _ => None,
        };
        let name = self.xml_name(&own, component.as_deref().unwrap_or(otherwise), item)?;
        Ok(XmlShape::List(name, Box::new(self.xml_element(item, &place)?)))
    }

    /// The name of an element or attribute, which its `xml` may state. One that XML cannot have costs no more than itself: the
    /// name that would stand there otherwise is used, and a prefix is left out.
    fn xml_name(&mut self, xml: &Xml, otherwise: &str, schema: &Schema) -> Result<XmlName, Untold> {
        let untold = match stated_name(xml, otherwise, schema) {
            Ok(name) => return Ok(name),
            Err(untold) => untold,
        };
        let stated = xml.name().unwrap_or_default();
        let local = stated.split_once(':').map_or(stated, |(_, local)| local);
        let local = if is_name(local) { local } else { otherwise };
        if !is_name(local) {
            return Err(untold);
        }
        self.say_of_xml(
            untold.span,
            untold.reason,
            "names of XML begin with a letter or `_`, and have no spaces",
            format!("it is written and read as {}", code(local)),
        );
        let namespace = xml.namespace().unwrap_or_default();
        Ok(XmlName { local: local.to_owned(), prefix: String::new(), namespace: namespace.to_owned() })
    }

    /// Says that `nodeType` stands beside a keyword that it replaces (OpenAPI 3.2.0, section 4.26.1).
    fn say_both_kinds(&mut self, xml: &Xml) {
        let Some(node) = xml.node_type() else { return };
        for (key, stated) in xml.contradicted_by(node) {
            self.say_of_xml(
                stated.label_span(),
                format!("`nodeType` and `{key}` must not stand together, and they contradict each other"),
                "remove one of the two",
                format!("`nodeType: {node}` counts"),
            );
        }
    }

    /// Says what of the XML of a member is read in another way.
    fn say_of_xml(&mut self, span: Span, message: String, help: &str, consequence: String) {
        let found = Diagnostic::warning(Code::SchemaInvalid, message).at(span).help(help);
        self.model.diagnostics.push(found.costs(consequence));
    }

    /// Plans the shapes of schemas that are referred to, from a list, so that no chain of references can exhaust the
    /// stack.
    fn plan_waiting_shapes(&mut self) {
        while let Some(position) = self.graph.xml.waiting.pop() {
            let target = self.graph.xml.shapes[position].pointer.clone();
            let Some(schema) = self.model.at(&target) else { continue };
            let words = pointer_words(&target);
            let place = Place { pointer: target, parent: words, words: "xml".to_owned(), operation: None };
            let shape = match self.xml_element(schema, &place) {
                Ok(shape) => shape,
                Err(Untold { span, reason }) => XmlShape::Untold(span, reason),
            };
            self.graph.xml.shapes[position].shape = shape;
        }
    }

    /// The position of the shape of a schema that is referred to, which may still have to be planned.
    fn named_shape(&mut self, target: &str) -> usize {
        if let Some(known) = self.graph.xml.shapes.iter().position(|shape| shape.pointer == target) {
            return known;
        }
        let words = pointer_words(target);
        let constant = self.graph.xml.claim(&constant_name(&words));
        let position = self.graph.xml.shapes.len();
        self.graph.xml.reserve(target, constant);
        position
    }

    /// The first part of a shape that cannot be told.
    fn untold_within(&self, shape: &XmlShape) -> Option<Untold> {
        let (mut open, mut seen) = (vec![shape], vec![false; self.graph.xml.shapes.len()]);
        while let Some(shape) = open.pop() {
            match shape {
                XmlShape::Untold(span, reason) => return Some(Untold { span: *span, reason: reason.clone() }),
                XmlShape::Object(members) => open.extend(members.iter().map(|member| &member.shape)),
                XmlShape::Map(inner) | XmlShape::List(_, inner) => open.push(inner),
                XmlShape::Named(position) if !std::mem::replace(&mut seen[*position], true) => {
                    open.push(&self.graph.xml.shapes[*position].shape);
                }
                XmlShape::Named(_) | XmlShape::Scalar(_) | XmlShape::Any => {}
            }
        }
        None
    }

    /// The `xml` of a schema: its own, or that of the schema that it refers to.
    fn xml_object(&self, schema: &Schema) -> Xml {
        let mut schema = schema;
        // As long as any chain of references may be.
        for _ in 0..super::MAX_NESTING {
            if let Some(own) = schema.xml() {
                return own.clone();
            }
            match schema.sole_reference().and_then(|(target, _)| self.model.at(target)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        Xml::none(schema.span())
    }
}

/// The name of an element or attribute, which its `xml` may state with or without a prefix.
fn stated_name(xml: &Xml, otherwise: &str, schema: &Schema) -> Result<XmlName, Untold> {
    let stated = xml.name().filter(|name| !name.is_empty()).unwrap_or(otherwise);
    let (own_prefix, local) = stated.split_once(':').unwrap_or(("", stated));
    let prefix = xml.prefix().filter(|prefix| !prefix.is_empty()).unwrap_or(own_prefix);
    if !(local.is_empty() || is_name(local)) || !(prefix.is_empty() || is_name(prefix)) {
        let wrong = if is_name(prefix) || prefix.is_empty() { stated } else { prefix };
        return Err(untold(schema, format!("{} is not a valid name of XML", code(wrong))));
    }
    let namespace = xml.namespace().unwrap_or_default();
    Ok(XmlName { local: local.to_owned(), prefix: prefix.to_owned(), namespace: namespace.to_owned() })
}

/// Names of XML without colons (Namespaces in XML 1.0, section 3), of which letters and digits are those of Unicode.
fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|other| other.is_alphanumeric() || matches!(other, '_' | '-' | '.' | '\u{B7}'))
}

fn scalar_of(scalar: Scalar) -> Scalar {
    match scalar {
        Scalar::Bool => Scalar::Bool,
        text if text.is_text() => Scalar::String,
        _ => Scalar::Number,
    }
}

fn untold(schema: &Schema, reason: String) -> Untold {
    Untold { span: schema.label_span(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::{Node, SourceFiles};
    use serde_json::{Value, json};

    /// The XML of a body of this schema beside these, or what is said of it.
    fn planned(schema: Value, schemas: Value) -> Result<crate::types::TypeGraph, Vec<String>> {
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas},
            "paths": {"/a": {"put": {
                "requestBody": {"content": {"application/xml": {"schema": schema}}},
                "responses": {"204": {"description": ""}},
            }}},
        });
        let mut found = Diagnostics::new();
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        let planned = crate::plan(&Node::from_value(document, span), &mut found);
        let said: Vec<String> = found.iter().map(|one| format!("{}: {}", one.code, one.message)).collect();
        match planned {
            Some(planned) if said.is_empty() => Ok(planned.graph),
            _ => Err(said),
        }
    }

    #[test]
    fn a_long_chain_of_references_does_not_exhaust_the_stack() {
        let link = |at: usize| json!({"type": "object", "properties": {"next": {"$ref": format!("#/components/schemas/S{}", (at + 1) % 3000)}}});
        let schemas = (0..3000).map(|at| (format!("S{at}"), link(at))).collect::<serde_json::Map<_, _>>();
        let graph = planned(json!({"$ref": "#/components/schemas/S0"}), schemas.into());
        assert_eq!(graph.map(|graph| graph.xml.shapes.len()), Ok(3000));
    }

    #[test]
    fn an_attribute_is_a_text() {
        let root = json!({"$ref": "#/components/schemas/A"});
        let attribute = |mut property: Value| {
            property["xml"] = json!({"attribute": true});
            planned(root.clone(), json!({"A": {"type": "object", "properties": {"p": property}}})).map(|_| ())
        };
        assert_eq!(attribute(json!({"type": "integer"})), Ok(()));
        for (property, what) in [(json!({"type": "object"}), "an object"), (json!({"type": "array"}), "a list")] {
            let message = format!("schema-invalid: an attribute of XML is a text, and `p` is {what}");
            assert_eq!(attribute(property), Err(vec![message]));
        }
    }

    /// The members of an object as XML, and what is said.
    fn members(properties: Value, required: Value) -> String {
        let schema = json!({"type": "object", "properties": properties, "required": required, "xml": {"name": "a"}});
        let document = json!({
            "openapi": "3.2.0", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"put": {
                "requestBody": {"content": {"application/xml": {"schema": schema}}},
                "responses": {"204": {"description": ""}},
            }}},
        });
        let mut found = Diagnostics::new();
        let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
        let planned = crate::plan(&Node::from_value(document, span), &mut found).expect("a plan");
        let shape = &planned.graph.xml.roots[0].shape;
        let XmlShape::Object(members) = shape else { panic!("an object, not {shape:?}") };
        let members = members
            .iter()
            .map(|member| format!("{}: {:?} {}:{}", member.key, member.place, member.name.prefix, member.name.local));
        let said = found.iter().map(|one| match &one.loss {
            Some(crate::diagnostic::Loss::Place(consequence)) => format!("{}; {consequence}", one.message),
            _ => one.message.clone(),
        });
        members.chain(said).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_member_that_xml_has_no_name_for_costs_itself() {
        let text = json!({"type": "string"});
        let named = |xml: Value| json!({"type": "string", "xml": xml});
        let properties = json!({
            "a b": text, "good": text, "space": named(json!({"name": "x y"})), "digit": named(json!({"prefix": "1"})),
            "list": {"type": "array", "items": named(json!({"name": "-"}))},
        });
        insta::assert_snapshot!(members(properties, json!(["good"])), @"
        good: Element :good
        space: Element :space
        digit: Element :digit
        list: Elements :list
        `a b` is not a valid name of XML; no XML has the member `a b`: it is never read, and a call that sets it is refused
        `x y` is not a valid name of XML; it is written and read as `space`
        `1` is not a valid name of XML; it is written and read as `digit`
        `-` is not a valid name of XML; it is written and read as `list`
        ");
    }

    #[test]
    fn a_node_of_no_type_stands_in_the_element_around_it() {
        let object = |xml: Value| json!({"type": "object", "properties": {"x": {"type": "string"}}, "xml": xml});
        let properties = json!({
            "within": object(json!({"nodeType": "none"})), "needed": object(json!({"nodeType": "none"})),
            "text": {"type": "string", "xml": {"nodeType": "none"}},
            "both": {"type": "string", "xml": {"nodeType": "element", "attribute": true}},
            "same": {"type": "string", "xml": {"nodeType": "attribute", "attribute": true}},
        });
        insta::assert_snapshot!(members(properties, json!(["needed"])), @"
        within: Within(false) :within
        needed: Within(true) :needed
        text: Element :text
        both: Element :both
        same: Attribute :same
        `text` has no elements that could stand in the one around it (`nodeType: none`); it is written and read as an element
        `nodeType` and `attribute` must not stand together, and they contradict each other; `nodeType: element` counts
        ");
    }

    #[test]
    fn a_reference_is_called_like_its_component() {
        let refer = |to: &str| json!({"$ref": format!("#/components/schemas/{to}")});
        let schemas = json!({
            "Mast": {"type": "object"}, "Hull": {"type": "object", "xml": {"name": "hull-of"}}, "Same": refer("Mast"),
            "Ropes": {"type": "array", "items": {"type": "string"}},
            "Boat": {"type": "object", "properties": {
                "tall": refer("Same"), "body": refer("Hull"), "ropes": refer("Ropes"), "name": {"type": "string"},
                "own": {"$ref": "#/components/schemas/Crew", "xml": {"nodeType": "element"}},
                "first": refer("Crew"), "second": refer("Crew"), "spare": {"type": "array", "items": refer("Sail")},
                "kept": {"type": "array", "items": refer("Sail"), "xml": {"nodeType": "element"}},
            }},
            "Crew": {"type": "string"}, "Sail": {"type": "string"},
        });
        let names = |version: &str| {
            let document = json!({
                "openapi": version, "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas},
                "paths": {"/a": {"put": {
                    "requestBody": {"content": {"application/xml": {"schema": refer("Boat")}}},
                    "responses": {"204": {"description": ""}},
                }}},
            });
            let mut found = Diagnostics::new();
            let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
            let planned = crate::plan(&Node::from_value(document, span), &mut found).expect("a plan");
            let boat = planned.graph.xml.shapes.iter().find(|shape| shape.pointer.ends_with("/Boat"));
            let Some(XmlShape::Object(members)) = boat.map(|boat| &boat.shape) else { panic!("an object") };
            let names: Vec<String> = members.iter().map(|member| member.name.local.clone()).collect();
            (names.join(" "), found.iter().map(|one| one.message.clone()).collect::<Vec<_>>())
        };
        assert_eq!(names("3.1.1"), ("tall hull-of ropes name own first second spare kept".to_owned(), vec![]));
        let shared = |key: &str| format!("the element of `{key}` would be called `Crew`, like that of another member");
        let said = ["first", "second"].map(shared).to_vec();
        assert_eq!(names("3.2.0"), ("Mast hull-of ropes name own first second Sail kept".to_owned(), said));
    }

    #[test]
    fn what_xml_cannot_tell_stays_text_and_is_said() {
        let root = json!({"$ref": "#/components/schemas/A"});
        let object = |property: Value| json!({"A": {"type": "object", "properties": {"p": property}}});
        for (schemas, expected) in [
            (
                object(json!({"oneOf": [{"type": "object"}, {"type": "array"}]})),
                "XML does not say which of several alternatives it is",
            ),
            (object(json!({"type": "array", "prefixItems": [{}]})), "XML does not say which item of an array it is"),
            (
                json!({"A": {"type": "object", "required": ["a b"], "properties": {"a b": {"type": "string"}}}}),
                "`a b` is not a valid name of XML",
            ),
        ] {
            let said = planned(root.clone(), schemas).map(|_| ());
            assert_eq!(said, Err(vec![format!("xml-untyped: {expected}")]));
        }
        let nameless = planned(json!({"type": "object", "properties": {"p": {}}}), json!({})).map(|_| ());
        assert_eq!(nameless, Err(vec!["xml-untyped: the root element of the XML has no name".to_owned()]));
        // Scalars are text, whichever they are.
        let scalars = object(json!({"oneOf": [{"type": "integer"}, {"type": "number"}]}));
        assert!(planned(root, scalars).is_ok());
    }
}
