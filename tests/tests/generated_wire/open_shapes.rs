//! What documents leave open is neither refused nor lost, and is typed as far as they say.

use mini_open_shapes::data::{OpenTuple, Value, from_json, to_json};
use mini_open_shapes::types::{Counts, Shapes, ShapesLevel, ShapesPort, ShapesVersioned};
use serde_json::json;

/// Decodes, and shows that the value comes back.
fn read(value: Value) -> Shapes {
    let shapes: Shapes = from_json(value.to_string().as_bytes()).unwrap_or_else(|error| panic!("{value}: {error}"));
    let written: Value = serde_json::from_slice(&to_json(&shapes).unwrap()).unwrap();
    assert_eq!(written, value);
    shapes
}

fn error(value: Value) -> String {
    from_json::<Shapes>(value.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn numbers_that_do_not_fit_beside_additional_members_of_another_type() {
    for texts in [
        json!({"i": u64::MAX}),
        json!({"i": 1, "n": 9_007_199_254_740_993_i64, "a": "A"}),
        json!({"i": 1, "li": [1, u64::MAX], "n": null, "kind": "tomorrow"}),
    ] {
        read(json!({ "texts": texts }));
    }
    let texts = read(json!({"texts": {"i": u64::MAX, "a": "A"}})).texts.unwrap();
    assert_eq!((texts.i, texts.extra["a"].as_str()), (i64::MAX, "A"));
    assert!(
        error(json!({"texts": {"i": 1, "a": 5}}))
            .starts_with("`texts.a`: invalid type: integer `5`, expected a string")
    );
}

#[test]
fn additional_integers() {
    let counts = read(json!({"counts": {"a": 1, "b": u64::MAX, "c": 1e30, "unit": "s"}})).counts.unwrap();
    assert_eq!((*counts.extra["a"], *counts.extra["b"]), (1, i64::MAX));
    let mut counts = Counts::new();
    counts.extra.insert("a".to_owned(), 5.into());
    assert_eq!(to_json(&counts).unwrap(), br#"{"a":5}"#);
    assert!(error(json!({"counts": {"a": 1.5}})).starts_with("`counts.a`: invalid type"));
}

#[test]
fn members_by_pattern() {
    let open = read(json!({"open_patterns": {"S_a": "x", "other": 5, "more": null}})).open_patterns.unwrap();
    assert_eq!((open["S_a"].as_str(), open.others()["other"].as_i64()), ("x", Some(5)));
    let closed = read(json!({"closed_pattern": {"S_a": 5, "tomorrow": {"a": []}, "S_b": u64::MAX}})).closed_pattern;
    assert_eq!(closed.unwrap()["S_a"], 5);
    read(json!({"headers": {"id": u64::MAX, "x-a": 1, "b": "B", "tomorrow": [1]}}));
    let by_prefix = read(json!({"by_prefix": {"id": "1", "S_a": "A", "I_b": 2, "tomorrow": [1]}})).by_prefix.unwrap();
    assert_eq!(by_prefix.extra["S_a"].as_string().map(String::as_str), Some("A"));
    assert_eq!(by_prefix.extra["I_b"].as_integer(), Some(&2));
}

#[test]
fn arrays_of_other_lengths() {
    let shapes = read(json!({"words": ["a", "b", "c"], "point": [0.5, 1.5], "pair": [0.5]}));
    assert_eq!(shapes.words.unwrap(), ["a", "b", "c"]);
    assert_eq!(shapes.point, Some(OpenTuple::Whole((0.5, 1.5))));
    assert_eq!(shapes.pair.unwrap(), [0.5]);
    for value in [
        json!({"words": [], "point": [], "pair": [], "named": [], "mixed": []}),
        json!({"point": [0.5, 1.5, "up", null]}),
        json!({"point": [0.5, 9_007_199_254_740_993_i64]}),
        json!({"named": [{"i": 1}]}),
        json!({"named": [{"i": 1}, "a", "tomorrow"]}),
        json!({"mixed": ["a", 1, 2, u64::MAX]}),
        json!({"triple": ["a", 1, true]}),
        json!({"triple": ["a", u64::MAX, true]}),
        json!({"weights": ["a", [0.5], 1]}),
        json!({"weights": ["a", [9_007_199_254_740_993_i64], 1]}),
        json!({"weights": ["a", [], u64::MAX]}),
    ] {
        read(value);
    }
    assert!(error(json!({"point": [0.5, "1"]})).starts_with("`point[1]`: invalid type: a string, expected f64"));
    assert!(error(json!({"named": ["a", "b"]})).starts_with("`named[0]`: invalid type: a string"));
}

#[test]
fn integers_of_any_size_and_numbers_by_value() {
    let shapes = read(json!({"level": u64::MAX, "size": u64::MAX, "factor": 7.5}));
    assert_eq!(shapes.level, Some(ShapesLevel::Unknown(i64::MAX)));
    let shapes: Shapes = from_json(br#"{"level": 2.0, "size": 1.0, "factor": 1.0}"#).unwrap();
    assert_eq!(to_json(&shapes).unwrap(), br#"{"level":2,"size":1,"factor":1}"#);
    let error = error(json!({"level": "2"}));
    assert!(error.starts_with("`level`: invalid type: a string, expected i64"), "{error}");
}

#[test]
fn integer_or_string() {
    assert_eq!(read(json!({"port": 80})).port, Some(ShapesPort::Integer(80)));
    assert_eq!(read(json!({"port": "http"})).port, Some(ShapesPort::String("http".to_owned())));
}

#[test]
fn numbers_as_tags() {
    let versioned = |json: &str| {
        let json = format!(r#"{{"versioned":{json}}}"#);
        from_json::<Shapes>(json.as_bytes()).unwrap_or_else(|error| panic!("{json}: {error}")).versioned.unwrap()
    };
    assert!(matches!(versioned(r#"{"v": 1.0, "x": 5}"#), ShapesVersioned::First(_)));
    assert!(matches!(versioned(r#"{"x": "a", "v": 2}"#), ShapesVersioned::Second(_)));
    assert!(matches!(versioned(r#"{"v": 1.5}"#), ShapesVersioned::Between(_)));
    // A text is no number, and another number one of tomorrow.
    for json in [r#"{"v": "1", "x": 5}"#, r#"{"v": 2.5}"#] {
        assert!(matches!(versioned(json), ShapesVersioned::Unknown(_)), "{json}");
    }
    read(json!({"versioned": {"v": 1.5, "more": null}}));
}
