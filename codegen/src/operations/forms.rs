//! Prints the structs of multipart bodies: files are parts, everything else is typed.

use super::bodies::essence;
use super::plan::{MultipartPlan, OperationPlan};
use crate::markdown::{code, doc_attributes};
use crate::names::ident;
use crate::types::{PartContent, PartPlan, TypeGraph, type_tokens};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::HashSet;

/// `forms.rs`: one struct per multipart body whose members the document names.
pub fn forms(graph: &TypeGraph, plans: &[OperationPlan]) -> TokenStream {
    let forms = plans.iter().filter_map(|plan| Some((plan, plan.body.as_ref()?.form.as_ref()?)));
    // Where an operation has several answers to choose from, all its methods send one form.
    let mut printed = HashSet::new();
    let forms = forms.filter(|(_, form)| printed.insert(&form.name));
    forms.map(|(plan, form)| one(graph, plan, form)).collect()
}

fn one(graph: &TypeGraph, plan: &OperationPlan, form: &MultipartPlan) -> TokenStream {
    let media_type = plan.body.as_ref().map(|body| essence(&body.media_type));
    let is_form_data = media_type.is_none_or(|media_type| media_type == "multipart/form-data");
    let name = ident(&form.name);
    let doc = format!(" The parts of {}.", code(&plan.subject()));
    let fields = form.parts.iter().map(|part| {
        let docs = doc_attributes(part.docs.text.as_deref().unwrap_or(&code(&part.wire)), &part.docs.notes);
        let (name, ty) = (ident(&part.name), field_type(graph, part));
        quote! { #docs pub #name: #ty, }
    });
    let required = form.parts.iter().filter(|part| part.required);
    let arguments = required.map(|part| {
        let (name, ty) = (ident(&part.name), item_type(graph, part));
        quote!(#name: impl Into<#ty>)
    });
    let values = form.parts.iter().map(|part| {
        let name = ident(&part.name);
        match (part.required, &part.content) {
            (true, _) => quote!(#name: #name.into(),),
            (false, PartContent::Files | PartContent::Values(_)) => quote!(#name: Vec::new(),),
            (false, _) => quote!(#name: None,),
        }
    });
    let setters = form.parts.iter().filter(|part| !part.required).map(|part| {
        let (name, ty) = (ident(&part.name), item_type(graph, part));
        let doc = format!(" Sets `{}`.", part.name.trim_start_matches("r#"));
        let value = match part.content {
            PartContent::Files | PartContent::Values(_) => quote!(value.into()),
            PartContent::File | PartContent::Value(_) => quote!(Some(value.into())),
        };
        quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #name(mut self, value: impl Into<#ty>) -> Self {
                self.#name = #value;
                self
            }
        }
    });
    let writes = form.parts.iter().map(|part| {
        let (name, wire) = (ident(&part.name), &part.wire);
        let typed = match part.media_types.as_slice() {
            [only] if !only.contains('*') => quote!(parts = parts.content_type(#wire, #only);),
            _ => TokenStream::new(),
        };
        let write = match (&part.content, part.required) {
            (PartContent::File, true) => quote!(parts = parts.part(#wire, form.#name);),
            (PartContent::File, false) => quote! {
                if let Some(part) = form.#name {
                    parts = parts.part(#wire, part);
                }
            },
            (PartContent::Files, _) => quote! {
                for part in form.#name {
                    parts = parts.part(#wire, part);
                }
            },
            (PartContent::Value(_), _) => quote!(parts = parts.value(#wire, &form.#name);),
            (PartContent::Values(_), _) => quote!(parts = parts.values(#wire, form.#name);),
        };
        quote!(#write #typed)
    });
    // A form without required parts has a default.
    let default = form.parts.iter().all(|part| !part.required).then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let convert = match is_form_data {
        true => quote! {
            let mut parts = form.extra;
            #(#writes)*
            parts
        },
        // The first part may be the one that the others belong to.
        false => quote! {
            let mut parts = Self::new();
            #(#writes)*
            parts.and(form.extra)
        },
    };
    quote! {
        #[doc = #doc]
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            /// Parts that the document does not name.
            pub extra: Multipart,
        }

        impl #name {
            /// The parts that must be there; everything else is left out.
            #[must_use]
            #[allow(clippy::too_many_arguments)]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values)* extra: Multipart::new() }
            }

            #(#setters)*
        }

        #default

        impl From<#name> for Multipart {
            fn from(form: #name) -> Self {
                #convert
            }
        }
    }
}

fn field_type(graph: &TypeGraph, part: &PartPlan) -> TokenStream {
    let ty = item_type(graph, part);
    match part.content {
        PartContent::File | PartContent::Value(_) if !part.required => quote!(Option<#ty>),
        _ => ty,
    }
}

fn item_type(graph: &TypeGraph, part: &PartPlan) -> TokenStream {
    let types = ident("types");
    match &part.content {
        PartContent::File => quote!(Part),
        PartContent::Files => quote!(Vec<Part>),
        PartContent::Value(ty) => type_tokens(graph, ty, Some(&types)),
        PartContent::Values(ty) => {
            let ty = type_tokens(graph, ty, Some(&types));
            quote!(Vec<#ty>)
        }
    }
}
