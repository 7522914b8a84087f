//! What a change of the runtime means for programs: clients export it, so that what it offers, they offer.

use super::{compare, difference};
use crate::changes::change::{Change, Level};
use crate::changes::index::Index;
use crate::files::CrateFiles;
use std::collections::BTreeSet;

/// Compares what two versions of the runtime offer. What is public in a module that nobody sees does not count.
pub(crate) fn runtime(old: &CrateFiles, new: &CrateFiles) -> Vec<Change> {
    let exported: BTreeSet<&str> =
        [old, new].into_iter().filter_map(|files| files.get("src/lib.rs")).flat_map(|text| words(text)).collect();
    let found = compare(difference(old, new), &Index::default(), &Index::default());
    let is_exported = |change: &Change| {
        let path = change.rust.as_deref().unwrap_or_default();
        let mut segments = path.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        segments.any(|segment| segment.starts_with(char::is_uppercase) && exported.contains(segment))
            || path.contains("data::")
    };
    let (mut lines, inside): (Vec<Change>, Vec<Change>) =
        found.into_iter().partition(|change| change.level > Level::Low && is_exported(change));
    for line in &mut lines {
        line.subject = format!("runtime::{}", line.subject);
        line.rust = line.rust.take().map(|path| format!("runtime::{path}"));
    }
    // One line for all that only works otherwise.
    if let Some(mut first) = inside.into_iter().next() {
        first.rule = "inside-changed";
        first.level = Level::Low;
        first.subject = "runtime".to_owned();
        first.what = "differs, in its code or documentation".to_owned();
        (first.rust, first.before, first.after) = (None, None, None);
        first.affects = Vec::new();
        lines.push(first);
    }
    lines
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}
