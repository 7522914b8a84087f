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
    let Some((rows, used)) = read else {
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
    if let Some(rest) = lines.get(used..).filter(|rest| !rest.is_empty()) {
        unread(page, rest, diagnostics);
    }
    let mut sound = true;
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

/// Rows (`None` when the last one is not whole) and the number of lines used.
type Read = (Option<Vec<Row>>, usize);

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
    let (mut rows, mut at) = (Vec::new(), rule + 1);
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
            let Some(start) = lines.get(at).map(|line| line.start) else { return Some((None, at)) };
            // A cell may go over several lines; its last line ends with a bar.
            let Some(last) = lines[at..].iter().position(|line| page.slice(line.clone()).trim_end().ends_with('|'))
            else {
                return Some((None, lines.len()));
            };
            at += last + 1;
            let cell = page.slice(start..lines[at - 1].end).trim_end().trim_end_matches('|').trim_end();
            cells.push(start..start + cell.len());
        }
        rows.push(row(page, &cells)?);
    }
    Some((Some(rows), at))
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
    let Some(bottom) = rules.get(2) else { return Some((None, lines.len())) };
    let rule = page.slice(lines[*top].clone());
    let second = rule.find(" =").map(|at| at + 1)?;
    let mut rows: Vec<Row> = Vec::new();
    for line in &lines[header + 1..*bottom] {
        let split = (line.start + second).min(line.end);
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
    Some((Some(rows), bottom + 1))
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
