//! References: the types they lead to, what a schema is that does nothing but refer, and whether `null` is behind one.
//!
//! See `codegen/docs/merging.md`.

use super::super::graph::{Scalar, TypeId, TypeRef};
use super::{Place, Planner, constraints, structure};
use crate::model::Schema;
use crate::model::pointer::{component, pointer_words};
use crate::names;

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
        let span = self.model.at(pointer).map_or(self.api.span(), Schema::label_span);
        let docs = self.model.at(pointer).map(constraints::docs).unwrap_or_default();
        let id = self.push(name, pointer.to_owned(), span, docs);
        self.referenced.insert(pointer.to_owned(), id);
        self.graph.by_pointer.insert(pointer.to_owned(), TypeRef::Named(id));
        self.waiting.push((id, pointer.to_owned()));
        id
    }

    /// The type of a reference, wrapped if its target may be `null`.
    pub(super) fn reference(&mut self, pointer: &str, from: &Schema) -> TypeRef {
        if self.model.at(pointer).is_none() {
            self.model.unresolved(pointer, from);
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
        let schema = self.model.at(pointer)?;
        let effective = self.model.resolve(schema).without_null();
        self.collapses(&effective)
    }

    /// The reference among the parts of an `allOf` to which the others add nothing.
    pub(super) fn part_that_says_all<'s>(
        &mut self,
        schema: &'s Schema,
        effective: &Schema,
        place: &Place,
    ) -> Option<&'s str> {
        let mut parts = schema.all_of().iter().filter_map(Schema::pure_reference).take(MAX_PARTS_TRIED).peekable();
        parts.peek()?;
        let key = structure::key(effective, &place.words);
        parts.find(|target| {
            let part = self.model.at(target);
            part.is_some_and(|part| {
                let part = self.model.resolve(part).without_null();
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
        let Some(schema) = self.model.at(pointer) else { return false };
        let nullable = match schema.pure_reference() {
            Some(target) => self.is_nullable_at(target),
            None => {
                let effective = self.model.resolve_at(schema, pointer);
                self.is_nullable(&effective)
            }
        };
        self.nullable.insert(pointer.to_owned(), nullable);
        nullable
    }

    /// Whether an effective schema names `null` among its values.
    pub(super) fn is_nullable(&mut self, effective: &Schema) -> bool {
        let alternatives = effective.alternatives().map(|(_, items)| items.iter());
        effective.names_null()
            || alternatives.into_iter().flatten().any(|alternative| match alternative.pure_reference() {
                Some(target) => self.is_nullable_at(target),
                None => self.look(|planner| {
                    let effective = planner.model.resolve(alternative);
                    planner.is_nullable(&effective)
                }),
            })
    }
}
