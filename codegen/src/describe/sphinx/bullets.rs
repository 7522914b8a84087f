//! The lines that describe members: `name(type): text`, each on a line of its own or all glued into one.
//!
//! Glued lines are split with the names of the template as anchors, since the text has parentheses of its own.

use crate::describe::reading::Page;
use crate::describe::reading::lines::closing;
use crate::describe::reading::stated::Stated;
use std::collections::BTreeSet;
use std::ops::Range;

/// The line of one member.
#[derive(Debug)]
pub(super) struct Bullet<'t> {
    pub(super) name: &'t str,
    /// Where the line begins, with its mark.
    pub(super) start: usize,
    pub(super) name_range: Range<usize>,
    /// The words in parentheses.
    pub(super) stated: Range<usize>,
    pub(super) text: Range<usize>,
}

/// No type in parentheses has more characters.
const LONGEST_TYPE: usize = 120;

/// How sure it is that a name in front of a parenthesis begins a line.
#[derive(Clone, Copy, PartialEq)]
enum Certainty {
    /// A name of the template after the end of the line before.
    Anchor,
    /// A name of the template in the middle of text, perhaps glued to it; counts where there is nothing better.
    Glued,
    /// Some other name that is written exactly as the lines of members are.
    Foreign,
}

struct Head<'t> {
    name: &'t str,
    name_range: Range<usize>,
    /// Where the line begins, with its mark.
    start: usize,
    stated: Range<usize>,
    end: usize,
    certainty: Certainty,
}

/// Whether a text can be the name of a member.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '$'))
}

/// Whether a line begins as those of members do: a name, a type in parentheses, a colon. `names` are the keys of the
/// code on the page.
pub(super) fn is_member_line(line: &str, names: &BTreeSet<&str>) -> bool {
    let Some((before, after)) = line.split_once('(') else { return false };
    let name = before.trim_matches(['*', '-', '\u{2022}', '`', ' ']);
    let Some(end) = closing(after, LONGEST_TYPE) else { return false };
    let is_headed = after[end + 1..].trim_start_matches(['`', '*', ' ']).starts_with(':');
    let is_marked = before.contains("``") || before.contains("**");
    let is_plain =
        name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.contains(|c: char| c.is_ascii_uppercase());
    is_headed
        && is_name(name)
        && (names.contains(name) || (is_marked || is_plain) && Stated::read(&after[..end]).kind.is_some())
}

/// Splits a range into the lines of members, in order; `names` are the names of the template, `inner` those of the
/// members inside its objects.
///
/// Lines of members that the template does not have are among them.
pub(super) fn split<'t>(page: &Page<'t>, range: Range<usize>, names: &[&str], inner: &[&str]) -> Vec<Bullet<'t>> {
    let mut heads: Vec<Head<'t>> = Vec::new();
    let mut from = range.start;
    while let Some(found) = page.slice(from..range.end).find('(') {
        let open = from + found;
        from = open + 1;
        if let Some(head) = head(page, &range, open, names, inner) {
            from = head.end;
            heads.push(head);
        }
    }
    // A name in the middle of text begins a line only if it does so nowhere else, and then the first time.
    let mut begun: BTreeSet<&str> =
        heads.iter().filter(|head| head.certainty == Certainty::Anchor).map(|head| head.name).collect();
    heads.retain(|head| head.certainty != Certainty::Glued || begun.insert(head.name));
    // Lines may go on, indented, on the next; what follows the last line without indentation is no part of it.
    let last_end = heads.last().map_or(range.end, |head| end_of_paragraph(page, head.end..range.end));
    let ends: Vec<usize> = heads.iter().skip(1).map(|head| head.start).chain([last_end]).collect();
    heads
        .into_iter()
        .zip(ends)
        .map(|(head, end)| Bullet {
            name: head.name,
            start: head.start,
            name_range: head.name_range,
            stated: head.stated,
            text: trimmed(page, head.end..end.max(head.end)),
        })
        .collect()
}

/// Where the text that begins a range ends: before the first line that is not indented.
fn end_of_paragraph(page: &Page<'_>, range: Range<usize>) -> usize {
    let start = trimmed(page, range.clone()).start;
    let text = page.slice(start..range.end);
    let breaks = text.match_indices('\n').map(|(at, _)| at);
    let ends = breaks.filter(|at| text[at + 1..].starts_with(|c: char| !c.is_whitespace()));
    ends.map(|at| start + at).next().unwrap_or(range.end)
}

/// The head of a line whose type opens at `open`.
fn head<'t>(page: &Page<'t>, range: &Range<usize>, open: usize, names: &[&str], inner: &[&str]) -> Option<Head<'t>> {
    let before = page.slice(range.start..open).trim_end_matches(['`', '*', ' ', '\n', '\r']);
    let end = range.start + before.len();
    let word_len =
        before.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum::<usize>();
    let word = page.slice(end - word_len..end);
    let close = open + 1 + closing(page.slice(open + 1..range.end), LONGEST_TYPE)?;
    let after = page.slice(close + 1..range.end);
    let colon = after.trim_start_matches(['`', '*', ' ']);
    let text_start = range.end - colon.strip_prefix(':')?.len();
    let stated = open + 1..close;

    let (name, certainty) = if names.contains(&word) {
        (word, if begins_line(page, range.start, end - word.len()) { Certainty::Anchor } else { Certainty::Glued })
    } else if begins_line(page, range.start, end - word.len())
        && (inner.contains(&word) || is_foreign(page, range, &stated, end, word))
    {
        (word, Certainty::Foreign)
    } else {
        // The line before ends without a full stop, and its last word is glued to the name.
        if !Stated::read(page.slice(stated.clone())).is_a_type() {
            return None;
        }
        let glued = names.iter().filter(|name| word.ends_with(**name)).max_by_key(|name| name.len())?;
        let name = &word[word.len() - glued.len()..];
        let letter = word[..word.len() - glued.len()].chars().next_back()?;
        if !letter.is_alphanumeric() {
            return None;
        }
        (name, Certainty::Glued)
    };
    let name_start = end - name.len();
    let marks = page.slice(range.start..name_start).trim_end_matches(['`', '*']).trim_end();
    let start = range.start + marks.trim_end_matches(['•', '*', '-']).len();
    Some(Head { name, name_range: name_start..end, start, stated, end: text_start, certainty })
}

/// Whether a name that the template lacks is written as names of members are.
fn is_foreign(page: &Page<'_>, range: &Range<usize>, stated: &Range<usize>, end: usize, word: &str) -> bool {
    let stated = Stated::read(page.slice(stated.clone()));
    let before = page.slice(range.start..end - word.len());
    let is_marked = before.ends_with("``") && before.trim_end_matches(['`', ' ']).ends_with(['*', '-']);
    is_name(word)
        && (stated.is_a_type() || is_marked && stated.kind.is_some())
        && (is_marked
            || word.starts_with(|c: char| c.is_ascii_lowercase()) && !word.contains(|c: char| c.is_ascii_uppercase()))
}

/// Whether what stands before a name is the end of a line, of a sentence, or the mark of a list.
fn begins_line(page: &Page<'_>, from: usize, name_start: usize) -> bool {
    let before = page.slice(from..name_start).trim_end_matches(['`', ' ']);
    let spaced = before.len() + from < name_start;
    let glued_to = |c: char| matches!(c, '.' | '!' | '?' | ')' | '}' | '\n' | '•' | '*' | '-' | ':' | ']');
    match before.chars().next_back() {
        None => true,
        // With a blank in between, a full stop may be the end of a mere sentence, but no other mark is.
        Some(c) => glued_to(c) && !(spaced && matches!(c, ')' | ':')),
    }
}

fn trimmed(page: &Page<'_>, range: Range<usize>) -> Range<usize> {
    let text = page.slice(range.clone());
    let start = range.start + (text.len() - text.trim_start_matches(['*', '`', ' ', '\n', '\r', '•']).len());
    let body = page.slice(start..range.end).trim_end_matches(['•', '*', ' ', '\n', '\r']);
    start..start + body.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFiles;

    fn lines(text: &str, names: &[&str]) -> Vec<(String, String, String)> {
        let mut files = SourceFiles::new();
        let page = Page { file: files.add("page", text), text };
        let own = |range: &Range<usize>| page.slice(range.clone()).to_owned();
        split(&page, 0..text.len(), names, &[])
            .iter()
            .map(|bullet| (bullet.name.to_owned(), own(&bullet.stated), own(&bullet.text)))
            .collect()
    }

    fn line(name: &str, stated: &str, text: &str) -> (String, String, String) {
        (name.to_owned(), stated.to_owned(), text.to_owned())
    }

    #[test]
    fn glued_lines_split_at_the_names_of_the_template() {
        assert_eq!(
            lines(
                "id(UUID): It (see id(string) there).owner_id(UUID): Who.mood(enum string): How.",
                &["id", "owner_id", "mood"]
            ),
            [
                line("id", "UUID", "It (see id(string) there)."),
                line("owner_id", "UUID", "Who."),
                line("mood", "enum string", "How.")
            ]
        );
    }

    #[test]
    fn a_name_glued_to_a_sentence_without_full_stop_is_found() {
        assert_eq!(
            lines("id(UUID): From GET /catsowner_id(UUID): Who.", &["id", "owner_id"]),
            [line("id", "UUID", "From GET /cats"), line("owner_id", "UUID", "Who.")]
        );
    }

    #[test]
    fn lines_may_have_marks() {
        let want = [line("id", "UUID", "It."), line("mood", "string, Optional", "How.")];
        let names = ["id", "mood"];
        assert_eq!(lines("• id (UUID): It.\n• mood (string, Optional): How.\n", &names), want);
        assert_eq!(lines("* ``id`` (UUID): It. * ``mood`` (string, Optional): How.", &names), want);
        assert_eq!(lines("- **id** *(UUID)*: It.\n- **mood** *(string, Optional)*: How.", &names), want);
    }

    #[test]
    fn members_the_template_lacks_are_lines_too() {
        assert_eq!(
            lines("id(UUID): It, e.g. run(fast): no line.other_id(UUID): Who.", &["id"]),
            [line("id", "UUID", "It, e.g. run(fast): no line."), line("other_id", "UUID", "Who.")]
        );
    }
}
