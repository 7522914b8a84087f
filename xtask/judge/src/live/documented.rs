//! What a document says of an answer that came: which of its responses is meant, and where its value leaves the schema of it.
//! A validator of others says the latter, so that the client is not asked about itself.

use crate::driver::Record;
use crate::samples::{Departure, Place, Senders};
use serde_json::{Map, Value};
use switchboard_codegen::operations::OperationPlan;
use switchboard_codegen::source::escape_pointer_token;

/// The response of an operation that is for a status, with its pointer.
pub(super) fn response<'d>(document: &'d Value, plan: &OperationPlan, status: u16) -> Option<(String, &'d Value)> {
    let pointer = format!("{}/responses", plan.pointer);
    let all = document.pointer(pointer.trim_start_matches('#'))?.as_object()?;
    let class = format!("{}XX", status / 100);
    let keys = [status.to_string(), class.clone(), class.to_lowercase(), "default".to_owned()];
    let (key, found) = keys.iter().find_map(|key| all.get_key_value(key))?;
    Some((format!("{pointer}/{}", escape_pointer_token(key)), found))
}

/// The pointer to the schema of the content that came.
pub(super) fn schema_of(document: &Value, plan: &OperationPlan, record: &Record) -> Option<String> {
    let (pointer, response) = response(document, plan, record.status?)?;
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_lowercase();
    let mut headers = record.headers.iter().flatten();
    let came = headers.find(|(name, _)| name == "content-type").map(|(_, value)| essence(value))?;
    let class = format!("{}/*", came.split('/').next().unwrap_or_default());
    let content = response["content"].as_object()?;
    let media_type = [came.as_str(), &class, "*/*"]
        .into_iter()
        .find_map(|wanted| content.keys().find(|known| essence(known) == wanted))?;
    Some(format!("{pointer}/content/{}/schema", escape_pointer_token(media_type)))
}

/// Where the JSON of an answer is not as its schema says, and whether that has to be named as a deviation.
pub(super) fn departures(senders: &Senders, plan: &OperationPlan, record: &Record) -> Option<Vec<Departure>> {
    let body: Value = serde_json::from_str(record.body.as_ref()?.as_str()?).ok()?;
    senders.departures(&schema_of(senders.document(), plan, record)?, &body)
}

/// What is wrong with the deviations that a client named: one that there is not, or none where there is one.
pub(super) fn misnamed(departures: &[Departure], deviations: &[String]) -> Option<String> {
    let named: Vec<&str> = deviations.iter().map(|deviation| path_of(deviation)).collect();
    let made_up = named.iter().zip(deviations).find(|(path, _)| {
        !departures.iter().any(|departure| is_within(path, &departure.path) || is_within(&departure.path, path))
    });
    if let Some((_, deviation)) = made_up {
        return Some(format!("a deviation is named that the answer does not have: {deviation}"));
    }
    let unnamed = departures
        .iter()
        .find(|departure| departure.is_certain && !named.iter().any(|path| is_within(&departure.path, path)));
    unnamed.map(|departure| format!("a deviation is not named: `{}`: {}", departure.path, departure.what))
}

/// A schema with what it refers to, and with all parts of `allOf`.
pub(super) fn own(document: &Value, schema: &Value) -> Value {
    let mut whole: Map<String, Value> = schema.as_object().cloned().unwrap_or_default();
    let referred = whole.remove("$ref").and_then(|target| {
        document.pointer(target.as_str()?.trim_start_matches('#')).map(|target| own(document, target))
    });
    let parts = whole.remove("allOf").and_then(|parts| parts.as_array().cloned()).unwrap_or_default();
    let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|key| whole.remove(key));
    let only = alternatives.filter_map(|list| {
        let others = list.as_array()?.iter().filter(|one| one["type"] != "null").cloned().collect::<Vec<_>>();
        <[Value; 1]>::try_from(others).ok().map(|[only]| only)
    });
    let more: Vec<Value> = parts.into_iter().chain(only).map(|part| own(document, &part)).chain(referred).collect();
    for (key, theirs) in more.iter().filter_map(Value::as_object).flatten() {
        match whole.get_mut(key) {
            Some(Value::Object(ours)) => {
                theirs.as_object().into_iter().flatten().for_each(|(name, value)| {
                    ours.entry(name).or_insert_with(|| value.clone());
                });
            }
            Some(_) => {}
            None => drop(whole.insert(key.clone(), theirs.clone())),
        }
    }
    Value::Object(whole)
}

/// Whether every deviation of the content that came has a struct around it, which keeps what came; maps and lists keep nothing.
pub(super) fn are_kept(document: &Value, plan: &OperationPlan, record: &Record) -> bool {
    let schema =
        schema_of(document, plan, record).and_then(|pointer| document.pointer(pointer.trim_start_matches('#')));
    let mut deviations = record.deviations.iter();
    // What the content is made of piece by piece has a schema of its own.
    deviations.all(|deviation| {
        schema.is_none_or(|schema| record.shown != "json" || has_struct(document, schema, &steps(path_of(deviation))))
    })
}

/// Whether one of the schemas on a way into a value, which is of names (true) and places in lists, is that of a struct.
fn has_struct(document: &Value, schema: &Value, way: &[bool]) -> bool {
    let own = own(document, schema);
    let alternatives = ["oneOf", "anyOf"].into_iter().filter_map(|key| own[key].as_array()).flatten();
    if own["properties"].as_object().is_some_and(|known| !known.is_empty())
        || alternatives.into_iter().any(|one| has_struct(document, one, way))
    {
        return true;
    }
    let Some((is_name, rest)) = way.split_first() else { return false };
    let inner = if *is_name { &own["additionalProperties"] } else { &own["items"] };
    inner.is_object() && has_struct(document, inner, rest)
}

/// Whether an object that came, or the first of a list, has a member that its struct does not name; nothing where it is of no
/// struct.
pub(super) fn has_news(document: &Value, plan: &OperationPlan, record: &Record) -> Option<bool> {
    let schema = document.pointer(schema_of(document, plan, record)?.trim_start_matches('#'))?;
    let body: Value = serde_json::from_str(record.body.as_ref()?.as_str()?).ok()?;
    let (schema, body) = match &body {
        Value::Array(items) => (&own(document, schema)["items"], items.first()?),
        body => (schema, body),
    };
    let own = own(document, schema);
    let known = own["properties"].as_object().filter(|known| !known.is_empty())?;
    Some(body.as_object()?.keys().any(|name| !known.contains_key(name)))
}

/// The steps of a path: whether each is a name, or else a place in a list.
fn steps(path: &str) -> Vec<bool> {
    let (mut found, mut rest) = (Vec::new(), path);
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("[\"") {
            found.push(true);
            rest = quoted.split_once("\"]").map_or("", |(_, rest)| rest);
        } else if let Some(place) = rest.strip_prefix('[') {
            found.push(false);
            rest = place.split_once(']').map_or("", |(_, rest)| rest);
        } else {
            found.push(true);
            let name = rest.strip_prefix('.').unwrap_or(rest);
            rest = name.find(['.', '[']).map_or("", |end| &name[end..]);
        }
    }
    found
}

/// The path that a deviation begins with; empty for the value as a whole.
fn path_of(deviation: &str) -> &str {
    deviation.strip_prefix('`').and_then(|rest| rest.split("`: ").next()).unwrap_or_default()
}

/// Whether a path is another one, or leads on from there.
fn is_within(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| other.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The documented headers of an answer, beside those that came and what the client made of them.
pub(super) fn headers(
    planned: &switchboard_codegen::Planned,
    document: &Value,
    plan: &OperationPlan,
    record: &Record,
) -> Option<String> {
    let came = |wire: &str| -> Vec<&str> {
        let all = record.headers.iter().flatten();
        all.filter(|(name, _)| name.eq_ignore_ascii_case(wire)).map(|(_, value)| value.trim()).collect()
    };
    let (_, response) = response(document, plan, record.status?)?;
    for (wire, header) in response["headers"].as_object().into_iter().flatten() {
        if header["required"] == true && came(wire).is_empty() {
            return Some(format!("`{wire}` has to be there by the document, and did not come"));
        }
    }
    plan.headers.iter().find_map(|method| {
        let header = planned.operations.headers.iter().find(|header| header.name == *method)?;
        let (values, read) = (came(&header.wire), record.typed.iter().find(|typed| typed.method == *method));
        let found = match (values.as_slice(), read) {
            ([], None) => None,
            ([], Some(_)) => Some("it did not come, and the client has it".to_owned()),
            (_, None) => Some("it came, and the client has it not".to_owned()),
            (values, Some(read)) => match (&read.value, &read.error) {
                (Some(value), _) => another(value, values, header.json && header.ty.is_some()),
                (None, error) => Some(error.clone().unwrap_or_else(|| "the client has no value of it".to_owned())),
            },
        };
        found.map(|found| format!("`{}`: {found}", header.wire))
    })
}

/// How the value of a header differs from its text.
fn another(value: &Value, texts: &[&str], is_json: bool) -> Option<String> {
    // The lines of a list are one; of anything else the first counts.
    let text = match value {
        Value::Array(_) if !is_json => texts.join(", "),
        _ => texts.first().copied().unwrap_or_default().to_owned(),
    };
    let is_same = match value {
        _ if is_json => serde_json::from_str(&text).is_ok_and(|sent: Value| {
            super::same::difference(&sent, value, Place::Json, &super::same::Rules::default()).is_none()
        }),
        Value::Array(items) => {
            let pieces: Vec<&str> = text.split(',').map(str::trim).filter(|piece| !piece.is_empty()).collect();
            pieces.len() == items.len() && items.iter().zip(pieces).all(|(item, piece)| is_spelt(item, piece))
        }
        value => is_spelt(value, &text),
    };
    (!is_same).then(|| format!("{text:?} became {value}"))
}

fn is_spelt(value: &Value, text: &str) -> bool {
    match value {
        Value::String(value) => value == text,
        Value::Bool(value) => text.eq_ignore_ascii_case(&value.to_string()),
        Value::Number(number) => super::received::spelt(text) == super::received::spelt(&number.to_string()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn departure(path: &str, is_certain: bool) -> Departure {
        Departure { path: path.to_owned(), what: "of another type".to_owned(), is_certain }
    }

    #[test]
    fn each_deviation_is_named_and_none_is_made_up() {
        let said = |deviations: &[&str], departures: &[Departure]| {
            let deviations: Vec<String> = deviations.iter().map(|text| (*text).to_owned()).collect();
            misnamed(departures, &deviations)
        };
        let kilos = "`a[1].kilos`: expected integer, found string";
        assert_eq!(said(&[kilos], &[departure("a[1].kilos", true)]), None);
        assert_eq!(said(&[kilos], &[departure("a[1]", false)]), None, "somewhere in a union");
        assert_eq!(said(&[], &[departure("a[1]", false)]), None);
        assert_eq!(said(&["the value: expected object, found array"], &[departure("a[1].kilos", true)]), None);
        assert_eq!(
            said(&[kilos], &[]).as_deref(),
            Some("a deviation is named that the answer does not have: `a[1].kilos`: expected integer, found string")
        );
        assert!(said(&[kilos], &[departure("a[1].kilo", true)]).is_some());
        assert_eq!(
            said(&[], &[departure("a[1].kilos", true)]).as_deref(),
            Some("a deviation is not named: `a[1].kilos`: of another type")
        );
    }

    #[test]
    fn what_stands_in_no_struct_is_not_kept() {
        let document = json!({"components": {"schemas": {"A": {"properties": {"name": {"type": "string"}}}}}});
        let a = json!({"$ref": "#/components/schemas/A"});
        let of = |schema: Value, path: &str| has_struct(&document, &schema, &steps(path));
        assert!(of(a.clone(), "name") && of(a.clone(), "") && of(json!({"oneOf": [a, {"type": "null"}]}), "x"));
        assert!(of(json!({"items": {"additionalProperties": a}}), "[0][\"a b\"].name"));
        assert!(!of(json!({"items": {"items": {"type": "string"}}}), "[0][1]"));
        assert!(!of(json!({"additionalProperties": {"type": "string"}}), "12"));
        assert!(!of(json!({"additionalProperties": {"additionalProperties": {"items": a}}}), "a.b"));
        assert_eq!(steps("a[1].b[\"c.d\"][2]"), [true, false, true, true, false]);
    }

    #[test]
    fn headers_are_what_their_texts_say() {
        for (value, texts, json) in [
            (json!(7), &["7"][..], false),
            (json!("7"), &["7"], false),
            (json!(true), &["true"], false),
            (json!(["a", "b", "c"]), &["a, b", "c"], false),
            (json!("a=b"), &["a=b", "c=d"], false),
            (json!([1, 2]), &["1,2"], false),
            (json!({"a": 1}), &["{\"a\": 1}"], true),
        ] {
            assert_eq!(another(&value, texts, json), None, "{value}");
        }
        for (value, texts, json) in [
            (json!(7), &["7.5"][..], false),
            (json!("7"), &["07"], false),
            (json!(["a"]), &["a, b"], false),
            (json!({"a": 1}), &["{\"a\": 2}"], true),
            (json!(null), &["null"], false),
        ] {
            assert!(another(&value, texts, json).is_some(), "{value}");
        }
    }
}
