//! What an API says in the body of an error that its document does not describe: one short line, out of the places
//! where APIs put it.

use serde_json::{Map, Value};

/// Most bytes of a body that is searched.
const LARGEST_BODY: usize = 64 * 1024;

/// Most characters of a message.
const LONGEST: usize = 200;

/// Members that hold a message, the most telling first.
const MEMBERS: [&str; 4] = ["message", "detail", "error_description", "title"];

/// The message in a body, if the body is JSON and has an obvious one: `title` and `detail` of problem details (RFC 9457),
/// `error_description` of OAuth (RFC 6749, section 5.2), `message`, `error`, `error.message`, or those of the first of
/// `errors`. No other member is shown.
pub(crate) fn api_message(body: &[u8]) -> Option<String> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.len() > LARGEST_BODY {
        return None;
    }
    let Value::Object(body) = serde_json::from_slice(body).ok()? else { return None };
    one_line(&in_object(&body)?)
}

fn in_object(body: &Map<String, Value>) -> Option<String> {
    if let (Some(title), Some(detail)) = (text(body.get("title")), text(body.get("detail"))) {
        return Some(if title == detail { title.to_owned() } else { format!("{title}: {detail}") });
    }
    if let Some(found) = MEMBERS.iter().find_map(|name| text(body.get(*name))) {
        return Some(found.to_owned());
    }
    match body.get("error") {
        Some(Value::String(found)) if !found.trim().is_empty() => return Some(found.clone()),
        Some(Value::Object(inner)) => {
            if let Some(found) = MEMBERS.iter().find_map(|name| text(inner.get(*name))) {
                return Some(found.to_owned());
            }
        }
        _ => {}
    }
    match body.get("errors")?.as_array()?.first()? {
        Value::String(found) => Some(found.clone()),
        Value::Object(first) => MEMBERS.iter().find_map(|name| text(first.get(*name))).map(str::to_owned),
        _ => None,
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value?.as_str().filter(|text| !text.trim().is_empty())
}

/// The text on one line, without what terminals would obey, and not too long.
fn one_line(text: &str) -> Option<String> {
    let words = text.split(|char: char| char.is_whitespace() || char.is_control() || is_invisible(char));
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let line = match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end)?),
        None => line,
    };
    (!line.is_empty()).then_some(line)
}

/// Characters that change how the text around them is shown.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> Option<String> {
        api_message(body.as_bytes())
    }

    #[test]
    fn the_obvious_message_is_found() {
        for (body, expected) in [
            (r#"{"title": "Out of credit", "detail": "Balance is 30."}"#, "Out of credit: Balance is 30."),
            (r#"{"title": "Not Found", "status": 404}"#, "Not Found"),
            (r#"{"detail": "No such call"}"#, "No such call"),
            (r#"{"message": "No such call", "token": "t"}"#, "No such call"),
            (r#"{"error": "invalid_grant", "error_description": "The code is used"}"#, "The code is used"),
            (r#"{"error": "forbidden"}"#, "forbidden"),
            (r#"{"error": {"message": "No such model", "type": "t"}}"#, "No such model"),
            (r#"{"errors": ["first", "second"]}"#, "first"),
            (r#"{"errors": [{"detail": "bad zip", "code": 3}]}"#, "bad zip"),
            ("{\"message\": \"two\\nlines\\u001b[31m \\u202e\"}", "two lines [31m"),
        ] {
            assert_eq!(message(body).as_deref(), Some(expected), "{body}");
        }
    }

    #[test]
    fn what_is_no_message_is_not_shown() {
        for body in [
            "",
            "<html>",
            "[\"x\"]",
            "\"x\"",
            "{}",
            r#"{"message": 5}"#,
            r#"{"message": " "}"#,
            r#"{"name": "Ann"}"#,
            r#"{"errors": []}"#,
            r#"{"error": {"email": "a@b.c"}}"#,
        ] {
            assert_eq!(message(body), None, "{body}");
        }
    }

    #[test]
    fn long_messages_are_cut() {
        let body = format!(r#"{{"message": "{}"}}"#, "é".repeat(500));
        assert_eq!(message(&body).map(|line| line.chars().count()), Some(LONGEST + 1));
        assert_eq!(message(&format!(r#"{{"message": "x", "pad": "{}"}}"#, "x".repeat(LARGEST_BODY))), None);
    }
}
