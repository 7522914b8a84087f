//! The verdict for programs.

use super::Verdict;
use super::text::line;
use serde_json::{Value, json};
use switchboard_codegen::changes::{Axis, Change, Level, Place};
use switchboard_codegen::source::SourceFiles;

pub(super) fn to_json(verdict: &Verdict<'_>) -> Value {
    let counts = |axis: Axis| {
        let level = |level: Level| (level.on(axis).to_owned(), json!(verdict.changes.count(axis, level)));
        let counts: serde_json::Map<String, Value> =
            [Level::High, Level::Middle, Level::Low].map(level).into_iter().collect();
        json!({"level": verdict.word(axis), "changes": counts})
    };
    json!({
        "crate": counts(Axis::Crate),
        "wire": counts(Axis::Wire),
        "version": {"from": verdict.version, "to": verdict.next},
        "changes": verdict.changes.changes.iter().map(|change| one(change, verdict.files)).collect::<Vec<_>>(),
    })
}

fn one(change: &Change, files: &SourceFiles) -> Value {
    let pointer = change.new.as_ref().or(change.old.as_ref()).map(|place| format!("#{}", place.pointer));
    json!({
        "rule": change.rule,
        "oasdiff": change.oasdiff,
        "axis": change.axis.as_str(),
        "level": change.level.on(change.axis),
        "subject": change.subject,
        "rust": change.rust,
        "pointer": pointer,
        "what": change.what,
        "old": side(change.old.as_ref(), change.before.as_ref(), files),
        "new": side(change.new.as_ref(), change.after.as_ref(), files),
        "affects": change.affects,
        "accepted": change.accepted,
    })
}

fn side(place: Option<&Place>, value: Option<&String>, files: &SourceFiles) -> Value {
    if place.is_none() && value.is_none() {
        return Value::Null;
    }
    let (file, line) = place.and_then(|place| line(files, place)).unzip();
    json!({"value": value, "pointer": place.map(|place| format!("#{}", place.pointer)), "file": file, "line": line})
}
