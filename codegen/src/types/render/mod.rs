//! Prints the type graph. Every decision was made before; here is only how Rust says it.
//!
//! Two modules come out: `types`, which people read (definitions and their documentation), and `codec`, which holds
//! what makes the definitions JSON (calls of the runtime's macros, and the dispatch of unions).

mod enums;
mod origin;
mod structs;
mod types;
mod unions;
mod xml;

pub use types::{extra_tokens, type_tokens};
pub use xml::xml;

use super::graph::{Docs, Shape, TypeDef, TypeGraph, TypeRef, UnsetPlan};
use crate::markdown::{code, deprecated, doc_attributes};
use crate::names::ident;
use origin::Origins;
use proc_macro2::TokenStream;
use quote::quote;

/// The tokens of the two modules.
#[derive(Debug)]
pub struct RenderedTypes {
    /// `types.rs`
    pub types: TokenStream,
    /// `codec.rs`
    pub codec: TokenStream,
    /// Whether anything in them is deprecated, and is used in them all the same.
    pub has_deprecated: bool,
}

/// Prints all types, by name.
pub fn render(graph: &TypeGraph) -> RenderedTypes {
    let (mut types, mut codec) = (TokenStream::new(), TokenStream::new());
    let mut defs: Vec<&TypeDef> = graph.types.iter().collect();
    defs.sort_by(|left, right| left.name.cmp(&right.name));
    let origins = Origins::new(graph);
    for def in defs {
        let name = ident(&def.name);
        let docs = documentation(&def.docs, &origins.sentence(&def.pointer));
        match &def.shape {
            // What it holds are arguments and methods of a call.
            Shape::Struct(plan) if plan.parameters => {}
            Shape::Struct(plan) => {
                types.extend(structs::definition(graph, &name, &docs, &derives(def), plan));
                codec.extend(structs::codec(graph, &name, plan));
            }
            Shape::Enum(plan) => {
                types.extend(enums::definition(&name, &docs, plan));
                codec.extend(enums::codec(&name, plan));
            }
            Shape::Union(plan) => {
                // Events come one by one, so that the largest of them costs nothing.
                let lint = (def.pointer == "#/webhooks").then(|| quote!(#[allow(clippy::large_enum_variant)]));
                types.extend(unions::definition(graph, &name, &quote!(#docs #lint), &derives(def), plan));
                codec.extend(unions::codec(graph, &def.name, plan));
            }
            Shape::Alias(target) => {
                let target = type_tokens(graph, target, None);
                types.extend(quote! { #docs pub type #name = #target; });
            }
            Shape::Newtype(target) => {
                let (target, derives) = (type_tokens(graph, target, None), derives(def));
                types.extend(quote! {
                    #docs
                    #[derive(#derives, serde::Serialize, serde::Deserialize)]
                    #[serde(transparent, crate = "switchboard_runtime::serde")]
                    pub struct #name(pub #target);
                });
            }
            // The planner leaves none behind.
            Shape::Pending => {}
        }
    }
    for UnsetPlan { name, spellings } in &graph.unset {
        let name = ident(name);
        let spelled: Vec<String> = spellings.iter().map(|text| code(text)).collect();
        let doc = format!(" How the vendor spells \"not set\": {}.", spelled.join(", "));
        types.extend(quote! {
            #[doc = #doc]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub struct #name;
        });
        codec.extend(quote! {
            impl data::Unset for #name {
                const SPELLINGS: &'static [&'static str] = &[#(#spellings),*];
            }
        });
    }
    RenderedTypes { types, codec, has_deprecated: has_deprecated(graph) }
}

/// What structs and unions derive. Without `PartialOrd`: members have no order that means anything.
fn derives(def: &TypeDef) -> TokenStream {
    let total = def.is_eq.then(|| quote!(, Eq, Hash));
    quote!(Clone, Debug, PartialEq #total)
}

/// Documentation as attributes; `fallback` stands in for a description that is missing.
fn documentation(docs: &Docs, fallback: &str) -> TokenStream {
    let text = docs.text.as_deref().filter(|text| !text.trim().is_empty()).unwrap_or(fallback);
    let (text, deprecated) = (doc_attributes(text, &docs.notes), deprecated(docs.deprecated));
    quote!(#text #deprecated)
}

/// Whether the document calls any type, or any part of one, deprecated.
fn has_deprecated(graph: &TypeGraph) -> bool {
    let of_shape = |shape: &Shape| match shape {
        Shape::Struct(plan) => {
            let constants = plan.constants.iter().map(|constant| &constant.docs);
            plan.fields.iter().map(|field| &field.docs).chain(constants).any(|docs| docs.deprecated)
        }
        Shape::Enum(plan) => plan.values.iter().any(|value| value.docs.deprecated),
        Shape::Union(plan) => plan.variants.iter().any(|variant| variant.docs.deprecated),
        _ => false,
    };
    graph.types.iter().any(|def| def.docs.deprecated || of_shape(&def.shape))
}

/// A type with its aliases resolved, all the way down: two names for one type are equal.
fn resolved(graph: &TypeGraph, ty: &TypeRef) -> TypeRef {
    let inner = |ty: &TypeRef| Box::new(resolved(graph, ty));
    match graph.resolve(ty) {
        TypeRef::List(item) => TypeRef::List(inner(item)),
        TypeRef::Map(item) => TypeRef::Map(inner(item)),
        TypeRef::Nullable(item) => TypeRef::Nullable(inner(item)),
        TypeRef::Boxed(item) => *inner(item),
        TypeRef::Open(item) => TypeRef::Open(inner(item)),
        TypeRef::MaybeSet(item, unset) => TypeRef::MaybeSet(inner(item), *unset),
        TypeRef::JsonText(item) => TypeRef::JsonText(inner(item)),
        TypeRef::Tuple(items) => TypeRef::Tuple(items.iter().map(|item| resolved(graph, item)).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_description_is_none() {
        for (text, shown) in [(None, "fallback"), (Some(" \n"), "fallback"), (Some("A bell."), "A bell.")] {
            let docs = Docs { text: text.map(str::to_owned), ..Docs::default() };
            let printed = documentation(&docs, "fallback").to_string();
            assert!(printed.contains(shown), "{printed}");
        }
    }
}
