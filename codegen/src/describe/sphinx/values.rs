//! Tables of values: a value and its meaning per row, and which member they are the values of.

use super::structures::{Placed, Structure};
use crate::describe::reading::Page;
use crate::describe::reading::table::{Cell, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::ops::Range;

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) value: String,
    pub(super) value_range: Range<usize>,
    pub(super) meaning: String,
    pub(super) meaning_range: Range<usize>,
}

/// What a table calls the descriptions of its values.
const DESCRIPTIONS: &[&str] = &["description", "meaning", "explanation", "details"];

/// What a table calls the values of any member.
const VALUES: &[&str] = &["type", "value", "name"];

/// How a table prints the empty text.
const EMPTY: &[&str] = &["(empty)", "(empty string)"];

/// Reads the rows of a table; `None` after reporting `page-cut` (no rows, or half a row) or that it cannot be read.
pub(super) fn rows(page: &Page<'_>, name: &str, table: &Table, diagnostics: &mut Diagnostics) -> Option<Vec<Row>> {
    let rest = page.text.get(table.range.end..).unwrap_or_default().trim();
    // Where one line follows at most, the rows are not there yet.
    let is_last = !rest.contains('\n');
    if !table.is_whole || table.rows.is_empty() && is_last {
        let how = if table.rows.is_empty() { "has no rows" } else { "ends in the middle of a row" };
        diagnostics.push(page.cut(format!("the table of the values of `{name}` {how}")));
        return None;
    }
    if table.rows.is_empty() {
        let message = format!("the table of the values of `{name}` has no rows, so any value is accepted");
        let help = "add the values with an overlay";
        let place = page.span(table.range.clone());
        diagnostics.push(Diagnostic::warning(Code::PageInconsistent, message).at(place).help(help));
        return None;
    }
    if !has_columns(page, name, table, diagnostics) {
        return None;
    }
    let mut rows: Vec<Row> = Vec::new();
    for row in table.rows.iter().filter_map(|cells| row(page, cells)) {
        match rows.iter().find(|first| first.value == row.value) {
            None => rows.push(row),
            Some(first) => diagnostics.push(
                Diagnostic::warning(
                    Code::PageInconsistent,
                    format!("the value `{}` of `{name}` is listed twice; the first counts", row.value),
                )
                .at(page.span(row.value_range.clone()))
                .label(page.span(first.value_range.clone()), "first here")
                .help("find out which of the two rows is right, and remove the other"),
            ),
        }
    }
    (!rows.is_empty()).then_some(rows)
}

fn row(page: &Page<'_>, cells: &[Cell]) -> Option<Row> {
    let (value, meanings) = cells.split_first()?;
    let text = value.text(page);
    let printed = text.trim_matches(['`', '*']);
    let value_range = value.range();
    let meaning_range = meanings.first().map_or(value_range.end, |cell| cell.range().start)
        ..meanings.last().map_or(value_range.end, |cell| cell.range().end);
    let meaning: Vec<String> = meanings.iter().map(|cell| cell.text(page)).filter(|text| !text.is_empty()).collect();
    let value = if EMPTY.contains(&printed) { "" } else { printed.trim_matches(['"', '\'', '\u{201c}', '\u{201d}']) };
    // An empty cell is no value.
    (!printed.is_empty()).then(|| Row {
        value: value.to_owned(),
        value_range,
        meaning: meaning.join(" "),
        meaning_range,
    })
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn headings(page: &Page<'_>, table: &Table) -> Vec<String> {
    table.headings.iter().map(|cell| cell.text(page).trim_matches(['`', '*']).to_owned()).collect()
}

/// Whether the columns of a table are values and their descriptions.
pub(super) fn lists_values(page: &Page<'_>, name: &str, placed: &Placed) -> bool {
    let headings = headings(page, &placed.table);
    let [first, second] = headings.as_slice() else { return false };
    let above = placed.heading.clone().map(|heading| page.slice(heading)).unwrap_or_default();
    let first = words(first);
    let names_values = matches!(first.as_slice(), [word] if VALUES.contains(&word.as_str()))
        || !first.is_empty() && first.iter().all(|word| words(name).contains(word) || words(above).contains(word));
    names_values && DESCRIPTIONS.contains(&second.to_lowercase().as_str())
}

/// Compares the headings of a table with its columns, a value and its description; `false` where they are exchanged.
///
/// The values are headed `Type`, or with a word of the member's name.
fn has_columns(page: &Page<'_>, name: &str, table: &Table, diagnostics: &mut Diagnostics) -> bool {
    let shown = headings(page, table);
    let (Some(first), Some(from), Some(to)) = (shown.first(), table.headings.first(), table.headings.last()) else {
        return true;
    };
    let is_description = |word: &String| DESCRIPTIONS.contains(&word.to_lowercase().as_str());
    let first_words = words(first);
    let names_values = first_words.iter().all(|word| VALUES.contains(&word.as_str()) || words(name).contains(word));
    if names_values && shown.len() == 2 && shown.iter().skip(1).all(is_description) {
        return true;
    }
    let message = format!("the table of the values of `{name}` is headed `{}`", shown.join("`, `"));
    let swapped = is_description(first);
    let help = if swapped {
        "the values have to stand in the first column: swap them; until then any value is accepted"
    } else {
        "the first column was read as the values, all others as their descriptions; if a heading says more, add it with \
         an overlay"
    };
    let code = if swapped { Code::PageInconsistent } else { Code::TextUnread };
    let place = page.span(from.range().start..to.range().end);
    diagnostics.push(Diagnostic::warning(code, message).at(place).help(help));
    !swapped
}

/// Whether two names have the same words, however they are written.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    let (one, other) = (words(one).concat(), words(other).concat());
    !one.is_empty() && one == other
}

/// The headings of a page that references can lead to.
pub(super) fn all_headings<'t>(page: &Page<'t>, structures: &[Structure]) -> Vec<&'t str> {
    let tables = structures.iter().flat_map(|structure| &structure.tables).filter_map(|placed| placed.heading.clone());
    let titles = structures.iter().map(|structure| structure.title.clone());
    titles.chain(tables).map(|heading| page.slice(heading).trim()).collect()
}

/// Whether a text refers to a heading: "See Mood.", also where the blank was lost, or by its label.
///
/// `headings` are all of the page: "See Mood of cats." refers to no `Mood` where `Mood of cats` is a heading.
pub(super) fn refers_to(text: &str, heading: &str, labels: &[&str], headings: &[&str]) -> bool {
    let by_label = labels.iter().any(|label| text.contains(&format!("<{label}>")));
    let heading = heading.trim_matches(['\u{b6}', '\u{f0c1}', '#', ' ']);
    let is_whole = |at: usize| !text[at + heading.len()..].starts_with(char::is_alphanumeric);
    let follows_see = |at: usize| {
        let before = text[..at].trim_end_matches([' ', '`', '*']).trim_end_matches(":ref:").trim_end();
        ["See", "see", "under", "Under"].iter().any(|word| before.ends_with(word))
    };
    let is_longest =
        |at: usize| !headings.iter().any(|other| other.len() > heading.len() && text[at..].starts_with(*other));
    let means = |at: usize| is_whole(at) && is_longest(at) && follows_see(at);
    by_label || !heading.is_empty() && text.match_indices(heading).any(|(at, _)| means(at))
}

/// The name in a sentence about "possible values for the … field".
pub(super) fn stated_name(page: &Page<'_>, range: Range<usize>) -> Option<Range<usize>> {
    let text = page.slice(range.clone());
    let at = ["values for the ", "values in the ", "values of the ", "values for ", "values of "]
        .iter()
        .find_map(|words| text.find(words).map(|at| at + words.len()))?;
    let rest = &text[at..];
    let inner = rest.trim_start_matches(['`', '*']);
    let len = inner.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-')).unwrap_or(inner.len());
    let after = inner[len..].trim_start_matches(['`', '*', ' ']);
    let is_member =
        ["field", "array", "member", "property", "parameter", "attribute"].iter().any(|word| after.starts_with(word));
    let start = range.start + at + (rest.len() - inner.len());
    (len > 0 && is_member).then_some(start..start + inner[..len].trim_end_matches('.').len())
}

/// What the sentence and the heading above a table say beyond the name of the member.
pub(super) fn unread_above(page: &Page<'_>, placed: &Placed, name: &str, is_referred: bool) -> Vec<Range<usize>> {
    let mut unread = Vec::new();
    if let Some(heading) = placed.heading.clone().filter(|_| !is_referred) {
        let name = words(name);
        if words(page.slice(heading.clone())).iter().any(|word| !name.contains(word)) {
            unread.push(heading);
        }
    }
    for text in &placed.lead {
        let printed = page.slice(text.clone());
        let said = stated_name(page, text.clone()).map(|name| {
            let rest = &page.text[name.end..text.end];
            rest.trim_start_matches(['`', '*', ' '])
                .split_once(|c: char| !c.is_alphanumeric())
                .map_or("", |(_, rest)| rest)
        });
        let is_said =
            said.is_some_and(|rest| rest.trim_matches([':', '.', ' ']).is_empty()) && printed.starts_with("All ");
        if !is_said {
            unread.push(text.clone());
        }
    }
    unread
}
