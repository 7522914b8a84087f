//! What is still there under an old name, deprecated (`[[renamed]]` of vendor.toml): which aliases there are is decided
//! first, as data, and then they are printed. Never decides what was renamed.
//!
//! Methods call the new one, types are aliases of the new type, and setters call the new setter. Rust has no aliases for
//! fields.

use super::Parts;
use super::declared::{Declared, Method, declared, methods_of};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::names::ident;
use crate::settings::Renamed;
use crate::types::{FieldPlan, Presence, Shape, TypeRef, type_tokens};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

/// What stays under an old name.
#[derive(Debug)]
enum Kept<'p> {
    /// A method of the client, and that of the test double.
    Method { call: Method, answers: Method },
    /// A type, with the conditions under which it is there.
    Type(Declared),
    /// A setter of a member.
    Member { owner: String, field: &'p FieldPlan },
    /// A setter of a call.
    Setter { owner: String, setter: Method },
}

/// One alias.
#[derive(Debug)]
struct Alias<'p> {
    /// Its own name, the last part of the old path.
    old: String,
    /// The name that it stands for, the last part of the new path.
    new: String,
    since: &'p str,
    kept: Kept<'p>,
}

/// All aliases of a crate, by the module that they stand in.
#[derive(Debug, Default)]
pub(super) struct Aliases<'p>(BTreeMap<&'static str, Vec<Alias<'p>>>);

impl<'p> Aliases<'p> {
    /// Decides which names stay; those that cannot are reported.
    pub(super) fn decide(parts: &Parts<'p>, diagnostics: &mut Diagnostics) -> Self {
        let mut aliases = Self::default();
        for entry in &parts.settings.renamed {
            match kept(parts, entry) {
                Ok((module, kept)) => {
                    let last =
                        |path: &str| path.rsplit(['.', ':']).next().unwrap_or(path).trim_start_matches("r#").to_owned();
                    let (old, new) = (last(&entry.old.value), last(&entry.new.value));
                    let since = entry.since.value.as_str();
                    let own = aliases.0.entry(module).or_default();
                    own.push(Alias { old, new, since, kept });
                }
                Err(reason) => {
                    let message =
                        format!("`{}` cannot stay as an alias of `{}`: {reason}", entry.old.value, entry.new.value);
                    let help = "remove this `[[renamed]]` entry, or correct it; `cargo xtask regen --bump` does both";
                    diagnostics.push(Diagnostic::warning(Code::AliasUnused, message).at(entry.old.span).help(help));
                }
            }
        }
        aliases
    }

    /// The aliases of a module, `client` and `testing` among them.
    pub(super) fn print(&self, module: &str, parts: &Parts<'_>) -> TokenStream {
        let (of, own) = match module {
            "testing" => ("client", self.0.get("client")),
            other => (other, self.0.get(other)),
        };
        let Some(own) = own else { return TokenStream::new() };
        if of == "client" {
            let methods = own.iter().filter_map(|alias| alias.method(module == "testing"));
            return match module {
                "testing" => quote!(impl Operations<'_> { #(#methods)* }),
                _ => quote!(impl Client { #(#methods)* }),
            };
        }
        own.iter().map(|alias| alias.item(parts)).collect()
    }
}

impl Alias<'_> {
    /// What stands above it: a link to what it stands for, which is an item of the module or a method of the same type, and a
    /// warning that names it.
    fn head(&self, is_method: bool) -> TokenStream {
        let Self { new, since, .. } = self;
        let target = if is_method { format!("(Self::{new})") } else { String::new() };
        let doc = format!(" Called [`{new}`]{target} since {since}.");
        let note = format!("called `{new}` now");
        quote! {
            #[doc = #doc]
            #[deprecated(since = #since, note = #note)]
        }
    }

    fn method(&self, is_double: bool) -> Option<TokenStream> {
        let Kept::Method { call, answers } = &self.kept else { return None };
        Some(if is_double { self.calling(answers) } else { self.calling(call) })
    }

    /// A method with the signature of another, which it calls.
    fn calling(&self, method: &Method) -> TokenStream {
        let Method { conditions, signature, arguments } = method;
        let (head, new) = (self.head(true), ident(&self.new));
        let mut signature = signature.clone();
        signature.ident = ident(&self.old);
        quote! {
            #head
            #(#conditions)*
            pub #signature {
                self.#new(#(#arguments),*)
            }
        }
    }

    fn item(&self, parts: &Parts<'_>) -> TokenStream {
        let (old, new) = (ident(&self.old), ident(&self.new));
        match &self.kept {
            Kept::Method { .. } => TokenStream::new(),
            Kept::Type(Declared { conditions }) => {
                let head = self.head(false);
                quote! {
                    #head
                    #(#conditions)*
                    pub type #old = #new;
                }
            }
            Kept::Member { owner, field } => {
                let (head, owner) = (self.head(true), ident(owner));
                let (generics, ty) = match (&field.presence, &field.ty) {
                    (Presence::Nullable, TypeRef::Nullable(inner)) => {
                        let ty = type_tokens(parts.graph, inner, None);
                        (Some(quote!(<How>)), quote!(impl data::IntoNullable<#ty, How>))
                    }
                    (_, ty) => {
                        let ty = type_tokens(parts.graph, ty, None);
                        (None, quote!(impl Into<#ty>))
                    }
                };
                quote! {
                    impl #owner {
                        #head
                        #[must_use]
                        pub fn #old #generics(self, value: #ty) -> Self {
                            self.#new(value)
                        }
                    }
                }
            }
            Kept::Setter { owner, setter } => {
                let (owner, setter_tokens, conditions) = (ident(owner), self.calling(setter), &setter.conditions);
                quote! {
                    #(#conditions)*
                    impl #owner {
                        #setter_tokens
                    }
                }
            }
        }
    }
}

/// What an entry keeps, and in which module; or why it cannot.
fn kept<'p>(parts: &Parts<'p>, entry: &Renamed) -> Result<(&'static str, Kept<'p>), String> {
    let (old, new) = (entry.old.value.as_str(), entry.new.value.as_str());
    let bare = |name: &str| name.trim_start_matches("r#").to_owned();
    if let (Some(old), Some(new)) = (old.strip_prefix("Client::"), new.strip_prefix("Client::")) {
        let is = |name: &str, other: &str| bare(name) == bare(other);
        let taken = ["new", "builder", "from_env", "with_options"].iter().any(|own| is(own, old));
        if taken || parts.operations.plans.iter().any(|plan| is(&plan.name, old)) {
            return Err("another method has this name now".to_owned());
        }
        let position = parts.operations.plans.iter().position(|plan| is(&plan.name, new));
        let of = |methods: &[TokenStream]| Method::read(methods.get(position?)?);
        let (call, answers) = of(&parts.methods).zip(of(&parts.answers)).ok_or("the crate has no such method")?;
        return Ok(("client", Kept::Method { call, answers }));
    }
    let module = ["types", "calls", "results", "forms"]
        .into_iter()
        .find(|module| [old, new].iter().all(|path| path.split("::").next() == Some(module)))
        .ok_or("both have to be methods, or in the same module")?;
    let below = |path: &str| path.split_once("::").map_or(String::new(), |(_, rest)| rest.to_owned());
    let (old, new) = (below(old), below(new));
    let items = match module {
        "types" => &parts.types.types,
        "calls" => &parts.calls,
        "results" => &parts.results,
        _ => &parts.forms,
    };
    let apart = |path: &str| {
        path.split_once("::").or_else(|| path.split_once('.')).map(|(owner, name)| (owner.to_owned(), bare(name)))
    };
    match (module, apart(&old), apart(&new)) {
        (_, None, None) => {
            if declared(items, &old).is_some() {
                return Err("another type has this name now".to_owned());
            }
            Ok((module, Kept::Type(declared(items, &new).ok_or("the crate has no such type")?)))
        }
        ("types", Some((_, old)), Some((owner, new))) => {
            let of = parts.graph.types.iter().find(|def| def.name == owner).ok_or("the crate has no such type")?;
            let Shape::Struct(plan) = &of.shape else { return Err("only structs have members".to_owned()) };
            let named = |name: &str| plan.fields.iter().find(|field| bare(&field.name) == name);
            if named(&old).is_some() {
                return Err("another member has this name now".to_owned());
            }
            let field = named(&new).ok_or("the type has no such member")?;
            if field.presence == Presence::Required {
                return Err("a required member has no setter, and fields have no aliases".to_owned());
            }
            Ok((module, Kept::Member { owner, field }))
        }
        ("calls", Some((_, old)), Some((owner, new))) => {
            let mut methods = methods_of(items, &owner);
            if methods.iter().any(|method| method.name() == old) {
                return Err("another method has this name now".to_owned());
            }
            let position =
                methods.iter().position(|method| method.name() == new).ok_or("the crate has no such method")?;
            Ok((module, Kept::Setter { owner, setter: methods.swap_remove(position) }))
        }
        _ => Err("one is a type, and the other a part of one".to_owned()),
    }
}
