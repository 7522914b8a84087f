//! What server-sent events hold, as the schema of their media type says. It may be that of the data, or that of whole
//! events: their `data`, `event`, `id` and `retry`. `itemSchema` is the latter since OpenAPI 3.2.0 (section 4.14.4), and
//! documents use both keywords for both. Never reads an event.

use super::bodies::{essence, is_json};
use crate::model::pointer::{Part, below};
use crate::model::{MediaType, Schema, Union};
use crate::source::Node;
use crate::types::Planner;

/// What events hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Events {
    pub(super) data: EventData,
    /// The data that says that nothing follows, where the document states it.
    pub(super) end: Option<String>,
}

/// What stands in the data of an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum EventData {
    /// JSON of this schema, which stands at this pointer.
    Json(Schema, String),
    /// JSON of which the document says no more.
    AnyJson,
    /// Text.
    Text,
    /// Text in some events and JSON in others, and nothing says in which.
    Mixed,
    /// What the name of the event says: the value is an object of `event` and `data`, and has this schema. The data of
    /// the events with these names is text; with an empty name among them, that of all events is.
    Named(Schema, String, Vec<String>),
}

/// The fields of an event, with the names that libraries of servers give them in their own types.
const DATA: &[&str] = &["data"];
const EVENT: &[&str] = &["event", "eventType"];
const ID: &[&str] = &["id", "eventId"];
const RETRY: &[&str] = &["retry", "reconnectionInterval"];

/// One kind of event that a schema of whole events describes.
#[derive(Clone, Debug, Default)]
struct Kind {
    /// The names it may have; none where the document does not say.
    names: Vec<String>,
    data: Option<EventData>,
    /// Whether the data is described as the text that it is on the wire.
    is_text: bool,
    /// The only text that its data may be.
    only: Option<String>,
    has_event: bool,
    /// How many of `id` and `retry` it has.
    others: usize,
}

/// What the events of a media type hold; `pointer` leads to the media type.
pub(super) fn read(media: &MediaType, pointer: &str, planner: &Planner<'_>) -> Events {
    let text = Events { data: EventData::Text, end: None };
    let (part, mut schema) = match (media.item_schema(), media.schema()) {
        (Some(item), _) => (Part::ItemSchema, item),
        (None, Some(schema)) => (Part::Schema, schema),
        (None, None) => return text,
    };
    let mut pointer = below(pointer, part);
    let is_item = part == Part::ItemSchema;
    let (mut event, mut target) = planner.target(schema, &pointer);
    // The schema of the whole stream: its items are the events, and its bytes are text.
    if !is_item && event.only_type() == Some("array") {
        let Some(items) = event.items() else { return text };
        (schema, pointer) = (items, below(&target, Part::Items));
        (event, target) = planner.target(schema, &pointer);
        if is_byte(event) {
            return text;
        }
    }
    if says_nothing(event) {
        return text;
    }
    if is_text(event) {
        let data = content(event, schema, &pointer, &target, None).unwrap_or(EventData::Text);
        return Events { data, end: None };
    }
    let payload = || Events { data: EventData::Json(schema.clone(), pointer.clone()), end: None };
    let mut kinds = Vec::new();
    match collect(event, &target, Kind::default(), planner, &mut kinds, 0) {
        Some(()) if !kinds.is_empty() => decide(schema, &pointer, is_item, kinds).unwrap_or_else(payload),
        _ => payload(),
    }
}

/// What some kinds of events are together; nothing where the schema is that of the data all the same.
fn decide(schema: &Schema, pointer: &str, is_item: bool, kinds: Vec<Kind>) -> Option<Events> {
    // An object with nothing but these members is data as often as it is an event: whichever comes is read.
    if let [Kind { names, has_event, others: 0, data: Some(_), is_text, .. }] = kinds.as_slice()
        && names.is_empty()
        && !(is_item && (*has_event || *is_text))
    {
        let texts = if *is_text { vec![String::new()] } else { Vec::new() };
        return Some(Events { data: EventData::Named(schema.clone(), pointer.to_owned(), texts), end: None });
    }
    let is_event = |kind: &Kind| match is_item {
        // An event without data is none, and its data is a text by the specification.
        true => kind.has_event || kind.others > 0 || kind.is_text || kind.data.is_none(),
        false => kind.data.is_some() && (kind.has_event || kind.others > 1),
    };
    if !kinds.iter().all(is_event) {
        return None;
    }
    let (ends, mut kinds): (Vec<Kind>, Vec<Kind>) =
        kinds.into_iter().filter(|kind| kind.data.is_some()).partition(|kind| kind.only.is_some() && !kind.has_event);
    let end = match kinds.is_empty() {
        true => {
            kinds = ends;
            None
        }
        false => ends.into_iter().find_map(|kind| kind.only),
    };
    let mut distinct: Vec<&EventData> = Vec::new();
    for data in kinds.iter().filter_map(|kind| kind.data.as_ref()) {
        if !distinct.iter().any(|known| is_same(known, data)) {
            distinct.push(data);
        }
    }
    let data = match distinct.as_slice() {
        [] => return None,
        [one] => (*one).clone(),
        _ if kinds.iter().filter(|kind| kind.names.is_empty()).count() < 2 => named(schema, pointer, &kinds),
        several => unnamed(schema, pointer, several),
    };
    Some(Events { data, end })
}

/// Events of which each name has data of its own.
fn named(schema: &Schema, pointer: &str, kinds: &[Kind]) -> EventData {
    let span = schema.span();
    let mut texts = Vec::new();
    let alternatives = kinds.iter().map(|kind| {
        // An event without a name is a message (HTML, section 9.2.6).
        let names = if kind.names.is_empty() { vec!["message".to_owned()] } else { kind.names.clone() };
        let data = match &kind.data {
            Some(EventData::Json(schema, _)) => schema.clone(),
            Some(EventData::AnyJson) => Schema::any(span),
            _ => {
                texts.extend(names.iter().cloned());
                Schema::of_type("string", span)
            }
        };
        Schema::of_members([("event", Schema::of_texts(&names, span)), ("data", data)], span)
    });
    let union = Schema::tagged_union("event", alternatives, span);
    EventData::Named(union, pointer.to_owned(), texts)
}

/// Events that no name tells apart.
fn unnamed(schema: &Schema, pointer: &str, kinds: &[&EventData]) -> EventData {
    if kinds.iter().any(|data| matches!(data, EventData::Text | EventData::Mixed)) {
        return EventData::Mixed;
    }
    let schemas: Vec<Schema> = kinds
        .iter()
        .filter_map(|data| if let EventData::Json(schema, _) = data { Some(schema.clone()) } else { None })
        .collect();
    match schemas.len() == kinds.len() {
        true => EventData::Json(Schema::union(Union::OneOf, schemas, schema.span()), pointer.to_owned()),
        false => EventData::AnyJson,
    }
}

fn is_same(left: &EventData, right: &EventData) -> bool {
    match (left, right) {
        (EventData::Json(left, _), EventData::Json(right, _)) => left == right,
        _ => left == right,
    }
}

/// The kinds of events, one for each alternative; `around` is what the schemas around an alternative say of it. Nothing
/// where the schema states something that no event has.
fn collect(
    event: &Schema,
    pointer: &str,
    around: Kind,
    planner: &Planner<'_>,
    found: &mut Vec<Kind>,
    depth: usize,
) -> Option<()> {
    const MAX_DEPTH: usize = 8;
    if depth > MAX_DEPTH || event.only_type().is_some_and(|kind| kind != "object") {
        return None;
    }
    let mut own = around;
    for (name, raw) in event.properties() {
        let raw_pointer = below(pointer, Part::Property(name));
        let (schema, pointer) = planner.target(raw, &raw_pointer);
        let name = name.as_str();
        let is = |names: &[&str]| names.contains(&name);
        match () {
            () if is(DATA) => {
                own.is_text |= is_text(schema);
                own.only = constants(schema).into_iter().next().filter(|_| schema.listed().len() < 2);
                own.data = Some(content(schema, raw, &raw_pointer, &pointer, own.data.take())?);
            }
            () if is(EVENT) && is_text_or_null(schema, planner) => {
                own.has_event = true;
                own.names = constants(schema);
            }
            () if is(ID) && is_text_or_null(schema, planner) => own.others += 1,
            () if is(RETRY) && is_duration(schema, planner) => own.others += 1,
            // A comment of the stream, which no client is given.
            () if name == "comment" && is_text_or_null(schema, planner) => {}
            () => return None,
        }
    }
    for (at, part) in event.all_of().iter().enumerate() {
        let (part, pointer) = planner.target(part, &below(pointer, Part::AllOf(at)));
        let mut parts = Vec::new();
        collect(part, &pointer, own.clone(), planner, &mut parts, depth + 1)?;
        // Several are those of a union in it.
        match parts.as_slice() {
            [one] => own = one.clone(),
            _ => found.extend(parts),
        }
    }
    let mut has_alternatives = false;
    for union in Union::ALL {
        for (at, part) in event.union_of(union).iter().enumerate() {
            has_alternatives = true;
            let (part, pointer) = planner.target(part, &below(pointer, Part::Alternative(union, at)));
            collect(part, &pointer, own.clone(), planner, found, depth + 1)?;
        }
    }
    if !has_alternatives {
        found.push(own);
    }
    Some(())
}

/// What a schema of the data says is in it; nothing where it says nothing. `raw` is the schema as it stands at its place,
/// where it may be a reference.
fn content(
    data: &Schema,
    raw: &Schema,
    raw_pointer: &str,
    pointer: &str,
    around: Option<EventData>,
) -> Option<EventData> {
    if let Some(schema) = data.content_schema() {
        return Some(EventData::Json(schema.clone(), below(pointer, Part::ContentSchema)));
    }
    match data.content_media_type() {
        Some(media_type) if is_json(&essence(media_type)) => Some(EventData::AnyJson),
        _ if is_text(data) => match around {
            // What is around it says more of the same text.
            Some(EventData::Json(..) | EventData::AnyJson) => around,
            _ => Some(EventData::Text),
        },
        // An alternative need not repeat what is said around it.
        _ if says_nothing(data) => around.or(Some(EventData::AnyJson)),
        _ => Some(EventData::Json(raw.clone(), raw_pointer.to_owned())),
    }
}

/// The texts that a schema lists.
fn constants(schema: &Schema) -> Vec<String> {
    schema.all_constants().filter_map(Node::as_str).map(str::to_owned).collect()
}

/// Whether a schema says nothing of its values.
fn says_nothing(schema: &Schema) -> bool {
    schema.as_bool() == Some(true) || schema.says_nothing_of_values()
}

/// Whether a schema is that of one byte.
fn is_byte(schema: &Schema) -> bool {
    schema.only_type() == Some("integer") && schema.format() == Some("uint8")
}

/// Whether a schema is that of a text, as far as it says.
fn is_text(schema: &Schema) -> bool {
    let first = || schema.constant().or_else(|| schema.listed().first());
    let has_content = || schema.content_schema().is_some() || schema.has_content_media_type();
    schema.has_type_named("string")
        || !schema.has_type() && (first().is_some_and(|value| value.as_str().is_some()) || has_content())
}

/// Whether a schema is that of a text or of `null`.
fn is_text_or_null(schema: &Schema, planner: &Planner<'_>) -> bool {
    is_text(schema) || says_nothing(schema) || is_all(schema, planner, &is_text)
}

/// Whether a schema is that of a time to wait: milliseconds, or how a library writes a duration.
fn is_duration(schema: &Schema, planner: &Planner<'_>) -> bool {
    let is_number =
        |schema: &Schema| !schema.has_type() || schema.types().iter().any(|name| matches!(*name, "integer" | "number"));
    is_number(schema) && !schema.has_union() || is_text(schema) || is_all(schema, planner, &is_number)
}

/// Whether a schema has alternatives, and each of them but `null` is of a kind.
fn is_all(schema: &Schema, planner: &Planner<'_>, is: &dyn Fn(&Schema) -> bool) -> bool {
    let mut all = [Union::AnyOf, Union::OneOf].into_iter().flat_map(|union| schema.union_of(union).iter()).peekable();
    all.peek().is_some()
        && all.all(|part| {
            let (part, _) = planner.target(part, "");
            part.only_type() == Some("null") || is(part)
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::operations::Payload;
    use crate::source::{SourceFiles, read_json};
    use serde_json::{Value, json};

    /// What a stream of events with this media type gives.
    fn payload(media: Value) -> String {
        let document = json!({
            "openapi": "3.2.0", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"content": {"text/event-stream": media}}}}}},
            "components": {"schemas": {
                "Tick": {"type": "object", "properties": {"at": {"type": "integer"}}},
                "Named": {"type": "object", "properties": {"event": {"const": "tick"}}},
                "Carrier": {"$ref": "#/components/schemas/Data"},
                "Data": {"type": "object", "properties": {"data": {"type": "string", "contentSchema": {"$ref": "#/components/schemas/Tick"}}}},
            }},
        });
        let (mut files, mut diagnostics) = (SourceFiles::new(), Diagnostics::new());
        let file = files.add("a.json", document.to_string());
        let document = read_json(&files, file, &mut diagnostics).unwrap();
        let planned = crate::plan(&document, &mut diagnostics).unwrap();
        let plan = &planned.operations.plans[0];
        let until = plan.result.signs.end.as_ref().map(|end| format!(" until {end}")).unwrap_or_default();
        let payload = match &plan.result.responses[0].payload {
            Payload::Events(ty) => crate::types::type_tokens(&planned.graph, ty, None).to_string(),
            Payload::TextEvents => "text".to_owned(),
            Payload::NamedEvents(ty, texts) => {
                format!("{} by name, text in {texts:?}", crate::types::type_tokens(&planned.graph, ty, None))
            }
            other => format!("{other:?}"),
        };
        payload + &until
    }

    fn event(properties: Value) -> Value {
        json!({"itemSchema": {"type": "object", "properties": properties}})
    }

    #[test]
    fn the_schema_of_a_whole_event_says_what_its_data_is() {
        let tick = json!({"$ref": "#/components/schemas/Tick"});
        let json_data = json!({"type": "string", "contentMediaType": "application/json", "contentSchema": tick});
        assert_eq!(payload(event(json!({"data": json_data, "event": {"type": "string"}}))), "Tick");
        assert_eq!(payload(event(json!({"data": {"contentSchema": tick}, "retry": {"type": "integer"}}))), "Tick");
        let untyped =
            json!({"data": {"type": "string", "contentMediaType": "application/json"}, "id": {"type": "string"}});
        assert_eq!(payload(event(untyped)), "data :: Value");
        assert_eq!(payload(event(json!({"data": {"type": "string"}, "id": {"type": "string"}}))), "text");
        assert_eq!(payload(json!({"itemSchema": {"$ref": "#/components/schemas/Carrier"}})), "Tick");
        let joined = json!({"allOf": [{"$ref": "#/components/schemas/Named"}, {"$ref": "#/components/schemas/Data"}]});
        assert_eq!(payload(json!({"itemSchema": joined})), "Tick");
    }

    #[test]
    fn each_kind_of_event_has_data_of_its_own() {
        let tick = json!({"$ref": "#/components/schemas/Tick"});
        let kind = |name: &str, content: Value| json!({"properties": {"event": {"const": name}, "data": {"contentMediaType": "application/json", "contentSchema": content}}});
        let base = json!({"event": {"type": "string"}, "data": {"type": "string"}});
        let of =
            |alternatives: Value| json!({"itemSchema": {"type": "object", "properties": base, "oneOf": alternatives}});
        assert_eq!(payload(of(json!([kind("a", tick.clone()), kind("b", tick.clone())]))), "Tick");
        let number = kind("b", json!({"type": "integer"}));
        assert_eq!(payload(of(json!([kind("a", tick.clone()), number]))), "AResponse by name, text in []");
        // The alternative without a content is a text.
        let text = json!({"properties": {"event": {"const": "c"}}});
        assert_eq!(payload(of(json!([kind("a", tick.clone()), text]))), "AResponse by name, text in [\"c\"]");
        // The name of an event is what tells them apart also where the keyword is that of the payload.
        let own = |name: &str, data: Value| {
            json!({"type": "object", "required": ["event", "data"],
                "properties": {"event": {"enum": [name]}, "data": data}})
        };
        let whole = json!({"anyOf": [own("tick", tick.clone()), own("note", json!({"type": "string"}))]});
        assert_eq!(payload(json!({"schema": whole})), "AResponse by name, text in [\"note\"]");
        // Without names, text and JSON are one.
        let bare = |data: Value| json!({"properties": {"id": {"type": "string"}, "data": data}});
        assert_eq!(payload(json!({"itemSchema": {"oneOf": [bare(tick), bare(json!({"type": "string"}))]}})), "text");
    }

    #[test]
    fn a_constant_without_a_name_is_the_end() {
        let tick = json!({"type": "string", "contentSchema": {"$ref": "#/components/schemas/Tick"}});
        let end = json!({"properties": {"data": {"type": "string", "const": "[over]"}}});
        let named = json!({"properties": {"event": {"const": "tick"}, "data": tick}});
        assert_eq!(payload(json!({"itemSchema": {"anyOf": [named, end]}})), "Tick until [over]");
    }

    #[test]
    fn a_text_is_a_text() {
        assert_eq!(payload(json!({})), "text");
        for schema in [
            json!({}),
            json!({"type": "string"}),
            json!({"type": "string", "contentEncoding": "application/octet-stream", "contentMediaType": "text/event-stream"}),
            json!({"type": "array", "items": {"type": "integer", "format": "uint8", "minimum": 0}}),
            json!({"type": "array", "items": {"type": "string"}}),
            json!({"type": "array"}),
        ] {
            assert_eq!(payload(json!({"schema": schema})), "text", "{schema}");
        }
        let json_text = json!({"type": "string", "contentMediaType": "application/json"});
        assert_eq!(payload(json!({"schema": json_text})), "data :: Value");
    }

    #[test]
    fn a_list_is_of_events() {
        let tick = json!({"$ref": "#/components/schemas/Tick"});
        assert_eq!(payload(json!({"schema": {"type": "array", "items": tick}})), "Tick");
        let event =
            json!({"properties": {"event": {"type": "string"}, "id": {"type": ["string", "null"]}, "data": tick}});
        assert_eq!(payload(json!({"schema": {"type": "array", "format": "event-stream", "items": event}})), "Tick");
    }

    #[test]
    fn whole_events_as_libraries_of_servers_describe_them() {
        let tick = json!({"$ref": "#/components/schemas/Tick"});
        let text = json!({"type": "string"});
        // Data as its own schema, in `itemSchema`.
        let of = |data: &Value| json!({"required": ["data"], "properties": {"data": data, "event": text, "id": text}});
        assert_eq!(payload(json!({"itemSchema": of(&tick)})), "Tick");
        assert_eq!(payload(json!({"itemSchema": of(&text)})), "text");
        assert_eq!(payload(json!({"itemSchema": of(&json!({"type": "integer"}))})), "i64");
        // In `schema`, with words of the library.
        let item = json!({"properties": {
            "data": tick, "eventType": text, "eventId": {"type": ["null", "string"]},
            "reconnectionInterval": {"type": ["null", "string"], "pattern": "^x"},
        }});
        assert_eq!(payload(json!({"schema": item})), "Tick");
        let optional = |of: Value| json!({"anyOf": [of, {"type": "null"}]});
        let event = json!({"properties": {
            "data": tick, "event": optional(text.clone()), "id": optional(text.clone()),
            "retry": optional(json!({"type": "integer"})), "comment": optional(text),
        }});
        assert_eq!(payload(json!({"schema": event})), "Tick");
    }

    #[test]
    fn an_object_of_a_name_and_data_is_read_as_either() {
        let of = |data: Value| json!({"schema": {"properties": {"event": {"type": "string"}, "data": data}}});
        assert_eq!(payload(of(json!({"type": "integer"}))), "AResponse by name, text in []");
        assert_eq!(payload(of(json!({"type": "string"}))), "AResponse by name, text in [\"\"]");
    }

    #[test]
    fn a_schema_of_anything_else_is_that_of_the_data() {
        let tick = json!({"$ref": "#/components/schemas/Tick"});
        assert_eq!(payload(json!({"itemSchema": tick})), "Tick");
        assert_eq!(payload(json!({"schema": tick})), "Tick");
        let whole = "Data by name, text in [\"\"]";
        assert_eq!(payload(json!({"schema": {"$ref": "#/components/schemas/Data"}})), whole);
        // Data that is an object, and nothing else that an event has.
        assert_eq!(payload(event(json!({"data": tick}))), "AResponse by name, text in []");
        assert_eq!(payload(json!({"schema": {"properties": {"id": {"type": "string"}, "data": tick}}})), "AResponse");
        assert_eq!(payload(event(json!({"data": {"type": "string"}, "model": {"type": "string"}}))), "AResponse");
    }
}
