//! Entries of lists that describe members: `` `name` (type, required) - text ``, and what stands indented below them.

use super::columns::{self, Where, kind_of, listed};
use crate::describe::facts::{Member, Text, add_line};
use crate::describe::reading::Page;
use crate::describe::reading::lines::closing;
use std::ops::Range;

/// The member that an entry describes, and where it is sent, if the entry says so.
pub(super) fn member(page: &Page<'_>, range: Range<usize>) -> Option<(Option<Where>, Member)> {
    let text = page.slice(range.clone());
    let (name, after) = marked(text, "`").or_else(|| marked(text, "**"))?;
    let is_name = !name.is_empty() && !name.contains([' ', '{', '"', '<']);
    let after_marks = after.trim_start_matches(['`', '*', ' ']);
    let (words, rest) = match after_marks.strip_prefix('(') {
        Some(inner) => inner.split_at(closing(inner, usize::MAX)?),
        None => ("", after_marks),
    };
    let is_described = !words.is_empty() || rest.starts_with([':', '-', '\u{2013}', '\u{2014}']);
    if !is_name || !is_described {
        return None;
    }
    let at = |part: &str| {
        let start = range.start + (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        page.span(start..start + part.len())
    };
    let mut member = Member::named(Text::new(name, at(name)));
    let mut place = None;
    let mut kinds = Vec::new();
    for word in words.split([',', ';']).map(str::trim) {
        match columns::place(word).filter(|_| !matches!(word.to_lowercase().as_str(), "url" | "uri")) {
            Some(found) => place = Some(found),
            None => kinds.push(word),
        }
    }
    member.stated = kind_of(&kinds.join(", "));
    member.is_required = member.stated.is_required;
    member.kind_span = if words.is_empty() { at(name) } else { at(words) };
    let description = rest.trim_start_matches([')', ' ', ':', '-', '*', '\u{2013}', '\u{2014}']).trim();
    member.description = (!description.is_empty()).then(|| Text::new(description, at(description)));
    Some((place, member))
}

fn marked<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let (name, after) = text.strip_prefix(mark)?.split_once(mark)?;
    Some((name.trim_matches('`'), after))
}

/// Formats that OpenAPI and JSON Schema name.
const FORMATS: &[&str] = &[
    "date",
    "date-time",
    "time",
    "uuid",
    "uri",
    "email",
    "binary",
    "byte",
    "password",
    "int32",
    "int64",
    "float",
    "double",
    "hostname",
    "ipv4",
    "ipv6",
];

/// Adds what an entry below a member says of it. What is neither format nor values becomes part of its text.
pub(super) fn detail(page: &Page<'_>, member: &mut Member, range: Range<usize>) {
    let text = page.slice(range.clone());
    let (key, value) = text.split_once(':').map_or(("", text), |(key, value)| (key, value.trim()));
    let key = key.trim_matches(['`', '*', ' ']).to_lowercase();
    let format = FORMATS.iter().find(|format| value.trim_matches('`') == **format);
    match (key.as_str(), format) {
        ("format", Some(format)) => return member.stated.format = Some(format),
        ("enum" | "allowed values" | "possible values" | "values" | "options" | "one of", _) => {
            if let Some(values) = listed(value) {
                member.values = values.into_iter().map(|value| Text::new(value, page.span(range.clone()))).collect();
                return;
            }
        }
        ("nullable", _) if value.trim_matches('`') == "true" => return member.stated.is_nullable = true,
        _ => {}
    }
    add_line(&mut member.description, Text::new(text.trim(), page.span(range)));
}
