//! The verdict as annotations of a workflow, at the lines of the newer document.

use super::Verdict;
use super::text::{affected, sentence};
use crate::report::annotation;
use switchboard_codegen::changes::{Axis, Level};

pub(super) fn annotations(verdict: &Verdict<'_>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for change in &verdict.changes.changes {
        let command = match (change.level, &change.accepted) {
            (_, Some(_)) | (Level::Low, None) => "notice",
            (Level::Middle, None) if change.axis == Axis::Crate => "notice",
            (Level::Middle, None) => "warning",
            (Level::High, None) => "error",
        };
        let place = change.new.as_ref().or(change.old.as_ref()).and_then(|place| place.span);
        let shows = if change.affects.is_empty() { String::new() } else { format!("\nin {}", affected(change)) };
        let text = format!("{}: {}{shows}", change.subject, sentence(change));
        let title = format!("{} {}: {}", change.axis.as_str(), change.level.on(change.axis), change.rule);
        lines.push(annotation(verdict.files, place, command, &title, &text));
    }
    let words = format!("crate: {}, wire: {}", verdict.word(Axis::Crate), verdict.word(Axis::Wire));
    let text = format!("version {} becomes {}", verdict.version, verdict.next);
    lines.push(annotation(verdict.files, None, "notice", &words, &text));
    lines.join("\n") + "\n"
}
