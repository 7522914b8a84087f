//! Open enums.

use super::super::graph::{EnumPlan, Scalar};
use super::{documentation, ident};
use crate::markdown::code;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

pub(super) fn definition(name: &Ident, docs: &TokenStream, plan: &EnumPlan) -> TokenStream {
    let variants = plan.values.iter().map(|value| {
        let wire = code(&value.value.to_string());
        let mut docs = value.docs.clone();
        // A name that was given says nothing of the value that goes over the wire.
        if value.given.is_some() && docs.text.is_some() {
            docs.notes.push(format!("Value: {wire}"));
        }
        let docs = documentation(&docs, &wire);
        let name = ident(&value.name);
        quote! { #docs #name, }
    });
    let (payload, derives) = match plan.scalar {
        Some(Scalar::String) => (quote!(String), quote!(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)),
        Some(_) => (quote!(i64), quote!(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)),
        None => (quote!(data::Value), quote!(Clone, Debug, PartialEq, Eq, Hash)),
    };
    quote! {
        #docs
        #[derive(#derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that the document does not list.
            Unknown(#payload),
        }
    }
}

pub(super) fn codec(name: &Ident, plan: &EnumPlan) -> TokenStream {
    let values = plan.values.iter().map(|value| {
        let name = ident(&value.name);
        let wire = match plan.scalar {
            Some(Scalar::String) => Literal::string(value.value.as_str().unwrap_or_default()),
            Some(_) => Literal::i64_unsuffixed(value.value.as_i64().unwrap_or_default()),
            None => Literal::string(&value.value.to_string()),
        };
        // A negative literal is two tokens, and a pattern all the same.
        quote!(#name = #wire,)
    });
    let call = match plan.scalar {
        Some(Scalar::String) => quote!(string_enum!),
        Some(_) => quote!(integer_enum!),
        None => quote!(mixed_enum!),
    };
    quote! { #call { #name { #(#values)* } Unknown } }
}
