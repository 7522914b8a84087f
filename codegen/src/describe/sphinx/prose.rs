//! The text about a member: operations it mentions, what it says about null, blanks that were lost around code.
//!
//! Repairs only where it is certain what the text was; everything else stays as it is printed.

use super::literal;
use crate::describe::reading::http::METHODS;
use crate::text::single_line;
use std::ops::Range;

/// An operation that a text mentions.
#[derive(Debug, PartialEq)]
pub(super) struct Mention {
    /// `GET /cats`
    pub(super) operation: String,
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
}

/// The operations a text mentions, in order: a method, one blank, a path.
///
/// A mention glued to the next by a conjunction (`GET /catsorGET /dogs`) is told apart from it.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    let starts: Vec<(usize, usize)> = text
        .match_indices(" /")
        .filter_map(|(blank, _)| {
            let before = &text[..blank];
            let method =
                METHODS.iter().filter(|method| before.ends_with(**method)).max_by_key(|method| method.len())?;
            let start = blank - method.len();
            let is_word = !text[..start].ends_with(|c: char| c.is_ascii_uppercase());
            is_word.then_some((start, blank + 1))
        })
        .collect();
    let mut mentions = Vec::new();
    for (at, &(start, path)) in starts.iter().enumerate() {
        let limit = starts.get(at + 1).map_or(text.len(), |next| next.0);
        let is_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | '{' | '}' | '~');
        let printed = &text[path..limit];
        let end = printed.find(|c| !is_path(c)).unwrap_or(printed.len());
        let mut found = &printed[..end];
        if end == printed.len() && limit < text.len() {
            // The path runs into the next method, with the conjunction between them.
            found = ["or", "and"].iter().find_map(|word| found.strip_suffix(word)).unwrap_or(found);
        }
        let found = found.trim_end_matches(['.', '-']);
        if found.len() > 1 {
            let range = start..path + found.len();
            mentions.push(Mention { operation: text[range.clone()].to_owned(), range });
        }
    }
    mentions
}

/// Whether a text says that the value may be null.
pub(super) fn says_nullable(text: &str) -> bool {
    let text = text.to_ascii_lowercase().replace('`', "");
    let words = single_line(&text);
    let says =
        ["may be null", "may benull", "can be null", "can benull", "or null", "null if", "null when", "nullable"];
    says.iter().any(|phrase| words.match_indices(phrase).any(|(at, _)| !negated(&words[..at])))
}

fn negated(before: &str) -> bool {
    let last = before.trim_end().rsplit([' ', '.']).next().unwrap_or_default();
    matches!(last, "not" | "never" | "no" | "non" | "non-")
}

/// The text with its blanks and marks of code back, where it is certain where they were: around operations, UUIDs,
/// timestamps, around the names of members in "the … field", and in lists after "e.g.,".
pub(super) fn repair(text: &str, names: &[&str]) -> String {
    let text = plain(text);
    let mut code: Vec<Range<usize>> = mentions(&text).into_iter().map(|mention| mention.range).collect();
    code.extend(literal::find(&text).into_iter().map(|literal| literal.range));
    code.extend(members(&text, names));
    code.extend(samples(&text));
    code.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let (mut out, mut at) = (String::with_capacity(text.len() + 16), 0);
    for range in code {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        let is_marked = out.ends_with('`');
        if out.ends_with(|c: char| c.is_alphanumeric() || c == ',') {
            out.push(' ');
        }
        let after = &text[range.end..];
        if is_marked || text[range.clone()].is_empty() {
            out.push_str(&text[range.clone()]);
        } else {
            out.push('`');
            out.push_str(&text[range.clone()]);
            out.push('`');
            if after.starts_with(char::is_alphanumeric) {
                out.push(' ');
            }
        }
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Blanks instead of line breaks, one mark of code instead of two, roles of reStructuredText without their syntax.
fn plain(text: &str) -> String {
    let text = single_line(text).replace("``", "`");
    let (mut out, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some((before, label, after)) = role(rest) {
        out.push_str(before);
        out.push_str(label.split('<').next().unwrap_or_default().trim());
        rest = after;
    }
    out + rest
}

/// The first role in a text (`:ref:`Cats <cats>``): what stands before it, its label, what stands after it.
fn role(text: &str) -> Option<(&str, &str, &str)> {
    let at_colon = |start: usize| [":ref:`", ":doc:`"].into_iter().find(|role| text[start..].starts_with(role));
    let (start, role) = text.match_indices(':').find_map(|(start, _)| Some((start, at_colon(start)?)))?;
    let (label, after) = text[start + role.len()..].split_once('`')?;
    Some((&text[..start], label, after))
}

/// Where a text says "the … field" about a member whose name is glued to both words.
fn members(text: &str, names: &[&str]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '_') {
        let start = text.get(at..).and_then(|rest| rest.find(word)).map_or(at, |offset| at + offset);
        at = start + word.len();
        let Some(rest) = word.strip_prefix("the") else { continue };
        let name = rest.match_indices("field").map(|(end, _)| &rest[..end]).find(|name| names.contains(name));
        found.extend(name.map(|name| start + "the".len()..start + "the".len() + name.len()));
    }
    found
}

/// The samples in `(e.g.,one,two)`: without blanks in between, everything up to the parenthesis is one list.
fn samples(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices("e.g.,") {
        let start = at + mark.len();
        let Some(end) = text[start..].find(')').map(|at| start + at) else { continue };
        let list = &text[start..end];
        if list.is_empty() || list.contains(|c: char| c.is_whitespace() || c == '`' || c == '(') {
            continue;
        }
        let mut from = start;
        for sample in list.split(',') {
            if !sample.is_empty() {
                found.push(from..from + sample.len());
            }
            from += sample.len() + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations(text: &str) -> Vec<String> {
        mentions(text).into_iter().map(|mention| mention.operation).collect()
    }

    #[test]
    fn operations_end_where_their_path_ends() {
        assert_eq!(operations("viaGET /cats."), ["GET /cats"]);
        assert_eq!(
            operations("ofGET /catsorGET /wild-dogs, DELETE /cats/{id}/toysandPOST /a.b/c."),
            ["GET /cats", "GET /wild-dogs", "DELETE /cats/{id}/toys", "POST /a.b/c"]
        );
        assert_eq!(operations("use `GET /monitor` or `PUT /cats`"), ["GET /monitor", "PUT /cats"]);
        assert_eq!(operations("FORGET /cats, GET cats, GET / and é"), Vec::<String>::new());
    }

    #[test]
    fn null_may_be_denied() {
        assert!(says_nullable("May be null if unset.") && says_nullable("Text, or `null` when off"));
        assert!(!says_nullable("Must not be null.") && !says_nullable("This is never null if set."));
    }

    #[test]
    fn lost_blanks_come_back_where_it_is_certain() {
        let repaired = |text| repair(text, &["id", "mood"]);
        assert_eq!(
            repaired("From theidfield ofGET /catsorGET /dogs."),
            "From the `id` field of `GET /cats` or `GET /dogs`."
        );
        assert_eq!(
            repaired("Set to00000000-0000-0000-0000-000000000000if no cat."),
            "Set to `00000000-0000-0000-0000-000000000000` if no cat."
        );
        assert_eq!(repaired("Model (e.g.,a.b-1,c)."), "Model (e.g., `a.b-1`, `c`).");
        for text in ["See `GET /cats` here.", "the grid field", "Model (e.g., a, b).", "breathemoodfield"] {
            assert_eq!(repaired(text), text);
        }
        assert_eq!(repaired("The ``id``\n of :ref:`Cats <cats>`."), "The `id` of Cats.");
    }
}
