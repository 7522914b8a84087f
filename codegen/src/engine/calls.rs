//! Prints the structs of calls: the methods for optional parameters, for an optional body, and for the pages of a list. What
//! all calls can do is in the runtime.

use super::pages;
use super::rewrite::{Given, body_call, body_type, gate};
use crate::markdown::{code, deprecated, doc_attributes, one_line};
use crate::names::ident;
use crate::operations::plan::{ArgumentPlan, BodyPlan, OperationPlan, SetterPlan};
use crate::types::{Docs, Scalar, TypeGraph, TypeRef, type_tokens};
use proc_macro2::TokenStream;
use quote::quote;

/// The struct of a call with methods of its own, and that of its arguments where they are many.
pub(super) fn structs(graph: &TypeGraph, given: &Given<'_>) -> TokenStream {
    let plan = given.plan;
    let (gate, method) = (gate(plan), plan.name.trim_start_matches("r#"));
    let required = plan.call.required.as_ref().map(|name| required(graph, plan, name, gate.as_ref()));
    let Some(name) = plan.call.name.as_ref().map(|name| ident(name)) else { return quote!(#required) };
    let doc = format!(" A call of [`Client::{method}`](crate::Client::{method}), {}.", code(&plan.subject()));
    let call = given.call();
    let setters = plan.call.setters.iter().map(|setter| setter_method(graph, setter));
    let body = plan.body.as_ref().zip(plan.call.body.as_ref()).map(|(body, name)| body_method(graph, body, name));
    let pages = plan.pagination.as_ref().map(|paging| pages::methods(graph, given, paging));
    let Given { success, error, .. } = given;
    quote! {
        #[doc = #doc]
        #gate
        #[must_use = "a call does nothing until it is awaited or sent"]
        pub struct #name(pub(crate) #call);

        #gate
        impl #name {
            #(#setters)*
            #body
            #pages
        }

        #gate
        operation_call! { #name: #success, #error }

        #required
    }
}

fn setter_method(graph: &TypeGraph, setter: &SetterPlan) -> TokenStream {
    let (name, key) = (ident(&setter.name), &setter.key);
    let docs = documentation(&setter.docs, key);
    let types = ident("types");
    let ty = type_tokens(graph, &setter.ty, Some(&types));
    // A number is written as it is meant: `2` would be of no certain type.
    let (ty, value) = match graph.resolve(&setter.ty) {
        TypeRef::Scalar(Scalar::Bool | Scalar::I64 | Scalar::U64 | Scalar::F64) => (quote!(#ty), quote!(&value)),
        _ => (quote!(impl Into<#ty>), quote!(&value.into())),
    };
    quote! {
        #docs
        pub fn #name(self, value: #ty) -> Self {
            Self(self.0.parameter(#key, #value))
        }
    }
}

fn body_method(graph: &TypeGraph, body: &BodyPlan, name: &str) -> TokenStream {
    let (name, ty, put) = (ident(name), body_type(graph, body), body_call(body));
    let doc = format!(" The body, {}.", code(&body.media_type));
    quote! {
        #[doc = #doc]
        pub fn #name(self, body: #ty) -> Self {
            Self(Call::new(self.0.into_request()#put))
        }
    }
}

/// The struct of required parameters that are too many for arguments.
fn required(graph: &TypeGraph, plan: &OperationPlan, name: &str, gate: Option<&TokenStream>) -> TokenStream {
    let (name, types) = (ident(name), ident("types"));
    let method = plan.name.trim_start_matches("r#");
    let doc = format!(" What [`Client::{method}`](crate::Client::{method}) cannot be called without.");
    let fields = plan.call.arguments.iter().map(|ArgumentPlan { name, ty, parameter, docs }| {
        let docs = documentation(docs, &parameter.name);
        let (name, ty) = (ident(name), type_tokens(graph, ty, Some(&types)));
        quote! { #docs pub #name: #ty, }
    });
    quote! {
        #[doc = #doc]
        #gate
        #[derive(Clone, Debug)]
        pub struct #name {
            #(#fields)*
        }
    }
}

/// What the document says of a parameter; its name where it says nothing.
fn documentation(docs: &Docs, name: &str) -> TokenStream {
    let text = docs.text.as_deref().filter(|text| one_line(text).is_some());
    let text = match text {
        Some(text) => doc_attributes(text, &docs.notes),
        None => doc_attributes(&format!("The parameter {}.", code(name)), &docs.notes),
    };
    let deprecated = deprecated(docs.deprecated);
    quote!(#text #deprecated)
}
