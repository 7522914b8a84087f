//! Where fields begin in the lines of a section of the long text form. Text that may be a field, and a field whose type
//! is in no known words, are reported; never drops a line.

use super::compact::{CHILDREN, FURNITURE};
use super::document::Report;
use super::field::{CHILDREN_OPEN, Field, METHODS, bound, is_media_type};
use super::kind;
use super::line::Line;
use super::sample::any;
use crate::diagnostic::{Code, Diagnostic};
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
    /// All names in the sample.
    known: BTreeSet<&'a str>,
}

/// What stands at a line.
enum Row<'t> {
    /// A field, which takes this many lines so far.
    Field(Field<'t>, usize),
    /// Lines that are none.
    Text,
    /// A type under a line that is no name, which spoils the page.
    Nameless,
}

impl<'t, 'a> Rows<'t, 'a> {
    /// The lines of a section, and the sample of what it describes.
    pub(super) fn new(lines: &'a [Line<'t>], sample: Option<&'a Node>) -> Self {
        let mut types = vec![0; lines.len()];
        let mut run = 0;
        for (line, count) in lines.iter().zip(&mut types).rev() {
            run = if kind::printed(*line).is_some() { run + 1 } else { 0 };
            *count = run;
        }
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
        Self { lines, types, known }
    }

    /// All fields in page order, and the number of lines in front of them.
    ///
    /// Returns `None` after reporting at least one error.
    pub(super) fn read(&self, report: &mut Report<'_>) -> Option<(usize, Vec<Field<'t>>)> {
        let (mut intro, mut found, mut sound) = (self.lines.len(), Vec::<Field<'t>>::new(), true);
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
                    continue;
                }
                Row::Nameless => {
                    sound = false;
                    continue;
                }
                Row::Text => {}
            }
            let Some(field) = found.last_mut() else { continue };
            if is_heading(line.text) && self.opens_section(at + 1) {
                report.push(
                    Diagnostic::error(Code::PageInconsistent, format!("`{}` is no section that this reader knows", line.text))
                        .at(line.span)
                        .help("if it is one under another name, write it as `Body` or `Response`; else leave it out of the saved page"),
                );
                return None;
            }
            if is_heading(line.text) && !field.prose.is_empty() && self.is_text(at + 1) {
                let message = format!("`{}` may be a heading, which this reader does not know", line.text);
                let help = format!("it was read as description of `{}`, and so was what follows it", field.name.text);
                report.unread(message, line.span, &help);
            }
            field.take(line, &mut rest, report);
        }
        sound.then_some((intro, found))
    }

    fn types(&self, at: usize) -> usize {
        self.types.get(at).copied().unwrap_or_default()
    }

    /// Tells what stands at a line. Names and types alternate, so in a row of lines that could be both, the line in
    /// front is a name when their number is odd.
    fn row(&self, at: usize, report: &mut Report<'_>) -> Row<'t> {
        let (Some(name), Some(next)) = (self.lines.get(at), self.lines.get(at + 1)) else { return Row::Text };
        let known = |line: &Line<'_>| self.known.contains(line.text);
        let odd = self.types(at + 1) % 2 == 1;
        if !is_name(name.text) {
            if odd {
                report.inconsistent(
                    format!("`{}` stands before a type, and is no name that this reader knows", name.text),
                    name.span,
                    (next.span, "the type"),
                    "write the name as it is sent, or capture the page again",
                );
                return Row::Nameless;
            }
            return Row::Text;
        }
        if let Some(kind) = kind::printed(*next).filter(|_| odd || known(name) && !known(next)) {
            if STATES.contains(&name.text) && at > 0 && !known(name) && is_name(self.lines[at - 1].text) {
                let message = format!("`{}` stands where a name is expected, and was read as one", name.text);
                report.unread(message, name.span, "if it marks the field above, correct the document in the overlay");
            }
            return Row::Field(Field::new(*name, *next, kind), 2);
        }
        if self.types(at + 1) > 0 {
            if !known(next) {
                let message = format!(
                    "`{}` may be a name and `{}` its type, or the name of the next field",
                    name.text, next.text
                );
                report.unread(
                    message,
                    next.span,
                    "it was read as the name of the next field; correct the document in the overlay if it is none",
                );
            }
            return Row::Text;
        }
        // A mark in front of the type.
        let third = self.lines.get(at + 2).filter(|_| known(name) && !known(next));
        if let Some((third, kind)) = third.and_then(|third| Some((third, kind::printed(*third)?)))
            && let Some(field) = Field::marked(*name, *third, kind, *next)
        {
            return Row::Field(field, 3);
        }
        self.unprinted(at, *name, *next, report)
    }

    /// A name, and below it a type in other words than Mintlify's.
    fn unprinted(&self, at: usize, name: Line<'t>, next: Line<'t>, report: &mut Report<'_>) -> Row<'t> {
        // The next line is a name itself.
        if is_name(next.text) && self.types(at + 2) % 2 == 1 {
            return Row::Text;
        }
        if let Some(kind) = kind::obvious(next) {
            return Row::Field(Field::new(name, next, kind), 2);
        }
        for (end, _) in next.text.char_indices().filter(|(_, c)| matches!(c, ' ' | '·' | '(')) {
            let word = next.before(end);
            if let Some(kind) = kind::printed(word).or_else(|| kind::obvious(word))
                && let Some(field) = Field::marked(name, word, kind, next.from(end))
            {
                return Row::Field(field, 2);
            }
        }
        let marked = self
            .lines
            .get(at + 2)
            .is_some_and(|third| STATES.contains(&third.text) || third.text.starts_with("default:"));
        let bare = is_name(next.text) && next.text.starts_with(|c: char| c.is_lowercase()) && !is_mark(next);
        let plain = bare && !is_number(name.text);
        let sure = kind::has_form_of_type(next.text) || plain && (marked || self.known.contains(name.text));
        if !sure && !plain || is_mark(next) {
            return Row::Text;
        }
        let message = format!("`{}` may be the type of `{}`; this reader does not know it", next.text, name.text);
        let help = if sure {
            "the field takes any value; state its type in the overlay"
        } else {
            "the two were read as text; if they are a field, state it in the overlay"
        };
        report.unread(message, Span { end: next.span.end, ..name.span }, help);
        if sure { Row::Field(Field::new(name, next, any(next.span)), 2) } else { Row::Text }
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

fn is_name(text: &str) -> bool {
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '[' | ']' | '@' | ':');
    // A colon may stand inside of a name, and behind a label.
    let label = |(label, rest): (&str, &str)| rest.is_empty() || ["default", "Example", "Pattern"].contains(&label);
    !text.is_empty() && text.chars().all(sound) && !text.split_once(':').is_some_and(label)
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
        let found = Rows::new(&all, Some(&sample)).read(&mut report);
        let field = |field: &Field<'_>| {
            let mark = if field.required { "!" } else { "" };
            format!("{}{mark} {}\n", field.name.text, field.schema(None).to_value())
        };
        let said = diagnostics.iter().map(|found| {
            let level = if found.severity == Severity::Error { "error" } else { "warning" };
            let place = found.span.map_or(String::new(), |span| files.slice(span).replace('\n', "/"));
            format!("{level} at {place}: {}\n", found.message)
        });
        found.iter().flat_map(|(_, fields)| fields).map(field).chain(said).collect()
    }

    #[test]
    fn types_are_names_as_well() {
        insta::assert_snapshot!(read("limit\ninteger\nfile\nstring\nThe file\nnumber\nobject\nany\nany", json!({})), @"");
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nnumber\nstring\nThe number", json!({"number": 1})), @"");
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nnumber\nstring\nThe number", json!({})), @"");
    }

    #[test]
    fn other_words_for_types_begin_fields() {
        let page = "id\nstring\nIdentifier\ntoys\narray of objects\nToys\nborn\nstring · required\nBirth\nage\nint32 (optional)\nsize\nrequired\nnumber\nq:x\nstr";
        insta::assert_snapshot!(read(page, json!({"size": 1})), @"");
    }

    #[test]
    fn unknown_types_are_reported_and_their_fields_kept_where_something_shows_them() {
        insta::assert_snapshot!(read("id\nstring\nprice\nmoney\nrequired\nWhat it costs", json!({})), @"");
        insta::assert_snapshot!(read("id\nstring\nprice\nmoney\nWhat it costs", json!({"price": 1})), @"");
        insta::assert_snapshot!(read("id\nstring\nprice\nmoney | null\nWhat it costs", json!({})), @"");
        insta::assert_snapshot!(read("id\nstring\nprice\nmoney\nWhat it costs", json!({})), @"");
        insta::assert_snapshot!(read("key\nstring\nName\nvalue\nstring\nValue", json!({})), @"");
    }

    #[test]
    fn a_type_below_no_name_spoils_the_page() {
        insta::assert_snapshot!(read("id\nstring\nto number\nstring\nrequired\ntoName:\nstring\nna\u{200b}me\nstring", json!({})), @"");
        insta::assert_snapshot!(read("\u{200b}id\nstring", json!({})), @"");
    }

    #[test]
    fn lines_that_look_like_headings_are_reported() {
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nRate limits\n60 per minute", json!({})), @"");
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nPayload\napplication/json\nname\nstring", json!({})), @"");
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nWebhooks\nPOST\n/\nfed\nname\nstring", json!({})), @"");
        insta::assert_snapshot!(read("id\nstring\nIdentifier\nGiven at birth\nMaximum string length: 9", json!({})), @"");
    }

    #[test]
    fn values_are_no_names() {
        insta::assert_snapshot!(read("mood\nenum<string>\nAvailable options:\ncalm,\nwild\nnumber\nstring", json!({})), @"");
        insta::assert_snapshot!(read("mood\nenum<integer>\nAvailable options:\n1, two", json!({})), @"");
    }
}
