//! Headers by their types: texts come back as they went, and nothing else is told of a value than that it is none.

use super::server::step;
use serde_json::Value;
use switchboard_runtime::http::{HeaderMap, HeaderValue};
use switchboard_runtime::{HeaderForm, TypedHeaders};

/// Each line a header of the same name.
pub(super) const SEEDS: &[&str] =
    &[" 9007199254740993 ", "GET, PUT\nDELETE", "1, 2,, -3", "{\"a\": [1, \"é\"]}", "\"a,b\"", "true", "planted-value"];

pub(super) fn execute(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(|line| line.chars().filter(|c| !c.is_control()).collect()).collect();
    let mut headers = HeaderMap::new();
    for line in &lines {
        if let Ok(value) = HeaderValue::from_bytes(line.as_bytes()) {
            headers.append("x-a", value);
        }
    }
    let texts = headers.typed::<Vec<String>>("x-a", HeaderForm::Texts);
    let all = lines.join(",");
    // A text between commas may have spaces in it, and none around it.
    let expected: Vec<String> =
        all.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect();
    assert!(headers.is_empty() || texts == Some(Ok(expected)), "texts of {lines:?} are {texts:?}");
    let text = headers.typed::<String>("x-a", HeaderForm::Text);
    let first = lines.first().map(|line| Ok(line.trim().to_owned()));
    assert!(text == first, "the text of {lines:?} is {text:?}");
    let number = headers.typed::<i64>("x-a", HeaderForm::Scalar);
    let numbers = headers.typed::<Vec<f64>>("x-a", HeaderForm::Scalars);
    let json = headers.typed::<Value>("x-a", HeaderForm::Json);
    if let (Some(Ok(number)), Some(line)) = (&number, lines.first()) {
        // `1e4` is a whole number, too.
        let same = line
            .trim()
            .parse::<i64>()
            .map_or_else(|_| line.trim().parse::<f64>() == Ok(*number as f64), |own| own == *number);
        assert!(same, "{line} is {number}");
    }
    if let (Some(Ok(numbers)), Some(Ok(texts))) = (&numbers, &headers.typed::<Vec<String>>("x-a", HeaderForm::Texts)) {
        assert_eq!(numbers.len(), texts.len(), "{lines:?}: {numbers:?}");
    }
    let errors = [number.map(|value| value.err()), numbers.map(|value| value.err()), json.map(|value| value.err())];
    let mut kinds = vec![format!("{} headers", step(headers.len()))];
    for error in errors.into_iter().flatten().flatten() {
        assert!(!error.to_string().contains("planted-value"), "a value is shown: {error}");
        kinds.push(error.to_string());
    }
    kinds
}
