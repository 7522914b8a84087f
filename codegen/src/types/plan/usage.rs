//! Which types are sent and which received: those that operations use, and all that these are made of.

use super::super::graph::{Shape, TypeGraph, TypeRef, Usage};

/// Marks all types reachable from some.
pub(super) fn mark(graph: &mut TypeGraph, from: &[TypeRef], flag: fn(&mut Usage) -> &mut bool) {
    let mut open: Vec<TypeRef> = from.to_vec();
    while let Some(ty) = open.pop() {
        match ty {
            TypeRef::Named(id) => {
                let def = &mut graph.types[id.0];
                if std::mem::replace(flag(&mut def.usage), true) {
                    continue;
                }
                match &def.shape {
                    Shape::Struct(plan) => {
                        open.extend(plan.fields.iter().map(|field| field.ty.clone()));
                        open.push(plan.extra_type.clone());
                    }
                    Shape::Union(plan) => open.extend(plan.variants.iter().map(|variant| variant.ty.clone())),
                    Shape::Alias(ty) | Shape::Newtype(ty) => open.push(ty.clone()),
                    Shape::Enum(_) | Shape::Pending => {}
                }
            }
            TypeRef::List(inner)
            | TypeRef::Map(inner)
            | TypeRef::Nullable(inner)
            | TypeRef::Boxed(inner)
            | TypeRef::Open(inner)
            | TypeRef::JsonText(inner) => open.push(*inner),
            TypeRef::Tuple(items) => open.extend(items),
            TypeRef::Scalar(_) | TypeRef::MaybeSet(..) | TypeRef::Any => {}
        }
    }
}
