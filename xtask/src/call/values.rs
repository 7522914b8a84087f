//! Values that people write on a command line, as the JSON that a schema means: `page=2` is a number where the document has a
//! number there. What fits no schema stays a text, and is said to be wrong by the check that follows.

use super::Refused;
use crate::mock::resolve;
use serde_json::{Map, Value};
use switchboard_codegen::nearest::{likely, quoted};

/// One `name=value`, or `name:=JSON`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Given {
    /// The name: of members in members, with `.` between the steps.
    pub(crate) name: String,
    /// What stands behind it.
    pub(crate) text: String,
    /// Whether that is JSON.
    pub(crate) is_json: bool,
}

/// Reads one argument.
pub(crate) fn given(text: &str) -> Result<Given, String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, or as NAME:=JSON")?;
    let (name, is_json) = name.strip_suffix(':').map_or((name, false), |name| (name, true));
    if name.is_empty() {
        return Err("write a name before the `=`".to_owned());
    }
    if is_json && let Err(error) = serde_json::from_str::<Value>(value) {
        return Err(format!("what stands behind `:=` is not JSON: {error}"));
    }
    Ok(Given { name: name.to_owned(), text: value.to_owned(), is_json })
}

/// A schema and those that it is made of: parts, and alternatives.
fn all<'d>(document: &'d Value, schema: &'d Value, depth: usize, found: &mut Vec<&'d Value>) {
    let schema = resolve(document, schema);
    found.push(schema);
    if depth > 8 {
        return;
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        for inner in schema[key].as_array().into_iter().flatten() {
            all(document, inner, depth + 1, found);
        }
    }
}

fn all_of<'d>(document: &'d Value, schema: &'d Value) -> Vec<&'d Value> {
    let mut found = Vec::new();
    all(document, schema, 0, &mut found);
    found
}

/// The types that a value of a schema may have; none where it may have all.
fn types(document: &Value, schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for schema in all_of(document, schema) {
        match &schema["type"] {
            Value::String(one) => names.push(one.clone()),
            Value::Array(several) => names.extend(several.iter().filter_map(Value::as_str).map(str::to_owned)),
            _ if schema["properties"].is_object() => names.push("object".to_owned()),
            _ if schema["items"].is_object() => names.push("array".to_owned()),
            _ => {
                let words = schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"));
                names.extend(words.map(|word| kind(word).to_owned()));
            }
        }
    }
    names
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The schema of a member or of an item.
fn inside<'d>(document: &'d Value, schema: &'d Value, name: &str) -> Option<&'d Value> {
    let schemas = all_of(document, schema);
    let named = schemas.iter().find_map(|schema| schema["properties"].get(name));
    let item = || name.parse::<usize>().ok().and_then(|_| schemas.iter().find_map(|schema| schema.get("items")));
    let further =
        || schemas.iter().find_map(|schema| schema.get("additionalProperties").filter(|more| more.is_object()));
    named.or_else(item).or_else(further)
}

/// The members that a schema names.
pub(crate) fn names(document: &Value, schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for (name, _) in
        all_of(document, schema).iter().flat_map(|schema| schema["properties"].as_object().into_iter().flatten())
    {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// The members that a schema names, where it names some and says of no others.
fn members<'d>(document: &'d Value, schema: &'d Value) -> Option<Vec<&'d str>> {
    let schemas = all_of(document, schema);
    let is_open = |schema: &&Value| {
        !matches!(schema.get("additionalProperties"), None | Some(Value::Bool(false)))
            || schema.get("patternProperties").is_some()
    };
    let names: Vec<&str> = schemas
        .iter()
        .flat_map(|schema| schema["properties"].as_object().into_iter().flatten())
        .map(|(name, _)| name.as_str())
        .collect();
    (!names.is_empty() && !schemas.iter().any(is_open)).then_some(names)
}

/// A text as the value that it stands for in a schema.
pub(crate) fn scalar(document: &Value, schema: &Value, text: &str) -> Value {
    let types = types(document, schema);
    let is = |name: &str| types.iter().any(|known| known == name);
    let json = || serde_json::from_str::<Value>(text).ok();
    if is("array") && !is("string") {
        if let Some(list @ Value::Array(_)) = json() {
            return list;
        }
        let item = all_of(document, schema).into_iter().find_map(|schema| schema.get("items"));
        return Value::Array(vec![item.map_or_else(|| Value::from(text), |item| scalar(document, item, text))]);
    }
    match json() {
        Some(value @ Value::Number(_)) if is("integer") || is("number") => value,
        Some(value @ Value::Bool(_)) if is("boolean") => value,
        Some(value @ Value::Null) if is("null") && !is("string") => value,
        Some(value @ Value::Object(_)) if is("object") => value,
        Some(value @ Value::Array(_)) if is("array") => value,
        // Where nothing is said, a number is one; a text is written as one with `:="…"`.
        Some(value @ (Value::Number(_) | Value::Bool(_))) if types.is_empty() => value,
        _ => Value::from(text),
    }
}

/// Puts a value in its place. The same name twice makes a list, where the schema has one.
pub(crate) fn put(
    document: &Value,
    schema: &Value,
    whole: &mut Value,
    given: &Given,
    open: bool,
) -> Result<(), Refused> {
    let mut place = whole;
    let mut schema = schema;
    // A name with dots may be that of one member.
    let is_named = |schema: &&Value| schema["properties"].get(&given.name).is_some();
    let is_one = given.name.contains('.') && all_of(document, schema).iter().any(is_named);
    let steps: Vec<&str> = if is_one { vec![given.name.as_str()] } else { given.name.split('.').collect() };
    for (at, name) in steps.iter().enumerate() {
        if place.is_null() {
            let is_list = name.parse::<usize>().is_ok() && types(document, schema).iter().any(|kind| kind == "array");
            *place = if is_list { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        }
        if !open
            && let Some(known) = members(document, schema)
            && place.is_object()
            && !known.contains(name)
        {
            let way = steps.get(..at).unwrap_or_default().join(".");
            let place = if way.is_empty() { "the body".to_owned() } else { format!("`{way}`") };
            let near = likely(name, known.iter().copied());
            let help =
                near.map_or_else(|| format!("it has {}", quoted(known)), |near| format!("did you mean `{near}`?"));
            return Err(Refused::one(format!("{place} has no member `{name}`; {help}")));
        }
        schema = inside(document, schema, name).unwrap_or(&Value::Null);
        place = match place {
            Value::Object(members) => members.entry((*name).to_owned()).or_insert(Value::Null),
            Value::Array(items) => {
                let index = name.parse::<usize>().ok().filter(|index| *index <= items.len());
                let Some(index) = index else {
                    return Err(Refused::one(format!("`{}`: items of lists are counted from 0", given.name)));
                };
                if index == items.len() {
                    items.push(Value::Null);
                }
                &mut items[index]
            }
            _ => {
                return Err(Refused::one(format!(
                    "`{}`: there is a value already where members should be",
                    given.name
                )));
            }
        };
    }
    let value = match given.is_json {
        true => serde_json::from_str(&given.text).unwrap_or_default(),
        false => scalar(document, schema, &given.text),
    };
    match (&mut *place, value) {
        (Value::Array(items), Value::Array(more)) => items.extend(more),
        (place, value) if place.is_null() => *place = value,
        _ => return Err(Refused::one(format!("`{}` is given twice", given.name))),
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn put_all(schema: &Value, texts: &[&str]) -> Result<Value, String> {
        let mut whole = Value::Null;
        for text in texts {
            put(&Value::Null, schema, &mut whole, &given(text)?, false).map_err(|refused| refused.to_string())?;
        }
        Ok(whole)
    }

    #[test]
    fn texts_become_what_the_schema_means() {
        let schema = json!({"type": "object", "properties": {
            "name": {"type": "string"}, "age": {"type": ["integer", "null"]}, "on": {"type": "boolean"},
            "tags": {"type": "array", "items": {"type": "string"}}, "marks": {"type": "array", "items": {"type": "number"}},
            "of": {"type": "object", "properties": {"deep": {"type": "array", "items": {
                "type": "object", "properties": {"n": {"type": "integer"}}}}}},
            "any": {}, "kind": {"enum": [1, 2]}, "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        }});
        let all = put_all(
            &schema,
            &[
                "name=7",
                "age=7",
                "on=true",
                "tags=a",
                "tags=7",
                "marks=[1,2.5]",
                "of.deep.0.n=1",
                "of.deep.1.n=2",
                "any:={\"x\":null}",
                "kind=2",
                "either=text",
            ],
        );
        let expected = json!({
            "name": "7", "age": 7, "on": true, "tags": ["a", "7"], "marks": [1, 2.5],
            "of": {"deep": [{"n": 1}, {"n": 2}]}, "any": {"x": null}, "kind": 2, "either": "text",
        });
        assert_eq!(all.unwrap(), expected);
        assert_eq!(put_all(&schema, &["age=null"]).unwrap(), json!({"age": null}));
        assert_eq!(put_all(&schema, &["age=old"]).unwrap(), json!({"age": "old"}), "the check says what is wrong");
    }

    #[test]
    fn what_cannot_be_is_said() {
        let schema = json!({"type": "object", "properties": {"name": {"type": "string"}, "tags": {"type": "array"}}});
        let said = |texts: &[&str]| put_all(&schema, texts).unwrap_err();
        assert_eq!(said(&["nmae=x"]), "the body has no member `nmae`; did you mean `name`?");
        assert_eq!(said(&["zzzzzzz=x"]), "the body has no member `zzzzzzz`; it has `name`, `tags`");
        assert_eq!(said(&["name=x", "name=y"]), "`name` is given twice");
        assert_eq!(said(&["name=x", "name.of=y"]), "`name.of`: there is a value already where members should be");
        assert_eq!(said(&["tags.1=x"]), "`tags.1`: items of lists are counted from 0");
        assert!(said(&["name"]).starts_with("write it as"));
        assert!(said(&["name:=x"]).contains("not JSON"));
        let open = json!({"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "integer"}});
        assert_eq!(put_all(&open, &["b=1"]).unwrap(), json!({"b": 1}));
    }

    #[test]
    fn a_name_with_dots_is_that_of_one_member_only_where_the_schema_has_it() {
        let schema = json!({"type": "object", "properties": {"a.b": {"type": "integer"}, "of": {"type": "object"}},
            "additionalProperties": {"type": "object"}});
        let all = put_all(&schema, &["a.b=1", "of.x=1", "more.x=1"]).unwrap();
        assert_eq!(all, json!({"a.b": 1, "of": {"x": 1}, "more": {"x": 1}}));
    }
}
