//! Prints the result types of operations that have several successes or several errors.

use super::plan::{OperationPlan, Outcome, Payload};
use crate::markdown::{code, doc_attributes};
use crate::names::ident;
use crate::types::{TypeGraph, TypeRef, type_tokens};
use proc_macro2::TokenStream;
use quote::quote;

/// `results.rs`: one enum per operation and side that needs one.
pub fn results(graph: &TypeGraph, plans: &[OperationPlan]) -> TokenStream {
    let mut printed: Vec<&str> = Vec::new();
    let mut tokens = TokenStream::new();
    for plan in plans {
        for (outcome, success) in [(&plan.result.success, true), (&plan.result.error, false)] {
            let Outcome::Enum(name) = outcome else { continue };
            if printed.contains(&name.as_str()) {
                continue;
            }
            printed.push(name);
            let enum_name = ident(name);
            let what = if success { "What" } else { "The errors of which" };
            let doc = format!(" {what} {} can answer.", code(&plan.subject()));
            let variants =
                plan.result.responses.iter().filter(|response| response.success == success).filter_map(|response| {
                    let name = ident(response.variant.as_deref()?);
                    let docs = doc_attributes(response.description.as_deref().unwrap_or("See the document."), &[]);
                    let payload = answer_type(graph, &response.payload);
                    Some(quote! { #docs #name(#payload), })
                });
            let variants: Vec<TokenStream> = variants.collect();
            let read = from_answer(plan, &enum_name, success);
            let derives = if success { quote!(Debug) } else { quote!(Clone, Debug, PartialEq) };
            tokens.extend(quote! {
                #[doc = #doc]
                #[derive(#derives)]
                #[non_exhaustive]
                pub enum #enum_name {
                    #(#variants)*
                }

                #read
            });
        }
    }
    tokens
}

/// How an answer becomes a variant: by its number among those of its side.
fn from_answer(plan: &OperationPlan, name: &proc_macro2::Ident, success: bool) -> TokenStream {
    let responses = plan.result.responses.iter().filter(|response| response.success == success);
    let variants: Vec<_> = responses.filter_map(|response| response.variant.as_deref()).map(ident).collect();
    let last = variants.len().saturating_sub(1);
    let arms = variants.iter().enumerate().map(|(at, variant)| {
        let number = proc_macro2::Literal::usize_unsuffixed(at);
        let pattern = if at == last { quote!(_) } else { quote!(#number) };
        quote!(#pattern => content.read(Self::#variant),)
    });
    quote! {
        impl FromAnswer for #name {
            fn from_answer(content: Content, variant: u16) -> Result<Response<Self>, Failure> {
                match variant { #(#arms)* }
            }
        }
    }
}

/// The Rust type of a payload that is sent.
pub(crate) fn payload_type(graph: &TypeGraph, payload: &Payload) -> TokenStream {
    let types = ident("types");
    typed_payload(payload, |ty| type_tokens(graph, ty, Some(&types)))
}

/// The Rust type of a payload that is received: one that is nothing but numbers is kept as it was read.
pub(crate) fn answer_type(graph: &TypeGraph, payload: &Payload) -> TokenStream {
    let types = ident("types");
    typed_payload(payload, |ty| {
        let tokens = type_tokens(graph, ty, Some(&types));
        if graph.is_numeric(ty) { quote!(data::Exact<#tokens>) } else { tokens }
    })
}

fn typed_payload(payload: &Payload, typed: impl Fn(&TypeRef) -> TokenStream) -> TokenStream {
    match payload {
        Payload::Empty => quote!(()),
        Payload::Json(ty) | Payload::Xml(ty, _) | Payload::Form(ty) => typed(ty),
        Payload::Text => quote!(String),
        Payload::Bytes | Payload::Encoded(_) | Payload::Multipart => quote!(switchboard_runtime::ByteStream),
        Payload::Events(ty) | Payload::NamedEvents(ty, _) => {
            let ty = typed(ty);
            quote!(switchboard_runtime::TypedStream<switchboard_runtime::Event<#ty>>)
        }
        Payload::TextEvents => quote!(switchboard_runtime::TypedStream<switchboard_runtime::Event<String>>),
        Payload::JsonLines(ty) => {
            let ty = typed(ty);
            quote!(switchboard_runtime::TypedStream<#ty>)
        }
    }
}
