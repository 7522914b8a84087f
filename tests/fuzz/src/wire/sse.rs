//! Server-sent events: the same in whatever pieces, and the same as the standard reads as a whole.

use super::answers::same;
use super::server::{Script, splits, step, with};
use switchboard_runtime::{Operation, http::StatusCode};

pub(super) const SEEDS: &[&str] = &[
    "data: YHOO\ndata: +2\ndata: 10\n\n",
    ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
    "data\n\ndata\ndata\n\ndata:",
    "\u{feff}event: add\r\nid: 7\r\ndata: a: b\r\nretry: 1500\r\nfuture: x\r\n\r\nevent: gone\r\n\r\ndata: é🦀\r\rdata: [DONE]",
];

static EVENTS: Operation = Operation::new("events", "GET", "/events");

/// An event as it is given: its name, its id, how long to wait, and its data.
type Given = (Option<String>, Option<String>, Option<u128>, String);

pub(super) fn read(pieces: Vec<Vec<u8>>) -> Vec<Given> {
    let read = async |client: &switchboard_runtime::Core| {
        let answer = client.request(&EVENTS).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let mut events = answer.text_events().await.expect("an event stream").into_inner();
        let mut all = Vec::new();
        while let Some(event) = events.next().await {
            let event = event.expect("texts do not fail");
            all.push((event.event, event.id, event.retry.map(|retry| retry.as_millis()), event.data));
        }
        all
    };
    with(|server| server.run(vec![Script::of("text/event-stream", pieces)], read)).0
}

pub(super) fn execute(text: &str) -> Vec<String> {
    let all = same("events", splits(text.as_bytes()).into_iter().map(read).collect());
    let expected = expected(text);
    assert!(all == expected, "events are not those of the standard\nread: {all:?}\nstandard: {expected:?}");
    let has = |is: fn(&Given) -> bool| step(all.iter().filter(|event| is(event)).count());
    let (named, ids, retries) =
        (has(|event| event.0.is_some()), has(|event| event.1.is_some()), has(|event| event.2.is_some()));
    vec![format!("{} events, {named} named, {ids} with ids, {retries} with times", step(all.len()))]
}

/// HTML, section 9.2.6, on a whole text; an event at the end needs no blank line.
fn expected(text: &str) -> Vec<Given> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let (mut given, mut data, mut name, mut id, mut retry) =
        (Vec::new(), None::<String>, String::new(), String::new(), None);
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    for line in text.split('\n').chain([""]) {
        if line.is_empty() {
            if let Some(data) = data.take() {
                given.push((some(&name), some(&id), retry, data));
            }
            (name, retry) = (String::new(), None);
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => data = Some(data.map_or_else(|| value.to_owned(), |before| before + "\n" + value)),
            "event" => name = value.to_owned(),
            "id" if !value.contains('\0') => id = value.to_owned(),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                retry = value.parse::<u64>().ok().map(u128::from);
            }
            _ => {}
        }
    }
    given
}
