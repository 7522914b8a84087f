//! The headers that answers have by the document: decides what each holds, and prints the trait that reads them. A
//! document gives a header the same meaning wherever it comes, so all are methods of one trait.

use super::bodies::{essence, is_json};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::{code, deprecated, doc_attributes};
use crate::model::pointer::{Part, below};
use crate::model::{Header, Operation, is_extension};
use crate::names::{Scope, header_name, ident};
use crate::spec::media_type::is_token;
use crate::types::{Docs, Planner, Scalar, Shape, TypeGraph, TypeRef, type_tokens};
use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;
use serde::Serialize;

/// A header of answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeaderPlan {
    /// Its name as documented.
    pub wire: String,
    /// The Rust name of the method that reads it.
    pub name: String,
    /// The type of its value; `None` where operations disagree, and it is given as text.
    pub ty: Option<TypeRef>,
    /// Whether its value is JSON text.
    pub json: bool,
    /// Its documentation.
    pub docs: Docs,
    /// The operations whose answers have it, by method and path.
    pub operations: Vec<String>,
}

/// The headers met so far, by their names in lower case: HTTP does not tell `Link` from `link`.
#[derive(Debug, Default)]
pub(super) struct Headers {
    known: IndexMap<String, HeaderPlan>,
    names: Scope,
}

impl Headers {
    /// Adds those of an operation; gives the names of the methods that read them. One that is not in the client has no
    /// `subject`: what its headers are called stays taken.
    pub(super) fn of(
        &mut self,
        operation: &Operation,
        pointer: &str,
        subject: Option<&str>,
        planner: &mut Planner<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<String> {
        let mut read = Vec::new();
        for (status, response) in operation.responses().filter(|(status, _)| !is_extension(status)) {
            for (wire, header) in response.headers() {
                // It is the media type of the answer, and ignored here (OpenAPI 3.1.1, section 4.8.16).
                if wire.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                if !is_token(wire) {
                    let message = format!("`{}` is not a valid name of a header", wire.escape_debug());
                    let found = Diagnostic::warning(Code::ParameterInvalid, message)
                        .at(header.label_span())
                        .help("no answer can have such a header; it was left out");
                    diagnostics.push(match subject {
                        Some(subject) => found.subject(subject),
                        None => found,
                    });
                    continue;
                }
                let pointer = below(&below(pointer, Part::Response(status)), Part::Header(wire));
                let name = self.add(wire, header, &pointer, subject, planner);
                if !read.contains(&name) {
                    read.push(name);
                }
            }
        }
        read
    }

    fn add(
        &mut self,
        wire: &str,
        header: &Header,
        pointer: &str,
        subject: Option<&str>,
        planner: &mut Planner<'_>,
    ) -> String {
        let content = header.content();
        let json = header.schema().is_none() && content.is_some_and(|(media_type, _)| is_json(&essence(media_type)));
        let schema = match (header.schema(), content) {
            (Some(schema), _) => Some((schema, below(pointer, Part::Schema))),
            (None, Some((media_type, media))) if json => {
                media.schema().map(|schema| (schema, below(&below(pointer, Part::Content(media_type)), Part::Schema)))
            }
            _ => None,
        };
        let ty = match schema {
            Some((schema, pointer)) => match planner.schema(schema, &pointer, "", wire) {
                TypeRef::Nullable(inner) => *inner,
                ty => ty,
            },
            None => TypeRef::Scalar(Scalar::String),
        };
        let names = &mut self.names;
        let plan = self.known.entry(wire.to_ascii_lowercase()).or_insert_with(|| HeaderPlan {
            wire: wire.to_owned(),
            name: names.claim(&header_name(wire)),
            ty: Some(ty.clone()),
            json,
            docs: Docs {
                text: header.description().map(str::to_owned),
                notes: Vec::new(),
                deprecated: header.is_deprecated(),
            },
            operations: Vec::new(),
        });
        if plan.ty.as_ref() != Some(&ty) || plan.json != json {
            plan.ty = None;
        }
        if let Some(subject) = subject.filter(|subject| !plan.operations.iter().any(|known| known == subject)) {
            plan.operations.push(subject.to_owned());
        }
        plan.name.clone()
    }

    pub(super) fn finish(self) -> Vec<HeaderPlan> {
        self.known.into_values().filter(|plan| !plan.operations.is_empty()).collect()
    }
}

/// `headers.rs`: the trait that reads them; nothing where no header is documented.
pub fn headers(graph: &TypeGraph, plans: &[HeaderPlan]) -> TokenStream {
    if plans.is_empty() {
        return TokenStream::new();
    }
    let methods = plans.iter().map(|plan| {
        let mut notes = vec![match plan.operations.as_slice() {
            [one] => format!("Header {}, of {}.", code(&plan.wire), code(one)),
            [one, others @ ..] => format!("Header {}, of {} and {} more.", code(&plan.wire), code(one), others.len()),
            [] => format!("Header {}.", code(&plan.wire)),
        }];
        let (ty, form) = match &plan.ty {
            Some(ty) if plan.json => (type_tokens(graph, ty, Some(&ident("types"))), quote!(Json)),
            Some(ty) => match form(graph, ty) {
                Some(form) => (type_tokens(graph, ty, Some(&ident("types"))), form),
                None => (quote!(String), quote!(Text)),
            },
            None => {
                notes.push("It is documented with several types, and given as text.".to_owned());
                (quote!(String), quote!(Text))
            }
        };
        let (docs, deprecated) =
            (doc_attributes(plan.docs.text.as_deref().unwrap_or_default(), &notes), deprecated(plan.docs.deprecated));
        let (name, wire) = (ident(&plan.name), &plan.wire);
        quote! {
            #docs
            #deprecated
            fn #name(&self) -> Option<Result<#ty, HeaderError>> {
                self.typed(#wire, HeaderForm::#form)
            }
        }
    });
    let misleads = |name: &str| name == "new" || name.starts_with("into_") || name.starts_with("from_");
    let misleading = plans.iter().any(|plan| misleads(&plan.name));
    // The names are the vendor's, and what begins so is no constructor.
    let allowed = misleading.then(|| quote!(#[allow(clippy::wrong_self_convention, clippy::new_ret_no_self)]));
    quote! {
        /// The headers that answers have by the document, each read when it is asked for.
        ///
        /// Use this trait, and ask [`Response::headers`](crate::Response::headers) or
        /// [`Error::headers`](crate::Error::headers). An answer without the header gives `None`.
        #allowed
        pub trait ResponseHeaders: TypedHeaders {
            #(#methods)*
        }

        impl ResponseHeaders for HeaderMap {}
    }
}

/// How a type is written in a header; nothing for one that has no text of its own.
fn form(graph: &TypeGraph, ty: &TypeRef) -> Option<TokenStream> {
    match graph.resolve(ty) {
        TypeRef::List(item) => match is_text(graph, item)? {
            true => Some(quote!(Texts)),
            false => Some(quote!(Scalars)),
        },
        ty => match is_text(graph, ty)? {
            true => Some(quote!(Text)),
            false => Some(quote!(Scalar)),
        },
    }
}

/// Whether a scalar type is text, and not a number or a boolean; nothing for a type that is no scalar.
fn is_text(graph: &TypeGraph, ty: &TypeRef) -> Option<bool> {
    let of = |scalar: &Scalar| match scalar {
        Scalar::Null => None,
        scalar => Some(scalar.is_text()),
    };
    match graph.resolve(ty) {
        TypeRef::Scalar(scalar) => of(scalar),
        TypeRef::MaybeSet(..) | TypeRef::JsonText(_) => Some(true),
        TypeRef::Named(id) => match &graph.get(*id).shape {
            Shape::Enum(plan) => plan.scalar.as_ref().and_then(of),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
