//! JSON as a table for people.

use crate::terminal::visible;
use serde_json::Value;
use switchboard_codegen::text::{beginning, single_line};

/// How wide a column may become.
const WIDEST: usize = 48;

/// Rows of a value: the items of a list of objects, or the members of an object. Others are one cell.
pub(super) fn table(value: &Value) -> String {
    let value = only_list(value).unwrap_or(value);
    let rows = match value {
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_object) => of_objects(items),
        Value::Array(items) => items.iter().map(|item| vec![cell(item)]).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| vec![visible(name), cell(value)]).collect(),
        other => vec![vec![cell(other)]],
    };
    aligned(&rows)
}

/// The only list of objects in an object: what is around it says how many there are.
fn only_list(value: &Value) -> Option<&Value> {
    let is_list = |value: &&Value| value.as_array().is_some_and(|items| items.first().is_some_and(Value::is_object));
    let mut lists = value.as_object()?.values().filter(is_list);
    lists.next().filter(|_| lists.next().is_none())
}

/// A line of names and one for each object; members that no object has as a simple value come last.
fn of_objects(items: &[Value]) -> Vec<Vec<String>> {
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in items.iter().filter_map(Value::as_object).flatten() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let is_nested =
        |name: &&String| items.iter().any(|item| item[name.as_str()].is_object() || item[name.as_str()].is_array());
    names.sort_by_key(is_nested);
    let mut rows = vec![names.iter().map(|name| visible(name)).collect::<Vec<_>>()];
    rows.extend(
        items.iter().map(|item| names.iter().map(|name| item.get(*name).map_or(String::new(), cell)).collect()),
    );
    rows
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => single_line(text),
        other => other.to_string(),
    };
    beginning(&visible(&text), WIDEST)
}

fn aligned(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_of_objects_are_rows() {
        let value = json!({"total": 2, "calls": [{"id": "a", "of": {"x": 1}, "n": null}, {"id": "bb", "late": true}]});
        assert_eq!(table(&value), "id  n  late  of\na            {\"x\":1}\nbb     true\n");
        assert_eq!(table(&json!({"id": "a", "name": "Big\nBen"})), "id    a\nname  Big Ben\n");
        assert_eq!(table(&json!([1, "b"])), "1\nb\n");
        assert_eq!(table(&json!("\u{1b}[31mred")), "\\u{1b}[31mred\n", "a terminal obeys nothing of it");
    }
}
