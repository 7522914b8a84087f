//! What the parts of other files are called as components of the one document. Never decides what becomes one.

use super::dynamic::Bindings;
use super::parts::{Parts, Target};
use crate::source::pointer_tokens;
use std::collections::HashSet;

/// The names that components have, by section.
#[derive(Debug, Default)]
pub(super) struct Taken(HashSet<(&'static str, String)>);

impl Taken {
    /// Keeps a name that the document itself gives.
    pub(super) fn claim_own(&mut self, section: &'static str, name: &str) {
        self.0.insert((section, name.to_owned()));
    }

    /// The first of these names that is free, or the last one with a number.
    pub(super) fn claim(&mut self, section: &'static str, words: Vec<String>) -> String {
        let last = words.last().cloned().unwrap_or_else(|| "Part".to_owned());
        let numbered = (2..).map(|number: u64| format!("{last}{number}"));
        let mut all = words.into_iter().chain(numbered);
        let free = all.find(|name| self.0.insert((section, name.clone())));
        free.unwrap_or(last)
    }
}

/// The names that fit something, the best one first: its own, then that with what is around it.
pub(super) fn words(parts: &Parts, target: &Target, bindings: &Bindings) -> Vec<String> {
    let tokens = pointer_tokens(&target.pointer).unwrap_or_default();
    let (stem, folder) = parts.stem(target.part);
    let (own, around) = match tokens.last() {
        Some(last) => (clean(last), clean(&stem)),
        None => (clean(&stem), clean(&folder)),
    };
    let is_private = is_definition(&target.pointer) && parts.is_schema(target.part);
    let mut words = match (is_private, around.is_empty()) {
        (true, false) => vec![format!("{around}_{own}")],
        (false, false) => vec![own.clone(), format!("{around}_{own}")],
        (_, true) => vec![own],
    };
    let bound: Vec<String> = bindings
        .targets()
        .filter_map(|target| Some(clean(pointer_tokens(&target.pointer)?.last()?)))
        .filter(|name| !name.is_empty())
        .collect();
    if !bound.is_empty() {
        words.iter_mut().for_each(|name| *name = format!("{name}_{}", bound.join("_")));
    }
    words
}

/// Whether a pointer leads to a definition, which has a name of its own in its file.
pub(super) fn is_definition(pointer: &str) -> bool {
    ["/$defs/", "/definitions/", "/components/"].iter().any(|part| pointer.contains(part))
}

/// What can be the name of a component (OpenAPI 3.2.0, section 4.7).
fn clean(text: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    let name: String = text.chars().map(allowed).take(100).collect();
    let name = name.trim_matches('_');
    if name.is_empty() && !text.is_empty() { "Part".to_owned() } else { name.to_owned() }
}
