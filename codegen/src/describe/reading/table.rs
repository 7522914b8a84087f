//! Tables in the four shapes in which pages print them: with bars, simple (`=== ===`), grids (`+---+`), lists.
//!
//! Gives cells with their places. What the cells mean is decided elsewhere.

use super::Page;
use super::lines::Cursor;
use std::ops::Range;

/// A table as it is printed.
#[derive(Debug)]
pub(in crate::describe) struct Table {
    /// The cells above the rows; none where the table has no head.
    pub(in crate::describe) headings: Vec<Cell>,
    pub(in crate::describe) rows: Vec<Vec<Cell>>,
    /// Whether the last row and the end of the table are there.
    pub(in crate::describe) is_whole: bool,
    pub(in crate::describe) range: Range<usize>,
}

/// A cell; its text may be printed in several pieces, one per line.
#[derive(Clone, Debug, Default)]
pub(in crate::describe) struct Cell {
    pieces: Vec<Range<usize>>,
}

impl Cell {
    fn one(page: &Page<'_>, range: Range<usize>) -> Self {
        Self { pieces: vec![trimmed(page, range)] }
    }

    /// Adds a line to the cell, unless it is empty.
    fn add(&mut self, page: &Page<'_>, range: Range<usize>) {
        let range = trimmed(page, range);
        if !range.is_empty() || self.pieces.is_empty() {
            self.pieces.retain(|piece| !piece.is_empty());
            self.pieces.push(range);
        }
    }

    /// From the first to the last character.
    pub(in crate::describe) fn range(&self) -> Range<usize> {
        match (self.pieces.first(), self.pieces.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The words of the cell, apart by one blank.
    pub(in crate::describe) fn text(&self, page: &Page<'_>) -> String {
        let words = self.pieces.iter().flat_map(|piece| page.slice(piece.clone()).split_whitespace());
        words.collect::<Vec<_>>().join(" ").replace("\\|", "|")
    }
}

/// The table that begins at the cursor.
pub(in crate::describe) fn read(page: &Page<'_>, cursor: &Cursor<'_>) -> Option<Table> {
    let line = page.slice(cursor.peek()?).trim();
    if line.starts_with("+-") || line.starts_with("+=") {
        grid(page, cursor.clone())
    } else if is_rule(line) {
        ruled(page, cursor.clone())
    } else if line.contains('|') {
        piped(page, cursor.clone())
    } else {
        None
    }
}

fn trimmed(page: &Page<'_>, range: Range<usize>) -> Range<usize> {
    let text = page.slice(range.clone());
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// The line below the headings of a table with bars.
fn is_bar_rule(line: &str) -> bool {
    line.contains("--") && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'))
}

/// How many lines the headings may take, one per line.
const MOST_HEADINGS: usize = 12;

/// Cells end with a bar, each on a line of its own or all of a row on one line.
fn piped(page: &Page<'_>, mut cursor: Cursor<'_>) -> Option<Table> {
    let start = cursor.peek()?.start;
    let mut above: Vec<Range<usize>> = Vec::new();
    let rule = loop {
        let line = cursor.peek()?;
        let text = page.slice(line.clone()).trim();
        cursor.pass(line.end);
        if is_bar_rule(text) {
            break line;
        }
        if !text.contains('|') || above.len() == MOST_HEADINGS {
            return None;
        }
        above.push(line);
    };
    let columns = page.slice(rule.clone()).split('|').filter(|cell| !cell.trim().is_empty()).count();
    let headings: Vec<Cell> = above.iter().flat_map(|line| bar_cells(page, line.clone())).collect();
    if columns < 2 || headings.len() != columns {
        return None;
    }
    let mut table = Table { headings, rows: Vec::new(), is_whole: true, range: start..rule.end };
    while let Some(line) = cursor.peek() {
        let text = page.slice(line.clone()).trim();
        let mut cells: Vec<Cell> = bar_cells(page, line.clone()).collect();
        // Without a bar in front, the last one ends no cell: the one behind it is empty.
        let is_in_one_line = cells.len() > 1 || above.len() == 1;
        if !text.starts_with('|') && text.ends_with('|') && is_in_one_line && cells.len() + 1 == columns {
            cells.push(Cell::one(page, line.end..line.end));
        }
        if text.len() > 1 && text.starts_with('|') || cells.len() == columns && text.contains('|') {
            cursor.pass(line.end);
            table.range.end = line.end;
            table.rows.push(cells);
        } else if !text.ends_with('|') {
            break;
        } else {
            let row = row_of_lines(page, &mut cursor, columns);
            table.range.end = row.as_ref().and_then(|row| row.last()).map_or(page.text.len(), |cell| cell.range().end);
            table.is_whole = row.is_some();
            let Some(row) = row else { break };
            // The bar of the last cell belongs to the table.
            table.range.end += page.text[table.range.end..].find('|').map_or(0, |at| at + 1);
            table.rows.push(row);
        }
    }
    Some(table)
}

/// A row whose cells stand on lines of their own, each ending with a bar; `None` where the page ends before the last.
fn row_of_lines(page: &Page<'_>, cursor: &mut Cursor<'_>, columns: usize) -> Option<Vec<Cell>> {
    let mut cells = Vec::new();
    while cells.len() < columns {
        let mut cell = Cell::default();
        loop {
            let line = cursor.peek()?;
            let text = page.slice(line.clone()).trim_end();
            cursor.pass(line.end);
            let body = text.strip_suffix('|').unwrap_or(text);
            cell.add(page, line.start..line.start + body.len());
            if body.len() < text.len() {
                break;
            }
        }
        cells.push(cell);
    }
    Some(cells)
}

fn bar_cells<'p>(page: &'p Page<'_>, line: Range<usize>) -> impl Iterator<Item = Cell> + 'p {
    let text = page.slice(line.clone());
    let body = text.trim();
    let start = line.start + (text.len() - text.trim_start().len());
    let inner = body.strip_prefix('|').unwrap_or(body);
    let mut at = start + (body.len() - inner.len());
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    // A bar behind a backslash is part of the text.
    let bars = inner.match_indices('|').map(|(bar, _)| bar).filter(|bar| !inner[..*bar].ends_with('\\'));
    let ends: Vec<usize> = bars.chain([inner.len()]).map(|end| at + end).collect();
    ends.into_iter().map(move |end| {
        let from = std::mem::replace(&mut at, end + 1);
        Cell::one(page, from..end)
    })
}

/// A line of several rules of equals signs.
fn is_rule(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.len() > 1 && words.iter().all(|word| word.len() > 1 && word.chars().all(|c| c == '='))
}

/// The part of a line between two columns, counted in characters; to its end without a second one.
fn columns_of(page: &Page<'_>, line: &Range<usize>, from: usize, to: Option<usize>) -> Range<usize> {
    let text = page.slice(line.clone());
    let byte = |column: usize| text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
    line.start + byte(from)..line.start + to.map_or(text.len(), byte).max(byte(from))
}

/// Simple tables of reStructuredText: columns under rules of equals signs.
fn ruled(page: &Page<'_>, mut cursor: Cursor<'_>) -> Option<Table> {
    let top = cursor.peek()?;
    let rule = page.slice(top.clone());
    let starts: Vec<usize> = rule
        .chars()
        .enumerate()
        .filter(|(at, c)| *c == '=' && (*at == 0 || rule.chars().nth(at - 1) == Some(' ')))
        .map(|(at, _)| at)
        .collect();
    cursor.pass(top.end);
    let (mut parts, mut end): (Vec<Vec<Range<usize>>>, usize) = (vec![Vec::new()], top.end);
    while let Some(line) = cursor.peek() {
        let text = page.slice(line.clone());
        cursor.pass(line.end);
        end = line.end;
        if is_rule(text.trim()) {
            let next = cursor.peek().map(|line| page.slice(line).trim()).unwrap_or_default();
            parts.push(Vec::new());
            if parts.len() > 2 || next.is_empty() {
                break;
            }
        } else if let Some(part) = parts.last_mut().filter(|_| !text.trim().is_empty()) {
            part.push(line);
        }
    }
    let is_whole = parts.last().is_some_and(Vec::is_empty) && parts.len() > 1;
    let rows = |part: &[Range<usize>]| {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for line in part {
            let ranges = starts.iter().zip(starts.iter().skip(1).map(|at| Some(*at)).chain([None]));
            let ranges: Vec<_> = ranges.map(|(from, to)| columns_of(page, line, *from, to)).collect();
            let continues = ranges.first().is_some_and(|first| page.slice(first.clone()).trim().is_empty());
            match rows.last_mut().filter(|_| continues) {
                Some(row) => row.iter_mut().zip(ranges).for_each(|(cell, range)| cell.add(page, range)),
                None => rows.push(ranges.into_iter().map(|range| Cell::one(page, range)).collect()),
            }
        }
        rows
    };
    let (headings, rows) = match parts.as_slice() {
        [only] | [only, _] if parts.len() == 1 || is_whole && parts.len() == 2 => (Vec::new(), rows(only)),
        [head, body, ..] => (rows(head).into_iter().next().unwrap_or_default(), rows(body)),
        _ => return None,
    };
    Some(Table { headings, rows, is_whole, range: top.start..end })
}

/// Grid tables of reStructuredText: every row stands between borders.
fn grid(page: &Page<'_>, mut cursor: Cursor<'_>) -> Option<Table> {
    let top = cursor.peek()?;
    let border = page.slice(top.clone()).trim_end();
    let bars: Vec<usize> = border.chars().enumerate().filter(|(_, c)| *c == '+').map(|(at, _)| at).collect();
    let cells = |line: &Range<usize>| -> Vec<Range<usize>> {
        bars.windows(2).map(|bar| columns_of(page, line, bar[0] + 1, Some(bar[1]))).collect()
    };
    let mut table = Table { headings: Vec::new(), rows: Vec::new(), is_whole: false, range: top.clone() };
    let mut row: Option<Vec<Cell>> = None;
    cursor.pass(top.end);
    while let Some(line) = cursor.peek() {
        let text = page.slice(line.clone()).trim();
        if text.starts_with('+') {
            match row.take() {
                Some(cells) if text.starts_with("+=") => table.headings = cells,
                Some(cells) => table.rows.push(cells),
                None => {}
            }
        } else if text.starts_with('|') {
            let row = row.get_or_insert_with(|| vec![Cell::default(); bars.len().saturating_sub(1)]);
            row.iter_mut().zip(cells(&line)).for_each(|(cell, range)| cell.add(page, range));
        } else {
            break;
        }
        table.range.end = line.end;
        cursor.pass(line.end);
    }
    table.is_whole = row.is_none();
    (bars.len() > 2).then_some(table)
}

/// Tables that are written as lists of lists; the cursor stands on the directive.
pub(in crate::describe) fn list(page: &Page<'_>, cursor: &Cursor<'_>) -> Option<Table> {
    let mut cursor = cursor.clone();
    let first = cursor.peek()?;
    let mut table = Table { headings: Vec::new(), rows: Vec::new(), is_whole: true, range: first.clone() };
    let mut has_head = false;
    cursor.pass(first.end);
    while let Some(line) = cursor.peek() {
        let text = page.slice(line.clone());
        let body = text.trim();
        if !body.is_empty() && !text.starts_with([' ', '\t']) {
            break;
        }
        cursor.pass(line.end);
        if body.is_empty() {
            continue;
        }
        table.range.end = line.end;
        let at = line.start + (text.len() - text.trim_start().len());
        let rest = |mark: &str| Some(at + mark.len()..at + mark.len() + body.strip_prefix(mark)?.len());
        if body.starts_with(":header-rows:") {
            has_head = !body.ends_with('0');
        } else if let Some(cell) = rest("* -") {
            table.rows.push(vec![Cell::one(page, cell)]);
        } else if let (Some(cell), Some(row)) = (rest("-"), table.rows.last_mut()) {
            row.push(Cell::one(page, cell));
        } else if let Some(cell) = table.rows.last_mut().and_then(|row| row.last_mut()) {
            cell.add(page, at..at + body.len());
        }
    }
    if has_head && !table.rows.is_empty() {
        table.headings = table.rows.remove(0);
    }
    Some(table)
}
