//! What belongs to no operation: servers, security, the version.

use super::security;
use super::walk::{At, Member, Scope, Walk};
use crate::changes::change::Level;
use crate::model::{Api, Server};

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
fn address(server: &Server) -> String {
    server.url_by_default().as_deref().unwrap_or("/").trim_end_matches('/').to_owned()
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
        let (level, what) = match is_listed {
            true => {
                (Level::Middle, format!("is at {} by default, and was at {}, which is still listed", first.1, first.0))
            }
            false => (Level::High, format!("is at {} by default, and was at {}", first.1, first.0)),
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
        walk.say(
            "server-described",
            Level::Low,
            None,
            "describes its servers otherwise: names, variables or their values",
            Some(&old),
            Some(&new),
        );
    }
}
