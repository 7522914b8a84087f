//! Establishes: every schema is one of JSON Schema 2020-12, whichever dialect its author wrote.
//!
//! OpenAPI 3.0 says `nullable` and boolean `exclusiveMinimum`; authors mix both dialects, and bend both.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Data, Map, Node};

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    let needs_items = document.str("openapi").is_some_and(|version| version.starts_with("3.0"));
    for_each_schema(document, &mut |schema| {
        let span = schema.span;
        match &mut schema.data {
            Data::Object(_) => {}
            Data::Bool(_) => return,
            _ => {
                let message = format!("a schema is an object, but this is {}", schema.kind());
                diagnostics.push(
                    Diagnostic::warning(Code::SchemaInvalid, message)
                        .at(span)
                        .help("it is read as a schema that allows any value")
                        .costs("any value is taken there"),
                );
                *schema = Node::object::<&str>([], span);
                return;
            }
        }
        let Some(members) = schema.as_object_mut() else { return };
        if needs_items && is_bare_array(members) {
            diagnostics.push(
                Diagnostic::warning(Code::SchemaInvalid, "an array without `items` does not say what is in it")
                    .at(span)
                    .help("OpenAPI 3.0 requires `items` of every array; `items: {}` means any value")
                    .costs("its items are any values"),
            );
        }
        exclusive_bounds(members);
        tuples(members, diagnostics);
        discriminator(members);
        required_members(members, diagnostics);
        type_names(members, diagnostics);
        int_or_string(members);
        misplaced_enum(members, diagnostics);
        null_alternatives(members);
        null_part(members);
        integer_bounds(members);
        nullable(schema);
    });
}

/// Whether a schema is that of an array, and nothing in it says of what.
fn is_bare_array(members: &Map) -> bool {
    let says = ["items", "prefixItems", "allOf", "oneOf", "anyOf", "enum", "const", "$ref"];
    members.get("type").and_then(Node::as_str) == Some("array") && !says.iter().any(|key| members.contains_key(*key))
}

/// `exclusiveMinimum: true` beside `minimum` (OpenAPI 3.0) becomes the number (JSON Schema 2020-12).
fn exclusive_bounds(members: &mut Map) {
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(flag) = members.get(exclusive).and_then(Node::as_bool) {
            members.shift_remove(exclusive);
            if flag && let Some(value) = members.shift_remove(bound) {
                members.insert(exclusive.to_owned(), value);
            }
        }
    }
}

/// `items: [a, b]` of an array (JSON Schema draft 4) becomes `prefixItems`, and `additionalItems` beside it `items`.
///
/// Where nothing says that the value is an array, they become `anyOf`: Swagger 2.0 has neither tuples nor `anyOf`, and
/// documents that write a list there (Slack's) mean alternatives for the value itself.
fn tuples(members: &mut Map, diagnostics: &mut Diagnostics) {
    // Some tools write `{not: {}}` for the schema that nothing fits.
    let is_nothing = |schema: &Node| {
        let only = schema.as_object().filter(|members| members.len() == 1).and_then(|members| members.get("not"));
        only.is_some_and(|not| not.as_bool() == Some(true) || not.as_object().is_some_and(Map::is_empty))
    };
    if members.contains_key("prefixItems")
        && let Some(items) = members.get_mut("items")
        && is_nothing(items)
    {
        *items = Node { key_span: items.key_span, ..Node::bool(false, items.span) };
    }
    let Some(listed) = members.get("items").and_then(Node::as_array) else { return };
    if listed.is_empty()
        && let Some(items) = members.shift_remove("items")
    {
        diagnostics.push(
            Diagnostic::warning(Code::SchemaInvalid, "`items` is a schema, but this is an empty list")
                .at(items.label_span())
                .help("write the schema of the items; `items: {}` means any value")
                .costs("its items are any values"),
        );
        return;
    }
    let is_array = match members.get("type").map(|node| &node.data) {
        Some(Data::Array(names)) => names.iter().any(|name| name.as_str() == Some("array")),
        Some(Data::String(name)) => name == "array",
        _ => ["additionalItems", "minItems", "maxItems", "uniqueItems"].iter().any(|key| members.contains_key(*key)),
    };
    let keyword = if is_array || members.contains_key("anyOf") { "prefixItems" } else { "anyOf" };
    let Some(items) = members.shift_remove("items") else { return };
    members.insert(keyword.to_owned(), items);
    if is_array && let Some(others) = members.shift_remove("additionalItems") {
        members.insert("items".to_owned(), others);
    }
}

/// `discriminator: name` (Swagger 2.0) becomes `discriminator: {propertyName: name}`.
fn discriminator(members: &mut Map) {
    if let Some(node) = members.get_mut("discriminator")
        && node.as_str().is_some()
    {
        *node = Node::object([("propertyName", node.clone())], node.span);
    }
}

/// `required: true` on a member moves into the list of the object around it.
fn required_members(members: &mut Map, diagnostics: &mut Diagnostics) {
    let mut moved = Vec::new();
    if let Some(Node { data: Data::Object(properties), .. }) = members.get_mut("properties") {
        for (name, property) in properties {
            let Some(flag) = property.get("required").filter(|flag| flag.as_bool().is_some()).cloned() else {
                continue;
            };
            property.remove("required");
            diagnostics.push(
                Diagnostic::warning(Code::SchemaInvalid, "`required` on a member has no effect in OpenAPI 3")
                    .at(flag.label_span())
                    .subject(name.clone())
                    .help("list the member in `required` of the object; it is read as if it stood there"),
            );
            if flag.as_bool() == Some(true) {
                moved.push(Node::string(name.clone(), flag.span));
            }
        }
    }
    if members.contains_key("properties")
        && let Some(flag) = members.get("required").filter(|node| node.as_array().is_none())
    {
        let message = format!("`required` is a list of names, but this is {}", flag.kind());
        let found = Diagnostic::warning(Code::SchemaInvalid, message).at(flag.label_span());
        let found = found.help("the object is a member of nothing that could require it; name its required members");
        diagnostics.push(found.costs("none of its members is required"));
        members.shift_remove("required");
    }
    if let Some(first) = moved.first() {
        let span = first.span;
        let list = members.entry("required".to_owned()).or_insert_with(|| Node::array(Vec::new(), span));
        if let Data::Array(list) = &mut list.data {
            moved.retain(|name| !list.contains(name));
            list.extend(moved);
        }
    }
}

/// Names of types that JSON Schema does not have, and lists of one.
fn type_names(members: &mut Map, diagnostics: &mut Diagnostics) {
    const KNOWN: &[&str] = &["null", "boolean", "object", "array", "number", "integer", "string"];
    let Some(node) = members.get_mut("type") else { return };
    let span = node.span;
    let names: Vec<Node> = match &node.data {
        Data::Array(names) => names.clone(),
        Data::Null => vec![Node::string("null", span)],
        _ => vec![node.clone()],
    };
    let mut kept = Vec::new();
    let is_known = |name: &Node| name.as_str().is_some_and(|text| text == "file" || KNOWN.contains(&text));
    // What is lost by a name that is none depends on whether others are left.
    let (reading, consequence) = match names.iter().any(is_known) {
        true => ("the other types stated are used", "the schema is read as if it stated the other types only"),
        false => ("the schema is read as if it stated none", "the schema is read as if it stated no type"),
    };
    if names.is_empty() {
        diagnostics.push(
            Diagnostic::warning(Code::SchemaInvalid, "`type` names no type")
                .at(node.label_span())
                .help("name the types that a value may have, or leave it out")
                .costs("the schema is read as if it stated no type"),
        );
    }
    for name in names {
        match name.as_str() {
            Some(text) if KNOWN.contains(&text) => {
                if !kept.contains(&name) {
                    kept.push(name);
                }
            }
            // Swagger 2.0 and its habits.
            Some("file") => {
                kept.push(Node::string("string", span));
                members.entry("format".to_owned()).or_insert_with(|| Node::string("binary", span));
            }
            _ => {
                let shown = name.as_str().map_or_else(|| name.kind().to_owned(), |text| format!("`{text}`"));
                let known = KNOWN.join(", ");
                diagnostics.push(
                    Diagnostic::warning(Code::SchemaInvalid, format!("{shown} is not the name of a type"))
                        .at(name.span)
                        .help(format!("the types are {known}; {reading}"))
                        .costs(consequence),
                );
            }
        }
    }
    match kept.len() {
        0 => drop(members.shift_remove("type")),
        1 => drop(members.insert("type".to_owned(), kept.remove(0))),
        _ => drop(members.insert("type".to_owned(), Node::array(kept, span))),
    }
}

/// `type: string` with `format: int-or-string` (the documents of Kubernetes) is a string or an integer.
fn int_or_string(members: &mut Map) {
    let is = |keyword: &str, text: &str| members.get(keyword).and_then(Node::as_str) == Some(text);
    if is("type", "string")
        && is("format", "int-or-string")
        && let Some(format) = members.shift_remove("format")
    {
        let names = ["string", "integer"].map(|name| Node::string(name, format.span));
        members.insert("type".to_owned(), Node::array(names.to_vec(), format.span));
    }
}

/// An `enum` of strings or numbers on an array is meant for the items; on an object, the type is wrong, and the value is
/// one of those listed.
fn misplaced_enum(members: &mut Map, diagnostics: &mut Diagnostics) {
    let Some(stated) = members.get("type").and_then(Node::as_str).filter(|name| matches!(*name, "array" | "object"))
    else {
        return;
    };
    let is_array = stated == "array";
    let values = members.get("enum").and_then(Node::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_text = |value: &Node| value.as_str().is_some();
    let scalar = match values {
        [] => return,
        values if values.iter().all(is_text) => "string",
        values if values.iter().all(|value| value.as_number().is_some()) => "number",
        values if values.iter().all(|value| is_text(value) || value.as_number().is_some()) => "",
        _ => return,
    };
    let message = format!("`enum` lists no {stated}, and the type is `{stated}`");
    let Some(values) = members.shift_remove("enum") else { return };
    let span = values.span;
    let help = if is_array { "the values are read as those of the items" } else { "the value is read as one of these" };
    diagnostics.push(
        Diagnostic::warning(Code::SchemaInvalid, message)
            .at(span)
            .help(format!("{help}; correct the type or the values in an overlay")),
    );
    let types = match scalar {
        "" => Node::array(["string", "number"].map(|name| Node::string(name, span)).to_vec(), span),
        scalar => Node::string(scalar, span),
    };
    if !is_array {
        members.insert("type".to_owned(), types);
        members.insert("enum".to_owned(), values);
        return;
    }
    let items = members.entry("items".to_owned()).or_insert_with(|| Node::object([("type", types)], span));
    if let Some(items) = items.as_object_mut() {
        items.entry("enum".to_owned()).or_insert(values);
    }
}

/// `anyOf: [A, {nullable: true}]` means A or `null` (schemars writes it so), and so does an object of which no more is
/// said, beside a reference.
fn null_alternatives(members: &mut Map) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Node { data: Data::Array(alternatives), .. }) = members.get_mut(keyword) else { continue };
        let refers = alternatives.iter().any(|alternative| alternative.get("$ref").is_some());
        for alternative in alternatives {
            if is_null_alone(alternative, refers) {
                let span = alternative.span;
                *alternative = Node::object([("type", Node::string("null", span))], span);
            }
        }
    }
}

/// Whether a schema says that there may be `null`, and else at most that the value is an object, where that is allowed.
fn is_null_alone(schema: &Node, may_be_object: bool) -> bool {
    let says_more = |(key, value): (&String, &Node)| match key.as_str() {
        "nullable" => false,
        "type" => !may_be_object || value.as_str() != Some("object"),
        "title" | "description" | "default" | "example" => !may_be_object,
        _ => true,
    };
    schema.flag("nullable") && schema.as_object().is_some_and(|members| !members.iter().any(says_more))
}

/// `allOf: [A, {type: object, nullable: true}]`, and `allOf: [A]` or `$ref` with both beside it, mean A or `null`, which
/// 3.0 cannot say otherwise of a reference.
fn null_part(members: &mut Map) {
    if let Some(Node { data: Data::Array(parts), span, .. }) = members.get_mut("allOf")
        && parts.iter().any(|part| part.get("$ref").is_some())
        && parts.iter().any(|part| is_null_alone(part, true))
    {
        let span = *span;
        parts.retain(|part| !is_null_alone(part, true));
        members.insert("nullable".to_owned(), Node::bool(true, span));
    }
    let refers = members.contains_key("$ref")
        || members
            .get("allOf")
            .and_then(Node::as_array)
            .is_some_and(|parts| parts.iter().all(|part| part.get("$ref").is_some()));
    let is_object = members.get("type").and_then(Node::as_str) == Some("object");
    if refers
        && is_object
        && !members.contains_key("properties")
        && members.get("nullable").and_then(Node::as_bool) == Some(true)
    {
        members.shift_remove("type");
    }
}

/// The formats of integers that have bounds of their own (OpenAPI Format Registry).
fn integer_bounds(members: &mut Map) {
    const RANGES: &[(&str, i64, i64)] = &[
        ("int8", -0x80, 0x7F),
        ("int16", -0x8000, 0x7FFF),
        ("uint8", 0, 0xFF),
        ("uint16", 0, 0xFFFF),
        ("uint32", 0, 0xFFFF_FFFF),
    ];
    let Some(format) = members.get("format") else { return };
    let (span, stated) = (format.span, format.as_str().unwrap_or_default());
    // Some libraries of servers write the unsigned ones as `u-int8`.
    let is_dashed = stated.starts_with("u-int");
    let format = if is_dashed { stated.replacen('-', "", 1) } else { stated.to_owned() };
    let is_integer = match members.get("type").map(|node| &node.data) {
        Some(Data::String(name)) => matches!(name.as_str(), "integer" | "number"),
        Some(Data::Array(names)) => names.iter().all(|name| matches!(name.as_str(), Some("integer" | "null"))),
        Some(_) => false,
        None => !members.contains_key("$ref"),
    };
    let found = RANGES.iter().find(|(name, ..)| *name == format).map(|(_, least, most)| (*least, Some(*most)));
    let found = found.or_else(|| matches!(format.as_str(), "uint64" | "uint").then_some((0, None)));
    let Some((least, most)) = found.filter(|_| is_integer) else { return };
    if is_dashed {
        members.insert("format".to_owned(), Node::string(&format, span));
    }
    let mut bound = |own: &str, exclusive: &str, value: i64| {
        if !members.contains_key(own) && !members.contains_key(exclusive) {
            members.insert(own.to_owned(), Node::new(Data::Number(value.into()), span));
        }
    };
    bound("minimum", "exclusiveMinimum", least);
    if let Some(most) = most {
        bound("maximum", "exclusiveMaximum", most);
    }
}

/// `nullable: true` becomes a `null` among the types or alternatives.
fn nullable(schema: &mut Node) {
    let Some(flag) = schema.remove("nullable").or_else(|| schema.remove("x-nullable")) else { return };
    if flag.as_bool() != Some(true) {
        return;
    }
    let span = flag.span;
    let null_type = || Node::object([("type", Node::string("null", span))], span);
    let Some(members) = schema.as_object_mut() else { return };
    if let Some(Node { data: Data::Array(values), .. }) = members.get_mut("enum")
        && !values.iter().any(Node::is_null)
    {
        values.push(Node::new(Data::Null, span));
    }
    if let Some(node) = members.get_mut("type") {
        let mut names = match &node.data {
            Data::Array(names) => names.clone(),
            _ => vec![node.clone()],
        };
        if !names.iter().any(|name| name.as_str() == Some("null")) {
            names.push(Node::string("null", span));
        }
        *node = Node::array(names, node.span);
        return;
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(Node { data: Data::Array(alternatives), .. }) = members.get_mut(keyword) {
            alternatives.push(null_type());
            return;
        }
    }
    if members.contains_key("enum") {
        return;
    }
    let annotation = |key: &str| {
        matches!(key, "description" | "title" | "deprecated" | "readOnly" | "writeOnly" | "default" | "example")
            || key.starts_with("x-")
    };
    let (outside, inside): (Map, Map) = std::mem::take(members).into_iter().partition(|(key, _)| annotation(key));
    *members = outside;
    if inside.is_empty() {
        return;
    }
    let inside = Node::new(Data::Object(inside), span);
    members.insert("anyOf".to_owned(), Node::array(vec![inside, null_type()], span));
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use crate::diagnostic::{Diagnostics, Loss};
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::{Value, json};

    fn schema(schema: Value) -> (Value, Vec<String>) {
        let (document, found) = run(super::pass, json!({"components": {"schemas": {"A": schema}}}));
        (document["components"]["schemas"]["A"].clone(), found)
    }

    #[test]
    fn a_name_that_is_no_type_costs_the_others_nothing() {
        for (stated, after, consequence) in [
            (json!(["string", "nummer"]), json!("string"), "the schema is read as if it stated the other types only"),
            (json!(["nummer"]), Value::Null, "the schema is read as if it stated no type"),
        ] {
            let mut files = SourceFiles::new();
            let document = json!({"components": {"schemas": {"A": {"type": stated}}}});
            let mut node = Node::from_value(document, Span::new(files.add("a.json", ""), 0..0));
            let mut diagnostics = Diagnostics::new();
            super::pass(&mut node, &mut diagnostics);
            assert_eq!(node.to_value()["components"]["schemas"]["A"]["type"], after);
            let losses: Vec<_> = diagnostics.iter().map(|found| found.loss.clone()).collect();
            assert_eq!(losses, [Some(Loss::Place(consequence.to_owned()))]);
        }
    }

    #[test]
    fn both_dialects_become_one() {
        for (before, after) in [
            (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]})),
            (
                json!({"type": "string", "enum": ["a"], "nullable": true}),
                json!({"type": ["string", "null"], "enum": ["a", null]}),
            ),
            (
                json!({"$ref": "#/x", "nullable": true, "description": "d"}),
                json!({"description": "d", "anyOf": [{"$ref": "#/x"}, {"type": "null"}]}),
            ),
            (json!({"oneOf": [{}], "nullable": true}), json!({"oneOf": [{}, {"type": "null"}]})),
            (
                json!({"type": "integer", "minimum": 0, "exclusiveMinimum": true}),
                json!({"type": "integer", "exclusiveMinimum": 0}),
            ),
            (
                json!({"type": "integer", "minimum": 0, "exclusiveMinimum": false}),
                json!({"type": "integer", "minimum": 0}),
            ),
            (json!({"type": "array", "items": [{}, {}]}), json!({"type": "array", "prefixItems": [{}, {}]})),
            (json!({"items": [{}, {}], "minItems": 2}), json!({"minItems": 2, "prefixItems": [{}, {}]})),
            // Alternatives, since nothing says that the value is an array.
            (
                json!({"items": [{"type": "null"}, {"type": "string"}]}),
                json!({"anyOf": [{"type": "null"}, {"type": "string"}]}),
            ),
            (json!({"type": "object", "items": [{}, {}]}), json!({"type": "object", "anyOf": [{}, {}]})),
            (json!({"items": [{}], "additionalItems": false}), json!({"prefixItems": [{}], "items": false})),
            (json!({"type": ["string"]}), json!({"type": "string"})),
            (
                json!({"type": "string", "format": "int-or-string", "nullable": true}),
                json!({"type": ["string", "integer", "null"]}),
            ),
            (
                json!({"oneOf": [{"type": "object", "nullable": true}, {"$ref": "#/x"}]}),
                json!({"oneOf": [{"type": "null"}, {"$ref": "#/x"}]}),
            ),
            (
                json!({"anyOf": [{"$ref": "#/x"}, {"type": "object", "nullable": true, "description": "d"}]}),
                json!({"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}),
            ),
            // Without a reference beside it, it is an object.
            (
                json!({"anyOf": [{"type": "string"}, {"type": "object", "nullable": true}]}),
                json!({"anyOf": [{"type": "string"}, {"type": ["object", "null"]}]}),
            ),
            (
                json!({"allOf": [{"$ref": "#/x"}, {"type": "object", "nullable": true}]}),
                json!({"anyOf": [{"allOf": [{"$ref": "#/x"}]}, {"type": "null"}]}),
            ),
            (
                json!({"type": "object", "allOf": [{"$ref": "#/x"}], "nullable": true}),
                json!({"anyOf": [{"allOf": [{"$ref": "#/x"}]}, {"type": "null"}]}),
            ),
            (
                json!({"prefixItems": [{}, {}], "items": {"not": {}}, "minItems": 2}),
                json!({"prefixItems": [{}, {}], "items": false, "minItems": 2}),
            ),
            (
                json!({"type": "integer", "format": "uint16"}),
                json!({"type": "integer", "format": "uint16", "minimum": 0, "maximum": 65535}),
            ),
            (
                json!({"type": ["integer", "null"], "format": "int8", "minimum": 0, "exclusiveMaximum": 5}),
                json!({"type": ["integer", "null"], "format": "int8", "minimum": 0, "exclusiveMaximum": 5}),
            ),
            (
                json!({"type": "integer", "format": "uint64"}),
                json!({"type": "integer", "format": "uint64", "minimum": 0}),
            ),
            (
                json!({"type": "integer", "format": "u-int8"}),
                json!({"type": "integer", "format": "uint8", "minimum": 0, "maximum": 255}),
            ),
            (json!({"type": "string", "format": "uint8"}), json!({"type": "string", "format": "uint8"})),
            (json!({"type": "string", "format": "u-int8"}), json!({"type": "string", "format": "u-int8"})),
            (json!({"discriminator": "kind"}), json!({"discriminator": {"propertyName": "kind"}})),
        ] {
            assert_eq!(schema(before), (after, vec![]));
        }
    }

    #[test]
    fn values_that_are_not_of_the_type_say_what_is_meant() {
        for (before, after) in [
            (
                json!({"type": "array", "items": {"type": "string"}, "enum": ["a"]}),
                json!({"type": "array", "items": {"type": "string", "enum": ["a"]}}),
            ),
            (
                json!({"type": "array", "enum": [1, 2]}),
                json!({"type": "array", "items": {"type": "number", "enum": [1, 2]}}),
            ),
            (json!({"type": "object", "enum": ["a", "b"]}), json!({"type": "string", "enum": ["a", "b"]})),
            (json!({"type": "object", "enum": ["a", 1]}), json!({"type": ["string", "number"], "enum": ["a", 1]})),
        ] {
            let (read, found) = schema(before);
            assert_eq!((read, found.len()), (after, 1), "{found:?}");
        }
        let whole = json!({"type": "array", "enum": [["a"], ["b"]]});
        assert_eq!(schema(whole.clone()), (whole, vec![]));
    }

    #[test]
    fn bends_are_tolerated_and_reported() {
        let (after, found) = schema(json!({"properties": {"a": {"required": true}, "b": {"type": "any"}, "c": 1}}));
        assert_eq!(after, json!({"properties": {"a": {}, "b": {}, "c": {}}, "required": ["a"]}));
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn an_array_of_3_0_needs_items() {
        let of = |version: &str, schema: Value| {
            run(super::pass, json!({"openapi": version, "components": {"schemas": {"A": schema}}})).1
        };
        let message = "schema-invalid: an array without `items` does not say what is in it";
        assert_eq!(of("3.0.3", json!({"type": "array"})), [message]);
        assert!(of("3.1.0", json!({"type": "array"})).is_empty());
        for schema in [json!({"type": "array", "items": {}}), json!({"type": "array", "allOf": [{}]}), json!({})] {
            assert!(of("3.0.3", schema).is_empty());
        }
    }
}
