//! Structs.

use super::super::graph::{FieldPlan, Presence, StructPlan, TypeGraph, TypeRef, ValuePlan};
use super::{documentation, extra_tokens, ident, type_tokens};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

pub(super) fn definition(
    graph: &TypeGraph,
    name: &proc_macro2::Ident,
    docs: &TokenStream,
    derives: &TokenStream,
    plan: &StructPlan,
) -> TokenStream {
    let fields = plan.fields.iter().map(|field| {
        let docs = documentation(&field.docs, &format!("`{}`", field.wire));
        let (name, ty) = (ident(&field.name), type_tokens(graph, &field.ty, None));
        let ty = if field.presence == Presence::Required { ty } else { quote!(Option<#ty>) };
        quote! { #docs pub #name: #ty, }
    });
    let extra = ident(&plan.extra);
    let extra_type = extra_tokens(graph, plan);
    let extra_doc = match plan.extra_type {
        TypeRef::Any if plan.parameters => " Query parameters that the document does not name.",
        TypeRef::Any => " Members that the document does not name, and values of others that their fields cannot hold.",
        _ if plan.extra_is_open => " Members whose names match a pattern; those of another type are in `others()`.",
        _ => " All other members, by name.",
    };
    quote! {
        #docs
        #[derive(#derives)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #[doc = #extra_doc]
            pub #extra: #extra_type,
        }
    }
}

pub(super) fn codec(graph: &TypeGraph, name: &proc_macro2::Ident, plan: &StructPlan) -> TokenStream {
    let group = |presence: Presence| {
        let fields = plan.fields.iter().filter(move |field| field.presence == presence);
        fields.map(|FieldPlan { wire, name, ty, .. }| {
            let (name, ty) = (ident(name), type_tokens(graph, ty, None));
            quote!(#name: #ty = #wire,)
        })
    };
    let named = |name: &str, members: Vec<TokenStream>| {
        let name = ident(name);
        (!members.is_empty()).then(|| quote!(#name { #(#members)* }))
    };
    let required = named("required", group(Presence::Required).collect());
    let optional = named("optional", group(Presence::Optional).collect());
    let nullable = named("nullable", group(Presence::Nullable).collect());
    let constants = plan
        .constants
        .iter()
        .enumerate()
        .map(|(at, ValuePlan { name, value, docs })| {
            let variable = format_ident!("constant{at}");
            let value = match value {
                Value::Bool(value) => quote!(#value),
                Value::Number(number) => {
                    let value = proc_macro2::Literal::i64_suffixed(number.as_i64().unwrap_or_default());
                    quote!(#value)
                }
                other => {
                    let text = other.as_str().unwrap_or_default();
                    quote!(#text)
                }
            };
            // A value of a one-value `enum` may change tomorrow; a `const` may not.
            let strictness = if docs.notes.iter().any(|note| note == "strict") { quote!(strict) } else { quote!(open) };
            quote!(#strictness #variable = #value, #name,)
        })
        .collect();
    let constants = named("constant", constants);
    let extra = ident(&plan.extra);
    let extra_type = extra_tokens(graph, plan);
    quote! {
        object! { #name #required #optional #nullable #constants extra { #extra: #extra_type } }
    }
}
