//! A program that uses all that a crate offers, made of its code with all macros carried out: every field is read, every
//! variant made and matched, every method called, every trait asked for, each with the types as they are written. Each use is
//! one line, so that the compiler says which use does not compile.
//!
//! It is made without anything of what `diff` knows of crates.

use anyhow::Result;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use std::collections::BTreeSet;
use std::fmt::Write;
use syn::visit_mut::VisitMut;
use syn::{
    Attribute, Fields, FnArg, GenericParam, Generics, Ident, ImplItem, Item, ItemImpl, Signature, Type, UseTree,
    Visibility,
};

/// A program, line by line.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    lines: Vec<String>,
    /// How many of the lines are uses.
    pub(crate) uses: usize,
}

impl Program {
    /// The program that uses a crate, by its expanded code.
    pub(crate) fn new(expanded: &str) -> Result<Self> {
        let file = syn::parse_file(expanded)?;
        let mut program = Self {
            lines: vec!["#![allow(warnings)]".to_owned(), "extern crate switchboard_runtime;".to_owned()],
            uses: 0,
        };
        let modules = file.items.iter().filter_map(|item| match item {
            Item::Mod(module) => Some(module),
            _ => None,
        });
        let is_hidden = |module: &&&syn::ItemMod| !is_public(&module.vis);
        let modules: Vec<&syn::ItemMod> = modules.collect();
        let private: BTreeSet<String> =
            modules.iter().filter(is_hidden).map(|module| module.ident.to_string()).collect();
        for module in modules {
            let Some((_, items)) = &module.content else { continue };
            let name = &module.ident;
            program.put(&format!("pub mod {name} {{"));
            if private.contains(&name.to_string()) {
                program.put("use ::client::*;");
            } else {
                program.put(&format!("use ::client::{name}::*;"));
            }
            for item in items {
                if let Item::Use(item) = item {
                    let mut paths = Vec::new();
                    flat(&item.tree, Vec::new(), &mut paths);
                    for path in paths.into_iter().filter(|path| !is_inside(path, &private)) {
                        program.put(&format!("use {};", path.join("::").replacen("crate::", "::client::", 1)));
                    }
                }
            }
            let mut uses = Uses(Vec::new());
            items.iter().for_each(|item| uses.item(item));
            program.uses += uses.0.len();
            for (number, one) in uses.0.iter().enumerate() {
                program.put(&one.replacen("__USE", &format!("u{number}"), 1));
            }
            program.put("}");
        }
        Ok(program)
    }

    fn put(&mut self, line: &str) {
        self.lines.push(line.replace('\n', " "));
    }

    /// The program without some of its lines, counted from 1.
    pub(crate) fn without(&self, lines: &BTreeSet<usize>) -> Self {
        let kept = |(at, line): (usize, &String)| if lines.contains(&(at + 1)) { String::new() } else { line.clone() };
        let left_out = lines.iter().filter(|line| self.line(**line).starts_with("pub fn u")).count();
        Self { lines: self.lines.iter().enumerate().map(kept).collect(), uses: self.uses.saturating_sub(left_out) }
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// A line, counted from 1.
    pub(crate) fn line(&self, number: usize) -> &str {
        number.checked_sub(1).and_then(|at| self.lines.get(at)).map_or("", String::as_str)
    }
}

/// The paths that an import brings.
fn flat(tree: &UseTree, before: Vec<String>, found: &mut Vec<Vec<String>>) {
    let with = |part: String| before.iter().cloned().chain([part]).collect::<Vec<_>>();
    match tree {
        UseTree::Path(path) => flat(&path.tree, with(path.ident.to_string()), found),
        UseTree::Name(name) => found.push(with(name.ident.to_string())),
        UseTree::Rename(rename) => found.push(with(format!("{} as {}", rename.ident, rename.rename))),
        UseTree::Glob(_) => found.push(with("*".to_owned())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flat(tree, before.clone(), found)),
    }
}

/// Whether an import is of a module that others do not see.
fn is_inside(path: &[String], private: &BTreeSet<String>) -> bool {
    path.first().is_some_and(|first| first == "crate" || first == "super")
        && path.get(1).is_some_and(|name| private.contains(name))
}

/// Uses, each a function on one line whose name is `__USE`.
struct Uses(Vec<String>);

impl Uses {
    fn put(&mut self, tokens: TokenStream) {
        self.0.push(tokens.to_string().replace('\n', " "));
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(item) if is_offered(&item.vis, &item.attrs) && item.generics.params.is_empty() => {
                let name = &item.ident;
                self.ty(name);
                let named = item.fields.iter().filter_map(|field| Some((field.ident.as_ref()?, field)));
                for (field, ty) in
                    named.clone().filter(|(_, field)| is_public(&field.vis)).map(|(name, field)| (name, &field.ty))
                {
                    self.put(quote!(pub fn __USE(value: #name) -> #ty { value.#field }));
                }
                let is_whole =
                    item.fields.iter().all(|field| is_public(&field.vis)) && !has(&item.attrs, "non_exhaustive");
                if is_whole && matches!(item.fields, Fields::Named(_)) {
                    let (fields, types): (Vec<_>, Vec<_>) = named.map(|(name, field)| (name, &field.ty)).unzip();
                    self.put(quote!(pub fn __USE(#(#fields: #types),*) -> #name { #name { #(#fields),* } }));
                    self.put(quote!(pub fn __USE(value: #name) { let #name { #(#fields),* } = value; }));
                }
            }
            Item::Enum(item) if is_offered(&item.vis, &item.attrs) && item.generics.params.is_empty() => {
                let name = &item.ident;
                self.ty(name);
                for variant in &item.variants {
                    let own = &variant.ident;
                    let types: Vec<&Type> = variant.fields.iter().map(|field| &field.ty).collect();
                    match &variant.fields {
                        Fields::Unit => {
                            self.put(quote!(pub fn __USE() -> #name { #name::#own }));
                            self.put(quote!(pub fn __USE(value: #name) -> bool { matches!(value, #name::#own) }));
                        }
                        Fields::Unnamed(_) => {
                            let held: Vec<Ident> = (0..types.len()).map(|at| format_ident!("v{at}")).collect();
                            self.put(quote!(pub fn __USE(#(#held: #types),*) -> #name { #name::#own(#(#held),*) }));
                            self.put(quote! {
                                pub fn __USE(value: #name) -> Option<(#(#types,)*)> {
                                    match value { #name::#own(#(#held),*) => Some((#(#held,)*)), _ => None }
                                }
                            });
                        }
                        Fields::Named(fields) => {
                            let held: Vec<&Ident> =
                                fields.named.iter().filter_map(|field| field.ident.as_ref()).collect();
                            self.put(quote! {
                                pub fn __USE(value: #name) -> Option<(#(#types,)*)> {
                                    match value { #name::#own { #(#held,)* .. } => Some((#(#held,)*)), _ => None }
                                }
                            });
                        }
                    }
                }
                if !has(&item.attrs, "non_exhaustive") {
                    let arms = item.variants.iter().map(|variant| {
                        let own = &variant.ident;
                        quote!(#name::#own { .. } => {})
                    });
                    self.put(quote!(pub fn __USE(value: #name) { match value { #(#arms)* } }));
                }
            }
            Item::Type(item) if is_offered(&item.vis, &item.attrs) && item.generics.params.is_empty() => {
                let (name, ty) = (&item.ident, &item.ty);
                self.put(quote!(pub fn __USE(value: #name) -> #ty { value }));
            }
            Item::Fn(item) if is_offered(&item.vis, &item.attrs) => {
                let name = &item.sig.ident;
                self.function(&item.sig, None, quote!(#name));
            }
            Item::Const(item) if is_offered(&item.vis, &item.attrs) => {
                self.value(&item.ident.to_token_stream(), &item.ty)
            }
            Item::Static(item) if is_offered(&item.vis, &item.attrs) => {
                self.value(&item.ident.to_token_stream(), &item.ty)
            }
            Item::Impl(item) => self.implementation(item),
            _ => {}
        }
    }

    /// What every type is asked for.
    fn ty(&mut self, name: &Ident) {
        self.put(quote!(pub fn __USE(value: #name) -> #name { value }));
        for of in [quote!(Send), quote!(Sync), quote!(Unpin)] {
            self.put(quote!(pub fn __USE() { fn has<T: #of>() {} has::<#name>() }));
        }
    }

    fn value(&mut self, path: &TokenStream, ty: &Type) {
        self.put(quote!(pub fn __USE() { let _: #ty = #path; }));
    }

    fn implementation(&mut self, item: &ItemImpl) {
        let owner = &*item.self_ty;
        if let Some((name, _)) = &item.trait_ {
            let only_lifetimes = item.generics.params.iter().all(|one| matches!(one, GenericParam::Lifetime(_)));
            if only_lifetimes {
                let lifetimes = item.generics.params.iter();
                let bound =
                    if item.generics.params.is_empty() { quote!(#name) } else { quote!(for<#(#lifetimes),*> #name) };
                self.put(quote!(pub fn __USE() { fn has<T: #bound>() {} has::<#owner>() }));
            }
            return;
        }
        if !item.generics.params.is_empty() {
            return;
        }
        for inner in &item.items {
            match inner {
                ImplItem::Fn(method) if is_offered(&method.vis, &method.attrs) => {
                    let name = &method.sig.ident;
                    self.function(&method.sig, Some(owner), quote!(<#owner>::#name));
                }
                ImplItem::Const(value) if is_offered(&value.vis, &value.attrs) => {
                    let (name, mut ty) = (&value.ident, value.ty.clone());
                    Own(owner).visit_type_mut(&mut ty);
                    self.value(&quote!(<#owner>::#name), &ty);
                }
                _ => {}
            }
        }
    }

    /// A function with the same signature, which calls that one.
    fn function(&mut self, signature: &Signature, owner: Option<&Type>, path: TokenStream) {
        let mut signature = signature.clone();
        let mut names = Vec::new();
        for (at, argument) in signature.inputs.iter_mut().enumerate() {
            let name = format_ident!("a{at}");
            let ty = match argument {
                FnArg::Receiver(receiver) => {
                    let text = receiver.to_token_stream().to_string();
                    match (text.starts_with('&'), text.contains("mut")) {
                        (true, true) => quote!(&mut #owner),
                        (true, false) => quote!(&#owner),
                        (false, _) => quote!(#owner),
                    }
                }
                FnArg::Typed(typed) => typed.ty.to_token_stream(),
            };
            *argument = syn::parse_quote!(#name: #ty);
            names.push(name);
        }
        if let Some(owner) = owner {
            Own(owner).visit_signature_mut(&mut signature);
        }
        let Signature { generics, inputs, output, .. } = &signature;
        let Generics { where_clause, .. } = generics;
        self.put(quote!(pub fn __USE #generics (#inputs) #output #where_clause { #path(#(#names),*) }));
    }
}

/// Writes a type where `Self` stands for it.
struct Own<'o>(&'o Type);

impl VisitMut for Own<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::Path(path) if path.path.is_ident("Self") => *ty = self.0.clone(),
            _ => syn::visit_mut::visit_type_mut(self, ty),
        }
    }
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

/// Whether others may use it: public, and not hidden from documentation.
fn is_offered(vis: &Visibility, attributes: &[Attribute]) -> bool {
    let is_hidden = |attribute: &Attribute| {
        attribute.path().is_ident("doc") && attribute.meta.to_token_stream().to_string().contains("hidden")
    };
    is_public(vis) && !attributes.iter().any(is_hidden)
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}
