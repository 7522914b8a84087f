//! The lines of a Markdown page as items: headings, text, entries of lists, tables, code.

use super::section::{self, Section};
use crate::describe::facts::Text;
use crate::describe::reading::Page;
use crate::describe::reading::http::METHODS;
use crate::describe::reading::lines::{Cursor, is_underline, lines};
use crate::describe::reading::table::{self, Cell, Table};
use std::ops::Range;

#[derive(Debug)]
pub(super) enum Item {
    Heading {
        level: usize,
        text: Range<usize>,
    },
    Text(Range<usize>),
    /// An entry of a list, and how far it is indented.
    Entry {
        indent: usize,
        text: Range<usize>,
    },
    Table(Table),
    /// What stands between fences.
    Code {
        body: Range<usize>,
        is_whole: bool,
    },
}

impl Item {
    /// Whether the item is a method with a path.
    pub(super) fn names_operation(&self, page: &Page<'_>) -> bool {
        match self {
            Self::Heading { text, .. } => operation(page, text.clone(), true).is_some(),
            Self::Text(text) => named(page, text.clone()) || states_endpoint(page, text),
            Self::Code { body, .. } => named(page, first_line(page, body)),
            Self::Entry { text, .. } => {
                let is_path = |(key, value): (String, Range<usize>)| key == "path" && address(page, value).is_some();
                states_endpoint(page, text) || keyed(page, text.clone()).is_some_and(is_path)
            }
            Self::Table(table) => tabled(page, table).is_some(),
        }
    }

    /// Whether the item is one half of an operation: "Method: GET", or "URL: /cats".
    pub(super) fn names_half(&self, page: &Page<'_>) -> Option<Half> {
        // Small letters are keys of YAML.
        let Self::Text(text) = self else { return None };
        page.slice(text.clone()).trim_start_matches(MARKS).starts_with(char::is_uppercase).then_some(())?;
        let (key, value) = keyed(page, text.clone())?;
        match key.as_str() {
            "method" | "http method" => METHODS.contains(&page.slice(value)).then_some(Half::Method),
            "path" | "endpoint" | "url" | "uri" => address(page, value).map(|_| Half::Address),
            _ => None,
        }
    }
}

/// A half of an operation, which a line of its own states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Method,
    Address,
}

/// Whether the items of a page name an operation, in one of them or in two that follow each other.
pub(super) fn name_operation(page: &Page<'_>, items: &[Item]) -> bool {
    let both = |pair: &[Item]| match pair {
        [first, second] => first.names_half(page).zip(second.names_half(page)).is_some_and(|(one, two)| one != two),
        _ => false,
    };
    items.iter().any(|item| item.names_operation(page)) || items.windows(2).any(both)
}

/// The items of a page, in order.
pub(super) fn items(page: &Page<'_>) -> Vec<Item> {
    let mut cursor = Cursor::new(page.text);
    let mut items = Vec::new();
    front_matter(page, &mut cursor);
    while let Some(line) = cursor.peek() {
        let text = page.slice(line.clone());
        let body = text.trim();
        let start = line.start + (text.len() - text.trim_start().len());
        if body.is_empty() || matches!(body, "---" | "***" | "___") {
            cursor.pass(line.end);
        } else if let Some(mark) = fence(body) {
            items.push(code(page, &mut cursor, mark));
        } else if let Some(found) = table::read(page, &cursor) {
            cursor.pass(found.range.end);
            items.push(Item::Table(found));
        } else if let Some(range) = heading_in_text(page, &cursor, start, body) {
            cursor.pass(line.end);
            items.push(Item::Heading { level: BELOW_ALL, text: range });
        } else if let Some((level, inner)) = html_heading(body) {
            cursor.pass(line.end);
            let from = start + body.find(inner).unwrap_or(0);
            items.push(Item::Heading { level, text: from..from + inner.len() });
        } else if is_frame(body) {
            cursor.pass(line.end);
        } else if let Some(level) = heading_level(body) {
            cursor.pass(line.end);
            let inner = body[level..].trim_matches(['#', ' ']);
            let from = start + body.find(inner).unwrap_or(0);
            items.push(Item::Heading { level, text: from..from + inner.len() });
        } else if let Some(entry) = ["- ", "* ", "+ "].iter().find_map(|mark| body.strip_prefix(mark)) {
            cursor.pass(line.end);
            let indent = text.len() - text.trim_start().len();
            let from = start + (body.len() - entry.len());
            let inner = entry.trim_start();
            let from = from + (entry.len() - inner.len());
            items.push(Item::Entry { indent, text: from..from + inner.len() });
        } else {
            cursor.pass(line.end);
            let next = cursor.peek().map(|line| page.slice(line).trim()).unwrap_or_default();
            let range = start..start + body.len();
            if is_underline(next) && next.starts_with(['=', '-']) && !body.contains('|') {
                cursor.next_filled().into_iter().for_each(|line| cursor.pass(line.end));
                let level = if next.starts_with('=') { 1 } else { 2 };
                items.push(Item::Heading { level, text: range });
            } else {
                items.push(Item::Text(range));
            }
        }
    }
    items
}

/// The level of headings that are lines of text: they stand below all others.
const BELOW_ALL: usize = 7;

/// A line of text that is the heading of what stands below: bold words, or words with a colon above a table or a list,
/// which name a part of an operation.
fn heading_in_text(page: &Page<'_>, cursor: &Cursor<'_>, start: usize, body: &str) -> Option<Range<usize>> {
    let bold = ["**", "__"].iter().find_map(|mark| body.strip_prefix(mark)?.split_once(mark));
    if let Some((words, rest)) = bold {
        let rest = rest.trim_matches([':', ' ']);
        let is_status = !rest.is_empty() && section::status(rest).is_some() && rest.split(' ').count() < 4;
        let names_a_part = Section::of(&words.to_lowercase()) != Section::None && words.split(' ').count() < 5;
        return (names_a_part && (rest.is_empty() || is_status)).then(|| start..start + body.len());
    }
    let words =
        body.strip_suffix(':').filter(|words| !words.contains(['`', '.', ',']) && words.split(' ').count() < 4)?;
    let lists = matches!(
        Section::of(&words.to_lowercase()),
        Section::Path | Section::Query | Section::Headers | Section::Body | Section::Parameters
    );
    let mut ahead = cursor.clone();
    ahead.pass(start + body.len());
    let next = ahead.next_filled().filter(|_| lists)?;
    let is_list = page.slice(next).trim_start().starts_with(['-', '*', '+', '|']);
    (is_list || table::read(page, &ahead).is_some()).then(|| start..start + body.len())
}

/// Passes the settings that a page may begin with, between lines of dashes.
fn front_matter(page: &Page<'_>, cursor: &mut Cursor<'_>) {
    let Some(first) = cursor.peek().filter(|line| page.slice(line.clone()).trim_end() == "---") else { return };
    let mut ahead = cursor.clone();
    ahead.pass(first.end);
    while let Some(line) = ahead.peek() {
        ahead.pass(line.end);
        if page.slice(line).trim_end() == "---" {
            *cursor = ahead;
            return;
        }
    }
}

fn heading_level(line: &str) -> Option<usize> {
    let level = line.len() - line.trim_start_matches('#').len();
    ((1..=6).contains(&level) && line[level..].starts_with(' ')).then_some(level)
}

/// `<h3 id="pets-parameters">Parameters</h3>`, as converters write headings that have an anchor.
fn html_heading(line: &str) -> Option<(usize, &str)> {
    let (tag, rest) = line.strip_prefix("<h")?.split_once('>')?;
    let level = tag.chars().next().and_then(|digit| digit.to_digit(10)).filter(|level| (1..=6).contains(level))?;
    let inner = rest.strip_suffix(&format!("</h{level}>"))?.trim();
    (!inner.is_empty() && !inner.contains('<')).then_some((level as usize, inner))
}

/// Whether a line is a tag around other lines, which says nothing by itself.
fn is_frame(line: &str) -> bool {
    let name = line.strip_prefix('<').map(|rest| rest.trim_start_matches('/'));
    let is_named = name.is_some_and(|name| ["aside", "div", "details", "br"].iter().any(|tag| name.starts_with(tag)));
    is_named && line.ends_with('>') && line.matches('<').count() == 1
}

fn fence(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let len = line.chars().take_while(|c| *c == mark).count();
    (len >= 3 && !line[len..].contains(mark)).then(|| &line[..len])
}

fn code(page: &Page<'_>, cursor: &mut Cursor<'_>, mark: &str) -> Item {
    let open = cursor.peek().unwrap_or(0..0);
    cursor.pass(open.end);
    let start = (open.end + 1).min(page.text.len());
    let mut end = start;
    while let Some(line) = cursor.peek() {
        cursor.pass(line.end);
        let body = page.slice(line.clone()).trim();
        if body.starts_with(mark) && body.trim_matches(['`', '~']).is_empty() {
            return Item::Code { body: start..end, is_whole: true };
        }
        end = line.end;
    }
    Item::Code { body: start..end, is_whole: false }
}

/// Whether a line is a method with a path.
fn named(page: &Page<'_>, range: Range<usize>) -> bool {
    operation(page, range, false).is_some()
}

/// "Endpoint: GET /cats".
fn states_endpoint(page: &Page<'_>, range: &Range<usize>) -> bool {
    keyed(page, range.clone()).is_some_and(|(key, value)| key == "endpoint" && named(page, value))
}

/// The method and the address in the one row of a table: `Method | Route`.
pub(super) fn tabled(page: &Page<'_>, table: &Table) -> Option<Named> {
    let [row] = table.rows.as_slice() else { return None };
    let cell = |known: &[&str]| {
        let is_this = |cell: &Cell| known.contains(&cell.text(page).trim_matches(MARKS).to_lowercase().as_str());
        table.headings.iter().position(is_this).and_then(|at| row.get(at))
    };
    let method = cell(&["method", "http method", "verb"])?;
    let method = Text::new(method.text(page).trim_matches(MARKS), page.span(method.range()));
    let address = address(page, cell(&["route", "path", "url", "uri", "endpoint"])?.range())?;
    METHODS.contains(&method.text.as_str()).then_some(Named { method, address, rest: None })
}

/// The address of a server in a link: `<a href="https://h.example/v1">https://h.example/v1</a>`.
pub(super) fn linked(page: &Page<'_>, range: Range<usize>) -> Option<Text> {
    let text = page.slice(range.clone());
    let start = text.find('>').map_or(0, |at| at + 1);
    let url = text[start..].split('<').next().unwrap_or_default().trim_end_matches('/');
    let is_url = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) && !url.contains([' ', '{']);
    is_url.then(|| Text::new(url, page.span(range.start + start..range.start + start + url.len())))
}

/// The value of a header among the lines of a message.
pub(super) fn header(page: &Page<'_>, body: &Range<usize>, name: &str) -> Option<Text> {
    let mut head =
        lines(page.text, body.clone()).skip(1).take_while(|line| !page.slice(line.clone()).trim().is_empty());
    let value = head.find_map(|line| keyed(page, line).filter(|(key, _)| key == name).map(|(_, value)| value))?;
    Some(Text::new(page.slice(value.clone()).split(';').next().unwrap_or_default(), page.span(value)))
}

/// The first line of a range.
pub(super) fn first_line(page: &Page<'_>, range: &Range<usize>) -> Range<usize> {
    let text = page.slice(range.clone());
    let len = text.find('\n').unwrap_or(text.len());
    range.start..range.start + text[..len].trim_end().len()
}

/// What code shows of HTTP itself: the status in its first line, if it is an answer, and the JSON below the headers.
pub(super) fn message(page: &Page<'_>, body: &Range<usize>) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let text = page.slice(body.clone());
    let first = text.trim_start();
    let start = body.start + (text.len() - first.len());
    let status = first.starts_with("HTTP/").then(|| first.find(' ').map(|at| start + at + 1..start + at + 4)).flatten();
    let status = status.filter(|range| section::status(page.slice(range.clone())).is_some());
    let behind = ["\n\n", "\r\n\r\n"].iter().filter_map(|gap| first.find(gap).map(|at| at + gap.len())).min();
    let json = behind.filter(|at| first[*at..].trim_start().starts_with(['{', '[']));
    (status, json.map(|at| start + at..body.end))
}

/// A method with its address.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) method: Text,
    pub(super) address: Text,
    /// What a heading says besides.
    pub(super) rest: Option<Range<usize>>,
}

/// The marks around code and bold text.
const MARKS: [char; 6] = ['`', '*', '_', ' ', '>', '"'];

/// The method and the address that a line is made of; a heading may say more.
pub(super) fn operation(page: &Page<'_>, range: Range<usize>, is_heading: bool) -> Option<Named> {
    let text = page.slice(range.clone());
    let at = METHODS.iter().filter_map(|method| text.find(method).map(|at| (at, *method))).min()?;
    let (at, method) = at;
    let before = text[..at].trim_matches(MARKS);
    let after = &text[at + method.len()..];
    let rest = after.trim_start_matches(MARKS).trim_start_matches(':').trim_start_matches(MARKS);
    let is_apart = after.len() > rest.len();
    let start = range.start + at + method.len() + (after.len() - rest.len());
    let address = address(page, start..range.end)?;
    let end = address.span.range().end;
    let tail = page.slice(end..range.end).trim_matches(MARKS);
    let tail = tail.trim_start_matches("HTTP/1.1").trim_start_matches(['-', ':', ' ', '\u{2013}']);
    let is_alone = before.is_empty() && tail.is_empty();
    if !is_apart
        || !(is_alone || is_heading)
        || before.ends_with(|c: char| c.is_alphanumeric()) && text[..at].ends_with(|c: char| c.is_alphanumeric())
    {
        return None;
    }
    let method_span = page.span(range.start + at..range.start + at + method.len());
    let inside = |part: &str| {
        let from = range.start + text.find(part).unwrap_or(0);
        (!part.is_empty()).then(|| from..from + part.len())
    };
    let rest = inside(before.trim_end_matches([':', '-', ' ', '[', '(', '\u{2013}']))
        .or_else(|| inside(tail.trim_end_matches([']', ')'])));
    Some(Named { method: Text::new(method, method_span), address, rest })
}

/// The address at the beginning of a range: a path, or a URL.
pub(super) fn address(page: &Page<'_>, range: Range<usize>) -> Option<Text> {
    let text = page.slice(range.clone());
    let inner = text.trim_start_matches(MARKS);
    let start = range.start + (text.len() - inner.len());
    let end =
        inner.find(|c: char| c.is_whitespace() || matches!(c, '`' | '*' | '"' | ')' | ']')).unwrap_or(inner.len());
    let found = inner[..end].trim_end_matches(['.', ',', '_']);
    let is_address = found.starts_with('/') && !found.starts_with("//")
        || ["http://", "https://"].iter().any(|scheme| found.starts_with(scheme));
    let is_path = |c: char| !matches!(c, '\\' | '^' | '|');
    (is_address && found.chars().all(is_path)).then(|| Text::new(found, page.span(start..start + found.len())))
}

/// The key in small letters and the value of a line `Key: value`.
pub(super) fn keyed(page: &Page<'_>, range: Range<usize>) -> Option<(String, Range<usize>)> {
    let text = page.slice(range.clone());
    let (key, value) = text.split_once(':')?;
    let key = key.trim_matches(MARKS);
    let inner = value.trim_matches(MARKS);
    let start = range.start + (text.len() - value.len()) + value.find(inner).unwrap_or(0);
    (key.len() < 24 && !inner.is_empty()).then(|| (key.to_lowercase(), start..start + inner.len()))
}

/// Whether a text is a single word, as the name of an operation is.
pub(super) fn is_id(page: &Page<'_>, range: Range<usize>) -> bool {
    let text = page.slice(range);
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// A heading without the address of its page behind it.
pub(super) fn title(page: &Page<'_>, range: Range<usize>) -> Option<Text> {
    let text = page.slice(range.clone());
    let title = text.split(" (/").next().unwrap_or(text).trim_end_matches(':').trim_matches(['`', '*', ' ']);
    (!title.is_empty()).then(|| Text::new(title, page.span(range)))
}
