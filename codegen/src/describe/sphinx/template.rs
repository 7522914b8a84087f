//! The template of a structure: JSON whose values are placeholders, quoted (`"<string>"`) or bare (`<boolean>`).
//!
//! What is none is left out and told; only the end of the page in the middle of it is an error.

use super::schema::Line;
use super::values::Row;
use crate::describe::reading::Page;
use crate::describe::reading::stated::{Kind, Stated};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{MAX_DEPTH, Span};
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

/// A member of a structure, with what the page says about it outside of the template.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) name_span: Span,
    pub(super) value: Value,
    pub(super) span: Span,
    /// The line that describes it.
    pub(super) line: Option<Line>,
    /// The table of its values.
    pub(super) rows: Option<Vec<Row>>,
}

impl Member {
    /// A member of which nothing but the place of its value is known.
    pub(super) fn new(name: String, name_span: Span, value: Value, span: Span) -> Self {
        Self { name, name_span, value, span, line: None, rows: None }
    }
}

/// The place of a value.
#[derive(Debug)]
pub(super) enum Value {
    /// A placeholder; it may say nothing (`""`, `...`).
    Placeholder(Stated),
    /// A text that stands for itself: `"type": "circle"`.
    Literal(String),
    /// The name of another structure: `{<Address>}`.
    Named(String),
    /// An object with its members; `{}` has none.
    Object(Vec<Member>),
    /// An object with any keys, and the place of their values: `{"<string>": "<uuid>"}`.
    Map(Box<Value>),
    /// An array with its first item.
    Array(Option<Box<Value>>),
}

impl Value {
    /// What the place says about the type.
    pub(super) fn stated(&self) -> Stated {
        let of_kind = |kind| Stated { kind: Some(kind), ..Stated::default() };
        match self {
            Self::Placeholder(stated) => stated.clone(),
            Self::Literal(_) => of_kind(Kind::String),
            Self::Named(_) | Self::Object(_) | Self::Map(_) => of_kind(Kind::Object),
            Self::Array(items) => {
                let items = items.as_ref().map(|items| Box::new(items.stated()));
                Stated { items, ..of_kind(Kind::Array) }
            }
        }
    }

    /// The members of an object, or those of the items of an array.
    pub(super) fn members(&self) -> &[Member] {
        match self {
            Self::Object(members) => members,
            Self::Array(Some(value)) | Self::Map(value) => value.members(),
            _ => &[],
        }
    }

    /// The same, to change them.
    pub(super) fn members_mut(&mut self) -> Option<&mut Vec<Member>> {
        match self {
            Self::Object(members) => Some(members),
            Self::Array(Some(value)) | Self::Map(value) => value.members_mut(),
            _ => None,
        }
    }
}

/// The member at the end of a way: its place in the structure, in the object there, and so on.
pub(super) fn member_at<'m>(members: &'m [Member], way: &[usize]) -> Option<&'m Member> {
    let (first, rest) = way.split_first()?;
    let member = members.get(*first)?;
    if rest.is_empty() { Some(member) } else { member_at(member.value.members(), rest) }
}

/// The same, to change it.
pub(super) fn member_at_mut<'m>(members: &'m mut [Member], way: &[usize]) -> Option<&'m mut Member> {
    let (first, rest) = way.split_first()?;
    let member = members.get_mut(*first)?;
    if rest.is_empty() { Some(member) } else { member_at_mut(member.value.members_mut()?, rest) }
}

/// Whether code holds a place for a value: a word in angle brackets, nothing, or an ellipsis where no value is shown.
pub(super) fn has_placeholders(code: &str) -> bool {
    let (mut has_ellipsis, mut has_text) = (false, false);
    let mut before = ' ';
    let mut rest = code;
    while let Some(at) = rest.find(['<', '.', ',', '}', '\n', '"']) {
        let (c, after) = (rest[at..].chars().next().unwrap_or(' '), &rest[at + 1..]);
        before = rest[..at].trim_end().chars().next_back().unwrap_or(before);
        let opens = matches!(before, ':' | '[' | '{' | ',' | '"');
        let is_word = after.split('>').next().is_some_and(|word| word.len() < after.len() && word.len() < 40);
        match c {
            '<' if opens && is_word => return true,
            '.' if opens && after.starts_with("..") => has_ellipsis = true,
            ',' | '}' if before == ':' => return true,
            '"' if before == ':' && after.starts_with('"') => before = 'x',
            '\n' => {}
            _ => {
                has_text |= c == '"' && before == ':' && !after.starts_with('<');
                before = c;
            }
        }
        rest = after;
    }
    has_ellipsis && !has_text
}

/// Reads the template that stands in a range.
///
/// Returns `None` after reporting `page-cut` or `too-deep`, or, as a warning, that there is no template.
pub(super) fn read(page: &Page<'_>, range: Range<usize>, diagnostics: &mut Diagnostics) -> Option<Vec<Member>> {
    let mut lexer = Lexer { page, at: range.start, end: range.end, unread: Vec::new(), twice: Vec::new() };
    let value = lexer.value(0);
    for range in std::mem::take(&mut lexer.unread) {
        let message = format!("`{}` in the template is not a placeholder", page.slice(range.clone()));
        diagnostics.push(
            Diagnostic::warning(Code::TextUnread, message)
                .at(page.span(range))
                .help("a placeholder is a type in angle brackets, `<string>`; correct the page, or add what it says with an overlay"),
        );
    }
    for (name, second, first) in std::mem::take(&mut lexer.twice) {
        let message = format!("the template has the member `{name}` twice; the first counts");
        let help = "find out which of the two is right, and remove the other from the page";
        let diagnostic = Diagnostic::warning(Code::PageInconsistent, message).at(second).help(help);
        diagnostics.push(diagnostic.label(first, "first here"));
    }
    match value {
        Ok(Value::Object(members)) => Some(members),
        Ok(Value::Array(Some(value))) => match *value {
            Value::Object(members) => Some(members),
            _ => None,
        },
        Ok(_) => None,
        Err(problem) => {
            diagnostics.push(*problem);
            None
        }
    }
}

type Lexed<T> = Result<T, Box<Diagnostic>>;

struct Lexer<'p, 't> {
    page: &'p Page<'t>,
    at: usize,
    end: usize,
    /// Words that are neither placeholders nor values.
    unread: Vec<Range<usize>>,
    /// Members that stand twice: the name, the second place, the first.
    twice: Vec<(String, Span, Span)>,
}

impl<'t> Lexer<'_, 't> {
    fn cut(&self) -> Box<Diagnostic> {
        Box::new(self.page.cut("the page ends in the middle of its template"))
    }

    fn rest(&self) -> &'t str {
        self.page.slice(self.at..self.end)
    }

    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        let body = rest.trim_start();
        self.at += rest.len() - body.len();
        body.chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Lexed<Value> {
        if depth > MAX_DEPTH {
            let message = format!("the template is nested more than {MAX_DEPTH} deep");
            let span = self.page.span(self.at..self.at + 1);
            let help = "no page has such a template; check where it comes from";
            return Err(Box::new(Diagnostic::error(Code::TooDeep, message).at(span).help(help)));
        }
        match self.peek().ok_or_else(|| self.cut())? {
            '{' => self.object(depth),
            '[' => self.array(depth),
            '"' => self.string().map(|text| placeholder(&text, true)),
            ',' | '}' | ']' => Ok(Value::Placeholder(Stated::default())),
            _ => Ok(placeholder(&self.bare()?, false)),
        }
    }

    fn object(&mut self, depth: usize) -> Lexed<Value> {
        self.take('{');
        let (mut members, mut seen, mut other) = (Vec::new(), BTreeMap::new(), None);
        loop {
            match self.peek().ok_or_else(|| self.cut())? {
                '}' => {
                    self.take('}');
                    return Ok(if members.is_empty() {
                        other.unwrap_or(Value::Object(members))
                    } else {
                        Value::Object(members)
                    });
                }
                ',' => {
                    self.take(',');
                }
                '"' => match self.member(depth)? {
                    Some((name, member)) if words(&name).is_some() => other = Some(Value::Map(Box::new(member.value))),
                    Some((name, member)) => match seen.entry(name.clone()) {
                        Entry::Vacant(place) => {
                            place.insert(member.name_span);
                            members.push(member);
                        }
                        Entry::Occupied(first) => self.twice.push((name, member.name_span, *first.get())),
                    },
                    None => {}
                },
                '<' => {
                    let name = self.bare()?;
                    other = words(&name).map(|name| Value::Named(name.to_owned()));
                }
                '.' | '\u{2026}' => {
                    self.bare()?;
                }
                _ => self.skip(),
            }
        }
    }

    /// A member; `None` where no colon follows the name.
    fn member(&mut self, depth: usize) -> Lexed<Option<(String, Member)>> {
        let start = self.at;
        let name = self.string()?;
        let name_span = self.page.span(start..self.at);
        if !self.take(':') {
            if self.peek().is_none() {
                return Err(self.cut());
            }
            self.unread.push(start..start + name.len() + 2);
            return Ok(None);
        }
        self.peek();
        let value_start = self.at;
        let value = self.value(depth + 1)?;
        let span = self.page.span(value_start..self.at);
        Ok(Some((name.clone(), Member::new(name, name_span, value, span))))
    }

    fn array(&mut self, depth: usize) -> Lexed<Value> {
        self.take('[');
        let mut first = None;
        loop {
            match self.peek().ok_or_else(|| self.cut())? {
                ']' => {
                    self.take(']');
                    return Ok(Value::Array(first));
                }
                ',' => {
                    self.take(',');
                }
                '}' => return Ok(Value::Array(first)),
                '.' | '\u{2026}' => {
                    self.bare()?;
                }
                ':' => self.skip(),
                _ => {
                    let item = self.value(depth + 1)?;
                    first = first.or(Some(Box::new(item)));
                }
            }
        }
    }

    /// The content of a string, escapes left as they are.
    fn string(&mut self) -> Lexed<String> {
        let rest = self.page.slice(self.at + 1..self.end);
        let mut escaped = false;
        let end = rest.bytes().position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        let end = end.ok_or_else(|| self.cut())?;
        self.at += end + 2;
        Ok(rest[..end].to_owned())
    }

    /// Everything up to the next comma, bracket or line end.
    fn bare(&mut self) -> Lexed<String> {
        let rest = self.rest();
        let end = rest.find([',', '}', ']', '{', '[', '"', '\n']).ok_or_else(|| self.cut())?;
        let text = rest[..end].trim();
        let is_value = words(text).is_some()
            || text.chars().all(|c| matches!(c, '.' | '\u{2026}'))
            || serde_json::from_str::<IgnoredAny>(text).is_ok();
        if !is_value {
            self.unread.push(self.at..self.at + text.len());
        }
        self.at += end;
        Ok(text.to_owned())
    }

    /// Passes what is neither a member nor the end of an object.
    fn skip(&mut self) {
        let rest = self.rest();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find([',', '}', '"', '\n']).map_or(rest.len(), |at| first + at);
        self.unread.push(self.at..self.at + rest[..end].trim_end().len());
        self.at += end;
    }
}

/// The words between `<` and `>`.
fn words(text: &str) -> Option<&str> {
    text.trim().strip_prefix('<')?.strip_suffix('>')
}

/// What a placeholder says; a literal shows its type, but a number does not show that it is whole.
fn placeholder(text: &str, is_quoted: bool) -> Value {
    let text = text.trim();
    if let Some(words) = words(text) {
        return Value::Placeholder(Stated { unread: Vec::new(), ..Stated::read(words) });
    }
    let stated = Stated::read(text);
    if is_quoted && stated.is_a_type() {
        return Value::Placeholder(stated);
    }
    if is_quoted && !text.is_empty() && !text.chars().all(|c| matches!(c, '.' | '\u{2026}')) {
        return Value::Literal(text.to_owned());
    }
    let kind = match text {
        "true" | "false" if !is_quoted => Some(Kind::Boolean),
        number if !is_quoted && number.parse::<f64>().is_ok() => Some(Kind::Number),
        _ => None,
    };
    Value::Placeholder(Stated { kind, is_nullable: text == "null", ..Stated::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;

    fn read_text(text: &str) -> (Option<Vec<Member>>, Vec<String>) {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let mut diagnostics = Diagnostics::new();
        let members = read(&Page { file, text }, 0..text.len(), &mut diagnostics);
        (members, diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    fn kinds(text: &str) -> Vec<(String, Option<Kind>)> {
        let members = read_text(text).0.expect("reads");
        members.iter().map(|member| (member.name.clone(), member.value.stated().kind)).collect()
    }

    #[test]
    fn placeholders_may_be_quoted_bare_or_empty() {
        let found = kinds(
            "{\n\"a\": \"<string>\",\n\"b\": <boolean>,\n\"c\": ,\n\"d\": \"\",\n\"e\": {\"f\": [\"<uuid>\"]},\n...\n}",
        );
        let want = [
            ("a", Some(Kind::String)),
            ("b", Some(Kind::Boolean)),
            ("c", None),
            ("d", None),
            ("e", Some(Kind::Object)),
        ];
        assert_eq!(found, want.map(|(name, kind)| (name.to_owned(), kind)));
    }

    #[test]
    fn a_number_that_stands_for_a_place_is_not_known_to_be_whole() {
        assert_eq!(
            kinds("{\"a\": 1, \"b\": \"circle\"}"),
            [("a".to_owned(), Some(Kind::Number)), ("b".to_owned(), Some(Kind::String)),]
        );
    }

    #[test]
    fn objects_may_be_named_or_have_any_keys() {
        let (members, said) = read_text("{\"a\": {<Address>}, \"b\": {\"<string>\": <uuid>,}, \"c\": { ... }}");
        let members = members.expect("reads");
        assert!(matches!(&members[0].value, Value::Named(name) if name == "Address"));
        assert!(matches!(&members[1].value, Value::Map(value) if value.stated().format == Some("uuid")));
        assert!(matches!(&members[2].value, Value::Object(members) if members.is_empty()));
        assert_eq!(said, Vec::<String>::new());
    }

    #[test]
    fn words_that_are_no_placeholders_are_told() {
        let text = "{\n\"a\": string,\n.. note:: b\n\"c\": 1,\n\"d\": null,\nx: 1,\n\"a\": <uuid>\n}";
        let want = [
            "`string` in the template is not a placeholder",
            "`.. note:: b` in the template is not a placeholder",
            "`x: 1` in the template is not a placeholder",
            "the template has the member `a` twice; the first counts",
        ];
        assert_eq!(read_text(text).1, want);
    }

    #[test]
    fn templates_that_end_early_are_refused() {
        for cut in ["{", "{\"a", "{\"a\"", "{\"a\": ", "{\"a\": [", "{\"a\": <str", "{\"a\": \"<string>\","] {
            assert_eq!(read_text(cut).1, ["the page ends in the middle of its template"], "{cut}");
        }
        let deep = format!("{{\"a\": {}", "[".repeat(5_000));
        assert_eq!(read_text(&deep).1, ["the template is nested more than 128 deep"]);
    }

    #[test]
    fn templates_are_told_from_examples() {
        for template in
            ["{\"a\": \"<string>\"}", "{\"a\": {...}}", "{\"a\": <int>}", "{\"a\": }", "{\"a\": [\"<uuid>\", ...]}"]
        {
            assert!(has_placeholders(template), "{template}");
        }
        for example in [
            "{\"a\": \"b\"}",
            "{\"a\": \"1 < 2 > 1\", \"b\": \"\"}",
            "{\"a\": \"so ...\"}",
            "{\"a\": \"b\", ...}",
            "{}",
        ] {
            assert!(!has_placeholders(example), "{example}");
        }
    }
}
