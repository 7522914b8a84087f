//! Structs.

use super::super::graph::{ConstantPlan, FieldPlan, Presence, StructPlan, TypeGraph, TypeRef};
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
        // A name says no more in the documentation than it says as a name.
        let docs = documentation(&field.docs, "");
        let (name, ty) = (ident(&field.name), type_tokens(graph, &field.ty, None));
        let ty = if field.presence == Presence::Required { ty } else { quote!(Option<#ty>) };
        quote! { #docs pub #name: #ty, }
    });
    let constants = plan.constants.iter().filter_map(|constant| {
        let name = ident(constant.field.as_deref()?);
        let docs = documentation(&constant.docs, "");
        Some(quote! { #docs pub #name: data::Presence, })
    });
    let extra = ident(&plan.extra);
    let extra_type = extra_tokens(graph, plan);
    let extra_doc = match plan.extra_type {
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
            #(#constants)*
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
    let (mut constants, mut optional_constants) = (Vec::new(), Vec::new());
    for (at, ConstantPlan { wire, value, strict, field, initially, .. }) in plan.constants.iter().enumerate() {
        let value = constant(value);
        let strictness = if *strict { quote!(strict) } else { quote!(open) };
        match field {
            Some(field) => {
                let (name, initially) = (ident(field), ident(if *initially { "Present" } else { "Absent" }));
                optional_constants.push(quote!(#strictness #name: #initially = #value, #wire,));
            }
            None => {
                let variable = format_ident!("constant{at}");
                constants.push(quote!(#strictness #variable = #value, #wire,));
            }
        }
    }
    let constants = named("constant", constants);
    let optional_constants = named("optional_constant", optional_constants);
    let extra = ident(&plan.extra);
    let extra_type = extra_tokens(graph, plan);
    quote! {
        object! { #name #required #optional #nullable #constants #optional_constants extra { #extra: #extra_type } }
    }
}

/// A constant as an expression of a type that the runtime can compare with what it reads.
fn constant(value: &Value) -> TokenStream {
    match (value, value.as_i64()) {
        (Value::String(text), _) => quote!(#text),
        (Value::Bool(value), _) => quote!(#value),
        (_, Some(integer)) => {
            let integer = proc_macro2::Literal::i64_suffixed(integer);
            quote!(#integer)
        }
        _ => {
            let json = value.to_string();
            quote!(data::Json(#json))
        }
    }
}
