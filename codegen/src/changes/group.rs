//! Causes instead of symptoms: what is said of many things alike becomes one line with these below it.

use super::change::{Axis, Change, Level};
use super::index::Index;
use std::collections::{BTreeSet, HashMap};

/// One line for each cause, by subject, the gravest subject first.
pub(super) fn group(changes: Vec<Change>, new: &Index) -> Vec<Change> {
    let changes = merge_ways(changes);
    let changes = merge_alike(changes);
    let changes = drop_explained(changes, new);
    sort(changes)
}

/// What is sent and received alike is one change, at the graver of both levels.
fn merge_ways(changes: Vec<Change>) -> Vec<Change> {
    let mut kept: Vec<Change> = Vec::new();
    let mut known: HashMap<(String, String, String), usize> = HashMap::new();
    for change in changes {
        let pointer = |place: &Option<super::change::Place>| place.as_ref().map(|place| place.pointer.clone()).unwrap_or_default();
        if change.axis == Axis::Crate || change.old.is_none() && change.new.is_none() {
            kept.push(change);
            continue;
        }
        // One rule at one place; values come and go at one place, too.
        let key = (format!("{} {:?} {:?}", change.rule, change.before, change.after), pointer(&change.old), pointer(&change.new));
        match known.get(&key) {
            Some(at) => {
                let first = &mut kept[*at];
                let affects: BTreeSet<String> = first.affects.drain(..).chain(change.affects.iter().cloned()).collect();
                if change.level > first.level {
                    *first = change;
                }
                first.affects = affects.into_iter().collect();
            }
            None => {
                known.insert(key, kept.len());
                kept.push(change);
            }
        }
    }
    kept
}

/// The same change of the same place in the text, or of the same thing in Rust: one line.
fn merge_alike(changes: Vec<Change>) -> Vec<Change> {
    let mut kept: Vec<Change> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for change in changes {
        let spans = (change.old.as_ref().and_then(|place| place.span), change.new.as_ref().and_then(|place| place.span));
        let key = match change.axis {
            // A type in the place of another, in many fields and methods.
            Axis::Crate => match (change.rule, &change.before, &change.after) {
                ("field-type-changed" | "result-changed" | "variant-payload-changed" | "alias-changed", Some(was), Some(is)) => {
                    Some(format!("{} {was} {is}", change.rule))
                }
                _ => None,
            },
            Axis::Wire => match spans {
                (None, None) => None,
                spans if change.rule == "server-changed" || !change.what.is_empty() => Some(format!("{} {} {spans:?}", change.rule, change.what)),
                _ => None,
            },
        };
        let Some(key) = key else {
            kept.push(change);
            continue;
        };
        match known.get(&key) {
            Some(at) => {
                let first: &mut Change = &mut kept[*at];
                if first.affects.is_empty() {
                    first.affects.push(first.label());
                }
                let label = change.label();
                let own = if change.affects.is_empty() { vec![label] } else { change.affects };
                for one in own {
                    if !first.affects.contains(&one) {
                        first.affects.push(one);
                    }
                }
                first.level = first.level.max(change.level);
            }
            None => {
                known.insert(key, kept.len());
                kept.push(change);
            }
        }
    }
    kept
}

impl Change {
    fn label(&self) -> String {
        match self.axis {
            Axis::Crate => self.rust.clone().unwrap_or_else(|| self.subject.clone()),
            Axis::Wire => self.subject.clone(),
        }
    }
}

/// What works otherwise inside needs no line of its own where what it follows from has one; then one line says that there
/// is such.
fn drop_explained(changes: Vec<Change>, _new: &Index) -> Vec<Change> {
    let is_inside = |change: &Change| change.rule == "inside-changed";
    let mut subjects: BTreeSet<String> = BTreeSet::new();
    let mut has_crate_line = false;
    for change in changes.iter().filter(|change| !is_inside(change) && !matches!(change.rule, "documentation" | "document-version")) {
        subjects.insert(change.subject.clone());
        subjects.extend(change.affects.iter().cloned());
        if let Some(rust) = &change.rust {
            subjects.insert(rust.split(['.', ' ']).next().unwrap_or(rust).to_owned());
            subjects.insert(rust.clone());
        }
        has_crate_line |= change.axis == Axis::Crate;
    }
    let has_api_line = changes.iter().any(|change| change.subject == "the API");
    let has_bound = changes.iter().any(|change| change.axis == Axis::Wire && !change.affects.is_empty());
    let is_explained = |change: &Change| {
        let whole = ["operations::API", "servers", "Client::new", "Client::builder", "Client::from_env", "client::Client"];
        subjects.contains(&change.subject)
            || (has_api_line && whole.iter().any(|whole| change.subject.starts_with(whole)))
            || (has_bound && change.subject.starts_with("bounds::"))
    };
    let (inside, mut kept): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(is_inside);
    let (explained, own): (Vec<Change>, Vec<Change>) = inside.into_iter().partition(is_explained);
    kept.extend(own);
    if !explained.is_empty() && !has_crate_line {
        let what = "is called as before, and works otherwise inside, as the wire says";
        let mut change = Change::new("inside-follows", Axis::Crate, Level::Low, "the crate", what);
        change.affects = explained.iter().map(|one| one.rust.clone().unwrap_or_else(|| one.subject.clone())).collect();
        kept.push(change);
    }
    kept
}

/// By subject; within a subject the crate first, then by level.
fn sort(mut changes: Vec<Change>) -> Vec<Change> {
    let mut gravest: HashMap<String, Level> = HashMap::new();
    for change in &changes {
        let level = gravest.entry(change.subject.clone()).or_insert(change.level);
        *level = change.level.max(*level);
    }
    let grave = |change: &Change| gravest.get(&change.subject).copied();
    changes.sort_by(|a, b| {
        let key = |change: &Change| (std::cmp::Reverse(grave(change)), change.subject.clone(), change.axis, std::cmp::Reverse(change.level));
        key(a).cmp(&key(b)).then_with(|| (a.rule, &a.rust, &a.what).cmp(&(b.rule, &b.rust, &b.what)))
    });
    changes
}
