//! Items of a Rust file as what they offer and what they are inside.

use super::{Function, Offer, Offered, Surface, compact, derived};
use quote::ToTokens;
use syn::{
    Attribute, Fields, FnArg, ImplItem, Item, ItemConst, ItemEnum, ItemImpl, ItemStatic, ItemStruct, ItemTrait, Pat,
    ReturnType, Signature, TraitItem, Visibility,
};

/// Adds what a file offers. `module` is its path with `::` at its end; empty for the root of the crate.
pub(super) fn read(module: &str, text: &str, surface: &mut Surface) {
    let Ok(file) = syn::parse_file(text) else {
        // What is no Rust is compared as it stands.
        surface.keep(format!("{module}text"), text);
        return;
    };
    for item in &file.items {
        read_item(module, item, surface);
    }
}

/// Modules that emitted crates have for themselves: what is public in them is offered under the root, or not at all.
fn path_of(module: &str, name: &str) -> String {
    match module {
        "client::" | "lib::" => name.to_owned(),
        _ => format!("{module}{name}"),
    }
}

fn read_item(module: &str, item: &Item, surface: &mut Surface) {
    match item {
        Item::Struct(item) => read_struct(module, item, surface),
        Item::Enum(item) => read_enum(module, item, surface),
        Item::Fn(item) => {
            let path = path_of(module, &item.sig.ident.to_string());
            function(&path, &item.vis, &item.attrs, &item.sig, Some(item.block.to_token_stream().to_string()), surface);
        }
        Item::Impl(item) => read_impl(module, item, surface),
        Item::Trait(item) => read_trait(module, item, surface),
        Item::Type(item) if is_public(&item.vis) => {
            let path = path_of(module, &item.ident.to_string());
            let to = compact(&item.generics) + &compact(&item.ty);
            put(path, Offer::Alias(to), &item.attrs, surface);
        }
        Item::Const(ItemConst { vis, attrs, ident, ty, expr, .. })
        | Item::Static(ItemStatic { vis, attrs, ident, ty, expr, .. }) => {
            let path = path_of(module, &ident.to_string());
            if is_public(vis) {
                put(path.clone(), Offer::Value(compact(ty)), attrs, surface);
            }
            surface.keep(path, &expr.to_token_stream().to_string());
        }
        // A module is what is in it.
        Item::Mod(_) => {}
        Item::Use(item) if is_public(&item.vis) => exports(module, String::new(), &item.tree, &item.attrs, surface),
        // What a file imports shows in what is made of it.
        Item::Use(_) => {}
        Item::Macro(item) => {
            if !derived::read(&item.mac, surface) {
                surface.keep(format!("{module}{}", compact(&item.mac.path)), &item.to_token_stream().to_string());
            }
        }
        other => surface.keep(format!("{module}other"), &other.to_token_stream().to_string()),
    }
}

fn read_struct(module: &str, item: &ItemStruct, surface: &mut Surface) {
    let path = path_of(module, &item.ident.to_string());
    if !is_public(&item.vis) {
        surface.keep(path, &bare(item.clone()));
        return;
    }
    let is_open = has(&item.attrs, "non_exhaustive") || item.fields.iter().any(|field| !is_public(&field.vis));
    open_type(&path, "struct", !is_open, &item.attrs, surface);
    for (at, field) in item.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis)) {
        let name = field.ident.as_ref().map_or_else(|| at.to_string(), ToString::to_string);
        put(format!("{path}.{name}"), Offer::Field(compact(&field.ty)), &field.attrs, surface);
    }
    let private: Vec<String> =
        item.fields.iter().filter(|field| !is_public(&field.vis)).map(|field| compact(&field.ty)).collect();
    if !private.is_empty() {
        surface.keep(path, &private.join(", "));
    }
}

fn read_enum(module: &str, item: &ItemEnum, surface: &mut Surface) {
    let path = path_of(module, &item.ident.to_string());
    if !is_public(&item.vis) {
        surface.keep(path, &item.to_token_stream().to_string());
        return;
    }
    open_type(&path, "enum", !has(&item.attrs, "non_exhaustive"), &item.attrs, surface);
    for variant in &item.variants {
        let held = match &variant.fields {
            Fields::Named(fields) => fields.named.iter().map(|field| compact(field.to_token_stream())).collect(),
            fields => fields.iter().map(|field| compact(&field.ty)).collect(),
        };
        put(format!("{path}::{}", variant.ident), Offer::Variant(held), &variant.attrs, surface);
    }
}

fn read_impl(module: &str, item: &ItemImpl, surface: &mut Surface) {
    let of = compact(&item.self_ty);
    let path = if module == "codec::" || module == "xml::" { format!("types::{of}") } else { path_of(module, &of) };
    let Some((name, _)) = &item.trait_ else {
        for inner in &item.items {
            read_member(&path, inner, surface);
        }
        return;
    };
    let name = compact(name);
    let text = item.to_token_stream().to_string();
    let form = name.strip_prefix("From<").and_then(|rest| rest.strip_suffix('>'));
    if item.items.is_empty() {
        // That headers have a trait is said of the trait.
    } else if let (Some(form), "forms::") = (form, module) {
        surface.keep(format!("forms::{form}"), &text);
    } else if name.starts_with("Union") {
        // How a macro of the runtime is told what to read.
        surface.keep(format!("codec::{path}"), &text);
    } else {
        let (of_trait, arguments) = name.split_at(name.find('<').unwrap_or(name.len()));
        let short = of_trait.rsplit("::").next().unwrap_or(of_trait);
        surface.offer(format!("{path}: {short}{arguments}"), Offer::Impl);
        surface.keep(path, &text);
    }
}

fn read_trait(module: &str, item: &ItemTrait, surface: &mut Surface) {
    let path = path_of(module, &item.ident.to_string());
    put(path.clone(), Offer::Trait, &item.attrs, surface);
    surface.keep(path.clone(), &compact(&item.supertraits));
    for inner in &item.items {
        if let TraitItem::Fn(inner) = inner {
            let name = format!("{path}::{}", inner.sig.ident);
            let body = inner.default.as_ref().map(|body| body.to_token_stream().to_string());
            let public = Visibility::Public(syn::token::Pub::default());
            function(&name, &public, &inner.attrs, &inner.sig, body, surface);
        } else {
            surface.keep(path.clone(), &inner.to_token_stream().to_string());
        }
    }
}

fn read_member(path: &str, inner: &ImplItem, surface: &mut Surface) {
    match inner {
        ImplItem::Fn(inner) => {
            let body = inner.block.to_token_stream().to_string();
            function(
                &format!("{path}::{}", inner.sig.ident),
                &inner.vis,
                &inner.attrs,
                &inner.sig,
                Some(body),
                surface,
            );
        }
        ImplItem::Const(inner) => {
            let name = format!("{path}::{}", inner.ident);
            if is_public(&inner.vis) {
                put(name.clone(), Offer::Value(compact(&inner.ty)), &inner.attrs, surface);
            }
            surface.keep(name, &inner.expr.to_token_stream().to_string());
        }
        other => surface.keep(path, &other.to_token_stream().to_string()),
    }
}

fn function(
    path: &str,
    vis: &Visibility,
    attrs: &[Attribute],
    sig: &Signature,
    body: Option<String>,
    surface: &mut Surface,
) {
    if is_public(vis) {
        let receiver = sig.receiver().map(compact).unwrap_or_default();
        let argument = |argument: &FnArg| match argument {
            FnArg::Typed(typed) => {
                let name = match &*typed.pat {
                    Pat::Ident(name) => name.ident.to_string(),
                    other => compact(other),
                };
                Some((name, compact(&typed.ty)))
            }
            FnArg::Receiver(_) => None,
        };
        let output = match &sig.output {
            ReturnType::Default => String::new(),
            ReturnType::Type(_, ty) => compact(ty),
        };
        let (constness, asyncness) = (&sig.constness, &sig.asyncness);
        let words = [
            compact(constness),
            compact(asyncness),
            compact(&sig.generics),
            compact(&sig.generics.where_clause),
            receiver,
        ];
        let qualifiers = words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        let arguments = sig.inputs.iter().filter_map(argument).collect();
        put(path.to_owned(), Offer::Function(Function { qualifiers, arguments, output }), attrs, surface);
        gates(path, attrs, surface);
        if let Some(body) = body {
            surface.keep(path, &body);
        }
    } else {
        surface.keep(path, &(sig.to_token_stream().to_string() + &body.unwrap_or_default()));
    }
}

fn exports(module: &str, from: String, tree: &syn::UseTree, attrs: &[Attribute], surface: &mut Surface) {
    let join = |name: &str| if from.is_empty() { name.to_owned() } else { format!("{from}::{name}") };
    match tree {
        syn::UseTree::Path(path) => exports(module, join(&path.ident.to_string()), &path.tree, attrs, surface),
        syn::UseTree::Name(name) => {
            let path = path_of(module, &name.ident.to_string());
            put(format!("use {path}"), Offer::Alias(join(&name.ident.to_string())), attrs, surface);
        }
        syn::UseTree::Rename(name) => {
            let path = path_of(module, &name.rename.to_string());
            put(format!("use {path}"), Offer::Alias(join(&name.ident.to_string())), attrs, surface);
        }
        syn::UseTree::Glob(_) => put(format!("use {module}{from}::*"), Offer::Export, attrs, surface),
        syn::UseTree::Group(group) => {
            group.items.iter().for_each(|tree| exports(module, from.clone(), tree, attrs, surface));
        }
    }
}

fn open_type(path: &str, kind: &'static str, exhaustive: bool, attrs: &[Attribute], surface: &mut Surface) {
    put(path.to_owned(), Offer::Type { kind, exhaustive }, attrs, surface);
    gates(path, attrs, surface);
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let _ = attr.parse_nested_meta(|meta| {
            let name = meta.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
            surface.offer(format!("{path}: {name}"), Offer::Impl);
            Ok(())
        });
    }
}

/// What something is there for only under a condition: a feature.
fn gates(path: &str, attrs: &[Attribute], surface: &mut Surface) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("cfg")) {
        surface.offer(format!("{path} under {}", compact(&attr.meta)), Offer::Export);
    }
}

fn put(path: String, offer: Offer, attrs: &[Attribute], surface: &mut Surface) {
    surface.offered.insert(path, Offered { offer, deprecated: has(attrs, "deprecated") });
}

fn has(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident(name))
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

/// A private struct without its documentation.
fn bare(mut item: ItemStruct) -> String {
    item.attrs.retain(|attr| !attr.path().is_ident("doc"));
    item.fields.iter_mut().for_each(|field| field.attrs.clear());
    item.to_token_stream().to_string()
}
