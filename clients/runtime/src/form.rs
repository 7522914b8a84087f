//! Bodies of type `application/x-www-form-urlencoded`.

use serde_json::Value;

use crate::operation::{Field, Style};
use crate::percent;
use crate::style::{pairs, text};

/// The body for an object. Members without a [`Field`] are written as OpenAPI has it by default: `form`, exploded.
pub(crate) fn encode(value: &Value, fields: &[Field]) -> Result<String, String> {
    let members = match value {
        Value::Object(members) => members,
        Value::Null => return Ok(String::new()),
        _ => return Err("a form body must be an object".to_owned()),
    };
    let mut body = Vec::new();
    for (name, value) in members {
        let field = fields.iter().find(|field| field.name == name);
        let as_json = field.and_then(|field| field.content_type).is_some_and(crate::media::is_json);
        match field {
            _ if as_json && !value.is_null() => {
                // A text stays itself: JSON is for what has an inside.
                let text = if value.is_string() { text(value).unwrap_or_default() } else { value.to_string() };
                body.push(format!("{}={}", percent::value(name), percent::value(&text)));
            }
            Some(field) => body.extend(pairs(name, value, field.style, field.explode, percent::value)),
            None => body.extend(pairs(name, value, Style::Form, true, percent::value)),
        }
    }
    Ok(body.join("&"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_written_as_their_fields_say() {
        let fields = [
            Field { name: "address", style: Style::Form, explode: true, content_type: Some("application/json") },
            Field { name: "items", style: Style::DeepObject, explode: true, content_type: None },
            Field { name: "tags", style: Style::Form, explode: false, content_type: None },
        ];
        let value = json!({
            "address": {"city": "Zürich"},
            "items": [{"price": 1}],
            "name": "a b&c",
            "note": null,
            "tags": ["x", "y"],
        });
        let body = encode(&value, &fields).expect("an object");
        assert_eq!(body, "address=%7B%22city%22%3A%22Z%C3%BCrich%22%7D&items[0][price]=1&name=a%20b%26c&tags=x,y");
    }

    #[test]
    fn only_objects_are_forms() {
        assert!(encode(&json!([1]), &[]).is_err());
    }
}
