//! The events and lines of an answer as the HTML standard and JSON Lines have them, read once more and independently of
//! the runtime.

/// An event: its name and its data.
#[derive(Debug, PartialEq)]
pub(super) struct Event {
    pub(super) name: Option<String>,
    pub(super) data: String,
}

/// The events of a whole stream, up to `[DONE]`.
pub(super) fn events(text: &str) -> Vec<Event> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let (mut found, mut name, mut data) = (Vec::new(), None, Vec::new());
    // What comes after the last empty line is no event.
    let whole = text.rfind("\n\n").map_or("", |end| &text[..end + 2]);
    for line in whole.split('\n') {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" if line.is_empty() => {
                let name: Option<String> = name.take();
                if !data.is_empty() {
                    let text = std::mem::take(&mut data).join("\n");
                    if text == "[DONE]" {
                        break;
                    }
                    found.push(Event { name: name.filter(|name| !name.is_empty()), data: text });
                }
            }
            "event" => name = Some(value.to_owned()),
            "data" => data.push(value),
            _ => {}
        }
    }
    found
}

/// The lines that hold a value.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.split(['\n', '\u{1E}']).map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_those_of_the_standard() {
        let event = |name: Option<&str>, data: &str| Event { name: name.map(str::to_owned), data: data.to_owned() };
        let text = ": hello\r\n\r\nevent: a\ndata: 1\ndata:2\nid: 7\n\nretry: 5\n\ndata\n\ndata: cut";
        assert_eq!(events(text), [event(Some("a"), "1\n2"), event(None, "")]);
        assert_eq!(events("data: [DONE]\n\ndata: 1\n\n"), []);
        assert_eq!(lines("{}\n\n\u{1E}1\n"), ["{}", "1"]);
    }
}
