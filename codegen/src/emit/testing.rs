//! The test double of a crate: the double of the runtime, with the types of each operation. What it does is in the runtime.

use super::Parts;
use crate::markdown::joined;
use proc_macro2::TokenStream;
use quote::quote;

/// The items of the module `testing`; `answers` has the methods with the types of the operations.
pub(super) fn module(parts: &Parts<'_>, answers: &[TokenStream]) -> TokenStream {
    let title = parts.api.title().unwrap_or(&parts.settings.name);
    let doc = format!(" Answers calls of {} in tests, without a server. Clones are one double.", joined(title));
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, Default)]
        pub struct Double(switchboard_runtime::testing::Double);

        impl Double {
            /// A double that answers nothing yet.
            pub fn new() -> Self {
                Self::default()
            }

            /// A client whose calls the double answers.
            ///
            /// # Errors
            ///
            /// When the HTTP client cannot be made.
            pub fn client(&self) -> Result<Client, ConfigurationError> {
                self.client_of(Client::builder())
            }

            /// A client that was set up otherwise. It needs no credentials; those that it was given are sent.
            ///
            /// # Errors
            ///
            /// When a setting cannot be used.
            pub fn client_of(&self, builder: Builder<Client>) -> Result<Client, ConfigurationError> {
                self.0.client(builder)
            }

            /// The operations, to say what they answer.
            pub fn on(&self) -> Operations<'_> {
                Operations(&self.0)
            }

            /// All that was sent, in order.
            pub fn requests(&self) -> Vec<Sent> {
                self.0.requests()
            }
        }

        /// The operations of a [`Double`].
        #[derive(Clone, Copy, Debug)]
        pub struct Operations<'d>(&'d switchboard_runtime::testing::Double);

        impl Operations<'_> {
            #(#answers)*
        }
    }
}
