use super::*;
use serde_json::{Value, json};

fn record(changes: Value) -> Record {
    let mut record = json!({
        "call": 0, "outcome": "success", "shown": "json", "values": ["1"], "ids": [], "events": [], "deviations": [],
        "exchanges": 1, "redirected": false, "pages": [], "typed": [], "status": 200, "headers": [["x-switchboard-call", "0"]],
    });
    for (name, value) in changes.as_object().expect("members") {
        record[name] = value.clone();
    }
    serde_json::from_value(record).expect("a record")
}

fn arrival(fault: Option<(What, Place)>) -> Arrival {
    let was_handed_on = fault.is_none_or(|(_, place)| place != Place::Before);
    let fault = fault.map(|(what, place)| Fault { what, place });
    Arrival { fault, request: 1, was_handed_on, resumes: false, server: None }
}

/// What is found of one call of `GET` or `POST`.
fn faults(method: &str, record: Value, arrivals: &[Option<(What, Place)>]) -> String {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {method.to_lowercase(): {"operationId": "a", "responses": {"200": {"description": "ok"}}}}},
    });
    let document = switchboard_codegen::source::Node::from_value(
        document,
        switchboard_codegen::source::Span::new(
            switchboard_codegen::source::SourceFiles::new().add("t", String::new()),
            0..0,
        ),
    );
    let mut diagnostics = switchboard_codegen::diagnostic::Diagnostics::new();
    let planned = switchboard_codegen::plan(&document, &mut diagnostics).expect("a plan");
    let call = Call { method: 0, schemes: Vec::new(), values: json!({}) };
    let arrivals: Vec<Arrival> = arrivals.iter().map(|fault| arrival(*fault)).collect();
    let record = self::record(record);
    let plan = &planned.operations.plans[0];
    One { plan, call: &call, record: &record, arrivals: &arrivals, attempts: 3 }.faults().join("; ")
}

fn failed(kind: &str, exchanges: usize) -> Value {
    json!({"outcome": "failure", "failure": kind, "message": "no", "shown": "", "exchanges": exchanges, "headers": null})
}

#[test]
fn calls_end_with_what_went_wrong() {
    use Place::{After, Before, Body, Head};
    use What::{Cut, Garble, Refuse, Reset, Stall};
    assert_eq!(faults("GET", json!({}), &[None]), "");
    assert_eq!(faults("GET", json!({"exchanges": 2}), &[Some((Cut, Before)), None]), "");
    assert_eq!(faults("POST", failed("connection", 1), &[Some((Reset, After))]), "");
    assert_eq!(faults("POST", failed("timeout", 1), &[Some((Stall, Head))]), "");
    assert_eq!(faults("POST", failed("status", 1), &[Some((Refuse, Before))]), "");
    assert_eq!(faults("POST", failed("decode", 1), &[Some((Garble, Body))]), "");
    let wrong = faults("POST", json!({}), &[Some((Cut, Body))]);
    assert!(wrong.starts_with("`Cut within the body` ended as `ok`, not as cut"), "{wrong}");
    let wrong = faults("POST", failed("decode", 1), &[Some((Stall, After))]);
    assert!(wrong.contains("ended as `decode`, not as timeout"), "{wrong}");
    let hangs = json!({"outcome": "unsent", "message": "it did not end within 60 seconds", "exchanges": 1});
    assert!(faults("GET", hangs, &[None]).starts_with("it ended without an error that says what went wrong"));
    let silent = json!({"outcome": "failure", "failure": "cut", "message": null});
    assert!(faults("POST", silent, &[Some((Cut, Body))]).contains("its error says nothing"));
    let other = json!({"headers": [["x-switchboard-call", "7"]]});
    assert_eq!(faults("GET", other, &[None]), "it was given the answer of call 7");
}

#[test]
fn calls_are_sent_again_where_they_may_be() {
    use Place::After;
    use What::Cut;
    let twice = faults("POST", json!({"exchanges": 2}), &[Some((Cut, After)), None]);
    assert_eq!(twice, "the server was asked 2 times, and it may not be asked again");
    // Where it never reached the server, nothing is done twice.
    assert_eq!(faults("POST", json!({"exchanges": 2}), &[Some((Cut, Place::Before)), None]), "");
    let early = faults("GET", failed("connection", 1), &[Some((Cut, After))]);
    assert!(early.contains("it was given up after 1 requests, and may be sent again"), "{early}");
    assert_eq!(faults("GET", failed("connection", 3), &[Some((Cut, After)); 3]), "");
    assert!(
        faults("GET", failed("connection", 4), &[Some((Cut, After)); 4])
            .contains("it was sent 4 times, and 3 are allowed")
    );
    let behind = faults("GET", json!({"exchanges": 1}), &[Some((Cut, After)), None]);
    assert_eq!(behind, "2 requests arrived of 1 that were made");
}

#[test]
fn what_is_left_open_is_seen() {
    let level = |sockets, memory| Level { calls: 0, sockets: Some(sockets), memory: Some(memory) };
    let even = [level(1, 10), level(9, 20_000), level(9, 20_000), level(9, 25_000), level(1, 9)];
    assert!(leaks(&even, 8).is_empty());
    let found = |levels: &[Level]| leaks(levels, 8).join("; ");
    assert_eq!(found(&[even[0], even[1], even[3], level(2, 9)]), "1 sockets are open without any client");
    assert!(found(&[even[0], even[1], level(10, 20_000), even[4]]).starts_with("9 sockets are open, and 8 calls"));
    assert_eq!(found(&[even[0], even[1], level(9, 40_000), even[4]]), "memory grew from 19.5 to 39.1 MiB");
    assert_eq!(found(&[]), "the levels were not written down");
}
