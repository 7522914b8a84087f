//! What `$dynamicRef` means (JSON Schema 2020-12, core, section 8.2.3.2): the outermost schema on the way that has the
//! anchor. Never looks at a document.

use super::parts::{Parts, Target};
use crate::source::Node;
use std::collections::BTreeMap;

/// What dynamic anchors mean at a place: the outermost schema of each name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Bindings(BTreeMap<String, Target>);

impl Bindings {
    pub(super) fn get(&self, name: &str) -> Option<&Target> {
        self.0.get(name)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These, and what a resource adds: what is further out stays.
    pub(super) fn with(&self, own: Vec<(String, Target)>) -> Self {
        let mut all = self.0.clone();
        for (name, target) in own {
            all.entry(name).or_insert(target);
        }
        Self(all)
    }

    /// Those of them that make of something else than it is by itself.
    pub(super) fn relevant_to(&self, parts: &Parts, target: &Target) -> Self {
        let resource = parts.resource_of(target);
        let own = parts.dynamic_anchors(target.part, &resource);
        let used = parts.dynamic_references(target.part, &resource);
        let is_own = |name: &str, bound: &Target| own.iter().any(|(known, at)| known == name && at == bound);
        let relevant = self.0.iter().filter(|(name, bound)| used.contains(name) && !is_own(name, bound));
        Self(relevant.map(|(name, bound)| (name.clone(), bound.clone())).collect())
    }

    /// The targets, for a name.
    pub(super) fn targets(&self) -> impl Iterator<Item = &Target> {
        self.0.values()
    }
}

/// The name of the anchor that a `$dynamicRef` asks for.
pub(super) fn name(reference: &Node) -> Option<&str> {
    let (_, name) = reference.as_str()?.split_once('#')?;
    (!name.is_empty() && !name.starts_with('/')).then_some(name)
}
