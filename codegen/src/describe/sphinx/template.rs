//! The template of a structure: JSON whose values are placeholders, quoted (`"<string>"`) or bare (`<boolean>`).

use super::Page;
use super::stated::{Kind, Stated};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{MAX_DEPTH, Span};
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::ops::Range;

/// A member of the template.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) name_span: Span,
    pub(super) value: Value,
    pub(super) span: Span,
}

/// The place of a value.
#[derive(Debug)]
pub(super) enum Value {
    /// A placeholder; it may say nothing (`""`, `...`).
    Placeholder(Stated),
    /// An object with its members; `{}` has none.
    Object(Vec<Member>),
    /// An array with its first item.
    Array(Option<Box<Value>>),
}

impl Value {
    /// What the place says about the type.
    pub(super) fn stated(&self) -> Stated {
        match self {
            Self::Placeholder(stated) => stated.clone(),
            Self::Object(_) => Stated { kind: Some(Kind::Object), ..Stated::default() },
            Self::Array(items) => {
                let items = items.as_ref().map(|items| Box::new(items.stated()));
                Stated { kind: Some(Kind::Array), items, ..Stated::default() }
            }
        }
    }
}

/// Reads the template that begins at `start` and gives its members with the offset after it.
///
/// Returns `None` after reporting `page-cut`, `page-inconsistent` or `too-deep`.
pub(super) fn read(page: &Page<'_>, start: usize, diagnostics: &mut Diagnostics) -> Option<(Vec<Member>, usize)> {
    let mut lexer = Lexer { page, at: start, unread: Vec::new() };
    let value = lexer.value(0);
    for range in std::mem::take(&mut lexer.unread) {
        let message = format!("`{}` in the template is no placeholder", page.slice(range.clone()));
        diagnostics.push(
            Diagnostic::warning(Code::TextUnread, message)
                .at(page.span(range))
                .help("a placeholder is a type in angle brackets, `<string>`; correct the page, or add what it says with an overlay"),
        );
    }
    match value {
        Ok(Value::Object(members)) => Some((members, lexer.at)),
        Ok(_) => {
            let problem = lexer.odd("the template is no object");
            diagnostics.push(*problem);
            None
        }
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
    /// Words that are neither placeholders nor values.
    unread: Vec<Range<usize>>,
}

impl Lexer<'_, '_> {
    fn odd(&self, message: &str) -> Box<Diagnostic> {
        let width = self.page.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Box::new(
            Diagnostic::error(Code::PageInconsistent, message)
                .at(self.page.span(self.at..self.at + width))
                .help("a template is an object in braces whose values are placeholders such as \"<string>\""),
        )
    }

    fn cut(&self) -> Box<Diagnostic> {
        Box::new(self.page.cut("the page ends in the middle of its template"))
    }

    fn peek(&mut self) -> Option<char> {
        let rest = self.page.text.get(self.at..)?;
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
            '"' => self.string().map(|text| Value::Placeholder(placeholder(&text))),
            ',' | '}' | ']' => Ok(Value::Placeholder(Stated::default())),
            _ => Ok(Value::Placeholder(placeholder(&self.bare()?))),
        }
    }

    fn object(&mut self, depth: usize) -> Lexed<Value> {
        self.take('{');
        let (mut members, mut seen) = (Vec::new(), BTreeMap::new());
        loop {
            match self.peek().ok_or_else(|| self.cut())? {
                '}' => {
                    self.take('}');
                    return Ok(Value::Object(members));
                }
                ',' => {
                    self.take(',');
                }
                '.' => {
                    self.bare()?;
                }
                '"' => {
                    let key_start = self.at;
                    let name = self.string()?;
                    let name_span = self.page.span(key_start..self.at);
                    if !self.take(':') {
                        return Err(if self.peek().is_none() { self.cut() } else { self.odd("a colon belongs here") });
                    }
                    self.peek();
                    let value_start = self.at;
                    let value = self.value(depth + 1)?;
                    let span = self.page.span(value_start..self.at);
                    if let Some(first) = seen.insert(name.clone(), name_span) {
                        let message = format!("the template has the member `{name}` twice");
                        let problem = Diagnostic::error(Code::PageInconsistent, message).at(name_span);
                        let help = "find out which of the two is right, and remove the other from the page";
                        return Err(Box::new(problem.label(first, "first here").help(help)));
                    }
                    members.push(Member { name, name_span, value, span });
                }
                _ => return Err(self.odd("the name of a member belongs here, in quotes")),
            }
        }
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
                '}' => return Err(self.odd("this brace closes an array")),
                '.' => {
                    self.bare()?;
                }
                _ => {
                    let item = self.value(depth + 1)?;
                    first = first.or(Some(Box::new(item)));
                }
            }
        }
    }

    /// The content of a string, escapes left as they are.
    fn string(&mut self) -> Lexed<String> {
        let rest = self.page.text.get(self.at + 1..).unwrap_or_default();
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
        let rest = self.page.text.get(self.at..).unwrap_or_default();
        let end = rest.find([',', '}', ']', '{', '[', '"', '\n']).ok_or_else(|| self.cut())?;
        if end == 0 {
            return Err(self.odd("a placeholder belongs here"));
        }
        let text = rest[..end].trim();
        let is_value = text.starts_with('<') && text.ends_with('>')
            || text.chars().all(|c| matches!(c, '.' | '…'))
            || serde_json::from_str::<IgnoredAny>(text).is_ok();
        if !is_value {
            self.unread.push(self.at..self.at + text.len());
        }
        self.at += end;
        Ok(text.to_owned())
    }
}

/// What a placeholder says: the words between `<` and `>`; a literal shows its type.
fn placeholder(text: &str) -> Stated {
    if let Some(words) = text.trim().strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
        return Stated { unread: Vec::new(), ..Stated::read(words) };
    }
    let kind = match text.trim() {
        "true" | "false" => Some(Kind::Boolean),
        number if number.parse::<i64>().is_ok() => Some(Kind::Integer),
        _ => None,
    };
    Stated { kind, is_nullable: text.trim() == "null", ..Stated::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;

    fn read_text(text: &str) -> Result<(Vec<Member>, usize), String> {
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let mut diagnostics = Diagnostics::new();
        read(&Page { file, text }, 0, &mut diagnostics)
            .ok_or_else(|| diagnostics.iter().map(|found| found.message.clone()).collect())
    }

    #[test]
    fn placeholders_may_be_quoted_bare_or_empty() {
        let text = "{\n\"a\": \"<string>\",\n\"b\": <boolean>,\n\"c\": ,\n\"d\": \"\",\n\"e\": {\"f\": [\"<uuid>\"]},\n...\n} rest";
        let (members, end) = read_text(text).expect("reads");
        assert_eq!(&text[end..], " rest");
        let kinds: Vec<_> = members.iter().map(|member| (member.name.as_str(), member.value.stated().kind)).collect();
        let want = [
            ("a", Some(Kind::String)),
            ("b", Some(Kind::Boolean)),
            ("c", None),
            ("d", None),
            ("e", Some(Kind::Object)),
        ];
        assert_eq!(kinds, want);
    }

    #[test]
    fn words_that_are_no_placeholders_are_told() {
        let text = "{\n\"a\": string,\n.. note:: b\n\"c\": 1,\n\"d\": null,\n...\n}";
        let mut files = SourceFiles::new();
        let file = files.add("page", text);
        let mut diagnostics = Diagnostics::new();
        assert!(read(&Page { file, text }, 0, &mut diagnostics).is_some());
        let said: Vec<_> = diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(
            said,
            ["`string` in the template is no placeholder", "`.. note:: b` in the template is no placeholder"]
        );
    }

    #[test]
    fn broken_templates_are_refused() {
        let refusal = |text: &str| read_text(text).expect_err("refused");
        for cut in ["{", "{\"a", "{\"a\"", "{\"a\": ", "{\"a\": [", "{\"a\": <str", "{\"a\": \"<string>\","] {
            assert_eq!(refusal(cut), "the page ends in the middle of its template", "{cut}");
        }
        assert_eq!(refusal("{a: 1}"), "the name of a member belongs here, in quotes");
        assert_eq!(refusal("{\"a\" 1}"), "a colon belongs here");
        assert_eq!(refusal("{\"a\": 1, \"a\": 2}"), "the template has the member `a` twice");
        assert_eq!(refusal(&format!("{{\"a\": {}", "[".repeat(5_000))), "the template is nested more than 128 deep");
        assert_eq!(refusal("{\"a\": [}"), "this brace closes an array");
    }
}
