//! Establishes: the values that a schema lists (`enum`, `const`) are of a type that it allows.
//!
//! A value that is of the type but for its quotes is read so: YAML has `1` for what a writer of `type: string` means as
//! `'1'`. Where another value is listed, the values count and `type` is lost. Never looks at the values of other keywords,
//! and never takes a value out of a list.

use super::schemas::for_each_schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::code;
use crate::source::{Data, Node};
use crate::text::beginning;
use serde_json::Value;

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    for_each_schema(document, &mut |schema| {
        let Some(members) = schema.as_object_mut() else { return };
        let types: Vec<String> = match members.get("type").map(|stated| &stated.data) {
            Some(Data::String(name)) => vec![name.clone()],
            Some(Data::Array(names)) => names.iter().filter_map(Node::as_str).map(str::to_owned).collect(),
            _ => return,
        };
        let mut is_contradicted = false;
        for keyword in ["enum", "const"] {
            let Some(listed) = members.get_mut(keyword) else { continue };
            is_contradicted |= check(keyword, listed, &types, diagnostics);
        }
        if is_contradicted {
            members.shift_remove("type");
        }
    });
}

/// Looks at the values of one keyword. Whether one of them is of no type that is allowed.
fn check(keyword: &str, listed: &mut Node, types: &[String], diagnostics: &mut Diagnostics) -> bool {
    let values: Vec<&mut Node> = match &mut listed.data {
        Data::Array(values) if keyword == "enum" => values.iter_mut().collect(),
        _ => vec![listed],
    };
    // That nothing is allowed, some say with `nullable` and some with a value.
    let is_allowed = |value: &Node| value.is_null() || types.iter().any(|name| is_of(value, name));
    let meant = |value: &Node| types.iter().find_map(|name| as_type(value, name));
    let others: Vec<&mut Node> = values.into_iter().filter(|value| !is_allowed(value)).collect();
    let allowed = types.join("` or `");
    let report = |value: &Node| {
        let message = format!("`{keyword}` has {} {}, and the type is `{allowed}`", value.kind(), shown(value));
        Diagnostic::warning(Code::SchemaContradiction, message).at(value.label_span())
    };
    if let Some(other) = others.iter().find(|value| meant(value).is_none()) {
        diagnostics.push(
            report(other)
                .help("the values count; correct them or the type in an overlay")
                .costs(format!("other values of the type `{allowed}` are not expected there")),
        );
        return true;
    }
    let mut first = true;
    for value in others {
        let found = report(value);
        if let Some(data) = meant(value) {
            value.data = data;
        }
        if std::mem::take(&mut first) {
            let read_as = format!("it is read as {}; correct it, and others like it, in an overlay", shown(value));
            diagnostics.push(found.help(read_as));
        }
    }
    false
}

/// A value as JSON, for a message.
fn shown(value: &Node) -> String {
    const LONGEST: usize = 60;
    code(&beginning(&value.to_value().to_string(), LONGEST))
}

/// Whether a value is of a type (JSON Schema 2020-12, validation, section 6.1.1).
fn is_of(value: &Node, name: &str) -> bool {
    match &value.data {
        Data::Null => name == "null",
        Data::Bool(_) => name == "boolean",
        Data::Number(number) => {
            let is_whole = || number.as_f64().is_some_and(|number| number.fract() == 0.0);
            name == "number" || name == "integer" && (number.is_i64() || number.is_u64() || is_whole())
        }
        Data::String(_) => name == "string",
        Data::Array(_) => name == "array",
        Data::Object(_) => name == "object",
    }
}

/// A value as one of another type, where both are written with the same letters.
fn as_type(value: &Node, name: &str) -> Option<Data> {
    match (&value.data, name) {
        (Data::Bool(flag), "string") => Some(Data::String(flag.to_string())),
        (Data::Number(number), "string") => Some(Data::String(number.to_string())),
        (Data::String(text), "boolean" | "integer" | "number") => {
            let data = match serde_json::from_str(text).ok()? {
                Value::Bool(flag) => Data::Bool(flag),
                Value::Number(number) => Data::Number(number),
                _ => return None,
            };
            is_of(&Node::new(data.clone(), value.span), name).then_some(data)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use serde_json::{Value, json};

    fn schema(schema: Value) -> (Value, Vec<String>) {
        let (document, found) = run(super::pass, json!({"components": {"schemas": {"A": schema}}}));
        (document["components"]["schemas"]["A"].clone(), found)
    }

    #[test]
    fn values_without_their_quotes_are_read_with_them() {
        for (before, after, found) in [
            (
                json!({"type": "string", "enum": [1, "2", 2.5, true]}),
                json!({"type": "string", "enum": ["1", "2", "2.5", "true"]}),
                "`enum` has a number `1`, and the type is `string`",
            ),
            (
                json!({"type": ["integer", "null"], "enum": ["1", 2, null]}),
                json!({"type": ["integer", "null"], "enum": [1, 2, null]}),
                "`enum` has a string `\"1\"`, and the type is `integer` or `null`",
            ),
            (
                json!({"type": "boolean", "const": "true"}),
                json!({"type": "boolean", "const": true}),
                "`const` has a string `\"true\"`, and the type is `boolean`",
            ),
        ] {
            let (read, reported) = schema(before);
            assert_eq!((read, reported), (after, vec![format!("schema-contradiction: {found}")]));
        }
    }

    #[test]
    fn other_values_count_more_than_the_type() {
        for (before, after) in [
            (json!({"type": "integer", "enum": ["low", "high"]}), json!({"enum": ["low", "high"]})),
            (json!({"type": "integer", "enum": [1, 1.5]}), json!({"enum": [1, 1.5]})),
            (json!({"type": "string", "const": {"a": 1}}), json!({"const": {"a": 1}})),
            (json!({"type": "boolean", "enum": ["yes"]}), json!({"enum": ["yes"]})),
        ] {
            let (read, reported) = schema(before);
            assert_eq!((read, reported.len()), (after, 1), "{reported:?}");
        }
    }

    #[test]
    fn values_of_the_type_pass() {
        for sound in [
            json!({"type": "string", "enum": ["a", null]}),
            json!({"type": "number", "enum": [1, 1.5]}),
            json!({"type": "integer", "enum": [1, 2.0]}),
            json!({"type": ["string", "integer"], "enum": ["a", 1]}),
            json!({"enum": ["a", 1, true]}),
            json!({"type": "object", "const": {"a": 1}}),
            json!({"type": "array", "items": {"type": "string"}, "const": ["a"]}),
        ] {
            assert_eq!(schema(sound.clone()), (sound, vec![]));
        }
    }
}
