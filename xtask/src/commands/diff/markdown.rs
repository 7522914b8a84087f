//! The verdict as an entry of a changelog (Keep a Changelog), which is the text of a pull request as well: by operation and
//! type, what asks for work first, with the old call and the new one.

use super::Verdict;
use super::advice::advice;
use super::text::{affected, sentence};
use indexmap::IndexMap;
use std::fmt::Write;
use switchboard_codegen::changes::{Axis, Change, Level};

/// The headings, in their order. The last one is not of Keep a Changelog: a deployed program is not compiled anew.
const SECTIONS: [&str; 5] = ["Removed", "Changed", "Added", "Deprecated", "For programs that are deployed"];

/// How many operations or types a line names.
const NAMED: usize = 8;

/// The entry under the version that the crate needs.
pub(crate) fn entry(verdict: &Verdict<'_>) -> String {
    format!("## {}\n\n{}", verdict.next, body(verdict))
}

/// The entry without its heading.
pub(crate) fn body(verdict: &Verdict<'_>) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "Crate: **{}**, from {}. Wire: **{}**.",
        verdict.word(Axis::Crate),
        verdict.version,
        verdict.word(Axis::Wire)
    );
    for section in SECTIONS {
        let mut own: Vec<&Change> =
            verdict.changes.changes.iter().filter(|change| self::section(change) == section).collect();
        own.sort_by_key(|change| std::cmp::Reverse(change.level));
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n### {section}\n");
        for Group { subjects, lines } in groups(&own) {
            let subjects = named(&subjects);
            match lines.as_slice() {
                [line] => {
                    let _ = writeln!(text, "- {subjects}: {line}");
                }
                // Subjects have a line of their own where there are several changes of them.
                several => {
                    let _ = writeln!(text, "- {subjects}");
                    for line in several {
                        let _ = writeln!(text, "  - {line}");
                    }
                }
            }
        }
    }
    text
}

/// What is said alike of the same operations and types.
struct Group<'c> {
    subjects: Vec<&'c str>,
    lines: Vec<String>,
}

/// Changes in groups, in the order in which their first lines come: a member that is new in five operations is one line, and
/// five such members of the same operations are one group.
fn groups<'c>(changes: &[&'c Change]) -> Vec<Group<'c>> {
    let mut lines: IndexMap<String, Vec<&'c str>> = IndexMap::new();
    for change in changes {
        let subjects = lines.entry(line(change)).or_default();
        if !subjects.contains(&change.subject.as_str()) {
            subjects.push(&change.subject);
        }
    }
    let mut groups: IndexMap<Vec<&'c str>, Vec<String>> = IndexMap::new();
    for (line, subjects) in lines {
        groups.entry(subjects).or_default().push(line);
    }
    groups.into_iter().map(|(subjects, lines)| Group { subjects, lines }).collect()
}

/// The first of some operations and types, and how many there are beside.
fn named(subjects: &[&str]) -> String {
    let named: Vec<String> = subjects.iter().take(NAMED).map(|subject| format!("`{subject}`")).collect();
    match subjects.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn section(change: &Change) -> &'static str {
    let [removed, changed, added, deprecated, deployed] = SECTIONS;
    let ends = |ends: &[&str]| ends.iter().any(|end| change.rule.ends_with(end));
    match change.axis {
        Axis::Wire => deployed,
        Axis::Crate if change.rule == "deprecated" => deprecated,
        Axis::Crate if ends(&["-removed", "-lost"]) => removed,
        // What has to be given besides is a change of what was there.
        Axis::Crate if change.level == Level::Middle && ends(&["-added", "-gained"]) => added,
        Axis::Crate => changed,
    }
}

fn line(change: &Change) -> String {
    let grave = match (change.level, change.axis) {
        (Level::High, _) => "**breaking:** ",
        (Level::Middle, Axis::Wire) => "**warning:** ",
        _ => "",
    };
    let shows = if change.affects.is_empty() { String::new() } else { format!(" (in {})", affected(change)) };
    let advice = advice(change).map_or(String::new(), |advice| format!("; {advice}"));
    let accepted = change.accepted.as_ref().map_or(String::new(), |reason| format!(". Accepted: {reason}"));
    // Below a type its members need not be told from those of others.
    let sentence = sentence(change).replacen(&format!("`{}.", change.subject), "`.", 1);
    harmless(&format!("{grave}{sentence}{shows}{advice}{accepted}"))
}

/// One line in which what a document says makes no tags of HTML, and calls nobody by name; code stays as it is.
fn harmless(text: &str) -> String {
    let mut is_code = false;
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '`' => is_code = !is_code,
            '\n' | '\r' => {
                shown.push(' ');
                continue;
            }
            '<' if !is_code => {
                shown.push_str("&lt;");
                continue;
            }
            '@' if !is_code => {
                shown.push_str("&#64;");
                continue;
            }
            _ => {}
        }
        shown.push(letter);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_is_no_markup() {
        assert_eq!(harmless("can be \"<b>@bell\" in `Vec<T>`\nnow"), "can be \"&lt;b>&#64;bell\" in `Vec<T>` now");
    }
}
