//! Prints the functions that read events and check who sent them, and how they are signed.

use super::webhooks::EventsPlan;
use crate::markdown::code;
use crate::names::ident;
use crate::settings::{Signature, Signed};
use crate::types::{TypeGraph, type_tokens};
use proc_macro2::TokenStream;
use quote::quote;

/// What reads all events, and checks them where it is stated how they are signed.
pub(super) fn receiving(graph: &TypeGraph, events: &EventsPlan, signature: Option<&Signature>) -> TokenStream {
    // The only event needs no name and no function of its own.
    if !events.is_union && signature.is_none() {
        return TokenStream::new();
    }
    let name = ident(&events.name);
    let event = events.is_union.then(|| {
        let ty = type_tokens(graph, &events.ty, Some(&ident("types")));
        quote! {
            /// All events that the API sends by itself. One that the document does not have is `Unknown`, with the JSON that
            /// came.
            pub type #name = #ty;
        }
    });
    let result = quote!(Result<switchboard_runtime::Corrected<#name>, webhook::WebhookError>);
    let headers = quote!(headers: &switchboard_runtime::http::HeaderMap);
    let read = match &events.header {
        Some(header) => {
            let docs = format!(
                " Reads the event in a request, whose name is in its header {}. What deviates from the document is corrected.",
                code(header)
            );
            let header = header.to_ascii_lowercase();
            let arms = events.variants.iter().map(|(key, variant)| {
                let variant = ident(variant);
                quote!(#key => webhook::event(body, #name::#variant),)
            });
            quote! {
                #[doc = #docs]
                ///
                /// # Errors
                ///
                /// When the header is missing, or the body is not JSON.
                pub fn read(#headers, body: &[u8]) -> #result {
                    match webhook::name(headers, #header)? {
                        #(#arms)*
                        _ => webhook::event(body, #name::Unknown),
                    }
                }
            }
        }
        None => quote! {
            /// Reads the event in the body of a request. What deviates from the document is corrected.
            ///
            /// # Errors
            ///
            /// When the body is not JSON.
            pub fn read(body: &[u8]) -> #result {
                webhook::read(body)
            }
        },
    };
    let checked = signature.map(|signature| {
        let stated = stated(signature);
        let what = match signature.has_time() {
            true => " Checks that a request was signed with this secret, and not long ago, and reads the event in it.",
            false => " Checks that a request was signed with this secret, and reads the event in it. Its time is not signed, so \
                      that one which is sent again is taken again.",
        };
        let read = if events.header.is_some() { quote!(read(headers, body)) } else { quote!(read(body)) };
        let secret = quote!(secret: &switchboard_runtime::secrecy::SecretString);
        quote! {
            /// How the API signs what it sends.
            pub static SIGNATURE: webhook::Signature = #stated;

            #[doc = #what]
            ///
            /// `body` is the bytes that came.
            ///
            /// # Errors
            ///
            /// When a header is missing or malformed, the signature is wrong or too old, or the body is not JSON.
            pub fn receive(#headers, body: &[u8], #secret) -> #result {
                SIGNATURE.verify(headers, body, secret)?;
                #read
            }

            /// As [`receive`], by a clock of your own.
            ///
            /// # Errors
            ///
            /// When a header is missing or malformed, the signature is wrong or too old, or the body is not JSON.
            pub fn receive_at(#headers, body: &[u8], #secret, now: switchboard_runtime::jiff::Timestamp) -> #result {
                SIGNATURE.verify_at(headers, body, secret, now)?;
                #read
            }
        }
    });
    quote!(#event #read #checked)
}

/// The data of a signature. Names of headers are lower case, in which they are looked for.
fn stated(signature: &Signature) -> TokenStream {
    let lower = |text: &crate::settings::Text| text.value.to_ascii_lowercase();
    let start = match (&signature.header, signature.is_standard) {
        (header, true) => {
            let header = header.as_ref().map(lower).map(|header| quote!(.header(#header)));
            quote!(webhook::Signature::STANDARD #header)
        }
        (header, false) => {
            let header = header.as_ref().map(lower).unwrap_or_default();
            quote!(webhook::Signature::hmac(#header))
        }
    };
    let form = match (&signature.member, &signature.prefix, signature.separator) {
        (Some(member), ..) => {
            let (member, separator) = (&member.value, signature.separator.unwrap_or(','));
            Some(quote!(.form(webhook::Form::Members { name: #member, separator: #separator })))
        }
        (None, None, None) => None,
        (None, prefix, separator) => {
            let prefix = prefix.as_ref().map_or("", |prefix| prefix.value.as_str());
            let separator = separator.map_or_else(|| quote!(None), |separator| quote!(Some(#separator)));
            Some(quote!(.form(webhook::Form::Prefixed { prefix: #prefix, separator: #separator })))
        }
    };
    let word = |text: &Option<crate::settings::Text>| text.as_ref().map(|text| text.value.clone());
    let algorithm = match word(&signature.algorithm).as_deref() {
        Some("sha1") => Some(quote!(.algorithm(webhook::Algorithm::Sha1))),
        Some("sha512") => Some(quote!(.algorithm(webhook::Algorithm::Sha512))),
        _ => None,
    };
    let encoding =
        (word(&signature.encoding).as_deref() == Some("base64")).then(|| quote!(.encoding(webhook::Encoding::Base64)));
    let secret = match word(&signature.secret).as_deref() {
        Some("base64") => Some(quote!(.secret(webhook::SecretForm::Base64))),
        Some("hex") => Some(quote!(.secret(webhook::SecretForm::Hex))),
        _ => None,
    };
    let stamp = match (&signature.timestamp_header, &signature.timestamp_member) {
        (Some(header), _) => {
            let header = lower(header);
            Some(quote!(.stamp(webhook::Stamp::Header(#header))))
        }
        (None, Some(member)) => {
            let member = &member.value;
            Some(quote!(.stamp(webhook::Stamp::Member(#member))))
        }
        (None, None) => None,
    };
    let milliseconds = signature.is_milliseconds.then(|| quote!(.milliseconds()));
    let id = signature.id_header.as_ref().map(lower).map(|header| quote!(.id(#header)));
    let pieces = signature.signed.iter().map(|piece| match piece {
        Signed::Text(text) => quote!(webhook::Signed::Text(#text)),
        Signed::Id => quote!(webhook::Signed::Id),
        Signed::Timestamp => quote!(webhook::Signed::Timestamp),
        Signed::Body => quote!(webhook::Signed::Body),
    });
    let is_body_alone = signature.signed == [Signed::Body];
    let signed = (!signature.is_standard && !is_body_alone).then(|| quote!(.signed(&[#(#pieces),*])));
    let tolerance = signature.tolerance.map(|seconds| {
        let seconds = proc_macro2::Literal::u32_unsuffixed(seconds);
        quote!(.tolerance(#seconds))
    });
    quote!(#start #form #algorithm #encoding #signed #id #stamp #milliseconds #secret #tolerance)
}
