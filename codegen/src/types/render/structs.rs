//! Structs.

use super::super::graph::{ConstantPlan, Constructor, FieldPlan, Presence, StructPlan, TypeGraph, TypeRef};
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
        let (name, ty) = (ident(&field.name), field_type(graph, field));
        quote! { #docs pub #name: #ty, }
    });
    let constants = plan.constants.iter().filter_map(|constant| {
        let name = ident(constant.field.as_deref()?);
        let docs = documentation(&constant.docs, "");
        Some(quote! { #docs pub #name: data::Presence, })
    });
    let required = match &plan.constructor {
        Constructor::Struct(whole) => required_members(graph, name, &ident(whole), plan),
        Constructor::Arguments | Constructor::None => TokenStream::new(),
    };
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

        #required
    }
}

/// The struct of the members that another cannot be without. A new one of these breaks whoever makes it anyway, so that it
/// is made by naming them all.
fn required_members(
    graph: &TypeGraph,
    of: &proc_macro2::Ident,
    name: &proc_macro2::Ident,
    plan: &StructPlan,
) -> TokenStream {
    let fields = plan.fields.iter().filter(|field| field.presence == Presence::Required).map(|field| {
        let (name, ty) = (ident(&field.name), field_type(graph, field));
        quote! { pub #name: #ty, }
    });
    let doc = format!(" What [`{of}::new`] needs.");
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug)]
        pub struct #name {
            #(#fields)*
        }
    }
}

/// The type of a field.
fn field_type(graph: &TypeGraph, field: &FieldPlan) -> TokenStream {
    match (field.presence, &field.ty) {
        (Presence::Required, ty) => type_tokens(graph, ty, None),
        (Presence::Nullable, TypeRef::Nullable(inner)) => {
            let inner = type_tokens(graph, inner, None);
            quote!(data::Nullable<#inner>)
        }
        (Presence::Optional | Presence::Nullable, ty) => {
            let ty = type_tokens(graph, ty, None);
            quote!(Option<#ty>)
        }
    }
}

/// The group of the macro that a field stands in, and its type there.
fn group(field: &FieldPlan) -> (&'static str, &TypeRef) {
    match (field.presence, &field.ty) {
        (Presence::Required, ty) => ("required", ty),
        (Presence::Optional, ty) => ("optional", ty),
        (Presence::Nullable, TypeRef::Nullable(inner)) => ("nullable", inner),
        // `null` is one of the values of the type itself.
        (Presence::Nullable, ty) => ("untyped", ty),
    }
}

pub(super) fn codec(graph: &TypeGraph, name: &proc_macro2::Ident, plan: &StructPlan) -> TokenStream {
    let members = |wanted: &str| -> Vec<TokenStream> {
        let fields = plan.fields.iter().filter(|field| group(field).0 == wanted);
        fields
            .map(|field| {
                let (name, ty, wire) = (ident(&field.name), type_tokens(graph, group(field).1, None), &field.wire);
                quote!(#name: #ty = #wire,)
            })
            .collect()
    };
    let named = |name: &str, members: Vec<TokenStream>| {
        let name = ident(name);
        (!members.is_empty()).then(|| quote!(#name { #(#members)* }))
    };
    let [required, optional, nullable, untyped] =
        ["required", "optional", "nullable", "untyped"].map(|wanted| named(wanted, members(wanted)));
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
    let new = match &plan.constructor {
        Constructor::Arguments => None,
        Constructor::Struct(whole) => Some(ident(whole)),
        Constructor::None => Some(ident("none")),
    };
    let new = new.map(|how| quote!(new { #how }));
    quote! {
        object! { #name #new #required #optional #nullable #untyped #constants #optional_constants extra { #extra: #extra_type } }
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
