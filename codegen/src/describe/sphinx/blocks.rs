//! A page as a list of blocks: headings, code, tables, lines of members, notes, text. Each knows its place.
//!
//! Reads reStructuredText and the text that a browser shows of it, whose headings are lines like any other. Says nothing
//! about what a block means.

use super::bullets;
use crate::describe::reading::Page;
use crate::describe::reading::lines::{Cursor, is_underline, lines};
use crate::describe::reading::table::{self, Table};
use std::collections::BTreeSet;
use std::ops::Range;

/// One block of a page.
#[derive(Debug)]
pub(super) enum Block {
    /// The name of a label that references lead to: `.. _cat-struct:`.
    Label(Range<usize>),
    /// A heading, without its underline.
    Heading(Range<usize>),
    /// A line in bold that heads what follows.
    Caption(Range<usize>),
    /// Text that begins with a bracket, up to the bracket that closes it or to the end of the page.
    Code(Range<usize>),
    Table(Table),
    /// Lines of members.
    Members(Range<usize>),
    /// A note, a warning, or another directive that is no part of a structure.
    Note(Range<usize>),
    Text(Range<usize>),
}

/// What themes call the boxes of notes; in joined text the word stands on a line of its own.
const NOTES: &[&str] = &["Note", "Warning", "Important", "Tip", "Hint", "Caution", "Attention", "Danger", "See also"];

/// The blocks of a page, in order.
pub(super) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let text = page.text;
    let mut splitter = Splitter {
        page,
        cursor: Cursor::new(text),
        names: quoted_names(text),
        is_source: has_underlines(text),
        blocks: Vec::new(),
    };
    while let Some(line) = splitter.cursor.peek() {
        splitter.block(line);
    }
    splitter.blocks
}

/// The keys of all code on a page.
fn quoted_names(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices("\":") {
        let before = &text[..at];
        let start = before.rfind(['"', '\n']).filter(|start| before[*start..].starts_with('"'));
        names.extend(start.map(|start| &before[start + 1..]).filter(|name| bullets::is_name(name)));
    }
    names
}

fn has_underlines(text: &str) -> bool {
    let mut above = "";
    for line in lines(text, 0..text.len()).map(|line| text[line].trim()) {
        if is_underline(line) && !above.is_empty() && !is_underline(above) {
            return true;
        }
        above = line;
    }
    false
}

/// Whether a line of joined text can be a heading.
fn is_heading(line: &str) -> bool {
    let is_mark = |c: char| matches!(c, '.' | ':' | '|' | ',' | '}' | ']' | '!' | '?' | ';' | '{');
    line.chars().count() <= 60
        && line.split_whitespace().count() <= 8
        && !line.ends_with(is_mark)
        && !line.contains("):")
        && line.starts_with(char::is_alphanumeric)
}

/// Whether a line heads an example: the word may go on, "Example response:".
fn is_example_heading(line: &str) -> bool {
    line.starts_with("Example") && line.ends_with(':') && is_heading(line.trim_end_matches(':'))
}

struct Splitter<'p, 't> {
    page: &'p Page<'t>,
    cursor: Cursor<'t>,
    names: BTreeSet<&'t str>,
    /// Whether headings are underlined: only these are headings then.
    is_source: bool,
    blocks: Vec<Block>,
}

impl Splitter<'_, '_> {
    fn block(&mut self, line: Range<usize>) {
        let text = self.page.slice(line.clone());
        let body = text.trim();
        if body.is_empty() || is_underline(body) || matches!(body, "," | "." | "::") {
            self.cursor.pass(line.end);
        } else if let Some(rest) = body.strip_prefix(".. ") {
            self.directive(line.clone(), rest);
        } else if let Some(table) = table::read(self.page, &self.cursor) {
            self.cursor.pass(table.range.end);
            self.blocks.push(Block::Table(table));
        } else if body.starts_with(['{', '[']) {
            self.code(line.start + (text.len() - text.trim_start().len()));
        } else if bullets::is_member_line(body, &self.names) {
            self.members(line);
        } else {
            self.text(line);
        }
    }

    /// A directive of reStructuredText, with the lines that are indented below it.
    fn directive(&mut self, line: Range<usize>, rest: &str) {
        if let Some(label) = rest.strip_prefix('_') {
            let name = label.split(':').next().unwrap_or_default();
            let start = line.start + self.page.slice(line.clone()).find(name).unwrap_or(0);
            self.blocks.push(Block::Label(start..start + name.len()));
            self.cursor.pass(line.end);
        } else if rest.starts_with("code") || rest.starts_with("literalinclude") {
            self.cursor.pass(line.end);
            self.options();
        } else if let Some(table) =
            rest.starts_with("list-table").then(|| table::list(self.page, &self.cursor)).flatten()
        {
            self.cursor.pass(table.range.end);
            self.blocks.push(Block::Table(table));
        } else {
            self.cursor.pass(line.end);
            let end = self.cursor.pass_indented().unwrap_or(line.end);
            self.blocks.push(Block::Note(line.start..end));
        }
    }

    /// Passes the options of a directive (`:linenos:`) and an indented block that is no JSON.
    fn options(&mut self) {
        while let Some(line) = self.cursor.peek() {
            let text = self.page.slice(line.clone());
            let body = text.trim();
            if !(body.is_empty() || body.starts_with(':') && text.starts_with(' ')) {
                break;
            }
            self.cursor.pass(line.end);
        }
    }

    fn code(&mut self, start: usize) {
        let end = code_end(self.page.text, start).unwrap_or(self.page.text.trim_end().len().max(start + 1));
        self.blocks.push(Block::Code(start..end));
        self.cursor.pass(end);
    }

    /// Lines of members: they may go on, indented, on the next lines.
    fn members(&mut self, first: Range<usize>) {
        let mut end = first.end;
        self.cursor.pass(first.end);
        let mut ahead = self.cursor.clone();
        while let Some(line) = ahead.peek() {
            let text = self.page.slice(line.clone());
            let body = text.trim();
            let continues = text.starts_with([' ', '\t']) && !body.starts_with(['{', '[']);
            ahead.pass(line.end);
            if body.is_empty() {
                continue;
            }
            if !(continues || bullets::is_member_line(body, &self.names))
                || self.page.slice(end..line.start).matches('\n').count() > 3
            {
                break;
            }
            end = line.end;
            self.cursor = ahead.clone();
        }
        self.blocks.push(Block::Members(first.start..end));
    }

    fn text(&mut self, line: Range<usize>) {
        let body = self.page.slice(line.clone()).trim();
        let start = line.start + self.page.slice(line.clone()).find(body).unwrap_or(0);
        let own = start..start + body.len();
        self.cursor.pass(line.end);
        // Title and underline on one line: the line breaks were lost.
        let before = body.trim_end_matches(['=', '-', '~', '^', '+', '"']);
        if body.len() > before.len() + 2 && is_underline(&body[before.len()..]) && before.ends_with(' ') {
            self.blocks.push(Block::Heading(start..start + before.trim_end().len()));
            return;
        }
        let next = self.cursor.peek().map(|line| self.page.slice(line).trim()).unwrap_or_default();
        if is_underline(next) && self.is_source {
            self.blocks.push(Block::Heading(own));
        } else if let Some(bold) =
            body.strip_prefix("**").and_then(|body| body.strip_suffix("**")).filter(|bold| !bold.contains("**"))
        {
            self.blocks.push(Block::Caption(start + 2..start + 2 + bold.len()));
        } else if !self.is_source && NOTES.contains(&body) {
            self.note(own);
        } else if !self.is_source && (is_heading(body) || is_example_heading(body)) {
            self.blocks.push(Block::Heading(own));
        } else {
            self.paragraph(own);
        }
    }

    /// A note in joined text: its word, a title perhaps, and one line of text.
    fn note(&mut self, word: Range<usize>) {
        let mut end = word.end;
        for is_last in [false, true] {
            let Some(line) = self.cursor.next_filled() else { break };
            let body = self.page.slice(line.clone()).trim();
            if body.starts_with(['{', '[']) || bullets::is_member_line(body, &self.names) || is_last && is_heading(body)
            {
                break;
            }
            self.cursor.pass(line.end);
            end = line.end;
            if !is_heading(body) {
                break;
            }
        }
        self.blocks.push(Block::Note(word.start..end));
    }

    /// Text; in the source form, with the lines that go on with it.
    fn paragraph(&mut self, first: Range<usize>) {
        let mut end = first.end;
        while let Some(line) = self.cursor.peek().filter(|_| self.is_source) {
            let body = self.page.slice(line.clone()).trim();
            let ahead = self.cursor.after(line.end);
            let is_heading = ahead.is_some_and(|next| is_underline(self.page.slice(next).trim()));
            let begins_other =
                body.starts_with(['{', '[', '|', '+']) || body.starts_with(".. ") || body.contains("= =");
            if body.is_empty()
                || is_underline(body)
                || is_heading
                || begins_other
                || bullets::is_member_line(body, &self.names)
            {
                break;
            }
            end = line.start + self.page.slice(line.clone()).trim_end().len();
            self.cursor.pass(line.end);
        }
        self.blocks.push(Block::Text(first.start..end));
    }
}

/// Where the bracket that opens at `start` is closed.
fn code_end(text: &str, start: usize) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            // A string ends with its line at the latest.
            b'\n' => (in_string, escaped) = (false, false),
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
