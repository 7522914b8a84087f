//! Unions that no schema of the document is: what operations put together of planned types. Decides nothing.

use super::equality::find_total_equality;
use super::graph::Constructor;
use super::graph::{Docs, EnumPlan, JsonKind, Scalar, Shape, TypeDef, TypeGraph, TypeId, TypeRef, UnionPlan, Usage};
use crate::names::Scope;
use crate::source::Span;
use std::collections::BTreeSet;

impl TypeGraph {
    /// Adds a union of received types, under the next free name.
    pub(crate) fn add_union(&mut self, name: &str, pointer: &str, span: Span, docs: Docs, plan: UnionPlan) -> TypeId {
        let mut scope = Scope::new();
        for def in &self.types {
            scope.claim(&def.name);
            if let Shape::Struct(plan) = &def.shape
                && let Constructor::Struct(name) = &plan.constructor
            {
                scope.claim(name);
            }
        }
        for unset in &self.unset {
            scope.claim(&unset.name);
        }
        self.types.push(TypeDef {
            name: scope.claim(name),
            pointer: pointer.to_owned(),
            span,
            docs,
            shape: Shape::Union(plan),
            usage: Usage { request: false, response: true },
            is_eq: false,
        });
        find_total_equality(self);
        TypeId(self.types.len() - 1)
    }

    /// The kinds of JSON that a type is read from.
    pub(crate) fn kinds(&self, ty: &TypeRef) -> BTreeSet<JsonKind> {
        let all = || JsonKind::ALL.into_iter().collect();
        match self.resolve(ty) {
            TypeRef::Named(id) => match &self.get(*id).shape {
                Shape::Struct(_) => [JsonKind::Object].into(),
                Shape::Enum(EnumPlan { scalar: Some(Scalar::I64), .. }) => [JsonKind::Number].into(),
                Shape::Enum(EnumPlan { scalar: Some(_), .. }) => [JsonKind::String].into(),
                Shape::Enum(EnumPlan { scalar: None, .. }) => all(),
                Shape::Union(plan) => plan.dispatch.keys().copied().collect(),
                Shape::Newtype(inner) | Shape::Alias(inner) => self.kinds(inner),
                Shape::Pending => all(),
            },
            TypeRef::Scalar(Scalar::Bool) => [JsonKind::Boolean].into(),
            TypeRef::Scalar(Scalar::I64 | Scalar::U64 | Scalar::F64 | Scalar::Number | Scalar::UnixTime) => {
                [JsonKind::Number].into()
            }
            TypeRef::Scalar(Scalar::Null) => [JsonKind::Null].into(),
            TypeRef::Scalar(_) | TypeRef::MaybeSet(..) | TypeRef::JsonText(_) => [JsonKind::String].into(),
            TypeRef::List(_) | TypeRef::Tuple(_) => [JsonKind::Array].into(),
            TypeRef::Map(_) => [JsonKind::Object].into(),
            TypeRef::Nullable(inner) => {
                let mut kinds = self.kinds(inner);
                kinds.insert(JsonKind::Null);
                kinds
            }
            TypeRef::Boxed(inner) | TypeRef::Open(inner) => self.kinds(inner),
            TypeRef::Any => all(),
        }
    }
}
