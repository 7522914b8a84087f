//! What the data of server-sent events is. `itemSchema` describes whole events since OpenAPI 3.2.0 (section 4.14.4): their
//! `data`, `event`, `id` and `retry`, where `data` is a string, and `contentSchema` says what is in it. A schema of
//! anything else is that of the data, as documents write it that know nothing of that.

use super::bodies::{essence, is_json};
use crate::source::Node;
use crate::types::Planner;

/// What stands in the data of an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum EventData {
    /// JSON of this schema, which stands at this pointer.
    Json(Node, String),
    /// JSON of which the document says no more.
    AnyJson,
    /// Text.
    Text,
    /// Text in some events and JSON in others.
    Mixed,
}

/// What `itemSchema` says of the data, where it describes whole events; nothing where it describes the data itself.
/// `pointer` leads to the media type.
pub(super) fn data(media: &Node, pointer: &str, planner: &Planner<'_>) -> Option<EventData> {
    let (event, pointer) = planner.target(media.get("itemSchema")?, &format!("{pointer}/itemSchema"));
    let mut found = Vec::new();
    collect(&event, &pointer, None, planner, &mut found, 0)?;
    let mut schemas: Vec<(Node, String)> = Vec::new();
    let (mut is_any, mut is_text) = (false, false);
    for data in found {
        match data {
            EventData::Json(schema, pointer) if !schemas.iter().any(|(known, _)| *known == schema) => {
                schemas.push((schema, pointer));
            }
            EventData::Json(..) => {}
            EventData::AnyJson => is_any = true,
            EventData::Text | EventData::Mixed => is_text = true,
        }
    }
    match (schemas.len(), is_any, is_text) {
        (0, false, false) => None,
        (0, false, true) => Some(EventData::Text),
        (_, _, true) => Some(EventData::Mixed),
        (_, true, false) => Some(EventData::AnyJson),
        (1, false, false) => schemas.pop().map(|(schema, pointer)| EventData::Json(schema, pointer)),
        // Each kind of event has data of its own.
        _ => {
            let alternatives = schemas.into_iter().map(|(schema, _)| schema).collect();
            let union = Node::object([("oneOf", Node::array(alternatives, event.span))], event.span);
            Some(EventData::Json(union, pointer))
        }
    }
}

/// The data of an event, one for each alternative; `around` is what the schemas around an alternative say of it. Nothing
/// where the schema states something that no event has.
fn collect(
    event: &Node,
    pointer: &str,
    around: Option<EventData>,
    planner: &Planner<'_>,
    found: &mut Vec<EventData>,
    depth: usize,
) -> Option<()> {
    const MAX_DEPTH: usize = 8;
    if depth > MAX_DEPTH || event.str("type").is_some_and(|kind| kind != "object") {
        return None;
    }
    let mut own = around;
    for (name, schema) in event.members("properties") {
        let (schema, pointer) = planner.target(schema, &format!("{pointer}/properties/{name}"));
        match name.as_str() {
            "data" => own = Some(content(&schema, &pointer, own)?),
            "event" | "id" if is_text(&schema) => {}
            "retry" if matches!(schema.str("type"), None | Some("integer" | "number")) => {}
            _ => return None,
        }
    }
    for (at, part) in event.items("allOf").iter().enumerate() {
        let (part, pointer) = planner.target(part, &format!("{pointer}/allOf/{at}"));
        let mut parts = Vec::new();
        collect(&part, &pointer, own.clone(), planner, &mut parts, depth + 1)?;
        // Several are those of a union in it.
        match parts.as_slice() {
            [one] => own = Some(one.clone()),
            _ => found.extend(parts),
        }
    }
    let mut has_alternatives = false;
    for keyword in ["oneOf", "anyOf"] {
        for (at, part) in event.items(keyword).iter().enumerate() {
            has_alternatives = true;
            let (part, pointer) = planner.target(part, &format!("{pointer}/{keyword}/{at}"));
            collect(&part, &pointer, own.clone(), planner, found, depth + 1)?;
        }
    }
    if !has_alternatives {
        found.extend(own);
    }
    Some(())
}

/// What a schema of the data says is in it; nothing where it is that of no text.
fn content(data: &Node, pointer: &str, around: Option<EventData>) -> Option<EventData> {
    if let Some(schema) = data.get("contentSchema") {
        return Some(EventData::Json(schema.clone(), format!("{pointer}/contentSchema")));
    }
    match data.str("contentMediaType") {
        Some(media_type) if is_json(&essence(media_type)) => Some(EventData::AnyJson),
        _ if is_text(data) => Some(EventData::Text),
        // An alternative need not repeat what is said around it.
        _ if data.get("type").is_none() && around.is_some() => around,
        _ => None,
    }
}

/// Whether a schema is that of a text, as far as it says.
fn is_text(schema: &Node) -> bool {
    let is_string = |kind: &Node| kind.as_str() == Some("string");
    let kind = schema.get("type");
    let says_string =
        kind.is_some_and(|kind| is_string(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is_string)));
    let is_constant =
        schema.get("const").or_else(|| schema.items("enum").first()).is_some_and(|value| value.as_str().is_some());
    let has_content = ["contentSchema", "contentMediaType"].iter().any(|key| schema.get(key).is_some());
    says_string || kind.is_none() && (is_constant || has_content)
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
        match &planned.operations.plans[0].result.responses[0].payload {
            Payload::Events(ty) => crate::types::type_tokens(&planned.graph, ty, None).to_string(),
            Payload::TextEvents => "text".to_owned(),
            other => format!("{other:?}"),
        }
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
        assert_eq!(payload(of(json!([kind("a", tick.clone()), kind("b", json!({"type": "integer"}))]))), "AResponse");
        // The alternative without a content is a text.
        let text = json!({"properties": {"event": {"const": "c"}}});
        assert_eq!(payload(of(json!([kind("a", tick), text]))), "text");
    }

    #[test]
    fn a_schema_of_anything_else_is_that_of_the_data() {
        let tick = json!({"$ref": "#/components/schemas/Tick"});
        assert_eq!(payload(json!({"itemSchema": tick})), "Tick");
        assert_eq!(payload(json!({"schema": tick})), "Tick");
        assert_eq!(payload(json!({"schema": {"$ref": "#/components/schemas/Data"}})), "Data");
        // Data that is an object cannot be a field of an event.
        assert_eq!(payload(event(json!({"data": tick, "event": {"type": "string"}}))), "AResponse");
        assert_eq!(payload(event(json!({"data": {"type": "string"}, "model": {"type": "string"}}))), "AResponse");
    }
}
