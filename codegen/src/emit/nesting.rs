//! How deep types contain each other: rustc gives up at 128 (`recursion_limit`) unless a crate asks for more.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::types::{Shape, TypeGraph, TypeRef};

/// Up to this depth the compiler's own limit does: a level of ours is up to three of its.
const UNREMARKABLE: usize = 32;
/// The deepest nesting that is generated.
const MAX_NESTING: usize = 1_000;

/// The `recursion_limit` that a crate with these types needs; nothing where the usual one does.
///
/// Types deeper than any compiler takes are reported as `limit-exceeded`.
pub(super) fn recursion_limit(graph: &TypeGraph, diagnostics: &mut Diagnostics) -> Option<usize> {
    let (deepest, depth) = deepest(graph).unwrap_or_default();
    if depth > MAX_NESTING {
        let def = &graph.types[deepest];
        let message =
            format!("{depth} schemas contain each other here, one inside the next; at most {MAX_NESTING} may");
        diagnostics.push(Diagnostic::error(Code::LimitExceeded, message).at(def.span).subject(&def.pointer).help(
            "rustc gives up on types like these; in an overlay, make a schema in the middle one without members",
        ));
    }
    let depth = depth + (0..graph.types.len()).map(|node| parts(graph, node).1).max().unwrap_or(0);
    (depth > UNREMARKABLE).then(|| (128 + 8 * depth).next_power_of_two())
}

/// The longest way from a type into its parts that a search meets, and the type it begins at.
fn deepest(graph: &TypeGraph) -> Option<(usize, usize)> {
    let mut seen = vec![false; graph.types.len()];
    let mut deepest = None;
    for start in 0..graph.types.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut stack = vec![(parts(graph, start).0, 0usize)];
        while let Some((targets, next)) = stack.last_mut() {
            let Some(target) = targets.get(*next).copied() else {
                stack.pop();
                continue;
            };
            *next += 1;
            if !std::mem::replace(&mut seen[target], true) {
                stack.push((parts(graph, target).0, 0));
                if deepest.is_none_or(|(_, depth)| stack.len() > depth) {
                    deepest = Some((start, stack.len()));
                }
            }
        }
    }
    deepest
}

/// The types a type names, and how deep the lists and maps in it contain each other.
fn parts(graph: &TypeGraph, node: usize) -> (Vec<usize>, usize) {
    let open: Vec<&TypeRef> = match &graph.types[node].shape {
        Shape::Struct(plan) => plan.fields.iter().map(|field| &field.ty).chain([&plan.extra_type]).collect(),
        Shape::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(target) | Shape::Newtype(target) => vec![target],
        Shape::Enum(_) | Shape::Pending => Vec::new(),
    };
    let mut open: Vec<(&TypeRef, usize)> = open.into_iter().map(|ty| (ty, 0)).collect();
    let (mut found, mut deepest) = (Vec::new(), 0);
    while let Some((ty, depth)) = open.pop() {
        deepest = deepest.max(depth);
        match ty {
            TypeRef::Named(id) => found.push(id.0),
            TypeRef::List(inner)
            | TypeRef::Map(inner)
            | TypeRef::Nullable(inner)
            | TypeRef::Boxed(inner)
            | TypeRef::Open(inner)
            | TypeRef::JsonText(inner)
            | TypeRef::MaybeSet(inner, _) => open.push((inner, depth + 1)),
            TypeRef::Tuple(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            TypeRef::Scalar(_) | TypeRef::Any => {}
        }
    }
    (found, deepest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Node, SourceFiles, Span};
    use serde_json::json;

    #[test]
    fn maps_without_names_count_as_types_do() {
        let nested = |depth: usize| {
            (0..depth)
                .fold(json!({"type": "string"}), |inner, _| json!({"type": "object", "additionalProperties": inner}))
        };
        let limit = |depth: usize| {
            let document = json!({"openapi": "3.1.0", "paths": {}, "components": {"schemas": {
                "A": {"type": "object", "properties": {"a": nested(depth)}},
            }}});
            let span = Span::new(SourceFiles::new().add("a.json", ""), 0..0);
            let mut diagnostics = Diagnostics::new();
            let planned = crate::plan(&Node::from_value(document, span), &mut diagnostics).expect("it is sound");
            recursion_limit(&planned.graph, &mut diagnostics)
        };
        assert_eq!([limit(3), limit(115)], [None, Some(2_048)]);
    }
}
