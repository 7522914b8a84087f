//! What servers send although their document does not allow it: read, named, and written back as it came.
// The macros give every type all of its methods, and make them public.
#![allow(dead_code, unreachable_pub, missing_docs)]

use serde::de::{DeserializeOwned, MapAccess};
use serde_json::{Value, json};
use std::fmt::Debug;
use switchboard_runtime::data::{
    self, Corrected, Exact, Extra, Map, Members, Nullable, Number, OpenTuple, from_json, from_json_corrected,
};
use switchboard_runtime::{integer_enum, object, string_enum, union};

/// Defines an object type with its fields.
macro_rules! object_type {
    ($name:ident { $($field:ident: $type:ty,)* } $($groups:tt)*) => {
        #[derive(Clone, Debug, PartialEq)]
        struct $name {
            $($field: $type,)*
            extra: Extra,
        }
        object! { $name $($groups)* extra { extra: Extra } }
    };
}

object_type! { Usage { tokens: i64, tier: String, } required { tokens: i64 = "tokens", tier: String = "tier", } }

#[derive(Clone, Debug, PartialEq)]
enum Status {
    Active,
    Empty,
    Unknown(String),
}
string_enum! { Status { Active = "active", Empty = "", } Unknown }

#[derive(Clone, Debug, PartialEq)]
enum Level {
    None,
    Unknown(i64),
}
integer_enum! { Level { None = 0, } Unknown }

object_type! { Message {
        id: String,
        count: i64,
        ratio: f64,
        is_read: bool,
        citations: Option<Vec<String>>,
        usage: Usage,
        tags: Vec<String>,
        labels: Map<String>,
        status: Status,
        level: Level,
        note: Option<String>,
        size: Option<i64>,
        parent: Option<Usage>,
        part: Nullable<Usage>,
    }
    required {
        id: String = "id",
        count: i64 = "count",
        ratio: f64 = "ratio",
        is_read: bool = "is_read",
        citations: Option<Vec<String>> = "citations",
        usage: Usage = "usage",
        tags: Vec<String> = "tags",
        labels: Map<String> = "labels",
        status: Status = "status",
        level: Level = "level",
    }
    optional { note: String = "note", size: i64 = "size", parent: Usage = "parent", }
    nullable { part: Usage = "part", }
    constant { strict kind = "message", "kind", }
}

object_type! { TextBlock { text: String, citations: Option<Vec<String>>, }
    required { text: String = "text", citations: Option<Vec<String>> = "citations", }
    constant { strict kind = "text", "type", }
}
object_type! { ImageBlock { url: String, }
    required { url: String = "url", }
    constant { strict kind = "image", "type", }
}

#[derive(Clone, Debug, PartialEq)]
enum Block {
    Text(TextBlock),
    Image(ImageBlock),
    Unknown(Value),
}

impl<'de> data::Union<'de> for Block {
    const EXPECTED: &'static str = "a block";

    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let object = data::tag(object, "type")?;
        match object.tag().as_deref() {
            Some("text") => object.read(Self::Text),
            Some("image") => object.read(Self::Image),
            _ => object.unlisted_text("type"),
        }
    }
}
union! { Block { Text, Image, Unknown, } from { Text: TextBlock, Image: ImageBlock, } }

fn message() -> Value {
    json!({
        "id": "m", "count": 1, "ratio": 0.5, "is_read": true, "citations": ["a"], "usage": {"tokens": 2, "tier": "free"},
        "tags": ["x", "y"], "labels": {"a": "b"}, "status": "active", "level": 0, "kind": "message",
    })
}

/// Reads what deviates: checks that it is refused strictly and comes back equal, and gives it.
fn corrected<T: DeserializeOwned + serde::Serialize + PartialEq + Debug>(value: &Value) -> Corrected<T> {
    let text = value.to_string();
    assert!(from_json::<T>(text.as_bytes()).is_err(), "strictly it is refused: {text}");
    let read = from_json_corrected::<T>(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(&serde_json::to_value(&read).expect("encodes"), value, "{read:?}");
    assert!(!read.deviations().is_empty(), "what was corrected is named: {text}");
    read
}

/// What deviates, a line each.
fn named<T>(read: &Corrected<T>) -> Vec<String> {
    read.deviations().iter().map(ToString::to_string).collect()
}

/// A message with one member changed, or removed; written back by the message itself, without help from outside.
fn with(name: &str, value: Option<Value>) -> (Message, Vec<String>) {
    let mut payload = message();
    match value {
        Some(value) => payload[name] = value,
        None => drop(payload.as_object_mut().expect("an object").remove(name)),
    }
    let (message, deviations) = corrected::<Message>(&payload).into_parts();
    assert_eq!(serde_json::to_value(&message).expect("encodes"), payload, "the struct keeps what came");
    (message, deviations.iter().map(ToString::to_string).collect())
}

#[test]
fn what_fits_is_read_strictly_and_names_nothing() {
    let read = from_json_corrected::<Message>(message().to_string().as_bytes()).expect("decodes");
    assert_eq!(read.deviations(), []);
    let read = from_json_corrected::<Usage>(br#"{"tokens": 3.0, "tier": ""}"#).expect("decodes");
    assert_eq!((read.tokens, read.deviations()), (3, &[][..]));
}

#[test]
fn a_required_member_that_is_missing_is_empty_and_stays_away() {
    let missing = |name| with(name, None);
    for name in ["id", "count", "ratio", "is_read", "citations", "usage", "tags", "labels", "status", "level", "kind"] {
        let (_, deviations) = missing(name);
        assert_eq!(deviations, [format!("`{name}`: required, but missing")]);
    }
    assert_eq!(missing("id").0.id, "");
    assert_eq!(missing("count").0.count, 0);
    assert!(!missing("is_read").0.is_read);
    assert_eq!(missing("citations").0.citations, None);
    assert_eq!(missing("tags").0.tags, Vec::<String>::new());
    assert_eq!(missing("labels").0.labels.len(), 0);
    // Not one of the values that the document lists.
    assert_eq!(missing("status").0.status, Status::Unknown(String::new()));
    assert_eq!(missing("level").0.level, Level::Unknown(0));
    let (mut message, _) = missing("usage");
    assert_eq!((message.usage.tokens, message.usage.tier.as_str()), (0, ""));
    assert!(message.extra.is_missing("usage") && !message.extra.is_missing("id"));
    // Once it is set, it is written.
    message.usage.tokens = 5;
    assert_eq!(serde_json::to_value(&message).expect("encodes")["usage"], json!({"tokens": 5, "tier": ""}));
}

#[test]
fn null_in_a_required_member_is_empty_and_goes_back_as_null() {
    for name in ["id", "count", "ratio", "is_read", "usage", "tags", "labels", "status", "level", "kind"] {
        let (message, deviations) = with(name, Some(Value::Null));
        assert_eq!((deviations.len(), message.id.is_empty()), (1, name == "id"), "{deviations:?}");
        assert!(deviations[0].ends_with("found null"), "{deviations:?}");
    }
    assert_eq!(with("status", Some(Value::Null)).0.status, Status::Unknown(String::new()));
    let (mut message, _) = with("id", Some(Value::Null));
    message.id = "set".to_owned();
    assert_eq!(serde_json::to_value(&message).expect("encodes")["id"], "set");
}

#[test]
fn values_of_another_kind_are_read_where_that_loses_nothing() {
    let (message, deviations) = with("count", Some(json!("5")));
    assert_eq!((message.count, deviations), (5, vec!["`count`: expected integer, found string".to_owned()]));
    assert_eq!(with("ratio", Some(json!("0.25"))).0.ratio, 0.25);
    assert_eq!(with("id", Some(json!(17))).0.id, "17");
    assert!(with("is_read", Some(json!("true"))).0.is_read);
    assert_eq!(with("size", Some(json!("12"))).0.size, Some(12));
    assert_eq!(with("note", Some(json!(false))).0.note.as_deref(), Some("false"));
    assert_eq!(with("status", Some(json!(3))).0.status, Status::Unknown("3".to_owned()));
}

#[test]
fn values_of_another_kind_leave_the_rest_as_it_is() {
    for (name, value, expected) in [
        ("count", json!("many"), "integer, found string"),
        ("count", json!(5.5), "integer, found number"),
        ("count", json!({"a": 1}), "integer, found object"),
        ("ratio", json!([]), "number, found array"),
        ("is_read", json!("yes"), "boolean, found string"),
        ("id", json!({"id": 1}), "string, found object"),
        ("tags", json!("x"), "array, found string"),
        ("tags", json!({"0": "x"}), "array, found object"),
        ("labels", json!([]), "object, found array"),
        ("usage", json!([]), "object, found array"),
        ("usage", json!(""), "object, found string"),
        ("usage", json!([{"tokens": 1}]), "object, found array"),
        ("kind", json!("other"), "\"message\", found string"),
        ("size", json!([1]), "integer, found array"),
        ("parent", json!([]), "object, found array"),
        ("part", json!(""), "object, found string"),
        ("note", json!([null]), "string, found array"),
    ] {
        let (message, deviations) = with(name, Some(value));
        assert_eq!(deviations, [format!("`{name}`: expected {expected}")]);
        assert_eq!(
            (message.ratio, message.tags.len()),
            (if name == "ratio" { 0.0 } else { 0.5 }, if name == "tags" { 0 } else { 2 })
        );
    }
}

#[test]
fn a_member_that_is_always_null_keeps_what_came_instead() {
    object_type! { Role { is_bot: (), premium: Option<()>, badge: Nullable<()>, }
        required { is_bot: () = "is_bot", } optional { premium: () = "premium", } nullable { badge: () = "badge", }
    }
    for value in [json!({"is_bot": "x"}), json!({"is_bot": {}, "premium": [1], "badge": 5}), json!({"premium": true})] {
        let read = corrected::<Role>(&value);
        assert_eq!(serde_json::to_value(read.into_inner()).expect("encodes"), value);
    }
}

#[test]
fn an_optional_member_of_another_kind_is_left_out() {
    let (mut message, _) = with("parent", Some(json!([])));
    assert_eq!((&message.parent, message.extra["parent"].clone()), (&None, json!([])));
    message.parent = Some(Usage::new(1, "free"));
    assert_eq!(serde_json::to_value(&message).expect("encodes")["parent"], json!({"tokens": 1, "tier": "free"}));
    assert_eq!(with("part", Some(json!(""))).0.part, Nullable::Null);
    assert_eq!(with("size", Some(json!("many"))).0.size, None);
    assert_eq!(with("note", Some(json!({}))).0.note, None);
}

#[test]
fn items_and_values_keep_their_places() {
    let (message, deviations) = with("tags", Some(json!(["a", null, {"b": 1}, "c"])));
    assert_eq!(message.tags, ["a", "", "", "c"]);
    assert_eq!(deviations, ["`tags[1]`: expected string, found null", "`tags[2]`: expected string, found object"]);
    let (message, deviations) = with("labels", Some(json!({"a": null, "b": "c"})));
    assert_eq!((message.labels["a"].as_str(), message.labels["b"].as_str()), ("", "c"));
    assert_eq!(deviations, ["`labels.a`: expected string, found null"]);
    let (mut message, _) = with("tags", Some(json!(["a", null])));
    message.tags[1] = "set".to_owned();
    assert_eq!(serde_json::to_value(&message).expect("encodes")["tags"], json!(["a", "set"]));
}

#[test]
fn one_bad_item_takes_no_other_along() {
    let list = json!([{"tokens": 1, "tier": "a"}, {"tokens": 2}, "none", null, {"tokens": 4, "tier": "d"}]);
    let read = corrected::<Vec<Usage>>(&list);
    assert_eq!(read.iter().map(|usage| usage.tokens).collect::<Vec<_>>(), [1, 2, 0, 0, 4]);
    assert_eq!(
        named(&read),
        [
            "`[1].tier`: required, but missing",
            "`[2]`: expected object, found string",
            "`[3]`: expected object, found null"
        ]
    );
    let plain = read.into_inner();
    assert_eq!(serde_json::to_value(&plain).expect("encodes"), list, "each item keeps what came");
    assert_eq!(plain[2].extra.whole(), Some(&json!("none")));
}

#[test]
fn bodies_without_a_place_of_their_own_come_back_as_well() {
    assert_eq!(corrected::<Vec<String>>(&json!(["a", 5, null])).into_inner(), ["a", "5", ""]);
    assert_eq!(corrected::<Map<String>>(&json!({"k": null, "l": "x"}))["l"], "x");
    assert!(!*corrected::<bool>(&json!("maybe")));
    assert_eq!(*corrected::<String>(&json!([1])), "");
    assert_eq!(corrected::<Exact<Vec<i64>>>(&json!([1, "2", null])).value, [1, 2, 0]);
    assert_eq!(*corrected::<Status>(&json!({})), Status::Unknown(String::new()));
    assert_eq!(*corrected::<(String, i64)>(&json!(["a"])), ("a".to_owned(), 0));
    assert_eq!(*corrected::<(String, i64)>(&json!(["a", 1, 2])), ("a".to_owned(), 1));
    assert_eq!(*corrected::<(String, bool)>(&json!(null)), (String::new(), false));
    corrected::<()>(&json!("set"));
    let mixed = corrected::<(String, Number)>(&json!(["a", "5"]));
    assert_eq!((mixed.1.as_i64(), named(&mixed)), (Some(5), vec!["`[1]`: expected number, found string".to_owned()]));
    for other in [json!(["a", null]), json!(["a", [1]]), json!(["a"]), json!(null), json!([])] {
        assert_eq!(corrected::<(String, Number)>(&other).1, Number::from(0), "{other}");
    }
    let open = corrected::<OpenTuple<(String, bool)>>(&json!(["a", 7]));
    assert_eq!(
        (open.get().cloned(), named(&open)),
        (Some(("a".to_owned(), false)), vec!["`[1]`: expected boolean, found number".to_owned()])
    );
    let maps = corrected::<Map<Option<bool>>>(&json!({"a": 5, "b": null, "c": true}));
    assert_eq!((maps["a"], maps["b"], maps["c"]), (Some(false), None, Some(true)));
    let mut changed = corrected::<Vec<String>>(&json!(["a", null]));
    changed.push("b".to_owned());
    assert_eq!(serde_json::to_value(&changed).expect("encodes"), json!(["a", "", "b"]));
}

#[test]
fn the_body_of_a_known_tag_is_corrected_wherever_the_tag_stands() {
    for text in [
        r#"[{"type": "text", "text": "a"}, {"type": "image", "url": "u"}]"#,
        r#"[{"text": "a", "type": "text"}, {"url": "u", "type": "image"}]"#,
    ] {
        let value: Value = serde_json::from_str(text).expect("JSON");
        let read = corrected::<Vec<Block>>(&value);
        assert_eq!(named(&read), ["`[0].citations`: required, but missing"]);
        let Block::Text(block) = &read[0] else { panic!("{read:?}") };
        assert_eq!((block.text.as_str(), &block.citations), ("a", &None));
        assert_eq!(serde_json::to_value(read.into_inner()).expect("encodes"), value);
    }
    let value = json!([{"text": [1], "type": "text", "citations": [null]}, {"type": "tomorrow", "a": 1}]);
    let read = corrected::<Vec<Block>>(&value);
    assert_eq!(
        named(&read),
        ["`[0].text`: expected string, found array", "`[0].citations[0]`: expected string, found null"]
    );
    assert_eq!(serde_json::to_value(read.into_inner()).expect("encodes"), value);
}

#[test]
fn an_object_without_its_tag_is_unknown() {
    let read = corrected::<Vec<Block>>(&json!([{"text": "a"}, {"type": 5}]));
    assert_eq!(named(&read), ["`[0].type`: required, but missing", "`[1].type`: expected string, found number"]);
    assert!(matches!(&read[..], [Block::Unknown(_), Block::Unknown(_)]));
}

#[test]
fn additional_members_of_another_type_are_kept() {
    #[derive(Clone, Debug, PartialEq)]
    struct Counts {
        name: String,
        extra: Members<Exact<i64>>,
    }
    object! { Counts required { name: String = "name", } extra { extra: Members<Exact<i64>> } }

    let value = json!({"name": "n", "a": 1, "b": "many", "c": u64::MAX, "d": [2]});
    let read = corrected::<Counts>(&value);
    assert_eq!((*read.extra["a"], *read.extra["b"]), (1, 0));
    assert_eq!(named(&read), ["`b`: expected integer, found string", "`d`: expected integer, found array"]);
    assert_eq!(serde_json::to_value(read.into_inner()).expect("encodes"), value);
}

#[test]
fn a_member_that_is_there_twice_counts_once() {
    let text = br#"{"tokens": 1, "tier": "a", "tokens": 2}"#;
    assert!(from_json::<Usage>(text).is_err());
    let read = from_json_corrected::<Usage>(text).expect("decodes");
    assert_eq!((read.tokens, named(&read)), (2, vec!["`tokens`: there more than once".to_owned()]));
}

#[test]
fn many_violations_take_time_by_their_number_alone() {
    // Each level has a bad item behind the good one: reading again at each level would take 2^60 readings.
    #[derive(Clone, Debug, PartialEq)]
    struct Tree {
        list: Vec<Tree>,
        extra: Extra,
    }
    object! { Tree required { list: Vec<Tree> = "list", } extra { extra: Extra } }

    let mut value = json!({"list": []});
    for _ in 0..60 {
        value = json!({"list": [value, 5]});
    }
    let read = corrected::<Tree>(&value);
    assert_eq!(read.deviations().len(), 60);
    assert_eq!(serde_json::to_value(read.into_inner()).expect("encodes"), value);
}

#[test]
fn what_is_no_json_stays_an_error() {
    for text in ["", "{", "<html>", "[1] 2"] {
        assert!(from_json_corrected::<Message>(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn serde_stays_strict() {
    let text = r#"{"tokens": 1}"#;
    assert!(from_json_corrected::<Usage>(text.as_bytes()).is_ok());
    let error = serde_json::from_str::<Usage>(text).expect_err("strict").to_string();
    assert_eq!(error, "missing field `tier` at line 1 column 13");
}

#[test]
fn names_that_structs_are_handed_things_under_are_ordinary_in_json() {
    let value = json!({"tokens": 1, "tier": null, "\0kept": {"a": [1]}});
    let read = corrected::<Usage>(&value);
    assert_eq!(read.extra["\0kept"], json!({"a": [1]}));
}

/// All places of a value, as JSON pointers.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| places(item, &format!("{here}/{at}"), found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| places(member, &format!("{here}/{name}"), found));
        }
        _ => {}
    }
}

/// The value with all numbers as floats: `7` and `7.0` are the same number.
fn by_value(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(by_value).collect(),
        Value::Object(members) => members.into_iter().map(|(name, member)| (name, by_value(member))).collect(),
        other => other,
    }
}

/// One to three places changed at random: another value, or none.
fn damaged(mut value: Value, random: &mut fastrand::Rng) -> Value {
    let others = [
        json!(null),
        json!(7),
        json!(1.5),
        json!("x"),
        json!("12"),
        json!(false),
        json!([]),
        json!([1]),
        json!({}),
        json!({"a": null}),
    ];
    for _ in 0..random.usize(1..=3) {
        let mut found = Vec::new();
        places(&value, "", &mut found);
        let place = &found[random.usize(..found.len())];
        let (parent, name) = place.rsplit_once('/').unwrap_or(("", ""));
        match value.pointer_mut(parent) {
            Some(Value::Object(members)) if random.bool() => drop(members.remove(name)),
            _ => *value.pointer_mut(place).expect("a place") = others[random.usize(..others.len())].clone(),
        }
    }
    value
}

#[test]
fn whatever_deviates_comes_back_and_is_named() {
    let mut random = fastrand::Rng::with_seed(13);
    let page = json!({"blocks": [
        {"type": "text", "text": "a", "citations": null}, {"url": "u", "type": "image"}, {"type": "text", "text": "b", "citations": ["c"]},
    ], "messages": [message(), message()]});
    object_type! { Page { blocks: Vec<Block>, messages: Option<Vec<Message>>, }
        required { blocks: Vec<Block> = "blocks", } optional { messages: Vec<Message> = "messages", }
    }
    for _ in 0..5_000 {
        let value = damaged(page.clone(), &mut random);
        let text = value.to_string();
        let read = from_json_corrected::<Page>(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        let written = serde_json::to_value(&read).expect("encodes");
        assert_eq!(by_value(written.clone()), by_value(value), "{:?}", read.deviations());
        assert_eq!(read.deviations().is_empty(), from_json::<Page>(text.as_bytes()).is_ok(), "{text}");
        // What is written can be read in the same way.
        let again = from_json_corrected::<Page>(written.to_string().as_bytes()).expect("decodes");
        assert_eq!(again.deviations().len(), read.deviations().len());
        assert_eq!(again.into_inner(), read.into_inner());
    }
}
