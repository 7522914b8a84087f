//! Where the parts of a page stand: title, template, member lines, tables, example.
//!
//! Works by offsets, so that it also serves pages whose line breaks were lost. Reads none of the parts.

use super::Page;
use std::ops::Range;

/// The words that announce a table of values, followed by the name of the member.
pub(super) const TABLE_SENTENCE: &str = "All possible values for the";

/// The title of a page.
pub(super) struct Title<'t> {
    /// The title as printed, without marks of links and headings.
    pub(super) text: &'t str,
    pub(super) range: Range<usize>,
    /// Where the text after the title begins.
    pub(super) end: usize,
    /// Whether the page is a heading that is printed twice or underlined.
    pub(super) is_announced: bool,
}

/// The first line that is not a directive, with what announces it as a title.
pub(super) fn title(text: &str) -> Option<Title<'_>> {
    let mut lines = lines(text, 0..text.len()).filter(|line| !text[line.clone()].trim().is_empty());
    let mut line = lines.next()?;
    // reStructuredText: `.. _label:` stands before the title, on a line of its own or, line breaks lost, before it.
    if text[line.clone()].trim_start().starts_with(".. _") {
        let label_end = line.start + text[line.clone()].find(": ").map_or(line.len(), |at| at + 2);
        line =
            if text[label_end.min(line.end)..line.end].trim().is_empty() { lines.next()? } else { label_end..line.end };
    }
    let body = &text[line.clone()];
    // Title and underline on one line: the line breaks were lost.
    if let Some((before, underline)) = body.find("===").and_then(|at| Some((body.get(..at)?, body.get(at..)?))) {
        let end = line.start + before.len() + (underline.len() - underline.trim_start_matches('=').len());
        let title = without_marks(before);
        return (!title.is_empty()).then(|| Title {
            text: title,
            range: line.start..line.start + before.trim_end().len(),
            end,
            is_announced: true,
        });
    }
    let title = without_marks(body);
    let next = lines.next().filter(|next| {
        let next = &text[next.clone()];
        without_marks(next) == title || is_underline(next.trim())
    });
    (!title.is_empty()).then(|| Title {
        text: title,
        end: next.as_ref().map_or(line.end, |next| next.end),
        is_announced: next.is_some(),
        range: line,
    })
}

/// A heading without the marks of links and headings, and without a byte order mark.
fn without_marks(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '¶' | '\u{f0c1}' | '#' | '\u{feff}'))
}

/// A table of values: `All possible values for the <name> field:` and what follows.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: Range<usize>,
    /// From the heading above the sentence.
    pub(super) start: usize,
    /// Where the sentence begins.
    pub(super) sentence: usize,
    /// What follows the sentence, up to the next part.
    pub(super) body: Range<usize>,
}

/// The parts after the template.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) bullets: Range<usize>,
    pub(super) tables: Vec<Table>,
    /// The heading of the example, and where its JSON begins (`None` when nothing follows the heading).
    pub(super) example: Option<(Range<usize>, Option<usize>)>,
    /// Where the text that belongs to the example ends at the latest.
    pub(super) example_end: usize,
}

/// Finds the parts in the text from `start` on.
pub(super) fn parts(page: &Page<'_>, start: usize) -> Parts {
    let text = page.text;
    let mut tables = tables(page, start);
    let example = example(page, start);
    let mut starts: Vec<usize> = tables.iter().map(|table| table.start).collect();
    starts.extend(example.iter().map(|(heading, _)| heading.start));
    starts.sort_unstable();
    let next_after = |at: usize| starts.iter().copied().find(|start| *start > at).unwrap_or(text.len());
    for table in &mut tables {
        table.body.end = next_after(table.start).max(table.body.start);
    }
    let example_end = example.as_ref().map_or(text.len(), |(heading, _)| next_after(heading.start));
    Parts { bullets: start..starts.first().copied().unwrap_or(text.len()), tables, example, example_end }
}

fn tables(page: &Page<'_>, start: usize) -> Vec<Table> {
    let text = page.text;
    let (mut tables, mut from) = (Vec::new(), start);
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(TABLE_SENTENCE)) {
        let words = from + found;
        from = words + TABLE_SENTENCE.len();
        let line_end = text[from..].find('\n').map_or(text.len(), |at| from + at);
        let Some(field) = text[from..line_end].find("field") else { continue };
        let printed = &text[from..from + field];
        let name = printed.trim().trim_matches(['`', '*']);
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'));
        let after = from + field + "field".len();
        if !is_name || !matches!(text[after..].chars().next(), Some(':' | '\n' | '\r') | None) {
            continue;
        }
        let name_start = from + printed.find(name).unwrap_or(0);
        let body = after + usize::from(text[after..].starts_with(':'));
        tables.push(Table {
            name: name_start..name_start + name.len(),
            start: heading(text, start, words),
            sentence: words,
            body: body..body,
        });
        from = body;
    }
    tables
}

/// The start of the heading above a sentence, or of the sentence when no heading stands above it.
fn heading(text: &str, start: usize, sentence: usize) -> usize {
    let line_start = text[start..sentence].rfind('\n').map_or(start, |at| start + at + 1);
    if !text[line_start..sentence].trim().is_empty() {
        return sentence;
    }
    let mut end = line_start;
    while end > start {
        let above = text[start..end - 1].rfind('\n').map_or(start, |at| start + at + 1);
        let line = text[above..end].trim();
        if !line.is_empty() && !is_underline(line) {
            return if is_heading(line) { above } else { line_start };
        }
        end = above;
    }
    line_start
}

fn is_heading(line: &str) -> bool {
    line.chars().count() <= 80 && !line.ends_with(['.', ':', '|', ',', '}', ']']) && !line.contains("):")
}

/// Whether a line is nothing but the underline of a heading.
pub(super) fn is_underline(line: &str) -> bool {
    line.len() >= 3 && ['=', '-', '~', '^', '"', '+', '#'].iter().any(|mark| line.chars().all(|c| c == *mark))
}

fn example(page: &Page<'_>, start: usize) -> Option<(Range<usize>, Option<usize>)> {
    let text = page.text;
    let mut from = start;
    let mut heading_alone = None;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("Example")) {
        let (word, end) = (from + found, from + found + "Example".len());
        from = end;
        if text[start..word].chars().next_back().is_some_and(char::is_alphanumeric) {
            continue;
        }
        let begins_line = text[start..word].rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
        // A heading may go on after the word: "Examples", "Example response".
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
        for from in [end, line_end].into_iter().take(if begins_line { 2 } else { 1 }) {
            let rest = after_heading(&text[from..]);
            if rest.starts_with(['{', '[']) {
                return Some((word..end, Some(text.len() - rest.len())));
            }
            if begins_line && rest.is_empty() {
                heading_alone = Some((word..end, None));
            }
        }
    }
    heading_alone
}

/// What follows a heading, without its underline and without the directive for code.
fn after_heading(text: &str) -> &str {
    let mut rest = text.trim_start_matches([':', '¶', '\u{f0c1}', '#']).trim_start();
    rest = rest.trim_start_matches(['=', '-', '~', '^', '+', '"']).trim_start();
    for directive in [".. code-block::", ".. code::", "::"] {
        if let Some(after) = rest.strip_prefix(directive) {
            let after = after.trim_start();
            rest = after.strip_prefix("json").unwrap_or(after).trim_start();
        }
    }
    rest
}

/// The lines of a range, as ranges without their line breaks.
pub(super) fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = range.start;
    text.get(range).unwrap_or_default().split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}
