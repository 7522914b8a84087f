//! Two schemas of one value. What is sent may become wider without harm, and what is received narrower.

use super::members;
use super::pairs;
use super::walk::{At, Part, Walk, Way};
use crate::changes::change::Level;
use crate::model::{Concern, Limit, Schema, View};
use crate::source::Node;
use std::collections::BTreeSet;

/// Compares two schemas.
pub(super) fn compare<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>, way: Way, part: Part) {
    let target = |at: &At<'d>| {
        Schema::of(at.node).reference().filter(|_| Schema::of(at.node).is_bare_reference()).map(str::to_owned)
    };
    match (target(old), target(new)) {
        (Some(was), Some(is)) => {
            if was != is {
                renamed(walk, old, new, &was, &is);
            }
            return walk.share(&was, &is, way);
        }
        _ if old.node == new.node => return walk.share_all(new.node, way),
        _ => {}
    }
    let key = (old.pointer.clone(), new.pointer.clone(), way);
    if !walk.open.insert(key) {
        return;
    }
    let (mut was, mut is) = (View::new(walk.old, old), View::new(walk.new, new));
    // A list of constants is a list of values, where the other side is one.
    let is_listed_otherwise = match (was.values.is_some(), is.values.is_some()) {
        (true, false) => as_values(walk.new, &mut is),
        (false, true) => as_values(walk.old, &mut was),
        _ => false,
    };
    if is_listed_otherwise {
        walk.say("keyword-changed", Level::Low, None, "lists its values by other keywords", Some(old), Some(new));
    }
    if target(old).is_some() != target(new).is_some() {
        let what = if target(old).is_some() {
            "is written out where it was a reference"
        } else {
            "is a reference where it was written out"
        };
        walk.say("schema-inlined", Level::Low, None, what, Some(old), Some(new));
    }
    let sides = (&was, &is);
    nullness(walk, (old, new), sides, way, part);
    if !kinds(walk, (old, new), sides, way, part) {
        return;
    }
    values(walk, (old, new), sides, way, part);
    keywords(walk, (old, new), sides, way, part);
    members::compare(walk, (old, new), sides, way);
    items(walk, (old, new), sides, way, part);
    pairs::alternatives(walk, (old, new), sides, way, part);
}

/// Takes alternatives of which each is one constant for the list of these.
fn as_values<'d>(root: &'d Node, view: &mut View<'d>) -> bool {
    let Some(alternatives) = view.alternatives.as_ref().filter(|_| view.values.is_none()) else { return false };
    let (mut values, mut types) = (Vec::new(), BTreeSet::new());
    for alternative in alternatives {
        let own = View::new(root, alternative);
        let Some([value]) = own.values.as_deref() else { return false };
        values.push(*value);
        types.extend(own.types.into_iter().flatten());
    }
    view.types = view.types.take().or(Some(types));
    (view.values, view.alternatives) = (Some(values), None);
    true
}

fn renamed<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>, was: &str, is: &str) {
    let still = |root: &Node, target: &str| root.pointer(target).is_some();
    let what = format!("refers to `{is}` instead of `{was}`");
    // A name alone is not on the wire; what the schemas differ in is said of these.
    let rule = if still(walk.new, was) { "schema-exchanged" } else { "schema-renamed" };
    let oasdiff = (rule == "schema-renamed").then_some("api-schema-removed");
    let change = walk.say(rule, Level::Low, oasdiff, what, Some(old), Some(new));
    (change.before, change.after) = (Some(was.to_owned()), Some(is.to_owned()));
    if rule == "schema-exchanged" {
        let bare = |target: &str| target.trim_start_matches('#').to_owned();
        walk.exchanged.insert((bare(was), bare(is)));
    }
}

/// The id of oasdiff's rule for a part of a message.
pub(super) fn id(way: Way, part: Part, end: &str) -> String {
    let part = match (way, part) {
        (Way::Sent, Part::Parameter | Part::Header) => "request-parameter",
        (Way::Sent, Part::Body) => "request-body",
        (Way::Sent, Part::Property) => "request-property",
        (Way::Received, Part::Header) => "response-header",
        (Way::Received, Part::Body | Part::Parameter) => "response-body",
        (Way::Received, Part::Property) => "response-property",
    };
    format!("{part}-{end}")
}

fn nullness<'d>(walk: &mut Walk<'d>, at: (&At<'d>, &At<'d>), (was, is): (&View<'d>, &View<'d>), way: Way, part: Part) {
    // Where anything will do, `null` does.
    if was.nullable == is.nullable || was.is_anything() || is.is_anything() {
        return;
    }
    let (old, new) = (Some(at.0), Some(at.1));
    let (level, end, what) = match (way, is.nullable) {
        (Way::Sent, true) => (Level::Low, "became-nullable", "may be null now"),
        (Way::Sent, false) => (Level::High, "became-not-nullable", "must not be null any more"),
        (Way::Received, true) => (Level::High, "became-nullable", "may be null now"),
        (Way::Received, false) => (Level::Low, "became-not-nullable", "is never null any more"),
    };
    walk.say("nullable-changed", level, Some(&id(way, part, end)), what, old, new);
}

/// Whether every value of some kinds is one of others: integers are numbers.
fn within(inner: &BTreeSet<&'static str>, outer: &BTreeSet<&'static str>) -> bool {
    inner.iter().all(|kind| outer.contains(kind) || (*kind == "integer" && outer.contains("number")))
}

/// Compares kinds of values; `false` where they have nothing in common, so that nothing else need be said.
fn kinds<'d>(
    walk: &mut Walk<'d>,
    at: (&At<'d>, &At<'d>),
    (was, is): (&View<'d>, &View<'d>),
    way: Way,
    part: Part,
) -> bool {
    // Alternatives have kinds of their own.
    if was.alternatives.is_some() && is.alternatives.is_some()
        || was.types == is.types && was.is_anything() == is.is_anything()
    {
        return true;
    }
    if was.alternatives.is_some() != is.alternatives.is_some()
        && pairs::has_counterpart((walk.old, at.0, was), (walk.new, at.1, is))
    {
        return true;
    }
    let (widens, narrows) = match (&was.types, &is.types) {
        (Some(a), Some(b)) => (within(a, b), within(b, a)),
        (Some(_), None) => (is.is_anything(), false),
        (None, Some(_)) => (false, was.is_anything()),
        (None, None) => (is.is_anything(), was.is_anything()),
    };
    // As text, in a path or a query, every scalar is a string.
    let is_text = matches!(part, Part::Parameter)
        && is.types.as_ref().is_some_and(|types| types.contains("string"))
        && is.values.is_none();
    let is_scalar = was.types.as_ref().is_some_and(|types| !types.contains("array") && !types.contains("object"));
    let (old, new) = (Some(at.0), Some(at.1));
    let what = format!("is {} instead of {}", is.kinds(), was.kinds());
    let (level, end) = match way {
        Way::Sent if widens || (is_text && is_scalar) => (Level::Low, "type-generalized"),
        Way::Received if narrows => (Level::Low, "type-specialized"),
        Way::Sent | Way::Received => (Level::High, "type-changed"),
    };
    walk.say("type-changed", level, Some(&id(way, part, end)), what, old, new);
    widens || narrows
}

fn values<'d>(walk: &mut Walk<'d>, at: (&At<'d>, &At<'d>), (was, is): (&View<'d>, &View<'d>), way: Way, part: Part) {
    let place = |view: &View<'d>, at: &At<'d>| view.values_at().cloned().unwrap_or_else(|| at.clone());
    let (old, new) = (place(was, at.0), place(is, at.1));
    match (&was.values, &is.values) {
        (None, None) => {}
        (None, Some(_)) => {
            let (level, what) = match way {
                Way::Sent => (Level::High, "must be one of a list now"),
                Way::Received => (Level::Low, "is one of a list now"),
            };
            walk.say("enum-added", level, Some(&id(way, part, "became-enum")), what, Some(at.0), Some(&new));
        }
        (Some(_), None) => {
            let (level, what) = match way {
                Way::Sent => (Level::Low, "need not be one of a list any more"),
                Way::Received => (Level::Middle, "is not one of a list any more: values that nobody knew may come"),
            };
            walk.say("enum-removed", level, None, what, Some(&old), Some(at.1));
        }
        (Some(had), Some(has)) => {
            let missing = |from: &[&'d Node], other: &[&'d Node]| -> Vec<String> {
                from.iter().filter(|value| !other.contains(value)).map(|value| value.to_value().to_string()).collect()
            };
            let (gone, fresh) = (missing(had, has), missing(has, had));
            if !gone.is_empty() {
                let (level, what) = match way {
                    Way::Sent => (Level::High, format!("cannot be {} any more", gone.join(", "))),
                    Way::Received => (Level::Low, format!("is never {} any more", gone.join(", "))),
                };
                let change = walk.say(
                    "enum-value-removed",
                    level,
                    Some(&id(way, part, "enum-value-removed")),
                    what,
                    Some(&old),
                    Some(&new),
                );
                change.before = Some(gone.join(", "));
                change.after = None;
            }
            if !fresh.is_empty() {
                let (level, what) = match way {
                    Way::Sent => (Level::Low, format!("can be {} now", fresh.join(", "))),
                    Way::Received => {
                        (Level::Middle, format!("can be {} now, which an old client does not know", fresh.join(", ")))
                    }
                };
                let change = walk.say(
                    "enum-value-added",
                    level,
                    Some(&id(way, part, "enum-value-added")),
                    what,
                    Some(&old),
                    Some(&new),
                );
                change.before = None;
                change.after = Some(fresh.join(", "));
            }
        }
    }
}

/// How a bound is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Least,
    Most,
}

/// How a limit is compared, and its name in the rules of oasdiff.
fn bound(limit: Limit) -> (Bound, &'static str) {
    match limit {
        Limit::Minimum => (Bound::Least, "min"),
        Limit::ExclusiveMinimum => (Bound::Least, "exclusive-min"),
        Limit::Maximum => (Bound::Most, "max"),
        Limit::ExclusiveMaximum => (Bound::Most, "exclusive-max"),
        Limit::MultipleOf => (Bound::Most, "multiple-of"),
        Limit::MinLength => (Bound::Least, "min-length"),
        Limit::MaxLength => (Bound::Most, "max-length"),
        Limit::MinItems => (Bound::Least, "min-items"),
        Limit::MaxItems => (Bound::Most, "max-items"),
        Limit::MinProperties => (Bound::Least, "min-properties"),
        Limit::MaxProperties => (Bound::Most, "max-properties"),
    }
}

fn keywords<'d>(walk: &mut Walk<'d>, at: (&At<'d>, &At<'d>), (was, is): (&View<'d>, &View<'d>), way: Way, part: Part) {
    let names: BTreeSet<&str> = was.keywords.keys().chain(is.keywords.keys()).copied().collect();
    let is_same_text = text_form(was).is_some() && text_form(was) == text_form(is);
    let has_same_range = range(was).is_some() && range(was) == range(is);
    let (mut has_said_text, mut has_said_range) = (false, false);
    for key in names {
        let (before, after) = (was.keywords.get(key), is.keywords.get(key));
        let concern = Concern::of(key);
        let differs = before.map(|at| at.node) != after.map(|at| at.node);
        // One line for what two keywords say together.
        match concern {
            Concern::Format { .. } if differs && is_same_text => {
                if !std::mem::replace(&mut has_said_text, true) {
                    let what = "is written as before, and another keyword says so";
                    walk.say("format-changed", Level::Low, None, what, Some(at.0), Some(at.1));
                }
                continue;
            }
            Concern::Bound(Limit::Minimum | Limit::ExclusiveMinimum | Limit::Maximum | Limit::ExclusiveMaximum)
                if differs && has_same_range =>
            {
                if !std::mem::replace(&mut has_said_range, true) {
                    let what = "has the bounds that it had, and other keywords say so";
                    walk.say("bound-changed", Level::Low, None, what, Some(at.0), Some(at.1));
                }
                continue;
            }
            _ => {}
        }
        if concern == Concern::Silent || before.map(|at| at.node) == after.map(|at| at.node) {
            continue;
        }
        let shown = |at: Option<&At<'d>>| {
            at.map_or("nothing".to_owned(), |at| super::walk::brief(at.node).unwrap_or_else(|| "…".to_owned()))
        };
        let (from, to) = (shown(before), shown(after));
        let (old, new) = (Some(before.unwrap_or(at.0)), Some(after.unwrap_or(at.1)));
        let what = format!("has `{key}` {to} instead of {from}");
        match concern {
            Concern::Bound(limit) => {
                let (level, end) = limits(limit, before, after, way);
                walk.say("bound-changed", level, Some(&id(way, part, &end)), what, old, new);
            }
            Concern::Pattern => {
                let level = if way == Way::Sent && after.is_some() { Level::Middle } else { Level::Low };
                let end = match (before.is_some(), after.is_some()) {
                    (false, _) => "pattern-added",
                    (_, false) => "pattern-removed",
                    _ => "pattern-changed",
                };
                walk.say("pattern-changed", level, Some(&id(way, part, end)), what, old, new);
            }
            Concern::Demand => {
                let level = match demands_more(key, before, after) && way == Way::Sent {
                    true => Level::High,
                    false => Level::Low,
                };
                walk.say("bound-changed", level, None, what, old, new);
            }
            Concern::Default => {
                let (level, what) = match way {
                    Way::Sent => (Level::Middle, format!("is {to} where it is left out, and was {from}")),
                    Way::Received => (Level::Low, what),
                };
                walk.say("default-changed", level, Some(&id(way, part, "default-value-changed")), what, old, new);
            }
            Concern::Format { by_format } => format(walk, (old, new), (was, is), way, part, by_format, &what),
            Concern::Deprecation => {
                let what = if is.is_deprecated() { "is deprecated" } else { "is not deprecated any more" };
                walk.say("deprecated-on-wire", Level::Low, Some(&id(way, part, "deprecated")), what, old, new);
            }
            // What they mean for a member is said where it is a member.
            Concern::Direction | Concern::Silent => {}
            Concern::Xml => {
                // Where nothing is XML, nobody reads it.
                let is_xml = [old, new].into_iter().flatten().any(|at| walk.is_xml(&at.pointer));
                let level = if is_xml { Level::High } else { Level::Low };
                walk.say("xml-changed", level, None, what, old, new);
            }
            Concern::PrefixItems => drop(walk.say("type-changed", Level::High, None, what, old, new)),
            Concern::Other => drop(walk.say("keyword-changed", Level::Low, None, what, old, new)),
        }
    }
}

/// How a text holds bytes, by whichever keyword says so: OpenAPI 3.0 has formats for it, 3.1 keywords (OpenAPI 3.1.1,
/// section 4.4.2).
fn text_form(view: &View<'_>) -> Option<&'static str> {
    let text = |key: &str| view.keywords.get(key).and_then(|at| at.node.as_str());
    match (view.format(), text("contentEncoding"), text("contentMediaType")) {
        (Some("byte" | "base64"), None, _) | (None, Some("base64"), _) => Some("base64"),
        (Some("binary"), None, _) | (None, None, Some("application/octet-stream")) => Some("binary"),
        _ => None,
    }
}

/// The least and the greatest value of an integer, where it has such.
fn range(view: &View<'_>) -> Option<(Option<i128>, Option<i128>)> {
    let is_integer = view.types.as_ref().is_some_and(|types| types.len() == 1 && types.contains("integer"));
    let whole = |key: &str| view.keywords.get(key).map(|at| at.node.as_number()?.as_i64().map(i128::from));
    let bound =
        |inclusive: Option<Option<i128>>, exclusive: Option<Option<i128>>, most: bool| match (inclusive, exclusive) {
            // Only whole numbers are compared here.
            (Some(None), _) | (_, Some(None)) => None,
            (Some(Some(bound)), None) => Some(Some(bound)),
            (None, Some(Some(beyond))) => Some(Some(if most { beyond - 1 } else { beyond + 1 })),
            (Some(Some(bound)), Some(Some(beyond))) if most => Some(Some(bound.min(beyond - 1))),
            (Some(Some(bound)), Some(Some(beyond))) => Some(Some(bound.max(beyond + 1))),
            (None, None) => Some(None),
        };
    let least = bound(whole("minimum"), whole("exclusiveMinimum"), false)?;
    let most = bound(whole("maximum"), whole("exclusiveMaximum"), true)?;
    is_integer.then_some((least, most))
}

/// Whether a demand asks for more than it did.
fn demands_more(key: &str, before: Option<&At<'_>>, after: Option<&At<'_>>) -> bool {
    let Some(after) = after else { return false };
    let number = |at: &At<'_>| at.node.as_number().and_then(|number| number.as_f64()).filter(|number| *number > 0.0);
    match (key, before) {
        // `false` asks for nothing.
        ("uniqueItems", _) => after.node.as_bool() == Some(true),
        // Every multiple of 4 is one of 2.
        ("multipleOf", Some(before)) => match (number(before), number(after)) {
            (Some(was), Some(is)) => (was / is).fract() != 0.0,
            _ => true,
        },
        _ => true,
    }
}

/// How grave it is that a limit is another, and the end of the id of its rule.
fn limits(limit: Limit, before: Option<&At<'_>>, after: Option<&At<'_>>, way: Way) -> (Level, String) {
    let (bound, name) = bound(limit);
    let number = |at: Option<&At<'_>>| at.and_then(|at| at.node.as_number()?.as_f64());
    // Nothing has fewer than none.
    let counts = matches!(limit, Limit::MinLength | Limit::MinItems | Limit::MinProperties);
    let asks = |at: Option<&At<'_>>| number(at).filter(|least| !counts || *least > 0.0);
    let is_alike = asks(before) == asks(after);
    let tightens = match (number(before), number(after), bound) {
        (None, Some(_), _) => true,
        (Some(a), Some(b), Bound::Least) => b > a,
        (Some(a), Some(b), Bound::Most) => b < a,
        _ => false,
    };
    let direction = match (before.is_some(), after.is_some(), tightens == (bound == Bound::Most)) {
        (false, ..) => "set",
        (_, false, _) => "unset",
        (.., true) => "decreased",
        (.., false) => "increased",
    };
    // A client of ours never holds bounds against what it receives; programs may have relied on them.
    let level = match (way, tightens) {
        _ if is_alike => Level::Low,
        (Way::Sent, true) => Level::High,
        (Way::Received, false) => Level::Middle,
        _ => Level::Low,
    };
    (level, format!("{name}-{direction}"))
}

fn format<'d>(
    walk: &mut Walk<'d>,
    (old, new): (Option<&At<'d>>, Option<&At<'d>>),
    (was, is): (&View<'d>, &View<'d>),
    way: Way,
    part: Part,
    by_format: bool,
    what: &str,
) {
    let is_number = |view: &View<'_>| view.types.as_ref().is_some_and(|types| !types.contains("string"));
    // Integers and numbers are read in full width whatever their format, and have no more without one.
    let rank = |view: &View<'_>| match view.format() {
        Some("int32" | "float") => 1,
        Some("uint64") => 3,
        _ => 2,
    };
    let widens = rank(is) >= rank(was);
    let (level, end) = match (is_number(was) && is_number(is), way) {
        (true, Way::Sent) if widens => (Level::Low, "type-generalized"),
        (true, Way::Sent) => (Level::High, "type-changed"),
        (true, Way::Received) if rank(is) > 2 => (Level::Middle, "type-changed"),
        (true, Way::Received) if widens => (Level::Low, "type-changed"),
        (true, Way::Received) => (Level::Low, "type-specialized"),
        // A format without a type of its own is text for a client, and is not checked.
        (false, Way::Sent) if by_format && was.format().is_none() && is.format().is_some_and(is_text) => {
            (Level::Low, "type-changed")
        }
        (false, Way::Received) if by_format && is.format().is_none() && was.format().is_some_and(is_text) => {
            (Level::Low, "type-changed")
        }
        // Text of any form is what is left when a form is gone.
        (false, Way::Sent) if by_format && is.format().is_none() && !is_binary(was) => (Level::Low, "type-generalized"),
        (false, Way::Received) if by_format && was.format().is_none() && !is_binary(is) => {
            (Level::Low, "type-specialized")
        }
        (false, _) => (Level::High, "type-changed"),
    };
    walk.say("format-changed", level, Some(&id(way, part, end)), what, old, new);
}

/// Whether a format of texts has no type of its own in Rust, and no other letters on the wire.
fn is_text(format: &str) -> bool {
    !matches!(format, "date-time" | "date" | "uuid" | "byte" | "base64" | "base64url" | "binary")
}

fn is_binary(view: &View<'_>) -> bool {
    matches!(view.format(), Some("binary" | "byte" | "base64"))
}

fn items<'d>(walk: &mut Walk<'d>, at: (&At<'d>, &At<'d>), (was, is): (&View<'d>, &View<'d>), way: Way, part: Part) {
    // What is text in a query is a list of texts there.
    let part = if part == Part::Parameter { part } else { Part::Property };
    match (&was.items, &is.items) {
        (Some(before), Some(after)) => compare(walk, before, after, way, part),
        (None, Some(after)) => {
            let level = if way == Way::Sent { Level::High } else { Level::Low };
            walk.say(
                "items-changed",
                level,
                None,
                "has items of one kind, where any would do",
                Some(at.0),
                Some(after),
            );
        }
        (Some(before), None) if is.types.as_ref().is_none_or(|types| types.contains("array")) && !is.is_anything() => {
            let level = if way == Way::Sent { Level::Low } else { Level::High };
            walk.say(
                "items-changed",
                level,
                None,
                "has items of any kind, which were of one",
                Some(before),
                Some(at.1),
            );
        }
        _ => {}
    }
}
