//! References: the types they lead to, what a schema is that does nothing but refer, and whether `null` is behind one.
//!
//! See `codegen/docs/merging.md`.

use super::super::graph::{Scalar, TypeId, TypeRef};
use super::kinds::{types, without_null};
use super::place::{component, pointer_words};
use super::{Place, Planner, constraints, enums, merge, structure};
use crate::diagnostic::{Code, Diagnostic};
use crate::names;
use crate::source::{Map, Node};
use crate::spec::keywords::is_annotation;

/// How many references of an `allOf` are compared with the whole of it.
const MAX_PARTS_TRIED: usize = 4;

impl Planner<'_> {
    /// The type of the schema at a pointer; planned later if it is new.
    pub(super) fn refer(&mut self, pointer: &str, words: &str) -> TypeId {
        if let Some(id) = self.referenced.get(pointer) {
            return *id;
        }
        // A reference into a schema that is planned already means the type that is there.
        if let Some(TypeRef::Named(id)) = self.graph.by_pointer.get(pointer) {
            let id = *id;
            self.referenced.insert(pointer.to_owned(), id);
            return id;
        }
        let name = self.claim(words);
        let span = self.root.pointer(pointer).map_or(self.root.span, Node::label_span);
        let docs = self.root.pointer(pointer).map(constraints::docs).unwrap_or_default();
        let id = self.push(name, pointer.to_owned(), span, docs);
        self.referenced.insert(pointer.to_owned(), id);
        self.graph.by_pointer.insert(pointer.to_owned(), TypeRef::Named(id));
        self.waiting.push((id, pointer.to_owned()));
        id
    }

    /// The type of a reference, wrapped if its target may be `null`.
    pub(super) fn reference(&mut self, pointer: &str, from: &Node) -> TypeRef {
        if self.root.pointer(pointer).is_none() {
            self.unresolved(pointer, from);
            return TypeRef::Any;
        }
        if let Some(scalar) = self.scalar_of_component(pointer) {
            return TypeRef::Scalar(scalar);
        }
        let words = match component(pointer) {
            Some((section, name)) if self.scope.contains(&names::type_name(name)) => {
                format!("{} {section}", pointer_words(pointer))
            }
            _ => pointer_words(pointer),
        };
        let id = self.refer(pointer, &words);
        if self.is_nullable_at(pointer) { TypeRef::Nullable(Box::new(TypeRef::Named(id))) } else { TypeRef::Named(id) }
    }

    /// The scalar that the alternatives of a schema inside of a component all are: it needs no name.
    pub(super) fn scalar_of_component(&mut self, pointer: &str) -> Option<Scalar> {
        component(pointer)?;
        let schema = self.root.pointer(pointer)?;
        let effective = without_null(self.effective(schema, &Place::nowhere()));
        self.collapses(&effective)
    }

    pub(super) fn unresolved(&mut self, pointer: &str, from: &Node) {
        let span = from.get("$ref").map_or(from.span, |reference| reference.span);
        let known = self.root.pointer("/components/schemas").and_then(Node::as_object);
        let wanted = pointer_words(pointer).to_ascii_lowercase();
        let near = known.and_then(|known| known.keys().find(|key| key.to_ascii_lowercase() == wanted));
        let help = match near {
            Some(near) => format!("did you mean `#/components/schemas/{near}`?"),
            None => "references must point into this document".to_owned(),
        };
        self.diagnostics.push(
            Diagnostic::error(Code::ReferenceUnresolved, format!("`{pointer}` leads nowhere"))
                .at(span)
                .help(help)
                .costs("any value is taken there"),
        );
    }

    /// The target, if a schema is nothing but a reference (annotations beside it aside).
    pub(super) fn pure_reference(&self, schema: &Node) -> Option<String> {
        let annotations = |members: &Map, of: &str| members.keys().all(|key| key == of || is_annotation(key));
        let members = schema.as_object()?;
        if let Some(target) = schema.str("$ref") {
            return annotations(members, "$ref").then(|| target.to_owned());
        }
        let describes =
            |part: &&Node| part.as_object().is_some_and(|members| members.keys().all(|key| is_annotation(key)));
        let mut parts = schema.items("allOf").iter().filter(|part| !describes(part));
        match (parts.next(), parts.next()) {
            (Some(only), None) if annotations(members, "allOf") => self.pure_reference(only),
            _ => None,
        }
    }

    /// The target, if a schema is nothing but a reference or `null`, and whether `null` is named.
    pub(super) fn sole_reference(&self, schema: &Node) -> Option<(String, bool)> {
        if let Some(target) = self.pure_reference(schema) {
            return Some((target, false));
        }
        let keyword = ["oneOf", "anyOf", "allOf"].into_iter().find(|keyword| schema.get(keyword).is_some())?;
        let is_said = |key: &String| key != keyword && (!is_annotation(key) || key == "x-unset-values");
        if schema.as_object()?.keys().any(is_said) {
            return None;
        }
        let is_null =
            |item: &&Node| types(item) == ["null"] || enums::only_value(item).is_some_and(|(value, _)| value.is_null());
        let (nulls, others): (Vec<&Node>, Vec<&Node>) = schema.items(keyword).iter().partition(is_null);
        let [only] = others.as_slice() else { return None };
        let (target, inner) = self.sole_reference(only)?;
        Some((target, inner || !nulls.is_empty() && keyword != "allOf"))
    }

    /// The reference among the parts of an `allOf` to which the others add nothing.
    pub(super) fn part_that_says_all(&mut self, schema: &Node, effective: &Node, place: &Place) -> Option<String> {
        let parts: Vec<String> =
            schema.items("allOf").iter().filter_map(|part| self.pure_reference(part)).take(MAX_PARTS_TRIED).collect();
        let key = (!parts.is_empty()).then(|| structure::key(effective, &place.words))?;
        parts.into_iter().find(|target| {
            let part = self.root.pointer(target).cloned();
            part.is_some_and(|part| {
                let part = without_null(self.effective(&part, &Place::nowhere()));
                structure::key(&part, &place.words) == key
            })
        })
    }

    pub(super) fn is_nullable_at(&mut self, pointer: &str) -> bool {
        if let Some(known) = self.nullable.get(pointer) {
            return *known;
        }
        // A cycle of references is not nullable by itself.
        self.nullable.insert(pointer.to_owned(), false);
        let Some(schema) = self.root.pointer(pointer) else { return false };
        let place = Place { pointer: pointer.to_owned(), ..Place::nowhere() };
        let nullable = match self.pure_reference(schema) {
            Some(target) => self.is_nullable_at(&target),
            None => {
                let effective = self.effective(schema, &place);
                self.is_nullable(&effective)
            }
        };
        self.nullable.insert(pointer.to_owned(), nullable);
        nullable
    }

    /// Whether an effective schema names `null` among its values.
    pub(super) fn is_nullable(&mut self, effective: &Node) -> bool {
        if types(effective).contains(&"null") || effective.items("enum").iter().any(Node::is_null) {
            return true;
        }
        if effective.get("const").is_some_and(Node::is_null) {
            return true;
        }
        let alternatives = merge::alternatives(effective).map(|(_, items)| items.to_vec()).unwrap_or_default();
        alternatives.iter().any(|alternative| match self.pure_reference(alternative) {
            Some(target) => self.is_nullable_at(&target),
            None => self.look(|planner| {
                let effective = planner.effective(alternative, &Place::nowhere());
                planner.is_nullable(&effective)
            }),
        })
    }
}
