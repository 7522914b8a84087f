//! How events and lines say that a stream ends or has failed, by what the document or the vendor states. Reads no type.

use bytes::Bytes;
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};

use crate::operation::Operation;
use crate::stream::typed_stream::Event;

/// What services send as data to say that nothing follows. It is not valid JSON, so that no schema describes it.
const DONE: &str = "[DONE]";

/// What a piece of a stream is beside a value of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Nothing follows.
    End,
    /// The call has failed.
    Error,
}

/// What an event says of its stream; `is_json` where its data is JSON.
pub(crate) fn of_event(operation: &Operation, event: &Event<Bytes>, is_json: bool) -> Option<Sign> {
    let name = event.event.as_deref();
    let is_named = |wanted: Option<&str>| wanted.is_some_and(|wanted| name.unwrap_or("message") == wanted);
    let end = operation.end.or(is_json.then_some(DONE));
    match () {
        () if is_named(operation.error_event) => Some(Sign::Error),
        () if is_named(operation.end_event) || end.is_some_and(|end| event.data == end) => Some(Sign::End),
        () if has_error(operation, &event.data) => Some(Sign::Error),
        () => None,
    }
}

/// What a line says of its stream.
pub(crate) fn of_line(operation: &Operation, line: &[u8]) -> Option<Sign> {
    match () {
        () if operation.end.is_some_and(|end| line.trim_ascii() == end.as_bytes()) => Some(Sign::End),
        () if has_error(operation, line) => Some(Sign::Error),
        () => None,
    }
}

fn has_error(operation: &Operation, json: &[u8]) -> bool {
    operation.error_member.is_some_and(|member| has_member(json, member))
}

/// Whether a text is an object of JSON that has a member which is not `null`.
fn has_member(json: &[u8], wanted: &str) -> bool {
    struct Members<'w>(&'w str);

    impl<'de> Visitor<'de> for Members<'_> {
        type Value = bool;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
            let mut has_it = false;
            while let Some(name) = members.next_key::<std::borrow::Cow<'_, str>>()? {
                // Of a member that is there twice the last counts.
                match name == self.0 {
                    true => has_it = members.next_value::<Option<IgnoredAny>>()?.is_some(),
                    false => drop(members.next_value::<IgnoredAny>()?),
                }
            }
            Ok(has_it)
        }
    }

    let mut read = serde_json::Deserializer::from_slice(json);
    let found = read.deserialize_map(Members(wanted));
    found.is_ok_and(|found| found && read.end().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: Option<&str>, data: &'static str) -> Event<Bytes> {
        Event::new(name.map(str::to_owned), None, None, Bytes::from_static(data.as_bytes()))
    }

    #[test]
    fn a_member_counts_where_it_says_something() {
        for (json, expected) in [
            (r#"{"error": {"code": 5}}"#, true),
            (r#" {"a": [1, {"error": 2}], "\u0065rror": "x"} "#, true),
            (r#"{"error": false}"#, true),
            (r#"{"error": null}"#, false),
            (r#"{"error": 1, "error": null}"#, false),
            (r#"{"a": {"error": 1}}"#, false),
            (r#"["error"]"#, false),
            (r#""error""#, false),
            (r#"{"error": 1"#, false),
            (r#"{"error": 1} x"#, false),
            ("", false),
        ] {
            assert_eq!(has_member(json.as_bytes(), "error"), expected, "{json}");
        }
    }

    #[test]
    fn an_event_is_known_by_its_name_or_its_data() {
        let plain = Operation::new("a", "GET", "/");
        assert_eq!(of_event(&plain, &event(None, "[DONE]"), true), Some(Sign::End));
        assert_eq!(of_event(&plain, &event(None, "[DONE]"), false), None);
        assert_eq!(of_event(&plain, &event(Some("error"), r#"{"error": 1}"#), true), None);
        let stated = plain.end("stop").end_event("over").error_event("error").error_member("fault");
        assert_eq!(of_event(&stated, &event(None, "[DONE]"), true), None);
        assert_eq!(of_event(&stated, &event(None, "stop"), false), Some(Sign::End));
        assert_eq!(of_event(&stated, &event(Some("over"), "{}"), true), Some(Sign::End));
        assert_eq!(of_event(&stated, &event(Some("error"), "stop"), true), Some(Sign::Error));
        assert_eq!(of_event(&stated, &event(Some("tick"), r#"{"fault": 1}"#), true), Some(Sign::Error));
        assert_eq!(of_event(&stated, &event(Some("tick"), r#"{"fine": 1}"#), true), None);
        // An event without a name is a message (HTML, section 9.2.6).
        let message = Operation::new("a", "GET", "/").end_event("message");
        assert_eq!(of_event(&message, &event(None, "1"), true), Some(Sign::End));
    }

    #[test]
    fn a_line_is_known_by_its_text() {
        let plain = Operation::new("a", "GET", "/");
        assert_eq!(of_line(&plain, b"[DONE]"), None);
        let stated = plain.end("[DONE]").error_member("error");
        assert_eq!(of_line(&stated, b" [DONE]\r"), Some(Sign::End));
        assert_eq!(of_line(&stated, br#"{"error": "x"}"#), Some(Sign::Error));
        assert_eq!(of_line(&stated, b"{}"), None);
    }
}
