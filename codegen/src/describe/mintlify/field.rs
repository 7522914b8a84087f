//! Field groups of the long text form: name, type, flags, prose and bounds on lines of their own. Never decides what a
//! section means, nor where a field begins ([`super::rows`]).

use super::compact::{CHILDREN, FURNITURE};
use super::constraint::{Constraint, Rule, range};
use super::document::Report;
use super::kind;
use super::line::Line;
use super::marks::{self, Marks};
use super::nesting::{members, nest};
use super::prose::mark;
use super::rows::{Rows, begins};
use super::sample;
use crate::source::{Data, Map, Node, Span};
use serde_json::{Value, json};
use std::borrow::Borrow;

/// What is said about the children of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Announced {
    /// Nothing.
    Nothing,
    /// They follow, or are folded.
    Children,
    /// The same, and the field can have none by its type.
    Misplaced,
}

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
    /// The keyword of who may state it, where a mark says so.
    access: Option<(&'static str, Span)>,
    /// Where it is sent, where a mark says so.
    pub(super) location: Option<&'static str>,
    default: Option<Line<'t>>,
    /// Its description.
    prose: Vec<Line<'t>>,
    constraints: Vec<Constraint<'t>>,
    /// Whether its children are announced.
    pub(super) announced: Announced,
    /// Its children.
    pub(super) children: Vec<Field<'t>>,
}

/// The fields of a section, nested, and the lines in front of the first one.
///
/// What cannot be read is reported.
pub(super) fn fields<'t, 'a>(
    lines: &'a [Line<'t>],
    sample: Option<&Node>,
    report: &mut Report<'_>,
) -> (&'a [Line<'t>], Vec<Field<'t>>) {
    let (intro, flat) = Rows::new(lines, sample).read(report);
    (lines.get(..intro).unwrap_or_default(), nest(flat, sample, report))
}

/// What stands instead of [`CHILDREN`] where they are unfolded.
pub(super) const CHILDREN_OPEN: &str = "Hide child attributes";

impl<'t> Field<'t> {
    /// A field of which no more is known than its name and type.
    pub(super) fn new(name: Line<'t>, kind: Line<'t>, schema: Node) -> Self {
        Self {
            name,
            required: false,
            schema,
            kind: kind.span,
            deprecated: None,
            access: None,
            location: None,
            default: None,
            prose: Vec::new(),
            constraints: Vec::new(),
            announced: Announced::Nothing,
            children: Vec::new(),
        }
    }

    /// A field with marks beside its type; `None` when they are none.
    pub(super) fn marked(name: Line<'t>, kind: Line<'t>, schema: Node, marks: Line<'t>) -> Option<Self> {
        let marks = marks::read(marks, &mut std::iter::empty())?;
        let mut field = Self::new(name, kind, schema);
        field.mark(marks);
        Some(field)
    }

    /// Reads a line of the field, and those behind it that it needs.
    pub(super) fn take(
        &mut self,
        line: Line<'t>,
        rest: &mut (impl Iterator<Item = Line<'t>> + Clone),
        report: &mut Report<'_>,
    ) {
        if FURNITURE.contains(&line.text) {
            return;
        }
        if let Some(marks) = marks::read(line, rest).filter(|_| self.prose.is_empty()) {
            self.mark(marks);
        } else if line.text == CHILDREN || line.text == CHILDREN_OPEN {
            self.announced = Announced::Children;
            if !self.may_have_members() {
                self.announced = Announced::Misplaced;
                report.unread(
                    format!("child attributes are announced below `{}`, which has none by its type", self.name.text),
                    line.span,
                    "a field above may not have been read as one; if its children follow, state them in the overlay",
                );
            }
        } else if let Some(constraint) = bound(line, rest) {
            constraint.check(&self.schema, report);
            self.constraints.push(constraint);
        } else {
            self.check_prose(line, report);
            self.prose.push(line);
        }
    }

    /// Reports a line of prose that may be more than that.
    fn check_prose(&self, line: Line<'t>, report: &mut Report<'_>) {
        let help = "it was read as description; if it is more, state it in the overlay";
        if self.prose.is_empty() && !self.required && marks::requires(line.text) {
            report.unread(
                format!(
                    "these words may mark `{}` as required, and are no mark that this reader knows",
                    self.name.text
                ),
                line.span,
                "it may be left out in the document; if it is required, say so in the overlay",
            );
        }
        if !self.prose.is_empty() && matches!(line.text, "required" | "deprecated") {
            report.unread(
                format!("`{}` below a description may be a mark of `{}`", line.text, self.name.text),
                line.span,
                help,
            );
        }
        if self.has_values() && line.text.split(' ').count() <= 3 && !line.text.ends_with('.') {
            report.unread(format!("`{}` may be a further value of `{}`", line.text, self.name.text), line.span, help);
        }
    }

    /// Adds what a line of marks says.
    fn mark(&mut self, marks: Marks<'t>) {
        self.required |= marks.required.is_some();
        self.deprecated = self.deprecated.or(marks.deprecated);
        self.access = self.access.or(marks.access);
        self.location = self.location.or(marks.location);
        self.default = self.default.or(marks.default);
        self.prose.extend(marks.text);
    }

    /// Whether it stands for members with names of their own: `{key}`.
    pub(super) fn is_any_key(&self) -> bool {
        self.name.text.starts_with('{') && self.name.text.ends_with('}')
    }

    /// Whether it may have members: an object, a list of them, or what has no known type.
    pub(super) fn may_have_members(&self) -> bool {
        let mut schema = self.schema.clone();
        schema.as_object().is_some_and(Map::is_empty) || inner_object(&mut schema, 0).is_some()
    }

    /// States that it is deprecated.
    pub(super) fn set_deprecated(&mut self, at: Option<Span>) {
        self.deprecated = at;
    }

    /// States its default value.
    pub(super) fn set_default(&mut self, default: Option<Line<'t>>) {
        self.default = default;
    }

    /// Whether a description was met.
    pub(super) fn has_prose(&self) -> bool {
        !self.prose.is_empty()
    }

    /// Whether its values were listed last, so that what follows may be one more.
    pub(super) fn has_values(&self) -> bool {
        self.constraints.last().is_some_and(|last| matches!(last.rule, Rule::Values(_)))
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
        if let Some(object) = inner_object(&mut schema, 0) {
            self.add_members_to(object, sample.and_then(first_item));
        } else if !self.children.is_empty() {
            // A type that is not known may well be an object.
            add_members_of_items(&mut schema, &self.children, None);
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
        if let Some((keyword, span)) = self.access {
            schema.set(keyword, Node::bool(true, span));
        }
        schema
    }
}

impl Field<'_> {
    /// Gives an object schema the children of the field; those that are folded are taken from the sample.
    fn add_members_to(&self, object: &mut Node, sample: Option<&Node>) {
        let free = self.children.iter().any(Field::is_any_key);
        let shown = sample.filter(|sample| !free && members(Some(sample)).is_some()).map(sample::schema);
        if let Some(shown) = shown {
            object.set("properties", shown.get("properties").cloned().unwrap_or(shown));
        } else if self.children.is_empty() {
            object.set("additionalProperties", Node::bool(true, self.kind));
        }
        add_members(object, &self.children, sample);
    }
}

/// The first value inside of a sample list, however deep; what is no list is that value itself.
pub(super) fn first_item(sample: &Node) -> Option<&Node> {
    match &sample.data {
        Data::Array(items) => first_item(items.first()?),
        _ => Some(sample),
    }
}

/// Writes fields into the items inside of a list schema, however deep; into any other schema itself.
pub(super) fn add_members_of_items<'t>(schema: &mut Node, fields: &[impl Borrow<Field<'t>>], sample: Option<&Node>) {
    let mut pointer = String::new();
    while schema.pointer(&pointer).is_some_and(|list| list.get("items").is_some()) {
        pointer.push_str("/items");
    }
    if let Some(items) = schema.pointer_mut(&pointer) {
        add_members(items, fields, sample);
    }
}

/// Writes fields into an object schema: each with its schema, and the list of those that are required.
pub(super) fn add_members<'t>(object: &mut Node, fields: &[impl Borrow<Field<'t>>], sample: Option<&Node>) {
    if fields.is_empty() {
        return;
    }
    let span = object.span;
    let mut properties = object.get("properties").cloned().unwrap_or_else(|| Node::object::<&str>([], span));
    let (keys, named): (Vec<_>, Vec<_>) =
        fields.iter().map(Borrow::borrow).partition(|field: &&Field<'t>| field.is_any_key());
    for field in &named {
        let mut schema = field.schema(sample.and_then(|sample| sample.get(field.name.text)));
        schema.key_span = Some(field.name.span);
        properties.set(field.name.text, schema);
    }
    if let Some(field) = keys.first() {
        object.set("additionalProperties", field.schema(None));
    }
    if properties.as_object().is_some_and(|members| !members.is_empty()) {
        object.set("properties", properties);
    }
    let required: Vec<_> = named.iter().filter(|field| field.required).map(|field| field.name.node()).collect();
    if !required.is_empty() {
        object.set("required", Node::array(required, span));
    }
}

/// Lines as one text, with the place of all of them. Where a page broke a line around a code span, it goes on.
pub(super) fn text_of(lines: &[Line<'_>]) -> Option<Node> {
    let (first, last) = (lines.first()?, lines.last()?);
    let (mut text, mut broken) = (first.text.to_owned(), false);
    for line in lines.iter().skip(1) {
        let punctuation = line.text.starts_with([',', '.', ';', ')']);
        text.push_str(match (punctuation, broken && line.text.starts_with(char::is_lowercase)) {
            (true, _) => "",
            (false, true) => " ",
            (false, false) => "\n",
        });
        broken = punctuation;
        text.push_str(line.text);
    }
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
pub(super) fn bound<'t>(line: Line<'t>, rest: &mut (impl Iterator<Item = Line<'t>> + Clone)) -> Option<Constraint<'t>> {
    let of = |rule, span| Some(Constraint { rule, span });
    let mut value = |prefix: &str| {
        let value = line.after(prefix)?;
        let value = if value.text.is_empty() { rest.next()? } else { value };
        Some(value.bare())
    };
    if let Some(first) = line.after("Available options:") {
        let first = if first.text.is_empty() { rest.next()? } else { first };
        let values = options(first, rest);
        let span = Span { end: values.last().map_or(first.span.end, |last| last.span.end), ..first.span };
        return of(Rule::Values(values), span);
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

/// The values of an enumeration. Commas stand behind a value or in front of the next one; without any, each value is
/// a word on a line of its own, and the next field ends them.
fn options<'t>(first: Line<'t>, rest: &mut (impl Iterator<Item = Line<'t>> + Clone)) -> Vec<Line<'t>> {
    let (mut values, mut line, mut commas) = (Vec::new(), first, false);
    loop {
        values.extend(line.split(',').map(Line::bare).filter(|value| !value.text.is_empty()));
        commas |= line.text.contains(',');
        let mut ahead = rest.clone();
        let Some(next) = ahead.next() else { break };
        let joined = line.text.ends_with(',') || next.text.starts_with(',');
        let alone = !commas && is_option(next) && !may_begin(next, ahead);
        if !joined && !alone {
            break;
        }
        line = next;
        rest.next();
    }
    values
}

/// Whether a line may be the name of a field: a type follows, or a word that may be one and a mark.
fn may_begin<'t>(name: Line<'t>, mut behind: impl Iterator<Item = Line<'t>>) -> bool {
    let Some(kind) = behind.next() else { return false };
    let is_type = begins(&[name, kind]) || kind::obvious(kind).is_some() || kind::has_form_of_type(kind.text);
    is_type || behind.next().is_some_and(|third| marks::read(third, &mut std::iter::empty()).is_some())
}

/// Whether a line can be one more value of a list without commas.
fn is_option(line: Line<'_>) -> bool {
    let other = FURNITURE.contains(&line.text) || line.text.ends_with([':', '.']);
    !other && !line.text.contains(' ') && marks::read(line, &mut std::iter::empty()).is_none()
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
        let (intro, found) = fields(&all, sample.as_ref(), &mut report);
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
        insta::assert_snapshot!(schema(page, sample), @r#"{"properties":{"owner":{"type":"object","properties":{"name":{"type":"string","description":"Of the owner"}}},"name":{"type":"string","description":"Of the cat"},"toys":{"type":"array","items":{"type":"object","properties":{"weight":{"type":"number","x-inferred":true}}}},"free":{"type":"object","additionalProperties":true}}}"#);
    }
}
