//! Members of two objects: by their names on the wire, and by which way they go.

use super::schemas;
use super::walk::{At, Part, Walk, Way, place};
use crate::changes::change::Level;
use crate::model::{Schema, View};

pub(super) fn compare<'d>(walk: &mut Walk<'d>, at: (&At<'d>, &At<'d>), (was, is): (&View<'d>, &View<'d>), way: Way) {
    // What is only read is not sent, and the other way round.
    let goes = |root: &'d crate::source::Node, member: &At<'d>| {
        let view = View::new(root, member);
        match way {
            Way::Sent => !view.is_read_only(),
            Way::Received => !view.is_write_only(),
        }
    };
    let has_properties = |view: &View<'d>| {
        !view.properties.is_empty() || view.types.as_ref().is_some_and(|types| types.contains("object"))
    };
    // Where anything would do, no member was promised.
    if has_properties(was) && has_properties(is) {
        let names = |view: &View<'d>| view.properties.keys().cloned().collect::<Vec<String>>();
        let gone: Vec<String> = names(was).into_iter().filter(|name| !is.properties.contains_key(name)).collect();
        let mut fresh: Vec<String> = names(is).into_iter().filter(|name| !was.properties.contains_key(name)).collect();
        for name in gone {
            let before = &was.properties[&name];
            if !goes(walk.old, before) {
                continue;
            }
            // The same letters in another case: one member, called otherwise on the wire.
            let now = fresh.iter().position(|other| letters(other) == letters(&name));
            let now = now.map(|index| fresh.remove(index));
            removed(walk, before, at.1, &name, was.required.contains(&name), way);
            if let Some(now) = now {
                if let Some((_, change)) = walk.found.last_mut() {
                    change.rule = "member-renamed";
                    change.what = format!("`{name}` is called `{now}` now");
                    change.after = Some(now.clone());
                    change.new = Some(place(&is.properties[&now]));
                }
                if way == Way::Sent
                    && is.required.contains(&now)
                    && let Some((_, change)) = walk.found.last_mut()
                {
                    change.level = Level::High;
                    change.oasdiff = Some("new-required-request-property".to_owned());
                }
                schemas::compare(walk, before, &is.properties[&now], way, Part::Property);
            }
        }
        for name in fresh {
            let after = &is.properties[&name];
            if goes(walk.new, after) {
                added(walk, at.0, after, &name, is.required.contains(&name), way);
                walk.share_all(after.node, way);
            }
        }
    }
    for (name, before) in &was.properties {
        let Some(after) = is.properties.get(name) else { continue };
        match (goes(walk.old, before), goes(walk.new, after)) {
            (true, true) => {
                required(walk, (before, after), name, (was, is), way);
                schemas::compare(walk, before, after, way, Part::Property);
            }
            (true, false) => {
                let (level, end) = match (way, was.required.contains(name)) {
                    (Way::Received, true) => (Level::High, "became-write-only"),
                    (Way::Received, false) => (Level::Middle, "became-write-only"),
                    (Way::Sent, _) => (Level::Middle, "became-read-only"),
                };
                let end = if was.required.contains(name) {
                    format!("required-{}", schemas::id(way, Part::Property, end))
                } else {
                    format!("optional-{}", schemas::id(way, Part::Property, end))
                };
                let id = end
                    .replace("required-request-", "request-required-")
                    .replace("optional-request-", "request-optional-")
                    .replace("required-response-", "response-required-")
                    .replace("optional-response-", "response-optional-");
                let what = if way == Way::Sent {
                    format!("`{name}` is only read now: what is sent is ignored")
                } else {
                    format!("`{name}` is only written now, and never comes")
                };
                walk.say("member-one-way", level, Some(&id), what, Some(before), Some(after));
            }
            (false, true) => {
                let is_required = is.required.contains(name) && way == Way::Sent;
                let level = if is_required { Level::High } else { Level::Low };
                let what = format!("`{name}` goes both ways now");
                walk.say("member-one-way", level, None, what, Some(before), Some(after));
                walk.share_all(after.node, way);
            }
            (false, false) => {}
        }
    }
    // Names that are required and have no schema of their own.
    let bare = |view: &View<'d>, other: &View<'d>| -> Vec<String> {
        let own =
            view.required.iter().filter(|name| !view.properties.contains_key(*name) && !other.required.contains(*name));
        own.cloned().collect()
    };
    for name in bare(is, was) {
        let level = if way == Way::Sent { Level::High } else { Level::Low };
        walk.say("member-required", level, None, format!("`{name}` is required now"), Some(at.0), Some(at.1));
    }
    for name in bare(was, is) {
        let level = if way == Way::Sent { Level::Low } else { Level::Middle };
        walk.say("member-required", level, None, format!("`{name}` is not required any more"), Some(at.0), Some(at.1));
    }
    additional(walk, at, (was, is), way);
}

fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn removed<'d>(walk: &mut Walk<'d>, before: &At<'d>, now: &At<'d>, name: &str, is_required: bool, way: Way) {
    let (level, id, what) = match (way, is_required) {
        (Way::Sent, _) => {
            (Level::Middle, "request-property-removed", format!("`{name}` is gone: it is ignored or refused"))
        }
        (Way::Received, true) => {
            (Level::High, "response-required-property-removed", format!("`{name}` never comes any more"))
        }
        (Way::Received, false) => {
            (Level::Middle, "response-optional-property-removed", format!("`{name}` never comes any more"))
        }
    };
    walk.say("member-removed", level, Some(id), what, Some(before), Some(now));
}

fn added<'d>(walk: &mut Walk<'d>, was: &At<'d>, after: &At<'d>, name: &str, is_required: bool, way: Way) {
    let has_default = Schema::of(after.node).default().is_some();
    let (level, id) = match (way, is_required) {
        (Way::Sent, true) if has_default => (Level::Middle, "new-required-request-property-with-default"),
        (Way::Sent, true) => (Level::High, "new-required-request-property"),
        (Way::Sent, false) => (Level::Low, "new-optional-request-property"),
        (Way::Received, true) => (Level::Low, "response-required-property-added"),
        (Way::Received, false) => (Level::Low, "response-optional-property-added"),
    };
    let what = match (way, is_required) {
        (Way::Sent, true) => format!("`{name}` is new and must be sent"),
        (Way::Sent, false) => format!("`{name}` can be sent"),
        (Way::Received, _) => format!("`{name}` is new"),
    };
    walk.say("member-added", level, Some(id), what, Some(was), Some(after));
}

fn required<'d>(walk: &mut Walk<'d>, at: (&At<'d>, &At<'d>), name: &str, (was, is): (&View<'d>, &View<'d>), way: Way) {
    let (before, after) = (was.required.contains(name), is.required.contains(name));
    if before == after {
        return;
    }
    let (level, end) = match (way, after) {
        (Way::Sent, true) => (Level::High, "became-required"),
        (Way::Received, false) => (Level::High, "became-optional"),
        (Way::Sent, false) => (Level::Low, "became-optional"),
        (Way::Received, true) => (Level::Low, "became-required"),
    };
    let what = if after { format!("`{name}` is required now") } else { format!("`{name}` may be left out now") };
    walk.say("member-required", level, Some(&schemas::id(way, Part::Property, end)), what, Some(at.0), Some(at.1));
}

/// Members that no name is said for.
fn additional<'d>(walk: &mut Walk<'d>, at: (&At<'d>, &At<'d>), (was, is): (&View<'d>, &View<'d>), way: Way) {
    let closed = |view: &View<'d>| view.additional.as_ref().is_some_and(|at| at.node.as_bool() == Some(false));
    let schema = |view: &View<'d>| {
        view.additional.clone().filter(|at| at.node.as_object().is_some_and(|members| !members.is_empty()))
    };
    let is_object = |view: &View<'d>| view.types.as_ref().is_some_and(|types| types.contains("object"));
    if !is_object(was) || !is_object(is) {
        return;
    }
    let place = |view: &View<'d>, whole: &At<'d>| view.additional.clone().unwrap_or_else(|| whole.clone());
    let (old, new) = (place(was, at.0), place(is, at.1));
    match (schema(was), schema(is)) {
        (Some(before), Some(after)) => schemas::compare(walk, &before, &after, way, Part::Property),
        (None, Some(after)) => {
            let level = if way == Way::Sent { Level::High } else { Level::Low };
            let what = "has other members of one kind, where any would do";
            walk.say("additional-members", level, None, what, Some(&old), Some(&new));
            walk.share_all(after.node, way);
        }
        (Some(_), None) => {
            let level = match (way, closed(is)) {
                (Way::Sent, false) | (Way::Received, true) => Level::Low,
                _ => Level::High,
            };
            let what = if closed(is) {
                "has no other members any more"
            } else {
                "has other members of any kind, which were of one"
            };
            walk.say("additional-members", level, None, what, Some(&old), Some(&new));
        }
        (None, None) if closed(was) != closed(is) => {
            let (level, what) = match (way, closed(is)) {
                (Way::Sent, true) => (Level::Middle, "takes no other members any more: what is sent beside is refused"),
                (Way::Received, true) => (Level::Low, "has no other members any more"),
                (_, false) => (Level::Low, "may have other members now"),
            };
            walk.say("additional-members", level, None, what, Some(&old), Some(&new));
        }
        (None, None) => {}
    }
}
