//! Alternatives of two unions, paired by what they refer to or hold, and the tags that tell them apart.

use super::schemas;
use super::walk::{At, Part, Walk, Way};
use crate::changes::change::Level;
use crate::model::{Discriminator, Schema, View};
use crate::source::Node;
use std::collections::BTreeMap;

/// What an alternative is known by.
fn key(at: &At<'_>) -> String {
    let schema = Schema::of(at.node);
    let named = schema.reference().or_else(|| schema.title()).map(str::to_owned);
    named.unwrap_or_else(|| schema.to_value().to_string())
}

/// The alternatives of a schema; one without any is its only one.
fn all<'d>(view: &View<'d>, whole: &At<'d>) -> Vec<At<'d>> {
    view.alternatives.clone().unwrap_or_else(|| vec![whole.clone()])
}

/// Whether a schema is among the alternatives of another.
pub(super) fn has_counterpart(old: (&Node, &At<'_>, &View<'_>), new: (&Node, &At<'_>, &View<'_>)) -> bool {
    let keys = |(root, at, view): (&Node, &At<'_>, &View<'_>)| -> Vec<Node> {
        all(view, at).iter().filter_map(|one| resolved(root, one.node).cloned()).collect()
    };
    let (old, new) = (keys(old), keys(new));
    old.iter().any(|one| new.contains(one))
}

/// What a reference leads to, as far as one step.
fn resolved<'d>(root: &'d Node, node: &'d Node) -> Option<&'d Node> {
    let schema = Schema::of(node);
    match (schema.reference(), schema.only_part()) {
        (Some(target), _) => root.pointer(target),
        // An alternative that `allOf` or `oneOf` holds alone.
        (None, Some(only)) => resolved(root, only.node()),
        (None, None) => Some(node),
    }
}

pub(super) fn alternatives<'d>(
    walk: &mut Walk<'d>,
    at: (&At<'d>, &At<'d>),
    (was, is): (&View<'d>, &View<'d>),
    way: Way,
    part: Part,
) {
    if was.alternatives.is_none() && is.alternatives.is_none() {
        return;
    }
    if (was.alternatives.is_none() || is.alternatives.is_none())
        && !has_counterpart((walk.old, at.0, was), (walk.new, at.1, is))
    {
        // It was said that the kind is another; a union beside members adds to them.
        if was.types.is_some() && was.types == is.types {
            let level = if is.alternatives.is_some() == (way == Way::Sent) { Level::High } else { Level::Low };
            walk.say(
                "alternatives-changed",
                level,
                None,
                "is told apart by alternatives otherwise",
                Some(at.0),
                Some(at.1),
            );
        }
        return;
    }
    let (before, mut after) = (all(was, at.0), all(is, at.1));
    let mut gone = Vec::new();
    let mut pairs = Vec::new();
    for alternative in before {
        match after.iter().position(|other| key(other) == key(&alternative)) {
            Some(index) => pairs.push((alternative, after.remove(index))),
            None => gone.push(alternative),
        }
    }
    // What is called otherwise and is the same: only once all others are paired by their names.
    gone.retain(|alternative| {
        let own = resolved(walk.old, alternative.node);
        let same = after.iter().position(|other| resolved(walk.new, other.node) == own);
        same.map(|index| pairs.push((alternative.clone(), after.remove(index)))).is_none()
    });
    // One of the same kind in the place of another: it changed, where neither has a name.
    let is_named = |at: &At<'_>| Schema::of(at.node).states_reference() || Schema::of(at.node).title_node().is_some();
    gone.retain(|alternative| {
        let kind = |at: &At<'_>| Schema::of(at.node).type_node().map(Node::to_value);
        let same = after
            .iter()
            .position(|other| !is_named(other) && !is_named(alternative) && kind(other) == kind(alternative));
        same.map(|index| pairs.push((alternative.clone(), after.remove(index)))).is_none()
    });
    for alternative in &gone {
        let (level, what) = match way {
            Way::Sent => (Level::High, format!("cannot be {} any more", name(alternative))),
            Way::Received => (Level::Low, format!("is never {} any more", name(alternative))),
        };
        walk.say(
            "alternative-removed",
            level,
            Some(&schemas::id(way, part, "one-of-removed")),
            what,
            Some(alternative),
            Some(at.1),
        );
    }
    for alternative in &after {
        let (level, what) = match way {
            Way::Sent => (Level::Low, format!("can be {} now", name(alternative))),
            Way::Received => (
                Level::High,
                format!("can be {} now, which an old client takes for another or does not know", name(alternative)),
            ),
        };
        walk.say(
            "alternative-added",
            level,
            Some(&schemas::id(way, part, "one-of-added")),
            what,
            Some(at.0),
            Some(alternative),
        );
        walk.share_all(alternative.node, way);
    }
    for (before, after) in &pairs {
        // The whole is compared already.
        if before.pointer != at.0.pointer && after.pointer != at.1.pointer {
            schemas::compare(walk, before, after, way, part);
        } else if let Some(target) = Schema::of(after.node).reference() {
            walk.share(target, target, way);
        }
    }
    tags(walk, &pairs, (was, is), way, part);
}

fn name(at: &At<'_>) -> String {
    let schema = Schema::of(at.node);
    let last = schema.reference().map(|target| target.rsplit('/').next().unwrap_or(target));
    let named = last.or_else(|| schema.title()).or_else(|| schema.only_type());
    named.map_or_else(|| "another".to_owned(), |name| format!("`{name}`"))
}

/// What tells alternatives apart: the member, and its value for each.
fn tags<'d>(walk: &mut Walk<'d>, pairs: &[(At<'d>, At<'d>)], (was, is): (&View<'d>, &View<'d>), way: Way, part: Part) {
    let discriminator = |view: &View<'d>| view.discriminator().map(|(_, at)| at.clone());
    let (before, after) = match (discriminator(was), discriminator(is)) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(after)) => {
            let id = schemas::id(way, part, "discriminator-added");
            walk.say(
                "discriminator-added",
                Level::Low,
                Some(&id),
                "has a member that tells its alternatives apart",
                None,
                Some(&after),
            );
            return;
        }
        (Some(before), None) => {
            let id = schemas::id(way, part, "discriminator-removed");
            // What each alternative states of the member itself tells them apart still.
            let member = Discriminator::of(before.node).member().unwrap_or_default();
            let is_stated = is.alternatives.iter().flatten().all(|one| !stated(walk.new, one, member).is_empty());
            let (level, what) = match is_stated {
                true => (Level::Low, "has no member any more that tells its alternatives apart"),
                false => (
                    Level::Middle,
                    "has no member any more that tells its alternatives apart: they are told by what they have",
                ),
            };
            walk.say("discriminator-removed", level, Some(&id), what, Some(&before), None);
            return;
        }
        (None, None) => return,
    };
    let member = |at: &At<'d>| Discriminator::of(at.node).member().unwrap_or_default().to_owned();
    if member(&before) != member(&after) {
        let id = schemas::id(way, part, "discriminator-property-name-changed");
        let what = format!("is told apart by `{}` instead of `{}`", member(&after), member(&before));
        walk.say("discriminator-changed", Level::High, Some(&id), what, Some(&before), Some(&after));
    }
    let (had, has) = (values(walk.old, was, &before), values(walk.new, is, &after));
    // The name that a schema has now.
    let renamed: BTreeMap<String, String> =
        pairs.iter().filter_map(|(old, new)| Some((schema_name(old)?, schema_name(new)?))).collect();
    for (target, before_values) in &had {
        let target = renamed.get(target).unwrap_or(target);
        let Some(now) = has.get(target).filter(|now| *now != before_values) else { continue };
        let lost = before_values.iter().any(|value| !now.contains(value));
        let level = if lost || way == Way::Received { Level::High } else { Level::Low };
        let id =
            schemas::id(way, part, if lost { "discriminator-mapping-deleted" } else { "discriminator-mapping-added" });
        let what = format!("is `{target}` by the tag {} instead of {}", now.join(", "), before_values.join(", "));
        walk.say("tag-value-changed", level, Some(&id), what, Some(&before), Some(&after));
    }
}

/// The name of the component that an alternative refers to.
fn schema_name(at: &At<'_>) -> Option<String> {
    Schema::of(at.node).reference()?.rsplit('/').next().map(str::to_owned)
}

/// The values that an alternative lists for a member.
fn stated(root: &Node, at: &At<'_>, member: &str) -> Vec<String> {
    let view = View::new(root, at);
    let property = view.properties.get(member).map(|property| View::new(root, property));
    let values = property.and_then(|property| property.values).unwrap_or_default();
    values.into_iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

/// The tags of each schema, by its name: those that the mapping gives, else those it states itself, else its name.
fn values(root: &Node, view: &View<'_>, discriminator: &At<'_>) -> BTreeMap<String, Vec<String>> {
    let discriminator = Discriminator::of(discriminator.node);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (value, target) in discriminator.mapping() {
        let target = target.as_str().unwrap_or_default();
        found.entry(target.rsplit('/').next().unwrap_or(target).to_owned()).or_default().push(value.clone());
    }
    for alternative in view.alternatives.iter().flatten() {
        let Some(name) = schema_name(alternative) else { continue };
        found.entry(name.clone()).or_insert_with(|| {
            let own = stated(root, alternative, discriminator.member().unwrap_or_default());
            if own.is_empty() { vec![name] } else { own }
        });
    }
    found
}
