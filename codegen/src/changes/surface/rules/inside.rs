//! What differs in emitted code and is called as before: nothing of it stays unsaid.

use super::{Rules, owner};
use crate::changes::change::{Axis, Change, Level};
use crate::changes::surface::Surface;
use std::collections::{BTreeMap, BTreeSet};

impl Rules<'_> {
    /// What only works otherwise inside. Names in Rust are kept as they are, and who looks at the wire is told there.
    pub(super) fn inside(&mut self, before: &Surface, after: &Surface, files: &[String]) {
        self.environment(before, after);
        let keys: BTreeSet<&String> = before.inside.keys().chain(after.inside.keys()).collect();
        let differs: Vec<&String> =
            keys.into_iter().filter(|key| before.inside.get(*key) != after.inside.get(*key)).collect();
        let mut by_subject: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for key in differs {
            let path = key.strip_prefix("wire ").or_else(|| key.strip_prefix("codec::")).unwrap_or(key);
            if self.is_whole(owner(path)) || self.is_covered(path) {
                continue;
            }
            by_subject.entry(self.subject_of_inside(path)).or_default().push(key.clone());
        }
        for (subject, keys) in by_subject {
            let what = "works otherwise inside, and is called as before".to_owned();
            let mut change = Change::new("inside-changed", Axis::Crate, Level::Low, &subject, what);
            change.rust = keys.first().cloned();
            change.affects = keys;
            self.changes.push(change);
        }
        if self.changes.is_empty() && !files.is_empty() {
            let what = format!("nothing but documentation or order differs in {}", files.join(", "));
            let mut change = Change::new("documentation-changed", Axis::Crate, Level::Low, "the crate", what);
            change.affects = files.to_vec();
            self.changes.push(change);
        }
    }

    fn subject_of_inside(&self, path: &str) -> String {
        let fact = path
            .strip_prefix("operations::")
            .and_then(|name| self.new.facts.get(name).or_else(|| self.old.facts.get(name)));
        fact.cloned().unwrap_or_else(|| self.subject(path))
    }

    /// Environment variables that a client is set up from.
    fn environment(&mut self, before: &Surface, after: &Surface) {
        let key = "operations::API";
        let (Some(was), Some(is)) = (before.inside.get(key), after.inside.get(key)) else { return };
        let (was, is) = (variables(was), variables(is));
        for (scheme, names) in &was {
            let Some(now) = is.get(scheme).filter(|now| *now != names && names != "&[]") else { continue };
            let what = format!("reads {now} for `{scheme}` instead of {names}");
            self.say(
                "environment-changed",
                Level::High,
                "Client::from_env",
                what,
                [Some(names.clone()), Some(now.clone())],
            );
        }
    }
}

/// Schemes with their environment variables, from the tokens of the static facts of an API.
fn variables(facts: &str) -> BTreeMap<String, String> {
    let schemes = facts.split("SecurityScheme {").skip(1);
    let read = |scheme: &str| {
        let id = scheme.split_once("id :")?.1.split('"').nth(1)?.to_owned();
        let env = scheme.split_once("env :")?.1.split_inclusive(']').next()?.replace(' ', "");
        Some((id, env))
    };
    schemes.filter_map(read).collect()
}
