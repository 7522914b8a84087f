//! How a reference to a type is written.

use super::super::graph::{Scalar, StructPlan, TypeGraph, TypeRef};
use super::ident;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A type as seen from inside the `types` module, or, with `module`, from beside it.
pub fn type_tokens(graph: &TypeGraph, ty: &TypeRef, module: Option<&Ident>) -> TokenStream {
    let inner = |ty: &TypeRef| type_tokens(graph, ty, module);
    let data = |name: &str| {
        let name = ident(name);
        quote!(data::#name)
    };
    match ty {
        TypeRef::Named(id) => {
            let name = ident(&graph.get(*id).name);
            match module {
                Some(module) => quote!(#module::#name),
                None => quote!(#name),
            }
        }
        TypeRef::Scalar(scalar) => match scalar {
            Scalar::String => quote!(String),
            Scalar::Bool => quote!(bool),
            Scalar::I64 => quote!(i64),
            Scalar::U64 => quote!(u64),
            Scalar::F64 => quote!(f64),
            Scalar::Null => quote!(()),
            Scalar::Number => data("Number"),
            Scalar::DateTime => data("DateTime"),
            Scalar::Date => data("Date"),
            Scalar::Uuid => data("Uuid"),
            Scalar::Base64 => data("Base64"),
            Scalar::Base64Url => data("Base64Url"),
            Scalar::Base32 => data("Base32"),
            Scalar::Base16 => data("Base16"),
            Scalar::QuotedPrintable => data("QuotedPrintable"),
            Scalar::UnixTime => data("UnixTime"),
        },
        TypeRef::List(item) => {
            let item = inner(item);
            quote!(Vec<#item>)
        }
        TypeRef::Map(item) => {
            let (map, item) = (data("Map"), inner(item));
            quote!(#map<#item>)
        }
        TypeRef::Tuple(items) => {
            let items = items.iter().map(inner);
            quote!((#(#items,)*))
        }
        TypeRef::Nullable(item) => {
            let item = inner(item);
            quote!(Option<#item>)
        }
        TypeRef::Boxed(item) => {
            let item = inner(item);
            quote!(Box<#item>)
        }
        TypeRef::Open(inside) => match inside.as_ref() {
            TypeRef::Map(item) => {
                let (map, item) = (data("PatternMembers"), inner(item));
                quote!(#map<#item>)
            }
            tuple => {
                let (open, tuple) = (data("OpenTuple"), inner(tuple));
                quote!(#open<#tuple>)
            }
        },
        TypeRef::MaybeSet(item, unset) => {
            let (wrapper, item) = (data("MaybeSet"), inner(item));
            let marker = graph.unset.get(*unset).map(|plan| ident(&plan.name));
            match module {
                Some(module) => quote!(#wrapper<#item, #module::#marker>),
                None => quote!(#wrapper<#item, #marker>),
            }
        }
        TypeRef::JsonText(item) => {
            let (wrapper, item) = (data("JsonText"), inner(item));
            quote!(#wrapper<#item>)
        }
        TypeRef::Any => data("Value"),
    }
}

/// The type of the field for members the document does not name.
pub fn extra_tokens(graph: &TypeGraph, plan: &StructPlan) -> TokenStream {
    let ty = type_tokens(graph, &plan.extra_type, None);
    match &plan.extra_type {
        TypeRef::Any => quote!(data::Extra),
        _ if plan.extra_is_open => quote!(data::PatternMembers<#ty>),
        numbers if graph.is_numeric(numbers) => quote!(data::Members<data::Exact<#ty>>),
        _ => quote!(data::Members<#ty>),
    }
}
