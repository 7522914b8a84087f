//! The lines of a page by their offsets, also of pages whose line breaks were lost.

use std::ops::Range;

/// The lines of a range, as ranges without their line breaks.
pub(in crate::describe) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = range.start;
    text.get(range).unwrap_or_default().split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// Whether a line is nothing but the underline of a heading.
pub(in crate::describe) fn is_underline(line: &str) -> bool {
    line.len() >= 3 && ['=', '-', '~', '^', '"', '+', '#'].iter().any(|mark| line.chars().all(|c| c == *mark))
}

/// The offset of the parenthesis that closes what stands before it, among the first `most` characters.
pub(in crate::describe) fn closing(text: &str, most: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut marks = text.char_indices().take(most).filter(|(_, c)| matches!(c, '(' | ')'));
    let end = marks.find(|(_, c)| {
        depth += usize::from(*c == '(');
        let is_end = depth == 0;
        depth -= usize::from(*c == ')' && !is_end);
        is_end
    });
    end.map(|(at, _)| at)
}

/// A place on a page from which lines are read one by one.
#[derive(Clone)]
pub(in crate::describe) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(in crate::describe) fn new(text: &'t str) -> Self {
        Self { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } }
    }

    /// The rest of the line; `None` at the end of the page. A line of a page whose breaks were lost ends where its next
    /// block begins.
    pub(in crate::describe) fn peek(&self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let end = if is_collapsed(line) { next_block(line) } else { line.len() };
        Some(self.at..self.at + end)
    }

    /// Goes on after an offset, and after the line break there.
    pub(in crate::describe) fn pass(&mut self, end: usize) {
        let rest = self.text.get(end..).unwrap_or_default();
        let line_break = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
        self.at = (end + line_break).max(self.at + usize::from(end + line_break <= self.at));
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// The line after the one that ends at `end`.
    pub(in crate::describe) fn after(&self, end: usize) -> Option<Range<usize>> {
        let mut ahead = self.clone();
        ahead.pass(end);
        ahead.peek()
    }

    /// Passes empty lines, and gives the next line.
    pub(in crate::describe) fn next_filled(&mut self) -> Option<Range<usize>> {
        while let Some(line) = self.peek() {
            if !self.text[line.clone()].trim().is_empty() {
                return Some(line);
            }
            self.pass(line.end);
        }
        None
    }

    /// Passes lines that are indented, and gives where the last of them ends.
    pub(in crate::describe) fn pass_indented(&mut self) -> Option<usize> {
        let (mut ahead, mut end) = (self.clone(), None);
        while let Some(line) = ahead.peek() {
            let text = &self.text[line.clone()];
            ahead.pass(line.end);
            if text.trim().is_empty() {
                continue;
            }
            if !text.starts_with([' ', '\t']) {
                break;
            }
            *self = ahead.clone();
            end = Some(line.end);
        }
        end
    }
}

/// Whether a line holds directives or underlines that began lines of their own once.
fn is_collapsed(line: &str) -> bool {
    // No page is that long, and looking for blocks in a longer line takes its time.
    if line.len() > 65_536 {
        return false;
    }
    let inside = line.trim_start().trim_start_matches(".. ");
    let begins_code = inside.starts_with("code") && inside.contains(":: {");
    begins_code
        || [" .. code", ": .. ", " === "].iter().any(|mark| inside.contains(mark))
        || line.trim_start().starts_with(".. ") && line.contains(" === ")
        || line.contains(" * ``") && line.contains("--- ")
}

/// Where the block that begins a collapsed line ends.
fn next_block(line: &str) -> usize {
    let body = line.len() - line.trim_start().len();
    if line[body..].starts_with(".. _") {
        return line[body..].find(": ").map_or(line.len(), |at| body + at + 2);
    }
    if line[body..].starts_with(".. code") {
        return line[body..].find("::").map_or(line.len(), |at| body + at + 2);
    }
    let marks =
        [" .. ", " * ``", " {\"", " { \""].iter().filter_map(|mark| line[body..].find(mark).map(|at| body + at + 1));
    let first = marks.min().unwrap_or(line.len());
    let Some(underline) = underline(&line[..first], body) else { return first };
    let heading = heading_start(&line[body..underline.start]) + body;
    if heading > body { heading } else { underline.end }
}

/// The first underline in a line; the rules of tables, several side by side, are none.
fn underline(line: &str, from: usize) -> Option<Range<usize>> {
    let words: Vec<&str> = line[from..].split(' ').collect();
    let is_rule = |at: usize| words.get(at).is_some_and(|word| is_underline(word));
    let mut at = from;
    for (number, word) in words.iter().enumerate() {
        let is_alone = !(is_rule(number + 1) || number > 0 && is_rule(number - 1));
        if is_underline(word) && is_alone {
            return Some(at..at + word.len());
        }
        at += word.len() + 1;
    }
    None
}

/// Where the words of a heading begin: after the last sentence before it.
fn heading_start(before: &str) -> usize {
    let ends = [". ", ": ", "} ", "] ", ") ", "! ", "? "];
    ends.iter().filter_map(|end| before.trim_end().rfind(end).map(|at| at + end.len())).max().unwrap_or(0)
}
