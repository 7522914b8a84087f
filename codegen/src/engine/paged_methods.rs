//! Prints the methods that follow the pages of a list. How pages are followed is in the runtime; here is stated where
//! in a page the next one is.

use crate::names::ident;
use crate::operations::many_arguments;
use crate::operations::plan::{Counter, NextPagePlan, OperationPlan, PageParameterPlan, PaginationPlan, Step};
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
    /// Whether it is an `Option` of something lent.
    pub(super) optional: bool,
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
    let kept =
        arguments.iter().filter(|argument| argument.lent).map(|Argument { name, optional, .. }| match optional {
            true => quote!(let #name = #name.cloned();),
            false => quote!(let #name = #name.to_owned();),
        });
    let copied = arguments
        .iter()
        .filter(|argument| argument.lent || argument.cloned)
        .map(|Argument { name, .. }| quote!(let #name = #name.clone();));
    let passed = arguments.iter().map(|Argument { name, lent, optional, .. }| match (lent, optional) {
        (true, true) => quote!(#name.as_ref()),
        (true, false) => quote!(&#name),
        (false, _) => quote!(#name),
    });
    let many = many_arguments(arguments.len() + 1);
    let body_is_optional = plan.body.as_ref().is_some_and(|body| !body.required);
    let next = next(paging, body_is_optional);
    let count = count(&paging.items);
    let more = paging.more.as_deref().map_or(quote!(None), |steps| {
        let value = as_option(quote!(page), false, steps);
        quote!(Some(|page| #value))
    });
    let total = total(paging).map(|total| quote!(#total,));
    let follow = ident(if total.is_some() { "follow_to" } else { "follow" });
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
        #many
        pub fn #pages(&self, #(#signature),*) -> Pages<#page, #error> {
            let paging = Paging::<#page> { next: #next, count: |page| #count, more: #more };
            #(#kept)*
            Pages::#follow(&self.core, &operations::#facts, paging, #total move |core| {
                let client = Self { core };
                #(#copied)*
                async move { client.#method(#(#passed),*).await }
            })
        }

        #[doc = #stream_doc]
        #many
        pub fn #stream(&self, #(#signature),*) -> Items<#item, #page, #error> {
            self.#pages(#(#names),*).items(|page| #split)
        }
    }
}

fn next(paging: &PaginationPlan, body_is_optional: bool) -> TokenStream {
    match &paging.next {
        NextPagePlan::Number { parameter, first } => {
            let (name, from) = (page_parameter(&parameter.parameter), from(parameter, *first, body_is_optional));
            quote!(NextPage::Number { parameter: #name, from: #from })
        }
        NextPagePlan::Offset { parameter } => {
            let (name, from) = (page_parameter(&parameter.parameter), from(parameter, 0, body_is_optional));
            quote!(NextPage::Offset { parameter: #name, from: #from })
        }
        NextPagePlan::Cursor { parameter, next } => {
            let (name, next) = (page_parameter(parameter), scalar(next, &quote!(switchboard_runtime::cursor)));
            quote!(NextPage::Cursor { parameter: #name, next: |page| #next })
        }
        NextPagePlan::Url(next) => {
            let next = scalar(next, &quote!(switchboard_runtime::cursor_text));
            quote!(NextPage::Url(|page| #next))
        }
        NextPagePlan::LinkHeader => quote!(NextPage::LinkHeader),
    }
}

/// How much there is on all pages, as a page says it.
fn total(paging: &PaginationPlan) -> Option<TokenStream> {
    let total = paging.total.as_ref()?;
    let value = as_option(quote!(page), false, &total.steps);
    let value = match total.unsigned {
        true => value,
        false => quote!(#value.and_then(|number| u64::try_from(number).ok())),
    };
    Some(match (total.of_pages, &paging.next) {
        (true, NextPagePlan::Number { first, .. }) => {
            let first = proc_macro2::Literal::u64_unsuffixed(*first);
            quote!(Total::Pages { first: #first, number: |page| #value })
        }
        _ => quote!(Total::Items(|page| #value)),
    })
}

fn page_parameter(plan: &PageParameterPlan) -> TokenStream {
    match plan {
        PageParameterPlan::Query(name) => quote!(PageParameter::Query(#name)),
        PageParameterPlan::Body(names) => quote!(PageParameter::Body(&[#(#names),*])),
    }
}

/// Where a counter starts: where the caller says, else at `first`.
fn from(counter: &Counter, first: u64, body_is_optional: bool) -> TokenStream {
    let first = proc_macro2::Literal::u64_unsuffixed(first);
    let given = match &counter.parameter {
        PageParameterPlan::Query(_) => as_option(quote!(parameters), false, &counter.steps),
        PageParameterPlan::Body(_) => as_option(quote!(body), body_is_optional, &counter.steps),
    };
    match counter.unsigned {
        true => quote!(#given.unwrap_or(#first)),
        false => quote!(#given.and_then(|number| u64::try_from(number).ok()).unwrap_or(#first)),
    }
}

/// A member of `root`, lent; and whether it is an `Option`, as `root` itself may be.
fn reach(root: TokenStream, optional: bool, steps: &[Step]) -> (TokenStream, bool) {
    steps.iter().fold((root, optional), |(value, optional), step| {
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

/// A scalar member as an `Option`.
fn as_option(root: TokenStream, optional: bool, steps: &[Step]) -> TokenStream {
    if let ([step], false) = (steps, optional) {
        let field = ident(&step.field);
        return match step.options {
            0 => quote!(Some(#root.#field)),
            1 => quote!(#root.#field),
            _ => quote!(#root.#field.flatten()),
        };
    }
    match reach(root, optional, steps) {
        (value, true) => quote!(#value.copied()),
        (value, false) => quote!(Some(#value)),
    }
}

fn count(items: &[Step]) -> TokenStream {
    match reach(quote!(page), false, items) {
        (value, true) => quote!(#value.map_or(0, Vec::len)),
        (value, false) => quote!(#value.len()),
    }
}

/// What `read` makes of a member of the page.
fn scalar(steps: &[Step], read: &TokenStream) -> TokenStream {
    match reach(quote!(page), false, steps) {
        (value, true) => quote!(#value.and_then(#read)),
        (value, false) => quote!(#read(&#value)),
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
