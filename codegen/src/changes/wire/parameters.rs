//! Parameters of two operations: those of the path by position, the others by place and name.

use super::operations::{Call, schema};
use super::schemas;
use super::walk::{At, Member, Part, Walk, Way};
use crate::changes::change::Level;
use crate::model::{Header, Parameter, View};

/// Name and place of a parameter.
fn place<'d>(at: &At<'d>) -> (&'d str, &'d str) {
    let parameter = Parameter::of(at.node);
    (parameter.name().unwrap_or_default(), parameter.location().unwrap_or_default())
}

fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The names in a path, in order.
pub(super) fn names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

pub(super) fn compare<'d>(walk: &mut Walk<'d>, before: &Call<'d>, after: &Call<'d>) {
    let list = |call: &Call<'d>| -> Vec<At<'d>> {
        let Some(all) = call.at.part(Member::Parameters) else { return Vec::new() };
        (0..all.node.as_array().map_or(0, Vec::len)).filter_map(|index| all.item(index)).collect()
    };
    let (old, mut new) = (list(before), list(after));
    let same_path = before.key() == after.key();
    let (old_names, new_names) = (names(&before.path), names(&after.path));
    let mut gone = Vec::new();
    for parameter in old {
        let (name, location) = place(&parameter);
        let is_header = location == "header";
        let same = new.iter().position(|other| match location {
            "path" if same_path => {
                let position = old_names.iter().position(|known| *known == name);
                place(other).1 == "path"
                    && position.is_some()
                    && position == new_names.iter().position(|known| *known == place(other).0)
            }
            _ => {
                place(other) == (name, location)
                    || (is_header && place(other).1 == "header" && place(other).0.eq_ignore_ascii_case(name))
            }
        });
        match same {
            Some(index) => {
                let other = new.remove(index);
                pair(walk, &parameter, &other);
            }
            None => gone.push(parameter),
        }
    }
    for parameter in gone {
        let (name, location) = place(&parameter);
        if location == "path" && before.path != after.path {
            continue;
        }
        let moved = new.iter().position(|other| place(other).0 == name);
        let renamed =
            || new.iter().position(|other| place(other).1 == location && letters(place(other).0) == letters(name));
        let other = moved.or_else(renamed).map(|index| new.remove(index));
        let follows_pages = walk
            .old_index
            .paging
            .get(&format!("{} {}", before.method, before.path))
            .is_some_and(|names| names.contains(name));
        let lost = match &other {
            Some(other) if Parameter::of(other.node).is_required() => Level::High,
            _ if follows_pages => Level::High,
            _ => Level::Middle,
        };
        let (rule, what) = match &other {
            Some(other) if place(other).0 == name => {
                ("parameter-moved", format!("takes `{name}` in the {} instead of the {location}", place(other).1))
            }
            Some(other) => ("parameter-renamed", format!("takes `{}` instead of `{name}`", place(other).0)),
            None if follows_pages => {
                ("parameter-removed", format!("takes `{name}` no more, by which pages are followed"))
            }
            None => ("parameter-removed", format!("takes `{name}` no more: it is ignored or refused")),
        };
        let now = other.as_ref().unwrap_or(&after.at);
        walk.say(rule, lost, Some("request-parameter-removed"), what, Some(&parameter), Some(now));
        if let Some(other) = &other {
            pair(walk, &parameter, other);
        }
    }
    for parameter in new {
        let (name, location) = place(&parameter);
        if location == "path" && before.path != after.path {
            continue;
        }
        let (level, id, what) = match Parameter::of(parameter.node).is_required() {
            true => (Level::High, "new-required-request-parameter", "needs"),
            false => (Level::Low, "new-optional-request-parameter", "takes"),
        };
        let what = format!("{what} `{name}` in the {location}");
        walk.say("parameter-added", level, Some(id), what, Some(&before.at), Some(&parameter));
        walk.share_all(parameter.node, Way::Sent);
    }
}

fn pair<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>) {
    let (name, location) = place(new);
    if location != "path" {
        match (Parameter::of(old.node).is_required(), Parameter::of(new.node).is_required()) {
            (false, true) => {
                let what = format!("needs `{name}` now");
                walk.say(
                    "parameter-required",
                    Level::High,
                    Some("request-parameter-became-required"),
                    what,
                    Some(old),
                    Some(new),
                );
            }
            (true, false) => {
                let what = format!("may leave out `{name}` now");
                walk.say(
                    "parameter-required",
                    Level::Low,
                    Some("request-parameter-became-optional"),
                    what,
                    Some(old),
                    Some(new),
                );
            }
            _ => {}
        }
    }
    if Parameter::of(old.node).is_deprecated() != Parameter::of(new.node).is_deprecated() {
        let (id, what) = match Parameter::of(new.node).is_deprecated() {
            true => ("request-parameter-deprecated", format!("has a deprecated parameter, `{name}`")),
            false => ("request-parameter-reactivated", format!("has `{name}`, which is not deprecated any more")),
        };
        walk.say("deprecated-on-wire", Level::Low, Some(id), what, Some(old), Some(new));
    }
    if location == "header"
        && place(old).1 == "header"
        && place(old).0 != name
        && place(old).0.eq_ignore_ascii_case(name)
    {
        // Names of headers have no case.
        let what = format!("spells the header `{name}` in another case");
        walk.say("parameter-renamed", Level::Low, None, what, Some(old), Some(new));
    }
    writing(walk, old, new);
    let (from, part) = (walk.found.len(), format!("takes `{name}`"));
    match (content(old), content(new)) {
        (None, None) => {
            schema(walk, old, new, Way::Sent, Part::Parameter);
            walk.of_part(from, &part);
        }
        (Some((was, before)), Some((is, after))) if was == is => {
            schema(walk, &before, &after, Way::Sent, Part::Property);
            walk.of_part(from, &part);
        }
        (was, is) => {
            let kind = |content: Option<(String, At<'_>)>| content.map_or("plain text".to_owned(), |(media, _)| media);
            let what = format!("writes `{name}` as {} instead of {}", kind(is), kind(was));
            walk.say("parameter-writing", Level::High, None, what, Some(old), Some(new));
        }
    }
}

fn content<'d>(at: &At<'d>) -> Option<(String, At<'d>)> {
    let content = at.part(Member::Content)?;
    let (media, _) = content.node.as_object()?.first()?;
    Some((media.clone(), content.get(media)?))
}

/// How lists and objects are written; scalars are written alike in all styles of the query.
fn writing(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    let location = place(new).1;
    let style = |at: &At<'_>| {
        let default = match place(at).1 {
            "query" | "cookie" => "form",
            _ => "simple",
        };
        let parameter = Parameter::of(at.node);
        let style = parameter.style().unwrap_or(default).to_owned();
        let explode = parameter.explode().unwrap_or(style == "form" || style == "deepObject" || style == "cookie");
        (style, explode, parameter.allows_reserved())
    };
    // A place of its own has styles of its own, and that was said.
    let (was, is) = (style(old), style(new));
    if was == is || place(old).1 != location {
        return;
    }
    let is_plain = |root, at: &At<'_>| {
        let Some(schema) = at.part(Member::Schema) else { return false };
        let view = View::new(root, &schema);
        view.alternatives.is_none()
            && view.types.as_ref().is_some_and(|types| !types.contains("array") && !types.contains("object"))
    };
    let is_scalar = is_plain(walk.old, old) && is_plain(walk.new, new);
    let shown = |(style, explode, reserved): &(String, bool, bool)| {
        format!(
            "{style}{}{}",
            if *explode { ", exploded" } else { "" },
            if *reserved { ", reserved letters as they are" } else { "" }
        )
    };
    // In the style `simple`, items stand between commas whether exploded or not: only members of objects do not.
    let is_list = |root, at: &At<'_>| {
        let Some(schema) = at.part(Member::Schema) else { return false };
        let view = View::new(root, &schema);
        view.alternatives.is_none()
            && view.types.as_ref().is_some_and(|types| types.contains("array") && !types.contains("object"))
    };
    let is_alike = was.0 == "simple"
        && is.0 == "simple"
        && was.2 == is.2
        && (is_list(walk.old, old) || is_plain(walk.old, old))
        && (is_list(walk.new, new) || is_plain(walk.new, new));
    let level = match is_scalar {
        _ if is_alike => Level::Low,
        true if was.2 == is.2 && matches!(location, "query" | "header") => Level::Low,
        true if matches!(location, "query" | "header") => Level::Middle,
        _ => Level::High,
    };
    let what = format!("writes `{}` as {} instead of {}", place(new).0, shown(&is), shown(&was));
    let change = walk.say("parameter-writing", level, None, what, Some(old), Some(new));
    (change.before, change.after) = (Some(shown(&was)), Some(shown(&is)));
}

/// The header of an answer.
pub(super) fn header<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>) {
    match (content(old), content(new)) {
        (None, None) => {
            if let (Some(before), Some(after)) = (old.part(Member::Schema), new.part(Member::Schema)) {
                schemas::compare(walk, &before, &after, Way::Received, Part::Header);
            }
        }
        (Some((was, before)), Some((is, after))) if was == is => {
            schema(walk, &before, &after, Way::Received, Part::Header)
        }
        _ => drop(walk.say(
            "header-type-changed",
            Level::High,
            Some("response-header-type-changed"),
            "is written otherwise",
            Some(old),
            Some(new),
        )),
    }
    if Header::of(old.node).is_required() != Header::of(new.node).is_required() {
        let (level, id, what) = match Header::of(new.node).is_required() {
            true => (Level::Low, "response-header-became-required", "always comes now"),
            false => (Level::High, "response-header-became-optional", "may be left out now"),
        };
        walk.say("header-required", level, Some(id), what, Some(old), Some(new));
    }
}
