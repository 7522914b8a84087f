//! One level of a schema: references with siblings and `allOf` merged into a single set of keywords.
//!
//! Merging is an intersection (JSON Schema 2020-12, core, section 10.2.1.1), except that closed objects are opened
//! towards each other: vendors write `allOf` of closed objects and mean the union of their members.
//!
//! See `codegen/docs/merging.md`.

use super::super::graph::JsonKind;
use super::kinds::{json_kind, types};
use super::{Place, Planner};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Data, MAX_DEPTH, Map, Node, Span};
use crate::spec::keywords::is_annotation;
use serde_json::Number;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Unions beyond the first that `allOf` brought together; distributed over the alternatives of the first.
pub(super) const FURTHER_UNIONS: &str = "x-switchboard-further-unions";

/// The keyword of the alternatives of an effective schema, and they; nothing when they only constrain the schema
/// around them (`oneOf: [{required: [a]}, {required: [b]}]`).
pub(super) fn alternatives(effective: &Node) -> Option<(&'static str, &[Node])> {
    ["oneOf", "anyOf"].into_iter().find_map(|keyword| match effective.items(keyword) {
        [] => None,
        items if items.iter().all(only_constrains) => None,
        items => Some((keyword, items)),
    })
}

/// Whether a schema says nothing about what a value is, only which members it must have.
fn only_constrains(schema: &Node) -> bool {
    schema.as_object().is_some_and(|members| {
        !members.is_empty()
            && members.keys().all(|key| {
                is_annotation(key)
                    || matches!(key.as_str(), "required" | "not" | "minProperties" | "maxProperties" | "pattern")
            })
            && members.keys().any(|key| !is_annotation(key))
    })
}

impl Planner<'_> {
    /// A schema with its references and `allOf` resolved, as far as its own level goes.
    pub(super) fn effective(&mut self, schema: &Node, place: &Place) -> Node {
        // No document nests like that: a schema that adds to itself by `allOf` is being unfolded.
        if place.pointer.bytes().filter(|byte| *byte == b'/').count() > 2 * MAX_DEPTH {
            self.work_left = 0;
        }
        let mut visited_pointers = vec![place.pointer.clone()];
        self.merge_all(schema, &mut visited_pointers)
    }

    fn merge_all(&mut self, schema: &Node, visited_pointers: &mut Vec<String>) -> Node {
        // A unit of work is copying a value. What is made of others anew is no larger than what is copied of it.
        let is_joined = schema.get("$ref").is_some() || schema.get("allOf").is_some();
        let work = if is_joined { 1 } else { size(schema) };
        self.work_left = self.work_left.saturating_sub(work);
        if self.work_left == 0 {
            self.too_much_work(schema);
            return Node::object::<&str>([], schema.span);
        }
        let members = match &schema.data {
            Data::Object(members) => members,
            Data::Bool(false) => return Node::object([("not", Node::object::<&str>([], schema.span))], schema.span),
            _ => return Node::object::<&str>([], schema.span),
        };
        if !members.contains_key("$ref") && !members.contains_key("allOf") {
            return schema.clone();
        }
        let own = members.iter().filter(|(key, _)| !matches!(key.as_str(), "$ref" | "allOf"));
        let mut merged: Map = own.map(|(key, node)| (key.clone(), node.clone())).collect();
        // Titles and descriptions of parts describe the parts.
        let inherits_text = members.contains_key("$ref");
        let parts = schema.str("$ref").map(|_| schema).into_iter().chain(schema.items("allOf"));
        for part in parts {
            let Some(mut part) = self.part(part, std::ptr::eq(part, schema), visited_pointers) else { continue };
            if let Some(part) = part.as_object_mut() {
                if !inherits_text && schema.items("allOf").len() > 1 {
                    part.shift_remove("title");
                }
                self.merge_into(&mut merged, std::mem::take(part), schema);
            }
        }
        let mut node = Node::new(Data::Object(merged), schema.span);
        node.key_span = schema.key_span;
        node
    }

    /// One part of a merge: the target of the reference of `schema` itself, or a member of its `allOf`.
    fn part(&mut self, schema: &Node, follow_own_reference: bool, visited_pointers: &mut Vec<String>) -> Option<Node> {
        let only_reference = schema.as_object().is_some_and(|members| members.len() == 1);
        let Some(target) = schema.str("$ref").filter(|_| follow_own_reference || only_reference) else {
            return Some(self.merge_all(schema, visited_pointers));
        };
        if let Some(known) = self.merged.get(target) {
            self.work_left = self.work_left.saturating_sub(size(known));
            return Some(known.clone());
        }
        if visited_pointers.iter().any(|visited| visited == target) {
            self.depends_on_place = true;
            let start = visited_pointers.iter().position(|visited| visited == target).unwrap_or(0);
            let mut members = visited_pointers[start..].to_vec();
            members.sort_unstable();
            // One cycle has as many beginnings as members.
            if self.reported.insert(members.join(" ")) {
                let cycle: Vec<&str> = visited_pointers[start..].iter().map(String::as_str).chain([target]).collect();
                self.diagnostics.push(
                    Diagnostic::error(
                        Code::ReferenceCycle,
                        format!("a schema is made of itself: {}", cycle.join(" → ")),
                    )
                    .at(schema.get("$ref").map_or(schema.span, |reference| reference.span))
                    .subject(target)
                    .costs("this reference is left out, and says nothing")
                    .help("a schema may contain itself in a property or an item, but not by `allOf` or `$ref` alone"),
                );
            }
            return None;
        }
        let Some(found) = self.root.pointer(target).cloned() else {
            self.unresolved(target, schema);
            return None;
        };
        let outside = std::mem::replace(&mut self.depends_on_place, false);
        visited_pointers.push(target.to_owned());
        let mut effective = self.merge_all(&found, visited_pointers);
        visited_pointers.pop();
        // What is left out of a union depends on who asks.
        let has_union = ["oneOf", "anyOf", FURTHER_UNIONS].iter().any(|keyword| effective.get(keyword).is_some());
        if !self.depends_on_place && !has_union && (found.get("$ref").is_some() || found.get("allOf").is_some()) {
            self.merged.insert(target.to_owned(), effective.clone());
        }
        self.depends_on_place |= outside;
        // A parent that lists its children in `oneOf` would make each child contain the union of all of them.
        let lists_child = ["oneOf", "anyOf"].iter().any(|keyword| {
            effective
                .items(keyword)
                .iter()
                .any(|item| item.str("$ref").is_some_and(|item| visited_pointers.iter().any(|visited| visited == item)))
        });
        if lists_child {
            self.depends_on_place = true;
            for keyword in ["oneOf", "anyOf", "discriminator"] {
                effective.remove(keyword);
            }
        }
        Some(effective)
    }

    fn merge_into(&mut self, into: &mut Map, from: Map, owner: &Node) {
        let (had_type, had_union) = (into.contains_key("type"), alternatives_key(into).is_some());
        for (key, theirs) in from {
            let Some(ours) = into.get_mut(&key) else {
                into.insert(key.clone(), theirs);
                match key.as_str() {
                    "type" if had_union => self.narrow_unions(into),
                    "oneOf" | "anyOf" if had_type => self.narrow_unions(into),
                    _ => {}
                }
                continue;
            };
            match key.as_str() {
                "properties" | "patternProperties" => merge_members(ours, theirs),
                "required" => {
                    if let (Data::Array(ours), Data::Array(theirs)) = (&mut ours.data, theirs.data) {
                        for name in theirs {
                            if !ours.contains(&name) {
                                ours.push(name);
                            }
                        }
                    }
                }
                "type" => self.intersect_types(ours, &theirs, owner),
                "enum" => {
                    let span = ours.span;
                    if let (Data::Array(ours), Data::Array(values)) = (&mut ours.data, &theirs.data) {
                        match ours.iter().any(|value| values.contains(value)) {
                            true => ours.retain(|value| values.contains(value)),
                            false => {
                                self.contradiction("lists of values that have none in common", span, &theirs, owner)
                            }
                        }
                    }
                }
                "const" if *ours != theirs => {
                    self.contradiction("two constants that are not the same", ours.span, &theirs, owner)
                }
                "format" if *ours != theirs => {
                    self.contradiction("two formats that are not the same", ours.span, &theirs, owner)
                }
                "oneOf" | "anyOf" => {
                    let further = Node::object([(key.clone(), theirs)], ours.span);
                    let span = ours.span;
                    match into.get_mut(FURTHER_UNIONS).map(|node| &mut node.data) {
                        Some(Data::Array(unions)) => unions.push(further),
                        _ => drop(into.insert(FURTHER_UNIONS.to_owned(), Node::array(vec![further], span))),
                    }
                }
                FURTHER_UNIONS => {
                    if let (Data::Array(ours), Data::Array(theirs)) = (&mut ours.data, theirs.data) {
                        ours.extend(theirs);
                    }
                }
                "additionalProperties" => merge_additional(ours, theirs),
                "items" if ours.as_object().is_some() && theirs.as_object().is_some() && *ours != theirs => {
                    let span = ours.span;
                    *ours = Node::object([("allOf", Node::array(vec![ours.clone(), theirs], span))], span);
                }
                "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
                    tighten(ours, &theirs, Ordering::Greater)
                }
                "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
                    tighten(ours, &theirs, Ordering::Less)
                }
                _ => {}
            }
        }
    }

    /// Takes those alternatives out of a union that have none of the types that another part of the `allOf` demands. Where
    /// none would be left, all stay.
    fn narrow_unions(&mut self, members: &mut Map) {
        let Some(types) = members.get("type").cloned() else { return };
        let span = types.span;
        let demanded = Node::object([("type", types)], span);
        let demanded = self.kinds(&demanded, 0);
        for keyword in ["oneOf", "anyOf"] {
            let Some(items) = members.get(keyword).and_then(Node::as_array) else { continue };
            let stay: Vec<bool> = items.iter().map(|item| self.has_one_of(item, &demanded)).collect();
            if stay.contains(&true)
                && stay.contains(&false)
                && let Some(Data::Array(items)) = members.get_mut(keyword).map(|union| &mut union.data)
            {
                let mut stay = stay.into_iter();
                items.retain(|_| stay.next().unwrap_or(true));
            }
        }
    }

    /// Whether values of a schema may be of one of these kinds. Most schemas say so by their `type`, which needs no merging.
    fn has_one_of(&mut self, schema: &Node, demanded: &BTreeSet<JsonKind>) -> bool {
        let target = schema.str("$ref").and_then(|target| self.root.pointer(target)).unwrap_or(schema);
        let is_plain =
            !["$ref", "allOf", "anyOf", "oneOf", "enum", "const"].iter().any(|key| target.get(key).is_some());
        if is_plain && types(target).into_iter().filter_map(json_kind).any(|kind| demanded.contains(&kind)) {
            return true;
        }
        let kinds = self.look(|planner| Some(planner.kinds_of(schema, 0)));
        kinds.is_none_or(|kinds| !kinds.is_disjoint(demanded))
    }

    fn contradiction(&mut self, what: &str, ours: Span, theirs: &Node, owner: &Node) {
        // The same parts meet wherever a schema is merged.
        if self.reported.insert(format!("contradiction {:?} {:?}", ours, theirs.span)) {
            let diagnostic = Diagnostic::warning(Code::SchemaContradiction, format!("`allOf` joins {what}"))
                .at(ours)
                .label(theirs.span, "this excludes the other")
                .help("correct the one that is wrong in an overlay")
                .costs("the first is used, and a value of the other deviates");
            self.diagnostics.push(match owner.str("title") {
                Some(title) => diagnostic.subject(title),
                None => diagnostic,
            });
        }
    }

    fn nullable_by_all_of(&mut self, ours: Span, theirs: &Node, owner: &Node) {
        if self.reported.insert(format!("contradiction {:?} {:?}", ours, theirs.span)) {
            let message = "`allOf` joins the type `null` with another, which no value can have together";
            let diagnostic = Diagnostic::warning(Code::SchemaContradiction, message)
                .at(ours)
                .label(theirs.span, "this excludes the other")
                .help("it is read as either of them; `anyOf: [{$ref: …}, {type: 'null'}]` says so");
            self.diagnostics.push(match owner.str("title") {
                Some(title) => diagnostic.subject(title),
                None => diagnostic,
            });
        }
    }

    fn intersect_types(&mut self, ours: &mut Node, theirs: &Node, owner: &Node) {
        let list = |node: &Node| match &node.data {
            Data::Array(items) => items.clone(),
            _ => vec![node.clone()],
        };
        let (left, right) = (list(ours), list(theirs));
        let has = |types: &[Node], name: &str| types.iter().any(|node| node.as_str() == Some(name));
        let mut both: Vec<Node> = left.iter().filter(|name| right.contains(name)).cloned().collect();
        if !has(&both, "integer")
            && (has(&left, "integer") && has(&right, "number") || has(&left, "number") && has(&right, "integer"))
        {
            both.push(Node::string("integer", ours.span));
        }
        // Converters write `nullable` beside a reference as a type: what is meant is the other one, or `null`.
        let is_null = |types: &[Node]| types.len() == 1 && has(types, "null");
        if both.is_empty() && (is_null(&left) || is_null(&right)) {
            self.nullable_by_all_of(ours.span, theirs, owner);
            let null = Node::string("null", ours.span);
            let others = if is_null(&left) { right } else { left };
            *ours = Node::array(others.into_iter().chain([null]).collect(), ours.span);
            return;
        }
        match both.len() {
            0 => self.contradiction("types that no value can have together", ours.span, theirs, owner),
            1 => *ours = both.remove(0),
            _ => *ours = Node::array(both, ours.span),
        }
    }
}

/// The keyword of the alternatives among some members.
fn alternatives_key(members: &Map) -> Option<&'static str> {
    ["oneOf", "anyOf"].into_iter().find(|keyword| members.contains_key(*keyword))
}

/// A member that both sides name must satisfy both.
fn merge_members(ours: &mut Node, theirs: Node) {
    let span = ours.span;
    let (Data::Object(ours), Data::Object(theirs)) = (&mut ours.data, theirs.data) else { return };
    for (name, schema) in theirs {
        match ours.get_mut(&name) {
            None => drop(ours.insert(name, schema)),
            Some(known) if *known == schema => {}
            Some(known) => {
                let key_span = known.key_span;
                *known = Node::object([("allOf", Node::array(vec![known.clone(), schema], span))], known.span);
                known.key_span = key_span;
            }
        }
    }
}

/// Closed beside open is open; a schema for additional members beats a bare `true` or `false`.
fn merge_additional(ours: &mut Node, theirs: Node) {
    match (&ours.data, &theirs.data) {
        (Data::Object(left), Data::Object(right)) if !left.is_empty() && !right.is_empty() && left != right => {
            let span = ours.span;
            *ours = Node::object([("allOf", Node::array(vec![ours.clone(), theirs], span))], span);
        }
        (Data::Bool(_), Data::Object(_)) => *ours = theirs,
        _ => {}
    }
}

fn tighten(ours: &mut Node, theirs: &Node, wanted: Ordering) {
    let value = |node: &Node| node.as_number().and_then(Number::as_f64);
    if let (Some(left), Some(right)) = (value(ours), value(theirs))
        && right.partial_cmp(&left) == Some(wanted)
    {
        *ours = theirs.clone();
    }
}

/// How many values a value holds, itself included.
pub(super) fn size(node: &Node) -> usize {
    match &node.data {
        Data::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Data::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}
