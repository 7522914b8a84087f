//! One level of a schema: references with siblings and `allOf` merged into a single set of keywords.
//!
//! See `codegen/docs/merging.md`.

use super::budget::Budget;
use super::discriminate::UnionTags;
use super::kind::JsonKind;
use super::pointer::pointer_words;
use super::questions::Questions;
use super::schema::Schema;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{MAX_DEPTH, Map, Node};
use std::collections::{BTreeSet, HashMap, HashSet};

/// How many values are copied for the work of merging one: a copy alone is made in one go.
const LOOK: usize = 8;

/// Merges schemas, and answers what only merged ones say.
///
/// What it does is counted, so that no document makes it work without end.
#[derive(Debug)]
pub(crate) struct Resolver<'d> {
    document: &'d Node,
    /// Merged targets of references that are the same wherever the reference stands.
    merged: HashMap<String, Schema>,
    /// Whether a merge met something that depends on where it began.
    depends_on_place: bool,
    /// The kinds of the values of components.
    pub(super) kinds: HashMap<String, BTreeSet<JsonKind>>,
    /// The values of members in the alternatives of unions.
    pub(super) union_tags: UnionTags,
    /// What is being asked about the alternatives of unions.
    pub(crate) questions: Questions,
    /// How much may still be done.
    pub(super) budget: Budget,
    /// What was reported already, where more than one place shows it.
    pub(super) reported: HashSet<String>,
    pub(crate) diagnostics: &'d mut Diagnostics,
}

impl<'d> Resolver<'d> {
    pub(crate) fn new(document: &'d Node, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            document,
            merged: HashMap::new(),
            depends_on_place: false,
            kinds: HashMap::new(),
            union_tags: UnionTags::new(),
            questions: Questions::default(),
            budget: Budget::of(document),
            reported: HashSet::new(),
            diagnostics,
        }
    }

    /// The schema at a pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&'d Schema> {
        self.document.pointer(pointer).map(Schema::of)
    }

    /// Whether a reference is no node of XML of its own, so that what it leads to gives the name (OpenAPI 3.2.0, section
    /// 4.26: `nodeType` is `none` beside `$ref`). Before, the member that has the reference did.
    pub(crate) fn names_xml_by_target(&self) -> bool {
        let version = self.document.str("openapi").unwrap_or_default();
        !(version.starts_with("3.0") || version.starts_with("3.1") || version.is_empty())
    }

    /// A schema with its references and `allOf` resolved, as far as its own level goes, for who only looks at it.
    pub(crate) fn resolve(&mut self, schema: &Schema) -> Schema {
        self.resolve_at(schema, "#")
    }

    /// The same of the schema that stands at a pointer, which is no part of itself.
    pub(crate) fn resolve_at(&mut self, schema: &Schema, pointer: &str) -> Schema {
        // No document nests like that: a schema that adds to itself by `allOf` is being unfolded.
        if pointer.bytes().filter(|byte| *byte == b'/').count() > 2 * MAX_DEPTH {
            self.budget.exhaust();
        }
        // Nothing is merged of one that says it all itself. Each is looked at some times, and so is each of those around it.
        if !schema.is_joined() && schema.keywords().is_some() && self.budget.spend(1 + schema.node().size() / LOOK) {
            return schema.clone();
        }
        let mut visited_pointers = vec![pointer.to_owned()];
        self.merge_all(schema, &mut visited_pointers)
    }

    fn merge_all(&mut self, schema: &Schema, visited_pointers: &mut Vec<String>) -> Schema {
        // A unit of work is copying a value. What is made of others anew is no larger than what is copied of it.
        let work = if schema.is_joined() { 1 } else { schema.node().size() };
        if !self.budget.spend(work) {
            self.depends_on_place = true;
            self.too_much_work(schema);
            return Schema::any(schema.span());
        }
        let Some(members) = schema.keywords() else {
            return match schema.as_bool() {
                Some(false) => Schema::never(schema.span()),
                _ => Schema::any(schema.span()),
            };
        };
        if !schema.is_joined() {
            return schema.clone();
        }
        let own = members.iter().filter(|(key, _)| !matches!(key.as_str(), "$ref" | "allOf"));
        let mut merged: Map = own.map(|(key, node)| (key.clone(), node.clone())).collect();
        // Titles and descriptions of parts describe the parts.
        let inherits_text = schema.states_reference();
        let parts = schema.all_of();
        let all = schema.reference().map(|_| schema).into_iter().chain(parts.iter());
        for part in all {
            let Some(mut part) = self.part(part, std::ptr::eq(part, schema), visited_pointers) else { continue };
            if let Some(part) = part.keywords_mut() {
                if !inherits_text && parts.len() > 1 {
                    part.shift_remove("title");
                }
                self.merge_into(&mut merged, std::mem::take(part), schema);
            }
        }
        Schema::from_keywords(merged, schema)
    }

    /// One part of a merge: the target of the reference of `schema` itself, or a member of its `allOf`.
    fn part(&mut self, schema: &Schema, follow_own_reference: bool, visited: &mut Vec<String>) -> Option<Schema> {
        let only_reference = schema.keywords().is_some_and(|keywords| keywords.len() == 1);
        let Some(target) = schema.reference().filter(|_| follow_own_reference || only_reference) else {
            return Some(self.merge_all(schema, visited));
        };
        if let Some(known) = self.merged.get(target) {
            self.budget.spend(known.node().size());
            return Some(known.clone());
        }
        if let Some(start) = visited.iter().position(|visited| visited == target) {
            self.depends_on_place = true;
            self.report_cycle(schema, target, &visited[start..]);
            return None;
        }
        let Some(found) = self.at(target) else {
            self.unresolved(target, schema);
            return None;
        };
        let outside = std::mem::replace(&mut self.depends_on_place, false);
        visited.push(target.to_owned());
        let effective = self.merge_all(found, visited);
        visited.pop();
        // What is left out of a union depends on who asks.
        let has_union = effective.has_union() || !effective.further_unions().is_empty();
        if !self.depends_on_place && !has_union && found.is_joined() {
            self.merged.insert(target.to_owned(), effective.clone());
        }
        self.depends_on_place |= outside;
        // A parent that lists its children in `oneOf` would make each child contain the union of all of them.
        let is_child =
            |item: &Schema| item.reference().is_some_and(|item| visited.iter().any(|visited| visited == item));
        if effective.all_alternatives().any(is_child) {
            self.depends_on_place = true;
            return Some(effective.without_union_keywords());
        }
        Some(effective)
    }

    /// Reports references that lead back to where they began.
    fn report_cycle(&mut self, schema: &Schema, target: &str, visited: &[String]) {
        let mut members = visited.to_vec();
        members.sort_unstable();
        // One cycle has as many beginnings as members.
        if self.reported.insert(members.join(" ")) {
            let cycle: Vec<&str> = visited.iter().map(String::as_str).chain([target]).collect();
            self.diagnostics.push(
                Diagnostic::error(Code::ReferenceCycle, format!("a schema is made of itself: {}", cycle.join(" → ")))
                    .at(schema.reference_span())
                    .subject(target)
                    .costs("this reference is left out, and says nothing")
                    .help("a schema may contain itself in a property or an item, but not by `allOf` or `$ref` alone"),
            );
        }
    }

    /// Reports a reference that leads nowhere.
    pub(crate) fn unresolved(&mut self, pointer: &str, from: &Schema) {
        let known = self.document.pointer("/components/schemas").and_then(Node::as_object);
        let wanted = pointer_words(pointer).to_ascii_lowercase();
        let near = known.and_then(|known| known.keys().find(|key| key.to_ascii_lowercase() == wanted));
        let help = match near {
            Some(near) => format!("did you mean `#/components/schemas/{near}`?"),
            None => "references must point into this document".to_owned(),
        };
        self.diagnostics.push(
            Diagnostic::error(Code::ReferenceUnresolved, format!("`{pointer}` leads nowhere"))
                .at(from.reference_span())
                .help(help)
                .costs("any value is taken there"),
        );
    }
}
