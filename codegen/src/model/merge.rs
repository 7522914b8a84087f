//! Two sets of keywords become one.
//!
//! Merging is an intersection (JSON Schema 2020-12, core, section 10.2.1.1), except that closed objects are opened
//! towards each other: vendors write `allOf` of closed objects and mean the union of their members.
//!
//! See `codegen/docs/merging.md`.

use super::resolve::Resolver;
use super::schema::{Schema, Union};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Data, Map, Node, Span};
use serde_json::Number;
use std::cmp::Ordering;

/// Unions beyond the first that `allOf` brought together; distributed over the alternatives of the first.
pub(super) const FURTHER_UNIONS: &str = "x-switchboard-further-unions";

impl Resolver<'_> {
    pub(super) fn merge_into(&mut self, into: &mut Map, from: Map, owner: &Schema) {
        let (had_type, had_union) =
            (into.contains_key("type"), Union::ALL.iter().any(|union| into.contains_key(union.keyword())));
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
                "required" => merge_names(ours, theirs),
                "type" => self.intersect_types(ours, &theirs, owner),
                "enum" => self.intersect_values(ours, &theirs, owner),
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

    /// Keeps the values that both list.
    fn intersect_values(&mut self, ours: &mut Node, theirs: &Node, owner: &Schema) {
        let span = ours.span;
        let (Data::Array(ours), Data::Array(values)) = (&mut ours.data, &theirs.data) else { return };
        match ours.iter().any(|value| values.contains(value)) {
            true => ours.retain(|value| values.contains(value)),
            false => self.contradiction("lists of values that have none in common", span, theirs, owner),
        }
    }

    /// Takes those alternatives out of a union that have none of the types that another part of the `allOf` demands. Where
    /// none would be left, all stay.
    fn narrow_unions(&mut self, members: &mut Map) {
        let Some(types) = members.get("type").cloned() else { return };
        let span = types.span;
        let demanded = Node::object([("type", types)], span);
        let demanded = self.kinds(Schema::of(&demanded), 0);
        for keyword in Union::ALL.map(Union::keyword) {
            let Some(items) = members.get(keyword).and_then(Node::as_array) else { continue };
            let stay: Vec<bool> = items.iter().map(|item| self.has_one_of(Schema::of(item), &demanded)).collect();
            if stay.contains(&true)
                && stay.contains(&false)
                && let Some(Data::Array(items)) = members.get_mut(keyword).map(|union| &mut union.data)
            {
                let mut stay = stay.into_iter();
                items.retain(|_| stay.next().unwrap_or(true));
            }
        }
    }

    fn contradiction(&mut self, what: &str, ours: Span, theirs: &Node, owner: &Schema) {
        // The same parts meet wherever a schema is merged.
        if self.reported.insert(format!("contradiction {:?} {:?}", ours, theirs.span)) {
            let diagnostic = Diagnostic::warning(Code::SchemaContradiction, format!("`allOf` joins {what}"))
                .at(ours)
                .label(theirs.span, "this excludes the other")
                .help("correct the one that is wrong in an overlay")
                .costs("the first is used, and a value of the other deviates");
            self.diagnostics.push(match owner.title() {
                Some(title) => diagnostic.subject(title),
                None => diagnostic,
            });
        }
    }

    fn nullable_by_all_of(&mut self, ours: Span, theirs: &Node, owner: &Schema) {
        if self.reported.insert(format!("contradiction {:?} {:?}", ours, theirs.span)) {
            let message = "`allOf` joins the type `null` with another, which no value can have together";
            let diagnostic = Diagnostic::warning(Code::SchemaContradiction, message)
                .at(ours)
                .label(theirs.span, "this excludes the other")
                .help("it is read as either of them; `anyOf: [{$ref: …}, {type: 'null'}]` says so");
            self.diagnostics.push(match owner.title() {
                Some(title) => diagnostic.subject(title),
                None => diagnostic,
            });
        }
    }

    fn intersect_types(&mut self, ours: &mut Node, theirs: &Node, owner: &Schema) {
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

/// Names that either side requires.
fn merge_names(ours: &mut Node, theirs: Node) {
    let (Data::Array(ours), Data::Array(theirs)) = (&mut ours.data, theirs.data) else { return };
    for name in theirs {
        if !ours.contains(&name) {
            ours.push(name);
        }
    }
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
