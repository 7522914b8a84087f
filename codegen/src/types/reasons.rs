//! Why a union decodes as it does, in words: what `inspect` shows beside the plan, and the documentation of variants.
//! Decides nothing.

use super::graph::{
    Dispatch, FieldPlan, JsonKind, Presence, Shape, StructPlan, TagPresence, TypeGraph, TypeRef, UnionPlan,
};
use crate::markdown::code;

/// The most tags that the documentation of a variant lists.
const MOST_TAGS: usize = 8;

/// One sentence for each kind of JSON value that the union takes, and one for all others.
pub fn reasons(plan: &UnionPlan) -> Vec<String> {
    let mut found: Vec<String> = plan
        .dispatch
        .iter()
        .map(|(kind, dispatch)| format!("{}: {}", phrase(*kind), decision(plan, dispatch)))
        .collect();
    if let Some([left, right]) = plan.clash {
        found.push(format!("ambiguous: one value may fit `{}` and `{}` alike", name(plan, left), name(plan, right)));
    }
    found.push("anything else: kept as it is in `Unknown`".to_owned());
    found
}

/// What makes a value this alternative, as a sentence.
pub(super) fn reason_of_variant(graph: &TypeGraph, plan: &UnionPlan, at: usize) -> String {
    let mut kinds = Vec::new();
    for (kind, dispatch) in &plan.dispatch {
        match dispatch {
            Dispatch::Tag { member, tags, .. } => {
                let of_this = tags.iter().filter(|(_, variant)| *variant == at);
                let mut values: Vec<String> = of_this.map(|(value, _)| code(value)).collect();
                if values.len() > MOST_TAGS {
                    values.truncate(MOST_TAGS);
                    values.push("another".to_owned());
                }
                if !values.is_empty() {
                    return format!("{} is {}.", code(member), values.join(" or "));
                }
            }
            Dispatch::Best(variants) if *kind == JsonKind::Object && variants.contains(&at) => {
                if let Some(member) = own_member(graph, plan, variants, at) {
                    return format!("Has the member {}.", code(member));
                }
            }
            Dispatch::Best(_) | Dispatch::One(_) => {}
        }
        let is_meant = match dispatch {
            Dispatch::One(only) => *only == at,
            Dispatch::Best(variants) => variants.contains(&at),
            Dispatch::Tag { untagged, .. } => untagged.contains(&at),
        };
        if is_meant {
            kinds.push(phrase(*kind));
        }
    }
    let text = if kinds.is_empty() { "one alternative".to_owned() } else { kinds.join(" or ") };
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// A member that this alternative must have, and none of the others names.
fn own_member<'g>(graph: &'g TypeGraph, plan: &UnionPlan, variants: &[usize], at: usize) -> Option<&'g str> {
    let structure = |at: usize| match graph.resolve(unboxed(&plan.variants.get(at)?.ty)) {
        TypeRef::Named(id) => match &graph.get(*id).shape {
            Shape::Struct(plan) => Some(plan),
            _ => None,
        },
        _ => None,
    };
    let others: Vec<&StructPlan> =
        variants.iter().filter(|other| **other != at).map(|other| structure(*other)).collect::<Option<_>>()?;
    let is_own = |field: &&FieldPlan| {
        let known = |other: &&StructPlan| {
            let fields = other.fields.iter().map(|other| &other.wire);
            fields.chain(other.constants.iter().map(|other| &other.wire)).any(|wire| *wire == field.wire)
        };
        field.presence == Presence::Required && !others.iter().any(known)
    };
    structure(at)?.fields.iter().find(is_own).map(|field| field.wire.as_str())
}

fn unboxed(ty: &TypeRef) -> &TypeRef {
    if let TypeRef::Boxed(inner) = ty { inner } else { ty }
}

fn decision(plan: &UnionPlan, dispatch: &Dispatch) -> String {
    match dispatch {
        Dispatch::One(only) => format!("`{}`, the only alternative of that kind", name(plan, *only)),
        Dispatch::Best(variants) => {
            let sure = match plan.clash {
                Some(pair) if pair.iter().all(|at| variants.contains(at)) => "",
                _ => ", which differ in what they require, list or hold",
            };
            format!("the one that explains most of the value, among {}{sure}", names(plan, variants))
        }
        Dispatch::Tag { member, tags, untagged, unlisted, presence, .. } => {
            let mut parts: Vec<String> = Vec::new();
            for (at, variant) in plan.variants.iter().enumerate() {
                let own = tags.iter().filter(|(_, tag)| *tag == at).map(|(value, _)| format!("`{value}`"));
                let own: Vec<String> = own.collect();
                if !own.is_empty() {
                    parts.push(format!("{} is `{}`", own.join(" or "), variant.name));
                }
            }
            let absent = match (presence, untagged.as_slice()) {
                (TagPresence::Required | TagPresence::Text, _) => {
                    "without it an error, since all require it".to_owned()
                }
                (TagPresence::Optional, []) => "without it kept in `Unknown`".to_owned(),
                (TagPresence::Optional, variants) => {
                    format!("without it the best match among {}", names(plan, variants))
                }
            };
            let other = match unlisted.as_slice() {
                [] => "another value is kept in `Unknown`".to_owned(),
                variants => format!("with another value the best match among {}", names(plan, variants)),
            };
            format!("by the member `{member}`: {}; {absent}; {other}", parts.join(", "))
        }
    }
}

fn phrase(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "`null`",
        JsonKind::Boolean => "a boolean",
        JsonKind::Number => "a number",
        JsonKind::String => "a string",
        JsonKind::Array => "a list",
        JsonKind::Object => "an object",
    }
}

fn name(plan: &UnionPlan, at: usize) -> &str {
    plan.variants.get(at).map_or("?", |variant| &variant.name)
}

fn names(plan: &UnionPlan, variants: &[usize]) -> String {
    let names: Vec<String> = variants.iter().map(|at| format!("`{}`", name(plan, *at))).collect();
    names.join(", ")
}
