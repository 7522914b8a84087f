//! progenitor's methods, rewritten: names, documentation and bodies are ours, the signature is progenitor's.
//!
//! What a method does at run time is in the runtime, not here: it makes a call out of its arguments. What comes back is said
//! by the facts of the operation.

use super::calls;
use super::{Rendered, argument_name, method_name, type_position};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::{code, deprecated, doc_attributes};
use crate::names::ident;
use crate::operations::bodies::essence;
use crate::operations::facts::{encoding_name, field};
use crate::operations::plan::{ArgumentPlan, BodyPlan, Location, OperationPlan, Outcome, Payload};
use crate::operations::results::payload_type;
use crate::types::{Scalar, TypeGraph, TypeRef, type_tokens};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::HashMap;
use syn::visit_mut::VisitMut;
use syn::{FnArg, ImplItem, ImplItemFn, Item, Pat, ReturnType, Type};

/// What became of progenitor's methods.
#[derive(Debug, Default)]
pub(crate) struct Methods {
    /// The methods of the client, in the order of the plans.
    pub(crate) methods: Vec<TokenStream>,
    /// The structs of the calls that have methods of their own.
    pub(crate) calls: TokenStream,
    /// The methods of the test double with the types of what calls give, in the same order.
    pub(crate) answers: Vec<TokenStream>,
}

/// The types of what a call gives.
pub(super) struct Given<'p> {
    pub(super) success: Type,
    pub(super) error: Type,
    pub(super) plan: &'p OperationPlan,
}

impl Given<'_> {
    /// The type of the call itself. What is documented as no error is not said.
    pub(super) fn call(&self) -> TokenStream {
        let generics = self.generics();
        quote!(Call<#generics>)
    }

    /// The types as they stand behind the name of a call or of a list.
    pub(super) fn generics(&self) -> TokenStream {
        let Self { success, error, plan } = self;
        match plan.result.error {
            Outcome::None => quote!(#success),
            _ => quote!(#success, #error),
        }
    }
}

/// The methods and their calls. Nothing after reporting `engine-failed`.
pub(crate) fn rewrite(
    graph: &TypeGraph,
    plans: &[OperationPlan],
    rendered: Rendered,
    diagnostics: &mut Diagnostics,
) -> Option<Methods> {
    let mut methods = methods(rendered, diagnostics)?;
    let mut rewritten = Methods::default();
    for (position, plan) in plans.iter().enumerate() {
        match methods.remove(&method_name(position)).and_then(|method| one(graph, plan, method)) {
            Some(One { method, call, answers }) => {
                rewritten.methods.push(method);
                rewritten.calls.extend(call);
                rewritten.answers.push(answers);
            }
            None => diagnostics.push(
                Diagnostic::error(Code::EngineFailed, "progenitor did not render the operation as expected")
                    .at(plan.span)
                    .subject(plan.subject())
                    .help("this is a defect of the generator; please report it with the document"),
            ),
        }
    }
    (rewritten.methods.len() == plans.len()).then_some(rewritten)
}

/// The methods in progenitor's output, by name, with the placeholders replaced by what they stand for.
fn methods(rendered: Rendered, diagnostics: &mut Diagnostics) -> Option<HashMap<String, ImplItemFn>> {
    let file: syn::File = match syn::parse2(rendered.tokens) {
        Ok(mut file) => {
            Placeholders { types: &rendered.types }.visit_file_mut(&mut file);
            file
        }
        Err(error) => {
            let message = format!("progenitor's output does not parse: {error}");
            diagnostics
                .push(Diagnostic::error(Code::EngineFailed, message).help("please report this with the document"));
            return None;
        }
    };
    let inherent = file.items.into_iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(block.items),
        _ => None,
    });
    let functions = inherent.flatten().filter_map(|item| match item {
        ImplItem::Fn(function) => Some((function.sig.ident.to_string(), function)),
        _ => None,
    });
    Some(functions.collect())
}

/// Puts types where their placeholders stand.
struct Placeholders<'t> {
    types: &'t [TokenStream],
}

impl VisitMut for Placeholders<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let position = match ty {
            Type::Path(path) => path.path.get_ident().and_then(|name| type_position(&name.to_string())),
            _ => None,
        };
        match position.and_then(|position| self.types.get(position)) {
            Some(tokens) => *ty = Type::Verbatim(tokens.clone()),
            None => syn::visit_mut::visit_type_mut(self, ty),
        }
    }
}

/// What an operation becomes.
struct One {
    method: TokenStream,
    /// The struct of its call.
    call: TokenStream,
    /// The method of the test double.
    answers: TokenStream,
}

fn one(graph: &TypeGraph, plan: &OperationPlan, method: ImplItemFn) -> Option<One> {
    let name = ident(&plan.name);
    let (success, error) = result_types(&method.sig.output)?;
    let given = Given { success, error, plan };
    let mut arguments = Vec::new();
    for argument in &method.sig.inputs {
        let FnArg::Typed(argument) = argument else { continue };
        let Pat::Ident(pattern) = &*argument.pat else { return None };
        let position = (0..plan.call.arguments.len()).find(|at| pattern.ident == argument_name(*at).as_str());
        arguments.push(match (position, &plan.call.required, &plan.body) {
            (Some(_), Some(required), _) => {
                let required = ident(required);
                quote!(required: &calls::#required)
            }
            (Some(at), None, _) => {
                let planned = plan.call.arguments.get(at)?;
                let (name, ty) = (ident(&planned.name), argument_type(graph, &planned.ty));
                quote!(#name: #ty)
            }
            // An optional body is set on the call.
            (None, _, Some(body)) if !body.required => continue,
            (None, _, Some(body)) => {
                let ty = body_type(graph, body);
                quote!(body: #ty)
            }
            (None, _, None) => return None,
        });
    }
    let docs = documentation(plan);
    let gate = gate(plan);
    let facts = ident(&plan.facts);
    let parameters = plan.call.arguments.iter().map(|argument| argument_call(graph, plan, argument));
    let body = plan.body.as_ref().filter(|body| body.required).map(body_call);
    let call = given.call();
    let made = quote!(Call::new(self.core.request(&operations::#facts)#(#parameters)*#body));
    let (output, made) = match &plan.call.name {
        Some(own) => {
            let own = ident(own);
            (quote!(calls::#own), quote!(calls::#own(#made)))
        }
        None => (call, made),
    };
    let method = quote! {
        #docs
        #gate
        pub fn #name(&self, #(#arguments),*) -> #output {
            #made
        }
    };
    Some(One { method, call: calls::structs(graph, &given), answers: answers(&given) })
}

/// How a test says what the operation answers.
fn answers(given: &Given<'_>) -> TokenStream {
    let Given { success, error, plan } = given;
    let (gate, name, facts) = (gate(plan), ident(&plan.name), ident(&plan.facts));
    let method = plan.name.trim_start_matches("r#");
    let doc = format!(" Of [`Client::{method}`](crate::Client::{method}), {}.", code(&plan.subject()));
    quote! {
        #[doc = #doc]
        #gate
        pub fn #name(self) -> Answers<#success, #error> {
            self.0.on(&operations::#facts)
        }
    }
}

/// What an item needs the feature `xml` for.
pub(super) fn gate(plan: &OperationPlan) -> Option<TokenStream> {
    plan.needs_xml().then(|| quote!(#[cfg(feature = "xml")]))
}

/// How a required parameter is put into the request.
fn argument_call(graph: &TypeGraph, plan: &OperationPlan, argument: &ArgumentPlan) -> TokenStream {
    let (key, name) = (&argument.parameter.key, ident(&argument.name));
    let value = match plan.call.required {
        Some(_) => quote!(&required.#name),
        None if is_lent(graph, &argument.ty) => quote!(#name),
        None => quote!(&#name),
    };
    match argument.parameter.location {
        Location::Path => quote!(.path(#key, #value)),
        _ => quote!(.parameter(#key, #value)),
    }
}

/// `T` and `E` of `Result<ResponseValue<T>, Error<E>>`.
fn result_types(output: &ReturnType) -> Option<(Type, Type)> {
    let ReturnType::Type(_, ty) = output else { return None };
    let mut sides = generic_arguments(ty).into_iter();
    let success = generic_arguments(&sides.next()?).into_iter().next()?;
    let error = generic_arguments(&sides.next()?).into_iter().next()?;
    Some((success, error))
}

fn generic_arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let Some(segment) = path.path.segments.last() else { return Vec::new() };
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    types.collect()
}

/// Small values are handed over, strings and everything larger are lent.
fn argument_type(graph: &TypeGraph, ty: &TypeRef) -> TokenStream {
    let types = ident("types");
    // A name that stands for a scalar says nothing of how to hand it over.
    let ty = if matches!(graph.resolve(ty), TypeRef::Scalar(_)) { graph.resolve(ty) } else { ty };
    match ty {
        TypeRef::Scalar(scalar) if scalar.is_text() => quote!(&str),
        TypeRef::MaybeSet(..) | TypeRef::JsonText(_) => quote!(&str),
        TypeRef::Scalar(_) => type_tokens(graph, ty, Some(&types)),
        TypeRef::List(item) => {
            let item = type_tokens(graph, item, Some(&types));
            quote!(&[#item])
        }
        _ => {
            let ty = type_tokens(graph, ty, Some(&types));
            quote!(&#ty)
        }
    }
}

fn is_lent(graph: &TypeGraph, ty: &TypeRef) -> bool {
    !matches!(
        graph.resolve(ty),
        TypeRef::Scalar(
            Scalar::Bool | Scalar::I64 | Scalar::U64 | Scalar::F64 | Scalar::Number | Scalar::UnixTime | Scalar::Null
        )
    )
}

/// The type of the argument with the body.
pub(super) fn body_type(graph: &TypeGraph, body: &BodyPlan) -> TokenStream {
    match &body.payload {
        Payload::Multipart => match &body.form {
            Some(form) => {
                let name = ident(&form.name);
                quote!(forms::#name)
            }
            None => quote!(switchboard_runtime::Multipart),
        },
        Payload::Text => quote!(&str),
        Payload::Bytes | Payload::Encoded(_) | Payload::Empty => quote!(switchboard_runtime::reqwest::Body),
        Payload::Json(TypeRef::Scalar(Scalar::String)) => quote!(&str),
        Payload::Json(ty @ TypeRef::List(_)) => argument_type(graph, ty),
        Payload::JsonLines(line) => {
            let ty = type_tokens(graph, line, Some(&ident("types")));
            quote!(switchboard_runtime::JsonLines<#ty>)
        }
        Payload::Events(_) | Payload::TextEvents | Payload::NamedEvents(..) => {
            quote!(switchboard_runtime::reqwest::Body)
        }
        typed => {
            let ty = payload_type(graph, typed);
            quote!(&#ty)
        }
    }
}

/// How a body is put into the request.
pub(super) fn body_call(body: &BodyPlan) -> TokenStream {
    let media_type = &body.media_type;
    match &body.payload {
        Payload::Json(_) if media_type == "application/json" => quote!(.json(body)),
        Payload::Json(_) => quote!(.json_as(#media_type, body)),
        Payload::Xml(_, root) => {
            let root = ident(root);
            quote!(.xml(#media_type, body, &crate::xml::#root))
        }
        Payload::Form(_) => {
            let fields = body.fields.iter().map(field);
            match media_type == "application/x-www-form-urlencoded" {
                true => quote!(.form(body, &[#(#fields),*])),
                false => quote!(.form_as(#media_type, body, &[#(#fields),*])),
            }
        }
        Payload::Multipart => {
            let parts = if body.form.is_some() { quote!(body.into()) } else { quote!(body) };
            match essence(media_type) == "multipart/form-data" {
                true => quote!(.multipart(#parts)),
                false => quote!(.multipart_as(#media_type, #parts)),
            }
        }
        Payload::Text => quote!(.text(#media_type, body)),
        Payload::JsonLines(_) => quote!(.json_lines(#media_type, body)),
        Payload::Encoded(encoding) => {
            let encoding = encoding_name(*encoding);
            quote!(.encoded_bytes(#media_type, switchboard_runtime::ContentEncoding::#encoding, body))
        }
        Payload::Bytes | Payload::Empty | Payload::Events(_) | Payload::TextEvents | Payload::NamedEvents(..) => {
            quote!(.bytes(#media_type, body))
        }
    }
}

fn documentation(plan: &OperationPlan) -> TokenStream {
    let mut notes = Vec::new();
    let text = match (&plan.summary, &plan.docs.text) {
        (Some(summary), Some(text)) if summary.trim() != text.trim() => format!("{}\n\n{text}", summary.trim()),
        (Some(text), _) | (None, Some(text)) => text.clone(),
        (None, None) => String::new(),
    };
    let call = code(&plan.subject());
    notes.push(if text.is_empty() { format!("Sends {call}.") } else { call });
    notes.extend(plan.docs.notes.iter().cloned());
    for argument in plan.call.arguments.iter().filter(|_| plan.call.required.is_none()) {
        let text = argument.docs.text.as_deref().and_then(crate::markdown::one_line);
        let said: Vec<String> = text.into_iter().chain(argument.docs.notes.iter().cloned()).collect();
        if !said.is_empty() {
            notes.push(format!("* `{}`: {}", argument.name.trim_start_matches("r#"), said.join(" ")));
        }
    }
    if !plan.headers.is_empty() {
        let names = plan.headers.iter().map(|name| format!("`{}`", name.trim_start_matches("r#")));
        let names = names.collect::<Vec<_>>().join(", ");
        notes.push(format!(
            "Documented headers of its answers, in [`ResponseHeaders`](crate::ResponseHeaders): {names}."
        ));
    }
    if plan.result.accept.contains("multipart/") {
        notes.push(
            "The answer is bytes with several parts in them; `Response::parts` reads these one by one.".to_owned(),
        );
    }
    if plan.needs_xml() {
        notes.push("Needs the feature `xml`.".to_owned());
    }
    if let Some(page) = &plan.page {
        notes.push(format!("Documentation of the vendor: <{page}>"));
    }
    let (text, deprecated) = (doc_attributes(&text, &notes), deprecated(plan.docs.deprecated));
    quote!(#text #deprecated)
}
