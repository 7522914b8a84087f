//! Prints the methods of a call that follow the pages of a list. How pages are followed is in the runtime; here is stated
//! where in a page the next one is.

use super::rewrite::Given;
use crate::names::ident;
use crate::operations::plan::{NextPagePlan, PageParameterPlan, PaginationPlan, Step};
use crate::types::{TypeGraph, TypeRef, type_tokens};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The two methods of a call whose answer is one page of a list.
pub(super) fn methods(graph: &TypeGraph, given: &Given<'_>, paging: &PaginationPlan) -> TokenStream {
    let types = ident("types");
    let item = match &paging.item {
        TypeRef::Any => quote!(switchboard_runtime::data::Value),
        item => type_tokens(graph, item, Some(&types)),
    };
    let next = next(paging);
    let count = count(&paging.items);
    let more = paging.more.as_deref().map_or(quote!(None), |steps| {
        let value = as_option(quote!(page), false, steps);
        quote!(Some(|page| #value))
    });
    let total = total(paging).map_or(quote!(None), |total| quote!(Some(#total)));
    let split = match paging.items.as_slice() {
        [] if graph.is_numeric(&paging.item) => quote!(page.into_value()),
        items => split(items),
    };
    let (page, generics) = (&given.success, given.generics());
    quote! {
        /// The pages of the list from this one on, each fetched when it is asked for.
        pub fn pages(self) -> Pages<#generics> {
            let paging = Paging::<#page> { next: #next, count: |page| #count, more: #more, total: #total };
            Pages::follow(self.0, paging)
        }

        /// The items on all pages from this one on.
        pub fn items(self) -> Items<#item, #generics> {
            self.pages().items(|page| #split)
        }
    }
}

fn next(paging: &PaginationPlan) -> TokenStream {
    match &paging.next {
        NextPagePlan::Number { parameter, first } => {
            let (name, first) = (page_parameter(parameter), Literal::u64_unsuffixed(*first));
            quote!(NextPage::Number { parameter: #name, first: #first })
        }
        NextPagePlan::Offset { parameter } => {
            let name = page_parameter(parameter);
            quote!(NextPage::Offset { parameter: #name })
        }
        NextPagePlan::Cursor { parameter, next, of_last_item } => {
            let (name, read) = (page_parameter(parameter), quote!(switchboard_runtime::cursor));
            let next = match of_last_item {
                true => of_last_item_value(&paging.items, next, &read),
                false => scalar(next, &read),
            };
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
            let first = Literal::u64_unsuffixed(*first);
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
        let option = step.nullable.then(|| quote!(.into_option()));
        return match step.options {
            0 => quote!(Some(#root.#field)),
            1 => quote!(#root.#field #option),
            _ => quote!(#root.#field #option.flatten()),
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

/// What `read` makes of a member of the last item.
fn of_last_item_value(items: &[Step], steps: &[Step], read: &TokenStream) -> TokenStream {
    let last = match reach(quote!(page), false, items) {
        (list, true) => quote!(#list.and_then(|list| list.last())),
        (list, false) => quote!(#list.last()),
    };
    let (value, _) = reach(last, true, steps);
    quote!(#value.and_then(#read))
}

/// The items, taken out of the page.
fn split(items: &[Step]) -> TokenStream {
    let (value, optional) = items.iter().fold((quote!(page), false), |(value, optional), step| {
        let field = ident(&step.field);
        let flat = (step.options > 1).then(|| quote!(.flatten()));
        let option = step.nullable.then(|| quote!(.into_option()));
        match (optional, step.options) {
            (false, options) => (quote!(#value.#field #option #flat), options > 0),
            (true, 0) => (quote!(#value.map(|value| value.#field)), true),
            (true, _) => (quote!(#value.and_then(|value| value.#field #option #flat)), true),
        }
    });
    if optional { quote!(#value.unwrap_or_default()) } else { value }
}
