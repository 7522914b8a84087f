//! Field groups of the long text form: name, type, flags, prose and bounds on lines of their own. Never decides what a
//! section means, nor where a field begins ([`super::rows`]).

use super::compact::{CHILDREN, FURNITURE};
use super::constraint::{Constraint, Rule, range};
use super::document::Report;
use super::line::Line;
use super::nesting::{members, nest};
use super::prose::mark;
use super::rows::Rows;
use super::sample;
use crate::source::{Data, Node, Span};
use serde_json::{Value, json};

/// The methods as pages print them.
pub(super) const METHODS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

/// One field.
#[derive(Debug)]
pub(super) struct Field<'t> {
    /// Its name.
    pub(super) name: Line<'t>,
    /// Whether it is marked as required.
    pub(super) required: bool,
    /// The schema of its type.
    pub(super) schema: Node,
    kind: Span,
    deprecated: Option<Span>,
    default: Option<Line<'t>>,
    /// Its description.
    pub(super) prose: Vec<Line<'t>>,
    constraints: Vec<Constraint<'t>>,
    /// Whether its children are announced.
    pub(super) announces_children: bool,
    /// Its children.
    pub(super) children: Vec<Field<'t>>,
}

/// The fields of a section, nested by the sample, and the lines in front of the first one.
///
/// Returns `None` after reporting at least one error.
pub(super) fn fields<'t, 'a>(
    lines: &'a [Line<'t>],
    sample: Option<&Node>,
    report: &mut Report<'_>,
) -> Option<(&'a [Line<'t>], Vec<Field<'t>>)> {
    let (intro, flat) = Rows::new(lines, sample).read(report)?;
    Some((lines.get(..intro).unwrap_or_default(), nest(flat, sample, report)))
}

/// What stands instead of [`CHILDREN`] where they are unfolded.
pub(super) const CHILDREN_OPEN: &str = "Hide child attributes";

/// Whether a line is a media type.
pub(super) fn is_media_type(text: &str) -> bool {
    let known = ["application/", "multipart/", "text/", "image/", "audio/", "video/"];
    known.iter().any(|start| text.starts_with(start)) && !text.contains(' ')
}

impl<'t> Field<'t> {
    /// A field of which no more is known than its name and type.
    pub(super) fn new(name: Line<'t>, kind: Line<'t>, schema: Node) -> Self {
        Self {
            name,
            required: false,
            schema,
            kind: kind.span,
            deprecated: None,
            default: None,
            prose: Vec::new(),
            constraints: Vec::new(),
            announces_children: false,
            children: Vec::new(),
        }
    }

    /// A field with marks beside its type; `None` when they are none.
    pub(super) fn marked(name: Line<'t>, kind: Line<'t>, schema: Node, marks: Line<'t>) -> Option<Self> {
        let mut field = Self::new(name, kind, schema);
        field.flags(marks, &mut std::iter::empty()).then_some(field)
    }

    /// Reads a line of the field, and those behind it that it needs.
    pub(super) fn take(&mut self, line: Line<'t>, rest: &mut impl Iterator<Item = Line<'t>>, report: &mut Report<'_>) {
        if FURNITURE.contains(&line.text) || self.prose.is_empty() && self.flags(line, rest) {
            return;
        }
        if line.text == CHILDREN || line.text == CHILDREN_OPEN {
            self.announces_children = true;
        } else if let Some(constraint) = bound(line, rest) {
            constraint.check(&self.schema, report);
            self.constraints.push(constraint);
        } else {
            self.prose.push(line);
        }
    }

    /// Reads a line of marks, which may be glued to each other; gives whether the line is one.
    fn flags(&mut self, line: Line<'t>, rest: &mut impl Iterator<Item = Line<'t>>) -> bool {
        let mut text = line.from(line.text.len() - line.text.trim_start_matches(['(', '·', ' ']).len());
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
            let gap = |c: char| matches!(c, ' ' | ',' | '·' | '(' | ')');
            text = after.from(after.text.len() - after.text.trim_start_matches(gap).len());
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
        let mut schema = self.schema.clone();
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
            let span = self.kind;
            if let Some(shown) = inner.as_ref().filter(|inner| members(Some(inner)).is_some()).map(sample::schema) {
                object.set("properties", shown.get("properties").cloned().unwrap_or(shown));
            } else if self.children.is_empty() {
                object.set("additionalProperties", Node::bool(true, span));
            }
            add_members(object, &self.children, inner.as_ref());
        } else {
            // A type that is not known may well be an object.
            add_members(&mut schema, &self.children, None);
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
        if let Some(text) = self.description() {
            schema.set("description", text);
        }
        for line in &self.prose {
            mark(&mut schema, *line);
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

/// The object schema inside of arrays and unions, if that is what a schema holds.
fn inner_object(schema: &mut Node, depth: usize) -> Option<&mut Node> {
    let is = |schema: &Node, name: &str| {
        schema.str("type") == Some(name) || schema.items("type").first().and_then(Node::as_str) == Some(name)
    };
    if is(schema, "object") {
        Some(schema)
    } else if depth >= 8 {
        None
    } else if is(schema, "array") {
        inner_object(schema.get_mut("items")?, depth + 1)
    } else {
        let Data::Array(alternatives) = &mut schema.get_mut("anyOf")?.data else { return None };
        alternatives.iter_mut().find_map(|schema| inner_object(schema, depth + 1))
    }
}

/// A bound on a line of its own, or on a line and the next ones.
pub(super) fn bound<'t>(line: Line<'t>, rest: &mut impl Iterator<Item = Line<'t>>) -> Option<Constraint<'t>> {
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
        let mut diagnostics = crate::diagnostic::Diagnostics::new();
        let mut report = Report::new("GET /cats".to_owned(), &mut diagnostics);
        let (intro, found) = fields(&all, sample.as_ref(), &mut report).expect("reads");
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
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
