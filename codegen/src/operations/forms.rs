//! Prints the structs of multipart bodies: files are parts, everything else is typed.

use super::bodies::essence;
use super::facts::style_name;
use super::plan::{MultipartPlan, OperationPlan, Style};
use crate::markdown::{code, doc_attributes};
use crate::names::ident;
use crate::types::{PartContent, PartPlan, PartStyle, TypeGraph, is_json_type, type_tokens};
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
        let otherwise = match (part.wire.is_empty(), &part.content) {
            (true, PartContent::Files | PartContent::Values(_)) => "All further parts.".to_owned(),
            (true, PartContent::File | PartContent::Value(_)) => "The part in this place.".to_owned(),
            (false, _) => code(&part.wire),
        };
        let docs = doc_attributes(part.docs.text.as_deref().unwrap_or(&otherwise), &part.docs.notes);
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
    let writes = form.parts.iter().map(|part| if form.is_ordered { next(part) } else { named(part) });
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
    let order = if form.is_ordered { order(&form.parts) } else { TokenStream::new() };
    let convert = match is_form_data && !form.is_ordered {
        true => quote! {
            let mut parts = form.extra;
            #(#writes)*
            parts
        },
        // The first part may be the one that the others belong to.
        false => quote! {
            let mut parts = Self::new();
            #order
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

/// Writes a part under its name.
fn named(part: &PartPlan) -> TokenStream {
    let (name, wire, sent) = (ident(&part.name), &part.wire, part.sent.as_deref());
    let write = match (&part.content, part.required, sent) {
        _ if let Some(PartStyle { name: style, explode }) = &part.style => {
            let style = style_name(Style::named(style).unwrap_or(Style::Form));
            quote!(parts = parts.styled(#wire, switchboard_runtime::Style::#style, #explode, &form.#name);)
        }
        (PartContent::File, true, _) => quote!(parts = parts.part(#wire, form.#name);),
        (PartContent::File, false, _) => quote! {
            if let Some(part) = form.#name {
                parts = parts.part(#wire, part);
            }
        },
        (PartContent::Files, ..) => quote! {
            for part in form.#name {
                parts = parts.part(#wire, part);
            }
        },
        (PartContent::Value(_), _, Some(sent)) => {
            let method = value_method(sent);
            quote!(parts = parts.#method(#wire, #sent, &form.#name);)
        }
        (PartContent::Values(_), _, Some(sent)) => {
            let method = value_method(sent);
            quote! {
                for value in &form.#name {
                    parts = parts.#method(#wire, #sent, value);
                }
            }
        }
        (PartContent::Value(_), _, None) => quote!(parts = parts.value(#wire, &form.#name);),
        (PartContent::Values(_), _, None) => quote!(parts = parts.values(#wire, form.#name);),
    };
    let is_file = matches!(part.content, PartContent::File | PartContent::Files);
    let typed = sent.filter(|_| is_file).map(|sent| quote!(parts = parts.content_type(#wire, #sent);));
    let headers = part.headers.iter().map(|(name, value)| quote!(parts = parts.header(#wire, #name, #value);));
    quote!(#write #typed #(#headers)*)
}

/// What writes a value as a media type.
fn value_method(media_type: &str) -> TokenStream {
    if is_json_type(media_type) { quote!(json) } else { quote!(value_as) }
}

/// Writes a part behind those before it.
fn next(part: &PartPlan) -> TokenStream {
    let (name, wire) = (ident(&part.name), &part.wire);
    let only = part.sent.as_deref();
    let one = |value: TokenStream| {
        let made = match (&part.content, only) {
            (PartContent::File | PartContent::Files, Some(only)) => quote!(#value.or_content_type(#only)),
            (PartContent::File | PartContent::Files, None) => value,
            (_, Some(json)) if is_json_type(json) => match essence(json) == "application/json" {
                true => quote!(Part::json(#value)),
                false => quote!(Part::json(#value).content_type(#json)),
            },
            (_, Some(only)) => quote!(Part::value(#value).content_type(#only)),
            (_, None) => quote!(Part::value(#value)),
        };
        let headers = part.headers.iter().map(|(name, value)| quote!(.or_header(#name, #value)));
        let made = quote!(#made #(#headers)*);
        match wire.is_empty() {
            true => quote!(parts = parts.item(#made);),
            false => quote!(parts = parts.part(#wire, #made);),
        }
    };
    match (&part.content, part.required) {
        (PartContent::File, true) => one(quote!(form.#name)),
        (PartContent::Value(_), true) => one(quote!(&form.#name)),
        (PartContent::File, false) => {
            let write = one(quote!(part));
            quote!(if let Some(part) = form.#name { #write })
        }
        (PartContent::Value(_), false) => {
            let write = one(quote!(value));
            quote!(if let Some(value) = &form.#name { #write })
        }
        (PartContent::Files, _) => {
            let write = one(quote!(part));
            quote!(for part in form.#name { #write })
        }
        (PartContent::Values(_), _) => {
            let write = one(quote!(value));
            quote!(for value in &form.#name { #write })
        }
    }
}

/// Sees that no part is left out before one that is there, where one can be.
fn order(parts: &[PartPlan]) -> TokenStream {
    let optional: Vec<&PartPlan> = parts.iter().filter(|part| !part.required).collect();
    if optional.len() < 2 {
        return TokenStream::new();
    }
    let entries = optional.into_iter().map(|part| {
        let (name, field) = (part.name.trim_start_matches("r#"), ident(&part.name));
        match part.content {
            PartContent::File | PartContent::Value(_) => quote!((#name, form.#field.is_some())),
            PartContent::Files | PartContent::Values(_) => quote!((#name, !form.#field.is_empty())),
        }
    });
    quote!(parts = parts.in_order(&[#(#entries),*]);)
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
