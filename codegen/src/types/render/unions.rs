//! Unions: the enum, and the functions that choose the variant.

use super::super::graph::{
    Dispatch, FieldPlan, JsonKind, Presence, Scalar, Shape, StructPlan, TagPresence, TypeGraph, TypeRef, UnionPlan,
};
use super::super::plan::code;
use super::{documentation, ident, resolved, type_tokens};
use crate::names::{Scope, method_name};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The most tags that the documentation of a variant lists.
const MOST_TAGS: usize = 8;

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
        let first_line = described.and_then(|text| text.lines().next()).map(str::to_owned);
        let first_line = first_line.unwrap_or_else(|| what_decides(graph, plan, at));
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

/// What makes a value this alternative, as a sentence.
fn what_decides(graph: &TypeGraph, plan: &UnionPlan, at: usize) -> String {
    let mut kinds = Vec::new();
    for (kind, dispatch) in &plan.dispatch {
        match dispatch {
            Dispatch::Tag { member, tags, .. } => {
                let of_this = tags.iter().filter(|(_, variant)| *variant == at);
                let mut values: Vec<String> = of_this.map(|(value, _)| code(value)).collect();
                if values.len() > MOST_TAGS {
                    values.truncate(MOST_TAGS);
                    values.push("another".to_owned());
                }
                if !values.is_empty() {
                    return format!("{} is {}.", code(member), values.join(" or "));
                }
            }
            Dispatch::Best(variants) if *kind == JsonKind::Object && variants.contains(&at) => {
                if let Some(member) = own_member(graph, plan, variants, at) {
                    return format!("Has the member {}.", code(member));
                }
            }
            Dispatch::Best(_) | Dispatch::One(_) => {}
        }
        let is_meant = match dispatch {
            Dispatch::One(only) => *only == at,
            Dispatch::Best(variants) => variants.contains(&at),
            Dispatch::Tag { untagged, .. } => untagged.contains(&at),
        };
        if is_meant {
            kinds.push(match kind {
                JsonKind::Null => "`null`",
                JsonKind::Boolean => "a boolean",
                JsonKind::Number => "a number",
                JsonKind::String => "a string",
                JsonKind::Array => "a list",
                JsonKind::Object => "an object",
            });
        }
    }
    let text = if kinds.is_empty() { "one alternative".to_owned() } else { kinds.join(" or ") };
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// A member that this alternative must have, and none of the others names.
fn own_member<'g>(graph: &'g TypeGraph, plan: &UnionPlan, variants: &[usize], at: usize) -> Option<&'g str> {
    let structure = |at: usize| match graph.resolve(unboxed(&plan.variants.get(at)?.ty)) {
        TypeRef::Named(id) => match &graph.get(*id).shape {
            Shape::Struct(plan) => Some(plan),
            _ => None,
        },
        _ => None,
    };
    let others: Vec<&StructPlan> =
        variants.iter().filter(|other| **other != at).map(|other| structure(*other)).collect::<Option<_>>()?;
    let is_own = |field: &&FieldPlan| {
        let known = |other: &&StructPlan| {
            let fields = other.fields.iter().map(|other| &other.wire);
            fields.chain(other.constants.iter().map(|other| &other.wire)).any(|wire| *wire == field.wire)
        };
        field.presence == Presence::Required && !others.iter().any(known)
    };
    structure(at)?.fields.iter().find(is_own).map(|field| field.wire.as_str())
}

fn unboxed(ty: &TypeRef) -> &TypeRef {
    if let TypeRef::Boxed(inner) = ty { inner } else { ty }
}

pub(super) fn codec(graph: &TypeGraph, name: &str, plan: &UnionPlan) -> TokenStream {
    let expected = format!("a value of the union {name}");
    let name = ident(name);
    let variant = |at: &usize| plan.variants.get(*at).map(|variant| ident(&variant.name));
    let is_numeric = |at: &usize| plan.variants.get(*at).is_some_and(|variant| graph.is_numeric(&variant.ty));
    let functions = plan.dispatch.iter().map(|(kind, dispatch)| function(*kind, dispatch, &variant, &is_numeric));
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

            fn unknown(value: data::Value) -> Self {
                Self::Unknown(value)
            }

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

fn function(
    kind: JsonKind,
    dispatch: &Dispatch,
    variant: &impl Fn(&usize) -> Option<Ident>,
    is_numeric: &impl Fn(&usize) -> bool,
) -> TokenStream {
    let best = |content: TokenStream, variants: &[usize]| {
        let alternatives = variants
            .iter()
            .filter_map(variant)
            .map(|name| quote!(|value| de::Deserialize::deserialize(value).map(Self::#name)));
        quote!(data::best(#content, &[#(#alternatives),*]))
    };
    let scalar = |name: &str| {
        let name = ident(name);
        let body = match dispatch {
            Dispatch::One(only) => {
                let only = variant(only);
                match kind {
                    JsonKind::Number => quote!(data::read_number(&value, Self::#only)),
                    _ => quote!(data::read(&value, Self::#only)),
                }
            }
            Dispatch::Best(variants) => best(quote!(&value), variants),
            Dispatch::Tag { .. } => quote!(data::best(&value, &[])),
        };
        quote! {
            fn #name<E: de::Error>(value: data::Content<'de>) -> Result<Self, E> {
                #body
            }
        }
    };
    match kind {
        JsonKind::String => scalar("string"),
        JsonKind::Number => scalar("number"),
        JsonKind::Boolean => scalar("boolean"),
        JsonKind::Null => scalar("null"),
        JsonKind::Array => {
            let body = match dispatch {
                Dispatch::One(only) if is_numeric(only) => {
                    let only = variant(only);
                    quote!(data::read_numbers(de::value::SeqAccessDeserializer::new(array), Self::#only))
                }
                Dispatch::One(only) => {
                    let only = variant(only);
                    quote!(data::read_array(array, Self::#only))
                }
                Dispatch::Best(variants) => {
                    let best = best(quote!(&content), variants);
                    quote!(let content = data::buffer_array(array)?; #best)
                }
                Dispatch::Tag { .. } => quote!(data::read_array(array, Self::Unknown)),
            };
            quote! {
                fn array<A: de::SeqAccess<'de>>(array: A) -> Result<Self, A::Error> {
                    #body
                }
            }
        }
        JsonKind::Object => {
            let body = match dispatch {
                Dispatch::One(only) if is_numeric(only) => {
                    let only = variant(only);
                    quote!(data::read_numbers(de::value::MapAccessDeserializer::new(object), Self::#only))
                }
                Dispatch::One(only) => {
                    let only = variant(only);
                    quote!(data::read_object(object, Self::#only))
                }
                Dispatch::Best(variants) => {
                    let best = best(quote!(&content), variants);
                    quote!(let content = data::buffer_object(object)?; #best)
                }
                Dispatch::Tag { member, tags, untagged, presence } => {
                    let mut chosen: Vec<usize> = tags.iter().map(|(_, variant)| *variant).collect();
                    chosen.dedup();
                    chosen.sort_unstable();
                    chosen.dedup();
                    let arms = chosen.iter().map(|at| {
                        let values = tags.iter().filter(|(_, variant)| variant == at).map(|(value, _)| value);
                        let name = variant(at);
                        quote!(Some(#(#values)|*) => object.read(Self::#name),)
                    });
                    let otherwise = match (untagged.as_slice(), presence) {
                        ([], TagPresence::Optional) => quote!(object.unknown()),
                        ([], TagPresence::Required) => quote!(object.unlisted(#member)),
                        ([], TagPresence::Text) => quote!(object.unlisted_text(#member)),
                        (untagged, _) => best(quote!(&object.buffer()?), untagged),
                    };
                    quote! {
                        let object = data::tag(object, #member)?;
                        match object.tag().as_deref() {
                            #(#arms)*
                            _ => #otherwise,
                        }
                    }
                }
            };
            quote! {
                fn object<A: de::MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
                    #body
                }
            }
        }
    }
}
