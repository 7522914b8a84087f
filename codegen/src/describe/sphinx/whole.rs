//! Whether a page goes to its end. Half a page gives half a structure, and nobody would notice what is missing.

use super::attach::Described;
use super::structures::{Outline, Structure};
use super::template::{Member, Value};
use super::values;
use crate::describe::reading::Page;
use crate::diagnostic::Diagnostics;

/// Reports a page that ends in the middle of its last structure.
pub(super) fn check(page: &Page<'_>, outline: &Outline, described: &[Described], diagnostics: &mut Diagnostics) {
    let (Some(structure), Some(described)) = (outline.structures.last(), described.last()) else { return };
    let trailing = outline.trailing.first().map(|range| page.slice(range.clone()).trim()).unwrap_or_default();
    if trailing == "Example" || trailing == "Examples" {
        diagnostics.push(page.cut("the page ends before the JSON of its example"));
    } else if structure.tables.is_empty() && structure.example.is_none() {
        check_lines(page, outline, structure, described, diagnostics);
    }
}

/// Looks at a structure that ends with the lines of its members.
fn check_lines(
    page: &Page<'_>,
    outline: &Outline,
    structure: &Structure,
    described: &Described,
    diagnostics: &mut Diagnostics,
) {
    let missing: Vec<&Member> = described.members.iter().filter(|member| member.line.is_none()).collect();
    let is_only = outline.structures.len() == 1 || missing.len() < described.members.len();
    let is_tail = described.members.iter().rev().take(missing.len()).all(|member| member.line.is_none());
    let end = structure.template.iter().chain(&structure.members).map(|range| range.end).max().unwrap_or(0);
    let rest = page.text.get(end..).unwrap_or_default().trim().trim_start_matches(['*', '`', ' ', '-']);
    let ends_here = rest.is_empty();
    // The page may end in the name of the member, or in its type.
    let begins = |name: &str| {
        rest.starts_with(&format!("{name}(")) || rest.starts_with(&format!("{name} (")) || name.starts_with(rest)
    };
    if let Some(first) = missing.first().filter(|first| is_tail && is_only && begins(&first.name))
        && !matches!(first.value, Value::Literal(_))
    {
        diagnostics.push(page.cut(format!("the page ends before the description of `{}`", first.name)));
    } else if ends_here && ends_in_a_sentence(page, described) {
        diagnostics.push(page.cut("the page ends in the middle of a sentence"));
    } else if let Some(name) = awaited(page, outline, described) {
        diagnostics.push(page.cut(format!("the page ends before the values of `{name}`")));
    }
}

/// Whether all lines but the last end as sentences do.
fn ends_in_a_sentence(page: &Page<'_>, described: &Described) -> bool {
    let is_sentence = |text: &str| text.trim_end().ends_with(['.', '!', '?', ')', '`']);
    let texts: Vec<&str> = described.texts.iter().map(|text| page.slice(text.clone())).collect();
    let [before @ .., last] = texts.as_slice() else { return false };
    !before.is_empty() && before.iter().all(|text| is_sentence(text)) && !is_sentence(last)
}

/// The enum whose table is announced at the very end of the page.
fn awaited<'d>(page: &Page<'_>, outline: &Outline, described: &'d Described) -> Option<&'d str> {
    let [heading, rest @ ..] = outline.trailing.as_slice() else { return None };
    let heading = page.slice(heading.clone()).trim();
    let is_awaited = |member: &&Member| {
        let Some(line) = &member.line else { return false };
        let text = page.slice(line.text.clone());
        line.stated.is_enum
            && member.rows.is_none()
            && (values::refers_to(text, heading, &[], &[]) || values::same_words(heading, &member.name))
    };
    let is_whole = |text: &str| text.trim().ends_with('.') || text.contains("==");
    let announced = rest.iter().all(|text| !is_whole(page.slice(text.clone())));
    described.members.iter().find(is_awaited).filter(|_| announced).map(|member| member.name.as_str())
}
