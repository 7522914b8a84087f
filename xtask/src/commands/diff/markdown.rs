//! The verdict as an entry of a changelog (Keep a Changelog), which is the text of a pull request as well: by operation and
//! type, what asks for work first, with the old call and the new one.

use super::Verdict;
use super::advice::advice;
use super::text::{affected, sentence};
use std::fmt::Write;
use switchboard_codegen::changes::{Axis, Change, Level};

/// The headings, in their order. The last one is not of Keep a Changelog: a deployed program is not compiled anew.
const SECTIONS: [&str; 5] = ["Removed", "Changed", "Added", "Deprecated", "For programs that are deployed"];

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
        while let Some(first) = own.first() {
            let subject = &first.subject;
            let (these, others): (Vec<&Change>, Vec<&Change>) =
                own.iter().copied().partition(|change| change.subject == *subject);
            match these.as_slice() {
                [change] => {
                    let _ = writeln!(text, "- `{subject}`: {}", line(change));
                }
                // A subject of its own line where it has several changes.
                several => {
                    let _ = writeln!(text, "- `{subject}`");
                    for change in several {
                        let _ = writeln!(text, "  - {}", line(change));
                    }
                }
            }
            own = others;
        }
    }
    text
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
    harmless(&format!("{grave}{}{shows}{advice}{accepted}", sentence(change)))
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
