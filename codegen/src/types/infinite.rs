//! Finds infinite unions: an alternative of which is, by whatever way, the union itself. No value could ever be
//! decided to be anything, so the alternative that leads back takes any value instead.

use super::graph::{Shape, TypeGraph, TypeRef};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The most members of a cycle that are shown.
const MAX_SHOWN: usize = 8;

/// Ends each union that is an alternative of itself, and reports it, once for the whole of a cycle.
///
/// Schemas that lead back to themselves by references alone were reported when the document was lowered; these are the
/// ones that need `allOf` and `oneOf` in turn, which is legal where a schema extends the one that lists it.
pub(super) fn end(graph: &mut TypeGraph, diagnostics: &mut Diagnostics) {
    for (owner, target) in closing(graph, diagnostics) {
        let parts: Vec<&mut TypeRef> = match &mut graph.types[owner].shape {
            Shape::Union(plan) => plan.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
            Shape::Alias(ty) | Shape::Newtype(ty) => vec![ty],
            Shape::Struct(_) | Shape::Enum(_) | Shape::Pending => Vec::new(),
        };
        parts.into_iter().filter(|ty| whole(ty) == Some(target)).for_each(|ty| *ty = TypeRef::Any);
    }
}

/// The types that lead back, each with the one it leads back to.
fn closing(graph: &TypeGraph, diagnostics: &mut Diagnostics) -> Vec<(usize, usize)> {
    let mut closing = Vec::new();
    let mut states = vec![State::New; graph.types.len()];
    for start in 0..graph.types.len() {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::OnPath;
        let mut path = vec![(start, same_value(&graph.types[start].shape))];
        while let Some((at, targets)) = path.last_mut() {
            let Some(target) = targets.pop() else {
                states[*at] = State::Done;
                path.pop();
                continue;
            };
            match states[target] {
                State::Done => {}
                State::OnPath => {
                    closing.push((*at, target));
                    let cycle: Vec<usize> = path.iter().map(|(at, _)| *at).skip_while(|at| *at != target).collect();
                    diagnostics.push(is_its_own_alternative(graph, &cycle));
                }
                State::New => {
                    states[target] = State::OnPath;
                    path.push((target, same_value(&graph.types[target].shape)));
                }
            }
        }
    }
    closing
}

/// How far a type has been looked at.
#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    OnPath,
    Done,
}

/// The types that a value of a type may be as a whole.
fn same_value(shape: &Shape) -> Vec<usize> {
    let parts: Vec<&TypeRef> = match shape {
        Shape::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Alias(target) | Shape::Newtype(target) => vec![target],
        Shape::Struct(_) | Shape::Enum(_) | Shape::Pending => Vec::new(),
    };
    parts.into_iter().filter_map(whole).collect()
}

fn whole(ty: &TypeRef) -> Option<usize> {
    match ty {
        TypeRef::Named(id) => Some(id.0),
        TypeRef::Nullable(inner) | TypeRef::Boxed(inner) => whole(inner),
        _ => None,
    }
}

fn is_its_own_alternative(graph: &TypeGraph, cycle: &[usize]) -> Diagnostic {
    // The schema as a whole: what is inside of it may have been unfolded many times over.
    let name = |at: &usize| match graph.types[*at].pointer.strip_prefix("#/components/schemas/") {
        Some(inside) => inside.split('/').next().unwrap_or_default(),
        None => &graph.types[*at].pointer,
    };
    let mut names: Vec<&str> = cycle.iter().take(MAX_SHOWN).map(name).collect();
    names.dedup();
    if cycle.len() > MAX_SHOWN {
        names.push("…");
    }
    names.extend(cycle.first().map(name));
    let message = format!("a schema is an alternative of itself: {}", names.join(" → "));
    let mut diagnostic = Diagnostic::error(Code::ReferenceCycle, message)
        .help("the alternative that leads back adds nothing; remove it, or put it into a member")
        .costs("the alternative that leads back takes any value");
    for (at, ty) in cycle.iter().take(MAX_SHOWN).map(|at| &graph.types[*at]).enumerate() {
        diagnostic = match at {
            0 => diagnostic.at(ty.span).subject(&ty.pointer),
            _ => diagnostic.label(ty.span, "and this leads on"),
        };
    }
    diagnostic
}
