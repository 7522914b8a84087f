//! Bodies of type `application/x-www-form-urlencoded`: which members are JSON, and which are written in a style.

use serde_json::Value;

use crate::body::style::pairs;
use crate::operation::{Field, Style};
use crate::{body::percent, transport::media};

/// The body for an object. Members without a [`Field`] are written as OpenAPI has it by default: an object is JSON, under
/// its name ([3.1.1, encoding object](https://spec.openapis.org/oas/v3.1.1.html#encoding-object)), and a list is a member
/// for each of its items. A style is for members that state one, and then no media type counts.
pub(crate) fn encode(value: &Value, fields: &[Field]) -> Result<String, String> {
    let members = match value {
        Value::Object(members) => members,
        Value::Null => return Ok(String::new()),
        _ => return Err("a form body must be an object".to_owned()),
    };
    let mut body = Vec::new();
    for (name, value) in members {
        let field = fields.iter().find(|field| field.name == name);
        let is_json = match field {
            // A text stays itself: JSON is for what has an inside.
            Some(Field { content_type: Some(media_type), .. }) if media::is_json(media_type) => {
                value.is_array() || value.is_object()
            }
            // Nothing else is written from an object.
            Some(Field { content_type: Some(_), .. }) | None => value.is_object(),
            Some(_) => false,
        };
        match field {
            _ if is_json => body.push(format!("{}={}", percent::value(name), percent::value(&value.to_string()))),
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
    fn an_object_without_a_style_is_json_under_its_name() {
        let field = |name, content_type| Field { name, style: Style::Form, explode: true, content_type };
        let fields = [field("flat", None), field("json", Some("application/json")), field("text", Some("text/plain"))];
        let object = json!({"b": 1.5});
        let value = json!({
            "flat": object, "json": [1], "json2": null, "list": [object, "x"], "none": {}, "other": object, "text": object,
        });
        let body = encode(&value, &fields).expect("an object");
        let json = "%7B%22b%22%3A1.5%7D";
        let expected = format!("b=1.5&json=%5B1%5D&list={json}&list=x&none=%7B%7D&other={json}&text={json}");
        assert_eq!(body, expected);
    }

    #[test]
    fn only_objects_are_forms() {
        assert!(encode(&json!([1]), &[]).is_err());
    }
}
