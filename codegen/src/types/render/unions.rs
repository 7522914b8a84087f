//! Unions: the enum, and the functions that choose the variant.
//!
//! See `codegen/docs/unions.md`.

use super::super::graph::{
    Dispatch, JsonKind, Scalar, Shape, TagPresence, TypeGraph, TypeRef, UnionPlan, VariantPlan, may_be_literal,
};
use super::super::reasons::reason_of_variant;
use super::{documentation, ident, resolved, type_tokens};
use crate::names::{Scope, method_name};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use std::collections::{BTreeMap, HashSet};

pub(super) fn definition(
    graph: &TypeGraph,
    name: &Ident,
    docs: &TokenStream,
    derives: &TokenStream,
    plan: &UnionPlan,
) -> TokenStream {
    let variants = plan.variants.iter().enumerate().map(|(at, variant)| {
        let described = match &variant.ty {
            TypeRef::Named(id) => graph.get(*id).docs.text.as_deref(),
            _ => None,
        };
        let first_line =
            described.and_then(|text| text.lines().find(|line| !line.trim().is_empty())).map(str::to_owned);
        let first_line = first_line.unwrap_or_else(|| reason_of_variant(graph, plan, at));
        let docs = documentation(&variant.docs, &first_line);
        let (name, ty) = (ident(&variant.name), type_tokens(graph, &variant.ty, None));
        quote! { #docs #name(#ty), }
    });
    quote! {
        #docs
        #[derive(#derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that none of the documented alternatives has, as it came.
            Unknown(data::Value),
        }
    }
}

pub(super) fn codec(graph: &TypeGraph, name: &str, plan: &UnionPlan) -> TokenStream {
    let expected = format!("a value of the union {name}");
    let name = ident(name);
    let functions = plan.dispatch.iter().map(|(kind, dispatch)| Choice { graph, plan }.function(*kind, dispatch));
    let names = plan.variants.iter().map(|variant| ident(&variant.name));
    let from = plan.variants.iter().enumerate().filter_map(|(at, candidate)| {
        let own = resolved(graph, &candidate.ty);
        let shared =
            plan.variants.iter().enumerate().any(|(other, variant)| other != at && resolved(graph, &variant.ty) == own);
        // `Value` would also be the payload of `Unknown`, and a tuple of nothing is no use.
        let convertible = !shared && !matches!(own, TypeRef::Any | TypeRef::Scalar(Scalar::Null));
        convertible.then(|| {
            let payload = match &candidate.ty {
                TypeRef::Boxed(inner) => type_tokens(graph, inner, None),
                other => type_tokens(graph, other, None),
            };
            let name = ident(&candidate.name);
            quote!(#name: #payload,)
        })
    });
    let mut methods = Scope::new();
    let access: Vec<TokenStream> = plan
        .variants
        .iter()
        .map(|variant| {
            let target = match &variant.ty {
                TypeRef::Boxed(inner) => type_tokens(graph, inner, None),
                other => type_tokens(graph, other, None),
            };
            let mut method = |verb: &str| ident(&methods.claim(&method_name(&format!("{verb} {}", variant.name))));
            let (by_reference, by_value, name) = (method("as"), method("into"), ident(&variant.name));
            quote!(#name: #by_reference #by_value #target,)
        })
        .collect();
    let names_again = names.clone();
    let all_scalars = plan.variants.iter().all(|variant| is_scalar(graph, &variant.ty));
    let display = all_scalars.then(|| quote!(display { #(#names_again,)* }));
    quote! {
        impl<'de> data::Union<'de> for #name {
            const EXPECTED: &'static str = #expected;

            #(#functions)*
        }

        union! { #name { #(#names,)* Unknown, } from { #(#from)* } access { #(#access)* } #display }
    }
}

/// Whether a type is one value with a text.
fn is_scalar(graph: &TypeGraph, ty: &TypeRef) -> bool {
    match graph.resolve(ty) {
        TypeRef::Scalar(scalar) => *scalar != Scalar::Null,
        TypeRef::Named(id) => matches!(&graph.get(*id).shape, Shape::Enum(plan) if plan.scalar.is_some()),
        _ => false,
    }
}

/// How a variant is tried where nothing tells it apart.
fn trial(graph: &TypeGraph, variant: &VariantPlan) -> TokenStream {
    let name = ident(&variant.name);
    let is_union = |ty: &TypeRef| matches!(graph.resolve(ty), TypeRef::Named(id) if matches!(graph.get(*id).shape, Shape::Union(_)));
    match &variant.ty {
        TypeRef::Boxed(inner) if is_union(inner) => {
            quote!(|value| data::read_nested(value).map(|value| Self::#name(Box::new(value))))
        }
        ty if is_union(ty) => quote!(|value| data::read_nested(value).map(Self::#name)),
        _ => quote!(|value| de::Deserialize::deserialize(value).map(Self::#name)),
    }
}

/// Prints the functions that choose a variant.
#[derive(Clone, Copy)]
struct Choice<'g> {
    graph: &'g TypeGraph,
    plan: &'g UnionPlan,
}

impl Choice<'_> {
    fn variant(self, at: usize) -> Option<Ident> {
        self.plan.variants.get(at).map(|variant| ident(&variant.name))
    }

    fn is_numeric(self, at: usize) -> bool {
        self.plan.variants.get(at).is_some_and(|variant| self.graph.is_numeric(&variant.ty))
    }

    /// Tries variants, and takes the one that explains most of the content.
    fn best(self, content: &TokenStream, variants: &[usize]) -> TokenStream {
        let found = variants.iter().filter_map(|at| self.plan.variants.get(*at));
        let trials = found.map(|variant| trial(self.graph, variant));
        quote!(data::best(#content, &[#(#trials),*]))
    }

    fn function(self, kind: JsonKind, dispatch: &Dispatch) -> TokenStream {
        match kind {
            JsonKind::String => self.of_scalar("string", quote!(read), dispatch),
            JsonKind::Number => self.of_scalar("number", quote!(read_number), dispatch),
            JsonKind::Boolean => self.of_scalar("boolean", quote!(read), dispatch),
            JsonKind::Null => self.of_scalar("null", quote!(read), dispatch),
            JsonKind::Array => self.of_container("array", "Seq", dispatch),
            JsonKind::Object => self.of_container("object", "Map", dispatch),
        }
    }

    fn of_scalar(self, name: &str, read: TokenStream, dispatch: &Dispatch) -> TokenStream {
        let name = ident(name);
        let body = match dispatch {
            Dispatch::One(only) => {
                let only = self.variant(*only);
                quote!(data::#read(&value, Self::#only))
            }
            Dispatch::Best(variants) => self.best(&quote!(&value), variants),
            // Only objects have tags.
            Dispatch::Tag { .. } => self.best(&quote!(&value), &[]),
        };
        quote! {
            fn #name<E: de::Error>(value: data::Content<'de>) -> Result<Self, E> {
                #body
            }
        }
    }

    fn of_container(self, name: &str, serde: &str, dispatch: &Dispatch) -> TokenStream {
        let [read, buffer] = ["read", "buffer"].map(|verb| format_ident!("{verb}_{name}"));
        let (access, deserializer) = (format_ident!("{serde}Access"), format_ident!("{serde}AccessDeserializer"));
        let name = ident(name);
        let body = match dispatch {
            Dispatch::One(only) => {
                let variant = self.variant(*only);
                match self.is_numeric(*only) {
                    true => quote!(data::read_numbers(de::value::#deserializer::new(#name), Self::#variant)),
                    false => quote!(data::#read(#name, Self::#variant)),
                }
            }
            Dispatch::Best(variants) => {
                let best = self.best(&quote!(&content), variants);
                quote!(let content = data::#buffer(#name)?; #best)
            }
            Dispatch::Tag { .. } => self.by_tag(dispatch),
        };
        quote! {
            fn #name<A: de::#access<'de>>(#name: A) -> Result<Self, A::Error> {
                #body
            }
        }
    }

    /// Reads the tag of an object and takes the variant it stands for, or tries some where it stands for none.
    fn by_tag(self, dispatch: &Dispatch) -> TokenStream {
        let Dispatch::Tag { member, tags, literals, untagged, unlisted, presence } = dispatch else {
            return TokenStream::new();
        };
        let literals: HashSet<&str> = literals.iter().map(String::as_str).collect();
        let mut values: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (value, at) in tags {
            values.entry(*at).or_default().extend(spellings(value, &literals));
        }
        let arms = values.iter().map(|(at, values)| {
            let name = self.variant(*at);
            quote!(Some(#(#values)|*) => object.read(Self::#name),)
        });
        let try_or_keep = |variants: &[usize]| match variants {
            [] => quote!(object.unknown()),
            variants => self.best(&quote!(&object.buffer()?), variants),
        };
        let otherwise = match presence {
            TagPresence::Required => quote!(_ => object.unlisted(#member),),
            TagPresence::Text => quote!(_ => object.unlisted_text(#member),),
            TagPresence::Optional if untagged == unlisted => {
                let otherwise = try_or_keep(untagged);
                quote!(_ => #otherwise,)
            }
            TagPresence::Optional => {
                let (absent, other) = (try_or_keep(untagged), try_or_keep(unlisted));
                quote!(None => #absent, Some(_) => #other,)
            }
        };
        let tag = ident(if literals.is_empty() { "tag" } else { "json_tag" });
        quote! {
            let object = data::tag(object, #member)?;
            match object.#tag().as_deref() {
                #(#arms)*
                #otherwise
            }
        }
    }
}

/// How the runtime may spell a tag: as it is, or, where some tags are literals, as JSON. A tag that reads as a literal
/// but is not known to be one, as in a mapping, may be either.
fn spellings(tag: &str, literals: &HashSet<&str>) -> Vec<String> {
    let json = || serde_json::Value::from(tag).to_string();
    match tag {
        _ if literals.is_empty() || literals.contains(tag) => vec![tag.to_owned()],
        _ if may_be_literal(tag) => vec![json(), tag.to_owned()],
        _ => vec![json()],
    }
}
