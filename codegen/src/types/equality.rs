//! Decides which types have `Eq` and `Hash`: all that hold no `f64`, however deep.

use super::graph::{Scalar, Shape, TypeGraph, TypeRef};

/// Marks the types that have total equality. Everything else that a type may hold has it.
pub(super) fn find_total_equality(graph: &mut TypeGraph) {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); graph.types.len()];
    let mut partial: Vec<usize> = Vec::new();
    for at in 0..graph.types.len() {
        let mut holds_float = false;
        for ty in parts(&graph.types[at].shape) {
            each(ty, &mut |part| match part {
                TypeRef::Named(id) => holders[id.0].push(at),
                TypeRef::Scalar(Scalar::F64) => holds_float = true,
                _ => {}
            });
        }
        graph.types[at].is_eq = !holds_float;
        if holds_float {
            partial.push(at);
        }
    }
    // What holds a type that lacks it lacks it, too.
    while let Some(at) = partial.pop() {
        for holder in std::mem::take(&mut holders[at]) {
            if std::mem::take(&mut graph.types[holder].is_eq) {
                partial.push(holder);
            }
        }
    }
}

fn parts(shape: &Shape) -> Vec<&TypeRef> {
    match shape {
        Shape::Struct(plan) => plan.fields.iter().map(|field| &field.ty).chain([&plan.extra_type]).collect(),
        Shape::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(target) | Shape::Newtype(target) => vec![target],
        Shape::Enum(_) | Shape::Pending => Vec::new(),
    }
}

fn each(ty: &TypeRef, found: &mut impl FnMut(&TypeRef)) {
    match ty {
        TypeRef::List(item)
        | TypeRef::Map(item)
        | TypeRef::Nullable(item)
        | TypeRef::Boxed(item)
        | TypeRef::Open(item)
        | TypeRef::MaybeSet(item, _) => each(item, found),
        TypeRef::Tuple(items) => items.iter().for_each(|item| each(item, found)),
        // Its text is what is compared.
        TypeRef::JsonText(_) => {}
        TypeRef::Named(_) | TypeRef::Scalar(_) | TypeRef::Any => found(ty),
    }
}
