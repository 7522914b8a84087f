//! Breaks cycles: a type that contains itself by value is boxed at the one edge that closes the cycle, and an alias
//! that leads back to itself becomes a struct.

use super::graph::{Shape, TypeGraph, TypeRef};

/// Boxes what must be boxed. Lists and maps hold their items on the heap already.
pub(super) fn break_cycles(graph: &mut TypeGraph) {
    break_alias_cycles(graph);
    let mut state = vec![Visit::New; graph.types.len()];
    let mut edges = Vec::new();
    for start in 0..graph.types.len() {
        visit(graph, start, &mut state, &mut edges);
    }
    for (owner, slot) in edges {
        if let Some(ty) = slot_mut(&mut graph.types[owner].shape, slot) {
            box_innermost(ty);
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Done,
}

/// Depth-first with an explicit stack: chains of types can be thousands long.
fn visit(graph: &TypeGraph, start: usize, state: &mut [Visit], closing: &mut Vec<(usize, usize)>) {
    if state[start] != Visit::New {
        return;
    }
    state[start] = Visit::Open;
    let mut stack = vec![(start, edges(graph, start), 0usize)];
    while let Some((node, targets, next)) = stack.last_mut() {
        let Some((slot, target)) = targets.get(*next).copied() else {
            state[*node] = Visit::Done;
            stack.pop();
            continue;
        };
        *next += 1;
        match state[target] {
            Visit::Open => closing.push((*node, slot)),
            Visit::Done => {}
            Visit::New => {
                state[target] = Visit::Open;
                let targets = edges(graph, target);
                stack.push((target, targets, 0));
            }
        }
    }
}

/// The types a type contains by value: (which of its slots, type).
fn edges(graph: &TypeGraph, node: usize) -> Vec<(usize, usize)> {
    let slots: Vec<&TypeRef> = match &graph.types[node].shape {
        Shape::Struct(plan) => plan.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(target) | Shape::Newtype(target) => vec![target],
        Shape::Enum(_) | Shape::Pending => Vec::new(),
    };
    let mut found = Vec::new();
    for (slot, ty) in slots.into_iter().enumerate() {
        contained(ty, &mut |target| found.push((slot, target)));
    }
    found
}

fn contained(ty: &TypeRef, found: &mut impl FnMut(usize)) {
    match ty {
        TypeRef::Named(id) => found(id.0),
        TypeRef::Nullable(inner) | TypeRef::Open(inner) | TypeRef::MaybeSet(inner, _) => contained(inner, found),
        TypeRef::Tuple(items) => items.iter().for_each(|item| contained(item, found)),
        TypeRef::List(_)
        | TypeRef::Map(_)
        | TypeRef::Boxed(_)
        | TypeRef::JsonText(_)
        | TypeRef::Scalar(_)
        | TypeRef::Any => {}
    }
}

fn slot_mut(shape: &mut Shape, slot: usize) -> Option<&mut TypeRef> {
    match shape {
        Shape::Struct(plan) => plan.fields.get_mut(slot).map(|field| &mut field.ty),
        Shape::Union(plan) => plan.variants.get_mut(slot).map(|variant| &mut variant.ty),
        Shape::Alias(target) | Shape::Newtype(target) => Some(target),
        Shape::Enum(_) | Shape::Pending => None,
    }
}

/// `Option<T>` becomes `Option<Box<T>>`.
fn box_innermost(ty: &mut TypeRef) {
    match ty {
        TypeRef::Nullable(inner) | TypeRef::Open(inner) => box_innermost(inner),
        TypeRef::Tuple(items) => items.iter_mut().for_each(box_innermost),
        TypeRef::Named(_) => *ty = TypeRef::Boxed(Box::new(ty.clone())),
        _ => {}
    }
}

/// An alias that reaches itself through aliases alone, also inside lists and maps, has no end: the first one met
/// becomes a struct.
fn break_alias_cycles(graph: &mut TypeGraph) {
    let mut state = vec![Visit::New; graph.types.len()];
    for start in 0..graph.types.len() {
        if state[start] != Visit::New {
            continue;
        }
        state[start] = Visit::Open;
        let mut stack = vec![(start, alias_targets(graph, start), 0usize)];
        while let Some((node, targets, next)) = stack.last_mut() {
            let Some(target) = targets.get(*next).copied() else {
                state[*node] = Visit::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            match state[target] {
                Visit::Open => {
                    if let Shape::Alias(ty) = &graph.types[target].shape {
                        graph.types[target].shape = Shape::Newtype(ty.clone());
                    }
                }
                Visit::Done => {}
                Visit::New => {
                    state[target] = Visit::Open;
                    let targets = alias_targets(graph, target);
                    stack.push((target, targets, 0));
                }
            }
        }
    }
}

fn alias_targets(graph: &TypeGraph, node: usize) -> Vec<usize> {
    fn named(ty: &TypeRef, found: &mut Vec<usize>) {
        match ty {
            TypeRef::Named(id) => found.push(id.0),
            TypeRef::List(inner)
            | TypeRef::Map(inner)
            | TypeRef::Nullable(inner)
            | TypeRef::Boxed(inner)
            | TypeRef::Open(inner)
            | TypeRef::JsonText(inner)
            | TypeRef::MaybeSet(inner, _) => named(inner, found),
            TypeRef::Tuple(items) => items.iter().for_each(|item| named(item, found)),
            TypeRef::Scalar(_) | TypeRef::Any => {}
        }
    }
    let mut found = Vec::new();
    if let Shape::Alias(ty) = &graph.types[node].shape {
        named(ty, &mut found);
    }
    found
}
