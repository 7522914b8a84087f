//! The test double of a crate: what operations answer, with their types. What the double is and does is in the runtime.

use proc_macro2::TokenStream;
use quote::quote;

/// The items of the module `testing`; `answers` has the methods with the types of the operations.
pub(super) fn module(answers: &[TokenStream]) -> TokenStream {
    quote! {
        client_double! { Client }

        impl Operations<'_> {
            #(#answers)*
        }
    }
}
