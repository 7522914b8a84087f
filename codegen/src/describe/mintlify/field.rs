//! Field groups of the long text form: name, type, flags, prose and bounds on lines of their own, and the nesting of
//! the groups by the sample. Never decides what a section means.

use super::compact::{CHILDREN, FURNITURE};
use super::constraint::{Constraint, Rule, range};
use super::line::Line;
use super::prose::{describe, make_nullable};
use super::sample::{self, any, typed};
use crate::source::{Data, Map, Node, Span};
use serde_json::{Value, json};

/// One field.
#[derive(Debug)]
pub(super) struct Field<'t> {
    /// Its name.
    pub(super) name: Line<'t>,
    /// Whether it is marked as required.
    pub(super) required: bool,
    kind: Line<'t>,
    deprecated: Option<Span>,
    default: Option<Line<'t>>,
    prose: Vec<Line<'t>>,
    constraints: Vec<Constraint<'t>>,
    announces_children: bool,
    children: Vec<Field<'t>>,
}

/// The fields of a section, nested by the sample, and the lines in front of the first one.
pub(super) fn fields<'t, 'a>(lines: &'a [Line<'t>], sample: Option<&Node>) -> (&'a [Line<'t>], Vec<Field<'t>>) {
    let is_start = |at: usize| {
        let name = lines.get(at).is_some_and(|line| is_name(line.text));
        name && lines.get(at + 1).is_some_and(|line| is_type(*line))
    };
    let starts: Vec<usize> = (0..lines.len()).filter(|at| is_start(*at)).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let flat: Vec<_> =
        starts.iter().zip(ends).filter_map(|(start, end)| Field::read(lines.get(*start..end)?)).collect();
    let intro = lines.get(..starts.first().copied().unwrap_or(lines.len())).unwrap_or_default();
    let mut flat = flat.into_iter().peekable();
    (intro, nest(&mut flat, members(sample), true))
}

type Fields<'t> = std::iter::Peekable<std::vec::IntoIter<Field<'t>>>;

/// Takes the fields of one level. A field that announces children has those of the following fields that its sample
/// holds; where the page folds the children away, that is none.
fn nest<'t>(flat: &mut Fields<'t>, level: Option<&Map>, outermost: bool) -> Vec<Field<'t>> {
    let mut found: Vec<Field<'t>> = Vec::new();
    let belongs = |name: &str, found: &[Field<'_>]| {
        outermost
            || level.is_some_and(|level| level.contains_key(name)) && !found.iter().any(|field| field.name.text == name)
    };
    while let Some(mut field) = flat.next_if(|field| belongs(field.name.text, &found)) {
        let inner = members(level.and_then(|level| level.get(field.name.text)));
        if field.announces_children && inner.is_some() {
            field.children = nest(flat, inner, false);
        }
        found.push(field);
    }
    found
}

fn members(sample: Option<&Node>) -> Option<&Map> {
    match &sample?.data {
        Data::Object(members) => Some(members).filter(|members| !members.is_empty()),
        Data::Array(items) => members(items.first()),
        _ => None,
    }
}

impl<'t> Field<'t> {
    fn read(lines: &[Line<'t>]) -> Option<Self> {
        let [name, kind, rest @ ..] = lines else { return None };
        let mut field = Self {
            name: *name,
            required: false,
            kind: *kind,
            deprecated: None,
            default: None,
            prose: Vec::new(),
            constraints: Vec::new(),
            announces_children: false,
            children: Vec::new(),
        };
        let mut rest = rest.iter().copied();
        while let Some(line) = rest.next() {
            if line.text == CHILDREN || line.text == "Hide child attributes" {
                field.announces_children = true;
            } else if FURNITURE.contains(&line.text) || field.prose.is_empty() && field.flags(line, &mut rest) {
                continue;
            } else if let Some(constraint) = bound(line, &mut rest) {
                field.constraints.push(constraint);
            } else {
                field.prose.push(line);
            }
        }
        Some(field)
    }

    /// Reads a line of marks, which may be glued to each other; gives whether the line is one.
    fn flags(&mut self, line: Line<'t>, rest: &mut impl Iterator<Item = Line<'t>>) -> bool {
        let mut text = line;
        let (mut required, mut deprecated) = (false, None);
        while !text.text.is_empty() {
            if let Some(value) = text.after("default:") {
                self.default = if value.text.is_empty() { rest.next() } else { Some(value) };
                break;
            }
            let words = ["required", "deprecated", "header", "path", "query", "cookie", "body", "optional"];
            let Some((word, after)) = words.iter().find_map(|word| Some((*word, text.after(word)?))) else {
                return false;
            };
            required |= word == "required";
            deprecated = deprecated.or((word == "deprecated").then_some(text.span));
            text = after;
        }
        self.required |= required;
        self.deprecated = self.deprecated.or(deprecated);
        true
    }

    /// The prose of the field.
    pub(super) fn description(&self) -> Option<Node> {
        text_of(&self.prose)
    }

    /// Where the field is marked as deprecated.
    pub(super) fn deprecated(&self) -> Option<Node> {
        self.deprecated.map(|span| Node::bool(true, span))
    }

    /// The schema of the field; `sample` is its sample value, from which folded children are taken.
    pub(super) fn schema(&self, sample: Option<&Node>) -> Node {
        let mut schema = type_schema(self.kind).unwrap_or_else(|| any(self.kind.span));
        let object = inner_object(&mut schema, 0);
        if let Some(object) = object {
            let first = |sample: &'_ Node| -> Option<Node> {
                let mut inner = sample.clone();
                while let Data::Array(items) = inner.data {
                    inner = items.into_iter().next()?;
                }
                Some(inner)
            };
            let inner = sample.and_then(first);
            let span = self.kind.span;
            if let Some(shown) = inner.as_ref().filter(|inner| members(Some(inner)).is_some()).map(sample::schema) {
                object.set("properties", shown.get("properties").cloned().unwrap_or(shown));
            } else if self.children.is_empty() {
                object.set("additionalProperties", Node::bool(true, span));
            }
            add_members(object, &self.children, inner.as_ref());
        }
        if let Some(default) = self.default {
            let text = schema.str("type") == Some("string");
            let value = serde_json::from_str(default.text).ok().filter(|value: &Value| !text || value.is_string());
            let value = value.unwrap_or_else(|| json!(default.text));
            schema.set("default", Node::from_value(value, default.span));
        }
        for constraint in &self.constraints {
            constraint.apply(&mut schema);
        }
        for line in &self.prose {
            describe(&mut schema, *line);
        }
        if let Some(text) = self.description() {
            schema.set("description", text);
        }
        if let Some(deprecated) = self.deprecated() {
            schema.set("deprecated", deprecated);
        }
        schema
    }
}

/// Writes fields into an object schema: each with its schema, and the list of those that are required.
pub(super) fn add_members(object: &mut Node, fields: &[Field<'_>], sample: Option<&Node>) {
    if fields.is_empty() {
        return;
    }
    let span = object.span;
    let mut properties = object.get("properties").cloned().unwrap_or_else(|| Node::object::<&str>([], span));
    for field in fields {
        let mut schema = field.schema(sample.and_then(|sample| sample.get(field.name.text)));
        schema.key_span = Some(field.name.span);
        properties.set(field.name.text, schema);
    }
    object.set("properties", properties);
    let required: Vec<_> = fields.iter().filter(|field| field.required).map(|field| field.name.node()).collect();
    if !required.is_empty() {
        object.set("required", Node::array(required, span));
    }
}

/// Lines as one text, with the place of all of them.
pub(super) fn text_of(lines: &[Line<'_>]) -> Option<Node> {
    let (first, last) = (lines.first()?, lines.last()?);
    let text = lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n");
    Some(Node::string(text, Span { end: last.span.end, ..first.span }))
}

fn is_name(text: &str) -> bool {
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '[' | ']' | '@');
    !text.is_empty() && text.chars().all(sound)
}

fn is_type(line: Line<'_>) -> bool {
    type_schema(line).is_some()
}

/// The schema of a type as the page prints it: `string<uuid>[] | null`.
fn type_schema(line: Line<'_>) -> Option<Node> {
    let parts: Vec<_> = line.split('|').collect();
    let null = parts.iter().any(|part| part.text == "null");
    let schemas = parts.iter().filter(|part| part.text != "null").map(|part| single_type(*part));
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

fn single_type(line: Line<'_>) -> Option<Node> {
    let bare = line.text.trim_end_matches("[]");
    let arrays = (line.text.len() - bare.len()) / "[]".len();
    let (base, detail) = match bare.split_once('<') {
        Some((base, detail)) => (base, Some(detail.strip_suffix('>')?)),
        None => (bare, None),
    };
    let mut schema = match (base, detail) {
        ("string" | "integer" | "number", Some(format)) if !format.is_empty() => typed(base, Some(format), line.span),
        ("string" | "integer" | "number" | "boolean" | "object", None) => typed(base, None, line.span),
        ("enum", Some(kind @ ("string" | "integer" | "number" | "boolean"))) => typed(kind, None, line.span),
        ("any" | "unknown", None) => any(line.span),
        ("file", None) => typed("string", Some("binary"), line.span),
        _ => return None,
    };
    // Nobody nests arrays deeper; a page that does is no Mintlify page.
    for _ in 0..arrays.min(8) {
        schema = Node::object([("type", Node::string("array", line.span)), ("items", schema)], line.span);
    }
    Some(schema)
}

/// The object schema inside of arrays, if that is what a schema holds.
fn inner_object(schema: &mut Node, depth: usize) -> Option<&mut Node> {
    let is = |schema: &Node, name: &str| {
        schema.str("type") == Some(name) || schema.items("type").first().and_then(Node::as_str) == Some(name)
    };
    if is(schema, "object") {
        Some(schema)
    } else if is(schema, "array") && depth < 8 {
        inner_object(schema.get_mut("items")?, depth + 1)
    } else {
        None
    }
}

/// A bound on a line of its own, or on a line and the next ones.
fn bound<'t>(line: Line<'t>, rest: &mut impl Iterator<Item = Line<'t>>) -> Option<Constraint<'t>> {
    let of = |rule, span| Some(Constraint { rule, span });
    let mut value = |prefix: &str| {
        let value = line.after(prefix)?;
        if value.text.is_empty() { rest.next() } else { Some(value) }
    };
    if let Some(first) = value("Available options:") {
        let (mut values, mut line) = (Vec::new(), first);
        loop {
            values.extend(line.split(',').filter(|value| !value.text.is_empty()));
            match line.text.ends_with(',').then(|| rest.next()).flatten() {
                Some(next) => line = next,
                None => break,
            }
        }
        return of(Rule::Values(values), Span { end: line.span.end, ..first.span });
    }
    if let Some(value) = value("Example:") {
        let example = serde_json::from_str(value.text).unwrap_or_else(|_| json!(value.text));
        return of(Rule::Example(example), value.span);
    }
    if let Some(value) = value("Pattern:") {
        return of(Rule::Pattern(value.text), value.span);
    }
    if let Some(value) = value("Required range:") {
        let (rule, length) = range(value.text)?;
        return (length == value.text.len()).then_some(Constraint { rule, span: value.span });
    }
    for (start, low, high) in [("Required", true, true), ("Minimum", true, false), ("Maximum", false, true)] {
        let Some(rest) = line.after(start) else { continue };
        let Some(value) = rest.after("string length:").or_else(|| rest.after("array length:")) else { continue };
        let numbers = value.text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
        let (first, second) = numbers.split_once(" - ").unwrap_or((numbers, numbers));
        let (first, second) = (first.trim().parse().ok()?, second.trim().parse().ok()?);
        return of(Rule::Length(low.then_some(first), high.then_some(second)), value.span);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::mintlify::line::lines;
    use crate::source::{SourceFiles, read_json};

    fn schema(text: &str, sample: &str) -> String {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let other = files.add("sample", sample);
        let sample = read_json(&files, other, &mut crate::diagnostic::Diagnostics::new());
        let all = lines(file, files[file].text(), 0..text.len());
        let (intro, found) = fields(&all, sample.as_ref());
        assert!(intro.is_empty(), "{intro:?}");
        let mut object = Node::object::<&str>([], all[0].span);
        add_members(&mut object, &found, sample.as_ref());
        serde_json::to_string(&object).expect("JSON")
    }

    #[test]
    fn types_flags_and_bounds() {
        let page = "name\nstring\nrequired\nName of the cat\n\nGiven at birth\nRequired string length: 1 - 120\nPattern: ^[a-z]+$\n\
            mood\nenum<string>\ndefault:calm\nAvailable options:\ncalm,\nwild\nsize\nnumber | null\nRequired range: 0 <= x <= 2\n\
            toys\nstring<uuid>[]\nheaderrequired\nRequired array length: 1 - 100 elements\nexample\ninteger\nExample:\n5\nphoto\nfile\ndeprecated";
        insta::assert_snapshot!(schema(page, "{}"), @r#"{"properties":{"name":{"type":"string","minLength":1,"maxLength":120,"pattern":"^[a-z]+$","description":"Name of the cat\nGiven at birth"},"mood":{"type":"string","default":"calm","enum":["calm","wild"]},"size":{"type":["number","null"],"minimum":0,"maximum":2},"toys":{"type":"array","items":{"type":"string","format":"uuid"},"minItems":1,"maxItems":100},"example":{"type":"integer","examples":[5]},"photo":{"type":"string","format":"binary","deprecated":true}},"required":["name","toys"]}"#);
    }

    #[test]
    fn children_are_found_by_the_sample_or_taken_from_it() {
        let page = "owner\nobject\nShow child attributes\nname\nstring\nOf the owner\nname\nstring\nOf the cat\n\
            toys\nobject[]\nShow child attributes\nfree\nobject";
        let sample = r#"{"owner": {"name": "x"}, "name": "y", "toys": [{"weight": 1}], "free": {}}"#;
        insta::assert_snapshot!(schema(page, sample), @r#"{"properties":{"owner":{"type":"object","properties":{"name":{"type":"string","description":"Of the owner"}}},"name":{"type":"string","description":"Of the cat"},"toys":{"type":"array","items":{"type":"object","properties":{"weight":{"type":"integer"}}}},"free":{"type":"object","additionalProperties":true}}}"#);
    }
}
