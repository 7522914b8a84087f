//! What differs in two documents and was not said yet: documentation, in one line, and everything else by its place, so
//! that nothing passes in silence.

use super::walk::{At, Walk};
use crate::changes::change::{Level, Place};
use crate::model::Schema;
use crate::source::{Node, Span};
use crate::spec::keywords::{LISTS, holds_names, is_documentation};
use std::collections::{BTreeSet, HashSet};

/// Everything that is referred to.
fn targets(document: &Node) -> BTreeSet<String> {
    fn add(node: &Node, found: &mut BTreeSet<String>) {
        if let Some(target) = Schema::of(node).reference() {
            found.insert(target.trim_start_matches('#').to_owned());
        }
        node.as_array().into_iter().flatten().for_each(|item| add(item, found));
        node.as_object().into_iter().flatten().for_each(|(_, member)| add(member, found));
    }
    let mut found = BTreeSet::new();
    add(document, &mut found);
    found
}

/// A place where two documents differ.
struct Differing<'d> {
    old: Option<At<'d>>,
    new: Option<At<'d>>,
    is_documentation: bool,
}

pub(super) fn compare(walk: &mut Walk<'_>) {
    let mut found = Vec::new();
    differing(Some(&At::new(walk.old, "")), Some(&At::new(walk.new, "")), false, &mut found);
    let said: BTreeSet<String> = walk
        .found
        .iter()
        .flat_map(|(_, change)| [&change.old, &change.new])
        .flatten()
        .map(|place| place.pointer.clone())
        .collect();
    let is_said = |at: &Option<At<'_>>| {
        at.as_ref().is_some_and(|at| {
            let mut above = at.pointer.as_str();
            loop {
                if said.contains(above) {
                    return true;
                }
                match above.rsplit_once('/') {
                    Some((rest, _)) if !rest.is_empty() => above = rest,
                    _ => break,
                }
            }
            // A list is compared with what it is of.
            let listed = LISTS.iter().find_map(|list| Some(at.pointer.rsplit_once(&format!("/{list}"))?.0));
            let whole = listed.unwrap_or(&at.pointer);
            if said.contains(whole) {
                return true;
            }
            let below = format!("{whole}/");
            said.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below))
        })
    };
    let shared = SharedParts::said(walk);
    let reached: HashSet<String> = walk.reached().into_iter().map(str::to_owned).collect();
    let is_part = |pointer: &str| is_part(pointer) || is_within(pointer, &reached);
    let (documentation, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.is_documentation);
    // The title has a line of its own.
    let has_own_line = |at: &Option<At<'_>>| at.as_ref().is_some_and(|at| said.contains(&at.pointer));
    let documentation: Vec<_> =
        documentation.into_iter().filter(|one| !has_own_line(&one.old) || !has_own_line(&one.new)).collect();
    if let Some(first) = documentation.first() {
        let places =
            if documentation.len() == 1 { "one place".to_owned() } else { format!("{} places", documentation.len()) };
        let what = format!("is described otherwise in {places}");
        walk.say("documentation", Level::Low, None, what, first.old.as_ref(), first.new.as_ref());
    }
    // A shared schema as a whole: what uses it now, or does not any more, was said.
    let (before, after) = (targets(walk.old), targets(walk.new));
    let is_shared = |one: &Differing<'_>| match (&one.old, &one.new) {
        (None, Some(at)) => after.contains(at.pointer.as_str()),
        (Some(at), None) => before.contains(at.pointer.as_str()),
        _ => false,
    };
    let is_left = |one: &&Differing<'_>| {
        !is_said(&one.old) && !is_said(&one.new) && !is_shared(one) && !shared.have(one.old.as_ref(), one.new.as_ref())
    };
    for one in rest.iter().filter(is_left) {
        let at = one.new.as_ref().or(one.old.as_ref()).map(|at| at.pointer.clone()).unwrap_or_default();
        let used = one.new.is_some() == one.old.is_some();
        let what = match used {
            // What operations share is part of each of them already: what is said of it is said there.
            true if is_part(&at) => format!("differs at {at}"),
            false if is_part(&at) && one.new.is_some() => format!("has {at}"),
            false if is_part(&at) => format!("has no {at} any more"),
            true => format!("differs at {at}, and nothing that operations send or receive does"),
            false if one.new.is_some() => format!("has {at}, which no operation sends or receives"),
            false => format!("has no {at} any more, which no operation sends or receives"),
        };
        walk.say("document-changed", Level::Low, None, what, one.old.as_ref(), one.new.as_ref());
    }
}

/// Whether a pointer leads into what operations are made of, or into what the server sends: nothing can be said of who
/// sends or receives it by the place alone.
fn is_part(pointer: &str) -> bool {
    let section = pointer.strip_prefix("/components/").and_then(|rest| rest.split('/').next());
    section.is_some_and(|section| !matches!(section, "schemas" | "securitySchemes"))
        || ["/paths/", "/webhooks/"].iter().any(|start| pointer.starts_with(start))
}

/// Whether a pointer leads into one of some schemas.
fn is_within(pointer: &str, schemas: &HashSet<String>) -> bool {
    let ends = pointer.match_indices('/').map(|(at, _)| at).skip(1).chain([pointer.len()]);
    ends.map(|end| &pointer[..end]).any(|above| schemas.contains(above))
}

/// Shared parts of which something was said where operations have them: these are copies of the same text.
struct SharedParts {
    old: Vec<Span>,
    new: Vec<Span>,
}

impl SharedParts {
    fn said(walk: &Walk<'_>) -> Self {
        let spans = |root: &Node, places: Vec<&Place>| -> Vec<Span> {
            let nodes = places
                .into_iter()
                .filter(|place| !place.pointer.is_empty())
                .filter_map(|place| root.pointer(&place.pointer));
            let mut spans: Vec<Span> = nodes.map(|node| node.span).collect();
            spans.sort_by_key(|span| (span.start, span.end));
            spans.dedup();
            spans
        };
        let (old, new) = walk
            .found
            .iter()
            .map(|(_, change)| (change.old.as_ref(), change.new.as_ref()))
            .unzip::<_, _, Vec<_>, Vec<_>>();
        Self {
            old: spans(walk.old, old.into_iter().flatten().collect()),
            new: spans(walk.new, new.into_iter().flatten().collect()),
        }
    }

    /// Whether something was said of the text that stands at a place of what is shared, or around it, or in it.
    fn have(&self, old: Option<&At<'_>>, new: Option<&At<'_>>) -> bool {
        let meets = |spans: &[Span], at: Option<&At<'_>>| {
            let Some(at) = at.filter(|at| at.pointer.starts_with("/components/") && is_part(&at.pointer)) else {
                return false;
            };
            let own = at.node.span;
            let within = |inner: &Span, outer: &Span| {
                inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
            };
            spans.iter().any(|span| within(&own, span) || within(span, &own))
        };
        meets(&self.old, old) || meets(&self.new, new)
    }
}

fn differing<'d>(
    old: Option<&At<'d>>,
    new: Option<&At<'d>>,
    is_documentation_above: bool,
    found: &mut Vec<Differing<'d>>,
) {
    let mut push = |old: Option<&At<'d>>, new: Option<&At<'d>>| {
        found.push(Differing { old: old.cloned(), new: new.cloned(), is_documentation: is_documentation_above });
    };
    let (Some(was), Some(is)) = (old, new) else { return push(old, new) };
    // Order of members, where nothing but it differs, is nothing on the wire.
    if was.node == is.node {
        return;
    }
    match (was.node.as_object(), is.node.as_object()) {
        (Some(before), Some(after)) => {
            for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
                // Names that people chose are no keywords.
                let parent = was.pointer.rsplit('/').next().unwrap_or_default();
                let documentation = is_documentation_above || (is_documentation(key) && !holds_names(parent));
                differing(was.get(key).as_ref(), is.get(key).as_ref(), documentation, found);
            }
        }
        _ => match (was.node.as_array(), is.node.as_array()) {
            // The same in another order.
            (Some(before), Some(after)) if before.iter().all(|one| after.contains(one)) => push(old, new),
            (Some(before), Some(after)) if before.len() == after.len() => {
                for index in 0..before.len() {
                    differing(was.item(index).as_ref(), is.item(index).as_ref(), is_documentation_above, found);
                }
            }
            _ => push(old, new),
        },
    }
}
