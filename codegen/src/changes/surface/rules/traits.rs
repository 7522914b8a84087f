//! Traits that types lose or gain.

use super::Rules;
use super::phrases::listed;
use crate::changes::change::Level;
use crate::changes::surface::Surface;
use std::collections::BTreeMap;

impl Rules<'_> {
    /// Traits that types have no longer, or have now: one line for a type; types that change in nothing else are shown
    /// below one that does.
    pub(super) fn traits(&mut self, before: &Surface, after: &Surface) {
        let of = |surface: &Surface, other: &Surface| -> BTreeMap<String, Vec<String>> {
            let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for path in surface.offered.keys().filter(|path| !other.offered.contains_key(*path)) {
                if let Some((owner, name)) = path.split_once(": ") {
                    found.entry(owner.to_owned()).or_default().push(name.to_owned());
                }
            }
            found
        };
        let mut lost = of(before, after);
        // A type that is gone has lost everything, and that was said.
        lost.retain(|owner, _| !self.is_whole(owner));
        for (owner, names) in &mut lost {
            // `From` of an alternative goes with its variant, `Default` with the constructor.
            let has_gone_variant = self
                .said
                .iter()
                .any(|said| said.strip_prefix(owner.as_str()).is_some_and(|rest| rest.starts_with("::")));
            names.retain(|name| !(name.starts_with("From<") && has_gone_variant));
            let has_new_argument = self
                .said
                .iter()
                .any(|said| said.strip_prefix(owner.as_str()).is_some_and(|rest| rest.starts_with(['.', ':'])));
            names.retain(|name| !(name == "Default" && has_new_argument));
        }
        lost.retain(|_, names| !names.is_empty());
        let mut by_names: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
        for (owner, names) in lost {
            by_names.entry(names).or_default().push(owner);
        }
        for (names, owners) in by_names {
            let has_cause = |owner: &String| {
                self.said
                    .iter()
                    .any(|said| said.starts_with(&format!("{owner}.")) || said.starts_with(&format!("{owner}::")))
            };
            let (causes, rest): (Vec<String>, Vec<String>) = owners.into_iter().partition(has_cause);
            let (causes, rest) = if causes.is_empty() { (rest, Vec::new()) } else { (causes, rest) };
            for (at, owner) in causes.iter().enumerate() {
                let what = format!("is not {} any more", listed(&names));
                self.say("trait-lost", Level::High, owner, what, [Some(names.join(", ")), None]);
                if let (0, Some(change)) = (at, self.changes.last_mut()) {
                    change.affects = rest.clone();
                }
            }
        }
        for (owner, mut names) in of(after, before) {
            names.retain(|name| !name.starts_with("From<"));
            if !self.is_whole(&owner) && !names.is_empty() {
                let what = format!("is {} now", listed(&names));
                self.say("trait-gained", Level::Middle, &owner, what, [None, Some(names.join(", "))]);
            }
        }
    }
}
