//! The Stainless reader on a page as it was captured: everything on it is read, and nothing that is wrong passes.

use serde_json::{Value, json};
use switchboard_codegen::describe::stainless;
use switchboard_codegen::diagnostic::{Code, Diagnostics};
use switchboard_codegen::source::{Data, Node, SourceFiles};

fn page() -> Option<String> {
    crate::pages::captured("001_f99e254d6988f215.txt")
}

fn read(page: &str) -> (Option<Node>, Diagnostics, SourceFiles) {
    let mut files = SourceFiles::new();
    let file = files.add("page.txt", page);
    let mut diagnostics = Diagnostics::new();
    let document = stainless::read(&files, &[file], &mut diagnostics);
    (document, diagnostics, files)
}

fn codes(diagnostics: &Diagnostics) -> Vec<Code> {
    diagnostics.iter().map(|found| found.code).collect()
}

const SCHEMA: &str = "/paths/~1call~1{id}/get/responses/200/content/application~1json/schema";
const EXAMPLE: &str = "/paths/~1call~1{id}/get/responses/200/content/application~1json/example";

/// Counts members, alternatives of unions, and values in lists.
fn count(schema: &Node, counts: &mut [usize; 3]) {
    for (_, member) in schema.members("properties") {
        counts[0] += 1;
        count(member, counts);
    }
    for alternative in schema.items("oneOf") {
        counts[1] += 1;
        count(alternative, counts);
    }
    // A list of one value is printed as a literal.
    counts[2] += Some(schema.items("enum").len()).filter(|values| *values > 1).unwrap_or_default();
    for key in ["items", "additionalProperties"] {
        schema.get(key).into_iter().for_each(|inner| count(inner, counts));
    }
}

#[test]
fn the_whole_page_is_read() {
    let Some(page) = page() else { return };
    assert!(stainless::recognises(&page));
    let (document, diagnostics, _) = read(&page);
    assert_eq!(diagnostics, Diagnostics::new(), "no leftover text, no contradiction");
    let document = document.unwrap();
    let mut counts = [0; 3];
    count(document.pointer(SCHEMA).unwrap(), &mut counts);
    assert_eq!(counts, [118, 8, 74]);
    let value = document.to_value();
    assert_eq!(
        (&value["openapi"], &value["info"], &value["servers"]),
        (
            &json!("3.1.0"),
            &json!({"title": "www.getrevox.com", "version": "unversioned"}),
            &json!([{"url": "https://www.getrevox.com/api"}])
        )
    );
    let operation = &value["paths"]["/call/{id}"]["get"];
    assert_eq!(operation["summary"], "Get call by ID");
    assert_eq!(
        operation["parameters"],
        json!([{"in": "path", "name": "id", "required": true, "schema": {"type": "string"}}])
    );
    assert_eq!(operation["responses"]["200"]["x-inferred"], true);
}

#[test]
fn lists_and_bounds_are_those_of_the_page() {
    let Some(page) = page() else { return };
    let document = read(&page).0.unwrap();
    let (mut lists, mut bounds) = (Vec::new(), Vec::new());
    collect(document.pointer(SCHEMA).unwrap(), "", &mut lists, &mut bounds);
    insta::assert_snapshot!(lists.join("\n"), @r#"
    /call/assistant/background_sound = "audio/office.ogg"
    /call/assistant/first_sentence_mode: ["generated","static","none"]
    /call/assistant/llm_model|0/name: ["gpt-4.1","ministral-3-8b-instruct"]
    /call/assistant/llm_model|0/type = "dedicated-instance"
    /call/assistant/llm_model|1/type = "openrouter"
    /call/assistant/structured_output_config[]/type: ["string","number","boolean","enum","date","datetime"]
    /call/assistant/voice/provider: ["cartesia","elevenlabs"]
    /call/assistant/faq_items[]/source: ["human","ai"]
    /call/call_attempts[]/dial_error: ["number_non_attributed","too_many_calls","busy","temporarily_unavailable","no_answer","no_international_permission","precondition_failed","non_classified_error"]
    /call/call_attempts[]/result: ["IVR","voicemail","human","unknown","ios-screening-filter"]
    /call/call_attempts[]/status: ["queued","ringing","ongoing","completed","error"]
    /call/call_attempts[]/ended_by: ["agent","user","system"]
    /call/call_attempts[]/transcript[]/role: ["user","assistant","tool"]
    /call/direction: ["inbound","outbound"]
    /call/last_call_attempt/dial_error: ["number_non_attributed","too_many_calls","busy","temporarily_unavailable","no_answer","no_international_permission","precondition_failed","non_classified_error"]
    /call/last_call_attempt/result: ["IVR","voicemail","human","unknown","ios-screening-filter"]
    /call/last_call_attempt/status: ["queued","ringing","ongoing","completed","error"]
    /call/last_call_attempt/ended_by: ["agent","user","system"]
    /call/last_call_attempt/transcript[]/role: ["user","assistant","tool"]
    /call/llm_model|0/name: ["gpt-4.1","ministral-3-8b-instruct"]
    /call/llm_model|0/type = "dedicated-instance"
    /call/llm_model|1/type = "openrouter"
    /call/status: ["initializing","queued_for_calling","calling","scheduled","completed","cancelled","errored"]
    "#);
    insta::assert_snapshot!(bounds.join("\n"), @"
    /call/assistant/call_retry_config/calling_windows[]/retry_delay_seconds: integer exclusiveMinimum 0
    /call/assistant/call_retry_config/calling_windows[]/retry_delay_seconds: integer maximum 9007199254740991
    /call/assistant/call_retry_config/max_retry_attempts: integer exclusiveMinimum 0
    /call/assistant/call_retry_config/max_retry_attempts: integer maximum 9007199254740991
    /call/assistant/first_sentence_delay_ms: integer minimum -9007199254740991
    /call/assistant/first_sentence_delay_ms: integer maximum 9007199254740991
    /call/assistant/structured_output_config[]/name: string minLength 1
    /call/assistant/voice/id: string minLength 1
    /call/assistant/voice/speed: number minimum 0.6
    /call/assistant/voice/speed: number maximum 1.5
    /call/call_retry_config/calling_windows[]/retry_delay_seconds: integer exclusiveMinimum 0
    /call/call_retry_config/calling_windows[]/retry_delay_seconds: integer maximum 9007199254740991
    /call/call_retry_config/max_retry_attempts: integer exclusiveMinimum 0
    /call/call_retry_config/max_retry_attempts: integer maximum 9007199254740991
    /call/first_sentence_delay_ms: integer minimum -9007199254740991
    /call/first_sentence_delay_ms: integer maximum 9007199254740991
    ");
}

fn collect(schema: &Node, path: &str, lists: &mut Vec<String>, bounds: &mut Vec<String>) {
    match schema.items("enum") {
        [] => {}
        // The page prints a literal and no list.
        [only] => lists.push(format!("{path} = {}", only.to_value())),
        values => lists.push(format!("{path}: {}", json!(values.iter().map(Node::to_value).collect::<Vec<_>>()))),
    }
    for keyword in ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "minLength"] {
        if let Some(bound) = schema.get(keyword) {
            bounds.push(format!("{path}: {} {keyword} {}", schema.str("type").unwrap(), bound.to_value()));
        }
    }
    let below = schema.members("properties").map(|(name, member)| (format!("{path}/{name}"), member));
    let inside = schema.get("items").map(|items| (format!("{path}[]"), items));
    let others = schema.items("oneOf").iter().enumerate().map(|(at, member)| (format!("{path}|{at}"), member));
    for (path, member) in below.chain(inside).chain(others) {
        collect(member, &path, lists, bounds);
    }
}

#[test]
fn repeated_types_are_equal_and_every_value_knows_its_line() {
    let Some(page) = page() else { return };
    let (document, _, files) = read(&page);
    let call = document.as_ref().unwrap().pointer(&format!("{SCHEMA}/properties/call/properties")).unwrap();
    let assistant = call.pointer("/assistant/properties").unwrap();
    assert_eq!(call.get("llm_model"), assistant.get("llm_model"));
    assert_eq!(call.get("call_retry_config"), assistant.get("call_retry_config"));
    let attempt = call.pointer("/call_attempts/items/properties").unwrap();
    assert_eq!(Some(attempt), call.pointer("/last_call_attempt/properties"));
    let at = |pointer: &str| {
        let node = call.pointer(pointer).unwrap();
        (files[node.span.file].location(node.span.range().start).line, files.slice(node.span).to_owned())
    };
    assert_eq!(at("/status/enum/6"), (459, "\"errored\"".to_owned()));
    assert_eq!(at("/to_phone_number/type"), (460, "string".to_owned()));
    assert_eq!(call.pointer("/is_cancelled/deprecated").map(Node::to_value), Some(json!(true)));
    assert_eq!(assistant.pointer("/voicemail_message/x-nullability-hint").map(Node::to_value), Some(json!(true)));
}

#[test]
fn every_value_of_the_sample_is_compared() {
    let Some(page) = page() else { return };
    let document = read(&page).0.unwrap();
    let mut places = Vec::new();
    keys(document.pointer(EXAMPLE).unwrap(), &mut places);
    // Names in maps are free, so a changed one is no contradiction.
    places.retain(|place| page.get(place.clone()) != Some("\"foo\""));
    assert_eq!(places.len(), 112);
    let starts: Vec<usize> = page.match_indices("\n{").map(|(at, _)| at).collect();
    let [first, second] = starts[..] else { panic!("the sample is printed twice") };
    for place in places {
        let mut changed = page.clone();
        for start in [place.start + (second - first), place.start] {
            changed.insert_str(start + 1, "other_");
        }
        let (document, diagnostics, _) = read(&changed);
        // The list is read, the sample is not believed.
        assert!(document.is_some(), "{}", &page[place]);
        assert!(codes(&diagnostics).contains(&Code::PageInconsistent));
    }
}

fn keys(node: &Node, places: &mut Vec<std::ops::Range<usize>>) {
    match &node.data {
        Data::Object(members) => members.values().for_each(|member| {
            places.extend(member.key_span.map(|span| span.range()));
            keys(member, places);
        }),
        Data::Array(items) => items.iter().for_each(|item| keys(item, places)),
        _ => {}
    }
}

#[test]
fn a_page_without_its_blank_lines_says_the_same() {
    let Some(page) = page() else { return };
    let dense: String = page.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line}\n")).collect();
    let (document, diagnostics, _) = read(&dense);
    assert_eq!(diagnostics, Diagnostics::new());
    assert_eq!(document, read(&page).0);
    let windows = page.replace('\n', "\r\n");
    assert_eq!(read(&windows).0, read(&page).0);
}

#[test]
fn a_page_that_is_cut_is_refused_or_reported_wherever_it_is_cut() {
    let Some(page) = page() else { return };
    for (at, _) in page.match_indices('\n').filter(|(at, _)| !page[*at..].trim().is_empty()) {
        let (_, diagnostics, _) = read(&page[..at]);
        let last = page[..at].lines().last();
        let cut = |code: &Code| matches!(code, Code::PageCut | Code::UnknownFormat);
        assert!(codes(&diagnostics).iter().any(cut), "cut after {last:?}: {diagnostics:?}");
    }
}

#[test]
fn a_lost_or_doubled_member_line_leaves_its_section_open() {
    let Some(page) = page() else { return };
    let lines: Vec<&str> = page.lines().collect();
    let end = lines.iter().position(|line| line.starts_with("curl ")).unwrap();
    let types = ["string", "number", "boolean", "unknown", "map[", "object {", "array of", "\""];
    let is_structure = |line: &str| {
        let plain = line.replace(": optional ", ": ");
        let is_type = |printed: &str| types.iter().any(|start| printed.starts_with(start));
        let member = plain.split_once(": ").is_some_and(|(name, printed)| !name.contains(' ') && is_type(printed));
        member || line.starts_with("UnionMember") || line.starts_with('"')
    };
    let places: Vec<usize> = (0..end).filter(|at| is_structure(lines[*at])).collect();
    // The path parameter, the members, the alternatives, the values.
    assert_eq!(places.len(), 1 + 118 + 8 + 74);
    for at in places {
        let mut lost = lines.clone();
        lost.remove(at);
        assert!(is_left_open(&lost.join("\n")), "lost {:?}", lines[at]);
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at]);
        // A member that is there twice is told, whatever becomes of its section.
        let (_, diagnostics, _) = read(&doubled.join("\n"));
        assert!(codes(&diagnostics).contains(&Code::PageInconsistent), "doubled {:?}", lines[at]);
    }
}

/// Whether the section that is damaged, of the parameters or of the answer, is left open and told.
fn is_left_open(page: &str) -> bool {
    let (document, diagnostics, _) = read(page);
    let document = document.expect("the other sections are read");
    let parameter = document.pointer("/paths/~1call~1{id}/get/parameters/0/schema");
    let is_open = |schema: Option<&Node>| schema.is_some_and(|schema| schema.to_value() == json!({}));
    codes(&diagnostics).contains(&Code::PageInconsistent) && (is_open(document.pointer(SCHEMA)) || is_open(parameter))
}

#[test]
fn a_changed_count_leaves_its_section_open() {
    let Some(page) = page() else { return };
    let mut tried = 0;
    for (at, _) in page.match_indices(" more") {
        let start = page[..at].rfind(|next: char| !next.is_ascii_digit()).unwrap() + 1;
        let Ok(count) = page[start..at].parse::<usize>() else { continue };
        for wrong in [count - 1, count + 1] {
            let mut changed = page.clone();
            changed.replace_range(start..at, &wrong.to_string());
            assert!(is_left_open(&changed), "{wrong} at {at}");
            tried += 1;
        }
    }
    assert_eq!(tried, 32);
}

#[test]
fn the_page_in_our_own_words_states_the_same_facts() {
    let own = include_str!("../../../specs/revox/docs/get_call.txt");
    let mut counts = [0; 3];
    count(read(own).0.unwrap().pointer(SCHEMA).unwrap(), &mut counts);
    assert_eq!(counts, [118, 8, 74]);
    let Some(page) = page() else { return };
    let facts = |page: &str| {
        let (document, diagnostics, _) = read(page);
        assert_eq!(diagnostics, Diagnostics::new());
        let mut value = document.unwrap().to_value();
        without_prose(&mut value);
        value
    };
    assert_eq!(facts(own), facts(&page));
}

/// Takes out what is prose: summaries and the descriptions that are texts (a member may be called so too).
fn without_prose(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, member| !(matches!(key.as_str(), "description" | "summary") && member.is_string()));
            members.values_mut().for_each(without_prose);
        }
        Value::Array(items) => items.iter_mut().for_each(without_prose),
        _ => {}
    }
}
