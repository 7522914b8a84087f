//! The address of a request: server, path and parameters.

use super::{parameter, text_of};
use crate::describe::facts::{Member, Place, Text, path_parameters, path_template};
use crate::describe::reading::stated::Kind;
use crate::source::{Node, Span};

/// An address, taken apart.
pub(super) struct Url {
    pub(super) server: Option<Text>,
    pub(super) path: Text,
    pub(super) parameters: Vec<(Place, Member)>,
}

/// Reads an address: an object with its parts, or the text alone.
pub(super) fn read(collection: &Node, url: &Node) -> Option<Url> {
    let raw_node = url.get("raw").unwrap_or(url);
    let raw = raw_node.as_str().unwrap_or_default();
    let (host, rest) = split(raw);
    let parts = url.items("path");
    let path = if parts.is_empty() {
        rest.to_owned()
    } else {
        let part = |part: &Node| part.as_str().or_else(|| part.str("value")).unwrap_or_default().to_owned();
        format!("/{}", parts.iter().map(part).collect::<Vec<_>>().join("/"))
    };
    if path.is_empty() && host.is_empty() {
        return None;
    }
    let path = path_template(if path.is_empty() { "/" } else { &path });
    let span = url.get("path").map_or(raw_node.span, |path| path.span);
    let mut parameters: Vec<(Place, Member)> =
        path_parameters(&path).into_iter().map(|name| (Place::Path, path_parameter(url, name, span))).collect();
    for query in url.items("query") {
        parameters.extend(parameter(query).map(|member| (Place::Query, member)));
    }
    if url.get("query").is_none() {
        let pairs = raw.split_once('?').map_or("", |(_, query)| query).split('&');
        let names = pairs.map(|pair| pair.split('=').next().unwrap_or_default()).filter(|name| !name.is_empty());
        parameters.extend(names.map(|name| (Place::Query, shown(name, raw_node.span))));
    }
    Some(Url { server: server(collection, host, raw_node), path: Text::new(path, span), parameters })
}

fn path_parameter(url: &Node, name: &str, span: Span) -> Member {
    let variable = url.items("variable").iter().find(|variable| variable.str("key") == Some(name));
    let place = variable.and_then(|variable| variable.get("key")).map_or(span, |key| key.span);
    let mut member = shown(name, place);
    member.description = variable.and_then(|variable| variable.get("description")).and_then(text_of);
    member.is_required = true;
    member
}

/// A parameter with its name alone.
fn shown(name: &str, place: Span) -> Member {
    let mut member = Member::named(Text::new(name, place));
    member.stated.kind = Some(Kind::String);
    member.is_shown_only = true;
    member
}

/// Server and path of an address as text.
fn split(raw: &str) -> (&str, &str) {
    let raw = raw.split(['?', '#']).next().unwrap_or_default();
    let host_start = raw.find("://").map_or(0, |at| at + 3);
    let host_end = raw[host_start..].find('/').map_or(raw.len(), |at| host_start + at);
    (&raw[..host_end], &raw[host_end..])
}

/// The server, with the values of the collection's variables; `None` where it has none for them.
fn server(collection: &Node, host: &str, raw: &Node) -> Option<Text> {
    let mut server = host.to_owned();
    // A value may have a variable in it; a few steps are enough for any that ends.
    for _ in 0..4 {
        let Some((before, rest)) = server.split_once("{{") else { break };
        let (name, after) = rest.split_once("}}")?;
        let variable = collection.items("variable").iter().find(|variable| variable.str("key") == Some(name.trim()));
        let value = variable?.str("value").filter(|value| !value.is_empty())?;
        server = format!("{before}{}{after}", value.trim_end_matches('/'));
    }
    if server.contains("{{") || !server.contains('.') && !server.contains("localhost") {
        return None;
    }
    let server = if server.contains("://") { server } else { format!("https://{server}") };
    Some(Text::new(server, raw.span))
}
