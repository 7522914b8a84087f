//! The bullets of a section of `index.md` as items.
//!
//! Where the page has kept its line breaks, a bullet is a line and its blanks say how deep it stands. Copies without
//! them are one line, in which nothing but the backticks tells bullets from prose. It never decides nesting.

use super::lines::{self, LISTS};
use super::page::{BADGE, Head, HeadName, Item, Reading, Text};
use crate::source::{FileId, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// How the bullet of a member begins, the usual one first.
const BULLETS: [&str; 3] = ["- `", "* `", "+ `"];

/// A bullet and what is in its backticks.
pub(super) struct Bullet {
    range: Range<usize>,
    inside: Range<usize>,
}

/// Whether a section has lost its line breaks.
pub(super) fn is_collapsed(text: &str, body: Range<usize>) -> bool {
    !text.get(body).unwrap_or_default().trim().contains('\n')
}

/// Whether a section of one line is a bullet that is not the usual one: collapsed sections have that alone.
pub(super) fn is_other_bullet(text: &str, body: Range<usize>) -> bool {
    let text = text.get(body).unwrap_or_default().trim();
    BULLETS[1..].iter().any(|mark| text.starts_with(mark))
}

/// The bullets of a section that has kept its lines, and the prose between them. `code` holds the blocks of code.
pub(super) fn indented(text: &str, file: FileId, body: Range<usize>, code: &[Range<usize>]) -> Vec<Item> {
    let (mut items, mut from) = (Vec::new(), body.start);
    let lines = lines::split(text.get(body.clone()).unwrap_or_default());
    // Copies exist with another bullet; prose has lists as well, so that one kind of bullet counts in a section.
    let is_member = |line: &lines::Line<'_>, mark: &str| member(line, mark, file, body.start, code).is_some();
    let mark = BULLETS.iter().find(|mark| lines.iter().any(|line| is_member(line, mark))).unwrap_or(&BULLETS[0]);
    for line in &lines {
        let start = body.start + line.start;
        let Some((mut head, behind)) = member(line, mark, file, body.start, code) else { continue };
        let before = text.get(..start).unwrap_or_default();
        head.indent = before.len() - before.trim_end_matches([' ', '\t']).len();
        head.deprecated = !behind.trim().is_empty();
        between(&mut items, text, file, from..start);
        items.push(Item::Head(head));
        from = start + line.text.len();
    }
    between(&mut items, text, file, from..body.end);
    items
}

/// The head in the backticks of a line that begins with a bullet, and what stands behind them. `offset` is where the
/// section begins.
fn member<'t>(
    line: &lines::Line<'t>,
    mark: &str,
    file: FileId,
    offset: usize,
    code: &[Range<usize>],
) -> Option<(Head, &'t str)> {
    let start = offset + line.start;
    let (inside, behind) = line.text.strip_prefix(mark)?.rsplit_once('`')?;
    let is_code = || code.iter().any(|block| block.contains(&start));
    let head = head(inside, file, start + mark.len()).filter(|head| !is_code() && stands_alone(head, behind))?;
    Some((head, behind))
}

/// Whether what stands behind the backticks of a bullet leaves it a head: nothing, or the badge of a member.
fn stands_alone(head: &Head, behind: &str) -> bool {
    let badge = behind.trim_matches(|next: char| next.is_whitespace() || matches!(next, '(' | ')' | '*' | '_'));
    badge.is_empty() || head.field().is_some() && badge.eq_ignore_ascii_case(BADGE)
}

/// Reads what stands in the backticks of a line of its own; a name may have blanks there.
fn head(inside: &str, file: FileId, start: usize) -> Option<Head> {
    Head::parse(inside, file, start, |name| !name.contains('"'))
        .or_else(|| Head::bare(inside, file, start))
        .or_else(|| Head::misprinted(inside, file, start, true))
}

/// The bullets of a section on one line.
pub(super) fn collapsed(text: &str, body: Range<usize>) -> Vec<Bullet> {
    let slice = text.get(body.clone()).unwrap_or_default();
    let mut found: Vec<Bullet> = Vec::new();
    for (at, mark) in slice.match_indices("- `") {
        let start = body.start + at;
        if !begins_word(slice, at) || found.last().is_some_and(|last| start < last.range.end) {
            continue;
        }
        let inside_start = start + mark.len();
        let Some(length) = text.get(inside_start..body.end).and_then(|rest| rest.find('`')) else { continue };
        let inside = inside_start..inside_start + length;
        found.push(Bullet { range: start..inside.end + 1, inside });
    }
    found
}

/// Every name that a signature in these bullets prints.
pub(super) fn announced_names(text: &str, file: FileId, bullets: &[Bullet]) -> Vec<String> {
    let lines: Vec<_> = bullets
        .iter()
        .filter_map(|bullet| Some(lines::Line { text: text.get(bullet.inside.clone())?, start: bullet.inside.start }))
        .collect();
    lines::announced_names(&lines, file)
}

/// Reads a section on one line in one way: `known` decides whether a bullet that looks like a required member is one.
pub(super) fn reading(
    text: &str,
    file: FileId,
    body: Range<usize>,
    bullets: &[Bullet],
    known: Option<&BTreeSet<String>>,
) -> Reading {
    let (mut reading, mut from) = (Reading::default(), body.start);
    let is_known = |name: &str| known.is_some_and(|known| known.contains(name));
    for bullet in bullets {
        let line = text.get(bullet.inside.clone()).unwrap_or_default();
        let start = bullet.inside.start;
        let found = Head::parse(line, file, start, is_known)
            .or_else(|| Head::misprinted(line, file, start, false))
            .or_else(|| Head::bare(line, file, start));
        let Some(head) = found else { continue };
        if let HeadName::Field(name) = &head.name
            && known.is_some()
            && !head.optional
            && !is_known(name)
        {
            reading.doubted.push(Text { text: name.clone(), span: head.span });
            continue;
        }
        between(&mut reading.items, text, file, from..bullet.range.start);
        reading.items.push(Item::Head(head));
        from = bullet.range.end;
    }
    between(&mut reading.items, text, file, from..body.end);
    reading
}

/// The prose between two bullets, and the words that open a list at its end.
fn between(items: &mut Vec<Item>, text: &str, file: FileId, range: Range<usize>) {
    let gap = Text::trimmed(text, file, range);
    let whole = gap.span.range();
    let (end, opens_list) = match LISTS.iter().find_map(|list| gap.text.strip_suffix(list)) {
        Some(before) => (whole.start + before.len(), true),
        None => (whole.end, false),
    };
    items.extend(prose(text, file, whole.start..end).map(Item::Prose));
    if opens_list {
        items.push(Item::OneOf(Span::new(file, end..whole.end)));
    }
}

/// The text of a range, its lines without the blanks around them.
pub(super) fn prose(text: &str, file: FileId, range: Range<usize>) -> Option<Text> {
    let start = range.start;
    let mut lines = lines::split(text.get(range)?);
    lines.iter_mut().for_each(|line| line.start += start);
    lines::prose(&lines, file)
}

/// Whether nothing but white space stands before a byte.
pub(super) fn begins_word(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|before| before.chars().next_back().is_none_or(|last| last.is_whitespace() || last == '\u{feff}'))
}
