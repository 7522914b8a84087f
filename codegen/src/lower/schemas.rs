//! Finds every schema of a document, wherever the specification allows one.

use crate::source::{Data, Node};
use crate::spec::keywords::{Holds, holds};
use crate::spec::methods::{ADDITIONAL, METHODS};

/// Calls `visit` for every schema of a document, parents before their parts.
pub(crate) fn for_each_schema(document: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    for_each_outermost_schema(document, &mut |outermost| schema(outermost, visit));
}

/// Calls `visit` for every schema of a document that is not inside another one.
pub(crate) fn for_each_outermost_schema(document: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    for (key, node) in document.as_object_mut().into_iter().flatten() {
        match key.as_str() {
            "paths" | "webhooks" => members(node).for_each(|item| path_item(item, visit)),
            "components" => members_with_keys(node).for_each(|(kind, node)| {
                members(node).for_each(|component| match kind {
                    "schemas" => visit(component),
                    "parameters" | "headers" => parameter(component, visit),
                    "requestBodies" | "responses" => payload(component, visit),
                    "mediaTypes" => media_type(component, visit),
                    "pathItems" => path_item(component, visit),
                    "callbacks" => members(component).for_each(|item| path_item(item, visit)),
                    _ => {}
                });
            }),
            _ => {}
        }
    }
}

fn path_item(item: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    for (key, node) in members_with_keys(item) {
        match key {
            "parameters" => items(node).for_each(|node| parameter(node, visit)),
            ADDITIONAL => members(node).for_each(|node| operation(node, visit)),
            key if METHODS.contains(&key) => operation(node, visit),
            _ => {}
        }
    }
}

fn operation(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    for (key, node) in members_with_keys(node) {
        match key {
            "parameters" => items(node).for_each(|node| parameter(node, visit)),
            "requestBody" => payload(node, visit),
            "responses" => members(node).for_each(|node| payload(node, visit)),
            "callbacks" => members(node).for_each(|node| members(node).for_each(|item| path_item(item, visit))),
            _ => {}
        }
    }
}

/// A parameter or header.
fn parameter(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    if let Some(node) = node.get_mut("schema") {
        visit(node);
    }
    content(node, visit);
}

/// A request body or response.
fn payload(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    content(node, visit);
    if let Some(headers) = node.get_mut("headers") {
        members(headers).for_each(|header| parameter(header, visit));
    }
}

fn content(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    if let Some(content) = node.get_mut("content") {
        members(content).for_each(|node| media_type(node, visit));
    }
}

fn media_type(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    for (key, node) in members_with_keys(node) {
        match key {
            "schema" | "itemSchema" => visit(node),
            "encoding" => members(node).for_each(|node| encoding(node, visit)),
            "prefixEncoding" => items(node).for_each(|node| encoding(node, visit)),
            "itemEncoding" => encoding(node, visit),
            _ => {}
        }
    }
}

/// What one part of a body is sent as.
fn encoding(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    if let Some(headers) = node.get_mut("headers") {
        members(headers).for_each(|header| parameter(header, visit));
    }
}

fn schema(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    visit(node);
    for (key, node) in members_with_keys(node) {
        match holds(key) {
            Some(Holds::Map) => members(node).for_each(|node| schema(node, visit)),
            Some(Holds::List) => items(node).for_each(|node| schema(node, visit)),
            // JSON Schema draft 4 writes tuples like that.
            Some(Holds::One) if node.as_array().is_some() => items(node).for_each(|node| schema(node, visit)),
            Some(Holds::One) => schema(node, visit),
            None => {}
        }
    }
}

fn members(node: &mut Node) -> impl Iterator<Item = &mut Node> {
    members_with_keys(node).map(|(_, node)| node)
}

fn members_with_keys(node: &mut Node) -> impl Iterator<Item = (&str, &mut Node)> {
    node.as_object_mut().into_iter().flatten().map(|(key, node)| (key.as_str(), node))
}

fn items(node: &mut Node) -> impl Iterator<Item = &mut Node> {
    match &mut node.data {
        Data::Array(items) => items.iter_mut(),
        _ => [].iter_mut(),
    }
}
