//! Tables of values: a value and its meaning per row, in the shapes in which pages print tables.

use super::Page;
use super::layout::{Table, is_underline, lines};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::ops::Range;

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) value: String,
    pub(super) value_range: Range<usize>,
    pub(super) meaning: String,
    pub(super) meaning_range: Range<usize>,
}

/// Reads the rows of a table; text around it is reported as `text-unread`.
///
/// Returns `None` after reporting `page-cut` (no rows, or half a row) or `page-inconsistent`.
pub(super) fn read(page: &Page<'_>, table: &Table, diagnostics: &mut Diagnostics) -> Option<Vec<Row>> {
    let name = page.slice(table.name.clone());
    let lines: Vec<_> =
        lines(page.text, table.body.clone()).filter(|line| !page.slice(line.clone()).trim().is_empty()).collect();
    if lines.is_empty() {
        diagnostics.push(page.cut(format!("the page ends before the values of `{name}`")));
        return None;
    }
    let read = piped(page, &lines).or_else(|| ruled(page, &lines));
    let Some(Read { headings, rows, lines: used }) = read else {
        diagnostics.push(
            Diagnostic::error(
                Code::PageInconsistent,
                format!("the values of `{name}` stand in no table that can be read"),
            )
            .at(page.span(table.name.clone()))
            .help("lines of the table may be lost; capture the page again with its line breaks"),
        );
        return None;
    };
    let Some(rows) = rows else {
        diagnostics.push(page.cut(format!("the table of the values of `{name}` ends in the middle of a row")));
        return None;
    };
    if rows.is_empty() {
        diagnostics.push(page.cut(format!("the table of the values of `{name}` has no rows")));
        return None;
    }
    for around in [lines.get(..used.start), lines.get(used.end..)] {
        unread(page, around.unwrap_or_default(), diagnostics);
    }
    let mut sound = has_columns(page, name, &headings, diagnostics);
    for (at, row) in rows.iter().enumerate() {
        if let Some(first) = rows[..at].iter().find(|first| first.value == row.value) {
            sound = false;
            let message = format!("the value `{}` of `{name}` is listed twice", row.value);
            diagnostics.push(
                Diagnostic::error(Code::PageInconsistent, message)
                    .at(page.span(row.value_range.clone()))
                    .label(page.span(first.value_range.clone()), "first here")
                    .help("find out which of the two rows is right, and remove the other"),
            );
        }
    }
    sound.then_some(rows)
}

/// What a table calls the descriptions of its values.
const DESCRIPTIONS: &[&str] = &["description", "meaning"];

/// Compares the headings of a table with its columns, a value and its description; `false` after reporting an error.
///
/// The values are headed `Type`, or with a word of the member's name.
fn has_columns(page: &Page<'_>, name: &str, headings: &[Range<usize>], diagnostics: &mut Diagnostics) -> bool {
    let words: Vec<String> = headings.iter().map(|cell| page.slice(cell.clone()).trim().to_lowercase()).collect();
    let (Some(first), Some(from), Some(to)) = (words.first(), headings.first(), headings.last()) else { return true };
    let is_description = |word: &String| DESCRIPTIONS.contains(&word.as_str());
    let names_values = ["type", "value", "name"].contains(&first.as_str())
        || name.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(first));
    if names_values && words.len() == 2 && words.iter().skip(1).all(is_description) {
        return true;
    }
    let shown: Vec<&str> = headings.iter().map(|cell| page.slice(cell.clone()).trim()).collect();
    let message = format!("the table of the values of `{name}` is headed `{}`", shown.join("`, `"));
    let swapped = is_description(first);
    let diagnostic = if swapped {
        Diagnostic::error(Code::PageInconsistent, message)
            .help("the values have to stand in the first column: swap them")
    } else {
        let help = "the first column was read as the values, all others as their descriptions; if a heading says more, \
                    add it with an overlay";
        Diagnostic::warning(Code::TextUnread, message).help(help)
    };
    diagnostics.push(diagnostic.at(page.span(from.start..to.end)));
    !swapped
}

/// Reports lines that no rule consumes.
pub(super) fn unread(page: &Page<'_>, lines: &[Range<usize>], diagnostics: &mut Diagnostics) {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let start = page.slice(first.clone()).trim();
    let shown: String = start.chars().take(40).collect();
    let more = if shown.len() < start.len() || lines.len() > 1 { " …" } else { "" };
    diagnostics.push(
        Diagnostic::warning(Code::TextUnread, format!("this text did not reach the document: {shown}{more}"))
            .at(page.span(first.start..last.end))
            .help("add what it says with an overlay if a client needs it"),
    );
}

/// A table as it stands among lines.
struct Read {
    /// The cells above the rows, if there are any.
    headings: Vec<Range<usize>>,
    /// `None` when the last one is not whole.
    rows: Option<Vec<Row>>,
    /// The lines that make up the table.
    lines: Range<usize>,
}

/// `|`-tables: cells end with a bar, each on a line of its own or all of a row on one line.
fn piped(page: &Page<'_>, lines: &[Range<usize>]) -> Option<Read> {
    let rule = lines.iter().position(|line| {
        let text = page.slice(line.clone()).trim();
        text.contains("--") && text.contains('|') && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'))
    })?;
    let columns = page.slice(lines[rule].clone()).split('|').filter(|cell| !cell.trim().is_empty()).count();
    if columns < 2 {
        return None;
    }
    let (first, headings) = headings(page, &lines[..rule], columns);
    let (mut rows, mut at) = (Vec::new(), rule + 1);
    let cut = |headings, end| Some(Read { headings, rows: None, lines: first..end });
    while let Some(line) = lines.get(at) {
        let text = page.slice(line.clone());
        if text.trim().starts_with('|') && text.trim().len() > 1 {
            let cells: Vec<_> = cells(page, line.clone()).collect();
            at += 1;
            rows.push(row(page, &cells)?);
            continue;
        }
        if !text.trim_end().ends_with('|') {
            break;
        }
        let mut cells: Vec<Range<usize>> = Vec::new();
        while cells.len() < columns {
            let Some(start) = lines.get(at).map(|line| line.start) else { return cut(headings, at) };
            // A cell may go over several lines; its last line ends with a bar.
            let Some(last) = lines[at..].iter().position(|line| page.slice(line.clone()).trim_end().ends_with('|'))
            else {
                return cut(headings, lines.len());
            };
            at += last + 1;
            let cell = page.slice(start..lines[at - 1].end).trim_end().trim_end_matches('|').trim_end();
            cells.push(start..start + cell.len());
        }
        rows.push(row(page, &cells)?);
    }
    Some(Read { headings, rows: Some(rows), lines: first..at })
}

/// The headings right above a rule, in as many cells as there are columns, and the line on which they begin.
fn headings(page: &Page<'_>, above: &[Range<usize>], columns: usize) -> (usize, Vec<Range<usize>>) {
    let text = |line: &Range<usize>| page.slice(line.clone()).trim();
    if let Some(line) = above.last().filter(|line| text(line).trim_matches('|').contains('|')) {
        return (above.len() - 1, cells(page, line.clone()).collect());
    }
    let ended = above.iter().rev().take_while(|line| text(line).ends_with('|')).count().min(columns);
    let first = above.len() - ended;
    let headings = above.iter().skip(first).map(|line| {
        let cell = page.slice(line.clone()).trim_end().trim_end_matches('|').trim_end();
        line.start..line.start + cell.len()
    });
    (first, headings.collect())
}

fn cells<'p>(page: &'p Page<'_>, line: Range<usize>) -> impl Iterator<Item = Range<usize>> + 'p {
    let text = page.slice(line.clone());
    let body = text.trim().trim_start_matches('|');
    let mut at = line.start + text.find(body).unwrap_or(0);
    body.trim_end_matches('|').split('|').map(move |cell| {
        let start = at + (cell.len() - cell.trim_start().len());
        at += cell.len() + 1;
        start..start + cell.trim().len()
    })
}

/// Simple tables of reStructuredText: columns under rules of equals signs.
fn ruled(page: &Page<'_>, lines: &[Range<usize>]) -> Option<Read> {
    let is_rule = |line: &Range<usize>| {
        let text = page.slice(line.clone()).trim();
        text.contains("= =") || text.contains("=  ") && text.chars().all(|c| matches!(c, '=' | ' '))
    };
    let rules: Vec<_> = (0..lines.len()).filter(|at| is_rule(&lines[*at])).collect();
    let [top, header, ..] = rules.as_slice() else { return None };
    let rule = page.slice(lines[*top].clone());
    let second = rule.find(" =").map(|at| at + 1)?;
    let split = |line: &Range<usize>| (line.start + second).min(line.end);
    let headings =
        lines[top + 1..*header].iter().flat_map(|line| [line.start..split(line), split(line)..line.end]).collect();
    let Some(bottom) = rules.get(2) else { return Some(Read { headings, rows: None, lines: *top..lines.len() }) };
    let mut rows: Vec<Row> = Vec::new();
    for line in &lines[header + 1..*bottom] {
        let split = split(line);
        let (value, meaning) = (page.slice(line.start..split), page.slice(split..line.end));
        if value.trim().is_empty() {
            // The meaning of the row before goes on.
            let last = rows.last_mut()?;
            last.meaning = format!("{} {}", last.meaning, meaning.trim());
            last.meaning_range.end = line.end;
        } else {
            rows.push(row(page, &[line.start..split, split..line.end])?);
        }
    }
    Some(Read { headings, rows: Some(rows), lines: *top..bottom + 1 })
}

fn row(page: &Page<'_>, cells: &[Range<usize>]) -> Option<Row> {
    let (value, meanings) = cells.split_first()?;
    let printed = page.slice(value.clone()).trim().trim_matches(['`', '*']);
    let words: Vec<&str> = meanings
        .iter()
        .flat_map(|cell| page.slice(cell.clone()).split_whitespace())
        .filter(|word| !is_underline(word))
        .collect();
    let meaning_range =
        meanings.first().map_or(value.end, |cell| cell.start)..meanings.last().map_or(value.end, |cell| cell.end);
    Some(Row {
        value: printed.trim_matches(['"', '\'']).to_owned(),
        value_range: value.clone(),
        meaning: words.join(" "),
        meaning_range,
    })
}
