//! Types as pages print them: `string<uuid>[] | null`, and other words for the same. Never decides which line is one.

use super::line::Line;
use super::prose::make_nullable;
use super::sample::{any, typed};
use crate::source::Node;

/// How deep types may be nested in each other; a page that goes on is no Mintlify page.
const MAX_DEPTH: usize = 8;

/// The schema of a type in the words that Mintlify prints.
pub(super) fn printed(line: Line<'_>) -> Option<Node> {
    union(line, single, 0)
}

/// The schema of a type in words that can mean nothing else: `int32`, `array of strings`, `map[string]string`.
pub(super) fn obvious(line: Line<'_>) -> Option<Node> {
    union(line, other, 0)
}

/// The schema of a type that an attribute states, and the remark that may stand behind it: `string (ISO 8601)`.
pub(super) fn stated(line: Line<'_>) -> Option<(Node, Option<Line<'_>>)> {
    let of = |line: Line<'_>| printed(line).or_else(|| obvious(line));
    if let Some(schema) = of(line) {
        return Some((schema, None));
    }
    let at = line.text.find(" (").filter(|_| line.text.ends_with(')'))?;
    Some((of(line.before(at))?, Some(line.before(line.text.len() - 1).from(at + 2))))
}

/// Reads one type that is no union, at a depth.
type Single = fn(Line<'_>, usize) -> Option<Node>;

fn union(line: Line<'_>, read: Single, depth: usize) -> Option<Node> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut level = 0i32;
    let parts: Vec<_> = line
        .split_at(|c| {
            level += i32::from(matches!(c, '(' | '<' | '[')) - i32::from(matches!(c, ')' | '>' | ']'));
            c == '|' && level == 0
        })
        .collect();
    let null = parts.iter().any(|part| part.text == "null");
    if null && parts.len() == 1 {
        return Some(typed("null", None, line.span));
    }
    let schemas = parts.iter().filter(|part| part.text != "null").map(|part| read(*part, depth));
    let mut schemas: Vec<Node> = schemas.collect::<Option<_>>()?;
    if schemas.len() > 1 {
        if null {
            schemas.push(typed("null", None, line.span));
        }
        return Some(Node::object([("anyOf", Node::array(schemas, line.span))], line.span));
    }
    let mut schema = schemas.pop()?;
    if null {
        make_nullable(&mut schema, line);
    }
    Some(schema)
}

fn single(line: Line<'_>, _: usize) -> Option<Node> {
    let bare = line.text.trim_end_matches("[]");
    let (base, detail) = match bare.split_once('<') {
        Some((base, detail)) => (base, Some(detail.strip_suffix('>')?)),
        None => (bare, None),
    };
    let schema = match (base, detail) {
        ("string" | "integer" | "number", Some(format)) if is_format(format) => typed(base, Some(format), line.span),
        ("string" | "integer" | "number" | "boolean" | "object", None) => typed(base, None, line.span),
        ("enum", Some(kind @ ("string" | "integer" | "number" | "boolean"))) => typed(kind, None, line.span),
        ("any" | "unknown", None) => any(line.span),
        ("file", None) => typed("string", Some("binary"), line.span),
        _ => return None,
    };
    Some(arrays(schema, (line.text.len() - bare.len()) / "[]".len(), line))
}

fn is_format(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_.:/+".contains(c))
}

fn arrays(schema: Node, count: usize, line: Line<'_>) -> Node {
    (0..count.min(MAX_DEPTH)).fold(schema, |items, _| {
        Node::object([("type", Node::string("array", line.span)), ("items", items)], line.span)
    })
}

fn other(line: Line<'_>, depth: usize) -> Option<Node> {
    if let Some(schema) = single(line, depth) {
        return Some(schema);
    }
    let bare = line.before(line.text.trim_end_matches("[]").len());
    let count = (line.text.len() - bare.text.len()) / "[]".len();
    if let Some(inner) = bare.text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        let inner = bare.from(1).before(inner.len());
        return Some(arrays(union(inner, other, depth + 1)?, count, line));
    }
    if let Some(items) = ["array of ", "list of "].iter().find_map(|start| bare.after(start)) {
        let items = union(items, other, depth + 1)
            .or_else(|| union(items.before(items.text.strip_suffix('s')?.len()), other, depth + 1))?;
        return Some(arrays(items, count + 1, line));
    }
    let schema = match bare.text.find(['<', '[']) {
        Some(at) => {
            let (close, rest) =
                if bare.text[at..].starts_with('<') { ('>', bare.from(at + 1)) } else { (']', bare.from(at + 1)) };
            // `map[string]T` has the type behind the bracket, all others have it inside.
            let (inner, behind) = match rest.text.strip_suffix(close) {
                Some(inner) => (rest.before(inner.len()), None),
                None => rest.text.find(close).map(|end| (rest.before(end), Some(rest.from(end + 1))))?,
            };
            let of = |item: Line<'_>| union(item, other, depth + 1);
            let map = |values: Node| {
                let kind = Node::string("object", line.span);
                Node::object([("type", kind), ("additionalProperties", values)], line.span)
            };
            match (bare.before(at).text, behind, inner.text.find(',')) {
                ("array" | "Array" | "list" | "List", None, None) => arrays(of(inner)?, 1, line),
                ("map" | "object" | "Record" | "dict" | "Dict", None, Some(comma))
                    if matches!(inner.before(comma).text, "string" | "str") =>
                {
                    map(of(inner.from(comma + 1))?)
                }
                ("map", Some(values), None) if inner.text == "string" => map(of(values)?),
                ("const", None, None) => of(inner)?,
                _ => return None,
            }
        }
        None if matches!(bare.text, "array" | "Array" | "list") => {
            return Some(arrays(any(line.span), count + 1, line));
        }
        None => {
            let (kind, format) = word(bare.text)?;
            typed(kind, format, line.span)
        }
    };
    Some(arrays(schema, count, line))
}

/// The type and format that one word names.
fn word(text: &str) -> Option<(&'static str, Option<&str>)> {
    Some(match text {
        "str" | "String" => ("string", None),
        "date" | "date-time" | "uuid" | "uri" | "email" => ("string", Some(text)),
        "datetime" => ("string", Some("date-time")),
        "url" => ("string", Some("uri")),
        "int" | "Integer" => ("integer", None),
        "int32" | "int64" => ("integer", Some(text)),
        "float" | "double" => ("number", Some(text)),
        "Number" => ("number", None),
        "bool" | "Boolean" => ("boolean", None),
        "Object" | "dict" | "map" => ("object", None),
        _ => return None,
    })
}

/// Whether a line that is no known type has the form of one: brackets or bars, and no sentence.
pub(super) fn has_form_of_type(text: &str) -> bool {
    let marked =
        text.contains(['<', '|', '·', '"']) || text.contains('[') && text.contains(']') || text.starts_with('(');
    marked && text.len() <= 60 && text.split_whitespace().count() <= 6 && !text.ends_with(['.', ':', '!', '?', ','])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;

    fn read(text: &str) -> String {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let line = Line::new(file, files[file].text(), 0..text.len());
        let schema = printed(line).or_else(|| obvious(line));
        schema.map_or("unknown".to_owned(), |node| node.to_value().to_string())
    }

    #[test]
    fn other_words_for_the_same_types_are_read() {
        let words = [
            "str",
            "String",
            "int32",
            "float | null",
            "date",
            "datetime",
            "array of objects",
            "array<string>",
            "List[int]",
            "object<string, number>",
            "map[string]string",
            "const<string>",
            "(string | number)[]",
            "string[][] | null",
            "array<array<str>>",
            "null",
            "money",
            "map[int]string",
            "array<money>",
            "[]",
            "<>",
            "array<",
            "string<a> b string<c>",
            "(string",
        ];
        let found: Vec<_> = words.iter().map(|word| format!("{word}: {}", read(word))).collect();
        insta::assert_snapshot!(found.join("\n"), @r#"
        str: {"type":"string"}
        String: {"type":"string"}
        int32: {"type":"integer","format":"int32"}
        float | null: {"type":["number","null"],"format":"float"}
        date: {"type":"string","format":"date"}
        datetime: {"type":"string","format":"date-time"}
        array of objects: {"type":"array","items":{"type":"object"}}
        array<string>: {"type":"array","items":{"type":"string"}}
        List[int]: {"type":"array","items":{"type":"integer"}}
        object<string, number>: {"type":"object","additionalProperties":{"type":"number"}}
        map[string]string: {"type":"object","additionalProperties":{"type":"string"}}
        const<string>: {"type":"string"}
        (string | number)[]: {"type":"array","items":{"anyOf":[{"type":"string"},{"type":"number"}]}}
        string[][] | null: {"type":["array","null"],"items":{"type":"array","items":{"type":"string"}}}
        array<array<str>>: {"type":"array","items":{"type":"array","items":{"type":"string"}}}
        null: {"type":"null"}
        money: unknown
        map[int]string: unknown
        array<money>: unknown
        []: unknown
        <>: unknown
        array<: unknown
        string<a> b string<c>: unknown
        (string: unknown
        "#);
    }

    #[test]
    fn deep_types_end() {
        for (open, close) in [("(", ")"), ("array<", ">"), ("array of ", "")] {
            assert_eq!(read(&format!("{}string{}", open.repeat(100_000), close.repeat(100_000))), "unknown");
        }
    }
}
