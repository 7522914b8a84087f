//! What both renderings of a page have in common: an operation, its sections, and the items a section is made of.
//!
//! Plain data: the readers of the renderings fill it in, the tree reader consumes it.

use super::types::{Type, is_model_name, number};
use crate::describe::html::entity;
use crate::source::{FileId, Node, Span};
use serde_json::Value;
use std::ops::Range;

/// The badge that pages print before the name of a deprecated member, glued to it in copies of their text.
pub(super) const BADGE: &str = "Deprecated";

/// A piece of a page and what it says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) span: Span,
}

impl Text {
    /// The trimmed text of a byte range of a file, with the place of what is left.
    pub(super) fn trimmed(page: &str, file: FileId, range: Range<usize>) -> Self {
        let raw = page.get(range.clone()).unwrap_or_default();
        let start = range.start + (raw.len() - raw.trim_start().len());
        let text = raw.trim();
        Self { text: text.to_owned(), span: Span::new(file, start..start + text.len()) }
    }
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) operations: Vec<Page>,
    /// The definitions of models that stand beside the operations.
    pub(super) models: Vec<Section>,
}

/// One operation as its page prints it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) title: Text,
    /// Lower case.
    pub(super) method: Text,
    pub(super) path: Text,
    pub(super) description: Option<Text>,
    /// The badge that marks the operation as deprecated.
    pub(super) deprecated: Option<Span>,
    pub(super) sections: Vec<Section>,
    /// Whether there are sections of a kind that is not known; they are reported.
    pub(super) has_unknown: bool,
    pub(super) request: Option<Request>,
    /// The sample of the answer.
    pub(super) answer: Option<Node>,
    /// Whether the page has a place for a sample of the answer, filled or not.
    pub(super) shows_answer: bool,
    pub(super) end: End,
}

/// How the text of a page ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// With all that such a page has.
    Whole,
    /// Here, behind its sections and before samples that such pages have: it may have none, or be cut.
    Early(Span),
    /// Here, in the middle of what it says.
    Cut(Span),
}

impl End {
    /// Where it ends early, if it does.
    pub(super) fn early(self) -> Option<Span> {
        match self {
            Self::Whole => None,
            Self::Early(at) | Self::Cut(at) => Some(at),
        }
    }

    /// States a further reason to take the end for an early one; what was stated first stays.
    pub(super) fn set(&mut self, end: Self) {
        if matches!(self, Self::Whole) {
            *self = end;
        }
    }
}

impl Page {
    /// An operation of which nothing but its address is read yet.
    pub(super) fn new(title: Text, method: Text, path: Text) -> Self {
        Self {
            title,
            method,
            path,
            description: None,
            deprecated: None,
            sections: Vec::new(),
            has_unknown: false,
            request: None,
            answer: None,
            shows_answer: false,
            end: End::Whole,
        }
    }

    /// The operation as people write it.
    pub(super) fn subject(&self) -> String {
        format!("{} {}", self.method.text.to_ascii_uppercase(), self.path.text)
    }
}

/// What the sample request says.
#[derive(Debug)]
pub(super) struct Request {
    /// As stated, or what the command does without.
    pub(super) method: Text,
    pub(super) url: Text,
    pub(super) media_type: Option<Text>,
    /// Names and values of the headers, without credentials.
    pub(super) headers: Vec<(Text, Text)>,
    /// The names of the fields of a form.
    pub(super) fields: Vec<Text>,
    /// The JSON body.
    pub(super) body: Option<Node>,
}

/// What a section lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SectionKind {
    Path,
    Query,
    Header,
    Body,
    Returns,
    /// The definitions of models.
    Domain,
}

impl SectionKind {
    const NAMES: [(&str, Self); 6] = [
        ("Path Parameters", Self::Path),
        ("Query Parameters", Self::Query),
        ("Header Parameters", Self::Header),
        ("Body Parameters", Self::Body),
        ("Returns", Self::Returns),
        ("Models", Self::Domain),
    ];

    /// The kind a heading names, and what stands behind the name (for bodies, what they are made of).
    pub(super) fn named(heading: &str) -> Option<(Self, &str)> {
        let (name, kind) = Self::NAMES.into_iter().find(|(name, _)| heading.starts_with(name))?;
        let rest = heading.strip_prefix(name)?.trim();
        (rest.is_empty() || kind == Self::Body).then_some((kind, rest))
    }

    /// Whether only pages that show HTTP have such a section: returned values and models are those of a library, too.
    pub(super) fn is_of_http(self) -> bool {
        !matches!(self, Self::Returns | Self::Domain)
    }

    /// The name of the section on a page.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Path => "Path Parameters",
            Self::Query => "Query Parameters",
            Self::Header => "Header Parameters",
            Self::Body => "Body Parameters",
            Self::Returns => "Returns",
            Self::Domain => "Models",
        }
    }
}

/// A section: its lines, and what says how they nest.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) kind: SectionKind,
    /// What the heading says behind its name, `JSON` for instance.
    pub(super) qualifier: String,
    pub(super) heading: Span,
    /// Where the section ends.
    pub(super) end: Span,
    pub(super) lines: Lines,
}

/// The lines of a section.
#[derive(Debug)]
pub(super) enum Lines {
    /// Bullets whose indentation the page has kept: it nests them, and says what is prose.
    Indented(Vec<Item>),
    /// Lines without indentation: what their signatures announce nests them. Where prose looks like a member, the text
    /// allows several readings, the strictest first.
    Flat(Vec<Reading>),
    /// Bullets on one line: as before, but the only value of a member is listed once more below it.
    Collapsed(Vec<Reading>),
}

/// One way to read the lines of a section.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) items: Vec<Item>,
    /// Lines that look like members and were taken for prose.
    pub(super) doubted: Vec<Text>,
}

/// What a section is made of.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// `name: type`, `Name = type`, `Name object { … }`, or a type alone; a value of a list is a type of its own.
    Head(Head),
    /// `minLength1`
    Constraint(Constraint),
    /// `One of the following:`
    OneOf(Span),
    /// A paragraph or more.
    Prose(Text),
}

/// One value of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    pub(super) value: Value,
    pub(super) span: Span,
    pub(super) description: Option<Text>,
}

/// One bound or format.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Constraint {
    pub(super) keyword: &'static str,
    pub(super) value: Value,
    pub(super) span: Span,
}

/// The line that opens a node.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) name: HeadName,
    pub(super) optional: bool,
    pub(super) r#type: Type,
    /// The whole line.
    pub(super) span: Span,
    /// The name in it; the type where there is none.
    pub(super) name_span: Span,
    /// The type in it.
    pub(super) type_span: Span,
    /// Blanks before the bullet; none where the indentation is lost.
    pub(super) indent: usize,
    /// Whether a badge beside the name says so.
    pub(super) deprecated: bool,
}

/// What a head introduces.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum HeadName {
    /// A member or a parameter.
    Field(String),
    /// An alternative that the page numbers.
    Alternative,
    /// A model and its definition.
    Model(String),
    /// A type alone.
    Bare,
}

impl Head {
    /// Reads a line that lies at byte `start` of a file; `None` when it is not a head.
    ///
    /// `admit` decides about names that no page of the format prints, those with blanks in them.
    pub(super) fn parse(line: &str, file: FileId, start: usize, admit: impl Fn(&str) -> bool) -> Option<Self> {
        let plain = plain(line);
        let parts = quoted_member(&plain)
            .or_else(|| member(&plain, admit))
            .or_else(|| alias(&plain))
            .or_else(|| named_object(&plain))?;
        let whole = Span::new(file, start..start + line.len());
        // Offsets into the line change with what is made plain, so that its parts have no place of their own.
        let span = |range: Range<usize>| match plain == line {
            true => Span::new(file, start + range.start..start + range.end),
            false => whole,
        };
        Some(Self {
            name: parts.name,
            optional: parts.optional,
            span: whole,
            name_span: span(0..parts.name_end),
            type_span: span(parts.type_start..plain.len()),
            r#type: parts.r#type,
            indent: 0,
            deprecated: false,
        })
    }

    /// Reads a line that would be a head if what stands in the place of the type were one.
    ///
    /// `is_certain` says that no prose can stand where the line does; elsewhere what follows the name has to look like
    /// a type, or to be called optional as members are.
    pub(super) fn misprinted(line: &str, file: FileId, start: usize, is_certain: bool) -> Option<Self> {
        let is_plain = |next: char| next.is_alphanumeric() || matches!(next, '_' | '-' | '.' | '$' | '@');
        let (name, rest) = line.split_once(": ").or_else(|| line.split_once(" = "))?;
        let unquoted = name.trim_matches('"');
        if unquoted.is_empty() || !unquoted.chars().all(is_plain) || rest.ends_with(['.', ',', ';', ':', '!']) {
            return None;
        }
        let printed = rest.strip_prefix("optional ").unwrap_or(rest);
        let is_member = is_certain || printed.len() < rest.len();
        let word = Type::misprint(printed).or_else(|| is_member.then_some(printed))?;
        let completed = format!("{}string", line.get(..line.len() - printed.len())?);
        let mut head = Self::parse(&completed, file, start, |_| false)?;
        head.r#type = Type::Misprint(word.to_owned());
        head.span = Span::new(file, start..start + line.len());
        head.type_span = Span::new(file, start + line.len() - printed.len()..start + line.len());
        Some(head)
    }

    /// Reads a line as a type without a name.
    pub(super) fn bare(line: &str, file: FileId, start: usize) -> Option<Self> {
        let span = Span::new(file, start..start + line.len());
        let r#type = Type::parse(line)?;
        let name = HeadName::Bare;
        Some(Self {
            name,
            optional: false,
            r#type,
            span,
            name_span: span,
            type_span: span,
            indent: 0,
            deprecated: false,
        })
    }

    /// Takes a badge that is glued to the name off it, where `known` does not hold the name as it is printed.
    ///
    /// The names of pages are written in one style: a lower-case letter right behind the badge begins a name, an
    /// upper-case one may go on with it and is asked of `known`.
    pub(super) fn take_badge(&mut self, known: impl Fn(&str) -> bool) {
        let HeadName::Field(printed) = &self.name else { return };
        let Some(name) = printed.strip_prefix(BADGE).filter(|name| !name.is_empty()) else { return };
        if !known(printed) && (known(name) || name.starts_with(|first: char| first.is_lowercase() || first == '_')) {
            self.name = HeadName::Field(name.to_owned());
            self.deprecated = true;
        }
    }

    /// The name of a member, nothing for other heads.
    pub(super) fn field(&self) -> Option<&str> {
        if let HeadName::Field(name) = &self.name { Some(name) } else { None }
    }
}

/// A line with ordinary blanks, without the backslashes that Markdown puts before punctuation and the character
/// references of HTML.
fn plain(line: &str) -> String {
    let line = &without_references(line);
    let is_escape =
        |at: usize| line.get(at + 1..).is_some_and(|rest| rest.starts_with(['_', '[', ']', '*', '{', '}', '<', '>']));
    let kept = line.char_indices().filter(|(at, next)| *next != '\\' || !is_escape(*at));
    kept.map(|(_, next)| if next.is_whitespace() && !next.is_ascii() { ' ' } else { next }).collect()
}

fn without_references(line: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(line.len()), line);
    while let Some((before, at)) = rest.find('&').map(|at| rest.split_at(at)) {
        out.push_str(before);
        rest = match entity(at) {
            Some((c, after)) => {
                out.push(c);
                after
            }
            None => {
                out.push('&');
                &at[1..]
            }
        };
    }
    out + rest
}

/// The parts of a line that opens a node.
struct Parts {
    name: HeadName,
    optional: bool,
    r#type: Type,
    name_end: usize,
    type_start: usize,
}

/// `name: type`
fn member(line: &str, admit: impl Fn(&str) -> bool) -> Option<Parts> {
    line.match_indices(": ").find_map(|(at, _)| {
        // Some pages mark what is optional as TypeScript does.
        let (name, is_marked) = match line.get(..at)? {
            marked if marked.ends_with('?') && !marked.starts_with('?') => (marked.trim_end_matches('?'), true),
            name => (name, false),
        };
        let is_plain = !name.is_empty() && !name.contains(|next: char| next.is_whitespace() || next == '"');
        if !is_plain && !admit(name) {
            return None;
        }
        field(line, name.to_owned(), at).map(|parts| Parts { optional: parts.optional || is_marked, ..parts })
    })
}

/// `"name": type`, as headers are printed, and names that are no words.
fn quoted_member(line: &str) -> Option<Parts> {
    let inner = line.strip_prefix('"')?;
    let end = inner.find("\": ")?;
    let name = inner.get(..end).filter(|name| !name.is_empty() && !name.contains('"'))?;
    field(line, name.to_owned(), end + 2)
}

/// The member whose colon stands at a byte of the line.
fn field(line: &str, name: String, colon: usize) -> Option<Parts> {
    let rest = line.get(colon + 2..)?;
    let printed = rest.strip_prefix("optional ").unwrap_or(rest);
    let optional = printed.len() < rest.len();
    let r#type = Type::parse(printed)?;
    Some(Parts {
        name: HeadName::Field(name),
        optional,
        r#type,
        name_end: colon,
        type_start: line.len() - printed.len(),
    })
}

/// `UnionMember0 = type`, `Name = type`
fn alias(line: &str) -> Option<Parts> {
    let (name, printed) = line.split_once(" = ")?;
    let type_start = line.len() - printed.len();
    Some(Parts { name: model(name)?, optional: false, r#type: Type::parse(printed)?, name_end: name.len(), type_start })
}

/// `Name object { … }`
fn named_object(line: &str) -> Option<Parts> {
    let (name, _) = line.split_once(" object")?;
    let printed = line.get(name.len() + 1..)?;
    let r#type = Type::parse(printed).filter(|found| matches!(found, Type::Object(_)))?;
    Some(Parts { name: model(name)?, optional: false, r#type, name_end: name.len(), type_start: name.len() + 1 })
}

/// What a name that stands before a definition is: that of a model, or the page's own number of an alternative.
fn model(name: &str) -> Option<HeadName> {
    let is_number = |count: &str| !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    match name.strip_prefix("UnionMember").is_some_and(is_number) {
        true => Some(HeadName::Alternative),
        false => is_model_name(name).then(|| HeadName::Model(name.to_owned())),
    }
}

impl Constraint {
    /// Reads a keyword with its value glued to it: `exclusiveMinimum0`, `formatuuid`.
    pub(super) fn parse(line: &str, span: Span) -> Option<Self> {
        const NUMBERS: [&str; 11] = [
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minimum",
            "maximum",
            "multipleOf",
        ];
        let found = NUMBERS.into_iter().find_map(|keyword| {
            let value = number(line.strip_prefix(keyword)?.trim_start())?;
            Some((keyword, Value::Number(value)))
        });
        let format = || {
            let value = line.strip_prefix("format")?.trim_start();
            let plain = |next: char| next.is_ascii_alphanumeric() || next == '-' || next == '_';
            // "formats" and "formatted" are words of prose.
            let is_format = !matches!(value, "" | "s" | "ted" | "ting") && value.chars().all(plain);
            is_format.then(|| ("format", Value::String(value.to_owned())))
        };
        let pattern = || {
            let value = line.strip_prefix("pattern")?.trim_start();
            value.starts_with('^').then(|| ("pattern", Value::String(value.to_owned())))
        };
        let unique = || {
            let value = match line.strip_prefix("uniqueItems")?.trim_start() {
                "true" => true,
                "false" => false,
                _ => return None,
            };
            Some(("uniqueItems", Value::Bool(value)))
        };
        let (keyword, value) = found.or_else(format).or_else(pattern).or_else(unique)?;
        Some(Self { keyword, value, span })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;
    use serde_json::json;

    fn head(line: &str) -> Option<(HeadName, bool, Type)> {
        let file = SourceFiles::new().add("a", line);
        Head::parse(line, file, 0, |_| false).map(|head| (head.name, head.optional, head.r#type))
    }

    #[test]
    fn heads_are_told_from_prose_by_the_type_grammar() {
        assert_eq!(head("X-Id:\u{a0}optional string"), head("X-Id: optional string"));
        assert_eq!(head("X-Id: optional string"), Some((HeadName::Field("X-Id".into()), true, Type::String)));
        assert_eq!(head("UnionMember1 = string"), Some((HeadName::Alternative, false, Type::String)));
        assert_eq!(head("Cat = string"), Some((HeadName::Model("Cat".into()), false, Type::String)));
        for prose in ["DEPRECATED: Whether it is over.", "a note: string", "x = string", "id:string", "Range: 1 to 3"] {
            assert_eq!(head(prose), None, "{prose}");
        }
    }

    #[test]
    fn constraints_are_a_keyword_with_its_value_glued_to_it() {
        let span = Span::new(SourceFiles::new().add("a", ""), 0..0);
        let read = |line| Constraint::parse(line, span).map(|found| (found.keyword, found.value));
        assert_eq!(read("exclusiveMinimum0"), Some(("exclusiveMinimum", json!(0))));
        assert_eq!(read("minimum-0.5"), Some(("minimum", json!(-0.5))));
        assert_eq!(read("formatdate-time"), Some(("format", json!("date-time"))));
        assert_eq!(read("pattern^[a-z]$"), Some(("pattern", json!("^[a-z]$"))));
        assert_eq!(read("uniqueItemstrue"), Some(("uniqueItems", json!(true))));
        for prose in ["formatted", "minimum of 3", "pattern to follow", "maximum"] {
            assert_eq!(read(prose), None, "{prose}");
        }
    }
}
