//! What belongs to no operation: servers, security, the version.

use super::security;
use super::walk::{At, Member, Scope, Walk};
use crate::changes::change::Level;
use crate::model::{Api, Server, ServerVariable};

pub(super) fn compare(walk: &mut Walk<'_>) {
    walk.scope = Scope::Api;
    servers(walk);
    security::schemes(walk);
    security::global(walk);
    for member in [Member::Version, Member::Title] {
        let key = member.key();
        let pointer = format!("/info/{key}");
        let (Some(was), Some(is)) = (walk.old.pointer(&pointer), walk.new.pointer(&pointer)) else { continue };
        if was != is {
            let rule = if member == Member::Version { "document-version" } else { "title-changed" };
            let what = format!("has another {key}");
            walk.say(rule, Level::Low, None, what, Some(&At::new(was, pointer.clone())), Some(&At::new(is, pointer)));
        }
    }
}

/// The address of a server, with the defaults of its variables.
pub(super) fn address(server: &Server) -> String {
    server.url_by_default().as_deref().unwrap_or("/").trim_end_matches('/').to_owned()
}

/// An address as a message shows it: that of the place of the document has no text of its own.
fn shown(address: &str) -> &str {
    if address.is_empty() { "the address of the document" } else { address }
}

/// The values that variables of servers could have, and cannot any more: programs may have chosen them.
fn values_gone(was: &Api, is: &Api) -> Vec<String> {
    let mut gone = Vec::new();
    for (before, after) in was.servers().zip(is.servers()) {
        for (name, variable) in before.variables() {
            let now: Vec<&str> = after.variable(name).into_iter().flat_map(ServerVariable::values).collect();
            // Without a list, any value will do.
            if !now.is_empty() {
                let lost = variable.values().filter(|value| !now.contains(value));
                gone.extend(lost.map(|value| format!("`{name}` is `{value}`")));
            }
        }
    }
    gone
}

fn servers(walk: &mut Walk<'_>) {
    let (was, is) = (Api::of(walk.old), Api::of(walk.new));
    if was.servers().eq(is.servers()) {
        return;
    }
    let list = |api: &Api| api.servers().map(address).collect::<Vec<String>>();
    let (had, has) = (list(was), list(is));
    let place = |document| At::new(document, "").part_or_self(Member::Servers);
    let (old, new) = (place(walk.old), place(walk.new));
    let first = (had.first().cloned().unwrap_or_default(), has.first().cloned().unwrap_or_default());
    if first.0 != first.1 {
        // Another place by default; that the old one is still listed is no promise that it does the same.
        let is_listed = has.contains(&first.0);
        let (to, from) = (shown(&first.1), shown(&first.0));
        let (level, what) = if super::operations::moved_base(walk.old, walk.new).is_some() {
            (
                Level::Low,
                format!("is at {to} by default, and was at {from}; its paths are longer or shorter by the rest"),
            )
        } else if is_listed {
            (Level::Middle, format!("is at {to} by default, and was at {from}, which is still listed"))
        } else {
            (Level::High, format!("is at {to} by default, and was at {from}"))
        };
        let change = walk.say("server-changed", level, None, what, Some(&old), Some(&new));
        (change.before, change.after) = (Some(first.0.clone()), Some(first.1));
    }
    for gone in had.iter().skip(1).filter(|url| !has.contains(url)) {
        walk.say(
            "server-removed",
            Level::Middle,
            None,
            format!("has no server {gone} any more"),
            Some(&old),
            Some(&new),
        );
    }
    for fresh in has.iter().skip(1).filter(|url| !had.contains(url)) {
        walk.say("server-added", Level::Low, None, format!("has a server {fresh}"), Some(&old), Some(&new));
    }
    if had == has {
        let gone = values_gone(was, is);
        let (level, what) = match gone.is_empty() {
            true => (Level::Low, "describes its servers otherwise: names, variables or their values".to_owned()),
            false => (Level::Middle, format!("has addresses no more in which {}", gone.join(", "))),
        };
        walk.say("server-described", level, None, what, Some(&old), Some(&new));
    }
}
