//! The verdict for people: by operation and type, with the places in both documents.

use super::Verdict;
use std::fmt::Write;
use switchboard_codegen::changes::{Axis, Change, Place};
use switchboard_codegen::source::SourceFiles;

/// How many of what a change shows in are named.
const NAMED: usize = 5;

pub(super) fn text(verdict: &Verdict<'_>) -> String {
    let mut text = String::new();
    let changes = &verdict.changes.changes;
    if changes.is_empty() {
        return "nothing changed for users of the client\n".to_owned();
    }
    let mut subject = None;
    for change in changes {
        if subject != Some(&change.subject) {
            let gap = if subject.is_some() { "\n" } else { "" };
            let _ = writeln!(text, "{gap}{}", change.subject);
            subject = Some(&change.subject);
        }
        let verdict_word = change.level.on(change.axis);
        let accepted = if change.accepted.is_some() { ", accepted" } else { "" };
        let _ = writeln!(
            text,
            "  {} {verdict_word}{accepted}: {} [{}]",
            change.axis.as_str(),
            sentence(change),
            ids(change)
        );
        if let Some(places) = places(verdict.files, change) {
            let _ = writeln!(text, "      {places}");
        }
        if !change.affects.is_empty() {
            let _ = writeln!(text, "      in {}", affected(change));
        }
        if let Some(reason) = &change.accepted {
            let _ = writeln!(text, "      accepted: {reason}");
        }
    }
    let _ = writeln!(text, "\ncrate: {}; wire: {}", verdict.word(Axis::Crate), verdict.word(Axis::Wire));
    match verdict.next == verdict.version {
        true => text,
        false => text + &format!("version {} becomes {}\n", verdict.version, verdict.next),
    }
}

/// The sentence with the path in Rust before it, where the subject does not say it.
pub(super) fn sentence(change: &Change) -> String {
    match &change.rust {
        Some(rust) if *rust != change.subject && !change.what.starts_with('`') => format!("`{rust}` {}", change.what),
        _ => change.what.clone(),
    }
}

fn ids(change: &Change) -> String {
    match &change.oasdiff {
        Some(oasdiff) if oasdiff != change.rule => format!("{}; oasdiff: {oasdiff}", change.rule),
        _ => change.rule.to_owned(),
    }
}

pub(super) fn affected(change: &Change) -> String {
    let named: Vec<&str> = change.affects.iter().take(NAMED).map(String::as_str).collect();
    let more = change.affects.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

/// A place as `file:line`, where the text is known.
pub(super) fn line(files: &SourceFiles, place: &Place) -> Option<(String, usize)> {
    let span = place.span?;
    let file = &files[span.file];
    Some((file.name().to_owned(), file.location(span.start as usize).line))
}

fn places(files: &SourceFiles, change: &Change) -> Option<String> {
    let shown = |place: &Place| match line(files, place) {
        Some((file, line)) => format!("{file}:{line} #{}", place.pointer),
        None => format!("#{}", place.pointer),
    };
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => Some(format!("{} → {}", shown(old), shown(new))),
        (Some(old), None) => Some(format!("{} → nothing", shown(old))),
        (None, Some(new)) => Some(format!("nothing → {}", shown(new))),
        (None, None) => None,
    }
}
