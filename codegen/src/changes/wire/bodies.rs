//! Bodies and answers: media types, statuses, headers, and what each holds.

use super::operations::schema;
use super::parameters;
use super::walk::{At, Member, Part, Walk, Way};
use crate::changes::change::Level;
use crate::model::{Body, Header, is_extension};
use crate::spec::media_type::essence;
use std::collections::BTreeSet;

/// The media types of a body or answer, by what they are called without parameters.
fn content<'d>(at: &At<'d>) -> Vec<(String, At<'d>)> {
    let Some(content) = at.part(Member::Content) else { return Vec::new() };
    let names = content.node.as_object().into_iter().flatten().map(|(name, _)| name);
    names.filter_map(|name| Some((essence(name), content.get(name)?))).collect()
}

pub(super) fn requests<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>) {
    let (before, after) = match (old.part(Member::RequestBody), new.part(Member::RequestBody)) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(after)) => {
            let (level, id, what) = match Body::of(after.node).is_required() {
                true => (Level::High, "request-body-added-required", "needs a body"),
                false => (Level::Low, "request-body-added-optional", "takes a body"),
            };
            walk.say("body-added", level, Some(id), what, Some(old), Some(&after));
            walk.share_all(after.node, Way::Sent);
            return;
        }
        (Some(before), None) => {
            walk.say(
                "body-removed",
                Level::Middle,
                Some("request-body-removed"),
                "takes no body any more: it is ignored or refused",
                Some(&before),
                Some(new),
            );
            return;
        }
        (None, None) => return,
    };
    match (Body::of(before.node).is_required(), Body::of(after.node).is_required()) {
        (false, true) => drop(walk.say(
            "body-required",
            Level::High,
            Some("request-body-became-required"),
            "needs its body now",
            Some(&before),
            Some(&after),
        )),
        (true, false) => drop(walk.say(
            "body-required",
            Level::Low,
            Some("request-body-became-optional"),
            "may leave out its body now",
            Some(&before),
            Some(&after),
        )),
        _ => {}
    }
    media(walk, &before, &after, Way::Sent, "request-body-media-type");
}

/// The media types of a body, and the schemas of those that stay.
fn media<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>, way: Way, id: &str) {
    let (had, has) = (content(old), content(new));
    // What is the only one on both sides is compared whatever it is called.
    for (name, before) in &had {
        match has.iter().find(|(other, _)| other == name) {
            Some((_, after)) => {
                encoding(walk, before, after, way);
                item_schema(walk, before, after, way);
                schema(walk, before, after, way, Part::Body);
            }
            None => {
                let what = match way {
                    Way::Sent => format!("does not take `{name}` any more"),
                    Way::Received => format!("does not come as `{name}` any more"),
                };
                let change = walk.say(
                    "media-type-removed",
                    Level::High,
                    Some(&format!("{id}-removed")),
                    what,
                    Some(before),
                    Some(new),
                );
                change.before = Some(name.clone());
                change.after = None;
            }
        }
    }
    for (name, after) in has.iter().filter(|(name, _)| !had.iter().any(|(other, _)| other == name)) {
        let what = match way {
            Way::Sent => format!("takes `{name}`"),
            Way::Received => format!("can come as `{name}`"),
        };
        let change =
            walk.say("media-type-added", Level::Low, Some(&format!("{id}-added")), what, Some(old), Some(after));
        change.before = None;
        change.after = Some(name.clone());
        walk.share_all(after.node, way);
    }
}

/// How the parts of a form are written.
fn encoding(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>, way: Way) {
    for member in Member::ENCODINGS {
        let (before, after) = (old.part(member), new.part(member));
        if before.as_ref().map(|at| at.node) != after.as_ref().map(|at| at.node) {
            let (before, after) = (before.unwrap_or_else(|| old.clone()), after.unwrap_or_else(|| new.clone()));
            let level = if way == Way::Sent { Level::High } else { Level::Middle };
            walk.say("encoding-changed", level, None, "writes its parts otherwise", Some(&before), Some(&after));
        }
    }
}

fn item_schema<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>, way: Way) {
    match (old.part(Member::ItemSchema), new.part(Member::ItemSchema)) {
        (Some(before), Some(after)) => super::schemas::compare(walk, &before, &after, way, Part::Property),
        (None, None) => {}
        (before, after) => {
            let old = before.unwrap_or_else(|| old.clone());
            let new = after.unwrap_or_else(|| new.clone());
            walk.say("type-changed", Level::High, None, "comes in items otherwise", Some(&old), Some(&new));
        }
    }
}

/// Whether a status means that a call worked: any other does only where no such is listed.
fn is_success(status: &str, listed: &BTreeSet<String>) -> bool {
    status.starts_with('2') || (status == "default" && !listed.iter().any(|other| other.starts_with('2')))
}

/// Whether an older client reads a status that its document does not list.
fn is_expected(status: &str, known: &BTreeSet<String>, takes_any: bool) -> bool {
    let range = format!("{}XX", status.chars().next().unwrap_or_default());
    known.contains(status)
        || known.iter().any(|other| other.eq_ignore_ascii_case(&range))
        || (takes_any && status.starts_with('2'))
}

pub(super) fn responses<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>) {
    let (Some(before), Some(after)) = (old.part(Member::Responses), new.part(Member::Responses)) else {
        if old.part(Member::Responses).is_some() != new.part(Member::Responses).is_some() {
            walk.say("answers-changed", Level::High, None, "has other answers", Some(old), Some(new));
        }
        return;
    };
    let statuses = |at: &At<'_>| -> BTreeSet<String> {
        let all = at.node.as_object().into_iter().flatten();
        all.map(|(status, _)| status.clone()).filter(|status| !is_extension(status)).collect()
    };
    let (had, has) = (statuses(&before), statuses(&after));
    // A client that expects nothing to read takes every success.
    let successes = had.iter().filter(|status| is_success(status, &had));
    let has_content = |status: &String| before.get(status).is_some_and(|answer| !content(&answer).is_empty());
    let takes_any = !successes.into_iter().any(has_content);
    for status in had.difference(&has) {
        let Some(answer) = before.get(status) else { continue };
        let (level, id) = match is_success(status, &had) {
            // What replaces it is read as before.
            true if has.iter().any(|other| other.eq_ignore_ascii_case(&format!("{}XX", &status[..1]))) => {
                (Level::Low, "response-success-status-removed")
            }
            true if takes_any && has.iter().any(|status| is_success(status, &has)) => {
                (Level::Low, "response-success-status-removed")
            }
            true => (Level::High, "response-success-status-removed"),
            false => (Level::Low, "response-non-success-status-removed"),
        };
        let what = format!("does not answer {status} any more");
        let change = walk.say("status-removed", level, Some(id), what, Some(&answer), Some(&after));
        (change.before, change.after) = (Some(status.clone()), None);
    }
    for status in has.difference(&had) {
        let Some(answer) = after.get(status) else { continue };
        let is_new_success = status.starts_with('2');
        let (level, id) = match is_new_success {
            true if is_expected(status, &had, takes_any) => (Level::Low, "response-success-status-added"),
            true => (Level::High, "response-success-status-added"),
            false => (Level::Low, "response-non-success-status-added"),
        };
        let what = match level {
            Level::High => format!("can answer {status}, which an old client does not expect"),
            _ => format!("can answer {status}"),
        };
        let change = walk.say("status-added", level, Some(id), what, Some(&before), Some(&answer));
        (change.before, change.after) = (None, Some(status.clone()));
        // Its content is part of the line.
        walk.share_all(answer.node, Way::Received);
    }
    for status in had.intersection(&has) {
        let (Some(was), Some(is)) = (before.get(status), after.get(status)) else { continue };
        if was.node == is.node {
            walk.share_all(is.node, Way::Received);
        } else {
            answer(walk, &was, &is, status);
        }
    }
}

fn answer<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>, status: &str) {
    let (had, has) = (content(old), content(new));
    match (had.is_empty(), has.is_empty()) {
        // What was not read before is not read now.
        (true, false) => {
            let names: Vec<&str> = has.iter().map(|(name, _)| name.as_str()).collect();
            let what = format!("answers {status} with {}, and had nothing to say", names.join(", "));
            walk.say("media-type-added", Level::Low, Some("response-media-type-added"), what, Some(old), Some(new));
            walk.share_all(new.node, Way::Received);
        }
        (false, true) => {
            let what = format!("answers {status} with nothing any more");
            let level = if status.starts_with('2') { Level::High } else { Level::Middle };
            walk.say("media-type-removed", level, Some("response-media-type-removed"), what, Some(old), Some(new));
        }
        _ => media(walk, old, new, Way::Received, "response-media-type"),
    }
    headers(walk, old, new);
}

fn headers<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>) {
    let list = |at: &At<'d>| -> Vec<(String, At<'d>)> {
        let Some(headers) = at.part(Member::Headers) else { return Vec::new() };
        let names = headers.node.as_object().into_iter().flatten().map(|(name, _)| name);
        names.filter_map(|name| Some((name.to_lowercase(), headers.get(name)?))).collect()
    };
    let (had, has) = (list(old), list(new));
    for (name, before) in &had {
        match has.iter().find(|(other, _)| other == name) {
            Some((_, after)) => parameters::header(walk, before, after),
            None => {
                let (level, id) = match Header::of(before.node).is_required() {
                    true => (Level::High, "required-response-header-removed"),
                    false => (Level::Middle, "optional-response-header-removed"),
                };
                walk.say(
                    "header-removed",
                    level,
                    Some(id),
                    format!("does not send the header `{name}` any more"),
                    Some(before),
                    Some(new),
                );
            }
        }
    }
    for (name, after) in has.iter().filter(|(name, _)| !had.iter().any(|(other, _)| other == name)) {
        walk.say("header-added", Level::Low, None, format!("sends the header `{name}`"), Some(old), Some(after));
    }
}

/// What the server sends by itself, and what it wants for an answer.
pub(super) fn payload(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    // The nodes live as long as the documents: found again by their pointers.
    let (Some(was), Some(is)) = (walk.old.pointer(&old.pointer), walk.new.pointer(&new.pointer)) else { return };
    let (old, new) = (At::new(was, old.pointer.clone()), At::new(is, new.pointer.clone()));
    match (old.part(Member::RequestBody), new.part(Member::RequestBody)) {
        (Some(before), Some(after)) => media(walk, &before, &after, Way::Received, "request-body-media-type"),
        (None, Some(after)) => {
            walk.say("body-added", Level::Low, None, "sends a body", Some(&old), Some(&after));
            walk.share_all(after.node, Way::Received);
        }
        (Some(before), None) => {
            let what = "sends no body any more";
            walk.say("body-removed", Level::High, None, what, Some(&before), Some(&new));
        }
        (None, None) => {}
    }
    let (Some(before), Some(after)) = (old.part(Member::Responses), new.part(Member::Responses)) else { return };
    for (status, _) in after.node.as_object().into_iter().flatten() {
        let Some(is) = after.get(status) else { continue };
        match before.get(status) {
            Some(was) if was.node != is.node => media(walk, &was, &is, Way::Sent, "response-media-type"),
            _ => walk.share_all(is.node, Way::Sent),
        }
    }
    if before.node.as_object().map(|all| all.keys().collect::<Vec<_>>())
        != after.node.as_object().map(|all| all.keys().collect::<Vec<_>>())
    {
        walk.say("status-expected", Level::Middle, None, "wants other answers", Some(&before), Some(&after));
    }
}
