//! How calls are authenticated: kinds and places of credentials, token addresses, scopes, and which of them a call needs.
//! The id of a scheme is not on the wire.

use super::walk::{At, Member, Walk};
use crate::changes::change::Level;
use crate::model::pointer::SECURITY_SCHEMES;
use crate::model::{Api, Flow, SecurityRequirement, SecurityScheme};
use crate::source::Node;
use std::collections::{BTreeMap, BTreeSet};

/// What of a scheme is on the wire.
fn facts(scheme: &SecurityScheme) -> Vec<(&'static str, String)> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let mut facts = vec![("kind", text(scheme.kind()))];
    match scheme.kind() {
        Some("apiKey") => {
            // Names of headers have no case.
            let name = text(scheme.name());
            let name = if scheme.location() == Some("header") { name.to_lowercase() } else { name };
            facts.extend([("place", text(scheme.location())), ("name", name)]);
        }
        Some("http") => facts.push(("scheme", text(scheme.scheme()).to_lowercase())),
        Some("openIdConnect") => facts.push(("address", text(scheme.open_id_url()))),
        _ => {}
    }
    facts
}

/// One way to be allowed: schemes by what they are, each with its scopes.
type Way = BTreeMap<String, BTreeSet<String>>;

/// Where a scheme gets its tokens: two schemes that get them at different places are two.
fn addresses(scheme: &SecurityScheme) -> Vec<String> {
    let all = scheme.flows().flat_map(|(name, flow)| {
        let stated = [flow.token_url(), flow.authorization_url()].into_iter().flatten();
        stated.map(move |url| format!("{name} {url}"))
    });
    all.collect()
}

/// The ways that are stated. A scheme that the other document has under the same id is known by what the older says of it:
/// what changed in it is said of the scheme.
fn ways(document: &Node, older: &Node, stated: Option<&Node>) -> Vec<Way> {
    let listed = stated.and_then(Node::as_array).into_iter().flatten();
    let one = |way: &SecurityRequirement| -> Way {
        let all = way.schemes().map(|(id, scopes)| {
            let scheme = Api::of(older).security_scheme(id).or_else(|| Api::of(document).security_scheme(id));
            // Two schemes of one kind are told apart by what they are.
            let what =
                scheme.map_or_else(|| id.clone(), |scheme| format!("{:?} {:?}", facts(scheme), addresses(scheme)));
            (what, scopes.into_iter().map(str::to_owned).collect())
        });
        all.collect()
    };
    listed.map(SecurityRequirement::of).map(one).collect()
}

/// The schemes of both documents: those with one id are compared.
pub(super) fn schemes(walk: &mut Walk<'_>) {
    let pointer = SECURITY_SCHEMES;
    let (old, new) = (walk.old.pointer(pointer), walk.new.pointer(pointer));
    let (Some(old), Some(new)) = (old, new) else {
        if let (None, Some(new)) = (old, new) {
            walk.say(
                "scheme-added",
                Level::Low,
                Some("api-security-component-added"),
                "has ways to authenticate",
                None,
                Some(&At::new(new, pointer)),
            );
        }
        if let (Some(old), None) = (old, new) {
            walk.say(
                "scheme-removed",
                Level::Low,
                Some("api-security-component-removed"),
                "has no way to authenticate any more",
                Some(&At::new(old, pointer)),
                None,
            );
        }
        return;
    };
    let (old, new) = (At::new(old, pointer), At::new(new, pointer));
    for (id, _) in old.node.as_object().into_iter().flatten() {
        let Some(before) = old.get(id) else { continue };
        match new.get(id) {
            Some(after) => scheme(walk, id, &before, &after),
            None => {
                let what = format!("has no scheme `{id}` any more");
                walk.say(
                    "scheme-removed",
                    Level::Low,
                    Some("api-security-component-removed"),
                    what,
                    Some(&before),
                    None,
                );
            }
        }
    }
    for (id, _) in new.node.as_object().into_iter().flatten().filter(|(id, _)| old.node.get(id).is_none()) {
        let after = new.get(id);
        walk.say(
            "scheme-added",
            Level::Low,
            Some("api-security-component-added"),
            format!("has a scheme `{id}`"),
            None,
            after.as_ref(),
        );
    }
}

fn scheme(walk: &mut Walk<'_>, id: &str, old: &At<'_>, new: &At<'_>) {
    let (was, is) = (facts(SecurityScheme::of(old.node)), facts(SecurityScheme::of(new.node)));
    if was != is {
        let shown = |facts: &[(&str, String)]| {
            facts.iter().map(|(what, value)| format!("{what} `{value}`")).collect::<Vec<_>>().join(", ")
        };
        let kind = |facts: &[(&str, String)]| {
            facts
                .iter()
                .filter(|(what, _)| matches!(*what, "kind" | "scheme"))
                .cloned()
                .map(|(_, value)| value)
                .collect::<Vec<_>>()
        };
        let rule = if kind(&was) == kind(&is) { "scheme-changed" } else { "scheme-kind-changed" };
        let oasdiff = (was[0] != is[0]
            || SecurityScheme::of(old.node).scheme() != SecurityScheme::of(new.node).scheme())
        .then_some("api-security-component-type-updated");
        let what = format!("sends the credential of `{id}` as {} instead of {}", shown(&is), shown(&was));
        let change = walk.say(rule, Level::High, oasdiff, what, Some(old), Some(new));
        (change.before, change.after) = (Some(shown(&was)), Some(shown(&is)));
    }
    let (Some(before), Some(after)) = (old.part(Member::Flows), new.part(Member::Flows)) else { return };
    for (name, _) in before.node.as_object().into_iter().flatten() {
        let Some(was) = before.get(name) else { continue };
        let Some(is) = after.get(name) else {
            walk.say(
                "flow-changed",
                Level::High,
                Some("api-security-component-oauth-flow-removed"),
                format!("has no `{name}` flow for `{id}` any more"),
                Some(&was),
                Some(&after),
            );
            continue;
        };
        for (member, oasdiff) in [
            (Member::TokenUrl, "token"),
            (Member::AuthorizationUrl, "authorization"),
            (Member::RefreshUrl, "refresh"),
            (Member::DeviceAuthorizationUrl, "device-authorization"),
        ] {
            let (a, b) = (was.part(member), is.part(member));
            if a.as_ref().map(|at| at.node) != b.as_ref().map(|at| at.node) {
                let id = format!("api-security-component-oauth-{oasdiff}-url-updated");
                // Without an address of its own, a token is refreshed where it was got.
                let is_first = a.is_none() && member == Member::RefreshUrl;
                let (level, what) = match is_first {
                    true => (Level::Low, "can refresh its tokens at an address of its own"),
                    false => (Level::High, "gets its tokens elsewhere"),
                };
                walk.say(
                    "token-address-changed",
                    level,
                    Some(&id),
                    what,
                    Some(a.as_ref().unwrap_or(&was)),
                    Some(b.as_ref().unwrap_or(&is)),
                );
            }
        }
        let scopes = |at: &At<'_>| -> BTreeSet<String> { Flow::of(at.node).scopes().cloned().collect() };
        let (had, has) = (scopes(&was), scopes(&is));
        for scope in had.difference(&has) {
            walk.say(
                "scope-removed",
                Level::Middle,
                Some("api-security-scope-removed"),
                format!("has no scope `{scope}` any more"),
                Some(&was),
                Some(&is),
            );
        }
        for scope in has.difference(&had) {
            walk.say(
                "scope-added",
                Level::Low,
                Some("api-security-scope-added"),
                format!("has a scope `{scope}`"),
                Some(&was),
                Some(&is),
            );
        }
    }
    for (name, _) in after.node.as_object().into_iter().flatten().filter(|(name, _)| before.node.get(name).is_none()) {
        let is = after.get(name);
        walk.say(
            "flow-changed",
            Level::Low,
            None,
            format!("has a `{name}` flow for `{id}`"),
            Some(&before),
            is.as_ref(),
        );
    }
}

/// What an operation needs, by itself or for the whole API.
pub(super) fn operation(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    let (own, other) = (old.part(Member::Security), new.part(Member::Security));
    if own.is_some() || other.is_some() {
        let effective = |own: &Option<At<'_>>, document: &Node| match own {
            Some(own) => Some(own.node.clone()),
            None => At::new(document, "").part(Member::Security).map(|stated| stated.node.clone()),
        };
        let (was, is) = (effective(&own, walk.old), effective(&other, walk.new));
        let is_stated_elsewhere = own.is_some() != other.is_some();
        let places = (own.unwrap_or_else(|| old.clone()), other.unwrap_or_else(|| new.clone()));
        if was == is {
            if is_stated_elsewhere {
                stated(walk, &places.0, &places.1);
            } else {
                needs(walk, (was.as_ref(), is.as_ref()), &places.0, &places.1, "api");
            }
            return;
        }
        needs(walk, (was.as_ref(), is.as_ref()), &places.0, &places.1, "api");
    }
}

/// What a call needs is the same, and stands at another place.
fn stated(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    let what = "says at another place what its calls need, which is the same";
    let change = walk.say("security-stated", Level::Low, None, what, Some(old), Some(new));
    (change.before, change.after) = (None, None);
}

/// What all operations need that say nothing of it.
pub(super) fn global(walk: &mut Walk<'_>) {
    let all = |document| At::new(document, "");
    let (old, new) = (all(walk.old), all(walk.new));
    let (was, is) = (old.part(Member::Security), new.part(Member::Security));
    let nodes = (was.as_ref().map(|at| at.node), is.as_ref().map(|at| at.node));
    // Where every operation says itself what it needs, in one of both documents, what each needs is said of each.
    let counts = |document: &Node| {
        let mut all = Api::of(document).paths().flat_map(|(_, item)| item.operations());
        all.any(|(_, operation)| operation.node().get(Member::Security.key()).is_none())
    };
    if !(counts(walk.old) && counts(walk.new)) {
        if nodes.0 != nodes.1 {
            stated(walk, was.as_ref().unwrap_or(&old), is.as_ref().unwrap_or(&new));
        }
        return;
    }
    needs(walk, nodes, was.as_ref().unwrap_or(&old), is.as_ref().unwrap_or(&new), "api-global");
}

fn needs(walk: &mut Walk<'_>, (was, is): (Option<&Node>, Option<&Node>), old: &At<'_>, new: &At<'_>, id: &str) {
    let (had, has) = (ways(walk.old, walk.old, was), ways(walk.new, walk.old, is));
    if had == has {
        // Both documents have both schemes: they are two credentials of one kind, and a client has given one of them.
        let ids = |node: Option<&Node>| -> BTreeSet<String> {
            let ways = node.and_then(Node::as_array).into_iter().flatten();
            ways.flat_map(|way| way.as_object().into_iter().flatten()).map(|(id, _)| id.clone()).collect()
        };
        let has_both =
            |id: &String| [walk.old, walk.new].iter().all(|document| Api::of(document).security_scheme(id).is_some());
        let (before, after) = (ids(was), ids(is));
        if before != after && before.union(&after).all(has_both) {
            let list = |ids: &BTreeSet<String>| ids.iter().cloned().collect::<Vec<_>>().join(", ");
            let what = format!("takes the credential {} instead of {}, of the same kind", list(&after), list(&before));
            let id = format!("{id}-security-removed");
            let change = walk.say("security-changed", Level::Middle, Some(&id), what, Some(old), Some(new));
            (change.before, change.after) = (Some(list(&before)), Some(list(&after)));
        } else if was != is {
            let what = "names its credential otherwise, which is sent as before";
            walk.say(
                "security-renamed",
                Level::Low,
                Some(&format!("{id}-security-removed")),
                what,
                Some(old),
                Some(new),
            );
        }
        return;
    }
    let is_free = |ways: &[Way]| ways.is_empty() || ways.iter().any(BTreeMap::is_empty);
    let keys = |way: &Way| way.keys().cloned().collect::<BTreeSet<String>>();
    // A client that proves what it did is let in where one way asks for no more than that.
    let still = |way: &Way| has.iter().any(|now| keys(now).is_subset(&keys(way)));
    let ids = |node: Option<&Node>| {
        let ways = node.and_then(Node::as_array).into_iter().flatten();
        let ways = ways.map(|way| {
            way.as_object().into_iter().flatten().map(|(id, _)| id.clone()).collect::<Vec<_>>().join(" and ")
        });
        let ways: Vec<String> = ways.map(|way| if way.is_empty() { "nothing".to_owned() } else { way }).collect();
        if ways.is_empty() { "nothing".to_owned() } else { ways.join(", or ") }
    };
    let (from, to) = (ids(was), ids(is));
    let (level, rule, end, what) = if is_free(&has) {
        (Level::Low, "security-removed", "security-removed", format!("needs no credential any more, and needed {from}"))
    } else if is_free(&had) {
        (Level::High, "security-added", "security-added", format!("needs {to}, and needed nothing"))
    } else if had.iter().all(still) {
        let scoped = had.iter().all(|way| {
            has.iter().any(|now| {
                way.iter().all(|(key, scopes)| now.get(key).is_none_or(|needed| needed.is_subset(scopes)))
                    && keys(now).is_subset(&keys(way))
            })
        });
        match scoped {
            true => (Level::Low, "security-alternative", "security-added", format!("takes {to}, and took {from}")),
            false => (
                Level::Middle,
                "scope-needed",
                "security-scope-added",
                "needs other scopes: a token without them is refused".to_owned(),
            ),
        }
    } else if had.iter().any(still) {
        // Who was let in by what is not taken any more is refused.
        (Level::High, "security-alternative", "security-removed", format!("takes {to}, and took {from}"))
    } else if was == is {
        // The scheme itself changed, and that was said of it.
        return;
    } else {
        (Level::High, "security-changed", "security-removed", format!("needs {to}, and needed {from}"))
    };
    let change = walk.say(rule, level, Some(&format!("{id}-{end}")), what, Some(old), Some(new));
    (change.before, change.after) = (Some(from), Some(to));
}
