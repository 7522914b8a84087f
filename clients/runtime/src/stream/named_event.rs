//! An event whose name says what its data is, as one JSON object of both, which a union with the name as its tag decodes.
//! Never decides what the data means.

use std::collections::HashMap;

use bytes::Bytes;
use serde::de::IgnoredAny;

use crate::stream::typed_stream::Event;

/// The name of an event that has none (HTML, section 9.2.6).
const MESSAGE: &str = "message";

/// The object of `event` and `data`. The data of events with the names `texts` is text; with an empty name among them, the
/// data of all events is. Data that is not valid JSON is text, too.
pub(crate) fn value(event: &Event<Bytes>, texts: &[&str]) -> Bytes {
    // Some servers put the name beside the data, into the data.
    if event.event.is_none() && is_whole(&event.data) {
        return event.data.clone();
    }
    let name = event.event.as_deref().unwrap_or(MESSAGE);
    let is_text =
        texts.contains(&name) || texts.contains(&"") || serde_json::from_slice::<IgnoredAny>(&event.data).is_err();
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let data = match is_text {
        true => text(&String::from_utf8_lossy(&event.data)).into(),
        false => event.data.clone(),
    };
    [b"{\"event\":", text(name).as_bytes(), b",\"data\":", &data, b"}"].concat().into()
}

/// Whether data is a whole event itself.
fn is_whole(data: &[u8]) -> bool {
    const FIELDS: &[&str] = &["event", "data", "id", "retry"];
    let members = serde_json::from_slice::<HashMap<String, IgnoredAny>>(data);
    members
        .is_ok_and(|members| members.contains_key("data") && members.keys().all(|name| FIELDS.contains(&name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: Option<&str>, data: &'static str, texts: &[&str]) -> String {
        let event = Event::new(name.map(str::to_owned), None, None, Bytes::from_static(data.as_bytes()));
        String::from_utf8(super::value(&event, texts).into()).expect("text")
    }

    #[test]
    fn a_name_and_data_are_one_object() {
        assert_eq!(value(Some("a\"b"), "{\"x\": 1}", &[]), r#"{"event":"a\"b","data":{"x": 1}}"#);
        assert_eq!(value(None, "42", &[]), r#"{"event":"message","data":42}"#);
        assert_eq!(value(Some("note"), "42", &["note"]), r#"{"event":"note","data":"42"}"#);
        assert_eq!(value(Some("note"), "read more", &[]), r#"{"event":"note","data":"read more"}"#);
        assert_eq!(value(Some("other"), "1", &[""]), r#"{"event":"other","data":"1"}"#);
    }

    #[test]
    fn data_may_be_the_whole_event() {
        let whole = r#"{"event": "a", "data": 1}"#;
        assert_eq!(value(None, whole, &[]), whole);
        assert_eq!(value(None, r#"{"data": 1}"#, &[]), r#"{"data": 1}"#);
        assert_eq!(value(None, r#"{"data": 1, "of": 2}"#, &[]), r#"{"event":"message","data":{"data": 1, "of": 2}}"#);
        assert_eq!(value(Some("b"), "{\"event\":1,\"data\":2}", &[]), r#"{"event":"b","data":{"event":1,"data":2}}"#);
    }
}
