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
        let pointer = |place: &Option<super::change::Place>| {
            place.as_ref().map(|place| place.pointer.clone()).unwrap_or_default()
        };
        if change.axis == Axis::Crate || change.old.is_none() && change.new.is_none() {
            kept.push(change);
            continue;
        }
        // One rule at one place; values come and go at one place, too.
        let key = (
            format!("{} {:?} {:?}", change.rule, change.before, change.after),
            pointer(&change.old),
            pointer(&change.new),
        );
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
        let spans =
            (change.old.as_ref().and_then(|place| place.span), change.new.as_ref().and_then(|place| place.span));
        let key = match change.axis {
            // A type in the place of another, in many fields and methods.
            Axis::Crate => match (change.rule, &change.before, &change.after) {
                (
                    "field-type-changed" | "result-changed" | "variant-payload-changed" | "alias-changed",
                    Some(was),
                    Some(is),
                ) => Some(format!("{} {was} {is}", change.rule)),
                _ => None,
            },
            Axis::Wire => match spans {
                (None, None) => None,
                // A place of its own has no line of its own where the same is said of all.
                _ if matches!(change.rule, "schema-renamed" | "security-stated") => {
                    Some(format!("{} {} {:?} {:?}", change.rule, change.what, change.before, change.after))
                }
                spans if change.rule == "server-changed" || !change.what.is_empty() => {
                    Some(format!("{} {} {spans:?}", change.rule, change.what))
                }
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
fn drop_explained(changes: Vec<Change>, new: &Index) -> Vec<Change> {
    let is_inside = |change: &Change| change.rule == "inside-changed";
    let mut subjects: BTreeSet<String> = BTreeSet::new();
    let mut has_crate_line = false;
    for change in changes
        .iter()
        .filter(|change| !is_inside(change) && !matches!(change.rule, "documentation" | "document-version"))
    {
        subjects.insert(change.subject.clone());
        subjects.extend(change.affects.iter().cloned());
        if let Some(rust) = &change.rust {
            subjects.insert(rust.split(['.', ' ']).next().unwrap_or(rust).to_owned());
            subjects.insert(rust.clone());
        }
        has_crate_line |= change.axis == Axis::Crate;
    }
    let says_api = |starts: &[&str]| {
        let is_such =
            |change: &Change| change.subject == "the API" && starts.iter().any(|start| change.rule.starts_with(start));
        changes.iter().any(is_such)
    };
    let has_security = says_api(&["security", "scheme", "scope", "server", "token", "flow"]);
    let has_api_line = has_security || says_api(&["document-version", "title", "credential", "environment"]);
    let has_bound = changes.iter().any(|change| change.axis == Axis::Wire && change.rule != "documentation");
    let places: Vec<&str> = changes
        .iter()
        .filter(|change| !is_inside(change) && change.rule != "documentation")
        .flat_map(|change| [&change.old, &change.new])
        .flatten()
        .map(|place| place.pointer.as_str())
        .filter(|pointer| pointer.matches('/').count() > 2)
        .collect();
    // A type is read otherwise where what it comes from changed, or what that is part of.
    let is_from_changed = |subject: &str| {
        let entry = subject.strip_prefix("types::").and_then(|name| new.types.get(name));
        entry.is_some_and(|entry| {
            let is_within = |one: &str, other: &str| {
                one == other || one.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
            };
            places.iter().any(|place| is_within(place, &entry.pointer) || is_within(&entry.pointer, place))
        })
    };
    let is_explained = |change: &Change| {
        let whole = ["operations::API", "servers", "Client::new", "Client::builder", "Client::from_env", "Client"];
        let path = change.rust.as_deref().unwrap_or_default();
        subjects.contains(&change.subject)
            || (has_api_line && whole.contains(&change.subject.as_str()))
            || (has_security && path.starts_with("operations::"))
            || (has_bound && change.subject.starts_with("bounds::"))
            || is_from_changed(&change.subject)
    };
    let (inside, rest): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| is_inside(change));
    let mut kept: Vec<Change> = rest.into_iter().cloned().collect();
    let (explained, own): (Vec<&Change>, Vec<&Change>) = inside.into_iter().partition(|change| is_explained(change));
    kept.extend(together(own.into_iter().cloned().collect()));
    if !explained.is_empty() && !has_crate_line {
        let what = "is called as before, and works otherwise inside, as the wire says";
        let mut change = Change::new("inside-follows", Axis::Crate, Level::Low, "the crate", what);
        change.affects = explained.iter().map(|one| one.rust.clone().unwrap_or_else(|| one.subject.clone())).collect();
        kept.push(change);
    }
    kept
}

/// Many things of one file that work otherwise inside have one cause: one line for all.
fn together(inside: Vec<Change>) -> Vec<Change> {
    const APART: usize = 3;
    let file = |change: &Change| {
        let path = change.rust.clone().unwrap_or_default();
        path.split("::").next().unwrap_or_default().to_owned()
    };
    let mut by_file: std::collections::BTreeMap<String, Vec<Change>> = std::collections::BTreeMap::new();
    for change in inside {
        by_file.entry(file(&change)).or_default().push(change);
    }
    let mut kept = Vec::new();
    for (file, mut own) in by_file {
        if own.len() <= APART {
            kept.append(&mut own);
            continue;
        }
        let what = format!("works otherwise inside in {} places, and is called as before", own.len());
        let mut change = Change::new("inside-changed", Axis::Crate, Level::Low, "the crate", what);
        change.rust = Some(file);
        change.affects = own.into_iter().map(|one| one.subject).collect();
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
        let key = |change: &Change| {
            (std::cmp::Reverse(grave(change)), change.subject.clone(), change.axis, std::cmp::Reverse(change.level))
        };
        key(a).cmp(&key(b)).then_with(|| (a.rule, &a.rust, &a.what).cmp(&(b.rule, &b.rust, &b.what)))
    });
    changes
}
