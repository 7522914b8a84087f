//! What a document says of an answer that came: which of its responses is meant, and where its value leaves the schema of it.
//! A validator of others says the latter, so that the client is not asked about itself.

use crate::driver::Record;
use crate::samples::{Departure, Place, Senders};
use serde_json::Value;
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
    let (media_type, _) = response["content"].as_object()?.iter().find(|(known, _)| essence(known) == came)?;
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

/// Whether every deviation has a struct around it, which keeps what came.
pub(super) fn are_kept(deviations: &[String]) -> bool {
    deviations.iter().all(|deviation| path_of(deviation).contains(|char: char| !matches!(char, '[' | ']' | '0'..='9')))
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
                (Some(value), _) => another(value, values, header.json),
                (None, error) => Some(error.clone().unwrap_or_else(|| "the client has no value of it".to_owned())),
            },
        };
        found.map(|found| format!("`{}`: {found}", header.wire))
    })
}

/// How the value of a header differs from its text.
fn another(value: &Value, texts: &[&str], is_json: bool) -> Option<String> {
    let text = texts.join(", ");
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
        let of = |deviation: &str| are_kept(&[deviation.to_owned()]);
        assert!(of("`[0].name`: expected string, found null") && of("`name`: required, but missing"));
        assert!(!of("`[0][1]`: expected string, found null") && !of("the value: expected object, found array"));
    }

    #[test]
    fn headers_are_what_their_texts_say() {
        for (value, texts, json) in [
            (json!(7), &["7"][..], false),
            (json!("7"), &["7"], false),
            (json!(true), &["true"], false),
            (json!(["a", "b", "c"]), &["a, b", "c"], false),
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
