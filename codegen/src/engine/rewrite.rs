//! progenitor's methods, rewritten: names, documentation and bodies are ours, the signature is progenitor's.
//!
//! What a method does at run time is in the runtime, not here: it states what to send, sends it, and says which type
//! each documented status has.

use super::paged_methods::{Argument, paged_methods};
use super::{Rendered, argument_name, method_name, type_position};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::markdown::{code, doc_attributes};
use crate::names::ident;
use crate::operations::bodies::essence;
use crate::operations::facts::field;
use crate::operations::many_arguments;
use crate::operations::plan::{BodyPlan, OperationPlan, Outcome, Payload, ResponsePlan, ResultPlan, Status};
use crate::operations::results::{answer_type, payload_type};
use crate::types::{Scalar, TypeGraph, TypeRef, type_tokens};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::{HashMap, HashSet};
use syn::visit_mut::VisitMut;
use syn::{FnArg, ImplItem, ImplItemFn, Item, Pat, ReturnType, Type};

/// The methods of the client, in the order of the plans. Nothing after reporting `engine-failed`.
pub(crate) fn rewrite(
    graph: &TypeGraph,
    plans: &[OperationPlan],
    rendered: Rendered,
    has_envelope: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<TokenStream>> {
    let mut methods = methods(rendered, diagnostics)?;
    let mut rewritten = Vec::new();
    for (position, plan) in plans.iter().enumerate() {
        match methods.remove(&method_name(position)).and_then(|method| one(graph, plan, method, has_envelope)) {
            Some(tokens) => rewritten.push(tokens),
            None => diagnostics.push(
                Diagnostic::error(Code::EngineFailed, "progenitor did not render the operation as expected")
                    .at(plan.span)
                    .subject(plan.subject())
                    .help("this is a defect of the generator; please report it with the document"),
            ),
        }
    }
    (rewritten.len() == plans.len()).then_some(rewritten)
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

fn one(graph: &TypeGraph, plan: &OperationPlan, method: ImplItemFn, has_envelope: bool) -> Option<TokenStream> {
    let name = ident(&plan.name);
    let (success, error) = result_types(&method.sig.output)?;
    let (mut arguments, mut paged) = (Vec::new(), Vec::new());
    for argument in &method.sig.inputs {
        let FnArg::Typed(argument) = argument else { continue };
        let Pat::Ident(pattern) = &*argument.pat else { return None };
        let position = (0..plan.arguments.len()).find(|at| pattern.ident == argument_name(*at).as_str());
        arguments.push(match position {
            Some(at) => {
                let planned = &plan.arguments[at];
                let (name, ty) = (ident(&planned.name), argument_type(graph, &planned.ty));
                let lent = by_reference(graph, &planned.ty);
                let cloned = *graph.resolve(&planned.ty) == TypeRef::Scalar(Scalar::Number);
                paged.push(Argument { name: name.clone(), ty: ty.clone(), lent, cloned, optional: false });
                quote!(#name: #ty)
            }
            None if pattern.ident == "body" => {
                let (body, name) = (plan.body.as_ref()?, pattern.ident.clone());
                let ty = body_argument(graph, body);
                paged.push(Argument { name, ty: ty.clone(), lent: true, cloned: false, optional: !body.required });
                quote!(body: #ty)
            }
            None => {
                let ty = without_lifetime(&argument.ty);
                let name = &pattern.ident;
                paged.push(Argument { name: name.clone(), ty: ty.clone(), lent: true, cloned: false, optional: false });
                quote!(#name: #ty)
            }
        });
    }
    let docs = documentation(plan);
    let gate = plan.needs_xml().then(|| quote!(#[cfg(feature = "xml")]));
    let many = many_arguments(arguments.len() + 1);
    let facts = ident(&plan.facts);
    let path = plan.arguments.iter().map(|argument| {
        let (wire, name) = (&argument.parameter.key, ident(&argument.name));
        let value = if by_reference(graph, &argument.ty) { quote!(#name) } else { quote!(&#name) };
        quote!(.path(#wire, #value))
    });
    let parameters = plan.parameters.as_ref().map(|_| quote!(.parameters(parameters)));
    let send = match &plan.body {
        None => quote!(let request = self.core.request(&operations::#facts)#(#path)*#parameters;),
        Some(body) => {
            let call = body_call(body);
            match body.required {
                true => quote!(let request = self.core.request(&operations::#facts)#(#path)*#parameters #call;),
                false => quote! {
                    let mut request = self.core.request(&operations::#facts)#(#path)*#parameters;
                    if let Some(body) = body {
                        request = request #call;
                    }
                },
            }
        }
    };
    let arms = arms(graph, plan, has_envelope);
    let paged = paged_methods(graph, plan, &paged, &quote!(#success), &quote!(#error));
    Some(quote! {
        #docs
        #gate
        #many
        pub async fn #name(&self, #(#arguments),*) -> Result<Response<#success>, Error<#error>> {
            #send
            let response = request.send().await?;
            match response.status().as_u16() {
                #arms
            }
        }

        #paged
    })
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

/// `&'a T` as `&T`.
fn without_lifetime(ty: &Type) -> TokenStream {
    match ty {
        Type::Reference(reference) => {
            let inner = &reference.elem;
            quote!(&#inner)
        }
        other => quote!(#other),
    }
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

fn by_reference(graph: &TypeGraph, ty: &TypeRef) -> bool {
    !matches!(
        graph.resolve(ty),
        TypeRef::Scalar(
            Scalar::Bool | Scalar::I64 | Scalar::U64 | Scalar::F64 | Scalar::Number | Scalar::UnixTime | Scalar::Null
        )
    )
}

/// The type of the argument with the body.
fn body_argument(graph: &TypeGraph, body: &BodyPlan) -> TokenStream {
    let ty = match &body.payload {
        Payload::Multipart => match &body.form {
            Some(form) => {
                let name = ident(&form.name);
                quote!(forms::#name)
            }
            None => quote!(switchboard_runtime::Multipart),
        },
        Payload::Text => quote!(&str),
        Payload::Bytes | Payload::Empty => quote!(switchboard_runtime::reqwest::Body),
        Payload::Json(TypeRef::Scalar(Scalar::String)) => quote!(&str),
        Payload::Json(ty @ TypeRef::List(_)) => argument_type(graph, ty),
        Payload::JsonLines(line) => {
            let ty = type_tokens(graph, line, Some(&ident("types")));
            quote!(switchboard_runtime::JsonLines<#ty>)
        }
        typed => {
            let ty = payload_type(graph, typed);
            match typed {
                Payload::Events(_) | Payload::TextEvents | Payload::NamedEvents(..) => {
                    quote!(switchboard_runtime::reqwest::Body)
                }
                _ => quote!(&#ty),
            }
        }
    };
    if body.required { ty } else { quote!(Option<#ty>) }
}

fn body_call(body: &BodyPlan) -> TokenStream {
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
            quote!(.form(body, &[#(#fields),*]))
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
        Payload::Bytes | Payload::Empty | Payload::Events(_) | Payload::TextEvents | Payload::NamedEvents(..) => {
            quote!(.bytes(#media_type, body))
        }
    }
}

/// What to make of each status. An envelope that says "error" counts before any status.
fn arms(graph: &TypeGraph, plan: &OperationPlan, has_envelope: bool) -> TokenStream {
    let result = &plan.result;
    let mut tokens = TokenStream::new();
    let default = result
        .responses
        .iter()
        .find(|response| !response.success && response.status == Status::Default && response.media_types.is_empty());
    if has_envelope {
        let error =
            default.or(result.responses.iter().find(|response| !response.success && response.media_types.is_empty()));
        let value = error.map_or(quote!(Err(response.unexpected().await)), |response| error_value(result, response));
        tokens.extend(quote!(_ if response.is_error() => #value,));
    }
    // Exact statuses first: a range means the others of its hundred.
    let mut arms: Vec<Arm> = Vec::new();
    for response in &result.responses {
        let (is_range, codes) = match response.status {
            Status::Exact(code) => (false, (code, code)),
            Status::Range(hundreds) => (true, (hundreds * 100, hundreds * 100 + 99)),
            Status::Default => continue,
        };
        let value =
            if response.success { success_value(graph, result, response) } else { error_value(result, response) };
        let guard = guard(response);
        let text = |tokens: &TokenStream| tokens.to_string();
        let is_same = |arm: &&mut Arm| {
            arm.is_range == is_range
                && text(&arm.value) == text(&value)
                && arm.guard.as_ref().map(text) == guard.as_ref().map(text)
        };
        match arms.iter_mut().find(is_same) {
            Some(arm) => arm.statuses.push(codes),
            None => arms.push(Arm { is_range, statuses: vec![codes], guard, value }),
        }
    }
    if let Some(value) = unlisted_success(graph, result, default.is_some()) {
        // A listed 2xx that gives the same needs no arm of its own.
        for arm in arms
            .iter_mut()
            .filter(|arm| !arm.is_range && arm.guard.is_none() && arm.value.to_string() == value.to_string())
        {
            arm.statuses.retain(|(code, _)| !(200..300).contains(code));
        }
        arms.retain(|arm| !arm.statuses.is_empty());
        arms.push(Arm { is_range: true, statuses: vec![(200, 299)], guard: None, value });
    }
    arms.sort_by_key(|arm| (arm.is_range, arm.guard.is_none()));
    without_exact(&mut arms);
    for Arm { statuses, guard, value, .. } in arms {
        let pattern = status_pattern(statuses);
        tokens.extend(quote!(#pattern #guard => #value,));
    }
    let guarded = result.responses.iter().filter(|response| !response.success && response.status == Status::Default);
    for (response, guard) in guarded.filter_map(|response| Some((response, guard(response)?))) {
        let value = error_value(result, response);
        tokens.extend(quote!(_ #guard => #value,));
    }
    let rest = default.map_or(quote!(Err(response.unexpected().await)), |response| error_value(result, response));
    tokens.extend(quote!(_ => #rest,));
    tokens
}

/// What a 2xx gives that is not listed, where the document lists another: `default` is never meant for it. Where no success
/// has a body, nothing of this one is needed; else it is an error that says so. Nothing where `_` does the same.
fn unlisted_success(graph: &TypeGraph, result: &ResultPlan, has_default: bool) -> Option<TokenStream> {
    let successes: Vec<&ResponsePlan> = result.responses.iter().filter(|response| response.success).collect();
    if successes.is_empty() || successes.iter().any(|response| response.status == Status::Range(2)) {
        return None;
    }
    match &result.success {
        Outcome::One(Payload::Empty) => successes.first().map(|response| success_value(graph, result, response)),
        _ => has_default.then(|| quote!(Err(response.unexpected().await))),
    }
}

/// What some statuses give.
struct Arm {
    is_range: bool,
    /// From and to.
    statuses: Vec<(u16, u16)>,
    /// The media types it is for, where they are not all.
    guard: Option<TokenStream>,
    value: TokenStream,
}

/// What an answer has to be of to be this one.
fn guard(response: &ResponsePlan) -> Option<TokenStream> {
    let ranges = &response.media_types;
    (!ranges.is_empty()).then(|| quote!(if #(response.is_media(#ranges))||*))
}

/// Lets ranges begin and end beside exact statuses: `200` and `200..=299` overlap, as clippy has it.
fn without_exact(arms: &mut [Arm]) {
    let exact: HashSet<u16> =
        arms.iter().filter(|arm| !arm.is_range).flat_map(|arm| &arm.statuses).map(|(code, _)| *code).collect();
    for (from, to) in arms.iter_mut().filter(|arm| arm.is_range).flat_map(|arm| &mut arm.statuses) {
        while from < to && exact.contains(from) {
            *from += 1;
        }
        while from < to && exact.contains(to) {
            *to -= 1;
        }
    }
}

/// The pattern for these statuses, from and to; neighbours become one range, as clippy has it.
fn status_pattern(mut statuses: Vec<(u16, u16)>) -> TokenStream {
    statuses.sort_unstable();
    let mut joined: Vec<(u16, u16)> = Vec::new();
    for (from, to) in statuses {
        match joined.last_mut() {
            Some((_, end)) if from <= end.saturating_add(1) => *end = to.max(*end),
            _ => joined.push((from, to)),
        }
    }
    let number = proc_macro2::Literal::u16_unsuffixed;
    let patterns = joined.into_iter().map(|(from, to)| {
        let (first, last) = (number(from), number(to));
        if from == to { quote!(#first) } else { quote!(#first..=#last) }
    });
    quote!(#(#patterns)|*)
}

fn success_value(graph: &TypeGraph, result: &ResultPlan, response: &ResponsePlan) -> TokenStream {
    let read = match &response.payload {
        Payload::Empty => quote!(response.empty()?),
        // What is put into a variant says its type: a method of an answer of unknown type cannot be called.
        Payload::Xml(ty, root) => {
            let root = ident(root);
            match &response.variant {
                Some(_) => {
                    let ty = answer_type(graph, &Payload::Json(ty.clone()));
                    quote!(response.xml::<#ty>(&crate::xml::#root).await?)
                }
                None => quote!(response.xml(&crate::xml::#root).await?),
            }
        }
        Payload::Json(_) | Payload::Form(_) if response.variant.is_some() => {
            let ty = answer_type(graph, &response.payload);
            quote!(response.json::<#ty>().await?)
        }
        Payload::Json(_) | Payload::Form(_) => quote!(response.json().await?),
        Payload::Text => quote!(response.text().await?),
        Payload::Bytes | Payload::Multipart => quote!(response.stream()),
        Payload::Events(_) => quote!(response.events().await?),
        Payload::TextEvents => quote!(response.text_events().await?),
        Payload::NamedEvents(_, texts) => quote!(response.named_events(&[#(#texts),*]).await?),
        Payload::JsonLines(_) => quote!(response.json_lines().await?),
    };
    match (&result.success, &response.variant) {
        (Outcome::Enum(name), Some(variant)) => {
            let (name, variant) = (ident(name), ident(variant));
            quote!(Ok(#read.map(results::#name::#variant)))
        }
        _ => quote!(Ok(#read)),
    }
}

fn error_value(result: &ResultPlan, response: &ResponsePlan) -> TokenStream {
    let wrap = match (&result.error, &response.variant) {
        (Outcome::Enum(name), Some(variant)) => {
            let (name, variant) = (ident(name), ident(variant));
            quote!(results::#name::#variant)
        }
        _ => quote!(std::convert::identity),
    };
    match &response.payload {
        Payload::Empty => quote!(Err(response.error_empty(#wrap))),
        Payload::Text
        | Payload::Bytes
        | Payload::Multipart
        | Payload::Events(_)
        | Payload::TextEvents
        | Payload::NamedEvents(..)
        | Payload::JsonLines(_) => {
            quote!(Err(response.error_text(#wrap).await))
        }
        Payload::Xml(_, root) => {
            let root = ident(root);
            quote!(Err(response.error_xml(#wrap, &crate::xml::#root).await))
        }
        Payload::Json(_) | Payload::Form(_) => quote!(Err(response.error(#wrap).await)),
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
    for argument in &plan.arguments {
        if let Some(text) = argument.docs.text.as_deref().and_then(crate::markdown::one_line) {
            notes.push(format!("* `{}`: {text}", argument.name.trim_start_matches("r#")));
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
    if plan.docs.deprecated {
        notes.push("**Deprecated.**".to_owned());
    }
    doc_attributes(&text, &notes)
}
