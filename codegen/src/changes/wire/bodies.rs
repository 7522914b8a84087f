//! Bodies and answers: media types, statuses, headers, and what each holds.

use super::operations::schema;
use super::parameters;
use super::walk::{At, Member, Part, Walk, Way};
use crate::changes::change::Level;
use crate::model::{Body, Header, Schema, View, is_extension};
use crate::source::Node;
use crate::spec::media_type::{essence, is_json, is_json_lines, parameters as media_parameters};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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
    let known: HashSet<String> = had.iter().map(|(_, at)| full_name(at)).collect();
    let places: HashMap<String, usize> =
        has.iter().enumerate().rev().map(|(index, (_, at))| (full_name(at), index)).collect();
    let mut others: HashMap<&str, usize> = HashMap::new();
    for (index, (other, _)) in has.iter().enumerate().filter(|(_, (_, at))| !known.contains(&full_name(at))) {
        others.entry(other).or_insert(index);
    }
    let mut met = BTreeSet::new();
    for (name, before) in &had {
        // The same with other parameters, where that one is new.
        let alike = || others.get(name.as_str()).copied();
        let index = places.get(&full_name(before)).copied().or_else(alike).filter(|index| met.insert(*index));
        match index.and_then(|index| has.get(index)) {
            Some((_, after)) => {
                written(walk, before, after);
                encoding(walk, before, after, way);
                if is_xml(name) {
                    root_element(walk, before, after);
                }
                if !items_elsewhere(walk, name, (before, after), way) && !bytes(walk, name, before, after) {
                    let from = walk.found.len();
                    item_schema(walk, before, after, way);
                    schema(walk, before, after, way, Part::Body);
                    // What the server sends by itself is a body that is received.
                    let is_body = id.starts_with("request-body");
                    let part = match (way, is_body) {
                        (Way::Sent, true) => "takes a body",
                        (Way::Received, false) => "gives an answer",
                        (Way::Received, true) => "calls back with a body",
                        (Way::Sent, false) => "takes an answer to what it sends",
                    };
                    walk.of_part(from, part);
                }
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
    for (_, (name, after)) in has.iter().enumerate().filter(|(index, _)| !met.contains(index)) {
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

/// Whether both are bytes, however the schema says it: OpenAPI 3.1 needs none for that (section 4.4.2.1).
fn bytes(walk: &mut Walk<'_>, name: &str, old: &At<'_>, new: &At<'_>) -> bool {
    let is_read = is_json(name) || is_xml(name) || name.starts_with("text/") || is_form(name) || is_json_lines(name);
    let is_bytes = |document, at: &At<'_>| match at.part(Member::Schema) {
        None => at.part(Member::ItemSchema).is_none(),
        Some(schema) => {
            let view = View::new(document, &schema);
            view.is_anything() || (is_file(&view) && view.types.as_ref().is_none_or(|types| types.contains("string")))
        }
    };
    if is_read || !is_bytes(walk.old, old) || !is_bytes(walk.new, new) {
        return false;
    }
    let (before, after) = (old.part(Member::Schema), new.part(Member::Schema));
    if before.as_ref().map(|at| at.node) != after.as_ref().map(|at| at.node) {
        let (before, after) = (before.unwrap_or_else(|| old.clone()), after.unwrap_or_else(|| new.clone()));
        let what = "is bytes as before, and its schema says so otherwise";
        walk.say("format-changed", Level::Low, None, what, Some(&before), Some(&after));
    }
    true
}

fn is_form(essence: &str) -> bool {
    essence.starts_with("multipart/") || essence == "application/x-www-form-urlencoded"
}

/// The media type as the document writes it, the last token of the pointer.
fn full_name(at: &At<'_>) -> String {
    crate::source::pointer_tokens(&at.pointer).and_then(|mut all| all.pop()).unwrap_or_default()
}

/// The parameters of a media type: a server may answer to one of them alone.
fn written(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    let (was, is) = (full_name(old), full_name(new));
    if was == is {
        return;
    }
    let (level, what) = match media_parameters(&was) == media_parameters(&is) {
        true => (Level::Low, format!("writes its media type as `{is}` instead of `{was}`, which means the same")),
        false => (Level::Middle, format!("has the media type `{is}` instead of `{was}`")),
    };
    let change = walk.say("media-type-parameters", level, None, what, Some(old), Some(new));
    (change.before, change.after) = (Some(was), Some(is));
}

pub(super) fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

/// The name of the root of an XML text, where that of a shared schema stands for it.
fn root_element(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    let root = |document, at: &At<'_>| -> Option<(String, bool)> {
        let schema = at.part(Member::Schema)?;
        let view = View::new(document, &schema);
        let own = view.keywords.get("xml").and_then(|at| at.node.str("name")).map(str::to_owned);
        let by_reference = || Schema::of(schema.node).reference()?.rsplit('/').next().map(str::to_owned);
        own.map(|name| (name, true)).or_else(|| Some((by_reference()?, false)))
    };
    let (Some((was, was_own)), Some((is, is_own))) = (root(walk.old, old), root(walk.new, new)) else { return };
    // Names of its own are compared with the schema.
    if was != is && !(was_own && is_own) {
        let what = format!("has the root `{is}` instead of `{was}`, by the name of its schema");
        let change = walk.say("xml-changed", Level::High, None, what, Some(old), Some(new));
        (change.before, change.after) = (Some(was), Some(is));
    }
}

/// Of a media type that holds one item after another, `schema` could only mean the items before `itemSchema` was there
/// (OpenAPI 3.2): which of both says it is nothing on the wire.
fn items_elsewhere<'d>(walk: &mut Walk<'d>, name: &str, (old, new): (&At<'d>, &At<'d>), way: Way) -> bool {
    let is_sequence = name == "text/event-stream" || is_json_lines(name);
    let only = |at: &At<'d>| match (at.part(Member::Schema), at.part(Member::ItemSchema)) {
        (Some(whole), None) => Some((whole, false)),
        (None, Some(item)) => Some((item, true)),
        _ => None,
    };
    let (Some((before, was_item)), Some((after, is_item))) = (only(old), only(new)) else { return false };
    if !is_sequence || was_item == is_item {
        return false;
    }
    let what = "says what its items are in another member of the document";
    walk.say("items-stated", Level::Low, None, what, Some(&before), Some(&after));
    super::schemas::compare(walk, &before, &after, way, Part::Body);
    true
}

/// How the parts of a form are written.
fn encoding(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>, way: Way) {
    for member in Member::ENCODINGS {
        let (before, after) = (old.part(member), new.part(member));
        if before.as_ref().map(|at| at.node) == after.as_ref().map(|at| at.node) {
            continue;
        }
        let same = member == Member::Encoding && encodings(walk.old, old) == encodings(walk.new, new);
        let (before, after) = (before.unwrap_or_else(|| old.clone()), after.unwrap_or_else(|| new.clone()));
        let (level, what) = match way {
            _ if same => (Level::Low, "says how its parts are written, as they were by default"),
            Way::Sent => (Level::High, "writes its parts otherwise"),
            Way::Received => (Level::Middle, "writes its parts otherwise"),
        };
        walk.say("encoding-changed", level, None, what, Some(&before), Some(&after));
    }
}

/// What is said of how each part of a form is written, but for what holds by default anyway (OpenAPI 3.1.1, section
/// 4.8.15.1): objects are JSON, files are bytes, the rest is text.
fn encodings(document: &Node, at: &At<'_>) -> BTreeMap<String, BTreeMap<String, String>> {
    let Some(stated) = at.part(Member::Encoding) else { return BTreeMap::new() };
    let properties = at.part(Member::Schema).map(|schema| View::new(document, &schema).properties).unwrap_or_default();
    let default = |name: &str| {
        let view = View::new(document, properties.get(name)?);
        let own = |view: &View<'_>| match view.types.as_ref()?.iter().copied().collect::<Vec<_>>().as_slice() {
            ["object"] => Some("application/json"),
            ["string"] if is_file(view) => Some("application/octet-stream"),
            ["string" | "integer" | "number" | "boolean"] => Some("text/plain"),
            _ => None,
        };
        match &view.items {
            Some(items) => own(&View::new(document, items)),
            None => own(&view),
        }
    };
    // In a form that is not multipart, texts and lists of texts are pairs of names and values, one for each item.
    let is_urlencoded = essence(&full_name(at)) == "application/x-www-form-urlencoded";
    let in_pairs = |name: &str| is_urlencoded && default(name) == Some("text/plain");
    let mut all = BTreeMap::new();
    for (name, encoding) in stated.node.as_object().into_iter().flatten() {
        let mut own = BTreeMap::new();
        // With a style, the style decides; without, the media type does.
        let has_style = ["style", "explode", "allowReserved"].iter().any(|key| encoding.get(key).is_some());
        let has_form_style = encoding.str("style").is_none_or(|style| style == "form");
        for (key, value) in encoding.as_object().into_iter().flatten().filter(|(key, _)| !is_extension(key)) {
            let is_default = match key.as_str() {
                "contentType" => !has_style && value.as_str().is_some_and(|stated| default(name) == Some(stated)),
                "style" => in_pairs(name) && value.as_str() == Some("form"),
                "explode" => in_pairs(name) && has_form_style && value.as_bool() == Some(true),
                "allowReserved" => value.as_bool() == Some(false),
                _ => false,
            };
            if !is_default {
                own.insert(key.clone(), value.to_value().to_string());
            }
        }
        if !own.is_empty() {
            all.insert(name.clone(), own);
        }
    }
    all
}

/// Whether a text is the bytes of a file.
fn is_file(view: &View<'_>) -> bool {
    view.format() == Some("binary") || view.keywords.contains_key("contentMediaType")
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

/// The answer of a document that a status is read by which it does not list: that of its range, or any other.
fn reads(status: &str, listed: &BTreeSet<String>) -> Option<String> {
    let range = format!("{}XX", status.chars().next().unwrap_or_default());
    let by_range = listed.iter().find(|other| other.eq_ignore_ascii_case(&range) && *other != status);
    let takes_any = || listed.get("default").filter(|_| status != "default" && is_default_for(status, listed));
    by_range.or_else(takes_any).cloned()
}

/// Whether `default` stands for a status: for failures, and for what works where nothing else does.
fn is_default_for(status: &str, listed: &BTreeSet<String>) -> bool {
    match status.chars().next() {
        Some('4' | '5') => true,
        Some('2') => is_success("default", listed),
        _ => false,
    }
}

/// How grave it is that what was read by one answer is another now: one line says it, with the status.
fn difference<'d>(walk: &Walk<'d>, old: &At<'d>, new: &At<'d>) -> Level {
    if old.part(Member::Content).map(|at| at.node) == new.part(Member::Content).map(|at| at.node) {
        return Level::Low;
    }
    let mut trial = walk.trial();
    answer(&mut trial, old, new, "200");
    trial.schemas();
    trial.finish().into_iter().map(|change| change.level).max().unwrap_or(Level::Low)
}

/// Whether an older client reads a status that its document does not list.
fn is_expected(status: &str, known: &BTreeSet<String>, takes_any: bool) -> bool {
    let range = format!("{}XX", status.chars().next().unwrap_or_default());
    known.contains(status)
        || known.iter().any(|other| other.eq_ignore_ascii_case(&range))
        || (takes_any && status.starts_with('2'))
}

/// The answer of the other document that says what `status` said: `default` where nothing else tells of success.
fn instead(status: &str, listed: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<String> {
    let is_of_success = |one: &&String| one.starts_with('2') && !listed.contains(*one);
    match status {
        "default" if is_success("default", listed) => other.iter().find(is_of_success).cloned(),
        _ => {
            let (hundreds, rest) = status.split_at_checked(1)?;
            let is_meant = |one: &&String| one.starts_with(hundreds) && *one != status && !listed.contains(*one);
            other.iter().find(is_meant).filter(|_| rest.eq_ignore_ascii_case("XX")).cloned()
        }
    }
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
        // What is answered instead is read as this was, if it is the same.
        let instead = reads(status, &has).or_else(|| instead(status, &had, &has));
        let instead = instead.and_then(|other| after.get(&other)).map(|other| difference(walk, &answer, &other));
        let redirects = |all: &BTreeSet<String>| all.iter().all(|status| status.starts_with('3'));
        let (level, id) = match is_success(status, &had) {
            true if instead == Some(Level::Low) => (Level::Low, "response-success-status-removed"),
            // Nothing but a redirect was known, and it is another.
            false if status.starts_with('3') && redirects(&had) => (Level::High, "response-success-status-removed"),
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
        // An older client reads it by what it knows. A failure that is listed without content may have any.
        let known = reads(status, &had).or_else(|| instead(status, &has, &had));
        let is_open = !is_new_success && content(&answer).is_empty();
        let read = known.filter(|_| !is_open).and_then(|known| Some((before.get(&known)?, known)));
        let read = read.map(|(was, known)| (difference(walk, &was, &answer), known));
        if let Some((level, known)) = read.filter(|(level, known)| *level > Level::Low || known == "default") {
            let end = if is_new_success { "success" } else { "non-success" };
            let (level, what) = match (is_new_success, level) {
                (_, Level::Low) => (level, format!("can answer {status}, which is read as `{known}` was")),
                (true, _) => {
                    (level, format!("can answer {status} with other content than `{known}`, by which it is read"))
                }
                // What failed has failed, whatever can be read of it.
                (false, _) => (
                    Level::Middle,
                    format!("can answer {status} with other content than `{known}`, by which it is read"),
                ),
            };
            let id = format!("response-{end}-status-added");
            let change = walk.say("status-added", level, Some(&id), what, Some(&before), Some(&answer));
            (change.before, change.after) = (None, Some(status.clone()));
            walk.share_all(answer.node, Way::Received);
            continue;
        }
        let (level, id) = match is_new_success {
            true if is_expected(status, &had, takes_any) => (Level::Low, "response-success-status-added"),
            true => (Level::High, "response-success-status-added"),
            // A redirect that is not followed is neither a documented success nor a documented failure.
            false if status.starts_with('3') && !had.iter().any(|other| other.starts_with('3')) => {
                (Level::Middle, "response-non-success-status-added")
            }
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
            Some((_, after)) => {
                let from = walk.found.len();
                parameters::header(walk, before, after);
                walk.of_part(from, &format!("answers with the header `{name}`"));
            }
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
