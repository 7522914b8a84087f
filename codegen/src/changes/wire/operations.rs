//! Operations of two documents, paired by method and path, else by their id: one that moved is one change, and goes on
//! being compared.

use super::walk::{At, Member, Scope, Walk, Way};
use super::{bodies, parameters, schemas, security};
use crate::changes::change::Level;
use crate::model::pointer::{Part, below, of_operation, of_webhook};
use crate::model::{Api, Operation, PathItem, Server};
use crate::source::Node;
use crate::spec::methods::Method;
use std::collections::HashMap;

/// One operation of a document.
#[derive(Clone, Debug)]
pub(super) struct Call<'d> {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) at: At<'d>,
    /// The servers of its own, or of the path that it is at.
    servers: Option<At<'d>>,
    /// What stands before the path in the address of the server of one of both documents, and in the paths of the other.
    base: String,
}

impl Call<'_> {
    fn subject(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Method and path without the names of parameters, which are not on the wire.
    pub(super) fn key(&self) -> String {
        format!("{} {}{}", self.method, self.base, positional(&self.path))
    }
}

/// A path with its parameters by position.
pub(super) fn positional(path: &str) -> String {
    let mut shown = String::new();
    let mut inside = false;
    for letter in path.chars() {
        match letter {
            '{' => inside = true,
            '}' => {
                inside = false;
                shown.push_str("{}");
            }
            other if !inside => shown.push(other),
            _ => {}
        }
    }
    shown
}

/// The operations at some paths, whose pointers are made of path and method.
fn calls<'d>(
    items: impl Iterator<Item = (&'d String, &'d PathItem)>,
    pointer: impl Fn(&str, Method<'_>) -> String,
) -> Vec<Call<'d>> {
    let mut found = Vec::new();
    for (path, item) in items {
        for (method, operation) in item.operations() {
            let pointer = pointer(path, method).trim_start_matches('#').to_owned();
            let around = pointer.strip_suffix(&format!("/{}", method.pointer())).unwrap_or_default().to_owned();
            let at = At::new(operation.node(), pointer);
            let servers = at.part(Member::Servers);
            let servers = servers.or_else(|| At::new(item.node(), around).part(Member::Servers));
            found.push(Call { method: method.sent(), path: path.clone(), at, servers, base: String::new() });
        }
    }
    found
}

pub(super) fn compare<'d>(walk: &mut Walk<'d>) {
    let all = |document: &'d Node| calls(Api::of(document).paths(), of_operation);
    let (mut old, mut new) = (all(walk.old), all(walk.new));
    if let Some((before, after)) = moved_base(walk.old, walk.new) {
        let rebase = |calls: &mut Vec<Call<'_>>, base: &str| {
            calls.iter_mut().filter(|call| call.servers.is_none()).for_each(|call| base.clone_into(&mut call.base));
        };
        rebase(&mut old, &before);
        rebase(&mut new, &after);
    }
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for (index, call) in new.iter().enumerate() {
        by_key.insert(call.key(), index);
        if let Some(id) = Operation::of(call.at.node).stated_id() {
            by_id.insert(id, index);
        }
    }
    let old_keys: HashMap<String, usize> = old.iter().enumerate().map(|(index, call)| (call.key(), index)).collect();
    let mut met = vec![false; new.len()];
    for before in &old {
        let moved = || {
            let index = *by_id.get(Operation::of(before.at.node).stated_id()?)?;
            (!old_keys.contains_key(&new[index].key())).then_some(index)
        };
        match by_key.get(&before.key()).copied().or_else(moved) {
            Some(index) => {
                met[index] = true;
                pair(walk, before, &new[index]);
            }
            None => removed(walk, before),
        }
    }
    for (after, _) in new.iter().zip(met).filter(|(_, met)| !met) {
        walk.scope = Scope::Operation(after.subject());
        let what = "is new".to_owned();
        walk.say("operation-added", Level::Low, Some("endpoint-added"), what, None, Some(&after.at));
        share(walk, after.at.node);
    }
    webhooks(walk);
    walk.scope = Scope::Api;
}

/// What the addresses of both servers have before their paths, where one is the other and a part of a path, and the paths
/// of the other document begin with that part: the operations are where they were.
pub(super) fn moved_base(old: &Node, new: &Node) -> Option<(String, String)> {
    let first = |document: &Node| Api::of(document).servers().next().map(super::api::address).unwrap_or_default();
    let (was, is) = (first(old), first(new));
    let part =
        |whole: &str, start: &str| whole.strip_prefix(start).filter(|rest| rest.starts_with('/')).map(str::to_owned);
    let (before, after) = match (part(&was, &is), part(&is, &was)) {
        (Some(base), _) => (base, String::new()),
        (_, Some(base)) => (String::new(), base),
        _ => return None,
    };
    let paths = |document: &Node, base: &str| -> Vec<String> {
        Api::of(document).paths().map(|(path, _)| format!("{base}{}", positional(path))).collect()
    };
    let (had, has) = (paths(old, &before), paths(new, &after));
    had.iter().any(|path| has.contains(path)).then_some((before, after))
}

fn removed(walk: &mut Walk<'_>, before: &Call<'_>) {
    walk.scope = Scope::Operation(before.subject());
    let was_deprecated = Operation::of(before.at.node).is_deprecated();
    let id = if was_deprecated { "api-path-removed-with-deprecation" } else { "api-removed-without-deprecation" };
    walk.say("operation-removed", Level::High, Some(id), "is gone", Some(&before.at), None);
}

fn pair<'d>(walk: &mut Walk<'d>, before: &Call<'d>, after: &Call<'d>) {
    walk.scope = Scope::Operation(after.subject());
    if before.key() != after.key() {
        let what = format!("is {} now, and was {}", after.subject(), before.subject());
        let change = walk.say(
            "operation-moved",
            Level::High,
            Some("api-path-removed-without-deprecation"),
            what,
            Some(&before.at),
            Some(&after.at),
        );
        (change.before, change.after) = (Some(before.subject()), Some(after.subject()));
    } else if before.path != after.path && before.base == after.base {
        // The same names at other places: who gives them by name sends each where the other was.
        let (was, is) = (parameters::names(&before.path), parameters::names(&after.path));
        let is_swapped = was.iter().zip(&is).any(|(was_name, name)| was_name != name && was.contains(name));
        let (level, what) = match is_swapped {
            true => (Level::Middle, format!("has the parameters of its path at other places: {}", after.path)),
            false => (Level::Low, format!("names the parameters of its path otherwise: {}", after.path)),
        };
        walk.say(
            "path-parameter-renamed",
            level,
            Some("api-path-parameter-renamed"),
            what,
            Some(&before.at),
            Some(&after.at),
        );
    }
    security::operation(walk, &before.at, &after.at);
    servers(walk, before, after);
    if before.at.node == after.at.node && before.path == after.path {
        return share(walk, after.at.node);
    }
    head(walk, &before.at, &after.at);
    parameters::compare(walk, before, after);
    bodies::requests(walk, &before.at, &after.at);
    bodies::responses(walk, &before.at, &after.at);
    callbacks(walk, &before.at, &after.at);
}

/// What stands beside parameters, bodies and answers.
fn head(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    let differs = |member: Member| old.part(member).map(|at| at.node) != new.part(member).map(|at| at.node);
    let places = |member: Member| (old.part_or_self(member), new.part_or_self(member));
    if differs(Member::OperationId) {
        let (before, after) = places(Member::OperationId);
        let id = "api-operation-id-removed";
        walk.say("operation-id-changed", Level::Low, Some(id), "has another id", Some(&before), Some(&after));
    }
    if differs(Member::Tags) {
        let (before, after) = places(Member::Tags);
        walk.say("tags-changed", Level::Low, Some("api-tag-removed"), "has other tags", Some(&before), Some(&after));
    }
    if Operation::of(old.node).is_deprecated() != Operation::of(new.node).is_deprecated() {
        let (before, after) = places(Member::Deprecated);
        let (id, what) = match Operation::of(new.node).is_deprecated() {
            true => ("endpoint-deprecated", "is deprecated"),
            false => ("endpoint-reactivated", "is not deprecated any more"),
        };
        walk.say("deprecated-on-wire", Level::Low, Some(id), what, Some(&before), Some(&after));
    }
}

/// Where an operation is sent, where it or its path says so.
fn servers(walk: &mut Walk<'_>, old: &Call<'_>, new: &Call<'_>) {
    if old.servers.is_none() && new.servers.is_none()
        || old.servers.as_ref().map(|at| at.node) == new.servers.as_ref().map(|at| at.node)
    {
        return;
    }
    let global = |document| At::new(document, "").part(Member::Servers);
    let addresses = |own: &Option<At<'_>>, document| -> Vec<String> {
        let stated = own.clone().or_else(|| global(document));
        let all = stated.as_ref().and_then(|at| at.node.as_array()).into_iter().flatten();
        all.map(|server| super::api::address(Server::of(server))).collect()
    };
    let (had, has) = (addresses(&old.servers, walk.old), addresses(&new.servers, walk.new));
    let (before, after) = (old.servers.as_ref().unwrap_or(&old.at), new.servers.as_ref().unwrap_or(&new.at));
    let (from, to) = (had.first().map_or("/", String::as_str), has.first().map_or("/", String::as_str));
    if from == to {
        let what = "names its servers otherwise, and is sent where it was";
        walk.say("server-described", Level::Low, None, what, Some(before), Some(after));
    } else {
        let what = format!("is sent to {to} instead of {from}");
        let change = walk.say("server-changed", Level::High, None, what, Some(before), Some(after));
        (change.before, change.after) = (Some(from.to_owned()), Some(to.to_owned()));
    }
}

/// The schemas that an unchanged operation shares with others.
fn share(walk: &mut Walk<'_>, operation: &Node) {
    let operation = At::new(operation, "");
    for (member, way) in [
        (Member::Parameters, Way::Sent),
        (Member::RequestBody, Way::Sent),
        (Member::Responses, Way::Received),
        (Member::Callbacks, Way::Received),
    ] {
        match operation.part(member) {
            Some(part) if matches!(member, Member::Responses | Member::Callbacks) => walk.share_named(part.node, way),
            Some(part) => walk.share_all(part.node, way),
            None => {}
        }
    }
}

/// What the server calls: the payload comes in, the reply goes out.
fn received_call(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    if old.node == new.node {
        if let Some(body) = new.part(Member::RequestBody) {
            walk.share_all(body.node, Way::Received);
        }
        if let Some(answers) = new.part(Member::Responses) {
            walk.share_named(answers.node, Way::Sent);
        }
        return;
    }
    bodies::payload(walk, old, new);
}

fn webhooks(walk: &mut Walk<'_>) {
    let pointer = |key: &str, method: Method<'_>| format!("{}/{}", of_webhook(key), method.pointer());
    let (old, new) = (calls(Api::of(walk.old).webhooks(), pointer), calls(Api::of(walk.new).webhooks(), pointer));
    for before in &old {
        walk.scope = Scope::Operation(format!("webhook {}", before.path));
        match new.iter().find(|after| after.path == before.path && after.method == before.method) {
            Some(after) => received_call(walk, &before.at, &after.at),
            None => drop(walk.say(
                "webhook-removed",
                Level::High,
                Some("webhook-removed"),
                "is not sent any more",
                Some(&before.at),
                None,
            )),
        }
    }
    for after in
        new.iter().filter(|after| !old.iter().any(|before| after.path == before.path && after.method == before.method))
    {
        walk.scope = Scope::Operation(format!("webhook {}", after.path));
        walk.say("webhook-added", Level::Low, Some("webhook-added"), "is new", None, Some(&after.at));
        if let Some(body) = after.at.part(Member::RequestBody) {
            walk.share_all(body.node, Way::Received);
        }
    }
}

fn callbacks(walk: &mut Walk<'_>, old: &At<'_>, new: &At<'_>) {
    let list = |at: &At<'_>| -> Vec<(String, String)> {
        let all = Operation::of(at.node).callbacks();
        all.map(|(name, expression, _)| (name.clone(), expression.clone())).collect()
    };
    let (had, has) = (list(old), list(new));
    let find = |at: &At<'_>, (name, expression): &(String, String)| {
        let mut all = Operation::of(at.node).callbacks();
        let (_, _, item) = all.find(|(known, other, _)| *known == name && *other == expression)?;
        let pointer = below(&at.pointer, Part::Callback(name, expression));
        item.operations().next().map(|(method, _)| format!("{pointer}/{}", method.pointer()))
    };
    for callback in &had {
        let before = find(old, callback);
        let after = find(new, callback);
        match (before, after) {
            (Some(before), Some(after)) => {
                let (Some(was), Some(is)) = (walk.old.pointer(&before), walk.new.pointer(&after)) else { continue };
                received_call(walk, &At::new(was, before), &At::new(is, after));
            }
            (Some(_), None) => {
                let what = format!("does not call `{}` back any more", callback.0);
                walk.say("callback-removed", Level::High, Some("api-callback-removed"), what, Some(old), Some(new));
            }
            _ => {}
        }
    }
    for (name, _) in has.iter().filter(|callback| !had.contains(callback)) {
        walk.say("callback-added", Level::Low, None, format!("calls `{name}` back"), Some(old), Some(new));
    }
}

/// Compares two schemas of a message; one that is gone, or new, takes or gives anything.
pub(super) fn schema<'d>(walk: &mut Walk<'d>, old: &At<'d>, new: &At<'d>, way: Way, part: super::walk::Part) {
    match (old.part(Member::Schema), new.part(Member::Schema)) {
        (Some(before), Some(after)) => schemas::compare(walk, &before, &after, way, part),
        (None, Some(after)) => {
            let level = if way == Way::Sent { Level::High } else { Level::Low };
            walk.say("type-changed", level, None, "has a schema, and had none", Some(old), Some(&after));
            walk.share_all(after.node, way);
        }
        (Some(before), None) => {
            let level = if way == Way::Sent { Level::Low } else { Level::High };
            walk.say("type-changed", level, None, "has no schema any more", Some(&before), Some(new));
        }
        (None, None) => {}
    }
}
