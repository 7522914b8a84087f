//! Establishes: every parameter is one that progenitor can send, in a path, a query or a header, written as it writes all of
//! them. What it would write differently becomes a text that the caller writes; what it cannot send is given up, with its
//! operation where a call needs it.

use super::identifiers::snake;
use super::loss::{give_up, leave_out};
use super::scalars::{as_text, text};
use super::walk::{for_each_operation, resolved};
use crate::diagnostic::Diagnostics;
use crate::source::{Data, Map, Node, Span};
use std::collections::HashMap;

/// What progenitor calls its own variables while it reads arguments.
const TAKEN: &[&str] = &["header_map"];

pub(super) fn pass(document: &mut Node, diagnostics: &mut Diagnostics) {
    // What parameters refer to does not change here.
    let components = document.get("components").cloned();
    let root = Node::object(components.map(|components| ("components", components)), document.span);
    for_each_operation(document, &mut |operation, subject| {
        let Some(list) = operation.remove("parameters") else { return };
        let mut all = Parameters { root: &root, kept: Vec::new(), unsent: None, subject, diagnostics };
        if let Data::Array(parameters) = list.data {
            parameters.into_iter().for_each(|parameter| all.parameter(parameter));
        }
        all.tell_apart(operation.get("requestBody").is_some());
        let (kept, unsent) = (all.kept, all.unsent);
        operation.set("parameters", Node::array(kept, list.span));
        if let Some((place, reason)) = unsent {
            leave_out(operation, place, subject, &reason, diagnostics);
        }
    });
}

struct Parameters<'d> {
    root: &'d Node,
    kept: Vec<Node>,
    /// Why the call would be another one without a parameter, and which one that is.
    unsent: Option<(Span, String)>,
    subject: &'d str,
    diagnostics: &'d mut Diagnostics,
}

impl Parameters<'_> {
    fn give_up(&mut self, place: Span, message: impl Into<String>, consequence: &str) {
        give_up(place, self.subject, message, consequence, self.diagnostics);
    }

    /// Gives up what cannot be sent.
    fn lose(&mut self, parameter: &Node, message: String) {
        if parameter.flag("required") {
            self.unsent.get_or_insert((parameter.span, message));
        } else {
            self.give_up(parameter.span, message, "calls are made without it");
        }
    }

    fn parameter(&mut self, parameter: Node) {
        let (Some(location), Some(name)) = (parameter.str("in"), parameter.str("name")) else { return };
        let (location, name) = (location.to_owned(), name.to_owned());
        let place = parameter.get("name").map_or(parameter.span, |name| name.span);
        let usual = if location == "query" { "form" } else { "simple" };
        let style = parameter.str("style").unwrap_or(usual).to_owned();
        let is_exploded = parameter.get("explode").and_then(Node::as_bool).unwrap_or(style == "form");
        if parameter.flag("allowReserved") {
            self.give_up(place, "progenitor escapes all reserved characters", "they arrive escaped");
        }
        let any = || Node::object::<&str>([], parameter.span);
        let schema = parameter.get("schema").cloned().unwrap_or_else(any);
        if let Some((media_type, _)) = parameter.members("content").next() {
            let message = format!("progenitor does not write `{media_type}` into a parameter");
            if location == "querystring" || location == "cookie" {
                return self.lose(&parameter, message);
            }
            self.give_up(place, message, "it is a text that the caller writes");
            return self.keep(&parameter, &location, &name, text(&parameter));
        }
        match (location.as_str(), style.as_str()) {
            ("path" | "header", "simple") => {
                let written = as_text(self.root, &schema).unwrap_or_else(|| {
                    let message = format!("progenitor writes no such value into a {location}");
                    self.give_up(place, message, "it is a text that the caller writes");
                    text(&parameter)
                });
                self.keep(&parameter, &location, &name, written);
            }
            ("query", "form") => {
                let target = resolved(self.root, &schema).unwrap_or(&schema);
                let is_whole = target.get("oneOf").is_none() && !matches!(target.str("type"), Some("array" | "object"));
                if is_exploded || is_whole {
                    return self.keep(&parameter, "query", &name, schema);
                }
                let message = "progenitor writes each item of a list by itself, and joins none";
                self.give_up(place, message, "it is a text that the caller writes, with commas between the items");
                self.keep(&parameter, "query", &name, text(&parameter));
            }
            ("query", "spaceDelimited" | "pipeDelimited") => {
                let message = format!("progenitor does not write the style `{style}`");
                self.give_up(place, message, "it is a text that the caller writes");
                self.keep(&parameter, "query", &name, text(&parameter));
            }
            ("query", "deepObject") => self.deep_object(&parameter, &name, &schema),
            ("path" | "query" | "header", _) => {
                self.lose(&parameter, format!("progenitor does not write `{name}` in the style `{style}`"));
            }
            _ => self.lose(&parameter, format!("progenitor sends no parameter in `{location}`")),
        }
    }

    /// An object whose members each have their own key in the query: a parameter for each.
    fn deep_object(&mut self, parameter: &Node, name: &str, schema: &Node) {
        let Some(target) = resolved(self.root, schema).filter(|target| target.members("properties").next().is_some())
        else {
            let message = format!("progenitor writes no such value as `{name}` in the style `deepObject`");
            return self.lose(parameter, message);
        };
        let required: Vec<&str> = target.items("required").iter().filter_map(Node::as_str).collect();
        let members: Vec<(String, Node, bool)> = target
            .members("properties")
            .map(|(member, schema)| {
                (member.clone(), schema.clone(), parameter.flag("required") && required.contains(&member.as_str()))
            })
            .collect();
        for (member, schema, is_required) in members {
            let wire = format!("{name}[{member}]");
            let written = match as_text(self.root, &schema) {
                Some(written) => written,
                None => {
                    let message = format!("progenitor writes no such value as `{wire}`");
                    self.give_up(schema.label_span(), message, "it is a text that the caller writes");
                    text(&schema)
                }
            };
            let mut one = Node::object([("required", Node::bool(is_required, schema.span))], parameter.span);
            if let Some(description) = schema.get("description") {
                one.set("description", description.clone());
            }
            self.keep(&one, "query", &wire, written);
        }
    }

    fn keep(&mut self, parameter: &Node, location: &str, name: &str, schema: Node) {
        let span = parameter.span;
        let is_required = location == "path" || parameter.flag("required");
        let mut kept = Map::default();
        kept.insert("name".to_owned(), Node::string(name, parameter.get("name").map_or(span, |name| name.span)));
        kept.insert("in".to_owned(), Node::string(location, span));
        if let Some(description) = parameter.get("description").filter(|text| text.as_str().is_some()) {
            kept.insert("description".to_owned(), description.clone());
        }
        if is_required {
            kept.insert("required".to_owned(), Node::bool(true, span));
        }
        if parameter.flag("deprecated") {
            kept.insert("deprecated".to_owned(), Node::bool(true, span));
        }
        kept.insert("schema".to_owned(), schema);
        self.kept.push(Node::new(Data::Object(kept), span));
    }

    /// Two parameters of one name are one to progenitor, wherever they stand; and arguments have names of their own.
    fn tell_apart(&mut self, has_body: bool) {
        let mut taken: HashMap<String, String> = TAKEN
            .iter()
            .chain(has_body.then_some(&"body"))
            .map(|name| ((*name).to_owned(), (*name).to_owned()))
            .collect();
        let mut all = std::mem::take(&mut self.kept);
        all.sort_by_key(|parameter| (parameter.str("in") != Some("path"), !parameter.flag("required")));
        for parameter in all {
            let name = parameter.str("name").unwrap_or_default().to_owned();
            match taken.get(&snake(&name)) {
                None => {
                    taken.insert(snake(&name), name);
                    self.kept.push(parameter);
                }
                Some(other) => {
                    let message = format!("progenitor makes arguments of one name of `{other}` and `{name}`");
                    self.lose(&parameter, message);
                }
            }
        }
    }
}
