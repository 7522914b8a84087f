//! Where fields begin in the lines of a section of the long text form. Text that may be a field, and a field whose type
//! is in no known words, are reported; never drops a line.

use super::compact::{CHILDREN, FURNITURE};
use super::document::Report;
use super::field::{CHILDREN_OPEN, Field, bound};
use super::kind;
use super::line::Line;
use super::sample::any;
use crate::describe::reading::http::{METHODS, is_media_type};
use crate::source::{Data, Node, Span};
use std::collections::BTreeSet;

/// Whether a line is a name and the one behind it its type.
pub(super) fn begins(pair: &[Line<'_>]) -> bool {
    matches!(pair, [name, kind, ..] if is_name(name.text) && kind::printed(*kind).is_some())
}

/// The lines of a section, from which fields are taken one by one.
pub(super) struct Rows<'t, 'a> {
    lines: &'a [Line<'t>],
    /// How many lines in a row are types as Mintlify prints them, from each line on.
    types: Vec<usize>,
    /// The same for types in any words.
    words: Vec<usize>,
    /// All names in the sample.
    known: BTreeSet<&'a str>,
    /// How far apart lines are that follow each other at once; where all are, the page has lost its blank lines.
    gap: u32,
    /// Whether some lines of the section stand further apart.
    has_blank_lines: bool,
}

/// What stands at a line.
enum Row<'t> {
    /// A field, which takes this many lines so far.
    Field(Field<'t>, usize),
    /// Lines that are none.
    Text,
    /// A type under a line that is no name.
    Nameless,
}

/// What the lines that are read belong to.
enum Above {
    /// No field yet.
    Intro,
    /// The last field, and whether a line below it was reported that may be a heading.
    Field { has_heading: bool },
    /// A field whose name cannot be read.
    Nameless,
}

impl<'t, 'a> Rows<'t, 'a> {
    /// The lines of a section, and the sample of what it describes.
    pub(super) fn new(lines: &'a [Line<'t>], sample: Option<&'a Node>) -> Self {
        let types = runs(lines, |line| kind::printed(line).is_some());
        let words = runs(lines, |line| kind::printed(line).or_else(|| kind::obvious(line)).is_some());
        let mut known = BTreeSet::new();
        let mut open: Vec<&Node> = sample.into_iter().collect();
        while let Some(node) = open.pop() {
            match &node.data {
                Data::Object(members) => {
                    known.extend(members.keys().map(String::as_str));
                    open.extend(members.values());
                }
                Data::Array(items) => open.extend(items),
                _ => {}
            }
        }
        let gaps = || lines.windows(2).map(|pair| gap(&pair[0], &pair[1]));
        let nearest = gaps().min().unwrap_or(0);
        Self { lines, types, words, known, gap: nearest, has_blank_lines: gaps().any(|gap| gap > nearest) }
    }

    /// All fields in page order, and the number of lines in front of them.
    pub(super) fn read(&self, report: &mut Report<'_>) -> (usize, Vec<Field<'t>>) {
        let (mut intro, mut found) = (self.lines.len(), Vec::<Field<'t>>::new());
        let mut above = Above::Intro;
        let mut rest = self.lines.iter().copied();
        while let Some(line) = rest.next() {
            let at = self.lines.len() - rest.len() - 1;
            match self.row(at, report) {
                Row::Field(field, lines) => {
                    intro = intro.min(at);
                    for _ in 1..lines {
                        rest.next();
                    }
                    found.push(field);
                    above = Above::Field { has_heading: false };
                    continue;
                }
                Row::Nameless => {
                    intro = intro.min(at);
                    above = Above::Nameless;
                    continue;
                }
                Row::Text if self.is_untyped(at, found.last()) => {
                    let message = format!("`{}` stands where a field begins, and no type is beside it", line.text);
                    report.unread(message, line.span, "it takes any value; state its type in the overlay");
                    intro = intro.min(at);
                    found.push(Field::new(line, line, any(line.span)));
                    above = Above::Field { has_heading: false };
                    continue;
                }
                Row::Text => {}
            }
            let (Above::Field { has_heading }, Some(field)) = (&mut above, found.last_mut()) else { continue };
            if is_heading(line.text) && self.opens_section(at + 1) {
                self.report_section(line, report);
                break;
            }
            if is_heading(line.text) && field.has_prose() && !*has_heading && self.is_text(at + 1) {
                *has_heading = true;
                let message = format!("`{}` may be a heading, which this reader does not know", line.text);
                let help = format!("it was read as description of `{}`, and so was what follows it", field.name.text);
                report.unread(message, line.span, &help);
            }
            let is_last = at + 1 == self.lines.len() || self.lines.get(at + 1..).is_some_and(begins);
            if is_last && !field.has_prose() && !field.has_values() && is_plain_name(line.text) {
                let message =
                    format!("`{}` may be a field that has no type, or the text of `{}`", line.text, field.name.text);
                report.unread(message, line.span, "it was read as text; if it is a field, state it in the overlay");
            }
            field.take(line, &mut rest, report);
        }
        (intro, found)
    }

    /// Reports a section under a heading that is not known, with all that stands below.
    fn report_section(&self, heading: Line<'_>, report: &mut Report<'_>) {
        let end = self.lines.last().map_or(heading.span.end, |last| last.span.end);
        report.unread(
            format!("`{}` is not a section that this reader knows, so nothing below it is read", heading.text),
            Span { end, ..heading.span },
            "if it is one under another name, write it as `Body` or `Response`; else state what it says in the overlay",
        );
    }

    /// Tells what stands at a line. Names and types alternate, so in a row of lines that could be both, the line in
    /// front is a name when their number is odd.
    fn row(&self, at: usize, report: &mut Report<'_>) -> Row<'t> {
        let (Some(name), Some(next)) = (self.lines.get(at), self.lines.get(at + 1)) else { return Row::Text };
        let odd = is_odd(&self.types, at + 1);
        if !is_name(name.text) {
            if odd && !is_mark(*name) {
                report.doubtful(
                    format!("`{}` stands before a type, and is not a name that this reader knows", name.text),
                    name.span,
                    (next.span, "the type"),
                    "it is not in the document, nor is the text below it; write the name as it is sent",
                );
                return Row::Nameless;
            }
            return Row::Text;
        }
        let shown = self.known.contains(name.text) && !self.known.contains(next.text);
        let is_state = STATES.contains(&name.text) && !self.known.contains(name.text);
        match kind::printed(*next) {
            Some(kind) if odd || shown => {
                let above = at.checked_sub(1).and_then(|at| self.lines.get(at));
                if is_state && above.is_some_and(|above| is_name(above.text) && kind::printed(*above).is_none()) {
                    let message = format!("`{}` stands where a name is expected, and was read as one", name.text);
                    let help = "if it marks the field above, correct the document in the overlay";
                    report.unread(message, name.span, help);
                }
                Row::Field(Field::new(*name, *next, kind), 2)
            }
            Some(_) => {
                if !is_state && !self.known.contains(next.text) {
                    let message = format!("`{}` may be the type of `{}`, or the next name", next.text, name.text);
                    let help = "it was read as the next name; correct the document in the overlay if it is none";
                    report.unread(message, next.span, help);
                }
                Row::Text
            }
            None if shown && let Some(field) = self.marked(at) => Row::Field(field, 3),
            None => self.other(at, report),
        }
    }

    /// Whether a line is the name of a field that has no type: a mark of a field follows, or nothing that the line
    /// could be a part of stands around it.
    fn is_untyped(&self, at: usize, above: Option<&Field<'_>>) -> bool {
        let Some(line) = self.lines.get(at).filter(|line| is_plain_name(line.text)) else { return false };
        let next = self.lines.get(at + 1);
        if next.is_some_and(|next| STATES.contains(&next.text)) {
            return true;
        }
        let is_apart = |at: usize| match self.lines.get(at.saturating_sub(1)..=at) {
            Some([above, line]) => gap(above, line) > self.gap,
            _ => true,
        };
        let Some(field) = above.filter(|field| !field.has_values()) else { return false };
        // Below a type at once, where texts stand apart, there is no text.
        let is_first = if field.has_prose() { is_apart(at) } else { !is_apart(at) && self.has_blank_lines };
        let ends = next.is_none() || is_apart(at + 1) || self.lines.get(at + 1..).is_some_and(begins);
        let is_identifier = line.text.contains('_') || line.text.contains(char::is_uppercase);
        is_first && ends && (is_identifier || !field.has_prose())
    }

    /// A field with a mark between its name and its type.
    fn marked(&self, at: usize) -> Option<Field<'t>> {
        let [name, mark, kind, ..] = self.lines.get(at..)? else { return None };
        Field::marked(*name, *kind, kind::printed(*kind)?, *mark)
    }

    /// What stands at a line that is a name, if the line below is no type as Mintlify prints it.
    fn other(&self, at: usize, report: &mut Report<'_>) -> Row<'t> {
        if let Some(field) = self.worded(at) {
            return Row::Field(field, 2);
        }
        let (Some(name), Some(next)) = (self.lines.get(at), self.lines.get(at + 1)) else { return Row::Text };
        let is_next_name = is_name(next.text) && (is_odd(&self.types, at + 2) || self.worded(at + 1).is_some());
        let one_word = is_name(next.text) && next.text.starts_with(|c: char| c.is_lowercase()) && !is_number(name.text);
        let has_form = kind::has_form_of_type(next.text);
        if is_next_name || !one_word && !has_form || is_mark(*next) {
            return Row::Text;
        }
        let is_marked = self.lines.get(at + 2).is_some_and(|third| {
            STATES.contains(&third.text) || third.text.starts_with("default:") || third.text == CHILDREN
        });
        // A mark of the field above is not a name of its own, unless the sample has a member of that name.
        let is_state = STATES.contains(&name.text);
        if is_state && !self.known.contains(name.text) && self.is_untyped(at + 1, None) {
            return Row::Text;
        }
        let sure = self.known.contains(name.text) || !is_state && (has_form || is_marked);
        let message = format!("`{}` may be the type of `{}`; this reader does not know it", next.text, name.text);
        let help = if sure {
            "the field takes any value; state its type in the overlay"
        } else {
            "the two were read as text; if they are a field, state it in the overlay"
        };
        report.unread(message, Span { end: next.span.end, ..name.span }, help);
        if sure { Row::Field(Field::new(*name, *next, any(next.span)), 2) } else { Row::Text }
    }

    /// A field whose type is in other words than Mintlify's, maybe with marks beside it.
    fn worded(&self, at: usize) -> Option<Field<'t>> {
        let [name, next, ..] = self.lines.get(at..)? else { return None };
        let of = |line: Line<'_>| kind::printed(line).or_else(|| kind::obvious(line));
        if !is_name(name.text) || next.text.len() > MAX_TYPE {
            return None;
        }
        if let Some(kind) = of(*next) {
            return is_odd(&self.words, at + 1).then(|| Field::new(*name, *next, kind));
        }
        let glued =
            |rest: &str| ["required", "deprecated", "default:", "header"].iter().any(|mark| rest.starts_with(mark));
        let ends = next
            .text
            .char_indices()
            .filter(|(end, c)| matches!(c, ' ' | '·' | '(') || *end > 0 && next.text.get(*end..).is_some_and(glued));
        let ends = ends.map(|(end, _)| end);
        ends.map(|end| (next.before(end), next.from(end)))
            .find_map(|(word, marks)| Field::marked(*name, word, of(word)?, marks))
    }

    /// Whether more text follows at a line: no field, and no mark of the field above.
    fn is_text(&self, at: usize) -> bool {
        let next = self.lines.get(at).filter(|line| ![CHILDREN, CHILDREN_OPEN].contains(&line.text));
        next.is_some_and(|line| !is_mark(*line)) && !self.lines.get(at..).is_some_and(begins)
    }

    /// Whether a part of the page begins at a line that no field has: a media type, or the address of an operation.
    fn opens_section(&self, at: usize) -> bool {
        let text = |at: usize| self.lines.get(at).map_or("", |line| line.text);
        is_media_type(text(at)) || METHODS.contains(&text(at)) && text(at + 1).starts_with('/')
    }
}

/// The longest type with marks beside it.
const MAX_TYPE: usize = 80;

/// How many lines in a row are something, from each line on.
fn runs<'t>(lines: &[Line<'t>], is: impl Fn(Line<'t>) -> bool) -> Vec<usize> {
    let mut counts: Vec<usize> = lines.iter().map(|line| usize::from(is(*line))).collect();
    let mut run = 0;
    for count in counts.iter_mut().rev() {
        run = if *count == 0 { 0 } else { run + 1 };
        *count = run;
    }
    counts
}

fn is_odd(runs: &[usize], at: usize) -> bool {
    runs.get(at).is_some_and(|run| run % 2 == 1)
}

/// Marks of a field that could be names of fields.
const STATES: [&str; 4] = ["required", "optional", "deprecated", "headerrequired"];

/// Whether a line says something about the field above it, whatever the field is.
fn is_mark(line: Line<'_>) -> bool {
    Field::marked(line, line, any(line.span), line).is_some() || bound(line, &mut std::iter::empty()).is_some()
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

/// Whether a line has the form of a heading: a few words, the first with a capital, and no punctuation.
fn is_heading(text: &str) -> bool {
    let sound = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '&' | '\'');
    text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && text.chars().any(char::is_lowercase)
        && text.chars().all(sound)
        && text.split(' ').count() <= 4
        && ![CHILDREN, CHILDREN_OPEN].contains(&text)
        && !FURNITURE.contains(&text)
}

/// How far apart two lines are.
fn gap(above: &Line<'_>, line: &Line<'_>) -> u32 {
    line.span.start.saturating_sub(above.span.end)
}

/// Whether a text is a name in the manner of a program, and no word of a mark or of a text.
fn is_plain_name(text: &str) -> bool {
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(sound)
        && !STATES.contains(&text)
        && !["header", "path", "query", "cookie", "body", "null", "true", "false"].contains(&text)
}

/// Whether a text can be the name of a field.
pub(super) fn is_name(text: &str) -> bool {
    let sound = |c: char| c.is_alphanumeric() || "_-.$[]@:{}".contains(c);
    // A colon may stand inside of a name, and behind a label.
    let label = |(label, rest): (&str, &str)| rest.is_empty() || ["default", "Example", "Pattern"].contains(&label);
    text.chars().any(char::is_alphanumeric) && text.chars().all(sound) && !text.split_once(':').is_some_and(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::mintlify::line::lines;
    use crate::diagnostic::{Diagnostics, Severity};
    use crate::source::SourceFiles;
    use serde_json::{Value, json};

    /// Each field with its type and description, and what was reported.
    fn read(text: &str, sample: Value) -> String {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let sample = Node::from_value(sample, Span::new(file, 0..0));
        let all = lines(file, files[file].text(), 0..text.len());
        let mut diagnostics = Diagnostics::new();
        let mut report = Report::new("GET /cats".to_owned(), &mut diagnostics);
        let (_, found) = Rows::new(&all, Some(&sample)).read(&mut report);
        let field = |field: &Field<'_>| {
            let mark = if field.required { "!" } else { "" };
            format!("{}{mark} {}\n", field.name.text, field.schema(None).to_value())
        };
        let said = diagnostics.iter().map(|found| {
            let level = if found.severity == Severity::Error { "error" } else { "warning" };
            let place = found.span.map_or(String::new(), |span| files.slice(span).replace('\n', "/"));
            format!("{level} at {place}: {}\n", found.message)
        });
        found.iter().map(field).chain(said).collect()
    }

    #[test]
    fn types_are_names_as_well() {
        insta::assert_snapshot!(read("limit\ninteger\nfile\nstring\nThe file\nnumber\nobject\nany\nany", json!({})), @r#"
        limit {"type":"integer"}
        file {"type":"string","description":"The file"}
        number {"type":"object","additionalProperties":true}
        any {}
        "#);
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nnumber\nstring\nThe number", json!({"number": 1})), @r#"
        id {"type":"string","description":"Identifier"}
        number {"type":"string","description":"The number"}
        "#);
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nnumber\nstring\nThe number", json!({})), @r#"
        id {"type":"string","description":"Identifier"}
        number {"type":"string","description":"The number"}
        warning at number: `number` may be the type of `Identifier`, or the next name
        "#);
    }

    #[test]
    fn other_words_for_types_begin_fields() {
        let page = "id\nstring\nIdentifier\ntoys\narray of objects\nToys\nborn\nstring · required\nBirth\nage\nint32 (optional)\nsize\nrequired\nnumber\nq:x\nstr";
        insta::assert_snapshot!(read(page, json!({"size": 1})), @r#"
        id {"type":"string","description":"Identifier"}
        toys {"type":"array","items":{"type":"object","additionalProperties":true},"description":"Toys"}
        born! {"type":"string","description":"Birth"}
        age {"type":"integer","format":"int32"}
        size! {"type":"number"}
        q:x {"type":"string"}
        "#);
    }

    #[test]
    fn unknown_types_are_reported_and_their_fields_kept_where_something_shows_them() {
        insta::assert_snapshot!(read("id\nstring\nprice\nmoney\nrequired\nWhat it costs", json!({})), @r#"
        id {"type":"string"}
        price! {"description":"What it costs"}
        warning at price/money: `money` may be the type of `price`; this reader does not know it
        "#);
        insta::assert_snapshot!(read("id\nstring\nprice\nmoney\nWhat it costs", json!({"price": 1})), @r#"
        id {"type":"string"}
        price {"description":"What it costs"}
        warning at price/money: `money` may be the type of `price`; this reader does not know it
        "#);
        insta::assert_snapshot!(read("id\nstring\nprice\nmoney | null\nWhat it costs", json!({})), @r#"
        id {"type":"string"}
        price {"description":"What it costs"}
        warning at price/money | null: `money | null` may be the type of `price`; this reader does not know it
        "#);
        insta::assert_snapshot!(read("id\nstring\nprice\nmoney\nWhat it costs", json!({})), @r#"
        id {"type":"string","description":"price\nmoney\nWhat it costs"}
        warning at price/money: `money` may be the type of `price`; this reader does not know it
        "#);
        insta::assert_snapshot!(read("key\nstring\nName\nvalue\nstring\nValue", json!({})), @r#"
        key {"type":"string","description":"Name"}
        value {"type":"string","description":"Value"}
        "#);
    }

    #[test]
    fn a_type_below_no_name_is_reported() {
        insta::assert_snapshot!(read("id\nstring\nto number\nstring\nrequired\ntoName:\nstring", json!({})), @r#"
        id {"type":"string"}
        string! {}
        warning at to number: `to number` stands before a type, and is not a name that this reader knows
        warning at string: `string` stands where a field begins, and no type is beside it
        warning at toName:: `toName:` stands before a type, and is not a name that this reader knows
        "#);
        insta::assert_snapshot!(read("\u{200b}id\nstring", json!({})), @r#"id {"type":"string"}"#);
        assert!(read("id\nstring\nna\u{200b}me\nstring", json!({})).contains("is not a name"));
    }

    #[test]
    fn lines_that_look_like_headings_are_reported() {
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nRate limits\n60 per minute", json!({})), @r#"
        id {"type":"string","description":"Identifier\nRate limits\n60 per minute"}
        warning at Rate limits: `Rate limits` may be a heading, which this reader does not know
        "#);
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nPayload\napplication/json\nname\nstring", json!({})), @r#"
        id {"type":"string","description":"Identifier"}
        warning at Payload/application/json/name/string: `Payload` is not a section that this reader knows, so nothing below it is read
        "#);
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nWebhooks\nPOST\n/\nfed\nname\nstring", json!({})), @r#"
        id {"type":"string","description":"Identifier"}
        warning at Webhooks/POST///fed/name/string: `Webhooks` is not a section that this reader knows, so nothing below it is read
        "#);
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nGiven at birth\nMaximum string length: 9", json!({})), @r#"id {"type":"string","maxLength":9,"description":"Identifier\nGiven at birth"}"#);
    }

    #[test]
    fn a_name_without_a_type_is_a_field_where_the_layout_says_so() {
        insta::assert_snapshot!(read("mood\nstring\nrequired\nvoice\nrequired\ntoys\narray", json!({})), @r#"
        mood! {"type":"string"}
        voice! {}
        toys {"type":"array","items":{}}
        warning at voice: `voice` stands where a field begins, and no type is beside it
        "#);
        insta::assert_snapshot!(read("label\nstring\n\nIts label\n\nownerIds\n\nWho owns it.\n\nhook\nstring\nlast", json!({})), @r#"
        label {"type":"string","description":"Its label"}
        ownerIds {"description":"Who owns it."}
        hook {"type":"string"}
        last {}
        warning at ownerIds: `ownerIds` stands where a field begins, and no type is beside it
        warning at last: `last` stands where a field begins, and no type is beside it
        "#);
        // Code inside of a sentence stands on a line of its own as well, and so do values.
        insta::assert_snapshot!(read("label\nstring\nSet\nfoo_bar\nto have one", json!({})), @r#"
        label {"type":"string","description":"Set\nfoo_bar\nto have one"}
        warning at Set/foo_bar: `foo_bar` may be the type of `Set`; this reader does not know it
        "#);
        insta::assert_snapshot!(read("mood\nenum<string>\n\nAvailable options:\ncalm\nvery_wild\n\nIts mood", json!({})), @r#"
        mood {"type":"string","enum":["calm","very_wild"],"description":"Its mood"}
        warning at Its mood: `Its mood` may be a further value of `mood`
        "#);
    }

    #[test]
    fn values_are_no_names() {
        insta::assert_snapshot!(read("mood\nenum<string>\nAvailable options:\ncalm,\nwild\nnumber\nstring", json!({})), @r#"
        mood {"type":"string","enum":["calm","wild"]}
        number {"type":"string"}
        "#);
        insta::assert_snapshot!(read("mood\nenum<integer>\nAvailable options:\n1, two", json!({})), @r#"
        mood {"type":"integer","enum":[1,"two"]}
        warning at two: `two` is not a value of the type above it
        "#);
    }
}
