//! Prints the methods that follow the pages of a list. How pages are followed is in the runtime; here is stated where
//! in a page the next one is.

use super::plan::{Counter, NextPagePlan, OperationPlan, PaginationPlan, Step};
use crate::names::ident;
use crate::types::{TypeGraph, TypeRef, type_tokens};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// An argument of the method for one page.
pub(super) struct Argument {
    /// Its Rust name.
    pub(super) name: Ident,
    /// Its type.
    pub(super) ty: TokenStream,
    /// Whether it is lent; else it is handed over.
    pub(super) lent: bool,
    /// Whether copying it takes a call.
    pub(super) cloned: bool,
}

/// The two methods of a paged operation; nothing for any other.
pub(super) fn paged_methods(
    graph: &TypeGraph,
    plan: &OperationPlan,
    arguments: &[Argument],
    page: &TokenStream,
    error: &TokenStream,
) -> TokenStream {
    let Some(paging) = &plan.pagination else { return TokenStream::new() };
    let (method, pages, stream) = (ident(&plan.name), ident(&paging.pages), ident(&paging.stream));
    let facts = ident(&plan.facts);
    let types = ident("types");
    let item = type_tokens(graph, &paging.item, Some(&types));
    let item = match &paging.item {
        TypeRef::Any => quote!(switchboard_runtime::data::Value),
        _ => item,
    };
    let signature: Vec<TokenStream> = arguments.iter().map(|Argument { name, ty, .. }| quote!(#name: #ty)).collect();
    let names: Vec<&Ident> = arguments.iter().map(|argument| &argument.name).collect();
    let kept = arguments
        .iter()
        .filter(|argument| argument.lent)
        .map(|Argument { name, .. }| quote!(let #name = #name.to_owned();));
    let copied = arguments
        .iter()
        .filter(|argument| argument.lent || argument.cloned)
        .map(|Argument { name, .. }| quote!(let #name = #name.clone();));
    let passed = arguments.iter().map(|Argument { name, lent, .. }| if *lent { quote!(&#name) } else { quote!(#name) });
    let next = next(paging);
    let count = count(&paging.items);
    let more = paging.more.as_deref().map_or(quote!(None), |steps| {
        let value = flag(steps);
        quote!(Some(|page| #value))
    });
    let split = match paging.items.as_slice() {
        [] if graph.is_numeric(&paging.item) => quote!(page.into_value()),
        items => split(items),
    };
    let name = plan.name.trim_start_matches("r#");
    let pages_doc =
        format!(" The pages of [`Client::{name}`], one after the other, each fetched when it is asked for.");
    let stream_doc = format!(" The items on all pages of [`Client::{name}`].");
    quote! {
        #[doc = #pages_doc]
        pub fn #pages(&self, #(#signature),*) -> Pages<#page, #error> {
            let paging = Paging::<#page> { next: #next, count: |page| #count, more: #more };
            #(#kept)*
            Pages::follow(&self.core, &operations::#facts, paging, move |core| {
                let client = Self { core };
                #(#copied)*
                async move { client.#method(#(#passed),*).await }
            })
        }

        #[doc = #stream_doc]
        pub fn #stream(&self, #(#signature),*) -> Items<#item, #page, #error> {
            self.#pages(#(#names),*).items(|page| #split)
        }
    }
}

fn next(paging: &PaginationPlan) -> TokenStream {
    match &paging.next {
        NextPagePlan::Number { parameter, first } => {
            let (name, from) = (&parameter.parameter, from(parameter, *first));
            quote!(NextPage::Number { parameter: #name, from: #from })
        }
        NextPagePlan::Offset { parameter } => {
            let (name, from) = (&parameter.parameter, from(parameter, 0));
            quote!(NextPage::Offset { parameter: #name, from: #from })
        }
        NextPagePlan::Cursor { parameter, next } => {
            let next = text(next);
            quote!(NextPage::Cursor { parameter: #parameter, next: |page| #next })
        }
        NextPagePlan::Url(next) => {
            let next = text(next);
            quote!(NextPage::Url(|page| #next))
        }
        NextPagePlan::LinkHeader => quote!(NextPage::LinkHeader),
    }
}

/// Where a counter starts: where the caller says, else at `first`.
fn from(counter: &Counter, first: u64) -> TokenStream {
    let first = proc_macro2::Literal::u64_unsuffixed(first);
    let field = ident(&counter.field.field);
    let given = match counter.field.options {
        0 => quote!(Some(parameters.#field)),
        1 => quote!(parameters.#field),
        _ => quote!(parameters.#field.flatten()),
    };
    match counter.unsigned {
        true => quote!(#given.unwrap_or(#first)),
        false => quote!(#given.and_then(|number| u64::try_from(number).ok()).unwrap_or(#first)),
    }
}

/// A member, lent; and whether it is an `Option`.
fn reach(steps: &[Step]) -> (TokenStream, bool) {
    steps.iter().fold((quote!(page), false), |(value, optional), step| {
        let field = ident(&step.field);
        let flat = (step.options > 1).then(|| quote!(.and_then(Option::as_ref)));
        match (optional, step.options) {
            (false, 0) => (quote!(#value.#field), false),
            (false, _) => (quote!(#value.#field.as_ref()#flat), true),
            (true, 0) => (quote!(#value.map(|value| &value.#field)), true),
            (true, _) => (quote!(#value.and_then(|value| value.#field.as_ref())#flat), true),
        }
    })
}

fn count(items: &[Step]) -> TokenStream {
    match reach(items) {
        (value, true) => quote!(#value.map_or(0, Vec::len)),
        (value, false) => quote!(#value.len()),
    }
}

fn text(steps: &[Step]) -> TokenStream {
    match reach(steps) {
        (value, true) => quote!(#value.and_then(switchboard_runtime::cursor_text)),
        (value, false) => quote!(switchboard_runtime::cursor_text(&#value)),
    }
}

/// A boolean member as an `Option`.
fn flag(steps: &[Step]) -> TokenStream {
    if let [step] = steps {
        let field = ident(&step.field);
        return match step.options {
            0 => quote!(Some(page.#field)),
            1 => quote!(page.#field),
            _ => quote!(page.#field.flatten()),
        };
    }
    match reach(steps) {
        (value, true) => quote!(#value.copied()),
        (value, false) => quote!(Some(#value)),
    }
}

/// The items, taken out of the page.
fn split(items: &[Step]) -> TokenStream {
    let (value, optional) = items.iter().fold((quote!(page), false), |(value, optional), step| {
        let field = ident(&step.field);
        let flat = (step.options > 1).then(|| quote!(.flatten()));
        match (optional, step.options) {
            (false, options) => (quote!(#value.#field #flat), options > 0),
            (true, 0) => (quote!(#value.map(|value| value.#field)), true),
            (true, _) => (quote!(#value.and_then(|value| value.#field #flat)), true),
        }
    });
    if optional { quote!(#value.unwrap_or_default()) } else { value }
}
