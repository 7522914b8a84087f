//! Types, compared by their Rust names.

use super::Changes;
use super::operations::compact;
use crate::types::{
    EnumPlan, FieldPlan, Presence, Shape, StructPlan, TypeDef, TypeGraph, TypeRef, UnionPlan, VariantPlan,
    extra_tokens, type_tokens,
};
use std::collections::{HashMap, HashSet};

/// Two plans of one type, with the graphs they are from.
type Pair<'g, T> = ((&'g TypeGraph, &'g T), (&'g TypeGraph, &'g T));

pub(super) fn compare(old: &TypeGraph, new: &TypeGraph, changes: &mut Changes) {
    let (before, after) = (by_name(old), by_name(new));
    // A name that is gone while another stands for the same schema.
    let gone = old.types.iter().filter(|def| !after.contains_key(def.name.as_str()));
    let fresh = new.types.iter().filter(|def| !before.contains_key(def.name.as_str()));
    let fresh_by_pointer: HashMap<&str, &TypeDef> =
        fresh.clone().rev().map(|def| (def.pointer.as_str(), def)).collect();
    let renamed: HashSet<&str> = gone
        .filter(|def| fresh_by_pointer.contains_key(def.pointer.as_str()))
        .map(|def| def.pointer.as_str())
        .collect();
    for def in &old.types {
        match (after.get(def.name.as_str()), fresh_by_pointer.get(def.pointer.as_str())) {
            (Some(same), _) => definition((old, def), (new, same), changes),
            (None, Some(other)) => {
                changes.breaking(&def.name, format!("is called `{}` now", other.name));
                definition((old, def), (new, other), changes);
            }
            (None, None) => changes.breaking(&def.name, "is gone"),
        }
    }
    for def in fresh.filter(|def| !renamed.contains(def.pointer.as_str())) {
        changes.compatible(&def.name, format!("is new: {}", kind(&def.shape)));
    }
}

fn by_name(graph: &TypeGraph) -> HashMap<&str, &TypeDef> {
    graph.types.iter().map(|def| (def.name.as_str(), def)).collect()
}

fn definition(old: (&TypeGraph, &TypeDef), new: (&TypeGraph, &TypeDef), changes: &mut Changes) {
    let ((before, was), (after, is)) = (old, new);
    let name = &is.name;
    match (&was.shape, &is.shape) {
        (Shape::Struct(a), Shape::Struct(b)) => {
            structure(name, is.usage.request, ((before, a), (after, b)), changes);
        }
        (Shape::Enum(a), Shape::Enum(b)) => enumeration(name, a, b, changes),
        (Shape::Union(a), Shape::Union(b)) => union(name, ((before, a), (after, b)), changes),
        (Shape::Alias(a), Shape::Alias(b)) | (Shape::Newtype(a), Shape::Newtype(b)) => {
            let (was, is) = (written(before, a), written(after, b));
            if was != is {
                changes.breaking(name, format!("is `{is}` instead of `{was}`"));
            }
        }
        (a, b) if kind(a) != kind(b) => changes.breaking(name, format!("is {} instead of {}", kind(b), kind(a))),
        _ => {}
    }
    if !was.docs.deprecated && is.docs.deprecated {
        changes.compatible(name, "is deprecated");
    }
}

fn structure(name: &str, is_sent: bool, pair: Pair<'_, StructPlan>, changes: &mut Changes) {
    let ((before, was), (after, is)) = pair;
    let (old_fields, new_fields) = (fields(before, was), fields(after, is));
    for field in &old_fields {
        let path = format!("{name}.{}", field.name.trim_start_matches("r#"));
        let Some(other) = new_fields.iter().find(|other| other.name == field.name) else {
            match new_fields.iter().find(|other| other.wire == field.wire) {
                Some(other) => changes.breaking(&path, format!("is called `{}` now", other.name)),
                None => changes.breaking(&path, "is gone"),
            }
            continue;
        };
        if field.held != other.held {
            changes.breaking(&path, format!("is `{}` instead of `{}`", other.held, field.held));
        }
        if field.wire != other.wire {
            changes.compatible(&path, format!("is `{}` on the wire, which was `{}`", other.wire, field.wire));
        }
        if !field.is_deprecated && other.is_deprecated {
            changes.compatible(&path, "is deprecated");
        }
    }
    let known = |field: &&Field| old_fields.iter().any(|other| other.name == field.name || other.wire == field.wire);
    for Field { name: field, held, is_required, .. } in new_fields.iter().filter(|field| !known(field)) {
        let path = format!("{name}.{}", field.trim_start_matches("r#"));
        if *is_required && is_sent {
            changes.breaking(&path, format!("is new and required: `{held}` is another argument of `new`"));
        } else {
            changes.compatible(&path, format!("is new: `{held}`"));
        }
    }
    // `new` takes the required members in their order; two of one type would change places without a word.
    let required = |plan: &StructPlan, other: &StructPlan| -> Vec<String> {
        let is_required = |plan: &StructPlan, name: &str| {
            plan.fields.iter().any(|field| field.name == name && field.presence == Presence::Required)
        };
        let names = plan.fields.iter().map(|field| field.name.clone());
        names.filter(|name| is_required(plan, name) && is_required(other, name)).collect()
    };
    let (order, now) = (required(was, is), required(is, was));
    if order != now {
        changes.breaking(name, format!("`new` takes {} in this order, and took {}", now.join(", "), order.join(", ")));
    }
    let (had, has) = (compact(&extra_tokens(before, was)), compact(&extra_tokens(after, is)));
    if had != has {
        changes.breaking(&format!("{name}.{}", is.extra), format!("holds `{has}` instead of `{had}`"));
    }
    for constant in is.constants.iter().filter(|constant| constant.initially) {
        let known = was.constants.iter().find(|other| other.wire == constant.wire);
        if known.is_none_or(|known| known.value != constant.value) {
            let sends = if constant.field.is_some() { "sends, unless told otherwise," } else { "always sends" };
            changes.compatible(name, format!("{sends} `{}` as {}", constant.wire, constant.value));
        }
    }
}

fn enumeration(name: &str, was: &EnumPlan, is: &EnumPlan, changes: &mut Changes) {
    if was.scalar != is.scalar {
        changes.breaking(name, "has values of another kind");
    }
    for value in &was.values {
        let path = format!("{name}::{}", value.name);
        match is.values.iter().find(|other| other.name == value.name) {
            None => changes.breaking(&path, "is gone"),
            Some(other) if other.value != value.value => {
                changes.compatible(&path, format!("is {} on the wire, which was {}", other.value, value.value));
            }
            Some(_) => {}
        }
    }
    for value in is.values.iter().filter(|value| !was.values.iter().any(|other| other.name == value.name)) {
        changes.compatible(&format!("{name}::{}", value.name), format!("is new: {}", value.value));
    }
}

fn union(name: &str, pair: Pair<'_, UnionPlan>, changes: &mut Changes) {
    let ((before, was), (after, is)) = pair;
    let find =
        |plan: &'_ UnionPlan, variant: &VariantPlan| plan.variants.iter().position(|other| other.name == variant.name);
    for variant in &was.variants {
        let path = format!("{name}::{}", variant.name);
        match find(is, variant) {
            None => changes.breaking(&path, "is gone"),
            Some(at) => {
                let (had, has) = (written(before, &variant.ty), written(after, &is.variants[at].ty));
                if had != has {
                    changes.breaking(&path, format!("holds `{has}` instead of `{had}`"));
                }
            }
        }
    }
    for variant in is.variants.iter().filter(|variant| find(was, variant).is_none()) {
        changes.compatible(&format!("{name}::{}", variant.name), format!("is new: `{}`", written(after, &variant.ty)));
    }
}

/// A field of a struct, as programs see it.
struct Field<'g> {
    name: &'g str,
    wire: &'g str,
    /// Its type, with the `Option` that its presence puts around it.
    held: String,
    is_required: bool,
    is_deprecated: bool,
}

fn fields<'g>(graph: &TypeGraph, plan: &'g StructPlan) -> Vec<Field<'g>> {
    let held = |field: &FieldPlan| {
        let ty = written(graph, &field.ty);
        if field.presence == Presence::Required { ty } else { format!("Option<{ty}>") }
    };
    let named = plan.fields.iter().map(|field| Field {
        name: &field.name,
        wire: &field.wire,
        held: held(field),
        is_required: field.presence == Presence::Required,
        is_deprecated: field.docs.deprecated,
    });
    let constant = plan.constants.iter().filter_map(|constant| {
        Some(Field {
            name: constant.field.as_deref()?,
            wire: &constant.wire,
            held: "data::Presence".to_owned(),
            is_required: false,
            is_deprecated: constant.docs.deprecated,
        })
    });
    named.chain(constant).collect()
}

fn written(graph: &TypeGraph, ty: &TypeRef) -> String {
    compact(&type_tokens(graph, ty, None))
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct(plan) if plan.parameters => "a struct of parameters",
        Shape::Struct(_) => "a struct",
        Shape::Enum(_) => "an enum",
        Shape::Union(_) => "a union",
        Shape::Alias(_) => "an alias",
        Shape::Newtype(_) => "a struct around one value",
        Shape::Pending => "not decided",
    }
}
