//! The verdict as an entry of a changelog (Keep a Changelog): first what asks for work, by operation and type.

use super::Verdict;
use super::text::{affected, sentence};
use std::fmt::Write;
use switchboard_codegen::changes::{Axis, Change, Level};

/// A heading, and which changes stand below it.
type Section = (&'static str, fn(&Change) -> bool);

pub(super) fn entry(verdict: &Verdict<'_>) -> String {
    let mut text = format!("## {}\n\n", verdict.next);
    let _ = writeln!(
        text,
        "Crate: **{}**, from {}. Wire: **{}**.",
        verdict.word(Axis::Crate),
        verdict.version,
        verdict.word(Axis::Wire)
    );
    let changes = &verdict.changes.changes;
    let sections: [Section; 5] = [
        ("Breaking for programs that are compiled anew", |change| {
            change.axis == Axis::Crate && change.level == Level::High
        }),
        ("Breaking for programs that are deployed", |change| change.axis == Axis::Wire && change.level == Level::High),
        ("Lost or not known to programs that are deployed", |change| {
            change.axis == Axis::Wire && change.level == Level::Middle
        }),
        ("Added or deprecated", |change| change.axis == Axis::Crate && change.level == Level::Middle),
        ("Other", |change| change.level == Level::Low),
    ];
    for (title, belongs) in sections {
        let own: Vec<&Change> = changes.iter().filter(|change| belongs(change)).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n### {title}\n");
        let mut subject = None;
        let count = |change: &Change| own.iter().filter(|other| other.subject == change.subject).count();
        for change in &own {
            // A subject of its own line where it has several changes.
            let is_alone = count(change) == 1;
            if subject != Some(&change.subject) && !is_alone {
                let _ = writeln!(text, "- `{}`", change.subject);
            }
            subject = Some(&change.subject);
            let lead = if is_alone { format!("- `{}`: ", change.subject) } else { "  - ".to_owned() };
            let shows = if change.affects.is_empty() { String::new() } else { format!(" (in {})", affected(change)) };
            let accepted = change.accepted.as_ref().map_or(String::new(), |reason| format!(" Accepted: {reason}"));
            let _ = writeln!(text, "{lead}{}{shows}{accepted}", sentence(change));
        }
    }
    text
}
