//! A text page as lines with places, and the lines of a section as items.
//!
//! The one question answered here is which lines are prose. It never decides nesting.

use super::page::{Constraint, Head, HeadName, Item, Reading, Text};
use super::types::Type;
use crate::source::{FileId, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// The lines that open a list of alternatives.
pub(super) const LISTS: [&str; 2] = ["One of the following:", "Accepts one of the following:"];

/// A line without the white space around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl Line<'_> {
    /// The bytes of the line.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Whether nothing is on it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// All lines of a text. What can be unfolded comes twice in some copies, folded and unfolded: once is enough.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    let mut offset = 0;
    let mut all: Vec<Line<'_>> = text
        .split_inclusive('\n')
        .map(|raw| {
            let trimmed = raw.trim_start_matches(|next: char| next.is_whitespace() || next == '\u{feff}');
            let start = offset + (raw.len() - trimmed.len());
            offset += raw.len();
            Line { text: trimmed.trim_end(), start }
        })
        .collect();
    let can_unfold = |text: &str| {
        let is_value = text.len() > 2 && text.starts_with('"') && text.ends_with('"');
        is_value || !text.starts_with('"') && (text.contains(": ") || text.contains(" = "))
    };
    let is_twice = |pair: &&[Line<'_>]| pair[0].text == pair[1].text && can_unfold(pair[0].text);
    // In such a copy most of these lines come twice. Few do where two lists end with the same value.
    let (twice, foldable) =
        (all.windows(2).filter(is_twice).count(), all.iter().filter(|line| can_unfold(line.text)).count());
    if twice > 1 && twice * 4 >= foldable {
        all.dedup_by(|line, above| line.text == above.text && can_unfold(line.text));
    }
    all
}

/// Paragraphs as one text: lines stay lines, a blank line stays a blank line. `None` when nothing is there.
pub(super) fn prose(lines: &[Line<'_>], file: FileId) -> Option<Text> {
    let first = lines.iter().position(|line| !line.is_blank())?;
    let last = lines.iter().rposition(|line| !line.is_blank())?;
    let lines = lines.get(first..=last)?;
    let (from, to) = (lines.first()?.start, lines.last()?.range().end);
    let mut text = String::new();
    for line in lines {
        match line.is_blank() {
            // A blank line adds one break, the line after it the other.
            true if text.ends_with('\n') => {}
            true => text.push('\n'),
            false => {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line.text);
            }
        }
    }
    Some(Text { text, span: Span::new(file, from..to) })
}

/// Every name that a signature in these lines prints.
pub(super) fn announced_names<'t>(lines: &[Line<'t>], file: FileId) -> Vec<String> {
    let mut found = Vec::new();
    for line in lines {
        if let Some(head) = Head::parse(line.text, file, line.start, |_| true) {
            let mut names = Vec::new();
            head.r#type.names(&mut names);
            found.extend(names.into_iter().map(str::to_owned));
        }
    }
    found
}

/// What the blank lines of a page mean.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Blanks {
    /// They part a member from the prose about it, and paragraphs from each other.
    Part,
    /// Nothing: copies exist that have none left, or one after every line.
    Nothing,
}

impl Blanks {
    /// As all lines of a page tell, the headings of its sections with them: a member stands right below these.
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let followed = |at: usize| lines.get(at + 1).is_none_or(Line::is_blank);
        let mut printed = lines.iter().enumerate().filter(|(_, line)| !line.is_blank());
        let part = lines.iter().any(Line::is_blank) && printed.any(|(at, _)| !followed(at));
        if part { Self::Part } else { Self::Nothing }
    }
}

/// What stands above a line.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Start,
    Head,
    List,
    Prose,
    Constraint,
}

/// Where a line stands.
struct Place<'k> {
    after: After,
    /// Whether a type without a name may stand here: where alternatives are listed, or alone in its section.
    lists: bool,
    /// Whether prose could go on here.
    in_doubt: bool,
    known: Option<&'k BTreeSet<String>>,
}

/// Reads the lines of a section in one way.
///
/// A line after a head and one blank line begins prose, whatever it looks like; that prose lasts until the next blank
/// line. Between two blank lines a text is missing. Everything else is what it looks like, but where prose could go on, `known` decides whether a line that
/// looks like a required member is one. Without `known`, it is.
pub(super) fn reading(lines: &[Line<'_>], file: FileId, blanks: Blanks, known: Option<&BTreeSet<String>>) -> Reading {
    let blanks_count = blanks == Blanks::Part;
    let mut reading = Reading::default();
    let mut paragraph: Vec<Line<'_>> = Vec::new();
    let mut place = Place { after: After::Start, lists: true, in_doubt: false, known };
    let (mut gap, mut in_first_paragraph) = (0, false);
    for line in lines {
        if line.is_blank() {
            gap += 1;
            in_first_paragraph = false;
            if place.after == After::Prose {
                paragraph.push(*line);
            }
            continue;
        }
        in_first_paragraph = blanks_count && (in_first_paragraph || gap == 1 && place.after == After::Head);
        // A section begins with a member, and with its blank lines in place a page prints one right below what is not
        // prose.
        place.in_doubt = place.after != After::Start && (!blanks_count || gap > 0 || place.after == After::Prose);
        gap = 0;
        let found = if in_first_paragraph { Err(None) } else { item(line, file, &place) };
        let item = match found {
            Ok(item) => item,
            Err(doubted) => {
                reading.doubted.extend(doubted);
                paragraph.push(*line);
                (place.after, place.lists) = (After::Prose, false);
                continue;
            }
        };
        reading.items.extend(prose(&std::mem::take(&mut paragraph), file).map(Item::Prose));
        (place.after, place.lists) = match &item {
            Item::Head(Head { name: HeadName::Bare, r#type: Type::Literal(_), .. }) => (After::List, true),
            Item::Head(head) => (After::Head, head.name == HeadName::Bare),
            Item::OneOf(_) => (After::List, true),
            Item::Constraint(_) => (After::Constraint, false),
            Item::Prose(_) => (After::Prose, false),
        };
        reading.items.push(item);
    }
    reading.items.extend(prose(&paragraph, file).map(Item::Prose));
    reading
}

/// What a line is; an error for prose, with the line where it looks like a member.
fn item(line: &Line<'_>, file: FileId, place: &Place<'_>) -> Result<Item, Option<Text>> {
    let span = Span::new(file, line.range());
    if LISTS.contains(&line.text) {
        return Ok(Item::OneOf(span));
    }
    if let Some(constraint) = Constraint::parse(line.text, span) {
        return Ok(Item::Constraint(constraint));
    }
    let is_known = |name: &str| place.known.is_some_and(|known| known.contains(name));
    let is_listed = place.lists || !place.in_doubt || place.known.is_none();
    let mut head = Head::parse(line.text, file, line.start, is_known)
        .or_else(|| Head::bare(line.text, file, line.start).filter(|_| is_listed))
        .or_else(|| Head::misprinted(line.text, file, line.start, !place.in_doubt))
        .ok_or(None)?;
    head.take_badge(is_known);
    match &head.name {
        HeadName::Field(name) if place.in_doubt && place.known.is_some() && !head.optional && !is_known(name) => {
            Err(Some(Text { text: name.clone(), span }))
        }
        _ => Ok(Item::Head(head)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;

    fn read(text: &str, known: Option<&[&str]>) -> Vec<String> {
        let file = SourceFiles::new().add("page", text);
        let known = known.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        let lines = split(text);
        let reading = reading(&lines, file, Blanks::of(&lines), known.as_ref());
        let doubted = reading.doubted.iter().map(|line| format!("doubted {}", line.text));
        let items = reading.items.iter();
        items
            .map(|item| match item {
                Item::Head(Head { r#type: Type::Literal(value), name: HeadName::Bare, .. }) => {
                    format!("literal {value}")
                }
                Item::Head(head) => format!("head {:?}", head.field().unwrap_or("-")),
                Item::Constraint(constraint) => format!("{} {}", constraint.keyword, constraint.value),
                Item::OneOf(_) => "one of".to_owned(),
                Item::Prose(text) => format!("prose {:?}", text.text),
            })
            .chain(doubted)
            .collect()
    }

    #[test]
    fn the_paragraph_after_a_head_is_prose_whatever_it_looks_like() {
        let page = "a: string\n\nnote: string\n- more: number\n\nb: number\nminimum0\nc: string";
        let want = ["head \"a\"", "prose \"note: string\\n- more: number\"", "head \"b\"", "minimum 0", "head \"c\""];
        assert_eq!(read(page, None), want);
    }

    #[test]
    fn a_text_that_is_missing_is_not_the_next_member() {
        let page = "a: string\n\n\nb: optional number\nc: string";
        assert_eq!(read(page, Some(&["a", "b", "c"])), ["head \"a\"", "head \"b\"", "head \"c\""]);
    }

    #[test]
    fn the_names_of_the_page_decide_where_prose_could_go_on() {
        let page = "a: string\n\nOne.\n\nnote: string\n\nb: number";
        let want = ["head \"a\"", "prose \"One.\\n\\nnote: string\"", "head \"b\"", "doubted note"];
        assert_eq!(read(page, Some(&["a", "b"])), want);
        // Prose calls nothing optional.
        assert_eq!(read(&page.replace("note: ", "note: optional "), Some(&["a", "b"])).len(), 4);
        assert_eq!(read(page, None).len(), 4);
    }

    #[test]
    fn what_comes_twice_is_read_once() {
        let page = "a: \"x\" or \"y\"\na: \"x\" or \"y\"\nIts kind.\nAccepts one of the following:\n\"x\"\n\"x\"\n\"y\"\n\"y\"";
        assert_eq!(read(page, None), ["head \"a\"", "prose \"Its kind.\"", "one of", "literal \"x\"", "literal \"y\""]);
    }

    #[test]
    fn blank_lines_that_are_gone_or_everywhere_mean_nothing() {
        let page =
            "a: \"x\" or \"y\"\nDEPRECATED: Text.\nOne of the following:\n\"x\"\n\"y\"\nb: number\nText.\nminimum0";
        let want = [
            "head \"a\"",
            "prose \"DEPRECATED: Text.\"",
            "one of",
            "literal \"x\"",
            "literal \"y\"",
            "head \"b\"",
            "prose \"Text.\"",
            "minimum 0",
        ];
        assert_eq!(read(page, None), want);
        assert_eq!(read(&page.replace('\n', "\n\n"), None), want);
    }
}
